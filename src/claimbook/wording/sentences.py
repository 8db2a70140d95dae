"""Text that carries the provenance of its numbers."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from html import escape

from claimbook.wording.numbers import NBSP


@dataclass(frozen=True, repr=False)
class Wording:
    """Text to be shown, with the same text as HTML in which each number is a link that carries its provenance."""

    text: str
    html: str
    #: The claims behind the text, in order of use.
    origins: tuple = ()

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.text.replace(NBSP, ' ')}>"

    def __format__(self, spec: str) -> str:
        return format(self.text, spec)

    def _repr_html_(self) -> str:
        return self.html

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        return {"text/plain": self.text, "text/html": self.html}


def link(text: str, provenance: dict, origins: tuple) -> Wording:
    """A number as a link to its first claim's entry; ``provenance`` is what its popover shows, as label and text.

    Its "names" are what the links to the entries read, in the order of its "claims"; without them, what the origins are called.
    """
    first = origins[0]
    provenance = {"names": [origin.entry for origin in origins]} | provenance
    title = "; ".join(f"{label}: {what}" for label, what in provenance["facts"] if isinstance(what, str))
    data = escape(json.dumps(provenance, ensure_ascii=False, sort_keys=True), quote=True)
    html = (
        f'<a class="quantity" href="{escape(first.page)}.html#{escape(first.anchor)}" title="{escape(title)}" '
        f'data-provenance="{data}">{escape(text)}</a>'
    )
    return Wording(text, html, origins)


def plain(value: object) -> Wording:
    """Any value as a Wording: quantities and wordings keep their links, lists are joined, everything else is escaped.

    An empty list is no text, as for an empty cell of a table; a sentence does not take one.
    """
    if isinstance(value, Wording):
        return value
    if hasattr(value, "wording"):
        return value.wording
    if isinstance(value, (list, tuple)):
        return listing(value) if value else Wording("", "")
    text = "" if value is None else str(value)
    return Wording(text, escape(text))


def sentence(template: str, **values: object) -> Wording:
    """A sentence with computed numbers in it: ``sentence("{a} of {b}", a=part, b=whole)``; raises ValueError for an empty list."""
    for name, value in values.items():
        if isinstance(value, (list, tuple)) and not value:
            raise ValueError(f"the list {name} is empty and would leave a gap in the sentence {template!r}; word the case of none apart")
    parts = {name: plain(value) for name, value in values.items()}
    text = template.format(**{name: part.text for name, part in parts.items()})
    html = escape(template, quote=False).format(**{name: part.html for name, part in parts.items()})
    origins = tuple(dict.fromkeys(origin for part in parts.values() for origin in part.origins))
    return Wording(text, html, origins)


def first_sentence(text: str) -> str:
    """The first sentence of a caption, without its full stop."""
    return re.split(r"(?<=[.?!])\s", " ".join(text.split()), maxsplit=1)[0].rstrip(".")


def listing(items: list, last: str = "and") -> Wording:
    """Names or numbers as a list in a sentence: a, b and c; raises ValueError for an empty list, which would leave a gap."""
    parts = [plain(item) for item in items]
    if not parts:
        raise ValueError("a list without items would leave a gap in its sentence; word the case of none apart")
    if len(parts) < 2:
        return parts[0]
    head, tail = parts[:-1], parts[-1]
    text = ", ".join(p.text for p in head) + f" {last} {tail.text}"
    html = ", ".join(p.html for p in head) + f" {last} {tail.html}"
    return Wording(text, html, tuple(dict.fromkeys(o for p in parts for o in p.origins)))
