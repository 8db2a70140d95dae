"""The notebooks that are handed out: their cells, the whole of one, and its file."""

from __future__ import annotations

import json
from pathlib import Path


def make_cell(kind: str, cell_id: str, source: str, **metadata: object) -> dict:
    """A cell of a notebook: ``kind`` is markdown or code."""
    made = {"cell_type": kind, "id": cell_id, "metadata": metadata, "source": source}
    return made | ({"execution_count": None, "outputs": []} if kind == "code" else {})


def graded(cell_id: str, *, solution: bool = False, points: int | None = None, task: bool = False) -> dict:
    """Metadata by which nbgrader knows a cell (its schema, version 3): one that is read only, unless it is a solution or a task."""
    return {
        "schema_version": 3,
        "grade_id": cell_id,
        "grade": points is not None and not task,
        "solution": solution,
        "locked": not solution,
        "task": task,
        **({"points": points} if points is not None else {}),
    }


def made_notebook(cells: list[dict]) -> dict:
    """A notebook of cells, for a kernel of Python."""
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    return {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}


def write_notebook(path: Path, notebook: dict) -> None:
    """Write a notebook as the project keeps them: no outputs, a line end at the end."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
