"""The domain of claims: where the entries of claims stand, which page shows which claim, and what a page says of its numbers.

What a notebook shows reaches the page as nodes (nodes.py), whose numbers are references to the entries of claims: links that fit
the page, with one popover for each distinct number, a list of the page's sources, and, on the page of claims, the list of places
that use a claim. As an extension of Sphinx it brings along what it needs: nodes, the files that pages depend on (dependencies.py),
and the form of the bibliography.

References to entries are resolved as Sphinx resolves any other; a number whose claim has no entry is told of with its page, which
stops a strict build.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cached_property
from html import escape
from textwrap import shorten
from typing import Any

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.domains import Domain
from sphinx.environment import BuildEnvironment
from sphinx.errors import NoUri
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

from claimbook.report import pages
from claimbook.sphinx import section_of
from claimbook.sphinx.nodes import DOMAIN, chapter, made, number, popover, slot
from claimbook.wording.places import anchor

LOGGER = logging.getLogger(__name__)
BIBLIOGRAPHY = "book/bibliography"
#: The slots that only pages of the appendix have: a number there is no use of its claim.
APPENDIX = ("entry", "uses", "reaches", "pages")


def link(builder: Builder, page: str, target: str, place: str = "") -> str:
    """The address of a page, or of a place on it, from another page."""
    return builder.get_relative_uri(page, target) + (f"#{place}" if place else "")


def anchors(provenance: dict) -> list[str]:
    """The anchors of the entries that a number rests on."""
    return [anchor(*place) for place in provenance["claims"]]


class ClaimDomain(Domain):
    """Entries and uses of claims, by page."""

    name = DOMAIN
    label = "Claims"
    data_version = 3
    #: "entries": anchor to page. "uses": page to anchor to the texts in which it shows the claim, but for pages that list uses or
    #: hold entries. "lists": the pages that list uses. "told", "led" and "cited": what these said, where entries
    #: stood, and what documents were and read as, when pages were last written.
    initial_data = {"entries": {}, "uses": {}, "lists": [], "told": "", "led": {}, "cited": ""}

    @property
    def entries(self) -> dict[str, str]:
        """The page of each entry, by its anchor."""
        return self.data["entries"]

    @property
    def uses(self) -> dict[str, dict[str, list[str]]]:
        """For each page that is not of the appendix the texts in which it shows a claim, by the anchor of its entry."""
        return self.data["uses"]

    def clear_doc(self, docname: str) -> None:
        """Forget a page that is read again or gone."""
        self.data["entries"] = {place: page for place, page in self.entries.items() if page != docname}
        self.data["lists"] = [page for page in self.data["lists"] if page != docname]
        self.uses.pop(docname, None)

    def process_doc(self, env: BuildEnvironment, docname: str, document: nodes.document) -> None:
        """Record the entries on a page and the claims that it shows, and warn of a number that came out blank."""
        slots = list(document.findall(slot))
        for node in slots:
            if node["kind"] == "entry":
                self.entries[node["name"]] = docname
        if any(node["kind"] in ("uses", "reaches") for node in slots):
            self.data["lists"].append(docname)
        uses: dict[str, list[str]] = {}
        for node in document.findall(pending_xref):
            if (node["refdomain"], node["reftype"]) != (DOMAIN, "number"):
                continue
            text = node.astext()
            if not text.strip():
                LOGGER.warning("a number came out blank", location=node, type="claimbook", subtype="blank")
            for place in anchors(node["provenance"]):
                shown = uses.setdefault(place, [])
                if text not in shown:
                    shown.append(text)
        if not any(node["kind"] in APPENDIX for node in slots):
            self.uses[docname] = uses

    def merge_domaindata(self, docnames: Iterable[str], otherdata: dict) -> None:
        """Take over what a parallel reader recorded of its pages."""
        wanted = set(docnames)
        self.entries.update({place: page for place, page in otherdata["entries"].items() if page in wanted})
        self.uses.update({page: uses for page, uses in otherdata["uses"].items() if page in wanted})
        self.data["lists"] += [page for page in otherdata["lists"] if page in wanted]

    def resolve_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: pending_xref,
        contnode: nodes.Element,
    ) -> nodes.Element:
        """A number as a link to its first entry, or words as a link to a page; raises NoUri, after a warning, where there is none."""
        if typ == "page":
            return self._page(env, fromdocname, builder, target, contnode)
        provenance = node["provenance"]
        places = anchors(provenance)
        for place, name in zip(places, provenance["names"], strict=True):
            if place not in self.entries:
                shown = shorten(contnode.astext(), 60, placeholder=" …")
                LOGGER.warning(
                    "%s: %r leads to %r, but no page has the entry %s",
                    fromdocname,
                    shown,
                    name,
                    place,
                    type="claimbook",
                    subtype="entry",
                    location=node,
                )
                raise NoUri(target, typ)
        addresses = [link(builder, fromdocname, self.entries[place], place) for place in places]
        return number(
            "",
            "",
            contnode,
            refuri=addresses[0],
            entries=addresses,
            provenance=provenance,
            inner=node["inner"],
            mark=node["mark"],
        )

    def _page(
        self, env: BuildEnvironment, fromdocname: str, builder: Builder, target: str, contnode: nodes.Element
    ) -> nodes.Element:
        page, place = pages.named_page(fromdocname, target)
        if page not in env.found_docs:
            LOGGER.warning(
                "%s: a link leads to %s, which is no page of the book", fromdocname, page, type="claimbook", subtype="link"
            )
            raise NoUri(target, "page")
        return chapter("", "", contnode, refuri=link(builder, fromdocname, page) + place)

    def resolve_any_xref(self, *_: object) -> list:
        """Nothing: claims are not referred to by name."""
        return []

    def pages(self, env: BuildEnvironment) -> list[str]:
        """The pages that show claims, in the order of the book."""
        root = env.config.root_doc
        listed = [name for name in env.toctree_includes.get(root, []) if name in self.uses] or sorted(self.uses)
        return [root] * (root in self.uses) + [name for name in listed if name != root]


def claims_of(env: BuildEnvironment) -> ClaimDomain:
    """The domain of claims of a book."""
    domain = env.get_domain(DOMAIN)
    assert isinstance(domain, ClaimDomain)
    return domain


def rewrite_lists(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Pages are written again whenever others have changed: those that list uses with the uses, and any with the place of an entry."""
    domain = claims_of(env)
    state, lists = json.dumps(domain.uses, sort_keys=True, ensure_ascii=False), set(domain.data["lists"])
    moved = {place for place, _ in domain.entries.items() ^ domain.data["led"].items()}
    again = {page for page, uses in domain.uses.items() if moved & uses.keys()}
    if moved or domain.data["told"] != state:
        again |= lists
    domain.data["told"], domain.data["led"] = state, dict(domain.entries)
    return sorted(again & env.found_docs)


class FinishPage(SphinxPostTransform):
    """Give each distinct number of a page a popover, fill the lists of uses, and list the page's sources at its foot."""

    default_priority = 12  # after Sphinx has resolved references
    formats = ("html",)

    def run(self, **kwargs: object) -> None:
        """Run on the page in hand."""
        for node in list(self.document.findall(slot)):
            text = self._filled(node["kind"], node["name"])
            node.replace_self([made(html=text)] if text else [])
        numbers = list(self.document.findall(number))
        keys = dict.fromkeys((source["edition"], source["key"]) for node in numbers for source in node["provenance"]["sources"])
        if keys:
            sections = [node for node in self.document.children if isinstance(node, nodes.section)]
            (sections or [self.document])[-1].append(made(html=self._sources(list(keys))))
        if self.app.builder.name in ("html", "dirhtml"):
            self._add_popovers(numbers)

    def _add_popovers(self, numbers: list[number]) -> None:
        places: dict[str, int] = {}
        for node in numbers:
            provenance = pages.told(node["provenance"])
            if provenance not in places:
                places[provenance] = len(places) + 1
                self.document.append(popover(number=places[provenance], provenance=node["provenance"], entries=node["entries"]))
            node["note"] = places[provenance]

    def _link(self, target: str, place: str = "") -> str:
        return escape(link(self.app.builder, self.env.docname, target, place))

    @cached_property
    def _pages(self) -> dict[str, str]:
        """A link to each page that shows claims, by its name, in the order of the book."""
        titles = self.env.titles
        return {
            page: f'<a href="{self._link(page)}">{escape(titles[page].astext())}</a>'
            for page in claims_of(self.env).pages(self.env)
        }

    def _filled(self, kind: str, name: str) -> str:
        """What stands in a slot on this page; nothing for an entry, or for what this builder does not offer."""
        uses = claims_of(self.env).uses
        if kind == "uses":
            return "; ".join(told for page, told in self._pages.items() if name in uses[page]) or "nowhere"
        if kind == "reaches":
            return "".join(f"<td>{len(uses[page].get(name, ())) or '–'}</td>" for page in self._pages)
        return "".join(f'<th scope="col">{told}</th>' for told in self._pages.values()) if kind == "pages" else ""

    def _sources(self, keys: list[tuple[str, str]]) -> str:
        """The list of sources."""
        return pages.sources(
            section_of(self.app), keys, lambda place: link(self.app.builder, self.env.docname, BIBLIOGRAPHY, place)
        )


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the domain, what it needs and what completes the pages."""
    for part in ("dependencies", "nodes"):
        app.setup_extension(f"claimbook.sphinx.{part}")
    app.add_domain(ClaimDomain)
    app.add_post_transform(FinishPage)
    app.connect("env-updated", rewrite_lists)
    app.setup_extension("claimbook.sphinx.bibliography")
    app.setup_extension("claimbook.sphinx.live")
    return {"version": "1", "env_version": 3, "parallel_read_safe": True, "parallel_write_safe": True}
