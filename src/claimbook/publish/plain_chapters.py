"""Chapters that are written by a program: notebooks from a text with a line before each cell that says of what kind it is."""

from __future__ import annotations

import json
import re
from typing import Any

from claimbook.publish.rendering import text

#: The kinds of cells, by the word after ``%%``: type and tags. ``hidden`` is a sentence that JupyterLab shows and the page leaves out.
CELLS = {"markdown": ("markdown", []), "hidden": ("markdown", ["remove-cell"]), "code": ("code", ["hide-input"])}
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def notebook(name: str, cells: str) -> str:
    """A notebook as the text of its file; ``cells`` are separated by lines ``%% KIND``, of which ``CELLS`` has the kinds.

    The ids of its cells begin with ``name``. Raises KeyError for a kind that there is not.
    """
    _, *parts = re.split(r"^%% (\w+)\n", cells, flags=re.M)
    made = []
    for number, (kind, source) in enumerate(zip(parts[::2], parts[1::2], strict=True)):
        cell_type, tags = CELLS[kind]
        cell: dict[str, Any] = {
            "cell_type": cell_type,
            "id": f"{name.replace('_', '-')}-{number:02d}",
            "metadata": {"tags": tags} if tags else {},
        }
        if cell_type == "code":
            cell |= {"execution_count": None, "outputs": []}
        made.append(cell | {"source": source.strip("\n").splitlines(keepends=True)})
    whole = {"cells": made, "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def plain_chapter(name: str, title: str, *, question: str = "") -> str:
    """The notebook of a plain chapter, which shows whatever rows the tables have of it: how many, statements, figures, questions.

    ``name`` is its file without the suffix, as in the column ``chapter`` of the tables; without a ``question`` a sentence says
    what the page is. It holds for any rows, and for none.
    """
    return notebook(name, text("plain_chapter.txt", name=name, title=title, question=question))
