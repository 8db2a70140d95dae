"""Rules for statements and open questions, whose text has places for figures and dates."""

from __future__ import annotations

import re

from claimbook.data.problems import Problem, nearest

#: A place in the text of a statement that a figure or a date fills: {claim}, {claim.attribute} or {when.event}.
SLOT = re.compile(r"\{([^{}]*)\}")


#: What a slot may ask of a claim: the figure without its hedge, a count in words, its stage, its period or an end of it.
SLOT_ATTRIBUTES = ("amount", "words", "Words", "ordinal", "stage", "period", "start", "end")


def check_statements(tables: dict) -> list[Problem]:
    """An event must be of the statement's paragraph, and slots must name what their paragraph holds."""
    claims, events = ({row["id"]: row for row in tables[name]} for name in ("claims", "events"))
    problems = []
    for row in tables["statements"]:

        def wrong(field: str, found: str, allowed: str, row: dict = row) -> None:
            problems.append(Problem("statements.csv", row["id"], field, found, allowed))

        if row["event"] and events[row["event"]]["paragraph"] != row["paragraph"]:
            wrong("event", row["event"], f"an event of paragraph {row['paragraph']}")
        if re.search(r"[{}]", SLOT.sub("", row["text"])):
            wrong("text", row["text"], "braces in pairs, around a slot")
        for slot in SLOT.findall(row["text"]):
            if allowed := _wrong_slot(slot, row["paragraph"], claims, events):
                wrong("text", f"{{{slot}}}", allowed)
    return problems


def check_told(tables: dict) -> list[Problem]:
    """A claim and a question stand in a chapter that tells their paragraph: a claim where a statement shows it, if one does.

    A question about a claim stands where that does; nothing is said of it where the claim's own chapter is wrong.
    """
    telling: dict[int, list[str]] = {}
    showing: dict[str, list[str]] = {}
    for row in tables["statements"]:
        telling.setdefault(row["paragraph"], []).append(row["chapter"])
        for slot in SLOT.findall(row["text"]):
            showing.setdefault(slot.partition(".")[0], []).append(row["chapter"])
    problems = []

    def told(table: str, row: dict, chapters: list[str], why: str) -> bool:
        right = not chapters or row["chapter"] in chapters
        if not right:
            allowed = f"{' or '.join(dict.fromkeys(chapters))}, {why}"
            problems.append(Problem(f"{table}.csv", row["id"], "chapter", row["chapter"] or "", allowed))
        return right

    of_claims: dict[str, list[str]] = {}
    for row in tables["claims"]:
        chapters = showing.get(row["id"]) or telling.get(row["paragraph"], [])
        right = told("claims", row, chapters, f"which tells paragraph {row['paragraph']} in data/statements.csv")
        of_claims[row["id"]] = [row["chapter"]] if right else []
    for row in tables["gaps"]:
        if row["claim"]:
            told("gaps", row, of_claims[row["claim"]], f"the chapter of {row['claim']}")
        else:
            why = f"which tells paragraph {row['paragraph']} in data/statements.csv"
            told("gaps", row, telling.get(row["paragraph"], []), why)
    return problems


def _wrong_slot(slot: str, paragraph: int, claims: dict, events: dict) -> str:
    """What a slot would have to be, if it cannot be filled or does not belong to the paragraph."""
    name, point, asked = slot.partition(".")
    table, rows, wanted = ("events", events, asked) if name == "when" else ("claims", claims, name)
    if wanted not in rows:
        return f"in the slot an id of data/{table}.csv{nearest(wanted, set(rows))}"
    if rows[wanted]["paragraph"] != paragraph:
        return f"in the slot a row of data/{table}.csv of paragraph {paragraph}; {wanted} is of paragraph {rows[wanted]['paragraph']}"
    if name == "when" or not point:
        return ""
    if asked not in SLOT_ATTRIBUTES:
        return f"after the point one of {', '.join(SLOT_ATTRIBUTES)}{nearest(asked, set(SLOT_ATTRIBUTES))}"
    return f"another slot: {wanted} has no {asked} to show" if _lacks(rows[wanted], asked) else ""


def _lacks(claim: dict, asked: str) -> bool:
    """Whether a claim has nothing to show for an attribute; only what is counted, not rounded, is told in words."""
    if asked in ("words", "Words", "ordinal"):
        return bool(claim["resolution"])
    if asked == "stage":
        return claim["stage"] == "not_applicable"
    periods = {"start": ["period_start"], "end": ["period_end"], "period": ["period_start", "period_end"]}
    return asked in periods and not any(claim[field] for field in periods[asked])


def check_gaps(tables: dict) -> list[Problem]:
    """A question touches claims; its answer names rows from outside, and one that leaves nothing open rests on grade A alone."""
    grades = {row["id"]: row["grade"] for name in ("evidence", "context") for row in tables[name]}
    claims, problems = {row["id"] for row in tables["claims"]}, []
    for row in tables["gaps"]:
        for row_id in (row["touches"] or "").split():
            if row_id not in claims or row_id == row["claim"]:
                allowed = f"ids of data/claims.csv, without the claim that the question is about{nearest(row_id, claims)}"
                problems.append(Problem("gaps.csv", row["id"], "touches", row_id, allowed))
        ids = (row["answer"] or "").split()
        unknown = [row_id for row_id in ids if row_id not in grades]
        for row_id in unknown:
            allowed = f"ids of data/evidence.csv or context.csv{nearest(row_id, set(grades))}"
            problems.append(Problem("gaps.csv", row["id"], "answer", row_id, allowed))
        lower = [row_id for row_id in ids if grades.get(row_id, "A") != "A"]
        if lower and not row["open"]:
            allowed = f"what the answer leaves open, since {lower[0]} is of grade {grades[lower[0]]}"
            problems.append(Problem("gaps.csv", row["id"], "open", "", allowed))
    return problems
