"""Judge both ends of a range, where the figures allow no single number."""

from __future__ import annotations

from dataclasses import replace

from claimbook import wording as words
from claimbook.core.quantities import Quantity
from claimbook.teaching.answers import Amount, Given, read
from claimbook.teaching.asked import ABOVE, BELOW, Asked, close, other_unit, power_of_ten, sharpened, value_in, verb, without_unit
from claimbook.teaching.judging_arithmetic import both_shifted, end_alone, end_off, worked_out
from claimbook.teaching.judging_slips import mixed_scales, scale_left_out, slip, wrong_size
from claimbook.teaching.said_besides import besides
from claimbook.teaching.verdicts import FIGURE, Verdict, better, first, gravest, right, wrong
from claimbook.wording import listing

BOTH_ENDS = (
    "These are not both ends of what the figures allow. Take each rounded figure at its bounds, and each doubtful part "
    "once as inside and once as outside."
)


def both_ends(asked: Asked, given: Given) -> Verdict:
    """The verdict where both ends are asked for."""
    ours = tuple(one for one in given.amounts if one.unit == asked.unit)
    amounts = ours if len(given.amounts) > 2 and len(ours) == 2 else given.amounts  # "8 to 9 % of EUR 5 billion"
    if (unit := first(*(other_unit(asked, one) for one in amounts))) is not None:
        return unit
    if all(one.denied for one in amounts):
        return wrong("Yours says that it is not so: read as {told}.", told=listing([one.told for one in amounts]))
    if len(amounts) == 1:
        return _end_alone(asked, amounts[0])
    if len(amounts) != 2:
        told = listing([one.told for one in amounts])
        return wrong("Several numbers were read in it: {told}. Give both ends alone.", told=told)
    low, high = sorted(amounts, key=lambda one: value_in(asked.unit, one) or 0.0)
    return _ends(asked, low, high, given.text)


def _end_alone(asked: Asked, amount: Amount) -> Verdict:
    """The verdict on a single number: the slip that it comes from, or which of the numbers between the ends it is."""
    if why := slip(asked, amount):
        return wrong("{why}", why=why)
    single = "The figures allow no single number here{inside}. Give both ends, or the quantity that the package computes."
    value = value_in(asked.unit, amount) or 0.0
    inside = asked.low <= value <= asked.high
    if which := end_alone(asked, amount):
        return wrong("Read as {told}. {which} " + single, told=amount.told, which=which, inside="")
    if why := mixed_scales(asked, value, amount.step):
        return wrong("Read as {told}. {why}", told=amount.told, why=why)
    if (found := worked_out(asked, amount)) is not None:
        return found
    return wrong(single, inside=", though yours lies between the ends" if inside else "")


def _ends(asked: Asked, low: Amount, high: Amount, text: str) -> Verdict:
    """The verdict on both ends of a range."""
    told = f"{low.told} to {high.told}"
    if (
        not (low.written or high.written) or asked.unit == "%" and max(low.step, high.step) == 1
    ):  # of 8 and 8.2 both are told to the finer digit
        low, high = (replace(one, step=min(low.step, high.step)) for one in (low, high))
    if low.denied or high.denied:
        return wrong("Yours says that it is not so: read as {told}.", told=told)
    fits = [_end_fits(asked, one, i) for i, one in enumerate((low, high))]
    if all(fits):
        if low.hedge in BELOW or high.hedge in ABOVE:
            side = low.hedge_words if low.hedge in BELOW else high.hedge_words
            return wrong("The ends are right, but “{side}” opens the range at that end: leave it out.", side=side)
        if (found := gravest(verb(asked, text), sharpened(asked, text), besides(asked, text))) is not None:
            return found
        if "coarse" in fits:
            return better("The ends are rounded further than they need be: the figures allow {text}.", text=asked.text)
        return right(asked.told, without_unit(asked, high))
    if _scale_left_out(asked, low, high):
        return better("Wrong unit: the scale and the euro are left out: {text}.", text=asked.text)
    if _as_parts(asked, low, high):
        return better("Wrong unit: yours are parts of one, asked for is per cent: {text}.", text=asked.text)
    for mistake, why in asked.mistakes:
        if isinstance(mistake, Quantity) and _end_pair(asked, low, high, mistake):
            return wrong("{why}", why=why)
    values = [value_in(asked.unit, one) or 0.0 for one in (low, high)]
    if asked.unit == "%" and all(
        _end_fits(asked, replace(one, value=100 - value), i) for i, (one, value) in enumerate(zip((high, low), values[::-1]))
    ):
        return wrong("Read as {told}. That is the share of all the rest.", told=told)
    if (
        asked.unit == "%"
        and low.value > 100
        and all(
            _end_fits(asked, replace(one, value=1e4 / value, step=0.0), i) or abs(1e4 / value - bound) < 0.001 * bound
            for i, (one, value, bound) in enumerate(zip((high, low), values[::-1], (asked.low, asked.high)))
        )
    ):
        return wrong("Read as {told}. You divided the whole by its part.", told=told)
    powers = {power_of_ten(value, bound) for value, bound in zip(values, _shown_ends(asked))}
    if len(powers) == 1 and (size := wrong_size(asked, high, values[1], _shown_ends(asked)[1])) is not None:
        return size
    if (found := both_shifted(asked, values[0], values[1], max(low.step, high.step))) is not None:
        return found
    return _other_ends(asked, low, high, fits, told)


def _as_parts(asked: Asked, low: Amount, high: Amount) -> bool:
    """Whether bare ends below one are the right ones in per cent, as parts of one."""
    if asked.unit != "%" or low.unit or high.unit or not 0 < low.value < high.value < 1:
        return False
    return all(_end_fits(asked, replace(one, unit="part"), i) for i, one in enumerate((low, high)))


def _scale_left_out(asked: Asked, low: Amount, high: Amount) -> bool:
    """Whether bare ends are the right ones but for the scale and the euro."""
    scale = scale_left_out(asked, high) if not low.unit else 0.0
    scaled = [replace(one, value=one.value * scale, step=one.step * scale) for one in (low, high)]
    return bool(scale) and all(_end_fits(asked, one, i) for i, one in enumerate(scaled))


def _other_ends(asked: Asked, low: Amount, high: Amount, fits: list[str], told: str) -> Verdict:
    """The verdict on ends of which one at most is right, and which are no known slip: what they may be off by, or the number around which they lie."""
    values = [value_in(asked.unit, one) or 0.0 for one in (low, high)]
    moved = [value - bound for value, bound in zip(values, (asked.low, asked.high))]
    together = max(low.step, high.step) < abs(moved[0]) and abs(moved[0] - moved[1]) <= max(low.step, high.step)
    if any(fits) and not together:  # where both ends are off alike, that one lies near enough to pass is chance
        side, other = ("lower", "upper") if fits[0] else ("upper", "lower")
        gap = values[1] - asked.high if fits[0] else values[0] - asked.low
        off = end_off(asked, gap, _rounding(asked) + max(low.step, high.step) / 2)
        which = "Read as {told}: the {side} end is right, the {other} is not. " + ("{off} " if off else "") + BOTH_ENDS
        return wrong(which, FIGURE if off else "", told=told, side=side, other=other, off=off or "")
    if all(value < 0 for value in values) and asked.low >= 0:
        return wrong("Yours is negative: read as {told}. Turn it round.", told=told)
    middle = replace(low, value=sum(values) / len(values), step=max(values[1] - values[0], low.step), unit=asked.unit)
    if middle.step < 0.2 * middle.value:
        if why := slip(asked, middle):
            return wrong("Read as {told}. {why}", told=told, why=why)
        if (found := worked_out(asked, middle, told)) is not None:
            return found
    return wrong("Read as {told}. " + BOTH_ENDS, told=told)


def _shown_ends(asked: Asked) -> list[float]:
    return [one.value for one in read(words.number(None, asked.low, asked.high, asked.unit)).amounts]


def _end_pair(asked: Asked, low: Amount, high: Amount, other: Quantity) -> bool:
    """Whether two ends are those of another quantity."""
    pairs = ((low, other.low), (high, other.high))
    return all(
        (value := value_in(asked.unit, one)) is not None and abs(value - end) <= max(one.step, 1e-9 * abs(end)) * (1 + 1e-6)
        for one, end in pairs
    )


def _end_fits(asked: Asked, amount: Amount, upper: int) -> str:
    """How an end of a range meets the right one: "fits" exactly, as printed, or rounded, "coarse", or not at all.

    Where a sum has its ends from two readings, the ends may be those of the printed amounts, without their bounds.
    """
    value = value_in(asked.unit, amount) or 0.0
    bound = (asked.low, asked.high)[upper]
    inwards = bound - value if upper else value - bound
    shown = _shown_ends(asked)
    if close(value, bound) or len(shown) == 2 and close(value, shown[upper]):
        return "fits"
    if asked.value is None and 0 <= inwards <= _rounding(asked):
        return "fits"
    step, width = amount.step * (100 if amount.unit == "part" else 1), asked.high - asked.low
    fine = step <= max(width / 10, 0.1 if asked.unit == "%" else 0)
    if abs(value - bound) <= step / 2 * (1 + 1e-6) or fine and -step < inwards <= 0:
        return "fits" if fine else "coarse" if step <= width else ""
    return ""


def _rounding(asked: Asked) -> float:
    """How far an end may move because the amounts behind it are rounded or hedged."""
    operands = getattr(getattr(asked.told, "derivation", None), "operands", ())
    return sum(max(q.best - q.low, q.high - q.best) for q in operands if q.value is not None) * (1 + 1e-9)
