"""Python for the browser: fetched once at set-up, checked, and kept for every book that is built on this computer.

Pyodide's core makes the live parts of a book possible. It is taken from a wheel (``live/parts.txt``), so that pip alone is needed, and
each file is held to the sum of the same file in Pyodide's own package. Pages can load nothing but scripts, also from disk; what a page
loads is therefore made here, ready for every build: scripts that hold a part as gzip in base64. What of it Python would compile in
each browser anew is compiled here before (live_compiled.py).

``python -m claimbook.publish.live_parts`` is the step of set-up. A build only reads what lies here.
"""

from __future__ import annotations

import base64
import hashlib
import io
import os
import re
import shutil
import sys
import tempfile
import zipfile
from pathlib import Path

import zopfli.gzip
from platformdirs import user_cache_path

from claimbook.data.reproducible_zip import zipped
from claimbook.publish import live_compiled
from claimbook.publish.live_wheels import NoParts, wheel

VERSION = "314.0.7"
#: What a visitor's computer receives for them, with what the book adds; a test holds it to the files of a book.
SENT = "6 MB"
#: The files of the core, each with its SHA-256 in Pyodide's package on npm.
SUMS = {
    "pyodide.js": "3141b814715a72e59b51b1b18b9ceae5bf19f7c852417e431bb0a34feadf825c",
    "pyodide.asm.mjs": "f7cdc8ece80678ceb712f8e65ebe6d3a83203a180c399865f49612a051693635",
    "pyodide.asm.wasm": "cc36e3cab04fdfc9a63ff13eb52eae2b911bf46c025cc7b281f394bd3de1d5e6",
    "python_stdlib.zip": "fa1957e5777068fc4f7437f96d860ae2fbe9c19732ba06c84e004ec16dd7dd7a",
}
#: To be raised when the scripts made of these files take another form.
FORM = 2
#: What only a module may say, and what a plain script says in its place.
MODULE = {b"import.meta.url": b"location.href", b"export default _createPyodideModule;": b""}
#: Where a file of the core is found in the wheel.
WITHIN = "flet_web/web/pyodide/"
LIBRARY = "python_stdlib.zip"
PACKAGES = "packages.zip"
WHEEL = Path(__file__).with_name("live") / "parts.txt"
HOW = "`make live` fetches them; LIVE=0 goes without"
#: Modules of the standard library that a page has no use for, by why.
LEFT_OUT = {
    "other processes, machines and files of theirs": "multiprocessing ctypes imaplib smtplib poplib ftplib xmlrpc wsgiref mailbox webbrowser dbm sqlite3 netrc plistlib tarfile xml wave shelve pty tty platform uuid",
    "the network": "http urllib.error urllib.request urllib.response urllib.robotparser socketserver logging.handlers mimetypes nturl2path pyodide.http",
    "letters that are written": "email._header_value_parser email.contentmanager email.generator email.headerregistry email.mime email.policy",
    "terminals, debuggers and tools of developers": "_pyrepl pdb bdb cmd curses getpass unittest doctest pydoc pydoc_data trace profile cProfile pstats pickletools modulefinder compileall tabnanny pyclbr venv ensurepip zipapp turtle turtledemo tkinter idlelib lib2to3 optparse antigravity argparse getopt gettext code timeit tracemalloc symtable runpy rlcompleter py_compile fileinput filecmp configparser tomllib pyodide.console asyncio.tools json.tool json.__main__ sysconfig.__main__ this __hello__ __phello__",
    "what is there in C as well": "_pyio _pydatetime _pydecimal _py_abc",
    "what would need one of these": "logging.config concurrent.futures.process concurrent.futures.interpreter concurrent.interpreters asyncio.__main__ asyncio.proactor_events asyncio.windows_utils asyncio.windows_events importlib.metadata.diagnose pyodide._nodesock_transport",
}
#: The codecs that are kept; the others are for alphabets and computers of long ago.
CODECS = re.compile(
    r"encodings/(__init__|aliases|ascii|latin_1|utf_.*|idna|punycode|(raw_)?unicode_escape|cp437|cp1252|charmap|(base64|hex|zlib)_codec)\.py"
)


def folder() -> Path:
    """Where the parts of this version lie: in the user's cache, so that every folder and every Python has the same."""
    return user_cache_path("claimbook") / f"pyodide-{VERSION}"


def ready() -> Path | None:
    """The folder with the scripts that a page loads, or None where they were not fetched, or are not as they were made."""
    made = folder() / f"scripts-{recipe()}"
    try:
        listed = dict(line.split("  ")[::-1] for line in (made / "sums.txt").read_text(encoding="utf-8").splitlines())
        whole = all(_sum((made / name).read_bytes()) == digest for name, digest in listed.items())
    except (OSError, ValueError):
        return None
    return made if whole and listed else None


def recipe() -> str:
    """What tells scripts made in this way, of these packages, from others."""
    return _sum(repr((FORM, SUMS, LEFT_OUT, CODECS.pattern, MODULE, live_compiled.key())).encode())[:12]


def fetch() -> Path:
    """Fetch the core where it is not here, check it and make its scripts; returns their folder, raises NoParts where it cannot be had."""
    if made := ready():
        return made
    try:
        place = folder()
        place.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=place) as work:
            core = _core(place) or _downloaded(Path(work))
            fresh = Path(work) / "fresh"
            fresh.mkdir()
            for name, content in scripts(core, *live_compiled.compiled(core, Path(work))).items():
                (fresh / name).write_bytes(content)
            sums = "".join(f"{_sum(path.read_bytes())}  {path.name}\n" for path in sorted(fresh.iterdir()))
            (fresh / "sums.txt").write_text(sums, encoding="utf-8", newline="\n")
            for name, content in core.items():
                (Path(work) / name).write_bytes(content)
                os.replace(Path(work) / name, place / name)
            made = place / f"scripts-{recipe()}"
            shutil.rmtree(made, ignore_errors=True)
            fresh.rename(made)
    except OSError as error:
        if made := ready():  # another set-up was faster
            return made
        raise NoParts(f"they cannot be kept: {error}") from None
    return made


def _core(place: Path) -> dict[str, bytes]:
    """The files of the core that lie here already; none where one is missing or is another."""
    try:
        return checked({name: (place / name).read_bytes() for name in SUMS})
    except (OSError, NoParts):
        return {}


def _downloaded(work: Path) -> dict[str, bytes]:
    """The files of the core from the wheel, which pip fetches and checks; raises NoParts."""
    with zipfile.ZipFile(wheel(WHEEL, work)) as archive:
        return checked({name: archive.read(WITHIN + name) for name in SUMS})


def checked(core: dict[str, bytes]) -> dict[str, bytes]:
    """The same files; raises NoParts where one is not what Pyodide published."""
    strange = [name for name, content in core.items() if _sum(content) != SUMS[name]]
    if strange:
        raise NoParts(f"{', '.join(strange)}: not the bytes that Pyodide {VERSION} was published with")
    return core


def scripts(core: dict[str, bytes], modules: dict[str, bytes], packages: dict[str, bytes]) -> dict[str, bytes]:
    """The scripts that a page loads, by name: each puts parts where the page finds them.

    Of the library, some ``modules`` are compiled; ``packages`` are files by their paths, as Python is to find them.
    """
    code = {LIBRARY: library(core[LIBRARY], modules), PACKAGES: zipped(packages, stored=packages)}
    return {
        "python.js": script({"pyodide.js": packed(core["pyodide.js"]), "pyodide.asm.js": packed(plain(core["pyodide.asm.mjs"]))}),
        "machine.js": script({"pyodide.asm.wasm": packed(core["pyodide.asm.wasm"])}),
        "library.js": script({name: packed(content) for name, content in code.items()}),
    }


def plain(module: bytes) -> bytes:
    """A module as a plain script, which alone a page from disk can give to a worker; raises NoParts where it has another form."""
    for what, instead in MODULE.items():
        if what not in module:
            raise NoParts(f"pyodide.asm.mjs holds no {what.decode()!r}; live_parts.py has to be fitted to its form")
        module = module.replace(what, instead)
    return module


def packed(content: bytes) -> bytes:
    """The content as gzip, packed as well as can be, and the same by whatever library the computer has; takes a second for a megabyte."""
    return zopfli.gzip.compress(content, numiterations=1)


def script(parts: dict[str, bytes]) -> bytes:
    """A script that holds parts, each as gzip, by their names."""
    lines = ["self.liveParts ??= {};"]
    for name, content in parts.items():
        lines.append(f'liveParts["{name}"] = "{base64.b64encode(content).decode()}";')
    return "\n".join(lines).encode() + b"\n"


def library(archive: bytes, compiled: dict[str, bytes]) -> bytes:
    """The standard library without what a page has no use for, some modules compiled and the others as they are.

    They are stored, since the whole is packed better as one.
    """
    with zipfile.ZipFile(io.BytesIO(archive)) as source:
        files = {name: source.read(name) for name in source.namelist() if not name.endswith("/") and stays(name)}
    files = {f"{name}c" if f"{name}c" in compiled else name: compiled.get(f"{name}c", content) for name, content in files.items()}
    return zipped(files, stored=files)


def stays(name: str) -> bool:
    """Whether a file of the standard library, by its path in there, is kept."""
    if name.startswith("encodings/"):
        return bool(CODECS.fullmatch(name))
    module = name.rpartition(".")[0].replace("/", ".")
    left_out = {module for modules in LEFT_OUT.values() for module in modules.split()}
    return not any(module == other or module.startswith(f"{other}.") for other in left_out)


def _sum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def main() -> int:
    """The step of set-up; returns 1 only where the parts are missing and have to be there (REQUIRE_BROWSER=1)."""
    if ready():
        return 0
    print(
        f"Fetching what makes a book live, once for all books of this computer: Pyodide {VERSION}, 27 MB, and Node.js, up to 65 MB,\n"
        "in which it compiles and which is not kept ...",
        flush=True,
    )
    try:
        print(f"It lies in {fetch()}.")
    except NoParts as reason:
        print(
            f"\n*** THE BOOK WILL HAVE NO LIVE PARTS: {reason}\n"
            "*** Its pages are whole without them; nobody can try other figures there, nor have an answer judged.\n"
            f"*** `make live` tries again; `make book LIVE=0` goes without and says nothing. Or put the files {', '.join(SUMS)}\n"
            f"*** of Pyodide {VERSION} into {folder()}.\n"
        )
        return 1 if os.environ.get("REQUIRE_BROWSER") else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
