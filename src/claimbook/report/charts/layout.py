"""Where things stand in a drawing: the canvas, its rows and its legend, wide and for a phone."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from claimbook import wording as words
from claimbook.report.charts.style import PHONE, WIDTH


def canvas(height: float, *, width: float = WIDTH) -> tuple[Figure, Axes]:
    """A figure with axes, in inches; functions that draw are called with ``STYLE`` set."""
    # Not from pyplot, which would choose a backend for whoever imports this, and keep every figure.
    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure, figure.subplots()


def stacked(labels: Sequence[str], mark: float, axis: float = 0.5) -> tuple[Figure, Axes, list[float]]:
    """A canvas for a phone, on which every row has its label above its mark; with it, where on the y axis each mark goes.

    The y axis is in inches. ``mark`` is the height of a mark and ``axis`` that of what lies below the rows.
    """
    line, gap = 0.165, 0.13
    wrapped = [wrap(label.replace(words.NBSP, " "), 46) for label in labels]
    heights = [mark + line * len(lines) + gap for lines in wrapped]
    figure, axes = canvas(sum(heights) + axis, width=PHONE)
    at = [sum(heights[: i + 1]) - gap - mark / 2 for i in range(len(labels))]
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
    axes.set_ylim(sum(heights) - gap / 2, 0)
    return figure, axes, at


def beside(names: Sequence[str], pitch: float, margin: float) -> tuple[Figure, Axes, Sequence[float]]:
    """A canvas on which every row has its name beside its mark; with it, where on the y axis each mark goes: 0, 1, 2, ..."""
    figure, axes = canvas(pitch * len(names) + margin)
    axes.set_yticks(range(len(names)), names, fontsize=9)
    axes.set_ylim(len(names) - 0.45, -0.6)
    return figure, axes, range(len(names))


def legend(axes: Axes, handles: Sequence, names: Sequence[str], columns: int) -> None:
    """A legend above the drawing."""
    axes.legend(handles, names, loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=columns, frameon=False, fontsize=9)


def wrap(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) > width and lines[-1]:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
