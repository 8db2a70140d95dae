"""Where things stand in a drawing: the canvas, its rows and its legend, wide and for a phone."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum  # exact, and so the same in every Python: sum() rounds otherwise from 3.12 on
from typing import TYPE_CHECKING, Any

from claimbook import wording as words
from claimbook.core.quantities import Quantity
from claimbook.report.charts.style import COLOURS, PHONE, WIDTH

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.text import Text
    from matplotlib.transforms import Bbox

    from claimbook.report.charts.canvas import Drawing

#: How the address of a mark begins, until the page that shows it puts that of an entry in its place.
MARK = "mark:"


def canvas(height: float, *, width: float = WIDTH) -> tuple[Drawing, Axes]:
    """A drawing with axes, in inches; functions that draw are called with ``STYLE`` set."""
    from claimbook.report.charts.canvas import Drawing

    figure = Drawing(width, height)
    return figure, figure.subplots()


def led(artist: Artist, quantity: Quantity) -> None:
    """Have a mark that stands in a drawing lead to the claim of what it shows, as the number in a text does."""
    from claimbook.report.charts.canvas import Drawing

    figure = artist.get_figure()
    assert isinstance(figure, Drawing), "only what was drawn on a canvas of this module knows its marks"
    artist.set_url(f"{MARK}{len(figure.marks)}")
    figure.marks.append(([artist], quantity))


def labelled(text: Artist, quantity: Quantity) -> None:
    """Have a text count as part of the mark of this quantity, drawn before it, for whoever points at it or touches it."""
    from claimbook.report.charts.canvas import Drawing

    figure = text.get_figure()
    assert isinstance(figure, Drawing), "only what was drawn on a canvas of this module knows its marks"
    next(artists for artists, shown in reversed(figure.marks) if shown is quantity).append(text)


def stacked(labels: Sequence[str], mark: float, axis: float = 0.5) -> tuple[Drawing, Axes, Sequence[float]]:
    """A canvas for a phone, on which every row has its label above its mark; with it, where on the y axis each mark goes.

    The y axis is in inches. ``mark`` is the height of a mark and ``axis`` that of what lies below the rows.
    """
    line, gap = 0.165, 0.13
    wrapped = [wrap(label.replace(words.NBSP, " "), 46) for label in labels]
    heights = [mark + line * len(lines) + gap for lines in wrapped]
    figure, axes = canvas(fsum(heights) + axis, width=PHONE)
    at = [fsum(heights[: i + 1]) - gap - mark / 2 for i in range(len(labels))]
    for y, lines in zip(at, wrapped):
        axes.text(
            0,
            y - mark / 2 - 0.04,
            "\n".join(lines),
            transform=axes.get_yaxis_transform(),
            va="bottom",
            fontsize=8.5,
            linespacing=1.25,
        )
    axes.set_yticks([])
    axes.set_ylim(fsum(heights) - gap / 2, 0)
    return figure, axes, at


def beside(names: Sequence[str], pitch: float, margin: float) -> tuple[Drawing, Axes, Sequence[float]]:
    """A canvas on which every row has its name beside its mark; with it, where on the y axis each mark goes: 0, 1, 2, ..."""
    figure, axes = canvas(pitch * len(names) + margin)
    axes.set_yticks(range(len(names)), ["" if "\n" in name else name for name in names], fontsize=9)
    for row, name in enumerate(names):
        lines = name.split("\n")
        for i, line in enumerate(lines if len(lines) > 1 else ()):  # each ends at the axis, also in a page's narrower type
            axes.annotate(
                line,
                (0, row),
                (-6, 11 * ((len(lines) - 1) / 2 - i)),
                xycoords=("axes fraction", "data"),
                textcoords="offset points",
                ha="right",
                va="center",
                fontsize=9,
                annotation_clip=False,
            )
    axes.set_ylim(len(names) - 0.45, -0.6)
    return figure, axes, range(len(names))


def legend(axes: Axes, handles: Sequence, names: Sequence[str], columns: int) -> None:
    """A legend above the drawing."""
    axes.legend(handles, names, loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=columns, frameon=False, fontsize=9)


def around(figure: Drawing, margin: float) -> Bbox:
    """What is drawn with a margin (inches), measured once: matplotlib's own "tight" draws the figure once more."""
    if figure.shown is None:
        if figure.get_layout_engine():
            figure.draw_without_rendering()
            figure.set_layout_engine(None)  # not "none", which leaves a stand-in, for whose sake each saving draws twice
        figure.shown = figure.get_tightbbox()
    return figure.shown.padded(margin)


def frame(figure: Drawing, title: str, subtitle: str, sources: str) -> None:
    """Put a title and a subtitle above what is drawn, and where it is from below, so that the drawing can be shared alone."""
    width, height = figure.get_size_inches()
    box = around(figure, 0)
    across = box.x1 - box.x0
    written: list[Text] = []

    def write(text: str, at: float, size: float, above: bool, **style: Any) -> float:
        """Write lines from ``at`` (inches) upwards or downwards, as wide as the drawing; returns where they end."""
        lines = wrap(text, max(24, int(across * 72 / (size * 0.56))))
        y, va = at / height, "bottom" if above else "top"
        written.append(figure.text(box.x0 / width, y, "\n".join(lines), fontsize=size, va=va, linespacing=1.25, **style))
        tall = len(lines) * size * 1.3 / 72
        return at + tall if above else at - tall

    at = write(subtitle, box.y1 + 0.12, 9.5, True, color=COLOURS["muted"]) if subtitle else box.y1 + 0.06
    write(title, at + 0.06, 13, True, weight="bold")
    write(sources, box.y0 - 0.1, 7.5, False, color=COLOURS["muted"])
    figure.show_also(written)


def wrap(text: str, width: int) -> list[str]:
    """The text in lines of at most so many characters, but for a longer word; at a no-break space no line ends."""
    lines = [""]
    for word in text.replace("\n", " ").split(" "):
        if len(lines[-1]) + len(word) > width and lines[-1]:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return [line.replace(words.NBSP, " ") for line in lines]
