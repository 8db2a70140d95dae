"""The figure that charts are drawn on. It is matplotlib's, so this module is loaded only when something is drawn."""

from __future__ import annotations

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
