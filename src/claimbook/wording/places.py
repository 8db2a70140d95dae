"""Where the entry of a claim stands, and what a link to it reads; the claims themselves know of no page."""

from __future__ import annotations

from typing import Any

#: The pages of entries beside "claims", by table.
PAGES = {"tables": "data_dictionary", "evidence": "outside", "context": "outside"}


def anchor(table: str, row_id: str, edition: str = "") -> str:
    """The id of a row's entry on its page; of a row of another edition than the book's, that is in it."""
    place = f"{'claim' if table == 'claims' else table}-{row_id}"
    return (f"edition-{edition}-{place}" if edition else place).replace("_", "-")


def address(table: str, row_id: str, edition: str = "", *, ending: str = "html") -> str:
    """The address of a row's entry from a page beside it or, with the ending "ipynb", from a notebook."""
    return f"{PAGES.get(table, 'claims')}.{ending}#{anchor(table, row_id, edition)}"


def place_of(claim: Any) -> list[str]:
    """What leads to the entry of a claim: its table and id and, where that is another than the book's, its edition."""
    return [claim.table, claim.id, *([claim.abroad] if getattr(claim, "abroad", "") else [])]


def entry(claim: Any) -> str:
    """What a link to the claim's entry reads."""
    other = getattr(claim, "abroad", "")
    return f"data/{claim.id}.csv" if claim.table == "tables" else claim.label + (f" (edition {other})" if other else "")
