"""Rules for what a row refers to: footnotes, tables, sources, events, chapters."""

from __future__ import annotations

import re
from pathlib import Path

from claimbook.data.descriptor import DESCRIPTOR, id_of
from claimbook.data.notebooks import chapter_of, notebooks_of
from claimbook.data.problems import Fault, Problem, as_text, nearest


def check_references(tables: dict, by_name: dict[str, dict]) -> list[Problem]:
    """Footnote numbers, ids whose table another column names, and counted lists must agree with the tables that they speak of."""
    problems = []
    numbers = {str(row["number"]) for row in tables["footnotes"]}
    for name, rows in tables.items():
        for row in rows:
            for number in (row.get("footnotes") or "").split():
                if number not in numbers:
                    problems.append(
                        Problem(
                            f"{name}.csv",
                            id_of(by_name[name], row),
                            "footnotes",
                            number,
                            f"numbers of data/footnotes.csv{f' (perhaps {int(number)})' * (str(int(number)) in numbers)}",
                        )
                    )
    claims = {row["id"] for row in tables["claims"]}
    for row in tables["footnotes"]:
        for claim in (row["supports"] or "").split():
            if claim not in claims:
                problems.append(
                    Problem(
                        "footnotes.csv", str(row["number"]), "supports", claim, f"ids of data/claims.csv{nearest(claim, claims)}"
                    )
                )
    return problems + _named_twice(tables, by_name) + check_named_tables(tables, by_name) + check_lists(tables, by_name)


def _named_twice(tables: dict, by_name: dict[str, dict]) -> list[Problem]:
    """Ids and numbers that stand twice in a cell that lists them."""
    return [
        Problem(f"{name}.csv", id_of(by_name[name], row), field, row[field], f"each once: {' '.join(dict.fromkeys(listed))}")
        for name in tables
        for field in ("footnotes", "supports", "touches", "answer")
        for row in tables[name]
        if len(set(listed := (row.get(field) or "").split())) < len(listed)
    ]


def check_named_tables(tables: dict, by_name: dict[str, dict]) -> list[Problem]:
    """Where a field has the property ``tables``, its ids are of the table that another column of the row names."""
    problems = []
    for name, resource in by_name.items():
        for field in (field for field in resource["schema"]["fields"] if "tables" in field):
            column, names = field["tables"]["column"], field["tables"]["names"]
            ids = {kind: {row["id"] for row in tables[table]} for kind, table in names.items()}
            for row in tables[name]:
                known, found = ids.get(row[column]), row[field["name"]]
                if known is None or found not in known:
                    allowed = f"an id of a {row[column]}{nearest(found, known)}" if known is not None else "no such kind of row"
                    problems.append(Problem(resource["path"], id_of(resource, row), field["name"], str(found), allowed))
    return problems


def check_lists(tables: dict, by_name: dict[str, dict]) -> list[Problem]:
    """A claim that counts the rows of a whole table, as the property ``counted`` of the table says, is as many as they are."""
    values = {row["id"]: row["value"] for row in tables["claims"]}
    counted = {resource["counted"]["claim"]: name for name, resource in by_name.items() if "claim" in resource.get("counted", ())}
    return [
        Problem(
            "claims.csv",
            claim,
            "value",
            f"{values[claim]:.0f}",
            f"{len(tables[table])}, the rows of data/{table}.csv",
            fault=Fault("rows", (str(len(tables[table])),)),
        )
        for claim, table in counted.items()
        if claim in values and values[claim] != len(tables[table])
    ]


def check_supports(tables: dict) -> list[Problem]:
    """A footnote supports the claims that name it, and no others."""
    claims = {row["id"]: (row["footnotes"] or "").split() for row in tables["claims"]}
    footnotes = {str(row["number"]): (row["supports"] or "").split() for row in tables["footnotes"]}
    named = {(claim, number): None for claim, numbers in claims.items() for number in numbers}
    supported = {(claim, number): None for number, ids in footnotes.items() for claim in ids}
    unsupported: dict[str, list[str]] = {}
    unnamed: dict[str, list[str]] = {}
    for claim, number in named:
        if (claim, number) not in supported and number in footnotes:
            unsupported.setdefault(number, []).append(claim)
    for claim, number in supported:
        if (claim, number) not in named and claim in claims:
            unnamed.setdefault(claim, []).append(number)
    return [
        Problem(
            "footnotes.csv",
            number,
            "supports",
            " ".join(footnotes[number]),
            f"also {' '.join(ids)}, as data/claims.csv names {number}",
        )
        for number, ids in unsupported.items()
    ] + [
        Problem(
            "claims.csv", claim, "footnotes", " ".join(claims[claim]), f"also {' '.join(numbers)}, as data/footnotes.csv has it"
        )
        for claim, numbers in unnamed.items()
    ]


def check_events(tables: dict, bibliography: dict[str, str]) -> list[Problem]:
    """The day that a footnote gives to an event lies within the event's date and is that of a document it cites."""
    cited = {str(row["number"]): bibliography.get(row["source"], "") for row in tables["footnotes"]}
    problems = []
    for row in tables["events"]:

        def wrong(field: str, allowed: str, row: dict = row) -> None:
            problems.append(Problem("events.csv", row["id"], field, as_text(row[field]), allowed))

        field = "date" if row["kind"] == "document" else "reference_date"
        dates = [cited[number] for number in (row["footnotes"] or "").split() if number in cited]
        day, month = row["reference_date"] or "", (row["date"] or "")[:-3]
        if len(month) == 7 and row["date"] == f"{month}-01" and day != row["date"] and day.startswith(f"{month}-"):
            wrong("date", f"{month}, the month of its reference_date {day}; a spreadsheet makes a day of a month")
        elif row["reference_date"] and not row["reference_date"].startswith(row["date"]):
            wrong("reference_date", f"a date within {row['date']}, the date of the event")
        elif row[field] and not row["footnotes"]:
            wrong("footnotes", f"the number of the footnote from which {field} has {row[field]}")
        elif row[field] and all(dates) and not any(_within(row[field], date) for date in dates):
            wrong(field, f"{' or '.join(dict.fromkeys(dates))}, the date of what footnote {row['footnotes']} cites")
    return problems


def _within(day: str, date: str) -> bool:
    """Whether an ISO date is a document's date, or one of its days where it has several."""
    first, _, last = date.partition("/")
    return day == date or bool(last) and first <= day <= last


def check_chapters(tables: dict, folder: Path) -> list[Problem]:
    """Chapters must be notebooks, where there are any beside the folder."""
    chapters = {chapter_of(file) for file in notebooks_of(folder.parent)}
    return [
        Problem(
            f"{name}.csv", row["id"], "chapter", row["chapter"], f"a notebook of notebooks/{nearest(row['chapter'], chapters)}"
        )
        for name in ("claims", "gaps", "statements", "developments")
        for row in tables[name]
        if chapters and row["chapter"] and row["chapter"] not in chapters
    ]


def check_sources(tables: dict, bibliography: dict[str, str]) -> list[Problem]:
    """Each source key must stand in the bibliography, where the folder has one beside it."""
    return [
        Problem(
            f"{name}.csv",
            str(row.get("number") or row.get("id")),
            "source",
            row["source"],
            f"a key of book/*.bib{nearest(row['source'], set(bibliography))}",
        )
        for name in ("footnotes", "evidence", "context", "developments")
        for row in tables[name]
        if bibliography and row["source"] and row["source"] not in bibliography
    ]


def check_as_of(tables: dict, descriptor: dict) -> list[Problem]:
    """Where a table holds what other sources say, the descriptor names the month as of which they were read."""
    found, outside = descriptor.get("asOf"), [name for name in ("evidence", "context", "developments") if tables[name]]
    if found is None and not outside or re.fullmatch(r"\d{4}-(?:0[1-9]|1[0-2])", str(found)):
        return []
    allowed = "the month as of which outside sources were read, such as 2026-11" + (
        f"; {outside[0]}.csv has rows" if outside else ""
    )
    return [Problem(DESCRIPTOR, "-", "asOf", as_text(found), allowed)]


def check_not_later(tables: dict, descriptor: dict) -> list[Problem]:
    """What other sources say is of no later day than that on which they were read."""
    read = str(descriptor.get("asOf") or "9999")
    allowed = f"no date after {read}, the month as of which outside sources were read ({DESCRIPTOR}: asOf)"
    return [
        Problem(f"{name}.csv", row["id"], "date", row["date"], allowed)
        for name in ("evidence", "developments")
        for row in tables[name]
        if row["date"] and row["date"][: len(read)] > read
    ]


def lacks_bibliography(folder: Path) -> bool:
    """Whether the settings of the book name a bibliography that is not there; `outline.faults` tells of it, and no row is to blame."""
    settings = folder.parent / "_config.yml"
    text = settings.read_text(encoding="utf-8", errors="replace") if settings.is_file() else ""
    named = re.findall(r"[\w./-]+\.bib\b", re.sub(r"#.*", "", text))
    return any(not (folder.parent / name).is_file() for name in named)


def bibliography_files(folder: Path) -> list[Path]:
    """The BibTeX files of the book that stands beside the data folder."""
    return sorted((folder.parent / "book").glob("[!.]*.bib"))
