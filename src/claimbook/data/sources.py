"""The documents of the bibliography, ``book/*.bib``: how one is named, cited and put in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from claimbook.data.bibliography import Document, read_bibliography
from claimbook.data.problems import DataError
from claimbook.wording import date, listing


@dataclass(frozen=True)
class Source(Document):
    """One document: who issued it, its title as cited, its date (ISO, as precise as cited) and address."""

    @property
    def year(self) -> str:
        """The year of its date, empty where it has none."""
        return self.date[:4]

    @property
    def short(self) -> str:
        """Publisher, title and date in one line."""
        return f"{self.publisher}, {self.title}" + (f", {date(self.date)}" if self.date else "")


@dataclass(frozen=True)
class Citation:
    """A document as a claim names it: by the number of its footnote in the section, or by its publisher."""

    key: str
    publisher: str
    title: str
    #: ISO, as precise as cited; empty where none is told.
    date: str = ""
    #: The number of the footnote; None for a document from outside the section.
    note: int | None = None
    #: The edition whose tables name it, where that is another than the book's.
    edition: str = ""

    def __str__(self) -> str:
        return self.told(self.edition)

    def told(self, edition: str) -> str:
        """The document in a line; a footnote with the edition that it is of, where one is given."""
        dated = f", {date(self.date)}" if self.date else ""
        if self.note is None:
            return f"{self.publisher}: {self.title}{dated}"
        named = f" of edition {edition}" if edition else ""
        return f"footnote {self.note}{named}: {self.publisher}, {self.title}{dated}"


def read_sources(files: list[Path]) -> dict[str, Source]:
    """Every entry of the BibTeX files, by key; raises DataError where one has no clear meaning."""
    found = read_bibliography(files)
    if found.problems:
        raise DataError(found.problems)
    return {key: Source(**vars(document)) for key, document in found.documents.items()}


def footnote_numbers(footnotes: list[dict]) -> dict[str, list[int]]:
    """The numbers under which the section cites each document, in order, by key; from the rows of data/footnotes.csv."""
    numbers: dict[str, list[int]] = {}
    for row in sorted(footnotes, key=lambda row: row["number"]):
        numbers.setdefault(row["source"], []).append(row["number"])
    return numbers


def noted(numbers: Sequence[int]) -> str:
    """Footnotes by their numbers: "footnote 62", "footnotes 49, 50 and 51"."""
    return f"footnote{'s' if len(numbers) > 1 else ''} {listing(list(numbers))}"


def labels(sources: dict[str, Source], footnotes: list[dict]) -> dict[str, str]:
    """What a citation reads, by key: "footnote 62" or "footnotes 49 and 50" for a document of the section, else "Publisher, 2024b".

    No label is given twice: where a publisher has several documents of a year, letters follow their dates and then their keys.
    """
    given: dict[str, str] = {}
    alike: dict[tuple[str, str], list[str]] = {}
    for key, numbers in footnote_numbers(footnotes).items():
        given[key] = noted(numbers)
    for source in sorted(sources.values(), key=lambda source: (source.date, source.key)):
        if source.key not in given:
            alike.setdefault((source.publisher, source.year), []).append(source.key)
    for (publisher, year), keys in alike.items():
        for place, key in enumerate(keys):
            given[key] = ", ".join(filter(None, (publisher, year + (_letters(place) if len(keys) > 1 else ""))))
    return given


def _letters(place: int) -> str:
    """a to z, then aa to az, and so on."""
    return (_letters(place // 26 - 1) if place >= 26 else "") + "abcdefghijklmnopqrstuvwxyz"[place % 26]


def listed(sources: dict[str, Source], footnotes: list[dict]) -> list[str]:
    """Every key in the order of a list: the report, the section's documents by their first number, then the others by publisher and date."""
    numbers = footnote_numbers(footnotes)

    def place(source: Source) -> tuple:
        if source.key in numbers:
            return 1, numbers[source.key][0], "", "", ""
        return (0 if source.keywords == "report" else 2), 0, source.publisher.casefold(), source.date, source.key

    return [source.key for source in sorted(sources.values(), key=place)]
