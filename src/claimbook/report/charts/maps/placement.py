"""Where labels go: none lies over another or over a mark, and each takes the place nearest to its mark that is free."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from matplotlib.path import Path
from matplotlib.transforms import Bbox

from claimbook.report.charts.maps.geometry import box_at, nearest

GAP = 3  # points that labels keep from each other


@dataclass
class Label:
    """A box that belongs to an anchor, with the line between them, and what it costs to have it there, in points of length."""

    box: Bbox
    anchor: tuple[float, float]
    cost: float

    @property
    def line(self) -> tuple[tuple[float, float], tuple[float, float]]:
        return self.anchor, nearest(self.box, self.anchor)


@dataclass
class Labels:
    """Boxes laid on a drawing, none over another and none over what is ``kept`` clear."""

    bounds: Bbox
    step: float  # points between the places that are tried
    kept: np.ndarray  # of the points of a grid over the bounds, whether each must stay clear
    taken: list[Bbox] = field(default_factory=list)
    labels: dict[str, Label] = field(default_factory=dict)

    @classmethod
    def over(cls, bounds: Bbox, clear: Sequence[Path], step: float) -> Labels:
        """Bounds in which nothing may lie over these paths."""
        found = cls(bounds, step, np.zeros(_grid(bounds, step)[1], dtype=bool))
        for path in clear:
            found.kept |= found.under(path)
        return found

    def under(self, path: Path) -> np.ndarray:
        """Which points of the grid lie in a path, or next to one that does."""
        grid, shape = _grid(self.bounds, self.step)
        within = np.pad(path.contains_points(grid).reshape(shape), 1)
        rows, columns = shape
        return np.logical_or.reduce([within[i : i + rows, j : j + columns] for i in range(3) for j in range(3)])

    def free(self, width: float, height: float) -> np.ndarray:
        """The lower left corners of all boxes of this size that lie in the bounds, on nothing that is kept clear or taken."""
        across, up = math.ceil(width / self.step) + 1, math.ceil(height / self.step) + 1
        sums = np.pad(self.kept.astype(int).cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
        if sums.shape[0] <= up or sums.shape[1] <= across:
            return np.empty((0, 2))
        covered = sums[up:, across:] - sums[:-up, across:] - sums[up:, :-across] + sums[:-up, :-across]
        rows, columns = np.nonzero(covered == 0)
        every = (rows % 2 == 0) & (columns % 2 == 0)  # other places are too near to these to be better
        corners = np.stack([columns[every], rows[every]], axis=1) * self.step + self.bounds.p0
        corners = corners[(corners <= self.bounds.p1 - (width, height)).all(axis=1)]
        for box in (*self.taken, *(label.box for label in self.labels.values())):
            meets = (corners < box.p1 + GAP).all(axis=1) & (corners + (width, height) > box.p0 - GAP).all(axis=1)
            corners = corners[~meets]
        return corners

    def best(self, anchor: tuple[float, float], width: float, height: float, own: Path) -> Label | None:
        """The free box of this size that is nearest to the anchor, which stands in the shape ``own``; None where none is free.

        A line from the anchor goes round other shapes, labels and lines where it can.
        """
        corners, found = self.free(width, height), None
        away = np.maximum(corners - anchor, 0) + np.maximum(anchor - corners - (width, height), 0)
        costs = np.hypot(*away.T) + 0.15 * abs(corners[:, 1] + height / 2 - anchor[1])
        kept = self.kept & ~self.under(own)
        for i in costs.argsort(kind="stable"):
            if found and costs[i] >= found.cost:
                break
            label = Label(box_at(corners[i], width, height), anchor, float(costs[i]))
            label.cost += self._crossed(*label.line, kept)
            if not found or label.cost < found.cost:
                found = label
        return found

    def _crossed(self, start: Sequence[float], stop: Sequence[float], kept: np.ndarray) -> float:
        """What a line costs for each step over what is kept clear, and for each label or line that it meets."""
        along = np.linspace(start, stop, max(2, int(math.dist(start, stop) / self.step)))
        columns, rows = ((along - self.bounds.p0) // self.step).astype(int).T
        rows, columns = rows.clip(0, kept.shape[0] - 1), columns.clip(0, kept.shape[1] - 1)
        boxes = [*self.taken, *(label.box for label in self.labels.values())]
        met = sum(bool(((along > box.p0) & (along < box.p1)).all(axis=1).any()) for box in boxes)
        met += sum(_cross((start, stop), label.line) for label in self.labels.values())
        return 6 * self.step * float(kept[rows, columns].sum()) + 150 * met


def _grid(bounds: Bbox, step: float) -> tuple[np.ndarray, tuple[int, int]]:
    """Points at even steps over a box, row by row, and how many rows and columns there are."""
    columns, rows = np.arange(bounds.x0, bounds.x1 + step, step), np.arange(bounds.y0, bounds.y1 + step, step)
    return np.stack(np.meshgrid(columns, rows), axis=-1).reshape(-1, 2), (len(rows), len(columns))


def _cross(one: tuple, other: tuple) -> bool:
    """Whether two lines, each from point to point, cross."""

    def side(a, b, c) -> bool:
        return bool((b[0] - a[0]) * (c[1] - a[1]) > (b[1] - a[1]) * (c[0] - a[0]))

    (a, b), (c, d) = one, other
    return side(a, b, c) != side(a, b, d) and side(c, d, a) != side(c, d, b)
