"""The right answers to the exercises of ``notebooks/turkiye.ipynb``, and what a misreading gives."""

from __future__ import annotations

from claimbook.core.arithmetic import remainder, share, total
from claimbook.core.section import Section
from claimbook.teaching import skills
from claimbook.teaching.exercises import as_sure, exercise, plainly
from claimbook.teaching.made_up import amounts, reading
from claimbook.teaching.naive_arithmetic import naive_ratio, naive_sum


@exercise(
    outcome="nest",
    hints=(
        "To which whole does the text tie the amount for migration management?",
        "{turkiye_migration} ÷ {turkiye_total} = …",
    ),
    again=(
        skills.share_of_whole,
        amounts.package_share,
    ),
)
def turkiye_share(s: Section):
    """Migration management as a share of the support for Türkiye."""
    part, whole, facility = (s.claim(c) for c in ("turkiye_migration", "turkiye_total", "turkiye_facility"))
    return share(part, whole), [
        (naive_ratio(part, facility), "You divided by the Facility; nothing says that the amount lies inside it."),
        (100 * whole.value / part.value, "You divided the whole by its part."),
        (
            naive_ratio(part, naive_sum([whole, facility])),
            f"You added the Facility to a total that {as_sure(facility, whole, 'holds', 'likely holds', 'may hold')} it.",
        ),
    ]


@exercise(
    outcome="range",
    hints=(
        "If the Facility lies inside, the total is the whole as it stands.",
        "{turkiye_facility} ÷ {turkiye_total} = …",
    ),
    again=(amounts.fund_share,),
)
def facility_share(s: Section):
    """The Facility as a share of the total, if it lies inside."""
    whole, facility = s.claim("turkiye_total"), s.claim("turkiye_facility")
    return share(facility, whole, if_nested=True), [
        (
            naive_ratio(facility, naive_sum([whole, facility])),
            "You put the Facility on top of the total; asked for is the reading in which it lies inside.",
        ),
        (
            share(remainder(whole, facility, label="beyond", if_nested=True), whole, label="share beyond the Facility"),
            "That is the share beyond the Facility.",
        ),
    ]


@exercise(
    outcome="range",
    hints=(
        "Work out both readings: the Facility inside the total, and on top of it.",
        "Inside: {turkiye_total}. On top: {turkiye_total} + {turkiye_facility} = …",
    ),
    again=(amounts.fund_both,),
)
def turkiye_both(s: Section):
    """The total for Türkiye and the Facility together."""
    whole, facility = s.claim("turkiye_total"), s.claim("turkiye_facility")
    lies = as_sure(facility, whole, "lies", "likely lies", "may lie")
    known = as_sure(facility, whole, "stated", "likely, not stated", "not stated")
    return total(whole, facility, label="the total and the Facility together", mixed_stages=True), [
        (
            naive_sum([whole, facility]),
            f"You took the Facility as coming on top for certain. It {lies} inside, so the sum is a range.",
        ),
        (whole, f"You took the Facility as lying inside for certain. It is {known}, so the sum is a range."),
    ]


@exercise(
    outcome="refuse",
    hints=(
        "Do both sides stand for the same time, and for the same people?",
        "Above stands a sum since {turkiye_total.start}, below a count on {refugees_turkiye.start}. They belong together, or they do not: …",
    ),
    again=(reading.quotient,),
)
def turkiye_per_refugee(s: Section):
    """Whether the total may be divided by the refugees counted on a day."""
    turkiye, refugees = s.claim("turkiye_total"), s.context("refugees_turkiye")
    quotient = plainly(turkiye.value / refugees.value, "EUR", "a quotient made by mistake", *turkiye.claims)
    cumulated = (
        "A sum over many years against a number on a single day is no amount per person, and host communities share in the money."
    )
    return "not allowed", [("allowed", cumulated), (quotient, cumulated)]
