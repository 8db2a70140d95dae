"""What the tables offer that lines of a brief can be made of, wrong or right."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from claimbook.core.arithmetic import add, per, ratio, total
from claimbook.core.claims import FIGURE_TABLES
from claimbook.core.quantities import Printed, Quantity
from claimbook.core.section import Section
from claimbook.core.stages import ordinary, payment, told_by_verbs
from claimbook.teaching.labs.again import find
from claimbook.teaching.labs.templates import called


def unrelated(section: Section, one: Printed, other: Printed) -> bool:
    """Whether nothing in the relations joins two claims, not even by way of a third."""
    if one.claim.id == other.claim.id:
        return False
    return total(one, other, label="", mixed_stages=True, heads_only=True).value == one.value + other.value


def single(section: Section, **where: object) -> list[Printed]:
    """The claims of the section, chosen as ``section.claims`` does, that print a single number: of a range or a fraction no line shows one."""
    return [quantity for quantity in section.claims(**where) if not quantity.claim.worded]


def stated_parts(section: Section, outside: bool = False) -> Iterator[tuple[str, str]]:
    """Part and whole by their ids, where that is stated: of the section, or with a part from outside, both with a value."""
    known = {row["id"] for table in FIGURE_TABLES for row in section.rows(table) if row["value"] is not None}
    for row in section.optional("outside_relations") if outside else section.rows("relations"):
        if row["kind"] == "part_of" and row["certainty"] == "stated" and {row["part"], row["whole"]} <= known:
            one, other = find(section, row["part"]), find(section, row["whole"])
            if one.outside == outside and not one.claim.worded and not other.claim.worded:
                yield row["part"], row["whole"]


def named_sums(section: Section) -> Iterator[list[Printed]]:
    """Pairs and threes of amounts that may be added if each stage is named, and of which each is told by a verb, or a single one by its label.

    What is known to have come to different steps stays apart, as an announced and a managed amount: their sum stands at no stage, and the
    chapters advise against it. What is only planned stays out: a reader adds no plan to what was done.
    """
    rows = section.rows("stages")
    verbs = {row["id"] for row in told_by_verbs(rows)}
    told = [q for q in single(section, unit="EUR") if q.claim.stage in verbs | ordinary(rows, q.claim.label)]
    apart = {(a.claim.id, b.claim.id) for a, b in combinations(told, 2) if a.stages != b.stages and unrelated(section, a, b)}
    for several in (*combinations(told, 2), *combinations(told, 3)):
        by_label = sum(q.claim.stage not in verbs for q in several)
        alone = all((a.claim.id, b.claim.id) in apart for a, b in combinations(several, 2))
        if by_label < 2 and alone and at_one_step(section, several):
            yield list(several)
            if len(several) > 2:  # in either order, or that of a mistake would tell it
                yield list(several[::-1])


def at_one_step(section: Section, amounts: Iterable[Printed]) -> bool:
    """Whether no amount is known to have come further than another: of a running total or a package that is not known."""
    steps = (called(section, "steps") or {}).get("money", ())
    return len({at for q in amounts for at, step in enumerate(steps) if q.claim.stage in step}) < 2


def step_of(section: Section, stage: str | None) -> int:
    """How far a stage goes among those of its kind: payment furthest, and what is not among the steps, as a running total, least."""
    if stage == payment(section.rows("stages")):
        return len((called(section, "steps") or {}).get("money", ()))
    for steps in (called(section, "steps") or {}).values():
        for at, step in enumerate(steps):
            if stage in step:
                return at
    return 0


def agreements(section: Section) -> Iterator[tuple[Printed, Printed]]:
    """Two counts of things that have stages of their own, such as agreements, at different steps."""
    found = [q for q in section.claims() if q.unit in called(section, "unlisted") and q.stages]
    for one, other in combinations(found, 2):
        if one.unit == other.unit and step_of(section, one.claim.stage) != step_of(section, other.claim.stage):
            if unrelated(section, one, other):
                yield one, other


def checks(section: Section) -> list[dict]:
    """Rows of evidence in which another source gives the figure of a claim, in euro or tonnes."""
    rows = section.rows("evidence")
    kept = (row for row in rows if row["value"] is not None and row["kind"] == "check" and row["verdict"] != "not_found")
    return [row for row in kept if row["unit"] in ("EUR", "tonnes")]


def carried(section: Section) -> Iterator[tuple[str, str]]:
    """What was carried and by how many, by their ids: rows of evidence of the same day, and the claim with the latest of them."""
    rows = [row for row in section.rows("evidence") if row["value"] is not None]
    carriers = [row for row in rows if called(section, "carriers") and row["unit"] == called(section, "carriers")]
    for row in carriers:
        day = str(row["component"]).partition("_")[2]
        mass = [
            one["id"]
            for one in rows
            if one["claim"] == row["claim"] and one is not row and str(one["component"]).partition("_")[2] == day
        ]
        yield from ((one, row["id"]) for one in mass if find(section, one).unit == "tonnes")
    if carriers:
        latest = max(carriers, key=lambda row: str(row["component"]))
        if section.claim(latest["claim"]).unit == "tonnes":
            yield latest["claim"], latest["id"]


def yearly_of_all(section: Section) -> list[dict]:
    """Rows of context that count something of a calendar year for all countries together."""
    code = called(section, "allCountries")
    return [row for row in section.rows("context") if code and row["country"] == code and row["date_end"] and row["year"]]


def in_years(section: Section) -> list[dict]:
    """Rows of context that count something over several years, of a measure that others count per year."""
    rows = section.rows("context")
    yearly = called(section, "yearly")
    measures = {row["measure"].removesuffix(yearly) for row in rows if yearly and str(row["measure"]).endswith(yearly)}
    return [r for r in rows if r["measure"] in measures and r["qualifier"] == "exact" and r["date_end"] and not r["year"]]


def per_year(section: Section, measure: str) -> list[str]:
    """The ids of what is known of a measure, by its name, per year of a period."""
    yearly = called(section, "yearly")
    return [row["id"] for row in section.rows("context") if row["measure"] == measure + yearly and row["date_end"]]


def money_and_people(section: Section) -> Iterator[tuple[Printed, dict]]:
    """An amount for a partner, and a number of people there on a day."""
    population = called(section, "population")
    for money in single(section, unit="EUR"):
        for row in section.rows("context"):
            there = population and row["partner"] and row["partner"] == money.claim.partner
            if there and row["unit"] == "people" and row["date_of"] == "count" and row["measure"] != population:
                yield money, row


# -- means over countries ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Mean:
    """A mean over countries, by the ids of the whole and of the number of countries, and the country with the largest part."""

    whole: str
    countries: str
    largest: tuple[str, ...]
    country: str
    #: What the largest part is called in a result: "places pledged by Germany".
    made: str
    mean: Quantity
    part_of_largest: Quantity


def means(section: Section) -> Iterator[Mean]:
    """Means over countries of which the parts of some are known."""
    code = called(section, "allCountries")
    if not code:
        return
    rows = [r for r in section.rows("context") if r["country"] not in (None, code) and not r["label"].endswith("per year")]
    for whole, countries, alike in (*_shared_claims(section), *_shared_years(section)):
        by_country = defaultdict(list)
        for row in rows:
            if all(row[field] == value for field, value in alike.items()):
                by_country[row["country"]].append(row)
        if not by_country:
            continue
        largest = max(by_country.values(), key=lambda found: sum(row["value"] for row in found))
        ids = tuple(row["id"] for row in largest)
        parts = [section.context(one) for one in ids]
        one = add(*parts, label="largest") if len(parts) > 1 else parts[0]
        country = re.split(r" (?:by|in) ", largest[0]["label"])[-1].split(",")[0]
        mean = per(find(section, whole), find(section, countries), label="mean", mixed_periods=True)
        part = ratio(one, find(section, whole), label="largest part")
        made = f"{largest[0]['unit']} {section.stage_label(largest[0]['stage'])}".strip()
        yield Mean(whole, countries, ids, country, f"{made} by {country}", mean, part)


def _shared_claims(section: Section) -> Iterator[tuple[str, str, dict]]:
    """A claim and that of the countries which share in it: told in the same paragraph, of the same stage and period.

    With them what rows of context for single countries have in common with the claim.
    """
    told = ("paragraph", "stage", "period_start", "period_end")
    for countries in (row for row in section.rows("claims") if row["unit"] == "countries"):
        for row in section.rows("claims"):
            if row is not countries and row["period_start"] and all(row[field] == countries[field] for field in told):
                same = {"unit": row["unit"], "stage": row["stage"]}
                yield row["id"], countries["id"], same | {"date": row["period_start"], "date_end": row["period_end"]}


def _shared_years(section: Section) -> Iterator[tuple[str, str, dict]]:
    """What is counted of a year for all countries together, and how many countries these were; with them what single ones share."""
    code = called(section, "allCountries")
    numbers = [r for r in section.rows("context") if code and r["country"] == code and r["unit"] == "countries" and r["date_end"]]
    for row in yearly_of_all(section):
        for number in numbers:
            if number["date"][:4] <= row["date"][:4] <= number["date_end"][:4]:
                yield row["id"], number["id"], {"measure": row["measure"], "year": row["year"]}
