"""What a student commits to before any hint: which lines do not hold, by which rule, and why, in words of their own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from claimbook.teaching.labs.brief import Line
from claimbook.teaching.labs.rules import RULES, rule_named

#: A reason has at least so many words, of which so many are not those of the brief and of the rules.
WORDS, OWN = 8, 3


@dataclass(frozen=True)
class Doubt:
    """A line that a student would not print: its letter, the rule that it breaks, and why; without a letter, that all lines hold."""

    letter: str
    rule: str
    why: str


def doubt(letter: str, rule: str, why: str) -> Doubt:
    """A line that does not hold: ``doubt("b", "hedge", "Without the word …")``; raises ValueError for a rule that there is not."""
    return Doubt(str(letter).strip().casefold(), rule_named(rule), " ".join(str(why).split()))


def no_doubt(why: str) -> Doubt:
    """That every line holds, and how that was found out."""
    return Doubt("", "", " ".join(str(why).split()))


def unready(doubts: Iterable[object], brief: Mapping[str, Line]) -> list[str]:
    """What a commitment still lacks before it can be taken; nothing where it can."""
    given = [one for one in doubts if isinstance(one, Doubt)]
    if not given:
        return ['Name a line and say why: doubt("a", "hedge", "…"), or no_doubt("…") where every line holds.']
    letters = [one.letter for one in given]
    lacking = [f"The brief has no line {letter!r}." for letter in letters if letter and letter not in brief]
    if len(set(letters)) < len(letters) or ("" in letters and len(letters) > 1):
        lacking.append("Name each line once, or say no_doubt alone.")
    return [*lacking, *(told for one in given if (told := lacks(one, brief)))]


def lacks(one: Doubt, brief: Mapping[str, Line]) -> str:
    """What a reason lacks to be a sentence of one's own; a machine cannot tell whether it is a good one.

    Words of the brief and of the list of rules do not count, so that neither can be handed over as a reason.
    """
    known = _words(" ".join([*RULES, *RULES.values(), *(one.text for one in brief.values())]))
    said = re.findall(r"[^\W\d_]{2,}", one.why)
    own = {word.casefold() for word in said if len(word) > 3} - known
    if len(said) >= WORDS and len(own) >= OWN:
        return ""
    where = f"line {one.letter}" if one.letter else "no doubt"
    return f"Say why in a sentence of your own ({where}): what is wrong with it, what it does to the number, and who would be misled."


def _words(text: str) -> set[str]:
    return {word.casefold() for word in re.findall(r"[^\W\d_]{4,}", text)}
