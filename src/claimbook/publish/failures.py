"""What a failed build says: the notebook, the cell and the mistake, without what Jupyter Book and Sphinx put around them.

As a Sphinx extension it stops a book whose tables or notebooks do not hold before a page is read, which else only ``build`` does; and
it has a strict build run on after a cell that fails, and warns of each: so all of them are told in one run.
"""

from __future__ import annotations

import errno
import json
import os
import re
import sys
import traceback
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.util import logging

from claimbook.data.descriptor import root_folder, shown_path
from claimbook.data.notebooks import unreadable
from claimbook.data.rules import told as told_of_tables
from claimbook.publish.places import CHECKED

if TYPE_CHECKING:
    from sphinx.application import Sphinx

LOGGER = logging.getLogger(__name__)
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
#: What Jupyter Book prints of itself.
FRAMING = re.compile(
    r"^(?:Running Jupyter-Book v.*|(?:Source Folder|Config Path|Output Path): .*|=+|There was an error in building your book\..*"
    r"|Building your book, returns a non-zero exit code.*)\n",
    re.MULTILINE,
)
#: Where Sphinx begins to tell of an exception, as of a fault of its own.
EXCEPTION = re.compile(r"^(?:Exception occurred|\w[\w ]* error):\n", re.MULTILINE)
#: How a traceback says which cell failed, and after it in which notebook.
CELL = re.compile(
    r"CellExecutionError: (?P<told>.*?)\n\nThe above exception .*?\.ExecutionError: (?P<notebook>[^\n]+)", re.DOTALL
)
#: How a traceback ends with what an extension says to whoever builds, and not of itself.
PLAIN = re.compile(r"^sphinx\.errors\.SphinxError: (.+)$", re.MULTILINE)
#: How a traceback begins to tell of words that do not hold.
WORDS = "WordsError: "
#: The line of a cell at which IPython's traceback points first, and how its last part begins.
ARROW = re.compile(r"^-+> *\d+ (.*)$", re.MULTILINE)
EXCEPTION_LINE = re.compile(r"[A-Za-z_][\w.]*(?:: |$)")
#: MyST-NB's line numbers count ten thousand for each cell before.
LINE = re.compile(r"(\.ipynb):(\d+)\d{4}(?=: )")
#: How a warning of a notebook begins, and what one says of a name that no cell has set.
ENTRY = re.compile(r"\S+\.ipynb: cell \d+: WARNING: ")
UNSET = re.compile(
    r"(?:^|WARNING: )NameError: name '\w+' is not defined(?: \(perhaps \w+\))?(?: \[mystnb\.eval\])?\s*\Z", re.MULTILINE
)
#: Where a line tells of a cell by its number alone.
PLACE = re.compile(r"^(.*?\.ipynb): cell (\d+)(?=: )", re.MULTILINE)
#: So many of the latter are told one by one.
FEW = 3
#: An error of the operating system, as Python writes it; other programs quote it with or without a file.
ERROR = re.compile(r"(?:\[Errno |OSError\()(?P<number>\d+)(?:\] |, ')[^\n:']+(?:: '(?P<file>[^']+)')?")
#: What neither HTML nor XML may hold.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
#: As many characters of text a cell may print.
LONGEST = 100_000
#: What the computer refuses to whoever builds, and what to do.
ELSEWHERE = "or build elsewhere: build --to FOLDER"
REFUSED = {
    errno.ENOSPC: f"the disk is full; free some space, {ELSEWHERE}",
    errno.EDQUOT: f"no more may be stored there; free some space, {ELSEWHERE}",
    errno.EROFS: f"nothing can be written there; get leave to write, {ELSEWHERE}",
    errno.EACCES: f"it belongs to another user; get leave to write, {ELSEWHERE}",
    errno.EPERM: f"it belongs to another user; get leave to write, {ELSEWHERE}",
    errno.ENOTDIR: f"there is a file where a folder is wanted; move it away, {ELSEWHERE}",
    errno.EEXIST: f"there is a file where a folder is wanted; move it away, {ELSEWHERE}",
}
#: Of these, what no notebook can have caused.
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)


def told(said: str, error: BaseException | None, project: Path) -> str:
    """What a reader needs of all that a build said and of the exception that ended it, if one did."""
    said = FRAMING.sub("", COLOURS.sub("", said))
    everything = said + ("".join(traceback.format_exception(error)) if error else "")
    for found in ERROR.finditer(everything):
        if int(found["number"]) in FULL and not CELL.search(everything):
            return refused(OSError(int(found["number"]), "", found["file"] or "_build"))
    if error:
        said = EXCEPTION.split(said)[0] + _cause(error)
    place = shown_path(project, project)
    said = LINE.sub(r"\1: cell \2", said.replace(f"{project}/", "" if place == "." else f"{place}/"))
    return with_ids_told(_causes_first(re.sub(r"\n{3,}", "\n\n", said).strip()), root_folder(project / "data").parent)


def with_ids_told(said: str, root: Path) -> str:
    """The same with the id of each cell behind its number, as its notebook has it: the id finds the cell in an editor."""

    def told(match: re.Match) -> str:
        try:
            cells = json.loads((root / match[1]).read_text(encoding="utf-8"))["cells"]
            return f"{match[0]} ({cells[int(match[2]) - 1]['id']})"
        except (OSError, ValueError, LookupError):
            return match[0]

    return PLACE.sub(told, said)


def _causes_first(said: str) -> str:
    """The same with the names that are missing in a notebook of which a cell failed as one line behind the rest, where they are many."""
    entries = re.split(r"(?m)^(?=\S+\.ipynb: cell \d+: WARNING: )", said)
    lost = [bool(UNSET.search(entry)) for entry in entries]
    whose = [entry.partition(": ")[0] if ENTRY.match(entry) else "" for entry in entries]
    failed = {name for name, is_lost in zip(whose, lost) if name and not is_lost}
    counts = Counter(name for name, is_lost in zip(whose, lost) if is_lost and name in failed)
    folded = {name: count for name, count in counts.items() if count > FEW}
    if not folded:
        return said
    kept = [
        entry.rstrip("\n") for entry, name, is_lost in zip(entries, whose, lost) if entry and not (is_lost and name in folded)
    ]
    kept += [f"{name}: {count} more for want of names that the cells above were to set" for name, count in sorted(folded.items())]
    return "\n".join(kept)


def refused(error: OSError) -> str:
    """What the computer would not do, in a line: the file, why, and what to do."""
    why = REFUSED.get(error.errno or 0)
    return f"{error.filename}: {why}" if why and error.filename else str(error)


def _cause(error: BaseException) -> str:
    """The mistake that an exception goes back to; the whole traceback where it may be one of this package."""
    from sphinx.errors import SphinxError, SphinxParallelError
    from yaml import YAMLError

    error = error.__cause__ or error  # the first is Jupyter Book's, which says only that there was another
    trace, first = "".join(traceback.format_exception(error)), error
    while first.__cause__ and not isinstance(first, SphinxParallelError):
        first = first.__cause__
    if isinstance(first, SphinxParallelError):  # of what fails in a process that reads some of the pages, the text is left
        trace = first.traceback
    if cell := CELL.search(COLOURS.sub("", trace)):
        told = cell["told"].strip()
        # Words that the figures do not bear out: the message has words and values, and the code says no more.
        last = told.splitlines()[-1]
        return f"{cell['notebook']}: {last.removeprefix(WORDS) if last.startswith(WORDS) else told}"
    if plain := PLAIN.findall(trace):
        return plain[-1]
    if isinstance(first, YAMLError):
        return str(first).replace("<unicode string>", "_config.yml")
    return str(first) if type(first) in (ModuleNotFoundError, SphinxError) else trace


def strict(app: Sphinx) -> bool:
    """Whether a warning fails the build, at once or in the end."""
    return bool(app.warningiserror or app.keep_going)


def hold_tables(app: Sphinx, config: Any) -> None:
    """End the build with the lines of ``check`` where tables or notebooks do not hold, unless ``build`` has asked before.

    It raises SystemExit: of any other exception Jupyter Book shows a long traceback of its own below the lines.
    """
    if os.environ.pop(CHECKED, ""):
        return
    project = Path(app.srcdir)
    if problems := told_of_tables(project) + unreadable(project):
        sys.exit("\n".join([*problems, "The book was not built: the tables or notebooks do not hold."]))


def run_on(app: Sphinx, config: Any) -> None:
    """Let a strict build run all cells; a warning for each that fails will stop it. Any other build ends with the first."""
    if strict(app):
        config.nb_execution_allow_errors, config.nb_execution_raise_on_error = True, False
        if config.nb_output_stderr in ("error", "severe", "warn"):
            config.nb_output_stderr = "show"  # so that the warning below can say what was written


def warn_of_cells(app: Sphinx, doctree: nodes.document) -> None:
    """Warn of each cell of a page that failed: the line of the cell, and the mistake; and of each that shows what no page can."""
    if not strict(app):
        return
    for node in doctree.findall(nodes.literal_block):
        if (length := len(node.astext())) > LONGEST:
            told = f"{length} characters, which nobody reads on a page; print at most {LONGEST}, such as the first rows"
            LOGGER.warning("%s", told, location=node, type="claimbook", subtype="cell")
        elif "stderr" in node["classes"]:
            told = f"{_noticed(node.astext())}: written to stderr, as warnings and bars of progress are; mend the cause, or silence it"
            LOGGER.warning("%s", told, location=node, type="claimbook", subtype="cell")
        elif control := CONTROL.search(COLOURS.sub("", node.astext())) if "output" in node["classes"] else None:
            told = f"U+{ord(control[0]):04X} is printed, a control character, which no page may hold; print the text without"
            LOGGER.warning("%s", told, location=node, type="claimbook", subtype="cell")
        elif "traceback" in node["classes"]:
            LOGGER.warning("%s", mistake(node.astext()), location=node, type="claimbook", subtype="cell")


def _noticed(text: str) -> str:
    """The line of a text on stderr that says most: the first of a warning or error, else the last, which is that of a bar of progress."""
    lines = [line.strip() for line in COLOURS.sub("", text).replace("\r", "\n").splitlines() if line.strip()] or [""]
    told = next((line for line in lines if re.search(r"warning|error", line, re.I)), lines[-1])
    return re.sub(r"^\S+\.py:\d+: ", "", told)[:200]


def mistake(trace: str) -> str:
    """What a traceback of IPython comes down to: the line of the cell that failed, and below it what was wrong with it."""
    line = ARROW.search(trace)
    wrong = [number for number, text in enumerate(trace.splitlines()) if EXCEPTION_LINE.match(text)]
    said = "\n".join(trace.splitlines()[wrong[-1] :]) if wrong else trace
    if said.startswith("StdinNotImplementedError: "):
        said = "a book cannot ask: nobody is there to answer while it is built; write the answer into the cell"
    if said.startswith(WORDS):  # the message has words and values, and the code says no more
        return said.removeprefix(WORDS)
    return f"{line[1].strip()}\n{said}" if line else said


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    app.connect("config-inited", hold_tables)
    app.connect("config-inited", run_on)
    app.connect("doctree-read", warn_of_cells)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
