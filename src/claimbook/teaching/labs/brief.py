"""A brief as a student writes it: lines that hold sentences and numbers, and what the judge says of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from numbers import Real

from claimbook import wording as words
from claimbook.core.quantities import Quantity
from claimbook.report.blocks import Html
from claimbook.teaching.labs.rules import Fault


@dataclass(frozen=True)
class Line:
    """A sentence of a brief and the numbers in it.

    ``of`` are the ids of the claims that plain numbers were computed from, for each number its own. ``leaving`` are claims of the
    line before that this one no longer speaks of, each with the reason.
    """

    text: str
    numbers: tuple[float | Quantity, ...]
    of: tuple[tuple[str, ...], ...] = ()
    leaving: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return self.text

    @property
    def subjects(self) -> tuple[str, ...]:
        """The ids of the claims that the line speaks of, in order, each once."""
        named = [claim_id for ids in self.of for claim_id in ids]
        worked = [claim.id for q in self.numbers if isinstance(q, Quantity) for claim in q.claims if claim.table != "tables"]
        return tuple(dict.fromkeys([*named, *worked]))

    def same_as(self, other: Line) -> bool:
        """Whether the two read the same and rest on the same claims."""
        return (self.text, self.subjects) == (other.text, other.subjects)


def line(
    text: object,
    *numbers: float | Quantity,
    of: Iterable[str] | Iterable[Iterable[str]] = (),
    leaving: Mapping[str, str] | None = None,
) -> Line:
    """A line of a brief: ``line(sentence("{x} was announced", x=x), x)``.

    A plain number names its claims in ``of``; several plain numbers have a list each. A line that no longer speaks of a claim of
    the line before it says why: ``leaving={"the id": "the reason"}``. Raises TypeError for what is no number.
    """
    for number in numbers:
        if isinstance(number, bool) or not isinstance(number, Real | Quantity):
            raise TypeError(f"a line takes quantities or plain numbers behind its sentence, not {number!r:.60}")
    given = list(of)
    listed = [given] if given and isinstance(given[0], str) else given
    whose = tuple(tuple(map(str, ids)) for ids in listed)
    return Line(str(text).replace(words.NBSP, " "), numbers, whose, tuple(dict(leaving or {}).items()))


class Brief(dict):
    """Lines by their letter; shown as a list."""

    def _repr_html_(self) -> str:
        items = "".join(f"<p><strong>{escape(letter)}</strong>&ensp;{escape(str(text))}</p>" for letter, text in self.items())
        return f'<blockquote class="brief">{items}</blockquote>'

    def __repr__(self) -> str:
        return "\n".join(f"{letter}  {text}" for letter, text in self.items())


class Verdicts(Html):
    """What the judge says of each line: for each letter the faults found, none where the line holds."""

    def __init__(self, faults: Mapping[str, list[Fault]]):
        self.faults = dict(faults)
        items = "".join(
            f"<p><strong>{escape(letter)}</strong>&ensp;" + ("holds</p>" if not found else "does not hold</p>" + _points(found))
            for letter, found in self.faults.items()
        )
        super().__init__(f'<div class="verdicts">{items}<p><strong>{self.summary}</strong></p></div>')

    @property
    def holds(self) -> bool:
        """Whether every line holds."""
        return not any(self.faults.values())

    @property
    def wrong(self) -> dict[str, list[str]]:
        """The letters of the lines that do not hold, each with the rules that it breaks."""
        return {letter: list(dict.fromkeys(fault.rule for fault in found)) for letter, found in self.faults.items() if found}

    @property
    def named(self) -> dict[str, list[str]]:
        """For each line that does not hold the rules by which it may be doubted: those that it breaks, and what comes to the same."""
        return {
            letter: list(dict.fromkeys([*rules, *(one for fault in self.faults[letter] for one in fault.also)]))
            for letter, rules in self.wrong.items()
        }

    @property
    def summary(self) -> str:
        """The verdict on the whole brief."""
        return "Every line holds." if self.holds else f"Still to be mended: {words.listing(list(self.wrong))}."

    def __repr__(self) -> str:
        rows = [f"{letter}  {'; '.join(map(str, found)) if found else 'holds'}" for letter, found in self.faults.items()]
        return "\n".join([*rows, self.summary])


def _points(found: list[Fault]) -> str:
    return "<ul>" + "".join(f"<li>{escape(str(fault))}</li>" for fault in found) + "</ul>"
