"""Reasons for tests of labs: as students give them, as nobody should, and one for each rule that can be taken of any line."""

from __future__ import annotations

import csv
from pathlib import Path

#: A reason for each rule that speaks of no claim, so that it can be given of any line.
GOOD = {
    "part and whole": "The smaller one already lies in the larger, so it is counted twice.",
    "uncertain": "It may lie inside the other, and no source says so.",
    "stage": "It was never said to be paid, only announced.",
    "period": "One is for two years, the other for a single year.",
    "hedge": "The source says nearly; without it a bound is told as if it were settled.",
    "digits": "Both are rounded, so nobody knows the decimals.",
    "people": "Nobody gets this money: it goes to the state.",
    "mean": "Most countries are far from it, and the largest is hidden.",
    "": "Each claim was looked up in its table, and every stage compared.",
}


def listed(kind: str) -> list[dict]:
    """The rows of tests/lab_reasons.csv of a kind, honest or nonsense: a rule, the claims of the line, and a reason."""
    with (Path(__file__).parent / "lab_reasons.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["kind"] == kind]
