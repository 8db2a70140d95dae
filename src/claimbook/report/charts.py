"""Charts: functions that take quantities and return a Chart. They read no table and compute no number of their own."""

from __future__ import annotations

import base64
import csv
import io
import itertools
import math
import os
import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date as Date
from functools import cached_property
from html import escape

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import FancyBboxPatch, Rectangle

from claimbook import wording as words
from claimbook.core.quantities import Claim, Printed, Quantity
from claimbook.core.section import FILES, TRACE
from claimbook.data.sources import Citation, noted
from claimbook.data.tables import report_read
from claimbook.report.display import CODING, OUTSIDE, Html, table
from claimbook.wording import Wording, first_sentence, listing, plain
from claimbook.wording.parts import MIME

#: Colours by role. On a page each becomes the style sheet's variable of that name, so that charts follow its scheme.
COLOURS = {
    "ink": "#1c2429",
    "muted": "#556068",
    "rule": "#d9dcd6",
    "surface": "#fdfdfb",
    "panel": "#f3f4f0",
    "c1": "#1f78b4",
    "c2": "#c24a00",
    "c3": "#005a46",
    "c4": "#c0609d",
    "c5": "#9d8a1e",
    "c6": "#3f2a78",
}
STYLE = {
    "svg.fonttype": "none",
    "text.parse_math": False,
    "font.size": 10,
    "font.family": "DejaVu Sans",
    "text.color": COLOURS["ink"],
    "axes.edgecolor": COLOURS["muted"],
    "axes.labelcolor": COLOURS["muted"],
    "xtick.color": COLOURS["muted"],
    "ytick.color": COLOURS["ink"],
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.grid": True,
    "axes.grid.axis": "x",
    "grid.color": COLOURS["rule"],
    "grid.linewidth": 0.7,
    "axes.axisbelow": True,
    "ytick.left": False,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "savefig.facecolor": "none",
    "hatch.linewidth": 0.8,
    "hatch.color": COLOURS["surface"],
}
#: Settings that say how a session shows figures, not how one is drawn; all others are matplotlib's own while we draw.
KEPT = {
    "backend",
    "backend_fallback",
    "interactive",
    "toolbar",
    "timezone",
    "webagg.port",
    "webagg.address",
    "webagg.open_in_browser",
}
WIDTH, PHONE = 7.2, 3.6  # inches: the width of the text column, and of a phone's
SYMBOLS = "os^Dv*"  # of the groups on a time line, with a colour each
ARROW = 0.06  # of the axis: how long the arrow at an open bound is
DPI, PIXELS = 200, 1400  # a PNG is drawn at this density, or a higher one that gives it this width


@dataclass
class Chart:
    """A chart with its caption, alt text and data; sources follow from its quantities.

    ``draw`` makes the figure, for a phone if its argument says so.
    """

    name: str
    draw: Callable[[bool], Figure]
    caption: Wording
    alt: Wording
    columns: dict[str, list]
    origins: tuple[Claim, ...] = field(default=())
    outside: bool = False
    coding: bool = False

    def __post_init__(self):
        self.caption, self.alt = plain(self.caption), plain(self.alt)  # text alone does where no number is told
        found = list(self.origins)
        for part in (self.caption, self.alt, *(plain(cell) for cells in self.columns.values() for cell in cells)):
            found += part.origins
        self.origins = tuple(dict.fromkeys(found))

    @property
    def sources(self) -> list[Citation]:
        """The sources of every quantity in the chart, each once."""
        return list(dict.fromkeys(source for claim in self.origins for source in claim.sources))

    @property
    def credit(self) -> str:
        """The sources in short, for the caption."""
        return credit(self.sources)

    @property
    def title(self) -> str:
        """The first sentence of the caption."""
        return first_sentence(self.caption.text)

    def _figure(self, narrow: bool = False) -> Figure:
        with drawing():
            return self.draw(narrow)

    @cached_property
    def _drawn(self) -> dict[bool, str]:
        """The chart as matplotlib writes it as SVG, without its preamble: as it is (False), and for a phone (True)."""
        return {narrow: self._draw_svg(narrow) for narrow in (False, True)}

    def _draw_svg(self, narrow: bool) -> str:
        out = io.BytesIO()
        with drawing(**{"svg.hashsalt": self.name}):
            self._figure(narrow).savefig(
                out,
                format="svg",
                metadata={"Date": None, "Creator": None, "Format": None, "Type": None},
                bbox_inches="tight",
                pad_inches=0.05,
            )
        text = out.getvalue().decode("utf-8")
        text = text[text.index("<svg") :].strip()
        return re.sub(r"<metadata>.*?</metadata>\s*", "", text, flags=re.S)

    def svg(self, themed: bool = False) -> str:
        """The chart as SVG, the same on every run.

        ``themed`` gives the drawings for a page, wide and for a phone, whose colours the page's style sheet sets. The other
        one stands alone: on a white ground, with its title, its finding and its sources.
        """
        if themed:
            return self._themed(False) + self._themed(True)
        text = self._drawn[False]
        described = f"{self.alt.text} Source: {self.credit}." if self.credit else self.alt.text
        opening = (
            f"<title>{escape(self.title)}</title>\n <desc>{escape(described)}</desc>\n"
            ' <rect width="100%" height="100%" fill="#ffffff"/>\n'
        )
        text = text.replace("<svg ", f'<svg role="img" aria-label="{escape(self.alt.text)}" ', 1)
        text = re.sub(r"(<svg [^>]*>\s*)", lambda match: match[1] + opening, text, count=1)
        return '<?xml version="1.0" encoding="utf-8"?>\n' + text

    def _themed(self, narrow: bool) -> str:
        text, css = self._drawn[narrow], "narrow" if narrow else "wide"
        for role, colour in COLOURS.items():
            text = text.replace(colour, f"var(--{role}, {colour})")
        text = re.sub(r"'DejaVu Sans'[^;\"]*", "var(--sans, sans-serif)", text)
        # Ids must differ between the charts of a page.
        text = re.sub(r'\bid="', f'id="{self.name}-{css}-', text)
        text = re.sub(r'(url\(|href=")#', rf"\g<1>#{self.name}-{css}-", text)
        width, height = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', text).groups()
        tag = (
            f'<svg class="{css}" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 {width} {height}" width="{float(width):.0f}" '
            f'height="{float(height):.0f}" role="img" aria-label="{escape(self.alt.text)}">'
        )
        text = re.sub(r"<svg [^>]*>", lambda _: tag, text, count=1)
        return re.sub(r">\s+<", "><", text)

    def png(self) -> bytes:
        """The chart as a PNG on a white ground, fit for slides and print, with its title, finding and sources in its metadata."""
        out = io.BytesIO()
        inches = float(re.search(r'width="([\d.]+)pt"', self._drawn[False])[1]) / 72
        about = {"Software": None, "Title": self.title, "Description": self.alt.text, "Source": self.credit}
        with drawing():
            self._figure().savefig(
                out,
                format="png",
                dpi=max(DPI, PIXELS / inches),
                facecolor="white",
                bbox_inches="tight",
                pad_inches=0.1,
                metadata=about,
                pil_kwargs={"compress_level": 4},
            )
        return out.getvalue()

    def csv(self) -> str:
        """The chart's data as CSV, below comment lines that say what it is and where it comes from."""
        out = io.StringIO()
        for line in (f"chart: {self.name}", self.caption.text, *(f"source: {source}" for source in self.sources)):
            line = re.sub(r"([,;]\s*)(?=[=+@\t-])", r"\1'", line.replace("\n", " "))  # no cell of it may start a formula
            out.write(f"# {' '.join(line.split())}\n")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(self.columns)
        for row in zip(*self.columns.values(), strict=True):
            writer.writerow([safe(plain(cell).text) for cell in row])
        return out.getvalue()

    @property
    def shown(self) -> Html:
        """The chart on a page: both drawings, its caption, its data, and the place for its downloads."""
        marks = (OUTSIDE if self.outside else "") + (CODING if self.coding else "")
        sources = f' <span class="chart-source">Source: {escape(self.credit)}.</span>' if self.credit else ""
        data = table(self.columns, f"Data of the chart: {self.title}")
        return Html(
            f'<figure class="chart" id="chart-{self.name}">{self.svg(themed=True)}<figcaption>{marks}{" " if marks else ""}',
            self.caption,
            f'{sources}</figcaption><details class="chart-data"><summary>Data of this chart</summary>',
            data,
            f"</details><!--downloads:{self.name}--></figure>",
        )

    def _repr_html_(self) -> str:
        return self.shown.html

    def _repr_mimebundle_(self, include=None, exclude=None) -> tuple[dict, dict]:
        forms, about = self.shown._repr_mimebundle_()
        forms["text/plain"] = f"Chart {self.name}: {self.alt.text}"
        marks = ["outside the section"] * self.outside + ["our coding"] * self.coding
        forms[MIME] |= {"drawing": self._themed(False), "caption": " ".join([*marks, self.caption.text])}  # for slides
        if not os.environ.get(TRACE):
            return forms, about
        # The book is being built: hand over the files to download. As metadata they are neither shown nor warned of.
        png = base64.b64encode(self.png()).decode("ascii")
        return forms, about | {FILES: {"name": self.name, "svg": self.svg(), "png": png, "csv": self.csv()}}


def credit(sources: Sequence[Citation]) -> str:
    """Sources in short: the report with the numbers of its footnotes, then the publishers of outside figures."""
    notes = sorted({source.note for source in sources if source.note is not None})
    outside = dict.fromkeys(source.publisher for source in sources if source.note is None)
    about = report_read() if notes else {}
    report = [f"{about['publisherShort']}, {about['cited']}, {noted(notes)}"] if notes else []
    return "; ".join([*report, *outside])


def standard() -> dict[str, object]:
    """How matplotlib draws as it comes, whatever a user's matplotlibrc or start-up file says."""
    return {name: value for name, value in matplotlib.rcParamsDefault.items() if name not in KEPT}


@contextmanager
def drawing(**settings: object) -> Iterator[None]:
    """While a figure is drawn: our style over matplotlib's own, whatever a user has set, and no warning of what is no fault of the book."""
    with matplotlib.rc_context({**standard(), **STYLE, **settings}), warnings.catch_warnings():
        # On a page its own fonts draw the text, emoji included; in a PNG a box stands for what the font lacks.
        warnings.filterwarnings("ignore", "Glyph .* missing from")
        warnings.filterwarnings("ignore", "constrained_layout not applied")  # a label too long to fit: the chart grows with it
        yield


def safe(text: str) -> str:
    """Text that a spreadsheet does not take for a formula."""
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t") else text.replace(words.NBSP, " ")


def _canvas(height: float, *, width: float = WIDTH) -> tuple[Figure, Axes]:
    """A figure with axes, in inches; functions that draw are called with ``STYLE`` set."""
    # Not from pyplot, which would choose a backend for whoever imports this, and keep every figure.
    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure, figure.subplots()


def _stacked(labels: Sequence[str], mark: float, axis: float = 0.5) -> tuple[Figure, Axes, list[float]]:
    """A canvas for a phone, on which every row has its label above its mark; with it, where on the y axis each mark goes.

    The y axis is in inches. ``mark`` is the height of a mark and ``axis`` that of what lies below the rows.
    """
    line, gap = 0.165, 0.13
    wrapped = [_wrapped(label.replace(words.NBSP, " "), 46) for label in labels]
    heights = [mark + line * len(lines) + gap for lines in wrapped]
    figure, axes = _canvas(sum(heights) + axis, width=PHONE)
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


def _beside(names: Sequence[str], pitch: float, margin: float) -> tuple[Figure, Axes, Sequence[float]]:
    """A canvas on which every row has its name beside its mark; with it, where on the y axis each mark goes: 0, 1, 2, ..."""
    figure, axes = _canvas(pitch * len(names) + margin)
    axes.set_yticks(range(len(names)), names, fontsize=9)
    axes.set_ylim(len(names) - 0.45, -0.6)
    return figure, axes, range(len(names))


def _legend(axes: Axes, handles: Sequence, names: Sequence[str], columns: int) -> None:
    """A legend above the drawing."""
    axes.legend(handles, names, loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=columns, frameon=False, fontsize=9)


def _ticks(axes: Axes, most: int, *, scale: float = 1.0, whole: bool = False, written: Callable = words.digits) -> None:
    """Ticks at even steps over the limits of the axis, each labelled with the value that it stands at, divided by ``scale``.

    There are at most ``most`` steps; ``whole`` makes all of them whole numbers. ``written`` gives a value with decimals as text.
    """
    low, high = (limit / scale for limit in axes.get_xlim())
    power = math.floor(math.log10((high - low) / most))
    sizes = (size * 10.0**p for p in itertools.count(max(power, 0) if whole else power) for size in (1, 2, 2.5, 5))
    step = next(s for s in sizes if (high - low) / s <= most and not (whole and s % 1))
    decimals = next(d for d in itertools.count() if math.isclose(round(step, d), step, rel_tol=1e-9))
    ticks = [n * step for n in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)]
    # A label has all the decimals of its tick: rounded, it would name a place at which the tick does not stand.
    labels = [written(t, 0 if abs(t - round(t)) < 1e-6 * step else decimals) for t in ticks]
    axes.set_xticks([t * scale for t in ticks], labels)


def _axis(axes: Axes, unit: str, low: float, high: float, *, whole: bool = False) -> None:
    """An axis from ``low`` to ``high`` in the unit of its quantities; EUR are told in billion or million."""
    scale, word = next(((s, f"{unit} {w}") for s, w in words.LARGE_SCALES if unit == "EUR" and high - low >= s), (1.0, unit))
    margin = 0.02 * (high - low)
    axes.set_xlim(low - margin if low < 0 else 0, high + margin)
    _ticks(axes, 6, scale=scale, whole=whole and unit != "EUR")
    axes.set_xlabel(word)


def _span(quantities: Sequence[Quantity]) -> tuple[float, float]:
    """The stretch of an axis that holds zero, every value and bound of the quantities, and an arrow for each open bound."""
    ends = [0.0, *(end for q in quantities for end in _known(q))]
    low, high = min(ends), max(ends)
    high = high if high > low else low + 1
    arrow = ARROW * (high - low)
    return low - arrow * any(math.isinf(q.low) for q in quantities), high + arrow * any(math.isinf(q.high) for q in quantities)


def _known(q: Quantity) -> list[float]:
    """The value and the bounds of a quantity, without what is open or has no value."""
    return [end for end in (q.low, q.value, q.high) if end is not None and math.isfinite(end)]


def _whole(quantities: Sequence[Quantity]) -> bool:
    """Whether all values and bounds are whole numbers, as counts are: between these an axis has no ticks."""
    return not any(end % 1 for q in quantities for end in _known(q))


def _best(q: Quantity) -> float | None:
    """The value of a quantity if its label prints it; None where the label is a range or a ceiling, since a mark says no more."""
    ranged = q.text.startswith(words.HEDGES["at_most"]) or (q.low < q.high and q.text == q.range.text)
    return None if ranged else q.value


def _unit(name: str, quantities: Sequence[Quantity]) -> str:
    """The unit of all quantities on an axis; raises ValueError where they have several."""
    units = list(dict.fromkeys(q.unit for q in quantities))
    if len(units) > 1:
        raise ValueError(f"chart {name}: an axis has a single unit, and the quantities are in {listing(units).text}")
    return units[0]


def _arrow(axes: Axes, y: float, start: float, tip: float, colour: str) -> None:
    """An arrow along a row, drawn whole also where its tip stands at the edge."""
    style = {"arrowstyle": "->", "color": COLOURS[colour], "shrinkA": 0, "shrinkB": 0}
    axes.annotate("", (tip, y), (start, y), arrowprops=style, annotation_clip=False)


def _bar(
    axes: Axes, y: float, q: Quantity, arrow: float, *, height: float, colour: str, hatch: str = "", bounds: float
) -> list[float]:
    """A bar from zero to the best value and, over its end, a line between the bounds if they lie more than ``bounds`` apart.

    Where the label prints no best value, the bar ends at the bound nearest to zero, since no more is certain, and the line is
    always there. At an open bound it is an arrow of the length ``arrow``. Returns how far to either side the marks reach.
    """
    best = _best(q)
    end = best if best is not None else min(max(0.0, q.low), q.high)
    axes.barh(y, end, height=height, color=COLOURS[colour], hatch=hatch)
    known = _known(q) or [0.0]
    low, high = (min(known), max(known)) if best is None or max(known) - min(known) > bounds else (end, end)
    if low < high:
        axes.plot([low, high], [y, y], color=COLOURS["ink"], linewidth=1.4, solid_capstyle="butt", marker="|", markersize=7)
    for start, tip, is_open in ((low, low - arrow, math.isinf(q.low)), (high, high + arrow, math.isinf(q.high))):
        if is_open:
            _arrow(axes, y, start, tip, "ink")
            low, high = min(low, tip), max(high, tip)
    return [min(low, end, 0.0), max(high, end, 0.0)]


def amounts(
    name: str, rows: Sequence[tuple[str, Quantity, Sequence[Quantity]]], *, caption: Wording, alt: Wording, outside: bool = False
) -> Chart:
    """One bar for each amount, with the parts stated to lie within it drawn inside it; never one on top of another.

    A row is a name, the amount and its parts (same unit). A line over the end of a bar shows its bounds, an arrow an
    open bound; the stage stands under the name. Raises ValueError where parts do not fit into their amount.
    """
    unit = _unit(name, [q for _, whole, parts in rows for q in (whole, *parts)])
    low, high = _span([q for _, q, _ in rows])
    stages = [
        q.claim.stage_label if isinstance(q, Printed) else "range of readings" if q.value is None else "computed"
        for _, q, _ in rows
    ]
    labels = [
        whole.text
        + "".join(f", of which {part.text} ({part.claims[0].stage_label}) {part.label.split(' within ')[0]}" for part in parts)
        for _, whole, parts in rows
    ]
    for row, whole, parts in rows:
        if any(part.value is None for part in parts) or sum(part.value for part in parts) > whole.high:
            raise ValueError(
                f"chart {name}: row {row}: parts inside a bar need a best value each and together no more than the bar"
            )

    def draw(narrow: bool) -> Figure:
        if narrow:
            figure, axes, at = _stacked([f"{n} ({s}): {label}" for (n, _, _), s, label in zip(rows, stages, labels)], 0.26)
            height = 0.26
        else:
            figure, axes, at = _beside([f"{n}\n{stage}" for (n, _, _), stage in zip(rows, stages)], 0.62, 0.7)
            height = 0.44
            for i, label in enumerate(labels):
                axes.text(0, i - 0.37, label.replace(words.NBSP, " "), ha="left", va="center", fontsize=9)
        for y, (_, whole, parts) in zip(at, rows):
            _bar(axes, y, whole, ARROW * (high - low), height=height, colour="c1", bounds=0.004 * (high - low))
            start = 0.0
            for part in parts:
                axes.barh(y, part.value, left=start, height=height, color=COLOURS["c2"], hatch="////")
                start += part.value
        _axis(axes, unit, low, high, whole=_whole([q for _, q, _ in rows]))
        return figure

    columns = {
        "Amount": [n for n, _, _ in rows],
        "Value": [q for _, q, _ in rows],
        "Bounds": [q.range for _, q, _ in rows],
        "Stage": [q.claim.stage_label if isinstance(q, Printed) else "computed" for _, q, _ in rows],
        "Part within it": [list(parts) for _, _, parts in rows],
    }
    return Chart(name, draw, caption, alt, columns, outside=outside)


def readings(name: str, rows: Sequence[tuple[str, Quantity]], *, caption: Wording, alt: Wording, outside: bool = False) -> Chart:
    """A line from the lower to the upper bound of each quantity (one unit, EUR or a count), with its best value as a dot.

    An open bound is an arrow to the edge. There is no dot where the label prints a range or a bound.
    """
    unit = _unit(name, [q for _, q in rows])
    left, right = _span([q for _, q in rows])

    def draw(narrow: bool) -> Figure:
        if narrow:
            figure, axes, at = _stacked([f"{n}: {q.text}" for n, q in rows], 0.16)
        else:
            figure, axes, at = _beside([n for n, _ in rows], 0.55, 0.8)
        for y, (_, q) in zip(at, rows):
            low, high = max(q.low, left), min(q.high, right)
            axes.plot([low, high], [y, y], color=COLOURS["c1"], linewidth=5, solid_capstyle="butt")
            if (best := _best(q)) is not None and math.isfinite(q.high - q.low):
                axes.plot(best, y, "o", color=COLOURS["ink"], markersize=5)
            for is_open, start, tip in ((math.isinf(q.low), high, left), (math.isinf(q.high), low, right)):
                if is_open:
                    edge = math.copysign(0.02 * (right - left), tip - start)
                    _arrow(axes, y, start, tip + edge, "c1")
            if not narrow:
                axes.text(
                    (low + high) / 2,
                    y - 0.27,
                    q.text.replace(words.NBSP, " "),
                    ha="center" if low > left + 0.2 * (right - left) else "left",
                    va="center",
                    fontsize=9,
                )
        _axis(axes, unit, left, right, whole=_whole([q for _, q in rows]))
        return figure

    columns = {"Reading": [n for n, _ in rows], "Value": [q for _, q in rows], "Bounds": [q.range for _, q in rows]}
    return Chart(name, draw, caption, alt, columns, outside=outside)


def _labelled_bar(axes: Axes, y: float, q: Quantity, span: float, **style: object) -> None:
    """A bar with its number at its end, on an axis of this length; bounds are drawn where the label prints them or they are open."""
    left, right = _bar(axes, y, q, ARROW * span, bounds=math.inf, **style)
    x, side = (left - 0.01 * span, "right") if right <= 0 > left else (right + 0.01 * span, "left")
    axes.text(x, y, q.text.replace(words.NBSP, " "), va="center", ha=side, fontsize=9)


def bars(
    name: str,
    rows: Sequence[tuple[str, Quantity]],
    *,
    caption: Wording,
    alt: Wording,
    axis: str,
    outside: bool = False,
    coding: bool = False,
    second: Sequence[Quantity | None] = (),
    names: tuple[str, str] = ("", ""),
) -> Chart:
    """A bar for each named quantity; with ``second``, a hatched bar below it for a second quantity of the same unit."""
    paired = bool(second)
    given = [*(q for _, q in rows), *filter(None, second)]
    low, high = _span(given)
    span = high - low

    def draw(narrow: bool) -> Figure:
        if narrow:
            figure, axes, at = _stacked([n for n, _ in rows], 0.4 if paired else 0.22)
            height = 0.2 if paired else 0.22
        else:
            figure, axes, at = _beside([n for n, _ in rows], 0.62 if paired else 0.42, 0.8)
            height = 0.34 if paired else 0.55
        for i, (y, (_, q)) in enumerate(zip(at, rows)):
            for offset, other, colour, hatch in (
                (-height / 2 if paired else 0, q, "c1", ""),
                (height / 2, second[i] if paired else None, "c2", "////"),
            ):
                if other is None:
                    continue
                _labelled_bar(axes, y + offset, other, span, height=height * 0.92, colour=colour, hatch=hatch)
        room = 0.3 if narrow else 0.16  # for the labels
        axes.set_xlim(low - room * span if low < 0 else 0, high + room * span)
        _ticks(axes, 4 if narrow else 8, whole=_whole(given))
        axes.set_xlabel(axis)
        if paired:
            one = Rectangle((0, 0), 1, 1, color=COLOURS["c1"])
            other = Rectangle((0, 0), 1, 1, facecolor=COLOURS["c2"], hatch="////", edgecolor=COLOURS["surface"])
            _legend(axes, [one, other], names, 1 if narrow else 2)
        return figure

    columns: dict[str, list] = {"Name": [n for n, _ in rows], names[0] or axis: [q for _, q in rows]}
    if paired:
        columns[names[1]] = [q if q else "not stated" for q in second]
    return Chart(name, draw, caption, alt, columns, outside=outside, coding=coding)


def _beside_bar(axes: Axes, y: float, left: float, right: float, top: float, text: str) -> None:
    """The label of a bar: after it or, where no room is left on an axis up to ``top``, before it, or else in it."""
    style = {"ha": "left", "va": "center", "fontsize": 9}
    x = right + 0.01 * top
    if right > 0.8 * top and left > 0.2 * top:
        x, style["ha"] = left - 0.01 * top, "right"
    elif right > 0.8 * top:
        x, style["color"] = 0.02 * top, COLOURS["surface"]
    axes.text(x, y, text.replace(words.NBSP, " "), **style)


def composition(
    name: str,
    parts: Sequence[tuple[str, Quantity]],
    whole: tuple[str, Quantity],
    *,
    caption: Wording,
    alt: Wording,
    outside: bool = False,
) -> Chart:
    """Parts laid end to end, one a row, above the whole as printed; a band shows the bounds that the whole allows.

    Raises ValueError where a quantity has no best value: what follows it would have no place.
    """
    printed = whole[1]
    everything = [*parts, whole]
    unit = _unit(name, [q for _, q in everything])
    for row, q in everything:
        if q.value is None or q.value < 0:
            raise ValueError(
                f"chart {name}: row {row}: {q.text} has no best value, or a negative one, so nothing can be laid at its end"
            )
    low, high = _span([printed])
    top = max(sum(q.value for _, q in parts), high)

    def draw(narrow: bool) -> Figure:
        if narrow:
            figure, axes, at = _stacked([f"{n}: {q.text}" for n, q in everything], 0.26)
            height = 0.26
        else:
            figure, axes, at = _beside([n for n, _ in everything], 0.42, 0.8)
            height = 0.55
        start = 0.0
        for y, (_, q) in zip(at, everything):
            last = y == at[-1]
            left = 0.0 if last else start
            axes.barh(y, q.value, left=left, height=height, color=COLOURS["c1" if last else "c2"], hatch="" if last else "////")
            if not narrow:
                _beside_bar(axes, y, left, left + q.value, top, q.text)
            start += 0 if last else q.value
        _axis(axes, unit, low, top, whole=_whole([q for _, q in everything]))
        axes.axvspan(printed.low, min(printed.high, axes.get_xlim()[1]), color=COLOURS["rule"], linewidth=0, zorder=0)
        return figure

    columns = {"Part": [n for n, _ in everything], "Value": [q for _, q in everything]}
    return Chart(name, draw, caption, alt, columns, outside=outside)


def squares(name: str, part: Quantity, whole: Quantity, *, caption: Wording, alt: Wording, outside: bool = False) -> Chart:
    """One square for each unit of ``whole`` (a count below a hundred), those of ``part`` filled.

    Raises ValueError for what squares cannot show: a fraction, a range, or a part above its whole.
    """
    columns = 9
    for q in (part, whole):
        if q.low != q.high or q.low % 1 or not 0 <= q.low <= whole.low:
            raise ValueError(
                f"chart {name}: {q.label}: {q.text} is no exact count within {whole.text}, so squares cannot show it"
            )
    total = int(whole.value)
    lines = math.ceil(total / columns)

    def draw(narrow: bool) -> Figure:
        side = PHONE / columns if narrow else 0.42
        figure, axes = _canvas(side * lines + 0.2, width=side * columns)
        for i in range(total):
            filled = i < part.value
            axes.add_patch(
                FancyBboxPatch(
                    (i % columns + 0.12, i // columns + 0.12),
                    0.76,
                    0.76,
                    boxstyle="round,pad=0,rounding_size=0.12",
                    facecolor=COLOURS["c1"] if filled else "none",
                    edgecolor=COLOURS["c1" if filled else "muted"],
                    linewidth=1.2,
                )
            )
        axes.set(xlim=(0, columns), ylim=(lines, 0), aspect="equal")
        axes.axis("off")
        return figure

    return Chart(name, draw, caption, alt, {"Count": [part.label, whole.label], "Value": [part, whole]}, outside=outside)


def _moment(iso: str, end: bool = False) -> float:
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


def covered(label: str, quantity: Printed) -> dict:
    """A row of ``timeline`` for the period of a claim, open at a side that its source does not state.

    Its dates in words are ``quantity.period``. Raises ValueError where neither side is stated.
    """
    claim = quantity.claim
    if not (claim.period_start or claim.period_end):
        raise ValueError(f"{claim.id} has no period to draw; data/{claim.table}.csv gives neither its start nor its end")
    return {"label": label, "date": claim.period_start, "date_end": claim.period_end, "period": True}


@dataclass
class _Stretch:
    """The mark of a time line's row, in years: what is stated of it, and on which sides it is open.

    A date covers the day, month or year that it names, a period all from the start of its first date to the end of its last.
    Of a period that is open on a side, the date on the other side is what is stated.
    """

    begin: float
    end: float
    open_begin: bool
    open_end: bool
    #: Where its symbol stands: in the middle of a date, at the stated start (or else the end) of a period.
    symbol: float

    @classmethod
    def of(cls, event: dict) -> _Stretch:
        period, start, end = bool(event.get("period") or event["date_end"]), event["date"], event["date_end"]
        begin, stop = _moment(start or end), _moment(end or start, end=True)
        symbol = (begin + stop) / 2 if not period else begin if start else stop
        return cls(begin, stop, not start, period and not end, symbol)

    def draw(self, axes: Axes, y: float, first: float, span: float, kind: int) -> tuple[float, float]:
        """Draw the mark on an axis that shows ``span`` years from ``first``; returns where it begins and ends."""
        style, arrow = {"color": COLOURS[f"c{kind + 1}"], "solid_capstyle": "butt"}, ARROW * span
        left, right = max(self.begin, first), max(self.end, first)
        if right > first:
            # Thinner than a symbol, whose shape would be lost in it.
            axes.plot([left, max(right, left + 0.004 * span)], [y, y], linewidth=4, **style)
        if self.symbol >= first:
            axes.plot(self.symbol, y, SYMBOLS[kind], markersize=7.5, color=style["color"])
        if self.begin < first:
            _arrow(axes, y, first, first - arrow / 2, f"c{kind + 1}")
        for is_open, start, tip in ((self.open_begin, left, left - arrow), (self.open_end, right, right + arrow)):
            if is_open:
                axes.plot([start, tip], [y, y], linewidth=1.4, linestyle=":", **style)
                _arrow(axes, y, (start + 3 * tip) / 4, tip, f"c{kind + 1}")
                left, right = min(left, tip), max(right, tip)
        return left, right


def _years(axes: Axes, low: float, high: float, most: int) -> None:
    """An axis of years with a tick at the start of each, or of every second, fifth, ... year."""
    if math.ceil(low) > high:  # within a single year: without its start the axis would name no year
        low = math.floor(low)
    axes.set_xlim(low, high)
    _ticks(axes, most, whole=True, written=lambda year, _: f"{year:.0f}")
    axes.set_xlabel("start of the year")


def timeline(
    name: str,
    events: Sequence[dict],
    dates: Sequence[Wording],
    *,
    caption: Wording,
    alt: Wording,
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
    stretches = [_Stretch.of(event) for event in events]
    first = start if start is not None else min(s.begin for s in stretches)
    span = max(s.end for s in stretches) - first
    if span <= 0:
        raise ValueError(f"chart {name}: everything ends before {start}, where the drawing starts")
    labels = [f"{event['label']}, {date.text}".replace(words.NBSP, " ") for event, date in zip(events, dates)]

    def draw(narrow: bool) -> Figure:
        figure, axes, at = _stacked(labels, 0.12, 0.7) if narrow else _beside([""] * len(events), 0.31, 0.9)
        reached = [first, first + span]
        for i, (y, stretch) in enumerate(zip(at, stretches)):
            left, right = stretch.draw(axes, y, first, span, kinds.index(groups[i]) if groups else 0)
            reached += [left, right]
            if not narrow:
                before = (left - first) / span > 0.55
                x = left - 0.015 * span if before else right + 0.015 * span
                axes.text(x, y, labels[i], ha="right" if before else "left", va="center", fontsize=8.5)
        _years(axes, min(reached) - 0.035 * span, max(reached) + 0.02 * span, 6 if narrow else 8)
        if len(kinds) > 1:
            symbols = [
                Line2D([], [], marker=s, color=COLOURS[f"c{k + 1}"], linewidth=0) for k, s in enumerate(SYMBOLS[: len(kinds)])
            ]
            _legend(axes, symbols, kinds, (1 if len("".join(kinds)) > 30 else 2) if narrow else min(4, len(kinds)))
        return figure

    columns: dict[str, list] = {"Event": [e["label"] for e in events], "Date": list(dates)}
    if groups:
        columns["Kind"] = list(groups)
    return Chart(name, draw, caption, alt, columns, outside=outside)


def matrix(
    name: str,
    rows: Sequence[str],
    columns: Sequence[str],
    filled: set[tuple[str, str]],
    *,
    caption: Wording,
    alt: Wording,
    coding: bool = False,
    origins: tuple[Claim, ...] = (),
) -> Chart:
    """Which row goes with which column: a filled mark where the pair stands in ``filled``, a small dash where not."""

    def draw(narrow: bool) -> Figure:
        if narrow:
            _, axes, at = _stacked(rows, 0.2, 0)
        else:
            _, axes, at = _beside(["\n".join(_wrapped(row, 36)) for row in rows], 0.34, 0.9)
        for y, row in zip(at, rows):
            for j, column in enumerate(columns):
                if (row, column) in filled:
                    axes.plot(j, y, "s", color=COLOURS["c1"], markersize=11)
                else:
                    axes.plot(j, y, "_", color=COLOURS["muted"], markersize=5)
        axes.grid(False)
        axes.set_xticks(range(len(columns)), ["\n".join(_wrapped(c, 12)) for c in columns], fontsize=8 if narrow else 9)
        axes.xaxis.tick_top()
        axes.tick_params(length=0, pad=7)  # clear of the first row's label, which stands above its marks on a phone
        for spine in axes.spines.values():
            spine.set_visible(False)
        axes.set_xlim(-0.6, len(columns) - 0.4)
        return axes.figure

    data = {"Row": list(rows), **{c: ["yes" if (r, c) in filled else "no" for r in rows] for c in columns}}
    return Chart(name, draw, caption, alt, data, origins, coding=coding)


def _wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) > width and lines[-1]:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
