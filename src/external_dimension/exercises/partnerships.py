"""The right answers to the exercises of ``notebooks/partnerships.ipynb``, and what a misreading gives."""

from __future__ import annotations

from datetime import date as Date

from claimbook.core.arithmetic import remainder, share
from claimbook.core.section import Section
from claimbook.teaching import skills
from claimbook.teaching.exercises import exercise, plainly
from claimbook.teaching.judging_order import Order
from claimbook.teaching.judging_words import Meant, Summed
from claimbook.teaching.made_up import amounts
from claimbook.teaching.naive_arithmetic import PART_AND_WHOLE, naive_ratio, naive_sum


@exercise(
    outcome="nest",
    hints=(
        "A share is the part divided by the whole in which it lies, in the same unit.",
        "{egypt_migration} ÷ {egypt_package} = …",
    ),
    again=(
        skills.share_of_whole,
        amounts.package_share,
    ),
)
def egypt_share(s: Section):
    """The migration part as a share of the package for Egypt."""
    part, whole, mauritania = s.claim("egypt_migration"), s.claim("egypt_package"), s.claim("mauritania_support")
    return share(part, whole), [
        (100 * whole.value / part.value, "You divided the whole by its part."),
        (naive_ratio(part, mauritania), "You divided by the amount for Mauritania, which is another partnership."),
        (100 * part.value / (part.value + whole.value), PART_AND_WHOLE + " The package holds the migration part already."),
    ]


@exercise(
    outcome="nest",
    hints=(
        "The migration part lies inside the package.",
        "{egypt_package} − {egypt_migration} = …",
    ),
    again=(
        skills.rest_of_whole,
        amounts.package_rest,
    ),
)
def egypt_rest(s: Section):
    """The package for Egypt without its migration part."""
    part, whole, other = s.claim("egypt_migration"), s.claim("egypt_package"), s.claim("mauritania_support")
    return remainder(whole, part, label="package for Egypt without its migration part"), [
        (naive_sum([whole, part]), PART_AND_WHOLE + " It has to be taken away."),
        (part, "That is the migration part itself."),
        (
            plainly(whole.value - other.value, "EUR", "the package less another amount", *whole.claims, *other.claims),
            "You took away the amount for Mauritania, which is another partnership.",
        ),
    ]


@exercise(
    outcome="read",
    hints=(
        "The text gives both the same month; the footnotes give days.",
        "Put the days of the footnotes in order, and count on from the earlier to the later.",
    ),
    again=(
        skills.days_between,
        amounts.days,
    ),
)
def days_between_partnerships(s: Section):
    """Days from the launch with Mauritania to the signature with Egypt, by the footnotes."""
    events = [s.row("events", e) for e in ("mauritania_partnership_launched", "egypt_partnership_signed")]
    first, second = (Date.fromisoformat(e["reference_date"]) for e in events)
    days = (second - first).days
    announced = Date.fromisoformat(s.row("evidence", "mauritania_support_announced")["date"])
    origins = s.when("egypt_partnership_signed").origins + s.when("mauritania_partnership_launched").origins
    return plainly(days, "days", "days between the partnerships, by their footnotes", *origins), [
        (0, "The text gives the same month to both; the footnotes give the days."),
        (-days, "Turn it round: the text tells Mauritania second, but by the footnotes it came first."),
        (
            Order("Mauritania", "mauritania mauretanien mauritanie", "egypt agypten egypte egipto"),
            "By the footnotes the partnership with Mauritania came first, and then that with Egypt.",
        ),
        (days + 1, "You counted both days; asked for is the time between them."),
        (
            (second - announced).days,
            "You counted from the day on which the support was announced, which stands outside the section.",
        ),
        (first.day + second.day, "You added the days of the month; take the earlier from the later."),
        (days - 1, "You counted the days in between alone; from the one day to the other it is one more."),
    ]


@exercise(
    outcome="range",
    hints=(
        "What is the amount for Mauritania for, and for that alone?",
        "Of {mauritania_support} some part between none and all is for migration. So the sum is …",
    ),
    again=(amounts.mixed_purposes,),
)
def egypt_and_mauritania(s: Section):
    """What Egypt's migration part and Mauritania's amount give together."""
    added = s.claim("egypt_migration").value + s.claim("mauritania_support").value
    return Summed("an upper bound", added), [
        (
            Meant("the money for migration", r"all (?:(?:of )?(?:it|this|that) )?(?:is |goes )?(?:for|to) migration"),
            "Mauritania's amount serves mixed purposes, so only a part of it, which is not stated, is for migration.",
        ),
        (
            "nothing",
            "The sum says something: the money for migration in both cannot be more than this, as far as the section tells.",
        ),
    ]
