"""Charts: functions that take quantities and return a Chart. They read no table and compute no number of their own.

Each kind has a module of its own; ``style``, ``layout``, ``scales`` and ``marks`` are what they share.
"""

from claimbook.report.charts.areas import nested
from claimbook.report.charts.bar import bars
from claimbook.report.charts.chart import Chart, credit
from claimbook.report.charts.data import safe
from claimbook.report.charts.dumbbell import dumbbell
from claimbook.report.charts.grid import matrix
from claimbook.report.charts.interval import readings
from claimbook.report.charts.maps import partner_map
from claimbook.report.charts.multiples import multiples
from claimbook.report.charts.runs import runs
from claimbook.report.charts.style import COLOURS, STYLE, drawing, standard
from claimbook.report.charts.swimlane import Lane, swimlanes
from claimbook.report.charts.timeline import covered, timeline
from claimbook.report.charts.waterfall import composition

__all__ = [
    "COLOURS",
    "STYLE",
    "Chart",
    "Lane",
    "bars",
    "composition",
    "covered",
    "credit",
    "drawing",
    "dumbbell",
    "matrix",
    "multiples",
    "nested",
    "partner_map",
    "readings",
    "runs",
    "safe",
    "standard",
    "swimlanes",
    "timeline",
]
