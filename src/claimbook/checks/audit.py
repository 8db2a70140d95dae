"""Compare claims and statements with the section's text, both ways.

Forwards: what the tables say is printed stands in its paragraph, with its footnotes, and the footnotes name the
documents of the bibliography. Backwards: every figure, date and count of the text is accounted for, once, by a claim,
an event or a registered name; a date beside an amount also by the period of that claim. And around each figure: the text hedges it as its claim does, and has no verb of another
stage for it. Both ways, too: every sentence is told by a statement, and every statement has its sentence and its footnote
marks. Nothing here knows one text. It allows for what comes with a report that is pasted as plain text: footnote marks glued to words and
years, and a footnote list that looks like bullets.
Not taken for a count: ordinals in words, and "one", "single", "both" and "dual" (as in ``lint``).
"""

from __future__ import annotations

import re
from bisect import bisect
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path

from claimbook.checks.clauses import clause_of, verbs_of
from claimbook.checks.lint import names_pattern
from claimbook.checks.pasted import SENTENCE_END, Paragraph, normal, normal_lines, split
from claimbook.core.section import Section, load
from claimbook.core.stages import verb_pattern
from claimbook.data.days import YEAR
from claimbook.data.descriptor import as_shown, data_folder, files_shown, has_decimal_comma, resources, shown_path
from claimbook.data.figures import Figure
from claimbook.data.printed import figure_of, hedge_of
from claimbook.data.problems import DataError
from claimbook.data.reading import decimal_comma, read
from claimbook.wording import MONTHS, NBSP, date
from claimbook.wording.units import is_money

MONTH = "|".join(MONTHS)
REFERENCE = re.compile(r"(?P<publisher>.+?)\. \((?P<date>[^)]*)\)\. (?P<title>.+?)(?:[.,;:]? *<?(?:https?://|www\.|doi:).*)?")


@dataclass
class Report:
    """What is missing, one line each, and how much was found."""

    missing: list[str] = field(default_factory=list)
    tokens: int = 0
    unaccounted: int = 0
    claims: int = 0
    found: int = 0
    sentences: int = 0
    told: int = 0

    def __str__(self) -> str:
        return (
            f"audit: {self.tokens - self.unaccounted} of {self.tokens} figures, dates and counts accounted for; {self.found} of "
            f"{self.claims} claims found; {self.told} of {self.sentences} sentences told"
            + (f"; {len(self.missing)} to mend" if self.missing else "")
        )


def iso(words: str) -> str:
    """ "2024, March 12", "March 12, 2024", "12 March 2024", "July 2023" or "2024" as an ISO date; empty if it is none."""
    year, month, day = (re.search(rf"\b(?:{pattern})\b", words) for pattern in (YEAR, MONTH, r"\d{1,2}"))
    parts = [year[0] if year else ""] + ([f"{MONTHS.index(month[0]) + 1:02d}"] if month else [])
    return "-".join(parts + ([f"{int(day[0]):02d}"] if month and day else []))


def _spans(text: str, printed: str) -> list[tuple[int, int]]:
    """Where a printed wording stands as whole words, and not within a longer figure."""
    return [m.span() for m in re.finditer(rf"(?<!\w)(?<!\d[.,]){re.escape(normal(printed))}(?!\w|[.,]\d)", text)]


def _take(said: str, events: list[tuple[list[str], list[str]]]) -> bool:
    """Whether an event can still account for a date; it accounts for each of its dates, or for its period, once."""
    for dates, periods in events:
        if said in dates or said in periods:
            dates[:], periods[:] = [d for d in dates if d != said and said not in periods], []
            return True
    return False


def _printed_tables(section: Section) -> list[str]:
    """The tables, beside the claims, whose rows are printed wordings of a paragraph."""
    columns = {
        name: {field["name"] for field in table["schema"]["fields"]} for name, table in resources(section.descriptor).items()
    }
    return [name for name, fields in columns.items() if {"printed", "paragraph"} <= fields and name != "claims"]


class _Comparison:
    def __init__(self, text: str, section: Section):
        self.section, self.report = section, Report()
        self.project = section.folder.parent
        self.comma = has_decimal_comma(section.descriptor)
        names = names_pattern([normal(row["name"]) for row in section.optional("proper_names")])
        self.paragraphs, self.notes = split(normal_lines(text), names)
        #: For each paragraph, the stretches of text that a claim or a name accounts for.
        self.covered = {p.number: [m.span() for m in names.finditer(p.text)] for p in self.paragraphs}
        self.texts = {p.number: p.text for p in self.paragraphs}
        #: For each sentence, by its paragraph, the dates and periods that the claims in it are for.
        self.periods: dict[tuple[int, int], set[str]] = {}
        comma = self.comma or decimal_comma(text)
        self.figures = {p.number: read(p.text, comma, p.hidden) for p in self.paragraphs}
        self.stages = {row["id"]: row for row in section.rows("stages")}
        self.verbs = {row["kind"]: verb_pattern(section.rows("stages"), row["kind"]) for row in self.stages.values()}

    def miss(self, number: int, what: str, kind: str = "paragraph") -> None:
        self.report.missing.append(f"{kind} {number}: {what}")

    def file(self, table: str) -> str:
        """A table as a reader of messages knows it."""
        return shown_path(self.section.folder / f"{table}.csv", self.project)

    def tables(self) -> None:
        """Forwards: printed wordings, hedges, verbs, footnotes and dates of the tables in the text."""
        texts = self.texts
        for row in self.section.rows("claims"):
            self._claim(row | {"printed": normal(row["printed"])})
            self._footnotes("claims", row)
        for table in _printed_tables(self.section):
            for row in self.section.rows(table):
                if not _spans(texts.get(row["paragraph"], ""), row["printed"]):
                    self._absent(table, row)
                self._footnotes(table, row)
        for row in self.section.rows("events"):
            self._footnotes("events", row)
            noted = [
                iso(m["date"]) for n in (row["footnotes"] or "").split() if (m := REFERENCE.match(self.notes.get(int(n), "")))
            ]
            if (in_note := row["date"] if row["kind"] == "document" else row["reference_date"]) and in_note not in noted:
                self.miss(
                    row["paragraph"],
                    f"{self.file('events')}: row {row['id']}: no footnote of {row['footnotes']} is dated {date(in_note)}",
                )
            if row["kind"] != "document":
                there = {figure.when for figure in self.figures.get(row["paragraph"], [])}
                ends, periods = self._said(row)
                if not set(ends) <= there and not set(periods) & there:
                    said = " and ".join(date(day).replace(NBSP, " ") for day in ends)
                    self.miss(row["paragraph"], f"{self.file('events')}: row {row['id']}: {said} is not in the text")

    def _absent(self, table: str, row: dict) -> None:
        """A printed wording that is not in its paragraph, and where else it stands."""
        elsewhere = [f"; it stands in paragraph {p.number}" for p in self.paragraphs if _spans(p.text, row["printed"])]
        what = f"{self.file(table)}: row {row['id']}: {row['printed']!r} is not in the text{''.join(elsewhere)}"
        self.miss(row["paragraph"], what)

    def _claim(self, row: dict) -> None:
        """One claim accounts for one printing, the first not yet taken by another; around it the text says what the claim says."""
        number, text, figure = row["paragraph"], self.texts.get(row["paragraph"], ""), figure_of(row, self.comma)
        places = _spans(text, row["printed"])
        self.report.claims += 1
        self.report.found += bool(places)
        if not places:
            self._absent("claims", row)
            if figure:  # its number may stand there without its hedge, or with another
                row = row | {"printed": row["printed"][figure.start :]}
                figure, places = figure_of(row, self.comma), _spans(text, row["printed"])
        taken = [place for place in places if place not in self.covered[number]][:1]
        self.covered.get(number, []).extend(taken)
        if not places or not figure:
            return
        start, end = (taken or places)[0]
        dates = [day for day in (row["period_start"], row["period_end"]) if day]
        if taken and dates:
            self.periods.setdefault(self._sentence(number, start), set()).update([*dates, "/".join(dates)])
        qualifier, words = hedge_of(row, text[:start], text[end:], self.comma)
        lasting = words.lower() == "over" and re.search(
            r"\w years?$", row["printed"]
        )  # how long something takes: "over three years"
        if qualifier != row["qualifier"] and not (lasting and row["qualifier"] == "exact"):
            said = f"the text says {words!r} of" if words else "the text does not hedge"
            what = f"{said} {row['printed']!r}; the claim is {row['qualifier']}"
            self.miss(number, f"{self.file('claims')}: row {row['id']}: field qualifier: {what}")
        self._stage(row, text, start + figure.start, start + figure.end)

    def _sentence(self, number: int, place: int) -> tuple[int, int]:
        """A paragraph, and which of its sentences a place in it is in."""
        return number, bisect([m.end() for m in SENTENCE_END.finditer(self.texts[number])], place)

    def _stage(self, row: dict, text: str, start: int, end: int) -> None:
        """The verbs for a figure are those of its claim's stage. A count has none, nor have places and countries."""
        stage = self.stages[row["stage"]]
        if stage["kind"] == "money" and not is_money(row["unit"]):
            return
        before, after = clause_of(text, start, end, self.figures[row["paragraph"]])
        for said, named, turned in verbs_of(before, after, self.verbs[stage["kind"]]):
            if turned or named != stage["id"]:
                what = f"the text says {said!r} of {row['printed']!r}; the claim is {stage['label']}"
                self.miss(row["paragraph"], f"{self.file('claims')}: row {row['id']}: field stage: {what}")

    def _footnotes(self, table: str, row: dict) -> None:
        """Each footnote of a row has its mark in the row's paragraph or, for a list, in the bullets that follow."""
        number, here = row["paragraph"], self.paragraphs
        marks = {
            str(m) for p in [*here[number : number + 1], *takewhile(lambda p: p.bullet, here[number + 1 :])] for m in p.marks
        }
        for note in sorted(set((row.get("footnotes") or "").split()) - marks):
            self.miss(number, f"{self.file(table)}: row {row['id']}: footnote {note} has no mark there")

    def tokens(self) -> None:
        """Backwards: each figure, date and count of the text lies in a claim or a name, or is the date of an event."""
        for p in self.paragraphs:
            events = [
                self._said(row)
                for row in self.section.rows("events")
                if row["paragraph"] == p.number and row["kind"] != "document"
            ]
            dated, years = [], []
            for figure in self.figures[p.number]:
                self.report.tokens += 1
                _, sentence = here = self._sentence(p.number, figure.start)
                inside = any(start <= figure.start and figure.end <= end for start, end in self.covered[p.number])
                beside = figure.when in self.periods.get(here, ())  # what an amount is for
                if inside or beside or _take(figure.when, events):
                    dated += [(sentence, figure.when[:4])] if figure.kind == "date" else []
                elif figure.kind == "year":
                    years.append((sentence, figure))
                else:
                    self._unaccounted(p, figure)
            for sentence, figure in years:  # "in 2024 ... in June 2024": the sentence itself says the year more finely
                if (sentence, figure.when) in dated:
                    dated.remove((sentence, figure.when))
                else:
                    self._unaccounted(p, figure)

    @staticmethod
    def _said(event: dict) -> tuple[list[str], list[str]]:
        """What a text may date an event by: its days, months or years, and its period, "2024/2025", all in ISO 8601."""
        start, end = event["date"], event["date_end"]
        return [day for day in (start, end) if day], [f"{start}/{end}"] if end else []

    def _unaccounted(self, p: Paragraph, figure: Figure) -> None:
        self.report.unaccounted += 1
        around = p.text[max(0, figure.start - 30) : figure.end + 30]
        self.miss(p.number, f"{p.text[figure.start : figure.end]!r} is accounted for by no claim, event or name: ...{around}...")

    def statements(self) -> None:
        """Every sentence but the heading is told, and named by the footnotes whose marks stand in it; every statement has its sentence."""
        told: dict[tuple[int, int], list[dict]] = {}
        for row in self.section.rows("statements"):
            told.setdefault((row["paragraph"], row["sentence"]), []).append(row)
        for paragraph in self.paragraphs[1:]:
            after = {mark for p in takewhile(lambda p: p.bullet, self.paragraphs[paragraph.number + 1 :]) for mark in p.marks}
            ends, by_sentence = [0, *paragraph.sentence_ends, len(paragraph.text)], paragraph.marks_by_sentence
            for sentence, marks in enumerate(by_sentence, 1):
                rows = told.pop((paragraph.number, sentence), [])
                self.report.sentences += 1
                self.report.told += bool(rows)
                if not rows:
                    said = paragraph.text[ends[sentence - 1] : ends[sentence]].strip()
                    self.miss(paragraph.number, f"sentence {sentence} is told by no row of {self.file('statements')}: {said}")
                # The mark of a list may hang on any of its items.
                self._marked(paragraph.number, sentence, rows, marks, after if sentence == len(by_sentence) else set())
        for (number, sentence), rows in told.items():
            for row in rows:
                self.miss(number, f"{self.file('statements')}: row {row['id']}: there is no sentence {sentence}")

    def _marked(self, number: int, sentence: int, rows: list[dict], marks: set[int], after: set[int]) -> None:
        """The footnotes of a sentence's statements against the marks in it; ``after`` are those of the list that it opens."""
        notes = {row["id"]: {int(note) for note in (row["footnotes"] or "").split()} for row in rows}
        for row_id, named in notes.items():
            for note in sorted(named - marks - after):
                self.miss(number, f"{self.file('statements')}: row {row_id}: footnote {note} has no mark in sentence {sentence}")
        for note in sorted(marks - set().union(*notes.values())) if rows else ():
            self.miss(
                number, f"footnote {note} stands in sentence {sentence}, and no row of {self.file('statements')} there names it"
            )

    def references(self) -> None:
        """The footnote list against data/footnotes.csv and the bibliography; marks against their paragraph."""
        marks: dict[int, list[int]] = {}
        for p in self.paragraphs:
            for mark in p.marks:
                marks.setdefault(mark, []).append(p.number)
        rows = {row["number"]: row for row in self.section.rows("footnotes")}
        for n in sorted(set(rows) | set(self.notes)):
            if n not in rows or n not in self.notes:
                self.miss(n, "not in " + ("the list of the text" if n in rows else self.file("footnotes")), "footnote")
                continue
            if rows[n]["paragraph"] not in marks.get(n, ()):
                found = f"its mark is in paragraph {marks[n][0]}" if n in marks else "no mark in the text"
                self.miss(n, f"{found}; {self.file('footnotes')} has paragraph {rows[n]['paragraph']}", "footnote")
            source, cited = self.section.sources.get(rows[n]["source"]), REFERENCE.fullmatch(self.notes[n])
            if not cited or not source:
                self.miss(
                    n,
                    "not Publisher. (Date). Title."
                    if source
                    else f"no key {rows[n]['source']} in {files_shown('book/*.bib', self.project)}",
                    "footnote",
                )
                continue
            number = source.note.partition(";")[0]  # what stands with the title; a remark of ours may follow it
            titles = [normal(t).rstrip(".") for t in (source.title, f"{source.title}. {number}")]
            for what, printed, ours in (
                ("publisher", cited["publisher"], [normal(source.publisher)]),
                ("date", iso(cited["date"]), [source.date]),
                ("title", cited["title"].rstrip("."), titles),
            ):
                if printed not in ours:
                    self.miss(n, f"{what} in the text is {printed!r}; {source.key} has {ours[-1]!r}", "footnote")


def audit(section_text: str, section: Section) -> Report:
    """Compare a section's text with its tables, both ways; raises DataError where a table does not hold."""
    comparison = _Comparison(section_text, section)
    for part in (comparison.tables, comparison.tokens, comparison.references):
        part()
    comparison.statements()
    return comparison.report


def main(path: Path, data: Path | None = None) -> int:
    """Print what is missing from the tables in ``data``, and the coverage; 1 where anything is, or where the text or a table cannot be read."""
    try:
        report = audit(path.read_text(encoding="utf-8"), load(data))
    except (DataError, OSError, UnicodeDecodeError) as error:
        project = (data or data_folder()).parent
        problems = [as_shown(problem, project) for problem in error.problems] if isinstance(error, DataError) else []
        print(*(problems or [f"{path}: {error}; a text file in UTF-8 is needed"]), sep="\n")
        return 1
    print(*report.missing, report, sep="\n")
    return 1 if report.missing else 0
