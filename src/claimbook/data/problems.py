"""What is wrong in a table: where it stands, what was found and what would be right."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple


class TooLarge(NamedTuple):
    """Parts that are more than their whole: the ids of the parts, what they come to, and the value of the whole, in its unit."""

    parts: tuple[str, ...]
    together: float
    whole: float


class Fault(NamedTuple):
    """What is wrong with a value, by its kind, and what would be right, in the order of the kind.

    ``empty``: nothing stands where something must. ``unread``: no number. ``below``: less than the least allowed. ``parted``: a part of
    what is counted in whole things. ``choice``: none of the ids that are ``right``. ``rows``: not as many as the rows of a table are.
    ``alike``: not what the claim of this id has, which follows it. ``printed``: not the number that the wording says. ``hedge``: not the
    hedge that the wording says. ``coarse``: less than what it is rounded to.
    """

    kind: str
    right: tuple[str, ...] = ()


@dataclass(frozen=True)
class Problem:
    """One thing wrong in a table: where it stands, what was found and what is allowed."""

    file: str
    row: str
    field: str
    found: str
    allowed: str
    #: The folder of the project that the file lies in.
    folder: str = "data"
    #: The same as data, where somebody tells it in other words than ``allowed``.
    too_large: TooLarge | None = dataclasses.field(default=None, compare=False)
    fault: Fault | None = dataclasses.field(default=None, compare=False)

    @property
    def place(self) -> str:
        """The file, with its folder."""
        return f"{self.folder}/{self.file}"

    def __str__(self) -> str:
        row, field, allowed = (_one_line(text) for text in (self.row, self.field, self.allowed))
        return f"{self.place}: row {row}: field {field}: found {_shortened(self.found)!r}; allowed: {allowed}"


def _shortened(text: str) -> str:
    text = re.sub(r"[ \t\r\n\f\v]+", " ", text)  # a hard space stays, and is shown as what it is
    return text if len(text) <= 80 else text[:77] + "..."


def _one_line(text: str) -> str:
    """The text without line ends and with control characters and the like written out, as for a terminal."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in " ".join(text.split()))


class DataError(Exception):
    """The tables do not hold; ``problems`` lists every one, the message one line each."""

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


def as_text(value: object) -> str:
    """A value as it would stand in its cell: numbers without an exponent or a needless decimal point."""
    if not isinstance(value, float):
        return "" if value is None else str(value)
    digits = f"{Decimal(f'{value:.15g}'):f}"  # as many as a float holds: of more, the last are its own
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def nearest(word: object, known: set) -> str:
    """As `alike.nearest`, which is loaded where something is wrong alone."""
    from claimbook.data import alike

    return alike.nearest(word, known)
