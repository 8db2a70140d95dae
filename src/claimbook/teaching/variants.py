"""Variants: the same skill with other figures. A generator draws the parameters, an engine works out the answer, a seed names it.

A generator (``Skill``) is given a ``Draw`` and makes a ``Question`` of it: from rows of the tables (``skills``), or from a text that is
made up (``made_up``). A variant is the same wherever it is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, NamedTuple, Protocol, TypeVar

from claimbook.core.section import Section
from claimbook.report.blocks import Html
from claimbook.teaching.questions import Question
from claimbook.wording import plain

T = TypeVar("T")
#: How far on the seed lies that stands in for one that gives the answer of the exercise itself, and how many are tried.
LATER, MANY = 97, 20
#: What a reader is told of a text that no source has.
MADE_UP = "Made up for this exercise: no source says so."


class Name(NamedTuple):
    """By what an exercise is asked for: its name and, for a variant of it, the number that seeds it; as a text, ``egypt_share/1``."""

    exercise: str
    seed: int | None = None

    @classmethod
    def read(cls, text: str) -> Name:
        """A name as it is written; raises KeyError where no number stands behind the stroke."""
        exercise, stroke, seed = text.partition("/")
        if stroke and not seed.isdecimal():
            raise KeyError(f"a variant is named by its exercise, a stroke and a number, and not {text!r}")
        return cls(exercise, int(seed) if stroke else None)

    def __str__(self) -> str:
        return self.exercise if self.seed is None else f"{self.exercise}/{self.seed}"


class Draw:
    """Whatever a variant is drawn with: the same seed draws the same things."""

    def __init__(self, name: str, seed: int, section: Section):
        self.name, self.seed, self.section = name, seed, section
        self.random = Random(f"{name}/{seed}")

    def turn(self, pool: Sequence[T]) -> T:
        """One of several, and another for each of as many seeds in a row; raises LookupError where there is none."""
        if not pool:
            raise LookupError(f"the tables offer nothing to ask {self.name!r} of again")
        order = Random(self.name).sample(range(len(pool)), len(pool))
        return pool[order[(self.seed - 1) % len(pool)]]

    def one(self, *items: T) -> T:
        """One of several."""
        return self.random.choice(items)

    def some(self, items: Sequence[T], number: int) -> list[T]:
        """As many of several, each once, in any order."""
        return self.random.sample(list(items), number)

    def between(self, least: int, most: int) -> int:
        """A whole number, both ends included."""
        return self.random.randint(least, most)


class Skill(Protocol):
    """A generator of questions; its name is a part of what seeds it."""

    __name__: str

    def __call__(self, draw: Draw) -> Question:
        """A question made of what is drawn."""


@dataclass(frozen=True)
class Variant:
    """A question with the name by which it is checked; a notebook shows it as a question."""

    called: Name
    question: Question

    @property
    def name(self) -> str:
        """The name by which it is checked, as it is written."""
        return str(self.called)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict, dict]:
        asked = self.question
        note = f"<p><em>{MADE_UP}</em></p>" if asked.made_up else ""
        code = f'<p>Check it with <code>check("{self.name}", answer)</code>; <code>hint("{self.name}")</code> helps.</p>'
        forms, about = Html(note, "<p>", asked.text, "</p>", code)._repr_mimebundle_()
        call = f'Check it with check("{self.name}", answer).'
        return forms | {"text/plain": f"{MADE_UP + ' ' if note else ''}{plain(asked.text).text} {call}"}, about


def variant(name: str, seed: int, skills: Sequence[Skill], section: Section, known: object = "") -> Variant:
    """The variant of an exercise that a seed names; the skills take turns, and no row of the tables is asked of whose answer is ``known``.

    Raises LookupError for an exercise that has no variants, and ValueError for a seed below one.
    """
    if not skills:
        raise LookupError(f"the exercise {name!r} is not asked again")
    if seed < 1:
        raise ValueError(f"variants are numbered from one on; there is no {Name(name, seed)}")
    turn, place = divmod(seed - 1, len(skills))
    skill = skills[place]
    own = f"{name}/{skill.__name__}"
    for later in range(0, LATER * MANY, LATER):
        question = skill(Draw(own, turn + 1 + later, section))
        if question.made_up or str(question.right) != str(known):
            return Variant(Name(name, seed), question)
    raise LookupError(f"{own}: every variant has the answer of the exercise itself")
