"""What stands beside the tables: files that no description knows, spoilt text in chapters and pages, and the tables of the last commit."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from claimbook.data import form, spoilt
from claimbook.data.descriptor import DATE_PATTERN, DESCRIPTOR, EDITIONS, id_of, key_of, read_descriptor, root_folder
from claimbook.data.problems import Problem, as_text
from claimbook.data.tables import NO_FILE, read_rows

#: Workbooks of spreadsheets, and by what they are saved as text; what an editor keeps beside one begins with a full stop, a tilde or so.
_EXCEL = "in Excel File > Save As > CSV UTF-8 (Comma delimited)"
_LIBRE = "in LibreOffice File > Save As > Text CSV with Character set: Unicode (UTF-8) and Field delimiter: ,"
_NUMBERS = "in Numbers File > Export To > CSV with Text Encoding: Unicode (UTF-8)"
WORKBOOKS = {
    **dict.fromkeys((".xls", ".xlsx", ".xlsm", ".xlsb"), f"{_EXCEL}, {_LIBRE}"),
    **dict.fromkeys((".ods", ".fods"), _LIBRE),
    ".numbers": _NUMBERS,
}
#: Files that hold a table.
TABLES = (".csv", ".tsv", ".tab", *WORKBOOKS, ".parquet")
#: The words that the lint lets through: a table beside the pages. It quotes them as they stand, so a cell may hold any text.
WORDS = "words.csv"
WORDS_FIELDS: list[dict] = [{"name": name, "type": "any", "constraints": {}} for name in ("page", "words", "kind", "why")]
WORDS_TABLE = {"name": "words", "path": WORDS, "schema": {"fields": WORDS_FIELDS, "primaryKey": ["page", "words"]}}


def described_files(folder: Path) -> list[Path]:
    """The description of the tables and the tables that it describes, which are all that is published."""
    return [
        folder / DESCRIPTOR,
        *(folder / path for path in sorted({table["path"] for table in read_descriptor(folder)["resources"]})),
    ]


def lacking(folder: Path) -> list[Problem]:
    """The tables that are described and not there."""
    return [problem for table in read_descriptor(folder)["resources"] for problem in _lacking(folder, table)]


def _lacking(folder: Path, table: dict) -> list[Problem]:
    return [] if (folder / table["path"]).is_file() else read_rows(folder, table)[1]


def check_strays(folder: Path) -> list[Problem]:
    """Tables in the folder and below that the descriptor does not describe: they are not checked and not published.

    Those of other editions, in ``editions``, are theirs.
    """
    known = {path.resolve() for path in described_files(folder)}
    return [
        Problem(path.relative_to(folder).as_posix(), "-", "-", *_stray(path))
        for path in sorted(folder.rglob("*"))
        if path.suffix.lower() in TABLES
        and path.resolve() not in known
        and not any(part[0] in ".~" for part in path.relative_to(folder).parts)
        and path.relative_to(folder).parts[0] != EDITIONS
        and (path.is_file() or path.suffix.lower() == ".numbers")  # which is a folder on some computers
    ]


def _stray(path: Path) -> tuple[str, str]:
    """What a stray table is, and what would be right."""
    if how := WORKBOOKS.get(path.suffix.lower()):
        return "a workbook", f"CSV in UTF-8, as a table that data/{DESCRIPTOR} describes: {how}; then move the workbook elsewhere"
    allowed = f"a table that data/{DESCRIPTOR} describes; what is not to be published stands in another folder"
    return "a table that is not described", allowed


def with_renamed(folder: Path, problems: list[Problem], by_name: dict[str, dict]) -> list[Problem]:
    """The problems, with a table that is missing and one that nobody described told as one where the second has the first's columns."""
    missing = {
        resource["path"]: ",".join(field["name"] for field in resource["schema"]["fields"]) for resource in by_name.values()
    }
    missing = {path: header for path, header in missing.items() if not (folder / path).exists()}
    strays = {problem.file: _header(folder / problem.file) for problem in problems if problem.file.lower().endswith(".csv")}
    moved = {path: name for path, header in missing.items() for name, found in strays.items() if found == header and header}
    return [
        replace(problem, allowed=f"the table with this name; data/{moved[problem.file]} has its columns: give it this name again")
        if problem.file in moved
        else problem
        for problem in problems
        if problem.file not in moved.values()
    ]


def _header(path: Path) -> str:
    """The first line of a file, as a table's header."""
    try:
        with path.open(encoding="utf-8-sig", errors="replace") as file:
            return file.readline(10_000).strip()
    except OSError:
        return ""


def check_words(project: Path) -> list[Problem]:
    """What is wrong with the form of the table of words that the lint lets through; what its rows mean, the lint judges."""
    if not (project / "book" / WORDS).is_file():
        return []
    return [replace(problem, folder="book") for problem in read_rows(project / "book", WORDS_TABLE)[1]]


def notice_words(project: Path) -> list[Problem]:
    """That the table of words is gone where there are pages: tables hold without it, and the lint then finds every word that it let through."""
    if (project / "book" / WORDS).is_file() or not any((project / "book").glob("[!.]*.md")):
        return []
    allowed = (
        f"the words that the lint lets through: bring it back with `git checkout -- book/{WORDS}`, or begin one with the "
        f"line {','.join(field['name'] for field in WORDS_FIELDS)}"
    )
    return [Problem(WORDS, "-", "-", NO_FILE, allowed, folder="book")]


def check_bibliographies(files: list[Path]) -> list[Problem]:
    """What is wrong with the form of each bibliography as a whole, which the reader of its entries passes over."""
    problems = []
    for file in files:
        try:
            read = form.decoded(file.read_bytes())
        except (form.Unreadable, OSError):  # told by that reader
            continue
        if read.faults:
            problems.append(
                Problem(file.name, "-", "-", read.found, f"{_rights(read)}; the command `tidy` mends it", folder="book")
            )
    return problems


def _rights(read: form.Read) -> str:
    return read.allowed.partition("; ")[0]


def check_texts(project: Path) -> list[Problem]:
    """Chapters, pages and the descriptor, where their text was spoilt on its way: each with its first such place in a cell or line."""
    problems = []
    for folder, kind in (("notebooks", "[!.]*.ipynb"), ("book", "[!.]*.md"), ("data", DESCRIPTOR)):
        for path in sorted((project / folder).glob(kind)):
            try:
                text = path.read_text(encoding="utf-8")
                if path.suffix != ".ipynb" and (conflict := form.CONFLICT.search(text)):
                    row, name = f"line {text.count(chr(10), 0, conflict.start()) + 1}", f"{folder}/{path.name}"
                    problems.append(
                        Problem(path.name, row, "-", conflict[0], form.UNSETTLED.replace("FILE", name), folder=folder)
                    )
                    continue
                parts = _cells(text) if path.suffix == ".ipynb" else _lines(text)
                problems += [
                    Problem(path.name, place, "-", *told, folder=folder)
                    for place, part, written in parts
                    if not spoilt.sound(part) and (told := spoilt.spoilt(part, text, written))
                ]
            except (ValueError, KeyError, TypeError) as error:  # of a notebook that cannot be read, ``unreadable`` tells
                if path.suffix != ".ipynb" and isinstance(error, UnicodeDecodeError):
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
    for name in changed_tables(folder, {by_name[name]["path"]: name for name in firsts}):
        resource = by_name[name]
        before = {" ".join(row.get(key) or "" for key in key_of(resource)): row for row in last_commit(folder, resource["path"])}
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


def with_lost(folder: Path, problems: list[Problem], by_name: dict[str, dict], tables: dict) -> list[Problem]:
    """The problems, and before them each row of the last commit that is gone and that other rows still name, by these problems.

    A row that has another id, or none, and is what it was, is told in place of who names it, with all files that do.
    """
    named = {id_ for problem in problems for id_ in problem.found.split()}
    keys = {name: key_of(resource) for name, resource in by_name.items()}
    rows = {name: {row[keys[name][0]] for row in tables[name]} for name in keys if len(keys[name]) == 1 and tables[name]}
    lost: list[Problem] = []
    for name in changed_tables(folder, {by_name[name]["path"]: name for name in rows}) if problems else ():
        (key,), there, path = keys[name], {str(id_).strip() for id_ in rows[name]}, by_name[name]["path"]
        gone = {
            row[key]: row for row in last_commit(folder, path) if row.get(key) in named - there or _is_left(row, key, rows[name])
        }
        now = {_rest(row, key): row[key] for row in tables[name]} if gone else {}
        for id_, row in gone.items():
            new = now.get(_rest(row, key), "")
            if new != "":
                problems = [problem for problem in problems if problem.found != id_]
                who = f"as in the last commit and as is named in {', '.join(naming(folder, id_, path))}"
                if new is None:  # its cell is empty: there is one line for it, which says how the row was called
                    problems = [
                        replace(problem, allowed=f"{id_}, {who}") if _is_nameless(problem, path, key) else problem
                        for problem in problems
                    ]
                else:
                    lost.append(Problem(path, str(new), key, str(new), f"{id_}, {who}, or {new} there too"))
                continue
            if id_ not in named:
                continue
            allowed = "this row, which stood here in the last commit and which other rows name; or none that names it"
            lost.append(Problem(path, id_, key, "no such row", allowed))
    return lost + problems


def _is_left(row: dict, key: str, ids: set) -> bool:
    """Whether a row of the last commit may be the one that has an empty key now, by the keys that there are."""
    return None in ids and row.get(key) not in ids


def _is_nameless(problem: Problem, path: str, key: str) -> bool:
    """Whether a problem is that of a row whose key is empty."""
    return (problem.file, problem.field, problem.found) == (path, key, "")


def naming(folder: Path, id_: str, table: str) -> list[str]:
    """The files of a project, beside the table itself, that name an id: tables, notebooks, pages, settings, modules of exercises.

    An id that is a word of the language, without an underscore, is looked for between quotes or in braces alone, or as a whole cell.
    """
    project, root = folder.parent, root_folder(folder).parent
    paths = [*sorted(folder.glob("*.csv")), project / "book" / WORDS, *sorted(project.glob("notebooks/[!.]*.ipynb"))]
    paths += [*sorted(project.glob("book/[!.]*.md")), project / "_config.yml", *sorted(root.glob("src/*/exercises/*.py"))]
    bare = rf"(?<![\w.-]){re.escape(id_)}(?![\w-])"
    quoted = rf"""(?:(?<=["'{{ ,])|^){re.escape(id_)}(?=[\\"'}}.]|[ ,\n](?=[a-z_ ]*[,\n]))"""
    pattern = re.compile(bare if "_" in id_ else quoted, re.M)
    found = []
    for path in paths:
        if path != folder / table and path.is_file() and pattern.search(path.read_text(encoding="utf-8", errors="replace")):
            found.append(path.relative_to(project if path.is_relative_to(project) else root).as_posix())
    return found


def _rest(row: dict, key: str) -> tuple:
    """What a row holds besides its key, as it stands in the file."""
    return tuple(sorted((name, as_text(value)) for name, value in row.items() if name != key))


def changed_tables(folder: Path, names: dict[str, str]) -> list[str]:
    """Those of the tables, by their paths, that differ from the last commit; none where there is no history."""
    if not names or not any((place / ".git").exists() for place in folder.resolve().parents):
        return []
    found = _git(folder, "diff", "--name-only", "--relative", "HEAD", "--", *names)
    return [names[path] for path in found.splitlines() if path in names]


def last_commit(folder: Path, path: str) -> list[dict]:
    """The rows of a table as they stood in the last commit."""
    return list(csv.DictReader(io.StringIO(_git(folder, "show", f"HEAD:./{path}"))))


def other_edition(folder: Path) -> bool:
    """Whether the tables that stood here in the last commit were those of another edition of the report."""
    try:
        then = json.loads(_git(folder, "show", f"HEAD:./{DESCRIPTOR}"))["report"].get("edition")
    except (ValueError, KeyError, TypeError, AttributeError):
        return False
    return bool(then and then != read_descriptor(folder)["report"].get("edition"))


def _git(folder: Path, *command: str) -> str:
    try:
        done = subprocess.run(["git", *command], cwd=folder, capture_output=True, encoding="utf-8", errors="replace", timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout if done.returncode == 0 else ""
