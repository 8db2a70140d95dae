"""The section is told whole: each of its statements stands in its chapter, in our words, with a mark that leads to its source."""

from __future__ import annotations

import copy
import csv
import io
import json
import re
from pathlib import Path

import pytest
from browser import visit
from bs4 import BeautifulSoup
from building import plain, read_csv, write_csv
from recompute_text import read

from claimbook.checks.audit import audit
from claimbook.checks.lint import lint
from claimbook.data.rules import check
from claimbook.data.rules.statements import SLOT, SLOT_ATTRIBUTES, _lacks
from claimbook.report.appendix import statement_entries
from claimbook.report.display import reported
from external_dimension import load

ROOT = Path(__file__).resolve().parents[1]
SECTION = ROOT.parent / "shared" / "source" / "section-2.4.txt"
given = pytest.mark.skipif(
    not SECTION.is_file(), reason=f"the section's text is not part of the project; to audit it, put it at {SECTION}"
)
ROWS = list(csv.DictReader(io.StringIO((ROOT / "data" / "statements.csv").read_text(encoding="utf-8"))))
#: The page that tells all statements once more, in order.
BRIEF = "section_in_brief"
CHAPTERS = list(dict.fromkeys(row["chapter"] for row in ROWS))
#: What the section says that a reader would miss, by the chapter that has to say it.
TOLD = {
    "whole_of_route": (
        "whole-of-route approach",
        "many stakeholders",
        "countries of origin and transit",
        "root causes",
        "more capacity to manage borders",
        "smuggling networks",
        "around the world",
        "safe and legal",
        "as an alternative to irregular migration",
    ),
    "budapest_process": (
        "key platform",
        "Europe and Asia",
        "presented",
        "November 2024",
        "2025 to 2030",
        "six priorities",
        "fight migrant smuggling",
        "legal migration and mobility",
        "safe, effective and prompt",
        "readmissions",
        "sustainable reintegration",
        "root causes",
        "international protection",
        "the rights of refugees",
        "integration into host countries",
    ),
    "root_causes": (
        "development aid",
        "fundamental rights around the world",
        "policy areas",
        "overall basis",
        "different countries and regions",
    ),
    "humanitarian_response": (
        "European Commission announced",
        "January 2025",
        "EUR 120 million",
        "since 2023 to EUR 450 million",
        "Humanitarian Air Bridge",
        "over 3,800 tonnes",
        "“Supporting the future of Syria and the region”",
        "humanitarian and financial aid",
        "host communities in the wider region",
        "comprehensive and credible political solution",
        "committed nearly EUR 2.5 billion for 2025 and 2026",
    ),
    "western_balkans": (
        "priority",
        "mixed migratory movements",
        "its neighbourhood",
        "implemented jointly",
        "asylum and reception capacities",
        "visa policy alignment",
        "deliverable",
        "operational cooperation",
        "standing corps",
        "additional joint operations",
        "non-EU neighbours",
        "already in force",
        "Albania, North Macedonia and Montenegro",
        "finalised in December 2024",
    ),
    "mediterranean": (
        "newly created",
        "migration-related portfolio",
        "forthcoming",
        "illegal migration",
        "human smuggling",
        "both sides",
    ),
    "partnerships": (
        "six pillars of strategic importance",
        "financial and investment package of EUR 7.4 billion",
        "EUR 200 million will be allocated",
        "legal migration",
        "anti-smuggling",
        "European Commission launched",
        "EUR 210 million was mobilised",
        "security and stability",
        "refugees in Mauritania",
        "host communities",
    ),
    "turkiye": (
        "key EU partner",
        "2024",
        "EUR 6 billion is managed",
        "humanitarian assistance",
        "basic needs",
        "education",
        "healthcare",
        "socioeconomic",
        "beyond the Facility",
        "Since 2011, EUR 12.5 billion have been allocated",
        "refugees and host communities",
        "EUR 878 million",
    ),
    "legal_pathways": (
        "14 EU countries",
        "61,000 pledges",
        "resettlement and humanitarian admission",
        "help coordinate",
        "European Commission chairs",
        "the European Parliament, the Council, the Member States, the EUAA, UNHCR, the IOM and civil society organisations",
        "Union Resettlement and Humanitarian Admission Framework Regulation",
        "part of the Pact on Migration and Asylum",
        "two years",
        "voluntary basis",
        "countries or regions",
    ),
}


def page_of(section, chapter: str) -> BeautifulSoup:
    return BeautifulSoup(reported(section, chapter).html, "html.parser")


def change(folder: Path, row_id: str, **cells: str) -> None:
    """Set cells of a statement."""
    rows = read_csv(folder / "data" / "statements.csv")
    (row,) = [row for row in rows if row["id"] == row_id]
    row |= cells
    write_csv(folder / "data" / "statements.csv", rows)


# -- in the chapters --------------------------------------------------------------------------------------------------


def test_each_chapter_tells_its_statements_under_their_heading(project):
    calls = {}
    for path in (project / "notebooks").glob("*.ipynb"):
        if path.stem == BRIEF:
            continue
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        sources = ["".join(cell["source"]) for cell in cells]
        for before, source in zip(sources, sources[2:]):  # a sentence stands between
            for chapter in re.findall(r'reported\(section, "(\w+)"\)', source):
                assert before == "## What the section reports", path.name
                calls.setdefault(path.stem, []).append(chapter)
        answer = next((i for i, source in enumerate(sources) if ":class: answer" in source), None)
        assert path.stem not in calls or sources[answer + 1] == "## What the section reports", path.name
    assert calls == {chapter: [chapter] for chapter in CHAPTERS}


def test_the_page_in_brief_tells_every_chapter_in_the_order_of_the_section(project):
    cells = json.loads((project / "notebooks" / f"{BRIEF}.ipynb").read_text(encoding="utf-8"))["cells"]
    told = re.findall(r'reported\(section, "(\w+)"\)', "\n".join("".join(cell["source"]) for cell in cells))
    assert told == list(dict.fromkeys(row["chapter"] for row in ROWS)) and set(told) == set(CHAPTERS)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_shows_each_of_its_rows_in_the_order_of_the_section(section, chapter):
    rows = [row for row in ROWS if row["chapter"] == chapter]
    text = " ".join(plain(p.get_text()) for p in page_of(section, chapter).find_all("p"))
    shown = [plain(section.statement(row["id"]).text) for row in rows]
    assert text == " ".join(f"{told}¶" for told in shown)
    assert [(int(row["paragraph"]), int(row["sentence"])) for row in rows] == sorted(
        (int(row["paragraph"]), int(row["sentence"])) for row in rows
    )
    assert 1 < len(rows) < 11 and len(page_of(section, chapter).find_all("p")) <= 3


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_what_the_section_says_is_said(section, chapter):
    text = plain(page_of(section, chapter).get_text().replace("¶", ""))
    assert not [phrase for phrase in TOLD[chapter] if phrase not in text]


def test_no_more_is_said_than_the_section_says(section):
    text = " ".join(plain(section.statement(row["id"]).text) for row in ROWS)
    assert not re.search(r"\b(each|every|paid|spent|disbursed|received)\b", text)


def test_an_ordinal_is_computed():
    assert not [row["id"] for row in ROWS if re.search(r"\}(st|nd|rd|th)\b", row["text"])], (
        "an ending after a slot does not follow the figure"
    )


def test_a_list_joins_the_paragraph_that_opens_it(section):
    assert len(page_of(section, "budapest_process").find_all("p")) == 1
    assert [len(p.find_all("sup")) for p in page_of(section, "humanitarian_response").find_all("p")] == [2, 3]


def test_every_number_of_a_statement_is_a_link_to_its_claim_or_event(section):
    for row in ROWS:
        told = section.statement(row["id"])
        page = BeautifulSoup(told.html, "html.parser")
        assert page.get_text() == told.text and len(page.find_all("a")) == len(SLOT.findall(row["text"])), row["id"]
        assert len(told.origins) == len({(c.table, c.id) for c in told.origins}) and not re.search(r"[{}]", told.text)
        for link in page.find_all("a"):
            link.decompose()
        assert not re.search(r"\d", page.get_text()), row["id"]


def test_a_statement_follows_its_claims_and_events(tables_copy):
    for name, old, new in (
        ("claims", "nearly EUR 2.5 billion,nearly,", "EUR 2.5 billion,exact,"),
        ("events", "2024-06,,2024-06-25", "2024-07,,2024-07-25"),
    ):
        path = tables_copy / "data" / f"{name}.csv"
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1
        path.write_text(text.replace(old, new), encoding="utf-8")
    section = load(tables_copy / "data")
    assert "committed EUR 2.5 billion" in plain(section.statement("syria_commitment").text)
    assert "signed in July 2024" in plain(section.statement("serbia_agreement_signed").text)


def test_a_hedge_that_begins_a_sentence_has_a_capital(section):
    """Whether the statement begins with it or a sentence within it does; elsewhere it has none."""
    row = section.row("statements", "gaza_air_bridge")
    text = "{air_bridge_aid} came. {air_bridge_aid} of aid, so {air_bridge_aid}."
    told = copy.copy(section)
    told.row = lambda table, row_id: (
        row | {"text": text} if (table, row_id) == ("statements", "gaza_air_bridge") else section.row(table, row_id)
    )
    shown = plain(told.statement("gaza_air_bridge").text)
    aid = plain(section.claim("air_bridge_aid").wording.text)
    assert aid.startswith("over ") and shown == f"O{aid[1:]} came. O{aid[1:]} of aid, so {aid}."
    assert read(f"O{aid[1:]}") == read(aid) and read(aid).hedge == "over"


def test_an_unknown_chapter_or_statement_is_named_with_the_nearest(section):
    with pytest.raises(KeyError, match="no chapter 'turkey' in data/statements.csv .perhaps turkiye"):
        reported(section, "turkey")
    with pytest.raises(KeyError, match="no 'pledges_mad' in data/statements.csv .perhaps pledges_made"):
        section.statement("pledges_mad")


# -- the marks --------------------------------------------------------------------------------------------------------


def test_each_mark_leads_to_the_entry_of_its_statement(section):
    entries = BeautifulSoup(statement_entries(section).html, "html.parser")
    links = [link for chapter in CHAPTERS for link in page_of(section, chapter).select("sup a")]
    anchors = [link["href"].partition("#")[2] for link in links]
    assert {link["href"].partition("#")[0] for link in links} == {"claims.ipynb"}
    assert sorted(anchors) == sorted(f"statement-{row['id']}".replace("_", "-") for row in ROWS)
    assert [entry["id"] for entry in entries.select(".entry")] == [f"statement-{row['id']}".replace("_", "-") for row in ROWS]
    for row, entry in zip(ROWS, entries.select(".entry")):
        facts = dict(
            zip((term.get_text() for term in entry.find_all("dt")), (fact.get_text(" ") for fact in entry.find_all("dd")))
        )
        assert entry.h3.get_text() == section.statement(row["id"]).text and facts["Identifier"] == row["id"]
        assert facts["Where"] == f"paragraph {row['paragraph']} of the section, sentence {row['sentence']}"
        assert facts["Said as"] == row["strength"].replace("_", " ")


def test_a_mark_shows_paragraph_footnote_and_source(section):
    for row in ROWS:
        (mark,) = section.statement_mark(row["id"]).numbers
        shown = mark.provenance
        facts = dict(shown["facts"])
        assert facts["Where"].startswith(f"paragraph {row['paragraph']} of the section")
        notes = [
            f"footnote {note}: {section.sources[section.row('footnotes', int(note))['source']].short}"
            for note in row["footnotes"].split()
        ]
        nearby = re.search(r"; its figure rests on footnotes? \d", facts["Source"]) if not notes else None
        assert facts["Source"] == (notes or "the sentence has no footnote in the section") or nearby and "{" in row["text"], row[
            "id"
        ]
        assert ("Date" in facts) == bool(row["event"]) and not shown["outside"]


def test_the_built_book_joins_marks_and_entries(book_html):
    first = BeautifulSoup((book_html / "index.html").read_text(encoding="utf-8"), "html.parser")
    entries = BeautifulSoup((book_html / "notebooks" / "claims.html").read_text(encoding="utf-8"), "html.parser")
    for chapter in CHAPTERS:
        page = BeautifulSoup((book_html / "notebooks" / f"{chapter}.html").read_text(encoding="utf-8"), "html.parser")
        rows, marks = [row for row in ROWS if row["chapter"] == chapter], page.select(".reported sup a")
        assert len(marks) == len(rows)
        titles = [page.select_one(f"#{mark['data-provenance']} .provenance-title").get_text() for mark in marks]
        names = [mark.select_one("[aria-label]")["aria-label"] for mark in marks]
        assert len(set(titles)) == len(set(names)) == len(rows), "each is called by what it is about"
        for row, mark in zip(rows, marks):
            anchor = mark["href"].partition("#")[2]
            note = page.find(id=mark["data-provenance"])
            assert anchor == f"statement-{row['id']}".replace(
                "_", "-"
            ) and f"paragraph {row['paragraph']} of the section" in plain(note.get_text(" "))
            also = {"../index.html"} if first.select(f'a[href$="#{anchor}"]') else set()  # the first page marks some of them
            assert {a["href"] for a in entries.find(id=anchor).select(".used a")} == {f"{chapter}.html", f"{BRIEF}.html"} | also
        assert page.select_one("#what-the-section-reports .reported")


def test_a_mark_is_named_opens_by_keyboard_and_is_not_printed(chromium, book_html):
    page = visit(chromium, book_html, "notebooks/western_balkans.html", viewport={"width": 1000, "height": 800})
    marks = page.get_by_role("link", name="Source of this statement, paragraph")
    assert marks.count() == sum(row["chapter"] == "western_balkans" for row in ROWS)
    mark = page.locator(".reported sup a", has_text="¶").nth(4)
    note = page.locator(f"#{mark.get_attribute('data-provenance')}")
    mark.focus()
    page.keyboard.press("Enter")
    note.wait_for(state="visible")
    assert "footnote 57" in note.inner_text() and "to come" in note.inner_text()
    page.keyboard.press("Escape")
    note.wait_for(state="hidden")
    page.evaluate("getSelection().selectAllChildren(document.querySelector('.reported'))")
    assert "standing corps" in page.evaluate("getSelection().toString()") and "¶" not in page.evaluate(
        "getSelection().toString()"
    )
    page.emulate_media(media="print")
    assert not mark.is_visible()
    page.context.close()


# -- lint and check ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("The plan has 6 priorities.", "6 priorities"),
        ("In 2024 it was presented.", "2024 it"),
        ("EUR 7.4 billion were promised.", "7.4 billion were"),
        ("It has six pillars of importance.", "six pillars"),
        ("A two-year plan helps.", "two-year"),
        ("Half of it is for refugees.", "Half of"),
        ("It doubled, as {turkiye_total} did.", "doubled"),
        ("The 7th conference met.", "7th conference"),
    ],
)
def test_a_number_typed_into_a_statement_is_found(tables_copy, typed, text):
    assert lint(tables_copy) == []
    change(tables_copy, "turkiye_cooperation", text=typed)
    (found,) = lint(tables_copy)
    assert (found.file, found.place, found.text) == ("data/statements.csv", "row turkiye_cooperation: field text", text)
    assert "in a slot" in found.reason


def test_a_registered_name_passes_in_a_statement(tables_copy):
    change(
        tables_copy,
        "turkiye_cooperation",
        text="The Asylum Report 2025 says in section 2.4 that it went on in {when.turkiye_cooperation_continues}.",
    )
    assert lint(tables_copy) == [] and check(tables_copy / "data") == []


@pytest.mark.parametrize(
    ("cells", "field", "found", "allowed"),
    [
        ({"text": "So {turkiye_totl} it is."}, "text", "{turkiye_totl}", "an id of data/claims.csv (perhaps turkiye_total)"),
        ({"text": "So {} it is."}, "text", "{}", "an id of data/claims.csv"),
        ({"text": "So {7} it is."}, "text", "{7}", "an id of data/claims.csv"),
        (
            {"text": "So {when.turkiye_start} it is."},
            "text",
            "{when.turkiye_start}",
            "an id of data/events.csv (perhaps turkiye_count_start)",
        ),
        ({"text": "So {turkiye_total.amont} it is."}, "text", "{turkiye_total.amont}", "after the point one of amount, words"),
        ({"text": "So {turkiye_total.low.real} it is."}, "text", "{turkiye_total.low.real}", "after the point one of"),
        (
            {"text": "So {turkiye_total.end} it is."},
            "text",
            "{turkiye_total.end}",
            "another slot: turkiye_total has no end to show",
        ),
        (
            {"text": "So {turkiye_total.words} it is."},
            "text",
            "{turkiye_total.words}",
            "another slot: turkiye_total has no words to show",
        ),
        ({"text": "So {egypt_package} it is."}, "text", "{egypt_package}", "of paragraph 14; egypt_package is of paragraph 15"),
        (
            {"text": "So {when.egypt_partnership_signed} it is."},
            "text",
            "{when.egypt_partnership_signed}",
            "a row of data/events.csv of paragraph 14",
        ),
        ({"text": "So {turkiye_total it is."}, "text", "So {turkiye_total it is.", "braces in pairs, around a slot"),
        ({"text": "So {{turkiye_total}} it is."}, "text", "So {{turkiye_total}} it is.", "braces in pairs, around a slot"),
        ({"event": "egypt_partnership_signed"}, "event", "egypt_partnership_signed", "an event of paragraph 14"),
        ({"footnotes": "99"}, "footnotes", "99", "numbers of data/footnotes.csv"),
        ({"sentence": "0"}, "sentence", "0", "at least 1"),
        ({"sentence": ""}, "sentence", "", "a value; this field is required"),
        ({"strength": "promised"}, "strength", "promised", "one of described, needed"),
        ({"actor": "frontx"}, "actor", "frontx", "an id of data/actors.csv (perhaps frontex)"),
        ({"text": ROWS[0]["text"]}, "text", ROWS[0]["text"][:60], "a value not used before"),
    ],
)
def test_a_statement_that_does_not_hold_gives_a_line(tables_copy, cells, field, found, allowed):
    change(tables_copy, "turkiye_beyond_facility", **cells)
    (problem,) = check(tables_copy / "data")
    assert (problem.file, problem.row, problem.field) == ("statements.csv", "turkiye_beyond_facility", field)
    assert problem.found.startswith(found) and allowed in problem.allowed, problem


def test_a_chapter_is_a_notebook_where_there_are_notebooks(tables_copy):
    change(tables_copy, "turkiye_beyond_facility", chapter="turkey")
    assert check(tables_copy / "data") == []
    (tables_copy / "notebooks").mkdir()
    for chapter in CHAPTERS:
        (tables_copy / "notebooks" / f"{chapter}.ipynb").write_text("{}", encoding="utf-8")
    (problem,) = check(tables_copy / "data")
    assert str(problem) == (
        "data/statements.csv: row turkiye_beyond_facility: field chapter: found 'turkey'; "
        "allowed: a notebook of notebooks/ (perhaps turkiye)"
    )


def test_the_check_allows_a_slot_exactly_where_the_claim_can_fill_it(section):
    for row in section.rows("claims"):
        claim = section.claim(row["id"])
        for asked in SLOT_ATTRIBUTES:
            try:
                shown = plain(getattr(claim, asked).text) not in ("not applicable", "not stated")
            except AttributeError:
                shown = False
            assert shown != _lacks(row, asked), (row["id"], asked)


# -- against the source -----------------------------------------------------------------------------------------------


@given
def test_every_sentence_of_the_section_is_told(section):
    report = audit(SECTION.read_text(encoding="utf-8"), section)
    assert not report.missing, "\n".join(report.missing)
    assert report.told == report.sentences == 34


@given
def test_a_statement_taken_away_or_moved_is_reported(tables_copy, project):
    text = SECTION.read_text(encoding="utf-8")
    rows = read_csv(tables_copy / "data" / "statements.csv")
    places = [(row["paragraph"], row["sentence"]) for row in rows]
    for row, place in zip(rows, places):
        write_csv(tables_copy / "data" / "statements.csv", [r for r in rows if r is not row])
        report = audit(text, load(tables_copy / "data"))
        if places.count(place) == 1:
            assert report.told == report.sentences - 1
            assert any(
                line.startswith(f"paragraph {place[0]}: sentence {place[1]} is told by no row") for line in report.missing
            ), row["id"]
        write_csv(tables_copy / "data" / "statements.csv", [r | {"sentence": "9"} if r is row else r for r in rows])
        missing = audit(text, load(tables_copy / "data")).missing
        assert f"paragraph {place[0]}: data/statements.csv: row {row['id']}: there is no sentence 9" in missing


@pytest.mark.parametrize(("end", "told"), [("2027", "2026 to 2027"), (None, "2026")])
def test_a_slot_tells_an_event_that_lasts_from_its_first_date_to_its_last(end, told):
    section = load()
    row = next(row for row in copy.deepcopy(section.rows("statements")) if "{when." in row["text"])
    event = re.search(r"\{when\.(\w+)\}", row["text"])[1]
    section._rows["events"] = [e | {"date": "2026", "date_end": end} if e["id"] == event else e for e in section.rows("events")]
    section._rows["statements"] = [row | {"text": f"It is for {{when.{event}}}."}]
    assert section.statement(row["id"]).text == f"It is for {told}."
