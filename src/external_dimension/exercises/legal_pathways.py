"""The right answers to the exercises of ``notebooks/legal_pathways.ipynb``, and what a misreading gives."""

from __future__ import annotations

from claimbook.core.arithmetic import per, ratio
from claimbook.core.section import Section
from claimbook.teaching import skills
from claimbook.teaching.exercises import exercise
from claimbook.teaching.judging_order import Order
from claimbook.teaching.judging_words import Meant
from claimbook.teaching.made_up import amounts, counting, reading
from claimbook.teaching.naive_arithmetic import naive_quotient


@exercise(
    outcome="read",
    hints=(
        "Find the noun after the number, the verb, and the period.",
        "The noun is pledges, and the number stands for {pledges.start} and {pledges.end} together.",
    ),
    again=(reading.what_is_counted,),
)
def what_is_pledged(s: Section):
    """What the number of pledges counts."""
    return "places promised", [
        (
            Meant("people admitted", r"arriv(?:ed|als?)|filled|taken up|occupied|have come|who came|were (?:admitted|resettled)"),
            "A pledge is the promise of a place. The section gives no number of people who came.",
        ),
        ("people resettled", "The number covers humanitarian admission too, and it counts promises, not people."),
        ("places promised a year", "The number covers the whole period of the scheme, not a year of it."),
    ]


@exercise(
    outcome="read",
    hints=(
        "The days of both stand in the table of events, not in the order of the sentences.",
        "Look up when the document with the pledges was published, and when the Regulation was adopted.",
    ),
    again=(reading.before_or_after,),
)
def pledges_and_regulation(s: Section):
    """Whether the pledges were recorded before or after the Regulation."""
    pledged, adopted = (s.row("events", e)["date"] for e in ("pledges_document_published", "framework_regulation_adopted"))
    right, wrong = ("before", "after") if pledged < adopted else ("after", "before")
    return Order(right, "pledges pledging list", "regulation adoption adopted rules", (pledged, adopted)), [
        (
            Meant(wrong, "under (?:the )?(?:new )?(?:regulation|rules)"),
            "Compare the date of the document that lists the pledges with the adoption of the Regulation; the paragraph tells "
            "them in another order.",
        )
    ]


@exercise(
    outcome="quote",
    hints=(
        "The part is the countries that pledged, the whole all Member States.",
        "{pledging_countries} ÷ {member_states_eu} = …",
    ),
    again=(
        skills.share_of_rows,
        counting.part_of_count,
    ),
)
def countries_share(s: Section):
    """Pledging countries as a share of the Member States."""
    countries, states = s.claim("pledging_countries"), s.context("member_states_eu")
    right = ratio(countries, states, label="share of Member States that pledged")
    return right, [
        (100 - right.value, "That is the share of those that made no pledge."),
        (100 * states.value / countries.value, "You divided the whole by its part."),
        (countries, "That is how many pledged, not which share of all."),
    ]


@exercise(
    outcome="quote",
    hints=(
        "Divide by those who pledged, and by nothing else.",
        "{pledges} ÷ {pledging_countries} = …, with the digits that a rounded number of pledges allows.",
    ),
    again=(amounts.mean,),
)
def mean_places(s: Section):
    """Places pledged per pledging country."""
    pledges, countries = s.claim("pledges"), s.claim("pledging_countries")
    right = per(pledges, countries, label="places pledged per pledging country")
    everybody = naive_quotient(pledges, s.context("member_states_eu"))
    return right, [
        (right.value / s.claim("union_plan_years").value, "You divided by the years as well: that is a yearly figure."),
        (everybody, "You divided by all Member States; not all made a pledge."),
        (countries.value / pledges.value, "You divided the countries by the places."),
    ]
