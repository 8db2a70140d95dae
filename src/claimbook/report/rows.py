"""What a chapter shows of its rows: figures, statements, open questions, what other sources say, and what has happened since."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from html import escape
from textwrap import shorten

from claimbook import wording as words
from claimbook.core.claims import Claim, referred
from claimbook.data import printed as reading
from claimbook.data.problems import nearest
from claimbook.data.rules.statements import SLOT
from claimbook.data.sources import Citation
from claimbook.report.blocks import OUTSIDE, Html, bullets, table
from claimbook.wording import plain
from claimbook.wording.parts import pieces
from claimbook.wording.units import CURRENCIES

#: Units in which an amount is told before what its source says of it; other counts are told by the wording.
MEASURED = (*CURRENCIES, "%", "tonnes", "places", "flights", "people")


def answered(gap: dict) -> bool:
    """Whether a row of gaps.csv has an answer that leaves nothing open."""
    return bool(gap["answer"]) and not gap["open"]


def touching(gap: dict) -> list[str]:
    """The ids of the claims that a row of gaps.csv touches, the one that it is about first."""
    return list(dict.fromkeys([*filter(None, [gap["claim"]]), *(gap["touches"] or "").split()]))


def _outside_row(section, row_id: str) -> tuple[str, dict]:
    """The table, evidence or context, that holds a row, and the row."""
    table = "evidence" if any(row["id"] == row_id for row in section.rows("evidence")) else "context"
    return table, section.row(table, row_id)


def stated(section, row_id: str) -> words.Wording:
    """What a row of evidence or context says, after its amount where it has one; a row of context says its figure or its date."""
    table, row = _outside_row(section, row_id)
    if table == "context" and row["value"] is None:
        return words.sentence("{label}, {date}", label=row["label"], date=said(section, row_id, table=table))
    if table == "context":
        return words.sentence("{label}: {figure}", label=row["label"], figure=section.context(row_id))
    told = said(section, row_id)
    in_words = any(figure.value == row["value"] for figure in reading.in_words(row["wording"]))
    if row["value"] is None or row["unit"] not in MEASURED or in_words:
        return told
    return words.sentence("{q}: {told}", q=section.evidence(row_id), told=told)


def _known(section, row_id: str, *, named: bool) -> words.Wording:
    """What a row from outside says and who says so, when and with which grade; on request with the name of the claim it is about."""
    table, row = _outside_row(section, row_id)
    about = [section.claim(row["claim"]).label] if named and table == "evidence" else []
    when = [words.date(row["date"])] if table == "evidence" else []
    where = ", ".join([*about, row["publisher"], *when, f"grade {row['grade']}"])
    return words.sentence("{told} ({where})", told=stated(section, row_id), where=where)


def _question(section, gap: dict, touches: object) -> words.Wording:
    """A question of gaps.csv and, as a list of definitions, why it matters, what is known, what is open and who would know."""
    known = [_known(section, row_id, named=not gap["claim"]) for row_id in (gap["answer"] or "").split()]
    left = gap["open"] or ("" if known else "All of it. No text read for this book gives an answer.")
    facts = [
        ("Why it matters", [gap["why"]]),
        ("Outside the section", known),
        ("Still open", [left] if left else []),
        ("Number it touches", [touches] if touches else []),
        ("Who would know", [] if answered(gap) else [words.listing(gap["who"].split("; "))]),
    ]
    listed = [[f"<dt>{name}</dt>", [["<dd>", plain(told), "</dd>"] for told in texts]] for name, texts in facts if texts]
    return words.Wording(pieces(f"<strong>{escape(gap['question'])}</strong><dl>", listed, "</dl>"))


def questions(section, rows: Iterable[dict], touches: Iterable[object] = ()) -> Html:
    """Rows of gaps.csv as a list that reads on any width; ``touches`` are the numbers that they touch, one for each row."""
    rows = list(rows)
    numbers = list(touches) or [None] * len(rows)
    return bullets([_question(section, row, number) for row, number in zip(rows, numbers, strict=True)], css="questions")


def gaps(section, *, chapter: str) -> Html:
    """The questions of a chapter that the section leaves open, from data/gaps.csv, with the best answer found elsewhere.

    Raises KeyError with the nearest name where no question is of that chapter.
    """
    rows = [row for row in section.rows("gaps") if row["chapter"] == chapter]
    if not rows:
        known = {row["chapter"] for row in section.rows("gaps") if row["chapter"]}
        raise KeyError(f"no question of a chapter {chapter!r} in data/gaps.csv{nearest(chapter, known)}")
    parts = []
    for title, full in (("What is not known", False), ("What the section leaves open and another source answers", True)):
        if chosen := [row for row in rows if answered(row) == full]:
            parts.append((title, questions(section, chosen)))
    return Html(
        '<div class="caveat gaps">', [[f'<p class="caveat-title">{title}</p>', listed] for title, listed in parts], "</div>"
    )


def said(section, row_id: str, *, table: str = "evidence", text: str = ""):
    """What a row of evidence says, or the date of a row of context, as a link with its provenance; needs no value."""
    row = section.row(table, row_id)
    text = text or (row["wording"] if table == "evidence" else words.date(row["date"]))
    source = Citation(
        section.sources[row["source"]].key, row["publisher"], row["title"], row["date"] if table == "evidence" else ""
    )
    about = {"grade": row["grade"], "sources": (source,), **section.whose}
    claim = Claim(row_id, row["label"], 0, "", row.get("wording") or "", table=table, **about)
    dated = "Document of" if table == "evidence" else "Date"
    facts = [[dated, words.date(row["date"])], ["Where", claim.place(section.abroad)], ["Source", [str(source)]]]
    return referred(text, row["label"], facts, claim)


def _happened(section, row: dict) -> words.Wording:
    """What a row of developments tells, as a link with its provenance to its entry, which stands among those from outside."""
    source = section.sources[row["source"]]
    said_in = Citation(source.key, row["publisher"], row["title"], source.date)
    about = {"grade": row["grade"], "sources": (said_in,), **section.whose}
    claim = Claim(f"since_{row['id']}", row["text"], 0, "", table="context", **about)
    facts = [
        ["Date", words.date(row["date"])],
        ["Where", claim.place(section.abroad)],
        ["Source", [str(said_in)]],
        *([["Note", row["note"]]] if row["note"] else []),
    ]
    told = "What has happened since"
    begins = shorten(row["text"], 60, placeholder=" …")  # else all notes would be called the same
    return referred(row["text"], f"{told}: {begins}", facts, claim, names=[told])


def since_then(section, *chosen: str) -> Html:
    """A box of what has happened since, by date: the rows of data/developments.csv of a chapter, or of given ids; empty without rows."""
    rows = sorted(
        (row for row in section.rows("developments") if {row["chapter"], row["id"]} & {*chosen}), key=lambda row: row["date"]
    )
    lines = [
        [
            f'<li><time datetime="{escape(row["date"])}">{escape(words.date(row["date"]))}</time> ',
            _happened(section, row),
            f' <span class="grade">grade {escape(row["grade"])}</span></li>',
        ]
        for row in rows
    ]
    # A note in the text, not a part of the page beside it, which "aside" alone would be to a screen reader.
    box = f'<aside class="since" role="note" aria-label="Since then"><p class="since-title">Since then {OUTSIDE}</p><ul>'
    return Html(box, lines, "</ul></aside>") if rows else Html()


def reported(section, chapter: str) -> Html:
    """What the section says in a chapter's part of it, as prose in our own words; each statement has a mark that leads to its source.

    A paragraph of the section makes one here, unless a single statement tells it, as with a bullet: that joins the one before.
    """
    told = section.statements(chapter)
    places = {row_id: section.row("statements", row_id)["paragraph"] for row_id in told}
    sizes, last = Counter(places.values()), None
    paragraphs: list[list[object]] = []
    for row_id, number in places.items():
        if not paragraphs or (number != last and sizes[number] > 1):
            paragraphs.append([])
        # A statement and, behind its full stop, its mark.
        paragraphs[-1] += [" " if paragraphs[-1] else "", told[row_id], "<sup>", section.statement_mark(row_id), "</sup>"]
        last = number
    return Html('<div class="reported">', [["<p>", sentences, "</p>"] for sentences in paragraphs], "</div>")


def claims_table(section, *, chapter: str) -> Html:
    """Every claim of a chapter in the order of the section; one added to the data appears by itself.

    Of a paragraph's claims those that statements tell come in their order. Raises KeyError for a chapter without a claim.
    """
    told: dict[str, tuple] = {}
    for row in sorted(section.rows("statements"), key=lambda row: row["sentence"]):
        for slot in SLOT.findall(row["text"]):
            told.setdefault(slot.partition(".")[0], (row["sentence"], row["text"].index(slot)))
    claims = sorted(section.claims(chapter=chapter), key=lambda q: (q.claim.paragraph, told.get(q.claim.id, (math.inf,))))
    return table(
        {
            "Figure": [q.label for q in claims],
            "Value": claims,
            "Stage": [q.claims[0].stage_label if q.stages else "–" for q in claims],
            "Period": [q.period.text for q in claims],
        },
        "Every figure of the section in this chapter",
        decisive="Stage",
    )
