"""What a run of `make bench` measured, as tables: the page "How fast it is" shows them. No other report has the table that it reads."""

from __future__ import annotations

from claimbook import wording as words
from claimbook.report.blocks import Html, table
from claimbook.wording import plain


def _measure(value: float | None) -> str:
    """A measured value with two or three digits, or a dash where nothing was measured."""
    if value is None:
        return "–"
    return words.digits(value, 0 if value >= 100 else 1 if value >= 10 else 2 if value >= 0.1 or not value else 4)


def measured(section, caption: str, *subjects: str) -> Html:
    """The rows of data/benchmark.csv on the given subjects: medians, with the lowest and the highest where there are several."""
    rows = [row for row in section.rows("benchmark") if row["subject"] in subjects]
    return table(
        {
            "What": [row["label"] for row in rows],
            "Median": [_measure(row["value"]) for row in rows],
            "Lowest to highest": [
                f"{_measure(row['low'])} to {_measure(row['high'])}" if row["runs"] > 1 else "–" for row in rows
            ],
            "Unit": [row["unit"] for row in rows],
        },
        caption,
    )


def growth(section, caption: str, subject: str, thing: str) -> Html:
    """Time, time for each ``thing`` and memory by size, from data/benchmark.csv: rows named alike, with the endings each and memory."""
    rows = {row["id"]: row for row in section.rows("benchmark") if row["subject"] == subject}
    sizes = [name for name in rows if not name.endswith(("_each", "_memory"))]

    def column(ending: str) -> list[str]:
        return [_measure(rows[name + ending]["value"] if name + ending in rows else None) for name in sizes]

    return table(
        {
            "What": [rows[name]["label"] for name in sizes],
            "Seconds": column(""),
            f"For each {thing}, ms": column("_each"),
            "Memory, MiB": column("_memory"),
        },
        caption,
    )


def benchmark_run(section) -> words.Wording:
    """When and on what computer the benchmark was run."""
    row = section.rows("benchmark")[0]
    return plain(f"{words.date(row['date'])}, {row['machine']}, median of {row['runs']}")
