"""Rules 1 to 8 of the arithmetic, on the section's claims and, as properties, on claims made up at random."""

from __future__ import annotations

import ast
import math
import pickle
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from claimbook.core.claims import Claim
from claimbook.core.quantities import Printed, Quantity
from claimbook.core.relations import Relations
from claimbook.teaching.labs.rules import rule_of
from external_dimension import ArithmeticRuleError, add, count, difference, distance, per, ratio, remainder, share, total

ROOT = Path(__file__).resolve().parents[1]
QUALIFIERS = ("exact", "about", "nearly", "over", "at_least", "at_most")


def quantity(
    id_: str, value: float, *, unit="EUR", qualifier="exact", resolution=0.0, stage="allocated", relations=None, **more
) -> Printed:
    claim = Claim(
        id_, f"label of {id_}", value, unit, qualifier=qualifier, resolution=resolution, stage=stage, stage_label=stage, **more
    )
    return Printed.of(claim, relations)


def related(*rows: tuple[str, str, str]) -> Relations:
    return Relations({"part": part, "whole": whole, "kind": "part_of", "certainty": certainty} for part, whole, certainty in rows)


def printed_as(number, truth: float, id_: str, relations: Relations | None = None, **more) -> Quantity:
    """A claim that a source could print for a true size: its bounds hold the truth."""
    qualifier = number.choice(QUALIFIERS)
    resolution = number.choice([0, 1, 2, 10])
    value = {
        "exact": lambda: truth + number.randint(-resolution, resolution) / 2,
        "about": lambda: truth + number.randint(-resolution, resolution),
        "nearly": lambda: truth + number.randint(0, resolution),
        "over": lambda: number.randint(0, int(truth)),
        "at_least": lambda: number.randint(0, int(truth)),
        "at_most": lambda: truth + number.randint(0, 10),
    }[qualifier]()
    made = quantity(id_, max(0, value), qualifier=qualifier, resolution=resolution, relations=relations, **more)
    assert made.low <= truth <= made.high
    return made


def holds(quantity_: Quantity, truth: float) -> bool:
    slack = 1e-9 * max(1.0, abs(truth))
    return quantity_.low - slack <= truth <= quantity_.high + slack


def consistent(quantity_: Quantity) -> bool:
    """The bounds are in order and the best value, where there is one, lies between them."""
    return quantity_.low <= quantity_.high and (quantity_.value is None or holds(quantity_, quantity_.value))


# -- bounds of a claim (rule 5) ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("qualifier", "bounds"),
    [
        ("exact", (95, 105)),
        ("about", (90, 110)),
        ("nearly", (90, 100)),
        ("over", (100, math.inf)),
        ("at_least", (100, math.inf)),
        ("at_most", (0, 100)),
    ],
)
def test_a_hedge_gives_the_bounds_that_it_words(qualifier, bounds):
    assert Claim("c", "", 100, "EUR", qualifier=qualifier, resolution=10).bounds == bounds


def test_a_lower_bound_is_never_negative():
    assert Claim("c", "", 1, "EUR", qualifier="about", resolution=10).bounds == (0, 11)


def test_every_claim_of_the_section_lies_within_its_bounds(section):
    assert all(consistent(q) for q in section.claims())
    assert (section.claim("syria_commitment").low, section.claim("syria_commitment").high) == (2.4e9, 2.5e9)
    assert section.claim("air_bridge_aid").high == math.inf
    assert (section.claim("budapest_priorities").low, section.claim("budapest_priorities").high) == (6, 6)


# -- rule 1 -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "operation",
    [
        lambda a, b: total(a, b, label="x"),
        lambda a, b: share(a, b),
        lambda a, b: ratio(a, b, label="x"),
        lambda a, b: remainder(a, b, label="x"),
        lambda a, b: difference(a, b, label="x"),
        lambda a, b: add(a, b, label="x"),
    ],
)
def test_money_and_tonnes_never_meet(section, operation):
    with pytest.raises(ArithmeticRuleError, match=r"rule 1") as error:
        operation(section.claim("gaza_package"), section.claim("air_bridge_aid"))
    assert "EUR" in str(error.value) and "tonnes" in str(error.value)


# -- rule 2 -----------------------------------------------------------------------------------------------------------


def test_a_part_is_not_added_to_its_whole(section):
    with pytest.raises(ArithmeticRuleError, match="rule 2") as error:
        total(section.claim("gaza_package"), section.claim("gaza_total"), label="x", mixed_stages=True)
    assert "gaza_package" in str(error.value) and "gaza_total" in str(error.value)


def test_heads_only_leaves_the_part_out(section):
    both = total(section.claim("gaza_package"), section.claim("gaza_total"), label="x", heads_only=True, mixed_stages=True)
    assert (both.value, both.low, both.high) == (450e6, 449.5e6, 450.5e6)
    assert [c.id for c in both.claims] == ["gaza_total"]


def test_a_part_of_a_part_is_found_though_the_middle_is_not_summed():
    nested = related(("a", "b", "stated"), ("b", "c", "stated"))
    with pytest.raises(ArithmeticRuleError, match="a is a part of c"):
        total(quantity("a", 1, relations=nested), quantity("c", 5, relations=nested), label="x")


def test_a_claim_is_not_added_twice(section):
    egypt = section.claim("egypt_package")
    with pytest.raises(ArithmeticRuleError, match="egypt_package stands in the total more than once"):
        total(egypt, section.claim("mauritania_support"), egypt, label="x", mixed_stages=True)


def test_a_computed_quantity_is_not_summed_with_claims(section):
    rest = remainder(section.claim("gaza_total"), section.claim("gaza_package"), label="the rest")
    with pytest.raises(ArithmeticRuleError, match="'the rest' is computed"):
        total(rest, section.claim("egypt_package"), label="x")


def test_a_refusal_carries_its_rule_and_the_word_that_lets_a_call_through(section):
    egypt, mauritania = section.claim("egypt_package"), section.claim("mauritania_support")
    with pytest.raises(ArithmeticRuleError, match=r"\(rule 4\).*; use mixed_stages=True to say so$") as refused:
        total(egypt, mauritania)
    assert (refused.value.rule, refused.value.word) == (4, "mixed_stages")
    again = pickle.loads(pickle.dumps(refused.value))
    assert (str(again), again.rule, again.word) == (str(refused.value), 4, "mixed_stages")
    with pytest.raises(ArithmeticRuleError) as refused:
        egypt + mauritania
    assert str(refused.value).count("; the sign + cannot say so") == 1 and refused.value.rule == 4
    # A label that looks like such a word is none.
    named = remainder(egypt, section.claim("egypt_migration"), label="what if_nested=True gives")
    with pytest.raises(ArithmeticRuleError, match="computed: add its claims$") as refused:
        named + mauritania
    assert (refused.value.rule, refused.value.word) == (2, "")
    assert rule_of(KeyError("no figure “a (rule 2)”")) == "calculation" and rule_of(refused.value) == "part and whole"


def test_each_refusal_carries_the_rule_that_its_message_names():
    """The number is told in the words of the message, and stands beside them for whoever asks which rule it was."""
    told = 0
    for module in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or getattr(node.func, "id", "") != "ArithmeticRuleError":
                continue
            words = "".join(
                one.value for one in ast.walk(node.args[0]) if isinstance(one, ast.Constant) and isinstance(one.value, str)
            )
            held = [one.value.value for one in node.keywords if one.arg == "rule" and isinstance(one.value, ast.Constant)]
            assert held == [int(number) for number in re.findall(r"\(rule (\d+)\)", words)], f"{module.name}:{node.lineno}"
            told += len(held)
    assert told > 20


def test_an_empty_total_is_an_error():
    with pytest.raises(ArithmeticRuleError, match="at least one claim"):
        total(label="x")


def test_claims_of_the_section_are_not_added_with_add(section):
    with pytest.raises(ArithmeticRuleError, match=r"total\(\).*rule 2"):
        add(section.claim("gaza_package"), section.claim("mauritania_support"), label="x")
    split = add(section.evidence("pledges_resettlement"), section.evidence("pledges_humanitarian_admission"), label="x")
    assert split.value == 61000 and split.outside


def test_a_share_needs_a_relation(section):
    with pytest.raises(ArithmeticRuleError, match="rule 2") as error:
        share(section.claim("gaza_package"), section.claim("egypt_package"))
    assert "gaza_package" in str(error.value) and "egypt_package" in str(error.value)


# -- rule 3 -----------------------------------------------------------------------------------------------------------


def test_a_likely_part_gives_a_range_of_both_readings(section):
    turkiye = total(section.claim("turkiye_total"), section.claim("turkiye_facility"), label="x", mixed_stages=True)
    assert turkiye.value is None
    assert (turkiye.low, turkiye.high) == (12.45e9, 18.6e9)
    assert any("range" in caveat for caveat in turkiye.caveats)


def test_a_known_overlap_is_taken_off_the_lower_end_alone(section):
    both = total(section.claim("turkiye_total"), section.claim("syria_commitment"), label="x", mixed_stages=True)
    assert both.value is None
    assert both.low == pytest.approx(12.45e9 + 2.4e9 - 1.15e9)  # the most that the limit, EUR 1.1 billion, can be
    assert both.high == pytest.approx(12.55e9 + 2.5e9)


def test_all_money_of_the_section(section):
    heads = total(*section.claims(unit="EUR"), label="x", heads_only=True, mixed_stages=True)
    apart = [450e6, 2.5e9, 12.5e9, 7.4e9, 210e6]
    halves = [5e5, 0, 5e7, 5e7, 5e5]
    assert heads.high == pytest.approx(sum(apart) + sum(halves) + 6.05e9)
    assert heads.low == pytest.approx(sum(apart) - sum(halves) - 1e8 - 1.15e9)


def test_a_share_of_a_likely_whole_is_a_supposition(section):
    facility, whole = section.claim("turkiye_facility"), section.claim("turkiye_total")
    with pytest.raises(ArithmeticRuleError, match="likely, not stated.*rule 3"):
        share(facility, whole)
    supposed = share(facility, whole, if_nested=True)
    assert supposed.value == pytest.approx(48.0) and "which is likely" in supposed.caveats[0]
    with pytest.raises(ArithmeticRuleError, match="unknown, not stated"):
        share(section.claim("turkiye_migration"), facility)


def test_a_ratio_of_a_part_is_refused_where_the_part_is_more_than_its_whole():
    """Also of parts that were added, and where they likely lie in it; of what may lie in it, or is of another thing, it is none."""
    whole = {certainty: related(*((id_, "w", certainty) for id_ in "ab")) for certainty in ("stated", "likely", "unknown")}
    for certainty, relations in whole.items():
        a, b, w = (quantity(id_, value, relations=relations) for id_, value in (("a", 60), ("b", 50), ("w", 100)))
        parts = total(a, b, label="both")
        assert ratio(a, w, label="x").value == pytest.approx(60) and ratio(w, a, label="x").value == pytest.approx(10000 / 60)
        if certainty == "unknown":
            assert ratio(parts, w, label="x").value == pytest.approx(110)
            continue
        with pytest.raises(
            ArithmeticRuleError, match=r"'both' is at least EUR.110 and w, which it is to lie in, at most EUR.100 \(rule 2"
        ):
            ratio(parts, w, label="x")
    assert ratio(quantity("c", 120), quantity("d", 100), label="x").value == pytest.approx(120)


def test_a_remainder_of_parts_that_may_be_nested_takes_away_less_than_their_sum(section):
    left = remainder(
        section.claim("turkiye_total"),
        section.claim("turkiye_facility"),
        section.claim("turkiye_migration"),
        label="x",
        if_nested=True,
    )
    assert left.value is None
    assert left.low == pytest.approx(12.45e9 - 6.05e9 - 878.5e6)
    assert left.high == pytest.approx(12.55e9 - 5.95e9)


# -- rule 4 -----------------------------------------------------------------------------------------------------------


def test_stages_do_not_mix_silently(section):
    syria, egypt = section.claim("syria_commitment"), section.claim("egypt_package")
    with pytest.raises(ArithmeticRuleError, match="rule 4") as error:
        total(syria, egypt, label="x")
    assert "syria_commitment is committed" in str(error.value) and "egypt_package is package" in str(error.value)
    assert any("mixes stages: committed, in a package" in c for c in total(syria, egypt, label="x", mixed_stages=True).caveats)


# -- rules 5 and 6 on the section's figures ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        ("egypt_migration", "egypt_package", "2.7"),
        ("turkiye_migration", "turkiye_total", "7.0"),
        ("gaza_package", "gaza_total", "26.7"),
    ],
)
def test_the_shares_that_the_section_allows(section, part, whole, text):
    found = share(section.claim(part), section.claim(whole))
    assert str(found) == f"{text}\u00a0%"
    assert consistent(found)


def test_a_share_is_never_above_a_hundred_per_cent():
    nested = related(("a", "b", "stated"))
    found = share(quantity("a", 104, resolution=1, relations=nested), quantity("b", 100, resolution=10, relations=nested))
    assert found.value == found.high == 100 and consistent(found)


def test_a_remainder_is_never_below_zero():
    nested = related(("a", "b", "stated"))
    found = remainder(
        quantity("b", 100, resolution=10, relations=nested), quantity("a", 104, resolution=1, relations=nested), label="x"
    )
    assert found.value == found.low == 0 and consistent(found)


def test_division_by_a_possible_zero_is_open_above():
    found = ratio(quantity("a", 10), quantity("b", 5, qualifier="at_most"), label="x")
    assert found.high == math.inf and found.low == 200
    with pytest.raises(ArithmeticRuleError, match="label of b is zero"):
        ratio(quantity("a", 10), quantity("b", 0), label="x")


def test_pledges_per_country(section):
    mean = per(section.claim("pledges"), section.claim("pledging_countries"), label="x")
    assert (mean.unit, mean.low, mean.high) == ("places per countries", 60500 / 14, 61500 / 14)
    assert per(section.claim("pledges"), section.claim("pledging_countries"), label="x", scale=0.5).value == pytest.approx(
        61000 / 28
    )


# -- rule 7 -----------------------------------------------------------------------------------------------------------


def test_a_result_remembers_claims_formula_and_sources(section):
    found = share(section.claim("egypt_migration"), section.claim("egypt_package"))
    assert [c.id for c in found.claims] == ["egypt_migration", "egypt_package"]
    assert not hasattr(found, "claim") and "÷" in found.formula
    about = found.provenance()
    assert about["derivation"] == ["share", ["claims", "egypt_migration"], ["claims", "egypt_package"]]
    assert [source["key"] for source in about["sources"]] == ["commission_2024_egypt"]
    facts = dict(map(tuple, about["facts"]))
    assert facts["How computed"] == found.formula and "footnote 62" in facts["Source"][0]


def test_each_operation_carries_claims_and_caveats(section):
    supposed = remainder(section.claim("turkiye_total"), section.claim("turkiye_facility"), label="beyond", if_nested=True)
    onward = [
        operation(supposed, section.claim("egypt_package"), label="x", mixed_stages=True, mixed_periods=True)
        for operation in (difference, ratio)
    ]
    for found in onward:
        assert [c.id for c in found.claims] == ["turkiye_total", "turkiye_facility", "egypt_package"]
        assert set(found.caveats) > set(supposed.caveats) != set()


def test_a_count_names_its_table(section):
    rows = section.rows("footnotes")
    found = count(rows, "footnotes", label="footnotes")
    assert (found.value, found.low, found.high) == (17, 17, 17)
    assert "data/footnotes.csv" in found.formula and found.claims[0].table == "tables"
    assert count(rows, "footnotes", label="x", of=lambda row: row["number"] < 51).value == 2


# -- rule 8 -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("swap", [False, True])
@pytest.mark.parametrize("unit", ["people", "places"])
def test_money_is_not_divided_by_people(unit, swap):
    pair = [quantity("money", 100), quantity("heads", 10, unit=unit)]
    with pytest.raises(ArithmeticRuleError, match="rule 8"):
        per(*(pair[::-1] if swap else pair), label="x")


def test_money_is_not_divided_by_the_refugees_of_the_context(section):
    with pytest.raises(ArithmeticRuleError, match="rule 8"):
        per(section.claim("turkiye_total"), section.context("refugees_turkiye"), label="x")


# -- properties -------------------------------------------------------------------------------------------------------

NUMBERS = st.randoms(use_true_random=False)
TRUTHS = st.integers(0, 10**6)


@given(NUMBERS, TRUTHS, TRUTHS)
def test_bounds_of_share_and_remainder_hold_every_part_and_whole(number, one, other):
    part, whole = sorted((one, other))
    nested = related(("part", "whole", "stated"))
    p, w = printed_as(number, part, "part", nested), printed_as(number, whole, "whole", nested)
    left = remainder(w, p, label="x")
    assert holds(left, whole - part) and left.low >= 0 and consistent(left)
    if whole and w.high > 0:
        found = share(p, w)
        assert holds(found, 100 * part / whole) and 0 <= found.low and found.high <= 100 and consistent(found)


@given(NUMBERS, TRUTHS, st.integers(1, 10**6), st.sampled_from([0.5, 1, 1000]))
def test_bounds_of_ratio_per_and_difference_hold_every_pair(number, one, other, scale):
    a, b = printed_as(number, one, "a"), printed_as(number, other, "b")
    for found, truth in (
        (ratio(a, b, label="x"), 100 * one / other),
        (per(a, b, label="x", scale=scale), scale * one / other),
        (difference(a, b, label="x"), one - other),
    ):
        assert holds(found, truth) and consistent(found)


@given(NUMBERS, TRUTHS, TRUTHS)
def test_a_distance_is_never_less_than_nought_whichever_is_the_larger(number, one, other):
    a, b = printed_as(number, one, "a"), printed_as(number, other, "b")
    found = distance(a, b, label="x")
    assert holds(found, abs(one - other)) and 0 <= found.low and consistent(found)
    assert (found.low, found.high) == (distance(b, a, label="x").low, distance(b, a, label="x").high)
    assert "-" not in found.text


@given(NUMBERS, TRUTHS, TRUTHS, st.integers(1, 10**6))
def test_bounds_of_a_ratio_of_a_difference_hold_where_it_is_negative(number, one, other, third):
    gap = difference(printed_as(number, one, "a"), printed_as(number, other, "b"), label="gap")
    found = ratio(gap, printed_as(number, third, "c"), label="x")
    assert holds(found, 100 * (one - other) / third) and consistent(found)


@given(NUMBERS, st.lists(TRUTHS, min_size=1, max_size=8))
def test_bounds_of_a_total_of_separate_claims_hold_the_sum(number, truths):
    found = total(*(printed_as(number, t, f"c{i}") for i, t in enumerate(truths)), label="x")
    assert holds(found, sum(truths)) and consistent(found) and found.value is not None


def realised(number, *, most_wholes: int, overlapping: bool):
    """Relations made up at random and, for each claim, a set of cells that agrees with them.

    Parts of one whole are separate unless a relation says otherwise. A part that is not stated to lie in its whole may
    lie in it, beside it, or across its edge.
    """
    n = number.randint(2, 8)
    rows, inside = [], {i: {} for i in range(n)}
    for i in range(1, n):
        for whole in number.sample(range(i), min(i, number.randint(0, most_wholes))):
            certainty = number.choice(["stated", "stated", "likely", "unknown"])
            rows.append({"part": f"c{i}", "whole": f"c{whole}", "kind": "part_of", "certainty": certainty})
            inside[i][whole] = "whole" if certainty == "stated" else number.choice(["whole", "across", "beside"])
    cells: list[set] = [set() for _ in range(n)]
    fresh = iter(range(10**6))

    def put(cell: int, i: int) -> None:
        cells[i].add(cell)
        for whole, how in inside[i].items():
            if how == "whole" or (how == "across" and number.random() < 0.5):
                put(cell, whole)

    def above(i: int) -> set[int]:
        return {i}.union(*(above(whole) for whole in inside[i]))

    for i in range(n):
        for _ in range(number.randint(0, 12)):
            put(next(fresh), i)
    limits = {}
    pairs = [(a, b) for a in range(n) for b in range(a) if a not in above(b) and b not in above(a)] if overlapping else []
    chosen = number.sample(pairs, min(len(pairs), number.randint(0, 3)))
    for a, b in chosen:
        for _ in range(number.randint(0, 6)):
            cell = next(fresh)
            for side in (a, b):  # what two claims share may lie in parts of either
                below = [i for i in range(n) if side in above(i) and all(how == "whole" for how in inside[i].values())]
                put(cell, number.choice(below) if below and number.random() < 0.5 else side)
                cells[side].add(cell)
                put(cell, side)
    for a, b in chosen:
        limit = len(cells[a] & cells[b]) + number.choice([0, 0, 3]) if number.random() < 0.6 else None
        if limit is not None:
            limits[f"l{a}_{b}"] = quantity(f"l{a}_{b}", limit, table="evidence")
        rows.append(
            {
                "part": f"c{a}",
                "whole": f"c{b}",
                "kind": "overlaps",
                "certainty": "unknown",
                "limit": f"l{a}_{b}" if limit is not None else None,
            }
        )
    return Relations(rows, limits), cells


def check_total(number, relations: Relations, cells: list[set]) -> None:
    chosen = number.sample(range(len(cells)), number.randint(1, len(cells)))
    claims = [
        printed_as(number, len(cells[i]), f"c{i}", relations, stage=number.choice(["allocated", "committed"])) for i in chosen
    ]
    found = total(*claims, label="x", heads_only=True, mixed_stages=True)
    union = set().union(*(cells[i] for i in chosen))
    assert holds(found, len(union)), (found.low, len(union), found.high, chosen, relations.wholes, relations.overlaps)
    assert consistent(found)


@settings(max_examples=1500)
@given(NUMBERS)
def test_bounds_of_a_total_hold_every_union_that_a_forest_with_overlaps_allows(number):
    check_total(number, *realised(number, most_wholes=1, overlapping=True))


@settings(max_examples=1000)
@given(NUMBERS)
def test_bounds_of_a_total_hold_every_union_where_a_part_has_several_wholes(number):
    check_total(number, *realised(number, most_wholes=3, overlapping=False))


@settings(max_examples=500)
@given(NUMBERS)
def test_bounds_of_a_remainder_hold_whatever_the_parts_share(number):
    """Everything lies in c0; the parts are any claims of which none is stated to lie in another."""
    relations, cells = realised(number, most_wholes=1, overlapping=True)
    ids = [f"c{i}" for i in range(len(cells))]
    all_of_it = set().union(*cells)
    world = replace(quantity("world", len(all_of_it)), relations=relations)
    for i in ids:
        relations.wholes[i] = [*relations.wholes.get(i, []), ("world", "stated")]
        relations.parts["world"].append((i, "stated"))
    chosen = number.sample(range(len(cells)), number.randint(1, min(3, len(cells))))
    surely, _ = relations.nesting({f"c{i}" for i in chosen})
    chosen = [i for i in chosen if f"c{i}" not in surely]
    left = remainder(world, *(printed_as(number, len(cells[i]), f"c{i}", relations) for i in chosen), label="x")
    assert holds(left, len(all_of_it - set().union(*(cells[i] for i in chosen)))) and consistent(left)


# -- overlaps of claims that are not summed themselves -----------------------------------------------------------------


def overlap(*parts, limit=None) -> Relations:
    """Claims a and b may overlap, up to ``limit``; ``parts`` are further relations, as for ``related``."""
    rows = [{"part": part, "whole": whole, "kind": "part_of", "certainty": certainty} for part, whole, certainty in parts]
    rows.append({"part": "a", "whole": "b", "kind": "overlaps", "certainty": "unknown", "limit": None if limit is None else "l"})
    return Relations(rows, {"l": quantity("l", limit, table="evidence")} if limit is not None else {})


def test_an_overlap_of_a_part_reaches_the_whole_that_is_summed():
    """a lies in whole and shares up to 5 with b, so whole and b share up to 5."""
    relations = overlap(("a", "whole", "stated"), limit=5)
    found = total(quantity("whole", 100, relations=relations), quantity("b", 50, relations=relations), label="x")
    assert (found.low, found.high, found.value) == (145, 150, None)


def test_an_overlap_of_a_part_is_no_larger_than_the_part():
    relations = overlap(("a", "whole", "stated"))
    found = total(
        quantity("whole", 100, relations=relations),
        quantity("a", 7, relations=relations),
        quantity("b", 50, relations=relations),
        label="x",
        heads_only=True,
    )
    assert (found.low, found.high) == (143, 150)


def test_an_overlap_of_a_whole_reaches_the_parts_that_are_summed():
    relations = overlap(("p", "a", "stated"), ("q", "a", "likely"), limit=30)
    found = total(*(quantity(i, v, relations=relations) for i, v in (("p", 10), ("q", 10), ("b", 50))), label="x")
    assert (found.low, found.high) == (50, 70)


def test_a_part_of_two_wholes_makes_them_share():
    relations = related(("p", "a", "stated"), ("p", "b", "unknown"))
    a, b, p = (quantity(i, v, relations=relations) for i, v in (("a", 40), ("b", 60), ("p", 10)))
    assert (total(a, b, label="x").low, total(a, b, label="x").high) == (60, 100)
    with_part = total(a, b, p, label="x", heads_only=True)
    assert (with_part.low, with_part.high) == (90, 100)


def test_an_overlap_with_a_claim_that_is_not_summed_changes_nothing():
    relations = overlap(limit=5)
    found = total(quantity("a", 10, relations=relations), quantity("other", 10, relations=relations), label="x")
    assert (found.value, found.low, found.high) == (20, 20, 20)


@given(st.permutations(["stated", "likely", "unknown"]))
@example(["stated", "stated", "unknown"])
def test_certainty_is_that_of_the_weakest_link(links):
    chain = related(*((f"c{i}", f"c{i + 1}", link) for i, link in enumerate(links)))
    weakest = next(c for c in ("unknown", "likely", "stated") if c in links)
    assert chain.certainty("c0", "c3") == weakest
    assert chain.certainty("c3", "c0") is None and chain.certainty("c0", "c0") is None


def test_certainty_takes_the_surer_of_two_ways():
    two = related(("a", "b", "unknown"), ("a", "c", "likely"), ("c", "b", "stated"), ("b", "d", "stated"))
    assert two.certainty("a", "b") == "likely" and two.certainty("a", "d") == "likely"


# -- size -------------------------------------------------------------------------------------------------------------

MANY = 20_000


def test_a_chain_of_many_claims_is_walked_without_recursion():
    chain = related(*((f"c{i}", f"c{i + 1}", "stated") for i in range(MANY)))
    ends = quantity("c0", 1, relations=chain), quantity(f"c{MANY}", 5, relations=chain)
    assert chain.certainty("c0", f"c{MANY}") == "stated"
    assert share(*ends).value == 20
    assert total(*ends, label="x", heads_only=True).value == 5
    everything = [quantity(f"c{i}", 1 + i, relations=chain) for i in range(MANY + 1)]
    assert total(*everything, label="x", heads_only=True).value == MANY + 1


def test_many_parts_of_one_whole_are_summed():
    wide = related(*((f"c{i}", "whole", "likely") for i in range(MANY)))
    parts = [quantity(f"c{i}", 1, relations=wide) for i in range(MANY)]
    assert total(*parts, label="x").value == MANY
    with_whole = total(*parts, quantity("whole", MANY, relations=wide), label="x")
    assert (with_whole.low, with_whole.high) == (MANY, 2 * MANY)
