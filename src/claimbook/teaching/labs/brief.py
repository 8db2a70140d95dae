"""A brief as a student writes it: lines that hold sentences and numbers, and what the judge says of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from claimbook import wording as words
from claimbook.core.quantities import Quantity
from claimbook.report.blocks import Html


@dataclass(frozen=True)
class Line:
    """A sentence of a brief, the numbers in it, and for plain numbers the ids of the claims they were computed from."""

    text: str
    numbers: tuple[float | Quantity, ...]
    of: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.text


def line(text: object, *numbers: float | Quantity, of: tuple[str, ...] | list[str] = ()) -> Line:
    """A line of a brief: ``line(sentence("{x} was announced", x=x), x)``; a plain number names its claims in ``of``."""
    return Line(str(text).replace(words.NBSP, " "), numbers, tuple(of))


class Brief(dict):
    """Lines by their letter; shown as a list."""

    def _repr_html_(self) -> str:
        items = "".join(f"<p><strong>{escape(letter)}</strong>&ensp;{escape(str(text))}</p>" for letter, text in self.items())
        return f'<blockquote class="brief">{items}</blockquote>'

    def __repr__(self) -> str:
        return "\n".join(f"{letter}  {text}" for letter, text in self.items())


class Verdicts(Html):
    """What the judge says of each line: for each letter the faults found, none where the line holds."""

    def __init__(self, faults: Mapping[str, list[str]]):
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
    def summary(self) -> str:
        """The verdict on the whole brief."""
        failed = [letter for letter, found in self.faults.items() if found]
        return "Every line holds." if not failed else f"Still to be mended: {words.listing(failed)}."

    def __repr__(self) -> str:
        rows = [f"{letter}  {'; '.join(found) if found else 'holds'}" for letter, found in self.faults.items()]
        return "\n".join([*rows, self.summary])


def _points(found: list[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(fault)}</li>" for fault in found) + "</ul>"
