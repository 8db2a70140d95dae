"""Parts laid end to end above their whole."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum
from typing import TYPE_CHECKING

from claimbook.core.agreement import is_to_lie_in
from claimbook.core.quantities import ArithmeticRuleError, Quantity
from claimbook.report.charts.chart import NOTHING, Chart, Texts
from claimbook.report.charts.data import counted
from claimbook.report.charts.layout import beside, led, stacked
from claimbook.report.charts.marks import label_bar
from claimbook.report.charts.scales import all_whole, common_unit, extent, given_rows, value_axis
from claimbook.report.charts.style import COLOURS
from claimbook.wording import Wording

if TYPE_CHECKING:
    from claimbook.report.charts.canvas import Drawing


def _can_be_laid(name: str, parts: Sequence[tuple[str, Quantity]], whole: tuple[str, Quantity]) -> str:
    """The unit of all; raises where there are several, where nothing can be laid at the end of one, and where a part is known to be none."""
    unit = common_unit(name, [q for _, q in (*parts, whole)])
    for row, q in (*parts, whole):
        if q.value is None or q.value < 0:
            raise ValueError(
                f"chart {name}: row {row}: {q.text} has no best value, or a negative one, so nothing can be laid at its end"
            )
    for row, part in parts:
        # Of a figure without relations, as a test makes one, nothing is known.
        if part.relations and not is_to_lie_in(part, whole[1]):
            told = f"no relation says that {row} ({part.text}) lies in {whole[0]} ({whole[1].text}), so it is no part of it"
            raise ArithmeticRuleError(f"chart {name}: {told} (rule 2)", rule=2)
    return unit


def composition(
    name: str,
    parts: Sequence[tuple[str, Quantity]],
    whole: tuple[str, Quantity],
    *,
    title: Wording,
    subtitle: Wording,
    alt: Wording,
    caption: Wording = NOTHING,
    outside: bool = False,
) -> Chart:
    """Parts laid end to end, one a row, above the whole as printed; a band shows the bounds that the whole allows.

    Raises ArithmeticRuleError for a part of which no relation says that it lies in the whole (rule 2), and ValueError where a quantity
    has no best value: what follows it would have no place.
    """
    parts = given_rows(name, parts)
    printed = whole[1]
    everything = [*parts, whole]
    unit = _can_be_laid(name, parts, whole)
    low, high = extent([printed])
    top = max(fsum(q.best for _, q in parts), high)

    def draw(narrow: bool) -> Drawing:
        if narrow:
            figure, axes, at = stacked([f"{n}: {q.text}" for n, q in everything], 0.26)
            height = 0.26
        else:
            figure, axes, at = beside([n for n, _ in everything], 0.42, 0.8)
            height = 0.55
        start = 0.0
        for y, (_, q) in zip(at, everything):
            last = y == at[-1]
            left = 0.0 if last else start
            (patch,) = axes.barh(
                y, q.best, left=left, height=height, color=COLOURS["c1" if last else "c2"], hatch="" if last else "////"
            )
            led(patch, q)
            if not narrow:
                label_bar(axes, y, left, left + q.best, top, q.text)
            start += 0 if last else q.best
        value_axis(axes, unit, low, top, whole=all_whole([q for _, q in everything]))
        axes.axvspan(printed.low, min(printed.high, axes.get_xlim()[1]), color=COLOURS["rule"], linewidth=0, zorder=0)
        return figure

    columns: dict[str, list] = {"Part": [n for n, _ in everything], "Value": [q for _, q in everything]}
    data = [{"name": n, "series": "as printed" if q is printed else "part", **counted(q)} for n, q in everything]
    return Chart(name, draw, Texts(title, subtitle, alt, caption), columns, data, outside=outside)
