"""Bars for named quantities."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from claimbook.core.quantities import Quantity
from claimbook.report.charts.chart import NOTHING, Chart, Texts
from claimbook.report.charts.data import Row, counted
from claimbook.report.charts.layout import beside, legend, stacked
from claimbook.report.charts.marks import draw_labelled_bar
from claimbook.report.charts.scales import all_whole, best_value, common_unit, extent, given_rows, ticks_at
from claimbook.report.charts.style import COLOURS
from claimbook.wording import Wording

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from claimbook.report.charts.canvas import Drawing


def bars(
    name: str,
    rows: Sequence[tuple[str, Quantity]],
    *,
    title: Wording,
    subtitle: Wording,
    alt: Wording,
    caption: Wording = NOTHING,
    axis: str,
    outside: bool = False,
    coding: bool = False,
    second: Sequence[Quantity | None] = (),
    names: tuple[str, str] = ("", ""),
) -> Chart:
    """A bar for each named quantity (one unit); with ``second``, a hatched bar below it for a second quantity, or None, of each.

    Raises ValueError for several units, and where ``second`` is not as long as the rows.
    """
    rows, given = _given(name, rows, second)
    paired = bool(second)  # their bars stand so far apart that each can be touched
    low, high = extent(given)
    span = high - low

    def draw(narrow: bool) -> Drawing:
        names_of_rows = [row for row, _ in rows]
        if narrow:
            (figure, axes, at), height = stacked(names_of_rows, 0.7 if paired else 0.22), 0.345 if paired else 0.22
        else:
            (figure, axes, at), height = beside(names_of_rows, 0.78 if paired else 0.42, 0.8), 0.41 if paired else 0.55
        thick = height * (0.74 if paired else 0.92)
        for i, (y, (_, q)) in enumerate(zip(at, rows)):
            for offset, other, colour, hatch in (
                (-height / 2 if paired else 0, q, "c1", ""),
                (height / 2, second[i] if paired else None, "c2", "////"),
            ):
                if other is not None:
                    draw_labelled_bar(axes, y + offset, other, span, height=thick, colour=colour, hatch=hatch)
        room = 0.3 if narrow else 0.16  # for the labels
        axes.set_xlim(low - room * span if low < 0 else 0, high + room * span)
        ticks_at(axes, 4 if narrow else 8, whole=all_whole(given))
        ranged = any(best_value(q) is None for q in given)
        axes.set_xlabel(axis + ("; a thin line spans the bounds of a range" if ranged else ""))
        if paired:
            _tell_apart(axes, names, 1 if narrow else 2)
        return figure

    columns, data = _tables(rows, second, (names[0] or axis, names[1]))
    return Chart(name, draw, Texts(title, subtitle, alt, caption), columns, data, outside=outside, coding=coding)


def _tell_apart(axes: Axes, names: tuple[str, str], columns: int) -> None:
    """A legend that names the first and the second quantity."""
    from matplotlib.patches import Rectangle

    one = Rectangle((0, 0), 1, 1, color=COLOURS["c1"])
    other = Rectangle((0, 0), 1, 1, facecolor=COLOURS["c2"], hatch="////", edgecolor=COLOURS["surface"])
    legend(axes, [one, other], names, columns)


def _given(
    name: str, rows: Sequence[tuple[str, Quantity]], second: Sequence[Quantity | None]
) -> tuple[list[tuple[str, Quantity]], list[Quantity]]:
    """The rows, and all quantities that are drawn; raises ValueError and TypeError where these cannot stand on one axis."""
    rows = given_rows(name, rows)
    if second and len(second) != len(rows):
        raise ValueError(f"chart {name}: {len(rows)} rows, and {len(second)} second quantities; each row has one, or None")
    given = [*(q for _, q in rows), *filter(None, second)]
    common_unit(name, given)
    return rows, given


def _tables(
    rows: Sequence[tuple[str, Quantity]], second: Sequence[Quantity | None], names: tuple[str, str]
) -> tuple[dict[str, list], list[Row]]:
    """The columns of the table below the chart, and its data; ``names`` are those of the first and the second quantity."""
    columns: dict[str, list] = {"Name": [n for n, _ in rows], names[0]: [q for _, q in rows]}
    if second:
        columns[names[1]] = [q if q else "not stated" for q in second]
    data: list[Row] = []
    for i, (n, q) in enumerate(rows):
        data.append({"name": n, "series": names[0], **counted(q)})
        if second and (other := second[i]):
            data.append({"name": n, "series": names[1], **counted(other)})
    return columns, data
