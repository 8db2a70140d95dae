"""One drawing of a map: the land, the partners, an inset, the labels and, for a phone, the list below it.

A drawing is laid out in points of its own size, so that the widths of texts are known.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch, PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from claimbook import wording as words
from claimbook.report.charts.canvas import Drawing
from claimbook.report.charts.layout import labelled, led, wrap
from claimbook.report.charts.maps.geometry import View, box_at, extent_of, inside, nearest, rings
from claimbook.report.charts.maps.placement import Label, Labels
from claimbook.report.charts.style import COLOURS, PHONE, WIDTH
from claimbook.report.involved import Involved

POINTS = 72  # an inch
UNION, UNION_ALPHA = "c1", 0.3  # a role, whose colour is that of the ground which is drawn for
SMALL = 9  # points: a shape that is smaller than this either way has a ring as its mark
STEP, FINE_STEP = 5.0, 2.5  # points between the places that are tried for a label, on the map and in an inset
SHORT = 44  # characters of a name and what is told beside it, in the list for a phone
BRIEF = 12  # characters of a name where there is no room for more
LINES = (36, 29, 23)  # characters that a line of a label may have; the length that suits its place is taken
NAME, TEXT, BADGE = 9.2, 8.4, 7.0  # sizes of type
PITCH = 1.3  # lines, of the size of type

Line = tuple[str, float, str]  # a text, its size and its weight


class MapDrawing:
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
        extent = extent_of([ring for shape in shapes for ring in rings(shape)])
        shown = [shape for shape in shapes if shape["member"] == "yes" or shape["id"] in {p.shape for p in partners}]
        if narrow:  # no more than members and partners, and room for an inset in the east
            left, bottom, right, top = extent_of([ring for shape in shown for ring in rings(shape)], 60)
            extent = (left, bottom, min(extent[2], right + 0.1 * (right - left)), top)
        width = (PHONE if narrow else WIDTH) * POINTS
        self.width = width
        height = width * (extent[3] - extent[1]) / (extent[2] - extent[0])
        below = self._listed_height() if narrow else 0.0
        above = 0.0 if not narrow else NAME * PITCH * math.ceil((len(legend) + 1) / 2) + 8
        self.figure = Drawing(width / POINTS, (height + below + above) / POINTS)
        self.figure.set_layout_engine(None)
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
        self._patch(view.path(members, self.thin), base + 1, facecolor=COLOURS[UNION], alpha=UNION_ALPHA, **border)
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
        handles = [Rectangle((0, 0), 1, 1, facecolor=COLOURS[UNION], alpha=UNION_ALPHA, linewidth=0)]
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
        left, bottom, right, top = extent_of([ring for p in crowd for ring in rings(self.shapes[p.shape])])
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
        frame = box_at(corners[nearest_other.argmax()], width, height)
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
        return [(lines, max(map(self._width, lines)) + 2, math.fsum(size for _, size, _ in lines) * PITCH) for lines in different]

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
        return 8 + math.fsum(self._height(partner, lines) for partner, lines in self._rows())

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
    return math.fsum(label.cost**1.5 for label, _ in placed.values())


def _wrapped(text: str, width: int) -> list[str]:
    """The lines of a text, about as long as each other, in which no amount is parted from its unit."""
    text = text.replace(words.NBSP, "_")
    lines = wrap(text, width)
    while width > 8 and len(closer := wrap(text, width - 1)) == len(lines):
        lines, width = closer, width - 1
    return [line.replace("_", " ") for line in lines]
