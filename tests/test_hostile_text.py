"""Hostile text in every text column and in the bibliography comes out as text on every page."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ElementTree

import pytest
from bs4 import BeautifulSoup, Comment
from building import built, copy_project, draw_less, pages, plain, read_csv, write_csv

from claimbook import load
from claimbook.data.descriptor import read_descriptor, resources
from claimbook.report import appendix as explorer
from claimbook.report import charts
from claimbook.report.pages import popover
from claimbook.sphinx.nodes import nodes_of
from claimbook.teaching.labs.drawing import drawn, offered, plant
from claimbook.wording import plain as plain_wording
from claimbook.wording.parts import from_json, to_json

#: What the checks let through, since it is neither markup nor a formula; each place gets it with a word of its own. What a page's source
#: writes for < and > has more noughts than anybody writes, since the checks name it otherwise.
HOSTILE = (
    "a < b & \"quoted\" 'single' {eval}`x` {{ x }} {n} |pipe| `code` $x$ *a* _b_ \\n &#0000060;i&#0000062; 🐟 </ script ]]> --"
)
#: The same for columns that hold short texts alone.
SHORT = "a < b & \"q\" 's' {eval}`x` |🐟"
#: What the checks refuse in tables; the bibliography, of which they read less, gets it too, but for characters that nobody sees.
MARKUP = "\"><script>alert(1)</script></svg><img src=x onerror=alert(1)> 'single' {eval}`x` | pipe \u202ertl\u202c 🐟 =cmd()"
BIBTEX = MARKUP.replace("\u202ertl\u202c ", "")
IN_BIBTEX = BIBTEX.replace("{", "").replace("}", "")  # braces are TeX's there
IN_STATEMENT = HOSTILE.replace("{", "").replace("}", "")  # braces hold figures there
#: Text columns of every table that a page shows. Identifiers, closed vocabularies, dates and addresses are not among them.
COLUMNS = {
    "claims": "label printed note",
    "partners": "name note",
    "instruments": "name note",
    "actors": "name note",
    "events": "label note",
    "gaps": "question why who open",
    "evidence": "label wording publisher title note",
    "context": "label publisher title note",
    "stages": "label meaning",
    "priorities": "label printed",
    "balkans_areas": "label printed",
    "levers": "label printed",
    "lever_coding": "why",
    "relations": "basis",
    "footnotes": "note",
    "status_agreements": "note",
    "statements": "text",
    "developments": "text publisher title note",
    "series": "why",
}


def poison(copy) -> None:
    """Put hostile text at the end of every text cell and of every title and author of the bibliography."""
    by_name = resources(read_descriptor(copy / "data"))
    for table, columns in COLUMNS.items():
        limits = {
            field["name"]: field.get("constraints", {}).get("maxLength", 10**6) for field in by_name[table]["schema"]["fields"]
        }
        path = copy / "data" / f"{table}.csv"
        rows = read_csv(path)
        for row in rows:
            for column in columns.split():
                if row.get(column) and not (table == "context" and row["topic"] == "status_agreement" and column == "label"):
                    text = IN_STATEMENT if table == "statements" else HOSTILE if limits[column] > 200 else SHORT
                    row[column] = f"{row[column][: limits[column] - len(text) - 1].strip()} {text}"
        write_csv(path, rows)
    for path in (copy / "book").glob("*.bib"):
        text = path.read_text(encoding="utf-8")
        text = re.sub(r"^(  (?:title|note) = \{\{?)(.*?)(\}\}?,)$", lambda m: f"{m[1]}{m[2]} {BIBTEX}{m[3]}", text, flags=re.M)
        path.write_text(text, encoding="utf-8")


#: What a drawing is made of, and what the link of a mark in it has.
DRAWN = ("g", "path", "use", "defs", "clipPath", "rect", "text", "style", "pattern", "tspan", "circle")
MARK = {"class", "href", "data-provenance", "aria-label"}


@pytest.fixture(scope="session")
def hostile(project, tmp_path_factory):
    """A copy of the project whose tables and bibliography hold hostile text."""
    copy = copy_project(project, tmp_path_factory.mktemp("hostile"))
    poison(copy)
    draw_less(copy)
    return copy


@pytest.fixture(scope="session")
def books(book_pages, hostile):
    """The book as it is, and the book of the poisoned tables."""
    return book_pages, pages(built(hostile))


def test_what_tables_say_is_text_in_the_code_of_a_brief(hostile):
    section = load(hostile / "data")
    for kind in offered(section):
        for number in range(30):
            drawn(section, plant(section, kind, number))  # runs each line


def _shape(page: BeautifulSoup) -> list[tuple]:
    """Every element with its attributes' names, and the value of those that a script or a link could come from."""
    found = []
    for tag in page.find_all(True):
        if tag.find_parent("svg") or tag.name == "svg":
            continue  # where lines break and how long an axis is depends on the text; judged by itself below
        values = tuple(
            (name, tag[name].partition("?v=")[0])
            for name in ("href", "src", "style", "action", "id")
            if tag.has_attr(name) and tag.name not in ("path", "use")
        )
        found.append((tag.name, tuple(sorted(tag.attrs)), values))
    return found


def test_no_element_and_no_attribute_is_added(books):
    clean, hostile = books
    assert clean.keys() == hostile.keys()
    for name, page in clean.items():
        assert _shape(page) == _shape(hostile[name]), name


def test_drawings_hold_nothing_but_drawing(books):
    for name, page in books[1].items():
        for svg in page.find_all("svg"):
            kinds = {tag.name for tag in svg.find_all(True)}
            assert kinds <= {kind.lower() for kind in DRAWN} | {"a"}, (name, kinds)
            for link in svg.find_all("a"):  # a mark that leads to its entry
                assert link["class"][0] == "mark" and link["aria-label"] and set(link.attrs) <= MARK, (name, link)
                page_of, _, entry = link["href"].partition("#")
                assert re.fullmatch(r"[a-z_./]*", page_of) and re.fullmatch(r"[a-z0-9-]+", entry), (name, link["href"])
            for tag in svg.find_all(True):
                assert not [a for a in tag.attrs if a.startswith("on")], (name, tag)
                assert not tag.get("xlink:href", "#").startswith(("http", "javascript")), (name, tag)


def test_scripts_and_comments_are_the_same(books):
    clean, hostile = books
    for name, page in clean.items():
        for kind in ("script", "style", "iframe", "object", "img"):
            assert len(page.find_all(kind)) == len(hostile[name].find_all(kind)), (name, kind)
        assert [str(c) for c in page.find_all(string=lambda t: isinstance(t, Comment))] == [
            str(c) for c in hostile[name].find_all(string=lambda t: isinstance(t, Comment))
        ], name


def test_the_text_comes_out_whole(books):
    """In tables, popovers, the explorer, entries, alternative texts, chart labels and lists of sources."""
    hostile = books[1]

    def shown(name: str, selector: str, text: str = HOSTILE, *, attribute: str = "") -> int:
        found = hostile["index.html" if name == "overview" else f"notebooks/{name}.html"].select(selector)
        return sum(text in (node.get(attribute, "") if attribute else node.get_text()) for node in found)

    assert shown("claims", "table.explorer th") == len(hostile["notebooks/claims.html"].select("table.explorer tbody tr"))
    assert shown("claims", ".entry > :is(h3, h4)") > 20 and shown("claims", ".entry dd") > 100
    assert shown("outside", ".entry > :is(h3, h4)") > 100
    assert shown("partnerships", "[popover].provenance dd") >= 8 and shown("partnerships", ".provenance-title") >= 5
    assert shown("partnerships", ".gaps li") >= 3 and shown("partnerships", "table td") > 5
    assert shown("partnerships", ".since a") == 4
    assert (
        shown("unknowns", ".questions dd") > 50
        and shown("unknowns", ".questions strong") > 20
        and shown("second_look", "table td") > 25
    )
    assert shown("overview", "svg text", SHORT) > 5, "chart labels"
    alts = [svg["aria-label"] for page in hostile.values() for svg in page.select("svg[aria-label]")]
    assert sum(SHORT in alt or HOSTILE in alt for alt in alts) >= 2, "alternative text of both drawings"
    assert shown("budapest_process", "p") >= 1, "prose"
    assert (
        shown("budapest_process", ".reported", IN_STATEMENT) == 1 and shown("claims", ".entry > :is(h3, h4)", IN_STATEMENT) > 40
    )
    assert shown("partnerships", "section.sources li", IN_BIBTEX) > 0 and shown("sources", "table td", IN_BIBTEX) > 10
    assert sum(IN_BIBTEX in plain(item.get_text()) for item in hostile["book/bibliography.html"].select(".citation")) > 20


def test_raw_markup_is_in_no_file(books):
    for name, page in books[1].items():
        data = [
            script.extract().get_text() for script in page.find_all("script", type="application/ld+json")
        ]  # read by no engine for scripts
        assert not any("<" in block for block in data) and all(map(json.loads, data)), (
            f"{name}: nothing in a block of data may end it"
        )
        assert "alert(1)" not in "".join(script.get_text() for script in page.find_all("script")), name
        assert "<script>alert" not in str(page).replace("&lt;", "<") or "&lt;script&gt;alert" in str(page), name


# -- what the checks would refuse, at the functions that write HTML ---------------------------------------------------


@pytest.fixture
def poisoned(section, project):
    """The section with markup in every text, as if the checks had not been."""
    found = load(project / "data")
    for name in resources(found.descriptor):
        rows = [dict(row) for row in section.rows(name)]
        for row in rows:
            for column in COLUMNS.get(name, "").split():
                if row.get(column):
                    row[column] = f"{row[column]} {IN_BIBTEX if name == 'statements' else MARKUP}"
        found._rows[name] = rows
    return found


SAFE = set(
    "article button details summary h4 dl dt dd br p div table caption thead tbody tr th td a ul li strong span section h2 h3 em form label input output select option".split()
)


@pytest.mark.parametrize(
    "function",
    [
        explorer.explorer,
        explorer.entries,
        explorer.event_entries,
        explorer.evidence_entries,
        explorer.statement_entries,
        explorer.context_entries,
        explorer.dependency_matrix,
        explorer.dictionary,
    ],
)
def test_the_appendix_escapes_markup(poisoned, function):
    page = BeautifulSoup(function(poisoned).html, "html.parser")
    assert {tag.name for tag in page.find_all(True)} <= SAFE
    assert not [tag for tag in page.find_all(True) if set(tag.attrs) & {"onerror", "onload", "src"}]
    if function is not explorer.dictionary:
        assert MARKUP in page.get_text()


def test_a_popover_escapes_markup():
    data = {
        "title": MARKUP,
        "facts": [[MARKUP, MARKUP], ["Sources", [MARKUP, MARKUP]]],
        "claims": [["claims", "x"]],
        "names": [MARKUP],
        "sources": [],
        "outside": True,
    }
    page = BeautifulSoup(popover(1, data, [f"claims.html#{MARKUP}"]), "html.parser")
    assert {tag.name for tag in page.find_all(True)} == {"div", "p", "dl", "dt", "dd", "br", "a"}
    assert page.get_text().count(MARKUP) == 6


def test_a_number_survives_its_way_from_notebook_to_page(poisoned):
    """Each number reaches the page as a node of its own, whose text and provenance are what they were, whatever stands in them."""
    for q in poisoned.claims():
        for shown in (q.wording, q.printed, q.stage):
            (node,) = nodes_of(from_json(json.loads(json.dumps(to_json(shown.parts)))))
            assert node["provenance"]["title"] == q.label and node.astext() == shown.text
            assert BeautifulSoup(node["inner"], "html.parser").get_text() == shown.text


def test_downloads_of_hostile_tables_hold_no_formula(poisoned):
    labels = [f"{start}{q.label}" for q, start in zip(poisoned.claims(), "=+-@\t" * 9)]
    chart = charts.bars(
        "hostile",
        list(zip(labels, poisoned.claims(unit="EUR"))),
        axis="EUR",
        title=plain_wording(MARKUP),
        subtitle=plain_wording(MARKUP),
        caption=plain_wording(MARKUP),
        alt=plain_wording(MARKUP),
    )
    cells = [cell for row in csv.reader(io.StringIO(chart.csv())) for cell in row]
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]
    assert any(MARKUP in cell for cell in cells)
    for narrow in (False, True):
        root = ElementTree.fromstring(chart.svg(narrow).encode("utf-8"))
        assert {tag.tag.rpartition("}")[2] for tag in root.iter()} <= {*DRAWN, "svg", "title", "desc"}
        assert {root.find("{*}title").text, root.get("aria-label")} == {MARKUP} and root.find("{*}desc").text.startswith(MARKUP)
        written = "".join("".join(text.itertext()) for text in root.iter("{http://www.w3.org/2000/svg}text"))
        assert "".join(MARKUP.split()) in "".join(written.split()), "the title in the drawing"
    for html in (chart.shown.html, chart._repr_html_()):
        page = BeautifulSoup(html, "html.parser")
        assert not page.select("script, img, [onerror]")
        assert MARKUP in page.select_one("figcaption .chart-title").text and MARKUP in page.select_one(".chart-subtitle").text
        assert MARKUP in page.select_one(".chart-note").text and all(
            MARKUP in mark["aria-label"] for mark in page.select("a.mark")
        )
