"""Run a student's notebooks in a kernel of their own, with a limit of time and memory; what crashes or never ends stops only itself."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from queue import Empty

from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager

#: Bytes that a kernel may use, where the system can hold it to that.
MEMORY = 4 * 2**30
#: Before anything of a student runs.
LIMITS = f"""\
import sys
sys.dont_write_bytecode = True
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, ({MEMORY}, {MEMORY}))
except (ImportError, ValueError, OSError):
    pass
"""
#: Before each notebook: no names of the one before it, and its folder.
FRESH = "get_ipython().run_line_magic('reset', '-f')\nimport os\nos.chdir({folder!r})"


class Stopped(Exception):
    """A notebook did not come to its end: its time was up, or its kernel died."""


class Kernel:
    """A kernel that runs code cell by cell, started when it is first needed and again after it was stopped."""

    def __init__(self, folder: Path) -> None:
        """``folder`` is where it starts."""
        self.folder = folder
        self._manager: KernelManager | None = None
        self._client: BlockingKernelClient | None = None

    def _started(self) -> BlockingKernelClient:
        if self._client is None:
            self._manager = KernelManager()
            command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", "--HistoryManager.enabled=False"]
            self._manager._kernel_spec = KernelSpec(argv=command, language="python")  # this Python, whatever Jupyter knows of
            self._manager.start_kernel(cwd=str(self.folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            self._client = self._manager.client()
            self._client.start_channels()
            try:
                self._client.wait_for_ready(timeout=60)
            except RuntimeError:
                self.stop()
                raise Stopped("its kernel did not start") from None
            self.run(LIMITS, time.monotonic() + 60)
        return self._client

    def run(self, code: str, until: float) -> str:
        """Run code; its error, empty where there is none. Raises Stopped where it has not ended by ``until``, or its kernel died."""
        client = self._started()
        asked = client.execute(code, silent=False, store_history=False, allow_stdin=False, stop_on_error=False)
        while True:
            self._listen()
            try:
                reply = client.get_shell_msg(timeout=0.2)
            except Empty:
                if self._manager is None or not self._manager.is_alive():
                    self.stop()
                    raise Stopped("its kernel died") from None
                if time.monotonic() > until:
                    self.stop()
                    raise Stopped("its time was up") from None
                continue
            if reply["parent_header"].get("msg_id") == asked:
                told = reply["content"]
                return "" if told["status"] == "ok" else f"{told.get('ename')}: {told.get('evalue')}"[:300]

    def _listen(self) -> None:
        """Take what was shown out of the way, so that it does not fill memory."""
        while self._client is not None and self._client.iopub_channel.msg_ready():
            self._client.get_iopub_msg(timeout=1)

    def stop(self) -> None:
        """End the kernel at once."""
        if self._client is not None:
            self._client.stop_channels()
        if self._manager is not None:
            self._manager.shutdown_kernel(now=True)
        self._client = self._manager = None


@dataclass(frozen=True)
class Broken:
    """What went wrong in a notebook: the id of the cell, what was said, and whether nothing behind it was run."""

    cell: str
    why: str
    ends: bool = False


def run_notebook(kernel: Kernel, path: Path, codes: list[tuple[str, str]], seconds: float) -> list[Broken]:
    """Run the codes of a notebook that lies at ``path``, each with its cell; what went wrong, in order."""
    until, found, cell = time.monotonic() + seconds, list[Broken](), ""
    try:
        kernel.run(FRESH.format(folder=str(path.parent)), time.monotonic() + 60)
        for cell, code in codes:
            if error := kernel.run(code, until):
                found.append(Broken(cell, error))
    except Stopped as why:
        found.append(Broken(cell, str(why), ends=True))
    return found


def codes_of(original: dict, answers: dict[str, str], own: list[tuple[str, str]], place: Path) -> Iterator[tuple[str, str]]:
    """The code of a notebook as it was handed out, with a student's answers and cells of their own in their places.

    Each comes with the id of its cell, one of a student's own with that of the cell it stands behind. What only shows something is left out. Behind each answer it is handed in, to the file ``place``, under the name it is checked by.
    """
    yield from (("", text) for behind, text in own if not behind)
    for cell in original["cells"]:
        marked, name = cell["metadata"].get("nbgrader", {}), cell["id"]
        text = "".join(cell["source"])
        if cell["cell_type"] == "code" and name.startswith("check-"):
            called = re.search(r'check\("([\w-]+)"', text)
            handed = f"hand_in({str(place)!r}, {called[1] if called else ''!r}, answer)"
            yield name, f"from claimbook.teaching.handing_in import hand_in\n{handed}"
        elif cell["cell_type"] == "code" and marked.get("solution"):
            yield name, "answer = ..."
            yield name, answers.get(name, text)
        elif cell["cell_type"] == "code" and (quiet := _quiet(text)):
            yield name, quiet
        yield from ((name, text) for behind, text in own if behind == name)


def _quiet(text: str) -> str:
    """Code without what it shows: tables, charts and texts are not marked, and take most of the time."""
    body = ast.parse(text).body
    if body and isinstance(body[-1], ast.Expr) and not text.startswith("verdict"):
        last = body[-1]
        return "\n".join(text.split("\n")[: last.lineno - 1]).strip()
    return text


def copied(original: Path, returned: Path, target: Path) -> Path:
    """A copy of the folder as it was handed out, with the files of a student's own beside its notebooks and labs.

    A student's code runs here; neither the original nor what was handed in can be changed by it. The folder of labs is there anew.
    """
    shutil.copytree(original, target)
    (target / "labs").mkdir(exist_ok=True)
    for file in sorted(returned.rglob("*")):
        inside = file.relative_to(returned)
        if inside.parts[0] not in ("notebooks", "labs") or ".ipynb_checkpoints" in inside.parts or file.suffix == ".ipynb":
            continue
        if file.is_file() and not file.is_symlink() and not (target / inside).exists() and file.stat().st_size < 5_000_000:
            (target / inside).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target / inside)
    return target
