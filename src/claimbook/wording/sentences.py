"""Text that carries the provenance of its numbers."""

from __future__ import annotations

import re
import sys
from collections import ChainMap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from string import Formatter
from typing import Any

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

    Its "claims" are table and id of each origin (and its edition, if that is another than the book's), and its "names", what the links to the entries read, what these are called,
    unless it says otherwise. ``name`` says what a sign is.
    """
    claims = {"claims": [places.place_of(origin) for origin in origins], "names": [places.entry(origin) for origin in origins]}
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


def grade(*shown: object) -> str:
    """The grades of the outside figures behind quantities or wordings: 'grade A', 'grades A and C'; ValueError where there is none."""
    found = sorted({claim.grade for part in shown for claim in plain(part).origins if claim.outside and claim.grade})
    if not found:
        raise ValueError("no figure from outside the section, and so no grade, stands behind what is shown")
    return f"grade{'s' if len(found) > 1 else ''} {listing(found)}"


def sentence(template: str, /, **values: object) -> Wording:
    """A sentence with computed numbers in it: ``sentence("{part} of {whole}")``.

    As in an f-string, a slot takes the value of its name from where the sentence is written, or an attribute of it: ``{part.start}``.
    Values that are given come first: ``sentence("{a} of {b}", a=part, b=whole)``. ``{part:grade}`` tells the grade of the outside
    figures behind a value. A template may run over several lines; a line end and the spaces around it count as a space.

    Raises ValueError for an empty list, a function or a table of pandas, NameError for a name in the template that is nowhere, with the
    nearest one that is there, and AttributeError for an attribute that its value has not.
    """
    __tracebackhide__ = True  # in JupyterLab the cell alone is shown, and not the steps in here
    if not isinstance(template, str):
        raise TypeError(f'a sentence is made of a text with slots, such as "{{part}} of {{whole}}", and not of {template!r:.80}')
    frame = sys._getframe(1)
    known = ChainMap(values, frame.f_locals, frame.f_globals)
    parts: list[Part] = []
    for text, slot, spec, conversion in Formatter().parse(re.sub(r"[ \t]*\n\s*", " ", template.strip("\n\t "))):
        if text:
            parts.append(text)
        if slot is None:
            continue
        if conversion or spec not in ("", "grade"):
            raise ValueError(
                f"{{{slot}}} in the sentence {template!r} takes a value as it is told, or its grade, and no other format"
            )
        value = _filled(slot, known, template)
        parts += plain(grade(value) if spec else value).parts
    return Wording(joined(parts))


def capitalised(told: Wording) -> Wording:
    """The same with a capital where a number in words, or its hedge, begins a sentence: "About 40%"."""
    parts: list[Part] = []
    for part in told.parts:
        begins = not parts or isinstance(parts[-1], str) and re.search(r"[.!?][”\"’')]?\s+$", parts[-1])
        if begins and isinstance(part, Number):
            part = replace(part, text=part.text[:1].upper() + part.text[1:])
        parts.append(part)
    return Wording(tuple(parts))


def _filled(slot: str, known: Mapping[str, Any], template: str) -> object:
    """The value of a slot, a name or an attribute of one; raises what ``sentence`` says."""
    __tracebackhide__ = True
    name = re.split(r"[.\[]", slot, maxsplit=1)[0]
    if name not in known:
        from difflib import get_close_matches

        near = get_close_matches(name, [one for one in known if not one.startswith("_")], n=1)
        raise NameError(f"name {name!r} is not defined" + "".join(f" (perhaps {one})" for one in near))
    value, _ = Formatter().get_field(slot, (), known)
    if isinstance(value, (list, tuple)) and not value:
        raise ValueError(
            f"the list {slot} is empty and would leave a gap in the sentence {template!r}; word the case of none apart"
        )
    if callable(value):
        raise ValueError(f"{slot} in the sentence {template!r} is a function; give the slot a value, or the name of one")
    if hasattr(value, "iloc"):  # of pandas, which need not be loaded
        raise ValueError(
            f"{slot} in the sentence {template!r} is a table or a column of one; give the slot one of its cells, or a list of them"
        )
    return value


def slots(template: str) -> list[str]:
    """The names, and the attributes of names, whose values a sentence with this template tells."""
    return [slot for _, slot, spec, _ in Formatter().parse(template) if slot and not spec]


def first_sentence(text: str) -> str:
    """The first sentence of a caption, without its full stop."""
    return re.split(r"(?<=[.?!])\s", " ".join(text.split()), maxsplit=1)[0].rstrip(".")


def listing(items: list | tuple, last: str = "and") -> Wording:
    """Names or numbers as a list in a sentence: a, b and c; raises ValueError for an empty list, which would leave a gap."""
    if isinstance(items, str) or not isinstance(items, Iterable):
        raise TypeError(f"a listing is made of several items, such as a list, and not of {items!r:.80}")
    told = [plain(item) for item in items]
    if not told:
        raise ValueError("a list without items would leave a gap in its sentence; word the case of none apart")
    parts: list[Part] = list(told[0].parts)
    for place, one in enumerate(told[1:], 2):
        parts += [f" {last} " if place == len(told) else ", ", *one.parts]
    return Wording(joined(parts))
