"""Build the book strictly, and put it in place only when it is whole.

Sphinx caches the pages it has read, so a warning that failed one build would pass the next (a page that is not read
again warns no more). A build that fails therefore throws its cache away. It works in ``_build/work`` and exchanges the
result with ``_build/html`` in one step, so that the last good book stays readable until then and is never half replaced.

A published book carries ``checksums.txt``. The same commit gives the same book, byte for byte, so that anyone can build it
again and compare (`verify`).
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from .tables import check

RENAME_EXCHANGE = 2  # of renameat2(2)
AT_FDCWD = -100
CHECKSUMS = "checksums.txt"
#: Jupyter Book without the second that one of its parts takes to import: JupyterLab installs a package that jsonschema uses
#: if it is there, to judge addresses, of which a book has none.
JUPYTER_BOOK = "import sys; sys.modules['rfc3987_syntax'] = None; from jupyter_book.cli.main import main; main()"


def apart(arguments: list[str], environment: dict[str, str]) -> tuple[int, str]:
    """Run Jupyter Book in a process of its own; returns its exit code and what it said."""
    command = [sys.executable, "-c", JUPYTER_BOOK, *arguments]
    done = subprocess.run(
        command, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8"
    )
    return done.returncode, done.stdout


def build_book(project: Path, *, clean: bool = False, run: Callable[[list[str], dict[str, str]], tuple[int, str]] = apart) -> int:
    """Check the tables and build the book; returns 0 and prints where to open it, or 1 and prints what is wrong.

    ``run`` runs Jupyter Book with arguments in an environment, as `apart` does.
    """
    work = project / "_build" / "work"
    unfinished = work / "unfinished"
    if not _tables_hold(project):
        return 1
    if clean or unfinished.exists():  # the last build failed or was interrupted: trust nothing that it left
        shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True, exist_ok=True)
    unfinished.touch()
    made = _make(project, work, run)
    if made is None:
        print("The book was not built. Any earlier book in _build/html is untouched.")
        return 1
    publish(made, project / "_build" / "html")
    unfinished.unlink()
    print(f"The book is ready. Open {project / '_build' / 'html' / 'index.html'}")
    return 0


def _tables_hold(project: Path) -> bool:
    problems = check(project / "data")
    if problems:
        print(*problems, sep="\n")
        print("The book was not built: the tables in data/ do not hold.")
    return not problems


def _make(project: Path, work: Path, run: Callable[[list[str], dict[str, str]], tuple[int, str]]) -> Path | None:
    """Run Jupyter Book in ``work`` with every warning an error; returns the folder of pages, or prints why there is none."""
    arguments = ["build", str(project), "--path-output", str(work), "-W", "--keep-going", "-q"]
    code, said = run(arguments, environment(project))
    if code:
        print(said)
        return None
    return work / "_build" / "html"


def environment(project: Path) -> dict[str, str]:
    """The environment of a build: this package can be imported, and the time is that of the last commit."""
    source = str(Path(__file__).resolve().parents[1])
    found = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (source, os.environ.get("PYTHONPATH"))))}
    if "SOURCE_DATE_EPOCH" not in found and (date := _last_commit(project)):
        found["SOURCE_DATE_EPOCH"] = date
    return found


def _last_commit(project: Path) -> str:
    """Seconds since 1970 of the last commit, or an empty text where there is no git or no repository."""
    try:
        command = ["git", "-C", str(project), "log", "-1", "--format=%ct"]
        return subprocess.run(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout.strip()
    except OSError:
        return ""


def publish(made: Path, place: Path) -> None:
    """Copy the tree ``made`` beside ``place``, add its checksums and exchange the two in one step where the system can."""
    fresh = place.with_name(place.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.copytree(made, fresh, ignore=shutil.ignore_patterns(".buildinfo"))  # it holds what differs between folders
    lines = [f"{digest}  {name}\n" for name, digest in checksums(fresh).items()]
    (fresh / CHECKSUMS).write_text("".join(lines), encoding="utf-8", newline="\n")
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


def checksums(book: Path) -> dict[str, str]:
    """The SHA-256 of every file of a book, by its path, in order; without the list of checksums itself."""
    files = {path.relative_to(book).as_posix(): path for path in book.rglob("*") if path.is_file()}
    return {
        name: hashlib.sha256(files[name].read_bytes()).hexdigest() for name in sorted(files) if name not in (CHECKSUMS, ".buildinfo")
    }


def verify(project: Path, book: Path) -> int:
    """Build the book anew and compare it with a published one; returns 0 where all agrees, or 1 and names what does not.

    ``book`` is the published book's folder, or its list of checksums alone. In a folder, the files are compared with the
    list too. The project's own ``_build/html`` is neither used nor replaced.
    """
    path = book / CHECKSUMS if book.is_dir() else book
    try:
        lines = [line.partition("  ") for line in path.read_text(encoding="utf-8").splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        print(f"{path}: {error}; a published book or its {CHECKSUMS} is needed")
        return 1
    listed = {name: digest for digest, _, name in lines}
    differences = []
    if book.is_dir():
        differences += compared(listed, checksums(book), "the published files")
    if not _tables_hold(project):
        return 1
    work = project / "_build" / "verify"
    shutil.rmtree(work, ignore_errors=True)
    made = _make(project, work, apart)
    if made is None:
        print("Nothing was compared: the book could not be built.")
        return 1
    differences += compared(listed, checksums(made), "the book built from these files")
    shutil.rmtree(work)
    print(*differences, sep="\n", end="\n" if differences else "")
    if differences:
        print(f"verify: {path} was not published from these files, or not as it was built")
    else:
        print(f"verify: all {len(listed)} files of {path} are what these files give")
    return 1 if differences else 0


def compared(listed: dict[str, str], found: dict[str, str], what: str) -> list[str]:
    """One line for each path on which the list and the files found disagree; ``what`` says whose files they are."""
    lines = []
    for name in sorted(listed.keys() | found.keys()):
        if name not in found:
            lines.append(f"{name}: in {CHECKSUMS}, not in {what}")
        elif name not in listed:
            lines.append(f"{name}: in {what}, not in {CHECKSUMS}")
        elif listed[name] != found[name]:
            lines.append(f"{name}: {what} and {CHECKSUMS} differ")
    return lines
