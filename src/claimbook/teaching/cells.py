"""Cells of the notebooks that are handed out."""

from __future__ import annotations


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
        "locked": not solution and not task,
        "task": task,
        **({"points": points} if points is not None else {}),
    }
