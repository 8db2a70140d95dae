"""Which claim lies within which, and which may overlap (rules 2 and 3); what follows for their size together is in ``unions``.

A claim is taken as the set of what it counts. A part that is stated to lie in a whole lies wholly in it; one that is likely or
unknown lies in it wholly, partly or not at all. Claims share nothing unless a row joins them: parts of one whole are separate,
while a part of several wholes joins these, and two claims that may overlap join whatever holds their common share. Everything
here takes work in proportion to the claims and rows: no set of claims is built for each claim.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claimbook.core.series import Series

if TYPE_CHECKING:
    from claimbook.core.claims import Claim
    from claimbook.core.quantities import Quantity

CERTAINTY = {"stated": 2, "likely": 1, "unknown": 0}


@dataclass(frozen=True)
class Overlap:
    """Two claims that may cover some of the same money: the most that they can share, if it is known, and the row that says so."""

    one: str
    other: str
    certainty: str
    limit: float = math.inf
    #: The id of the row of evidence that gives the limit.
    known_by: str | None = None


def none_compare(one: Claim, other: Claim) -> bool:
    """That no figures of two editions compare, where nobody says which do."""
    return False


class Relations:
    """The rows that relate claims: part_of, overlaps, and restates (the same thing, told by another source).

    ``limits`` gives the figures from outside that limit an overlap, ``known`` every claim whose amount may be used although it
    is not itself summed, both by id; ``series`` says which figures are of one thing at several times, ``compares`` which figures of
    two editions compare. Raises ValueError for a limit that is a floor: it limits nothing.
    """

    def __init__(
        self,
        rows: Iterable[dict] = (),
        limits: Mapping[str, Quantity] | None = None,
        known: Mapping[str, Claim] | None = None,
        series: Series | None = None,
        compares: Callable[[Claim, Claim], bool] = none_compare,
    ):
        rows = list(rows)
        self.limits, self.known, self.series = limits or {}, known or {}, series or Series()
        #: Whether two figures of different editions may be compared.
        self.compares = compares
        self.wholes: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self.parts: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self.overlaps: list[Overlap] = []
        self._same = {row["part"]: row["whole"] for row in rows if row["kind"] == "restates"}
        #: Ids that any row names; a claim that is not among them is separate from all others.
        self.named = {row[side] for row in rows for side in ("part", "whole")}
        for row in rows:
            part, whole = self.of(row["part"]), self.of(row["whole"])
            if row["kind"] == "part_of":
                self.wholes[part].append((whole, row["certainty"]))
                self.parts[whole].append((part, row["certainty"]))
            elif row["kind"] == "overlaps":
                by = row.get("limit") or None
                limit = self.limits[by].high if by else math.inf
                if by and math.isinf(limit):
                    raise ValueError(f"{by} is a floor and cannot limit what {part} and {whole} share")
                self.overlaps.append(Overlap(part, whole, row["certainty"], limit, by))

    def of(self, claim: str) -> str:
        """The id under which a claim is related: that of the claim that it restates, or its own."""
        while claim in self._same:
            claim = self._same[claim]
        return claim

    def certainty(self, part: str, whole: str) -> str | None:
        """How sure it is that ``part`` lies within ``whole``, also by way of others; None where nothing says so."""
        part, whole = self.of(part), self.of(whole)
        return None if part == whole else self.inside([part], [whole])[part][0]

    def inside(self, claims: Collection[str], wholes: Collection[str]) -> dict[str, tuple[str | None, str | None]]:
        """For each of ``claims``: how sure it is that it lies in (or is) one of ``wholes``, and in which; None where nothing says so."""
        targets = {self.of(whole) for whole in wholes}
        best: dict[str, tuple[int, str | None]] = {}
        for current in ahead_first(map(self.of, claims), self.wholes_of):
            rank: tuple[int, str | None] = (2, current) if current in targets else (-1, None)
            for whole, certainty in self.wholes.get(current, ()):
                there = min(best[whole][0], CERTAINTY[certainty])
                if there > rank[0]:
                    rank = there, best[whole][1]
            best[current] = rank
        names = {rank: name for name, rank in CERTAINTY.items()}
        return {claim: (names.get(best[self.of(claim)][0]), best[self.of(claim)][1]) for claim in claims}

    def nesting(self, ids: Collection[str]) -> tuple[dict[str, str], dict[str, str]]:
        """Which of ``ids`` lie in another of them: for certain, and perhaps; each with the whole it lies in."""
        surely: dict[str, str] = {}
        perhaps: dict[str, str] = {}
        for current in ahead_first(ids, self.wholes_of):
            for whole, certainty in self.wholes.get(current, ()):
                known = whole if whole in ids else surely.get(whole)
                if certainty == "stated" and known:
                    surely.setdefault(current, known)
                unsure = known or perhaps.get(whole)
                if unsure:
                    perhaps.setdefault(current, unsure)
        return ({i: surely[i] for i in ids if i in surely}, {i: perhaps[i] for i in ids if i in perhaps and i not in surely})

    def joined(self, ids: Collection[str]) -> tuple[str, str] | None:
        """Two of ``ids`` that are the same, nested or perhaps shared in part; None where all are separate."""
        first: dict[str, str] = {}
        for claim in ids:
            if self.of(claim) in first:
                return claim, first[self.of(claim)]
            first[self.of(claim)] = claim
        surely, perhaps = self.nesting(first)
        for part, whole in (*surely.items(), *perhaps.items()):
            return first[part], first.get(whole, whole)
        for overlap in self.overlaps:
            sides = [[i for i in ahead_first([side], self.parts_of) if i in first] for side in (overlap.one, overlap.other)]
            if all(sides) and sides[0] != sides[1]:
                return first[sides[0][0]], first[sides[1][0]]
        return None

    def meeting(self, ones: Collection[str], others: Collection[str]) -> tuple[str, str] | None:
        """A claim of either side that is one of the other side, perhaps lies in it or may overlap it, and which it is."""
        for these, those in ((ones, others), (others, ones)):
            for claim, (certainty, whole) in self.inside(these, those).items():
                if certainty and whole:
                    return claim, whole
        sides = [set(ahead_first(map(self.of, ids), self.wholes_of)) for ids in (ones, others)]
        for overlap in self.overlaps:
            if any(overlap.one in these and overlap.other in those for these, those in (sides, sides[::-1])):
                return overlap.one, overlap.other
        return None

    def wholes_of(self, claim: str) -> list[str]:
        return [whole for whole, _ in self.wholes.get(claim, ())]

    def parts_of(self, claim: str) -> list[str]:
        return [part for part, _ in self.parts.get(claim, ())]


def ahead_first(starts: Iterable[str], onward: Callable[[str], list[str]]) -> list[str]:
    """Every claim that is reached, each after all that lie ahead of it; the tables are checked to have no circle."""
    order: list[str] = []
    entered: set[str] = set()
    todo = [(start, False) for start in starts]
    while todo:
        current, left = todo.pop()
        if left:
            order.append(current)
        elif current not in entered:
            entered.add(current)
            todo.append((current, True))
            todo += [(claim, False) for claim in onward(current) if claim not in entered]
    return order
