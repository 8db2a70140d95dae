"""Build the book strictly, and put it in place only when it is whole.

Sphinx caches the pages it has read, so a warning that failed one build would pass the next (a page that is not read
again warns no more). A build that fails therefore throws its cache away. It works in ``_build/work`` and exchanges the
result with ``_build/html`` in one step, so that the last good book stays readable until then and is never half replaced.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from pathlib import Path

from .tables import DataError, check

RENAME_EXCHANGE = 2  # of renameat2(2)
AT_FDCWD = -100
#: Kernels that start at the same time may choose the same port, now and then on a busy computer. One of them then says
#: this and ends, and the build with it; that is no fault of the book, so the build starts over.
PORT_TAKEN = "Address already in use"
ATTEMPTS = 3


def build_book(project: Path, *, clean: bool = False) -> int:
    """Check the tables and build the book; returns 0 and prints where to open it, or 1 and prints what is wrong."""
    try:
        problems = check(project / "data")
    except DataError as error:
        problems = error.problems
    if problems:
        print(*problems, sep="\n")
        print("The book was not built: the tables in data/ do not hold.")
        return 1
    work = project / "_build" / "work"
    unfinished = work / "unfinished"
    if clean or unfinished.exists():  # the last build failed or was interrupted: trust nothing that it left
        shutil.rmtree(work, ignore_errors=True)
    source = str(Path(__file__).resolve().parents[1])
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (source, os.environ.get("PYTHONPATH"))))}
    command = [
        sys.executable,
        "-c",
        "from jupyter_book.cli.main import main; main()",
        "build",
        str(project),
        "--path-output",
        str(work),
        "-W",
        "--keep-going",
        "-q",
    ]
    for _ in range(ATTEMPTS):
        work.mkdir(parents=True, exist_ok=True)
        unfinished.touch()
        done = subprocess.run(command, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8")
        if not done.returncode or PORT_TAKEN not in done.stdout:
            break
        shutil.rmtree(work, ignore_errors=True)
    if done.returncode:
        print(done.stdout)
        print("The book was not built. Any earlier book in _build/html is untouched.")
        return 1
    publish(work / "_build" / "html", project / "_build" / "html")
    unfinished.unlink()
    print(f"The book is ready. Open {project / '_build' / 'html' / 'index.html'}")
    return 0


def publish(made: Path, place: Path) -> None:
    """Copy the tree ``made`` beside ``place`` and exchange the two in one step where the system can."""
    fresh = place.with_name(place.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.copytree(made, fresh, ignore=shutil.ignore_patterns(".buildinfo"))  # it holds what differs between folders
    if place.exists():
        if not _exchange(fresh, place):
            old = place.with_name(place.name + ".old")
            shutil.rmtree(old, ignore_errors=True)
            place.rename(old)
            fresh.rename(place)
            fresh = old
        shutil.rmtree(fresh, ignore_errors=True)
    else:
        fresh.rename(place)


def _exchange(one: Path, other: Path) -> bool:
    """Swap two folders atomically; False where the system has no such call (it is Linux's)."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    return rename(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), RENAME_EXCHANGE) == 0
