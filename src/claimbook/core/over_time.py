"""Figures of one thing told at several times, and which of them may be compared, as data/series.csv says (rule 10).

A series is a row of such figures by date. Each of its rows says how it compares with the row before: as printed, a year
each (their periods differ in length alone), or not at all. Two figures further apart compare as far as every step between does.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from claimbook.core.arithmetic import difference, ratio, times
from claimbook.core.quantities import (
    ArithmeticRuleError,
    Derived,
    Printed,
    Quantity,
    as_printed,
    as_quantity,
    name_of,
    relations_of,
)
from claimbook.core.series import HOW, Series


@dataclass(frozen=True)
class Comparability:
    """Whether two figures compare, as they were handed over, and why or why not; it is true where they do."""

    allowed: bool
    #: How their rows in the table compare, one of ``HOW``.
    how: str
    #: What each step between them says, in the words of the table.
    why: tuple[str, ...]

    def __bool__(self) -> bool:
        return self.allowed


def _figure(quantity: Quantity, series: Series) -> tuple[str, bool, bool]:
    """The id of the figure that a quantity is (empty where it is none), whether it is as printed, and whether it is of a year."""
    if isinstance(quantity, Printed):
        return quantity.claim.figure, True, series.years(quantity.claim.figure) == 1
    if isinstance(quantity, Derived) and quantity.derivation.operation == "times":
        (operand,) = quantity.derivation.operands
        years = series.years(operand.claim.figure) if isinstance(operand, Printed) else 0
        if years and math.isclose(quantity.derivation.scale * years, 1):
            return operand.claims[0].figure, False, True
    return "", False, False


def comparable(one: Quantity, other: Quantity) -> Comparability:
    """Whether two figures may be set side by side as a change over time, and why or why not.

    Each is a figure of a source, or such a figure a year, as ``yearly`` gives it. Only rows of data/series.csv allow it.
    """
    one, other = as_quantity(one), as_quantity(other)
    at_home = [q for q in (one, other) if all(c.home for c in q.claims)]  # whose series name figures of other editions too
    series = relations_of(at_home or (one, other)).series
    (figure, *ways), (later, *later_ways) = _figure(one, series), _figure(other, series)
    steps = series.steps(figure, later)
    if not steps:
        return Comparability(False, "no", (f"no series in data/series.csv holds both {name_of(one)} and {name_of(other)}",))
    how = min((row["comparable"] for row in steps), key=HOW.index)
    printed, of_a_year = map(all, zip(ways, later_ways))
    why = tuple(dict.fromkeys(row["why"] for row in steps if row["comparable"] == how))
    return Comparability({"yes": printed, "per_year": of_a_year, "no": False}[how], how, why)


def yearly(quantity: Printed, *, label: str = "") -> Quantity:
    """A figure spread evenly over the calendar years of its period, which data/series.csv gives; one of a single year as it is.

    Raises ArithmeticRuleError where the table gives it no period of whole years.
    """
    quantity = as_printed(quantity)
    years = relations_of((quantity,)).series.years(quantity.claim.figure)
    if not years:
        raise ArithmeticRuleError(
            f"{name_of(quantity)} has no period of whole years in data/series.csv, so nothing can be said of a year of it (rule 10)",
            rule=10,
        )
    return quantity if years == 1 else times(quantity, 1 / years, label=label or f"{quantity.label}, a year")


def change(earlier: Quantity, later: Quantity, *, label: str = "", relative: bool = False) -> Derived:
    """How far a figure has moved between two times (negative: down), or with ``relative`` the later as per cent of the earlier.

    Raises ArithmeticRuleError where ``comparable`` says that the two do not compare (rule 10), or their stages differ (rule 4).
    """
    found = comparable(earlier, later)
    if not found:
        asks = " Use yearly() on both." if found.how == "per_year" else ""
        raise ArithmeticRuleError(
            f"{name_of(earlier)} and {name_of(later)} may not be compared over time (rule 10): {' '.join(found.why)}{asks}",
            rule=10,
        )
    operation, named = (ratio, "against") if relative else (difference, "less")
    return operation(later, earlier, label=label or f"{later.label} {named} {earlier.label}", mixed_periods=True)
