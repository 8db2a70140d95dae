"""A reference for the bounds of a total: the size of several claims together, as a linear program over the regions of a ledger.

The package finds its bounds by walking along the rows, in work that grows with their number. Here they are found the long way, for
ledgers of a few claims, straight from what the rows mean, so that the one can be held against the other.

A region is what some claims have in common and all others have not. Two claims share something only where a way of rows joins them
that never goes up to a whole and directly down again: parts of one whole are separate, while a part of two wholes joins these.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

#: What ``milp`` says of a program that has an answer, and of one that has none.
SOLVED, INFEASIBLE = 0, 2


@dataclass(frozen=True)
class Ledger:
    """Claims with the rows that relate them, and those of them that are to be added.

    ``claims`` gives a number for each id, or {"at_most": number} or {"at_least": number}. A row is (part, whole, certainty), or
    (one, other, "overlaps"), followed by the most that the two can share where that is known.
    """

    claims: Mapping[str, float | Mapping[str, float]]
    rows: tuple[tuple, ...]
    total_of: tuple[str, ...]

    def bounds(self, claim: str) -> tuple[float, float]:
        """The least and the greatest size of a claim."""
        value = self.claims[claim]
        if isinstance(value, Mapping):
            return value.get("at_least", 0), value.get("at_most", math.inf)
        return value, value


@lru_cache(maxsize=256)  # they hang on the rows alone, and the same rows are asked about with other amounts again and again
def regions(ids: tuple[str, ...], rows: tuple[tuple[str, str, str], ...]) -> np.ndarray:
    """The regions that rows (part, whole, kind) allow, as numbers whose bit i is set where the region lies in the i-th claim."""
    bit = {claim: 1 << i for i, claim in enumerate(ids)}
    sets = np.arange(1, 1 << len(ids))
    for part, whole, kind in rows:
        if kind == "stated":  # what lies in the part lies in the whole
            sets = sets[(sets & bit[part] == 0) | (sets & bit[whole] != 0)]
    ways = _ways(ids, rows)
    for one, other in combinations(ids, 2):
        both = bit[one] | bit[other]
        joined = np.zeros(len(sets), dtype=bool)
        for way in ways.get(both, ()):
            joined |= sets & way == way
        sets = sets[(sets & both != both) | joined]
    return sets


def _ways(ids: tuple[str, ...], rows: tuple[tuple[str, str, str], ...]) -> dict[int, list[int]]:
    """For each two claims that a way joins, the sets of claims on the ways between them; those that hold a smaller one are left out."""
    steps: list[list[tuple[int, str]]] = [[] for _ in ids]
    for one, other, kind in rows:
        i, j = ids.index(one), ids.index(other)
        steps[i].append((j, "across" if kind == "overlaps" else "up"))
        steps[j].append((i, "across" if kind == "overlaps" else "down"))
    found: dict[int, set[int]] = {}
    for start in range(len(ids)):
        for end, way in _onward(steps, start, "", 1 << start):
            if start < end:  # a way back is as good as the way there
                found.setdefault(1 << start | 1 << end, set()).add(way)
    return {pair: [way for way in ways if not any(w & way == w != way for w in ways)] for pair, ways in found.items()}


def _onward(steps: list[list[tuple[int, str]]], here: int, before: str, met: int) -> Iterator[tuple[int, int]]:
    """Every claim that is reached from ``here``, with the set of claims met on the way; ``before`` is the last step."""
    for there, step in steps[here]:
        if not met >> there & 1 and (before, step) != ("up", "down"):
            yield there, met | 1 << there
            yield from _onward(steps, there, step, met | 1 << there)


def extent(ledger: Ledger) -> tuple[float, float] | None:
    """The least and the greatest size of ``total_of`` together over all consistent readings; None where there is no such reading."""
    return _extent(tuple((claim, ledger.bounds(claim)) for claim in ledger.claims), ledger.rows, ledger.total_of)


@lru_cache(maxsize=256)  # a text compares the same total more than once
def _extent(
    claims: tuple[tuple[str, tuple[float, float]], ...], rows: tuple[tuple, ...], total_of: tuple[str, ...]
) -> tuple[float, float] | None:
    sets = regions(tuple(claim for claim, _ in claims), tuple(row[:3] for row in rows))
    bit = {claim: 1 << i for i, (claim, _) in enumerate(claims)}
    members = [sets & member != 0 for member in bit.values()]
    sides = [bounds for _, bounds in claims]
    for one, other, _, *limit in rows:
        if limit:
            members.append((sets & bit[one] != 0) & (sets & bit[other] != 0))
            sides.append((0, limit[0]))
    counted = np.array([sets & bit[claim] != 0 for claim in total_of]).any(axis=0).astype(float)
    member, (low, high) = np.array(members, dtype=float), np.array(sides, dtype=float).T
    readings = LinearConstraint(member, low, high)
    least = milp(counted, constraints=readings, bounds=Bounds(0, math.inf))
    if least.status == INFEASIBLE:
        return None
    assert least.status == SOLVED, least.message
    if (counted > member[high < math.inf].sum(axis=0)).any():  # a region that counts, and that nothing limits
        return least.fun, math.inf
    greatest = milp(-counted, constraints=readings, bounds=Bounds(0, math.inf))
    assert greatest.status == SOLVED, greatest.message
    return least.fun, 0 - greatest.fun
