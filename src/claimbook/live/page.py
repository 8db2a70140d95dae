"""A page that is worked out again: figures that a reader supposes, answers to exercises, cells that a reader changes.

``start`` reads the tables; what a page holds, the build has told (``sphinx/live``). The page as it is printed is worked out when it is first
asked for, so that a reader sees what can be changed meanwhile. What is asked for and what is answered is data that JSON can hold, since
the page itself is kept by a browser. Nothing is stored.
"""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property, partial
from pathlib import Path
from types import CodeType, MappingProxyType
from typing import Any

from claimbook.core import comparisons
from claimbook.core.section import Section, in_hand
from claimbook.live import offered, told
from claimbook.live import terms as explained
from claimbook.live.cells import Cells, Missing, Statement, message, reads, ready
from claimbook.live.shown import Notes, OnPage, Output, output_of, written
from claimbook.live.tables import FIELDS, RELATION, Change, LiveSection, Supposed, Tables, choices, related
from claimbook.report import pages
from claimbook.teaching import practice
from claimbook.teaching.exercises import Exercises, Named
from claimbook.teaching.variants import Name, Variant
from claimbook.teaching.verdicts import NOT_YET
from claimbook.wording import NBSP, plain

Answer = dict[str, Any]
#: Choices and further tasks would be drawn and put in order anew: another source's figure would look like one that was changed.
PRACTICE = Missing("Hints, choices and further tasks stay those of the printed figures.", kept=True)
#: How many numbers are tried for a further task of an exercise, before it is said that there is none.
FURTHER = 40
NO_FURTHER = "There is no further task of this kind: all that the book's tables offer stand here."
#: What is told where an answer is right for the printed figures.
OF_PRINTED = "Not yet. That is the answer for the printed figures; with yours it is another."
WITHOUT = "Tables of this page that keep the printed figures say so; the answer goes by the changed ones."
#: What another program shows is left as it is.
OTHER = Missing("This is shown by another program: it stays as it is printed.", kept=True)


@dataclass
class State:
    """A page with the figures of one section: what stands in its outputs, what no longer holds, and the names of its cells."""

    section: LiveSection
    outputs: list[Output]
    words: list[tuple[tuple[str, ...], Missing]]
    cells: Cells
    notes: Notes
    #: The tables whose frames are others than on the printed page.
    changed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """A cell of the chapter: its statements or, of a text, what is evaluated in it; and the outputs that it has on the page."""

    statements: list[Statement]
    evaluated: list[tuple[CodeType, frozenset[str]]]
    outputs: list[int]


class Page:
    """A page of the book and the tables behind it."""

    def __init__(self, root: Path, page: dict):
        """``root`` is the project's folder and ``page`` what the build says of the page. Raises DataError where the tables do not hold."""
        self.root, self.tables, self.described = root, Tables(root / "data"), page
        self.hrefs = {place: href for href, places in page["addresses"].items() for place in places}
        self.reader: Cells | None = None

    @cached_property
    def steps(self) -> list[Step]:
        """The cells of the chapter, ready to be run."""
        return list(self._steps())

    @cached_property
    def printed(self) -> State:
        """The page as it is printed."""
        state = self._worked_out(self.tables.section(), Notes({}, self.described["notes"]))
        self._learn_notes(state)
        self._write(state, state)
        return state

    @cached_property
    def state(self) -> State:
        """The page with the figures of the moment; at first the printed ones."""
        return self.printed

    def _steps(self) -> Iterable[Step]:
        """The cells in the order of the notebook."""
        code = {cell["index"]: cell for cell in self.described["cells"]}
        outputs: dict[int, list[int]] = {}
        for n, one in enumerate(self.described["shown"]):
            if one["index"] is not None:
                outputs.setdefault(one["index"], []).append(n)
        for index in sorted(code.keys() | outputs.keys()):
            own = outputs.get(index, [])
            if index in code:
                yield Step(ready(code[index]["source"], code[index]["id"]), [], own)
            else:
                asked = [self.described["shown"][n]["eval"] for n in own]
                yield Step([], [_expression(text) for text in asked], own)

    # -- the page with one set of figures ---------------------------------------------------------------------------

    def _worked_out(self, section: LiveSection, notes: Notes) -> State:
        """The page with the figures of a section; nothing of it is written yet."""
        cells, outputs, words = Cells(), [Output(missing=OTHER) for _ in self.described["shown"]], []
        before = len(comparisons.recorded)
        with in_hand(section):
            for step in self.steps:
                if step.evaluated:
                    for n, (code, names) in zip(step.outputs, step.evaluated):
                        outputs[n] = output_of(cells.evaluate(code, names))
                    continue
                ran = cells.run(step.statements)
                words += ran.words
                values = iter(ran.values)
                for n in step.outputs:
                    kind = self.described["shown"][n]["kind"]
                    if kind == "stream":
                        outputs[n] = Output(printed=ran.printed) if ran.printed else _nothing(ran.failed)
                    else:
                        value = OTHER if kind == "other" else next(values, None)
                        outputs[n] = output_of(value) if value is not None else _nothing(ran.failed)
        del comparisons.recorded[before:]
        return State(section, outputs, words, cells, notes)

    def _learn_notes(self, state: State) -> None:
        """Which note of the page each printed number has, as the build says."""
        for output, one in zip(state.outputs, self.described["shown"]):
            if not output.missing and len(output.numbers) == len(one["notes"]):
                for number, note in zip(output.numbers, one["notes"]):
                    state.notes.known[pages.told(number.provenance)] = note

    def _write(self, state: State, before: State) -> None:
        """Write what is other than on the printed page; of the printed page itself, all of it."""
        place = OnPage(self.described, self.hrefs, state.notes, partial(told.plainly, self.tables))
        for n, (output, printed) in enumerate(zip(state.outputs, before.outputs)):
            kept = bool(output.missing and output.missing.kept) or output is not printed and output.same(printed)
            place.start(n, kept=kept)
            if kept:
                output.html = printed.html
                continue
            try:
                output.html = written(output, place, inline=self.described["shown"][n]["eval"] is not None)
            except ValueError as error:
                output.missing = Missing(str(error))
                output.html = written(output, place, inline=self.described["shown"][n]["eval"] is not None)

    @cached_property
    def foot(self) -> str:
        """The list of sources at the foot of the printed page."""
        return self._foot(self.printed)

    def _foot(self, state: State) -> str:
        keys: dict[tuple[str, str], None] = {}
        for output, one in zip(state.outputs, self.described["shown"]):
            kept = output.missing and output.missing.kept
            keys |= dict.fromkeys(map(tuple, one["sources"] if kept else one["drawn"] if output.drawn else ()))
            if not kept:
                given = (source for number in output.numbers for source in number.provenance["sources"])
                keys |= dict.fromkeys((source["edition"], source["key"]) for source in given)
        if not keys:
            return ""
        return pages.sources(state.section, keys, lambda place: f"{self.described['bibliography']}#{place}")

    # -- what is asked ----------------------------------------------------------------------------------------------

    def claims(self) -> list[Answer]:
        """The claims of the page's chapter, and then others behind its numbers, as the page first mentions them; with what may be supposed."""
        chapter = Path(self.described["name"]).name
        rows = offered.rows_of(self.tables, self.described)
        return [self._claim(row) | {"own": row["chapter"] == chapter} for row in rows]

    def _claim(self, row: dict) -> Answer:
        """A claim; of its fields those that are ``fixed`` cannot be changed, each with why."""
        certainties = choices(self.tables, "relations", "certainty")
        labels = {one["id"]: one["label"] for one in self.tables.rows["claims"]}
        return {
            "id": row["id"],
            "label": row["label"],
            "where": f"paragraph {row['paragraph']} of the section",
            "unit": row["unit"],
            "fields": {name: row[name] for name in FIELDS},
            "choices": {"qualifier": offered.hedges(), "stage": offered.stages(self.tables, row)},
            "fixed": offered.fixed(self.tables, row),
            "relations": [
                {
                    "field": f"{RELATION}{one['whole']}",
                    "kind": "relation" if one["kind"] == "part_of" else "overlap",
                    "label": f"{'lies within' if one['kind'] == 'part_of' else 'overlaps'}: {labels[one['whole']]}",
                    "value": one["certainty"],
                    "choices": [[one, one] for one in certainties],
                }
                for one in related(self.tables, row["id"])
            ],
        }

    def terms(self) -> Answer:
        """What stage, hedge and relation mean, and the address of the page that explains more; empty where the book has none."""
        of_book = self.described["pages"]
        return {
            "href": of_book.get(explained.GLOSSARY) or of_book.get(explained.METHOD, ""),
            **explained.terms(self.tables, self.root),
        }

    def change(self, changes: Sequence[dict]) -> Answer:
        """The page with these changes, as what differs from the printed page; or why they are refused, and then nothing has changed.

        ``made`` are those of them that suppose something else than is printed.
        """
        asked = [Change(one["id"], one["field"], one["value"]) for one in changes]
        supposed = self.tables.supposing(asked) if asked else Supposed(self.printed.section)
        if supposed.section is None:
            return {"refused": [asdict(refusal) for refusal in supposed.refused]}
        made = [one for one, change in zip(changes, asked) if told.supposes(self.tables, change, supposed.section)]
        if not made:
            self.state, self.reader = self.printed, None
            return self._differing([], []) | {"made": []}
        known = self.printed.notes
        state = self._worked_out(supposed.section, Notes(dict(known.known), known.count))
        state.changed = supposed.changed
        for n, (output, printed) in enumerate(zip(state.outputs, self.printed.outputs)):
            if printed.practice and not output.same(printed):
                state.outputs[n] = Output(missing=PRACTICE)
            elif output.missing and not output.missing.kept and self._only_words(n):
                state.outputs[n] = printed  # as the grade of a source, which is no number that could be gone
        self._write(state, self.printed)
        self.state, self.reader = state, None
        others = told.others(self.tables, asked, supposed.section)
        return self._differing(supposed.also, others, supposed.against) | {"made": made}

    def _only_words(self, n: int) -> bool:
        """Whether a value in a text is printed as words in which no number stands."""
        printed = self.printed.outputs[n]
        return self.described["shown"][n]["eval"] is not None and not printed.numbers and not re.search(r"\d", printed.text)

    def _differing(
        self, also: list[str], others: list[told.Other], against: Mapping[str, set[str]] = MappingProxyType({})
    ) -> Answer:
        """What stands otherwise on the page than it is printed, where ``others`` are supposed, ``against`` whom with which figures."""
        found: Answer = {
            "shown": {},
            "notes": {},
            "kept": [],
            "was": {},
            "marks": {},
            "words": [],
            "untrue": [],
            "unchecked": [],
            "beside": [],
            "foot": None,
            "also": also,
            "against": list(against),
        }
        if self.state is self.printed:
            return found
        for n, (output, printed) in enumerate(zip(self.state.outputs, self.printed.outputs)):
            if output.missing and output.missing.kept:
                if self._could_differ(output.missing, printed.missing):
                    found["kept"].append({"n": n, "why": output.missing.why})
                continue
            if output.html == printed.html:
                continue
            found["shown"][n] = output.html
            if output.text != printed.text:
                found["was"][n] = printed.text
            if marks := output.marks(printed):
                found["marks"][n] = marks
            if output.drawn:
                found["kept"].append({"n": n, "why": output.drawn_with(printed)})
        notes, place = self.state.notes, OnPage(self.described, self.hrefs, self.state.notes)
        found["notes"] = told.notes(self.state.outputs, notes.known, notes.fresh, others, place)
        found["untrue"] = list(told.untrue(self.tables, self.state.outputs, others))
        chapter = Path(self.described["name"]).name
        found["unchecked"] = [told.unchecked(self.tables, chapter, self.state.outputs, one) for one in others if one.leaned_on]
        found["beside"] = told.beside(self.tables, self.state.outputs, others, set[str]().union(*against.values()))
        found["also"] = also + [told.UNCHECKED] * bool(found["unchecked"])
        before = dict(self.printed.words)
        found["words"] = [
            told.no_longer(self.tables, said, missing, self.near.get(said))
            for said, missing in self.state.words
            if self._could_differ(missing, before.get(said))
        ]
        foot = self._foot(self.state)
        return found | {"foot": foot if foot != self.foot else None}

    @cached_property
    def near(self) -> dict[tuple[str, ...], int | None]:
        """The output that is nearest to what a step of the chapter holds, by the words that it guards: the next, or the last."""
        found: dict[tuple[str, ...], int | None] = {}
        last: int | None = None
        for step in reversed(self.steps):
            last = step.outputs[0] if step.outputs else last
            found |= {one.quotes: last for one in step.statements if one.holds}
        end = len(self.described["shown"]) - 1
        return {quotes: end if n is None else n for quotes, n in found.items()} if end >= 0 else {}

    def _could_differ(self, missing: Missing, printed: Missing | None) -> bool:
        """Whether what has no value could be otherwise than it is printed."""
        return not (missing.kept and printed and printed.kept) or missing.could_differ(printed, self.state.changed)

    def answer(self, exercise: str, typed: str) -> Answer:
        """The verdict of ``check`` on an answer as it was typed, with the figures of the page; of several names, commas stand between them.

        A variant of an exercise has a number behind its name: ``egypt_share/1``. Raises KeyError for an exercise of another page.
        """
        name = Name.read(exercise)
        asked = self._asking(name.exercise)
        section = self.state.section if name.seed is None else self.printed.section  # further tasks stay as they are printed
        try:
            verdict = self._judged(asked, name, typed, section)
            if section is self.printed.section:
                return verdict
            before = self._judged(asked, name, typed, self.printed.section)
            of_printed = verdict["verdict"] == NOT_YET != before["verdict"]
            text = OF_PRINTED if of_printed else verdict["text"]
            return verdict | {"text": f"{text} {WITHOUT}" if before != verdict and self._keeps() else text}
        except Exception as error:
            if section is self.printed.section:
                raise
            why = told.plainly(self.tables, message(error))
            return {"verdict": "no answer", "text": f"With these figures the question has no answer: {why}."}

    def _keeps(self) -> bool:
        """Whether some part of the page keeps figures that may be others now, since a package is not at hand."""
        pairs = ((output.missing, printed.missing) for output, printed in zip(self.state.outputs, self.printed.outputs))
        return any(now and now.package and self._could_differ(now, before) for now, before in pairs)

    @staticmethod
    def _judged(asked: Exercises, name: Name, typed: str, section: LiveSection) -> Answer:
        """The verdict on an answer as it was typed, by the figures of a section."""
        with in_hand(section):
            variant = None if name.seed is None else asked.another(name.exercise, name.seed, section)
            right = variant.question.right if variant else asked[name.exercise](section)[0]
            ids = [one for one in map(str.strip, typed.split(",")) if one]
            verdict = asked.check(variant or name.exercise, set(ids) if isinstance(right, Named) else typed, section)
        return {"verdict": verdict.grade, "text": str(verdict)}

    def _asking(self, exercise: str) -> Exercises:
        """The exercises of the page, of which this is one; raises KeyError where it is not."""
        asked = next((one for one in map(_exercises, self.state.cells.names.values()) if one is not None), None)
        if asked is None or exercise not in self.described["exercises"].values():
            raise KeyError(f"no exercise {exercise!r} on this page")
        return asked

    def another(self, exercise: str, known: Sequence[str]) -> Answer:
        """A further task of an exercise, drawn with the printed figures, where those with the ``known`` numbers stand on the page.

        ``html`` is its fold, without notes, and ``text`` is empty; or ``text`` says that no further one asks anything else.
        """
        asked, section = self._asking(exercise), self.printed.section
        with in_hand(section):
            variant = _further(asked, exercise, [int(one) for one in known], section)
            if variant is None:
                return {"html": "", "text": NO_FURTHER}
            about = getattr(asked[exercise], "about", "") or exercise
            fold = practice.asked(section, variant, about, begun=False, numbered=True)
            place = OnPage(self.described | {"regions": []}, self.hrefs, None)
            return {"html": written(output_of(fold), place, inline=False), "text": ""}

    def run(self, cell: str, source: str) -> Answer:
        """What a cell gives that a reader has changed; its names stay for the next one, until the figures change."""
        if self.reader is None:
            self.reader = self.state.cells.copied()
        before = set(self.state.notes.fresh)
        with in_hand(self.state.section):
            try:
                ran, error = self.reader.run_through(ready(source, cell))
            except SyntaxError as slip:
                return {"html": "", "text": "", "error": f"SyntaxError: line {slip.lineno}: {slip.msg}", "notes": {}}
        html, texts = [], [ran.printed.rstrip("\n")] if ran.printed else []
        place = OnPage(self.described | {"regions": []}, self.hrefs, self.state.notes)
        for value in ran.values:
            output = output_of(value)
            texts.append(output.text)
            try:
                html.append(f'<div class="output text_html">{written(output, place, inline=False)}</div>')
            except ValueError as slip:
                error = error or message(slip)
        notes = {note: note_html for note, note_html in self.state.notes.fresh.items() if note not in before}
        return {"html": "".join(html), "text": "\n".join(texts).replace(NBSP, " "), "error": error, "notes": notes}


def _expression(text: str) -> tuple[CodeType, frozenset[str]]:
    """An expression in a text made ready to be evaluated, and the names that it reads."""
    tree = ast.parse(text.strip(), "text", "eval")
    return compile(tree, "text", "eval"), frozenset(reads(tree))


def _further(asked: Exercises, exercise: str, known: list[int], section: Section) -> Variant | None:
    """The next variant of an exercise that asks what none of the known ones asks; None where there is none."""
    told = {_question(asked.another(exercise, number, section)) for number in known}
    last = max(known, default=0)
    try:
        drawn = (asked.another(exercise, number, section) for number in range(last + 1, last + 1 + FURTHER))
        return next((one for one in drawn if _question(one) not in told), None)
    except LookupError:  # the tables offer nothing else
        return None


def _question(variant: Variant) -> str:
    """What a variant asks, as a text."""
    return plain(variant.question.text).text


def _nothing(failed: list[Missing]) -> Output:
    """An output of a cell that showed nothing there: why, where a statement failed."""
    return Output(missing=failed[0]) if failed else Output()


def _exercises(value: object) -> Exercises | None:
    """The exercises behind ``check``."""
    return found if isinstance(found := getattr(value, "__self__", None), Exercises) else None


# -- for whoever speaks JSON ---------------------------------------------------------------------------------------------

_page: list[Page] = []


def start(root: str, page: dict) -> None:
    """Read the tables below ``root``, which becomes the working folder.

    Raises DataError where the tables do not hold.
    """
    os.chdir(root)
    _page[:] = [Page(Path(root), page)]


def work_out() -> None:
    """Work out the printed page, where nothing has asked for it yet."""
    _ = _page[0].printed


def claims() -> list[Answer]:
    """As ``Page.claims``."""
    return _page[0].claims()


def terms() -> Answer:
    """As ``Page.terms``."""
    return _page[0].terms()


def change(changes: Sequence[dict]) -> Answer:
    """As ``Page.change``."""
    return _page[0].change(changes)


def outputs() -> list[str]:
    """The HTML of each output of the page with the figures of the moment; of one that is kept, nothing."""
    return [output.html for output in _page[0].state.outputs]


def answer(exercise: str, typed: str) -> Answer:
    """As ``Page.answer``."""
    return _page[0].answer(exercise, typed)


def another(exercise: str, known: Sequence[str]) -> Answer:
    """As ``Page.another``."""
    return _page[0].another(exercise, known)


def run(cell: str, source: str) -> Answer:
    """As ``Page.run``."""
    return _page[0].run(cell, source)
