"""The search page: what is indexed, and what a reader finds."""

from __future__ import annotations

import re

import pytest
from browser import visit

from external_dimension.theme import Words, read_apart


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
        return page.eval_on_selector_all("#search-results > li > a", "(links) => links.map((link) => link.getAttribute('href').replace('./', ''))")

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


def test_a_figure_is_not_found_where_only_its_digits_stand(found, section):
    whole = re.search(r"[\d.]+", section.claim("turkiye_total").text)[0]
    assert "." in whole and len(found(whole)) < len(found(whole.partition(".")[0]))
