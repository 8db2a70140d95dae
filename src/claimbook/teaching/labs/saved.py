"""What was done in labs on a page of a book, as a text that a student saves there and hands in.

It has the number by which the briefs were drawn, and for each lab the record that a notebook's lab has: commitments, hints, and lines that were
judged. What the judge said is not in it. Lines that begin with a sign of their own tell a reader what the brief said; they are not read again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from claimbook.teaching.labs.brief import Line
from claimbook.teaching.labs.record import LARGEST

FIRST = "Labs done on a page of the book. Hand this file in as it is: all of it is judged again by whoever marks it."
#: How the line with the number begins, that with the name of a lab, and those that are there for a reader alone.
NUMBER, LAB, ASIDE = "number: ", "lab: ", "# "


@dataclass(frozen=True)
class Saved:
    """The number by which briefs were drawn, and the record of each lab as the text of its file."""

    number: int
    records: Mapping[str, str]


def told(number: int, records: Mapping[str, str], briefs: Mapping[str, Mapping[str, Line]]) -> str:
    """The text of a file: for each lab its brief, for a reader, and its record."""
    parts = [FIRST, f"{NUMBER}{number}"]
    for name, record in records.items():
        parts += ["", f"{LAB}{name}", *(f"{ASIDE}{letter}  {line.text}" for letter, line in briefs[name].items()), record.strip()]
    return "\n".join(parts) + "\n"


def read_saved(path: Path) -> Saved | None:
    """What a file holds; None where it is no such file, or too large for one."""
    try:
        if path.stat().st_size > LARGEST:
            return None
        lines = path.read_text(encoding="utf-8-sig", errors="replace").splitlines()
    except OSError:
        return None
    number = next((found[1] for line in lines[:3] if (found := re.fullmatch(rf"{NUMBER}(\d{{1,20}})\s*", line))), None)
    if not lines or lines[0].strip() != FIRST or number is None:
        return None
    records, name = dict[str, list[str]](), ""
    for line in lines[2:]:
        if found := re.fullmatch(rf"{LAB}([a-z_]+)\s*", line):
            name = found[1]
            records.setdefault(name, [])
        elif name and line.strip() and not line.startswith(ASIDE):
            records[name].append(line)
    return Saved(int(number), {name: "\n".join(rows) + "\n" for name, rows in records.items() if rows})
