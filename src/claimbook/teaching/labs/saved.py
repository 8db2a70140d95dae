"""What was done in labs on a page of a book, as a text that a student saves there and hands in.

It has the number by which the briefs were drawn, the others by which some were, and for each lab the record that a notebook's lab has: commitments, hints, and lines that were
judged. What the judge said is not in it. Lines that begin with a sign of their own tell a reader what the brief said; they are not read again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from claimbook.teaching.labs.brief import Line
from claimbook.teaching.labs.record import LARGEST, Record, record_of

FIRST = "Labs done on a page of the book. Hand this file in as it is: all of it is judged again by whoever marks it."
#: How the line with the number begins, that with the name of a lab, and those that are there for a reader alone.
NUMBER, LAB, ASIDE = "number: ", "lab: ", "# "
#: How the line begins with all numbers by which briefs were drawn since the page was opened, and how many of them are written down.
DRAWN, MOST = "drawn: ", 50


@dataclass(frozen=True)
class Saved:
    """The number by which briefs were drawn, and the record of each lab as the text of its file."""

    number: int
    records: Mapping[str, str]
    #: For each lab its brief as it is printed there for a reader, a line for each line.
    printed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: The numbers by which briefs were drawn since the page was opened, in order.
    drawn: tuple[int, ...] = ()

    @property
    def said_of_drawing(self) -> str:
        """That other briefs were drawn on the page, or this one anew, where it was so; a page that is opened again knows of nothing before."""
        others, again = len({*self.drawn} - {self.number}), self.drawn.count(self.number) - 1
        parts = [f"briefs of {others} other {'number' if others == 1 else 'numbers'}"] if others else []
        parts += [f"this one anew {again} {'time' if again == 1 else 'times'}"] if again > 0 else []
        return f"drew {' and '.join(parts)} while the page was open" if parts else ""

    def shows(self, name: str, brief: Mapping[str, Line]) -> bool:
        """Whether the brief of a lab that is printed in the file is this one."""
        return _bare(self.printed.get(name, ())) == _bare(f"{letter}  {line.text}" for letter, line in brief.items())


def _bare(lines: Iterable[str]) -> str:
    """Lines without what a mail or a word processor changes: spaces, ends of lines and quotes."""
    return " ".join(re.sub(r"[“”„\"‘’‚']", "", " ".join(lines)).split())


def told(number: int, records: Mapping[str, str], briefs: Mapping[str, Mapping[str, Line]], drawn: Iterable[int] = ()) -> str:
    """The text of a file: by which numbers briefs were ``drawn``, and for each lab its brief, for a reader, and its record."""
    parts = [
        FIRST,
        f"{NUMBER}{number}",
        *([f"{DRAWN}{', '.join(map(str, several))}"] if (several := list(drawn)[-MOST:]) else []),
    ]
    for name, record in records.items():
        parts += ["", f"{LAB}{name}", *(f"{ASIDE}{letter}  {line.text}" for letter, line in briefs[name].items()), record.strip()]
    return "\n".join(parts) + "\n"


def first_of(records: Iterable[str]) -> tuple[str, int]:
    """Of several records of one lab the one whose first commitment is the earliest, and in how many sittings the lab was begun.

    Files that were saved again have all that the one before them has: of one sitting the longest counts. How files are called, or in
    which order they came, decides nothing. A record without a commitment comes last, and before it one that does not say when.
    """
    read = sorted(((record_of(text), text) for text in records), key=lambda pair: (-len(pair[0].entries), pair[1]))
    sittings = {_sitting(record) for record, _ in read}
    first = min(read, key=lambda pair: (not pair[0].commitments, not pair[0].committed_at, pair[0].committed_at))
    return first[1], len(sittings)


def _sitting(record: Record) -> str:
    """By what the records of one sitting are known: their first entry, and when it was written down."""
    return repr([(entry.kind, entry.what, entry.at) for entry in record.entries[:1]])


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
    records, printed, name = dict[str, list[str]](), dict[str, list[str]](), ""
    for line in lines[2:]:
        if found := re.fullmatch(rf"{LAB}([a-z_]+)\s*", line):
            name = found[1]
            records.setdefault(name, [])
        elif name and line.startswith(ASIDE):
            printed.setdefault(name, []).append(line.removeprefix(ASIDE))
        elif name and line.strip():
            records[name].append(line)
    texts = {name: "\n".join(rows) + "\n" for name, rows in records.items() if rows}
    listed = next(
        (found[1] for line in lines[2:4] if (found := re.fullmatch(rf"{DRAWN}(\d{{1,20}}(?:, \d{{1,20}})*)\s*", line))), ""
    )
    drawn = tuple(int(one) for one in listed.split(", ")[:MOST] if one)
    return Saved(int(number), texts, {name: tuple(rows) for name, rows in printed.items()}, drawn)
