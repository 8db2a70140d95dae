"""Sphinx extension: joins the numbers on a page to their claims, and pages to the files they depend on.

What a notebook shows reaches the page as nodes (nodes.py), whose numbers are references to the entries of claims (domain.py):
links that fit the page, with one popover for each distinct number, a list of the page's sources, and, on the page of claims, the
list of places that use a claim. Here the page is joined to the files that it was made from, and the bibliography gets its form.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from docutils import nodes
from pybtex.plugin import register_plugin
from pybtex.style.formatting import toplevel
from pybtex.style.formatting.unsrt import Style
from pybtex.style.labels import BaseLabelStyle
from pybtex.style.sorting import BaseSortingStyle
from pybtex.style.template import field, href, optional, sentence
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError

from claimbook.core.section import TRACE, load
from claimbook.data import sources as sources_module
from claimbook.data.descriptor import other_code
from claimbook.data.rules.references import bibliography_files
from claimbook.data.sources import iso_date
from claimbook.sphinx import domain, package_files
from claimbook.sphinx import nodes as claim_nodes
from claimbook.sphinx.domain import BIBLIOGRAPHY
from claimbook.wording import date


def start_trace(app: Sphinx, docname: str, source: list[str]) -> None:
    """Let the kernel of this page note which tables it reads."""
    path = Path(tempfile.gettempdir()) / f"claimbook-{os.getpid()}.trace"
    path.write_text("", encoding="utf-8")
    os.environ[TRACE] = str(path)


def note_files(app: Sphinx, doctree: nodes.document) -> None:
    """Make the page depend on the tables it read and, where it ran code, on the package and the bibliography."""
    trace = Path(os.environ.pop(TRACE, ""))  # what reads tables after this is no page
    read = set(trace.read_text(encoding="utf-8").split()) if trace.is_file() else set()
    if trace.is_file():
        trace.unlink()
    if app.env.docname == BIBLIOGRAPHY:
        for module in (__file__, sources_module.__file__):  # for ReportStyle; Sphinx caches the entries as they were formatted
            app.env.note_dependency(module)
        app.env.note_dependency(str(Path(app.srcdir) / "data" / "footnotes.csv"))
    if not read:
        return
    data = Path(app.srcdir) / "data"
    files = [data / "datapackage.json", *(data / f"{name}.csv" for name in read - {"bibliography", "datapackage"})]
    files += package_files(Path(app.srcdir))
    if "bibliography" in read:
        files += bibliography_files(data)
    for file in files:
        app.env.note_dependency(str(file))


def rewrite_citations(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The pages that cite are written again whenever a document or its label has changed: a label may depend on other documents."""
    section = load(Path(app.srcdir) / "data")
    state = repr((section.labels, section.sources))
    if getattr(env, "citations_written", None) == state:
        return []
    env.citations_written = state
    citing = {reference.docname for reference in env.get_domain("cite").citation_refs}
    return sorted((citing | {BIBLIOGRAPHY}) & env.found_docs)


class ReportLabels(BaseLabelStyle):
    """What a citation reads: the section's own footnote numbers, or publisher and year."""

    data = Path("data")  # the book's, once ``setup`` has run; pybtex makes styles without arguments

    def format_labels(self, sorted_entries):
        """The labels of the entries, in their order."""
        section = load(self.data)
        return [section.labels[entry.key] for entry in sorted_entries]


class ReportSorting(BaseSortingStyle):
    """The order of the list: by footnote number, then by publisher and date."""

    def sort(self, entries):
        """The entries in order."""
        order = load(ReportLabels.data).listed
        return sorted(entries, key=lambda entry: order.index(entry.key))


class ReportStyle(Style):
    """How the bibliography names a document: who issued it, its title, its date to the day, its address, and a note."""

    default_label_style = ReportLabels
    default_sorting_style = ReportSorting

    def get_misc_template(self, entry):
        """Every document is of type misc."""
        address = field("url", raw=True)
        return toplevel[
            sentence[self.format_names("author", as_sentence=False)],
            sentence[field("title")],
            sentence[date(iso_date(entry.fields))],
            optional[sentence[href(address)[address]]],
            optional[sentence(capfirst=True)[field("note")]],
        ]


def setup(app: Sphinx) -> dict:
    """Register the extension; raises ExtensionError where it is not that of the book's own folder."""
    if strange := other_code(Path(app.srcdir)):
        raise ExtensionError(strange)
    register_plugin("pybtex.style.formatting", "report", ReportStyle)
    ReportLabels.data = Path(app.srcdir) / "data"
    app.connect("source-read", start_trace)
    app.connect("doctree-read", note_files)
    claim_nodes.setup(app)
    domain.setup(app)
    app.connect("env-updated", rewrite_citations)
    return {"version": "1", "env_version": 3, "parallel_read_safe": True, "parallel_write_safe": True}
