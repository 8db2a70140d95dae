"""The course: what students get runs anywhere and gives nothing away; what the teacher gets runs and says all."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from claimbook import load
from claimbook.checks import lint
from claimbook.teaching.course import make_course, needed_modules, student_version, write_notebook
from claimbook.teaching.labs.key import LABS, key
from external_dimension.__main__ import main

SEED, STUDENTS = 31, 2
#: Runs every notebook given, each with names of its own and from its own folder, and prints the labs' verdicts and where the package was found.
RUN_ALL = """
import json, os, sys
from pathlib import Path
from IPython.core.interactiveshell import InteractiveShell

shell, path = InteractiveShell.instance(), list(sys.path)
for notebook in sys.argv[1:]:
    os.chdir(Path(notebook).parent)
    shell.reset(new_session=False)
    sys.path[:] = path
    for cell in json.loads(Path(notebook).read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            done = shell.run_cell("".join(cell["source"]))
            if not done.success:
                sys.exit(f"{notebook}: {cell['id']}: {done.error_in_exec or done.error_before_exec!r}")
    if "labs" in Path(notebook).parts:
        print("verdict:", shell.user_ns["verdicts"].summary)
print("package:", sys.modules["claimbook"].__file__)
"""


@pytest.fixture(scope="module")
def course(project, tmp_path_factory) -> Path:
    place = tmp_path_factory.mktemp("made") / "course"
    make_course(project, place, seed=SEED, students=STUDENTS)
    return place


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def moved(folder: Path, place: Path) -> Path:
    """The folder unpacked elsewhere, under a name with a space in it."""
    return Path(shutil.copytree(folder, place / "unpacked here"))


def environment() -> dict[str, str]:
    """Without the project's package on the path."""
    return {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "CLAIMBOOK_TRACE")} | {"PYTHONDONTWRITEBYTECODE": "1"}


@pytest.mark.parametrize("which", ["student-1", "teacher"])
def test_every_notebook_runs_from_a_folder_unpacked_elsewhere(course, tmp_path, which):
    """A student's labs end with a single line to be mended, the teacher's with none. The build runs the teacher's chapters."""
    folder = moved(course / which, tmp_path)
    notebooks = sorted(folder.rglob("*.ipynb"))
    assert len(notebooks) > len(LABS) + 10
    if which == "teacher":
        notebooks = [path for path in notebooks if "labs" in path.parts or path.stem == "turkiye"]
    done = subprocess.run(
        [sys.executable, "-c", RUN_ALL, *map(str, notebooks)],
        cwd=tmp_path,
        env=environment(),
        text=True,
        encoding="utf-8",
        capture_output=True,
        timeout=300,
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    assert f"package: {folder / 'src' / 'claimbook'}" in done.stdout
    verdicts = re.findall(r"^verdict: (.+)$", done.stdout, flags=re.M)
    if which == "teacher":
        assert verdicts == ["Every line holds."] * len(LABS) * STUDENTS
    else:
        assert len(verdicts) == len(LABS) and all(re.fullmatch(r"Still to be mended: [abcd]\.", text) for text in verdicts)


def test_a_lab_in_jupyter(course, tmp_path, monkeypatch):
    """With a kernel, as JupyterLab runs it: the brief as a list, the verdict with its reason, and the points."""
    monkeypatch.delenv("PYTHONPATH", raising=False)
    folder = moved(course / "student-2", tmp_path)
    notebook = nbformat.read(folder / "labs" / f"{LABS[0].name}.ipynb", as_version=4)
    nbformat.validate(notebook)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(folder / "labs")}}).execute()
    shown, points = notebook.cells[-1].outputs
    brief = next(cell for cell in notebook.cells if cell.id.endswith("-brief")).outputs[0]
    assert re.findall(r"<strong>([abcd])</strong>", brief["data"]["text/html"]) == list("abcd")
    verdicts = shown["data"]["text/html"]
    assert points["data"]["text/plain"] == "0.0"
    assert verdicts.count("does not hold") == 1 and verdicts.count("<li>") == 1


def test_the_key_is_not_in_what_students_get(course, section):
    """Neither modules of the teacher, nor a mended line, its code, the marking notes or the seed's plan, in any file."""
    for number in range(1, STUDENTS + 1):
        files = tree(course / f"student-{number}")
        texts = {name: data.decode() for name, data in files.items()}
        assert not [name for name in files if re.search(r"labs/(?:key|variants|templates)\.py|course|key\.md|solution", name)]
        everything = "\n".join(texts.values())
        unquoted = everything.replace('\\"', '"')
        assert not re.search(r"labs\.(?:key|variants|templates)\b", everything)
        for lab in LABS:
            found = key(section, lab, SEED, number)
            assert found.notes not in everything and found.right not in everything
            assert found.code.splitlines()[0] not in unquoted
            notebook = json.loads(texts[f"labs/{lab.name}.ipynb"])
            assert all(not cell.get("outputs") for cell in notebook["cells"])
            assert f"Line {found.letter}" not in texts[f"labs/{lab.name}.ipynb"]
    told = (course / "teacher" / "key.md").read_text(encoding="utf-8")
    for number in range(1, STUDENTS + 1):
        assert all(key(section, lab, SEED, number).right in told for lab in LABS)


def test_students_differ_and_a_seed_gives_the_same_folder(project, course, tmp_path):
    make_course(project, tmp_path / "again", seed=SEED, students=STUDENTS)
    assert tree(tmp_path / "again") == tree(course)
    one, two = tree(course / "student-1"), tree(course / "student-2")
    assert {name for name in one if one[name] != two.get(name)} == {f"labs/{lab.name}.ipynb" for lab in LABS}
    make_course(project, tmp_path / "again", seed=SEED + 1)
    assert sorted(path.name for path in (tmp_path / "again").iterdir()) == ["student", "teacher"]
    other = tree(tmp_path / "again" / "student")
    assert {name for name in one if one[name] != other.get(name)} == {f"labs/{lab.name}.ipynb" for lab in LABS}


def test_a_folder_with_other_things_in_it_is_left_alone(project, tmp_path):
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(FileExistsError, match="thesis.txt"):
        make_course(project, tmp_path, seed=1)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_the_folder_is_whole(project, course):
    """Links between its files lead somewhere, the handout is a page, requirements are the project's pins."""
    folder = course / "student-1"
    for path in [*folder.rglob("*.ipynb"), *folder.rglob("*.md")]:
        text = path.read_text(encoding="utf-8")
        for target in re.findall(r"\]\(((?:\.\./|[\w-]+)[\w./-]*\.(?:ipynb|md))(?:#[\w-]+)?\)", text):
            assert (path.parent / target).is_file(), (path.name, target)
    assert len((folder / "START.md").read_text(encoding="utf-8").splitlines()) < 60
    pinned = set((project / "requirements.txt").read_text(encoding="utf-8").splitlines())
    wanted = (folder / "requirements.txt").read_text(encoding="utf-8").splitlines()
    drawn = {"matplotlib", "cycler", "numpy", "pandas", "babel", "jinja2"}
    read = {"pybtex", "ftfy"}  # each loaded only for a bibliography or a text of a form that needs it
    assert set(wanted) <= pinned
    assert {line.split("==")[0] for line in wanted} == {*drawn, *read, "ipykernel", "jupyterlab", "jupyterlab-myst"}


def test_labs_type_no_number(project, course):
    """The words of scale stand behind a computed number, as the code of the brief shows."""
    names = lint.names_pattern([row["name"] for row in load(project / "data").rows("proper_names")])
    for lab in LABS:
        path = course / "student-1" / "labs" / f"{lab.name}.ipynb"
        found = [f for f in lint._notebook(path, lab.name, names) if f.text not in ("million", "billion")]
        assert not found, [str(f) for f in found]


def cell(kind: str, source: str, *tags: str) -> dict:
    rest = {"execution_count": None, "outputs": []} if kind == "code" else {}
    return {"cell_type": kind, "id": f"c{abs(hash(source)) % 10**6}", "metadata": {"tags": list(tags)}, "source": source, **rest}


def test_solutions_go_and_answers_come(tmp_path):
    """The convention of the chapters: cells tagged exercise and solution, gated directives of sphinx-exercise."""
    notebook = {
        "cells": [
            cell("markdown", "# Chapter"),
            cell("code", "from claimbook import load\nfrom external_dimension.exercises import check\n\nsection = load()"),
            cell("markdown", "````{exercise-start} The share\n:label: ex-share\n````\nWhat share is it?", "exercise"),
            cell("code", "share_of = 1", "exercise"),
            cell("markdown", "````{exercise-end}\n````", "exercise"),
            cell("markdown", "````{solution-start} ex-share\n````\nIt is this:", "solution"),
            cell("code", 'answer = 42\ncheck("egypt-share", answer)', "solution", "hide-input"),
            cell("markdown", "````{solution-end}\n````", "solution"),
            cell("markdown", ":::{exercise} The sum\n:label: ex-sum\n\nMay they be added?\n:::", "exercise"),
            cell("markdown", "No, says the solution.", "solution"),
            cell("markdown", "## Afterwards"),
        ],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    before = json.dumps(notebook)
    made = student_version(notebook)
    assert json.dumps(notebook) == before
    sources = [c["source"] for c in made["cells"]]
    assert "42" not in "".join(sources) and "solution" not in "".join(sources) and "{exercise" not in "".join(sources)
    assert sources == [
        "# Chapter",
        sources[1],
        "from claimbook import load\nfrom external_dimension.exercises import check\n\nsection = load()",
        "### Exercise: The share\n\nWhat share is it?",
        "share_of = 1",
        'from external_dimension.exercises import check\n\n# Your answer\nanswer = ...\n# check("egypt-share", answer)',
        "### Exercise: The sum\n\nMay they be added?",
        "# Your answer\nanswer = ...",
        "## Afterwards",
    ]
    assert "sys.path" in sources[1]
    graded = [c["metadata"]["nbgrader"] for c in made["cells"] if "nbgrader" in c["metadata"]]
    assert [g["grade_id"] for g in graded] == ["answer-egypt-share", "answer-2"] and all(
        g["solution"] and g["grade"] for g in graded
    )
    write_notebook(tmp_path / "chapter.ipynb", made)
    nbformat.validate(nbformat.read(tmp_path / "chapter.ipynb", as_version=4))


def test_no_chapter_of_a_student_has_a_solution(course):
    for path in (course / "student-1" / "notebooks").glob("*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        assert not [c for c in cells if "solution" in c["metadata"].get("tags", ()) or "{solution" in "".join(c["source"])], (
            path.name
        )


def test_modules_follow_from_imports(project):
    place = project / "src"

    def needed(code):
        return {str(path.relative_to(place)) for path in needed_modules(place, [code])}

    plain = needed("from claimbook import load")
    assert {
        "claimbook/__init__.py",
        "claimbook/core/__init__.py",
        "claimbook/core/quantities.py",
        "claimbook/data/tables.py",
        "claimbook/wording/numbers.py",
    } <= plain and "claimbook/report/charts/bar.py" not in plain
    assert {"claimbook/report/charts/bar.py", "claimbook/report/blocks.py"} <= needed(
        "def f():\n    from claimbook.report.charts import bars"
    )
    assert {"external_dimension/exercises/__init__.py", "claimbook/teaching/exercises.py"} <= needed(
        "from external_dimension import exercises"
    )


def test_an_answer_is_judged_in_a_folder_of_a_student(course, project):
    """Each chapter has its module of answers along; without the rest of the project an answer is right or wrong."""
    folder = course / "student-1"
    answers = {path.name for path in (project / "src" / "external_dimension" / "exercises").glob("*.py")}
    assert {path.name for path in (folder / "src" / "external_dimension" / "exercises").glob("*.py")} == answers
    code = (
        "from external_dimension.exercises import check; print(bool(check('gaza_before', 330e6)), bool(check('egypt_share', 1)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder / "notebooks",
        capture_output=True,
        text=True,
        timeout=120,
        env={"PYTHONPATH": str(folder / "src"), "PATH": os.environ["PATH"]},
    )
    assert done.stdout.split() == ["True", "False"], done.stderr


def test_the_commands(project, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(project)
    assert main(["course", "--seed", "4", "--to", str(tmp_path / "course")]) == 0
    assert "To hand out" in capsys.readouterr().out and (tmp_path / "course" / "student" / "START.md").is_file()
    assert main(["key", "--seed", "4"]) == 0
    printed = capsys.readouterr().out
    told = (tmp_path / "course" / "teacher" / "key.md").read_text(encoding="utf-8")
    assert printed.split("\n", 2)[2].strip() in told
    (tmp_path / "course" / "mine.txt").write_text("", encoding="utf-8")
    assert main(["course", "--seed", "4", "--to", str(tmp_path / "course")]) == 1
    assert "mine.txt" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main(["course", "--seed", "4", "--students", "0"])
