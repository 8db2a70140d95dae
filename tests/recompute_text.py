"""What a printed number says, and whether it tells the truth about a number worked out again: for ``recompute.py``."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from fractions import Fraction

from recompute_tables import Number

WORDS = "zero one two three four five six seven eight nine".split()
#: The words of each hedge, as the book prints them.
HEDGES = {"nearly": "nearly", "over": "over", "at_least": "at least", "at_most": "at most", "about": "about"}
SCALES = {None: 1, "million": 10**6, "billion": 10**9}
_FIGURE = r"-?[0-9]{1,3}(?:,[0-9]{3})*(?:\.[0-9]+)?"
NUMBER = re.compile(
    rf"(?:(?P<hedge>{'|'.join(HEDGES.values())}) )?(?P<code>EUR )?(?P<one>{_FIGURE})(?: to (?P<other>{_FIGURE}))?"
    rf"(?: (?P<scale>million|billion))?(?: (?P<unit>%|tonnes))?"
)
#: The words of a hedge whose number is not reached; a figure "at most" is told with that of its source.
STRICT = re.compile(r"\b(?:less than|fewer than|under|below)\b", re.I)
_COUNTED = dict(zip([*WORDS, "a"], [*range(10), 1]))
_PARTS = {"half": 2, "halves": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}
_SOME = "|".join(_COUNTED)
_FRACTION = re.compile(rf"(?:({_SOME})[- ])?({'|'.join(_PARTS)})s?")
_RATIO = re.compile(rf"(\d+|{_SOME}) (?:in|out of)(?: every)? (\d+|{_SOME}|ten)")
#: A range may be wider than the bounds by a quarter of their width, and no more.
WIDEST = Fraction(5, 4)


@dataclass(frozen=True)
class Shown:
    """A number as it is printed: one figure or two, each with its last place, a hedge, and what the text says of the unit."""

    figures: tuple[Fraction, ...]
    #: For each figure the place of its last digit, and the place of its last digit that is not a zero at the end.
    places: tuple[tuple[Fraction, Fraction], ...]
    hedge: str = "exact"
    unit: str = ""


def plain(text: str) -> str:
    """Text with ordinary single spaces."""
    return " ".join(text.replace("\u00a0", " ").split())


def read(text: str) -> Shown | None:
    """The number that a text is, in digits or as a word; None where the text is no number."""
    word = "zero" if text == "none" else text.lower()
    if ordinal := re.fullmatch(r"(\d+)(st|nd|rd|th)", text):
        number = int(ordinal[1])
        ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
        return Shown((Fraction(number),), ((Fraction(1), Fraction(1)),)) if ordinal[2] == ending else None
    if word in WORDS:
        return Shown((Fraction(WORDS.index(word)),), ((Fraction(1), Fraction(1)),))
    small = text[:1].lower() + text[1:]  # a hedge may begin a sentence
    match = NUMBER.fullmatch(small if small.startswith(tuple(HEDGES.values())) else text)
    if not match:
        return None
    scale = SCALES[match["scale"]]
    digits = [d.replace(",", "") for d in (match["one"], match["other"]) if d]
    hedge = next((name for name, words in HEDGES.items() if words == match["hedge"]), "exact")
    figures = tuple(Fraction(d) * scale for d in digits)
    return Shown(
        figures,
        tuple((_place(d) * scale, _place(d, True) * scale) for d in digits),
        hedge,
        "EUR" if match["code"] else match["unit"] or "",
    )


def in_its_words(text: str, wording: str) -> Fraction | None:
    """The number that a range or a fraction stands for, told as the wording of its source has it; None for any other text.

    Of a range it is the middle, of a fraction the share in per cent.
    """
    bare = plain(text).lower()
    bare = next(
        (bare.removeprefix(f"{word} ") for word in (*HEDGES.values(), "fewer than", "less than") if bare.startswith(f"{word} ")),
        bare,
    )
    if bare.replace(" %", "%").removesuffix(" tonnes").removeprefix("between ") not in plain(wording).lower().replace(" %", "%"):
        return None
    if part := _FRACTION.fullmatch(bare):
        return Fraction(100 * _COUNTED[part[1] or "one"], _PARTS[part[2]])
    if ratio := _RATIO.fullmatch(bare):
        few, all_ = (int(n) if n.isdigit() else {**_COUNTED, "ten": 10}[n] for n in ratio.groups())
        return Fraction(100 * few, all_)
    ends = [Fraction(figure.replace(",", "")) for figure in re.findall(_FIGURE.removeprefix("-?"), bare)]
    words = re.findall(r"million|billion|bn", bare)
    if len(ends) != 2 or ends[0] >= ends[1]:
        return None
    scales = [SCALES.get(word, 10**9) for word in words] or [1]
    low, high = (end * scale for end, scale in zip(ends, scales if len(scales) == 2 else scales * 2))
    return (low + high) / 2


def _place(digits: str, without_zeros: bool = False) -> Fraction:
    whole, _, decimals = digits.partition(".")
    if decimals or not without_zeros or not int(whole):
        return Fraction(1, 10 ** len(decimals))
    return Fraction(10 ** (len(whole) - len(whole.rstrip("0"))))


def unit_told(unit: str) -> str:
    """What a printed number says of its unit: the code of money, per cent or tonnes, and nothing of any other."""
    first = unit.partition(" per ")[0]
    return first if first == "EUR" or unit in ("%", "tonnes") else ""


def objection(shown: Shown, number: Number) -> str:
    """Why a printed number does not tell the number that was worked out again; empty where it does."""
    if shown.unit != unit_told(number.unit):
        return f"its unit is {number.unit or 'a count'}"
    if len(shown.figures) == 2:
        return _of_range(shown, number)
    figure, (place, coarse) = shown.figures[0], shown.places[0]
    if shown.hedge == "at_least":
        fits = number.high == math.inf and figure <= number.low and number.low - figure < coarse
        return "" if fits else f"it lies {told(number)}"
    if shown.hedge == "at_most":
        fits = number.low <= 0 and figure >= number.high and figure - number.high < coarse
        return "" if fits else f"it lies {told(number)}"
    if shown.hedge != "exact":
        return f"{HEDGES[shown.hedge]} is a hedge of printed figures alone"
    if number.value is None:
        return f"there is no single value, it lies {told(number)}"
    if number.high == math.inf or number.low == 0 < number.high and number.value:
        return f"it is open on one side: {told(number)}"
    return _of_single(figure, place if number.low == number.high else coarse, number)


def _of_single(figure: Fraction, place: Fraction, number: Number) -> str:
    if number.low == number.high:
        whole = number.value.denominator == 1
        fits = figure == number.value if whole else abs(figure - number.value) <= place / 2
        return "" if fits else f"it is {float(number.value):,}"
    if not number.low <= figure <= number.high:
        return f"it lies {told(number)}"
    rounded = round(number.value / place) * place
    if abs(figure - number.value) > place / 2 and number.low <= rounded <= number.high:
        return f"it is {float(number.value):,}"
    return ""


def _of_range(shown: Shown, number: Number) -> str:
    low, high = shown.figures
    if shown.hedge != "exact" or number.high == math.inf:
        return f"it lies {told(number)}"
    holds = low <= number.low and number.high <= high
    (_, one), (_, other) = shown.places
    # Rounded outwards to the last place that is printed, and so no farther out than one step of it.
    narrow = high - low <= WIDEST * (number.high - number.low) and number.low - low < one and high - number.high < other
    return "" if holds and narrow else f"it lies {told(number)}"


def told(number: Number) -> str:
    """The bounds of a number, for a message."""
    return f"from {float(number.low):,} to {'an open end' if number.high == math.inf else f'{float(number.high):,}'}"
