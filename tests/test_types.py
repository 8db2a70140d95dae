"""A checker of types finds nothing in the packages, and would find a mistake."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.fixture(scope="module")
def lines(project) -> list[str]:
    """What mypy says, as pyproject.toml sets it up."""
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--no-error-summary", "--hide-error-context"],
        cwd=project,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return [line for line in done.stdout.splitlines() if ": error: " in line]


def test_mypy_finds_nothing(lines):
    assert not lines, "\n".join(lines)


def test_a_mistake_would_be_found(project, tmp_path):
    (tmp_path / "wrong.py").write_text(
        "from claimbook import load\nload().claim(7)\nload().name('egypt').no_such_method()\n", encoding="utf-8"
    )
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--config-file", project / "pyproject.toml", tmp_path / "wrong.py"],
        cwd=project,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert 'wrong.py:2: error: Argument 1 to "claim"' in done.stdout and "no_such_method" in done.stdout, done.stdout
