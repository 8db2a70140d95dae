"""The right answers to the exercises of ``notebooks/western_balkans.ipynb``, and what a misreading gives."""

from __future__ import annotations

from claimbook.core.arithmetic import count
from claimbook.core.quantities import Quantity
from claimbook.core.section import Section
from claimbook.teaching.exercises import Named, exercise


@exercise
def agreements_in_force(s: Section):
    """The partners whose agreement is in force."""
    why = {
        "signed": "is signed, and the section does not say that it is in force",
        "negotiated": "is negotiated, which is not even signed",
    }
    rows = s.rows("status_agreements")
    return Named({r["partner"]: s.name(r["partner"]) for r in rows if r["stage"] == "in_force"}), [
        (r["partner"], f"The agreement with {s.name(r['partner'])} {why[r['stage']]}.") for r in rows if r["stage"] in why
    ]


@exercise
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
        (having("signed"), "What is in force was signed before; count it too."),
    ]


@exercise
def claim_without_footnote(s: Section):
    """The claims that no footnote supports."""
    return Named({q.claims[0].id: q.label for q in s.claims() if not q.claims[0].sources}), [
        (q.claims[0].id, f"The figure on {q.label} has a footnote.") for q in s.claims() if q.claims[0].sources
    ]
