"""Rows of a new edition to be decided one by one: what its text states, and what the edition before it held.

Each table of the edition has a file of draft rows with the columns of the table and, before them, those of ``OWN``. Whoever reads the
text writes a decision beside each row; only what is decided so comes into a table. Nothing of the earlier edition is taken over by
itself: what depends on the text, such as a paragraph, is left empty, and what hangs on a claim says what became of that.
"""

from __future__ import annotations

import csv
import io
import math
import os
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from claimbook.checks.drafts import COUNTED_KINDS, Reader, text_of
from claimbook.checks.pasted import normal
from claimbook.data.descriptor import id_of, key_of, only_field, resources, shown_path
from claimbook.data.problems import Problem, as_text, nearest
from claimbook.data.rules.statements import SLOT
from claimbook.data.tables import rows_of
from claimbook.wording.units import is_money

CONFIRM, CARRY, DROP = DECISIONS = ("confirm", "carry over", "drop")
#: Columns of a file of draft rows before those of its table: the decision, what came of it, the id of the row of the edition before,
#: that row in a line, where the text has the figure or date (or what became of a claim that the row hangs on), and the draft's own name.
OWN = ("decision", "done", "was", "before", "found", "key")
#: What stands elsewhere in another text, or has another number there: never taken from the edition before.
ELSEWHERE = {"paragraph", "sentence", "footnotes", "supports"}
#: What somebody wrote of the text before, or what that text says itself: left empty in a draft, so that a row that is confirmed cannot
#: carry it on unread. It can be read in ``before``, and a row that is carried over takes it from there.
READ = {"text", "note", "basis", "resolution_basis", "why", "question", "open", "role"}
READ_OF = {"claims": {"stage", "period_start", "period_end"} | READ - {"basis"}, "statements": READ | {"strength"}}
#: What a figure or date of the text takes from the row that it seems to be: which thing it is about, and nothing that the text says of it.
ABOUT = {"claims": "id label instrument partner chapter form".split(), "events": "id label kind partner instrument".split()}
#: What a draft of a figure works out from its wording.
FROM_WORDING = "value unit qualifier resolution basis form stage".split()
#: The file that says where the text is.
TEXT = "text.txt"
#: Tables that say nothing of the section, and stay as they are; those measured by us are left out.
SAME = ("stages",)
#: Tables of what other sources say.
OUTSIDE = ("evidence", "context", "developments")
FIGURES = ("claims", "evidence", "context")
#: Of the words that tell what a claim is about, this part stands in the paragraph of a figure that is perhaps the same.
ENOUGH = 0.5
#: A figure that is more times as large, or as small, is rather another one of the same paragraph.
FAR = 4.0

Row = dict[str, str]


def columns(resource: dict) -> list[str]:
    """The columns of a file of draft rows."""
    return [*OWN, *(one["name"] for one in resource["schema"]["fields"])]


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


# -- drafting ---------------------------------------------------------------------------------------------------------


def drafted(reader: Reader, tables: dict[str, list[dict]], described: dict[str, dict]) -> dict[str, list[Row]]:
    """The draft rows of each table: of the figures and dates of a text, and of every row of the edition before it."""
    found = {
        "claims": _read(list(reader.claims()), "claims", tables, described, reader),
        "events": _read(list(reader.events()), "events", tables, described, reader),
    }
    became = {row["was"]: _became(row) for row in found["claims"] if row["was"]}
    for name, resource in described.items():
        if name not in found and name not in SAME and resource["origin"] != "measured":
            found[name] = [_earlier(resource, row, _hangs_on(resource, row, became)) for row in tables[name]]
    return found


def _became(row: Row) -> str:
    return f"the text seems to have “{row['printed']}”" if row["found"] else "not found in the text"


def _hangs_on(resource: dict, row: dict, became: dict[str, str]) -> str:
    """What became of the claims that a row speaks of."""
    named = dict.fromkeys(i for tables, i in references(resource, _cells(resource, row)) if "claims" in tables and i in became)
    return "; ".join(f"{claim}: {became[claim]}" for claim in named)


def _cells(resource: dict, row: dict) -> Row:
    return {one["name"]: as_text(row[one["name"]]) for one in resource["schema"]["fields"]}


def _line(cells: Row) -> str:
    return "; ".join(f"{name}: {cell}" for name, cell in cells.items() if cell)


def _earlier(resource: dict, row: dict, found: str = "") -> Row:
    """The draft row of a row of the edition before, without what may stand elsewhere in the new text."""
    cells = _cells(resource, row)
    keys = {"number"} if resource["name"] == "footnotes" else set()
    empty = ELSEWHERE | keys | READ_OF.get(resource["name"], READ)
    kept = {name: "" if name in empty else cell for name, cell in cells.items()}
    told = {"was": id_of(resource, row), "before": _line(cells), "found": found}
    return dict.fromkeys(OWN, "") | told | kept


def _read(drafts: list[dict], name: str, tables: dict, described: dict, reader: Reader) -> list[Row]:
    """The drafts of a text, each with the earlier row that it seems to be; after them the earlier rows that none seems to be."""
    earlier = {row["id"]: row for row in tables[name]}
    alike = _alike(drafts, name, tables, reader)
    rows = []
    for place, draft in enumerate(drafts):
        found, was = draft["note"].partition(": ")[2], alike.get(place, "")
        row = {**draft, "note": "", "key": draft["id"], "found": found, "was": was, "before": "nothing like it"}
        if not row.get("stage", "-") and not is_money(row["unit"]) and row["unit"] not in COUNTED_KINDS:
            row["stage"] = "not_applicable"
        if was:
            cells = _cells(described[name], earlier[was])
            row |= {column: cells[column] for column in ABOUT[name]} | {"before": _line(cells)}
        rows.append({column: str(row.get(column, "")) for column in columns(described[name])})
    return rows + [_earlier(described[name], row) for row_id, row in earlier.items() if row_id not in alike.values()]


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", text.casefold()) if len(word) > 3}


def _times(one: object, other: object) -> float:
    """How many times the smaller of two values the larger one is; infinite where that is not known."""
    low, high = sorted(abs(float(str(value) or 0)) for value in (one, other))
    return high / low if low else math.inf


def _alike(drafts: list[dict], name: str, tables: dict, reader: Reader) -> dict[int, str]:
    """For drafts by their place the id of the earlier row that each seems to be, no row twice: the likeliest pairs first."""
    names = {row["id"]: row["name"] for table in ("partners", "instruments") for row in tables[table]}
    texts = {number: _words(text) for number, text in reader.paragraphs.items()}
    pairs = []
    for place, draft in enumerate(drafts):
        for row in tables[name]:
            if name == "claims" and draft["unit"] != row["unit"]:
                continue
            told = _words(" ".join([row["label"], names.get(row["partner"], ""), names.get(row["instrument"], "")]))
            shared = len(told & texts[draft["paragraph"]]) / max(1, len(told))
            if name != "claims":
                if shared >= ENOUGH and draft["date"] == row["date"]:
                    pairs.append((-shared, place, row["id"]))
                continue
            printed, times = draft["printed"] == row["printed"], _times(draft["value"], row["value"])
            if (shared >= ENOUGH and times <= FAR) or (printed and shared):
                pairs.append((-shared - printed + times / FAR / 2, place, row["id"]))
    found: dict[int, str] = {}
    for _, place, row_id in sorted(pairs):
        if place not in found and row_id not in found.values():
            found[place] = row_id
    return found


# -- references -------------------------------------------------------------------------------------------------------


def references(resource: dict, row: Row) -> Iterator[tuple[tuple[str, ...], str]]:
    """What a row names in other rows: the tables of which one must hold it, and the id."""
    name = resource["name"]
    for key in resource["schema"].get("foreignKeys", ()):
        yield (key["reference"]["resource"] or name,), row[only_field(key["fields"])]
    for one in resource["schema"]["fields"]:
        if "tables" in one:
            yield (one["tables"]["names"].get(row[one["tables"]["column"]], ""),), row[one["name"]]
    if name != "footnotes":
        yield from ((("footnotes",), number) for number in row.get("footnotes", "").split())
    if name == "gaps":
        yield from ((("claims",), claim) for claim in row["touches"].split())
        yield from ((("evidence", "context"), one) for one in row["answer"].split())
    if name == "statements":
        for slot in SLOT.findall(row["text"]):
            first, _, asked = slot.partition(".")
            yield (("events",), asked) if first == "when" else (("claims",), first)
    if name == "outside_relations":
        yield from ((FIGURES, row[side]) for side in ("part", "whole"))
    if name == "series" and "/" not in row["figure"]:
        yield FIGURES, row["figure"]


# -- deciding ---------------------------------------------------------------------------------------------------------


@dataclass
class Decided:
    """What came of the decisions: rows to add, those that wait for another row, and what is wrong, each as a line."""

    #: By table the draft rows that are taken over, each with the row that comes into the table.
    taken: dict[str, list[tuple[Row, Row]]] = field(default_factory=dict)
    waiting: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
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
) -> Decided:
    """Which rows of the drafts may come into their tables; marks these, and those that are dropped, as done.

    ``there`` are the ids that each table of the edition holds, ``before`` the rows of the edition before, ``paragraphs`` those of the
    text by number, ``documents`` the keys of its bibliography and of that of the edition before, ``read`` whether it is said when
    outside sources were read. A row is told with one fault; what names a row that is not taken over waits for that.
    """
    result = Decided(there=there)
    new: set[tuple[str, str]] = set()
    wanted: list[tuple[str, Row, Row]] = []
    for name, rows in drafts.items():
        resource = described[name]
        earlier = {id_of(resource, row): _cells(resource, row) for row in before[name]}
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
            if not wrong and cells.get("source") and cells["source"] not in documents:
                allowed = f"a key of the edition's book/*.bib{nearest(cells['source'], set(documents))}; add the entry there"
                wrong = [f"field source: found {cells['source']!r}; allowed: {allowed}"]
            if name in OUTSIDE and not read and not wrong:
                wrong = ["outside sources were read as of a month that nobody has said; say --as-of, such as 2026-11"]
            result.wrong += [f"drafts/{name}.csv: row {_called(resource, row)}: {one}" for one in wrong]
            if not wrong:
                new.add((name, key))
                wanted.append((name, row, cells))
    for name, row, cells, missing in _held_back(wanted, there, described):
        result.waiting.append(_waits(name, described[name], row, missing))
        wanted.remove((name, row, cells))
        result.held.append((name, row, cells))
    for name, row, cells in wanted:
        row["done"] = "yes"
        result.taken.setdefault(name, []).append((row, cells))
    return result


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
                    decided.wrong.append(f"drafts/{name}.csv: row {problem.row}: {told}")
    left = [(name, row, cells) for name, pairs in decided.taken.items() for row, cells in pairs] if back else []
    for name, row, cells, missing in _held_back(left, decided.there, described):
        away(name, row, cells)
        decided.held.append((name, row, cells))
        decided.waiting.append(_waits(name, described[name], row, missing))
    return back


def _tells(table: str, cells: Row, problem: Problem) -> bool:
    """Whether a row is a statement of the chapter that a claim or a question is refused for, since none of it tells its paragraph yet."""
    return table == "statements" and problem.field == "chapter" and cells["chapter"] == problem.found


def _waits(name: str, resource: dict, row: Row, missing: str) -> str:
    return f"drafts/{name}.csv: row {_called(resource, row)} waits for {missing}"


def _called(resource: dict, row: Row) -> str:
    return " ".join(row[name] for name in key_of(resource)).strip() or row.get("was") or row.get("key") or ""


def _record(resource: dict, row: Row, earlier: Row, paragraphs: dict[int, str]) -> tuple[Row, list[str]]:
    """The row that a decision asks for, and what is wrong with it."""
    if row["decision"] not in DECISIONS:
        return {}, [f"field decision: found {row['decision']!r}; allowed: {', '.join(DECISIONS)}"]
    names = [one["name"] for one in resource["schema"]["fields"]]
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

    What the draft worked out from a wording that is the same as before says nothing new.
    """
    if not earlier:
        return "field decision: found 'carry over'; allowed: confirm or drop, since no row of the edition before is beside it"
    if resource["name"] == "events" and not row["found"]:
        return "field decision: found 'carry over'; allowed: confirm or drop, since the text has no such date"
    same = bool(row["key"]) and row.get("printed") and row["printed"] == earlier["printed"]
    worked_out = ELSEWHERE | {"number"} | ({*FROM_WORDING} if same else set())
    other = [name for name, cell in earlier.items() if name not in worked_out and row[name] and row[name] != cell]
    if not other:
        return ""
    first = "printed" if "printed" in other else other[0]
    more = "".join(f"; {name} is another too" for name in other if name != first)
    allowed = f"{earlier[first] or 'nothing'}, as in the edition before, or the decision confirm"
    return f"field {first}: found {row[first]!r}; allowed: {allowed}{more}"


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


def not_in_text(folder: Path, claims: Iterable[Row]) -> list[str]:
    """The claims of an edition whose wording its text does not print in their paragraph, each in a line; none where no text was noted.

    Where the text that was noted is not at hand any more, or cannot be read, that is the line: nothing has been compared.
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
            f"{note}: the text of the edition {why}; no claim was compared with it; put it there, or name its place in {note}"
        ]
    lines = [
        (row["id"], not_printed({name: as_text(cell) for name, cell in row.items()}, paragraphs))
        for row in claims
        if row["basis"] != "counted"
    ]
    file = shown_path(folder / "data" / "claims.csv", folder)
    return [f"{file}: row {row_id}: {told} ({text.name})" for row_id, told in lines if told]


def not_printed(cells: Row, paragraphs: dict[int, str]) -> str:
    """What is wrong where a row's wording does not stand in its paragraph of the text; empty where it does."""
    text = paragraphs.get(int(cells["paragraph"])) if cells["paragraph"].isdigit() else None
    if text is not None and normal(cells["printed"]) in normal(text):
        return ""
    place = f"paragraph {cells['paragraph']}" if cells["paragraph"] else "a paragraph, whose number is missing"
    return f"field printed: found {cells['printed']!r}; allowed: what stands in {place} of the text"


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


def described_in(descriptor: dict) -> dict[str, dict]:
    """The tables of a descriptor that have rows to decide."""
    return {name: one for name, one in resources(descriptor).items() if name not in SAME and one["origin"] != "measured"}
