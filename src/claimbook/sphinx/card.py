"""Sphinx extension: the picture and the description that other sites show where a page of the book is linked.

The card (``_static/social-card.png``) is drawn from the tables when the book is built; nothing on it is typed. Its tags follow
https://ogp.me and, where they add to it, the cards of X (``twitter:``). Both want the full address of the picture, since it is
fetched by a computer that has seen no page: without ``html: baseurl`` in ``_config.yml`` a page therefore describes itself but
names no picture and no address, and no card is drawn.
"""

from __future__ import annotations

import io
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claimbook.core.arithmetic import share
from claimbook.core.section import Section, load
from claimbook.data.descriptor import report_read
from claimbook.sphinx import package_files
from claimbook.sphinx.about import page_address
from claimbook.wording import NBSP

if TYPE_CHECKING:
    from sphinx.application import Sphinx

CARD = "_static/social-card.png"
SIZE, DPI = (1200, 630), 100  # pixels; the size that ogp.me's users ask for
ROWS = (278, 412)  # where its pairs of claims begin, in pixels from the top
ACCENT = "#0f5c74"  # the style sheet's, in its light scheme


def _source(section: Section) -> str:
    about = report_read(section.folder)
    return f"{about['publisherShort']}, {about['cited']}"


def finding(section: Section, pairs: Sequence[Sequence[str]]) -> list[tuple[str, float, float]]:
    """What the card shows of each pair of claims, a part and its whole: a line that names the partner, and the value of both.

    Raises ValueError for a whole of no partner, or for a claim without a value.
    """
    found = []
    for part, whole in ((section.claim(one), section.claim(other)) for one, other in pairs):
        partner = whole.claims[0].partner
        if partner is None or part.value is None or whole.value is None:
            raise ValueError(
                f"_config.yml: report_card_shows: {part.label!r} within {whole.label!r}: the whole needs a partner, and both a value"
            )
        line = f"{section.name(partner)}: {part} of {whole} ({share(part, whole)})"
        found.append((line.replace(NBSP, " "), part.value, whole.value))
    return found


def alternative(section: Section, title: str, shows: dict[str, Any]) -> str:
    """What the card says, for those who do not see it."""
    lines = "; ".join(line for line, _, _ in finding(section, shows["pairs"]))
    found = f" {shows['heading']}: {lines}." if lines else ""
    return f"{title}.{found} Source: {_source(section)}."


def draw(section: Section, title: str, shows: dict[str, Any]) -> bytes:
    """The card as a PNG; the same tables, title and setting (``report_card_shows``) give the same bytes.

    Raises ValueError for more pairs of claims than it has room for.
    """
    from matplotlib.figure import Figure  # here, since most builds draw no card

    from claimbook.report.charts import COLOURS, drawing

    rows = finding(section, shows["pairs"])
    if len(rows) > len(ROWS):
        raise ValueError(f"_config.yml: report_card_shows: {len(rows)} pairs, and the card has room for {len(ROWS)}")
    longest = max((whole for _, _, whole in rows), default=0)
    left, width = 70, SIZE[0] - 140
    with drawing():
        figure = Figure(figsize=(SIZE[0] / DPI, SIZE[1] / DPI), dpi=DPI)
        page = figure.add_axes((0, 0, 1, 1), xlim=(0, SIZE[0]), ylim=(SIZE[1], 0))
        page.axis("off")
        page.axhspan(0, 16, color=ACCENT)

        def write(y: float, text: str, size: float, **style: Any) -> None:
            page.text(left, y, text, fontsize=size, va="top", **style)

        write(56, "\n".join(textwrap.wrap(title, 30)), 35, family="DejaVu Serif", weight="bold", linespacing=1.3)
        write(222, shows["heading"], 20, color=COLOURS["c2"], weight="bold")
        for top, (line, part, whole) in zip(ROWS, rows):
            write(top, line, 22)
            page.barh(top + 68, whole / longest * width, left=left, height=38, color=COLOURS["c1"])
            page.barh(top + 68, part / longest * width, left=left, height=38, color=COLOURS["c2"], hatch="////")
        write(562, f"Every number computed, and traced to its source in {_source(section)}", 15, color=COLOURS["muted"])
        out = io.BytesIO()
        about = {"Software": None, "Title": title, "Description": alternative(section, title, shows)}
        figure.savefig(out, format="png", facecolor=COLOURS["surface"], metadata=about)
    return out.getvalue()


def note_card(app: Sphinx, config: Any) -> None:
    """Keep what the card says as a setting, so that every page that names the card is written again when it changes."""
    about = config.report_facts
    section = load(Path(app.srcdir) / "data")
    config.report_card = alternative(section, about["title"], config.report_card_shows) if about["base"] else ""


def describe_page(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Give the template the card and the page's own address, where the book has one."""
    if here := page_address(app, pagename):
        image = f"{app.config.report_facts['base']}/{CARD}"
        context["pageurl"] = here  # Sphinx's canonical link
        context["report_card"] = {"url": here, "image": image, "size": SIZE, "alt": app.config.report_card}


def write_card(app: Sphinx, exception: Exception | None) -> None:
    """Write the card among the static files, unless it is there already and newer than all that it is made from.

    Without a full address no page could name it, and the book has none.
    """
    if exception is not None or app.builder.format != "html":
        return
    place, data = Path(app.outdir, CARD), Path(app.srcdir) / "data"
    if not app.config.report_facts["base"]:
        place.unlink(missing_ok=True)
        return
    sources = (Path(app.confdir, "_config.yml"), *data.iterdir(), *package_files(Path(app.srcdir)))
    if not place.exists() or place.stat().st_mtime_ns <= max(source.stat().st_mtime_ns for source in sources):
        place.write_bytes(draw(load(data), app.config.report_facts["title"], app.config.report_card_shows))


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension; it comes after claimbook.sphinx.about, which says what the book is."""
    app.setup_extension("claimbook.sphinx.about")
    app.add_config_value("report_card", "", "html", str)
    app.add_config_value("report_card_shows", {"heading": "", "pairs": []}, "html", dict)
    app.connect("config-inited", note_card, priority=910)
    app.connect("html-page-context", describe_page)
    app.connect("build-finished", write_card)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
