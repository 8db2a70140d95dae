"""Helpers of the tests that run chapters in their own process, cell by cell, and look at what the cells show."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path

EVALUATED = re.compile(r"\{eval\}`([^`]+)`")


@dataclass(frozen=True)
class Output:
    """What a chapter shows in one place: its name, the cell's id, the code whose value it is, and the value."""

    chapter: str
    cell: str
    code: str
    value: object


def _cells(path: Path, names: dict[str, object]) -> Iterator[Output]:
    """Run the cells of a notebook in order, with ``names`` as what they know; yields what each shows, as soon as it does."""
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] != "code":
            shown = EVALUATED.findall(source)
        else:
            tree = ast.parse(source)
            last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
            with chdir(path.parent):
                exec(compile(tree, str(path), "exec"), names)
            shown = [ast.unparse(last.value)] if last else []
        for code in shown:
            with chdir(path.parent):
                value = eval(code, names)
            yield Output(path.stem, cell["id"], code, value)


def run(path: Path) -> dict[str, object]:
    """Run all cells of a chapter in the folder that it stands in; returns the names that they leave."""
    names: dict[str, object] = {"__name__": "__main__"}
    for _ in _cells(path, names):
        pass
    return names


def outputs(project: Path) -> Iterator[Output]:
    """What the chapters of the project show, cell by cell: the values of their last lines and of the numbers in their text."""
    for path in sorted((project / "notebooks").glob("*.ipynb")):
        yield from _cells(path, {"__name__": "__main__"})
