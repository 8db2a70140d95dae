"""Measure the built book as a visitor gets it: Lighthouse's scores, and the weight of a first visit to each page.

``make lighthouse`` serves ``_build/html`` by nginx with gzip, lets Lighthouse (npm, its mobile settings) judge the overview, a
chapter and the explorer, and opens every page in a fresh Chromium. It ends with an error where a page misses the bar below.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
LIGHTHOUSE = "12.8.2"  # the newest that runs on the Node.js of Debian; later ones want Node.js 22
PAGES = ("index.html", "notebooks/turkiye.html", "notebooks/claims.html")  # the overview, a chapter, the explorer
SCORES = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}  # at least, of 100
KIB, REQUESTS = 250, 25  # of a first visit, at most
PHONE = {"width": 412, "height": 823}
#: Programs, each by the names it may have, and Debian's package.
PROGRAMS = {
    "nginx": (("nginx", "/usr/sbin/nginx"), "nginx-light"),
    "npm": (("npm",), "npm"),
    "chromium": (("chromium", "chromium-browser", "google-chrome"), "chromium"),
}
NGINX = """daemon off; master_process off; worker_processes 1; pid {place}/pid; error_log stderr crit;
events {{ }}
http {{
  types {{ text/html html; text/css css; application/javascript js; image/svg+xml svg; image/png png; text/plain txt; }}
  gzip on; gzip_types text/css application/javascript image/svg+xml;
  access_log off;
  client_body_temp_path {place}/body; proxy_temp_path {place}/proxy; fastcgi_temp_path {place}/fastcgi;
  uwsgi_temp_path {place}/uwsgi; scgi_temp_path {place}/scgi;
  server {{ listen 127.0.0.1:{port}; root "{root}"; }}
}}
"""
#: Collects every shift of the layout, those before the script included.
SHIFTS = """window.shifts = 0;
new PerformanceObserver((list) => list.getEntries().forEach((entry) => { window.shifts += entry.value; }))
  .observe({ type: "layout-shift", buffered: true });"""
SCROLL = """async () => {
  for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight) {
    scrollTo({ top: y, behavior: "instant" });
    await new Promise(requestAnimationFrame);
  }
}"""


def program(name: str) -> str:
    """The path of a program; ends with how to get it where it is missing."""
    names, package = PROGRAMS[name]
    found = next(filter(None, map(shutil.which, names)), None)
    if not found:
        sys.exit(f"{name} is missing: it is needed to measure the book. Install it (Debian: apt-get install {package}).")
    return found


@contextlib.contextmanager
def served(root: Path) -> Iterator[str]:
    """The folder served by nginx with gzip, on a free port of this computer and without root; gives the address."""
    with tempfile.TemporaryDirectory() as place, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        Path(place, "nginx.conf").write_text(NGINX.format(place=place, port=port, root=root), encoding="utf-8")
        server = subprocess.Popen([program("nginx"), "-p", place, "-e", "stderr", "-c", f"{place}/nginx.conf"])
        try:
            for _ in range(100):
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                    break
                if server.poll() is not None:
                    sys.exit("nginx did not start; its message is above")
                time.sleep(0.05)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait()


def lighthouse() -> list[str]:
    """The command of the pinned Lighthouse, fetched into ``_build`` the first time."""
    place = PROJECT / "_build" / f"lighthouse-{LIGHTHOUSE}"
    script = place / "node_modules" / "lighthouse" / "cli" / "index.js"
    npm = program("npm")
    if not script.is_file():
        place.mkdir(parents=True, exist_ok=True)
        print(f"Fetching lighthouse {LIGHTHOUSE} from npm into {place.relative_to(PROJECT)} ...", flush=True)
        if subprocess.run(
            [npm, "install", "--prefix", place, "--no-audit", "--no-fund", "--silent", f"lighthouse@{LIGHTHOUSE}"]
        ).returncode:
            sys.exit("npm could not fetch lighthouse; its message is above")
    return [shutil.which("node") or "node", str(script)]


def judge(address: str, runs: int) -> dict:
    """Lighthouse's scores (0 to 100), KiB, requests and layout shift (CLS) of a first visit; scores are medians of ``runs``."""
    command = [
        *lighthouse(),
        address,
        "--output=json",
        "--quiet",
        f"--only-categories={','.join(SCORES)}",
        "--chrome-flags=--headless=new --no-sandbox",
    ]
    reports = []
    for _ in range(runs):
        done = subprocess.run(command, env={**os.environ, "CHROME_PATH": program("chromium")}, capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"Lighthouse failed on {address}:\n{done.stderr}")
        reports.append(json.loads(done.stdout))
    scores = {name: statistics.median(report["categories"][name]["score"] * 100 for report in reports) for name in SCORES}
    audits = reports[-1]["audits"]
    loaded = [item for item in audits["network-requests"]["details"]["items"] if item["url"].startswith("http")]
    failed = [
        f"{audits[ref['id']]['title']} ({audits[ref['id']].get('displayValue') or audits[ref['id']]['score']})"
        for name in SCORES
        for ref in reports[-1]["categories"][name]["auditRefs"]
        if ref["weight"] and audits[ref["id"]]["score"] not in (None, 1)
    ]
    return {
        **scores,
        "KiB": sum(item["transferSize"] for item in loaded) / 1024,
        "requests": len(loaded),
        "CLS": max(report["audits"]["cumulative-layout-shift"]["numericValue"] for report in reports),
        "failed": failed,
    }


def weigh(browser, address: str) -> dict:
    """KiB and requests of a first visit with a fresh Chromium on a phone's screen, and what moves while all of it is read."""
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    page.add_init_script(SHIFTS)
    sizes, failures = [], []
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    network.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.on("response", lambda response: failures.append(f"{response.status} {response.url}") if response.status >= 400 else None)
    page.on("requestfailed", lambda request: failures.append(request.url))
    page.goto(address, wait_until="networkidle")
    page.evaluate(SCROLL)
    found = {"KiB": sum(sizes) / 1024, "requests": len(sizes), "CLS": page.evaluate("window.shifts"), "failed": failures}
    context.close()
    return found


def complaints(name: str, found: dict) -> list[str]:
    """What a page misses of the bar, one line each."""
    missed = [
        f"{name}: {score} {found[score]:.0f}, at least {bar} wanted"
        for score, bar in SCORES.items()
        if found.get(score, 100) < bar
    ]
    if found["KiB"] > KIB or found["requests"] > REQUESTS:
        missed.append(f"{name}: {found['KiB']:.0f} KiB in {found['requests']} requests, at most {KIB} in {REQUESTS} wanted")
    if found["CLS"] > 0:
        missed.append(f"{name}: moves while it loads (CLS {found['CLS']:.4f}), 0 wanted")
    return missed


def main() -> int:
    """Print both tables; returns 1 where a page misses the bar."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--all", action="store_true", help="let Lighthouse judge every page (about 15 seconds a run)")
    parser.add_argument(
        "--runs",
        type=int,
        default=3,
        help="runs of Lighthouse for each page, whose median counts (default 3: a busy computer costs points)",
    )
    chosen = parser.parse_args()
    root = PROJECT / "_build" / "html"
    if not (root / "index.html").is_file():
        sys.exit("There is no book in _build/html: run `make book` first.")
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError:
        sys.exit("playwright is missing: pip install -r tests/requirements.txt")
    names = [path.relative_to(root).as_posix() for path in sorted(root.rglob("*.html"))]
    missed: list[str] = []
    with served(root) as host:
        print(f"{'First visit, gzip':38}{'KiB':>7}{'requests':>10}{'CLS':>7}")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program("chromium"), args=["--no-sandbox"])
            for name in names:
                found = weigh(browser, f"{host}/{name}")
                print(f"{name:38}{found['KiB']:7.1f}{found['requests']:10}{found['CLS']:7.3f}", flush=True)
                missed += complaints(name, found) + [f"{name}: {failure}" for failure in found["failed"]]
            browser.close()
        print(
            f"\n{'Lighthouse ' + LIGHTHOUSE + ', mobile':38}{'perf':>6}{'access':>8}{'best':>6}{'SEO':>5}{'KiB':>8}{'requests':>10}{'CLS':>7}"
        )
        for name in names if chosen.all else PAGES:
            found = judge(f"{host}/{name}", chosen.runs)
            scores = "".join(f"{found[score]:{width}.0f}" for score, width in zip(SCORES, (6, 8, 6, 5)))
            print(f"{name:38}{scores}{found['KiB']:8.1f}{found['requests']:10}{found['CLS']:7.3f}", flush=True)
            missed += complaints(name, found)
            if any(found[score] < bar for score, bar in SCORES.items()):
                missed += [f"  {audit}" for audit in found["failed"]]
    print("", *missed, sep="\n") if missed else print("\nEvery page measured meets the bar.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
