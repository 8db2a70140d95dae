"""The right answers to the exercises of ``notebooks/second_look.ipynb``, and what a misreading gives."""

from __future__ import annotations

from claimbook.core.arithmetic import add, difference, ratio, share
from claimbook.core.section import Section
from claimbook.teaching import skills
from claimbook.teaching.exercises import exercise
from claimbook.teaching.judging_words import Meant
from claimbook.teaching.made_up import amounts, reading
from claimbook.teaching.naive_arithmetic import naive_sum


@exercise(
    outcome="quote",
    hints=(
        "The other source has a word before the amount that the section has not.",
        "The word says that the true amount is {egypt_migration_check.amount} or more.",
    ),
    again=(
        skills.quotation,
        reading.quotation,
    ),
)
def egypt_floor(s: Section):
    """Egypt's migration part as another source words it."""
    return s.evidence("egypt_migration_check").wording, [
        ("nearly", "“Nearly” turns the hedge round: the source names a floor."),
        (
            naive_sum([s.claim("egypt_migration"), s.claim("mauritania_support")]),
            "You added the amount for Mauritania, which is another partnership.",
        ),
    ]


@exercise(
    outcome="grade",
    hints=(
        "What is lent or invested is not given; the whole is the sum of all parts.",
        "{egypt_package_grants} ÷ ({egypt_package_loans} + {egypt_package_investments} + {egypt_package_grants}) = …, once at the lower and once at the upper bounds.",
    ),
    again=(amounts.share_of_parts,),
)
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
        (
            ratio(s.claim("egypt_migration"), grants, label="migration part of the grants"),
            "That is the migration part as a share of the grants; asked for is what the grants are of the whole.",
        ),
    ]


@exercise(
    outcome="grade",
    hints=(
        "Add what the press reported, then see how far the printed total lies above it.",
        "{turkiye_total} − ({turkiye_total_nearest} + {turkiye_total_additional}) = …, with the hedge and the rounding of each.",
    ),
    again=(amounts.gap,),
)
def turkiye_gap(s: Section):
    """How far the printed total for Türkiye lies above the totals in the press."""
    turkiye = s.claim("turkiye_total")
    nearest, further = s.evidence("turkiye_total_nearest"), s.evidence("turkiye_total_additional")
    spoken = add(nearest, further, label="totals for Türkiye as the press reported them, together")
    return difference(turkiye, spoken, label="printed total for Türkiye above the totals in the press"), [
        (difference(turkiye, nearest, label="without the further amount"), "You left out the further amount of that day."),
        (spoken, "These are the totals in the press themselves; asked for is how far the printed total lies above them."),
        (difference(nearest, turkiye, label="the other way round"), "Turn it round: the printed total is the larger."),
    ]


@exercise(
    outcome="grade",
    hints=(
        "Ask who published the text that was read, not who is quoted in it.",
        "The scale in the chapter has a grade for institutions that tell of their own acts, one for records of others, and one for the press: …",
    ),
    again=(reading.grade_of_source,),
)
def source_grade(s: Section):
    """The grade of a report in the press of what the President of the Commission said."""
    why = {
        "grade A": "Grade A is the institution itself: its own text. Here a newspaper tells what was said.",
        "grade B": "Grade B reprints or sums up the institution's text faithfully. Here it is told in the words of the press.",
        "grade C": "Look at who published the text that was read.",
    }
    right = f"grade {s.row('evidence', 'turkiye_total_nearest')['grade']}"
    own = Meant("grade A", "institution itself|own text|official (?:text|document)")
    return right, [(own if grade == own else grade, said) for grade, said in why.items() if grade != right]
