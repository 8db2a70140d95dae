"""The figure that charts are drawn on. It is matplotlib's, so this module is loaded only when something is drawn."""

from __future__ import annotations

from collections.abc import Iterable

from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from claimbook.core.quantities import Quantity


class Drawing(Figure):
    """A figure that knows its marks, each with what of it can be touched, the mark first, and with the quantity that it shows."""

    def __init__(self, width: float, height: float):
        # Not from pyplot, which would choose a backend for whoever imports this, and keep every figure.
        super().__init__(figsize=(width, height), layout="constrained")
        FigureCanvasAgg(self)
        self.marks: list[tuple[list[Artist], Quantity]] = []
        self.shown: Bbox | None = None  # what is drawn (inches) once all is in its place, which takes as long as to draw it

    def show_also(self, artists: Iterable[Artist]) -> None:
        """Count what was added to the drawing among what is drawn, of which the rest is not measured again."""
        assert self.shown, "what is drawn was measured before something was added"
        inches = self.dpi_scale_trans.inverted()
        added = [box.transformed(inches) for artist in artists if (box := artist.get_tightbbox())]
        self.shown = Bbox.union([self.shown, *added])

    def stand_as(self, other: Drawing, shown: Bbox) -> None:
        """Take the places of another drawing of the same in other colours, which shows this; nothing is measured for it."""
        for axes, there in zip(self.axes, other.axes, strict=True):
            for which in ("original", "active"):
                axes.set_position(there.get_position(original=which == "original"), which=which)
        self.set_layout_engine(None)
        self.shown = shown
