"""A build on a machine that others use too: one at a time, stopped by hand, a folder that is not ours, a disk that is full."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest
from building import SMALL, add_cell, build, command_of, copy_project, run
from filelock import FileLock

from claimbook.publish.failures import told


@pytest.fixture(scope="module")
def book(project, tmp_path_factory):
    """A small book; a chapter of it was saved by Colab, which gives cells no ids."""
    book = copy_project(project, tmp_path_factory.mktemp("shared"), pages=SMALL)
    chapter = book / "notebooks" / "root_causes.ipynb"
    notebook = json.loads(chapter.read_text(encoding="utf-8")) | {"nbformat_minor": 0}
    for cell in notebook["cells"]:
        del cell["id"]
    chapter.write_text(json.dumps(notebook), encoding="utf-8")
    return book


@pytest.fixture
def endless(book):
    """The book with a cell that takes its time, so that no build is done before it is stopped."""
    chapter = book / "notebooks" / "outside.ipynb"
    before = chapter.read_bytes()
    add_cell(chapter, "code", "import time\ntime.sleep(100)")
    yield book
    chapter.write_bytes(before)


def test_two_builds_do_not_write_to_one_folder(book):
    place = book / "_build"
    place.mkdir(exist_ok=True)
    with FileLock(place / "build.lock"):
        done = build(book)
    assert done.returncode == 1
    assert done.stdout == f"Another build is writing to {place}. Wait until it is done, or build elsewhere: build --to FOLDER\n"


def test_a_build_elsewhere_leaves_the_project_and_the_common_temporary_folder_alone(book, tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    common, place = tmp_path / "tmp", tmp_path / "elsewhere"
    common.mkdir()
    monkeypatch.setenv("TMPDIR", str(common))
    not_a_folder(tmp_path / "home", monkeypatch)
    monkeypatch.setenv("PYTHONWARNINGS", "error")
    monkeypatch.setenv("MPLBACKEND", "none_such")
    before = sorted(book.rglob("*"))
    done = build(book, "--to", str(place))
    assert done.returncode == 0, done.stdout
    assert done.stdout == f"The book is ready. Open {place / 'html' / 'index.html'}\n"
    assert (place / "html" / "notebooks" / "claims.html").is_file()
    assert sorted(book.rglob("*")) == before
    assert list(common.iterdir()) == []


def not_a_folder(home, monkeypatch):
    """Give the user a home in which nothing can be stored, but for what set-up fetched."""
    monkeypatch.setenv("XDG_CACHE_HOME", os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"))
    home.write_text("a file", encoding="utf-8")
    monkeypatch.setenv("HOME", str(home))


def test_what_people_set_for_other_programs_does_not_reach_a_build(book, monkeypatch):
    from claimbook.publish.build import FOREIGN, environment

    for name in FOREIGN:
        monkeypatch.setenv(name, "mine")
    assert {name: environment(book).get(name) for name in FOREIGN} == {name: None for name in FOREIGN} | {"DOCUTILSCONFIG": ""}


def test_a_python_that_leaves_assertions_out_is_told_to_be_started_without(book, monkeypatch):
    monkeypatch.setenv("PYTHONOPTIMIZE", "1")
    done = run(book, "check")
    assert done.returncode == 1 and done.stdout.endswith("it was started with -O or PYTHONOPTIMIZE; start it without.\n")


@pytest.mark.parametrize("inside", [".", "data", "notebooks/made"])
def test_a_build_does_not_write_among_its_own_sources(book, inside):
    before = sorted(book.rglob("*"))
    done = build(book, "--to", str(book / inside))
    assert done.returncode == 1 and "holds what the book is made of; choose a folder of its own for --to" in done.stdout
    assert len(done.stdout.splitlines()) == 1 and sorted(book.rglob("*")) == before


@pytest.mark.parametrize(
    ("name", "number", "code", "elsewhere"), [("build", signal.SIGINT, 130, False), ("pdf", signal.SIGTERM, 143, True)]
)
def test_a_build_that_is_stopped_says_so_in_a_line_and_leaves_nothing_half_made(endless, tmp_path, name, number, code, elsewhere):
    """By hand in this process; or, told to end, in the one that a command for an edition of the book starts."""
    book = endless
    place = tmp_path / "elsewhere" if elsewhere else book / "_build"
    command, environment = command_of(book, name, *(["--to", str(place)] if elsewhere else []))
    started = subprocess.Popen(
        command,
        cwd=book,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(
            signal.SIGINT, signal.SIG_DFL
        ),  # tests in the background of a shell hand on that it is ignored
    )
    reached, deadline = place / "work" / "_build" / "html", time.monotonic() + 120
    while not reached.exists():  # Sphinx is at work, and its readers with their kernels start
        assert started.poll() is None and time.monotonic() < deadline
        time.sleep(0.02)
    started.send_signal(number)
    said, _ = started.communicate(timeout=60)
    assert started.returncode == code
    assert said == f"{name}: stopped; what was there before is as it was.\n"
    assert '"result": "it was stopped"' in (place / "log.jsonl").read_text(encoding="utf-8").splitlines()[-1]
    assert not (place / "work").exists() and not (place / "html.new").exists()


def test_a_build_that_is_stopped_waits_for_no_reader_that_has_nobody_to_tell():
    """Sphinx ends its readers where it is stopped while it waits for them, and not where it is amid starting one."""
    stopped = (
        "import multiprocessing, sys, types\n"
        "from claimbook.publish import build, kernels\n"
        "import jupyter_book.cli\n"
        "kernels.start = lambda: None\n"
        "def main(*given, **options):\n"
        "    global here, there\n"
        "    here, there = multiprocessing.Pipe()\n"
        "    multiprocessing.get_context('fork').Process(target=lambda: here.send(b'x' * 10_000_000)).start()\n"
        "    raise KeyboardInterrupt\n"
        "sys.modules['jupyter_book.cli.main'] = types.SimpleNamespace(main=main)\n"
        "build.jupyter_book([], {})\n"
    )
    done = subprocess.run([sys.executable, "-c", stopped], capture_output=True, text=True, timeout=60)
    assert done.returncode and done.stderr.rstrip().endswith("KeyboardInterrupt"), done.stderr


def test_ctrl_c_while_modules_are_loaded_is_told_in_a_line(tmp_path):
    """Amid the first import of the package, and below a command line that makes a fault of its own of it."""
    (tmp_path / "sitecustomize.py").write_text(
        "import sys\n"
        "class Stop:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'claimbook.core':\n"
        "            raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Stop())\n",
        encoding="utf-8",
    )
    paths = os.pathsep.join([str(tmp_path), *sys.path])
    command = [sys.executable, "-m", "claimbook", "build"]
    done = subprocess.run(command, env={**os.environ, "PYTHONPATH": paths}, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (130, "stopped; what was there before is as it was.\n", "")
    from claimbook.publish.build import _stopped

    try:
        try:
            raise KeyboardInterrupt
        except KeyboardInterrupt as stop:
            raise RuntimeError("Aborted!") from stop
    except RuntimeError as error:
        assert _stopped(error) is error.__cause__ and _stopped(RuntimeError()) is None


def test_a_file_where_the_folder_should_be(project, tmp_path):
    copy = copy_project(project, tmp_path, pages=SMALL)
    (copy / "_build").write_text("mine", encoding="utf-8")
    done = build(copy)
    assert done.returncode == 1
    first, last = done.stdout.splitlines()
    assert first.startswith(f"{copy / '_build'}: there is a file where a folder is wanted; move it away")
    assert last.startswith("The book was not built.")
    assert (copy / "_build").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("value", ["", "abc", "-1", "²", "99999999999999", "9" * 5000])
def test_a_time_that_is_none(book, monkeypatch, value):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", value)
    from claimbook.publish.build import environment
    from claimbook.publish.places import CannotBuild

    if value:
        with pytest.raises(CannotBuild, match=f"SOURCE_DATE_EPOCH is '{value}'"):
            environment(book)
    else:
        assert "SOURCE_DATE_EPOCH" not in environment(book)  # the copy has no history to date it by


def test_a_full_disk_is_a_line(book):
    descriptor = os.open("/dev/full", os.O_WRONLY)
    with pytest.raises(OSError) as caught:
        os.write(descriptor, b"x")
    os.close(descriptor)
    full = caught.value
    full.filename = "page.html"
    said = "".join(f"WARNING: cannot copy {number}: {OSError(*full.args)!r}\n" for number in range(50))
    remedy = "the disk is full; free some space, or build elsewhere: build --to FOLDER"
    assert told(said, full, book) == f"_build: {remedy}"
    assert told("", full, book) == f"page.html: {remedy}"
