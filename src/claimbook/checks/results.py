"""The book's key results: every number that a chapter shows, kept in a file, and each change to one told in CHANGELOG.md.

The file says what the book said when somebody last looked. A change to a table, a rule or a chapter that moves a number shows
as a difference from it, and is let in only with a reason.
"""

from __future__ import annotations

import ast
import csv
import io
import math
import re
from contextlib import redirect_stdout
from dataclasses import astuple, dataclass, fields, replace
from datetime import date
from pathlib import Path

from claimbook.checks.running import outputs
from claimbook.core.quantities import Quantity
from claimbook.data.descriptor import as_shown, command
from claimbook.data.problems import DataError
from claimbook.data.rules import check
from claimbook.wording import Wording

FILE, LOG = "tests/key_results.csv", "CHANGELOG.md"
UNRELEASED, NUMBERS = "## [Unreleased]", "### Changed numbers"
COMMAND = f'{command("results")} --reason "TEXT"'
#: What the file leaves out, and what is said where that is all there is.
NOT_COUNTED = "the tables and statements that chapters show whole, as plain ones do, are not counted: check and audit hold these"
UNNAMED = f"no chapter shows a number by a name of its own ({NOT_COUNTED})"


@dataclass(frozen=True)
class Result:
    """A number of a chapter: its code, its text with plain spaces, and its bounds, which words and dates do not have."""

    chapter: str
    name: str
    text: str
    low: str = ""
    high: str = ""
    #: The entry of CHANGELOG.md by which the number came to what it is.
    entry: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What the number is called: its chapter and its name there."""
        return self.chapter, self.name

    @property
    def saying(self) -> tuple[str, str, str, str]:
        """What its chapter says by it, whatever it is called."""
        return self.chapter, self.text, self.low, self.high

    def same(self, other: Result) -> bool:
        """Whether the other says the same, whichever entry brought it."""
        return astuple(replace(self, entry="")) == astuple(replace(other, entry=""))


class CellsFailed(Exception):
    """Cells that failed, a line each: notebook, cell, and what was wrong."""


def _where(error: Exception) -> str:
    """An error of a cell in a line."""
    return ": ".join([*getattr(error, "__notes__", ()), type(error).__name__, *filter(None, [" ".join(str(error).split())])])


def _bound(value: float) -> str:
    """A bound to twelve digits, which every computer works out alike."""
    return repr(float(f"{value:.12g}"))


def present(project: Path) -> list[Result]:
    """What the chapters show now, in order of chapter and name; raises DataError or, with a line for each cell that fails, CellsFailed.

    Where a chapter shows another number by a name that it used before, the later one is numbered: ``dates[1] #2``.
    """
    found: dict[tuple[str, str], Result] = {}
    failed: list[Exception] = []
    with redirect_stdout(io.StringIO()):  # what cells print is no number of the book
        everything = list(outputs(project, parts=True, failed=failed))
    if wrong := next((error for error in failed if isinstance(error, DataError)), None):
        raise wrong  # the tables, with which every chapter begins
    if failed:
        raise CellsFailed("\n".join(map(_where, failed)))
    for shown in everything:
        value = shown.value
        if shown.place == "cell" or not isinstance(value, Quantity | Wording) or (isinstance(value, Wording) and not value.text):
            continue
        bounds = (_bound(value.low), _bound(value.high)) if isinstance(value, Quantity) else ("", "")
        name = ast.unparse(ast.parse(shown.code, mode="eval"))  # one name, whichever quotation marks the code has
        base, number = Result(shown.chapter, name, " ".join(value.text.split()), *bounds), 1
        result = base
        while not found.setdefault(result.key, result).same(result):
            number += 1
            result = replace(base, name=f"{base.name} #{number}")
    return sorted(found.values(), key=lambda result: result.key)


def read(path: Path) -> list[Result]:
    """The file of results; none where there is no file."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [Result(**row) for row in csv.DictReader(file)]


def written(results: list[Result]) -> str:
    """The results as the text of their file."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([[field.name for field in fields(Result)], *map(astuple, results)])
    return out.getvalue()


def _told(result: Result, bounds: bool) -> str:
    """The text of a result, on request with its bounds."""
    if not bounds or not result.low:
        return result.text
    if result.low == result.high:
        return f"{result.text} (exact)"
    low, high = ("open" if math.isinf(x) else f"{x:,.12g}" for x in map(float, (result.low, result.high)))
    return f"{result.text} (bounds {low} and {high})"


def differences(before: list[Result], after: list[Result]) -> list[str]:
    """A line for each result that differs, named ``chapter: name``; bounds are told where the text alone is the same."""
    old, new = ({result.key: result for result in results} for results in (before, after))
    lines = []
    for key in sorted(old.keys() | new.keys()):
        was, now = old.get(key), new.get(key)
        if was and now and was.same(now):
            continue
        bounds = bool(was and now and was.text == now.text)
        told = [
            _told(result, bounds) if result else missing for result, missing in ((was, "(not shown)"), (now, "(no longer shown)"))
        ]
        lines.append(f"`{key[0]}: {key[1]}`: {told[0]} -> {told[1]}")
    return lines


def _entry(reason: str, log: str) -> str:
    """A key for a new entry: the day and the first words of the reason, with a number where that is taken."""
    words = re.findall(r"[a-z0-9]+", reason.lower())[:4]
    key, number = "-".join([date.today().isoformat(), *words]), 1
    found = key
    while f"**{found}**" in log:
        number += 1
        found = f"{key}-{number}"
    return found


def _logged(log: str, entry: str, reason: str, lines: list[str]) -> str:
    """The log with the entry at the end of what is unreleased; raises ValueError where the log has no such part."""
    start = log.find(f"{UNRELEASED}\n")
    if start < 0:
        raise ValueError(f"{LOG}: no line {UNRELEASED!r}; write one above the newest version")
    end = log.find("\n## ", start + 1)
    head, tail = (log, "") if end < 0 else (log[:end], log[end:])
    heading = "" if f"\n{NUMBERS}\n" in head[start:] else f"\n{NUMBERS}\n\n"
    bullets = "".join(f"  - {line}\n" for line in lines)
    return f"{head.rstrip()}\n{heading}- **{entry}**: {reason}\n{bullets}{tail}"


def _called_otherwise(results: list[Result], others: list[Result]) -> dict[tuple[str, str], Result]:
    """The results that others have under another name alone, each by its key with one that says the same."""
    names, sayings = {other.key for other in others}, {other.saying: other for other in others}
    return {result.key: sayings[result.saying] for result in results if result.key not in names and result.saying in sayings}


def update(project: Path, reason: str) -> list[str]:
    """Write the present results and their entry; returns what differed, and writes nothing where nothing does.

    A number that is only called otherwise keeps the entry that brought it, and no reader is told.
    """
    before, after = read(project / FILE), present(project)
    if not differences(before, after):
        return []
    old_names, new_names = _called_otherwise(before, after), _called_otherwise(after, before)
    lines = differences(
        [result for result in before if result.key not in old_names], [result for result in after if result.key not in new_names]
    )
    log = (project / LOG).read_text(encoding="utf-8")
    entry, old = _entry(reason, log), {result.key: result for result in before} | new_names
    kept = []
    for now in after:
        was = old.get(now.key)
        kept.append(replace(now, entry=was.entry if was and was.saying == now.saying else entry))
    if lines:
        log = _logged(log, entry, reason, lines)
    (project / FILE).parent.mkdir(exist_ok=True)
    (project / FILE).write_text(written(kept), encoding="utf-8", newline="")
    (project / LOG).write_text(log, encoding="utf-8", newline="")
    return lines


def main(project: Path, reason: str | None) -> int:
    """Print what differs from the file; with a reason, also write it. 1 where a difference stays, or a cell or file fails.

    Tables that do not hold are told with a reason, and nothing is written: their numbers would stand for all that come after.
    """
    said = None if reason is None else " ".join(reason.split())
    if said == "":
        print("results: --reason is empty; say in a few words why the numbers changed")
        return 1
    if said and (problems := check(project / "data")):
        print(*(as_shown(problem, project) for problem in problems), sep="\n")
        print("results: nothing was written, since the tables do not hold; mend them, until check is silent")
        return 1
    try:
        lines = differences(read(project / FILE), present(project)) if said is None else update(project, said)
    except (DataError, CellsFailed) as error:
        print(error)
        return 1
    except Exception as error:  # whatever else: a chapter or file that cannot be read
        print(_where(error))
        return 1
    print(*lines, sep="\n", end="\n" if lines else "")
    if not lines and not (project / FILE).is_file():
        print(f"results: nothing to compare: there is no {FILE}, and {UNNAMED}")
    elif not lines:
        known = len(read(project / FILE))
        print(f"results: every number of the book that has a name is as in {FILE}, which has {known}; {NOT_COUNTED}")
    elif said is None:
        print(f"results: {len(lines)} differ from {FILE}, and nothing was written; to let them in: {COMMAND}")
    else:
        print(f"results: {len(lines)} written to {FILE} and {LOG}")
    return 1 if lines and said is None else 0
