"""Which mistake a brief has, in what place, and between which sentences: drawn by a number.

For a course that is its seed, and a student's place in it; on a page it is the number that somebody types there. A brief is drawn as code, for
a notebook, or as the lines that this code makes.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from claimbook.core.arithmetic import total
from claimbook.core.claims import FIGURE_TABLES
from claimbook.core.section import Section
from claimbook.data.problems import DataError, Problem
from claimbook.teaching.labs.again import find
from claimbook.teaching.labs.brief import Brief, Line, line
from claimbook.teaching.labs.holding import holding
from claimbook.teaching.labs.kinds import LABS, LabKind
from claimbook.teaching.labs.templates import Variant, within_sentence
from claimbook.teaching.labs.variants import variants
from claimbook.wording import listing

LETTERS = "abcde"
#: How many lines of a brief are wrong, drawn from these: mostly one, at times two or none.
MISTAKES = (1, 1, 1, 1, 2, 2, 0)
#: The numbers by which briefs are drawn on a page, be they given out for a course or drawn there: all that have eight digits.
PAGE_NUMBERS = range(10_000_000, 100_000_000)


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


def offered(section: Section) -> list[LabKind]:
    """The labs of which the tables offer a mistake at all: a report without a figure for several years can compare none."""
    return [lab for lab in LABS if variants(section, lab.name)]


def none_offered(section: Section) -> str:
    """Why no lab can be drawn from the tables, in a sentence; empty where one can."""
    if offered(section):
        return ""
    units = sorted({row["unit"] for row in section.rows("claims") if row["unit"]})
    return (
        "No lab can be drawn from these tables: labs are made of amounts in EUR that lie in one another, are hedged or have several stages, of "
        f"tonnes, and of figures for several years; the claims here are in {listing(units).text if units else 'no unit, since there are none'}."
    )


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
        allowed = "figures that a lab can compare, add or hedge amiss"
        raise DataError([Problem("claims.csv", "-", "-", f"nothing that the lab {lab.name} can go wrong with", allowed)])
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


def drawn(section: Section, planted: Planted) -> dict[str, Line]:
    """The lines of a brief, by letter, as its code makes them in a notebook; without pandas."""
    rows = [(table, row) for table in FIGURE_TABLES for row in section.rows(table)]
    value = {row["id"]: float(row["value"]) for _, row in rows if row["value"] is not None}
    label = {row["id"]: within_sentence(row["label"], table) for table, row in rows}
    space: dict = {"section": section, "value": value, "label": label, "total": total, "line": line, "Brief": Brief}
    # The code is made by this module from the tables; it is run as the notebook runs it, so that the two cannot drift apart.
    exec(compile(planted.draft, "lab", "exec"), space)
    return dict(space["brief"])
