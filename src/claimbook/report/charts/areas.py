"""Amounts as squares whose areas are true to scale, each with what lies inside it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from claimbook import wording as words
from claimbook.core.quantities import Printed, Quantity
from claimbook.report.charts.chart import NOTHING, Chart, Texts
from claimbook.report.charts.data import Row, counted
from claimbook.report.charts.layout import canvas, labelled, led, wrap
from claimbook.report.charts.scales import common_unit
from claimbook.report.charts.style import COLOURS, PHONE, WIDTH
from claimbook.wording import Wording

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from claimbook.report.charts.canvas import Drawing

GAP = 0.22  # inches between squares
LABEL = 1.5  # inches for a text beside a square
LINE = 0.15  # inches, the height of a line of text
#: A square with a side of less than this much of the largest one's is small: it stands in a column, its text beside it.
SMALL = 0.5
INSIDE = 0.85  # inches: the least width in which a text stands
#: How sure it is that a part lies in its whole, as the line around it; what is not stated is dashed.
LINES = {"stated": "-", "likely": "--", "unknown": ":"}


@dataclass
class _Box:
    """An amount with its parts, each with how sure it is that it lies inside."""

    amount: Printed
    name: str
    certainty: str = "stated"
    parts: list[_Box] = field(default_factory=list)
    #: Names of what it may share money with, where nothing says how much.
    shared: list[str] = field(default_factory=list)

    @property
    def root(self) -> float:
        """The side of a square as large as the amount, in the root of its unit."""
        return math.sqrt(_size(self.amount))

    @property
    def told(self) -> str:
        """Name, amount and stage, in lines, and what it may overlap with."""
        stage = self.amount.claim.stage_label
        shared = f"\nmay overlap with {words.listing(self.shared).text}" if self.shared else ""
        return f"{self.name}\n{self.amount.text}\n{stage}{shared}".replace(words.NBSP, " ")


def _size(q: Quantity) -> float:
    """What is drawn of an amount: its best value or, of a range, no more than is certain."""
    return q.value if q.value is not None else q.low


def nest(amounts: Sequence[Printed], names: Mapping[str, str]) -> list[_Box]:
    """The amounts that lie in no other, the largest first, each with its parts, by what the relations between the claims say.

    What lies inside others is drawn in the smallest of which it is surest. Raises ValueError where parts are larger than their whole.
    """
    boxes = {q.claim.id: _Box(q, names.get(q.claim.id, q.label)) for q in sorted(amounts, key=_size, reverse=True)}
    heads = []
    for name, box in boxes.items():
        relations = box.amount.relations
        wholes = [(w, sure) for w, sure in (relations.wholes.get(name, []) if relations else []) if w in boxes]
        if wholes:
            sureness = list(LINES)
            whole, box.certainty = min(wholes, key=lambda w: (sureness.index(w[1]), _size(boxes[w[0]].amount)))
            boxes[whole].parts.append(box)
        else:
            heads.append(box)
        for overlap in relations.overlaps if relations else ():
            if overlap.one == name and overlap.other in boxes:
                box.shared.append(boxes[overlap.other].name)
    for box in boxes.values():
        # A floor surely reaches no further than it is drawn.
        room = box.amount.high if math.isfinite(box.amount.high) else _size(box.amount)
        for part in [part for part in box.parts if part.certainty != "stated"]:
            if math.fsum(_size(other.amount) for other in box.parts) > room:  # what is not stated and does not fit stands alone
                box.parts.remove(part)
                heads.append(part)
        if math.fsum(_size(part.amount) for part in box.parts) > room:
            raise ValueError(f"{box.amount.claim.id}: its parts are together more than it, so they cannot be drawn inside it")
    return sorted(heads, key=lambda box: box.root, reverse=True)


def _places(box: _Box, across: float, tall: float, scale: float) -> list[tuple[_Box, float, float, float, float]]:
    """Where the parts stand in the rectangle of their whole: x, y from its lower left corner, width and height, in inches.

    The largest in the upper right corner, another in the lower left; where squares do not fit, strips of the same area.
    """
    side = min(across, tall)
    squares = [(part, part.root * scale) for part in box.parts]
    if len(squares) == 1 and box.parts[0].certainty == "stated" and squares[0][1] <= side:
        return [(box.parts[0], 0.0, 0.0, squares[0][1], squares[0][1])]
    if len(squares) <= 2 and math.fsum(width for _, width in squares) <= side:
        corners = [
            (part, *((across - width, tall - width) if i == 0 else (0.0, 0.0)), width, width)
            for i, (part, width) in enumerate(squares)
        ]
        return corners
    strips, x = [], 0.0
    for part, width in squares:
        strips.append((part, x, 0.0, width * width / tall, tall))
        x += width * width / tall
    return strips


def _square(axes: Axes, box: _Box, x: float, y: float, width: float, height: float, depth: int = 0) -> None:
    """Draw an amount from its lower left corner (inches, y downwards); a floor or a figure without an upper end is open at its edge."""
    from matplotlib.patches import Rectangle

    sure = box.certainty == "stated"
    face = {0: COLOURS["panel"], 1: COLOURS["c2"]}.get(depth, COLOURS["c3"]) if sure else "none"
    open_edge = math.isinf(box.amount.high)
    patch = Rectangle(
        (x, y - height),
        width,
        height,
        facecolor=face,
        edgecolor=COLOURS["c1" if depth == 0 or not sure else "c2"],
        linewidth=0 if open_edge else 1.6,
        linestyle=LINES[box.certainty],
        zorder=1 + depth,
    )
    axes.add_patch(patch)
    led(patch, box.amount)
    if open_edge:  # closed only where the amount surely reaches
        edge: dict[str, Any] = {"color": COLOURS["c1"], "linewidth": 1.6, "zorder": 2 + depth}
        axes.plot([x, x, x + width], [y - height, y, y], **edge)
        axes.plot([x, x + width, x + width], [y - height, y - height, y], linestyle=":", **edge)


def _draw_inside(
    axes: Axes, box: _Box, x: float, y: float, across: float, tall: float, scale: float, depth: int = 2
) -> list[_Box]:
    """Draw the parts of a part, and theirs, from its lower left corner (inches, y downwards); returns them in that order."""
    drawn = []
    for part, dx, dy, width, height in _places(box, across, tall, scale):
        _square(axes, part, x + dx, y - dy, width, height, depth)
        drawn += [part, *_draw_inside(axes, part, x + dx, y - dy, width, height, scale, depth + 1)]
    return drawn


def _draw(axes: Axes, box: _Box, x: float, y: float, scale: float) -> list[_Box]:
    """Draw a square and what is inside it; returns the parts whose texts find no room in it."""
    side = box.root * scale
    left_out: list[_Box] = []
    _square(axes, box, x, y, side, side)
    places = _places(box, side, side, scale)
    for part, dx, dy, width, height in places:
        _square(axes, part, x + dx, y - dy, width, height, 1)
        if part.parts:  # its text would lie over what is in it
            left_out += [part, *_draw_inside(axes, part, x + dx, y - dy, width, height, scale)]
            continue
        others = [p for p in places if p[0] is not part]
        within = (
            width >= INSIDE
        )  # else the text stands beside it, up to the whole's edge, and below what stands in the upper corner
        at, room = (x + dx + 0.07, width - 0.1) if within else (x + dx + width + 0.07, side - dx - width - 0.12)
        lines = [line for told in part.told.split("\n") for line in wrap(told, max(8, int(room / 0.068)))]
        tall = len(lines) * 0.135 + 0.04
        ceiling = y - dy - height if within else y - side + max((h for _, _, _, _, h in others), default=0.0)
        top = ceiling + 0.06 if within else y - dy - max(tall, min(height, tall))
        if room < INSIDE or top < ceiling or top + tall > y - dy + 0.02:
            left_out.append(part)
            continue
        colour = COLOURS["surface" if within and part.certainty == "stated" else "ink"]
        labelled(
            axes.text(at, top, "\n".join(lines), fontsize=7.5, va="top", linespacing=1.2, zorder=5, color=colour), part.amount
        )
    return left_out


def _text(axes: Axes, x: float, y: float, box: _Box, left_out: Sequence[_Box], room: float) -> float:
    """The text of an amount from its upper left corner, its name in bold; returns how tall it is."""
    characters = int(room / 0.074)
    name, *facts = box.told.split("\n")
    names = wrap(name, characters)
    labelled(axes.text(x, y, "\n".join(names), fontsize=8.5, va="top", weight="bold", linespacing=1.25), box.amount)
    more = [
        f"of which {part.amount.text} {part.name}, {part.amount.claim.stage_label}".replace(words.NBSP, " ") for part in left_out
    ]
    lines = [line for told in (*facts, *more) for line in wrap(told, characters + 2)]
    labelled(axes.text(x, y + len(names) * LINE, "\n".join(lines), fontsize=8, va="top", linespacing=1.25), box.amount)
    return (len(names) + len(lines)) * LINE


def nested(
    name: str,
    amounts: Sequence[Printed],
    *,
    title: Wording,
    subtitle: Wording,
    alt: Wording,
    caption: Wording = NOTHING,
    names: Mapping[str, str] | None = None,
    coding: bool = False,
) -> Chart:
    """Every amount (of one unit) as a square, area true to scale, with its parts inside; what may overlap with what is told.

    Which amount lies in which is taken from the relations of the claims: what is stated is drawn with a full line and filled, what
    is likely or not known with a dashed or dotted one. ``names`` gives short names by the id of the claim.

    Raises TypeError for what is no printed amount: of a sum, no relation says what it lies in.
    """
    if wrong := [q for q in amounts if not isinstance(q, Printed)]:
        raise TypeError(
            f"chart {name}: squares are drawn of amounts as printed, whose relations say what lies in what; not of {wrong[0]}"
        )
    common_unit(name, amounts)
    heads = nest(amounts, names or {})
    largest = heads[0].root
    large = [box for box in heads if box.root >= SMALL * largest]
    small = [box for box in heads if box.root < SMALL * largest]

    def draw(narrow: bool) -> Drawing:
        width = PHONE if narrow else WIDTH
        figure, axes = canvas(1, width=width)
        axes.axis("off")
        scale = 2.3 / largest if narrow else _scale_of(large, small)
        x, y = _in_column(axes, large, scale) if narrow else _in_row(axes, large, scale)
        start = x + max((box.root for box in small), default=0.0) * scale + 0.1
        down = y if narrow else 0.0
        for box in small:
            side = box.root * scale
            left_out = _draw(axes, box, x, down + side, scale)
            down += max(side, _text(axes, start, down, box, left_out, width - start)) + GAP
        deepest = _key(axes, max(y, down) + 0.1, scale, amounts[0].unit)
        axes.set(xlim=(-0.03, width - 0.05), ylim=(deepest, -0.05), aspect="equal")
        figure.set_size_inches(width, deepest + 0.05)
        return figure

    return Chart(name, draw, Texts(title, subtitle, alt, caption), _columns(heads), _data(heads), coding=coding)


def _scale_of(large: Sequence[_Box], small: Sequence[_Box]) -> float:
    """Inches for a root of the unit, so that the large squares in a row, and the small ones and their texts beside them, fit."""
    room = WIDTH - GAP * (len(large) - (not small)) - (GAP / 2 + LABEL if small else 0)
    across = math.fsum(box.root for box in large) + max((box.root for box in small), default=0.0)
    return min(room / across, 3.2 / large[0].root)


def _in_row(axes: Axes, boxes: Sequence[_Box], scale: float) -> tuple[float, float]:
    """Draw squares side by side on the same line, their texts below; returns where what follows begins, and how far down they reach."""
    x, down, line = 0.0, 0.0, boxes[0].root * scale
    for box in boxes:
        side = box.root * scale
        left_out = _draw(axes, box, x, line, scale)
        down = max(down, line + 0.08 + _text(axes, x, line + 0.08, box, left_out, max(side, LABEL)))
        x += side + GAP
    return x, down


def _in_column(axes: Axes, boxes: Sequence[_Box], scale: float) -> tuple[float, float]:
    """Draw squares one below the other, each with its text below; returns as ``_in_row`` does."""
    down = 0.0
    for box in boxes:
        left_out = _draw(axes, box, 0, down + box.root * scale, scale)
        down += box.root * scale + 0.08
        down += _text(axes, 0, down, box, left_out, PHONE - 0.3) + GAP
    return 0.0, down


def _key(axes: Axes, y: float, scale: float, unit: str) -> float:
    """A square that says how much an area is, and how to read the lines; returns where it ends."""
    from matplotlib.patches import Rectangle

    power = math.floor(math.log10((0.34 / scale) ** 2))
    side = math.sqrt(10.0**power) * scale
    axes.add_patch(Rectangle((0, y), side, side, facecolor="none", edgecolor=COLOURS["muted"], linewidth=1))
    told = words.number(10.0**power, 10.0**power, 10.0**power, unit).replace(words.NBSP, " ")
    lines = "is this area. Filled: stated to lie inside. Dashed: likely, not stated."
    text = wrap(f"{told} {lines}", int((axes.figure.get_size_inches()[0] - side - 0.2) / 0.068))  # type: ignore[union-attr]
    axes.text(side + 0.1, y + side / 2, "\n".join(text), fontsize=7.5, va="center", color=COLOURS["muted"])
    return y + max(side, 0.13 * len(text)) + 0.05


def _columns(heads: Sequence[_Box]) -> dict[str, list]:
    """The amounts in the order in which they are drawn, each with the whole that it is drawn in."""
    rows: list[tuple[str, Printed, str, str, str]] = []

    def add(box: _Box, whole: str) -> None:
        certainty = box.certainty if whole else ""
        rows.append((box.name, box.amount, box.amount.claim.stage_label, whole, certainty))
        for part in box.parts:
            add(part, box.name)

    for head in heads:
        add(head, "")
    heading = ("Amount", "Value", "Stage", "Drawn inside", "How sure")
    return {title: [row[i] for row in rows] for i, title in enumerate(heading)}


def _data(boxes: Sequence[_Box], inside: str = "") -> list[Row]:
    """The amounts as data, in the order in which they are drawn, each with the amount that it is drawn in."""
    rows: list[Row] = []
    for box in boxes:
        rows.append({"name": box.name, "inside": inside, "certainty": inside and box.certainty, **counted(box.amount)})
        rows += _data(box.parts, box.name)
    return rows
