"""Text that carries the provenance of its numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from string import Formatter

from claimbook.wording import places
from claimbook.wording.numbers import NBSP
from claimbook.wording.parts import Number, Part, Shown, joined


@dataclass(frozen=True, repr=False)
class Wording(Shown):
    """Text to be shown, in parts, of which each number carries its provenance."""

    parts: tuple[Part, ...] = ()

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.text.replace(NBSP, ' ')}>"

    def __format__(self, spec: str) -> str:
        return format(self.text, spec)


def link(text: str, provenance: dict, origins: tuple, name: str = "") -> Wording:
    """A number as a link to its first claim's entry; ``provenance`` is what its popover shows, as label and text.

    Its "claims" are table and id of each origin, and its "names", what the links to the entries read, what these are called,
    unless it says otherwise. ``name`` says what a sign is.
    """
    claims = {"claims": [[origin.table, origin.id] for origin in origins], "names": [places.entry(origin) for origin in origins]}
    return Wording((Number(text, claims | provenance, tuple(origins), name),))


def plain(value: object) -> Wording:
    """Any value as a Wording: quantities and wordings keep their links, lists are joined, everything else is text.

    An empty list is no text, as for an empty cell of a table; a sentence does not take one.
    """
    if isinstance(value, Wording):
        return value
    if hasattr(value, "wording"):
        return value.wording
    if isinstance(value, (list, tuple)):
        return listing(value) if value else Wording()
    return Wording((str(value),)) if value not in (None, "") else Wording()


def sentence(template: str, **values: object) -> Wording:
    """A sentence with computed numbers in it: ``sentence("{a} of {b}", a=part, b=whole)``.

    Raises ValueError for an empty list, and KeyError for a name in the template that is not among the values.
    """
    for name, value in values.items():
        if isinstance(value, (list, tuple)) and not value:
            raise ValueError(
                f"the list {name} is empty and would leave a gap in the sentence {template!r}; word the case of none apart"
            )
    parts: list[Part] = []
    for text, slot, spec, conversion in Formatter().parse(template):
        if text:
            parts.append(text)
        if slot is None:
            continue
        if spec or conversion:
            raise ValueError(f"{{{slot}}} in the sentence {template!r} takes a value as it is told, without a format of its own")
        parts += plain(values[slot]).parts
    return Wording(joined(parts))


def first_sentence(text: str) -> str:
    """The first sentence of a caption, without its full stop."""
    return re.split(r"(?<=[.?!])\s", " ".join(text.split()), maxsplit=1)[0].rstrip(".")


def listing(items: list | tuple, last: str = "and") -> Wording:
    """Names or numbers as a list in a sentence: a, b and c; raises ValueError for an empty list, which would leave a gap."""
    told = [plain(item) for item in items]
    if not told:
        raise ValueError("a list without items would leave a gap in its sentence; word the case of none apart")
    parts: list[Part] = list(told[0].parts)
    for place, one in enumerate(told[1:], 2):
        parts += [f" {last} " if place == len(told) else ", ", *one.parts]
    return Wording(joined(parts))
