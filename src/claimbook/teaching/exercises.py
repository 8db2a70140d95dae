"""Exercises that judge an answer: ``check("gaza_before", answer)`` says whether it is right and, if not, what went wrong.

A chapter asks the question; a report says in a module of its own, with ``exercise``, what the right answer follows from,
and what the answers follow from that a misreading gives. All are computed from the tables when asked, so that a changed row
changes them too. The chapter's folded solution calls ``check`` as well, and while the book is built a wrong answer is an
error: text and answer cannot drift apart.

The kind of the right answer says what is asked for: a Quantity is a number (hand over a quantity, a number, an amount as
it is printed, or both ends of a range), a Wording is a figure quoted in words, a text is a choice, and a set is a set of ids.
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from claimbook import wording as words
from claimbook.core.claims import Claim
from claimbook.core.quantities import Derivation, Derived, Quantity
from claimbook.core.section import TRACE, Section, load
from claimbook.data.problems import nearest
from claimbook.report.display import Html
from claimbook.wording import Wording, listing, plain, sentence
from claimbook.wording.scales import FIGURE, TOLD_WORD, decimals_of, value_of


class Named(frozenset):
    """Ids that are asked for, each with what a reader calls it: ``Named({"malta": "Malta"})``."""

    names: Mapping[str, str]

    def __new__(cls, names: Mapping[str, str]) -> Named:
        """The set of the ids; ``names`` gives the words for each."""
        made = super().__new__(cls, names)
        made.names = dict(names)
        return made


Answer = Quantity | Wording | str | Named
#: A wrong answer to be expected, and what it comes from.
Mistake = tuple[Quantity | float | str, str]
EXERCISES: dict[str, Callable[[Section], tuple[Answer, list[Mistake]]]] = {}
NUMBER = re.compile(rf"(?P<figure>{FIGURE})\s*(?P<scale>{TOLD_WORD})?", re.I)


@dataclass(frozen=True)
class Verdict:
    """What ``check`` says: whether the answer is right, and why or why not."""

    right: bool
    said: Wording

    def __bool__(self) -> bool:
        return self.right

    def __str__(self) -> str:
        return self.said.text

    def _repr_mimebundle_(self, include=None, exclude=None) -> tuple[dict, dict]:
        kind = "right" if self.right else "wrong"
        forms, about = Html(f'<p class="verdict {kind}">', self.said, "</p>")._repr_mimebundle_()
        return forms | {"text/plain": self.said.text}, about


def check(name: str, answer: object, section: Section | None = None) -> Verdict:
    """Judge the answer to an exercise.

    Raises KeyError with the nearest name where there is no such exercise, and AssertionError for a wrong answer while the
    book is built, where only solutions are checked.
    """
    if name not in EXERCISES:
        raise KeyError(f"no exercise {name!r}{nearest(name, set(EXERCISES))}")
    right, mistakes = EXERCISES[name](section or load())
    verdict = _judged(right, mistakes, answer)
    if os.environ.get(TRACE) and not verdict:
        raise AssertionError(f"the solution of the exercise {name!r} is not right: {verdict}")
    return verdict


def _judged(right: Answer, mistakes: list[Mistake], answer: object) -> Verdict:
    """The verdict on an answer, by what kind of answer is right."""
    if isinstance(right, Quantity):
        return _number(right, mistakes, answer)
    if isinstance(right, Wording):
        return _quote(right, mistakes, answer)
    return _names(right, mistakes, answer) if isinstance(right, Named) else _choice(right, mistakes, answer)


def _right(answer: object) -> Verdict:
    return Verdict(True, sentence("Right: {answer}.", answer=answer))


def _wrong(template: str, **values: object) -> Verdict:
    return Verdict(False, sentence("Not yet. " + template, **values))


def _close(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return one == other or math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)


def _equal(one: Quantity, other: Quantity) -> bool:
    return _close(one.value, other.value) and _close(one.low, other.low) and _close(one.high, other.high)


def _hedge(text: str) -> str:
    """The hedge that a figure begins with, or nothing."""
    return next((hedge for hedge in words.HEDGES.values() if hedge and text.startswith(f"{hedge} ")), "")


def _step(text: str) -> tuple[float, float] | None:
    """The number in a text and the step of its last digit, in whole units; None where it holds none or a range."""
    found = list(NUMBER.finditer(text))
    if len(found) != 1:
        return None
    figure, scale = found[0]["figure"], found[0]["scale"]
    return value_of(figure, scale), 10.0 ** -decimals_of(figure) * value_of("1", scale)


def _same(wrong: Quantity | float | str, answer: object) -> bool:
    """Whether an answer is the one that a misreading gives, also after rounding."""
    if isinstance(answer, Quantity) and isinstance(wrong, Quantity):
        return _equal(wrong, answer)
    value = _value(answer)
    if value is None:
        return False
    printed = _step(wrong.text) if isinstance(wrong, Quantity) else None
    given = wrong.value if isinstance(wrong, Quantity) else wrong
    if given is None or isinstance(given, str):
        return False
    return abs(value - given) <= (printed[1] if printed else 1e-9 * abs(given)) * 0.5 + 1e-9


def _value(answer: object) -> float | None:
    if isinstance(answer, Quantity):
        return answer.value
    if isinstance(answer, str | Wording):
        found = _step(str(answer).replace(words.NBSP, " "))
        return found[0] if found else None
    return float(answer) if isinstance(answer, int | float) and not isinstance(answer, bool) else None


def _number(right: Quantity, mistakes: list[Mistake], answer: object) -> Verdict:
    """Judge a number: first what is the right answer itself, then the expected mistakes, then what is near the right number."""
    if isinstance(answer, tuple | list):
        return _both_ends(right, answer)
    if isinstance(answer, Quantity) and _equal(right, answer):
        if answer.unit == right.unit:
            return _right(right)
        told = "The number is right but not its unit: you have {yours}, asked for is {asked}."
        return _wrong(told, yours=answer.unit, asked=right.unit)
    text = right.text.replace(words.NBSP, " ")
    written = isinstance(answer, str | Wording)
    if written and str(answer).replace(words.NBSP, " ").strip().casefold() == text.casefold():
        return _right(right)
    for wrong, why in mistakes:
        if _same(wrong, answer):
            return _wrong("{why}", why=why)
    value, printed = _value(answer), _step(text)
    if value is None:
        return _wrong("Hand over a quantity, a number, a text such as a printed amount, or both ends of a range.")
    if printed is None:
        inside = right.low <= value <= right.high
        return _wrong(
            "The figures allow no single number here{inside}. Give both ends, or the quantity that the package computes.",
            inside=", though yours lies between the ends" if inside else "",
        )
    if _close(value, printed[0]):
        return _as_printed(right, text, str(answer) if written else None)
    if right.low <= value <= right.high or abs(value - printed[0]) <= printed[1] / 2:
        return _wrong(
            "The value is right, but it has too many digits: the figures behind it are rounded and allow {text}.", text=text
        )
    return _far_off(right, value, printed[0])


def _both_ends(right: Quantity, answer: tuple | list) -> Verdict:
    """Judge what was handed over as both ends of a range."""
    ends = [_step(plain(end).text.replace(words.NBSP, " ")) for end in map(str, answer)]
    found = [end[0] for end in ends if end]
    if len(ends) == len(found) == 2 and _ends(right, found):
        return _right(right)
    return _wrong(
        "These are not both ends of what the figures allow. Take each rounded figure at its bounds, and each doubtful part "
        "once as inside and once as outside."
    )


def _as_printed(right: Quantity, text: str, written: str | None) -> Verdict:
    """Judge an answer that has the printed number: its hedge and, where the answer is ``written``, its unit may be missing."""
    if hedge := _hedge(text):
        return _wrong("The number is right, but you lost the hedge: the source says {hedge}.", hedge=f"“{hedge}”")
    if written is None or right.unit not in ("EUR", "%") or right.unit in written:
        return _right(right)
    return _wrong("The number is right, but its unit is missing: {unit}.", unit=right.unit)


def _far_off(right: Quantity, value: float, printed: float) -> Verdict:
    """Judge a number that is not the right one: it may be right in another unit."""
    power = math.log10(value / printed) if value > 0 and printed else 0
    if abs(power) > 1.5 and abs(power - round(power)) < 0.005:
        side = "large" if power > 0 else "small"
        return _wrong(
            "Wrong unit: yours is {times} times too {side}. Asked for is {unit}.",
            times=words.digits(10 ** abs(round(power))),
            side=side,
            unit="euro in whole units" if right.unit == "EUR" else right.unit,
        )
    return _wrong("None of the usual slips gives this number. Read the question again, then the figures of the chapter.")


def _ends(right: Quantity, ends: list[float]) -> bool:
    """Whether two numbers are the bounds, exact or as printed."""
    shown = [_step(part) for part in right.range.text.replace(words.NBSP, " ").split(" to ")]
    scale = next((s for s, name in words.LARGE_SCALES if name in right.range.text), 1.0)
    printed = [end[0] if end[0] >= scale else end[0] * scale for end in shown if end]
    return any(len(bounds) == 2 and all(map(_close, sorted(ends), bounds)) for bounds in (printed, [right.low, right.high]))


def _quote(right: Wording, mistakes: list[Mistake], answer: object) -> Verdict:
    told = " ".join(str(answer).replace(words.NBSP, " ").casefold().split())
    text = right.text.replace(words.NBSP, " ").casefold()
    hedge = _hedge(text)
    if text in told:
        return _right(right)
    for wrong, why in mistakes:
        if str(wrong).replace(words.NBSP, " ").casefold() in told:
            return _wrong("{why}", why=why)
    if hedge and text.removeprefix(f"{hedge} ") in told:
        return _wrong(
            "You lost the hedge: the source says {hedge}, and without it the figure claims more than it knows.",
            hedge=f"“{hedge}”",
        )
    given, printed = _step(told), _step(text)
    if given and printed and _close(given[0], printed[0]):
        return _wrong("The value is right, but written so it claims more digits than the source prints, or lacks its unit.")
    return _wrong("Quote the figure with its hedge, its unit and its scale, as the chapter prints it.")


def _choice(right: str, mistakes: list[Mistake], answer: object) -> Verdict:
    told = " ".join(str(answer).replace(words.NBSP, " ").casefold().split())
    if told == right.casefold():
        return _right(right)
    for wrong, why in mistakes:
        if (
            not isinstance(wrong, Quantity)
            and told == str(wrong).casefold()
            or isinstance(wrong, Quantity)
            and _same(wrong, answer)
        ):
            return _wrong("{why}", why=why)
    options = sorted([right, *(str(wrong) for wrong, _ in mistakes if isinstance(wrong, str))])
    return _wrong("Answer with one of these: {options}.", options=listing([f"“{o}”" for o in options], "or"))


def _names(right: Named, mistakes: list[Mistake], answer: object) -> Verdict:
    given = {answer} if isinstance(answer, str) else set(answer) if isinstance(answer, Iterable) else set()
    given = {re.sub(r"\W+", "_", str(name).strip().casefold()) for name in given}
    if given == set(right):
        return _right(listing(sorted(right.names.values())) if right else "none of them")
    whys = [why for wrong, why in mistakes if wrong in given]
    others = sorted(given - right - {wrong for wrong, _ in mistakes})
    if whys:
        return _wrong("{why}", why=" ".join(whys))
    if others:
        return _wrong(
            "These do not belong: {others}. Hand over ids as they stand in the data dictionary.", others=listing(others)
        )
    return _wrong("What you have is right, but something is missing.")


def exercise(function: Callable) -> Callable:
    """Register an exercise under the function's name; the function returns the right answer and the expected mistakes."""
    EXERCISES[function.__name__] = function
    return function


def plainly(value: float, unit: str, label: str, *origins: Claim) -> Derived:
    """A whole number that follows from dates or counts."""
    derivation = Derivation("exercise", note="worked out in an exercise")
    return Derived(float(value), float(value), float(value), unit, label, origins, derivation=derivation)
