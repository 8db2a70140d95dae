"""The slips that an answer may come from: those that an exercise expects, those that any share invites, and a wrong size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from claimbook import wording as words
from claimbook.core.quantities import Quantity
from claimbook.teaching.answers import Amount, read
from claimbook.teaching.asked import Asked, Mistake, close, power_of_ten, value_in
from claimbook.teaching.verdicts import Verdict, wrong

#: How far, as a part of it, a number may lie from a slip that is taken for it after rounding.
NEAR = 0.03


def slip(asked: Asked, amount: Amount) -> str:
    """What a known slip is called that an amount comes from, also after rounding; nothing where that is not sure."""
    found = sorted(_slips(asked, amount, asked.mistakes)) or sorted(_slips(asked, amount, _turned(asked)))
    if not found:
        return ""
    (nearest, why), others = found[0], [off for off, other in found if other != found[0][1]]
    return why if not others or nearest < 1e-9 or nearest <= others[0] / 3 else ""


def _slips(asked: Asked, amount: Amount, mistakes: Iterable[Mistake]) -> Iterator[tuple[float, str]]:
    """The slips that an amount may come from, and how far off it is from each as a part of it."""
    for given, why in mistakes:
        if isinstance(given, str) or isinstance(given, Quantity) and given.value is None:
            continue
        unit = given.unit if isinstance(given, Quantity) else asked.unit
        value = given.value if isinstance(given, Quantity) else float(given)
        yours = value_in(unit, amount)
        if yours is None or value is None:
            continue
        printed = read(given.text).amounts if isinstance(given, Quantity) else ()
        step = amount.step * (100 if amount.unit == "part" else 1)
        size = abs(value) or 1.0
        for scale in (1.0, 1e6, 1e9) if unit == "EUR" and not amount.unit and abs(yours) < 1e5 else (1.0,):
            off = abs(yours * scale - value) / size
            shown = len(printed) == 1 and close(yours * scale, printed[0].value)
            if shown or off <= 1e-9 or scale == 1 and off <= min(step * scale / size / 2 * (1 + 1e-6), NEAR):
                yield (0.0 if shown else off), why


def _turned(asked: Asked) -> Iterator[Mistake]:
    """Slips that any share invites, whether or not the exercise expects them."""
    if asked.unit == "%" and asked.value and 0 < asked.value < 100:
        yield 100 - asked.value, "That is the share of all the rest."
        yield 1e4 / asked.value, "You divided the whole by its part."
        yield 100 / asked.value, "You divided the whole by its part."


def wrong_size(asked: Asked, value: float, shown: float) -> Verdict | None:
    """That a number is the right one but for its power of ten; a count of a few times ten is none."""
    power = power_of_ten(value, shown)
    if not power or asked.counted and power > 0:
        return None
    side, times = "large" if power > 0 else "small", words.digits(10 ** abs(power))
    if abs(power) == 1:
        return wrong("A decimal point has slipped: yours is {times} times too {side}.", times=times, side=side)
    told = "Wrong unit: yours is {times} times too {side}. Asked for is {unit}."
    return wrong(told, times=times, side=side, unit=asked.unit_words)
