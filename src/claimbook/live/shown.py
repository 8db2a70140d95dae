"""What stands in the outputs of a page, and how it is written there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from html import escape
from typing import Any

from claimbook.live.cells import Missing, Partly
from claimbook.report import pages
from claimbook.report.charts.chart import Chart
from claimbook.teaching.practice import Practice
from claimbook.wording.parts import MIME, Number, Part, Slot, from_json, leaves, text_of
from claimbook.wording.places import anchor

#: What stands for the parts of a chart that stay as they are printed: the page puts its own there, by this selector.
KEPT = {name: f'<span data-kept="{name}"></span>' for name in ("svg.wide", "svg.narrow", ".downloads", ".cite")}
DRAWN = "Drawn with the printed figures, which the files below it hold as well;"
#: What of a chart reads otherwise, by whether its title does.
FOLLOWED = {
    True: "the title above and the data below follow the changed ones.",
    False: "its title reads as printed, its data follow.",
}
TITLE = re.compile(r'<span class="chart-title">(.*?)</span> <span class="chart-subtitle">', re.S)
TAG = re.compile(r"<[^>]+>")
#: What MyST-NB puts around what a cell printed.
PRINTED = '<div class="highlight"><pre role="group" tabindex="0" aria-label="Code"><span></span>{text}</pre></div>\n'


@dataclass
class Output:
    """What stands in an output of a page: parts, or what a cell printed, or why there is nothing."""

    parts: tuple[Part, ...] = ()
    printed: str | None = None
    missing: Missing | None = None
    #: Why sentences of it are not told.
    without: tuple[Missing, ...] = ()
    drawn: bool = False
    #: Whether readers are to work on it where it is printed.
    practice: bool = False
    html: str = ""

    @property
    def text(self) -> str:
        """What is read in it."""
        return self.missing.why if self.missing else text_of(self.parts) if self.printed is None else self.printed

    @property
    def numbers(self) -> list[Number]:
        """The numbers in it."""
        return [part for part in leaves(self.parts) if isinstance(part, Number)]

    def same(self, other: Output) -> bool:
        """Whether the same stands in both."""
        return (self.parts, self.printed, self.missing, self.without) == (
            other.parts,
            other.printed,
            other.missing,
            other.without,
        )

    def marks(self, printed: Output) -> list[list]:
        """The numbers in the text that read otherwise than they are printed: which, counted from nought, and what is printed.

        Where there are more numbers, or fewer, than are printed, of some nothing is printed that could be told: None.
        """
        ours, theirs = ([number.text for number in output.numbers] for output in (self, printed))
        if len(ours) == len(theirs):
            return [[place, before] for place, (now, before) in enumerate(zip(ours, theirs)) if now != before]
        found: list[list] = []
        for kind, start, end, here, there in SequenceMatcher(None, theirs, ours, autojunk=False).get_opcodes():
            if kind != "equal":
                before = theirs[start:end] if end - start == there - here else [None] * (there - here)
                found += map(list, zip(range(here, there), before))
        return found

    def drawn_with(self, printed: Output) -> str:
        """That a chart's drawing and files are those of the printed figures, and what of it follows the changed ones."""
        titles = [TAG.sub("", found[1]) for found in map(TITLE.search, (self.html, printed.html)) if found]
        return f"{DRAWN} {FOLLOWED[len(set(titles)) > 1]}"


def output_of(value: object) -> Output:
    """A value as an output of a page."""
    if isinstance(value, Missing):
        return Output(missing=value)
    if isinstance(value, Partly):
        return Output(parts_of(value.shown), without=value.without)
    if isinstance(value, Chart):
        return Output(value.around(KEPT["svg.wide"], KEPT["svg.narrow"]).parts, drawn=True)
    return Output(parts_of(value), practice=isinstance(value, Practice))


def parts_of(value: Any) -> tuple[Part, ...]:
    """The parts of what a cell or a text shows; what has none is text, as Python tells it."""
    if hasattr(value, "parts"):
        return value.parts
    if hasattr(value, "wording"):
        return value.wording.parts
    if hasattr(value, "_repr_mimebundle_"):
        return from_json(value._repr_mimebundle_()[0][MIME]["parts"])
    return (value if isinstance(value, str) else repr(value),)


@dataclass
class Notes:
    """The notes of a page: which number has which, and those that it has not printed."""

    known: dict[str, int]
    count: int
    fresh: dict[int, str] = field(default_factory=dict)

    def of(self, number: Number, entries: list[str]) -> int:
        """The note of a number; one that the page has not yet comes after all others."""
        told = pages.told(number.provenance)
        if told not in self.known:
            self.known[told] = self.count + len(self.fresh) + 1
            self.fresh[self.known[told]] = pages.popover(self.known[told], number.provenance, entries)
        return self.known[told]


class OnPage:
    """A page as its writer asks it for places (``pages.Place``), while its outputs are written one after the other."""

    def __init__(self, page: dict, hrefs: Mapping[str, str], notes: Notes | None, plainly: Callable[[str], str] = str):
        """``page`` is what the build says of it, and ``hrefs`` the page of each entry, by its anchor; ``plainly`` words a refusal.

        Without ``notes`` no number is tied to one, as in a task that is drawn while the page is read.
        """
        self.described, self.hrefs, self.notes, self.plainly = page, hrefs, notes, plainly
        self._labels: Counter[str] = Counter()
        self._regions = list(page["regions"])

    def start(self, output: int, *, kept: bool) -> None:
        """Begin with an output; where it is ``kept``, its own regions are passed over as well."""
        while self._regions and (self._regions[0][0] is None or self._regions[0][0] < output + kept):
            self._labels[self._regions.pop(0)[1]] += 1
        if not kept:
            self._regions = [one for one in self._regions if one[0] != output]

    def entries(self, number: Number) -> list[str]:
        """The addresses of its entries."""
        return [self._address(anchor(*place)) for place in number.provenance["claims"]]

    def _address(self, place: str) -> str:
        if place not in self.hrefs:
            raise ValueError(f"no page has the entry {place}")
        return f"{self.hrefs[place]}#{place}"

    def note(self, number: Number, entries: list[str]) -> int | None:
        """Its note."""
        return self.notes.of(number, entries) if self.notes else None

    def page(self, named: str) -> str:
        """The address of another page."""
        page, place = pages.named_page(self.described["name"], named)
        return self.described["pages"][page] + place

    def slot(self, slot: Slot) -> str:
        """What stands below a chart is that of the printed figures."""
        return f"{KEPT['.downloads']}\n{KEPT['.cite']}" if slot.kind == "downloads" else ""

    def region(self, label: str) -> str:
        """What a region is called."""
        self._labels[label] += 1
        return label if self._labels[label] == 1 else f"{label} ({self._labels[label]})"


#: What stands in a sentence where a number was; why there is none the page tells behind the paragraph.
NO_NUMBER = "[no number here]"


def refusal(why: str, *, inline: bool) -> str:
    """Why something is not told, in its place; a sentence goes on behind a mark, which holds why for whoever shows the page."""
    if inline:
        return f'<span class="refused" data-why="{escape(why)}">{NO_NUMBER}</span>'
    return f'<p class="refused">{escape(f"{why[:1].upper()}{why[1:]}.")}</p>'


def written(output: Output, place: OnPage, *, inline: bool) -> str:
    """An output as HTML."""
    if output.missing:
        why = place.plainly(output.missing.why).rstrip(".")
        return refusal(why, inline=inline)
    if output.printed is not None:
        return PRINTED.format(text=escape(output.printed, quote=False))
    gone = dict.fromkeys(place.plainly(one.why).rstrip(".") for one in output.without)
    return pages.written(output.parts, place) + "".join(refusal(f"not told here: {why}", inline=False) for why in gone)
