"""Where the entry of a claim stands, and what a link to it reads; the claims themselves know of no page."""

from __future__ import annotations

from typing import Any

#: The pages of entries beside "claims", by table.
PAGES = {"tables": "data_dictionary", "evidence": "outside", "context": "outside"}


def anchor(table: str, row_id: str) -> str:
    """The id of a row's entry on its page."""
    return f"{'claim' if table == 'claims' else table}-{row_id}".replace("_", "-")


def address(table: str, row_id: str, ending: str = "html") -> str:
    """The address of a row's entry from a page beside it or, with the ending "ipynb", from a notebook."""
    return f"{PAGES.get(table, 'claims')}.{ending}#{anchor(table, row_id)}"


def entry(claim: Any) -> str:
    """What a link to the claim's entry reads."""
    return f"data/{claim.id}.csv" if claim.table == "tables" else claim.label
