"""Exercises that judge an answer: ``check("gaza_before", answer)`` says whether it is right and, if not, what went wrong.

A chapter asks the question. A report has a package of answers (``Exercises``) with a module for each chapter, named like its
notebook: functions under ``exercise`` say what the right answer follows from, and what a misreading gives. All are computed
from the tables when asked, so that a changed row changes them too. The chapter's folded solution calls ``check`` as well, and
while the book is built a wrong answer is an error: text and answer cannot drift apart.

The kind of the right answer says what is asked for: a Quantity is a number (hand over a quantity, a number in any form, an
amount in words or digits, or both ends of a range), a Wording is a figure quoted in words, a text is a choice, a ``Named`` is
a set of names or ids, and a date is a day. ``claimbook.teaching.answers`` reads what was handed over.
"""

from __future__ import annotations

import os
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from importlib import import_module

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
#: What works out an exercise from the tables: the right answer, and the wrong ones to be expected with what each comes from.
Worked = Callable[[Section], tuple[Answer, list[Mistake]]]


@dataclass(frozen=True)
class Exercise:
    """A function that works out an exercise, marked as one."""

    work_out: Worked

    def __call__(self, section: Section) -> tuple[Answer, list[Mistake]]:
        """The right answer and the expected mistakes."""
        return self.work_out(section)


def exercise(function: Worked) -> Exercise:
    """Make an exercise of a function, which is asked for by the function's name."""
    return Exercise(function)


class Exercises(Mapping[str, Worked]):
    """The exercises in the modules of a package, by name. The modules are loaded when the first exercise is asked for."""

    def __init__(self, package: str) -> None:
        """``package`` is the full name of the package."""
        self.package = package

    @property
    def modules(self) -> list[str]:
        """The modules, each named like the notebook whose exercises it has."""
        return [module.name for module in pkgutil.iter_modules(import_module(self.package).__path__)]

    def of(self, module: str) -> dict[str, Worked]:
        """The exercises of a module."""
        names = vars(import_module(f"{self.package}.{module}"))
        return {name: value for name, value in names.items() if isinstance(value, Exercise)}

    @cached_property
    def found(self) -> dict[str, Worked]:
        """All exercises; raises ValueError where two modules have one of the same name."""
        found: dict[str, Worked] = {}
        for module in self.modules:
            own = self.of(module)
            if twice := sorted(own.keys() & found.keys()):
                raise ValueError(
                    f"{self.package}.{module}: another module has an exercise {twice[0]!r}; give this one another name"
                )
            found |= own
        return found

    def __getitem__(self, name: str) -> Worked:
        return self.found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.found)

    def __len__(self) -> int:
        return len(self.found)

    def check(self, name: str, answer: object, section: Section | None = None) -> Verdict:
        """Judge the answer to an exercise.

        Raises KeyError with the nearest name where there is no such exercise, and AssertionError for a wrong answer while the
        book is built, where only solutions are checked.
        """
        if name not in self:
            raise KeyError(f"no exercise {name!r}{nearest(name, set(self))}")
        tables = section or load()
        right, mistakes = self[name](tables)
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


def plainly(value: float, unit: str, label: str, *origins: Claim) -> Derived:
    """A whole number that follows from dates or counts."""
    derivation = Derivation("exercise", note="worked out in an exercise")
    return Derived(float(value), float(value), float(value), unit, label, origins, derivation=derivation)
