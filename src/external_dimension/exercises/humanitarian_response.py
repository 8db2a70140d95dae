"""The right answers to the exercises of ``notebooks/humanitarian_response.ipynb``, and what a misreading gives."""

from __future__ import annotations

from claimbook.core.arithmetic import add, ratio, remainder
from claimbook.core.section import Section
from claimbook.teaching import skills
from claimbook.teaching.exercises import exercise, plainly
from claimbook.teaching.made_up import amounts, reading
from claimbook.teaching.naive_arithmetic import PART_AND_WHOLE, naive_sum


@exercise(
    outcome="nest",
    hints=(
        "Does the package come on top of the total, or does it bring the total to its amount?",
        "What lies inside is taken away: {gaza_total} − {gaza_package} = …",
    ),
    again=(
        skills.rest_of_whole,
        amounts.brings_to,
    ),
)
def gaza_before(s: Section):
    """The assistance to Gaza without the latest package."""
    gaza, package = s.claim("gaza_total"), s.claim("gaza_package")
    return remainder(gaza, package, label="assistance to Gaza without the latest package"), [
        (naive_sum([gaza, package]), PART_AND_WHOLE + " The section says that the package brings the total to its amount."),
        (package, "That is the package itself; asked for is what had been counted without it."),
        (gaza, "The total holds the package; take it out."),
    ]


@exercise(
    outcome="quote",
    hints=(
        "Which word stands before the figure in the section, and what is its unit?",
        "The word says that the true load lies above {air_bridge_aid.amount}; word, digits and unit go together.",
    ),
    again=(
        skills.quotation,
        reading.quotation,
    ),
)
def air_bridge_quote(s: Section):
    """The load of the Air Bridge in words."""
    return s.claim("air_bridge_aid").wording, [("eur", "The load is a mass. The section gives it no value in euro.")]


@exercise(
    outcome="quote",
    hints=(
        "Which word stands before the amount in the section?",
        "The word says that the true amount lies a little below {syria_commitment.amount}.",
    ),
    again=(
        skills.quotation,
        reading.quotation,
    ),
)
def syria_quote(s: Section):
    """The Syria commitment in words."""
    return s.claim("syria_commitment").wording, [
        ("over", "“Over” turns the hedge round: the section says that the amount is a little lower.")
    ]


@exercise(
    outcome="refuse",
    hints=(
        "For which years is the commitment, and does the section divide it?",
        "Look for {syria_commitment.start} beside an amount of its own in the section, not in the release that it cites.",
    ),
    again=(reading.one_year,),
)
def syria_one_year(s: Section):
    """The part of the Syria commitment for its first year."""
    syria = s.claim("syria_commitment")
    half = plainly(syria.value / 2, "EUR", "the commitment split evenly", *syria.claims)
    return "not stated", [
        (
            half,
            "You split the commitment evenly over its years. The section does not, and the parts known from elsewhere are uneven.",
        ),
        (syria, "That is the amount for all its years together."),
    ]


@exercise(
    outcome="nest",
    hints=(
        "The whole is the sum of all parts that the Commission lists.",
        "{syria_commitment_turkiye} ÷ ({syria_commitment_inside_2025} + {syria_commitment_inside_2026} + {syria_commitment_turkiye}) = …",
    ),
    again=(amounts.share_of_parts,),
)
def syria_for_turkiye(s: Section):
    """The part of the Syria commitment that is for Türkiye."""
    inside, after, turkiye = (s.evidence(f"syria_commitment_{part}") for part in ("inside_2025", "inside_2026", "turkiye"))
    parts = add(inside, after, turkiye, label="parts of the Syria commitment")
    rest = add(inside, after, label="for Syria and its closest neighbours")
    return ratio(turkiye, parts, label="part of the Syria commitment that is for Türkiye"), [
        (ratio(rest, parts, label="for the others"), "That is the share for Syria and its closest neighbours."),
        (100 * turkiye.value / rest.best, "You divided by the other parts; a share is taken of the whole."),
        (
            100 * turkiye.value / s.claim("syria_commitment").best,
            "You divided by the commitment as it is printed; asked for is the sum of the parts that are listed.",
        ),
    ]
