"""The report's look: small pages without the stock theme's scripts and fonts.

Jupyter Book 1 loads sphinx-book-theme, whose pages pull in about 1 MiB of
Bootstrap, FontAwesome, Thebe and copy-button files. The templates in
``frame`` replace its layout, and the style sheet, scripts and icon are those
in ``static``; a report may put its own beside them with the usual settings of
Sphinx. This extension does what templates cannot:

* link only the style sheets and scripts that a page uses, and delete every
  other file from ``_static`` once the book is built;
* give every page a description and a Content-Security-Policy (policy.py);
* put the first page of the contents at the root, as ``index.html``, so that
  the book's address shows the book and not a page that leads on to it.

It brings the parts of the page with it, each on the page's tree and by
visitors of its own: tables.py, folds.py, code.py; and search.py.

Configuration (``sphinx.config`` in ``_config.yml``):

``report_description``  what the book is; ends the description of pages that state none (search)
``report_keep_static``  patterns of further files to keep in ``_static``
"""

from __future__ import annotations

import hashlib
import re
import shutil
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from markupsafe import Markup
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment.adapters.toctree import document_toc

from claimbook.sphinx import FRAME, STATIC, package_files
from claimbook.sphinx.card import CARD
from claimbook.sphinx.code import PYGMENTS, ScrollableCode, pygments_css
from claimbook.sphinx.downloads import light_notebook
from claimbook.sphinx.live_offer import LABS, OFFER
from claimbook.sphinx.policy import drop_scripts, policy
from claimbook.sphinx.search import SEARCH_SCRIPTS, seen

if TYPE_CHECKING:
    from sphinx.application import Sphinx

STYLESHEETS = ("report.css",)
DESIGN = "design.css"  # for pages with tabs, cards, grids or folds of sphinx-design
SCRIPTS = ("report.js",)
#: What pages of the stock theme are put together from, by the names under which its templates and ``update_and_remove_templates`` find it.
STOCK_PARTS = {"sidebars"} | {
    f"theme_{part}"
    for part in (
        *("navbar_start", "navbar_center", "navbar_persistent", "navbar_end", "article_header_start", "article_header_end"),
        *("article_footer_items", "content_footer_items", "footer_start", "footer_center", "footer_end"),
        *("primary_sidebar_end", "secondary_sidebar_items"),
    )
}
KEEP_STATIC = ("pygments.css", Path(CARD).name, *SEARCH_SCRIPTS)


# --- builder ----------------------------------------------------------------


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
        """Index what a reader sees of a page."""
        super().index_page(pagename, seen(doctree), title)

    def init_highlighter(self) -> None:
        """Have code written in boxes that scroll."""
        super().init_highlighter()
        self.highlighter.formatter = ScrollableCode


# --- pages ------------------------------------------------------------------


def page_toc(app: Sphinx, pagename: str) -> str:
    """The page's contents below its title, as HTML; empty where there are none."""
    listed = document_toc(app.env, pagename, app.tags)
    below = listed.children[0].children[1:] if len(listed) == 1 else []
    assert isinstance(app.builder, StandaloneHTMLBuilder)
    return "".join(app.builder.render_partial(part)["fragment"] for part in below).strip()


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


def without_stock_parts(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Spare the stock theme the drawing of its bars and buttons, each of which it tries for each page; our frame holds none of them."""
    context.update(dict.fromkeys(STOCK_PARTS & context.keys(), []))


def prepare_page(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Reduce what a page links to and complete what it says."""
    body = drop_scripts(context.get("body", ""))
    context["body"] = body

    sheets = (
        *STYLESHEETS,
        *([DESIGN] if 'class="sd-' in body else []),
        *(["pygments.css"] if 'class="highlight' in body else []),
    )
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

    context["report_live"] = OFFER in body
    context["report_labs"] = LABS in body
    context["report_policy"] = policy(body, live=context["report_live"] or context["report_labs"])
    context["report_toc"] = page_toc(app, pagename) if doctree is not None else ""
    # docutils repeats the viewport that Sphinx's layout sets; the description stands in report_description.
    context["metatags"] = re.sub(r'<meta [^>]*name="(?:viewport|description)"[^>]*>\s*', "", context.get("metatags") or "")
    described = app.env.metadata.get(pagename, {}).get("report_description")
    context["report_description"] = (
        described or f"{Markup(context.get('title') or pagename.capitalize()).striptags()}. {app.config.report_description}"
    )


def bring_look(app: Sphinx, config: Any) -> None:
    """Add the engine's style sheet, scripts, icon and templates to those that a report has itself, which go before them."""
    config.templates_path = [*config.templates_path, str(FRAME)]
    config.html_static_path = [str(STATIC), *config.html_static_path]
    config.html_css_files = [*STYLESHEETS, DESIGN, *config.html_css_files]
    config.html_js_files = [*SCRIPTS, "explorer.js", *config.html_js_files]
    config.html_favicon = config.html_favicon or str(STATIC / "favicon.svg")


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


# --- output folder ----------------------------------------------------------


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
    if app.config.root_doc != "index":  # from a build in which another page came first
        Path(app.outdir, f"{app.config.root_doc}.html").unlink(missing_ok=True)
    static = Path(app.outdir, "_static")
    (static / "pygments.css").write_text(pygments_css(*PYGMENTS), encoding="utf-8")

    keep = {Path(name) for name in KEEP_STATIC}
    for folder in app.config.html_static_path:
        if Path(folder).is_absolute() and Path(folder) != STATIC:  # added by another extension
            continue
        root = Path(app.confdir, folder)
        keep |= {path.relative_to(root) for path in root.rglob("*") if path.is_file()}
    if not any(f"_static/{DESIGN}".encode() in page.read_bytes() for page in Path(app.outdir).rglob("*.html")):
        keep.discard(Path(DESIGN))
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
    for part in ("code", "folds", "formulas", "live_offer", "pictures", "search", "static_pages", "tables"):
        app.setup_extension(f"claimbook.sphinx.{part}")
    app.add_config_value("report_description", "", "html", str)
    app.add_config_value("report_keep_static", [], "html", list)
    app.add_config_value("report_assets", "", "html", str)
    app.connect("config-inited", bring_look, priority=100)  # before Sphinx takes these settings up
    app.connect("config-inited", note_assets)
    # The theme's own handlers add files up to priority 501; ours come last.
    app.connect("html-page-context", without_stock_parts, priority=100)  # before the stock theme's own, at 500
    app.connect("html-page-context", prepare_page, priority=900)
    app.connect("env-get-outdated", drop_removed)
    app.connect("build-finished", finish, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
