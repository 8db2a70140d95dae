"""What an exercise asks for as a number, and what may be wrong about an amount beside its value: unit, hedge, verb, digits."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile

from claimbook import wording as words
from claimbook.core.quantities import Quantity
from claimbook.core.section import Section
from claimbook.core.stages import NOUN, PAID, told_by_verbs, verb_pattern
from claimbook.teaching.answers import TIMES, Amount, read
from claimbook.teaching.spoken import CURRENCIES
from claimbook.teaching.verdicts import FIGURE, Verdict, better, wrong
from claimbook.wording import Wording, listing
from claimbook.wording.hedges import SIDES
from claimbook.wording.units import told_unit

#: A wrong answer to be expected, and what it comes from.
Mistake = tuple[Quantity | float | str, str]
#: What is counted besides the units of the section's figures, in the singular.
THINGS = {"document", "footnote", "people", "person", "refugee", "flight", "child", "household", "sentence", "page"}
#: Hedges that say the same to which side the true number lies.
BELOW, ABOVE = (tuple(name for name, side in SIDES.items() if side == one) for one in ("ceiling", "floor"))
_DENIED = re.compile(
    r"(?:\b(?:not|never|nor|nothing)|n't)(?:\s+(?:mean|say|imply|necessarily|been|be|yet|was|were|is|has|have|had|\w+ly))*\s+$"
)
#: Words that claim that a number is exact, and that tell how far from it the true one lies.
_EXACTLY = re.compile(r"(?<!not )\b(?:exactly|precisely|exact|on the dot|to the (?:cent|euro|penny))\b", re.I)
_HOW_FAR = re.compile(
    r"\b(?:(?P<near>just|only just|slightly|a little|a bit|somewhat|barely|marginally)|(?P<far>well|far|much|way|considerably|significantly|a lot|"
    r"substantially))\s+(?=(?:over|above|under|below|short of|shy of|in excess of|upwards of|beyond|(?:more|less|higher|lower|greater|fewer|larger|smaller) than)\b)",
    re.I,
)
#: Units of time of which so many make one of the other, without a remainder of days: a year has twelve months.
TWELVE = {("years", "months"): 1 / 12, ("months", "years"): 12.0, ("years", "decades"): 10.0, ("decades", "years"): 0.1}
_PLANNED = re.compile(r"\b(?:will|would|shall|going to|plans? to|wants? to)(?:\s+(?:be|have|been|\w+ly))*\s+$")


@dataclass(frozen=True)
class Asked:
    """The number that an exercise asks for: its value and bounds in ``unit``, and how it is told: text, step and hedge."""

    section: Section
    value: float | None
    low: float
    high: float
    unit: str
    told: Quantity | Wording
    stages: tuple[str, ...]
    mistakes: tuple[Mistake, ...] = ()

    @classmethod
    def of(cls, section: Section, right: Quantity, mistakes: Iterable[Mistake]) -> Asked:
        """What is asked for where the right answer is a quantity."""
        return cls(section, right.value, right.low, right.high, right.unit, right, right.stages, tuple(mistakes))

    @property
    def text(self) -> str:
        """The answer as it is printed, with plain spaces."""
        return self.told.text.replace(words.NBSP, " ")

    @property
    def is_range(self) -> bool:
        """Whether both ends are asked for."""
        return self.value is None or len(read(self.text).amounts) == 2

    @property
    def printed(self) -> Amount:
        """The answer as it is printed, read like any other."""
        return read(self.text).amounts[0]

    @property
    def counted(self) -> bool:
        """Whether the answer is a whole number that was counted, and so has no rounding."""
        return self.low == self.high and self.unit not in ("EUR", "%", "tonnes") and self.low == round(self.low)

    @property
    def unit_words(self) -> str:
        """The unit as a sentence tells it."""
        return {"EUR": "euro in whole units", "%": "per cent"}.get(self.unit, told_unit(self.unit))


def value_in(unit: str, amount: Amount) -> float | None:
    """The value of an amount in a unit; None where it was told in one that is not that."""
    if amount.unit == "part":
        return 100 * amount.value if unit == "%" else amount.counted if unit not in ("EUR", "tonnes", *TIMES) else None
    if amount.unit in ("", unit) or (unit, amount.unit) == ("%", "points"):
        return amount.value
    if (unit, amount.unit) in TWELVE:
        return amount.value * TWELVE[unit, amount.unit]
    if unit in TIMES and amount.unit in TIMES:
        return amount.value * TIMES[amount.unit] / TIMES[unit]
    return None


def close(one: float | None, other: float | None) -> bool:
    """Whether two numbers are the same but for how computers divide."""
    if one is None or other is None:
        return one is other
    return one == other or math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)


def power_of_ten(value: float, right: float) -> int:
    """By which power of ten a number is too large, or too small if negative; 0 where it is not off by one."""
    power = math.log10(value / right) if value > 0 < right else 0
    return round(power) if abs(power - round(power)) < 0.005 else 0


# --- unit, hedge, verb --------------------------------------------------------------------------------------------------


def singular(word: str) -> str:
    """A noun in a form in which its plural is the same."""
    word = word.casefold()
    return re.sub(r"ies$", "y", word) if word.endswith("ies") else word.removesuffix("s")


def other_unit(asked: Asked, amount: Amount) -> Verdict | None:
    """What is wrong with the unit of an amount, whatever its value."""
    if amount.unit in CURRENCIES:
        there = "The amounts of the section are in euro" if asked.unit == "EUR" else f"Asked for is {asked.unit_words}"
        return wrong("Wrong unit: read as {told}, an amount in another currency. {there}.", told=amount.told, there=there)
    if value_in(asked.unit, amount) is None:
        return wrong("Wrong unit: read as {told}. Asked for is {unit}.", told=amount.told, unit=asked.unit_words)
    if amount.unit in TIMES and amount.unit != asked.unit and not close(value_in(asked.unit, amount), asked.value):
        return wrong("Wrong unit: read as {told}. Asked for is {unit}.", told=amount.told, unit=asked.unit_words)
    if noun := _other_noun(asked, amount):
        return wrong("Wrong unit: yours counts {noun}. Asked for is {unit}.", noun=noun, unit=asked.unit_words)
    return None


def _other_noun(asked: Asked, amount: Amount) -> str:
    """The unit that stands after a number where things of another kind are counted; nothing where none does."""
    measured = asked.unit in ("EUR", "%", "tonnes")
    if measured and amount.unit:
        return ""
    ours = {singular(asked.unit.partition(" per ")[0])}
    units = {q.unit for q in asked.section.claims()} | {w.unit for w, _ in asked.mistakes if isinstance(w, Quantity)}
    others = {singular(unit) for unit in units} | THINGS
    others -= ours
    first = next(
        (
            word
            for word in takewhile(lambda noun: noun not in ("per", "for", "each", "by"), amount.nouns[: 1 if measured else 4])
            if singular(word) in ours | others
        ),
        "",
    )
    return first if singular(first) in others else ""


def hedging(asked: Asked, amount: Amount, value: float, text: str = "") -> Verdict | None:
    """What is wrong with the hedge of an amount whose value is right; ``text`` has the words before it was read."""
    found, sharp = _plain_hedging(asked, amount, value), sharpened(asked, text, value, amount.hedge)
    return sharp if found is None or found.close and sharp is not None and not sharp.close else found


def sharpened(asked: Asked, text: str, value: float | None = None, given: str = "exact") -> Verdict | None:
    """That an answer claims to know more than its figures tell: that a number is exact, or how far from it the true one lies."""
    source = asked.printed.hedge
    if (exact := _EXACTLY.search(text)) and given in ("exact", source):
        if source != "exact":
            ours = f"“{words.HEDGES[source]}”"
            return wrong("{said} turns away the hedge: the source says {ours}.", said=f"“{exact[0].capitalize()}”", ours=ours)
        if not (asked.low == asked.high and close(value, asked.value)):
            return better("It is rounded, so leave out {said}: {text}.", said=f"“{exact[0].casefold()}”", text=asked.text)
    if (how := _HOW_FAR.search(text)) and given == source != "exact":
        small = source == "nearly" and how["near"]  # "nearly" itself says that little is missing
        told = "The source does not say how far: leave out {said}."
        return None if small else better(told, said=f"“{how['far'] or how['near']}”".casefold())
    return None


def _plain_hedging(asked: Asked, amount: Amount, value: float) -> Verdict | None:
    """What is wrong with the hedge of an amount whose value is right, by the hedge alone."""
    given, source = amount.hedge, asked.printed
    said = f"“{amount.hedge_words}”"
    if source.hedge == "exact":
        coarser = not close(value, source.value)  # "nearly 43 %" may be said of what is printed as 42.9 %
        if given == "exact" or coarser and (given == "nearly" and asked.high < value or given == "over" and asked.low > value):
            return None
        if given == "about":
            return better("This was counted, so it needs no hedge: {text}.", text=asked.text) if asked.counted else None
        side = "lower" if given in BELOW else "higher"
        return wrong("The number is right, but nothing says that the true one is {side}: leave out {said}.", side=side, said=said)
    ours = f"“{words.HEDGES[source.hedge]}”"
    if given == "exact":
        return better(
            "You lost the hedge: the source says {ours}, and without it the figure claims more than it knows.", ours=ours
        )
    if given == source.hedge:
        return None
    if given in ABOVE and source.hedge in ABOVE:
        return better("The source says {ours}, and {said} is not quite the same.", ours=ours, said=said)
    round_ = (given in BELOW) != (source.hedge in BELOW) and given != "about"
    told = (
        "{said} turns the hedge round: the source says {ours}." if round_ else "{said} is another hedge: the source says {ours}."
    )
    return wrong(told, said=said.capitalize(), ours=ours)


def verb(asked: Asked, text: str) -> Verdict | None:
    """What is wrong with the verb of a text about money: it names a stage, or payment, of which the section says nothing."""
    rows = asked.section.rows("stages")
    labels = {row["id"]: row["label"] for row in rows if row["kind"] == "money"}
    stages = [stage for stage in asked.stages if stage in labels]
    if asked.unit not in ("EUR", "%") or asked.unit == "%" and not stages:
        return None
    single = asked.unit == "EUR" and len(stages) == 1
    telling = {row["id"] for row in told_by_verbs(rows)} | {PAID}
    said = (
        f"what the section says of this money is {listing([labels[one] for one in stages])}"
        if stages
        else "the source does not say so"
    )
    pattern, label = verb_pattern(rows, "money", NOUN), getattr(asked.told, "label", "") or asked.told.origins[0].label
    own = {str(found.lastgroup) for found in pattern.finditer(label)}  # "paid by the Facility" may be told as paid
    for found in pattern.finditer(text):
        stage, before = str(found.lastgroup), text[: found.start()].casefold()
        if stage in own or stage not in telling or _DENIED.search(before) or found[0].casefold().endswith(("ing", "ment", "ion")):
            continue
        if stage == PAID or single and stage not in stages:
            return wrong("Not {verb}: {said}.", verb=f"“{found[0]}”", said=said)
        if single and _PLANNED.search(before):
            return wrong("That makes a plan of it: {said}.", said=said)
    return None


def without_unit(asked: Asked, amount: Amount) -> str:
    """A hint for a right answer in a text that leaves out the unit of an amount or a share."""
    if amount.unit or not amount.written or asked.unit not in ("EUR", "%"):
        return ""
    return f"In print its unit goes with it: {asked.unit}."


def on(label: str) -> str:
    """What a figure is on, by its label: "on the load", but "for both years"."""
    return label if label.startswith(("for ", "beside ", "paid ")) else f"on {label}"


def other_claim(asked: Asked, amount: Amount) -> Verdict | None:
    """That an amount is another figure of the section; small numbers are too many things to say so."""
    value = value_in(asked.unit, amount)
    unit = asked.unit.partition(" per ")[0]
    if value is None or unit != "EUR" and value < 1000 and not (unit == amount.unit and unit in TIMES):
        return None
    for q in asked.section.claims():
        if q.unit == unit and close(q.value, value) and not close(q.value, asked.value):
            told = "Read as {told}: that is the figure {on}, and something else is asked."
            return wrong(told, FIGURE, told=amount.told, on=on(q.label))
    return None
