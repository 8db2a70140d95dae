"""Events and periods along an axis of years."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date as Date
from typing import TYPE_CHECKING, Any

from claimbook import wording as words
from claimbook.core.quantities import Printed
from claimbook.report.charts.chart import NOTHING, Chart, Texts
from claimbook.report.charts.data import Row, dated
from claimbook.report.charts.layout import beside, legend, stacked
from claimbook.report.charts.marks import draw_arrow
from claimbook.report.charts.scales import ARROW, ticks_at
from claimbook.report.charts.style import COLOURS
from claimbook.wording import Wording

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D

    from claimbook.report.charts.canvas import Drawing

SYMBOLS = "os^Dv*"  # of the groups on a time line, with a colour each


def moment(iso: str, end: bool = False) -> float:
    """An ISO date of any precision as a year with a fraction: the start, or the end, of the day, month or year."""
    numbers = [int(part) for part in iso.split("-")]
    if end:
        numbers[-1] += 1
    year, month, day = [*numbers, 1, 1][:3] if len(numbers) < 3 else numbers
    if month > 12:
        year, month = year + 1, 1
    start = Date(year, month, 1).toordinal() + day - 1
    first = Date(year, 1, 1).toordinal()
    return year + (start - first) / (Date(year + 1, 1, 1).toordinal() - first)


def covered(label: str, quantity: Printed, told: str | None = None) -> dict:
    """A row of ``timeline`` for the period of a claim, open at a side that its source does not state.

    Where the end is not stated, ``told`` may be the date, in ISO 8601, as of which the amount was told: it is counted up to there, and
    on from there the row is open. Its dates in words are ``quantity.period``. Raises ValueError where neither side is stated.
    """
    claim = quantity.claim
    if not (claim.period_start or claim.period_end):
        raise ValueError(f"{claim.id} has no period to draw; data/{claim.table}.csv gives neither its start nor its end")
    return {"label": label, "date": claim.period_start, "date_end": claim.period_end, "period": True, "told": told}


@dataclass
class Stretch:
    """The mark of a time line's row, in years: what is stated of it, and on which sides it is open.

    A date covers the day, month or year that it names, a period all from the start of its first date to the end of its last.
    Of a period that is open on a side, the date on the other side is what is stated, and that up to which a count was told.
    """

    begin: float
    end: float
    open_begin: bool
    open_end: bool
    #: Where its symbol stands: in the middle of a date, at the stated start (or else the end) of a period.
    symbol: float

    @classmethod
    def of(cls, event: dict) -> Stretch:
        period, start, end = bool(event.get("period") or event["date_end"]), event["date"], event["date_end"]
        begin, stop = moment(start or end), moment(end or event.get("told") or start, end=True)
        symbol = (begin + stop) / 2 if not period else begin if start else stop
        return cls(begin, stop, not start, period and not end, symbol)

    def draw(self, axes: Axes, y: float, first: float, span: float, kind: int) -> tuple[float, float]:
        """Draw the mark on an axis that shows ``span`` years from ``first``; returns where it begins and ends."""
        style: dict[str, Any] = {"color": COLOURS[f"c{kind + 1}"], "solid_capstyle": "butt"}
        arrow = ARROW * span
        left, right = max(self.begin, first), max(self.end, first)
        if right > first and right - left > 0.02 * span:  # what is shorter is lost in its symbol, or blurs its shape
            # Thinner than a symbol, whose shape would be lost in it.
            axes.plot([left, max(right, left + 0.004 * span)], [y, y], linewidth=4, **style)
        if self.symbol >= first:
            axes.plot(self.symbol, y, SYMBOLS[kind], markersize=7.5, color=style["color"])
        if self.begin < first:
            draw_arrow(axes, y, first, first - arrow / 2, f"c{kind + 1}")
        for is_open, start, tip in ((self.open_begin, left, left - arrow), (self.open_end, right, right + arrow)):
            if is_open:
                axes.plot([start, tip], [y, y], linewidth=1.4, linestyle=":", **style)
                draw_arrow(axes, y, (start + 3 * tip) / 4, tip, f"c{kind + 1}")
                left, right = min(left, tip), max(right, tip)
        return left, right


def year_axis(axes: Axes, low: float, high: float, most: int) -> None:
    """An axis of years with a tick at the start of each, or of every second, fifth, ... year."""
    if math.ceil(low) > high:  # within a single year: without its start the axis would name no year
        low = math.floor(low)
    axes.set_xlim(low, high)
    ticks_at(axes, most, whole=True, written=lambda year, _: f"{year:.0f}")
    axes.set_xlabel("start of the year")


def _symbols(number: int) -> list[Line2D]:
    """The first symbols, each in its colour, for a legend."""
    from matplotlib.lines import Line2D

    return [Line2D([], [], marker=s, color=COLOURS[f"c{k + 1}"], linewidth=0) for k, s in enumerate(SYMBOLS[:number])]


def timeline(
    name: str,
    events: Sequence[dict],
    dates: Sequence[Wording],
    *,
    title: Wording,
    subtitle: Wording,
    alt: Wording,
    caption: Wording = NOTHING,
    groups: Sequence[str] = (),
    outside: bool = False,
    start: float | None = None,
) -> Chart:
    """Each event on a row of its own, in the order given; a bar is as long as the date is imprecise or the period lasts.

    ``events`` are rows with date, date_end and label, or made by ``covered``; ``dates`` their dates in words, in the same
    order. ``groups`` gives each a name that is told apart by symbol and colour. What begins before ``start`` has an arrow
    at its edge, and a period that is open a dotted one where it is open.
    """
    kinds = list(dict.fromkeys(groups))
    if len(kinds) > len(SYMBOLS):
        raise ValueError(f"chart {name}: {len(kinds)} groups, and no more than {len(SYMBOLS)} can be told apart")
    stretches = [Stretch.of(event) for event in events]
    first = start if start is not None else min(s.begin for s in stretches)
    span = max(s.end for s in stretches) - first
    if span <= 0:
        raise ValueError(f"chart {name}: everything ends before {start}, where the drawing starts")
    labels = [f"{event['label']}, {date.text}".replace(words.NBSP, " ") for event, date in zip(events, dates)]

    def draw(narrow: bool) -> Drawing:
        figure, axes, at = stacked(labels, 0.12, 0.7) if narrow else beside([""] * len(events), 0.31, 0.9)
        reached = [first, first + span]
        for i, (y, stretch) in enumerate(zip(at, stretches)):
            left, right = stretch.draw(axes, y, first, span, kinds.index(groups[i]) if groups else 0)
            reached += [left, right]
            if not narrow:
                before = (left - first) / span > 0.55
                x = left - 0.015 * span if before else right + 0.015 * span
                axes.text(x, y, labels[i], ha="right" if before else "left", va="center", fontsize=8.5)
        year_axis(axes, min(reached) - 0.035 * span, max(reached) + 0.02 * span, 6 if narrow else 8)
        if len(kinds) > 1:
            legend(axes, _symbols(len(kinds)), kinds, (1 if len("".join(kinds)) > 30 else 2) if narrow else min(4, len(kinds)))
        return figure

    columns, data = _tables(events, dates, groups)
    return Chart(name, draw, Texts(title, subtitle, alt, caption), columns, data, outside=outside)


def _tables(events: Sequence[dict], dates: Sequence[Wording], groups: Sequence[str]) -> tuple[dict[str, list], list[Row]]:
    """The columns of the table below the chart, and its data."""
    columns: dict[str, list] = {"Event": [e["label"] for e in events], "Date": list(dates)}
    if groups:
        columns["Kind"] = list(groups)
    data = [
        {"name": event["label"], "series": kind, **dated(event, date)}
        for event, date, kind in zip(events, dates, groups or ["event"] * len(events))
    ]
    return columns, data
