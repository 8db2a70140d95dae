"""A number says that it opens a note, the Tab key goes into the note and back to the number, and a page is whole when it is printed."""

from __future__ import annotations

import pytest
from browser import visit

#: A4 between the margins of report.css, in pixels.
PAPER = {"width": 642, "height": 950}
CUT = """[...document.querySelectorAll('pre, .table-wrap')].filter((e) => e.checkVisibility() && e.scrollWidth > e.clientWidth + 1)
  .map((e) => e.outerHTML.slice(0, 110))"""


@pytest.fixture(scope="module")
def page(chromium, book_html):
    page = visit(chromium, book_html, "notebooks/turkiye.html", reduced_motion="reduce", viewport={"width": 1280, "height": 900})
    yield page
    page.context.close()


def at(page) -> str:
    """What has the focus: the number, the note, a link in it, or anything else by its text."""
    return page.evaluate("""() => { const e = document.activeElement, note = e.closest('.provenance');
      return note === e ? 'note' : note ? `link ${[...note.querySelectorAll('a')].indexOf(e)}` : e.dataset.asked ?? e.textContent.trim(); }""")


def test_after_enter_the_tab_key_goes_through_the_note_and_on_behind_its_number(page):
    number = page.locator("article p a.quantity:visible").nth(3)
    links = number.evaluate("""(link) => { link.dataset.asked = 'number';
      const all = [...document.querySelectorAll('article a[href], article summary, article button')].filter((e) => e.checkVisibility());
      all[all.indexOf(link) + 1].dataset.asked = 'next';
      return document.getElementById(link.dataset.provenance).querySelectorAll('a').length; }""")
    said = "(link) => [link.getAttribute('aria-haspopup'), link.getAttribute('aria-expanded')]"
    assert links and number.evaluate(said) == ["dialog", "false"]
    number.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".provenance:popover-open")
    assert at(page) == "note" and number.evaluate(said) == ["dialog", "true"]
    named = page.evaluate("document.getElementById(document.activeElement.getAttribute('aria-labelledby')).textContent")
    assert named and page.evaluate(
        "[...document.activeElement.querySelectorAll('a')].every((a) => a.textContent.trim().length > 3)"
    )
    for place in range(links):
        page.keyboard.press("Tab")
        assert at(page) == f"link {place}"
    page.keyboard.press("Tab")
    assert at(page) == "next"
    page.wait_for_function("(link) => link.getAttribute('aria-expanded') === 'false'", arg=number.element_handle())
    number.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".provenance:popover-open")
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    assert at(page) == "number"
    page.keyboard.press("Escape")


def test_a_printed_page_cuts_no_code_and_shows_no_field(page, book_html):
    page.emulate_media(media="print")
    page.set_viewport_size(PAPER)
    for name in ("book/do_it_yourself.html", "notebooks/claims.html", "search.html?q=Egypt"):
        page.goto(f"{book_html.as_uri()}/{name}")
        page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
        assert page.evaluate(CUT) == [], name
        assert page.locator("input:visible, select:visible, .search-link:visible").count() == 0, name
    assert page.locator("#search-results li").count() > 0 and not page.problems
