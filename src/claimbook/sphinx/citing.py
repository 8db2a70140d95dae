"""How to cite the book and each of its charts, as text and as BibTeX; the directive ``cite-book`` puts the book's citation on a page."""

from __future__ import annotations

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from claimbook.sphinx.nodes import slot

TEX = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", **{c: "\\" + c for c in "&%$#_{}"}}


def cite(about: dict[str, str], *, chart: str = "", title: str = "", address: str = "") -> tuple[str, str]:
    """How to cite the book, or one of its charts, as text and as BibTeX."""
    name = f"{title}. Chart “{chart}” in {about['title']}" if chart else about["title"]
    year = f" ({about['year']})" if about["year"] else ""
    edition = f"version {about['version']}" + (f", outside sources as of {about['as_of']}" if about["as_of"] else "")
    text = f"{about['author']}{year}. {name}, {edition}. {about['licence']}." + (f" {address}" if address else "")
    book = f"{{{_tex(about['title'])}}}"
    fields = {"author": f"{{{_tex(about['author'])}}}", "title": f"{{{_tex(title)}}}" if chart else book, "year": about["year"]}
    if chart:
        fields["howpublished"] = f"Chart ``{_tex(chart)}'' in {_tex(about['title'])}"
    fields["note"] = f"{_tex(edition.replace('v', 'V', 1))}, {_tex(about['licence'])}"
    fields["url"] = address
    key = (
        about["name"].replace("-", "_")
        + (f"_{about['year']}" if about["year"] else "")
        + (f"_{chart.replace('-', '_')}" if chart else "")
    )
    lines = "".join(f",\n  {field} = {{{value}}}" for field, value in fields.items() if value)
    return text, f"@misc{{{key}{lines}\n}}\n"


def _tex(text: str) -> str:
    return "".join(TEX.get(letter, letter) for letter in text.replace("\u00a0", " "))


class CiteBook(SphinxDirective):
    """The place for the book's own citation."""

    def run(self) -> list[nodes.Node]:
        """A slot, which is filled when the page is written."""
        return [slot(kind="cite-book", name="", title="")]
