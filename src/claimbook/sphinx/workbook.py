"""Tables as one workbook for Excel and LibreOffice, whose bytes follow from what it holds alone."""

from __future__ import annotations

import io
import os
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

os.environ["OPENPYXL_LXML"] = "False"  # it would write otherwise where lxml is installed, as the tests have it
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.packaging.core import DocumentProperties
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from claimbook.data.reproducible_zip import zipped

NAME, CELL = 31, 32767  # the characters that a sheet's name, and a cell, may have
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # how a text begins that a spreadsheet could take for a formula
WIDEST = 60  # characters: a column is no wider
BOLD, TOP = Font(bold=True), Alignment(vertical="top", wrap_text=True)
CHANGED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


@dataclass(frozen=True)
class Sheet:
    """A table with its name, what it is, its fields as in a data package, and its rows as in a CSV file, all cells text."""

    name: str
    title: str
    description: str
    source: str
    licence: str
    fields: Sequence[dict]
    rows: Sequence[Sequence[str]]


def typed(text: str, kind: str) -> object:
    """A cell of a CSV file as the value that its type says; empty is None. Raises ValueError where it is none of its type."""
    if text == "":
        return None
    if kind == "integer":
        return int(text)
    if kind == "number":
        number = float(text)
        return int(number) if number.is_integer() else number
    if kind == "boolean":
        return {"true": True, "false": False}[text]
    return date.fromisoformat(text) if kind == "date" else text


def named(names: Sequence[str]) -> list[str]:
    """Names that sheets may have: short, without the signs that are not allowed, and each once, whatever its case."""
    found: dict[str, str] = {}
    for name in names:
        short = plain = re.sub(r"[\[\]:*?/\\]", " ", name)[:NAME]
        number = 2
        while short.casefold() in found:
            short = f"{plain[: NAME - len(f' {number}')]} {number}"
            number += 1
        found[short.casefold()] = short
    return list(found.values())


def workbook(properties: dict[str, str], as_of: str, about: Sequence[tuple[str, str]], sheets: Sequence[Sheet]) -> bytes:
    """A workbook: its contents with ``about`` above them, what each column means, and a sheet for each of ``sheets``.

    Of the ``properties`` it needs the title; ``as_of`` is the month or day by which it is dated. Raises ValueError where a text is longer than a cell may be.
    """
    for sheet in sheets:
        if long := [text for row in sheet.rows for text in row if len(text) > CELL]:
            raise ValueError(f"sheet {sheet.name}: a text of {len(long[0])} characters, and a cell holds {CELL}: {long[0][:40]}")
    book = Workbook(write_only=True)
    made = datetime.fromisoformat(f"{as_of}-01"[:10])
    book.properties = DocumentProperties(**properties, created=made)
    contents, columns, *names = named(["Contents", "Columns", *(sheet.name for sheet in sheets)])
    _write(book, contents, _contents(properties["title"], about, names, sheets), (24, WIDEST, WIDEST, 8, 40, 24), wrapped=True)
    _write(book, columns, _columns(names, sheets), (24, 24, 24, 10, 100), frozen="A2")
    for name, sheet in zip(names, sheets):
        kinds = [field["type"] for field in sheet.fields]
        heads = [field["name"] for field in sheet.fields]
        widths = [max(len(str(text)) for text in cells) + 2 for cells in zip(heads, *sheet.rows)]
        values = ([typed(text, kind) for text, kind in zip(row, kinds)] for row in sheet.rows)
        _write(
            book, name, iter([heads, *values]), widths, frozen="A2", last=f"{get_column_letter(len(heads))}{len(sheet.rows) + 1}"
        )
    return _settled(book, made)


def _contents(title: str, about: Sequence[tuple[str, str]], names: Sequence[str], sheets: Sequence[Sheet]) -> Iterator[Sequence]:
    yield [title]
    yield from about
    yield []
    yield ["Sheet", "What it is", "What to mind", "Rows", "Source", "Licence"]
    for name, sheet in zip(names, sheets):
        yield [name, sheet.title, sheet.description, len(sheet.rows), sheet.source, sheet.licence]


def _columns(names: Sequence[str], sheets: Sequence[Sheet]) -> Iterator[Sequence]:
    yield ["Sheet", "Column", "Title", "Type", "What it means"]
    for name, sheet in zip(names, sheets):
        yield from ([name, field["name"], field["title"], field["type"], field["description"]] for field in sheet.fields)


def _write(
    book: Any,
    name: str,
    rows: Iterator[Sequence],
    widths: Sequence[int],
    *,
    frozen: str = "",
    last: str = "",
    wrapped: bool = False,
) -> None:
    """Add a sheet; its head stands still where ``frozen``, has filters down to the cell ``last``, and its first row is bold."""
    sheet = book.create_sheet(name)
    for i, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(i)].width = min(width, WIDEST)
    if frozen:
        sheet.freeze_panes = frozen
    if last:
        sheet.auto_filter.ref = f"A1:{last}"
    for i, row in enumerate(rows):
        sheet.append([_cell(sheet, value, bold=i == 0, wrapped=wrapped and len(row) > 2) for value in row])


def _cell(sheet: Any, value: object, bold: bool, wrapped: bool) -> object:
    """A cell; a text is one to every program, whatever it begins with."""
    if not isinstance(value, str) and not bold:
        return value
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("\ufffd", value) if isinstance(value, str) else value)
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(FORMULA)
    if bold:
        cell.font = BOLD
    if wrapped:
        cell.alignment = TOP
    return cell


def _settled(book: Any, made: datetime) -> bytes:
    """The workbook as a file without the time at which it was written."""
    out = io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(out) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    core = "docProps/core.xml"
    files[core] = CHANGED.sub(rb"\g<1>" + f"{made:%Y-%m-%dT%H:%M:%SZ}".encode(), files[core])
    return zipped(files)
