"""Teachers only: a folder to hand out and a folder to keep.

``student/`` holds the chapters without solutions, the labs, the tables, the pages and the part of the package that they need.
``teacher/`` holds the same with solutions, the mended labs, and the key. What a student's notebooks import decides which
modules go along, so neither this module nor the key can.
"""

from __future__ import annotations

import ast
import json
import re
import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import yaml

from claimbook.core.section import Section, load
from claimbook.data.rules.files import described_files
from claimbook.data.rules.references import bibliography_files
from claimbook.teaching.labs import key as labs_key

#: Where a chapter takes the judge of its answers from.
JUDGE = re.compile(r"^from ([\w.]+) import check$", re.M)
#: What a student needs to open the notebooks; what they import is found in them.
TOOLS = ("jupyterlab", "jupyterlab-myst", "ipykernel")
#: Makes the package importable without installing it, wherever the folder lies.
FIND_PACKAGE = """\
# The package lies in the folder src, in this folder or above it.
import sys
from pathlib import Path

folders = [folder / "src" for folder in (Path.cwd(), *Path.cwd().parents)]
sys.path[:0] = [str(folder) for folder in folders if (folder / "claimbook").is_dir()]"""

HANDOUT = """\
# Start here

This folder holds the report “{title}” as notebooks, with exercises and labs.

| Folder | Holds |
| --- | --- |
| `notebooks` | the chapters; exercises stand at the end, each with a cell for your answer |
| `labs` | briefs with a mistake in them, for you to find and mend |
| `data` | the tables that every number comes from |
| `book` | how to read a figure, the method, the glossary |
| `src` | the package that computes with these tables |

## Begin

You need Python 3.11 or newer (from python.org, or from your system). Open a terminal in this folder and type:

**Windows**

    py -m venv .venv
    .venv\\Scripts\\pip install -r requirements.txt
    .venv\\Scripts\\jupyter lab

**macOS and Linux**

    python3 -m venv .venv
    .venv/bin/pip install -r requirements.txt
    .venv/bin/jupyter lab

The second line fetches the packages and needs a connection; after that nothing does. Open a notebook on the left, and choose
*Run*, *Run All Cells*. Keep the folders together: the notebooks look for `data` and `src` above them.

## Exercises: check

Write your answer in the cell below the exercise and take the `#` off the line with `check`. It tells you whether the answer is
right, whether its value is right but could be told better (a lost hedge, too many digits), or, if not, how it was read and what
kind of slip it is: the unit, a part added to its whole, another hedge. Numbers, amounts in words or digits, fractions, both ends of
a range, names and sentences are all read; a unit may be left out, but not be another one. Try as often as you like. Answers made with the package (`section.claim`, `share`, `total`) carry their unit and bounds along.

## Labs: judge

Each brief has a single mistake. Read it, say which line you doubt and why, then write that line anew with the package. The judge
computes the line again from its claims and compares your sentence with what they allow. It has no list of answers: any line
that holds will pass. Your reason is read by your teacher.
"""

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


def make_course(project: Path, place: Path, *, seed: int, students: int = 1) -> list[Path]:
    """Write the students' and the teacher's folders into ``place``; returns the students' folders.

    Raises FileExistsError where ``place`` holds anything that is not from an earlier course.
    """
    section = load(project / "data")
    names = ["student"] if students == 1 else [f"student-{i:0{len(str(students))}d}" for i in range(1, students + 1)]
    _clear(place)
    chapters = _chapters(project)
    stripped = {name: student_version(chapter) for name, chapter in chapters.items()}
    title = yaml.safe_load((project / "_config.yml").read_text(encoding="utf-8"))["title"]
    folders = [place / name for name in names]
    for number, folder in enumerate(folders, 1):
        _base(project, folder, stripped)
        for lab in labs_key.LABS:
            write_notebook(folder / "labs" / f"{lab.name}.ipynb", lab_notebook(section, lab, seed, number))
        (folder / "START.md").write_text(HANDOUT.replace("{title}", title), encoding="utf-8")
    teacher = place / "teacher"
    _base(project, teacher, {name: _with_package(chapter) for name, chapter in chapters.items()})
    keys = []
    for number, name in enumerate(names, 1):
        for lab in labs_key.LABS:
            mended = lab_notebook(section, lab, seed, number, mended=True)
            write_notebook(teacher / "labs" / ("" if students == 1 else name) / f"{lab.name}.ipynb", mended)
        keys.append(f"## {name}\n\n{labs_key.key_text(section, seed, number)}")
    (teacher / "key.md").write_text("# Key to the labs\n\n" + "\n\n".join(keys) + "\n", encoding="utf-8")
    told = "a single student folder" if students == 1 else f"{students} students"
    handout = "../student" if students == 1 else "../student-…"
    guide = GUIDE.format(seed=seed, students=told, count=students, handout=handout)
    (teacher / "README.md").write_text(guide, encoding="utf-8")
    return folders


def _clear(place: Path) -> None:
    found = sorted(place.iterdir()) if place.exists() else []
    foreign = [path.name for path in found if not re.fullmatch(r"student(-\d+)?|teacher", path.name)]
    if foreign:
        raise FileExistsError(f"{place} holds {foreign[0]}, which is not part of a course: name another folder")
    for path in found:
        shutil.rmtree(path)


def _base(project: Path, folder: Path, notebooks: dict[str, dict]) -> None:
    """What both kinds of folder share: chapters, tables, pages, the package and its requirements."""
    for name, notebook in notebooks.items():
        write_notebook(folder / "notebooks" / f"{name}.ipynb", notebook)
    sources = [_code(notebook) for notebook in notebooks.values()] + [_answers(notebooks), labs_key.SETUP]
    place = Path(__file__).resolve().parents[2]
    modules = needed_modules(place, sources)
    files = {file: "data" for file in described_files(project / "data")}
    files |= {file: "book" for file in bibliography_files(project / "data")}
    files |= {project / "book" / page: "book" for page in _pages(project, notebooks.values())}
    rooms = {module.parent for module in modules}
    templates = [template for room in rooms for template in (room / "templates").glob("*") if template.is_file()]
    files |= {file: f"src/{file.parent.relative_to(place)}" for file in (*modules, *templates)}
    for file, target in files.items():
        (folder / target).mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, folder / target / file.name)
    code = sources + [module.read_text(encoding="utf-8") for module in modules]
    own = {module.relative_to(place).parts[0] for module in modules}
    (folder / "requirements.txt").write_text(_requirements(project, code, own), encoding="utf-8")


# -- notebooks ------------------------------------------------------------------------------------------------------


def write_notebook(path: Path, notebook: dict) -> None:
    """Write a notebook as the project keeps them: no outputs, a line end at the end."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _chapters(project: Path) -> dict[str, dict]:
    """The notebooks of the book in its order, by name."""
    toc = (project / "_toc.yml").read_text(encoding="utf-8")
    names = re.findall(r"notebooks/([\w-]+)", toc)
    return {name: json.loads((project / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8")) for name in names}


def _source(cell: dict) -> str:
    return "".join(cell["source"])


def _code(notebook: dict) -> str:
    return "\n".join(_source(cell) for cell in notebook["cells"] if cell["cell_type"] == "code")


def _answers(notebooks: dict[str, dict]) -> str:
    """An import of each module of answers, named like its notebook, which the judge of the notebook loads only when asked."""
    return "\n".join(f"import {judge}.{name}" for name, notebook in notebooks.items() for judge in JUDGE.findall(_code(notebook)))


def _tags(cell: dict) -> set[str]:
    return set(cell.get("metadata", {}).get("tags", ()))


def _cell(kind: str, cell_id: str, source: str, **metadata: object) -> dict:
    cell = {"cell_type": kind, "id": cell_id, "metadata": metadata, "source": source}
    return cell | ({"execution_count": None, "outputs": []} if kind == "code" else {})


def _graded(cell_id: str, *, solution: bool, points: int | None = None) -> dict:
    """Metadata by which nbgrader knows a cell (its schema, version 3)."""
    grade = {"points": points} if points is not None else {}
    return {
        "schema_version": 3,
        "grade_id": cell_id,
        "grade": points is not None,
        "solution": solution,
        "locked": not solution,
        "task": False,
        **grade,
    }


def _with_package(notebook: dict) -> dict:
    """The notebook with a cell before its first code cell that finds the package."""
    cells = list(notebook["cells"])
    first = next((i for i, cell in enumerate(cells) if cell["cell_type"] == "code"), len(cells))
    cells.insert(first, _cell("code", "find-package", FIND_PACKAGE, tags=["hide-input"]))
    return notebook | {"cells": cells}


def student_version(notebook: dict) -> dict:
    """The notebook without its solutions, and with a cell for the answer after each exercise.

    Cells tagged ``solution`` go. The directives of sphinx-exercise become headings, which JupyterLab shows by itself.
    """
    cells: list[dict] = []
    open_exercise = False
    original = notebook["cells"]
    for at, cell in enumerate(original):
        is_exercise = "exercise" in _tags(cell)
        if open_exercise and not is_exercise:
            cells.append(_answer(original[at:], cells))
            open_exercise = False
        if "solution" in _tags(cell):
            continue
        if not is_exercise:
            cells.append(cell)
            continue
        shown = _without_gates(_source(cell)) if cell["cell_type"] == "markdown" else _source(cell)
        if shown:
            cells.append(cell | {"source": shown})
        open_exercise = True
        if cell["cell_type"] == "markdown" and re.search(r"\{exercise-end\}|\{exercise\}", _source(cell)):
            cells.append(_answer(original[at + 1 :], cells))
            open_exercise = False
    if open_exercise:
        cells.append(_answer([], cells))
    return _with_package(notebook | {"cells": cells})


def _without_gates(text: str) -> str:
    """A text in which an exercise begins with a heading in place of a directive."""
    fence = r"^(?P<fence>`{3,}|:{3,})\{exercise(?:-start)?\}[ \t]*(?P<title>.*)\n(?P<options>(?::[\w-]+:.*\n)*)"
    text = re.sub(r"^(`{3,}|:{3,})\{exercise-end\}[ \t]*\n(?::[\w-]+:.*\n)*\1[ \t]*$", "", text, flags=re.M)
    opened = re.search(fence, text, flags=re.M)
    if opened:
        title = f"### Exercise: {opened['title'].strip()}" if opened["title"].strip() else "### Exercise"
        body = re.sub(rf"^{opened['fence']}[ \t]*$", "", text[opened.end() :], count=1, flags=re.M)
        text = f"{text[: opened.start()]}{title}\n\n{body}"
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _answer(following: list[dict], before: list[dict]) -> dict:
    """A cell for the answer to an exercise; the name to check it by stands in the solution that follows."""
    name = None
    for cell in following:
        if "exercise" in _tags(cell):
            break
        if "solution" in _tags(cell) and (called := re.search(r"\bcheck\(\s*[\"']([\w-]+)[\"']", _source(cell))):
            name = called[1]
            break
    lines = ["# Your answer", "answer = ..."]
    if name:
        judges = [found[0] for cell in before if cell["cell_type"] == "code" and (found := JUDGE.search(_source(cell)))]
        lines = [*judges[:1], "", *lines, f'# check("{name}", answer)']
    cell_id = f"answer-{name or sum('answer' in _tags(cell) for cell in before) + 1}".replace("_", "-")
    return _cell("code", cell_id, "\n".join(lines), tags=["answer"], nbgrader=_graded(cell_id, solution=True, points=1))


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
        _cell("markdown", f"{name}-title", f"# {lab.title}\n\n{lab.about}"),
        _cell("code", "find-package", FIND_PACKAGE, tags=["hide-input"]),
        _cell("code", f"{name}-setup", labs_key.SETUP),
        _cell(
            "markdown",
            f"{name}-task",
            "## The brief\n\nA colleague has written this brief with plain pandas, which divides and adds whatever it is given. All "
            "lines but a single one hold. Read the sentences and the code, and look the claims up in `data/claims.csv`, "
            "`data/relations.csv` and `data/context.csv` or in the chapters.",
        ),
        _cell("code", f"{name}-brief", planted.draft, nbgrader=_graded(f"{name}-brief", solution=False)),
        _cell("markdown", f"{name}-which", "## Which line, and why?\n\nSay it before you ask the judge."),
        _cell("markdown", f"{name}-reason", reason, nbgrader=_graded(f"{name}-reason", solution=True, points=3)),
        _cell(
            "markdown",
            f"{name}-how",
            "## Mend it\n\nWrite the line anew, with the claims themselves in place of plain numbers: "
            "`section.claim(...)`, `section.evidence(...)` and `section.context(...)` get them by their ids. Put the result into "
            "the sentence as it is, and hand it to `line` as well:\n\n"
            '```python\nmended["the letter"] = line(f"The sentence, with {x} in it.", x)\n```\n\n' + lab.hint,
        ),
        _cell("code", f"{name}-mended", repair, tags=["answer"], nbgrader=_graded(f"{name}-mended", solution=True)),
        _cell(
            "markdown",
            f"{name}-judge",
            "## Ask the judge\n\nThe judge computes every line again from its claims and reads the sentence against them. It knows "
            "the rules of the [method](../book/method.md) and no answers.",
        ),
        _cell("code", f"{name}-verdict", verdict, nbgrader=_graded(f"{name}-verdict", solution=False, points=1)),
    ]
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    return {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}


# -- what the notebooks need ----------------------------------------------------------------------------------------


def _imports(source: str) -> Iterator[tuple[str, str]]:
    """Every import of Python code, wherever it stands, as module and name (or nothing); the packages import by full names."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias.name) for alias in node.names)


def needed_modules(place: Path, sources: Iterable[str]) -> list[Path]:
    """The modules below ``place``, the folder of the packages, that the sources import, also by way of one another."""
    needed: set[Path] = set()
    todo = list(sources)
    while todo:
        for module, name in _imports(todo.pop()):
            parts = (*module.split("."), *filter(None, [name]))
            paths = [place.joinpath(*parts[:length]) for length in range(1, len(parts) + 1)]
            found = {file for path in paths for file in (path.with_suffix(".py"), path / "__init__.py") if file.is_file()}
            todo += [file.read_text(encoding="utf-8") for file in found - needed]
            needed |= found
    return sorted(needed)


def _requirements(project: Path, code: list[str], own: set[str]) -> str:
    """The packages that the code imports, but for its own, and the tools to open the notebooks, pinned as the project pins them."""
    imported = {module.split(".")[0] for source in code for module, _ in _imports(source)}
    wanted = imported - set(sys.stdlib_module_names) - own | set(TOOLS)
    pinned = (project / "requirements.txt").read_text(encoding="utf-8").splitlines()
    lines = [line for line in pinned if re.split(r"[=\s;]", line)[0].lower() in {name.lower() for name in wanted}]
    missing = wanted - {re.split(r"[=\s;]", line)[0].lower() for line in lines}
    if missing:
        raise LookupError(f"requirements.txt: no line for {min(missing)}, which the notebooks import; add it to pyproject.toml")
    return "\n".join(lines) + "\n"


def _pages(project: Path, notebooks: Iterable[dict]) -> list[str]:
    """The pages of ``book/`` that the notebooks link to, also by way of one another."""
    pages: set[str] = {"method.md"}  # the labs link to it
    todo = [_source(cell) for notebook in notebooks for cell in notebook["cells"] if cell["cell_type"] == "markdown"]
    todo.append((project / "book" / "method.md").read_text(encoding="utf-8"))
    while todo:
        for page in re.findall(r"\]\((?:\.\./book/)?([\w-]+\.md)", todo.pop()):
            if page not in pages and (project / "book" / page).is_file():
                pages.add(page)
                todo.append((project / "book" / page).read_text(encoding="utf-8"))
    return sorted(pages)
