"""Chapters as plain Markdown for ``jupyter nbconvert``, which knows neither MyST nor numbers in the text.

``jupyter_nbconvert_config.py`` in the project's folder names ``Readable`` for HTML. It fills in numbers and citations, gives boxes
and exercises a form that any Markdown has, folds solutions, and lets links lead to the pages that nbconvert makes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import chdir, redirect_stdout
from pathlib import Path
from typing import Any

from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from claimbook.core.section import Section, load
from claimbook.report.markdown import EVALUATED, as_markdown, cited
from claimbook.wording import plain


def filled(cells: list[NotebookNode], folder: Path) -> Iterator[str]:
    """The sources of a notebook's cells, with the numbers of the text filled in: its code runs here, in ``folder``."""
    names: dict[str, Any] = {"__name__": "__main__"}
    with chdir(folder), redirect_stdout(io.StringIO()):
        for cell in cells:
            if cell.cell_type == "code":
                exec(compile(cell.source, str(folder), "exec"), names)
                yield cell.source
            else:
                yield EVALUATED.sub(lambda found: plain(eval(found[1], names)).html, cell.source)


def readable(text: str, section: Section) -> str:
    """The text of a cell in plain Markdown, its numbers filled in already."""
    return re.sub(r"(\]\((?!https?:)[^)\s]+|href=\"(?!https?:)[^\"]+)\.ipynb\b", r"\1.html", cited(as_markdown(text), section))


def _solution(cells: list[NotebookNode]) -> NotebookNode:
    """A solution, its text and its code, folded into a single cell."""
    told = [cell.source if cell.cell_type == "markdown" else f"```python\n{cell.source}\n```" for cell in cells]
    inner = "\n\n".join(filter(None, told))
    return new_markdown_cell(f"<details><summary>Solution</summary>\n\n{inner}\n\n</details>")


class Readable(Preprocessor):
    """Turns a chapter into one that nbconvert can show; raises what a cell raises, and KeyError for a citation that is unknown."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """The notebook in plain Markdown, and the resources as they were."""
        folder = Path(resources.get("metadata", {}).get("path") or ".")
        with chdir(folder):
            section = load()
        cells: list[NotebookNode] = []
        solution: list[NotebookNode] = []
        for cell, source in zip(nb.cells, list(filled(nb.cells, folder)), strict=True):
            ended = "{solution-end}" in source
            if cell.cell_type == "markdown":
                cell.source = readable(source, section)
            for output in cell.get("outputs", []):
                if html := output.get("data", {}).get("text/html"):
                    output["data"]["text/html"] = re.sub(r'(href="(?!https?:)[^"#]*)\.ipynb\b', r"\1.html", html)
            tags = cell.metadata.get("tags", [])
            if "tries" in tags:  # it folds by itself, and is shown without its code
                cell.metadata["tags"] = [tag for tag in tags if tag != "solution"]
                cell["transient"] = {"remove_source": True}
            if "solution" in cell.metadata.get("tags", []):
                solution.append(cell)
                if ended:
                    cells.append(_solution(solution))
                    solution = []
            else:
                cells.append(cell)
        nb.cells = cells + solution
        return nb, resources
