"""The button that makes a page live, on the pages for which the room of the browser knows what they show.

The build says in the environment what the live parts weigh (``report_live``); a plain ``jupyter-book build`` knows of none.
It stands below the answer of a chapter, or below the title of a page that gives none. Without a script it is not there.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from docutils import nodes
from sphinx.application import Sphinx

from claimbook.live import offered
from claimbook.live.tables import Tables
from claimbook.sphinx.code import setup_cells
from claimbook.sphinx.live import file_of
from claimbook.sphinx.nodes import made

#: How a page with the button is told from others.
OFFER = 'id="live-open"'
#: The same of the page on which briefs of labs are drawn, and the container there in which the button stands.
LABS, CONTAINER = 'id="labs-open"', "labs-live"
#: The tables of each book that is being built, as they are tried.
_TABLES: WeakKeyDictionary[Sphinx, Tables] = WeakKeyDictionary()


def add_offer(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put the button on a page that was exported for the browser, where the book is to have live parts."""
    if not app.config.report_live or not file_of(app, docname).is_file():
        return
    place = next((box for box in doctree.findall(nodes.admonition) if "answer" in box["classes"]), None)
    place = place or next(doctree.findall(nodes.title), None)
    if place is None:
        return
    at = place.parent.index(place) + 1
    following = place.parent.children[at : at + 1]
    if following and isinstance(following[0], setup_cells):
        at += 1
    file = file_of(app, docname)
    page, tables = json.loads(file.read_text(encoding="utf-8")), tables_of(app)
    figures = any(offered.can_change(tables, row) for row in offered.rows_of(tables, page))
    place.parent.insert(at, made(html=offer(file.stem, app.config.report_live, page["exercises"], figures=figures)))


def tables_of(app: Sphinx) -> Tables:
    """The tables of the book in hand as a page that is worked out again has them, read once for a build."""
    if app not in _TABLES:
        _TABLES[app] = Tables(Path(app.srcdir) / "data")
    return _TABLES[app]


def offer(page: str, size: str, exercises: Mapping[str, str], *, figures: bool) -> str:
    """The button of a page, which is known by the name of its file there, with what pressing it loads; a page may have no ``figures`` to change.

    Of ``exercises`` it has the name of each by the id of its box, for the fields that a script puts there.
    """
    named = " ".join(f"{box}:{name}" for box, name in exercises.items())
    words = "Try other figures" if figures else "Run the code of this chapter"
    return (
        f'<button class="tool live-offer" type="button" {OFFER} data-page="{escape(page)}" data-exercises="{escape(named)}" hidden>'
        f"<span>{words}</span> <small>loads {escape(size)}; nothing leaves this computer</small></button>"
    )


def add_labs(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put the button into the container of a page of labs, where the book is to have live parts."""
    if not app.config.report_live:
        return
    for place in doctree.findall(nodes.container):
        if CONTAINER in place["classes"]:
            size = escape(app.config.report_live)
            words = f"<span>Draw a brief</span> <small>loads {size}; nothing leaves this computer</small>"
            place += made(html=f'<button class="tool live-offer" type="button" {LABS} hidden>{words}</button>')


def setup(app: Sphinx) -> dict[str, Any]:
    """Register what puts the button on a page, after the page was exported."""
    app.setup_extension("claimbook.sphinx.live")
    app.add_config_value("report_live", os.environ.get("CLAIMBOOK_LIVE", ""), "html", str)
    app.connect("doctree-resolved", add_offer, priority=950)
    app.connect("doctree-resolved", add_labs, priority=950)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
