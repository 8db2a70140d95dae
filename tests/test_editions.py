"""The PDF and the EPUB, made from the real book: whole, tagged, linked, and valid; and the same on every run, which a small book shows."""

from __future__ import annotations

import datetime
import html
import io
import os
import posixpath
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile
from collections import Counter
from pathlib import Path

import building
import pytest
from bs4 import BeautifulSoup
from outloud import check
from pypdf import PdfReader
from pypdf.generic import Destination, IndirectObject

from claimbook import wording as words
from claimbook.publish import editions
from claimbook.teaching.labs.kinds import LABS
from external_dimension.exercises import EXERCISES

MAKE = "import sys, pathlib; from claimbook.publish import editions; p = pathlib.Path; p(sys.argv[3]).write_bytes(getattr(editions, sys.argv[1])(p(sys.argv[2])))"
#: Two surroundings that must not show in the files: another order of sets, another zone of time.
SURROUNDINGS = ({"PYTHONHASHSEED": "1", "TZ": "UTC"}, {"PYTHONHASHSEED": "2", "TZ": "Pacific/Auckland"})
XHTML = "{http://www.w3.org/1999/xhtml}"
OPF = {"opf": "http://www.idpf.org/2007/opf", "dc": "http://purl.org/dc/elements/1.1/"}
POINTS = 72 / 25.4  # in a millimetre
MARGIN = {False: 25 * POINTS, True: 18 * POINTS}  # of upright and lying pages, from paper.css


def program(name: str, package: str) -> str:
    """Where a program is. Without it the test is skipped, loudly; in CI (REQUIRE_BROWSER=1) it fails."""
    found = shutil.which(name)
    if not found:
        message = f"NO {name.upper()} FOUND: a test of the editions did not run. Install it (Debian: apt-get install {package})."
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail(message)
        pytest.skip(message)
    return found


def edition(kind: str, book: Path, file: Path, **surrounding: str) -> Path:
    """Make an edition of a built book in a process of its own, which must have nothing to say."""
    command = [sys.executable, "-c", MAKE, kind, str(book), str(file)]
    environment = {**os.environ, "PYTHONPATH": str(book / "src"), **surrounding}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=600)
    assert (done.returncode, done.stdout) == (0, "")
    return file


@pytest.fixture(scope="session")
def made(book_project, tmp_path_factory) -> dict[str, Path]:
    """Each edition of the book."""
    folder = tmp_path_factory.mktemp("editions")
    return {kind: edition(kind, book_project, folder / f"book.{kind}") for kind in ("pdf", "epub")}


def excerpt(book: Path, place: Path) -> Path:
    """A few pages of a built book: charts, tables, notes, solutions and some entries, without the links that lead elsewhere."""
    shutil.copytree(book, place, symlinks=True, ignore=shutil.ignore_patterns("_build"))
    root, *others = names = ("notebooks/overview", "notebooks/turkiye", "notebooks/claims")
    chapters = "".join(f"  - file: {name}\n" for name in others)
    (place / "_toc.yml").write_text(f"format: jb-book\nroot: {root}\nchapters:\n{chapters}", encoding="utf-8")
    files = ["index.html" if name == root else f"{name}.html" for name in names]
    found = {file: BeautifulSoup((book / "_build" / "html" / file).read_bytes(), "html.parser") for file in files}
    for page in found.values():
        for entry in page.select(".entry")[12:]:
            entry.decompose()
    anchors = {file: {tag["id"] for tag in page.select("[id]")} for file, page in found.items()}
    for file, page in found.items():
        for link in page.article.select("a[href]"):
            target, _, anchor = link["href"].partition("#")
            target = posixpath.normpath(posixpath.join(posixpath.dirname(file), target)) if target else file
            if ":" not in link["href"] and (target not in files or (anchor and anchor not in anchors[target])):
                link.unwrap()
        (place / "_build" / "html" / file).parent.mkdir(parents=True, exist_ok=True)
        (place / "_build" / "html" / file).write_text(str(page), encoding="utf-8")
    return place


@pytest.fixture(scope="session")
def twice(book_project, tmp_path_factory) -> list[bytes]:
    """The PDF of a few pages, made twice in different surroundings."""
    folder = tmp_path_factory.mktemp("twice")
    book = excerpt(book_project, folder / "excerpt")
    return [edition("pdf", book, folder / f"{at}.pdf", **around).read_bytes() for at, around in enumerate(SURROUNDINGS)]


@pytest.fixture(scope="session")
def pages(book_project) -> list[editions.Page]:
    """The pages of the book, as an edition takes them."""
    return editions.read_pages(book_project)


# --- PDF ----------------------------------------------------------------------------------------------------------------


def test_two_pdfs_made_at_different_times_and_places_of_the_world_are_identical(twice):
    one, other = twice
    assert one == other
    kinds = Counter(o.get("/S") for o in objects(PdfReader(io.BytesIO(one))))
    assert kinds["/Figure"] > 2 and kinds["/Table"] > 5 and kinds["/Link"] > 100, "nearly all that the whole book has"


@pytest.fixture(scope="session")
def reader(made) -> PdfReader:
    return PdfReader(made["pdf"])


@pytest.fixture(scope="session")
def printed(made) -> list[list[tuple[str, float, float, float]]]:
    """The words of each page of the book."""
    return words_on(made["pdf"])


def words_on(file: Path) -> list[list[tuple[str, float, float, float]]]:
    """The words of each page, from top to bottom, with their left, right and upper edges in points."""
    command = [program("pdftotext", "poppler-utils"), "-bbox", str(file), "-"]
    text = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    word = re.compile(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="[\d.-]+">(.*?)</word>')
    found = [
        [(html.unescape(m[4]), float(m[1]), float(m[3]), float(m[2])) for m in word.finditer(page)]
        for page in text.split("</page>")[:-1]
    ]
    return [sorted(page, key=lambda word: (round(word[3]), word[1])) for page in found]


def objects(reader: PdfReader) -> list[dict]:
    """Every dictionary and stream of the file."""
    numbers = sorted({number for numbers in reader.xref.values() for number in numbers} | set(reader.xref_objStm))
    return [o for number in numbers if isinstance(o := reader.get_object(IndirectObject(number, 0, reader)), dict)]


def outline(reader: PdfReader, level: list | None = None, depth: int = 1) -> list[tuple[int, Destination]]:
    """Every bookmark with its level."""
    marks = []
    for item in reader.outline if level is None else level:
        marks += outline(reader, item, depth + 1) if isinstance(item, list) else [(depth, item)]
    return marks


def test_the_pdf_says_what_it_is(project, reader):
    about, catalogue = editions.about_book(project), reader.trailer["/Root"]
    assert reader.metadata.title == about["title"]
    assert reader.metadata.author == about["author"]
    assert catalogue["/Lang"] == "en"
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"]


def test_every_chart_of_the_pdf_is_a_drawing_with_a_description(reader, pages):
    kinds = {o.get("/Subtype") for o in objects(reader)}
    assert "/Link" in kinds
    assert "/Image" not in kinds
    figures = [o for o in objects(reader) if o.get("/S") == "/Figure"]
    charts = sum(page.html.count("<svg") for page in pages)
    assert len(figures) == charts > 0
    assert all(len(figure.get("/Alt", "")) > 40 for figure in figures)


def test_the_pdf_is_tagged(reader):
    kinds = {o["/S"] for o in objects(reader) if o.get("/Type") == "/StructElem"}
    assert {"/H1", "/H2", "/H3", "/P", "/L", "/LI", "/Table", "/TR", "/TH", "/TD", "/Caption", "/Link", "/Figure"} <= kinds
    assert reader.trailer["/Root"]["/StructTreeRoot"]["/K"]


def errors(file: Path) -> list[str]:
    """What a checker of accessible PDFs takes for errors."""
    found = check(str(file))
    assert not found.error
    return [f"{one.rule} page {one.page}: {one.message}" for one in found.findings if one.severity == "error"]


def test_a_checker_of_accessible_pdfs_finds_no_error(made):
    assert errors(made["pdf"]) == []


def test_paper_speaks_of_nothing_that_only_a_screen_has(pages):
    for page in pages:
        said = re.findall(r"[^.]*\b(?:(?:search|sort) (?:it|them)\b|hover|tap (?:on|a)\b|folded away)[^.]*", page.body.get_text())
        assert said == [], page.name


def test_the_bookmarks_hold_every_page_and_section_in_order(reader, pages):
    marks = [(depth, mark.title) for depth, mark in outline(reader) if depth <= 2]
    wanted = [(1, "Contents")]
    for page in pages:
        wanted += [(1, page.title), *((2, title) for _, title in page.sections)]
    assert marks == wanted


def test_no_bookmark_is_a_whole_sentence(reader):
    titles = [mark.title for _, mark in outline(reader)]
    assert [title for title in titles if title.endswith(".")] == [] and len(titles) > 100, "names of entries stay"


def test_every_link_of_the_pdf_leads_somewhere(reader):
    places, inner, outer = set(reader.named_destinations), 0, 0
    for page in reader.pages:
        for note in page.get("/Annots", []):
            note = note.get_object()
            if note.get("/Subtype") != "/Link":
                continue
            address = note.get("/A", {}).get("/URI")
            if address is not None:
                assert address.startswith(("https://", "http://")), address
                outer += 1
            else:
                assert note["/Dest"] in places, note["/Dest"]
                inner += 1
    assert inner > 1000
    assert outer


def test_the_contents_give_the_pages_on_which_chapters_begin(reader, printed, pages):
    begins = {mark.title: reader.get_destination_page_number(mark) + 1 for depth, mark in outline(reader) if depth == 1}
    contents = [text for text, *_ in sum(printed[begins["Contents"] - 1 : begins[pages[0].title] - 1], [])]
    for page in pages:
        assert str(begins[page.title]) in contents, page.title
    assert list(begins.values()) == sorted(begins.values())


def test_a_number_of_a_page_beside_a_link_is_that_of_the_page_to_which_it_leads(reader, printed):
    numbers, told = {sheet.indirect_reference.idnum: number for number, sheet in enumerate(reader.pages, 1)}, 0
    pages = {name: numbers[found.page.idnum] for name, found in reader.named_destinations.items()}
    for sheet, texts in zip(reader.pages, printed, strict=True):
        height, notes = float(sheet.mediabox.height), [note.get_object() for note in sheet.get("/Annots", [])]
        links = [(*map(float, note["/Rect"]), pages[note["/Dest"]]) for note in notes if "/Dest" in note]
        for (before, *_), (text, left, right, top) in zip(texts, texts[1:]):
            if before != "(p." or not (shown := re.match(r"(\d+)\)", text)):
                continue
            x, y = (left + right) / 2, height - top - 4
            found = {page for x0, y0, x1, y1, page in links if x0 <= x <= x1 and min(y0, y1) <= y <= max(y0, y1)}
            assert found == {int(shown[1])}, (text, found)
            told += 1
    assert told > 300


def test_links_have_the_numbers_of_their_pages_after_two_passes(caplog):
    """The very file that WeasyPrint makes in three, with links to pages before and after."""
    import weasyprint

    from claimbook.publish.page_numbers import pages_known

    style = "@page { size: 60mm } p { break-before: page } a::after { content: target-counter(attr(href), page) }"
    links = "".join(f'<a href="#p{n}">to</a> ' for n in (0, 11, 5))
    text = "".join(f'<p id="p{n}">{links}</p>' for n in range(12))

    def made() -> tuple[bytes, int]:
        caplog.clear()
        document = weasyprint.HTML(string=f"<html lang=en><title>x</title><style>{style}</style>{text}")
        with caplog.at_level("INFO", logger="weasyprint.progress"):
            pdf = document.write_pdf(pdf_variant="pdf/ua-1")
        return pdf, sum("Repagination" in record.getMessage() for record in caplog.records)

    with pages_known():
        quick, again = made()
    assert made() == (quick, 2) and again == 1
    shown = [page.extract_text() for page in PdfReader(io.BytesIO(quick)).pages]
    assert ["".join(page.split()) for page in shown] == ["to1to12to6"] * 12


def test_every_printed_page_has_its_number_and_the_chapters_have_running_heads(project, reader, printed):
    title = editions.about_book(project)["title"]
    begins = {reader.get_destination_page_number(mark): mark.title for depth, mark in outline(reader) if depth == 1}
    chapter = ""
    for number, page in enumerate(printed[1:], 1):
        assert page[-1][0] == str(number + 1)
        shown = " ".join(text for text, *_ in page)
        chapter = begins.get(number, chapter)
        assert shown.endswith(f"{title} {number + 1}"), number + 1
        assert number in begins or shown.startswith(chapter), number + 1


def test_nothing_stands_outside_the_margins(reader, printed):
    for number, (sheet, page) in enumerate(zip(reader.pages, printed, strict=True)):
        width, height = float(sheet.mediabox.width), float(sheet.mediabox.height)
        margin = MARGIN[width > height]
        out = [text for text, left, right, _ in page if left < margin - 1 or right > width - margin + 1]
        assert out == [], f"page {number + 1}"


def test_the_cover_says_version_date_and_that_the_book_is_independent(project, printed):
    cover = " ".join(text for text, *_ in printed[0])
    asked = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=project, capture_output=True, text=True, check=True).stdout
    changed = datetime.datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH") or asked), datetime.UTC)
    about = editions.about_book(project)
    for text in (
        about["title"],
        about["about"],
        about["notice"],
        f"Version {about['version']}, {words.date(changed.date().isoformat())}",
    ):
        assert text.replace("\u00a0", " ") in cover.replace("\u00a0", " ")


def test_a_missing_library_is_named_with_the_way_to_install_it(project, tmp_path, monkeypatch):
    (tmp_path / "weasyprint.py").write_text("raise OSError('cannot load library libpango-1.0-0')\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    for name in [name for name in sys.modules if name.partition(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    with pytest.raises(editions.EditionError, match="apt-get install libpango-1.0-0"):
        editions.pdf(project)


# --- EPUB ---------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def bound(made) -> dict[str, bytes]:
    """The files of the EPUB."""
    with zipfile.ZipFile(made["epub"]) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_two_epubs_made_at_different_times_and_places_of_the_world_are_identical(project, small_project, tmp_path, monkeypatch):
    """One from the small book as it is; the other by the command in another copy, in other surroundings, which builds the book anew
    and puts the file into place; nothing is left beside it."""
    one = edition("epub", small_project, tmp_path / "one.epub", **SURROUNDINGS[0])
    copy = building.copy_project(project, tmp_path / "copy", pages=building.SMALL)
    (copy / ".git").symlink_to(project / ".git")
    for name, value in SURROUNDINGS[1].items():
        monkeypatch.setenv(name, value)
    done = building.run(copy, "epub")
    place = copy / "_build" / "external-dimension.epub"
    assert done.returncode == 0 and done.stdout.endswith(f"The EPUB is ready: {place}\n"), done.stdout
    assert place.read_bytes() == one.read_bytes()
    assert not place.with_name(place.name + ".new").exists()


def test_epubcheck_finds_nothing(made):
    found = program("epubcheck", "epubcheck")
    # Debian's command is a jar, which starts by itself only where the kernel knows how.
    command = [program("java", "default-jre-headless"), "-jar", os.path.realpath(found)] if zipfile.is_zipfile(found) else [found]
    done = subprocess.run([*command, str(made["epub"])], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 fatals / 0 errors / 0 warnings" in done.stdout + done.stderr


def test_the_epub_holds_every_page_in_order_and_says_so(bound, pages):
    package = ET.fromstring(bound["EPUB/package.opf"])
    files = {item.get("id"): item.get("href") for item in package.iterfind("opf:manifest/opf:item", OPF)}
    spine = [files[item.get("idref")] for item in package.iterfind("opf:spine/opf:itemref", OPF)]
    chapters = [f"{page.slug}.xhtml" for page in pages]
    assert spine == ["cover.xhtml", "title.xhtml", "nav.xhtml", *chapters]
    nav = ET.fromstring(bound["EPUB/nav.xhtml"]).find(f".//{XHTML}nav")
    assert [a.get("href") for a in nav.iter(f"{XHTML}a") if "#" not in a.get("href")] == chapters


def test_the_epub_says_what_it_is_and_how_it_can_be_read(project, bound):
    about, package = editions.about_book(project), ET.fromstring(bound["EPUB/package.opf"])
    said = {
        name: package.findtext(f"opf:metadata/dc:{name}", namespaces=OPF)
        for name in ("title", "language", "creator", "identifier")
    }
    assert said.pop("identifier").startswith("urn:uuid:")
    assert said == {"title": about["title"], "language": "en", "creator": about["author"]}
    properties = {meta.get("property"): meta.text for meta in package.iterfind("opf:metadata/opf:meta", OPF)}
    assert properties["schema:accessibilityHazard"] == "none"
    assert {
        "schema:accessMode",
        "schema:accessModeSufficient",
        "schema:accessibilityFeature",
        "schema:accessibilitySummary",
    } <= set(properties)
    assert properties["dcterms:modified"] == about["time"]


def test_the_epub_needs_no_script_and_nothing_is_folded(bound, pages):
    documents = {name: BeautifulSoup(content, "html.parser") for name, content in bound.items() if name.endswith(".xhtml")}
    for name, document in documents.items():
        assert document.select("script, details, button, form, [popover], [tabindex]") == [], name
    assert sum(len(document.find_all("svg")) for document in documents.values()) == sum(page.html.count("<svg") for page in pages)
    assert any(document.select(".fold") for document in documents.values())
    numbers = [link["href"] for document in documents.values() for link in document.select("a.quantity")]
    assert numbers
    assert all(re.search(r"\.xhtml#[\w-]+$", address) for address in numbers)


# --- pages --------------------------------------------------------------------------------------------------------------


def small_book(folder: Path, **texts: str) -> Path:
    """A built book of pages with these texts, the first being the root, without the code that would build it."""
    (folder / "_build" / "html").mkdir(parents=True)
    root, *others = texts
    chapters = "".join(f"  - file: {name}\n" for name in others)
    (folder / "_toc.yml").write_text(
        f"format: jb-book\nroot: {root}\n" + (f"chapters:\n{chapters}" if chapters else ""), encoding="utf-8"
    )
    for name, text in texts.items():
        name = "index" if name == root else name  # where the build puts the first page
        page = f"<html><body><nav>x</nav><article><section id='{name}'><h1>{name}</h1>{text}</section></article></body></html>"
        (folder / "_build" / "html" / f"{name}.html").write_text(page, encoding="utf-8")
    return folder


def test_a_link_that_leads_nowhere_is_an_error_that_names_it(tmp_path):
    pages = editions.read_pages(small_book(tmp_path, one='<p><a href="two.html#lost">there</a></p>', two="<p>Here.</p>"))
    with pytest.raises(editions.EditionError, match="index: the link 'there' leads to two.html#lost, which is not in the book"):
        editions.relink(pages, lambda slug, anchor: f"{slug}#{anchor}")


def test_links_stay_within_the_edition_and_what_it_lacks_becomes_text(tmp_path):
    text = '<p id="here"><a href="two.html">a</a><a href="#here">b</a><a href="https://example.org/">c</a><a href="data.zip">d</a></p>'
    pages = editions.read_pages(small_book(tmp_path, one=text, two="<p>Here.</p>"))
    editions.relink(pages, lambda slug, anchor: f"{slug}.xhtml#{anchor}")
    assert [link["href"] for link in pages[0].body.find_all("a")] == ["two.xhtml#", "index.xhtml#here", "https://example.org/"]
    assert pages[0].body.find("p").get_text() == "abcd"


def test_folds_open_drawings_turn_light_and_browser_parts_go(tmp_path):
    text = (
        '<details class="solution"><summary>Solution</summary><p>It is so.</p></details><div popover>note</div>'
        '<figure><svg viewBox="0 0 1 1" role="img" aria-label="A line."><path style="stroke: var(--c1, #1f78b4)"/></svg></figure>'
        '<figure><svg class="narrow" viewBox="0 0 1 1"><path/></svg></figure>'
    )
    page = editions.read_pages(small_book(tmp_path, one=text))[0]
    assert page.body.select_one("div.solution.fold > .fold-title").get_text() == "Solution"
    assert "note" not in page.html
    assert "<title>A line.</title>" in page.html
    assert 'viewBox="0 0 1 1"' in page.html
    assert "stroke: #1f78b4" in page.html
    assert page.html.count("<path") == 1


def test_solutions_stand_together_at_the_end_and_lead_back_and_forth(tmp_path):
    def exercise(name: str, more: str = "") -> str:
        return (
            f'<div class="exercise" id="ask-{name}"><p class="admonition-title">Exercise: {name}</p><p>What?</p></div>'
            f'<details class="solution" id="solve-{name}"><summary>Solution</summary><p>So: <a href="two.html#two">see</a>.</p>{more}</details>'
        )

    drawing = '<svg viewBox="0 0 {0} 1"><path/></svg>'
    folder = small_book(
        tmp_path,
        one=drawing.format(7) + exercise("a") + exercise("b", drawing.format(8)),
        two='<p id="two">Here.</p>' + exercise("c"),
    )
    one, two, last = pages = editions.read_pages(folder)
    assert last.title == "Solutions" and [tag["id"] for tag in last.body.select(".solution")] == ["solve-a", "solve-b", "solve-c"]
    assert not one.body.select(".solution") and not two.body.select(".solution")
    assert 'viewBox="0 0 7 1"' in one.html and 'viewBox="0 0 8 1"' not in one.html and 'viewBox="0 0 8 1"' in last.html
    editions.relink(pages, lambda slug, anchor: f"{slug}#{anchor}")
    assert one.body.select_one("#ask-b .onward a")["href"] == "solutions#solve-b"
    assert last.body.select_one("#solve-c .fold-title a")["href"] == "two#ask-c"
    assert last.body.select_one("#solve-b p a")["href"] == "two#two"
    assert [title for _, title in last.sections] == [one.title, two.title]


def test_reasons_stand_apart_from_the_answers_to_choose(tmp_path):
    """On paper nothing folds: a reader has the answers on the page, and hints and reasons at the end."""
    tries = (
        '<div class="tries" id="tries-a" data-about="A &amp; B"><details class="hint"><summary>Hint</summary><p>Look.</p>'
        '<details class="hint"><summary>A further hint</summary><p>Begin.</p></details></details>'
        '<details class="choose"><summary>Answers to choose from</summary><p class="how">Open it.</p><ul class="choices">'
        '<li><details class="choice"><summary>EUR 1</summary><p>Not yet. Too little.</p></details></li>'
        '<li class="right"><details class="choice"><summary>EUR 2</summary><p>Right: EUR 2.</p></details></li></ul></details></div>'
    )
    asked = '<div class="exercise" id="ask"><p class="admonition-title">Exercise: A</p></div>'
    solved = '<details class="solution" id="solve"><summary>Solution</summary><p>So.</p></details>'
    _, page, last = pages = editions.read_pages(
        small_book(tmp_path, one="<p>One.</p>", two=f'{asked}<div class="cell">{tries}</div>{solved}')
    )
    kept = page.body.select_one(".tries")
    assert [item.get_text() for item in kept.select(".choices > li")] == ["EUR 1", "EUR 2"]
    assert not re.search("Look|Begin|Not yet|Right|Open it|So\\.", page.body.get_text())
    taken = last.body.select_one("#tries-a-why")
    assert [word in taken.get_text() for word in ("Look.", "Begin.", "EUR 1", "Too little.", "Right: EUR 2.")] == [True] * 5
    editions.relink(pages, lambda slug, anchor: f"{slug}#{anchor}")
    assert taken.select_one(".fold-title a")["href"] == "two#tries-a" and taken.select_one(".fold-title a").get_text() == "A & B"
    assert kept.select_one(".onward a")["href"] == "solutions#tries-a-why"


def test_every_exercise_of_the_book_has_its_solution_at_the_end(pages):
    *chapters, last, _ = pages
    asked = [exercise for page in chapters for exercise in page.body.select(".exercise")]
    assert len(asked) == len(last.body.select(".solution")) == len(EXERCISES)
    assert not any(page.body.select(".solution, .hint, .choice") for page in chapters)
    reasons = len(last.body.select(".reasons"))
    assert reasons == 3 * len(EXERCISES) + len(LABS), "of each exercise, of each asked again, and of each brief"


def test_an_image_goes_along_into_the_epub(project, tmp_path):
    folder = small_book(tmp_path, one='<p><img src="_images/dot.png" alt="A dot"></p>')
    for name in ("data", "book"):
        shutil.copytree(project / name, folder / name)
    shutil.copy(project / "_config.yml", folder)
    (folder / "notebooks").mkdir()
    (folder / "_build" / "html" / "_images").mkdir()
    (folder / "_build" / "html" / "_images" / "dot.png").write_bytes(b"dot")
    with zipfile.ZipFile(io.BytesIO(editions.epub(folder))) as archive:
        assert archive.read("EPUB/images/dot.png") == b"dot"
        assert 'src="images/dot.png"' in archive.read("EPUB/index.xhtml").decode()
