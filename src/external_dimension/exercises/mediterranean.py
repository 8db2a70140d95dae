"""The right answers to the exercises of ``notebooks/mediterranean.ipynb``, and what a misreading gives."""

from __future__ import annotations

from claimbook.core.section import Section
from claimbook.teaching.exercises import exercise
from claimbook.teaching.judging_order import Order
from claimbook.teaching.judging_words import Meant
from claimbook.teaching.made_up import reading


@exercise(
    outcome="grade",
    hints=(
        "The footnote behind the aims gives the title of a document.",
        "Read the title: it says whether somebody spoke, wrote, legislated or agreed.",
    ),
    again=(reading.kind_of_document,),
)
def pact_source(s: Section):
    """The kind of document on which the aims of the Pact rest, by the title in its footnote."""
    title = s.sources[s.row("footnotes", int(s.row("statements", "pact_aims")["footnotes"]))["source"]].title
    why = {
        "a speech": "Look for the document in the footnote behind the aims: somebody spoke.",
        "a letter": "The letter stands behind the portfolio of the Commissioner; the aims of the Pact have a footnote of their own.",
        "a regulation": "No legal text stands behind the aims; the Pact was still to come.",
        "a declaration": "Nothing that was agreed stands behind the aims; the Pact was still to come.",
    }
    (right,) = (kind for kind in why if kind.partition(" ")[2] in title)
    return right, [(kind, said) for kind, said in why.items() if kind != right]


@exercise(
    outcome="read",
    hints=(
        "Each document has a day in its footnote.",
        "Look up the day of the keynote and that of the mission letter, and compare them.",
    ),
    again=(reading.which_first,),
)
def speech_and_letter(s: Section):
    """Whether the speech or the letter came first."""
    speech, letter = (s.row("events", e)["date"] for e in ("keynote_given", "mission_letter_sent"))
    right, wrong = ("the speech", "the letter") if speech < letter else ("the letter", "the speech")
    return Order(right, "speech keynote", "letter mission", (speech, letter)), [
        (wrong, "Compare the days in the footnotes; the text tells the post before the Pact.")
    ]


@exercise(
    outcome="read",
    hints=(
        "Which word stands before the Pact in the section?",
        "If the text says it, it is supported; if it is silent, not supported; if it says otherwise, …",
    ),
    again=(reading.headline,),
)
def pact_opened(s: Section):
    """Whether the section bears out that the Pact has opened legal pathways."""
    right = "contradicted" if s.row("instruments", "mediterranean_pact")["status"] == "forthcoming" else "not supported"
    why = {
        "supported": "To create legal pathways is an aim of the Pact; that it has done so is not said.",
        "contradicted": "Nothing in the section says otherwise; it is silent on it.",
        "not supported": "The section is not silent: look at the word that stands before the Pact.",
    }
    why.pop(right)
    opened = Meant("supported", "already|(?:has|have) (?:been )?(?:opened|created|launched)")
    return right, [(opened if answer == opened else answer, said) for answer, said in why.items()]
