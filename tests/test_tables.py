"""Tables on pages: each in a region that the keyboard can scroll, with a name of its own."""

from __future__ import annotations

import pandas as pd
from bs4 import BeautifulSoup
from pages import written

from claimbook.sphinx.tables import others_table

SOURCE = """# Page

:::{table} Of things
| | Number |
| --- | ---: |
| One | 1 |
:::

:::{table} Of things
| A | B |
| --- | --- |
| One | 1 |
:::

<table><thead><tr><th></th><th>a</th></tr></thead><tbody><tr><th>0</th><td>1</td></tr></tbody></table>
"""


def test_every_table_stands_in_a_region_and_those_of_one_name_are_told_apart(tmp_path):
    page = written(tmp_path, SOURCE, "claimbook.sphinx.tables")
    regions = page.select("div.table-wrap")
    assert [(place["aria-label"], place["role"], place["tabindex"]) for place in regions] == [
        ("Of things", "region", "0"),
        ("Of things (2)", "region", "0"),
        ("Table", "region", "0"),
    ]
    assert [place.find("table").parent for place in regions] == regions and len(page.select("table")) == 3


def test_headings_say_what_they_are_of_and_an_empty_one_is_none(tmp_path):
    page = written(tmp_path, SOURCE, "claimbook.sphinx.tables")
    first, second, other = page.select("table")
    assert [(cell.name, cell.get("scope")) for cell in first.thead.find_all(["td", "th"])] == [("td", None), ("th", "col")]
    assert [cell.get("scope") for cell in second.thead.find_all("th")] == ["col", "col"]
    assert [(cell.name, cell.get("scope")) for cell in other.thead.find_all(["td", "th"])] == [("td", None), ("th", "col")]
    assert "colgroup" not in str(page) and first["class"] == ["table"]


def test_a_table_of_pandas_keeps_its_caption_and_a_piece_of_one_is_left():
    label, markup = others_table(pd.DataFrame({"a": [1]}).style.set_caption("A &  B").to_html())
    assert label == "A & B" and markup.count('scope="col"') == 1
    assert others_table("<table><tr>") == ("", "") and others_table("<p>no table</p>") == ("", "")


def test_tables_are_numbered_page_by_page_and_no_page_is_written_again_for_it(tmp_path):
    """Sphinx numbers tables in a row over all pages, and sees by its own numbers which page has others than before."""
    listed = "```{toctree}\nother\n```\n\n"
    (tmp_path / "other.md").write_text(SOURCE.replace("# Page", "# Other"), encoding="utf-8")
    for _ in range(2):
        page = written(tmp_path, f"{SOURCE}\n{listed}", "claimbook.sphinx.tables", numfig=True)
        other = BeautifulSoup((tmp_path / "out" / "other.html").read_text(encoding="utf-8"), "html.parser")
        for one in (page, other):
            assert [number.get_text(strip=True) for number in one.select(".caption-number")] == ["Table 1", "Table 2"]
            assert [place["aria-label"] for place in one.select(".table-wrap")] == [
                "Table 1 Of things",
                "Table 2 Of things",
                "Table",
            ]
        place = tmp_path / "out" / "other.html"
        place.write_text(place.read_text(encoding="utf-8") + "<!-- kept -->", encoding="utf-8")
    assert place.read_text(encoding="utf-8").count("kept") == 2
