"""Works out every number of the built book again from the tables, by another way, and prints how many agree.

Run as ``python tests/recompute.py [_build/html ...]``. Of each number it reads the text, its note, and in the note's
``data-derivation`` the recipe: which figures of which tables went into it, and how. It takes nothing from the package: tables are read
with ``csv``, arithmetic is on fractions. It ends with 1 where a number disagrees.
"""

from __future__ import annotations

import copy
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

from bs4 import BeautifulSoup, Tag

try:
    from judge_words import Judge
except ModuleNotFoundError as error:
    sys.exit(
        f"{(error.name or '').partition('.')[0]} is not installed, which tests want and a book does not: run `make .venv/test-ready` first"
    )

from recompute_counts import Counts
from recompute_tables import Derivation, Number, Tables, date_in_words, figures, period_in_words
from recompute_text import HEDGES, STRICT, in_its_words, objection, plain, read, told

PROJECT = Path(__file__).resolve().parents[1]
#: What the date of a figure for scale is called, and which of these dates say what time the number itself is about.
DATES = {
    "period": "Period",
    "count": "As of",
    "state": "Unchanged",
    "adoption": "Adopted on",
    "proposal": "Proposed on",
    "conference": "Conference on",
}
NOT_ACTS = ("period", "count", "state")
#: In one of these a number that is told without its hedge needs the hedge beside it.
AROUND = ("tr", "li", "p", "caption", "figcaption")
#: How else a sentence may say a hedge.
SAID_AS = {
    "nearly": "nearly|close to|below",
    "over": "over|above|more than",
    "at_least": "at least|or more",
    "at_most": "at most|up to",
    "about": "about|around",
}


@dataclass(frozen=True)
class Finding:
    """What came of a number: the kind of number it is, why it disagrees (empty where it agrees), and whether it was worked out."""

    kind: str
    objection: str = ""
    recomputed: bool = True


@dataclass
class Result:
    """What came of a book."""

    pages: int = 0
    agree: Counter = field(default_factory=Counter)
    left: Counter = field(default_factory=Counter)
    disagree: list[str] = field(default_factory=list)

    @property
    def numbers(self) -> int:
        """All numbers that were read."""
        return self.agree.total() + self.left.total() + len(self.disagree)

    def lines(self) -> Iterator[str]:
        """The report: what disagrees, and how many agree, by kind."""
        yield from self.disagree
        for title, kinds in (("agree", self.agree), ("not recomputed", self.left)):
            for kind, number in sorted(kinds.items()):
                yield f"  {title}: {number} {kind}"
        yield (
            f"{self.numbers} numbers on {self.pages} pages; {self.agree.total()} agree, {len(self.disagree)} disagree, "
            f"{self.left.total()} not recomputed"
        )


class Note:
    """What a number's note says: title, facts by label, and the recipe of a derived number."""

    def __init__(self, tag: Tag):
        self.title = plain(tag.select_one(".provenance-title").text)
        self.facts: dict[str, str] = {}
        for label, what in zip(tag.select("dt"), tag.select("dd")):
            before = self.facts.get(plain(label.text))
            self.facts[plain(label.text)] = f"{before}; {plain(what.text)}" if before else plain(what.text)
        self.outside = tag.select_one(".outside-note") is not None
        self.recipe = json.loads(tag["data-derivation"]) if tag.has_attr("data-derivation") else None


class Checker:
    """Holds the numbers of pages, parsed and by their paths in the book, against the tables."""

    #: The edition whose rows are looked at, where that is another than the book's.
    abroad = ""

    def __init__(self, pages: Mapping[str, BeautifulSoup], data: Path):
        self.pages, self.tables = pages, Tables(data)
        self.counts = Counts(self.tables)
        self.judge = Judge(self.tables)

    def check(self) -> Result:
        """Every number of every page."""
        result = Result(len(self.pages))
        for name, page in self.pages.items():
            notes = {tag["id"]: Note(tag) for tag in page.select(".provenance")}
            for link in page.select("a.quantity"):
                note = notes[link["data-provenance"]]
                finding = self._finding(link, note)
                if not finding.recomputed:
                    result.left[finding.kind] += 1
                elif finding.objection:
                    result.disagree.append(f"{name}: “{plain(link.text)}” ({note.title}; {finding.kind}): {finding.objection}")
                else:
                    result.agree[finding.kind] += 1
        return result

    def _finding(self, link: Tag, note: Note) -> Finding:
        text = plain(link.text)
        table, row_id, edition = _entry(link["href"], self.tables.others)
        try:
            if note.recipe and note.recipe[0] != table:
                return self._derived_number(text, note)
            if edition:
                return self._of(edition)._told(link, text, note, table, row_id)
            return self._told(link, text, note, table, row_id)
        except (KeyError, ValueError, StopIteration, IndexError) as error:
            return Finding(note.recipe[0] if note.recipe else table, f"cannot be worked out: {error!r}")

    def _of(self, edition: str) -> Checker:
        """The same for the rows of another edition."""
        there = copy.copy(self)
        there.tables, there.abroad = self.tables.others[edition], edition
        return there

    @property
    def _named(self) -> str:
        """What a note says of the edition that its row is of."""
        return f", edition {self.abroad}" if self.abroad else ""

    def _told(self, link: Tag, text: str, note: Note, table: str, row_id: str) -> Finding:
        """A number, date or wording that a row holds."""
        if table == "statement":
            return self._statement(text, note, row_id)
        if table == "events":
            return self._date_of_event(text, note, row_id)
        if table == "context" and row_id.startswith("since_"):
            return self._development(text, note, row_id.removeprefix("since_"))
        if {"Date", "Document of"} & note.facts.keys():
            return self._said(text, note, table, row_id)
        return self._printed(link, text, note, table, row_id)

    # -- derived numbers ----------------------------------------------------------------------------------------------

    def _derived_number(self, text: str, note: Note) -> Finding:
        kind = note.recipe[0]
        if kind == "word":
            right = self.judge.right_word(note.recipe[1], note.recipe[2])
            return Finding("word that follows from figures", "" if text == right else f"by the tables it is {right!r}")
        unknown: list[str] = []

        def recount(recipe: list) -> Number:
            number = self.counts.number(recipe)
            if number is None:
                unknown.append(recipe[-1])
                return Number(Fraction(0), Fraction(0), Fraction(0))
            return number

        derivation = Derivation(self.tables, note.recipe, recount)
        if unknown:
            return Finding(f"{kind}: {'; '.join(unknown)}", recomputed=False)
        number = derivation.number()
        if _from_outside(note.recipe) and not note.outside:
            return Finding(kind, "the note does not say that it rests on what comes from outside the section")
        shown = read("none" if kind == "count" and text.startswith("no ") else text)  # "no open question"
        if shown is None:
            return Finding(kind, "it is no number")
        if number.value is not None and len(shown.figures) == 1 and shown.hedge in ("exact", "nearly", "about"):
            wanted = self._hedge(note.recipe)
            if shown.hedge != wanted:
                return Finding(kind, f"its hedge is {HEDGES.get(wanted, 'none')}")
            shown = replace(shown, hedge="exact")
        return Finding(kind, objection(shown, number) or self._prose(note) or self._bounds(note, number))

    def _hedge(self, recipe: list) -> str:
        """The hedge of a sum: that of its parts, or "about" where these differ or one is taken away; a quotient has none."""
        if recipe[0] in ("claims", "evidence", "context"):
            qualifier = self.tables.of(recipe[-1] if isinstance(recipe[-1], dict) else {}).row(recipe[0], recipe[1])["qualifier"]
            return qualifier if qualifier in ("nearly", "about") else "exact"
        if recipe[0] not in ("total", "times", "remainder", "difference"):
            return "exact"
        found = {self._hedge(part) for part in recipe[1:] if isinstance(part, list)} - {"exact"}
        alike = len(found) == 1 and recipe[0] in ("total", "times")
        return found.pop() if alike else "about" if found else "exact"

    def _prose(self, note: Note) -> str:
        """Whether what the note tells a reader of the derivation names the figures that its recipe names."""
        prose = note.facts.get("How computed", "")
        if _supposes(note.recipe) != ("supposes another" in note.facts.get("Mind", "")):
            return "the note and its recipe differ on whether something is supposed"
        if note.recipe[0] == "count":
            return "" if f"data/{note.recipe[1]}.csv" in prose else f"the note does not name data/{note.recipe[1]}.csv"
        if note.recipe[0] != "mistake":
            labels = [plain(self.tables.label(*figure)) for figure in figures(note.recipe)]
            missing = [label for label in labels if label not in prose]
            return f"the note does not name {', '.join(missing)}" if missing else ""
        told_figures = re.split(r" [+÷] ", prose.removeprefix("all values added: "))
        for figure, told_figure in zip(figures(note.recipe), told_figures):
            if why := self._against(told_figure, *figure[:2]):
                return f"the note has {told_figure} for {figure[1]}: {why}"
        return "" if len(told_figures) == len(note.recipe) - 2 else "the note does not name each figure"

    @staticmethod
    def _bounds(note: Note, number: Number) -> str:
        """Whether the note tells the bounds, where a number has any."""
        found = note.facts.get("Bounds")
        if found is None:
            return "" if number.low == number.high else f"the note tells no bounds, and it lies {told(number)}"
        shown = read(found)
        why = objection(shown, Number(None, number.low, number.high, number.unit)) if shown else "they are no number"
        return f"the note gives the bounds {found}: {why}" if why else ""

    # -- printed figures ----------------------------------------------------------------------------------------------

    def _printed(self, link: Tag, text: str, note: Note, table: str, row_id: str) -> Finding:
        """A figure of a source, or what the source says of it: its wording, stage, period, or a date."""
        supposed = (
            {name: cell for name, cell in note.recipe[-1].items() if name != "edition"}
            if note.recipe and _supposes(note.recipe)
            else {}
        )
        row, number = self.tables.row(table, row_id), self.tables.figure(table, row_id, supposed)
        if supposed and "supposes another" not in note.facts.get("Mind", ""):
            return Finding(f"figure of {table}", "the note does not say that something is supposed")
        why = self._facts(note, table, row) or self._bounds(note, number)
        if text == f"“{plain(_wording(table, row))}”":
            return Finding("wording", why)
        worded = in_its_words(text, _wording(table, row)) if table == "claims" and row["basis"] != "counted" else None
        if worded is not None:
            near = abs(worded - number.value) <= abs(number.value) / 10**9
            return Finding("figure in the words of its source", why if near else f"it is {float(number.value):,}")
        if (strict := _strict(table, row)) and text.lower().startswith(strict):
            text = f"at most{text[len(strict) :]}"
        shown, beside = read(text), self._beside(table, row)
        if text in beside and not (shown and shown.figures == (number.value,)):
            return Finding(beside[text], why)
        if shown is None:
            return Finding(f"figure of {table}", f"it is no number, and none of: {', '.join(beside)}")
        # A bound that stands alone has a hedge of its own: at least, at most.
        if len(shown.figures) == 2 or shown.hedge in {"exact", "at_least", "at_most"} - {row["qualifier"] or "exact"}:
            return Finding(*self._bounds_or_amount(link, text, number, row, why))
        return Finding(f"figure of {table}", self._against(text, table, row_id) or why)

    def _beside(self, table: str, row: dict) -> dict[str, str]:
        """What may be told of a figure beside its value, in the words of the book, with its kind."""
        document = {"evidence": row.get("date"), "context": self.tables.documents.get(row.get("source", ""), {}).get("date")}
        days = [day for day in (*_period(table, row), document.get(table), row.get("date")) if day]
        stage = row.get("stage", "") if row.get("stage") != "not_applicable" else ""
        found = {self.tables.stage(stage): "stage"} if stage else {}
        return found | {period_in_words(*_period(table, row)): "period"} | {date_in_words(day): "date" for day in days}

    def _bounds_or_amount(self, link: Tag, text: str, number: Number, row: dict, why: str) -> tuple[str, str]:
        """A range of both bounds, or an amount whose hedge is told beside it."""
        shown = read(text)
        if len(shown.figures) == 2 or shown.hedge != "exact":
            return "bounds of a figure", objection(shown, Number(None, number.low, number.high, number.unit)) or why
        hedge = HEDGES[row["qualifier"]]
        around = next((plain(tag.get_text(" ")) for tag in link.find_parents(AROUND)), "")
        if not re.search(rf"\b({SAID_AS[row['qualifier']]})\b", around):
            return "amount without its hedge", f"its source says {hedge}, and so does nothing around it"
        return "amount without its hedge", why if shown.figures == (number.value,) else f"it is {float(number.value):,}"

    def _against(self, text: str, table: str, row_id: str) -> str:
        """Why a text does not tell a printed figure, with its hedge."""
        shown, row, number = read(text), self.tables.row(table, row_id), self.tables.figure(table, row_id)
        if shown is None or len(shown.figures) > 1:
            return "it is no single number"
        if shown.hedge != (row["qualifier"] or "exact"):
            return f"its hedge is {HEDGES.get(row['qualifier'], 'none')}"
        if why := objection(shown, number) if shown.hedge == "exact" and number.low == number.high else "":
            return why
        exact = abs(shown.figures[0] - number.value) <= Fraction(row["resolution"] or 0) / 2
        return (
            ""
            if exact and shown.unit in ("", number.unit) and (shown.unit or number.unit not in ("EUR", "%", "tonnes"))
            else (f"it is {float(number.value):,} {number.unit}")
        )

    def _facts(self, note: Note, table: str, row: dict) -> str:
        """Why the note does not say what the row says of a figure."""
        (start, end), of = _period(table, row), row.get("date_of", "period")
        said = row["paragraph"] if table == "claims" else row["grade"]
        wanted = {
            "As printed" if table == "claims" else "What the source says": plain(_wording(table, row)),
            "Stage": "" if row.get("stage", "not_applicable") in ("", "not_applicable") else self.tables.stage(row["stage"]),
            **dict.fromkeys(DATES.values(), ""),
            DATES[of if of in NOT_ACTS else "period"]: period_in_words(start, end) if start or end else "",
            **({} if of in NOT_ACTS else {DATES[of]: date_in_words(row["date"])}),
            "Hedge": _strict(table, row) or HEDGES.get(row["qualifier"], ""),
            "Where": f"paragraph {said} of the section{self._named}"
            if table == "claims"
            else f"outside the section{self._named}, grade {said}",
        }
        if note.title != plain(self.tables.label(table, row["id"])):
            return f"the note's title is {note.title}"
        if note.outside == (table == "claims"):
            return "the note is wrong on whether it comes from outside the section"
        wrong = [label for label, what in wanted.items() if note.facts.get(label, "") != what]
        return f"the note has {note.facts.get(wrong[0])!r} for {wrong[0]!r}, and the table {wanted[wrong[0]]!r}" if wrong else ""

    # -- dates and wordings -------------------------------------------------------------------------------------------

    def _date_of_event(self, text: str, note: Note, row_id: str) -> Finding:
        row = self.tables.row("events", row_id)
        days = [date_in_words(row[column]) for column in ("date", "date_end", "reference_date") if row[column]]
        told_date = period_in_words(row["date"], row["date_end"] or row["date"])
        if note.title != plain(row["label"]) or note.facts["Date"] != told_date:
            return Finding("date of an event", f"the table has {row['label']!r}, {told_date}")
        days.append(told_date)  # as a statement tells an event that lasts
        return Finding("date of an event", "" if text in days else f"the table has {', '.join(days)}")

    def _statement(self, text: str, note: Note, row_id: str) -> Finding:
        """The mark behind a statement: where the section has it, how it is said, and when it was."""
        row = self.tables.row("statements", row_id)
        event = self.tables.row("events", row["event"]) if row["event"] else None
        wanted = {
            "Said as": row["strength"].replace("_", " "),
            "Where": f"paragraph {row['paragraph']} of the section, sentence {row['sentence']}{self._named}",
            "Date": period_in_words(event["date"], event["date_end"] or event["date"]) if event else "",
        }
        wrong = [f"{label}: {what}" for label, what in wanted.items() if note.facts.get(label, "") != what]
        return Finding("mark of a statement", "; ".join(wrong) if text == "¶" else "it is no mark")

    def _development(self, text: str, note: Note, row_id: str) -> Finding:
        """What has happened since, told with its day and its grade."""
        row = self.tables.row("developments", row_id)
        wanted = {
            "Date": date_in_words(row["date"]),
            "Where": f"outside the section{self._named}, grade {row['grade']}",
            "Note": plain(row["note"]),
        }
        wrong = [f"{label}: {what}" for label, what in wanted.items() if note.facts.get(label, "") != what]
        return Finding(
            "wording of a development", "; ".join(wrong) if text == plain(row["text"]) else "the table has another wording"
        )

    def _said(self, text: str, note: Note, table: str, row_id: str) -> Finding:
        """What an outside row says, or its date."""
        row = self.tables.row(table, row_id)
        date = date_in_words(row["date"])
        if (
            note.title != plain(self.tables.label(table, row_id))
            or note.facts["Document of" if table == "evidence" else "Date"] != date
        ):
            return Finding("outside wording or date", f"the table has {self.tables.label(table, row_id)!r}, {date}")
        if text in (date, row["date"][:4]):  # a sentence may name the year alone
            return Finding("date of an outside row")
        # A sentence may take over a part of the wording, and begin it with a small letter.
        told = text.casefold() in plain(row.get("wording", "")).casefold()
        return Finding("wording of an outside row", "" if told else "the table has another wording")


def _entry(address: str, editions: Iterable[str] = ()) -> tuple[str, str, str]:
    """Table and id of a row, and its edition if that is another, from the address of its entry: claims.html#edition-2023-claim-egypt-package."""
    anchor = address.partition("#")[2]
    edition = next((name for name in editions if anchor.startswith(f"edition-{name}-")), "")
    table, _, row_id = anchor.removeprefix(f"edition-{edition}-").partition("-")
    return "claims" if table == "claim" else table, row_id.replace("-", "_"), edition


def _supposes(recipe: list) -> bool:
    """Whether a recipe takes a figure otherwise than its table has it."""
    return any(isinstance(part, list) and _supposes(part) for part in recipe) or (
        recipe[0] in ("claims", "evidence", "context") and isinstance(recipe[-1], dict) and bool(recipe[-1].keys() - {"edition"})
    )


def _from_outside(recipe: list) -> bool:
    """Whether a figure from outside, or a count of rows from outside, went into a number."""
    if recipe[0] == "count":
        return recipe[1] in ("evidence", "context", "developments", "outside_relations")
    return recipe[0] in ("evidence", "context") or any(isinstance(part, list) and _from_outside(part) for part in recipe)


def _wording(table: str, row: dict) -> str:
    return row[{"claims": "printed", "evidence": "wording", "context": "title"}[table]]


def _strict(table: str, row: dict) -> str:
    """The word by which a claim's wording says that its number, told as "at most", is not reached; else empty."""
    said = STRICT.search(row["printed"]) if table == "claims" and row["qualifier"] == "at_most" else None
    return said[0].lower() if said else ""


def _period(table: str, row: dict) -> tuple[str, str]:
    if table == "claims":
        return row["period_start"], row["period_end"]
    if table != "context":
        return "", ""
    return (
        (row["date"], row["date_end"] or row["date"]) if row["date_of"] in NOT_ACTS else (row["period_start"], row["period_end"])
    )


def read_pages(book: Path) -> dict[str, BeautifulSoup]:
    """Every page of the book in a folder, parsed, by its path."""
    return {
        path.relative_to(book).as_posix(): BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        for path in sorted(book.rglob("*.html"))
    }


def main(arguments: list[str]) -> int:
    """Check the books in the folders that are named, by default that of this project and those of its other editions, against the tables
    beside this script: those of the edition where the folder is in ``editions/NAME``."""
    built = PROJECT / "_build"
    books = [Path(name) for name in arguments] or [built / "html", *sorted(built.glob("editions/*/html"))]
    wrong = False
    for book in books:
        edition = book.resolve().parent
        data = PROJECT / "data" / "editions" / edition.name / "data" if edition.parent.name == "editions" else PROJECT / "data"
        result = Checker(read_pages(book), data).check()
        print(*([f"{book}:"] if len(books) > 1 else []), *result.lines(), sep="\n")
        wrong = wrong or bool(result.disagree) or not result.numbers
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
