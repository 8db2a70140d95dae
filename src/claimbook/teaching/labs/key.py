"""Teachers only: which student gets which mistake, in what place of the brief and between which sentences, and the key.

The seed decides; a student's folder has neither it nor this module. It has 64 bits, so that it cannot be found by trying all.
"""

from __future__ import annotations

import random
import secrets
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from claimbook import wording as words
from claimbook.core.section import Section
from claimbook.data.problems import DataError, Problem
from claimbook.teaching.labs.again import find
from claimbook.teaching.labs.brief import Line
from claimbook.teaching.labs.holding import holding
from claimbook.teaching.labs.judging import faults
from claimbook.teaching.labs.templates import Variant
from claimbook.teaching.labs.variants import variants

LETTERS = "abcde"
#: How many lines of a brief are wrong, drawn from these: mostly one, at times two or none.
MISTAKES = (1, 1, 1, 1, 2, 2, 0)


@dataclass(frozen=True)
class LabKind:
    """One of the kinds of lab: its file, title, the text that opens it, and a hint on the package for mending."""

    name: str
    title: str
    about: str
    hint: str


LABS = (
    LabKind(
        "lab_sums",
        "Lab: what may be added?",
        "Amounts in reports lie within one another like boxes. A package may be counted in the total that stands beside it, and "
        "a total may or may not hold the facility that is named before it. A sum that forgets this counts the same money again.",
        "`total` adds claims and refuses what may not be added. With `heads_only=True` it leaves parts out, with "
        "`mixed_stages=True` it allows a sum over several stages, and where nesting is uncertain it gives a range. An amount that "
        "already holds the other needs no sum at all.",
    ),
    LabKind(
        "lab_stages",
        "Lab: what happened to the money?",
        "Money in reports is announced, committed, allocated, mobilised or planned, and each word promises something else. None "
        "of them says that it was paid. A sum or a sentence that swaps the words turns a plan into a result.",
        "`section.claim(...).stage` gives the stage of a claim; what each means stands in `data/stages.csv`. `total` refuses a sum "
        "over several stages unless you write `mixed_stages=True`, and then the sentence has to name them.",
    ),
    LabKind(
        "lab_precision",
        "Lab: how exactly is it known?",
        "Figures come rounded and hedged: over, nearly, at least. A brief that drops the hedge, or that prints more digits than "
        "its sources can bear, says more than anyone knows.",
        "A claim put into a sentence brings its hedge along, and a result of `share`, `ratio`, `per` or `remainder` prints no more "
        "digits than its bounds allow. `.range` shows the bounds.",
    ),
    LabKind(
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
from claimbook.teaching.labs import Brief, Lab, doubt, line, mean_per_year, no_doubt

section = load()
claims, evidence, context = (section.table(name).set_index("id") for name in ("claims", "evidence", "context"))
value = pd.concat([claims["value"], evidence["value"], context["value"]])
lowered = context["label"].str.replace("^(?!Member).", lambda first: first[0].lower(), regex=True)
label = pd.concat([claims["label"], evidence["label"], lowered])"""


@dataclass(frozen=True)
class Planted:
    """A lab as a student gets it: the lines of the brief in order, of which those with a kind are wrong."""

    lab: LabKind
    lines: tuple[Variant, ...]

    @property
    def mistakes(self) -> dict[str, Variant]:
        """The lines that are wrong, by letter; there may be none."""
        return {letter: variant for letter, variant in zip(LETTERS, self.lines) if variant.kind}

    @property
    def draft(self) -> str:
        """The code of the brief."""
        lines = [variant.draft(letter) for letter, variant in zip(LETTERS, self.lines)]
        return "\n\n".join(["brief = Brief()", *lines, "brief"])

    @property
    def mended(self) -> str:
        """The code that mends it."""
        return "\n\n".join(["mended = Brief()", *(variant.mend(letter) for letter, variant in self.mistakes.items())])


def new_seed() -> int:
    """A seed that nobody can guess."""
    return secrets.randbits(64) | 1 << 63


def is_guessable(seed: int) -> bool:
    """Whether a seed is so short that a student with the project could try all, and look for their own brief."""
    return not 1 << 48 <= seed < 1 << 64


def offered(section: Section) -> list[LabKind]:
    """The labs of which the tables offer a mistake at all: a report without a figure for several years can compare none.

    Where they offer none for any, the first, of which ``plant`` says so.
    """
    return [lab for lab in LABS if variants(section, lab.name)] or [LABS[0]]


def plant(section: Section, lab: LabKind, seed: int, student: int = 1) -> Planted:
    """The lab of a student (counted from 1): kinds take turns, and no variant comes again before all of its kind were used.

    Beside each mistake stands a line that holds and does the same with its claims. Raises DataError where the tables have no rows
    of which a mistake of the lab can be made.
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
    first = kinds[names[which]][turn % len(kinds[names[which]])]
    own = random.Random(f"{lab.name}/{seed}/{student}")
    others = [variant for name in names if name != names[which] for variant in kinds[name]]
    own.shuffle(others)
    mistakes = _apart(section, [first, *others], own.choice(MISTAKES))
    lines = [*mistakes, *_beside(section, mistakes or [first], mistakes, own)]
    own.shuffle(lines)
    return Planted(lab, tuple(lines))


def _apart(section: Section, candidates: Iterable[Variant], number: int, used: Iterable[Variant] = ()) -> list[Variant]:
    """So many of the candidates, the first ones of which no two speak of the same claim, nor of one of those ``used``.

    A number of countries may stand in several, since it is what others are divided by.
    """

    def spoken_of(variant: Variant) -> set[str]:
        return {claim_id for claim_id in variant.ids if find(section, claim_id).unit != "countries" or len(variant.ids) == 1}

    taken, spoken = list[Variant](), {claim_id for variant in used for claim_id in spoken_of(variant)}
    for variant in candidates:
        if len(taken) < number and not spoken & (subjects := spoken_of(variant)):
            spoken |= subjects
            taken.append(variant)
    return taken


def _beside(section: Section, like: list[Variant], mistakes: list[Variant], own: random.Random) -> list[Variant]:
    """Lines that hold, to fill the brief: for each of ``like`` one of its form, then others, each form once before one comes again."""
    spoken = {claim_id for variant in mistakes for claim_id in variant.ids}
    candidates = [variant for variant in holding(section) if not spoken & set(variant.ids) or variant.form == "mean"]
    own.shuffle(candidates)
    wanted = Counter(variant.form for variant in like)
    seen = Counter[str]()
    ranked = []
    for variant in candidates:
        ranked.append((seen[variant.form] - wanted[variant.form], variant))
        seen[variant.form] += 1
    ordered = [variant for _, variant in sorted(ranked, key=lambda pair: pair[0])]
    return _apart(section, ordered, len(LETTERS) - len(mistakes), mistakes)


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
    # The code is made by this module from the tables; it is run as the notebook runs it, so the key cannot drift from it.
    exec(compile(SETUP, "setup", "exec"), space)
    space["section"] = section
    exec(compile(code, "lab", "exec"), space)
    return space


def original(section: Section, lab: LabKind, seed: int, student: int = 1) -> dict[str, Line]:
    """The brief of a student as it was handed out: the lines that ``assess`` takes as the original."""
    return dict(run(plant(section, lab, seed, student).draft, section)["brief"])


def key(section: Section, lab: LabKind, seed: int, student: int = 1) -> list[Key]:
    """The key to a student's lab, computed by running the draft and the mended lines; empty where every line holds."""
    planted = plant(section, lab, seed, student)
    space = run(f"{planted.draft}\n{planted.mended}", section)
    return [
        Key(
            letter,
            variant.kind,
            variant.rule,
            str(space["brief"][letter]),
            tuple(map(str, faults(section, space["brief"][letter]))),
            space["mended"][letter].text,
            tuple(q.text.replace(words.NBSP, " ") for q in space["mended"][letter].numbers),
            variant.mend(letter),
            variant.notes,
        )
        for letter, variant in planted.mistakes.items()
    ]


def key_text(section: Section, seed: int, student: int = 1) -> str:
    """The key to all labs of a student as Markdown."""
    parts = []
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
