"""Made-up texts to read closely: hedges, verbs, dates, silence, and what follows from a sentence."""

from __future__ import annotations

from datetime import date, timedelta

from claimbook import wording as words
from claimbook.core.arithmetic import per
from claimbook.core.quantities import ArithmeticRuleError
from claimbook.teaching.asked import Mistake
from claimbook.teaching.judging_order import Order
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
from claimbook.teaching.questions import Answer, Named, Question
from claimbook.teaching.variants import Draw
from claimbook.wording import plain
from claimbook.wording.hedges import HEDGES

#: Words of a text for a hedge, other than those by which the package tells it.
SAID = {"nearly": ("almost", "just under"), "over": ("more than",), "at_least": ("no less than", "a minimum of")}
NOT_STATED = "not stated"
SUPPORTED = ("supported", "contradicted", "not supported")

SAME: Mistake = ("on the same day", "The days in the footnotes differ.")
NEITHER: Mistake = ("neither", "The days in the footnotes differ, so one of the documents is the earlier.")


@made_up
def quotation(draw: Draw) -> Question:
    """A figure to quote with its hedge, which the text words otherwise."""
    (place,), hedge = draw.some(PLACES, 1), draw.one("nearly", "over", "at_least")
    said = draw.one(*SAID[hedge])
    mass = draw.one(True, False)
    claim = (
        counted("load", f"goods flown to {place}", 100 * draw.between(4, 49), "tonnes", step=100, hedge=hedge)
        if mass
        else money("aid", f"aid for {place}", billions(draw, 11, 79), step=BILLION / 10, hedge=hedge)
    )
    (figure,) = figures(claim)
    amount = figure.amount.text
    text = (
        f"The flights to {place} carried {said} {amount} of goods."
        if mass
        else f"The Union committed {said} {amount} for {place}."
    )
    slips: list[Mistake] = [("eur", "The load is a mass. The text gives it no value in euro.")] if mass else []
    return Question(
        plain(f"“{text}” Quote the figure so that it says no more than the text does."),
        figure.wording,
        slips,
        "The words before a figure are a part of it, and so is the unit after it.",
        plain(
            f"“{said.capitalize()}” says on which side of {amount} the true number lies. Keep it, or a word that says the same."
        ),
        f"“{said}” says the same as “{HEDGES[hedge]}”",
    )


@made_up
def one_year(draw: Draw) -> Question:
    """How much of a commitment for several years is for the first of them."""
    (place,), start = draw.some(PLACES, 1), draw.between(2031, 2036)
    year = 10 * draw.between(5, 14)
    told = draw.turn([True, False])
    whole, first = figures(
        money("whole", f"commitment for {place}", millions(draw, 31, 60), stage="committed"),
        money("first", f"commitment for {place}, first year", year * MILLION, stage="committed"),
    )
    half = figures(money("half", "the commitment split evenly", whole.value / 2, step=0, stage="committed"))[0]
    why_half = "You split the commitment evenly over its years. The text does not."
    why_all = "That is the amount for all its years together."
    of = f", of which {first.text} in {start}" if told else ""
    right: Answer = first if told else NOT_STATED
    return Question(
        plain(
            f"“The Union committed {whole.text} for {place} in {start} and {start + 1}{of}.” How much of it is for {start}, by the text? Give an "
            f"amount, or answer “{NOT_STATED}”."
        ),
        right,
        [(half, why_half), (whole, why_all)],
        "Does the text divide the amount by years, or would you?",
        plain(f"Look for {start} beside an amount of its own; {start} and {start + 1} together name the whole."),
        "The text gives the year an amount of its own" if told else "The text names the years together and divides nothing",
    )


@made_up
def paid(draw: Draw) -> Question:
    """How much of an amount a text says was paid."""
    (place,), told = draw.some(PLACES, 1), draw.turn([True, False])
    stage = draw.one("allocated", "committed", "announced")
    whole, part = figures(
        money("whole", f"{stage} for {place}", millions(draw, 40, 90), stage=stage),
        money("part", f"paid to {place}", millions(draw, 5, 30), stage="not_applicable"),
    )
    of = f" By the spring, {part.text} of it had been paid." if told else " The work is to begin in spring."
    whole_why = f"That is what was {stage}, a step before payment."
    right: Answer = part if told else NOT_STATED
    slips: list[Mistake] = [(whole, whole_why)]
    slips += [] if told else [("nothing", "“Nothing was paid” is a finding; the text makes none.")]
    slips += [] if told else [("all of it", whole_why)]
    return Question(
        plain(
            f"“The Union {stage} {whole.text} for {place}.{of}” How much does the text say was paid? Give an amount, or answer nothing, all "
            f"of it, or {NOT_STATED}."
        ),
        right,
        slips,
        "Which verbs stand with the amounts, and does any of them mean payment?",
        plain(f"“{stage.capitalize()}” is a step before payment. Is there another verb?"),
        "That amount stands with “paid”" if told else "No verb of the text means payment, and none denies it",
    )


#: Why a sentence of a newsroom stands to a text as it does.
REASONS = {
    "a step before": "The text tells of a step before that, and neither says nor denies that it happened.",
    "the same": "The sentence says no more than the text does, in other words.",
    "the contrary": "The text says that this is still to come, which is the contrary.",
    "silence": "Silence is not nought: the text names no amount, so it is neither more nor less than another.",
}


def _headlines(place: str, purpose: str, amount: str) -> list[tuple[str, str, str, str]]:
    """Texts, each with what a newsroom makes of it, whether the text supports that, and why."""
    allocated = f"The Union has allocated {amount} for {purpose} in {place}."
    return [
        (allocated, f"{place} has received {amount}", "not supported", "a step before"),
        (
            f"The Union has announced {amount} for {purpose} in {place}.",
            f"Work on {purpose} in {place} has begun with {amount}",
            "not supported",
            "a step before",
        ),
        (allocated, f"The Union has set aside {amount} for {place}", "supported", "the same"),
        (f"The agreement with {place}, worth {amount}, was signed.", f"{place} has signed an agreement", "supported", "the same"),
        (
            f"The agreement with {place} is still being negotiated.",
            f"The agreement with {place} is in force",
            "contradicted",
            "the contrary",
        ),
        (
            f"The forthcoming pact with {place} aims at {purpose}.",
            f"The pact with {place} has brought {purpose}",
            "contradicted",
            "the contrary",
        ),
        (
            f"The Union supports {purpose} in {place}; no amount is given.",
            f"The Union spends less on {purpose} in {place} than elsewhere",
            "not supported",
            "silence",
        ),
    ]


@made_up
def headline(draw: Draw) -> Question:
    """Whether a text supports a sentence that a newsroom makes of it."""
    (place,), (purpose,) = draw.some(PLACES, 1), draw.some(PURPOSES, 1)
    asked_for = draw.turn(SUPPORTED)  # so that neither answer follows itself
    texts = _headlines(place, purpose, euros(millions(draw, 5, 60)))
    text, said, right, why = draw.one(*(one for one in texts if one[2] == asked_for))
    return Question(
        plain(f"“{text}” A newsroom writes: “{said}.” Is that supported, contradicted or not supported by the text?"),
        right,
        [(answer, REASONS[why]) for answer in SUPPORTED if answer != right],
        "Set verb beside verb: does the sentence say as much as the text, more, or the contrary?",
        plain(
            "If the text says it, it is supported; if the text says otherwise, it is contradicted; if the text is silent, it is …"
        ),
        REASONS[why],
    )


def _two_days(draw: Draw) -> tuple[date, date]:
    """Two days, of which either may be the earlier."""
    one = date(draw.between(2031, 2038), draw.between(1, 12), draw.between(1, 28))
    first = draw.turn([True, False])
    return one, one + timedelta(days=draw.between(20, 200) * (1 if first else -1))


@made_up
def before_or_after(draw: Draw) -> Question:
    """Whether one thing was before another, by the days in their footnotes."""
    (place,), (listed, adopted) = draw.some(PLACES, 1), _two_days(draw)
    offers, rules = words.date(listed.isoformat()), words.date(adopted.isoformat())
    right, wrong = ("before", "after") if listed < adopted else ("after", "before")
    return Question(
        plain(
            f"“The parliament of {place} adopted the rules on housing [footnote: {rules}]. The towns have offered homes [footnote: list of "
            f"offers, {offers}].” Were the offers listed before or after the rules were adopted, or on the same day?"
        ),
        Order(right, "offers homes list listed", "rules adopted adoption", (listed.isoformat(), adopted.isoformat())),
        [
            (
                wrong,
                "Compare the days in the footnotes; the order in which a text tells things is not that in which they happened.",
            ),
            SAME,
        ],
        "A text may tell first what came second. The footnotes have the days.",
        plain(f"The rules: {rules}. The list: {offers}. The list came …"),
        "By the footnotes, whatever the order of the sentences",
    )


@made_up
def which_first(draw: Draw) -> Question:
    """Which of the documents cited is the earlier."""
    (place,), (given, sent) = draw.some(PLACES, 1), _two_days(draw)
    speech, letter = words.date(given.isoformat()), words.date(sent.isoformat())
    right, wrong = ("the speech", "the letter") if given < sent else ("the letter", "the speech")
    return Question(
        plain(
            f"“A minister for the coast was named [footnote: letter of {letter}]. The pact with {place} will aim at clean water [footnote: "
            f"speech of {speech}].” Which of the documents cited bears the earlier date, the speech, the letter or neither?"
        ),
        Order(right, "speech", "letter", (given.isoformat(), sent.isoformat())),
        [(wrong, "Compare the days in the footnotes; the text tells the post before the pact."), NEITHER],
        "The days stand in the footnotes.",
        plain(f"The letter: {letter}. The speech: {speech}. The earlier of them is …"),
        "By the days in the footnotes",
    )


@made_up
def kind_of_document(draw: Draw) -> Question:
    """On what kind of document an aim rests, by the title in its footnote."""
    (place,) = draw.some(PLACES, 1)
    titles = {
        "a speech": f"Opening remarks at the harbour of {place}, speech by the mayor",
        "a letter": f"To the minister for the coast: letter of the president of {place}",
        "a regulation": f"Regulation of the parliament of {place} on clean water",
        "a declaration": f"Joint declaration of {place} and its neighbours",
    }
    why = {
        "a speech": "Somebody spoke, and nothing was agreed by that.",
        "a letter": "A letter gives somebody a task; it is not agreed with anybody.",
        "a regulation": "A regulation is law, and the title would say so.",
        "a declaration": "A declaration is agreed by all who make it, and the title would say so.",
    }
    right = draw.turn(list(titles))
    return Question(
        plain(
            f"“The pact aims at clean water for {place}. [footnote: {titles[right]}]” On what kind of document does the aim rest: a speech, a "
            "letter, a regulation or a declaration?"
        ),
        right,
        [(kind, said) for kind, said in why.items() if kind != right],
        "The footnote gives the title, and the title says what it is.",
        plain(f"The title reads “{titles[right]}”: it is …"),
        "The title in the footnote says so",
    )


@made_up
def grade_of_source(draw: Draw) -> Question:
    """The grade of a source, by who published the text that was read."""
    (place,), amount = draw.some(PLACES, 1), euros(millions(draw, 31, 60))
    read_in = {
        "grade A": f"The ministry of {place} published its budget on its own site, with {amount} for clean water. The budget was read there.",
        "grade B": f"The ministry of {place} set aside {amount} for clean water. The library of the parliament reprints the decision word for word, "
        "and it was read in that reprint.",
        "grade C": f"The minister of {place} told a newspaper that {amount} is meant for clean water. The newspaper was read.",
    }
    why = {
        "grade A": "A text of the institution itself has grade A.",
        "grade B": "What reprints or sums up the institution's text faithfully has grade B.",
        "grade C": "What the press or an organisation tells of it has grade C.",
    }
    right = draw.turn(list(read_in))
    return Question(
        plain(f"{read_in[right]} Which grade does the source have by the scale of this book: grade A, grade B or grade C?"),
        right,
        [(grade, said) for grade, said in why.items() if grade != right],
        "Look for who published what was read; who is quoted in it does not count.",
        plain("The institution itself, a faithful reprint of it, or somebody who tells of it: what was read is …"),
        "By who published the text that was read",
    )


@made_up
def fields_to_change(draw: Draw) -> Question:
    """Which fields of a row change when its source is corrected in one way."""
    (place,), year = draw.some(PLACES, 1), draw.between(2031, 2036)
    asked = {
        "amount": (f"gives another amount for {place}, rounded and hedged as before", {"value", "printed"}),
        "hedge": (f"tells the amount for {place} with another hedge, and the same digits", {"qualifier"}),
        "verb": (f"says of the amount for {place} that it was paid, and no longer that it was announced", {"stage"}),
        "end": (f"says that the amount for {place} runs to {year}, which is longer than it said", {"end"}),
    }
    what, fields = asked[draw.turn(list(asked))]
    named = {"value": "value", "printed": "printed", "qualifier": "qualifier", "stage": "stage", "end": "end"}
    why = {
        "value": "The digits are the same as before.",
        "printed": "The digits are the same as before; the hedge has a field of its own.",
        "qualifier": "The hedge is the same as before.",
        "stage": "The verb is the same as before.",
        "end": "The time that the amount covers is the same as before.",
    }
    return Question(
        plain(
            f"A claim is a row with the fields {', '.join(named)}. The document behind it is corrected: it {what}. Which of these fields have to change?"
        ),
        Named({field: field for field in named if field in fields}, named),
        [(field, said) for field, said in why.items() if field not in fields],
        "Find the field that holds what the source now says otherwise, in digits and in words.",
        plain("Ask of each field whether the corrected text would fill it otherwise: …"),
        "The corrected text fills these otherwise, and no others",
    )


@made_up
def what_is_counted(draw: Draw) -> Question:
    """What a number counts: promises or what was given, in all or in a year."""
    (place,), number, years = draw.some(PLACES, 1), f"{draw.between(12, 80)},000", draw.between(2, 5)
    thing, given = draw.one(("beds", "filled"), ("meals", "served"), ("homes", "built"))
    kinds = {f"{thing} promised": "promised", f"{thing} promised a year": "promised a year", f"{thing} {given}": given}
    right = draw.turn(list(kinds))
    text = {
        f"{thing} promised": f"For the next {years} years together, towns in {place} have promised {number} {thing}.",
        f"{thing} promised a year": f"Towns in {place} have promised {number} {thing} for each of the next {years} years.",
        f"{thing} {given}": f"In {years} years, {number} {thing} have been {given} in {place}.",
    }[right]
    why = {
        f"{thing} promised": "Look for the verb, and for the years that the number covers.",
        f"{thing} promised a year": "Does the number stand for each year? The text says which years it is for.",
        f"{thing} {given}": "A promise is not yet kept. Look for the verb.",
        "people helped": f"The number is of {thing}, and the text does not say how many people they are for.",
    }
    return Question(
        plain(f"“{text}” What does the number count: {', '.join(kinds)}, or people helped?"),
        right,
        [(answer, said) for answer, said in why.items() if answer != right],
        "Find the noun after the number, the verb, and the time that it covers.",
        plain(f"The noun is {thing}. The verb and the years say the rest."),
        "Noun, verb and years say so together",
    )


@made_up
def quotient(draw: Draw) -> Question:
    """Whether an amount or a number may be divided by another; the arithmetic of the package decides."""
    (place,), year, kind = draw.some(PLACES, 1), draw.between(2019, 2029), draw.turn(["money", "places"])
    aid, people, places, towns = figures(
        money("aid", f"aid for {place} since {year}", billions(draw, 11, 79), step=BILLION / 10),
        counted("people", f"refugees counted in {place} at the end of {year + 5}", 1000 * draw.between(101, 899), "people"),
        counted("places", "places promised", 1000 * draw.between(11, 60), "places", step=1000),
        counted("towns", "towns that promised places", draw.between(6, 30), "towns"),
    )
    one, other = (aid, people) if kind == "money" else (places, towns)
    why = {
        "money": "A sum over many years against a number on a single day is no amount per person, and hosts may share in the money.",
        "places": "The places are those of the towns that promised them, so a mean is allowed; it does not show how they are spread.",
    }[kind]
    try:
        per(one, other)
        right, wrong = "allowed", "not allowed"
    except ArithmeticRuleError:
        right, wrong = "not allowed", "allowed"
    text = (
        f"Since {year} the Union has given {aid.text} to {place} and its people. At the end of {year + 5}, {people.text} refugees were counted there."
        if kind == "money"
        else f"{towns.text} towns of {place} have promised {places.text} places."
    )
    asked = "the sum be divided by the number of refugees" if kind == "money" else "the places be divided by the towns"
    return Question(
        plain(f"“{text}” May {asked}? Answer allowed or not allowed."),
        right,
        [(wrong, why)],
        "Do both sides stand for the same time, and for the same people or places?",
        plain(f"Above: {one.label}. Below: {other.label}. They belong together, or they do not: …"),
        why,
    )


@made_up
def deciding(draw: Draw) -> Question:
    """What would have to be known to make a single number of a range."""
    (place, other), (purpose,) = draw.some(PLACES, 2), draw.some(PURPOSES, 1)
    whole, fund = billions(draw, 81, 149), billions(draw, 21, 59)
    names = [euros(value) for value in (whole, fund)]
    right = f"whether the sum holds the Fund for {place}"
    options = {
        f"how much of the sum was paid to {place}": "Payment is another step; it leaves the sum of the printed amounts as it is.",
        f"how much of the sum is for {purpose}": "That amount lies inside the sum either way, so the sum does not move.",
        f"what was given to {other}": f"What {other} was given is not in this sum.",
    }
    return Question(
        plain(
            f"“{place} was allocated {names[0]}. A Fund for {place} manages {names[1]}.” Together that is {names[0]} or more, up to both "
            "added. What would have to be known to make a single number of it?"
        ),
        right,
        list(options.items()),
        "Which answer would move the lower or the upper end?",
        plain("The lower end takes the Fund as inside, the upper end as on top. What has to be known is …"),
        "If it were known, the range would shrink to one of its ends",
    )
