"""Run the chapters in this process, cell by cell, and hand over what they show: the commands and the tests do it alike."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path

from claimbook.data.notebooks import notebooks_of, with_ids
from claimbook.wording import slots

EVALUATED = re.compile(r"\{eval\}`([^`]+)`")
#: Code that has names of its own, known only while it runs, and code that may not run at all.
LEFT_OUT = (
    ast.FunctionDef,
    ast.ClassDef,
    ast.For,
    ast.Lambda,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.GeneratorExp,
    ast.If,
    ast.IfExp,
)


@dataclass(frozen=True)
class Output:
    """What a chapter shows in one place: its name, the cell's id, the code whose value it is, and the value."""

    chapter: str
    cell: str
    code: str
    value: object
    #: Where it is shown: "cell" (the value of the last line), "text", or "part" (in a sentence or on a card of a code cell).
    place: str = "cell"


def _slots(call: ast.Call) -> list[str]:
    """The slots of a sentence whose template stands in the code, once each."""
    template = call.args[0] if call.args else None
    if not isinstance(template, ast.Constant) or not isinstance(template.value, str):
        return []
    return list(dict.fromkeys(slots(template.value)))


def _parts(node: ast.AST) -> Iterator[str]:
    """The code of what a statement puts into sentences, which captions and headlines are, and on cards."""
    if isinstance(node, LEFT_OUT):
        return
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        if node.func.id == "sentence":
            given = {keyword.arg: ast.unparse(keyword.value) for keyword in node.keywords if keyword.arg}
            yield from given.values()
            yield from (slot for slot in _slots(node) if slot.partition(".")[0] not in given)
        if node.func.id == "cards":
            yield from (ast.unparse(card.elts[0]) for card in node.args if isinstance(card, ast.Tuple) and card.elts)
    for child in ast.iter_child_nodes(node):
        yield from _parts(child)


def _run_cell(path: Path, source: str, names: dict[str, object], parts: bool) -> Iterator[tuple[str, object, str]]:
    """Run a code cell; yields its parts, each worked out before its statement runs, and the value of its last line."""
    body = ast.parse(source).body
    for statement in body:
        unknown: NameError | None = None
        try:
            yield from [(code, eval(code, names), "part") for code in _parts(statement)] if parts else []
        except NameError as error:  # of a slot: the sentence itself, which runs below, tells which name was probably meant
            unknown = error
        if statement is body[-1] and isinstance(statement, ast.Expr):
            yield ast.unparse(statement.value), eval(compile(ast.Expression(statement.value), str(path), "eval"), names), "cell"
        else:
            exec(compile(ast.Module([statement], []), str(path), "exec"), names)
        if unknown:
            raise unknown


def _cells(path: Path, names: dict[str, object], parts: bool = False, failed: list[Exception] | None = None) -> Iterator[Output]:
    """Run the cells of a notebook in order, with ``names`` as what they know; yields what each shows, as soon as it does.

    An error of a cell gets a note that names the notebook and the cell, by its number and id, as a build does. It ends the run,
    unless there is a list of those that ``failed``: then the next cell runs, and what fails there for want of a name is left out.
    """
    before = len(failed or ())
    for number, cell in enumerate(with_ids(json.loads(path.read_text(encoding="utf-8")))["cells"], 1):
        source = "".join(cell["source"])
        try:
            with chdir(path.parent):
                if cell["cell_type"] == "code":
                    shown = list(_run_cell(path, source, names, parts))
                else:
                    shown = [(code, eval(code, names), "text") for code in EVALUATED.findall(source)]
        except Exception as error:
            error.add_note(f"notebooks/{path.name}: cell {number} ({cell['id']})")
            if failed is None:
                raise
            if len(failed) == before or not isinstance(error, NameError):
                failed.append(error)
            continue
        for code, value, place in shown:
            yield Output(path.stem, cell["id"], code, value, place)


def run(path: Path) -> dict[str, object]:
    """Run all cells of a chapter in the folder that it stands in; returns the names that they leave."""
    names: dict[str, object] = {"__name__": "__main__"}
    for _ in _cells(path, names):
        pass
    return names


def outputs(project: Path, *, parts: bool = False, failed: list[Exception] | None = None) -> Iterator[Output]:
    """What the chapters of the project show, cell by cell: the values of their last lines and of the numbers in their text.

    With ``parts`` also what stands in the sentences and on the cards of code cells. Errors of cells go into ``failed``, where that is
    given, each with a note on where it was; else the first ends the run.
    """
    for path in notebooks_of(project):
        yield from _cells(path, {"__name__": "__main__"}, parts, failed)
