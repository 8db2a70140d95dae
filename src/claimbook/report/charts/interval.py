"""Lines between bounds, with a dot at the best value."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from claimbook import wording as words
from claimbook.core.quantities import Quantity
from claimbook.report.charts.chart import NOTHING, Chart, Texts
from claimbook.report.charts.data import counted
from claimbook.report.charts.layout import beside, led, stacked
from claimbook.report.charts.marks import draw_arrow
from claimbook.report.charts.scales import all_whole, best_value, common_unit, extent, given_rows, value_axis
from claimbook.report.charts.style import COLOURS
from claimbook.wording import Wording

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from claimbook.report.charts.canvas import Drawing


def _line(axes: Axes, y: float, q: Quantity, left: float, right: float) -> tuple[float, float]:
    """Draw a quantity on a row of an axis from ``left`` to ``right``; returns where its line begins and ends."""
    low, high = max(q.low, left), min(q.high, right)
    (line,) = axes.plot([low, high], [y, y], color=COLOURS["c1"], linewidth=5, solid_capstyle="butt")
    led(line, q)
    if (best := best_value(q)) is not None and math.isfinite(q.high - q.low):
        axes.plot(best, y, "o", color=COLOURS["ink"], markersize=5)
    for is_open, start, tip in ((math.isinf(q.low), high, left), (math.isinf(q.high), low, right)):
        if is_open:
            edge = math.copysign(0.02 * (right - left), tip - start)
            draw_arrow(axes, y, start, tip + edge, "c1")
    return low, high


def readings(
    name: str,
    rows: Sequence[tuple[str, Quantity]],
    *,
    title: Wording,
    subtitle: Wording,
    alt: Wording,
    caption: Wording = NOTHING,
    outside: bool = False,
) -> Chart:
    """A line from the lower to the upper bound of each quantity (one unit, EUR or a count), with its best value as a dot.

    An open bound is an arrow to the edge. There is no dot where the label prints a range or a bound.
    """
    rows = given_rows(name, rows)
    unit = common_unit(name, [q for _, q in rows])
    left, right = extent([q for _, q in rows])

    def draw(narrow: bool) -> Drawing:
        if narrow:
            figure, axes, at = stacked([f"{n}: {q.text}" for n, q in rows], 0.16)
        else:
            figure, axes, at = beside([n for n, _ in rows], 0.55, 0.8)
        for y, (_, q) in zip(at, rows):
            low, high = _line(axes, y, q, left, right)
            if not narrow:
                axes.text(
                    (low + high) / 2,
                    y - 0.27,
                    q.text.replace(words.NBSP, " "),
                    ha="center" if low > left + 0.2 * (right - left) else "left",
                    va="center",
                    fontsize=9,
                )
        value_axis(axes, unit, left, right, whole=all_whole([q for _, q in rows]))
        return figure

    columns: dict[str, list] = {
        "Reading": [n for n, _ in rows],
        "Value": [q for _, q in rows],
        "Bounds": [q.range for _, q in rows],
    }
    data = [{"name": n, "series": "reading", **counted(q)} for n, q in rows]
    return Chart(name, draw, Texts(title, subtitle, alt, caption), columns, data, outside=outside)
