"""Reports whose numbers are claims: tables, the arithmetic of claims, wording, charts, and a book that shows where each number is from."""

import os
import sys

if sys.argv[:1] == ["-m"]:  # Python has yet to come to the command, which from then on tells of Ctrl-C itself

    def _stopped(kind, error, trace):
        if not issubclass(kind, KeyboardInterrupt):
            return sys.__excepthook__(kind, error, trace)
        print("stopped; what was there before is as it was.", flush=True)
        os._exit(130)

    sys.excepthook = _stopped

from claimbook.core import comparisons as that
from claimbook.core.arithmetic import add, between, count, difference, distance, per, ratio, remainder, share, times, total
from claimbook.core.comparisons import WordsError, compared, guard, word
from claimbook.core.over_time import change, comparable, yearly
from claimbook.core.quantities import ArithmeticRuleError
from claimbook.core.section import Section, load
from claimbook.data.problems import DataError
from claimbook.wording import grade, listing, sentence

__all__ = [
    "ArithmeticRuleError",
    "DataError",
    "Section",
    "WordsError",
    "add",
    "between",
    "change",
    "comparable",
    "compared",
    "count",
    "difference",
    "distance",
    "grade",
    "guard",
    "listing",
    "load",
    "per",
    "ratio",
    "remainder",
    "sentence",
    "share",
    "that",
    "times",
    "total",
    "word",
    "yearly",
]
