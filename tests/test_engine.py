"""The engine holds nothing of one report: no module of it names what stands in this report's tables and descriptor."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from building import read_csv

from claimbook.data.descriptor import NEEDED
from claimbook.data.rules import check
from claimbook.data.sources import Citation
from claimbook.report.charts import credit

ROOT = Path(__file__).resolve().parents[1]
ENGINE = ROOT / "src" / "claimbook"
#: Tables that any report has, beside those that the checks rely on.
COMMON = {"partners", "actors", "proper_names", "map_shapes", "map_places"}


def known_names() -> dict[str, str]:
    """What only this report has, each with the place that it stands in: ids, labels and names, tables, and the report itself."""
    names = {}
    for table, columns in (("claims", "id label"), ("partners", "id name"), ("instruments", "id name"), ("events", "id label")):
        for row in read_csv(ROOT / "data" / f"{table}.csv"):
            names |= {row[column]: f"data/{table}.csv, {column}" for column in columns.split()}
    descriptor = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    own = {resource["name"] for resource in descriptor["resources"]} - set(NEEDED) - COMMON
    names |= {name: "a table of data/datapackage.json" for name in own}
    report = descriptor["report"]
    said = (report["title"], report["publisher"], report["publisherShort"], f"section {report['section']}", descriptor["name"])
    return names | {
        text: "the report in data/datapackage.json" for text in (*said, descriptor["name"].replace("-", "_"), "Asylum Report")
    }


def named(folder: Path, names: dict[str, str], pattern_of_files: str = "*.py") -> list[str]:
    """Where a file below the folder, in a module also in strings, docstrings or comments, names one of them as a whole word."""
    pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, sorted(names, key=len, reverse=True)))})(?![\w-])")
    return [
        f"{path.relative_to(folder)}: line {number}: {found} ({names[found]})"
        for path in sorted(folder.rglob(pattern_of_files))
        if path.is_file() and path.suffix != ".pyc"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for found in pattern.findall(line)
    ]


def test_the_engine_names_nothing_of_this_report():
    names = known_names()
    assert len(names) > 100 and {"egypt", "Egypt", "pledges", "levers", "section 2.4", "EUAA"} <= names.keys()
    assert named(ENGINE, names) == []


def test_nor_do_its_templates_styles_and_scripts():
    names = known_names()
    folders = [ENGINE / "sphinx" / name for name in ("frame", "static", "templates")]
    folders += [ENGINE / "report" / "templates", *(ENGINE / "publish" / name for name in ("deck", "styles", "templates"))]
    assert [found for folder in folders for found in named(folder, names, "*")] == []
    assert all(any(folder.iterdir()) for folder in folders)


def test_the_engine_imports_nothing_of_this_report():
    pattern = re.compile(r"^\s*(?:from|import) external_dimension\b", re.M)
    assert [path.name for path in sorted(ENGINE.rglob("*.py")) if pattern.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    "planted",
    [
        'PAIR = ("egypt_migration", 1)',
        "x = 1  # as in Egypt",
        '"""Of the EUAA Asylum Report 2025."""',
        'rows("balkans_areas")',
        "egypt = 2",
        'f"of section 2.4, {x}"',
        'KEY = "external_dimension"',
        'name = "EU Facility for Refugees in Turkey"',
    ],
)
def test_a_module_that_names_something_of_it_is_found(tmp_path, planted):
    (tmp_path / "planted.py").write_text(f"y = 1\n{planted}\n", encoding="utf-8")
    found = named(tmp_path, known_names())
    assert found and all(line.startswith("planted.py: line 2: ") for line in found)


@pytest.mark.parametrize("spoiled", [None, {}, {"title": "T", "section": 2, "publisher": "P", "publisherShort": "P"}])
def test_a_descriptor_that_does_not_name_its_report_is_refused(tables_copy, spoiled):
    path = tables_copy / "data" / "datapackage.json"
    descriptor = json.loads(path.read_text(encoding="utf-8")) | {"report": spoiled}
    path.write_text(json.dumps(descriptor), encoding="utf-8")
    assert [(p.file, p.field) for p in check(tables_copy / "data")] == [("datapackage.json", "report")]


@pytest.mark.parametrize(
    "table, spoiled",
    [
        ("priorities", {"claim": 4}),
        ("priorities", "budapest_priorities"),
        ("status_agreements", {"column": "claims", "alike": []}),
        ("status_agreements", {"column": "claim", "alike": ["date"]}),
    ],
)
def test_a_property_that_says_nothing_usable_of_what_counts_a_table_is_refused(tables_copy, table, spoiled):
    path = tables_copy / "data" / "datapackage.json"
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    next(resource for resource in descriptor["resources"] if resource["name"] == table)["counted"] = spoiled
    path.write_text(json.dumps(descriptor), encoding="utf-8")
    assert [(p.file, p.row, p.field) for p in check(tables_copy / "data")] == [("datapackage.json", table, "counted")]


def test_a_citation_names_the_report_of_the_descriptor(tables_copy, monkeypatch):
    path = tables_copy / "data" / "datapackage.json"
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    descriptor["report"] |= {"title": "Yearbook 1", "section": "7", "publisherShort": "ABC"}
    path.write_text(json.dumps(descriptor), encoding="utf-8")
    monkeypatch.chdir(tables_copy)
    assert (
        credit([Citation("a", "A", "T", note=3), Citation("b", "B", "T", note=2)])
        == "ABC, Yearbook 1, section 7, footnotes 2 and 3"
    )
