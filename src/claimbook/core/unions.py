"""How large several claims are together, from the least to the greatest reading of what relates them (rules 2 and 3).

Claims share nothing unless a row joins them: parts of one whole are separate, while a part of several wholes joins these, and two
claims that may overlap join whatever holds their common share. Everything here takes work in proportion to the claims and rows.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from claimbook.core.relations import Overlap, Relations, ahead_first

Bounds = tuple[float, float]
#: What a cluster of claims meets: a claim that is summed by its id, several below one claim as a whole by that claim's id in a tuple.
Head = str | tuple[str]
#: In ``_Reach``: more than one of the claims that are summed.
SEVERAL = object()


@dataclass(frozen=True)
class Union:
    """How large several claims are together, from the least to the greatest reading."""

    low: float
    high: float
    #: Whether the readings differ: something is perhaps nested or shared.
    unsure: bool = False
    #: What is counted in several of the claims for certain: the id of the common part, and how many times too often.
    counted_again: tuple[tuple[str, int], ...] = ()
    #: Ids of the rows of evidence whose limits the lower end uses.
    known_by: tuple[str, ...] = ()


def union_of(relations: Relations, members: Mapping[str, Bounds], surely: Mapping[str, str], perhaps: Mapping[str, str]) -> Union:
    """How large ``members`` (bounds by id) are together; ``surely`` and ``perhaps`` are what ``Relations.nesting`` says of them."""
    heads = {i: bounds for i, bounds in members.items() if i not in surely}
    if not heads:
        return Union(0.0, 0.0)
    ledger = _Ledger(relations, members)
    rest = [i for i in heads if i not in perhaps]
    joints = list(_Reach(ledger, rest).joints())
    certain = ledger.counted_again(heads)
    high = min(
        ledger.capped_sum(heads), sum(ledger.high(i) for i in heads) - sum(times * ledger.own(i)[0] for i, times in certain)
    )
    low = _least(ledger, heads, {**perhaps, **surely}, perhaps, joints)
    sure = dict(certain)
    shared = [joint for joint in joints if joint.most > 0]
    unsure = any(i in heads for i in perhaps) or any(joint.times == 0 or sure.get(joint.part) != joint.times for joint in shared)
    known_by = tuple(dict.fromkeys(row.known_by for joint in shared for row in joint.limiting if row.known_by))
    return Union(min(low, high), high, unsure, tuple(certain), known_by)


@dataclass(frozen=True)
class _Joint:
    """Several of the claims that are summed, and the most that they can be larger one by one than together because of it."""

    heads: tuple[str, ...]
    most: float
    #: The common part that joins them and how many times too often it is counted, or the overlaps that limit what they share.
    part: str = ""
    times: int = 0
    limiting: tuple[Overlap, ...] = ()


def _least(
    ledger: _Ledger, heads: Mapping[str, Bounds], inside: Mapping[str, str], perhaps: Collection[str], joints: Iterable[_Joint]
) -> float:
    """The least that ``heads`` are together; ``inside`` says in which other claim one perhaps lies.

    Claims that nothing connects are separate. Those that are connected are together at least the sum of those that lie in no
    other, less what joints let these share, and at least any one of them with its separate parts.
    """
    groups = _Groups()
    for part, whole in inside.items():
        groups.join(part, whole)
    for joint in joints:
        for head in joint.heads[1:]:
            groups.join(joint.heads[0], head)
    largest: dict[str, float] = defaultdict(float)
    summed: dict[str, float] = defaultdict(float)
    for head in heads:
        group = groups.of(head)
        largest[group] = max(largest[group], ledger.floor(head, heads))
        if head not in perhaps:
            summed[group] += ledger.low(head, heads)
    for joint in joints:
        summed[groups.of(joint.heads[0])] -= joint.most
    return sum(max(most, summed[group]) for group, most in largest.items())


class _Groups:
    """Things that are joined by twos, and so in groups (a union-find)."""

    def __init__(self) -> None:
        self._above: dict = {}

    def of(self, thing: Any) -> Any:
        """What stands for the group of a thing."""
        while (above := self._above.setdefault(thing, thing)) != thing:
            self._above[thing] = thing = self._above[above]
        return thing

    def join(self, one: object, other: object) -> None:
        """Make one group of the groups of both."""
        self._above[self.of(one)] = self.of(other)


class _Ledger:
    """The amounts that a total may use, drawn together by what is stated: a whole is at least its parts, a part at most its whole."""

    def __init__(self, relations: Relations, members: Mapping[str, Bounds]):
        self.relations, self.members = relations, members
        self._high: dict[str, float] = {}
        self._low: dict[str, float] = {}
        self._floor: dict[str, float] = {}
        touched = {side for overlap in relations.overlaps for side in (overlap.one, overlap.other)}
        several = [i for i, wholes in relations.wholes.items() if len(wholes) > 1]
        up, down = relations.wholes_of, relations.parts_of
        #: Claims that share nothing with others beside what their wholes share: no overlap and no second whole below them.
        self._tangled = set(ahead_first([*touched, *several], up))
        #: Claims of which a share can be counted twice in ways that the sum of certain common parts does not see.
        self._entangled = set(ahead_first(touched, up)) | set(ahead_first(touched, down))
        self._entangled |= set(ahead_first([whole for i in several for whole in up(i)], up))

    def own(self, claim: str) -> Bounds:
        """The bounds of a claim as printed: those of a member, or of a claim that is known without being summed."""
        known = self.relations.known.get(claim)
        return self.members.get(claim) or (known.bounds if known else (0.0, math.inf))

    def high(self, claim: str) -> float:
        """The most that a claim can be: no more than any whole that it is stated to lie in."""
        if claim not in self._high:
            stated = self.relations.wholes
            for current in ahead_first([claim], lambda i: [whole for whole, _ in stated.get(i, ()) if whole not in self._high]):
                above = (self._high[whole] for whole, certainty in stated.get(current, ()) if certainty == "stated")
                self._high[current] = min(self.own(current)[1], *above, math.inf)
        return self._high[claim]

    def low(self, claim: str, heads: Mapping[str, Bounds]) -> float:
        """The least that a claim and those of ``heads`` that perhaps lie in it are together: no less than its separate parts."""
        if claim not in self._low:
            for current in ahead_first([claim], self._separate_parts):
                parts = [
                    self._low[part]
                    for part, certainty in self.relations.parts.get(current, ())
                    if part in self._low and part not in self._tangled and (part in heads or certainty == "stated")
                ]
                self._low[current] = max(self.own(current)[0], sum(parts))
        return self._low[claim]

    def floor(self, claim: str, heads: Mapping[str, Bounds]) -> float:
        """The least that a claim and what is summed within it are together, also where their parts may share something."""
        if claim not in self._floor:
            for current in ahead_first(
                [claim], lambda i: [part for part in self.relations.parts_of(i) if part not in self._floor]
            ):
                parts = (
                    self._floor[part]
                    for part, certainty in self.relations.parts.get(current, ())
                    if part in heads or certainty == "stated"
                )
                self._floor[current] = max(self.low(current, heads), *parts, 0.0)
        return self._floor[claim]

    def _separate_parts(self, claim: str) -> list[str]:
        return [part for part in self.relations.parts_of(claim) if part not in self._tangled and part not in self._low]

    def capped_sum(self, heads: Mapping[str, Bounds]) -> float:
        """The sum of what ``heads`` are at most, where those that are stated to lie in one known whole are no more than it."""
        groups: dict[str, float] = defaultdict(float)
        first_whole = {
            i: next((whole for whole, certainty in self.relations.wholes.get(i, ()) if certainty == "stated"), None)
            for i in ahead_first(heads, self.relations.wholes_of)
        }
        for current in reversed(first_whole):  # parts before their wholes
            inside = groups.pop(current, 0.0)
            amount = self.high(current) if current in heads else min(inside, self.high(current))
            whole = first_whole[current]
            if current in heads or inside:
                groups[whole or ""] += amount
        return groups.get("", 0.0)

    def counted_again(self, heads: Mapping[str, Bounds]) -> list[tuple[str, int]]:
        """The parts that are stated to lie in several of ``heads``, none of them in another, each with how many times too often."""
        surely: dict[str, object] = {}
        found = []
        order = list(ahead_first(_below(heads, self.relations), self.relations.wholes_of))
        for current in order:
            if current in heads:
                surely[current] = current
                continue
            stated = [surely.get(w) for w, certainty in self.relations.wholes.get(current, ()) if certainty == "stated"]
            surely[current] = _joined(stated)
            different = {head for head in stated if head}
            common = any(surely.get(whole) is SEVERAL for whole in self.relations.wholes_of(current))
            amount = current in self.members or current in self.relations.known
            if amount and len(different) > 1 and not common and current not in self._entangled:
                found.append((current, len(different) - 1))
        return found


class _Reach:
    """How the claims that are summed (``rest``, none in another) can come to share something, and how much of it at most."""

    def __init__(self, ledger: _Ledger, rest: Collection[str]):
        self.ledger, self.rest, self.relations = ledger, set(rest), ledger.relations
        self._above: dict[str, tuple[object, float, str | None]] = {}

    def above(self, claim: str) -> tuple[object, float, str | None]:
        """Which of ``rest`` the claim perhaps lies in (none, one or SEVERAL), how much of it at most, and one of them by id."""
        if claim not in self._above:
            for current in ahead_first([claim], self._onward_up):
                if current in self._above:
                    continue
                if current in self.rest:
                    self._above[current] = current, self.ledger.high(current), current
                else:
                    wholes = [self._above[whole] for whole in self.relations.wholes_of(current)]
                    self._above[current] = (
                        _joined(head for head, _, _ in wholes),
                        min(self.ledger.high(current), sum(most for _, most, _ in wholes)),
                        next((one for _, _, one in wholes if one), None),
                    )
        return self._above[claim]

    def _onward_up(self, claim: str) -> list[str]:
        return [] if claim in self.rest else [w for w in self.relations.wholes_of(claim) if w not in self._above]

    def joints(self) -> Iterator[_Joint]:
        """Everything through which several of ``rest`` can share something."""
        for overlap in self.relations.overlaps:
            if overlap.one in self.rest and overlap.other in self.rest:
                most = self._most(overlap)
                yield _Joint((overlap.one, overlap.other), most, limiting=(overlap,) if most == overlap.limit else ())
        yield from self._common_parts()
        yield from self._passages()

    def _common_parts(self) -> Iterator[_Joint]:
        """The claims that perhaps lie in several of ``rest``."""
        for current in _below(self.rest, self.relations):
            if current in self.rest or current in self.grouped or len(self.relations.wholes.get(current, ())) < 2:
                continue
            ways: dict[object, float] = defaultdict(float)
            heads: dict[str, None] = {}
            for number, whole in enumerate(self.relations.wholes_of(current)):
                head, most, one = self.above(whole)
                if one is not None:
                    ways[number if head is SEVERAL else head] += most
                    heads[one] = None
            if len(ways) > 1:
                size = self.ledger.high(current)
                most = sum(sorted(min(size, most) for most in ways.values())[:-1])
                yield _Joint(tuple(heads), most, current, len(ways) - 1)

    def _passages(self) -> Iterator[_Joint]:
        """Groups of claims that are not in ``rest`` and pass on what meets in them: of all that does, the largest counts once."""
        for group, inner in self._groups():
            clusters = [self._ends(cluster) for cluster in group]
            within = sum(sum(ends.values()) - max(ends.values(), default=0.0) for ends in clusters)
            together: dict[Head, float] = defaultdict(float)
            for ends in clusters:
                for head, most in ends.items():
                    together[head] += most
            if len(together) > 1:
                heads = tuple(h for head in together for h in ([head] if isinstance(head, str) else self._rest_below(head[0])))
                most = min(sum(together.values()) - max(together.values()), within + sum(map(self._most, inner)))
                rows = [o for cluster in group for claim in cluster for o in self._touching.get(claim, ())]
                yield _Joint(heads, most, limiting=tuple(o for o in rows if math.isfinite(o.limit)))

    def _rest_below(self, claim: str) -> list[str]:
        return [part for part in self.relations.parts_of(claim) if part in self.rest]

    def _most(self, overlap: Overlap) -> float:
        return min(overlap.limit, self.ledger.high(overlap.one), self.ledger.high(overlap.other))

    @cached_property
    def _touching(self) -> dict[str, list[Overlap]]:
        """For each claim outside ``rest`` its overlaps."""
        found: dict[str, list[Overlap]] = defaultdict(list)
        for overlap in self.relations.overlaps:
            for side in {overlap.one, overlap.other} - self.rest:
                found[side].append(overlap)
        return found

    @cached_property
    def grouped(self) -> dict[str, int]:
        """The claims outside ``rest`` that a way without claims of ``rest`` joins to an overlap, each with the number of its cluster.

        A cluster is joined by part_of rows alone; overlaps join clusters to a group.
        """
        cluster: dict[str, int] = {}
        for number, start in enumerate(self._touching):
            todo = [start] if start not in cluster else []
            while todo:
                current = todo.pop()
                if current not in cluster and current not in self.rest:
                    cluster[current] = number
                    todo += self.relations.wholes_of(current) + self.relations.parts_of(current)
        return cluster

    def _groups(self) -> list[tuple[list[list[str]], list[Overlap]]]:
        """The groups: the claims of each of their clusters, and the overlaps between these."""
        members: dict[int, list[str]] = defaultdict(list)
        for claim, number in self.grouped.items():
            members[number].append(claim)
        between = [o for o in self.relations.overlaps if o.one in self.grouped and o.other in self.grouped]
        joined = _Groups()
        for overlap in between:
            joined.join(self.grouped[overlap.one], self.grouped[overlap.other])
        found: dict[int, tuple[list[list[str]], list[Overlap]]] = {}
        for number, claims in members.items():
            found.setdefault(joined.of(number), ([], []))[0].append(claims)
        for overlap in between:
            if self.grouped[overlap.one] != self.grouped[overlap.other]:
                found[joined.of(self.grouped[overlap.one])][1].append(overlap)
        return list(found.values())

    def _ends(self, cluster: list[str]) -> dict[Head, float]:
        """Which of ``rest`` a cluster meets, and how much of each at most; parts of one whole meet it as one."""
        high = self.ledger.high
        ends: dict[Head, float] = defaultdict(float)
        for claim in cluster:
            for whole in self.relations.wholes_of(claim):
                if whole in self.rest:
                    ends[whole] += min(high(claim), high(whole))
            if below := self._rest_below(claim):
                ends[below[0] if len(below) == 1 else (claim,)] += min(high(claim), sum(map(high, below)))
            for overlap in self._touching.get(claim, ()):
                other = overlap.other if overlap.one == claim else overlap.one
                if other in self.rest:
                    ends[other] += self._most(overlap)
        return {head: min(most, high(head)) if isinstance(head, str) else most for head, most in ends.items()}


def _joined(heads: Iterable[object]) -> object:
    """None for no head, the head where all are one, or SEVERAL."""
    found: object = None
    for head in heads:
        if head is not None and head != found:
            if found is not None or head is SEVERAL:
                return SEVERAL
            found = head
    return found


def _below(heads: Collection[str], relations: Relations) -> list[str]:
    """The heads and everything that perhaps lies in them, wholes before their parts."""
    return list(reversed(list(ahead_first(heads, relations.parts_of))))
