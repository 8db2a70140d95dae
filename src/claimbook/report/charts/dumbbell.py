"""Readings of the same thing side by side, joined by a line."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from claimbook import wording as words
from claimbook.core.quantities import Quantity
from claimbook.report.charts.chart import NOTHING, Chart, Texts
from claimbook.report.charts.data import counted
from claimbook.report.charts.layout import beside, labelled, led, legend, stacked
from claimbook.report.charts.marks import ground
from claimbook.report.charts.scales import (
    all_whole,
    best_value,
    common_unit,
    extent,
    given_rows,
    known_ends,
    ticks_at,
    value_axis,
)
from claimbook.report.charts.style import COLOURS, PHONE, WIDTH
from claimbook.wording import Wording

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D

    from claimbook.report.charts.canvas import Drawing

CHARACTER = 0.075  # inches: how wide one is, on average
PAD = 14  # points from the middle of a mark to its text
MARKS = (("c1", "o"), ("c2", "D"))  # colour and shape of the first and of the second reading


def _middle(q: Quantity) -> float:
    """Where the mark of a reading stands: at the value that its label prints or, of a range, in its middle."""
    best = best_value(q)
    ends = known_ends(q)
    return best if best is not None else (min(ends) + max(ends)) / 2


def _room(given: Sequence[Quantity], low: float, span: float, across: float) -> tuple[float, float]:
    """How much wider than its values the axis is on either side, in parts of ``span``, for the texts beside the marks.

    ``across`` is how wide the drawing is, in inches.
    """
    taken = (max(len(q.text) for q in given) * CHARACTER + PAD / 72) / across
    after = taken / (1 - taken)
    return max(0.03, after - (min(map(_middle, given)) - low) / span), after


def _pair(axes: Axes, y: float, both: Sequence[Quantity], size: float) -> None:
    """A pair of readings on a row, joined by a line, each with its text (of this size) on the side away from the other."""
    ends = [_middle(q) for q in both]
    axes.plot(ends, [y, y], color=COLOURS["muted"], linewidth=2.4, solid_capstyle="butt", zorder=1)
    for end, q, (colour, shape) in zip(ends, both, MARKS):
        (mark,) = axes.plot(end, y, shape, color=COLOURS[colour], markersize=9, zorder=2)
        led(mark, q)
        on_left = end == min(ends) and q is both[ends.index(min(ends))]
        text = axes.annotate(
            q.text.replace(words.NBSP, " "),
            (end, y),
            (-PAD if on_left else PAD, 0),
            textcoords="offset points",
            annotation_clip=False,
            ha="right" if on_left else "left",
            va="center",
            fontsize=size,
            bbox=ground(),
        )
        labelled(text, q)


def _handles() -> list[Line2D]:
    """A mark of the first and of the second reading, for the legend."""
    from matplotlib.lines import Line2D

    return [Line2D([], [], marker=shape, color=COLOURS[colour], linewidth=0, markersize=8) for colour, shape in MARKS]


def dumbbell(
    name: str,
    rows: Sequence[tuple[str, Quantity, Quantity]],
    *,
    names: tuple[str, str],
    title: Wording,
    subtitle: Wording,
    alt: Wording,
    caption: Wording = NOTHING,
    axis: str = "",
    outside: bool = False,
    coding: bool = False,
) -> Chart:
    """For each row two readings (one unit), a dot and a diamond, and the distance between them; ``names`` says what the two are.

    Raises ValueError where a reading has no upper or no lower end: no mark can stand for it.
    """
    rows = given_rows(name, rows, 2)
    given = [q for _, *both in rows for q in both]
    unit = common_unit(name, given)
    for row, *both in rows:
        for q in both:
            if math.isinf(q.low) or math.isinf(q.high):
                raise ValueError(
                    f"chart {name}: row {row}: {q.text} is open at an end, so no mark can stand for it; use readings()"
                )
    low, high = extent(given)
    span = high - low

    def draw(narrow: bool) -> Drawing:
        figure, axes, at = stacked([n for n, _, _ in rows], 0.24, 1.0) if narrow else beside([n for n, _, _ in rows], 0.42, 1.1)
        for y, (_, *both) in zip(at, rows):
            _pair(axes, y, both, 8 if narrow else 9)
        if axis:
            axes.set_xlim(low, high)
            ticks_at(axes, 4 if narrow else 8, whole=all_whole(given))
            axes.set_xlabel(axis)
        else:
            value_axis(axes, unit, low, high, whole=all_whole(given))
        before, after = _room(given, low, span, PHONE - 0.2 if narrow else 0.7 * WIDTH)
        ticks, labels = list(axes.get_xticks()), [label.get_text() for label in axes.get_xticklabels()]
        axes.set_xlim(low - before * span, high + after * span)
        axes.set_xticks(ticks, labels)
        legend(axes, _handles(), names, 1 if narrow else 2)
        return figure

    columns: dict[str, list] = {"Name": [n for n, _, _ in rows]}
    columns |= {names[i]: [row[i + 1] for row in rows] for i in (0, 1)}
    data = [{"name": n, "series": told, **counted(q, axis)} for n, *both in rows for told, q in zip(names, both)]
    return Chart(name, draw, Texts(title, subtitle, alt, caption), columns, data, outside=outside, coding=coding)
