"""The log of builds: a line for each, beside the book, which it leaves as it is."""

from __future__ import annotations

import hashlib
import subprocess
from datetime import UTC, datetime, timedelta, timezone

from building import build, replace_once, tree

from claimbook.publish import build as publishing
from claimbook.publish import build_log


def test_the_line_of_a_build_says_what_the_book_was_made_of(small_project):
    *_, line = build_log.read(small_project)
    assert line["result"] == "built" and 0 < line["seconds"] < 600
    assert datetime.now(UTC) - timedelta(hours=6) < datetime.fromisoformat(line["began"]) < datetime.now(UTC)
    told = subprocess.run(
        ["git", "-C", small_project, "log", "-1", "--format=%ct", line["commit"]], capture_output=True, text=True, check=True
    )
    assert int(datetime.fromisoformat(line["source_time"]).timestamp()) == int(told.stdout)
    assert {"jupyter-book", "sphinx", "matplotlib"} <= line["packages"].keys() and all(line["packages"].values())
    assert line["requirements"] == hashlib.sha256((small_project / "requirements.txt").read_bytes()).hexdigest()
    assert line["book"] == hashlib.sha256((small_project / "_build" / "html" / "checksums.txt").read_bytes()).hexdigest()


def test_the_book_holds_nothing_of_the_log(small_project):
    *_, line = build_log.read(small_project)
    telling = [line["began"].encode(), b"log.jsonl", line["book"].encode()]
    assert not [name for name, content in tree(small_project).items() if any(what in content for what in telling)]


def test_a_build_that_fails_is_logged_too(tables_copy):
    replace_once(tables_copy / "data" / "claims.csv", "EUR 200 million,exact", "EUR 300 million,exact")
    (tables_copy / "src").symlink_to(build_log.__file__.partition("/claimbook/")[0])
    done = build(tables_copy)
    assert done.returncode == 1, done.stdout
    (line,) = build_log.read(tables_copy)
    assert (line["result"], line["book"], line["commit"]) == ("the tables do not hold", "", "")


def test_a_table_that_a_cell_writes_after_the_check_keeps_the_book_from_its_place(tables_copy, monkeypatch, capsys):
    def make(project, work, live):
        replace_once(project / "data" / "claims.csv", "EUR 200 million,exact", "EUR 300 million,exact")
        return work

    monkeypatch.setattr(publishing, "_make", make)
    monkeypatch.setattr(publishing, "_notebooks_hold", lambda project: True)
    assert publishing._build(tables_copy, clean=False) == "a table changed"
    first, *_ = capsys.readouterr().out.splitlines()
    assert first == "data/claims.csv: changed while the pages were made, after it was checked"
    assert not (tables_copy / "_build" / "html").exists() and (tables_copy / "_build" / "work" / "unfinished").exists()


def test_lines_are_added_and_times_are_told_in_one_zone(tmp_path):
    assert build_log.read(tmp_path) == []
    for hour in (1, 2):
        began = datetime(2026, 1, 1, hour, tzinfo=timezone(timedelta(hours=1)))
        build_log.write(tmp_path, build_log.source(tmp_path, "0"), began=began, seconds=1.2345, result="a page could not be made")
    lines = build_log.read(tmp_path)
    assert [line["began"] for line in lines] == ["2026-01-01T00:00:00+00:00", "2026-01-01T01:00:00+00:00"]
    assert {(line["seconds"], line["source_time"], line["changed_since"]) for line in lines} == {
        (1.23, "1970-01-01T00:00:00+00:00", False)
    }
