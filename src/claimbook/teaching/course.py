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
from pathlib import Path

import yaml

from claimbook.core.section import Section, load
from claimbook.data.rules.files import described_files
from claimbook.data.rules.references import bibliography_files
from claimbook.report.markdown import as_markdown
from claimbook.teaching import for_nbgrader
from claimbook.teaching.handed import (
    FIND_PACKAGE,
    FOLDED,
    JUDGE,
    Links,
    chapters,
    code,
    graded,
    handed_out,
    make_cell,
    numbered,
    write_notebook,
)
from claimbook.teaching.labs import key as labs_key
from claimbook.teaching.marking.returned import WHOSE
from claimbook.teaching.packing import needed_modules, requirements
from claimbook.teaching.start import HANDOUT, start

#: In the teacher's folder: what was handed out, for ``mark``, of which seed the course is, and whose which number is.
ORIGINALS, COURSE, CLASS = "originals", "course.json", "class.csv"
#: At the root of a folder, under the name of the package whose commands the book tells: they run without installing it.
COMMANDS = '''"""The commands of this folder: python -m {package} check, and lint."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "src"))

if __name__ == "__main__":
    from claimbook.handed import main

    sys.exit(main())
'''

GUIDE = """\
# For the teacher

Made with seed {seed} for {students}. The same seed gives the same folder; keep it to yourself, since anyone with the project can
make the key from it: `python -m claimbook key --seed {seed} --students {count}`.

- `{handout}`: to hand out. No solution, no key, no seed is in it.
- `notebooks`: the chapters with their solutions, which the project's build runs.
- `labs`: the labs with the planted line mended.
- `key.md`: for each lab the line, the mistake, a right value and sentence, and what to look for.

All of it runs as it stands, from any place: `jupyter lab` in this folder. Students get different mistakes from one another as
far as the tables offer them.

## Marking

- **Exercises.** `check` gives the same verdict to you as to the student. Give credit for a right value, and again for an answer
  that says what the number does not say.
- **Labs.** The judge's verdict can be marked by machine. Read the reason: *found* (the right line), *named* (the kind of
  mistake), *explained* (what it does to the number, and who would be misled). A line that holds but says less than the brief
  did (the number is left out, the sentence is only a quotation) passes the judge and deserves less.
- A mended line need not be that of the key. Several ways hold: to leave the part out, to give the range, to tell both amounts.

## nbgrader

Done: cells for answers are marked as solutions, reasons as graded by hand, the brief as read-only, and the judge's cell as an
automatic test whose value is the point (all or none); ids do not depend on the seed. So a student's `labs` or `notebooks` can be
put into `source/ASSIGNMENT/`, with `data`, `book` and `src` beside the notebooks. `nbgrader generate_assignment ASSIGNMENT` makes
the release, with nbgrader's own stub in each cell for an answer, and `nbgrader autograde ASSIGNMENT` gives the points.

Not done: a test cell for each exercise (they are marked by hand, with `check` as a help), and one release with different mistakes
for each student, since nbgrader gives the same files to all: for that, hand out the folders yourself.

## otter-grader

Not done: no otter configuration is made. Otter reads its questions from raw cells; put `# BEGIN QUESTION` and `# END QUESTION`
around the cells of a lab, and use `assert judge(mended, brief).holds` as the test.
"""


def make_course(project: Path, place: Path, *, seed: int, students: int = 1, names: list[str] | None = None) -> list[Path]:
    """Write the students' and the teacher's folders into ``place``; returns the students' folders.

    With ``names`` there is a folder for each; who has which number is drawn by the seed and stands in the teacher's folder alone.

    Raises FileExistsError where ``place`` holds anything that is not from an earlier course.
    """
    section = load(project / "data")
    students = len(names) if names else students
    called = folder_names(students)
    _clear(place)
    book = Handed(project, section)
    folders = [place / name for name in called]
    teacher, base = place / "teacher", place / "teacher" / ORIGINALS / "folder"
    book.write(base)
    write_notebook(base / "START.ipynb", start(book.title, book.chapters, book.names, book.pages))
    (base / "START.md").write_text(HANDOUT.replace("{title}", book.title), encoding="utf-8")
    for number, folder in enumerate(folders, 1):
        shutil.copytree(base, folder)
        (folder / WHOSE).write_text(json.dumps({"student": number}) + "\n", encoding="utf-8")
        for lab in labs_key.LABS:
            write_notebook(folder / "labs" / f"{lab.name}.ipynb", lab_notebook(section, lab, seed, number))
        shutil.copytree(folder / "labs", teacher / ORIGINALS / "labs" / str(number))
    book.write(teacher, solutions="kept")
    for_nbgrader.write(teacher / "nbgrader", book.notebooks("nbgrader"), base)
    keys = []
    for number, name in enumerate(called, 1):
        for lab in labs_key.LABS:
            mended = lab_notebook(section, lab, seed, number, mended=True)
            write_notebook(teacher / "labs" / ("" if students == 1 else name) / f"{lab.name}.ipynb", mended)
        keys.append(f"## {name}\n\n{labs_key.key_text(section, seed, number)}")
    (teacher / "key.md").write_text("# Key to the labs\n\n" + "\n\n".join(keys) + "\n", encoding="utf-8")
    told = "a single student folder" if students == 1 else f"{students} students"
    handout = "../student" if students == 1 else "../student-…"
    guide = GUIDE.format(seed=seed, students=told, count=students, handout=handout)
    (teacher / "README.md").write_text(guide, encoding="utf-8")
    (teacher / COURSE).write_text(json.dumps({"seed": seed, "students": students}) + "\n", encoding="utf-8")
    if names:
        drawn = random.Random(f"names/{seed}").sample(sorted(names), len(names))  # in no order from which a name could be told
        with (teacher / CLASS).open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows([("number", "name"), *enumerate(drawn, 1)])
    return folders


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
        self.chapters, self.names = chapters(project, told.get("without", ())), numbered(project)
        wanted = told.get("pages", ["method"])  # the labs link to the method
        files = [project / "book" / f"{page}.md" for page in wanted]
        self.pages = {file.stem: file.read_text(encoding="utf-8") for file in files if file.is_file()}
        self.links = Links(self.chapters, self.names, self.pages)
        self.judges = sorted({judge for notebook in self.chapters.values() for judge in JUDGE.findall(code(notebook))})

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
        package = next(iter(sorted({judge.partition(".")[0] for judge in self.judges})), "claimbook")
        (folder / f"{package}.py").write_text(COMMANDS.replace("{package}", package), encoding="utf-8")


def lab_notebook(section: Section, lab: labs_key.Lab, seed: int, student: int, *, mended: bool = False) -> dict:
    """The notebook of a student's lab, or with ``mended`` the teacher's, in which the planted line is put right."""
    planted = labs_key.plant(section, lab, seed, student)
    reason = "*Which line would you not print, and what is wrong with it? Whom would it mislead?*"
    repair = '# x = ...\n# mended["the letter"] = line(f"The sentence, with {x} in it.", x)'
    if mended:
        reason = f"Line {planted.letter}: {planted.mistake.kind}. {planted.mistake.notes}"
        repair = planted.mended
    name = lab.name.replace("_", "-")
    verdict = "verdicts = judge(mended, brief)\ndisplay(verdicts)\nfloat(verdicts.holds)  # the points, for a grading tool"
    cells = [
        make_cell("markdown", f"{name}-title", f"# {lab.title}\n\n{lab.about}"),
        make_cell("code", "find-package", FIND_PACKAGE, tags=["hide-input"], **FOLDED),
        make_cell("code", f"{name}-setup", labs_key.SETUP),
        make_cell(
            "markdown",
            f"{name}-task",
            "## The brief\n\nA colleague has written this brief with plain pandas, which divides and adds whatever it is given. All "
            "lines but a single one hold. Read the sentences and the code, and look the claims up in `data/claims.csv`, "
            "`data/relations.csv` and `data/context.csv` or in the chapters.",
        ),
        make_cell("code", f"{name}-brief", planted.draft, nbgrader=graded(f"{name}-brief", solution=False)),
        make_cell("markdown", f"{name}-which", "## Which line, and why?\n\nSay it before you ask the judge."),
        make_cell("markdown", f"{name}-reason", reason, nbgrader=graded(f"{name}-reason", solution=True, points=3)),
        make_cell(
            "markdown",
            f"{name}-how",
            "## Mend it\n\nWrite the line anew, with the claims themselves in place of plain numbers: "
            "`section.claim(...)`, `section.evidence(...)` and `section.context(...)` get them by their ids. Put the result into "
            "the sentence as it is, and hand it to `line` as well:\n\n"
            '```python\nmended["the letter"] = line(f"The sentence, with {x} in it.", x)\n```\n\n' + lab.hint,
        ),
        make_cell("code", f"{name}-mended", repair, tags=["answer"], nbgrader=graded(f"{name}-mended", solution=True)),
        make_cell(
            "markdown",
            f"{name}-judge",
            "## Ask the judge\n\nThe judge computes every line again from its claims and reads the sentence against them. It knows "
            "the rules of the [method](../book/method.md) and no answers.",
        ),
        make_cell("code", f"{name}-verdict", verdict, nbgrader=graded(f"{name}-verdict", solution=False, points=1)),
    ]
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    return {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
