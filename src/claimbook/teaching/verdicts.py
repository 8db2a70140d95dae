"""What is said of an answer: right; right value, tell it better; or not yet, with what was understood."""

from __future__ import annotations

from dataclasses import dataclass

from claimbook.report.blocks import Html
from claimbook.wording import Wording, sentence

#: What a verdict may say of a wrong number: that it is the right one but for its size, that it is a single other figure or off by one,
#: or that nothing is known that it comes from.
SIZE, FIGURE, UNEXPLAINED = "size", "figure", "unexplained"
#: What a right value counts that could be told better, of a point.
BETTER = 0.5
#: What a verdict comes to, in words.
RIGHT, TELL_IT_BETTER, NOT_YET = "right", "tell it better", "not yet"


@dataclass(frozen=True)
class Verdict:
    """What ``check`` says: whether the answer is right, and why or why not.

    ``close`` is True where the value is right and only its telling is not; such a verdict is not yet right, and false as a truth value.
    ``kind`` is what it says of a wrong number, one of SIZE, FIGURE and UNEXPLAINED, or empty for anything else; ``why`` what a slip that
    it comes from is called.
    """

    right: bool
    said: Wording
    close: bool = False
    kind: str = ""
    why: str = ""

    def __bool__(self) -> bool:
        return self.right

    def __str__(self) -> str:
        return self.said.text

    @property
    def grade(self) -> str:
        """The verdict in words: "right", "tell it better" or "not yet"."""
        return RIGHT if self.right else TELL_IT_BETTER if self.close else NOT_YET

    @property
    def points(self) -> float:
        """What it counts: a point, a part of it for a right value that could be told better, or nothing."""
        return 1.0 if self.right else BETTER if self.close else 0.0

    def _repr_mimebundle_(self, include=None, exclude=None) -> tuple[dict, dict]:
        kind = "right" if self.right else "better" if self.close else "wrong"
        forms, about = Html(f'<p class="verdict {kind}">', self.said, "</p>")._repr_mimebundle_()
        return forms | {"text/plain": self.said.text}, about


def right(answer: object, hint: str = "") -> Verdict:
    """The answer is right; ``hint`` is a sentence on how it would be printed."""
    return Verdict(True, sentence("Right: {answer}.{hint}", answer=answer, hint=f" {hint}" if hint else ""))


def better(template: str, **values: object) -> Verdict:
    """The value is right, and the sentence says how to tell it."""
    return Verdict(False, sentence("Right value, tell it better. " + template, **values), close=True)


def wrong(template: str, kind: str = "", /, **values: object) -> Verdict:
    """The answer is not right yet, and the sentence says why; what it has as ``why`` is what a slip is called."""
    return Verdict(False, sentence("Not yet. " + template, **values), kind=kind, why=str(values.get("why", "")))


def gravest(*found: Verdict | None) -> Verdict | None:
    """The first verdict that says "not yet", else the first that there is: what is told badly may also be wrong."""
    there = [one for one in found if one is not None]
    return next((one for one in there if not one.right and not one.close), next(iter(there), None))


def first(*found: Verdict | None) -> Verdict | None:
    """The first verdict that there is; one that says "not yet" is false, so that ``or`` would pass over it."""
    return next((one for one in found if one is not None), None)
