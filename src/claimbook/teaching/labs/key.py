"""Teachers only: the seed of a course, and the key to its labs: which mistake is where, what mends it, and what to look for.

A student's folder has neither the seed nor this module. The seed has 64 bits, so that it cannot be found by trying all.
"""

from __future__ import annotations

import random
import secrets
from dataclasses import dataclass

from claimbook import wording as words
from claimbook.core.section import Section
from claimbook.teaching.labs.brief import Line
from claimbook.teaching.labs.drawing import PAGE_NUMBERS, Planted, drawn, none_offered, offered, plant
from claimbook.teaching.labs.judging import faults
from claimbook.teaching.labs.kinds import LabKind
from claimbook.teaching.labs.mending import mending

SETUP = """\
import pandas as pd

from claimbook import add, load, per, ratio, remainder, sentence, share, total
from claimbook.teaching.labs import Brief, Lab, doubt, line, mean_per_year, no_doubt

section = load()
claims, evidence, context = (section.table(name).set_index("id") for name in ("claims", "evidence", "context"))
value = pd.concat([claims["value"], evidence["value"], context["value"]])
lowered = context["label"].str.replace("^(?!Member).", lambda first: first[0].lower(), regex=True)
label = pd.concat([claims["label"], evidence["label"], lowered])"""


def new_seed() -> int:
    """A seed that nobody can guess."""
    return secrets.randbits(64) | 1 << 63


def is_guessable(seed: int) -> bool:
    """Whether a seed is so short that a student with the project could try all, and look for their own brief."""
    return not 1 << 48 <= seed < 1 << 64


def page_numbers(seed: int, students: int) -> list[int]:
    """The numbers by which the students of a course draw briefs on the labs' page of a book, the first student's first.

    Each has eight digits. None tells the seed, nor another's number; a larger course has the same numbers first.
    """
    drawing, numbers = random.Random(f"page/{seed}"), dict[int, None]()
    while len(numbers) < students:
        numbers[drawing.choice(PAGE_NUMBERS)] = None
    return list(numbers)


@dataclass(frozen=True)
class Key:
    """What a teacher needs to mark a line that is wrong."""

    letter: str
    mistake: str
    rule: str
    wrong: str
    verdict: tuple[str, ...]
    right: str
    values: tuple[str, ...]
    code: str
    notes: str


def run(code: str, section: Section) -> dict:
    """The names that a lab's code leaves, as a notebook would have them; raises what the code raises."""
    space: dict = {}
    # The code is made from the tables; it is run as the notebook runs it, so the key cannot drift from it.
    exec(compile(SETUP, "setup", "exec"), space)
    space["section"] = section
    exec(compile(code, "lab", "exec"), space)
    return space


def original(section: Section, lab: LabKind, seed: int, student: int = 1) -> dict[str, Line]:
    """The brief of a student as it was handed out: the lines that ``assess`` takes as the original."""
    return drawn(section, plant(section, lab, seed, student))


def mended(section: Section, planted: Planted) -> str:
    """The code that mends a brief."""
    lines = (mending(section, variant).code(letter) for letter, variant in planted.mistakes.items())
    return "\n\n".join(["mended = Brief()", *lines])


def key(section: Section, lab: LabKind, seed: int, student: int = 1) -> list[Key]:
    """The key to a student's lab, computed by running the draft and the mended lines; empty where every line holds."""
    planted = plant(section, lab, seed, student)
    space = run(f"{planted.draft}\n{mended(section, planted)}", section)
    return [
        Key(
            letter,
            variant.kind,
            variant.rule,
            str(space["brief"][letter]),
            tuple(map(str, faults(section, space["brief"][letter]))),
            space["mended"][letter].text,
            tuple(q.text.replace(words.NBSP, " ") for q in space["mended"][letter].numbers),
            mending(section, variant).code(letter),
            mending(section, variant).notes,
        )
        for letter, variant in planted.mistakes.items()
    ]


def key_text(section: Section, seed: int, student: int = 1) -> str:
    """The key to all labs of a student as Markdown."""
    parts = [told] if (told := none_offered(section)) else []
    for lab in offered(section):
        parts.append(f"### {lab.title} (`{lab.name}.ipynb`)")
        found = key(section, lab, seed, student)
        if not found:
            parts.append("**Every line holds.** A good answer says how that was found out, line by line.")
        for one in found:
            points = [
                f"- In the brief: {one.wrong}",
                *(f"- The judge says: {fault}" for fault in one.verdict),
                f"- Right value: {words.listing(list(one.values)) if one.values else 'the sentence gives none'}",
                f"- A sentence that holds: {one.right}",
                f"- Look for: {one.notes}",
            ]
            parts += [
                f"**Line {one.letter}, “{one.rule}”: {one.mistake}.**",
                "\n".join(points),
                f"```python\n{one.code}\n```",
            ]
    return "\n\n".join(parts)
