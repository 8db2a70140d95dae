"""Read the tables in ``data/`` and check them against ``data/datapackage.json``.

The checks are the package's own so that the first message names the file, the row and the field in one line and
comes in well under half a second; ``frictionless validate`` judges the same tables in the tests.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from claimbook.data.printed import figure_of, hedge_of, numbers_of

DESCRIPTOR = "datapackage.json"
#: Beyond this a value is a typing mistake: it is above the yearly output of the world economy in euro.
LARGEST_VALUE = 1e14
#: Units of what is measured: a source that confirms such a claim names a number, and in the same unit.
MEASURED = {"EUR", "tonnes", "places", "countries"}
#: How a pattern of the descriptor begins where the field holds an ISO date of any precision.
DATE_PATTERN = r"^\d{4}("
MARKUP = re.compile(r"</?[A-Za-z!][^>]*>?")
#: A place in the text of a statement that a figure or a date fills: {claim}, {claim.attribute} or {when.event}.
SLOT = re.compile(r"\{([^{}]*)\}")
#: What a slot may ask of a claim: the figure without its hedge, a count in words, its stage, its period or an end of it.
SLOT_ATTRIBUTES = ("amount", "words", "Words", "ordinal", "stage", "period", "start", "end")


@dataclass(frozen=True)
class Problem:
    """One thing wrong in a table: where it stands, what was found and what is allowed."""

    file: str
    row: str
    field: str
    found: str
    allowed: str

    def __str__(self) -> str:
        row, field, allowed = (_one_line(text) for text in (self.row, self.field, self.allowed))
        return f"data/{self.file}: row {row}: field {field}: found {_shortened(self.found)!r}; allowed: {allowed}"


def _shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 80 else text[:77] + "..."


def _one_line(text: str) -> str:
    """The text without line ends and with control characters and the like written out, as for a terminal."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in " ".join(text.split()))


class DataError(Exception):
    """The tables do not hold; ``problems`` lists every one, the message one line each."""

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


def data_folder() -> Path:
    """The ``data`` folder of the project that the working folder is in, else the one beside the package."""
    here = Path.cwd()
    for folder in (here, *here.parents):
        if any((folder / "data" / name).is_file() for name in (DESCRIPTOR, "claims.csv")):
            return folder / "data"
    return Path(__file__).resolve().parents[3] / "data"


def other_code(project: Path) -> str:
    """What to say where the project has code of its own and this is another folder's; else an empty text.

    A copied checkout brings along a ``.venv`` that runs the code of the one that it was copied from.
    """
    own, here = project / "src" / "claimbook", Path(__file__).resolve().parents[1]
    if not own.is_dir() or own.samefile(here):
        return ""
    return f"{here} is not the code of {project}; run `make book` there, which gives it a .venv of its own, or set PYTHONPATH={project / 'src'}"


def read_descriptor(folder: Path) -> dict:
    """The parsed ``datapackage.json``; raises DataError where it is missing, is not JSON or describes no tables."""
    path = folder / DESCRIPTOR
    try:
        descriptor = json.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise DataError([Problem(DESCRIPTOR, "-", "-", "no such file", "a Tabular Data Package in JSON")]) from None
    except (ValueError, RecursionError) as error:
        raise DataError([Problem(DESCRIPTOR, "-", "-", str(error), "a readable JSON file")]) from None
    if problem := _shape(descriptor):
        raise DataError([problem])
    return descriptor


#: What a descriptor says of the report that is read.
REPORT = ("title", "section", "publisher", "publisherShort")
#: The fields that the checks between tables rely on.
NEEDED = {
    "claims": "id value unit printed qualifier resolution stage basis period_start period_end paragraph footnotes",
    "stages": "id kind",
    "relations": "part whole kind certainty limit",
    "events": "id date date_end reference_date kind paragraph footnotes",
    "statements": "id paragraph sentence footnotes chapter event text",
    "instruments": "id",
    "footnotes": "number source supports",
    "evidence": "id label claim component value unit qualifier resolution grade verdict source",
    "context": "id label value unit qualifier resolution date date_end date_of period_start period_end grade source",
    "gaps": "id claim touches answer open",
    "developments": "id date chapter source",
    "outside_relations": "part whole kind certainty",
}


def _shape(descriptor: object) -> Problem | None:
    """The first thing that keeps a descriptor from being used, if any."""

    def wrong(row: str, field: str, found: object, allowed: str) -> Problem:
        return Problem(DESCRIPTOR, row, field, str(found), allowed)

    if not isinstance(descriptor, dict):
        return wrong("-", "resources", None, "a list of tables")
    tables = descriptor.get("resources")
    if not isinstance(tables, list) or not tables:
        return wrong("-", "resources", tables, "a list of tables")
    fields: dict[str, list[str]] = {}
    for table in tables:
        name = table.get("name") if isinstance(table, dict) else None
        if not isinstance(name, str) or not isinstance(table.get("path"), str):
            return wrong("-", "resources", table, "for each table a name, a path and a schema")
        try:
            fields[name] = [field["name"] for field in table["schema"]["fields"] if field["type"]]
            unknown = set(_key(table)) - set(fields[name])
            for field in table["schema"]["fields"]:
                re.compile(field.get("constraints", {}).get("pattern", ""))
        except (KeyError, TypeError, AttributeError, re.error) as error:
            return wrong(name, "schema", error, "fields, each with a name, a type and constraints, and a primaryKey")
        if unknown:
            return wrong(name, "primaryKey", min(unknown), "names of its fields")
    for name, needed in NEEDED.items():
        for field in needed.split():
            if field not in fields.get(name, ()):
                return wrong(name, field, "not described", "the tables and fields that the checks rely on")
    report = descriptor.get("report")
    if not isinstance(report, dict) or not all(report.get(name) and isinstance(report[name], str) for name in REPORT):
        return wrong("-", "report", report, f"the report that is read: {', '.join(REPORT)}, each a text")
    for table in tables:
        if problem := _own_rules(table, fields):
            return problem
        for foreign in table["schema"].get("foreignKeys", []):
            try:
                target, wanted = foreign["reference"]["resource"] or table["name"], foreign["reference"]["fields"]
                holds = _only(foreign["fields"]) in fields[table["name"]] and _only(wanted) in fields[target]
            except (KeyError, TypeError, IndexError):
                holds = False
            if not holds:
                return wrong(table["name"], "foreignKeys", foreign, "a field of the table and a field of a described table")
    return None


def _own_rules(table: dict, fields: dict[str, list[str]]) -> Problem | None:
    """What is wrong with the properties ``counted`` of a table and ``tables`` of its fields, which no standard knows."""
    counted = table.get("counted")
    if counted is not None:
        by_row = isinstance(counted, dict) and isinstance(counted.get("alike"), list)
        named = [counted.get("column"), *counted["alike"]] if by_row else []
        known = set(named) <= set(fields[table["name"]]) and set(named[1:]) <= set(fields["claims"])
        if not (known if by_row else isinstance(counted, dict) and isinstance(counted.get("claim"), str)):
            allowed = "the id of a claim as claim; or as column the field that names it, and as alike the fields that it shares"
            return Problem(DESCRIPTOR, table["name"], "counted", str(counted), allowed)
    for field in table["schema"]["fields"]:
        if (named := field.get("tables")) is None:
            continue
        holds = isinstance(named, dict) and named.get("column") in fields[table["name"]] and isinstance(named.get("names"), dict)
        if not holds or not all("id" in fields.get(name, ()) for name in named["names"].values()):
            allowed = "as column a field of the table, and as names the table with ids for each of its values"
            return Problem(DESCRIPTOR, table["name"], "tables", str(named), allowed)
    return None


def report_read(folder: Path | None = None) -> dict[str, str]:
    """The report that is read, as the descriptor names it: title, section, publisher, publisherShort, and all as ``cited``."""
    report = read_descriptor(folder or data_folder())["report"]
    return report | {"cited": f"{report['title']}, section {report['section']}"}


def _plain(value: object) -> str:
    """A value as it would stand in its cell: numbers without an exponent or a needless decimal point."""
    return f"{value:.15f}".rstrip("0").rstrip(".") if isinstance(value, float) else "" if value is None else str(value)


def _only(field: str | list) -> str:
    return field if isinstance(field, str) else field[0]


def resources(descriptor: dict) -> dict[str, dict]:
    """The descriptor's tables by name."""
    return {resource["name"]: resource for resource in descriptor["resources"]}


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
    records, starts = [], [1]
    reader = csv.reader(io.StringIO(text), strict=True)
    try:
        for cells in reader:
            records.append(cells)
            starts.append(reader.line_num + 1)
    except csv.Error as error:
        return [], [Problem(file, f"line {starts[-1]}", "-", str(error), "comma-separated values with paired quotes")]
    header, *lines = records
    if header != names:
        missing = [name for name in names if name not in header]
        extra = [name for name in header if name not in names]
        about = (missing or extra or ["-"])[0]
        if missing:
            return whole(about, "no such column", f"the columns {','.join(names)}")
        return whole(about, ",".join(header), f"the columns {','.join(names)} in this order")

    rows: list[dict] = []
    problems: list[Problem] = []
    seen: dict[tuple, int] = {}
    key = _key(resource)
    unique: dict[str, dict] = {
        field["name"]: {} for field in fields if field.get("constraints", {}).get("unique") and [field["name"]] != key
    }
    for number, cells in zip(starts[1:], lines):
        if len(cells) != len(names):
            problems.append(
                Problem(
                    file,
                    cells[0] if cells and cells[0] else f"line {number}",
                    "-",
                    f"{len(cells)} cells",
                    f"{len(names)} cells: {','.join(names)}",
                )
            )
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
    field, wanted = _only(foreign["fields"]), _only(foreign["reference"]["fields"])
    known = {row[wanted] for row in tables[target]}
    return [
        Problem(
            resource["path"],
            _row_id(resource, row),
            field,
            str(row[field]),
            f"an id of data/{target}.csv{_nearest(row[field], known)}",
        )
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
    try:
        tables, problems = read_tables(folder)
    except DataError as error:  # the descriptor itself
        return error.problems
    if problems:
        return problems
    by_name = resources(read_descriptor(folder))
    problems = _check_claims(tables) + _check_relations(tables)
    bibliography = _bibliography(folder)
    for more in (
        _check_references(tables, by_name),
        _check_supports(tables),
        _check_sources(tables, bibliography),
        _check_events(tables, bibliography),
        _check_counted(tables, by_name),
        _check_chapters(tables, folder),
        _check_statements(tables),
        _check_gaps(tables),
    ):
        reported = {(problem.file, problem.row, problem.field) for problem in problems}  # a cell is reported once
        problems += [problem for problem in more if (problem.file, problem.row, problem.field) not in reported]
    problems += _check_evidence(tables, {problem.row for problem in problems if problem.file == "claims.csv"})
    told = {(problem.file, problem.row) for problem in problems}  # of an outside row one fault is told, not what follows from it
    problems += [problem for problem in _check_outside_figures(tables) if (problem.file, problem.row) not in told]
    doubted = {problem.row for problem in problems if problem.field in ("value", "unit", "resolution")}
    return problems + _check_outside_relations(tables, doubted)


def _check_claims(tables: dict) -> list[Problem]:
    stage_kinds = {row["id"]: row["kind"] for row in tables["stages"]}
    problems = [
        Problem("claims.csv", row["id"], field, _plain(row[field]), allowed)
        for row in tables["claims"]
        for field, allowed in (*_form_of(row, stage_kinds), *_said_in(row))
    ]
    dates, periods = ("date", "date_end"), ("period_start", "period_end")
    for name, (start, end) in (("claims", periods), ("events", dates), ("context", dates), ("context", periods)):
        for row in tables[name]:
            if row[start] and row[end] and row[end] < row[start][: len(row[end])]:
                problems.append(Problem(f"{name}.csv", row["id"], end, row[end], f"not before {start}, {row[start]}"))
    return problems + [
        Problem(
            "context.csv",
            row["id"],
            "period_start",
            row["period_start"],
            f"nothing where the date is a {row['date_of']}, which is the period itself",
        )
        for row in tables["context"]
        if row["date_of"] in ("period", "count", "state") and row["period_start"]
    ]


def _form_of(row: dict, stage_kinds: dict[str, str]) -> Iterator[tuple[str, str]]:
    """What is wrong with the resolution and the stage of a claim: each field with what is allowed in it."""
    if row["unit"] in ("EUR", "tonnes") and not row["resolution"]:
        yield "resolution", "the rounding unit of the printed amount, above zero"
    if row["resolution"] and row["resolution"] > row["value"]:
        yield "resolution", f"at most the value, {_plain(row['value'])}"
    if row["unit"] == "EUR" and stage_kinds[row["stage"]] != "money":
        yield "stage", "a stage of kind money: " + ", ".join(k for k, v in stage_kinds.items() if v == "money")


def _said_in(row: dict) -> Iterator[tuple[str, str]]:
    """Where a claim says something else than its wording: its value, its hedge, or more digits than are printed."""
    printed, figure = row["printed"], figure_of(row)
    if figure is None:
        amounts = " or ".join(_plain(float(number.value)) for number in numbers_of(row))
        if row["unit"] == "EUR" and not amounts:
            yield "printed", "the amount as printed, such as EUR 7.4 billion"
        elif amounts:
            yield "value", f"{amounts}, which is what the field printed says ({printed})"
        else:
            kind = "a number in words" if row["basis"] == "words" else "a number"
            yield "value", f"{kind} that the field printed says ({printed})"
        return
    qualifier, words = hedge_of(row)
    if qualifier != row["qualifier"]:
        reason = f"says “{words}”" if words else "has no word that hedges its number"
        yield "qualifier", f"{qualifier}, since the field printed {reason} ({printed})"
    finest = figure.step / 10 if row.get("resolution_basis") else figure.step
    if row["resolution"] < finest * (1 - 1e-9) if row["resolution"] else row["unit"] == "places" and figure.step > 1:
        yield (
            "resolution",
            (
                f"at least {_plain(float(figure.step))}, one unit of the last digit printed ({printed}); "
                "one digit finer only where the field resolution_basis gives the reason"
            ),
        )


def _bounds(row: dict) -> tuple[float, float]:
    from claimbook.core.quantities import Claim

    qualifier, resolution = row["qualifier"] or "exact", row["resolution"] or 0
    return Claim(row["id"], "", row["value"], row["unit"], qualifier=qualifier, resolution=resolution).bounds


def _check_relations(tables: dict) -> list[Problem]:
    claims = {row["id"]: row for row in tables["claims"]}
    evidence = {row["id"]: row for row in tables["evidence"]}
    problems = []
    graph: dict[str, list[str]] = {}
    for row in tables["relations"]:
        part, whole = claims[row["part"]], claims[row["whole"]]
        row_id = f"{row['part']} {row['whole']}"
        if part["unit"] != whole["unit"]:
            problems.append(Problem("relations.csv", row_id, "part", part["unit"], f"the unit of the whole, {whole['unit']}"))
        elif row["kind"] == "part_of":
            graph.setdefault(row["part"], []).append(row["whole"])
            if _bounds(part)[0] > _bounds(whole)[1]:
                problems.append(
                    Problem(
                        "relations.csv",
                        row_id,
                        "part",
                        f"{part['value']:.0f}",
                        f"a part not larger than its whole, {whole['value']:.0f}",
                    )
                )
        limit = evidence.get(row["limit"])
        if limit and (limit["value"] is None or limit["unit"] != part["unit"]):
            problems.append(
                Problem(
                    "relations.csv", row_id, "limit", row["limit"], f"a row of data/evidence.csv with a value in {part['unit']}"
                )
            )
        elif limit and limit["qualifier"] in ("over", "at_least"):
            allowed = "a row of data/evidence.csv that is no floor; a floor limits nothing"
            problems.append(Problem("relations.csv", row_id, "limit", row["limit"], allowed))
        if row["part"] == row["whole"]:
            problems.append(Problem("relations.csv", row_id, "whole", row["whole"], "another claim than the part"))
    if circle := _circle(graph):
        problems.append(
            Problem(
                "relations.csv",
                f"{circle[1]} {circle[0]}",
                "whole",
                " in ".join(reversed(circle)),
                "no claim that is, in the end, a part of itself",
            )
        )
    return problems


def _circle(graph: dict[str, list[str]]) -> list[str]:
    """The ids of a circle in a graph from parts to wholes, each followed by one of its parts; empty where there is none.

    An id that is its own whole is no circle here: the checks name it as a row of its own.
    """
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return error.args[1] if len(set(error.args[1])) > 1 else []
    return []


def _check_outside_figures(tables: dict) -> list[Problem]:
    """Money and mass from outside were rounded by their source; ids are unique over all tables of figures."""
    problems = []
    home = {row["id"]: "claims" for row in tables["claims"]}
    for name in ("evidence", "context"):
        for row in tables[name]:

            def wrong(field: str, allowed: str, row: dict = row, name: str = name) -> None:
                problems.append(Problem(f"{name}.csv", row["id"], field, _plain(row[field]), allowed))

            if row["unit"] in ("EUR", "tonnes") and row["value"] and not row["resolution"]:
                wrong("resolution", "the rounding unit of the printed number, above zero")
            if row["resolution"] and row["resolution"] > (row["value"] or 0):
                wrong("resolution", f"at most the value, {_plain(row['value']) or 'which is empty'}")
            if row["id"] in home:
                wrong("id", f"an id that data/{home[row['id']]}.csv does not use")
            home.setdefault(row["id"], name)
    return problems


def _check_outside_relations(tables: dict, doubted: set[str]) -> list[Problem]:
    """Each row joins two known figures of one unit, at least one from outside; no part exceeds its whole or holds itself.

    Nothing is said of rows with ``doubted`` figures, of which a fault is reported already.
    """
    problems: list[Problem] = []
    claims = {row["id"] for row in tables["claims"]}
    figures = {row["id"]: row for name in ("context", "evidence", "claims") for row in tables[name]}
    inside = {(row["part"], row["whole"]) for row in tables["relations"] if row["kind"] == "part_of"}
    outside: set = set()
    restated: dict = {}
    for row in tables["outside_relations"]:
        before = len(problems)

        def wrong(field: str, found: object, allowed: str, row: dict = row) -> None:
            problems.append(Problem("outside_relations.csv", f"{row['part']} {row['whole']}", field, str(found), allowed))

        for side in ("part", "whole"):
            if row[side] not in figures:
                wrong(
                    side, row[side], f"an id of data/claims.csv, evidence.csv or context.csv{_nearest(row[side], set(figures))}"
                )
            elif figures[row[side]]["value"] is None:
                wrong(side, row[side], "a row with a value")
        if len(problems) > before:
            if {row["part"], row["whole"]} & doubted:
                del problems[before:]
            continue
        part, whole = figures[row["part"]], figures[row["whole"]]
        if {part["id"], whole["id"]} & doubted:
            continue
        if part is whole:
            wrong("whole", row["whole"], "another figure than the part")
        elif {row["part"], row["whole"]} <= claims:
            wrong("part", row["part"], "a figure from outside the section; how two claims relate stands in data/relations.csv")
        elif part["unit"] != whole["unit"]:
            wrong("part", part["unit"], f"the unit of the whole, {whole['unit']}")
        elif row["kind"] == "part_of" and _bounds(part)[0] > _bounds(whole)[1]:
            wrong("part", _plain(part["value"]), f"a part not larger than its whole, {_plain(whole['value'])}")
        elif row["kind"] == "restates" and row["part"] in restated:
            wrong("whole", row["whole"], f"a single row for what it restates; another says {restated[row['part']]}")
        elif row["kind"] != "overlaps":
            outside.add((row["part"], row["whole"]))
        if row["kind"] == "restates":
            restated.setdefault(row["part"], row["whole"])
    return problems + _outside_circle(inside, outside)


def _outside_circle(inside: set[tuple[str, str]], outside: set[tuple[str, str]]) -> list[Problem]:
    """A circle of parts and wholes that goes through a row of outside_relations.csv, if there is one."""

    def circle_of(pairs: set[tuple[str, str]]) -> list[str]:
        graph: dict[str, list[str]] = {}
        for part, whole in sorted(pairs):
            graph.setdefault(part, []).append(whole)
        return _circle(graph)

    circle = [] if circle_of(inside) else circle_of(inside | outside)
    rows = [(part, whole) for whole, part in zip(circle, circle[1:]) if (part, whole) in outside]
    return (
        [
            Problem(
                "outside_relations.csv",
                " ".join(rows[0]),
                "whole",
                " in ".join(reversed(circle)),
                "no figure that is, in the end, a part of itself",
            )
        ]
        if rows
        else []
    )


def _check_references(tables: dict, by_name: dict[str, dict]) -> list[Problem]:
    """Footnote numbers, ids whose table another column names, and counted lists must agree with the tables that they speak of."""
    problems = []
    numbers = {str(row["number"]) for row in tables["footnotes"]}
    for name, rows in tables.items():
        for row in rows:
            for number in (row.get("footnotes") or "").split():
                if number not in numbers:
                    problems.append(
                        Problem(f"{name}.csv", _row_id(by_name[name], row), "footnotes", number, "numbers of data/footnotes.csv")
                    )
    claims = {row["id"] for row in tables["claims"]}
    for row in tables["footnotes"]:
        for claim in (row["supports"] or "").split():
            if claim not in claims:
                problems.append(
                    Problem(
                        "footnotes.csv", str(row["number"]), "supports", claim, f"ids of data/claims.csv{_nearest(claim, claims)}"
                    )
                )
    return problems + _check_named_tables(tables, by_name) + _check_lists(tables, by_name)


def _check_named_tables(tables: dict, by_name: dict[str, dict]) -> list[Problem]:
    """Where a field has the property ``tables``, its ids are of the table that another column of the row names."""
    problems = []
    for name, resource in by_name.items():
        for field in (field for field in resource["schema"]["fields"] if "tables" in field):
            column, names = field["tables"]["column"], field["tables"]["names"]
            ids = {kind: {row["id"] for row in tables[table]} for kind, table in names.items()}
            for row in tables[name]:
                known, found = ids.get(row[column]), row[field["name"]]
                if known is None or found not in known:
                    allowed = f"an id of a {row[column]}{_nearest(found, known)}" if known is not None else "no such kind of row"
                    problems.append(Problem(resource["path"], _row_id(resource, row), field["name"], str(found), allowed))
    return problems


def _check_lists(tables: dict, by_name: dict[str, dict]) -> list[Problem]:
    """A claim that counts the rows of a whole table, as the property ``counted`` of the table says, is as many as they are."""
    values = {row["id"]: row["value"] for row in tables["claims"]}
    counted = {resource["counted"]["claim"]: name for name, resource in by_name.items() if "claim" in resource.get("counted", ())}
    return [
        Problem("claims.csv", claim, "value", f"{values[claim]:.0f}", f"{len(tables[table])}, the rows of data/{table}.csv")
        for claim, table in counted.items()
        if claim in values and values[claim] != len(tables[table])
    ]


def _check_supports(tables: dict) -> list[Problem]:
    """A footnote supports the claims that name it, and no others."""
    claims = {row["id"]: (row["footnotes"] or "").split() for row in tables["claims"]}
    footnotes = {str(row["number"]): (row["supports"] or "").split() for row in tables["footnotes"]}
    named = {(claim, number): None for claim, numbers in claims.items() for number in numbers}
    supported = {(claim, number): None for number, ids in footnotes.items() for claim in ids}
    unsupported: dict[str, list[str]] = {}
    unnamed: dict[str, list[str]] = {}
    for claim, number in named:
        if (claim, number) not in supported and number in footnotes:
            unsupported.setdefault(number, []).append(claim)
    for claim, number in supported:
        if (claim, number) not in named and claim in claims:
            unnamed.setdefault(claim, []).append(number)
    return [
        Problem(
            "footnotes.csv",
            number,
            "supports",
            " ".join(footnotes[number]),
            f"also {' '.join(ids)}, as data/claims.csv names {number}",
        )
        for number, ids in unsupported.items()
    ] + [
        Problem(
            "claims.csv", claim, "footnotes", " ".join(claims[claim]), f"also {' '.join(numbers)}, as data/footnotes.csv has it"
        )
        for claim, numbers in unnamed.items()
    ]


def _check_counted(tables: dict, by_name: dict[str, dict]) -> list[Problem]:
    """Rows that name the claim which counts them share with it what the table says, such as its stage, and are as many as it says."""
    claims = {row["id"]: row for row in tables["claims"]}
    problems = []
    for name, resource in by_name.items():
        if "column" not in (counted := resource.get("counted", {})):
            continue
        column = counted["column"]
        for row in tables[name]:
            for field in counted["alike"]:
                if row[field] != (said := claims[row[column]][field]):
                    allowed = f"{said}, the {field} of its claim {row[column]} in data/claims.csv"
                    problems.append(Problem(resource["path"], _row_id(resource, row), field, str(row[field]), allowed))
        for claim, rows in Counter(row[column] for row in tables[name]).items():
            if claims[claim]["value"] != rows:
                allowed = f"{rows}, the rows of data/{resource['path']} that name it"
                problems.append(Problem("claims.csv", claim, "value", _plain(claims[claim]["value"]), allowed))
    return problems


def _check_evidence(tables: dict, troubled: set[str]) -> list[Problem]:
    """What confirms a claim as a whole says the same as the claim; claims in which something is wrong are left out."""
    claims = {row["id"]: row for row in tables["claims"]}
    return [
        Problem("evidence.csv", row["id"], field, _plain(row[field]), allowed)
        for row in tables["evidence"]
        if not row["component"] and row["verdict"].startswith("confirmed") and row["claim"] not in troubled
        for field, allowed in _unconfirmed(row, claims[row["claim"]])
    ]


def _unconfirmed(row: dict, claim: dict) -> Iterator[tuple[str, str]]:
    """Where a row of evidence does not confirm its claim, or does not show the hedge that the claim is said to have lost."""
    id_, value, lost = claim["id"], _plain(claim["value"]), row["verdict"] == "confirmed_lost_qualifier"
    if row["value"] is None and not lost and claim["basis"] != "figure" and claim["unit"] not in MEASURED:
        return  # what the section counts or says in words, a source may confirm without a number
    if row["value"] != claim["value"]:
        yield "value", f"{value}, the value of {id_} in data/claims.csv, or another verdict than {row['verdict']}"
        return
    unit = claim["unit"]
    if row["unit"] != unit and (row["unit"] or unit in MEASURED):
        yield "unit", f"{unit}, the unit of {id_} in data/claims.csv"
    qualifier = row["qualifier"] or "exact"
    if not lost and qualifier != claim["qualifier"]:
        other = "the verdict confirmed_lost_qualifier" if claim["qualifier"] == "exact" else "another verdict than confirmed"
        yield "qualifier", f"{claim['qualifier']}, the qualifier of {id_} in data/claims.csv, or {other}"
    elif lost and claim["qualifier"] != "exact":
        yield "verdict", f"another verdict: {id_} in data/claims.csv has not lost its qualifier, {claim['qualifier']}"
    elif lost and qualifier == "exact":
        yield "qualifier", f"the hedge of the source, which {id_} in data/claims.csv has lost, or the verdict confirmed"


def _check_events(tables: dict, bibliography: dict[str, str]) -> list[Problem]:
    """The day that a footnote gives to an event lies within the event's date and is that of a document it cites."""
    cited = {str(row["number"]): bibliography.get(row["source"], "") for row in tables["footnotes"]}
    problems = []
    for row in tables["events"]:

        def wrong(field: str, allowed: str, row: dict = row) -> None:
            problems.append(Problem("events.csv", row["id"], field, _plain(row[field]), allowed))

        field = "date" if row["kind"] == "document" else "reference_date"
        dates = [cited[number] for number in (row["footnotes"] or "").split() if number in cited]
        if row["reference_date"] and not row["reference_date"].startswith(row["date"]):
            wrong("reference_date", f"a date within {row['date']}, the date of the event")
        elif row[field] and not row["footnotes"]:
            wrong("footnotes", f"the number of the footnote from which {field} has {row[field]}")
        elif row[field] and all(dates) and row[field] not in dates:
            wrong(field, f"{' or '.join(dict.fromkeys(dates))}, the date of what footnote {row['footnotes']} cites")
    return problems


def _bibliography(folder: Path) -> dict[str, str]:
    """The keys of the bibliography beside the folder, each with its ISO date, which is empty where it cannot be read."""
    from claimbook.data.sources import iso_date

    known = {}
    for file in bibliography_files(folder):
        for entry in re.split(r"^@\w+\{", file.read_text(encoding="utf-8", errors="replace"), flags=re.M)[1:]:
            fields = dict(re.findall(r"^\s*(year|month|day)\s*=\s*[{\"]?(\w+)", entry, re.M))
            try:
                date_said = iso_date(fields)
            except ValueError:
                date_said = ""
            if key := re.match(r"[^,\s]+(?=,)", entry):
                known[key[0]] = date_said
    return known


def _check_chapters(tables: dict, folder: Path) -> list[Problem]:
    """Chapters must be notebooks, where there are any beside the folder."""
    chapters = {file.stem for file in (folder.parent / "notebooks").glob("*.ipynb")}
    return [
        Problem(
            f"{name}.csv", row["id"], "chapter", row["chapter"], f"a notebook of notebooks/{_nearest(row['chapter'], chapters)}"
        )
        for name in ("statements", "developments")
        for row in tables[name]
        if chapters and row["chapter"] not in chapters
    ]


def _check_statements(tables: dict) -> list[Problem]:
    """An event must be of the statement's paragraph, and slots must name what their paragraph holds."""
    claims, events = ({row["id"]: row for row in tables[name]} for name in ("claims", "events"))
    problems = []
    for row in tables["statements"]:

        def wrong(field: str, found: str, allowed: str, row: dict = row) -> None:
            problems.append(Problem("statements.csv", row["id"], field, found, allowed))

        if row["event"] and events[row["event"]]["paragraph"] != row["paragraph"]:
            wrong("event", row["event"], f"an event of paragraph {row['paragraph']}")
        if re.search(r"[{}]", SLOT.sub("", row["text"])):
            wrong("text", row["text"], "braces in pairs, around a slot")
        for slot in SLOT.findall(row["text"]):
            if allowed := _wrong_slot(slot, row["paragraph"], claims, events):
                wrong("text", f"{{{slot}}}", allowed)
    return problems


def _wrong_slot(slot: str, paragraph: int, claims: dict, events: dict) -> str:
    """What a slot would have to be, if it cannot be filled or does not belong to the paragraph."""
    name, point, asked = slot.partition(".")
    table, rows, wanted = ("events", events, asked) if name == "when" else ("claims", claims, name)
    if wanted not in rows:
        return f"in the slot an id of data/{table}.csv{_nearest(wanted, set(rows))}"
    if rows[wanted]["paragraph"] != paragraph:
        return f"in the slot a row of data/{table}.csv of paragraph {paragraph}; {wanted} is of paragraph {rows[wanted]['paragraph']}"
    if name == "when" or not point:
        return ""
    if asked not in SLOT_ATTRIBUTES:
        return f"after the point one of {', '.join(SLOT_ATTRIBUTES)}{_nearest(asked, set(SLOT_ATTRIBUTES))}"
    return f"another slot: {wanted} has no {asked} to show" if _lacks(rows[wanted], asked) else ""


def _lacks(claim: dict, asked: str) -> bool:
    """Whether a claim has nothing to show for an attribute; only what is counted, not rounded, is told in words."""
    if asked in ("words", "Words", "ordinal"):
        return bool(claim["resolution"])
    if asked == "stage":
        return claim["stage"] == "not_applicable"
    periods = {"start": ["period_start"], "end": ["period_end"], "period": ["period_start", "period_end"]}
    return asked in periods and not any(claim[field] for field in periods[asked])


def _check_gaps(tables: dict) -> list[Problem]:
    """A question touches claims; its answer names rows from outside, and one that leaves nothing open rests on grade A alone."""
    grades = {row["id"]: row["grade"] for name in ("evidence", "context") for row in tables[name]}
    claims, problems = {row["id"] for row in tables["claims"]}, []
    for row in tables["gaps"]:
        for row_id in (row["touches"] or "").split():
            if row_id not in claims or row_id == row["claim"]:
                allowed = f"ids of data/claims.csv, without the claim that the question is about{_nearest(row_id, claims)}"
                problems.append(Problem("gaps.csv", row["id"], "touches", row_id, allowed))
        ids = (row["answer"] or "").split()
        unknown = [row_id for row_id in ids if row_id not in grades]
        for row_id in unknown:
            allowed = f"ids of data/evidence.csv or context.csv{_nearest(row_id, set(grades))}"
            problems.append(Problem("gaps.csv", row["id"], "answer", row_id, allowed))
        lower = [row_id for row_id in ids if grades.get(row_id, "A") != "A"]
        if lower and not row["open"]:
            allowed = f"what the answer leaves open, since {lower[0]} is of grade {grades[lower[0]]}"
            problems.append(Problem("gaps.csv", row["id"], "open", "", allowed))
    return problems


def _check_sources(tables: dict, bibliography: dict[str, str]) -> list[Problem]:
    """Each source key must stand in the bibliography, where the folder has one beside it."""
    return [
        Problem(
            f"{name}.csv",
            str(row.get("number") or row.get("id")),
            "source",
            row["source"],
            f"a key of book/*.bib{_nearest(row['source'], set(bibliography))}",
        )
        for name in ("footnotes", "evidence", "context", "developments")
        for row in tables[name]
        if bibliography and row["source"] and row["source"] not in bibliography
    ]


def bibliography_files(folder: Path) -> list[Path]:
    """The BibTeX files of the book that stands beside the data folder."""
    return sorted((folder.parent / "book").glob("*.bib"))
