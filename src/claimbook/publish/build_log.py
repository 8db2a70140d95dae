"""The log of builds: a line of JSON for each, in ``_build/log.jsonl``, beside the book and no part of it.

A line says when the build began, from which commit and whether the files differed from it, with which versions, how many seconds it
took and what came of it. A book that was made is named by the checksum of its list of checksums, so that a published book leads back to
the line of its build.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import subprocess
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from claimbook.data.descriptor import root_folder
from claimbook.publish.places import output

FILE = "log.jsonl"
#: The packages on which the bytes of a book depend most; requirements.txt pins them and all others.
PACKAGES = (
    "jupyter-book",
    "sphinx",
    "myst-nb",
    "sphinx-exercise",
    "sphinxcontrib-bibtex",
    "matplotlib",
    "pandas",
    "babel",
    "pybtex",
)


def source(project: Path, time: str = "") -> dict[str, object]:
    """From what a build is made: the commit, whether files of it were changed since, and the time that the book is dated by.

    ``time`` is that time in seconds since 1970, or empty. To be asked before the build, which takes long enough for another commit.
    """
    return {
        "commit": git(project, "rev-parse", "HEAD"),
        "changed_since": bool(git(project, "--no-optional-locks", "status", "--porcelain", "--untracked-files=no")),
        "source_time": datetime.fromtimestamp(int(time), UTC).isoformat() if time else "",
        "requirements": _digest(root_folder(project / "data").parent / "requirements.txt"),
    }


def write(
    project: Path, made_from: dict[str, object], *, began: datetime, seconds: float, result: str, book: Path | None = None
) -> None:
    """Add the line of a build to the log.

    ``made_from`` is what ``source`` gave, ``began`` a time with its zone, ``result`` what came of the build in a few words, ``book`` the
    list of checksums of the book that was made. Raises OSError where the log cannot be written.
    """
    line = {
        "began": began.astimezone(UTC).isoformat(timespec="seconds"),
        "result": result,
        "seconds": round(seconds, 2),
        **made_from,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "packages": {name: found for name in PACKAGES if (found := _version(name))},
        "book": _digest(book) if book else "",
    }
    path = output(project) / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8", newline="\n") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")


def read(project: Path) -> list[dict]:
    """The lines of the log, the oldest first; an empty list where nothing was built yet."""
    path = output(project) / FILE
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.is_file() else []


def git(project: Path, *arguments: str) -> str:
    """What git answers in a project, or an empty text where there is no git or no repository."""
    try:
        done = subprocess.run(
            ["git", "-C", os.fspath(project), *arguments], text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
    except OSError:
        return ""
    return done.stdout.strip()


def _digest(path: Path) -> str:
    """The SHA-256 of a file, or an empty text where there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
