"""The book is the same from every Python that the project supports. `make pythons` sets up those that a computer has.

Nothing is fetched here: a Python without a ``.venv-3.X`` in the project's folder is named and passed over.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from building import copy_project, different, tree

from claimbook.publish.live_book import packed

NEWER = ("3.12", "3.13", "3.14")


def test_what_is_packed_has_one_header_from_every_python():
    assert packed(b"x")[:10] == b"\x1f\x8b\x08\0\0\0\0\0\x02\xff"  # no time, packed as well as can be, by no system in particular


def python_of(project: Path, version: str) -> Path:
    return project / f".venv-{version}" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


@pytest.mark.parametrize("version", NEWER)
def test_another_python_gives_the_same_book(project, book_html, tmp_path, version):
    python = python_of(project, version)
    if not python.is_file():
        pytest.skip(f"Python {version} was not tried: no {python.parent.parent.name}; `make pythons` sets up what is there")
    copy = copy_project(project, tmp_path)
    (copy / ".git").symlink_to(project / ".git")  # the history dates the book
    environment = {**os.environ, "PYTHONPATH": str(copy / "src")}
    command = [str(python), "-m", "external_dimension", "build"]
    done = subprocess.run(command, cwd=copy, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert done.returncode == 0, done.stdout
    here = {path.relative_to(book_html).as_posix(): path.read_bytes() for path in book_html.rglob("*") if path.is_file()}
    assert different(tree(copy), here) == []
