"""A hundred changes of the tables: each word that depends on figures follows, or the chapter stops; never is a sentence false.

Each change moves one row or several (values, order, equality, hedge, stage, relation, date, verdict), with a fixed seed. The chapters that
hold such words run in this process, without Sphinx, on the changed rows. What they then say is judged by ``judge_words``, which works each
comparison out from the rows with fractions and shares no code with the package, and by the sentences of ``SENTENCES``, which are judged by
what they mean and not by what their guard compares.

A run of all chapters takes about 0.3 seconds of a processor and its judgement a tenth, so a hundred changes take about 45 seconds.
``WORDS_CHANGES=1000`` makes more; three of them are also built strictly.
"""

from __future__ import annotations

import ast
import copy
import functools
import json
import os
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from bs4 import BeautifulSoup
from building import add_cell, build, copy_with_turkiye, read_csv, write_csv
from chapter_runs import CLOSE, OPEN, Chapters, Run, changed, typed_rows
from judge_words import Judge
from recompute_tables import Tables

from claimbook import WordsError, load
from claimbook.checks import lint, words
from claimbook.core.section import Section
from claimbook.data.descriptor import resources
from claimbook.data.rules.relations import check_outside_relations, check_relations

ROOT = Path(__file__).resolve().parents[1]
CHANGES, SEED = int(os.environ.get("WORDS_CHANGES", "100")), 2025
#: What a cell may be changed to, beside the values of other rows.
FACTORS = (0.1, 0.4, 0.5, 0.9, 0.99, 1.01, 1.1, 2, 2.5, 10)
HEDGES = ("exact", "nearly", "over", "at_least", "at_most", "about")
CERTAINTIES = ("stated", "likely", "unknown")
MONTHS = (-24, -6, -3, -1, 1, 2, 3, 6, 24)

# -- changes -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """A cell and its new value; ``row`` is the row's place in its table. A value that is a row's place swaps the two rows."""

    table: str
    row: int
    column: str
    value: object

    def __str__(self) -> str:
        return f"{self.table}[{self.row}].{self.column} = {self.value!r}"


def moved(iso: str, months: int) -> str:
    """A date moved by months, as precise as it was."""
    year, *rest = map(int, iso.split("-"))
    whole = year * 12 + (rest[0] - 1 if rest else 0) + months
    found = [f"{whole // 12:04d}", f"{whole % 12 + 1:02d}", *(f"{min(day, 28):02d}" for day in rest[1:])]
    return "-".join(found[: len(iso.split("-"))])


def _value(section: Section, table: str, rng: random.Random) -> Iterator[Change]:
    rows = [i for i, row in enumerate(section.rows(table)) if row["value"] is not None]
    i = rng.choice(rows)
    row, how = section.rows(table)[i], rng.choice(("times", "times", "equal", "swap"))
    alike = [j for j in rows if section.rows(table)[j]["unit"] == row["unit"] and j != i]
    if how == "times" or not alike:
        count = row["unit"] not in ("EUR", "places", "people", "tonnes")
        yield Change(
            table, i, "value", row["value"] + rng.choice((-1, 1, 2)) if count else round(row["value"] * rng.choice(FACTORS))
        )
        return
    j = rng.choice(alike)
    yield Change(table, i, "value", section.rows(table)[j]["value"])
    if how == "swap":
        yield Change(table, j, "value", row["value"])


def _cell(table: str, column: str, values: Callable[[Section], list]) -> Callable:
    """A change of a column to one of some values."""

    def change(section: Section, rng: random.Random) -> Iterator[Change]:
        i = rng.choice([i for i, row in enumerate(section.rows(table)) if row[column] is not None])
        others = [value for value in values(section) if value != section.rows(table)[i][column]]
        yield Change(table, i, column, rng.choice(others))

    return change


def _date(table: str, column: str) -> Callable:
    def change(section: Section, rng: random.Random) -> Iterator[Change]:
        i = rng.choice([i for i, row in enumerate(section.rows(table)) if row[column]])
        yield Change(table, i, column, moved(section.rows(table)[i][column], rng.choice(MONTHS)))

    return change


def _column(table: str, column: str) -> Callable[[Section], list]:
    return lambda section: sorted({row[column] for row in section.rows(table)} - {None})


def _swapped(section: Section, rng: random.Random) -> Iterator[Change]:
    i, j = rng.sample(range(len(section.rows("levers"))), 2)
    yield Change("levers", i, "", j)


#: Ways to change a row, each with its weight.
WAYS: list[tuple[int, Callable]] = [
    (30, lambda section, rng: _value(section, "claims", rng)),
    (12, lambda section, rng: _value(section, "evidence", rng)),
    (10, lambda section, rng: _value(section, "context", rng)),
    (5, _cell("claims", "qualifier", lambda _: list(HEDGES))),
    (3, _cell("evidence", "qualifier", lambda _: list(HEDGES))),
    (3, _cell("claims", "resolution", lambda _: [1e5, 1e6, 1e8, 1e9])),
    (6, _cell("claims", "stage", lambda section: [row["id"] for row in section.rows("stages")])),
    (8, _cell("relations", "certainty", lambda _: list(CERTAINTIES))),
    (2, _cell("outside_relations", "certainty", lambda _: list(CERTAINTIES))),
    (10, _date("events", "date")),
    (5, _date("events", "reference_date")),
    (3, _date("evidence", "date")),
    (5, _date("context", "date")),
    (4, _cell("evidence", "verdict", _column("evidence", "verdict"))),
    (4, _cell("lever_coding", "lever", _column("levers", "id"))),
    (3, _cell("footnotes", "source", _column("footnotes", "source"))),
    (2, _cell("status_agreements", "stage", _column("status_agreements", "stage"))),
    (1, _swapped),
]


def refused(section: Section) -> bool:
    """Whether ``check`` would refuse the tables before any chapter runs, since a part exceeds its whole."""
    tables = {table: section.rows(table) for table in resources(section.descriptor)}
    return bool(check_relations(tables) or check_outside_relations(tables, set()))


def changes(section: Section, number: int) -> Iterator[tuple[list[Change], Section, Tables]]:
    """So many changes that ``check`` lets through, each of one to four cells, always the same ones, with what they make of the tables."""
    rng, weights, found = random.Random(SEED), [weight for weight, _ in WAYS], 0
    while found < number:
        ways = rng.choices(WAYS, weights, k=rng.choice((1, 1, 2, 3)))
        change = [one for _, way in ways for one in way(section, rng)]
        new, tables = applied(section, change)
        if not refused(new):
            found += 1
            yield change, new, tables


#: The tables of a folder as they stand, read once; what changes them changes a copy.
tables_of = functools.cache(Tables)


def applied(section: Section, change: list[Change]) -> tuple[Section, Tables]:
    """The section with a change for the chapters, and its tables as texts for the judge."""
    rows = {one.table: typed_rows(section, one.table) for one in change}
    for one in change:
        if not one.column:
            there = rows[one.table]
            there[one.row], there[one.value] = there[one.value], there[one.row]
        else:
            rows[one.table][one.row][one.column] = one.value
    tables = copy.copy(tables_of(section.folder))
    tables.rows, tables._by_id = dict(tables.rows), dict(tables._by_id)
    for table, new in rows.items():
        tables.rows[table] = [{column: "" if cell is None else str(cell) for column, cell in row.items()} for row in new]
        tables._by_id[table] = {next(iter(row.values())): row for row in tables.rows[table]}
    return changed(section, rows), tables


# -- sentences, judged by what they mean -----------------------------------------------------------------------------------


class Facts:
    """What the sentences below are about, read from the rows as they stand."""

    def __init__(self, tables: Tables):
        self.t = tables

    def value(self, row_id: str) -> Fraction:
        return Fraction(self.t.row(self.t.table_of(row_id), row_id)["value"])

    def money(self) -> list[str]:
        """The ids of the amounts in euro, the largest first."""
        rows = [row for row in self.t.rows["claims"] if row["unit"] == "EUR"]
        return [row["id"] for row in sorted(rows, key=lambda row: -Fraction(row["value"]))]

    def on(self, event: str, column: str = "date", table: str = "events") -> str:
        return self.t.row(table, event)[column]

    def certainty(self, part: str, whole: str) -> str:
        rows = self.t.rows["relations"]
        return next((row["certainty"] for row in rows if (row["part"], row["whole"]) == (part, whole)), "")

    def stage(self, *ids: str) -> set[str]:
        return {self.t.row("claims", row_id)["stage"] for row_id in ids}

    def marks(self, lever: str) -> int:
        rows = self.t.rows["lever_coding"]
        return sum(row["lever"] == lever and row["subject_kind"] == "instrument" for row in rows)

    def hosting(self) -> str:
        """The country with the most refugees for its people."""
        countries = ("lebanon", "jordan", "turkiye", "mauritania", "iraq", "egypt")
        return max(countries, key=lambda who: self.value(f"refugees_{who}") / self.value(f"population_{who}"))

    def sum_fits(self, whole: str, *parts: str) -> bool:
        """Whether the parts come to the whole, with a rounding step of the whole to spare."""
        step = Fraction(self.t.row("claims", whole)["resolution"] or 0)
        return abs(sum(map(self.value, parts)) - self.value(whole)) <= 2 * step


#: Chapter, a text that it shows, and what has to be so where it does.
SENTENCES: list[tuple[str, str, Callable[[Facts], bool]]] = [
    ("overview", r"The largest amounts are .* for Türkiye .* for Egypt", lambda f: {*f.money()[:2]} == {"turkiye_total", "egypt_package"}),
    ("overview", r"is the largest amount printed", lambda f: f.money()[0] == "turkiye_total"),
    ("overview", r"it likely holds", lambda f: f.certainty("turkiye_facility", "turkiye_total") == "likely"),
    ("overview", r"follows an older one", lambda f: f.on("agreement_first_serbia_in_force", table="context") < f.on("serbia_agreement_signed")),
    ("what_adds_up", r"small parts of the amounts", lambda f: all(f.value(f"{who}_migration") * 10 < f.value(whole) for who, whole in (("turkiye", "turkiye_total"), ("egypt", "egypt_package")))),
    ("what_adds_up", r"lie within amounts of other rows", lambda f: f.stage("gaza_package") == {"announced"} and f.stage("egypt_migration") == {"planned"}),
    ("unknowns", r"weigh most in money", lambda f: f.money()[0] == "turkiye_total"),
    ("second_look", r"and the parts fit", lambda f: f.sum_fits("egypt_package", *(f"egypt_package_{one}" for one in ("loans", "investments", "grants")))),
    ("second_look", r"\d\S* (billion|million) below the EUR", lambda f: f.value("turkiye_total_nearest") + f.value("turkiye_total_additional") < f.value("turkiye_total")),
    ("second_look", r"\d\S* (billion|million) above the EUR", lambda f: f.value("turkiye_total_nearest") + f.value("turkiye_total_additional") > f.value("turkiye_total")),
    ("outside_for_scale", r"Lebanon hosts the most refugees for its size", lambda f: f.hosting() == "lebanon"),
    ("outside_for_scale", r"Jordan hosts the most refugees for its size", lambda f: f.hosting() == "jordan"),
    ("outside_for_scale", r"with asylum-seekers Egypt rises", lambda f: f.value("asylum_seekers_egypt") > 0),
    ("outside_for_scale", r"Germany stands far ahead", lambda f: f.value("pledged_resettlement_deu") > f.value("pledged_resettlement_fra")),
    ("outside_for_scale", r"who are most of those registered", lambda f: f.value("asylum_seekers_egypt") > f.value("refugees_egypt")),
    ("legal_pathways", r"these pledges are older than the Regulation", lambda f: f.on("pledges_document_published") < f.on("framework_regulation_adopted")),
    ("partnerships", r"it is older than the one with Egypt", lambda f: f.on("mauritania_partnership_launched", "reference_date") < f.on("egypt_partnership_signed", "reference_date")),
    ("partnerships", r"amounts that look alike", lambda f: Fraction(9, 10) < f.value("egypt_migration") / f.value("mauritania_support") < Fraction(10, 9)),
    ("mediterranean", r"it is older than the letter", lambda f: f.on("keynote_given") < f.on("mission_letter_sent")),
    ("mediterranean", r"it is not older than the letter", lambda f: f.on("keynote_given") >= f.on("mission_letter_sent")),
    ("western_balkans", r"an older agreement with Serbia", lambda f: f.on("agreement_first_serbia_in_force", table="context") < f.on("serbia_agreement_signed")),
    ("whole_of_route", r"Root causes have the fewest", lambda f: all(f.marks("root_causes") < f.marks(other) for other in ("borders_and_smuggling", "protection", "legal_pathways"))),
    ("whole_of_route", r"stand at the head of the section's list", lambda f: f.t.rows["levers"][0]["id"] == "root_causes"),
    ("budapest_process", r"each lever of the opening paragraph has", lambda f: {row["lever"] for row in f.t.rows["lever_coding"] if row["subject_kind"] == "priority"} == {row["id"] for row in f.t.rows["levers"]}),
    ("humanitarian_response", r"so the package lies inside it", lambda f: f.certainty("gaza_package", "gaza_total") == "stated"),
    ("humanitarian_response", r"makes it a ceiling", lambda f: f.t.row("claims", "syria_commitment")["qualifier"] in ("nearly", "at_most")),
    ("turkiye", r"the total likely includes the Facility", lambda f: f.certainty("turkiye_facility", "turkiye_total") == "likely"),
    ("turkiye", r"above both together", lambda f: f.value("turkiye_total") > f.value("turkiye_total_nearest") + f.value("turkiye_total_additional")),
    ("root_causes", r"is the only one for which it prints no amount", lambda f: f.t.rows["levers"][0]["id"] == "root_causes"),
    ("common_mistakes", r"neither allocated nor planned", lambda f: f.stage("turkiye_total") == {"allocated"} and f.stage("egypt_migration") == {"planned"}),
]  # fmt: skip


def untrue(run: Run, facts: Facts) -> list[str]:
    """The sentences of a chapter that are not so."""
    return [
        text for chapter, text, holds in SENTENCES if chapter == run.chapter and re.search(text, run.text) and not holds(facts)
    ]


# -- the tests ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def section():
    found = load(ROOT / "data")
    for table in resources(found.descriptor):
        found.rows(table)
    return found


@pytest.fixture(scope="module")
def chapters():
    return Chapters(ROOT)


@pytest.fixture(scope="module")
def as_it_is(section, chapters):
    """All chapters on the tables as they are, by name."""
    same = changed(section, {})
    return {name: chapters.run(name, same) for name in chapters.cells}


def test_each_sentence_is_shown_and_true_of_the_tables_as_they_are(section, as_it_is):
    facts = Facts(Tables(section.folder))
    assert not [f"{run.chapter}: {run.error!r}" for run in as_it_is.values() if run.error]
    assert not [text for run in as_it_is.values() for text in untrue(run, facts)]
    unseen = [text for chapter, text, _ in SENTENCES if not re.search(text, as_it_is[chapter].text)]
    assert set(unseen) == {
        r"\d\S* (billion|million) above the EUR",
        "Jordan hosts the most refugees for its size",
        "it is not older than the letter",
    }


def judged(run: Run, judge: Judge) -> list[str]:
    """What a chapter says that is false of the tables, and where it stops without a reason."""
    false = []
    for said in run.said:
        recipe = said.comparison.recipe
        if said.text:
            forms = said.forms
            if (right := judge.right_word(recipe, forms)) != said.text:
                false.append(f"{run.chapter}: says {said.text!r}, and it is {right!r}: {recipe}")
        elif judge.holds(recipe) is not True:
            false.append(f"{run.chapter}: {said.quotes} rests on what is not so: {recipe}")
    if isinstance(run.error, WordsError):
        recipe = run.error.comparison.recipe
        if recipe[0] != "compared" and judge.holds(recipe) is True:
            false.append(f"{run.chapter}: stops, and it is so: {run.error}")
    return false


def test_a_hundred_changes_leave_no_sentence_false(section, chapters, as_it_is):
    words_now = {name: [said.text for said in run.said if said.text] for name, run in as_it_is.items()}
    stopped, followed, other, quiet, false = Counter(), 0, Counter(), 0, []
    for change, new, tables in changes(section, CHANGES):
        judge, facts, runs = Judge(tables), Facts(tables), [chapters.run(name, new) for name in chapters.cells]
        for run in runs:
            told = ", ".join(map(str, change))
            false += [f"{told}: {one}" for one in judged(run, judge)]
            if run.error is None:
                false += [f"{told}: {run.chapter} says {text!r}" for text in untrue(run, facts)]
            elif isinstance(run.error, WordsError):
                stopped[str(run.error).partition(", and what")[0]] += 1
            else:
                other[type(run.error).__name__] += 1
            followed += run.error is None and [said.text for said in run.said if said.text] != words_now[run.chapter]
        quiet += not any(run.error for run in runs)
    assert not false, "\n".join(false)
    # A change that reaches no word would show nothing, and one that stops everything neither.
    assert len(stopped) > CHANGES / 10 and followed > 0, (stopped, followed)
    assert 0.15 * CHANGES < quiet < 0.85 * CHANGES, quiet
    # What else stops a chapter is the arithmetic, which refuses what the rows no longer allow, and a row that is gone.
    assert set(other) <= {"ArithmeticRuleError", "KeyError", "ValueError", "AssertionError", "DataError", "AttributeError"}, other


# -- what is rendered ----------------------------------------------------------------------------------------------------


def _pattern(quote: str) -> re.Pattern:
    """A quotation as a pattern: what it leaves out may be any value."""
    return re.compile(r".{0,400}?".join(map(re.escape, quote.split(lint.GAP))))


def _engine_labels() -> list[str]:
    """The texts that the engine itself puts on pages, which its code chooses by what is so."""
    found = []
    for path in sorted(
        {path for room in ("report", "core", "wording") for path in (ROOT / "src" / "claimbook" / room).rglob("*.py")}
    ):
        found += [text for _, text in lint._strings(ast.parse(path.read_text(encoding="utf-8")))]
    return list(map(words.plainly, found))


def test_every_word_of_the_rendered_texts_is_held(section, as_it_is):
    """Beside the lint, which reads what is typed: what is shown, with values, names and rows in it."""
    covers, _ = words.let_through(ROOT)
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        covers += words.guards(path)
    rows = "\n".join(
        words.plainly(str(cell)) for table in section._rows.values() for row in table for cell in row.values() if cell
    )
    pieces, open_ = set(_engine_labels()), []
    labels = "\n".join(pieces)
    for run in as_it_is.values():
        here = [_pattern(c.words) for c in covers if c.page in (run.chapter, words.ANY) or c.page.startswith("data/")]
        for cell, text in run.texts:
            text = words.plainly(re.sub(f"{OPEN}.*?{CLOSE}", lint.GAP, lint.narrative(text).replace("\u00a0", " ")))
            if not text or text in rows or text in labels:
                continue
            held = [match.span() for pattern in here for match in pattern.finditer(text)]
            held += [match.span() for match in re.finditer(r"[^.;:,(]+", text) if match[0].strip() in rows]
            # What the engine joins of its own texts and of rows, as the log does of what is to be minded: each piece is one of these.
            held += [
                match.span() for match in re.finditer(r"[^.;:,()]+", text) if (said := match[0].strip()) in pieces or said in rows
            ]
            for match in words.WORDS.finditer(words._asserting(text)):
                if not any(start <= match.start() and match.end() <= end for start, end in held):
                    open_.append(f"{run.chapter}: {cell}: {text[max(0, match.start() - 40) : match.end() + 40]}")
    assert not open_, "\n".join(open_)


# -- three of the changes, by a strict build -----------------------------------------------------------------------------


def rewrite(place: Path, table: str, row_id: str, **cells: str) -> None:
    """Change cells of a row of a table on disk."""
    path = place / "data" / f"{table}.csv"
    rows = read_csv(path)
    (row,) = [row for row in rows if next(iter(row.values())) == row_id]
    row |= cells
    write_csv(path, rows)


def messages(done: CompletedProcess, chapter: str) -> list[str]:
    """What a build that failed says of a chapter: a line for each cell, without the place."""
    assert done.returncode == 1, done.stdout
    lines = [line for line in done.stdout.splitlines() if line.startswith(f"notebooks/{chapter}.ipynb: cell ")]
    return [re.sub(r"^.*?(?=the text says)", "", line) for line in lines]


def test_a_strict_build_stops_with_words_and_values_or_shows_the_other_word(project, tmp_path):
    place = copy_with_turkiye(project, tmp_path)
    chapter = place / "notebooks" / "turkiye.ipynb"
    one, other = 'claim("mauritania_support")', 'claim("egypt_migration")'
    add_cell(chapter, "code", f'from claimbook import compared\n\nside = compared({one}, {other}, above="ahead", below="behind")')
    add_cell(chapter, "markdown", "Mauritania stands {eval}`side` here.")

    kept = {table: (place / "data" / f"{table}.csv").read_text(encoding="utf-8") for table in ("lever_coding", "evidence")}
    rewrite(place, "lever_coding", "turkiye_support_protection", lever="root_causes")
    rewrite(place, "evidence", "turkiye_total_nearest", value="9000000000")
    done = build(place)
    (told,) = messages(done, "root_causes")
    assert told.startswith(
        "the text says “the lever that it names ahead of all others is the only one”, “for which it prints no amount"
    ), told
    (told,) = messages(done, "turkiye")
    assert told == (
        "the text says “The first of these stood in a Commission text”, and what it rests on does not hold: nearly EUR 10 billion "
        "(total for Türkiye, as told in September 2023) and nearly EUR 9 billion (total for Türkiye, as the press reported) are not the same"
    )
    for table, text in kept.items():
        (place / "data" / f"{table}.csv").write_text(text, encoding="utf-8")

    rewrite(place, "claims", "mauritania_support", value="190000000", printed="EUR 190 million")
    for row_id in ("mauritania_support_check", "mauritania_support_floor"):
        rewrite(place, "evidence", row_id, value="190000000")
    done = build(place)
    assert done.returncode == 0, done.stdout
    page = BeautifulSoup((place / "_build" / "html" / "notebooks" / "turkiye.html").read_text(encoding="utf-8"), "html.parser")
    (link,) = [link for link in page.select("a.quantity") if link.get_text() in ("ahead", "behind")]
    note = page.find(id=link["data-provenance"])
    assert link.get_text() == "behind" and "Mauritania stands behind here." in link.find_parent("p").get_text()
    assert "EUR 190 million" in note.get_text().replace("\u00a0", " ") and json.loads(note["data-derivation"])[0] == "word"
