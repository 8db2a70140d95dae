"""A map of partners: each in the tone of its kind of instrument, with its name and what it is about.

The shapes come projected, in km. A drawing is laid out in points of its own size, so that the widths of texts are known and no
label lies over another: each takes the place nearest to its mark that is free.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch, PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from claimbook import wording as words
from claimbook.report.charts.chart import NOTHING, Chart
from claimbook.report.charts.data import UNCOUNTED, Row, counted, told_claims
from claimbook.report.charts.layout import Drawing, labelled, led, wrap
from claimbook.report.charts.style import COLOURS, PHONE, WIDTH
from claimbook.report.involved import Involved, listed
from claimbook.wording import Wording

POINTS = 72  # an inch
#: Tone and hatch of each kind, in the order in which the kinds are told.
KINDS = (("c2", ""), ("c3", "////"), ("c6", "----"), ("c5", "xxxx"), ("c4", "...."))
UNION = {"color": COLOURS["c1"], "alpha": 0.3}
SMALL = 9  # points: a shape that is smaller than this either way has a ring as its mark
STEP, FINE_STEP = 5.0, 2.5  # points between the places that are tried for a label, on the map and in an inset
SHORT = 44  # characters of a name and what is told beside it, in the list for a phone
BRIEF = 12  # characters of a name where there is no room for more
GAP = 3  # points that labels keep from each other
LINES = (36, 29, 23)  # characters that a line of a label may have; the length that suits its place is taken
NAME, TEXT, BADGE = 9.2, 8.4, 7.0  # sizes of type
PITCH = 1.3  # lines, of the size of type

Line = tuple[str, float, str]  # a text, its size and its weight
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
            label = Label(_box(corners[i], width, height), anchor, float(costs[i]))
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


def _box(corner: np.ndarray, width: float, height: float) -> Bbox:
    """The box of this size whose lower left corner this is."""
    return Bbox.from_bounds(float(corner[0]), float(corner[1]), width, height)


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


def nearest(box: Bbox, point: Sequence[float]) -> tuple[float, float]:
    """The point of a box that is nearest to another."""
    return min(max(point[0], box.x0), box.x1), min(max(point[1], box.y0), box.y1)


class Map(Chart):
    """A chart whose outlines are written to a tenth of a point, each point by its distance from the one before."""

    def _trimmed(self, svg: str) -> str:
        text = re.sub(r'\bd="(M[^"CQ]*)"', lambda match: f'd="{shorter(match[1])}"', svg)
        text = re.sub(r'<g id="text_\d+">(\s*)(?!\s|<a)', r'<g aria-hidden="true">\1', text)
        text = re.sub(r'<g id="text_\d+">', "<g>", text)
        text = re.sub(r'<g id="(?:patch|line2d)_\d+">', "<g>", text)  # nothing leads to these
        return re.sub(r' transform="rotate\(-0 [^"]*"', "", text)


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


def partner_map(
    name: str,
    partners: Sequence[Involved],
    shapes: Sequence[dict],
    kinds: dict[str, str],
    *,
    union: str,
    title: Wording,
    subtitle: Wording,
    alt: Wording,
    caption: Wording = NOTHING,
    coding: bool = False,
) -> Chart:
    """A map on which each partner has the tone of its first instrument's kind, its name, its instruments and their amounts.

    ``shapes`` are rows of outlines, the members among them in one tone, which the legend calls ``union``; ``kinds`` name the
    kinds of instruments. Partners that share the title of an inset are drawn once more, enlarged. For a phone the map has
    numbers, and a list below it says what they stand for. Partners without a shape are in the data alone.
    """
    known = {shape["id"] for shape in shapes}
    drawn = [partner for partner in partners if partner.shape in known]
    labels = list(dict.fromkeys(_kind(partner, kinds) for partner in drawn))
    if len(labels) > len(KINDS):
        raise ValueError(f"chart {name}: {len(labels)} kinds, and no more than {len(KINDS)} can be told apart")
    tones = {partner.id: KINDS[labels.index(_kind(partner, kinds))] for partner in drawn}

    places: dict = {}  # where the labels go, once it was worked out

    def draw(narrow: bool) -> Drawing:
        return _Drawing(drawn, shapes, tones, dict(zip(labels, KINDS)), union, narrow, places).figure

    columns, data = listed(partners, kinds, known), _data(partners, kinds, known)
    origins = tuple(claim for partner in partners for q in partner.claims for claim in q.claims)
    return Map(name, draw, title, subtitle, alt, columns, data, caption, origins, coding=coding)


def _data(partners: Sequence[Involved], kinds: dict[str, str], known: set[str]) -> list[Row]:
    """A row for each amount of each partner's instruments, and one for an instrument without amounts."""
    rows: list[Row] = []
    for partner in partners:
        for step in partner.steps:
            own: Row = {
                "partner": partner.name,
                "instrument": step.name,
                "kind": kinds.get(step.kind, step.kind.replace("_", " ")),
                "standing": step.status.replace("_", " "),
                "drawn": partner.shape in known,
            }
            without = UNCOUNTED | {"claims": told_claims(*step.claims)}
            rows += [own | counted(q) for q in step.amounts] or [own | without]
    return rows


def _kind(partner: Involved, kinds: dict[str, str]) -> str:
    kind = partner.steps[0].kind
    return kinds.get(kind, kind.replace("_", " "))


class _Drawing:
    """One drawing of a map, wide or for a phone, in points: the land, the partners, an inset where there is one, and the labels."""

    def __init__(
        self,
        partners: Sequence[Involved],
        shapes: Sequence[dict],
        tones: dict[str, tuple[str, str]],
        legend: dict[str, tuple[str, str]],
        union: str,
        narrow: bool,
        known: dict,
    ):
        """``tones`` are those of partners and ``legend`` those of kinds; ``known`` keeps where labels go for the next drawing."""
        self.known = known
        self.partners, self.shapes, self.tones, self.narrow = partners, {shape["id"]: shape for shape in shapes}, tones, narrow
        self.inner = {p.id: rings(self.shapes[p.shape])[0] for p in partners}
        extent = _extent([ring for shape in shapes for ring in rings(shape)])
        shown = [shape for shape in shapes if shape["member"] == "yes" or shape["id"] in {p.shape for p in partners}]
        if narrow:  # no more than members and partners, and room for an inset in the east
            left, bottom, right, top = _extent([ring for shape in shown for ring in rings(shape)], 60)
            extent = (left, bottom, min(extent[2], right + 0.1 * (right - left)), top)
        width = (PHONE if narrow else WIDTH) * POINTS
        self.width = width
        height = width * (extent[3] - extent[1]) / (extent[2] - extent[0])
        below = self._listed_height() if narrow else 0.0
        above = 0.0 if not narrow else NAME * PITCH * math.ceil((len(legend) + 1) / 2) + 8
        self.figure = Drawing(width / POINTS, (height + below + above) / POINTS)
        self.figure.set_layout_engine("none")
        self.axes: Axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set(xlim=(0, width), ylim=(-below, height + above))
        self.axes.axis("off")
        self.view = View.of(Bbox.from_bounds(0, 0, width, height), extent)
        self.thin = 2.0 if narrow else 1.0
        self._land(self.view, "", self.partners)
        self._legend(legend, union)
        self.room = Labels.over(
            self.view.box, [self.view.path([shape], self.thin) for shape in shown], FINE_STEP if narrow else STEP
        )
        if not narrow:
            self.room.taken.append(self._box_of_legend())
        crowd = [p for p in partners if p.inset]
        if crowd:
            self._inset(crowd)
        self._label(self.view, self.room, [p for p in partners if not p.inset])
        if narrow:
            self._list()

    # -- land ---------------------------------------------------------------------------------------------------------

    def _land(self, view: View, css: str, partners: Sequence[Involved], base: int = 0) -> None:
        """The land of a view: other states, the union, the partners with their marks, and outlines that are dashed."""
        own = {p.shape for p in self.partners}
        border = {"edgecolor": COLOURS["surface"], "linewidth": 0.5, "joinstyle": "round"}
        others = [s for s in self.shapes.values() if s["member"] == "no" and s["id"] not in own]
        self._patch(view.path(others, self.thin), base, facecolor=COLOURS["rule"], alpha=0.75, **border)
        members = [s for s in self.shapes.values() if s["member"] == "yes"]
        self._patch(view.path(members, self.thin), base + 1, facecolor=UNION["color"], alpha=UNION["alpha"], **border)
        for partner in self.partners:
            tone, hatch = self.tones[partner.id]
            path = view.path([self.shapes[partner.shape]], self.thin)
            x, y = self._anchor(view, partner)
            if not view.box.contains(x, y):
                if np.size(path.vertices):
                    self._patch(path, base + 2, facecolor=COLOURS["rule" if base else tone], **border)
                continue
            mark: Artist = self._patch(path, base + 2, facecolor=COLOURS[tone], hatch=hatch, **border)
            small = not np.size(path.vertices) or max(path.get_extents().width, path.get_extents().height) < SMALL
            if small and not partner.inset:
                ring: dict[str, Any] = {"marker": "o", "markersize": 9, "markerfacecolor": "none"}
                ring |= {"color": COLOURS[tone], "markeredgewidth": 1.8}
                (mark,) = self.axes.plot(x, y, linestyle="", zorder=base + 3, **ring)
            if partner in partners:
                mark.set_gid(partner.mark + css)
        for shape in self.shapes.values():
            if shape["line"] == "dashed":
                dashes = {"edgecolor": COLOURS["muted"], "linestyle": (0, (2, 1.5)), "linewidth": 0.7}
                self._patch(view.path([shape], self.thin), base + 3, facecolor="none", **dashes)

    def _patch(self, path: Path, order: float, **style) -> PathPatch:
        patch = PathPatch(path, zorder=order, clip_on=False, **style)
        if np.size(path.vertices):  # a shape beyond the view has no outline, which an SVG may not have either
            self.axes.add_patch(patch)
        return patch

    def _legend(self, kinds: dict[str, tuple[str, str]], union: str) -> None:
        handles = [Rectangle((0, 0), 1, 1, facecolor=UNION["color"], alpha=UNION["alpha"], linewidth=0)]
        handles += [
            Rectangle((0, 0), 1, 1, facecolor=COLOURS[tone], hatch=hatch, edgecolor=COLOURS["surface"], linewidth=0)
            for tone, hatch in kinds.values()
        ]
        style: dict[str, Any] = {"loc": "upper left", "bbox_to_anchor": (0, 1), "borderaxespad": 0, "borderpad": 0.3}
        style |= {"frameon": False, "fontsize": NAME, "handlelength": 1.4, "columnspacing": 1.2, "ncols": 2 if self.narrow else 1}
        self.legend = self.axes.legend(handles, [union, *kinds], **style)

    def _box_of_legend(self) -> Bbox:
        return self.legend.get_window_extent().transformed(self.axes.transData.inverted())

    # -- the inset ----------------------------------------------------------------------------------------------------

    def _inset(self, crowd: Sequence[Involved]) -> None:
        """The partners of a crowd once more, enlarged, in a frame that stands where no partner and no member is."""
        left, bottom, right, top = _extent([ring for p in crowd for ring in rings(self.shapes[p.shape])])
        side = right - left
        extent = (left - 0.12 * side, bottom - 0.08 * side, right + 0.12 * side, top + 0.08 * side)
        if not self.narrow:
            extent = (left - 0.5 * side, bottom - 0.34 * side, right + 0.5 * side, top + 0.16 * side)
        head = (NAME if self.narrow else 2 * NAME) * PITCH + 4
        small = Bbox([[left, bottom], [right, top]])
        corner = self.view.at(np.array([[small.x0, small.y0], [small.x1, small.y1]]))
        frame = self._far_from_others((extent[3] - extent[1]) / (extent[2] - extent[0]), head)
        width, height = frame.width, frame.height - head
        order = 10
        for box, colour, fill, at in (
            (Bbox(corner), "ink", "none", 5),
            (frame, "muted", COLOURS["surface"], order),
        ):
            style: dict[str, Any] = {
                "boxstyle": "square,pad=0",
                "facecolor": fill,
                "edgecolor": COLOURS[colour],
                "linewidth": 0.8,
            }
            self.axes.add_patch(FancyBboxPatch(box.p0, box.width, box.height, zorder=at, **style))
        target = nearest(frame, corner.mean(axis=0))
        self._leader(nearest(Bbox(corner), target), target)
        view = View.of(Bbox.from_bounds(frame.x0, frame.y0, width, height), extent)
        self._land(view, ".inset", crowd, order + 1)
        shared = {step.name for p in crowd for step in p.steps}
        common = next(iter(shared)) if len(shared) == 1 and all(len(p.steps) == 1 for p in crowd) else ""
        title: Line = (crowd[0].inset, NAME, "bold")
        size = min(NAME, NAME * (width - 8) / self._width(title))
        self._text(frame.x0 + 4, frame.y1 - 3, (crowd[0].inset, size, "bold"), order=order + 5)
        if common and not self.narrow:
            self._text(frame.x0 + 4, frame.y1 - 3 - NAME * PITCH, (common, TEXT, "normal"), order=order + 5)
        room = Labels.over(view.box.padded(-3), [view.path([self.shapes[p.shape]], self.thin) for p in self.partners], FINE_STEP)
        self._label(view, room, crowd, common, order + 4)

    def _far_from_others(self, tall: float, head: float) -> Bbox:
        """The largest free box of this height (in widths, and ``head`` points more): of several, the farthest from other partners.

        These need the room for their labels. Raises ValueError where there is no room.
        """
        for width in np.arange(0.4, 0.15, -0.01) * self.width:
            height = width * tall + head
            if len(corners := self.room.free(width, height)):
                break
        else:
            raise ValueError("no room for the inset; make the drawing larger")
        anchors = [self._anchor(self.view, p) for p in self.partners if not p.inset] or [tuple(self.view.box.p0)]
        away = [np.maximum(corners - one, 0) + np.maximum(one - corners - (width, height), 0) for one in anchors]
        nearest_other = np.min([np.hypot(*far.T) for far in away], axis=0)
        frame = _box(corners[nearest_other.argmax()], width, height)
        self.room.taken.append(frame)
        return frame

    # -- labels -------------------------------------------------------------------------------------------------------

    def _anchor(self, view: View, partner: Involved) -> tuple[float, float]:
        x, y = view.at(np.array([inside(self.inner[partner.id])]))[0]
        return float(x), float(y)

    def _label(self, view: View, room: Labels, partners: Sequence[Involved], common: str = "", order: float = 6) -> None:
        """A label for each partner near its mark: on a phone its number."""
        if self.narrow:
            for partner in partners:
                self._badge(self.partners.index(partner), self._anchor(view, partner), order)
            return
        known = self.known.setdefault(tuple(partner.id for partner in partners), {})
        if not known:
            known.update(self._placed(view, room, partners, common))
        for partner in partners:
            label, lines = known[partner.id]
            self._leader(label.line[0], label.line[1], order)
            dot: dict[str, Any] = {
                "marker": "o",
                "markersize": 3.5,
                "markeredgecolor": COLOURS["surface"],
                "markerfacecolor": COLOURS["ink"],
            }
            self.axes.plot(*label.anchor, linestyle="", markeredgewidth=0.7, zorder=order, **dot)
            top, texts = label.box.y1, []
            for line in lines:
                texts.append(self._text(label.box.x0 + 1, top, line, order=order + 1))
                top -= line[1] * PITCH
            _lead(partner, texts)

    def _placed(self, view: View, room: Labels, partners: Sequence[Involved], common: str) -> dict[str, tuple[Label, list[Line]]]:
        """A label for each partner and its lines: of several orders in which they can be placed, the one that costs least.

        Each is placed once more when all others have their place. Where there is no room for all, labels are names alone, cut
        short; the table behind the map has the rest. Raises ValueError where not even these fit.
        """
        for brief in (False, True):
            if best := self._tried(view, room, partners, common, brief):
                return best
        raise ValueError(f"no room for the labels of {len(partners)} partners; make the drawing larger")

    def _tried(
        self, view: View, room: Labels, partners: Sequence[Involved], common: str, brief: bool
    ) -> dict[str, tuple[Label, list[Line]]]:
        """As ``_placed``, with labels of one length; empty where there is no room."""
        at = {partner.id: self._anchor(view, partner) for partner in partners}
        own = {partner.id: view.path([self.shapes[partner.shape]], self.thin) for partner in partners}
        options = {partner.id: self._options(partner, common, brief) for partner in partners}
        ids = [p.id for p in sorted(partners, key=lambda p: -sum(len(step.text) for step in p.steps))]
        across, up = (sorted(at, key=lambda id: at[id][i]) for i in (0, 1))
        best: dict[str, tuple[Label, list[Line]]] = {}
        for order in (ids, ids[::-1], across, across[::-1], up, up[::-1], *(ids[i:] + ids[:i] for i in range(1, len(ids)))):
            room.labels = {}
            texts: dict[str, list[Line]] = {}
            for id in 3 * order:
                room.labels.pop(id, None)
                found = [(room.best(at[id], width, height, own[id]), lines) for lines, width, height in options[id]]
                fit = [(label, lines) for label, lines in found if label]
                if not fit:
                    break
                room.labels[id], texts[id] = min(fit, key=lambda option: option[0].cost + option[0].box.height / 10)
            made = {id: (room.labels[id], texts[id]) for id in room.labels}
            if len(made) == len(ids) and (not best or _cost(made) < _cost(best)):
                best = made
        return best

    def _options(self, partner: Involved, common: str, brief: bool) -> list[tuple[list[Line], float, float]]:
        """The lines that a label may have, each with its width and height in points; none twice."""
        if brief:
            found: list[list[Line]] = [
                [(f"{partner.name[:BRIEF]}…" if len(partner.name) > BRIEF else partner.name, TEXT, "bold")]
            ]
        else:
            found = [self._lines(partner, common, length) for length in LINES]
        different = [lines for i, lines in enumerate(found) if lines not in found[:i]]
        return [(lines, max(map(self._width, lines)) + 2, sum(size for _, size, _ in lines) * PITCH) for lines in different]

    def _lines(self, partner: Involved, common: str, length: int) -> list[Line]:
        """The lines of a label: the name, and what is told of its instruments."""
        told = [step.stage or step.text if step.name == common else step.text for step in partner.steps]
        lines: list[Line] = [(line, TEXT, "normal") for text in told for line in _wrapped(text, length)]
        name, size = (_wrapped(partner.name, 12), TEXT) if common else (_wrapped(partner.name, length), NAME)
        return [*((line, size, "bold") for line in name), *lines]

    def _badge(self, number: int, at: Sequence[float], order: float) -> None:
        """A numbered disc on a partner, for a phone."""
        style: dict[str, Any] = {
            "marker": "o",
            "markersize": 11,
            "markeredgecolor": COLOURS["ink"],
            "markerfacecolor": COLOURS["surface"],
        }
        self.axes.plot(*at, linestyle="", markeredgewidth=0.7, zorder=order, **style)
        self.axes.text(at[0], at[1], str(number + 1), fontsize=BADGE, ha="center", va="center_baseline", zorder=order + 1)

    def _leader(self, start: Sequence[float], stop: Sequence[float], order: float = 6) -> None:
        """A line from a mark to its label, with an edge that keeps it visible on a dark tone."""
        if math.dist(start, stop) > 2:
            for colour, width in (("surface", 2.2), ("ink", 0.7)):
                self.axes.plot(*zip(start, stop), color=COLOURS[colour], linewidth=width, zorder=order, solid_capstyle="round")

    def _text(self, x: float, top: float, line: Line, *, order: float = 6) -> Text:
        """A line of text below a height."""
        text, size, weight = line
        return self.axes.text(x, top - size, text, fontsize=size, fontweight=weight, va="baseline", zorder=order)

    def _width(self, line: Line) -> float:
        """How wide a line of text is, in points."""
        probe = self._text(0, 0, line)
        width = probe.get_window_extent().width * POINTS / self.figure.dpi
        probe.remove()
        return width

    # -- the list below a map for a phone -----------------------------------------------------------------------------

    def _rows(self) -> list[tuple[Involved, list[str]]]:
        return [(partner, [line for step in partner.steps for line in _wrapped(step.text, 46)]) for partner in self.partners]

    def _listed_height(self) -> float:
        return 8 + sum(self._height(partner, lines) for partner, lines in self._rows())

    def _height(self, partner: Involved, lines: Sequence[str]) -> float:
        return (NAME + TEXT * len(lines) * (not _short(partner, lines))) * PITCH + 4

    def _list(self) -> None:
        """What the numbers on the map stand for; what is short stands beside the name."""
        short = [(partner.name, NAME, "bold") for partner, lines in self._rows() if _short(partner, lines)]
        beside = 19 + max(map(self._width, short), default=0) + 6
        y = -8.0
        for i, (partner, lines) in enumerate(self._rows()):
            self._badge(i, (7, y - NAME * 0.7), 6)
            texts = [self._text(19, y, (partner.name, NAME, "bold"))]
            if _short(partner, lines):
                texts.append(self._text(beside, y - NAME + TEXT, (lines[0], TEXT, "normal")))
            else:
                for n, line in enumerate(lines):
                    texts.append(self._text(19, y - (NAME + TEXT * n) * PITCH, (line, TEXT, "normal")))
            _lead(partner, texts)
            y -= self._height(partner, lines)


def _lead(partner: Involved, texts: Sequence[Text]) -> None:
    """Have the text on a partner lead to its largest amount: a shape may be too small to touch, and lies among others.

    An agreement that is counted with others is no quantity of its own.
    """
    if partner.amounts:
        amount = max(partner.amounts, key=lambda q: q.low)
        led(texts[0], amount)
        for text in texts[1:]:
            labelled(text, amount)


def _short(partner: Involved, lines: Sequence[str]) -> bool:
    """Whether all that is told of a partner fits beside its name, in the list for a phone."""
    return len(lines) == 1 and len(partner.name) + len(lines[0]) <= SHORT


def _cost(placed: dict[str, tuple[Label, list[Line]]]) -> float:
    """What labels cost together; a line that is long weighs more than two of half its length."""
    return sum(label.cost**1.5 for label, _ in placed.values())


def _wrapped(text: str, width: int) -> list[str]:
    """The lines of a text, about as long as each other, in which no amount is parted from its unit."""
    text = text.replace(words.NBSP, "_")
    lines = wrap(text, width)
    while width > 8 and len(closer := wrap(text, width - 1)) == len(lines):
        lines, width = closer, width - 1
    return [line.replace("_", " ") for line in lines]


def _extent(found: Sequence[Ring], margin: float = 0) -> tuple[float, float, float, float]:
    """Left, bottom, right and top of rings, in km, with a margin."""
    low = np.min([ring.min(axis=0) for ring in found], axis=0) - margin
    high = np.max([ring.max(axis=0) for ring in found], axis=0) + margin
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])
