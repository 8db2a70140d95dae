"""Every figure of a text: numbers in digits and in words, and dates; what only looks like one is left out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from claimbook.data.days import days
from claimbook.data.designations import designations, numbered
from claimbook.data.figures import SPACE, Figure, amounts, either, joined
from claimbook.data.number_words import in_words, ratios
from claimbook.wording.units import CARDINALS, CURRENCIES, FOREIGN

#: Hyphens that do not break, as plain ones.
_HYPHENS = str.maketrans("\u2010\u2011", "--")
_FOREIGN = re.compile(rf"\d[\d.,]*{SPACE}?(?:{either(FOREIGN)})")
#: A line with nothing but a number, and a number after a sentence or at the start of a line, as a mark may stand there.
_ALONE = re.compile(r"[-•*–]?\s*\(?(\d{1,3})\)?[.)]?$")
_SET_APART = re.compile(r"(?:^|(?<=[.!?;:)”\"’]\s)|(?<=\d\s))(\d{1,3})(?=\s+[A-Z“\"]|\s*$)")
_OPEN_AMOUNT = re.compile(rf"(?:\b(?:{'|'.join(CURRENCIES)})|[€$£]){SPACE}?(?P<digits>[\d.,]+{SPACE}?)?$")
#: A line that is longer than a page's is a paragraph of its own.
_LONGEST = 160
#: The end of a sentence, with a mark behind it or not.
_ENDED = re.compile(r"[.!?:;][”\"’')\]]?[⁰¹²³⁴-⁹]*$|(?:[a-zà-ÿ)”\"%]|(?<!\d)(?:19|20)\d\d)[.!?:;]\s?\d{1,3}$")
#: A hyphen at the end of a line that ties what follows to it, as in "High-Level" and "2021-2027", and after which it ties nothing.
_TIED = re.compile(r"\w[-–]$")
_SUSPENDED = re.compile(r"(?:and|or|to)\b")
#: No page is narrower.
_NARROWEST = 40
_DATES = ("date", "year", "period")


def read(text: str, comma: bool | None = None, hidden: Iterable[tuple[int, int]] = ()) -> list[Figure]:
    """The figures of a text in their order, without the stretches that are ``hidden``, such as registered names.

    ``comma`` says whether its decimals stand after a comma; None lets the text tell.
    """
    return list(_figures(text, comma, tuple(hidden)))


@lru_cache(maxsize=512)  # whoever compares a text again, with one paragraph or one row changed, reads the rest as before
def _figures(text: str, comma: bool | None, hidden: tuple[tuple[int, int], ...]) -> tuple[Figure, ...]:
    text = text.translate(_HYPHENS)
    comma = decimal_comma(text) if comma is None else comma
    rest = _without(text, [*hidden, *designations(text)])
    found = [figure for figure in days(rest)]
    rest = _without(rest, [(figure.start, figure.end) for figure in found])
    numbers = amounts(rest, comma)
    rest_of_words = _without(rest, [(figure.start, figure.end) for figure in numbers])
    numbers = sorted([*numbers, *in_words(rest_of_words)], key=lambda figure: figure.start)
    return tuple(sorted([*found, *ratios(rest, joined(rest, numbers))], key=lambda figure: figure.start))


def is_date(figure: Figure) -> bool:
    return figure.kind in _DATES


def decimal_comma(text: str) -> bool | None:
    """Whether the decimals of a text stand after a comma: True, or None where nothing tells, so that each number tells by its form.

    "37,8 %" and "1.134.500" say so, "1.5 million" and "1,134,500" the contrary. A word such as "Mrd." speaks for its own number only.
    """
    rest = _FOREIGN.sub("", text)
    commas, points = (len(pattern.findall(rest)) for pattern in (_style(",", "."), _style(".", ",")))
    return True if commas > points else None


def _style(decimal: str, thousands: str) -> re.Pattern:
    """Numbers that have the given mark before decimals, or the other between thousands."""
    point, comma = re.escape(decimal), re.escape(thousands)
    return re.compile(rf"(?<![\d.,])(?:\d+{point}\d{{1,2}}|\d{{1,3}}(?:{comma}\d{{3}})+(?:{point}\d+)?)(?![.,]?\d)")


def _without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with a sign that stands for nothing in place of each character of the spans."""
    characters = list(text)
    for start, end in spans:
        characters[start:end] = "\0" * (end - start)
    return "".join(characters)


@dataclass(frozen=True)
class Block:
    """A paragraph or an item of a list: its number, counted from 1, its text on a single line, and what of it is only a number of its own."""

    number: int
    text: str
    hidden: tuple[tuple[int, int], ...] = ()


def blocks(text: str) -> list[Block]:
    """The paragraphs of a text, without soft hyphens and with the lines of each joined, as text from a PDF needs it.

    The numbers of pages and of the footnotes in a list are hidden, and so are the latter where they stand as marks.
    """
    text = re.sub(r"\u00ad[ \t]*\n?[ \t]*", "", text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))
    text = re.sub(r"(-?)\b([a-z]+)-\n(?=[a-z]{2})(?!(?:and|or|to)\b)", _unbroken, text).replace("\f", "\n\n")
    lines: list[str] = []
    width = _width(text)
    for before, line in pairwise(["", *text.split("\n")]):
        if lines and line.strip() and (_is_amount(lines[-1], line.strip()) or _goes_on(before, line, width)):
            tied = _TIED.search(lines[-1]) and not _SUSPENDED.match(line.strip())
            lines[-1] = f"{lines[-1].rstrip()}{'' if tied else ' '}{line.strip()}"
        else:
            lines.append(line.strip())
    lines = [line for line in lines if line]
    own, alone = numbered(lines), _notes_and_pages(lines)
    marks = set(alone.values())
    found: list[Block] = []
    for i, line in enumerate(lines):
        set_apart = [match.span(1) for match in _SET_APART.finditer(line) if match[1] in marks]
        hidden = [(0, len(line))] if i in alone else [*([own[i]] if i in own else []), *set_apart]
        found.append(Block((found[-1].number if found else 0) + (i not in alone), line, tuple(hidden)))
    return found


def _notes_and_pages(lines: list[str]) -> dict[int, str]:
    """By line, the number of a footnote or a page: it has its line to itself, and a dash or the number before or after it near by."""
    alone = [(i, match[1]) for i, line in enumerate(lines) if (match := _ALONE.match(line))]
    numbers = [int(number) for _, number in alone]
    near = [{*numbers[max(0, at - 1) : at], *numbers[at + 1 : at + 2]} for at in range(len(alone))]
    return {i: n for (i, n), beside in zip(alone, near) if lines[i][0] == "-" or {int(n) - 1, int(n) + 1} & beside}


def _unbroken(match: re.Match) -> str:
    """A word that a hyphen breaks at the end of a line; "twenty-" and "whole-of-" keep theirs."""
    kept = match[1] or match[2] in CARDINALS or match[2] in ("half", "one")
    return f"{match[1]}{match[2]}{'-' if kept else ''}"


def _is_amount(text: str, following: str) -> bool:
    """Whether an amount of money goes on in the next line: after "EUR" its digits, after these its scale."""
    opened = _OPEN_AMOUNT.search(text)
    return bool(opened and re.match(r"[a-z]" if opened["digits"] else r"\d", following))


def _width(text: str) -> int:
    """How wide the lines of a text are that is broken at a width, with empty lines between its paragraphs; 0 where it is not.

    In such a text most lines before another one end in the middle of a sentence.
    """
    lines = [line.strip() for line in text.split("\n")]
    ended = [bool(_ENDED.search(line)) for line, following in pairwise(lines) if line and following]
    width = max((len(line) for line in lines if "://" not in line), default=0)
    parted = re.search(r"\S[ \t]*\n[ \t]*\n\s*\S", text) and 2 * sum(ended) < len(ended)
    return width if parted and _NARROWEST <= width <= _LONGEST else 0


def _goes_on(line: str, following: str, width: int = 0) -> bool:
    """Whether a line goes on in the next: it ends no sentence, and the next is no item of a list and no new start.

    In a text that is broken at a ``width``, one that ends a sentence goes on where the next word would not have had its place there.
    """
    line, following = line.rstrip(), following.strip()
    if _ALONE.match(line) or _ALONE.match(following):
        return False
    ended = _ENDED.search(line)
    full = bool(line) and len(line) + 1 + len(following.split(" ")[0]) > width > 0
    if not line or ended and not full or len(line) > _LONGEST or re.match(r"[-•*–]\s|\(?\d{1,3}[.)]\s|[a-z]\)\s", following):
        return False
    begins = re.match(r"[a-zà-ÿ\d(€$£]", following) and not re.match(r"\d{1,3}\s+[A-Z]", following)
    whole = len(following) > _LONGEST  # under a heading
    return bool(begins or _TIED.search(line) or len(line) >= 40 and not whole or re.search(rf"\d{SPACE}?$", line))
