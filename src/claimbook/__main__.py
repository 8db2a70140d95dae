"""Commands: ``python -m claimbook COMMAND``; --help lists them."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def main(arguments: list[str] | None = None) -> int:
    """Run a command and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m claimbook", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("check", help="check the tables in data/ and how they fit together")
    commands.add_parser("lint", help="find numbers that were typed into text instead of computed")
    audit = commands.add_parser("audit", help="compare the claims with the section's text, both ways")
    audit.add_argument("text", type=Path, help="the section as a text file")
    numbers = commands.add_parser("results", help="compare the book's numbers with tests/key_results.csv")
    numbers.add_argument("--reason", metavar="TEXT", help="why they changed; writes them there, and the change to CHANGELOG.md")
    build = commands.add_parser("build", help="check, then build the book strictly into _build/html")
    build.add_argument("--clean", action="store_true", help="forget earlier builds")
    commands.add_parser("pdf", help="build the book and set it as a PDF, _build/NAME.pdf")
    commands.add_parser("epub", help="build the book and bind it as an EPUB, _build/NAME.epub")
    commands.add_parser("slides", help="make a deck of the main findings into _build/slides, from the same notebooks")
    watched = commands.add_parser("watch", help="serve the book on this computer and build it again whenever a file changes")
    watched.add_argument("--port", type=int, default=8000, help="8000 unless told otherwise")
    verified = commands.add_parser("verify", help="build the book anew and compare it with a published one")
    verified.add_argument("book", type=Path, help="the published book's folder, or its checksums.txt")
    course = commands.add_parser("course", help="make a folder for students and one for their teacher")
    course.add_argument("--to", type=Path, default=Path("_build/course"), help="where (default: %(default)s)")
    key = commands.add_parser("key", help="print the key to the labs of a course")
    for teaching in (course, key):
        teaching.add_argument(
            "--seed", type=int, required=True, help="a number that decides who gets which mistake; keep it secret"
        )
        teaching.add_argument("--students", type=_positive, default=1, help="how many students, each with labs of their own")
    chosen = parser.parse_args(arguments)

    from claimbook.data.descriptor import data_folder, other_code

    project = data_folder().parent
    if strange := other_code(project):
        print(strange)
        return 1
    # Modules are imported by the command that needs them: `check` must start in a fraction of a second.
    if chosen.command == "check":
        return _check(project)
    if chosen.command == "lint":
        from claimbook.checks import lint

        return lint.main(project)
    if chosen.command == "audit":
        from claimbook.checks import audit as comparison

        return comparison.main(chosen.text)
    if chosen.command == "results":
        from claimbook.checks import results

        return results.main(project, chosen.reason)
    if chosen.command in ("pdf", "epub"):
        from claimbook.publish import editions

        return editions.make(project, chosen.command)
    if chosen.command in ("course", "key"):
        return _teach(project, chosen)
    if chosen.command == "slides":
        from claimbook.publish import slides

        return slides.main(project)
    if chosen.command == "watch":
        from claimbook.publish import watch

        return watch.main(project, chosen.port)
    from claimbook.publish.build import build_book, verify

    if chosen.command == "verify":
        return verify(project, chosen.book)
    return build_book(project, clean=chosen.clean)


def _check(project: Path) -> int:
    from claimbook.data.rules import check

    problems = check(project / "data")
    for problem in problems:
        print(problem)
    if not problems:
        print("check: every table in data/ holds")
    return 1 if problems else 0


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a number of students; it must be 1 or more")
    return number


def _teach(project: Path, chosen: argparse.Namespace) -> int:
    from claimbook.data.problems import DataError

    try:
        if chosen.command == "course":
            from claimbook.teaching.course import make_course

            folders = make_course(project, chosen.to, seed=chosen.seed, students=chosen.students)
            print(*(f"To hand out: {folder}" for folder in folders), f"To keep: {chosen.to / 'teacher'}", sep="\n")
        else:
            from claimbook.core.section import load
            from claimbook.teaching.labs_key import key_text

            section = load(project / "data")
            for student in range(1, chosen.students + 1):
                print(f"## Student {student}\n\n{key_text(section, chosen.seed, student)}\n")
    except (DataError, FileExistsError) as error:
        print(error)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
