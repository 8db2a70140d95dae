"""The tables of a report in memory, with figures that a reader supposes, held to the tables' own rules."""

from __future__ import annotations

import math
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from claimbook import wording as words
from claimbook.core.relations import CERTAINTY, Relations
from claimbook.core.section import Section
from claimbook.data.bibliography import read_bibliography
from claimbook.data.descriptor import has_decimal_comma, read_descriptor, resources
from claimbook.data.problems import DataError, Problem, as_text, nearest
from claimbook.data.rules import between
from claimbook.data.rules.claims import check_claims, check_evidence
from claimbook.data.rules.moved import check_moved
from claimbook.data.rules.references import bibliography_files
from claimbook.data.sources import Source
from claimbook.data.tables import dangling, read_tables, rows_of
from claimbook.live import refused
from claimbook.live.typed import is_ordinal, read, years_counted
from claimbook.wording.hedges import LOOSE
from claimbook.wording.units import RATES, is_money

#: What of a claim's row a reader may suppose to be otherwise.
FIELDS = ("value", "printed", "qualifier", "stage")
#: How the field is called that says how sure it is that a claim lies in another, or shares with it: with the other's id behind it.
RELATION = "relation:"
#: Tables of figures and of how these are related; a frame of any of them holds quantities, which know all of these.
FIGURES = ("claims", "evidence", "context", "relations", "outside_relations")
#: What a source does that says another figure than the claim.
DIFFERS = "differs"


class WithoutPandas(Exception):
    """A frame of pandas was asked for where there is none."""


class LiveSection(Section):
    """A section without frames of pandas, which no page that is worked out again has."""

    def table(self, name: str) -> Any:
        """Nothing: raises WithoutPandas."""
        raise WithoutPandas(name)

    frame = table


@dataclass(frozen=True)
class Change:
    """A field of a claim's row, or of a relation that it has, and what it is supposed to be."""

    id: str
    field: str
    value: object

    def refused(self, text: str) -> Refusal:
        """That this cannot be supposed, and why."""
        return Refusal(self.id, self.field, text)


@dataclass(frozen=True)
class Refusal:
    """A change that the tables do not bear: claim, field, and why, in words for whoever reads the page."""

    id: str
    field: str
    text: str


@dataclass
class Supposed:
    """What came of changes: the section, why there is none, or what else had to change with them, in a sentence each."""

    section: LiveSection | None = None
    refused: list[Refusal] = field(default_factory=list)
    also: list[str] = field(default_factory=list)
    #: Whom it contradicts, in a few words, and the figures of theirs by their ids.
    against: dict[str, set[str]] = field(default_factory=dict)
    #: The tables whose frames are others than they were.
    changed: tuple[str, ...] = ()


class Tables:
    """The tables of a folder, read and checked once; nothing that is supposed is written to it."""

    def __init__(self, folder: Path):
        """Raises DataError where the tables do not hold."""
        self.folder, self.descriptor = folder, read_descriptor(folder)
        self.by_name = resources(self.descriptor)
        self.rows, problems = read_tables(folder)
        self.documents = read_bibliography(bibliography_files(folder))
        if problems := problems + self.documents.problems:
            raise DataError(problems)
        #: A section of which nothing was asked, so that it holds its descriptor and no more.
        self._blank = LiveSection(folder)
        self.sources = {key: Source(**vars(document)) for key, document in self.documents.documents.items()}
        self.comma = has_decimal_comma(self.descriptor)

    def row(self, table: str, row_id: str) -> dict:
        """A row by its id; raises StopIteration where there is none."""
        return next(row for row in self.rows[table] if row["id"] == row_id)

    def having(self, rows: dict[str, list[dict]]) -> Tables:
        """The same tables, some of them with other rows."""
        made = copy(self)
        made.rows = {**self.rows, **rows}
        return made

    def section(self, rows: dict[str, list[dict]] | None = None) -> LiveSection:
        """The section of the tables, some of them with other rows."""
        made = copy(self._blank)
        made._rows = {**self.rows, **(rows or {})}
        made._supposed, made._by_id = {}, {}
        made.__dict__["sources"] = self.sources
        return made

    def supposing(self, changes: Sequence[Change]) -> Supposed:
        """The section with these changes, or why the tables do not bear them."""
        found = Supposed()
        rows = {"claims": list(self.rows["claims"]), "relations": list(self.rows["relations"])}
        claims: dict[str, list[Change]] = {}
        for change in changes:
            if change.field.startswith(RELATION):
                self._relate(change, rows["relations"], found)
            else:
                claims.setdefault(change.id, []).append(change)
        for claim_id, own in claims.items():
            self._alter(claim_id, own, rows["claims"], found)
        if found.refused:
            return found
        rows["evidence"], found.also = self._unconfirmed(rows, set(claims))
        rows["outside_relations"] = self._weakened(changes, found)
        found.also += self._single(rows["claims"])
        problems = self._problems(rows)
        tables = self.having(rows)
        doubted = [problem for problem in problems if refused.only_contradicts(tables, problem)]
        found.also += dict.fromkeys(refused.contradicted(self, tables, problem) for problem in doubted)
        for problem in doubted:
            found.against.setdefault(refused.whom(self, tables, problem.row.split()), set()).update(problem.row.split())
        found.refused = self._blamed([problem for problem in problems if problem not in doubted], changes, tables)
        if not found.refused:
            found.section = self.section(rows)
            if any(found.section.rows(table) != self.rows[table] for table in rows):
                found.changed = FIGURES
        return found

    def _alter(self, claim_id: str, changes: list[Change], rows: list[dict], found: Supposed) -> None:
        """Put a claim's row with its changes into ``rows``; what is no value of its field is refused."""
        place = next((i for i, row in enumerate(rows) if row["id"] == claim_id), None)
        if place is None:
            known = nearest(claim_id, {row["id"] for row in rows})
            found.refused += [change.refused(refused.unknown(self, change, known)) for change in changes]
            return
        old = rows[place]
        hedged = old | {change.field: change.value for change in changes if change.field == "qualifier"}
        given = {}
        for change in changes:
            given[change.field], doubt = self._typed(change, hedged)
            if change.field == "qualifier" and change.value != "exact" and is_ordinal(old, self.comma):
                doubt = "a number in a row has no hedge; right would be: as it is."
            if change.field == "value" and given["value"] != as_text(old["value"]) and (years := years_counted(old)):
                doubt = doubt or f"it counts the years from {years}, which stand beside it and cannot be changed here."
            if doubt:
                found.refused.append(change.refused(refused.framed(self, doubt, change)))
        if found.refused:
            return
        if unknown := [change for change in changes if change.field not in FIELDS]:
            found.refused += [change.refused(refused.unknown(self, change, "")) for change in unknown]
            return
        texts = {name: as_text(value) for name, value in old.items()} | given
        new, problems = rows_of(self.by_name["claims"], [(1, list(texts.values()))])
        if not problems and "value" in given:
            new[0]["resolution"] = _as_coarse(new[0])
        if not problems and given.keys() & {"value", "qualifier"} and "printed" not in given and old["basis"] != "counted":
            new[0]["resolution"] = _fine_enough(new[0]["value"], new[0]["resolution"])
            new[0]["printed"] = self._printed(new[0])
            if old["basis"] == "words" and new[0]["printed"].isdecimal():  # a number that is not spelled
                new[0]["basis"] = "figure"
            _, problems = rows_of(self.by_name["claims"], [(1, [as_text(value) for value in new[0].values()])])
        if problems:
            found.refused += self._blamed(problems, changes)
            return
        rows[place] = new[0]

    def typed(self, change: Change, row: dict) -> str:
        """What a reader typed into a field as it would stand in its cell: an amount may be told in words, as 7.4 billion."""
        return self._typed(change, row)[0]

    def _typed(self, change: Change, row: dict) -> tuple[str, str]:
        """The same, and what to write instead where that is to be asked."""
        if change.field != "value" or not isinstance(change.value, str):
            return as_text(change.value), ""
        return read(change.value, row, self.comma)

    def _printed(self, row: dict) -> str:
        """The wording of a claim whose value or hedge is another: as this package prints it, so finely as its resolution asks."""
        value, resolution, unit = row["value"], row["resolution"] or 0, row["unit"]
        if row["basis"] == "words" and unit not in RATES:  # a share in words is a fraction, and another is told in digits
            return words.spelled(value) if value != 1 else "1"  # as a word it need not be a number
        told = words.printed(value, resolution, unit, row["qualifier"]).replace(words.NBSP, " ")
        if is_money(unit) and any(problem.field == "resolution" for problem in self._said(row | {"printed": told})):
            scale, word = next((pair for pair in words.LARGE_SCALES if value >= pair[0]), (1.0, ""))
            step = resolution / scale
            decimals = next((places for places in range(10) if round(step, places) >= step * (1 - 1e-9)), 9)
            finer = " ".join(filter(None, (words.HEDGES[row["qualifier"]], unit, words.digits(value / scale, decimals), word)))
            return finer if not self._said(row | {"printed": finer}) else told
        return told

    def _said(self, row: dict) -> list[Problem]:
        """What is wrong between a claim's row and its wording."""
        return check_claims({**self.rows, "claims": [row], "events": [], "context": []}, self.comma)

    def _relate(self, change: Change, rows: list[dict], found: Supposed) -> None:
        """Put a relation of a claim with another certainty into ``rows``."""
        other = change.field.removeprefix(RELATION)
        place = next((i for i, row in enumerate(rows) if (row["part"], row["whole"]) == (change.id, other)), None)
        if place is None:
            found.refused.append(change.refused(refused.unknown(self, change, "")))
            return
        texts = {name: as_text(value) for name, value in rows[place].items()} | {"certainty": as_text(change.value)}
        new, problems = rows_of(self.by_name["relations"], [(1, list(texts.values()))])
        if problems:
            found.refused.append(change.refused(refused.told(self, problems, change)))
        rows[place] = new[0]

    def _unconfirmed(self, rows: dict[str, list[dict]], changed: set[str]) -> tuple[list[dict], list[str]]:
        """The rows of evidence, of which those that confirmed what is supposed otherwise now differ; and a sentence on each."""
        supposed = {**self.rows, "claims": [row for row in rows["claims"] if row["id"] in changed]}
        supposed["evidence"] = [row for row in self.rows["evidence"] if row["claim"] in changed]
        lost = {problem.row for problem in check_evidence(supposed, set())}
        labels = {row["id"]: row["label"] for row in rows["claims"]}
        told = [
            f"{row['publisher']} confirms the printed figure on {labels[row['claim']]}, so here it differs."
            for row in supposed["evidence"]
            if row["id"] in lost
        ]
        return [row | {"verdict": DIFFERS} if row["id"] in lost else row for row in self.rows["evidence"]], told

    def _weakened(self, changes: Sequence[Change], found: Supposed) -> list[dict]:
        """The rows from outside on relations, none of which makes surer than is supposed that a claim lies in another; ``found`` tells of each.

        What the section leaves open may be stated by another source by way of a third figure, as that the grants in a package hold a part.
        """
        rows = list(self.rows["outside_relations"])
        relations = Relations(row for row in self.rows["relations"] + rows if row["kind"] != "overlaps")
        for change in (change for change in changes if change.field.startswith(RELATION)):
            whole = change.field.removeprefix(RELATION)
            for place, row in enumerate(rows):
                if row["kind"] != "part_of" or relations.of(row["part"]) != change.id or row["whole"] == whole:
                    continue
                surer = CERTAINTY[row["certainty"]] > CERTAINTY.get(str(change.value), len(CERTAINTY))
                if surer and relations.certainty(row["whole"], whole):
                    rows[place] = row | {"certainty": change.value}
                    found.also.append(refused.weakened(self, row, whole, str(change.value)))
                    found.against.setdefault(refused.whom(self, self, [row["whole"]]), set()).add(row["whole"])
        return rows

    def _single(self, rows: list[dict]) -> list[str]:
        """A sentence on each claim that counts one here and more in print, since words beside the number are those of more."""
        counted = [new for new, old in zip(rows, self.rows["claims"]) if new["value"] == 1 != old["value"]]
        return [f"There is one here of {row['label']}: words beside the number are written for more." for row in counted]

    def _problems(self, rows: dict[str, list[dict]]) -> list[Problem]:
        """What is wrong with tables of which some have other rows."""
        tables = {**self.rows, **rows}
        loose = [problem for name in rows for problem in dangling(tables, self.by_name, name)]
        return loose or between(tables, self.descriptor, self.documents, self.folder, check_moved(tables, self.by_name))

    def _blamed(self, problems: Sequence[Problem], changes: Sequence[Change], supposed: Tables | None = None) -> list[Refusal]:
        """Problems as refusals of changes, one of each: of the one whose cell it is, else of one of its row, else of the first.

        Relations are told as they are ``supposed``.
        """
        found: dict[Change, list[Problem]] = {}
        for problem in problems:
            own = [change for change in changes if change.id in problem.row.split()] or list(changes)
            blamed = next((change for change in reversed(own) if change.field == problem.field), own[0])
            found.setdefault(blamed, []).append(problem)
        return [change.refused(refused.told(self, own, change, supposed)) for change, own in found.items()]


def related(tables: Tables, claim_id: str) -> list[dict]:
    """The rows of data/relations.csv in which a claim is a part, or shares with another."""
    return [row for row in tables.rows["relations"] if row["part"] == claim_id]


def choices(tables: Tables, table: str, column: str) -> list[str]:
    """The values that the description of a table lists for a column."""
    fields = {one["name"]: one for one in tables.by_name[table]["schema"]["fields"]}
    return list(fields[column].get("constraints", {}).get("enum", ()))


def _as_coarse(row: dict) -> float | None:
    """The resolution of a supposed value: of a round amount under a loose hedge it is that of the first decimal in which it is told.

    “About EUR 1 billion” says less than that the last digits of a million are nought.
    """
    step = next((scale / 10 for scale, _ in words.LARGE_SCALES if row["value"] >= scale), 0.0)
    loose = row["qualifier"] in LOOSE and is_money(row["unit"]) and step and row["value"] % step == 0
    return max(row["resolution"] or 0, step) if loose else row["resolution"]


def _fine_enough(value: float, resolution: float | None) -> float | None:
    """The resolution of a supposed value: as before, or where the value has further digits the unit of its last one."""
    while resolution and resolution > 1 and not math.isclose(value / resolution, round(value / resolution), rel_tol=1e-9):
        resolution /= 10
    return resolution
