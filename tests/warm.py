"""Commands of the package as forks of a process that has imported what others wrote: importing it is half of what a small build takes.

    tests of one worker --start--> this file as a script --forks--> a command of one copy, a command of the next, ...

A fork has the folder, the environment, the path and the output that a process of its own would have, and imports this package from the copy
for itself. That what it builds is the same to the byte, the test of a published book holds. Where a fork cannot stand in, `run` makes none.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import traceback
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

#: What a build and its kernels import of others, as far as it takes time; each brings more along.
PRELOAD = (
    "jupyter_book.cli.main",
    "jupyter_book.sphinx",
    "myst_nb.sphinx_",
    "sphinx.application",
    "sphinx.builders.html",
    "sphinx.environment.adapters.toctree",
    "sphinx_book_theme",
    "sphinx_design",
    "sphinx_exercise",
    "sphinx_external_toc",
    "sphinxcontrib.bibtex",
    "openpyxl",
    "ipykernel.ipkernel",  # not kernelapp, which reads on import whose process it is
    "IPython.core.pylabtools",
    "tornado.platform.asyncio",
    "matplotlib.pyplot",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
    "pandas",
    "pandas.io.formats.html",
)
#: What says something to Python itself that a fork does as well, and what pytest sets anew for each test.
KNOWN = ("PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "PYTEST_CURRENT_TEST", "CLAIMBOOK_TRACE")
STARTED = {name: value for name, value in os.environ.items() if name not in KNOWN}


def run(command: list[str], folder: Path, environment: dict[str, str], seconds: float) -> subprocess.CompletedProcess | None:
    """As `subprocess.run` of ``python -m MODULE ...``, with all that is written in one; None where that wants a process of its own.

    It does where forking is unsafe, and where its environment differs from that in which modules were imported, as a test may have it.
    """
    if sys.platform != "linux" or {name: value for name, value in environment.items() if name not in KNOWN} != STARTED:
        return None
    with tempfile.TemporaryFile() as said:
        order = {"words": command[2:], "folder": str(folder), "environment": environment}
        line = _server()
        line.settimeout(seconds)
        socket.send_fds(line, [json.dumps(order).encode() + b"\n"], [said.fileno()])
        try:
            code = int(line.makefile().readline())
        except TimeoutError:
            _server.cache_clear()  # the next command is to wait for no answer of this one
            raise
        said.seek(0)
        return subprocess.CompletedProcess(command, code, said.read().decode("utf-8"))


@cache
def _server() -> socket.socket:
    """The line to the process that forks, which ends with this one."""
    line, theirs = socket.socketpair()
    with theirs:
        command = [sys.executable, __file__, str(theirs.fileno())]
        subprocess.Popen(command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, cwd="/", env=STARTED)
    return line


# --- the process that forks -----------------------------------------------------------------------------------------------


def serve(line: socket.socket) -> None:
    """Fork a command for each order, and tell how it ended, until nobody is left to send one."""
    sys.modules["rfc3987_syntax"] = sys.modules["debugpy"] = None  # type: ignore[assignment]  # as in a build and in its kernels
    # As the module that writes the workbook has it, and as the process from which kernels are forked.
    os.environ.update(OPENPYXL_LXML="False", MPLBACKEND="module://matplotlib_inline.backend_inline")
    for name in PRELOAD:
        import_module(name)
    gc.collect()
    gc.freeze()
    while True:
        text, files, *_ = socket.recv_fds(line, 1 << 20, 1)
        if not text:
            return
        while not text.endswith(b"\n"):
            text += line.recv(1 << 20)
        if (child := os.fork()) == 0:
            line.close()
            become(json.loads(text), files[0])
        os.close(files[0])
        line.sendall(b"%d\n" % os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


def become(order: dict, said: int) -> None:
    """Turn this fork into the process that the order describes. Does not return."""
    code = 1
    try:
        for stream in (1, 2):
            os.dup2(said, stream)
        os.close(said)
        os.chdir(order["folder"])
        os.environ.clear()
        os.environ.update(order["environment"])
        sys.dont_write_bytecode = "PYTHONDONTWRITEBYTECODE" in os.environ
        sys.path[:0] = [order["folder"], *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
        module, *sys.argv[1:] = order["words"]
        import_module("claimbook.publish.kernels").subprocess = SimpleNamespace(Popen=kernels, DEVNULL=subprocess.DEVNULL)
        runpy.run_module(module, run_name="__main__", alter_sys=True)
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:  # as Python itself ends
        with suppress(BaseException):
            threading._shutdown()
            atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def kernels(command: list[str], pass_fds: list[int], **how: object) -> None:
    """As the `Popen` that starts the process from which a build forks its kernels; it is a fork as well, without this package."""
    if os.fork():
        return
    try:
        os.setsid()
        (line,) = pass_fds
        os.closerange(3, line)
        os.closerange(line + 1, os.sysconf("SC_OPEN_MAX"))  # else it would hold the build's end of its line too, and never end
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        for name in [name for name in sys.modules if name.partition(".")[0] in ("claimbook", "external_dimension")]:
            del sys.modules[name]
        _, script, *more = command
        sys.argv, sys.path[0] = [script, *more], os.path.dirname(script)
        runpy.run_path(script, run_name="__main__")
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(0)


if __name__ == "__main__":
    del sys.path[0]  # the folder of the tests
    with suppress(KeyboardInterrupt):  # which a terminal tells all processes
        serve(socket.socket(fileno=int(sys.argv[1])))
