"""Judge a number: first what is right, then the expected slips, then what is near or of another size."""

from __future__ import annotations

import re
from dataclasses import replace

from claimbook.core.quantities import Quantity
from claimbook.teaching.answers import TIMES, Amount, Given
from claimbook.teaching.asked import (
    Asked,
    close,
    hedging,
    other_claim,
    other_unit,
    power_of_ten,
    singular,
    value_in,
    verb,
    without_unit,
)
from claimbook.teaching.judging_arithmetic import worked_out
from claimbook.teaching.judging_order import order_told
from claimbook.teaching.judging_ranges import both_ends
from claimbook.teaching.judging_slips import NEAR, digit_off, mixed_scales, operand, rounded_off, scale_left_out, slip, wrong_size
from claimbook.teaching.judging_words import says_unstated
from claimbook.teaching.said_besides import besides, claimed_behind, told_otherwise
from claimbook.teaching.verdicts import UNEXPLAINED, Verdict, better, first, gravest, right, wrong
from claimbook.wording import listing
from claimbook.wording.units import told_unit

#: Of fewer than these none is told to be close: two for one is twice as many.
FEW = 10
#: A number with what it is made of behind it: "five: four and one".
_LISTED = re.compile(r"\W*[\w-]+\s*:")


def number(asked: Asked, given: Given) -> Verdict:
    """The verdict on an answer to a question for a number."""
    handed = given.quantity
    if handed and _same_bounds(asked, handed):
        told = "The number is right but not its unit: you have {yours}, asked for is {asked}."
        return (
            right(asked.told)
            if handed.unit == asked.unit
            else wrong(told, yours=told_unit(handed.unit), asked=told_unit(asked.unit))
        )
    if not given.amounts and (otherwise := told_otherwise(asked, given.text)) is not None:
        return otherwise
    if not given.amounts and (order := order_told(asked.mistakes, given.text, alone=True)) is not None:
        return order
    if not given.amounts and says_unstated(given.text):
        return wrong("Read as not stated. It can be worked out from the figures that the chapter prints.")
    if not given.amounts:
        nothing = "Nothing was given. " if given.nothing else "No number was found in it. "
        return wrong(nothing + "Give the number with its unit, as the chapter prints such figures, or both ends of a range.")
    if asked.unit == "%" and given.parts and given.parts[1].value and {one.unit for one in given.parts} <= {"", "EUR"}:
        return _as_quotient(asked, given)
    if asked.is_range:
        return both_ends(asked, given)
    if given.amounts and (alone := _one_alone(asked, given)) is not None:
        return _single(asked, alone, given.text)
    if given.ends and not handed:
        return _two(asked, given)
    if len(given.amounts) > 1:
        return _several(asked, given)
    return _single(asked, given.amounts[0], given.text)


def _one_alone(asked: Asked, given: Given) -> Amount | None:
    """The one thing that is asked for, where numbers of other things are said to share it: "both notes are on a single page"."""
    unit = singular(asked.unit)
    shared = re.search(
        rf"\b(?:a single|only one|just one|one|one and the same|the same) (?:[a-z]+ )?{re.escape(unit)}\b", given.text, re.I
    )
    if not asked.counted or not close(asked.value, 1) or not shared:
        return None
    others = all(one.nouns and other_unit(asked, one) is not None for one in given.amounts)
    return Amount(1.0, 1.0, nouns=(unit,), written=True) if others else None


def _as_quotient(asked: Asked, given: Given) -> Verdict:
    """The verdict on a share that is told as its part and its whole."""
    part, whole = given.parts
    share = Amount(100 * part.value / whole.value, 0.0, "%", part.hedge, part.hedge_words, denied=part.denied)
    if not share.denied and (asked.is_range and asked.low <= share.value <= asked.high or _fit(asked, share, share.value)):
        if (found := gravest(hedging(asked, share, share.value, given.text), besides(asked, given.text))) is not None:
            return found
        return better("These are its part and its whole. Give the share itself: {text}.", text=asked.text)
    return both_ends(asked, Given(given.text, (share,))) if asked.is_range else _single(asked, share, given.text)


def _same_bounds(asked: Asked, other: Quantity) -> bool:
    return close(asked.value, other.value) and close(asked.low, other.low) and close(asked.high, other.high)


def _single(asked: Asked, amount: Amount, text: str) -> Verdict:
    """The verdict on a single number where one is asked for."""
    if amount.denied:
        return wrong("Yours says that it is not so: read as {told}.", told=amount.told)
    value = value_in(asked.unit, amount)
    fit = "" if value is None else _fit(asked, amount, value)
    if value is not None and fit in ("as printed", "rounded"):
        return _rightly_told(asked, amount, value, text)
    if why := slip(asked, amount, exactly=fit == "coarse"):
        return wrong("{why}", why=why)
    if (unit := first(operand(asked, amount), other_unit(asked, amount))) is not None:
        return unit
    assert value is not None, "a unit that is not the one asked for is told before"
    if fit:
        return _rightly_told(asked, amount, value, text, fit)
    if (part := _as_part(asked, amount)) is not None:
        return part
    return _far_off(asked, amount, value)


def _fit(asked: Asked, amount: Amount, value: float) -> str:
    """How a value meets the right one: "as printed", "rounded" as far as is honest, "cut" off or rounded "up", with too many "digits", too "coarse"; or not."""
    best, shown = asked.value if asked.value is not None else asked.low, asked.printed
    if asked.counted:
        return "as printed" if close(value, best) else ""
    step = amount.step * (100 if amount.unit == "part" else 1)
    step = step if amount.written or asked.unit != "%" else min(step, 1.0)  # the zero of a computed 50.0 is no rounding
    off, fine = abs(value - best), max(step, 1e-6 * abs(best))
    if asked.low == asked.high:
        if step < shown.step and off <= fine:
            return "rounded"
        if off <= max(step, 1e-9) / 2 * (1 + 1e-6) or close(value, shown.value):
            return "rounded" if step <= 1 or off <= 1e-3 * abs(best) else "coarse" if off <= 0.12 * abs(best) else ""
        return ("cut" if value < best else "up") if 0 < off < min(step, 1.0) else ""
    if close(value, shown.value):
        if asked.unit == "EUR" and (value / shown.step).is_integer() and shown.step <= 1e8 and amount.step >= 1e6:
            return "as printed"  # of "EUR 7,200 million" the last zeros need not be told to be exact
        finer = amount.written and amount.unit != "part" and step < shown.step * 0.99
        return "digits" if finer else "as printed"
    if step < shown.step and off <= fine:
        return "digits"
    if step > shown.step and off <= step / 2 * (1 + 1e-6) and off <= (0.05 if asked.unit == "EUR" else 0.12) * abs(best):
        return "rounded" if off <= 0.01 * abs(best) else "coarse"
    return ""


def _rightly_told(asked: Asked, amount: Amount, value: float, text: str, fit: str = "rounded") -> Verdict:
    """The verdict on an amount whose value is right: its unit, its hedge, its verb and its digits."""
    found = gravest(
        other_unit(asked, amount),
        hedging(asked, amount, value, text),
        verb(asked, text),
        besides(asked, text),
        claimed_behind(asked, amount),
    )
    if found is None:
        found = order_told(asked.mistakes, text)
    if found is not None:
        return found
    if amount.unit == "points":
        return better("These are per cent of a whole: {text}. Percentage points tell how far shares are apart.", text=asked.text)
    if fit == "digits":
        return better("It has too many digits: the figures behind it are rounded and allow {text}.", text=asked.text)
    if fit == "coarse":
        return better("It is rounded further than it need be: the figures allow {text}.", text=asked.text)
    if fit == "cut":
        return better("It was cut off and not rounded: {text}.", text=asked.text)
    if fit == "up":
        return better("It was rounded up, and not to the nearest: {text}.", text=asked.text)
    return right(asked.told, without_unit(asked, amount))


def _as_part(asked: Asked, amount: Amount) -> Verdict | None:
    """A bare number below one where a share in per cent is asked for, judged as a part of one."""
    if asked.unit != "%" or amount.unit or not 0 < amount.value < 1:
        return None
    part = replace(amount, unit="part", step=amount.step)
    if why := slip(asked, part):
        return wrong("{why}", why=why)
    if _fit(asked, part, 100 * amount.value):
        return better("Wrong unit: yours is a part of one, asked for is per cent: {text}.", text=asked.text)
    return worked_out(asked, part) if not power_of_ten(amount.value, asked.printed.value) else None


# --- what is not near ---------------------------------------------------------------------------------------------------


def _scale_left_out(asked: Asked, amount: Amount, value: float) -> Verdict | None:
    """That a bare number has the digits of the amount asked for, without its scale and the euro."""
    scale = scale_left_out(asked, amount)
    if not scale:
        return None
    meant = replace(amount, value=value * scale, step=amount.step * scale)
    if _fit(asked, meant, meant.value) in ("", "coarse"):
        return None
    return better("Wrong unit: the scale and the euro are left out: {text}.", text=asked.text)


def _year_or_months(asked: Asked, amount: Amount, value: float) -> Verdict | None:
    """That a number of years is told as a year, or as so many months."""
    if (asked.unit in TIMES or asked.unit == "EUR") and not amount.unit and value == round(value) and 1900 <= value <= 2100:
        return wrong("Read as the year {value}. Asked for is {unit}.", value=f"{value:.0f}", unit=asked.unit_words)
    if asked.unit == "years" and not amount.unit and close(value, 12 * asked.low):
        return wrong("Wrong unit: that is the number of months. Asked for is years.")
    return None


def _times_as_share(asked: Asked, amount: Amount) -> Verdict | None:
    """That a share is told as how many times its part the whole is, with the sign for per cent; what may as well be twice it is neither."""
    share = asked.value if asked.unit == "%" == amount.unit else None
    if not share or abs(amount.value - 2 * share) <= amount.step:
        return None
    if abs(amount.value - 100 / share) > min(amount.step / 2, NEAR * 100 / share) * (1 + 1e-6):
        return None
    return wrong("You divided the whole by its part. That says how many times the part the whole is, and is no per cent.")


def _far_off(asked: Asked, amount: Amount, value: float) -> Verdict:
    """The verdict on a number that is neither right nor a known slip."""
    shown = asked.printed.value
    if value < 0 and _fit(asked, replace(amount, value=-value), -value):
        return wrong("Yours is negative: read as {told}. Leave out the sign.", told=amount.told)
    found = first(
        _scale_left_out(asked, amount, value),
        other_claim(asked, amount)
        if amount.unit and (power := power_of_ten(value, shown)) and not close(value / 10**power, shown)
        else None,
        wrong_size(asked, amount, value, shown),
        _year_or_months(asked, amount, value),
        worked_out(asked, amount),
        other_claim(asked, amount),
        _times_as_share(asked, amount),
    )
    if found is not None:
        return found
    if value < 0 and slip(asked, replace(amount, value=-amount.value)):
        return wrong("Read as {told}. What is asked for is not negative.", told=amount.told)
    if asked.unit == "%" and value > 100:
        return wrong("Read as {told}. A part is not more than its whole.", told=amount.told)
    if asked.counted and value == 0 < shown:
        return wrong("Read as {told}, and there is at least one: count again.", told=amount.told)
    if asked.counted and abs(value - shown) == 1:
        near = "That is close, but a count" if shown >= FEW else "A count"
        return wrong("Read as {told}. {near} is right or wrong: count again.", told=amount.told, near=near)
    if asked.counted and shown > 2 and value == 2 * shown:
        return wrong("Read as {told}. That is {twice} what is asked for.", told=amount.told, twice="twice")
    if asked.counted and value != round(value):
        return wrong("Read as {told}. What is counted here comes in whole numbers.", told=amount.told)
    if why := mixed_scales(asked, value):
        return wrong("Read as {told}. {why}", told=amount.told, why=why)
    if not asked.counted and rounded_off(value, shown, asked.printed.step, 0.05 if asked.unit == "%" else 0.12):
        return wrong("Read as {told}. It is rounded too far: the figures allow more digits.", told=amount.told)
    if not asked.counted and (asked.low <= value <= asked.high or abs(value - shown) <= asked.printed.step * (1 + 1e-6)):
        near = "Read as {told}. That is near, but not what the figures give: work it out again, and round at the end."
        return wrong(near, told=amount.told)
    if not asked.counted and digit_off(value, shown):
        return wrong("Read as {told}. A single digit differs from what the figures give: work it out again.", told=amount.told)
    if (everything := _all_rows(asked, value)) is not None:
        return everything
    return wrong(
        "None of the usual slips gives {told}, which is too {side}. Read the question again, then the figures of the chapter.",
        UNEXPLAINED,
        told=amount.told,
        side="large" if value > shown else "small",
    )


def _all_rows(asked: Asked, value: float) -> Verdict | None:
    """That a count is how many rows the table has in all, of which some are asked for; of a short one that is not sure."""
    tables = [claim.id for claim in asked.told.origins if claim.table == "tables"] if asked.counted else []
    if len(tables) != 1 or value < FEW or value != len(asked.section.optional(tables[0])):
        return None
    told = "Read as {value}: that is how many rows the table of {table} has in all, and not all are asked for."
    return wrong(told, value=f"{value:.0f}", table=tables[0].replace("_", " "))


def _several(asked: Asked, given: Given) -> Verdict:
    """The verdict on a text with several numbers: on that with the unit asked for, or on all where all are right."""
    if given.explained:
        main = _single(asked, given.amounts[0], given.text)
        if main or asked.counted and _LISTED.match(given.text) and first(other_unit(asked, given.amounts[0])) is None:
            return main
    ours = [one for one in given.amounts if one.unit and value_in(asked.unit, one) is not None]
    ours = [one for one in ours if one.unit == asked.unit and asked.unit == "%"] or ours  # "a third, 33 %"
    named = [one for one in given.amounts if asked.counted and any(noun in asked.unit for noun in one.nouns[:3] if len(noun) > 3)]
    for chosen in (ours, named):
        if len(chosen) == 1:
            return _single(asked, chosen[0], given.text)
    verdicts = []
    for one in ours or given.amounts:
        verdicts.append(_single(asked, one, given.text))
        if not (verdicts[-1].right or verdicts[-1].close):
            break  # one that is neither settles it, however many follow
    else:
        if any(verdicts):
            return next(filter(None, verdicts))
    if given.result:
        return _single(asked, given.result, given.text)
    told = listing([one.told for one in given.amounts])
    return wrong("Several numbers were read in it: {told}. Give the one that is asked for.", told=told)


def _two(asked: Asked, given: Given) -> Verdict:
    """The verdict on both ends of a range where a single number is asked for."""
    if asked.unit in TIMES and all(1900 <= one.value <= 2100 and not one.unit for one in given.amounts):
        return wrong(
            "These are the years of its beginning and its end. Asked for is how many {unit} lie between.", unit=asked.unit
        )
    if first(*(other_unit(asked, one) for one in given.amounts)) is not None or any(one.denied for one in given.amounts):
        return _several(asked, given)
    ends = sorted(value_in(asked.unit, one) or 0.0 for one in given.amounts)
    bounds = (asked.low, asked.high)
    steps = [max(one.step / 2, 1e-9 * abs(end)) * (1 + 1e-6) for one, end in zip(given.amounts, ends)]
    if asked.low < asked.high and all(
        abs(end - bound) <= min(step, (asked.high - asked.low) / 2) for end, bound, step in zip(ends, bounds, steps)
    ):
        return right(asked.told)
    if verdicts := [_single(asked, one, given.text) for one in given.amounts]:
        if all(verdicts):
            return verdicts[0]
    if asked.value is not None and ends[0] <= asked.value <= ends[1] and ends[1] - ends[0] <= 0.1 * abs(asked.value):
        return better("It lies between them, and the figures allow a single number: {text}.", text=asked.text)
    if given.result:
        return _single(asked, given.result, given.text)
    told = " to ".join(one.told for one in given.amounts)
    return wrong("Read as both ends of a range: {told}. Asked for is a single number.", told=told)
