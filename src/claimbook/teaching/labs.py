"""Labs: a brief with a mistake in it is mended, and the rules of the method page judge the result.

A brief is a few lines, each a sentence with the numbers in it. The judge holds no answers. It looks up the claims that a
line names, does the calculation again with the guarded arithmetic of ``quantities``, and compares the sentence with what the
claims allow: their hedge, digits, stages and periods.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import escape

from claimbook import wording as words
from claimbook.core.arithmetic import add, count, difference, per, ratio, remainder, share, total
from claimbook.core.quantities import ArithmeticRuleError, Derived, Printed, Quantity
from claimbook.core.section import Section, load
from claimbook.report.display import Html
from claimbook.wording.scales import FIGURE, TOLD_WORD, value_of

#: How a sentence may say each stage.
STAGES = {
    "announced": r"\bannounc",
    "pledged": r"\bpledg",
    "committed": r"\bcommit",
    "allocated": r"(?<!will be )(?<!to be )\ballocat",
    "mobilised": r"\bmobili[sz]",
    "managed": r"\bmanage[sd]\b|\bmanaging\b",
    "cumulative": r"\btotal|\bin all\b|\bsince\b|\bcumulative",
    "package": r"\bpackage|\benvelope",
    "planned": r"\bplan|\bwill\b|\bto be\b",
    "transported": r"\btransport|\bflown\b|\bflew\b|\bcarried\b",
    "negotiated": r"\bnegotiat",
    "signed": r"\bsign(?:ed|ing)\b",
    "in_force": r"\bin force\b",
}
#: Stages whose words say that something happened to the money or the text, and nothing else.
HAPPENED = ("announced", "pledged", "committed", "allocated", "mobilised", "managed", "negotiated", "signed", "in_force")
PAID = r"\b(?:paid|paying|disbursed|spent|transferred|delivered)\b"
#: Words that may stand before a number, or after it, for each way of hedging.
BEFORE = {
    "floor": r"\b(?:over|more than|at least|above|exceed(?:s|ed|ing)?|no less than|not less than)",
    "ceiling": r"\b(?:nearly|almost|just under|close to|up to|at most|no more than|below|less than)",
}
AFTER = {"floor": r"\s+(?:\w+\s+)?(?:or|and) (?:more|above|over)\b", "ceiling": r"\s+(?:\w+\s+)?or (?:less|below)\b"}
SIDE = {"over": "floor", "at_least": "floor", "nearly": "ceiling", "at_most": "ceiling"}
NUMBER = re.compile(rf"(?<![\w.,-])(?P<eur>EUR\s*|€\s*)?(?P<digits>{FIGURE})(?:\s*(?P<scale>{TOLD_WORD})\b)?(?P<percent>\s*%)?")
WORD = re.compile(rf"\b(?:{'|'.join(words.WORDS)})\b", re.I)


@dataclass(frozen=True)
class Line:
    """A sentence of a brief, the numbers in it, and for plain numbers the ids of the claims they were computed from."""

    text: str
    numbers: tuple[float | Quantity, ...]
    of: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.text


def line(text: object, *numbers: float | Quantity, of: tuple[str, ...] | list[str] = ()) -> Line:
    """A line of a brief: ``line(sentence("{x} was announced", x=x), x)``; a plain number names its claims in ``of``."""
    return Line(str(text).replace(words.NBSP, " "), numbers, tuple(of))


class Brief(dict):
    """Lines by their letter; shown as a list."""

    def _repr_html_(self) -> str:
        items = "".join(f"<p><strong>{escape(letter)}</strong>&ensp;{escape(str(text))}</p>" for letter, text in self.items())
        return f'<blockquote class="brief">{items}</blockquote>'

    def __repr__(self) -> str:
        return "\n".join(f"{letter}  {text}" for letter, text in self.items())


class Verdicts(Html):
    """What the judge says of each line: for each letter the faults found, none where the line holds."""

    def __init__(self, faults: Mapping[str, list[str]]):
        self.faults = dict(faults)
        items = "".join(
            f"<p><strong>{escape(letter)}</strong>&ensp;" + ("holds</p>" if not found else "does not hold</p>" + _points(found))
            for letter, found in self.faults.items()
        )
        super().__init__(f'<div class="verdicts">{items}<p><strong>{self.summary}</strong></p></div>')

    @property
    def holds(self) -> bool:
        """Whether every line holds."""
        return not any(self.faults.values())

    @property
    def summary(self) -> str:
        """The verdict on the whole brief."""
        failed = [letter for letter, found in self.faults.items() if found]
        return "Every line holds." if not failed else f"Still to be mended: {words.listing(failed)}."

    def __repr__(self) -> str:
        rows = [f"{letter}  {'; '.join(found) if found else 'holds'}" for letter, found in self.faults.items()]
        return "\n".join([*rows, self.summary])


def _points(found: list[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(fault)}</li>" for fault in found) + "</ul>"


def judge(mended: Mapping[str, Line], draft: Mapping[str, Line], section: Section | None = None) -> Verdicts:
    """What keeps each line of a mended brief from holding; every line of the draft must still be there, on its subject."""
    section = section or load()
    verdicts = {}
    for letter, before in draft.items():
        after = mended.get(letter)
        if not isinstance(after, Line):
            verdicts[letter] = ["this line is gone: mend it with line(text, number)"]
        elif after is before or not _subjects(before) or _subjects(after) & _subjects(before):
            verdicts[letter] = list(dict.fromkeys(_faults(section, after)))
        else:
            named = words.listing(sorted(_subjects(before)))
            verdicts[letter] = [f"this line no longer speaks of any of its claims ({named})"]
    return Verdicts(verdicts)


def _subjects(line: Line) -> set[str]:
    return set(line.of) | {claim.id for q in line.numbers if isinstance(q, Quantity) for claim in q.claims}


def find(section: Section, claim_id: str) -> Printed:
    """A claim of the section, or a row of evidence or context, by its id; raises KeyError where there is none."""
    for table, get in (("claims", section.claim), ("evidence", section.evidence), ("context", section.context)):
        if any(row["id"] == claim_id for row in section.rows(table)):
            return get(claim_id)
    raise KeyError(f"no {claim_id!r} in data/claims.csv, data/evidence.csv or data/context.csv")


def yearly(quantity: Quantity, section: Section | None = None) -> Quantity:
    """The mean per calendar year of a quantity whose claims cover whole years; raises ArithmeticRuleError where they do not.

    The first and the last year count as whole ones, since periods are printed by the year.
    """
    years = _years(section or load(), [claim.id for claim in quantity.claims])
    if not years:
        raise ArithmeticRuleError(f"{quantity.label} does not say which years it covers, so it has no mean per year")
    return per(
        quantity, count(sorted(years), "claims", label="years covered", unit="years"), label=f"{quantity.label}, mean per year"
    )


def _years(section: Section, ids: list[str]) -> set[int] | None:
    """The calendar years that rows cover together; None where one of them states none or stands for a single day."""
    covered: set[int] = set()
    for table, first, last in (("claims", "period_start", "period_end"), ("context", "date", "date_end")):
        for row in section.rows(table):
            if row["id"] not in ids:
                continue
            if row.get("date_of", "period") != "period":
                return None
            start, end = row[first], row[last]
            if not start or (table == "claims" and not end) or (not end and len(start) > 4):
                return None
            years = range(int(start[:4]), int((end or start)[:4]) + 1)
            covered |= set(years[:1] if row["label"].endswith("per year") else years)
    return covered or None


# -- the calculation ------------------------------------------------------------------------------------------------


def _faults(section: Section, line: Line) -> list[str]:
    """Everything that keeps a line from holding. A calculation that is refused is told alone: the sentence follows from it."""
    quantities, faults = [], []
    for number in line.numbers:
        try:
            quantities.append(_checked(section, number, line.of))
        except (ArithmeticRuleError, KeyError) as error:
            faults.append(str(error.args[0]))
    for quantity in quantities:
        faults += _uneven(section, quantity)
    if not line.numbers:
        faults.append("the line has no number: give it as line(text, number)")
    if faults:
        return faults
    return [*_concentrated(section, quantities), *_misworded(section, line, quantities), *_stages(section, line.text, quantities)]


def _checked(section: Section, number: float | Quantity, of: tuple[str, ...]) -> Quantity:
    """The number as a quantity whose calculation the rules allow; raises ArithmeticRuleError where they do not."""
    if isinstance(number, Quantity):
        known = [find(section, claim.id) for claim in number.claims if claim.table in ("claims", "evidence", "context")]
        value = math.fsum(q.value for q in known)
        if number.value is not None and len(known) > 1 and math.isclose(number.value, value) and number.unit == known[0].unit:
            _sum(known)
        return number
    if not of:
        raise ArithmeticRuleError(
            "a plain number does not say which claims it rests on: name them in of=[...], or better compute it with claims"
        )
    known = [find(section, claim_id) for claim_id in of]
    for value, calculate in _calculations(known):
        if math.isclose(float(number), value, rel_tol=1e-6):
            return calculate()
    raise ArithmeticRuleError(
        f"{words.digits(float(number), 1)} is no value, sum, share, quotient or difference of {words.listing(list(of))}"
    )


def _calculations(known: list[Printed]) -> Iterator[tuple[float, Callable[[], Quantity]]]:
    """The plain calculations that claims may have gone through, each with the guarded one in its place."""
    values = [q.value for q in known]
    if len(known) == 1:
        yield values[0], lambda: known[0]
        return
    yield math.fsum(values), lambda: _sum(known)
    *first, last = known
    one = first[0] if len(first) == 1 else None
    upper = math.fsum(values[:-1])
    yield 100 * upper / values[-1], lambda: _fraction(one or _sum(first), last)
    yield upper / values[-1], lambda: per(one or _sum(first), last, label="quotient", mixed_stages=True, mixed_periods=True)
    yield upper - values[-1], lambda: _rest(one or _sum(first), last)


def _sum(known: list[Printed]) -> Quantity:
    if all(q.outside for q in known):
        return add(*known, label="sum")
    result = total(*known, label="sum", mixed_stages=True)
    if result.value is None:
        ids = words.listing([q.claims[0].id for q in known])
        raise ArithmeticRuleError(
            f"{ids} perhaps cover some of the same money (how sure that is stands in data/relations.csv), "
            "so their sum is a range and not a number (rule 3)"
        )
    return result


def _fraction(part: Quantity, whole: Quantity) -> Quantity:
    if _stated(part, whole):
        return share(part, whole)
    return ratio(part, whole, label="ratio", mixed_stages=True, mixed_periods=True)


def _rest(whole: Quantity, part: Quantity) -> Quantity:
    if _stated(part, whole):
        return remainder(whole, part, label="rest")
    return difference(whole, part, label="difference", mixed_stages=True, mixed_periods=True)


def _stated(part: Quantity, whole: Quantity) -> bool:
    """Whether a relation states that one printed figure is part of another."""
    if not isinstance(part, Printed) or not isinstance(whole, Printed) or not part.relations:
        return False
    return part.relations.certainty(part.claim.id, whole.claim.id) == "stated"


def _uneven(section: Section, quantity: Quantity) -> list[str]:
    """A comparison of what covers different numbers of years."""
    if not isinstance(quantity, Derived) or quantity.derivation.operation not in ("share", "ratio", "per"):
        return []
    if any(claim.unit == "years" for claim in quantity.claims):
        return []
    sides = [[claim.id for claim in operand.claims] for operand in quantity.derivation.operands]
    one, other = (_years(section, ids) for ids in sides)
    if one and other and len(one) != len(other):
        return [
            f"compares {words.listing(sides[0])}, which covers {_so_many(one)}, with {words.listing(sides[1])}, "
            f"which covers {_so_many(other)}: set like against like, or say both with their years (see yearly)"
        ]
    return []


def _so_many(years: set[int]) -> str:
    return f"{words.spelled(len(years))} year{'s' if len(years) > 1 else ''}"


def _concentrated(section: Section, quantities: list[Quantity]) -> list[str]:
    """A mean over countries, with nothing in the line that shows how unequal they are."""
    countries = {row["id"] for row in section.rows("context") if row["country"] not in (None, "EUU")}
    shown = {claim.id for q in quantities for claim in q.claims}
    if any(q.unit.endswith("per countries") for q in quantities) and not shown & countries:
        return ["a mean over countries hides how unequal they are: show the largest of them beside it (data/context.csv)"]
    return []


# -- the sentence ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Token:
    """A number found in a sentence: its value, the step of its last digit, and its unit where one stands with it."""

    value: float
    step: float
    unit: str
    start: int
    end: int


def _tokens(text: str) -> list[Token]:
    matches = list(NUMBER.finditer(text))
    tokens: list[Token] = []
    for i, match in enumerate(matches):
        eur, scale, percent = bool(match["eur"]), match["scale"], bool(match["percent"])
        following = matches[i + 1] if i + 1 < len(matches) else None
        if following and not scale and re.fullmatch(r"\s*(?:to|and|–|-)\s*", text[match.end() : following.start()]):
            scale, percent = following["scale"], percent or bool(following["percent"])  # EUR 12.4 to 18.6 billion
        preceding = tokens[-1] if tokens else None
        if preceding and scale and re.fullmatch(r"\s*(?:to|and|–|-)\s*", text[preceding.end : match.start()]):
            eur = eur or preceding.unit == "EUR"
        digits = match["digits"].rstrip(",")
        whole, _, decimals = digits.replace(",", "").partition(".")
        zeros = 0 if decimals or not int(whole) else len(whole) - len(whole.rstrip("0"))
        step = 10.0 ** (-len(decimals) if decimals else zeros) * value_of("1", scale)
        unit = "EUR" if eur or scale else "%" if percent else ""
        tokens.append(Token(value_of(digits, scale), step, unit, match.start(), match.end()))
    small = [m for m in WORD.finditer(text) if not any(t.start <= m.start() < t.end for t in tokens)]
    tokens += [Token(float(words.WORDS.index(m[0].lower())), 1.0, "", m.start(), m.end()) for m in small]
    return sorted(tokens, key=lambda token: token.start)


def _misworded(section: Section, line: Line, quantities: list[Quantity]) -> list[str]:
    """Numbers of the sentence that its claims do not give, with too many digits, or without their hedge."""
    faults = []
    parts = [
        find(section, c.id)
        for q in quantities
        for c in q.claims
        if isinstance(q, Derived) and c.table in ("claims", "evidence", "context")
    ]
    text = _without_dates(section, line.text, [*quantities, *parts])
    tokens = _tokens(text)
    explained: set[Token] = set()
    for quantity, must in [(q, True) for q in quantities] + [(q, False) for q in parts]:
        allowed = _tokens(quantity.text.replace(words.NBSP, " "))
        found = [t for t in tokens if _means(t, quantity, allowed)]
        explained |= set(found)
        if must and not found:
            faults.append(f"the sentence does not show the number for {quantity.label}")
        if must and found and len(allowed) > 1 and len(found) < len(allowed):
            faults.append(f"the claims allow no single number for {quantity.label}: give both ends of its range (rule 6)")
        finest = min((t.step for t in allowed), default=0.0)
        if any(t.step < finest * (1 - 1e-9) for t in found):
            faults.append(
                f"too many digits for {quantity.label}: its bounds are {quantity.range.text.replace(words.NBSP, ' ')} (rule 6)"
            )
        faults += [fault for t in found if (fault := _unhedged(text, t, quantity))]
    for token in tokens:
        if token not in explained and not WORD.fullmatch(text[token.start : token.end]):
            faults.append(f"the sentence says {text[token.start : token.end].strip()}, which no number of the line gives")
    return faults


def _without_dates(section: Section, text: str, quantities: list[Quantity]) -> str:
    """The sentence with the labels and dates of its claims blanked out, so that their digits are not taken for numbers."""
    known = {claim.id for q in quantities for claim in q.claims}
    dates, labels = set(), set()
    periods = ("period_start", "period_end")
    for table, fields in (("claims", periods), ("evidence", ()), ("context", ("date", "date_end", *periods))):
        for row in section.rows(table):
            if row["id"] in known:
                labels.add(row["label"])
                dates |= {row[field] for field in fields if row[field]}
    dates |= {date[:4] for date in dates}
    shown = sorted({words.date(date).replace(words.NBSP, " ") for date in dates} | labels, key=len, reverse=True)
    return re.sub(rf"\b(?:{'|'.join(map(re.escape, shown))})\b", lambda m: "_" * len(m[0]), text, flags=re.I) if shown else text


def _means(token: Token, quantity: Quantity, allowed: list[Token]) -> bool:
    """Whether a number of the sentence is the quantity, rounded to the step of its last digit."""
    unit = quantity.unit if quantity.unit in ("EUR", "%") else ""
    if token.unit != unit:
        return False
    if any(math.isclose(token.value, t.value, rel_tol=1e-9, abs_tol=1e-9) for t in allowed):
        return True
    return quantity.value is not None and abs(token.value - quantity.value) <= token.step / 2 * (1 + 1e-9)


def _side(quantity: Quantity) -> str:
    """Whether the quantity is a floor, a ceiling, or neither."""
    if isinstance(quantity, Printed):
        return SIDE.get(quantity.claim.qualifier, "")
    return "floor" if math.isinf(quantity.high) else "ceiling" if math.isinf(quantity.low) else ""


def _unhedged(text: str, token: Token, quantity: Quantity) -> str:
    """What is wrong with the hedge of a number, if anything."""
    side = _side(quantity)
    before, after = text[max(0, token.start - 24) : token.start], text[token.end :]
    said = {s for s in BEFORE if re.search(BEFORE[s] + r"\s+$", before, re.I) or re.match(AFTER[s], after, re.I)}
    if side and side not in said:
        qualifier = quantity.claim.qualifier if isinstance(quantity, Printed) else "at_least" if side == "floor" else "at_most"
        return f"the hedge is lost: {quantity.label} is “{words.HEDGES[qualifier]}” that number, a {side} and not an exact figure (rule 5)"
    told = {SIDE.get(hedge, "") for hedge, word in words.HEDGES.items() if word and quantity.text.startswith(f"{word} ")}
    if said - {side} - told:
        return f"the sentence hedges {quantity.label} in a way that its claims do not (they give {quantity.text.replace(words.NBSP, ' ')})"
    return ""


def _stages(section: Section, text: str, quantities: list[Quantity]) -> list[str]:
    """Stages that the sentence gets wrong or leaves out, in the words of the claims and of rule 4."""
    faults = []
    labels = {row["id"]: row["label"] for row in section.rows("stages")}
    stages = {stage for q in quantities for stage in q.stages}
    if not stages:
        return []
    bare = text
    for label in (claim.label for q in quantities for claim in q.claims):
        bare = re.sub(re.escape(label), "", bare, flags=re.I)
    called = words.listing([labels[s] for s in sorted(stages)])
    if re.search(PAID, bare, re.I):
        faults.append(f"the sentence says that money was paid; the claims behind it are {called}, and none says so (rule 4)")
    for stage in HAPPENED:
        if stage not in stages and re.search(r"(?<!not )" + f"(?:{STAGES[stage]})", bare, re.I):
            faults.append(f"the sentence says {labels[stage]}; the claims behind it are {called} (rule 4)")
    for quantity in quantities:
        if faults or isinstance(quantity, Derived) and quantity.derivation.operation != "total":
            continue
        # A label may well name the stage of its own claim, as "places pledged" does; in a sum it could be taken for another's.
        where = bare if len(quantity.stages) > 1 else text
        missing = [stage for stage in quantity.stages if not re.search(STAGES[stage], where, re.I)]
        if missing and len(quantity.stages) > 1:
            named = ", ".join(f"{c.id} is {c.stage_label}" for c in quantity.claims)
            faults.append(f"a total may not mix stages without saying so (rule 4): {named}; name the stages in the sentence")
        elif missing:
            faults.append(
                f"the sentence does not say what happened to the amount: {quantity.claims[0].id} is {labels[missing[0]]}"
            )
    return faults
