"""Read the tables in ``data/`` and check them against ``data/datapackage.json``.

The checks are the package's own so that the first message names the file, the row and the field in one line and
comes in well under half a second; ``frictionless validate`` judges the same tables in the tests.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

DESCRIPTOR = "datapackage.json"
#: Beyond this a value is a typing mistake: it is above the yearly output of the world economy in euro.
LARGEST_VALUE = 1e14
PRINTED_MONEY = re.compile(r"EUR ([\d.,]+) (million|billion)")
MARKUP = re.compile(r"</?[A-Za-z!][^>]*>?")


@dataclass(frozen=True)
class Problem:
    """One thing wrong in a table: where it stands, what was found and what is allowed."""

    file: str
    row: str
    field: str
    found: str
    allowed: str

    def __str__(self) -> str:
        found = " ".join(self.found.split())
        shown = found if len(found) <= 80 else found[:77] + "..."
        return f"data/{self.file}: row {self.row}: field {self.field}: found {shown!r}; allowed: {self.allowed}"


class DataError(Exception):
    """The tables do not hold; ``problems`` lists every one, the message one line each."""

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


def data_folder() -> Path:
    """The ``data`` folder of the project that the working folder is in, else the one beside this package."""
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "data" / DESCRIPTOR).is_file():
            return folder / "data"
    return Path(__file__).resolve().parents[2] / "data"


def read_descriptor(folder: Path) -> dict:
    """The parsed ``datapackage.json``; raises DataError where it is missing or is not JSON."""
    path = folder / DESCRIPTOR
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DataError([Problem(DESCRIPTOR, "-", "-", str(error), "a readable JSON file")]) from None


def resources(descriptor: dict) -> dict[str, dict]:
    """The descriptor's tables by name."""
    return {resource["name"]: resource for resource in descriptor["resources"]}


def convert(text: str, kind: str) -> int | float | str | None:
    """The value of a cell of a field type (string, integer, number); None for an empty cell. Raises ValueError."""
    if text == "":
        return None
    if kind == "integer":
        if not re.fullmatch(r"-?\d+", text):
            raise ValueError("a whole number in plain digits")
        return int(text)
    if kind == "number":
        if not re.fullmatch(r"-?\d+(\.\d+)?", text):
            raise ValueError("a number in plain digits with a decimal point, such as 7400000000 or 0.5")
        return float(text)
    return text


def _key(resource: dict) -> list[str]:
    key = resource["schema"]["primaryKey"]
    return [key] if isinstance(key, str) else list(key)


def read_rows(folder: Path, resource: dict) -> tuple[list[dict], list[Problem]]:
    """The rows of one table, converted to their types, and every problem of its form, types and constraints."""
    file = resource["path"]
    fields = resource["schema"]["fields"]
    names = [field["name"] for field in fields]

    def whole(field: str, found: str, allowed: str) -> tuple[list, list[Problem]]:
        return [], [Problem(file, "header", field, found, allowed)]

    try:
        raw = (folder / file).read_bytes()
    except OSError:
        return whole("-", "no such file", f"a CSV file with the columns {','.join(names)}")
    if not raw.strip():
        return whole("-", "an empty file", f"a header line: {','.join(names)}")
    if raw.startswith(b"\xef\xbb\xbf"):
        return whole(names[0], "a byte order mark", "UTF-8 without a byte order mark")
    if b"\r" in raw:
        return whole("-", "CRLF or CR line ends", "LF line ends")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        return [], [Problem(file, f"line {line}", "-", f"byte {raw[error.start]:#x}", "text in UTF-8")]
    if "\0" in text:
        return whole("-", "a NUL character", "text in UTF-8")
    try:
        header, *lines = csv.reader(io.StringIO(text), strict=True)
    except csv.Error as error:
        return whole("-", f"{error}", "comma-separated values with paired quotes")
    if header != names:
        missing = [name for name in names if name not in header]
        extra = [name for name in header if name not in names]
        about = (missing or extra or ["-"])[0]
        if missing:
            return whole(about, "no such column", f"the columns {','.join(names)}")
        return whole(about, ",".join(header), f"the columns {','.join(names)} in this order")

    rows, problems, seen = [], [], {}
    key = _key(resource)
    for number, cells in enumerate(lines, start=2):
        if len(cells) != len(names):
            problems.append(Problem(file, cells[0] if cells and cells[0] else f"line {number}", "-",
                                    f"{len(cells)} cells", f"{len(names)} cells: {','.join(names)}"))
            continue
        record = dict(zip(names, cells))
        row_id = " ".join(record[name] for name in key).strip() or f"line {number}"
        row = {}
        for field in fields:
            problems += _check_cell(file, row_id, field, record[field["name"]], row)
        identity = tuple(record[name] for name in key)
        if identity in seen:
            problems.append(Problem(file, row_id, key[0], row_id, f"an id not used before (line {seen[identity]})"))
        seen.setdefault(identity, number)
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
    if "minimum" in rules and value < rules["minimum"]:
        return wrong(f"at least {rules['minimum']}")
    if "maximum" in rules and value > rules["maximum"]:
        return wrong(f"at most {rules['maximum']}")
    if field["type"] == "number" and abs(value) > LARGEST_VALUE:
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


def read_tables(folder: Path | None = None) -> tuple[dict[str, list[dict]], list[Problem]]:
    """Every table of the package as rows, and every problem: form, types, constraints and foreign keys."""
    folder = folder or data_folder()
    by_name = resources(read_descriptor(folder))
    tables, problems = {}, []
    for name, resource in by_name.items():
        tables[name], found = read_rows(folder, resource)
        problems += found
    broken = {problem.file for problem in problems if problem.row == "header"}
    for name, resource in by_name.items():
        for foreign in resource["schema"].get("foreignKeys", []):
            target = foreign["reference"]["resource"] or name
            if by_name[target]["path"] not in broken:
                problems += _dangling(resource, tables, foreign, target)
    return tables, problems


def _dangling(resource: dict, tables: dict, foreign: dict, target: str) -> list[Problem]:
    field, wanted = foreign["fields"], foreign["reference"]["fields"]
    field, wanted = (x if isinstance(x, str) else x[0] for x in (field, wanted))
    known = {row[wanted] for row in tables[target]}
    return [
        Problem(resource["path"], _row_id(resource, row), field, str(row[field]), f"an id of data/{target}.csv{_nearest(row[field], known)}")
        for row in tables[resource["name"]]
        if row[field] is not None and row[field] not in known
    ]


def _row_id(resource: dict, row: dict) -> str:
    return " ".join(str(row[name]) for name in _key(resource))


def _nearest(word: object, known: set) -> str:
    from difflib import get_close_matches

    near = get_close_matches(str(word), [str(k) for k in known], n=1)
    return f" (perhaps {near[0]})" if near else ""


def check(folder: Path | None = None) -> list[Problem]:
    """Every problem of the tables in ``folder``: their form first, then what they say of one another."""
    folder = folder or data_folder()
    tables, problems = read_tables(folder)
    if problems:
        return problems
    problems = _check_claims(tables) + _check_relations(tables) + _check_references(tables)
    return problems + _check_sources(tables, folder)


def _check_claims(tables: dict) -> list[Problem]:
    problems = []
    stage_kinds = {row["id"]: row["kind"] for row in tables["stages"]}
    for row in tables["claims"]:
        def wrong(field: str, allowed: str, row=row) -> None:
            problems.append(Problem("claims.csv", row["id"], field, str(row[field]), allowed))

        if row["unit"] == "EUR" and not row["resolution"]:
            wrong("resolution", "the rounding unit of the printed amount, above zero")
        if row["resolution"] and row["resolution"] > row["value"]:
            wrong("resolution", f"at most the value, {row['value']:.0f}")
        if row["unit"] == "EUR" and stage_kinds[row["stage"]] != "money":
            wrong("stage", "a stage of kind money: " + ", ".join(k for k, v in stage_kinds.items() if v == "money"))
        printed = PRINTED_MONEY.search(row["printed"])
        if row["unit"] == "EUR" and not printed:
            wrong("printed", "the amount as printed, such as EUR 7.4 billion")
        elif printed:
            scale = {"million": 1e6, "billion": 1e9}[printed[2]]
            amount = float(printed[1].replace(",", "")) * scale
            if not math.isclose(amount, row["value"], rel_tol=1e-9):
                wrong("value", f"{amount:.0f}, which is what the field printed says ({row['printed']})")
    for name in ("claims", "events"):
        start, end = ("period_start", "period_end") if name == "claims" else ("date", "date_end")
        for row in tables[name]:
            if row[start] and row[end] and row[end] < row[start][: len(row[end])]:
                problems.append(Problem(f"{name}.csv", row["id"], end, row[end], f"not before {start}, {row[start]}"))
    return problems


def _check_relations(tables: dict) -> list[Problem]:
    claims = {row["id"]: row for row in tables["claims"]}
    problems = []
    graph: dict[str, list[str]] = {}
    for row in tables["relations"]:
        part, whole = claims[row["part"]], claims[row["whole"]]
        row_id = f"{row['part']} {row['whole']}"
        if part["unit"] != whole["unit"]:
            problems.append(Problem("relations.csv", row_id, "part", part["unit"], f"the unit of the whole, {whole['unit']}"))
        elif row["kind"] == "part_of":
            graph.setdefault(row["part"], []).append(row["whole"])
            if part["value"] - part["resolution"] / 2 > whole["value"] + whole["resolution"] / 2:
                problems.append(Problem("relations.csv", row_id, "part", f"{part['value']:.0f}",
                                        f"a part not larger than its whole, {whole['value']:.0f}"))
        if row["part"] == row["whole"]:
            problems.append(Problem("relations.csv", row_id, "whole", row["whole"], "another claim than the part"))
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        circle = error.args[1]
        if len(set(circle)) > 1:
            problems.append(Problem("relations.csv", f"{circle[1]} {circle[0]}", "whole", " in ".join(reversed(circle)),
                                    "no claim that is, in the end, a part of itself"))
    return problems


def _check_references(tables: dict) -> list[Problem]:
    """Footnote numbers, coded subjects and counted lists must agree with the tables that they speak of."""
    problems = []
    numbers = {str(row["number"]) for row in tables["footnotes"]}
    for name, rows in tables.items():
        for row in rows:
            for number in (row.get("footnotes") or "").split():
                if number not in numbers:
                    problems.append(Problem(f"{name}.csv", row.get("id") or row["partner"], "footnotes", number,
                                            "numbers of data/footnotes.csv"))
    claims = {row["id"] for row in tables["claims"]}
    for row in tables["footnotes"]:
        for claim in (row["supports"] or "").split():
            if claim not in claims:
                problems.append(Problem("footnotes.csv", str(row["number"]), "supports", claim,
                                        f"ids of data/claims.csv{_nearest(claim, claims)}"))
    subjects = {kind: {row["id"] for row in tables[f"{kind.removesuffix('y')}{'ies' if kind.endswith('y') else 's'}"]}
                for kind in ("instrument", "priority")}
    for row in tables["lever_coding"]:
        if row["subject"] not in subjects[row["subject_kind"]]:
            problems.append(Problem("lever_coding.csv", row["id"], "subject", row["subject"], f"an id of a {row['subject_kind']}"
                                    + _nearest(row["subject"], subjects[row["subject_kind"]])))
    counted = {"budapest_priorities": "priorities", "balkans_areas": "balkans_areas"}
    values = {row["id"]: row["value"] for row in tables["claims"]}
    for claim, table in counted.items():
        if claim in values and values[claim] != len(tables[table]):
            problems.append(Problem("claims.csv", claim, "value", f"{values[claim]:.0f}", f"{len(tables[table])}, the rows of data/{table}.csv"))
    agreements = [row["claim"] for row in tables["status_agreements"]]
    for claim in dict.fromkeys(agreements):
        if values[claim] != agreements.count(claim):
            problems.append(Problem("claims.csv", claim, "value", f"{values[claim]:.0f}",
                                    f"{agreements.count(claim)}, the rows of data/status_agreements.csv that name it"))
    return problems


def _check_sources(tables: dict, folder: Path) -> list[Problem]:
    """Each source key must stand in the bibliography, where the folder has one beside it."""
    known = set()
    for file in bibliography_files(folder):
        known |= set(re.findall(r"^@\w+\{([^,\s]+),", file.read_text(encoding="utf-8"), re.M))
    if not known:
        return []
    return [
        Problem(f"{name}.csv", str(row.get("number") or row.get("id")), "source", row["source"],
                f"a key of book/*.bib{_nearest(row['source'], known)}")
        for name in ("footnotes", "evidence", "context")
        for row in tables[name]
        if row["source"] and row["source"] not in known
    ]


def bibliography_files(folder: Path) -> list[Path]:
    """The BibTeX files of the book that stands beside the data folder."""
    return sorted((folder.parent / "book").glob("*.bib"))
