"""A chart: its drawing in every form that the book and its readers use, its caption, its data."""

from __future__ import annotations

import base64
import csv
import io
import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html import escape

from matplotlib.figure import Figure

from claimbook import wording as words
from claimbook.core.claims import Claim
from claimbook.core.section import FILES, TRACE
from claimbook.data.descriptor import report_read
from claimbook.data.sources import Citation, noted
from claimbook.report.charts.style import COLOURS, DPI, PIXELS, drawing
from claimbook.report.display import CODING, OUTSIDE, Html, table
from claimbook.wording import Slot, Wording, first_sentence, plain
from claimbook.wording.parts import MIME


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
            "</details>",
            Slot("downloads", self.name, self.title),
            "</figure>",
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


def safe(text: str) -> str:
    """Text that a spreadsheet does not take for a formula."""
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t") else text.replace(words.NBSP, " ")
