"""Sphinx extension: joins the numbers on a page to their claims, and pages to the files they depend on.

The package's objects render themselves as HTML in the notebook, each number as
``<a class="quantity" ... data-provenance="JSON">``. Here these become links that fit the page, with one popover for each
distinct number, a list of the page's sources, and, on the page of claims, the list of places that use a claim.
"""

from __future__ import annotations

import json
import os
import posixpath
import re
import tempfile
from html import escape, unescape
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
from sphinx.util import logging

from claimbook.core.section import TRACE, load
from claimbook.data import sources as sources_module
from claimbook.data.sources import iso_date
from claimbook.data.tables import bibliography_files, other_code
from claimbook.sphinx import package_files
from claimbook.wording import date

LOGGER = logging.getLogger(__name__)
QUANTITY = re.compile(r'<a class="quantity" href="[^"]*" title="[^"]*" data-provenance="([^"]*)">(.*?)</a>', re.S)
#: A link to a page of the book in what a cell shows, as ``display.chapter_link`` makes it.
CHAPTER_LINK = re.compile(r'<a class="page" href="([^"#]*)\.(?:ipynb|md)(#[^"]*)?">(.*?)</a>')
ENTRIES = ("notebooks/claims", "notebooks/outside", "notebooks/data_dictionary")
MATRIX = "notebooks/dependencies"
BIBLIOGRAPHY = "book/bibliography"


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


def _store(env: BuildEnvironment) -> dict[str, dict[str, list[str]]]:
    """Page name to claim anchor to the texts in which the page shows the claim."""
    if not hasattr(env, "quantity_uses"):
        env.quantity_uses = {}
    return env.quantity_uses


def note_uses(app: Sphinx, doctree: nodes.document) -> None:
    """Record which claims the page shows, and warn of a number that came out blank."""
    uses: dict[str, list[str]] = {}
    for node in doctree.findall(nodes.raw):
        for data, text in QUANTITY.findall(node.astext()):
            if not unescape(text).strip():
                LOGGER.warning("a number came out blank", location=node, type="claimbook", subtype="blank")
            for entry in json.loads(unescape(data))["claims"]:
                shown = uses.setdefault(entry.partition("#")[2], [])
                if text not in shown:
                    shown.append(text)
    if app.env.docname not in (*ENTRIES, MATRIX):
        _store(app.env)[app.env.docname] = uses


def purge(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Forget a page that is read again or gone."""
    _store(env).pop(docname, None)


def merge(app: Sphinx, env: BuildEnvironment, docnames: list[str], other: BuildEnvironment) -> None:
    """Take over what a parallel reader recorded."""
    for docname in docnames:
        if docname in _store(other):
            _store(env)[docname] = _store(other)[docname]


def rewrite_lists(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The pages that list uses are written again whenever those have changed."""
    state = json.dumps(_store(env), sort_keys=True, ensure_ascii=False)
    if getattr(env, "quantity_uses_written", None) == state:
        return []
    env.quantity_uses_written = state
    return [name for name in (*ENTRIES, MATRIX) if name in env.found_docs]


def rewrite_citations(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The pages that cite are written again whenever a document or its label has changed: a label may depend on other documents."""
    section = load(Path(app.srcdir) / "data")
    state = repr((section.labels, section.sources))
    if getattr(env, "citations_written", None) == state:
        return []
    env.citations_written = state
    citing = {reference.docname for reference in env.get_domain("cite").citation_refs}
    return sorted((citing | {BIBLIOGRAPHY}) & env.found_docs)


def _link(app: Sphinx, page: str, target: str, anchor: str = "") -> str:
    return app.builder.get_relative_uri(page, target) + (f"#{anchor}" if anchor else "")


def _entry(app: Sphinx, page: str, entry: str) -> str:
    """The address of a claim's entry, given as ``page.html#anchor`` among the notebooks."""
    target, anchor = entry.split(".html#")
    return _link(app, page, f"notebooks/{target}", anchor)


def _follow(app: Sphinx, pagename: str, body: str) -> str:
    """Have links in what cells show lead to the pages of the book; warns of one that leads to none."""

    def address(match: re.Match) -> str:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(pagename), unescape(match[1])))
        if target not in app.env.found_docs:
            LOGGER.warning("%s: a link leads to %s, which is no page of the book", pagename, target, type="claimbook", subtype="link")
            return match[3]
        return f'<a href="{escape(_link(app, pagename, target))}{match[2] or ""}">{match[3]}</a>'

    return CHAPTER_LINK.sub(address, body)


def _popover(app: Sphinx, page: str, number: int, data: dict) -> str:
    facts = []
    for label, what in data["facts"]:
        shown = "<br>".join(escape(w) for w in what) if isinstance(what, list) else escape(what)
        facts.append(f"<dt>{escape(label)}</dt><dd>{shown}</dd>")
    entries = zip(data["claims"], data["names"], strict=True)
    links = "; ".join(f'<a href="{_entry(app, page, entry)}">{escape(name)}</a>' for entry, name in entries)
    led = "Entry" if len(data["claims"]) == 1 else "Entries"
    mark = '<p class="outside-note">Outside the section</p>' if data["outside"] else ""
    # As data, for whoever wants to work the number out again; in single quotes, as JSON is full of double ones.
    derived = json.dumps(data["derivation"], ensure_ascii=False, separators=(",", ":")) if "derivation" in data else ""
    recipe = " data-derivation='" + escape(derived, quote=False).replace("'", "&#x27;") + "'" if derived else ""
    return (
        f'<div popover class="provenance" id="provenance-{number}"{recipe} role="dialog" aria-labelledby="provenance-{number}-title">'
        f'<p class="provenance-title" id="provenance-{number}-title">{escape(data["title"])}</p>{mark}'
        f"<dl>{''.join(facts)}</dl><p>{led}: {links}</p></div>"
    )


def finish_page(app: Sphinx, pagename: str, templatename: str, context: dict, doctree: nodes.document | None) -> None:
    """Turn every number on the page into a link with a popover, and list the page's sources at its foot."""
    body = context.get("body")
    if not body or app.builder.format != "html":
        return
    popovers: dict[str, str] = {}
    keys: list[str] = []
    pops = app.builder.name in ("html", "dirhtml")

    def replace(match: re.Match) -> str:
        raw, text = match[1], match[2]
        data = json.loads(unescape(raw))
        keys.extend(k for k in data["keys"] if k not in keys)
        if raw not in popovers:
            popovers[raw] = _popover(app, pagename, len(popovers) + 1, data)
        ids = list(popovers)
        attribute = f' data-provenance="provenance-{ids.index(raw) + 1}"' if pops else ""
        outside = " outside-number" if data["outside"] else ""
        return f'<a class="quantity{outside}" href="{_entry(app, pagename, data["claims"][0])}"{attribute}>{text}</a>'

    body = _follow(app, pagename, QUANTITY.sub(replace, body))
    if "<!--uses:" in body or "<!--dependency-matrix-->" in body:
        body = _uses(app, pagename, body)
    if keys:
        body = _insert_foot(body, _sources(app, pagename, keys))
    if pops:
        body += "".join(popovers.values())
    context["body"] = body


def _sources(app: Sphinx, pagename: str, keys: list[str]) -> str:
    section = load(Path(app.srcdir) / "data")
    items = []
    for key in sorted(keys, key=section.listed.index):
        address, source = _link(app, pagename, BIBLIOGRAPHY, "source-" + key.replace("_", "-")), section.sources[key]
        number = f"{section.labels[key]}: ".capitalize() if source.keywords == "section" else ""
        items.append(f'<li><a href="{address}">{number}{escape(source.short)}</a></li>')
    title = "Sources of the numbers and statements on this page"
    return (
        f'<section class="sources" aria-label="{title}"><p class="sources-title">{title}</p><ul>{"".join(items)}</ul></section>'
    )


def _insert_foot(body: str, foot: str) -> str:
    """Put ``foot`` inside the page's outermost section, at its end."""
    cut = body.rstrip().rfind("</section>")
    return body[:cut] + foot + body[cut:] if cut >= 0 else body + foot


def _uses(app: Sphinx, pagename: str, body: str) -> str:
    """Fill the places for lists of uses and for the dependency matrix."""
    uses, titles = _store(app.env), app.env.titles
    pages = [name for name in app.env.toctree_includes.get(app.config.root_doc, []) if name in uses] or sorted(uses)
    pages = [app.config.root_doc] * (app.config.root_doc in uses) + [p for p in pages if p != app.config.root_doc]

    def listed(match: re.Match) -> str:
        links = [
            f'<a href="{_link(app, pagename, page)}">{escape(titles[page].astext())}</a>'
            for page in pages
            if match[1] in uses[page]
        ]
        return "; ".join(links) or "nowhere"

    def reaches(match: re.Match) -> str:
        cells = "".join(f"<td>{len(uses[page][match[1]])}</td>" if match[1] in uses[page] else "<td>–</td>" for page in pages)
        return cells

    body = re.sub(r"<!--uses:([\w-]+)-->", listed, body)
    body = re.sub(r"<!--reaches:([\w-]+)-->", reaches, body)
    heads = "".join(
        f'<th scope="col"><a href="{_link(app, pagename, page)}">{escape(titles[page].astext())}</a></th>' for page in pages
    )
    return body.replace("<!--dependency-matrix-->", heads)


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
    app.connect("doctree-read", note_uses)
    app.connect("env-purge-doc", purge)
    app.connect("env-merge-info", merge)
    app.connect("env-updated", rewrite_lists)
    app.connect("env-updated", rewrite_citations)
    app.connect("html-page-context", finish_page, priority=400)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
