"""Why a figure cannot be supposed, for whoever reads the page: with the names of the page, amounts in words, and what would be right."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from claimbook import wording as words
from claimbook.core.claims import FIGURE_TABLES
from claimbook.data.problems import Problem, as_text
from claimbook.wording.units import is_money

if TYPE_CHECKING:
    from claimbook.core.comparisons import Comparison
    from claimbook.live.tables import Change, Tables

#: What a field of a claim is called on the page.
CALLED = {"value": "value", "printed": "wording", "qualifier": "hedge", "stage": "stage"}
#: How a rule names a table, which no reader of a page has seen.
FILE = re.compile(r"(?:data/)?(\w+)\.csv")
#: How a message begins that is Python's own (``cells.message``), and what a reader of the page is told in its place.
ERROR = re.compile(r"[A-Z]\w*(?:Error|Exception|Interrupt|Exit|Iteration|Warning)\b")
NO_STEP = "a step of the chapter cannot be worked out with these figures"
#: What a message says to whoever writes code: what to write instead, and what the chapter's own code calls something.
FOR_CODE = re.compile(r"(?:; (?:use [a-z_]+[=(]|the sign \+ |difference\(|its code calls it )|: use [a-z_]+[=(]).*$", re.S)


def figure(tables: Tables, row_id: str) -> dict | None:
    """The row of a figure, of the section or from outside."""
    return next((row for table in FIGURE_TABLES for row in tables.rows[table] if row["id"] == row_id), None)


def label(tables: Tables, row_id: str) -> str:
    """What a figure is called on the page, and that it is from outside where it is; one that is not known is called by its id."""
    if (row := figure(tables, row_id)) is None:
        return f"“{row_id}”"
    return row["label"] if row in tables.rows["claims"] else f"{row['label']} (by another source)"


def amount(value: object, unit: str) -> str:
    """A number of a unit in words; what is no number as it is."""
    try:
        number = float(str(value))
    except ValueError:
        return f"“{value}”"
    finest = 10.0 ** -max(0, len(as_text(number).partition(".")[2]))
    told = words.printed(number, finest, unit)
    return told if is_money(unit) or unit in ("tonnes", "%") else f"{told} {unit}"


def as_printed(row: dict) -> str:
    """What the report prints for a claim: its words, or where these are a list that was counted, the number."""
    return row["printed"] if row["basis"] != "counted" else amount(as_text(row["value"]), row["unit"])


def stage(tables: Tables, stage_id: str) -> str:
    """What a stage is called."""
    return next((row["label"] for row in tables.rows["stages"] if row["id"] == stage_id), stage_id)


def relation(tables: Tables, part: str, other: str, table: str = "relations") -> dict | None:
    """The row on how sure it is that a figure lies within another, or shares with it."""
    return next((row for row in tables.rows[table] if (row["part"], row["whole"]) == (part, other)), None)


def plainly(tables: Tables, why: str) -> str:
    """Why something is refused or no longer holds, with the names of the page for ids and columns, and without what only code can do.

    An error that this package did not word itself says nothing to whoever reads the page but that a step cannot be worked out.
    """
    if ERROR.match(why):
        return NO_STEP
    text = re.sub(r"\b[a-z]\w*_\w+\b", lambda found: _called(tables, found[0]), FILE.sub(_list, FOR_CODE.sub("", why)))
    return text.replace("; the tables have: ", "; here it is: ")


def _called(tables: Tables, name: str) -> str:
    """What the page calls a figure, a stage or a hedge that code knows by a name; of others the words in it."""
    labels = {row["id"]: row["label"] for table in (*FIGURE_TABLES, "stages") for row in tables.rows[table]}
    return {**words.HEDGES, **labels}.get(name, name.replace("_", " "))


def _list(found: re.Match) -> str:
    """A table, as the page calls it."""
    return f"the book's list of {found[1].replace('_', ' ')}"


def condition(tables: Tables, comparison: Comparison) -> str:
    """What a comparison asks for, with ordinary spaces; of a column of a table as the page calls it, and with what stands there now."""
    if comparison.kind != "has":
        return comparison.told.replace(words.NBSP, " ")
    figure, column, wanted, found = comparison.clause[0], comparison.how["column"], comparison.how["values"], comparison.found
    if column == "resolution":
        told = f"is rounded to {' or '.join(f'{one:,.0f}' for one in wanted)}; here to {found:,.0f}"
    else:
        named = partial(stage, tables) if column == "stage" else _hedge if column == "qualifier" else str
        called = CALLED.get(column, column.replace("_", " "))
        told = f"has as its {called} “{' or '.join(map(named, wanted))}”; here it has “{named(found)}”"
    return f"{figure} {told}".replace(words.NBSP, " ")


def unknown(tables: Tables, change: Change, perhaps: str) -> str:
    """That a change is of a figure, a field or a relation which the book has not."""
    if figure(tables, change.id) is None:
        return f"This book has no figure that is called “{change.id}”{perhaps}."
    if ":" in change.field:
        other = label(tables, change.field.partition(":")[2])
        return f"The book does not say whether {label(tables, change.id)} lies within {other} or shares with it."
    return f"“{change.field}” of {label(tables, change.id)} cannot be changed here; value, hedge and stage can."


def told(tables: Tables, problems: Sequence[Problem], change: Change, supposed: Tables | None = None) -> str:
    """Why a change is refused, what would be right, and what the report prints; ``supposed`` has relations as a reader supposes them."""
    row = figure(tables, change.id)
    if row is None:
        return unknown(tables, change, "")
    why = " ".join(dict.fromkeys(_why(supposed or tables, problem, change, row) for problem in problems))
    return framed(tables, why, change)


def framed(tables: Tables, why: str, change: Change) -> str:
    """Why a change of a figure is refused, with what is refused before it and what the report prints behind it."""
    row = figure(tables, change.id)
    assert row
    if own := relation(tables, change.id, change.field.partition(":")[2]):
        about, printed = (
            f"How sure it is that this lies within {label(tables, own['whole'])}",
            f"The book has: {own['certainty']}.",
        )
    elif change.field == "stage":
        about, printed = f"Stage of {row['label']}", f"The book has: {stage(tables, row['stage'])}."
    else:
        about = f"{CALLED.get(change.field, 'value').capitalize()} of {row['label']}"
        printed = (
            f"The report prints {as_printed(row)}."
            if row["basis"] != "counted"
            else f"The book counts {row['value']:g} in the report."
        )
    return f"{about}: {why} {printed}".replace(words.NBSP, " ")


def _why(tables: Tables, problem: Problem, change: Change, row: dict) -> str:
    """A sentence on what is wrong and what would be right."""
    found = next((said for way in WAYS if (said := way(tables, problem, change, row))), "") or _otherwise(problem)
    return found[:1].upper() + found[1:]


def _too_large(tables: Tables, problem: Problem, change: Change, row: dict) -> str:
    """A part that is more than its whole, by itself or with the other parts."""
    if not (found := problem.too_large):
        return ""
    part, whole = problem.row.split()
    sums, high = (amount(as_text(value), row["unit"]) for value in (found.together, found.whole))
    if len(found.parts) > 1:
        parts = " and ".join(label(tables, one) for one in found.parts)
        return f"{parts} come to {sums} together, and {label(tables, whole)} is {high}, which cannot be less."
    within, read = _lies_within(tables, part, whole), _read_as(tables, change, row)
    if change.id == whole:
        return f"{sums} ({label(tables, part)}) {within} it, so it cannot be less than that{read}."
    return f"it {within} {label(tables, whole)}, so right would be {high} or less{read}."


def _lies_within(tables: Tables, part: str, whole: str) -> str:
    """How sure the book is that a figure lies within another."""
    row = relation(tables, part, whole) or relation(tables, part, whole, "outside_relations")
    return "lies within" if row and row["certainty"] == "stated" else "likely lies within"


def _read_as(tables: Tables, change: Change, row: dict) -> str:
    """How a number was read that was typed without its scale, as 900 for 900 million."""
    if change.field != "value" or not re.fullmatch(r"\s*[\d.,]+\s*", str(change.value)):
        return ""
    return f"; “{change.value}” was read as {amount(tables.typed(change, row), row['unit'])}"


def _unread(tables: Tables, problem: Problem, change: Change, row: dict) -> str:
    """A value that is no number of its unit."""
    if problem.field != "value" or not problem.fault:
        return ""
    example = as_printed(row)
    least = amount(as_text(row["resolution"]), row["unit"]) if row["resolution"] else "nought"
    return {
        "empty": f"nothing is entered; write a number, as in {example}.",
        "below": f"“{change.value}” is less than nought; right would be {least} or more.",
        "parted": f"“{change.value}” has a part of one, and {row['unit']} are counted; right would be a whole number.",
        "unread": f"“{change.value}” is no number that can be read here; write it in digits, as in {example}.",
    }.get(problem.fault.kind, "")


def _listed(tables: Tables, problem: Problem, change: Change, row: dict) -> str:
    """A choice that is none, or a count of what the book lists."""
    kind, right = problem.fault or ("", ())
    if problem.field == "stage" and kind == "alike" and change.id in right:
        return f"the book lists what this counts, one by one, and there it is “{stage(tables, problem.found)}”."
    if kind == "hedge":
        return f"a number that is spelled or listed has no hedge; right would be: {_hedge(right[0])}."
    if problem.field == "stage":
        money = is_money(row["unit"])
        stages = [one["label"] for one in tables.rows["stages"] if not money or one["kind"] == "money"]
        return f"it cannot be “{stage(tables, problem.found)}”; right would be one of: {', '.join(stages)}."
    if kind == "choice":
        known = [_hedge(name) for name in right] if problem.field == "qualifier" else right
        return f"it cannot be “{problem.found}”; right would be one of: {', '.join(known)}."
    if kind == "rows":
        return f"the book lists all of them, one by one, and they are {right[0]}."
    if kind == "printed":
        return f"its wording says {amount(right[0], row['unit'])}."
    return ""


def _hedge(name: str) -> str:
    """What a hedge is called on the page; a figure without one is as it is."""
    return words.HEDGES.get(name, name) or "as it is"


def _too_fine(tables: Tables, problem: Problem, change: Change, row: dict) -> str:
    """A value that the rounding of its figure does not fit."""
    if problem.field != "resolution":
        return ""
    unit = amount(as_text(row["resolution"]), row["unit"])
    if problem.fault and problem.fault.kind == "coarse":
        return f"“{change.value}” is less than {unit}, to which the report rounds it; right would be that or more."
    return (
        f"“{change.value}” has more digits than the report's figure, which is rounded to {unit}; right would be a whole number."
    )


def only_contradicts(tables: Tables, problem: Problem) -> bool:
    """Whether figures that do not fit contradict another source, or how we read the section, alone.

    A part that is larger than its whole breaks a rule of arithmetic where the section states that it lies in it. Where another source
    says so, or where it is likely or open, a reader may suppose that it is not so.
    """
    if not problem.too_large:
        return False
    row = relation(tables, *problem.row.split())
    return problem.file == "outside_relations.csv" or bool(row and row["certainty"] != "stated")


def contradicted(tables: Tables, supposed: Tables, problem: Problem) -> str:
    """Which other source, or which of our readings, what a reader supposes contradicts; or what else is ``supposed``."""
    ids = problem.row.split()
    part, whole = (figure(supposed, one) for one in ids)
    assert part and whole
    sizes = {
        row["id"]: f"{amount(as_text(row['value']), row['unit'])} for {row['label'].removeprefix('for ')}"
        for row in (part, whole)
    }
    others = [row for row in (part, whole) if row.get("publisher")]
    within = f"{part['label']} {_lies_within(tables, *ids)} {whole['label']}"
    own = relation(supposed, *ids)
    if own and own != relation(tables, *ids):
        how = "to be unknown whether" if own["certainty"] == "unknown" else "that it is likely that"
        return f"It is supposed here {how} {part['label']} lies within {whole['label']}; with these figures it cannot."
    if not others:
        how = "likely lies" if (relation(tables, *ids) or {}).get("certainty") == "likely" else "may lie"
        said = f"By our reading {part['label']} {how} within {whole['label']}"
    elif problem.too_large and len(problem.too_large.parts) > 1:
        said = f"{others[0]['publisher']} reports parts of {whole['label']} that come to more than {sizes[whole['id']]}"
    else:
        said = f"{others[0]['publisher']} reports {' and '.join(sizes[row['id']] for row in others)}, and {within}"
    grades = f" (outside the section, grade {others[0]['grade']})" if others else ""
    return f"{said}{grades}: what is supposed here contradicts it.".replace(words.NBSP, " ")


def weakened(tables: Tables, row: dict, whole: str, certainty: str) -> str:
    """That what another source says, by way of a third figure, is taken to be no surer than what is supposed."""
    third = figure(tables, row["whole"])
    assert third
    within = f"{label(tables, row['part'])} {_lies_within(tables, row['part'], row['whole'])} {third['label']}"
    by = f"By {third['publisher']} (outside the section, grade {third['grade']}) {within}, and so {label(tables, whole)}"
    return f"{by}: what is supposed here contradicts it, and that is taken as {certainty} as well."


def whom(tables: Tables, supposed: Tables, ids: Sequence[str]) -> str:
    """Whom it contradicts that figures do not fit: another source with its grade, our reading, or what else is ``supposed``."""
    others = [row for row in (figure(tables, one) for one in ids) if row and row.get("publisher")]
    if len(ids) > 1 and relation(supposed, *ids) != relation(tables, *ids):
        return "what else is supposed"
    return f"{others[0]['publisher']} (grade {others[0]['grade']})" if others else "our reading"


#: The ways in which a change does not fit, tried in turn; each gives a sentence, or nothing where it is another.
WAYS: tuple[Callable[[Tables, Problem, Change, dict], str], ...] = (_too_large, _unread, _listed, _too_fine)


def _otherwise(problem: Problem) -> str:
    """What a rule says, without the names of files."""
    allowed = FILE.sub(_list, problem.allowed)
    return f"“{problem.found}” does not fit the rest of the book; right would be {allowed}."
