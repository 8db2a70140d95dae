"""What stands beside the tables: files that no description knows, spoilt text in chapters and pages, and the tables of the last commit."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

from claimbook.data import spoilt
from claimbook.data.descriptor import DATE_PATTERN, DESCRIPTOR, id_of, key_of, read_descriptor
from claimbook.data.problems import Problem

#: Files that hold a table. What an editor keeps beside one while it is open begins with a full stop, a tilde or the like.
TABLES = (".csv", ".tsv", ".tab", ".xls", ".xlsx", ".xlsm", ".ods", ".numbers", ".parquet")


def described_files(folder: Path) -> list[Path]:
    """The description of the tables and the tables that it describes, which are all that is published."""
    return [
        folder / DESCRIPTOR,
        *(folder / path for path in sorted({table["path"] for table in read_descriptor(folder)["resources"]})),
    ]


def check_strays(folder: Path) -> list[Problem]:
    """Tables in the folder that the descriptor does not describe: they are not checked and not published."""
    known = {path.resolve() for path in described_files(folder)}
    allowed = f"a table that data/{DESCRIPTOR} describes; what is not to be published stands in another folder"
    return [
        Problem(path.name, "-", "-", "a table that is not described", allowed)
        for path in sorted(folder.iterdir())
        if path.suffix.lower() in TABLES and path.name[0] not in ".~" and path.is_file() and path.resolve() not in known
    ]


def check_texts(project: Path) -> list[Problem]:
    """Chapters, pages and the descriptor, where their text was spoilt on its way: each with its first such place in a cell or line."""
    problems = []
    for folder, kind in (("notebooks", "*.ipynb"), ("book", "*.md"), ("data", DESCRIPTOR)):
        for path in sorted((project / folder).glob(kind)):
            try:
                text = path.read_text(encoding="utf-8")
                parts = _cells(text) if kind == "*.ipynb" else _lines(text)
                problems += [
                    Problem(path.name, place, "-", *told, folder=folder)
                    for place, part, written in parts
                    if not spoilt.sound(part) and (told := spoilt.spoilt(part, text, written))
                ]
            except (ValueError, KeyError, TypeError) as error:  # of a notebook that cannot be read, ``unreadable`` tells
                if kind != "*.ipynb" and isinstance(error, UnicodeDecodeError):
                    found = f"byte {error.object[error.start]:#x}"
                    problems.append(Problem(path.name, "-", "-", found, "text in UTF-8", folder=folder))
    return problems


def _cells(text: str) -> Iterator[tuple[str, str, bool]]:
    """Each cell of a notebook in which something may be spoilt, by its place, and whether it is prose."""
    if spoilt.sound(text) and "\\u" not in text:
        return
    for cell in json.loads(text)["cells"]:
        yield f"cell {cell.get('id', '?')}", "".join(cell["source"]), cell["cell_type"] == "markdown"


def _lines(text: str) -> Iterator[tuple[str, str, bool]]:
    if not spoilt.sound(text):
        for number, line in enumerate(text.split("\n"), 1):
            yield f"line {number}", line, True


def check_grown_dates(folder: Path, by_name: dict[str, dict], tables: dict, mind: list[Problem] | None = None) -> list[Problem]:
    """Dates that were a month in the last commit and are its first day now, which a spreadsheet makes of them.

    They are problems where several have grown and none was left; others may be right, and go to ``mind``.
    """
    problems = []
    dated = {name: _dated(resource) for name, resource in by_name.items()}
    firsts = {
        name for name, fields in dated.items() for row in tables[name] if any((row[f] or "").endswith("-01") for f in fields)
    }
    for name in _changed(folder, {by_name[name]["path"]: name for name in firsts}):
        resource = by_name[name]
        before = {" ".join(row.get(key) or "" for key in key_of(resource)): row for row in _last_commit(folder, resource["path"])}
        grown, left = [], 0
        for row in tables[name]:
            was = before.get(id_of(resource, row), {})
            for field in dated[name]:
                old, new = was.get(field) or "", row[field] or ""
                if len(old) == len("2024-11"):
                    left += new == old
                    if new == f"{old}-01":
                        allowed = f"{old}, as in the last commit, unless this day is known: a spreadsheet makes it of a month"
                        grown.append(Problem(resource["path"], id_of(resource, row), field, new, allowed))
        if len(grown) > 1 and not left:
            problems += grown
        elif mind is not None:
            mind += grown
    return problems


def _dated(resource: dict) -> list[str]:
    return [
        field["name"]
        for field in resource["schema"]["fields"]
        if field.get("constraints", {}).get("pattern", "").startswith(DATE_PATTERN)
    ]


def _changed(folder: Path, names: dict[str, str]) -> list[str]:
    """Those of the tables, by their paths, that differ from the last commit; none where there is no history."""
    if not names or not any((place / ".git").exists() for place in folder.resolve().parents):
        return []
    found = _git(folder, "diff", "--name-only", "--relative", "HEAD", "--", *names)
    return [names[path] for path in found.splitlines() if path in names]


def _last_commit(folder: Path, path: str) -> list[dict]:
    """The rows of a table as they stood in the last commit."""
    return list(csv.DictReader(io.StringIO(_git(folder, "show", f"HEAD:./{path}"))))


def _git(folder: Path, *command: str) -> str:
    try:
        done = subprocess.run(["git", *command], cwd=folder, capture_output=True, encoding="utf-8", errors="replace", timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout if done.returncode == 0 else ""
