"""Made-up texts with amounts: parts and wholes, what may lie inside, stages, and quotients."""

from __future__ import annotations

from datetime import date, timedelta

from claimbook import wording as words
from claimbook.core.arithmetic import difference, per, ratio, remainder, share, total
from claimbook.core.quantities import Printed
from claimbook.teaching.asked import Mistake
from claimbook.teaching.judging_words import Summed
from claimbook.teaching.made_up.figures import (
    BILLION,
    MILLION,
    PLACES,
    PURPOSES,
    billions,
    counted,
    euros,
    figures,
    made_up,
    millions,
    money,
)
from claimbook.teaching.naive_arithmetic import PART_AND_WHOLE, naive_quotient, naive_ratio, naive_sum
from claimbook.teaching.questions import Question, plainly
from claimbook.teaching.skills import INVERSE, REST, single
from claimbook.teaching.variants import Draw
from claimbook.wording import Wording, plain

TENTH = BILLION / 10


def _sum(*amounts: Printed) -> Wording:
    """Amounts with plus signs between them, and the result left out."""
    return plain(" + ".join(q.text for q in amounts) + " = …")


@made_up
def brings_to(draw: Draw) -> Question:
    """What had been counted before a part that brings a sum to its total."""
    (place,), (purpose,) = draw.some(PLACES, 1), draw.some(PURPOSES, 1)
    part, whole = figures(
        money("part", f"new aid for {purpose} in {place}", millions(draw, 3, 15), stage="announced"),
        money("whole", f"aid for {place}", millions(draw, 25, 80), stage="cumulative"),
        inside=[("part", "whole", "stated")],
    )
    slips = [
        (naive_sum([whole, part]), PART_AND_WHOLE + " The text says that the new amount brings the sum to its total."),
        (part, "That is the new amount itself; asked for is what had been counted without it."),
        (whole, "The total holds the new amount; take it out."),
    ]
    return Question(
        plain(
            f"“The Union announced {part.text} for {purpose} in {place}. This brings its aid for {place} to {whole.text}.” How much "
            "had been counted before?"
        ),
        remainder(whole, part),
        slips,
        "Does the text say that the smaller amount comes on top, or that it lies inside?",
        plain(f"It brings the sum to its total, so it lies inside: {whole.text} − {part.text} = …"),
        "What brings a sum to its total lies inside it and is taken away",
    )


def package(draw: Draw) -> tuple[str, str, Printed, Printed]:
    """A place, a purpose, and an amount for it inside a package; share and rest are told as single numbers."""
    (place,), (purpose,) = draw.some(PLACES, 1), draw.some(PURPOSES, 1)
    while True:
        part, whole = figures(
            money("part", f"{purpose} in the package for {place}", millions(draw, 11, 75), stage="planned"),
            money("whole", f"package for {place}", billions(draw, 21, 69), step=TENTH, stage="package"),
            inside=[("part", "whole", "stated")],
        )
        if single(share(part, whole)) and single(remainder(whole, part)):
            return place, purpose, part, whole


@made_up
def package_share(draw: Draw) -> Question:
    """Which share of a package an amount inside it is."""
    place, purpose, part, whole = package(draw)
    slips = [
        (100 * whole.value / part.value, INVERSE),
        (100 * part.value / (part.value + whole.value), PART_AND_WHOLE + " The package holds the part already."),
        (100 - 100 * part.value / whole.value, REST),
    ]
    return Question(
        plain(
            f"“A package of {whole.text} was agreed with {place}. Of it, {part.text} will be allocated for {purpose}.” Which share of the "
            f"package is for {purpose}, in per cent?"
        ),
        share(part, whole),
        slips,
        "A share is the part divided by the whole in which it lies, in the same unit.",
        plain(f"{part.text} ÷ {whole.text} = …"),
        "The part goes above and the package below, with the digits that both amounts allow",
    )


@made_up
def package_rest(draw: Draw) -> Question:
    """What of a package is for other ends."""
    place, purpose, part, whole = package(draw)
    slips = [
        (naive_sum([whole, part]), PART_AND_WHOLE + " It has to be taken away."),
        (part, "That is the part itself."),
        (whole, "The package holds the part; take it out."),
    ]
    return Question(
        plain(
            f"“{place} is to receive a package of {whole.text}, of which {part.text} for {purpose}.” How much of it is for other ends?"
        ),
        remainder(whole, part),
        slips,
        "What lies inside is taken away, and the result can be no finer than the coarser amount.",
        plain(f"{whole.text} − {part.text} = …"),
        "The part lies inside, and the package is printed more coarsely than its part",
    )


def fund(draw: Draw) -> tuple[str, int, Printed, Printed]:
    """A place, a year, a sum since then, and a fund that likely lies inside it; its share is told as a single number."""
    (place,), year = draw.some(PLACES, 1), draw.between(2009, 2019)
    while True:
        whole, inside = figures(
            money("whole", f"support for {place}", billions(draw, 81, 149), step=TENTH),
            money("fund", f"Fund for {place}", billions(draw, 21, 59), step=TENTH, stage="managed"),
            inside=[("fund", "whole", "likely")],
        )
        if single(share(inside, whole, if_nested=True)):
            return place, year, whole, inside


def _on_fund(place: str, year: int, whole: Printed, inside: Printed) -> str:
    return (
        f"“Since {year} the Union has allocated {whole.text} to {place}. A Fund for {place}, set up later, manages {inside.text}.” The text "
        "does not say that the sum holds the Fund."
    )


@made_up
def fund_share(draw: Draw) -> Question:
    """Which share of a sum a fund is, if it lies inside."""
    place, year, whole, inside = fund(draw)
    slips: list[Mistake] = [
        (
            naive_ratio(inside, naive_sum([whole, inside])),
            "You put the Fund on top of the sum; asked for is the reading in which it lies inside.",
        ),
        (100 - 100 * inside.value / whole.value, "That is the share beyond the Fund."),
        (100 * whole.value / inside.value, INVERSE),
    ]
    return Question(
        plain(f"{_on_fund(place, year, whole, inside)} Suppose that it does: which share of the sum is the Fund, in per cent?"),
        share(inside, whole, if_nested=True),
        slips,
        "If the Fund lies inside, the sum is the whole as it stands.",
        plain(f"{inside.text} ÷ {whole.text} = …"),
        "Under the supposition the sum is the whole, and the supposition has to be said",
    )


@made_up
def fund_both(draw: Draw) -> Question:
    """What a sum and a fund that may lie inside it come to."""
    place, year, whole, inside = fund(draw)
    slips = [
        (
            naive_sum([whole, inside]),
            "You took the Fund as coming on top for certain. That is not stated, so the result is a range.",
        ),
        (whole, "You took the Fund as lying inside for certain. That is not stated, so the result is a range."),
        (inside, "That is the Fund alone."),
    ]
    return Question(
        plain(f"{_on_fund(place, year, whole, inside)} What do both come to, if the reading is left open? Give both ends."),
        total(whole, inside, mixed_stages=True),
        slips,
        "Work out both readings: the Fund inside the sum, and the Fund on top of it.",
        plain(f"Inside: {whole.text}. On top: {_sum(whole, inside).text}"),
        "The lower end takes the Fund as inside, the upper end as on top",
    )


@made_up
def mixed_purposes(draw: Draw) -> Question:
    """What a sum is of which a part serves several purposes, or is a floor."""
    (place, other), (purpose, second) = draw.some(PLACES, 2), draw.some(PURPOSES, 2)
    one, two = millions(draw, 11, 25), millions(draw, 26, 40)
    exact = f"the money for {purpose}"
    why = {
        "an upper bound": f"The later amount is for {second} too, so the sum is the most that can be for {purpose}.",
        "a lower bound": "The former amount is a floor, so the sum is one too.",
        exact: f"The amounts are for {purpose} alone, exact and separate.",
    }
    right = draw.turn(list(why))
    of = f"{purpose} and {second}" if right == "an upper bound" else purpose
    floor = "at least " if right == "a lower bound" else ""
    return Question(
        plain(
            f"“{place} is given {floor}{euros(one)} for {purpose}. {other} is given {euros(two)} for {of}.” The amounts add up to "
            f"{euros(one + two)}. Is that {exact}, an upper bound of it, or a lower bound?"
        ),
        Summed(right, one + two),
        [(answer, why[right]) for answer in why if answer != right],
        "Read for each amount what it is for, whether for that alone, and whether it is hedged.",
        plain(f"{place}: {floor}{euros(one)}, for {purpose}. {other}: {euros(two)}, for {of}. So the sum is …"),
        why[right],
    )


@made_up
def stage_sum(draw: Draw) -> Question:
    """What a text calls allocated, with a part inside a whole and an amount still to be allocated."""
    (place, other), (purpose, second) = draw.some(PLACES, 2), draw.some(PURPOSES, 2)
    whole, part, more, planned = figures(
        money("whole", f"allocated to {place}", millions(draw, 60, 95)),
        money("part", f"{purpose} in {place}", millions(draw, 11, 40)),
        money("more", f"allocated to {other}", millions(draw, 41, 58)),
        money("planned", f"to be allocated to {other}", millions(draw, 3, 9), stage="planned"),
        inside=[("part", "whole", "stated")],
    )
    stages = "You mixed stages: what is still to be allocated is not allocated."
    slips = [
        (naive_sum([whole, part, more]), PART_AND_WHOLE),
        (naive_sum([whole, more, planned]), stages),
        (naive_sum([whole, part, more, planned]), PART_AND_WHOLE + " And you mixed stages."),
        (whole, f"You left out what was allocated to {other}."),
    ]
    return Question(
        plain(
            f"“The Union has allocated {whole.text} to {place}, including {part.text} for {purpose}. It has allocated {more.text} to {other} "
            f"and will allocate another {planned.text} there for {second}.” How much does the text call allocated?"
        ),
        total(whole, part, more, heads_only=True),
        slips,
        "Take the amounts with that verb, and leave out what lies inside another.",
        _sum(whole, more),
        "Within a stage amounts may be added, but not a part to its whole",
    )


@made_up
def counted_again(draw: Draw) -> Question:
    """What a sum of all amounts counts again for certain."""
    (place, other), (purpose,) = draw.some(PLACES, 2), draw.some(PURPOSES, 1)
    one, one_part, two, two_part, inside = figures(
        money("one", f"for {place}", millions(draw, 200, 400)),
        money("one_part", f"{purpose} in {place}", millions(draw, 11, 50)),
        money("two", f"for {other}", millions(draw, 100, 190)),
        money("two_part", f"{purpose} in {other}", millions(draw, 51, 80)),
        money("inside", f"Fund for {place}", millions(draw, 101, 150)),
        inside=[("one_part", "one", "stated"), ("two_part", "two", "stated"), ("inside", "one", "likely")],
    )
    slips = [
        (naive_sum([one_part, two_part, inside]), "The Fund may lie inside; that is not stated, so it is not certain."),
        (one_part, f"The amount within that for {other} lies inside as well."),
        (naive_sum([one, two]), "These are the wholes; asked for is what is counted within them and again."),
    ]
    return Question(
        plain(
            f"“{place}: {one.text}, of which {one_part.text} for {purpose}. {other}: {two.text}, including {two_part.text} for {purpose}. The "
            f"Fund for {place} manages {inside.text}.” Somebody adds all the amounts. How much is then counted again for certain?"
        ),
        total(one_part, two_part),
        slips,
        "Certain is what the text ties to a whole: of which, including, brings to.",
        _sum(one_part, two_part),
        "Only what is stated to lie inside is counted again for certain",
    )


@made_up
def all_heads(draw: Draw) -> Question:
    """The sum of all amounts that are not stated to be a part of another."""
    (place, other), (purpose,) = draw.some(PLACES, 2), draw.some(PURPOSES, 1)
    whole, part, inside, more = figures(
        money("whole", f"support for {place}", billions(draw, 61, 99), step=TENTH),
        money("part", f"{purpose} in {place}", 100 * MILLION * draw.between(5, 9)),
        money("inside", f"Fund for {place}", billions(draw, 21, 39), step=TENTH, stage="managed"),
        money("more", f"support for {other}", billions(draw, 11, 19), step=TENTH),
        inside=[("part", "whole", "stated"), ("inside", "whole", "likely")],
    )
    everything = [whole, part, inside, more]
    slips = [
        (naive_sum(everything), PART_AND_WHOLE),
        (naive_sum([whole, inside, more]), "That is the upper end alone, in which nothing overlaps. The Fund may lie inside."),
        (naive_sum([whole, more]), "That is the lower end alone, in which the Fund lies inside."),
    ]
    return Question(
        plain(
            f"“The Union has allocated {whole.text} to {place}, of which {part.text} for {purpose}, and {more.text} to {other}. A Fund for "
            f"{place} manages {inside.text}.” The text does not say whether the Fund lies inside. Add every amount that is not stated "
            "to be a part of another. Which range do you get?"
        ),
        total(*everything, heads_only=True, mixed_stages=True),
        slips,
        "Leave out what is stated to lie inside, and take what may lie inside once as inside and once as on top.",
        plain(f"Lower end: {_sum(whole, more).text} Upper end: {_sum(whole, inside, more).text}"),
        "The ends of the range are the readings",
    )


@made_up
def named_parts(draw: Draw) -> Question:
    """What the amounts named for a purpose come to."""
    (place, other, third), (purpose, second) = draw.some(PLACES, 3), draw.some(PURPOSES, 2)
    one, one_part, two, two_part, mixed = figures(
        money("one", f"for {place}", millions(draw, 90, 150)),
        money("one_part", f"{purpose} in {place}", millions(draw, 11, 40)),
        money("two", f"for {other}", millions(draw, 151, 200)),
        money("two_part", f"{purpose} in {other}", millions(draw, 41, 80)),
        money("mixed", f"{purpose} and {second} in {third}", millions(draw, 5, 10)),
        inside=[("one_part", "one", "stated"), ("two_part", "two", "stated")],
    )
    slips = [
        (
            naive_sum([one_part, two_part, mixed]),
            f"The amount for {third} serves mixed purposes; it bounds the sum from above but is no part of it.",
        ),
        (naive_sum([one, two]), f"You added the wholes; asked for are the parts for {purpose}."),
        (one_part, f"The amount for {other} names {purpose} as well."),
    ]
    return Question(
        plain(
            f"“{place}: {one.text}, of it {one_part.text} for {purpose}. {other}: {two.text}, of it {two_part.text} for {purpose}. {third}: "
            f"{mixed.text} for {purpose} and {second}.” What do the amounts named for {purpose} alone come to?"
        ),
        total(one_part, two_part),
        slips,
        "Which amounts are for that and for nothing else?",
        _sum(one_part, two_part),
        "Each is a part of a whole; the wholes, and the mixed amount, stay out",
    )


@made_up
def share_of_parts(draw: Draw) -> Question:
    """Which share of a sum a part is, where only the parts are given."""
    (place, other), forms = draw.some(PLACES, 2), draw.turn([True, False])
    names = ("loans", "investments", "grants") if forms else (f"{place} itself", "its neighbours", other)
    parts = figures(*(money(f"part_{i}", name, millions(draw, 20, 90)) for i, name in enumerate(names)))
    last, everything = parts[-1], total(*parts)
    others = total(*parts[:-1])
    slips: list[Mistake] = [
        (naive_ratio(others, everything), "That is the share of the others."),
        (naive_ratio(last, others), "You divided by the other parts; a share is taken of the whole."),
        (100 * everything.best / last.value, INVERSE),
    ]
    listed = ", ".join(f"{q.text} {'in' if forms else 'for'} {q.label}" for q in parts[:-1])
    way = "in" if forms else "for"
    asked = "is given away, and is neither lent nor invested" if forms else f"is for {other}"
    return Question(
        plain(
            f"“The commitment has these parts: {listed}, and {last.text} {way} {last.label}.” Which share of it {asked}, in per cent?"
        ),
        ratio(last, everything),
        slips,
        "The whole is the sum of all parts.",
        plain(f"{last.text} ÷ ({' + '.join(q.text for q in parts)}) = …"),
        "A share is taken of the sum of all parts, not of the other parts",
    )


@made_up
def gap(draw: Draw) -> Question:
    """By how much a printed total lies above what another source tells in two amounts."""
    (place,), year = draw.some(PLACES, 1), draw.between(2031, 2039)
    printed, near, further = figures(
        money("printed", f"printed total for {place}", billions(draw, 91, 119), step=TENTH),
        money("near", "total in the press", draw.between(6, 7) * BILLION, step=BILLION, hedge="nearly"),
        money("further", "further amount in the press", 100 * MILLION * draw.between(3, 9), step=TENTH),
    )
    both = total(near, further)
    slips = [
        (difference(printed, near), "You left out the further amount of that year."),
        (difference(both, printed), "Turn it round: the printed total is the larger."),
        (naive_sum([printed, near, further]), "You added; asked for is how far they are apart."),
    ]
    return Question(
        plain(
            f"A report prints {printed.text} for {place}. A newspaper reports {near.text} up to then “and a further {further.text} for {year}”. "
            "By how much does the printed amount lie above both together? Give both ends."
        ),
        difference(printed, both),
        slips,
        "Add what the newspaper tells, then see how far the printed amount lies above it.",
        plain(f"{printed.text} − ({near.text} + {further.text}) = …"),
        "The hedge and the rounding of each amount go into the result",
    )


@made_up
def mean(draw: Draw) -> Question:
    """How many places were promised for each town that promised some."""
    (region,), years = draw.some(PLACES, 1), draw.between(2, 4)
    takers = draw.between(6, 12)
    towns = takers + draw.between(3, 9)
    places, some, every = figures(
        counted("places", "places promised", 1000 * draw.between(21, 69), "places", step=1000),
        counted("some", "towns that promised places", takers, "towns"),
        counted("every", f"towns of {region}", towns, "towns"),
    )
    right = per(places, some, label="places for each town that promised some")
    slips = [
        (right.best / years, "You divided by the years as well: that is a yearly figure."),
        (naive_quotient(places, every), "You divided by all towns; not all made a promise."),
        (places, "That is how many places in all."),
    ]
    return Question(
        plain(
            f"“For the next {years} years, {takers} of the {towns} towns of {region} have promised {places.text} places.” How many places is "
            "that for each town that promised some, over all the years? Print no more digits than the figure allows."
        ),
        right,
        slips,
        "Divide by those who promised, and by nothing else.",
        plain(f"{places.text} ÷ {takers} = …"),
        "The places are rounded, so the mean has no more digits than they allow",
    )


@made_up
def days(draw: Draw) -> Question:
    """How many days lie between two events that a text tells in the other order."""
    (place, other), gap_ = draw.some(PLACES, 2), draw.between(5, 60)
    first = date(draw.between(2031, 2038), draw.between(1, 12), draw.between(1, 28))
    second = first + timedelta(days=gap_)
    early, late = words.date(first.isoformat()), words.date(second.isoformat())
    slips: list[Mistake] = [
        (gap_ + 1, "You counted both days; asked for is the time between them."),
        (-gap_, "Turn it round: what is told first here came second."),
        (gap_ - 1, "You left out both days; the later one counts."),
    ]
    return Question(
        plain(
            f"“The Union signed a partnership with {place} [footnote: {late}]. Its partnership with {other} was launched as well [footnote: "
            f"{early}].” How many days lie between the partnerships?"
        ),
        plainly(gap_, "days", "days between the partnerships of a made-up text"),
        slips,
        "Put the days in order first: the text need not tell them so.",
        plain(f"From {early} count on to {late}, without the first day."),
        "Of the first and the last day only one is counted",
    )


@made_up
def plan(draw: Draw) -> Question:
    """How many years a plan covers, by how its end is told."""
    (place,), start, length = draw.some(PLACES, 1), draw.between(2031, 2036), draw.between(3, 8)
    end, whole = start + length, draw.turn([True, False])
    years = length + whole
    told = "as its last year ends" if whole else "as its last year begins"
    other = plainly(length + (not whole), "years", "years of the plan by the other reading")
    slips: list[Mistake] = [
        (other, "You took it to end as the last year begins." if whole else "You counted the last year as well."),
        (years - 1 if not whole else years + 1, "Count again from the opening year on."),
    ]
    return Question(
        plain(
            f"“The plan for {place} runs from {start} to {end}.” Suppose that it begins as {start} begins and ends {told}. How many years does "
            "it cover?"
        ),
        plainly(years, "years", "years of a made-up plan"),
        slips,
        "Does the last year count in full, or not at all?",
        plain(f"{end} − {start} = …" + (" and the last year on top" if whole else "")),
        "A plan that runs to a year may end at its beginning or at its end, which is a year more",
    )
