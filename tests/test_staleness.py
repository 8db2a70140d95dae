"""Nothing stale: a build that starts from an earlier one gives the same book as one that starts from nothing."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import time
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin

import pytest
from bs4 import BeautifulSoup
from building import (
    SMALL,
    add_cell,
    build,
    built,
    copy_project,
    different,
    entries_of,
    killed_build,
    pages,
    plain,
    read_csv,
    replace_once,
    run,
    tree,
    write_csv,
)

from claimbook import wording as words
from claimbook.publish import build as module
from external_dimension import load

#: Each claim with a new value and its new wording; no two change by the same factor.
CHANGED = {
    "budapest_edition": (11, "11th Ministerial Conference"),
    "budapest_years": (8, "2025-2032"),
    "budapest_priorities": (7, "seven priorities"),
    "gaza_package": (170e6, "EUR 170 million"),
    "gaza_total": (810e6, "EUR 810 million"),
    "air_bridge_aid": (6100, "over 6,100 tonnes"),
    "syria_commitment": (3.4e9, "nearly EUR 3.4 billion"),
    "balkans_areas": (8, ""),
    "serbia_agreement": (2, ""),
    "agreements_in_force": (5, ""),
    "bosnia_negotiation": (3, ""),
    "turkiye_facility": (8.7e9, "EUR 8.7 billion"),
    "turkiye_total": (16.3e9, "EUR 16.3 billion"),
    "turkiye_migration": (719e6, "EUR 719 million"),
    "egypt_pillars": (9, "nine pillars"),
    "egypt_package": (9.6e9, "EUR 9.6 billion"),
    "egypt_migration": (430e6, "EUR 430 million"),
    "mauritania_support": (440e6, "EUR 440 million"),
    "pledging_countries": (19, "19 EU countries"),
    "pledges": (63000, "63,000 pledges"),  # words hold the places of a year beside those of the cycle before
    "union_plan_years": (5, "5-year Union Resettlement and Humanitarian Admission plan"),
}
#: The counted claims follow from tables, so these grow with them: partners that get a status agreement in the changed book.
MORE_AGREEMENTS = {
    "egypt": "serbia_agreement",
    "mauritania": "agreements_in_force",
    "turkiye": "agreements_in_force",
    "gaza": "bosnia_negotiation",
    "syria_region": "bosnia_negotiation",
}


#: Claims whose parts other sources list, with what their parts are scaled by: the text says that the parts fit, for Syria at the low
#: edge of what the printed figure means.
PARTED = {"syria_commitment": 2.48e9, "egypt_package": 7.4e9, "pledges": 61000}


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
    evidence = read_csv(data / "evidence.csv")
    for row in evidence:  # what confirms a claim has its value
        if row["verdict"].startswith("confirmed") and row["value"] and row["kind"] == "check":
            row["value"] = f"{CHANGED[row['claim']][0]:.0f}"
        elif row["claim"] in PARTED and row["kind"] == "detail" and row["value"]:  # what lists its parts has them grow with it
            row["value"] = f"{float(row['value']) * CHANGED[row['claim']][0] / PARTED[row['claim']]:.0f}"
        elif row["id"] == "pledging_countries_none":  # those left of all Member States are the ones that pledged
            row["value"] = f"{27 - CHANGED['pledging_countries'][0]}"
    write_csv(data / "evidence.csv", evidence)
    for name, count in (("priorities", 7), ("balkans_areas", 8)):
        rows = read_csv(data / f"{name}.csv")
        rows += [
            {**rows[-1], "id": f"more_{i}", "rank": str(i), "label": f"one more item, letter {'ABCDEFGHI'[i - 1]}"}
            for i in range(len(rows) + 1, count + 1)
        ]
        write_csv(data / f"{name}.csv", rows)
    rows = read_csv(data / "status_agreements.csv")
    model = {row["claim"]: row for row in rows}
    own = {row["partner"]: row["id"] for row in read_csv(data / "instruments.csv")}
    more = [
        {**model[claim], "partner": partner, "instrument": own[partner], "date": ""} for partner, claim in MORE_AGREEMENTS.items()
    ]
    write_csv(data / "status_agreements.csv", rows + more)


@dataclass
class Book:
    """A built book: its files, its pages, and the claims that it was built from."""

    files: dict[str, bytes]
    pages: dict
    claims: list
    #: Words of other sources, which are quoted, not computed: their titles, and their figures with their labels.
    quoted: list
    #: The figures of other sources, as they are shown.
    others: set
    numbers: dict = field(default_factory=dict)
    #: The pages without what other sources alone stand behind.
    own: dict = field(default_factory=dict)


def book(copy: Path, files: dict[str, bytes]) -> Book:
    """Read the book that was built in the copy."""
    section = load(copy / "data")
    others = [
        getattr(section, t)(row["id"]) for t in ("evidence", "context") for row in section.rows(t) if row["value"] is not None
    ]
    quoted = [source.title for source in section.sources.values()]
    for table in ("evidence", "context"):
        quoted += [row["title"] for row in section.rows(table)]
    quoted += [f"{q.text} ({q.label})" for q in others]
    return Book(
        files,
        pages(files),
        [q.claims[0] for q in section.claims()],
        sorted(map(plain, quoted), key=len, reverse=True),
        {plain(q.text) for q in others},
    )


@pytest.fixture(scope="session")
def books(project, tmp_path_factory, book_project, first_build) -> dict[str, Book]:
    """Before, and after every claim has changed: built on top of the first, and from nothing in another folder."""
    other = copy_project(project, tmp_path_factory.mktemp("clean"))
    (other / ".git").symlink_to(project / ".git")
    found = {"before": book(first_build, tree(book_project))}
    change_every_claim(first_build)
    change_every_claim(other)
    found["after"] = book(first_build, built(first_build, seed=2))
    found["clean"] = book(other, built(other, seed=3, serial=True))
    return found


# -- every claim changed ----------------------------------------------------------------------------------------------


def test_incremental_and_clean_builds_are_the_same(books):
    """Byte for byte, though they were made in other folders, one after the other, with other hash seeds, and over all processors or one."""
    assert different(books["after"].files, books["clean"].files) == []
    assert any(name.startswith("_static/") for name in books["after"].files)


def _numbers(book: Book, name: str) -> list[tuple[str, tuple[str, ...]]]:
    """The numbers on a page, each with the entries it leads to; a word that follows from figures stays where it holds of the new ones."""
    if name not in book.numbers:
        page = book.pages[name]
        entries = entries_of(page)
        chosen = {note["id"] for note in page.select(".provenance") if note.get("data-derivation", "").startswith('["word"')}
        links = [a for a in page.select("main article a.quantity") if a["data-provenance"] not in chosen]
        book.numbers[name] = [(plain(a.get_text()), entries[a["data-provenance"]]) for a in links]
    return book.numbers[name]


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
    # "Do it yourself" and "How it is built" tell the reader what stands in a row, as text. A source that confirms a claim changes
    # with it, and so does its entry. The lines of a brief are text as well: a number in one would tell whether the line holds.
    by_text = {f"notebooks/{page}.html" for page in ("claims", "dependencies", "outside", "labs")} | {
        f"book/{page}.html" for page in ("do_it_yourself", "architecture")
    }
    # The search page names the file of summaries with its digest; the summary of a chapter may hold a number.
    assert changed - reached <= by_text | {"search.html"}, sorted(changed - reached)
    assert reached <= changed, sorted(reached - changed)
    untouched = before.pages.keys() - changed
    assert {
        "notebooks/data_dictionary.html",
        "notebooks/root_causes.html",
        "notebooks/sources.html",
        "book/glossary.html",
        "book/method.html",
        "book/bibliography.html",
    } <= untouched


#: A figure with its unit, a range with its unit, or a number with a comma; a bare decimal may as well be a mark on an axis.
FIGURE = re.compile(r"(?<![\d.,])(?:\d[\d.,]* to )?\d[\d.,]* (?:million|billion|tonnes|%)|(?<![\d.,])\d{1,3},\d{3}(?![\d,])")
#: Entries and lists of sources, of which other sources alone are the subject.
QUOTED = ".entries.outside, section.sources, [id^='source-'], .citation"
#: Charts in which a figure of other sources reads as one that a claim gave before: loans, which grow with the package or stay.
OUTSIDE_IN_CHARTS = {"chart-egypt-parts": {"6.5 billion", "200 million"}, "chart-donors-over-time": {"2.5 billion"}}


def _figures(book: Book) -> set[str]:
    """Every figure with a unit or a decimal that the book computed from a claim."""
    return {
        plain(f)
        for name in book.pages
        for text, entries in _numbers(book, name)
        if _is_changed(entries)
        for f in FIGURE.findall(plain(text))
    }


def _without_other_sources(book: Book, name: str) -> BeautifulSoup:
    """The page without the numbers, popovers and entries that other sources alone stand behind; made once, to be read."""
    if name not in book.own:
        book.own[name] = _own(BeautifulSoup(book.files[name], "html.parser"))
    return book.own[name]


def _own(page: BeautifulSoup) -> BeautifulSoup:
    """The page, of which nothing is left that other sources alone stand behind."""
    entries = entries_of(page)
    for asked in page.select(".again"):  # figures of made-up texts, and choices that are wrong
        asked.decompose()
    for number in page.select("a.quantity"):
        if not _is_changed(entries[number["data-provenance"]]):
            number.decompose()
    for note in page.select(".provenance"):
        if not _is_changed(entries[note["id"]]):
            note.decompose()
    for part in page.select(QUOTED):
        part.decompose()
    for term in page.find_all("dt"):
        if term.get_text() in ("Source", "Sources", "Other sources"):
            term.find_next_sibling("dd").decompose()
    return page


def _all_text(page: BeautifulSoup) -> list[tuple[str, str]]:
    """Every text and every attribute that is read, each with the id of the chart that it stands in."""
    found = []
    for node in page.find_all(string=True):
        if node.parent.name not in ("style", "script"):
            found.append((node.find_parent("figure"), str(node)))
    for tag in page.find_all(True):
        found += [
            (tag.find_parent("figure"), str(tag[a]))
            for a in ("aria-label", "title", "alt", "content", "data-sort")
            if tag.has_attr(a)
        ]
    return [(figure.get("id", "") if figure else "", plain(text)) for figure, text in found]


def test_no_old_figure_survives(books):
    before, after = books["before"], books["after"]
    old = _figures(before)
    assert len(old) > 30 and not old & _figures(after), (
        "CHANGED gives figures that stood in the first book",
        old & _figures(after),
    )
    pattern = re.compile("|".join(rf"(?<![\d.,]){re.escape(figure)}(?![\d])" for figure in sorted(old, key=len, reverse=True)))
    # A figure of the new book may end as an old one does: EUR 6.2 to 7.4 billion.
    new = re.compile("|".join(re.escape(figure) for figure in sorted(_figures(after), key=len, reverse=True)))
    left = []
    for name in after.pages:
        for chart, text in _all_text(_without_other_sources(after, name)):
            text = new.sub("", text)
            for quote in after.quoted:
                text = text.replace(quote, "")
            found = set(pattern.findall(text)) - OUTSIDE_IN_CHARTS.get(chart, set())
            if found:
                left.append(f"{name} {chart}: {sorted(found)} in {text[:200]!r}")
    assert not left, "\n".join(left)


def test_no_old_figure_survives_in_the_downloads(books):
    """Neither in a chart's table and drawing nor in the tables to take along; a cell of another source's figure is that source's."""
    before, after = books["before"], books["after"]
    pattern = re.compile("|".join(rf"(?<![\d.,]){re.escape(figure)}(?![\d])" for figure in _figures(before)))
    seen, left = 0, []
    for name, content in after.files.items():
        if name.endswith((".csv", ".svg")) and name.startswith("_downloads/"):
            seen += 1
            text = content.decode("utf-8")
            cells = (
                (re.findall(r">([^<]+)<", text) + re.findall(r'aria-label="([^"]*)"', text))
                if name.endswith(".svg")
                else [cell for row in csv.reader(io.StringIO(text)) for cell in row]
            )
            for cell in map(plain, cells):
                for quote in after.quoted:
                    cell = cell.replace(quote, "")
                found = set(pattern.findall(cell)) - OUTSIDE_IN_CHARTS.get(
                    f"chart-{Path(name).stem.removesuffix('-narrow')}", set()
                )
                left += [f"{name}: {cell}"] if found and cell not in after.others else []
    assert not left, "\n".join(left)
    assert seen >= 2 * len({f["id"] for page in after.pages.values() for f in page.select("figure.chart")}) > 20
    for name, content in after.files.items():
        if name.endswith(".zip"):
            with zipfile.ZipFile(io.BytesIO(content)) as package:
                claims = next(part for part in package.namelist() if part.endswith("claims.csv"))
                assert b"EUR 9.6 billion" in package.read(claims) and b"EUR 7.4 billion" not in package.read(claims)


def test_no_old_count_survives(books):
    """Counts are too small to look for by themselves, so they are looked for with what they count."""
    old = (
        "six priorities",
        "six pillars",
        "five areas",
        "14 EU countries",
        "14 countries",
        "7th Ministerial",
        "6 calendar years",
        "six calendar years",
        "number 7 in",
        "2-year Union",
        "plan of two years",
        "three in force",
        "one signed",
        "one negotiated",
    )
    for name in books["after"].pages:
        text = plain(_without_other_sources(books["after"], name).get_text())
        assert not [words_ for words_ in old if words_ in text], name
    first = " ".join(plain(page.get_text()) for page in books["before"].pages.values())
    assert sum(words_ in first for words_ in old) >= 8, "the words to look for are those of the first book"


def test_the_search_index_holds_no_word_that_no_page_holds(books):
    index = json.loads(books["after"].files["searchindex.js"].decode().removeprefix("Search.setIndex(").removesuffix(")"))
    assert [] not in index["terms"].values() and "878" not in index["terms"]


def test_the_matrix_names_each_claim_and_its_pages(books):
    book = books["after"]
    matrix = book.pages["notebooks/dependencies.html"].select_one("table.matrix")
    pages_ = [a["href"] for a in matrix.thead.find_all("a")]
    rows = {row.a["href"].partition("#")[2]: row for row in matrix.tbody.find_all("tr")}
    assert set(rows) == {words.places.anchor("claims", c.id) for c in book.claims}
    appendix = {f"notebooks/{n}.html" for n in ("claims", "outside", "data_dictionary", "dependencies")}
    for anchor, row in rows.items():
        reached = {href for href, cell in zip(pages_, row.find_all("td"), strict=True) if cell.get_text() != "–"}
        shown = {name for name in book.pages.keys() - appendix if any(anchor in e for _, e in _numbers(book, name))}
        assert {urljoin("notebooks/dependencies.html", href) for href in reached} == shown, anchor


def test_charts_are_drawn_again(books):
    """A chart whose data hold a number of a changed claim has another drawing."""
    before, after, seen = books["before"], books["after"], 0
    unmoved = _unmoved(before)
    for name, page in before.pages.items():
        entries = entries_of(page)
        for figure in page.select("figure.chart"):
            data = [
                plain(a.get_text())
                for a in figure.select(".chart-data td a.quantity")
                if _is_changed(entries[a["data-provenance"]])
            ]
            if set(data) - unmoved:
                seen += 1
                assert str(figure.svg) != str(after.pages[name].find(id=figure["id"]).svg), figure["id"]
    assert seen >= 7  # of both changed partners: the picture of all money, the map, sums, readings, parts


# -- other things changed ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def small(project, tmp_path_factory):
    """A copy with few pages, built; tests change it one after the other and leave it whole."""
    copy = copy_project(project, tmp_path_factory.mktemp("small"), pages=(*SMALL, "notebooks/sources"))
    replace_once(copy / "notebooks" / "sources.ipynb", "[A second look](second_look.ipynb)", "A second look")  # no page of these
    built(copy)
    return copy


def test_each_kind_of_change_comes_through(small):
    """Each change by itself turns up in the next build; the test below holds all of them together against a clean build."""
    changes = {
        "a module": ("src/claimbook/report/rows.py", "What is not known", "What is still not known", "index.html"),
        "a table": (
            "data/gaps.csv",
            "How much do the multi-annual indicative plans",
            "What sum do the multi-annual indicative plans",
            "index.html",
        ),
        "a notebook": (
            "notebooks/dependencies.ipynb",
            "Which claim reaches which page?",
            "Which claim comes to which page?",
            "notebooks/dependencies.html",
        ),
        "the bibliography": (
            "book/references.bib",
            "Global Europe - Programming",
            "Programming under a new title",
            "book/bibliography.html",
        ),
        "the descriptor": (
            "data/datapackage.json",
            "Number of the footnote in the report.",
            "Footnote number in the report.",
            "notebooks/data_dictionary.html",
        ),
        "a template": (
            "src/claimbook/sphinx/frame/layout.html",
            "Skip to content",
            "Go to the content",
            "book/bibliography.html",
        ),
    }
    for pair in (("a module", "a notebook"), ("a table", "the bibliography"), ("the descriptor", "a template")):
        for kind in pair:
            file, old, new, _ = changes[kind]
            replace_once(small / file, old, new)
        files = built(small)
        for kind in pair:
            _, old, new, page = changes[kind]
            text = plain(BeautifulSoup(files[page], "html.parser").get_text())
            assert new in text and old not in text, kind


def test_a_title_a_name_a_style_and_the_contents_changed_at_once(small):
    (small / "_toc.yml").write_text((small / "_toc.yml").read_text().replace("  - file: notebooks/dependencies\n", ""))
    replace_once(
        small / "book" / "references.bib",
        "Progress made to manage migration and asylum in the EU",
        "Progress made since the title changed",
    )
    replace_once(small / "data" / "partners.csv", "Mauritania,state", "Islamic Republic of Mauritania,state")
    with (small / "src" / "claimbook" / "sphinx" / "static" / "report.css").open("a", encoding="utf-8") as style:
        style.write("\n.added-rule { color: red }\n")
    files = built(small)
    assert "notebooks/dependencies.html" not in files
    assert b".added-rule" in files["_static/report.css"]
    assert b"Islamic Republic of Mauritania" in files["notebooks/claims.html"]
    for name in ("book/bibliography.html", "notebooks/sources.html"):
        assert b"Progress made since the title changed" in files[name], name
    assert not [name for name, text in files.items() if b"Progress made to manage migration" in text]
    assert different(files, built(small, "--clean")) == []


def test_what_breaks_a_build_breaks_the_next_one_too_and_leaves_the_book(small):
    good, notebook = tree(small), small / "notebooks" / "root_causes.ipynb"
    whole = notebook.read_text(encoding="utf-8")
    try:
        add_cell(notebook, "code", 'section.claim("no_such_claim")')
        add_cell(notebook, "markdown", "The sum is {eval}`nothing_of_that_name`.")
        for _ in range(2):
            done = build(small)
            assert done.returncode == 1 and "not built" in done.stdout
            assert "no_such_claim" in done.stdout and "nothing_of_that_name" in done.stdout, done.stdout[-2000:]
            assert tree(small) == good
    finally:
        notebook.write_text(whole, encoding="utf-8")
    assert built(small) == good


def test_a_killed_build_leaves_the_book_and_the_next_one_is_right(small):
    good, gaps = tree(small), small / "data" / "gaps.csv"
    replace_once(gaps, "They are named as the basis of cooperation", "They are called the basis of cooperation")
    work = small / "_build" / "work" / "_build"

    def read_half():
        """The claims have been run anew, and the pages are not written yet."""
        return any(path.stat().st_mtime > started for path in (work / "jupyter_execute" / "notebooks").glob("*.ipynb"))

    started = time.time()
    killed_build(small, read_half)
    assert tree(small) == good and (small / "_build" / "work" / "unfinished").exists()
    files = built(small)
    assert [name for name in different(files, good) if name.endswith(".html")] == ["index.html"]
    assert b"They are called the basis of cooperation" in files["index.html"]


def test_a_book_is_exchanged_whole_or_not_at_all(tmp_path, monkeypatch):
    """Whatever stops the copying, the book in place is untouched and the next publishing works."""
    made, place = tmp_path / "made", tmp_path / "html"
    for folder, text in ((made, "new"), (place, "old")):
        folder.mkdir()
        (folder / "page.html").write_text(text)

    def stopped(one, other, **options):
        other.mkdir()
        (other / "half").write_text("half a page")
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(module.shutil, "copytree", stopped)
        with pytest.raises(KeyboardInterrupt):
            module.publish(made, place)
    assert [p.name for p in place.iterdir()] == ["page.html"] and (place / "page.html").read_text() == "old"
    module.publish(made, place)
    assert (place / "page.html").read_text() == "new" and {p.name for p in tmp_path.iterdir()} == {"made", "html"}
    with monkeypatch.context() as patch:  # a system that cannot exchange folders in one step
        patch.setattr(module, "_exchange", lambda one, other: False)
        (made / "page.html").write_text("newer")
        module.publish(made, place)
    assert (place / "page.html").read_text() == "newer" and {p.name for p in tmp_path.iterdir()} == {"made", "html"}


# -- the same book for everyone ---------------------------------------------------------------------------------------


def test_a_published_book_can_be_verified(small, tmp_path):
    """A copy of a book that was built upon an earlier one, of which every claim has changed, agrees byte for byte with one from nothing,
    made in another place, in a process of its own with another hash seed, and on one processor; a changed table and a changed page are each
    named.

    Here it is a few pages. That a whole book made anew in another folder has the same bytes on all pages that did not change is a test
    of the added figure; that nothing old stands on any page of a whole book, the tests above.
    """
    change_every_claim(small)
    files = built(small)
    assert b"EUR 9.6 billion" in files["notebooks/claims.html"].replace("\u00a0".encode(), b" ")
    assert any(name.startswith("_static/") for name in files)
    published = shutil.copytree(small / "_build" / "html", tmp_path / "published")
    listed = files[module.CHECKSUMS].decode().splitlines()
    assert [line[66:] for line in listed] == sorted(files.keys() - {module.CHECKSUMS})
    done = run(small, "verify", str(published), seed=3, serial=True)
    assert done.returncode == 0 and f"all {len(listed)} files" in done.stdout, done.stdout
    replace_once(small / "data" / "gaps.csv", "do the multi-annual indicative plans", "do all the multi-annual indicative plans")
    (published / "search.html").write_text("changed by hand", encoding="utf-8")
    (published / "added.html").write_text("added by hand", encoding="utf-8")
    done = run(small, "verify", str(published))
    assert done.returncode == 1
    assert "added.html: in the published files, not in checksums.txt" in done.stdout
    assert "search.html: the published files and checksums.txt differ" in done.stdout
    assert "index.html: the book built from these files and checksums.txt differ" in done.stdout
    assert "book/bibliography.html" not in done.stdout and "notebooks/claims.html" not in done.stdout
    assert not (small / "_build" / "verify").exists() and tree(small) == files
    assert run(small, "verify", str(tmp_path)).returncode == 1


def test_a_build_has_the_time_of_the_last_commit(project, tmp_path, monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    committed = subprocess.run(
        ["git", "log", "-1", "--format=%ct"], cwd=project, text=True, capture_output=True, check=True
    ).stdout
    assert module.environment(project)["SOURCE_DATE_EPOCH"] == committed.strip()
    assert "SOURCE_DATE_EPOCH" not in module.environment(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    assert module.environment(project)["SOURCE_DATE_EPOCH"] == "1"
