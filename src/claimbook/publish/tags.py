"""The tags of the PDF, put right before it is written: what a screen reader is told of links, tables, lists and running heads.

WeasyPrint makes the tags from boxes. It gives a link again to each element inside it, gives a head of a table no scope, leaves what
stands in a list's item beside its body, and has running heads read out as text on every page. ``finish`` is what it calls last, with
the file's objects as they will be written; each change follows from these alone, so that the same book gives the same bytes.
"""

from __future__ import annotations

from typing import Any

import pydyf

PRINT = 4  # the flag of an annotation that stands on paper as well
CELLS = ("/TH", "/TD")  # a cell may be empty, and still counts


def finish(document: Any, pdf: pydyf.PDF) -> None:
    """Put the tags of a file right: WeasyPrint's ``finisher``."""
    tags = _Tags(pdf)
    root = tags.at(pdf.catalog["StructTreeRoot"])
    for kid in root["K"]:
        tags.mend(tags.at(kid), "")
    parents = tags.at(root["ParentTree"])["Nums"]
    _leave_out_links(tags, parents)
    _leave_out_margins(tags, parents)


class _Tags:
    """The elements of a file's tree, which it holds as objects that refer to one another by number."""

    def __init__(self, pdf: pydyf.PDF):
        self.pdf = pdf
        self.told: set[int] = set()  # elements that are part of the tree, by number
        self.dropped: set[bytes] = set()  # links that another link holds, as references to their annotations

    def at(self, reference: bytes) -> Any:
        """The object that is referred to."""
        return self.pdf.objects[int(reference.split()[0])]

    def children(self, element: Any, *kinds: str) -> list[Any]:
        """The elements right below one, of these kinds."""
        found = [self.at(kid) for kid in element["K"] if isinstance(kid, bytes)]
        return [child for child in found if child.get("S") in kinds]

    def mend(self, element: Any, above: str) -> None:
        """Put an element and all below it right; ``above`` is the link in which it stands, if any."""
        if above and element["S"] == "/Link":
            element["S"] = "/Span"
        self.told.add(element.number)
        kept = []
        for kid in element["K"]:
            if isinstance(kid, bytes) and self.at(kid)["Type"] == "/OBJR":
                if element["S"] != "/Link":
                    self.dropped.add(self.at(kid)["Obj"])
                    continue
                self.at(self.at(kid)["Obj"])["F"] = PRINT
            elif isinstance(kid, bytes):
                child = self.at(kid)
                self.mend(child, above or ("/Link" if element["S"] == "/Link" else ""))
                if not self._says_something(child):
                    continue
            kept.append(kid)
        element["K"][:] = kept
        if element["S"] == "/LI":
            self._put_in_body(element)
        elif element["S"] == "/Table":
            self._name_heads(element)

    def _says_something(self, element: Any) -> bool:
        """Whether an element is more than its frame; a link that holds nothing to read is given up."""
        links = [kid for kid in element["K"] if isinstance(kid, bytes) and self.at(kid)["Type"] == "/OBJR"]
        if element["S"] in CELLS or len(element["K"]) > len(links):
            return True
        self.dropped.update(self.at(link)["Obj"] for link in links)
        return False

    def _put_in_body(self, item: Any) -> None:
        """Have an item of a list hold its sign and its body, and nothing else."""
        loose = [kid for kid in item["K"] if self.at(kid)["S"] not in ("/Lbl", "/LBody")]
        if not loose:
            return
        bodies = self.children(item, "/LBody")
        if bodies:
            body = bodies[0]
        else:
            body = pydyf.Dictionary(
                {"Type": "/StructElem", "S": "/LBody", "K": pydyf.Array(), "Pg": item["Pg"], "P": item.reference}
            )
            self.pdf.add_object(body)
            self.told.add(body.number)
        item["K"][:] = [kid for kid in item["K"] if kid not in loose and kid != body.reference] + [body.reference]
        body["K"].extend(loose)
        for kid in loose:
            self.at(kid)["P"] = body.reference

    def _name_heads(self, table: Any) -> None:
        """Say of each head whether it heads a column or a row.

        A table of two columns or a single row would have more heads than other cells, which reads like one that was cut up; in its
        tags the first cells of rows are plain ones.
        """
        groups = [(group["S"], self.children(group, "/TR")) for group in self.children(table, "/THead", "/TBody", "/TFoot")]
        cells = [(kind, cell) for kind, rows in groups for row in rows for cell in self.children(row, *CELLS)]
        heads = [(kind, cell) for kind, cell in cells if cell["S"] == "/TH"]
        few = len(cells) < 2 * len(heads)
        plain = set()
        for kind, cell in heads:
            if few and kind != "/THead":
                cell["S"] = "/TD"
                plain.add(cell.pop("ID").string)
            else:
                cell["A"]["Scope"] = "/Column" if kind == "/THead" else "/Row"
        for _, cell in cells:
            if "Headers" in cell["A"]:
                cell["A"]["Headers"][:] = [head for head in cell["A"]["Headers"] if head.string not in plain]


def _leave_out_links(tags: _Tags, parents: list[Any]) -> None:
    """Take the links that were dropped from their pages, and from the list of what belongs to which element."""
    gone = {tags.at(link)["StructParent"] for link in tags.dropped}
    parents[:] = [
        entry for place in range(0, len(parents), 2) if parents[place] not in gone for entry in parents[place : place + 2]
    ]
    for reference in tags.pdf.page_references:
        page = tags.at(reference)
        if "Annots" in page:
            page["Annots"][:] = [link for link in page["Annots"] if link not in tags.dropped]


def _leave_out_margins(tags: _Tags, parents: list[Any]) -> None:
    """Mark what stands in the margins of pages, such as running heads, as nothing to be read: their elements are in no tree."""
    pages = {reference: number for number, reference in enumerate(tags.pdf.page_references)}
    margins: dict[bytes, set[int]] = {}
    for element in tags.pdf.objects:
        if isinstance(element, pydyf.Dictionary) and element.get("Type") == "/StructElem" and element.number not in tags.told:
            margins.setdefault(element["Pg"], set()).update(kid for kid in element["K"] if isinstance(kid, int))
    for reference, marks in margins.items():
        drawn = tags.at(tags.at(reference)["Contents"]).stream
        for place, about in enumerate(drawn):
            if isinstance(about, dict) and about.get("MCID") in marks:
                drawn[place - 1 : place + 1] = "/Artifact", pydyf.Dictionary({"Type": "/Pagination"})
        elements = parents[2 * pages[reference] + 1]
        for mark in marks:
            elements[mark] = b"null"
