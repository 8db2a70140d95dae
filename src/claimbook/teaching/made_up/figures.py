"""The figures of a made-up text: claims with bounds and relations, and the names that they are told with."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import wraps
from typing import cast

from claimbook import wording as words
from claimbook.core.claims import Claim
from claimbook.core.quantities import Printed
from claimbook.core.relations import Relations
from claimbook.teaching.questions import Question
from claimbook.teaching.variants import Draw, Skill

#: Places that there are not.
PLACES = ("Norland", "Estmark", "Velora", "Tarvia", "Ruvenia", "Lomara", "Halvern", "Saltmere")
#: What money is for, as a plural or a mass.
PURPOSES = ("schools", "clinics", "housing", "clean water", "roads", "libraries")
MILLION, BILLION = 10**6, 10**9


def made_up(generator: Callable[[Draw], Question]) -> Skill:
    """Mark the questions of a generator as made up."""

    @wraps(generator)
    def marked(draw: Draw) -> Question:
        return replace(generator(draw), made_up=True)

    return cast(Skill, marked)


def money(name: str, label: str, value: float, *, step: float = MILLION, hedge: str = "exact", stage: str = "allocated") -> Claim:
    """An amount in euro that was rounded to ``step``."""
    return Claim(name, label, float(value), "EUR", "", hedge, step, stage, stage, table="made_up")


def counted(name: str, label: str, value: int, unit: str, *, step: float = 0, hedge: str = "exact") -> Claim:
    """A count, exact unless it was rounded to ``step``."""
    return Claim(name, label, float(value), unit, "", hedge, step, table="made_up")


def figures(*claims: Claim, inside: Iterable[tuple[str, str, str]] = ()) -> list[Printed]:
    """The claims as quantities; ``inside`` gives part, whole, and how sure it is that the one lies in the other."""
    rows = [{"part": part, "whole": whole, "kind": "part_of", "certainty": sure, "limit": None} for part, whole, sure in inside]
    tied = Relations(rows, known={claim.id: claim for claim in claims})
    return [Printed.of(claim, tied) for claim in claims]


def millions(draw: Draw, least: int, most: int) -> int:
    """An amount in whole tens of millions."""
    return 10 * MILLION * draw.between(least, most)


def billions(draw: Draw, least: int, most: int) -> int:
    """An amount in tenths of a billion, given in these, that is no whole number of billions."""
    tenths = draw.between(least, most)
    return (tenths + (tenths % 10 == 0)) * BILLION // 10


def euros(value: float) -> str:
    """An amount in euro as it is printed."""
    return words.printed(value, MILLION, "EUR")
