"""Tables broken in every way a hand or a spreadsheet may break them: each gives one clear line, and never a traceback."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from building import read_csv, write_csv

from claimbook.data import tables
from claimbook.data.problems import DataError, TooLarge
from claimbook.data.rules import UNASKED, check
from claimbook.data.rules.claims import check_claims
from claimbook.data.rules.relations import check_relations

LINE = re.compile(
    r"data/(?P<file>[\w./]+): row (?P<row>.+?): field (?P<field>.+?): found (?P<found>'.*'|\".*\"); allowed: (?P<allowed>.+)"
)
Breaker = Callable[[Path], None]
#: Name, breaker, then file, row and field that the one line must name.
Variant = tuple[str, Breaker, str, str, str]


@pytest.fixture(autouse=True, scope="module")
def each_text_is_read_once():
    """A table that no case touched is not read anew for each: what is read from a file depends on its bytes and its descriptor alone."""
    reading, known = tables.read_rows, {}

    def read_rows(folder: Path, resource: dict) -> tuple[list[dict], list]:
        path = folder / resource["path"]
        if not path.is_file():
            return reading(folder, resource)
        key = path.read_bytes(), json.dumps(resource)
        if key not in known:
            known[key] = reading(folder, resource)
        table, problems = known[key]
        return [dict(row) for row in table], list(problems)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables, "read_rows", read_rows)
        yield


# -- ways to break a table --------------------------------------------------------------------------------------------


def raw(name: str, change: Callable[[bytes], bytes]) -> Breaker:
    """Change the bytes of a file."""

    def breaker(data: Path) -> None:
        (data / name).write_bytes(change((data / name).read_bytes()))

    return breaker


def rows(name: str, change: Callable[[list[list[str]]], None]) -> Breaker:
    """Change the rows of a table, header included, in place."""

    def breaker(data: Path) -> None:
        table = list(csv.reader(io.StringIO((data / name).read_text(encoding="utf-8"))))
        change(table)
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows(table)
        (data / name).write_text(out.getvalue(), encoding="utf-8")

    return breaker


def cells(name: str, row_id: str, /, **values: str) -> Breaker:
    """Set cells of the row whose first columns hold ``row_id``."""

    def change(table: list[list[str]]) -> None:
        key = row_id.split()
        (row,) = [row for row in table if row[: len(key)] == key]
        for field, value in values.items():
            row[table[0].index(field)] = value

    return rows(name, change)


def added(name: str, *row: str) -> Breaker:
    """Append a row."""
    return rows(name, lambda table: table.append(list(row)))


def copied(name: str, row_id: str) -> Breaker:
    """Append a row once more, under another id and label."""

    def change(table: list[list[str]]) -> None:
        (row,) = [row for row in table if row[0] == row_id]
        own = {"id": f"{row_id}_copy", "label": "the same once more"}
        table.append([own.get(column, value) for column, value in zip(table[0], row)])

    return rows(name, change)


def relation(part: str, whole: str, kind: str = "part_of", limit: str = "") -> Breaker:
    return added("relations.csv", part, whole, kind, "stated", limit, "made up")


def outside(part: str, whole: str, kind: str = "part_of") -> Breaker:
    return added("outside_relations.csv", part, whole, kind, "stated", "made up")


def both(*breakers: Breaker) -> Breaker:
    def breaker(data: Path) -> None:
        for one in breakers:
            one(data)

    return breaker


def descriptor(change: Callable[[dict], object]) -> Breaker:
    """Change datapackage.json in place."""

    def breaker(data: Path) -> None:
        path = data / "datapackage.json"
        content = json.loads(path.read_text(encoding="utf-8"))
        changed = change(content)
        path.write_text(json.dumps(content if changed is None else changed), encoding="utf-8")

    return breaker


def declared(table: str, field: str, enum: list[str] | None) -> Breaker:
    """Let a field of a table have these values; None lets it have any."""

    def change(content: dict) -> None:
        (found,) = [one for one in table_of(content, table)["schema"]["fields"] if one["name"] == field]
        found["constraints"].pop("enum")
        found["constraints"] |= {"enum": enum} if enum else {}

    return descriptor(change)


def table_of(content: dict, name: str) -> dict:
    return next(resource for resource in content["resources"] if resource["name"] == name)


def drop_column(table: list[list[str]]) -> None:
    at = table[0].index("unit")
    for row in table:
        del row[at]


def swap_columns(table: list[list[str]]) -> None:
    for row in table:
        row[0], row[1] = row[1], row[0]


def remove(name: str) -> Breaker:
    return lambda data: (data / name).unlink()


def unconfirmed(*claims: str) -> Breaker:
    """Let no other source confirm the claims, so that they may say something else."""

    def change(table: list[list[str]]) -> None:
        header = table[0]
        for row in table[1:]:
            if row[header.index("claim")] in claims and row[header.index("kind")] == "check":
                row[header.index("verdict")] = "not_found"

    return rows("evidence.csv", change)


def unrelated(row_id: str) -> Breaker:
    """Take out the rows that relate a figure to one from outside."""

    def change(table: list[list[str]]) -> None:
        table[:] = [row for row in table if row_id not in row[:2]]

    return rows("outside_relations.csv", change)


def cell(name: str, file: str, row: str, /, **value: str) -> Variant:
    """A variant in which a single cell is wrong, which is the one that the line must name."""
    (field,) = value
    return name, cells(file, row, **value), file, row, field


CLAIM = "egypt_package"
COMMAS = b"7400000000,EUR,EUR 7.4 billion"

VARIANTS: list[Variant] = [
    # files as a whole
    ("file missing", remove("claims.csv"), "claims.csv", "header", "-"),
    ("file empty", raw("claims.csv", lambda b: b""), "claims.csv", "header", "-"),
    ("file of commas", raw("levers.csv", lambda b: b",,,\n"), "levers.csv", "header", "id"),
    ("file of white space", raw("events.csv", lambda b: b" \n\n"), "events.csv", "header", "-"),
    (
        "a folder in place of the file",
        both(remove("gaps.csv"), lambda data: (data / "gaps.csv").mkdir()),
        "gaps.csv",
        "header",
        "-",
    ),
    # A table without rows is no error of form: what it leaves undone elsewhere is.
    (
        "header without rows",
        rows("priorities.csv", lambda t: t.__delitem__(slice(1, None))),
        "claims.csv",
        "budapest_priorities",
        "value",
    ),
    ("latin-1", raw("partners.csv", lambda b: b.decode().encode("latin-1")), "partners.csv", "line 11", "-"),
    ("utf-16", raw("claims.csv", lambda b: b.decode().encode("utf-16")), "claims.csv", "header", "-"),
    ("byte order mark", raw("claims.csv", lambda b: b"\xef\xbb\xbf" + b), "claims.csv", "header", "-"),
    ("CRLF", raw("claims.csv", lambda b: b.replace(b"\n", b"\r\n")), "claims.csv", "header", "-"),
    ("CR alone", raw("events.csv", lambda b: b.replace(b"\n", b"\r")), "events.csv", "header", "-"),
    ("NUL byte", raw("claims.csv", lambda b: b.replace(b"pillars", b"pil\0lars", 1)), "claims.csv", "header", "-"),
    ("semicolons", raw("levers.csv", lambda b: b.replace(b",", b";")), "levers.csv", "header", "-"),
    ("tabs", raw("levers.csv", lambda b: b.replace(b",", b"\t")), "levers.csv", "header", "-"),
    ("no header", raw("stages.csv", lambda b: b.split(b"\n", 1)[1]), "stages.csv", "header", "id"),
    # columns
    ("missing column", rows("claims.csv", drop_column), "claims.csv", "header", "unit"),
    (
        "extra column",
        rows("claims.csv", lambda t: [row.append("colour" if i == 0 else "red") for i, row in enumerate(t)]),
        "claims.csv",
        "header",
        "colour",
    ),
    (
        "extra column with a line end in its name",
        rows("claims.csv", lambda t: [row.append("co\nlour" if i == 0 else "red") for i, row in enumerate(t)]),
        "claims.csv",
        "header",
        "co lour",
    ),
    ("reordered columns", rows("claims.csv", swap_columns), "claims.csv", "header", "-"),
    (
        "renamed column",
        raw("claims.csv", lambda b: b.replace(b"resolution", b"rounding", 1)),
        "claims.csv",
        "header",
        "resolution",
    ),
    ("column twice", raw("levers.csv", lambda b: b.replace(b"label", b"id", 1)), "levers.csv", "header", "label"),
    # rows
    ("too few cells", rows("claims.csv", lambda t: t[5].pop()), "claims.csv", "gaza_total", "-"),
    ("too many cells", rows("claims.csv", lambda t: t[5].append("more")), "claims.csv", "gaza_total", "-"),
    (
        "thousands separators",
        raw("claims.csv", lambda b: b.replace(b"7400000000", b"7,400,000,000", 1)),
        "claims.csv",
        CLAIM,
        "-",
    ),
    ("empty line", raw("levers.csv", lambda b: b + b"\n"), "levers.csv", "line 6", "-"),
    ("unpaired quote", raw("levers.csv", lambda b: b.replace(b"protection,", b'"protection,', 1)), "levers.csv", "line 4", "-"),
    (
        "text after a quote",
        raw("levers.csv", lambda b: b.replace(b"protection,", b'"protection"x,', 1)),
        "levers.csv",
        "line 4",
        "-",
    ),
    ("duplicate id", rows("claims.csv", lambda t: t.append(list(t[4]))), "claims.csv", "gaza_package", "id"),
    (
        "duplicate composite key",
        rows("relations.csv", lambda t: t.append(list(t[1]))),
        "relations.csv",
        "gaza_package gaza_total",
        "part",
    ),
    ("duplicate number", rows("footnotes.csv", lambda t: t.append(list(t[1]))), "footnotes.csv", "49", "number"),
    cell("duplicate value of a unique field", "partners.csv", "egypt", name="Albania"),
    ("duplicate rank", cells("levers.csv", "protection", id="legal_pathways"), "levers.csv", "legal_pathways", "id"),
    # types and forms
    cell("text for a number", "claims.csv", CLAIM, value="much"),
    cell("decimal comma", "claims.csv", CLAIM, value="7400000000,5"),
    cell("quoted thousands separators", "claims.csv", CLAIM, value="7,400,000,000"),
    cell("spaces in a number", "claims.csv", CLAIM, value="7 400 000 000"),
    cell("nan", "claims.csv", CLAIM, value="nan"),
    cell("inf", "claims.csv", CLAIM, value="inf"),
    cell("1e30", "claims.csv", CLAIM, value="1e30"),
    cell("thirty zeros", "claims.csv", CLAIM, value="1" + "0" * 30),
    cell("more digits than a float holds", "claims.csv", CLAIM, value="1" * 400),
    cell("negative", "claims.csv", CLAIM, value="-5"),
    cell("digits of another script", "claims.csv", CLAIM, value="٧٤٠٠"),
    cell("a sign of percent", "claims.csv", CLAIM, value="7%"),
    cell("a fraction for a whole number", "claims.csv", CLAIM, paragraph="15.0"),
    cell("a paragraph beyond the last", "claims.csv", CLAIM, paragraph="17"),
    cell("five thousand digits", "claims.csv", CLAIM, paragraph="1" * 5000),
    cell("bad form of a date", "claims.csv", "syria_commitment", period_start="03/2025"),
    cell("a thirteenth month", "claims.csv", "syria_commitment", period_start="2025-13"),
    cell("a day that is not", "events.csv", "keynote_given", date="2024-02-30"),
    cell("missing required text", "claims.csv", CLAIM, label=""),
    cell("missing required value", "claims.csv", CLAIM, value=""),
    ("missing id", added("levers.csv", "", "label", "printed", "1"), "levers.csv", "line 6", "id"),
    ("capitals in an id", added("levers.csv", "Trade", "label", "printed", "1"), "levers.csv", "Trade", "id"),
    ("a line end in an id", added("levers.csv", "tra\nde", "label", "printed", "1"), "levers.csv", "tra de", "id"),
    (
        "an escape code in an id",
        added("levers.csv", "tra\x1b[2Jde", "label", "printed", "1"),
        "levers.csv",
        r"tra\x1b[2Jde",
        "id",
    ),
    cell("a label that is too long", "events.csv", "keynote_given", label="word " * 15 + "end"),
    ("a name that is too short", added("proper_names.csv", "short", "A 1", "made up"), "proper_names.csv", "short", "name"),
    # hostile text
    cell("HTML tag in a label", "claims.csv", CLAIM, label="package <b>for</b> Egypt"),
    cell("script in a note", "claims.csv", CLAIM, note="<script>alert(1)</script>"),
    cell("HTML comment", "claims.csv", CLAIM, note="a <!-- b"),
    cell("formula in a note", "claims.csv", CLAIM, note="=HYPERLINK(1)"),
    cell("formula with a plus", "gaps.csv", "money_paid", who="+1"),
    cell("formula with an at", "gaps.csv", "money_paid", who="@SUM(A1)"),
    cell("formula with a minus", "gaps.csv", "money_paid", who="-cmd"),
    cell("leading space", "claims.csv", CLAIM, label=" package"),
    cell("trailing hard space", "claims.csv", CLAIM, label="package\u00a0"),
    cell("control character", "claims.csv", CLAIM, note="a\x07b"),
    cell("line end in a cell", "claims.csv", CLAIM, note="a\nb"),
    cell("an address that runs code", "evidence.csv", "gaza_package_check", url="javascript:alert(1)"),
    # keys
    cell("dangling stage", "claims.csv", CLAIM, stage="paid"),
    ("dangling part", relation("gaza_packet", "gaza_total"), "relations.csv", "gaza_packet gaza_total", "part"),
    cell("dangling limit", "relations.csv", "syria_commitment turkiye_total", limit="nothing"),
    cell("unknown footnote number", "claims.csv", CLAIM, footnotes="62 99"),
    cell("unknown footnote of an agreement", "status_agreements.csv", "albania", footnotes="12"),
    cell("footnotes with commas", "claims.csv", CLAIM, footnotes="61, 62"),
    cell("a footnote that supports no claim", "footnotes.csv", "62", supports="egypt_pillars egypt_packet"),
    cell("unknown source of a footnote", "footnotes.csv", "62", source="commission_2024_egipt"),
    cell("unknown source of evidence", "evidence.csv", "gaza_package_check", source="nobody"),
    (
        "a detail of a claim without its name",
        cells("evidence.csv", "gaza_package_check", kind="detail"),
        "evidence.csv",
        "gaza_package_check",
        "component",
    ),
    cell("a check of a claim that names a component", "evidence.csv", "gaza_package_check", component="half"),
    (
        "a second check of a claim",
        cells("evidence.csv", "egypt_package_loans", kind="check", component=""),
        "evidence.csv",
        "egypt_package_loans",
        "kind",
    ),
    cell("evidence of an unknown kind", "evidence.csv", "gaza_package_check", kind="whole"),
    cell("a claim in a chapter that shows it nowhere", "claims.csv", CLAIM, chapter="turkiye"),
    cell("a claim in a chapter that does not tell its paragraph", "claims.csv", "serbia_agreement", chapter="mediterranean"),
    cell("a question in another chapter than its claim", "gaps.csv", "pledges_split", chapter="turkiye"),
    cell("a question in a chapter that does not tell its paragraph", "gaps.csv", "programme_amounts", chapter="turkiye"),
    cell("unknown answer to a question", "gaps.csv", "money_paid", answer="turkiye_facility_paid_2019_12 paid"),
    cell("a question that touches an unknown claim", "gaps.csv", "money_paid", touches="gaza_total nothing"),
    cell("a question that touches its own claim again", "gaps.csv", "pledges_split", touches="pledges"),
    cell("evidence without a label", "evidence.csv", "gaza_total_check", label=""),
    cell("evidence with a long label", "evidence.csv", "gaza_total_check", label="total " * 11),
    cell(
        "answers with commas", "gaps.csv", "union_plan_period", answer="union_plan_years_first_plan, union_plan_years_adopted_by"
    ),
    cell("an answer of the press that leaves nothing open", "gaps.csv", "mauritania_period", open=""),
    cell("unknown subject of a lever", "lever_coding.csv", "development_aid_root_causes", subject="aid"),
    # relations
    ("cycle of one", relation("egypt_package", "egypt_package"), "relations.csv", "egypt_package egypt_package", "whole"),
    (
        "part larger than its whole",
        relation("turkiye_total", "egypt_package"),
        "relations.csv",
        "turkiye_total egypt_package",
        "part",
    ),
    ("units that differ", relation("air_bridge_aid", "gaza_total"), "relations.csv", "air_bridge_aid gaza_total", "part"),
    (
        "units of an overlap that differ",
        relation("air_bridge_aid", "gaza_total", "overlaps"),
        "relations.csv",
        "air_bridge_aid gaza_total",
        "part",
    ),
    (
        "an overlap limited by a number of flights",
        relation("gaza_total", "egypt_package", "overlaps", "air_bridge_aid_flights_2025_01"),
        "relations.csv",
        "gaza_total egypt_package",
        "limit",
    ),
    (
        "an overlap limited by a floor",
        relation("gaza_total", "egypt_package", "overlaps", "turkiye_facility_paid_2023_02"),
        "relations.csv",
        "gaza_total egypt_package",
        "limit",
    ),
    (
        "an overlap limited by evidence without a value",
        relation("gaza_total", "egypt_package", "overlaps", "gaza_total_scope"),
        "relations.csv",
        "gaza_total egypt_package",
        "limit",
    ),
    # figures from outside and how they relate
    cell("outside money without a resolution", "evidence.csv", "egypt_package_loans", resolution=""),
    cell("outside mass without a resolution", "evidence.csv", "air_bridge_aid_check", resolution="0"),
    cell("outside resolution above the value", "context.csv", "conference_ix_loans", resolution="2000000000"),
    cell("outside resolution below zero", "evidence.csv", "gaza_total_scope", resolution="-1"),
    (
        "an id of evidence that is a claim's",
        rows("evidence.csv", lambda t: t.append([CLAIM, *t[2][1:]])),
        "evidence.csv",
        CLAIM,
        "id",
    ),
    (
        "an id of context that is evidence's",
        rows("context.csv", lambda t: t.append(["gaza_total_scope", *t[1][1:]])),
        "context.csv",
        "gaza_total_scope",
        "id",
    ),
    (
        "an unknown part from outside",
        outside("egypt_package_lones", "egypt_package"),
        "outside_relations.csv",
        "egypt_package_lones egypt_package",
        "part",
    ),
    (
        "an unknown whole from outside",
        outside("egypt_package_loans", "egypt_packet"),
        "outside_relations.csv",
        "egypt_package_loans egypt_packet",
        "whole",
    ),
    (
        "a part from outside without a value",
        outside("gaza_total_scope", "gaza_total"),
        "outside_relations.csv",
        "gaza_total_scope gaza_total",
        "part",
    ),
    (
        "a figure from outside in itself",
        outside("conference_ix_total", "conference_ix_total"),
        "outside_relations.csv",
        "conference_ix_total conference_ix_total",
        "whole",
    ),
    (
        "claims alone among outside relations",
        outside("egypt_migration", "egypt_package"),
        "outside_relations.csv",
        "egypt_migration egypt_package",
        "part",
    ),
    (
        "units that differ outside",
        outside("air_bridge_aid_check", "gaza_total"),
        "outside_relations.csv",
        "air_bridge_aid_check gaza_total",
        "part",
    ),
    (
        "units of a restatement that differ",
        outside("next_plan_countries", "pledges", "restates"),
        "outside_relations.csv",
        "next_plan_countries pledges",
        "part",
    ),
    (
        "a part from outside larger than its whole",
        outside("turkiye_facility_tranche_1", "egypt_package_grants"),
        "outside_relations.csv",
        "turkiye_facility_tranche_1 egypt_package_grants",
        "part",
    ),
    (
        "a figure that restates two",
        outside("egypt_package_check", "egypt_migration", "restates"),
        "outside_relations.csv",
        "egypt_package_check egypt_migration",
        "whole",
    ),
    # what a row says of itself
    cell("reversed period", "claims.csv", "syria_commitment", period_end="2024"),
    cell("reversed event", "events.csv", "budapest_plan_period", date_end="2024-12-31"),
    cell("a period beside a date that is one", "context.csv", "arrivals_eu_2022", period_start="2022"),
    cell("a reversed period of context", "context.csv", "next_plan_places", period_end="2025"),
    cell("an unknown kind of date", "context.csv", "arrivals_eu_2022", date_of="day"),
    cell("reversed context", "context.csv", "arrivals_eu_2022", date_end="2021-12-31"),
    cell("value that disagrees with the wording", "claims.csv", CLAIM, value="740000000"),
    ("wording with a decimal comma", cells("claims.csv", CLAIM, printed="EUR 7,4 billion"), "claims.csv", CLAIM, "value"),
    cell("wording without an amount", "claims.csv", CLAIM, printed="a large package"),
    cell("wording with two points", "claims.csv", CLAIM, printed="EUR 7.4.1 billion"),
    cell("wording with a stray point", "claims.csv", CLAIM, printed="EUR . billion"),
    cell("resolution of zero for money", "claims.csv", CLAIM, resolution="0"),
    cell("resolution above the value", "claims.csv", CLAIM, resolution="8000000000"),
    cell("money with a stage of law", "claims.csv", CLAIM, stage="in_force"),
    cell("count that disagrees with its list", "claims.csv", "budapest_priorities", value="7"),
    cell("count that disagrees with the agreements", "claims.csv", "agreements_in_force", value="4"),
    # the descriptor
    ("descriptor missing", remove("datapackage.json"), "datapackage.json", "-", "-"),
    ("descriptor not JSON", raw("datapackage.json", lambda b: b'{"title":\n"x"'), "datapackage.json", "line 2", "-"),
    ("descriptor not UTF-8", raw("datapackage.json", lambda b: b'{"a": "\xff"}'), "datapackage.json", "-", "-"),
    ("descriptor is a list", descriptor(lambda d: [1]), "datapackage.json", "-", "resources"),
    ("descriptor without tables", descriptor(lambda d: d.pop("resources")), "datapackage.json", "-", "resources"),
    (
        "descriptor without a table",
        descriptor(lambda d: d["resources"].remove(table_of(d, "stages"))),
        "datapackage.json",
        "stages",
        "id",
    ),
    (
        "descriptor without a field",
        descriptor(lambda d: [table_of(d, "claims")["schema"]["fields"].pop(2), None][1]),
        "datapackage.json",
        "claims",
        "value",
    ),
    (
        "descriptor without a schema",
        descriptor(lambda d: [table_of(d, "claims").pop("schema"), None][1]),
        "datapackage.json",
        "claims",
        "schema",
    ),
    (
        "descriptor with a key that is no field",
        descriptor(lambda d: table_of(d, "gaps")["schema"].update(primaryKey="nothing")),
        "datapackage.json",
        "gaps",
        "primaryKey",
    ),
    (
        "descriptor with a bad pattern",
        descriptor(lambda d: table_of(d, "gaps")["schema"]["fields"][0]["constraints"].update(pattern="(")),
        "datapackage.json",
        "gaps",
        "schema",
    ),
    (
        "descriptor with a foreign key to nothing",
        descriptor(lambda d: table_of(d, "gaps")["schema"]["foreignKeys"][0]["reference"].update(resource="no")),
        "datapackage.json",
        "gaps",
        "foreignKeys",
    ),
    # what stands in two places
    cell("a claim of another partner than its instrument", "claims.csv", CLAIM, partner="mauritania"),
    cell("a statement of another partner than its instrument", "statements.csv", "serbia_agreement_signed", partner="albania"),
    (
        "a claim of another instrument",
        cells("claims.csv", CLAIM, instrument="mauritania_partnership"),
        "claims.csv",
        CLAIM,
        "partner",
    ),
    cell("the outline of another country", "map_places.csv", "albania", shape="SRB"),
    cell("an address that is not that of the source", "evidence.csv", "gaza_package_check", url="https://example.org/other"),
    cell("another address than that of the source", "context.csv", "refugees_turkiye", url="https://example.org/other"),
    cell("a date that is not that of the source", "evidence.csv", "gaza_package_check", date="2025-01-17"),
    cell("a date after the day of reading", "developments.csv", "pact_presented", date="2027-01-01"),
    (
        "a claim that stands twice",
        both(
            copied("claims.csv", "mauritania_support"),
            cells("footnotes.csv", "63", supports="mauritania_support mauritania_support_copy"),
        ),
        "claims.csv",
        "mauritania_support_copy",
        "id",
    ),
    (
        "a figure of another source that stands twice",
        copied("context.csv", "refugees_turkiye"),
        "context.csv",
        "refugees_turkiye_copy",
        "id",
    ),
    (
        "a relation that stands the other way round as well",
        added("relations.csv", "turkiye_total", "syria_commitment", "overlaps", "unknown", "", "made up"),
        "relations.csv",
        "turkiye_total syria_commitment",
        "part",
    ),
    (
        "a hedge that no rule knows",
        declared("claims", "qualifier", ["exact", "nearly", "roughly"]),
        "datapackage.json",
        "claims",
        "qualifier: enum",
    ),
    ("hedges of any kind", declared("claims", "qualifier", None), "datapackage.json", "claims", "qualifier: enum"),
]
VARIANTS += [
    (
        f"descriptor with {value!r} as {name}",
        descriptor(lambda d, name=name, value=value: d.update({name: value})),
        "datapackage.json",
        "-",
        name,
    )
    for name, value in {"labs": [], "licenses": "CC", "version": 1.0, "sources": ["a text"]}.items()
]
VARIANTS += [
    (
        f"descriptor with {value!r} as {name}",
        descriptor(
            lambda d, name=name, value=value: table_of(d, "gaps")["schema"]["fields"][0]["constraints"].update({name: value})
        ),
        "datapackage.json",
        "gaps",
        f"id: {name}",
    )
    for name, value in {"required": "yes", "minimum": "0", "minLength": 1.5, "enum": "a b", "maximun": 3}.items()
]
VARIANTS += [
    (
        "descriptor with a type that is none",
        descriptor(lambda d: table_of(d, "gaps")["schema"]["fields"][0].update(type="numbr")),
        "datapackage.json",
        "gaps",
        "id: type",
    ),
    (
        "descriptor with an origin that is none",
        descriptor(lambda d: table_of(d, "gaps").update(origin="sektion")),
        "datapackage.json",
        "gaps",
        "origin",
    ),
]
#: Consequences of one mistake that the check rightly reports as well, by name of the variant.
FOLLOWED = {"file of commas", "duplicate id", "duplicate rank", "header without rows", "negative"}


def vocabularies() -> list[tuple[str, Breaker, str, str, str]]:
    """An unknown word for each closed vocabulary, and a dangling key for each foreign key, of the descriptor itself."""
    data = Path(__file__).resolve().parents[1] / "data"
    found = []
    for resource in json.loads((data / "datapackage.json").read_text(encoding="utf-8"))["resources"]:
        name, schema = resource["path"], resource["schema"]
        table = list(csv.reader(io.StringIO((data / name).read_text(encoding="utf-8"))))
        key = schema["primaryKey"] if isinstance(schema["primaryKey"], list) else [schema["primaryKey"]]
        foreign = {key["fields"] if isinstance(key["fields"], str) else key["fields"][0] for key in schema.get("foreignKeys", [])}
        for at, field in enumerate(schema["fields"]):
            kind = (
                "unknown word" if "enum" in field.get("constraints", {}) else "dangling key" if field["name"] in foreign else None
            )
            if kind is None or (field["name"] in key and kind == "dangling key"):
                continue

            def change(table, at=at):
                table[1][at] = "no_such_thing"

            row_id = " ".join(table[1][table[0].index(k)] for k in key)
            found.append((f"{kind}: {resource['name']}.{field['name']}", rows(name, change), name, row_id, field["name"]))
    return found


VARIANTS += vocabularies()
#: These also go through the command, in a process of its own.
BY_COMMAND = {
    "decimal comma",
    "utf-16",
    "duplicate composite key",
    "descriptor missing",
    "descriptor not JSON",
    "an escape code in an id",
    "unpaired quote",
    "part larger than its whole",
}


def test_there_are_enough_variants():
    names = [name for name, *_ in VARIANTS]
    assert len(set(names)) == len(names) >= 45
    assert BY_COMMAND <= set(names) and len(BY_COMMAND) >= 5
    assert sum(name.startswith("unknown word") for name in names) >= 15
    assert sum(name.startswith("dangling") for name in names) >= 15


@pytest.mark.parametrize(("name", "breaker", "file", "row", "field"), VARIANTS, ids=[name for name, *_ in VARIANTS])
def test_a_broken_table_gives_one_line_that_names_the_place(tables_copy, name, breaker, file, row, field):
    breaker(tables_copy / "data")
    found = check(tables_copy / "data")
    lines = [str(problem) for problem in found]
    assert found, "the mistake was not seen"
    for line in lines:
        assert len(line.splitlines()) == 1 and line.isprintable(), line
        assert LINE.fullmatch(line), line
    named = [LINE.fullmatch(line).group("file", "row", "field") for line in lines]
    assert (file, row, field) in named, lines
    assert len(found) == 1 or name in FOLLOWED, f"one mistake, several lines: {lines}"


def claim(row_id: str, /, **values: str) -> Breaker:
    """Set cells of a claim that no other source confirms, so that what it says of itself is all that can be wrong."""
    return both(unconfirmed(row_id), cells("claims.csv", row_id, **values))


#: What a person who adds a figure may get wrong, with the line that says so and what would be right.
RULES: dict[str, tuple[Breaker, str]] = {
    # a source that confirms a claim says what the claim says
    "confirmed without a value": (
        cells("evidence.csv", "egypt_package_check", value=""),
        "data/evidence.csv: row egypt_package_check: field value: found ''; allowed: 7400000000, the value of egypt_package in "
        "data/claims.csv, or another verdict than confirmed",
    ),
    "confirmed with another value": (
        cells("evidence.csv", "budapest_priorities_check", value="7"),
        "data/evidence.csv: row budapest_priorities_check: field value: found '7'; allowed: 6, the value of budapest_priorities in "
        "data/claims.csv, or another verdict than confirmed",
    ),
    "a claim changed that another source confirms": (
        cells("claims.csv", CLAIM, value="7500000000", printed="EUR 7.5 billion"),
        "data/evidence.csv: row egypt_package_check: field value: found '7400000000'; allowed: 7500000000, the value of egypt_package in "
        "data/claims.csv, or another verdict than confirmed",
    ),
    "a number in words, in a unit of what is measured, confirmed without a value": (
        both(
            cells("claims.csv", "pledging_countries", printed="fourteen EU countries", basis="words"),
            cells("evidence.csv", "pledging_countries_check", value=""),
        ),
        "data/evidence.csv: row pledging_countries_check: field value: found ''; allowed: 14, the value of pledging_countries in "
        "data/claims.csv, or another verdict than confirmed",
    ),
    "confirmed without a unit": (
        cells("evidence.csv", "pledges_check", unit=""),
        "data/evidence.csv: row pledges_check: field unit: found ''; allowed: places, the unit of pledges in data/claims.csv",
    ),
    "confirmed in another unit": (
        cells("evidence.csv", "serbia_agreement_check", unit="flights"),
        "data/evidence.csv: row serbia_agreement_check: field unit: found 'flights'; allowed: agreements, the unit of serbia_agreement in data/claims.csv",
    ),
    "confirmed with a hedge that the claim lacks": (
        cells("evidence.csv", "egypt_package_check", qualifier="over"),
        "data/evidence.csv: row egypt_package_check: field qualifier: found 'over'; allowed: exact, the qualifier of egypt_package in "
        "data/claims.csv, or the verdict confirmed_lost_qualifier",
    ),
    "confirmed without the hedge of the claim": (
        cells("evidence.csv", "air_bridge_aid_check", qualifier="exact"),
        "data/evidence.csv: row air_bridge_aid_check: field qualifier: found 'exact'; allowed: over, the qualifier of air_bridge_aid in "
        "data/claims.csv, or another verdict than confirmed",
    ),
    "a lost hedge without a value": (
        cells("evidence.csv", "gaza_total_check", value=""),
        "data/evidence.csv: row gaza_total_check: field value: found ''; allowed: 450000000, the value of gaza_total in data/claims.csv, "
        "or another verdict than confirmed_lost_qualifier",
    ),
    "a lost hedge that the source lacks as well": (
        cells("evidence.csv", "gaza_total_check", qualifier=""),
        "data/evidence.csv: row gaza_total_check: field qualifier: found ''; allowed: the hedge of the source, which gaza_total in "
        "data/claims.csv has lost, or the verdict confirmed",
    ),
    "a lost hedge that the claim has": (
        cells("evidence.csv", "syria_commitment_check", verdict="confirmed_lost_qualifier", qualifier="at_least"),
        "data/evidence.csv: row syria_commitment_check: field verdict: found 'confirmed_lost_qualifier'; allowed: another verdict: "
        "syria_commitment in data/claims.csv has not lost its qualifier, nearly",
    ),
    # the wording of a claim gives its hedge
    "a hedge before an amount": (
        claim("gaza_total", printed="over EUR 450 million"),
        "data/claims.csv: row gaza_total: field qualifier: found 'exact'; allowed: over, since the field printed says “over” (over EUR 450 million)",
    ),
    "a hedge before a number in words": (
        claim("egypt_pillars", printed="no fewer than six pillars"),
        "data/claims.csv: row egypt_pillars: field qualifier: found 'exact'; allowed: at_least, since the field printed says “no fewer than” "
        "(no fewer than six pillars)",
    ),
    "a hedge after an amount": (
        claim("gaza_total", printed="EUR 450 million or more"),
        "data/claims.csv: row gaza_total: field qualifier: found 'exact'; allowed: at_least, since the field printed says “or more” "
        "(EUR 450 million or more)",
    ),
    "a hedge before a list": (
        claim("agreements_in_force", printed="at least Albania, North Macedonia and Montenegro"),
        "data/claims.csv: row agreements_in_force: field qualifier: found 'exact'; allowed: at_least, since the field printed says “at least” "
        "(at least Albania, North Macedonia and Montenegro)",
    ),
    "another hedge than the wording has": (
        claim("syria_commitment", qualifier="about"),
        "data/claims.csv: row syria_commitment: field qualifier: found 'about'; allowed: nearly, since the field printed says “nearly” "
        "(nearly EUR 2.5 billion)",
    ),
    "a hedge that the wording lacks": (
        claim("mauritania_support", qualifier="at_most"),
        "data/claims.csv: row mauritania_support: field qualifier: found 'at_most'; allowed: exact, since the field printed has no word that "
        "hedges its number (EUR 210 million)",
    ),
    # and its number
    "another number in digits": (
        claim("pledging_countries", value="15"),
        "data/claims.csv: row pledging_countries: field value: found '15'; allowed: 14, which is what the field printed says (14 EU countries)",
    ),
    "another number in words": (
        claim("egypt_pillars", value="7"),
        "data/claims.csv: row egypt_pillars: field value: found '7'; allowed: 6, which is what the field printed says (six pillars)",
    ),
    "no number in words": (
        claim("egypt_pillars", printed="6 pillars"),
        "data/claims.csv: row egypt_pillars: field value: found '6'; allowed: a number in words that the field printed says (6 pillars)",
    ),
    # a resolution is no finer than what is printed
    "an amount read finer than its decimals": (
        claim(CLAIM, resolution="1000"),
        "data/claims.csv: row egypt_package: field resolution: found '1000'; allowed: at least 100000000, one unit of the last digit printed "
        "(EUR 7.4 billion); one digit finer only where the field resolution_basis gives the reason",
    ),
    "an amount read finer without a reason": (
        claim("turkiye_facility", resolution_basis=""),
        "data/claims.csv: row turkiye_facility: field resolution: found '100000000'; allowed: at least 1000000000, one unit of the last digit "
        "printed (EUR 6 billion); one digit finer only where the field resolution_basis gives the reason",
    ),
    "an amount read finer than any reason allows": (
        claim("turkiye_facility", resolution="1000000"),
        "data/claims.csv: row turkiye_facility: field resolution: found '1000000'; allowed: at least 1000000000, one unit of the last digit "
        "printed (EUR 6 billion); one digit finer only where the field resolution_basis gives the reason",
    ),
    "places read finer than their zeros": (
        claim("pledges", resolution="500", resolution_basis=""),
        "data/claims.csv: row pledges: field resolution: found '500'; allowed: at least 1000, one unit of the last digit printed "
        "(61,000 pledges); one digit finer only where the field resolution_basis gives the reason",
    ),
    "round places taken for exact": (
        claim("pledges", resolution="0"),
        "data/claims.csv: row pledges: field resolution: found '0'; allowed: at least 1000, one unit of the last digit printed "
        "(61,000 pledges); one digit finer only where the field resolution_basis gives the reason",
    ),
    "tonnes without a resolution": (
        claim("air_bridge_aid", resolution="0"),
        "data/claims.csv: row air_bridge_aid: field resolution: found '0'; allowed: the rounding unit of the printed amount, above zero",
    ),
    # tables that speak of one another
    "an agreement at another stage than its claim": (
        cells("status_agreements.csv", "serbia", stage="in_force"),
        "data/status_agreements.csv: row serbia: field stage: found 'in_force'; allowed: signed, the stage of its claim serbia_agreement in data/claims.csv",
    ),
    "a footnote that does not say what it supports": (
        cells("footnotes.csv", "62", supports="egypt_pillars"),
        "data/footnotes.csv: row 62: field supports: found 'egypt_pillars'; allowed: also egypt_package egypt_migration, as data/claims.csv names 62",
    ),
    "a claim that does not name its footnote": (
        cells("footnotes.csv", "65", supports="union_plan_years pledges"),
        "data/claims.csv: row pledges: field footnotes: found '64'; allowed: also 65, as data/footnotes.csv has it",
    ),
    "a day outside the month of its event": (
        cells("events.csv", "committee_launched", reference_date="2024-10-07"),
        "data/events.csv: row committee_launched: field reference_date: found '2024-10-07'; allowed: a date within 2024-11, the date of the event",
    ),
    "a day that no footnote has": (
        cells("events.csv", "committee_launched", reference_date="2024-11-08"),
        "data/events.csv: row committee_launched: field reference_date: found '2024-11-08'; allowed: 2024-11-07, the date of what footnote 65 cites",
    ),
    "a document of another day": (
        cells("events.csv", "keynote_given", date="2024-09-26"),
        "data/events.csv: row keynote_given: field date: found '2024-09-26'; allowed: 2024-09-25, the date of what footnote 60 cites",
    ),
    "a day without a footnote": (
        cells("events.csv", "bosnia_agreement_negotiated", reference_date="2024-12-16"),
        "data/events.csv: row bosnia_agreement_negotiated: field footnotes: found ''; allowed: the number of the footnote from which "
        "reference_date has 2024-12-16",
    ),
    "a resolution of more than the last digit": (
        claim(CLAIM, resolution="1000000000"),
        "data/claims.csv: row egypt_package: field resolution: found '1000000000'; allowed: at most 100000000, one unit of the last digit "
        "printed (EUR 7.4 billion); more only where the value is a multiple of it and the field resolution_basis gives the reason",
    ),
    "parts that are more than the whole": (
        both(
            claim("mauritania_support", value="400000000", printed="EUR 400 million"),
            unrelated("mauritania_support"),
            relation("mauritania_support", "gaza_total"),
        ),
        "data/relations.csv: row mauritania_support gaza_total: field part: found 'mauritania_support'; allowed: parts that together are at "
        "most the whole, 450000000: gaza_package, mauritania_support are 520000000; of those that share something, a row of kind overlaps says so",
    ),
    "parts from outside that are more than the whole": (
        cells("outside_relations.csv", "conference_vii_commission conference_vii_grants_first", part="conference_vi_commission"),
        "data/outside_relations.csv: row conference_vii_commission conference_vii_grants: field part: found 'conference_vii_commission'; "
        "allowed: parts that together are at most the whole, 5600000000: conference_vii_grants_first, conference_vii_commission are "
        "6700000000; of those that share something, a row of kind overlaps says so",
    ),
    # what is counted is whole, and what a row says twice agrees
    "a part of a person": (
        cells("context.csv", "refugees_turkiye", value="2940.735"),
        "data/context.csv: row refugees_turkiye: field value: found '2940.735'; allowed: a whole number: people are counted",
    ),
    "a year that is not in the date": (
        cells("context.csv", "refugees_turkiye", year="2023"),
        "data/context.csv: row refugees_turkiye: field year: found '2023'; allowed: 2024, as its dates say",
    ),
    "the country of another partner": (
        cells("context.csv", "refugees_turkiye", country="EGY"),
        "data/context.csv: row refugees_turkiye: field country: found 'EGY'; allowed: TUR, the code of turkiye",
    ),
}


@pytest.mark.parametrize(("breaker", "line"), RULES.values(), ids=list(RULES))
def test_what_is_added_wrongly_is_told_with_what_would_be_right(tables_copy, breaker, line):
    breaker(tables_copy / "data")
    assert [str(problem) for problem in check(tables_copy / "data")] == [line]


#: Words that hedge, before or after a number, each in a wording of a claim and with its qualifier.
HEDGED = [
    ("gaza_total", "nearly", ("nearly {}", "almost {}", "close to {}", "just under {}", "Almost a total of {}")),
    (
        "gaza_total",
        "at_most",
        ("up to {}", "at most {}", "no more than {}", "less than {}", "below {}", "{} or less", "{} at most"),
    ),
    (
        "gaza_total",
        "over",
        ("over {}", "more than {}", "above {}", "exceeding {}", "just over {}", "well over a total of {}", "a sum of over {}"),
    ),
    (
        "gaza_total",
        "at_least",
        ("at least {}", "no fewer than {}", "no less than {}", "a minimum of {}", "{} or more", "{} in aid, at least"),
    ),
    ("gaza_total", "about", ("about {}", "around {}", "some {}", "approximately {}", "roughly {}", "circa {}", "{} or so")),
    (
        "gaza_total",
        "exact",
        (
            "{}",
            "some of the {}",
            "spread over the years: {}",
            "up to now {}",
            "{} for at least some towns",
            "the more than welcome {}",
            "etc. {}",
            "moreover {}",
        ),
    ),
    ("budapest_priorities", "about", ("about {}", "some {}")),
    ("budapest_priorities", "exact", ("{}", "{} over three years", "{} in some areas", "the sum over all {}")),
    ("agreements_in_force", "at_least", ("at least {}", "no fewer than {}")),
    ("agreements_in_force", "exact", ("{}", "over {}", "about {}", "some {}", "up to {}", "{} or more")),
]


@pytest.mark.parametrize(("row", "qualifier", "forms"), HEDGED, ids=[f"{row}-{qualifier}" for row, qualifier, _ in HEDGED])
def test_a_hedge_in_the_wording_is_the_qualifier(tables_copy, section, row, qualifier, forms):
    """Each form is read from a file with its own qualifier; with the others, the rule alone is asked, which says the same in less time."""
    data, printed = tables_copy / "data", section.row("claims", row)["printed"]
    for form in forms:
        claim(row, printed=form.format(printed), qualifier=qualifier)(data)
        assert check(data) == [], form
        read, _ = tables.read_tables(data)
        (cell,) = (one for one in read["claims"] if one["id"] == row)
        for other in {"exact", "nearly", "over", "at_least", "at_most", "about"} - {qualifier}:
            cell["qualifier"] = other
            (problem,) = check_claims(read)
            assert (problem.field, problem.found) == ("qualifier", other) and problem.allowed.startswith(f"{qualifier}, since"), (
                form
            )


@pytest.mark.parametrize(
    "breaker",
    [
        claim(CLAIM, value="7500000000", printed="EUR 7.5 billion", resolution="500000000", resolution_basis="Told in halves"),
        both(
            claim("mauritania_support", value="400000000", printed="EUR 400 million"),
            unrelated("mauritania_support"),
            relation("mauritania_support", "gaza_total"),
            relation("mauritania_support", "gaza_package", "overlaps"),
        ),
        claim("pledges", resolution="0", resolution_basis="", value="61003", printed="61,003 pledges"),
        claim("pledges", resolution="1", value="61003", printed="61,003 pledges"),
        claim("pledging_countries", value="20", printed="20 EU countries"),
        claim("pledging_countries", value="25", printed="twenty-five EU countries", basis="words"),
        both(
            claim("pledging_countries", value="200", printed="Two hundred towns", basis="words"), unrelated("pledging_countries")
        ),
        both(
            cells("context.csv", "refugees_turkiye", value="2940735.5", qualifier="about", resolution="5"),
            unrelated("refugees_turkiye"),
        ),
        claim(CLAIM, resolution="10000000"),
        claim(CLAIM, printed="EUR 7.40 billion", resolution="10000000", resolution_basis=""),
        both(
            cells("evidence.csv", "serbia_agreement_check", value="", unit="", qualifier=""), unrelated("serbia_agreement_check")
        ),
        both(
            cells("evidence.csv", "egypt_package_check", value="", resolution="", verdict="differs"),
            unrelated("egypt_package_check"),
        ),
        both(claim(CLAIM, qualifier="over", printed="over EUR 7.4 billion"), relation("turkiye_total", CLAIM)),
        both(claim(CLAIM, qualifier="at_least", printed="no less than EUR 7.4 billion"), relation("turkiye_total", CLAIM)),
    ],
    ids=[
        "coarser, for a reason",
        "parts that share something",
        "places counted",
        "places to the one",
        "a round count",
        "a compound",
        "hundreds",
        "the middle of a range",
        "one digit finer",
        "a zero printed",
        "counted, confirmed in words",
        "differs",
        "a part that exceeds a whole which is open above",
        "or which is at least so much",
    ],
)
def test_what_the_rules_leave_open(tables_copy, breaker):
    breaker(tables_copy / "data")
    assert check(tables_copy / "data") == []


@pytest.mark.parametrize("ids", [("gaza_total", "gaza_package"), ("gaza_package", "mauritania_support", "egypt_migration")])
def test_a_circle_of_parts_is_one_line(tables_copy, ids):
    """Circles of two and three claims of the same size, so that no part is larger than its whole."""
    data = tables_copy / "data"
    unconfirmed(*ids)(data)
    for id_ in ids:
        cells("claims.csv", id_, value="120000000", printed="EUR 120 million", resolution="1000000")(data)
    rows("relations.csv", lambda table: table.__delitem__(slice(1, 2)))(data)
    rows("relations.csv", lambda table: table.__setitem__(slice(None), [r for r in table if r[0] not in ids]))(data)
    rows(
        "outside_relations.csv", lambda table: table.__setitem__(slice(None), [r for r in table if not {r[0], r[1]} & set(ids)])
    )(data)
    for part, whole in zip(ids, (*ids[1:], ids[0])):
        relation(part, whole)(data)
    (problem,) = check(data)
    assert (problem.file, problem.field) == ("relations.csv", "whole")
    assert problem.row in {f"{part} {whole}" for part, whole in zip(ids, (*ids[1:], ids[0]))}
    assert all(id_ in problem.found for id_ in ids) and "part of itself" in problem.allowed


@pytest.mark.parametrize(
    ("ids", "breaker"),
    [
        (("conference_ix_total", "conference_ix_grants"), cells("context.csv", "conference_ix_total", value="4200000000")),
        (("egypt_package", "egypt_package_check"), both()),  # the check restates the claim
        (
            ("gaza_total", "gaza_package_check", "gaza_package"),  # a package that the section's own relations put into the total
            both(
                cells("claims.csv", "gaza_total", value="120000000", printed="EUR 120 million"),
                unconfirmed("gaza_total"),
                cells("evidence.csv", "gaza_total_initial_2024", value="1000000"),
            ),
        ),
    ],
)
def test_a_circle_through_outside_figures_is_one_line(tables_copy, ids, breaker):
    """Each is stated to lie in the next already, and the last in the first; the figures are of a size that allows it."""
    data = tables_copy / "data"
    breaker(data)
    assert check(data) == []
    outside(*ids[:2])(data)
    (problem,) = check(data)
    assert (problem.file, problem.field) == ("outside_relations.csv", "whole")
    text = (data / "outside_relations.csv").read_text(encoding="utf-8")
    assert set(problem.row.split()) <= set(ids) and f"{problem.row.replace(' ', ',')}," in text, (
        "the row named is one of the table"
    )
    assert all(id_ in problem.found for id_ in ids) and "part of itself" in problem.allowed


@pytest.mark.parametrize(
    ("row", "printed", "value", "resolution", "qualifier"),
    [
        ("pledges", "about 1.5 million places", "1500000", "100000", "about"),
        ("pledges", "61 thousand places, for which EUR 5 million was set aside", "61000", "1000", "exact"),
        ("mauritania_support", "EUR 750,000", "750000", "10000", "exact"),
        ("mauritania_support", "a fund of EUR 20.5 million for 3 areas", "20500000", "100000", "exact"),
    ],
)
def test_numbers_are_read_as_sources_print_them(tables_copy, row, printed, value, resolution, qualifier):
    data = tables_copy / "data"
    unconfirmed(row)(data)
    rows("relations.csv", lambda table: table.__setitem__(slice(1, None), [r for r in table[1:] if row not in r]))(data)
    cells("claims.csv", row, printed=printed, value=value, resolution=resolution, resolution_basis="", qualifier=qualifier)(data)
    assert check(data) == []
    cells("claims.csv", row, value=f"{value}00")(data)
    (problem,) = check(data)
    assert problem.field == "value" and problem.found == f"{value}00", "the value is shown as it stands in the table"
    assert problem.allowed == f"{value}, which is what the field printed says ({printed})"


def test_several_mistakes_are_several_lines(tables_copy):
    data = tables_copy / "data"
    cells("claims.csv", CLAIM, value="x", stage="paid")(data)
    cells("events.csv", "keynote_given", date="soon")(data)
    assert {(p.file, p.field) for p in check(data)} == {("claims.csv", "value"), ("claims.csv", "stage"), ("events.csv", "date")}


@pytest.mark.parametrize(
    ("breaker", "allowed"),
    [
        (cells("claims.csv", CLAIM, partner="egipt"), "an id of data/partners.csv (perhaps egypt)"),
        (
            outside("egypt_package_lones", CLAIM),
            "an id of data/claims.csv, evidence.csv or context.csv (perhaps egypt_package_loans)",
        ),
    ],
    ids=["a word", "an outside figure"],
)
def test_a_near_name_is_offered(tables_copy, breaker, allowed):
    breaker(tables_copy / "data")
    assert [problem.allowed for problem in check(tables_copy / "data")] == [allowed]


def test_a_long_value_is_shortened(tables_copy):
    cells("claims.csv", CLAIM, value="x" * 10_000)(tables_copy / "data")
    assert len(str(check(tables_copy / "data")[0])) < 300


def test_reading_a_broken_table_raises_the_same_lines(tables_copy):
    from external_dimension import load

    cells("claims.csv", CLAIM, value="x")(tables_copy / "data")
    with pytest.raises(DataError, match=f"data/claims.csv: row {CLAIM}: field value") as error:
        load(tables_copy / "data").claim(CLAIM)
    assert [str(p) for p in error.value.problems] == [str(p) for p in check(tables_copy / "data")]


# -- the command ------------------------------------------------------------------------------------------------------


def run_check(folder: Path) -> subprocess.CompletedProcess:
    source = str(Path(tables.__file__).resolve().parents[1])
    path = os.pathsep.join(filter(None, (source, os.environ.get("PYTHONPATH"))))
    return subprocess.run(
        [sys.executable, "-m", "external_dimension", "check"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"},
        check=False,
    )


@pytest.mark.parametrize("name", sorted(BY_COMMAND))
def test_the_command_prints_the_line_and_exits_with_one(tables_copy, name):
    _, breaker, file, row, field = next(variant for variant in VARIANTS if variant[0] == name)
    breaker(tables_copy / "data")
    done = run_check(tables_copy)
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr and len(done.stderr.splitlines()) <= 1
    lines = done.stdout.splitlines()
    if lines[-1] == UNASKED:
        lines.pop()
    assert lines and all(LINE.fullmatch(line) for line in lines), lines
    assert (file, row, field) in [LINE.fullmatch(line).group("file", "row", "field") for line in lines]


def test_the_command_says_what_it_did_not_ask_where_a_cell_is_wrong_in_itself(tables_copy):
    """A stage that is misspelt in one row hid a value that does not fit its wording in another."""
    path = tables_copy / "data" / "claims.csv"
    rows = read_csv(path)
    one, other = (next(row for row in rows if row["id"] == id_) for id_ in ("egypt_package", "turkiye_total"))
    other["value"] = "12500000000000"
    write_csv(path, rows)
    assert not run_check(tables_copy).stdout.splitlines()[-1] == UNASKED
    one["stage"] = "anounced"
    write_csv(path, rows)
    assert run_check(tables_copy).stdout.splitlines()[-1] == UNASKED


def test_the_command_says_one_line_where_all_holds(tables_copy):
    done = run_check(tables_copy)
    assert (done.returncode, done.stderr, len(done.stdout.splitlines())) == (0, "", 1)


def test_the_command_works_from_a_folder_below(tables_copy):
    cells("claims.csv", CLAIM, value="x")(tables_copy / "data")
    below = tables_copy / "notebooks" / "drafts"
    below.mkdir(parents=True)
    done = run_check(below)
    assert done.returncode == 1 and f"data/claims.csv: row {CLAIM}: field value" in done.stdout


def test_a_share_that_is_larger_than_its_whole_is_told_with_its_decimals_and_as_data():
    figure = {"unit": "%", "qualifier": "exact", "resolution": 0.1, "basis": "figure", "printed": ""}
    part, whole = figure | {"id": "part", "value": 26.7}, figure | {"id": "whole", "value": 26.4}
    row = {"part": "part", "whole": "whole", "kind": "part_of", "certainty": "stated", "limit": None}
    (problem,) = check_relations({"claims": [part, whole], "evidence": [], "relations": [row]})
    assert (problem.found, problem.allowed) == ("26.7", "a part not larger than its whole, 26.4")
    assert problem.too_large == TooLarge(("part",), 26.7, 26.4)


def test_who_loads_broken_tables_in_a_notebook_is_told_once_and_in_a_build_or_a_script_is_not(tables_copy, monkeypatch, capsys):
    from types import SimpleNamespace

    from claimbook.core.section import TRACE, load

    def told() -> str:
        load(tables_copy / "data")
        return capsys.readouterr().err

    monkeypatch.delitem(sys.modules, "IPython", raising=False)
    claims = tables_copy / "data" / "claims.csv"
    whole = claims.read_bytes()
    claims.write_bytes(whole.replace(b",12500000000,EUR,EUR 12.5 billion,", b",125,EUR,EUR 12.5 billion,"))
    assert told() == ""
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: object()))
    with monkeypatch.context() as patch:
        patch.setenv(TRACE, str(tables_copy / "trace"))
        assert told() == ""
    line = told()
    assert line.startswith("the tables do not hold: ") and line.count("\n") == 1
    assert " of check; the first: data/claims.csv: row turkiye_" in line and told() == ""
    claims.write_bytes(whole)
    assert told() == "" and not check(tables_copy / "data")
