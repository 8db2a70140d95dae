"""The chapters run cell by cell in this process on tables that are changed in memory: what they show, and which words they rest on."""

from __future__ import annotations

import ast
import io
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import chdir, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType

import claimbook
import external_dimension.exercises
from claimbook.checks.running import EVALUATED
from claimbook.core import comparisons
from claimbook.core.section import Section
from claimbook.report.charts.chart import Chart
from claimbook.wording import Number, plain
from claimbook.wording.parts import Part, leaves

#: Stand around what is computed in a text, so that the words in it can be told from those that were typed.
OPEN, CLOSE = "\x02", "\x03"
#: A chapter has words that depend on figures where it calls one of these; where it calls none, no change makes it false.
HOLDING = re.compile(r"\b(?:guard|word|compared)\(")


@dataclass
class Run:
    """What came of a chapter: its texts by cell, the words it rests on, and the error that stopped it.

    In the texts ``OPEN`` and ``CLOSE`` stand around each number; a text is a piece of HTML that stands between its tags.
    """

    chapter: str
    texts: list[tuple[str, str]] = field(default_factory=list)
    said: list[comparisons.Said] = field(default_factory=list)
    error: Exception | None = None

    @property
    def text(self) -> str:
        """All that it shows, on a line."""
        text = " ".join(text for _, text in self.texts).replace(OPEN, "").replace(CLOSE, "")
        return " ".join(text.replace("\u00a0", " ").split())


@dataclass(frozen=True)
class Cell:
    """A cell made ready to run: code, and the expression whose value it shows; or a text, and what is evaluated in it."""

    id: str
    code: CodeType | None
    value: CodeType | None
    text: str
    evaluated: Mapping[str, CodeType]


def _ready(cell: dict, file: str) -> Cell:
    source = "".join(cell["source"])
    if {"remove-cell", "exercise"} & set(cell.get("metadata", {}).get("tags", [])):
        source = source if cell["cell_type"] == "code" else ""  # the lint reads neither
    if cell["cell_type"] != "code":
        return Cell(cell["id"], None, None, source, {code: compile(code, file, "eval") for code in EVALUATED.findall(source)})
    tree, value = ast.parse(source), None
    if tree.body and isinstance(last := tree.body[-1], ast.Expr):
        value = compile(ast.Expression(last.value), file, "eval")
        tree.body.pop()
    return Cell(cell["id"], compile(tree, file, "exec"), value, "", {})


class Chapters:
    """All chapters of a project in which a word rests on figures, ready to run again and again."""

    def __init__(self, project: Path):
        self.project, self.cells = project, {}
        for path in sorted((project / "notebooks").glob("*.ipynb")):
            cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
            if any(cell["cell_type"] == "code" and HOLDING.search("".join(cell["source"])) for cell in cells):
                self.cells[path.stem] = [_ready(cell, path.name) for cell in cells]

    def run(self, chapter: str, section: Section) -> Run:
        """A chapter on the tables of ``section``."""
        found, names, before = Run(chapter), {"__name__": "__main__"}, len(comparisons.recorded)
        loading, claimbook.load = claimbook.load, lambda: section
        judging = {name: getattr(external_dimension.exercises, name) for name in ("check", "tries", "once_more")}
        vars(external_dimension.exercises).update(dict.fromkeys(judging, _unjudged))
        try:
            with redirect_stdout(io.StringIO()), chdir(self.project / "notebooks"):
                for cell in self.cells[chapter]:
                    found.texts += ((cell.id, text) for text in _shown(cell, names))
        except Exception as error:
            found.error = error
        finally:
            claimbook.load = loading
            vars(external_dimension.exercises).update(judging)
            found.said = comparisons.recorded[before:]
            del comparisons.recorded[before:]
        return found


def _unjudged(name: str, answer: object) -> None:
    """In place of the judge of exercises, and of what stands folded under them, whose words are no text of a page and which takes most of a chapter's time."""


def _marked(parts: tuple[Part, ...]) -> Iterator[str]:
    """Texts of parts, apart where HTML stands between them, with marks around numbers."""
    text = ""
    for part in leaves(parts):
        if isinstance(part, str):
            text += part
        elif isinstance(part, Number):
            text += f"{OPEN}{part.text}{CLOSE}"
        else:
            yield text
            text = getattr(part, "text", "")
    yield text


def _shown(cell: Cell, names: dict) -> Iterator[str]:
    if cell.code is None:
        values = {code: "".join(_marked(plain(eval(ready, names)).parts)) for code, ready in cell.evaluated.items()}
        yield EVALUATED.sub(lambda match: values[match[1]], cell.text)
        return
    exec(cell.code, names)
    shown = eval(cell.value, names) if cell.value else None
    if isinstance(shown, Chart):
        for part in shown.texts:
            yield from _marked(part.parts)
    elif hasattr(shown, "parts"):
        yield from _marked(shown.parts)


def changed(section: Section, rows: Mapping[str, list[dict]]) -> Section:
    """The section with other rows in some tables; its bibliography is shared."""
    other = Section(section.folder)
    other._rows = {**section._rows, **rows}
    other.__dict__["sources"] = section.sources
    return other


def typed_rows(section: Section, table: str) -> list[dict]:
    """The rows of a table, to be changed."""
    return [dict(row) for row in section.rows(table)]  # whose cells are texts, numbers and nothing
