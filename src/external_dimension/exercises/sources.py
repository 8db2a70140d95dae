"""The right answers to the exercises of ``notebooks/sources.ipynb``, and what a misreading gives."""

from __future__ import annotations

from claimbook.core.arithmetic import count, ratio
from claimbook.core.section import Section
from claimbook.teaching import skills
from claimbook.teaching.exercises import Named, exercise
from claimbook.teaching.made_up import counting, reading
from claimbook.wording import NBSP, printed


@exercise(
    outcome="grade",
    hints=(
        "Count documents, not notes.",
        "Go through the footnotes, and strike out each document that has stood before.",
    ),
    again=(counting.documents,),
)
def documents_cited(s: Section):
    """How many documents the footnotes cite."""
    notes = s.rows("footnotes")
    numbers = [row["number"] for row in notes]
    cited = [row["source"] for row in notes]
    own = {key for key in cited if s.sources[key].publisher == "European Commission"}
    twice = {key for key in cited if cited.count(key) > 1}
    return count({row["source"] for row in notes}, "footnotes", label="different documents cited", unit="documents"), [
        (
            count(notes, "footnotes", label="footnotes", unit="footnotes"),
            "You counted footnotes; some documents are cited under several numbers.",
        ),
        (max(numbers), "That is the number of the last footnote; count the documents behind all of them."),
        (
            max(numbers) - min(numbers),
            "You took the first number from the last, or counted a document again that is cited under another number.",
        ),
        (float(len(own)), "You counted the documents of the Commission alone; others are cited too."),
        (float(len(twice)), "You counted the documents that are cited more than once; each document counts."),
    ]


@exercise(
    outcome="grade",
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
        ),
        *(
            (float(row["number"]), "That is the number of a footnote; count the documents that stand in it.")
            for row in s.rows("footnotes")
            if row["source"] in keys
        ),
        (len(keys) + 1.0, "You counted one too many: figures may rest on the same document."),
    ]


@exercise(
    outcome="grade",
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


@exercise(
    outcome="correct",
    hints=(
        "Look for every place of the row in which the amount stands, in digits or in words.",
        "What the amount is, and how the source prints it, change; where it stands, what it is for and how it is hedged do not: …",
    ),
    again=(reading.fields_to_change,),
)
def corrected_fields(s: Section):
    """The fields of a row that hold the amount, in digits and in words, and so change with it."""
    row = s.row("claims", "turkiye_total")
    value, unit, step = row["value"], row["unit"], row["resolution"]
    words = printed(value, step, unit).replace(NBSP, " ")
    holding = {field for field, said in row.items() if said == value or (field == "printed" and words in said)}
    why = {
        "resolution": "The resolution is the unit to which the figure is rounded, and that stays the same.",
        "stage": "The stage says what became of the money, and a corrected amount leaves that as it was.",
        "qualifier": "The wording has no hedge, before or after.",
        "footnotes": "The footnote names the same document, which was corrected.",
    }
    return Named({field: field for field in holding}, {field: field for field in row}), [
        (field, said) for field, said in why.items() if field not in holding
    ]
