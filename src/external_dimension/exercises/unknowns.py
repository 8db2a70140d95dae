"""The right answers to the exercises of ``notebooks/unknowns.ipynb``, and what a misreading gives."""

from __future__ import annotations

from claimbook.core.arithmetic import count
from claimbook.core.section import Section
from claimbook.teaching.exercises import Named, exercise
from claimbook.teaching.made_up import counting, reading


def _some(gaps: list[dict]) -> list[tuple[float, str]]:
    """How many questions on Türkiye there are of one kind alone."""
    own = [gap["id"] for gap in gaps if gap["partner"] == "turkiye"]
    inside, facility = ([name for name in own if word in name] for word in ("inside", "facility"))
    return [
        (float(len(inside)), "You left one out, as that on the gap to another total; count all that are filed under Türkiye."),
        (float(len(facility)), "You counted the question on the Facility alone; count all that are filed under Türkiye."),
    ]


@exercise(
    outcome="read",
    hints=(
        "A question belongs to the partner under which it is filed, whatever it names besides.",
        "Go through the column partner of the table of questions, and count Türkiye.",
    ),
    again=(counting.filed_under,),
)
def turkiye_questions(s: Section):
    """The open questions on Türkiye."""
    gaps = s.rows("gaps")
    return count(gaps, "gaps", label="open questions on Türkiye", unit="questions", of=lambda g: g["partner"] == "turkiye"), [
        (
            count(gaps, "gaps", label="questions", unit="questions", of=lambda g: "turkiye" in g["id"]),
            "You searched the ids; a question on Syria names Türkiye too. Use the column partner.",
        ),
        *_some(gaps),
    ]


@exercise(
    outcome="read",
    hints=(
        "Which verbs stand with the amounts, and does any mean payment?",
        "Announced, committed, allocated, mobilised: each is a step before payment. Does the section deny payment?",
    ),
    again=(reading.paid,),
)
def paid_so_far(s: Section):
    """How much of the printed money the section says was paid."""
    return "not stated", [
        (
            "nothing",
            "“Nothing was paid” is a finding; the section makes none. It says of no amount that it was paid, or that it was not.",
        ),
        ("all of it", "Announced, pledged, committed and allocated are steps before payment."),
    ]


@exercise(
    outcome="range",
    hints=(
        "Which answer would move the lower or the upper end of the range?",
        "The lower end takes the Facility as inside the total, the upper end as on top. So the question is …",
    ),
    again=(reading.deciding,),
)
def deciding_question(s: Section):
    """The question that decides the width of the sum for Türkiye."""
    row = s.row("gaps", "turkiye_facility_inside")
    others = {gap["id"]: f"“{gap['question']}”" for gap in s.rows("gaps")}
    return Named({row["id"]: others[row["id"]]}, others), [
        (
            "turkiye_difference",
            "That question sets the printed total against another source; it leaves the sum of printed amounts as it is.",
        ),
        ("turkiye_migration_inside", "That amount lies inside the total either way, so the sum does not move."),
    ]
