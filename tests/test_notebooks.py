"""The notebooks as something to learn from: short cells, a sentence before each, and outputs that anyone who runs them gets."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_markdown_cell

from claimbook.data.sources import Source
from claimbook.publish.for_nbconvert import Readable, filled, readable
from claimbook.report.markdown import Task, task
from claimbook.wording.parts import MIME, Raw, Slot, from_json, html_of

NOTEBOOKS = sorted((Path(__file__).resolve().parents[1] / "notebooks").glob("*.ipynb"))
#: What a page shows of a cell of code, folded or not.
LINES, WIDTH = 10, 72
#: Notebooks that run at once: a kernel for each processor of the smallest computer that the tests are meant for.
AT_ONCE = 2
#: Ends of a line that are no end of a sentence: a directive, a heading, a row of a table.
NO_SENTENCE = (":::", "#", "|", "(", "```")

each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def cells(path: Path) -> list[dict]:
    """The cells of a notebook, their sources as texts."""
    found = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell | {"source": "".join(cell["source"]), "tags": cell["metadata"].get("tags", [])} for cell in found]


def codes(path: Path) -> dict[str, str]:
    """The code of a notebook by the ids of its cells."""
    return {cell["id"]: cell["source"] for cell in cells(path) if cell["cell_type"] == "code"}


def pairs(source: str) -> Iterator[str]:
    """The arguments of calls that only say a name again: ``share=share`` or ``grade=grade(x)``."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.keyword):
            value = node.value.func if isinstance(node.value, ast.Call) else node.value
            if isinstance(value, ast.Name) and value.id == node.arg:
                yield node.arg


# -- form --------------------------------------------------------------------------------------------------------------


@each_notebook
def test_a_cell_is_short_and_no_wider_than_the_page(path):
    for cell, source in codes(path).items():
        lines = source.split("\n")
        assert len(lines) <= LINES, f"{cell} has {len(lines)} lines; make two cells of it, each with its sentence"
        assert not [line for line in lines if len(line) > WIDTH], f"{cell} has lines of more than {WIDTH} characters"
        assert source == source.strip("\n"), cell


@each_notebook
def test_a_sentence_stands_before_each_cell(path):
    before = {"cell_type": "", "source": ""}
    for cell in cells(path):
        if cell["cell_type"] == "code":
            last = before["source"].strip().split("\n")[-1]
            assert before["cell_type"] == "markdown", f"no sentence stands before {cell['id']}"
            assert last.endswith((".", "?", ":")) and not last.startswith(NO_SENTENCE), f"{cell['id']} follows {last!r}"
        before = cell


@each_notebook
def test_what_stays_off_the_page_is_a_sentence_on_the_cell_below(path):
    found = cells(path)
    for cell, below in zip(found, found[1:]):
        if "remove-cell" in cell["tags"]:
            assert cell["cell_type"] == "markdown" and below["cell_type"] == "code", cell["id"]
            assert "\n" not in cell["source"] and "{eval}" not in cell["source"], cell["id"]


@each_notebook
def test_no_argument_only_says_a_name_again(path):
    for cell, source in codes(path).items():
        assert not list(pairs(source)), f"{cell}: a slot of sentence() takes the value of its name by itself"


def test_pairs_are_found():
    assert list(pairs("f(a=a, b=b(1), c=d, e=1, **g)")) == ["a", "b"]


def test_all_notebooks_begin_alike():
    first = {next(iter(codes(path).values())) for path in NOTEBOOKS}
    assert len(first) == 1 and "section = load()" in first.pop()
    assert all(source.count("load(") <= 1 for path in NOTEBOOKS for source in codes(path).values())
    assert all(sum("load()" in source for source in codes(path).values()) == 1 for path in NOTEBOOKS)


@each_notebook
def test_a_solution_is_folded_until_it_is_asked_for(path):
    for cell in cells(path):
        if "solution" in cell["tags"] and cell["cell_type"] == "code":
            assert cell["metadata"]["jupyter"] == {"source_hidden": True, "outputs_hidden": True}, cell["id"]
        elif "solution-start" in cell["source"]:
            assert "\n:class: dropdown\n" in cell["source"], cell["id"]


# -- what they show ----------------------------------------------------------------------------------------------------


def told(output: dict) -> list[str]:
    """The texts of an output, in order and without spaces, apart where the book fills a slot; a drawing has none."""
    data = output.get("data", {})
    if MIME in data:
        parts = from_json(data[MIME]["parts"])
        soup = BeautifulSoup(html_of([Raw("<wbr>") if isinstance(part, Slot) else part for part in parts]), "html.parser")
    elif "text/html" in data:
        soup = BeautifulSoup("".join(data["text/html"]), "html.parser")
    else:
        return ["".join("".join(data.get("text/plain", output.get("text", ""))).split())]
    for hidden in soup.select("svg, style, script"):
        hidden.decompose()
    return ["".join(text.split()) for text in soup.stripped_strings]


def shown(notebook: dict) -> list[tuple[str, list[str]]]:
    """The outputs of a notebook that have a text and stand on its page, each with the id of its cell."""
    found = []
    for cell in notebook["cells"]:
        if not {"remove-output", "remove-cell"} & set(cell["metadata"].get("tags", [])):
            found += [(cell["id"], text) for output in cell.get("outputs", []) if (text := told(output)) and any(text)]
    return found


#: Runs notebooks, each in a fresh kernel, and writes all that they show. A kernel is forked from a process that has the libraries loaded, as in
#: a build (tests/test_kernels.py holds it to an ordinary one), but the first notebook has the ordinary kernel that a reader's computer starts.
RUNNER = """
import asyncio, sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from claimbook.publish import kernels

turn, folder = asyncio.Semaphore(int(sys.argv[1])), Path(sys.argv[2])

async def run(path):
    notebook = nbformat.read(path, as_version=4)
    async with turn:
        client = NotebookClient(notebook, kernel_name="python3", timeout=300, resources={"metadata": {"path": str(path.parent)}})
        await client.async_execute()
    nbformat.write(notebook, folder / path.name)

async def everyone():
    await asyncio.gather(*map(run, others))

first, *others = map(Path, sys.argv[3:])
asyncio.run(run(first))
kernels.start()
asyncio.run(everyone())
"""


@pytest.fixture(scope="module")
def executed(book_project, tmp_path_factory) -> dict[str, dict]:
    """The notebooks as whoever runs them gets them, by name: each in a fresh kernel from top to bottom, as nbconvert runs them."""
    folder, paths = tmp_path_factory.mktemp("executed"), sorted((book_project / "notebooks").glob("*.ipynb"))
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join(filter(None, [str(book_project / "src"), os.environ.get("PYTHONPATH")]))
    }
    command = [sys.executable, "-c", RUNNER, str(AT_ONCE), str(folder), *map(str, paths)]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=600)
    assert done.returncode == 0, done.stdout[-4000:]
    return {path.stem: nbformat.read(folder / path.name, as_version=4) for path in paths}


@each_notebook
def test_what_a_cell_shows_when_it_is_run_stands_on_its_page(path, executed, book_html):
    notebook = executed[path.stem]
    ran = [cell["execution_count"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert ran == list(range(1, len(ran) + 1)), "every cell ran, from top to bottom"
    file = book_html / ("index.html" if path.stem == "overview" else f"notebooks/{path.stem}.html")
    page = "".join(BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser").main.get_text().split())
    outputs = shown(notebook)
    assert outputs, "a notebook shows something"
    for cell, texts in outputs:
        at = 0
        for text in texts:
            at = page.find(text, at)
            assert at >= 0, f"{cell}: {text!r} does not stand on the page, or not in this order"
            at += len(text)


@each_notebook
def test_nbconvert_gets_text_that_any_reader_of_notebooks_shows(path):
    notebook = nbformat.read(path, as_version=4)
    solutions = sum("{solution-start}" in cell.source for cell in notebook.cells)
    notebook, _ = Readable().preprocess(notebook, {"metadata": {"path": str(path.parent)}})
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    for raw in (":::", "{eval}", "{cite}", "{ref}", "{exercise}", ":class:", ":label:", ".ipynb", ")=\n"):
        assert raw not in text, raw
    assert text.count("<details><summary>Solution</summary>") == solutions
    assert not [cell for cell in notebook.cells if cell.cell_type == "code" and "solution" in cell.metadata.get("tags", [])]


def test_a_readable_chapter_has_its_numbers_boxes_and_sources():
    text = (
        ":::{admonition} The answer\n:class: answer\nSo {eval}`6 * 7`.\n\nAnd so.\n:::\n\nSaid {cite}`a,b`, see {ref}`this <x>`."
    )
    section = SimpleNamespace(
        labels={"a": "footnote 1", "b": "B"},
        sources={"a": Source("a", "", "", "", "https://a.example"), "b": Source("b", "", "", "")},
    )
    (made,) = filled([new_markdown_cell(text)], Path.cwd())
    assert (
        readable(made, section)
        == "> **The answer**\n> \n> So 42.\n> \n> And so.\n\nSaid ([footnote 1](https://a.example), B), see this."
    )
    exercise = ":::{exercise} A share\n:label: x\n:nonumber:\n\nWhich?\n:::"
    assert readable(exercise, section) == "### Exercise: A share\n\nWhich?"
    assert readable("[Türkiye](turkiye.ipynb#x)", section) == "[Türkiye](turkiye.html#x)"


@pytest.mark.parametrize(
    "text",
    [
        '(here)=\n:::{exercise} A share\n:label: x\n:nonumber:\n\nWhich *one*? In a notebook: `check("x", answer)`.\n:::',
        '````{exercise-start} A share \n:label: x\n````\n\nWhich *one*?\nIn a notebook: `check("x", answer)`.',
    ],
)
def test_what_an_exercise_asks_is_read_in_either_form(text):
    assert task(text) == Task("A share", "Which *one*?")
    assert task(":::{admonition} The answer\n42.\n:::") is None and task("### Exercise: A share\n\nWhich?") is None


def test_nbconvert_is_told_of_it(project, tmp_path):
    place = tmp_path / "etc" / "jupyter"
    place.mkdir(parents=True)
    (place / "jupyter_nbconvert_config.py").symlink_to(project / "jupyter_nbconvert_config.py")
    command = [sys.executable, "-m", "nbconvert", "--to", "html", "--stdout", str(project / "notebooks" / "dependencies.ipynb")]
    environment = os.environ | {"JUPYTER_CONFIG_DIR": str(place), "PYTHONPATH": str(project / "src")}
    done = subprocess.run([*command, "--debug"], env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0 and "Dependency matrix" in done.stdout, done.stderr
    assert "Applying preprocessor: Readable" in done.stderr


def test_each_cell_that_shows_something_says_so_on_its_page(book_html):
    """No output is lost, whether the code above it is folded or not: a page has as many outputs as its notebook."""
    for path in NOTEBOOKS:
        source = book_html.parent / "work" / "_build" / "jupyter_execute" / "notebooks" / path.name
        notebook = json.loads(source.read_text(encoding="utf-8"))
        file = book_html / ("index.html" if path.stem == "overview" else f"notebooks/{path.stem}.html")
        on_page = BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser").select(".cell_output")
        with_outputs = {cell for cell, _ in shown(notebook)}
        assert len(on_page) == len(with_outputs), f"{path.stem}: {len(on_page)} of {len(with_outputs)} cells show an output"
