"""A mark in a drawing leads where its number leads: by mouse, keyboard and touch, with a name, and both light up together."""

from __future__ import annotations

import functools
import re

import pytest
from browser import see_through, visit, visit_each

WIDE = {"viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
#: The pages with drawings of quantities.
PAGES = ("index", "notebooks/outside_for_scale", "notebooks/what_adds_up", "notebooks/turkiye", "notebooks/humanitarian_response")
#: Every mark that is seen: its name, where it leads and what it opens, and the links in the chart's table that lead there too.
MARKS = """() => [...document.querySelectorAll('a.mark')].filter((mark) => mark.checkVisibility()).map((mark) => ({
  name: mark.getAttribute('aria-label'), href: mark.getAttribute('href'), note: mark.dataset.provenance,
  inside: !!mark.closest('figure.chart svg'), note_there: !!document.getElementById(mark.dataset.provenance)?.matches('[popover]'),
  told: [...mark.closest('figure').querySelectorAll('.chart-data a.quantity')]
    .filter((link) => link.getAttribute('href') === mark.getAttribute('href') && link.dataset.provenance === mark.dataset.provenance)
    .map((link) => link.textContent),
}))"""
#: Bars, lines, dots and areas that show a number and lead nowhere: what is drawn in a colour of the data outside a link. On a map
#: a colour is a kind of instrument, and a partner without an amount shows no number.
LOOSE = """() => [...document.querySelectorAll('figure.chart:not(#chart-partners)')].filter((figure) => figure.querySelector('a.mark'))
  .flatMap((figure) => [...figure.querySelectorAll('[id*="-axes_1"] > g:not([id*="legend"]) :is(path, use)')]
    .filter((drawn) => !drawn.closest('a.mark, defs, clipPath, [id*="legend"]') && /--c\\d/.test(drawn.getAttribute('style') || ''))
    .map((drawn) => `${figure.id}: ${drawn.outerHTML.slice(0, 160)}`))"""
#: How much of a mark can be pointed at, in pixels either way: the longest run along a line, and that across its middle; of the first place
#: that is large enough, or else of the largest.
FREE = """(mark) => {
  const box = mark.getBoundingClientRect(), own = (x, y) => document.elementFromPoint(x, y)?.closest('a.mark') === mark;
  const run = (from, to, at) => {
    let best = [0, 0], start = null;
    for (let p = from; p <= to + 1; p++) {
      if (p <= to && at(p)) start ??= p;
      else if (start !== null) { if (p - start > best[1] - best[0]) best = [start, p]; start = null; }
    }
    return best;
  };
  let found = [0, 0];
  for (let y = box.top + 1; y < box.bottom; y += 3) {
    const [left, right] = run(Math.floor(box.left), Math.ceil(box.right), (x) => own(x, y));
    if (right <= left) continue;
    const [top, bottom] = run(Math.floor(box.top), Math.ceil(box.bottom), (at) => own((left + right) / 2, at));
    if (Math.min(right - left, bottom - top) > Math.min(...found)) found = [right - left, bottom - top];
    if (Math.min(...found) >= 24) break;
  }
  return found;
}"""


#: A place at which a mark can be pointed at, clear of others by as much as a finger may be off.
PLACE = """(mark) => {
  const box = mark.getBoundingClientRect(), own = (x, y) => document.elementFromPoint(x, y)?.closest('a.mark') === mark;
  for (let y = box.top + 1; y < box.bottom; y += 2) for (let x = box.left + 1; x < box.right; x += 2)
    if ([[0, 0], [-9, 0], [9, 0], [0, -9], [0, 9]].every(([dx, dy]) => own(x + dx, y + dy))) return [x, y];
}"""


def opened_note(page) -> str | None:
    """The id of the note that is open."""
    return page.evaluate("document.querySelector('.provenance:popover-open')?.id ?? null")


def resize(page, width: int, height: int) -> None:
    """Give an open page another size, and wait until it has the drawings of that size."""
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate("async () => { for (let i = 0; i < 3; i++) await new Promise(requestAnimationFrame); }")


def test_every_mark_of_a_quantity_leads_to_its_entry_and_has_a_name(chromium, book_html):
    """Of the wide drawings and of the narrow ones of a phone."""
    marks = charts = 0
    ids = functools.cache(lambda file: set(re.findall(r'id="([^"]+)"', file.read_text(encoding="utf-8"))))
    for name, page in visit_each(chromium, book_html, holding='class="mark', **WIDE):
        for size in (PHONE["viewport"], WIDE["viewport"]):  # last as the next page is to find the window
            resize(page, **size)
            assert page.evaluate(LOOSE) == [], name
            found = page.evaluate(MARKS)
            charts += page.locator("figure.chart:has(a.mark)").count()
            for mark in found:
                number = mark["name"].replace("\u00a0", " ").rpartition(": ")[2]
                assert mark["inside"] and mark["note_there"], (name, mark)
                assert number in [text.replace("\u00a0", " ") for text in mark["told"]], (
                    name,
                    mark,
                    "the number in the table leads there too",
                )
                path, _, anchor = mark["href"].partition("#")
                target = ((book_html / name).parent / path).resolve() if path else book_html / name
                assert anchor in ids(target), (name, mark)
            marks += len(found)
    assert marks >= 90 and charts >= 18


@pytest.mark.parametrize("name", PAGES)
def test_a_mark_opens_the_note_of_its_number_by_mouse_and_keyboard(chromium, book_html, name):
    page = see_through(visit(chromium, book_html, f"{name}.html", reduced_motion="reduce", **WIDE))
    marks = page.locator("a.mark:visible").element_handles()
    assert len(marks) >= 2
    for mark in marks:
        note = mark.get_attribute("data-provenance")
        mark.focus()
        page.keyboard.press("Enter")
        assert opened_note(page) == note
        assert page.evaluate("document.activeElement.id") == note, "its links are next"
        page.keyboard.press("Escape")
        page.wait_for_function("() => !document.querySelector('.provenance:popover-open')")
        assert mark.evaluate("(mark) => mark === document.activeElement")
        mark.evaluate("(mark) => mark.blur()")
        mark.scroll_into_view_if_needed()
        x, y = mark.evaluate(PLACE)
        page.mouse.click(x, y)
        assert opened_note(page) == note, mark.get_attribute("aria-label")
        page.keyboard.press("Escape")
        page.wait_for_function("() => !document.querySelector('.provenance:popover-open')")
    assert not page.problems
    page.context.close()


def test_the_tab_key_goes_from_mark_to_mark_and_shows_where_it_is(chromium, book_html):
    page = visit(chromium, book_html, "notebooks/turkiye.html", reduced_motion="reduce", **WIDE)
    marks = page.locator("#chart-turkiye-readings a.mark:visible")
    page.locator("#chart-turkiye-readings figcaption a").last.focus()
    for number in range(marks.count()):
        page.keyboard.press("Tab")
        page.wait_for_function("() => document.activeElement.matches('a.mark')")
        assert marks.nth(number).evaluate("(mark) => mark === document.activeElement")
        seen = marks.nth(number).evaluate(
            "(mark) => getComputedStyle(mark).outlineStyle !== 'none' && getComputedStyle(mark).outlineWidth"
        )
        assert seen and float(seen.removesuffix("px")) >= 1
        page.wait_for_function(
            "(id) => document.getElementById(id).matches(':popover-open')", arg=marks.nth(number).get_attribute("data-provenance")
        )
    page.context.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_mark_opens_the_note_of_its_number_by_touch(chromium, book_html, name):
    page = see_through(visit(chromium, book_html, f"{name}.html", reduced_motion="reduce", **PHONE))
    marks = page.locator("a.mark:visible").element_handles()
    assert len(marks) >= 2
    for mark in marks:
        mark.scroll_into_view_if_needed()
        x, y = mark.evaluate(PLACE)
        page.touchscreen.tap(x, y)
        page.wait_for_function(
            "(id) => document.getElementById(id).matches(':popover-open')", arg=mark.get_attribute("data-provenance")
        )
        place = page.locator(".provenance:popover-open").bounding_box()
        seen = mark.bounding_box()
        assert seen["y"] + seen["height"] <= place["y"] + 1 or seen["height"] > 300 or place["y"] < 1, "the mark stays in sight"
        page.keyboard.press("Escape")
        page.wait_for_function("() => !document.querySelector('.provenance:popover-open')")
    page.context.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_mark_is_large_enough_to_touch(chromium, book_html, name):
    """24 pixels either way that no other mark covers (WCAG 2.5.8), at each width."""
    page = visit(chromium, book_html, f"{name}.html", **WIDE)
    for width in (1280, 640, 390, 320):
        resize(page, width, 900)
        found = page.evaluate(f"""() => [...document.querySelectorAll('a.mark')].filter((mark) => mark.checkVisibility()).map((mark) => {{
          mark.scrollIntoView({{ block: 'center', behavior: 'instant' }});
          return [mark.getAttribute('aria-label'), ({FREE})(mark)];
        }})""")
        assert len(found) >= 2 and not [(width, name, free) for name, free in found if min(free) < 24]
    page.context.close()


def test_choosing_a_number_lights_its_mark_and_the_other_way_round(chromium, book_html):
    page = visit(chromium, book_html, "index.html", reduced_motion="reduce", **WIDE)
    lit = "[...document.querySelectorAll('.lit')].map((link) => [link.classList[0], link.dataset.provenance])"
    mark = page.locator("#chart-money-at-a-glance a.mark:visible").first
    note = mark.get_attribute("data-provenance")
    number = page.locator(f"a.quantity[data-provenance='{note}']:visible").first
    assert page.evaluate(lit) == []
    before = (
        mark.evaluate("(mark) => getComputedStyle(mark.querySelector('path')).stroke"),
        number.evaluate("(a) => getComputedStyle(a).backgroundColor"),
    )
    for chosen in (number, mark):
        chosen.focus()
        page.keyboard.press("Enter")
        page.wait_for_function("() => document.querySelector('.lit')")
        found = page.evaluate(lit)
        assert {name for name, _ in found} == {"mark", "quantity"} and {told for _, told in found} == {note}
        page.mouse.move(0, 0)
        after = (
            mark.evaluate("(mark) => getComputedStyle(mark.querySelector('path')).stroke"),
            number.evaluate("(a) => getComputedStyle(a).backgroundColor"),
        )
        assert all(one != other for one, other in zip(before, after)), "each looks otherwise while it is lit"
        page.keyboard.press("Escape")
        page.wait_for_function("() => !document.querySelector('.lit')")
    page.context.close()


def test_without_a_script_a_mark_leads_to_its_entry(chromium, book_html):
    page = visit(chromium, book_html, "index.html", java_script_enabled=False, **WIDE)
    mark = page.locator("#chart-money-at-a-glance a.mark:visible").first
    wanted = mark.get_attribute("href")
    assert re.fullmatch(r"notebooks/claims\.html#claim-[\w-]+", wanted)
    mark.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{wanted}")
    assert page.locator(f"#{wanted.partition('#')[2]}").is_visible()
    page.context.close()


@pytest.mark.parametrize(("motion", "moves"), [("reduce", False), ("no-preference", True)])
def test_a_mark_changes_at_once_for_those_who_asked_for_less_motion(chromium, book_html, motion, moves):
    page = visit(chromium, book_html, "index.html", reduced_motion=motion, **WIDE)
    times = page.evaluate(
        "[...document.querySelectorAll('a.mark :is(path, use)')].map((e) => getComputedStyle(e).transitionDuration)"
    )
    assert times and all((float(time.removesuffix("s")) > 0) == moves for time in times)
    page.context.close()
