"""What a printed wording says: its number, the hedge right before or after it, and the digit that it was printed to."""

from __future__ import annotations

import math
import re
from collections.abc import Collection

from claimbook.data import number_words
from claimbook.data.figures import BETWEEN, Figure, amounts, joined
from claimbook.wording.hedges import AFTER, BEFORE, LAST, PREPOSITIONS, STRICT
from claimbook.wording.units import RATES, is_money


def _either(hedges: dict[str, tuple[str, ...]], without: Collection[str] = ()) -> str:
    """A pattern for the words of the hedges, in a group named after their qualifier."""
    parts = {qualifier: "|".join(re.escape(word) for word in words if word not in without) for qualifier, words in hedges.items()}
    return "|".join(f"(?P<{qualifier}>{words})" for qualifier, words in parts.items() if words)


_BEFORE = re.compile(rf"(?<![\w-])(?:{_either(BEFORE)})(?:\s+(?:a|the) total of)?\s*$", re.I)
_BEFORE_LIST = re.compile(rf"(?<![\w-])(?:{_either(BEFORE, PREPOSITIONS)})\s*$", re.I)
_LEADING = re.compile(rf"(?:{_either(BEFORE, PREPOSITIONS)})\s+", re.I)
_LAST = "|".join(LAST)
_AFTER = re.compile(
    rf"(?:\s+[\w-]+){{0,2}}?,?\s+(?:(?!{_LAST})|(?=(?:{_LAST})\s*(?:[,.;:)]|$)))(?:{_either(AFTER)})\b(?! than)", re.I
)
#: What every range, and no share in digits, has in its wording; to look for a figure there costs a hundred times as much.
_LINKED, _PERCENT = re.compile(r"\b(?:to|and)\b|[-–—−]"), re.compile(r"%|per ?cent|pct|p\.c\.")
#: How far back a hedge and "a total of" may reach.
_REACH = 40


def figures(text: str, comma: bool = False) -> list[Figure]:
    """The numbers in digits, each with its currency, scale and sign of a share; a range is one. ``comma``: decimals stand after one."""
    return joined(text, amounts(text, comma))


def in_words(text: str) -> list[Figure]:
    """The numbers in words, "both" among them."""
    both = [Figure(*match.span(), 2.0, 1.0, kind="words") for match in re.finditer(r"\bboth\b", text, re.I)]
    return sorted([*number_words.ratios(text, joined(text, number_words.in_words(text))), *both], key=lambda figure: figure.start)


def numbers_of(claim: dict, comma: bool = False) -> list[Figure]:
    """The numbers in a claim's wording that could be its value, as its unit and its basis say; none for a counted list."""
    unit, printed = claim["unit"], claim["printed"]
    if is_money(unit) or unit in RATES and claim["basis"] != "counted":
        found = [*figures(printed, comma), *in_words(printed)]
        return [figure for figure in number_words.ratios(printed, found) if figure.unit == unit]
    if claim["basis"] == "counted":
        return []
    found = in_words(printed) if claim["basis"] == "words" else figures(printed, comma)
    return [figure for figure in found if not figure.unit]


def figure_of(claim: dict, comma: bool = False) -> Figure | None:
    """The number in a claim's wording that is its value; a counted list stands for one; None where no number is the value."""
    if _counted(claim):
        leading = _LEADING.match(claim["printed"])
        return Figure(leading.end() if leading else 0, len(claim["printed"]), claim["value"], 1.0)
    found = [f for f in numbers_of(claim, comma) if f.value is not None and math.isclose(f.value, claim["value"], rel_tol=1e-9)]
    return found[0] if found else None


def worded(claim: dict, comma: bool = False) -> str:
    """The words of a claim's figure where no single number has been printed: those of a range or of a fraction; else none.

    "between 1.1 and 1.4 million", "EUR 2-3 billion", "two-thirds", each as the wording has it and without its hedge.
    """
    printed, unit = claim["printed"] or "", claim["unit"]
    fraction = unit in RATES and not _PERCENT.search(printed)
    if claim["basis"] == "counted" or not (fraction or _LINKED.search(printed)) or not (figure := figure_of(claim, comma)):
        return ""
    words = printed[figure.start : figure.end]
    if figure.kind != "fraction" and max(len(amounts(words, comma)), len(number_words.in_words(words))) < 2:
        return ""
    between = "between " if BETWEEN.search(printed[: figure.start]) else ""
    return between + re.sub(r"(?<=\d)\s?%", "\u00a0%", words) + ("\u00a0tonnes" if unit == "tonnes" else "")


def strict_of(claim: dict, comma: bool = False) -> str:
    """The words of a claim's hedge where they keep its figure from being reached, as "less than" does and "at most" does not."""
    if claim["qualifier"] != "at_most":
        return ""
    said = hedge_of(claim, comma=comma)[1].lower()
    return said if said in STRICT else ""


def _counted(claim: dict) -> bool:
    return claim["basis"] == "counted" and not is_money(claim["unit"])


def hedge_of(claim: dict, before: str = "", after: str = "", comma: bool = False) -> tuple[str, str]:
    """The qualifier that a claim's wording, and the text around it, gives its number, and the words that do so.

    Without such words, and where the wording does not hold the number, it is "exact" and no words.
    """
    figure, printed = figure_of(claim, comma), claim["printed"]
    if figure is None:
        return "exact", ""
    said = hedge_at(before + printed + after, len(before) + figure.start, len(before) + figure.end, listed=_counted(claim))
    return said[:2]


def hedge_at(text: str, start: int, end: int, listed: bool = False) -> tuple[str, str, int, int]:
    """The qualifier that the words around a figure give it, these words, and where the figure with them starts and ends.

    Without such words it is "exact", and where the figure itself does. Before a list that is counted fewer words hedge.
    """
    opens = max(0, start - _REACH)
    found = (_BEFORE_LIST if listed else _BEFORE).search(text[opens:start])
    after = None if found or listed else _AFTER.match(text[end:])
    match = found or after
    if not match or not match.lastgroup:
        return "exact", "", start, end
    return (
        match.lastgroup,
        " ".join(match[match.lastgroup].split()),
        opens + found.start() if found else start,
        end + (after.end() if after else 0),
    )
