"""How a quantity was worked out: the operation and its operands as data, and the formula that tells it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from claimbook import wording as words

if TYPE_CHECKING:
    from claimbook.core.quantities import Quantity

#: A formula or message names this many parts; of the others it gives the number.
MANY = 50


def few(named: list[str], all_of_them: int) -> str:
    """The names as a list that says how many it leaves out."""
    return ", ".join(named) + (f" and {all_of_them - len(named)} more" if all_of_them > len(named) else "")


@dataclass(frozen=True)
class Derivation:
    """How a quantity was worked out: the operation, and the quantities that went into it, in order.

    ``total``: the sum of the operands. ``share``, ``ratio``: the first as per cent of the second. ``per``: the first divided by
    the second, times ``scale``. ``times``: the first times ``scale``. ``remainder``: the first without all others.
    ``difference``: the first less the second. ``between``: anything from the first to the second. ``count``: rows counted; ``note`` says in which table. ``mistake``,
    ``exercise``: worked out otherwise, as ``note`` says.
    """

    operation: str
    operands: tuple[Quantity, ...] = ()
    scale: float = 1
    note: str = ""
    #: Outside figures that limit what two claims can share, and so the lower end of a total.
    limits: tuple[Quantity, ...] = ()
    #: For a total "separate", where its claims are supposed to share nothing; for a difference "apart", where it is told without its
    #: sign; for a mistake the operation that it misuses.
    how: str = ""
    #: For a count, the rows that were looked at and what they had to be, so that a comparison can name those that make the difference.
    looked_at: tuple[Sequence, Callable[[dict], bool] | None] = field(default=((), None), compare=False, repr=False)

    def __getstate__(self) -> dict[str, object]:
        """What is kept with a quantity that is stored: not the condition of a count, which may be a function without a name."""
        return self.__dict__ | {"looked_at": ((), None)}

    @property
    def loose(self) -> str:
        """The hedge that a sum keeps of its parts, and "about" where these differ or where one is taken away; of all else "exact"."""
        if self.operation not in ("total", "times", "remainder", "difference"):
            return "exact"
        found = {operand.loose for operand in self.operands} - {"exact"}
        if self.operation in ("total", "times") and len(found) < 2:
            return next(iter(found), "exact")
        return "about" if found else "exact"

    @property
    def formula(self) -> str:
        """The derivation in words, with each operand as it is printed."""
        if self.note:
            return self.note
        shown = [f"{q.text} ({q.label})" for q in islice(self.operands, MANY)]
        if self.operation == "total":
            limited = "".join(
                f"; of it at most {q.text} shared (from outside the section, {q.claims[0].sources[0]}: {q.claims[0].printed})"
                for q in self.limits
            )
            return "sum of " + few([f"{q.label} ({q.text})" for q in islice(self.operands, MANY)], len(self.operands)) + limited
        sign = {"share": "÷", "ratio": "÷", "per": "÷", "times": "×", "between": "to"}.get(self.operation, "−")
        finest = next((places for places in range(3) if round(self.scale, places) == self.scale), 3)
        times = [words.digits(self.scale, finest)] if self.scale != 1 else []
        joined = f" {sign} ".join(shown + (times if sign == "×" else []))
        return joined + (f" × {times[0]}" if times and sign == "÷" else "")
