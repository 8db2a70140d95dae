"""Axes that hold every value, bound and arrow of the quantities on them, with ticks that stand where they say."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from claimbook import wording as words
from claimbook.core.quantities import Quantity
from claimbook.wording import listing
from claimbook.wording.units import is_money

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ARROW = 0.06  # of the axis: how long the arrow at an open bound is


def ticks_at(axes: Axes, most: int, *, scale: float = 1.0, whole: bool = False, written: Callable = words.digits) -> None:
    """Ticks at even steps over the limits of the axis, each labelled with the value that it stands at, divided by ``scale``.

    There are at most ``most`` steps; ``whole`` makes all of them whole numbers. ``written`` gives a value with decimals as text.
    """
    low, high = (limit / scale for limit in axes.get_xlim())
    power = math.floor(math.log10((high - low) / most))
    sizes = (size * 10.0**p for p in itertools.count(max(power, 0) if whole else power) for size in (1, 2, 2.5, 5))
    step = next(s for s in sizes if (high - low) / s <= most and not (whole and s % 1))
    decimals = next(d for d in itertools.count() if math.isclose(round(step, d), step, rel_tol=1e-9))
    ticks = [n * step for n in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)]
    # A label has all the decimals of its tick: rounded, it would name a place at which the tick does not stand.
    labels = [written(t, 0 if abs(t - round(t)) < 1e-6 * step else decimals) for t in ticks]
    axes.set_xticks([t * scale for t in ticks], labels)


def value_axis(axes: Axes, unit: str, low: float, high: float, *, whole: bool = False) -> None:
    """An axis from ``low`` to ``high`` in the unit of its quantities; amounts of money are told in billion or million."""
    scale, word = next(((s, f"{unit} {w}") for s, w in words.LARGE_SCALES if is_money(unit) and high - low >= s), (1.0, unit))
    margin = 0.02 * (high - low)
    axes.set_xlim(low - margin if low < 0 else 0, high + margin)
    ticks_at(axes, 6, scale=scale, whole=whole and not is_money(unit))
    axes.set_xlabel(word)


def extent(quantities: Sequence[Quantity]) -> tuple[float, float]:
    """The stretch of an axis that holds zero, every value and bound of the quantities, and an arrow for each open bound."""
    ends = [0.0, *(end for q in quantities for end in known_ends(q))]
    low, high = min(ends), max(ends)
    high = high if high > low else low + 1
    arrow = ARROW * (high - low)
    return low - arrow * any(math.isinf(q.low) for q in quantities), high + arrow * any(math.isinf(q.high) for q in quantities)


def known_ends(q: Quantity) -> list[float]:
    """The value and the bounds of a quantity, without what is open or has no value."""
    return [end for end in (q.low, q.value, q.high) if end is not None and math.isfinite(end)]


def all_whole(quantities: Sequence[Quantity]) -> bool:
    """Whether all values and bounds are whole numbers, as counts are: between these an axis has no ticks."""
    return not any(end % 1 for q in quantities for end in known_ends(q))


def best_value(q: Quantity) -> float | None:
    """The value of a quantity if its label prints it; None where it is a range, or at least or at most a bound: a mark says no more."""
    return q.value if q.told.single and q.told.hedge not in ("at_least", "at_most") else None


def given_rows(name: str, rows: Iterable[Any], quantities: int = 1) -> list[Any]:
    """The rows of a chart as a list, each a name and so many quantities; raises ValueError where there is none, TypeError for anything else."""
    found = list(rows)
    if not found:
        raise ValueError(f"chart {name}: there is no row to draw")
    kinds = (str, *[Quantity] * quantities)
    for row in found:
        if not (isinstance(row, (tuple, list)) and len(row) == len(kinds) and all(map(isinstance, row, kinds))):
            wanted = " and ".join(["its name", *["a quantity"] * quantities])
            raise TypeError(f"chart {name}: a row is {wanted}, in brackets, where {str(row)[:60]!r} stands")
    return found


def common_unit(name: str, quantities: Sequence[Quantity]) -> str:
    """The unit of all quantities on an axis; raises ValueError where they have several."""
    units = list(dict.fromkeys(q.unit for q in quantities))
    if len(units) > 1:
        raise ValueError(f"chart {name}: an axis has a single unit, and the quantities are in {listing(units).text}")
    return units[0]
