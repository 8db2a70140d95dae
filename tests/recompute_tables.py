"""The tables read and numbers worked out from them by another way than the package's: for ``recompute.py``.

All is exact: values are fractions. Bounds of a derived number are found by trying the corners of the box in which its figures lie,
those of a total over claims that may be nested or shared by the linear program of ``regions.py``.
"""

from __future__ import annotations

import csv
import json
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import product
from pathlib import Path

import regions
from pybtex.database import parse_string
from pybtex.richtext import Text

MONTHS = "January February March April May June July August September October November December".split()
#: Stands for an open bound while corners are tried; what comes out beyond HUGE is open again, what comes out below TINY is nothing.
OPEN, HUGE, TINY = Fraction(10**40), Fraction(10**20), Fraction(1, 10**15)
#: More figures with bounds than this in a single number would make too many corners.
MANY = 14
#: The linear program works in millions and is right to a thousandth of one.
UNIT_OF_PROGRAM = 10**6


@dataclass(frozen=True)
class Number:
    """A number from the tables: best value (None where there is none), lowest and highest value, and unit."""

    value: Fraction | None
    low: Fraction
    high: Fraction | float
    unit: str = ""


NOTHING: Mapping = {}
Recount = Callable[[list], Number]


class Tables:
    """The CSV files of a folder, every cell a text, and the documents of the bibliography."""

    def __init__(self, folder: Path):
        self.folder = folder.resolve()
        self.rows: dict[str, list[dict[str, str]]] = {}
        for path in sorted(folder.glob("*.csv")):
            with path.open(encoding="utf-8", newline="") as file:
                self.rows[path.stem] = list(csv.DictReader(file))
        self.documents = dict(_documents(folder.parent / "book"))
        self._by_id = {table: {next(iter(row.values())): row for row in rows} for table, rows in self.rows.items()}

    @cached_property
    def others(self) -> dict[str, Tables]:
        """The tables of the other editions of the report, by name: the current one stands above those in its folder ``editions``."""
        above = self.folder.parent.parent
        root = above.parent if above.name == "editions" else self.folder
        found = [root, *sorted(path.parent for path in root.glob("editions/*/data/datapackage.json"))]
        named = {
            json.loads((place / "datapackage.json").read_text(encoding="utf-8"))["report"].get("edition", ""): place
            for place in found
        }
        return {name: Tables(place) for name, place in named.items() if place != self.folder}

    def of(self, more: Mapping[str, object]) -> Tables:
        """The tables that hold a figure, of which its recipe says the edition where that is another one; KeyError where there is none such."""
        return self.others[str(more["edition"])] if "edition" in more else self

    def row(self, table: str, row_id: str) -> dict[str, str]:
        """A row by its id; raises KeyError where there is none."""
        return self._by_id[table][row_id]

    def table_of(self, row_id: str) -> str:
        """The table, among those with figures, that holds the id."""
        return next(table for table in ("claims", "evidence", "context") if row_id in self._by_id[table])

    def figure(self, table: str, row_id: str, supposed: Mapping[str, object] = NOTHING) -> Number:
        """A figure with the bounds that its hedge and its resolution give; raises KeyError or ValueError where there is none.

        ``supposed`` gives cells of its row that are to be other than they are, and its edition, where that is another one.
        """
        row = {**self.of(supposed).row(table, row_id), **supposed}
        value, step = Fraction(row["value"]), Fraction(row["resolution"] or 0)
        low, high = {
            "exact": (value - step / 2, value + step / 2),
            "about": (value - step, value + step),
            "nearly": (value - step, value),
            "over": (value, math.inf),
            "at_least": (value, math.inf),
            "at_most": (Fraction(0), value),
        }[row["qualifier"] or "exact"]
        return Number(value, max(low, Fraction(0)), high, row["unit"])

    def label(self, table: str, row_id: str, more: Mapping[str, object] = NOTHING) -> str:
        """What a figure is called."""
        return self.of(more).row(table, row_id)["label"]

    def stage(self, name: str) -> str:
        """A stage as a reader sees it."""
        return next((row["label"] for row in self.rows["stages"] if row["id"] == name), name.replace("_", " "))


def _documents(folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """The entries of the BibTeX files: publisher, and date in ISO form, of two days with a stroke between them."""
    for path in sorted(folder.glob("*.bib")):
        yield from _entries(path.read_text(encoding="utf-8"))


@lru_cache(maxsize=16)  # the tests make many tables beside one bibliography
def _entries(text: str) -> list[tuple[str, dict[str, str]]]:
    """The entries of a BibTeX file, as ``_documents`` gives them."""
    found = []
    for key, entry in parse_string(text, "bibtex").entries.items():
        fields = {name.lower(): re.sub("[{}]", "", value) for name, value in entry.fields.items()}
        people = [
            str(
                Text.from_latex(
                    " ".join([*one.first_names, *one.middle_names, *one.prelast_names, *one.last_names, *one.lineage_names])
                )
            )
            for one in entry.persons.get("author", ())
        ]
        others = [fields[name] for name in ("organization", "institution", "publisher") if name in fields]
        publisher = people or others[:1]
        told = " and ".join([", ".join(publisher[:-1])] * (len(publisher) > 1) + publisher[-1:])
        found.append((key, {"publisher": told, "date": _dated(fields)}))
    return found


def _dated(fields: Mapping[str, str]) -> str:
    """When a document is dated: by its field date, else by year, month (a name or a number) and day, of which there may be two."""
    if "date" in fields:
        return re.sub("T[^/]*", "", fields["date"])
    date, month = fields.get("year", ""), fields.get("month", "")
    if not month:
        return date
    number = (
        int(month) if month.isdigit() else next(i for i, name in enumerate(MONTHS, 1) if name[:3].lower() == month[:3].lower())
    )
    days = re.findall("[0-9]+", fields.get("day", ""))
    return "/".join(f"{date}-{number:02d}-{int(day):02d}" for day in days) or f"{date}-{number:02d}"


def date_in_words(iso: str) -> str:
    """2024, March 2024, 17 March 2024, or 17–18 March 2024."""
    if "/" in iso:
        start, end = (date_in_words(part).split() for part in iso.split("/"))
        same = next((i for i in range(1, len(start)) if start[i:] == end[i:]), len(start))
        return f"{' '.join(start[:same])}{'–' if same == 1 else ' – '}{' '.join(end)}"
    year, *rest = iso.split("-")
    return " ".join([str(int(day)) for day in rest[1:]] + [MONTHS[int(month) - 1] for month in rest[:1]] + [year])


def period_in_words(start: str, end: str) -> str:
    """A period as the book words it."""
    if start and end:
        return date_in_words(start) if start == end else f"{date_in_words(start)} to {date_in_words(end)}"
    if start:
        return f"since {date_in_words(start)}, end not stated"
    return f"until {date_in_words(end)}, start not stated" if end else "not stated"


# -- derived numbers ---------------------------------------------------------------------------------------------------


class Derivation:
    """A derived number from its recipe, a nested list; ``recount`` gives counts and what exercises work out.

    Figures are variables of a function; so is a total of claims whose relations give it bounds of its own.
    """

    def __init__(self, tables: Tables, recipe: list, recount: Recount):
        self.tables, self.recipe, self.recount = tables, recipe, recount
        self.variables: dict[str, Number] = {}
        if recipe[0] != "between":
            self._collect(recipe)

    def number(self) -> Number:
        """The number: its value at the values of the figures, its bounds over all corners of their box."""
        if self.recipe[0] == "between":
            least, greatest = (Derivation(self.tables, operand, self.recount).number() for operand in _operands(self.recipe))
            return Number(None, least.low, greatest.high, least.unit)
        values = {key: number.value for key, number in self.variables.items()}
        value = None if None in values.values() else self._at(self.recipe, values)
        open_ = [key for key, number in self.variables.items() if number.low != number.high]
        if len(open_) > MANY:
            raise ValueError(f"{len(open_)} figures with bounds: too many corners to try")
        ends = {key: (number.low, OPEN if number.high == math.inf else number.high) for key, number in self.variables.items()}
        point = {key: low for key, (low, _) in ends.items()}
        found = [self._at(self.recipe, point | dict(zip(open_, corner))) for corner in product(*(ends[key] for key in open_))]
        low, high = (Fraction(0) if abs(side) < TINY else side for side in (min(found), max(found)))
        if _more(self.recipe).get("how") == "apart":  # which of them is the larger is open, so they may be the same
            low = Fraction(0)
        return Number(value, low, math.inf if high > HUGE else high, self._unit(self.recipe))

    def _collect(self, recipe: list) -> None:
        operation, *rest = recipe
        if operation in ("count", "exercise"):
            self.variables[_key(recipe)] = self.recount(recipe)
        elif operation in ("claims", "evidence", "context"):
            self.variables[_key(recipe)] = self.tables.figure(operation, rest[0], _more(recipe))
        elif operation == "total" and _of_claims(recipe):
            ids = {operand[1]: _more(operand) for operand in _operands(recipe)}
            if len(ids) < len(_operands(recipe)):
                raise ValueError("a claim stands in a total more than once")
            self.variables[_key(recipe)] = total(self._one_edition(recipe), ids, _more(recipe).get("how") == "separate")
        else:
            if operation == "total":
                outside = [o[1] for o in _operands(recipe) if o[0] in ("evidence", "context")]
                _separate(self._one_edition(recipe), outside)
            for operand in self._taken(recipe):
                self._collect(operand)

    def _one_edition(self, recipe: list) -> Tables:
        """The tables of which all operands of a total are; raises ValueError where they are of several editions."""
        named = [_more(operand) for operand in _operands(recipe) if operand[0] in ("claims", "evidence", "context")]
        editions = {str(more.get("edition", "")): more for more in named} or {"": NOTHING}
        if len(editions) > 1:
            raise ValueError("a total over several editions counts the same money twice")
        return self.tables.of(*editions.values())

    @staticmethod
    def _taken(recipe: list) -> list[list]:
        """The operands; what a remainder takes away is a total where there is more than one part."""
        operands = _operands(recipe)
        return operands if recipe[0] != "remainder" or len(operands) == 2 else [operands[0], ["total", *operands[1:]]]

    def _at(self, recipe: list, point: Mapping[str, Fraction]) -> Fraction:
        """The number where the variables have the values of ``point``."""
        if (key := _key(recipe)) in point:
            return point[key]
        operation, more = recipe[0], _more(recipe)
        operands = [self._at(operand, point) for operand in self._taken(recipe)]
        if operation == "mistake":
            operation = more["how"]
        if operation == "total":
            return sum(operands, Fraction(0))
        if operation == "times":
            return operands[0] * Fraction(more["scale"])
        one, other = operands
        if operation == "difference":
            return abs(one - other) if more.get("how") == "apart" else one - other
        if operation == "remainder":
            return max(Fraction(0), one - other)
        quotient = one / other if other else OPEN
        if operation == "per":
            return quotient * Fraction(more.get("scale", 1))
        if operation not in ("share", "ratio"):
            raise ValueError(f"no operation {operation!r} is known")
        return min(100 * quotient, Fraction(100)) if operation == "share" else 100 * quotient

    def _unit(self, recipe: list) -> str:
        if (key := _key(recipe)) in self.variables:
            return self.variables[key].unit
        operation, units = recipe[0], [self._unit(operand) for operand in _operands(recipe)]
        if operation not in ("per", "mistake") and len(set(units) - {""}) > 1:  # a count has no unit here
            raise ValueError(f"units do not agree: {', '.join(units)}")
        if operation in ("share", "ratio") or _more(recipe).get("how") == "ratio":
            return "%"
        return " per ".join(units) if operation == "per" else units[0]


def figures(recipe: list) -> list[tuple[str, str, Mapping]]:
    """Table and id of the figures that stand in a recipe as direct operands, and what else it says of each."""
    return [
        (operand[0], operand[1], _more(operand))
        for operand in _operands(recipe)
        if operand[0] in ("claims", "evidence", "context")
    ]


def _operands(recipe: list) -> list[list]:
    return [part for part in recipe[1:] if isinstance(part, list)]


def _more(recipe: list) -> dict:
    return recipe[-1] if isinstance(recipe[-1], dict) else {}


def _key(recipe: list) -> str:
    return json.dumps(recipe, ensure_ascii=False, sort_keys=True)


def _of_claims(recipe: list) -> bool:
    return all(operand[0] == "claims" for operand in _operands(recipe))


# -- totals of claims that may be nested or shared -----------------------------------------------------------------------


def _related(tables: Tables) -> tuple[dict[str, str], list[dict[str, str]]]:
    """Which id tells the same as which other, and the rows that join ids which tell different things."""
    rows = [{"limit": "", **row} for table in ("relations", "outside_relations") for row in tables.rows[table]]
    same = {row["part"]: row["whole"] for row in rows if row["kind"] == "restates"}

    def of(row_id: str) -> str:
        return of(same[row_id]) if row_id in same else row_id

    joining = [row | {"part": of(row["part"]), "whole": of(row["whole"])} for row in rows if row["kind"] != "restates"]
    return {row_id: of(row_id) for row_id in same}, [row for row in joining if row["part"] != row["whole"]]


def total(tables: Tables, ids: Mapping[str, Mapping], separate: bool = False) -> Number:
    """Claims of the section together: the least and the greatest size over all readings of the rows that relate them.

    ``ids`` gives with each claim the cells of its row that are supposed to be other than they are. There is a value where the readings agree once each figure is taken as it is printed. ``separate`` supposes that they share nothing.
    """
    here = {i: {name: cell for name, cell in supposed.items() if name != "edition"} for i, supposed in ids.items()}
    claims = {i: tables.figure("claims", i, supposed) for i, supposed in here.items()}
    units = {number.unit for number in claims.values()}
    if len(units) > 1:
        raise ValueError(f"a total needs claims of one unit: {', '.join(ids)}")
    if separate:
        value, low, high = (sum(getattr(number, side) for number in claims.values()) for side in ("value", "low", "high"))
        return Number(value, low, high, units.pop())
    value, low, high = Fraction(0), Fraction(0), Fraction(0)
    for group, rows in _components(tables, list(ids)):
        members = [i for i in ids if i in group]
        if len(group) == 1:
            sides = claims[members[0]]
            value, low, high = None if value is None else value + sides.value, low + sides.low, high + sides.high
            continue
        amounts = {i: claims.get(i) or tables.figure("claims", i) for i in sorted(group) if tables.table_of(i) == "claims"}
        least, greatest = _extent(tables, group, rows, members, amounts)
        low, high = low + least, high + greatest
        least, greatest = _extent(
            tables, group, rows, members, {i: Number(a.value, a.value, a.value) for i, a in amounts.items()}
        )
        value = None if value is None or least != greatest else value + least
    return Number(value, low, high, units.pop())


def _components(tables: Tables, ids: list[str]) -> Iterator[tuple[set[str], list[dict[str, str]]]]:
    """Groups of ids that rows join, each with its rows; outside figures only where they lie on a way between claims.

    An outside figure's own amount is not used in a total of claims. So what is joined to all claims through one figure alone, whatever
    rows there are beyond that one, says nothing.
    """
    _, rows = _related(tables)
    idle = _beside(tuple((row["part"], row["whole"]) for row in rows), frozenset(tables._by_id["claims"]))
    rows, left = [row for row in rows if row["part"] not in idle and row["whole"] not in idle], list(ids)
    pairs = [(row["part"], row["whole"]) for row in rows]
    while left:
        group = _joined(left[0], pairs)
        yield group, [row for row in rows if row["part"] in group]
        left = [i for i in left if i not in group]


@lru_cache(maxsize=8)
def _beside(pairs: tuple[tuple[str, str], ...], claims: frozenset[str]) -> set[str]:
    """The ids that a single other joins to all claims, given the two ids of each row."""
    left, idle = list(pairs), set[str]()
    for through in sorted({one for pair in pairs for one in pair}):
        others = [pair for pair in left if through not in pair]
        apart = {one for pair in left for one in pair} - {through}
        while apart:
            group = _joined(next(iter(apart)), others)
            apart -= group
            if not group & claims:
                left = [pair for pair in left if not group & {*pair}]
                idle |= group
    return idle


def _joined(one: str, pairs: Sequence[tuple[str, str]]) -> set[str]:
    """An id and all that pairs join to it, directly or through others."""
    group, before = {one}, 0
    while len(group) > before:
        before = len(group)
        for pair in pairs:
            if pair[0] in group or pair[1] in group:
                group.update(pair)
    return group


def _extent(
    tables: Tables, group: set[str], rows: list[dict], members: list[str], amounts: Mapping[str, Number]
) -> tuple[Fraction, Fraction | float]:
    """The least and the greatest size of ``members`` together; of what has no amount of its own nothing is known."""
    claims: dict[str, dict[str, float]] = {i: {} for i in sorted(group)}
    for i, amount in amounts.items():
        claims[i]["at_least"] = float(amount.low / UNIT_OF_PROGRAM)
        if amount.high != math.inf:
            claims[i]["at_most"] = float(amount.high / UNIT_OF_PROGRAM)
    given = []
    for row in rows:
        kind = "overlaps" if row["kind"] == "overlaps" else row["certainty"]
        limit = [float(tables.figure("evidence", row["limit"]).high / UNIT_OF_PROGRAM)] if row["limit"] else []
        given.append((row["part"], row["whole"], kind, *limit))
    found = regions.extent(regions.Ledger(claims, tuple(given), tuple(members)))
    if found is None:
        raise ValueError(f"no reading of the rows that relate {', '.join(sorted(group))} is free of contradiction")
    return tuple(side if side == math.inf else Fraction(round(side * 1000), 1000) * UNIT_OF_PROGRAM for side in found)


def _separate(tables: Tables, ids: list[str]) -> None:
    """Raise ValueError where two outside figures that are added tell the same thing, or one perhaps lies in the other."""
    same, rows = _related(tables)
    wholes: dict[str, set[str]] = {}
    for row in rows:
        if row["kind"] == "part_of":
            wholes.setdefault(row["part"], set()).add(row["whole"])
    told = [same.get(i, i) for i in ids]
    for number, i in enumerate(told):
        above, reached = [i], set()
        while above:
            reached |= (new := wholes.get(above.pop(), set()) - reached)
            above += new
        if i in told[:number] or reached & set(told):
            raise ValueError(f"{ids[number]} is added to what it lies in or tells again")
    for row in rows:
        if row["kind"] == "overlaps" and {row["part"], row["whole"]} <= set(told):
            raise ValueError(f"{row['part']} and {row['whole']} may overlap and are added")
