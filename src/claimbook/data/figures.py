"""Numbers in a text as any source prints them: EUR 2.5 million, €3bn, 60 000 people, 40 per cent, two-thirds, EUR 2 to 3 billion.

Each is found in full, with its currency, its scale and its sign of a share, but without its hedge and without what is
counted. A range is a single number: its middle, with the distance of its ends as its step.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from claimbook.wording.units import CURRENCIES, FOREIGN, RATES, SCALE_LETTERS, SCALES, listed

#: A space as it may stand within a number: plain, hard, thin, narrow or that of a digit.
_SPACES = " \u00a0\u2007\u2009\u202f"
SPACE = f"[{_SPACES}]"
_FRACTIONS = "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"


def either(forms: Iterable[str]) -> str:
    """A pattern for any of the forms, the longest first, where a space may be of any kind."""
    return "|".join(re.escape(form).replace(r"\ ", f"{SPACE}+") for form in sorted(forms, key=len, reverse=True))


def _bounded(forms: Iterable[str]) -> str:
    """The same, and no letter or digit follows a form that ends with a letter."""
    ways = sorted(forms, key=len, reverse=True)
    return "|".join(either([form]) + (r"(?![^\W_])" if form[-1].isalpha() else "") for form in ways)


_BEFORE = {sign: code for code, (signs, _) in CURRENCIES.items() for sign in (*signs.split(), code)} | {
    "euro": "EUR",
    "EURO": "EUR",
}
_AFTER = {
    name: code
    for code, (signs, words) in CURRENCIES.items()
    for name in (*listed(words), code, *(s for s in signs.split() if len(s) == 1))
}
_RATE = {form: rate for rate, forms in RATES.items() for form in listed(forms)}
_PLAIN = rf"[0-9]{{1,3}}(?:{SPACE}[0-9]{{3}})+(?:[.,][0-9]+)?(?![0-9])|[0-9]+(?:[.,'’][0-9]+)*"
_PARTED = rf"(?:[0-9]+{SPACE})?[1-9]/[2-9](?![0-9/])"
DIGITS = rf"(?:{_PARTED})|(?:{_PLAIN})(?:{SPACE}?[{_FRACTIONS}])?|[{_FRACTIONS}]"
_GAP = rf"(?:{SPACE}|-)?"
_SCALED = rf"(?:{_GAP}(?P<scale>{_bounded(SCALES)})|{SPACE}?(?P<letter>[{''.join(SCALE_LETTERS)}])(?![^\W_]))"
#: A currency that belongs to the amount before it, not to one that follows.
MONEY_AFTER = rf"{_GAP}(?:d['’]|of{SPACE})?(?P<after>{_bounded(_AFTER)})(?!{SPACE}?[0-9])"
RATED = rf"{_GAP}(?P<rate>{_bounded(_RATE)})"
MONEY_BEFORE = re.compile(rf"(?<![^\W_])({either(_BEFORE)}){_GAP}$")
_UNIT_AFTER = re.compile(rf"{MONEY_AFTER}|{RATED}")
AMOUNT = re.compile(
    rf"(?:(?<![^\W_])(?P<before>{either(_BEFORE)}){_GAP})?(?<![\w])(?<![0-9][.,'’])(?P<digits>{DIGITS})"
    rf"(?:(?P<ordinal>st|nd|rd|th|er|e)\b|{_SCALED}?(?:{MONEY_AFTER}|{RATED})?)"
)
_TO, _DASH, _AND = (
    re.compile(rf"{SPACE}?{way}{SPACE}?")
    for way in (rf"(?:(?<={SPACE})to(?={SPACE})|-to-)", "[-–—−]", rf"(?<={SPACE})and(?={SPACE})")
)
_FROM, BETWEEN = (re.compile(rf"\b{word}\s+(?:[a-z]+\s+){{0,2}}$", re.I) for word in ("from", "between"))
#: What says that a letter right after digits stands for metres, where no currency says that it is a scale.
_METRES = re.compile(
    rf"{SPACE}?(?:high|tall|wide|long|deep|thick|above|below|away|from|apart|fences?|walls?|towers?|waves?|boats?|vessels?|dinghy|trawler|of)\b"
)


@dataclass(frozen=True)
class Figure:
    """A number in a text: where it starts and ends, its value and one unit of its last digit, its unit, and how it is printed.

    The value is None where the words give none ("hundreds"). ``unit`` is a currency or a share where one is printed. ``kind``
    is digits, ordinal, words, fraction, multiple or vague; of a date it is date, year or period, with ``when`` in ISO 8601.
    """

    start: int
    end: int
    value: float | None
    step: float
    unit: str = ""
    kind: str = "digits"
    scale: float = 1.0
    when: str = ""

    @property
    def money(self) -> bool:
        return self.unit in CURRENCIES


def plain(digits: str, comma: bool | None, whole: bool = False) -> str | None:
    """Digits as Python reads them, with a point before decimals; None where they are no number, as 7.4.1 is.

    ``comma`` says whether the text has a decimal comma; None leaves it to the form of each number, as 7,4 and 1.234.567 tell.
    ``whole`` says that three digits after a mark are no decimals, as in EUR 1.250: an amount in units has two.
    """
    bare = re.sub(rf"{SPACE}|['’](?=[0-9]{{3}})", "", digits)
    if re.search(r"['’]", bare):
        return None
    marks = re.findall(r"[.,]", bare)
    if comma is False and marks.count(".") < 2:
        bare = bare.replace(",", "")
    elif len(set(marks)) == 2:
        decimal = marks[-1]
        bare = bare.replace("." if decimal == "," else ",", "").replace(decimal, ".")
    elif len(marks) > 1:
        bare = bare.replace(marks[0], "") if re.fullmatch(r"[0-9]{1,3}(?:[.,][0-9]{3})+", bare) else bare
    elif marks:
        grouped = bool(re.fullmatch(r"[1-9][0-9]{0,2}[.,][0-9]{3}", bare))
        thousands = grouped and ((marks[0] == ",") != bool(comma) or whole or bare.endswith("000"))
        bare = bare.replace(marks[0], "" if thousands else ".")
    return bare if re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", bare) else None


def amounts(text: str, comma: bool | None = None) -> list[Figure]:
    """The numbers in digits, each by itself: the two ends of a range are two. For ``comma`` see ``plain``."""
    found = []
    for match in AMOUNT.finditer(text):
        foreign = _spaced(match["scale"] or match["rate"] or "") in FOREIGN  # "1,5 Mrd." is German, whatever stands around it
        number, part = _parted(match["digits"])
        bare = (
            plain(
                number,
                foreign or comma,
                whole=bool(match["before"] or match["after"]) and not (match["scale"] or match["letter"]),
            )
            if number
            else "0"
        )
        if bare is None:
            continue
        before, after = match["before"], match["after"]
        unit = (
            _BEFORE[_spaced(before)]
            if before
            else _AFTER[_spaced(after)]
            if after
            else _RATE.get(_spaced(match["rate"] or ""), "")
        )
        scale, end = SCALES.get(_spaced(match["scale"] or ""), 1.0), match.end()
        if match["letter"]:
            metres = match["letter"] not in "kK" and (match.start("letter") > match.end("digits") or _METRES.match(text, end))
            scale = 1.0 if unit not in CURRENCIES and metres else SCALE_LETTERS[match["letter"]]
            end = end if scale > 1 else match.end("digits")
        if part and not number and not unit and scale == 1:  # "½ of it"
            part, unit = 100 * part, "%"
        kind = "fraction" if part else "ordinal" if match["ordinal"] else "digits"
        found.append(
            Figure(
                match.start(),
                end,
                float((Decimal(bare) + Decimal(part)) * int(scale)),
                _step(bare, scale, unit in RATES),
                unit,
                kind,
                scale,
            )
        )
    return found


def _parted(digits: str) -> tuple[str, float]:
    """The whole number and the fraction of "2½", "1/3" or "2 1/2"; no fraction where there is none."""
    if "/" in digits:
        *whole, parts = re.split(SPACE, digits)
        return "".join(whole), int(parts[0]) / int(parts[-1])
    part = unicodedata.numeric(digits[-1]) if digits[-1] in _FRACTIONS else 0.0
    return (digits[:-1].rstrip(_SPACES) if part else digits), part


def unit_after(text: str, end: int) -> tuple[int, str]:
    """Where a number that ends at ``end`` ends with its currency or its sign of a share, and which that is."""
    match = _UNIT_AFTER.match(text, end)
    if not match:
        return end, ""
    return match.end(), _AFTER[_spaced(match["after"])] if match["after"] else _RATE[_spaced(match["rate"])]


def code_of(sign: str) -> str:
    """The currency that a sign or code before an amount stands for."""
    return _BEFORE[_spaced(sign)]


def _spaced(form: str) -> str:
    return re.sub(rf"{SPACE}+", " ", form)


def _step(bare: str, scale: float, share: bool) -> float:
    """One unit of the last digit; zeros at the end of a whole number without a scale, but for a share, say how it was rounded."""
    whole, _, decimals = bare.partition(".")
    if decimals or scale > 1 or share or not int(whole):
        return 10.0 ** -len(decimals) * scale
    return 10.0 ** (len(whole) - len(whole.rstrip("0")))


def joined(text: str, found: list[Figure]) -> list[Figure]:
    """The same with each range as one: "EUR 2-3 billion", "1.2 to 1.4 million", "between 10 and 15 %"; not "from 10 % to 15 %"."""
    out: list[Figure] = []
    for figure in found:
        whole = _range(text, out[-1], figure) if out else None
        out[-1:] = [whole] if whole else [*out[-1:], figure]
    return out


def _range(text: str, low: Figure, high: Figure) -> Figure | None:
    """Two figures as a range; None where they are none."""
    if low.value is None or high.value is None or low.kind not in ("digits", "words"):
        return None
    between, before = text[low.end : high.start], text[max(0, low.start - 40) : low.start]
    shares = low.scale == 1 and low.value * high.scale <= high.value
    lacks = low.unit != high.unit or shares and high.scale > 1  # "from EUR 5 to 10 million": EUR 5 is no amount, so it is no rise
    tied = _DASH.fullmatch(between) or _TO.fullmatch(between) and (lacks or not _FROM.search(before))
    tied = tied or _AND.fullmatch(between) and BETWEEN.search(before)
    alike = low.kind == high.kind and (low.unit in ("", high.unit) or low.money and not high.unit)
    start = low.value * (high.scale if shares else 1.0)
    if not tied or not alike or not start < high.value:
        return None
    return replace(high, start=low.start, value=(start + high.value) / 2, step=high.value - start, unit=high.unit or low.unit)
