"""The report's look: small pages without the stock theme's scripts and fonts.

Jupyter Book 1 loads sphinx-book-theme, whose pages pull in about 1 MiB of
Bootstrap, FontAwesome, Thebe and copy-button files. The templates in
``book/_templates`` replace its layout; this extension does what templates
cannot:

* link only the style sheets and scripts that a page uses, and delete every
  other file from ``_static`` once the book is built;
* give every page a description and a Content-Security-Policy;
* make wide tables keyboard-scrollable regions, and ``dropdown``
  admonitions native ``<details>`` elements, so that neither needs a script;
* put code that a chapter runs before its answer below the answer;
* write one ``pygments.css`` that serves the light and the dark scheme;
* put the first page of the contents at the root, as ``index.html``, so that
  the book's address shows the book and not a page that leads on to it;
* index for search what a reader sees: words in neighbouring cells apart,
  figures such as 12.5 whole; and give the search page the text to quote from.

Configuration (``sphinx.config`` in ``_config.yml``):

``report_description``  what the book is; ends the description of pages that state none (search)
``report_keep_static``  patterns of further files to keep in ``_static``

Page text is changed in ``html-page-context`` and not in doctrees, because
notebook outputs and raw HTML reach the page as text.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import shutil
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from pygments.styles import get_style_by_name
from pygments.token import STANDARD_TYPES
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.search.en import SearchEnglish

from claimbook.sphinx import package_files
from claimbook.sphinx.card import CARD
from claimbook.sphinx.downloads import light_notebook
from claimbook.sphinx.nodes import made, popover

if TYPE_CHECKING:
    from sphinx.application import Sphinx

STYLESHEETS = ("report.css",)
SCRIPTS = ("report.js",)
SEARCH_SCRIPTS = ("search.js", "language_data.js", "summaries.js")
KEEP_STATIC = ("pygments.css", Path(CARD).name, *SEARCH_SCRIPTS)
PYGMENTS = ("a11y-high-contrast-light", "a11y-high-contrast-dark")
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


# --- root and search index --------------------------------------------------


class Builder(StandaloneHTMLBuilder):
    """Sphinx's pages, with the first one at the root and a search index of what a reader sees."""

    def _at_root(self, name: str) -> str:
        return "index" if name == self.config.root_doc else name

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """The address of a page from the root of the book."""
        return super().get_target_uri(self._at_root(docname), typ)

    def get_outfilename(self, pagename: str) -> str:
        """The file of a page."""
        return super().get_outfilename(self._at_root(pagename))

    def index_page(self, pagename: str, doctree: nodes.document, title: str) -> None:
        """Index a page. Sphinx takes tags out without leaving a space, which glues the cells of a table together."""
        seen = doctree.deepcopy()
        for node in list(seen.findall(nodes.raw)):
            text = read_apart(node.astext()) if "html" in node["format"].split() else ""
            node.parent.replace(node, nodes.Text(text))
        for node in [node for kind in (made, popover) for node in seen.findall(kind)]:
            node.parent.remove(node)
        super().index_page(pagename, seen, title)


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


def write_passages(app: Sphinx) -> None:
    """Write for the search page what each page says, and whether it is a chapter: a page that answers a question."""
    said = {}
    for name in sorted(app.env.found_docs):
        page = Path(app.builder.get_outfilename(name)).read_text(encoding="utf-8")
        said[name] = [bool(re.search(r'class="[^"]*\banswer\b', page)), passages(page)]
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    Path(app.outdir, "passages.js").write_text(f"Search.setPassages({text});\n", encoding="utf-8")


# --- page text --------------------------------------------------------------


def _closing(body: str, inside: int) -> int:
    """Where the ``<div>`` ends that is open at ``inside``; raises ValueError if it does not."""
    depth = 1
    for tag in re.finditer(r"<(/?)div\b", body[inside:]):
        depth += -1 if tag[1] else 1
        if not depth:
            return inside + tag.start()
    msg = f"unbalanced <div>: {body[:inside][-80:]}"
    raise ValueError(msg)


def answer_first(body: str) -> str:
    """Put cells that show nothing but their code, and stand between question and answer, below the answer."""
    question, answer = (re.search(rf'<div class="[^"]*\b{name} admonition"[^>]*>', body) for name in ("question", "answer"))
    if not question or not answer:
        return body
    cells, start = [], question.end()
    while (cell := re.compile(r'<div class="cell\b[^>]*>').search(body, start)) and cell.start() < answer.start():
        start = _closing(body, cell.end()) + len("</div>")
        if "cell_output" not in body[cell.start() : start]:
            cells.append((cell.start(), start))
    end = _closing(body, answer.end()) + len("</div>")
    moved = "".join(body[a:b] for a, b in cells)
    body = body[:end] + (f'<div class="setup">{moved}</div>' if moved else "") + body[end:]
    for a, b in reversed(cells):
        body = body[:a] + body[b:]
    return body


def fold_dropdowns(body: str) -> str:
    """Turn admonitions of class ``dropdown`` into ``<details>``."""
    opening = re.compile(
        r'<div class="([^"]*\bdropdown\b[^"]*)"([^>]*)>\s*'
        r'<p class="admonition-title">(.*?)</p>',
        re.S,
    )
    while match := opening.search(body):
        classes = match[1].replace("dropdown", "").split()
        # Links inside a summary would be controls inside a control.
        title = re.sub(r"</?a\b[^>]*>", "", match[3])
        close = _closing(body, match.end())
        body = "".join(
            (
                body[: match.start()],
                f'<details class="{" ".join(classes)}"{match[2]}>',
                f'<summary class="admonition-title">{title}</summary>',
                body[match.end() : close],
                "</details>",
                body[close + len("</div>") :],
            )
        )
    return body


def mend_exercises(body: str) -> str:
    """Title an exercise "Exercise: ..."; sphinx-exercise puts it in brackets and gives all of them the same id."""
    body = re.sub(r'<section id="(?:exercise|solution)-content">', "<section>", body)
    body = re.sub(r'(<p class="admonition-title">)Exercise \((.*?)\)</p>', r"\1Exercise: \2</p>", body)
    return re.sub(r"Solution to Exercise \(.*?\)</summary>", "Solution</summary>", body)


def tidy_code(body: str) -> str:
    """Let the keyboard scroll code; drop MyST-NB's label that hides a summary."""
    body = body.replace("<pre>", '<pre role="group" tabindex="0" aria-label="Code">')
    return body.replace('<summary aria-label="Toggle hidden content">', "<summary>")


def mend_citations(body: str) -> str:
    """Drop the roles that docutils gives citations: a doc-biblioentry may not stand where they put it (ARIA 1.2)."""
    return body.replace('<div role="list" class="citation-list">', '<div class="citation-list">').replace(
        ' role="doc-biblioentry"', ""
    )


def drop_scripts(body: str) -> str:
    """Remove inline scripts: Jupyter Book's Thebe adds two to every page."""
    return re.sub(r"<script\b[^>]*>.*?</script>\s*", "", body, flags=re.S)


def page_toc(toc: str) -> str:
    """Return the page's contents below its title, or an empty string."""
    match = re.fullmatch(r"\s*<ul>\s*<li>.*?</a>(.*?)</li>\s*</ul>\s*", toc, re.S)
    return match[1].strip() if match else ""


# --- policy -----------------------------------------------------------------


def policy(body: str) -> str:
    """Return the strictest Content-Security-Policy that shows this page.

    Scripts come from files only. ``<style>`` elements (matplotlib writes one
    per SVG, pandas one per styled table) are allowed by their hash. Style
    *attributes* cannot be hashed, so they are allowed on pages that have some.
    ``file:`` makes the policy work for pages opened from disk in browsers that
    do not count files as 'self'; it grants a page served by http nothing.
    """
    styles = ["'self'", "file:"]
    for text in re.findall(r"<style\b[^>]*>(.*?)</style>", body, re.S):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        if (source := f"'sha256-{digest}'") not in styles:
            styles.append(source)
    rules = [
        "default-src 'none'",
        "script-src 'self' file:",
        "style-src " + " ".join(styles),
        "img-src 'self' file: data:",
        # No page fetches anything; Lighthouse needs this to read robots.txt.
        "connect-src 'self'",
        "form-action 'self' file:",
        "base-uri 'none'",
    ]
    if re.search(r"<[^>]+\sstyle=", body):
        rules.insert(3, "style-src-attr 'unsafe-inline'")
    return "; ".join(rules)


# --- pages ------------------------------------------------------------------


def _filename(asset: Any) -> str:
    return str(getattr(asset, "filename", asset)).removeprefix("_static/")


def notebook_source(app: Sphinx, pagename: str) -> str:
    """Make the executed notebook of a page available for download."""
    if "kernelspec" not in app.env.metadata.get(pagename, {}):
        return ""
    # MyST-NB writes executed notebooks beside the output folder.
    source = Path(app.outdir).parent / "jupyter_execute" / f"{pagename}.ipynb"
    if not source.is_file():
        return ""
    target = Path(app.outdir, "_sources", f"{pagename}.ipynb")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(light_notebook(source.read_text(encoding="utf-8")), encoding="utf-8")
    return f"{pagename}.ipynb"


def prepare_page(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Reduce what a page links to and complete what it says."""
    body = context.get("body", "")
    for change in (drop_scripts, mend_citations, fold_dropdowns, mend_exercises, tidy_code, answer_first):
        body = change(body)
    context["body"] = body

    sheets = (*STYLESHEETS, *(["pygments.css"] if 'class="highlight' in body else []))
    explorer = ["explorer.js"] if 'class="data explorer ' in body else []
    scripts = (*SCRIPTS, *explorer, *(SEARCH_SCRIPTS if pagename == "search" else []))
    # Sorting by our own order also drops files that are linked twice.
    for key, names in (("css_files", sheets), ("script_files", scripts)):
        linked = {_filename(asset): asset for asset in context.get(key, [])}
        context[key] = [linked[name] for name in names if name in linked]

    if doctree is not None and not context.get("ipynb_source"):
        context["ipynb_source"] = notebook_source(app, pagename)
        if context["ipynb_source"]:
            context["sourcename"] = ""  # or Sphinx copies the notebook that was not run over it

    context["report_policy"] = policy(body)
    context["report_toc"] = page_toc(context.get("toc", ""))
    # docutils repeats the viewport that Sphinx's layout sets; the description stands in report_description.
    context["metatags"] = re.sub(r'<meta [^>]*name="(?:viewport|description)"[^>]*>\s*', "", context.get("metatags") or "")
    described = app.env.metadata.get(pagename, {}).get("report_description")
    context["report_description"] = (
        described or f"{_plain(context.get('title') or pagename.capitalize())}. {app.config.report_description}"
    )


def note_assets(app: Sphinx, config: Any) -> None:
    """Have every page written again when a style, script, template, module or _toc.yml changed."""
    files = [
        path for folder in (*config.templates_path, *config.html_static_path) for path in Path(app.confdir, folder).rglob("*")
    ]
    digest = hashlib.sha256()
    # The order of the pages shows on every page; Sphinx writes only those again that were moved.
    for path in sorted([*files, Path(app.confdir, "_toc.yml"), *package_files(Path(app.confdir))]):
        if path.is_file():
            digest.update(path.name.encode() + path.read_bytes())
    config.report_assets = digest.hexdigest()


def register_assets(app: Sphinx) -> None:
    """Name the search page's own scripts, which Sphinx does not link itself."""
    for name in SEARCH_SCRIPTS:
        # Jupyter Book links every script in book/_static with priority 800.
        app.add_js_file(name, priority=900, loading_method="defer")


# --- output folder ----------------------------------------------------------


def _rules(style_name: str) -> dict[str, dict[str, Any]]:
    """Return the marks of a Pygments style by CSS class."""
    style = get_style_by_name(style_name)
    return {STANDARD_TYPES.get(token, ""): marks for token, marks in style}


def pygments_css(light_style: str, dark_style: str) -> str:
    """Return one style sheet for both schemes; the page's background stays."""
    light, dark = _rules(light_style), _rules(dark_style)
    groups: dict[str, list[str]] = {}
    for name in sorted(set(light) | set(dark)):
        bright, dim = light.get(name, {}), dark.get(name, {})
        if not name or not bright.get("color") or not dim.get("color"):
            continue
        rule = f"color: #{bright['color']}; "
        rule += f"color: light-dark(#{bright['color']}, #{dim['color']})"
        rule += "; font-weight: 600" if bright.get("bold") else ""
        rule += "; font-style: italic" if bright.get("italic") else ""
        groups.setdefault(rule, []).append(f".highlight .{name}")
    return "".join(f"{','.join(names)} {{ {rule} }}\n" for rule, names in groups.items())


def tidy_search_index(path: Path) -> None:
    """Drop words that no page holds any more: Sphinx keeps them, without a page, where it updates an earlier index."""
    start, end = "Search.setIndex(", ")"
    index = json.loads(path.read_text(encoding="utf-8").removeprefix(start).removesuffix(end))
    for words in ("terms", "titleterms"):
        index[words] = {word: pages for word, pages in index[words].items() if pages != []}
    path.write_text(f"{start}{json.dumps(index, sort_keys=True, separators=(',', ':'))}{end}", encoding="utf-8")


def drop_removed(app: Sphinx, env: Any, added: set[str], changed: set[str], removed: set[str]) -> list[str]:
    """Delete what an earlier build wrote for a page that is in the book no more."""
    for name in removed:
        Path(app.outdir, f"{name}.html").unlink(missing_ok=True)
        for path in Path(app.outdir, "_sources", name).parent.glob(f"{Path(name).name}.*"):
            path.unlink()
    return []


def finish(app: Sphinx, exception: Exception | None) -> None:
    """Write the highlighting colours and delete what no page links to."""
    if exception is not None or app.builder.format != "html":
        return
    tidy_search_index(Path(app.outdir, "searchindex.js"))
    write_passages(app)
    if app.config.root_doc != "index":  # from a build in which another page came first
        Path(app.outdir, f"{app.config.root_doc}.html").unlink(missing_ok=True)
    static = Path(app.outdir, "_static")
    (static / "pygments.css").write_text(pygments_css(*PYGMENTS), encoding="utf-8")

    keep = {Path(name) for name in KEEP_STATIC}
    for folder in app.config.html_static_path:
        if Path(folder).is_absolute():  # added by another extension
            continue
        root = Path(app.confdir, folder)
        keep |= {path.relative_to(root) for path in root.rglob("*") if path.is_file()}
    for name in (app.config.html_favicon, app.config.html_logo):
        keep |= {Path(Path(name).name)} if name else set()
    for path in sorted(static.rglob("*"), reverse=True):
        relative = path.relative_to(static)
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif relative not in keep and not any(fnmatch(relative.as_posix(), pattern) for pattern in app.config.report_keep_static):
            path.unlink()
    shutil.rmtree(Path(app.outdir, "_sphinx_design_static"), ignore_errors=True)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    app.add_builder(Builder, override=True)
    app.setup_extension("claimbook.sphinx.tables")
    app.add_search_language(Words)
    app.add_config_value("report_description", "", "html", str)
    app.add_config_value("report_keep_static", [], "html", list)
    app.add_config_value("report_assets", "", "html", str)
    app.connect("config-inited", note_assets)
    app.connect("builder-inited", register_assets)
    app.connect("doctree-read", note_description)
    # The theme's own handlers add files up to priority 501; ours come last.
    app.connect("html-page-context", prepare_page, priority=900)
    app.connect("env-get-outdated", drop_removed)
    app.connect("write-started", write_summaries)
    app.connect("build-finished", finish, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
