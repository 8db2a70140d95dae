"""What a static page under the strictest policy cannot show stops the build: it would be a blank place in the book.

A widget, a script, a frame, a film and a picture of another host work in JupyterLab and nowhere on a page (policy.py). Each is a
warning with notebook, cell and remedy; a strict build has none. So is a picture that would go out with its file name for those who
cannot see it, and a DataFrame as pandas writes it, without a caption, whose numbers nothing guards.
"""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

from claimbook.sphinx import line_of
from claimbook.sphinx.nodes import shown
from claimbook.sphinx.pictures import LINES

logger = logging.getLogger(__name__)
WIDGET = "application/vnd.jupyter.widget"
#: What stands in whose place, by element.
BLOCKED = {
    "iframe": "a frame, which shows another page; link to that page",
    "frame": "a frame, which shows another page; link to that page",
    "object": "an embedded object; show a picture, or link to the file",
    "embed": "an embedded object; show a picture, or link to the file",
    "applet": "an embedded object; show a picture, or link to the file",
    "video": "a film; show a picture from it, and link to the film",
    "audio": "a recording; link to it, and say what is heard",
    "link": "a style sheet or another file to load; add styles to a sheet of html_css_files in _config.yml",
}
SCRIPT = "a script; show its result as text, as a table or as a picture (a chart by matplotlib)"
INTERACTIVE = (
    "an interactive widget, which needs a running kernel; show its result as a table or a chart, for the values that matter"
)
UNNAMED = "a picture goes out with its file name for those who cannot see it; "
#: How a picture is described, by whether a cell made it.
DESCRIBED = {
    True: 'describe it in the metadata of the cell: "mystnb": {"image": {"alt": "…"}}',
    False: "describe it in its option :alt:",
}
UNGUARDED = (
    "a DataFrame stands on the page as it is, without caption and source, and nothing guards its numbers; "
    'show it with table(frame, "caption") from claimbook.report.display'
)
REMOTE = "{} of another host; save it beside the notebook, with its licence, and show that"


class Elements(HTMLParser):
    """The elements of a piece of HTML that a page under the policy shows blank or not at all, each in words (``found``)."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.found: list[str] = []
        #: Whether a table is one that pandas wrote, and whether one has a caption.
        self.pandas = self.captioned = False
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at an element and its attributes."""
        about = {name: value or "" for name, value in attrs}
        if tag == "table":  # as it is, and by way of its Styler
            self.pandas |= "dataframe" in about.get("class", "").split() or about.get("id", "").startswith("T_")
        self.captioned |= tag == "caption"
        if tag == "script":
            self.found.append(INTERACTIVE if about.get("type", "").startswith(WIDGET) else SCRIPT)
        elif tag in BLOCKED:
            self.found.append(BLOCKED[tag])
        elif any(name.startswith("on") for name in about) or about.get("href", "").strip().lower().startswith("javascript:"):
            self.found.append(f"a script in an attribute of <{tag}>; {SCRIPT.partition('; ')[2]}")
        elif tag in ("img", "image", "source", "input") and any(map(is_remote, _addresses(about))):
            self.found.append(REMOTE.format("a picture"))
        elif is_remote(about.get("style", "").partition("url(")[2].strip("'\" ")):
            self.found.append(REMOTE.format("a picture in a style"))


def _addresses(about: dict[str, str]) -> list[str]:
    """Where the picture of an element may come from."""
    single = [about.get(name, "") for name in ("src", "href", "xlink:href")]
    return single + [choice.split()[0] for choice in about.get("srcset", "").split(",") if choice.strip()]


def is_remote(address: str) -> bool:
    """Whether an address is that of another host."""
    return address.strip().lower().startswith(("http:", "https:", "//", "ftp:"))


def blank(document: nodes.document) -> Iterator[tuple[nodes.Node, str]]:
    """Each place of a page that would be blank, and what stands there, in words that end with the remedy."""
    for picture in document.findall(nodes.image):
        if is_remote(picture["uri"]):
            yield picture, REMOTE.format(f"the picture {picture['uri']}")
    for piece in document.findall(nodes.raw):
        if "html" in piece["format"].split() and not isinstance(piece.parent, shown):
            yield from ((piece, words) for words in dict.fromkeys(Elements(piece.astext()).found))


def unsaid(document: nodes.document) -> Iterator[tuple[nodes.Node, str]]:
    """Each picture without a description, and each DataFrame that is shown as it is, in words that end with the remedy."""
    for picture in document.findall(nodes.image):
        if "alt" not in picture:
            yield picture, UNNAMED + DESCRIBED[_cell_of(picture) is not None]
    for piece in document.findall(nodes.raw):
        if "html" in piece["format"].split() and not isinstance(piece.parent, shown):
            elements = Elements(piece.astext())
            if elements.pandas and not elements.captioned:
                yield piece, UNGUARDED


def _cell_of(node: nodes.Node | None) -> int | None:
    """The index of the cell of code that shows a node; None where none does."""
    while node is not None and not (isinstance(node, nodes.Element) and node.get("nb_element") == "cell_code"):
        node = node.parent
    return int(node["cell_index"]) if isinstance(node, nodes.Element) else None


def _place(node: nodes.Node) -> int | None:
    """The line of a node, or the first of the cell that shows it, since MyST-NB gives a picture of an output none."""
    cell = _cell_of(node)
    return line_of(node) or (None if cell is None else LINES * (cell + 1))


class NothingBlank(SphinxPostTransform):
    """Warn of each place of a page that would be blank or bare."""

    default_priority = 13  # when MyST-NB has chosen which form of an output is shown, and before tables get their regions
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Run on the page in hand."""
        for node, words in blank(self.document):
            logger.warning("a static page cannot show %s", words, location=(self.env.docname, line_of(node) or None))
        for node, words in unsaid(self.document):
            logger.warning("%s", words, location=(self.env.docname, _place(node)))


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    app.add_post_transform(NothingBlank)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
