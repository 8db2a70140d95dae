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
from claimbook.teaching.labs.drawing import drawn, offered, plant
from claimbook.teaching.labs.key import key, page_numbers
from claimbook.teaching.labs.kinds import LabKind
from claimbook.teaching.labs.lab import BRIEF, RECORD
from claimbook.teaching.labs.record import read_record, write_brief
from claimbook.teaching.labs.saved import first_of, read_saved
from claimbook.teaching.marking import judged, tables
from claimbook.teaching.marking.judged import Check, Mark, Ran
from claimbook.teaching.marking.returned import MISSING, Returned, class_list, find, written
from claimbook.teaching.marking.running import Broken, Kernel, codes_of, copied, run_notebook
from claimbook.teaching.verdicts import BETTER

#: Where a copy writes down what is answered in it.
ANSWERS = "answers.jsonl"
#: How the id of the cell ends in which the lines of a lab are mended.
MENDED = "-mended"
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
    #: By which number each student draws briefs on the labs' page, the first student's first.
    pages: tuple[int, ...]
    #: What a right value counts that could be told better, of a point.
    better: float = BETTER

    @classmethod
    def of(cls, teacher: Path, better: float = BETTER) -> Course:
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
        told = json.loads((teacher / "course.json").read_text(encoding="utf-8"))
        pages = tuple(page_numbers(told["seed"], told["students"]))
        return cls(teacher, base, load(base / "data"), asking, check, told["seed"], pages, better)


def asked(notebook: dict) -> dict[str, str]:
    """The exercises of a notebook by the names that they are checked by, each with the id of the cell for its answer."""
    found = {}
    for cell in notebook["cells"]:
        if called := re.search(r'verdict = check\("([\w-]+)"', "".join(cell["source"])):
            found[called[1]] = cell["id"].replace("check-", "answer-", 1)
    return found


def mark_student(course: Course, one: Returned, work: Path, seconds: float) -> list[Mark]:
    """All marks of a student, whose notebooks are run in a kernel of their own for so many seconds each at most."""
    folder = copied(course.base, one.folder, work / str(one.number))
    kernel = Kernel(folder)
    marks = []
    try:
        for name, notebook in course.chapters.items():
            marks += _chapter(course, one, folder, kernel, name, notebook, seconds)
        marks += [_lab(course, one, folder, kernel, lab, seconds) for lab in offered(course.section)]
    finally:
        kernel.stop()
        shutil.rmtree(folder, ignore_errors=True)
    return marks


def _chapter(
    course: Course, one: Returned, folder: Path, kernel: Kernel, name: str, notebook: dict, seconds: float
) -> list[Mark]:
    """The marks of the exercises of a chapter. A notebook in which nothing was written is not run."""
    if one.page_alone:
        return [
            Mark(one.number, "exercise", chapter_of(Path(name)), exercise, judged.ON_PAGE, None) for exercise in asked(notebook)
        ]
    answers, own, missing = written(notebook, one.folder / "notebooks" / name)
    broken, told = list[Broken](), dict[str, object]()
    if answers or own:
        place = folder / f"{name}.{ANSWERS}"
        broken = run_notebook(kernel, folder / "notebooks" / name, list(codes_of(notebook, answers, own, place)), seconds)
        told = judged.handed_in(place)
    about = (one.number, chapter_of(Path(name)))
    check = course.check
    return [
        judged.exercise(
            *(*about, exercise, told.get(exercise)),
            _ran(missing, broken, {cell} & {*answers, *(behind for behind, _ in own)}),
            *(check, course.section, course.better),
        )
        for exercise, cell in asked(notebook).items()
        if check is not None
    ]


def _lab(course: Course, one: Returned, folder: Path, kernel: Kernel, kind: LabKind, seconds: float) -> Mark:
    """The mark of a lab: the commitment in its record counts, and the lines that its notebook leaves when it runs.

    Where the notebook does not run to its end, the lines are those that the student had judged last.
    """
    if one.page_alone and not any(kind.name in saved.records for path in one.saved if (saved := read_saved(path))):
        return Mark(
            one.number, "lab", "", kind.name, "blank", 0.0, 0.0, 0.0, 0.0, 0.0, "not in the file that the labs' page saved"
        )
    original = course.teacher / "originals" / "labs" / str(one.number)
    labs = folder / "labs"
    if on_page := _on_page(course, one, folder, kind):
        return on_page
    record = labs / f"{kind.name}{RECORD}"
    broken = list[Broken]()
    if not (original / f"{kind.name}.ipynb").is_file():
        return Mark(one.number, "lab", "", kind.name, "blank", 0.0, 0.0, 0.0, 0.0, 0.0, "no lab of this number was handed out")
    notebook = json.loads((original / f"{kind.name}.ipynb").read_text(encoding="utf-8"))
    shutil.copyfile(original / f"{kind.name}{BRIEF}", labs / f"{kind.name}{BRIEF}")
    answers, own, missing = written(notebook, one.folder / "labs" / f"{kind.name}.ipynb")
    if answers or own:
        codes = list(codes_of(notebook, answers, own, folder / ANSWERS))
        broken = run_notebook(kernel, labs / f"{kind.name}.ipynb", codes, seconds)
    look_for = _look_for(course, kind, course.seed, one.number)
    brief = original / f"{kind.name}{BRIEF}"
    handed = one.folder / "labs" / record.name
    ran = _ran(missing, broken, {*answers, *(behind for behind, _ in own)})
    return judged.lab(one.number, kind.name, brief, handed, record, ran, look_for, course.section)


def _look_for(course: Course, kind: LabKind, seed: int, student: int = 1) -> str:
    """What a teacher is to look for in what was said of a brief."""
    found = key(course.section, kind, seed, student)
    return " | ".join(f"{each.letter}: {each.mistake} ({each.rule}). {each.notes}" for each in found) or "every line holds"


def _on_page(course: Course, one: Returned, folder: Path, kind: LabKind) -> Mark | None:
    """The mark of a lab that was done on the labs' page of the book, from the file that was saved there; None where it was not.

    The brief is drawn again by the number, and all is judged again. A lab that was done in its notebook as well is marked by that.
    """
    if read_record(one.folder / "labs" / f"{kind.name}{RECORD}").commitments:
        return None
    number = course.pages[one.number - 1] if one.number <= len(course.pages) else 0
    found = [saved for path in one.saved if (saved := read_saved(path)) and kind.name in saved.records]
    if not found:
        return None
    own = [saved for saved in found if saved.number == number]
    if not own:
        told = f"done on the labs' page by the number {found[0].number}, and not by the one that was given out: {number}"
        return Mark(one.number, "lab", "", kind.name, "blank", 0.0, 0.0, 0.0, 0.0, 0.0, told)
    brief, record = folder / "labs" / f"page-{kind.name}{BRIEF}", folder / "labs" / f"page-{kind.name}{RECORD}"
    lines = drawn(course.section, plant(course.section, kind, number))
    write_brief(brief, lines)
    text, sittings = first_of(saved.records[kind.name] for saved in own)
    record.write_text(text, encoding="utf-8")
    several = f"; begun {sittings} times, in several files: the one with the earliest commitment counts" if sittings > 1 else ""
    taken = next(saved for saved in own if saved.records[kind.name] == text)
    other = "" if taken.shows(kind.name, lines) else "; the brief printed in the file is not the one that its number draws"
    drew = f"; {told}" if (told := taken.said_of_drawing) else ""
    ran = Ran(f"done on the labs' page{several}{drew}{other}")
    return judged.lab(one.number, kind.name, brief, record, record, ran, _look_for(course, kind, number), course.section)


def _ran(missing: str, broken: list[Broken], cells: set[str]) -> Ran:
    """How the cells of something that is marked ran, which are none where nothing was written in them."""
    if missing:
        return Ran(missing, "" if missing == MISSING else missing)
    own = [one.why for one in broken if one.cell in cells or one.ends and cells]
    lost = any(one.ends or one.cell.endswith(MENDED) for one in broken)
    return Ran(" | ".join(one.why for one in broken[-2:]), own[0] if own else "", lost)


def mark(
    place: Path,
    teacher: Path,
    to: Path,
    *,
    names: Path | None = None,
    seconds: float = 60,
    better: float = BETTER,
    say: Callable[[str], None] = print,
) -> int:
    """Mark the folders below ``place`` and write the marks into ``to``; returns how many students were marked.

    ``teacher`` is the teacher's folder of the course, ``names`` a class list, ``better`` what a right value counts, from 0 to 1, that
    could be told better. Raises ValueError or FileNotFoundError with what is
    wrong of these.
    """
    if not 0 <= better <= 1:
        raise ValueError(f"--better {better:g}: name a part of a point, from 0 to 1")
    if not place.is_dir():
        raise NotADirectoryError(f"{place}: no such folder; it is to hold a folder or a zip of each student")
    course = Course.of(teacher, better)
    listed = names or teacher / "class.csv"
    known = class_list(listed) if names or listed.is_file() else {}
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        pages = {number: student for student, number in enumerate(course.pages, 1)}
        returned, unread = find(place, work / "unpacked", known, pages)
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
