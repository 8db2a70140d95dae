"""Totals held against a reference: on ledgers worked out by hand, and on some thousands that are drawn at random."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from itertools import islice, pairwise

import pytest
from regions import Ledger, extent, regions

from claimbook.core.arithmetic import total
from claimbook.core.claims import Claim
from claimbook.core.quantities import Printed, Quantity
from claimbook.core.relations import Relations


def quantities(ledger: Ledger) -> list[Quantity]:
    """The claims of ``total_of`` as quantities of the package, which knows all claims and rows of the ledger."""
    rows, limits = [], {}
    for number, (part, whole, kind, *limit) in enumerate(ledger.rows):
        limits |= {f"limit_{number}": Printed.of(claim(f"limit_{number}", value)) for value in limit}
        rows.append(
            {
                "part": part,
                "whole": whole,
                "kind": "overlaps" if kind == "overlaps" else "part_of",
                "certainty": "unknown" if kind == "overlaps" else kind,
                "limit": f"limit_{number}" if limit else "",
            }
        )
    claims = {i: claim(i, value) for i, value in ledger.claims.items()}
    relations = Relations(rows, limits, claims)
    return [Printed.of(claims[i], relations) for i in ledger.total_of]


def claim(id_: str, value: float | dict[str, float]) -> Claim:
    """A claim of a ledger as the package has it."""
    ((qualifier, number),) = value.items() if isinstance(value, dict) else [("exact", value)]
    return Claim(id_, id_, number, "EUR", qualifier=qualifier)


def found(ledger: Ledger) -> tuple[float, float]:
    """The bounds that the package gives the total."""
    sum_ = total(*quantities(ledger), label="x", heads_only=True, mixed_stages=True)
    return sum_.low, sum_.high


# -- the reference ----------------------------------------------------------------------------------------------------

BY_HAND = [
    {
        "why": "an overlap reaches a whole through a part that lies in two wholes",
        "claims": {"p": 40, "a": 100, "b": 80, "c": 50},
        "rows": [("p", "a", "stated"), ("p", "b", "stated"), ("b", "c", "overlaps")],
        "total_of": ["a", "c"],
        "least": 110,
        "greatest": 150,
    },
    {
        "why": "a whole is no less than a part stated to lie in it",
        "claims": {"w": {"at_most": 100}, "p": 60},
        "rows": [("p", "w", "stated")],
        "total_of": ["w"],
        "least": 60,
        "greatest": 100,
    },
    {
        "why": "two likely parts of which only one can lie in the whole entirely",
        "claims": {"w": 100, "x": 70, "y": 70},
        "rows": [("x", "w", "likely"), ("y", "w", "likely")],
        "total_of": ["w", "x", "y"],
        "least": 140,
        "greatest": 240,
    },
    {
        "why": "what is stated to lie in two wholes is counted once",
        "claims": {"a": 60, "b": 40, "p": 10},
        "rows": [("p", "a", "stated"), ("p", "b", "stated")],
        "total_of": ["a", "b"],
        "least": 90,
        "greatest": 90,
    },
    {
        "why": "parts of one whole are separate",
        "claims": {"w": 100, "x": 30, "y": 20},
        "rows": [("x", "w", "stated"), ("y", "w", "stated")],
        "total_of": ["x", "y"],
        "least": 50,
        "greatest": 50,
    },
    {
        "why": "a floor has no upper end",
        "claims": {"a": {"at_least": 10}, "b": 5},
        "rows": [("a", "b", "overlaps")],
        "total_of": ["a", "b"],
        "least": 10,
        "greatest": float("inf"),
    },
    {
        "why": "a floor ends where a whole does that it is stated to lie in",
        "claims": {"a": {"at_least": 10}, "w": 50},
        "rows": [("a", "w", "stated")],
        "total_of": ["a"],
        "least": 10,
        "greatest": 50,
    },
    {
        "why": "two claims share no more than the limit of their overlap",
        "claims": {"a": 50, "b": 40},
        "rows": [("a", "b", "overlaps", 15)],
        "total_of": ["a", "b"],
        "least": 75,
        "greatest": 90,
    },
    {
        "why": "parts share what an overlap of their wholes lets through",
        "claims": {"a": 50, "b": 40, "x": 30, "y": 20},
        "rows": [("x", "a", "stated"), ("y", "b", "stated"), ("a", "b", "overlaps", 15)],
        "total_of": ["x", "y"],
        "least": 35,
        "greatest": 50,
    },
    {
        "why": "three claims that overlap each other can all be one",
        "claims": {"a": 10, "b": 10, "c": 10},
        "rows": [("a", "b", "overlaps"), ("b", "c", "overlaps"), ("a", "c", "overlaps")],
        "total_of": ["a", "b", "c"],
        "least": 10,
        "greatest": 30,
    },
]


@pytest.mark.parametrize("case", BY_HAND, ids=lambda case: case["why"])
def test_the_reference_gives_what_was_worked_out_by_hand(case):
    ledger = Ledger(case["claims"], tuple(case["rows"]), tuple(case["total_of"]))
    assert extent(ledger) == pytest.approx((case["least"], case["greatest"]))


@pytest.mark.parametrize("case", BY_HAND, ids=lambda case: case["why"])
def test_a_total_holds_what_was_worked_out_by_hand(case):
    low, high = found(Ledger(case["claims"], tuple(case["rows"]), tuple(case["total_of"])))
    assert low <= case["least"] and case["greatest"] <= high


@pytest.mark.parametrize(
    ("rows", "meet"),
    [
        ([("x", "w", "likely"), ("y", "w", "likely")], False),  # up and directly down
        ([("w", "x", "likely"), ("w", "y", "likely")], True),  # down and up
        ([("x", "w", "likely"), ("w", "y", "overlaps")], True),  # up and across
        ([("x", "w", "overlaps"), ("y", "w", "likely")], True),  # across and down
        ([("x", "w", "overlaps"), ("w", "y", "overlaps")], True),  # across and across
        ([("x", "w", "stated"), ("y", "w", "stated"), ("x", "y", "overlaps")], True),
        (
            [("x", "w", "likely"), ("y", "w", "likely"), ("w", "z", "overlaps")],
            False,
        ),  # up, across, back and down: not a simple way
        ([("x", "w", "likely"), ("w", "z", "overlaps"), ("z", "v", "overlaps"), ("y", "v", "likely")], True),
    ],
)
def test_a_way_joins_claims_unless_it_turns_at_a_whole(rows, meet):
    ids = sorted({side for one, other, *_ in rows for side in (one, other)})
    both = 1 << ids.index("x") | 1 << ids.index("y")
    assert any(region & both == both for region in regions(tuple(ids), tuple(rows))) is meet


def test_a_region_holds_the_claims_on_the_way_and_the_whole_of_a_stated_part():
    ledger = Ledger({"p": 1, "w": 1, "v": 1}, (("p", "w", "stated"), ("w", "v", "overlaps")), ("p",))
    assert sorted(regions(tuple(ledger.claims), ledger.rows)) == [
        0b010,
        0b011,
        0b100,
        0b110,
        0b111,
    ]  # p is bit 0, w bit 1, v bit 2


@pytest.mark.parametrize("claims", [{"w": 10, "x": 6, "y": 6}, {"w": {"at_most": 10}, "x": {"at_least": 11}, "y": 0}])
def test_a_ledger_that_cannot_be_has_no_bounds(claims):
    assert extent(Ledger(claims, (("x", "w", "stated"), ("y", "w", "stated")), ("w",))) is None


# -- ledgers drawn at random ------------------------------------------------------------------------------------------


def row(draw: random.Random, one: str, other: str, overlaps: float) -> tuple:
    """A row by which ``one`` perhaps lies in ``other``, or by which the two overlap; ``overlaps`` says how often it is the latter."""
    if draw.random() >= overlaps:
        return one, other, draw.choice(["stated", "stated", "likely", "unknown"])
    return (one, other, "overlaps", draw.randint(0, 20)) if draw.random() < 0.5 else (one, other, "overlaps")


def hedged(draw: random.Random, number: int) -> int | dict[str, int]:
    """The number itself, or now and then a ceiling or floor."""
    return draw.choice([number] * 8 + [{"at_most": number}, {"at_least": number}])


def some(draw: random.Random, ids: list[str]) -> tuple[str, ...]:
    """Most of the claims, at least one."""
    return tuple(i for i in ids if draw.random() < 0.7) or (draw.choice(ids),)


def small(draw: random.Random) -> Ledger:
    """Two to six claims with up to eight rows between any of them, each part with as many wholes as it happens to have."""
    ids = list("abcdef"[: draw.randint(2, 6)])
    pairs = [(one, other) for other in ids for one in ids if other < one]
    rows = [row(draw, *pair, 0.35) for pair in draw.sample(pairs, min(len(pairs), draw.randint(1, 8)))]
    claims = {i: hedged(draw, draw.randint(0, 30)) for i in ids}
    return Ledger(claims, tuple(rows), some(draw, ids))


def forest(draw: random.Random) -> Iterator[tuple]:
    """Wholes, their parts and the parts of these, with an overlap or two."""
    above: dict[int, int | None] = {0: None, 1: None}
    for i in range(2, 9):
        above[i] = draw.choice([j for j, whole in above.items() if whole is None or above[whole] is None])
        yield row(draw, f"c{i}", f"c{above[i]}", 0)
    for i, j in {tuple(draw.sample(range(9), 2)) for _ in range(draw.randint(0, 2))}:
        if above[i] != j and above[j] != i:
            yield row(draw, f"c{i}", f"c{j}", 1)


def ladder(draw: random.Random) -> Iterator[tuple]:
    """Two chains with rungs between them; each chain and the rungs are mostly of one kind."""
    kinds = [draw.choice([0, 0.2, 1]) for _ in range(3)]
    for below, above in pairwise(range(4)):
        yield row(draw, f"a{below}", f"a{above}", kinds[0])
        yield row(draw, f"b{below}", f"b{above}", kinds[1])
    for rung in draw.sample(range(4), draw.randint(1, 3)):
        yield row(draw, f"a{rung}", f"b{rung}", kinds[2])


def caterpillar(draw: random.Random) -> Iterator[tuple]:
    """A chain with legs: each leg lies in its claim of the chain, overlaps it or holds it."""
    spine, legs = draw.choice([0, 0.3, 1]), draw.choice([0, 0.3, 1])
    for below, above in pairwise(range(5)):
        yield row(draw, f"a{below}", f"a{above}", spine)
    for leg in draw.sample(range(5), draw.randint(2, 4)):
        yield row(draw, *draw.choice([(f"b{leg}", f"a{leg}"), (f"a{leg}", f"b{leg}")]), legs)


def hub(draw: random.Random) -> Iterator[tuple]:
    """A whole that overlaps many others, some of which have parts, and perhaps with parts of its own."""
    many = draw.randint(3, 5)
    for i in range(many):
        yield row(draw, "a", f"b{i}", 1)
    for i in draw.sample(range(many), draw.randint(0, 2)):
        yield row(draw, f"c{i}", f"b{i}", 0)
    if draw.random() < 0.5:
        yield row(draw, "d", "a", 0)


def structured(draw: random.Random) -> Ledger:
    """Up to nine claims in one of the shapes above, a whole mostly large enough for all parts stated to lie in it."""
    rows = list(draw.choice([forest, ladder, caterpillar, hub])(draw))
    ids = sorted({side for one, other, *_ in rows for side in (one, other)})
    amounts: dict[str, int] = {}

    def amount(claim_: str) -> int:
        if claim_ not in amounts:
            parts = sum(amount(part) for part, whole, kind, *_ in rows if whole == claim_ and kind == "stated")
            amounts[claim_] = draw.randint(0, 20) + (parts if draw.random() < 0.9 else parts // 2)
        return amounts[claim_]

    return Ledger({i: hedged(draw, amount(i)) for i in ids}, tuple(rows), some(draw, ids))


def feasible(make: Callable[[random.Random], Ledger], seed: int) -> Iterator[tuple[Ledger, tuple[float, float]]]:
    """Ledgers that can be, with the least and the greatest size of their total, without end."""
    draw = random.Random(seed)
    while True:
        ledger = make(draw)
        sizes = extent(ledger)
        if sizes:
            yield ledger, sizes


#: How many per cent of lower and of upper ends may be further out than they have to be. These numbers may only be lowered.
LOOSE = {small: (9.8, 1.2), structured: (44.6, 1.2)}


@pytest.mark.parametrize(("make", "number"), [(small, 3000), (structured, 1500)])
def test_a_total_holds_every_reading_and_little_more(make, number):
    wrong: list[tuple[Ledger, tuple, tuple]] = []
    loose: tuple[list, list] = [], []
    for ledger, (least, greatest) in islice(feasible(make, 2025), number):
        low, high = found(ledger)
        told = ledger, (low, high), (least, greatest)
        if low > least + 1e-6 or high < greatest - 1e-6:
            wrong.append(told)
        if low < least - 1e-6:
            loose[0].append(told)
        if high > greatest + 1e-6:
            loose[1].append(told)
    shares = tuple(100 * len(found_) / number for found_ in loose)
    said = (
        f"{make.__name__}: {len(wrong)} of {number} wrong; {shares[0]:.2f} % of lower and {shares[1]:.2f} % of upper ends loose"
    )
    print(said)
    assert len(wrong) == 0, f"{said}; the smallest that is wrong: {smallest(wrong)}"
    for share, most, examples in zip(shares, LOOSE[make], loose):
        assert share <= most, f"{said}; the smallest that is loose: {smallest(examples)}"


def smallest(told: list[tuple[Ledger, tuple, tuple]]) -> str:
    """The ledger with the fewest rows and claims, with what the package and the reference find."""
    ledger, package, reference = min(told, key=lambda each: (len(each[0].rows), len(each[0].claims)))
    return f"{ledger}: {package} instead of {reference}"
