"""The lines of briefs that hold, to stand beside those that do not.

Whatever is done with claims in a line that is wrong is done in lines that hold too, so that a sum or a quotient is not wrong for
being one, nor for its wording. A sum over several stages names each behind its amount, as the rules ask.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations

from claimbook.core.arithmetic import add, per, ratio, remainder, share, total
from claimbook.core.quantities import ArithmeticRuleError, Printed
from claimbook.core.section import Section
from claimbook.core.stages import PAID
from claimbook.teaching.labs.again import find
from claimbook.teaching.labs.found import (
    Mean,
    agreements,
    carried,
    checks,
    in_years,
    means,
    named_sums,
    single,
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
    literal,
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
from claimbook.wording.units import RATES

#: Units of which no line says "the section counts so many", whatever the report: what is measured.
MEASURED = ("EUR", "tonnes", "years")


@lru_cache
def holding(section: Section) -> tuple[Variant, ...]:
    """Every line that holds, in a fixed order."""
    amounts = (_figures, _hedges, _pairs, _sources, _paid, _sums, _named_sums, _ranges, _agreements)
    comparisons = (_shares, _loads, _years, _times, _populations, _means)
    return tuple(variant for lines in (*amounts, *comparisons) for variant in lines(section))


def _figures(section: Section) -> Iterator[Variant]:
    for quantity in single(section):
        claim = quantity.claim
        if quantity.stages and quantity.unit in ("EUR", "tonnes"):
            yield Variant("amount", (of_one(claim.id),), f"The section puts {amount(section, quantity)}.")
        elif claim.unit not in (*MEASURED, *RATES, *called(section, "unlisted")):
            text = f"{shown(quantity)} {{label['{claim.id}']}}{stage_of(section, quantity)}."
            yield Variant("count", (of_one(claim.id),), f"The section counts {text}")
            if quantity.low == quantity.high:
                yield Variant("count", (of_one(claim.id),), f"The section counts exactly {text}")


def _hedges(section: Section) -> Iterator[Variant]:
    """Hedges in other words that say the same."""
    other = {"nearly ": ("almost ", "just under "), "over ": ("more than ",), "at least ": ("no less than ",)}
    for quantity in single(section):
        if quantity.unit in ("EUR", "tonnes"):
            for hedge in other.get(hedge_of(quantity), ()):
                told = f"{the(section, quantity.claim.id, True)} at {hedge}{shown(quantity)}{stage_of(section, quantity)}"
                yield Variant("amount", (of_one(quantity.claim.id),), f"The section puts {told}.")


def _pairs(section: Section) -> Iterator[Variant]:
    """Two amounts side by side, each with its stage, and no sum."""
    for one, other in combinations(single(section, unit="EUR"), 2):
        if one.stages != other.stages and unrelated(section, one, other):
            text = f"The section puts {amount(section, one)} and {amount(section, other, 'y')}."
            yield Variant("pair", (of_one(one.claim.id), of_one(other.claim.id)), text)


def _agreements(section: Section) -> Iterator[Variant]:
    """Agreements at several stages, told by what all have come to: what is in force was signed."""
    for one, other in agreements(section):
        ids = [q.claim.id for q in (one, other)]
        least = min((one, other), key=lambda q: step_of(section, q.claim.stage))
        if all(least.claim.stage in reached(section, q.claim.stage) for q in (one, other)):
            text = f"Together, {the(section, ids[0])} and {the(section, ids[1])} come to {{x:.0f}} {one.unit}, all {literal(least.claim.stage_label)}."
            yield Variant("sum", (of_sum(*ids),), text)


def _sources(section: Section) -> Iterator[Variant]:
    for row in checks(section):
        quantity = section.evidence(row["id"])
        yield Variant("amount", (of_one(row["id"]),), source_told(section, row, hedged(quantity)))


def source_told(section: Section, row: dict, figure: str) -> str:
    """A sentence on the figure that another source gives for a claim."""
    return f"Another source ({literal(row['publisher'])}) gives {figure} for {the(section, row['claim'], True)}."


def _paid(section: Section) -> Iterator[Variant]:
    """What another source says was paid."""
    for row in section.rows("evidence"):
        if row["value"] is not None and row["unit"] == "EUR" and row["label"].startswith(f"{PAID} "):
            text = f"Another source ({literal(row['publisher'])}) gives {hedged(section.evidence(row['id']))} as {{label['{row['id']}']}}."
            yield Variant("amount", (of_one(row["id"]),), text)


def _named_sums(section: Section) -> Iterator[Variant]:
    """Amounts of several stages, added with each stage behind its amount."""
    for several in named_sums(section):
        result = total(*several, label="sum", mixed_stages=True)
        if is_told_plainly(result):
            yield Variant("sum", (of_sum(*(q.claim.id for q in several)),), together(section, several, result))


def _ranges(section: Section) -> Iterator[Variant]:
    """Amounts that may cover the same money, told as the range that they come to."""
    for one, other in combinations(single(section, unit="EUR"), 2):
        result = total(one, other, label="sum", mixed_stages=True, heads_only=True)
        if result.value is None and one.stages != other.stages:
            named = [the(section, q.claim.id) + stage_of(section, q, in_sum=True) for q in (one, other)]
            code = f"total(section.claim('{one.claim.id}'), section.claim('{other.claim.id}'), mixed_stages=True)"
            text = f"Together, {named[0]} and {named[1]} come to {{x}}, depending on how far they cover the same money."
            yield Variant("sum", (Plain(code, (one.claim.id, other.claim.id)),), text)


def _sums(section: Section) -> Iterator[Variant]:
    """What a source lists side by side, added: separate parts of the same whole, of the same stage."""
    for parts in _listed(section):
        quantities = [find(section, part) for part in parts]
        try:
            result = add(*quantities, label="sum")
        except ArithmeticRuleError:
            continue
        if len(result.stages) < 2 and is_told_plainly(result):
            yield Variant("sum", (of_sum(*parts),), together(section, quantities, result))


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
        if is_told_plainly(result):
            yield Variant("share", (of_quotient(part, whole, " * 100"),), share_told(section, part, whole, hedged(result)))
        text = f"Without {the(section, part, True)}, {hedged(rest)} is left of {the(section, whole, True)}."
        if is_told_plainly(rest):
            yield Variant("rest", (Plain(f"{value(whole)} - {value(part)}", (whole, part)),), text)


def share_told(section: Section, part: str, whole: str, percent: str) -> str:
    """A sentence on what part makes up of its whole."""
    return f"{_upper(the(section, part))} {verb(section, part, 'makes', 'make')} up {percent} of {the(section, whole, True)}."


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


def divided_told(section: Section, one: str, people: str, each: str) -> str:
    """A sentence on what something comes to for each person of a number of people."""
    comes = verb(section, one, "comes", "come")
    return f"{_upper(the(section, one))} {comes} to {each} for each of {the(section, people, True)}."


def _years(section: Section) -> Iterator[Variant]:
    """A part of what is counted for all countries in a year, as per cent of all in the same year."""
    for part, whole in stated_parts(section, outside=True):
        one, other = find(section, part), find(section, whole)
        rows = {row["id"]: row for row in section.rows("context")}
        if part in rows and whole in rows and rows[part]["year"] and rows[part]["year"] == rows[whole]["year"]:
            result = ratio(one, other, label="part of a year")
            if result.best >= 1 and is_told_plainly(result):
                opens = f"{_upper(the(section, part))} {verb(section, part, 'comes', 'come')} to"
                yield Variant(
                    "share", (of_quotient(part, whole, " * 100"),), f"{opens} {hedged(result)} of {the(section, whole, True)}."
                )
                if result.low == result.high:  # of counts, so that any digit counts
                    fine = f"{opens} {shown(result, 1)} of {the(section, whole, True)}."
                    yield Variant("share", (of_quotient(part, whole, " * 100"),), fine)


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
        yield Variant("quotient", (of_quotient(large["id"], small["id"]),), f"Year for year, {text[0].lower()}{text[1:]}")


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
                comes = verb(section, other["id"], "comes", "come")
                text = f"{_upper(the(section, other['id']))} {comes} to {hedged(result)} of {the(section, row['id'], True)}."
                yield Variant("share", (of_quotient(other["id"], row["id"], " * 100"),), text)
            each = per(section.context(row["id"]), section.context(other["id"]), label="people to a refugee", mixed_periods=True)
            if is_told_plainly(each):
                text = divided_told(section, row["id"], other["id"], f"{hedged(each)} people")
                yield Variant("quotient", (of_quotient(row["id"], other["id"]),), text)


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
        yield Variant("mean", numbers, mean_told(section, mean, hedged(mean.mean), shown(y, name="y")))


def mean_told(section: Section, mean: Mean, each: str, largest: str = "") -> str:
    """A sentence with a mean over countries and what the largest stands for; without that it says that all are alike."""
    ends = (
        f"but {literal(mean.country)} alone stands for {largest} of them"
        if largest
        else f"and {literal(mean.country)} stands for no more than any other"
    )
    comes = verb(section, mean.whole, "comes", "come")
    return f"On average, {the(section, mean.whole)} {comes} to {each} for each of {the(section, mean.countries, True)}, {ends}."
