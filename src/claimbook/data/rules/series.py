"""Rules for series: figures of one thing at several times, and how each compares with the one before."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from claimbook.data.descriptor import editions, read_descriptor, resources
from claimbook.data.problems import Problem, as_text, nearest
from claimbook.data.tables import read_rows


def check_series(tables: dict, folder: Path | None = None) -> list[Problem]:
    """Each row names a figure with a value, of the unit of its series and not twice in it; rows stand together and by date.

    The first row of a series compares with nothing; each other says whether it compares with the row before, and why. A figure of
    another edition, whose tables are beside those in ``folder``, stands behind its name: 2023/its_id.
    """
    problems: list[Problem] = []
    figures = {row["id"]: row for name in ("context", "evidence", "claims") for row in tables[name]}
    figures |= _of_editions({row["figure"] for row in tables["series"]}, folder)
    by_series: dict[str, list[dict]] = {}
    before = None
    for row in tables["series"]:
        rows = by_series.setdefault(row["series"], [])
        if rows and rows[-1] is not before:
            problems.append(_wrong(row, "series", f"a place right below row {rows[-1]['id']}, the last of its series"))
        rows.append(row)
        before = row
        if row["figure"] not in figures:
            known = nearest(row["figure"], set(figures))
            allowed = f"an id of data/claims.csv, evidence.csv or context.csv, or EDITION/ID for one of another edition{known}"
            problems.append(_wrong(row, "figure", allowed))
        elif figures[row["figure"]]["value"] is None:
            problems.append(_wrong(row, "figure", "a row with a value"))
    for rows in by_series.values():
        problems += _check_first(rows) + _check_steps(rows, figures)
    return problems


def _of_editions(named: set[str], folder: Path | None) -> dict[str, dict]:
    """The figures of the other editions that are named, each as it is named there."""
    found: dict[str, dict] = {}
    there = editions(folder)
    for edition in {name.partition("/")[0] for name in named if "/" in name} & there.keys():
        by_name = resources(read_descriptor(there[edition]))
        for table in ("context", "evidence", "claims"):
            found |= {f"{edition}/{row['id']}": row for row in read_rows(there[edition], by_name[table])[0]}
    return found


def _wrong(row: dict, field: str, allowed: str) -> Problem:
    return Problem("series.csv", row["id"], field, as_text(row[field]), allowed)


def _check_first(rows: list[dict]) -> list[Problem]:
    """A series holds several figures, each once, and its first row has nothing before it to compare with."""
    first, *others = rows
    problems = [_wrong(first, field, "nothing in the first row of a series") for field in ("comparable", "why") if first[field]]
    if not others:
        problems.append(_wrong(first, "series", "the name of a series with another row; a single figure is none"))
    named: dict[str, str] = {}
    for row in rows:
        if row["figure"] in named:
            problems.append(_wrong(row, "figure", f"a figure that its series does not hold yet (row {named[row['figure']]})"))
        named.setdefault(row["figure"], row["id"])
    return problems


def _check_steps(rows: list[dict], figures: dict[str, dict]) -> list[Problem]:
    """Each further row is no earlier than the one before, has its unit, and says how it compares with it, and why."""
    problems = [
        _wrong(row, "date_end", f"a date that is not before {row['date']}, where the period begins")
        for row in rows
        if row["date_end"] and row["date_end"] < row["date"]
    ]
    for before, row in pairwise(rows):
        one, other = figures.get(before["figure"]), figures.get(row["figure"])
        if one and other and one["unit"] and other["unit"] and one["unit"] != other["unit"]:
            problems.append(_wrong(row, "figure", f"a figure in {one['unit']}, as the row before has, not in {other['unit']}"))
        if row["date"] < before["date"][: len(row["date"])]:
            problems.append(_wrong(row, "date", f"a date that is not before {before['date']}, that of the row above"))
        for field, allowed in (("comparable", "yes, per_year or no, as every row below the first has"), ("why", "a reason")):
            if not row[field]:
                problems.append(_wrong(row, field, allowed))
        if row["comparable"] == "per_year" and (short := next((r for r in (before, row) if not _whole_years(r)), None)):
            problems.append(_wrong(row, "comparable", f"yes or no: row {short['id']} has no period of whole years"))
    return problems


def _whole_years(row: dict) -> bool:
    return bool(row["date_end"]) and len(row["date"]) == len(row["date_end"]) == 4
