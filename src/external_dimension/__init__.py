"""Section 2.4 of the EUAA Asylum Report 2025 as a report: what is this report's alone; ``claimbook`` does the rest."""

from claimbook import (
    ArithmeticRuleError,
    DataError,
    Section,
    add,
    between,
    count,
    difference,
    listing,
    load,
    per,
    ratio,
    remainder,
    sentence,
    share,
    times,
    total,
)

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
