"""The form of a table's file: UTF-8, a line end after each row, commas, and nothing that a spreadsheet adds; and how to mend it.

Nothing here knows what a cell means.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from dataclasses import dataclass, field

#: Each fault of form, in words, with what would be right.
BOM = "a byte order mark"
SEP = "“sep=”"
BLANK_COLUMNS = "empty columns"
NUMBERS = "a column that counts the rows"
#: How files begin that are no text, what they are, and what would be right.
_SAVED = "CSV in UTF-8: open it in its program and save it as that; a file does not become a table by its name"
NO_TEXT = (
    (b"PK\x03\x04", "a workbook or another packed file", _SAVED),
    (b"\xd0\xcf\x11\xe0", "an old workbook of Excel", _SAVED),
    (b"%PDF", "a PDF", _SAVED),
    (b"<!DOCTYPE", "a page of the web", "the file itself: what was saved is the page that shows it or says that it is not there"),
    (b"<html", "a page of the web", "the file itself: what was saved is the page that shows it or says that it is not there"),
    (b"version https://git-lfs", "what git stores in place of a large file", "the file itself: fetch it with `git lfs pull`"),
)
#: Separators other than the comma, in words.
SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}
#: Two bytes that are a letter of UTF-8, of Cyrillic or a script behind it, alone beside Latin letters: a quotation mark and another
#: character in an encoding of one byte.
LONE = re.compile(rb"(?<![\x80-\xff])[\xd0-\xdf][\x80-\xbf](?![\x80-\xff])(?:(?=[A-Za-z])|(?<=[A-Za-z]..))")
#: How git marks the places where two versions of a file meet, and what to do about it.
CONFLICT = re.compile(r"^(?:<{7}|>{7}) .*$", re.MULTILINE)
UNSETTLED = (
    "one of the two versions, or both joined: a merge is not settled here; take out the lines of marks and keep what both sides have, "
    "or drop all that one side changed with `git checkout --ours FILE`, or --theirs"
)
#: What would be right in place of a fault, and the choice of a menu that gives it, in LibreOffice and in Excel.
_LIBRE, _EXCEL = "LibreOffice: File > Save As > Edit filter settings > ", "Excel: "
_UTF8 = ("Character set: Unicode (UTF-8)", "File > Save As > CSV UTF-8 (Comma delimited)")
_LIST = ("Field delimiter: ,", "Windows Settings > Region > Additional settings > List separator: ,")


class Unreadable(Exception):
    """A file of which no row can be read: the line or "header", what was found, and what would be right."""

    def __init__(self, row: str, found: str, allowed: str):
        super().__init__(found)
        self.row, self.found, self.allowed = row, found, allowed


@dataclass
class Read:
    """The cells of a file's lines, header first, each with the line it begins in; and what is wrong with the form."""

    lines: list[tuple[int, list[str]]] = field(default_factory=list)
    #: What is wrong with the file as a whole, each in words.
    faults: list[str] = field(default_factory=list)
    #: Bytes that are not UTF-8, each with its line and the word that it stands in, as it was read.
    foreign: list[tuple[int, int, str]] = field(default_factory=list)
    #: The encoding that these were read in, in words.
    encoding: str = "Windows-1252"
    #: The lines that hold nothing, or separators alone.
    blank: list[int] = field(default_factory=list)
    #: Whether no line end stands after the last row, as where a file was cut off.
    unended: bool = False

    @property
    def found(self) -> str:
        """What is wrong with the file as a whole, in words."""
        return ", ".join(self.faults)

    @property
    def allowed(self) -> str:
        """What would be right in place of it, and how to come by it."""
        return f"{', '.join(dict.fromkeys(map(_right, self.faults)))}; {how_to_mend(self.faults)}"

    def text(self) -> str:
        """The file as it would be right."""
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows(cells for _, cells in self.lines)
        return out.getvalue()


def _right(fault: str) -> str:
    if fault == BOM:
        return "UTF-8 without a byte order mark"
    if fault == SEP:
        return "the header as first line"
    if fault == NUMBERS or fault.endswith(BLANK_COLUMNS):
        return "the columns of the header alone"
    if fault.startswith("quotes"):
        return "quotes around a cell alone"
    if fault.endswith("line ends"):
        return "LF line ends"
    return "commas between cells" if fault in SEPARATORS.values() or len(fault) == 1 else "text in UTF-8"


def how_to_mend(faults: list[str]) -> str:
    """The command that mends faults of form, and the choices of menus that keep them from coming back."""
    choices = [_UTF8] * any(_right(fault).startswith(("text in UTF-8", "UTF-8")) for fault in faults)
    choices += [_LIST] * any(_right(fault).startswith("commas") for fault in faults)
    told = "the command `tidy` mends it"
    if not choices:
        return told
    libre, excel = (", ".join(names) for names in zip(*choices))
    return f"{told}. {_LIBRE}{libre}. {_EXCEL}{excel}"


def decoded(raw: bytes) -> Read:
    """The text of a file as a single cell, lines ended by LF, with what is wrong with its encoding and line ends; raises Unreadable."""
    read = Read()
    for begins, what, allowed in NO_TEXT:
        if raw.startswith(begins):
            raise Unreadable("header", what, allowed)
    for mark, name in (
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if raw.startswith(mark):
            raw, encoding = raw[len(mark) :], name
            read.faults.append(BOM if name == "utf-8" else f"text in {name[:6].upper()}")
            break
    else:
        encoding = _without_mark(raw)
        read.faults += ["text in UTF-16 without a mark"] * (encoding != "utf-8")
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            raise Unreadable("header", f"text that breaks off in {encoding[:6].upper()}", "text in UTF-8") from error
        text = _of_one_byte(raw, read)
    if "\0" in text:
        raise Unreadable("header", "a NUL character", "text in UTF-8")
    if conflict := CONFLICT.search(text):
        line = text.count("\n", 0, conflict.start()) + 1
        raise Unreadable(f"line {line}", conflict[0], UNSETTLED)
    for end, name in (("\r\n", "CRLF"), ("\r", "CR")):
        if end in text:
            read.faults.append(f"{name} line ends")
            text = text.replace(end, "\n")
    read.lines = [(1, [text])]
    return read


def _without_mark(raw: bytes) -> str:
    """The encoding of bytes without a mark: UTF-16 where nearly every other byte is 0, as in text of Latin letters; else UTF-8."""
    for at, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        if len(raw) > 3 and raw[at::2].count(0) > 0.9 * len(raw[at::2]):
            return name
    return "utf-8"


def _of_one_byte(raw: bytes, read: Read) -> str:
    """Bytes that are not UTF-8 as the encoding has them that gives words: that of spreadsheets of Windows, or of old ones of a Macintosh."""
    windows, macintosh = Read(), Read(encoding="Mac Roman")
    texts = [_as(name, raw, one) for name, one in (("cp1252", windows), ("mac_roman", macintosh))]
    faults = [sum(_no_part(text, place) for place in places) for text, places in texts]
    found, (text, _) = (macintosh, texts[1]) if faults[1] < faults[0] else (windows, texts[0])
    read.foreign, read.encoding = found.foreign, found.encoding
    return text


def _as(encoding: str, raw: bytes, read: Read) -> tuple[str, list[int]]:
    """Bytes as UTF-8, and each that is none in an encoding of one byte, which is noted; with the places of these in the text."""
    whole, at, places = "", 0, []  # type: str, int, list[int]
    valid = LONE.sub(b"\xff\xff", raw)  # bytes that UTF-8 never has
    while True:
        try:
            whole += valid[at:].decode("utf-8")
            break
        except UnicodeDecodeError as error:
            stop = at + error.start
            whole += valid[at:stop].decode("utf-8")
            read.foreign.append((raw.count(b"\n", 0, stop) + 1, raw[stop], ""))
            places.append(len(whole))
            whole += raw[stop : stop + 1].decode(encoding, errors="replace")
            at = stop + 1
    read.foreign = [(line, byte, _word(whole, place)) for (line, byte, _), place in zip(read.foreign, places)]
    return whole, places


def _no_part(text: str, place: int) -> bool:
    """Whether a character is none that stands in words as they are written: a capital within one, a sign between letters, a letter alone."""
    one, before, after = text[place], text[place - 1 : place], text[place + 1 : place + 2]
    if not one.isalpha():
        within = before.isalpha() and (after.islower() if one in "–—" else after.isalpha())
        return one == "\ufffd" or (within and one not in "’‘·") or one in "¸˛ˇ˘˙˚˝˜ˆ¨¯"
    if not before.isalpha() and not after.isalpha():
        return one not in "àÀéÉèÈóáÁ"
    if one.isupper() and before.isalpha():
        return before.islower() or after.islower()
    return one.isupper() and after.isupper() and text[place + 2 : place + 3].islower()


def _word(text: str, place: int) -> str:
    """The word that stands at a place of a text."""
    before, after = re.search(r"\w*$", text[:place]), re.match(r"\w*", text[place + 1 :])
    return (before[0] if before else "") + text[place] + (after[0] if after else "")


def read(raw: bytes, names: list[str]) -> Read:
    """The lines of a file that is to have columns of these names; raises Unreadable where quotes do not pair or a NUL stands."""
    found = decoded(raw)
    text, first = found.lines[0][1][0], 1
    separator, found.unended = "", not text.endswith("\n")
    if match := re.match(r'"?sep=(.)"?\n', text, re.I):
        found.faults.append(SEP)
        text, first, separator = text[match.end() :], 2, match[1]
    header = text.partition("\n")[0]
    separator = separator or max([",", *SEPARATORS], key=lambda one: _known(header, one, names))
    if separator != ",":
        found.faults.append(SEPARATORS.get(separator, separator))
    found.lines = []
    reader = csv.reader(io.StringIO(text), strict=True, delimiter=separator)
    start = first
    try:
        for cells in reader:
            if "".join(cells).strip():
                found.lines.append((start, cells))
            else:
                found.blank.append(start)
            start = reader.line_num + first
    except csv.Error as error:
        raise Unreadable(f"line {start}", *_unpaired(str(error), text.split("\n")[start - first], separator)) from None
    if [len(cells) for _, cells in found.lines] == [1] * len(found.lines) and len(names) > 1:
        return _unwrapped(found, names)
    _without_empty_columns(found)
    _without_numbers(found, names)
    return found


def _unpaired(error: str, line: str, separator: str) -> tuple[str, str]:
    """What was found where a row begins of which the quotes do not pair, and what would be right."""
    if "field limit" in error:
        return (
            line,
            f"cells of at most {csv.field_size_limit()} characters; a quote that does not close takes in all that follows",
        )
    cell = next((cell for cell in line.split(separator) if cell.count('"') % 2), line)
    allowed = 'quotes that pair: around a cell with a comma stand "…", and a quote within it is written twice ("")'
    return f"a quote that does not close: {cell}", allowed


def _unwrapped(found: Read, names: list[str]) -> Read:
    """The lines where each stands in quotes as a whole, as a program leaves them that saw a single column; else as they are."""
    inner = [(line, next(csv.reader([cells[0]], strict=True), [])) for line, cells in found.lines if "\n" not in cells[0]]
    if len(inner) == len(found.lines) and inner and _known(",".join(inner[0][1]), ",", names) > 1:
        found.faults.append("quotes around each row")
        found.lines = inner
    return found


def _without_numbers(found: Read, names: list[str]) -> None:
    """Take out a column at the left that pandas or R put there, without a name of its own, and that counts the rows."""
    (_, header), *rows = found.lines or [(1, [""])]
    counted = [cells[0].strip() for _, cells in rows if cells]
    starts = [list(map(str, range(first, first + len(rows)))) for first in (0, 1)]
    if rows and header[0] in ("", "Unnamed: 0") and set(names) <= set(header[1:]) and counted in starts:
        found.faults.append(NUMBERS)
        found.lines = [(line, cells[1:]) for line, cells in found.lines]


def _known(header: str, separator: str, names: list[str]) -> int:
    """How many of the names a header holds when it is parted by a separator."""
    return len({name.strip('" ') for name in header.split(separator)} & set(names))


def _without_empty_columns(found: Read) -> None:
    """Take out columns at the right that have neither a name nor a cell with anything in it."""
    header = found.lines[0][1] if found.lines else []
    width = len(header)
    while width and not header[width - 1] and not any("".join(cells[width - 1 :]) for _, cells in found.lines):
        width -= 1
    if width < len(header):
        found.faults.append(f"{len(header) - width} {BLANK_COLUMNS}")
        found.lines = [(line, cells[:width]) for line, cells in found.lines]
