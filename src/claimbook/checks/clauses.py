"""What a text says became of a figure: the verbs of its clause, by the stages that they name."""

from __future__ import annotations

import re
from collections.abc import Iterable

from claimbook.checks.pasted import SENTENCE_END
from claimbook.core.stages import ASIDE
from claimbook.data.figures import Figure
from claimbook.wording.units import RATES

BEING = r"\b(?:is|are|was|were|be|been|being)"
PASSIVE = re.compile(rf"{BEING}(?:\s+(?:not|never))?{ASIDE}$")
#: What turns a verb into a plan, a purpose or a denial.
TURNED = re.compile(rf"\b(?:will|would|shall|should|may|might|can|could|must|to|not|never|cannot|[a-z]+n't){ASIDE}$")
#: All that stands between a figure and a verb that has the figure for its subject.
SUBJECT = re.compile(
    r"[\s,(]*(?:(?:which|that)\s+)?(?:(?:is|are|was|were|will|would|shall|should|may|might|can|could|must|to|not|never|cannot"
    r"|be|been|being|has|have|had|also|already|later|now|only|since|soon|then|yet|[a-z]+(?:ly|n't))\s+)*"
)
#: All that stands between two verbs that speak of the same thing: "allocated and paid", "paid the committed EUR 5 million".
JOINED = re.compile(
    r"\s*(?:out\b)?\s*,?\s*(?:(?:and|or|as well as)\s+)?"
    r"(?:(?:a|an|the|its|all|be|been|has|have|had|was|were|is|are|also|already|later|since|then|[a-z]+ly)\s+)*"
)
#: What stands between a share and the amount that it is a share of.
_PART_OF = re.compile(r"\s+of\s+(?:(?:the|this|that|these|its|a|an|nearly|almost|about|around|over|some)\s+)*")


def verbs_of(before: str, after: str, pattern: re.Pattern) -> list[tuple[str, str, bool]]:
    """What a text says became of a figure: the verb nearest to it and those joined to that, for text before and after it.

    Each is the words, the stage that they name, and whether they make a plan or a denial of it. Before a figure any form of
    a verb counts, after it only what speaks of the figure: a passive, or a participle that follows at once.
    """
    behind, ahead = list(pattern.finditer(before)), list(pattern.finditer(after))
    near = next((i for i, verb in enumerate(ahead) if _speaks_of_it(after[: verb.start()], verb[0])), None)
    if near is not None and behind and not SUBJECT.fullmatch(after[: ahead[near].start()]):
        near = near if ahead[near].start() < len(before) - behind[-1].end() else None
    if near is None and not behind:
        return []
    text, verbs, first = (before, behind, len(behind) - 1) if near is None else (after, ahead, near)
    last = first
    while first and JOINED.fullmatch(text[verbs[first - 1].end() : verbs[first].start()]):
        first -= 1
    while last + 1 < len(verbs) and JOINED.fullmatch(text[verbs[last].end() : verbs[last + 1].start()]):
        last += 1
    found = []
    for verb in verbs[first : last + 1]:
        turned = TURNED.search(text[: verb.start()])
        found.append((text[turned.start() if turned else verb.start() : verb.end()], verb.lastgroup or "", bool(turned)))
    return found


def _speaks_of_it(between: str, verb: str) -> bool:
    """Whether a verb after a figure has the figure for its subject: in the passive, or as a participle that follows at once."""
    if re.search(BEING + r"\b", verb) or PASSIVE.search(between):
        return True
    follows = len(between.split()) <= 2 and not re.search(r"\bto\b", between)
    return follows and not re.search(r"(?:ing|s|ment|ion)$|^to\b", verb)


def clause_of(text: str, start: int, end: int, figures: Iterable[Figure]) -> tuple[str, str]:
    """The text before and after a figure, up to the next sentence, semicolon, amount of money or share among the figures.

    Of "40 % of the EUR 5 million was paid" it is what stands before the share, and nothing after the amount: the verb speaks of the share.
    """
    cuts = [m.span() for pattern in (SENTENCE_END, re.compile(";")) for m in pattern.finditer(text)]
    shares = [one for one in figures if one.unit in RATES and not _aside(text, one)]
    cuts += [(one.start, one.end) for one in figures if one.money] + [(one.start, one.end) for one in shares]
    left = max((stop for _, stop in cuts if stop <= start), default=0)
    right = min((begin for begin, _ in cuts if begin >= end), default=len(text))
    within = any(one.end <= start and _PART_OF.fullmatch(text[one.end : start]) for one in shares)
    return text[left:start], "" if within else text[end:right]


def _aside(text: str, share: Figure) -> bool:
    """Whether a share is told beside an amount and not of it, in brackets: "EUR 5 million (40 %) was paid"."""
    return text[: share.start].rstrip().endswith("(")
