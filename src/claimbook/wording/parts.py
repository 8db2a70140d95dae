"""What is shown, as parts: its text, its HTML, the claims behind it and its JSON all derive from them.

A part is a text (``str``), a ``Number`` with its provenance, a ``Link`` to a page, a ``Slot`` that the book fills, ``Raw``
HTML in which no number stands, or a ``Table`` of such parts. Nothing is ever searched for in HTML: whoever wants the numbers
asks for the parts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import escape
from itertools import chain
from typing import Any

from claimbook.wording import places

#: The type under which a notebook offers the parts of what it shows, beside text and HTML.
MIME = "application/vnd.claimbook+json"
#: What an output's metadata hold beside the parts, so that its other forms need not be read.
HAS_PARTS = {MIME: {"parts": True}}


@dataclass(frozen=True)
class Raw:
    """A piece of HTML in which no number stands; its tags may be closed in another piece."""

    html: str


@dataclass(frozen=True)
class Number:
    """A number, date or mark with its provenance: what its popover shows, as data that JSON can hold.

    "claims" in it are table and id of each claim, "names" what the links to their entries read, "sources" the documents behind
    them. ``name`` says what a sign is to whoever hears it. ``drawn`` is the SVG of a mark in a drawing that shows the number.
    """

    text: str
    provenance: dict = field(hash=False)
    origins: tuple = ()
    name: str = ""
    drawn: str = ""

    @property
    def inner(self) -> str:
        """What stands in the link, as HTML."""
        if self.drawn:
            return self.drawn
        text = escape(self.text)
        return f'<span role="img" aria-label="{escape(self.name)}">{text}</span>' if self.name else text

    @property
    def html(self) -> str:
        """A link as JupyterLab opens it, to the entry of the first claim; where no book shows a popover, its title has the facts."""
        title = "; ".join(f"{label}: {what}" for label, what in self.provenance["facts"] if isinstance(what, str))
        address = places.address(*self.provenance["claims"][0], ending="ipynb")
        kind = f'mark" aria-label="{escape(self.name)}' if self.drawn else "quantity"  # a drawing has no words of its own
        return f'<a class="{kind}" href="{escape(address)}" title="{escape(title)}">{self.inner}</a>'


@dataclass(frozen=True)
class Link:
    """Words that lead to a page, named as in a chapter's text: ``what_adds_up.ipynb``, ``../book/method.md#cite``."""

    text: str
    page: str

    @property
    def html(self) -> str:
        """A link as JupyterLab opens it."""
        return f'<a class="page" href="{escape(self.page)}">{escape(self.text)}</a>'


@dataclass(frozen=True)
class Slot:
    """A place that a book fills or remembers, by what it is for and by a name: the anchor of an entry, or that of a chart.

    "entry": the entry itself stands here. "uses": the pages that use it. "reaches": a cell for each page. "pages": their heads.
    "downloads": the files of a chart, whose ``title`` its citation tells. "data-package": all tables as one file.
    """

    kind: str
    name: str = ""
    title: str = ""
    html = ""


@dataclass(frozen=True)
class Table:
    """A table, made of parts from its opening tag to its closing one, and what it is called where it is a region of a page."""

    label: str
    parts: tuple[Part, ...]

    @property
    def html(self) -> str:
        """The table as a notebook shows it."""
        return html_of(self.parts)

    @property
    def text(self) -> str:
        """What stands in it that is no HTML."""
        return text_of(self.parts)

    @property
    def origins(self) -> tuple:
        """The claims behind its numbers."""
        return origins_of(self.parts)


Part = str | Raw | Number | Link | Slot | Table


def leaves(parts: Iterable[Part]) -> Iterator[Part]:
    """The parts in order, those of a table in place of it."""
    for part in parts:
        if isinstance(part, Table):
            yield from leaves(part.parts)
        else:
            yield part


def html_of(parts: Iterable[Part]) -> str:
    """The parts as HTML for a notebook."""
    return "".join(escape(part) if isinstance(part, str) else part.html for part in parts)


def text_of(parts: Iterable[Part]) -> str:
    """The parts as text, without HTML pieces and slots."""
    return "".join(part if isinstance(part, str) else getattr(part, "text", "") for part in parts)


def origins_of(parts: Iterable[Part]) -> tuple:
    """The claims behind the parts, in order of use, each once."""
    return tuple(dict.fromkeys(origin for part in parts for origin in getattr(part, "origins", ())))


def pieces(*given: Any) -> tuple[Part, ...]:
    """Parts from pieces of HTML (texts here), parts, things that have parts, and lists of these; pieces of HTML in a row become one."""
    found: list[Part] = []
    for piece in given:
        if isinstance(piece, str):
            piece = Raw(piece)
        if isinstance(piece, Raw):
            if not piece.html:
                continue
            if found and isinstance(found[-1], Raw):
                found[-1] = Raw(found[-1].html + piece.html)
                continue
            found.append(piece)
        elif isinstance(piece, (Number, Link, Slot, Table)):
            found.append(piece)
        else:
            inner = piece.parts if hasattr(piece, "parts") else pieces(*piece)
            if inner and isinstance(inner[0], Raw) and found and isinstance(found[-1], Raw):
                found[-1], inner = Raw(found[-1].html + inner[0].html), inner[1:]
            found += inner
    return tuple(found)


def joined(*given: Iterable[Part]) -> tuple[Part, ...]:
    """The parts one after the other; texts in a row become one."""
    found: list[Part] = []
    for part in chain(*given):
        if isinstance(part, str) and found and isinstance(found[-1], str):
            found[-1] += part
        else:
            found.append(part)
    return tuple(found)


def to_json(parts: Iterable[Part]) -> list:
    """The parts as JSON: a text as itself, any other as an object that says by its first key what it is."""
    found: list = []
    for part in parts:
        if isinstance(part, Raw):
            found.append({"html": part.html})
        elif isinstance(part, Number):
            more = {"name": part.name, "drawn": part.drawn}
            found.append({"number": part.text, "provenance": part.provenance} | {key: what for key, what in more.items() if what})
        elif isinstance(part, Link):
            found.append({"link": part.text, "page": part.page})
        elif isinstance(part, Slot):
            found.append({"slot": part.kind, "name": part.name} | ({"title": part.title} if part.title else {}))
        elif isinstance(part, Table):
            found.append({"table": part.label, "parts": to_json(part.parts)})
        else:
            found.append(part)
    return found


def from_json(given: Iterable) -> tuple[Part, ...]:
    """The parts from their JSON; the numbers have no origins but what their provenance says."""
    found: list[Part] = []
    for one in given:
        if isinstance(one, str):
            found.append(one)
        elif "html" in one:
            found.append(Raw(one["html"]))
        elif "number" in one:
            found.append(Number(one["number"], one["provenance"], name=one.get("name", ""), drawn=one.get("drawn", "")))
        elif "link" in one:
            found.append(Link(one["link"], one["page"]))
        elif "table" in one:
            found.append(Table(one["table"], from_json(one["parts"])))
        else:
            found.append(Slot(one["slot"], one["name"], one.get("title", "")))
    return tuple(found)


class Shown:
    """What can be shown in a notebook: text, HTML, claims and the forms of an output, from ``parts``."""

    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        """What is read, as plain text."""
        return text_of(self.parts)

    @property
    def html(self) -> str:
        """The same as HTML in which each number is a link to its claim."""
        return html_of(self.parts)

    @property
    def origins(self) -> tuple:
        """The claims behind it, in order of use."""
        return origins_of(self.parts)

    @property
    def numbers(self) -> list[Number]:
        """The numbers in it, in order."""
        return [part for part in leaves(self.parts) if isinstance(part, Number)]

    def _plainly(self) -> str:
        """The form for a console."""
        return self.text

    def _data(self) -> dict:
        """What the JSON says beside the parts."""
        return {}

    def _repr_html_(self) -> str:
        return self.html

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict, dict]:
        forms = {"text/plain": self._plainly(), "text/html": self.html, MIME: {"parts": to_json(self.parts), **self._data()}}
        return forms, dict(HAS_PARTS)
