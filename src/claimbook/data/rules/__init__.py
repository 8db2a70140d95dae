"""What the tables say of one another: rules that no description of a single table can hold."""

from __future__ import annotations

from pathlib import Path

from claimbook.data.bibliography import Bibliography, read_bibliography
from claimbook.data.descriptor import as_shown, data_folder, has_decimal_comma, read_descriptor, resources
from claimbook.data.problems import DataError, Problem
from claimbook.data.rules.agreeing import check_agreeing
from claimbook.data.rules.claims import check_claims, check_counted, check_evidence, check_kinds, check_units
from claimbook.data.rules.files import (
    check_bibliographies,
    check_grown_dates,
    check_strays,
    check_texts,
    check_words,
    notice_words,
    with_lost,
    with_renamed,
)
from claimbook.data.rules.moved import check_moved, notice_moved
from claimbook.data.rules.references import (
    bibliography_files,
    check_as_of,
    check_chapters,
    check_events,
    check_not_later,
    check_references,
    check_sources,
    check_supports,
    lacks_bibliography,
)
from claimbook.data.rules.relations import check_outside_figures, check_outside_relations, check_relations
from claimbook.data.rules.series import check_series
from claimbook.data.rules.statements import check_gaps, check_statements, check_told
from claimbook.data.tables import read_tables

#: What is said where cells are wrong in themselves: a figure that does not fit another is found only then.
UNASKED = "check: further rules, such as those on what figures say of one another, are not run until this is mended"


def check(folder: Path | None = None, mind: list[Problem] | None = None) -> list[Problem]:
    """Every problem of the tables in ``folder``: their form first, then what they say of one another, then what stands beside them.

    What may be right and wants a look is added to ``mind``.
    """
    return _checked(folder or data_folder(), mind)[0]


def told(project: Path, mind: list[Problem] | None = None) -> list[str]:
    """Every problem of a project's tables in a line, and last what was not asked because of them; empty where they hold."""
    problems, whole = _checked(project / "data", mind)
    lines = [as_shown(problem, project) for problem in problems]
    return lines if whole else [*lines, UNASKED]


def _checked(folder: Path, mind: list[Problem] | None) -> tuple[list[Problem], bool]:
    """As ``check``, and whether all rules were run: what rows say of one another is asked of tables of sound form alone."""
    try:
        tables, problems = read_tables(folder)
    except DataError as error:  # the descriptor itself
        return error.problems, False
    descriptor = read_descriptor(folder)
    by_name = resources(descriptor)
    documents = read_bibliography(bibliography_files(folder))
    beside = documents.problems + check_bibliographies(bibliography_files(folder)) + check_words(folder.parent)
    beside += check_strays(folder) + check_texts(folder.parent) + check_grown_dates(folder, by_name, tables, mind)
    moved = check_moved(tables, by_name)
    if mind is not None:
        mind += notice_moved(folder, by_name, {(problem.file, problem.field) for problem in moved}) + notice_words(folder.parent)
    if problems:
        return with_renamed(folder, with_lost(folder, problems, by_name, tables) + beside + moved, by_name), False
    problems = between(tables, descriptor, documents, folder, moved)
    problems = with_lost(folder, problems, by_name, tables)
    reported = {(problem.file, problem.row, problem.field) for problem in problems}
    return problems + [problem for problem in beside if (problem.file, problem.row, problem.field) not in reported], True


def between(
    tables: dict[str, list[dict]], descriptor: dict, documents: Bibliography, folder: Path, moved: list[Problem]
) -> list[Problem]:
    """What is wrong with what tables of sound form say of one another, and of the documents and chapters beside them.

    ``moved`` is what ``check_moved`` has found in the tables.
    """
    by_name = resources(descriptor)
    problems = check_units(tables) + check_claims(tables, has_decimal_comma(descriptor)) + check_relations(tables)
    unclear = {problem.row for problem in documents.problems}  # what is told of an entry is not told again of who cites it
    bibliography = {
        key: documents.documents[key].date if key in documents.documents.keys() - unclear else "" for key in documents.keys
    }
    if lacks_bibliography(folder):  # nor can be told what any row cites
        bibliography = {}
    for more in (
        moved,
        check_references(tables, by_name),
        check_supports(tables),
        check_sources(tables, bibliography),
        check_events(tables, bibliography),
        check_counted(tables, by_name),
        check_chapters(tables, folder),
        check_statements(tables),
        check_told(tables),
        check_kinds(tables),
        check_gaps(tables),
        check_as_of(tables, descriptor),
        check_not_later(tables, descriptor),
        check_series(tables, folder),
        check_agreeing(tables, by_name, documents.documents),
    ):
        reported = {(problem.file, problem.row, problem.field) for problem in problems}  # a cell is reported once
        problems += [problem for problem in more if (problem.file, problem.row, problem.field) not in reported]
    problems += check_evidence(tables, {problem.row for problem in problems if problem.file == "claims.csv"})
    told = {(problem.file, problem.row) for problem in problems}  # of an outside row one fault is told, not what follows from it
    problems += [problem for problem in check_outside_figures(tables) if (problem.file, problem.row) not in told]
    doubted = {problem.row for problem in problems if problem.field in ("value", "unit", "resolution")}
    return problems + check_outside_relations(tables, doubted)
