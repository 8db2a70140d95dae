"""``make watch`` in a real browser: a changed file changes the open page, a mistake leaves it, and nothing of it is published."""

from __future__ import annotations

import json
import os
import socket
import subprocess

import pytest
from building import SMALL, command_of, copy_project, replace_once, run, tree

from claimbook.publish import watch
from claimbook.publish.watch import Builds, changes


@pytest.fixture
def watched(project, tmp_path):
    """A small copy of the project that is being watched: the copy, the process, and the address it serves."""
    copy = copy_project(project, tmp_path, pages=SMALL)
    command, environment = command_of(copy, "watch", "--port", "0")
    process = subprocess.Popen(command, cwd=copy, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    address = process.stdout.readline().split(" and follows")[0].rpartition(" ")[2]
    yield copy, process, address
    process.terminate()
    assert (
        process.communicate()[0].endswith("watch: stopped; what was there before is as it was.\n") and process.returncode == 143
    )


def heard(process, words: str) -> list[str]:
    """The lines of the terminal up to one that holds ``words``."""
    lines = []
    for line in process.stdout:
        lines.append(line)
        if words in line:
            return lines
    raise AssertionError("".join(lines))


def test_the_page_follows_changes(watched, chromium):
    from playwright.sync_api import expect

    copy, process, address = watched
    assert address.startswith("http://127.0.0.1:")
    heard(process, "built in")
    notebook = copy / "notebooks" / "root_causes.ipynb"
    title = "".join(json.loads(notebook.read_text(encoding="utf-8"))["cells"][0]["source"]).splitlines()[0].removeprefix("# ")
    page, said = chromium.new_page(), []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(address)  # its only chapter stands at the root
    heading = page.locator("h1")
    assert title in heading.inner_text()

    replace_once(notebook, f'"# {title}', '"# Heading as changed')
    expect(heading).to_contain_text("Heading as changed", timeout=60_000)
    heard(process, "built in")

    good = tree(copy)
    replace_once(notebook, "# Heading as changed", "# Heading with {eval}`no_such_name`")
    lines = heard(process, "not built")
    assert any("no_such_name" in line for line in lines), "the terminal says what is wrong"
    assert tree(copy) == good and "Heading as changed" in heading.inner_text()

    replace_once(notebook, "# Heading with {eval}`no_such_name`", "# Heading as mended")
    expect(heading).to_contain_text("Heading as mended", timeout=60_000)
    replace_once(copy / "src" / "claimbook" / "report" / "rows.py", "What is not known", "What is still not known")
    expect(page.locator(".gaps .caveat-title").first).to_have_text("What is still not known", timeout=60_000)
    assert not said, said
    page.close()
    assert not [name for name, content in tree(copy).items() if b"_watch" in content], (
        "the script is in what the server sends only"
    )


def test_what_a_program_keeps_beside_an_open_file_is_no_change(tmp_path):
    """LibreOffice puts a lock beside a table and takes it away again: each told a fault of the table once more."""
    (tmp_path / "data").mkdir()
    table = tmp_path / "data" / "claims.csv"
    table.write_text("id\n", encoding="utf-8")
    before = changes(tmp_path)
    for name in (".~lock.claims.csv#", "~$claims.xlsx", ".claims.csv.swp"):
        (tmp_path / "data" / name).touch()
    assert changes(tmp_path) == before and table in before
    table.write_text("id\na\n", encoding="utf-8")
    os.utime(table, ns=(0, before[table] + 1))
    assert changes(tmp_path) != before


def test_what_is_saved_in_steps_is_built_once(tmp_path, monkeypatch):
    """A file that comes and goes while another is saved is a change of its own to who looks in between."""
    looks = iter([{"a": 1}, {"a": 1}, {"a": 1}, {"a": 1, "passing": 1}, {"a": 2}, {"a": 2}, {"a": 2}])
    builds, seen = Builds(tmp_path), []

    class Enough(Exception):
        pass

    def look(project):
        if (found := next(looks, None)) is None:
            raise Enough
        seen.append(found)
        return found

    monkeypatch.setattr(watch, "changes", look)
    monkeypatch.setattr(watch, "PAUSE", 0)
    monkeypatch.setattr(builds, "build", lambda: made.append(seen[-1]))
    made: list[dict] = []
    with pytest.raises(Enough):
        builds.follow()
    assert made == [{"a": 1}, {"a": 2}]


def test_a_port_that_is_taken_is_told(project):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run(project, "watch", "--port", str(port))
    assert done.returncode == 1 and f"port {port}" in done.stdout and "--port" in done.stdout


@pytest.mark.parametrize("port", [-1, 65_536])
def test_a_port_that_is_none_is_told_as_one_that_is_taken(project, capsys, port):
    assert watch.main(project, port) == 1
    assert capsys.readouterr().out == f"port {port}: no such port: they go from 0 to 65535; choose another with --port\n"
