"""Teachers only: for each lab a brief printed on a page, with its lines to choose from and what the judge has against the one that is wrong.

These briefs are for whoever studies alone: what does not hold stands in folds below each. They need no script, and no number.
"""

from __future__ import annotations

from html import escape
from itertools import count

from claimbook.core.section import Section
from claimbook.report.blocks import Html
from claimbook.teaching.choices import Choice
from claimbook.teaching.labs.brief import Line
from claimbook.teaching.labs.drawing import drawn, none_offered, offered, plant
from claimbook.teaching.labs.holding_because import because
from claimbook.teaching.labs.judging import judge
from claimbook.teaching.labs.key import Key, key
from claimbook.teaching.labs.kinds import LabKind
from claimbook.teaching.labs.plain import plainly
from claimbook.teaching.practice import Practice, choose, fold
from claimbook.teaching.verdicts import Verdict
from claimbook.wording import plain

WHICH = "Which line would you not print?"
HOW = "Look the figures up in the chapters, decide, and say to yourself why. Then open the line."
HOLDS = "Not this one. Worked out again from its claims, it holds:"


def printed(section: Section) -> Practice:
    """A brief of each lab that the tables offer, each with one line that does not hold; where they offer none, why."""
    if told := none_offered(section):
        return Practice(f"<p>{escape(told)}</p>")
    return Practice([_lab(section, kind) for kind in offered(section)])


def number_of(section: Section, kind: LabKind) -> int:
    """The first number by which exactly one line of a brief does not hold."""
    return next(number for number in count(1) if len(plant(section, kind, number).mistakes) == 1)


def _lab(section: Section, kind: LabKind) -> Html:
    number = number_of(section, kind)
    brief = drawn(section, plant(section, kind, number))
    lines = [f"<p><strong>{letter}</strong>&ensp;{escape(line.text)}</p>" for letter, line in brief.items()]
    (found,), title = key(section, kind, number), kind.subject
    return Html(
        f'<div class="tries lab" id="tries-{kind.name.replace("_", "-")}" data-about="{escape(title, quote=True)}"><h3>{escape(title)}</h3><p>{escape(kind.about)}</p>',
        ['<blockquote class="brief">', lines, "</blockquote>"],
        choose(_choices(section, brief), title, title=WHICH, how=HOW),
        fold("A line that holds", title, _mended(section, found), "hint"),
        "</div>",
    )


def _choices(section: Section, brief: dict[str, Line]) -> list[Choice]:
    """Each line, and that all hold, with what the judge says of it."""
    verdicts = judge(brief, section)
    made = []
    for letter, faults in verdicts.faults.items():
        against = plainly(section, "; ".join(map(str, faults)))
        if faults:
            said = f"Right, by “{faults[0].rule}”: {against}."
        else:
            said = f"{HOLDS} {plainly(section, because(section, brief[letter]))}."
        made.append(Choice(f"Line {letter}", Verdict(bool(faults), plain(said))))
    return [*made, Choice("Every line holds", Verdict(False, plain("Not so. One of these lines does not hold.")))]


def _mended(section: Section, found: Key) -> str:
    return f"<p>{escape(found.right)}</p><p>What a good reason names: {escape(plainly(section, found.notes))}</p>"
