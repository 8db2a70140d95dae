"""Make another edition the current one: the two change places, so that nothing is lost, and the way back is the same.

What belongs to an edition moves, whole; figures of other editions are named by their edition, so that every link and every row that
tells of them stays right. What is the project's stays at the root: readme, code, tests, log of changes.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from claimbook.checks import confirming
from claimbook.data.descriptor import EDITIONS, as_shown, command, edition_folder, read_descriptor, shown_path
from claimbook.data.problems import DataError
from claimbook.data.rules import check

#: What an edition is made of, in its folder; of the tables of the current one those of the others are no part.
PARTS = ("data", "notebooks", "book", "_config.yml", "_toc.yml", "tests/key_results.csv", "drafts", "TODO.md")
#: Of these, what it cannot do without.
NEEDED = PARTS[:5]
#: The line of the settings that says where the book is published.
ADDRESS = re.compile(r'^(?P<head>\s+baseurl:[ \t]*)(?P<address>"[^"]*"|[^\s#]*)', re.M)
#: How a page takes in a file that stands outside its folder.
TAKEN_IN = re.compile(r"(?P<head>^`{3,}\{(?:literal)?include\}[ \t]+)(?P<file>\.\./\S+)", re.M)
#: How the settings say where the code is, from the root and from the folder of an edition.
CODE, CODE_BELOW = (
    re.compile(r"^(\s+claimbook[\w.]*: )src$", re.M),
    re.compile(r"^(\s+claimbook[\w.]*: )\.\./\.\./\.\./src$", re.M),
)

Moves = list[tuple[Path, Path]]


class CannotSwitch(Exception):
    """Why the editions stay where they are, in a line."""


def main(root: Path, name: str, yes: bool) -> int:
    """Show what would move, ask unless ``yes``, and move it; 1 where it stays as it was, with the reason."""
    try:
        there = edition_folder(name, root / "data").parent
        now = read_descriptor(root / "data")["report"].get("edition", "")
        before = root / "data" / EDITIONS / now
        _fit(root, there, now, before)
    except (CannotSwitch, KeyError, DataError) as error:
        print(*(error.args if isinstance(error, KeyError) else [error]))
        return 1
    moves = [*_moves(root, before), *_moves(there, root)]
    print(f"{name} becomes the current edition, and {now} goes to {shown_path(before, root)}:")
    print(*(f"  {shown_path(old, root)} -> {shown_path(new, root)}" for old, new in _shown(moves)), sep="\n")
    if not yes and not _agreed():
        print("current: nothing is moved; --yes moves without asking")
        return 1
    try:
        _move(moves)
    except OSError as error:
        print(f"current: {error.filename}: {error.strerror}; all is where it was")
        return 1
    _settle(root, there, before)
    build = command("build")
    print(
        f"current: {name} is the current edition. To build both: {build} && {build} --edition {now}\n"
        "current: what tells of the report as a whole stays as it is; look through README.md, CITATION.cff and the tests, and commit all of it"
    )
    return 0


def _fit(root: Path, there: Path, now: str, before: Path) -> None:
    """Raise CannotSwitch unless the editions can change places, and nothing would be lost or left half done."""
    name, place = there.name, shown_path(there, root)
    if there == root:
        raise CannotSwitch(f"{now} is the current edition already")
    if not now:
        raise CannotSwitch("data/datapackage.json gives the current report no edition; name it there first, as edition in report")
    if before.exists():
        raise CannotSwitch(f"{shown_path(before, root)}: there is something there already; move it away")
    if missing := [part for part in NEEDED if not (there / part).exists()]:
        raise CannotSwitch(f"{place}: there is no {missing[0]}; `update` makes it")
    if (named := read_descriptor(there / "data")["report"].get("edition")) != name:
        raise CannotSwitch(
            f"{place}/data/datapackage.json: edition in report is {named!r}; allowed: {name}, as its folder is called"
        )
    if problems := check(there / "data"):
        raise CannotSwitch("\n".join(as_shown(problem, there) for problem in problems))
    if left := confirming.undecided(there / "drafts"):
        told = ", ".join(f"{file} ({count})" for file, count in left.items())
        raise CannotSwitch(
            f"{place}/drafts: rows without a decision that was taken over: {told}; confirm or drop them, and run `update`"
        )
    if changed := _uncommitted(root):
        raise CannotSwitch(f"{changed} and other files are not committed as they are; commit them, so that this can be undone")


def _uncommitted(root: Path) -> str:
    """A file that differs from the last commit, or that is in none; empty where there is none, or no git."""
    try:
        done = subprocess.run(
            ["git", "status", "--porcelain", "--", "."], cwd=root, capture_output=True, text=True, encoding="utf-8", check=False
        )
    except OSError:
        return ""
    return done.stdout.splitlines()[0][3:] if done.returncode == 0 and done.stdout else ""


def _moves(old: Path, new: Path) -> Moves:
    """The files and folders that are an edition's, each with the place that it comes to."""
    found: Moves = []
    for part in PARTS:
        if part == "data":
            found += [(one, new / part / one.name) for one in sorted((old / part).iterdir()) if one.name != EDITIONS]
        elif (old / part).exists():
            found.append((old / part, new / part))
    return found


def _shown(moves: Moves) -> Iterator[tuple[Path, Path]]:
    """The same for a reader: the tables of an edition as a single line."""
    return iter(dict.fromkeys((old.parent, new.parent) if old.parent.name == "data" else (old, new) for old, new in moves))


def _agreed() -> bool:
    try:
        return input("Move them? [y/N] ").strip().lower() in ("y", "yes")
    except EOFError:  # nobody is there to answer
        print()
        return False


def _move(moves: Moves) -> None:
    """Move all, or, where one cannot be moved, none; raises OSError."""
    done: Moves = []
    try:
        for old, new in moves:
            new.parent.mkdir(parents=True, exist_ok=True)
            old.rename(new)
            done.append((old, new))
    except OSError:
        for old, new in reversed(done):
            new.rename(old)
        for folder in {new.parent for _, new in moves}:
            _prune(folder)
        raise


def _prune(folder: Path) -> None:
    """Remove the empty folders in a folder and, if it is then empty, that."""
    for one in [*sorted(folder.rglob("*"), reverse=True), folder]:
        if one.is_dir() and not any(one.iterdir()):
            one.rmdir()


def _take_in(folder: Path, was: Path) -> None:
    """Have the pages of an edition that was moved take in the files of the project from where these still are."""

    def placed(match: re.Match, page: Path) -> str:
        file = (was / page.parent.relative_to(folder) / match["file"]).resolve()
        return match["head"] + (Path(os.path.relpath(file, page.parent)).as_posix() if file.is_file() else match["file"])

    for page in sorted((folder / "book").rglob("*.md")):
        text = page.read_text(encoding="utf-8")
        found = TAKEN_IN.sub(lambda match, page=page: placed(match, page), text)  # type: ignore[misc]
        if found != text:
            page.write_text(found, encoding="utf-8", newline="\n")


def _settle(root: Path, there: Path, before: Path) -> None:
    """What depends on the place of an edition: the address of the book, where code and text are, and what was built."""
    configs = {folder: folder / "_config.yml" for folder in (root, before)}
    texts = {folder: path.read_text(encoding="utf-8") for folder, path in configs.items()}
    addresses = {folder: ADDRESS.search(text) for folder, text in texts.items()}
    if (
        (had := addresses[before]) and (has := addresses[root]) and not has["address"].strip('"')
    ):  # the address is that of the current one
        texts[root] = ADDRESS.sub(lambda match: match["head"] + had["address"], texts[root], count=1)
        texts[before] = ADDRESS.sub(lambda match: match["head"] + '""', texts[before], count=1)
    texts = {root: CODE_BELOW.sub(r"\1src", texts[root]), before: CODE.sub(r"\1../../../src", texts[before])}
    for folder, path in configs.items():
        path.write_text(texts[folder], encoding="utf-8", newline="\n")
    for folder, was in ((root, there), (before, root)):
        confirming.moved(folder, was)
        _take_in(folder, was)
    _prune(there)
    built = root / "_build"
    for work in (built / "work", built / EDITIONS / there.name / "work"):  # made of pages that are elsewhere now
        shutil.rmtree(work, ignore_errors=True)
    for old, new in (
        (built / "html", built / EDITIONS / before.name / "html"),
        (built / EDITIONS / there.name / "html", built / "html"),
    ):
        if old.is_dir() and not new.exists():
            new.parent.mkdir(parents=True, exist_ok=True)
            old.rename(new)
