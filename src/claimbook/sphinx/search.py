"""What the search page finds: the index of words, what each page says, and a line that describes it.

Indexed is what a reader sees: words in neighbouring cells apart, figures such as 12.5 whole. The texts to quote from are
scripts of their own, so that the search page works without a server too.
"""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.search.en import SearchEnglish

from claimbook.sphinx.nodes import made, popover

SEARCH_SCRIPTS = ("search.js", "language_data.js", "summaries.js")
DESCRIPTION_LENGTH = 160


# --- descriptions -----------------------------------------------------------


def _plain(text: str) -> str:
    """Return ``text`` without tags and with single spaces."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", text)).split())


def _shorten(text: str, length: int = DESCRIPTION_LENGTH) -> str:
    if len(text) <= length:
        return text
    return text[: length - 1].rsplit(" ", 1)[0].rstrip(".,;:–- ") + "…"


def _read_aloud(node: nodes.Node) -> str:
    """The text of a node that is not resolved yet: each number once, and no key of a citation."""
    if isinstance(node, nodes.Text):
        return node.astext()
    if node.get("refdomain") == "cite":
        return ""
    parts = node.children
    if node.get("nb_element") == "mime_bundle":  # the same result in several forms
        parts = [part for part in parts if part.get("mime_type") == "text/plain"]
    return "".join(_read_aloud(part) for part in parts)


def note_description(app: Sphinx, doctree: nodes.document) -> None:
    """Store a page's description in its metadata, which Sphinx merges."""
    description = ""
    for meta in doctree.findall(nodes.meta):
        if meta.get("name") == "description":
            description = meta["content"]
    if not description:
        # A chapter's answer, or else the first sentences; text in tables, lists and other admonitions is no summary of a page.
        paragraphs = list(doctree.findall(nodes.paragraph))
        answers = [p for p in paragraphs if "answer" in p.parent.get("classes", ())]
        for paragraph in answers + [p for p in paragraphs if isinstance(p.parent, nodes.section | nodes.document)]:
            description = re.sub(r"\s+([.,;])", r"\1", _plain(_read_aloud(paragraph)))
            if len(description) > 40:
                break
    app.env.metadata[app.env.docname]["report_description"] = _shorten(description)


def write_summaries(app: Sphinx, *_: Any) -> None:
    """Write each page's address and description for the search page, before pages link to them.

    Sphinx's own search fetches every page it found to show an extract; that
    fails on file:// and needs the network. A script file works in both.
    """
    if app.builder.format != "html":
        return
    summaries = {
        name: [app.builder.get_target_uri(name), app.env.metadata[name]["report_description"]]
        for name in sorted(app.env.found_docs)
    }
    text = json.dumps(summaries, ensure_ascii=False, separators=(",", ":"))
    path = Path(app.outdir, "_static", "summaries.js")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"Search.setSummaries({text});\n", encoding="utf-8")


# --- index and passages -----------------------------------------------------


def seen(doctree: nodes.document) -> nodes.document:
    """A page as it is indexed. Sphinx takes tags out without leaving a space, which glues the cells of a table together."""
    page = doctree.deepcopy()
    for node in list(page.findall(nodes.raw)):
        text = read_apart(node.astext()) if "html" in node["format"].split() else ""
        node.parent.replace(node, nodes.Text(text))
    for node in [node for kind in (made, popover) for node in page.findall(kind)]:
        node.parent.remove(node)
    return page


def read_apart(markup: str) -> str:
    """The text of HTML as it is seen, that of neighbouring elements apart: a table's cells, a list's items."""
    hidden = r"<(style|script)\b.*?</\1>|<!--.*?-->"
    return html.unescape(re.sub(r"<[^>]+>", " ", re.sub(hidden, " ", markup, flags=re.S | re.I)))


class Words(SearchEnglish):
    """Words of the search index; a figure such as 12.5 or 1,234 is one (search.js splits what is looked for the same way)."""

    def split(self, input: str) -> list[str]:
        """The words of a text."""
        return re.findall(r"\d+(?:[.,]\d+)+|\w+", input)


def _spaced(markup: str) -> str:
    """The text of HTML with single spaces, none of them before a stop."""
    return re.sub(r" ([.,;:)])", r"\1", " ".join(read_apart(markup).split()))


def passages(page: str) -> list[list[str]]:
    """Anchor, heading and text of each part of a written page, from a heading to the next; folds, drawings, notes and forms are left out.

    An entry is a part with its fold, for the facts in it are what is looked for; the line that sums it up is its heading.
    """
    page = re.sub(
        r'(<article class="entry"[^>]*>)<h3>(.*?)</h3><details class="facts"><summary>(.*?)</summary>',
        r"\1<h3>\3</h3>\2. ",
        page,
        flags=re.S,
    )
    body = re.search(r"<article>(.*)</article>", page, re.S)
    left_out = r'<p class="admonition-title">The (?:question|answer)</p>|<p class="downloads">.*?</p>|<details\b(?! class="facts").*?</details>|<svg\b.*?</svg>|<div popover\b.*?</div>|<form\b.*?</form>|<a class="headerlink".*?</a>|<sup>.*?</sup>'
    found = []
    for piece in re.split(r'(?=<section\b|<article class="entry")', re.sub(left_out, " ", body[1], flags=re.S) if body else ""):
        opening = re.match(
            r'<(?:section|article)[^>]* id="([^"]*)"[^>]*>\s*(?:<span[^>]*></span>)?<h\d>(.*?)</h\d>(.*)', piece, re.S
        )
        if opening:
            found.append([_spaced(text) for text in opening.groups()])
        elif found:  # a part without a heading, such as the list of sources, belongs to the one before
            found[-1][2] += " " + _spaced(piece)
    return found


def write_passages(app: Sphinx, builder: StandaloneHTMLBuilder) -> None:
    """Write for the search page what each page says, and whether it is a chapter: a page that answers a question."""
    said = {}
    for name in sorted(app.env.found_docs):
        page = Path(builder.get_outfilename(name)).read_text(encoding="utf-8")
        said[name] = [bool(re.search(r'class="[^"]*\banswer\b', page)), passages(page)]
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    Path(app.outdir, "passages.js").write_text(f"Search.setPassages({text});\n", encoding="utf-8")


def tidy_search_index(path: Path) -> None:
    """Drop words that no page holds any more: Sphinx keeps them, without a page, where it updates an earlier index."""
    start, end = "Search.setIndex(", ")"
    index = json.loads(path.read_text(encoding="utf-8").removeprefix(start).removesuffix(end))
    for words in ("terms", "titleterms"):
        index[words] = {word: pages for word, pages in index[words].items() if pages != []}
    path.write_text(f"{start}{json.dumps(index, sort_keys=True, separators=(',', ':'))}{end}", encoding="utf-8")


def register_scripts(app: Sphinx) -> None:
    """Name the search page's own scripts, which Sphinx does not link itself."""
    for name in SEARCH_SCRIPTS:
        # Jupyter Book links every script in book/_static with priority 800.
        app.add_js_file(name, priority=900, loading_method="defer")


def finish(app: Sphinx, exception: Exception | None) -> None:
    """Complete what the search page reads, once all pages are written."""
    if exception is None and isinstance(app.builder, StandaloneHTMLBuilder):
        tidy_search_index(Path(app.outdir, "searchindex.js"))
        write_passages(app, app.builder)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    app.add_search_language(Words)
    app.connect("builder-inited", register_scripts)
    app.connect("doctree-read", note_description)
    app.connect("write-started", write_summaries)
    app.connect("build-finished", finish, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
