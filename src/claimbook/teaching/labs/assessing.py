"""Assess a lab that was handed in: what the student committed to, and the lines as they are in the end, against the brief as it was.

The judge holds no key. It works every line of the original brief out again, and so finds by itself which do not hold and by which
rule. What a student's notebook or record says of its own points is not asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from claimbook import wording as words
from claimbook.core.section import Section, load
from claimbook.teaching.labs.again import find
from claimbook.teaching.labs.brief import Line, Verdicts
from claimbook.teaching.labs.commitment import Doubt, lacks
from claimbook.teaching.labs.holding_because import because
from claimbook.teaching.labs.judging import faults, judge
from claimbook.teaching.labs.rules import Fault


@dataclass(frozen=True)
class Result:
    """How a lab was done: four parts from 0 to 1, sentences that say what each rests on, and what there is to read.

    ``found``: the lines committed to are those that do not hold, ``named``: by the rule that they break, ``mended``: these lines
    hold now and all others are as they were. ``explained`` says only that the reason for each line that does not hold names what is
    at stake by its rule: whether it explains anything is for a teacher to read, in ``to_read``.

    ``points`` are those of found, named and mended, from 0 to 3, of lines that have such a reason: what was found by other means than
    reading has none. A line that was mended may have it from a later commitment.
    """

    found: float
    named: float
    explained: float
    mended: float
    points: float
    reasons: tuple[str, ...]
    to_read: tuple[str, ...]
    #: What keeps each line of the original, and of the lines handed in, from holding.
    original: Verdicts
    final: Verdicts


def assess(
    brief: Mapping[str, Line],
    commitment: Iterable[Doubt],
    final: Mapping[str, Line],
    section: Section | None = None,
    *,
    later: Iterable[Doubt] = (),
) -> Result:
    """The result of a lab: ``assess(original brief, commitment, final lines, section) -> Result``. A pure function.

    ``brief`` are the lines as they were handed out, by letter. ``commitment`` are the doubts that the student committed to first:
    empty where there was none, and a single one without a letter where the student says that all lines hold. ``final`` are the
    lines as they are in the end; a line that is not there is as it was. ``section`` are the tables to judge by, the current ones
    if left out, ``later`` the doubts of later commitments. Nothing that is handed in is run or believed: numbers are worked out again
    from their recipes.
    """
    section = section or load()
    doubts = {one.letter: one for one in commitment}
    wrong = (original := judge(brief, section)).wrong

    def reasoned(one: Doubt) -> bool:
        return not lacks(one, brief, section, map(str, original.faults.get(one.letter, ())))

    hits = [letter for letter in doubts if letter in wrong]
    named = [letter for letter in hits if doubts[letter].rule in original.named[letter]]
    explained = [letter for letter in hits if reasoned(doubts[letter])]
    all_hold = not wrong and list(doubts) == [""]
    after = {letter: _after(section, brief, letter, final, bool(wrong.get(letter))) for letter in brief}
    of = max(len(wrong), len(doubts), 1)
    parts = [float(all_hold) if not wrong else len(part) / of for part in (hits, named, explained)]
    if all_hold and not reasoned(doubts[""]):
        parts[2] = 0.0
    changed = [letter for letter, found in after.items() if found and letter not in wrong]
    mended = [letter for letter in wrong if not after[letter] and not changed]
    given = {*explained, *(one.letter for one in later if reasoned(one))}
    points = (len(explained) + len({*named} & {*explained})) / of
    points += len({*mended} & given) / len(wrong) if wrong else 0.0
    hold = float(all_hold and not changed)
    reasons = (*_told(original, doubts), *(f"Line {letter}: {fault}" for letter, found in after.items() for fault in found))
    return Result(
        parts[0],
        parts[1],
        parts[2],
        len(mended) / len(wrong) if wrong else hold,
        points if wrong else parts[2] * (2 + hold),
        reasons,
        _to_read(doubts, brief, final),
        original,
        Verdicts(after),
    )


def best_lines(brief: Mapping[str, Line], tries: Iterable[Mapping[str, Line]], section: Section) -> dict[str, Line]:
    """The lines that count of several tries: of each the last that holds, else the last, so that no later try takes a right one away.

    A line that held counts as it was where any try left it so.
    """
    wrong, best, known = judge(brief, section).wrong, dict[str, Line](), dict[tuple[str, str, str], bool]()
    right = set[str]()
    for one in tries:
        for letter, before in brief.items():
            line = one.get(letter, before)
            key = (letter, line.text, repr((line.numbers, line.of, line.leaving)))
            if key not in known:
                known[key] = not _after(section, brief, letter, {letter: line}, letter in wrong)
            if known[key] or letter not in right:
                best[letter] = line
            if known[key]:
                right.add(letter)
    return {letter: line for letter, line in best.items() if not line.same_as(brief[letter])}


def _told(original: Verdicts, doubts: Mapping[str, Doubt]) -> list[str]:
    """What the commitment got right and what it missed, in sentences."""
    wrong = original.wrong
    if not doubts:
        return ["There was no commitment."]
    told = [] if wrong else ["Every line of the brief holds."]
    for letter, rules in wrong.items():
        if letter not in doubts:
            told.append(f"Line {letter} was not found: it breaks “{rules[0]}”.")
        elif doubts[letter].rule not in original.named[letter]:
            told.append(f"Line {letter} was found, by another rule: it breaks “{rules[0]}”, not “{doubts[letter].rule}”.")
        else:
            told.append(f"Line {letter} was found and its rule named: “{doubts[letter].rule}”.")
    return told + [f"Line {letter} was doubted, and holds." for letter in doubts if letter and letter not in wrong]


def _to_read(doubts: Mapping[str, Doubt], brief: Mapping[str, Line], final: Mapping[str, Line]) -> tuple[str, ...]:
    """The sentences that a teacher reads: the reasons, the lines that were written anew, and why a claim was left out."""
    why = [f"{letter or 'no doubt'}: {one.why}" for letter, one in doubts.items()]
    anew = {letter: one for letter, one in final.items() if letter in brief and isinstance(one, Line)}
    mended = [f"{letter}, mended: {one.text}" for letter, one in anew.items() if not one.same_as(brief[letter])]
    left = [f"{letter}, without {claim}: {reason}" for letter, one in anew.items() for claim, reason in one.leaving]
    return (*why, *mended, *left)


# -- a line after it was mended ---------------------------------------------------------------------------------------


def _after(section: Section, brief: Mapping[str, Line], letter: str, final: Mapping[str, Line], wrong: bool) -> list[Fault]:
    """What keeps a line that was handed in from holding, also beside the line that it comes from."""
    before, after = brief[letter], final.get(letter, brief[letter])
    if not isinstance(after, Line):
        return [Fault("kept", "this is no line: write it with line(text, number)")]
    if after.same_as(before):
        return faults(section, before)
    if not wrong:
        return [Fault("kept", f"this line held as it was: leave it as it is. It holds because {because(section, before)}")]
    return [*faults(section, after), *_dropped(before, after, section), *_unnamed(after, section)]


def _dropped(before: Line, after: Line, section: Section) -> list[Fault]:
    """Claims of the line before that the new one no longer speaks of, without a reason."""
    kept, reasons = set(after.subjects), dict(after.leaving)
    gone = []
    for claim_id in before.subjects:
        label = find(section, claim_id).claims[0].label
        if claim_id not in kept and label.casefold() not in after.text.casefold() and len(reasons.get(claim_id, "").split()) < 3:
            gone.append(claim_id)
    if not gone:
        return []
    told = (
        f"this line no longer speaks of {words.listing(gone)}: keep it, or say why not with leaving={{'{gone[0]}': 'the reason'}}"
    )
    return [Fault("kept", told)]


def _unnamed(line: Line, section: Section) -> list[Fault]:
    """Claims whose number stands in the line and of which its sentence says nothing."""
    told = line.text.casefold()
    found = []
    for claim_id in line.subjects:
        try:
            claim = find(section, claim_id).claims[0]
        except KeyError:
            continue  # which the calculation has refused
        names = re.findall(r"[^\W\d_]{4,}", " ".join([claim.label, *_names(section, claim.about)]).casefold())
        if not any(name[:5] in told for name in names):
            found.append(claim_id)
    return [Fault("sentence", f"the sentence does not say what {words.listing(found)} is about")] if found else []


def _names(section: Section, ids: Iterable[str]) -> list[str]:
    """The names of the partners and instruments among ids; those of countries, which are codes, have none."""
    found = []
    for row_id in sorted(ids):
        try:
            found.append(section.name(row_id))
        except KeyError:
            continue
    return found
