"""Sphinx extension: runs the notebooks of a build side by side, each in a kernel that starts in milliseconds.

A fresh kernel spends about a second importing IPython, pandas and matplotlib before it runs a cell. During a build one *warm
process* does that once, and each notebook's kernel is a fork of it: a process of its own, with its own working folder,
environment and empty ``__main__``, just without the wait::

    build (Sphinx) --starts--> warm process --forks--> kernel of one chapter, kernel of the next, ...

The warm process runs this file as a script. It imports other people's packages, and this one last; a kernel that is forked
after a file of this package has changed forgets it, and imports it afresh. Where forking is unsafe or missing (macOS, Windows), or anything goes wrong, a kernel is started in the ordinary way:
the book is the same, and later. Kernels talk to the build through socket files in a folder of their own, so no two can meet
at a port. Nothing outlives a build, even one that is killed: readers end when the build is gone, the warm process when the
readers are, and a kernel when either of those it hangs on is.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from importlib import import_module
from importlib.metadata import EntryPoint
from pathlib import Path
from queue import Empty
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.manager import KernelManager
from jupyter_client.provisioning.factory import KernelProvisionerFactory
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

if TYPE_CHECKING:
    from sphinx.application import Sphinx

#: What the warm process imports besides the kernel itself, the most used first: a kernel that is asked for before it has all
#: of them gets those that it has. A name that cannot be imported is skipped; the kernel that wants it says why. matplotlib_inline
#: may not be among them: it acts on the kernel that imports it.
PRELOAD = (
    "IPython.core.pylabtools",
    "IPython.display",
    "ipykernel.debugger",
    "tornado.platform.asyncio",
    "tornado.queues",
    "babel.dates",
    "babel.numbers",
    "matplotlib.pyplot",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
    "sqlite3",
    "pandas",
    "pandas.io.formats.html",
    "claimbook.report.appendix",
    "claimbook.report.charts.canvas",
    "claimbook.report.charts.maps.drawing",
    "claimbook.teaching.exercises",
)
#: Has a cell fail when a command of the system does, as in `!command` or `%pip`; else IPython passes over it.
SHELL = "--InteractiveShell.system_raise_on_error=True"
#: Seconds that a notebook waits for the warm process before it starts a kernel in the ordinary way.
PATIENCE = 30
GREETING = 10  # seconds until a greeting, which comes at once, counts as lost
#: A socket file's path may have about a hundred characters, of which a kernel's own part takes less than half.
LONGEST_FOLDER = 60

_folder = ""  # connection files and sockets of this build's kernels; empty before `start`
_line: socket.socket | None = None  # to the warm process; the build's readers inherit it


# --- the build's side ---------------------------------------------------------------------------------------------------


def start() -> None:
    """Make this process start its kernels here, and start the warm process where forking is safe."""
    global _folder, _line
    if _folder or not hasattr(socket, "AF_UNIX"):
        return
    short = len(tempfile.gettempdir()) <= LONGEST_FOLDER
    _folder = tempfile.mkdtemp(prefix="kernels-", dir=None if short else "/tmp")
    atexit.register(shutil.rmtree, _folder, ignore_errors=True)
    factory = KernelProvisionerFactory.instance()  # of this process alone
    factory.provisioners["build"] = EntryPoint("build", f"{__name__}:{BuildProvisioner.__name__}", factory.GROUP_NAME)
    factory.default_provisioner_name = "build"
    if sys.platform == "linux":
        _line, theirs = socket.socketpair()
        with theirs:
            command = [sys.executable, __file__, str(theirs.fileno()), _folder]
            subprocess.Popen(command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, start_new_session=True)
        os.register_at_fork(after_in_child=_end_with_parent)


def _end_with_parent() -> None:
    """End a reader whose build was killed: it would go on alone, and might wait for ever."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


class ForkedKernel:
    """A forked kernel, with the part of `subprocess.Popen` that jupyter_client uses.

    It is no child of this process, so its life is read from the socket between the two: the kernel's end closes when the
    kernel ends, however it ends. The other way round, the kernel ends itself when this end closes.
    """

    stdin = stdout = stderr = None
    returncode: int | None = None

    def __init__(self, line: socket.socket, arguments: list[str], folder: str, environment: dict[str, str]) -> None:
        """Ask for a kernel; raises OSError or ValueError where none comes."""
        self._line, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(line, [b"k"], [theirs.fileno()])
        self._line.settimeout(PATIENCE)
        with self._line.makefile("rw") as file:
            file.write(json.dumps({"arguments": arguments, "folder": folder, "environment": environment}) + "\n")
            file.flush()
            self.pid = int(file.readline())  # an empty line, from a warm process that is gone, is a ValueError

    def wait(self, timeout: float | None = None) -> int | None:
        """As `Popen.wait`, but returns None when the time is up; the exit code is not known and given as 0."""
        if self.returncode is None and select.select([self._line], [], [], timeout)[0]:
            self._line.close()
            self.returncode = 0
        return self.returncode

    def poll(self) -> int | None:
        """None while the kernel lives."""
        return self.wait(0)

    def send_signal(self, number: int) -> None:
        """Send a signal to a kernel that lives."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End the kernel at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask the kernel to end."""
        self.send_signal(signal.SIGTERM)


class BuildProvisioner(LocalProvisioner):
    """Local kernels that are forked from the warm process where that is possible."""

    @property
    def _manager(self) -> KernelManager:
        """The manager that wants the kernel; raises RuntimeError where none does."""
        if not isinstance(self.parent, KernelManager):
            raise RuntimeError(f"a kernel is started by a manager of jupyter_client, not by {self.parent!r}")
        return self.parent

    async def pre_launch(self, **options: Any) -> dict[str, Any]:
        """Have the kernel use socket files instead of ports, which another kernel may take in the same moment."""
        self._manager.transport = "ipc"
        self._manager.connection_file = os.path.join(_folder, f"{self.kernel_id[:8]}.json")
        return await super().pre_launch(**options)

    async def launch_kernel(self, cmd: list[str], **options: Any) -> Any:
        """Fork a kernel, or start an ordinary one where that fails or the notebook wants another kernel."""
        if cmd[:3] == [sys.executable, "-m", "ipykernel_launcher"]:
            cmd = [*cmd, SHELL]
        if _line is None or SHELL not in cmd:
            return await super().launch_kernel(cmd, **options)
        self.cwd = str(options.get("cwd") or os.getcwd())
        try:
            forked = ForkedKernel(_line, cmd[2:], self.cwd, dict(options.get("env") or os.environ))
        except (OSError, ValueError) as error:
            self.log.warning("no warm kernel (%s): starting an ordinary one", error)
            return await super().launch_kernel(cmd, **options)
        # What jupyter_client asks of a process, a forked kernel can answer as well.
        self.process = cast("subprocess.Popen[Any]", forked)
        self.pid = self.pgid = forked.pid
        self._manager.client_factory = PromptClient
        return self.connection_info

    async def shutdown_requested(self, restart: bool = False) -> None:
        """End the kernel at once: it has nothing to save, and the polite way asks ten times a second."""
        if isinstance(self.process, ForkedKernel):
            await self.kill(restart=restart)
            self.process.wait(5)


class PromptClient(AsyncKernelClient):
    """A client that is ready when the kernel greets it (ipykernel 7 does), not after 0.2 seconds of silence."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait for the greeting; a kernel whose greeting is lost, or not the first message, is waited for in the ordinary way."""
        try:
            message = await self.iopub_channel.get_msg(timeout=GREETING)
        except Empty:
            message = {"msg_type": ""}
        if message["msg_type"] != "iopub_welcome":
            await super().wait_for_ready(timeout)


def declare_parallel(app: Sphinx) -> None:
    """Say of an extension what it does not say itself, that it is safe for parallel reading; else Sphinx reads serially.

    sphinx_external_toc always loads sphinx_multitoc_numbering; it acts on numbered parts alone, when reading is over, and
    this book has none.
    """
    if extension := app.extensions.get("sphinx_multitoc_numbering"):
        extension.parallel_read_safe = True


def own_python(app: Sphinx, config: Any) -> None:
    """Have every notebook run in the Python that builds, whatever kernel an editor noted in it or a user's settings offer."""
    config.nb_kernel_rgx_aliases = {".*": "python3"}
    os.environ.pop("JUPYTER_PATH", None)  # else a kernel of this name that stands there comes first
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"


def tell_ends(app: Sphinx, config: Any) -> None:
    """Tell in a line of a kernel that died, of a cell that took too long, and of the one that ends a build, by notebook and cell."""
    from myst_nb.core.execute import ExecutionError
    from myst_nb.core.execute.inline import NotebookClientInline
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from sphinx.errors import SphinxError

    from claimbook.publish.failures import COLOURS, mistake, with_ids_told

    outputs = NotebookClientInline.code_cell_outputs
    if outputs.__module__ == __name__:  # taken over by an earlier build of this process
        return

    def told(self: Any, cell_index: int) -> Any:
        where = f"{self.path}: cell {{}}: "
        try:
            found = outputs(self, cell_index)
        except DeadKernelError:
            why = "the kernel died, as it does where memory runs out or a library ends it; run the notebook by itself in JupyterLab to see"
            raise SphinxError(where.format(self._last_cell_executed + 1) + why) from None
        except ExecutionError as error:  # of a build that is not strict, which Sphinx else tells without a reason
            why = mistake(COLOURS.sub("", str(error.__cause__)))
            raise SphinxError(with_ids_told(where.format(self._last_cell_executed + 1) + why, Path())) from None
        if isinstance(self._cell_error, CellTimeoutError):
            self._cell_error = None  # else MyST-NB tells of it as well, and first
            why = f"took longer than {self.nb_config.execution_timeout} seconds; make it faster, or raise execute: timeout in _config.yml"
            raise SphinxError(where.format(self._last_cell_executed + 1) + why)
        return found

    NotebookClientInline.code_cell_outputs = told


def load_inline_alone() -> None:
    """Have MyST-NB not load its other ways to run notebooks, nor the database of one: that is a sixth of a build that finds little to do."""
    loaded: dict[str, Any] = sys.modules
    for way in ("Cache", "Direct"):
        loaded.setdefault(f"myst_nb.core.execute.{way.lower()}", SimpleNamespace(**{f"NotebookClient{way}": None}))


def run_inline(app: Sphinx, config: Any) -> None:
    """Take no other way to run notebooks: raises SphinxError where the settings name one that reads a text before its numbers are there."""
    from sphinx.errors import SphinxError

    if config.nb_execution_mode in ("auto", "cache", "force"):
        told = f"execute_notebooks: {config.nb_execution_mode!r} leaves the numbers in texts blank; it is to be inline"
        raise SphinxError(f"_config.yml: field execute: {told}")


def start_if_needed(app: Sphinx, env: Any, pages: list[str]) -> None:
    """A build that reads no page needs no kernel."""
    if pages:
        start()


def share_out(app: Sphinx, env: Any, pages: list[str]) -> None:
    """Order the pages so that the heaps in which Sphinx gives them to processes take about as long: by name, one heap has most of the charts."""
    from sphinx.util.parallel import make_chunks

    sizes = [len(heap) for heap in make_chunks(pages, app.parallel)]
    at_once = len(sizes) - len(sizes) % app.parallel or len(sizes)  # those that are begun later get the pages that take least
    heaps: list[dict[str, float]] = [{} for _ in sizes]
    efforts = {page: effort(Path(env.doc2path(page))) for page in pages}
    for page in sorted(pages, key=lambda page: (-efforts[page], page)):
        room = [number for number, heap in enumerate(heaps) if len(heap) < sizes[number]]
        least = min(room, key=lambda number: (number >= at_once, sum(heaps[number].values())))
        heaps[least][page] = efforts[page]
    pages[:] = [page for heap in heaps for page in heap]


def effort(path: Path) -> float:
    """About what reading a page takes, in characters of a notebook; a chart, which always has an alternative text, takes as long as many."""
    content = path.read_bytes()
    return len(content) + 30_000 * content.count(b" alt=") if path.suffix == ".ipynb" else len(content) / 10


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    if not Path(app.doctreedir, "environment.pickle").exists():
        start()  # a build from nothing: libraries are imported while Sphinx gets ready
    app.connect("config-inited", run_inline)
    app.connect("config-inited", own_python)
    app.connect("config-inited", tell_ends)
    app.setup_extension("claimbook.publish.failures")
    app.connect("env-before-read-docs", start_if_needed)
    app.connect("env-before-read-docs", share_out)
    app.connect("builder-inited", declare_parallel)
    app.parallel = max(app.parallel, processors()) if hasattr(os, "fork") else 1
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


# --- the warm process ---------------------------------------------------------------------------------------------------


def serve(line: socket.socket) -> None:
    """Import the libraries, then fork a kernel for each socket that arrives, until nobody is left to send one."""
    os.environ["JPY_PARENT_PID"] = str(os.getpid())  # ipykernel reads it on import: kernels end when this process does
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")  # as ipykernel would
    sys.modules["debugpy"] = None  # type: ignore[assignment]  # no debugger in a build: it is half of a kernel's start
    import_module("ipykernel.kernelapp")
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # kernels that end leave no zombies
    missing, known = list(PRELOAD), dict[str, int]()
    while True:
        if missing and not select.select([line], [], [], 0)[0]:
            with contextlib.suppress(Exception):  # code of this package may be broken in any way
                import_module(missing.pop(0))
            note_own(known)
            continue
        descriptors = socket.recv_fds(line, 1, 1)[1]
        if not descriptors:
            return
        gc.freeze()  # what is loaded now is never collected, so that the forks go on sharing its memory
        with socket.socket(fileno=descriptors[0]) as kernel_line:
            if os.fork() == 0:
                line.close()
                forget_changed(known)
                become_kernel(kernel_line)


def own_modules() -> dict[str, str]:
    """The files of this package's modules that are loaded, by the modules' names."""
    loaded = list(sys.modules.items())
    return {name: str(getattr(module, "__file__", "")) for name, module in loaded if name.partition(".")[0] == "claimbook"}


def changed_at(file: str) -> int:
    """When a file was changed, in nanoseconds; -1 where it is gone."""
    try:
        return os.stat(file).st_mtime_ns
    except OSError:
        return -1


def note_own(known: dict[str, int]) -> None:
    """Note when each file of this package that is loaded was changed, in ``known``."""
    for file in own_modules().values():
        known.setdefault(file, changed_at(file))


def forget_changed(known: dict[str, int]) -> None:
    """Forget this package where one of its files has changed since it was loaded: a kernel may not run yesterday's code."""
    if any(changed_at(file) != then for file, then in known.items()):
        for name in own_modules():
            del sys.modules[name]


def become_kernel(line: socket.socket) -> None:
    """Turn this fork into the kernel that the first line read from ``line`` describes. Does not return."""
    try:
        os.setsid()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        file = line.makefile("rw")
        order = json.loads(file.readline())
        os.chdir(order["folder"])
        os.environ.clear()
        os.environ.update(order["environment"], JPY_PARENT_PID=str(os.getppid()))
        sys.argv = order["arguments"]
        if "numpy" in sys.modules:
            sys.modules["numpy"].random.seed()  # else all kernels would draw the same numbers

        def end_with_owner() -> None:
            line.recv(1)
            os.killpg(0, signal.SIGKILL)

        threading.Thread(target=end_with_owner, daemon=True).start()
        kernel = sys.modules["ipykernel.kernelapp"].IPKernelApp.instance()
        kernel.initialize(order["arguments"][1:])
        file.write(f"{os.getpid()}\n")  # not before: a client that meets no socket tries again only 0.1 seconds later
        file.flush()
        kernel.start()
    finally:
        os._exit(0)


if __name__ == "__main__":
    del sys.path[0]  # this folder, which holds modules and no packages; IPython adds each kernel's own
    try:
        serve(socket.socket(fileno=int(sys.argv[1])))
    finally:
        for _ in range(3):  # a kernel that is just ending may still put a file there
            shutil.rmtree(sys.argv[2], ignore_errors=True)
            if not os.path.exists(sys.argv[2]):
                break
            time.sleep(0.3)
