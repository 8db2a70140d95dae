"""What stage, hedge and relation mean and what they do to sums, in the words of the book itself: its tables, its glossary, its rules of arithmetic.

Nothing of it is said here anew; where a report has no glossary, or words a rule in another way, a reader is told that much less.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from claimbook.core.stages import PAID, payment
from claimbook.live.offered import hedges as hedge_choices
from claimbook.live.tables import Tables
from claimbook.wording import HEDGES

#: The pages on which words are explained, and sums; the first that a book has is linked.
GLOSSARY, METHOD = "book/glossary", "book/method"
#: A word of the glossary; a rule of arithmetic with its number, its name and the first sentence after that; hedges with their bounds.
WORD = re.compile(r"^: \*\*(.+?)\.\*\* (.+)$", re.M)
RULE = re.compile(r"^(\d+)\. \*\*(.+?)\*\*,? ?(.*?[.](?=\s|$))", re.M)
BOUNDS = re.compile(r"^\| ([a-z][a-z, ]*) \| ([^|]+) \| ([^|]+) \|$", re.M)
#: Rules by what they are about: parts of a whole, what is not certain, and stages. Refusals name them by these numbers as well.
PARTS, UNSURE, STAGES = 2, 3, 4

Terms = dict[str, dict[str, Any]]


def terms(tables: Tables, root: Path) -> Terms:
    """For ``stage``, ``qualifier`` and each kind of relation what it is ``called``, what it is ``about``, what it does to ``sums``, what
    ``more`` there is to say, and of each of its ``choices`` what it means; some are ``named`` otherwise than by their id."""
    method = _read(root, METHOD)
    words, rules = dict(WORD.findall(_read(root, GLOSSARY))), _rules(method)
    stages, hedges = tables.rows["stages"], _hedges(method)
    unsure = {"likely": rules.get(UNSURE, ""), "unknown": rules.get(UNSURE, "")}
    relation = {"called": "Relation", "about": _plain(words.get("Relation", "")), "sums": "", "more": "", "named": {}}
    return {
        "stage": {
            "called": "Stage",
            "about": _plain(words.get("Stage", "")),
            "sums": rules.get(STAGES, ""),
            "more": _unpaid(stages),
            "named": {row["id"]: row["label"] for row in stages},
            "choices": {row["id"]: row["meaning"] for row in stages},
        },
        "qualifier": {
            "called": "Hedge",
            "about": _plain(words.get("Hedge", "")),
            "sums": "",
            "more": "",
            "named": dict(hedge_choices()),
            "choices": {name: hedges.get(told or name, "") for name, told in HEDGES.items()},
        },
        "relation": relation | {"choices": {"stated": rules.get(PARTS, "")} | unsure},
        "overlap": relation | {"choices": unsure},
    }


def _read(root: Path, page: str) -> str:
    """The text of a page; none where the book has no such page."""
    file = root / f"{page}.md"
    return file.read_text(encoding="utf-8") if file.is_file() else ""


@cache
def names_of_rules(root: Path) -> dict[int, str]:
    """What each rule of arithmetic is called, by its number."""
    found = {int(number): _plain(name).rstrip(".") for number, name, _ in RULE.findall(_read(root, METHOD))}
    return {number: name[:1].lower() + name[1:] for number, name in found.items()}


def _rules(text: str) -> dict[int, str]:
    """Each rule by its number: its name and what it says first."""
    return {int(number): _plain(f"{name.rstrip('.')}. {said}") for number, name, said in RULE.findall(text)}


def _hedges(text: str) -> dict[str, str]:
    """What each hedge, by its words, does to a figure: between which bounds it is reckoned with."""
    found: dict[str, str] = {}
    for named, low, high in BOUNDS.findall(text):
        bounds = f"{low} or more" if high == "open" else f"anything from {low} to {high}"
        bounds = bounds.replace("its resolution", "the unit to which it is rounded")
        found |= dict.fromkeys(named.split(", "), f"A sum reckons with {bounds}.")
    return found


def _unpaid(stages: list[dict]) -> str:
    """Why no figure can be supposed to be paid; nothing where the table has a stage for it."""
    if payment(stages) != PAID or any(row["id"] == PAID for row in stages):
        return ""
    return f"“{PAID}” cannot be chosen: the text says it of no figure, so the book has no such stage."


def _plain(text: str) -> str:
    """A text without the marks of Markdown, and without sentences on columns of tables, which no reader of a page sees."""
    told = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text).replace("*", "").replace("`", "")
    return re.sub(r"\s*\bIn the tables\b[^.]*\.", "", told).strip()
