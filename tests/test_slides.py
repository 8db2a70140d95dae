"""The deck: its numbers are the data's, it follows the data, and it works in a browser from a file, without anything else."""

from __future__ import annotations

import re

import building
import pytest
from bs4 import BeautifulSoup

from claimbook.publish.slides import SlideError, deck, slides_of
from claimbook.report.display import bullets, headline
from external_dimension import share, total

#: A book with a single chapter that has a slide, its appendix, and the page that it links to.
NUMBER = re.compile(r"\d")


@pytest.fixture(scope="module")
def html(project, book_project) -> str:
    return deck(project, book_project / "_build" / "work" / "_build" / "jupyter_execute")


@pytest.fixture
def page(html) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


def findings(page) -> list:
    return [slide for slide in page.select("main > section") if slide.select_one("aside.notes")]


def test_there_are_eight_to_twelve_findings_each_with_all_its_parts(page):
    slides = findings(page)
    assert 8 <= len([s for s in slides if NUMBER.search(s.h2.text)]) <= 12
    for slide in slides:
        assert slide.h2.text.strip() and slide.select_one(".caveat-line").text.strip()
        assert "In the book:" in slide.select_one(".source").text
        assert slide.select_one(".shown svg, .shown .cards, .shown ul")
        assert slide.select("aside.notes li"), "the speaker's notes say where each number comes from"
    assert len({slide["id"] for slide in page.select("main > section")}) == len(page.select("main > section"))


def test_no_digit_was_typed(page):
    for slide in findings(page):
        for part in slide.select("h2, .caveat-line, .shown"):
            for drawn in part.select(".quantity, svg"):
                drawn.extract()
            assert not NUMBER.search(part.text), part.text


def test_headlines_show_what_the_tables_give(section, page):
    claim = section.claim
    turkiye, facility, egypt = claim("turkiye_total"), claim("turkiye_facility"), claim("egypt_package")
    heads = total(*section.claims(unit="EUR"), label="heads", heads_only=True, mixed_stages=True)
    expected = {
        "overview-1": [turkiye, egypt],
        "humanitarian-response-1": [section.when("gaza_package_announced"), share(claim("gaza_package"), claim("gaza_total"))],
        "western-balkans-1": [claim(c).words for c in ("agreements_in_force", "serbia_agreement", "bosnia_negotiation")],
        "turkiye-1": [turkiye, facility, total(turkiye, facility, label="on top", mixed_stages=True, if_separate=True)],
        "partnerships-1": [share(claim("egypt_migration"), egypt), claim("mauritania_support")],
        "legal-pathways-1": [
            claim("pledging_countries"),
            section.context("member_states_eu"),
            claim("pledges"),
            claim("pledges").start,
            claim("pledges").end,
        ],
        "what-adds-up-1": [heads],
        "what-adds-up-2": [total(claim("turkiye_migration"), claim("egypt_migration"), label="migration", mixed_stages=True)],
    }
    shown = {slide["id"]: [number.text for number in slide.h2.select(".quantity")] for slide in findings(page)}
    for name, numbers in expected.items():
        assert shown[name] == [str(number) for number in numbers], name
    assert shown["unknowns-1"][0] == str(len(section.rows("gaps")))


def test_charts_have_alt_texts_that_are_sentences(page):
    drawings = page.select("main svg")
    assert len(drawings) >= 8
    for drawing in drawings:
        assert drawing["role"] == "img" and len(drawing["aria-label"]) > 30 and drawing["aria-label"].endswith(".")


def test_the_page_says_what_it_is_and_lets_nothing_in(page):
    assert page.html["lang"] == "en" and page.title.text.strip()
    policy = page.select_one("meta[http-equiv]")["content"]
    assert (
        "default-src 'none'" in policy
        and "http" not in policy
        and "unsafe" not in policy.partition("script-src")[2].partition(";")[0]
    )
    assert not page.select("link, script[src], img, iframe")
    assert "reveal.js" in page.select("script")[0].text[:40] and "MIT" in page.select("script")[0].text[:80], (
        "the licence stays with it"
    )


def test_a_changed_claim_changes_the_deck_and_another_folder_does_not(project, html, tmp_path):
    copy = building.copy_with_turkiye(project, tmp_path / "copy")

    def make() -> str:
        done = building.run(copy, "slides")
        assert done.returncode == 0, done.stdout
        assert str(copy / "_build" / "slides" / "index.html") in done.stdout
        return (copy / "_build" / "slides" / "index.html").read_text(encoding="utf-8")

    first = make()
    slide = re.search(r'<section id="turkiye-1".*?</section>', first, re.S)
    assert slide and slide[0] in html, "run elsewhere, the same notebook gives the same slide to the byte"
    rows = building.read_csv(copy / "data" / "claims.csv")
    row = next(r for r in rows if r["id"] == "turkiye_total")
    old = row["printed"]
    row |= {"value": "14300000000", "printed": old.replace("12.5", "14.3")}
    building.write_csv(copy / "data" / "claims.csv", rows)
    changed = make()
    assert building.plain(first).count("EUR 12.5 billion") > 3 and "EUR 14.3 billion" not in building.plain(first)
    assert building.plain(changed).count("EUR 14.3 billion") > 3 and "EUR 12.5 billion" not in building.plain(changed)


def cell(kind: str | None, shown: object = None, *, how: str = "code") -> dict:
    outputs = [{"output_type": "execute_result", "data": shown._repr_mimebundle_()[0], "metadata": {}}] if shown else []
    return {"cell_type": how, "metadata": {"slideshow": {"slide_type": kind}} if kind else {}, "source": "x", "outputs": outputs}


OPENING = {"cell_type": "markdown", "metadata": {}, "source": "# T\n\n:::{admonition} The question\n:class: question\nWhy?\n:::"}
HEAD = cell("slide", headline("Finding"))


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        (
            [OPENING, cell("slide")],
            "cell 2: slide_type slide: shows 0 results of claimbook; a slide takes a code cell that shows exactly one",
        ),
        ([OPENING, HEAD, cell("fragment", how="markdown")], "cell 3: slide_type fragment: shows 0 results"),
        ([OPENING, cell("fragment", bullets(["x"]))], "cell 2: slide_type fragment: no slide is open"),
        ([OPENING, cell("slide", bullets(["x"]))], "cell 2: slide_type slide: a slide starts with headline()"),
        ([OPENING, HEAD], "slide 'Finding': nothing is shown"),
    ],
)
def test_a_cell_that_cannot_be_shown_is_named(cells, message):
    with pytest.raises(SlideError, match=re.escape(f"notebooks/x.ipynb: {message}")):
        slides_of({"cells": cells}, "notebooks/x")


def test_slides_link_to_the_book_where_it_has_an_address(project, book_project, book_html, tmp_path):
    for name in ("_config.yml", "_toc.yml", "data", "book"):
        (tmp_path / name).symlink_to(project / name)
    config = (project / "_config.yml").read_text(encoding="utf-8")
    (tmp_path / "_config.yml").unlink()
    (tmp_path / "_config.yml").write_text(config.replace('baseurl: ""', "baseurl: https://example.org/book/"), encoding="utf-8")
    html = deck(tmp_path, book_project / "_build" / "work" / "_build" / "jupyter_execute")
    links = {a["href"] for a in BeautifulSoup(html, "html.parser").select("main a[href]")}
    assert "https://example.org/book/notebooks/claims.html#claim-turkiye-total" in links
    for link in links - {"https://example.org/book/"}:
        path, _, anchor = link.removeprefix("https://example.org/book/").partition("#")
        assert not anchor or f'id="{anchor}"' in (book_html / path).read_text(encoding="utf-8"), link
        assert (book_html / path).is_file(), link


@pytest.fixture(scope="module")
def opened(html, chromium, tmp_path_factory):
    """The deck, opened from a file at the size of a slide; with what the browser complained of and asked for."""
    place = tmp_path_factory.mktemp("deck") / "index.html"
    place.write_text(html, encoding="utf-8")
    context = chromium.new_context(viewport={"width": 1280, "height": 720})
    heard: list[str] = []
    context.on("console", lambda message: heard.append(message.text) if message.type in ("error", "warning") else None)
    context.on("weberror", lambda error: heard.append(str(error.error)))
    context.on("request", lambda request: heard.append(request.url) if not request.url.startswith(place.as_uri()) else None)
    page = context.new_page()
    page.goto(place.as_uri())
    page.locator(".reveal.ready").wait_for()  # no wait_for_function: the policy forbids eval
    yield page, heard, place
    context.close()


OUTSIDE = """() => {
  const slide = Reveal.getCurrentSlide(), frame = slide.querySelector('.frame'), edge = frame.getBoundingClientRect(), found = [];
  if (!slide.querySelector('h1, h2')) found.push('no heading');
  let above = null;
  for (const part of frame.children) {
    const box = part.getBoundingClientRect();
    if (above !== null && box.top < above - 1) found.push('overlaps: ' + part.className);
    above = box.bottom;
  }
  for (const part of frame.querySelectorAll('*:not(svg *), svg text')) {
    const box = part.getBoundingClientRect();
    if (box.left < edge.left - 1 || box.right > edge.right + 1 || box.top < edge.top - 1 || box.bottom > edge.bottom + 1)
      found.push('outside: ' + part.tagName);
    if (part instanceof HTMLElement && part.clientHeight && part.scrollHeight > part.clientHeight + 2 && getComputedStyle(part).display !== 'inline')
      found.push('too full: ' + part.tagName + ' ' + part.className);
  }
  for (const text of frame.querySelectorAll('svg text')) {
    const size = parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a;
    if (size < 13) found.push('small: ' + text.textContent + ' ' + size);
  }
  return found;
}"""


def test_every_slide_fits_and_has_a_heading_turned_by_keyboard(opened):
    page, heard, _ = opened
    count = page.evaluate("Reveal.getTotalSlides()")
    for number in range(count):
        assert page.evaluate("Reveal.getState().indexh") == number
        assert page.evaluate(OUTSIDE) == [], f"slide {number + 1}"
        page.keyboard.press("ArrowRight")
    assert heard == []


def test_it_can_be_light_or_dark_and_printed_one_slide_a_page(opened):
    page, heard, place = opened
    ground = "getComputedStyle(document.querySelector('.reveal-viewport')).backgroundColor"
    light = page.evaluate(ground)
    page.keyboard.press("t")
    assert page.evaluate(ground) != light
    page.keyboard.press("t")
    assert page.evaluate(ground) == light
    count = page.evaluate("Reveal.getTotalSlides()")
    page.goto(place.as_uri() + "?print-pdf")
    page.locator(".pdf-page").nth(count - 1).wait_for(state="attached")
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == count
    page.goto(place.as_uri())
    page.locator(".reveal.ready").wait_for()
    assert heard == []


def test_the_speaker_window_shows_the_notes_of_the_slide(opened):
    page, heard, _ = opened
    page.evaluate("Reveal.slide(1)")
    with page.expect_popup() as popup:
        page.keyboard.press("s")
    notes = popup.value.locator(".speaker-controls-notes .value")
    notes.get_by_text("The numbers on this slide").wait_for()
    assert "As printed:" in notes.inner_text()
    popup.value.close()
    assert heard == []
