"""Questions that the section leaves open: each has the best answer that a graded source gives, and says what is left."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from building import read_csv, write_csv

from claimbook.data.printed import in_words
from claimbook.data.rules import check
from claimbook.report.appendix import entries
from claimbook.report.display import claims_table, gaps, questions
from claimbook.report.rows import answered, stated, touching
from claimbook.wording.places import anchor
from external_dimension import load

SECTION = load()
ROWS = SECTION.rows("gaps")
ANSWERS = list(dict.fromkeys(row_id for row in ROWS for row_id in (row["answer"] or "").split()))


def shown(rows) -> dict[str, dict[str, list[str]]]:
    """The questions of a page, each with what stands beside its terms."""
    found = {}
    for item in BeautifulSoup(questions(SECTION, rows).html, "html.parser").select("ul.questions > li"):
        told: dict[str, list[str]] = {}
        for part in item.dl.find_all(["dt", "dd"]):
            if part.name == "dt":
                told[part.get_text()] = here = []
            else:
                here.append(part.get_text())
        found[item.strong.get_text()] = told
    return found


def row_of(row_id: str) -> tuple[str, dict]:
    """The table and the row of an answer."""
    return next((name, row) for name in ("evidence", "context") for row in SECTION.rows(name) if row["id"] == row_id)


def test_the_page_tells_open_partly_answered_and_answered_apart():
    page = shown(ROWS)
    assert list(page) == [row["question"] for row in ROWS]
    kinds = set()
    for row in ROWS:
        told = page[row["question"]]
        assert told["Why it matters"] == [row["why"]]
        assert len(told.get("Outside the section", [])) == len((row["answer"] or "").split())
        assert ("Still open" in told) == ("Who would know" in told) == (not answered(row)), row["id"]
        if not row["answer"]:
            assert told["Still open"] == ["All of it. No text read for this book gives an answer."]
        elif row["open"]:
            assert told["Still open"] == [row["open"]]
        kinds.add((bool(row["answer"]), bool(row["open"])))
    assert kinds == {(True, True), (True, False), (False, False)}


@pytest.mark.parametrize("row_id", ANSWERS)
def test_an_answer_says_what_it_says_who_says_it_and_how_firm_it_is(row_id):
    name, row = row_of(row_id)
    (about,) = [gap for gap in ROWS if row_id in (gap["answer"] or "").split()]
    (text,) = [part for part in shown([about])[about["question"]]["Outside the section"] if str(stated(SECTION, row_id)) in part]
    assert row["publisher"] in text and text.endswith(f"grade {row['grade']})")
    assert (row["wording"] if name == "evidence" else row["label"]) in text
    if row["unit"] == "EUR":
        assert str(getattr(SECTION, name)(row_id)) in text
    assert stated(SECTION, row_id).origins[0].table == name, "the answer leads to its source"


@pytest.mark.parametrize("row_id", ANSWERS)
def test_an_answer_with_a_figure_tells_it_as_a_number_with_its_provenance_or_in_words(row_id):
    name, row = row_of(row_id)
    told = stated(SECTION, row_id)
    if row["value"] is not None and row["value"] not in [figure.value for figure in in_words(row.get("wording") or "")]:
        figure = getattr(SECTION, name)(row_id)
        assert str(told).startswith(str(figure)) or str(told).endswith(str(figure))
        assert str(figure) in [link.get_text() for link in BeautifulSoup(told.html, "html.parser").select("a.quantity")]


def test_an_answer_to_a_question_on_all_amounts_names_the_amount_it_is_about():
    (money,) = [row for row in ROWS if row["id"] == "money_paid"]
    facility = SECTION.claim("turkiye_facility").label
    parts = shown([money])[money["question"]]["Outside the section"]
    assert parts and all(facility in part for part in parts) and "All other amounts" in money["open"]


def test_the_question_on_payment_touches_every_amount():
    (money,) = [row for row in ROWS if row["id"] == "money_paid"]
    assert sorted(touching(money)) == sorted(q.claim.id for q in SECTION.claims(unit="EUR")), (
        "give each amount in touches of money_paid"
    )
    for q in SECTION.claims(unit="EUR"):
        assert (
            money["question"]
            in BeautifulSoup(entries(SECTION).html, "html.parser").select_one(f"#{anchor('claims', q.claim.id)}").get_text()
        )


def test_the_countries_left_by_subtraction_are_as_many_as_pledged():
    """The codes of those without a pledge stand in the note of the report, the names of the others in our row."""
    (gap,) = [row for row in ROWS if row["id"] == "pledging_countries_names"]
    without = SECTION.row("evidence", gap["answer"])
    codes = without["note"].split()
    names = [name.removeprefix("the ") for name in re.split(r", | and ", gap["open"].partition("those left are ")[2].rstrip("."))]
    assert len(codes) == len(set(codes)) == without["value"]
    assert len(names) == len(set(names)) == SECTION.claim("pledging_countries").value
    assert len(codes) + len(names) == SECTION.context("member_states_eu").value
    pledged = {
        row["label"].partition(" pledged by ")[2].partition(",")[0].removeprefix("the ")
        for row in SECTION.rows("context")
        if row["id"].startswith("pledged_")
    }
    assert pledged <= set(names), "every country whose pledge a source names is among those left"


def test_a_chapter_tells_what_is_answered_under_a_title_of_its_own():
    box = BeautifulSoup(gaps(SECTION, chapter="legal_pathways").html, "html.parser")
    lists = {
        title.get_text(): [item.get_text() for item in title.find_next("ul").select("strong")]
        for title in box.select(".caveat-title")
    }
    here = [row for row in ROWS if row["chapter"] == "legal_pathways"]
    assert list(lists.values()) == [[row["question"] for row in here if answered(row) == full] for full in (False, True)]
    assert list(lists)[0] == "What is not known" and all(lists.values())
    assert len(BeautifulSoup(gaps(SECTION, chapter="root_causes").html, "html.parser").select(".caveat-title")) == 1


def test_the_appendix_calls_nothing_unknown_that_is_answered():
    text = BeautifulSoup(entries(SECTION).html, "html.parser").get_text()
    for row in ROWS:
        if row["claim"]:
            assert (row["question"] in text) == (not answered(row)), row["id"]


def test_a_question_stands_in_a_chapter_that_there_is(project, tables_copy):
    (tables_copy / "notebooks").symlink_to(project / "notebooks")
    file = tables_copy / "data" / "gaps.csv"
    write_csv(file, [row | {"chapter": "turkye"} if row["id"] == "money_paid" else row for row in read_csv(file)])
    (problem,) = check(tables_copy / "data")
    assert str(problem).startswith("data/gaps.csv: row money_paid: field chapter") and "perhaps turkiye" in str(problem)


def test_a_chapter_without_a_question_is_named_with_the_nearest():
    with pytest.raises(KeyError, match="turkye.*perhaps turkiye"):
        gaps(SECTION, chapter="turkye")
    with pytest.raises(KeyError, match="turkye.*perhaps turkiye"):
        claims_table(SECTION, chapter="turkye")


@pytest.mark.parametrize("chapter", sorted({row["chapter"] for row in SECTION.rows("claims")}))
def test_a_chapter_shows_its_own_claims(chapter):
    shown = [
        row.th.get_text() for row in BeautifulSoup(claims_table(SECTION, chapter=chapter).html, "html.parser").select("tbody tr")
    ]
    paragraphs = {row["label"]: row["paragraph"] for row in SECTION.rows("claims") if row["chapter"] == chapter}
    assert sorted(shown) == sorted(paragraphs)
    assert [paragraphs[label] for label in shown] == sorted(paragraphs.values())  # in the order of the section
