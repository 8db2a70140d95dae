"""Teachers only: which student gets which mistake, in what place of the brief and between which sentences, and the key.

The seed decides; a student's folder has neither it nor this module.
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass

from claimbook import wording as words
from claimbook.core.section import Section
from claimbook.data.problems import DataError, Problem
from claimbook.teaching.labs.judging import judge
from claimbook.teaching.labs.templates import Variant
from claimbook.teaching.labs.variants import holding, variants

LETTERS = "abcd"


@dataclass(frozen=True)
class Lab:
    """One of the kinds of lab: its file, title, the text that opens it, and a hint on the package for mending."""

    name: str
    title: str
    about: str
    hint: str


LABS = (
    Lab(
        "lab_sums",
        "Lab: what may be added?",
        "Amounts in reports lie within one another like boxes. A package may be counted in the total that stands beside it, and "
        "a total may or may not hold the facility that is named before it. A sum that forgets this counts the same money again.",
        "`total` adds claims and refuses what may not be added. With `heads_only=True` it leaves parts out, with "
        "`mixed_stages=True` it allows a sum over several stages, and where nesting is uncertain it gives a range. An amount that "
        "already holds the other needs no sum at all.",
    ),
    Lab(
        "lab_stages",
        "Lab: what happened to the money?",
        "Money in reports is announced, committed, allocated, mobilised or planned, and each word promises something else. None "
        "of them says that it was paid. A sum or a sentence that swaps the words turns a plan into a result.",
        "`section.claim(...).stage` gives the stage of a claim; what each means stands in `data/stages.csv`. `total` refuses a sum "
        "over several stages unless you write `mixed_stages=True`, and then the sentence has to name them.",
    ),
    Lab(
        "lab_precision",
        "Lab: how exactly is it known?",
        "Figures come rounded and hedged: over, nearly, at least. A brief that drops the hedge, or that prints more digits than "
        "its sources can bear, says more than anyone knows.",
        "A claim put into a sentence brings its hedge along, and a result of `share`, `ratio`, `per` or `remainder` prints no more "
        "digits than its bounds allow. `.range` shows the bounds.",
    ),
    Lab(
        "lab_comparisons",
        "Lab: what is it compared with?",
        "A number says little until it is set against another, and much can go wrong there: years that do not match, money "
        "gathered over years beside the people of a single day, a mean that would be right for nobody.",
        "`per` and `ratio` divide, `add` joins figures from outside the section, `mean_per_year` gives the mean of what "
        "covers several years. Where no quotient makes sense, give both numbers with their dates: a line takes several.",
    ),
)

SETUP = """\
import pandas as pd

from claimbook import add, load, per, ratio, remainder, sentence, share, total
from claimbook.teaching.labs import Brief, judge, line, mean_per_year

section = load()
claims, evidence, context = (section.table(name).set_index("id") for name in ("claims", "evidence", "context"))
value = pd.concat([claims["value"], evidence["value"], context["value"]])
lowered = context["label"].str.replace("^(?!Member).", lambda first: first[0].lower(), regex=True)
label = pd.concat([claims["label"], lowered])"""


@dataclass(frozen=True)
class Planted:
    """A lab as a student gets it: the lines of the brief in order, and which of them carries the mistake."""

    lab: Lab
    lines: tuple[Variant, ...]
    letter: str

    @property
    def mistake(self) -> Variant:
        """The line that is wrong."""
        return self.lines[LETTERS.index(self.letter)]

    @property
    def draft(self) -> str:
        """The code of the brief."""
        lines = [variant.draft(letter) for letter, variant in zip(LETTERS, self.lines)]
        return "\n\n".join(["brief = Brief()", *lines, "mended = Brief(brief)\nbrief"])

    @property
    def mended(self) -> str:
        """The code that mends it."""
        return self.mistake.mend(self.letter)


def plant(section: Section, lab: Lab, seed: int, student: int = 1) -> Planted:
    """The lab of a student (counted from 1): kinds take turns, and no variant comes again before all of its kind were used.

    Raises DataError where the tables have no rows of which a mistake of the lab can be made.
    """
    shuffled = random.Random(f"{lab.name}/{seed}")
    kinds = defaultdict(list)
    for variant in variants(section, lab.name):
        kinds[variant.kind].append(variant)
    names = sorted(kinds)
    if not names:
        found, allowed = (
            f"nothing that the lab {lab.name} can go wrong with",
            "figures that a lab can compare, add or hedge amiss",
        )
        raise DataError([Problem("claims.csv", "-", "-", found, allowed)])
    shuffled.shuffle(names)
    for name in names:
        shuffled.shuffle(kinds[name])
    turn, which = divmod(student - 1, len(names))
    mistake = kinds[names[which]][turn % len(kinds[names[which]])]
    own = random.Random(f"{lab.name}/{seed}/{student}")
    used, lines = set(mistake.ids), list[Variant]()
    candidates = list(holding(section))
    own.shuffle(candidates)
    for variant in candidates:
        if len(lines) < len(LETTERS) - 1 and not used & set(variant.ids):
            used |= set(variant.ids)
            lines.append(variant)
    place = own.randrange(len(LETTERS))
    lines.insert(place, mistake)
    return Planted(lab, tuple(lines), LETTERS[place])


@dataclass(frozen=True)
class Key:
    """What a teacher needs to mark a lab."""

    lab: Lab
    letter: str
    mistake: str
    wrong: str
    verdict: tuple[str, ...]
    right: str
    values: tuple[str, ...]
    code: str
    notes: str


def run(code: str, section: Section) -> dict:
    """The names that a lab's code leaves, as a notebook would have them; raises what the code raises."""
    space: dict = {}
    # The code is made by this module from the tables; it is run as the notebook runs it, so the key cannot drift from it.
    exec(compile(SETUP, "setup", "exec"), space)
    space["section"] = section
    exec(compile(code, "lab", "exec"), space)
    return space


def key(section: Section, lab: Lab, seed: int, student: int = 1) -> Key:
    """The key to a student's lab, computed by running the draft and the mended line."""
    planted = plant(section, lab, seed, student)
    space = run(f"{planted.draft}\n{planted.mended}", section)
    brief, right = space["brief"], space["mended"][planted.letter]
    faults = judge(brief, brief, section).faults[planted.letter]
    values = tuple(q.text.replace(words.NBSP, " ") for q in right.numbers)
    variant = planted.mistake
    return Key(
        lab,
        planted.letter,
        variant.kind,
        str(brief[planted.letter]),
        tuple(faults),
        right.text,
        values,
        planted.mended,
        variant.notes,
    )


def key_text(section: Section, seed: int, student: int = 1) -> str:
    """The key to all labs of a student as Markdown."""
    parts = []
    for lab in LABS:
        found = key(section, lab, seed, student)
        points = [
            f"- In the brief: {found.wrong}",
            *(f"- The judge says: {fault}" for fault in found.verdict),
            f"- Right value: {words.listing(list(found.values)) if found.values else 'the sentence gives none'}",
            f"- A sentence that holds: {found.right}",
            f"- Look for: {found.notes}",
        ]
        parts += [
            f"### {lab.title} (`{lab.name}.ipynb`)",
            f"**Line {found.letter}: {found.mistake}.**",
            "\n".join(points),
            f"```python\n{found.code}\n```",
        ]
    return "\n\n".join(parts)
