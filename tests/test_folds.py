"""What folds on a page, exercises, and code: where it stands, and that the keyboard can scroll it."""

from __future__ import annotations

from docutils import nodes
from docutils.utils import new_document
from pages import written

from claimbook.sphinx.code import answer_first

SOURCE = """# Page

:::{note}
:class: dropdown
Inside, a [link](https://example.org).
:::

::::{admonition} A [link](https://example.org) in *words*
:class: dropdown own
:name: here

:::{admonition} Below
:class: dropdown
Deep.
:::
::::

:::{tip}
Open.
:::
"""
EXERCISES = """# Page

:::{exercise} What is *one* & one?
:label: one
:nonumber:
Ask.
:::

:::{solution} one
:label: of-one
:class: dropdown
Two.
:::

:::{exercise}
:label: two
:nonumber:
Ask again.
:::
"""


def test_dropdowns_are_folds_whose_summary_holds_no_link(tmp_path):
    page = written(tmp_path, SOURCE, "claimbook.sphinx.folds")
    first, second, inner = page.select("details")
    assert [sorted(fold["class"]) for fold in (first, second, inner)] == [
        ["admonition", "note"],
        ["admonition", "own"],
        ["admonition"],
    ]
    assert [fold.summary.get_text() for fold in (first, second, inner)] == ["Note", "A link in words", "Below"]
    assert second.summary.em and not second.summary.a and first.a and inner.parent is second and second["id"] == "here"
    assert all(fold.summary["class"] == ["admonition-title"] and fold.find().name == "summary" for fold in (first, second))
    assert page.select_one("div.admonition.tip") and not page.select("div.dropdown, .dropdown")


def test_an_exercise_is_named_and_its_solution_is_a_fold(tmp_path):
    page = written(tmp_path, EXERCISES, "sphinx_exercise", "claimbook.sphinx.folds")
    titles = [title.get_text() for title in page.select(".exercise > .admonition-title")]
    assert titles == ["Exercise: What is one & one?", "Exercise"] and page.select_one("#one .admonition-title em")
    assert page.select_one("details.solution#of-one > summary").get_text() == "Solution"
    ids = [tag["id"] for tag in page.find_all(id=True)]
    assert len(ids) == len(set(ids)) and "exercise-content" not in ids and "solution-content" not in ids


def cell(name: str, *, shows: bool) -> nodes.container:
    """A code cell as MyST-NB makes it."""
    parts = [nodes.container(nb_element="cell_code_source")] + [nodes.container(nb_element="cell_code_output")] * shows
    return nodes.container("", *parts, nb_element="cell_code", names=[name])


def box(kind: str) -> nodes.admonition:
    return nodes.admonition("", nodes.paragraph(), classes=[kind], names=[kind])


def order(page: nodes.Element) -> list:
    """The names of the parts of a page, in order; those in a box of their own as a list."""
    return [node["names"][0] if node["names"] else order(node) for node in page.children if node.children]


def test_cells_that_show_nothing_are_put_below_the_answer():
    page = new_document("page")
    parts = (
        cell("before", shows=False),
        box("question"),
        cell("first", shows=False),
        cell("chart", shows=True),
        cell("second", shows=False),
        box("answer"),
        cell("after", shows=False),
    )
    page += nodes.section("", *parts, names=["all"])
    answer_first(page)
    assert order(page[0]) == ["before", "question", "chart", "answer", ["first", "second"], "after"]
    answer_first(page)
    assert order(page[0]) == ["before", "question", "chart", "answer", ["first", "second"], "after"]


def test_a_page_without_an_answer_keeps_its_order():
    page = new_document("page")
    page += nodes.section("", box("question"), cell("one", shows=False), names=["all"])
    answer_first(page)
    assert order(page[0]) == ["question", "one"]


def test_code_stands_in_a_box_that_the_keyboard_can_scroll():
    from pygments import highlight
    from pygments.lexers import PythonLexer

    from claimbook.sphinx.code import ScrollableCode

    shown = highlight("a = 1", PythonLexer(), ScrollableCode())
    assert '<pre role="group" tabindex="0" aria-label="Code"><span></span><span class="n">a</span>' in shown
    assert shown.count("</pre>") == 1
