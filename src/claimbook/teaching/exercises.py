"""Exercises that judge an answer: ``check("gaza_before", answer)`` says whether it is right and, if not, what went wrong.

A chapter asks the question; a report says in a module of its own, with ``exercise``, what the right answer follows from,
and what the answers follow from that a misreading gives. All are computed from the tables when asked, so that a changed row
changes them too. The chapter's folded solution calls ``check`` as well, and while the book is built a wrong answer is an
error: text and answer cannot drift apart.

The kind of the right answer says what is asked for: a Quantity is a number (hand over a quantity, a number in any form, an
amount in words or digits, or both ends of a range), a Wording is a figure quoted in words, a text is a choice, a ``Named`` is
a set of names or ids, and a date is a day. ``claimbook.teaching.answers`` reads what was handed over.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import date

from claimbook.core.claims import Claim
from claimbook.core.quantities import Derivation, Derived, Quantity
from claimbook.core.section import TRACE, Section, load
from claimbook.data.problems import nearest
from claimbook.teaching import judging, judging_words
from claimbook.teaching.answers import read
from claimbook.teaching.asked import Asked, Mistake
from claimbook.teaching.verdicts import Verdict
from claimbook.wording import Wording


class Named(frozenset):
    """Ids that are asked for, each with what a reader calls it: ``Named({"malta": "Malta"})``."""

    names: Mapping[str, str]

    def __new__(cls, names: Mapping[str, str]) -> Named:
        """The set of the ids; ``names`` gives the words for each."""
        made = super().__new__(cls, names)
        made.names = dict(names)
        return made


Answer = Quantity | Wording | str | Named | date
EXERCISES: dict[str, Callable[[Section], tuple[Answer, list[Mistake]]]] = {}


def check(name: str, answer: object, section: Section | None = None) -> Verdict:
    """Judge the answer to an exercise.

    Raises KeyError with the nearest name where there is no such exercise, and AssertionError for a wrong answer while the
    book is built, where only solutions are checked.
    """
    if name not in EXERCISES:
        raise KeyError(f"no exercise {name!r}{nearest(name, set(EXERCISES))}")
    tables = section or load()
    right, mistakes = EXERCISES[name](tables)
    verdict = _judged(tables, right, mistakes, answer)
    if os.environ.get(TRACE) and not verdict:
        raise AssertionError(f"the solution of the exercise {name!r} is not right: {verdict}")
    return verdict


def _judged(section: Section, right: Answer, mistakes: list[Mistake], answer: object) -> Verdict:
    """The verdict on an answer, by what kind of answer is right."""
    given = read(answer)
    if isinstance(right, Quantity):
        return judging.number(Asked.of(section, right, mistakes), given)
    if isinstance(right, Wording):
        return judging_words.quote(section, right, mistakes, given)
    if isinstance(right, Named):
        return judging_words.names(right, right.names, mistakes, given)
    if isinstance(right, date):
        return judging_words.day(right, mistakes, given)
    amounts = [wrong for wrong, _ in mistakes if isinstance(wrong, Quantity)]
    return judging_words.choice(Asked.of(section, amounts[0], mistakes) if amounts else None, right, mistakes, given)


def exercise(function: Callable) -> Callable:
    """Register an exercise under the function's name; the function returns the right answer and the expected mistakes."""
    EXERCISES[function.__name__] = function
    return function


def plainly(value: float, unit: str, label: str, *origins: Claim) -> Derived:
    """A whole number that follows from dates or counts."""
    derivation = Derivation("exercise", note="worked out in an exercise")
    return Derived(float(value), float(value), float(value), unit, label, origins, derivation=derivation)
