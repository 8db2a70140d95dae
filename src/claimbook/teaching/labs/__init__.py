"""Labs: a brief with a mistake in it is mended, and the rules of the method page judge the result.

A brief is a few lines, each a sentence with the numbers in it (``brief``). The judge holds no answers. It looks up the claims
that a line names, does the calculation again with the guarded arithmetic (``judging``), and compares the sentence with what
the claims allow: their hedge, digits, stages and periods (``sentences``).

For teachers alone, and in no student's folder: ``variants`` finds the mistakes that the tables offer, ``templates`` writes
them as lines of a brief, and ``key`` deals them out and tells which is where.
"""

from claimbook.teaching.labs.brief import Brief, Line, Verdicts, line
from claimbook.teaching.labs.judging import judge, mean_per_year
from claimbook.teaching.labs.sentences import find

__all__ = ["Brief", "Line", "Verdicts", "find", "judge", "line", "mean_per_year"]
