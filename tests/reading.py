"""Helpers of the tests that change a copy of the project and read the book built from it (see building.py)."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from building import build, start, tree
from bs4 import BeautifulSoup

#: Chapters that link to no other chapter: with the appendix, the smallest book of the real tables, built in seconds.
SMALL = ("notebooks/root_causes", "notebooks/claims", "notebooks/data_dictionary", "notebooks/dependencies", "book/bibliography")


def shorten(copy: Path) -> Path:
    """Leave only the pages of SMALL in the copy's table of contents."""
    chapters = "".join(f"  - file: {page}\n" for page in SMALL[1:])
    (copy / "_toc.yml").write_text(f"format: jb-book\nroot: {SMALL[0]}\nchapters:\n{chapters}", encoding="utf-8")
    return copy


def built(copy: Path, *arguments: str) -> dict[str, bytes]:
    """Build a copy that must build; returns the files of the book."""
    code, printed = build(copy, *arguments)
    assert code == 0, printed[-4000:]
    return tree(copy)


def killed_build(copy: Path, when: Callable[[], bool]) -> None:
    """Start a build and kill its whole process group, which asks nobody, as soon as ``when`` holds."""
    process = start(copy)
    deadline = time.monotonic() + 300
    while not when():
        assert process.poll() is None, "the build ended before it could be killed"
        assert time.monotonic() < deadline, "the build never came to the point where it was to be killed"
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL


def different(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """The paths whose files differ or stand on one side only."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def pages(files: dict[str, bytes]) -> dict[str, BeautifulSoup]:
    """The HTML pages among the files, parsed; without the index that only leads on."""
    return {name: BeautifulSoup(text, "html.parser") for name, text in files.items() if name.endswith(".html") and name != "index.html"}


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


def entries_of(number, page: BeautifulSoup) -> tuple[str, ...]:
    """The entries behind a number on the page, as its popover lists them: anchors such as ``claim-egypt-package``."""
    note = page.find(id=number["data-provenance"])
    return tuple(a["href"].partition("#")[2] for a in note.find_all("p")[-1].find_all("a"))
