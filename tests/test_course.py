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
from reasons import GOOD

from claimbook import load
from claimbook.checks import lint
from claimbook.data.notebooks import chapter_of, read_cells
from claimbook.teaching.course import Handed, make_course, write_notebook
from claimbook.teaching.handed import Links, handed_out, numbered
from claimbook.teaching.labs import assess, read_record
from claimbook.teaching.labs.key import key, original
from claimbook.teaching.labs.kinds import LABS
from claimbook.teaching.labs.lab import FIRST
from claimbook.teaching.packing import needed_modules
from external_dimension.__main__ import main

SEED, STUDENTS = (1 << 60) + 31, 2
#: Runs every notebook given, each with names of its own and from its own folder; prints the labs' verdicts and where the package was
#: found, and writes what each shows, as HTML and Markdown, into a file.
RUN_ALL = """
import json, os, sys
from pathlib import Path
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

shell, path, shown = InteractiveShell.instance(), list(sys.path), {}
for notebook in sys.argv[2:]:
    os.chdir(Path(notebook).parent)
    shell.reset(new_session=False)
    sys.path[:] = path
    texts = shown.setdefault(notebook, [])
    for cell in json.loads(Path(notebook).read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            with capture_output() as captured:
                done = shell.run_cell("".join(cell["source"]))
            if not done.success:
                sys.exit(f"{notebook}: {cell['id']}: {done.error_in_exec or done.error_before_exec!r}")
            results = [shell.display_formatter.format(done.result)[0]] if done.result is not None else []
            for data in [*(output.data for output in captured.outputs), *results]:
                texts.append(data.get("text/html", "") + data.get("text/markdown", ""))
    if "labs" in Path(notebook).parts:
        print("verdict:", repr(shell.user_ns["verdict"]).splitlines()[-1])
Path(sys.argv[1]).write_text(json.dumps(shown), encoding="utf-8")
print("package:", sys.modules["claimbook"].__file__)
"""
#: What only MyST or a template would turn into something.
RAW = re.compile(r"\{(?:eval|cite|ref)\}|:::|\{\{|\{%|^\([\w-]+\)=|^: ", re.M)


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
    """A student's labs say nothing before a commitment, the teacher's that every line holds. What is shown is whole, as JupyterLab has it."""
    folder = moved(course / which, tmp_path)
    notebooks = sorted(path for path in folder.rglob("*.ipynb") if not {"originals", "nbgrader"} & set(path.parts))
    assert len(notebooks) > len(LABS) + 10
    if which == "teacher":
        notebooks = [path for path in notebooks if "labs" in path.parts or path.stem == "09_turkiye"]
    done = subprocess.run(
        [sys.executable, "-c", RUN_ALL, str(tmp_path / "shown.json"), *map(str, notebooks)],
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
        assert len(verdicts) == len(LABS) and set(verdicts) == {FIRST}
        assert not list(folder.rglob("*.record.jsonl"))
        shown = json.loads((tmp_path / "shown.json").read_text(encoding="utf-8"))
        whole({Path(name): outputs for name, outputs in shown.items()}, folder)


def texts_in(path: Path) -> list[str]:
    """The texts of a notebook or page as they stand in it, without code."""
    if path.suffix == ".md":
        return [path.read_text(encoding="utf-8")]
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]


def whole(shown: dict[Path, list[str]], folder: Path) -> None:
    """Nothing raw stands in texts and outputs, each chart is there once, and each link leads to a file and to a place in it."""
    texts = {path: texts_in(path) for path in [*shown, *(folder / "book").glob("*.md")]}
    everything = {path: "\n".join([*texts[path], *shown.get(path, [])]) for path in texts}
    assert not [(path.name, found[0]) for path, text in everything.items() if (found := RAW.search(text))]
    charts = {path.name: re.findall(r'id="(chart-[\w-]+)"', text) for path, text in everything.items()}
    assert sum(map(len, charts.values())) > 15 and all(len(set(ids)) == len(ids) for ids in charts.values())
    places = {
        path: {title.strip().replace(" ", "-") for title in re.findall(r"^#+ (.+)$", text, re.M)}
        | set(re.findall(r'id="([\w-]+)"', text))
        for path, text in everything.items()
    }
    links = [
        (path, *link.partition("#")[::2])
        for path, text in everything.items()
        for link in re.findall(r'\]\(([^)\s]+)\)|href="([^"]+)"', text)
        for link in filter(None, link)
        if not link.startswith("https://")
    ]
    assert len(links) > 500
    for path, file, place in links:
        target = (path.parent / file).resolve() if file else path
        assert target.is_file() and (not place or place in places[target]), (path.name, file, place)


def test_a_lab_in_jupyter(course, section, tmp_path, monkeypatch):
    """With a kernel, as JupyterLab runs it: the brief as a list; after a commitment, and with the line mended, the verdict."""
    monkeypatch.delenv("PYTHONPATH", raising=False)
    folder = moved(course / "student-2", tmp_path)
    lab = next(lab for lab in LABS if len(key(section, lab, SEED, 2)) == 1)
    (found,) = key(section, lab, SEED, 2)
    notebook = nbformat.read(folder / "labs" / f"{lab.name}.ipynb", as_version=4)
    nbformat.validate(notebook)
    cells = {cell.id.removeprefix(f"{lab.name.replace('_', '-')}-"): cell for cell in notebook.cells}
    cells["commit"].source += f"\nlab.commit(doubt({found.letter!r}, {found.rule!r}, {GOOD[found.rule]!r}))"
    cells["hint"].source = 'lab.hint("line")'
    cells["mended"].source += f"\n{found.code}"
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(folder / "labs")}}).execute()
    assert re.findall(r"<strong>([a-e])</strong>", cells["brief"].outputs[0]["data"]["text/html"]) == list("abcde")
    assert "Recorded" in cells["commit"].outputs[0]["data"]["text/html"]
    assert f"What does not hold: {found.letter}." in cells["hint"].outputs[0]["data"]["text/html"]
    assert "Every line holds." in cells["verdict"].outputs[0]["data"]["text/html"]
    record = read_record(folder / "labs" / f"{lab.name}.record.jsonl")
    result = assess(original(section, lab, SEED, 2), record.commitment, record.final(section), section)
    assert (result.found, result.named, result.explained, result.mended) == (1, 1, 1, 1) and record.whole


def test_no_key_is_written_out_in_what_students_get(course, section):
    """Neither modules of the teacher, nor a mended line, its code, the marking notes or the seed, in any file."""
    for number in range(1, STUDENTS + 1):
        files = tree(course / f"student-{number}")
        texts = {name: data.decode() for name, data in files.items()}
        kept = r"labs/(?:key|mending|drawing|on_page|variants|holding|found|templates|notebook)\.py|course|key\.md|solution"
        assert not [name for name in files if re.search(kept, name)]
        everything = "\n".join(texts.values())
        unquoted = everything.replace('\\"', '"')
        assert (
            not re.search(r"labs\.(?:key|mending|drawing|on_page|variants|holding|found|templates|notebook)\b", everything)
            and str(SEED) not in everything
        )
        for lab in LABS:
            notebook = json.loads(texts[f"labs/{lab.name}.ipynb"])
            assert all(not cell.get("outputs") for cell in notebook["cells"])
            for found in key(section, lab, SEED, number):
                assert found.notes not in everything and found.right not in texts[f"labs/{lab.name}.brief.json"]
                assert found.code not in unquoted and f'mended["{found.letter}"]' not in unquoted
                assert f"Line {found.letter}" not in texts[f"labs/{lab.name}.ipynb"]
    told = (course / "teacher" / "key.md").read_text(encoding="utf-8")
    for number in range(1, STUDENTS + 1):
        assert all(found.right in told for lab in LABS for found in key(section, lab, SEED, number))


def test_what_students_hold_can_work_the_answers_out_and_the_pages_say_so(course, project):
    """The judge and the answers to exercises are code: whoever runs it has them, and no page says otherwise."""
    folder = course / "student-1"
    code = (
        "from pathlib import Path; from claimbook import load; from claimbook.teaching.labs import judge; "
        "from claimbook.teaching.labs.record import read_brief; from external_dimension.exercises import EXERCISES; s = load(); "
        "print(len(judge(read_brief(Path('../labs/lab_sums.brief.json'), s), s).faults), EXERCISES['gaza_before'](s)[0].text)"
    )
    environment_there = environment() | {"PYTHONPATH": str(folder / "src")}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder / "notebooks", capture_output=True, text=True, timeout=120, env=environment_there
    )
    assert done.stdout.split()[0] == "5" and "330" in done.stdout, done.stderr
    pages = [course / "teacher" / "README.md", project / "book" / "teaching.md", project / "README.md"]
    for page in pages:
        text = " ".join(page.read_text(encoding="utf-8").split())
        assert not re.search(r"[Nn]o solution(?:, no key|s? is in)|holds no answers|Nothing of it is in", text), page.name
    for page in pages[:2]:
        assert re.search(
            r"works? (?:out the right answers|the(?:se|m)? ?answers out|out the answers)", page.read_text(encoding="utf-8")
        )


def test_students_differ_and_a_seed_gives_the_same_folder(project, course, tmp_path):
    make_course(project, tmp_path / "again", seed=SEED, students=STUDENTS)
    assert tree(tmp_path / "again") == tree(course)
    one, two = tree(course / "student-1"), tree(course / "student-2")
    own = {"student.json", "START.md"} | {f"labs/{lab.name}{end}" for lab in LABS for end in (".ipynb", ".brief.json")}
    assert {name for name in one if one[name] != two.get(name)} == own
    make_course(project, tmp_path / "again", seed=SEED + 1)
    assert sorted(path.name for path in (tmp_path / "again").iterdir()) == ["student", "teacher"]
    other = tree(tmp_path / "again" / "student")
    assert {name for name in one if one[name] != other.get(name)} == own - {"student.json"}


def test_a_folder_with_other_things_in_it_is_left_alone(project, tmp_path):
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(FileExistsError, match="thesis.txt"):
        make_course(project, tmp_path, seed=1)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_the_folder_is_whole(project, course):
    """Chapters in the order of the book, nothing for teachers, requirements that are the project's pins, and a page to begin with."""
    folder = course / "student-1"
    toc = re.findall(r"notebooks/(\w+)", (project / "_toc.yml").read_text(encoding="utf-8"))
    read = [path for path in sorted((folder / "notebooks").glob("*.ipynb")) if path.stem[0].isdigit()]
    assert [chapter_of(path) for path in read] == toc[: len(read)] and read[0].stem == "01_overview" and len(read) > 12
    assert {path.stem for path in (folder / "notebooks").glob("*.ipynb")} - {path.stem for path in read} >= {"claims", "outside"}
    assert {path.name for path in (folder / "book").glob("*.md")} == {"how_to_read.md", "method.md", "glossary.md"}
    assert len((folder / "START.md").read_text(encoding="utf-8").splitlines()) < 60
    assert Handed(project, load(project / "data")).labs_page == "book/notebooks/labs.html"
    for path in (folder / "notebooks").glob("*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        shown = [c["id"] for c in cells if c["cell_type"] == "code" and not c["metadata"].get("jupyter", {}).get("source_hidden")]
        assert all(re.match("answer-|check-", name) for name in shown), path.name
    pinned = set((project / "requirements.txt").read_text(encoding="utf-8").splitlines())
    wanted = (folder / "requirements.txt").read_text(encoding="utf-8").splitlines()
    drawn = {"matplotlib", "numpy", "pandas", "babel", "jinja2"}
    read = {"pybtex", "ftfy", "pyyaml"}  # each loaded only for a bibliography or a text of a form that needs it
    assert set(wanted) <= pinned
    assert {line.split("==")[0] for line in wanted} == {*drawn, *read, "ipykernel", "jupyterlab"}


def test_labs_type_no_number(project, course):
    """The words of scale stand behind a computed number, as the code of the brief shows."""
    names = lint.names_pattern([row["name"] for row in load(project / "data").rows("proper_names")])
    for lab in LABS:
        path = course / "student-1" / "labs" / f"{lab.name}.ipynb"
        found = [f for f in lint._notebook(path, lab.name, names) if not re.fullmatch(r"[mb]illion(?: for| as)?", f.text)]
        assert not found, [str(f) for f in found]


def cell(kind: str, source: str, *tags: str) -> dict:
    rest = {"execution_count": None, "outputs": []} if kind == "code" else {}
    return {"cell_type": kind, "id": f"c{abs(hash(source)) % 10**6}", "metadata": {"tags": list(tags)}, "source": source, **rest}


def test_solutions_go_and_answers_come(tmp_path):
    """The convention of the chapters: cells tagged exercise and solution, whole and gated directives of sphinx-exercise."""
    notebook = {
        "cells": [
            cell("markdown", "# Chapter"),
            cell("markdown", "What it uses.", "remove-cell"),
            cell("code", "from claimbook import load\nfrom external_dimension.exercises import check\n\nsection = load()"),
            cell("markdown", "## A part\n\nIt is {eval}`part`, see [another](other.ipynb#a-place) and [this](../book/gone.md)."),
            cell("code", "headline(1, 2)", "remove-output"),
            cell("markdown", "````{exercise-start} The share\n:label: ex-share\n````\nWhat share is it?", "exercise"),
            cell("code", "share_of = 1", "exercise"),
            cell("markdown", "````{exercise-end}\n````", "exercise"),
            cell("markdown", "````{solution-start} ex-share\n````\nIt is this:", "solution"),
            cell("code", 'half = 21\ncheck("egypt-share", 2 * half)', "solution", "hide-input"),
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
    other = {"cells": [cell("markdown", "## A place")]}
    links = Links({"other": other}, {"other": "02_other"}, {})
    made = handed_out(notebook, links)
    assert json.dumps(notebook) == before
    sources = [c["source"] for c in made["cells"]]
    assert sources == [
        "# Chapter",
        sources[1],
        "# What it uses.\nfrom claimbook import load\nfrom external_dimension.exercises import check\n\nsection = load()",
        "## A part",
        'prose("""\nIt is {eval}`part`, see [another](02_other.ipynb#A-place) and this.\n""")',
        "### Exercise: The share\n\nWhat share is it?",
        "share_of = 1",
        "answer = ...",
        'from external_dimension.exercises import check\n\nverdict = check("egypt-share", answer)\ndisplay(verdict)\n'
        "verdict.points  # the point for it, or half of it for a right value that could be told better",
        "### Exercise: The sum\n\nMay they be added?",
        "answer = ...",
        "## Afterwards",
    ]
    assert "sys.path" in sources[1]
    write_notebook(tmp_path / "chapter.ipynb", made)
    nbformat.validate(nbformat.read(tmp_path / "chapter.ipynb", as_version=4))
    told = [text["source"] for text in read_cells(tmp_path / "chapter.ipynb")]
    assert "## A part\n\n\nIt is {eval}`part`, see [another](02_other.ipynb#A-place) and this.\n" in told
    kept = [c["source"] for c in handed_out(notebook, links, solutions="kept")["cells"]]
    assert 'half = 21\ncheck("egypt-share", 2 * half)' in kept and "No, says the solution." in kept
    for_nbgrader = handed_out(notebook, links, solutions="nbgrader")["cells"]
    assert [c["source"] for c in for_nbgrader if c["id"] == "answer-egypt-share"] == [
        "### BEGIN SOLUTION\nhalf = 21\nanswer = 2 * half\n### END SOLUTION"
    ]


def test_question_answer_and_check_are_cells_of_their_own_for_nbgrader(course):
    """The question is read only, the answer is the student's, the point is that of the check; no id comes twice in a notebook."""
    parts: dict[str, list[tuple]] = {}
    for path in (course / "student-1" / "notebooks").glob("*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        marked = [c["metadata"]["nbgrader"] for c in cells if "nbgrader" in c["metadata"]]
        assert len({m["grade_id"] for m in marked}) == len(marked) and len({c["id"] for c in cells}) == len(cells), path.name
        for m in marked:
            kind, name = m["grade_id"].split("-", 1)
            parts.setdefault(name, []).append((kind, m["grade"], m["solution"], m["locked"], m.get("points")))
    each = [("question", False, False, True, None), ("answer", False, True, False, None), ("check", True, False, True, 1)]
    assert len(parts) > 40 and all(found == each for found in parts.values())
    source = course / "teacher" / "nbgrader" / "source" / "exercises"
    cells = [cell for path in source.glob("*.ipynb") for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]]
    answers = ["".join(cell["source"]) for cell in cells if "answer" in cell["metadata"].get("tags", ())]
    assert len(answers) == len(parts)
    assert all(text.startswith("### BEGIN SOLUTION\n") and text.endswith("\n### END SOLUTION") for text in answers)
    assert not [cell for cell in cells if "solution" in cell["metadata"].get("tags", ())], "nothing that nbgrader would hand out"
    assert (source / "data" / "claims.csv").is_file() and (source / "src" / "claimbook").is_dir()
    for lab in LABS:
        cells = json.loads((source.parent / "labs" / f"{lab.name}.ipynb").read_text(encoding="utf-8"))["cells"]
        (task,) = (cell for cell in cells if cell["metadata"].get("nbgrader", {}).get("task"))
        assert task["metadata"]["nbgrader"]["points"] == 3 and "=== BEGIN MARK SCHEME ===" in task["source"]
        marked = {c["id"].rpartition("-")[2]: c["metadata"]["nbgrader"] for c in cells if "nbgrader" in c["metadata"]}
        assert list(marked) == ["brief", "why", "verdict"] and all(m["locked"] and not m["solution"] for m in marked.values())
        assert (marked["verdict"]["grade"], marked["verdict"]["points"]) == (True, 3), "what a machine can tell"
        written = ["".join(c["source"]) for c in cells if c["id"].endswith(("-commit", "-mended"))]
        assert len(written) == 2 and all("SOLUTION" not in text and "# " in text for text in written), "the whole cell stays"


def test_check_and_lint_run_in_the_folder(course, project):
    """As START says, with nothing installed of the project: all holds as handed out, and what is spoilt is told."""
    folder = course / "student-2"

    def told(command: str) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-m", "external_dimension", command],
            cwd=folder,
            env=environment(),
            text=True,
            encoding="utf-8",
            capture_output=True,
            timeout=120,
        )
        return done.returncode, done.stdout + done.stderr

    assert told("check") == (0, "check: every table in data/ holds\n")
    assert told("lint")[0] == 0
    chapter = folder / "notebooks" / "09_turkiye.ipynb"
    spoilt, notebook = chapter.read_text(encoding="utf-8"), json.loads(chapter.read_text(encoding="utf-8"))
    shown = next(c for c in notebook["cells"] if c["source"].startswith("prose("))
    shown["source"] = shown["source"].replace("{eval}`turkiye`", "EUR 99 billion", 1)
    write_notebook(chapter, notebook)
    code, text = told("lint")
    chapter.write_text(spoilt, encoding="utf-8")
    assert code == 1 and "notebooks/09_turkiye.ipynb" in text and "99 billion" in text


def test_a_number_in_a_text_follows_its_table(course, tmp_path):
    """What a chapter's text says is computed when it runs, in the folder of a student too."""
    folder = moved(course / "student-1", tmp_path)
    claims = folder / "data" / "claims.csv"
    text = claims.read_text(encoding="utf-8").replace("878000000", "879000000").replace("EUR 878 million", "EUR 879 million")
    claims.write_text(text, encoding="utf-8")
    notebook = folder / "notebooks" / "09_turkiye.ipynb"
    done = subprocess.run(
        [sys.executable, "-c", RUN_ALL, str(tmp_path / "shown.json"), str(notebook)],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    answer = next(
        t for t in json.loads((tmp_path / "shown.json").read_text(encoding="utf-8"))[str(notebook)] if "The answer" in t
    )
    answer = answer.replace("\u00a0", " ")
    assert ">EUR 879 million</a>" in answer and ">EUR 878 million<" not in answer and "footnote 61](https" in answer, answer


def test_start_has_one_worked_answer(course):
    cells = json.loads((course / "student-1" / "START.ipynb").read_text(encoding="utf-8"))["cells"]
    checks = [c["source"] for c in cells if c["source"].startswith("check(")]
    assert checks == ['check("egypt_levers", answer)']
    said = "\n".join(c["source"] for c in cells if c["cell_type"] == "markdown")
    assert all(
        f".venv{slash}python -m external_dimension {name}" in said
        for slash in ("\\Scripts\\", "/bin/")
        for name in ("check", "lint")
    )


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
    assert main(["course", "--to", str(tmp_path / "course")]) == 0
    assert "To hand out" in capsys.readouterr().out and (tmp_path / "course" / "student" / "START.md").is_file()
    guide = (tmp_path / "course" / "teacher" / "README.md").read_text(encoding="utf-8")
    seed = re.search(r"Made with seed (\d{15,20}) for", guide)[1]
    assert main(["key", "--seed", seed]) == 0
    printed = capsys.readouterr().out
    told = (tmp_path / "course" / "teacher" / "key.md").read_text(encoding="utf-8")
    assert printed.split("\n", 2)[2].strip() in told
    (tmp_path / "course" / "mine.txt").write_text("", encoding="utf-8")
    assert main(["course", "--seed", seed, "--to", str(tmp_path / "course")]) == 1
    assert "mine.txt" in capsys.readouterr().out
    assert main(["course", "--seed", "4", "--to", str(tmp_path / "other")]) == 1
    assert "could be found by trying all" in capsys.readouterr().out and not (tmp_path / "other").exists()
    with pytest.raises(SystemExit):
        main(["course", "--students", "0"])


def test_a_book_without_parts_has_an_order_too(tmp_path):
    (tmp_path / "_toc.yml").write_text("root: notebooks/a\nchapters:\n- file: book/page\n- file: notebooks/b\n", encoding="utf-8")
    assert numbered(tmp_path) == {"a": "01_a", "b": "02_b"}
