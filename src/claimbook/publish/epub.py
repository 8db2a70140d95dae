"""The whole book as an EPUB for readers: a zip of XHTML, made from the pages of the web book in ``_toc.yml``'s order."""

from __future__ import annotations

import io
import mimetypes
import re
import textwrap
import uuid
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import matplotlib.figure

from claimbook import wording as words
from claimbook.data.archive import zipped
from claimbook.publish.pages import (
    INDEPENDENT,
    about_book,
    attribute,
    contents_list,
    imprint,
    read_pages,
    relink,
    style_sheets,
    title_page,
)
from claimbook.report.charts import standard

ACCENT = "#0f5c74"  # as in the style sheets


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

    contents = contents_list(pages, place)
    relink(pages, place)
    files: dict[str, bytes] = {}
    for page in pages:
        for image in page.body.find_all("img", src=True):
            source = attribute(image, "src")
            if not urlsplit(source).scheme:
                files[f"images/{Path(source).name}"] = (project / "_build" / "html" / source).read_bytes()
                image["src"] = f"images/{Path(source).name}"
    documents = {
        "cover": (
            "Cover",
            f'<section epub:type="cover" class="cover-image"><img src="cover.png" alt="{escape(about["title"])}"/></section>',
        ),
        "title": (
            "Title page",
            f'<section epub:type="titlepage">{title_page(about)}<div class="imprint">{imprint(about)}</div></section>',
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
    files |= {"edition.css": style_sheets(project, "edition.css").encode(), "cover.png": _cover(about)}
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
