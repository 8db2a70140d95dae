"""A lab as a student works it: commit first, then ask for hints and for verdicts on lines written anew.

``lab = Lab("lab_sums")`` reads the brief from the file beside the notebook. What is done to the ``brief`` of the notebook changes
nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path

from claimbook import wording as words
from claimbook.core.section import Section, load
from claimbook.report.blocks import Html
from claimbook.teaching.labs.assessing import Result, assess
from claimbook.teaching.labs.brief import Line, Verdicts
from claimbook.teaching.labs.commitment import Doubt, lacks, unready
from claimbook.teaching.labs.holding_because import because
from claimbook.teaching.labs.judging import judge
from claimbook.teaching.labs.record import Entry, Record, plain_doubts, plain_line, read_brief, read_record, write_entry

BRIEF, RECORD = ".brief.json", ".record.jsonl"
#: What is said after a commitment, where a lab is a notebook.
NEXT = 'Now write the line anew; lab.hint("line") and further hints help, lab.judge(mended) reads what you wrote.'
#: What can be asked for, in this order.
HINTS = ("line", "rule", "full")
FINISHED = "There is nothing to correct in this brief: the lab is finished."
FIRST = "Commit first: say which line you would not print, by which rule, and why. Nothing is judged before that."


class Told(Html):
    """Sentences that a lab answers with, each a paragraph."""

    def __init__(self, *sentences: str):
        self.sentences = sentences
        super().__init__("".join(f"<p>{escape(one)}</p>" for one in sentences))

    def __repr__(self) -> str:
        return "\n".join(self.sentences)


class Lab:
    """A lab in a folder: its brief as it was handed out, and its record. ``following`` is what is said after a commitment."""

    following = NEXT

    def __init__(self, name: str, folder: Path | None = None, section: Section | None = None):
        self.name, self.folder, self.section = name, folder or Path.cwd(), section or load()

    def _brief(self) -> dict[str, Line]:
        """The brief as it was handed out, read anew each time; raises FileNotFoundError where its file is not there."""
        file = self.folder / f"{self.name}{BRIEF}"
        if not file.is_file():
            raise FileNotFoundError(
                f"{file.name} is not beside the notebook: keep the files of a lab together, as they were handed out"
            )
        return read_brief(file, self.section)

    @property
    def _file(self) -> Path:
        return self.folder / f"{self.name}{RECORD}"

    @property
    def record(self) -> Record:
        """What was done so far."""
        return read_record(self._file)

    def commit(self, *doubts: Doubt) -> Told:
        """Write down which lines do not hold, by which rule, and why. The first commitment counts; later ones are kept beside it.

        A doubt whose reason says nothing of what is at stake is told, and waits for another reason; the others are taken.
        """
        brief = self._brief()
        if told := unready(doubts, brief):
            return Told("Not recorded yet.", *told)
        against = judge(brief, self.section).faults
        given = [one for one in doubts if isinstance(one, Doubt)]
        lacking = {one: lacks(one, brief, self.section, map(str, against.get(one.letter, ()))) for one in given}
        taken = tuple(one for one in given if not lacking[one])
        asked = [told for told in lacking.values() if told]
        first = self.record.commitment
        if taken:
            write_entry(self._file, Entry("commit", plain_doubts(taken)))
        if asked and not first:
            write_entry(self._file, Entry("refused", plain_doubts(one for one in given if lacking[one])))
        return Told(self._recorded(first, taken) if taken else "Not recorded yet.", *asked)

    def _recorded(self, first: tuple[Doubt, ...], taken: tuple[Doubt, ...]) -> str:
        """What is said of doubts that were taken, after a first commitment or as such."""
        counts, waits = self.record.commitment, [f"line {one.letter}" for one in self.record.refused]
        if waits and not first:
            kept = words.listing([f"line {one.letter}" for one in taken])
            return (
                f"Recorded: {kept}. Give another reason for {words.listing(waits)}, by the same rule, before you ask for a hint:"
            )
        joined = [f"line {one.letter}" for one in counts if first and one not in first]
        if first and not set(taken) <= set(counts) and not joined:
            return "Recorded beside your first commitment, which is the one that counts."
        with_it = f", with {words.listing(joined)}" if joined else ""
        return f"Recorded{with_it}. {self.following}"

    def hint(self, step: str = "line") -> Told:
        """A hint: the "line" or lines that do not hold, by which "rule", and in "full"; one after the other, each recorded."""
        if not self.record.commitment:
            return Told(FIRST)
        if step not in HINTS:
            return Told(f"Hints are {words.listing([f'“{one}”' for one in HINTS]).text}.")
        shown = [entry.what for entry in self.record.entries if entry.kind == "hint"]
        if early := [one for one in HINTS[: HINTS.index(step)] if one not in shown]:
            return Told(f'Hints come in steps: first lab.hint("{early[0]}").')
        if step not in shown:
            write_entry(self._file, Entry("hint", step))
        original = judge(self._brief(), self.section)
        held = self._why_held(original) if original.holds or step == HINTS[-1] else []
        return Told(_hint(step, original), *held, *([FINISHED] if original.holds else []))

    def _why_held(self, original: Verdicts) -> list[str]:
        """For each line that was doubted and holds, why it does."""
        brief, record = self._brief(), self.record
        letters = dict.fromkeys(one.letter for one in (*record.commitment, *record.later))
        held = [letter for letter in letters if letter in brief and letter not in original.wrong]
        return [f"Line {letter}, which you doubted, holds: {because(self.section, brief[letter])}." for letter in held]

    def judge(self, mended: Mapping[str, Line]) -> Told:
        """What keeps the lines that you wrote anew from holding. Of the others it says only whether all of the brief holds."""
        if not self.record.commitment:
            return Told(FIRST)
        brief = self._brief()
        anew = {a: one for a, one in mended.items() if a in brief and not (isinstance(one, Line) and one.same_as(brief[a]))}
        written = {letter: plain_line(one) for letter, one in anew.items() if isinstance(one, Line)}
        write_entry(self._file, Entry("judge", written))
        return Told(*_verdicts(self.result(mended), list(anew)))

    def result(self, mended: Mapping[str, Line]) -> Result:
        """What ``assess`` says of the first commitment and these lines: a look at the points, which are given by whoever marks."""
        record = self.record
        return assess(self._brief(), (*record.commitment, *record.refused), mended, self.section, later=record.later)


def _hint(step: str, original: Verdicts) -> str:
    """What a hint says of the brief as it was handed out."""
    if original.holds:
        return "Every line of the brief holds."
    if step == "line":
        return f"What does not hold: {words.listing(list(original.wrong)).text}."
    if step == "rule":
        return "What breaks which rule: " + "; ".join(f"{letter}, {rules[0]}" for letter, rules in original.wrong.items()) + "."
    told = [f"{letter}, {fault}" for letter, found in original.faults.items() for fault in found]
    return "What the judge has against it: " + "; ".join(told) + "."


def _verdicts(result: Result, anew: list[str]) -> list[str]:
    """The verdict on each line that was written anew, and on the whole."""
    told = []
    for letter in anew:
        found = result.final.faults[letter]
        told.append(f"Line {letter} " + ("holds." if not found else "does not hold yet: " + "; ".join(map(str, found)) + "."))
    if result.final.holds:
        return [*told, "Every line holds.", *([FINISHED] if result.original.holds else [])]
    others = [letter for letter in result.final.wrong if letter not in anew]
    return [*told, "A line that you left as it was does not hold." if others else "The other lines hold."]
