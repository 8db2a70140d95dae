"""The slips that an answer may come from: those that an exercise expects, those that any share invites, and a wrong size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from claimbook import wording as words
from claimbook.core.quantities import Derivation, Quantity
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
        yield 100 * asked.value / (100 - asked.value), "You divided by all the rest; a share is taken of the whole."


def operand(asked: Asked, value: float, step: float) -> Verdict | None:
    """That a number is the part or the whole of the share asked for, or a sum with a figure too few or too many.

    A figure is told to be what is amiss only where it is several steps of the answer, and the only one that fits.
    """
    derivation = getattr(asked.told, "derivation", None)
    if not isinstance(derivation, Derivation):
        return None
    operands = derivation.operands
    if asked.unit == "%" and len(operands) == 2 and derivation.operation in ("share", "ratio"):
        part, whole = operands
        if value > 100 and (close(value, part.value) or close(value, whole.value)):
            which = "part" if close(value, part.value) else "whole"
            return wrong("That is the {which} itself; asked for is the share that the part is of the whole.", which=which)
    if asked.unit != "EUR" or asked.value is None or derivation.operation != "total":
        return None
    ours = {claim.id for q in operands for claim in q.claims}
    there = asked.section.claims()
    if not ours <= {claim.id for q in there for claim in q.claims}:
        return None  # a sum of a text that is made up has nothing to do with the figures of the section
    others = [q for q in there if q.unit == "EUR" and not ours & {claim.id for claim in q.claims}]
    found = [(q, "less", "belongs to it") for q in operands if len(operands) > 1 and _off_by(q, asked.value - value, step)]
    found += [(q, "more", "does not belong to it") for q in others if _off_by(q, value - asked.value, step)]
    if len(found) != 1:
        return None
    figure, side, belongs = found[0]
    told = "Yours is {side} by {figure}: that is the figure on {label}, which {belongs}."
    return wrong(told, side=side, figure=figure, label=figure.label, belongs=belongs)


def _off_by(figure: Quantity, gap: float, step: float) -> bool:
    """Whether a gap is a figure, as closely as the answer is told."""
    return figure.value is not None and figure.value >= 5 * step and abs(gap - figure.value) <= max(step / 2, 1e-6 * figure.value)


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
