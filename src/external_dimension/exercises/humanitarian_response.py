"""The right answers to the exercises of ``notebooks/humanitarian_response.ipynb``, and what a misreading gives."""

from __future__ import annotations

from claimbook.core.arithmetic import add, ratio, remainder
from claimbook.core.section import Section
from claimbook.teaching.exercises import exercise, plainly
from claimbook.teaching.naive_arithmetic import PART_AND_WHOLE, naive_sum


@exercise
def gaza_before(s: Section):
    """The assistance to Gaza without the latest package."""
    gaza, package = s.claim("gaza_total"), s.claim("gaza_package")
    return remainder(gaza, package, label="assistance to Gaza without the latest package"), [
        (naive_sum([gaza, package]), PART_AND_WHOLE + " The section says that the package brings the total to its amount."),
        (package, "That is the package itself; asked for is what had been counted without it."),
        (gaza, "The total holds the package; take it out."),
    ]


@exercise
def air_bridge_quote(s: Section):
    """The load of the Air Bridge in words."""
    return s.claim("air_bridge_aid").wording, [("eur", "The load is a mass. The section gives it no value in euro.")]


@exercise
def syria_quote(s: Section):
    """The Syria commitment in words."""
    return s.claim("syria_commitment").wording, [
        ("over", "“Over” turns the hedge round: the section says that the amount is a little lower.")
    ]


@exercise
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


@exercise
def syria_for_turkiye(s: Section):
    """Türkiye's part of the Syria commitment."""
    inside, after, turkiye = (s.evidence(f"syria_commitment_{part}") for part in ("inside_2025", "inside_2026", "turkiye"))
    parts = add(inside, after, turkiye, label="parts of the Syria commitment")
    rest = add(inside, after, label="for Syria and its closest neighbours")
    return ratio(turkiye, parts, label="part of the Syria commitment that is for Türkiye"), [
        (ratio(rest, parts, label="for the others"), "That is the share for Syria and its closest neighbours."),
        (100 * turkiye.value / rest.best, "You divided by the other parts; a share is taken of the whole."),
    ]
