"""The bibliography: what a citation reads, in which order the documents stand, how one is named, and when pages that cite are written again."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from pybtex.plugin import register_plugin
from pybtex.style import FormattedEntry
from pybtex.style.formatting import toplevel
from pybtex.style.formatting.unsrt import Style
from pybtex.style.labels import BaseLabelStyle
from pybtex.style.sorting import BaseSortingStyle
from pybtex.style.template import href, sentence
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.writers.html5 import HTML5Translator
from sphinxcontrib.bibtex.domain import BibtexDomain

from claimbook.core.section import Section
from claimbook.sphinx import section_of
from claimbook.sphinx.domain import BIBLIOGRAPHY, claims_of
from claimbook.wording import date


def rewrite_citations(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The pages that cite are written again whenever a document or its label has changed: a label may depend on other documents."""
    section = section_of(app)
    state = repr((section.labels, section.sources))
    kept = claims_of(env).data
    if kept["cited"] == state:
        return []
    kept["cited"] = state
    cited = env.get_domain("cite")
    assert isinstance(cited, BibtexDomain)
    citing = {reference.docname for reference in cited.citation_refs}
    return sorted((citing | {BIBLIOGRAPHY}) & env.found_docs)


class ReportLabels(BaseLabelStyle):
    """What a citation reads: the section's own footnote numbers, or publisher and year."""

    section: Section  # the book's, once Sphinx has begun; pybtex makes styles without arguments

    def format_labels(self, sorted_entries):
        """The labels of the entries, in their order."""
        return [self.section.labels[entry.key] for entry in sorted_entries]


class ReportSorting(BaseSortingStyle):
    """The order of the list: by footnote number, then by publisher and date."""

    def sort(self, entries):
        """The entries in order."""
        order = ReportLabels.section.listed
        return sorted(entries, key=lambda entry: order.index(entry.key))


class ReportStyle(Style):
    """How the bibliography names a document: who issued it, its title, its date to the day, its address, and a note."""

    default_label_style = ReportLabels
    default_sorting_style = ReportSorting

    def format_entry(self, label, entry, bib_data=None):
        """The entry of a document, of whatever type it is in BibTeX, as it is named on all other pages."""
        source = ReportLabels.section.sources[entry.key]
        template = toplevel[
            sentence[source.publisher],
            sentence[source.title],
            sentence[date(source.date)] if source.date else "",
            sentence[href(source.url)[source.url]] if source.url else "",
            sentence(capfirst=True)[source.note] if source.note else "",
        ]
        return FormattedEntry(entry.key, template.format_data({"entry": entry, "style": self, "bib_data": bib_data}), label)


def visit_citation(self: HTML5Translator, node: nodes.citation) -> None:
    """Open a document's entry without the role that docutils gives it: a doc-biblioentry may not stand where it puts it (ARIA 1.2)."""
    if not isinstance(node.previous_sibling(), nodes.citation):
        self.body.append('<div class="citation-list">\n')
    self.body.append(self.starttag(node, "div", classes=["citation"]))


def depart_citation(self: HTML5Translator, node: nodes.citation) -> None:
    """Close it."""
    HTML5Translator.depart_citation(self, node)


def know_documents(app: Sphinx) -> None:
    """Tell pybtex's styles which book they are of."""
    ReportLabels.section = section_of(app)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the form of the bibliography."""
    register_plugin("pybtex.style.formatting", "report", ReportStyle)
    app.add_node(nodes.citation, override=True, html=(visit_citation, depart_citation))
    app.connect("builder-inited", know_documents)
    app.connect("env-updated", rewrite_citations)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
