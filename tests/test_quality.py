"""The quality log: every claim is judged, by the rule that the page states, and nothing that speaks against a figure is left out."""

from __future__ import annotations

import pytest
import recompute
from bs4 import BeautifulSoup
from building import plain, read_csv, write_csv

from claimbook.report.quality import FIRM, LEVELS, LIMITED, UNCONFIRMED, checks, concerns, doubts, level, points, quality_log
from claimbook.report.rows import answered, touching
from external_dimension import load


@pytest.fixture(scope="module")
def rows(section) -> dict[str, dict[str, str]]:
    """The cells of the log by column, for each claim."""
    table = BeautifulSoup(quality_log(section).html, "html.parser")
    heads = [head.get_text() for head in table.select("thead th")]
    cells = [[plain(cell.get_text()) for cell in row.find_all(["th", "td"])] for row in table.select("tbody tr")]
    return {q.claims[0].id: dict(zip(heads, row, strict=True)) for q, row in zip(section.claims(), cells, strict=True)}


#: Of the section.
AUTHOR = "European Union Agency for Asylum"


def test_every_claim_has_a_single_check_of_the_whole(section):
    whole = [row["claim"] for row in section.rows("evidence") if row["kind"] == "check"]
    assert len(whole) == len(set(whole)) == len(section.rows("claims"))
    assert [row["claim"] for row in checks(section)] == [q.claims[0].id for q in section.claims()]


def test_each_level_says_what_the_page_says_of_it(section):
    found = {row["claim"]: level(section, row) for row in checks(section)}
    assert set(found.values()) == set(LEVELS)
    for row in checks(section):
        differing = [r for r in section.rows("evidence") if r["claim"] == row["claim"] and r["verdict"] == "differs"]
        if found[row["claim"]] == FIRM:
            assert row["grade"] == "A" and row["verdict"] == "confirmed" and not differing and row["publisher"] != AUTHOR
        elif found[row["claim"]] == LIMITED:
            assert row["verdict"].startswith("confirmed") and (
                row["grade"] != "A" or row["verdict"] != "confirmed" or differing or row["publisher"] == AUTHOR
            )
        else:
            assert row["verdict"] in ("not_found", "differs")


@pytest.mark.parametrize(
    ("field", "value", "wanted"),
    [("grade", "B", LIMITED), ("verdict", "not_found", UNCONFIRMED), ("verdict", "confirmed_lost_qualifier", LIMITED)],
)
def test_a_weaker_check_lowers_the_level(section, field, value, wanted):
    firm = next(row for row in checks(section) if level(section, row) == FIRM)
    assert level(section, firm | {field: value}) == wanted


def test_a_point_on_which_a_source_differs_lowers_the_level_and_is_named(tables_copy):
    section = load(tables_copy / "data")
    claim = next(row["claim"] for row in checks(section) if level(section, row) == FIRM)
    path = tables_copy / "data" / "evidence.csv"
    evidence = read_csv(path)
    detail = next(row for row in evidence if row["claim"] == claim and row["kind"] == "detail")
    detail["verdict"] = "differs"
    write_csv(path, evidence)
    section = load(tables_copy / "data")
    (check,) = (row for row in checks(section) if row["claim"] == claim)
    assert level(section, check) == LIMITED and points(section, claim) == [detail["label"]]
    assert f"a source differs on: {detail['label']}" in plain(BeautifulSoup(quality_log(section).html, "html.parser").get_text())


def test_what_is_only_named_otherwise_lowers_nothing_and_is_told(section, rows):
    named = [row for row in section.rows("evidence") if row["verdict"] == "named_otherwise"]
    assert named and {row["kind"] for row in named} == {"detail"}
    for detail in named:
        (check,) = (row for row in checks(section) if row["claim"] == detail["claim"])
        assert not points(section, detail["claim"]) and level(section, check) == FIRM, detail["id"]
        assert f"a source names otherwise: {detail['label']}" in rows[detail["claim"]]["Outside check"]


def test_who_confirms_itself_is_named_as_the_limit(section, rows):
    """Why the number of countries that pledged is no firm figure stood in the text above the table alone."""
    own = [row for row in checks(section) if row["publisher"] == AUTHOR]
    assert {"pledging_countries", "pledges"} <= {row["claim"] for row in own}
    for row in checks(section):
        told = "from the section’s own publisher and not independent of it" in rows[row["claim"]]["Outside check"]
        assert told == (row in own), row["claim"]


def test_a_source_that_differs_gives_its_figure_with_the_hedge(rows):
    assert "as first announced (over EUR 210 million)" in rows["mauritania_support"]["Outside check"]
    assert "as first spoken of (nearly 61,000)" in rows["pledges"]["Outside check"]
    assert rows["budapest_years"]["Outside check"].endswith(
        "a source differs on: Budapest action plan, on the site of the process"
    )


def test_nothing_is_found_only_where_the_outside_check_has_no_reservation(section, rows):
    silent = [claim for claim, row in rows.items() if row["To be minded"] == "nothing found"]
    reserved = [claim for claim, row in rows.items() if row["To be minded"] == "what the outside check says"]
    assert silent and reserved
    for row in checks(section):
        assert row["claim"] not in silent or level(section, row) == FIRM


def test_each_row_tells_what_speaks_against_a_figure(section, rows):
    seen = 0
    for claim, row in rows.items():
        left = [gap for gap in section.rows("gaps") if claim in touching(gap) and not answered(gap)]
        assert (f"open questions: {len(left)}" in row["To be minded"]) == bool(left), claim
        for relation in section.rows("relations"):
            if claim in (relation["part"], relation["whole"]) and relation["certainty"] != "stated":
                other = relation["whole" if relation["part"] == claim else "part"]
                assert section.row("claims", other)["label"] in row["To be minded"], (claim, other)
                seen += 1
        check = next(r for r in checks(section) if r["claim"] == claim)
        assert f"grade {check['grade']}" in row["Outside check"] and check["publisher"] in row["Outside check"]
    assert seen > 5


def test_a_relation_that_is_stated_is_no_doubt(section):
    stated = {row["part"] for row in section.rows("relations")} - {
        row["part"] for row in section.rows("relations") if row["certainty"] != "stated"
    }
    assert stated and not any(list(doubts(section, claim)) for claim in stated)


def test_every_open_question_that_touches_a_figure_is_a_concern(section):
    shown = [plain(cell.get_text()) for cell in BeautifulSoup(concerns(section).html, "html.parser").select("tbody th")]
    assert shown == [row["question"] for row in section.rows("gaps") if not answered(row) and touching(row)] != []


def test_the_second_way_has_worked_out_every_claim_of_the_log(book_pages, project):
    """What the page says of it: each claim's number in the log is read by the script, and it agrees."""
    page = "notebooks/quality_log.html"
    result = recompute.Checker({page: book_pages[page]}, project / "data").check()
    assert not result.disagree and not result.left
    assert result.agree["figure of claims"] == len(read_csv(project / "data" / "claims.csv"))
