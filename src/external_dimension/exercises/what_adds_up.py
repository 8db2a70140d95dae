"""The right answers to the exercises of ``notebooks/what_adds_up.ipynb``, and what a misreading gives."""

from __future__ import annotations

from claimbook.core.arithmetic import total
from claimbook.core.section import Section
from claimbook.teaching.exercises import as_sure, exercise
from claimbook.teaching.made_up import amounts
from claimbook.teaching.naive_arithmetic import PART_AND_WHOLE, naive_sum


def _stated_parts(s: Section) -> set[str]:
    """The claims that are stated to lie inside others."""
    return {row["part"] for row in s.rows("relations") if (row["kind"], row["certainty"]) == ("part_of", "stated")}


@exercise(
    outcome="nest",
    hints=(
        "Which amounts are named for migration, and for nothing else?",
        "{turkiye_migration} + {egypt_migration} = …",
    ),
    again=(amounts.named_parts,),
)
def migration_parts(s: Section):
    """The amounts named for migration within larger ones."""
    parts = [s.claim(c) for c in ("turkiye_migration", "egypt_migration")]
    mauritania = s.claim("mauritania_support")
    return total(*parts, label="amounts named for migration", mixed_stages=True), [
        (
            naive_sum([*parts, mauritania]),
            "Mauritania's amount serves mixed purposes; it bounds the sum from above but is no part of it.",
        ),
        (
            naive_sum([s.claim("turkiye_total"), s.claim("egypt_package")]),
            "You added the wholes; asked for are the parts for migration.",
        ),
    ]


@exercise(
    outcome="nest",
    hints=(
        "Take the amounts with that verb, and leave out what lies inside another.",
        "{turkiye_migration} lies inside another amount; {egypt_migration} is still to be allocated. What is left?",
    ),
    again=(amounts.stage_sum,),
)
def allocated_sum(s: Section):
    """The money that the section calls allocated."""
    members = s.claims(unit="EUR", stage="allocated")
    planned = s.claims(unit="EUR", stage="planned")
    return total(*members, label="amounts allocated", heads_only=True), [
        (naive_sum(members), PART_AND_WHOLE + " Migration management lies inside the total for Türkiye."),
        (naive_sum([*members, *planned]), "You mixed stages: an amount that is still to be allocated is not allocated."),
        (
            naive_sum([s.claim("turkiye_total"), s.claim("turkiye_facility")]),
            "You mixed stages: the section calls the Facility managed, and not allocated.",
        ),
        (
            naive_sum([s.claim("turkiye_total"), *planned]),
            "You mixed stages: an amount that is still to be allocated is not allocated.",
        ),
    ]


@exercise(
    outcome="nest",
    hints=(
        "Certain is what the text ties to a whole.",
        "{gaza_package} + {turkiye_migration} + {egypt_migration} = …",
    ),
    again=(amounts.counted_again,),
)
def counted_again(s: Section):
    """What the naive sum of all amounts counts again for certain."""
    parts = [q for q in s.claims(unit="EUR") if q.claims[0].id in _stated_parts(s)]
    facility = s.claim("turkiye_facility")
    lies = as_sure(facility, s.claim("turkiye_total"), "lies inside", "is likely inside", "may lie inside")
    return total(*parts, label="amounts that lie inside another for certain", mixed_stages=True), [
        (naive_sum([*parts, facility]), f"The Facility {lies} the total for Türkiye, not for certain."),
        (
            naive_sum([q for q in parts if q.claims[0].id != "gaza_package"]),
            "The package for Gaza lies inside its total as well.",
        ),
    ]


@exercise(
    outcome="range",
    hints=(
        "Leave out what is stated to lie inside, and take what may lie inside once as inside and once as on top.",
        "At the lower end the Facility and a part of the Syria commitment lie inside the total for Türkiye; at the upper end nothing overlaps.",
    ),
    again=(amounts.all_heads,),
)
def all_heads(s: Section):
    """Every amount that is not stated to be a part of another, added."""
    money = s.claims(unit="EUR")
    whole = total(*money, label="every amount that is not stated to be a part of another", heads_only=True, mixed_stages=True)
    heads = [q for q in money if q.claims[0].id not in _stated_parts(s)]
    return whole, [
        (naive_sum(money), PART_AND_WHOLE),
        (
            naive_sum(heads),
            "That is the upper end alone, in which nothing overlaps. The Facility and a "
            "part of the Syria commitment may lie inside the total for Türkiye.",
        ),
    ]
