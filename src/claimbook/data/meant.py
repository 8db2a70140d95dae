"""What a value was probably meant to be, where a spreadsheet or a habit gave it another form. A guess, for a message; nothing acts on it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain

from claimbook.data.spoilt import LOOKS

#: Characters that look like a space and are none.
SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
#: Day 0 of a spreadsheet's days, and those that it counts from 1954 to 2064: what else has five digits is taken for a number.
_FIRST, _SERIALS = date(1899, 12, 30), range(20_000, 60_000)

#: Signs that stand for the hyphen or minus, and marks that nobody sees.
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2212"), "-")
_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
#: Between the digits of a number such a space may stand: there languages and printers have it.
ODD = re.compile(rf"(?<![0-9]){SPACES.pattern}|{SPACES.pattern}(?![0-9])")


def perhaps(text: str, kind: str, pattern: str = "", dated: bool = False) -> str:
    """ " (perhaps 2024-03-17)" or "": what was meant by the text of a cell of a type and pattern that it does not have."""
    pattern = pattern or ("-?[0-9]+" if kind == "integer" else "")
    plain = unicodedata.normalize("NFKC", text).translate(_DASHES)  # also digits and signs of another form
    plain = _UNSEEN.sub("", plain)
    found = (
        _dates(plain) if dated else _numbers(plain, kind) if kind in ("number", "integer") else _codes(plain) if pattern else ()
    )
    if plain != text and kind in ("number", "integer"):
        found = chain([plain] if re.fullmatch(r"-?[0-9]+(?:\.[0-9]+)?", plain) else [], found)
    fitting = dict.fromkeys(value for value in found if value != text and (not pattern or re.fullmatch(pattern, value)))
    told = f" (perhaps {' or '.join(list(fitting)[:3])})" if fitting else ""
    return told + _spaces(text)


def _spaces(text: str) -> str:
    """What to say of a space that is another character than the space bar's."""
    found = SPACES.search(text)
    return f"; what looks like a space is U+{ord(found[0]):04X}, {unicodedata.name(found[0]).lower()}" if found else ""


def _codes(text: str) -> Iterator[str]:
    """A code of digits with zeros in front, or without the decimals of a number; of letters in another case; several, parted by spaces."""
    yield from _with_zeros(text)
    yield (text := text.translate(LOOKS))
    if text.isascii() and re.fullmatch(r"[\w.,;/ -]+", text):
        apart = " ".join(re.split(r"[,;/\s]+", text.strip(" ,;/")))
        for code in (apart, re.sub(r"\.0+$", "", text), text.lower(), text.upper(), re.sub(r"[\s-]+", "_", text.strip()).lower()):
            if code != text:
                yield code


def _with_zeros(text: str) -> Iterator[str]:
    if re.fullmatch(r"[0-9]+", text):
        yield from ("0" * zeros + text for zeros in range(1, 4))


def with_zeros(text: str, pattern: str) -> str:
    """A code of digits with the zeros in front that its pattern asks for; as it is where it has them, or where no code follows."""
    fitting = [code for code in _with_zeros(text) if re.fullmatch(pattern, code)]
    return fitting[0] if len(fitting) == 1 and not re.fullmatch(pattern, text) else text


def _numbers(text: str, kind: str) -> Iterator[str]:
    """Plain digits: without exponent, separators of thousands, decimal comma, sign of a currency or word for a scale."""
    bare = re.sub(r"\s|(?<=[0-9])_(?=[0-9])", "", text)
    for thousands, decimal in ((".", ","), (",", "."), ("’", "."), ("'", ".")):  # both signs tell which is which
        if re.fullmatch(rf"-?[0-9]{{1,3}}(?:{re.escape(thousands)}[0-9]{{3}})+{re.escape(decimal)}[0-9]+", bare):
            yield bare.replace(thousands, "").replace(decimal, ".").rstrip("0").rstrip(".")
            return
    if re.fullmatch(r"-?[0-9]{1,3}(?:[,.'’][0-9]{3})+", bare):
        yield re.sub(r"[,.'’]", "", bare)
    if re.fullmatch(r"-?[0-9]+[.,][0-9]+", bare):
        yield _plain(float(bare.replace(",", ".")))
    elif re.fullmatch(r"-?[0-9]+(?:[.,][0-9]+)?[eE][+]?[0-9]{1,2}", bare):
        yield _plain(float(bare.replace(",", ".")))
    elif re.fullmatch(r"-?[0-9]+", bare):
        yield bare
    elif kind == "number":
        from claimbook.data.printed import figures

        found = [figure for figure in figures(text) if figure.value is not None]
        if len(found) == 1 and not re.search(r"[0-9/⁄]", text[: found[0].start] + text[found[0].end :]) and "/" not in text:
            yield _plain(found[0].value or 0.0)  # the only figure, and nothing of a number beside it


def _plain(value: float) -> str:
    return f"{value:.10f}".rstrip("0").rstrip(".")


def _dates(text: str) -> Iterator[str]:
    """Dates in ISO form, each a day of the calendar: both where day and month could be either."""
    yield from filter(_is_day, _read_as_dates(" ".join(text.split())))


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text + "-01-01"[len(text) - 4 :]))
    except ValueError:
        return False


def _read_as_dates(text: str) -> Iterator[str]:
    if re.fullmatch(r"[0-9]{5}", text) and int(text) in _SERIALS:
        yield (_FIRST + timedelta(int(text))).isoformat()
    if match := re.fullmatch(r"([0-9]{4})[-/.]([0-9]{1,2})(?:[-/.]([0-9]{1,2}))?\.?(?:[T ][0-9:.]+Z?)?", text):
        yield _iso(*match.groups())
    if match := re.fullmatch(r"([0-9]{4})([0-9]{2})([0-9]{2})", text):
        yield _iso(*match.groups())
    if match := re.fullmatch(r"([0-9]{1,2})[-/. ]+([0-9]{1,2})[-/. ]+([0-9]{4}|[0-9]{2})(?: [0-9:.]+)?", text):
        one, other, year = match.groups()
        yield _iso(_year(year), other, one)
        if "." not in text:
            yield _iso(_year(year), one, other)
    if match := re.fullmatch(r"([0-9]{1,2})[-/.]([0-9]{4})", text):
        yield _iso(match[2], match[1])
    if match := re.fullmatch(r"(?:([0-9]{1,2})[-. ]+)?([^\W\d_]{3,})[-. ]+([0-9]{4}|[0-9]{2})", text):
        day, month, year = match.groups()  # as "Nov-24", which a spreadsheet makes of a month
        text = f"{day or ''} {month.title()} {_year(year)}".strip()
    from claimbook.data.days import days

    yield from (found.when for found in days(text) if (found.start, found.end) == (0, len(text)))


def _year(text: str) -> str:
    return text if len(text) == 4 else f"20{text}"


def _iso(year: str, month: str, day: str | None = None) -> str:
    return f"{year}-{int(month):02d}" + (f"-{int(day):02d}" if day else "")
