"""Which fields of a claim can be supposed otherwise, by which choices, and why others cannot."""

from __future__ import annotations

from collections.abc import Iterator

from claimbook.live.tables import Tables
from claimbook.live.typed import is_ordinal
from claimbook.wording import HEDGES
from claimbook.wording.units import RATES

#: The kinds of stage that suit a claim, by the kind of the printed one: what was delivered may be promised; others keep to their kind.
SUITING = {"delivery": ("money", "delivery")}


def hedges() -> list[list[str]]:
    """The hedges, each by its id with its words."""
    return [[name, words or "as it is"] for name, words in HEDGES.items()]


def stages(tables: Tables, row: dict) -> list[list[str]]:
    """The stages that suit a claim, each by its id with its name; the printed one is among them."""
    kind = tables.row("stages", row["stage"])["kind"]
    return [[one["id"], one["label"]] for one in tables.rows["stages"] if one["kind"] in SUITING.get(kind, (kind,))]


def fixed(tables: Tables, row: dict) -> dict[str, str]:
    """Why fields of a claim cannot be changed here, by the field."""
    found, name = {}, "It is counted from a list" if row["basis"] == "counted" else "Its number is spelled"
    if row["basis"] == "counted" or row["basis"] == "words" and row["unit"] not in RATES:
        found["qualifier"] = f"{name}, so it has no hedge."
    elif is_ordinal(row, tables.comma):
        found["qualifier"] = "It is a place in a row, so it has no hedge."
    if len(stages(tables, row)) == 1:
        found["stage"] = tables.row("stages", row["stage"])["meaning"]
    for alike in _lists(tables, row):
        found["value"] = f"The book lists what this counts, one by one, and comes to {row['value']:g}."
        if "stage" in alike:
            found["stage"] = "The book has it of each that it lists."
    return found


def _lists(tables: Tables, row: dict) -> Iterator[list[str]]:
    """For each table whose rows are what a claim counts, the fields that these have from the claim."""
    for name, resource in tables.by_name.items():
        counted = resource.get("counted", {})
        if counted.get("claim") == row["id"] or any(one.get(counted.get("column")) == row["id"] for one in tables.rows[name]):
            yield counted.get("alike", [])
