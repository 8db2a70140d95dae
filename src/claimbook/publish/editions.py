"""The whole book as a PDF for paper and as an EPUB for readers, made from the pages of the web book in ``_toc.yml``'s order.

Both hold what a reader of the pages sees, and nothing that only a browser can use: no scripts, search, downloads or folded
code; folds stand open, a number leads to its entry, and charts stay drawings. WeasyPrint sets the PDF, because it alone of
the kept tools has running heads and page numbers in the contents (Chromium has neither); the EPUB is a zip of XHTML.

The style sheets are in ``book/_editions``: ``edition.css`` for both, ``paper.css`` for the PDF. The date on the cover is that
of the last commit, or SOURCE_DATE_EPOCH, so that the same book gives the same bytes.
"""

from __future__ import annotations

import io
import logging
import mimetypes
import os
import posixpath
import re
import subprocess
import textwrap
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote, urlsplit

import matplotlib.figure
import yaml
from bs4 import BeautifulSoup, Tag
from sphinx_external_toc.api import FileItem, SiteMap
from sphinx_external_toc.parsing import parse_toc_yaml

from claimbook import wording as words
from claimbook.data.archive import zipped
from claimbook.data.descriptor import read_descriptor
from claimbook.publish.build import built_apart
from claimbook.report.charts import standard
from claimbook.sphinx.downloads import cite, facts

ACCENT = "#0f5c74"  # as in the style sheets
STYLES = "book/_editions"
INDEPENDENT = "An independent reading. No EU body publishes or endorses it."
ABOUT = (
    "Each computed number leads to its entry, which says where the number comes from. The web book has the code of the "
    "charts and numbers, a citation for each chart, the data to download, and a search."
)
SOLUTIONS = "Solutions"
OVERVIEW = "Overview"  # the first page in the pages' navigation, too; its own title is that of the book
#: What only a browser can use.
DROPPED = (
    "script, style, template, button, nav, form, [popover], .headerlink, .downloads, details.cite, details.hide, "
    ".facts > summary, "
    ".only-dark, picture > source"
)
#: matplotlib brings these with it, so that the PDF is the same whatever fonts a computer has; charts are measured in the first.
FONTS = {
    "DejaVu Sans": ("DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique", "DejaVuSans-BoldOblique"),
    "DejaVu Sans Mono": ("DejaVuSansMono", "DejaVuSansMono-Bold", "DejaVuSansMono-Oblique", "DejaVuSansMono-BoldOblique"),
    "STIX General": ("STIXGeneral", "STIXGeneralBol", "STIXGeneralItalic", "STIXGeneralBolIta"),
}
#: From this many columns on a table is set smaller, and from the second number on across the page.
MANY_COLUMNS, TOO_MANY_COLUMNS = 6, 10
#: A section that this many chapters have by the same name gets no line in the contents.
MANY_CHAPTERS = 3
#: A table of no more rows stays on a page.
FEW_ROWS = 12
DRAWING = re.compile(r"<svg\b.*?</svg>", re.S)
PLACE = re.compile(r'<svg data-drawing="(\d+)"\s*></svg>')
INSTALL = "Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0; macOS: brew install pango"


class EditionError(Exception):
    """The edition cannot be made; the message says what is wrong and where."""


# --- pages --------------------------------------------------------------------------------------------------------------


@dataclass
class Page:
    """A page of the book without its frame: name and part as in ``_toc.yml``, title, what it shows, and its drawings."""

    name: str
    part: str
    title: str
    body: Tag
    drawings: list[str]

    @property
    def slug(self) -> str:
        """The page's name as a file name or an anchor."""
        return self.name.replace("/", "-")

    @property
    def html(self) -> str:
        """The page's content, well-formed also as XML."""
        return PLACE.sub(lambda match: self.drawings[int(match[1])], self.body.decode_contents())

    @property
    def sections(self) -> list[tuple[str, str]]:
        """Anchor and title of each section below the page's title."""
        found = ((heading, heading.find_parent(id=True)) for heading in self.body.find_all("h2"))
        return [(place["id"], _text(heading)) for heading, place in found if place]


def _markup(text: str) -> Tag:
    """The element that ``text`` is."""
    return BeautifulSoup(text, "html.parser").find().extract()


def _text(tag: Tag) -> str:
    return " ".join(tag.get_text().split())


def _mark(tag: Tag, *names: str) -> None:
    tag["class"] = [*tag.get("class", []), *names]


def _order(toc: SiteMap, name: str, part: str = "") -> Iterator[tuple[str, str]]:
    """Name and part of every page, in reading order."""
    yield name, part
    for tree in toc[name].subtrees:
        for item in tree.items:
            if isinstance(item, FileItem):
                yield from _order(toc, str(item), tree.caption or part)


def read_pages(project: Path) -> list[Page]:
    """Every page of the built book, in reading order, reduced to what an edition shows, and the solutions as a last one."""
    toc = parse_toc_yaml(project / "_toc.yml")
    root = toc.root.docname  # stands at the root of the site as index.html (theme.py)
    pages = [_read(project / "_build" / "html", "index" if name == root else name, part) for name, part in _order(toc, root)]
    pages[0].title = OVERVIEW
    return pages + gathered_solutions(pages)


def gathered_solutions(pages: list[Page]) -> list[Page]:
    """A page with the solutions of all exercises, taken out of their chapters; none where there is no exercise.

    Nothing folds on paper, and whoever works an exercise should not have its solution before their eyes.
    """
    body = _markup(f"<article><h1>{SOLUTIONS}</h1></article>")
    drawings: list[str] = []
    for page in pages:
        found = page.body.select(".exercise + .solution")
        if not found:
            continue
        chapter = _markup(f'<section id="of-{page.slug}"><h2>{escape(page.title)}</h2></section>')
        body.append(chapter)
        for solution in found:
            exercise = solution.find_previous_sibling(class_="exercise")
            for link in solution.find_all("a", href=True):
                if not urlsplit(link["href"]).scheme:
                    link["href"] = posixpath.join(posixpath.dirname(page.name), link["href"])
            for drawing in solution.find_all("svg"):
                drawings.append(page.drawings[int(drawing["data-drawing"])])
                drawing["data-drawing"] = len(drawings) - 1
            title = exercise.find(class_="admonition-title")
            back = f'<a href="{page.name}.html#{exercise["id"]}">{escape(_text(title))}</a>'
            heading = solution.find(class_="fold-title")
            heading.clear()
            heading.append(_markup(back))
            up = posixpath.relpath(".", posixpath.dirname(page.name) or ".")
            exercise.append(_markup(f'<p class="onward"><a href="{up}/solutions.html#{solution["id"]}">Solution</a></p>'))
            chapter.append(solution.extract())
    return [Page("solutions", "", SOLUTIONS, body, drawings)] if body.section else []


def _read(html: Path, name: str, part: str) -> Page:
    drawings: list[str] = []

    def set_aside(match: re.Match) -> str:  # the parser would lose the case of viewBox and the like
        drawings.append(_drawing(match[0]))
        return f'<svg data-drawing="{len(drawings) - 1}"></svg>' if drawings[-1] else ""

    article = re.search(r"<article\b.*</article>", (html / f"{name}.html").read_text(encoding="utf-8"), re.S)
    body = BeautifulSoup(DRAWING.sub(set_aside, article[0]), "html.parser").find("article")
    _reduce(body)
    for image in body.find_all("img", src=True):
        if not urlsplit(image["src"]).scheme:
            image["src"] = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(image["src"])))
    return Page(name, part, _text(body.find("h1")), body, drawings)


def _drawing(svg: str) -> str:
    """A drawing in the colours of the light scheme, its description as a title; empty if a wider one stands beside it."""
    opening = svg[: svg.index(">") + 1]
    if re.search(r'class="[^"]*\bnarrow\b', opening):
        return ""
    svg = re.sub(r"var\(--sans,[^()]*\)", "'DejaVu Sans', sans-serif", svg)
    svg = re.sub(r"var\(--[\w-]+,\s*([^()]*)\)", r"\1", svg)
    label = re.search(r'aria-label="([^"]*)"', opening)
    named = opening if "xmlns=" in opening else opening.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    title = f"<title>{label[1]}</title>" if label and "<title>" not in svg else ""
    return named + title + svg[len(opening) :]


def _reduce(body: Tag) -> None:
    """Take away what only a browser can use, open the folds, and mark tables by their width."""
    for tag in body.select(DROPPED):
        if not tag.decomposed:
            tag.decompose()
    for fold in body.find_all("details"):
        fold.name = "div"
        _mark(fold, "fold")
        fold.attrs.pop("open", None)
        if summary := fold.find("summary"):
            summary.name = "div"
            _mark(summary, "fold-title")
        if fold.parent.name == "figure":  # where a caption must come last
            fold.parent.insert_after(fold)
    for tag in body.find_all(tabindex=True):  # regions to scroll
        for name in ("tabindex", "role", "aria-label"):
            tag.attrs.pop(name, None)
    for tag in body.find_all(attrs={"data-provenance": True}):
        del tag["data-provenance"]
    for cell in reversed(body.select(".cell, .cell_input, .cell_output, .output")):
        if not cell.get_text(strip=True) and not cell.find(["svg", "img"]):
            cell.decompose()
    for part in body.select("table.wide, table.wide :is(thead, tbody, tr, th, td)"):  # what makes cards of it on a phone
        for name in ("role", "data-label"):
            part.attrs.pop(name, None)
    for table in body.find_all("table"):
        table.attrs.pop("border", None)
        rows = [sum(int(cell.get("colspan", 1)) for cell in row.find_all(["th", "td"])) for row in table.find_all("tr")]
        many = "too-many" if max(rows) >= TOO_MANY_COLUMNS else "many" if max(rows) >= MANY_COLUMNS else ""
        _mark(table, *filter(None, (many, "short" if len(rows) <= FEW_ROWS else "")))
    for link in body.find_all("a", class_="external"):
        if link["href"].rstrip("/") == _text(link).rstrip("/"):
            _mark(link, "bare")  # its address can be read already


def relink(pages: list[Page], place: Callable[[str, str], str]) -> None:
    """Have every link within the book lead to ``place(name, anchor)``; a link to a file that no edition holds becomes text.

    Raises EditionError for a link that leads nowhere.
    """
    slugs = {page.name: page.slug for page in pages}
    anchors = {page.name: {tag["id"] for tag in page.body.find_all(id=True)} for page in pages}
    lost = []
    for page in pages:
        for link in page.body.find_all("a", href=True):
            address = urlsplit(link["href"])
            if address.scheme or address.netloc:
                continue
            path = posixpath.normpath(posixpath.join(posixpath.dirname(page.name), unquote(address.path)))
            name = path.removesuffix(".html") if address.path else page.name
            anchor = unquote(address.fragment)
            if name not in slugs:
                link.unwrap()
            elif anchor and anchor not in anchors[name]:
                lost.append(f"{page.name}: the link {_text(link)!r} leads to {link['href']}, which is not in the book")
            else:
                link["href"] = place(slugs[name], anchor)
                if name != page.name:
                    _mark(link, "elsewhere")
    if lost:
        raise EditionError("\n".join(lost))


# --- the book -----------------------------------------------------------------------------------------------------------


def about_book(project: Path) -> dict[str, str]:
    """The facts of ``downloads.facts`` and, as ``date`` and ``time`` (UTC, ISO), when the book last changed."""
    settings = yaml.safe_load((project / "_config.yml").read_text(encoding="utf-8"))
    config = SimpleNamespace(
        html_title=settings["title"],
        author=settings["author"],
        copyright=settings["copyright"],
        html_baseurl=settings["html"]["baseurl"],
        report_description=settings["sphinx"]["config"]["report_description"],
    )
    changed = datetime.fromtimestamp(_changed(project), UTC)
    return facts(config, project / "data") | {
        "language": settings["sphinx"]["config"]["language"],
        "date": changed.date().isoformat(),
        "time": changed.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


def _changed(project: Path) -> int:
    """When the book last changed, in seconds: SOURCE_DATE_EPOCH, the last commit, or the newest file of a copy without git."""
    if given := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(given)
    try:
        asked = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=project, capture_output=True, text=True)
    except FileNotFoundError:
        asked = None
    if asked and asked.stdout.strip():
        return int(asked.stdout)
    return int(max(path.stat().st_mtime for folder in ("data", "notebooks", "book") for path in (project / folder).rglob("*.*")))


def make(project: Path, kind: str) -> int:
    """Build the book and write its edition ``pdf`` or ``epub`` into ``_build``; returns 0, or 1 and prints what is wrong."""
    if not built_apart(project):
        return 1
    place = project / "_build" / f"{read_descriptor(project / 'data')['name']}.{kind}"
    try:
        content = {"pdf": pdf, "epub": epub}[kind](project)
    except EditionError as error:
        print(error)
        print(f"The {kind.upper()} was not made.")
        return 1
    fresh = place.with_name(place.name + ".new")
    fresh.write_bytes(content)
    fresh.replace(place)
    print(f"The {kind.upper()} is ready: {place}")
    return 0


def _style(project: Path, *names: str) -> str:
    return "\n".join((project / STYLES / name).read_text(encoding="utf-8") for name in names)


# --- PDF ----------------------------------------------------------------------------------------------------------------


def pdf(project: Path) -> bytes:
    """The built book as a tagged PDF. Raises EditionError where WeasyPrint is missing or has something to complain of."""
    try:
        import weasyprint
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher
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
            string=_font_faces() + _style(project, "edition.css", "paper.css"), font_config=fonts, url_fetcher=fetcher
        )
        document = weasyprint.HTML(
            string=_paper(project), base_url=(project / "_build" / "html").as_uri() + "/", url_fetcher=fetcher
        )
        made = document.write_pdf(stylesheets=[style], font_config=fonts, pdf_tags=True)
    finally:
        logger.removeHandler(complaints)
    if complaints.texts:
        raise EditionError("\n".join(dict.fromkeys(complaints.texts)))
    return made


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

    contents = _contents(pages, lambda slug, name: f"#{anchor(slug, name)}")
    relink(pages, lambda slug, name: f"#{anchor(slug, name)}")
    chapters = []
    for page in pages:
        for tag in page.body.find_all(id=True):
            tag["id"] = anchor(page.slug, tag["id"])
        tables = page.body.find_all("table")
        marks = " root" if page is pages[0] else ""
        marks += " across" if tables and all("too-many" in table.get("class", []) for table in tables) else ""
        part = f'<p class="part">{escape(page.part)}</p>' if page.part else ""
        chapters.append(f'<section class="chapter{marks}" id="{page.slug}">{part}{page.html}</section>')
    head = "".join(
        f'<meta name="{name}" content="{escape(content)}">'
        for name, content in (
            ("author", about["author"]),
            ("description", about["about"]),
            ("dcterms.created", about["time"]),
            ("dcterms.modified", about["time"]),
        )
    )
    return (
        f'<!doctype html><html lang="{about["language"]}"><head><meta charset="utf-8"><title>{escape(about["title"])}</title>'
        f"{head}</head><body>{_title_page(about)}"
        f'<section class="contents"><h1>Contents</h1>{contents}<div class="imprint">{_imprint(about)}</div></section>'
        f"{''.join(chapters)}</body></html>"
    )


def _title_page(about: dict[str, str]) -> str:
    return (
        f'<section class="cover"><p class="title">{escape(about["title"])}</p><p class="subtitle">{escape(about["about"])}</p>'
        f'<p class="independent">{INDEPENDENT}</p>'
        f'<p class="edition">{escape(about["author"])}<br/>Version {escape(about["version"])}, {words.date(about["date"])}</p></section>'
    )


def _imprint(about: dict[str, str]) -> str:
    cited, _ = cite(about, address=about["base"])
    return (
        f"<p>{ABOUT}</p>"
        f'<p>Cite as: {escape(cited)} Licence: <a href="{escape(about["licence_url"])}">{escape(about["licence_url"])}</a></p>'
    )


def _contents(pages: list[Page], place: Callable[[str, str], str]) -> str:
    """The pages and their sections as nested lists, under their parts where there are any.

    A section that many chapters have by the same name is left out: its line would tell nothing.
    """
    usual = Counter(title for page in pages for title in {title for _, title in page.sections})
    parts: list[tuple[str, list[str]]] = []
    for page in pages:
        own = [(anchor, title) for anchor, title in page.sections if usual[title] < MANY_CHAPTERS]
        below = "".join(f'<li><a href="{place(page.slug, anchor)}">{escape(title)}</a></li>' for anchor, title in own)
        below = f"<ol>{below}</ol>" if below else ""
        if not parts or parts[-1][0] != page.part:
            parts.append((page.part, []))
        parts[-1][1].append(f'<li><a href="{place(page.slug, "")}">{escape(page.title)}</a>{below}</li>')
    items = (f"<li><span>{escape(part)}</span><ol>{''.join(made)}</ol></li>" if part else "".join(made) for part, made in parts)
    return f"<ol>{''.join(items)}</ol>"


# --- EPUB ---------------------------------------------------------------------------------------------------------------

ACCESSIBILITY = (
    ("accessMode", "textual"),
    ("accessMode", "visual"),
    ("accessModeSufficient", "textual"),
    ("accessibilityFeature", "alternativeText"),
    ("accessibilityFeature", "displayTransformability"),
    ("accessibilityFeature", "readingOrder"),
    ("accessibilityFeature", "structuralNavigation"),
    ("accessibilityFeature", "tableOfContents"),
    ("accessibilityHazard", "none"),
    ("accessibilitySummary", "Every chart has a description and its data as a table. Headings and lists are marked up as such."),
)
CONTAINER = (
    '<?xml version="1.0" encoding="utf-8"?>\n<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
    '<rootfiles><rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles></container>\n'
)


def epub(project: Path) -> bytes:
    """The built book as an EPUB of version 3. Raises EditionError for a link that leads nowhere."""
    about, pages = about_book(project), read_pages(project)

    def place(slug: str, name: str) -> str:
        return f"{slug}.xhtml" + (f"#{name}" if name else "")

    contents = _contents(pages, place)
    relink(pages, place)
    files: dict[str, bytes] = {}
    for page in pages:
        for image in page.body.find_all("img", src=True):
            if not urlsplit(image["src"]).scheme:
                files[f"images/{Path(image['src']).name}"] = (project / "_build" / "html" / image["src"]).read_bytes()
                image["src"] = f"images/{Path(image['src']).name}"
    documents = {
        "cover": (
            "Cover",
            f'<section epub:type="cover" class="cover-image"><img src="cover.png" alt="{escape(about["title"])}"/></section>',
        ),
        "title": (
            "Title page",
            f'<section epub:type="titlepage">{_title_page(about)}<div class="imprint">{_imprint(about)}</div></section>',
        ),
        "nav": (
            "Contents",
            f'<nav epub:type="toc" role="doc-toc" id="toc" class="contents"><h1>Contents</h1>{contents}</nav>'
            '<nav epub:type="landmarks" hidden="hidden"><h2>Guide</h2><ol><li><a epub:type="cover" href="cover.xhtml">Cover</a></li>'
            '<li><a epub:type="toc" href="nav.xhtml">Contents</a></li>'
            f'<li><a epub:type="bodymatter" href="{place(pages[0].slug, "")}">Start of the book</a></li></ol></nav>',
        ),
    }
    for page in pages:
        part = f'<p class="part">{escape(page.part)}</p>' if page.part else ""
        documents[page.slug] = (page.title, f'<section epub:type="chapter" role="doc-chapter">{part}{page.html}</section>')
    files |= {f"{name}.xhtml": _xhtml(about, title, body).encode() for name, (title, body) in documents.items()}
    files |= {"edition.css": _style(project, "edition.css").encode(), "cover.png": _cover(about)}
    return zipped(
        {"mimetype": b"application/epub+zip", "META-INF/container.xml": CONTAINER.encode()}
        | {"EPUB/package.opf": _package(about, files, list(documents)).encode()}
        | {f"EPUB/{name}": files[name] for name in sorted(files)},
        stored=("mimetype",),  # as EPUB wants it
    )


def _xhtml(about: dict[str, str], title: str, body: str) -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml" '
        f'xmlns:epub="http://www.idpf.org/2007/ops" lang="{about["language"]}" xml:lang="{about["language"]}"><head>'
        f'<meta charset="utf-8"/><title>{escape(title)}</title><link rel="stylesheet" href="edition.css"/></head>'
        f"<body>{body}</body></html>\n"
    )


def _package(about: dict[str, str], files: dict[str, bytes], order: list[str]) -> str:
    """The package document: metadata, every file with its type, and the reading order."""
    identifier = uuid.uuid5(uuid.NAMESPACE_URL, f"{about['base']}/{about['title']}/{about['version']}")
    metadata = "".join(
        f"<dc:{name}>{escape(content)}</dc:{name}>"
        for name, content in (
            ("title", about["title"]),
            ("language", about["language"]),
            ("creator", about["author"]),
            ("publisher", about["author"]),
            ("date", about["date"]),
            ("description", f"{about['about']} {INDEPENDENT}"),
            ("rights", f"{about['licence']}, {about['licence_url']}"),
        )
    )
    metadata += "".join(
        f'<meta property="{name}">{escape(content)}</meta>'
        for name, content in (
            ("dcterms:modified", about["time"]),
            ("schema:version", about["version"]),
            *((f"schema:{name}", content) for name, content in ACCESSIBILITY),
        )
    )
    items = []
    for name in sorted(files):
        kind = "application/xhtml+xml" if name.endswith(".xhtml") else mimetypes.guess_type(name)[0]
        has = {"nav.xhtml": ["nav"], "cover.png": ["cover-image"]}.get(name, [])
        has += ["svg"] if name.endswith(".xhtml") and b"<svg" in files[name] else []
        properties = f' properties="{" ".join(has)}"' if has else ""
        items.append(f'<item id="{_item(name)}" href="{escape(name)}" media-type="{kind}"{properties}/>')
    spine = "".join(f'<itemref idref="{_item(f"{name}.xhtml")}"/>' for name in order)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<package xmlns="http://www.idpf.org/2007/opf" version="3.0" '
        f'unique-identifier="identifier" xml:lang="{about["language"]}"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<dc:identifier id="identifier">urn:uuid:{identifier}</dc:identifier>{metadata}</metadata>'
        f"<manifest>{''.join(items)}</manifest><spine>{spine}</spine></package>\n"
    )


def _item(name: str) -> str:
    return "item-" + re.sub(r"[^\w-]", "-", name)


def _cover(about: dict[str, str]) -> bytes:
    """The cover as a PNG, the kind of image that every reader's shelf shows."""
    settings: Any = {**standard(), "font.family": "DejaVu Serif", "text.parse_math": False}
    with matplotlib.rc_context(settings):
        figure = matplotlib.figure.Figure(figsize=(8, 12.8), facecolor=ACCENT)
        for height, size, width, text in (
            (0.86, 36, 18, about["title"]),
            (0.40, 19, 36, about["about"]),
            (0.18, 15, 48, INDEPENDENT),
            (0.11, 15, 60, f"{about['author']}\nVersion {about['version']}, {words.date(about['date'])}"),
        ):
            lines = [wrapped for line in text.split("\n") for wrapped in textwrap.wrap(line, width)]
            figure.text(0.1, height, "\n".join(lines), size=size, color="white", va="top", linespacing=1.4)
        out = io.BytesIO()
        figure.savefig(out, format="png", dpi=200, metadata={"Software": None})
    return out.getvalue()
