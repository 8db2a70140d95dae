"""Where what is built goes, and that one build at a time writes there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from claimbook.data.descriptor import build_folder

#: The variable that names another folder than ``_build``; ``--to`` sets it for this process and those that it starts.
OUTPUT = "CLAIMBOOK_OUTPUT"
#: The variable that says to a build that it is a part of another command, which tells what becomes of both.
APART = "CLAIMBOOK_APART"
#: The variable that says to the extensions of a book that tables and notebooks were checked right before.
CHECKED = "CLAIMBOOK_CHECKED"
#: What a book is made of, in the project's folder.
INPUTS = ("data", "notebooks", "book", "src", "_config.yml", "_toc.yml")


class Terminated(KeyboardInterrupt):
    """The process was told to end, as by `kill` or by a computer that shuts down."""


class CannotBuild(Exception):
    """Why a build cannot begin, in a line."""


def output(project: Path) -> Path:
    """The folder that holds all that is made of a project: its ``_build`` (in it one for each other edition), or the one that was chosen."""
    return Path(os.environ.get(OUTPUT) or build_folder(project)).absolute()


@contextmanager
def alone(project: Path) -> Iterator[None]:
    """Hold the folder for one build; raises CannotBuild where another holds it. The system frees it when a build ends, however it ends."""
    from filelock import FileLock, Timeout

    place = output(project)
    sources = {(project / name).absolute() for name in (*INPUTS, "tests")}
    if place == project.absolute() or sources & {place, *place.parents}:
        raise CannotBuild(f"{place} holds what the book is made of; choose a folder of its own for --to")
    place.mkdir(parents=True, exist_ok=True)
    lock = FileLock(place / "build.lock", timeout=0)
    try:
        with lock:
            yield
    except Timeout:
        raise CannotBuild(
            f"Another build is writing to {place}. Wait until it is done, or build elsewhere: build --to FOLDER"
        ) from None
