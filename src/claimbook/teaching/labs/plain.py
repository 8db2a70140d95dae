"""What the judge of labs says, for whoever reads it on a page: figures by their labels, and nothing that only code can do."""

from __future__ import annotations

import re

from claimbook.core.claims import FIGURE_TABLES
from claimbook.core.section import Section

#: An id of a figure.
ID = re.compile(r"\b[a-z]\w*_\w+\b")
#: What is said in code, and what is said in its place.
CODE = (
    (r" with leaving=\{.*?\}", " in the field below it"),
    (r"the line has no number: give it as line\(text, number\)", "no number in the sentence is one that its claims give"),
    (r"name them in of=\[\.\.\.\], or better compute it with claims", "say what it is of"),
    (r" \(see mean_per_year\)", ""),
    (r"or say no_doubt alone", "or say alone that every line holds"),
    (r"; use [a-z_]+=\w+ to (?:[^;.]|\.(?=\d))*", ""),
    (r" \([^()]*data/\w+\.csv\)", ""),
    (r"\bdata/(\w+)_(\w+)\.csv", r"the table of \1 \2"),
    (r"\bdata/(\w+)\.csv", r"the table of \1"),
)


def plainly(section: Section, text: str) -> str:
    """A sentence of the judge without code in it."""
    labels = {row["id"]: row["label"] for table in FIGURE_TABLES for row in section.rows(table)}
    for pattern, words in CODE:
        text = re.sub(pattern, words, text)
    return ID.sub(lambda found: f"“{labels[found[0]]}”" if found[0] in labels else found[0], text)
