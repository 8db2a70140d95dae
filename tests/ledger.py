"""Ledgers of any size for the benchmark and the tests of growth: claims nested deeply or widely, with all that makes totals hard."""

from __future__ import annotations

from collections.abc import Iterator

from claimbook.core.claims import Claim
from claimbook.core.quantities import Printed
from claimbook.core.relations import Relations

SHAPES = ("flat", "wide", "deep", "pairs", "shared", "ladder", "caterpillar", "hub")


def relations(shape: str, size: int) -> Iterator[dict]:
    """The rows that relate the claims of a ledger; in most shapes each hundredth pair of neighbours may overlap.

    flat: none, every claim stands alone. wide: all claims but the first perhaps lie in it. deep: each lies in the one before it,
    by turns for certain, likely and perhaps. pairs: chains of ten. shared: each odd claim perhaps lies in both of its neighbours.
    ladder: two chains with a rung between each two claims. caterpillar: a chain with a leg stated to lie in each of its claims.
    hub: all claims but the first overlap it.
    """
    certainty = ("stated", "likely", "unknown")
    half = size // 2
    for i in range(1, 0 if shape == "flat" else size):
        if shape == "hub":
            yield _row(i, 0, "overlaps", "unknown")
            continue
        if shape == "wide":
            yield _row(i, 0, "part_of", "likely")
        elif shape == "deep" or (shape == "pairs" and i % 10):
            yield _row(i, i - 1, "part_of", certainty[i % 3])
        elif shape == "shared" and i % 2:
            yield _row(i, i - 1, "part_of", "unknown")
            if i + 1 < size:
                yield _row(i, i + 1, "part_of", "unknown")
        elif shape in ("ladder", "caterpillar"):
            if i < half or shape == "ladder" and i > half:
                yield _row(i, i - 1, "part_of", "unknown")
            if i >= half:
                yield _row(i, i - half, "part_of", "unknown" if shape == "ladder" else "stated")
        if i % 100 == 0:
            yield _row(i - 1, i, "overlaps", "unknown")


def _row(part: int, whole: int, kind: str, certainty: str) -> dict:
    return {"part": f"claim_{part}", "whole": f"claim_{whole}", "kind": kind, "certainty": certainty}


def claims(shape: str, size: int) -> list[Printed]:
    """A ledger of ``size`` claims in euro, a whole never smaller than its parts."""
    related = Relations(relations(shape, size))
    found = []
    for i in range(size):
        value = (
            1e6 * (size - i)
            if shape == "deep"
            else 2e6 * size
            if shape == "wide" and i == 0
            else 1e6 * (1 + i % 2 - 0.5 * (i % 2))
        )
        claim = Claim(f"claim_{i}", f"claim {i}", value, "EUR", resolution=1e5, stage="committed", stage_label="committed")
        found.append(Printed.of(claim, related))
    return found
