"""The section as data: one object that gives a notebook its claims, dates and tables."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property, partial
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, Any

from claimbook import wording as words
from claimbook.core.claims import Claim, referred
from claimbook.core.comparisons import Day
from claimbook.core.holding import mind_tables
from claimbook.core.quantities import Printed, missing
from claimbook.core.relations import Relations
from claimbook.core.series import Series
from claimbook.data.descriptor import data_folder, edition_folder, has_decimal_comma, read_descriptor, resources
from claimbook.data.printed import strict_of, worded
from claimbook.data.problems import DataError, nearest
from claimbook.data.rules.references import bibliography_files
from claimbook.data.rules.statements import SLOT
from claimbook.data.sources import Citation, Source, labels, listed, noted, read_sources
from claimbook.data.tables import read_rows
from claimbook.wording import Wording
from claimbook.wording.units import COUNTED, CURRENCIES, RATES

if TYPE_CHECKING:
    from pandas import DataFrame

#: The build sets this to a file in which the tables that a page reads are noted, so that it is rebuilt with them.
TRACE = "CLAIMBOOK_TRACE"
#: Where an executed notebook holds a chart's files, in the metadata of its output; downloads.py writes them out.
FILES = "claimbook_files"

#: How a reader is told the verdict of a row of evidence.
VERDICTS = {
    "confirmed": "confirmed",
    "confirmed_lost_qualifier": "confirmed, but the source hedges",
    "confirmed_on_one_reading": "confirmed on one reading",
    "differs": "differs",
    "named_otherwise": "names it otherwise",
    "not_found": "not found elsewhere",
    "adds_detail": "adds a detail",
}

#: A message names this many values of a column; of the others it gives the number.
FEW = 15
#: Columns of claims.csv that a claim takes over as they are.
CLAIM_FIELDS = (
    "id",
    "label",
    "value",
    "unit",
    "printed",
    "qualifier",
    "stage",
    "form",
    "basis",
    "period_start",
    "period_end",
    "partner",
    "instrument",
    "paragraph",
)


class Listed(list):
    """Quantities in a list that shows each on a line of its own."""

    def __repr__(self) -> str:
        return "[" + ",\n ".join(map(repr, self)) + "]"


#: The sections that ``load()`` gives in place of that of the working folder, the one in hand last.
_in_hand: list[Section] = []


@contextmanager
def in_hand(section: Section) -> Iterator[None]:
    """Have ``load()`` give this section, for code that is run on tables which stand in no folder."""
    _in_hand.append(section)
    try:
        yield
    finally:
        _in_hand.pop()


def load(edition: Path | str | None = None) -> Section:
    """The section of the edition that the working folder is in, which is the current one at the root of a project.

    ``load("2023")`` gives another edition by its name; a path gives the tables in that folder. Raises KeyError, with the editions
    that there are, for one that there is not. In a notebook that is run by hand, a line on stderr says where the tables do not hold.
    """
    if not isinstance(edition, (str, Path, type(None))):
        raise TypeError(f"an edition is named, or is the folder of its tables, and not {edition!r:.80}")
    if not edition and _in_hand:
        return _in_hand[-1]
    here = data_folder()
    named = isinstance(edition, str) and edition and Path(edition).name == edition
    folder = edition_folder(str(edition), here) if named else Path(edition or here)
    if not os.environ.get(TRACE):
        mind_tables(folder)
    return Section(folder, away=bool(named) and folder.resolve() != here.resolve())


def _dates(row: dict) -> dict[str, Any]:
    """What a row of context says of dates: the period of its number or, where its date is that of an act, that day beside it."""
    if row["date_of"] in ("period", "count", "state"):
        return {"date_of": row["date_of"], "period_start": row["date"], "period_end": row["date_end"] or row["date"]}
    return {"date_of": row["date_of"], "period_start": row["period_start"], "period_end": row["period_end"], "day": row["date"]}


class Section:
    """Claims, events and tables of the section, and what other sources say of them. Tables are read when used."""

    def __init__(self, folder: Path, *, away: bool = False):
        self.folder = folder
        self.descriptor = read_descriptor(folder)
        #: Which edition of the report it is, empty where the descriptor does not say.
        self.edition: str = self.descriptor["report"].get("edition", "")
        #: Its name, where it is another edition than the book in hand reads; else empty.
        self.abroad = self.edition if away else ""
        self._rows: dict[str, list[dict]] = {}
        #: What ``supposing`` changed, by claim, so that each number made of it says so.
        self._supposed: dict[str, dict[str, object]] = {}
        self._by_id: dict[str, dict[object, dict]] = {}
        self._note("datapackage")

    def _note(self, name: str) -> None:
        """While the book is built, tell it that the page in hand has read this table; of another edition, with its folder."""
        if trace := os.environ.get(TRACE):
            with open(trace, "a", encoding="utf-8") as file:
                file.write(f"{self.folder / name if self.abroad else name}\n")

    def edition_named(self, name: str) -> Section:
        """Another edition of the report; raises KeyError, with those that there are, for one that there is not."""
        return Section(edition_folder(name, self.folder), away=name != (self.abroad or self.edition))

    def supposing(self, claim_id: str, **changes: object) -> Section:
        """The section with other values in a claim's row, to see what depends on it: ``supposing("x", resolution=1e9)``.

        Raises KeyError for a claim or a column that there is not.
        """
        row = self.row("claims", claim_id)
        if unknown := changes.keys() - row.keys():
            raise KeyError(f"no column {', '.join(sorted(unknown))} in data/claims.csv{nearest(min(unknown), set(row))}")
        other = type(self)(self.folder, away=bool(self.abroad))
        other._supposed = {**self._supposed, claim_id: {**self._supposed.get(claim_id, {}), **changes}}
        other._rows = {**self._rows, "claims": [row | changes if one is row else one for one in self.rows("claims")]}
        return other

    def rows(self, table: str) -> list[dict]:
        """The rows of a table as dictionaries; raises DataError where the table does not hold."""
        if not isinstance(table, str):
            raise TypeError(f"a table is asked for by its name, such as 'claims', and not by {table!r:.80}")
        if table not in self._rows:
            by_name = resources(self.descriptor)
            if table not in by_name:
                raise KeyError(f"no table {table!r} in data/datapackage.json{nearest(table, set(by_name))}")
            rows, problems = read_rows(self.folder, by_name[table])
            if problems:
                raise DataError(problems)
            self._rows[table] = rows
            self._note(table)
        return self._rows[table]

    def optional(self, table: str) -> list[dict]:
        """The rows of a table that a report may do without; none where it has no such table."""
        return [] if isinstance(table, str) and table not in resources(self.descriptor) else self.rows(table)

    def table(self, name: str) -> DataFrame:
        """A table as a pandas DataFrame of plain values, one column for each field; ``frame`` guards its numbers."""
        import pandas as pd

        rows = self.rows(name)
        fields = [field["name"] for field in resources(self.descriptor)[name]["schema"]["fields"]]
        return pd.DataFrame(rows, columns=fields)

    def frame(self, name: str) -> DataFrame:
        """A table as a pandas DataFrame to compute with: for figures, its column ``amount`` holds quantities.

        See ``frames.frame``; raises KeyError, with the nearest name, for a table that there is not.
        """
        from claimbook.core.frames import frame

        return frame(self, name)

    def row(self, table: str, row_id: object) -> dict:
        """One row of a table by its id (the first column); raises KeyError with the nearest id."""
        found = self._ids(table)
        if not isinstance(row_id, (str, int)):
            raise TypeError(f"a row of data/{table}.csv is asked for by its id, and not by {row_id!r:.80}")
        if row_id not in found:
            raise KeyError(f"no {row_id!r} in data/{table}.csv{nearest(row_id, set(found))}")
        return found[row_id]

    def _ids(self, table: str) -> dict[object, dict]:
        """The rows of a table by their id."""
        if not isinstance(table, str) or table not in self._by_id:
            self._by_id[table] = {next(iter(row.values())): row for row in self.rows(table)}
        return self._by_id[table]

    # -- sources --------------------------------------------------------------------------------------------------

    @cached_property
    def sources(self) -> dict[str, Source]:
        """The bibliography, by key."""
        self._note("bibliography")
        return read_sources(bibliography_files(self.folder))

    @cached_property
    def labels(self) -> dict[str, str]:
        """What a citation of each document reads, by key; see ``sources.labels``."""
        return labels(self.sources, self.rows("footnotes"))

    @cached_property
    def listed(self) -> list[str]:
        """The keys of all documents in the order of the list of sources."""
        return listed(self.sources, self.rows("footnotes"))

    def _footnoted(self, numbers: str | None) -> tuple[Citation, ...]:
        """The documents that footnotes, given as in a table ("62 63"), name."""
        notes = [int(number) for number in (numbers or "").split()]
        named = [(note, self.sources[self.row("footnotes", note)["source"]]) for note in notes]
        return tuple(
            Citation(source.key, source.publisher, source.title, source.date, note, self.abroad) for note, source in named
        )

    # -- claims ---------------------------------------------------------------------------------------------------

    @cached_property
    def relations(self) -> Relations:
        """Which claim or outside figure is part of which, which may overlap, and which tell the same thing."""
        rows = self.rows("relations") + self.rows("outside_relations")
        limits = {row["limit"]: self._outside("evidence", row["limit"]) for row in rows if row.get("limit")}
        return Relations(rows, limits, self._claims, self.series, self.compares)

    @cached_property
    def series(self) -> Series:
        """Which figures are of one thing at several times, and which of them compare; its table is read when it is asked for."""
        return Series(partial(self.rows, "series"))  # which can be pickled, with whatever holds it

    def compares(self, one: Claim, other: Claim) -> bool:
        """Whether data/series.csv calls two figures of different editions comparable: every row from one to the other says yes.

        It names a figure of another edition with that before it, as 2023/its_id.
        """
        names = [c.id if c.edition == self.edition else f"{c.edition}/{c.id}" for c in (one, other)]
        steps = self.series.steps(*names)
        return bool(steps) and all(row["comparable"] == "yes" for row in steps)

    @cached_property
    def _stages(self) -> dict[str, str]:
        return {row["id"]: row["label"] for row in self.rows("stages")}

    def stage_label(self, stage: str | None) -> str:
        """A stage as a reader sees it; rows from outside have stages of their own, which are words as they stand."""
        return self._stages.get(stage or "", (stage or "").replace("_", " "))

    @cached_property
    def _claims(self) -> dict[str, Claim]:
        return {row["id"]: self._claim(row) for row in self.rows("claims")}

    def _claim(self, row: dict) -> Claim:
        comma = has_decimal_comma(self.descriptor)
        return Claim(
            **{name: row[name] for name in CLAIM_FIELDS},
            resolution=row["resolution"] or 0,
            stage_label=self._stages[row["stage"]],
            sources=self._footnoted(row["footnotes"]),
            note=row["note"] or "",
            about=frozenset(filter(None, (row["instrument"], row["partner"]))),
            worded=worded(row, comma),
            strict=strict_of(row, comma),
            supposed=tuple(self._supposed.get(row["id"], {}).items()),
            **self.whose,
        )

    @property
    def whose(self) -> dict[str, Any]:
        """What a claim is told of the edition that it is of."""
        return {"edition": self.edition, "home": not self.abroad}

    def claim(self, claim_id: str) -> Printed:
        """A claim of the section as a quantity; raises KeyError with the nearest id where there is none."""
        return Printed.of(self._claims[self.row("claims", claim_id)["id"]], self.relations)

    def claims(self, **where: object) -> list[Printed]:
        """The claims whose fields have the given values, in the order of the table: ``claims(unit="EUR", stage=["pledged"])``.

        Of several values given for a field, a claim has one. Raises KeyError for a column that there is not, and for a value that
        no claim has and no other table knows, so that a slip of the pen is not taken for a finding.
        """
        wanted = {column: self._values(column, asked) for column, asked in where.items()}
        rows = [row for row in self.rows("claims") if all(row[column] in values for column, values in wanted.items())]
        return Listed(self.claim(row["id"]) for row in rows)

    def _values(self, column: str, asked: object) -> list:
        """The values asked for in a column of the claims, as a list; each must be one that a claim could have."""
        fields = {field["name"]: field for field in resources(self.descriptor)["claims"]["schema"]["fields"]}
        if column not in fields:
            raise KeyError(f"no column {column!r} in data/claims.csv{nearest(column, set(fields))}")
        there = dict.fromkeys(row[column] for row in self.rows("claims"))
        several = asked if isinstance(asked, Iterable) and not isinstance(asked, str) else [asked]
        values = [None if missing(value) else value for value in several]
        for value in values:
            if value not in there and value not in self._known(column, fields[column]):
                named = [str(one) for one in there if one is not None]
                told = ", ".join(named[:FEW]) + (f" and {len(named) - FEW} others" if len(named) > FEW else "")
                nor = "".join(f", nor does data/{table}.csv know it" for table in self._foreign(column))
                raise KeyError(f"no claim has the {column} {value!r}{nearest(value, set(named))}{nor}; there are {told}")
        return values

    def _known(self, column: str, field: dict) -> set:
        """The values that a column of the claims may have beside those in use: those listed for it, and ids of the table it names."""
        ids = {row[field] for table, field in self._foreign(column).items() for row in self.rows(table)}
        units = (*CURRENCIES, *RATES, *COUNTED) if column == "unit" else ()  # which any text may have, where a report lists none
        return ids | {None} | set(field.get("constraints", {}).get("enum", units))

    def _foreign(self, column: str) -> dict[str, str]:
        """The tables that a column of the claims names rows of, each with the field that holds what it names them by."""
        keys = resources(self.descriptor)["claims"]["schema"].get("foreignKeys", ())
        return {key["reference"]["resource"]: key["reference"]["fields"] for key in keys if key["fields"] == column}

    def evidence(self, evidence_id: str) -> Printed:
        """What another source says of a claim, as a quantity marked as from outside the section."""
        return Printed.of(self._outside("evidence", evidence_id).claim, self.relations)

    def context(self, context_id: str) -> Printed:
        """A figure for scale, as a quantity marked as from outside the section."""
        return Printed.of(self._outside("context", context_id).claim, self.relations)

    def figure(self, row_id: str) -> Printed:
        """A figure by its id alone, which is unique over claims, evidence and context; raises KeyError with the nearest id."""
        if not isinstance(row_id, str):
            raise TypeError(f"a figure is asked for by its id, and not by {row_id!r:.80}")
        tables = {"claims": self.claim, "evidence": self.evidence, "context": self.context}
        for table, get in tables.items():
            if row_id in self._ids(table):
                return get(row_id)
        known = {str(one) for table in tables for one in self._ids(table)}
        raise KeyError(f"no {row_id!r} in data/claims.csv, evidence.csv or context.csv{nearest(row_id, known)}")

    def _outside(self, table: str, row_id: str) -> Printed:
        """A row of evidence or context as a quantity without relations."""
        row = self.row(table, row_id)
        if row["value"] is None:
            raise KeyError(f"data/{table}.csv: row {row_id} has no value")
        source = self.sources[row["source"]]
        about = self._claims[row["claim"]].about if table == "evidence" else {row["partner"], row["country"]}
        printed = row["title"] if table == "context" else row["wording"]
        stage = row.get("stage") if table == "context" else None
        # The date of a row of context is that of what it counts; its document has one of its own.
        dated = row["date"] if table == "evidence" else source.date or row["date"]
        claim = Claim(
            id=row["id"],
            label=row["label"],
            printed=printed,
            value=row["value"],
            unit=row["unit"] or "",
            qualifier=row["qualifier"] or "exact",
            resolution=row["resolution"] or 0,
            stage=stage or "not_applicable",
            stage_label=self.stage_label(stage),
            **(_dates(row) if table == "context" else {}),
            partner=row.get("partner"),
            table=table,
            grade=row["grade"],
            sources=(Citation(source.key, row["publisher"], row["title"], dated, edition=self.abroad),),
            note=row["note"] or "",
            dated=dated,
            about=frozenset(filter(None, about)),
            **self.whose,
        )
        return Printed.of(claim)

    # -- names and dates ------------------------------------------------------------------------------------------

    def name(self, row_id: str) -> str:
        """The name of a partner, instrument or actor."""
        for table in ("partners", "instruments", "actors") if isinstance(row_id, str) else ():
            for row in self.optional(table):
                if row["id"] == row_id:
                    return row["name"]
        raise KeyError(f"no partner, instrument or actor {row_id!r}")

    def when(self, event_id: str, field: str = "date") -> Wording:
        """The date of an event in words, as a link with its provenance; ``field`` may be date_end or reference_date.

        With "period" it is told from its first date to its last, where it has two.
        """
        event = self.row("events", event_id)
        cited = self._footnoted(event["footnotes"])
        claim = Claim(
            event_id, event["label"], 0, "date", table="events", paragraph=event["paragraph"], sources=cited, **self.whose
        )
        period = words.period(event["date"], event["date_end"] or event["date"])
        facts: list[list] = [["Date", period]]
        if event["reference_date"]:
            facts.append(["Date of the footnote", words.date(event["reference_date"])])
        facts += [
            ["Where", claim.place(self.abroad)],
            ["Source" if len(cited) == 1 else "Sources", list(map(str, cited)) or "no source is given in the section"],
        ]
        return referred(period if field == "period" else words.date(event[field]), event["label"], facts, claim)

    def day(self, row_id: str, table: str = "events", field: str = "date") -> Day:
        """A date to compare with another: of an event, of a row from outside or, of "documents", of a document by its key.

        Raises KeyError for a row that there is not, and for one without a date in the field.
        """
        if table == "documents":
            source = self.sources[row_id]
            return Day(source.date, table, row_id, "date", source.short)
        row = self.row(table, row_id)
        if not row[field]:
            raise KeyError(f"data/{table}.csv: row {row_id} has no {field}")
        if table == "events":
            return Day(row[field], table, row_id, field, row["label"], self._footnoted(row["footnotes"]), row["paragraph"])
        source = self.sources[row["source"]]
        cited = Citation(source.key, row["publisher"], row["title"], source.date or row["date"])
        return Day(row[field], table, row_id, field, row["label"], (cited,))

    # -- statements -----------------------------------------------------------------------------------------------

    def statement(self, row_id: str) -> Wording:
        """What the section says, in our words, from data/statements.csv, its slots filled; raises KeyError with the nearest id."""
        row = self.row("statements", row_id)
        parts: dict[str, object] = {}

        def named(match: re.Match) -> str:
            name = f"slot_{len(parts)}"
            parts[name] = self._slot(match[1])
            return f"{{{name}}}"

        return words.capitalised(words.sentence(SLOT.sub(named, row["text"]), **parts))

    def _slot(self, slot: str) -> object:
        name, _, asked = slot.partition(".")
        if name == "when":
            return self.when(asked, "period")
        return getattr(self.claim(name), asked) if asked else self.claim(name)

    def statements(self, chapter: str) -> dict[str, Wording]:
        """The statements that a chapter tells, by id, in the order of the section; raises KeyError where it tells none."""
        rows = self.rows("statements")
        told = sorted((row for row in rows if row["chapter"] == chapter), key=lambda row: (row["paragraph"], row["sentence"]))
        if not told:
            raise KeyError(f"no chapter {chapter!r} in data/statements.csv{nearest(chapter, {row['chapter'] for row in rows})}")
        return {row["id"]: self.statement(row["id"]) for row in told}

    def _footnotes_nearby(self, row: dict) -> str:
        """What is said of the source of a statement whose sentence has no footnote of its own."""
        claims = [
            self.row("claims", slot.partition(".")[0]) for slot in SLOT.findall(row["text"]) if not slot.startswith("when.")
        ]
        notes = sorted({int(note) for claim in claims for note in (claim["footnotes"] or "").split()})
        if not notes:
            return "the sentence has no footnote in the section"
        return f"the sentence has no footnote of its own; its figure rests on {noted(notes)}"

    def statement_facts(self, row_id: str) -> list[list]:
        """What is recorded of a statement, as label and text or list of texts, for its mark and its entry."""
        row = self.row("statements", row_id)
        cited = self._footnoted(row["footnotes"])
        event = self.row("events", row["event"]) if row["event"] else None
        edition = f", edition {self.abroad}" if self.abroad else ""
        names = [("Who acts", row["actor"]), ("Partner", row["partner"]), ("Instrument", row["instrument"])]
        return [
            ["Said as", row["strength"].replace("_", " ")],
            *([label, self.name(name)] for label, name in names if name),
            *([["Date", words.period(event["date"], event["date_end"] or event["date"])]] if event else []),
            ["Where", f"paragraph {row['paragraph']} of the section, sentence {row['sentence']}{edition}"],
            ["Source" if len(cited) < 2 else "Sources", list(map(str, cited)) or self._footnotes_nearby(row)],
        ]

    def statement_mark(self, row_id: str) -> Wording:
        """A mark that leads to a statement's entry and shows paragraph, footnote and source as a number does."""
        row = self.row("statements", row_id)
        cited, told = self._footnoted(row["footnotes"]), "A statement of the section, in our words"
        place = {"paragraph": row["paragraph"], "sources": cited}
        claim = Claim(row_id, told, 0, "statement", table="statement", **place, **self.whose)
        about = shorten(self.statement(row_id).text, 60, placeholder=" …")  # else all would be called the same
        sign = f"Source of this statement, paragraph {row['paragraph']}: {about}"
        return referred("¶", f"{told}: {about}", self.statement_facts(row_id), claim, sign=sign, names=[told])
