"""Plans for teachers: they hold together with the exercises, labs and commands that they name."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from claimbook.__main__ import COMMANDS
from claimbook.teaching.exercises import Exercise, Exercises
from claimbook.teaching.guide import GUIDE
from claimbook.teaching.labs.kinds import LABS
from claimbook.teaching.outcomes import Outcome, table, titled
from claimbook.teaching.verdicts import BETTER
from external_dimension.exercises import EXERCISES
from external_dimension.outcomes import OUTCOMES

#: The commands of a page, as they are typed on Linux and on Windows.
UNIX, WINDOWS = re.compile(r"^ *\.venv/bin/(.+)$", re.M), re.compile(r"^ *\.venv\\Scripts\\(.+)$", re.M)


@pytest.fixture(scope="module")
def page(project) -> str:
    return (project / "book" / "teaching.md").read_text(encoding="utf-8")


def rows(page: str, caption: str) -> list[list[str]]:
    """The rows of a table on a page, without its head."""
    body = page.partition(f":::{{table}} {caption}\n")[2].partition("\n:::")[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in body.splitlines()[2:]]


def test_the_table_of_outcomes_is_that_of_the_exercises(project, page):
    """Each exercise stands in it once, under what it practises; the page holds the rows that the exercises give."""
    made = table(project, OUTCOMES, EXERCISES)
    missing = [row for row in made if row not in page]
    assert not missing, "book/teaching.md: these rows belong into “What is learnt”:\n" + "\n".join(missing)
    shown = rows(page, "What is learnt, by what, and what shows it")
    assert len(shown) == len(OUTCOMES)
    assert sum(cell.count("*") // 2 for _, cell, *_ in shown) == len(EXERCISES)


def test_each_outcome_has_an_exercise_a_lab_or_task_and_evidence(page):
    practised = {worked.outcome for worked in EXERCISES.values() if isinstance(worked, Exercise)}
    assert practised == set(OUTCOMES) and {"grade", "correct"} <= practised
    labs = {lab.name for lab in LABS}
    for outcome in OUTCOMES.values():
        assert outcome.lab in labs or f"\n### {outcome.task}\n\n1. " in page, outcome.text
        assert outcome.evidence and outcome.text.endswith(".")
    assert labs == {outcome.lab for outcome in OUTCOMES.values()} - {""}, "each lab practises something"


def test_an_exercise_without_an_outcome_is_refused(project):
    class Astray(Exercises):
        def __getitem__(self, name: str) -> Exercise:
            return Exercise(lambda section: ("yes", []), outcome="astray" if name == "turkiye_share" else "read")

    with pytest.raises(KeyError, match="astray"):
        table(project, {"read": Outcome("Read.", "A mark.", lab="lab_sums")}, Astray("external_dimension.exercises"))


@pytest.mark.parametrize(
    "caption, whole",
    [
        ("Plan of a lesson", 45),
        ("Plan: Half a day", 215),
        *((f"Plan of the week on {what}", 90) for what in ("reading", "adding", "checking", "writing")),
    ],
)
def test_the_minutes_of_a_plan_come_to_its_length(page, caption, whole):
    steps = rows(page, caption)
    assert len(steps) > 3 and sum(int(time.removesuffix(" minutes")) for time, _, _ in steps) == whole
    assert {by for _, _, by in steps} <= {"each", "pairs", "groups", "all"}


def test_the_minutes_of_the_course_without_code_are_enough(project):
    """A chapter's text and exercises by the rule of the plans, a lab 45 minutes, the printed briefs nearly ten each; the fields of its row are the tables'."""
    text = (project / "book" / "without_code.md").read_text(encoding="utf-8")
    asked = Counter(name for *_, name in titled(project))
    sittings = re.findall(r"^:::\{table\} (The \w+ sitting, (\d+) minutes: .+)$", text, re.M)
    assert [caption.split()[1] for caption, _ in sittings] == ["first", "second", "third", "fourth"]
    found = [
        [(int(time.removesuffix(" minutes")), where, what) for time, where, what, _ in rows(text, caption)]
        for caption, _ in sittings
    ]
    assert [int(told) for _, told in sittings] == [sum(minutes for minutes, *_ in steps) for steps in found]
    for minutes, where, what in (step for steps in found for step in steps):
        chapter = (re.findall(r"notebooks/(\w+)\.ipynb", where) or [""])[0]
        needed = 10 + 5 * asked[chapter] if what.startswith("The text, then its exercises") else 0
        needed = 45 if what.startswith("With your number") else 8 * len(LABS) if what.startswith("The printed briefs") else needed
        assert minutes >= needed, (where, what)
    tables = json.loads((project / "data" / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    fields = {field["name"] for table in tables if table["name"] in ("claims", "evidence") for field in table["schema"]["fields"]}
    row = re.findall(r"^   (\w+) {3,}\S", text.partition("```text\n")[2].partition("```")[0].partition("\n\n")[2], re.M)
    assert {"printed", "qualifier", "stage", "source"} <= set(row) <= fields


def test_the_minutes_of_a_step_are_enough_for_what_is_in_it(project, page):
    """By the rule that the page tells: ten for a chapter's text, five for an exercise, 45 for a lab; and each plan says what to leave out."""
    asked = Counter(name for *_, name in titled(project))
    counted = 0
    for row in re.findall(r"^\| (\d+) minutes \| (.+) \| \w+ \|$", page, re.M):
        minutes, what = int(row[0]), row[1]
        needed = []
        for name in re.findall(r"notebooks/(\w+)\.ipynb", what):
            read = 10 if re.search(r"[Cc]hapter each|One chapter", what) else 0
            needed.append(read + 5 * asked[name] * ("exercises" in what.lower()))
        needed = [max(needed)] if ", or [" in what else needed
        needed.append(45 if what.startswith("A lab each") else 0)
        assert minutes >= sum(needed), (minutes, needed, what)
        counted += sum(needed) > 0
    assert counted >= 6 and 4 * 5 + 5 + 15 + 5 == 45
    plans = page.partition("## Plans")[2].partition("\n## ")[0]
    assert all("**Short of time?**" in part for part in plans.split("\n### ")[1:])


def test_the_rule_for_points_is_the_same_everywhere(project, page):
    """Half a point for a right value that could be told better: on the page, in README, in the teacher's notes and in the code."""
    readme = (project / "README.md").read_text(encoding="utf-8")
    for text in (page, readme, GUIDE):
        assert re.search(r"told\s+better.{0,60}\bis half a point", text, re.S) and "--better" in text
        assert re.search(r"could not be run.{0,160}\b(?:no|not) nought", text, re.S)
    assert BETTER == 0.5 == COMMANDS["mark"].arguments["--better"]["default"]
    assert all("Another try*" in text and "practice" in text for text in (page, GUIDE))


def test_each_lab_and_task_has_its_place_in_the_four_weeks(page):
    weeks = page.partition("### Four weeks")[2].partition("\n## ")[0]
    assert all(f"*{outcome.task}*" in weeks for outcome in OUTCOMES.values() if outcome.task)
    handed_in = " ".join(re.findall(r"[Hh]and in[^:|]*: [^|]+", weeks))
    assert all(lab.name.removeprefix("lab_") in handed_in for lab in LABS) and "capstone" in weeks


def test_each_question_says_what_to_listen_for(page):
    asked = rows(page, "Questions to discuss, and what to listen for")
    assert len(asked) == 8 and all(
        question.endswith("?") and len(heard.split()) > 12 and "Ask: " in heard for question, heard in asked
    )


def test_the_capstone_has_a_rubric_for_each_of_its_parts(page):
    capstone = page.partition("### Capstone")[2]
    assert all(words in capstone for words in ("Five claims", "The audit", "150 words", "tries to break it"))
    marked = rows(page, "Rubric of the capstone")
    assert {"Claims", "Audit", "Note", "Peer"} <= {row[0] for row in marked} and all(len(row) == 4 and all(row) for row in marked)


@pytest.mark.parametrize("name", ["book/teaching.md", "book/do_it_yourself.md", "GUIDE"])
def test_each_command_stands_there_for_windows_too(project, name):
    text = GUIDE.replace("\\\\", "\\") if name == "GUIDE" else Path(project / name).read_text(encoding="utf-8")
    unix, windows = set(UNIX.findall(text)), set(WINDOWS.findall(text))
    assert unix and unix == windows


def test_each_command_of_the_page_is_one(page):
    told = re.findall(r"-m external_dimension (\w+)((?: --?\w+)*)", page)
    assert {command for command, _ in told} >= {"course", "key", "mark", "check", "lint", "new", "figures", "audit", "slides"}
    for command, options in told:
        assert command in COMMANDS and set(options.split()) <= set(COMMANDS[command].arguments), (command, options)
