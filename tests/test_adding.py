"""README's "Add a figure", followed step by step: the new claim turns up wherever it belongs, and nothing else changes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from building import built, copy_project, different, draw_less, pages, plain, tree
from chapter_runs import Chapters, changed, typed_rows

from claimbook import WordsError
from external_dimension import load, total

#: The rows of README's steps 1 and 2; the value fits into no other amount, so step 3 adds nothing.
CLAIM = (
    "egypt_borders,border equipment for Egypt,330000000,EUR,EUR 330 million,exact,10000000,Printed to tens of millions,committed,grant,figure,2024,2026,"
    "egypt_partnership,egypt,15,66,partnerships,Added by a test\n"
)
FOOTNOTE = "66,added_source,15,egypt_borders,added by a test\n"
SOURCE = """
@misc{added_source,
  author = {{European Commission}},
  title = {{Report on border equipment}},
  year = {2025},
  month = {feb},
  day = {3},
  keywords = {section},
}
"""


@pytest.fixture(scope="session")
def added(project, tmp_path_factory, book_project):
    """The book as it is, the book with the new claim, and the tables of the latter."""
    copy = copy_project(project, tmp_path_factory.mktemp("adding"))
    for name, row in (("data/claims.csv", CLAIM), ("data/footnotes.csv", FOOTNOTE), ("book/references.bib", SOURCE)):
        with (copy / name).open("a", encoding="utf-8") as file:
            file.write(row)
    (copy / ".git").symlink_to(project / ".git")  # the date of the book
    draw_less(copy)
    after = built(copy, seed=3, serial=True)  # unlike the book as it is; pages that nothing changed are to have the same bytes
    return tree(book_project), after, load(copy / "data")


@pytest.fixture(scope="session")
def read(added):
    return pages(added[1])


def test_the_claim_is_in_the_explorer_and_has_an_entry(read):
    page = read["notebooks/claims.html"]
    row = next(r for r in page.select("table.explorer tbody tr") if "border equipment for Egypt" in r.get_text())
    assert row.find("a")["href"] == "#claim-egypt-borders"
    cells = [plain(cell.get_text()) for cell in row.find_all(["th", "td"])]
    assert cells == ["border equipment for Egypt", "EUR 330 million", "committed", "2024 to 2026", "Egypt", "15", "66"]
    entry = plain(page.find(id="claim-egypt-borders").get_text(" "))
    for text in (
        "“EUR 330 million”",
        "footnote 66: European Commission, Report on border equipment, 3 February 2025",
        "EUR 325 to 335 million",
        "Added by a test",
    ):
        assert text in entry, text


def test_the_claim_says_where_it_is_used(read):
    used = read["notebooks/claims.html"].find(id="claim-egypt-borders").find(class_="used")
    assert {a["href"] for a in used.find_all("a")} >= {"partnerships.html", "what_adds_up.html"}


def test_the_claim_is_in_the_table_of_its_chapter(read):
    table = next(
        t for t in read["notebooks/partnerships.html"].find_all("table") if "Every figure of the section" in t.caption.get_text()
    )
    row = next(r for r in table.find_all("tr") if "border equipment for Egypt" in r.get_text())
    assert [plain(cell.get_text()) for cell in row.find_all(["th", "td"])][1:] == ["EUR 330 million", "committed", "2024 to 2026"]
    sources = read["notebooks/partnerships.html"].select_one("section.sources").get_text()
    assert "Report on border equipment" in sources


def test_the_claim_is_in_the_totals(read, added):
    section = added[2]
    money = section.claims(unit="EUR")
    everything = total(*money, label="all", heads_only=True, mixed_stages=True)
    committed = total(*[q for q in money if q.claims[0].stage == "committed"], label="committed", heads_only=True)
    egypt = total(*[q for q in money if q.claims[0].partner == "egypt"], label="Egypt", heads_only=True, mixed_stages=True)
    page = read["notebooks/what_adds_up.html"]
    assert f"the sum is {plain(everything.text)}," in plain(page.select_one(".admonition.answer").get_text())

    def cell(caption: str, head: str) -> str:
        table = next(t for t in page.find_all("table") if t.caption and caption in t.caption.get_text())
        row = next(r for r in table.find_all("tr") if r.th.get_text() == head)
        return plain(row.td.get_text())

    assert cell("Amounts by stage", "committed") == plain(committed.text)
    assert cell("Amounts by partner", "Egypt") == plain(egypt.text)
    first_page = read["index.html"]
    assert f"it would come to {plain(everything.text)}:" in plain(first_page.select_one("article").get_text())
    described = first_page.find(id="chart-money-at-a-glance").find(attrs={"aria-label": True}) or first_page
    assert "border equipment for Egypt EUR 330 million" in plain(str(described))
    without = total(*[q for q in money if q.claims[0].id != "egypt_borders"], label="all", heads_only=True, mixed_stages=True)
    assert everything.low == without.low + 325e6 and everything.text != without.text


def test_the_claim_is_in_the_dependency_matrix(read):
    matrix = read["notebooks/dependencies.html"].select_one("table.matrix")
    heads = [plain(h.get_text()) for h in matrix.thead.find_all("th")]
    row = next(r for r in matrix.tbody.find_all("tr") if r.a["href"] == "claims.html#claim-egypt-borders")
    cells = dict(zip(heads, [plain(c.get_text()) for c in row.find_all(["th", "td"])], strict=True))
    assert cells["Partnerships with Egypt and Mauritania"] != "–" and cells["What adds up"] != "–"
    assert cells["Türkiye"] == "–"


def test_its_source_is_listed(read):
    assert "Report on border equipment" in read["book/bibliography.html"].find(id="source-added-source").parent.get_text()
    assert any("66" == cell.get_text() for cell in read["notebooks/sources.html"].find_all("th"))


def test_nothing_else_changed(added):
    """Byte for byte, though the two books were made in other folders, with other hash seeds, over all processors and on one."""
    before, after, _ = added
    changed = {name for name in different(before, after) if name.endswith(".html")}
    # Pages that show the claim, sum over it, list it, or count claims, footnotes and sources.
    assert changed == {
        f"notebooks/{name}.html"
        for name in (
            "quality_log",
            "claims",
            "dependencies",
            "partnerships",
            "root_causes",
            "sources",
            "unknowns",
            "what_adds_up",
            "budapest_process",  # these two ask for quotations from the tables again, and another claim is drawn
            "legal_pathways",
            "labs",  # whose briefs are drawn from all claims
        )
    } | {"index.html", "book/bibliography.html", "search.html"}  # the map; the bibliography; a summary that counts the claims
    assert not [name for name in different(before, after) if re.match(r"_static/(?!summaries|live/book)", name)]


#: Rows that a list of the text leaves out: the chapter with the list, the table, the row that the new one is made of, what it says
#: instead, and words that it would make false or incomplete.
LEFT_OUT = [
    ("overview", "relations", "turkiye_facility", {"part": "egypt_package"}, "more if neither does"),
    (
        "what_adds_up",
        "relations",
        "syria_commitment",
        {"part": "mauritania_support"},
        "From the least to the greatest reading, as",
    ),
    ("what_adds_up", "claims", "egypt_migration", {"id": "new", "label": "migration in another"}, "come to"),
    ("unknowns", "gaps", "serbia_in_force", {"id": "new", "paragraph": 17}, "This book lists"),
    ("root_causes", "claims", "pledges", {"id": "new", "paragraph": 17}, "The table counts them by the part"),
    ("section_in_brief", "statements", None, {"id": "new", "chapter": "new"}, "What the whole section says"),
    ("western_balkans", "status_agreements", "serbia", {"partner": "egypt"}, "Status agreements in the section"),
    ("western_balkans", "status_agreements", "albania", {"stage": "provisional"}, "places the agreements at"),
    ("whole_of_route", "instruments", "brussels_conference", {"partner": "turkiye"}, "as we did the Facility, the other"),
    ("whole_of_route", "levers", "root_causes", {"id": "new", "label": "another lever"}, "Root causes have the fewest"),
    (
        "second_look",
        "outside_relations",
        "egypt_package_loans",
        {"part": "egypt_package_guarantees"},
        "other sources give the parts",
    ),
    ("second_look", "evidence", "mauritania_support_check", {"verdict": "confirmed_lost_qualifier"}, "Floors that the section"),
    ("outside_for_scale", "context", "pledged_resettlement_fra", {"id": "new", "country": "ITA"}, "all the countries named hold"),
    ("over_time", "context", "conference_vii_total", {"id": "conference_vi_total"}, "the first year found"),
    ("over_time", "series", "pledged_places_1", {"id": "new", "figure": "afghans_pledged_2021"}, "in the first cycle"),
]


@pytest.fixture(scope="module")
def chapters():
    return Chapters(Path(__file__).resolve().parents[1])


@pytest.mark.parametrize(("chapter", "table", "like", "says", "words"), LEFT_OUT)
def test_a_row_that_a_list_of_the_text_leaves_out_stops_its_chapter(chapters, section, chapter, table, like, says, words):
    rows = typed_rows(section, table)
    first = next(iter(rows[0]))
    made_of = next(row for row in rows if like in (None, row[first]))
    found = chapters.run(chapter, changed(section, {table: [*rows, {**made_of, **says}]}))
    assert isinstance(found.error, WordsError) and words in str(found.error), found.error or "nothing stopped it"
