"""The bibliography: ``book/*.bib`` read with pybtex."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .wording import MONTHS, date


@dataclass(frozen=True)
class Source:
    """One document: who issued it, its title as cited, its date (ISO, as precise as cited) and address."""

    key: str
    publisher: str
    title: str
    date: str
    url: str = ""
    note: str = ""
    keywords: str = ""

    @property
    def short(self) -> str:
        """Publisher, title and date in one line."""
        return f"{self.publisher}, {self.title}" + (f", {date(self.date)}" if self.date else "")


def read_sources(files: list[Path]) -> dict[str, Source]:
    """Every entry of the BibTeX files, by key."""
    from pybtex.database.input.bibtex import Parser  # the parser itself: looking it up by name searches all installed packages

    found = {}
    for file in files:
        for key, entry in Parser().parse_string(file.read_text(encoding="utf-8")).entries.items():
            fields = entry.fields
            people = [str(person).strip("{}") for person in entry.persons.get("author", [])]
            found[key] = Source(
                key,
                " and ".join(people),
                _text(fields["title"]),
                iso_date(fields),
                fields.get("url", ""),
                _text(fields.get("note", "")),
                fields.get("keywords", ""),
            )
    return found


def iso_date(fields) -> str:
    """The ISO date of year, month (three letters) and day."""
    parts = [fields["year"]] if "year" in fields else []
    if parts and "month" in fields:
        month = [name[:3].lower() for name in MONTHS].index(fields["month"].strip("{}")[:3].lower()) + 1
        parts.append(f"{month:02d}")
        if "day" in fields:
            parts.append(f"{int(fields['day']):02d}")
    return "-".join(parts)


def _text(value: str) -> str:
    return value.replace("{", "").replace("}", "").replace("\\&", "&")
