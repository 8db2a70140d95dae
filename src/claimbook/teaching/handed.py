"""Chapters as they are handed out: no solutions, a cell for each answer, and nothing that only the book's pages can show.

JupyterLab as it comes shows them whole: the code is folded, boxes and citations are plain Markdown, and a text with numbers in it is
what a folded cell shows, so that it follows the tables. Chapters have numbers in their names, in the order of the book.
"""

from __future__ import annotations

import ast
import builtins
import itertools
import json
import re
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from claimbook.data.notebooks import with_ids
from claimbook.report.markdown import CITED, EVALUATED, Task, as_markdown, task, without_check
from claimbook.teaching.cells import graded, make_cell
from claimbook.wording.places import PAGES

#: Where a chapter takes the judge of its answers from.
JUDGE = re.compile(r"^from ([\w.]+) import check$", re.M)
#: Makes the package importable without installing it, wherever the folder lies.
FIND_PACKAGE = """\
# The package lies in the folder src, in this folder or above it.
import sys
from pathlib import Path

folders = [folder / "src" for folder in (Path.cwd(), *Path.cwd().parents)]
sys.path[:0] = [str(folder) for folder in folders if (folder / "claimbook").is_dir()]"""
#: Of a cell whose code is folded.
FOLDED = {"jupyter": {"source_hidden": True}}
#: What ends an exercise: its end, or a directive that holds all of it.
ENDS = re.compile(r"\{exercise-end\}|\{exercise\}")
#: A link of a text or a string of code to a notebook or page: what stands before it, the page's name, its suffix, and the place in it.
LINK = re.compile(
    r"(?P<before>\]\(|\")(?P<folder>(?:\.\./(?:book|notebooks)/)?)(?P<name>[a-z]\w*)\.(?P<kind>ipynb|md)(?P<place>#[\w-]*)?(?=[)\"])"
)


# -- cells ----------------------------------------------------------------------------------------------------------


def source(cell: dict) -> str:
    """The text or code of a cell."""
    return "".join(cell["source"])


def code(notebook: dict) -> str:
    """All code of a notebook."""
    return "\n".join(source(cell) for cell in notebook["cells"] if cell["cell_type"] == "code")


def tags(cell: dict) -> set[str]:
    """The tags of a cell."""
    return set(cell.get("metadata", {}).get("tags", ()))


def with_package(notebook: dict, also: str = "") -> dict:
    """The notebook with a cell before its first code cell that finds the package; ``also`` is more code for it."""
    cells = list(notebook["cells"])
    first = next((i for i, cell in enumerate(cells) if cell["cell_type"] == "code"), len(cells))
    cells.insert(first, make_cell("code", "find-package", FIND_PACKAGE + also, tags=["hide-input"], **FOLDED))
    return notebook | {"cells": cells}


# -- the order of the chapters, and links between them ---------------------------------------------------------------


def chapters(project: Path, without: Iterable[str] = ()) -> dict[str, dict]:
    """The notebooks of the book in its order, by name; ``without`` are left out."""
    toc = (project / "_toc.yml").read_text(encoding="utf-8")
    names = [name for name in re.findall(r"notebooks/([\w-]+)", toc) if name not in without]
    paths = {name: project / "notebooks" / f"{name}.ipynb" for name in names}
    return {name: with_ids(json.loads(path.read_text(encoding="utf-8"))) for name, path in paths.items()}


def numbered(project: Path) -> dict[str, str]:
    """What each notebook is called in a folder that is handed out: with its number in the order of the book.

    The notebooks of the part that holds the list of claims keep their names, since numbers lead to them by these.
    """
    toc = yaml.safe_load((project / "_toc.yml").read_text(encoding="utf-8"))
    parts = [[toc["root"]], *([page["file"] for page in part["chapters"]] for part in toc.get("parts") or [toc])]
    names = [[page.partition("/")[2] for page in part if page.startswith("notebooks/")] for part in parts]
    entries = {"claims", *PAGES.values()}
    read = [name for part in names if not entries & set(part) for name in part]
    return {name: name for part in names for name in part} | {name: f"{i:02d}_{name}" for i, name in enumerate(read, 1)}


def texts_of(notebook: dict) -> list[str]:
    """The texts of a notebook."""
    return [source(cell) for cell in notebook["cells"] if cell["cell_type"] == "markdown"]


def places_in(texts: list[str]) -> dict[str, str]:
    """The headings of texts: what a link of the book calls each, and what JupyterLab does."""
    headings = [title.strip() for text in texts for title in re.findall(r"^#+ (.+)$", text, re.M)]
    slugs = {re.sub(r"[^\w -]", "", title).lower().replace(" ", "-"): title.replace(" ", "-") for title in headings}
    labels = {
        label: title.replace(" ", "-") for text in texts for label, title in re.findall(r"^\(([\w-]+)\)=\n#+ (.+)$", text, re.M)
    }
    return slugs | labels


class Links:
    """The links of a folder that is handed out: to notebooks by their new names, and none to pages that are not in it."""

    def __init__(self, notebooks: dict[str, dict], names: dict[str, str], pages: dict[str, str]) -> None:
        """``notebooks`` are those of the folder, ``names`` what they are called there, ``pages`` the texts of the pages in it."""
        self.names, self.pages, self.chapters = names, pages, notebooks
        self.places = {f"{name}.ipynb": places_in(texts_of(notebook)) for name, notebook in notebooks.items()}
        self.places |= {f"{name}.md": places_in([text]) for name, text in pages.items()}

    def renamed(self, text: str) -> str:
        """A text or code with its links as they are in the folder; a link that would lead out of it becomes its words."""

        def gone(found: re.Match) -> str:
            there = self.pages if found["kind"] == "md" else self.chapters
            return found[0] if found["name"] in there else found["words"]

        def one(found: re.Match) -> str:
            before, folder, name, kind, place = found.group("before", "folder", "name", "kind", "place")
            heading = self.places.get(f"{name}.{kind}", {}).get((place or "").lstrip("#"))
            called = self.names.get(name, name) if kind == "ipynb" else name
            return f"{before}{folder}{called}.{kind}{f'#{heading}' if heading else place or ''}"

        def split(found: re.Match) -> str:
            """A place that stands in a string of its own, after the page's name."""
            headings = {places[found[1]] for places in self.places.values() if found[1] in places}
            return f"#{headings.pop()}" if len(headings) == 1 else found[0]

        text = re.sub(r"(?<=[\"}])#([a-z][\w-]*)(?=\")", split, text)
        return LINK.sub(
            one,
            re.sub(
                r"\[(?P<words>[^\]]+)\]\((?:\.\./(?:book|notebooks)/)?(?P<name>[a-z]\w*)\.(?P<kind>md|ipynb)(?:#[\w-]*)?\)",
                gone,
                text,
            ),
        )


# -- a chapter ------------------------------------------------------------------------------------------------------


def handed_out(notebook: dict, links: Links, *, solutions: str = "") -> dict:
    """The notebook as it is handed out: after each exercise a cell for the answer and one that checks it, and no solution.

    ``solutions`` is "kept" for the teacher's, in which they follow the check, or "nbgrader" for a source of nbgrader, in which they
    stand in the cell for the answer. What the book's pages leave out goes, but for notes on code, which stand in the code.
    """
    cells: list[dict] = []
    original = notebook["cells"]
    judge = next((found[0] for cell in original if cell["cell_type"] == "code" and (found := JUDGE.search(source(cell)))), "")
    note = ""
    for at, cell in enumerate(original):
        if "solution" in tags(cell):
            cells += _solution(cell, links) if solutions == "kept" else []
        elif cell["cell_type"] == "markdown" and "remove-cell" in tags(cell):
            note = source(cell)
        elif "exercise" in tags(cell):
            following = original[at + 1 :]
            cells += _question(cell, links, asked(solution_of(following)) or f"exercise-{at}")
            if not following or "exercise" not in tags(following[0]) or ENDS.search(source(cell)):
                cells += _answer(solution_of(following), judge, at, written=solutions == "nbgrader")
        elif cell["cell_type"] == "code":
            cells += _folded(cell, note, links)
            note = ""
        elif "exercises" in tags(cell):
            cells.append(_opening(cell, "import another" in code(notebook)))
        else:
            cells += _text(cell, _plain(cell, links))
    return with_package(notebook | {"cells": _joined(cells)}, "\n\nfrom claimbook.report.prose import prose")


def _joined(cells: list[dict]) -> list[dict]:
    """The cells, folded code that shows nothing together with the folded code below it: each fold is a row on the screen."""
    made: list[dict] = []
    for cell in cells:
        folded = cell["cell_type"] == "code" and "hide-input" in tags(cell)
        if made and folded and "hide-input" in tags(made[-1]) and _silent(source(made[-1])):
            made[-1] = made[-1] | {"source": f"{source(made[-1])}\n\n{source(cell)}"}
        else:
            made.append(cell)
    return made


def _silent(text: str) -> bool:
    """Whether code shows nothing: it does not end with an expression, or with one that only guards words."""
    last = ast.parse(text).body[-1]
    call = last.value if isinstance(last, ast.Expr) else None
    return call is None or isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "guard"


def _opening(cell: dict, more: bool) -> dict:
    """What stands above the exercises: the heading, and how they are worked in this folder; ``more`` is whether there are hints."""
    heading = source(cell).partition("\n")[0]
    told = "From easy to hard. Write each answer in place of the dots, and run the cell with `check` below it."
    if more:
        told += (
            ' With the name that stands there, `hint("name")` helps in steps, and `another("name")` asks for the same with other'
            " figures, each time under a name of its own."
        )
    return make_cell("markdown", cell["id"], f"{heading}\n\n{told}", tags=["exercise"])


def _plain(cell: dict, links: Links) -> str:
    return links.renamed(as_markdown(source(cell)))


def _solution(cell: dict, links: Links) -> list[dict]:
    """A cell of a solution, for the teacher."""
    if cell["cell_type"] == "code":
        return [make_cell("code", cell["id"], source(cell), tags=["solution"])]
    return _text(cell, _plain(cell, links), tags=["solution"])


def _folded(cell: dict, note: str, links: Links) -> list[dict]:
    """A cell of code, folded, with the note on it as a comment; what it shows for slides alone is left out, or it would show twice."""
    text = links.renamed(source(cell))
    if "remove-output" in tags(cell):
        body = ast.parse(text).body
        last = body[-1]
        text = "\n".join(text.split("\n")[: last.lineno - 1]) if isinstance(last, ast.Expr) else text
    if not text.strip():
        return []
    comment = "\n".join(f"# {line}" for line in textwrap.wrap(note.replace("\n", " "), 70))
    text = f"{comment}\n{text}" if comment else text
    return [make_cell("code", cell["id"], text.rstrip(), tags=["hide-input"], **FOLDED)]


def _text(cell: dict, text: str, **metadata: object) -> list[dict]:
    """A text as Markdown; where it has numbers in it, as folded cells of code that show it, each below its heading."""
    if not (EVALUATED.search(text) or CITED.search(text)):
        return [make_cell("markdown", cell["id"], text, **metadata)] if text else []
    told = []
    for number, part in enumerate(re.split(r"\n(?=#+ )", text)):
        own = f"{cell['id']}-{number}" if number else cell["id"]
        heading, rest = re.fullmatch(r"((?:#+ [^\n{]+\n?\s*)?)(.*)", part, re.S).groups()  # type: ignore[union-attr]
        told += [make_cell("markdown", f"{own}-heading", heading.strip())] if heading else []
        raw = "r" if "\\" in rest else ""
        told += [make_cell("code", own, f'prose({raw}"""\n{rest.strip()}\n""")', **FOLDED, **metadata)] if rest.strip() else []
    return told


def _question(cell: dict, links: Links, name: str) -> list[dict]:
    """What is asked, read only; how to check it stands in a cell of its own."""
    if cell["cell_type"] == "code":
        return [make_cell("code", cell["id"], source(cell), tags=["exercise"])]
    told = _text(cell, without_check(_plain(cell, links)), tags=["exercise"])
    for shown in told[-1:]:
        shown["metadata"]["nbgrader"] = graded(f"question-{name}".replace("_", "-"))
    return told


def _answer(solved: list[dict], judge: str, number: int, *, written: bool) -> list[dict]:
    """A cell for the answer and one that checks it, by the name that stands in the solution; with ``written`` the answer is there.

    The question alone is read only, the answer alone is the student's, and the point is the check's: nbgrader keeps the three apart.
    """
    name = asked(solved)
    own = (name or f"exercise-{number}").replace("_", "-")
    right = written_out(solved) if written else ""
    text = f"### BEGIN SOLUTION\n{right}\n### END SOLUTION" if right else "answer = ..."
    told = graded(f"answer-{own}", solution=True, points=None if name else 1)
    cells = [make_cell("code", f"answer-{own}", text, tags=["answer"], nbgrader=told)]
    if not name:
        return cells
    checked = f'{judge}\n\nverdict = check("{name}", answer)\ndisplay(verdict)\nverdict.points  # the point for it, or half of it for a right value that could be told better'
    return [*cells, make_cell("code", f"check-{own}", checked.strip(), tags=["check"], nbgrader=graded(f"check-{own}", points=1))]


@dataclass(frozen=True)
class Asked:
    """An exercise of a chapter: what is asked, the cells of its solution, and the name by which that checks its answer, if it does."""

    task: Task
    solved: list[dict]

    @property
    def name(self) -> str:
        """The name by which its solution checks its answer; empty where it does not."""
        return asked(self.solved)


def exercises_of(notebook: dict) -> Iterator[Asked]:
    """The exercises of a chapter in their order."""
    for at, cell in enumerate(notebook["cells"]):
        if cell["cell_type"] == "markdown" and "exercise" in tags(cell) and (found := task(source(cell))):
            yield Asked(found, solution_of(notebook["cells"][at + 1 :]))


def solution_of(following: list[dict]) -> list[dict]:
    """The cells of the solution that follows an exercise."""
    following = [cell for cell in following if "tries" not in tags(cell)]  # hints and choices, which a page folds beside it
    begun = next((i for i, cell in enumerate(following) if "solution" in tags(cell)), len(following))
    if any(re.search(r"\{exercise(?:-start)?\}", source(cell)) for cell in following[:begun]):
        return []  # that is the solution of another one
    return list(itertools.takewhile(lambda cell: "solution" in tags(cell), following[begun:]))


def asked(solved: list[dict]) -> str:
    """The name by which a solution checks its answer; empty where it does not."""
    return next((found[1] for cell in solved if (found := re.search(r"\bcheck\(\s*[\"']([\w-]+)[\"']", source(cell)))), "")


def written_out(solved: list[dict]) -> str:
    """The code of a solution with its answer by that name, in place of the call that checks it; empty where there is none."""
    text = "\n".join(source(cell) for cell in solved if cell["cell_type"] == "code")
    for call in (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)):
        if isinstance(call.func, ast.Name) and call.func.id == "check" and len(call.args) == 2:
            checks = ast.get_source_segment(text, call) or ""
            return text.replace(checks, f"answer = {ast.get_source_segment(text, call.args[1])}")
    return ""


def free_names(text: str) -> set[str]:
    """The names that code takes from the cells above it."""
    names = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)]
    given = {node.id for node in names if isinstance(node.ctx, ast.Store)}
    imported = {alias.name for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ImportFrom) for alias in node.names}
    return {node.id for node in names} - given - imported - set(dir(builtins))
