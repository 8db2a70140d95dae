"""A claim: a row of a table with all that its source printed of a figure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from claimbook import wording as words
from claimbook.data.sources import Citation
from claimbook.wording import Wording

PEOPLE = {"people", "places"}


#: Tables whose rows are figures: of the section, of what other sources say of it, and for scale.
FIGURE_TABLES = ("claims", "evidence", "context")
#: Tables whose rows come from outside the section; what is counted in them does so too.
OUTSIDE_TABLES = ("evidence", "context", "developments", "outside_relations", "map_shapes")


#: Tables whose rows say what the section does, and in which paragraph.
SECTION_TABLES = ("claims", "events", "statement")


#: What the date of a figure from outside is called; "state" is the time over which a number stood unchanged.
DATES = {
    "period": "Period",
    "count": "As of",
    "state": "Unchanged",
    "step": "Step on",
    "adoption": "Adopted on",
    "proposal": "Proposed on",
    "conference": "Conference on",
}


@dataclass(frozen=True, slots=True)
class Claim:
    """One quantitative statement of a source, or a count of table rows, with all that a reader needs to check it."""

    id: str
    label: str
    value: float
    unit: str
    printed: str = ""
    qualifier: str = "exact"
    resolution: float = 0
    stage: str = "not_applicable"
    stage_label: str = ""
    form: str = "not_applicable"
    basis: str = "figure"
    period_start: str | None = None
    period_end: str | None = None
    partner: str | None = None
    instrument: str | None = None
    paragraph: int | None = None
    #: The documents that it is taken from, each with the number of its footnote, or its publisher.
    sources: tuple[Citation, ...] = ()
    note: str = ""
    #: Table that the row stands in; "claims" is the section, evidence and context come from outside it.
    table: str = "claims"
    grade: str = ""
    #: The date of the document that an outside figure stands in.
    dated: str | None = None
    #: What the date of a figure for scale is, a key of ``DATES``, and the day where the date is no period.
    date_of: str = "period"
    day: str | None = None
    #: Ids of the instrument, partner and country that the figure is about; only figures with one in common are divided.
    about: frozenset[str] = frozenset()
    #: Cells of the claim's row that are supposed to be other than they are: column and value.
    supposed: tuple[tuple[str, object], ...] = ()
    #: The edition of the report whose tables hold the row; empty where these name none, and for a count of rows.
    edition: str = ""
    #: Whether that is the edition which the book in hand reads.
    home: bool = True
    #: The words of a range or a fraction, which is told as its source prints it and not as the number that stands for it.
    worded: str = ""
    #: The word of a hedge that is stricter than its qualifier, as "less than" is; else empty.
    strict: str = ""

    @property
    def identity(self) -> tuple[str, str, str]:
        """Edition, table and id: what tells the claim from all others, also of editions that use the same ids."""
        return self.edition, self.table, self.id

    @property
    def abroad(self) -> str:
        """The edition, where it is another than that of the book in hand; else empty."""
        return "" if self.home else self.edition

    @property
    def figure(self) -> str:
        """How data/series.csv names it: by its id, behind its edition if that is another than the book's."""
        return f"{self.abroad}/{self.id}" if self.abroad else self.id

    def place(self, edition: str = "") -> str:
        """Where the row's figure stands, in words; with an edition, that too."""
        named = f", edition {edition}" if edition else ""
        if self.table in SECTION_TABLES and self.paragraph is not None:
            return f"paragraph {self.paragraph} of the section{named}"
        if self.outside and self.grade:
            return f"outside the section{named}, grade {self.grade}"
        return f"{self.label}, whose rows are from outside the section" if self.outside else self.label

    @property
    def outside(self) -> bool:
        """Whether the figure comes from another source than the section, or is a count of rows that do."""
        return (self.id if self.table == "tables" else self.table) in OUTSIDE_TABLES

    @property
    def hedge(self) -> str:
        """The hedge in words; empty where there is none."""
        return self.strict or words.HEDGES[self.qualifier]

    @property
    def bounds(self) -> tuple[float, float]:
        """Lowest and highest value that the printed figure allows, in ``unit`` (rule 5).

        exact: half a resolution to either side. nearly: at most the figure, within one resolution. about: one
        resolution to either side. over, at least: the figure or more, open above. at most: the figure or less.
        """
        half = self.resolution / 2
        low, high = {
            "exact": (-half, half),
            "about": (-self.resolution, self.resolution),
            "nearly": (-self.resolution, 0.0),
            "over": (0.0, math.inf),
            "at_least": (0.0, math.inf),
            "at_most": (-self.value, 0.0),
        }[self.qualifier]
        return max(0.0, self.value + low), self.value + high

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of its sources in the bibliography."""
        return tuple(source.key for source in self.sources)


def referred(text: str, title: str, facts: Sequence[object], claim: Claim, *, sign: str = "", **more: object) -> Wording:
    """What is no quantity, such as a date or a statement, as a link to the entry of its row, with facts and sources as a number has them.

    ``sign`` says what ``text`` is where it is but a sign; ``more`` goes into the provenance.
    """
    sources = [asdict(source) for source in claim.sources]
    return words.link(
        text, {"title": title, "facts": facts, "sources": sources, "outside": claim.outside, **more}, (claim,), sign
    )
