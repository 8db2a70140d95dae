"""Mark a folder of returned folders: each is run against its original, and its answers are judged by the teacher's tables."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from claimbook.core.section import Section, load
from claimbook.data.notebooks import chapter_of
from claimbook.teaching.handed import JUDGE, code
from claimbook.teaching.labs.key import LABS, LabKind, key
from claimbook.teaching.labs.lab import BRIEF, RECORD
from claimbook.teaching.marking import judged, tables
from claimbook.teaching.marking.judged import Check, Mark
from claimbook.teaching.marking.returned import Returned, class_list, find, written
from claimbook.teaching.marking.running import Kernel, codes_of, copied, run_notebook

#: Where a copy writes down what is answered in it.
ANSWERS = "answers.jsonl"
#: Notebooks are run beside one another by so many workers at most.
WORKERS = min(4, os.cpu_count() or 1)


@dataclass(frozen=True)
class Course:
    """What was handed out, from the teacher's folder of a course: the folder that all share, and its notebooks with exercises."""

    teacher: Path
    base: Path
    section: Section
    chapters: dict[str, dict]
    check: Check | None
    seed: int

    @classmethod
    def of(cls, teacher: Path) -> Course:
        """Read it; raises FileNotFoundError where ``teacher`` is no teacher's folder of a course."""
        base = teacher / "originals" / "folder"
        if not (base / "data").is_dir():
            raise FileNotFoundError(
                f"{teacher}: no {base.relative_to(teacher)} in it; --course names the folder that course made"
            )
        read = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in sorted((base / "notebooks").glob("*.ipynb"))}
        judges = sorted({found for notebook in read.values() for found in JUDGE.findall(code(notebook))})
        check = import_module(judges[0]).check if judges else None
        asking = {name: notebook for name, notebook in read.items() if asked(notebook)}
        seed = json.loads((teacher / "course.json").read_text(encoding="utf-8"))["seed"]
        return cls(teacher, base, load(base / "data"), asking, check, seed)


def asked(notebook: dict) -> list[str]:
    """The exercises of a notebook, by the names that they are checked by."""
    return re.findall(r'verdict = check\("([\w-]+)"', code(notebook))


def mark_student(course: Course, one: Returned, work: Path, seconds: float) -> list[Mark]:
    """All marks of a student, whose notebooks are run in a kernel of their own for so many seconds each at most."""
    folder = copied(course.base, one.folder, work / str(one.number))
    kernel = Kernel(folder)
    marks = []
    try:
        for name, notebook in course.chapters.items():
            marks += _chapter(course, one, folder, kernel, name, notebook, seconds)
        marks += [_lab(course, one, folder, kernel, lab, seconds) for lab in LABS]
    finally:
        kernel.stop()
        shutil.rmtree(folder, ignore_errors=True)
    return marks


def _chapter(
    course: Course, one: Returned, folder: Path, kernel: Kernel, name: str, notebook: dict, seconds: float
) -> list[Mark]:
    """The marks of the exercises of a chapter. A notebook in which nothing was written is not run."""
    answers, own, missing = written(notebook, one.folder / "notebooks" / name)
    said, told = [missing] if missing else [], dict[str, object]()
    if answers or own:
        place = folder / f"{name}.{ANSWERS}"
        said = run_notebook(kernel, folder / "notebooks" / name, list(codes_of(notebook, answers, own, place)), seconds)
        told = judged.handed_in(place)
    about = (one.number, chapter_of(Path(name)))
    check = course.check
    return [
        judged.exercise(*about, exercise, told.get(exercise), said, check, course.section)
        for exercise in asked(notebook)
        if check is not None
    ]


def _lab(course: Course, one: Returned, folder: Path, kernel: Kernel, kind: LabKind, seconds: float) -> Mark:
    """The mark of a lab: the commitment in its record counts, and the lines that its notebook leaves when it runs.

    Where the notebook does not run to its end, the lines are those that the student had judged last.
    """
    original = course.teacher / "originals" / "labs" / str(one.number)
    labs = folder / "labs"
    record = labs / f"{kind.name}{RECORD}"
    said = []
    if not (original / f"{kind.name}.ipynb").is_file():
        return Mark(one.number, "lab", "", kind.name, "blank", 0.0, 0.0, 0.0, 0.0, "no lab of this number was handed out")
    notebook = json.loads((original / f"{kind.name}.ipynb").read_text(encoding="utf-8"))
    shutil.copyfile(original / f"{kind.name}{BRIEF}", labs / f"{kind.name}{BRIEF}")
    answers, own, missing = written(notebook, one.folder / "labs" / f"{kind.name}.ipynb")
    if answers or own:
        codes = list(codes_of(notebook, answers, own, folder / ANSWERS))
        said = run_notebook(kernel, labs / f"{kind.name}.ipynb", codes, seconds)
    found = key(course.section, kind, course.seed, one.number)
    look_for = " | ".join(f"{each.letter}: {each.mistake} ({each.rule}). {each.notes}" for each in found) or "every line holds"
    brief = original / f"{kind.name}{BRIEF}"
    handed = one.folder / "labs" / record.name
    return judged.lab(one.number, kind.name, brief, handed, record, [missing] * bool(missing) + said, look_for, course.section)


def mark(
    place: Path, teacher: Path, to: Path, *, names: Path | None = None, seconds: float = 60, say: Callable[[str], None] = print
) -> int:
    """Mark the folders below ``place`` and write the marks into ``to``; returns how many students were marked.

    ``teacher`` is the teacher's folder of the course, ``names`` a class list. Raises ValueError or FileNotFoundError with what is
    wrong of these.
    """
    course = Course.of(teacher)
    listed = names or teacher / "class.csv"
    known = class_list(listed) if names or listed.is_file() else {}
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        returned, unread = find(place, work / "unpacked", known)
        with ThreadPoolExecutor(WORKERS) as pool:
            each = list(pool.map(lambda one: mark_student(course, one, work / "run", seconds), returned))
    marks = [mark for own in each for mark in own]
    tables.write(to, marks, returned, unread, known)
    for why in unread:
        say(f"not marked: {why}")
    say(
        f"{len(returned)} students marked in {(time.monotonic() - began) / 60:.1f} minutes. Marks: {to / 'marks.csv'}; names: {to / 'names.csv'}"
    )
    return len(returned)
