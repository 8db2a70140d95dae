"""Measure the live parts of the built book: what they weigh, and how long a reader's computer works for them.

``python tests/live_speed.py [PAGE]`` opens a page of ``_build/html`` in Chromium five times from disk and from a server, and prints medians:
seconds as a clock and as the processors count them (a busy computer leaves the second as they are) from the click to the first answer
and to the first number that is changed at once, what a further change takes, and how much more memory the browser has then.
"""

from __future__ import annotations

import gzip
import statistics
import sys
import threading
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import psutil
from lighthouse import program
from playwright.sync_api import sync_playwright

BOOK = Path(__file__).resolve().parents[1] / "_build" / "html"
RUNS = 5
#: Has Python start and end with a message to the page, as the panel does, and gives the milliseconds of each change.
CHANGES = """async (runs) => {
  const form = document.querySelector(".live-claim form"), value = form.querySelector("input"), taken = [];
  const printed = value.value, status = document.querySelector(".live-status");
  for (let i = 1; i <= runs; i += 1) {
    value.value = String(Math.round(Number(printed) * (1 + i / 1000)));
    status.textContent = "";
    const start = performance.now();
    const told = new Promise((done) => new MutationObserver(done).observe(status, { childList: true, characterData: true, subtree: true }));
    form.requestSubmit();
    await told;
    taken.push(performance.now() - start);
  }
  return taken;
}"""


class Quiet(SimpleHTTPRequestHandler):
    """A server that says nothing."""

    def log_message(self, *told: object) -> None:
        """Nothing."""


def work(tree: psutil.Process) -> tuple[float, float]:
    """The seconds that processors spent for a browser, and the MB that it holds."""
    every = [tree, *tree.children(recursive=True)]
    times = [process.cpu_times() for process in every]
    return sum(one.user + one.system for one in times), sum(process.memory_info().rss for process in every) / 1e6


def measure(playwright, address: str) -> tuple[float, ...]:
    """What a page costs in a browser of its own: for the panel, the first change, a further one and a new start, the seconds of a
    clock and those of processors; and the MB that it holds more with the panel."""
    before = {child.pid for child in psutil.Process().children(recursive=True)}
    browser = playwright.chromium.launch(executable_path=program("chromium"), args=["--no-sandbox", "--disable-gpu"])
    (tree,) = (
        child
        for child in psutil.Process().children(recursive=True)
        if child.pid not in before and child.ppid() in {*before, psutil.Process().pid} and "chrom" in child.name()
    )
    page = browser.new_page()
    page.goto(address)
    page.wait_for_timeout(1000)
    (begun, held), clock = work(tree), time.monotonic()
    page.locator("#live-open").click()
    page.locator(".live-panel").wait_for()
    seconds, (open_, holding) = time.monotonic() - clock, work(tree)
    first = page.evaluate(CHANGES, 1)[0] / 1000
    once = work(tree)[0]
    taken = page.evaluate(CHANGES, RUNS)
    often = work(tree)[0]
    page.locator(".live-code summary").click()
    page.locator("#live-source").fill("while True: pass")
    page.locator(".live-code button[type=submit]").click()
    page.wait_for_timeout(300)
    stopped, spent = time.monotonic(), work(tree)[0]
    page.get_by_role("button", name="Stop").click()
    page.get_by_text("Python has started again").wait_for()
    again, spent = time.monotonic() - stopped, work(tree)[0] - spent
    browser.close()
    change = statistics.median(taken) / 1000, (often - once) / RUNS
    return seconds, open_ - begun, seconds + first, once - begun, *change, again, spent, holding - held


def main() -> None:
    """Print all of it."""
    name = sys.argv[1] if len(sys.argv) > 1 else "notebooks/turkiye.html"
    files = [path for path in sorted((BOOK / "_static" / "live").iterdir()) if path.is_file()]
    for path in files:
        print(f"{path.name:14}{path.stat().st_size / 1e6:8.2f} MB{len(gzip.compress(path.read_bytes(), 6)) / 1e6:8.2f} MB sent")
    total, sent = (
        sum(sizes)
        for sizes in zip(
            *((path.stat().st_size, len(gzip.compress(path.read_bytes(), 6))) for path in files if path.suffix != ".txt")
        )
    )
    print(f"{'together':14}{total / 1e6:8.2f} MB{sent / 1e6:8.2f} MB sent")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(BOOK)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        for address in ((BOOK / name).as_uri(), f"http://127.0.0.1:{server.server_port}/{name}"):
            found = [statistics.median(values) for values in zip(*(measure(playwright, address) for _ in range(RUNS)))]
            for place, what in enumerate(
                ("first answer", "first changed number", "a further change", "stopped and started again")
            ):
                clock, spent = found[2 * place : 2 * place + 2]
                print(f"{address[:4]}: {what} {clock:.2f} s ({spent:.2f} of processors)")
            print(f"      {found[-1]:.0f} MB more")
    server.shutdown()


if __name__ == "__main__":
    main()
