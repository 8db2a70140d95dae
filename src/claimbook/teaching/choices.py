"""Answers to choose from: the right one and known slips, each with the verdict that the judge gives on it.

Nothing is written for a choice. Its text comes from the right answer or from a slip, and its reason from the judge, so that what a
page says of a choice is what ``check`` says of the same answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from claimbook import wording as words
from claimbook.core.quantities import Quantity
from claimbook.core.section import Section
from claimbook.teaching.answers import read
from claimbook.teaching.asked import Mistake, singular
from claimbook.teaching.judging_order import Order
from claimbook.teaching.questions import Answer, Named, judged
from claimbook.teaching.verdicts import UNEXPLAINED, Verdict
from claimbook.wording import Wording
from claimbook.wording.hedges import SIDES
from claimbook.wording.units import is_money

#: Wrong answers that stand beside the right one: known slips at most, and how many there are to be with what else goes wrong.
KNOWN, WANTED = 4, 3


@dataclass(frozen=True)
class Choice:
    """An answer to choose: its text, and what the judge says of it."""

    text: str
    verdict: Verdict


def choices(section: Section, right: Answer, mistakes: Sequence[Mistake], name: str) -> list[Choice]:
    """The right answer among wrong ones; numbers by their size, others in an order that ``name`` decides.

    No two are the same, and a slip that the judge takes for right, as another way to tell it, is left out.
    """
    first = next((one for one, _ in mistakes if isinstance(one, Order) and isinstance(right, Quantity)), "")
    order = f", {first} first" if first else ""
    text = _text(right) + order
    made = [Choice(text, judged(section, right, mistakes, right if isinstance(right, Named) else text))]
    known = [(one + order,) * 2 for one in _slips(right, mistakes)] if not isinstance(right, Named) else _sets(right, mistakes)
    turned = f"{_text(right)}, {first} second" if first else ""  # the right number with the wrong order beside it
    known = [(turned,) * 2, *known] if turned else known
    others = [(one + order,) * 2 for one in _others(right)] if isinstance(right, Quantity) else []
    for most, candidates in ((KNOWN, known), (WANTED, others)):
        for text, given in candidates:
            if len(made) > most or text != turned and _alike(text, right) in [_alike(one.text, right) for one in made]:
                continue
            verdict = judged(section, right, mistakes, given)
            if not verdict and verdict.kind != UNEXPLAINED:
                made.append(Choice(text, verdict))
    amounts = [read(one.text).amounts for one in made]
    if isinstance(right, Quantity) and all(amounts):
        return [one for _, one in sorted(zip(amounts, made), key=lambda pair: (pair[0][0].value, pair[1].text))]
    return Random(name).sample(made, len(made))


def _alike(text: str, right: Answer) -> object:
    """What no two choices may have in common: their numbers, however finely told, where a number is asked for, else the words."""
    amounts = read(text).amounts if isinstance(right, Quantity) else ()
    return [f"{one.value:.9g}" for one in amounts] if amounts else " ".join(text.casefold().split())


def _text(answer: object) -> str:
    """An answer as it is read among others."""
    if isinstance(answer, Quantity):
        return told(answer)
    if isinstance(answer, Named):
        return _listed(answer.names.values())
    return words.date(answer.isoformat()) if isinstance(answer, date) else str(answer).replace(words.NBSP, " ")


def _listed(names: Iterable[str]) -> str:
    """Names that may have commas and an "and" of their own."""
    return "; ".join(sorted(names))


def _slips(right: Answer, mistakes: Sequence[Mistake]) -> Iterator[str]:
    """The known slips, the likeliest first."""
    if isinstance(right, Quantity):
        noun = " per " not in right.unit
        for wrong, _ in mistakes:
            if not isinstance(wrong, str):
                slip = wrong if isinstance(wrong, Quantity) else _bare(right, float(wrong))
                if slip.low >= 0:  # nobody would choose a number below nought
                    yield told(slip, noun=noun)
    elif isinstance(right, Wording):
        yield from _quotations(right)
    elif isinstance(right, date):
        yield from (words.date(str(day)) for day, _ in mistakes)
    else:
        yield from (_text(wrong) for wrong, _ in mistakes)


def told(quantity: Quantity, *, noun: bool = True) -> str:
    """A quantity with its unit, also where that is a ``noun``; "places per town" is none."""
    text = quantity.text.replace(words.NBSP, " ")
    if is_money(quantity.unit) or quantity.unit in ("%", "tonnes") or " per " in quantity.unit or not noun:
        return text
    return f"{text} {singular(quantity.unit) if quantity.value == 1 else quantity.unit}"


def _others(right: Quantity) -> Iterator[str]:
    """What else goes wrong with a number: digits, a range cut to an end, a decimal point, a count by one."""
    amounts = read(right.text).amounts
    if right.value is None or len(amounts) > 1:
        yield from (words.printed(one.value, one.step, right.unit) for one in amounts)
    elif right.low == right.high and right.value == round(right.value) and not is_money(right.unit):
        yield from (told(_bare(right, right.value + more)) for more in (1, -1) if right.value + more > 0)
    else:
        yield from _misplaced(right, right.value)


def _misplaced(right: Quantity, value: float) -> Iterator[str]:
    """A number with a digit more than its bounds allow, and with its decimal point in another place."""
    amount = read(right.text).amounts[0]
    if amount.step and right.unit == "%":
        yield f"{value:.{len(f'{amount.step:g}'.partition('.')[2]) + 1}f} %"
    for times in (10, 1 / 10):
        if right.unit != "%" or value * times <= 100:
            yield told(_bare(right, amount.value * times))


def _bare(right: Quantity, value: float) -> Quantity:
    """A number in the unit of the right one, without bounds."""
    return Quantity(value, value, value, right.unit, "an answer to choose", ())


def _quotations(right: Wording) -> Iterator[str]:
    """A figure in words without its hedge, and with others that turn it round or blur it."""
    source = read(right.text).amounts[0]
    text = right.text.replace(words.NBSP, " ")
    bare = text.removeprefix(words.HEDGES[source.hedge]).strip()
    turned = [name for name, side in SIDES.items() if side != SIDES.get(source.hedge)]
    for hedge in ("exact", *turned, "about"):
        yield f"{words.HEDGES[hedge]} {bare}".strip()


def _sets(right: Named, mistakes: Sequence[Mistake]) -> list[tuple[str, object]]:
    """The names with one more and with one less, and names that do not belong: what is read, and what is handed over."""
    known = {**right.others, **right.names}
    slips = [str(wrong) for wrong, _ in mistakes if str(wrong) in known and wrong not in right]
    if len(right) == 1 and len(slips) > 1:
        sets = [{slip} for slip in slips]
    else:
        sets = [{*right, slip} for slip in slips[:2]] + [set(right) - {name} for name in sorted(right)[:1]]
        sets += [{*right, *slips}, set(slips)]
    return [(_listed(known[name] for name in one), one) for one in sets if one]
