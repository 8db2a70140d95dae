"""A report's text that is pasted as plain text: its paragraphs and sentences, its footnote list, and the marks of the footnotes."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field

from claimbook.data.days import YEAR

SENTENCE_END = re.compile(r"[.!?:][”\"’)]?\s+(?=[A-Z“\"])")
#: A full stop that ends no sentence: after a short form, or after a single capital, as in initials.
ABBREVIATION = re.compile(r"\b(?:e\.g|i\.e|cf|vs|Nos?|Arts?|paras?|pp?|eds?|Mrs?|Ms|Dr|Prof|St|[A-Z])\.$")


@dataclass
class Paragraph:
    """A numbered paragraph without its footnote marks; ``marks`` are the numbers that stood in it, ``places`` where in ``text``."""

    number: int
    text: str
    bullet: bool
    marks: list[int] = field(default_factory=list)
    places: list[int] = field(default_factory=list)

    @property
    def sentence_ends(self) -> list[int]:
        """Where in ``text`` its sentences end, but for the last; a bullet is one sentence, and a colon ends none."""
        ends = [] if self.bullet else SENTENCE_END.finditer(self.text)
        return [m.end() for m in ends if m[0][0] != ":" and not ABBREVIATION.search(self.text[: m.start() + 1])]

    @property
    def marks_by_sentence(self) -> list[set[int]]:
        """The footnote marks of each of its sentences."""
        found: list[set[int]] = [set() for _ in range(len(self.sentence_ends) + 1)]
        for mark, place in zip(self.marks, self.places):
            found[bisect_left(self.sentence_ends, place)].add(mark)
        return found


def normal(text: str) -> str:
    """Text with one kind of quote mark, dash and space, so that typing does not count as a difference."""
    return " ".join(text.translate(str.maketrans("‘’‚`“”„«»–—‑", '\'\'\'\'"""""---')).split())


def split(text: str, names: re.Pattern) -> tuple[list[Paragraph], dict[int, str]]:
    """The paragraphs, one a line (heading 0, each bullet one), and the footnote list: "- 49" on its line, then its reference."""
    body, *listed = re.split(r"^\s*-\s*(\d+)\.?\s*$", text.lstrip("\ufeff"), flags=re.M)
    notes = {int(number): normal(reference) for number, reference in zip(listed[::2], listed[1::2])}
    body = re.sub(r"\A\s*(?:\d+(?:\.\d+)+\.?|\d+\.)\s+", "", body)  # the number of the section
    lines = [line.strip() for line in body.splitlines() if line.strip()]
    paragraphs = [
        Paragraph(i, re.sub(r"^[-•*]\s+", "", normal(line)), bool(re.match(r"[-•*]\s", line))) for i, line in enumerate(lines)
    ]
    _take_marks(paragraphs, list(notes), names)
    return paragraphs, notes


def _candidates(text: str, number: int, names: re.Pattern) -> Iterator[tuple[bool, re.Match]]:
    """Where a footnote mark may stand: after a word or punctuation, at the end of a clause; True where it is glued."""
    hidden = names.sub(lambda m: "\0" * len(m[0]), text)
    for match in re.finditer(rf"(?<![\s\d(€$£-])(?P<space>\s?)(?<!\d){number}(?=$|\s|[”\"')])(?!\s?%)", hidden):
        before, after = hidden[: match.start()], hidden[match.end() :]
        ends = not after.strip() or re.match(r"[”\"')]?\s+[A-Z\"“]", after)
        figure = re.search(r"(\d[\d,.]*)[.,]$", before)  # digits before the mark: are they complete, or are both one figure?
        complete = figure and re.fullmatch(rf"{YEAR}|\d{{1,3}}(?:,\d{{3}})+|\d+\.\d+", figure[1])
        if figure and (len(str(number)) == 3 and before[-1] == "," or not complete and not ends):
            continue
        glued = not match["space"]
        if before and (ends or before[-1] in ",;:" or not figure if glued else ends and before[-1] in ".!?;:\"')"):
            yield glued, match


def _take_marks(paragraphs: list[Paragraph], numbers: list[int], names: re.Pattern) -> None:
    """Walk the text in the order of the footnote list, note each mark and take it out of its paragraph.

    A number that is not the next mark stays a figure. A glued mark goes before a spaced one up to where the next
    number's first glued mark stands.
    """
    places = {
        n: [(p.number, m.start(), m.end(), glued) for p in paragraphs for glued, m in _candidates(p.text, n, names)]
        for n in numbers
    }
    cursor, taken = (0, 0), []
    for i, n in enumerate(numbers):
        following = [c[:2] for c in places[numbers[i + 1]] if c[3] and c[:2] >= cursor] if i + 1 < len(numbers) else []
        open_ones = [c for c in places[n] if c[:2] >= cursor and (not following or c[:2] < following[0])]
        if chosen := next((c for c in open_ones if c[3]), next(iter(open_ones), None)):
            cursor = (chosen[0], chosen[2])
            taken.append((n, paragraphs[chosen[0]], *chosen[1:3]))
    for n, paragraph, start, end in reversed(taken):
        paragraph.text = paragraph.text[:start] + paragraph.text[end:]
        paragraph.marks.insert(0, n)
        paragraph.places = [start, *(place - (end - start) for place in paragraph.places)]
