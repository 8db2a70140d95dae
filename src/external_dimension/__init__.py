"""Section 2.4 of the EUAA Asylum Report 2025 as claims, and the arithmetic, wording and charts of its book."""

from .quantities import ArithmeticRuleError, add, between, count, difference, per, ratio, remainder, share, times, total
from .section import Section, load
from .tables import DataError
from .wording import listing, sentence

__all__ = [
    "ArithmeticRuleError",
    "DataError",
    "Section",
    "add",
    "between",
    "count",
    "difference",
    "listing",
    "load",
    "per",
    "ratio",
    "remainder",
    "sentence",
    "share",
    "times",
    "total",
]
