"""The data of charts as tables: a row for each mark, the same few columns in every chart, and what each column means."""

from __future__ import annotations

import csv
import io
import math
from calendar import monthrange
from collections.abc import Sequence

from claimbook import wording as words
from claimbook.core.quantities import Printed, Quantity
from claimbook.wording import Wording, plain

Row = dict[str, object]
#: Every column that a chart's data may have: its title, its type in the terms of a data package, and what it means.
COLUMNS = {
    "name": ("Name", "string", "What the mark stands for."),
    "series": (
        "Series",
        "string",
        "Which marks of the chart it belongs to: the entry of the legend, the axis, the lane or the column.",
    ),
    "inside": ("Drawn inside", "string", "The amount in which this one is drawn; empty where it is drawn by itself."),
    "certainty": ("How sure", "string", "Whether it is stated or likely that the amount lies inside the other."),
    "compares": ("Compares", "string", "Whether it compares with the row above, by our reading, and why."),
    "grade": (
        "Grade",
        "string",
        "How directly the source outside the section is known: A the institution itself, B a reprint, C the press or an organisation;"
        " empty where no such source stands behind it.",
    ),
    "partner": ("Partner", "string", "The partner whose mark it is on the map."),
    "instrument": (
        "Instrument",
        "string",
        "What the EU does with the partner; a row for each of its amounts, or one row where it has none.",
    ),
    "kind": ("Kind", "string", "The kind of instrument, which the tone on the map shows."),
    "standing": ("Where it stands", "string", "How far the instrument has come."),
    "drawn": ("On the map", "boolean", "Whether the map has a shape for the partner."),
    "printed": ("As printed", "string", "The number or date in words, as the book prints it."),
    "value": ("Value", "number", "The best value, in the unit of the row; empty where the sources allow no more than a range."),
    "low": ("Low", "number", "The lowest value that the sources allow, in the unit of the row; empty where nothing limits it."),
    "high": (
        "High",
        "number",
        "The highest value that the sources allow, in the unit of the row; empty where nothing limits it.",
    ),
    "unit": ("Unit", "string", "The unit of value, low and high. EUR are whole euros as printed: no price basis, no conversion."),
    "hedge": ("Hedge", "string", "How the source hedges the number, such as about or over; empty where it was computed."),
    "stage": (
        "Stage",
        "string",
        "How far money or pledge has come, an id of the table stages; several, if the number adds them up.",
    ),
    "computed": ("Computed", "boolean", "Whether the number was computed from others; else a source prints it."),
    "start": ("Start", "date", "The first day that the date or period covers; empty where the period has no stated start."),
    "end": ("End", "date", "The last day that the date or period covers; empty where the period has no stated end."),
    "period": (
        "Period",
        "boolean",
        "Whether it lasts from start to end; else it falls on a day between them, or is no more exactly known.",
    ),
    "marked": ("Marked", "boolean", "Whether the chart has a mark here."),
    "claims": ("Claims", "string", "The rows behind the mark, as table and id, with a semicolon between them."),
}


def fields(rows: Sequence[Row]) -> list[dict[str, str]]:
    """What the columns of a chart's data mean, as fields of a data package."""
    return [dict(zip(("name", "title", "type", "description"), (name, *COLUMNS[name]))) for name in rows[0]]


def graded(q: Quantity) -> str:
    """The grades of the sources from outside behind a quantity; empty where there is none."""
    return ", ".join(sorted({claim.grade for claim in q.claims if claim.outside and claim.grade}))


def counted(q: Quantity, unit: str = "") -> Row:
    """A quantity as cells; a bound that is open, and a value that is not known, are None. ``unit`` stands for its own."""
    return {
        "printed": q.text.replace(words.NBSP, " "),
        "value": _known(q.value),
        "low": _known(q.low),
        "high": _known(q.high),
        "unit": unit or q.unit,
        "hedge": q.claim.qualifier if isinstance(q, Printed) else "",
        "stage": "; ".join(q.stages),
        "computed": not isinstance(q, Printed),
        "claims": told_claims(q.wording),
    }


#: The cells of a mark that has no quantity.
UNCOUNTED: Row = dict.fromkeys(("printed", "value", "low", "high", "unit", "hedge", "stage", "computed", "claims"))


def dated(event: dict, date: Wording) -> Row:
    """An event of a time line as cells: its date in words, the first and last day that it covers, and whether it is a period."""
    start, end, period = event["date"], event["date_end"], bool(event.get("period") or event["date_end"])
    return {
        "printed": plain(date).text.replace(words.NBSP, " "),
        "start": _day(start),
        "end": _day(end or ("" if period else start), last=True),
        "period": period,
        "claims": told_claims(date),
    }


def told_claims(*shown: Wording | Quantity | str) -> str:
    """The claims behind what is shown, each once, as table and id."""
    origins = dict.fromkeys(claim for part in shown for claim in plain(part).origins)
    return "; ".join("/".join(filter(None, (claim.abroad, claim.table, claim.id))) for claim in origins)


def _known(number: float | None) -> float | int | None:
    if number is None or not math.isfinite(number):
        return None
    return int(number) if number == int(number) else float(f"{number:.12g}")  # beyond are the errors of the arithmetic


def _day(iso: str | None, last: bool = False) -> str | None:
    """The first, or the last, day of an ISO date of any precision."""
    if not iso:
        return None
    year, month, day = [*map(int, iso.split("-")), 0, 0][:3]
    month = month or (12 if last else 1)
    return f"{year:04}-{month:02}-{day or (monthrange(year, month)[1] if last else 1):02}"


def as_csv(rows: Sequence[Row]) -> str:
    """Rows as CSV that pandas and spreadsheets read as it is: what is not known is empty, and no text begins a formula."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    return out.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return str(value).lower()
    return safe(value) if isinstance(value, str) else value


def safe(text: str) -> str:
    """Text that a spreadsheet does not take for a formula, with plain spaces."""
    text = text.replace(words.NBSP, " ")
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
