"""A line written anew in words alone: which quantities its numbers are, so that the judge can work it out again.

In a notebook a line comes with its numbers. On a page there is the sentence only. Its numbers are looked for among what may be made of the
claims that the line before spoke of, and of figures that the sentence names by their labels: each as it stands, and each calculation that
the guarded arithmetic allows. A number that none of these gives has no quantity, which the judge then says.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from itertools import combinations, permutations

from claimbook.core.arithmetic import add, difference, per, ratio, remainder, share, total
from claimbook.core.claims import FIGURE_TABLES
from claimbook.core.quantities import ArithmeticRuleError, Printed, Quantity
from claimbook.core.section import Section
from claimbook.teaching.labs.again import find, mean_per_year
from claimbook.teaching.labs.brief import Line
from claimbook.teaching.labs.found import Mean, means
from claimbook.teaching.labs.periods_told import year_for_year
from claimbook.teaching.labs.sentences import Token, ends_told, read, shown_by

#: Of so many figures at most, calculations are tried.
MOST = 6
#: What is tried with two figures, in this order.
PAIRS: tuple[Callable[[Printed, Printed], Quantity], ...] = (
    lambda one, other: share(one, other),
    lambda one, other: remainder(one, other, label="rest"),
    lambda one, other: per(one, other, label="quotient", mixed_stages=True, mixed_periods=True),
    lambda one, other: ratio(one, other, label="ratio", mixed_stages=True, mixed_periods=True),
    lambda one, other: difference(one, other, label="difference", mixed_stages=True, mixed_periods=True),
)


def reworded(section: Section, before: Line, text: str, left_out: str = "") -> Line:
    """The line of a new sentence; ``left_out`` is why it does not speak of all claims of the line ``before``."""
    text = " ".join(text.split())
    known = [find(section, name) for name in before.subjects]
    named = [find(section, name) for name in _named(section, text) if name not in before.subjects]
    _, tokens = read(section, text, [*known, *named])
    numbers, ids = list[float | Quantity](), list[tuple[str, ...]]()
    unread = list(tokens)
    spread = [
        one for mean in means(section) if {mean.whole, mean.countries} <= {*before.subjects} for one in _spread(section, mean)
    ]
    for quantity in (*_candidates(section, [*known, *named][:MOST], year_for_year(text)), *spread):
        found = shown_by(tokens, quantity)
        told = quantity in known and quantity.claims[0].label.casefold() in text.casefold()  # two may be of the same amount
        if found and (told or any(token in unread for token in found)):
            unread = [token for token in unread if token not in found]
            numbers.append(quantity)
    other_ends = bool(ends_told(text)) and not any(isinstance(one, Quantity) and one.value is None for one in numbers)
    for number, of in zip(before.numbers, before.of):
        if not isinstance(number, Quantity) and (other_ends or any(_is(token, number) for token in unread)):
            numbers.append(number)  # as it was in the line before: the judge says why it does not hold
            ids.append(of)
    return _line(section, before, text, numbers, ids, left_out)


def _line(
    section: Section, before: Line, text: str, numbers: list[float | Quantity], of: list[tuple[str, ...]], left_out: str
) -> Line:
    """A line of numbers, plain ones first, since these stand beside their claims by their place."""
    plain = [number for number in numbers if not isinstance(number, Quantity)]
    line = Line(text, (*plain, *(number for number in numbers if isinstance(number, Quantity))), tuple(of))
    gone = [name for name in before.subjects if name not in line.subjects]
    return Line(line.text, line.numbers, line.of, tuple((name, left_out) for name in gone) if left_out.strip() else ())


def _named(section: Section, text: str) -> list[str]:
    """The figures whose labels stand in a sentence, by their ids; the longest label first."""
    told = text.casefold()
    rows = [row for table in FIGURE_TABLES for row in section.rows(table) if row["value"] is not None]
    found = [row for row in rows if len(row["label"]) > 3 and row["label"].casefold() in told]
    return [row["id"] for row in sorted(found, key=lambda row: -len(row["label"]))]


def _candidates(section: Section, known: list[Printed], by_year: bool) -> Iterator[Quantity]:
    """What may be made of figures: ranges first, of which a single end would be taken for a figure, then the figures, then the rest."""
    sums = [one for several in _several(known) if (one := _tried(_sum, *several))]
    yield from (one for one in sums if one.value is None)
    yield from known
    yield from (one for one in sums if one.value is not None)
    yearly = {figure: one for figure in known if (one := _tried(mean_per_year, figure, section))}
    yield from yearly.values()
    for calculate in PAIRS:
        for pair in permutations(known, 2):
            if made := _tried(calculate, *pair):
                yield made
    for one, other in permutations(known, 2) if by_year else ():  # at least one of the two as its mean
        if one in yearly and (made := _tried(_times, yearly[one], yearly.get(other, other))):
            yield made
        elif other in yearly and (made := _tried(_times, one, yearly[other])):
            yield made


def _spread(section: Section, mean: Mean) -> Iterator[Quantity]:
    """What shows how unequal the parts of a mean are: what the largest makes up, and what it is."""
    yield mean.part_of_largest
    yield from (find(section, name) for name in mean.largest)


def _several(known: list[Printed]) -> Iterator[tuple[Printed, ...]]:
    for length in range(2, len(known) + 1):
        yield from combinations(known, length)


def _sum(*parts: Printed) -> Quantity:
    if all(part.outside for part in parts):
        return add(*parts, label="sum")
    return total(*parts, label="sum", mixed_stages=True)


def _times(one: Quantity, other: Quantity) -> Quantity:
    return per(one, other, label="quotient", mixed_stages=True, mixed_periods=True)


def _tried(calculate: Callable[..., Quantity], *given: Quantity | Section) -> Quantity | None:
    """What a calculation gives, and nothing where the rules refuse it."""
    try:
        return calculate(*given)
    except (ArithmeticRuleError, ValueError, TypeError, ZeroDivisionError):
        return None


def _is(token: Token, number: float) -> bool:
    """Whether a number of a sentence is a plain one, rounded to its last digit."""
    return math.isfinite(number) and abs(token.value - number) <= token.step / 2 * (1 + 1e-9)
