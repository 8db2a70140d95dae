"""What makes pages of a book live: the code and the tables that run in a reader's browser, put beside the pages as scripts.

Everything lies in ``_static/live`` of the book, is loaded by nobody before a reader asks for it, and has the same bytes for the same files:
the core of Pyodide (live_parts.py), an archive of what the chapters compute with, the scripts and the style sheet of the panel, and licences.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import re
from collections.abc import Collection
from importlib.metadata import distribution
from pathlib import Path

from claimbook.data.descriptor import root_folder
from claimbook.data.notebooks import notebooks_of
from claimbook.data.reproducible_zip import zipped
from claimbook.publish import live_parts
from claimbook.publish.live_compiled import PACKAGES, package_files, packages
from claimbook.publish.live_wheels import NoParts

#: Tells the extensions of Sphinx that the book is to have live parts, and what these weigh.
LIVE = "CLAIMBOOK_LIVE"
#: Where the live parts lie in a book.
PLACE = "_static/live"
#: Scripts and styles that are written here, and the licences of what is not on PyPI.
OWN = Path(__file__).with_name("live")
ENGINE = Path(__file__).resolve().parents[1]
#: The room that runs in the browser; it and what it uses of the others is shipped.
ROOM = "live"
#: What of it the page of labs alone asks for, which is shipped in a script of its own.
LABS = f"{ENGINE.name}.{ROOM}.labs"
#: Starts Python for the scripts that ask it.
ENGINE_SCRIPT = "engine.js"
#: An import from the engine: the module, and the names that are taken from it.
IMPORTS = re.compile(r"^\s*(?:from|import) (claimbook\b[\w.]*)(?: import (\([^)]*\)|.*))?", re.M)

#: A comment with the blanks before it, or a text of Python, in which no comment begins. Python's own tokenizer would take a second.
COMMENT = re.compile(
    r"""[ \t]*\#[^\n]*
    | (?P<text> \"{3} (?:[^\\]|\\.)*? \"{3} | '{3} (?:[^\\]|\\.)*? '{3} | " (?:[^"\\\n]|\\.)* " | ' (?:[^'\\\n]|\\.)* ')""",
    re.S | re.X,
)


def available() -> bool:
    """Whether live parts can be made here: set-up fetched what they need, and ``LIVE=0`` is not set."""
    return os.environ.get("LIVE") != "0" and live_parts.ready() is not None


def wanted() -> str:
    """What the live parts of a book weigh that is built here, or an empty text; says so where they are missing."""
    if available():
        return live_parts.SENT
    if os.environ.get("LIVE") != "0":
        print(f"The book is built without its live parts, which are not on this computer: {live_parts.HOW}.")
    return ""


def put(project: Path, html: Path, exported: Path) -> None:
    """Write the live parts of a book into it; ``exported`` holds a file of JSON for each live page, as the room reads it.

    Raises NoParts where the core is not here.
    """
    made = live_parts.ready()
    if made is None:
        raise NoParts(live_parts.HOW)
    place = html / PLACE
    place.mkdir(parents=True, exist_ok=True)
    for path in made.glob("*.js"):
        (place / path.name).write_bytes(path.read_bytes())
    for path in sorted([*OWN.glob("*.js"), *OWN.glob("*.css")]):
        if path.name not in ("worker.js", ENGINE_SCRIPT):
            (place / path.name).write_bytes(own_script(path))
    book = of_the_book(project, exported)
    labs = of_the_labs(book)
    parts = {"worker.js": (OWN / "worker.js").read_bytes(), "book.zip": zipped(book, stored=book)}
    (place / "book.js").write_bytes(live_parts.script({name: packed(content) for name, content in parts.items()}))
    (place / "briefs.js").write_bytes(live_parts.script({"labs.zip": packed(zipped(labs, stored=labs))}))
    (place / "LICENCES.txt").write_text(licences(), encoding="utf-8", newline="\n")


def own_script(path: Path) -> bytes:
    """A script or style sheet that is written here; one that asks Python stands behind the one that starts it."""
    content = path.read_bytes()
    return (OWN / ENGINE_SCRIPT).read_bytes() + content if b"self.livePython(" in content else content


def packed(content: bytes) -> bytes:
    """The content as gzip, with a header that is the same from every Python: that of ``gzip.compress`` depends on its version."""
    out = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=out, mtime=0) as file:
        file.write(content)
    return out.getvalue()


def shipped(project: Path, exported: Path) -> dict[str, bytes]:
    """What is unpacked in the browser, by path, as source: what is of the book, and the packages, which set-up has compiled."""
    book = of_the_book(project, exported)
    return book | of_the_labs(book) | {f"src/{path}": content for path, content in packages().items()}


def of_the_book(project: Path, exported: Path) -> dict[str, bytes]:
    """What of it a build puts there: own code, tables, bibliography, and what each live page shows."""
    files = _modules(modules(project, exported))
    for package in own_packages(project):
        files |= _read(package.parent, package.name, "src/")
    for folder, kinds in (("data", r".*\.(csv|json)"), ("book", r"([^/]*\.bib|(glossary|method)\.md)")):
        found = {path.relative_to(project).as_posix(): path for path in (project / folder).rglob("*") if path.is_file()}
        files |= {name: path.read_bytes() for name, path in found.items() if re.fullmatch(f"{folder}/{kinds}", name)}
    # The rules ask which chapters there are, by the names of their files.
    files |= {f"notebooks/{path.name}": b"" for path in notebooks_of(project)}
    files |= {f"pages/{path.relative_to(exported).as_posix()}": path.read_bytes() for path in exported.rglob("*.json")}
    return dict(sorted(files.items()))


def of_the_labs(book: Collection[str]) -> dict[str, bytes]:
    """What the page of labs needs besides the files of the book, by path."""
    return {path: content for path, content in _modules(_closed({LABS})).items() if path not in book}


def _modules(names: set[str]) -> dict[str, bytes]:
    """The files of modules of the engine, with what else lies in their rooms."""
    named = {name: path for name in names if (path := _file(name))}
    files = {f"src/{path.relative_to(ENGINE.parent).as_posix()}": uncommented(path.read_bytes()) for path in named.values()}
    for room in {name.split(".")[1] for name in named if "." in name}:
        files |= {name: content for name, content in _read(ENGINE, room, "src/claimbook/").items() if not name.endswith(".py")}
    return dict(sorted(files.items()))


def uncommented(source: bytes) -> bytes:
    """A module without its comments, which nobody reads in the browser; each line keeps its number."""
    return COMMENT.sub(lambda found: found["text"] or "", source.decode("utf-8")).encode()


def _read(root: Path, folder: str, under: str) -> dict[str, bytes]:
    """The files of a folder by their paths, without what Python or a system leaves there."""
    found = [path for path in (root / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    return {under + path.relative_to(root).as_posix(): path.read_bytes() for path in found if not path.name.startswith(".")}


def own_packages(project: Path) -> list[Path]:
    """The packages of the report's own code, such as its exercises; a new report has none."""
    src = root_folder(project / "data").parent / "src"
    return sorted(path.parent for path in src.glob("*/__init__.py") if path.parent.name != ENGINE.name)


def modules(project: Path, exported: Path) -> set[str]:
    """The modules of the engine that every live page is sent, by their dotted names: what the room of the browser, the report's own code and
    its live chapters import, at once or later, and what these import in turn. Commands are not run in a browser."""
    live = {json.loads(path.read_text(encoding="utf-8"))["name"] for path in exported.rglob("*.json")}
    chapters = [path for path in notebooks_of(project) if path.relative_to(project).with_suffix("").as_posix() in live]
    own = [path for one in own_packages(project) for path in one.rglob("*.py") if path.stem != "__main__"]
    room = {f"{ENGINE.name}.{ROOM}.{path.stem}" for path in (ENGINE / ROOM).glob("*.py")} - {LABS}
    return _closed(room | {name for path in (*chapters, *own) for name in _imported(path)})


def _closed(waiting: set[str]) -> set[str]:
    """Modules of the engine, and what these import in turn."""
    found: set[str] = set()
    waiting = set(waiting)
    while waiting:
        name = waiting.pop()
        if name in found or not (path := _file(name)):
            continue
        found.add(name)
        waiting |= {*_imported(path), name.rpartition(".")[0]} - found
    return found


def _file(module: str) -> Path | None:
    """The file of a module of the engine; None where it has none of this name."""
    place = ENGINE.parent.joinpath(*module.split("."))
    return next((path for path in (place / "__init__.py", place.with_suffix(".py")) if path.is_file()), None)


def _imported(path: Path) -> set[str]:
    """What a module, or the cells of a notebook, import from the engine: modules, and names that may be some."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        text = "".join(
            line for cell in json.loads(text)["cells"] if cell["cell_type"] == "code" for line in [*cell["source"], "\n"]
        )
    used: set[str] = set()
    for module, names in IMPORTS.findall(text):
        used |= {module, *(f"{module}.{name}" for name in re.findall(r"\w+", names))}
    return used


def licences() -> str:
    """The licences of all that is shipped and was not written here."""
    files = [OWN / "licences.txt", *sorted((OWN / "licences").glob("*.txt"))]
    told = [path.read_text(encoding="utf-8") for path in files]
    for name in PACKAGES:
        found = distribution(name)
        texts = [
            content.decode()
            for path, content in package_files(name).items()
            if "/licenses/LICEN" in path or path.endswith("COPYING")
        ]
        told.append(f"{name} {found.version}\n\n" + "\n\n".join(texts))
    return f"\n\n{'=' * 78}\n\n".join(text.replace("\r\n", "\n").strip() for text in told) + "\n"
