"""Events and periods on a lane for each theme, along the same years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum
from typing import TYPE_CHECKING

from claimbook import wording as words
from claimbook.report.charts.chart import NOTHING, Chart, Texts
from claimbook.report.charts.data import dated
from claimbook.report.charts.layout import canvas, wrap
from claimbook.report.charts.marks import draw_arrow
from claimbook.report.charts.scales import ARROW
from claimbook.report.charts.style import COLOURS, PHONE, WIDTH
from claimbook.report.charts.timeline import Stretch, year_axis
from claimbook.wording import Wording

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from claimbook.report.charts.canvas import Drawing

ROW = 0.22  # inches: a line of a lane
GAP = 0.16  # between lanes
CHARACTER = 0.059  # inches: how wide one is, on average


@dataclass(frozen=True)
class Lane:
    """A theme with its events: rows with date, date_end and label (or made by ``covered``), and their dates in words."""

    theme: str
    events: Sequence[dict]
    dates: Sequence[Wording]


@dataclass
class _Placed:
    """An event at its row of a lane; ``x`` is where its text begins, in years, or ends where it stands ``before`` its mark.

    A text that fits on neither side has a row of its own, ``above`` the mark.
    """

    stretch: Stretch
    text: str
    row: int
    x: float
    before: bool
    above: bool = False


def _text(event: dict, date: Wording) -> str:
    return f"{event['label']}, {date.text}".replace(words.NBSP, " ")


def _packed(lane: Lane, first: float, last: float, year: float) -> list[_Placed]:
    """The events of a lane in as few rows as their texts allow; ``year`` is its width in inches."""
    taken: list[list[tuple[float, float]]] = []
    found = []
    for event, date in sorted(zip(lane.events, lane.dates), key=lambda pair: Stretch.of(pair[0]).begin):
        stretch, text = Stretch.of(event), _text(event, date)
        wide, pad = len(text) * CHARACTER / year, 0.13 / year
        begin, end = max(stretch.begin, first), max(min(stretch.end, last), first)
        arrow = ARROW * (last - first)  # where a period is open, its text stands beyond the arrow
        begin, end = begin - arrow * stretch.open_begin, end + arrow * stretch.open_end
        before, after = begin - pad - wide >= first, end + pad + wide <= last
        if not before and not after:
            taken += [[(first, last)], [(begin, end)]]
            found.append(_Placed(stretch, text, len(taken) - 1, min(last, begin + wide), before=True, above=True))
            continue
        before = not after
        x = begin - pad if before else end + pad
        span = (x - wide, end) if before else (begin, x + wide)
        row = next((i for i, row in enumerate(taken) if all(span[1] < a - pad or span[0] > b + pad for a, b in row)), len(taken))
        if row == len(taken):
            taken.append([])
        taken[row].append(span)
        found.append(_Placed(stretch, text, row, x, before))
    return found


def _mark(axes: Axes, y: float, stretch: Stretch, first: float, last: float, kind: int) -> None:
    """Draw a mark; what goes on beyond the years that are drawn has an arrow at the edge."""
    shown = Stretch(stretch.begin, min(stretch.end, last), stretch.open_begin, stretch.open_end, stretch.symbol)
    shown.draw(axes, y, first, last - first, kind)
    if stretch.end > last:
        draw_arrow(axes, y, last, last + 0.02 * (last - first), f"c{kind + 1}")


def _lane(axes: Axes, theme: str, top: float, tall: float, left: float, shaded: bool) -> None:
    """The ground of a lane and its name beside it."""
    if shaded:
        axes.axhspan(top, top + tall + GAP, color=COLOURS["panel"], linewidth=0, zorder=0)
    named = "\n".join(wrap(theme, 17))
    axes.text(left, top + (tall + GAP) / 2, named, fontsize=8.5, weight="bold", va="center", linespacing=1.2)


def _finish(axes: Axes, start: float, end: float, bottom: float, left: float, most: int) -> None:
    """The axis of years, below lanes that reach to ``bottom``, on an axis that begins ``left`` of them."""
    year_axis(axes, start, end, most)
    ticks = axes.get_xticks(), [label.get_text() for label in axes.get_xticklabels()]
    axes.set_xlim(left, end + 0.03 * (end - start))
    axes.set_xticks(*ticks)
    axes.set_yticks([])
    axes.set_ylim(bottom, 0)


def _wide(lanes: Sequence[Lane], start: float, end: float) -> Drawing:
    """Lanes with their names at the left, and texts beside their marks."""
    left = 1.35  # inches, for the themes
    year = (WIDTH - left - 0.3) / (end - start)
    placed = [_packed(lane, start, end, year) for lane in lanes]
    rows = [max((p.row for p in lane), default=0) + 1 for lane in placed]
    figure, axes = canvas(fsum(rows) * ROW + GAP * len(lanes) + 0.55, width=WIDTH)
    top = 0.0
    for kind, (lane, marks, n) in enumerate(zip(lanes, placed, rows)):
        _lane(axes, lane.theme, top, n * ROW, start - left / year, kind % 2 == 0)
        for mark in marks:
            y = top + GAP / 2 + (mark.row + 0.5) * ROW
            _mark(axes, y, mark.stretch, start, end, kind % 6)
            y -= 0.75 * ROW * mark.above  # nearer to its own mark than to the one above
            axes.text(mark.x, y, mark.text, ha="right" if mark.before else "left", va="center", fontsize=7.5)
        top += n * ROW + GAP
    _finish(axes, start, end, top, start - left / year, 8)
    return figure


def _narrow(lanes: Sequence[Lane], start: float, end: float) -> Drawing:
    """Lanes one below the other for a phone, each text above its mark."""
    most = int((PHONE - 0.3) / (CHARACTER * 8 / 7.5))
    texts = [[wrap(_text(*pair), most) for pair in zip(lane.events, lane.dates)] for lane in lanes]
    tall = fsum(0.3 + fsum(0.14 * len(lines) + 0.26 for lines in lane) for lane in texts)
    figure, axes = canvas(tall + 0.55, width=PHONE)
    top = 0.0
    for kind, (lane, lines_of) in enumerate(zip(lanes, texts)):
        axes.text(start, top + 0.18, lane.theme, fontsize=9, weight="bold", va="center")
        top += 0.3
        for event, lines in zip(lane.events, lines_of):
            axes.text(start, top + 0.02, "\n".join(lines), fontsize=8, va="top", linespacing=1.2)
            top += 0.14 * len(lines) + 0.26
            _mark(axes, top - 0.12, Stretch.of(event), start, end, kind % 6)
    _finish(axes, start, end, top, start - 0.035 * (end - start), 5)
    return figure


def swimlanes(
    name: str,
    lanes: Sequence[Lane],
    *,
    start: float,
    end: float,
    title: Wording,
    subtitle: Wording,
    alt: Wording,
    caption: Wording = NOTHING,
    outside: bool = False,
) -> Chart:
    """A lane for each theme over the years from ``start`` to ``end``: a symbol for a date, a bar for a period, its text beside it.

    A bar is as long as the period lasts or the date is imprecise. What goes beyond the years that are drawn has an arrow at the
    edge. Raises ValueError for an event outside of these years.
    """
    for lane in lanes:
        for event in lane.events:
            stretch = Stretch.of(event)
            if stretch.begin >= end or (stretch.end <= start and not stretch.open_end):
                raise ValueError(f"chart {name}: {event['label']} is not within the years drawn, {start:.0f} to {end:.0f}")

    def draw(narrow: bool) -> Drawing:
        return _narrow(lanes, start, end) if narrow else _wide(lanes, start, end)

    columns: dict[str, list] = {
        "Theme": [lane.theme for lane in lanes for _ in lane.events],
        "Event": [event["label"] for lane in lanes for event in lane.events],
        "Date": [date for lane in lanes for date in lane.dates],
        "From": [event["date"] or "" for lane in lanes for event in lane.events],
        "To": [event["date_end"] or "" for lane in lanes for event in lane.events],
    }
    data = [
        {"name": event["label"], "series": lane.theme, **dated(event, date)}
        for lane in lanes
        for event, date in zip(lane.events, lane.dates)
    ]
    return Chart(name, draw, Texts(title, subtitle, alt, caption), columns, data, outside=outside)
