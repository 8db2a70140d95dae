"""What is asked: the kinds of right answers, a question with its slips and hints, and the verdict on an answer to it.

The kind of the right answer says what is asked for: a Quantity is a number, a Wording a figure quoted in words, a text a choice, a
``Named`` a set of names or ids, and a date a day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from claimbook.core.claims import Claim
from claimbook.core.derivations import Derivation
from claimbook.core.quantities import Derived, Quantity
from claimbook.core.section import Section
from claimbook.teaching import judging, judging_names, judging_words
from claimbook.teaching.alternatives import offered
from claimbook.teaching.answers import Given, read
from claimbook.teaching.asked import Asked, Mistake
from claimbook.teaching.spoken import other_custom, stray_point
from claimbook.teaching.verdicts import FIGURE, SIZE, Verdict, better, wrong
from claimbook.wording import Wording, listing, plain


class Named(frozenset):
    """Ids that are asked for, each with what a reader calls it: ``Named({"malta": "Malta"})``.

    ``others`` names what does not belong, so that it can be offered as a choice. ``said`` is a pattern of what an answer may say of the
    names besides, such as "match no lever", and ``turned`` of what says the contrary.
    """

    names: Mapping[str, str]
    others: Mapping[str, str]
    said: str
    turned: str

    def __new__(
        cls, names: Mapping[str, str], others: Mapping[str, str] | None = None, said: str = "", turned: str = ""
    ) -> Named:
        """The set of the ids; ``names`` gives the words for each, ``others`` those for ids that are not asked for."""
        made = super().__new__(cls, names)
        made.names = dict(names)
        made.others = {name: words for name, words in (others or {}).items() if name not in names}
        made.said, made.turned = said, turned
        return made


Answer = Quantity | Wording | str | Named | date


@dataclass(frozen=True)
class Question:
    """A question made by a generator: its text, the right answer, the slips with their reasons, and what helps.

    ``look`` says where to look, ``begun`` sets the steps down without the last, and ``why`` says why the right answer is right. What is
    ``made_up`` stands in no source, and its figures lead to no entry.
    """

    text: Wording
    right: Answer
    mistakes: Sequence[Mistake]
    look: str
    begun: Wording
    why: str
    made_up: bool = False


def judged(section: Section, right: Answer, mistakes: Sequence[Mistake], answer: object) -> Verdict:
    """The verdict on an answer, by what kind of answer is right; one of which point and comma may be meant the other way is read both ways."""
    verdict = _judged(section, right, mistakes, answer)
    if verdict or verdict.close or not isinstance(answer, str) or isinstance(right, Named | date):
        return verdict
    if (other := other_custom(answer)) is None:
        stray = None if isinstance(right, str) else _stray(section, right, mistakes, answer)
        return verdict if stray is None else stray
    meant = _judged(section, right, mistakes, other)
    resized = verdict.kind == SIZE != meant.kind  # of another size in the one reading alone
    known = meant.kind == FIGURE != verdict.kind
    expected = meant.why in {why for _, why in mistakes}
    return meant if meant or meant.close or resized or known or expected else verdict


def _stray(section: Section, right: Quantity | Wording, mistakes: Sequence[Mistake], answer: str) -> Verdict | None:
    """That an answer in English would be right with a comma for its point; None for any other."""
    if (other := stray_point(answer)) is None or not _judged(section, right, mistakes, other):
        return None
    told = "Read as {told}, as it is written: between thousands stands a comma here, and a point before decimals."
    return better(told, told=read(answer).amounts[0].told)


def _judged(section: Section, right: Answer, mistakes: Sequence[Mistake], answer: object) -> Verdict:
    """The verdict on an answer, by what kind of answer is right."""
    given, slips = read(answer), list(mistakes)
    if (found := alternatives(section, right, slips, given)) is not None:
        return found
    if isinstance(right, Quantity):
        return judging.number(Asked.of(section, right, slips), given)
    if isinstance(right, Wording):
        return judging_words.quote(section, right, slips, given)
    if isinstance(right, Named):
        return judging_names.names(section, right, {**right.others, **right.names}, slips, given)
    if isinstance(right, date):
        return judging_words.day(right, slips, given)
    amounts = [slip for slip, _ in slips if isinstance(slip, Quantity)]
    return judging_words.choice(section, Asked.of(section, amounts[0], slips) if amounts else None, right, slips, given)


def alternatives(section: Section, right: Answer, mistakes: Sequence[Mistake], given: Given) -> Verdict | None:
    """That an answer leaves open which of several it means, and they are not all right; None where it does not."""
    if isinstance(right, (Named, date)):
        return None
    pieces = offered(right, [slip for slip, _ in mistakes], given)
    if len(pieces) < 2:
        return None
    verdicts = [judged(section, right, mistakes, piece) for piece in pieces]
    if all(one or one.close and not isinstance(right, Wording) for one in verdicts):
        return None
    if len({str(one) for one in verdicts}) == 1:
        return verdicts[0]
    told = listing([f"“{read(piece).text}”" for piece in pieces], "or")
    return wrong("Yours leaves several answers open: {told}. They are not all right; decide for one.", told=told)


def unlinked(verdict: Verdict) -> Verdict:
    """A verdict whose numbers lead nowhere, as those of a text that is made up."""
    return replace(verdict, said=plain(verdict.said.text))


def plainly(value: float, unit: str, label: str, *origins: Claim) -> Derived:
    """A whole number that follows from dates or counts."""
    derivation = Derivation("exercise", note="worked out in an exercise")
    return Derived(float(value), float(value), float(value), unit, label, origins, derivation=derivation)
