"""Dates and periods in words, of any precision."""

from __future__ import annotations

from claimbook.wording.numbers import NBSP

MONTHS = "January February March April May June July August September October November December".split()


def date(iso: str) -> str:
    """An ISO date of any precision in words: 2024, 2024-03 or 2024-03-17; two with a stroke between them are 17–18 March 2024."""
    if "/" in iso:
        return _span(*iso.split("/"))
    year, *rest = iso.split("-")
    month = [MONTHS[int(rest[0]) - 1]] if rest else []
    day = [str(int(rest[1]))] if len(rest) > 1 else []
    return NBSP.join(day + month + [year])


def _span(start: str, end: str) -> str:
    """From one date to another, with what both share said once."""
    first, last = date(start).split(NBSP), date(end).split(NBSP)
    alike = len(start) == len(end)
    while alike and len(first) > 1 and first[-1] == last[len(first) - 1]:
        first.pop()
    joint = "–" if alike and len(first) == 1 else " – "
    return NBSP.join(first) + joint + date(end)


def period(start: str | None, end: str | None) -> str:
    """A period in words; open sides are said, and a period without either is 'not stated'."""
    if start and end:
        return date(start) if start == end else f"{date(start)} to {date(end)}"
    if start:
        return f"since {date(start)}, end not stated"
    return f"until {date(end)}, start not stated" if end else "not stated"
