"""Serve the book on this computer while it is written, and build it again whenever one of its files changes.

What is served is ``_build/html`` with one addition: each page also loads a script that waits for the next build and then
loads the page again. It is a file, as the pages' policy wants, and exists in what this server sends only. A build that fails
says why in the terminal, and the book before it stays.

On Linux each build is a fork of a process that has imported Jupyter Book and its parts already, which is most of what a build
of one changed page does. Of this package nothing is imported there, so that changed modules count.
"""

from __future__ import annotations

import multiprocessing
import sys
import threading
import time
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from claimbook.publish.build import built_apart
from claimbook.publish.places import INPUTS, Terminated, output

#: Addresses that are no files of the book; each is followed by the number of the build that the page shows.
SCRIPT, NEWS = "/_watch/reload.js?", "/_watch/news?"
PAUSE = 0.2  # seconds between two looks at the files
#: What a build imports besides this package. A part that is not named here is imported by each build.
PRELOAD = [
    "a11y_pygments",
    "docutils.languages.en",
    "docutils.writers.docutils_xml",
    "docutils.writers.manpage",
    "jupyter_book.cli.main",
    "jupyter_book.sphinx",
    "myst_nb.ext.execution_tables",
    "myst_nb.ext.glue.directives",
    "myst_nb.ext.glue.domain",
    "myst_nb.sphinx_ext",
    "myst_parser.sphinx_ext.directives",
    "myst_parser.sphinx_ext.mathjax",
    "myst_parser.sphinx_ext.myst_refs",
    "openpyxl",
    "openpyxl.cell._writer",
    "pybtex.backends.plaintext",
    "pygments.lexers.python",
    "sphinx.builders.changes",
    "sphinx.builders.epub3",
    "sphinx.builders.gettext",
    "sphinx.builders.html",
    "sphinx.builders.latex",
    "sphinx.builders.linkcheck",
    "sphinx.builders.manpage",
    "sphinx.builders.singlehtml",
    "sphinx.builders.texinfo",
    "sphinx.builders.text",
    "sphinx.builders.xml",
    "sphinx.directives.code",
    "sphinx.directives.other",
    "sphinx.directives.patches",
    "sphinx.domains.c",
    "sphinx.domains.citation",
    "sphinx.domains.cpp",
    "sphinx.domains.javascript",
    "sphinx.domains.python",
    "sphinx.domains.rst",
    "sphinx.ext.doctest",
    "sphinx.ext.intersphinx",
    "sphinx.ext.mathjax",
    "sphinx_book_theme",
    "sphinx_comments",
    "sphinx_copybutton",
    "sphinx_design",
    "sphinx_design.extension",
    "sphinx_exercise",
    "sphinx_external_toc",
    "sphinx_external_toc.events",
    "sphinx_jupyterbook_latex",
    "sphinx_multitoc_numbering",
    "sphinx_thebe",
    "sphinx_togglebutton",
    "sphinxcontrib.applehelp",
    "sphinxcontrib.bibtex",
    "sphinxcontrib.devhelp",
    "sphinxcontrib.htmlhelp",
    "sphinxcontrib.qthelp",
    "sphinxcontrib.serializinghtml",
]
if sys.platform == "linux":
    FORKS = multiprocessing.get_context("forkserver")
    FORKS.set_forkserver_preload(PRELOAD)


def changes(project: Path) -> dict[Path, int]:
    """When each file that the book is made of was last changed, in nanoseconds; not of those that programs keep beside open ones, as locks."""
    found = {}
    for name in INPUTS:
        top = project / name
        for path in (top, *top.rglob("*")):
            parts = path.relative_to(project).parts
            if "__pycache__" not in parts and not any(part[0] in ".~" for part in parts):
                try:
                    found[path] = path.stat().st_mtime_ns if path.is_file() else 0
                except FileNotFoundError:  # an editor's passing file
                    pass
    return found


def build(project: Path) -> None:
    """Build the book in this process, of which nothing else is wanted; ends it with the exit code of the build."""
    from claimbook.publish.build import build_book

    sys.exit(build_book(project))


class Builds:
    """Builds the book whenever a file of it changed, and tells those who wait for a new one."""

    def __init__(self, project: Path):
        self.project = project
        self.done = 0  # builds that succeeded
        self._news = threading.Condition()

    def build(self) -> bool:
        """Build in a process of its own, which prints what it has to say; returns whether there is a new book."""
        if sys.platform == "linux":
            process = FORKS.Process(target=build, args=(self.project,))
            process.start()
            try:
                process.join()
            except Terminated:
                process.terminate()
                process.join()
                raise
            built = process.exitcode == 0
        else:
            built = built_apart(self.project)
        with self._news:
            self.done += built
            self._news.notify_all()
        return built

    def follow(self) -> None:
        """Look for changes for ever; a change during a build leads to another one.

        What is saved in several steps, as by way of a file that is renamed, is built once: when two looks find the same.
        """
        built = looked = None
        while True:
            before, looked = looked, changes(self.project)
            if looked == before != built:
                built = looked
                started = time.monotonic()
                if self.build():
                    print(f"built in {time.monotonic() - started:.1f} seconds", flush=True)
            time.sleep(PAUSE)

    def newer(self, known: int) -> Iterator[bool]:
        """Whether there is a newer build than the one known: False every few seconds, then True, which is the end."""
        while self.done == known:
            with self._news:
                self._news.wait_for(lambda: self.done != known, timeout=5)
            if self.done == known:
                yield False
        yield True


class Handler(SimpleHTTPRequestHandler):
    """Files of the book, pages with the script that loads them again."""

    def __init__(self, *arguments, builds: Builds, **options):
        self.builds = builds
        super().__init__(*arguments, directory=str(output(builds.project) / "html"), **options)

    def do_GET(self) -> None:
        """Answer a request; that for news ends when there is a new book."""
        address, _, number = self.path.rpartition("?")
        shown = self.builds.done  # noted before the page is read: a build that ends in between is news
        if f"{address}?" == NEWS:
            self._start("text/event-stream")
            try:
                for new in self.builds.newer(int(number)):
                    self.wfile.write(b"data: new\n\n" if new else b": still here\n\n")
            except OSError:  # the page was left
                pass
        elif f"{address}?" == SCRIPT:
            self._send("text/javascript", f'new EventSource("{NEWS}{number}").onmessage = () => location.reload();\n')
        elif (page := self._page()) is not None:
            self._send("text/html", page.replace("</head>", f'<script src="{SCRIPT}{shown}" defer></script></head>', 1))
        else:
            super().do_GET()

    def _page(self) -> str | None:
        path = Path(self.translate_path(self.path))
        if path.is_dir() and self.path.endswith("/"):
            path /= "index.html"
        try:
            return path.read_text(encoding="utf-8") if path.suffix == ".html" else None
        except OSError:
            return None

    def _send(self, kind: str, text: str) -> None:
        content = text.encode("utf-8")
        self._start(kind, str(len(content)))
        self.wfile.write(content)

    def _start(self, kind: str, length: str = "") -> None:
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        if length:
            self.send_header("Content-Length", length)
        self.end_headers()

    def end_headers(self) -> None:
        """Nothing is kept by the browser: the next build may change it."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, *arguments) -> None:
        """The terminal is for what the builds say."""


def serve(builds: Builds, port: int) -> ThreadingHTTPServer:
    """A server of the book for this computer alone; raises OSError where the port is taken or none."""
    if not 0 <= port < 1 << 16:
        raise OSError(0, "no such port: they go from 0 to 65535")
    server = ThreadingHTTPServer(("127.0.0.1", port), partial(Handler, builds=builds))
    server.daemon_threads = True
    return server


def main(project: Path, port: int) -> int:
    """Serve and follow until stopped with Ctrl-C."""
    builds = Builds(project)
    try:
        server = serve(builds, port)
    except OSError as error:
        print(f"port {port}: {error.strerror}; choose another with --port")
        return 1
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"The book is at http://127.0.0.1:{server.server_port}/ and follows your changes. Stop with Ctrl-C.", flush=True)
    try:
        builds.follow()
    except Terminated:
        raise
    except KeyboardInterrupt:  # the way to stop it
        print()
    return 0
