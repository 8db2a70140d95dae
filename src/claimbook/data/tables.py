"""Read the tables in ``data/`` and check their form against ``data/datapackage.json``.

The checks are the package's own so that the first message names the file, the row and the field in one line and
comes in well under half a second; ``frictionless validate`` judges the same tables in the tests.
"""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from pathlib import Path

from claimbook.data.descriptor import DATE_PATTERN, data_folder, id_of, key_of, only_field, read_descriptor, resources
from claimbook.data.problems import Problem, nearest

#: Beyond this a value is a typing mistake: it is above the yearly output of the world economy in euro.
LARGEST_VALUE = 1e14


MARKUP = re.compile(r"</?[A-Za-z!][^>]*>?")


def convert(text: str, kind: str) -> int | float | str | None:
    """The value of a cell of a field type (string, integer, number); None for an empty cell. Raises ValueError."""
    if text == "":
        return None
    if kind == "integer":
        if not re.fullmatch(r"-?[0-9]{1,18}", text):
            raise ValueError("a whole number in plain digits")
        return int(text)
    if kind == "number":
        if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text):
            raise ValueError("a number in plain digits with a decimal point, such as 7400000000 or 0.5")
        return float(text)
    return text


class _Unreadable(Exception):
    """A table of which no row can be read, with the problem that says why."""

    def __init__(self, file: str, row: str, field: str, found: str, allowed: str):
        self.problem = Problem(file, row, field, found, allowed)


def read_rows(folder: Path, resource: dict) -> tuple[list[dict], list[Problem]]:
    """The rows of one table, converted to their types, and every problem of its form, types and constraints."""
    names = [field["name"] for field in resource["schema"]["fields"]]
    try:
        lines = _lines(_text(folder, resource["path"], names), resource["path"], names)
    except _Unreadable as error:
        return [], [error.problem]
    return _rows(resource, lines)


def _text(folder: Path, file: str, names: list[str]) -> str:
    """The text of a table with the columns ``names``; raises _Unreadable where it is none, or not of the form that all have."""
    try:
        raw = (folder / file).read_bytes()
    except OSError:
        raise _Unreadable(file, "header", "-", "no such file", f"a CSV file with the columns {','.join(names)}") from None
    if not raw.strip():
        raise _Unreadable(file, "header", "-", "an empty file", f"a header line: {','.join(names)}")
    if raw.startswith(b"\xef\xbb\xbf"):
        raise _Unreadable(file, "header", names[0], "a byte order mark", "UTF-8 without a byte order mark")
    if b"\r" in raw:
        raise _Unreadable(file, "header", "-", "CRLF or CR line ends", "LF line ends")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise _Unreadable(file, f"line {line}", "-", f"byte {raw[error.start]:#x}", "text in UTF-8") from None
    if "\0" in text:
        raise _Unreadable(file, "header", "-", "a NUL character", "text in UTF-8")
    return text


def _lines(text: str, file: str, names: list[str]) -> list[tuple[int, list[str]]]:
    """The cells of each line below the header, with the line's number; raises _Unreadable for quotes or columns that are wrong."""
    records, starts = [], [1]
    reader = csv.reader(io.StringIO(text), strict=True)
    try:
        for cells in reader:
            records.append(cells)
            starts.append(reader.line_num + 1)
    except csv.Error as error:
        allowed = "comma-separated values with paired quotes"
        raise _Unreadable(file, f"line {starts[-1]}", "-", str(error), allowed) from None
    header, *lines = records
    if header != names:
        missing = [name for name in names if name not in header]
        extra = [name for name in header if name not in names]
        about = (missing or extra or ["-"])[0]
        if missing:
            raise _Unreadable(file, "header", about, "no such column", f"the columns {','.join(names)}")
        raise _Unreadable(file, "header", about, ",".join(header), f"the columns {','.join(names)} in this order")
    return list(zip(starts[1:], lines))


def _rows(resource: dict, lines: list[tuple[int, list[str]]]) -> tuple[list[dict], list[Problem]]:
    """The rows that lines of cells make, and what is wrong with their cells, their keys and what must be unique."""
    file, fields, key = resource["path"], resource["schema"]["fields"], key_of(resource)
    names = [field["name"] for field in fields]
    rows: list[dict] = []
    problems: list[Problem] = []
    seen: dict[tuple, int] = {}
    unique: dict[str, dict] = {
        field["name"]: {} for field in fields if field.get("constraints", {}).get("unique") and [field["name"]] != key
    }
    for number, cells in lines:
        if len(cells) != len(names):
            row_id = cells[0] if cells and cells[0] else f"line {number}"
            problems.append(Problem(file, row_id, "-", f"{len(cells)} cells", f"{len(names)} cells: {','.join(names)}"))
            continue
        record = dict(zip(names, cells))
        row_id = " ".join(record[name] for name in key).strip() or f"line {number}"
        row: dict = {}
        for field in fields:
            problems += _check_cell(file, row_id, field, record[field["name"]], row)
        identity = tuple(record[name] for name in key)
        if identity in seen:
            problems.append(Problem(file, row_id, key[0], row_id, f"an id not used before (line {seen[identity]})"))
        seen.setdefault(identity, number)
        for name, values in unique.items():
            if record[name] and record[name] in values:
                problems.append(
                    Problem(file, row_id, name, record[name], f"a value not used before (line {values[record[name]]})")
                )
            values.setdefault(record[name], number)
        rows.append(row)
    return rows, problems


def _check_cell(file: str, row_id: str, field: dict, text: str, row: dict) -> list[Problem]:
    """Convert one cell into ``row`` and return what is wrong with it."""
    name, rules = field["name"], field.get("constraints", {})

    def wrong(allowed: str) -> list[Problem]:
        return [Problem(file, row_id, name, text, allowed)]

    row[name] = None
    try:
        value = row[name] = convert(text, field["type"])
    except ValueError as error:
        return wrong(str(error))
    if value is None:
        return wrong("a value; this field is required") if rules.get("required") else []
    if "enum" in rules and value not in rules["enum"]:
        return wrong("one of " + ", ".join(map(str, rules["enum"])))
    if "pattern" in rules and not re.fullmatch(rules["pattern"], text):
        return wrong(f"text of the form {rules['pattern']}")
    if rules.get("pattern", "").startswith(DATE_PATTERN) and not _is_date(text):
        return wrong("a date of the calendar: 2024, 2024-03 or 2024-03-17")
    if len(text) > rules.get("maxLength", len(text)):
        return wrong(f"at most {rules['maxLength']} characters")
    if len(text) < rules.get("minLength", 0):
        return wrong(f"at least {rules['minLength']} characters")
    if "minimum" in rules and value < rules["minimum"]:
        return wrong(f"at least {rules['minimum']}")
    if "maximum" in rules and value > rules["maximum"]:
        return wrong(f"at most {rules['maximum']}")
    if field["type"] == "number" and abs(float(value)) > LARGEST_VALUE:
        return wrong(f"at most {LARGEST_VALUE:.0e}; check the unit and the zeros")
    if field["type"] == "string":
        if text != text.strip():
            return wrong("text without a space at either end")
        if text[0] in "=+@\t" or (text[0] == "-" and not text[1:2].isdigit()):
            return wrong("text that a spreadsheet does not take for a formula: it may not start with = + - @")
        if MARKUP.search(text):
            return wrong("plain text without HTML tags")
        if any(ord(character) < 32 or ord(character) == 127 for character in text):
            return wrong("text on one line without control characters")
        if field.get("format") == "uri" and not re.fullmatch(r"https?://[^\s]+", text):
            return wrong("an address that starts with https:// or http://")
    return []


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text + "-01-01"[len(text) - 4 :])
    except ValueError:
        return False
    return text.isascii()


def read_tables(folder: Path | None = None) -> tuple[dict[str, list[dict]], list[Problem]]:
    """Every table of the package as rows, and every problem: form, types, constraints and foreign keys."""
    folder = folder or data_folder()
    by_name = resources(read_descriptor(folder))
    tables, problems = {}, []
    for name, resource in by_name.items():
        tables[name], found = read_rows(folder, resource)
        problems += found
    # A table with unreadable rows says nothing of what refers to it, and a cell is reported once.
    broken = {problem.file for problem in problems if problem.row == "header" or problem.field == "-"}
    reported = {(problem.file, problem.row, problem.field) for problem in problems}
    for name, resource in by_name.items():
        for foreign in resource["schema"].get("foreignKeys", []):
            target = foreign["reference"]["resource"] or name
            if by_name[target]["path"] not in broken:
                problems += [
                    problem
                    for problem in _dangling(resource, tables, foreign, target)
                    if (problem.file, problem.row, problem.field) not in reported
                ]
    return tables, problems


def _dangling(resource: dict, tables: dict, foreign: dict, target: str) -> list[Problem]:
    field, wanted = only_field(foreign["fields"]), only_field(foreign["reference"]["fields"])
    known = {row[wanted] for row in tables[target]}
    return [
        Problem(
            resource["path"],
            id_of(resource, row),
            field,
            str(row[field]),
            f"an id of data/{target}.csv{nearest(row[field], known)}",
        )
        for row in tables[resource["name"]]
        if row[field] is not None and row[field] not in known
    ]
