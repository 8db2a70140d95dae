"""What a student commits to before any hint: which lines do not hold, by which rule, and why, in words of their own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from claimbook.core.section import Section
from claimbook.core.stages import said_of
from claimbook.teaching.labs.again import find
from claimbook.teaching.labs.brief import Line
from claimbook.teaching.labs.rules import RULES, rule_named
from claimbook.teaching.labs.stakes import LOOKED, STAKES, looked_lacks, names_stake, own_words, says_everything, tells_of_claims

#: A single word is no reason.
WORDS = 2


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
    """What keeps a commitment from being taken at all, whatever its reasons; nothing where it can be."""
    given = [one for one in doubts if isinstance(one, Doubt)]
    if not given:
        return ['Name a line and say why: doubt("a", "hedge", "…"), or no_doubt("…") where every line holds.']
    letters = [one.letter for one in given]
    lacking = [f"The brief has no line {letter!r}." for letter in letters if letter and letter not in brief]
    if len(set(letters)) < len(letters) or ("" in letters and len(letters) > 1):
        lacking.append("Name each line once, or say no_doubt alone.")
    return lacking


def lacks(one: Doubt, brief: Mapping[str, Line], section: Section, said: Iterable[str] = ()) -> str:
    """What a reason lacks, as a sentence, and nothing where it can be taken.

    It is to name, in a few words of one's own, what is at stake by its rule; whether it is a good one no machine can tell. What is
    copied from the brief, the list of rules, or ``said``, which is what the judge has against the line, counts for nothing.
    """
    where = f"line {one.letter}" if one.letter else "no doubt"
    _, asked = STAKES.get(one.rule, LOOKED)
    texts = [asked, *(f"{rule} {told}" for rule, told in RULES.items()), *(line.text for line in brief.values()), *said]
    own = own_words(one.why, texts)
    if len(set(re.findall(r"\w+", own.casefold()))) < WORDS:
        return f"Say why in a few words of your own ({where}): {asked}."
    if one.rule and says_everything(own):
        return f"Your reason speaks of everything at once ({where}). Say the one thing that is wrong here: {asked}."
    stages = said_of(section.rows("stages"), re.sub(r"\bnot ", "", own))  # "not paid" speaks of a stage too
    if names_stake(one.rule, own, bool(stages)) or tells_of_claims(own, *_claims(brief.get(one.letter), section)):
        return ""
    if not one.rule:
        return f"Your reason does not say how you found that every line holds ({where}): say {looked_lacks(own)}. A few words are enough."
    return f"Your reason does not say what is at stake ({where}, by “{one.rule}”): say {asked}. A few words are enough."


def _claims(line: Line | None, section: Section) -> tuple[list[str], list[str]]:
    """The labels of the claims of a line, and the numbers in which they are printed."""
    found = [find(section, claim_id) for claim_id in line.subjects] if line else []
    numbers = [number for quantity in found for number in re.findall(r"\d[\d.,]*\d|\d", quantity.text)]
    return [quantity.claims[0].label for quantity in found], numbers
