"""Which fields of a claim can be supposed otherwise, by which choices, and why others cannot."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from claimbook.live.tables import Tables, related
from claimbook.live.typed import is_ordinal, takes_hedge, years_counted
from claimbook.wording import HEDGES

#: The kinds of stage that suit a claim, by the kind of the printed one: what was delivered may be promised; others keep to their kind.
SUITING = {"delivery": ("money", "delivery")}


def rows_of(tables: Tables, page: dict) -> list[dict]:
    """The claims that a page offers: those of its chapter, then others behind its numbers, as it first mentions them.

    ``page`` is what the build says of it.
    """
    used, chapter = {claim: place for place, claim in enumerate(page["claims"])}, Path(page["name"]).name
    rows = [row for row in tables.rows["claims"] if row["id"] in used or row["chapter"] == chapter]
    return sorted(rows, key=lambda row: (row["chapter"] != chapter, used.get(row["id"], len(used))))


def can_change(tables: Tables, row: dict) -> bool:
    """Whether anything of a claim can be supposed otherwise: a field of it, or how it is related."""
    return bool({"value", "qualifier", "stage"} - fixed(tables, row).keys() or related(tables, row["id"]))


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
    if not takes_hedge(row, tables.comma):
        place = is_ordinal(row, tables.comma)
        found["qualifier"] = f"{'It is a place in a row' if place else name}, so it has no hedge."
    if len(stages(tables, row)) == 1:
        found["stage"] = tables.row("stages", row["stage"])["meaning"]
    if years := years_counted(row):
        found["value"] = f"It counts the years from {years}, which the report prints."
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
