"""Several editions of the report side by side: each by its name, each with its own tables, and nothing counted twice."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import pytest
import recompute
from building import SMALL, add_cell, built, copy_project, pages, plain, read_csv, replace_once, write_csv

from claimbook.core.over_time import change, comparable
from claimbook.core.quantities import Supposition, editions_of
from claimbook.data.descriptor import as_shown, build_folder, editions
from claimbook.data.problems import Problem
from claimbook.data.rules import check
from claimbook.report.charts import credit
from external_dimension import ArithmeticRuleError, difference, load, per, ratio, remainder, sentence, share, total

#: The made-up second edition: the rows of this one, with another total and another paragraph.
EARLIER = {"value": "10000000000", "printed": "almost EUR 10 billion", "qualifier": "nearly", "paragraph": "12"}


def make_edition(project, name: str = "2023") -> None:
    """Add an edition to a project that has tables and a bibliography: a copy of its own in which one row is another."""
    place = project / "data" / "editions" / name
    (place / "book").mkdir(parents=True)
    shutil.copytree(project / "data", place / "data", ignore=shutil.ignore_patterns("editions"))
    for file in (project / "book").glob("*.bib"):
        shutil.copy(file, place / "book")
    path = place / "data" / "datapackage.json"
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    descriptor["report"] |= {"title": f"Asylum Report {name}", "edition": name}
    path.write_text(json.dumps(descriptor), encoding="utf-8")
    rows = read_csv(place / "data" / "claims.csv")
    next(row for row in rows if row["id"] == "turkiye_total").update(EARLIER)
    write_csv(place / "data" / "claims.csv", rows)


@pytest.fixture
def both(tables_copy, monkeypatch):
    """The current edition and an earlier one, in a copy of the project."""
    make_edition(tables_copy)
    monkeypatch.chdir(tables_copy)
    return load(), load("2023")


def comparing(section, *rows: tuple[str, str, str]) -> None:
    """Give a section a table of series with these rows: series, figure, and how it compares with the row before."""
    section._rows["series"] = [
        {"id": f"s{place}", "series": series, "date": "2023", "date_end": None, "figure": figure, "comparable": how, "why": "w"}
        for place, (series, figure, how) in enumerate(rows)
    ]


# -- which edition ----------------------------------------------------------------------------------------------------


def test_an_edition_is_loaded_by_its_name(both, tables_copy):
    now, earlier = both
    assert (now.edition, earlier.edition) == ("2025", "2023")
    assert (now.claim("turkiye_total").value, earlier.claim("turkiye_total").value) == (12.5e9, 1e10)
    assert load("2025").claim("turkiye_total") == now.claim("turkiye_total") and load("2025").abroad == ""
    assert list(editions(tables_copy / "data")) == ["2025", "2023"]
    assert build_folder(tables_copy / "data" / "editions" / "2023") == tables_copy / "_build" / "editions" / "2023"


def test_an_edition_that_there_is_not_is_told_with_those_that_there_are(both):
    with pytest.raises(KeyError, match=r"no edition '2022' \(perhaps 202[35]\); there is 2025, 2023"):
        load("2022")


def test_in_the_folder_of_an_edition_it_is_the_one_in_hand(both, tables_copy, monkeypatch):
    monkeypatch.chdir(tables_copy / "data" / "editions" / "2023" / "book")
    here, other = load(), load("2025")
    assert (here.edition, here.abroad, other.abroad) == ("2023", "", "2025")
    assert here.claim("turkiye_total").value == 1e10 and other.claim("turkiye_total").value == 12.5e9


def test_a_name_that_no_folder_and_no_address_can_have_is_refused(tables_copy):
    replace_once(tables_copy / "data" / "datapackage.json", '"edition": "2025"', '"edition": "The Last One"')
    assert [(p.file, p.field) for p in check(tables_copy / "data")] == [("datapackage.json", "report")]


def test_the_commands_take_an_edition_and_say_where_a_fault_stands(both, tables_copy):
    replace_once(tables_copy / "data" / "editions" / "2023" / "data" / "claims.csv", "almost EUR 10 billion", "EUR 10 billion")
    command = [sys.executable, "-m", "external_dimension", "check"]
    done = subprocess.run([*command, "--edition", "2023"], capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stdout.startswith("data/editions/2023/data/claims.csv: row turkiye_total: field qualifier: found 'nearly'")
    assert subprocess.run(command, capture_output=True, text=True).returncode == 0
    done = subprocess.run([*command, "--edition", "2021"], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (1, "no edition '2021' (perhaps 2025); there is 2025, 2023\n")


# -- a claim knows its edition ----------------------------------------------------------------------------------------


def facts(shown) -> dict[str, object]:
    return dict(map(tuple, shown.wording.numbers[0].provenance["facts"]))


def test_a_claim_of_the_edition_in_hand_reads_as_ever(both):
    provenance = both[0].claim("turkiye_total").provenance()
    assert ["Where", "paragraph 14 of the section"] in provenance["facts"]
    shown = both[0].claim("turkiye_total").wording.numbers[0]
    assert shown.provenance["claims"] == [["claims", "turkiye_total"]] and 'href="claims.ipynb#claim-turkiye-total"' in shown.html


def test_a_claim_of_another_edition_says_so_wherever_it_is_told(both):
    quantity = both[1].claim("turkiye_total")
    told = facts(quantity)
    assert told["Where"] == "paragraph 12 of the section, edition 2023"
    assert told["Source"][0].startswith("footnote 61 of edition 2023: ")
    shown = quantity.wording.numbers[0]
    assert shown.provenance["names"] == [f"{quantity.label} (edition 2023)"]
    assert 'href="claims.ipynb#edition-2023-claim-turkiye-total"' in shown.html
    assert quantity.recipe == ["claims", "turkiye_total", {"edition": "2023"}]
    when = both[1].when("turkiye_count_start").numbers[0]
    assert ["Where", "paragraph 14 of the section, edition 2023"] in when.provenance["facts"] and "edition-2023" in when.html
    mark = both[1].statement_mark("whole_of_route_taken_up").numbers[0]
    assert any(str(what).endswith("sentence 1, edition 2023") for _, what in mark.provenance["facts"])
    outside = both[1].context("refugees_turkiye").provenance()["facts"]
    assert ["Where", "outside the section, edition 2023, grade A"] in outside


def test_a_credit_names_each_edition_with_its_own_footnotes(both):
    sources = [s for section in both for s in section.claim("turkiye_total").claim.sources]
    assert credit(sources) == (
        "EUAA, Asylum Report 2025, section 2.4, footnote 61; EUAA, Asylum Report 2023, section 2.4, footnote 61"
    )


# -- what may be done over two editions -------------------------------------------------------------------------------


def test_a_total_does_not_count_the_same_money_in_two_editions(both):
    """With a column for the edition alone, the range on the front page was ten billion more: that money stands in both."""
    everything = {"heads_only": True, "mixed_stages": True}
    now, earlier = (section.claims(unit="EUR") for section in both)
    alone = total(now, **everything)
    with pytest.raises(ArithmeticRuleError, match=r"a total may not go over several editions \(rule 11\): .* 2025 and 2023"):
        total([*now, *earlier], **everything)
    assert total(load().claims(unit="EUR"), **everything) == alone
    assert sum(q.high for q in (*now, *earlier)) > alone.high + 1e10


@pytest.mark.parametrize("operation", [total, remainder, lambda one, other: one + other, lambda one, other: sum([one, other])])
def test_nothing_is_summed_or_taken_away_over_two_editions(both, operation):
    one, other = (section.claim("turkiye_total") for section in both)
    with pytest.raises(ArithmeticRuleError, match="rule 11"):
        operation(one, other)


@pytest.mark.parametrize("operation", [difference, ratio, per, share, lambda one, other: one > other])
def test_what_no_series_calls_comparable_is_not_compared(both, operation):
    one, other = (section.claim("turkiye_total") for section in both)
    comparing(both[0], ("a", "2023/turkiye_total", ""), ("a", "turkiye_total", "no"))
    with pytest.raises(ArithmeticRuleError, match=r"\(rule 11\): no row of data/series.csv calls turkiye_total of 2025"):
        operation(one, other)


def test_what_a_series_calls_comparable_is_compared_and_each_edition_named(both):
    now, earlier = (section.claim("turkiye_total") for section in both)
    comparing(both[0], ("a", "2023/turkiye_total", ""), ("a", "turkiye_total", "yes"), ("b", "2023/gaza_total", ""))
    more = difference(now, earlier)
    assert more.value == 2.5e9 and "compares the editions 2025 and 2023" in more.caveats
    assert (more.low, more.high) == (now.low - earlier.high, now.high - earlier.low), "the same id in both is not the same claim"
    assert [claim.edition for claim in more.claims] == ["2025", "2023"] == editions_of(more.claims)
    assert facts(more)["Where"] == "paragraph 14 of the section, edition 2025; paragraph 12 of the section, edition 2023"
    assert all(" of edition 20" in source for source in facts(more)["Sources"])
    assert ratio(now, earlier).value == pytest.approx(125) and now.high > earlier.low
    with pytest.raises(ArithmeticRuleError, match="rule 11"):
        difference(both[0].claim("gaza_total"), both[1].claim("gaza_total"), mixed_periods=True)


def test_a_change_over_time_may_begin_in_another_edition(both):
    comparing(both[0], ("a", "2023/turkiye_total", ""), ("a", "turkiye_total", "yes"))
    earlier, now = (section.claim("turkiye_total") for section in reversed(both))
    assert comparable(earlier, now) and change(earlier, now).value == 2.5e9


def test_a_series_may_name_a_figure_of_an_edition_that_there_is(both, tables_copy):
    rows = (
        "turkiye_count_1,turkiye_count,2023,,2023/turkiye_total,,\n",
        "turkiye_count_2,turkiye_count,2024,,turkiye_total,no,Told of another span of years.\n",
    )
    table = tables_copy / "data" / "series.csv"
    with table.open("a", encoding="utf-8") as file:
        file.writelines(rows)
    assert check(tables_copy / "data") == []
    replace_once(table, "2023/turkiye_total", "2022/turkiye_total")
    (problem,) = check(tables_copy / "data")
    assert (problem.row, problem.field) == ("turkiye_count_1", "figure") and "or EDITION/ID" in problem.allowed


def test_a_share_over_two_editions_is_a_supposition(both):
    now, earlier = (section.claim("turkiye_total") for section in both)
    comparing(both[0], ("a", "2023/turkiye_total", ""), ("a", "turkiye_total", "yes"))
    with pytest.raises(ArithmeticRuleError, match=r"no relation says .* of another edition \(rule 3\)"):
        share(earlier, now)
    assert any(isinstance(caveat, Supposition) for caveat in share(earlier, now, if_nested=True).caveats)


def test_the_rule_is_on_the_page_of_rules(project):
    assert "\n11. **Nothing is summed over editions.**" in (project / "book" / "method.md").read_text(encoding="utf-8")


# -- two editions in one book -----------------------------------------------------------------------------------------


#: A figure of the other edition, what is worked out with it, and what else that edition has.
SIDE_BY_SIDE = """from claimbook import difference, ratio, total

edition = load("2023")
earlier, now = edition.claim("turkiye_total"), claim("turkiye_total")
more, times = difference(now, earlier), ratio(now, earlier)
both = total(edition.claim("gaza_total"), earlier, mixed_stages=True)
since, mark = edition.when("turkiye_count_start"), edition.statement_mark("whole_of_route_taken_up")
aside = edition.context("refugees_turkiye")"""


@pytest.fixture(scope="module")
def two_books(project, tmp_path_factory):
    """A small book whose chapter on the root causes also shows a figure of another edition, and the pages of that edition's own."""
    copy = copy_project(project, tmp_path_factory.mktemp("editions"), pages=SMALL)
    make_edition(copy)
    chapter = copy / "notebooks" / "root_causes.ipynb"
    add_cell(chapter, "code", SIDE_BY_SIDE)
    told = "It was {eval}`earlier` and is {eval}`now`, {eval}`more` more and {eval}`times` of it. Both: {eval}`both`, since {eval}`since`."
    add_cell(chapter, "markdown", f"{told} A mark: {{eval}}`mark`. Beside it: {{eval}}`aside`.")
    with (copy / "data" / "series.csv").open("a", encoding="utf-8") as file:
        file.write("count_1,count,2023,,2023/turkiye_total,,\ncount_2,count,2024,,turkiye_total,yes,Of one thing.\n")
    for made in ("entries", "event_entries", "statement_entries"):
        add_cell(copy / "notebooks" / "claims.ipynb", "code", f'appendix.{made}(load("2023"))')
    add_cell(copy / "notebooks" / "outside.ipynb", "code", 'appendix.context_entries(load("2023"))')
    return copy, pages(built(copy))


@pytest.fixture(scope="module")
def book(two_books):
    """Its pages."""
    return two_books[1]


def test_each_figure_leads_to_the_entry_of_its_own_edition(book):
    page = book["index.html"]
    links = {plain(a.get_text()): a["href"] for a in page.select("a.quantity")}
    assert links["nearly EUR 10 billion"] == "notebooks/claims.html#edition-2023-claim-turkiye-total"
    assert links["EUR 12.5 billion"] == "notebooks/claims.html#claim-turkiye-total"
    entry = book["notebooks/claims.html"].find(id="edition-2023-claim-turkiye-total")
    assert "Edition 2023" in plain(entry.get_text(" ")) and "EUR 10 billion" in plain(entry.get_text(" "))
    popovers = [plain(note.get_text(" ")) for note in page.select(".provenance")]
    assert sum("edition 2023" in note for note in popovers) == 7  # the figure, and what SIDE_BY_SIDE works out


def test_every_number_of_two_editions_side_by_side_is_worked_out_again(two_books):
    """Figures of the other edition by its tables, and what is worked out over both; a figure that is changed there is seen, alone and in these."""
    copy, book = two_books
    page = {"index.html": book["index.html"]}
    result = recompute.Checker(page, copy / "data").check()
    assert not result.disagree and not result.left, "\n".join(result.lines())
    found = result.agree
    assert (
        found["difference"] and found["ratio"] and found["total"] and found["mark of a statement"] and found["date of an event"]
    )
    rows = copy / "data" / "editions" / "2023" / "data" / "claims.csv"
    text = rows.read_text(encoding="utf-8")
    rows.write_text(text.replace(",10000000000,", ",11000000000,"), encoding="utf-8")
    wrong = recompute.Checker(page, copy / "data").check().disagree
    rows.write_text(text, encoding="utf-8")
    assert len(wrong) == 4, "\n".join(wrong)  # the figure, the difference, the ratio, the total
    entry = recompute._entry("claims.html#edition-2023-claim-turkiye-total", recompute.Tables(copy / "data").others)
    assert entry == ("claims", "turkiye_total", "2023")


def test_the_sources_of_a_page_are_those_of_each_edition(book):
    sources = plain(book["index.html"].select_one("section.sources").get_text(" "))
    assert "Footnote 61: " in sources and "Footnote 61 of edition 2023: " in sources


def test_a_sentence_takes_figures_of_two_editions(both):
    now, earlier = (section.claim("turkiye_total") for section in both)
    told = sentence("from {earlier} to {now}")
    assert [number.provenance["claims"][0][2:] for number in told.numbers] == [["2023"], []]


def test_a_problem_is_told_by_its_file_in_the_edition_and_by_nothing_that_it_found(tmp_path):
    """The bibliography of an edition lies beside its tables, and what was found there may read as the name of a folder."""
    edition = tmp_path / "data" / "editions" / "2023"
    (edition / "data").mkdir(parents=True)
    (tmp_path / "data" / "datapackage.json").write_text("{}", encoding="utf-8")
    for project, place in ((tmp_path, ""), (edition, "data/editions/2023/")):
        table, entry = Problem("claims.csv", "a", "unit", "data", "EUR"), Problem("a.bib", "b", "date", "data", "2024", "book")
        assert as_shown(table, project) == f"{place}data/claims.csv: row a: field unit: found 'data'; allowed: EUR"
        assert as_shown(entry, project) == f"{place}book/a.bib: row b: field date: found 'data'; allowed: 2024"
