"""The quality log: for each figure what the checks found, what limits them, and what is still open; all of it from the tables."""

from __future__ import annotations

from collections.abc import Iterator

from claimbook import wording as words
from claimbook.core.arithmetic import count
from claimbook.core.section import VERDICTS, Section
from claimbook.report.blocks import Html, table
from claimbook.report.rows import answered, touching
from claimbook.wording.places import address

#: How far a figure can be trusted, by our reading of the checks, the firmest first.
FIRM, LIMITED, UNCONFIRMED = "firm", "with a limit", "not confirmed"
LEVELS = (FIRM, LIMITED, UNCONFIRMED)
#: Verdicts that leave a figure unconfirmed.
UNCHECKED = "unchecked"
FAILED = ("not_found", "differs", UNCHECKED)


def checks(section: Section) -> list[dict]:
    """The row of data/evidence.csv that judges each claim as a whole, in the order of the claims; a claim without one is unchecked."""
    found = {row["claim"]: row for row in section.rows("evidence") if row["kind"] == "check"}
    ids = [q.claims[0].id for q in section.claims()]
    return [found.get(claim_id) or {"claim": claim_id, "verdict": UNCHECKED} for claim_id in ids]


def points(section: Section, claim_id: str, verdict: str = "differs") -> list[str]:
    """What another source puts differently about a claim, by the names of these rows; with "named_otherwise", what it only names so."""
    return [row["label"] for row in _pointed(section, claim_id, verdict)]


def _pointed(section: Section, claim_id: str, verdict: str) -> list[dict]:
    return [
        row
        for row in section.rows("evidence")
        if row["claim"] == claim_id and row["kind"] == "detail" and row["verdict"] == verdict
    ]


def _own(section: Section, check: dict) -> bool:
    """Whether the source of a check is the author of the text that is read."""
    return check["publisher"] == section.descriptor["report"]["publisher"]


def level(section: Section, check: dict) -> str:
    """How far a figure can be trusted, one of ``LEVELS``: firm if the institution itself confirms it and no source differs on a point.

    The author of the text that is read confirms nothing by saying it twice. What is only named otherwise leaves the figure as it is.
    """
    if check["verdict"] in FAILED:
        return UNCONFIRMED
    sound = check["verdict"] == "confirmed" and check["grade"] == "A" and not points(section, check["claim"])
    return FIRM if sound and not _own(section, check) else LIMITED


def doubts(section: Section, claim_id: str) -> Iterator[str]:
    """How the place of a claim among the others is uncertain, from the relations that are not stated; what is more lies in no other."""
    for row in section.rows("relations"):
        if row["certainty"] == "stated" or claim_id not in (row["part"], row["whole"]):
            continue
        if row["kind"] == "part_of" and section.claim(row["part"]).low > section.claim(row["whole"]).high:
            continue
        other = section.row("claims", row["whole" if row["part"] == claim_id else "part"])["label"]
        if row["kind"] == "overlaps":
            yield f"may overlap: {other}"
        else:
            place = "may lie within" if row["part"] == claim_id else "may hold"
            yield f"{place}: {other} ({row['certainty']})"


def _open(section: Section, claim_id: str) -> list[dict]:
    """The rows of data/gaps.csv that touch a claim and leave something open."""
    return [row for row in section.rows("gaps") if claim_id in touching(row) and not answered(row)]


def _link(text: str, table: str, row_id: str) -> words.Wording:
    """A text as a link to the entry of a row."""
    return words.Wording((words.Link(text, address(table, row_id, ending="ipynb")),))


def _outside(section: Section, check: dict) -> words.Wording:
    """The verdict on a claim, its source and grade, as a link to the entry of the row; then on what a source differs."""
    if check["verdict"] == UNCHECKED:
        return words.plain("not checked against another source")
    source = f"{check['publisher']}, {words.date(check['date'])}, grade {check['grade']}"
    read = "read on its subject, " if check["verdict"] == "not_found" else ""
    told: list = [_link(f"{VERDICTS[check['verdict']]}: {read}{source}", "evidence", check["id"])]
    if _own(section, check):
        told.append("from the section’s own publisher and not independent of it")
    for verdict, how in (("differs", "a source differs on"), ("named_otherwise", "a source names otherwise")):
        if found := _pointed(section, check["claim"], verdict):
            told.append(words.sentence("{how}: {rows}", how=how, rows=_joined([_named(section, row) for row in found])))
    return _joined(told)


def _named(section: Section, row: dict) -> words.Wording:
    """A row of evidence by its name and, where it gives one, its figure with the hedge."""
    figure = section.evidence(row["id"]) if row["value"] is not None else None
    return words.sentence("{name} ({figure})", name=row["label"], figure=figure) if figure else words.plain(row["label"])


def _mind(section: Section, check: dict, label: str) -> words.Wording:
    """What whoever uses a claim should mind: its place among the others, how many questions touch it, or what its check says against it."""
    claim_id = check["claim"]
    left = count(_open(section, claim_id), "gaps", label=f"open questions that touch {label}", unit="questions")
    told = [words.sentence("open questions: {left}", left=left)] if left.value else []
    reserved = level(section, check) != FIRM
    return _joined([*doubts(section, claim_id), *told] or ["what the outside check says" if reserved else "nothing found"])


def _joined(parts: list) -> words.Wording:
    """Texts and wordings, with semicolons between them."""
    return words.sentence(
        "; ".join(f"{{p{place}}}" for place in range(len(parts))), **{f"p{place}": part for place, part in enumerate(parts)}
    )


def quality_log(section: Section) -> Html:
    """A row for each claim: its value, how far to trust it, what the outside check found, and what to mind in using it."""
    claims, judged = section.claims(), checks(section)
    first = [q.claims[0] for q in claims]
    columns: dict[str, list] = {
        "Figure": [_link(c.label, "claims", c.id) for c in first],
        "Value": claims,
        "By our reading": [level(section, check) for check in judged],
        "Outside check": [_outside(section, check) for check in judged],
        "To be minded": [_mind(section, check, c.label) for c, check in zip(first, judged, strict=True)],
    }
    return table(columns, "What the checks found, figure by figure", coding=True, outside=True, decisive="By our reading")


def concerns(section: Section) -> Html:
    """A row for each open question: the figures that it touches, whether a part of the answer is known, and who would know."""
    rows = [row for row in section.rows("gaps") if not answered(row) and touching(row)]
    claims = [[section.claim(claim_id).claims[0] for claim_id in touching(row)] for row in rows]
    return table(
        {
            "Question": [row["question"] for row in rows],
            "Figures that it touches": [words.listing([_link(c.label, "claims", c.id) for c in touched]) for touched in claims],
            "Answer": ["in part" if row["answer"] else "none found" for row in rows],
            "Who would know": [words.listing(row["who"].split("; ")) for row in rows],
        },
        "What is still open, question by question",
        coding=True,
        decisive="Answer",
    )
