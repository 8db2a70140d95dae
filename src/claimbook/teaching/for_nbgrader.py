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
    """A lab with its reason as a task, which has a mark scheme; the call that commits is then a cell without points."""
    cells = []
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("solution"):  # without marks nbgrader would clear all of the cell
            cell = cell | {"source": f"{source(cell)}\n### BEGIN SOLUTION\n### END SOLUTION"}
        cells.append(cell)
        if cell["id"].endswith("-commit"):
            cell["metadata"]["nbgrader"] = graded(cell["id"], solution=True)
            name = cell["id"].removesuffix("commit") + "why"
            cells.append(make_cell("markdown", name, SCHEME, nbgrader=graded(name, task=True, points=3)))
    return notebook | {"cells": cells}


def _flat(notebook: dict) -> dict:
    """The notebook beside its pages, in place of below them."""
    cells = [cell | {"source": source(cell).replace("](../book/", "](book/")} for cell in notebook["cells"]]
    return notebook | {"cells": cells}
