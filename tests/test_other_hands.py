"""Files that other hands and programs have been through, as nobody planned it: each fault is told in a line that says what would be right."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from building import read_csv, replace_once, write_csv

from claimbook.checks.words import let_through
from claimbook.data import tables
from claimbook.data.alike import nearest
from claimbook.data.descriptor import read_descriptor, resources
from claimbook.data.notebooks import unreadable
from claimbook.data.problems import Problem
from claimbook.data.rules import check
from claimbook.data.rules.files import naming
from claimbook.data.rules.moved import notice_moved
from claimbook.data.tidy import tidied_project, tidied_table

CLAIM = "egypt_package"


def told(folder: Path) -> list[str]:
    return [str(problem) for problem in check(folder / "data")]


def with_cell(folder: Path, table: str, row_id: str, **values: str) -> None:
    rows = read_csv(folder / "data" / f"{table}.csv")
    next(row for row in rows if row["id"] == row_id).update(values)
    write_csv(folder / "data" / f"{table}.csv", rows)


def changed(path: Path, change: Callable[[bytes], bytes]) -> None:
    path.write_bytes(change(path.read_bytes()))


# -- names that look alike --------------------------------------------------------------------------------------------

KNOWN = {"egypt", "turkiye", "egypt_package", "2025-a", "bad\u00a0name"}
NEAR = {
    "egipt": " (perhaps egypt)",
    "Egypt": " (perhaps egypt, in small letters)",
    "egypt\u00a0": " (perhaps egypt, without U+00A0, no-break space)",
    "egypt ": " (perhaps egypt, without a space)",
    "egypt\u200b": " (perhaps egypt, without U+200B, zero width space)",
    "egypt\u2009package": " (perhaps egypt_package, with '_' in place of U+2009, thin space)",
    "egypt-package": " (perhaps egypt_package, with '_' in place of '-')",
    "2025\u2013a": " (perhaps 2025-a, with '-' in place of U+2013, en dash)",
    "\u0435gypt": " (perhaps egypt, with 'e' in place of U+0435, cyrillic small letter ie)",
    "bad name": r" (perhaps bad\xa0name, with U+00A0, no-break space in place of a space)",
    "egypt_pack\u00a0ge": " (perhaps egypt_package; U+00A0, no-break space stands in what was found)",
    "TÃ¼rkiye": " (perhaps turkiye; UTF-8 was read in another encoding here)",
    "something else": "",
}


@pytest.mark.parametrize("found", NEAR)
def test_a_near_name_says_in_what_it_differs_where_the_eye_sees_nothing(found):
    assert nearest(found, KNOWN) == NEAR[found]


def test_a_spoilt_code_is_told_with_the_code_and_not_with_a_word(tables_copy):
    with_cell(tables_copy, "claims", CLAIM, partner="TÃ¼rkiye")
    assert told(tables_copy) == [
        f"data/claims.csv: row {CLAIM}: field partner: found 'TÃ¼rkiye'; allowed: an id of data/partners.csv "
        "(perhaps turkiye; UTF-8 was read in another encoding here)"
    ]


# -- spaces -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("space", ["\u00a0", "\u2009", "\u202f"])
def test_an_odd_space_within_a_text_is_told_and_tidied_but_within_a_number_left(tables_copy, space):
    path = tables_copy / "data" / "claims.csv"
    good = path.read_bytes()
    label = next(row["label"] for row in read_csv(path) if row["id"] == CLAIM)
    with_cell(tables_copy, "claims", CLAIM, label=label.replace(" ", space, 1))
    (line,) = told(tables_copy)
    assert line.startswith(f"data/claims.csv: row {CLAIM}: field label: ") and f"U+{ord(space):04X}" in line
    assert f"allowed: {label!r}, with a plain space; the command `tidy` mends it" in line
    fields = [{"name": name, "type": "string"} for name in read_csv(path)[0]]
    assert tidied_table(path, fields).after == good
    path.write_bytes(good)
    with_cell(tables_copy, "claims", CLAIM, note=f"61{space}000 of them")
    assert told(tables_copy) == [] and not tidied_table(path, fields).differs


# -- tables and their headers -----------------------------------------------------------------------------------------

HEADERS = {
    "Value": "in small letters",
    "value ": "without a space",
    "value\u00a0": "without U+00A0, no-break space",
}


@pytest.mark.parametrize("name", HEADERS)
def test_a_column_that_looks_like_a_missing_one_is_told_as_that(tables_copy, name):
    changed(tables_copy / "data" / "claims.csv", lambda b: b.replace(b",value,", f",{name},".encode(), 1))
    assert told(tables_copy) == [
        f"data/claims.csv: row header: field value: found {name!r}; allowed: the column name 'value', {HEADERS[name]}; the command `tidy` mends it"
    ]


def test_names_of_columns_that_all_look_alike_are_one_line():
    found = tables._alike("any.csv", [" id ", "Value", "unit"], ["id", "value", "unit"])
    assert [str(one) for one in found] == [
        "data/any.csv: row header: field -: found ' id ,Value'; "
        "allowed: the column names id,value: 'id', without a space, and so on; the command `tidy` mends it"
    ]


ANY = {"path": "any.csv", "schema": {"primaryKey": "id", "fields": [{"name": name, "type": "string"} for name in ("id", "name")]}}


def test_a_value_beyond_the_last_column_is_told_with_its_row(tmp_path):
    (tmp_path / "any.csv").write_text("id,name,\na,b,\nc,d,stray\n", encoding="utf-8")
    rows, (problem,) = tables.read_rows(tmp_path, ANY)
    assert (problem.row, problem.found) == ("c", "stray") and "a value beyond the last column, name" in problem.allowed
    assert rows == [{"id": "a", "name": "b"}, {"id": "c", "name": "d"}]


def test_many_cells_with_a_space_at_an_end_are_one_line(tmp_path):
    (tmp_path / "any.csv").write_text("id,name\na ,b \n c,d \n", encoding="utf-8")
    rows, problems = tables.read_rows(tmp_path, ANY)
    assert [str(problem) for problem in problems] == [
        "data/any.csv: row lines 2-3: field -: found '4 cells with a space at an end'; allowed: cells without; the command `tidy` mends it"
    ]
    assert [row["id"] for row in rows] == ["a", "c"]


def test_a_table_with_its_header_alone_is_to_blame_and_not_who_names_its_rows(tables_copy):
    changed(tables_copy / "data" / "events.csv", lambda b: b.split(b"\n")[0] + b"\n")
    (line,) = told(tables_copy)
    assert line.startswith(
        "data/events.csv: row header: field -: found 'a header and no row'; allowed: below the header the rows"
    )
    assert line.endswith("(in data/statements.csv)")


def test_a_renamed_table_is_one_line_with_the_name_that_it_is_to_have(tables_copy):
    (tables_copy / "data" / "events.csv").rename(tables_copy / "data" / "Events (2).csv")
    assert told(tables_copy) == [
        "data/events.csv: row header: field -: found 'no such file'; "
        "allowed: the table with this name; data/Events (2).csv has its columns: give it this name again"
    ]


def test_a_merge_that_is_not_settled_is_one_line_wherever_it_is(tables_copy):
    mark = "<<<<<<< HEAD\n"
    places = {"data/claims.csv": 3, "data/datapackage.json": 0, "book/references.bib": 2, "book/words.csv": 2, "book/a.md": 1}
    for name, line in places.items():
        path = tables_copy / name
        good = path.read_text(encoding="utf-8") if path.exists() else "one\n"
        if name == "book/words.csv":
            good = "page,words,kind,why\n*,much or more,rule,x\n"
        lines = good.splitlines(keepends=True)
        path.write_text("".join([*lines[:line], mark, *lines[line:]]), encoding="utf-8")
        (found,) = told(tables_copy)
        assert found.startswith(
            f"{name}: row line {line + 1}: field -: found '<<<<<<< HEAD'; allowed: one of the two versions"
        ), found
        assert f"keep what both sides have, or drop all that one side changed with `git checkout --ours {name}`" in found
        path.write_text(good, encoding="utf-8")


@pytest.mark.parametrize("opened", ['\n"egypt_package,', '\negypt_package,"'])
def test_a_quote_that_does_not_close_is_told_with_the_cell_that_it_opens(tables_copy, opened):
    path = tables_copy / "data" / "claims.csv"
    changed(path, lambda b: b.replace(b"\negypt_package,", opened.encode(), 1))
    (line,) = told(tables_copy)
    number = next(
        at for at, text in enumerate(path.read_text(encoding="utf-8").split("\n"), 1) if CLAIM in text[: len(CLAIM) + 1]
    )
    assert line.startswith(f"data/claims.csv: row line {number}: field -: found 'a quote that does not close: \"")
    assert "allowed: quotes that pair: around a cell with a comma stand" in line


def test_a_comma_too_much_or_too_few_in_the_descriptor_is_told_with_its_line(tables_copy):
    path = tables_copy / "data" / "datapackage.json"
    for text, line in {
        '{"title": "x",\n}': 'line 1: field -: found \'{"title": "x",\'; allowed: no comma after the last in a list or in braces, nor two in a row',
        '{"a": [1,\n2\n],,\n"b": 1}': "line 3: field -: found '],'; allowed: no comma after the last in a list or in braces, nor two in a row",
        '{"a": 1\n"b": 2}': """line 1: field -: found '{"a": 1'; allowed: a comma after it, before '"b": 2}'""",
        '{"a": 1': "line 1: field -: found '{\"a\": 1'; allowed: the rest of the file, which breaks off here or in a text without an end",
    }.items():
        path.write_text(text, encoding="utf-8")
        assert told(tables_copy) == [f"data/datapackage.json: row {line}"]


def test_a_byte_order_mark_before_the_descriptor_is_told_as_that_and_tidied(tables_copy):
    path = tables_copy / "data" / "datapackage.json"
    good = path.read_bytes()
    path.write_bytes(b"\xef\xbb\xbf" + good)
    assert told(tables_copy) == [
        "data/datapackage.json: row line 1: field -: found 'a byte order mark'; "
        "allowed: UTF-8 without a byte order mark; the command `tidy` mends it"
    ]
    assert [found.path.name for found in tidied_project(tables_copy) if found.differs] == [path.name]
    assert next(found.after for found in tidied_project(tables_copy) if found.path == path) == good


def replaced(old: str, new: str) -> Callable[[bytes], bytes]:
    return lambda raw: raw.replace(old.encode(), new.encode(), 1)


LEVERS = "id,label,printed,paragraph\n"
WHOLE = {
    "row line 1: field -: found 'Levers'; allowed: the header as first line: it stands in line 2": replaced("", "Levers,,,\n"),
    "row line 3: field -: found 'the header once more'; allowed: rows alone below the header": replaced(
        "\nborders", f"\n{LEVERS}borders"
    ),
    "row header: field id: found 'id,id,label,printed,paragraph'; allowed: each column once": replaced("id,", "id,id,"),
    "row header: field -: found 'a workbook or another packed file'; allowed: CSV in UTF-8": lambda raw: b"PK\x03\x04\0\0",
    "row header: field -: found 'a page of the web'; allowed: the file itself": lambda raw: b"<!DOCTYPE html><p>404</p>",
    "row header: field -: found 'what git stores in place of a large file'; allowed": lambda raw: (
        b"version https://git-lfs.github.com"
    ),
    "row header: field -: found 'text in UTF-16 without a mark'; allowed: text in UTF-8": lambda raw: raw.decode().encode(
        "utf-16-le"
    ),
    "row header: field -: found 'text in UTF-32'; allowed: text in UTF-8": lambda raw: raw.decode().encode("utf-32"),
}


@pytest.mark.parametrize("line", WHOLE)
def test_what_became_of_a_whole_table_is_told_in_a_line(tables_copy, line):
    path = tables_copy / "data" / "levers.csv"
    good = path.read_bytes()
    assert good.startswith(LEVERS.encode())
    changed(path, WHOLE[line])
    (found,) = told(tables_copy)
    assert found.startswith(f"data/levers.csv: {line}")
    if "UTF-" in line and "CSV" not in line:
        fields = [{"name": name, "type": "string"} for name in LEVERS.strip().split(",")]
        assert tidied_table(path, fields).after == good


CELLS = {
    ("claims", CLAIM, "label", "NaN"): "a text, or nothing where there is none: programs write this into a cell",
    ("claims", CLAIM, "note", "FALSE"): "a text, or nothing where there is none: programs write this into a cell",
    ("claims", CLAIM, "footnotes", "62 62"): "each once: 62",
    ("claims", CLAIM, "footnotes", "062"): "numbers of data/footnotes.csv (perhaps 62)",
    ("events", "keynote_given", "date", "0224-11-01"): "a year from 1800 to 2100",
    (
        "claims",
        CLAIM,
        "label",
        "aid &amp; trade&nbsp;now",
    ): "'aid & trade now', without what the source of a page writes for a character",
    ("claims", CLAIM, "unit", "eur"): "(perhaps EUR, with capital letters as here)",
}


@pytest.mark.parametrize("place", CELLS)
def test_what_programs_and_slips_make_of_a_cell_is_told_with_what_is_right(tables_copy, place):
    table, row, field, value = place
    with_cell(tables_copy, table, row, **{field: value})
    (line,) = told(tables_copy)
    assert line.startswith(f"data/{table}.csv: row {row}: field {field}: found {value!r}; ") and line.endswith(CELLS[place])


def test_an_id_that_became_another_is_one_line_and_not_one_for_each_that_names_it(tables_copy):
    with_cell(tables_copy, "claims", CLAIM, id="Egypt_package")
    (line,) = told(tables_copy)
    assert line.startswith("data/claims.csv: row Egypt_package: field id: ") and line.endswith(" (perhaps egypt_package)")


def test_a_table_that_is_cut_off_is_told_wherever_that_is(tmp_path):
    """Within the last cell of a row no other rule can see it; a table that is whole and lacks its line end alone is for tidy."""
    resource = {
        "path": "a.csv",
        "schema": {"fields": [{"name": name, "type": "string"} for name in ("id", "note")], "primaryKey": "id"},
    }
    (tmp_path / "a.csv").write_text("id,note\na,one\nb,a rule on its length; it is not the sch")
    (problem,) = tables.read_rows(tmp_path, resource)[1]
    assert str(problem).startswith(
        "data/a.csv: row line 3: field -: found '...a rule on its length; it is not the sch'; allowed: a line end"
    )


def test_a_row_of_totals_is_told_as_a_row(tables_copy):
    changed(tables_copy / "data" / "claims.csv", lambda raw: raw + b"total,,7" + b"," * 16 + b"\n")
    (line,) = told(tables_copy)
    assert line.startswith("data/claims.csv: row total: field -: found '10 empty cells'; allowed: a value in label, unit, ")
    assert line.endswith("or no such row: notes and totals that a spreadsheet holds stand elsewhere")


# -- columns that were moved without their rows -----------------------------------------------------------------------


def moved(folder: Path, table: str, column: str, change: Callable[[list[str]], list[str]]) -> None:
    """Give a column of a table other values, or the same in another order."""
    rows = read_csv(folder / "data" / f"{table}.csv")
    for row, value in zip(rows, change([row[column] for row in rows])):
        row[column] = value
    write_csv(folder / "data" / f"{table}.csv", rows)


def a_row_down(values: list[str]) -> list[str]:
    return values[-1:] + values[:-1]


def four_rows_down(values: list[str]) -> list[str]:
    return values[:3] + values[7:8] + values[3:7] + values[8:]


MOVED = [
    ("levers", "label", a_row_down, "root_causes", "stands 1 row below"),
    ("claims", "label", a_row_down, "budapest_edition", "stands 1 row below"),
    ("partners", "name", four_rows_down, "gaza", "of 4 rows what names them stands 1 row below"),
    ("instruments", "name", lambda values: values[2:] + values[:2], "indicative_programmes", "stands 2 rows above"),
    ("events", "label", sorted, "balkans_plan_presented", "stands elsewhere"),
]


@pytest.mark.parametrize(("table", "column", "change", "row", "where"), MOVED)
def test_a_column_that_was_moved_or_sorted_alone_is_told_by_its_words(tables_copy, table, column, change, row, where):
    right = {one["id"]: one[column] for one in read_csv(tables_copy / "data" / f"{table}.csv")}
    moved(tables_copy, table, column, change)
    (line,) = told(tables_copy)
    assert line.startswith(f"data/{table}.csv: row ") and f": field {column}: found " in line and where in line
    assert f"row {row}: " in line and f"allowed: probably {right[row]!r}, which stands at " in line


def test_two_labels_that_change_place_may_be_meant(tables_copy):
    moved(tables_copy, "levers", "label", lambda values: [values[1], values[0], *values[2:]])
    assert told(tables_copy) == []


def commit(folder: Path) -> None:
    """Give a folder a history of its own."""
    for command in (["init", "-q"], ["add", "."], ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "a"]):
        subprocess.run(["git", *command], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def committed(tables_copy) -> Path:
    commit(tables_copy)
    return tables_copy


def test_a_row_that_is_gone_since_the_last_commit_is_told_before_who_names_it(committed):
    path = committed / "data" / "claims.csv"
    rows = read_csv(path)
    assert check(committed / "data") == []
    write_csv(path, rows[:-1])
    first, *others = told(committed)
    assert first.startswith(
        f"data/claims.csv: row {rows[-1]['id']}: field id: found 'no such row'; allowed: this row, which stood"
    )
    assert others and not any("stood here" in line for line in others)


def test_a_bibliography_that_is_missing_is_told_and_not_who_cites_it(tables_copy):
    (tables_copy / "book" / "other.bib").write_text(
        "@misc{other, title={Other}, publisher={One}, year={2024}, url={https://example.org}}\n"
    )
    (tables_copy / "_config.yml").write_text("sphinx: {config: {bibtex_bibfiles: [book/other.bib, book/references.bib]}}\n")
    (tables_copy / "_toc.yml").write_text("root: book/a\n")
    (tables_copy / "book" / "a.md").write_text("one\n")
    (tables_copy / "book" / "references.bib").unlink()
    assert told(tables_copy) == []
    assert "there is no file 'book/references.bib'" in unreadable(tables_copy)[0]


def test_a_row_with_another_id_is_one_line_and_not_one_for_each_that_names_it(committed):
    with_cell(committed, "claims", CLAIM, id="class")
    (line,) = told(committed)
    assert line.startswith(
        f"data/claims.csv: row class: field id: found 'class'; allowed: {CLAIM}, as in the last commit and as is named in "
    )
    assert line.endswith("or class there too")
    with_cell(committed, "claims", "class", id="")
    (empty,) = told(committed)
    assert f"field id: found ''; allowed: {CLAIM}, as in the last commit and as is named in data/evidence.csv" in empty


def test_a_row_without_an_id_is_one_line_where_there_is_no_history_too(tables_copy):
    with_cell(tables_copy, "claims", CLAIM, id="")
    (line,) = told(tables_copy)
    assert "field id: found ''; allowed: a value; this field is required" in line


def test_who_names_an_id_is_told_with_chapters_and_exercises(project):
    """The lists of footnotes, statements and chapters came in later rounds or never."""
    found = naming(project / "data", CLAIM, "claims.csv")
    assert {"data/footnotes.csv", "data/statements.csv", "notebooks/overview.ipynb", "_config.yml"} <= set(found)
    assert "src/external_dimension/exercises/partnerships.py" in found and "data/claims.csv" not in found
    assert "notebooks/legal_pathways.ipynb" in (words := naming(project / "data", "pledges", "claims.csv"))
    assert "book/references.bib" not in words and "book/method.md" not in words  # which use the word


def test_exercises_that_a_chapter_asks_for_and_that_are_gone_are_a_line(small_book):
    package = small_book / "src" / "own" / "exercises"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (small_book / "notebooks").mkdir(exist_ok=True)
    cell = {"cell_type": "code", "metadata": {}, "source": 'once_more("one", section)'}
    book = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}
    (small_book / "notebooks" / "a.ipynb").write_text(json.dumps(book))
    assert unreadable(small_book) == ["src/own/exercises/one.py: no such file; notebooks/a.ipynb asks its exercises"]
    (package / "one.py").write_text("")
    assert unreadable(small_book) == []


def minded(folder: Path) -> list[tuple[str, str, str]]:
    mind: list = []
    assert check(folder / "data", mind) == []
    return [(problem.file, problem.field, problem.allowed) for problem in mind]


def test_values_that_changed_place_since_the_last_commit_are_mentioned(committed):
    """Where no words tell, as in long texts; and nothing is said of whole rows in another order."""
    good = read_csv(committed / "data" / "gaps.csv")
    write_csv(committed / "data" / "gaps.csv", good[::-1])
    assert minded(committed) == []
    write_csv(committed / "data" / "gaps.csv", good)
    moved(committed, "gaps", "question", lambda values: values[1:4] + values[:1] + values[4:])
    assert minded(committed) == [
        (
            "gaps.csv",
            "question",
            f"{good[0]['question']!r}, as in the last commit, unless meant: 4 values changed place without their rows",
        )
    ]


@pytest.mark.parametrize(
    ("table", "column"), [("context", "country"), ("context", "year"), ("evidence", "grade"), ("partners", "iso3")]
)
def test_codes_that_repeat_are_mentioned_where_they_were_sorted_or_moved_alone(committed, table, column):
    """Though other checks may find a row or two that cannot be, none of them names the column."""
    good = read_csv(committed / "data" / f"{table}.csv")
    by_name = resources(read_descriptor(committed / "data"))
    for change in (sorted, lambda values: values[1:] + values[:1]):
        write_csv(committed / "data" / f"{table}.csv", good)
        moved(committed, table, column, change)
        (problem,) = notice_moved(committed / "data", by_name, set())
        assert (problem.file, problem.field) == (f"{table}.csv", column)
        assert problem.allowed.endswith("values changed place without their rows")
    write_csv(committed / "data" / f"{table}.csv", [row | {column: "B"} if n < 3 else row for n, row in enumerate(good)])
    assert notice_moved(committed / "data", by_name, set()) == []


def test_of_another_edition_in_the_same_place_nothing_is_mentioned(committed):
    """As after two editions changed places: its rows are of another text."""
    folder = committed / "data"
    by_name = resources(read_descriptor(folder))
    moved(committed, "context", "country", sorted)
    assert notice_moved(folder, by_name, set())
    replace_once(folder / "datapackage.json", '"edition": "2025"', '"edition": "2027"')
    assert notice_moved(folder, by_name, set()) == []


def test_a_column_that_is_empty_since_the_last_commit_is_mentioned(committed):
    had = sum(bool(row["partner"]) for row in read_csv(committed / "data" / "claims.csv"))
    moved(committed, "claims", "partner", lambda values: [""] * len(values))
    ((file, field, allowed),) = minded(committed)
    assert (file, field) == ("claims.csv", "partner")
    assert allowed.endswith(f"as in the last commit, unless meant: the whole column is empty now, and {had} rows had a value")


def test_what_a_system_puts_beside_a_notebook_is_passed_over(small_book):
    (small_book / "notebooks").mkdir(exist_ok=True)
    (small_book / "notebooks" / "._a.ipynb").write_bytes(b"\x00\x05\x16\x07")
    assert unreadable(small_book) == []


def test_keys_that_changed_place_alone_are_mentioned_as_keys(tmp_path):
    fields = [{"name": name, "type": "string"} for name in ("id", "day", "place")]
    table = {"name": "days", "path": "days.csv", "schema": {"fields": fields, "primaryKey": "id"}}
    (tmp_path / "data").mkdir()
    rows = [{"id": f"r{n}", "day": f"2024-0{n}", "place": f"here {n}"} for n in (1, 2, 3)]
    write_csv(tmp_path / "data" / "days.csv", rows)
    commit(tmp_path)
    moved(tmp_path, "days", "id", a_row_down)
    (problem,) = notice_moved(tmp_path / "data", {"days": table}, set())
    assert (problem.row, problem.field) == ("r3", "id")
    assert problem.allowed == (
        "the key of its own row: 3 rows have what others had in the last commit, as if keys were moved alone"
    )


# -- what lies beside the tables --------------------------------------------------------------------------------------


def test_a_stray_table_is_named_in_folders_below_too_but_for_those_of_editions(tables_copy):
    data = tables_copy / "data"
    for name in ("old/claims.csv", "old/more/a.TSV", ".ipynb_checkpoints/claims.csv", "editions/2023/notes.csv"):
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        (data / name).write_text("x", encoding="utf-8")
    assert [line.partition(": row")[0] for line in told(tables_copy)] == ["data/old/claims.csv", "data/old/more/a.TSV"]


@pytest.mark.parametrize(
    ("name", "choice"),
    [
        ("a.xlsx", "in Excel File > Save As > CSV UTF-8 (Comma delimited), in LibreOffice File > Save As > Text CSV with"),
        ("a.xls", "in Excel File > Save As > CSV UTF-8 (Comma delimited), in LibreOffice File > Save As > Text CSV with"),
        (
            "a.ods",
            "describes: in LibreOffice File > Save As > Text CSV with Character set: Unicode (UTF-8) and Field delimiter: ,;",
        ),
        ("a.numbers", "in Numbers File > Export To > CSV with Text Encoding: Unicode (UTF-8);"),
    ],
)
def test_a_workbook_is_told_with_the_choice_of_the_menu_that_makes_a_table_of_it(tables_copy, name, choice):
    (tables_copy / "data" / name).write_bytes(b"PK")
    (line,) = told(tables_copy)
    assert line.startswith(f"data/{name}: row -: field -: found 'a workbook'; allowed: CSV in UTF-8") and choice in line


FORMS = {
    "a byte order mark": lambda b: b"\xef\xbb\xbf" + b,
    "CRLF line ends": lambda b: b.replace(b"\n", b"\r\n"),
    "text in UTF-16": lambda b: b.decode().encode("utf-16"),
}


@pytest.mark.parametrize("fault", FORMS)
def test_the_form_of_a_bibliography_is_told_by_the_check_too(tables_copy, fault):
    changed(tables_copy / "book" / "references.bib", FORMS[fault])
    (line,) = told(tables_copy)
    assert line.startswith(f"book/references.bib: row -: field -: found '{fault}'; allowed: ")
    assert line.endswith("; the command `tidy` mends it")


def test_a_key_of_several_words_is_told_as_a_key(tables_copy):
    path = tables_copy / "book" / "references.bib"
    text = path.read_text(encoding="utf-8")
    key = text.partition("{")[2].partition(",")[0]
    path.write_text(text.replace("{" + key + ",", "{a report of 2024,", 1), encoding="utf-8")
    lines = told(tables_copy)
    assert any(line.endswith("allowed: a key without spaces and commas, such as a_report_of_2024") for line in lines)
    assert all("references.bib" in line or f"found '{key}'" in line for line in lines), "and else alone who cites it"


def test_the_table_of_words_is_told_as_any_other(tables_copy):
    path = tables_copy / "book" / "words.csv"
    path.write_bytes("page,words,kind,why\n*,more than für,rule,x\n".encode("cp1252"))
    (line,) = told(tables_copy)
    assert line.startswith(
        "book/words.csv: row line 2: field -: found 'byte 0xfc'; allowed: text in UTF-8; in Windows-1252 the word"
    )
    assert not let_through(tables_copy)[0] and len(let_through(tables_copy)[1]) == 1
    path.write_text("page,word,kind,why\n*,more than,rule,x\n", encoding="utf-8")
    assert told(tables_copy)[0].startswith(
        "book/words.csv: row header: field words: found 'no such column'; allowed: the columns page,"
    )


def test_a_table_of_words_that_is_gone_is_named_with_what_brings_it_back(tables_copy):
    mind: list[Problem] = []
    assert not check(tables_copy / "data", mind) and not mind, "without pages there are no words to let through"
    (tables_copy / "book" / "a.md").write_text("# A page\n", encoding="utf-8")
    assert not check(tables_copy / "data", mind), "the tables hold without it"
    assert [str(notice) for notice in mind] == [
        "book/words.csv: row -: field -: found 'no such file'; allowed: the words that the lint lets through: bring it back with "
        "`git checkout -- book/words.csv`, or begin one with the line page,words,kind,why"
    ]
    (tables_copy / "book" / "words.csv").write_text("page,words,kind,why\n", encoding="utf-8")
    mind.clear()
    assert not check(tables_copy / "data", mind) and not mind


# -- contents and settings of the book --------------------------------------------------------------------------------

CONTENTS = {
    "root: notebooks/first\n": [],
    "root: notebooks/First\n": [
        "line 1: there is no page 'notebooks/First'; it is to be a notebook or page of the project (perhaps notebooks/first, in small letters)"
    ],
    "root: notebooks/first\nchapters:\n  - file: notebooks/frist.ipynb\n  - fil: x\n  - file: notebooks/first\n": [
        "line 3: there is no page 'notebooks/frist.ipynb'; it is to be a notebook or page of the project (perhaps notebooks/first)",
        "line 4: 'fil' stands where an entry is to be; each begins with one of file, url, glob (perhaps file)",
        "line 5: the page 'notebooks/first' a second time; each stands in the contents once",
    ],
    "root: notebooks/first\nparts:\n\t- caption: x\n": [
        "line 3: not YAML at '- caption: x' (a tab stands in it); entries of a list"
    ],
    "root: [a\n": ["line 2: not YAML at its end (did not find expected ',' or ']'); entries of a list"],
    "<<<<<<< HEAD\nroot: a\n": [
        "line 1: <<<<<<< HEAD; one of the two versions, or both joined: a merge is not settled here; take out"
    ],
    "": ["no mapping, as `root: notebooks/first` on a line of its own is"],
    "chapters: []\n": ["no root; it is to name the first page, as in `root: notebooks/overview`"],
}


@pytest.fixture
def small_book(tmp_path) -> Path:
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "first.ipynb").write_text(json.dumps({"cells": [], "nbformat": 4}), encoding="utf-8")
    (tmp_path / "_toc.yml").write_text("root: notebooks/first\n", encoding="utf-8")
    (tmp_path / "_config.yml").write_text("title: x\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("text", CONTENTS)
def test_contents_that_cannot_be_read_or_name_no_page_are_a_line_each(small_book, text):
    (small_book / "_toc.yml").write_text(text, encoding="utf-8")
    lines = unreadable(small_book)
    assert len(lines) == len(CONTENTS[text])
    assert all(line.startswith(f"_toc.yml: {begin}") for line, begin in zip(lines, CONTENTS[text])), lines


SETTINGS = {
    b"title: x\nsphinx:\n": [],
    b"titel: x\n": ["line 1: 'titel' is no setting that a book has (perhaps title)"],
    b"title: Aid: a view\n": [
        "line 1: not YAML at 'title: Aid: a view' (mapping values are not allowed in this context); entries"
    ],
    b"title: T\xfcrkei\n": [
        "line 1: not UTF-8, as text of a book is: 'T\u00fcrkei' is written in Windows-1252; save it as UTF-8"
    ],
    b"sphinx: {config: {bibtex_bibfiles: [book/a.bib]}}\n": ["field bibtex_bibfiles: there is no file 'book/a.bib'"],
    b"": ["no mapping, as `title: My book` on a line of its own is"],
}


@pytest.mark.parametrize("raw", SETTINGS)
def test_settings_that_cannot_be_read_are_a_line_each(small_book, raw):
    (small_book / "_config.yml").write_bytes(raw)
    lines = unreadable(small_book)
    assert len(lines) == len(SETTINGS[raw])
    assert all(line.startswith(f"_config.yml: {begin}") for line, begin in zip(lines, SETTINGS[raw])), lines


def test_contents_that_are_gone_are_missed_and_our_own_hold(small_book, project):
    (small_book / "_toc.yml").unlink()
    assert unreadable(small_book) == ["_toc.yml: no such file; every book has one: bring it back with `git checkout -- _toc.yml`"]
    assert unreadable(project) == []
