"""Words that depend on figures: comparisons that a word is chosen by, or that words which are typed rest on.

A comparison says what it compares as data (``recipe``), so that another program can work out whether it holds. ``word`` and
``compared`` give the word or its other form, with its provenance, as a number has it. ``guard`` names words that stand in the
text and stops where the figures no longer bear them out.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection, Iterable
from dataclasses import asdict, dataclass, field
from functools import wraps
from itertools import permutations
from typing import Any, TypeVar, cast

from claimbook import wording as words
from claimbook.core.claims import Claim
from claimbook.core.derivations import MANY, few
from claimbook.core.quantities import Derived, Printed, Quantity, as_printed, as_quantity, decided, relations_of
from claimbook.data.sources import Citation
from claimbook.wording import Wording

#: What is less than a tenth of a whole is called small, and what differs by less than a tenth is called close.
TENTH = 10
#: Columns of a claim that ``has`` may ask for.
COLUMNS = ("stage", "qualifier", "period_start", "period_end", "resolution", "basis")


class WordsError(ValueError):
    """Words that the figures do not bear out, or leave open; the message has the words and the values."""

    def __init__(self, message: str, comparison: Comparison):
        super().__init__(message)
        self.comparison = comparison


@dataclass(frozen=True)
class Day:
    """A date of a row, to be compared: ISO, of any precision; ``table`` is "documents" for a document of the bibliography."""

    iso: str
    table: str
    id: str
    field: str
    label: str
    sources: tuple[Citation, ...] = ()
    paragraph: int | None = None

    @property
    def text(self) -> str:
        """The date in words."""
        return words.date(self.iso)

    @property
    def origins(self) -> tuple[Claim, ...]:
        """The row that it stands in; a document has none of its own."""
        if self.table == "documents":
            return ()
        return (Claim(self.id, self.label, 0, "date", table=self.table, paragraph=self.paragraph, sources=self.sources),)

    @property
    def recipe(self) -> list:
        """Where the date stands."""
        return ["day", self.table, self.id, self.field]


Operand = Quantity | Day


@dataclass(frozen=True)
class Comparison:
    """Whether something holds of quantities or dates: None where their bounds, or their precision, leave it open.

    ``kind`` and ``operands`` say what is asked, ``how`` what else it takes. ``clause`` says it in words, with the values: what stands
    before its verb, the verb, which is one of ``DENYING``, and the rest. ``found`` is what the tables have, where it asks them.
    """

    kind: str
    operands: tuple[Operand, ...]
    holds: bool | None
    clause: tuple[str, str, str]
    how: dict[str, Any] = field(default_factory=dict, hash=False)
    found: Any = None

    @property
    def told(self) -> str:
        """What is asked for, in words."""
        return " ".join(filter(None, self.clause))

    @property
    def recipe(self) -> list:
        """The kind, where the operands come from, and last what else it takes by name."""
        return [self.kind, *(one.recipe for one in self.operands), *([self.how] if self.how else [])]

    @property
    def origins(self) -> tuple[Claim, ...]:
        """The rows behind all operands, each once."""
        return tuple({(c.table, c.id): c for one in self.operands for c in one.origins}.values())

    def __bool__(self) -> bool:
        raise TypeError("a comparison is no condition: give it to guard(), with the words that rest on it, or to word()")


@dataclass(frozen=True)
class Said:
    """What was said by a comparison: words of the text that rest on it, or the word that it gave."""

    comparison: Comparison
    quotes: tuple[str, ...] = ()
    text: str = ""
    #: The forms that the word could have had, by when it has them.
    forms: dict[str, str] = field(default_factory=dict, hash=False)


#: What this process has guarded and computed, in order; tests hold it against the tables.
recorded: list[Said] = []


# -- comparisons -----------------------------------------------------------------------------------------------------------


def _named(one: Operand) -> str:
    return f"{one.text} ({one.label})"


def _all_of(those: Iterable[Operand]) -> str:
    return " and ".join(map(_named, those))


def _each(found: Iterable[bool | None]) -> bool | None:
    """Whether all hold: False where one does not, None where one is open."""
    held = list(found)
    return False if False in held else None if None in held else True


def _listed(given: Iterable[Quantity]) -> tuple[Quantity, ...]:
    return tuple(as_quantity(one) for one in given)


def _is_count(one: Quantity) -> bool:
    return hasattr(one, "words")


F = TypeVar("F", bound=Callable[..., Comparison])


def _as_day(given: object) -> Day:
    """What was given, if it is a day; raises TypeError that says what to give instead."""
    if not isinstance(given, Day):
        raise TypeError(f"{given!r:.80} is no day to compare, as section.day(…) gives one")
    return given


def _of(kind: Callable[[object], Operand], number: int | None = None) -> Callable[[F], F]:
    """Let a comparison take what is of a kind alone: all that it is given, or the first so many."""

    def checked(comparison: F) -> F:
        @wraps(comparison)
        def compare(*given: object, **how: object) -> Comparison:
            return comparison(*map(kind, given[:number]), *(given[number:] if number else ()), **how)

        return cast(F, compare)

    return checked


@_of(as_quantity)
def more(one: Quantity, other: Quantity) -> Comparison:
    """Whether the first is more than the second, whatever their bounds allow; counts are compared whatever they count."""
    counts = _is_count(one) and _is_count(other)
    holds = one.best > other.best if counts else decided(operator.gt, one, other)
    return Comparison("more", (one, other), holds, (_named(one), "is", f"more than {_named(other)}"))


@_of(as_quantity)
def largest(*those: Quantity, of: Iterable[Quantity]) -> Comparison:
    """Whether these are the largest of all: each is more than every one that is not among them."""
    others = tuple(one for one in _listed(of) if one not in those)
    holds = _each(decided(operator.gt, one, other) for one in those for other in others)
    next_one = f", the next of which is {_named(max(others, key=lambda q: q.high))}" if others else ""
    clause = _all_of(those), "is" if len(those) == 1 else "are", f"more than all others{next_one}"
    return Comparison("largest", (*those, *others), holds, clause, {"those": len(those)})


@_of(as_quantity)
def alike(*those: Quantity) -> Comparison:
    """Whether all have the same best value."""
    holds = len({one.best for one in those}) == 1
    return Comparison("alike", those, holds, (_all_of(those), "are", "the same"))


@_of(as_quantity)
def close(one: Quantity, other: Quantity) -> Comparison:
    """Whether the best values look alike: they differ by less than a tenth of the larger."""
    holds = TENTH * abs(one.best - other.best) < max(one.best, other.best)
    return Comparison("close", (one, other), holds, (_all_of((one, other)), "differ", "by less than a tenth"))


@_of(as_quantity)
def meet(one: Quantity, other: Quantity) -> Comparison:
    """Whether some value lies within the bounds of both, so that the one fits the other."""
    holds = one.low <= other.high and other.low <= one.high
    return Comparison("meet", (one, other), holds, (f"the bounds of {_all_of((one, other))}", "meet", ""))


@_of(as_quantity)
def lie_within(one: Quantity, other: Quantity) -> Comparison:
    """Whether the best value of the first lies within the bounds of the second."""
    holds = other.low <= one.best <= other.high
    return Comparison("lie_within", (one, other), holds, (_named(one), "lies", f"within the bounds of {_named(other)}"))


@_of(as_quantity)
def ranged(one: Quantity) -> Comparison:
    """Whether a sum is a range without a best value, because what lies in what is open."""
    return Comparison("ranged", (one,), one.value is None, (_named(one), "is", "a range of readings"))


@_of(as_quantity)
def limited_from_outside(one: Quantity) -> Comparison:
    """Whether a figure from outside the section limits what the claims of a sum can share, and so its lower end."""
    holds = any(origin.outside for origin in one.origins) and not any(claim.outside for claim in one.claims)
    clause = f"the lower end of {_named(one)}", "uses", "a figure from outside"
    return Comparison("limited_from_outside", (one,), holds, clause)


@_of(as_printed)
def coarser(one: Printed, other: Printed) -> Comparison:
    """Whether the first figure was rounded to a larger unit than the second."""
    holds = one.claim.resolution > other.claim.resolution
    return Comparison("coarser", (one, other), holds, (_named(one), "is", f"rounded more coarsely than {_named(other)}"))


@_of(as_quantity)
def moves_little(before: Quantity, after: Quantity) -> Comparison:
    """Whether a range changes its upper end by less than a fifth of its width, from one supposition to the other."""
    holds = 5 * abs(after.high - before.high) < before.high - before.low
    rest = f"by less than a fifth of its width, to {after.range.text} ({before.label})"
    return Comparison("moves_little", (before, after), holds, (f"the upper end of {before.range.text}", "moves", rest))


@_of(as_quantity)
def none(counted: Quantity) -> Comparison:
    """Whether a count is nought."""
    return Comparison("none", (counted,), counted.best == 0, (_named(counted), "is", "none"))


@_of(as_quantity)
def some(counted: Quantity) -> Comparison:
    """Whether a count is one or more."""
    return Comparison("some", (counted,), counted.best >= 1, (_named(counted), "is", "one or more"))


@_of(as_quantity)
def single(counted: Quantity) -> Comparison:
    """Whether a count is one."""
    return Comparison("single", (counted,), counted.best == 1, (_named(counted), "is", "a single one"))


@_of(as_quantity)
def several(counted: Quantity) -> Comparison:
    """Whether a count is more than one."""
    return Comparison("several", (counted,), counted.best > 1, (_named(counted), "is", "more than a single one"))


@_of(as_quantity)
def most(part: Quantity, whole: Quantity) -> Comparison:
    """Whether the first is more than half of the second, whatever their bounds allow."""
    holds = True if 2 * part.low > whole.high else None if 2 * part.high > whole.low else False
    return Comparison("most", (part, whole), holds, (_named(part), "is", f"more than half of {_named(whole)}"))


@_of(as_quantity)
def small(part: Quantity, whole: Quantity) -> Comparison:
    """Whether the first is less than a tenth of the second, whatever their bounds allow."""
    holds = True if TENTH * part.high < whole.low else None if TENTH * part.low < whole.high else False
    return Comparison("small", (part, whole), holds, (_named(part), "is", f"less than a tenth of {_named(whole)}"))


def _before(one: Day, other: Day) -> bool | None:
    length = min(len(one.iso), len(other.iso))
    if one.iso[:length] != other.iso[:length]:
        return one.iso < other.iso
    return False if one.iso == other.iso and length == len("2024-01-01") else None


@_of(_as_day)
def earlier(one: Day, *others: Day) -> Comparison:
    """Whether the first date lies before all others; open where one of them is not precise enough to tell."""
    clause = _named(one), "is", f"earlier than {_all_of(others)}"
    return Comparison("earlier", (one, *others), _each(_before(one, other) for other in others), clause)


@_of(_as_day)
def later(one: Day, *others: Day) -> Comparison:
    """Whether the first date lies after all others; open where one of them is not precise enough to tell."""
    clause = _named(one), "is", f"later than {_all_of(others)}"
    return Comparison("later", (one, *others), _each(_before(other, one) for other in others), clause)


@_of(_as_day)
def first_of(one: Day, *others: Day) -> Comparison:
    """Whether no other date is known to lie before the first; they may be the same."""
    clause = "", "none lies", f"before {_named(one)}: {', '.join(map(_named, others))}"
    return Comparison("first_of", (one, *others), not any(_before(other, one) for other in others), clause)


@_of(_as_day)
def last_of(one: Day, *others: Day) -> Comparison:
    """Whether no other date is known to lie after the first; they may be the same."""
    clause = "", "none lies", f"after {_named(one)}: {', '.join(map(_named, others))}"
    return Comparison("last_of", (one, *others), not any(_before(one, other) for other in others), clause)


@_of(_as_day)
def same_date(*days: Day) -> Comparison:
    """Whether all dates are the same as they are printed."""
    holds = len({day.iso for day in days}) == 1
    return Comparison("same_date", days, holds, (_all_of(days), "are", "the same"))


@_of(as_printed, 2)
def part_of(part: Printed, whole: Printed, certainty: str) -> Comparison:
    """Whether the tables say of a figure that it is part of another, and how sure that is: stated, likely or unknown.

    What is more than another, whatever their bounds allow, is no part of it, whatever the tables say.
    """
    relations = relations_of((part, whole))
    ids = relations.of(part.claim.id), relations.of(whole.claim.id)
    found = dict(relations.wholes.get(ids[0], ())).get(ids[1], "not said")
    if found in ("stated", "likely") and part.low > whole.high:
        found = "impossible"
    clause = f"that {_named(part)} is part of {_named(whole)}", "is", f"{certainty}; the tables have: {found}"
    return Comparison("part_of", (part, whole), found == certainty, clause, {"certainty": certainty}, found)


@_of(as_printed, 2)
def overlaps(one: Printed, other: Printed, certainty: str) -> Comparison:
    """Whether the tables say of two figures that they may overlap, and how sure that is."""
    relations = relations_of((one, other))
    ids = {relations.of(one.claim.id), relations.of(other.claim.id)}
    found = next((row.certainty for row in relations.overlaps if {row.one, row.other} == ids), "not said")
    clause = f"that {_all_of((one, other))} overlap", "is", f"{certainty}; the tables have: {found}"
    return Comparison("overlaps", (one, other), found == certainty, clause, {"certainty": certainty}, found)


@_of(as_printed, 1)
def has(figure: Printed, column: str, *values: object) -> Comparison:
    """Whether a figure has one of these values in a column: its stage, its hedge, an end of its period, its resolution."""
    if column not in COLUMNS:
        raise KeyError(f"has() can ask a figure for {', '.join(COLUMNS)}, not for {column!r}")
    found = getattr(figure.claim, column)
    clause = _named(figure), "has", f"{' or '.join(map(str, values))} in the column {column}; the table has {found}"
    return Comparison("has", (figure,), found in values, clause, {"column": column, "values": list(values)}, found)


# -- what is said by them --------------------------------------------------------------------------------------------------


#: The verbs of what comparisons say, as they deny it.
DENYING = {
    "is": "is not",
    "are": "are not",
    "has": "does not have",
    "lies": "does not lie",
    "uses": "does not use",
    "meet": "do not meet",
    "differ": "do not differ",
    "moves": "does not move",
    "none lies": "one or more lie",
}


def denied(comparison: Comparison) -> str:
    """What a comparison asks for, told as not so; where two counts are not the same, with the rows that make the difference."""
    subject, verb, rest = comparison.clause
    told = " ".join(filter(None, (subject, DENYING[verb], rest)))
    return told + (_apart(comparison.operands) if comparison.kind == "alike" else "")


class _Read(dict):
    """A row that notes which of its columns are read."""

    def __init__(self, row: dict):
        super().__init__(row)
        self.read: dict[str, None] = {}

    def __getitem__(self, column: str) -> object:
        self.read[column] = None
        return super().__getitem__(column)


def _apart(operands: Collection[Operand]) -> str:
    """The rows that one of two counts has and the other has not, each with what the counts ask of it; empty where that is not known."""
    counted = []
    for one in operands:
        rows, of = one.derivation.looked_at if isinstance(one, Derived) else ((), None)
        if not rows or not all(isinstance(row, dict) and "id" in row for row in rows):
            return ""
        counted.append({row["id"]: row for row in rows if of is None or of(row)})
    asked = [one.derivation.looked_at[1] for one in operands if isinstance(one, Derived)]
    told = []
    for own, others in permutations(counted, 2):
        for id_ in own.keys() - others.keys():
            row = _Read(own[id_])
            for of in filter(None, asked):
                of(row)
            told.append(" ".join([f"{id_}", *(f"({column}: {row[column]})" for column in list(row.read))]))
    return f"; the difference is {few(sorted(told)[:MANY], len(told))}" if told else ""


def _refuse(what: str, comparison: Comparison) -> None:
    fails = comparison.holds is False
    why = f"does not hold: {denied(comparison)}" if fails else f"is left open by the bounds or dates: {comparison.told}"
    raise WordsError(f"{what}, and what it rests on {why}".replace(words.NBSP, " "), comparison)


def guard(*said: str | Comparison) -> None:
    """Stop where words of the text no longer hold: ``guard("The largest amounts are", largest(a, b, of=money))``.

    First come the words, one text or several, each as it stands on the page between two slots; then the comparisons that they
    rest on, all of which must hold. The lint takes what is named here as covered, and says which words it does not find.
    Raises WordsError, with the words and the values.
    """
    quotes = tuple(one for one in said if isinstance(one, str))
    comparisons = [one for one in said if isinstance(one, Comparison)]
    if not quotes or not comparisons or len(quotes) + len(comparisons) < len(said):
        raise TypeError("guard() takes words of the text, and then comparisons such as more(one, other)")
    for comparison in comparisons:
        if not comparison.holds:
            _refuse(f"the text says “{'”, “'.join(quotes)}”", comparison)
        recorded.append(Said(comparison, quotes))


def _chosen(comparison: Comparison, text: str, forms: dict[str, str]) -> Wording:
    """A word with its provenance: how it was found, from which rows and documents."""
    recorded.append(Said(comparison, text=text, forms=forms))
    origins = comparison.origins
    sources = list(dict.fromkeys(source for claim in origins for source in claim.sources))
    where = dict.fromkeys(
        "outside the section" if c.outside else f"paragraph {c.paragraph} of the section" if c.paragraph is not None else c.label
        for c in origins
    )
    against = few([_named(one) for one in comparison.operands[:5]], len(comparison.operands))
    facts: list[list] = [["How compared", against], ["Where", "; ".join(where)]]
    facts.append(["Source" if len(sources) == 1 else "Sources", list(dict.fromkeys(map(str, sources))) or "no source is given"])
    provenance = {
        "title": "a word that follows from figures",
        "facts": facts,
        "sources": [asdict(source) for source in sources],
        "outside": any(claim.outside for claim in origins),
        "derivation": ["word", comparison.recipe, forms],
    }
    return words.link(text, provenance, origins)


def word(comparison: Comparison, yes: str, no: str) -> Wording:
    """The word for a comparison that holds, or its other form; raises WordsError where the bounds leave it open."""
    if comparison.holds is None:
        _refuse(f"the text has to say “{yes}” or “{no}”", comparison)
    return _chosen(comparison, yes if comparison.holds else no, {"yes": yes, "no": no})


def compared(one: Quantity, other: Quantity, *, above: str, below: str, level: str = "", either: str = "") -> Wording:
    """The word for how one quantity stands to another: ``compared(mean, others, above="higher", below="lower")``.

    ``level`` is for two that are equal, ``either`` for those of which the bounds leave it open. Raises WordsError where no word is
    given for what is found.
    """
    up, down = more(one, other), more(other, one)
    equal = one.value == other.value and one.low == one.high and other.low == other.high
    found = above if up.holds else below if down.holds else level if equal else either
    comparison = Comparison("compared", (one, other), bool(found) or None, up.clause)
    if not found:
        _refuse(f"the text has to say “{above}” or “{below}”", comparison)
    forms = {"above": above, "below": below, "level": level} | ({"either": either} if either else {})
    return _chosen(comparison, found, forms)
