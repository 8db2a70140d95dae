"""What a person reads when a build fails: the place and the mistake come first, and nothing of the machinery around them."""

from __future__ import annotations

import json
import os
import re
import shutil
from types import SimpleNamespace

import pytest
from building import SMALL, add_cell, build, copy_project, replace_once

from claimbook.publish import failures, kernels
from claimbook.publish.failures import told
from claimbook.publish.places import CHECKED

#: Sphinx reads more than five pages in several processes.
PARALLEL = (*SMALL, "book/glossary")


#: How a build that failed ends: while pages were made, or before the first cell was run.
ENDS = ("The book was not built. Any earlier book in _build/html is untouched.", "The book was not built: no cell was run.")


@pytest.fixture(scope="module")
def copy(project, tmp_path_factory):
    """A small copy of the project that was never built."""
    return copy_project(project, tmp_path_factory.mktemp("failures"), pages=SMALL)


@pytest.fixture(scope="module", params=[SMALL, PARALLEL], ids=["read one by one", "read side by side"])
def reading(request, project, tmp_path_factory):
    """The same, in both ways of reading pages, for what goes wrong while they are read or later."""
    return copy_project(project, tmp_path_factory.mktemp("reading"), pages=request.param)


def said(copy, file: str, change) -> str:
    """What a build says after ``change`` of a file, which is then undone; the book must not be there."""
    path = copy / file
    whole = path.read_text(encoding="utf-8")
    change(path)
    try:
        done = build(copy)
    finally:
        path.write_text(whole, encoding="utf-8")
    assert done.returncode == 1 and not (copy / "_build" / "html").exists(), done.stdout
    for noise in ("\x1b", "Jupyter-Book", "report", "====", str(copy)):
        assert noise not in done.stdout, done.stdout
    text, _, end = done.stdout.rstrip().rpartition("\n")
    assert end in ENDS, done.stdout
    return text


def test_names_that_a_failed_cell_was_to_set_are_told_in_a_line_behind_it(tmp_path):
    """A chapter of another edition names claims that are gone: forty numbers miss a name, and one cell says why."""
    lost = "WARNING: NameError: name 'gaza' is not defined"
    why = "notebooks/a.ipynb: cell 7: WARNING: gaza = claim('x')\nKeyError: \"no 'x' in data/claims.csv\""
    said = [
        f"notebooks/a.ipynb: cell 12: {lost} [mystnb.eval]",
        f"notebooks/b.ipynb: cell 2: {lost} [mystnb.eval]",
        why,
        *(f"notebooks/a.ipynb: cell {n}: WARNING: x = gaza\nNameError: name 'gaza' is not defined" for n in (8, 9, 10)),
    ]
    assert told("\n".join(said), None, tmp_path).splitlines() == [
        said[1],  # no cell of that notebook says why
        *why.splitlines(),
        "notebooks/a.ipynb: 4 more for want of names that the cells above were to set",
    ]
    few = "\n".join(said[:3])
    assert told(few, None, tmp_path) == few


def test_all_cells_that_fail_are_told_in_one_run(reading):
    """Each with its notebook and cell, what it was to do, and what would be right; and so is a name in the prose."""

    def spoil(path):
        add_cell(path, "code", "first = section.claim('pledgez')")
        add_cell(path, "markdown", "Prose may come between.")
        add_cell(path, "code", "second = (\n    first\n)")
        add_cell(path, "code", "raise ValueError('of two lines\\nKeyError: the other')")
        add_cell(path, "code", "input()")
        add_cell(path, "code", "print(200_000 * 'x')")
        add_cell(path, "code", "!exit 3")
        add_cell(path, "code", "import warnings\nwarnings.warn('an old form')")
        add_cell(path, "code", "print('a\\bc', '\\x1b[31mred\\x1b[0m')")
        add_cell(path, "markdown", "The sum is {eval}`no_such_name`.")

    other = reading / "notebooks" / "outside.ipynb"
    whole = other.read_text(encoding="utf-8")
    add_cell(other, "code", "1 / 0")
    try:
        text = said(reading, "notebooks/root_causes.ipynb", spoil)
    finally:
        other.write_text(whole, encoding="utf-8")
    cells = {
        name: len(json.loads((reading / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"])
        for name in ("root_causes", "outside")
    }
    told = [
        f"notebooks/root_causes.ipynb: cell {cells['root_causes'] + 1} (added-{cells['root_causes'] + 0}): WARNING: first = section.claim('pledgez')",
        f"notebooks/root_causes.ipynb: cell {cells['root_causes'] + 3} (added-{cells['root_causes'] + 2}): WARNING: first",
        "KeyError: \"no 'pledgez' in data/claims.csv (perhaps pledges)\"",
        "NameError: name 'first' is not defined",
        f"notebooks/root_causes.ipynb: cell {cells['root_causes'] + 5} (added-{cells['root_causes'] + 4}): WARNING: input()",
        "a book cannot ask: nobody is there to answer while it is built; write the answer into the cell",
        f"notebooks/root_causes.ipynb: cell {cells['root_causes'] + 6} (added-{cells['root_causes'] + 5}): WARNING: 200001 characters, which nobody reads on a page;",
        f"notebooks/root_causes.ipynb: cell {cells['root_causes'] + 7} (added-{cells['root_causes'] + 6}): WARNING: get_ipython().system('exit 3')",
        "CalledProcessError: Command 'exit 3' returned non-zero exit status 3.",
        f"notebooks/root_causes.ipynb: cell {cells['root_causes'] + 8} (added-{cells['root_causes'] + 7}): WARNING: UserWarning: an old form: written to stderr, ",
        f"notebooks/root_causes.ipynb: cell {cells['root_causes'] + 9} (added-{cells['root_causes'] + 8}): WARNING: U+0008 is printed, a control character, ",
        f"notebooks/outside.ipynb: cell {cells['outside'] + 1} (added-{cells['outside'] + 0}): WARNING: 1 / 0",
        "ZeroDivisionError: division by zero",
    ]
    assert all(line in text for line in told) and text.count("WARNING") == 10, text
    (line,) = (line for line in text.splitlines() if "no_such_name" in line)
    assert (
        line.startswith(f"notebooks/root_causes.ipynb: cell {cells['root_causes'] + 10} (added-{cells['root_causes'] + 9}): ")
        and "is not defined" in line
    )
    assert "Traceback" not in text and "site-packages" not in text and "Cell In" not in text


def test_a_kernel_that_dies_is_a_line(reading):
    text = said(reading, "notebooks/root_causes.ipynb", lambda path: add_cell(path, "code", "import os\nos._exit(1)"))
    assert re.fullmatch(r"notebooks/root_causes\.ipynb: cell \d+ \(added-\d+\): the kernel died, .*", text), text


def test_a_cell_that_takes_too_long_is_a_line(copy):
    replace_once(copy / "_config.yml", "timeout: 120", "timeout: 5")
    text = said(copy, "notebooks/root_causes.ipynb", lambda path: add_cell(path, "code", "import time\ntime.sleep(60)"))
    replace_once(copy / "_config.yml", "timeout: 5", "timeout: 120")
    assert re.fullmatch(r"notebooks/root_causes\.ipynb: cell \d+ \(added-\d+\): took longer than 5 seconds; .*", text), text


def test_of_a_cell_that_takes_too_long_nothing_is_left_for_another_to_tell(monkeypatch):
    from myst_nb.core.execute.inline import NotebookClientInline
    from nbclient.exceptions import CellTimeoutError
    from sphinx.errors import SphinxError

    monkeypatch.setattr(NotebookClientInline, "code_cell_outputs", lambda self, index: (None, []))
    kernels.tell_ends(None, None)
    client = SimpleNamespace(
        path="a.ipynb", _last_cell_executed=2, _cell_error=CellTimeoutError("x"), nb_config=SimpleNamespace(execution_timeout=5)
    )
    with pytest.raises(SphinxError, match=r"^a\.ipynb: cell 3: took longer than 5 seconds"):
        NotebookClientInline.code_cell_outputs(client, 0)
    assert client._cell_error is None


def test_of_a_cell_that_ends_a_plain_build_the_reason_is_told_as_by_the_strict_one(tmp_path, monkeypatch):
    """Sphinx tells of a process that reads pages the exception's own text alone, which MyST-NB makes the path of the notebook."""
    from myst_nb.core.execute import ExecutionError
    from myst_nb.core.execute.inline import NotebookClientInline
    from sphinx.errors import SphinxError

    def fails(self, index):
        trace = "-----\nKeyError   Traceback\nCell In[3], line 1\n----> 1 first = section.claim('x')\n\nKeyError: \"no 'x'\""
        raise ExecutionError("/place/a.ipynb") from RuntimeError(trace)

    monkeypatch.setattr(NotebookClientInline, "code_cell_outputs", fails)
    kernels.tell_ends(None, None)
    path = tmp_path / "a.ipynb"
    path.write_text(json.dumps({"cells": [{"id": "one"}, {"id": "two"}, {"id": "three"}]}))
    with pytest.raises(SphinxError) as stopped:
        NotebookClientInline.code_cell_outputs(SimpleNamespace(path=path, _last_cell_executed=2), 0)
    assert str(stopped.value) == f"{path}: cell 3 (three): first = section.claim('x')\nKeyError: \"no 'x'\""


def test_a_plain_build_stops_with_the_lines_of_check(project, tmp_path, monkeypatch):
    """`jupyter-book build .` alone showed a verdict that the tables no longer bear out; what `build` has checked is not checked twice."""
    shutil.copytree(project / "data", tmp_path / "data", ignore=shutil.ignore_patterns("editions"))
    path = tmp_path / "data" / "evidence.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("check,,7400000000,", "check,,7900000000,", 1), encoding="utf-8")
    app = SimpleNamespace(srcdir=str(tmp_path))
    monkeypatch.setenv(CHECKED, "yes")
    failures.hold_tables(app, None)
    assert CHECKED not in os.environ  # so that no kernel of the build hands it on
    with pytest.raises(SystemExit) as stopped:
        failures.hold_tables(app, None)
    first, *_, last = str(stopped.value).splitlines()
    assert first.startswith("data/evidence.csv: row egypt_package_check: field value: found '7900000000'; allowed: 7400000000")
    assert last.startswith("The book was not built")


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("_toc.yml", "root: notebooks/root_causes", "root: notebooks/root_cause", "notebooks/root_cause"),
        ("_toc.yml", "chapters:", "chapters: [", "_toc.yml: line 4: not YAML at"),
        ("_config.yml", "title:", "title: [", "_config.yml: line 3: not YAML at"),
        (
            "_config.yml",
            "execute_notebooks: inline",
            "execute_notebooks: cache",
            "_config.yml: field execute: execute_notebooks: 'cache' leaves",
        ),
        ("_config.yml", "claimbook.sphinx.domain: src", "claimbook.sphinx.domian: src", "claimbook.sphinx.domian"),
    ],
    ids=[
        "a page that is not there",
        "contents that are no YAML",
        "settings that are no YAML",
        "another way to run notebooks",
        "an extension that is not there",
    ],
)
def test_a_mistake_in_the_settings_is_told_in_a_few_lines(copy, file, old, new, told):
    text = said(copy, file, lambda path: replace_once(path, old, new))
    assert told in text and "Traceback" not in text and len(text.splitlines()) <= 8, text


def test_a_fault_of_the_package_keeps_its_traceback(reading):
    text = said(
        reading,
        "src/claimbook/sphinx/dependencies.py",
        lambda path: replace_once(
            path,
            "def setup(app: Sphinx) -> dict:\n",
            "def setup(app: Sphinx) -> dict:\n    app.connect('env-updated', lambda *_: 1 / 0)\n",
        ),
    )
    assert "Traceback" in text and 'File "src/claimbook/sphinx/dependencies.py", line' in text and "ZeroDivisionError" in text
