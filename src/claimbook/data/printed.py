"""What a printed wording says: its number, the hedge right before or after it, and the digit that it was printed to."""

from __future__ import annotations

import math
import re
from collections.abc import Collection
from dataclasses import dataclass

from claimbook.wording.scales import FIGURE, SCALES, decimals_of, value_of

#: A number as a source prints it: EUR 2.5 million, EUR 300,000, 40,000 or 1.5 million.
PRINTED_NUMBER = re.compile(
    rf"(?P<code>EUR )?(?<![0-9.,])(?P<digits>{FIGURE})(?![.,]?[0-9])(?: (?P<scale>thousand|million|billion)\b)?"
)
_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
CARDINALS = {word: value for value, word in enumerate(_ONES.split())}
CARDINALS |= {word: 10 * value for value, word in enumerate(_TENS.split(), 2)} | {"both": 2, "dozen": 12}
_CARDINAL = "|".join(sorted(CARDINALS, key=len, reverse=True))
#: A number in words: six, twenty-five, two hundred.
NUMBER_IN_WORDS = re.compile(
    rf"\b(?P<words>(?:{_CARDINAL})(?:-(?:{_CARDINAL}))?)(?: (?P<scale>hundred|thousand|million|billion))?\b", re.I
)
#: Words that hedge the number right after them, by qualifier.
HEDGES_BEFORE = {
    "nearly": ("nearly", "almost", "close to", "just under", "just below", "not quite"),
    "over": ("over", "more than", "above", "exceeding", "in excess of", "upwards of"),
    "at_least": ("at least", "no fewer than", "no less than", "not fewer than", "not less than", "a minimum of"),
    "at_most": (
        *("at most", "up to", "no more than", "not more than", "less than", "fewer than", "under", "below", "not exceeding"),
        *("a maximum of", "as much as", "as many as"),
    ),
    "about": ("about", "around", "some", "approximately", "approx.", "roughly", "circa", "ca.", "c.", "an estimated"),
}
#: The same right after a number and at most two words, such as its unit.
HEDGES_AFTER = {"at_least": ("or more", "at least"), "at_most": ("or less", "or fewer", "at most"), "about": ("or so",)}
#: Of these, those that hedge a number only: before a list of names they mean something else ("talks about Malta").
PREPOSITIONS = {
    "close to",
    "over",
    "above",
    "up to",
    "under",
    "below",
    "about",
    "around",
    "some",
    "as much as",
    "as many as",
    "c.",
    "ca.",
}


def _either(hedges: dict[str, tuple[str, ...]], without: Collection[str] = ()) -> str:
    """A pattern for the words of the hedges, in a group named after their qualifier."""
    parts = {qualifier: "|".join(re.escape(word) for word in words if word not in without) for qualifier, words in hedges.items()}
    return "|".join(f"(?P<{qualifier}>{words})" for qualifier, words in parts.items() if words)


_BEFORE = re.compile(rf"(?<![\w-])(?:{_either(HEDGES_BEFORE)})(?:\s+(?:a|the) total of)?\s*$", re.I)
_BEFORE_LIST = re.compile(rf"(?<![\w-])(?:{_either(HEDGES_BEFORE, PREPOSITIONS)})\s*$", re.I)
_LEADING = re.compile(rf"(?:{_either(HEDGES_BEFORE, PREPOSITIONS)})\s+", re.I)
#: "At least" and "at most" may as well belong to what follows, so after a number they count at the end of a clause only.
_AFTER = re.compile(
    rf"(?:\s+[\w-]+){{0,2}}?,?\s+(?:(?!at )|(?=at \w+\s*(?:[,.;:)]|$)))(?:{_either(HEDGES_AFTER)})\b(?! than)", re.I
)
#: How far back a hedge and "a total of" may reach.
_REACH = 40


@dataclass(frozen=True)
class Figure:
    """A number in a wording: where it starts and ends, its value, and one unit of its last digit."""

    start: int
    end: int
    value: float
    step: float
    money: bool = False


def figures(text: str) -> list[Figure]:
    """The numbers in digits, each with its scale; an amount of money is one with the code EUR before it."""
    found = []
    for match in PRINTED_NUMBER.finditer(text):
        scale = SCALES[match["scale"] or ""]
        value = value_of(match["digits"], match["scale"])
        found.append(Figure(*match.span(), value, _step(match["digits"], match["scale"]) * scale, bool(match["code"])))
    return found


def _step(digits: str, scale: str | None) -> float:
    """One unit of the last digit; without a scale, zeros at the end of a whole number say how it was rounded."""
    whole, decimals = digits.replace(",", "").partition(".")[0], decimals_of(digits)
    if decimals or scale or not int(whole):
        return 10.0**-decimals
    return 10.0 ** (len(whole) - len(whole.rstrip("0")))


def in_words(text: str) -> list[Figure]:
    """The numbers in words."""
    found = []
    for match in NUMBER_IN_WORDS.finditer(text):
        scale = SCALES[(match["scale"] or "").lower()]
        value = sum(CARDINALS[word] for word in match["words"].lower().split("-"))
        found.append(Figure(*match.span(), value * scale, scale))
    return found


def numbers_of(claim: dict) -> list[Figure]:
    """The numbers in a claim's wording that could be its value, as its unit and its basis say; none for a counted list."""
    if claim["unit"] != "EUR" and claim["basis"] == "counted":
        return []
    if claim["unit"] != "EUR" and claim["basis"] == "words":
        return in_words(claim["printed"])
    return [figure for figure in figures(claim["printed"]) if figure.money == (claim["unit"] == "EUR")]


def figure_of(claim: dict) -> Figure | None:
    """The number in a claim's wording that is its value; a counted list stands for one; None where no number is the value."""
    if claim["unit"] != "EUR" and claim["basis"] == "counted":
        leading = _LEADING.match(claim["printed"])
        return Figure(leading.end() if leading else 0, len(claim["printed"]), claim["value"], 1.0)
    return next((f for f in numbers_of(claim) if math.isclose(f.value, claim["value"], rel_tol=1e-9)), None)


def hedge_of(claim: dict, before: str = "", after: str = "") -> tuple[str, str]:
    """The qualifier that a claim's wording, and the text around it, gives its number, and the words that do so.

    Without such words, and where the wording does not hold the number, it is "exact" and no words.
    """
    figure, printed = figure_of(claim), claim["printed"]
    if figure is None:
        return "exact", ""
    listed = claim["unit"] != "EUR" and claim["basis"] == "counted"
    found = (_BEFORE_LIST if listed else _BEFORE).search((before + printed[: figure.start])[-_REACH:])
    if not found and not listed:
        found = _AFTER.match(printed[figure.end :] + after)
    name = found.lastgroup if found else None
    return (name, " ".join(found[name].split())) if found and name else ("exact", "")
