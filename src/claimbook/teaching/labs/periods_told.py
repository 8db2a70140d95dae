"""Judge whether a sentence that compares unequal periods says the years of both sides, so that nobody takes them for the same."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from claimbook import wording as words

#: That figures are set side by side by the year, which those of unequal periods are not.
_ALIKE = re.compile(r"\byear (?:for|by|on) year\b|\bper year each\b|\b(?:both|each) per year\b|\bon a yearly basis\b", re.I)
_MEAN = re.compile(r"\b(?:mean|average|averages|averaged|on average|annually|yearly)\b", re.I)
#: That a figure is one of a single year.
_YEARLY = re.compile(r"\b(?:per|a|each|every|one|single) (?:single )?year\b|\byearly\b|\bannual(?:ly)?\b|\bper annum\b", re.I)
_SPAN = re.compile(r"\b((?:19|20)\d\d)\s*(?:to|until|till|through|–|-|/)\s*((?:19|20)?\d\d)\b")


def says_years(text: str, labels: Iterable[str], one: Collection[int], other: Collection[int]) -> bool:
    """Whether a sentence says the years of both sides; a single year also as "per year", several by themselves, not in a label alone."""
    if _ALIKE.search(text):
        return False
    bare = text
    for label in labels:
        bare = re.sub(re.escape(label), " ", bare, flags=re.I)
    return all(_said(text if len(years) == 1 else bare, years) for years in (one, other))


def year_for_year(text: str) -> bool:
    """Whether a sentence sets figures side by side by the year, as means of the years that they cover."""
    return bool(_ALIKE.search(text) or _MEAN.search(text))


def _said(text: str, years: Collection[int]) -> bool:
    if set(years) <= _years_in(text):
        return True
    if len(years) == 1:
        return bool(_YEARLY.search(text))
    many = rf"(?:{len(years)}|{words.spelled(len(years))})"
    return bool(re.search(rf"\b{many}[ -]years?\b" + (r"|\bboth years\b" if len(years) == 2 else ""), text, re.I))


def _years_in(text: str) -> set[int]:
    found = {int(year) for year in re.findall(r"\b(?:19|20)\d\d\b", text)}
    for first, last in _SPAN.findall(text):
        found |= set(range(int(first), int(first[: 4 - len(last)] + last) + 1))
    return found
