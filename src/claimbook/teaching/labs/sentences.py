"""Judge the numbers in the sentence of a line, their digits and their hedges, against the claims of the line."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache

from claimbook import wording as words
from claimbook.core.claims import FIGURE_TABLES
from claimbook.core.quantities import Derived, Quantity
from claimbook.core.section import Section
from claimbook.data.printed import hedge_at
from claimbook.teaching.labs.again import find
from claimbook.teaching.labs.brief import Line
from claimbook.teaching.labs.rules import Fault
from claimbook.wording.hedges import SIDES, SPOKEN
from claimbook.wording.numbers import FIGURE, TOLD_WORD, value_of
from claimbook.wording.units import CURRENCIES, is_money

#: What a reader may say of a hedge beyond the words of sources, right before a number.
_SPOKEN = re.compile(rf"(?<![\w-])(?:{'|'.join(f'(?P<{name}>{said})' for name, said in SPOKEN.items())})\s*$", re.I)
#: Words that make a figure finer than its source: as if it had no rounding, or as if it were known how far beyond a hedge it lies.
_EXACT = re.compile(
    r"\b(?:exactly|precisely|a full|to the (?:euro|cent),?|no more and no less than|not a euro (?:more|less) than)\s*$", re.I
)
_EXACT_AFTER = re.compile(r"\s*(?:\w+\s+){0,2}?(?:exactly|precisely|on the dot|to the (?:euro|cent|last))\b", re.I)
_DEGREE = re.compile(
    r"\b(?:(?P<much>well|far|way|much|considerably|significantly|substantially|vastly|a lot)|(?:only )?just|slightly|somewhat|barely|a little|a bit)"
    r"\s+(?P<side>over|above|beyond|more than|greater than|higher than|in excess of|under|below|less than|lower than|short of|shy of)\s*$",
    re.I,
)
#: How far a number that ends with zeros may lie from what it is rounded from, as a part of it: "EUR 10 billion" is not EUR 7.4 billion.
ROUNDED = 0.05
_DENIED = re.compile(r"(?:\b(?:not|never|cannot)|n['’]t)\s+$", re.I)
_BELOW = ("under", "below", "less than", "lower than", "short of", "shy of")
_SHORT = re.compile(
    r"((?:EUR|€)\s*[\d.,]*\d|(?<![\w.,-])\d[\d.,]*(?=\s?(?:mn|mio|bn|mrd)\b|\s?m\b\s*(?:€|eur)))\s?(m|mn|mio|bn|mrd)\b\.?", re.I
)
NUMBER = re.compile(
    rf"(?<![\w.,-])(?:(?P<code>{'|'.join(CURRENCIES)}|€)\s*)?(?P<digits>{FIGURE})(?:\s*(?P<scale>{TOLD_WORD})\b)?(?P<percent>\s*%)?"
)
WORD = re.compile(rf"\b(?:{'|'.join(words.WORDS)})\b", re.I)


@dataclass(frozen=True)
class Token:
    """A number found in a sentence: its value, the step of its last digit, and its unit where one stands with it."""

    value: float
    step: float
    unit: str
    start: int
    end: int
    #: Whether the unit is only supposed, from a scale: "450 million" may be euro or people.
    supposed: bool = False
    #: Whether zeros at its end may be digits or rounding.
    round: bool = False


def _tokens(text: str) -> list[Token]:
    matches = list(NUMBER.finditer(text))
    tokens: list[Token] = []
    for i, match in enumerate(matches):
        code, scale, percent = (match["code"] or "").replace("€", "EUR"), match["scale"], bool(match["percent"])
        following = matches[i + 1] if i + 1 < len(matches) else None
        if following and not scale and re.fullmatch(r"\s*(?:to|and|–|-)\s*", text[match.end() : following.start()]):
            scale, percent = following["scale"], percent or bool(following["percent"])  # EUR 12.4 to 18.6 billion
        preceding = tokens[-1] if tokens else None
        if preceding and scale and re.fullmatch(r"\s*(?:to|and|–|-)\s*", text[preceding.end : match.start()]):
            code = code or (preceding.unit if is_money(preceding.unit) else "")
        digits = match["digits"].rstrip(",")
        whole, _, decimals = digits.replace(",", "").partition(".")
        zeros = 0 if decimals or not int(whole) else len(whole) - len(whole.rstrip("0"))
        step = 10.0 ** (-len(decimals) if decimals else zeros) * value_of("1", scale)
        unit = code or ("EUR" if scale else "%" if percent else "")
        supposed = bool(scale) and not code
        tokens.append(Token(value_of(digits, scale), step, unit, match.start(), match.end(), supposed, bool(zeros)))
    small = [m for m in WORD.finditer(text) if not any(t.start <= m.start() < t.end for t in tokens)]
    tokens += [Token(float(words.WORDS.index(m[0].lower())), 1.0, "", m.start(), m.end()) for m in small]
    return sorted(tokens, key=lambda token: token.start)


def read(section: Section, text: str, quantities: list[Quantity]) -> tuple[str, list[Token]]:
    """A sentence without the dates of quantities and the labels of figures, of the same length but for short forms, and its numbers."""
    text = _in_full(_without_dates(section, text, quantities))
    return text, _tokens(text)


def shown_by(tokens: list[Token], quantity: Quantity) -> list[Token]:
    """The numbers of a sentence that a quantity gives; none where it has two ends and the sentence shows but one."""
    allowed = _tokens(quantity.text.replace(words.NBSP, " "))
    found = [token for token in tokens if _means(token, quantity, allowed)]
    return found if len(found) >= len(allowed) else _ends(tokens, quantity) or _honest_ends(tokens, quantity)


def ends_told(text: str) -> str:
    """Two numbers that a sentence gives as both ends of a range, as it has them: "EUR 5 to 6 billion"; years are none. Else empty."""
    tokens = _tokens(text := _in_full(text))
    for low, high in zip(tokens, tokens[1:]):
        led = re.search(r"\bbetween\s*$", text[: low.start], re.I)
        if high.unit and re.fullmatch(r"\s*(?:to|–|-)\s*" + (r"|\s*and\s*" if led else ""), text[low.end : high.start]):
            return text[low.start : high.end].strip()
    return ""


def misworded(section: Section, line: Line, quantities: list[Quantity]) -> list[Fault]:
    """Numbers of the sentence that its claims do not give, with too many digits, or without their hedge."""
    faults = []
    parts = [find(section, c.id) for q in quantities for c in q.claims if isinstance(q, Derived) and c.table in FIGURE_TABLES]
    text, tokens = read(section, line.text, [*quantities, *parts])
    explained: set[Token] = set()
    for quantity, must in [(q, True) for q in quantities] + [(q, False) for q in parts]:
        allowed = _tokens(quantity.text.replace(words.NBSP, " "))
        found = [t for t in tokens if _means(t, quantity, allowed)]
        if not found and (ends := _ends(tokens, quantity)):
            explained |= set(ends)
            continue
        if len(found) < len(allowed):
            found = _honest_ends(tokens, quantity) or found
        explained |= set(found)
        if must:
            faults += _unlike(quantity, allowed, found)
        elif any(_is_too_fine(t, quantity, allowed) for t in found):
            faults.append(_too_fine(quantity))
        faults += [Fault("hedge", told) for t in found if (told := _unhedged(text, t, quantity) or _invented(text, t, quantity))]
    for token in tokens:
        if token not in explained and not WORD.fullmatch(text[token.start : token.end]):
            told = f"the sentence says {text[token.start : token.end].strip()}, which no number of the line gives"
            faults.append(Fault("sentence", told))
    return faults


def _in_full(text: str) -> str:
    """The text with the short forms of million and billion behind an amount written out."""
    return _SHORT.sub(
        lambda m: f"{m[1]} {'billion' if m[2].lower().startswith('b') or m[2].lower() == 'mrd' else 'million'}", text
    )


def _ends(tokens: list[Token], quantity: Quantity) -> list[Token]:
    """The numbers of a sentence that are the bounds of a quantity, where both are there: a range says no more than its number."""
    bounds = _tokens(quantity.range.text.replace(words.NBSP, " "))
    found = [t for t in tokens for bound in bounds if t.unit == bound.unit and math.isclose(t.value, bound.value, rel_tol=1e-9)]
    return found if len(bounds) == len(found) == 2 else []


def _honest_ends(tokens: list[Token], quantity: Quantity) -> list[Token]:
    """Two numbers in a row that are the ends of a quantity without a single value, rounded otherwise than this package does.

    Each is told to the finer digit of the two; it may lie inside by as much as the amounts behind the range are rounded or hedged, since
    "EUR 12.5 to 18.5 billion" are the printed amounts, without their bounds.
    """
    if quantity.value is not None:
        return []
    unit = quantity.unit if is_money(quantity.unit) or quantity.unit == "%" else ""
    operands = getattr(getattr(quantity, "derivation", None), "operands", ())
    inside = sum(max(q.best - q.low, q.high - q.best) for q in operands if q.value is not None)
    for low, high in zip(tokens, tokens[1:]):
        step = min(low.step, high.step)
        if not low.unit == high.unit == unit or low.value >= high.value or step > quantity.high - quantity.low:
            continue
        inwards = (low.value - quantity.low, quantity.high - high.value)
        if all(-step / 2 <= gap * (1 - 1e-9) <= max(step / 2, inside) for gap in inwards):
            return [low, high]
    return []


def _unlike(quantity: Quantity, allowed: list[Token], found: list[Token]) -> list[Fault]:
    """A number of the line that its sentence does not show, shows as one where the claims give two ends, or too finely."""
    if not found:
        return [Fault("sentence", f"the sentence does not show the number for {quantity.label}")]
    faults = []
    if len(allowed) > 1 and len(found) < len(allowed):
        told = f"the claims allow no single number for {quantity.label}: give both ends of its range (rule 6)"
        faults.append(Fault("uncertain", told))
    if any(_is_too_fine(t, quantity, allowed) for t in found):
        faults.append(_too_fine(quantity))
    return faults


def _is_too_fine(token: Token, quantity: Quantity, allowed: list[Token]) -> bool:
    """Whether a number has more digits than the quantity is told with, and than its bounds allow; a quotient of counts allows any."""
    finest = min((one.step for one in allowed), default=0.0)
    spread = max(quantity.high - token.value, token.value - quantity.low)
    return token.step < finest * (1 - 1e-9) and spread > token.step * (1 + 1e-9)


def _too_fine(quantity: Quantity) -> Fault:
    bounds = quantity.range.text.replace(words.NBSP, " ")
    return Fault("digits", f"too many digits for {quantity.label}: its bounds are {bounds} (rule 6)")


def _without_dates(section: Section, text: str, quantities: list[Quantity]) -> str:
    """The sentence without the labels of figures and the dates of its claims, so that their digits are not taken for numbers.

    The dates are those of the claims and of what is stated to lie within them, as a package by which a total came to its amount, and of the
    events of their instruments or partners.
    """
    known = {claim.id for q in quantities for claim in q.claims}
    known |= {row["part"] for row in section.rows("relations") if row["whole"] in known and row["certainty"] == "stated"}
    dates, periods, about = set[str](), ("period_start", "period_end"), set[tuple[str, str]]()
    for table, fields in (("claims", periods), ("evidence", ()), ("context", ("date", "date_end", *periods))):
        for row in (row for row in section.rows(table) if row["id"] in known):
            dates |= {row[field] for field in fields if row[field]}
            about |= {(row.get("instrument") or "", row.get("partner") or "")}
    dates |= {date for event in section.rows("events") if _tells_of(event, about) for date in _dates_of(event)}
    dates |= {date[:length] for date in dates for length in (4, 7)}
    named = {label for label in _labels(section) if label.casefold() in text.casefold()}
    shown = sorted({words.date(date).replace(words.NBSP, " ") for date in dates} | named, key=len, reverse=True)
    return re.sub(rf"\b(?:{'|'.join(map(re.escape, shown))})\b", lambda m: "_" * len(m[0]), text, flags=re.I) if shown else text


@lru_cache
def _labels(section: Section) -> frozenset[str]:
    """The labels of all figures in which a digit stands."""
    return frozenset(label for table in FIGURE_TABLES for row in section.rows(table) if re.search(r"\d", label := row["label"]))


def _tells_of(event: dict, about: set[tuple[str, str]]) -> bool:
    """Whether an event is of the instrument of a claim or, where it has none, of its partner."""
    instrument, partner = event["instrument"], event["partner"]
    return any(instrument == one if instrument else bool(partner) and partner == other for one, other in about)


def _dates_of(event: dict) -> list[str]:
    return [event[field] for field in ("date", "date_end", "reference_date") if event[field]]


def _means(token: Token, quantity: Quantity, allowed: list[Token]) -> bool:
    """Whether a number of the sentence is the quantity, rounded to the step of its last digit."""
    unit = quantity.unit if is_money(quantity.unit) or quantity.unit == "%" else ""
    if token.unit != unit and not (token.supposed and not unit):
        return False
    if any(math.isclose(token.value, t.value, rel_tol=1e-9, abs_tol=1e-9) for t in allowed):
        return True
    if quantity.value is None:
        return False
    off = abs(token.value - quantity.value)
    return off <= token.step / 2 * (1 + 1e-9) and (not token.round or off <= ROUNDED * abs(quantity.value))


def _said_side(text: str, token: Token) -> str:
    """Whether the words around a number make it a floor, a ceiling, or neither; "not above" is a ceiling, as "above" is a floor."""
    qualifier, _, start, _ = hedge_at(text, token.start, token.end)
    if qualifier not in SIDES and (spoken := _SPOKEN.search(text[: token.start])):
        qualifier, start = str(spoken.lastgroup), spoken.start()
    side = SIDES.get(qualifier, "")
    return {"floor": "ceiling", "ceiling": "floor"}.get(side, "") if _DENIED.search(text[:start]) else side


def _unhedged(text: str, token: Token, quantity: Quantity) -> str:
    """What is wrong with the hedge of a number, if anything."""
    hedge, said = quantity.told.hedge, _said_side(text, token)
    side = SIDES.get(hedge, "")
    if side and side != said:
        called = words.HEDGES[hedge]
        return f"the hedge is lost: {quantity.label} is “{called}” that number, a {side} and not an exact figure (rule 5)"
    if said and said != side:
        given = quantity.text.replace(words.NBSP, " ")
        return f"the sentence hedges {quantity.label} in a way that its claims do not (they give {given}) (rule 5)"
    return ""


def _invented(text: str, token: Token, quantity: Quantity) -> str:
    """What a sentence knows of a number that no source says: that it is exact, or how far beyond its hedge the true one lies."""
    before, after = text[: token.start], text[token.end :]
    if quantity.low < quantity.high and (_EXACT.search(before) or _EXACT_AFTER.match(after)):
        return f"the sentence makes {quantity.label} exact, and its source rounds it: leave the word out (rule 5)"
    degree = _DEGREE.search(before)
    if not degree:
        return ""
    close_below = not degree["much"] and degree["side"].lower() in _BELOW
    if close_below and quantity.told.hedge == "nearly":
        return ""
    return f"the sentence says how far from that number {quantity.label} lies, which its source does not (rule 5)"
