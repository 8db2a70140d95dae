"""The reader of figures on texts of our own in many styles: every figure found, in full, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

from claimbook.data.reading import blocks, read

TEXTS = Path(__file__).parent / "figures"


def marked(name: str) -> dict[str, tuple[str, list[tuple[int, int]]]]:
    """Each text of a file with its style: the plain text, and where its figures stand, counted in characters that are no space."""
    found = {}
    for part in re.split(r"^# ", (TEXTS / name).read_text(encoding="utf-8"), flags=re.M)[1:]:
        style, _, text = part.partition("\n")
        spans, at, opened = [], 0, 0
        for character in text:
            if character == "⟦":
                opened = at
            elif character == "⟧":
                spans.append((opened, at))
            else:
                at += not (character.isspace() or character == "\u00ad")
        found[style] = re.sub("[⟦⟧]", "", text), spans
    return found


def found_in(text: str) -> list[tuple[int, int]]:
    """Where the reader finds figures, counted in the same way."""
    spans, before = [], 0
    for block in blocks(text):
        places = [0]
        for character in block.text:
            places.append(places[-1] + (not character.isspace()))
        spans += [(before + places[f.start], before + places[f.end]) for f in read(block.text, hidden=block.hidden)]
        before += places[-1]
    return spans


def rates(name: str) -> tuple[int, int, int, int, list[str]]:
    """How many figures are marked in the texts of a file, found, found in full, and how many are found that are none; with what is wrong."""
    marks = found = full = false = 0
    wrong: list[str] = []
    for style, (text, spans) in marked(name).items():
        bare = re.sub(r"[\s\u00ad]", "", text)
        read_here = found_in(text)
        marks += len(spans)
        for start, end in spans:
            touching = [s for s in read_here if s[0] < end and start < s[1]]
            found += bool(touching)
            full += touching == [(start, end)]
            if touching != [(start, end)]:
                wrong.append(f"{style}: {bare[start:end]} is read as {[bare[a:b] for a, b in touching]}")
        for start, end in read_here:
            if not any(s < end and start < e for s, e in spans):
                false += 1
                wrong.append(f"{style}: {bare[max(0, start - 15) : start]}>{bare[start:end]}< is no figure")
    return marks, found, full, false, wrong
