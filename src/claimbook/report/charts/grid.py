"""Squares and marks in rows and columns."""

from __future__ import annotations

import math
from collections.abc import Sequence

from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from claimbook.core.claims import Claim
from claimbook.core.quantities import Quantity
from claimbook.report.charts.chart import Chart
from claimbook.report.charts.layout import beside, canvas, stacked, wrap
from claimbook.report.charts.style import COLOURS, PHONE
from claimbook.wording import Wording


def squares(name: str, part: Quantity, whole: Quantity, *, caption: Wording, alt: Wording, outside: bool = False) -> Chart:
    """One square for each unit of ``whole`` (a count below a hundred), those of ``part`` filled.

    Raises ValueError for what squares cannot show: a fraction, a range, or a part above its whole.
    """
    columns = 9
    for q in (part, whole):
        if q.low != q.high or q.low % 1 or not 0 <= q.low <= whole.low:
            raise ValueError(
                f"chart {name}: {q.label}: {q.text} is no exact count within {whole.text}, so squares cannot show it"
            )
    total = int(whole.value)
    lines = math.ceil(total / columns)

    def draw(narrow: bool) -> Figure:
        side = PHONE / columns if narrow else 0.42
        figure, axes = canvas(side * lines + 0.2, width=side * columns)
        for i in range(total):
            filled = i < part.value
            axes.add_patch(
                FancyBboxPatch(
                    (i % columns + 0.12, i // columns + 0.12),
                    0.76,
                    0.76,
                    boxstyle="round,pad=0,rounding_size=0.12",
                    facecolor=COLOURS["c1"] if filled else "none",
                    edgecolor=COLOURS["c1" if filled else "muted"],
                    linewidth=1.2,
                )
            )
        axes.set(xlim=(0, columns), ylim=(lines, 0), aspect="equal")
        axes.axis("off")
        return figure

    return Chart(name, draw, caption, alt, {"Count": [part.label, whole.label], "Value": [part, whole]}, outside=outside)


def matrix(
    name: str,
    rows: Sequence[str],
    columns: Sequence[str],
    filled: set[tuple[str, str]],
    *,
    caption: Wording,
    alt: Wording,
    coding: bool = False,
    origins: tuple[Claim, ...] = (),
) -> Chart:
    """Which row goes with which column: a filled mark where the pair stands in ``filled``, a small dash where not."""

    def draw(narrow: bool) -> Figure:
        if narrow:
            _, axes, at = stacked(rows, 0.2, 0)
        else:
            _, axes, at = beside(["\n".join(wrap(row, 36)) for row in rows], 0.34, 0.9)
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
        return axes.figure

    data = {"Row": list(rows), **{c: ["yes" if (r, c) in filled else "no" for r in rows] for c in columns}}
    return Chart(name, draw, caption, alt, data, origins, coding=coding)
