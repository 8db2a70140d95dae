"""The data of charts and tables as they are taken along: pandas, spreadsheets and programs for CSVW read them as they are."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import socket
import subprocess
import warnings
import zipfile
from datetime import datetime
from html import unescape
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from building import plain, read_csv, replace_once
from csvw import CSVW

from claimbook.data.csvw import TABLES, column, table_group
from claimbook.report.charts.data import COLUMNS, as_csv, counted, dated, safe
from claimbook.sphinx.about import edition
from claimbook.sphinx.data_files import METADATA, ChartData, chart_metadata, data_workbook
from claimbook.sphinx.downloads import CHARTS
from claimbook.sphinx.linked_data import METADATA as CRATE
from claimbook.sphinx.linked_data import ro_crate
from claimbook.sphinx.workbook import CELL, Sheet, named, typed, workbook

DATA_ZIP, WORKBOOK = "_downloads/external-dimension-data.zip", "_downloads/external-dimension-data.xlsx"
NUMBERS = ("printed", "value", "low", "high", "unit", "hedge", "stage", "computed", "claims")
#: Every head that a chart's data may have, by the kind of chart.
HEADS = {
    ("name", "series", *NUMBERS),
    ("name", "inside", "certainty", *NUMBERS),
    ("name", "series", "compares", "grade", *NUMBERS),
    ("partner", "instrument", "kind", "standing", "drawn", *NUMBERS),
    ("name", "series", "printed", "start", "end", "period", "claims"),
    ("name", "series", "marked"),
}
FORMULA = ("=", "+", "-", "@", "\t", "\r")
FACTS = {
    "name": "n",
    "title": "T",
    "author": "A",
    "year": "2026",
    "base": "",
    "version": "1.0.0",
    "as_of": "May 2026",
    "licence": "CC-BY-4.0",
    "licence_url": "https://example.org/licence",
    "data_title": "d",
    "data_about": "e",
}


@pytest.fixture(scope="session")
def charts(book_html):
    """The CSV file of every chart by its name."""
    found = {path.stem: path for path in sorted((book_html / CHARTS).glob("*.csv"))}
    assert len(found) >= 15
    return found


@pytest.fixture(scope="session")
def metadata(charts):
    """The metadata of every chart's data by its name."""
    return {name: json.loads(path.with_name(name + METADATA).read_text(encoding="utf-8")) for name, path in charts.items()}


@pytest.fixture(scope="session")
def package(book_html, tmp_path_factory):
    """The unpacked data package."""
    place = tmp_path_factory.mktemp("package")
    with zipfile.ZipFile(book_html / DATA_ZIP) as archive:
        archive.extractall(place)
    return place


@pytest.fixture
def offline(monkeypatch):
    """No network for what follows."""

    def refuse(*_, **__):
        raise AssertionError("asks the network")

    monkeypatch.setattr(socket, "socket", refuse)


def judged(path: Path) -> list[str]:
    """What a validator of CSVW finds wrong; a key to another table may be empty, as it may in a data package."""
    found = CSVW(str(path), validate=True, strict=False)
    try:
        return [] if found.is_valid else [str(warning.message) for warning in found.warnings]
    except ValueError as error:  # what it finds in keys, and in tables with keys, is raised
        return [str(error)]


# -- the data of a chart ------------------------------------------------------------------------------------------------


def test_pandas_reads_the_data_of_a_chart_without_being_told_anything(charts):
    seen = set()
    for name, path in charts.items():
        read = pd.read_csv(path)
        heads = tuple(read.columns)
        seen.add(heads)
        assert heads in HEADS and list(heads) == [known for known in COLUMNS if known in heads], (name, heads)
        assert len(read) and not read.duplicated().any(), name
        for head in heads:
            kind, cells = COLUMNS[head][1], read[head].dropna()
            if kind == "number":
                assert read[head].dtype.kind in "if", (name, head)
            elif kind == "boolean":
                assert {type(cell) for cell in cells} <= {bool} and cells.isin([True, False]).all(), (name, head)
            elif kind == "date":
                assert cells.str.fullmatch(r"\d{4}-\d{2}-\d{2}").all() and pd.to_datetime(cells).notna().all(), (name, head)
            elif head not in ("name", "printed"):  # which may all be years, or numbers without a unit
                assert all(isinstance(cell, str) for cell in cells), (name, head)
        if "start" in heads:
            both = read.dropna(subset=["start", "end"])
            assert len(both) and (both["start"] <= both["end"]).all(), name
        if "value" in heads:
            known = read.dropna(subset=["value", "low", "high"])
            assert ((known["low"] <= known["value"]) & (known["value"] <= known["high"])).all(), name
    assert seen == HEADS, "every kind of chart is in the book"


def test_spreadsheets_know_that_the_data_are_utf_8_and_find_no_formula(charts):
    accents = set()
    for name, path in charts.items():
        raw = path.read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf") and raw.count(b"\xef\xbb\xbf") == 1 and b"\r" not in raw, name
        rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
        assert len({len(row) for row in rows}) == 1, name
        assert not [cell for row in rows for cell in row if cell.startswith(FORMULA)], name
        assert not [cell for row in rows for cell in row if cell in ("nan", "inf", "-inf", "None") or "\u00a0" in cell], name
        accents |= {cell for row in rows for cell in row if "ü" in cell}
    assert "Türkiye" in accents


def test_the_data_are_what_the_page_shows(book_html, charts, metadata):
    compared = 0
    for name, path in charts.items():
        place, _, anchor = metadata[name]["dc:isPartOf"]["@id"].partition("#")
        page = BeautifulSoup((path.parent / place).resolve().read_text(encoding="utf-8"), "html.parser")
        figure = page.find(id=anchor)
        shown = {plain(cell.get_text()).replace("\u00a0", " ") for cell in figure.select(".chart-data td, .chart-data th")}
        for row in csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))):
            told = [row[head] for head in ("name", "partner", "instrument", "kind") if head in row]
            assert all(safe(cell) in map(safe, shown) for cell in told), (name, told)
            if row.get("printed"):
                assert any(row["printed"] in cell for cell in shown), (name, row["printed"])
                compared += 1
        assert plain(figure.select_one(".chart-title").get_text()).replace("\u00a0", " ") == metadata[name]["dc:title"]
    assert compared > 80


def test_a_number_of_a_chart_is_that_of_its_claim(charts, section):
    read = pd.read_csv(charts["money-at-a-glance"]).set_index("claims")
    money = section.claims(unit="EUR")
    assert len(read) == len(money)
    for q in money:
        row = read.loc[f"claims/{q.claim.id}"]
        assert (row["value"], row["low"], row["high"]) == (q.value, q.low, q.high)
        assert (row["unit"], row["hedge"], row["stage"], row["computed"]) == ("EUR", q.claim.qualifier, q.claim.stage, False)


def test_every_mark_names_rows_that_are_there(charts, metadata, section):
    ids = {r["name"]: {row.get("id") for row in section.rows(r["name"])} for r in section.descriptor["resources"]}
    named_rows = 0
    for name, path in charts.items():
        rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
        behind = [one for row in rows for one in row.get("claims", "").split("; ") if one]
        for one in {*behind, *metadata[name].get("dc:references", ())}:
            table, row_id = one.split("/")
            assert row_id in (ids if table == "tables" else ids[table]), (name, one)
        assert set(behind) <= set(metadata[name].get("dc:references", ())), name
        named_rows += len(behind)
        if "claims" in rows[0] and name != "partners":
            assert all(row["claims"] for row in rows), name
    assert named_rows > 80


def test_an_open_bound_is_empty_and_a_date_has_its_first_and_last_day(section):
    from claimbook.core.quantities import Quantity

    claim = section.claim("turkiye_total").claim
    row = {"name": "=1", **counted(Quantity(None, 5.0, float("inf"), "EUR", "x", (claim,)))}
    (read,) = csv.DictReader(io.StringIO(as_csv([row])))
    assert (read["name"], read["value"], read["low"], read["high"], read["computed"]) == ("'=1", "", "5", "", "true")
    word = section.claim("turkiye_total").stage
    for start, end, period, expected in (
        ("2024", "", False, ("2024-01-01", "2024-12-31", False)),
        ("2024-02", "", False, ("2024-02-01", "2024-02-29", False)),
        ("2024-02-03", None, False, ("2024-02-03", "2024-02-03", False)),
        ("2023", "2025-01", False, ("2023-01-01", "2025-01-31", True)),
        ("2023", None, True, ("2023-01-01", None, True)),
        (None, "2025", True, (None, "2025-12-31", True)),
    ):
        made = dated({"date": start, "date_end": end, "period": period}, word)
        assert (made["start"], made["end"], made["period"]) == expected
        assert made["claims"] == "claims/turkiye_total"


# -- what tells of it ---------------------------------------------------------------------------------------------------


def test_what_lies_beside_the_data_says_what_they_are(book_html, charts, metadata, section):
    licence = section.descriptor["licenses"][0]["path"]
    for name, told in metadata.items():
        assert told["@context"][0] == "http://www.w3.org/ns/csvw" and told["url"] == charts[name].name
        assert told["dc:title"] and told["dc:description"] and told["dc:license"] == {"@id": licence}
        assert f"“{name}”" in told["dc:bibliographicCitation"] and told["dc:creator"]
        columns = told["tableSchema"]["columns"]
        heads = pd.read_csv(charts[name]).columns
        assert [one["name"] for one in columns] == [one["titles"] for one in columns] == list(heads)
        assert all(one["dc:title"] and one["dc:description"].endswith(".") for one in columns), name
    by_our_coding = [name for name, told in metadata.items() if "By our own coding." in told["dc:description"]]
    from_outside = [name for name, told in metadata.items() if "From outside the section." in told["dc:description"]]
    assert "levers" in by_our_coding and "hosted" in from_outside and "publishers" not in by_our_coding + from_outside
    assert any("footnote" in source for source in metadata["sums"]["dc:source"])
    listed = (book_html / "checksums.txt").read_text(encoding="utf-8")
    assert all(f"  {CHARTS}/{name}{METADATA}\n" in listed for name in charts) and f"  {WORKBOOK}\n" in listed


def test_the_metadata_of_a_chart_lead_to_the_book_where_it_has_an_address():
    fields = [{"name": "name", "title": "Name", "type": "string", "description": "D."}]
    about = {"title": "F", "measure": "M", "notes": "", "sources": [], "claims": [], "outside": True, "coding": False}
    chart = ChartData("c", "notebooks/x.html#chart-c", about | {"fields": fields}, "name\nx\n")
    told = json.loads(chart_metadata(chart, FACTS | {"base": "https://example.org/book"}))
    assert told["dc:isPartOf"] == {"@id": "https://example.org/book/notebooks/x.html#chart-c"}
    assert told["dc:description"] == "M. From outside the section." and "dc:source" not in told
    assert json.loads(chart_metadata(chart, FACTS))["dc:isPartOf"] == {"@id": "../../notebooks/x.html#chart-c"}


def test_a_validator_of_csvw_finds_nothing_in_any_chart(charts, offline):
    for name, path in charts.items():
        assert not judged(path.with_name(name + METADATA)), name


@pytest.mark.parametrize(
    "chart, old, new",
    [
        ("money-at-a-glance", ",12500000000,", ",much,"),
        ("timeline", ",false,", ",perhaps,"),
        ("timeline", ",2025-01-01,", ",January,"),
    ],
)
def test_a_validator_of_csvw_finds_what_is_wrong_in_a_chart(charts, chart, old, new, tmp_path):
    path = charts[chart]
    for file in (path, path.with_name(chart + METADATA)):
        shutil.copy(file, tmp_path)
    assert not judged(tmp_path / f"{chart}{METADATA}")
    text = (tmp_path / path.name).read_text(encoding="utf-8")
    (tmp_path / path.name).write_text(text.replace(old, new, 1), encoding="utf-8")
    assert text.count(old) and judged(tmp_path / f"{chart}{METADATA}")


def test_the_metadata_of_the_tables_agree_with_the_data_package(package):
    descriptor = json.loads((package / "datapackage.json").read_text(encoding="utf-8"))
    group = json.loads((package / TABLES).read_text(encoding="utf-8"))
    assert group == json.loads(json.dumps(table_group(descriptor)))
    assert (group["dc:title"], group["schema:version"]) == (descriptor["title"], descriptor["version"])
    assert group["dc:license"] == {"@id": descriptor["licenses"][0]["path"]}
    paths = {resource["name"]: resource["path"] for resource in descriptor["resources"]}
    assert [table["url"] for table in group["tables"]] == list(paths.values())
    keys = 0
    for table, resource in zip(group["tables"], descriptor["resources"]):
        schema, fields = table["tableSchema"], resource["schema"]["fields"]
        assert (table["dc:title"], table["dc:description"]) == (resource["title"], resource["description"])
        assert [one["titles"] for one in schema["columns"]] == next(csv.reader((package / table["url"]).open(encoding="utf-8")))
        for one, field in zip(schema["columns"], fields, strict=True):
            limits, kind = field.get("constraints", {}), one["datatype"]
            base = kind if isinstance(kind, str) else kind["base"]
            assert (one["name"], one["dc:title"], one["dc:description"]) == (field["name"], field["title"], field["description"])
            assert base == ("anyURI" if field.get("format") == "uri" else field["type"]), one
            assert one.get("required", False) == limits.get("required", False)
            for facet in ("minimum", "maximum", "minLength", "maxLength"):
                assert (kind if isinstance(kind, dict) else {}).get(facet) == limits.get(facet), (one, facet)
            for allowed in limits.get("enum", ()):
                assert re.fullmatch(kind["format"], allowed), (one, allowed)
            assert "pattern" not in limits or kind["format"] == limits["pattern"]
        primary = resource["schema"]["primaryKey"]
        assert schema["primaryKey"] == ([primary] if isinstance(primary, str) else primary)
        foreign = resource["schema"].get("foreignKeys", [])
        assert [
            (key["columnReference"], key["reference"]["resource"], key["reference"]["columnReference"])
            for key in schema.get("foreignKeys", [])
        ] == [
            ([key["fields"]], paths[key["reference"]["resource"] or resource["name"]], [key["reference"]["fields"]])
            for key in foreign
        ]
        keys += len(foreign)
    assert keys > 10


def test_a_validator_of_csvw_finds_nothing_in_the_tables(package, offline):
    assert not judged(package / TABLES)


@pytest.mark.parametrize(
    "file, old, new",
    [
        ("relations.csv", "turkiye_facility,", "nothing,"),
        ("claims.csv", ",7400000000,", ",much,"),
        ("claims.csv", "egypt_package,", "turkiye_total,"),
        ("claims.csv", ",exact,", ",perhaps,"),
    ],
)
def test_a_validator_of_csvw_finds_what_is_wrong_in_a_table(package, file, old, new, tmp_path):
    place = shutil.copytree(package, tmp_path / "package")
    text = (place / file).read_text(encoding="utf-8")
    (place / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    assert old in text and judged(place / TABLES)


def test_a_type_that_csvw_does_not_have_is_refused():
    field = {"name": "a", "title": "A", "description": "D."}
    assert column(field | {"type": "yearmonth"})["datatype"] == "gYearMonth"
    with pytest.raises(KeyError, match="geopoint"):
        column(field | {"type": "geopoint"})


# -- the workbook -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def book(book_html):
    """The workbook, as openpyxl reads it."""
    return openpyxl.load_workbook(book_html / WORKBOOK)


def files_of(descriptor: dict, charts: dict[str, Path], package: Path) -> dict[str, tuple[Path, list[str]]]:
    """The CSV file of every sheet and the types of its columns."""
    tables = {r["name"]: (package / r["path"], [f["type"] for f in r["schema"]["fields"]]) for r in descriptor["resources"]}
    found = {f"chart {name}"[:31]: (path, [COLUMNS[head][1] for head in pd.read_csv(path)]) for name, path in charts.items()}
    return tables | found


def test_the_workbook_holds_every_table_and_every_chart_cell_by_cell(book, charts, package, section):
    files = files_of(section.descriptor, charts, package)
    assert book.sheetnames == ["Contents", "Columns", *files]
    kinds = set()
    for name, (path, types) in files.items():
        sheet, rows = book[name], list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
        assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref.startswith("A1:"), name
        found = [[cell.value for cell in row] for row in sheet.iter_rows()]
        assert found[0] == rows[0] and len(found) == len(rows), name
        assert all(cell.font.b for cell in sheet[1]), name
        for cells, texts in zip(found[1:], rows[1:]):
            for value, text, kind in zip(cells, texts, types, strict=True):
                kinds.add((kind, type(value)))
                told = value.date().isoformat() if isinstance(value, datetime) else value
                if kind == "boolean" and text:
                    told = str(value).lower()
                assert (float(told) == float(text)) if kind in ("number", "integer") and text else (told or "") == text, (
                    name,
                    text,
                )
    expected = {("string", str), ("number", int), ("number", float), ("integer", int), ("boolean", bool), ("date", datetime)}
    assert {kind for kind in kinds if kind[1] is not type(None)} == expected


def test_the_workbook_says_what_it_holds_and_what_each_column_means(book, charts, section):
    contents = [[cell for cell in row if cell is not None] for row in book["Contents"].iter_rows(values_only=True)]
    about = {row[0]: row[1] for row in contents if len(row) == 2}
    assert contents[0] == [section.descriptor["title"]] and set(about) == {
        "Which",
        "What",
        "Source",
        "Licence",
        "Cite as",
        "Mind",
    }
    assert section.descriptor["version"] in about["Cite as"] and section.descriptor["licenses"][0]["path"] in about["Licence"]
    assert section.descriptor["version"] in about["Which"]
    listed = {row[0]: row[1:] for row in contents if len(row) > 2}
    assert list(listed) == ["Sheet", *book.sheetnames[2:]]
    for name, (what, mind, rows, source, licence) in list(listed.items())[1:]:
        assert what.startswith("Chart: " if name.startswith("chart ") else "Table: ") and mind and source and licence, name
        assert rows == book[name].max_row - 1, name
    assert listed["map_shapes"][-1] == "Public domain" and listed["stages"][-2] == "our coding"
    assert "notebooks/what_adds_up.html#chart-sums" in listed["chart sums"][-2]
    meant = {(sheet, name): rest for sheet, name, *rest in book["Columns"].iter_rows(values_only=True, min_row=2)}
    for sheet in book.worksheets[2:]:
        assert all(all(meant[sheet.title, cell.value]) for cell in sheet[1]), sheet.title


def test_no_cell_of_the_workbook_is_a_formula(book, book_html):
    for sheet in book.worksheets:
        assert not [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type in ("f", "e")], sheet.title
    starting = [cell for cell in book["map_shapes"]["E"] if str(cell.value).startswith(FORMULA)]
    assert starting and all(cell.quotePrefix and cell.data_type == "s" for cell in starting), "text even when it is edited"
    with zipfile.ZipFile(book_html / WORKBOOK) as archive:
        assert not [name for name in archive.namelist() if b"<f>" in archive.read(name)]


def sheet_of(*rows: tuple[str, ...], name: str = "s") -> Sheet:
    """A sheet of two columns, a text and a number."""
    told = {"title": "T", "description": "D."}
    fields = [{"name": "a", "type": "string", **told}, {"name": "b", "type": "number", **told}]
    return Sheet(name, "T", "D.", "S", "L", fields, rows)


def test_hostile_text_is_text_in_the_workbook():
    texts = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "#N/A", "a\x00b", "<b>&amp;", "Türkiye", "'=1"]
    made = workbook({"title": "=T"}, "2026-11", [("=x", "=y")], [sheet_of(*((text, "1") for text in texts), name="=s")])
    book = openpyxl.load_workbook(io.BytesIO(made))
    found = [row[0] for row in book["=s"].iter_rows(min_row=2)]
    assert [cell.value for cell in found] == [text.replace("\x00", "\ufffd") for text in texts]
    assert {cell.data_type for sheet in book.worksheets for row in sheet.iter_rows() for cell in row} <= {"s", "n"}


def test_names_and_cells_that_a_spreadsheet_would_not_take():
    assert named(["a/b", "A B", "x" * 40, "x" * 50]) == ["a b", "A B 2", "x" * 31, "x" * 29 + " 2"]
    with pytest.raises(ValueError, match="sheet s: a text of 32768 characters"):
        workbook({"title": "T"}, "2026-11", [], [sheet_of(("x" * (CELL + 1), ""))])
    assert [typed("", "number"), typed("1.5", "number"), typed("007", "string")] == [None, 1.5, "007"]
    with pytest.raises(ValueError):
        typed("much", "number")


def test_the_same_data_give_the_same_workbook_whenever_it_is_written(project, monkeypatch, charts, section):
    handed = [
        ChartData("c", "x.html#chart-c", {"title": "F", "measure": "M", "notes": "", "sources": [], "claims": [], "outside": False,
                                          "coding": False, "fields": [{"name": "a", "type": "string", "title": "A", "description": "D."}]}, "a\nb\n")
    ]  # fmt: skip
    made = data_workbook(project / "data", handed, FACTS)

    class Later(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime(2031, 5, 6, 7, 8, 9, tzinfo=tz)

    import openpyxl.writer.excel as writer

    stand_in = type("Clock", (), {"datetime": Later, "timezone": writer.datetime.timezone})
    monkeypatch.setattr(writer, "datetime", stand_in)
    assert data_workbook(project / "data", handed, FACTS) == made
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    assert re.findall(r">(\d{4}-[^<]*)<", core) == [f"{section.descriptor['asOf']}-01T00:00:00Z"] * 2
    assert edition(FACTS) in [cell.value for cell in openpyxl.load_workbook(io.BytesIO(made))["Contents"]["B"]]


def test_a_changed_cell_changes_the_workbook(tables_copy):
    before = data_workbook(tables_copy / "data", [], FACTS)
    replace_once(tables_copy / "data" / "claims.csv", "EUR 200 million,exact", "EUR 300 million,exact")
    after = data_workbook(tables_copy / "data", [], FACTS)
    told = [cell.value for cell in openpyxl.load_workbook(io.BytesIO(after))["claims"]["E"]]
    assert before != after and "EUR 300 million" in told and "EUR 200 million" not in told


def test_a_workbook_is_made_again_only_where_something_has_changed(tables_copy, tmp_path, monkeypatch):
    data, last = tables_copy / "data", tmp_path / "last.xlsx"
    last.write_bytes(made := data_workbook(data, [], FACTS))
    chart = ChartData("c", "p", {"title": "F"}, "a\n")
    monkeypatch.setattr("claimbook.sphinx.workbook.workbook", lambda *_: b"made again")
    assert data_workbook(data, [], FACTS, last) == made
    assert data_workbook(data, [], FACTS, tmp_path / "none.xlsx") == b"made again"
    assert data_workbook(data, [], FACTS | {"version": "2.0.0"}, last) == b"made again"
    monkeypatch.setattr("claimbook.sphinx.data_files._charts", lambda *_: [])
    assert data_workbook(data, [chart], FACTS, last) == b"made again"
    replace_once(data / "claims.csv", "EUR 200 million,exact", "EUR 300 million,exact")
    assert data_workbook(data, [], FACTS, last) == b"made again"


# -- where it is offered ------------------------------------------------------------------------------------------------


def test_the_workbook_is_offered_wherever_the_package_is(book_html, package):
    pages = list(book_html.rglob("*.html"))
    for page in pages:
        links = re.findall(r'<a (?:download )?href="([^"]+)"', page.read_text(encoding="utf-8"))
        both = [[(page.parent / link).resolve() for link in links if link.endswith(end)] for end in ("data.zip", "data.xlsx")]
        in_text = page.stem in ("claims", "data_dictionary")  # and in the footer of every page
        assert len(both[0]) == len(both[1]) == 1 + in_text, page
        assert set(both[0]) == {(book_html / DATA_ZIP).resolve()} and set(both[1]) == {(book_html / WORKBOOK).resolve()}, page
    readme = (package / "README.md").read_text(encoding="utf-8")
    assert WORKBOOK in readme and TABLES in readme
    (block,) = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', (book_html / "index.html").read_text("utf-8"), re.S
    )
    (data,) = (entity for entity in json.loads(unescape(block))["@graph"] if entity["@type"] == "Dataset")
    assert {Path(one["contentUrl"]).suffix for one in data["distribution"]} == {".zip", ".xlsx"}


def test_the_readme_says_how_to_read_the_tables(package, section):
    (codes,) = re.findall(r'codes = "([\w ]+)"', (package / "README.md").read_text(encoding="utf-8"))
    kinds = dict.fromkeys(codes.split(), "str")
    for resource in section.descriptor["resources"]:
        path = package / resource["path"]
        read, rows = pd.read_csv(path, dtype=kinds), read_csv(path)
        for field in (field["name"] for field in resource["schema"]["fields"] if field["name"] in kinds):
            assert read[field].fillna("").tolist() == [row[field] for row in rows], (path.name, field)
    codes_alone = pd.read_csv(package / "partners.csv")["numeric"].dropna().astype(str)
    assert not set(codes_alone) <= {row["numeric"] for row in read_csv(package / "partners.csv")}, "or they lose their zeros"


def test_the_crate_names_the_metadata_and_where_the_workbook_lies(package, section):
    entities = {one["@id"]: one for one in json.loads((package / CRATE).read_text(encoding="utf-8"))["@graph"]}
    assert entities[TABLES]["encodingFormat"] == "application/json" and entities[TABLES]["description"]
    told = json.loads(ro_crate(section, FACTS | {"base": "https://example.org/book"}, ["claims.csv"]))["@graph"]
    (root,) = (one for one in told if one["@id"] == "./")
    assert root["distribution"] == {"@id": "https://example.org/book/_downloads/n-data.xlsx"}
    (workbook_,) = (one for one in told if one["@id"] == root["distribution"]["@id"])
    assert workbook_["@type"] == "DataDownload" and workbook_["encodingFormat"].endswith("spreadsheetml.sheet")


# -- LibreOffice --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def office(tmp_path_factory):
    """Turns a file into another form with LibreOffice. Without it, what needs it is skipped, and says so."""
    program = shutil.which("soffice")
    if not program:
        message = "NO LIBREOFFICE FOUND: nothing was read with it (Debian: apt-get install libreoffice-calc-nogui)."
        warnings.warn(message, stacklevel=1)
        pytest.skip(message)
    home = tmp_path_factory.mktemp("office")

    def turned(path: Path, form: str, *how: str) -> Path:
        place, own = home / "made" / path.stem, f"-env:UserInstallation={(home / 'profile').as_uri()}"
        command = [program, own, "--headless", *how, "--convert-to", form, "--outdir", place, path]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        return place

    return turned


def test_libreoffice_reads_every_sheet_of_the_workbook(office, book_html, book):
    place = office(book_html / WORKBOOK, "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1")
    found = {path.stem.removeprefix(f"{Path(WORKBOOK).stem}-"): path for path in place.glob("*.csv")}
    assert set(found) == set(book.sheetnames)
    for sheet in book.worksheets[2:]:
        rows = list(csv.reader(io.StringIO(found[sheet.title].read_text(encoding="utf-8"))))
        assert rows[0] == [cell.value for cell in sheet[1]] and len(rows) == sheet.max_row, sheet.title
        texts = [[cell.value if isinstance(cell.value, str) else None for cell in row] for row in sheet.iter_rows(min_row=2)]
        for shown, cells in zip(rows[1:], texts, strict=True):
            assert all(cell is None or cell == text for cell, text in zip(cells, shown)), (sheet.title, shown)


def test_libreoffice_reads_the_data_of_a_chart_with_its_accents(office, charts):
    path = charts["money-at-a-glance"]
    as_utf_8 = "--infilter=Text - txt - csv (StarCalc):44,34,76,1"  # which its dialogue takes from the mark at the start
    made = openpyxl.load_workbook(office(path, "xlsx", as_utf_8) / f"{path.stem}.xlsx").active
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    assert [cell.value for cell in made[1]] == list(rows[0])
    assert [row[0].value for row in made.iter_rows(min_row=2)] == [row["name"] for row in rows] and "Türkiye" in rows[0]["name"]
    assert [row[4].value for row in made.iter_rows(min_row=2)] == [float(row["value"]) for row in rows]
