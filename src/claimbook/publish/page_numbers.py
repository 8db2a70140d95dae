"""The numbers of the pages that links lead to, found in two passes over a book in place of three.

WeasyPrint sets the pages, learns from them where each link leads, and sets the pages with links again. It does not know the target of a link
whose rule names it by ``attr(href)``: so it takes such a link to depend on the count of all pages, which changes once after the first pass,
and sets the pages with links a third time. Here each link is told its target, and the count of all pages, which nothing in paper.css
shows, changes no target. Nor is the list of all pages, which each tag of the PDF asks for, made anew while there are no more of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pydyf
import weasyprint.document
from weasyprint.css.targets import TargetCollector


class Targets(TargetCollector):
    """The targets of a document's links, each of which is on a page that is known after the first pass."""

    def collect_missing_counters(self, parent_box: Any, css_token: str, parse_again: Any, own: list, of_targets: dict) -> None:
        """Note that a box shows the number of a page; where the rule named no target, it is that of the box's link."""
        if None in of_targets:
            of_targets = {parent_box.element.get("href", "").removeprefix("#"): of_targets[None]}
            own = []  # else the same list, since WeasyPrint takes the counters of a target for the box's own
        super().collect_missing_counters(parent_box, css_token, parse_again, own, of_targets)

    def cache_target_page_counters(self, anchor_name: str, counters: dict, index: int, page_maker: list) -> None:
        """Note the page that an anchor is on."""
        counters = {name: values for name, values in counters.items() if name != "pages"}
        super().cache_target_page_counters(anchor_name, counters, index, page_maker)


def _page_references(pdf: Any) -> tuple[bytes, ...]:
    """The references to all pages of a file so far, kept in it."""
    known: tuple[bytes, ...] = getattr(pdf, "_known_references", ())
    if 3 * len(known) != len(pdf.pages["Kids"]):  # in which a reference is three words
        known = pdf._known_references = ALL_REFERENCES.fget(pdf)
    return known


ALL_REFERENCES: Any = pydyf.PDF.page_references


@contextmanager
def pages_known() -> Iterator[None]:
    """While a document is set and written, have its links know their targets, and the file its pages."""
    before = weasyprint.document.TargetCollector
    weasyprint.document.TargetCollector, pydyf.PDF.page_references = Targets, property(_page_references)
    try:
        yield
    finally:
        weasyprint.document.TargetCollector, pydyf.PDF.page_references = before, ALL_REFERENCES
