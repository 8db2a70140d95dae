"""Made-up lists to count in and to name from: documents, footnotes, agreements, aims and what matches them."""

from __future__ import annotations

from claimbook.core.arithmetic import ratio
from claimbook.core.quantities import Quantity
from claimbook.teaching.asked import Mistake
from claimbook.teaching.made_up.figures import PLACES, PURPOSES, counted, euros, figures, made_up, millions
from claimbook.teaching.questions import Named, Question, plainly
from claimbook.teaching.said_besides import Behind
from claimbook.teaching.skills import shares_of_counts
from claimbook.teaching.variants import Draw
from claimbook.wording import listing, plain

DOCUMENTS = ("the budget", "the press release", "the annual report", "the speech", "the treaty")
#: What is done for a purpose, in words that do not name it.
DONE = {
    "schools": "trains teachers",
    "clinics": "vaccinates children",
    "housing": "mends roofs",
    "clean water": "digs wells",
    "roads": "keeps the coast open to buses",
    "libraries": "lends books",
}


@made_up
def part_of_count(draw: Draw) -> Question:
    """Which share of a list has something in common, from exact counts."""
    (place,), whole = draw.some(PLACES, 1), draw.between(11, 29)
    some = draw.between(3, (whole - 1) // 2)
    one, everything = figures(
        counted("some", "lines with an amount", some, "lines"), counted("all", "lines of the list", whole, "lines")
    )
    without = draw.turn([True, False])
    (rest,) = figures(counted("rest", "lines without an amount", whole - some, "lines"))
    part = rest if without else one
    told = "names no amount" if without else "names an amount"
    return Question(
        plain(
            f"“The list for {place} has {whole} lines, and {some} of them name an amount.” Which share of the lines {told}, in per cent?"
        ),
        ratio(part, everything, label=f"share of lines of which each {told}"),
        shares_of_counts(part, everything),
        "The part that is asked for goes above, all lines below.",
        plain(f"({whole} − {some}) ÷ {whole} = …" if without else f"{some} ÷ {whole} = …"),
        "Counts are exact, so the share may keep a decimal",
    )


def _notes(draw: Draw, names: list[str]) -> str:
    """Footnotes with the documents that they cite."""
    start = draw.between(31, 60)
    return "; ".join(f"{start + i}: {name}" for i, name in enumerate(names))


@made_up
def documents(draw: Draw) -> Question:
    """How many different documents some footnotes cite."""
    chosen = draw.some(DOCUMENTS, draw.between(3, 4))
    names = chosen + draw.some(chosen, draw.between(1, 2))
    draw.random.shuffle(names)
    right = plainly(len(chosen), "documents", "documents of a made-up list")
    notes = plainly(len(names), "footnotes", "footnotes of a made-up list")
    once = plainly(sum(names.count(name) == 1 for name in chosen), "documents", "documents cited once")
    slips: list[Mistake] = [
        (notes, "You counted footnotes; some documents are cited under several numbers."),
        (once, "You left out what is cited more than once; it is a document too."),
    ]
    return Question(
        plain(f"The footnotes read – {_notes(draw, names)}. How many different documents do they cite?"),
        right,
        [(slip, why) for slip, why in slips if isinstance(slip, Quantity) and slip.value],
        "Count what is cited, not the notes.",
        plain(f"Strike out each name that has stood before, and count what is left: {listing(sorted(set(names))).text}."),
        "Each document counts once, however often it is cited",
    )


@made_up
def behind_figures(draw: Draw) -> Question:
    """On how many documents the figures for a place rest."""
    (place, other), names = draw.some(PLACES, 2), draw.some(DOCUMENTS, 3)
    number = draw.between(1, 2)
    ours = [names[i % number] for i in range(draw.between(3, 4) if number == 1 else 4)]
    lines = [f"{place}, figure {letter} – {name}" for letter, name in zip("ABCD", ours)] + [f"{other}, figure E – {names[2]}"]
    figures_ = plainly(len(ours), "figures", "figures of a made-up list")
    everything = plainly(number + 1, "documents", "documents behind all figures of a made-up list")
    return Question(
        plain(
            f"The figures and the documents they are taken from: {'; '.join(lines)}. On how many documents do the figures for {place} rest?"
        ),
        plainly(number, "documents", "documents behind some figures of a made-up list"),
        [
            (figures_, "You counted the figures; look at the document beside each."),
            (everything, f"You counted the document behind the figure for {other} as well."),
        ],
        "Several figures may rest on the same document.",
        plain(f"For {place}: {listing(list(dict.fromkeys(ours))).text}. Count them."),
        "If a document errs, every figure that rests on it does",
    )


@made_up
def figures_in_text(draw: Draw) -> Question:
    """How many figures a text has, money or not."""
    (place,), (purpose,) = draw.some(PLACES, 1), draw.some(PURPOSES, 1)
    said = [
        f"The Union gave {place} {euros(millions(draw, 3, 30))}",
        f"flights carried over {10 * draw.between(21, 90)} tonnes of goods there",
        f"{euros(millions(draw, 3, 30))} was announced for {purpose}",
        f"{draw.between(3, 9)} towns took part",
    ]
    chosen = [said[0], said[1], *draw.some(said[2:], draw.between(1, 2))]
    amounts = sum("EUR" in one for one in chosen)
    slips: list[Mistake] = [
        (
            plainly(amounts, "amounts", "amounts of a made-up text"),
            "You counted amounts in euro alone; a mass and a count are figures too.",
        ),
    ]
    return Question(
        plain(f"“{listing(chosen).text}.” How many figures does the text have?"),
        plainly(len(chosen), "figures", "figures of a made-up text"),
        slips,
        "A figure need not be money.",
        plain("Mark every number with its unit, whatever the unit; then count the marks."),
        "Whatever has a number and a unit is a figure",
    )


@made_up
def filed_under(draw: Draw) -> Question:
    """How many questions of a list belong to a place, of which others only speak."""
    place, other, third = draw.some(PLACES, 3)
    ours, theirs = draw.between(2, 3), draw.between(1, 2)
    rows = [(place, f"what was paid for {name}?") for name in draw.some(PURPOSES, ours)]
    rows += [(other, f"which part of it goes to {place} for {name}?") for name in draw.some(PURPOSES, theirs)]
    rows += [(third, "when does it begin?")]
    draw.random.shuffle(rows)
    named = plainly(ours + theirs, "questions", "questions of a made-up list that name a place")
    everything = plainly(len(rows), "questions", "questions of a made-up list")
    return Question(
        plain(
            f"A list of open questions, each with the partner it is filed under – {' '.join(f'{partner}: {text}' for partner, text in rows)} How "
            f"many questions are filed under {place}?"
        ),
        plainly(ours, "questions", "questions of a made-up list filed under a place"),
        [
            (named, f"You counted what speaks of {place}; a question filed under {other} does so too."),
            (everything, "You counted all questions."),
        ],
        "What stands before the colon says to whom a question belongs, whatever it names besides.",
        plain(f"Go through what stands before each colon and count {place}."),
        "The partner that it is filed under decides",
    )


@made_up
def as_one(draw: Draw) -> Question:
    """A count of actions if some of a kind counted as a single one."""
    (place,), kinds = draw.some(PLACES, 1), draw.between(3, 6)
    actions = kinds + draw.between(2, 8)
    right = actions - kinds + 1
    return Question(
        plain(
            f"“Of the {actions} actions on the coast of {place}, {kinds} are agreements of the same type.” How many actions would there be if "
            "the agreements counted as a single action?"
        ),
        plainly(right, "actions", "actions of a made-up list, the agreements as one"),
        [
            (plainly(actions, "actions", "actions of a made-up list"), "You counted each agreement as an action of its own."),
            (
                plainly(actions - kinds, "actions", "actions of a made-up list without the agreements"),
                "You left the agreements out; together they are still an action.",
            ),
        ],
        "The agreements leave the count, and a single action takes their place.",
        plain(f"{actions} − {kinds} = {actions - kinds}, and for the agreements together …"),
        "A count depends on what counts as one",
    )


STAGES = {"in force": "is in force", "signed": "was signed", "negotiated": "was negotiated"}


def _agreements(draw: Draw) -> tuple[dict[str, str], str]:
    """Places with the stage of their agreements, each stage at least once, and the text that tells them."""
    places = draw.some(PLACES, draw.between(4, 5))
    stages = [*STAGES, *(draw.one(*STAGES) for _ in places[len(STAGES) :])]
    draw.random.shuffle(stages)
    of = dict(zip(places, stages))
    return of, " ".join(f"The agreement with {place} {STAGES[stage]}." for place, stage in of.items())


@made_up
def in_force(draw: Draw) -> Question:
    """The places whose agreement is in force."""
    of, text = _agreements(draw)
    why = {
        "signed": "is signed, and the text does not say that it is in force",
        "negotiated": "is negotiated, which is not even signed",
    }
    names = {place: place for place in of}
    return Question(
        plain(f"“{text}” With which places does the text call an agreement in force?"),
        Named({place: place for place, stage in of.items() if stage == "in force"}, names),
        [(place, f"The agreement with {place} {why[stage]}.") for place, stage in of.items() if stage in why],
        "Negotiated, signed, in force: each is a step of its own.",
        plain("Go through the verbs, and keep the places whose agreement is called in force."),
        "Only what is called in force has legal effect",
    )


@made_up
def signed(draw: Draw) -> Question:
    """How many agreements were signed, in force or not."""
    of, text = _agreements(draw)
    numbers = {stage: list(of.values()).count(stage) for stage in STAGES}

    def having(*stages: str) -> Quantity:
        return plainly(sum(numbers[one] for one in stages), "agreements", f"agreements {' or '.join(stages)} of a made-up text")

    slips: list[Mistake] = [
        (having(*STAGES), "You counted a text that is negotiated but not said to be signed."),
        (having("in force"), "An agreement may be signed and not yet in force; count these too."),
        (having("signed"), "What is in force was signed before; count it too."),
    ]
    told = {having("in force", "signed").value}
    apart: list[Mistake] = []
    for q, why in slips:
        if isinstance(q, Quantity) and q.value not in told:
            told.add(q.value)
            apart.append((q, why))
    if numbers["signed"]:
        apart.append((Behind("in force"), "Not all that were signed are in force."))
    return Question(
        plain(f"“{text}” How many of the agreements were signed, whether or not they are in force?"),
        having("in force", "signed"),
        apart,
        "What is in force was signed before.",
        plain("Add those in force to those signed, and leave out what is only negotiated."),
        "A step holds those before it",
    )


@made_up
def without_footnote(draw: Draw) -> Question:
    """The sentence of a text that has no footnote."""
    places = draw.some(PLACES, 4)
    start, bare = draw.between(31, 60), draw.between(0, 3)
    lines, number = [], start
    for i, place in enumerate(places):
        mark = "" if i == bare else f" [footnote {number}]"
        number += i != bare
        lines.append(f"{place} signed an agreement.{mark}")
    names = {place: place for place in places}
    right = places[bare]
    return Question(
        plain(f"“{' '.join(lines)}” For which place does the statement rest on no footnote?"),
        Named({right: right}, names),
        [(place, f"The sentence on {place} has a footnote.") for place in places if place != right],
        "A footnote mark belongs to the sentence that it stands behind.",
        plain("Read sentence by sentence, and look for the one with no mark before the next begins."),
        "A mark further on belongs to another sentence",
    )


@made_up
def unmatched(draw: Draw) -> Question:
    """The aims of a plan that no measure matches."""
    (place,), aims = draw.some(PLACES, 1), draw.some(PURPOSES, draw.between(4, 5))
    met = draw.some(aims, len(aims) - draw.between(1, 2))
    done = listing([DONE[aim] for aim in met]).text
    return Question(
        plain(
            f"“The plan for {place} has these aims: {listing(aims).text}. What is under way {done}.” Which aims does nothing under way match?"
        ),
        Named({aim: aim for aim in aims if aim not in met}, {aim: aim for aim in aims}),
        [(aim, f"The aim “{aim}” is matched: something under way {DONE[aim]}.") for aim in met],
        "Find for each thing under way the aim that it serves.",
        plain(f"Strike out the aim that is served by what {DONE[met[0]]}, and go on."),
        "What is left when each measure has struck out its aim",
    )


@made_up
def served(draw: Draw) -> Question:
    """The aims that a partnership serves, by what its text says and by nothing else."""
    (place,), aims = draw.some(PLACES, 1), draw.some(PURPOSES, 4)
    met = draw.some(aims, 2)
    return Question(
        plain(
            f"“The partnership with {place} {DONE[met[0]]} and {DONE[met[1]]}.” The aims to choose from are {listing(aims).text}. Which of them does "
            "the partnership serve, by what the text says?"
        ),
        Named({aim: aim for aim in met}, {aim: aim for aim in aims}),
        [(aim, f"It may serve the aim “{aim}” too, but the text does not say so.") for aim in aims if aim not in met],
        "Go by what the text says, not by what such a partnership may do besides.",
        plain(f"What {DONE[met[0]]} serves an aim of the list, and so does what {DONE[met[1]]}."),
        "The text names what is done for these aims, and for no other",
    )
