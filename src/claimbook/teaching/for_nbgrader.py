"""Teachers only: the course as a source of nbgrader, from which it makes what students get, and grades what comes back."""

from __future__ import annotations

import shutil
from pathlib import Path

from claimbook.teaching.handed import source, write_notebook

CONFIG = """\
# Settings of nbgrader for this course: nbgrader generate_assignment exercises; nbgrader autograde exercises
c = get_config()
c.ClearSolutions.code_stub = {"python": "answer = ..."}
c.ClearSolutions.begin_solution_delimeter = "BEGIN SOLUTION"
c.ClearSolutions.end_solution_delimeter = "END SOLUTION"
c.ExecutePreprocessor.timeout = 60
"""


def write(place: Path, chapters: dict[str, dict], base: Path) -> None:
    """Write ``chapters``, by the names of their files, as the assignment "exercises"; those without an exercise are left out.

    ``base`` is the folder as it was handed out: its tables and its package stand beside the notebooks, which find them there.
    """
    assignment = place / "source" / "exercises"
    for name, notebook in chapters.items():
        if any("answer" in cell["metadata"].get("tags", ()) for cell in notebook["cells"]):
            write_notebook(assignment / f"{name}.ipynb", _flat(notebook))
    for folder in ("data", "book", "src"):
        shutil.copytree(base / folder, assignment / folder)
    (place / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")


def _flat(notebook: dict) -> dict:
    """The notebook beside its pages, in place of below them."""
    cells = [cell | {"source": source(cell).replace("](../book/", "](book/")} for cell in notebook["cells"]]
    return notebook | {"cells": cells}
