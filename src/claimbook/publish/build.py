"""Build the book strictly, and put it in place only when it is whole.

Sphinx caches the pages it has read, so a warning that failed one build would pass the next (a page that is not read
again warns no more). A build that fails therefore throws its cache away. It works in ``_build/work`` and exchanges the
result with ``_build/html`` in one step, so that the last good book stays readable until then and is never half replaced.

A published book carries ``checksums.txt``. The same commit gives the same book, byte for byte, so that anyone can build it
again and compare (`verify`). What was built when, and from what, stands in ``_build/log.jsonl``.
"""

from __future__ import annotations

import ctypes
import gc
import hashlib
import importlib.metadata
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from claimbook.data.descriptor import build_folder, shown_path
from claimbook.data.notebooks import unreadable
from claimbook.data.problems import DataError
from claimbook.data.rules import told as told_of_tables
from claimbook.data.rules.files import described_files
from claimbook.data.rules.references import bibliography_files
from claimbook.data.tables import read_tables
from claimbook.publish import build_log, live_book, live_parts
from claimbook.publish.failures import refused, told
from claimbook.publish.places import APART, CHECKED, CannotBuild, Terminated, alone, output

RENAME_EXCHANGE = 2  # of renameat2(2)
AT_FDCWD = -100
CHECKSUMS = "checksums.txt"
BUILT = "built"
#: What people set for other programs, and what would change the book or stop it: how Python warns, where matplotlib draws, settings of
#: docutils of one's own.
FOREIGN = ("PYTHONWARNINGS", "PYTHONDEVMODE", "MPLBACKEND", "DOCUTILSCONFIG")
#: Folders in which libraries of a build put files of their own, by the variables that name them.
OWN_FOLDERS = ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "MPLCONFIGDIR")
LATEST = 253_402_300_799  # the last second of a year of four digits, beyond which nothing can tell a date


def jupyter_book(arguments: list[str], environment: dict[str, str]) -> tuple[int, str, BaseException | None]:
    """Run Jupyter Book in this process; returns its exit code, what it and its kernels said, and the exception that ended it.

    It is the plain command without waits of two seconds. jsonschema uses a package that comes with JupyterLab, if it is there,
    to judge addresses, of which a book has none; its import alone takes a second. The bibliography's library looks through all
    installed packages again and again for its own parts; these stay the same during a build. And the kernels' libraries are
    imported beside those of Sphinx. Nearly all that a build makes it holds to the end, so that looking for garbage finds little.

    Nothing else should follow in the process (see `built_apart`): a part of Jupyter Book sets up logging for all of it.
    """
    from claimbook.publish import kernels

    gc.set_threshold(50_000, 20, 100)
    for name in ("SOURCE_DATE_EPOCH", *FOREIGN):  # an empty time is none to us, and a fault to Sphinx
        os.environ.pop(name, None)
    os.environ.update(environment)
    _without_warnings()
    kept, failure = {number: os.dup(number) for number in (1, 2)}, None
    with tempfile.TemporaryFile() as log:  # not a pipe, which would end only with the last kernel
        sys.stdout.flush()
        for number in kept:
            os.dup2(log.fileno(), number)
        try:
            kernels.start()
            kernels.load_inline_alone()
            loaded: dict[str, Any] = sys.modules
            loaded["rfc3987_syntax"] = None  # so Python takes it for not installed
            vars(importlib.metadata)["entry_points"] = importlib.metadata.entry_points().select
            from jupyter_book.cli.main import main

            code = main(arguments, standalone_mode=False)
        except SystemExit as end:
            if isinstance(end.code, KeyboardInterrupt):  # Jupyter Book ends with what ended it
                raise end.code from None
            code = end.code
        except Exception as error:
            if stopped := _stopped(error):
                raise stopped from None
            code, failure = 1, error
        finally:
            _end_readers()
            gc.freeze()  # nor is all of it gone through once more when the process ends
            sys.stdout.flush()
            for number, terminal in kept.items():
                os.dup2(terminal, number)
                os.close(terminal)
        log.seek(0)
        return int(code or 0), log.read().decode("utf-8", errors="replace"), failure


def _end_readers() -> None:
    """End the readers that Sphinx leaves behind where it is stopped amid starting one: Python would wait for them at its end, for ever."""
    for reader in multiprocessing.active_children():
        reader.terminate()


def _without_warnings() -> None:
    """Have Python pass over what libraries warn of one another, as it does by itself, whatever it was told at its start."""
    if sys.warnoptions:
        warnings.resetwarnings()
        for kind in (DeprecationWarning, PendingDeprecationWarning, ImportWarning, ResourceWarning):
            warnings.simplefilter("ignore", kind)


@contextmanager
def _at_home() -> Iterator[dict[str, str]]:
    """Variables that name a folder for the files of libraries where nothing can be put into that of the user; else none."""
    try:
        os.rmdir(tempfile.mkdtemp(dir=Path.home()))
    except (OSError, RuntimeError):
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            yield {name: os.path.join(folder, name.lower()) for name in OWN_FOLDERS if name not in os.environ}
    else:
        yield {}


def _stopped(error: BaseException | None) -> KeyboardInterrupt | None:
    """Ctrl-C where an exception goes back to it: a command line turns it into a fault of its own, and so may what imports a library."""
    while error:
        if isinstance(error, KeyboardInterrupt):
            return error
        error = error.__cause__ or error.__context__
    return None


def build_book(project: Path, *, clean: bool = False) -> int:
    """Check the tables and build the book; returns 0 and prints where to open it, or 1 and prints what is wrong.

    Either way the log of builds gets a line, unless another build writes there or the computer lets nobody write.
    """
    began, start = datetime.now(UTC), time.monotonic()
    result = "it was stopped"
    try:
        made_from = build_log.source(project, environment(project).get("SOURCE_DATE_EPOCH", ""))
        with alone(project):
            try:
                result = _build(project, clean=clean)
            finally:
                book = output(project) / "html" / CHECKSUMS if result == BUILT else None
                build_log.write(project, made_from, began=began, seconds=time.monotonic() - start, result=result, book=book)
    except OSError as error:
        print(refused(error), f"The book was not built. {_kept(project)}", sep="\n")
    return 0 if result == BUILT else 1


def _build(project: Path, *, clean: bool) -> str:
    """What came of a build, in the words of the log: ``BUILT``, or what kept the book from being built."""
    work = output(project) / "work"
    unfinished = work / "unfinished"
    read = _tables_read(project)
    if not _tables_hold(project):
        return "the tables do not hold"
    if not _notebooks_hold(project):
        return "a notebook cannot be read"
    if clean or unfinished.exists():  # the last build failed or was interrupted: trust nothing that it left
        shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True, exist_ok=True)
    unfinished.touch()
    with _removed_if_stopped(work, output(project) / "html.new"):
        made = _make(project, work, live_book.wanted())
        if made is None:
            print(f"The book was not built. {_kept(project)}")
            return "a page could not be made"
        if changed := [path for path, was in read.items() if _digest(path) != was]:
            print(
                *(f"{shown_path(path, project)}: changed while the pages were made, after it was checked" for path in changed),
                sep="\n",
            )
            print(f"The book was not built: build it again; if it is changed again, a cell writes there. {_kept(project)}")
            return "a table changed"
        publish(made, output(project) / "html")
    unfinished.unlink()
    print(f"The book is ready. Open {output(project) / 'html' / 'index.html'}")
    return BUILT


@contextmanager
def _removed_if_stopped(*folders: Path) -> Iterator[None]:
    """Take folders away again where a build is stopped by hand: nothing that it left can be trusted.

    Processes that it started may still write there for a moment.
    """
    try:
        yield
    except KeyboardInterrupt:
        for _ in range(20):
            for folder in folders:
                shutil.rmtree(folder, ignore_errors=True)
            if not any(folder.exists() for folder in folders):
                break
            time.sleep(0.1)
        raise


def built_apart(project: Path) -> bool:
    """Build the book in a process of its own, which prints what it has to say; returns whether there is a book.

    Where this process is told to end, so is that one, and it is waited for; of Ctrl-C, a terminal tells both.
    """
    command = [sys.executable, "-m", "claimbook", "build"]
    with subprocess.Popen(command, cwd=project, env={**environment(project), APART: "yes"}) as process:
        try:
            return process.wait() == 0
        except Terminated:
            process.terminate()
            raise


def _kept(project: Path) -> str:
    return f"Any earlier book in {shown_path(build_folder(project) / 'html', project)} is untouched."


def _tables_hold(project: Path) -> bool:
    problems = told_of_tables(project)
    if not problems and (project / "drafts").is_dir():  # what reads texts takes its time to load, and most editions have none
        from claimbook.checks.confirming import not_in_text

        for line in not_in_text(project, read_tables(project / "data")[0]["claims"]):
            print(f"mind: {line}")
    if problems:
        print(*problems, sep="\n")
        print(f"The book was not built: the tables in {shown_path(project / 'data', project)}/ do not hold.")
    return not problems


def _tables_read(project: Path) -> dict[Path, str]:
    """The SHA-256 of each file that a book has its figures from: of another, pages may hold what was never checked."""
    try:
        paths = described_files(project / "data")
    except DataError:  # which the check tells
        return {}
    return {path: _digest(path) for path in (*paths, *bibliography_files(project / "data"))}


def _digest(path: Path) -> str:
    """The SHA-256 of a file; empty where it is not there."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _notebooks_hold(project: Path) -> bool:
    problems = unreadable(project)
    if problems:
        print(*problems, sep="\n")
        print("The book was not built: no cell was run.")
    return not problems


def _make(project: Path, work: Path, live: str, *, put: bool = True) -> Path | None:
    """Run Jupyter Book in ``work`` with every warning an error; returns the folder of pages, or prints why there is none.

    ``live`` is what the live parts of the book weigh, as its pages say it; empty for a book without. Unless they are ``put`` there,
    the pages offer them, and they are missing.
    """
    arguments = ["build", str(project), "--path-output", str(work), "-W", "--keep-going", "-q"]
    with _at_home() as folders:
        code, said, failure = jupyter_book(arguments, environment(project) | {live_book.LIVE: live, CHECKED: "yes"} | folders)
    if code:
        print(told(said, failure, project))
        return None
    made = work / "_build" / "html"
    if live and put:
        live_book.put(project, made, made.with_name(".doctrees") / "live")
    return made


def environment(project: Path) -> dict[str, str]:
    """The environment of a build: this package can be imported, and the time is that of the last commit.

    Raises CannotBuild where a time is set that is none.
    """
    source = str(Path(__file__).resolve().parents[2])
    found = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (source, os.environ.get("PYTHONPATH"))))}
    found = {name: value for name, value in found.items() if name not in FOREIGN} | {"DOCUTILSCONFIG": ""}
    if not (date := found.pop("SOURCE_DATE_EPOCH", "") or build_log.git(project, "log", "-1", "--format=%ct")):
        return found
    if not (date.isascii() and date.isdecimal()) or len(date) > 12 or int(date) > LATEST:
        allowed = "it is to be a time in seconds since 1970, up to the end of the year 9999, or not set"
        raise CannotBuild(f"SOURCE_DATE_EPOCH is {date!r}; {allowed}")
    found["SOURCE_DATE_EPOCH"] = date
    return found


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
        name: hashlib.sha256(files[name].read_bytes()).hexdigest()
        for name in sorted(files)
        if name not in (CHECKSUMS, ".buildinfo")
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
    if not (_tables_hold(project) and _notebooks_hold(project)):
        return 1
    work = output(project) / "verify"
    shutil.rmtree(work, ignore_errors=True)
    live, whole = as_published(listed)
    with _removed_if_stopped(work):
        made = _make(project, work, live, put=whole)
        if made is None:
            print("Nothing was compared: the book could not be built.")
            return 1
        if not whole:
            listed = {name: digest for name, digest in listed.items() if not name.startswith(f"{live_book.PLACE}/")}
        differences += compared(listed, checksums(made), "the book built from these files")
    shutil.rmtree(work)
    print(*differences, sep="\n", end="\n" if differences else "")
    if differences:
        print(f"verify: {path} was not published from these files, or not as it was built")
    else:
        print(f"verify: all {len(listed)} files of {path} are what these files give")
    return 1 if differences else 0


def as_published(listed: dict[str, str]) -> tuple[str, bool]:
    """What the live parts of a published book weigh, empty where it has none, and whether the same can be made here.

    Says so where only one of the two books has them.
    """
    published, here = any(name.startswith(f"{live_book.PLACE}/") for name in listed), live_book.available()
    if published and not here:
        print(
            f"verify: the published book has live parts, which are not on this computer ({live_parts.HOW}); all else is compared"
        )
    elif here and not published:
        print("verify: the published book has no live parts, and is compared with a book that has none")
    return live_parts.SENT if published else "", here or not published


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
