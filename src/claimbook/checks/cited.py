"""Entries of a bibliography for the documents that a text's list of footnotes cites, drafted from the list alone, to be confirmed.

An entry holds what its footnote says, publisher, date, title and address, and nothing else: what the footnote lacks, the entry lacks.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from pathlib import Path

from claimbook.checks.audit import REFERENCE, iso
from claimbook.wording import MONTHS

#: In the folder of drafts: entries that come into the bibliography with the footnote that names them.
FILE = "references.bib"
HEAD = (
    "% Drafts, each to be confirmed: read an entry beside its footnote, mend it here, and confirm the footnote in footnotes.csv;\n"
    "% it is then copied to book/references.bib. What a footnote does not say is not here, and is not to be guessed.\n"
)
_ADDRESS = re.compile(r"(?:https?://|www\.|doi:)[^\s<>]+")
#: What LaTeX would take for a command.
_MEANT = re.compile(r"[&%$#_]")
#: Words of a title that name no document.
_COMMON = {"about", "after", "annual", "between", "commission", "european", "from", "report", "special", "that", "this", "with"}


def dates_of(notes: Iterable[str]) -> list[str]:
    """The dates in ISO 8601 of the documents that a list of footnotes cites, as fine as they are printed."""
    return [date for entry in notes if (cited := REFERENCE.fullmatch(entry)) and (date := iso(cited["date"]))]


def key_of(entry: str, taken: Collection[str]) -> str:
    """A key for the document of a footnote that no other has: publisher, year and a word of the title; empty where the form tells none."""
    if not (cited := REFERENCE.fullmatch(entry)):
        return ""
    words = [word for word in re.findall(r"[a-z]{4,}", cited["title"].lower()) if word not in _COMMON]
    parts = [*re.findall(r"[a-z0-9]+", cited["publisher"].lower())[:3], iso(cited["date"])[:4], *words[:1]]
    key = "_".join(filter(None, parts)) or "document"
    return next(one for one in (key, *(f"{key}_{i}" for i in range(2, 1000))) if one not in taken)


def entry_of(key: str, footnote: str) -> str:
    """The entry of the document that a footnote in the form Publisher. (Date). Title. cites, by ``key``."""
    cited = REFERENCE.fullmatch(footnote)
    assert cited, footnote
    year, month, day = (iso(cited["date"]).split("-") + ["", "", ""])[:3]
    address = _ADDRESS.search(footnote, cited.end("title"))
    fields = {
        "author": f"{{{_plain(cited['publisher'])}}}",
        "title": f"{{{_plain(cited['title'].rstrip('.'))}}}",
        "year": year,
        "month": MONTHS[int(month) - 1][:3].lower() if month else "",
        "day": day.lstrip("0"),
        "url": address[0].rstrip(".,;") if address else "",
        "keywords": "section",
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@misc{{{key},\n{lines}}}\n"


def _plain(text: str) -> str:
    return _MEANT.sub(lambda sign: f"\\{sign[0]}", text)


def add_drafts(file: Path, drafted: dict[str, str]) -> None:
    """Write drafts of entries, each given as its key and its footnote, behind those that are in the file."""
    if drafted:
        there = file.read_text(encoding="utf-8") if file.is_file() else HEAD
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("\n".join([there, *(entry_of(*one) for one in drafted.items())]), encoding="utf-8", newline="\n")
