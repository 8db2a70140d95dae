"""The right answers to the exercises of ``notebooks/sources.ipynb``, and what a misreading gives."""

from __future__ import annotations

from claimbook.core.arithmetic import count, ratio
from claimbook.core.section import Section
from claimbook.teaching import skills
from claimbook.teaching.exercises import exercise
from claimbook.teaching.made_up import counting


@exercise(
    hints=(
        "Count documents, not notes.",
        "Go through the footnotes, and strike out each document that has stood before.",
    ),
    again=(counting.documents,),
)
def documents_cited(s: Section):
    """How many documents the footnotes cite."""
    notes = s.rows("footnotes")
    return count({row["source"] for row in notes}, "footnotes", label="different documents cited", unit="documents"), [
        (
            count(notes, "footnotes", label="footnotes", unit="footnotes"),
            "You counted footnotes; some documents are cited under several numbers.",
        )
    ]


@exercise(
    hints=(
        "Which document stands beside each figure on Türkiye?",
        "List the documents of these figures, each once, and count the list.",
    ),
    again=(counting.behind_figures,),
)
def turkiye_documents(s: Section):
    """How many documents the figures on Türkiye rest on."""
    figures = s.claims(partner="turkiye")
    keys = {key for q in figures for key in q.claims[0].keys}
    return count(keys, "footnotes", label="documents behind the figures on Türkiye", unit="documents"), [
        (
            count(figures, "claims", label="figures on Türkiye", unit="figures"),
            "You counted the figures; look at the footnote beside each.",
        )
    ]


@exercise(
    hints=(
        "The part is the footnotes that support no figure, the whole all footnotes.",
        "Footnotes without a figure ÷ all footnotes = …",
    ),
    again=(
        skills.share_of_rows,
        counting.part_of_count,
    ),
)
def silent_footnotes(s: Section):
    """The share of footnotes that carry no figure."""
    notes = s.rows("footnotes")
    everything = count(notes, "footnotes", label="footnotes", unit="footnotes")
    silent = count(
        notes, "footnotes", label="footnotes that carry no figure", unit="footnotes", of=lambda row: not row["supports"]
    )
    right = ratio(silent, everything, label="share of footnotes that carry no figure")
    return right, [
        (100 - right.value, "That is the share of footnotes that carry a figure."),
        (silent, "That is how many, not which share."),
    ]
