"""Write marks down: by student and exercise, misses by exercise, and names apart from them."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from claimbook.teaching.marking.judged import NOT_RUN, ON_PAGE, Mark
from claimbook.teaching.marking.returned import Returned, Unread
from claimbook.teaching.verdicts import NOT_YET, RIGHT, TELL_IT_BETTER

#: The columns of the marks; ``mark`` is left to the teacher.
COLUMNS = (
    *("student", "kind", "chapter", "name", "outcome", "found", "named", "explained", "mended", "points"),
    *("reasons", "to_read", "look_for", "mark"),
)
#: How an exercise or a lab can have gone.
OUTCOMES = (RIGHT, TELL_IT_BETTER, NOT_YET, "read", "refused reason", "blank", NOT_RUN, ON_PAGE)


def write(place: Path, marks: list[Mark], returned: list[Returned], unread: list[Unread], names: dict[int, str]) -> None:
    """Write marks.csv, misses.csv, students.csv and names.csv into a folder; only the last of them has names."""
    place.mkdir(parents=True, exist_ok=True)
    ordered = sorted(marks, key=lambda mark: (mark.kind != "lab", mark.name, mark.student))  # what is read alike stands together
    _write(place / "marks.csv", COLUMNS, (_row(mark) for mark in ordered))
    _write(place / "misses.csv", ("kind", "chapter", "name", "handed_in", *OUTCOMES, "found", "most_said"), _misses(marks))
    head = ("student", "exercises_right", "tell_it_better", "of", "exercise_points", "lab_points", "could_not_be_run")
    _write(place / "students.csv", head, _students(marks))
    rows = [(one.number, names.get(one.number, ""), one.called) for one in returned]
    missing = [(number, name, "") for number, name in names.items() if number not in {one.number for one in returned}]
    _write(place / "names.csv", ("student", "name", "handed_in_as"), sorted([*rows, *missing]))
    told = [str(one) for one in unread]
    (place / "not_marked.txt").write_text("".join(f"{line}\n" for line in told), encoding="utf-8")


def _write(path: Path, head: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:  # the mark at the front is for Excel
        writer = csv.writer(file)
        writer.writerow(head)
        writer.writerows([_safe(value) for value in row] for row in rows)


def _safe(value: object) -> object:
    """A value for a spreadsheet: a text of a student's must not begin a formula there."""
    if isinstance(value, float):
        return f"{value:g}"
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def _row(mark: Mark) -> list[object]:
    parts = [mark.found, mark.named, mark.explained, mark.mended]
    told = ["" if part is None else part for part in parts]
    return [
        *(mark.student, mark.kind, mark.chapter, mark.name, f"{mark.outcome}: {mark.why}" if mark.why else mark.outcome),
        *(*told, "" if mark.points is None else mark.points, mark.reasons, mark.to_read, mark.look_for, ""),
    ]


def _misses(marks: list[Mark]) -> Iterable[list[object]]:
    """For each exercise and lab how it went, those with the fewest right first, and the verdict that was given most of a wrong one."""
    kinds = dict.fromkeys((mark.kind, mark.chapter, mark.name) for mark in marks)
    rows = list[list[object]]()
    for kind, chapter, name in kinds:
        own = [mark for mark in marks if mark.name == name]
        went = Counter(mark.outcome for mark in own)
        said = Counter(mark.reasons for mark in own if mark.found != 1 and mark.outcome not in ("blank", NOT_RUN, ON_PAGE))
        known = [mark.found for mark in own if mark.found is not None]
        found = sum(known) / len(known) if known else ""
        most = said.most_common(1)[0] if said else ("", 0)
        told = f"{most[1]} of {len(own)}: {most[0]}" if most[1] else ""
        rows.append(
            [kind, chapter, name, len(own) - went["blank"] - went[ON_PAGE], *(went[one] for one in OUTCOMES), found, told]
        )
    return sorted(rows, key=lambda row: (row[0] != "lab", float(str(row[-2] or 0))))


def _students(marks: list[Mark]) -> Iterable[list[object]]:
    for number in sorted({mark.student for mark in marks}):
        own = [mark for mark in marks if mark.student == number]
        exercises, labs = ([mark for mark in own if mark.kind == kind] for kind in ("exercise", "lab"))
        not_run, better = (sum(mark.outcome == outcome for mark in own) for outcome in (NOT_RUN, TELL_IT_BETTER))
        right = sum(mark.found == 1 for mark in exercises)
        of = sum(mark.outcome != ON_PAGE for mark in exercises)
        points = [float(sum(mark.points or 0 for mark in kind)) for kind in (exercises, labs)]
        yield [number, *((right, better, of, points[0]) if of else ("", "", of, "")), points[1], not_run]
