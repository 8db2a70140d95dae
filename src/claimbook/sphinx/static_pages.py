"""What a static page under the strictest policy cannot show stops the build: it would be a blank place in the book.

A widget, a script, a frame, a film and a picture of another host work in JupyterLab and nowhere on a page (policy.py). Each is a
warning with notebook, cell and remedy; a strict build has none.
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
REMOTE = "{} of another host; save it beside the notebook, with its licence, and show that"


class Elements(HTMLParser):
    """The elements of a piece of HTML that a page under the policy shows blank or not at all, each in words (``found``)."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at an element and its attributes."""
        about = {name: value or "" for name, value in attrs}
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


class NothingBlank(SphinxPostTransform):
    """Warn of each place of a page that would be blank."""

    default_priority = 13  # when MyST-NB has chosen which form of an output is shown, and before tables get their regions
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Run on the page in hand."""
        for node, words in blank(self.document):
            logger.warning("a static page cannot show %s", words, location=(self.env.docname, line_of(node) or None))


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    app.add_post_transform(NothingBlank)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
