"""Mend what is only form in tables and bibliography: encoding, line ends, separators, names of columns, blank rows and columns, quotes,
composed characters, spaces.

Zeros in front of a code whose length is fixed are form as well. What a cell means is never touched: a date, a number or a word that is wrong is for ``check`` to name and for a person to mend.
"""

from __future__ import annotations

import codecs
import os
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from claimbook.data import form
from claimbook.data.descriptor import DESCRIPTOR, described, read_descriptor
from claimbook.data.meant import ODD, SPACES, with_zeros
from claimbook.data.problems import DataError
from claimbook.data.rules import check
from claimbook.data.rules.files import WORDS, WORDS_FIELDS
from claimbook.data.rules.references import bibliography_files
from claimbook.data.spoilt import redecoded

#: How many lines are shown of those that differ in form alone.
SHOWN = 3


@dataclass
class Tidied:
    """A file before and after: its bytes, what is mended, each in a line, and why it cannot be mended, where it cannot."""

    path: Path
    before: bytes
    after: bytes = b""
    mended: list[str] = field(default_factory=list)
    #: What else reads otherwise now, each as before and after.
    words: list[tuple[str, str]] = field(default_factory=list)
    refused: str = ""
    #: Cells with a space at an end, in words; empty where there are none.
    spaced: str = ""

    @property
    def differs(self) -> bool:
        """Whether there is anything to write."""
        return not self.refused and self.after != self.before


def tidied_table(path: Path, fields: list[dict]) -> Tidied:
    """A table that is to have columns of these fields as it would be with its form mended."""
    names = [field["name"] for field in fields]
    found = Tidied(path, path.read_bytes())
    if not found.before.strip():
        return found if not found.before else Tidied(path, found.before, refused="nothing but blank space")
    try:
        read = form.read(found.before, names)
    except form.Unreadable as error:
        found.refused = f"{error.row}: {error.found}"
        return found
    width = len(read.lines[0][1]) if read.lines else 0
    uneven = [line for line, cells in read.lines if len(cells) != width]
    if uneven and set(read.faults) & set(form.SEPARATORS.values()):
        found.refused = f"line {uneven[0]}: not parted as the header is"
        return found
    read.lines = [(line, [_spaced(_composed(cell, line, found), line, found) for cell in cells]) for line, cells in read.lines]
    if read.lines:
        _name_columns(read, names, found)
    # A cell that is parted amiss may end within a sentence; and the table of words quotes these as they stand.
    parted = bool(read.lines) and not uneven and set(names) <= set(read.lines[0][1])
    if parted and fields and all(field["type"] != "any" for field in fields):
        _strip(read, found)
    if read.lines and read.lines[0][1] == names:
        _give_zeros(read, fields, found)
    return _finished(found, read, read.text())


def tidied_text(path: Path) -> Tidied:
    """A file of text, such as a bibliography, as it would be with its encoding, line ends and characters mended."""
    found = Tidied(path, path.read_bytes())
    try:
        read = form.decoded(found.before)
    except form.Unreadable as error:
        found.refused = f"{error.row}: {error.found}"
        return found
    lines = read.lines[0][1][0].split("\n")
    return _finished(found, read, "\n".join(_composed(text, number, found) for number, text in enumerate(lines, 1)))


def _strip(read: form.Read, found: Tidied) -> None:
    """Take spaces away from the ends of cells, below the header, and note how many."""
    spaced = [cell for _, cells in read.lines[1:] for cell in cells if cell != cell.strip(" ")]
    if spaced:
        found.spaced = f"{len(spaced)} cell{'s' * (len(spaced) > 1)} with a space at an end"
        read.lines[1:] = [(line, [cell.strip(" ") for cell in cells]) for line, cells in read.lines[1:]]


def _name_columns(read: form.Read, names: list[str], found: Tidied) -> None:
    """Give columns the names that theirs look like, such as "value" for " Value ", where no other has it, and note each."""
    line, header = read.lines[0]
    if set(names) <= set(header):
        return
    from claimbook.data.alike import folded

    looks = [folded(name) for name in header]
    for name in names:
        if name not in header and looks.count(folded(name)) == 1 and header[at := looks.index(folded(name))] not in names:
            found.words.append((f"line {line}: {ascii(header[at])}", f"{name}, the name of the column"))
            header[at] = name


def _give_zeros(read: form.Read, fields: list[dict], found: Tidied) -> None:
    """Give codes of a fixed length the zeros back that a spreadsheet took from them, and note each."""
    patterns = [field.get("constraints", {}).get("pattern") if field["type"] == "string" else None for field in fields]
    for line, cells in read.lines[1:]:
        for at, (cell, pattern) in enumerate(zip(cells, patterns)):
            if pattern and cell.isdecimal() and (code := with_zeros(cell, pattern)) != cell:
                cells[at] = code
                found.words.append((f"line {line}: {fields[at]['name']} {cell}", f"{code}, a code of this length"))


def _composed(text: str, line: int, found: Tidied) -> str:
    """The text in composed characters, each word that this changes noted."""
    if unicodedata.is_normalized("NFC", text):
        return text
    after = unicodedata.normalize("NFC", text)
    for one, other in zip(text.split(), after.split()):
        if one != other:
            found.words.append((f"line {line}: {ascii(one)}", f"{other}, in composed characters"))
    return after


def _spaced(text: str, line: int, found: Tidied) -> str:
    """The text with plain spaces, but within a number, where it had hard, thin or other ones; each place noted.

    A text that was read in a wrong encoding is left: there a hard space may be half of a letter.
    """
    if text.isascii() or redecoded(text) != text:
        return text
    for match in ODD.finditer(text):
        before, after = re.search(r"\S*$", text[: match.start()]), re.match(r"\S*", text[match.end() :])
        words = (before[0] if before else "") + match[0] + (after[0] if after else "")
        found.words.append((f"line {line}: {ascii(words)}", f"{SPACES.sub(' ', words)}, with a plain space"))
    return ODD.sub(" ", text)


def _finished(found: Tidied, read: form.Read, text: str) -> Tidied:
    """The file with its new text and what is mended in it; refused where bytes have no reading."""
    found.after = text.encode("utf-8")
    found.words[:0] = [(f"line {line}: byte {byte:#x}", f"{word}, read as {read.encoding}") for line, byte, word in read.foreign]
    if any("\ufffd" in word for _, _, word in read.foreign):
        found.refused = f"line {read.foreign[0][0]}: byte {read.foreign[0][1]:#x} is neither UTF-8 nor {read.encoding}"
    found.mended = [*read.faults, *[found.spaced] * bool(found.spaced)]
    if read.unended:
        found.mended.append("no line end after the last row")
    if read.blank:
        found.mended.append(f"{len(read.blank)} blank row{'s' * (len(read.blank) > 1)}")
    if found.differs and not found.mended and not found.words:
        found.mended.append("needless quotes")
    return found


def difference(found: Tidied) -> Iterator[str]:
    """What is mended in a file: in words, each word that reads otherwise, and the first lines as they were and are."""
    yield f"{found.path.parent.name}/{found.path.name}: {', '.join(found.mended) or 'cells'}"
    yield from (f"  {before} becomes {after}" for before, after in found.words)
    encoding = "utf-16" if found.before[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "utf-8"
    before = found.before.decode(encoding, errors="backslashreplace").split("\n")[form.SEP in found.mended :]
    after = found.after.decode("utf-8").split("\n")
    changed = [(one, other) for one, other in zip(before, after) if one != other]
    for one, other in changed[:SHOWN]:
        yield f"  - {_visible(one)}"
        yield f"  + {_visible(other)}"
    if (more := len(changed) - SHOWN) > 0:
        yield f"  and {more} more line{'s' * (more > 1)}"


def _visible(line: str) -> str:
    """A line with what nobody sees written out, and its beginning alone where it is long."""
    shown = "".join(one if one.isprintable() or one == "\u00a0" else repr(one)[1:-1] for one in line)
    return shown if len(shown) <= 100 else shown[:97] + "..."


def tidied_project(project: Path) -> list[Tidied]:
    """Each described table, that of words and each bibliography of a project, mended or to be refused; raises DataError for the descriptor."""
    data = project / "data"
    marked = [path for path in [data / DESCRIPTOR] if path.is_file() and path.read_bytes().startswith(codecs.BOM_UTF8)]
    descriptors = [tidied_text(path) for path in marked]
    descriptor = described(descriptors[0].after) if descriptors else read_descriptor(data)
    tables = {data / table["path"]: table["schema"]["fields"] for table in descriptor["resources"]}
    tables[project / "book" / WORDS] = WORDS_FIELDS
    found = [tidied_table(path, fields) for path, fields in tables.items() if path.is_file()]
    return descriptors + found + [tidied_text(path) for path in bibliography_files(data)]


def write(found: Tidied) -> None:
    """Put the mended file in place of the file, in a single step."""
    beside = found.path.with_name(f".{found.path.name}.tidy")
    beside.write_bytes(found.after)
    os.chmod(beside, found.path.stat().st_mode)
    os.replace(beside, found.path)


def main(project: Path, yes: bool) -> int:
    """Show what differs, ask unless ``yes``, and write; 1 where something is left as it was."""
    try:
        files = tidied_project(project)
    except DataError as error:
        print(error)
        return 1
    refused, changed = [found for found in files if found.refused], [found for found in files if found.differs]
    for found in refused:
        print(f"{found.path.parent.name}/{found.path.name}: left as it is; {found.refused}")
    for found in changed:
        print(*difference(found), sep="\n")
    if not changed:
        wrong = len(check(project / "data"))
        more = f"; `check` has {wrong} line{'s' * (wrong > 1)}" if wrong else ""
        print("tidy: nothing to mend" + " that is only form" * bool(refused) + more)
        return 1 if refused else 0
    count = f"{len(changed)} file{'s' * (len(changed) > 1)}"
    if not yes and not _agreed(f"Write {count}? [y/N] "):
        print("tidy: nothing is written; --yes writes without asking")
        return 1
    for found in changed:
        write(found)
    print(f"tidy: {count} written; `check` says what else there is")
    return 1 if refused else 0


def _agreed(question: str) -> bool:
    try:
        return input(question).strip().lower() in ("y", "yes")
    except EOFError:  # nobody is there to answer
        print()
        return False
