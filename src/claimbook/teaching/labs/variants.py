"""Teachers only: the mistakes that labs plant.

Every variant is found in the tables: each stated relation, each hedge, each set of stages gives its own. What rows of a certain
form are called in a report, such as those for all countries together, stands in its descriptor as ``labs``; without that, the lines
that need such rows are not offered. A line that is wrong says something that is not so: it breaks one rule, and that rule alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations, product

from claimbook import wording as words
from claimbook.core.arithmetic import per, share
from claimbook.core.quantities import Derivation, Derived, Printed, Quantity
from claimbook.core.section import Section
from claimbook.core.stages import PAID, payment, told_by_verbs
from claimbook.teaching.labs.again import find
from claimbook.teaching.labs.found import (
    agreements,
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
from claimbook.teaching.labs.holding import beside_told, divided_told, load_told, mean_told
from claimbook.teaching.labs.templates import (
    Plain,
    Variant,
    getting,
    hedge_of,
    hedged,
    is_name,
    of_one,
    of_quotient,
    of_sum,
    shown,
    stage_of,
    the,
    together,
    value,
    verb,
)
from claimbook.teaching.naive_arithmetic import naive_quotient, naive_sum

#: Where a sentence has its number.
SLOT = "§"


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


def _how(certainty: str | None) -> str:
    """How sure it is that one lies in the other, as the key tells it."""
    if certainty == "likely":
        return "likely, and not stated, that one lies in the other: a doubt by “part and whole” that says so is right too"
    return "not stated"


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
            f"{part} lies within {whole} by data/relations.csv, so the sum counts it again; the whole alone is the answer.",
            (f"x = {getting(section, whole)}",),
            f"The section puts {the(section, whole, True)} at {{x}}{stage_of(section, other)}, {the(section, part, True)} included.",
        )


def _longer_sums(section: Section) -> Iterator[Variant]:
    for (part, whole), third in product(list(stated_parts(section)), single(section, unit="EUR")):
        one, other, name = section.claim(part), section.claim(whole), third.claim.id
        if one.unit != "EUR" or not (unrelated(section, third, one) and unrelated(section, third, other)):
            continue
        yield Variant(
            "sum",
            (of_sum(name, part, whole),),
            _together(section, [third, one, other]),
            "a part is added to its whole in a longer sum",
            "part and whole",
            f"{part} lies within {whole}; {name} is separate, and of another stage. Amounts side by side need no sum.",
            (f"x, y = {getting(section, name)}, {getting(section, whole)}",),
            f"The section puts {the(section, name, True)} at {{x}}{stage_of(section, third)} and {the(section, whole, True)} at "
            f"{{y}}{stage_of(section, other)}, {the(section, part, True)} included.",
            "x, y",
        )


def _uncertain(section: Section) -> Iterator[Variant]:
    amounts, relations = single(section, unit="EUR"), section.relations
    for one, other in ((a, b) for a in amounts for b in amounts if a is not b):
        ids = one.claim.id, other.claim.id
        certainty = relations.certainty(*ids)
        overlap = any(ids == (o.one, o.other) for o in relations.overlaps)
        if certainty == "stated" or not (certainty or overlap):
            continue
        named = [the(section, q.claim.id) + stage_of(section, q, in_sum=True) for q in (one, other)]
        yield Variant(
            "sum",
            (of_sum(*ids),),
            _together(section, [one, other]),
            f"what perhaps lies within the other ({certainty}) is added" if certainty else "what may overlap is added",
            "uncertain",
            f"How {ids[0]} and {ids[1]} relate is {_how(certainty)} (data/relations.csv), so the sum is a range and not a number.",
            (f"x = total(*(section.claim(c) for c in {list(ids)}), label='sum', mixed_stages=True)",),
            f"Together, {named[0]} and {named[1]} come to {{x}}, depending on how far they cover the same money.",
        )


def _outside_wholes(section: Section) -> Iterator[Variant]:
    for part, whole in stated_parts(section, outside=True):
        one, other = find(section, part), find(section, whole)
        alike = one.unit == other.unit and one.stages == other.stages and other.outside
        exact = all(q.claim.qualifier == "exact" for q in (one, other))
        if not (alike and exact and is_name(section, part) and is_name(section, whole)):
            continue
        unit = "" if one.unit in ("EUR", "tonnes") else f" {one.unit}"
        yield Variant(
            "sum",
            (of_sum(part, whole),),
            _together(section, [one, other]),
            "a part is added to its whole, by another source",
            "part and whole",
            f"{part} lies within {whole} by data/outside_relations.csv, so the sum counts it again; the whole alone is the answer.",
            (f"x = {getting(section, whole)}",),
            f"{{x}}{unit} is the figure for {the(section, whole)}{'' if the(section, whole).endswith(',') else ','} {the(section, part)} included.",
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
        said = furthest.claim.stage_label
        yield Variant(
            "sum",
            (of_sum(*ids),),
            _together(section, [one, other], f", all {said}"),
            "stages are mixed and told as a single stage",
            "stage",
            f"{ids[0]} is {one.claim.stage_label}, {ids[1]} is {other.claim.stage_label}: told side by side, each keeps its own. A sum "
            "holds too if its sentence names both.",
            (f"x, y = section.claim('{ids[0]}'), section.claim('{ids[1]}')",),
            f"The section puts {the(section, ids[0], True)} at {{x}}{stage_of(section, one)} and {the(section, ids[1], True)} at "
            f"{{y}}{stage_of(section, other)}.",
            "x, y",
        )


def _agreements(section: Section) -> Iterator[Variant]:
    """The same for things that have stages of their own: not all have come to the further one."""
    for one, other in agreements(section):
        ids = [q.claim.id for q in (one, other)]
        nearest, furthest = sorted((one, other), key=lambda q: step_of(section, q.claim.stage))
        yield Variant(
            "sum",
            (of_sum(*ids),),
            f"Together, {the(section, ids[0])} and {the(section, ids[1])} come to {{x:.0f}} {one.unit}, all {furthest.claim.stage_label}.",
            "what is at a step is counted at a further one",
            "stage",
            f"{nearest.claim.id} is {nearest.claim.stage_label} and no more: {section.row('stages', nearest.claim.stage)['meaning']}",
            (f"x = total(*(section.claim(c) for c in {ids}), label='sum over stages', mixed_stages=True)",),
            f"Together, {the(section, ids[0])} and {the(section, ids[1])} come to {{x}} {one.unit}, {one.claim.stage_label} or "
            f"{other.claim.stage_label}.",
        )


def _moved(section: Section) -> Iterator[Variant]:
    for quantity in single(section, unit="EUR"):
        claim = quantity.claim
        for said in _further(section, claim.stage):
            yield Variant(
                "amount",
                (of_one(claim.id),),
                f"The section puts {the(section, claim.id, True)} at {hedged(quantity)} ({said}).",
                "an amount is told at a later stage",
                "stage",
                f"{claim.id} is {claim.stage_label}, not {said}: {section.row('stages', claim.stage)['meaning']}",
                (f"x = {getting(section, claim.id)}",),
                f"The section puts {the(section, claim.id, True)} at {{x}}{stage_of(section, quantity)}.",
            )


# -- precision ------------------------------------------------------------------------------------------------------


def _restated(section: Section, quantity: Printed, said: str, kind: str, notes: str) -> Variant:
    """A claim told as ``said``, and as it should be."""
    claim, stage = quantity.claim, stage_of(section, quantity)
    return Variant(
        "amount",
        (of_one(claim.id),),
        f"The section puts {the(section, claim.id, True)} at {said}{stage}.",
        kind,
        "hedge",
        notes,
        (f"x = {getting(section, claim.id)}",),
        f"The section puts {the(section, claim.id, True)} at {{x}}{stage}.",
    )


def _measured(section: Section) -> Iterator[Printed]:
    yield from (q for q in single(section) if q.unit in ("EUR", "tonnes"))


def _hedges_dropped(section: Section) -> Iterator[Variant]:
    for quantity in _measured(section):
        if quantity.claim.qualifier != "exact":
            notes = f"The section says “{quantity.claim.printed}”; without the hedge a bound becomes an exact figure."
            yield _restated(section, quantity, shown(quantity), "the hedge is dropped", notes)


def _made_up(section: Section) -> Iterator[Variant]:
    """Precision that no source has: an amount made exact, or a hedge that knows how far."""
    for quantity in _measured(section):
        printed, hedge = quantity.claim.printed, hedge_of(quantity)
        notes = f"The section says “{printed}”, which is rounded: nothing makes it exact."
        yield _restated(section, quantity, f"exactly {shown(quantity)}", "a figure is made exact", notes)
        beyond = {"over ": "well over ", "more than ": "far more than ", "nearly ": "well under ", "at least ": "well over "}
        if hedge in beyond:
            notes = f"The section says “{printed}”, and not how far from the figure the amount lies."
            yield _restated(section, quantity, f"{beyond[hedge]}{shown(quantity)}", "a hedge is made stronger", notes)


def _hedges_elsewhere(section: Section) -> Iterator[Variant]:
    for row in checks(section):
        quantity = section.evidence(row["id"])
        if row["qualifier"] == "exact":
            continue
        told = f"Another source ({row['publisher']}) gives {SLOT} for {the(section, row['claim'], True)}."
        yield Variant(
            "amount",
            (of_one(row["id"]),),
            told.replace(SLOT, shown(quantity)),
            "the hedge of another source is dropped",
            "hedge",
            f"The source hedges the figure with “{words.HEDGES[row['qualifier']]}” (data/evidence.csv).",
            (f"x = {getting(section, row['id'])}",),
            told.replace(SLOT, "{x}"),
        )


def _digits_too_many(section: Section) -> Iterator[Variant]:
    for (part, whole), more in product(list(stated_parts(section)), (1, 2)):
        result = share(section.claim(part), section.claim(whole))
        told = f"{the(section, part)[0].upper()}{the(section, part)[1:]} {verb(section, part, 'makes', 'make')} up {SLOT} of {the(section, whole, True)}."
        yield Variant(
            "share",
            (of_quotient(part, whole, " * 100"),),
            told.replace(SLOT, shown(result, more)),
            "too many digits",
            "digits",
            f"Both amounts are rounded; their share lies anywhere in {result.range.text}, so the last digits say nothing.",
            (f"x = share({getting(section, part)}, {getting(section, whole)})",),
            told.replace(SLOT, "{x}"),
        )


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
            f"{mass} is “{find(section, mass).claim.printed}”, so the mean is a floor as well.",
            (f"x = per({getting(section, mass)}, {getting(section, carriers)}, label='mean load')",),
            load_told(section, mass, carriers, "{x}"),
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
                "The upper side covers more years than the lower one; a mean per year, or as many years on both sides, compares like "
                "with like.",
                (
                    f"x, y = {getting(section, one)}, {getting(section, other)}",
                    f"z = {getting(section, third)}",
                ),
                f"The tables give {{x}} for {names[0]} {{y}} for {names[1]} and {{z}} for {the(section, third, True)}.",
                "x, y, z",
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
                f"{row['id']} covers the whole scheme, {other} a single year.",
                (f"x, y = mean_per_year({getting(section, row['id'])}), {getting(section, other)}",),
                f"The {the(section, row['id'])[4:]} come to {{x}} in a mean year, against {{y}} for {the(section, other, True)}.",
                "x, y",
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
            "Rule 8: the money runs over years or has no dates, the people are those of a day, and host communities share in it. "
            "Both numbers may stand side by side, without a quotient.",
            (f"x, y = {getting(section, money.claim.id)}, {getting(section, row['id'])}",),
            beside_told(section, money, row, "{x}", "{y}"),
            "x, y",
        )


def _means(section: Section) -> Iterator[Variant]:
    for mean in means(section):
        parts = ", ".join(getting(section, one) for one in mean.largest)
        largest = f"add({parts}, label='{mean.made}')" if len(mean.largest) > 1 else parts
        yield Variant(
            "mean",
            (of_quotient(mean.whole, mean.countries),),
            mean_told(section, mean, hedged(mean.mean)),
            "a mean is told as if the parts were alike",
            "mean",
            f"{mean.country} alone holds a large part (data/context.csv), so the mean is right for hardly any country. Any sentence that "
            "shows the spread will do.",
            (
                f"whole = {getting(section, mean.whole)}",
                f"x = per(whole, {getting(section, mean.countries)}, label='mean per country', mixed_periods=True)",
                f"y = ratio({largest}, whole, label='share of {mean.country}')",
            ),
            mean_told(section, mean, "{x}", "{y}"),
            "x, y",
        )
