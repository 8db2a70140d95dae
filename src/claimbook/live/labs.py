"""The labs on a page of a book: a brief drawn by a number, a commitment, hints, a line corrected in words, and what is saved of it.

It is the lab of the notebooks (``teaching.labs``), in a folder that is gone with the page. What is asked for and what is answered is data that
JSON can hold, as with ``page``.
"""

from __future__ import annotations

import os
import re
import secrets
import tempfile
from pathlib import Path
from typing import Any

from claimbook.core.section import Section
from claimbook.live.tables import Tables
from claimbook.teaching.labs.brief import Line
from claimbook.teaching.labs.commitment import Doubt, doubt, no_doubt
from claimbook.teaching.labs.drawing import PAGE_NUMBERS, drawn, none_offered, offered, plant
from claimbook.teaching.labs.in_words import reworded
from claimbook.teaching.labs.lab import BRIEF, RECORD, Lab
from claimbook.teaching.labs.plain import plainly
from claimbook.teaching.labs.record import write_brief
from claimbook.teaching.labs.rules import RULES
from claimbook.teaching.labs.saved import told

Answer = dict[str, Any]


class PageLab(Lab):
    """A lab on a page, which says in words what a notebook says in code."""

    following = "Now correct in words what does not hold; the hints help, one after the other."


class Desk:
    """The labs of one number, each in a file of a folder of their own."""

    def __init__(self, section: Section, number: int):
        self.section, self.number = section, number
        self.folder = Path(tempfile.mkdtemp())
        self.briefs: dict[str, dict[str, Line]] = {}

    def lab(self, name: str) -> PageLab:
        """A lab, with its brief drawn; raises KeyError where the tables offer none of this name."""
        if name not in self.briefs:
            kind = {one.name: one for one in offered(self.section)}[name]
            self.briefs[name] = drawn(self.section, plant(self.section, kind, self.number))
            write_brief(self.folder / f"{name}{BRIEF}", self.briefs[name])
        return PageLab(name, self.folder, self.section)

    def saved(self) -> str:
        """What was done in all labs, as a text."""
        files = {name: self.folder / f"{name}{RECORD}" for name in self.briefs}
        records = {name: file.read_text(encoding="utf-8") for name, file in files.items() if file.is_file()}
        return told(self.number, records, self.briefs, _begun)


_section: list[Section] = []
_desk: list[Desk] = []
#: The numbers by which briefs were drawn since the page was opened, in order: one that was left and taken again began anew.
_begun: list[int] = []


def start(root: str) -> Answer:
    """Read the tables below ``root``, which becomes the working folder; the labs that they offer, or why they offer none.

    Raises DataError where the tables do not hold.
    """
    os.chdir(root)
    _section[:] = [Tables(Path(root) / "data").section()]
    kinds = offered(_section[0])
    _begun.clear()
    _desk.clear()
    return {
        "labs": [{"name": kind.name, "title": kind.subject, "about": kind.about} for kind in kinds],
        "rules": [[rule, meant] for rule, meant in RULES.items()],
        "missing": none_offered(_section[0]),
    }


def draw() -> int:
    """A number that nobody was given."""
    return secrets.choice(PAGE_NUMBERS)


def take(number: str, name: str) -> Answer:
    """The brief of a lab by a number, as it was typed, or why there is none; with another number begins anew."""
    digits = _digits(str(number))
    if not digits:
        looks = "A number is written with up to eight digits alone, such as 98046720: no sign, no point and no letters."
        return {"refused": f"{looks} Type it as it stands in START.md, or as your teacher gave it to you."}
    if not _desk or _desk[0].number != int(digits):
        _desk[:] = [Desk(_section[0], int(digits))]
        _begun.append(int(digits))
    lab = _desk[0].lab(name)
    lines = [[letter, line.text] for letter, line in _desk[0].briefs[name].items()]
    return {"lines": lines, "number": _desk[0].number, "committed": bool(lab.record.commitment)}


def _digits(typed: str) -> str:
    """The number that was typed, without spaces around it or between its thousands; empty where it is none, or one that a course has not.

    Nothing is made of a sign or of decimals: a number that was changed without a word would draw a brief that nobody gave out.
    """
    bare = typed.strip()
    if re.fullmatch(r"[0-9]{1,3}(?:[\s'’][0-9]{3})+|[0-9]{1,3}(?:[.,][0-9]{3}){2}|[0-9]{4} [0-9]{4}", bare):
        bare = re.sub(r"[^0-9]", "", bare)
    return (
        bare
        if re.fullmatch(r"[0-9]+", bare) and int(bare) < PAGE_NUMBERS.stop and len(bare) <= len(str(PAGE_NUMBERS.stop))
        else ""
    )


def commit(name: str, doubts: list[list[str]]) -> Answer:
    """Commit to lines, each with the rule and why; a line without a letter says that all hold."""
    lab = _desk[0].lab(name)
    given: list[Doubt] = [doubt(letter, rule, why) if letter else no_doubt(why) for letter, rule, why in doubts]
    return {"told": _plainly(lab.commit(*given).sentences), "committed": bool(lab.record.commitment)}


def hint(name: str, step: str) -> Answer:
    """A hint: the line, the rule, and in full, one after the other."""
    return {"told": _plainly(_desk[0].lab(name).hint(step).sentences)}


def correct(name: str, sentences: dict[str, str], left_out: dict[str, str]) -> Answer:
    """What the judge says of lines that were written anew, by letter, with why claims were left out of them."""
    lab, brief = _desk[0].lab(name), _desk[0].briefs[name]
    anew = {
        letter: reworded(_section[0], brief[letter], text, left_out.get(letter, ""))
        for letter, text in sentences.items()
        if letter in brief and text.strip()
    }
    return {"told": _plainly(lab.judge(anew).sentences)}


def saved() -> Answer:
    """What was done with the number of the moment: a name for a file, and its text."""
    return {"name": f"labs-{_desk[0].number}.txt", "text": _desk[0].saved()}


def _plainly(sentences: tuple[str, ...]) -> list[str]:
    """What the lab says, without code in it."""
    return [plainly(_section[0], one) for one in sentences]
