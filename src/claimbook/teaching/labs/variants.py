"""The mistakes that labs plant; what mends each, and what to look for, is the teacher's alone (mending.py).

Every variant is found in the tables: each stated relation, each hedge, each set of stages gives its own. What rows of a certain
form are called in a report, such as those for all countries together, stands in its descriptor as ``labs``; without that, the lines
that need such rows are not offered. A line that is wrong says something that is not so: it breaks one rule, and that rule alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations, product

from claimbook.core.arithmetic import per, share
from claimbook.core.derivations import Derivation
from claimbook.core.quantities import Derived, Printed, Quantity
from claimbook.core.section import Section
from claimbook.core.stages import PAID, payment, told_by_verbs
from claimbook.teaching.labs.again import find
from claimbook.teaching.labs.found import (
    agreements,
    at_one_step,
    carried,
    checks,
    in_years,
    means,
    money_and_people,
    per_year,
    single,
    stated_parts,
    step_of,
    unrelated,
    yearly_of_all,
)
from claimbook.teaching.labs.holding import divided_told, load_told, mean_told, share_told, source_told
from claimbook.teaching.labs.templates import (
    Plain,
    Variant,
    hedge_of,
    hedged,
    is_name,
    literal,
    of_one,
    of_quotient,
    of_sum,
    shown,
    stage_of,
    the,
    together,
    value,
)
from claimbook.teaching.naive_arithmetic import naive_quotient, naive_sum


@lru_cache
def variants(section: Section, lab: str) -> tuple[Variant, ...]:
    """Every mistake of a lab that the tables offer, in a fixed order."""
    found = {
        "lab_sums": (_wholes, _longer_sums, _uncertain, _outside_wholes),
        "lab_stages": (_mixed, _agreements, _moved),
        "lab_precision": (_hedges_dropped, _hedges_elsewhere, _made_up, _digits_too_many, _floors_forgotten),
        "lab_comparisons": (_years_compared, _years_and_a_year, _money_per_person, _means),
    }
    return tuple(variant for lines in found[lab] for variant in lines(section))


def careless_sum(*quantities: Printed) -> Quantity:
    """The sum as a careless writer has it: added with no regard to what lies in what, and as coarsely as its coarsest part."""
    step = max(q.claim.resolution for q in quantities)
    naive = naive_sum(list(quantities))
    added = Derivation("total", tuple(quantities))
    return Derived(naive.value, naive.best - step / 2, naive.best + step / 2, naive.unit, "sum", naive.claims, derivation=added)


def _together(section: Section, quantities: list[Printed], last: str = "") -> str:
    return together(section, quantities, careless_sum(*quantities), last)


# -- sums -----------------------------------------------------------------------------------------------------------


def _wholes(section: Section) -> Iterator[Variant]:
    for part, whole in stated_parts(section):
        one, other = section.claim(part), section.claim(whole)
        if one.unit != "EUR":
            continue
        yield Variant(
            "sum",
            (of_sum(part, whole),),
            _together(section, [one, other]),
            "a part is added to its whole",
            "part and whole",
        )


def _longer_sums(section: Section) -> Iterator[Variant]:
    for (part, whole), third in product(list(stated_parts(section)), single(section, unit="EUR")):
        one, other, name = section.claim(part), section.claim(whole), third.claim.id
        if one.unit != "EUR" or not (unrelated(section, third, one) and unrelated(section, third, other)):
            continue
        if not at_one_step(section, (third, one, other)):  # its stages would speak against the sum as well
            continue
        yield Variant(
            "sum",
            (of_sum(name, part, whole),),
            _together(section, [third, one, other]),
            "a part is added to its whole in a longer sum",
            "part and whole",
        )


def _uncertain(section: Section) -> Iterator[Variant]:
    amounts, relations = single(section, unit="EUR"), section.relations
    for one, other in ((a, b) for a in amounts for b in amounts if a is not b):
        ids = one.claim.id, other.claim.id
        certainty = relations.certainty(*ids)
        overlap = any(ids == (o.one, o.other) for o in relations.overlaps)
        if certainty == "stated" or not (certainty or overlap):
            continue
        yield Variant(
            "sum",
            (of_sum(*ids),),
            _together(section, [one, other]),
            f"what perhaps lies within the other ({certainty}) is added" if certainty else "what may overlap is added",
            "uncertain",
        )


def _outside_wholes(section: Section) -> Iterator[Variant]:
    for part, whole in stated_parts(section, outside=True):
        one, other = find(section, part), find(section, whole)
        alike = one.unit == other.unit and one.stages == other.stages and other.outside
        exact = all(q.claim.qualifier == "exact" for q in (one, other))
        if not (alike and exact and is_name(section, part) and is_name(section, whole)):
            continue
        yield Variant(
            "sum",
            (of_sum(part, whole),),
            _together(section, [one, other]),
            "a part is added to its whole, by another source",
            "part and whole",
        )


# -- stages ---------------------------------------------------------------------------------------------------------


def _further(section: Section, stage: str) -> list[str]:
    """The labels of the stages of money that say more than this one: those of later steps, and payment unless it is paid."""
    rows = section.rows("stages")
    paid = payment(rows)
    if stage == paid:
        return []
    telling = [row for row in told_by_verbs(rows) if row["kind"] == "money" and row["id"] != paid]
    further = [row["label"] for row in telling if step_of(section, row["id"]) > step_of(section, stage)]
    return [*further, next((row["label"] for row in rows if row["id"] == paid), PAID)]


def _mixed(section: Section) -> Iterator[Variant]:
    """Amounts at different steps, of which the sum is told as if both had come to the further one."""
    for one, other in combinations(single(section, unit="EUR"), 2):
        steps = [step_of(section, q.claim.stage) for q in (one, other)]
        if steps[0] == steps[1] or not unrelated(section, one, other):
            continue
        furthest = max((one, other), key=lambda q: step_of(section, q.claim.stage))
        ids = [q.claim.id for q in (one, other)]
        said = literal(furthest.claim.stage_label)
        yield Variant(
            "sum",
            (of_sum(*ids),),
            _together(section, [one, other], f", all {said}"),
            "stages are mixed and told as a single stage",
            "stage",
        )


def _agreements(section: Section) -> Iterator[Variant]:
    """The same for things that have stages of their own: not all have come to the further one."""
    for one, other in agreements(section):
        ids = [q.claim.id for q in (one, other)]
        furthest = max((one, other), key=lambda q: step_of(section, q.claim.stage))
        yield Variant(
            "sum",
            (of_sum(*ids),),
            f"Together, {the(section, ids[0])} and {the(section, ids[1])} come to {{x:.0f}} {one.unit}, all {literal(furthest.claim.stage_label)}.",
            "what is at a step is counted at a further one",
            "stage",
        )


def _moved(section: Section) -> Iterator[Variant]:
    for quantity in single(section, unit="EUR"):
        claim = quantity.claim
        for said in _further(section, claim.stage):
            yield Variant(
                "amount",
                (of_one(claim.id),),
                f"The section puts {the(section, claim.id, True)} at {hedged(quantity)} ({literal(said)}).",
                "an amount is told at a later stage",
                "stage",
                said,
            )


# -- precision ------------------------------------------------------------------------------------------------------


def _restated(section: Section, quantity: Printed, said: str, kind: str) -> Variant:
    """A claim told as ``said``."""
    claim, stage = quantity.claim, stage_of(section, quantity)
    text = f"The section puts {the(section, claim.id, True)} at {said}{stage}."
    return Variant("amount", (of_one(claim.id),), text, kind, "hedge")


def _measured(section: Section) -> Iterator[Printed]:
    yield from (q for q in single(section) if q.unit in ("EUR", "tonnes"))


def _hedges_dropped(section: Section) -> Iterator[Variant]:
    for quantity in _measured(section):
        if quantity.claim.qualifier != "exact":
            yield _restated(section, quantity, shown(quantity), "the hedge is dropped")


def _made_up(section: Section) -> Iterator[Variant]:
    """Precision that no source has: an amount made exact, or a hedge that knows how far."""
    for quantity in _measured(section):
        hedge = hedge_of(quantity)
        yield _restated(section, quantity, f"exactly {shown(quantity)}", "a figure is made exact")
        beyond = {"over ": "well over ", "more than ": "far more than ", "nearly ": "well under ", "at least ": "well over "}
        if hedge in beyond:
            yield _restated(section, quantity, f"{beyond[hedge]}{shown(quantity)}", "a hedge is made stronger")


def _hedges_elsewhere(section: Section) -> Iterator[Variant]:
    for row in checks(section):
        quantity = section.evidence(row["id"])
        if row["qualifier"] == "exact":
            continue
        told = source_told(section, row, shown(quantity))
        yield Variant("amount", (of_one(row["id"]),), told, "the hedge of another source is dropped", "hedge")


def _digits_too_many(section: Section) -> Iterator[Variant]:
    for (part, whole), more in product(list(stated_parts(section)), (1, 2)):
        result = share(section.claim(part), section.claim(whole))
        told = share_told(section, part, whole, shown(result, more))
        yield Variant("share", (of_quotient(part, whole, " * 100"),), told, "too many digits", "digits")


def _floors_forgotten(section: Section) -> Iterator[Variant]:
    for mass, carriers in carried(section):
        result = per(find(section, mass), find(section, carriers), label="mean load", mixed_stages=True)
        if not hedge_of(result):
            continue
        yield Variant(
            "quotient",
            (of_quotient(mass, carriers),),
            load_told(section, mass, carriers, shown(result)),
            "a quotient forgets that it comes from a floor",
            "hedge",
        )


# -- comparisons ----------------------------------------------------------------------------------------------------


def _years_compared(section: Section) -> Iterator[Variant]:
    rows = [row["id"] for row in yearly_of_all(section)]
    for one, other in zip(rows, rows[1:]):
        for third in (row for row in rows if row not in (one, other)):
            result = careless_sum(section.context(one), section.context(other))
            part = Plain(f"({value(one)} + {value(other)}) / {value(third)} * 100", (one, other, third))
            percent = share_of(result, section.context(third))
            names = [the(section, i) for i in (one, other)]
            yield Variant(
                "share",
                (part,),
                f"Year for year, {names[0]} and {names[1]} come to {shown(percent)} of {the(section, third, True)}.",
                "several years are set against a single one",
                "period",
            )


def share_of(part: Quantity, whole: Quantity) -> Quantity:
    """One value as per cent of another, whatever they cover."""
    percent = 100 * part.best / whole.best
    return Derived(percent, percent - 0.05, percent + 0.05, "%", "per cent", (*part.claims, *whole.claims))


def _years_and_a_year(section: Section) -> Iterator[Variant]:
    for row in in_years(section):
        for other in per_year(section, row["measure"]):
            result = naive_quotient(section.context(row["id"]), section.context(other))
            yield Variant(
                "quotient",
                (of_quotient(row["id"], other),),
                f"The {the(section, row['id'])[4:]} are {shown(result)} times {the(section, other, True)}.",
                "a figure for several years is set against a yearly one",
                "period",
            )


def _money_per_person(section: Section) -> Iterator[Variant]:
    for money, row in money_and_people(section):
        people = section.context(row["id"])
        result = naive_quotient(money, people)
        yield Variant(
            "quotient",
            (of_quotient(money.claim.id, row["id"]),),
            divided_told(section, money.claim.id, row["id"], f"{hedge_of(money)}{shown(result)}"),
            "money gathered over years is divided by the people of a day",
            "people",
        )


def _means(section: Section) -> Iterator[Variant]:
    for mean in means(section):
        text = mean_told(section, mean, hedged(mean.mean))
        numbers = (of_quotient(mean.whole, mean.countries),)
        yield Variant("mean", numbers, text, "a mean is told as if the parts were alike", "mean")
