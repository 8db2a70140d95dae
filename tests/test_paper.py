"""The PDF as assistive technology and paper have it: what its tags say, and what stands on its pages; pages of our own where these are enough."""

from __future__ import annotations

import io
import shutil
from collections import Counter

import pytest
from pypdf import PdfReader
from test_editions import MARGIN, POINTS, errors, small_book, words_on

from claimbook.publish import editions

HEADS = ("Committee", "Responsibilities", "Correspondence", "Announcement", "Documentation", "Representation")
ADDRESS = "https://example.org/" + "a-very-long-address-without-a-break/" * 4
#: A link with elements in it, a list in a list, tables of two and of three columns, one whose heads fit no column, and an address in a cell.
TEXT = f"""
<p>See <a href="#two"><code>claims</code> and <em>more</em></a>, <a class="external" href="https://example.org/">there</a>.</p>
<ul><li>One<ul><li>Inner</li></ul></li><li><p>Two</p></li></ul><p><span id="nothing"></span>Text.</p>
<table id="two"><thead><tr><th scope="col">Name</th><th scope="col">Part</th></tr></thead><tbody>
<tr><th scope="row">One</th><td>1</td></tr><tr><th scope="row">Two</th><td>2</td></tr></tbody></table>
<table id="three"><thead><tr><th scope="col">Name</th><th scope="col">Part</th><th scope="col">Whole</th></tr></thead><tbody>
{"".join(f'<tr><th scope="row">Row {at}</th><td>{at}</td><td>9</td></tr>' for at in range(4))}</tbody></table>
<table id="wide"><thead><tr>{"".join(f'<th scope="col">{head}</th>' for head in HEADS)}</tr></thead><tbody>
<tr><th scope="row">A body</th><td><a class="external" href="{ADDRESS}">{ADDRESS}</a></td>{"<td>words</td>" * 4}</tr></tbody></table>
"""
#: Paragraphs of three lines, which can be split nowhere without leaving one alone.
LINES = "".join(f"<p>Start{at} {'word ' * 42} End{at}</p>" for at in range(40))
MANY = [f"Humanitarian chapter {at}" for at in range(24)]
TURNED = f"""<table><thead><tr><th scope="col">Claim</th>{"".join(f'<th scope="col">{head}</th>' for head in MANY)}</tr></thead><tbody>
<tr><th scope="row">A claim</th>{"<td>1</td>" * len(MANY)}</tr></tbody></table>"""
SOURCES = '<section class="sources" aria-label="x"><p class="sources-title">x</p><ul><li><a href="two.html#two">A source</a></li></ul></section>'


@pytest.fixture(scope="module")
def small(project, tmp_path_factory) -> bytes:
    """The PDF of pages of our own."""
    folder = small_book(
        tmp_path_factory.mktemp("small"),
        one=TEXT.replace("two", "one-two") + LINES + SOURCES,
        two=f'<p id="two">Here.</p>{TURNED}',
    )
    for name in ("data", "book"):
        shutil.copytree(project / name, folder / name)
    shutil.copy(project / "_config.yml", folder)
    (folder / "notebooks").mkdir()
    return editions.pdf(folder)


@pytest.fixture(scope="module")
def tree(small) -> list:
    """The elements of its tags, in the order in which they are read."""
    return list(elements(PdfReader(io.BytesIO(small)).trailer["/Root"]["/StructTreeRoot"]))


def elements(node, above: tuple = ()):
    """Every element below one, with the kinds of those above it."""
    for kid in node.get("/K", []):
        kid = kid.get_object() if hasattr(kid, "get_object") else kid
        if isinstance(kid, dict) and kid.get("/Type") == "/StructElem":
            yield kid, above
            yield from elements(kid, (*above, kid["/S"]))


def kinds(node) -> list[str]:
    """The kinds of what an element holds: elements, references to links, and marks of text."""
    found = [kid.get_object() if hasattr(kid, "get_object") else kid for kid in node["/K"]]
    return [kid.get("/S", kid["/Type"]) if isinstance(kid, dict) else "text" for kid in found]


def test_the_checker_finds_what_is_wrong(tmp_path):
    """As WeasyPrint alone would make it."""
    import weasyprint

    (tmp_path / "raw.pdf").write_bytes(weasyprint.HTML(string=f"<html lang='en'><title>x</title>{TEXT}").write_pdf(pdf_tags=True))
    assert {line.split()[0] for line in errors(tmp_path / "raw.pdf")} >= {"DOC-012", "LNK-001", "TBL-002", "TBL-010"}


def test_each_link_is_told_once_and_holds_what_it_says(small, tree):
    links = [(element, above) for element, above in tree if element["/S"] == "/Link"]
    assert links and all(
        "/Link" not in above and "text" in str(kinds(element)) or "/Span" in kinds(element) for element, above in links
    )
    owners = Counter(kind for element, _ in tree for kind in [element["/S"]] * kinds(element).count("/OBJR"))
    notes = [note.get_object() for page in PdfReader(io.BytesIO(small)).pages for note in page.get("/Annots", [])]
    assert set(owners) == {"/Link"} and owners["/Link"] == len(notes) and all(note["/F"] == 4 for note in notes)


def test_heads_of_tables_say_what_they_head(tree):
    scopes = [str(element["/A"].get("/Scope")) for element, _ in tree if element["/S"] == "/TH"]
    # The first cell of a row is its head, but where heads would outnumber other cells: in two columns, or in a single row.
    assert Counter(scopes) == {"/Column": 2 + 3 + len(HEADS) + 1 + len(MANY), "/Row": 4}


def test_items_of_lists_hold_a_sign_and_a_body(tree):
    items = [element for element, _ in tree if element["/S"] == "/LI"]
    assert len(items) > 3 and all([kind for kind in kinds(item) if kind != "/Lbl"] == ["/LBody"] for item in items)
    assert all(above[-1] == "/LBody" for element, above in tree if element["/S"] == "/L" and "/LI" in above)


def test_running_heads_are_not_read_out(small):
    reader = PdfReader(io.BytesIO(small))
    drawn = " ".join(reader.pages[-1].get_contents().get_data().decode("latin-1").split())
    assert drawn.count("/Artifact <</Type /Pagination>>") == 2  # the book and the number of the page


def test_nothing_empty_is_told_of(tree):
    assert all(element["/K"] or element["/S"] in ("/TD", "/TH") for element, _ in tree)


def test_heads_of_tables_are_broken_nowhere_and_an_address_only_where_it_must(small, tmp_path):
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(small)).pages]
    words = set(" ".join(pages).split())
    assert words >= {*HEADS, "Humanitarian"}
    assert " ".join(pages).count("Humanitarian") == len(MANY)
    (tmp_path / "small.pdf").write_bytes(small)
    page = next(page for page in words_on(tmp_path / "small.pdf") if "Correspondence" in {word for word, *_ in page})
    assert max(right for _, _, right, _ in page) <= 210 * POINTS - MARGIN[False] + 1


def test_no_line_of_a_paragraph_stands_alone_on_a_page(small, tmp_path):
    (tmp_path / "small.pdf").write_bytes(small)
    begun, ended = (
        [{word[len(end) :] for word, *_ in page if word.startswith(end)} for page in words_on(tmp_path / "small.pdf")]
        for end in ("Start", "End")
    )
    assert begun == ended and sum(map(bool, begun)) > 1 and sum(map(len, begun)) == 40


def test_sources_stand_together_at_the_end_and_each_chapter_leads_to_its_own(tmp_path):
    folder = small_book(tmp_path, one=f"<p>Text.</p>{SOURCES}", two='<p id="two">Here.</p>')
    one, two, last = pages = editions.read_pages(folder)
    assert last.title == "Sources by chapter" and [title for _, title in last.sections] == [one.title]
    editions.relink(pages, lambda slug, anchor: f"{slug}#{anchor}")
    assert one.body.select_one(".onward a")["href"] == "sources_by_chapter#from-index" and not one.body.select(".sources")
    assert last.body.select_one("li a")["href"] == "two#two"
