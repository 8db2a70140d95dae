"""Rows of a new edition to be decided one by one: what its text states, and what the edition before it held.

Each table of the edition has a file of draft rows with the columns of the table and, before them, those of ``OWN``. Whoever reads the
text writes a decision beside each row; only what is decided so comes into a table. Nothing of the earlier edition is taken over by
itself: what depends on the text, such as a paragraph, is left empty, and what hangs on a claim says what became of that.
"""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from claimbook.checks.drafting import ABOUT, ELSEWHERE, FROM_WORDING, OWN, Row, about_text, cells_of, left_empty, references
from claimbook.checks.drafts import Reader, text_of
from claimbook.checks.pasted import normal
from claimbook.data.descriptor import id_of, key_of, shown_path
from claimbook.data.problems import Problem, as_text, nearest
from claimbook.data.tables import rows_of

CONFIRM, CARRY, DROP = DECISIONS = ("confirm", "carry over", "drop")
#: In a cell of a draft: what the row of the edition before has there, which somebody has read again and which holds of the new text too.
AS_BEFORE = "as before"
#: The file that says where the text is.
TEXT = "text.txt"
#: Tables of what other sources say.
OUTSIDE = ("evidence", "context", "developments")


def may_be_carried_whole(resource: dict) -> bool:
    """Whether rows of a table may be carried over without a look at each: what others say, and what is said neither by nor of the text."""
    fields = {one["name"] for one in resource["schema"]["fields"]}
    return resource["origin"] == "context" or resource["origin"] == "coding" and not fields & (ELSEWHERE | about_text(resource))


def decide_rest(
    resource: dict,
    rows: list[Row],
    decision: str,
    changed: Collection[str] = (),
    away: Mapping[str, Collection[str]] | None = None,
    latest: str = "",
) -> None:
    """Write a decision beside each row of a file that has none and is not in the text.

    Not carried over so are rows that speak of the section, that hang on a claim of which the text tells otherwise now (``changed``) or on
    a row that is gone (``away``, by table), and that tell what happened before the ``latest`` document of the text. Raises ValueError where that cannot be decided of the whole of a file.
    """
    name = resource["name"]
    if decision not in (CARRY, DROP):
        raise ValueError(
            f"--rest {decision}: allowed: {CARRY} or {DROP}, and names of tables that have drafts; what is confirmed is confirmed row by row"
        )
    if decision == CARRY and not may_be_carried_whole(resource):
        raise ValueError(
            f"--rest {CARRY} {name}: allowed: {DROP}; it tells of the text itself, so its rows are carried over one by one"
        )
    for row in rows:
        spoken = decision == CARRY and (
            re.search(r"\bsection\b", row["before"], re.I)
            or _hangs(resource, row, changed, away or {})
            or name == "developments"
            and is_before(row, latest)
        )
        in_text = row["key"] or name == "claims" and row["found"]
        if row["was"] and not row["decision"] and not in_text and not spoken:
            row["decision"] = decision


def _hangs(resource: dict, row: Row, changed: Collection[str], away: Mapping[str, Collection[str]]) -> bool:
    """Whether a row names a claim of which the text tells otherwise now, or a row that is gone."""
    for tables, named in references(resource, row):
        if named and ("claims" in tables and named in changed or any(named in away.get(table, ()) for table in tables)):
            return True
    return False


def told_otherwise(rows: list[Row], before: Iterable[dict]) -> set[str]:
    """The claims of the edition before, by their ids, of which the text has no such figure any more, or another one, or tells another stage."""
    earlier = {row["id"]: row for row in before}
    found = set()
    for row in rows:
        if (old := earlier.get(row["was"])) is None:
            continue
        cells = {name: as_text(old[name]) for name in ("value", "unit", "qualifier", "stage")}
        same = all(row[name] == cells[name] or name == "stage" and not row[name] for name in cells)
        if not same or not row["found"] or row["decision"] == DROP or row["id"] != row["was"]:
            found.add(row["was"])
    return found


def read_drafts(file: Path) -> list[Row]:
    """The rows of a file, every cell a text; none where there is no file. A spreadsheet may have put semicolons between the cells.

    Raises ValueError where a column is missing.
    """
    if not file.is_file():
        return []
    text = file.read_text(encoding="utf-8-sig")
    found = csv.DictReader(io.StringIO(text), delimiter=";" if text.startswith(f"{OWN[0]};") else ",")
    if missing := [name for name in OWN if name not in (found.fieldnames or ())]:
        raise ValueError(f"drafts/{file.name}: no column {missing[0]}; allowed: the columns that the file was made with")
    rows = [{name: (cell or "").strip() for name, cell in row.items() if name} for row in found]
    return [row | {"decision": row["decision"].lower()} for row in rows]


def write_rows(file: Path, names: list[str], rows: Iterable[Row]) -> None:
    """Write a CSV file with these columns."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8", newline="") as opened:
        out = csv.DictWriter(opened, names, restval="", extrasaction="ignore", lineterminator="\n")
        out.writeheader()
        out.writerows(rows)


# -- deciding ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """What is told of a row, and the file in which it stands, by which such lines are put together."""

    place: str
    what: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}"


@dataclass
class Decided:
    """What came of the decisions: rows to add, those that wait for another row, and what is wrong, also with the tables."""

    #: By table the draft rows that are taken over, each with the row that comes into the table.
    taken: dict[str, list[tuple[Row, Row]]] = field(default_factory=dict)
    waiting: list[Told] = field(default_factory=list)
    wrong: list[Told | Problem] = field(default_factory=list)
    #: The rows that wait, each with its table and what would come into that.
    held: list[tuple[str, Row, Row]] = field(default_factory=list)
    #: The ids that each table held before.
    there: dict[str, set[str]] = field(default_factory=dict)


def decide(
    drafts: dict[str, list[Row]],
    there: dict[str, set[str]],
    described: dict[str, dict],
    before: dict,
    paragraphs: dict[int, str],
    *,
    documents: Collection[str],
    read: bool,
    latest: str = "",
    closed: Collection[str] = (),
) -> Decided:
    """Which rows of the drafts may come into their tables; marks these, and those that are dropped, as done.

    ``there`` are the ids that each table of the edition holds, ``before`` the rows of the edition before, ``paragraphs`` those of the
    text by number, ``documents`` the keys of its bibliography and of that of the edition before, ``read`` whether it is said when
    outside sources were read, ``latest`` the date of the latest document that the text cites, and ``closed`` the chapters that were
    dropped. A row is told with one fault; what names a row that is not taken over waits for that.
    """
    result = Decided(there=there)
    new: set[tuple[str, str]] = set()
    wanted: list[tuple[str, Row, Row]] = []
    for name, rows in drafts.items():
        resource = described[name]
        earlier = {id_of(resource, row): cells_of(resource, row) for row in before[name]}
        for row in rows:
            if row["done"] or not row["decision"]:
                continue
            if row["decision"] == DROP:
                row["done"] = "dropped"
                continue
            cells, wrong = _record(resource, row, earlier.get(row["was"], {}), paragraphs)
            key = id_of(resource, cells) if cells else ""
            if not wrong and (key in there.get(name, ()) or (name, key) in new):
                field = ", ".join(key_of(resource))
                wrong = [f"field {field}: found {key!r}; allowed: what no other row of {resource['path']} has"]
            if not wrong and (fault := _not_cited(cells, documents) or _out_of_place(name, cells, latest, closed)):
                wrong = [fault]
            if name in OUTSIDE and not read and not wrong:
                wrong = ["outside sources were read as of a month that nobody has said; say --as-of, such as 2026-11"]
            result.wrong += [_wrong(name, resource, row, one) for one in wrong]
            if not wrong:
                new.add((name, key))
                wanted.append((name, row, cells))
    _hold(result, wanted, gone(drafts, described), described)
    for name, row, cells in wanted:
        row["done"] = "yes"
        result.taken.setdefault(name, []).append((row, cells))
    return result


def _not_cited(cells: Row, documents: Collection[str]) -> str:
    """Why the document of a row is none that a bibliography has; empty where one has it, or the row names none."""
    if not cells.get("source") or cells["source"] in documents:
        return ""
    allowed = f"a key of the edition's book/*.bib{nearest(cells['source'], set(documents))}; add the entry there"
    return f"field source: found {cells['source']!r}; allowed: {allowed}"


def _out_of_place(name: str, cells: Row, latest: str, closed: Collection[str]) -> str:
    """Why a row has no place in the book of this text: what happened before it has not happened since, and a chapter may be dropped."""
    if cells.get("chapter", "") in closed:
        return f"field chapter: found {cells['chapter']!r}, which was dropped in drafts/chapters.csv; allowed: another chapter, or the decision drop"
    if name == "developments" and is_before(cells, latest):
        told = cells.get("date_end") or cells["date"]
        return f"field date: found {told!r}; allowed: a date that is not before {latest}, that of the latest footnote: what is older has not happened since"
    return ""


def is_before(row: Row, latest: str) -> bool:
    """Whether what a row tells had ended before a date, both in ISO 8601 and compared as far as both are given."""
    told = row.get("date_end") or row.get("date") or ""
    length = min(len(told), len(latest))
    return bool(length) and told[:length] < latest[:length]


def _hold(result: Decided, wanted: list[tuple[str, Row, Row]], away: dict[str, dict[str, str]], described: dict) -> None:
    """Take out of the rows that are wanted those that name another which is not there: they wait, or are wrong where that is gone."""
    for name, row, cells, missing in _held_back(wanted, result.there, described):
        wanted.remove((name, row, cells))
        if fault := _names_gone(described[name], cells, result.there, away):
            result.wrong.append(_wrong(name, described[name], row, fault))
            continue
        result.waiting.append(_waits(name, described[name], row, missing))
        result.held.append((name, row, cells))
    for one in [one for one in wanted if one[0] == "series"]:  # what a row is compared with is the row above it
        _, row, cells = one
        above = [held["id"] for table, _, held in result.held if table == "series" and _is_above(held, cells)]
        if above:
            wanted.remove(one)
            result.waiting.append(_waits("series", described["series"], row, f"series {above[-1]}"))
            result.held.append(one)


def _is_above(one: Row, other: Row) -> bool:
    return one["series"] == other["series"] and one["date"] <= other["date"] and one["id"] != other["id"]


def gone(drafts: dict[str, list[Row]], described: dict) -> dict[str, dict[str, str]]:
    """By table the ids of rows that were dropped, or confirmed by another id, and that no other draft has, each with what became of it.

    A number of a footnote tells of one text alone.
    """
    found: dict[str, dict[str, str]] = {}
    for name, rows in drafts.items():
        found[name] = {}
        left = {id_of(described[name], row) for row in rows if row["decision"] != DROP}
        for row in rows if name != "footnotes" else ():
            if row["was"] and row["was"] not in left and row["decision"]:
                now = id_of(described[name], row)
                found[name][row["was"]] = "which was dropped" if row["decision"] == DROP else f"which is {now!r} now"
    return found


def _names_gone(resource: dict, cells: Row, there: dict[str, set[str]], away: dict[str, dict[str, str]]) -> str:
    """What is wrong where a row names another for which it would wait for ever, since it was dropped or has another id; else empty."""
    for tables, named in references(resource, cells):
        known = any(named in there.get(table, ()) for table in tables)
        became = next((away[table][named] for table in tables if named in away.get(table, ())), "")
        if named and not known and became:
            field = next((name for name, cell in cells.items() if name != "id" and named in re.findall(r"\w+", cell)), "-")
            return f"field {field}: found {named!r}, {became}; allowed: another row of {' or '.join(tables)}, or none, with the decision confirm"
    return ""


def take_back(decided: Decided, problems: Iterable[Problem], described: dict[str, dict]) -> dict[str, list[Row]]:
    """The rows just taken over of which the tables say that they do not fit, by table, with those that name them; their drafts are open again.

    Of a row one fault is told. What names it waits, and nothing is told of that.
    """
    back: dict[str, list[Row]] = {}

    def away(name: str, row: Row, cells: Row) -> None:
        decided.taken[name].remove((row, cells))
        row["done"] = ""
        back.setdefault(name, []).append(cells)

    for problem in problems:
        for name, pairs in decided.taken.items():
            resource = described[name]
            if resource["path"] == problem.file:
                for row, cells in [pair for pair in pairs if _called(resource, pair[1]) == problem.row]:
                    away(name, row, cells)
                    if telling := [one["id"] for table, _, one in decided.held if _tells(table, one, problem)]:
                        decided.waiting.append(_waits(name, resource, row, f"statements {telling[0]}"))
                        continue
                    told = f"field {problem.field}: found {problem.found!r}; allowed: {problem.allowed}"
                    decided.wrong.append(Told(f"drafts/{name}.csv", f"row {problem.row}: {told}"))
    left = [(name, row, cells) for name, pairs in decided.taken.items() for row, cells in pairs] if back else []
    for name, row, cells, missing in _held_back(left, decided.there, described):
        away(name, row, cells)
        decided.held.append((name, row, cells))
        decided.waiting.append(_waits(name, described[name], row, missing))
    return back


def _tells(table: str, cells: Row, problem: Problem) -> bool:
    """Whether a row is a statement of the chapter that a claim or a question is refused for, since none of it tells its paragraph yet."""
    return table == "statements" and problem.field == "chapter" and cells["chapter"] == problem.found


def _wrong(name: str, resource: dict, row: Row, fault: str) -> Told:
    return Told(f"drafts/{name}.csv", f"row {_called(resource, row)}: {fault}")


def _waits(name: str, resource: dict, row: Row, missing: str) -> Told:
    return Told(f"drafts/{name}.csv", f"row {_called(resource, row)} waits for {missing}")


def _called(resource: dict, row: Row) -> str:
    return " ".join(row[name] for name in key_of(resource)).strip() or row.get("was") or row.get("key") or ""


def _record(resource: dict, row: Row, earlier: Row, paragraphs: dict[int, str]) -> tuple[Row, list[str]]:
    """The row that a decision asks for, and what is wrong with it."""
    if row["decision"] not in DECISIONS:
        return {}, [f"field decision: found {row['decision']!r}; allowed: {', '.join(DECISIONS)}"]
    names = [one["name"] for one in resource["schema"]["fields"]]
    row = row | {name: earlier[name] for name in names if earlier and row[name].casefold() == AS_BEFORE}
    cells = {name: row[name] for name in names}
    if row["decision"] == CARRY:
        if fault := _changed(resource, row, earlier):
            return {}, [fault]
        numbers = ELSEWHERE | ({"number"} if resource["name"] == "footnotes" else set())
        cells |= {name: earlier[name] for name in names if name not in numbers}
    if {"printed", "paragraph"} <= cells.keys() and cells.get("basis") != "counted" and (fault := not_printed(cells, paragraphs)):
        return cells, [fault]
    return cells, _faults(rows_of(resource, [(1, [cells[name] for name in names])])[1])


def _faults(problems: Iterable[Problem]) -> list[str]:
    """Problems of a row, each as a line; of fields for which the same is told, one line."""
    fields: dict[tuple[str, str], list[str]] = {}
    for problem in problems:
        fields.setdefault((problem.found, problem.allowed), []).append(problem.field)
    return [f"field {', '.join(names)}: found {found!r}; allowed: {allowed}" for (found, allowed), names in fields.items()]


def _changed(resource: dict, row: Row, earlier: Row) -> str:
    """Why a row cannot be carried over as it was in the edition before, in a line; empty where it can.

    What the draft worked out from a wording that is the same as before says nothing new; but the verb may be another, and with it the stage.
    """
    if not earlier:
        return "field decision: found 'carry over'; allowed: confirm or drop, since no row of the edition before is beside it"
    if resource["name"] == "events" and not row["found"]:
        return "field decision: found 'carry over'; allowed: confirm or drop, since the text has no such date"
    same = bool(row["key"]) and row.get("printed") and row["printed"] == earlier["printed"]
    worked_out = ELSEWHERE | {"number"} | ({*FROM_WORDING} - {"stage"} if same else set())
    other = [name for name, cell in earlier.items() if name not in worked_out and row[name] and row[name] != cell]
    if not other:
        return _emptied(resource, row, earlier)
    first = "printed" if "printed" in other else other[0]
    more = "".join(f"; {name} is another too" for name in other if name != first)
    allowed = f"{earlier[first] or 'nothing'}, as in the edition before, or the decision confirm"
    return f"field {first}: found {row[first]!r}; allowed: {allowed}{more}"


def _emptied(resource: dict, row: Row, earlier: Row) -> str:
    """Why a row cannot be carried over that lacks what its draft had, or what has to be read again; empty where it can."""
    given = set(ABOUT.get(resource["name"], ())) if row["key"] else {one for one in earlier if one not in left_empty(resource)}
    given -= {"number"} | ({*FROM_WORDING} if row["key"] else set())
    lacking = [name for name, cell in earlier.items() if cell and not row[name]]
    if emptied := [name for name in lacking if name in given]:
        return f"field {', '.join(emptied)}: found ''; allowed: {earlier[emptied[0]]}, as in the edition before, or the decision confirm"
    if unread := [name for name in lacking if name in about_text(resource)]:
        allowed = f"what holds of this text: {AS_BEFORE!r} for what stands in before, or the decision confirm"
        return f"field {', '.join(unread)}: found ''; allowed: {allowed}"
    return ""


def remember(folder: Path, text: Path) -> None:
    """Note where the text of an edition is, as seen from its folder, so that whoever builds can be told what is not in it."""
    place = folder / "drafts" / TEXT
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(f"{Path(os.path.relpath(text.resolve(), folder.resolve())).as_posix()}\n", encoding="utf-8")


def moved(folder: Path, was: Path) -> None:
    """After the folder of an edition was moved, note anew where its text is."""
    place = folder / "drafts" / TEXT
    if place.is_file():
        remember(folder, was / place.read_text(encoding="utf-8").strip())


def undecided(folder: Path) -> dict[str, int]:
    """By file of draft rows, how many rows are neither taken over nor dropped; a chapter may be left out without a decision."""
    found = {}
    for file in sorted(folder.glob("*.csv")):
        if file.stem != "chapters" and (count := sum(not row["done"] for row in read_drafts(file))):
            found[file.name] = count
    return found


def not_in_text(folder: Path, claims: Iterable[Row]) -> list[Told]:
    """The claims of an edition whose wording its text does not print in their paragraph; none where no text was noted.

    Where the text that was noted is not at hand any more, or cannot be read, that is told: nothing has been compared.
    """
    place = folder / "drafts" / TEXT
    if not place.is_file():
        return []
    text = Path(os.path.normpath(folder / place.read_text(encoding="utf-8").strip()))
    note = shown_path(place, folder)
    try:
        paragraphs = Reader(text_of(text), []).paragraphs
    except ValueError as error:
        why = f"is not at hand at {shown_path(text, folder)}" if not text.is_file() else f"cannot be read ({error})"
        return [
            Told(note, f"the text of the edition {why}; no claim was compared with it; put it there, or name its place in {note}")
        ]
    faults = [
        (row["id"], not_printed({name: as_text(cell) for name, cell in row.items()}, paragraphs))
        for row in claims
        if row["basis"] != "counted"
    ]
    file = shown_path(folder / "data" / "claims.csv", folder)
    return [Told(file, f"row {row_id}: {fault} ({text.name})") for row_id, fault in faults if fault]


def not_printed(cells: Row, paragraphs: dict[int, str]) -> str:
    """What is wrong where a row's wording does not stand in its paragraph of the text; empty where it does."""
    text = paragraphs.get(int(cells["paragraph"])) if cells["paragraph"].isdigit() else None
    if text is not None and normal(cells["printed"]) in normal(text):
        return ""
    if not cells["paragraph"]:
        return f"field paragraph: found ''; allowed: the number of the paragraph of the text that prints {cells['printed']!r}"
    return f"field printed: found {cells['printed']!r}; allowed: what stands in paragraph {cells['paragraph']} of the text"


def _held_back(wanted: list, there: dict[str, set[str]], described: dict) -> list[tuple[str, Row, Row, str]]:
    """The rows that name another row which neither stands in its table nor comes there now, each with what it names."""
    found: list[tuple[str, Row, Row, str]] = []
    left = list(wanted)
    while True:
        known = {name: set(ids) for name, ids in there.items()}
        for name, _, cells in left:
            known.setdefault(name, set()).add(cells[key_of(described[name])[0]])
        more = [
            (name, row, cells, f"{' or '.join(tables)} {named}")
            for name, row, cells in left
            for tables, named in list(references(described[name], cells))
            if named and not any(named in known.get(table, ()) for table in tables)
        ]
        if not more:
            return found
        once: dict[int, tuple[str, Row, Row, str]] = {}
        for name, row, cells, missing in more:
            named = f"{once[id(row)][3]}, {missing}" if id(row) in once else missing
            once[id(row)] = name, row, cells, named
        found += once.values()
        left = [one for one in left if id(one[1]) not in once]
