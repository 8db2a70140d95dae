"""Teachers only: a mistake as the code of a line of a brief, before and after mending, and the code that its parts are made of."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from claimbook import wording as words
from claimbook.core.quantities import Printed, Quantity
from claimbook.core.section import Section
from claimbook.teaching.labs.sentences import NUMBER, find
from claimbook.wording.numbers import value_of


@dataclass(frozen=True)
class Variant:
    """A mistake that a line can carry, as the code of the line before and after mending."""

    kind: str
    #: Claims the line speaks of, in the order of the calculation.
    ids: tuple[str, ...]
    #: The plain calculation of the draft, and its sentence as the body of an f-string with the number as ``x``.
    number: str
    text: str
    #: What the teacher looks for.
    notes: str
    #: The mended calculation as lines of code, its sentence, and the names of the numbers in it.
    steps: tuple[str, ...] = ()
    mended: str = ""
    names: str = "x"

    def draft(self, letter: str) -> str:
        """The line as the brief has it."""
        ids = ", ".join(map(_quoted, self.ids))
        return f'x = {self.number}\nbrief["{letter}"] = line(\n{_wrapped(self.text)},\n    x, of=[{ids}],\n)'

    def mend(self, letter: str) -> str:
        """The line as it should be."""
        return "\n".join([*self.steps, f'mended["{letter}"] = line(\n{_wrapped(self.mended)},\n    {self.names},\n)'])


def _wrapped(text: str) -> str:
    """The body of an f-string as lines of code that fit a notebook, broken between words and never within braces."""
    lines = [""]
    for word in re.findall(r"(?:\{[^}]*\}|[^\s{])+\s*", text):
        if len(lines[-1] + word) > 90:
            lines.append("")
        lines[-1] += word
    return "\n".join(f'    f"{line}"' for line in lines)


def _quoted(text: str) -> str:
    return f'"{text}"'


def getting(section: Section, claim_id: str) -> str:
    """The code that gets a claim from the section."""
    table = find(section, claim_id).claims[0].table
    return f'section.{"claim" if table == "claims" else table}("{claim_id}")'


def label_of(claim_id: str) -> str:
    return f"{{label['{claim_id}']}}"


def shown(quantity: Quantity, more: int = 0) -> str:
    """How an f-string shows the plain number ``x`` as the quantity is shown, without its hedge, with ``more`` decimals."""
    text = (quantity.amount.text if isinstance(quantity, Printed) else quantity.text).replace(words.NBSP, " ")
    match = NUMBER.search(text)
    if match is None:
        raise ValueError(f"a line can show no number of {quantity.label}: it is told as {text!r}")
    whole, _, decimals = match["digits"].partition(".")
    zeros = len(whole) - len(whole.rstrip("0"))
    power = round(math.log10(value_of("1", match["scale"])))
    number = f"x / 1e{power}" if power else "x"
    if not isinstance(quantity, Printed) and not decimals and zeros:
        number = f"round({number}, -{zeros})"
    around = (
        f"{match['code']} " if match["code"] else "",
        f" {match['scale']}" if match["scale"] else "",
        " %" if match["percent"] else "",
    )
    tonnes = " tonnes" if text.endswith("tonnes") else ""
    return f"{around[0]}{{{number}:,.{len(decimals) + more}f}}{around[1]}{around[2]}{tonnes}"


def hedged(quantity: Quantity) -> str:
    return f"{words.HEDGES[quantity.claims[0].qualifier]} {shown(quantity)}".strip()
