"""An answer as plain data: what goes from the process that runs a student's code to the one that judges, which runs none of it."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from claimbook.core.quantities import Quantity
from claimbook.teaching.opened import opened
from claimbook.wording import Wording

#: So many parts of an answer, and so many signs of a text, are handed in at most.
MANY, LONG = 200, 2_000


def hand_in(place: str, name: str, answer: object) -> None:
    """Add the answer to an exercise to the file ``place``, a line of JSON for each."""
    with Path(place).open("a", encoding="utf-8") as file:
        file.write(json.dumps({"name": name, "answer": plain_answer(answer)}, allow_nan=True) + "\n")


def plain_answer(answer: object, *, whole: bool = True) -> object:
    """An answer as plain data: a quantity as its recipe and its text, several things as a list, what is unknown as its text."""
    answer = opened(answer) if whole else answer
    if answer is None or answer is ...:
        return None
    if isinstance(answer, bool | int | float):
        return answer if abs(answer) < 1e30 else str(answer)
    if isinstance(answer, Quantity):
        return {"recipe": answer.recipe, "text": str(answer)}
    if isinstance(answer, str | Wording):
        return str(answer)[:LONG]
    if isinstance(answer, tuple):
        return {"several": [plain_answer(one, whole=False) for one in answer[:MANY]]}
    if isinstance(answer, timedelta):
        return {"days": answer / timedelta(days=1)}
    if isinstance(answer, date):
        return {"day": str(answer)[:10]}
    if isinstance(answer, Fraction):
        return {"fraction": [answer.numerator, answer.denominator]}
    return {"decimal": str(answer)} if isinstance(answer, Decimal) else str(answer)[:LONG]
