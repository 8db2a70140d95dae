"""The description of the tables, ``data/datapackage.json``: which tables there are, with which fields, and what report is read."""

from __future__ import annotations

import codecs
import json
import re
import shlex
import sys
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from claimbook.data import declared
from claimbook.data.form import BOM, CONFLICT, UNSETTLED, how_to_mend
from claimbook.data.problems import DataError, Problem, nearest

DESCRIPTOR = "datapackage.json"
#: The tables that every report has and the engine reads, described as in a descriptor. A report may know more tables and columns.
TABLES = Path(__file__).with_name("schema") / "tables.json"
#: The stages with which a report begins, in the form of its table of stages.
USUAL_STAGES = TABLES.with_name("stages.csv")
#: The folder below ``data`` that holds the editions which are not the current one, each with a ``data`` of its own.
EDITIONS = "editions"
#: How an edition may be called: its name is a folder's, and stands in addresses.
EDITION_NAME = r"[a-z0-9][a-z0-9.]*(?:-[a-z0-9.]+)*"


#: A file, or a folder of such, of a project as a problem tells it: "data/claims.csv", "book/*.bib", "notebooks/".
FILE_TOLD = re.compile(r"(?<![\w/.])(?:data|book|notebooks)/(?:[\w*]+\.(?:csv|json|bib|ipynb|md))?")
#: How a pattern of the descriptor begins where the field holds an ISO date of any precision.
DATE_PATTERN = r"^\d{4}("


def data_folder() -> Path:
    """The ``data`` folder of the project that the working folder is in, else the one beside the package."""
    here = Path.cwd()
    for folder in (here, *here.parents):
        if any((folder / "data" / name).is_file() for name in (DESCRIPTOR, "claims.csv")):
            return folder / "data"
    return Path(__file__).resolve().parents[3] / "data"


def own_tables() -> list[dict]:
    """The tables that every report has, as resources of a descriptor, in the order of a new one."""
    return json.loads(TABLES.read_text(encoding="utf-8"))


def root_folder(data: Path) -> Path:
    """The ``data`` folder of the current edition, of one that may be another edition's."""
    edition = data.parent.resolve()
    return edition.parent.parent if (edition.parent.name, edition.parent.parent.name) == (EDITIONS, "data") else data


def build_folder(project: Path) -> Path:
    """Where what is built of a project lies: ``_build``, and in it a folder for each edition that is not the current one."""
    root = root_folder(project / "data").parent
    return root / "_build" if root == project else root / "_build" / EDITIONS / project.name


def shown_path(path: Path, project: Path) -> str:
    """A path as a reader of messages knows it: from the root of the project that the edition belongs to."""
    root = root_folder(project / "data").parent
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)


def as_shown(problem: Problem, project: Path) -> str:
    """A problem of a project's files in a line, with its file, and those that it tells of, as ``shown_path`` gives them."""
    return str(placed(problem, project))


def placed(problem: Problem, project: Path) -> Problem:
    """The problem with its file, and those that it tells of, as ``shown_path`` gives them."""
    return replace(problem, folder=shown_path(project / problem.folder, project), allowed=files_shown(problem.allowed, project))


def files_shown(told: str, project: Path) -> str:
    """What is told of a project's files, each as ``shown_path`` gives it: "numbers of data/editions/2026/data/footnotes.csv"."""
    return FILE_TOLD.sub(lambda match: shown_path(project / match[0], project) + "/" * match[0].endswith("/"), told)


def editions(data: Path | None = None) -> dict[str, Path]:
    """The ``data`` folder of each edition by its name, the current one first: its name stands in its descriptor."""
    root = root_folder(data or data_folder())
    current = read_descriptor(root)["report"].get("edition", "")
    others = sorted(path.parent.parent for path in (root / EDITIONS).glob(f"*/data/{DESCRIPTOR}"))
    return ({current: root} if current else {}) | {folder.name: folder / "data" for folder in others}


def edition_folder(name: str, data: Path | None = None) -> Path:
    """The ``data`` folder of an edition; raises KeyError with those that there are where there is none of this name."""
    found = editions(data)
    if name not in found:
        there = ", ".join(found) or "none, since data/datapackage.json gives the report no edition"
        raise KeyError(f"no edition {name!r}{nearest(name, set(found))}; there is {there}")
    return found[name]


def other_code(project: Path) -> str:
    """What to say where the project has code of its own and this is another folder's; else an empty text.

    A copied checkout brings along a ``.venv`` that runs the code of the one that it was copied from.
    """
    project = root_folder(project / "data").parent
    own, here = project / "src" / "claimbook", Path(__file__).resolve().parents[1]
    if not own.is_dir() or own.samefile(here):
        return ""
    return f"{here} is not the code of {project}; run `make book` there, which gives it a .venv of its own, or set PYTHONPATH={project / 'src'}"


def command(*words: str) -> str:
    """A command of the engine as it can be typed in any folder, whether its environment is activated or not."""
    return shlex.join([sys.executable, "-m", "claimbook", *words])


def read_descriptor(folder: Path) -> dict:
    """The parsed ``datapackage.json``; raises DataError where it is missing, is not JSON or describes no tables."""
    path = folder / DESCRIPTOR
    try:
        return described(path.read_bytes())
    except OSError:
        raise DataError([Problem(DESCRIPTOR, "-", "-", "no such file", "a Tabular Data Package in JSON")]) from None


def described(raw: bytes) -> dict:
    """The descriptor that a file holds; raises DataError where it is none."""
    if raw.startswith(codecs.BOM_UTF8):
        raise DataError([Problem(DESCRIPTOR, "line 1", "-", BOM, f"UTF-8 without a byte order mark; {how_to_mend([])}")])
    try:
        descriptor = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise DataError([_not_json(error)]) from None
    if problem := _shape(descriptor):
        raise DataError([problem])
    return descriptor


def _not_json(error: Exception) -> Problem:
    """What keeps the descriptor from being JSON: the line, what stands there, and what would be right."""
    if isinstance(error, json.JSONDecodeError) and (conflict := CONFLICT.search(error.doc)):
        at = f"line {error.doc.count(chr(10), 0, conflict.start()) + 1}"
        return Problem(DESCRIPTOR, at, "-", conflict[0], UNSETTLED.replace("FILE", f"data/{DESCRIPTOR}"))
    if not isinstance(error, json.JSONDecodeError):
        return Problem(DESCRIPTOR, "-", "-", str(error), "a readable JSON file in UTF-8, without a byte order mark")
    before, rest = error.doc[: error.pos].rstrip(), error.doc[error.pos :].lstrip()
    number, line = before.count("\n") + 1, before.rpartition("\n")[2].strip()
    if "property name" in error.msg and before.endswith(",") or (before.endswith(",") and rest[:1] in ("]", "}", ",")):
        return Problem(
            DESCRIPTOR, f"line {number}", "-", line, "no comma after the last in a list or in braces, nor two in a row"
        )
    if not rest or "Unterminated" in error.msg:
        return Problem(
            DESCRIPTOR, f"line {number}", "-", line, "the rest of the file, which breaks off here or in a text without an end"
        )
    if "delimiter" in error.msg:
        return Problem(DESCRIPTOR, f"line {number}", "-", line, f"a comma after it, before {rest.partition(chr(10))[0][:40]!r}")
    there = error.doc[error.pos :].partition("\n")[0].strip() or line
    return Problem(DESCRIPTOR, f"line {error.lineno}", "-", there, f"readable JSON ({error.msg})")


#: What a descriptor says of the report that is read.
REPORT = ("title", "section", "publisher", "publisherShort")


#: The fields that the checks between tables rely on.
NEEDED = {
    "claims": "id value unit printed qualifier resolution stage basis period_start period_end paragraph footnotes chapter",
    "stages": "id kind",
    "relations": "part whole kind certainty limit",
    "events": "id date date_end reference_date kind paragraph footnotes",
    "statements": "id paragraph sentence footnotes chapter event text",
    "instruments": "id",
    "footnotes": "number source supports",
    "evidence": "id label claim kind component value unit qualifier resolution grade verdict source",
    "context": "id label value unit qualifier resolution date date_end date_of period_start period_end grade source",
    "gaps": "id claim touches paragraph chapter answer open",
    "developments": "id date chapter source",
    "outside_relations": "part whole kind certainty",
    "series": "id series date date_end figure comparable why",
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
            unknown = set(key_of(table)) - set(fields[name])
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
    if not_as_declared := declared.wrong_in(descriptor):
        return Problem(DESCRIPTOR, *not_as_declared)
    report = descriptor.get("report")
    if not isinstance(report, dict) or not all(report.get(name) and isinstance(report[name], str) for name in REPORT):
        return wrong("-", "report", report, f"the report that is read: {', '.join(REPORT)}, each a text")
    if not re.fullmatch(EDITION_NAME, str(report.get("edition", "0"))):
        return wrong(
            "-", "report", report["edition"], "an edition of small letters, digits, points and single hyphens, such as 2025"
        )
    for table in tables:
        if problem := _own_rules(table, fields):
            return problem
        for foreign in table["schema"].get("foreignKeys", []):
            try:
                target, wanted = foreign["reference"]["resource"] or table["name"], foreign["reference"]["fields"]
                holds = only_field(foreign["fields"]) in fields[table["name"]] and only_field(wanted) in fields[target]
            except (KeyError, TypeError, IndexError):
                holds = False
            if not holds:
                return wrong(table["name"], "foreignKeys", foreign, "a field of the table and a field of a described table")
    return None


def _own_rules(table: dict, fields: dict[str, list[str]]) -> Problem | None:
    """What is wrong with the properties ``counted`` and ``aboutText`` of a table and ``tables`` of its fields, which no standard knows."""
    about = table.get("aboutText", [])
    if not isinstance(about, list) or not set(map(str, about)) <= set(fields[table["name"]]):
        allowed = "a list of fields of the table: what they hold is said of the text that is read"
        return Problem(DESCRIPTOR, table["name"], "aboutText", str(about), allowed)
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
    path = (folder or data_folder()) / DESCRIPTOR
    return dict(_report_read(path.parent, path.stat().st_mtime_ns if path.exists() else 0))


@lru_cache(maxsize=8)  # each chart of a page asks for it, more than once
def _report_read(folder: Path, written: int) -> dict[str, str]:
    """As ``report_read``, for a descriptor that was written at a time in nanoseconds."""
    report = read_descriptor(folder)["report"]
    return report | {"cited": f"{report['title']}, section {report['section']}"}


#: Languages whose decimals stand after a comma, by their codes in ISO 639-1.
COMMA_LANGUAGES = frozenset("bg cs da de el es et fi fr hr hu is it lt lv nl no pl pt ro sk sl sr sv tr uk".split())


def has_decimal_comma(descriptor: dict) -> bool:
    """Whether decimals of the section stand after a comma, as the language of the report says; none means English."""
    return descriptor["report"].get("language", "en").partition("-")[0] in COMMA_LANGUAGES


def only_field(field: str | list) -> str:
    return field if isinstance(field, str) else field[0]


def resources(descriptor: dict) -> dict[str, dict]:
    """The descriptor's tables by name."""
    return {resource["name"]: resource for resource in descriptor["resources"]}


def key_of(resource: dict) -> list[str]:
    key = resource["schema"]["primaryKey"]
    return [key] if isinstance(key, str) else list(key)


def id_of(resource: dict, row: dict) -> str:
    return " ".join(str(row[name]) for name in key_of(resource))
