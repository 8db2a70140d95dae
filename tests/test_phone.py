"""On a phone: no page is wider than the screen, wide tables are cards that stay tables to a screen reader; and what the explorer filters and sorts."""

from __future__ import annotations

import statistics

import pytest
from browser import RESULTS, visit, visit_each
from bs4 import BeautifulSoup

from claimbook.report.display import table

PHONE = {"viewport": {"width": 390, "height": 844}}
#: For each wide table whether it is shown as cards: rows laid out as such, and each cell that is not in the head has its label.
CARDS = """() => [...document.querySelectorAll('table')].filter((t) => !t.matches('.matrix') && t.rows[0].cells.length > 3).map((t) => ({
  name: t.caption?.textContent,
  laid: [...t.tBodies[0].rows].every((row) => getComputedStyle(row).display === 'grid'),
  labels: [...t.querySelectorAll('tbody td:not(.decisive)')].every((cell) => cell.dataset.label
    && getComputedStyle(cell, '::before').content.startsWith(JSON.stringify(cell.dataset.label))),
  heads: [...t.tBodies[0].rows[0].cells].slice(1).map((cell) => cell.dataset.label).join('|')
    === [...t.tHead.rows[0].cells].slice(1).map((head) => head.textContent).join('|'),
  slips: t.scrollWidth > t.clientWidth + 1,
}))"""
#: Targets of a finger that are too small (WCAG 2.5.8): not 24 pixels each way, and a circle of 24 around the middle meets another target
#: or the circle of another small one. A link in a sentence is exempt, being as tall as its line; the quiet marks and those of headings are not.
SMALL = """() => {
  const targets = [...document.querySelectorAll('a[href], button, input, select, summary, [tabindex="0"]')]
    .filter((e) => e.checkVisibility({ visibilityProperty: true }) && getComputedStyle(e).opacity > 0 || e.matches('.headerlink'));
  const named = new Map();
  const inSentence = (e) => {
    if (e.matches('.headerlink, .reported sup a') || getComputedStyle(e).display !== 'inline') return false;
    const block = e.closest('p, li, dt, dd, td, th, figcaption, caption'), copy = block?.cloneNode(true);
    copy?.querySelectorAll('a').forEach((link) => link.remove());
    return Boolean(copy?.textContent.trim());
  };
  const boxes = targets.map((e) => ({ e, rects: [...e.getClientRects()], box: e.getBoundingClientRect() }));
  const small = boxes.filter(({ box }) => box.width < 23.9 || box.height < 23.9);
  const middle = ({ box }) => [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
  const meets = ([x, y], rect) => Math.hypot(Math.max(rect.left - x, 0, x - rect.right), Math.max(rect.top - y, 0, y - rect.bottom)) < 11.9;
  const crowded = (one) => boxes.some((other) => {
    if (other === one || other.e.contains(one.e) || one.e.contains(other.e)) return false;
    const [x, y] = middle(one), [u, v] = middle(other);
    return other.rects.some((rect) => meets([x, y], rect)) || (small.includes(other) && Math.hypot(x - u, y - v) < 23.9);
  });
  return { count: targets.length, marks: document.querySelectorAll('.reported sup a, .headerlink').length,
    little: boxes.filter(({ e, box }) => e.matches('.reported sup a, .headerlink') && (box.width < 23.9 || box.height < 23.9)).map(({ e }) => e.outerHTML.slice(0, 110)),
    small: small.filter((one) => !inSentence(one.e) && crowded(one)).map(({ e, box }) => `${Math.round(box.width)} x ${Math.round(box.height)}: ${e.outerHTML.slice(0, 110)}`) };
}"""
ORDER = "[...document.querySelectorAll('table.explorer tbody tr:not([hidden])')].map((row) => row.cells[0].textContent)"


@pytest.fixture(scope="module")
def looks(chromium, book_html) -> dict[str, dict]:
    """Page to what was found on it, each opened once; that of the search with results too."""
    found = {}
    for name, page in visit_each(chromium, book_html, RESULTS, **PHONE):
        look = found[name] = {"length": page.evaluate("document.scrollingElement.scrollHeight")}
        page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
        look |= {
            "width": page.evaluate("document.scrollingElement.scrollWidth"),
            "cards": page.evaluate(CARDS),
            "targets": page.evaluate(SMALL),
        }
        look["contents"] = []
        if page.locator("#site-nav").count():
            page.evaluate("document.getElementById('site-nav').showPopover()")
            look["contents"] = [what for what in page.evaluate(SMALL)["small"] if "site-nav" in what]
    return found


def test_no_page_is_wider_than_a_phone_and_wide_tables_are_cards(looks):
    seen = 0
    for name, look in looks.items():
        assert look["width"] <= 390, name
        for found in look["cards"]:
            assert found["laid"] and found["labels"] and found["heads"] and not found["slips"], (name, found)
            seen += 1
    assert seen > 20


def test_no_page_is_longer_than_eight_times_the_median(looks):
    lengths = {name: look["length"] for name, look in looks.items() if name != RESULTS}
    median = statistics.median(lengths.values())
    assert len(lengths) > 20 and not {name: round(length / median, 1) for name, length in lengths.items() if length > 8 * median}


def test_what_a_finger_taps_is_large_enough(looks):
    wrong = [f"{name}: {what}" for name, look in looks.items() for what in look["targets"]["small"] + look["targets"]["little"]]
    wrong += [f"{name}, contents: {what}" for name, look in looks.items() for what in look["contents"]]
    assert not wrong, "\n".join(wrong)
    assert (
        sum(look["targets"]["count"] for look in looks.values()) > 2000
        and sum(look["targets"]["marks"] for look in looks.values()) > 150
    )


@pytest.fixture
def entry(section) -> str:
    """The address of an entry of the appendix."""
    return "evidence-" + section.rows("evidence")[40]["id"].replace("_", "-")


def test_an_entry_opens_for_whoever_follows_a_link_to_it(chromium, book_html, entry):
    page = visit(chromium, book_html, "notebooks/outside.html", reduced_motion="reduce", **PHONE)
    facts = page.locator(f"#{entry} dl")
    assert page.locator(".entry").count() > 100 and page.locator(".entry dl:visible").count() == 0 and not facts.is_visible()
    page.evaluate(f"location.hash = '{entry}'")
    facts.wait_for(state="visible")
    assert page.locator(".entry dl:visible").count() == 1
    page.goto(f"{book_html.as_uri()}/notebooks/partnerships.html")
    page.goto(f"{book_html.as_uri()}/notebooks/outside.html#{entry}")
    facts.wait_for(state="visible")
    page.wait_for_function("(id) => document.getElementById(id).getBoundingClientRect().top < 300", arg=entry)
    page.locator(f"#{entry} summary").focus()
    page.keyboard.press("Enter")
    facts.wait_for(state="hidden")
    page.context.close()


def test_an_entry_opens_without_a_script_and_all_of_them_on_paper(chromium, book_html, entry):
    page = visit(chromium, book_html, f"notebooks/outside.html#{entry}", java_script_enabled=False, **PHONE)
    shown = "(dl) => dl.checkVisibility({ contentVisibilityAuto: true })"
    assert page.locator(f"#{entry} dl").bounding_box()["height"] > 50
    page.context.close()
    page = visit(chromium, book_html, "notebooks/outside.html", **PHONE)
    folds = page.locator(".entry dl")
    assert not any(fold.evaluate(shown) for fold in folds.all()[:5])
    page.emulate_media(media="print")
    assert page.evaluate(
        "[...document.querySelectorAll('.entry dl')].every((dl) => dl.getBoundingClientRect().height > 20 && dl.checkVisibility())"
    )
    assert not page.locator(".entry summary").first.is_visible()
    page.context.close()


@pytest.mark.parametrize("name", ["turkiye", "second_look"])  # the second has a link in the caption
def test_a_card_has_its_verdict_beside_its_name_and_is_a_row_to_a_screen_reader(chromium, book_html, name):
    page = visit(chromium, book_html, f"notebooks/{name}.html", **PHONE)
    row = page.locator("table.wide:has(.decisive) tbody tr").first
    head, stage = (row.locator(part).bounding_box() for part in ("th", ".decisive"))
    assert abs(head["y"] - stage["y"]) < 2 and head["x"] + head["width"] <= stage["x"]
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    roles = [node["role"]["value"] for node in nodes if not node["ignored"]]
    count = page.locator("table.wide:visible tbody tr").count()
    assert roles.count("row") > count and roles.count("rowheader") >= count
    assert roles.count("table") >= page.locator("table:visible").count() and {"rowgroup", "columnheader", "cell"} <= set(roles)
    page.set_viewport_size({"width": 1280, "height": 900})
    assert row.evaluate("(e) => getComputedStyle(e).display") == "table-row"


def test_on_paper_a_wide_table_is_a_table_and_the_explorer_has_no_controls(chromium, book_html):
    page = visit(chromium, book_html, "notebooks/claims.html", **PHONE)
    assert page.locator(".explorer-tools").is_visible()
    page.emulate_media(media="print")
    assert not page.locator(".explorer-tools").is_visible()
    assert page.locator("table.explorer tbody tr").first.evaluate("(e) => getComputedStyle(e).display") == "table-row"


def test_only_tables_that_become_cards_are_marked():
    columns = {"Name": ["a"], "Verdict": ["b"], 'Why "so"': ["c"]}
    assert "role" not in table(columns, "Three").html and "data-label" not in table(columns, "Three").html
    for made in (table(columns, "Three", decisive="Verdict"), table(columns | {"More": ["d"]}, "Four")):
        page = BeautifulSoup(made.html, "html.parser")
        assert page.table["class"] == ["data", "wide"] and page.table["role"] == "table"
        assert [cell["data-label"] for cell in page.tbody.find_all("td")] == list(columns | {"More": 0})[
            1 : len(page.tbody.find_all("td")) + 1
        ]
        assert [cell["role"] for cell in page.find_all(["th", "td"])][:1] == ["columnheader"] and page.tbody.th[
            "role"
        ] == "rowheader"
    assert BeautifulSoup(table(columns, "Three", decisive="Verdict").html, "html.parser").select_one("td.decisive").text == "b"


@pytest.mark.parametrize("decisive", ["verdict", "Name"])
def test_a_decisive_column_that_is_none_is_named(decisive):
    with pytest.raises(ValueError, match=f"^the decisive column '{decisive}' is not among the columns after the first: Verdict$"):
        table({"Name": ["a"], "Verdict": ["b"]}, "Two", decisive=decisive)


@pytest.fixture
def explorer(chromium, book_html):
    """The page with the explorer, on a wide screen."""
    page = visit(chromium, book_html, "notebooks/claims.html")
    yield page
    page.context.close()


def test_each_filter_offers_what_the_claims_have_and_keeps_those_claims(explorer, section):
    firsts = [q.claims[0] for q in section.claims()]
    said = explorer.locator(".explorer-tools output")
    for label, field in (("Stage", "stage"), ("Partner", "partner"), ("Unit", "unit"), ("Hedge", "qualifier")):
        choice = explorer.get_by_role("combobox", name=label, exact=True)
        offered = choice.locator("option").evaluate_all("(options) => options.map((option) => option.value)")
        had = {"-" if getattr(c, field) in (None, "not_applicable") else getattr(c, field) for c in firsts}
        assert offered[0] == "" and len(offered) == len(had) + 1 and set(offered[1:]) == had
        for value in offered[1:]:
            choice.select_option(value)
            kept = [
                c.label
                for c in firsts
                if getattr(c, field) == value or (value == "-" and getattr(c, field) in (None, "not_applicable"))
            ]
            assert explorer.evaluate(ORDER) == kept
            assert said.inner_text() == f"{len(kept)} of {len(firsts)} claims"
        choice.select_option("")
    assert said.get_attribute("aria-live") == "polite" and len(explorer.evaluate(ORDER)) == len(firsts)


def test_filters_and_the_search_go_together(explorer, section):
    explorer.get_by_role("combobox", name="Unit", exact=True).select_option("EUR")
    explorer.get_by_role("combobox", name="Partner", exact=True).select_option("egypt")
    egypt = [q.label for q in section.claims(unit="EUR", partner="egypt")]
    assert explorer.evaluate(ORDER) == egypt and len(egypt) > 1
    word = next(word for word in egypt[-1].split() if sum(word in label for label in egypt) == 1)
    explorer.get_by_label("Search the claims").fill(word)
    assert explorer.evaluate(ORDER) == [egypt[-1]]
    explorer.get_by_role("combobox", name="Partner", exact=True).select_option("turkiye")
    assert egypt[-1] not in explorer.evaluate(ORDER)


def test_time_sorts_by_the_start_and_what_has_none_stands_last(explorer, section):
    def starts() -> list:
        by_label = {q.label: q.claims[0].period_start for q in section.claims()}
        return [by_label[label] for label in explorer.evaluate(ORDER)]

    button = explorer.get_by_role("button", name="Period", exact=True)
    for down in (False, True):
        button.click()
        found = starts()
        stated = [start + "-01" * (len(start) == 4) for start in found if start]
        assert stated == sorted(stated, reverse=down) and len(set(stated)) > 3
        assert not any(found[len(stated) :])


def test_values_sort_within_their_unit(explorer, section):
    quantities = {q.label: q for q in section.claims()}
    for sign in (1, -1):
        explorer.get_by_role("button", name="Value", exact=True).click()
        found = [quantities[label] for label in explorer.evaluate(ORDER)]
        units = list(dict.fromkeys(q.unit for q in found))
        assert units[0] == "EUR" and [q.unit for q in found] == [unit for unit in units for q in found if q.unit == unit]
        for unit in units:
            values = [sign * q.value for q in found if q.unit == unit]
            assert values == sorted(values), unit


def test_what_is_chosen_stands_in_the_address_and_a_link_shows_it_again(chromium, explorer, section):
    explorer.get_by_role("combobox", name="Unit", exact=True).select_option("EUR")
    explorer.get_by_role("combobox", name="Hedge", exact=True).select_option("exact")
    explorer.get_by_label("Search the claims").fill("support for")
    for _ in range(2):
        explorer.get_by_role("button", name="Value", exact=True).click()
    assert explorer.url.endswith("claims.html?q=support+for&unit=EUR&hedge=exact&sort=-value") and not explorer.problems
    shown = explorer.evaluate(ORDER)
    values = {q.label: q.value for q in section.claims()}
    assert len(shown) > 1 and [values[label] for label in shown] == sorted((values[label] for label in shown), reverse=True)
    other = chromium.new_context(**PHONE).new_page()
    other.goto(explorer.url)
    assert other.evaluate(ORDER) == shown and other.get_by_label("Search the claims").input_value() == "support for"
    assert other.locator("th[aria-sort=descending]").inner_text().startswith("Value")
    assert other.locator(".explorer-tools output").inner_text() == f"{len(shown)} of {len(values)} claims"
    other.locator("table.explorer tbody tr:visible a").first.click()
    assert "?q=support+for" in other.url and "#claim-" in other.url
    other.get_by_role("button", name="Show all").click()
    other.wait_for_function("!location.search && location.hash.startsWith('#claim-')")
    assert other.evaluate(ORDER) == list(values) and other.locator("th[aria-sort]").count() == 0
    other.context.close()


def test_an_address_with_what_there_is_not_shows_all(chromium, book_html, section):
    page = visit(chromium, book_html, "notebooks/claims.html?stage=nonsense&sort=nothing&x=1")
    assert page.evaluate(ORDER) == [q.label for q in section.claims()] and not page.problems
    page.context.close()


def test_the_explorer_works_by_keyboard_alone(explorer, section):
    explorer.get_by_label("Search the claims").focus()
    for name in ("stage", "partner", "unit", "hedge"):
        explorer.keyboard.press("Tab")
        assert explorer.evaluate("document.activeElement.name") == name
        explorer.keyboard.press("ArrowDown")
        value = explorer.evaluate("document.activeElement.value")
        assert value and f"{name}={value}" in explorer.url and 0 < len(explorer.evaluate(ORDER)) < len(section.claims())
        explorer.keyboard.press("Home")
        assert explorer.evaluate(ORDER) == [q.label for q in section.claims()]
    explorer.keyboard.press("Tab")
    assert explorer.evaluate("document.activeElement.textContent") == "Show all"
    for _ in range(5):  # through the table's region where it scrolls, and the heads before
        explorer.keyboard.press("Tab")
        if explorer.evaluate("document.activeElement.textContent") == "Period":
            break
    assert explorer.evaluate("document.activeElement.textContent") == "Period"
    explorer.keyboard.press("Space")
    explorer.keyboard.press("Enter")
    assert explorer.url.endswith("?sort=-period") and explorer.evaluate("document.activeElement.textContent") == "Period"
    assert explorer.locator("th[aria-sort=descending]").inner_text() == "Period"


def test_the_explorer_works_by_touch(chromium, book_html, section):
    page = visit(chromium, book_html, "notebooks/claims.html", has_touch=True, is_mobile=True, **PHONE)
    choice = page.get_by_role("combobox", name="Stage", exact=True)
    choice.tap()
    choice.select_option("allocated")
    shown = page.evaluate(ORDER)
    assert shown == [q.label for q in section.claims() if q.claims[0].stage == "allocated"] and len(shown) > 1
    for sign in (1, -1):
        page.get_by_role("button", name="Value", exact=True).tap()
        values = {q.label: sign * q.value for q in section.claims()}
        assert page.evaluate(ORDER) == sorted(shown, key=values.get)
    assert not page.problems
    page.context.close()


def test_a_time_without_an_end_stands_after_those_that_end():
    from claimbook.report.appendix import _key

    times = [("2024", "2025"), ("2024", None), ("2024-06", "2024-06"), ("2024-06-02", "2025")]
    assert sorted(times, key=lambda time: _key(*time)) == times
    assert _key(None, "2024") == "" and _key("2024", "2024-06").startswith("2024-01-01 2024-06-31")


def test_without_a_script_the_explorer_stands_whole(chromium, book_html, section):
    page = visit(chromium, book_html, "notebooks/claims.html", java_script_enabled=False)
    assert page.locator("table.explorer tbody tr:visible").count() == len(section.claims())
    assert not page.locator(".explorer-tools").is_visible()


def test_the_editions_drop_what_makes_cards(section):
    from claimbook.publish.built_pages import _reduce
    from claimbook.report.display import claims_table

    page = BeautifulSoup(f"<article>{claims_table(section, chapter='turkiye').html}</article>", "html.parser")
    assert page.select("[role]") and page.select("[data-label]")
    _reduce(page.article)
    assert not page.select("[role], [data-label]") and len(page.select("tbody tr")) > 1
