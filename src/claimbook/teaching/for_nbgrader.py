"""Teachers only: the course as a source of nbgrader, from which it makes what students get, and grades what comes back."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from claimbook.teaching.cells import graded, make_cell, write_notebook
from claimbook.teaching.handed import source
from claimbook.teaching.labs.lab import BRIEF

#: The task of a lab; what is between the marks is for whoever marks, and nbgrader takes it out.
SCHEME = """\
### Your reason

Your reason is what you wrote into the commitment above. It is read by your teacher.

=== BEGIN MARK SCHEME ===
- a point: it says what the number counts, or what its source says
- a point: it says what the line does to the number, by the rule that it breaks
- a point: it says who would be misled, and to what
=== END MARK SCHEME ==="""
#: What a lab counts by the judge: the lines found, their rules, and the lines mended, each where its reason is taken.
LAB_POINTS = 3
VERDICT = """\
verdict = lab.judge(mended)
display(verdict)
lab.result(mended).points  # of three: found, named and mended, where a reason says what is at stake"""
CONFIG = """\
# Settings of nbgrader for this course: nbgrader generate_assignment exercises; nbgrader autograde exercises
c = get_config()
c.ClearSolutions.code_stub = {"python": "answer = ..."}
c.ClearSolutions.begin_solution_delimeter = "BEGIN SOLUTION"
c.ClearSolutions.end_solution_delimeter = "END SOLUTION"
c.ExecutePreprocessor.timeout = 60
"""


def write(place: Path, chapters: dict[str, dict], labs: Path, base: Path) -> None:
    """Write ``chapters``, by the names of their files, as the assignment "exercises", and the labs of a folder as "labs".

    Chapters without an exercise are left out.
    ``base`` is the folder as it was handed out: its tables and its package stand beside the notebooks, which find them there.
    """
    assignment = place / "source" / "exercises"
    for name, notebook in chapters.items():
        if any("answer" in cell["metadata"].get("tags", ()) for cell in notebook["cells"]):
            write_notebook(assignment / f"{name}.ipynb", _flat(notebook))
    for path in sorted(labs.glob("*.ipynb")):
        write_notebook(place / "source" / "labs" / path.name, _flat(_with_task(json.loads(path.read_text(encoding="utf-8")))))
        shutil.copyfile(path.with_name(f"{path.stem}{BRIEF}"), place / "source" / "labs" / f"{path.stem}{BRIEF}")
    for folder in ("data", "book", "src"):
        shutil.copytree(base / folder, assignment / folder)
        shutil.copytree(base / folder, place / "source" / "labs" / folder)
    (place / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")


def _with_task(notebook: dict) -> dict:
    """A lab with its reason as a task, which has a mark scheme, and its verdict as a test, which gives what a machine can tell.

    What the student writes in are plain cells: nbgrader would clear the one marked as a solution, and with it how the cell begins.
    """
    cells = []
    for cell in notebook["cells"]:
        name, metadata = cell["id"], {key: value for key, value in cell["metadata"].items() if key != "nbgrader"}
        if name.endswith(("-commit", "-mended")):
            cell = cell | {"metadata": metadata}
        elif name.endswith("-verdict"):
            cell = make_cell("code", name, VERDICT, **metadata, nbgrader=graded(name, points=LAB_POINTS))
        cells.append(cell)
        if name.endswith("-commit"):
            why = name.removesuffix("commit") + "why"
            cells.append(make_cell("markdown", why, SCHEME, nbgrader=graded(why, task=True, points=3)))
    return notebook | {"cells": cells}


def _flat(notebook: dict) -> dict:
    """The notebook beside its pages, in place of below them."""
    cells = [cell | {"source": source(cell).replace("](../book/", "](book/")} for cell in notebook["cells"]]
    return notebook | {"cells": cells}
