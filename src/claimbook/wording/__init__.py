"""Numbers, dates and sentences in words: what a reader sees of a quantity."""

from claimbook.wording.dates import MONTHS, date, period
from claimbook.wording.hedges import HEDGES
from claimbook.wording.numbers import (
    NBSP,
    WORDS,
    Told,
    digits,
    number,
    ordinal,
    printed,
    spelled,
    told,
    unit_of,
)
from claimbook.wording.parts import Link, Number, Raw, Shown, Slot
from claimbook.wording.sentences import Wording, capitalised, first_sentence, grade, link, listing, plain, sentence, slots
from claimbook.wording.units import LARGE_SCALES

__all__ = [
    "LARGE_SCALES",
    "HEDGES",
    "Link",
    "MONTHS",
    "NBSP",
    "Number",
    "Raw",
    "Shown",
    "Slot",
    "Told",
    "WORDS",
    "Wording",
    "date",
    "digits",
    "capitalised",
    "first_sentence",
    "grade",
    "link",
    "listing",
    "number",
    "ordinal",
    "period",
    "plain",
    "printed",
    "sentence",
    "slots",
    "spelled",
    "told",
    "unit_of",
]
