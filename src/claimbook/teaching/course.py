"""Teachers only: a folder to hand out and a folder to keep.

``student/`` holds the chapters without solutions, the labs, the tables, the pages and the part of the package that they need.
``teacher/`` holds the same with solutions, the mended labs, the key, and what nbgrader and ``mark`` need. What a student's notebooks
import decides which modules go along, so neither this module nor the key can.
"""

from __future__ import annotations

import csv
import json
import random
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

import yaml

from claimbook.core.section import Section, load
from claimbook.data.rules.files import described_files
from claimbook.data.rules.references import bibliography_files
from claimbook.report.markdown import as_markdown
from claimbook.teaching import for_nbgrader
from claimbook.teaching.cells import write_notebook
from claimbook.teaching.guide import GUIDE
from claimbook.teaching.handed import (
    FIND_PACKAGE,
    JUDGE,
    Links,
    chapters,
    code,
    handed_out,
    numbered,
)
from claimbook.teaching.labs import key as labs_key
from claimbook.teaching.labs.drawing import none_offered, offered
from claimbook.teaching.labs.notebook import write_lab
from claimbook.teaching.marking.returned import WHOSE
from claimbook.teaching.packing import needed_modules, requirements
from claimbook.teaching.start import handout, start

#: By what the page on which briefs are drawn is known.
LABS_LIVE = "{container} labs-live"
#: In the teacher's folder: what was handed out, for ``mark``, of which seed the course is, and whose which number is.
ORIGINALS, COURSE, CLASS = "originals", "course.json", "class.csv"
#: By which number each draws briefs on the labs' page of the book.
NUMBERS = "numbers.csv"
#: At the root of a folder, under the name of the package whose commands the book tells: they run without installing it.
COMMANDS = '''"""The commands of this folder: python -m {package} check, and lint."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "src"))

if __name__ == "__main__":
    from claimbook.handed import main

    sys.exit(main())
'''


def make_course(
    project: Path, place: Path, *, seed: int, students: int = 1, names: list[str] | None = None, with_book: bool = False
) -> list[Path]:
    """Write the students' and the teacher's folders into ``place``; returns the students' folders.

    ``with_book`` is whether whoever calls puts the built book into each student's folder, which its first page then says.

    With ``names`` there is a folder for each; who has which number is drawn by the seed and stands in the teacher's folder alone.

    Raises FileExistsError where ``place`` holds anything that is not from an earlier course.
    """
    section = load(project / "data")
    labs = offered(section)
    students = len(names) if names else students
    called = folder_names(students)
    _clear(place)
    book = Handed(project, section)
    folders = [place / name for name in called]
    teacher, base = place / "teacher", place / "teacher" / ORIGINALS / "folder"
    book.write(base)
    write_notebook(base / "START.ipynb", start(book.title, book.chapters, book.names, book.pages))
    numbers = labs_key.page_numbers(seed, students)
    for number, folder in enumerate(folders, 1):
        shutil.copytree(base, folder)
        about = {"begin": book.begin, "why_no_labs": none_offered(section), "labs_page": book.labs_page}
        first = handout(book.title, numbers[number - 1], book=with_book, **about)
        (folder / "START.md").write_text(first, encoding="utf-8")
        (folder / WHOSE).write_text(json.dumps({"student": number}) + "\n", encoding="utf-8")
        (folder / "labs").mkdir()
        for lab in labs:
            write_lab(folder / "labs", section, lab, seed, number, FIND_PACKAGE)
        shutil.copytree(folder / "labs", teacher / ORIGINALS / "labs" / str(number))
    book.write(teacher, solutions="kept")
    for_nbgrader.write(teacher / "nbgrader", book.notebooks("nbgrader"), teacher / ORIGINALS / "labs" / "1", base)
    keys = []
    for number, name in enumerate(called, 1):
        for lab in labs:
            own = teacher / "labs" / ("" if students == 1 else name)
            write_lab(own, section, lab, seed, number, FIND_PACKAGE, mended=True)
        keys.append(f"## {name}\n\n{labs_key.key_text(section, seed, number)}")
    (teacher / "key.md").write_text("# Key to the labs\n\n" + "\n\n".join(keys) + "\n", encoding="utf-8")
    _write_about(teacher, book.package, seed, students, numbers)
    if names:
        drawn = random.Random(f"names/{seed}").sample(sorted(names), len(names))  # in no order from which a name could be told
        _write_rows(teacher / CLASS, "name", drawn)
    return folders


def _write_about(teacher: Path, package: str, seed: int, students: int, numbers: list[int]) -> None:
    """Write what the teacher's folder says of the course: how to mark, of which seed it is, and whose number is which on the labs' page."""
    told = "a single student folder" if students == 1 else f"{students} students"
    given = "../student" if students == 1 else "../student-…"
    guide = GUIDE.format(seed=seed, students=told, count=students, handout=given, package=package)
    (teacher / "README.md").write_text(guide, encoding="utf-8")
    (teacher / COURSE).write_text(json.dumps({"seed": seed, "students": students}) + "\n", encoding="utf-8")
    _write_rows(teacher / NUMBERS, "labs_page", numbers)


def _write_rows(path: Path, column: str, values: Iterable[object]) -> None:
    """Write a table of what each student has, by number."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([("number", column), *enumerate(values, 1)])


def folder_names(students: int) -> list[str]:
    """What the folders of a course are called, the first student's first."""
    return ["student"] if students == 1 else [f"student-{i:0{len(str(students))}d}" for i in range(1, students + 1)]


def _clear(place: Path) -> None:
    found = sorted(place.iterdir()) if place.exists() else []
    foreign = [path.name for path in found if not re.fullmatch(r"student(-\d+)?|teacher", path.name)]
    if foreign:
        raise FileExistsError(f"{place} holds {foreign[0]}, which is not part of a course: name another folder")
    for path in found:
        shutil.rmtree(path)


class Handed:
    """What folders of a course share: chapters, pages, tables, and the part of the package that the notebooks need."""

    def __init__(self, project: Path, section: Section) -> None:
        """Read the book of ``project``."""
        self.project, self.section = project, section
        self.title = yaml.safe_load((project / "_config.yml").read_text(encoding="utf-8"))["title"]
        told = section.descriptor.get("course", {})
        #: The page of the built book for whoever writes no code.
        self.begin = str(told.get("begin", ""))
        self.chapters, self.names = chapters(project, told.get("without", ())), numbered(project)
        wanted = told.get("pages", ["method"])  # the labs link to the method
        files = [project / "book" / f"{page}.md" for page in wanted]
        self.pages = {file.stem: file.read_text(encoding="utf-8") for file in files if file.is_file()}
        self.links = Links(self.chapters, self.names, self.pages)
        self.judges = sorted({judge for notebook in self.chapters.values() for judge in JUDGE.findall(code(notebook))})

    @property
    def package(self) -> str:
        """The name under which the book tells its commands."""
        return next(iter(sorted({judge.partition(".")[0] for judge in self.judges})), "claimbook")

    @property
    def labs_page(self) -> str:
        """Where the page on which briefs are drawn lies in a student's folder; empty where the book has none."""
        pages = sorted((self.project / "notebooks").glob("*.ipynb"))
        return next((f"book/notebooks/{page.stem}.html" for page in pages if LABS_LIVE in page.read_text(encoding="utf-8")), "")

    def notebooks(self, solutions: str = "") -> dict[str, dict]:
        """The chapters as they are handed out, by the names of their files; ``solutions`` as ``handed_out`` has it."""
        made = {name: handed_out(chapter, self.links, solutions=solutions) for name, chapter in self.chapters.items()}
        return {self.names[name]: notebook for name, notebook in made.items()}

    def write(self, folder: Path, solutions: str = "") -> None:
        """Write everything but labs and start into a folder."""
        notebooks = self.notebooks(solutions)
        for name, notebook in notebooks.items():
            write_notebook(folder / "notebooks" / f"{name}.ipynb", notebook)
        (folder / "book").mkdir(parents=True, exist_ok=True)
        for name, text in self.pages.items():
            shown = self.links.renamed(as_markdown(text))
            (folder / "book" / f"{name}.md").write_text(f"{shown}\n", encoding="utf-8")
        self._copy(folder, [code(notebook) for notebook in notebooks.values()])

    def _copy(self, folder: Path, sources: list[str]) -> None:
        """Copy tables, bibliographies and the modules that the notebooks and the commands need."""
        place = Path(__file__).resolve().parents[2]
        answers = "\n".join(f"import {judge}.{name}" for name in self.chapters for judge in self.judges)
        sources = [*sources, answers, labs_key.SETUP, "import claimbook.handed, claimbook.teaching.handing_in"]
        modules = needed_modules(place, sources)
        files = {file: "data" for file in described_files(self.project / "data")}
        words = self.project / "book" / "words.csv"
        files |= {file: "book" for file in (*bibliography_files(self.project / "data"), *([words] if words.is_file() else []))}
        rooms = {module.parent for module in modules}
        templates = [template for room in rooms for template in (room / "templates").glob("*") if template.is_file()]
        files |= {file: f"src/{file.parent.relative_to(place)}" for file in (*modules, *templates)}
        for file, target in files.items():
            (folder / target).mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, folder / target / file.name)
        own = {module.relative_to(place).parts[0] for module in modules}
        wanted = sources + [module.read_text(encoding="utf-8") for module in modules]
        (folder / "requirements.txt").write_text(requirements(self.project, wanted, own), encoding="utf-8")
        (folder / f"{self.package}.py").write_text(COMMANDS.replace("{package}", self.package), encoding="utf-8")
