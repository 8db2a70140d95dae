"""Work a number out again from the tables, by the way in which it was worked out: what a student hands over is not believed.

A recipe (``Quantity.recipe``) is plain data: it can be written into a file and read by a teacher, who runs none of the student's code.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from claimbook.core.arithmetic import add, count, difference, per, ratio, remainder, share, total
from claimbook.core.claims import FIGURE_TABLES
from claimbook.core.quantities import ArithmeticRuleError, Derived, Printed, Quantity, as_quantity
from claimbook.core.section import Section
from claimbook.teaching.labs.rules import Fault

#: The label of the years by which ``mean_per_year`` divides.
YEARS = "years covered"
#: How deep calculations may lie in one another, and how many numbers one may take.
DEEPEST, LONGEST = 12, 60
#: For how many a quotient may be told: any other factor would make any number of it.
SCALES = (1, 100, 1000, 100_000, 1_000_000)


def find(section: Section, claim_id: str) -> Printed:
    """A claim of the section, or a row of evidence or context, by its id; raises KeyError where there is none."""
    if not isinstance(section, Section):
        raise TypeError(f"find takes the section first, as load() gives it, and then an id; it was given {section!r:.80}")
    try:
        return section.figure(claim_id)
    except (KeyError, ValueError) as error:
        raise KeyError(str(error.args[0])) from None


def mean_per_year(quantity: Quantity, section: Section | None = None) -> Quantity:
    """The mean per calendar year of a quantity whose claims cover whole years; raises ArithmeticRuleError where they do not.

    The first and the last year count as whole ones, since periods are printed by the year.
    """
    from claimbook.core.section import load

    quantity = as_quantity(quantity)
    if section is not None and not isinstance(section, Section):
        raise TypeError(
            "the mean per year is that of a single quantity: call mean_per_year for each, and set the means side by side"
        )
    years = years_of(section or load(), [claim.id for claim in quantity.claims])
    if not years:
        raise ArithmeticRuleError(f"{quantity.label} does not say which years it covers, so it has no mean per year")
    covered = count(sorted(years), "claims", label=YEARS, unit="years")
    return per(quantity, covered, label=f"{quantity.label}, mean per year")


def years_of(section: Section, ids: Iterable[str]) -> set[int] | None:
    """The calendar years that rows cover together; None where one of them states none or stands for a single day."""
    wanted, covered = set(ids), set[int]()
    for table, first, last in (("claims", "period_start", "period_end"), ("context", "date", "date_end")):
        for row in section.rows(table):
            if row["id"] not in wanted:
                continue
            if row.get("date_of", "period") != "period":
                return None
            start, end = row[first], row[last]
            if not start or (table == "claims" and not end) or (not end and len(start) > 4):
                return None
            years = range(int(start[:4]), int((end or start)[:4]) + 1)
            covered |= set(years[:1] if row["label"].endswith("per year") else years)
    return covered or None


def worked_out(section: Section, recipe: object, depth: int = 0) -> Quantity:
    """The quantity of a recipe, by the guarded arithmetic; raises ArithmeticRuleError where the rules do not allow it."""
    if not isinstance(recipe, list | tuple) or not 2 <= len(recipe) <= LONGEST or depth > DEEPEST:
        raise ArithmeticRuleError("a number of a brief is worked out from claims, in a few steps")
    operation, *operands = recipe
    operation = str(operation)
    more = operands.pop() if isinstance(operands[-1], dict) else {}
    if operation in FIGURE_TABLES:
        if more or len(operands) != 1:
            raise ArithmeticRuleError(f"{operands[0]} is taken as its row in data/{operation}.csv has it, with nothing supposed")
        return find(section, str(operands[0]))
    if operation == "per" and len(operands) == 2 and list(operands[1]) == ["count", "claims", YEARS]:
        return mean_per_year(worked_out(section, operands[0], depth + 1), section)
    if operation not in _OPERATIONS:
        raise ArithmeticRuleError(
            f"a number made by “{operation[:20]}” cannot be worked out again from claims: use total, add, share, ratio, per, remainder or difference"
        )
    fewest, most = _TAKES.get(operation, (2, 2))
    if not fewest <= len(operands) <= most:
        raise ArithmeticRuleError(f"{operation} does not take {len(operands)} numbers")
    return _OPERATIONS[operation]([worked_out(section, one, depth + 1) for one in operands], more)


def _total(parts: list[Quantity], more: dict) -> Quantity:
    if all(part.outside for part in parts):
        return add(*parts)
    return total(*parts, mixed_stages=True, if_separate=more.get("how") == "separate")


def _share(parts: list[Quantity], more: dict) -> Quantity:
    return _perhaps(lambda nested: share(*parts, if_nested=nested))


def _remainder(parts: list[Quantity], more: dict) -> Quantity:
    return _perhaps(lambda nested: remainder(*parts, if_nested=nested))


def _perhaps(calculate: Callable[[bool], Quantity]) -> Quantity:
    """The result as certain, else as a supposition, which its caveats then tell."""
    try:
        return calculate(False)
    except ArithmeticRuleError as error:
        if error.rule != 3:
            raise
        return calculate(True)


def _per(parts: list[Quantity], more: dict) -> Quantity:
    scale = more.get("scale", 1)
    if scale not in SCALES:
        raise ArithmeticRuleError(f"a quotient of a brief is for one, or for a round number of things, not times {scale}")
    return per(*parts, scale=float(scale), mixed_stages=True, mixed_periods=True)


#: How many numbers an operation takes, where that is not a pair.
_TAKES = {"total": (1, LONGEST), "remainder": (2, LONGEST)}
_OPERATIONS: dict[str, Callable[[list[Quantity], dict], Quantity]] = {
    "total": _total,
    "share": _share,
    "remainder": _remainder,
    "ratio": lambda parts, more: ratio(*parts, mixed_stages=True, mixed_periods=True),
    "difference": lambda parts, more: difference(*parts, mixed_stages=True, mixed_periods=True),
    "per": _per,
}


def same_number(one: Quantity, other: Quantity) -> bool:
    """Whether two quantities have the same unit, value and bounds."""
    sides = [(q.value if q.value is not None else math.nan, q.low, q.high) for q in (one, other)]
    alike = all(math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9) or (a != a and b != b) for a, b in zip(*sides))
    return one.unit == other.unit and alike


def doubted(section: Section, number: Quantity) -> tuple[Quantity | None, Fault | None]:
    """The number worked out again, or the fault where it is not what its claims give."""
    again = worked_out(section, number.recipe)
    if same_number(again, number):
        return again, None
    label = number.label if isinstance(number, Derived) else number.claims[0].id
    return None, Fault("calculation", f"{label} is not the number that its claims give: they give {again.text}")
