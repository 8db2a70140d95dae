"""Tables as regions of a page that the keyboard can scroll, each with a name of its own.

The tables of claimbook come as such regions (nodes.py). Those of Markdown, and those that another program shows in a notebook
as HTML, are put in one here.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.writers.html5 import HTML5Translator

from claimbook.report import pages
from claimbook.sphinx.nodes import region, shown

#: Up to how many columns a table stands on a phone as it is.
CARDS = 3


def _words(node: nodes.Element | None) -> str:
    """The text of a node with single spaces."""
    return " ".join(node.astext().split()) if node is not None else ""


class RegionsForTables(SphinxPostTransform):
    """Put every table in a region, and tell regions of one name apart: landmarks of one page need different names."""

    default_priority = 14  # after notebooks' outputs have their form, references are resolved and slots filled
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Run on the page in hand."""
        for table in list(self.document.findall(nodes.table)):
            title = next(iter(table.findall(nodes.title)), None)
            _put_in_region(table, self._number(table) + _words(title))
        for piece in list(self.document.findall(nodes.raw)):
            if "html" in piece["format"].split() and not _is_ours(piece):
                label, markup = others_table(piece.astext())
                if markup:
                    _put_in_region(piece, label)
                    piece.replace_self(nodes.raw("", markup, format="html"))
        used: Counter[str] = Counter()
        for node in self.document.findall(region):
            label = node["named"] = node["label"]
            used[label] += 1
            if used[label] > 1:
                node["label"] = f"{label} ({used[label]})"

    def _number(self, table: nodes.table) -> str:
        """The number before a table's caption, which the writer adds; empty where it has none."""
        numbers = self.env.toc_fignumbers.get(self.env.docname, {}).get("table", {})
        found = next((numbers[name] for name in table["ids"] if name in numbers), ())
        return f"{self.config.numfig_format['table'] % '.'.join(map(str, found))} " if found else ""


def _put_in_region(node: nodes.Element, label: str) -> None:
    place = region(label=label or "Table")
    node.parent.replace(node, place)  # not replace_self, which would move ids and classes
    place.append(node)


def _is_ours(node: nodes.Node) -> bool:
    """Whether a piece of HTML is of an output of claimbook."""
    while node is not None and not isinstance(node, shown):
        node = node.parent
    return node is not None


def others_table(markup: str) -> tuple[str, str]:
    """The caption of a table that is HTML of another program, and the HTML as screen readers want it; empty where no table is whole."""
    if not markup.count("<table") == markup.count("</table>") == 1:
        return "", ""
    from bs4 import BeautifulSoup  # here, since hardly a page has such a table

    page = BeautifulSoup(markup, "html.parser")
    for head in page.select("thead th"):
        head.attrs.setdefault("scope", "col")
    for head in page.find_all("th"):
        if not head.get_text(strip=True):  # as pandas heads its index
            head.name, head.attrs = "td", {}
    caption = page.find("caption")
    return " ".join(caption.get_text().split()) if caption else "", str(page)


# -- HTML --------------------------------------------------------------------------------------------------------------


def visit_region(self: HTML5Translator, node: region) -> None:
    """Open the region."""
    self.body.append(pages.region(node["label"]))


def depart_region(self: HTML5Translator, node: region) -> None:
    """Close it."""
    self.body.append(pages.REGION_END)


def visit_table(self: HTML5Translator, node: nodes.table) -> None:
    """Open a table of Markdown, without the box that the stock theme puts around it."""
    self._table_row_indices.append(0)
    classes = "table" + (f" table-{node['align']}" if "align" in node else "") + (" data wide" if _heads(node) else "")
    style = {"style": f"width: {node['width']}"} if "width" in node else {}
    self.body.append(self.starttag(node, "table", CLASS=classes, **style))


def depart_table(self: HTML5Translator, node: nodes.table) -> None:
    """Close it."""
    HTML5Translator.depart_table(self, node)


def _heads(node: nodes.Element) -> list[str]:
    """The heads of a table of many columns, whose rows become cards on a phone; none for a narrower one."""
    first = next(iter(node.findall(nodes.thead)), None)
    heads = [_words(entry) for entry in first.findall(nodes.entry)] if first else []
    return heads if len(heads) > CARDS else []


def visit_entry(self: HTML5Translator, node: nodes.entry) -> None:
    """Open a cell of such a table; that of a heading says what it is the heading of, which docutils leaves out."""
    row = node.parent
    head, stub = isinstance(row.parent, nodes.thead), row.parent.parent.stubs[row.column]
    about: dict[str, Any] = {"classes": ["head"] * head + ["stub"] * bool(stub)}
    about |= {"rowspan": node["morerows"] + 1} if "morerows" in node else {}
    about |= {"colspan": node["morecols"] + 1} if "morecols" in node else {}
    heads, column = [] if head else _heads(row.parent.parent), row.column
    row.column += 1 + node.get("morecols", 0)
    name = "th" if ((head or stub) and _words(node)) or (heads and not column) else "td"
    about |= {"scope": "col" if head else "row"} if name == "th" and (head or heads) else {}
    about |= {"data-label": heads[column]} if heads and column else {}
    self.body.append(self.starttag(node, name, "", **about))
    self.context.append(f"</{name}>\n")


def depart_entry(self: HTML5Translator, node: nodes.entry) -> None:
    """Close it."""
    self.body.append(self.context.pop())


# -- numbers -----------------------------------------------------------------------------------------------------------


def as_numbered_by_sphinx(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Before Sphinx numbers tables anew: put back how it numbered them last, from which it sees what has changed."""
    env.toc_fignumbers = getattr(env, "fignumbers_of_book", env.toc_fignumbers)
    return []


def number_by_page(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Number the tables of each page from one: Sphinx numbers those of all pages in a row, where parts have no numbers."""
    env.fignumbers_of_book = env.toc_fignumbers  # type: ignore[attr-defined]
    env.toc_fignumbers = {
        page: kinds | {"table": {name: (place,) for place, name in enumerate(kinds.get("table", ()), 1)}}
        for page, kinds in env.toc_fignumbers.items()
    }
    return []


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the transform, and what writes tables as HTML."""
    app.add_post_transform(RegionsForTables)
    app.connect("env-get-updated", as_numbered_by_sphinx, priority=400)
    app.connect("env-get-updated", number_by_page, priority=900)
    app.add_node(region, html=(visit_region, depart_region))
    app.add_node(nodes.table, override=True, html=(visit_table, depart_table))
    app.add_node(nodes.entry, override=True, html=(visit_entry, depart_entry))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
