"""The editions for paper and for readers.

Both hold what a reader of the pages sees, and nothing that only a browser can use: no scripts, search, downloads or folded
code; folds stand open, a number leads to its entry, and charts stay drawings.

The style sheets are in ``publish/styles``: ``edition.css`` for both, ``paper.css`` for the PDF. The date on the cover is that
of the last commit, or SOURCE_DATE_EPOCH, so that the same book gives the same bytes.
"""

from __future__ import annotations

from pathlib import Path

from claimbook.data.descriptor import read_descriptor
from claimbook.publish.build import built_apart
from claimbook.publish.built_pages import EditionError, Page, about_book, read_pages, relink
from claimbook.publish.epub import epub
from claimbook.publish.pdf import pdf
from claimbook.publish.places import output

__all__ = ["EditionError", "Page", "about_book", "epub", "make", "pdf", "read_pages", "relink"]


def make(project: Path, kind: str) -> int:
    """Build the book and write its edition ``pdf`` or ``epub`` into ``_build``; returns 0, or 1 and prints what is wrong."""
    if not built_apart(project):
        return 1
    place = output(project) / f"{read_descriptor(project / 'data')['name']}.{kind}"
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
