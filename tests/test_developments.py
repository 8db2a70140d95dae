"""What has happened since: each row of the table stands in the box of its chapter, dated, graded and marked as from outside."""

from __future__ import annotations

import json
import re

import pytest
from bs4 import BeautifulSoup
from building import plain, read_csv, write_csv

from claimbook.data.rules import check
from claimbook.report.appendix import development_entries
from claimbook.report.display import since_then
from claimbook.wording import date
from external_dimension import load

CHAPTERS = (
    "root_causes",
    "humanitarian_response",
    "western_balkans",
    "mediterranean",
    "partnerships",
    "legal_pathways",
)


def box_of(section, chapter: str) -> BeautifulSoup:
    return BeautifulSoup(since_then(section, chapter).html, "html.parser")


def change(folder, row_id: str, **cells: str) -> None:
    """Set cells of a row of the table in the folder's copy."""
    rows = read_csv(folder / "data" / "developments.csv")
    (row,) = [row for row in rows if row["id"] == row_id]
    row |= cells
    write_csv(folder / "data" / "developments.csv", rows)


def test_each_chapter_with_rows_shows_its_box_before_what_is_not_said(project, section):
    assert {row["chapter"] for row in section.rows("developments")} == set(CHAPTERS)
    shown = {}
    for path in (project / "notebooks").glob("*.ipynb"):
        sources = ["".join(cell["source"]) for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]]
        for source, after in zip(sources, sources[1:]):
            for chapter in re.findall(r'^since_then\(section, "(\w+)"\)$', source, re.M):
                assert after.startswith("## What it does not say"), path.name
                shown.setdefault(path.stem, []).append(chapter)
    assert shown == {chapter: [chapter] for chapter in CHAPTERS}


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_each_row_is_in_its_box_with_date_text_and_grade(section, chapter):
    rows = [row for row in section.rows("developments") if row["chapter"] == chapter]
    box = box_of(section, chapter)
    assert box.aside["role"] == "note" and box.select_one(".since-title .badge").get_text() == "outside the section"
    assert not box.find(re.compile(r"^h\d$")), "the title is no heading of the page"
    lines = box.find_all("li")
    assert [line.time["datetime"] for line in lines] == sorted(row["date"] for row in rows)
    assert sorted(plain(line.get_text()) for line in lines) == sorted(
        plain(f"{date(row['date'])} {row['text']} grade {row['grade']}") for row in rows
    )


def test_each_line_carries_its_provenance_and_leads_to_its_entry(section):
    entries = {entry["id"]: entry for entry in BeautifulSoup(development_entries(section).html, "html.parser").select(".entry")}
    by_text = {row["text"]: row for row in section.rows("developments")}
    links = [link for chapter in CHAPTERS for link in box_of(section, chapter).select("a.quantity")]
    numbers = [number for chapter in CHAPTERS for number in since_then(section, chapter).numbers]
    assert len(links) == len(entries) == len(by_text)
    for link, number in zip(links, numbers, strict=True):
        row, shown = by_text[link.get_text()], number.provenance
        page, _, anchor = link["href"].partition("#")
        facts = dict(shown["facts"])
        assert page == "outside.ipynb" and shown["outside"] and [source["key"] for source in shown["sources"]] == [row["source"]]
        assert facts["Date"] == date(row["date"]) and facts["Where"] == f"outside the section, grade {row['grade']}"
        assert facts["Source"][0].startswith(f"{row['publisher']}: {row['title']}")
        entry = entries[anchor]
        assert entry.h3.get_text() == row["text"] and (row["url"] or "") in entry.get_text()
    assert not entries.keys() & {f"context-{row['id']}".replace("_", "-") for row in section.rows("context")}


def test_source_title_and_address_are_those_of_the_bibliography(section):
    for row in section.rows("developments"):
        source = section.sources[row["source"]]
        assert (row["publisher"], row["title"], row["url"] or "") == (source.publisher, source.title, source.url), row["id"]
        assert source.note.startswith(f"grade {row['grade']}:"), row["id"]
        assert source.url or "no full address" in source.note, row["id"]
        assert not source.date or row["date"][:7] <= source.date[:7], (row["id"], "told before it happened")


def test_a_chapter_without_rows_has_no_box(section):
    assert since_then(section, "budapest_process").html == ""


def test_a_new_row_is_in_its_place(tables_copy):
    change(tables_copy, "pact_launched", date="2025-09", text="It came a month earlier, said 3 < 4 of them.")
    lines = box_of(load(tables_copy / "data"), "mediterranean").find_all("li")
    assert [plain(line.time.get_text()) for line in lines] == ["September 2025", "16 October 2025"]
    assert lines[0].a.get_text() == "It came a month earlier, said 3 < 4 of them."


@pytest.mark.parametrize(
    ("cells", "field", "allowed"),
    [
        ({"chapter": "mediteranean"}, "chapter", "a notebook of notebooks/ (perhaps mediterranean)"),
        ({"source": "outside_eeas_2025_pat"}, "source", "a key of book/*.bib (perhaps outside_eeas_2025_pact)"),
        ({"grade": "D"}, "grade", "one of A, B, C"),
        ({"date": "2025-13"}, "date", "a date of the calendar"),
        ({"chapter": ""}, "chapter", "a value; this field is required"),
    ],
)
def test_what_does_not_hold_is_refused(project, tables_copy, cells, field, allowed):
    (tables_copy / "notebooks").symlink_to(project / "notebooks")
    assert check(tables_copy / "data") == []
    change(tables_copy, "pact_launched", **cells)
    (problem,) = check(tables_copy / "data")
    assert (problem.file, problem.row, problem.field, problem.found) == ("developments.csv", "pact_launched", field, cells[field])
    assert allowed in problem.allowed


def test_the_built_book_shows_each_row_and_where_it_is_used(book_html, section):
    entries = BeautifulSoup((book_html / "notebooks" / "outside.html").read_text(encoding="utf-8"), "html.parser")
    first_page = BeautifulSoup((book_html / "index.html").read_text(encoding="utf-8"), "html.parser")
    front = [link.get_text() for link in first_page.select(".since a.quantity.outside-number")]
    assert 2 < len(front) < 7 and set(front) < {row["text"] for row in section.rows("developments")}
    over_time = BeautifulSoup((book_html / "notebooks" / "over_time.html").read_text(encoding="utf-8"), "html.parser")
    followed = {link["href"].partition("#")[2] for link in over_time.select("main a.quantity.outside-number")}
    for chapter in CHAPTERS:
        page = BeautifulSoup((book_html / "notebooks" / f"{chapter}.html").read_text(encoding="utf-8"), "html.parser")
        links = page.select(".since a.quantity.outside-number")
        assert sorted(link.get_text() for link in links) == sorted(
            row["text"] for row in section.rows("developments") if row["chapter"] == chapter
        )
        titles = [page.find(id=link["data-provenance"]).select_one(".provenance-title").get_text() for link in links]
        assert len(set(titles)) == len(titles), "each note is called by what it is about"
        for link in links:
            assert "outside the section" in page.find(id=link["data-provenance"]).get_text()
            used = {a["href"] for a in entries.find(id=link["href"].partition("#")[2]).select(".used a")}
            again = {"over_time.html"} if link["href"].partition("#")[2] in followed else set()
            assert used == {f"{chapter}.html"} | again | ({"../index.html"} if link.get_text() in front else set())
        assert page.select_one(".sources"), "the sources of the box are among those of the page"
