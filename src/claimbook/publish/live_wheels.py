"""Wheels that set-up fetches for the live parts of a book: by pip alone, each held to its sum."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


class NoParts(Exception):
    """The parts cannot be had; the message says why, and how to go without."""


def wheel(pinned: Path, work: Path) -> Path:
    """The wheel that a file of pip pins for this computer, fetched into a folder; raises NoParts."""
    place = work / pinned.stem
    command = [sys.executable, "-m", "pip", "download", "--disable-pip-version-check", "--quiet", "--no-deps", "--only-binary"]
    done = subprocess.run(
        [*command, ":all:", "--require-hashes", "--dest", str(place), "--requirement", str(pinned)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        raise NoParts(f"pip could not fetch them:\n{done.stdout.strip()}")
    return next(place.glob("*.whl"))
