"""Labs: a brief with mistakes in it, or with none, is read, doubted and mended, and the rules of the method page judge the result.

A brief is a few lines, each a sentence with the numbers in it (``brief``). A student commits to what is wrong and why before
anything is judged (``commitment``, ``lab``, ``record``). The judge holds no key: it looks up the claims that a line names, does
the calculation again with the guarded arithmetic (``again``, ``judging``), and compares the sentence with what the claims allow:
their hedge and digits (``sentences``), their stages and suppositions (``stages_told``). So whoever has the judge and the tables
can find out what is wrong with a brief; that is not hidden, and marks go to what a reader writes (``assessing``).

``variants`` finds the mistakes that the tables offer, ``holding`` the lines beside them, ``templates`` writes both as code, and
``drawing`` deals them out by a number: for the notebooks of a course, and on the labs' page of a book. For teachers alone are ``mending``
and ``key``, which tell which is where, what mends it and what to look for.
"""

from claimbook.teaching.labs.again import find, mean_per_year
from claimbook.teaching.labs.assessing import Result, assess
from claimbook.teaching.labs.brief import Brief, Line, Verdicts, line
from claimbook.teaching.labs.commitment import Doubt, doubt, no_doubt
from claimbook.teaching.labs.judging import judge
from claimbook.teaching.labs.lab import Lab
from claimbook.teaching.labs.record import Record, read_record

__all__ = [
    "Brief",
    "Doubt",
    "Lab",
    "Line",
    "Record",
    "Result",
    "Verdicts",
    "assess",
    "doubt",
    "find",
    "judge",
    "line",
    "mean_per_year",
    "no_doubt",
    "read_record",
]
