"""Words and digits for numbers, as EU publications print them.

Number style: https://style-guide.europa.eu (code before the amount, comma between thousands, a hard space before %).
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

from babel.numbers import format_decimal

from claimbook.wording.hedges import HEDGES
from claimbook.wording.units import CARDINALS, LARGE_SCALES, SCALES, is_money

NBSP = "\u00a0"
WORDS = [word for word, value in CARDINALS.items() if value < 10]
#: A figure in digits as it is written here, and a word for a scale in which amounts are told, as patterns.
FIGURE = r"[0-9][0-9,]*(?:\.[0-9]+)?"
TOLD_WORD = "|".join(word for _, word in LARGE_SCALES)


def nearest(value: float, step: float) -> float:
    """The multiple of ``step`` that is nearest to a value; of two that are as near, the one further from nought: 7.9 of 7.85, in tenths.

    This is how readers round, and the one rule by which numbers are rounded for print. What a float lacks of a half counts as one.
    What is no number, or has no end, stays so: it may be told in a message.
    """
    if not math.isfinite(value):
        return value
    return math.copysign(math.floor(abs(value) / step * (1 + 1e-14) + 0.5) * step, value)


@lru_cache(maxsize=4096)  # Babel takes a third of a millisecond, and a page tells the same numbers many times
def digits(value: float, decimals: int = 0) -> str:
    """A number with a comma between thousands, rounded at ``decimals`` places as ``nearest`` does."""
    rounded = nearest(value, 10.0**-decimals) + 0.0
    return format_decimal(rounded, format="#,##0" + ("." + "0" * decimals if decimals > 0 else ""), locale="en_GB")


def value_of(figure: str, scale: str | None = None) -> float:
    """The value of a figure in digits with a word for its scale, if any; raises KeyError for another word."""
    return float(figure.replace(",", "")) * (SCALES[scale.lower()] if scale else 1.0)


def spelled(value: float) -> str:
    """A whole number below ten as a word, any other in digits (rule of the English Style Guide, 10.2)."""
    return WORDS[int(value)] if value == int(value) and 0 <= value < 10 else digits(value)


def ordinal(value: float) -> str:
    """A whole number as an ordinal: 7th, 21st, 112th."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(int(value) % 10, "th") if int(value) % 100 not in (11, 12, 13) else "th"
    return f"{digits(value)}{ending}"


def unit_of(width: float) -> float:
    """The smallest power of ten that is not below ``width``: the finest digit that bounds this far apart allow."""
    return 10.0 ** math.ceil(math.log10(width) - 1e-9)


def _decimals(unit: float) -> int:
    return max(0, -round(math.log10(unit)))


def _round_out(low: float, high: float, unit: float) -> tuple[float, float]:
    """Bounds rounded outwards, so that the printed range still holds every value of the exact one."""
    return math.floor(low / unit + 1e-9) * unit, math.ceil(high / unit - 1e-9) * unit


class Told(NamedTuple):
    """A number as it is told: its figures with their unit, and its hedge, a key of ``HEDGES``; as a text, both.

    ``single`` is whether the figures are one number, and not both ends of a range, or that nothing is known. ``strict`` is the word of
    the hedge where a source has a stricter one, such as "less than".
    """

    figures: str
    hedge: str = "exact"
    single: bool = True
    strict: str = ""

    @property
    def word(self) -> str:
        """The hedge in words; empty where there is none."""
        return self.strict or HEDGES[self.hedge]

    def __str__(self) -> str:
        return f"{self.word} {self.figures}".strip()


def number(value: float | None, low: float, high: float, unit: str) -> str:
    """A number and its unit as a text, as ``told`` has them."""
    return str(told(value, low, high, unit))


def told(value: float | None, low: float, high: float, unit: str) -> Told:
    """A number and its unit with no more digits than its bounds allow, and never outside them (rule 6).

    The last digit printed is the smallest power of ten not below half the distance of the bounds, and a half of it is rounded away
    from nought. Where the number so
    rounded leaves its bounds, it gets one digit more; where that leaves them too, or where fewer than two significant digits
    would remain, or where there is no best value, both bounds are printed, rounded outwards. An open bound gives 'at least'
    or 'at most'. ``unit`` is a currency, %, a word, or one of them per another; currencies are scaled to million or billion.
    """
    money = is_money(unit)
    scale, word = _scale(value, low, high) if money else (1.0, "")
    low, high = low / scale, high / scale
    value = None if value is None else value / scale

    def dress(figures: str) -> str:
        if money:
            return NBSP.join(filter(None, (unit.partition(" per ")[0], figures, word)))
        return f"{figures}{NBSP}{unit}" if unit in ("%", "tonnes") else figures

    def shown(figure: float, step: float) -> str:
        return digits(figure, _decimals(step))

    if math.isinf(low) and math.isinf(high):
        return Told("not known", single=False)
    size = max((abs(x) for x in (value or 0, low, high) if math.isfinite(x)), default=0)
    finest = 0.1 if unit == "%" or scale == 1e9 or size < 100 else 1.0
    if math.isinf(high) or math.isinf(low) or (low == 0 < high and value):
        side, end, hedge = (low, 0, "at_least") if math.isinf(high) else (high, 1, "at_most")
        step = _one_sided_step(side, finest)
        return Told(dress(shown(_round_out(side, side, step)[end], step)), hedge)
    if high - low <= 1e-9 * max(1.0, size):
        step = 1.0 if low == round(low) and unit != "%" else min(finest, 0.1)
        while not _faithful(nearest(low, step), low, unit):
            step /= 10
        return Told(dress(shown(low, step)))
    if value is not None and (fitting := _step_of(value, low, high, unit, finest)):
        return Told(dress(shown(nearest(value, fitting), fitting)))
    step = max(unit_of((high - low) / 2) / 100, finest)
    ends = _round_out(low, high, step)
    while ends[1] - ends[0] > 1.25 * (high - low):  # rounding outwards may not make the range much wider than it is
        step /= 10
        ends = _round_out(low, high, step)
    return Told(dress(f"{shown(ends[0], step)} to {shown(ends[1], step)}"), single=False)


def _scale(value: float | None, low: float, high: float) -> tuple[float, str]:
    """The scale of an amount of money: billions get one decimal; where the bounds allow more, it is told in millions."""
    size = max(abs(x) for x in (value or 0, low, high) if math.isfinite(x)) if math.isfinite(low) or math.isfinite(high) else 0
    coarse = high - low >= 1e8 or not math.isfinite(high) or (low == high and low % 1e8 == 0)
    return next(((s, w) for s, w in LARGE_SCALES if size >= s and (coarse or s < 1e9)), (1.0, ""))


def _one_sided_step(side: float, finest: float) -> float:
    """The step of a bound that stands alone: two or three significant digits, or up to two more where they tell it exactly."""
    lead = unit_of(max(abs(side), 1e-9))
    steps = [max(finest, lead / 100), lead / 1000, lead / 10000]
    return next((step for step in steps if math.isclose(side / step, round(side / step), abs_tol=1e-9)), steps[1])


def _faithful(rounded: float, value: float, unit: str) -> bool:
    """Rounding must not make nothing of something, nor all of a part."""
    edges = (0.0, 100.0) if unit == "%" else (0.0,)
    return all(math.isclose(rounded, edge, abs_tol=1e-12) == math.isclose(value, edge, abs_tol=1e-12) for edge in edges)


def _step_of(value: float, low: float, high: float, unit: str, finest: float) -> float | None:
    """The step to which ``value`` is rounded for print, or None where only a range is true."""
    coarse = max(unit_of((high - low) / 2), finest)
    slack = 1e-9 * max(abs(low), abs(high))
    for step in (coarse, coarse / 10):
        rounded = nearest(value, step)
        if low - slack <= rounded <= high + slack and _faithful(rounded, value, unit):
            enough = abs(value) / step >= 10
            if step < coarse and abs(value) / coarse < 10:
                # Two digits that the coarse step denied: only if the true value is within two steps of what is printed.
                enough = enough and max(high - rounded, rounded - low) <= 2 * step
            return step if enough else None
    return None


def _decimals_needed(figure: float, resolution: float) -> int:
    """How many decimals tell a figure exactly or, where that is more than three, as far as it was rounded."""
    decimals = next((d for d in range(10) if math.isclose(round(figure, d), figure, rel_tol=1e-12)), 10)
    return min(decimals, _decimals(resolution)) if decimals > 3 and resolution else decimals


def printed(value: float, resolution: float, unit: str, qualifier: str = "exact") -> str:
    """A figure as its source prints it: hedge, code, digits, and a scale in which no more than three decimals are needed.

    A figure that needs more is told in a smaller scale, or to its ``resolution`` where that is coarser than its digits.
    """
    scales = [*(pair for pair in LARGE_SCALES if is_money(unit) and value >= pair[0]), (1.0, "")]
    ways = [(scale, word, _decimals_needed(value / scale, resolution / scale)) for scale, word in scales]
    scale, word, decimals = next((way for way in ways if way[2] <= 3), ways[-1])
    text = digits(value / scale, decimals)
    text = NBSP.join(filter(None, (unit, text, word))) if is_money(unit) else text
    text = f"{text}{NBSP}{unit}" if unit in ("tonnes", "%") else text
    return f"{HEDGES[qualifier]} {text}".strip()
