"""Generators of variants from the tables of a report: parts of wholes, quotations, days, and shares of rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import permutations

from claimbook import wording as words
from claimbook.core.arithmetic import count, ratio, remainder, share
from claimbook.core.claims import FIGURE_TABLES
from claimbook.core.quantities import ArithmeticRuleError, Derived, Printed, Quantity
from claimbook.core.section import Section
from claimbook.teaching.answers import read
from claimbook.teaching.naive_arithmetic import PART_AND_WHOLE, naive_sum
from claimbook.teaching.questions import Question, plainly
from claimbook.teaching.variants import Draw
from claimbook.wording import Wording, sentence
from claimbook.wording.hedges import HEDGES
from claimbook.wording.units import COUNTED

INVERSE = "You divided the whole by its part."
REST = "That is the share of all the rest."
#: A part that is smaller, in per cent, asks for more digits than are of use to learn a share by.
SMALLEST = 2
#: Where the true number lies by a hedge, in other words than those by which it is told.
SIDE = {
    "nearly": "lies a little below it",
    "over": "lies above it",
    "at_least": "is this or more",
    "at_most": "goes up to it",
    "about": "lies around it",
}
#: Days that can be counted in the head, month by month.
LONGEST = 100


def told(quantity: Printed) -> Wording:
    """A figure with what it is and, from outside, where it comes from and its grade."""
    label = quantity.label[:1].upper() + quantity.label[1:]
    claim = quantity.claim
    where = f" (outside the section, grade {claim.grade})" if claim.outside and claim.grade else ""
    return sentence("{label}: {quantity}{where}", label=label, quantity=quantity, where=where)


def single(quantity: Quantity) -> bool:
    """Whether a quantity is told as a single number, and not as a range or a bound."""
    given = read(quantity.text)
    return len(given.amounts) == 1 and given.amounts[0].hedge in ("exact", "about") and quantity.value is not None


def nested(section: Section) -> Iterator[tuple[Printed, Printed]]:
    """Parts and wholes that a source ties to each other, of which share and rest are told as single numbers."""
    for row in [*section.rows("relations"), *section.optional("outside_relations")]:
        if (row["kind"], row["certainty"]) != ("part_of", "stated"):
            continue
        part, whole = section.figure(row["part"]), section.figure(row["whole"])
        if part.unit == whole.unit and _fits(part, whole):
            yield part, whole


def _fits(part: Printed, whole: Printed) -> bool:
    """Whether share and rest of two figures can be asked for: both are sure, and neither is next to nothing."""
    try:
        made, rest = share(part, whole), remainder(whole, part)
    except ArithmeticRuleError:
        return False
    figures = all(q.claim.qualifier == "exact" for q in (part, whole))
    return figures and single(made) and single(rest) and SMALLEST < (made.value or 0) < 100 - SMALLEST


def _part_and_whole(draw: Draw) -> tuple[Printed, Printed, Wording]:
    part, whole = draw.turn(list(nested(draw.section)))
    return part, whole, sentence("The whole – {whole}. A part of it – {part}.", whole=told(whole), part=told(part))


def share_of_whole(draw: Draw) -> Question:
    """Which share of a whole a part is, from figures of the tables."""
    part, whole, text = _part_and_whole(draw)
    slips = [
        (100 * whole.value / part.value, INVERSE),
        (100 * part.value / (part.value + whole.value), PART_AND_WHOLE + " The whole holds the part already."),
        (100 - 100 * part.value / whole.value, REST),
    ]
    return Question(
        sentence("{text} Which share of the whole is the part, in per cent?", text=text),
        share(part, whole),
        slips,
        "A share is the part divided by the whole in which it lies.",
        sentence("{part} ÷ {whole} = …", part=part, whole=whole),
        "The part goes above, the whole below, and the digits are those that the bounds allow.",
    )


def rest_of_whole(draw: Draw) -> Question:
    """What is left of a whole without a part, from figures of the tables."""
    part, whole, text = _part_and_whole(draw)
    slips = [
        (naive_sum([whole, part]), PART_AND_WHOLE + " It has to be taken away."),
        (part, "That is the part itself."),
        (whole, "The whole holds the part; take it out."),
    ]
    return Question(
        sentence("{text} How many of the whole are left without the part?", text=text)
        if whole.unit in COUNTED
        else sentence("{text} How much of the whole is left without the part?", text=text),
        remainder(whole, part),
        slips,
        "What lies inside is taken away, not added.",
        sentence("{whole} − {part} = …", whole=whole, part=part),
        "The part lies inside, so it is taken away; the result is no finer than the coarser of the figures.",
    )


def hedged(section: Section) -> list[Printed]:
    """The figures that their sources hedge."""
    ids = [row["id"] for table in FIGURE_TABLES for row in section.optional(table) if row["value"] is not None]
    return [q for q in map(section.figure, ids) if q.claim.qualifier != "exact" and q.unit in ("EUR", "tonnes")]


def quotation(draw: Draw) -> Question:
    """A figure to quote as its source hedges it."""
    figure = draw.turn(hedged(draw.section))
    side = SIDE[figure.claim.qualifier]
    where = f" It comes from outside the section, grade {figure.claim.grade}." if figure.claim.grade else ""
    amount = figure.amount
    label = figure.label
    return Question(
        sentence(
            "A source has a figure on this: {label}. It prints {amount} and says that the true number {side}.{where} Quote the figure so that it says "
            "no more than the source does.",
            label=label,
            amount=amount,
            side=side,
            where=where,
        ),
        figure.wording,
        [],
        "The word before a figure is a part of it: it says on which side the true number lies.",
        sentence(
            "The true number {side}: which word says so, {words}? It goes before the figure.", side=side, words=_hedge_words()
        ),
        "Word, digits and unit together say as much as the source knows.",
    )


def _hedge_words() -> Wording:
    return words.listing([f"“{word}”" for word in HEDGES.values() if word], "or")


def days_between(draw: Draw) -> Question:
    """How many days lie between two events whose days are known, in their date or in that of their footnote."""
    dated = [row for row in draw.section.rows("events") if _field(row)]
    pool = [(one, other) for one, other in permutations(dated, 2) if 1 < (_at(other) - _at(one)).days < LONGEST]
    first, second = draw.turn(pool)
    days = (_at(second) - _at(first)).days
    early, late = (draw.section.when(row["id"], _field(row)) for row in (first, second))
    slips = [
        (days + 1, "You counted both days; asked for is the time between them."),
        (-days, "Turn it round: what is told first here came second."),
    ]
    apart = (_at(second).year - _at(first).year) * 12 + _at(second).month - _at(first).month
    by_months = 30 * apart + _at(second).day - _at(first).day
    if by_months not in (days, days + 1) and by_months > 0:
        slips.append((by_months, "You took all months for equally long."))
    return Question(
        sentence(
            "{after} ({late}); {before} ({early}). How many days lie between the former and the latter, by these days?",
            after=_dated(second),
            before=_dated(first),
            late=late,
            early=early,
        ),
        plainly(
            days, "days", f"days from {first['label']} until {second['label']}, by their footnotes", *early.origins, *late.origins
        ),
        slips,
        "Put the days in order first: what is told first need not have come first.",
        sentence("From {early} count on to {late}, without the first day.", early=early, late=late),
        "Of the first and the last day only one is counted",
    )


def _dated(row: dict) -> str:
    """An event, and that its day is the one of its footnote where it is."""
    return f"{row['label']}, by the day of its footnote" if _field(row) == "reference_date" else row["label"]


def _field(row: dict) -> str:
    """The field with the day of an event; empty where none is known to the day."""
    known = [name for name in ("reference_date", "date") if row[name] and len(row[name]) == len("2000-01-01")]
    return known[0] if known and not row["date_end"] else ""


def _at(row: dict) -> date:
    return date.fromisoformat(row[_field(row)])


def share_of_rows(draw: Draw) -> Question:
    """Which share of the rows of a table have something in common, from their counts."""
    pool = [
        (table, column, value, matching)
        for table, column in (("claims", "stage"), ("claims", "unit"), ("claims", "paragraph"), ("events", "kind"))
        for value, matching in _groups(draw.section, table, column)
    ]
    table, column, value, matching = draw.turn(pool)
    rows = draw.section.rows(table)
    what = f"rows of the table {table} whose {column} is {str(value).replace('_', ' ')}"
    everything = count(rows, table, label=f"rows of the table {table}", unit="rows")
    some = count(matching, table, label=what, unit="rows")
    right = ratio(some, everything, label=f"share of the {what}")
    titles = {resource["name"]: resource["title"] for resource in draw.section.descriptor["resources"]}
    text = "The table “{title}” has {everything} rows. In {some} of them the column {column} says “{value}”. Which share is that, in per cent?"
    return Question(
        sentence(text, title=titles[table], everything=everything, some=some, column=column, value=str(value).replace("_", " ")),
        right,
        shares_of_counts(some, everything),
        "The part goes above and all rows below.",
        sentence("{some} ÷ {everything} = …", some=some, everything=everything),
        "Counts are exact, so the share may keep a decimal.",
    )


def shares_of_counts(some: Derived | Printed, everything: Derived | Printed) -> list[tuple[Quantity | float | str, str]]:
    """The slips that a share of counts invites."""
    right = 100 * some.best / everything.best
    slips: list[tuple[Quantity | float | str, str]] = [
        (some, "That is how many, not which share of all."),
        (100 - right, REST),
        (100 * everything.best / some.best, INVERSE),
    ]
    others = everything.best - some.best
    return [*slips, (100 * some.best / others, "You divided by the others; a share is taken of all.")]


def _groups(section: Section, table: str, column: str) -> Iterator[tuple[object, list[dict]]]:
    """The values of a column that some but neither most nor hardly any rows have, with these rows."""
    rows = section.rows(table)
    for value in dict.fromkeys(row[column] for row in rows):
        matching = [row for row in rows if row[column] == value]
        if value is not None and 1 < len(matching) < len(rows) / 2:
            yield value, matching
