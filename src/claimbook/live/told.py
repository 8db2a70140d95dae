"""What a reader is told of a page with supposed figures: whose figure a number is, which words no longer hold, and where they stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from claimbook.core.claims import FIGURE_TABLES
from claimbook.core.comparisons import Comparison
from claimbook.core.stages import ASIDE, NOUN, VERB
from claimbook.live import refused
from claimbook.live import terms as explained
from claimbook.live.cells import Missing
from claimbook.live.shown import OnPage, Output
from claimbook.live.tables import FIGURES, RELATION, Change, LiveSection, Tables
from claimbook.report import pages
from claimbook.wording import NBSP, date, hedges, period
from claimbook.wording.parts import Number
from claimbook.wording.places import anchor
from claimbook.wording.units import is_money, told_unit

Answer = dict[str, Any]
#: What a note calls the words of the report, the stage, the place and the documents of a figure.
AS_PRINTED, STAGE, WHERE, SOURCES = "As printed", "Stage", "Where", ("Source", "Sources")
#: What is told behind a figure of another source, or one worked out from such, that tells of what is supposed to be otherwise.
AS_IT_IS, AS_THEY_ARE = "another source’s figure, as it is", "from other sources’ figures, as they are"
AGAINST = f"{AS_IT_IS}; what is supposed here contradicts it"
NOT_ALL_FIT = f"{AS_THEY_ARE}; not all of these fit what is supposed here"
ISO = re.compile(r"\d{4}(?:-\d\d){0,2}")
#: Words by which a text says that the figure right after them is the report's own.
ATTRIBUTED = (
    r"\b(?:the|this) (?:section|report|text) (?:itself |only |alone )?"
    r"(?:prints?|states?|gives?|names?|reports?|tells of|speaks of)(?! no\b)(?=\s(?:[^\s,;:]+\s){0,2}$)"
)
#: Right behind a number the word for several of its unit, as JavaScript reads it.
SEVERAL = r"(?<=^(?:\s[\w-]+){{0,2}}?\s){}\b"


@dataclass(frozen=True)
class Other:
    """What is supposed to be otherwise than printed: rows that it is about, in a sentence, and of a claim the rows before and now.

    ``together``: it is about how two claims are related, so a number that rests on one of them alone is as printed.
    """

    ids: frozenset[str]
    told: str
    before: dict = field(default_factory=dict, hash=False)
    now: dict = field(default_factory=dict, hash=False)
    #: The printed stage of the claim.
    stage: str = ""
    together: bool = False

    def differs(self, *fields: str) -> bool:
        """Whether one of these fields of the claim is another."""
        return bool(self.now) and any(self.before.get(name) != self.now.get(name) for name in fields)

    @property
    def leaned_on(self) -> bool:
        """Whether words of the text may lean on it that no guard quotes: a stage, a hedge, or how two claims are related."""
        return self.together or self.differs("stage", "qualifier")


def others(tables: Tables, changes: Sequence[Change], section: LiveSection) -> list[Other]:
    """What is otherwise with these changes; what is as printed is left out."""
    found = []
    for claim_id in dict.fromkeys(change.id for change in changes if not change.field.startswith(RELATION)):
        before, now = tables.row("claims", claim_id), section.row("claims", claim_id)
        if before != now:
            found.append(_claim(tables, before, now, section))
    for change in changes:
        whole = change.field.removeprefix(RELATION)
        row = refused.relation(tables, change.id, whole) if change.field.startswith(RELATION) else None
        if row and row["certainty"] != change.value:
            named = f"{refused.label(tables, change.id)} {'lies within' if row['kind'] == 'part_of' else 'overlaps'}"
            told = f"how sure it is that {named} {refused.label(tables, whole)}: {change.value}; the book has {row['certainty']}"
            found.append(Other(frozenset((change.id, whole)), told, tables.row("claims", change.id), together=True))
    return found


def supposes(tables: Tables, change: Change, section: LiveSection) -> bool:
    """Whether a change supposes something else than is printed, as EUR 6 billion in place of that amount in digits does not."""
    if change.field.startswith(RELATION):
        row = refused.relation(tables, change.id, change.field.removeprefix(RELATION))
        return row is None or row["certainty"] != change.value
    before, now = tables.row("claims", change.id), section.row("claims", change.id)
    return before[change.field] != now[change.field]


def _claim(tables: Tables, before: dict, now: dict, section: LiveSection) -> Other:
    """What is otherwise of a claim; other sources that confirmed it, and now differ, are told of with it."""
    lost = {row["id"] for row, old in zip(section.rows("evidence"), tables.rows["evidence"]) if row != old}
    ids = {row["id"] for row in tables.rows["evidence"] if row["id"] in lost and row["claim"] == now["id"]}
    parts = []
    if before["printed"] != now["printed"]:
        parts.append(f"{refused.as_printed(now)} for {now['label']}; the report prints {refused.as_printed(before)}")
    if before["stage"] != now["stage"]:
        stages = refused.stage(tables, now["stage"]), refused.stage(tables, before["stage"])
        parts.append(f"the stage “{stages[0]}” for {now['label']}; the report has “{stages[1]}”")
    told = "; ".join(parts) or f"another form of {now['label']}"
    return Other(frozenset({now["id"], *ids}), told, before, now, refused.stage(tables, before["stage"]))


# -- notes -------------------------------------------------------------------------------------------------------------


def notes(
    outputs: Iterable[Output], known: dict[str, int], fresh: dict[int, str], given: list[Other], place: OnPage
) -> dict[int, str]:
    """The notes of the numbers that rest on what is supposed, each saying so; others that the page has not printed are as in a book.

    ``known`` has the note of each number by its provenance, and ``fresh`` those that are not printed.
    """
    found = dict(fresh)
    told: set[int] = set()
    for number in (number for output in outputs if not output.missing for number in output.numbers):
        note = known.get(pages.told(number.provenance))
        if note is None or note in told:
            continue
        told.add(note)
        if resting := [one for one in given if _rests(number, one, other_note=note in fresh)]:
            found[note] = pages.popover(note, _supposed(number.provenance, resting), place.entries(number))
    return found


def _rests(number: Number, other: Other, *, other_note: bool) -> bool:
    """Whether a number rests on what is supposed; one that counts rows of tables, or tells a sentence, does where its note is another."""
    places = number.provenance["claims"]
    here = {one[1] for one in places if len(one) == 2}
    if other_note and any(one[0] == "tables" and one[1] in FIGURES for one in places):
        return True
    if other_note and other.now and plain(other.now["printed"]) in plain(number.provenance["title"]):
        return True
    return bool(here & other.ids) if other_note or not other.together else other.ids <= here


def plain(text: str) -> str:
    """A text with ordinary spaces."""
    return text.replace(NBSP, " ")


def _supposed(provenance: dict, resting: list[Other]) -> dict:
    """What a note tells of a number that rests on what is supposed: first of all that."""
    own = next((one for one in resting if one.now and is_own(provenance, one)), None)
    if own is None:
        facts = [["Not as printed", [f"rests on what is supposed here: {one.told}" for one in resting]]]
        facts += map(_of_printed, provenance["facts"])
        return provenance | {"title": f"{provenance['title']}: rests on what is supposed", "facts": facts}
    facts = [["Not the report's figure", "it was supposed here, by whoever reads the page"]] if own.differs("printed") else []
    for name, what in provenance["facts"]:
        if name == AS_PRINTED and own.differs("printed"):
            facts += [["Supposed here", what], ["The report prints", refused.as_printed(own.before)]]
        elif name == STAGE and own.differs("stage"):
            facts.append(["Stage", f"{what}, as supposed here; the report has: {own.stage}"])
        else:
            facts.append(_of_printed([name, what]))
    what = "supposed, not the report's figure" if own.differs("printed") else "with a supposed stage"
    return provenance | {"title": f"{provenance['title']}: {what}", "facts": facts}


def _of_printed(fact: list) -> list:
    """A fact on where something is printed, as one on what is printed there."""
    name, what = fact
    called = {WHERE: "Where it is printed", **{one: f"{one} of what is printed" for one in SOURCES}}
    return [called.get(name, name), what]


def is_own(provenance: dict, other: Other) -> bool:
    """Whether a number is the figure of a claim itself, and not worked out from it."""
    return "derivation" not in provenance and [one[1] for one in provenance["claims"]] == [other.now.get("id")]


# -- words -------------------------------------------------------------------------------------------------------------


RULE = re.compile(r"\(rule (\d+)\)")
#: What is told in words of the tables, or to whoever writes code.
UNSURE = re.compile(r"^that (.+) is part of (.+) is (likely|unknown), not stated")
UNEQUAL = re.compile(r"compares unequal (\w+) without saying so")


def plainly(tables: Tables, why: str) -> str:
    """Why something is refused or no longer holds, in words for whoever reads the page: a rule has its name, since its number says nothing."""
    names = explained.names_of_rules(tables.folder.parent)
    text = RULE.sub(lambda found: f"(rule: {names.get(int(found[1]), found[1])})", refused.plainly(tables, why))
    return UNSURE.sub(
        r"it is \3, not stated, that \1 is part of \2", UNEQUAL.sub(r"sets figures of unequal \1 against each other", text)
    )


def no_longer(tables: Tables, said: Sequence[str], missing: Missing, near: int | None) -> Answer:
    """Words of the page's text, why they do not hold, what stands beside them, and the output that they stand near.

    ``rest`` goes on where the words have been quoted; ``alone`` says it where none of them stands on the page.
    """
    comparison = missing.comparison
    why = plainly(tables, missing.why) if comparison is None else refused.condition(tables, comparison)
    opened = comparison is not None and comparison.holds is None
    if missing.kept:
        rest, note = f"not checked with the changed figures. {missing.why}", "not checked with the changed figures"
        alone = f"A step of the chapter: {rest}"
    elif opened:
        rest, note = f"left open by the changed figures: {why}", "left open by the changed figures"
        alone = f"Left open by the changed figures: {why}."
    else:
        # A condition is told as what it asks for, which the changed figures do not give.
        fails = "" if comparison is None else _fails(comparison, why)
        rest = "no longer holds" + (f", for {fails}" if fails else f": {why}")
        note = "no longer holds with the changed figures"
        alone = f"{fails or why}."
        alone = alone[:1].upper() + alone[1:] if said else f"A step of the chapter: {rest}"
    text = f"“{'”, “'.join(said)}”: {rest}" if said else alone
    void = not (missing.kept or opened)
    told = {"text": text, "rest": rest, "alone": alone, "note": note}
    return {"said": list(said), "why": missing.why, "void": void, "near": near, **told}


def _fails(comparison: Comparison, condition: str) -> str:
    """That what a comparison asks for is not so with the changed figures; of a relation, how sure it is there."""
    if comparison.kind in ("part_of", "overlaps"):
        return plain(f"here it is {comparison.found}, not {comparison.how['certainty']}, {comparison.clause[0]}")
    return f"it is not so here that {condition}"


def untrue(tables: Tables, outputs: Sequence[Output], given: list[Other]) -> Iterator[Answer]:
    """Words around a claim's own figure that say what is printed: that the report says it, and the verbs of a stage that is another now.

    Each is a pattern for words, what stands beside them, what is to be read ``instead``, and where they may stand: in the sentences of
    numbers, by output and place in it: all of them, or ``where`` what stands before the number, or after it.
    """
    for one in (one for one in given if one.now):
        ways = [(ATTRIBUTED, f"it prints {refused.as_printed(one.before)}", "before", "")] if one.differs("printed") else []
        if one.now["value"] == 1 != one.before["value"]:
            single = told_unit(f"x per {one.now['unit']}").removeprefix("x per ")
            ways.append((SEVERAL.format(one.now["unit"]), "one here", "after", single))
        if one.differs("stage") and (pattern := telling(tables.row("stages", one.before["stage"]))):
            ways.append((pattern, f"tells the printed stage, {one.stage}", "", refused.stage(tables, one.now["stage"])))
        own = _places(outputs, partial(_own, one))
        for pattern, note, where, instead in ways:
            yield {"pattern": pattern, "note": note, "where": where, "instead": instead, "at": own}


def _own(other: Other, number: Number) -> bool:
    """Whether a number is the claim's own figure."""
    return is_own(number.provenance, other)


def _places(outputs: Sequence[Output], wanted: Callable[[Number], bool]) -> list[list[int]]:
    """Numbers that are wanted, each by its output and its place in it."""
    return [
        [n, i]
        for n, output in enumerate(outputs)
        for i, number in enumerate(output.numbers if not output.missing else ())
        if wanted(number)
    ]


def beside(tables: Tables, outputs: Sequence[Output], given: list[Other], against: Collection[str]) -> list[dict[str, Any]]:
    """Figures of other sources on a claim that is supposed to be another: each ``at`` its output and place in it, with a ``note``.

    They tell the claim again, list its parts or are told of it in its own unit, or are worked out from such figures alone. What is
    said with them was true of the printed claim; a date or a name that a row has is as true as before. Those of ``against`` do not fit
    what is supposed, and neither do all that lie below one of these; whether a number ``fits`` is told with it.
    """
    claims = {one.now["id"] for one in given if one.differs("printed")}
    about = tables_about(tables, claims)
    about |= {row["id"]: row for table in FIGURE_TABLES[1:] for row in tables.rows[table] if row["id"] in against}
    dates = {plain(date(iso)) for row in about.values() for iso in _days(tables, row)}
    unfit = {*against, *tables_about(tables, set(against))}
    found = []
    for n, i in _places(outputs, lambda number: _ids(number) <= about.keys()):
        number = outputs[n].numbers[i]
        if plain(number.text) in dates:
            continue
        ids, derived = _ids(number), "derivation" in number.provenance
        fits = unfit.isdisjoint(ids) if derived else not ids <= set(against)
        note = (AS_THEY_ARE if fits else NOT_ALL_FIT) if derived else AS_IT_IS if fits else AGAINST
        found.append({"at": [n, i], "note": note, "fits": fits})
    return found


def _ids(number: Number) -> set[str]:
    """The ids of the rows behind a number."""
    return {one[1] for one in number.provenance["claims"]}


def tables_about(tables: Tables, claims: set[str]) -> dict[str, dict]:
    """The rows from outside, by id, that tell claims again, are parts of them, or give a figure of them in the same unit."""
    units = {row["id"]: row["unit"] for row in tables.rows["claims"]}
    rows = {row["id"]: row for table in FIGURE_TABLES[1:] for row in tables.rows[table] if row.get("value") is not None}
    found = {name: row for name, row in rows.items() if row.get("claim") in claims and row["unit"] == units[row["claim"]]}
    below: dict[str, list[str]] = {}
    for one in tables.rows["outside_relations"]:
        if one["kind"] in ("restates", "part_of"):
            below.setdefault(one["whole"], []).append(one["part"])
    todo = [*claims, *found]
    while todo:
        for name in below.get(todo.pop(), ()):
            if name in rows and name not in found:
                found[name] = rows[name]
                todo.append(name)
    return found


def _days(tables: Tables, row: dict) -> Iterator[str]:
    """The dates of a row, and of the document of one from outside."""
    source = tables.sources.get(row.get("source", ""))
    yield from (value for name, value in row.items() if isinstance(value, str) and ISO.fullmatch(value))
    if source and source.date:
        yield source.date


# -- words that nothing holds ------------------------------------------------------------------------------------------

#: Said behind a sentence, and once where all is listed that is affected.
WRITTEN = "written for the printed figures"
UNCHECKED = f"Sentences that end with “{WRITTEN}” tell of what you changed, and nothing here can tell whether they still hold."
#: Words that tell how figures are related; further ones that may; and of a hedge what it does, beside the hedges themselves.
RELATED = r"\b(?:part|parts|with?in|inside|includ\w+|total|both|lies?|overlap\w*|on top|stated|likely)\b"
LOOSELY = r"\b(?:whole|holds?|nested|beyond|shared?|separate\w*|readings?|again)\b"
HEDGED = r"\b(?:hedg\w+|exact\w*|bounds?|floor|ceiling|rounded|{})\b"
#: Names that are too common to tell one figure from another.
COMMON = {"Member", "States", "European", "Union", "Commission", "Action", "Plan", "Process", "Conference"}


def unchecked(tables: Tables, chapter: str, outputs: Sequence[Output], other: Other) -> Answer:
    """Where the page speaks of what is supposed, in words that nothing holds to the figures.

    ``at`` are the numbers that are supposed to be otherwise, or that rest on both claims that are related, by output and place in it;
    dates and the printed stage are as they were. ``entries`` are those that they lead to in outputs which stay as printed. ``words``, in
    the claim's own chapter, is a pattern for what tells it, and ``beside`` for what does together with one of its ``names``. Of what but
    names its subject (``called``), has ``loosely`` such words, or a number that ``rests`` on it, only the count is told.
    """
    counted = {"relations"} if other.together else {"claims"}
    rests = _places(outputs, lambda number: _speaks(number, other, counted))
    row = other.before
    apart = {
        plain(period(row["period_start"], row["period_end"])),
        other.stage,
        *(plain(date(iso)) for iso in _days(tables, row)),
    }
    telling_it = telling(tables.row("stages", row["stage"])) if other.differs("stage") else ""
    hedged = HEDGED.format("|".join(hedges.BEFORE.get(row["qualifier"], ("hedge",)))) if other.differs("qualifier") else ""
    mine = row["chapter"] == chapter
    together = other.together
    return {
        "at": rests if together else _places(outputs, lambda number: _own(other, number) and plain(number.text) not in apart),
        "rests": rests,
        "entries": [anchor("claims", row["id"])] if not together else [],
        "names": named(tables, row, alone=True) or named(tables, row),
        "called": named(tables, row),
        "words": telling_it if mine else "",
        "beside": RELATED if together else "|".join(filter(None, (hedged, "" if mine else telling_it))),
        "loosely": LOOSELY if together else "",
        "note": WRITTEN,
    }


def _speaks(number: Number, other: Other, counted: set[str]) -> bool:
    """Whether a number rests on what is supposed, or counts rows of it."""
    places = number.provenance["claims"]
    here = {one[1] for one in places if len(one) == 2 and one[0] != "tables"}
    rows = {one[1] for one in places if one[0] == "tables"}
    return bool(rows & counted) or (other.ids <= here if other.together else bool(here & other.ids))


def named(tables: Tables, row: dict, *, alone: bool = False) -> str:
    """A pattern for the names of a claim's subject: its partner and instrument, the names in its label, and what it counts.

    ``alone``: those that no other claim of its chapter has.
    """
    found = _names(tables, row)
    for other in tables.rows["claims"] if alone else ():
        if other["chapter"] == row["chapter"] and other["id"] != row["id"]:
            found -= _names(tables, other)
    return rf"(?<!\p{{L}})(?:{'|'.join(sorted(found))})(?!\p{{L}})" if found else ""


def _names(tables: Tables, row: dict) -> set[str]:
    """The names of a claim's subject, each as a pattern."""
    called = [
        one["name"]
        for table in ("partners", "instruments")
        for one in tables.rows[table]
        if one["id"] in (row["partner"], row["instrument"])
    ]
    found = {word for name in (*called, row["label"]) for word in re.findall(r"\b[A-ZÀ-Þ]\w{3,}", name)} - COMMON
    return found | {f"[{unit[0].upper()}{unit[0]}]{unit[1:]}" for unit in [row["unit"]] if unit.isalpha() and not is_money(unit)}


def telling(stage: dict) -> str:
    """A pattern for the verbs and words that tell a stage, which JavaScript reads as well; empty where none do."""
    stems = [stem for told in (stage["verbs"], stage["words"]) if told for stem in told.split("; ")]
    return rf"\b(?:{'|'.join(ASIDE.join(stem.split()) for stem in stems)})(?:{VERB}|{NOUN})" if stems else ""
