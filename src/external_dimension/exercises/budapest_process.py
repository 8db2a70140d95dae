"""The right answers to the exercises of ``notebooks/budapest_process.ipynb``, and what a misreading gives."""

from __future__ import annotations

from claimbook.core.arithmetic import count, ratio
from claimbook.core.section import Section
from claimbook.teaching import skills
from claimbook.teaching.exercises import Named, exercise, plainly
from claimbook.teaching.made_up import amounts, counting

#: What an answer may say of priorities that match no lever.
_UNMATCHED = (
    r"(?:match(?:es)?|fit|fits|ha(?:s|ve)|find|finds|get|gets|serve|serves)(?: to)? (?:no|none)(?: of the)?(?: levers?)?(?: at all)?"
    r"|(?:do|does)(?: not|n['’]t) (?:match|fit|have|find|get|serve) (?:a|any)(?: levers?)?"
    r"|(?:is|are|remain|remains|stay|stays) (?:left )?(?:unmatched|without (?:a|any) lever|left (?:out|over))|lacks? (?:a|any) lever"
)

#: What says the contrary.
_MATCHED = r"\b(?:match(?:es)?|fits?(?: to)?|ha(?:s|ve)|finds?|gets?|serves?) (?:a|an|one|some|the|all)(?: \w+)? levers?\b|\bare matched\b"


@exercise(
    outcome="read",
    hints=(
        "Does the last year count if the plan ends as that year begins?",
        "Take the opening year from the last year, and count nothing on top.",
    ),
    again=(amounts.plan,),
)
def plan_years(s: Section):
    """Years of the action plan if it ends as its last year begins."""
    years = s.claim("budapest_years")
    return (
        plainly(years.value - 1, "years", "years of the plan if it ends as its last year begins", *years.claims),
        [
            (years, "You counted the last year as well; here the plan is taken to end as that year begins."),
            (years.value - 2, "You left out the opening year too."),
            (years.value + 1, "You counted more years than there are from the first to the last."),
        ],
    )


@exercise(
    outcome="quote",
    hints=(
        "Count the priorities, and those of them that match a lever.",
        "Those that match ÷ {budapest_priorities} = …",
    ),
    again=(
        skills.share_of_rows,
        counting.part_of_count,
    ),
)
def priorities_share(s: Section):
    """The share of priorities that match a lever."""
    priorities = s.claim("budapest_priorities")
    coding = [c for c in s.rows("lever_coding") if c["subject_kind"] == "priority"]
    matched = count(coding, "lever_coding", label="priorities that match a lever", unit="priorities")
    right = ratio(matched, priorities, label="share of priorities that match a lever")
    return right, [
        (matched, "That is how many match, not which share of all."),
        (100 - right.value, "That is the share that matches no lever."),
        (100.0, "That would be all of them: every lever has its priority, but not every priority its lever."),
        (100 * priorities.value / matched.best, "You divided the whole by its part."),
    ]


@exercise(
    outcome="read",
    hints=(
        "Hold the list of priorities against the coding: which rows are without a lever?",
        "Strike out each priority that has a lever; what is left is asked for.",
    ),
    again=(counting.unmatched,),
)
def unmatched_priorities(s: Section):
    """The priorities that match no lever."""
    coding = {c["subject"]: c for c in s.rows("lever_coding") if c["subject_kind"] == "priority"}
    levers = {row["id"]: row["label"] for row in s.rows("levers")}
    labels = {row["id"]: row["label"] for row in s.rows("priorities")}
    right = Named({name: label for name, label in labels.items() if name not in coding}, labels, _UNMATCHED, _MATCHED)
    return right, [
        (name, f"The priority “{labels[name]}” matches the lever “{levers[c['lever']]}”.") for name, c in coding.items()
    ]
