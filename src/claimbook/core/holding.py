"""Who loads tables that do not hold is told so, since numbers made of them look like any others.

A build checks the tables before it begins, and the commands answer for theirs. A notebook that somebody runs by hand checks nothing.
"""

from __future__ import annotations

import sys
from pathlib import Path

#: The tables that were looked at, as they then were.
_seen: set[tuple] = set()


def by_hand() -> bool:
    """Whether this runs in a notebook or a console of IPython."""
    return getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)() is not None


def mind_tables(folder: Path) -> None:
    """Write a line to stderr where the tables in ``folder`` do not hold and somebody runs a notebook by hand; once as long as they stay as they are."""
    if not by_hand():
        return
    files = sorted([*folder.glob("*.csv"), *folder.glob("*.json")])
    state = (folder.resolve(), *((file.name, file.stat().st_mtime_ns, file.stat().st_size) for file in files))
    if state in _seen:
        return
    _seen.add(state)
    from claimbook.data.rules import check  # here, since few ask for it, and its rules ask for the bounds of claims

    if problems := check(folder):
        lines = f"{len(problems)} lines" if len(problems) > 1 else "a line"
        print(f"the tables do not hold: {lines} of check; the first: {problems[0]}", file=sys.stderr)
