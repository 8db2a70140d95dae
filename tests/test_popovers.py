"""A number's popover beside its number: it hides neither the number nor its line, stays in the window, and on a phone is a sheet below the sentence."""

from __future__ import annotations

import pytest
from browser import see_through, visit

WIDE = {"viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
#: What the popover of a number covers, and where it stands.
LOOK = """(link) => {
  const note = document.getElementById(link.dataset.provenance), place = note.getBoundingClientRect(), own = [...link.getClientRects()];
  const block = link.closest('.card p, p, li, td, th, dd, figcaption, caption'), texts = [];
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode());) {
    const range = document.createRange();
    range.selectNodeContents(node);
    texts.push(...[...range.getClientRects()].filter((rect) => rect.width));
  }
  const beside = (text) => own.some((rect) => Math.min(rect.bottom, text.bottom) - Math.max(rect.top, text.top) > text.height / 2);
  const covered = (rect) => rect.left < place.right && rect.right > place.left && rect.top < place.bottom && rect.bottom > place.top;
  const line = texts.filter(beside);
  return {
    open: note.matches(':popover-open'),
    seen: own.every((rect) => rect.top > -1 && rect.bottom < innerHeight + 1),
    number: own.filter(covered).length,
    pieces: line.length,
    line: line.filter(covered).length,
    inside: place.left >= 0 && place.top >= 0 && place.right <= innerWidth && place.bottom <= innerHeight,
    share: place.height / innerHeight,
    scrolls: note.scrollHeight > note.clientHeight + 1 && getComputedStyle(note).overflowY,
  };
}"""
#: How many pieces of a statement, the text between the mark before and its own, its popover covers, and whether it could be seen whole.
STATEMENT = """(mark) => {
  const note = document.getElementById(mark.dataset.provenance), place = note.getBoundingClientRect();
  const range = document.createRange(), marks = [...mark.closest('p').querySelectorAll('sup')], at = marks.indexOf(mark.closest('sup'));
  range.setStart(mark.closest('p'), 0);
  if (at) range.setStartAfter(marks[at - 1]);
  range.setEndBefore(mark.closest('sup'));
  const rects = [...range.getClientRects()].filter((rect) => rect.width);
  return {
    pieces: rects.length,
    covered: rects.filter((rect) => rect.top < place.bottom && rect.bottom > place.top && rect.left < place.right && rect.right > place.left).length,
    seen: rects.every((rect) => rect.top >= 0 && rect.bottom <= innerHeight),
    height: range.getBoundingClientRect().height,
  };
}"""
#: Waits until the popover of a number is open and has its place; fails where it never opens.
OPEN = """async (link) => {
  const note = document.getElementById(link.dataset.provenance), began = performance.now();
  while (!note.matches(':popover-open')) {
    if (performance.now() - began > 30000) throw new Error(`the popover of ${link.textContent} does not open`);
    await new Promise(requestAnimationFrame);
  }
  for (let i = 0; i < 2; i++) await new Promise(requestAnimationFrame);
}"""


def _each(page, selector: str) -> list:
    """The elements of the page that a selector finds, found once: a locator would look for all of them again at every step."""
    return page.locator(selector).element_handles()


def _opened(page, number, how: str) -> None:
    """Open the popover of a number by a tap, by keyboard or by pointing at it."""
    if how == "tap":
        number.tap()
    elif how == "key":
        number.focus()
        page.keyboard.press("Enter")
    else:
        number.hover()
    number.evaluate(OPEN)


@pytest.mark.parametrize(("how", "options"), [("tap", PHONE), ("key", WIDE)])
@pytest.mark.parametrize("name", ["turkiye", "partnerships"])
def test_a_popover_hides_neither_its_number_nor_the_line_of_it(chromium, book_html, name, how, options):
    page, wrong, limit = (
        see_through(visit(chromium, book_html, f"notebooks/{name}.html", reduced_motion="reduce", **options)),
        [],
        0.45 if options is PHONE else 0.5,
    )
    numbers = _each(page, "a.quantity:visible")
    for number in numbers:
        _opened(page, number, how)
        found = number.evaluate(LOOK)
        good = (
            found["open"] and found["seen"] and found["pieces"] and found["inside"] and not found["number"] and not found["line"]
        )
        if not good or found["share"] > limit + 0.001 or found["scrolls"] not in (False, "auto"):
            wrong.append((number.inner_text(), found))
        page.keyboard.press("Escape")
    assert not wrong and not page.problems, wrong
    assert len(numbers) > 30 and page.locator("td a.quantity:visible").count() > 2  # numbers in tables are among them
    page.context.close()


@pytest.mark.parametrize("options", [WIDE, PHONE | {"has_touch": False}])
def test_pointing_at_a_number_neither_hides_its_line_nor_moves_the_page(chromium, book_html, options):
    page = see_through(visit(chromium, book_html, "notebooks/turkiye.html", reduced_motion="reduce", **options))
    for number in _each(page, "a.quantity:visible")[::4]:
        for block in ("start", "end"):
            page.mouse.move(0, 0)
            number.evaluate(f"(link) => link.scrollIntoView({{ block: '{block}' }})")
            before = page.evaluate("scrollY")
            _opened(page, number, "pointer")
            found = number.evaluate(LOOK)
            assert page.evaluate("scrollY") == before and found["inside"] and not found["number"] and not found["line"], (
                number.inner_text(),
                found,
            )
            page.keyboard.press("Escape")
    page.context.close()


@pytest.mark.parametrize(("how", "options"), [("tap", PHONE), ("key", WIDE)])
@pytest.mark.parametrize("name", ["turkiye", "partnerships"])
def test_a_mark_leaves_the_whole_statement_to_be_read(chromium, book_html, name, how, options):
    page = see_through(visit(chromium, book_html, f"notebooks/{name}.html", reduced_motion="reduce", **options))
    marks = _each(page, ".reported sup a")
    for mark in marks:
        _opened(page, mark, how)
        found = mark.evaluate(STATEMENT)
        assert found["pieces"] and found["height"] < 400 and not found["covered"] and found["seen"], (
            mark.get_attribute("href"),
            found,
        )
        page.keyboard.press("Escape")
    assert len(marks) > 2
    page.context.close()


def test_escape_closes_it_for_good_and_gives_the_focus_back(chromium, book_html):
    page = visit(chromium, book_html, "notebooks/turkiye.html", reduced_motion="reduce", **WIDE)
    number = page.locator("article p a.quantity:visible").nth(3)
    _opened(page, number, "key")
    assert page.evaluate("document.activeElement.matches('.provenance')")
    page.keyboard.press("Escape")
    page.wait_for_timeout(300)
    assert page.locator(".provenance:popover-open").count() == 0 and number.evaluate("(link) => link === document.activeElement")
    page.keyboard.press("Tab")
    page.wait_for_function("document.activeElement.matches('a')")
    assert number.evaluate("(link) => link !== document.activeElement")
    page.context.close()


def test_a_popover_moves_with_its_text(chromium, book_html):
    page = visit(chromium, book_html, "notebooks/turkiye.html", reduced_motion="reduce", **WIDE)
    number = page.locator("article p a.quantity:visible").nth(3)
    _opened(page, number, "key")
    before = page.evaluate("scrollY")
    page.mouse.wheel(0, 60)
    page.wait_for_function("(y) => scrollY > y", arg=before)
    found = number.evaluate(LOOK)
    assert found["open"] and not found["number"] and not found["line"]
    page.context.close()


def test_on_a_low_window_a_popover_scrolls_inside(chromium, book_html):
    page = visit(chromium, book_html, "notebooks/turkiye.html", viewport={"width": 1000, "height": 320}, reduced_motion="reduce")
    number = page.locator("article p a.quantity:visible").nth(3)
    _opened(page, number, "key")
    found = number.evaluate(LOOK)
    assert found["scrolls"] == "auto" and found["inside"] and not found["number"] and not found["line"]
    page.context.close()


def test_with_motion_the_sentence_comes_into_the_free_part_too(chromium, book_html):
    page = visit(chromium, book_html, "notebooks/turkiye.html", reduced_motion="no-preference", **PHONE)
    mark = page.locator(".reported sup a").nth(2)
    mark.evaluate("(link) => link.scrollIntoView({ block: 'end', behavior: 'instant' })")
    before = page.evaluate("scrollY")
    mark.tap()
    page.wait_for_function("(y) => scrollY > y", arg=before)
    page.wait_for_function(
        f"(mark) => {{ const found = ({STATEMENT})(mark); return found.seen && !found.covered; }}", arg=mark.element_handle()
    )
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_popover_is_told_from_the_page_in_both_schemes(chromium, book_html, scheme):
    page = visit(chromium, book_html, "notebooks/turkiye.html", color_scheme=scheme, **PHONE)
    page.locator("a.quantity:visible").first.tap()
    shown = page.locator(".provenance:popover-open")
    found = shown.evaluate("""(note) => { const style = getComputedStyle(note), root = getComputedStyle(document.documentElement);
      return { same: style.backgroundColor === root.backgroundColor && style.color === root.color, top: style.borderTopWidth, line: style.borderTopColor !== style.backgroundColor }; }""")
    assert found == {"same": True, "top": "1px", "line": True}
    page.context.close()
