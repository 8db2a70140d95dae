"""Charts: functions that take quantities and return a Chart. They read no table and compute no number of their own.

Each kind has a file of its own; ``style``, ``layout``, ``scales`` and ``marks`` are what they share.
"""

from claimbook.report.charts.bar import amounts, bars
from claimbook.report.charts.chart import Chart, credit, safe
from claimbook.report.charts.grid import matrix, squares
from claimbook.report.charts.interval import readings
from claimbook.report.charts.style import COLOURS, STYLE, drawing, standard
from claimbook.report.charts.timeline import covered, timeline
from claimbook.report.charts.waterfall import composition

__all__ = [
    "COLOURS",
    "STYLE",
    "Chart",
    "amounts",
    "bars",
    "composition",
    "covered",
    "credit",
    "drawing",
    "matrix",
    "readings",
    "safe",
    "squares",
    "standard",
    "timeline",
]
