"""What a plain chapter shows of its rows: how many there are, statements, figures, questions; each says so where there are none yet.

The frame that puts them on a page is in ``publish/plain_chapters``.
"""

from __future__ import annotations

from html import escape

from claimbook import wording as words
from claimbook.core.arithmetic import count
from claimbook.core.section import Section
from claimbook.report.blocks import Html
from claimbook.report.rows import claims_table, gaps, reported
from claimbook.wording import Wording, link

#: What a row of a table is called, alone and in number: of the tables whose rows a chapter shows, and of those from outside.
HELD = {
    "claims": ("figure", "figures"),
    "statements": ("statement", "statements"),
    "gaps": ("open question", "open questions"),
}
OUTSIDE = {
    "evidence": ("row on what a source says of a figure", "rows on what sources say of figures"),
    "context": ("figure for scale", "figures for scale"),
    "developments": ("row on what has happened since", "rows on what has happened since"),
}


def _rows(section: Section, table: str, chapter: str | None) -> list[dict]:
    """The rows of a table that are of a chapter; all of them where none is named, also of a table whose rows are of no chapter."""
    return [row for row in section.rows(table) if chapter is None or row["chapter"] == chapter]


def _number(section: Section, table: str, chapter: str | None) -> Wording:
    """How many rows a table has of a chapter, and what they are, as a link to the table: "no figure", "2 figures"."""
    one, many = (HELD | OUTSIDE)[table]
    found = count(
        _rows(section, table, chapter),
        table,
        label=f"{many} of {f'the chapter {chapter}' if chapter else 'the section'}",
        unit=many,
    )
    if not found.value:
        return link(f"no {one}", found.provenance(), found.origins)
    return words.sentence("{found} {noun}", found=found, noun=one if found.value == 1 else many)


def standing(section: Section, chapter: str | None = None) -> Html:
    """A paragraph on what the tables hold of a chapter, or of the section: its figures, statements and open questions, counted."""
    numbers = [_number(section, table, chapter) for table in HELD]
    empty = not any(_rows(section, table, chapter) for table in HELD)
    place = "this chapter" if chapter else "the section"
    begun = f"Nothing has been entered on {place} yet. " if empty else ""
    told = words.sentence(
        "{begun}The tables hold {numbers} of {place}.", begun=begun, numbers=words.listing(numbers), place=place
    )
    return Html("<p>", told, "</p>")


def outside(section: Section) -> Html:
    """A paragraph on what the tables hold from other sources than the section, counted."""
    begun = "" if any(section.rows(table) for table in OUTSIDE) else "Nothing from outside the section has been entered yet. "
    numbers = words.listing([_number(section, table, None) for table in OUTSIDE])
    return Html("<p>", words.sentence("{begun}The tables hold {numbers}.", begun=begun, numbers=numbers), "</p>")


def report_named(section: Section) -> Html:
    """A paragraph that names the text that is read, and its publisher, as the descriptor has them."""
    report = section.descriptor["report"]
    told = f"The text that is read: {report['title']}, section {report['section']}. Its publisher: {report['publisher']}."
    return Html(f"<p>{escape(told)}</p>")


def _none(table: str) -> Html:
    """A sentence that the chapter has no row of a table yet."""
    return Html(f"<p>No {HELD[table][0]} has been entered on this chapter yet.</p>")


def statements(section: Section, chapter: str) -> Html:
    """What the section says, as prose in our own words (``reported``), or a sentence that no statement has been entered yet."""
    return reported(section, chapter) if _rows(section, "statements", chapter) else _none("statements")


def figures(section: Section, chapter: str) -> Html:
    """The table of the chapter's figures (``claims_table``), or a sentence that no figure has been entered yet."""
    return claims_table(section, chapter=chapter) if _rows(section, "claims", chapter) else _none("claims")


def questions(section: Section, chapter: str) -> Html:
    """The chapter's open questions (``gaps``), or a sentence that none has been entered yet."""
    return gaps(section, chapter=chapter) if _rows(section, "gaps", chapter) else _none("gaps")


__all__ = ["figures", "outside", "questions", "report_named", "standing", "statements"]
