"""The lint finds every kind of typed number, says where, and lets pass what is no typed number."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from building import read_csv, write_csv

from claimbook.checks.lint import GUARDED, NOT_TYPED, Finding, lint, main

ROOT = Path(__file__).resolve().parents[1]
HELD = f"lint: {GUARDED}"


def project(folder: Path, *cells: tuple[str, str], page: str = "# A page\n") -> Path:
    """A project with one notebook of the given cells, one page, and the real list of names."""
    for name in ("data", "notebooks", "book"):
        (folder / name).mkdir()
    for file in ("datapackage.json", "proper_names.csv"):
        shutil.copy(ROOT / "data" / file, folder / "data" / file)
    book = {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {},
        "cells": [{"cell_type": kind, "metadata": {}, "source": text.splitlines(keepends=True)} for kind, text in cells],
    }
    (folder / "notebooks" / "chapter.ipynb").write_text(json.dumps(book), encoding="utf-8")
    (folder / "book" / "page.md").write_text(page, encoding="utf-8")
    return folder


def texts(found: list[Finding]) -> list[str]:
    return [finding.text for finding in found]


def test_the_book_has_no_typed_number():
    assert not lint(ROOT), "\n".join(map(str, lint(ROOT)))


@pytest.mark.parametrize(
    ("planted", "text"),
    [
        ("The plan has six priorities.", "six priorities"),
        ("The plan has **Six** priorities.", "Six"),
        ("## Fourteen countries", "Fourteen countries"),
        ("| Egypt | 7.4 |", "7.4"),
        ("It is EUR 120 million in all.", "120 million in"),
        ("- 61,000 pledges", "61,000 pledges"),
        ("The 7th conference.", "7th conference"),
        ("In 2024 it went on.", "2024 it"),
        ("From 2025–2030 it ran.", "2025–2030 it"),
        ("A two-year plan.", "two-year"),
        ("A 2-year plan.", "2-year"),
        ("A six-pillar deal.", "six-pillar"),
        ("A third of it.", "A third of"),
        ("It fell by a third.", "a third"),
        ("Two thirds of it.", "Two thirds of"),
        ("Half the money.", "Half the"),
        ("A quarter of the money.", "quarter of"),
        ("One in ten came.", "One in"),
        ("A one-year plan.", "one-year plan"),
        ("A tenth of it.", "A tenth of"),
        ("Twice the sum.", "Twice the"),
        ("It doubled then.", "doubled then"),
        ("Double counting.", "Double counting"),
        ("A couple of deals.", "A couple of"),
        ("A pair of deals.", "pair of deals"),
        ("A dozen deals.", "dozen deals"),
        ("Hundreds of people.", "Hundreds of"),
        ("Twenty-one deals.", "Twenty-one deals"),
        ("It is 5 % of all.", "5 %"),
        ("It is ½ of all.", "½ of"),
        ("It is &#53; of all.", "5 of"),
        ("The EU27 agree.", "27 agree"),
        ("![Six bars](bars.svg)", "Six bars"),
        ("[two pages](page.md)", "two pages"),
        ('<img src="a1.png" alt="six bars">', "six bars"),
        (":::{admonition} Six answers\n:class: answer\nWords.\n:::", "Six answers"),
        (":::{note}\nIt has six pillars.\n:::", "six pillars"),
        ("```{figure} bars.svg\n:alt: six bars\n:width: 300px\nWords.\n```", "six bars"),
        ("```{card}\n:subtitle: of seven states\nWords.\n```", "seven states"),
        ("{doc}`the six <page>`", "six"),
        ("{abbr}`six (pillars)`", "six"),
        ("> It has six pillars.", "six pillars"),
        ("It has 3 parts, see (rule 8).", "3 parts"),
        ("{eval}`7`", "7"),
        ('{eval}`"six"`', '"six"'),
        ("{eval}`typed`", "typed"),
    ],
)
def test_a_number_typed_into_the_narrative_is_found(tmp_path, planted, text):
    found = lint(project(tmp_path, ("code", "typed = 7\n"), ("markdown", f"# Words\n\n{planted}\n")))
    assert found[0].file == "notebooks/chapter.ipynb" and found[0].place == "cell 2", found
    assert text in texts(found)


@pytest.mark.parametrize(
    "allowed",
    [
        '{eval}`n.priorities` priorities, and {eval}`by_id["x2"]`.',
        "Run `n = 6` and ``m `7` ``.",
        "```python\nn = 6\n```",
        "```{code-block} python\n:lineno-start: 5\nn = 6\n```",
        "The page {cite}`commission_2024_egypt` and {ref}`part-2`.",
        "See [the method](../book/method2.md#rule-8) or <https://example.org/2024/6>.",
        "<!-- six of 7 -->",
        "(label-2)=",
        ":::{note}\n:class: c2\nWords.\n:::",
        "In section 2.4 of the Asylum Report 2025, and in Section 2.",
        "1. First\n2. Second\n   3. Third",
        "Money is not divided by people (rule 8).",
        "COM(2024) 593 says so.",
        "The one on borders, one of them, no one, once, a single part, the first and the second.",
        "Third countries, a third country, the third reading, often, weight, behalf, attend.",
    ],
)
def test_what_is_not_a_typed_number_passes(tmp_path, allowed):
    assert texts(lint(project(tmp_path, ("markdown", allowed), page=f"# Words\n\n{allowed}\n"))) == []


@pytest.mark.parametrize(
    ("planted", "text"),
    [
        ('sentence("The six priorities, {n}.", n=n)', "six priorities"),
        ('sentence(f"About {n} of 27 states")', "27 states"),
        ('bars("gaza-2", rows, caption=caption, alt="A bar of EUR 120 million")', "120 million"),
        ('bars("gaza", rows, caption=caption, subtitle="In EUR, of seven states")', "seven states"),
        ('table({"Two columns": rows}, caption)', "Two columns"),
        ('table({"": ["2024", other]}, caption)', "2024"),
        ('cards((q, "Seven", note))', "Seven"),
        ('sentence("{n} priorities", n=6)', "6"),
        ('typed = 6\nsentence("{n} priorities", n=typed)', "typed"),
        ('typed = 6\nsentence("{typed} priorities")', "typed"),
        ('table({"Figures": [q, 7.4]}, caption)', "7.4"),
        ('def shown():\n    """Six words of a docstring."""\n    return "six words shown"', "six words"),
        ("caption = ('in two '\n           'parts')", "two parts"),
        ("def broken(:", "def broken(:"),
    ],
)
def test_a_number_typed_into_code_that_shows_it_is_found(tmp_path, planted, text):
    found = lint(project(tmp_path, ("markdown", "# Words\n"), ("code", planted)))
    assert [(f.file, f.place, f.text) for f in found] == [("notebooks/chapter.ipynb", "cell 2", text)]


def test_code_that_shows_no_typed_number_passes(tmp_path):
    code = (
        '"""Words."""\nimport numpy as np2\nrows = section.rows("table_2")[:3]\n'
        'sentence("{a1} to {b2}", a1=when(ids[0]), b2=f"{x:02d}")\nsection.claims(paragraph=[10, 11])\n'
        'timeline("t1", rows, start=2022.5)\ntable({"Counts": [count(r, 7) for r in range(3)]}, f"{n} of them")\n'
    )
    assert lint(project(tmp_path, ("code", code))) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("EUR billion", []),
        ("Amounts (EUR million)", []),
        ("in millions of euros", []),
        ("thousand people", []),
        ("Places, in thousands of places", []),
        ("US$ billion a year", []),
        ("two EUR billion", ["two"]),
        ("a billion euros more", ["billion euros"]),
        ("EUR two billion", ["two billion"]),
        ("hundreds of people", ["hundreds of"]),
        ("Millions of euros", ["Millions of"]),
        ("thousand islands", ["thousand islands"]),
    ],
)
def test_a_unit_alone_is_no_number(tmp_path, text, found):
    assert [one.split(" …")[0] for one in texts(lint(project(tmp_path, ("code", f"axes.set_xlabel({text!r})"))))] == found


def test_alt_text_in_metadata_and_labels_of_the_package_are_read(tmp_path):
    folder = project(tmp_path, ("code", "x"))
    path = folder / "notebooks" / "chapter.ipynb"
    book = json.loads(path.read_text(encoding="utf-8"))
    book["cells"][0]["metadata"] = {
        "mystnb": {"image": {"alt": "six bars", "width": "300px"}, "figure": {"subtitle": "of seven"}}
    }
    path.write_text(json.dumps(book), encoding="utf-8")
    package = folder / "src" / "claimbook" / "report"
    package.mkdir(parents=True)
    (package / "charts.py").write_text(
        'def draw():\n    """Six."""\n    return f"<b id=\'x 1\'>of {n} two</b>", "a 4 b", "x6", \'w="1 0"\'\n'
    )
    assert [(f.file, f.place, f.text) for f in lint(folder)] == [
        ("notebooks/chapter.ipynb", "cell 1", "six bars"),
        ("notebooks/chapter.ipynb", "cell 1", "seven"),
        ("src/claimbook/report/charts.py", "line 3", "two…"),
        ("src/claimbook/report/charts.py", "line 3", "4 b"),
    ]


def test_a_page_is_named_with_its_line_and_the_exit_code_follows(tmp_path, capsys):
    folder = project(tmp_path, page="# A page\n\n```\n6\n```\n\n<!-- 1\n2 -->\nThe 14\ncountries.\n")
    assert main(folder) == 1
    assert capsys.readouterr().out.splitlines() == [
        "book/page.md: line 9: '14 countries': a digit; say it without, or compute it",
        "lint: 1 typed number; compute it, or register a name in data/proper_names.csv",
        HELD,
    ]
    (folder / "book" / "page.md").write_text("# A page\n", encoding="utf-8")
    assert main(folder) == 0
    assert capsys.readouterr().out == f"lint: {NOT_TYPED}\n{HELD}\n"


def test_a_finding_is_one_line():
    finding = Finding("notebooks/x.ipynb", "cell 5", "six priorities", "a number word; compute it with {eval}")
    assert str(finding) == "notebooks/x.ipynb: cell 5: 'six priorities': a number word; compute it with {eval}"


def test_broken_tables_are_told_without_a_traceback(tmp_path, capsys):
    folder = project(tmp_path)
    (folder / "data" / "proper_names.csv").write_text("id\n", encoding="utf-8")
    assert main(folder) == 1
    assert "proper_names.csv" in capsys.readouterr().out


def test_labels_and_notes_of_tables_are_read_but_not_what_other_sources_say(tmp_path):
    """A digit in the label of a claim, a note, the ground of a relation or a question passed, and was told as read."""
    shutil.copytree(ROOT / "data", tmp_path / "data", ignore=shutil.ignore_patterns("editions"))
    (tmp_path / "book").mkdir()
    planted = {"claims": "label", "relations": "basis", "gaps": "question", "evidence": "note"}
    for name, column in planted.items():
        path = tmp_path / "data" / f"{name}.csv"
        rows = read_csv(path)
        rows[0][column] += " and 77 more, as paragraphs 14 and 15 say"
        write_csv(path, rows)
    found = {(one.file, one.place.partition(": ")[2]) for one in lint(tmp_path) if one.text.startswith("77")}
    assert found == {(f"data/{name}.csv", f"field {column}") for name, column in planted.items() if name != "evidence"}
    assert not any(one.text.startswith("14") for one in lint(tmp_path))


def test_a_table_of_words_that_is_gone_is_a_line_and_not_one_for_each_word(tmp_path, capsys):
    folder = project(tmp_path, ("markdown", "All of it is the largest."), page="# A page\n\nOnly this.\n")
    assert main(folder) == 1
    first, *rest = capsys.readouterr().out.splitlines()
    assert first.startswith("book/words.csv: no such file, so ") and "(3 found)" in first and len(rest) == 1, (first, rest)
