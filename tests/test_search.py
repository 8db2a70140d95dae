"""The search page: what is indexed, and what a reader finds."""

from __future__ import annotations

import re

import pytest
from browser import visit

from claimbook.sphinx.search import Passages, Words, read_apart


def test_words_of_neighbouring_cells_stay_apart_and_figures_whole():
    table = "<table><!--x--><style>td {}</style><tr><td>Egypt</td><td>EUR&nbsp;7.4 billion</td><td>3,800 tonnes</td></tr></table>"
    assert Words({}).split(read_apart(table)) == ["Egypt", "EUR", "7.4", "billion", "3,800", "tonnes"]


@pytest.fixture(scope="module")
def found(chromium, book_html):
    """Looks for words on the search page; gives the addresses of the results, best first."""
    page = visit(chromium, book_html, "search.html")

    def look(words: str) -> list[str]:
        page.get_by_label("Words to look for").fill(words)
        with page.expect_navigation():
            page.locator("main").get_by_role("button", name="Search").click()
        return page.eval_on_selector_all(
            "#search-results > li > a", "(links) => links.map((link) => link.getAttribute('href').replace('./', ''))"
        )

    yield look
    assert not page.problems
    page.context.close()


def test_a_name_is_found(found, book_html):
    results = found("Mauritania")
    assert "notebooks/partnerships.html" in results and "index.html" in results
    assert all((book_html / name).is_file() for name in results)
    assert found("Mauritania zebra") == []


def test_each_figure_in_the_table_of_claims_is_found(found, section):
    """Also those that stand in tables alone, with their unit."""
    figures = {re.search(r"\d[\d.,]*", q.text)[0] for q in section.claims() if q.unit == "EUR"}
    assert len(figures) >= 5
    for figure in sorted(figures):
        assert "notebooks/claims.html" in found(f"EUR {figure}"), figure


def test_chapters_stand_before_appendices(found):
    assert found("Frontex")[0] == "notebooks/western_balkans.html"
    for words in ("Frontex", "Mauritania", "pledges"):
        results = found(words)
        appendices = [
            results.index(f"notebooks/{name}.html")
            for name in ("claims", "data_dictionary")
            if f"notebooks/{name}.html" in results
        ]
        topics = [
            results.index(name)
            for name in results
            if name.removeprefix("notebooks/").removesuffix(".html")
            in ("western_balkans", "mediterranean", "legal_pathways", "second_look")
        ]
        assert appendices and topics and max(topics) < min(appendices), (words, results)


def test_a_page_of_that_name_comes_first(found):
    assert found("glossary")[0] == "book/glossary.html"
    assert found("what adds up")[0] == "notebooks/what_adds_up.html"


def test_the_place_that_matched_is_quoted(chromium, book_html):
    page = visit(chromium, book_html, "search.html?q=standing+corps")
    first = page.locator("#search-results > li").first
    assert [word.lower() for word in first.locator("p mark").all_text_contents()][:2] == ["standing", "corps"]
    place = first.locator("p a").get_attribute("href")
    name, anchor = place.removeprefix("./").split("#")
    assert name == "notebooks/western_balkans.html" and f'<section id="{anchor}">' in (book_html / name).read_text(
        encoding="utf-8"
    )
    assert not page.problems
    page.context.close()


def test_an_entry_is_found_in_its_fold_and_opens(chromium, book_html, section):
    row = section.rows("evidence")[40]
    words = re.findall(r"\w{5,}", row["wording"])[:4] + re.findall(r"\w{5,}", row["title"])[:3]
    page = visit(chromium, book_html, "search.html?q=" + "+".join(words))
    page.locator("#search-results a[href*='outside.html#evidence-']").first.click()
    opened = page.locator(".entry:target dl")
    opened.wait_for(state="visible")
    assert all(word.lower() in page.locator(".entry:target").inner_text().lower() for word in words)
    page.context.close()


def test_passages_are_what_a_reader_sees_from_heading_to_heading():
    page = (
        '<nav>x</nav><article><section id="a"><h1>Aid<a class="headerlink" href="#a">#</a></h1><p>EUR&nbsp;5 <b>million</b>.</p>'
        '<details class="hide"><pre>code</pre></details><form><option>all</option></form><section id="b"><h2>Then</h2><p>Egypt</p></section>'
        '<section class="sources"><p>Sources</p></section></section></article>'
    )
    assert Passages(page).parts == [["a", "Aid", "EUR 5 million."], ["b", "Then", "Egypt Sources"]]
    entry = (
        '<article><section id="a"><h2>Entries</h2><article class="entry" id="e"><h3>Aid</h3><details class="facts"><summary>2024</summary>'
        "<dl><dt>Grade</dt><dd>A</dd></dl></details></article></section></article>"
    )
    assert Passages(entry).parts == [["a", "Entries", ""], ["e", "2024", "Aid. Grade A"]]
    folded = (
        '<article><section id="a"><span id="b"></span><h2>Aid</h2><div class="answer"><p class="admonition-title">The answer</p><p>Yes</p></div>'
        "<details><summary>Code</summary><details><p>x</p></details>y</details><svg><text>z</text></svg>, seen.</section></article>after"
    )
    assert Passages(folded).parts == [["a", "Aid", "Yes, seen."]] and Passages(folded).answers and not Passages(page).answers


def test_a_figure_is_not_found_where_only_its_digits_stand(found, section, book_html):
    whole = re.search(r"[\d.]+", section.claim("turkiye_total").text)[0]
    held, digits_alone = set(found(whole)), set(found(whole.partition(".")[0]))
    assert "." in whole and held and digits_alone - held, "pages with the digits alone are found by these and not by the figure"
    assert all(whole in (book_html / name).read_text(encoding="utf-8") for name in held)
