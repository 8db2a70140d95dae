"""What a notebook shows as the HTML of a page: the one writer, for the pages of a book and for one that is worked out while it is read.

In a book each part is a node of the page's tree, whose visitors write it with the functions here; ``written`` writes parts one
after the other, for whoever has no tree. What is written of a part depends on the page: where entries stand, what other pages
are called, which note a number has. That is asked of a ``Place``.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Callable, Iterable
from html import escape
from typing import Protocol

from claimbook.core.section import Section
from claimbook.report.rendering import renderer
from claimbook.wording.parts import Link, Number, Part, Raw, Slot, Table

#: How docutils writes text; ``html.escape`` differs in two letters.
TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "@": "&#64;"})
REGION_END = "</div>"

_render = renderer(__file__)


class Place(Protocol):
    """What a page knows of what stands on it."""

    def entries(self, number: Number) -> list[str]:
        """The addresses of the entries that a number rests on."""

    def note(self, number: Number, entries: list[str]) -> int | None:
        """Which note of the page, counted from one, tells of a number; None where the page has no notes."""

    def page(self, named: str) -> str:
        """The address of a page that is named as in a chapter's text."""

    def slot(self, slot: Slot) -> str:
        """What fills a slot, as HTML."""

    def region(self, label: str) -> str:
        """What a region of the page is called whose table has this label: no two are called the same."""


def written(parts: Iterable[Part], place: Place) -> str:
    """The parts as HTML of a page."""
    found: list[str] = []
    for part in parts:
        if isinstance(part, str):
            found.append(text(part))
        elif isinstance(part, Raw):
            found.append(part.html)
        elif isinstance(part, Number):
            entries = place.entries(part)
            note, mark = place.note(part, entries), part.name if part.drawn else ""
            found.append(number(part.inner, entries[0], outside=part.provenance["outside"], note=note, mark=mark))
        elif isinstance(part, Link):
            found.append(link(part.text, place.page(part.page)))
        elif isinstance(part, Table):
            found += [region(place.region(part.label)), written(part.parts, place), REGION_END]
        else:
            found.append(place.slot(part))
    return "".join(found)


def text(told: str) -> str:
    """Text."""
    return told.translate(TEXT)


def number(inner: str, address: str, *, outside: bool, note: int | None, mark: str) -> str:
    """A number as a link to its entry, with the note that tells of it; ``mark`` says what a mark in a drawing is, which has no words."""
    noted = f' data-provenance="provenance-{note}"' if note is not None else ""
    drawn = f' aria-label="{escape(mark)}"' if mark else ""
    kind = ("mark" if mark else "quantity") + (" outside-number" if outside else "")
    return f'<a class="{kind}" href="{escape(address)}"{noted}{drawn}>{inner}</a>'


def link(told: str, address: str) -> str:
    """Words that lead to a page."""
    return f'<a href="{escape(address)}">{escape(told)}</a>'


def region(label: str) -> str:
    """The opening of the region that a table stands in; report.js takes these attributes away where nothing needs to scroll."""
    return f'<div class="table-wrap" role="region" tabindex="0" aria-label="{escape(label)}">'


def told(provenance: dict) -> str:
    """What tells a number's note from others: numbers of one provenance have one note."""
    return json.dumps(provenance, sort_keys=True)


def popover(place: int, provenance: dict, entries: list[str]) -> str:
    """The note of a number, the given one on its page, with links to its entries, whose addresses are ``entries``."""
    return _render("popover.html", place=place, data=provenance, entries=entries)


def sources(section: Section, keys: Iterable[tuple[str, str]], address: Callable[[str], str]) -> str:
    """The list of sources of a page, those of the book's own edition first; each key stands behind the edition that it is of.

    ``address`` gives that of a place in the bibliography.
    """
    given, listed = list(keys), []
    for edition in sorted({edition for edition, _ in given}):
        tables = section.edition_named(edition) if edition else section
        named = f" of edition {edition}" if edition else ""
        for key in sorted((key for of, key in given if of == edition), key=tables.listed.index):
            there = address("source-" + key.replace("_", "-")) if key in section.sources else tables.sources[key].url
            label = f"{tables.labels[key]}{named}: ".capitalize() if tables.sources[key].keywords == "section" else ""
            listed.append((there, label + tables.sources[key].short))
    return _render("sources.html", sources=listed)


def named_page(here: str, target: str) -> tuple[str, str]:
    """The page that a link on the page ``here`` leads to, named as in a chapter's text, and what follows its address: "#cite"."""
    path, mark, place = target.partition("#")
    return posixpath.normpath(posixpath.join(posixpath.dirname(here), posixpath.splitext(path)[0])), mark + place
