"""What a reader is told of a page with supposed figures: whose figure a number is, which words no longer hold, and where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from claimbook.core.stages import ASIDE, NOUN, VERB
from claimbook.live import refused
from claimbook.live.cells import Missing
from claimbook.live.shown import OnPage, Output
from claimbook.live.tables import FIGURES, RELATION, Change, LiveSection, Tables
from claimbook.report import pages
from claimbook.wording import NBSP, hedges
from claimbook.wording.parts import Number
from claimbook.wording.places import anchor
from claimbook.wording.units import is_money

Answer = dict[str, Any]
#: What a note calls the words of the report, the stage, the place and the documents of a figure.
AS_PRINTED, STAGE, WHERE, SOURCES = "As printed", "Stage", "Where", ("Source", "Sources")
#: Words by which a text says that the figure right after them is the report's own.
ATTRIBUTED = (
    r"\b(?:the|this) (?:section|report|text) (?:itself |only |alone )?"
    r"(?:prints?|states?|gives?|names?|reports?|tells of|speaks of)(?! no\b)(?=\s(?:[^\s,;:]+\s){0,2}$)"
)


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


def no_longer(tables: Tables, said: Sequence[str], missing: Missing, near: int | None) -> Answer:
    """Words of the page's text, why they do not hold, what stands beside them, and the output that they stand near."""
    why = refused.plainly(tables, missing.condition or missing.why)
    quoted = f"“{'”, “'.join(said)}”" if said else "A step of the chapter"
    if missing.kept:
        text, note = f"{quoted}: not checked with the changed figures. {missing.why}", "not checked with the changed figures"
    elif missing.opened:
        text, note = f"{quoted}: left open by the changed figures: {why}", "left open by the changed figures"
    else:
        # A condition is told as what it asks for, which the changed figures do not give.
        reason = f", for it is not so that {why.removeprefix('that ')}" if missing.condition else f": {why}"
        text = f"{quoted}: no longer holds{reason}"
        note = "no longer holds with the changed figures"
    void = not (missing.kept or missing.opened)
    return {"said": list(said), "why": missing.why, "text": text, "note": note, "void": void, "near": near}


def untrue(tables: Tables, outputs: Sequence[Output], given: list[Other]) -> Iterator[Answer]:
    """Words around a claim's own figure that say what is printed: that the report says it, and the verbs of a stage that is another now.

    Each is a pattern for words, what stands beside them, and where they may stand: in the sentences of numbers, by output and place in it,
    all of them or what stands ``before`` the number.
    """
    for one in (one for one in given if one.now):
        ways = [(ATTRIBUTED, f"it prints {refused.as_printed(one.before)}", True)] if one.differs("printed") else []
        if one.differs("stage") and (pattern := telling(tables.row("stages", one.before["stage"]))):
            ways.append((pattern, f"tells the printed stage, {one.stage}", False))
        own = [
            [n, i]
            for n, output in enumerate(outputs)
            for i, number in enumerate(output.numbers if not output.missing else ())
            if is_own(number.provenance, one)
        ]
        yield from ({"pattern": pattern, "note": note, "before": before, "at": own} for pattern, note, before in ways)


# -- words that nothing holds ------------------------------------------------------------------------------------------

#: Said at the end of a paragraph, and once where all is listed that is affected.
WRITTEN = "written for the printed figures"
UNCHECKED = f"Paragraphs that end with “{WRITTEN}” have sentences on what you changed of which nothing here can tell whether they still hold."
#: Words that tell how figures are related, and of a hedge what it does; beside those of the stages and of the hedges themselves.
RELATED = r"\b(?:part|parts|whole|with?in|inside|includ\w+|hold|holds|lies?|nested|overlap\w*|beyond|on top|shared?|separate\w*|stated|likely|readings?|again)\b"
HEDGED = r"\b(?:hedg\w+|exact\w*|bounds?|floor|ceiling|rounded|{})\b"
#: Names that are too common to tell one figure from another.
COMMON = {"Member", "States", "European", "Union", "Commission", "Action", "Plan", "Process", "Conference"}


def unchecked(tables: Tables, chapter: str, outputs: Sequence[Output], other: Other) -> Answer:
    """Where the page speaks of what is supposed, in words that nothing holds to the figures.

    ``at`` are the numbers that rest on it, by output and place in it, and ``entries`` the entries that such numbers lead to in outputs
    which stay as printed. ``names`` is a pattern for its subject, and ``words``, in the claim's own chapter, one for what is supposed of
    it. Of how two claims are related only what has such words as well speaks, or rests on both.
    """
    counted = {"relations"} if other.together else {"claims"}
    at = [
        [n, i]
        for n, output in enumerate(outputs)
        for i, number in enumerate(output.numbers if not output.missing else ())
        if _speaks(number, other, counted)
    ]
    row = other.before
    ways = [telling(tables.row("stages", row["stage"]))] if other.differs("stage") else []
    ways += [HEDGED.format("|".join(hedges.BEFORE.get(row["qualifier"], ("hedge",))))] if other.differs("qualifier") else []
    words = RELATED if other.together else "|".join(filter(None, ways))
    entries = [anchor("claims", row["id"])] if not other.together else []
    return {
        "at": at,
        "entries": entries,
        "names": named(tables, row),
        "words": words if other.together or row["chapter"] == chapter else "",
        "both": other.together,
        "note": WRITTEN,
    }


def _speaks(number: Number, other: Other, counted: set[str]) -> bool:
    """Whether a number rests on what is supposed, or counts rows of it."""
    places = number.provenance["claims"]
    here = {one[1] for one in places if len(one) == 2 and one[0] != "tables"}
    rows = {one[1] for one in places if one[0] == "tables"}
    return bool(rows & counted) or (other.ids <= here if other.together else bool(here & other.ids))


def named(tables: Tables, row: dict) -> str:
    """A pattern for the names of a claim's subject: its partner and instrument, the names in its label, and what it counts."""
    called = [
        one["name"]
        for table in ("partners", "instruments")
        for one in tables.rows[table]
        if one["id"] in (row["partner"], row["instrument"])
    ]
    found = {word for name in (*called, row["label"]) for word in re.findall(r"\b[A-ZÀ-Þ]\w{3,}", name)} - COMMON
    found |= {f"[{unit[0].upper()}{unit[0]}]{unit[1:]}" for unit in [row["unit"]] if unit.isalpha() and not is_money(unit)}
    return rf"(?<!\p{{L}})(?:{'|'.join(sorted(found))})(?!\p{{L}})" if found else ""


def telling(stage: dict) -> str:
    """A pattern for the verbs and words that tell a stage, which JavaScript reads as well; empty where none do."""
    stems = [stem for told in (stage["verbs"], stage["words"]) if told for stem in told.split("; ")]
    return rf"\b(?:{'|'.join(ASIDE.join(stem.split()) for stem in stems)})(?:{VERB}|{NOUN})" if stems else ""
