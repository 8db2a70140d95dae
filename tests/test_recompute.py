"""Every number of the built book worked out again from the tables, without the package; and that a false one would be seen."""

from __future__ import annotations

import ast
import copy
import json
import math
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest
import recompute
from bs4 import BeautifulSoup
from building import read_csv, replace_once, write_csv
from recompute_tables import Derivation, Number, Tables
from recompute_text import objection, read

from claimbook.report.pages import popover
from claimbook.teaching.naive_arithmetic import naive_ratio, naive_sum
from external_dimension import count, difference, per, ratio, remainder, share, times, total

#: Kinds of numbers that are not worked out again: how many at most, and why they cannot be. There is none.
NOT_RECOMPUTED: dict[str, tuple[int, str]] = {}
HERE = Path(__file__).parent
NBSP = "\u00a0"


@pytest.fixture(scope="session")
def found(book_pages, project):
    """What came of the built book."""
    return recompute.Checker(book_pages, project / "data").check()


# -- the book ----------------------------------------------------------------------------------------------------------


def test_every_number_of_the_book_agrees(found):
    assert not found.disagree, "\n".join(found.disagree)


def test_what_is_not_worked_out_again_is_named_with_a_reason(found):
    more = {kind: number for kind, number in found.left.items() if number > NOT_RECOMPUTED.get(kind, (0, ""))[0]}
    assert not more, f"give each label a rule in LABELS of tests/recompute_counts.py: {more}"


def test_no_number_is_passed_over(found, book_html):
    shown = sum(path.read_text(encoding="utf-8").count('<a class="quantity') for path in book_html.rglob("*.html"))
    assert found.numbers == shown > 500
    operations = {"total", "share", "ratio", "per", "times", "remainder", "difference", "between", "count", "mistake", "exercise"}
    told = {
        "figure of claims",
        "figure of evidence",
        "figure of context",
        "bounds of a figure",
        "date",
        "period",
        "stage",
        "wording",
        "mark of a statement",
        "wording of a development",
        "word that follows from figures",
    }
    assert operations | told <= found.agree.keys()


def test_the_script_takes_nothing_from_the_package_and_says_how_many_agree(book_html, tmp_path):
    """Run on a page, since what it makes of all of them is held to above; a page with a false number has it end with 1."""
    for name in ("recompute", "recompute_counts", "recompute_tables", "recompute_text", "regions", "judge_words"):
        tree = ast.parse((HERE / f"{name}.py").read_text(encoding="utf-8"))
        modules = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        modules += [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
        assert not [module for module in modules if module.startswith(("claimbook", "external_dimension"))], name
    text = (book_html / "notebooks" / "western_balkans.html").read_text(encoding="utf-8")
    for false, code in ((">three</a>", 0), (">four</a>", 1)):
        (tmp_path / "page.html").write_text(text.replace(">three</a>", false), encoding="utf-8")
        done = subprocess.run([sys.executable, HERE / "recompute.py", tmp_path], capture_output=True, text=True, encoding="utf-8")
        assert done.returncode == code, done.stdout + done.stderr
        assert (" agree, 0 disagree, " in done.stdout.splitlines()[-1]) is not bool(code), done.stdout


# -- a false number ----------------------------------------------------------------------------------------------------


@pytest.fixture
def checked(book_pages, project):
    """Checks a single page of the book after its numbers of the given text were changed; gives what disagrees."""

    def check(page: str, change) -> recompute.Result:
        changed = copy.copy(book_pages[page])  # bs4 copies all that is in it
        change(changed)
        return recompute.Checker({page: changed}, project / "data").check()

    return check


def shows(old: str, new: str):
    """A change of the numbers that read ``old``."""

    def change(soup):
        links = [link for link in soup.select("a.quantity") if link.text.replace(NBSP, " ") == old]
        assert links, old
        for link in links:
            link.string = new

    return change


@pytest.mark.parametrize(
    ("page", "old", "new", "why"),
    [
        ("index.html", "7.0 %", "7.1 %", "it lies from 6.99"),
        ("notebooks/what_adds_up.html", "EUR 1,078 million", "EUR 1,079 million", "it is 1,078,000,000"),
        ("index.html", "EUR 7.4 billion", "EUR 7.4 million", "it is 7,400,000,000"),
        ("index.html", "EUR 7.4 billion", "7.4 billion", "it is 7,400,000,000"),
        ("index.html", "nearly EUR 2.5 billion", "over EUR 2.5 billion", "its hedge is nearly"),
        ("index.html", "EUR 21.7 to 29.3 billion", "EUR 21.9 to 29.3 billion", "it lies from 21,7"),
        ("index.html", "EUR 21.7 to 29.3 billion", "EUR 15 to 29.3 billion", "it lies from 21,7"),
        ("index.html", "EUR 21.7 to 29.3 billion", "EUR 25 billion", "there is no single value"),
        ("index.html", "allocated", "paid", "none of: allocated"),
        (
            "index.html",
            "since 2011, end not stated",
            "since 2012, end not stated",
            "none of: allocated, since 2011, end not stated",
        ),
        ("index.html", "March 2025", "May 2025", "the table has March 2025"),
        ("notebooks/western_balkans.html", "three", "four", "it is 3"),
        ("notebooks/humanitarian_response.html", "over 3,800 tonnes", "3,800 tonnes", "nothing around it"),
        ("notebooks/second_look.html", "at least 2.68 %", "at most 2.68 %", "to an open end"),
        ("notebooks/second_look.html", "at least 2.68 %", "2.68 %", "open on one side"),
        ("notebooks/second_look.html", "21", "22", "it is 21"),
        ("notebooks/second_look.html", "“six priorities”", "“seven priorities”", "it is no number"),
        ("notebooks/outside_for_scale.html", "130.7", "130.8", "it is 130.6"),
    ],
)
def test_a_false_text_disagrees(checked, page, old, new, why):
    result = checked(page, shows(old, new))
    assert result.disagree and all(why in line and page in line and new in line for line in result.disagree), result.disagree


def notes(old: str, new: str):
    """A change of the notes, their recipes included, that hold ``old``."""

    def change(soup):
        held = [note for note in soup.select(".provenance") if old in str(note)]
        assert held, old
        for note in held:
            note.replace_with(BeautifulSoup(str(note).replace(old, new), "html.parser"))

    return change


@pytest.mark.parametrize(
    ("page", "old", "new", "why"),
    [
        ("index.html", f"6.99 to 7.06{NBSP}%", f"7.00 to 7.06{NBSP}%", "the note gives the bounds 7.00 to 7.06 %"),
        ("index.html", '["claims","turkiye_total"]]', '["claims","egypt_package"]]', "it lies"),
        (
            "index.html",
            f"{NBSP}billion (support for refugees",
            f"{NBSP}billion (help for refugees",
            "the note does not name support for refugees",
        ),
        (
            "notebooks/common_mistakes.html",
            "+ EUR\u00a0120\u00a0million",
            "+ EUR\u00a0130\u00a0million",
            "the note has EUR 130 million for gaza_package",
        ),
        ("notebooks/turkiye.html", ',{"how":"separate"}', "", "there is no single value"),
        ("notebooks/turkiye.html", ", sentence 1", ", sentence 9", "sentence 1"),
        ("notebooks/what_adds_up.html", ',{"resolution":1000000000.0}', "", "it lies from 5,950"),
        (
            "notebooks/what_adds_up.html",
            "supposes another resolution",
            "takes a resolution",
            "does not say that something is supposed",
        ),
    ],
)
def test_a_false_note_disagrees(checked, page, old, new, why):
    result = checked(page, notes(old, new))
    assert result.disagree and any(why in line for line in result.disagree), result.disagree


def test_a_count_without_a_rule_is_named_as_not_worked_out(checked):
    result = checked("notebooks/whole_of_route.html", notes("levers of the whole-of-route approach", "levers of another kind"))
    assert list(result.left) == ["count: levers of another kind"] and not result.disagree


def test_a_figure_changed_in_the_tables_disagrees_wherever_it_goes(book_pages, tables_copy):
    rows = read_csv(tables_copy / "data" / "claims.csv")
    next(row for row in rows if row["id"] == "egypt_package")["value"] = "7500000000"
    write_csv(tables_copy / "data" / "claims.csv", rows)
    lines = recompute.Checker(book_pages, tables_copy / "data").check().disagree
    kinds = {
        kind
        for kind in ("figure of claims", "share", "ratio", "remainder", "total", "per", "count")
        if any(f"; {kind})" in line for line in lines)
    }
    assert kinds == {"figure of claims", "share", "ratio", "remainder", "total"}


def test_a_row_that_relates_claims_is_heeded(project, tables_copy):
    recipe = ["total", ["claims", "turkiye_total"], ["claims", "turkiye_facility"]]
    found = Derivation(Tables(project / "data"), recipe, lambda _: Number(None, 0, 0)).number()
    assert (found.value, found.low, found.high) == (None, 12_450_000_000, 18_600_000_000)
    replace_once(
        tables_copy / "data" / "relations.csv",
        "turkiye_facility,turkiye_total,part_of,likely",
        "turkiye_facility,turkiye_total,part_of,stated",
    )
    found = Derivation(Tables(tables_copy / "data"), recipe, lambda _: Number(None, 0, 0)).number()
    assert (found.value, found.low, found.high) == (12_500_000_000, 12_450_000_000, 12_550_000_000)


def test_outside_figures_that_lie_in_each_other_are_not_added(project):
    recipe = ["total", ["evidence", "turkiye_facility_tranche_1"], ["evidence", "turkiye_facility_tranche_1_eu"]]
    with pytest.raises(ValueError, match="turkiye_facility_tranche_1_eu is added to what it lies in"):
        Derivation(Tables(project / "data"), recipe, lambda _: Number(None, 0, 0)).number()


@pytest.mark.parametrize(
    ("text", "value", "low", "high", "fits"),
    [
        ("66.7 %", "200/3", "200/3", "200/3", True),
        ("66.6 %", "200/3", "200/3", "200/3", False),
        ("4,360 %", "4357", "4321", "4393", True),
        ("4,370 %", "4357", "4321", "4393", False),
        ("17 %", "17.1", "16.9", "17.3", True),
        ("17 %", "17.1", "17.05", "17.3", False),
        ("at most 27 %", "26.7", "0", "26.8", True),
        ("at most 26 %", "26.7", "0", "26.8", False),
        ("26.7 %", "26.7", "0", "26.8", False),
        ("at least 2.68 %", "2.7", "2.6845", "inf", True),
        ("at least 2.69 %", "2.7", "2.6845", "inf", False),
        ("1 to 2 %", None, "1.1", "1.9", True),
        ("10 to 21 %", None, "11", "20", False),
        ("1 to 3 %", None, "1.1", "1.9", False),
        ("1.2 to 2 %", None, "1.1", "1.9", False),
        ("EUR 17", "17", "17", "17", False),
        ("nearly 17 %", "17", "16", "17", False),
    ],
)
def test_a_text_tells_a_number_or_does_not(text, value, low, high, fits):
    sides = (Fraction(low), math.inf if high == "inf" else Fraction(high))
    assert (objection(read(text), Number(value and Fraction(value), *sides, "%")) == "") is fits


# -- the recipe --------------------------------------------------------------------------------------------------------


def test_a_derived_number_says_how_it_was_worked_out_as_data(section):
    part, whole, outside = section.claim("egypt_migration"), section.claim("egypt_package"), section.context("refugees_egypt")
    one, all_ = ["claims", "egypt_migration"], ["claims", "egypt_package"]
    assert "derivation" not in part.provenance() and part.recipe == one and outside.recipe == ["context", "refugees_egypt"]
    rest = remainder(whole, part, label="x")
    levers = count(section.rows("levers"), "levers", label="levers")
    gaza = section.claim("gaza_total")
    supposed = total(
        section.claim("turkiye_total"), section.claim("turkiye_facility"), label="x", mixed_stages=True, if_separate=True
    )
    for quantity, recipe in [
        (share(part, whole), ["share", one, all_]),
        (ratio(rest, whole, label="x", mixed_stages=True), ["ratio", ["remainder", all_, one], all_]),
        (
            per(outside, section.context("population_egypt"), label="x", scale=1000, mixed_periods=True),
            ["per", ["context", "refugees_egypt"], ["context", "population_egypt"], {"scale": 1000}],
        ),
        (times(part, 2, label="x"), ["times", one, {"scale": 2}]),
        (difference(part, gaza, label="x", mixed_stages=True), ["difference", one, ["claims", "gaza_total"]]),
        (supposed, ["total", ["claims", "turkiye_total"], ["claims", "turkiye_facility"], {"how": "separate"}]),
        (levers, ["count", "levers", "levers"]),
        (naive_sum([part, whole]), ["mistake", one, all_, {"how": "total"}]),
        (naive_ratio(part, whole), ["mistake", one, all_, {"how": "ratio"}]),
    ]:
        assert json.loads(json.dumps(quantity.provenance()["derivation"])) == quantity.recipe == recipe


def test_what_rests_on_a_supposition_says_so_and_its_recipe_names_it(section, project):
    supposed = section.supposing("turkiye_facility", resolution=1e9)
    facility, whole = supposed.claim("turkiye_facility"), supposed.claim("turkiye_total")
    recipe = ["claims", "turkiye_facility", {"resolution": 1e9}]
    rest = remainder(whole, facility, label="x", if_nested=True)
    both = total(whole, facility, label="x", mixed_stages=True)
    for quantity, wanted in [
        (facility, recipe),
        (rest, ["remainder", ["claims", "turkiye_total"], recipe]),
        (both, ["total", ["claims", "turkiye_total"], recipe]),
    ]:
        assert quantity.provenance()["derivation"] == wanted
        assert ["Mind", f"supposes another resolution of {facility.label} than its row has"] in quantity.provenance()["facts"]
        found = Derivation(Tables(project / "data"), wanted, lambda _: Number(None, 0, 0)).number()
        assert (found.low, found.high) == (quantity.low, quantity.high)
    assert not whole.caveats and not section.claim("turkiye_facility").caveats


def test_the_recipe_on_a_page_is_the_one_of_the_number_whatever_its_labels_hold():
    recipe = ["count", "levers", "<b>'it\u2019s' & \"that\"</b> '><script>"]
    data = {
        "title": "x",
        "facts": [],
        "claims": [["claims", "x"]],
        "names": ["x"],
        "sources": [],
        "outside": False,
        "derivation": recipe,
    }
    page = BeautifulSoup(popover(1, data, ["claims.html#claim-x"]), "html.parser")
    assert json.loads(page.div["data-derivation"]) == recipe and not page.find(["script", "b"])
    del data["derivation"]
    assert "data-derivation" not in popover(1, data, ["claims.html#claim-x"])


@pytest.mark.parametrize(("text", "right"), [("2025 to 2030", True), ("2025", True), ("2026 to 2030", False)])
def test_an_event_that_lasts_is_told_by_its_dates_or_from_first_to_last(project, text, right):
    checker, note = recompute.Checker({}, project / "data"), object.__new__(recompute.Note)
    note.title, note.facts = "Period of the Budapest action plan", {"Date": "2025 to 2030"}
    assert (not checker._date_of_event(text, note, "budapest_plan_period").objection) == right
