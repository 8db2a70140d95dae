"""The slips that an answer may come from: those that an exercise expects, those that any share invites, and a wrong size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from claimbook import wording as words
from claimbook.core.derivations import Derivation
from claimbook.core.quantities import Quantity
from claimbook.teaching.answers import Amount, read
from claimbook.teaching.asked import Asked, Mistake, close, power_of_ten, value_in
from claimbook.teaching.verdicts import SIZE, Verdict, wrong
from claimbook.wording.units import LARGE_SCALES

#: How far, as a part of it, a number may lie from a slip that is taken for it after rounding.
NEAR = 0.03


def slip(asked: Asked, amount: Amount, *, exactly: bool = False) -> str:
    """What a known slip is called that an amount comes from, also after rounding unless ``exactly``; nothing where that is not sure."""
    found = sorted(_slips(asked, amount, asked.mistakes)) or sorted(_slips(asked, amount, _turned(asked, amount)))
    if not found:
        return ""
    if exactly and found[0][0] > 1e-9:
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
        yours = None if amount.unit == "part" and asked.unit == "%" != unit else value_in(unit, amount)
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


def _turned(asked: Asked, amount: Amount) -> Iterator[Mistake]:
    """Slips that any share invites, whether or not the exercise expects them."""
    if asked.unit == "%" and asked.value and 0 < asked.value < 100:
        yield 100 - asked.value, "That is the share of all the rest."
        yield 1e4 / asked.value, "You divided the whole by its part."
        if amount.unit != "%":  # "37 times"; of 37 % other readings come first
            yield 100 / asked.value, "You divided the whole by its part."
        yield 100 * asked.value / (100 - asked.value), "You divided by all the rest; a share is taken of the whole."


def operand(asked: Asked, amount: Amount) -> Verdict | None:
    """That a number is the part or the whole of the share asked for, or the rest, and no share; a bare one perhaps in its scale."""
    derivation = getattr(asked.told, "derivation", None)
    if asked.unit != "%" or not isinstance(derivation, Derivation) or derivation.operation not in ("share", "ratio"):
        return None
    part, whole = derivation.operands
    if amount.unit not in ("", "%", whole.unit) or not part.value or not whole.value or whole.value < 2:
        return None
    bare = whole.unit == "EUR" and amount.unit != whole.unit
    scales = (1.0, *(scale for scale, _ in LARGE_SCALES)) if bare else (1.0,)
    known = {"part": part.value, "whole": whole.value} | ({} if amount.unit == "%" else {"rest": whole.value - part.value})
    which = next((n for n, v in known.items() if v > 1 and any(close(amount.value * scale, v) for scale in scales)), "")
    told = "Wrong unit: that is the {which} itself; asked for is the share that the part is of the whole, in per cent."
    return wrong(told, which=which) if which else None


def mixed_scales(asked: Asked, value: float, step: float = 0.0) -> str:
    """That a number, told to ``step``, was worked out from the printed digits of two amounts in different scales; nothing where it was not."""
    derivation = getattr(asked.told, "derivation", None)
    shown = [read(q.text).amounts[0] for q in getattr(derivation, "operands", ()) if q.unit == "EUR" and q.value]
    scaled = [
        next(((one.value / scale, scale) for scale, _ in LARGE_SCALES if one.value >= scale), (one.value, 1.0)) for one in shown
    ]
    if len({scale for _, scale in scaled}) != 2 or len(scaled) != 2:
        return ""
    (one, _), (other, _) = scaled
    quotients = (one / other, 100 * one / other) if asked.unit == "%" else ()
    turned = close(abs(value), abs(one - other)) or close(value, one + other)
    return (
        "You set amounts of different scales against each other: put both in the same scale first."
        if turned or any(abs(value - quotient) <= max(min(step / 2, NEAR * quotient), 1e-9 * quotient) for quotient in quotients)
        else ""
    )


def rounded_off(value: float, shown: float, step: float, most: float = 0.12) -> bool:
    """Whether a number is the right one rounded further than its own digits tell, by so much of it at ``most``: 300 for 330."""
    zeros = next((power for power in range(15, -1, -1) if value and value % 10**power == 0), 0)
    place = 10.0**zeros
    return place > step and value > 0 and abs(value - shown) <= place / 2 and abs(value - shown) <= most * shown


def digit_off(value: float, shown: float) -> bool:
    """Whether a number of three digits or more differs from the right one in a single digit."""
    ours, theirs = (f"{one:.0f}".rstrip("0") for one in (value, shown))
    length = max(len(ours), len(theirs))
    if len(f"{value:.0f}") != len(f"{shown:.0f}") or length < 3:
        return False
    return sum(a != b for a, b in zip(ours.ljust(length, "0"), theirs.ljust(length, "0"))) == 1


def scale_left_out(asked: Asked, amount: Amount) -> float:
    """The scale in which the right amount is printed, where a bare number may have been told in it; 0 where it was not."""
    scale = next((scale for scale, word in LARGE_SCALES if f" {word}" in asked.text), 0.0)
    return scale if asked.unit == "EUR" and not amount.unit and amount.value < scale else 0.0


def _hundredth(asked: Asked, amount: Amount, value: float) -> int:
    """That a share in per cent is told as the part of one, rounded, with the sign for per cent: -2; else 0."""
    return (
        -2
        if asked.unit == "%" == amount.unit and asked.value and abs(value - asked.value / 100) <= amount.step / 2 < 0.2 * value
        else 0
    )


def wrong_size(asked: Asked, amount: Amount, value: float, shown: float) -> Verdict | None:
    """That a number is the right one but for its power of ten; a count of a few times ten is none."""
    power = power_of_ten(value, shown) or _hundredth(asked, amount, value)
    if not power or asked.counted and 0 < power < 3:
        return None
    off = f"{words.digits(10 ** abs(power))} times too {'large' if power > 0 else 'small'}"
    if abs(power) == 1:
        return wrong("A decimal point has slipped: yours is {off}.", SIZE, off=off)
    if asked.unit == "EUR" and amount.unit:
        return wrong("A slip of scale: read as {told}, which is {off}.", SIZE, told=amount.told, off=off)
    return wrong("Wrong unit: yours is {off}. Asked for is {unit}.", SIZE, off=off, unit=asked.unit_words)
