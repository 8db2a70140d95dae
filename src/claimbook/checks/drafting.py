"""Draft rows of a new edition: of what its text states, and of what the edition before it held.

What depends on the text, such as a paragraph, is left empty in a row of the edition before, and what hangs on a claim says what became of
that. Whoever reads the text decides (``confirming``).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping

from claimbook.checks import cited
from claimbook.checks.audit import REFERENCE, iso
from claimbook.checks.drafts import COUNTED_KINDS, Reader
from claimbook.checks.pasted import normal
from claimbook.core.claims import FIGURE_TABLES
from claimbook.data.bibliography import Document
from claimbook.data.descriptor import id_of, only_field
from claimbook.data.problems import as_text
from claimbook.data.rules.statements import SLOT
from claimbook.wording.units import is_money

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
#: Tables that say nothing of the section, and stay as they are; those measured by us are left out.
SAME = ("stages",)
#: Of the words that tell what a claim is about, this part stands in the paragraph of a figure that is perhaps the same.
ENOUGH = 0.5
#: A figure that is more times as large, or as small, is rather another one of the same paragraph.
FAR = 4.0

Row = dict[str, str]


def about_text(resource: dict) -> set[str]:
    """The columns of a table that say something of the text that is read: what they held of another text may be false of this one."""
    return set(resource.get("aboutText", ()))


def columns(resource: dict) -> list[str]:
    """The columns of a file of draft rows."""
    return [*OWN, *(one["name"] for one in resource["schema"]["fields"])]


# -- drafting ---------------------------------------------------------------------------------------------------------


def drafted(
    reader: Reader, tables: dict[str, list[dict]], described: dict[str, dict], documents: Mapping[str, Document]
) -> dict[str, list[Row]]:
    """The draft rows of each table: of the figures, dates and footnotes of a text, and of every row of the edition before it.

    ``documents`` are those of the bibliographies by key, in which the documents of the footnotes are looked for.
    """
    found = {
        "footnotes": _noted(reader, tables["footnotes"], described["footnotes"], documents),
        "claims": _read(list(reader.claims()), "claims", tables, described, reader),
        "events": _read(list(reader.events()), "events", tables, described, reader),
    }
    became = {row["was"]: _became(row) for row in found["claims"] if row["was"]}
    for name, resource in described.items():
        if name not in found and name not in SAME and resource["origin"] != "measured":
            found[name] = [_earlier(resource, row, _hangs_on(resource, row, became)) for row in tables[name]]
    return found


def _noted(reader: Reader, earlier: list[dict], resource: dict, documents: Mapping[str, Document]) -> list[Row]:
    """The footnotes of a text, each with the key of the document that it cites, and the earlier footnote that cites it.

    Where the document is not known, the key is one for an entry that is drafted; empty where the footnote is in no form that tells it.
    """
    rows, known, made = [], {row["source"]: row for row in reversed(earlier)}, set(documents)
    for draft in reader.footnotes():
        source = next((key for key, one in documents.items() if _cites(draft["note"], one)), "")
        known_key = bool(source)
        source = source or cited.key_of(draft["note"], made)  # its entry is drafted beside it, to be confirmed
        made.add(source)
        like = known.pop(source, None) if known_key else None
        told = (
            {"was": id_of(resource, like), "before": _line(cells_of(resource, like))} if like else {"before": "nothing like it"}
        )
        row = {
            "key": draft["id"],
            "found": draft["note"],
            "number": draft["number"],
            "paragraph": draft["paragraph"],
            "source": source,
        }
        rows.append({column: str((row | told).get(column, "")) for column in columns(resource)})
    taken = {row["was"] for row in rows}
    return rows + [_earlier(resource, row) for row in earlier if id_of(resource, row) not in taken]


def _cites(entry: str, document: Document) -> bool:
    """Whether an entry of a list of footnotes is of a document: of its title, with what may stand behind that, and of its date."""
    if not (found := REFERENCE.fullmatch(entry)) or iso(found["date"]) != document.date:
        return False
    titles = [document.title, f"{document.title}. {document.note.partition(';')[0]}"]
    return found["title"].rstrip(".") in [normal(one).rstrip(".") for one in titles]


def _became(row: Row) -> str:
    return f"the text seems to have “{row['printed']}”" if row["found"] else "not found in the text"


def _hangs_on(resource: dict, row: dict, became: dict[str, str]) -> str:
    """What became of the claims that a row speaks of."""
    named = dict.fromkeys(i for tables, i in references(resource, cells_of(resource, row)) if "claims" in tables and i in became)
    return "; ".join(f"{claim}: {became[claim]}" for claim in named)


def cells_of(resource: dict, row: dict) -> Row:
    return {one["name"]: as_text(row[one["name"]]) for one in resource["schema"]["fields"]}


def _line(cells: Row) -> str:
    return "; ".join(f"{name}: {cell}" for name, cell in cells.items() if cell)


def left_empty(resource: dict) -> set[str]:
    """The columns that a draft of an earlier row leaves empty."""
    return ELSEWHERE | READ_OF.get(resource["name"], READ) | about_text(resource)


def _earlier(resource: dict, row: dict, found: str = "") -> Row:
    """The draft row of a row of the edition before, without what may stand elsewhere in the new text."""
    cells = cells_of(resource, row)
    keys = {"number"} if resource["name"] == "footnotes" else set()
    empty = left_empty(resource) | keys
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
        if was:
            cells = cells_of(described[name], earlier[was])
            row |= {column: cells[column] for column in ABOUT[name]} | {"before": _line(cells)}
            if name == "claims" and not draft["unit"]:  # what it counts stands in the text, as it did before
                row |= {"printed": cells["printed"], "unit": cells["unit"]}
        elif name == "events":  # a label is of our own words, and has no number
            row["label"] = ""
        if name == "claims" and not row["stage"] and not is_money(row["unit"]) and row["unit"] not in COUNTED_KINDS:
            row["stage"] = "not_applicable"
        rows.append({column: str(row.get(column, "")) for column in columns(described[name])})
    left = [row for row_id, row in earlier.items() if row_id not in alike.values()]
    return rows + [_earlier(described[name], row) | _printed_still(row, reader) for row in left]


def _stands(wording: str, text: str) -> Iterator[tuple[int, int]]:
    """Where a wording stands as whole words, and not within a longer figure."""
    words = r"\s+".join(map(re.escape, wording.split()))
    yield from (match.span() for match in re.finditer(rf"(?<!\w)(?<!\d[.,]){words}(?!\w|[.,]\d)", text))


def _printed_still(row: dict, reader: Reader) -> Row:
    """For an earlier row that no figure of a text seems to be, where its wording is printed all the same; nothing where it is not."""
    if "printed" not in row:
        return {}
    wording = normal(row["printed"])
    numbers = [number for number, text in reader.paragraphs.items() if any(_stands(wording, normal(text)))]
    return {"found": f"printed in paragraph {numbers[0]}, as before", "paragraph": str(numbers[0])} if numbers else {}


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", text.casefold()) if len(word) > 3}


def _times(one: object, other: object) -> float:
    """How many times the smaller of two values the larger one is; infinite where that is not known."""
    low, high = sorted(abs(float(str(value) or 0)) for value in (one, other))
    return high / low if low else math.inf


def _printed_at(wording: str, reader: Reader, draft: str) -> bool:
    """Whether an earlier wording, with what it counts, stands where a draft has a bare number: "six pillars" for "six"."""
    paragraph, start, end = reader.places[draft]
    return any(first <= start and end <= last for first, last in _stands(wording, reader.paragraphs[paragraph]))


def _alike(drafts: list[dict], name: str, tables: dict, reader: Reader) -> dict[int, str]:
    """For drafts by their place the id of the earlier row that each seems to be, no row twice: the likeliest pairs first."""
    names = {row["id"]: row["name"] for table in ("partners", "instruments") for row in tables[table]}
    texts = {number: _words(text) for number, text in reader.paragraphs.items()}
    pairs = []
    for place, draft in enumerate(drafts):
        for row in tables[name]:
            longer = name == "claims" and not draft["unit"] and _printed_at(row["printed"], reader, draft["id"])
            if name == "claims" and draft["unit"] != row["unit"] and not longer:
                continue
            told = _words(" ".join([row["label"], names.get(row["partner"], ""), names.get(row["instrument"], "")]))
            shared = len(told & texts[draft["paragraph"]]) / max(1, len(told))
            if name != "claims":
                if shared >= ENOUGH and draft["date"] == row["date"]:
                    pairs.append((-shared, place, row["id"]))
                continue
            printed, times = longer or draft["printed"] == row["printed"], _times(draft["value"], row["value"])
            if (shared >= ENOUGH and times <= FAR) or (printed and shared) or longer:
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
        yield from ((FIGURE_TABLES, row[side]) for side in ("part", "whole"))
    if name == "series" and "/" not in row["figure"]:
        yield FIGURE_TABLES, row["figure"]
