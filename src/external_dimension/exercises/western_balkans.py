"""The right answers to the exercises of ``notebooks/western_balkans.ipynb``, and what a misreading gives."""

from __future__ import annotations

from claimbook.core.arithmetic import count
from claimbook.core.quantities import Quantity
from claimbook.core.section import Section
from claimbook.teaching.exercises import Named, exercise
from claimbook.teaching.made_up import counting
from claimbook.teaching.said_besides import Behind


@exercise(
    outcome="read",
    hints=(
        "Negotiated, signed, in force: each is a step of its own.",
        "Keep the partners in whose row the stage is in force.",
    ),
    again=(counting.in_force,),
)
def agreements_in_force(s: Section):
    """The partners whose agreement is in force."""
    why = {
        "signed": "is signed, and the section does not say that it is in force",
        "negotiated": "is negotiated, which is not even signed",
    }
    rows = s.rows("status_agreements")
    names = {r["partner"]: s.name(r["partner"]) for r in rows}
    return Named({r["partner"]: names[r["partner"]] for r in rows if r["stage"] == "in_force"}, names), [
        (r["partner"], f"The agreement with {s.name(r['partner'])} {why[r['stage']]}.") for r in rows if r["stage"] in why
    ]


@exercise(
    outcome="read",
    hints=(
        "What is in force was signed before.",
        "Add the agreements in force to those signed, and leave out what is only negotiated.",
    ),
    again=(counting.signed,),
)
def agreements_signed(s: Section):
    """How many agreements have been signed, in force or not."""
    rows = s.rows("status_agreements")

    def having(*stages: str) -> Quantity:
        return count(
            rows,
            "status_agreements",
            label=f"agreements {' or '.join(stages)}".replace("_", " "),
            unit="agreements",
            of=lambda row: row["stage"] in stages,
        )

    return having("in_force", "signed"), [
        (having("in_force", "signed", "negotiated"), "You counted a text that is negotiated but not said to be signed."),
        (having("in_force"), "An agreement may be signed and not yet in force: one more was signed."),
        (
            having("signed", "negotiated"),
            "You left out those in force, which were signed before, and a negotiated one is not signed.",
        ),
        (having("signed"), "What is in force was signed before; count it too."),
        *([(Behind("in force"), "Not all that were signed are in force.")] if having("signed").value else []),
    ]


@exercise(
    outcome="read",
    hints=(
        "A footnote mark belongs to the sentence that it stands behind.",
        "Look in the list of claims for the row in which no footnote is given.",
    ),
    again=(counting.without_footnote,),
)
def claim_without_footnote(s: Section):
    """The claims that no footnote supports."""
    labels = {q.claims[0].id: q.label for q in s.claims()}
    return Named({q.claims[0].id: q.label for q in s.claims() if not q.claims[0].sources}, labels), [
        (q.claims[0].id, f"The figure on {q.label} has a footnote.") for q in s.claims() if q.claims[0].sources
    ]
