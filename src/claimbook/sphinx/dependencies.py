"""Which files a page depends on: the tables that its notebook read while it ran, the code, and the bibliography.

When one of them changes, Sphinx reads the page anew.
"""

from __future__ import annotations

import os
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from claimbook.core.section import TRACE
from claimbook.data import bibliography as bibliography_module
from claimbook.data import sources as sources_module
from claimbook.data.descriptor import other_code
from claimbook.data.rules.references import bibliography_files
from claimbook.sphinx import bibliography, package_files
from claimbook.sphinx.domain import BIBLIOGRAPHY


def start_trace(app: Sphinx, docname: str, source: list[str]) -> None:
    """Let the kernel of this page note which tables it reads."""
    path = Path(app.doctreedir) / f"{os.getpid()}.trace"  # of this build alone, and gone with it should a page fail
    path.write_text("", encoding="utf-8")
    os.environ[TRACE] = str(path)


def note_files(app: Sphinx, doctree: nodes.document) -> None:
    """Make the page depend on the tables it read and, where it ran code, on the package and the bibliography."""
    trace = Path(os.environ.pop(TRACE, ""))  # what reads tables after this is no page
    read = set(trace.read_text(encoding="utf-8").splitlines()) if trace.is_file() else set()
    if trace.is_file():
        trace.unlink()
    if app.env.docname == BIBLIOGRAPHY:
        for module in (
            bibliography.__file__,
            bibliography_module.__file__,
            sources_module.__file__,
        ):  # Sphinx caches the entries as they were formatted
            app.env.note_dependency(module)
        app.env.note_dependency(str(Path(app.srcdir) / "data" / "footnotes.csv"))
    if not read:
        return
    data = Path(app.srcdir) / "data"
    files = [data / "datapackage.json", *package_files(Path(app.srcdir))]
    for path in (data / name for name in read):  # of another edition, its whole path is noted
        if path.name == "bibliography":
            files += bibliography_files(path.parent)
        else:
            files.append(path.with_suffix(".json" if path.name == "datapackage" else ".csv"))
    for file in files:
        app.env.note_dependency(str(file))


def setup(app: Sphinx) -> dict:
    """Register the extension; raises ExtensionError where it is not that of the book's own folder."""
    if strange := other_code(Path(app.srcdir)):
        raise ExtensionError(strange)
    app.connect("source-read", start_trace)
    app.connect("doctree-read", note_files)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
