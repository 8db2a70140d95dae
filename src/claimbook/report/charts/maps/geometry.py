"""Shapes, which come projected in km, and where they stand in a drawing, which is laid out in points."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.path import Path
from matplotlib.transforms import Bbox

Ring = np.ndarray  # points by two coordinates


def rings(shape: dict) -> list[Ring]:
    """The rings of a row of shapes, the largest first, each an array of points with km east and north."""
    return [np.array([point.split() for point in ring.split(",")], dtype=float) for ring in shape["outline"].split(";")]


def inside(ring: Ring) -> tuple[float, float]:
    """A point well inside a ring: of a grid over it, the one that is farthest from all corners and the middles of edges."""
    low, high = ring.min(axis=0), ring.max(axis=0)
    grid = np.stack(np.meshgrid(*(np.linspace(low[i], high[i], 25)[1:-1] for i in (0, 1))), axis=-1).reshape(-1, 2)
    within = grid[Path(ring).contains_points(grid)]
    candidates = within if len(within) else ring.mean(axis=0, keepdims=True)
    edges = np.concatenate([ring, (ring + np.roll(ring, -1, axis=0)) / 2])
    far = np.sqrt(((candidates[:, None, :] - edges[None]) ** 2).sum(axis=2)).min(axis=1)
    x, y = candidates[far.argmax()]
    return float(x), float(y)


def extent_of(found: Sequence[Ring], margin: float = 0) -> tuple[float, float, float, float]:
    """Left, bottom, right and top of rings, in km, with a margin."""
    low = np.min([ring.min(axis=0) for ring in found], axis=0) - margin
    high = np.max([ring.max(axis=0) for ring in found], axis=0) + margin
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


@dataclass
class View:
    """A box of a drawing, in points, and the part of the map that it shows, from a corner in km, at a scale in points per km."""

    box: Bbox
    left: float
    bottom: float
    scale: float

    @classmethod
    def of(cls, box: Bbox, extent: tuple[float, float, float, float]) -> View:
        """The extent (left, bottom, right, top in km) as large as the box allows, in its middle."""
        left, bottom, right, top = extent
        scale = min(box.width / (right - left), box.height / (top - bottom))
        return cls(box, (left + right - box.width / scale) / 2, (bottom + top - box.height / scale) / 2, scale)

    def at(self, points: Ring) -> Ring:
        """Points in km as points of the drawing."""
        return (points - (self.left, self.bottom)) * self.scale + (self.box.x0, self.box.y0)

    def path(self, shapes: Iterable[dict], thin: float) -> Path:
        """All rings of the shapes as one path, cut to the box, without points nearer than ``thin`` to the one before."""
        found = []
        for ring in (ring for shape in shapes for ring in rings(shape)):
            points = self.at(ring)
            if not Bbox.intersection(Bbox([points.min(axis=0), points.max(axis=0)]), self.box):
                continue
            kept = [points[0]]
            kept += [point for point in points[1:] if math.dist(point, kept[-1]) >= thin]
            if len(kept) > 2:
                found.append(Path([*kept, kept[0]], closed=True).clip_to_bbox(self.box))
        found = [path for path in found if np.size(path.vertices) > 6]
        return Path.make_compound_path(*found) if found else Path(np.empty((0, 2)))


def box_at(corner: np.ndarray, width: float, height: float) -> Bbox:
    """The box of this size whose lower left corner this is."""
    return Bbox.from_bounds(float(corner[0]), float(corner[1]), width, height)


def nearest(box: Bbox, point: Sequence[float]) -> tuple[float, float]:
    """The point of a box that is nearest to another."""
    return min(max(point[0], box.x0), box.x1), min(max(point[1], box.y0), box.y1)


def shorter(path: str) -> str:
    """A path of an SVG made of straight lines, in tenths: 'M 10.04 20 L 12 19.51 z' becomes 'M10 20l2-.5z'."""
    found, last, sign_before = [], (0, 0), ""
    for sign, x, y in re.findall(r"([MLz])\s*(?:([-\d.]+)\s+([-\d.]+))?", path):
        if sign == "z":
            found.append("z")
        else:
            here = (round(10 * float(x)), round(10 * float(y)))
            step = here if sign == "M" else (here[0] - last[0], here[1] - last[1])
            if sign == "L" and step == (0, 0):
                continue
            told = "".join(f"{tenths / 10:+g}".replace("0.", ".") if abs(tenths) < 10 else f"{tenths / 10:+g}" for tenths in step)
            told = told.replace("+", " ")
            found.append(told if sign == sign_before == "L" else f"{sign if sign == 'M' else 'l'}{told.removeprefix(' ')}")
            last = here
        sign_before = sign
    return "".join(found)
