"""The rules hold for computed quantities as they do for claims, and a computed quantity has no claim's words."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from test_arithmetic import holds, quantity, related

from claimbook.core.claims import DATES, Claim
from claimbook.core.quantities import Derived, Printed
from claimbook.core.relations import Relations
from claimbook.wording import date, period
from external_dimension import ArithmeticRuleError, add, between, count, difference, per, ratio, remainder, share, times, total

MONEY = ("gaza_total", "syria_commitment", "turkiye_total", "egypt_package", "mauritania_support")


@pytest.fixture
def claim(section):
    """The claims of the section by id."""
    return section.claim


def mixed(*quantities):
    return total(*quantities, label="a sum", mixed_stages=True)


# -- nesting is checked through every claim that a quantity covers (rule 2) ----------------------------------------------


def test_a_share_of_a_sum_needs_every_part_in_the_whole(claim):
    with pytest.raises(ArithmeticRuleError, match="rule 2.*gaza_package is part of turkiye_total"):
        share(mixed(claim("gaza_package"), claim("egypt_migration")), claim("turkiye_total"))


def test_a_share_in_a_sum_needs_the_part_in_one_of_its_claims(claim):
    with pytest.raises(ArithmeticRuleError, match="rule 2.*mauritania_support is part of turkiye_total, egypt_package"):
        share(claim("mauritania_support"), mixed(claim("turkiye_total"), claim("egypt_package")))


def test_a_larger_sum_is_no_hundred_per_cent_of_a_claim(claim):
    with pytest.raises(ArithmeticRuleError, match="rule 2"):
        share(mixed(*map(claim, MONEY)), claim("gaza_total"))


def test_a_remainder_is_a_part_of_its_own_whole_alone(claim):
    rest = remainder(claim("egypt_package"), claim("egypt_migration"), label="rest")
    with pytest.raises(ArithmeticRuleError, match="rule 2.*egypt_package is part of turkiye_total"):
        share(rest, claim("turkiye_total"))
    with pytest.raises(ArithmeticRuleError, match="rule 2.*egypt_package is part of gaza_total"):
        remainder(claim("gaza_total"), rest, label="x")


def test_what_was_taken_out_of_a_remainder_is_no_part_of_it(claim):
    rest = remainder(claim("egypt_package"), claim("egypt_migration"), label="rest")
    with pytest.raises(ArithmeticRuleError, match="egypt_migration meets egypt_migration, which was taken out of 'rest'"):
        share(claim("egypt_migration"), rest)


def test_parts_taken_out_of_a_remainder_may_relate_to_each_other():
    nested = related(("x", "w", "stated"), ("y", "w", "stated"), ("y", "x", "likely"), ("z", "w", "stated"))
    w, x, y, z = (quantity(i, v, relations=nested) for i, v in (("w", 100), ("x", 20), ("y", 10), ("z", 5)))
    rest = remainder(w, x, y, label="rest")
    assert share(z, rest).high == pytest.approx(100 * 5 / 70)
    with pytest.raises(ArithmeticRuleError, match="y meets x"):
        share(y, remainder(w, x, label="rest"))


def test_a_share_of_a_sum_whose_claims_all_lie_in_the_whole_is_allowed(claim):
    parts = mixed(claim("gaza_package"), claim("egypt_migration"))
    wholes = mixed(claim("gaza_total"), claim("egypt_package"))
    found = share(parts, wholes)
    assert found.value == pytest.approx(100 * 320 / 7850) and any("unequal stages" in caveat for caveat in found.caveats)


def test_a_quotient_covers_no_claims_and_is_a_part_of_nothing(claim):
    half = share(claim("egypt_migration"), claim("egypt_package"))
    with pytest.raises(ArithmeticRuleError, match="covers no claims of its own"):
        share(half, half)


def test_sums_over_the_same_claim_are_not_added(claim):
    with pytest.raises(ArithmeticRuleError, match="rule 2"):
        add(
            mixed(claim("gaza_total"), claim("egypt_package")), mixed(claim("gaza_total"), claim("mauritania_support")), label="x"
        )


@pytest.mark.parametrize(
    ("table", "one", "other"),
    [
        ("context", "conference_ix_total", "conference_ix_grants"),
        ("evidence", "turkiye_facility_paid_2019_12", "turkiye_facility_paid_2023_02"),
        ("evidence", "syria_commitment_earlier_2025", "syria_commitment_inside_2025"),
        ("evidence", "pledges_resettlement", "pledges_resettlement_exact"),
        ("context", "next_plan_proposed_irc", "next_plan_proposed_hias"),
        ("context", "arrivals_eu_2024", "arrivals_deu_2024"),
    ],
)
def test_outside_figures_that_hold_each_other_are_not_added(section, table, one, other):
    pair = [getattr(section, table)(i) for i in (one, other)]
    with pytest.raises(ArithmeticRuleError, match="rule 2") as error:
        add(*pair, label="x", mixed_stages=True)
    assert one in str(error.value) and other in str(error.value)
    with pytest.raises(ArithmeticRuleError, match="rule 2"):
        total(*pair, label="x", mixed_stages=True)


def test_a_claim_and_a_part_of_it_from_outside_are_not_added(section):
    with pytest.raises(ArithmeticRuleError, match="turkiye_facility_tranche_1 is a part of turkiye_facility"):
        mixed(section.claim("turkiye_facility"), section.evidence("turkiye_facility_tranche_1"))


def test_a_claim_and_what_confirms_it_are_not_added(section):
    with pytest.raises(ArithmeticRuleError, match="tell the same thing"):
        mixed(section.claim("egypt_package"), section.evidence("egypt_package_check"))


def test_no_supposition_makes_a_part_of_what_no_row_relates(section):
    with pytest.raises(ArithmeticRuleError, match="rule 2"):
        share(section.context("conference_ix_grants"), section.claim("turkiye_total"), if_nested=True)


def test_outside_parts_of_a_claim_give_a_share_and_a_remainder(section):
    germany = add(
        section.context("pledged_resettlement_deu"), section.context("pledged_humanitarian_admission_deu"), label="Germany"
    )
    found = share(germany, section.claim("pledges"))
    assert found.outside and found.value == pytest.approx(100 * 37 / 61)


# -- bounds that know which claims stand on both sides (rule 5) ----------------------------------------------------------


def test_the_share_of_a_remainder_is_a_hundred_per_cent_less_the_share_taken(claim):
    part, whole = claim("egypt_migration"), claim("egypt_package")
    found, taken = share(remainder(whole, part, label="rest"), whole), share(part, whole)
    assert (found.low, found.high) == pytest.approx((100 - taken.high, 100 - taken.low))
    assert (round(found.low, 2), round(found.high, 2)) == (97.27, 97.32)


def test_a_part_of_a_sum_is_taken_once_in_its_share(section):
    parts = [section.evidence(f"egypt_package_{i}") for i in ("loans", "investments", "grants")]
    found = ratio(parts[0], add(*parts, label="parts"), label="x")
    others = [sum(side(q) for q in parts[1:]) for side in (lambda q: q.low, lambda q: q.high)]
    assert found.low == pytest.approx(100 * parts[0].low / (parts[0].low + others[1]))
    assert found.high == pytest.approx(100 * parts[0].high / (parts[0].high + others[0]))
    assert found.text == "68\u00a0%"


def test_a_claim_less_itself_is_nothing(claim):
    turkiye, egypt = claim("turkiye_total"), claim("egypt_package")
    found = difference(mixed(turkiye, egypt), turkiye, label="x", mixed_stages=True, mixed_periods=True)
    assert (found.low, found.high) == pytest.approx((egypt.low, egypt.high))


def test_values_that_contradict_the_nesting_are_refused():
    nested = related(("a", "b", "stated"))
    a, b = quantity("a", 112, resolution=2, relations=nested), quantity("b", 100, resolution=10, relations=nested)
    for operation in (lambda: share(a, b), lambda: remainder(b, a, label="x")):
        with pytest.raises(
            ArithmeticRuleError,
            match="a is at least EUR 111 and b, which it is to lie in, at most EUR 105".replace(" 1", "\u00a01"),
        ):
            operation()


def test_parts_that_together_are_more_than_their_whole_are_refused():
    nested = related(("x", "w", "likely"), ("y", "w", "likely"))
    w, x, y = (quantity(i, v, relations=nested) for i, v in (("w", 100), ("x", 70), ("y", 70)))
    with pytest.raises(ArithmeticRuleError, match="x, y are together more than w"):
        remainder(w, x, y, label="rest", if_nested=True)


# -- what belongs together (rules 4, 8 and 9) ----------------------------------------------------------------------------


def test_money_is_not_divided_by_people_by_two_steps(section):
    yearly = per(section.claim("turkiye_total"), count(range(14), "claims", label="years", unit="years"), label="a year")
    with pytest.raises(ArithmeticRuleError, match="rule 8"):
        per(yearly, section.context("refugees_turkiye"), label="x")
    with pytest.raises(ArithmeticRuleError, match="rule 8"):
        per(section.context("refugees_turkiye"), yearly, label="x")


@pytest.mark.parametrize(
    ("one", "other"), [("pledges", "budapest_years"), ("pledges", "union_plan_years"), ("turkiye_total", "budapest_years")]
)
def test_what_has_no_subject_in_common_is_not_divided(claim, one, other):
    with pytest.raises(ArithmeticRuleError, match=f"{one} may not be divided by {other} .rule 9."):
        per(claim(one), claim(other), label="x")


@pytest.mark.parametrize("operation", [ratio, difference])
def test_unequal_stages_and_periods_are_refused_or_said(section, operation):
    planned, package = section.claim("egypt_migration"), section.claim("egypt_package")
    with pytest.raises(ArithmeticRuleError, match="unequal stages.*rule 4.*planned against in a package"):
        operation(planned, package, label="x")
    assert (
        "compares unequal stages: planned against in a package"
        in operation(planned, package, label="x", mixed_stages=True).caveats
    )
    turkiye, gaza = section.context("refugees_mauritania_2025"), section.context("refugees_mauritania")
    with pytest.raises(
        ArithmeticRuleError, match="unequal periods.*rule 4.*31.December 2025 against 31.December 2024".replace(" 2", "\u00a02")
    ):
        operation(turkiye, gaza, label="x")
    assert operation(turkiye, gaza, label="x", mixed_periods=True).caveats


def test_a_sum_keeps_the_hedge_of_its_parts(section):
    germany = add(section.context("pledged_resettlement_deu"), section.context("pledged_humanitarian_admission_deu"), label="x")
    spoken = add(section.evidence("turkiye_total_nearest"), section.evidence("turkiye_total_additional"), label="x")
    assert (germany.text, spoken.text.replace("\u00a0", " ")) == ("about 37,000", "nearly EUR 11 billion")
    assert (germany.value, germany.low, germany.high) == (37_000, 36_000, 38_000), (
        "the hedge is told, and the bounds are as before"
    )
    assert (
        times(germany, 2, label="x").text == "about 74,000"
        and "about 37,000" in ratio(germany, section.claim("pledges"), label="x").formula
    )


@pytest.mark.parametrize(
    ("hedges", "operation", "wanted"),
    [
        (("exact", "exact"), total, "EUR 3,000 million"),
        (("nearly", "exact"), total, "nearly EUR 3,000 million"),
        (("exact", "about"), total, "about EUR 3,000 million"),
        (("nearly", "about"), total, "about EUR 3,000 million"),
        (("exact", "over"), total, "at least EUR 2.995 billion"),
        (("nearly", "exact"), difference, "about EUR 1,000 million"),
        (("nearly", "exact"), ratio, "200 %"),
    ],
)
def test_claims_and_their_sums_hedge_alike(hedges, operation, wanted):
    """Claims of the section as well as figures from outside; a floor is told by its bound, and a quotient by its digits."""
    one, other = (
        Printed.of(Claim(name, name, value, "EUR", qualifier=hedge, resolution=1e7, stage="allocated"), Relations())
        for name, value, hedge in zip("ab", (2e9, 1e9), hedges)
    )
    assert operation(one, other, label="x").text.replace("\u00a0", " ") == wanted


def test_an_amount_of_which_no_part_is_stated_makes_a_range(section):
    turkiye, egypt, mauritania = (section.claim(c) for c in ("turkiye_migration", "egypt_migration", "mauritania_support"))
    least = total(turkiye, egypt, label="without", mixed_stages=True)
    greatest = total(turkiye, egypt, mauritania, label="with all of it", mixed_stages=True)
    found = between(least, greatest, label="x")
    assert (found.value, found.low, found.high) == (None, 1077e6, 1289.5e6) == (None, least.low, greatest.high)
    assert found.text.replace("\u00a0", " ") == "EUR 1.07 to 1.29 billion" and "not stated" in found.caveats[-1]
    assert found.recipe == ["between", least.recipe, greatest.recipe] and " to EUR 1,288 million" in found.formula.replace(
        "\u00a0", " "
    )
    for one, other, rule in (
        (greatest, least, "rule 2"),
        (mauritania, least, "rule 2"),
        (section.claim("pledges"), greatest, "rule 1"),
        (share(egypt, section.claim("egypt_package")), share(egypt, section.claim("egypt_package")), "rule 2"),
    ):
        with pytest.raises(ArithmeticRuleError, match=rule):
            between(one, other, label="x")


def test_a_number_that_stood_all_through_a_period_is_of_the_same_time(section):
    states, pledging, plan = (
        section.context("member_states_eu"),
        section.claim("pledging_countries"),
        section.context("next_plan_countries"),
    )
    assert ratio(pledging, states, label="x").caveats == ()
    with pytest.raises(ArithmeticRuleError, match="unequal periods.*2026 to 2027"):
        ratio(plan, states, label="x")
    for since, until, start, end in (
        ("2024-02", "2025", "2024", "2025"),
        ("2020-02", "2024", "2024", "2025"),
        ("2020-02", "2025", "2024", None),
    ):
        held = Printed.of(replace(states.claim, period_start=since, period_end=until))
        other = Printed.of(replace(pledging.claim, period_start=start, period_end=end))
        with pytest.raises(ArithmeticRuleError, match="unequal periods"):
            ratio(other, held, label="x")
    counted = Printed.of(replace(states.claim, date_of="count"))
    with pytest.raises(ArithmeticRuleError, match="unequal periods"):
        ratio(pledging, counted, label="x")


def test_a_day_of_adoption_or_of_a_conference_is_no_period(section):
    dated = [
        row
        for row in section.rows("context")
        if row["value"] is not None and row["date_of"] in ("adoption", "proposal", "conference")
    ]
    assert {row["topic"] for row in dated} == {"next_plan", "conference"}
    for row in dated:
        facts = dict(section.context(row["id"]).provenance()["facts"])
        assert facts[DATES[row["date_of"]]] == date(row["date"]) and "As of" not in facts
        assert facts.get("Period") == (period(row["period_start"], row["period_end"]) if row["period_start"] else None)
    assert dict(section.context("refugees_turkiye").provenance()["facts"])["As of"] == date("2024-12-31")
    assert dict(section.context("arrivals_eu_2024").provenance()["facts"])["Period"] == period("2024-01-01", "2024-12-31")
    plan = ratio(section.context("next_plan_places"), section.claim("pledges"), label="x", mixed_stages=True, mixed_periods=True)
    assert f"compares unequal periods: {period('2026', '2027')} against {period('2024', '2025')}" in plan.caveats


def test_a_share_over_unequal_stages_says_so(claim):
    assert (
        "compares unequal stages: planned against in a package" in share(claim("egypt_migration"), claim("egypt_package")).caveats
    )


def test_a_day_belongs_to_its_year(section):
    assert per(section.context("refugees_turkiye"), section.context("population_turkiye"), label="x", scale=1000).caveats == ()


# -- what a total learns from what is stated (rule 3) --------------------------------------------------------------------


def ledger(claims, rows, **given):
    """Quantities of a made-up ledger that knows all of its claims."""
    made = {
        i: quantity(i, v) if not isinstance(v, dict) else quantity(i, v["at_most"], qualifier="at_most")
        for i, v in claims.items()
    }
    relations = Relations(rows, given, {i: q.claim for i, q in made.items()})
    return {i: Printed.of(q.claim, relations) for i, q in made.items()}


def row(part, whole, kind="stated", limit=""):
    is_part = kind != "overlaps"
    return {
        "part": part,
        "whole": whole,
        "kind": "part_of" if is_part else kind,
        "certainty": kind if is_part else "unknown",
        "limit": limit,
    }


def test_an_outside_figure_that_limits_an_overlap_marks_the_total(section):
    found = mixed(section.claim("syria_commitment"), section.claim("turkiye_total"))
    limit = section.evidence("syria_commitment_turkiye")
    assert found.outside and not any(c.outside for c in found.claims)
    assert f"at most {limit.text} shared" in found.formula and limit.claim.printed in found.formula
    about = found.provenance()
    assert about["outside"] and ["evidence", "syria_commitment_turkiye"] in found.wording.numbers[0].provenance["claims"]
    assert any("outside the section, grade A" in what for label, what in about["facts"] if label == "Where")
    assert found.low == pytest.approx(12.45e9 + 2.4e9 - limit.high), "the most that the limit can be, not its best value"


def test_a_floor_limits_nothing():
    with pytest.raises(ValueError, match="l is a floor"):
        Relations([row("a", "b", "overlaps", "l")], {"l": quantity("l", 5, qualifier="over", table="evidence")})


def test_a_sum_can_be_supposed_to_share_nothing(claim):
    found = total(claim("turkiye_total"), claim("turkiye_facility"), label="x", mixed_stages=True, if_separate=True)
    assert (found.value, found.low, found.high) == (18.5e9, 12.45e9 + 5.95e9, 12.55e9 + 6.05e9)
    assert "holds only if the amounts share nothing, which is not stated" in found.caveats
    with pytest.raises(ArithmeticRuleError, match="rule 2"):
        total(claim("turkiye_total"), claim("turkiye_migration"), label="x", if_separate=True)


def test_a_part_stated_in_two_wholes_gives_a_best_value():
    made = ledger({"a": 60, "b": 40, "p": 10}, [row("p", "a"), row("p", "b")])
    found = total(made["a"], made["b"], label="x")
    assert (found.value, found.low, found.high) == (90, 90, 90)


def test_a_whole_learns_from_its_stated_part():
    made = ledger({"w": {"at_most": 100}, "p": 60}, [row("p", "w")])
    found = total(made["w"], label="x")
    assert (found.low, found.high) == (60, 100)


def test_many_together_are_no_more_than_the_whole_that_holds_them():
    made = ledger({"w": 100, "x": {"at_most": 80}, "y": {"at_most": 70}}, [row("x", "w"), row("y", "w")])
    assert total(made["x"], made["y"], label="x").high == 100


# -- a computed quantity has no claim's words ----------------------------------------------------------------------------


def test_what_has_no_meaning_does_not_exist(claim):
    computed = share(claim("egypt_migration"), claim("egypt_package"))
    assert isinstance(computed, Derived)
    for name in ("amount", "period", "start", "end", "printed", "stage", "claim", "words", "Words", "dated"):
        assert not hasattr(computed, name), name
    sum_ = mixed(claim("turkiye_total"), claim("egypt_package"))
    assert not hasattr(sum_, "amount") and str(sum_) == "EUR\u00a019.9\u00a0billion"
    assert not hasattr(claim("egypt_package"), "words"), "an amount of money is told in digits"
    assert str(claim("budapest_priorities").words) == "six"


def test_a_derivation_is_data(claim):
    part, whole = claim("egypt_migration"), claim("egypt_package")
    found = ratio(part, whole, label="x", mixed_stages=True)
    assert found.derivation.operation == "ratio" and found.derivation.operands == (part, whole)
    assert times(part, 2, label="x").derivation.scale == 2 and times(part, 2, label="x").value == 4e8
    assert repr(found) == "<x: 2.7 %>" and len(repr([part])) < 80


@pytest.mark.parametrize("quantity_", [1, 2.5])
def test_a_quantity_taken_some_times_keeps_its_bounds(claim, quantity_):
    gaza = claim("gaza_total")
    found = times(gaza, quantity_, label="x")
    assert (found.low, found.high) == (gaza.low * quantity_, gaza.high * quantity_) and holds(found, 450e6 * quantity_)


@pytest.mark.parametrize("number", [0, -1, float("inf")])
def test_a_quantity_is_taken_no_times_of_which_bounds_would_change_places(claim, number):
    """Over 3,800 tonnes taken minus once would be told as a floor, and are a ceiling."""
    with pytest.raises(ArithmeticRuleError, match="number of times that is above zero and finite, not"):
        times(claim("air_bridge_aid"), number, label="x")


def test_a_row_is_counted_once(section):
    rows = section.rows("events")
    assert count(rows, "events", label="events").value == len(rows)
    with pytest.raises(ArithmeticRuleError, match="more than once, and would be counted as often"):
        count([*rows, rows[0]], "events", label="events")


def test_a_total_takes_a_list(claim):
    both = [claim("egypt_migration"), claim("turkiye_migration")]
    assert mixed(*both) == total(both, label="a sum", mixed_stages=True) and not math.isinf(mixed(*both).high)
