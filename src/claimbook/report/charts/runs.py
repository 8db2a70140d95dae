"""Figures told at several times: what compares stands in a panel with a scale, and where nothing compares the drawing breaks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from claimbook import wording as words
from claimbook.core.over_time import Comparability
from claimbook.core.quantities import Quantity
from claimbook.report.charts.chart import NOTHING, Chart, Texts
from claimbook.report.charts.data import Row, counted, graded
from claimbook.report.charts.layout import canvas, labelled, led, wrap
from claimbook.report.charts.marks import draw_arrow
from claimbook.report.charts.scales import best_value, common_unit, known_ends
from claimbook.report.charts.style import COLOURS, PHONE, WIDTH
from claimbook.wording import Wording

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from claimbook.report.charts.canvas import Drawing

#: A row: what it is called, its figure, and how it compares with the row before, which nothing does in the first.
Told = tuple[str, Quantity, Comparability | None]

LINE, BAR, GAP = 0.165, 0.24, 0.14  # inches: of a line of text, a bar, and the space between rows
CHARACTER = 0.072  # inches: how wide one is, on average, with room to spare
LABEL = 0.36  # of the width: the room for numbers to the right of a panel's longest bar


def _runs(rows: Sequence[Told]) -> list[list[Told]]:
    """The rows in stretches, in each of which every row compares with the one before."""
    found: list[list[Told]] = []
    for row in rows:
        if found and row[2]:
            found[-1].append(row)
        else:
            found.append([row])
    return found


def _length(q: Quantity) -> float:
    """How far the bar of a quantity reaches: to the value that its label prints or, of a range, to what is certain."""
    best = best_value(q)
    return max(0.0, q.low) if best is None or math.isinf(q.high) else best


class _Page:
    """The axes of a drawing in inches, filled from above."""

    def __init__(self, axes: Axes, width: float, names: float):
        self.axes, self.width, self.names, self.y = axes, width, names, 0.0
        self.left = names  # where bars begin

    def write(self, text: str, *, x: float = 0.0, style: str = "normal", colour: str = "muted") -> None:
        """A text from here down, in lines as long as the drawing is wide."""
        lines = wrap(text, int((self.width - x) / CHARACTER))
        self.axes.text(
            x,
            self.y,
            "\n".join(lines),
            fontsize=8.5,
            va="top",
            linespacing=1.25,
            style=style,
            color=COLOURS[colour],
        )
        self.y += LINE * len(lines) + 0.05

    def name(self, name: str) -> float:
        """The name of a row, beside its mark or on a phone above it; gives the middle of the mark."""
        beside = self.names > 0
        lines = wrap(name, int((self.names - 0.1 if beside else self.width) / CHARACTER))
        tall = LINE * len(lines)
        middle = self.y + (max(BAR, tall) / 2 if beside else tall + 0.05 + BAR / 2)
        at, size = (middle, 9) if beside else (self.y, 8.5)
        self.axes.text(0, at, "\n".join(lines), fontsize=size, linespacing=1.25, va="center" if beside else "top")
        self.y = (self.y + max(BAR, tall) if beside else middle + BAR / 2) + GAP
        return middle

    def say(self, q: Quantity, x: float, y: float) -> None:
        """The number of a mark, to the right of where it ends."""
        text = q.text.replace(words.NBSP, " ")
        labelled(self.axes.text(x + 0.1, y, text, va="center", ha="left", fontsize=9), q)

    def alone(self, row: Told) -> None:
        """A figure that compares with none: a hollow mark without a scale."""
        y = self.name(row[0])
        (mark,) = self.axes.plot(
            self.left + 0.1, y, "D", markersize=8, markerfacecolor=COLOURS["surface"], markeredgecolor=COLOURS["c2"], zorder=2
        )
        led(mark, row[1])
        self.say(row[1], self.left + 0.2, y)

    def panel(self, run: Sequence[Told], whole: Quantity | None) -> None:
        """Bars that compare, on a scale of their own, which begins at zero; with a ``whole``, each within its outline."""
        from matplotlib.patches import Rectangle

        given = [q for _, q, _ in run] + ([whole] if whole else [])
        room = (self.width - self.left) * (1 - LABEL)
        scale = room / (max(end for q in given for end in known_ends(q)) or 1.0)
        for name, q, _ in run:
            y, long = self.name(name), _length(q) * scale
            if whole:
                outline = Rectangle((self.left, y - BAR / 2), _length(whole) * scale, BAR, linewidth=0.8)
                outline.set(facecolor=COLOURS["panel"], edgecolor=COLOURS["muted"])
                self.axes.add_patch(outline)
            patch = Rectangle((self.left, y - BAR / 2), long, BAR, color=COLOURS["c1"], linewidth=0, zorder=2)
            self.axes.add_patch(patch)
            led(patch, q)
            end = self.left + long
            if math.isinf(q.high):
                tip = end + min(0.35, (1 - LABEL / 2) * (self.width - self.left) - long)
                draw_arrow(self.axes, y, end, tip, "ink")
                end = tip
            self.say(q, max(end, self.left + (_length(whole) * scale if whole else 0)), y)


def runs(
    name: str,
    rows: Sequence[Told],
    *,
    title: Wording,
    subtitle: Wording,
    alt: Wording,
    caption: Wording = NOTHING,
    whole: Quantity | None = None,
    outside: bool = False,
    coding: bool = False,
) -> Chart:
    """Figures of one thing and one unit, told at several times, as bars where they compare with the one before.

    Rows that compare share a scale that begins at zero, which no others have. Where a row does not compare, the drawing breaks
    with the reason, and a figure that compares with neither neighbour is a hollow mark without a scale. ``whole`` is what every
    figure lies in, drawn as an outline around its bar. Raises ValueError where the first row compares with something.
    """
    common_unit(name, [q for _, q, _ in rows] + ([whole] if whole else []))
    if rows[0][2] is not None:
        raise ValueError(f"chart {name}: row {rows[0][0]}: the first row has none before it to compare with")
    stretches = _runs(rows)

    def draw(narrow: bool) -> Drawing:
        return _drawn(stretches, whole, narrow)

    columns: dict[str, list] = {
        "Time": [n for n, _, _ in rows],
        "Value": [q for _, q, _ in rows],
        "Grade": [graded(q) or "the section" for _, q, _ in rows],
        "Compares with the one before": [_told(comparison) for _, _, comparison in rows],
    }
    data: list[Row] = [
        {
            "name": n,
            "series": f"scale {place}" if len(run) > 1 else "no scale",
            "compares": _told(comparison),
            "grade": graded(q),
            **counted(q),
        }
        for place, run in enumerate(stretches, 1)
        for n, q, comparison in run
    ]
    return Chart(name, draw, Texts(title, subtitle, alt, caption), columns, data, outside=outside, coding=coding)


def _drawn(stretches: Sequence[Sequence[Told]], whole: Quantity | None, narrow: bool) -> Drawing:
    """The stretches one below the other, with a break and its reason between them."""
    width = PHONE if narrow else WIDTH
    figure, axes = canvas(1.0, width=width)
    page = _Page(axes, width, 0.0 if narrow else 0.28 * width)
    for place, run in enumerate(stretches):
        if place:
            before = run[0][2]
            assert before is not None, "a stretch after the first begins with what does not compare"
            axes.plot([0, width], [page.y, page.y], color=COLOURS["muted"], linewidth=1.2, linestyle=(0, (5, 4)))
            page.y += 0.07
            page.write(f"Does not compare. {' '.join(before.why)}", style="italic")
            page.y += 0.06
        if len(run) > 1:
            page.panel(run, whole)
        else:
            page.alone(run[0])
    axes.axis("off")
    axes.set(xlim=(-0.02, width + 0.02), ylim=(page.y, -0.03))
    figure.set_size_inches(width, page.y + 0.03)
    return figure


def _told(comparison: Comparability | None) -> str:
    if comparison is None:
        return "nothing stands before it"
    way = ("yes, a year each" if comparison.how == "per_year" else "yes") if comparison else "no"
    return f"{way}: {' '.join(comparison.why)}"
