"""Teachers only: the mistakes that labs plant, and the lines that hold beside them.

Every variant is found in the tables: each stated relation, each hedge, each set of stages gives its own. What rows of a certain
form are called in a report, such as those for all countries together, stands in its descriptor as ``labs``; without that, the lines
that need such rows are not offered.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations
from typing import Any

from claimbook import wording as words
from claimbook.core.arithmetic import add, per, ratio, remainder, share, total
from claimbook.core.quantities import Printed, Quantity
from claimbook.core.section import Section
from claimbook.core.stages import PAID, payment, told_by_verbs
from claimbook.teaching.labs.sentences import find
from claimbook.teaching.labs.templates import Variant, getting, hedged, label_of, shown
from claimbook.teaching.naive_arithmetic import naive_quotient

#: Units of which no line says "the section counts so many", whatever the report: what is measured.
MEASURED = ("EUR", "tonnes", "years")


def _called(section: Section, what: str) -> Any:
    """What the descriptor's ``labs`` says of rows of a certain form; an empty text where it says nothing.

    ``allCountries`` is the code of country for all together, ``yearly`` what the measure of a figure per year ends with,
    ``population`` and ``ofPopulation`` are measures, of which the latter is a part of the former, ``unlisted`` are units of claims
    that have stages of their own or are no list, and ``carriers`` with ``carried`` the unit of what carries a mass, and the sentence
    on its load with the slots ``operation`` and ``load``.
    """
    return section.descriptor.get("labs", {}).get(what, "")


def _amounts(section: Section) -> list[Printed]:
    return section.claims(unit="EUR")


def _stage(quantity: Quantity) -> str:
    return quantity.claims[0].stage_label


# -- what can be planted --------------------------------------------------------------------------------------------


@lru_cache
def variants(section: Section, lab: str) -> tuple[Variant, ...]:
    """Every mistake of a lab that the tables offer, in a fixed order."""
    found = {"lab_sums": _sums, "lab_stages": _stages, "lab_precision": _precision, "lab_comparisons": _comparisons}
    return tuple(found[lab](section))


def _sums(section: Section) -> Iterator[Variant]:
    amounts = _amounts(section)
    relation = section.relations
    for one, other in ((a, b) for a in amounts for b in amounts if a is not b):
        part, whole = one.claims[0].id, other.claims[0].id
        certainty = relation.certainty(part, whole)
        overlap = any((part, whole) == (o.one, o.other) for o in relation.overlaps)
        if certainty == "stated":
            yield Variant(
                "a part is added to its whole",
                (part, whole),
                f'value["{part}"] + value["{whole}"]',
                f"Together, the {label_of(part)} and the {label_of(whole)} come to {shown(_plain_sum(one, other))}"
                f"{_both_stages(one, other)}.",
                f"{part} lies within {whole} by data/relations.csv, so the sum counts it again; the whole alone is the answer.",
                (f"x = {getting(section, whole)}",),
                f"The section puts the {label_of(whole)} at {{x}} ({_stage(other)}), the {label_of(part)} included.",
            )
            for third in amounts:
                name = third.claims[0].id
                if _unrelated(section, third, one) and _unrelated(section, third, other):
                    yield Variant(
                        "a part is added to its whole in a longer sum",
                        (name, part, whole),
                        " + ".join(f'value["{i}"]' for i in (name, part, whole)),
                        f"The {label_of(name)}, the {label_of(part)} and the {label_of(whole)} come to "
                        f"{shown(_plain_sum(third, one, other))}{_both_stages(third, one, other)}.",
                        f"{part} lies within {whole}; {name} is separate and may be added once the mixed stages are named.",
                        (
                            f"x = total(*(section.claim(c) for c in {[name, part, whole]}), label='sum without parts',",
                            "          heads_only=True, mixed_stages=True)",
                        ),
                        f"The {label_of(name)} and the {label_of(whole)}, the {label_of(part)} included, come to "
                        f"{{x}}{_both_stages(third, other)}.",
                    )
        elif certainty or overlap:
            kind = f"what perhaps lies within the other ({certainty}) is added" if certainty else "what may overlap is added"
            yield Variant(
                kind,
                (part, whole),
                f'value["{part}"] + value["{whole}"]',
                f"Together, the {label_of(part)} and the {label_of(whole)} come to {shown(_plain_sum(one, other))}"
                f"{_both_stages(one, other)}.",
                f"How {part} and {whole} relate is not stated (data/relations.csv), so the sum is a range and not a number.",
                (f"x = total(*(section.claim(c) for c in {[part, whole]}), label='sum', mixed_stages=True)",),
                f"Together, the {label_of(part)} and the {label_of(whole)} come to {{x}}{_both_stages(one, other)}, "
                "depending on how far they cover the same money.",
            )


def _plain_sum(*quantities: Quantity) -> Quantity:
    """The sum as a careless writer has it: the values added as if each were exact to the coarsest resolution."""
    value, step = sum(q.best for q in quantities), max(q.claims[0].resolution for q in quantities)
    return Quantity(value, value - step / 2, value + step / 2, quantities[0].unit, "", ())


def _both_stages(*quantities: Quantity) -> str:
    stages = list(dict.fromkeys(_stage(q) for q in quantities))
    return f", mixing what is {words.listing(stages).text}" if len(stages) > 1 else f" ({stages[0]})"


def _unrelated(section: Section, one: Quantity, other: Quantity) -> bool:
    """Whether nothing in the relations joins two claims, not even by way of a third."""
    if one.claims[0].id == other.claims[0].id:
        return False
    return total(one, other, label="", mixed_stages=True, heads_only=True).value == one.best + other.best


def _stages(section: Section) -> Iterator[Variant]:
    units = defaultdict(list)
    known = {row["id"]: row for row in told_by_verbs(section.rows("stages"))}
    money = [row for row in known.values() if row["kind"] == "money"]
    for quantity in section.claims():
        if quantity.stages and (quantity.unit == "EUR" or quantity.unit in _called(section, "unlisted")):
            units[quantity.unit].append(quantity)
    for group in units.values():
        for one, other in combinations(group, 2):
            if one.stages == other.stages or not _unrelated(section, one, other):
                continue
            ids = [q.claims[0].id for q in (one, other)]
            stages = [q.stages[0] for q in (one, other)]
            said = next(known[s]["label"] for s in (*stages, *(row["id"] for row in money)) if s in known)
            yield Variant(
                "stages are mixed and told as a single stage",
                tuple(ids),
                f'value["{ids[0]}"] + value["{ids[1]}"]',
                f"Together, the {label_of(ids[0])} and the {label_of(ids[1])} come to {shown(_plain_sum(one, other))}, all {said}.",
                f"{ids[0]} is {_stage(one)}, {ids[1]} is {_stage(other)}. The sum may stand only if the sentence names both; "
                "telling each by itself is as good an answer.",
                (f"x = total(*(section.claim(c) for c in {ids}), label='sum over stages', mixed_stages=True)",),
                f"Together, the {label_of(ids[0])} and the {label_of(ids[1])} come to {{x}}{_both_stages(one, other)}.",
            )
    for quantity in units["EUR"]:
        claim = quantity.claims[0]
        wrong = [row["label"] for row in money if row["id"] != claim.stage]
        unpaid = [PAID] if claim.stage != payment(section.rows("stages")) else []
        for said in dict.fromkeys((*wrong, *unpaid)):
            yield Variant(
                "an amount is moved to another stage",
                (claim.id,),
                f'value["{claim.id}"]',
                f"The section puts the {label_of(claim.id)} at {hedged(quantity)} ({said}).",
                f"{claim.id} is {claim.stage_label}, not {said}: {section.row('stages', claim.stage)['meaning']}",
                (f"x = {getting(section, claim.id)}",),
                f"The section puts the {label_of(claim.id)} at {{x}} ({claim.stage_label}).",
            )


def _precision(section: Section) -> Iterator[Variant]:
    yield from _hedges_dropped(section)
    yield from _hedges_elsewhere(section)
    yield from _digits_too_many(section)
    yield from _floors_forgotten(section)


def _hedges_dropped(section: Section) -> Iterator[Variant]:
    for quantity in section.claims():
        claim = quantity.claims[0]
        if claim.qualifier == "exact":
            continue
        for exactly in ("", "exactly "):
            yield Variant(
                "the hedge is dropped",
                (claim.id,),
                f'value["{claim.id}"]',
                f"The section puts the {label_of(claim.id)} at {exactly}{shown(quantity)} ({claim.stage_label}).",
                f"The section says “{claim.printed}”; without the hedge a bound becomes an exact figure.",
                (f"x = {getting(section, claim.id)}",),
                f"The section puts the {label_of(claim.id)} at {{x}} ({claim.stage_label}).",
            )


def _hedges_elsewhere(section: Section) -> Iterator[Variant]:
    for row in section.rows("evidence"):
        if row["value"] is None or row["qualifier"] == "exact" or row["kind"] != "check" or row["verdict"] == "not_found":
            continue
        quantity = section.evidence(row["id"])
        yield Variant(
            "the hedge of another source is dropped",
            (row["id"],),
            f'value["{row["id"]}"]',
            f"{row['publisher']} gives {shown(quantity)} for the {label_of(row['claim'])}.",
            f"The source hedges the figure with “{words.HEDGES[row['qualifier']]}” (data/evidence.csv).",
            (f"x = {getting(section, row['id'])}",),
            f"{row['publisher']} gives {{x}} for the {label_of(row['claim'])}.",
        )


def _digits_too_many(section: Section) -> Iterator[Variant]:
    for part, whole, result in _stated_shares(section):
        for more in (1, 2):
            yield Variant(
                "too many digits",
                (part, whole),
                f'value["{part}"] / value["{whole}"] * 100',
                f"The {label_of(part)} makes up {shown(result, more)} of the {label_of(whole)}.",
                f"Both amounts are rounded; their share lies anywhere in {result.range.text}, so the last digits say nothing.",
                (f"x = share({getting(section, part)}, {getting(section, whole)})",),
                f"The {label_of(part)} makes up {{x}} of the {label_of(whole)}.",
            )


def _floors_forgotten(section: Section) -> Iterator[Variant]:
    for row in section.rows("evidence"):
        if row["unit"] != _called(section, "carriers") or row["component"] != max(_carriers(section)):
            continue
        aid, flights = row["claim"], row["id"]
        operation = section.name(section.row("claims", aid)["instrument"])
        result = per(section.claim(aid), section.evidence(flights), label="mean load")
        told = _called(section, "carried").replace("{operation}", operation)
        yield Variant(
            "a quotient forgets that it comes from a floor",
            (aid, flights),
            f'value["{aid}"] / value["{flights}"]',
            told.replace("{load}", shown(result)),
            f"{aid} is “{section.claim(aid).claims[0].printed}”, so the mean is a floor as well.",
            (f"x = per({getting(section, aid)}, {getting(section, flights)}, label='mean load')",),
            told.replace("{load}", "{x}"),
        )


def _carriers(section: Section) -> list[str]:
    return [row["component"] for row in section.rows("evidence") if row["unit"] == _called(section, "carriers")]


def _stated_shares(section: Section) -> Iterator[tuple[str, str, Quantity]]:
    for row in section.rows("relations"):
        if row["kind"] == "part_of" and row["certainty"] == "stated":
            yield row["part"], row["whole"], share(section.claim(row["part"]), section.claim(row["whole"]))


def _comparisons(section: Section) -> Iterator[Variant]:
    yield from _years_compared(section)
    yield from _money_per_person(section)
    yield from _means(section)


def _yearly_of_all(section: Section) -> list[dict]:
    """Rows of context that count something of a calendar year for all countries together."""
    code = _called(section, "allCountries")
    return [row for row in section.rows("context") if code and row["country"] == code and row["date_end"] and row["year"]]


def _in_a_year(section: Section, measure: str) -> list[str]:
    """The ids of what is known of a measure, by its name, per year of a period."""
    yearly = _called(section, "yearly")
    return [row["id"] for row in section.rows("context") if yearly and row["measure"] == measure + yearly and row["date_end"]]


def _years_compared(section: Section) -> Iterator[Variant]:
    arrivals = [row["id"] for row in _yearly_of_all(section)]
    for one, other in zip(arrivals, arrivals[1:]):
        for third in (a for a in arrivals if a not in (one, other)):
            result = ratio(
                add(section.context(one), section.context(other), label=""), section.context(third), label="", mixed_periods=True
            )
            yield Variant(
                "several years are set against a single one",
                (one, other, third),
                f'(value["{one}"] + value["{other}"]) / value["{third}"] * 100',
                f"Counted together, the {label_of(one)} and the {label_of(other)} come to {shown(result)} of the {label_of(third)}.",
                "The upper side covers more years than the lower one; a mean per year, or as many years on both sides, compares like "
                "with like.",
                (
                    f"both = add({getting(section, one)}, {getting(section, other)}, label='arrivals in both years')",
                    f"x, y = mean_per_year(both), {getting(section, third)}",
                ),
                f"On average {{x}} people a year were counted among the {label_of(one)} and the {label_of(other)}, against {{y}} for "
                f"the {label_of(third)}.",
                "x, y",
            )
    for row in section.rows("context"):
        if not _called(section, "yearly") or row["qualifier"] != "exact" or not row["date_end"] or row["year"]:
            continue
        for other in _in_a_year(section, row["measure"]):
            result = naive_quotient(section.context(row["id"]), section.context(other))
            yield Variant(
                "a figure for several years is set against a yearly one",
                (row["id"], other),
                f'value["{row["id"]}"] / value["{other}"]',
                f"The {label_of(row['id'])} are {shown(result)} times the {label_of(other)}.",
                f"{row['id']} covers the whole scheme, {other} a single year.",
                (f"x, y = mean_per_year({getting(section, row['id'])}), {getting(section, other)}",),
                f"The {label_of(row['id'])} come to {{x}} in a mean year, against {{y}} for the {label_of(other)}.",
                "x, y",
            )


def _money_per_person(section: Section) -> Iterator[Variant]:
    for money in _amounts(section):
        claim = money.claims[0]
        for row in section.rows("context"):
            own = _called(section, "population") and row["partner"] and row["partner"] == claim.partner
            if not own or row["unit"] != "people" or row["measure"] == _called(section, "population"):
                continue
            yield Variant(
                "money gathered over years is divided by the people of a day",
                (claim.id, row["id"]),
                f'value["{claim.id}"] / value["{row["id"]}"]',
                f"Divided by the {label_of(row['id'])}, the {label_of(claim.id)} comes to EUR {{x:,.0f}} for each person.",
                "Rule 8: the money runs over years or has no dates, the people are those of a day, and host communities share in it. "
                "Both numbers may stand side by side, without a quotient.",
                (f"x, y = {getting(section, claim.id)}, {getting(section, row['id'])}",),
                f"The section puts the {label_of(claim.id)} at {{x}} ({claim.stage_label}). The {label_of(row['id'])} number {{y}}.",
                "x, y",
            )


def _shared_claims(section: Section) -> Iterator[tuple[str, str, dict]]:
    """A claim and that of the countries which share in it: told in the same paragraph, of the same stage and period.

    With them what rows of context for single countries have in common with the claim.
    """
    told = ("paragraph", "stage", "period_start", "period_end")
    for countries in (row for row in section.rows("claims") if row["unit"] == "countries"):
        for row in section.rows("claims"):
            if row is not countries and row["period_start"] and all(row[field] == countries[field] for field in told):
                yield row["id"], countries["id"], {"unit": row["unit"], "stage": row["stage"]}


def _shared_years(section: Section) -> Iterator[tuple[str, str, dict]]:
    """What is counted of a year for all countries together, and how many countries these were; with them what single ones share."""
    code = _called(section, "allCountries")
    numbers = [r for r in section.rows("context") if code and r["country"] == code and r["unit"] == "countries" and r["date_end"]]
    for row in _yearly_of_all(section):
        for number in numbers:
            if number["date"][:4] <= row["date"][:4] <= number["date_end"][:4]:
                yield row["id"], number["id"], {"measure": row["measure"], "year": row["year"]}


def _means(section: Section) -> Iterator[Variant]:
    if not (code := _called(section, "allCountries")):
        return
    rows = [
        row for row in section.rows("context") if row["country"] not in (None, code) and not row["label"].endswith("per year")
    ]
    for whole, countries, alike in (*_shared_claims(section), *_shared_years(section)):
        by_country = defaultdict(list)
        for row in rows:
            if all(row[field] == value for field, value in alike.items()):
                by_country[row["country"]].append(row)
        if not by_country:
            continue
        largest = max(by_country.values(), key=lambda found: sum(row["value"] for row in found))
        mean = naive_quotient(find(section, whole), find(section, countries))
        parts = ", ".join(getting(section, row["id"]) for row in largest)
        made = f"{largest[0]['unit']} {section.stage_label(largest[0]['stage'])}"
        country = re.split(r" (?:by|in) ", largest[0]["label"])[-1].split(",")[0]
        yield Variant(
            "a mean hides how unequal the parts are",
            (whole, countries),
            f'value["{whole}"] / value["{countries}"]',
            f"Shared among the {label_of(countries)}, the {label_of(whole)} come to {shown(mean)} for each.",
            f"{country} alone holds a large part (data/context.csv), so the mean is right for hardly any country. Any sentence that "
            "shows the spread will do.",
            (
                f"x = per({getting(section, whole)}, {getting(section, countries)}, label='mean per country', mixed_periods=True)",
                f"largest = add({parts}, label='{made} by {country}')" if len(largest) > 1 else f"largest = {parts}",
                f"y = ratio(largest, {getting(section, whole)}, label='share of {country}')",
            ),
            f"Shared among the {label_of(countries)}, the {label_of(whole)} come to {{x}} for each on average, but {country} alone "
            "stands for {y} of them.",
            "x, y",
        )


# -- what holds -----------------------------------------------------------------------------------------------------


@lru_cache
def holding(section: Section) -> tuple[Variant, ...]:
    """Lines that hold as they are, to stand beside the planted one."""
    lines = []
    for quantity in section.claims():
        claim = quantity.claims[0]
        number = f'value["{claim.id}"]'
        if quantity.stages and quantity.unit in ("EUR", "tonnes"):
            text = f"The section puts the {label_of(claim.id)} at {hedged(quantity)} ({claim.stage_label})."
        elif claim.unit not in (*MEASURED, *_called(section, "unlisted")):
            stage = f" ({_stage(quantity)})" if quantity.stages else ""
            text = f"The section counts {shown(quantity)} {label_of(claim.id)}{stage}."
        else:
            continue
        lines.append(Variant("", (claim.id,), number, text, ""))
    for one, other in combinations(_amounts(section), 2):
        if one.stages != other.stages and _unrelated(section, one, other):
            ids = tuple(q.claims[0].id for q in (one, other))
            text = f"Together, the {label_of(ids[0])} and the {label_of(ids[1])} come to {shown(_plain_sum(one, other))}"
            number = " + ".join(f'value["{i}"]' for i in ids)
            lines.append(Variant("", ids, number, f"{text}{_both_stages(one, other)}.", ""))
    for part, whole, result in _stated_shares(section):
        number = f'value["{part}"] / value["{whole}"] * 100'
        lines.append(
            Variant("", (part, whole), number, f"The {label_of(part)} makes up {shown(result)} of the {label_of(whole)}.", "")
        )
        rest = remainder(section.claim(whole), section.claim(part), label="")
        number = f'value["{whole}"] - value["{part}"]'
        lines.append(
            Variant(
                "", (whole, part), number, f"Without the {label_of(part)}, {shown(rest)} is left of the {label_of(whole)}.", ""
            )
        )
    for row in section.rows("context"):
        if not _called(section, "population") or row["measure"] != _called(section, "population") or not row["partner"]:
            continue
        same = {"measure": _called(section, "ofPopulation"), "country": row["country"], "year": row["year"]}
        for people in (
            other["id"] for other in section.rows("context") if all(other[field] == value for field, value in same.items())
        ):
            result = ratio(section.context(people), section.context(row["id"]), label="")
            if result.value and result.value >= 1:
                text = f"The {label_of(people)} are {shown(result)} of the {label_of(row['id'])}."
                number = f'value["{people}"] / value["{row["id"]}"] * 100'
                lines.append(Variant("", (people, row["id"]), number, text, ""))
    return tuple(lines)
