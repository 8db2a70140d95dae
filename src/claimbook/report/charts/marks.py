"""Marks that several kinds of chart draw."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from claimbook import wording as words
from claimbook.core.quantities import Quantity
from claimbook.report.charts.layout import labelled, led
from claimbook.report.charts.scales import ARROW, best_value, known_ends
from claimbook.report.charts.style import COLOURS

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def draw_arrow(axes: Axes, y: float, start: float, tip: float, colour: str) -> None:
    """An arrow along a row, drawn whole also where its tip stands at the edge."""
    style = {"arrowstyle": "->", "color": COLOURS[colour], "shrinkA": 0, "shrinkB": 0}
    axes.annotate("", (tip, y), (start, y), arrowprops=style, annotation_clip=False)


def ground() -> dict[str, Any]:
    """The ground of a label, as the "bbox" of its text: no line of the grid goes through it, which is seen on a dark page above all."""
    return {"facecolor": COLOURS["surface"], "linewidth": 0, "pad": 1}


def draw_bar(
    axes: Axes, y: float, q: Quantity, arrow: float, *, height: float, colour: str, hatch: str = "", bounds: float
) -> list[float]:
    """A bar from zero to the best value and, over its end, a line between the bounds if they lie more than ``bounds`` apart.

    Where the label prints no best value, the bar ends at the bound nearest to zero, since no more is certain, and the line is
    always there. At an open bound it is an arrow of the length ``arrow``. Returns how far to either side the marks reach.
    """
    best = best_value(q)
    end = best if best is not None else min(max(0.0, q.low), q.high)
    (patch,) = axes.barh(y, end, height=height, color=COLOURS[colour], hatch=hatch)
    led(patch, q)
    known = known_ends(q) or [0.0]
    low, high = (min(known), max(known)) if best is None or max(known) - min(known) > bounds else (end, end)
    if low < high:
        axes.plot([low, high], [y, y], color=COLOURS["ink"], linewidth=1.4, solid_capstyle="butt", marker="|", markersize=7)
    for start, tip, is_open in ((low, low - arrow, math.isinf(q.low)), (high, high + arrow, math.isinf(q.high))):
        if is_open:
            draw_arrow(axes, y, start, tip, "ink")
            low, high = min(low, tip), max(high, tip)
    return [min(low, end, 0.0), max(high, end, 0.0)]


def draw_labelled_bar(axes: Axes, y: float, q: Quantity, span: float, **style: Any) -> None:
    """A bar with its number at its end, on an axis of this length; bounds are drawn where the label prints them or they are open."""
    left, right = draw_bar(axes, y, q, ARROW * span, bounds=math.inf, **style)
    x, side = (left - 0.01 * span, "right") if right <= 0 > left else (right + 0.01 * span, "left")
    labelled(axes.text(x, y, q.text.replace(words.NBSP, " "), va="center", ha=side, fontsize=9, bbox=ground()), q)


def label_bar(axes: Axes, y: float, left: float, right: float, top: float, text: str) -> None:
    """The label of a bar: after it or, where no room is left on an axis up to ``top``, before it, or else in it."""
    style: dict[str, Any] = {"ha": "left", "va": "center", "fontsize": 9}
    x = right + 0.01 * top
    if right > 0.8 * top and left > 0.2 * top:
        x, style["ha"] = left - 0.01 * top, "right"
    elif right > 0.8 * top:
        x, style["color"] = 0.02 * top, COLOURS["surface"]
    axes.text(x, y, text.replace(words.NBSP, " "), **style)
