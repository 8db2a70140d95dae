"""Words and digits for numbers, as EU publications print them, and text that carries its numbers' provenance.

Number style: https://style-guide.europa.eu (code before the amount, comma between thousands, a hard space before %).
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from html import escape

from babel.numbers import format_decimal

NBSP = "\u00a0"
WORDS = "zero one two three four five six seven eight nine".split()
MONTHS = "January February March April May June July August September October November December".split()
HEDGES = {"exact": "", "nearly": "nearly", "over": "over", "at_least": "at least", "at_most": "at most", "about": "about"}
SCALES = ((1e9, "billion"), (1e6, "million"))


def digits(value: float, decimals: int = 0) -> str:
    """A number with a comma between thousands, rounded half to even at ``decimals`` places."""
    return format_decimal(value + 0.0, format="#,##0" + ("." + "0" * decimals if decimals > 0 else ""), locale="en_GB")


def spelled(value: float) -> str:
    """A whole number below ten as a word, any other in digits (rule of the English Style Guide, 10.2)."""
    return WORDS[int(value)] if value == int(value) and 0 <= value < 10 else digits(value)


def ordinal(value: float) -> str:
    """A whole number as an ordinal: 7th, 21st, 112th."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(int(value) % 10, "th") if int(value) % 100 not in (11, 12, 13) else "th"
    return f"{digits(value)}{ending}"


def date(iso: str) -> str:
    """An ISO date of any precision in words: 2024, 2024-03 or 2024-03-17."""
    year, *rest = iso.split("-")
    month = [MONTHS[int(rest[0]) - 1]] if rest else []
    day = [str(int(rest[1]))] if len(rest) > 1 else []
    return NBSP.join(day + month + [year])


def period(start: str | None, end: str | None) -> str:
    """A period in words; open sides are said, and a period without either is 'not stated'."""
    if start and end:
        return date(start) if start == end else f"{date(start)} to {date(end)}"
    if start:
        return f"since {date(start)}, end not stated"
    return f"until {date(end)}, start not stated" if end else "not stated"


def unit_of(width: float) -> float:
    """The smallest power of ten that is not below ``width``: the finest digit that bounds this far apart allow."""
    return 10.0 ** math.ceil(math.log10(width) - 1e-9)


def _decimals(unit: float) -> int:
    return max(0, -round(math.log10(unit)))


def _round_out(low: float, high: float, unit: float) -> tuple[float, float]:
    """Bounds rounded outwards, so that the printed range still holds every value of the exact one."""
    return math.floor(low / unit + 1e-9) * unit, math.ceil(high / unit - 1e-9) * unit


def number(value: float | None, low: float, high: float, unit: str) -> str:
    """A number and its unit with no more digits than its bounds allow, and never outside them (rule 6).

    The last digit printed is the smallest power of ten not below half the distance of the bounds. Where the number so
    rounded leaves its bounds, it gets one digit more; where that leaves them too, or where fewer than two significant digits
    would remain, or where there is no best value, both bounds are printed, rounded outwards. An open bound gives 'at least'
    or 'at most'. ``unit`` is EUR, %, a word, or one of them per another; EUR are scaled to million or billion.
    """
    money = unit.partition(" per ")[0] == "EUR"
    scale, word = _scale(value, low, high) if money else (1.0, "")
    low, high = low / scale, high / scale
    value = None if value is None else value / scale

    def dress(figures: str) -> str:
        if money:
            return NBSP.join(filter(None, ("EUR", figures, word)))
        return f"{figures}{NBSP}{unit}" if unit in ("%", "tonnes") else figures

    def shown(figure: float, step: float) -> str:
        return digits(figure, _decimals(step))

    if math.isinf(low) and math.isinf(high):
        return "not known"
    size = max((abs(x) for x in (value or 0, low, high) if math.isfinite(x)), default=0)
    finest = 0.1 if unit == "%" or scale == 1e9 or size < 100 else 1.0
    if math.isinf(high) or math.isinf(low) or (low == 0 < high and value):
        side, word_for = (low, "at least") if math.isinf(high) else (high, "at most")
        step = _one_sided_step(side, finest)
        return f"{word_for} {dress(shown(_round_out(side, side, step)[0 if word_for == 'at least' else 1], step))}"
    if high - low <= 1e-9 * max(1.0, size):
        step = 1.0 if low == round(low) and unit != "%" else min(finest, 0.1)
        while not _faithful(round(low / step) * step, low, unit):
            step /= 10
        return dress(shown(low, step))
    if value is not None and (step := _step_of(value, low, high, unit, finest)):
        return dress(shown(round(value / step) * step, step))
    step = max(unit_of((high - low) / 2) / 100, finest)
    ends = _round_out(low, high, step)
    while ends[1] - ends[0] > 1.25 * (high - low):  # rounding outwards may not make the range much wider than it is
        step /= 10
        ends = _round_out(low, high, step)
    return dress(f"{shown(ends[0], step)} to {shown(ends[1], step)}")


def one_sided_or_range(text: str) -> bool:
    """Whether ``number`` told only a bound, both bounds, or nothing, and so says itself how sure it is."""
    return text.startswith(("at least ", "at most ")) or " to " in text or text == "not known"


def _scale(value: float | None, low: float, high: float) -> tuple[float, str]:
    """The scale of an amount of money: billions get one decimal; where the bounds allow more, it is told in millions."""
    size = max(abs(x) for x in (value or 0, low, high) if math.isfinite(x)) if math.isfinite(low) or math.isfinite(high) else 0
    coarse = high - low >= 1e8 or not math.isfinite(high) or (low == high and low % 1e8 == 0)
    return next(((s, w) for s, w in SCALES if size >= s and (coarse or s < 1e9)), (1.0, ""))


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
        rounded = round(value / step) * step
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
    scales = [*(pair for pair in SCALES if unit == "EUR" and value >= pair[0]), (1.0, "")]
    ways = [(scale, word, _decimals_needed(value / scale, resolution / scale)) for scale, word in scales]
    scale, word, decimals = next((way for way in ways if way[2] <= 3), ways[-1])
    text = digits(value / scale, decimals)
    text = NBSP.join(filter(None, ("EUR", text, word))) if unit == "EUR" else text
    text = f"{text}{NBSP}{unit}" if unit in ("tonnes", "%") else text
    return f"{HEDGES[qualifier]} {text}".strip()


@dataclass(frozen=True, repr=False)
class Wording:
    """Text to be shown, with the same text as HTML in which each number is a link that carries its provenance."""

    text: str
    html: str
    #: The claims behind the text, in order of use.
    origins: tuple = ()

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.text.replace(NBSP, ' ')}>"

    def __format__(self, spec: str) -> str:
        return format(self.text, spec)

    def _repr_html_(self) -> str:
        return self.html

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        return {"text/plain": self.text, "text/html": self.html}


def link(text: str, provenance: dict, origins: tuple) -> Wording:
    """A number as a link to its first claim's entry; ``provenance`` is what its popover shows, as label and text.

    Its "names" are what the links to the entries read, in the order of its "claims"; without them, what the origins are called.
    """
    first = origins[0]
    provenance = {"names": [origin.entry for origin in origins]} | provenance
    title = "; ".join(f"{label}: {what}" for label, what in provenance["facts"] if isinstance(what, str))
    data = escape(json.dumps(provenance, ensure_ascii=False, sort_keys=True), quote=True)
    html = (
        f'<a class="quantity" href="{escape(first.page)}.html#{escape(first.anchor)}" title="{escape(title)}" '
        f'data-provenance="{data}">{escape(text)}</a>'
    )
    return Wording(text, html, origins)


def plain(value: object) -> Wording:
    """Any value as a Wording: quantities and wordings keep their links, lists are joined, everything else is escaped.

    An empty list is no text, as for an empty cell of a table; a sentence does not take one.
    """
    if isinstance(value, Wording):
        return value
    if hasattr(value, "wording"):
        return value.wording
    if isinstance(value, (list, tuple)):
        return listing(value) if value else Wording("", "")
    text = "" if value is None else str(value)
    return Wording(text, escape(text))


def sentence(template: str, **values: object) -> Wording:
    """A sentence with computed numbers in it: ``sentence("{a} of {b}", a=part, b=whole)``; raises ValueError for an empty list."""
    for name, value in values.items():
        if isinstance(value, (list, tuple)) and not value:
            raise ValueError(f"the list {name} is empty and would leave a gap in the sentence {template!r}; word the case of none apart")
    parts = {name: plain(value) for name, value in values.items()}
    text = template.format(**{name: part.text for name, part in parts.items()})
    html = escape(template, quote=False).format(**{name: part.html for name, part in parts.items()})
    origins = tuple(dict.fromkeys(origin for part in parts.values() for origin in part.origins))
    return Wording(text, html, origins)


def first_sentence(text: str) -> str:
    """The first sentence of a caption, without its full stop."""
    return re.split(r"(?<=[.?!])\s", " ".join(text.split()), maxsplit=1)[0].rstrip(".")


def listing(items: list, last: str = "and") -> Wording:
    """Names or numbers as a list in a sentence: a, b and c; raises ValueError for an empty list, which would leave a gap."""
    parts = [plain(item) for item in items]
    if not parts:
        raise ValueError("a list without items would leave a gap in its sentence; word the case of none apart")
    if len(parts) < 2:
        return parts[0]
    head, tail = parts[:-1], parts[-1]
    text = ", ".join(p.text for p in head) + f" {last} {tail.text}"
    html = ", ".join(p.html for p in head) + f" {last} {tail.html}"
    return Wording(text, html, tuple(dict.fromkeys(o for p in parts for o in p.origins)))
