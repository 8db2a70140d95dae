"""The page "A report of your own in an hour", followed to the letter: its text, commands, rows and cells, up to a book of its own."""

from __future__ import annotations

import csv
import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from building import add_cell, pages, plain, read_csv, tree, write_csv

FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)
PATH = re.compile(r"`((?:data|book|notebooks)/[\w./]+|\w+\.txt)`")


@dataclass
class Followed:
    """What came of the page: its folder, what each command said and whether it succeeded, and the pages of each build."""

    folder: Path
    said: list[tuple[str, int, str]] = field(default_factory=list)
    builds: list[dict] = field(default_factory=list)

    def of(self, command: str) -> list[tuple[int, str]]:
        """Code and words of each run of a command."""
        return [(code, words) for name, code, words in self.said if name == command]


def run(place: Path, line: str, bin_: Path) -> tuple[int, str]:
    """Run a line of the page where it is to be run; ``python`` is that of the tests, as in an active environment."""
    environment = {name: value for name, value in os.environ.items() if name != "CLAIMBOOK_TRACE"}
    environment |= {"PATH": f"{bin_}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        shlex.split(line), cwd=place, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300
    )
    return done.returncode, done.stdout


def python_in(place: Path, project: Path) -> Path:
    """A folder with a command ``python`` that knows the project's code, and nothing of its working folder."""
    place.mkdir()
    script = f'#!/bin/sh\nPYTHONPATH={shlex.quote(str(project / "src"))} PYTHONDONTWRITEBYTECODE=1 exec {shlex.quote(sys.executable)} "$@"\n'
    (place / "python").write_text(script, encoding="utf-8")
    (place / "python").chmod(0o755)
    return place


def table_rows(text: str) -> list[list[str]]:
    """The cells of a Markdown table below its head, without the marks of code."""
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip(" `") for cell in line.strip("|").split("|")] for line in lines[2:]]


def corrected(followed: Followed, said: str, bin_: Path) -> None:
    """Change the row as the table says, a field at a time; between the fields, the check has something to say."""
    (row_id,) = set(re.findall(r"change `(\w+)`", said))
    path = followed.folder / "data" / "claims.csv"
    for number, (name, there, wanted) in enumerate(table_rows(said)):
        rows = read_csv(path)
        row = next(row for row in rows if row["id"] == row_id)
        assert row[name] == there
        row[name] = wanted
        write_csv(path, rows)
        if not number:
            followed.said.append(("value alone", *run(followed.folder, "python -m claimbook check", bin_)))


@pytest.fixture(scope="module")
def page(project) -> str:
    return (project / "book" / "an_hour.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def followed(page, project, tmp_path_factory) -> Followed:
    """The page, carried out from top to bottom: fences by what they are and by the file that the words before them name."""
    top = tmp_path_factory.mktemp("hour")
    bin_ = python_in(top / "bin", project)
    (top / "project").mkdir()
    here, made = top / "project", Followed(top / "my-report")
    at = 0
    for fence in FENCE.finditer(page):
        before, (kind, text), at = page[at : fence.start()], fence.groups(), fence.end()
        named = PATH.findall(before.strip().rpartition("\n\n")[2])
        if "| Field |" in before:
            corrected(made, before, bin_)
        if kind == "sh":
            for line in text.splitlines():
                if line.startswith("cd "):
                    here = (here / line[3:]).resolve()
                elif line != ". .venv/bin/activate":
                    made.said.append((line.split()[3], *run(here, line, bin_)))
                    if "build" in line:
                        made.builds.append(pages(tree(made.folder)))
        elif kind == "python":
            add_cell(made.folder / "notebooks" / "figures.ipynb", "code", text.rstrip())
        elif kind == "markdown":
            add_cell(made.folder / "notebooks" / "figures.ipynb", "markdown", text.rstrip())
        elif kind in ("text", "bibtex") and named:
            with (made.folder / named[-1]).open("a", encoding="utf-8", newline="") as file:
                file.write(text)
    return made


def test_windows_is_told_the_same(page):
    """The lines that differ between systems differ in the way to the environment and in the sign between folders alone."""
    fences = [(kind, text) for kind, text in FENCE.findall(page) if kind in ("sh", "powershell")]
    assert [kind for kind, _ in fences[:2]] == ["sh", "powershell"] and [kind for kind, _ in fences].count("powershell") == 1
    unix = fences[0][1].replace(". .venv/bin/activate", ".venv/Scripts/Activate.ps1")
    assert fences[1][1].replace("\\", "/") == unix
    for kind, text in fences[2:]:
        assert kind == "sh" and "/" not in text and all(line.startswith("python -m ") for line in text.splitlines())


def test_the_plan_is_of_an_hour_without_a_gap(page):
    plan = [(int(a), int(b)) for a, b in re.findall(r"^\| `(\d+)–(\d+)` \| ", page, re.M)]
    assert plan[0][0] == 0 and plan[-1][1] == 60
    assert all(end == start for (_, end), (start, _) in zip(plan, plan[1:]))
    assert len(plan) == len(re.findall(r"^## ", page, re.M)) - 1  # the last is on a text of one's own


def test_each_command_does_what_the_page_says(followed, page):
    assert [code for code, _ in followed.of("build")] == [0] * 4, followed.of("build")
    assert all("The book is ready" in words for _, words in followed.of("build"))
    first, second, third = followed.of("check")
    assert first[0] == 1 and "data/claims.csv: row town_support: field footnotes: found '1'" in first[1]
    assert second == third == (0, "check: every table in data/ holds\n")
    ((code, words),) = followed.of("value alone")
    assert code == 1 and "field value: found '45000000'; allowed: 40000000" in words
    told = next(text for kind, text in FENCE.findall(page) if kind == "text" and text.startswith("audit: "))
    assert followed.of("audit") == [(0, told)]
    assert [code for code, _ in followed.of("lint")] == [0]


def test_the_confirmed_rows_are_the_drafts_but_for_what_the_page_has_one_fill_in(followed):
    drafts, rows = (read_csv(followed.folder / name) for name in ("drafts.csv", "data/claims.csv"))
    assert len(rows) == len(drafts) == 5
    for draft, row in zip(drafts, rows):
        filled = {"id", "label", "stage", "footnotes", "note"} | ({"value", "printed"} if row["id"] == "town_support" else set())
        assert not {name for name in row if row[name] != draft[name]} - filled, row["id"]
        assert draft["stage"] in ("", row["stage"]) and draft["note"].startswith("DRAFT") and not row["note"]


def test_the_empty_book_says_that_it_is_empty_and_the_filled_one_does_not(followed):
    empty, _, _, last = followed.builds
    for name in ("index.html", "notebooks/figures.html", "notebooks/claims.html"):
        assert "Nothing has been entered on" in plain(empty[name].main.get_text(" ")), name
        assert "Nothing has been entered" not in plain(last[name].main.get_text(" ")), name
    chapter = plain(last["notebooks/figures.html"].main.get_text(" "))
    assert "The tables hold 5 figures, 4 statements and 1 open question of this chapter." in chapter
    assert "has been entered" not in chapter


def test_a_corrected_figure_follows_into_text_table_share_and_entry(followed):
    *_, before, after = followed.builds
    for book, amount, share in ((before, "EUR 40 million", "31 %"), (after, "EUR 45 million", "28 %")):
        chapter = plain(book["notebooks/figures.html"].main.get_text(" "))
        assert f"In March 2024 the ministry announced {amount} for the harbour towns" in chapter
        assert f"Of the support for the harbour towns, {share} is planned for repairs" in chapter
        table = book["notebooks/claims.html"].select_one("table.explorer")
        assert amount in plain(table.get_text(" ")) and len(table.tbody.find_all("tr")) == 5
    text = plain(after["notebooks/figures.html"].main.get_text(" "))
    assert "EUR 40 million" not in text and "31 %" not in text


def test_its_numbers_lead_to_their_entries_and_have_notes(followed):
    chapter = followed.builds[-1]["notebooks/figures.html"]
    ids = {tag["id"] for tag in followed.builds[-1]["notebooks/claims.html"].find_all(id=True)}
    numbers = chapter.select("a.quantity[href^='claims.html#claim-']")
    assert {"claim-town-support", "claim-repairs", "claim-moved", "claim-town-agreements", "claim-closed-quays"} <= {
        a["href"].partition("#")[2] for a in numbers
    }
    for a in numbers:
        assert a["href"].partition("#")[2] in ids and chapter.find(id=a["data-provenance"]), a
    sources = chapter.select_one("section.sources").get_text()
    assert "Ministry of Harbours, A programme for the harbour towns, 12 March 2024" in plain(sources)


def test_its_tables_keep_the_form_that_the_page_shows(followed):
    with (followed.folder / "drafts.csv").open(encoding="utf-8", newline="") as file:
        assert file.read().count("\r") == 0
    with (followed.folder / "data" / "statements.csv").open(encoding="utf-8", newline="") as file:
        assert [row["chapter"] for row in csv.DictReader(file)] == ["figures"] * 4
