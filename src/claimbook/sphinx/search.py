"""What the search page finds: the index of words, what each page says, and a line that describes it.

Indexed is what a reader sees: words in neighbouring cells apart, figures such as 12.5 whole. The texts to quote from are
scripts of their own, so that the search page works without a server too.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.search.en import SearchEnglish

from claimbook.sphinx.nodes import made, popover
from claimbook.sphinx.search_index import handed, on_pages

SEARCH_SCRIPTS = ("search.js", "language_data.js", "summaries.js")
DESCRIPTION_LENGTH = 160
HEADINGS = {f"h{level}" for level in range(1, 7)}
#: Titles of admonitions that every chapter has, and that tell nothing of it.
REPEATED = ("The question", "The answer")


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

    def stem(self, word: str) -> str:
        """The stem of a word; pages share most of their words, and each takes a while."""
        if word not in self.stems:
            self.stems[word] = super().stem(word)
        return self.stems[word]

    def init(self, options: dict) -> None:
        """Begin with no word."""
        super().init(options)
        self.stems: dict[str, str] = {}


class Passages(HTMLParser):
    """The parts of a written page, each from a heading to the next: folds, drawings, notes and forms are left out.

    An entry is a part with its fold, for the facts in it are what is looked for; the line that sums it up is its heading. What has
    no heading, such as the list of sources, belongs to the part before. Every tag stands for a space, as in ``read_apart``.
    """

    def __init__(self, page: str) -> None:
        super().__init__()
        self.answers = False  # whether the page answers a question, as chapters do
        #: Anchor, heading and text of each part, the latter two in pieces.
        self.found: list[tuple[str, list[str], list[str]]] = []
        self.nested = 0  # how many articles are open, the page's own among them
        self.left_out: list[str] = []  # the tags that are open from one on that is left out
        self.opened = ""  # the anchor of a part that was opened and has no heading yet
        self.into: list[str] = []  # where text goes
        self.title_from: int | None = None  # where in it the title of an admonition begins
        self.feed(page)

    @property
    def parts(self) -> list[list[str]]:
        """Anchor, heading and text of each part."""
        return [[anchor, _spaced(heading), _spaced(text)] for anchor, heading, text in self.found]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a part, its heading, or what is left out."""
        about = {name: value or "" for name, value in attrs}
        classes = about.get("class", "").split()
        self.answers |= "answer" in classes
        self.nested += tag == "article" and (bool(self.nested) or not about)
        if not self.nested:
            return
        self.into.append(" ")
        if self.left_out or _is_left_out(tag, about, classes):
            self.left_out += [tag] * (not self.left_out or tag == self.left_out[0])
        elif tag == "section" or tag == "article" and "entry" in classes:
            self.opened = about.get("id", "")
        elif self.opened and tag in HEADINGS:
            self.found.append((self.opened, [], []))
            self.opened, self.into = "", self.found[-1][1]
        elif tag == "summary" and self.found:  # of the facts of an entry: what was its heading begins its text
            self.found[-1][2].extend([*self.found[-1][1], ". "])
            self.found[-1][1].clear()
            self.into = self.found[-1][1]
        elif tag != "span":  # an anchor may stand before the heading
            self.opened = ""
        if "admonition-title" in classes:
            self.title_from = len(self.into)

    def handle_endtag(self, tag: str) -> None:
        """End a heading, or what is left out."""
        if self.left_out:
            self.left_out = self.left_out[1:] if tag == self.left_out[0] else self.left_out
        elif self.title_from is not None and tag == "p":
            if "".join(self.into[self.title_from :]).strip() in REPEATED:
                del self.into[self.title_from :]
            self.title_from = None
        elif self.found and (tag in HEADINGS or tag == "summary"):
            self.into = self.found[-1][2]
        self.nested -= tag == "article" and bool(self.nested)
        self.into.append(" ")

    def handle_data(self, data: str) -> None:
        """Keep a text that is seen."""
        if self.nested and not self.left_out:
            self.into.append(data)


def _is_left_out(tag: str, about: dict[str, str], classes: list[str]) -> bool:
    """Whether nothing of an element is quoted: folds but for the facts of an entry, drawings, notes and forms."""
    return (
        tag in ("svg", "form", "sup", "style", "script")
        or (tag == "details" and classes != ["facts"])
        or (tag == "div" and "popover" in about)
        or "headerlink" in classes
        or "downloads" in classes
    )


def _spaced(pieces: list[str]) -> str:
    """A text in pieces with single spaces, none of them before a stop."""
    return re.sub(r" ([.,;:)])", r"\1", " ".join("".join(pieces).split()))


def write_passages(app: Sphinx, builder: StandaloneHTMLBuilder) -> None:
    """Write for the search page what each page says, and whether it is a chapter: a page that answers a question.

    What a page said is kept beside Sphinx' own cache, with a digest of it and of this code: most pages are as they were at the last build.
    """
    code = Path(__file__).read_bytes()
    cache = Path(app.doctreedir, "passages.json")
    kept = json.loads(cache.read_text(encoding="utf-8")) if cache.exists() else {}
    found = {}
    for name in sorted(app.env.found_docs):
        written = Path(builder.get_outfilename(name)).read_bytes()
        digest = hashlib.sha256(code + written).hexdigest()
        if kept.get(name, [""])[0] == digest:
            found[name] = kept[name]
        else:
            page = Passages(written.decode("utf-8"))
            found[name] = [digest, [page.answers, page.parts]]
    cache.write_text(json.dumps(found), encoding="utf-8")
    said = {name: page for name, (_, page) in found.items()}
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    Path(app.outdir, "passages.js").write_text(f"Search.setPassages({text});\n", encoding="utf-8")


def tidy_search_index(path: Path) -> None:
    """Drop words that no page holds any more: Sphinx keeps them, without a page, where it updates an earlier index."""
    index = on_pages(handed(path, "setIndex"))
    path.write_text(f"Search.setIndex({json.dumps(index, sort_keys=True, separators=(',', ':'))})", encoding="utf-8")


def register_scripts(app: Sphinx) -> None:
    """Name the search page's own scripts, which Sphinx does not link itself."""
    for name in SEARCH_SCRIPTS:
        # Jupyter Book links every script of html_static_path with priority 800.
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
