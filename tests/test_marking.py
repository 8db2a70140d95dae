"""Marking: what comes back is told apart, run by itself and judged by the teacher's tables, and nobody stops the others."""

from __future__ import annotations

import csv
import json
import re
import shutil
import zipfile
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from reasons import GOOD

from claimbook.live.labs import Desk
from claimbook.teaching.course import make_course, write_notebook
from claimbook.teaching.handing_in import plain_answer
from claimbook.teaching.labs import doubt, no_doubt
from claimbook.teaching.labs.in_words import reworded
from claimbook.teaching.labs.key import key, page_numbers
from claimbook.teaching.labs.kinds import LABS
from claimbook.teaching.marking import judged, tables
from claimbook.teaching.marking.judged import answer_of
from claimbook.teaching.marking.marking import Course, mark, mark_student
from claimbook.teaching.marking.returned import class_list, find
from external_dimension import share
from external_dimension.__main__ import main
from external_dimension.exercises import check

NAMES = ["Ada Lovelace", "Grace Hopper", "Emmy Noether", "Sofia Kovalevskaya"]
SEED = (1 << 60) + 7
RIGHT = {
    "turkiye-share": "answer = share(migration, turkiye)",
    "facility-share": "answer = share(facility, turkiye, if_nested=True)",
}


@pytest.fixture(scope="module")
def course(project, tmp_path_factory) -> Path:
    place = tmp_path_factory.mktemp("made") / "course"
    make_course(project, place, seed=SEED, names=NAMES)
    return place


def answered(course: Path, place: Path, number: int, answers: dict[str, str], chapter: str = "09_turkiye") -> Path:
    """A student's folder with answers written into a chapter."""
    folder = place / f"student-{number}"
    if not folder.exists():
        shutil.copytree(course / f"student-{number}", folder)
    path = folder / "notebooks" / f"{chapter}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        cell["source"] = answers.get(cell["id"].removeprefix("answer-"), cell["source"])
    write_notebook(path, notebook)
    return folder


def worked_lab(
    section, folder: Path, number: int, *, rule: str = "", mend: bool = True, record: bool = False, why: str = ""
) -> None:
    """A lab as a student leaves it: committed to by the key, or by another rule; the record is left behind, or lost."""
    lab, name = LABS[0], LABS[0].name.replace("_", "-")
    path = folder / "labs" / f"{lab.name}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cells = {cell["id"].removeprefix(f"{name}-"): cell for cell in notebook["cells"]}
    found = key(section, lab, SEED, number)
    doubted = [[one.letter, rule or one.rule, why or GOOD[rule or one.rule]] for one in found] or [["", "", why or GOOD[""]]]
    doubts = [f"doubt({letter!r}, {rule!r}, {why!r})" if letter else f"no_doubt({why!r})" for letter, rule, why in doubted]
    cells["commit"]["source"] += f"\nlab.commit({', '.join(doubts)})"
    cells["mended"]["source"] += "\n" + "\n".join(one.code for one in found) if mend else "\nwhile True:\n    pass"
    write_notebook(path, notebook)
    if record:
        row = json.dumps({"kind": "commit", "what": doubted, "after": ""})
        (folder / "labs" / f"{lab.name}.record.jsonl").write_text(row + "\n", encoding="utf-8")


def done_on_the_page(section, number: int, lab) -> str:
    """What the labs' page of the book saves for a student who does a lab there by the key."""
    drawn_by = page_numbers(SEED, 99)[number - 1]
    desk, found = Desk(section, drawn_by), key(section, lab, drawn_by)
    done = desk.lab(lab.name)
    done.commit(*(doubt(one.letter, one.rule, GOOD[one.rule]) for one in found), *([] if found else [no_doubt(GOOD[""])]))
    done.judge({one.letter: reworded(section, desk.briefs[lab.name][one.letter], one.right) for one in found})
    return desk.saved()


def rows(path: Path) -> list[dict]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def marked(course, section, tmp_path_factory) -> Path:
    """The marks of a class of whom one is right, one is wrong and hostile, one never ends and crashes, and one sent no notebook."""
    place = tmp_path_factory.mktemp("back")
    right = answered(course, place, 1, RIGHT)
    worked_lab(section, right, 1)
    with zipfile.ZipFile(place / f"sent in by {NAMES[0]}.zip", "w") as packed:
        for file in right.rglob("*"):
            packed.write(file, Path("some folder") / "renamed" / file.relative_to(right))
    shutil.rmtree(right)
    wrong = answered(
        course,
        place,
        2,
        {
            "turkiye-share": "import claimbook.teaching.exercises as judge\njudge.Exercises.check = lambda *given: True\nanswer = '=1+1'",
            "facility-share": "1 / 0",
            "turkiye-both": "import helper\nanswer = helper.both",
        },
    )
    (wrong / "notebooks" / "helper.py").write_text("both = 'EUR 18.5 billion'\n", encoding="utf-8")
    (wrong / "data" / "claims.csv").write_text("broken", encoding="utf-8")
    worked_lab(section, wrong, 2, rule="people", mend=False, record=True)
    (wrong / "labs" / f"{LABS[0].name}.brief.json").write_text("{}", encoding="utf-8")
    answered(course, place, 3, {**RIGHT, "turkiye-both": "while True:\n    pass"})
    answered(course, place, 3, {"egypt-share": "import os\nos._exit(1)"}, "10_partnerships")
    broken = answered(course, place, 3, {"paid-so-far": "answer = 'not stated'"}, "17_unknowns")
    (broken / "notebooks" / "13_what_adds_up.ipynb").write_text("{ not a notebook", encoding="utf-8")
    shutil.copyfile(broken / "notebooks" / "09_turkiye.ipynb", broken / "notebooks" / "14_sources.ipynb")
    worked_lab(section, broken, 3, why="This line is wrong because it is not right at all.")
    (broken / "labs" / f"{LABS[1].name}.ipynb").write_text("[]", encoding="utf-8")
    bad = broken / "labs" / f"{LABS[2].name}.ipynb"
    bad.write_text(bad.read_text(encoding="utf-8").replace("# lab.commit(doubt(", "lab.commit(doubt("), encoding="utf-8")
    (place / "student-4").mkdir()
    (place / "student-4" / "essay.txt").write_text("I have no notebook.", encoding="utf-8")
    for number, lab in ((1, LABS[1]), (2, LABS[0])):
        (place / f"labs of {number}.txt").write_text(done_on_the_page(section, number, lab), encoding="utf-8")
    (place / "labs of somebody.txt").write_text(done_on_the_page(section, 99, LABS[1]), encoding="utf-8")
    to = tmp_path_factory.mktemp("marks")
    told = ["mark", str(place), "--course", str(course), "--to", str(to), "--seconds", "6"]
    assert main(told) == 0
    return to


def outcome(marked: Path, student: int, name: str) -> dict:
    return next(row for row in rows(marked / "marks.csv") if (row["student"], row["name"]) == (str(student), name))


def test_what_is_right_is_marked_right_also_from_a_zip(marked):
    for name in RIGHT:
        found = outcome(marked, 1, name.replace("-", "_"))
        assert (found["outcome"], found["found"], found["points"]) == ("right", "1", "1") and found["reasons"].startswith("Right")
    assert outcome(marked, 1, "turkiye_both")["outcome"] == "blank" and outcome(marked, 1, "egypt_share")["points"] == "0"


def test_a_wrong_answer_is_judged_by_the_teachers_tables_and_judge(marked):
    """What a student's code makes of the judge, and what became of their tables, changes nothing; a file of their own is there."""
    found = outcome(marked, 2, "turkiye_share")
    assert (found["outcome"], found["points"], found["to_read"]) == ("not yet", "0", "'=1+1")
    error = outcome(marked, 2, "facility_share")
    assert error["outcome"] == "could not be run: ZeroDivisionError: division by zero" and error["points"] == error["found"] == ""
    assert (
        outcome(marked, 2, "turkiye_both")["reasons"].startswith(("Not yet", "Right value"))
        and "18.5" in outcome(marked, 2, "turkiye_both")["to_read"]
    )


def test_what_never_ends_or_crashes_stops_only_itself(marked):
    """What stood before it counts, as do the notebooks after it."""
    assert outcome(marked, 3, "turkiye_share")["outcome"] == "right" == outcome(marked, 3, "facility_share")["outcome"]
    assert outcome(marked, 3, "turkiye_both")["outcome"] == "could not be run: its time was up"
    assert outcome(marked, 3, "turkiye_per_refugee")["outcome"] == "blank", "nothing was written there"
    assert outcome(marked, 3, "egypt_share")["outcome"] == "could not be run: its kernel died"
    assert outcome(marked, 3, "paid_so_far")["outcome"] == "right"


def test_what_cannot_be_read_or_run_is_told_and_is_no_nought(marked):
    """No JSON, another notebook under the name, a lab whose commitment raises: each says so, and its points are left open."""
    told = {
        "within_a_stage": "could not be run: it is no notebook that can be read",
        "documents": "could not be run: it is another notebook: no cell of the one that was handed out is in it",
        LABS[1].name: "could not be run: it is no notebook that can be read",
        LABS[2].name: "could not be run: ValueError: no rule 'the rule': name one of “part and whole”",
    }
    named = {row["chapter"]: row["name"] for row in rows(marked / "marks.csv") if row["kind"] == "exercise"}
    told = {named["what_adds_up"]: told["within_a_stage"], named["sources"]: told["documents"], **dict(list(told.items())[2:])}
    for name, why in told.items():
        found = outcome(marked, 3, name)
        assert found["outcome"].startswith(why) and found["points"] == found["found"] == found["mended"] == "", found
    count = {row["student"]: row["could_not_be_run"] for row in rows(marked / "students.csv")}
    assert int(count["3"]) >= 6 and count["1"] == "0"


def test_a_reason_that_was_refused_is_told_and_what_was_right_is_kept(marked, section):
    found = outcome(marked, 3, LABS[0].name)
    assert (found["outcome"], found["found"], found["named"], found["explained"]) == ("refused reason", "1", "1", "0")
    assert found["points"] == "0" and "refused reason, line" in found["reasons"] and "wrong because" in found["to_read"]


def test_a_right_value_that_could_be_told_better_counts_in_part(section, tmp_path):
    """By one rule: half a point, or what --better says; the check of nbgrader gives the same half."""
    answer = plain_answer(7.024)
    for better, points in ((0.5, 0.5), (0.25, 0.25), (1.0, 1.0), (0.0, 0.0)):
        found = judged.exercise(1, "turkiye", "turkiye_share", answer, judged.Ran(), check, section, better)
        assert (found.outcome, found.found, found.points) == ("tell it better", 0.0, points), found
    assert check("turkiye_share", 7.024, section).points == 0.5
    with pytest.raises(ValueError, match="--better 2: name a part of a point, from 0 to 1"):
        mark(tmp_path, tmp_path, tmp_path, better=2)


def test_a_lab_is_marked_by_what_was_committed_to_and_by_the_lines_in_the_end(marked, section):
    """Also where the record is lost, or the brief was changed or the notebook never ends; the reason stands beside what to look for."""
    lab = LABS[0].name
    done = outcome(marked, 1, lab)
    assert [done[part] for part in ("outcome", "found", "named", "explained", "mended", "points")] == [
        "read",
        "1",
        "1",
        "1",
        "1",
        "3",
    ]
    assert all(one.mistake in done["look_for"] for one in key(section, LABS[0], SEED, 1))
    other = outcome(marked, 2, lab)
    planted = key(section, LABS[0], SEED, 2)
    assert planted and planted[0].rule != "people", "choose another seed"
    assert [other[part] for part in ("outcome", "found", "named", "mended")] == ["read", "1", "0", ""]
    assert "time was up" in other["reasons"] and "by another rule" in other["reasons"]
    assert outcome(marked, 2, LABS[1].name)["outcome"] == "blank" and outcome(marked, 2, LABS[1].name)["points"] == "0"


def test_a_lab_that_was_done_on_the_page_is_judged_again_from_its_number(marked):
    """Where its notebook was worked as well, that is marked; a number that was not given out is nobody's."""
    done = outcome(marked, 1, LABS[1].name)
    assert (done["outcome"], done["found"], done["named"], done["points"]) == ("read", "1", "1", "3") and "page" in done[
        "reasons"
    ]
    assert "page" not in outcome(marked, 2, LABS[0].name)["reasons"]
    told = (marked / "not_marked.txt").read_text(encoding="utf-8")
    assert "labs of somebody.txt: its number" in told and "labs of 1" not in told


def test_exercises_of_who_handed_in_the_pages_file_alone_are_no_blanks(course, section, tmp_path):
    """They were done on the page, which collects nothing: no points and no nought; a lab that is not in the file shows nothing to look for."""
    (tmp_path / "labs (1).txt").write_text(done_on_the_page(section, 2, LABS[1]), encoding="utf-8")
    known = Course.of(course / "teacher")
    (one,), _ = find(tmp_path, tmp_path / "unpacked", {}, {number: student for student, number in enumerate(known.pages, 1)})
    marks = mark_student(known, one, tmp_path / "run", 6)
    exercises = [each for each in marks if each.kind == "exercise"]
    assert len(exercises) > 40 and {(each.outcome, each.points, each.found) for each in exercises} == {
        (judged.ON_PAGE, None, None)
    }
    found = {each.name: each for each in marks if each.kind == "lab"}
    assert found[LABS[1].name].outcome == "read" and found[LABS[1].name].look_for
    assert found[LABS[0].name].outcome == "blank" and not found[LABS[0].name].look_for
    tables.write(tmp_path / "marks", marks, [one], [], {})
    assert rows(tmp_path / "marks" / "students.csv")[0] | {"lab_points": ""} == {
        "student": "2",
        "exercises_right": "",
        "tell_it_better": "",
        "of": "0",
        "exercise_points": "",
        "lab_points": "",
        "could_not_be_run": "0",
    }
    assert {row["handed_in"] for row in rows(tmp_path / "marks" / "misses.csv") if row["kind"] == "exercise"} == {"0"}


def test_a_friends_file_and_several_files_are_told_in_the_row(course, section, tmp_path):
    """A file in which only the number was changed prints another brief than that draws; of two sittings the row says so."""
    known = Course.of(course / "teacher")
    theirs = done_on_the_page(section, 2, LABS[1]).replace(str(known.pages[1]), str(known.pages[2]))
    own = done_on_the_page(section, 1, LABS[1])
    number = f"number: {known.pages[0]}\n"
    own = own.replace(number, f"{number}drawn: {known.pages[0]}, 98046720, {known.pages[0]}\n")
    for name, text in (("a", theirs), ("b", own), ("c", re.sub(r'"at": "\d+', '"at": "1999', own))):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    pages = {number: student for student, number in enumerate(known.pages, 1)}
    found, _ = find(tmp_path, tmp_path / "unpacked", {}, pages)
    marks = [mark for one in found for mark in mark_student(known, one, tmp_path / "run", 6)]
    told = {mark.student: mark.reasons for mark in marks if mark.name == LABS[1].name}
    assert "not the one that its number draws" in told[3] and "begun" not in told[3]
    assert "begun 2 times" in told[1] and "not the one" not in told[1]
    assert "drew briefs of 1 other number and this one anew 1 time" in told[1] and "drew" not in told[3]


def test_names_stand_apart_from_the_marks(marked, course):
    """Numbers alone in the marks; names beside numbers in a file of their own, with who is missing."""
    known = class_list(course / "teacher" / "class.csv")
    assert sorted(known.values()) == sorted(NAMES) and sorted(known) == [1, 2, 3, 4]
    for file in ("marks.csv", "misses.csv", "students.csv"):
        assert not [name for name in NAMES if name in (marked / file).read_text(encoding="utf-8")]
    named = {int(row["student"]): (row["name"], row["handed_in_as"]) for row in rows(marked / "names.csv")}
    assert {number: name for number, (name, _) in named.items()} == known and not named[4][1] and named[1][1].endswith(".zip")
    assert "student-4: no folder" in (marked / "not_marked.txt").read_text(encoding="utf-8")
    handed_out = "".join(
        path.read_text(encoding="utf-8")
        for path in (course / "student-1").rglob("*")
        if path.suffix in (".md", ".json", ".ipynb")
    )
    assert not [name for name in NAMES if name in handed_out]


def test_misses_are_counted_by_exercise(marked):
    both = next(row for row in rows(marked / "misses.csv") if row["name"] == "turkiye_share")
    assert (both["handed_in"], both["right"], both["not yet"], both["blank"]) == ("3", "2", "1", "0")
    assert both["most_said"].startswith("1 of 3: Not yet")
    told = {row["student"]: row for row in rows(marked / "students.csv")}
    assert (
        told["1"]["exercises_right"] == told["1"]["exercise_points"] == "2"
        and told["3"]["exercises_right"] == "3"
        and int(told["1"]["of"]) > 40
    )


def test_an_answer_goes_from_one_process_to_the_other_unchanged(section):
    """Whatever kind it is, the verdict on it is the same as in the student's notebook."""
    right = share(section.claim("turkiye_migration"), section.claim("turkiye_total"))
    answers = [
        right,
        7.0,
        np.float32(7),
        "7 %",
        Fraction(7, 100),
        pd.Series([7.0]),
        True,
        {"egypt", "malta"},
        8,
        (6.9, 7.1),
        None,
        float("nan"),
    ]
    for answer in answers:
        sent = json.loads(json.dumps(plain_answer(answer)))
        assert check("turkiye_share", answer_of(sent, section), section).grade == check("turkiye_share", answer, section).grade, (
            answer
        )
    day = pd.Timestamp("2024-03-17")
    assert answer_of(plain_answer(day), section).isoformat() == "2024-03-17"
    assert answer_of({"fraction": "no"}, section) == "" and answer_of({"day": "tomorrow"}, section) == ""


def test_whose_a_folder_is(tmp_path):
    """By its file, its name, or a name of the class; two of a number, and one of nobody, are told."""
    for name in ("student-02", "Ada_Lovelace_55_file", "mystery", "also student-2"):
        (tmp_path / "back" / name / "notebooks").mkdir(parents=True)
    (tmp_path / "back" / "bomb.zip").write_bytes(b"PK\x05\x06" + bytes(17))
    found, unread = find(tmp_path / "back", tmp_path, {7: "Ada Lovelace", 2: "Grace Hopper"})
    assert [(one.called, one.number) for one in found] == [("also student-2", 2), ("Ada_Lovelace_55_file", 7)]
    told = "\n".join(map(str, unread))
    assert (
        "mystery: whose it is cannot be told" in told
        and "student-02: is student 2, as is also student-2" in told
        and "bomb.zip" in told
    )


def test_what_is_wrong_with_the_command_is_told(tmp_path, capsys, project, monkeypatch):
    monkeypatch.chdir(project)
    (tmp_path / "class.csv").write_text("number,name\n1,Ada\n1,Grace\n", encoding="utf-8")
    assert main(["mark", str(tmp_path), "--course", str(tmp_path)]) == 1
    assert "--course names the folder that course made" in capsys.readouterr().out
    with pytest.raises(ValueError, match="line 3: found '1', 'Grace'"):
        class_list(tmp_path / "class.csv")
    twice = tmp_path / "names.txt"
    twice.write_text("Ada\nAda\n", encoding="utf-8")
    assert main(["course", "--to", str(tmp_path / "made"), "--names", str(twice)]) == 1
    assert "twice" in capsys.readouterr().out


def test_a_folder_or_list_of_names_that_is_not_there_is_told_as_that(capsys):
    """The one was told as a course without originals, the other as [Errno 2], and a number of students by the name of a function."""
    assert main(["mark", "nosuch"]) == 1 and capsys.readouterr().out.startswith("nosuch: no such folder; ")
    assert main(["course", "--names", "nosuch"]) == 1 and capsys.readouterr().out.startswith("nosuch: no such file; ")
    with pytest.raises(SystemExit):
        main(["course", "--students", "x"])
    assert "x is not a number of students" in capsys.readouterr().err
