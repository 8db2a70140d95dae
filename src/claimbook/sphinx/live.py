"""What a page shows, as data, so that it can be worked out again with other figures while it is read (``claimbook.live``).

For each chapter that shows claims of the section, or asks exercises, a file says which cells it has, what stands where, which note each number has
and where entries stand. It is written with the page, beside Sphinx' own cache, and is no part of the book by itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from myst_nb.ext.eval import EvalRoleAny
from sphinx.application import Sphinx
from sphinx.util.osutil import ensuredir
from sphinx_exercise.nodes import exercise_node

from claimbook.data.notebooks import with_ids
from claimbook.sphinx.domain import BIBLIOGRAPHY, claims_of, link
from claimbook.sphinx.nodes import number, region, shown

#: Where the files lie, in the folder of the pages that Sphinx has read.
FOLDER = "live"
#: MyST-NB numbers the lines of a notebook's cell from here on, times the number of the cell.
LINES = 10_000
ASKED = re.compile(r"\bcheck\(\s*[\"'](\w+)[\"']")


class Evaluated(EvalRoleAny):
    """The role ``eval``, whose outputs remember what was evaluated, and in which cell."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """The outputs of the expression."""
        found, messages = super().run()
        for node in found:
            for output in node.findall(_is_output):
                output["evaluated"], output["cell"] = self.text, self.line // LINES - 1
        return found, messages


def _is_output(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Element) and "output" in node["classes"]


def note_cells(app: Sphinx, doctree: nodes.document) -> None:
    """Have each output, and each piece of code, remember the cell that it comes from, before either is moved."""
    for cell in doctree.findall(nodes.container):
        if cell.get("nb_element") == "cell_code":
            for node in cell.findall(lambda found: _is_output(found) or isinstance(found, nodes.literal_block)):
                node["cell"] = cell["cell_index"]


def page_of(app: Sphinx, docname: str, doctree: nodes.document) -> dict[str, Any] | None:
    """What the page shows; None for one without claims of the section and exercises, or of the appendix, which lists what others show."""
    path = Path(app.env.doc2path(docname))
    numbers = list(doctree.findall(number))
    claims = any(place[0] == "claims" for node in numbers for place in node["provenance"]["claims"])
    exercises = dict(_exercises(doctree))
    if path.suffix != ".ipynb" or docname not in claims_of(app.env).uses or not (claims or exercises):
        return None
    cells = with_ids(json.loads(path.read_text(encoding="utf-8")))["cells"]
    outputs = list(doctree.findall(_is_output))
    code = [node for node in doctree.findall(nodes.literal_block) if "cell" in node and not _is_output(node)]
    return {
        "name": docname,
        "cells": [
            {"id": cell["id"], "index": index, "source": "".join(cell["source"])}
            for index, cell in enumerate(cells)
            if cell["cell_type"] == "code"
        ],
        "codes": [cells[node["cell"]]["id"] for node in code],
        "shown": [_output(node, cells) for node in outputs],
        "claims": list(dict.fromkeys(_claims(numbers))),
        "notes": len({node["note"] for node in numbers if "note" in node}),
        "regions": [[_place(node, outputs), node["named"]] for node in doctree.findall(region)],
        "exercises": exercises,
        **_addresses(app, docname),
    }


def _claims(numbers: list[number]) -> Iterator[str]:
    """The claims of the section behind numbers, as these stand on the page; not behind those that are drawn alone."""
    for node in numbers:
        if not node["mark"]:
            yield from (place[1] for place in node["provenance"]["claims"] if place[0] == "claims" and len(place) == 2)


def _output(node: nodes.Element, cells: list[dict]) -> dict[str, Any]:
    """An output: the cell, what is evaluated where it stands in a text, what kind of thing it is, and what its numbers have."""
    kind = (
        "parts" if isinstance(node, shown) else next((one for one in ("stream", "text_plain") if one in node["classes"]), "other")
    )
    found = list(node.findall(number))
    drawn = [one for one in found if one["mark"]]
    return {
        "cell": cells[node["cell"]]["id"] if "cell" in node and "evaluated" not in node else None,
        "index": node.get("cell"),
        "eval": node.get("evaluated"),
        "kind": kind,
        "notes": [one["note"] for one in found if not one["mark"] and "note" in one],
        "sources": _sources(found),
        "drawn": _sources(drawn),
    }


def _sources(numbers: list[number]) -> list[list[str]]:
    """The documents behind numbers, each with the edition that names it."""
    keys = dict.fromkeys((source["edition"], source["key"]) for node in numbers for source in node["provenance"]["sources"])
    return [list(key) for key in keys]


def _place(node: nodes.Node, outputs: list[nodes.Element]) -> int | None:
    """Which output of the page a node stands in, counted from nought; None where it stands in none."""
    while node is not None and not _is_output(node):
        node = node.parent
    return next((place for place, output in enumerate(outputs) if output is node), None)


def _exercises(doctree: nodes.document) -> Any:
    """The name under which each exercise is checked, by the id of its box."""
    for node in doctree.findall(exercise_node):
        asked = ASKED.search(node.astext())
        if asked and node["ids"]:
            yield node["ids"][0], asked[1]


def _addresses(app: Sphinx, docname: str) -> dict[str, Any]:
    """Where entries, pages and documents stand, from this page."""
    entries: dict[str, list[str]] = {}
    for place, page in sorted(claims_of(app.env).entries.items()):
        entries.setdefault(link(app.builder, docname, page), []).append(place)
    pages = {page: link(app.builder, docname, page) for page in sorted(app.env.found_docs)}
    return {"addresses": entries, "pages": pages, "bibliography": link(app.builder, docname, BIBLIOGRAPHY)}


def file_of(app: Sphinx, docname: str) -> Path:
    """The file of a page; there is none for a page without claims and exercises."""
    return Path(app.doctreedir, FOLDER, f"{docname.replace('/', '-')}.json")


def write_page(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Write the file of a page; one that the page has no longer is taken away."""
    if app.builder.name != "html":
        return
    file, page = file_of(app, docname), page_of(app, docname, doctree)
    if page is None:
        file.unlink(missing_ok=True)
        return
    ensuredir(file.parent)
    file.write_text(json.dumps(page, ensure_ascii=False, separators=(",", ":")), encoding="utf-8", newline="\n")


def drop_strays(app: Sphinx, failure: Exception | None) -> None:
    """Take away the files of pages that the book has no longer."""
    if app.builder.name == "html" and failure is None:
        wanted = {file_of(app, page) for page in app.env.found_docs}
        for file in Path(app.doctreedir, FOLDER).glob("*.json"):
            if file not in wanted:
                file.unlink()


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the role and what writes the files."""
    app.setup_extension("myst_nb")
    app.add_role("eval", Evaluated(), override=True)
    app.connect("doctree-read", note_cells)
    app.connect("doctree-resolved", write_page, priority=900)
    app.connect("build-finished", drop_strays)
    return {"version": "1", "env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
