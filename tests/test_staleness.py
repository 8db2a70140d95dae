"""Nothing stale: a build that starts from an earlier one gives the same book as one that starts from nothing."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from building import build, copy_project, tree
from reading import add_cell, built, different, entries_of, killed_build, pages, plain, read_csv, replace_once, shorten, write_csv

from external_dimension import load
from external_dimension import wording as words

#: Each claim with a new value and its new wording; no two change by the same factor.
CHANGED = {
    "budapest_edition": (11, "11th Ministerial Conference"), "budapest_years": (8, "2025-2032"), "budapest_priorities": (7, "seven priorities"),
    "gaza_package": (170e6, "EUR 170 million"), "gaza_total": (810e6, "EUR 810 million"), "air_bridge_aid": (6100, "over 6,100 tonnes"),
    "syria_commitment": (3.4e9, "nearly EUR 3.4 billion"), "balkans_areas": (8, ""), "serbia_agreement": (2, ""),
    "agreements_in_force": (5, ""), "bosnia_negotiation": (3, ""), "turkiye_facility": (8.7e9, "EUR 8.7 billion"),
    "turkiye_total": (16.3e9, "EUR 16.3 billion"), "turkiye_migration": (659e6, "EUR 659 million"), "egypt_pillars": (9, "nine pillars"),
    "egypt_package": (9.6e9, "EUR 9.6 billion"), "egypt_migration": (370e6, "EUR 370 million"), "mauritania_support": (290e6, "EUR 290 million"),
    "pledging_countries": (19, "19 EU countries"), "pledges": (83000, "83,000 pledges"),
    "union_plan_years": (5, "5-year Union Resettlement and Humanitarian Admission plan"),
}
#: The counted claims follow from tables, so these grow with them: partners that get a status agreement in the changed book.
MORE_AGREEMENTS = {"egypt": "serbia_agreement", "mauritania": "agreements_in_force", "turkiye": "agreements_in_force",
                   "gaza": "bosnia_negotiation", "syria_region": "bosnia_negotiation"}


def change_every_claim(copy: Path) -> None:
    """Multiply every claim by a factor of its own, with all that the checks want to fit it."""
    data = copy / "data"
    claims = read_csv(data / "claims.csv")
    assert {row["id"] for row in claims} == CHANGED.keys(), "CHANGED must name every claim"
    factors = [CHANGED[row["id"]][0] / float(row["value"]) for row in claims]
    assert len({round(f, 6) for f in factors}) == len(factors) and 1 not in factors
    for row in claims:
        value, printed = CHANGED[row["id"]]
        row["value"], row["printed"] = f"{value:.0f}", printed or row["printed"]
        if row["id"] == "budapest_years":
            row["period_end"] = "2032"
    write_csv(data / "claims.csv", claims)
    for name, count in (("priorities", 7), ("balkans_areas", 8)):
        rows = read_csv(data / f"{name}.csv")
        rows += [{**rows[-1], "id": f"more_{i}", "rank": str(i), "label": f"one more item, letter {'ABCDEFGHI'[i - 1]}"} for i in range(len(rows) + 1, count + 1)]
        write_csv(data / f"{name}.csv", rows)
    rows = read_csv(data / "status_agreements.csv")
    model = {row["claim"]: row for row in rows}
    write_csv(data / "status_agreements.csv", rows + [{**model[claim], "partner": partner} for partner, claim in MORE_AGREEMENTS.items()])


@dataclass
class Book:
    """A built book: its files, its pages, and the claims that it was built from."""

    files: dict[str, bytes]
    pages: dict
    claims: list


def book(copy: Path, *arguments: str) -> Book:
    """Build the copy and read the book."""
    files = built(copy, *arguments)
    return Book(files, pages(files), [q.claims[0] for q in load(copy / "data").claims()])


@pytest.fixture(scope="session")
def books(project, tmp_path_factory) -> dict[str, Book]:
    """Before, and after every claim has changed: built on top of the first, and from nothing in another folder."""
    one, other = (copy_project(project, tmp_path_factory.mktemp(name)) for name in ("incremental", "clean"))
    found = {"before": book(one)}
    change_every_claim(one)
    change_every_claim(other)
    found["after"] = book(one)
    found["clean"] = book(other)
    # A second change, of other things than claims, on top of the first.
    for copy in (one, other):
        replace_once(copy / "book" / "references.bib", "Progress made to manage migration and asylum in the EU", "Progress made since the title changed")
        replace_once(copy / "data" / "partners.csv", "Mauritania,state", "Islamic Republic of Mauritania,state")
        with (copy / "book" / "_static" / "report.css").open("a", encoding="utf-8") as style:
            style.write("\n.added-rule { color: red }\n")
    found["after two"] = book(one)
    found["clean two"] = book(other, "--clean")
    return found


# -- every claim changed ----------------------------------------------------------------------------------------------


def test_incremental_and_clean_builds_are_the_same(books):
    assert different(books["after"].files, books["clean"].files) == []
    assert any(name.startswith("_static/") for name in books["after"].files)


def _numbers(book: Book, name: str) -> list[tuple[str, tuple[str, ...]]]:
    """The numbers on a page, each with the entries it leads to."""
    page = book.pages[name]
    return [(plain(a.get_text()), entries_of(a, page)) for a in page.select("main article a.quantity")]


def _unmoved(book: Book) -> set[str]:
    """What is shown of a claim besides its value: stages, periods and their dates; these did not change."""
    claims = book.claims
    found = {c.stage_label for c in claims} | {plain(words.period(c.period_start, c.period_end)) for c in claims}
    found |= {plain(words.date(d)) for c in claims for d in (c.period_start, c.period_end) if d}
    found |= {f"“{c.printed}”" for c in claims if not CHANGED[c.id][1]}  # a list of items, in which no number is printed
    return found - {plain(words.date("2030")), plain(words.period("2025", "2030"))}


def _is_changed(entries: tuple[str, ...]) -> bool:
    return any(entry.startswith("claim-") for entry in entries)


def test_every_number_of_a_changed_claim_changed(books):
    before, after = books["before"], books["after"]
    unmoved, seen, same = _unmoved(before), 0, []
    for name in before.pages:
        old = [(t, e) for t, e in _numbers(before, name) if _is_changed(e) and t not in unmoved]
        new = [(t, e) for t, e in _numbers(after, name) if _is_changed(e) and t not in unmoved]
        assert [e for _, e in old] == [e for _, e in new], f"{name}: numbers came or went"
        seen += len(old)
        same += [f"{name}: {text} of {entries}" for (text, entries), (now, _) in zip(old, new) if text == now]
    assert not same, "\n".join(same)
    assert seen > 250


def test_pages_without_a_changed_claim_did_not_change(books):
    before, after = books["before"], books["after"]
    changed = {name for name in different(before.files, after.files) if name in before.pages}
    reached = {name for name in before.pages if any(_is_changed(e) for _, e in _numbers(before, name))}
    # The page of claims holds every entry, and pages may hold rows of the tables that had to grow with the counted claims.
    by_text = {"notebooks/claims.html", "notebooks/dependencies.html"}
    assert changed - reached <= by_text, sorted(changed - reached)
    assert reached <= changed, sorted(reached - changed)
    untouched = before.pages.keys() - changed
    assert {"notebooks/data_dictionary.html", "notebooks/root_causes.html", "notebooks/whole_of_route.html", "book/glossary.html",
            "book/method.html", "book/bibliography.html", "search.html"} <= untouched


#: Old figures that rightly stand in the changed book, in a chart of outside figures; each is what another source says.
OUTSIDE_IN_CHARTS = {
}


def _old_figures(books) -> set[str]:
    """Every figure with a unit, or above a hundred, that the first book computed from a claim, and that is no figure of the changed one."""
    found = {"before": set(), "after": set()}
    for which, figures in found.items():
        for name in books[which].pages:
            for text, entries in _numbers(books[which], name):
                if _is_changed(entries):
                    figures |= set(FIGURE.findall(text))
    assert not {f for f in found["before"] & found["after"]}, "the factors of CHANGED give figures that stood in the first book"
    return found["before"]


FIGURE = re.compile(r"(?<![\d.,])\d[\d,.]*\d? (?:million|billion|tonnes|%)|(?<![\d.,])\d{1,3},\d{3}(?![\d,])|(?<![\d.,])\d+\.\d(?![\d])")
