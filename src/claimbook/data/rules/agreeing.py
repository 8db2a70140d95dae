"""Rules for what stands in two places: it has to be the same in both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from claimbook.data.bibliography import Document
from claimbook.data.descriptor import id_of
from claimbook.data.problems import Problem

#: Tables of what other sources say of figures, each with the columns in which a row repeats what the bibliography says of its source.
CITING = {"evidence": ("url", "date"), "context": ("url",)}
#: Columns that may differ between two rows of which one is a copy of the other.
OWN = ("id", "label", "note", "wording")


def check_agreeing(tables: dict[str, list[dict]], by_name: dict[str, dict], documents: Mapping[str, Document]) -> list[Problem]:
    """Each cell that contradicts another row, or the bibliography, on the same thing, and each row that stands twice."""
    return [
        *_partners(tables, by_name),
        *_shapes(tables),
        *_citing(tables, documents),
        *_doubled(tables),
        *_paired(tables),
    ]


def _partners(tables: dict[str, list[dict]], by_name: dict[str, dict]) -> Iterator[Problem]:
    """Who is told to be the partner, where the row's instrument has another one."""
    partners = {row["id"]: row["partner"] for row in tables.get("instruments", []) if row.get("partner")}
    for name, rows in tables.items():
        for row in rows:
            partner = partners.get(row.get("instrument"))
            if partner and row.get("partner") and row["partner"] != partner:
                allowed = (
                    f"{partner}, the partner of its instrument {row['instrument']} in data/instruments.csv; or another instrument"
                )
                yield Problem(f"{name}.csv", id_of(by_name[name], row), "partner", row["partner"], allowed)


def _shapes(tables: dict[str, list[dict]]) -> Iterator[Problem]:
    """The outline that stands for a partner on the map, where it is that of another country."""
    codes = {row["id"]: row["iso3"] for row in tables.get("partners", []) if row.get("iso3")}
    for row in tables.get("map_places", []):
        if (code := codes.get(row["partner"])) and row["shape"] and row["shape"] != code:
            allowed = f"{code}, the iso3 of {row['partner']} in data/partners.csv"
            yield Problem("map_places.csv", row["partner"], "shape", row["shape"], allowed)


def _citing(tables: dict[str, list[dict]], documents: Mapping[str, Document]) -> Iterator[Problem]:
    """What a row says of its source, where the bibliography says otherwise; of a date, one may be the more precise."""
    for name, columns in CITING.items():
        for row in tables[name]:
            document = documents.get(row["source"])
            for column in columns if document else ():
                found, known = row[column] or "", getattr(document, column)
                same = found.startswith(known) or known.startswith(found) if column == "date" else found == known
                if found and known and not same:
                    allowed = f"{known!r}, as the bibliography has it of {row['source']}; or another source"
                    yield Problem(f"{name}.csv", row["id"], column, found, allowed)


def _doubled(tables: dict[str, list[dict]]) -> Iterator[Problem]:
    """A row that says what another says, under an id of its own: whoever adds figures would count it twice."""
    for name in ("claims", "evidence", "context", "events"):
        seen: dict[tuple, str] = {}
        for row in tables[name]:
            said = tuple(value for column, value in row.items() if column not in OWN)
            first = seen.setdefault(said, row["id"])
            if first != row["id"]:
                allowed = (
                    f"another figure or event than {first}, of which all but {', '.join(c for c in OWN if c in row)} is the same"
                )
                yield Problem(f"{name}.csv", row["id"], "id", row["id"], allowed)


def _paired(tables: dict[str, list[dict]]) -> Iterator[Problem]:
    """A relation of two claims that another row has the other way round; two parts of each other are a circle, which is told as one."""
    kinds = {(row["part"], row["whole"]): row["kind"] for row in tables["relations"]}
    for (part, whole), kind in kinds.items():
        other = kinds.get((whole, part))
        if part > whole and other and {kind, other} != {"part_of"}:
            allowed = f"one row for the two claims; {whole} {part} is one as well"
            yield Problem("relations.csv", f"{part} {whole}", "part", part, allowed)
