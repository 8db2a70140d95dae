"""A series as a chapter shows it: its rows for a chart, and as a table that says of each whether it compares, and why."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest

from claimbook import wording as words
from claimbook.core.over_time import Comparability, comparable, yearly
from claimbook.core.quantities import Quantity
from claimbook.core.section import Section
from claimbook.report.blocks import Html, table

COMPARES = "Compares with the row above"


@dataclass(frozen=True)
class Telling:
    """A row of a series: when, in words, what is told, and how it compares with the row before (None in the first)."""

    when: str
    figure: Quantity
    comparison: Comparability | None


def told(section: Section, name: str) -> list[Telling]:
    """The rows of a series, by date; a figure that compares with a neighbour a year each is given a year.

    In such a series the name of a row says where a figure that is not given a year is of several years together.

    Raises KeyError with the nearest name where data/series.csv has no such series.
    """
    rows = section.series.rows(name)
    yearly_here = any(row["comparable"] == "per_year" for row in rows)
    found: list[Telling] = []
    for row, after in zip_longest(rows, rows[1:]):
        figure = section.figure(row["figure"])
        by_year = "per_year" in (row["comparable"], after and after["comparable"])
        shown = yearly(figure) if by_year else figure
        when = words.period(row["date"], row["date_end"] or row["date"])
        if shown is not figure:
            when += ", a year"
        elif yearly_here:
            when += _together(row)
        before = found[-1].figure if found else None
        found.append(Telling(when, shown, comparable(before, shown) if before else None))
    return found


def _together(row: dict) -> str:
    """What the name of a row adds where its figure is of several years, which do not stand for one."""
    years = int((row["date_end"] or row["date"])[:4]) - int(row["date"][:4]) + 1
    return "" if years < 2 else ", both years together" if years == 2 else f", all {years} years together"


#: What the column of the table says of a row.
SHORT = {None: "nothing above", "yes": "yes", "per_year": "a year each", "no": "no"}


def told_table(section: Section, name: str, caption: object) -> Html:
    """A series as a table: when, what is told with its grade, whether it compares with the row above, and why."""
    rows = section.series.rows(name)
    figures = [section.figure(row["figure"]) for row in rows]
    columns: dict[str, list] = {
        "When": [words.period(row["date"], row["date_end"] or row["date"]) for row in rows],
        "What is told": [
            words.sentence(
                "{figure} ({label}; {grade})",
                figure=figure,
                label=figure.label,
                grade=f"grade {figure.claim.grade}" if figure.claim.grade else "the section",
            )
            for figure in figures
        ],
        COMPARES: [SHORT[row["comparable"]] for row in rows],
        "Why": [row["why"] or "" for row in rows],
    }
    return table(columns, caption, outside=any(figure.outside for figure in figures), coding=True, decisive=COMPARES)
