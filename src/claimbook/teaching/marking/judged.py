"""Judge what students answered, by the teacher's tables: the answers of exercises here, those of labs by the labs' own judge."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path

from claimbook.core.quantities import ArithmeticRuleError
from claimbook.core.section import Section
from claimbook.teaching.labs import assess, read_record
from claimbook.teaching.labs.again import worked_out
from claimbook.teaching.labs.assessing import best_lines
from claimbook.teaching.labs.record import read_brief
from claimbook.teaching.verdicts import BETTER, NOT_YET, Verdict

#: Judges an answer to an exercise: ``check`` of the report.
Check = Callable[[str, object, Section], Verdict]


#: The outcome of what a student wrote and nobody could run: never a silent nought.
NOT_RUN = "could not be run"
#: That of the exercises of a student who handed in no notebooks, but what the labs' page saved: what is typed on a page is not collected.
ON_PAGE = "done on the page, not collected"


@dataclass(frozen=True)
class Ran:
    """How what is marked ran: what was said of its notebook, why what the student wrote could not be run, and whether lines were lost so."""

    said: str = ""
    broke: str = ""
    lost: bool = False


@dataclass(frozen=True)
class Mark:
    """How an exercise or a lab was done, as a row of the marks: parts from 0 to 1, empty where there is no such part."""

    student: int
    kind: str
    chapter: str
    name: str
    #: right, tell it better, not yet, blank, could not be run, or done on the page; of a lab: read, refused reason, blank or could not be run.
    outcome: str
    #: What a machine can say of it, None where it could not be run: of an exercise up to 1, of a lab up to 3.
    points: float | None = 0.0
    found: float | None = None
    named: float | None = None
    explained: float | None = None
    mended: float | None = None
    reasons: str = ""
    #: What a teacher reads, and what to look for in it.
    to_read: str = ""
    look_for: str = ""
    #: Why it could not be run.
    why: str = ""


def answer_of(told: object, section: Section) -> object:
    """An answer that was handed in, from plain data; a quantity is worked out again, and is its text where that cannot be."""
    if not isinstance(told, dict):
        return told
    try:
        if "recipe" in told:
            return worked_out(section, told["recipe"])
        if "several" in told:
            return tuple(answer_of(one, section) for one in told["several"])
        if "day" in told:
            return date.fromisoformat(told["day"])
        if "days" in told:
            return timedelta(days=told["days"])
        if "fraction" in told:
            return Fraction(*told["fraction"])
        return Decimal(told["decimal"])
    except (ArithmeticRuleError, KeyError, ValueError, TypeError, ZeroDivisionError, InvalidOperation):
        return str(told.get("text", ""))


def handed_in(place: Path) -> dict[str, object]:
    """The answers in a file of ``hand_in``, by the name of the exercise; what is no line of it is left out."""
    found: dict[str, object] = {}
    for line in place.read_text(encoding="utf-8", errors="replace").splitlines() if place.is_file() else ():
        try:
            told = json.loads(line)
            found[str(told["name"])] = told["answer"]
        except (ValueError, KeyError, TypeError):
            continue
    return found


def exercise(
    student: int, chapter: str, name: str, told: object, ran: Ran, check: Check, section: Section, better: float = BETTER
) -> Mark:
    """The mark of an exercise; ``better`` is what a right value counts that could be told better."""
    about = (student, "exercise", chapter, name)
    if told is None:
        if ran.broke:
            return Mark(*about, NOT_RUN, None, reasons=ran.said, why=ran.broke)
        return Mark(*about, "blank", 0.0, 0.0, reasons=ran.said)
    answer = answer_of(told, section)
    try:
        verdict = check(name, answer, section)
    except Exception as error:  # whatever an answer makes of the judge, the others are to be marked
        return Mark(*about, NOT_YET, 0.0, 0.0, reasons=f"the judge could not read it: {error}", to_read=str(told)[:300])
    points = better if verdict.close else verdict.points
    return Mark(*about, verdict.grade, points, float(verdict.right), reasons=str(verdict), to_read=_told(told))


def _told(told: object) -> str:
    if isinstance(told, dict):
        return str(told.get("text") or told.get("several") or next(iter(told.values())))[:300]
    return str(told)[:300]


def lab(student: int, name: str, brief: Path, handed: Path, run: Path, ran: Ran, look_for: str, section: Section) -> Mark:
    """The mark of a lab, by the labs' own judge, from the brief as it was handed out.

    ``handed`` is the record that was handed in, whose first commitment counts, ``run`` what it became when the notebook was run.
    Of each line the last try counts that holds, else the last one: a right correction stays right. What was committed to before a notebook broke counts; what could not be run is empty, and not nought.
    """
    given, after = read_record(handed), read_record(run)
    done = given if given.commitment or given.refused and not after.commitment else after
    lines = read_brief(brief, section)
    tries = after.judged(section) or given.judged(section)
    final = best_lines(lines, tries, section)
    result = assess(lines, (*done.commitment, *done.refused), final, section, later=done.later)
    about = [
        *(f"refused reason, line {one.letter or '(no doubt)'}: it does not say what is at stake" for one in done.refused),
        f"hints: {given.hints}, tries: {given.tries}",
        *([] if given.whole else ["the record was changed by hand"]),
        *([ran.said] if ran.said else []),
    ]
    if not done.commitment and not done.refused and ran.broke:
        return Mark(student, "lab", "", name, NOT_RUN, None, reasons=" | ".join(about), look_for=look_for, why=ran.broke)
    outcome = "read" if done.commitment else "refused reason" if done.refused else "blank"
    look_for = "" if outcome == "blank" and not result.to_read else look_for
    mended = None if ran.lost and not any(tries) else result.mended
    return Mark(
        *(student, "lab", "", name, outcome, result.points, result.found, result.named, result.explained, mended),
        " | ".join([*result.reasons, *about]),
        " | ".join(result.to_read),
        look_for,
    )
