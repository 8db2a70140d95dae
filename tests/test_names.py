"""What a reader sees names things in words: no row's id stands in a note, a verdict, a caption or a table."""

from __future__ import annotations

import json
import re

import pytest
from bs4 import BeautifulSoup
from building import plain, read_csv

from claimbook.core.claims import OUTSIDE_TABLES
from claimbook.core.section import VERDICTS
from claimbook.data.descriptor import resources
from claimbook.teaching.exercises import Named
from external_dimension.exercises import EXERCISES, check

#: Where the book names things to a reader.
NAMED = ".provenance, .verdict, caption, figcaption, table.data, .entry dd, .entry h3, .cards, .questions, .beyond, .since, select option"
#: Where an id is meant to be read: what a reader hands over to the package, and the names of columns and files.
MEANT = "code, pre, script, .dictionary, [data-derivation] script"
FILE_OR_ADDRESS = re.compile(r"data/\w+\.csv|https?://\S+")
#: Ids that are words of the language as well.
NATURAL = {"pledging countries", "borders and smuggling", "adopted by", "own site"}


@pytest.fixture(scope="session")
def ids(project) -> dict[str, set[str]]:
    """Every id of a table, and every name of a component, that is more than a word, with the words that its row itself uses."""
    found: dict[str, set[str]] = {}
    for path in sorted((project / "data").glob("*.csv")):
        for row in read_csv(path):
            row_id, *others = row.values()
            for name in filter(None, (row_id, row.get("component"))):
                if "_" in name:
                    found.setdefault(name, set()).update(plain(text).casefold() for text in others if text and " " in text)
    return found


@pytest.fixture(scope="session")
def shown(book_html) -> dict[str, list[str]]:
    """The texts of each page that name things, without code and file names."""
    found = {}
    for path in sorted(book_html.rglob("*.html")):
        page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        for tag in page.select(MEANT):
            tag.decompose()
        for term in page.select(".entry dt"):
            if term.get_text() == "Identifier":
                term.find_next_sibling("dd").decompose()
        found[path.name] = [FILE_OR_ADDRESS.sub("", plain(tag.get_text(" "))) for tag in page.select(NAMED)]
    return found


def test_no_id_is_shown_with_its_underscores(shown, ids):
    seen = {
        (page, word)
        for page, texts in shown.items()
        for text in texts
        for word in re.findall(r"\b[a-z0-9]+(?:_[a-z0-9]+)+\b", text)
    }
    assert sum(map(len, shown.values())) > 500
    assert not sorted(seen)


def test_no_id_is_shown_with_spaces_for_its_underscores(shown, ids):
    """An id whose words its own row uses, such as a name in small letters, is no id to a reader."""
    told = "\n".join(text for texts in shown.values() for text in texts)
    spaced = {row_id.replace("_", " "): words for row_id, words in ids.items()}
    seen = [
        name
        for name, words in spaced.items()
        if name in told and re.search(rf"(?<![\w-]){name}(?![\w-])", told) and not any(name in text for text in words)
    ]
    assert len(spaced) > 200 and set(seen) <= NATURAL


def test_every_outside_figure_has_a_short_label_of_its_own(section):
    for table in ("evidence", "context"):
        labels = [row["label"] for row in section.rows(table)]
        assert len(set(labels)) == len(labels) > 50
        assert all(
            getattr(section, table)(row["id"]).label == row["label"] for row in section.rows(table) if row["value"] is not None
        )
    assert max(len(row["label"]) for row in section.rows("evidence")) <= 60


def figures(recipe: list) -> set[str]:
    """The ids of the figures that went into a number."""
    below = set().union(*(figures(part) for part in recipe if isinstance(part, list)))
    return below | ({recipe[1]} if recipe[0] in ("claims", "evidence", "context") else set())


def test_a_note_leads_to_every_entry_that_its_number_rests_on(book_pages):
    """By name, also where there are many."""
    longest = 0
    for page in book_pages.values():
        for note in page.select(".provenance"):
            links = note.find_all("p")[-1].find_all("a")
            assert links and all(link.get_text().strip() for link in links)
            longest = max(longest, len(links))
            if note.has_attr("data-derivation"):
                wanted = {name.replace("_", "-") for name in figures(json.loads(note["data-derivation"]))}
                assert wanted <= {link["href"].partition("#")[2].partition("-")[2] for link in links}, note.get_text(" ")
    assert longest > 6


@pytest.mark.parametrize("name", EXERCISES)
def test_a_verdict_names_no_id(section, name):
    right, mistakes = EXERCISES[name](section)
    told = [str(check(name, right, section))]
    told += [str(check(name, {wrong} if isinstance(right, Named) else wrong, section)) for wrong, _ in mistakes]
    assert not re.findall(r"\b[a-z]+_[a-z_]+\b", " ".join(told))
    if isinstance(right, Named):
        assert all(row_id not in right.names[row_id].split() for row_id in right if "_" in row_id)
        assert all(right.names[row_id] in told[0] for row_id in right)


def test_the_right_answer_shows_under_every_solution(book_pages, project):
    """A verdict is shown only where it is the last thing that a cell does."""
    solved = 0
    for path in sorted((project / "notebooks").glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        solutions = sum(
            "check(" in "".join(cell["source"])
            for cell in cells
            if cell["cell_type"] == "code" and "solution" in cell["metadata"].get("tags", [])
        )
        name = "index" if path.stem == "overview" else f"notebooks/{path.stem}"
        assert len(book_pages[f"{name}.html"].select(".verdict.right")) == solutions, path.stem
        solved += solutions
    assert solved == len(EXERCISES)


def test_what_is_counted_in_a_table_from_outside_is_marked_as_from_outside(section, book_pages):
    outside = {name for name, resource in resources(section.descriptor).items() if resource["origin"] == "context"}
    assert outside | {"outside_relations"} == set(OUTSIDE_TABLES)
    counted = marked = 0
    for page in book_pages.values():
        leading: dict[str, list] = {}
        for link in page.select("a.quantity[data-provenance]"):
            leading.setdefault(link["data-provenance"], []).append(link)
        for note in page.select(".provenance[data-derivation]"):
            tables = set(re.findall(r'"count","(\w+)"', note["data-derivation"]))
            links = leading.get(note["id"], [])
            if tables & set(OUTSIDE_TABLES):
                marked += 1
                assert note.select_one(".outside-note") and all("outside-number" in link["class"] for link in links), (
                    note.get_text(" ")
                )
            elif tables and note["data-derivation"].startswith('["count"'):
                counted += 1
                assert not note.select_one(".outside-note") and not any("outside-number" in link["class"] for link in links)
    assert counted > 20 and marked > 10


def test_a_reader_is_told_every_verdict_in_words(section):
    assert {row["verdict"] for row in section.rows("evidence")} <= VERDICTS.keys() and not any(
        "_" in told for told in VERDICTS.values()
    )


def test_the_page_on_reading_names_the_mark_of_outside_figures(project):
    marks = (project / "book" / "how_to_read.md").read_text(encoding="utf-8").partition("## The marks in this book")[2]
    assert "**dashed line**" in marks and "**dotted line**" in marks
    style = (project / "src" / "claimbook" / "sphinx" / "static" / "report.css").read_text(encoding="utf-8")
    assert "outside-number { text-decoration-style: dashed; }" in style
