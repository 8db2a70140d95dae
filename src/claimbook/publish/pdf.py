"""The whole book as a PDF for paper, made from the pages of the web book in ``_toc.yml``'s order.

WeasyPrint sets it, because it alone of the kept tools has running heads and page numbers in the contents (Chromium has neither).
"""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import matplotlib.figure

from claimbook.publish.built_pages import (
    EditionError,
    about_book,
    attribute,
    classes,
    contents_list,
    imprint,
    read_pages,
    relink,
    style_sheets,
    title_page,
)
from claimbook.publish.drawn_formulas import draw
from claimbook.publish.places import output
from claimbook.publish.rendering import render

#: matplotlib brings these with it, so that the PDF is the same whatever fonts a computer has; charts are measured in the first.
FONTS = {
    "DejaVu Sans": ("DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique", "DejaVuSans-BoldOblique"),
    "DejaVu Sans Mono": ("DejaVuSansMono", "DejaVuSansMono-Bold", "DejaVuSansMono-Oblique", "DejaVuSansMono-BoldOblique"),
    "STIX General": ("STIXGeneral", "STIXGeneralBol", "STIXGeneralItalic", "STIXGeneralBolIta"),
}


INSTALL = "Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0; macOS: brew install pango"


def pdf(project: Path) -> bytes:
    """The built book as a tagged PDF. Raises EditionError where WeasyPrint is missing or has something to complain of."""
    try:
        import weasyprint
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher

        from claimbook.publish import page_numbers, tags
    except ImportError as error:
        raise EditionError(f"The PDF needs WeasyPrint ({error}). Install it: pip install -r requirements.txt") from None
    except OSError as error:
        raise EditionError(f"WeasyPrint finds no Pango, which lays out its text. Install it ({INSTALL}).\n{error}") from None
    complaints = _Complaints()
    logger = logging.getLogger("weasyprint")
    logger.addHandler(complaints)
    fetcher, fonts = URLFetcher(allowed_protocols=("file", "data")), FontConfiguration()
    try:
        style = weasyprint.CSS(
            string=_font_faces() + style_sheets("edition.css", "paper.css"), font_config=fonts, url_fetcher=fetcher
        )
        document = weasyprint.HTML(
            string=_paper(project), base_url=(output(project) / "html").as_uri() + "/", url_fetcher=fetcher
        )
        with _looking_for_no_garbage(), page_numbers.pages_known():
            made = document.write_pdf(stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1", finisher=tags.finish)
    finally:
        logger.removeHandler(complaints)
    if complaints.texts:
        raise EditionError("\n".join(dict.fromkeys(complaints.texts)))
    return made


@contextmanager
def _looking_for_no_garbage() -> Iterator[None]:
    """While a document is set, which holds nearly all that is made to the end; Python would go through it again and again for nothing."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


class _Complaints(logging.Handler):
    """Collects what WeasyPrint would only mention: a link to nowhere, an image that is missing. (It also warns of SVG's styles.)"""

    def __init__(self):
        super().__init__(logging.ERROR)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(f"WeasyPrint: {record.getMessage()}")


def _font_faces() -> str:
    folder = Path(matplotlib.get_data_path(), "fonts", "ttf")
    looks = ("normal", "normal"), ("bold", "normal"), ("normal", "italic"), ("bold", "italic")
    return "".join(
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-style: {slant}; src: url("{(folder / f"{file}.ttf").as_uri()}") }}\n'
        for family, files in FONTS.items()
        for file, (weight, slant) in zip(files, looks, strict=True)
    )


def _paper(project: Path) -> str:
    """The whole book as a single document: cover, contents, and every page as a chapter whose anchors begin with its name."""
    about, pages = about_book(project), read_pages(project)

    def anchor(slug: str, name: str) -> str:
        return f"{slug}--{name}" if name else slug

    contents = contents_list(pages, lambda slug, name: f"#{anchor(slug, name)}")
    relink(pages, lambda slug, name: f"#{anchor(slug, name)}")
    chapters = []
    for page in pages:
        draw(page)
        for tag in page.body.find_all(id=True):
            tag["id"] = anchor(page.slug, attribute(tag, "id"))
        for heading in page.body.select(".entry h3"):
            if heading.get_text().rstrip().endswith("."):  # a statement has no name: its entry is headed by what it says
                heading["class"] = "sentence"
        tables = page.body.find_all("table")
        marks = " root" if page is pages[0] else ""
        marks += " across" if tables and all("too-many" in classes(table) for table in tables) else ""
        chapters.append((page.slug, f"chapter{marks}", page.part, page.html))
    return render(
        "paper.html", about=about, title_page=title_page(about), contents=contents, imprint=imprint(about), chapters=chapters
    )
