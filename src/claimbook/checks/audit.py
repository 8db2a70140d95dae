"""Compare claims and statements with the section's text, both ways.

Forwards: what the tables say is printed stands in its paragraph, with its footnotes, and the footnotes name the
documents of the bibliography. Backwards: every figure, date and count of the text is accounted for, once, by a claim,
an event or a registered name. And around each figure: the text hedges it as its claim does, and has no verb of another
stage for it. Both ways, too: every sentence is told by a statement, and every statement has its sentence and its footnote
marks. Nothing here knows one text. It allows for what comes with a report that is pasted as plain text: footnote marks glued to words and
years, and a footnote list that looks like bullets.
Not taken for a count: ordinals in words, and "one", "single", "both" and "dual" (as in ``lint``).
"""

from __future__ import annotations

import re
from bisect import bisect, bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path

from claimbook.checks.lint import DIGITS, NUMBER_WORD, names_pattern
from claimbook.core.section import Section, load
from claimbook.core.stages import ASIDE, verb_pattern
from claimbook.data.descriptor import resources
from claimbook.data.printed import figure_of, hedge_of
from claimbook.data.problems import DataError
from claimbook.wording import MONTHS, NBSP, date

MONTH = "|".join(MONTHS)
YEAR = r"(?:19|20)\d\d"
TOKEN = re.compile(
    r"(?P<money>(?:EUR|USD|[€$£])\s?\d[\d.,]*(?<![.,])(?:\s(?:thousand|million|billion|trillion)\b)?)"
    rf"|(?P<date>(?:\b\d{{1,2}}\s)?\b(?:{MONTH})\s{YEAR}\b(?![.,]?\d))"
    rf"|(?P<range>(?<![\d.,]){YEAR}[-–/](?:{YEAR}|\d\d)\b(?![.,]?\d))"
    rf"|(?P<year>(?<![\d.,]){YEAR}(?!\w|[.,]\d|-\w))"
    rf"|(?P<month>\b(?:{'|'.join(m for m in MONTHS if m not in ('March', 'May'))})\b"
    r"|(?:(?<=\b(?:in|by|of) )|(?<=since )|(?<=until )|(?<=from )|(?<=late )|(?<=early ))(?:March|May)\b)"
    rf"|(?P<number>{DIGITS.pattern}(?:\s?%)?)|(?P<word>(?i:{NUMBER_WORD.pattern}))"
)
SENTENCE_END = re.compile(r"[.!?:][”\"’)]?\s+(?=[A-Z“\"])")
#: A full stop that ends no sentence: after a short form, or after a single capital, as in initials.
ABBREVIATION = re.compile(r"\b(?:e\.g|i\.e|cf|vs|Nos?|Arts?|paras?|pp?|eds?|Mrs?|Ms|Dr|Prof|St|[A-Z])\.$")
REFERENCE = re.compile(r"(?P<publisher>.+?)\. \((?P<date>[^)]*)\)\. (?P<title>.+)")
BEING = r"\b(?:is|are|was|were|be|been|being)"
PASSIVE = re.compile(rf"{BEING}(?:\s+(?:not|never))?{ASIDE}$")
#: What turns a verb into a plan, a purpose or a denial.
TURNED = re.compile(rf"\b(?:will|would|shall|should|may|might|can|could|must|to|not|never|cannot|[a-z]+n't){ASIDE}$")
#: All that stands between a figure and a verb that has the figure for its subject.
SUBJECT = re.compile(
    r"[\s,(]*(?:(?:which|that)\s+)?(?:(?:is|are|was|were|will|would|shall|should|may|might|can|could|must|to|not|never|cannot"
    r"|be|been|being|has|have|had|also|already|later|now|only|since|soon|then|yet|[a-z]+(?:ly|n't))\s+)*"
)
#: All that stands between two verbs that speak of the same thing: "allocated and paid", "paid the committed EUR 5 million".
JOINED = re.compile(
    r"\s*(?:out\b)?\s*,?\s*(?:(?:and|or|as well as)\s+)?"
    r"(?:(?:a|an|the|its|all|be|been|has|have|had|was|were|is|are|also|already|later|since|then|[a-z]+ly)\s+)*"
)


@dataclass
class Paragraph:
    """A numbered paragraph without its footnote marks; ``marks`` are the numbers that stood in it, ``places`` where in ``text``."""

    number: int
    text: str
    bullet: bool
    marks: list[int] = field(default_factory=list)
    places: list[int] = field(default_factory=list)

    @property
    def sentence_ends(self) -> list[int]:
        """Where in ``text`` its sentences end, but for the last; a bullet is one sentence, and a colon ends none."""
        ends = [] if self.bullet else SENTENCE_END.finditer(self.text)
        return [m.end() for m in ends if m[0][0] != ":" and not ABBREVIATION.search(self.text[: m.start() + 1])]

    @property
    def marks_by_sentence(self) -> list[set[int]]:
        """The footnote marks of each of its sentences."""
        found: list[set[int]] = [set() for _ in range(len(self.sentence_ends) + 1)]
        for mark, place in zip(self.marks, self.places):
            found[bisect_left(self.sentence_ends, place)].add(mark)
        return found


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


def normal(text: str) -> str:
    """Text with one kind of quote mark, dash and space, so that typing does not count as a difference."""
    return " ".join(text.translate(str.maketrans("‘’‚`“”„«»–—‑", '\'\'\'\'"""""---')).split())


def split(text: str, names: re.Pattern) -> tuple[list[Paragraph], dict[int, str]]:
    """The paragraphs, one a line (heading 0, each bullet one), and the footnote list: "- 49" on its line, then its reference."""
    body, *listed = re.split(r"^\s*-\s*(\d+)\.?\s*$", text.lstrip("\ufeff"), flags=re.M)
    notes = {int(number): normal(reference) for number, reference in zip(listed[::2], listed[1::2])}
    body = re.sub(r"\A\s*(?:\d+(?:\.\d+)+\.?|\d+\.)\s+", "", body)  # the number of the section
    lines = [line.strip() for line in body.splitlines() if line.strip()]
    paragraphs = [
        Paragraph(i, re.sub(r"^[-•*]\s+", "", normal(line)), bool(re.match(r"[-•*]\s", line))) for i, line in enumerate(lines)
    ]
    _take_marks(paragraphs, list(notes), names)
    return paragraphs, notes


def _candidates(text: str, number: int, names: re.Pattern) -> Iterator[tuple[bool, re.Match]]:
    """Where a footnote mark may stand: after a word or punctuation, at the end of a clause; True where it is glued."""
    hidden = names.sub(lambda m: "\0" * len(m[0]), text)
    for match in re.finditer(rf"(?<![\s\d(€$£-])(?P<space>\s?)(?<!\d){number}(?=$|\s|[”\"')])(?!\s?%)", hidden):
        before, after = hidden[: match.start()], hidden[match.end() :]
        ends = not after.strip() or re.match(r"[”\"')]?\s+[A-Z\"“]", after)
        figure = re.search(r"(\d[\d,.]*)[.,]$", before)  # digits before the mark: are they complete, or are both one figure?
        complete = figure and re.fullmatch(rf"{YEAR}|\d{{1,3}}(?:,\d{{3}})+|\d+\.\d+", figure[1])
        if figure and (len(str(number)) == 3 and before[-1] == "," or not complete and not ends):
            continue
        glued = not match["space"]
        if before and (ends or before[-1] in ",;:" or not figure if glued else ends and before[-1] in ".!?;:\"')"):
            yield glued, match


def _take_marks(paragraphs: list[Paragraph], numbers: list[int], names: re.Pattern) -> None:
    """Walk the text in the order of the footnote list, note each mark and take it out of its paragraph.

    A number that is not the next mark stays a figure. A glued mark goes before a spaced one up to where the next
    number's first glued mark stands.
    """
    places = {
        n: [(p.number, m.start(), m.end(), glued) for p in paragraphs for glued, m in _candidates(p.text, n, names)]
        for n in numbers
    }
    cursor, taken = (0, 0), []
    for i, n in enumerate(numbers):
        following = [c[:2] for c in places[numbers[i + 1]] if c[3] and c[:2] >= cursor] if i + 1 < len(numbers) else []
        open_ones = [c for c in places[n] if c[:2] >= cursor and (not following or c[:2] < following[0])]
        if chosen := next((c for c in open_ones if c[3]), next(iter(open_ones), None)):
            cursor = (chosen[0], chosen[2])
            taken.append((n, paragraphs[chosen[0]], *chosen[1:3]))
    for n, paragraph, start, end in reversed(taken):
        paragraph.text = paragraph.text[:start] + paragraph.text[end:]
        paragraph.marks.insert(0, n)
        paragraph.places = [start, *(place - (end - start) for place in paragraph.places)]


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


def verbs_of(before: str, after: str, pattern: re.Pattern) -> list[tuple[str, str, bool]]:
    """What a text says became of a figure: the verb nearest to it and those joined to that, for text before and after it.

    Each is the words, the stage that they name, and whether they make a plan or a denial of it. Before a figure any form of
    a verb counts, after it only what speaks of the figure: a passive, or a participle that follows at once.
    """
    behind, ahead = list(pattern.finditer(before)), list(pattern.finditer(after))
    near = next((i for i, verb in enumerate(ahead) if _speaks_of_it(after[: verb.start()], verb[0])), None)
    if near is not None and behind and not SUBJECT.fullmatch(after[: ahead[near].start()]):
        near = near if ahead[near].start() < len(before) - behind[-1].end() else None
    if near is None and not behind:
        return []
    text, verbs, first = (before, behind, len(behind) - 1) if near is None else (after, ahead, near)
    last = first
    while first and JOINED.fullmatch(text[verbs[first - 1].end() : verbs[first].start()]):
        first -= 1
    while last + 1 < len(verbs) and JOINED.fullmatch(text[verbs[last].end() : verbs[last + 1].start()]):
        last += 1
    found = []
    for verb in verbs[first : last + 1]:
        turned = TURNED.search(text[: verb.start()])
        found.append((text[turned.start() if turned else verb.start() : verb.end()], verb.lastgroup or "", bool(turned)))
    return found


def _speaks_of_it(between: str, verb: str) -> bool:
    """Whether a verb after a figure has the figure for its subject: in the passive, or as a participle that follows at once."""
    if re.search(BEING + r"\b", verb) or PASSIVE.search(between):
        return True
    follows = len(between.split()) <= 2 and not re.search(r"\bto\b", between)
    return follows and not re.search(r"(?:ing|s|ment|ion)$|^to\b", verb)


def _clause(text: str, start: int, end: int) -> tuple[str, str]:
    """The text before and after a figure, up to the next sentence, semicolon or amount of money."""
    cuts = [m.span() for pattern in (SENTENCE_END, re.compile(";")) for m in pattern.finditer(text)]
    cuts += [m.span() for m in TOKEN.finditer(text) if m["money"]]
    left = max((stop for _, stop in cuts if stop <= start), default=0)
    right = min((begin for begin, _ in cuts if begin >= end), default=len(text))
    return text[left:start], text[end:right]


def _printed_tables(section: Section) -> list[str]:
    """The tables, beside the claims, whose rows are printed wordings of a paragraph."""
    columns = {
        name: {field["name"] for field in table["schema"]["fields"]} for name, table in resources(section.descriptor).items()
    }
    return [name for name, fields in columns.items() if {"printed", "paragraph"} <= fields and name != "claims"]


class _Comparison:
    def __init__(self, text: str, section: Section):
        self.section, self.report = section, Report()
        names = names_pattern([normal(row["name"]) for row in section.rows("proper_names")])
        self.paragraphs, self.notes = split(text, names)
        #: For each paragraph, the stretches of text that a claim or a name accounts for.
        self.covered = {p.number: [m.span() for m in names.finditer(p.text)] for p in self.paragraphs}
        self.texts = {p.number: p.text for p in self.paragraphs}
        self.stages = {row["id"]: row for row in section.rows("stages")}
        self.verbs = {row["kind"]: verb_pattern(section.rows("stages"), row["kind"]) for row in self.stages.values()}

    def miss(self, number: int, what: str, kind: str = "paragraph") -> None:
        self.report.missing.append(f"{kind} {number}: {what}")

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
                    f"data/events.csv: row {row['id']}: no footnote of {row['footnotes']} is dated {date(in_note)}",
                )
            if row["kind"] != "document":
                there = {m[0].replace("/", "-") for m in TOKEN.finditer(texts.get(row["paragraph"], ""))}
                ends, periods = self._said(row)
                if not set(ends) <= there and not set(periods) & there:
                    self.miss(row["paragraph"], f"data/events.csv: row {row['id']}: {' and '.join(ends)} is not in the text")

    def _absent(self, table: str, row: dict) -> None:
        """A printed wording that is not in its paragraph, and where else it stands."""
        elsewhere = [f"; it stands in paragraph {p.number}" for p in self.paragraphs if _spans(p.text, row["printed"])]
        what = f"data/{table}.csv: row {row['id']}: {row['printed']!r} is not in the text{''.join(elsewhere)}"
        self.miss(row["paragraph"], what)

    def _claim(self, row: dict) -> None:
        """One claim accounts for one printing, the first not yet taken by another; around it the text says what the claim says."""
        number, text, figure = row["paragraph"], self.texts.get(row["paragraph"], ""), figure_of(row)
        places = _spans(text, row["printed"])
        self.report.claims += 1
        self.report.found += bool(places)
        if not places:
            self._absent("claims", row)
            if figure:  # its number may stand there without its hedge, or with another
                row = row | {"printed": row["printed"][figure.start :]}
                figure, places = figure_of(row), _spans(text, row["printed"])
        taken = [place for place in places if place not in self.covered[number]][:1]
        self.covered.get(number, []).extend(taken)
        if not places or not figure:
            return
        start, end = (taken or places)[0]
        qualifier, words = hedge_of(row, text[:start], text[end:])
        if qualifier != row["qualifier"]:
            said = f"the text says {words!r} of" if words else "the text does not hedge"
            what = f"{said} {row['printed']!r}; the claim is {row['qualifier']}"
            self.miss(number, f"data/claims.csv: row {row['id']}: field qualifier: {what}")
        self._stage(row, text, start + figure.start, start + figure.end)

    def _stage(self, row: dict, text: str, start: int, end: int) -> None:
        """The verbs for a figure are those of its claim's stage. A count has none, nor have places and countries."""
        stage = self.stages[row["stage"]]
        if stage["kind"] == "money" and row["unit"] != "EUR":
            return
        before, after = _clause(text, start, end)
        for said, named, turned in verbs_of(before, after, self.verbs[stage["kind"]]):
            if turned or named != stage["id"]:
                what = f"the text says {said!r} of {row['printed']!r}; the claim is {stage['label']}"
                self.miss(row["paragraph"], f"data/claims.csv: row {row['id']}: field stage: {what}")

    def _footnotes(self, table: str, row: dict) -> None:
        """Each footnote of a row has its mark in the row's paragraph or, for a list, in the bullets that follow."""
        number, here = row["paragraph"], self.paragraphs
        marks = {
            str(m) for p in [*here[number : number + 1], *takewhile(lambda p: p.bullet, here[number + 1 :])] for m in p.marks
        }
        for note in sorted(set((row.get("footnotes") or "").split()) - marks):
            self.miss(number, f"data/{table}.csv: row {row['id']}: footnote {note} has no mark there")

    def tokens(self) -> None:
        """Backwards: each figure, date and count of the text lies in a claim or a name, or is the date of an event."""
        for p in self.paragraphs:
            events = [
                self._said(row)
                for row in self.section.rows("events")
                if row["paragraph"] == p.number and row["kind"] != "document"
            ]
            ends, dated, years = [m.end() for m in SENTENCE_END.finditer(p.text)], [], []
            for token in TOKEN.finditer(p.text):
                self.report.tokens += 1
                sentence, said = bisect(ends, token.start()), token[0].replace("/", "-")
                inside = any(start <= token.start() and token.end() <= end for start, end in self.covered[p.number])
                if _take(said, events) or inside:
                    dated += [(sentence, said[-4:])] if token["date"] else []
                elif token["year"]:
                    years.append((sentence, token))
                else:
                    self._unaccounted(p, token)
            for sentence, token in years:  # "in 2024 ... in June 2024": the sentence itself says the year more finely
                if (sentence, token[0]) in dated:
                    dated.remove((sentence, token[0]))
                else:
                    self._unaccounted(p, token)

    @staticmethod
    def _said(event: dict) -> tuple[list[str], list[str]]:
        """How a text may print an event: its dates in words, and its period ("2024-2025" or "2024-25")."""
        start, end = event["date"], event["date_end"]
        return [date(d).replace(NBSP, " ") for d in (start, end) if d], [f"{start}-{end}", f"{start}-{end[2:]}"] if end else []

    def _unaccounted(self, p: Paragraph, token: re.Match) -> None:
        self.report.unaccounted += 1
        around = p.text[max(0, token.start() - 30) : token.end() + 30]
        self.miss(p.number, f"{token[0]!r} is accounted for by no claim, event or name: ...{around}...")

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
                    self.miss(paragraph.number, f"sentence {sentence} is told by no row of data/statements.csv: {said}")
                # The mark of a list may hang on any of its items.
                self._marked(paragraph.number, sentence, rows, marks, after if sentence == len(by_sentence) else set())
        for (number, sentence), rows in told.items():
            for row in rows:
                self.miss(number, f"data/statements.csv: row {row['id']}: there is no sentence {sentence}")

    def _marked(self, number: int, sentence: int, rows: list[dict], marks: set[int], after: set[int]) -> None:
        """The footnotes of a sentence's statements against the marks in it; ``after`` are those of the list that it opens."""
        notes = {row["id"]: {int(note) for note in (row["footnotes"] or "").split()} for row in rows}
        for row_id, named in notes.items():
            for note in sorted(named - marks - after):
                self.miss(number, f"data/statements.csv: row {row_id}: footnote {note} has no mark in sentence {sentence}")
        for note in sorted(marks - set().union(*notes.values())) if rows else ():
            self.miss(number, f"footnote {note} stands in sentence {sentence}, and no row of data/statements.csv there names it")

    def references(self) -> None:
        """The footnote list against data/footnotes.csv and the bibliography; marks against their paragraph."""
        marks = {m: p.number for p in self.paragraphs for m in p.marks}
        rows = {row["number"]: row for row in self.section.rows("footnotes")}
        for n in sorted(set(rows) | set(self.notes)):
            if n not in rows or n not in self.notes:
                self.miss(n, "not in " + ("the list of the text" if n in rows else "data/footnotes.csv"), "footnote")
                continue
            if marks.get(n) != rows[n]["paragraph"]:
                found = f"its mark is in paragraph {marks[n]}" if n in marks else "no mark in the text"
                self.miss(n, f"{found}; data/footnotes.csv has paragraph {rows[n]['paragraph']}", "footnote")
            source, cited = self.section.sources.get(rows[n]["source"]), REFERENCE.fullmatch(self.notes[n])
            if not cited or not source:
                self.miss(
                    n, "not Publisher. (Date). Title." if source else f"no key {rows[n]['source']} in book/*.bib", "footnote"
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


def main(path: Path) -> int:
    """Print what is missing and the coverage; 1 where anything is, or where the text or a table cannot be read."""
    try:
        report = audit(path.read_text(encoding="utf-8"), load())
    except (DataError, OSError, UnicodeDecodeError) as error:
        print(error if isinstance(error, DataError) else f"{path}: {error}; a text file in UTF-8 is needed")
        return 1
    print(*report.missing, report, sep="\n")
    return 1 if report.missing else 0
