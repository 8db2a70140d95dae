"""``make watch`` in a real browser: a changed file changes the open page, a mistake leaves it, and nothing of it is published."""

from __future__ import annotations

import json
import socket
import subprocess

import pytest
from building import SMALL, command_of, copy_project, replace_once, run, tree

from claimbook.publish import watch


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


def test_a_port_that_is_taken_is_told(project):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run(project, "watch", "--port", str(port))
    assert done.returncode == 1 and f"port {port}" in done.stdout and "--port" in done.stdout


@pytest.mark.parametrize("port", [-1, 65_536])
def test_a_port_that_is_none_is_told_as_one_that_is_taken(project, capsys, port):
    assert watch.main(project, port) == 1
    assert capsys.readouterr().out == f"port {port}: no such port: they go from 0 to 65535; choose another with --port\n"
