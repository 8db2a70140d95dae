"""Kernels of a build: a forked one does all that an ordinary one does, and nothing outlives the build."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from building import copy_project
from sphinx.util.parallel import make_chunks

from claimbook.publish import kernels

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux alone")

#: What a cell finds of its process and of the state that it starts in.
FOUND = """
import json, os, pickle, signal, subprocess, sys
class Own: pass
assert type(pickle.loads(pickle.dumps(Own()))) is Own
import matplotlib
print(json.dumps({
    "names": sorted(globals().keys() - {"Own"}), "main": sys.modules["__main__"].__dict__ is globals(), "path": sys.path,
    "folder": os.getcwd(), "environment": sorted(os.environ), "backend": [os.environ["MPLBACKEND"], matplotlib.get_backend()],
    "signals": [str(signal.getsignal(number)) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD)],
    "child": subprocess.run(["sh", "-c", "exit 3"]).returncode, "leader": os.getsid(0) == os.getpid(),
    "report": any(name.startswith("external_dimension") for name in sys.modules),
}))
"""
DRAWN = "import matplotlib.pyplot as plt; plt.plot([1, 2]); plt.show()"
RANDOM = "import random, numpy; print(random.random(), numpy.random.rand())"

#: Runs lists of cells in kernels, as MyST-NB does, in a process of its own as a build is one. It reads orders from its input.
RUNNER = """
import json, os, sys, time
import nbformat
from myst_nb.core.execute.inline import ModifiedNotebookClient
from claimbook.publish import kernels

def start():
    book = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "", "language": "python"}})
    client = ModifiedNotebookClient(book, resources={"metadata": {"path": os.getcwd()}}, timeout=120, record_timing=False)
    client.reset_execution_trackers()
    client.km = client.create_kernel_manager()
    client.start_new_kernel()
    client.start_new_kernel_client()
    return book, client

def run(cells, timeout=120):
    book, client = start()
    client.timeout = timeout
    process, said = client.km.provisioner.process, ""
    book.cells = [nbformat.v4.new_code_cell(cell) for cell in cells]
    try:
        for number, cell in enumerate(book.cells):
            client.execute_cell(cell, number)
    except Exception as error:
        said = f"{type(error).__name__}: {error}"
    transport = client.km.transport
    client._cleanup_kernel()
    return {"kind": type(process).__name__, "pid": process.pid, "transport": transport, "error": said,
            "outputs": [[dict(o) for o in cell.outputs] for cell in book.cells]}

for line in sys.stdin:
    order = json.loads(line)
    if order["do"] == "start":
        kernels.start()
        answer = {"folder": kernels._folder}
    elif order["do"] == "hold":
        held = start()
        answer = {"pid": held[1].km.provisioner.process.pid}
    else:
        answer = run(order["cells"], order.get("timeout", 120))
    print(json.dumps(answer), flush=True)
"""


class Runner:
    """The process of RUNNER, asked one thing after the other."""

    def __init__(self, project: Path, folder: Path):
        environment = os.environ | {"PYTHONPATH": str(project / "src")}
        self.process = subprocess.Popen(
            [sys.executable, "-c", RUNNER], cwd=folder, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def ask(self, do: str, **more) -> dict:
        self.process.stdin.write(json.dumps({"do": do, **more}) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def children(self) -> list[int]:
        return [int(pid) for pid in Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()]


@pytest.fixture
def runner(project, tmp_path):
    """A runner, ended with all that it started."""
    one = Runner(project, tmp_path)
    yield one
    one.process.stdin.close()  # it ends by itself, and takes its folder along
    one.process.wait(timeout=120)


def lives(pid: int) -> bool:
    """Whether a process runs; one that has ended and that nobody has asked after does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def gone(condition, seconds: float = 60) -> bool:
    """Whether the condition comes to hold in time."""
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    return condition()


def test_a_forked_kernel_is_like_an_ordinary_one(runner):
    ordinary = runner.ask("run", cells=[FOUND, DRAWN, RANDOM])
    runner.ask("start")
    forked, another = (runner.ask("run", cells=[FOUND, DRAWN, RANDOM]) for _ in range(2))
    assert (ordinary["kind"], forked["kind"], forked["transport"]) == ("Popen", "ForkedKernel", "ipc")
    found, expected = (json.loads(answer["outputs"][0][0]["text"]) for answer in (forked, ordinary))
    debugger = {"PYDEVD_USE_FRAME_EVAL"}  # debugpy sets it, which builds do without
    assert set(expected.pop("environment")) - debugger == set(found.pop("environment"))
    assert found == expected and not found["report"]
    assert forked["outputs"][1] == ordinary["outputs"][1] and "image/png" in forked["outputs"][1][0]["data"]
    assert forked["outputs"][2] != another["outputs"][2], "two kernels drew the same random numbers"
    assert gone(lambda: not lives(forked["pid"]))


def test_a_kernel_never_runs_code_that_has_changed(project, tmp_path):
    """A module that was loaded before a file of the package changed is read again; one that cannot be read is told in the cell."""
    copy = copy_project(project, tmp_path / "copy")
    runner, module = Runner(copy, tmp_path), copy / "src" / "claimbook" / "teaching" / "exercises.py"
    whole = module.read_text(encoding="utf-8")
    runner.ask("start")
    loaded = "import sys; print('claimbook.teaching.exercises' in sys.modules, end=' ')"
    asked = "import claimbook.teaching.exercises as e; print(getattr(e, 'SAID', 'nothing'))"

    def said() -> str:
        answer = runner.ask("run", cells=[loaded, asked])
        return "".join(output["text"] for cell in answer["outputs"] for output in cell if "text" in output) + answer["error"]

    try:
        assert gone(lambda: said() == "True nothing\n"), "the warm process has loaded the package"
        for number in range(2):
            module.write_text(f"{whole}\nSAID = 'new {number}'\n", encoding="utf-8")
            assert said() == f"False new {number}\n"
        module.write_text(f"{whole}\nSAID = \n", encoding="utf-8")
        assert "SyntaxError" in said()
    finally:
        runner.process.stdin.close()
        runner.process.wait(timeout=120)


@pytest.mark.parametrize("processes", [2, 4])
def test_each_process_has_about_as_much_to_read(project, processes):
    """By name, one of them would draw most of the charts, and another nearly none."""
    contents = yaml.safe_load((project / "_toc.yml").read_text(encoding="utf-8"))
    pages = [contents["root"], *(entry["file"] for part in contents["parts"] for entry in part["chapters"])]
    places = {page: next(path for path in project.glob(f"{page}.*") if path.suffix in (".ipynb", ".md")) for page in pages}

    def efforts(order: list[str]) -> list[float]:
        return [sum(kernels.effort(places[page]) for page in heap) for heap in make_chunks(order, processes)]

    order = sorted(pages)
    kernels.share_out(SimpleNamespace(parallel=processes), SimpleNamespace(doc2path=places.get), order)
    assert sorted(order) == sorted(pages) and len(pages) > 30
    *first, last = efforts(order)
    assert max(first) < 1.05 * min(first) and last < 0.05 * min(first), (first, last)
    by_name = efforts(sorted(pages))
    assert max(by_name) > 1.1 * max(first), (by_name, first)


def test_what_goes_wrong_in_a_kernel_is_told_as_ever(runner):
    cells = {"1 / 0": 120, "import os; os._exit(3)": 120, "while True: pass": 1}
    ordinary = [runner.ask("run", cells=[cell], timeout=timeout)["error"] for cell, timeout in cells.items()]
    runner.ask("start")
    forked = [runner.ask("run", cells=[cell], timeout=timeout) for cell, timeout in cells.items()]
    assert [answer["kind"] for answer in forked] == ["ForkedKernel"] * 3
    assert [answer["error"].split(":")[0] for answer in forked] == ["CellExecutionError", "DeadKernelError", "CellTimeoutError"]
    assert [answer["error"] for answer in forked] == ordinary


def test_without_the_warm_process_kernels_are_ordinary(runner):
    runner.ask("start")
    (warm,) = runner.children()
    os.kill(warm, signal.SIGKILL)
    assert gone(lambda: not lives(warm))
    answer = runner.ask("run", cells=["print(6 * 7)"])
    assert (answer["kind"], answer["transport"], answer["outputs"][0][0]["text"]) == ("Popen", "ipc", "42\n")


def test_nothing_outlives_a_killed_build(runner):
    folder = Path(runner.ask("start")["folder"])
    (warm,), kernel = runner.children(), runner.ask("hold")["pid"]
    assert lives(warm) and lives(kernel) and folder.is_dir()
    runner.process.kill()
    assert gone(lambda: not lives(warm) and not lives(kernel) and not folder.exists())
