"""Every figure of a text: numbers in digits and in words, and dates; what only looks like one is left out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from claimbook.data.days import days
from claimbook.data.designations import designations, numbered
from claimbook.data.figures import SPACE, Figure, amounts, either, joined
from claimbook.data.words import in_words, ratios
from claimbook.wording.units import FOREIGN

#: Hyphens that do not break, as plain ones.
_HYPHENS = str.maketrans("\u2010\u2011", "--")
_FOREIGN = re.compile(rf"\d[\d.,]*{SPACE}?(?:{either(FOREIGN)})")
_DATES = ("date", "year", "period")


def read(text: str, comma: bool | None = None, hidden: Iterable[tuple[int, int]] = ()) -> list[Figure]:
    """The figures of a text in their order, without the stretches that are ``hidden``, such as registered names.

    ``comma`` says whether its decimals stand after a comma; None lets the text tell.
    """
    text = text.translate(_HYPHENS)
    comma = decimal_comma(text) if comma is None else comma
    rest = _without(text, [*hidden, *designations(text)])
    found = [figure for figure in days(rest)]
    rest = _without(rest, [(figure.start, figure.end) for figure in found])
    numbers = amounts(rest, comma)
    rest_of_words = _without(rest, [(figure.start, figure.end) for figure in numbers])
    numbers = sorted([*numbers, *in_words(rest_of_words)], key=lambda figure: figure.start)
    return sorted([*found, *ratios(rest, joined(rest, numbers))], key=lambda figure: figure.start)


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
    """The paragraphs of a text, without soft hyphens and with the lines of each joined, as text from a PDF needs it."""
    text = re.sub(r"\u00ad[ \t]*\n?[ \t]*", "", text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))
    text = re.sub(r"(?<=[a-z]{2})-\n(?=[a-z]{2})", "", text).replace("\f", "\n\n")
    lines: list[str] = []
    for line in text.split("\n"):
        if lines and line.strip() and _goes_on(lines[-1], line):
            lines[-1] = f"{lines[-1].rstrip()} {line.strip()}"
        else:
            lines.append(line.strip())
    lines = [line for line in lines if line]
    own = numbered(lines)
    return [Block(i + 1, line, (own[i],) if i in own else ()) for i, line in enumerate(lines)]


def _goes_on(line: str, following: str) -> bool:
    """Whether a line goes on in the next: it ends no sentence, and the next is no item of a list and no new start."""
    line, following = line.rstrip(), following.strip()
    if (
        not line
        or re.search(r"[.!?:;][”\"’')\]]?$|[a-zà-ÿ)”\"%][.!?:;]\d{1,3}$", line)
        or re.match(r"[-•*–]\s|\(?\d{1,3}[.)]\s|[a-z]\)\s", following)
    ):
        return False
    number = re.search(rf"(?:\d|\b(?:EUR|USD|GBP|[€$£])){SPACE}?$", line)
    return (
        bool(number)
        or len(line) >= 40
        or bool(re.match(r"[a-zà-ÿ\d(€$£]", following))
        and not re.match(r"\d{1,3}\s+[A-Z]", following)
    )
