"""Dates in a text: 17 March 2024, March 17, 2024, 2024-03-17, 17.03.2024, 3-4 April, 2024-2027, 2025/26, Q3 2025, the first half of 2024."""

from __future__ import annotations

import re

from claimbook.data.figures import SPACE, Figure, either
from claimbook.wording.dates import MONTHS
from claimbook.wording.units import COUNTED, listed

_SHORT = "Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec".split()
_FRENCH = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
_GERMAN = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()
#: The number of each month by its name in any of three languages and in capitals; short forms may have a full stop.
_NUMBER = {name: i for names in (MONTHS, _FRENCH, _GERMAN) for i, name in enumerate(names, 1)}
_NUMBER |= {name.upper(): i for i, name in enumerate(MONTHS, 1)} | {f.upper(): i for f, i in _NUMBER.items() if f in MONTHS}
_NUMBER |= {short: i for short in _SHORT for i, name in enumerate(MONTHS, 1) if name.startswith(short[:3])}
_MONTH = rf"(?:(?:{either(n for n in _NUMBER if n not in _SHORT)})|(?:{either(_SHORT)})\b\.?)(?!\w)"
#: French months stand after a day only, in lower case; "mars" and "mai" are words of other languages.
_ALONE = either([*(m for m in MONTHS if m not in ("March", "May")), *(g for g in _GERMAN if g not in MONTHS and g != "Mai")])
YEAR = r"(?:19|20)[0-9]{2}"
_DAY = r"(?:0?[1-9]|[12][0-9]|3[01])(?:st|nd|rd|th|er)?"
_S = rf"{SPACE}?"
_TO = rf"(?:{_S}[-–—/]{_S}|{SPACE}(?:to|and){SPACE})"
_NOT_MORE = r"(?![.,]?[0-9])"
_WHICH = rf"(?:{YEAR}{_NOT_MORE}|(?:that|this|last|next|the) year)"
_ORDER = "first|second|third|fourth|last|final|1st|2nd|3rd|4th"
#: A year that counts something is a number: "2000 people", "EUR 2010".
_COUNTING = (
    rf"(?!{_S}(?:%|€|per cent|percent|thousand|million|billion|euros?\b|km\b)|{SPACE}(?:{either(listed(COUNTED['people']))})\b)"
)
_FREE = r"(?<![\w.,$€£])(?<!EUR )(?<!USD )(?<!\d[/–-])"
DAYS = re.compile(
    rf"(?P<quarter>{_FREE}{YEAR}(?:-|{SPACE})?Q[1-4]\b)"
    rf"|(?P<iso>{_FREE}{YEAR}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])(?:T[0-9:]+Z?)?(?!\w))"
    rf"|(?P<slashed>{_FREE}(?P<y2>{YEAR})/(?P<m2>0[1-9]|1[0-2])/(?P<d2>0[1-9]|[12][0-9]|3[01])(?!\w))"
    rf"|(?P<monthly>(?<![\w.,$€£/-])(?P<m3>0[1-9]|1[0-2])/(?P<y3>{YEAR}){_NOT_MORE}(?!\w))"
    rf"|(?P<numeric>{_FREE}(?P<d>0?[1-9]|[12][0-9]|3[01])(?P<sep>[./-])(?P<m>0?[1-9]|1[0-2])(?P=sep)(?P<y>{YEAR}){_NOT_MORE}(?!\w))"
    rf"|(?P<short>{_FREE}(?P<d4>0[1-9]|[12][0-9]|3[01])/(?P<m4>0[1-9]|1[0-2])/(?P<y4>[0-9]{{2}})(?![\w/]))"
    rf"|(?P<dayfirst>{_FREE}(?:(?P<opens>{_DAY})\.?{_TO})?(?P<day>{_DAY})\.?(?:{SPACE}of)?{_S}(?P<month1>{_MONTH})(?:,?{SPACE}(?P<year1>{YEAR})\b{_NOT_MORE})?)"
    rf"|(?P<monthfirst>\b(?P<month2>{_MONTH}){SPACE}(?P<day2>{_DAY})(?:{_TO}{_DAY})?"
    rf"(?:,?{SPACE}(?P<year2>{YEAR})\b{_NOT_MORE}|(?=\s*(?:[,;:)]|\.(?!\d)|$))|(?={SPACE}\()))"
    rf"|(?P<shortmonth>(?:\b(?:{either(_SHORT)})\b\.?|(?<=\b[Oo]n ){_MONTH}){SPACE}{_DAY}(?![\w%]|[.,:]\d|{SPACE}(?:thousand|million|billion|per cent|percent|people)\b))"
    rf"|(?P<months>\b(?:{_MONTH}(?:{_S}[-–—/]{_S}|{SPACE}to{SPACE}))?(?P<month3>{_MONTH}){SPACE}(?P<year3>{YEAR})\b{_NOT_MORE})"
    rf"|(?P<period>{_FREE}(?P<from>{YEAR})[-–—/](?P<till>{YEAR}|[0-9]{{2}})\b{_NOT_MORE})"
    rf"|(?P<part>\b(?:Q[1-4](?:[-–/]Q?[1-4])?|[1-4]Q(?:[0-9]{{2}})?|H[12](?=[/-]{YEAR}|{SPACE}(?:{YEAR}|of)))(?:(?:[/-]|{SPACE}(?:of{SPACE})?){_WHICH})?\b"
    rf"|\b(?:{_ORDER}){SPACE}quarter\b(?:{SPACE}of{SPACE}{_WHICH})?|\b(?:{_ORDER}){SPACE}half{SPACE}of{SPACE}{_WHICH})"
    rf"|(?P<fiscal>\bFY{_S}(?:20)?[0-9]{{2}}(?:[-/][0-9]{{2,4}})?\b)"
    rf"|(?P<time>{_FREE}(?:(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?![\d:])(?:{_S}(?:am|pm|a\.m\.|p\.m\.|GMT|CET|UTC)(?!\w))?|[01]?[0-9](?:\.[0-5][0-9])?{_S}(?:am|pm|a\.m\.|p\.m\.)(?!\w)))"
    rf"|(?P<decade>{_FREE}(?:19|20)[0-9]0s\b)"
    rf"|(?P<year>{_FREE}{YEAR}(?!\w|[.,]\d|-\w){_COUNTING})"
    rf"|(?P<month>\b(?:{_ALONE})\b|(?:(?<=\b(?:in|by|of) )|(?<=since )|(?<=until )|(?<=from )|(?<=late )|(?<=early ))(?:March|May)\b)"
)


def days(text: str) -> list[Figure]:
    """The dates of a text, each with its day, month or year in ISO 8601, where it names one; a period of years is "2024/2027"."""
    return [Figure(*m.span(), None, 1.0, "", _kind(m), when=_when(m)) for m in DAYS.finditer(text)]


def _kind(match: re.Match) -> str:
    return "year" if match["year"] else "period" if match["period"] and "/" in _when(match) else "date"


def _when(m: re.Match) -> str:
    """The date of a match in ISO 8601, as fine as it is printed; empty where there is no year."""
    if m["iso"] or m["year"]:
        return m[0][:10]
    if m["numeric"]:
        return f"{m['y']}-{int(m['m']):02d}-{int(m['d']):02d}"
    if m["short"]:
        return f"20{m['y4']}-{m['m4']}-{m['d4']}"
    if m["slashed"] or m["monthly"]:
        return m[0].replace("/", "-") if m["slashed"] else f"{m['y3']}-{m['m3']}"
    if m["period"] and "-" in m[0] and len(m["till"]) == 2 and int(m["till"]) <= min(12, int(m["from"][2:])):
        return m[0]  # 2024-03 is a month, since no period ends before it begins
    if m["period"]:
        return f"{m['from']}/{m['from'][: 4 - len(m['till'])]}{m['till']}"
    year, month = m["year1"] or m["year2"] or m["year3"], m["month1"] or m["month2"] or m["month3"]
    day = re.match("[0-9]+", m["day"] or m["day2"] or "")
    if not year:
        return ""
    within = f"{year}-{_NUMBER[month.rstrip('.')]:02d}"
    opens = re.match("[0-9]+", m["opens"] or "")
    return (f"{within}-{int(opens[0]):02d}/" if opens else "") + within + (f"-{int(day[0]):02d}" if day else "")
