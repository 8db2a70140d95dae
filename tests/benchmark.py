"""``make bench``: times this book's builds against stock Jupyter Book and against the least that could be, and shows how all grows.

    python tests/benchmark.py [--runs 5]

Prints one table and writes data/benchmark.csv, which the page "How fast it is" shows. Nothing in the project is touched
besides; every build runs in a copy. The builds that are compared:

ours    ``make book``'s command: the tables are checked, the build is strict, charts are written as files too
plain   ``jupyter-book build .`` on the same project
stock   the same notebooks and pages as any user of Jupyter Book 1 would build them: its own theme, the settings that the
        notebooks need (inline execution, the bibliography), and none of this project's extensions. Notebooks are read one
        after the other, each in a kernel of its own kind. It checks nothing, writes no files of charts, and does not notice
        a change in a table.
limit   what no build can beat: the cells of all notebooks as plain Python in one process, and a Sphinx run of one empty page;
        for our builds with the files of the charts, which their cells draw and those of a stock build do not

The three build in turn within each run, so that a change in the computer's mood falls on all of them, and a ratio is taken
within a run. Values are medians over the runs, with the lowest and the highest.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import urljoin

import yaml
from building import SMALL, copy_project, read_csv, write_csv
from ledger import SHAPES

from claimbook.core.section import TRACE

PROJECT = Path(__file__).resolve().parents[1]
FIELDS = ("id", "subject", "label", "value", "low", "high", "unit", "runs", "date", "machine")
EDITED = "notebooks/turkiye.ipynb"
#: Tables, and a field whose text may change without another row: one that a single chapter reads, and one that nearly all do.
TABLES = {"small_table": ("gaps", "why"), "large_table": ("claims", "note")}
KINDS = {
    "clean": "from nothing",
    "edit": "one notebook changed",
    "small_table": "a table changed that few pages read",
    "large_table": "the table of all claims changed",
    "nothing": "nothing changed",
}
CHAPTERS = (10, 50, 200)
CLAIMS = (100, 10_000, 1_000_000)
ROWS = (100, 10_000, 100_000)

#: All code cells and numbers in the text, each notebook with names of its own; results are formatted as a kernel would.
CELLS = r"""
import ast, json, os, re, sys
from IPython.core.formatters import DisplayFormatter
show = DisplayFormatter().format
for path in sys.argv[1:]:
    os.chdir(os.path.dirname(path))
    names = {"__name__": "__main__"}
    for cell in json.load(open(path, encoding="utf-8"))["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "code":
            tree = ast.parse(source)
            last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
            exec(compile(tree, path, "exec"), names)
            if last:
                show(eval(compile(ast.Expression(last.value), path, "eval"), names))
        else:
            for name in re.findall(r"\{eval\}`([^`]+)`", source):
                show(eval(name, names))
"""
#: A total over a ledger; prints its seconds.
TOTAL = """
import sys, time
from ledger import claims
from claimbook.core.arithmetic import total
ledger = claims(sys.argv[1], int(sys.argv[2]))
start = time.perf_counter()
total(*ledger, label="all", heads_only=True)
print(time.perf_counter() - start)
"""
#: The check of a folder of tables and the reading of its claims; prints the seconds.
READING = """
import sys, time
from pathlib import Path
from external_dimension import load
from claimbook.data.rules import check
start = time.perf_counter()
problems = check(Path(sys.argv[1]))
assert not problems, problems[:3]
load(Path(sys.argv[1])).claims()
print(time.perf_counter() - start)
"""


@dataclass
class Run:
    """A command that has ended: its seconds, its output, and the most memory that it and its processes held at once, in MiB."""

    seconds: float
    output: str
    memory: float


def environment(source: Path) -> dict[str, str]:
    """As of a shell, with the package's source; compiled modules are kept, as they are for everyone who does not forbid it."""
    dropped = ("PYTHONDONTWRITEBYTECODE", TRACE)
    found = {name: value for name, value in os.environ.items() if name not in dropped}
    return found | {"PYTHONPATH": os.pathsep.join((str(source), str(PROJECT / "tests")))}


def run(command: list[str], folder: Path, source: Path, *, weigh: bool = False) -> Run:
    """Run a command that must succeed; with ``weigh`` its memory is watched, which takes a little of its time."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, env=environment(source), text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    peak, ended = [0.0], threading.Event()

    def watch() -> None:
        while not ended.wait(0.05):
            peak[0] = max(peak[0], sum(map(held, family(process.pid))))

    watcher = threading.Thread(target=watch, daemon=True)
    if weigh:
        watcher.start()
    output = process.communicate()[0]
    seconds = time.perf_counter() - start
    ended.set()
    if process.returncode:
        sys.exit(f"{' '.join(command)} failed in {folder}:\n{output[:2000]}\n...\n{output[-3000:]}")
    return Run(seconds, output, peak[0])


def family(pid: int) -> Iterator[int]:
    """A process and all that descend from it (Linux; elsewhere the process alone)."""
    yield pid
    try:
        for children in Path(f"/proc/{pid}/task").glob("*/children"):
            for child in children.read_text().split():
                yield from family(int(child))
    except OSError:  # it has just ended
        pass


def held(pid: int) -> float:
    """The memory of a process in MiB, with its share of what it has in common with others; 0 where that is not known."""
    try:
        return int(re.search(r"^Pss: +(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M)[1]) / 1024
    except (OSError, TypeError):
        return 0.0


@dataclass
class Results:
    """Measured values by id; each gives one row of the table."""

    rows: list[dict] = field(default_factory=list)

    def add(self, row_id: str, subject: str, label: str, values: list[float], unit: str) -> None:
        """Add a row from the values of all runs."""
        middle = statistics.median(values)
        decimals = 0 if middle >= 100 else 1 if middle >= 10 else 2 if middle >= 0.1 else 4
        shown = [f"{value:.{decimals}f}" for value in (middle, min(values), max(values))]
        spread = dict(zip(("value", "low", "high"), shown))
        self.rows.append(
            {"id": row_id, "subject": subject, "label": label, **spread, "unit": unit, "runs": len(values)} | machine()
        )
        print(f"{label:66}{shown[0]:>9} {unit:8}" + (f"({shown[1]} to {shown[2]})" if len(values) > 1 else ""), flush=True)


def machine() -> dict[str, str]:
    """The day, and the computer in words."""
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    described = f"{platform.system()} {platform.machine()}, {processors} processors, Python {platform.python_version()}"
    return {"date": f"{datetime.now(UTC):%Y-%m-%d}", "machine": described}


# --- books --------------------------------------------------------------------------------------------------------------


def stock_settings(place: Path) -> None:
    """Turn a copy of the project into what a user of Jupyter Book would have: notebooks, pages and bibliography, and its theme."""
    settings = yaml.safe_load((place / "_config.yml").read_text(encoding="utf-8"))
    sphinx = settings["sphinx"]
    del sphinx["local_extensions"]
    ours = ("report_", "bibtex_default_style", "templates_path", "html_static_path", "html_css_files", "html_js_files")
    sphinx["config"] = {name: value for name, value in sphinx["config"].items() if not name.startswith(ours)}
    (place / "_config.yml").write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8")


def edit(place: Path, kind: str, number: int) -> None:
    """Change a sentence of a notebook or a text in a table, as an author would; each number gives another text."""
    if kind in TABLES:
        table, column = TABLES[kind]
        path = place / "data" / f"{table}.csv"
        rows = read_csv(path)
        rows[0][column] = rows[0][column].rstrip(".") + "." * (number + 1)
        write_csv(path, rows)
    elif kind == "edit":
        path = place / EDITED
        notebook = json.loads(path.read_text(encoding="utf-8"))
        cell = next(cell for cell in notebook["cells"] if cell["cell_type"] == "markdown")
        cell["source"] = re.sub(r"\n\nEdited once more\.*$", "", "".join(cell["source"])) + "\n\nEdited once more" + "." * number
        path.write_text(json.dumps(notebook, ensure_ascii=False, indent=1), encoding="utf-8")


def watched_edit(place: Path, number: int) -> float:
    """Seconds from a change of a notebook to the finished book where ``make watch`` follows the project."""
    command = [sys.executable, "-m", "external_dimension", "watch", "--port", "0"]
    process = subprocess.Popen(command, cwd=place, env=environment(place / "src"), text=True, stdout=subprocess.PIPE)
    try:
        finished = (line.startswith("built in") for line in process.stdout)
        assert any(finished), "the watched book was not built"
        edit(place, "edit", number + 100)
        start = time.perf_counter()
        assert any(finished), "the changed book was not built"
        return time.perf_counter() - start
    finally:
        process.terminate()
        process.communicate()


def builds(scratch: Path, runs: int, results: Results) -> dict[str, Path]:
    """Time the builds of the real book; returns where each kind put its pages."""
    book = [str(Path(sys.executable).with_name("jupyter-book")), "build", "."]
    commands = {"ours": [sys.executable, "-m", "external_dimension", "build"], "plain": book, "stock": book}
    labels = {
        "ours": "ours, make book",
        "watch": "ours, make watch",
        "plain": "ours, jupyter-book build",
        "stock": "stock Jupyter Book",
    }
    places = {name: copy_project(PROJECT, scratch / name) for name in commands}
    stock_settings(places["stock"])
    notebooks = [str(path) for path in sorted((places["stock"] / "notebooks").glob("*.ipynb"))]
    empty = scratch / "empty"
    empty.mkdir()
    (empty / "index.rst").write_text("Empty\n=====\n", encoding="utf-8")
    (empty / "conf.py").write_text("", encoding="utf-8")
    sphinx = [sys.executable, "-m", "sphinx", "-q", "-E", ".", "out"]

    found: dict[str, list[float]] = {}
    for number in range(runs + 1):  # the first fills caches and compiles modules, and does not count
        print(f"run {number} of {runs}", file=sys.stderr, flush=True)
        cells = [sys.executable, "-c", CELLS, *notebooks]
        files = ["env", f"{TRACE}={scratch / 'trace'}", *cells]  # as in our builds: charts are drawn as files too
        times = {"cells": run(cells, scratch, PROJECT / "src").seconds, "files": run(files, scratch, PROJECT / "src").seconds}
        shutil.rmtree(empty / "out", ignore_errors=True)
        times["sphinx"] = run(sphinx, empty, places["stock"] / "src").seconds
        for name in list(commands)[:: 1 if number % 2 else -1]:
            place = places[name]
            shutil.rmtree(place / "_build", ignore_errors=True)
            for kind in KINDS:
                if kind in TABLES and name == "stock":  # it would not notice
                    continue
                edit(place, kind, number)
                times[f"{name}_{kind}"] = run(commands[name], place, place / "src").seconds
        times["watch_edit"] = watched_edit(places["ours"], number)
        times["check"] = run(
            [sys.executable, "-m", "external_dimension", "check"], places["ours"], places["ours"] / "src"
        ).seconds
        if number:
            for key, seconds in times.items():
                found.setdefault(key, []).append(seconds)

    for kind, what in KINDS.items():
        for name in labels:
            if seconds := found.get(f"{name}_{kind}"):
                results.add(f"build_{name}_{kind}", "build", f"{what}: {labels[name]}", seconds, "seconds")
    results.add("check", "build", "tables checked: make check", found["check"], "seconds")
    results.add("limit_cells", "limit", "all cells as plain Python in one process", found["cells"], "seconds")
    results.add("limit_files", "limit", "the same, with the files of all charts", found["files"], "seconds")
    results.add("limit_sphinx", "limit", "Sphinx run of one empty page", found["sphinx"], "seconds")
    for kind, what in KINDS.items():
        for name in labels:
            if name != "stock" and f"{name}_{kind}" in found and f"stock_{kind}" in found:
                ratios = [one / other for one, other in zip(found[f"{name}_{kind}"], found[f"stock_{kind}"])]
                results.add(f"ratio_{name}_{kind}", "ratio", f"{what}: {labels[name]}, as part of stock", ratios, "times")
    for name in commands:
        cells = found["cells" if name == "stock" else "files"]
        ratios = [one / (a + b) for one, a, b in zip(found[f"{name}_clean"], cells, found["sphinx"])]
        results.add(f"limit_{name}", "ratio", f"from nothing: {labels[name]}, as multiple of its limit", ratios, "times")
    for name in commands:
        shutil.rmtree(places[name] / "_build", ignore_errors=True)
        memory = run(commands[name], places[name], places[name] / "src", weigh=True).memory
        if memory:
            results.add(f"memory_{name}", "memory", f"all processes together: {labels[name]}", [memory], "MiB")
    return {name: places[name] / "_build" / "html" for name in ("ours", "stock")}


def weights(html: Path) -> tuple[list[float], list[float]]:
    """For each page, its weight with gzip in KiB; and for each page the weight of the styles and scripts that it loads."""
    own, shared = [], []
    for path in sorted(html.rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        if 'http-equiv="Refresh"' in text or "_static" in path.parts:
            continue
        loads = re.findall(r'<link\b[^>]*\bhref="([^"]+\.css[^"]*)"', text) + re.findall(r'<script\b[^>]*\bsrc="([^"]+)"', text)
        files = {Path(urljoin(path.as_uri(), load.split("?")[0]).removeprefix("file://")) for load in loads if "//" not in load}
        own.append(len(gzip.compress(text.encode(), 6)) / 1024)
        shared.append(sum(len(gzip.compress(file.read_bytes(), 6)) for file in files if file.is_file()) / 1024)
    return own, shared


def chapters(place: Path, number: int) -> None:
    """Make a copy of the project a book of that many alike chapters, each with a table, a chart and numbers in its text."""
    cells = [
        (
            "code",
            "from claimbook import load, sentence\nfrom claimbook.report.charts import bars\n"
            "from claimbook.report.display import table\n\nsection = load()\nn = section.claim('egypt_package')",
        ),
        ("markdown", "The package is {eval}`n`, which the section says was {eval}`n.stage`."),
        (
            "code",
            "table({'Claim': [q.label for q in section.claims(unit='EUR')], 'Value': section.claims(unit='EUR')}, 'Amounts')",
        ),
        (
            "code",
            "bars('NAME', [(q.label, q) for q in section.claims(unit='EUR')], axis='EUR', title='Amounts', subtitle='In EUR', caption=sentence('Amounts.'),\n"
            "     alt=sentence('The amounts, with {n} among them.', n=n))",
        ),
    ]
    for i in range(number):
        name = f"chapter_{i + 1:03}"
        notebook = json.loads((PROJECT / EDITED).read_text(encoding="utf-8"))
        notebook["cells"] = [
            {"cell_type": kind, "id": f"cell-{k}", "metadata": {}, "source": source.replace("NAME", name.replace("_", "-"))}
            | ({"execution_count": None, "outputs": []} if kind == "code" else {})
            for k, (kind, source) in enumerate([("markdown", f"# Chapter {i + 1}"), *cells])
        ]
        (place / "notebooks" / f"{name}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
        with (place / "_toc.yml").open("a", encoding="utf-8") as toc:
            toc.write(f"  - file: notebooks/{name}\n")


def growth_of_books(scratch: Path, results: Results) -> None:
    """Build synthetic books from nothing, with the few pages that any book of these tables needs."""
    for number in CHAPTERS:
        place = copy_project(PROJECT, scratch / f"growth-{number}", pages=SMALL)
        chapters(place, number)
        done = run([sys.executable, "-m", "external_dimension", "build"], place, place / "src", weigh=True)
        results.add(f"chapters_{number}", "growth_book", f"a book of {number} chapters", [done.seconds], "seconds")
        each = 1000 * done.seconds / number
        results.add(f"chapters_{number}_each", "growth_book", f"a book of {number} chapters, for each chapter", [each], "ms")
        if done.memory:
            results.add(f"chapters_{number}_memory", "growth_book", f"a book of {number} chapters", [done.memory], "MiB")


# --- ledgers ------------------------------------------------------------------------------------------------------------


def growth_of_ledgers(scratch: Path, results: Results) -> None:
    """Totals over ledgers in every shape, and the reading of tables with as many claims."""
    shapes = {
        "flat": "none in another",
        "wide": "all perhaps in one whole",
        "deep": "each in the one before",
        "pairs": "chains of ten",
        "shared": "parts of two wholes",
        "ladder": "two chains with rungs",
        "caterpillar": "a chain with legs",
        "hub": "all overlap one",
    }
    assert shapes.keys() == set(SHAPES)
    for shape, words in shapes.items():
        for number in CLAIMS:
            done = run([sys.executable, "-c", TOTAL, shape, str(number)], scratch, PROJECT / "src", weigh=True)
            growth(results, f"total_{shape}_{number}", f"total of {number:,} claims, {words}", done, number)
    for number in ROWS:
        place = scratch / f"tables-{number}"
        data = shutil.copytree(PROJECT / "data", place / "data")
        (place / "book").mkdir()
        for file in (PROJECT / "book").glob("*.bib"):
            shutil.copy(file, place / "book")
        with (data / "claims.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        model = next(row for row in rows if row["id"] == "egypt_package")
        with (data / "claims.csv").open("a", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
            writer.writerows(model | {"id": f"added_{i}", "footnotes": ""} | period(i) for i in range(number - len(rows)))
        with (data / "relations.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        model = next(row for row in rows if row["kind"] == "part_of" and not row["limit"])
        with (data / "relations.csv").open("a", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
            writer.writerows(model | {"part": f"added_{i}", "whole": f"added_{i - 1}"} for i in range(1, number - 100))
        done = run([sys.executable, "-c", READING, str(data)], scratch, PROJECT / "src", weigh=True)
        growth(results, f"tables_{number}", f"tables of {number:,} claims, checked and read", done, number)


def period(number: int) -> dict[str, str]:
    """A period for each number: of claims that are the same in all else, `check` takes but one."""
    start, end = date(1900, 1, 1) + timedelta(days=number % 36_000), date(2001, 1, 1) + timedelta(days=number // 36_000)
    return {"period_start": start.isoformat(), "period_end": end.isoformat()}


def growth(results: Results, row_id: str, label: str, done: Run, number: int) -> None:
    """Add the seconds that the process printed, the milliseconds for each claim, and its memory."""
    seconds = float(done.output)
    results.add(row_id, "growth_ledger", label, [seconds], "seconds")
    results.add(f"{row_id}_each", "growth_ledger", f"{label}, for each claim", [1000 * seconds / number], "ms")
    if done.memory:
        results.add(f"{row_id}_memory", "growth_ledger", label, [done.memory], "MiB")


def main() -> None:
    """Measure everything, print the table and write it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5, help="how often each build is timed; 5 unless told otherwise")
    runs = parser.parse_args().runs
    results = Results()
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        scratch = Path(folder)
        html = builds(scratch, runs, results)
        for name, label in (("ours", "ours"), ("stock", "stock Jupyter Book")):
            own, shared = weights(html[name])
            results.add(f"page_{name}", "page", f"a page itself, over all pages: {label}", own, "KiB")
            results.add(f"page_{name}_shared", "page", f"styles and scripts that a page loads: {label}", shared, "KiB")
        growth_of_books(scratch, results)
        growth_of_ledgers(scratch, results)
    with (PROJECT / "data" / "benchmark.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(results.rows)
    print(f"\n{machine()['machine']}, {machine()['date']}; written to data/benchmark.csv")


if __name__ == "__main__":
    main()
