"""Firefox in tests, by the protocol that browsers have for this (WebDriver BiDi), which it speaks itself: neither Node.js nor a driver is needed."""

from __future__ import annotations

import contextlib
import json
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import websocket

#: Told by Firefox once it listens.
LISTENS = "WebDriver BiDi listening on "


class Failed(Exception):
    """What Firefox says of a command or a script that failed."""


class Firefox:
    """A window of Firefox. ``requests`` and ``messages`` hold the addresses that it asked for and what stood in its console."""

    def __init__(self, address: str) -> None:
        self.line = websocket.create_connection(f"{address}/session", timeout=120, suppress_origin=True)
        self.last = 0
        self.requests: list[str] = []
        self.messages: list[str] = []
        self.send("session.new", capabilities={})
        self.window = self.send("browsingContext.create", type="tab")["context"]
        self.send("session.subscribe", events=["network.beforeRequestSent", "log.entryAdded"])

    def send(self, method: str, **given: object) -> dict:
        """The answer to a command; raises Failed."""
        self.last += 1
        self.line.send(json.dumps({"id": self.last, "method": method, "params": given}))
        while True:
            said = json.loads(self.line.recv())
            if said.get("method") == "network.beforeRequestSent":
                self.requests.append(said["params"]["request"]["url"])
            elif said.get("method") == "log.entryAdded" and said["params"]["level"] in ("error", "warn"):
                self.messages.append(said["params"]["text"] or "")
            elif said.get("id") == self.last:
                if said["type"] == "error":
                    raise Failed(f"{said['error']}: {said['message']}")
                return said["result"]

    def visit(self, address: str) -> None:
        """Open a page and wait until it is there."""
        self.requests.clear()
        self.messages.clear()
        self.send("browsingContext.navigate", context=self.window, url=address, wait="complete")

    def run(self, script: str) -> object:
        """What the body of an async function gives in the page, which must fit into JSON; raises Failed."""
        function = f"async () => JSON.stringify((await (async () => {{ {script} }})()) ?? null)"
        where = {"context": self.window}
        done = self.send("script.callFunction", functionDeclaration=function, target=where, awaitPromise=True)
        if done["type"] == "exception":
            raise Failed(done["exceptionDetails"]["text"])
        return json.loads(done["result"]["value"])


@contextlib.contextmanager
def firefox(program: str) -> Iterator[Firefox]:
    """Start Firefox without a screen and with a profile of its own."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        log = Path(profile, "log")
        with log.open("wb") as out:
            command = [program, "--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0", "about:blank"]
            process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)
        try:
            yield Firefox(_address(process, log))
        finally:
            process.terminate()
            process.wait(timeout=60)


def _address(process: subprocess.Popen, log: Path) -> str:
    """Where Firefox listens; raises Failed where it ends or takes longer than two minutes."""
    for _ in range(1200):
        found = [line for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if LISTENS in line]
        if found:
            return found[0].partition(LISTENS)[2].strip()
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise Failed(f"Firefox does not listen: {log.read_text(encoding='utf-8', errors='replace')[-2000:]}")
