"""What a checker of types finds: nothing in the rooms that all else rests on, and in the others no more than it did."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter

import pytest

#: Rooms in which mypy finds something, and how much. A number only falls: lower it here when you have mended something.
CEILING = {"checks": 5, "external_dimension": 33, "publish": 48, "report": 34, "teaching": 33}
#: Rooms without any; they may not get an entry above.
CLEAN = {"core", "data", "sphinx", "wording"}


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


def room_of(line: str) -> str:
    """The room of the engine that a finding stands in, or the package, for all that stands in no room."""
    package, *inner = re.match(r"src/(\w+)/(?:(\w+)/)?", line).groups()
    return inner[0] or package


def test_the_rooms_that_all_else_rests_on_are_clean(lines):
    assert not CLEAN & CEILING.keys()
    found = [line for line in lines if room_of(line) in CLEAN]
    assert not found, "\n".join(found)


def test_no_room_gets_worse_and_what_got_better_is_written_down(lines):
    found = Counter(room_of(line) for line in lines)
    worse = {room: number for room, number in found.items() if number > CEILING.get(room, 0)}
    assert not worse, "\n".join(line for line in lines if room_of(line) in worse)
    assert dict(found) == CEILING, f"fewer findings than CEILING says; write there {dict(sorted(found.items()))}"


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
