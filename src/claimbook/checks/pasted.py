"""A report's text that is pasted as plain text: its paragraphs and sentences, its footnote list, and the marks of the footnotes."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from claimbook.data.days import YEAR
from claimbook.data.reading import blocks

#: A short scale before its currency ends no sentence: "1,5 Mrd. Euro".
SENTENCE_END = re.compile(
    r"(?!(?<=\bMrd|\bMio|\bMia|\bMld|\bTsd)\.\s+(?:Euro|EUR|US-Dollar|Dollar|USD|Franken|CHF|Pfund|GBP)\b)[.!?:][”\"’')]?\s+(?=[A-Z“\"])"
)
#: A full stop that ends no sentence: after a short form, or after a single capital, as in initials.
ABBREVIATION = re.compile(r"\b(?:e\.g|i\.e|cf|vs|Nos?|Arts?|paras?|pp?|eds?|Mrs?|Ms|Dr|Prof|St|[A-Z])\.$")

#: Digits as they are raised, in order, and what turns them into plain ones and back.
DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
PLAIN, RAISED = str.maketrans(DIGITS, "0123456789"), str.maketrans("0123456789", DIGITS)
#: The number that begins an entry of a list of footnotes: "49", "49.", "(49)", "[49]", "⁴⁹", after a dash or not; its text follows
#: there, with a capital, or in the next line.
ENTRY = re.compile(
    rf"\s*(?:[-•*–]\s*)?(?:\[\^?(\d{{1,3}})\]:?|\((\d{{1,3}})\)|([{DIGITS}]{{1,3}})|(\d{{1,3}})[.)]?(?=\s|$))\s*(?=$|[A-Z“\"ÀÉ])"
)
#: Raised or bracketed marks, several of which may stand side by side; what is raised behind a unit of length is a power.
RUN = re.compile(
    rf"(?<!\bm)(?<!\b[kcm]m)\s?(?:[{DIGITS}]+(?:[,;–-]?\s?(?=[{DIGITS}]))?)+|\s?\[\^?\d{{1,3}}(?:[,;–-]\s?\d{{1,3}})*\]"
)
#: What may stand above a list of footnotes.
TITLE_OF_LIST = re.compile(r"\n\s*(?:Foot|End)?[Nn]otes?:?\s*\Z|\n\s*(?:References|Sources):?\s*\Z")


@dataclass
class Paragraph:
    """A numbered paragraph without its footnote marks; ``marks`` are the numbers that stood in it, ``places`` where in ``text``."""

    number: int
    text: str
    bullet: bool
    marks: list[int] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    #: Stretches of ``text`` that state nothing, such as its own number.
    hidden: list[tuple[int, int]] = field(default_factory=list)

    def cut(self, start: int, end: int, marks: Iterable[int] = ()) -> None:
        """Take a stretch out of the text, which held these marks."""
        length = end - start
        self.text = self.text[:start] + self.text[end:]
        placed = [(place - length if place >= end else place, mark) for place, mark in zip(self.places, self.marks)]
        placed = sorted([*placed, *((start, mark) for mark in marks)], key=lambda one: one[0])
        self.places, self.marks = [place for place, _ in placed], [mark for _, mark in placed]
        self.hidden = [(s - length, e - length) if s >= end else (s, e) for s, e in self.hidden if s >= end or e <= start]

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


def normal_lines(text: str) -> str:
    """The same of a text, line by line."""
    return "\n".join(normal(line) for line in text.replace("\f", "\n\n").splitlines())


def split(text: str, names: re.Pattern) -> tuple[list[Paragraph], dict[int, str]]:
    """The paragraphs of a text, without the marks of footnotes, and its list of footnotes, by their numbers.

    The first paragraph is the heading, which is empty where the text begins without one. An item of a list is a paragraph. Lines may
    be broken anywhere; numbers of pages are left out. A number that is no mark of the list, such as one of ``names``, stays.
    """
    body, notes = _without_list(text.lstrip("\ufeff").replace("\r\n", "\n"))
    body = re.sub(r"\A\s*(?:\d+(?:\.\d+)+\.?|\d+\.)\s+(.*)\n(?=[A-Z])", r"\1\n\n", body)  # the number of the section
    body = re.sub(r"\A\s*(?:\d+(?:\.\d+)+\.?|\d+\.)\s+", "", body)
    found = [block for block in blocks(body) if (0, len(block.text)) not in block.hidden]
    headed = bool(found) and not re.search(r"[.!?:;,]$", found[0].text)
    paragraphs = [] if headed else [Paragraph(0, "", bullet=False)]
    for block in found:
        item = re.match(r"[-•*–]\s+", block.text)
        paragraph = Paragraph(len(paragraphs), block.text, bool(item), hidden=list(block.hidden))
        if item:
            paragraph.cut(0, item.end())
        paragraphs.append(paragraph)
    _take_raised(paragraphs, notes.keys())
    _take_marks(paragraphs, [n for n in notes if not any(n in p.marks for p in paragraphs)], names)
    return paragraphs, notes


def _without_list(text: str) -> tuple[str, dict[int, str]]:
    """The text before its list of footnotes, and the list.

    The list goes on to the end of the text, and its numbers one by one. Each begins a line, in any of the forms of ``ENTRY``, and at
    least half of them stand before it as marks that nothing else looks like; one of numbers behind a dash, alone in their lines, needs none.
    """
    lines = text.split("\n")
    begun = [
        (i, int(next(filter(None, m.groups())).translate(PLAIN)), m) for i, line in enumerate(lines) if (m := ENTRY.match(line))
    ]
    chains: list[list[tuple[int, int, re.Match]]] = []
    for at, first in enumerate(begun):
        chain = [first]
        for one in begun[at + 1 :]:
            chain += [one] if one[1] == chain[-1][1] + 1 else []
        chains.append(chain)
    for chain in sorted(chains, key=len, reverse=True):
        before = "\n".join(lines[: chain[0][0]])
        seen = sum(bool(re.search(_sure(number), before)) for _, number, _ in chain)
        if 2 * seen >= len(chain) or all(re.fullmatch(r"\s*-\s*\d+\.?\s*", match.string) for *_, match in chain):
            ends = [i for i, *_ in chain[1:]] + [len(lines)]
            notes = {n: normal(" ".join([lines[i][m.end() :], *lines[i + 1 : end]])) for (i, n, m), end in zip(chain, ends)}
            return re.sub(TITLE_OF_LIST, "", before), notes
    return text, {}


def _sure(number: int) -> str:
    """A pattern for a mark of this number that looks like nothing else: raised, in brackets, or glued to a word, a full stop or a year's."""
    raised = str(number).translate(RAISED)
    return (
        rf"(?<![{DIGITS}]){raised}(?![{DIGITS}])|\[\^?(?:\d+[,;–-] ?)*{number}[\],;–-]|[^\W\d_.][.,;:)”\"’']{{0,2}}{number}(?!\d)"
        rf"|(?<!\d){YEAR}[.;:]{number}(?!\d)"
    )


def _take_raised(paragraphs: list[Paragraph], known: Collection[int]) -> None:
    """Take raised and bracketed marks out of the paragraphs, wherever they stand; "km²" is none."""
    for paragraph in paragraphs:
        for match in reversed(list(RUN.finditer(paragraph.text))):
            numbers = [int(number) for number in re.findall(r"\d+", match[0].translate(PLAIN))]
            if re.search(r"[–-]", match[0]):
                numbers = list(range(numbers[0], numbers[-1] + 1))
            if set(numbers) <= set(known):
                paragraph.cut(*match.span(), numbers)


def _candidates(text: str, number: int, names: re.Pattern) -> Iterator[tuple[bool, re.Match]]:
    """Where a footnote mark may stand: after a word or punctuation, at the end of a clause; True where it is glued."""
    if str(number) not in text:
        return
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
    taken += _again(paragraphs, taken, names)
    for n, paragraph, start, end in sorted(taken, key=lambda one: (one[1].number, one[2]), reverse=True):
        paragraph.cut(start, end, [n])


def _again(paragraphs: list[Paragraph], taken: list, names: re.Pattern) -> Iterator[tuple[int, Paragraph, int, int]]:
    """Where a mark that was taken stands a second time, glued to the full stop or comma behind a word: a text may cite a document again."""
    spans = {(paragraph.number, start) for _, paragraph, start, _ in taken}
    for n, first, start, _ in list(taken):
        for paragraph in paragraphs[first.number :]:
            for glued, match in _candidates(paragraph.text, n, names):
                sure = glued and re.search(r"[^\W\d_][.,;:][”\"’')]?$", paragraph.text[: match.start()])
                place = paragraph.number, match.start()
                if sure and place not in spans and place > (first.number, start):
                    yield n, paragraph, *match.span()
