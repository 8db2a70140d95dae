"""The right answers to the exercises of ``notebooks/second_look.ipynb``, and what a misreading gives."""

from __future__ import annotations

from claimbook.core.arithmetic import add, difference, ratio, share
from claimbook.core.section import Section
from claimbook.teaching.exercises import exercise


@exercise
def egypt_floor(s: Section):
    """Egypt's migration part as another source words it."""
    return s.evidence("egypt_migration_check").wording, [("nearly", "“Nearly” turns the hedge round: the source names a floor.")]


@exercise
def egypt_grants(s: Section):
    """Grants as a share of the package for Egypt, as the press reported."""
    loans, investments, grants = (s.evidence(f"egypt_package_{part}") for part in ("loans", "investments", "grants"))
    whole = add(loans, investments, grants, label="parts of the package for Egypt, as the press reported them")
    return ratio(grants, whole, label="grants in the package for Egypt, as the press reported"), [
        (ratio(add(investments, grants, label="not lent"), whole, label="all but loans"), "You counted investments as grants."),
        (
            share(s.claim("egypt_migration"), s.claim("egypt_package"), label="migration part"),
            "That is the migration part, which lies inside the grants.",
        ),
    ]


@exercise
def turkiye_gap(s: Section):
    """How far the printed total for Türkiye lies above the totals in the press."""
    turkiye = s.claim("turkiye_total")
    nearest, further = s.evidence("turkiye_total_nearest"), s.evidence("turkiye_total_additional")
    spoken = add(nearest, further, label="totals for Türkiye as the press reported them, together")
    return difference(turkiye, spoken, label="printed total for Türkiye above the totals in the press"), [
        (difference(turkiye, nearest, label="without the further amount"), "You left out the further amount of that day."),
        (difference(nearest, turkiye, label="the other way round"), "Turn it round: the printed total is the larger."),
    ]
