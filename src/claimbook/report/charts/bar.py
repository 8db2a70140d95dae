"""Bars: amounts with the parts inside them, and a bar for each named quantity."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from claimbook import wording as words
from claimbook.core.quantities import Printed, Quantity
from claimbook.report.charts.chart import Chart
from claimbook.report.charts.layout import beside, legend, stacked
from claimbook.report.charts.marks import draw_bar, draw_labelled_bar
from claimbook.report.charts.scales import ARROW, all_whole, common_unit, extent, ticks_at, value_axis
from claimbook.report.charts.style import COLOURS
from claimbook.wording import Wording


def amounts(
    name: str, rows: Sequence[tuple[str, Quantity, Sequence[Quantity]]], *, caption: Wording, alt: Wording, outside: bool = False
) -> Chart:
    """One bar for each amount, with the parts stated to lie within it drawn inside it; never one on top of another.

    A row is a name, the amount and its parts (same unit). A line over the end of a bar shows its bounds, an arrow an
    open bound; the stage stands under the name. Raises ValueError where parts do not fit into their amount.
    """
    unit = common_unit(name, [q for _, whole, parts in rows for q in (whole, *parts)])
    low, high = extent([q for _, q, _ in rows])
    stages = [
        q.claim.stage_label if isinstance(q, Printed) else "range of readings" if q.value is None else "computed"
        for _, q, _ in rows
    ]
    labels = [
        whole.text
        + "".join(f", of which {part.text} ({part.claims[0].stage_label}) {part.label.split(' within ')[0]}" for part in parts)
        for _, whole, parts in rows
    ]
    for row, whole, parts in rows:
        if any(part.value is None for part in parts) or sum(part.value for part in parts) > whole.high:
            raise ValueError(
                f"chart {name}: row {row}: parts inside a bar need a best value each and together no more than the bar"
            )

    def draw(narrow: bool) -> Figure:
        if narrow:
            figure, axes, at = stacked([f"{n} ({s}): {label}" for (n, _, _), s, label in zip(rows, stages, labels)], 0.26)
            height = 0.26
        else:
            figure, axes, at = beside([f"{n}\n{stage}" for (n, _, _), stage in zip(rows, stages)], 0.62, 0.7)
            height = 0.44
            for i, label in enumerate(labels):
                axes.text(0, i - 0.37, label.replace(words.NBSP, " "), ha="left", va="center", fontsize=9)
        for y, (_, whole, parts) in zip(at, rows):
            draw_bar(axes, y, whole, ARROW * (high - low), height=height, colour="c1", bounds=0.004 * (high - low))
            start = 0.0
            for part in parts:
                axes.barh(y, part.value, left=start, height=height, color=COLOURS["c2"], hatch="////")
                start += part.value
        value_axis(axes, unit, low, high, whole=all_whole([q for _, q, _ in rows]))
        return figure

    columns = {
        "Amount": [n for n, _, _ in rows],
        "Value": [q for _, q, _ in rows],
        "Bounds": [q.range for _, q, _ in rows],
        "Stage": [q.claim.stage_label if isinstance(q, Printed) else "computed" for _, q, _ in rows],
        "Part within it": [list(parts) for _, _, parts in rows],
    }
    return Chart(name, draw, caption, alt, columns, outside=outside)


def bars(
    name: str,
    rows: Sequence[tuple[str, Quantity]],
    *,
    caption: Wording,
    alt: Wording,
    axis: str,
    outside: bool = False,
    coding: bool = False,
    second: Sequence[Quantity | None] = (),
    names: tuple[str, str] = ("", ""),
) -> Chart:
    """A bar for each named quantity; with ``second``, a hatched bar below it for a second quantity of the same unit."""
    paired = bool(second)
    given = [*(q for _, q in rows), *filter(None, second)]
    low, high = extent(given)
    span = high - low

    def draw(narrow: bool) -> Figure:
        if narrow:
            figure, axes, at = stacked([n for n, _ in rows], 0.4 if paired else 0.22)
            height = 0.2 if paired else 0.22
        else:
            figure, axes, at = beside([n for n, _ in rows], 0.62 if paired else 0.42, 0.8)
            height = 0.34 if paired else 0.55
        for i, (y, (_, q)) in enumerate(zip(at, rows)):
            for offset, other, colour, hatch in (
                (-height / 2 if paired else 0, q, "c1", ""),
                (height / 2, second[i] if paired else None, "c2", "////"),
            ):
                if other is None:
                    continue
                draw_labelled_bar(axes, y + offset, other, span, height=height * 0.92, colour=colour, hatch=hatch)
        room = 0.3 if narrow else 0.16  # for the labels
        axes.set_xlim(low - room * span if low < 0 else 0, high + room * span)
        ticks_at(axes, 4 if narrow else 8, whole=all_whole(given))
        axes.set_xlabel(axis)
        if paired:
            one = Rectangle((0, 0), 1, 1, color=COLOURS["c1"])
            other = Rectangle((0, 0), 1, 1, facecolor=COLOURS["c2"], hatch="////", edgecolor=COLOURS["surface"])
            legend(axes, [one, other], names, 1 if narrow else 2)
        return figure

    columns: dict[str, list] = {"Name": [n for n, _ in rows], names[0] or axis: [q for _, q in rows]}
    if paired:
        columns[names[1]] = [q if q else "not stated" for q in second]
    return Chart(name, draw, caption, alt, columns, outside=outside, coding=coding)
