"""The right answers to the exercises of ``notebooks/root_causes.ipynb``, and what a misreading gives."""

from __future__ import annotations

from claimbook.core.arithmetic import count, ratio
from claimbook.core.section import Section
from claimbook.teaching import skills
from claimbook.teaching.exercises import exercise
from claimbook.teaching.made_up import counting, reading


@exercise(
    outcome="read",
    hints=(
        "A figure need not be money.",
        "Go through both paragraphs, and mark each number with its unit.",
    ),
    again=(counting.figures_in_text,),
)
def humanitarian_figures(s: Section):
    """The figures in the paragraphs on Gaza and on Syria."""
    there = [s.claim(row["id"]) for row in s.rows("claims") if row["chapter"] == "humanitarian_response"]
    right = count(there, "claims", label="figures on Gaza, Syria and the region", unit="figures")
    gaza = [q for q in there if q.claim.partner == "gaza"]
    paragraphs = {q.claim.paragraph for q in there}
    return right, [
        (
            count([q for q in there if q.unit == "EUR"], "claims", label="amounts in euro", unit="figures"),
            "You counted amounts in euro alone; the load of the Air Bridge is a figure too. Or you counted one paragraph alone.",
        ),
        (float(len(paragraphs)), "You counted the paragraphs, or the amounts on Gaza alone; count each figure in both."),
        (float(len(there) - len(gaza)), "You counted the paragraph on Syria alone; that on Gaza has figures too."),
    ]


@exercise(
    outcome="read",
    hints=(
        "Count all figures of the section, and those in euro.",
        "Amounts in euro ÷ all figures = …",
    ),
    again=(
        skills.share_of_rows,
        counting.part_of_count,
    ),
)
def money_share(s: Section):
    """The share of the section's figures that are amounts of money."""
    everything = count(s.claims(), "claims", label="figures of the section", unit="figures")
    money = count(s.claims(unit="EUR"), "claims", label="amounts of money", unit="figures")
    right = ratio(money, everything, label="share of the figures that are money")
    return right, [
        (money, "That is how many are money, not which share of all."),
        (100 - right.value, "That is the share of figures that are not money."),
    ]


@exercise(
    outcome="read",
    hints=(
        "What does the section say on development aid, and what does it leave out?",
        "If the text says it, it is supported; if it says otherwise, contradicted; if it is silent, …",
    ),
    again=(reading.headline,),
)
def nothing_for_prevention(s: Section):
    """Whether the section supports the sentence that less is spent on root causes."""
    return "not supported", [
        ("supported", "A missing figure is not a figure of nought: the section names development aid without an amount."),
        (
            "contradicted",
            "The section names development aid but no money spent on it, so it does not contradict the sentence either.",
        ),
    ]
