"""The file beside a lab in which its commitments, hints and verdicts are written down, and the brief as a file.

It lies in a folder of the student's, who can delete or rewrite it. It shows what was done to whoever does not; it proves nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from claimbook.core.quantities import ArithmeticRuleError, Quantity
from claimbook.core.section import Section
from claimbook.teaching.labs.again import worked_out
from claimbook.teaching.labs.brief import Line
from claimbook.teaching.labs.commitment import Doubt

#: What a record may hold at most, in bytes and in entries: more is not read.
LARGEST, MANY = 1_000_000, 2_000
#: A quote that is part of the form of a row, plain or typographic: it begins or ends a text there.
_FORM = r'(?:(?<=[\[{])|(?<=[“”„"][:,] )|(?<=[\]}\d], ))[“”„"]|[“”„"](?=[\]}]|: ?[“”„"\[{\d]|, [“”„"\[{])'
#: How long a sentence and a list of a line may be, and how many lines there may be: what is beyond is not read.
LETTERS, LISTED = 2_000, 60


@dataclass(frozen=True)
class Entry:
    """Something a student did: ``kind`` is commit, refused, hint or judge, ``what`` is what was handed over or shown.

    ``refused`` are doubts of which the reason was not taken, ``commit`` those whose reason was.
    """

    kind: str
    what: object
    #: When it was written down, by the clock of the student's computer; empty in a record that does not say.
    at: str = field(default="", compare=False)


@dataclass(frozen=True)
class Record:
    """What was done in a lab, in order; ``whole`` is whether each entry still follows from the one before it."""

    entries: tuple[Entry, ...] = ()
    whole: bool = True

    @property
    def commitment(self) -> tuple[Doubt, ...]:
        """The first commitment, which is the one that counts; empty where there was none.

        A line whose reason was refused beside it joins it once it has another reason, by the same rule: it was chosen before any hint.
        """
        if not self.commitments:
            return ()
        first, *later = self.commitments
        chosen = {(one.letter, one.rule) for one in self._waiting}
        joined = {
            (one.letter, one.rule): one for several in reversed(later) for one in several if (one.letter, one.rule) in chosen
        }
        return (*first, *joined.values())

    @property
    def later(self) -> tuple[Doubt, ...]:
        """The doubts of all commitments after the first."""
        return tuple(one for several in self.commitments[1:] for one in several)

    @property
    def refused(self) -> tuple[Doubt, ...]:
        """Lines that were doubted for a reason that was not taken, and for which no other reason came; those of the last such call."""
        taken = {one.letter for one in self.commitment}
        return tuple(one for one in self._waiting if one.letter not in taken)

    @property
    def _waiting(self) -> tuple[Doubt, ...]:
        """What was refused in the call of the first commitment, right behind it, or last where there is none."""
        kinds = [entry.kind for entry in self.entries]
        if "commit" in kinds:
            behind = self.entries[kinds.index("commit") + 1 :][:1]
        else:
            behind = tuple(entry for entry in self.entries if entry.kind == "refused")[-1:]
        return tuple(one for entry in behind if entry.kind == "refused" for one in _doubts(entry.what))

    @property
    def commitments(self) -> tuple[tuple[Doubt, ...], ...]:
        """All commitments in order, of which those after the first show what was tried."""
        return tuple(_doubts(entry.what) for entry in self.entries if entry.kind == "commit")

    @property
    def committed_at(self) -> str:
        """When the first commitment was written down, as text that sorts by time; empty where there is none, or it does not say."""
        return next((entry.at for entry in self.entries if entry.kind == "commit"), "")

    @property
    def hints(self) -> int:
        """How many hints were shown."""
        return sum(entry.kind == "hint" for entry in self.entries)

    @property
    def tries(self) -> int:
        """How often other lines were judged than before."""
        return sum(entry.kind == "judge" for entry in self.entries)

    def judged(self, section: Section) -> list[dict[str, Line]]:
        """The lines of each try that was judged, by letter, in order; numbers are worked out again from the tables."""
        tries = [entry.what for entry in self.entries if entry.kind == "judge" and isinstance(entry.what, dict)]
        return [{letter: line_of(section, told) for letter, told in list(one.items())[:LISTED]} for one in tries]

    def final(self, section: Section) -> dict[str, Line]:
        """The lines that were judged last, by letter; numbers are worked out again from the tables."""
        judged = [entry.what for entry in self.entries if entry.kind == "judge" and isinstance(entry.what, dict)]
        return {letter: line_of(section, told) for letter, told in list(judged[-1].items())[:LISTED]} if judged else {}


def _doubts(told: object) -> tuple[Doubt, ...]:
    given = told if isinstance(told, list) else []
    doubts = [one for one in given[:LISTED] if isinstance(one, list) and len(one) == 3]
    return tuple(Doubt(*(str(part)[:LETTERS] for part in one)) for one in doubts)


# -- lines as plain data --------------------------------------------------------------------------------------------


def plain_line(line: Line) -> dict:
    """A line as plain data: its sentence, and its numbers as numbers or as recipes."""
    numbers = [number.recipe if isinstance(number, Quantity) else float(number) for number in line.numbers]
    return {"text": line.text, "numbers": numbers, "of": [list(ids) for ids in line.of], "leaving": dict(line.leaving)}


def line_of(section: Section, told: object) -> Line:
    """The line of plain data. A number that the tables or the rules do not give stays out, and so the line does not hold."""
    given = told if isinstance(told, dict) else {}
    numbers = list[float | Quantity]()
    for number in _listed(given.get("numbers")):
        if isinstance(number, int | float):
            numbers.append(float(number))
            continue
        try:
            numbers.append(worked_out(section, number))
        except (ArithmeticRuleError, KeyError):
            continue
    of = tuple(tuple(map(str, _listed(ids))) for ids in _listed(given.get("of")))
    leaving = given.get("leaving")
    reasons = list(leaving.items())[:LISTED] if isinstance(leaving, dict) else []
    left = tuple((str(one)[:LETTERS], str(why)[:LETTERS]) for one, why in reasons)
    return Line(str(given.get("text", ""))[:LETTERS], tuple(numbers), of, left)


def _listed(given: object) -> list:
    return list(given)[:LISTED] if isinstance(given, list) else []


def write_brief(path: Path, brief: Mapping[str, Line]) -> None:
    """Write a brief as it is handed out, so that a lab can be judged from it whatever became of the notebook."""
    path.parent.mkdir(parents=True, exist_ok=True)
    told = {letter: plain_line(one) for letter, one in brief.items()}
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def read_brief(path: Path, section: Section) -> dict[str, Line]:
    """The brief of a file as it was handed out."""
    told = json.loads(path.read_text(encoding="utf-8"))
    return {letter: line_of(section, one) for letter, one in told.items()}


# -- the file of the record -----------------------------------------------------------------------------------------


def read_record(path: Path) -> Record:
    """The record in a file; empty where there is none, and not ``whole`` where it is no record or was changed by hand."""
    if not path.is_file():
        return Record()
    if path.stat().st_size > LARGEST:
        return Record((), False)
    return record_of(path.read_text(encoding="utf-8", errors="replace"))


def record_of(text: str) -> Record:
    """The record in the text of a file; not ``whole`` where it was changed by hand."""
    entries, after, whole = list[Entry](), "", True
    for row in text.splitlines()[:MANY]:
        try:
            row = _with_plain_quotes(row)
            told = json.loads(row)
            entry = Entry(str(told["kind"]), told["what"], _time(told.get("at")))
        except (ValueError, KeyError, TypeError, RecursionError):
            return Record(tuple(entries), False)
        begun = entry.kind in ("commit", "refused") or any(one.kind == "commit" for one in entries)  # which everything waits for
        whole = whole and begun and told.get("after") == after
        entries.append(entry)
        after = _mark(row)
    return Record(tuple(entries), whole)


def write_entry(path: Path, entry: Entry) -> None:
    """Add an entry to a record, unless the last of its kind says the same."""
    known = read_record(path)
    same = [one for one in known.entries if one.kind == entry.kind]
    if same and same[-1] == entry:
        return
    rows = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    now = datetime.now(UTC).isoformat(timespec="seconds")
    told = {"kind": entry.kind, "what": entry.what, "at": now, "after": _mark(rows[-1]) if rows else ""}
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(told, ensure_ascii=False) + "\n")


def _with_plain_quotes(row: str) -> str:
    """A row whose quotes a word processor made typographic, with plain ones where they are part of its form; any other as it is.

    What is quoted within a sentence stays, since it stands neither beside a bracket nor between two other quotes.
    """
    try:
        json.loads(row)
    except (ValueError, RecursionError):
        row = re.sub(r"\\[“”„]", r'\\"', row.replace("\u00a0", " "))
        return re.sub(_FORM, '"', row)
    return row


def _time(given: object) -> str:
    """A time as ``write_entry`` writes it, empty where it is none."""
    return given if isinstance(given, str) and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", given) else ""


def _mark(row: str) -> str:
    """By what an entry knows the one before it."""
    return sha256(row.encode()).hexdigest()[:16]


def plain_doubts(doubts: Iterable[Doubt]) -> list[list[str]]:
    """Doubts as plain data."""
    return [[one.letter, one.rule, one.why] for one in doubts]
