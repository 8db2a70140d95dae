"""The built book, and what a reader does with it in a real browser; test_access looks at every page there."""

from __future__ import annotations

import json
import re
from html import unescape
from html.parser import HTMLParser
from urllib.parse import unquote, urldefrag, urljoin

import pytest
import yaml
from browser import visit
from bs4 import BeautifulSoup
from building import copy_project, replace_once

from claimbook import listing
from claimbook.checks.running import run
from claimbook.core.claims import Claim
from claimbook.data.descriptor import resources
from claimbook.data.sources import Source, labels
from claimbook.wording import places
from external_dimension import WordsError, total


class Page(HTMLParser):
    """What a page links to, its ids, and its headings in order."""

    def __init__(self, text: str):
        super().__init__()
        self.links, self.ids, self.headings, self.loads = [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if "id" in found:
            self.ids.append(found["id"])
        if tag == "a" and found.get("href"):
            self.links.append(found["href"])
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        source = found.get("src") or (found.get("href") if tag == "link" and found.get("rel") != "canonical" else None)
        if source:
            self.loads.append(source)


@pytest.fixture(scope="session")
def pages(book_html):
    """Every page of the book, by its path; the overview is at the root."""
    return {
        path.relative_to(book_html).as_posix(): path.read_text(encoding="utf-8") for path in sorted(book_html.rglob("*.html"))
    }


@pytest.fixture(scope="session")
def parsed(pages):
    return {name: Page(text) for name, text in pages.items()}


@pytest.fixture(scope="session")
def parts(project) -> dict[str, list[str]]:
    """The pages of each part of the contents, in order; the first page of the book, which stands before all parts, is in none."""
    toc = yaml.safe_load((project / "_toc.yml").read_text(encoding="utf-8"))
    return {part["caption"]: [f"{chapter['file']}.html" for chapter in part["chapters"]] for part in toc["parts"]}


def test_every_page_of_the_contents_is_built(pages, parts):
    contents = [
        "index.html",
        *(name for names in parts.values() for name in names),
    ]  # the first page is at the root, and only there
    assert sorted(pages) == sorted([*contents, "search.html"])


def test_every_page_shows_the_contents_in_parts_and_leads_through_them(pages, parts):
    order = ["index.html", *(name for names in parts.values() for name in names)]
    for number, name in enumerate(order):
        page = BeautifulSoup(pages[name], "html.parser")
        shown = {}
        for caption in page.select("#site-nav .caption"):
            links = caption.find_next_sibling("ul").find_all("a")
            shown[caption.get_text()] = [urljoin(name, link["href"]) if link["href"] != "#main" else name for link in links]
        assert shown == parts, name
        onward = {link["class"][0]: urljoin(name, link["href"]) for link in page.select(".prev-next a")}
        before, after = order[:number][-1:], order[number + 1 :][:1]
        assert onward == dict(zip(["prev"] * len(before) + ["next"] * len(after), before + after)), name


def test_appendices_are_not_among_the_findings(parts):
    first, *_, last = parts.values()
    assert not [name for name in first if not name.startswith("notebooks/")]
    assert {"notebooks/speed.html", "notebooks/dependencies.html", "notebooks/data_dictionary.html"} <= set(last)


def test_links_and_anchors_lead_somewhere(book_html, parsed):
    broken = []
    for name, page in parsed.items():
        for link in page.links:
            if re.match(r"[a-z]+:", link):
                continue
            target, anchor = urldefrag(urljoin(f"/{name}", link))
            target = unquote(target).removeprefix("/")
            if not (book_html / target).is_file() or (anchor and target in parsed and unquote(anchor) not in parsed[target].ids):
                broken.append(f"{name}: {link}")
    assert not broken, "\n".join(sorted(set(broken)))


def test_ids_are_unique_and_headings_in_order(parsed):
    for name, page in parsed.items():
        assert len(page.ids) == len(set(page.ids)), (name, [i for i in page.ids if page.ids.count(i) > 1][:3])
        assert page.headings[:1] == [1], name
        assert all(b <= a + 1 for a, b in zip(page.headings, page.headings[1:])), (name, page.headings)


def test_nothing_is_loaded_from_another_host(parsed):
    for name, page in parsed.items():
        assert not [load for load in page.loads if re.match(r"(https?:)?//", load)], name


def test_no_unused_file_is_shipped(book_html):
    """Whatever else Sphinx's extensions bring, also where .venv lies in the project."""
    shipped = {
        path.relative_to(book_html / "_static").as_posix() for path in (book_html / "_static").rglob("*") if path.is_file()
    }
    scripts = {"report.js", "explorer.js", "search.js", "language_data.js", "summaries.js"}
    live = {
        "LICENCES.txt",
        *(f"{part}.js" for part in ("book", "briefs", "labs", "library", "machine", "marks", "open", "panel", "python")),
        "panel.css",
    }
    scripts |= {f"live/{name}" for name in live if (book_html / "_static" / "live").is_dir()}  # loaded by a click; test_live_book
    assert shipped == scripts | {"report.css", "pygments.css", "favicon.svg"}


def test_every_number_leads_to_an_entry_and_has_a_note(pages, parsed):
    seen = 0
    for name, text in pages.items():
        for href, note, shown in re.findall(
            r'<a class="quantity[^"]*" href="([^"]+)" data-provenance="([^"]+)">(.*?)</a>', text, re.S
        ):
            seen += 1
            assert unescape(shown).strip(), name
            assert note in parsed[name].ids, (name, note)
            target, anchor = urldefrag(urljoin(f"/{name}", href))
            assert anchor in parsed[target.removeprefix("/")].ids, (name, href)
    assert seen > 500


def cited(html: str) -> dict[str, set[str]]:
    """What the citations on a page read, each with the entries that it leads to."""
    found = {}
    for citation in re.findall(r'<span class="bibtex-citation"[^>]*>(.*?)</span>', html, re.S):
        for anchor, label in re.findall(r'href="[^"#]*#([^"]+)"[^>]*>(.*?)</a>', citation, re.S):
            found.setdefault(unescape(label), set()).add(anchor)
    return found


def listed(html: str) -> list[tuple[str, str, str]]:
    """The entries of the list of sources: anchor, label and text, in order."""
    entry = r'<div class="citation" id="([^"]+)">\s*<span class="label">(.*?)</span>\s*<p>(.*?)</p>'
    bare = re.sub(r'<span class="fn-bracket">.</span>', "", html)
    return [(anchor, unescape(label), text) for anchor, label, text in re.findall(entry, bare, re.S)]


def test_a_citation_leads_to_one_document_and_reads_as_in_the_list(pages, section):
    labels = {anchor: label for anchor, label, _ in listed(pages["book/bibliography.html"])}
    assert len(labels) == len(set(labels.values())) == len(section.sources)
    seen = set()
    for name, text in pages.items():
        for label, anchors in cited(text).items():
            (anchor,) = anchors
            assert labels[anchor] == label, (name, label)
            seen.add(label)
    assert {"footnote 62", "footnotes 49 and 50", "EUobserver, 2024"} <= seen, (
        "as the section numbers them, or publisher and year"
    )


def test_the_list_of_sources_holds_every_footnote_number_once_and_in_order(pages, section):
    list_of = listed(pages["book/bibliography.html"])
    numbers, outside = [], 0
    for anchor, label, text in list_of:
        source = next(s for s in section.sources.values() if anchor == f"source-{s.key}".replace("_", "-"))
        if source.keywords == "section":
            assert not outside, f"{label} stands among the outside sources"
            found = [int(number) for number in re.findall(r"\d+", label)]
            assert [section.row("footnotes", number)["source"] for number in found] == [source.key] * len(found)
            numbers += found
        outside += source.keywords == "outside"
        assert unescape(source.title).split()[0] in unescape(text) and (
            f'href="{source.url}"' in unescape(text) if source.url else source.note[1:] in unescape(text)
        ), label
    assert numbers == sorted(row["number"] for row in section.rows("footnotes")) and outside > 20


def test_each_source_shows_its_grade_or_says_what_finds_it(section):
    rows = [row for table in resources(section.descriptor) for row in section.rows(table) if "source" in row and "grade" in row]
    graded = {(row["source"], row["grade"]) for row in rows}
    for source in section.sources.values():
        if source.keywords == "outside":
            assert {grade for key, grade in graded if key == source.key} == {source.note.removeprefix("grade ")[:1]}, source.key
        assert source.url or source.note, f"{source.key}: neither an address nor what finds it"


def test_labels_of_documents_of_one_publisher_and_year_differ():
    made = {
        key: Source(key, "A", "t", date) for key, date in (("x", "2024-03"), ("y", "2024-01"), ("z", "2023"), ("noted", "2024"))
    }
    rows = [{"number": 12, "source": "noted"}, {"number": 9, "source": "noted"}]
    assert labels(made, rows) == {"noted": "footnotes 9 and 12", "z": "A, 2023", "y": "A, 2024a", "x": "A, 2024b"}
    many = {f"k{place:02}": Source(f"k{place:02}", "A", "t", "2024") for place in range(60)}
    assert len(set(labels(many, []).values())) == 60


def test_computed_numbers_stand_in_the_prose(pages):
    overview = " ".join(re.sub(r"<[^>]+>", "", unescape(pages["index.html"])).split())
    for wanted in ("EUR 7.4 billion in a package for Egypt", "EUR 200 million (2.7 %)", "EUR 878 million (7.0 %)"):
        assert wanted in overview.replace("\u00a0", " ")


def test_the_first_page_leads_into_the_chapters(pages, parts):
    page = BeautifulSoup(pages["index.html"], "html.parser")
    findings, trust, *_ = parts.values()
    shown = page.select("#what-the-section-shows > ul > li")
    assert len(shown) == 6 and all(item.select("a.quantity") for item in shown)
    led = [item.find_all("a", class_="internal")[-1]["href"].partition("#")[0] for item in shown]
    assert set(led) <= set(findings) and len(set(led)) == len(led), "each finding has a chapter of its own"
    cards = [link["href"] for link in page.select(".card .label a")]
    assert len(cards) == len(page.select(".card")) and set(cards) <= set(findings)


def test_the_first_page_marks_what_comes_from_outside_and_grades_it(pages, parts):
    box = BeautifulSoup(pages["index.html"], "html.parser").select_one("aside.beyond")
    assert box.select_one(".beyond-title .badge").get_text() == "outside the section"
    *finds, grades = box.select("p:not(.beyond-title)")
    assert len(finds) == 3
    for find in finds:
        assert re.search(r"\(grade [ABC]\)", find.get_text()) and find.select_one(".outside-number")
        assert find.find_all("a")[-1]["href"] in next(iter(parts.values()))
    assert "notebooks/second_look.html" in [link["href"] for link in grades.find_all("a")]


def test_the_first_page_names_the_amounts_that_stand_firmly_and_says_on_each_card_how_its_figure_stands(pages, section):
    def stands(claim: Claim) -> str:
        """By the rule of the quality log."""
        (check,) = (row for row in section.rows("evidence") if row["claim"] == claim.id and row["kind"] == "check")
        if check["verdict"] in ("not_found", "differs"):
            return "not confirmed"
        differing = any(row["claim"] == claim.id and row["verdict"] == "differs" for row in section.rows("evidence"))
        own = check["publisher"] == "European Union Agency for Asylum"
        return "with a limit" if check["verdict"] != "confirmed" or check["grade"] != "A" or own or differing else "firm"

    page = BeautifulSoup(pages["index.html"], "html.parser")
    firm = [q for q in section.claims(unit="EUR") if stands(q.claim) == "firm"]
    named = listing([f"{q.text} for {section.name(q.claim.partner)}" for q in firm])
    assert len(firm) == 2 and f"amounts of money among them: two, {named}" in page.select_one(".answer").get_text()
    claims = {q.text: q.claim for q in section.claims()}
    cards = [(card.select_one(".number").get_text(), card.select_one(".note").get_text()) for card in page.select(".card")]
    assert {note.partition("our check: ")[2] for _, note in cards} == {"firm", "with a limit", "not confirmed"}
    for number, note in cards:
        assert note.endswith(f"our check: {stands(claims[number])}"), number


def test_the_first_page_says_of_what_a_share_is_one_and_until_when_a_sum_was_told(pages):
    text = BeautifulSoup(pages["index.html"], "html.parser").select_one("article").get_text().replace("\u00a0", " ")
    assert "comes to EUR 2.4 billion; 45 % of that is for refugees and their hosts in Türkiye" in text
    assert "EUR 450 million in total since 2023, as of January 2025" in text and "2023 to January 2025" not in text
    assert "in kind over 3,800 tonnes of aid materials, transported by an Air Bridge" in text


def test_the_first_page_lists_the_sources_of_what_it_tells_without_a_figure(pages, section):
    """The areas of the approach, plans, the Commissioner and the Pact."""
    listed = BeautifulSoup(pages["index.html"], "html.parser").select_one(".sources").get_text()
    told = ("partnerships_needed", "indicative_plans", "commissioner_portfolio", "pact_aims")
    for number in (section.row("statements", row_id)["footnotes"] for row_id in told):
        assert re.search(rf"Footnotes? (?:\d+ and )?{number}\b", listed), number


def test_the_sum_of_everything_is_no_answer_of_the_first_page(pages, section):
    """Who quotes the first page must not find a total that mixes stages and years without what makes its ends."""
    everything = str(total(*section.claims(unit="EUR"), label="everything", heads_only=True, mixed_stages=True))
    page = BeautifulSoup(pages["index.html"], "html.parser")
    holding = [p for p in page.select("article p") if everything in p.get_text()]
    assert len(holding) == 1 and "Facility" in holding[0].get_text()
    assert "notebooks/what_adds_up.html" in [link["href"] for link in holding[0].find_all("a")]


def test_the_first_page_stops_the_build_where_the_largest_amounts_are_others(project, tmp_path):
    place = copy_project(project, tmp_path)
    replace_once(
        place / "data" / "claims.csv",
        "through the partnership with Mauritania,210000000,EUR,EUR 210 million",
        "through the EU-Mauritania migration partnership,7400000000,EUR,EUR 7.4 billion",
    )
    with pytest.raises(
        WordsError, match=r"“The largest amounts are”, .*next of which is EUR 7\.4 billion \(support through the EU-Maur"
    ):
        run(place / "notebooks" / "overview.ipynb")


def test_nothing_stands_between_question_and_answer_that_only_folds_code(pages):
    seen = 0
    for name, text in pages.items():
        question, answer = (BeautifulSoup(text, "html.parser").select_one(f".{box}.admonition") for box in ("question", "answer"))
        if question and answer:
            seen += 1
            between = [tag for tag in question.find_all_next("details") if tag in answer.find_all_previous("details")]
            assert not between, name
            assert "import" in answer.find_next_sibling("div", class_="setup").get_text(), name
    assert seen > 8


def test_no_page_has_a_fold_of_code_beside_another(pages):
    for name, text in pages.items():
        for fold in BeautifulSoup(text, "html.parser").select(".cell > details.above-input"):
            after = fold.parent.find_next_sibling()
            silent = not fold.parent.select(".cell_output")
            beside = after is not None and "cell" in after.get("class", []) and after.select(":scope > details.above-input")
            assert not (silent and beside), name


def test_a_switch_shows_the_code_of_a_page_and_the_next_page_follows(chromium, book_html):
    page = visit(chromium, book_html, "notebooks/turkiye.html")
    folds, button = page.locator("details.hide"), page.locator("#code-toggle")
    assert folds.count() > 3 and not any(fold.is_visible() for fold in folds.all()) and button.text_content() == "Show code"
    button.click()
    assert all(fold.locator("pre").first.is_visible() for fold in folds.all()) and button.text_content() == "Hide code"
    page.goto(f"{book_html.as_uri()}/notebooks/root_causes.html")
    assert page.locator("details.hide pre").first.is_visible()
    page.locator("#code-toggle").click()
    page.reload()
    assert not page.locator("details.hide").first.is_visible()
    page.goto(f"{book_html.as_uri()}/book/glossary.html")
    assert page.locator("#code-toggle").count() == 0 and not page.problems
    page.context.close()


def test_without_a_script_each_cell_has_its_fold(chromium, book_html):
    page = visit(chromium, book_html, "notebooks/turkiye.html", java_script_enabled=False)
    assert not page.locator("#code-toggle").is_visible() and all(
        fold.is_visible() for fold in page.locator("details.hide > summary").all()
    )
    page.context.close()


def test_each_claim_says_where_it_is_used(pages, section):
    entries = pages["notebooks/claims.html"]
    assert "<!--uses" not in entries
    for claim in section.claims():
        anchor = places.anchor("claims", claim.claim.id)
        used = re.search(rf'id="{anchor}".*?Used in: (.*?)\.</p>', entries, re.S)[1]
        assert 'href="' in used, f"{anchor} is used nowhere"


def test_charts_have_alternatives_and_data(pages):
    charts = 0
    for name, text in pages.items():
        for figure in re.findall(r'<figure class="chart".*?</figure>', text, re.S):
            charts += 1
            alt = unescape(re.search(r'aria-label="([^"]+)"', figure[figure.index("<svg") :])[1])
            assert len(alt) > 40 and alt.endswith(".") and not re.search(r"\.(svg|png)\b", alt), (name, alt)
            assert "<figcaption>" in figure and 'class="chart-data"' in figure, name
    assert charts >= 15


# -- in the browser ---------------------------------------------------------------------------------------------------


def test_a_number_shows_its_provenance(chromium, book_html):
    page = visit(chromium, book_html, "notebooks/partnerships.html", viewport={"width": 1000, "height": 800})
    number = page.locator("a.quantity", has_text="EUR 7.4").first
    note = page.locator(f"#{number.get_attribute('data-provenance')}")
    number.hover()
    note.wait_for(state="visible")
    assert "EUR 7.4 billion" in note.inner_text() and "footnote 62" in note.inner_text()
    page.mouse.move(5, 5)
    note.wait_for(state="hidden")
    number.click()
    note.wait_for(state="visible")
    page.keyboard.press("Escape")
    note.wait_for(state="hidden")
    number.focus()
    page.keyboard.press("Enter")
    note.wait_for(state="visible")
    assert page.evaluate("document.activeElement.classList.contains('provenance')")


def test_a_number_opens_by_touch_and_without_scripts_is_a_link(chromium, book_html):
    page = visit(chromium, book_html, "notebooks/turkiye.html", viewport={"width": 360, "height": 740}, has_touch=True)
    number = page.locator("a.quantity", has_text="12.5").first
    number.tap()
    note = page.locator(f"#{number.get_attribute('data-provenance')}")
    note.wait_for(state="visible")
    box = note.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 360
    plain = visit(chromium, book_html, "notebooks/turkiye.html", java_script_enabled=False)
    plain.locator("a.quantity", has_text="12.5").first.click()
    assert plain.url.endswith("claims.html#claim-turkiye-total")


def test_explorer_filters_and_sorts(chromium, book_html):
    page = visit(chromium, book_html, "notebooks/claims.html")
    field = page.get_by_label("Search the claims")
    field.fill("egypt")
    shown = page.locator("table.explorer tbody tr:visible")
    assert shown.count() == 3 and all("gypt" in text for text in shown.all_inner_texts())
    field.fill("")
    page.get_by_role("button", name="Value", exact=True).click()
    page.get_by_role("button", name="Value", exact=True).click()
    assert "12.5" in page.locator("table.explorer tbody tr").first.inner_text()
    assert page.locator("th[aria-sort=descending]").count() == 1


def test_colour_scheme_button_lasts(chromium, book_html):
    page = visit(chromium, book_html, "index.html", color_scheme="light")
    light = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    for _ in range(2):
        page.locator("#theme-toggle").click()
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") != light
    assert json.loads(page.evaluate("JSON.stringify(document.documentElement.dataset.theme)")) == "dark"


def test_phone_shows_the_contents(chromium, book_html):
    page = visit(chromium, book_html, "index.html", viewport={"width": 360, "height": 740})
    page.get_by_role("button", name="Contents").click()
    page.locator("#site-nav").get_by_role("link", name="What adds up").click()
    assert page.url.endswith("what_adds_up.html")
