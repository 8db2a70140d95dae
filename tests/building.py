"""Helpers of the tests that build books: copy the project, change it, build it in a process of its own, read the pages."""

from __future__ import annotations

import csv
import io
import json
import os
import py_compile
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import cache
from importlib.util import cache_from_source
from pathlib import Path

import warm
from bs4 import BeautifulSoup

#: Chapters that link to no other chapter: with the appendix, the smallest book of the real tables, built in seconds.
SMALL = (
    "notebooks/root_causes",
    "notebooks/claims",
    "notebooks/outside",
    "notebooks/data_dictionary",
    "notebooks/dependencies",
    "book/bibliography",
)

#: Runs a command that sees a single processor, for which Sphinx reads and writes one page after the other.
ON_ONE_PROCESSOR = "import os, sys; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))}); os.execv(sys.argv[1], sys.argv[1:])"


def copy_project(project: Path, place: Path, *, pages: tuple[str, ...] = ()) -> Path:
    """What a commit of the working tree would hold, copied to ``place``; with ``pages``, a book of these pages alone."""
    listed = (
        subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=project, capture_output=True, check=True
        )
        .stdout.decode()
        .split("\0")
    )
    for name in sorted(set(filter(None, listed))):
        if (project / name).is_file() and not name.startswith("tests/"):
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            copy_file(project / name, place / name)
    if pages:
        chapters = "".join(f"  - file: {page}\n" for page in pages[1:])
        (place / "_toc.yml").write_text(f"format: jb-book\nroot: {pages[0]}\nchapters:\n{chapters}", encoding="utf-8")
    return place


def copy_file(file: Path, place: Path) -> None:
    """Copy a file; of a module of the package also its time, and beside it what Python compiles of it, which holds until the copy is changed."""
    shutil.copyfile(file, place)
    if file.suffix == ".py" and "src" in file.parts:
        shutil.copystat(file, place)
        beside = Path(cache_from_source(place))
        beside.parent.mkdir(exist_ok=True)
        beside.write_bytes(compiled(file))


@cache
def compiled(file: Path) -> bytes:
    """A module as Python compiles it, once for all copies; else every process that a build starts would do so for the whole package."""
    with tempfile.TemporaryDirectory() as folder:
        return Path(py_compile.compile(file, os.path.join(folder, "compiled"), doraise=True)).read_bytes()


def copy_with_turkiye(project: Path, place: Path) -> Path:
    """As ``copy_project``, a small book with the chapter on Türkiye, which has a finding, a slide and an example to change."""
    copy_project(project, place, pages=(*SMALL, "notebooks/turkiye"))
    chapter = place / "notebooks" / "turkiye.ipynb"  # the pages that it leads to are not among these
    replace_once(chapter, "[method](../book/method.md)", "method")
    replace_once(chapter, "second_look.ipynb#what-was-not-found", "claims.ipynb")
    replace_once(chapter, "[What adds up](what_adds_up.ipynb)", "What adds up")
    replace_once(chapter, "[Over time](over_time.ipynb)", "Over time")
    return place


def draw_less(copy: Path, *, frames: bool = False) -> None:
    """Have a copy write no PNG, which takes nearly half of a chart's time, where a test looks at none; with ``frames``, no drawing either.

    A drawing is then an empty frame. All else of a chart, its texts, its table and its data, stays as it is.
    """
    chart = copy / "src" / "claimbook" / "report" / "charts" / "chart.py"
    replace_once(chart, "        out = io.BytesIO()\n        made = self._made", '        return b""\n        made = self._made')
    if frames:
        replace_once(chart, "import MARK, around, frame", "import MARK, around, canvas, frame")
        replace_once(chart, "figure = self.draw(narrow)\n                box", "figure, _ = canvas(1)\n                box")


def command_of(copy: Path, *arguments: str) -> tuple[list[str], dict[str, str]]:
    """The words and the environment with which the copy runs a command of its own package."""
    environment = {name: value for name, value in os.environ.items() if name != "CLAIMBOOK_TRACE"}
    environment |= {"PYTHONPATH": str(copy / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    return [sys.executable, "-m", "external_dimension", *arguments], environment


def run(copy: Path, *arguments: str, seed: int | None = None, serial: bool = False) -> subprocess.CompletedProcess:
    """Run a command of the copy's own package in the copy; on request in a process of its own, with a hash seed or on one processor."""
    command, environment = command_of(copy, *arguments)
    if seed is None and not serial and (done := warm.run(command, copy, environment, 600)):
        return done
    if seed is not None:
        environment["PYTHONHASHSEED"] = str(seed)
    if serial and hasattr(os, "sched_setaffinity"):
        command = [sys.executable, "-c", ON_ONE_PROCESSOR, *command]
    return subprocess.run(
        command,
        cwd=copy,
        env=environment,
        text=True,
        encoding="utf-8",
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=600,
    )


def build(copy: Path, *arguments: str, **how) -> subprocess.CompletedProcess:
    """Run the project's build command in the copy."""
    return run(copy, "build", *arguments, **how)


def built(copy: Path, *arguments: str, **how) -> dict[str, bytes]:
    """As ``build``, for a build that must succeed; returns the files of the book."""
    done = build(copy, *arguments, **how)
    assert done.returncode == 0, done.stdout[-4000:]
    return tree(copy)


def killed_build(copy: Path, when: Callable[[], bool]) -> None:
    """Start a build and kill its whole process group, which asks nobody, as soon as ``when`` holds."""
    command, environment = command_of(copy, "build")
    process = subprocess.Popen(
        command, cwd=copy, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    deadline = time.monotonic() + 300
    while not when():
        assert process.poll() is None, "the build ended before it could be killed"
        assert time.monotonic() < deadline, "the build never came to the point where it was to be killed"
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    assert process.wait(timeout=60) == -signal.SIGKILL


def tree(copy: Path) -> dict[str, bytes]:
    """Every file of the copy's book, by its path."""
    folder = copy / "_build" / "html"
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def different(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """The paths whose files differ or stand on one side only."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def pages(files: dict[str, bytes]) -> dict[str, BeautifulSoup]:
    """The HTML pages among the files, parsed; the first page of the contents is ``index.html``."""
    return {name: BeautifulSoup(text, "html.parser") for name, text in files.items() if name.endswith(".html")}


def plain(text: str) -> str:
    """Text with ordinary single spaces."""
    return " ".join(text.replace("\u00a0", " ").split())


def read_csv(path: Path) -> list[dict[str, str]]:
    """A table as it stands, every cell a text."""
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


def write_csv(path: Path, rows: list[dict[str, str]]) -> None:
    """Write a table back."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(out.getvalue(), encoding="utf-8")


def replace_once(path: Path, old: str, new: str) -> None:
    """Replace a text that stands in the file exactly once."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{path.name} holds {old!r} {text.count(old)} times"
    path.write_text(text.replace(old, new), encoding="utf-8")


def add_cell(path: Path, kind: str, source: str) -> None:
    """Add a cell at the end of a notebook."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cell = {"cell_type": kind, "id": f"added-{len(notebook['cells'])}", "metadata": {}, "source": source}
    if kind == "code":
        cell |= {"execution_count": None, "outputs": []}
    notebook["cells"].append(cell)
    path.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def entries_of(page: BeautifulSoup) -> dict[str, tuple[str, ...]]:
    """The entries that each popover of the page lists, by the popover's id: anchors such as ``claim-egypt-package``."""
    return {
        note["id"]: tuple(a["href"].partition("#")[2] for a in note.find_all("p")[-1].find_all("a"))
        for note in page.select(".provenance")
    }
