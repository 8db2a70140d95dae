"""A chart: its drawing in every form that the book and its readers use, its caption, its data."""

from __future__ import annotations

import base64
import io
import os
import re
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, NamedTuple

from claimbook.core.claims import Claim
from claimbook.core.quantities import Quantity
from claimbook.core.section import FILES, TRACE
from claimbook.data.descriptor import data_folder, edition_folder, read_descriptor, report_read
from claimbook.data.sources import Citation, noted
from claimbook.report.blocks import Html, marks, table
from claimbook.report.charts import data as chart_data
from claimbook.report.charts.layout import MARK, around, frame
from claimbook.report.charts.style import COLOURS, DARK, DPI, drawing, on_dark_ground
from claimbook.wording import NBSP, Slot, Wording, plain
from claimbook.wording.parts import MIME, Number

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.transforms import Bbox

    from claimbook.report.charts.canvas import Drawing

NOTHING = Wording()
#: A mark between the tags of its link, as matplotlib writes them; its number among the drawing's marks comes first.
MARKED = re.compile(rf'<a xlink:href="{MARK}(\d+)"[^>]*>(.*?)</a>', re.S)
LINKED = re.compile(r"</?a\b[^>]*>")
#: Where a mark can be touched, which is drawn with nothing.
REACH = re.compile(r'<rect class="reach"[^>]*/>')
MARGIN = 0.05  # inches around a drawing
TARGET = 24.0  # points: the least width and height that can be touched; on the narrowest page they are more than as many pixels


class Texts(NamedTuple):
    """What is said of a chart in words, whatever its kind.

    ``title`` is the finding, a sentence with its numbers. ``subtitle`` says what is measured, in which unit and at which stage.
    ``alt`` tells the drawing to who does not see it, and ``caption`` what a reader must mind.
    """

    title: Wording
    subtitle: Wording
    alt: Wording
    caption: Wording = NOTHING


@dataclass(frozen=True)
class _Made:
    """A drawing once it is made: bare as SVG, what it shows (inches), what each mark shows and where it can be touched, the figure to be shared."""

    bare: str
    shown: Bbox
    marks: list[tuple[Quantity, str]]
    shared: Drawing


@dataclass
class Chart:
    """A chart that is understood alone: what it finds, what it measures, the drawing, its sources and its data.

    ``draw`` makes the figure, for a phone if its argument says so; a mark in it leads to the claim of its quantity
    (``layout.led``). ``columns`` are the table below the chart, ``data`` what can be taken along, a row for each mark (data.py).
    Sources follow from the quantities.
    """

    name: str
    draw: Callable[[bool], Drawing]
    texts: Texts
    columns: dict[str, list]
    data: list[chart_data.Row]
    origins: tuple[Claim, ...] = field(default=())
    outside: bool = False
    coding: bool = False

    def __post_init__(self):
        self.texts = Texts(*map(plain, self.texts))  # text alone does where no number is told
        found = list(self.origins)
        for part in (*self.texts, *(plain(cell) for cells in self.columns.values() for cell in cells)):
            found += part.origins
        self.origins = tuple(dict.fromkeys(found))

    @property
    def sources(self) -> list[Citation]:
        """The sources of every quantity in the chart, each once."""
        return list(dict.fromkeys(source for claim in self.origins for source in claim.sources))

    @property
    def credit(self) -> str:
        """The sources in short; of a count of what the report tells, the report."""
        if self.sources or self.outside or not self.origins:
            return credit(self.sources)
        return f"{_report()}, as counted here"

    @property
    def _badges(self) -> list[str]:
        return ["outside the section"] * self.outside + ["our coding"] * self.coding

    # -- drawings ------------------------------------------------------------------------------------------------

    @cached_property
    def _made(self) -> dict[bool, _Made]:
        """The drawing on a light ground, as it is (False) and for a phone (True): bare, and as it is shared."""
        found = {}
        for narrow in (False, True):
            with drawing(**{"svg.hashsalt": self.name}):
                figure = self.draw(narrow)
                box = around(figure, MARGIN)
                marks = [(quantity, _reach(artists, box)) for artists, quantity in figure.marks]
                found[narrow] = _Made(self._trimmed(_svg(figure, box)), around(figure, 0), marks, self._framed(figure))
        return found

    def _trimmed(self, svg: str) -> str:
        """What matplotlib wrote, without what a kind of chart can do without."""
        return svg

    def _framed(self, figure: Drawing) -> Drawing:
        """The drawing, which gets its title, subtitle, source and licence."""
        marked = ". ".join([*(badge.capitalize() for badge in self._badges), self.texts.subtitle.text])
        sources = f"Source: {self.credit}. {made_by()}" if self.credit else made_by()
        frame(figure, self.texts.title.text, marked, f"{self.texts.caption.text} {sources}".strip())
        return figure

    def svg(self, narrow: bool = False) -> str:
        """The chart as SVG to be shared, the same on every run, with title, subtitle, source and licence in it.

        Where the reader's computer asks for a dark ground it has one; programs that know of no such wish draw the light one.
        """
        figure = self._made[narrow].shared
        with drawing(**{"svg.hashsalt": self.name}):
            text = LINKED.sub("", self._trimmed(_svg(figure, around(figure, MARGIN))))
        described = f"{self.texts.alt.text} Source: {self.credit}." if self.credit else self.texts.alt.text
        ground = f'<rect width="100%" height="100%" style="fill: {COLOURS["surface"]}"/>'
        dark = "".join(
            f'[style*="{kind}: {colour}"]{{{kind}:{DARK[role]}!important}}'
            for role, colour in COLOURS.items()
            for kind in ("fill", "stroke")
            if f"{kind}: {colour}" in ground + text
        )
        opening = (
            f"<title>{escape(self.texts.title.text)}</title>\n <desc>{escape(described)}</desc>\n"
            f"<style>@media (prefers-color-scheme:dark){{{dark}}}</style>"
            f" {ground}\n"
        )
        text = text.replace("<svg ", f'<svg role="img" aria-label="{escape(self.texts.alt.text)}" ', 1)
        text = re.sub(r"(<svg [^>]*>\s*)", lambda match: match[1] + opening, text, count=1)
        return '<?xml version="1.0" encoding="utf-8"?>\n' + text

    def png(self, narrow: bool = False, dark: bool = False) -> bytes:
        """The chart as a PNG to be shared, fit for slides and print, with title, subtitle, source and licence in it."""
        out = io.BytesIO()
        made = self._made[narrow]
        about = {"Software": None, "Title": self.texts.title.text, "Description": self.texts.alt.text, "Source": self.credit}
        with on_dark_ground() if dark else nullcontext(), drawing():
            figure = self._anew(made, narrow) if dark else made.shared
            figure.savefig(
                out,
                format="png",
                dpi=DPI,
                facecolor=COLOURS["surface"],
                bbox_inches=around(figure, 0.15),
                metadata=about,
                pil_kwargs={"compress_level": 4},
            )
        return out.getvalue()

    def _anew(self, made: _Made, narrow: bool) -> Drawing:
        """What is to be shared in the colours of now: drawn anew, and put where it stands in what was made."""
        figure = self.draw(narrow)
        figure.stand_as(made.shared, made.shown)
        return self._framed(figure)

    def _themed(self, narrow: bool) -> list[str | Number]:
        """A drawing for a page, whose style sheet sets its colours, in pieces: SVG, and the marks that lead to a claim."""
        return self._pieces[narrow]

    @cached_property
    def _pieces(self) -> dict[bool, list[str | Number]]:
        return {narrow: self._cut(narrow) for narrow in (False, True)}

    def _cut(self, narrow: bool) -> list[str | Number]:
        made, css = self._made[narrow], "narrow" if narrow else "wide"
        text = made.bare
        for role, colour in COLOURS.items():
            text = text.replace(colour, f"var(--{role}, {colour})")
        text = re.sub(r"'DejaVu Sans'[^;\"]*", "var(--sans, sans-serif)", text)
        # Ids must differ between the charts of a page.
        text = re.sub(r'\bid="', f'id="{self.name}-{css}-', text)
        text = re.sub(r'(url\(|href=")#', rf"\g<1>#{self.name}-{css}-", text)
        width, height = _size(text)
        # Not an image: a screen reader would then be told of none of the links in it. Its texts are in the label and the table.
        tag = (
            f'<svg class="{css}" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 {width} {height}" width="{width:.0f}" '
            f'height="{height:.0f}" role="group" aria-label="{escape(self.texts.alt.text)}">'
        )
        text = re.sub(r"<svg [^>]*>", lambda _: tag, text, count=1)
        text = re.sub(r'<g (id="[\w-]*-(?:text_|matplotlib\.axis_|legend_)\d+")', r'<g aria-hidden="true" \1', text)
        pieces = MARKED.split(re.sub(r">\s+<", "><", text))
        return [
            _mark(*made.marks[int(pieces[i - 1])], piece) if i % 3 == 2 else piece for i, piece in enumerate(pieces) if i % 3 != 1
        ]

    @property
    def image(self) -> str:
        """The drawing for where it leads nowhere: SVG without links, an image to screen readers."""
        pieces = (piece if isinstance(piece, str) else REACH.sub("", piece.drawn) for piece in self._themed(False))
        return "".join(pieces).replace('role="group"', 'role="img"', 1)

    # -- data ----------------------------------------------------------------------------------------------------

    def csv(self) -> str:
        """The chart's data as CSV that pandas and spreadsheets read as it is; what it is stands in its metadata."""
        return chart_data.as_csv(self.data)

    def about(self) -> dict[str, object]:
        """What the data are: title, measure, notes, sources, claims and columns, for the metadata beside them."""
        told = {"title": self.texts.title, "measure": self.texts.subtitle, "notes": self.texts.caption}
        return {
            **{what: part.text.replace(NBSP, " ") for what, part in told.items()},
            "sources": [str(source) for source in self.sources],
            "claims": ["/".join(filter(None, (claim.abroad, claim.table, claim.id))) for claim in self.origins],
            "outside": self.outside,
            "coding": self.coding,
            "fields": chart_data.fields(self.data),
        }

    # -- what is shown -------------------------------------------------------------------------------------------

    @property
    def shown(self) -> Html:
        """The chart on a page: its title, both drawings, what to mind, its data, and the place for its downloads."""
        return self.around(*self._themed(False), *self._themed(True))

    def around(self, *drawings: str | Number) -> Html:
        """All of it but the drawings, for which these stand."""
        told = marks(self.outside, self.coding)
        sources = f' <span class="chart-source">Source: {escape(self.credit)}.</span>' if self.credit else ""
        return Html(
            f'<figure class="chart" id="chart-{self.name}"><figcaption><span class="chart-title">',
            self.texts.title,
            f'</span> <span class="chart-subtitle">{told}{" " if told else ""}',
            self.texts.subtitle,
            "</span></figcaption>",
            *drawings,
            '<p class="chart-note">',
            self.texts.caption,
            f'{sources}</p><details class="chart-data"><summary aria-label="Data of this chart: {escape(self.texts.title.text)}">'
            "Data of this chart</summary>",
            table(self.columns, f"Data of the chart: {self.texts.title.text}"),
            "</details>",
            Slot("downloads", self.name, self.texts.title.text),
            "</figure>",
        )

    def _repr_html_(self) -> str:
        return self.around(f'<div style="background: {COLOURS["surface"]}">', *self._themed(False), "</div>").html

    def _repr_mimebundle_(self, include=None, exclude=None) -> tuple[dict, dict]:
        # Outside the book a single drawing is shown.
        forms, about = self.shown._repr_mimebundle_()
        forms |= {
            "text/plain": f"Chart {self.name}: {self.texts.title.text} {self.texts.alt.text}",
            "text/html": self._repr_html_(),
        }
        forms[MIME] |= {"drawing": self.image, "caption": " ".join([*self._badges, self.texts.title.text])}
        if not os.environ.get(TRACE):
            return forms, about
        # The book is being built: hand over the files to download. As metadata they are neither shown nor warned of.
        return forms, about | {FILES: {"name": self.name, "about": self.about(), "files": self.files()}}

    def files(self) -> dict[str, str]:
        """The files to download by what follows the chart's name; what is no text in base64."""

        def packed(content: bytes) -> str:
            return base64.b64encode(content).decode("ascii")

        return {
            ".svg": self.svg(),
            "-narrow.svg": self.svg(narrow=True),
            ".png": packed(self.png()),
            "-dark.png": packed(self.png(dark=True)),
            ".csv": f"\ufeff{self.csv()}",  # by the mark at its start Excel knows that it is UTF-8
        }


def _reach(artists: Sequence[Artist], box: Bbox) -> str:
    """Where a mark can be pointed at or touched, in a drawing that shows this box (inches): no less than a finger needs."""
    from matplotlib.transforms import Bbox

    figure = artists[0].get_figure()
    assert figure, "a mark stands in a drawing"
    seen = Bbox.union([artist.get_window_extent() for artist in artists])
    width, height = (max(TARGET, size * 72 / figure.dpi) for size in (seen.width, seen.height))
    x, y = ((seen.x0 + seen.x1) / 2 / figure.dpi - box.x0) * 72, (box.y1 - (seen.y0 + seen.y1) / 2 / figure.dpi) * 72
    # What lies beyond the drawing is not shown, so it cannot be touched.
    left, top = (
        max(0.0, min(at - size / 2, 72 * room - size)) for at, size, room in ((x, width, box.width), (y, height, box.height))
    )
    corner = f'x="{left:.1f}" y="{top:.1f}"'
    return f'<rect class="reach" fill="none" pointer-events="all" {corner} width="{width:.1f}" height="{height:.1f}"/>'


def _svg(figure: Drawing, box: Bbox) -> str:
    """What a figure shows in a box (inches), as matplotlib writes it as SVG, without its preamble."""
    out = io.BytesIO()
    figure.savefig(
        out,
        format="svg",
        metadata={"Date": None, "Creator": None, "Format": None, "Type": None},
        bbox_inches=box,
    )
    text = out.getvalue().decode("utf-8")
    text = text[text.index("<svg") :].strip()
    return re.sub(r"<metadata>.*?</metadata>\s*", "", text, flags=re.S)


def _size(svg: str) -> tuple[float, float]:
    """Width and height of an SVG in its own units."""
    found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    assert found, "matplotlib gives every SVG a viewBox"
    return float(found[1]), float(found[2])


def _mark(quantity: Quantity, reach: str, svg: str) -> Number:
    """A mark in a drawing as the number that it shows."""
    (number,) = quantity.wording.numbers
    return replace(number, drawn=reach + svg, name=f"{quantity.label}: {quantity.text}")


def made_by() -> str:
    """Whose charts these are and under which licence, by the description of the tables."""
    descriptor = read_descriptor(data_folder())
    licence = descriptor["licenses"][0]["name"]
    return f"Chart and data: {descriptor['title']}; {licence}."


def _report(edition: str = "") -> str:
    """The report that is read, in short: the book's, or another edition of it."""
    about = report_read(edition_folder(edition) if edition else None)
    return f"{about['publisherShort']}, {about['cited']}"


def credit(sources: Sequence[Citation]) -> str:
    """Sources in short: the report, each edition of it with the numbers of its footnotes, then the publishers of outside figures."""
    notes: dict[str, set[int]] = {}
    for source in sources:
        if source.note is not None:
            notes.setdefault(source.edition, set()).add(source.note)
    outside = dict.fromkeys(source.publisher for source in sources if source.note is None)
    report = [f"{_report(edition)}, {noted(sorted(numbers))}" for edition, numbers in sorted(notes.items())]
    return "; ".join([*report, *outside])
