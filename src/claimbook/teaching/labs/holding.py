"""Teachers only: the lines that hold, to stand beside those that do not.

Whatever is done with claims in a line that is wrong is done in lines that hold too, so that a sum or a quotient is not wrong for
being one. No line here adds over several stages: the rules allow that where all are named, and a reader need not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations

from claimbook import wording as words
from claimbook.core.arithmetic import add, per, ratio, remainder, share
from claimbook.core.quantities import ArithmeticRuleError, Printed, Quantity
from claimbook.core.section import Section
from claimbook.teaching.labs.again import find
from claimbook.teaching.labs.found import (
    agreements,
    carried,
    checks,
    in_years,
    means,
    money_and_people,
    stated_parts,
    step_of,
    unrelated,
)
from claimbook.teaching.labs.stages_told import reached
from claimbook.teaching.labs.templates import (
    Plain,
    Variant,
    amount,
    called,
    hedge_of,
    hedged,
    is_name,
    is_told_plainly,
    of_one,
    of_quotient,
    of_sum,
    shown,
    stage_of,
    the,
    value,
    verb,
)

#: Units of which no line says "the section counts so many", whatever the report: what is measured.
MEASURED = ("EUR", "tonnes", "years")


@lru_cache
def holding(section: Section) -> tuple[Variant, ...]:
    """Every line that holds, in a fixed order."""
    found = (_figures, _pairs, _agreements, _sources, _sums, _shares, _loads, _years, _times, _beside, _populations, _means)
    return tuple(variant for lines in found for variant in lines(section))


def _figures(section: Section) -> Iterator[Variant]:
    for quantity in section.claims():
        claim = quantity.claim
        if quantity.stages and quantity.unit in ("EUR", "tonnes"):
            yield Variant("amount", (of_one(claim.id),), f"The section puts {amount(section, quantity)}.")
        elif claim.unit not in (*MEASURED, *called(section, "unlisted")):
            text = f"{shown(quantity)} {{label['{claim.id}']}}{stage_of(section, quantity)}."
            yield Variant("count", (of_one(claim.id),), f"The section counts {text}")
            if quantity.low == quantity.high:
                yield Variant("count", (of_one(claim.id),), f"The section counts exactly {text}")


def _pairs(section: Section) -> Iterator[Variant]:
    """Two amounts side by side, each with its stage, and no sum."""
    for one, other in combinations(section.claims(unit="EUR"), 2):
        if one.stages != other.stages and unrelated(section, one, other):
            text = f"The section puts {amount(section, one)} and {amount(section, other, 'y')}."
            yield Variant("pair", (of_one(one.claim.id), of_one(other.claim.id)), text)


def _agreements(section: Section) -> Iterator[Variant]:
    """Agreements at several stages, told by what all have come to: what is in force was signed."""
    for one, other in agreements(section):
        ids = [q.claim.id for q in (one, other)]
        least = min((one, other), key=lambda q: step_of(section, q.claim.stage))
        if all(least.claim.stage in reached(section, q.claim.stage) for q in (one, other)):
            text = f"Together, {the(section, ids[0])} and {the(section, ids[1])} come to {{x:.0f}} {one.unit}, all {least.claim.stage_label}."
            yield Variant("sum", (of_sum(*ids),), text)


def _sources(section: Section) -> Iterator[Variant]:
    for row in checks(section):
        quantity = section.evidence(row["id"])
        text = f"Another source ({row['publisher']}) gives {hedged(quantity)} for {the(section, row['claim'], True)}."
        yield Variant("amount", (of_one(row["id"]),), text)


def _sums(section: Section) -> Iterator[Variant]:
    """What a source lists side by side, added: separate parts of the same whole, of the same stage."""
    for parts in _listed(section):
        quantities = [find(section, part) for part in parts]
        try:
            result = add(*quantities, label="sum")
        except ArithmeticRuleError:
            continue
        if len(result.stages) < 2 and is_told_plainly(result):
            named = words.listing([the(section, part, part == parts[-1]) for part in parts]).text
            yield Variant("sum", (of_sum(*parts),), f"Together, {_enclosed(section, named, parts)} come to {_unit(result)}.")


def _enclosed(section: Section, named: str, parts: list[str]) -> str:
    """A list of names; a comma ends it where the last name holds one."""
    return named + the(section, parts[-1])[len(the(section, parts[-1], True)) :]


def _unit(result: Quantity) -> str:
    """The number with its unit."""
    return hedged(result) if result.unit in ("EUR", "tonnes") else f"{hedged(result)} {result.unit}"


def _listed(section: Section) -> Iterator[list[str]]:
    """Outside parts that may be added: those that make up their whole, and what is counted of two countries."""
    parts = defaultdict(list)
    for part, whole in stated_parts(section, outside=True):
        if is_name(section, part) and find(section, part).claims[0].qualifier == "exact":
            parts[whole].append(part)
    countries = {row["id"]: row["country"] for row in section.rows("context")}
    for whole, listed in parts.items():
        for few in (*combinations(listed, 2), *combinations(listed, 3)):
            if sum(find(section, part).value for part in few) == find(section, whole).value:
                yield list(few)
        yield from ([a, b] for a, b in zip(listed, listed[1:]) if countries.get(a) and countries[a] != countries.get(b))


def _shares(section: Section) -> Iterator[Variant]:
    for part, whole in stated_parts(section):
        one, other = section.claim(part), section.claim(whole)
        result, rest = share(one, other), remainder(other, one)
        text = f"{_upper(the(section, part))} {verb(section, part, 'makes', 'make')} up {hedged(result)} of {the(section, whole, True)}."
        if is_told_plainly(result):
            yield Variant("share", (of_quotient(part, whole, " * 100"),), text)
        text = f"Without {the(section, part, True)}, {hedged(rest)} is left of {the(section, whole, True)}."
        if is_told_plainly(rest):
            yield Variant("rest", (Plain(f"{value(whole)} - {value(part)}", (whole, part)),), text)


def _upper(text: str) -> str:
    return text[0].upper() + text[1:]


def _loads(section: Section) -> Iterator[Variant]:
    for mass, carriers in carried(section):
        result = per(find(section, mass), find(section, carriers), label="mean load", mixed_stages=True)
        if is_told_plainly(result):
            yield Variant("quotient", (of_quotient(mass, carriers),), load_told(section, mass, carriers, hedged(result)))


def load_told(section: Section, mass: str, carriers: str, load: str) -> str:
    """A sentence on the mean load of what carries a mass."""
    comes = verb(section, mass, "comes", "come")
    return f"{_upper(the(section, mass))} {comes} to {load} tonnes for each of {the(section, carriers, True)}."


def _years(section: Section) -> Iterator[Variant]:
    """A part of what is counted for all countries in a year, as per cent of all in the same year."""
    for part, whole in stated_parts(section, outside=True):
        one, other = find(section, part), find(section, whole)
        rows = {row["id"]: row for row in section.rows("context")}
        if part in rows and whole in rows and rows[part]["year"] and rows[part]["year"] == rows[whole]["year"]:
            result = ratio(one, other, label="part of a year")
            if result.best >= 1 and is_told_plainly(result):
                text = f"{_upper(the(section, part))} {verb(section, part, 'comes', 'come')} to {hedged(result)} of {the(section, whole, True)}."
                yield Variant("share", (of_quotient(part, whole, " * 100"),), text)


def _times(section: Section) -> Iterator[Variant]:
    """Figures for the same years set against one another."""
    for one, other in combinations(in_years(section), 2):
        large, small = (one, other) if one["value"] > other["value"] else (other, one)
        same = all(one[field] == other[field] for field in ("measure", "date", "date_end"))
        if not same or large["value"] == small["value"]:
            continue
        result = per(section.context(large["id"]), section.context(small["id"]), label="times")
        if not is_told_plainly(result):
            continue
        text = f"{_upper(the(section, large['id']))} are {hedged(result)} times {the(section, small['id'], True)}."
        yield Variant("quotient", (of_quotient(large["id"], small["id"]),), text)


def _beside(section: Section) -> Iterator[Variant]:
    """Money beside people, and nothing divided."""
    for money, people in money_and_people(section):
        text = beside_told(section, money, people, hedged(money), "{y:,.0f}")
        yield Variant("pair", (of_one(money.claim.id), of_one(people["id"])), text)


def beside_told(section: Section, money: Printed, people: dict, euro: str, number: str) -> str:
    """A sentence with an amount and a number of people side by side."""
    stage = stage_of(section, money)
    return f"The section puts {the(section, money.claim.id, True)} at {euro}{stage}, and {the(section, people['id'])} number {number}."


def _populations(section: Section) -> Iterator[Variant]:
    if not called(section, "population"):
        return
    for row in section.rows("context"):
        if row["measure"] != called(section, "population") or not row["partner"]:
            continue
        same = {"measure": called(section, "ofPopulation"), "country": row["country"], "year": row["year"]}
        for other in section.rows("context"):
            if any(other[field] != wanted for field, wanted in same.items()):
                continue
            result = ratio(section.context(other["id"]), section.context(row["id"]), label="")
            if result.best >= 1 and is_told_plainly(result):
                text = f"{_upper(the(section, other['id']))} {verb(section, other['id'], 'comes', 'come')} to {hedged(result)} of {the(section, row['id'], True)}."
                yield Variant("share", (of_quotient(other["id"], row["id"], " * 100"),), text)


def _means(section: Section) -> Iterator[Variant]:
    """A mean with what the largest of the parts stands for, where that is told as a single number."""
    for mean in means(section):
        y = mean.part_of_largest
        if not (is_told_plainly(y) and is_told_plainly(mean.mean)) or hedge_of(y):
            continue
        upper = value(mean.largest[0]) if len(mean.largest) == 1 else f"({' + '.join(map(value, mean.largest))})"
        numbers = (
            of_quotient(mean.whole, mean.countries),
            Plain(f"{upper} / {value(mean.whole)} * 100", (*mean.largest, mean.whole)),
        )
        yield Variant(
            "mean", numbers, mean_told(section, mean.whole, mean.countries, mean.country, hedged(mean.mean), shown(y, name="y"))
        )


def mean_told(section: Section, whole: str, countries: str, country: str, mean: str, largest: str) -> str:
    """A sentence with a mean over countries and what the largest stands for."""
    return (
        f"Shared among {the(section, countries, True)}, {the(section, whole)} come to {mean} for each on average, but {country} alone "
        f"stands for {largest} of them."
    )
