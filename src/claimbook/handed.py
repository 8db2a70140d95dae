"""The commands of a folder that was handed out: ``check`` its tables, and ``lint`` its chapters."""

from __future__ import annotations

import argparse
from pathlib import Path


def main(arguments: list[str] | None = None) -> int:
    """Run a command on the folder that the working folder is in; 0 where nothing was found, else 1."""
    parser = argparse.ArgumentParser(description=__doc__)
    told = "check: do the tables hold? lint: was a number typed, or a word that depends on figures?"
    parser.add_argument("command", choices=("check", "lint"), help=told)
    chosen = parser.parse_args(arguments)

    from claimbook.data.descriptor import data_folder

    project = data_folder().parent
    return _check(project) if chosen.command == "check" else _lint(project)


def _check(project: Path) -> int:
    from claimbook.data.rules import check

    problems = check(project / "data")
    print(*problems, *([] if problems else ["check: every table in data/ holds"]), sep="\n")
    return 1 if problems else 0


def _lint(project: Path) -> int:
    from claimbook.checks import lint

    return lint.main(project, quotes=False)
