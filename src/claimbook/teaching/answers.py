"""What a given answer means: numbers with unit, hedge, sign and digits, both ends of a range, names, or words.

``read`` takes whatever a student has at hand: numbers of Python, numpy or pandas, texts, lists and sets of them, dates, and
the quantities and wordings of this package. Nothing is judged here.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from numbers import Number
from typing import Any

from claimbook import wording as words
from claimbook.core.quantities import Quantity
from claimbook.data.figures import Figure
from claimbook.data.figures import amounts as figures  # the ends of a range as two
from claimbook.data.printed import hedge_at
from claimbook.teaching.opened import opened
from claimbook.teaching.spoken import CURRENCIES, PART, printed_form
from claimbook.wording import Wording

#: Units that stand after a number, as a pattern, and how many of the unit that the package uses they are.
MASS = {r"tonn?e?s?\b|tons\b": 1.0, r"kg\b|kilograms?\b|kilos?\b": 1e-3, r"grams?\b": 1e-6}
TIMES = {"hours": 1 / 24, "days": 1.0, "weeks": 7.0, "months": 30.4, "years": 365.25, "decades": 3652.5}
_AFTER = re.compile(
    rf"\s*(?:(?P<part>{PART})|(?P<points>points\b)"
    + "".join(f"|(?P<mass{i}>{pattern})" for i, pattern in enumerate(MASS))
    + rf"|(?:(?:full|whole|calendar)\s)?(?P<time>{'|'.join(unit[:-1] for unit in TIMES)})s?\b)"
)
_DENIED = re.compile(
    r"(?:\b(?:not|never|nor|neither|without|excluding|except|no)|n't|\brather than|\binstead of|\bunlike)(?:\s+(?!but\b)[a-z]+){0,3}\s*$"
)
_UNTRUE = re.compile(r"\b(?:not true|untrue|false|wrong|incorrect) that\b")
_THEREFORE = re.compile(
    r":|\b(?:is|are|makes?|gives?|leaves?|so|thus|hence|therefore|together|i\.e\.|comes? to|in all|in total|which means)(?=\W)"
)
_REASONS = re.compile(r"\b(?:of which|including|thereof|because|since|as|for|instead of|rather than|compared)\b")
_MADE_OF = re.compile(r":|\bi\.e\.|\bthat is\b|\bnamely\b|\bmade up of\b")
#: What begins an explanation, what takes an answer back, and words that say nothing beside a number.
_EXPLAINING = re.compile(r"[;:(]|,\s|\b(?:because|since|instead of|rather than|without|of which|and|while|for all)\b")
_TAKEN_BACK = re.compile(r"\b(?:no|or|maybe|perhaps|rather|actually|correction|either|wait|between)\b|\?")
_BARE_WORDS = re.compile(
    rf"\b(?:eur|thousand|million|billion|tonnes|out|of|part|one|{'|'.join(TIMES)}|about|nearly|over|at least|at most|also|then|too)\b|%"
)
_OWN_WORD = re.compile(r"[a-z]{2,}|[-+÷×]")
#: Between two numbers, what makes a part and a whole of them.
_AS_PARTS = re.compile(
    r"\d(?: (?:thousand|million|billion))?(?: eur)?\s*(?:/|÷|divided by|over|(?:out )?of)\s*(?:(?:the|all|a|total|of)\s+)*(?:eur )?\d",
    re.I,
)
_CLAUSE = re.compile(r"[;:(),]|\.\s|\bbut\b|\band not\b(?=\W*$)")


#: The mark of a footnote that was copied with a text: "EUR 330 million.53", "speech60", "66.7 %[51]".
_MARK = re.compile(
    r"(?<=\S)\[\d{1,3}\]|(?<=[\w%”\"'.,)])[⁰¹²³⁴-⁹]+"
    r"|(?:(?<=[a-z]{4})(?<!euro)|(?<=[\d ]%)|(?<=[a-z][.,”\"'])|(?<=[a-z][.,][”\"'])|(?<=[a-z] [”\"'])|(?<= and 20\d\d\.))\d{2,3}"
    r"(?![\w%.,])(?! ?(?:%|EUR|€|[mb]illion|tonn))"
)

#: What is larger is no number that anybody means.
LARGEST = 1e18


@dataclass(frozen=True)
class Amount:
    """A number as it was told: ``value`` in ``unit``, and ``step``, one unit of its last digit, 0 where it was computed.

    ``unit`` is EUR or another code, %, "points", "tonnes", a unit of time, "part" for a part of one, or nothing where none was told.
    ``of`` is how many of it make the unit that the package uses, ``counted`` the parts of "2 out of 3".
    """

    value: float
    step: float = 0.0
    unit: str = ""
    hedge: str = "exact"
    hedge_words: str = ""
    nouns: tuple[str, ...] = ()
    denied: bool = False
    written: bool = False
    counted: float | None = None

    @property
    def told(self) -> str:
        """The number as it was understood."""
        hedge = f"{self.hedge_words} " if self.hedge_words else ""
        if self.unit == "part":
            return f"{hedge}{self.value:.3g} of the whole"
        size = abs(self.value)
        figure = (
            words.printed(size, self.step, "EUR")
            if self.unit == "EUR" or self.unit in CURRENCIES
            else words.printed(size, self.step, "")
        )
        figure = figure.replace("EUR", self.unit) if self.unit in CURRENCIES else figure
        behind = (
            "" if self.unit in ("", "EUR", *CURRENCIES) else f" {'percentage points' if self.unit == 'points' else self.unit}"
        )
        behind = behind.removesuffix("s") if size == 1 and self.unit in TIMES else behind
        return f"{'not ' if self.denied else ''}{hedge}{'-' if self.value < 0 else ''}{figure}{behind}".replace(words.NBSP, " ")


@dataclass(frozen=True)
class Given:
    """An answer as it was understood: its text, its amounts, whether these are the ends of a range, and its parts for names."""

    text: str = ""
    amounts: tuple[Amount, ...] = ()
    ends: bool = False
    quantity: Quantity | None = None
    items: tuple[object, ...] = ()
    day: str = ""
    truth: bool | None = None
    #: Of several amounts the one that is told as the result.
    result: Amount | None = None
    #: Two amounts that are told as part and whole: "878 of 12,500", "878 / 12,500".
    parts: tuple[Amount, ...] = ()
    #: Whether the first of several amounts stands in a clause of its own, and all others in words that explain it.
    explained: bool = False

    @property
    def nothing(self) -> bool:
        """Whether nothing was handed over."""
        return not self.text and not self.amounts and not self.items and self.truth is None


def read(answer: object) -> Given:
    """What an answer means; one that holds nothing, such as None, an empty text or a set without elements, is ``nothing``."""
    answer = opened(answer)
    if isinstance(answer, Quantity):
        return _quantity(answer)
    if isinstance(answer, bool):
        return Given(str(answer), truth=answer)
    if isinstance(answer, str | Wording):
        return _text(str(answer))
    if str(answer) == "NaT":  # a day or a stretch of time of pandas that is none
        return Given()
    if isinstance(answer, timedelta):
        return Given(str(answer), (Amount(answer / timedelta(days=1), unit="days"),))
    if isinstance(answer, date):
        return Given(str(answer), day=str(answer)[:10], items=(answer,))
    if isinstance(answer, Number):
        return _number(answer)
    if isinstance(answer, tuple):
        return _many(answer)
    return Given()


def _quantity(answer: Quantity) -> Given:
    hedge = answer.text.replace(words.NBSP, " ")
    if answer.value is None:
        ends = tuple(Amount(end, unit=_unit(answer.unit)) for end in (answer.low, answer.high))
        return Given(hedge, ends, True, answer, (answer,))
    nouns = (answer.unit,) if not _unit(answer.unit) else ()
    return Given(hedge, (Amount(float(answer.value), unit=_unit(answer.unit), nouns=nouns),), False, answer, (answer,))


def _unit(unit: str) -> str:
    return unit if unit in ("EUR", "%", "tonnes", *TIMES) else ""


def _number(answer: Any) -> Given:
    """A number of Python, numpy or pandas; one that is not a number is nothing, and one beyond all measure a text."""
    try:
        value = float(answer)
    except (TypeError, ValueError, OverflowError):
        return Given()
    if not abs(value) < LARGEST:
        return Given("" if math.isnan(value) else str(answer))
    if isinstance(answer, Fraction) and answer.denominator > 1:
        part = 0 < answer < 1
        return Given(str(answer), (Amount(value, 0.0, "part" if part else "", counted=float(answer.numerator)),), items=(answer,))
    digits = f"{answer if isinstance(answer, Decimal) else Decimal(repr(value)):f}"
    behind = digits.partition(".")[2]
    return Given(str(answer), (Amount(value, _step(value, behind)),), items=(answer,))


def _step(value: float, behind: str) -> float:
    """One unit of the last digit of a bare number; its zeros at the end say how it was rounded, to a million at most."""
    if behind.strip("0") or value != int(value):
        return 10.0 ** -len(behind) if len(behind) < 9 else 0.0
    zeros = len(str(abs(int(value)))) - len(str(abs(int(value))).rstrip("0")) if value else 0
    return 10.0 ** min(zeros, 6)


def _many(answer: tuple) -> Given:
    """Several things: both ends of a range where each of two holds a number, and in any case parts for names."""
    read_ones = [read(one) for one in answer]
    text = ", ".join(one.text for one in read_ones)
    amounts = tuple(one.amounts[0] for one in read_ones if len(one.amounts) == 1)
    if len(answer) == 2 and len(amounts) == 1 and isinstance(answer[1], str) and not read_ones[1].amounts:
        return replace(_text(f"{read_ones[0].text} {answer[1]}"), items=answer)  # a number and its unit
    return Given(text, amounts, len(answer) == 2 == len(amounts), None, answer)


@lru_cache(maxsize=4096)  # a generator reads the numbers that it may ask for again and again
def _text(text: str) -> Given:
    """A text; after a sign of equality stands its result, and what is in brackets comes second."""
    text = _MARK.sub("", text)
    line = " ".join(text.replace(words.NBSP, " ").split()).strip().strip("\"'")
    if line.casefold() in ("", "...", "?", "-", "nan", "none given", "<na>"):
        return Given()
    form = printed_form(re.sub(r"(?<=\d)(.*)≈", r"\1=", line))
    if re.search(r"\d.*=.*\d", form):
        before, _, behind = form.rpartition("=")  # "450 - 120 = 330", and "330 = 450 - 120"
        form = before if len(amounts_in(behind)) > 1 == len(amounts_in(before)) else behind
    amounts = amounts_in(form)
    bare = re.sub(r"(?<![\d\s])\s*\([^()]*\)|(?<=\d)\s+\((?!(?i:[mb]illion|mio|eur|€|%))[^()]*\)", " ", line)
    shares = {one.unit for one in amounts} == {"part", "%"}  # "over half (51.9 %)": the finer of them is in brackets
    if amounts and not shares and bare != line and bare.strip() and (outside := _text(bare)).amounts:
        return replace(outside, text=line, items=(text,))
    ends = len(amounts) == 2 and _are_ends(form)
    if ends and amounts[0].denied:
        amounts = tuple(replace(one, denied=True) for one in amounts)
    if not all(one.denied for one in amounts):
        amounts = tuple(one for one in amounts if not one.denied)
    parts = amounts if len(amounts) == 2 and _AS_PARTS.search(form) else ()
    result = amounts[0] if parts and " of " in form else _result(form)
    ends = ends and not parts and len(amounts) == 2
    return Given(line, amounts, ends, None, (text,), _day(line), None, result, parts, _explained(form))


def _explained(form: str) -> bool:
    """Whether the first clause of a text has one number, and the others stand further on, among words that explain it."""
    parts = _EXPLAINING.split(form)
    first = next((place for place, part in enumerate(parts) if re.search(r"\d", part)), 0)
    rest = " ".join(parts[first + 1 :])
    alone = len(amounts_in(parts[first])) == 1 and not _TAKEN_BACK.search(form)
    return alone and bool(_OWN_WORD.search(_BARE_WORDS.sub(" ", rest)))


def _result(form: str) -> Amount | None:
    """Of several numbers in a text the one that it gives as its result: alone after a word for that, or before its reasons."""
    tail = amounts_in(_THEREFORE.split(form)[-1])
    head, parted = (amounts_in(way.split(form)[0]) for way in (_REASONS, _MADE_OF))
    return next((found[0] for found in (tail, head, parted) if len(found) == 1), None)


def _are_ends(form: str) -> bool:
    """Whether two numbers of a text are told as both ends of a range."""
    return bool(
        re.search(
            r"\bfrom\b|\bbetween\b|\bto\b|\d[^\d.,]*-[^\d.,]*\d|\bbounds?\b|\blow|\bupper\b|at least.*at most|±|\+/-|^[\[({]",
            form,
        )
    )


def amounts_in(form: str) -> tuple[Amount, ...]:
    """The amounts in a text in printed form, in order."""
    form = re.sub(r"(EUR )?([\d.,]+)((?: \w+)?) ?(?:±|\+/-) ?(?:EUR )?([\d.,]+)((?: \w+)?)", _spread, form)
    found, behind = [], 0
    listed = [
        one for one in figures(form, comma=False) if one.value is not None and one.value < LARGEST and one.kind != "ordinal"
    ]
    for i, figure in enumerate(listed):
        following = listed[i + 1].start if i + 1 < len(listed) else len(form)
        found.append(_amount(form, figure, behind, following))
        behind = figure.end
    kept: list[Amount] = []
    for before, one in zip([None, *found], found):
        if one.unit == "part" and before is not None:  # "2 out of" stands before it, with the hedge of both
            one = replace(one, hedge=before.hedge, hedge_words=before.hedge_words, denied=before.denied)
            # "About a third" is told to a tenth, "a third" exactly.
            kept[-1] = replace(one, step=one.step if before.hedge == "exact" else 0.1, counted=before.value)
        else:
            kept.append(one)
    return tuple(kept)


def _spread(match: re.Match) -> str:
    """ "15.5 ± 3.1 billion" as both ends."""
    middle, width = (float(match[i].replace(",", "")) for i in (2, 4))
    behind, code = match[5] or match[3], match[1] or ""
    return f"{code}{middle - width:.10g}{behind} to {code}{middle + width:.10g}{behind}"


def _amount(form: str, figure: Figure, behind: int, following: int) -> Amount:
    """The amount of a figure in a text, with what stands before it, after the last figure, and behind it."""
    before, after = form[behind : figure.start], form[figure.end : following]
    unit, factor, sign = {"percentage points": "points"}.get(figure.unit, figure.unit), 1.0, 1
    if re.search(r"[\s(\[,;:]-$", before) or before.strip() == "-" and not behind:
        sign, before = -1, before.rstrip()[:-1]
    hedge, hedging, *_ = hedge_at(
        before + form[figure.start : figure.end] + after, len(before), len(before) + figure.end - figure.start
    )
    found = None if unit else _AFTER.match(after)
    if found:
        unit, factor = _unit_after(found)
    led = before.rstrip()
    led = led[: -len(hedging)] if hedging and led.endswith(hedging) else led
    clause = _CLAUSE.split(led)[-1]
    return Amount(
        sign * (figure.value or 0.0) * factor,
        figure.step * factor,
        unit,
        hedge,
        hedging,
        tuple(re.findall(r"[a-z]+", re.split(r"[,;:.(]", after[found.end() if found else 0 :])[0])[:4]),
        bool(_DENIED.search(clause) or _UNTRUE.search(led)),
        True,
    )


def _unit_after(found: re.Match) -> tuple[str, float]:
    """The unit that stands after a number, and how many of the package's units it is."""
    if found["part"]:
        return "part", 1.0
    if found["points"]:
        return "points", 1.0
    if found["time"]:
        return f"{found['time']}s", 1.0
    return "tonnes", next(factor for i, factor in enumerate(MASS.values()) if found[f"mass{i}"])


def _day(text: str) -> str:
    """A text that is a date as an ISO date, day before month where both are digits; nothing for any other text."""
    if not re.search(r"\d{4}", text):  # every form has a year in four digits, and trying them all takes long
        return ""
    text = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b|[,.]?\s*$|^(?:on|the)\s+|\bof\b", "", text.strip(), flags=re.I)
    text = " ".join(re.sub(r"(?<=[a-z\d]),|(?<=[a-z])\.|(?<=\d)\.(?=\s)", " ", text).split())
    named = [form.format(month) for month in ("%B", "%b") for form in ("%d {} %Y", "{} %d %Y", "%Y {} %d")]
    for form in ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%Y/%m/%d", "%d-%m-%Y", *named):
        try:
            return datetime.strptime(text, form).date().isoformat()
        except ValueError:
            continue
    return ""
