"""The rows of data/series.csv: figures of one thing, told at several times."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

from claimbook.data.problems import nearest

#: How two figures may compare, from the least to the most; what a row says holds for the step from the row before.
HOW = ("no", "per_year", "yes")


class Series:
    """The rows of data/series.csv, read when they are first asked for."""

    def __init__(self, rows: Callable[[], Sequence[dict]] = tuple):
        self._rows = rows

    @cached_property
    def _by_name(self) -> dict[str, list[dict]]:
        found: dict[str, list[dict]] = {}
        for row in self._rows():
            found.setdefault(row["series"], []).append(row)
        return found

    def rows(self, name: str) -> list[dict]:
        """The rows of a series, by date; raises KeyError with the nearest name where there is none."""
        if name not in self._by_name:
            raise KeyError(f"no series {name!r} in data/series.csv{nearest(name, set(self._by_name))}")
        return self._by_name[name]

    def steps(self, one: str, other: str) -> list[dict]:
        """The rows that lead from one figure to another, the first of the two left out; empty where no series holds both."""
        for rows in self._by_name.values():
            ids = [row["figure"] for row in rows]
            if one != other and {one, other} <= set(ids):
                start, end = sorted((ids.index(one), ids.index(other)))
                return rows[start + 1 : end + 1]
        return []

    def years(self, figure: str) -> int:
        """Over how many calendar years a figure runs; 0 where no series gives it a period of whole years."""
        for rows in self._by_name.values():
            for row in rows:
                if row["figure"] == figure and row["date_end"] and len(row["date"]) == len(row["date_end"]) == 4:
                    return int(row["date_end"]) - int(row["date"]) + 1
        return 0
