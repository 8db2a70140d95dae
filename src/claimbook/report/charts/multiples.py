"""Small multiples: for each of several wholes, how much of it a part is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from claimbook import wording as words
from claimbook.core.arithmetic import share
from claimbook.core.quantities import Quantity
from claimbook.report.charts.chart import NOTHING, Chart, Texts
from claimbook.report.charts.data import counted
from claimbook.report.charts.layout import canvas, led, wrap
from claimbook.report.charts.style import COLOURS, PHONE, WIDTH
from claimbook.wording import Wording

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from claimbook.report.charts.canvas import Drawing

#: A name, the whole, the part stated to lie in it, and what the part is for.
Parted = tuple[str, Quantity, Quantity, str]


def _panel(axes: Axes, x: float, y: float, width: float, row: Parted, parted: Quantity) -> None:
    """Draw a whole, its part in it and the share in words from an upper left corner (inches, y downwards)."""
    from matplotlib.patches import Rectangle

    heading, whole, part, what = row
    axes.text(x, y + 0.05, heading, fontsize=10, weight="bold", va="top")
    axes.text(x, y + 0.26, f"{whole.text} in all".replace(words.NBSP, " "), fontsize=8.5, va="top")
    whole_style: dict[str, Any] = {"facecolor": COLOURS["panel"], "edgecolor": COLOURS["c1"], "linewidth": 1.4}
    part_style: dict[str, Any] = {"facecolor": COLOURS["c2"], "hatch": "////", "linewidth": 0}
    reached = width * (parted.value or parted.low) / 100
    for q, across_it, style in ((whole, width, whole_style), (part, reached, part_style)):
        patch = Rectangle((x, y + 0.5), across_it, 0.4, **style)
        axes.add_patch(patch)
        led(patch, q)
    told = f"{parted.text}: {part.text} {what}".replace(words.NBSP, " ")
    axes.text(x, y + 0.98, "\n".join(wrap(told, int(width / 0.072))), fontsize=8.5, va="top", linespacing=1.25)


def multiples(
    name: str,
    rows: Sequence[Parted],
    *,
    title: Wording,
    subtitle: Wording,
    alt: Wording,
    caption: Wording = NOTHING,
    outside: bool = False,
) -> Chart:
    """A panel for each row: its name, its whole as a bar of full length, and its part filled in it with the share in words.

    A row is a name, the whole, the part stated to lie in it, and what the part is for. The share follows the rules of ``share``.
    """
    shares = [share(part, whole) for _, whole, part, _ in rows]

    def draw(narrow: bool) -> Drawing:
        across = 1 if narrow else min(3, len(rows))
        width = PHONE if narrow else WIDTH
        panel, tall = (width - 0.25 * (across - 1)) / across, 1.4
        lines = -(-len(rows) // across)
        figure, axes = canvas(tall * lines, width=width)
        axes.axis("off")
        axes.set(xlim=(-0.02, width + 0.02), ylim=(tall * lines, 0))  # the lines around the bars are drawn whole
        for i, (row, parted) in enumerate(zip(rows, shares)):
            _panel(axes, (i % across) * (panel + 0.25), (i // across) * tall, panel, row, parted)
        return figure

    columns: dict[str, list] = {
        "Name": [heading for heading, *_ in rows],
        "Whole": [whole for _, whole, _, _ in rows],
        "Part": [part for _, _, part, _ in rows],
        "Share": list(shares),
    }
    data = [
        {"name": heading, "series": told, **counted(q)}
        for (heading, whole, part, _), parted in zip(rows, shares)
        for told, q in (("whole", whole), ("part", part), ("share", parted))
    ]
    return Chart(name, draw, Texts(title, subtitle, alt, caption), columns, data, outside=outside)
