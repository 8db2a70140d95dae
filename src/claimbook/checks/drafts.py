"""What any text states, as draft rows of the tables of claims and events: a start for whoever adds them, to be confirmed one by one.

Nothing is taken from a project's tables but its stages, where the working folder is in one, and nothing is written there.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from bisect import bisect
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain, count
from pathlib import Path
from typing import TextIO

from claimbook.checks.clauses import BEING, clause_of, verbs_of
from claimbook.checks.lint import names_pattern
from claimbook.checks.pasted import Paragraph, split
from claimbook.core.stages import ASIDE, payment, pays, usual, verb_pattern
from claimbook.data.figures import BETWEEN, Figure, either
from claimbook.data.printed import hedge_at
from claimbook.data.problems import as_text
from claimbook.data.reading import decimal_comma, is_date, read
from claimbook.wording.hedges import LOOSE
from claimbook.wording.units import COUNTED, RATES, is_money, listed

CLAIMS = (
    "id,label,value,unit,printed,qualifier,resolution,resolution_basis,stage,form,basis,period_start,period_end,instrument,partner,"
    "paragraph,footnotes,chapter,note"
).split(",")
EVENTS = "id,date,date_end,reference_date,label,kind,partner,instrument,paragraph,footnotes,note".split(",")
#: What the note of each row begins with.
DRAFT = "DRAFT, to confirm"
_UNITS = {word: unit for unit, words in COUNTED.items() for word in listed(words)}


def _counting(units: Iterable[str]) -> re.Pattern:
    """What counts in one of these words right after a number, or after two words of another kind."""
    return re.compile(
        rf"(?:[ -](?!of\b|in\b|to\b|and\b|or\b|for\b|on\b|over\b)[a-zA-Z’'-]+){{0,2}}?[ -](?P<word>{either(units)})\b"
    )


#: What stands before and between two years that are the ends of one period; the first of them is left out.
_SPAN = re.compile(r"\b(?:(?:[Bb]etween|[Ff]or)(?: the years)?\s+\0\s+and|[Ff]rom\s+\0\s+(?:to|until))\s+$")
#: A verb in the passive before a figure: it speaks of what stands before it, "was paid in June and EUR 5 million will follow".
_PASSED = re.compile(rf"{BEING}{ASIDE}[a-z]+(?:ed|en|id|nt|wn)\b")
#: The kind of stage that what is counted in a unit can have; money has its own.
COUNTED_KINDS = {"tonnes": "delivery", "flights": "delivery", "agreements": "legal", "places": "money"}


def text_of(path: Path) -> str:
    """The text of a file in UTF-8; raises ValueError with what to do where it is in no such form, or cannot be read."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ValueError(f"{path}: {error.strerror}; name a text file") from None
    if raw.startswith(b"%PDF"):
        raise ValueError(f"{path}: a PDF; take its text out first: pdftotext {path} text.txt")
    if raw.startswith(b"PK\x03\x04") or raw.startswith(b"\xd0\xcf\x11\xe0"):
        raise ValueError(f"{path}: a document of an office program or an archive; save it as plain text in UTF-8")
    try:
        if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise UnicodeDecodeError("utf-8", raw, 0, 1, "UTF-16")
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line, byte = raw[: error.start].count(b"\n") + 1, raw[error.start]
        encoding = "UTF-16" if error.reason == "UTF-16" else "WINDOWS-1252"
        told = f"{path}: line {line}: byte {byte:#x} is not UTF-8, and the text seems to be {encoding}"
        raise ValueError(f"{told}; turn it into UTF-8 first: iconv -f {encoding} -t UTF-8 {path} > text.txt") from None


def stages_here() -> list[dict]:
    """The stages of the project that the working folder is in; the engine's own where there is none."""
    here = Path.cwd()
    for folder in (here, *here.parents):
        path = folder / "data" / "stages.csv"
        if path.is_file():
            with path.open(encoding="utf-8", newline="") as file:
                return [{name: row.get(name) or "" for name in ("id", "kind", "verbs")} for row in csv.DictReader(file)]
    return usual()


def units_here() -> dict[str, str]:
    """The words by which a text counts, each with its unit: the engine's, and the units that the project here lists for its claims.

    A unit that only a report has, such as crossings, is known by its own name and by its singular.
    """
    here = Path.cwd()
    root = next((folder for folder in (here, *here.parents) if (folder / "data" / "datapackage.json").is_file()), None)
    found: dict[str, str] = {}
    for path in [*root.glob("data/datapackage.json"), *root.glob("data/editions/*/data/datapackage.json")] if root else []:
        try:
            tables = {table["name"]: table for table in json.loads(path.read_text(encoding="utf-8"))["resources"]}
            (unit,) = (field for field in tables["claims"]["schema"]["fields"] if field["name"] == "unit")
        except (ValueError, KeyError, TypeError):
            continue  # check says what is wrong with it
        for name in unit.get("constraints", {}).get("enum", ()):
            if not is_money(name) and name not in {*RATES, *COUNTED} and " per " not in name:
                found |= {name: name, re.sub("ies$", "y", name).removesuffix("s"): name}
    return found | _UNITS


class Reader:
    """A text with its paragraphs and its list of footnotes, and the rows that its figures make; ``names`` state no figure."""

    def __init__(self, text: str, stages: list[dict], chapter: str = "", names: Iterable[str] = ()):
        self.chapter, self.comma = chapter, decimal_comma(text)
        self.split, self.notes = split(text, names_pattern(list(names)))
        self.units = units_here()
        self.counting = _counting(self.units)
        self.verbs = {kind: verb_pattern(stages, kind) for kind in {row["kind"] for row in stages}}
        self.paid = payment(stages)
        self.ids: set[str] = set()
        #: Of each draft by its id, its paragraph and where the figure begins and ends in it.
        self.places: dict[str, tuple[int, int, int]] = {}

    @property
    def paragraphs(self) -> dict[int, str]:
        """The text of each paragraph, by the number that its rows name; the heading is 0."""
        return {paragraph.number: paragraph.text for paragraph in self.split}

    def figures(self) -> Iterator[tuple[Paragraph, list[Figure], Figure]]:
        """Each figure with its paragraph and all that are in it."""
        for paragraph in self.split:
            here = read(paragraph.text, self.comma, paragraph.hidden)
            yield from ((paragraph, here, figure) for figure in here)

    def claims(self) -> Iterator[dict]:
        """A row of claims for each figure that is no date."""
        for paragraph, here, figure in self.figures():
            if is_date(figure):
                continue
            unit, end = self._unit(paragraph.text, figure)
            qualifier, said, start, hedged = hedge_at(paragraph.text, figure.start, figure.end)
            if unit == "years" and said.lower() == "over":  # how long something takes, and no hedge
                qualifier, start = "exact", figure.start
            if " and " in paragraph.text[figure.start : figure.end] and (
                between := BETWEEN.search(paragraph.text[: figure.start])
            ):  # without it, "1.1 and 1.4 million" would be two figures
                start = min(start, between.start())
            yield dict.fromkeys(CLAIMS, "") | {
                "id": self._id(paragraph, figure),
                "label": " ".join(re.findall(r"\w[\w’'-]*", paragraph.text[figure.end :])[:5]),
                "value": _plain(figure.value),
                "unit": unit,
                "printed": paragraph.text[start : max(end, hedged)],
                "qualifier": qualifier,
                "resolution": "" if figure.kind == "fraction" and qualifier in LOOSE else _resolution(figure, unit),
                "stage": self._stage(paragraph.text, figure, unit, here),
                "form": "not_stated" if is_money(unit) else "not_applicable",
                "basis": "words"
                if figure.kind in ("words", "fraction", "vague", "multiple") and not _digits(paragraph, figure)
                else "figure",
                "chapter": self.chapter,
                **self._place(paragraph, figure),
            }

    def events(self) -> Iterator[dict]:
        """A row of events for each date."""
        for paragraph, figure in self._dates():
            date, _, end = figure.when.partition("/")
            printed = paragraph.text[figure.start : figure.end]
            row = {"id": self._id(paragraph, figure), "date": date, "date_end": end, "label": printed}
            yield dict.fromkeys(EVENTS, "") | row | self._place(paragraph, figure)

    def _dates(self) -> Iterator[tuple[Paragraph, Figure]]:
        """Each date with its paragraph; the two years of "between 2023 and 2026", "from 2024 to 2027" and "for 2025 and 2026" are a period."""
        for paragraph in self.split:
            found: list[Figure] = []
            for figure in filter(is_date, read(paragraph.text, self.comma, paragraph.hidden)):
                first = found[-1] if found and found[-1].kind == figure.kind == "year" else None
                if first and _SPAN.search(paragraph.text[: first.start] + "\0" + paragraph.text[first.end : figure.start]):
                    when = f"{first.when}/{figure.when}"
                    found[-1] = replace(first, end=figure.end, when=when, kind="period")
                else:
                    found.append(figure)
            yield from ((paragraph, figure) for figure in found)

    def _unit(self, text: str, figure: Figure) -> tuple[str, int]:
        """The unit of a figure, and where it ends with what it counts, if that stands right after it; empty where none is known."""
        if figure.unit or figure.kind in ("ordinal", "multiple"):
            return figure.unit or ("edition" if figure.kind == "ordinal" else ""), figure.end
        word = self.counting.match(text, figure.end)
        if not word:
            return "", figure.end
        return self.units[word["word"].replace("\u00a0", " ")], word.end()

    def _id(self, paragraph: Paragraph, figure: Figure) -> str:
        """An id for a row that no other has, from its paragraph and its wording."""
        printed = paragraph.text[figure.start : figure.end]
        words = re.sub(r"[^a-z0-9]+", "_", printed.lower().replace("€", "eur ").replace("%", " percent")).strip("_")
        id_ = f"p{paragraph.number}_{words}".rstrip("_")
        free = next(way for way in chain([id_], (f"{id_}_{i}" for i in count(2))) if way not in self.ids)
        self.ids.add(free)
        self.places[free] = paragraph.number, figure.start, figure.end
        return free

    def _place(self, paragraph: Paragraph, figure: Figure) -> dict:
        """The paragraph of a row, the footnotes marked next in its sentence, and its note: the sentence, and what stands around the figure."""
        sentence = bisect(paragraph.sentence_ends, figure.start) + 1
        around = paragraph.text[max(0, figure.start - 40) : figure.end + 40]
        said = f"{DRAFT}: sentence {sentence}: ...{around}..."
        until = [*paragraph.sentence_ends, len(paragraph.text)][sentence - 1]
        marked = [(place, mark) for place, mark in zip(paragraph.places, paragraph.marks) if figure.end <= place <= until]
        notes = " ".join(str(mark) for place, mark in marked if place == marked[0][0])
        return {"paragraph": paragraph.number, "footnotes": notes, "note": said}

    def footnotes(self) -> Iterator[dict]:
        """A row for each entry of the list of footnotes, with the paragraph of its mark; its note is the entry."""
        marked = {mark: paragraph.number for paragraph in self.split for mark in paragraph.marks}
        for number, entry in self.notes.items():
            yield {"id": f"footnote_{number}", "number": number, "paragraph": marked.get(number, ""), "note": entry}

    def _stage(self, text: str, figure: Figure, unit: str, here: list[Figure]) -> str:
        """The stage that the verbs around a figure tell; empty where they tell none, several, or a plan or denial of one."""
        pattern = self.verbs.get("money" if is_money(unit) else COUNTED_KINDS.get(unit, ""))
        if not pattern:
            return ""
        before, after = clause_of(text, figure.start, figure.end, here)
        told = verbs_of(before[max((m.end() for m in _PASSED.finditer(before)), default=0) :], after, pattern)
        if any(stage == self.paid and not pays(said) for said, stage, _ in told):
            return ""  # "contracted" is more than a plan and no payment: a report that tells of it has a stage for it
        stages = {stage for _, stage, turned in told if not turned}
        return stages.pop() if len(stages) == 1 and not any(turned for *_, turned in told) else ""


def _plain(value: float | None) -> str:
    """A value as its cell has it; empty where there is none."""
    return "" if value is None else as_text(value) if value == round(value) else f"{value:.12g}"


def _digits(paragraph: Paragraph, figure: Figure) -> bool:
    return any(character.isdigit() for character in paragraph.text[figure.start : figure.end])


def _resolution(figure: Figure, unit: str) -> str:
    """The unit to which a figure is rounded, as its print tells; 0 for what looks counted one by one."""
    if figure.value is None:
        return ""
    coarse = figure.value >= 1000 or figure.scale > 1 or is_money(unit) or unit == "tonnes" or figure.step < 1
    rated = unit in RATES and figure.kind == "digits"
    return (
        as_text(float(figure.step))
        if figure.kind in ("digits", "words") and (coarse and figure.step != 1 or rated or is_money(unit))
        else "0"
    )


def _write(rows: list[dict], columns: list[str], file: TextIO) -> None:
    out = csv.DictWriter(file, columns, lineterminator="\n")
    out.writeheader()
    out.writerows(rows)


def main(path: Path, dates: bool = False, chapter: str = "", to: Path | None = None) -> int:
    """Print the draft rows as CSV, those of claims or, on request, those of events; or write them to a new file ``to``.

    Gives 1 where the text cannot be read or the file cannot be written, and says why. A file is UTF-8, whatever the terminal is.
    """
    try:
        reader = Reader(text_of(path), stages_here(), chapter)
        rows = list(reader.events() if dates else reader.claims())
        if to is None:
            _write(rows, EVENTS if dates else CLAIMS, sys.stdout)
        else:
            with to.open("x", encoding="utf-8", newline="") as file:
                _write(rows, EVENTS if dates else CLAIMS, file)
    except FileExistsError:
        print(f"{to}: there is such a file already, and it was left as it is; name a new one", file=sys.stderr)
        return 1
    except (ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    one, table = ("date", "events") if dates else ("figure", "claims")
    what = f"{one}s as draft rows of {table}" if len(rows) != 1 else f"{one} as a draft row of {table}"
    print(f"{path}: {len(rows)} {what}, each to confirm; nothing is written into data/", file=sys.stderr)
    return 0
