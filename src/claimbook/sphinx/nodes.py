"""What a notebook shows as nodes of the page: numbers, links and places to fill, between pieces of HTML that hold none of these.

MyST-NB hands every output to its plugins; ours makes nodes of the parts that an output offers under a type of its own, in a cell
and in ``{eval}``. A number is a reference that the domain of claims resolves (domain.py); the visitors here have ``report/pages``
write the HTML.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from myst_nb.core.render import load_mime_renders
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

from claimbook.report import pages
from claimbook.wording.parts import MIME, Link, Number, Part, Raw, Slot, Table, from_json

DOMAIN = "claim"


class shown(nodes.Inline, nodes.TextElement):  # noqa: N801 - nodes are named as docutils names them
    """What one output shows, in the element that MyST-NB puts around its HTML."""


class number(nodes.Inline, nodes.TextElement):  # noqa: N801
    """A number as a link to its entry, ``refuri``, with its ``provenance`` and, where the page has popovers, the id of its own."""


class chapter(nodes.Inline, nodes.TextElement):  # noqa: N801
    """Words that lead to a page of the book, ``refuri``."""


class slot(nodes.Inline, nodes.Element):  # noqa: N801
    """A place that the book fills (``kind``, ``name``, ``title``: see parts.Slot)."""


class region(nodes.General, nodes.Element):  # noqa: N801
    """A table in a region of the page, called ``label``, that the keyboard can scroll."""


class made(nodes.Inline, nodes.Element):  # noqa: N801
    """HTML that the book itself adds to a page: links to other pages, which are nothing to search this one for."""


class popover(nodes.General, nodes.Element):  # noqa: N801
    """What a number's popover shows: its ``provenance``, its ``number`` on the page, and the addresses of its entries."""


def nodes_of(parts: tuple[Part, ...]) -> list[nodes.Node]:
    """The parts as nodes; numbers and links are still to be resolved."""
    found: list[nodes.Node] = []
    for part in parts:
        if isinstance(part, Raw):
            found.append(nodes.raw("", part.html, format="html"))
        elif isinstance(part, Number):
            # The sign that stands for a number which a screen reader is told by name.
            about = {"provenance": part.provenance, "inner": part.inner, "reftarget": part.provenance["claims"][0][1]}
            about["mark"] = part.name if part.drawn else ""
            found.append(
                pending_xref(
                    "", nodes.Text(part.text), refdomain=DOMAIN, reftype="number", refexplicit=True, refwarn=True, **about
                )
            )
        elif isinstance(part, Link):
            about = {"reftarget": part.page}
            found.append(
                pending_xref("", nodes.Text(part.text), refdomain=DOMAIN, reftype="page", refexplicit=True, refwarn=True, **about)
            )
        elif isinstance(part, Slot):
            found.append(slot(kind=part.kind, name=part.name, title=part.title))
        elif isinstance(part, Table):
            found.append(region("", *nodes_of(part.parts), label=part.label))
        else:
            found.append(nodes.Text(part))
    return found


class Plugin:
    """MyST-NB's way from an output to nodes, for the parts of claimbook (its ``MimeRenderPlugin``)."""

    #: Named one by one: a builder for another format goes on with an output's text.
    mime_priority_overrides = [(builder, MIME, 1) for builder in ("html", "dirhtml", "singlehtml", "epub")]

    @staticmethod
    def handle_mime(renderer: Any, data: Any, inline: bool) -> list[nodes.Element] | None:
        """Nodes for an output's parts, none for its HTML where it has parts, and nothing to say of anything else."""
        if data.mime_type == "text/html" and MIME in data.output_metadata:
            return []  # else ids and charts would stand on the page's tree twice
        if data.mime_type != MIME:
            return None
        # Verbatim quotes stay as they are.
        made_of = nodes_of(from_json(data.content["parts"]))
        return [shown("", "", *made_of, classes=["output", "text_html"], support_smartquotes=False)]


# -- HTML --------------------------------------------------------------------------------------------------------------


def _tag(node: nodes.Element) -> str:
    return "span" if isinstance(node.parent, nodes.TextElement) else "div"


def visit_shown(self: HTML5Translator, node: shown) -> None:
    """Open the element that stands around an output's HTML."""
    self.body.append(self.starttag(node, _tag(node), suffix=""))


def depart_shown(self: HTML5Translator, node: shown) -> None:
    """Close it."""
    self.body.append(f"</{_tag(node)}>")


def visit_number(self: HTML5Translator, node: number) -> None:
    """Write a number as a link."""
    about = {"outside": node["provenance"]["outside"], "note": node.get("note"), "mark": node["mark"]}
    self.body.append(pages.number(node["inner"], node["refuri"], **about))
    raise nodes.SkipNode


def visit_chapter(self: HTML5Translator, node: chapter) -> None:
    """Write words that lead to a page."""
    self.body.append(pages.link(node.astext(), node["refuri"]))
    raise nodes.SkipNode


def visit_made(self: HTML5Translator, node: made) -> None:
    """Write what the book has added."""
    self.body.append(node["html"])
    raise nodes.SkipNode


def visit_popover(self: HTML5Translator, node: popover) -> None:
    """Write a popover."""
    self.body.append(pages.popover(node["number"], node["provenance"], node["entries"]))
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the nodes, for HTML alone, and the plugin.

    MyST-NB finds plugins by entry points, which only an installed package has; a book is also built from ``src/``. Its list of
    plugins is read once and kept, so ours is put on that list.
    """
    plugins = load_mime_renders()
    if Plugin not in plugins:
        plugins.append(Plugin)
    app.add_node(shown, html=(visit_shown, depart_shown))
    for kind, visit in ((number, visit_number), (chapter, visit_chapter), (made, visit_made), (popover, visit_popover)):
        app.add_node(kind, html=(visit, None))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
