"""An empty report, made by `new`: it holds, says that it is empty, builds, and grows; and the frame of its plain chapters."""

from __future__ import annotations

import json

import pytest

from claimbook.publish.chapters import notebook, plain_chapter
from claimbook.report import chapter
from external_dimension import load


def cells(text: str, kind: str) -> list[str]:
    """The sources of a notebook's cells of a type."""
    return ["".join(cell["source"]) for cell in json.loads(text)["cells"] if cell["cell_type"] == kind]


def emptied(section):
    """The section as its tables would be without a row."""
    for resource in section.descriptor["resources"]:
        section._rows[resource["name"]] = []
    return section


def shown(section, name: str) -> str:
    """What the code of a plain chapter shows of these tables, as HTML."""
    scope: dict = {}
    html = []
    for code in cells(plain_chapter(name, "Any title"), "code"):
        *_, last = code.splitlines()
        exec("\n".join(code.splitlines()[:-1] if last.startswith(("chapter.", "since_")) else [code]), scope)
        scope["section"] = section
        if last.startswith(("chapter.", "since_")):
            html.append(eval(last, scope)._repr_html_())
    return "".join(html)


# -- the frame of a plain chapter -------------------------------------------------------------------------------------


def test_a_plain_chapter_shows_the_rows_that_there_are(project, monkeypatch):
    monkeypatch.chdir(project)
    html = shown(load(), "turkiye")
    assert "has been entered" not in html and "The tables hold" in html
    for text in ("878", 'class="reported"', "Every figure of the section in this chapter", "What is not known"):
        assert text in html, text


def test_a_plain_chapter_says_that_nothing_has_been_entered(project, monkeypatch):
    monkeypatch.chdir(project)
    html = shown(emptied(load()), "turkiye")
    assert html.count("has been entered on this chapter yet") == 4
    for text in ("no figure", "no statement", "no open question"):
        assert text in html, text


def test_what_the_tables_hold_of_the_section_counts_all_chapters(section):
    html = chapter.standing(section)._repr_html_()
    assert f">{len(section.rows('claims'))}</a> figures" in html and "Nothing has been entered" not in html


def test_a_plain_chapter_asks_its_question_where_it_has_one():
    asked, plain = plain_chapter("a_part", "T", question="How much?"), plain_chapter("a_part", "T")
    assert "How much?\n:::" in cells(asked, "markdown")[0] and "The question" not in plain
    assert json.loads(plain)["cells"][3]["id"] == "a-part-03" and plain.endswith("}\n")


def test_a_cell_of_no_kind_is_refused():
    with pytest.raises(KeyError, match="rubbish"):
        notebook("a", "%% rubbish\ntext\n")
