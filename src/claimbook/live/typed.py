"""What a reader types as the value of a claim: as its cell has it, or what to write where it can be read in more than one way."""

from __future__ import annotations

import math
import re

from claimbook import wording as words
from claimbook.data import number_words
from claimbook.data.figures import Figure, amounts
from claimbook.data.printed import figure_of, hedge_at
from claimbook.data.problems import as_text
from claimbook.live import refused
from claimbook.wording.units import COUNTED, RATES, is_money

#: The sign of an amount that is less than nought, which the reader of figures takes for a stroke; and what says how much more.
SIGNED = re.compile(r"^\D*[-−–]\s*\d")
MORE = re.compile(r"^\D*(?:\+|\bplus\b)", re.I)
#: A comma that parts no thousands; and of these, one that decimals follow, as in other languages.
COMMA = re.compile(r"\d,(?!\d{3}(?!\d))|(?<![\d.,])0,")
DECIMAL = re.compile(r"\d,\d{1,2}(?![\d,])|(?<![\d.,])0,\d+(?![\d,])")
#: A mark before exactly three digits, the only one of a number: thousands or decimals.
THREE = re.compile(r"(?<![\d.,'’])(?<!\d )([1-9]\d{0,2})([.,])(\d{3})(?![\d.,'’]| \d)")
#: From here on a number of three digits before its scale is told in the next one, so that a mark parts decimals.
LARGEST = words.LARGE_SCALES[0][0]
#: The sign of a unit beside its words.
SIGNS = {"tonnes": "t", "EUR": "eur euro euros"}


def read(typed: str, row: dict, comma: bool) -> tuple[str, str]:
    """What was typed for a claim's row as its cell has it, and what to write instead where that is to be asked; else nothing.

    ``comma`` says that the report has decimals after a comma. What is of another unit, or is no number, is left as it is, which the
    cell's rule then refuses.
    """
    text = " ".join(typed.replace(words.NBSP, " ").split())
    if MORE.match(text):
        return text, f"“{text}” says how much more; write the whole figure that you suppose."
    decimal = comma or bool(DECIMAL.search(text))
    if not decimal and COMMA.search(text):
        return text, ""
    found = _numbers(text, decimal)
    if len(found) == 1:
        qualifier, said, *_ = hedge_at(text, found[0].start, found[0].end)
        if said and qualifier != row["qualifier"]:
            rest = " ".join(text.replace(said, "", 1).split())
            do = f"choose “{words.HEDGES[qualifier]}” as the hedge and" if takes_hedge(row, comma) else "this figure takes none;"
            return text, f"“{text}” has a hedge; {do} write {rest} here."
        if said:  # as the figure has it anyway
            return read(text.replace(said, "", 1), row, comma)
    plain = text if decimal else text.replace(",", "")
    if len(found) > 1:
        return text, f"“{text}” is a range, or has more than one number; write the one figure that you suppose."
    if not found or (value := found[0].value) is None or not _is_of(found[0], text, row, comma):
        return plain, ""
    if SIGNED.search(text):
        return as_text(-float(value)), ""
    if row["basis"] == "words" and row["unit"] not in RATES and value % 1:
        return text, f"“{text}” has a part of one, and {row['unit']} are counted; right would be a whole number."
    return as_text(float(value)), _two_ways(text, found[0], row, comma) or _without_scale(text, found[0], row)


def is_ordinal(row: dict, comma: bool) -> bool:
    """Whether the report prints a claim as a place in a row, as the 7th of its kind."""
    figure = figure_of(row, comma)
    return bool(figure and figure.kind == "ordinal")


def takes_hedge(row: dict, comma: bool) -> bool:
    """Whether a claim can have a hedge: a count of what is listed, a number that is spelled and a place in a row have none."""
    return not (row["basis"] == "counted" or row["basis"] == "words" and row["unit"] not in RATES or is_ordinal(row, comma))


def years_counted(row: dict) -> str:
    """The years that a claim counts, which stand beside its number; an empty text where it counts something else."""
    dated = row["basis"] == "counted" and row["unit"] == "years" and row["period_start"] and row["period_end"]
    return f"{words.date(row['period_start'])} to {words.date(row['period_end'])}" if dated else ""


def _numbers(text: str, comma: bool) -> list[Figure]:
    """The numbers in a text, in digits and in words; the ends of a range are two."""
    found = amounts(text, comma)
    spelled = number_words.in_words(text) or [
        Figure(one.start, one.end, one.value, one.step, kind="words", scale=one.scale) for one in number_words.cardinals(text)
    ]
    return found + [word for word in spelled if not any(word.start < one.end and one.start < word.end for one in found)]


def _two_ways(text: str, figure: Figure, row: dict, comma: bool) -> str:
    """What to write where a mark may part thousands or decimals, and the scale does not make it plain."""
    match = THREE.search(text)
    if not match or row["unit"] in RATES or (match[2] == (",", ".")[not comma]) == (figure.scale >= LARGEST):
        return ""
    whole, _, part = match.groups()
    point, group = (",", ".") if comma else (".", ",")
    thousands = f"{whole}{group if figure.scale < LARGEST else ''}{part}"
    decimals = f"{whole}{point}{part}".rstrip("0").rstrip(point)
    if part[-1] != "0" and figure.scale < LARGEST:
        decimals += "0"  # so that it is not asked about again
    ways = [f"{text[: match.start()]}{way}{text[match.end() :]}" for way in (decimals, thousands)]
    if figure.scale == 1 and part != "000":  # of what is counted there is no part
        return f"“{text}” can be read as a part of one; write {ways[1]} if that is meant."
    return f"“{text}” can be read as {ways[0]} or as {ways[1]}; write {ways[0]} or {ways[1]}."


def _without_scale(text: str, figure: Figure, row: dict) -> str:
    """What to write where an amount is less than what the report rounds it to, since its scale was left out."""
    value, unit = figure.value or 0.0, row["unit"]
    if not is_money(unit) or figure.scale > 1 or not 0 < value < (row["resolution"] or 0):
        return ""
    name = min(words.LARGE_SCALES, key=lambda pair: abs(math.log(value * pair[0] / row["value"])))[1]
    number = words.digits(value, len(as_text(value).partition(".")[2]))
    least = refused.amount(as_text(row["resolution"]), unit)
    return f"“{text}” is {unit} {number}, less than {least}, to which the report rounds it; if {name} is meant, write {number} {name}."


def _is_of(figure: Figure, text: str, row: dict, comma: bool) -> bool:
    """Whether a figure that a reader typed is of the row's unit, and nothing else stands beside it but what the report prints after it."""
    unit, own = row["unit"], figure_of(row, comma)
    if figure.unit and figure.unit != unit:
        return False
    beside = re.sub(r"[\W\d_]+", " ", text[: figure.start] + " " + text[figure.end :]).casefold().split()
    forms = COUNTED.get(unit, "").replace("_", " ") if unit != "people" else ""
    after = row["printed"][own.end :] if own else ""
    known = {unit.casefold(), *re.findall(r"[^\W\d_]+", f"{forms} {SIGNS.get(unit, '')} {after}".casefold())}
    return all(word in known for word in beside)
