"""Whether each notebook can be read at all, before anything runs: else Jupyter would tell of it in pages of its own workings."""

from __future__ import annotations

import codecs
import json
import re
from pathlib import Path
from typing import Any

from claimbook.data.descriptor import root_folder, shown_path
from claimbook.data.outline import faults

#: How git marks the places where two versions of a file meet; in a notebook the second may be indented or quoted by a tool.
CONFLICT = re.compile(r"^[^\S\n]*\"?(<{7}|>{7}) ", re.MULTILINE)
FORMAT = 4
#: A cell of code that does nothing but show a text with numbers in it (``report/prose``).
PROSE = re.compile(r'\A(?:#[^\n]*\n)*prose\(r?"""(?P<text>.*)"""\)\s*\Z', re.S)

#: How a notebook, as the text of its file, asks for the exercises of a module.
ASKS = re.compile(r'\bonce_more\(\\"(\w+)\\"')


def chapter_of(path: Path) -> str:
    """The name of a chapter: that of its notebook, without a number before it."""
    return re.sub(r"^\d+_", "", path.stem)


def with_ids(notebook: dict) -> dict:
    """The notebook, each cell of it with an id: Colab and notebooks before nbformat 4.5 give none."""
    for number, cell in enumerate(notebook["cells"]):
        cell.setdefault("id", f"cell-{number}")
    return notebook


def read_cells(path: Path) -> list[dict]:
    """The cells of a notebook; one that shows a text with numbers in it is that text, with the heading above it."""
    cells: list[dict] = []
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        told = PROSE.match("".join(cell["source"])) if cell["cell_type"] == "code" else None
        text = told["text"] if told else ""
        if told and cells and cells[-1].get("id") == f"{cell.get('id')}-heading":
            text = f"{''.join(cells.pop()['source'])}\n\n{text}"
        cells.append(cell | {"cell_type": "markdown", "source": text} if told else cell)
    return cells


def notebooks_of(project: Path) -> list[Path]:
    """The notebooks of a project, without what a system or an editor puts beside them, whose names begin with a full stop."""
    return sorted((project / "notebooks").glob("[!.]*.ipynb"))


def unreadable(project: Path) -> list[str]:
    """One line for each notebook that cannot be run, and for what is wrong with contents and settings: file, line, what to do."""
    paths = notebooks_of(project)
    files = [shown_path(path, project) for path in paths]
    wrong = [f"{file}: {told}" for path, file in zip(paths, files) if (told := _fault(path.read_bytes(), file))]
    return faults(project) + _without_exercises(project, dict(zip(paths, files))) + wrong


def _without_exercises(project: Path, files: dict[Path, str]) -> list[str]:
    """One line for each module of exercises that a notebook asks for by its name and that a report's package of them lacks."""
    root = root_folder(project / "data").parent
    packages = sorted((root / "src").glob("*/exercises/__init__.py"))
    if len(packages) != 1:  # a report without exercises of its own, or one whose exercises cannot be told apart
        return []
    lacking = {
        packages[0].with_name(f"{name}.py"): file
        for path, file in files.items()
        for name in ASKS.findall(path.read_text(encoding="utf-8", errors="replace"))
        if not packages[0].with_name(f"{name}.py").is_file()
    }
    return [f"{shown_path(module, project)}: no such file; {file} asks its exercises" for module, file in lacking.items()]


def _fault(content: bytes, file: str) -> str:
    """What is wrong with a notebook and how to mend it; empty where it can be run."""
    if not content.strip():
        return f"the file is empty; bring it back with `git checkout -- {file}`, or take it out of _toc.yml and delete it"
    if content.startswith(codecs.BOM_UTF8):
        return (
            "line 1: a byte order mark stands before the notebook; open it in JupyterLab and save it, or save it without the mark"
        )
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return f"line {line}: not UTF-8, as notebooks are; open it in JupyterLab and save it, or bring back the version before"
    if conflict := CONFLICT.search(text):
        line = text[: conflict.start(1)].count("\n") + 1
        keep = f"keep a version: `git checkout --ours {file}`, or --theirs, which drops all that the other side changed"
        return f"line {line}: a merge is not settled ({conflict[1]}); {keep}"
    try:
        notebook = json.loads(text)
    except json.JSONDecodeError as error:
        return f"line {error.lineno}: not a whole notebook ({error.msg}); bring back the version before, or mend it in an editor of text"
    return _not_ours(notebook)


def _not_ours(notebook: Any) -> str:
    """What keeps a file that is JSON from being a notebook that the book runs."""
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells", notebook.get("worksheets")), list):
        return "JSON, but no notebook: it has no cells; bring back the version before"
    if notebook.get("nbformat") != FORMAT:
        return (
            f"field nbformat: {notebook.get('nbformat')!r}, not {FORMAT}, the format of today; open it in JupyterLab and save it"
        )
    if not isinstance(notebook.get("nbformat_minor", 0), int):
        return f"field nbformat_minor: {notebook['nbformat_minor']!r}, which is no number; open it in JupyterLab and save it"
    about = notebook.get("metadata", {})
    parts = [about.get(name) or {} for name in ("kernelspec", "language_info")] if isinstance(about, dict) else [about]
    if not all(isinstance(part, dict) for part in parts):
        return "field metadata: no mapping, as {} is; bring back the version before"
    if wrong := _wrong_cell(notebook.get("cells", [])):
        return f"{wrong}; bring back the version before, or mend it in an editor of text"
    language = str(parts[0].get("language") or parts[1].get("name") or "python")
    if language.lower() not in ("python", "python3", "ipython"):
        return f"written in {language}; the book runs notebooks in Python: choose a Python kernel in JupyterLab, or take it out"
    return ""


def _wrong_cell(cells: list) -> str:
    """The first cell that is none, by its number from 1 and its id, and why; empty where each can be read."""
    ids: set[str] = set()
    for number, cell in enumerate(cells, 1):
        named = f"cell {number}" + (f" ({cell['id']})" if isinstance(cell, dict) and cell.get("id") else "")
        if not isinstance(cell, dict) or cell.get("cell_type") not in ("code", "markdown", "raw"):
            return f"{named}: no cell of code, of text or raw"
        if not isinstance(cell.get("source"), (str, list)) or not all(isinstance(line, str) for line in cell["source"]):
            return f"{named}: no source, which is a text or a list of lines"
        if not isinstance(cell.get("metadata", {}), dict):
            return f"{named}: field metadata: no mapping, as {{}} is"
        if cell.get("id") in ids:
            return f"{named}: an id that a cell above has"
        ids |= {cell["id"]} if cell.get("id") else set()
    bare = next((number for number, cell in enumerate(cells, 1) if "metadata" not in cell), 0)
    return f"cell {bare}: no field metadata, a mapping that may be empty, as {{}} is" if bare else ""
