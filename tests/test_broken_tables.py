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

from external_dimension import tables
from external_dimension.tables import DataError, check

LINE = re.compile(r"data/(?P<file>[\w./]+): row (?P<row>.+?): field (?P<field>.+?): found (?P<found>'.*'|\".*\"); allowed: (?P<allowed>.+)")
Breaker = Callable[[Path], None]


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


CLAIM = "egypt_package"
COMMAS = b"7400000000,EUR,EUR 7.4 billion"

#: Name, breaker, then file, row and field that the one line must name.
VARIANTS: list[tuple[str, Breaker, str, str, str]] = [
    # files as a whole
    ("file missing", remove("claims.csv"), "claims.csv", "header", "-"),
    ("file empty", raw("claims.csv", lambda b: b""), "claims.csv", "header", "-"),
    ("file of white space", raw("events.csv", lambda b: b" \n\n"), "events.csv", "header", "-"),
    ("a folder in place of the file", both(remove("gaps.csv"), lambda data: (data / "gaps.csv").mkdir()), "gaps.csv", "header", "-"),
    # A table without rows is no error of form: what it leaves undone elsewhere is.
    ("header without rows", rows("priorities.csv", lambda t: t.__delitem__(slice(1, None))), "claims.csv", "budapest_priorities", "value"),
    ("latin-1", raw("partners.csv", lambda b: b.decode().encode("latin-1")), "partners.csv", "line 11", "-"),
    ("utf-16", raw("claims.csv", lambda b: b.decode().encode("utf-16")), "claims.csv", "line 1", "-"),
    ("byte order mark", raw("claims.csv", lambda b: b"\xef\xbb\xbf" + b), "claims.csv", "header", "id"),
    ("CRLF", raw("claims.csv", lambda b: b.replace(b"\n", b"\r\n")), "claims.csv", "header", "-"),
    ("CR alone", raw("events.csv", lambda b: b.replace(b"\n", b"\r")), "events.csv", "header", "-"),
    ("NUL byte", raw("claims.csv", lambda b: b.replace(b"pillars", b"pil\0lars", 1)), "claims.csv", "header", "-"),
    ("semicolons", raw("levers.csv", lambda b: b.replace(b",", b";")), "levers.csv", "header", "id"),
    ("tabs", raw("levers.csv", lambda b: b.replace(b",", b"\t")), "levers.csv", "header", "id"),
    ("no header", raw("stages.csv", lambda b: b.split(b"\n", 1)[1]), "stages.csv", "header", "id"),
    # columns
    ("missing column", rows("claims.csv", drop_column), "claims.csv", "header", "unit"),
    ("extra column", rows("claims.csv", lambda t: [row.append("colour" if i == 0 else "red") for i, row in enumerate(t)]), "claims.csv", "header", "colour"),
    ("extra column with a line end in its name", rows("claims.csv", lambda t: [row.append("co\nlour" if i == 0 else "red") for i, row in enumerate(t)]),
     "claims.csv", "header", "co lour"),
    ("reordered columns", rows("claims.csv", swap_columns), "claims.csv", "header", "-"),
    ("renamed column", raw("claims.csv", lambda b: b.replace(b"resolution", b"rounding", 1)), "claims.csv", "header", "resolution"),
    ("column twice", raw("levers.csv", lambda b: b.replace(b"label", b"id", 1)), "levers.csv", "header", "label"),
    # rows
    ("too few cells", rows("claims.csv", lambda t: t[5].pop()), "claims.csv", "gaza_total", "-"),
    ("too many cells", rows("claims.csv", lambda t: t[5].append("more")), "claims.csv", "gaza_total", "-"),
    ("thousands separators", raw("claims.csv", lambda b: b.replace(b"7400000000", b"7,400,000,000", 1)), "claims.csv", CLAIM, "-"),
    ("empty line", raw("levers.csv", lambda b: b + b"\n"), "levers.csv", "line 6", "-"),
    ("unpaired quote", raw("levers.csv", lambda b: b.replace(b"protection,", b'"protection,', 1)), "levers.csv", "line 4", "-"),
    ("text after a quote", raw("levers.csv", lambda b: b.replace(b"protection,", b'"protection"x,', 1)), "levers.csv", "line 4", "-"),
    ("duplicate id", rows("claims.csv", lambda t: t.append(list(t[4]))), "claims.csv", "gaza_package", "id"),
    ("duplicate composite key", rows("relations.csv", lambda t: t.append(list(t[1]))), "relations.csv", "gaza_package gaza_total", "part"),
    ("duplicate number", rows("footnotes.csv", lambda t: t.append(list(t[1]))), "footnotes.csv", "49", "number"),
    ("duplicate value of a unique field", cells("partners.csv", "egypt", name="Albania"), "partners.csv", "egypt", "name"),
    ("duplicate rank", cells("levers.csv", "protection", id="legal_pathways"), "levers.csv", "legal_pathways", "id"),
    # types and forms
    ("text for a number", cells("claims.csv", CLAIM, value="much"), "claims.csv", CLAIM, "value"),
    ("decimal comma", cells("claims.csv", CLAIM, value="7400000000,5"), "claims.csv", CLAIM, "value"),
    ("quoted thousands separators", cells("claims.csv", CLAIM, value="7,400,000,000"), "claims.csv", CLAIM, "value"),
    ("spaces in a number", cells("claims.csv", CLAIM, value="7 400 000 000"), "claims.csv", CLAIM, "value"),
    ("nan", cells("claims.csv", CLAIM, value="nan"), "claims.csv", CLAIM, "value"),
    ("inf", cells("claims.csv", CLAIM, value="inf"), "claims.csv", CLAIM, "value"),
    ("1e30", cells("claims.csv", CLAIM, value="1e30"), "claims.csv", CLAIM, "value"),
    ("thirty zeros", cells("claims.csv", CLAIM, value="1" + "0" * 30), "claims.csv", CLAIM, "value"),
    ("more digits than a float holds", cells("claims.csv", CLAIM, value="1" * 400), "claims.csv", CLAIM, "value"),
    ("negative", cells("claims.csv", CLAIM, value="-5"), "claims.csv", CLAIM, "value"),
    ("digits of another script", cells("claims.csv", CLAIM, value="٧٤٠٠"), "claims.csv", CLAIM, "value"),
    ("a sign of percent", cells("claims.csv", CLAIM, value="7%"), "claims.csv", CLAIM, "value"),
    ("a fraction for a whole number", cells("claims.csv", CLAIM, paragraph="15.0"), "claims.csv", CLAIM, "paragraph"),
    ("a paragraph beyond the last", cells("claims.csv", CLAIM, paragraph="17"), "claims.csv", CLAIM, "paragraph"),
    ("five thousand digits", cells("claims.csv", CLAIM, paragraph="1" * 5000), "claims.csv", CLAIM, "paragraph"),
    ("bad form of a date", cells("claims.csv", "syria_commitment", period_start="03/2025"), "claims.csv", "syria_commitment", "period_start"),
    ("a thirteenth month", cells("claims.csv", "syria_commitment", period_start="2025-13"), "claims.csv", "syria_commitment", "period_start"),
    ("a day that is not", cells("events.csv", "keynote_given", date="2024-02-30"), "events.csv", "keynote_given", "date"),
    ("missing required text", cells("claims.csv", CLAIM, label=""), "claims.csv", CLAIM, "label"),
    ("missing required value", cells("claims.csv", CLAIM, value=""), "claims.csv", CLAIM, "value"),
    ("missing id", added("levers.csv", "", "label", "printed", "1"), "levers.csv", "line 6", "id"),
    ("capitals in an id", added("levers.csv", "Trade", "label", "printed", "1"), "levers.csv", "Trade", "id"),
    ("a line end in an id", added("levers.csv", "tra\nde", "label", "printed", "1"), "levers.csv", "tra de", "id"),
    ("an escape code in an id", added("levers.csv", "tra\x1b[2Jde", "label", "printed", "1"), "levers.csv", r"tra\x1b[2Jde", "id"),
    ("a label that is too long", cells("events.csv", "keynote_given", label="word " * 15 + "end"), "events.csv", "keynote_given", "label"),
    ("a name that is too short", added("proper_names.csv", "short", "A 1", "made up"), "proper_names.csv", "short", "name"),
    # hostile text
    ("HTML tag in a label", cells("claims.csv", CLAIM, label="package <b>for</b> Egypt"), "claims.csv", CLAIM, "label"),
    ("script in a note", cells("claims.csv", CLAIM, note="<script>alert(1)</script>"), "claims.csv", CLAIM, "note"),
    ("HTML comment", cells("claims.csv", CLAIM, note="a <!-- b"), "claims.csv", CLAIM, "note"),
    ("formula in a note", cells("claims.csv", CLAIM, note="=HYPERLINK(1)"), "claims.csv", CLAIM, "note"),
    ("formula with a plus", cells("gaps.csv", "money_paid", who="+1"), "gaps.csv", "money_paid", "who"),
    ("formula with an at", cells("gaps.csv", "money_paid", who="@SUM(A1)"), "gaps.csv", "money_paid", "who"),
    ("formula with a minus", cells("gaps.csv", "money_paid", who="-cmd"), "gaps.csv", "money_paid", "who"),
    ("leading space", cells("claims.csv", CLAIM, label=" package"), "claims.csv", CLAIM, "label"),
    ("trailing hard space", cells("claims.csv", CLAIM, label="package\u00a0"), "claims.csv", CLAIM, "label"),
    ("control character", cells("claims.csv", CLAIM, note="a\x07b"), "claims.csv", CLAIM, "note"),
    ("line end in a cell", cells("claims.csv", CLAIM, note="a\nb"), "claims.csv", CLAIM, "note"),
    ("an address that runs code", cells("evidence.csv", "gaza_package_check", url="javascript:alert(1)"), "evidence.csv", "gaza_package_check", "url"),
    # keys
    ("dangling stage", cells("claims.csv", CLAIM, stage="paid"), "claims.csv", CLAIM, "stage"),
    ("dangling part", relation("gaza_packet", "gaza_total"), "relations.csv", "gaza_packet gaza_total", "part"),
    ("dangling limit", cells("relations.csv", "syria_commitment turkiye_total", limit="nothing"), "relations.csv", "syria_commitment turkiye_total", "limit"),
    ("unknown footnote number", cells("claims.csv", CLAIM, footnotes="62 99"), "claims.csv", CLAIM, "footnotes"),
    ("unknown footnote of an agreement", cells("status_agreements.csv", "albania", footnotes="12"), "status_agreements.csv", "albania", "footnotes"),
    ("footnotes with commas", cells("claims.csv", CLAIM, footnotes="61, 62"), "claims.csv", CLAIM, "footnotes"),
    ("a footnote that supports no claim", cells("footnotes.csv", "62", supports="egypt_pillars egypt_packet"), "footnotes.csv", "62", "supports"),
    ("unknown source of a footnote", cells("footnotes.csv", "62", source="commission_2024_egipt"), "footnotes.csv", "62", "source"),
    ("unknown source of evidence", cells("evidence.csv", "gaza_package_check", source="nobody"), "evidence.csv", "gaza_package_check", "source"),
    ("unknown subject of a lever", cells("lever_coding.csv", "development_aid_root_causes", subject="aid"), "lever_coding.csv", "development_aid_root_causes",
     "subject"),
    # relations
    ("cycle of one", relation("egypt_package", "egypt_package"), "relations.csv", "egypt_package egypt_package", "whole"),
    ("part larger than its whole", relation("turkiye_total", "egypt_package"), "relations.csv", "turkiye_total egypt_package", "part"),
    ("units that differ", relation("air_bridge_aid", "gaza_total"), "relations.csv", "air_bridge_aid gaza_total", "part"),
    ("units of an overlap that differ", relation("air_bridge_aid", "gaza_total", "overlaps"), "relations.csv", "air_bridge_aid gaza_total", "part"),
    ("an overlap limited by a number of flights", relation("gaza_total", "egypt_package", "overlaps", "air_bridge_aid_flights_2025_01"), "relations.csv",
     "gaza_total egypt_package", "limit"),
    ("an overlap limited by evidence without a value", relation("gaza_total", "egypt_package", "overlaps", "gaza_total_scope"), "relations.csv",
     "gaza_total egypt_package", "limit"),
    # figures from outside and how they relate
    ("outside money without a resolution", cells("evidence.csv", "egypt_package_loans", resolution=""), "evidence.csv", "egypt_package_loans", "resolution"),
    ("outside mass without a resolution", cells("evidence.csv", "air_bridge_aid_check", resolution="0"), "evidence.csv", "air_bridge_aid_check", "resolution"),
    ("outside resolution above the value", cells("context.csv", "conference_ix_loans", resolution="2000000000"), "context.csv", "conference_ix_loans",
     "resolution"),
    ("outside resolution below zero", cells("evidence.csv", "gaza_total_scope", resolution="-1"), "evidence.csv", "gaza_total_scope", "resolution"),
    ("an id of evidence that is a claim's", rows("evidence.csv", lambda t: t.append([CLAIM, *t[2][1:]])), "evidence.csv", CLAIM, "id"),
    ("an id of context that is evidence's", rows("context.csv", lambda t: t.append(["gaza_total_scope", *t[1][1:]])), "context.csv", "gaza_total_scope", "id"),
    ("an unknown part from outside", outside("egypt_package_lones", "egypt_package"), "outside_relations.csv", "egypt_package_lones egypt_package", "part"),
    ("an unknown whole from outside", outside("egypt_package_loans", "egypt_packet"), "outside_relations.csv", "egypt_package_loans egypt_packet", "whole"),
    ("a part from outside without a value", outside("gaza_total_scope", "gaza_total"), "outside_relations.csv", "gaza_total_scope gaza_total", "part"),
    ("a figure from outside in itself", outside("conference_ix_total", "conference_ix_total"), "outside_relations.csv",
     "conference_ix_total conference_ix_total", "whole"),
    ("claims alone among outside relations", outside("egypt_migration", "egypt_package"), "outside_relations.csv", "egypt_migration egypt_package", "part"),
    ("units that differ outside", outside("air_bridge_aid_check", "gaza_total"), "outside_relations.csv", "air_bridge_aid_check gaza_total", "part"),
    ("units of a restatement that differ", outside("next_plan_countries", "pledges", "restates"), "outside_relations.csv", "next_plan_countries pledges", "part"),
    ("a part from outside larger than its whole", outside("turkiye_facility_tranche_1", "egypt_package_grants"), "outside_relations.csv",
     "turkiye_facility_tranche_1 egypt_package_grants", "part"),
    ("a figure that restates two", outside("egypt_package_check", "egypt_migration", "restates"), "outside_relations.csv",
     "egypt_package_check egypt_migration", "whole"),
    # what a row says of itself
    ("reversed period", cells("claims.csv", "syria_commitment", period_end="2024"), "claims.csv", "syria_commitment", "period_end"),
    ("reversed event", cells("events.csv", "budapest_plan_period", date_end="2024-12-31"), "events.csv", "budapest_plan_period", "date_end"),
    ("reversed context", cells("context.csv", "arrivals_eu_2022", date_end="2021-12-31"), "context.csv", "arrivals_eu_2022", "date_end"),
    ("value that disagrees with the wording", cells("claims.csv", CLAIM, value="740000000"), "claims.csv", CLAIM, "value"),
    ("wording with a decimal comma", cells("claims.csv", CLAIM, printed="EUR 7,4 billion"), "claims.csv", CLAIM, "value"),
    ("wording without an amount", cells("claims.csv", CLAIM, printed="a large package"), "claims.csv", CLAIM, "printed"),
    ("wording with two points", cells("claims.csv", CLAIM, printed="EUR 7.4.1 billion"), "claims.csv", CLAIM, "printed"),
    ("wording with a stray point", cells("claims.csv", CLAIM, printed="EUR . billion"), "claims.csv", CLAIM, "printed"),
    ("resolution of zero for money", cells("claims.csv", CLAIM, resolution="0"), "claims.csv", CLAIM, "resolution"),
    ("resolution above the value", cells("claims.csv", CLAIM, resolution="8000000000"), "claims.csv", CLAIM, "resolution"),
    ("money with a stage of law", cells("claims.csv", CLAIM, stage="in_force"), "claims.csv", CLAIM, "stage"),
    ("count that disagrees with its list", cells("claims.csv", "budapest_priorities", value="7"), "claims.csv", "budapest_priorities", "value"),
    ("count that disagrees with the agreements", cells("claims.csv", "agreements_in_force", value="4"), "claims.csv", "agreements_in_force", "value"),
    # the descriptor
    ("descriptor missing", remove("datapackage.json"), "datapackage.json", "-", "-"),
    ("descriptor not JSON", raw("datapackage.json", lambda b: b[:-20]), "datapackage.json", "-", "-"),
    ("descriptor not UTF-8", raw("datapackage.json", lambda b: b'{"a": "\xff"}'), "datapackage.json", "-", "-"),
    ("descriptor is a list", descriptor(lambda d: [1]), "datapackage.json", "-", "resources"),
    ("descriptor without tables", descriptor(lambda d: d.pop("resources")), "datapackage.json", "-", "resources"),
    ("descriptor without a table", descriptor(lambda d: d["resources"].remove(table_of(d, "stages"))), "datapackage.json", "stages", "id"),
    ("descriptor without a field", descriptor(lambda d: [table_of(d, "claims")["schema"]["fields"].pop(2), None][1]), "datapackage.json", "claims", "value"),
    ("descriptor without a schema", descriptor(lambda d: [table_of(d, "claims").pop("schema"), None][1]), "datapackage.json", "claims", "schema"),
    ("descriptor with a key that is no field", descriptor(lambda d: table_of(d, "gaps")["schema"].update(primaryKey="nothing")), "datapackage.json", "gaps",
     "primaryKey"),
    ("descriptor with a bad pattern", descriptor(lambda d: table_of(d, "gaps")["schema"]["fields"][0]["constraints"].update(pattern="(")), "datapackage.json",
     "gaps", "schema"),
    ("descriptor with a foreign key to nothing", descriptor(lambda d: table_of(d, "gaps")["schema"]["foreignKeys"][0]["reference"].update(resource="no")),
     "datapackage.json", "gaps", "foreignKeys"),
]
#: Consequences of one mistake that the check rightly reports as well, by name of the variant.
FOLLOWED = {"duplicate id", "duplicate rank", "header without rows", "negative"}


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
            kind = "unknown word" if "enum" in field.get("constraints", {}) else "dangling key" if field["name"] in foreign else None
            if kind is None or (field["name"] in key and kind == "dangling key"):
                continue

            def change(table, at=at):
                table[1][at] = "no_such_thing"

            row_id = " ".join(table[1][table[0].index(k)] for k in key)
            found.append((f"{kind}: {resource['name']}.{field['name']}", rows(name, change), name, row_id, field["name"]))
    return found


VARIANTS += vocabularies()
#: These also go through the command, in a process of its own.
BY_COMMAND = {"decimal comma", "utf-16", "duplicate composite key", "descriptor missing", "descriptor not JSON", "an escape code in an id",
              "unpaired quote", "part larger than its whole"}


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


@pytest.mark.parametrize("ids", [("gaza_total", "gaza_package"), ("gaza_package", "mauritania_support", "egypt_migration")])
def test_a_circle_of_parts_is_one_line(tables_copy, ids):
    """Circles of two and three claims of the same size, so that no part is larger than its whole."""
    data = tables_copy / "data"
    for id_ in ids:
        cells("claims.csv", id_, value="120000000", printed="EUR 120 million", resolution="1000000")(data)
    rows("relations.csv", lambda table: table.__delitem__(slice(1, 2)))(data)
    rows("relations.csv", lambda table: table.__setitem__(slice(None), [r for r in table if r[0] not in ids]))(data)
    rows("outside_relations.csv", lambda table: table.__setitem__(slice(None), [r for r in table if not {r[0], r[1]} & set(ids)]))(data)
    for part, whole in zip(ids, (*ids[1:], ids[0])):
        relation(part, whole)(data)
    (problem,) = check(data)
    assert (problem.file, problem.field) == ("relations.csv", "whole")
    assert problem.row in {f"{part} {whole}" for part, whole in zip(ids, (*ids[1:], ids[0]))}
    assert all(id_ in problem.found for id_ in ids) and "part of itself" in problem.allowed


@pytest.mark.parametrize(("ids", "breaker"), [
    (("conference_ix_total", "conference_ix_grants"), cells("context.csv", "conference_ix_total", value="4200000000")),
    (("egypt_package", "egypt_package_check"), both()),  # the check restates the claim
    (("gaza_total", "gaza_package_check", "gaza_package"),  # a package that the section's own relations put into the total
     both(cells("claims.csv", "gaza_total", value="120000000", printed="EUR 120 million"), cells("evidence.csv", "gaza_total_initial_2024", value="1000000"))),
])
def test_a_circle_through_outside_figures_is_one_line(tables_copy, ids, breaker):
    """Each is stated to lie in the next already, and the last in the first; the figures are of a size that allows it."""
    data = tables_copy / "data"
    breaker(data)
    assert check(data) == []
    outside(*ids[:2])(data)
    (problem,) = check(data)
    assert (problem.file, problem.field) == ("outside_relations.csv", "whole")
    text = (data / "outside_relations.csv").read_text(encoding="utf-8")
    assert set(problem.row.split()) <= set(ids) and f"{problem.row.replace(' ', ',')}," in text, "the row named is one of the table"
    assert all(id_ in problem.found for id_ in ids) and "part of itself" in problem.allowed


def test_an_outside_figure_of_a_near_name_is_offered(tables_copy):
    outside("egypt_package_lones", "egypt_package")(tables_copy / "data")
    (problem,) = check(tables_copy / "data")
    assert problem.allowed == "an id of data/claims.csv, evidence.csv or context.csv (perhaps egypt_package_loans)"


@pytest.mark.parametrize("qualifier", ["over", "at_least"])
def test_a_part_may_exceed_a_whole_that_is_open_above(tables_copy, qualifier):
    cells("claims.csv", "egypt_package", qualifier=qualifier)(tables_copy / "data")
    relation("turkiye_total", "egypt_package")(tables_copy / "data")
    assert check(tables_copy / "data") == []


@pytest.mark.parametrize(("row", "printed", "value"), [
    ("pledges", "about 1.5 million places", "1500000"),
    ("pledges", "61 thousand places, for which EUR 5 million was set aside", "61000"),
    ("mauritania_support", "EUR 750,000", "750000"),
    ("mauritania_support", "a fund of EUR 20.5 million for 3 areas", "20500000"),
])
def test_numbers_are_read_as_sources_print_them(tables_copy, row, printed, value):
    data = tables_copy / "data"
    rows("relations.csv", lambda table: table.__setitem__(slice(1, None), [r for r in table[1:] if row not in r]))(data)
    cells("claims.csv", row, printed=printed, value=value, resolution="1")(data)
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


def test_a_near_word_is_offered(tables_copy):
    cells("claims.csv", CLAIM, partner="egipt")(tables_copy / "data")
    assert "(perhaps egypt)" in str(check(tables_copy / "data")[0])


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
    return subprocess.run([sys.executable, "-m", "external_dimension", "check"], cwd=folder, capture_output=True, text=True, timeout=60,
                          env={**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"}, check=False)


@pytest.mark.parametrize("name", sorted(BY_COMMAND))
def test_the_command_prints_the_line_and_exits_with_one(tables_copy, name):
    _, breaker, file, row, field = next(variant for variant in VARIANTS if variant[0] == name)
    breaker(tables_copy / "data")
    done = run_check(tables_copy)
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr and len(done.stderr.splitlines()) <= 1
    lines = done.stdout.splitlines()
    assert lines and all(LINE.fullmatch(line) for line in lines), lines
    assert (file, row, field) in [LINE.fullmatch(line).group("file", "row", "field") for line in lines]


def test_the_command_says_one_line_where_all_holds(tables_copy):
    done = run_check(tables_copy)
    assert (done.returncode, done.stderr, len(done.stdout.splitlines())) == (0, "", 1)


def test_the_command_works_from_a_folder_below(tables_copy):
    cells("claims.csv", CLAIM, value="x")(tables_copy / "data")
    below = tables_copy / "notebooks" / "drafts"
    below.mkdir(parents=True)
    done = run_check(below)
    assert done.returncode == 1 and f"data/claims.csv: row {CLAIM}: field value" in done.stdout
