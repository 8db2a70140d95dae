"""Commands: ``python -m claimbook COMMAND``; --help lists them."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from claimbook.checks.confirming import Told


@dataclass(frozen=True)
class Command:
    """A command: what --help says of it, the function that runs it on the project, and its arguments, by name or flag."""

    help: str
    run: Callable[[Path, argparse.Namespace], int]
    arguments: dict[str, dict[str, Any]] = field(default_factory=dict)


def main(arguments: list[str] | None = None, package: str = "claimbook") -> int:
    """Run a command and return its exit code; ``package`` is the name by which the commands were called."""
    called = f"python -m {package}"
    parser = argparse.ArgumentParser(prog=called, description=f"Commands: {called} COMMAND; with --help, what one takes.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, command in COMMANDS.items():
        taking = commands.add_parser(name, help=command.help)
        for argument, how in command.arguments.items():
            taking.add_argument(argument, **how)
    chosen = parser.parse_args(arguments)

    if sys.flags.optimize:
        print("Python leaves out what holds texts to figures: it was started with -O or PYTHONOPTIMIZE; start it without.")
        return 1
    from claimbook.data.descriptor import data_folder, edition_folder, other_code
    from claimbook.publish.places import APART, OUTPUT, CannotBuild, Terminated

    project = data_folder().parent
    if named := getattr(chosen, "edition", None):
        try:
            project = edition_folder(named).parent
        except KeyError as error:
            print(*error.args)
            return 1
    if strange := other_code(project):
        print(strange)
        return 1
    if elsewhere := getattr(chosen, "to", None) if chosen.command in BUILDS else None:
        os.environ[OUTPUT] = str(elsewhere.absolute())
    try:
        with _told_to_end():
            return COMMANDS[chosen.command].run(project, chosen)
    except CannotBuild as reason:
        print(reason)
        return 1
    except KeyboardInterrupt as stopped:
        if APART not in os.environ:
            print(f"{chosen.command}: stopped; what was there before is as it was.")
        return 143 if isinstance(stopped, Terminated) else 130  # as shells count it


@contextmanager
def _told_to_end() -> Iterator[None]:
    """Have the process end as after Ctrl-C where it is told to end; those that it forks end at once, as ever."""
    whose = os.getpid()

    from claimbook.publish.places import Terminated

    def end(number: int, frame: object) -> None:
        if os.getpid() == whose:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)  # once is enough: a second one would come amid the clearing away
            raise Terminated
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    before = signal.getsignal(signal.SIGTERM)
    if before is not signal.SIG_DFL or threading.current_thread() is not threading.main_thread():
        yield
        return
    signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


# Modules are imported by the command that needs them: `check` must start in a fraction of a second.


def _check(project: Path, chosen: argparse.Namespace) -> int:
    from claimbook.data.descriptor import as_shown, shown_path
    from claimbook.data.notebooks import unreadable
    from claimbook.data.problems import Problem
    from claimbook.data.rules import told

    mind: list[Problem] = []
    problems = [*told(project, mind), *unreadable(project)]
    for problem in problems:
        print(problem)
    for notice in mind:
        print(f"mind: {as_shown(notice, project)}")
    for line in [] if problems else _not_in_text(project):
        print(f"mind: {line}")
    if not problems:
        print(f"check: every table in {shown_path(project / 'data', project)}/ holds")
    return 1 if problems else 0


def _not_in_text(project: Path) -> list[Told]:
    """The claims that the text of an edition does not print; nothing is loaded for it where no text was noted."""
    if not (project / "drafts" / "text.txt").is_file():
        return []
    from claimbook.checks.confirming import not_in_text
    from claimbook.data.tables import read_tables

    return not_in_text(project, read_tables(project / "data")[0]["claims"])


def _tidy(project: Path, chosen: argparse.Namespace) -> int:
    from claimbook.data import tidy

    return tidy.main(project, chosen.yes)


def _lint(project: Path, chosen: argparse.Namespace) -> int:
    from claimbook.checks import lint
    from claimbook.data.descriptor import as_shown
    from claimbook.data.notebooks import unreadable
    from claimbook.data.problems import DataError
    from claimbook.data.rules.files import lacking

    try:
        missing = [as_shown(problem, project) for problem in lacking(project / "data")]
    except DataError as error:  # the descriptor itself, which the lint tells
        missing = [as_shown(problem, project) for problem in error.problems]
    if problems := missing + unreadable(project):
        print(*problems, sep="\n")
        return 1
    return lint.main(project)


def _audit(project: Path, chosen: argparse.Namespace) -> int:
    from claimbook.checks import audit

    return audit.main(chosen.text, project / "data")


def _figures(project: Path, chosen: argparse.Namespace) -> int:
    from claimbook.checks import drafts

    return drafts.main(chosen.text, chosen.dates, chosen.chapter, chosen.to)


def _new(project: Path, chosen: argparse.Namespace) -> int:
    from claimbook.publish import new

    told = {name: getattr(chosen, name) for name in NAMING if getattr(chosen, name)}
    return new.main(chosen.folder, new.Named(**told))


def _update(project: Path, chosen: argparse.Namespace) -> int:
    from claimbook.publish import update

    return update.main(project, chosen)


def _current(project: Path, chosen: argparse.Namespace) -> int:
    from claimbook.data.descriptor import root_folder
    from claimbook.publish import current

    return current.main(root_folder(project / "data").parent, chosen.name, chosen.yes)


def _results(project: Path, chosen: argparse.Namespace) -> int:
    from claimbook.checks import results

    return results.main(project, chosen.reason)


def _build(project: Path, chosen: argparse.Namespace) -> int:
    from claimbook.publish.build import build_book

    return build_book(project, clean=chosen.clean)


def _edition(project: Path, chosen: argparse.Namespace) -> int:
    from claimbook.publish import editions

    return editions.make(project, chosen.command)


def _slides(project: Path, chosen: argparse.Namespace) -> int:
    from claimbook.publish import slides

    return slides.main(project)


def _watch(project: Path, chosen: argparse.Namespace) -> int:
    from claimbook.publish import watch

    return watch.main(project, chosen.port)


def _verify(project: Path, chosen: argparse.Namespace) -> int:
    from claimbook.publish.build import verify

    return verify(project, chosen.book)


def _positive(text: str) -> int:
    number = int(text) if text.isascii() and text.isdecimal() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a number of students; it must be 1 or more")
    return number


def _course(project: Path, chosen: argparse.Namespace) -> int:
    from claimbook.data.problems import DataError
    from claimbook.publish import handed_book
    from claimbook.teaching.course import make_course
    from claimbook.teaching.labs.key import is_guessable, new_seed

    seed = new_seed() if chosen.seed is None else chosen.seed
    if is_guessable(seed):
        print(
            f"The seed {seed} could be found by trying all: leave --seed out, and one of 64 bits is drawn, or take that of a course."
        )
        return 1
    try:
        if chosen.names and not chosen.names.is_file():
            raise ValueError(f"{chosen.names}: no such file; --names takes a text file with a student's name in each line")
        lines = chosen.names.read_text(encoding="utf-8-sig").splitlines() if chosen.names else []
        names = [name.strip() for name in lines if name.strip()]
        if len(set(names)) < len(names):
            raise ValueError(f"{chosen.names}: a name stands there twice; tell the two apart")
        html = project / "_build" / "html"
        built = (html / "index.html").is_file()
        folders = make_course(project, chosen.to, seed=seed, students=chosen.students, names=names, with_book=built)
        if built:
            handed_book.hand_out(project, html, [folder / "book" for folder in folders])
    except (DataError, OSError, ValueError) as error:
        print(error)
        return 1
    print(*(f"To hand out: {folder}" for folder in folders), f"To keep: {chosen.to / 'teacher'}", sep="\n")
    if not built:
        print(
            "The folders hold no built book, for students without Python: build it, and make the course again with the same seed."
        )
    return 0


def _mark(project: Path, chosen: argparse.Namespace) -> int:
    from claimbook.teaching.marking.marking import mark

    try:
        marked = mark(
            chosen.folder, chosen.course / "teacher", chosen.to, names=chosen.names, seconds=chosen.seconds, better=chosen.better
        )
    except (ValueError, FileNotFoundError, NotADirectoryError) as error:
        print(error)
        return 1
    return 0 if marked else 1


def _key(project: Path, chosen: argparse.Namespace) -> int:
    from claimbook.core.section import load
    from claimbook.data.problems import DataError
    from claimbook.teaching.labs.drawing import none_offered
    from claimbook.teaching.labs.key import key_text

    try:
        section = load(project / "data")
        if told := none_offered(section):
            print(told)
            return 1
        for student in range(1, chosen.students + 1):
            print(f"## Student {student}\n\n{key_text(section, chosen.seed, student)}\n")
    except DataError as error:
        print(error)
        return 1
    return 0


#: What `new` can be told of a report, by the option that says it.
NAMING = {
    "title": "the title of the report whose text is read",
    "section": "the number of the section that is read",
    "publisher": "who published it, in full",
    "short": "the same in short",
    "book": "the title of the book, where it is not that of the report",
    "author": "who answers for the book",
}
#: Of commands that take another edition than the current one.
EDITION: dict[str, dict[str, Any]] = {"--edition": {"metavar": "NAME", "help": "another edition than the current one"}}
#: What `update` takes.
UPDATE: dict[str, dict[str, Any]] = {
    "text": {"type": Path, "help": "the section of the new edition as a text file in UTF-8"},
    "name": {"help": "what the edition is called, such as its year"},
    "--from": {"dest": "base", "metavar": "NAME", "help": "the edition to start from, if not the current one"},
    "--rest": {
        "nargs": "+",
        "action": "append",
        "metavar": "WORD",
        "help": "decide all rows of the edition before that are left in files of drafts: drop TABLE..., or carry over TABLE...",
    },
    "--as-of": {"metavar": "MONTH", "help": "the month as of which outside sources were read, such as 2026-11"},
}
UPDATE |= {f"--{name}": {"help": told} for name, told in NAMING.items() if name != "author"}
#: What --seed and --students say of a course.
WHOSE: dict[str, dict[str, Any]] = {
    "--seed": {"type": int, "help": "the number that decided who gets which mistake, to make a course again; keep it secret"},
    "--students": {"type": _positive, "default": 1, "help": "how many students, each with labs of their own"},
}
#: Commands that build, and where to.
BUILDS = ("build", "pdf", "epub", "slides", "verify")
ELSEWHERE: dict[str, dict[str, Any]] = {"--to": {"type": Path, "metavar": "FOLDER", "help": "in place of _build"}}
COMMANDS = {
    "check": Command("check the tables in data/ and how they fit together", _check, EDITION),
    "tidy": Command(
        "mend what is only form in tables and bibliography, such as what a spreadsheet made of it; shows it first and asks",
        _tidy,
        {"--yes": {"action": "store_true", "help": "write without asking"}},
    ),
    "lint": Command(
        "find numbers that were typed instead of computed, and words that depend on figures and that nothing holds",
        _lint,
        EDITION,
    ),
    "audit": Command(
        "compare the claims with the section's text, both ways",
        _audit,
        {"text": {"type": Path, "help": "the section as a text file"}} | EDITION,
    ),
    "figures": Command(
        "print what any text states as draft rows of claims, to confirm; writes nothing into data/",
        _figures,
        {
            "text": {"type": Path, "help": "a text file in UTF-8"},
            "--dates": {"action": "store_true", "help": "its dates, as draft rows of events, in place of its figures"},
            "--chapter": {"default": "", "help": "the chapter that is to show the figures, a notebook without its suffix"},
            "--to": {"type": Path, "help": "a new file to write the rows to, in place of the terminal"},
        },
    ),
    "new": Command(
        "make an empty report in a new folder, ready to build",
        _new,
        {"folder": {"type": Path, "help": "a folder that is new or empty"}}
        | {f"--{name}": {"help": told} for name, told in NAMING.items()},
    ),
    "update": Command(
        "begin an edition of the report from its text, or take over what was decided; prints what is left to do",
        _update,
        UPDATE,
    ),
    "current": Command(
        "make another edition the current one, and keep the one before among the others; shows what moves first and asks",
        _current,
        {
            "name": {"help": "what the edition is called, such as its year"},
            "--yes": {"action": "store_true", "help": "move without asking"},
        },
    ),
    "results": Command(
        "compare the book's numbers with tests/key_results.csv",
        _results,
        {"--reason": {"metavar": "TEXT", "help": "why they changed; writes them there, and the change to CHANGELOG.md"}},
    ),
    "build": Command(
        "check, then build the book strictly into _build/html",
        _build,
        {"--clean": {"action": "store_true", "help": "forget earlier builds"}} | ELSEWHERE | EDITION,
    ),
    "pdf": Command("build the book and set it as a PDF, _build/NAME.pdf", _edition, ELSEWHERE | EDITION),
    "epub": Command("build the book and bind it as an EPUB, _build/NAME.epub", _edition, ELSEWHERE | EDITION),
    "slides": Command(
        "make a deck of the main findings into _build/slides, from the same notebooks", _slides, ELSEWHERE | EDITION
    ),
    "watch": Command(
        "serve the book on this computer and build it again whenever a file changes",
        _watch,
        {"--port": {"type": int, "default": 8000, "help": "8000 unless told otherwise"}} | EDITION,
    ),
    "verify": Command(
        "build the book anew and compare it with a published one",
        _verify,
        {"book": {"type": Path, "help": "the published book's folder, or its checksums.txt"}} | ELSEWHERE | EDITION,
    ),
    "course": Command(
        "make a folder for students and one for their teacher",
        _course,
        {"--to": {"type": Path, "default": Path("_build/course"), "help": "where (default: %(default)s)"}}
        | {"--names": {"type": Path, "metavar": "FILE", "help": "a line for each student's name, in place of --students"}}
        | WHOSE,
    ),
    "mark": Command(
        "mark what students handed in: a folder with their folders or zips, each run by itself against what was handed out",
        _mark,
        {
            "folder": {"type": Path, "help": "holds a folder or a zip of each student"},
            "--course": {"type": Path, "default": Path("_build/course"), "help": "what course made (default: %(default)s)"},
            "--to": {"type": Path, "default": Path("_build/marks"), "help": "where (default: %(default)s)"},
            "--names": {"type": Path, "metavar": "CSV", "help": "a class list with the columns number and name"},
            "--seconds": {"type": float, "default": 60, "help": "how long a notebook may run (default: %(default)s)"},
            "--better": {
                "type": float,
                "default": 0.5,
                "help": "what a right value counts, of a point, that could be told better (default: %(default)s)",
            },
        },
    ),
    "key": Command("print the key to the labs of a course", _key, WHOSE | {"--seed": WHOSE["--seed"] | {"required": True}}),
}


if __name__ == "__main__":
    sys.exit(main())
