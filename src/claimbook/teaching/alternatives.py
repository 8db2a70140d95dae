"""Answers that leave open which of several is meant: "15 or 17", or a list of two choices."""

from __future__ import annotations

import re
from collections.abc import Iterable

from claimbook.core.quantities import Quantity
from claimbook.teaching.answers import Given, read
from claimbook.teaching.judging_words import answers
from claimbook.teaching.spoken import printed_form
from claimbook.wording import Wording

_OR = re.compile(r"\b(?:or|oder)\b", re.I)
#: The same between choices, of which one may be taken back: "not allowed, but it is EUR 5".
_OR_BUT = re.compile(r"\b(?:or|oder|but (?:it|that|this) (?:is|makes|gives|comes to))\b|\s/\s", re.I)
#: A stroke that divides a number by another.
_DIVIDED = re.compile(r"(?<=\d)((?:\s?[a-z€$%]+){0,3})\s/\s(?=\D{0,4}\d)", re.I)


def offered(right: object, wrongs: Iterable[object], given: Given) -> list[object]:
    """The answers between which one that was given leaves the choice: those joined by "or", or the members of a list.

    Both ends of a range may be joined by "or", where a range is asked for; an option may have the word itself.
    """
    if isinstance(right, str):
        options = [str(right), *(one for one in wrongs if isinstance(one, str))]
        if any(_OR.search(option) for option in options):
            return []
        text = _DIVIDED.sub(r"\1 ÷ ", given.text)
        listed = list(given.items) if len(given.items) > 1 else _OR_BUT.split(text)
        return [one for one in listed if answers(str(one), options)]
    if len(given.items) > 1:
        return [one for one in given.items if read(one).amounts] if isinstance(right, Wording) else []
    if not _OR.search(given.text):
        return []
    found = [one for one in _OR.split(printed_form(given.text)) if read(one).amounts]
    wide = isinstance(right, Quantity) and (right.value is None or len(read(right.text).amounts) == 2)
    return [] if wide and not any(read(one).ends for one in found) else list(found)
