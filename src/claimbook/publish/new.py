"""An empty report: a folder with tables that have heads and no rows, a chapter, and pages that say that nothing has been entered yet.

All of it is made from the templates of this room, and from the engine's own tables (``data/schema``). It needs no other report.
"""

from __future__ import annotations

import importlib.metadata
import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from claimbook.data.descriptor import USUAL_STAGES, command, own_tables
from claimbook.publish.plain_chapters import notebook, plain_chapter
from claimbook.publish.rendering import text

#: The file without its suffix, and the title, of the chapter of a new report.
CHAPTER, CHAPTER_TITLE = "figures", "What the text says"
#: Why the title of the report is among the names that may hold a number.
TITLE = "Title of the report that holds the section"
#: Files of a report, each with its template.
FILES = {
    "README.md": "readme.md",
    "CHANGELOG.md": "changelog.md",
    ".gitignore": "gitignore.txt",
    "_config.yml": "config.yml",
    "_toc.yml": "toc.yml",
    "book/method.md": "method.md",
    "book/bibliography.md": "bibliography.md",
    "book/references.bib": "references.bib",
    "book/references_outside.bib": "references_outside.bib",
    "book/words.csv": "words.csv",
}
#: Its notebooks beside the chapter, each with its template.
NOTEBOOKS = {
    "overview": "overview.txt",
    "claims": "claims.txt",
    "outside": "outside.txt",
    "data_dictionary": "data_dictionary.txt",
}


@dataclass(frozen=True)
class Named:
    """What a report is called, and the text that it reads; what nobody has said yet says so."""

    title: str = "Report not named yet"
    section: str = "not named yet"
    publisher: str = "Publisher not named yet"
    short: str = ""
    book: str = ""
    author: str = "Author not named yet"

    @property
    def cited(self) -> str:
        """The text that is read, in words."""
        return f"{self.title}, section {self.section}"

    @property
    def book_title(self) -> str:
        """The title of the book: its own, else that of the text, where somebody has named it."""
        return self.book or ("Figures of a report" if self.title == Named.title else f"Figures of: {self.cited}")


def descriptor(folder: Path, named: Named) -> str:
    """The description of the tables, with the text that they are of."""
    described = {
        "profile": "tabular-data-package",
        "name": re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.lower()).strip("-") or "report",
        "title": f"{named.book_title}: the tables",
        "description": (
            "Tables for the quantitative claims, dates, statements and sources of a section, for our own coding of them, and for "
            "figures from other public sources. The property origin of a table says which it is."
        ),
        "version": "0.1.0",
        "licenses": [{"name": "No licence chosen yet", "title": "No licence chosen yet", "path": "README.md"}],
        "sources": [{"title": f"{named.publisher}, {named.cited}"}],
        "report": {
            "title": named.title,
            "section": named.section,
            "publisher": named.publisher,
            "publisherShort": named.short or named.publisher,
        },
        "resources": own_tables(),
    }
    return json.dumps(described, ensure_ascii=False, indent=1) + "\n"


def _tables() -> Iterator[tuple[str, str]]:
    """Each table's file and text: a line of heads; the stages with which a report begins are there."""
    for table in own_tables():
        heads = ",".join(field["name"] for field in table["schema"]["fields"])
        rows = USUAL_STAGES.read_text(encoding="utf-8") if table["name"] == "stages" else f"{heads}\n"
        yield f"data/{table['path']}", rows


def _engine() -> str:
    """The name of the distribution that this package is from; empty where it runs from a folder that is not installed."""
    return next(iter(importlib.metadata.packages_distributions().get("claimbook", ())), "")


def _pins(distribution: str) -> dict[str, str]:
    """All that a distribution needs here, directly or not, by name, with the versions that are installed."""
    found: dict[str, str] = {}
    asked = [(distribution, "")]
    seen = set(asked)
    while asked:
        name, extra = asked.pop()
        for requirement in map(Requirement, importlib.metadata.requires(name) or ()):
            if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
                continue
            needed = canonicalize_name(requirement.name)
            try:
                found[needed] = importlib.metadata.version(needed)
            except importlib.metadata.PackageNotFoundError:
                continue
            more = {(needed, one) for one in ("", *requirement.extras)} - seen
            asked += more
            seen |= more
    return dict(sorted(found.items()))


def _requirements(engine: str) -> str:
    pins = "".join(f"{name}=={version}\n" for name, version in _pins(engine).items())
    told = f"# What the engine of this report needs; it comes with {engine} {importlib.metadata.version(engine)}.\n"
    return told + pins


def files(folder: Path, named: Named) -> dict[str, str]:
    """The files of an empty report that is to stand in ``folder``, by their path there."""
    engine = _engine()
    values = {
        "book": named.book_title,
        "author": named.author,
        "year": f"{datetime.now(UTC):%Y}",
        "description": f"What {named.cited} states, as claims that can be checked.",
        "chapter": CHAPTER,
        "engine": engine,
    }
    made = {path: text(template, **values) + "\n" for path, template in FILES.items()}
    made |= {f"notebooks/{name}.ipynb": notebook(name, text(template, **values)) for name, template in NOTEBOOKS.items()}
    made[f"notebooks/{CHAPTER}.ipynb"] = plain_chapter(CHAPTER, CHAPTER_TITLE)
    made["data/datapackage.json"] = descriptor(folder, named)
    made |= dict(_tables())
    if re.search(r"\d", named.title):  # the pages name the text that is read, and nobody typed its number into a sentence
        made["data/proper_names.csv"] += row_of_name("report", named.title)
    return made | ({"requirements.txt": _requirements(engine)} if engine else {})


def row_of_name(key: str, title: str) -> str:
    """The row of the table of names that lets the title of a report hold a number."""
    return f'{key},"{title.replace(chr(34), chr(34) * 2)}",{TITLE}\n'


def main(folder: Path, named: Named) -> int:
    """Make an empty report in a folder that is new or empty, and print what to do next; 1, and a line that says why, where it cannot."""
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            print(f"{folder}: there is something there already; name a folder that is new or empty")
            return 1
        for path, content in files(folder, named).items():
            place = folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(content, encoding="utf-8", newline="\n")
    except OSError as error:
        print(f"{folder}: {error.strerror}; name a folder that can be written to")
        return 1
    print(f"new: an empty report is in {folder}; to build it: cd {shlex.quote(str(folder))} && {command('build')}")
    if "not named yet" in json.dumps(vars(named)):
        print(
            "new: name the text that is read, and who answers for the book, in data/datapackage.json and _config.yml (see README.md)"
        )
    return 0
