"""The whole book as an EPUB for readers: a zip of XHTML, made from the pages of the web book in ``_toc.yml``'s order."""

from __future__ import annotations

import io
import mimetypes
import re
import textwrap
import uuid
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import matplotlib.figure

from claimbook import wording as words
from claimbook.data.reproducible_zip import zipped
from claimbook.publish.built_pages import (
    about_book,
    attribute,
    contents_list,
    imprint,
    read_pages,
    relink,
    style_sheets,
    title_page,
)
from claimbook.publish.places import output
from claimbook.publish.rendering import render
from claimbook.report.charts import standard

ACCENT = "#0f5c74"  # as in the style sheets


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
                place_of = f"images/{re.sub(r'[^a-zA-Z0-9.-]', '-', Path(source).name)}"  # names in a package have no spaces
                files[place_of] = (output(project) / "html" / source).read_bytes()
                image["src"] = place_of
    documents = {
        "cover": ("Cover", render("cover.xhtml", about=about)),
        "title": ("Title page", render("title_page.xhtml", title_page=title_page(about), imprint=imprint(about))),
        "nav": ("Contents", render("nav.xhtml", contents=contents, start=place(pages[0].slug, ""))),
    }
    documents |= {page.slug: (page.title, render("chapter.xhtml", part=page.part, content=page.html)) for page in pages}
    files |= {
        f"{name}.xhtml": render("document.xhtml", about=about, title=title, body=body).encode()
        for name, (title, body) in documents.items()
    }
    files |= {"edition.css": style_sheets("edition.css").encode(), "cover.png": _cover(about)}
    return zipped(
        {"mimetype": b"application/epub+zip", "META-INF/container.xml": render("container.xml").encode()}
        | {"EPUB/package.opf": _package(about, files, list(documents)).encode()}
        | {f"EPUB/{name}": files[name] for name in sorted(files)},
        stored=("mimetype",),  # as EPUB wants it
    )


def _package(about: dict[str, str], files: dict[str, bytes], order: list[str]) -> str:
    """The package document: metadata, every file with its type, and the reading order."""
    items = []
    for name in sorted(files):
        kind = "application/xhtml+xml" if name.endswith(".xhtml") else mimetypes.guess_type(name)[0]
        has = {"nav.xhtml": ["nav"], "cover.png": ["cover-image"]}.get(name, [])
        has += ["mathml"] if name.endswith(".xhtml") and b"<math" in files[name] else []
        has += ["svg"] if name.endswith(".xhtml") and b"<svg" in files[name] else []
        items.append({"id": _item(name), "href": name, "kind": kind, "properties": " ".join(has)})
    return render(
        "package.opf",
        about=about,
        identifier=uuid.uuid5(uuid.NAMESPACE_URL, f"{about['base']}/{about['title']}/{about['version']}"),
        items=items,
        order=[_item(f"{name}.xhtml") for name in order],
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
            (0.18, 15, 48, about["notice"]),
            (0.11, 15, 60, f"{about['author']}\nVersion {about['version']}, {words.date(about['date'])}"),
        ):
            lines = [wrapped for line in text.split("\n") for wrapped in textwrap.wrap(line, width)]
            figure.text(0.1, height, "\n".join(lines), size=size, color="white", va="top", linespacing=1.4)
        out = io.BytesIO()
        figure.savefig(out, format="png", dpi=200, metadata={"Software": None})
    return out.getvalue()
