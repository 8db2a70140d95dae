"""Marks in rows and columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from claimbook.core.claims import Claim
from claimbook.report.charts.chart import NOTHING, Chart, Texts
from claimbook.report.charts.data import Row
from claimbook.report.charts.layout import beside, stacked, wrap
from claimbook.report.charts.style import COLOURS
from claimbook.wording import Wording

if TYPE_CHECKING:
    from claimbook.report.charts.canvas import Drawing


def matrix(
    name: str,
    rows: Sequence[str],
    columns: Sequence[str],
    filled: set[tuple[str, str]],
    *,
    title: Wording,
    subtitle: Wording,
    alt: Wording,
    caption: Wording = NOTHING,
    coding: bool = False,
    origins: tuple[Claim, ...] = (),
) -> Chart:
    """Which row goes with which column: a filled mark where the pair stands in ``filled``, a small dash where not."""

    def draw(narrow: bool) -> Drawing:
        if narrow:
            figure, axes, at = stacked(rows, 0.2, 0)
        else:
            figure, axes, at = beside(["\n".join(wrap(row, 36)) for row in rows], 0.34, 0.9)
        for y, row in zip(at, rows):
            for j, column in enumerate(columns):
                if (row, column) in filled:
                    axes.plot(j, y, "s", color=COLOURS["c1"], markersize=11)
                else:
                    axes.plot(j, y, "_", color=COLOURS["muted"], markersize=5)
        axes.grid(False)
        axes.set_xticks(range(len(columns)), ["\n".join(wrap(c, 12)) for c in columns], fontsize=8 if narrow else 9)
        axes.xaxis.tick_top()
        axes.tick_params(length=0, pad=7)  # clear of the first row's label, which stands above its marks on a phone
        for spine in axes.spines.values():
            spine.set_visible(False)
        axes.set_xlim(-0.6, len(columns) - 0.4)
        return figure

    shown = {"Row": list(rows), **{c: ["yes" if (r, c) in filled else "no" for r in rows] for c in columns}}
    data: list[Row] = [{"name": r, "series": c, "marked": (r, c) in filled} for r in rows for c in columns]
    return Chart(name, draw, Texts(title, subtitle, alt, caption), shown, data, origins, coding=coding)
