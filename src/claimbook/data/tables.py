"""Read the tables in ``data/`` and check their form against ``data/datapackage.json``.

The checks are the package's own so that the first message names the file, the row and the field in one line and
comes in well under half a second; ``frictionless validate`` judges the same tables in the tests.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path

from claimbook.data import form, spoilt
from claimbook.data.descriptor import DATE_PATTERN, data_folder, id_of, key_of, only_field, read_descriptor, resources
from claimbook.data.meant import ODD, perhaps
from claimbook.data.problems import Fault, Problem, nearest

NO_FILE = "no such file"
#: How many lines of a title may stand above a header that is still found.
TITLES = 10
#: What programs write into a cell that has no value, or one that is true or not; a text for a reader is none of these.
_NO_VALUE = re.compile(
    r"NaN|nan|NULL|null|None|N/A|n/a|<NA>|NaT|undefined|TRUE|FALSE|True|False|WAHR|FALSCH|VRAI|FAUX|VERDADERO|FALSO|VERO"
)
#: The years that a date may have: outside of these a digit is wrong.
YEARS = ("1800", "2100")
#: As many required cells of a row have to be empty for the row to be told in place of its cells.
EMPTY = 4
#: As many cells of a table have to have a space at an end to be told at once.
SPACED = 4
#: Beyond this a value is a typing mistake: it is above the yearly output of the world economy in euro.
LARGEST_VALUE = 1e14
#: What a text has to be like for patterns that are hard to read.
FORMS = {
    "^[^0-9]+$": "words without a digit",
    "^[a-z][a-z0-9_]*$": "small letters, digits and underscores, a letter first",
}


#: What a cell holds that is one or several ids and not text for a reader.
_CODE = re.compile(r"[a-z0-9_.-]+(?: [a-z0-9_.-]+)*")
MARKUP = re.compile(r"</?[A-Za-z!][^>]*>?")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")


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


def read_rows(folder: Path, resource: dict) -> tuple[list[dict], list[Problem]]:
    """The rows of one table, converted to their types, and every problem of its form, types and constraints."""
    file, names = resource["path"], [field["name"] for field in resource["schema"]["fields"]]
    columns = f"the columns {','.join(names)}"
    try:
        raw = (folder / file).read_bytes()
    except FileNotFoundError:
        return [], [Problem(file, "header", "-", NO_FILE, f"a CSV file with {columns}")]
    except OSError as error:
        found_there = "a folder" if (folder / file).is_dir() else f"a file that cannot be read ({error.strerror})"
        return [], [Problem(file, "header", "-", found_there, f"a CSV file with {columns}")]
    if not raw.strip():
        return [], [Problem(file, "header", "-", "an empty file", f"a header line: {','.join(names)}")]
    try:
        found = form.read(raw, names)
    except form.Unreadable as error:
        return [], [Problem(file, error.row, "-", error.found, error.allowed.replace("FILE", f"{folder.name}/{file}"))]
    problems = _of_form(file, found)
    (_, header), *lines = found.lines or [(1, [])]
    if alike := _alike(file, header, names):
        return [], [*problems, *alike]
    if names in (cells for _, cells in lines[:TITLES]) and header != names:
        line = next(line for line, cells in lines if cells == names)
        allowed = f"the header as first line: it stands in line {line}, and nothing is to stand above it"
        return [], [*problems, Problem(file, "line 1", "-", ",".join(filter(None, header)), allowed)]
    if set(names) <= set(header) and (twice := next((name for name in names if header.count(name) > 1), "")):
        return [], [*problems, Problem(file, "header", twice, ",".join(header), f"each column once: {columns}")]
    if set(header[len(names) :]) == {""} and header[: len(names)] == names:
        problems += _beyond(resource, lines, len(names))
        header, lines = names, [(number, cells[: len(names)]) for number, cells in lines]
    if header != names:
        missing = [name for name in names if name not in header]
        extra = [name for name in header if name not in names]
        told = "no such column" if missing and set(names) & set(header) else ",".join(header)
        allowed = columns if missing else f"{columns} in this order"
        return [], [*problems, Problem(file, "header", (missing or extra or ["-"])[0], told, allowed)]
    spaced = [number for number, cells in lines for cell in cells if cell != cell.strip(" ")]
    quoted = any(field["type"] == "any" for field in resource["schema"]["fields"])  # any text may stand there
    if len(spaced) >= SPACED and not quoted:
        places, told = ", ".join(_runs(sorted(set(spaced)))), f"{len(spaced)} cells with a space at an end"
        problems.append(Problem(file, f"lines {places}", "-", told, f"cells without; {form.how_to_mend([])}"))
        lines = [(number, [cell.strip(" ") for cell in cells]) for number, cells in lines]
    rows, more = rows_of(resource, lines)
    reported = {(problem.row, problem.field) for problem in more}
    return rows, [*problems, *more, *(p for p in _spoilt(resource, lines) if (p.row, p.field) not in reported)]


def _alike(file: str, header: list[str], names: list[str]) -> list[Problem]:
    """Each column whose name looks like that of a missing one, such as "Value " for "value"."""
    missing, extra = [name for name in names if name not in header], [name for name in header if name not in names]
    if not missing or not extra:
        return []
    from claimbook.data.alike import difference, folded

    pairs = [(name, right) for name in extra for right in missing if folded(name) == folded(right)]
    mended = form.how_to_mend([])
    if len(pairs) < 2:
        return [
            Problem(file, "header", right, name, f"the column name {right!r}{difference(name, right)}; {mended}")
            for name, right in pairs
        ]
    (name, right), *_ = pairs
    rights = f"the column names {','.join(right for _, right in pairs)}: {right!r}{difference(name, right)}, and so on; {mended}"
    return [Problem(file, "header", "-", ",".join(name for name, _ in pairs), rights)]


def _beyond(resource: dict, lines: list[tuple[int, list[str]]], width: int) -> list[Problem]:
    """Each value that stands beyond the last column, below a header that names nothing there."""
    names = [field["name"] for field in resource["schema"]["fields"]]
    return [
        Problem(resource["path"], _row_id(resource, number, dict(zip(names, cells))), "-", value, allowed)
        for number, cells in lines
        for value in filter(None, cells[width:])
        if (allowed := f"nothing here: this is a value beyond the last column, {names[-1]}")
    ]


def _of_form(file: str, found: form.Read) -> list[Problem]:
    """What is wrong with the form of a file: of the whole of it, of its encoding, of its blank rows; each in one line."""
    problems = [Problem(file, "header", "-", found.found, found.allowed)] if found.faults else []
    if found.foreign:
        line, byte, word = found.foreign[0]
        lines = len({line for line, *_ in found.foreign})
        more = f", and of {lines - 1} more" * (lines > 1)
        told = f"text in UTF-8; in {found.encoding} the word of this line{more} reads {word!r}; {form.how_to_mend(['encoding'])}"
        problems.append(Problem(file, f"line {line}", "-", f"byte {byte:#x}", told))
    if blank := found.blank:
        row = f"line {blank[0]}" if len(blank) == 1 else f"lines {', '.join(_runs(blank))}"
        allowed = f"no row that is blank; {form.how_to_mend([])}"
        problems.append(Problem(file, row, "-", "a blank row" if len(blank) == 1 else f"{len(blank)} blank rows", allowed))
    if found.unended and found.lines:
        number, cells = found.lines[-1]
        allowed = f"a line end after the last row: the file may be cut off here. Where the row is whole, {form.how_to_mend([])}"
        problems.append(Problem(file, f"line {number}", "-", f"...{cells[-1][-60:]}" if cells else "", allowed))
    return problems


def _runs(lines: list[int]) -> list[str]:
    """Numbers of lines in short: [6, 7, 8, 12] is 6-8 and 12."""
    starts = [line for line in lines if line - 1 not in lines]
    ends = [line for line in lines if line + 1 not in lines]
    return [f"{start}-{end}" if end > start else str(start) for start, end in zip(starts, ends)]


def _spoilt(resource: dict, lines: list[tuple[int, list[str]]]) -> Iterator[Problem]:
    """Each cell whose text was spoilt on its way; that nothing is, a look at all of them at once tells."""
    whole = "\n".join(" ".join(cells) for _, cells in lines)
    if spoilt.sound(whole):
        return
    names = [field["name"] for field in resource["schema"]["fields"]]
    for number, cells in lines:
        record = dict(zip(names, cells))
        for name, cell in record.items():
            if not spoilt.sound(cell) and (told := spoilt.spoilt(cell, whole)):
                place = resource["path"], _row_id(resource, number, record), name
                at = names.index(name)
                others = {other[at] for _, other in lines if at < len(other)} - {cell, ""}
                if len(others) > 1 and all(map(_CODE.fullmatch, others)):
                    told = cell, f"a code as other rows have{nearest(cell, others)}"
                yield Problem(*place, *told)


def _row_id(resource: dict, number: int, record: dict[str, str]) -> str:
    """What names a row: its key, else the number of its line."""
    return " ".join(record.get(name, "") for name in key_of(resource)).strip() or f"line {number}"


def rows_of(resource: dict, lines: list[tuple[int, list[str]]]) -> tuple[list[dict], list[Problem]]:
    """The rows that lines of cells make, and what is wrong with their cells, their keys and what must be unique."""
    file, fields, key = resource["path"], resource["schema"]["fields"], key_of(resource)
    names = [field["name"] for field in fields]
    rows: list[dict] = []
    problems: list[Problem] = []
    seen: dict[tuple, int] = {}
    # Of each column, the values of texts with which nothing is wrong: most stand in many rows.
    sound: dict[tuple[str, str], object] = {}
    unique: dict[str, dict] = {
        field["name"]: {} for field in fields if field.get("constraints", {}).get("unique") and [field["name"]] != key
    }
    for number, cells in lines:
        if len(cells) != len(names):
            row_id = cells[0] if cells and cells[0] else f"line {number}"
            problems.append(Problem(file, row_id, "-", f"{len(cells)} cells", f"{len(names)} cells: {','.join(names)}"))
            continue
        record = dict(zip(names, cells))
        row_id = _row_id(resource, number, record)
        if cells == names:
            problems.append(Problem(file, f"line {number}", "-", "the header once more", "rows alone below the header"))
            continue
        row: dict = {}
        wrong: list[Problem] = []
        for field in fields:
            cell = field["name"], record[field["name"]]
            if cell in sound:
                row[cell[0]] = sound[cell]
            elif told := _check_cell(file, row_id, field, cell[1], row):
                wrong += told
            else:
                sound[cell] = row[cell[0]]
        problems += _as_one(file, row_id, wrong)
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


def _as_one(file: str, row_id: str, wrong: list[Problem]) -> list[Problem]:
    """What is wrong in a row; one thing where so many cells are empty that it is none of the table's, such as a total."""
    empty = [problem.field for problem in wrong if not problem.found]
    if len(empty) < EMPTY:
        return wrong
    allowed = f"a value in {', '.join(empty)}, or no such row: notes and totals that a spreadsheet holds stand elsewhere"
    return [Problem(file, row_id, "-", f"{len(empty)} empty cells", allowed)]


def _check_cell(file: str, row_id: str, field: dict, text: str, row: dict) -> list[Problem]:
    """Convert one cell into ``row`` and return what is wrong with it."""
    name, rules = field["name"], field.get("constraints", {})
    dated = rules.get("pattern", "").startswith(DATE_PATTERN)

    def wrong(allowed: str, kind: str = "") -> list[Problem]:
        meant = perhaps(text, field["type"], rules.get("pattern", ""), dated)
        return [Problem(file, row_id, name, text, allowed + meant, fault=Fault(kind) if kind else None)]

    row[name] = None
    try:
        value = row[name] = convert(text, field["type"])
    except ValueError as error:
        return wrong(str(error), "unread")
    if value is None:
        return wrong("a value; this field is required", "empty") if rules.get("required") else []
    if "enum" in rules and value not in rules["enum"]:
        known = tuple(map(str, rules["enum"]))
        allowed = f"one of {', '.join(known)}{nearest(text, set(rules['enum']))}"
        return [Problem(file, row_id, name, text, allowed, fault=Fault("choice", known))]
    if "pattern" in rules and not re.fullmatch(rules["pattern"], text):
        return wrong(
            "a date as 2024, 2024-03 or 2024-03-17"
            if dated
            else FORMS.get(rules["pattern"], f"text of the form {rules['pattern']}")
        )
    if dated and not _is_date(text):
        return wrong("a date of the calendar: 2024, 2024-03 or 2024-03-17")
    if dated and not YEARS[0] <= text[:4] <= YEARS[1]:
        return wrong(f"a year from {YEARS[0]} to {YEARS[1]}")
    if len(text) > rules.get("maxLength", len(text)):
        return wrong(f"at most {rules['maxLength']} characters")
    if len(text) < rules.get("minLength", 0):
        return wrong(f"at least {rules['minLength']} characters")
    if "minimum" in rules and value < rules["minimum"]:
        return wrong(f"at least {rules['minimum']}", "below")
    if "maximum" in rules and value > rules["maximum"]:
        return wrong(f"at most {rules['maximum']}")
    if field["type"] == "number" and abs(float(value)) > LARGEST_VALUE:
        return wrong(f"at most {LARGEST_VALUE:.0e}; check the unit and the zeros")
    fault = _of_text(text, field) if field["type"] == "string" else ""
    return wrong(fault) if fault else []


def _of_text(text: str, field: dict) -> str:
    """What a text would have to be, if it is none that a reader sees as it stands and a spreadsheet leaves alone."""
    if text != text.strip():
        return "text without a space at either end; the command `tidy` mends it"
    if not text.isascii() and ODD.search(text) and spoilt.redecoded(text) == text:
        return f"{ODD.sub(' ', text)!r}, with a plain space; the command `tidy` mends it"
    if text[0] in "=+@\t" or (text[0] == "-" and not text[1:2].isdigit()):
        return "text that a spreadsheet does not take for a formula: it may not start with = + - @"
    if _NO_VALUE.fullmatch(text):
        return "a text, or nothing where there is none: programs write this into a cell"
    if MARKUP.search(text):
        return "plain text without HTML tags"
    if "&" in text and (meant := spoilt.unescaped(text)) != text:
        return f"{ODD.sub(' ', meant)!r}, without what the source of a page writes for a character"
    if not text.isprintable() and CONTROL.search(text):
        return "text on one line without control characters"
    if field.get("format") == "uri" and not re.fullmatch(r"https?://[^\s]+", text):
        return "an address that starts with https:// or http://"
    return ""


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
    dangling: list[Problem] = []
    for target, resource in by_name.items():
        if resource["path"] not in broken:
            key = key_of(resource)[0]
            ids = [problem.found for problem in problems if (problem.file, problem.field) == (resource["path"], key)]
            dangling += _of_references(target, by_name, tables, ids)
    reported = {(problem.file, problem.row, problem.field) for problem in dangling}
    kept = [problem for problem in problems if (problem.file, problem.row, problem.field) not in reported]
    return tables, kept + dangling


def _of_references(target: str, by_name: dict[str, dict], tables: dict, wrong: list[str]) -> list[Problem]:
    """What refers to a table and names no row of it; where that has no row at all, it alone is to blame.

    Nor is who names a row to blame where its id is among those that are ``wrong`` and looks alike, or where as many are empty.
    """
    found = [
        problem
        for name, resource in by_name.items()
        for foreign in resource["schema"].get("foreignKeys", [])
        if (foreign["reference"]["resource"] or name) == target
        for problem in _dangling(resource, tables, foreign, target)
    ]
    if found and wrong:
        from claimbook.data.alike import folded

        alike = set(map(folded, wrong))
        found = [problem for problem in found if folded(problem.found) not in alike]
        if len({problem.found for problem in found}) <= wrong.count(""):
            return []
    if not found or tables[target]:
        return found
    named = sorted({problem.found for problem in found})
    others = f" and {len(named) - 1} more" * (len(named) > 1)
    files = ", ".join(dict.fromkeys(f"data/{problem.file}" for problem in found))
    allowed = f"below the header the rows that other tables name: {named[0]}{others} (in {files})"
    return [Problem(by_name[target]["path"], "header", "-", "a header and no row", allowed)]


def dangling(tables: dict, by_name: dict[str, dict], name: str, broken: Collection[str] = ()) -> list[Problem]:
    """Each cell of a table that names a row of a table which has none such; nothing of tables whose files are ``broken``."""
    resource, found = by_name[name], []
    for foreign in resource["schema"].get("foreignKeys", []):
        target = foreign["reference"]["resource"] or name
        if by_name[target]["path"] not in broken:
            found += _dangling(resource, tables, foreign, target)
    return found


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
