"""Rules for what lies within what, among claims and among outside figures."""

from __future__ import annotations

from collections.abc import Sequence
from graphlib import CycleError, TopologicalSorter

from claimbook.data.problems import Problem, TooLarge, as_text, nearest
from claimbook.data.rules.claims import bounds_of
from claimbook.wording.units import is_money


def check_relations(tables: dict) -> list[Problem]:
    claims = {row["id"]: row for row in tables["claims"]}
    evidence = {row["id"]: row for row in tables["evidence"]}
    problems = []
    graph: dict[str, list[str]] = {}
    for row in tables["relations"]:
        part, whole = claims[row["part"]], claims[row["whole"]]
        row_id = f"{row['part']} {row['whole']}"
        if part["unit"] != whole["unit"]:
            problems.append(Problem("relations.csv", row_id, "part", part["unit"], f"the unit of the whole, {whole['unit']}"))
        elif row["kind"] == "part_of":
            graph.setdefault(row["part"], []).append(row["whole"])
            if bounds_of(part)[0] > bounds_of(whole)[1]:
                problems.append(_too_large("relations.csv", part, whole))
        limit = evidence.get(row["limit"])
        if limit and (limit["value"] is None or limit["unit"] != part["unit"]):
            problems.append(
                Problem(
                    "relations.csv", row_id, "limit", row["limit"], f"a row of data/evidence.csv with a value in {part['unit']}"
                )
            )
        elif limit and limit["qualifier"] in ("over", "at_least"):
            allowed = "a row of data/evidence.csv that is no floor; a floor limits nothing"
            problems.append(Problem("relations.csv", row_id, "limit", row["limit"], allowed))
        if row["part"] == row["whole"]:
            problems.append(Problem("relations.csv", row_id, "whole", row["whole"], "another claim than the part"))
    if circle := _circle(graph):
        problems.append(
            Problem(
                "relations.csv",
                f"{circle[1]} {circle[0]}",
                "whole",
                " in ".join(reversed(circle)),
                "no claim that is, in the end, a part of itself",
            )
        )
    doubted = {problem.row for problem in problems}
    rows = [row for row in tables["relations"] if f"{row['part']} {row['whole']}" not in doubted]
    return problems + _too_many_parts(rows, claims)


def _too_large(file: str, part: dict, whole: dict, parts: Sequence[dict] = ()) -> Problem:
    """That a part is larger than its whole, or that ``parts``, of which it is one, are so together; all are rows of figures."""
    ids, together = tuple(one["id"] for one in parts or (part,)), sum(one["value"] for one in parts or (part,))
    most = as_text(whole["value"])
    found, allowed = as_text(part["value"]), f"a part not larger than its whole, {most}"
    if parts:
        found = part["id"]
        allowed = f"parts that together are at most the whole, {most}: {', '.join(ids)} are {as_text(together)}; "
        allowed += "of those that share something, a row of kind overlaps says so"
    row, told = f"{part['id']} {whole['id']}", TooLarge(ids, together, whole["value"])
    return Problem(file, row, "part", found, allowed, too_large=told)


def _too_many_parts(rows: list[dict], claims: dict[str, dict]) -> list[Problem]:
    """Claims that are less than their stated parts together, of parts of which no row says that they share anything with another claim."""
    together: dict[str, list[str]] = {}
    overlapping: set[str] = set()
    wholes: dict[str, set[str]] = {}
    for row in rows:
        if (row["kind"], row["certainty"]) == ("part_of", "stated"):
            together.setdefault(row["whole"], []).append(row["part"])
        if row["kind"] == "overlaps":
            overlapping |= {row["part"], row["whole"]}
        else:
            wholes.setdefault(row["part"], set()).add(row["whole"])
    problems = []
    for whole, stated in together.items():
        parts = [part for part in stated if part not in overlapping and wholes[part] == {whole}]
        if len(parts) > 1 and sum(bounds_of(claims[part])[0] for part in parts) > bounds_of(claims[whole])[1]:
            problems.append(_too_large("relations.csv", claims[parts[-1]], claims[whole], [claims[part] for part in parts]))
    return problems


def _circle(graph: dict[str, list[str]]) -> list[str]:
    """The ids of a circle in a graph from parts to wholes, each followed by one of its parts; empty where there is none.

    An id that is its own whole is no circle here: the checks name it as a row of its own.
    """
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return error.args[1] if len(set(error.args[1])) > 1 else []
    return []


def check_outside_figures(tables: dict) -> list[Problem]:
    """Money and mass from outside were rounded by their source; ids are unique over all tables of figures."""
    problems = []
    home = {row["id"]: "claims" for row in tables["claims"]}
    for name in ("evidence", "context"):
        for row in tables[name]:

            def wrong(field: str, allowed: str, row: dict = row, name: str = name) -> None:
                problems.append(Problem(f"{name}.csv", row["id"], field, as_text(row[field]), allowed))

            if (is_money(row["unit"]) or row["unit"] == "tonnes") and row["value"] and not row["resolution"]:
                wrong("resolution", "the rounding unit of the printed number, above zero")
            if row["resolution"] and row["resolution"] > (row["value"] or 0):
                wrong("resolution", f"at most the value, {as_text(row['value']) or 'which is empty'}")
            if row["id"] in home:
                wrong("id", f"an id that data/{home[row['id']]}.csv does not use")
            home.setdefault(row["id"], name)
    return problems


def check_outside_relations(tables: dict, doubted: set[str]) -> list[Problem]:
    """Each row joins two known figures of one unit, at least one from outside; no part exceeds its whole or holds itself.

    Nothing is said of rows with ``doubted`` figures, of which a fault is reported already.
    """
    problems: list[Problem] = []
    claims = {row["id"] for row in tables["claims"]}
    figures = {row["id"]: row for name in ("context", "evidence", "claims") for row in tables[name]}
    inside = {(row["part"], row["whole"]) for row in tables["relations"] if row["kind"] == "part_of"}
    outside: set = set()
    restated: dict = {}
    for row in tables["outside_relations"]:
        before = len(problems)

        def wrong(field: str, found: object, allowed: str, row: dict = row) -> None:
            problems.append(Problem("outside_relations.csv", f"{row['part']} {row['whole']}", field, str(found), allowed))

        for side in ("part", "whole"):
            if row[side] not in figures:
                wrong(side, row[side], f"an id of data/claims.csv, evidence.csv or context.csv{nearest(row[side], set(figures))}")
            elif figures[row[side]]["value"] is None:
                wrong(side, row[side], "a row with a value")
        if len(problems) > before:
            if {row["part"], row["whole"]} & doubted:
                del problems[before:]
            continue
        part, whole = figures[row["part"]], figures[row["whole"]]
        if {part["id"], whole["id"]} & doubted:
            continue
        if part is whole:
            wrong("whole", row["whole"], "another figure than the part")
        elif {row["part"], row["whole"]} <= claims:
            wrong("part", row["part"], "a figure from outside the section; how two claims relate stands in data/relations.csv")
        elif part["unit"] != whole["unit"]:
            wrong("part", part["unit"], f"the unit of the whole, {whole['unit']}")
        elif row["kind"] == "part_of" and bounds_of(part)[0] > bounds_of(whole)[1]:
            problems.append(_too_large("outside_relations.csv", part, whole))
        elif row["kind"] == "restates" and row["part"] in restated:
            wrong("whole", row["whole"], f"a single row for what it restates; another says {restated[row['part']]}")
        elif row["kind"] != "overlaps":
            outside.add((row["part"], row["whole"]))
        if row["kind"] == "restates":
            restated.setdefault(row["part"], row["whole"])
    if not problems:
        problems = _parts_above(tables["relations"], tables["outside_relations"], figures, doubted)
    return problems + _outside_circle(inside, outside)


def _parts_above(claimed: list[dict], outside: list[dict], figures: dict, doubted: set[str]) -> list[Problem]:
    """Wholes that are less than their stated parts together, of which no row says that some share something.

    Of parts that a row joins, nested or overlapping, the largest counts alone.
    """
    joined: dict[str, set[str]] = {}
    stated: dict[str, list[dict]] = {}
    for row in (*claimed, *outside):
        joined.setdefault(row["part"], set()).add(row["whole"])
        joined.setdefault(row["whole"], set()).add(row["part"])
        if (row["kind"], row["certainty"]) == ("part_of", "stated") and not {row["part"], row["whole"]} & doubted:
            stated.setdefault(row["whole"], []).append(row)
    problems, own = [], {id(row) for row in outside}
    for whole, rows in stated.items():
        parts = dict.fromkeys(row["part"] for row in rows)
        sharing = [one for one in parts if not joined[one].isdisjoint(parts)]
        alone = [one for one in parts if one not in sharing]
        alone += [max(sharing, key=lambda one: bounds_of(figures[one])[0])] if sharing else []
        ours = [row for row in rows if id(row) in own and row["part"] in alone]
        theirs = [one for one in alone if one not in {row["part"] for row in ours}]
        most = bounds_of(figures[whole])[1] * (1 + 1e-9)
        told = sum(bounds_of(figures[one])[0] for one in theirs) > most  # of data/relations.csv already
        if ours and not told and sum(bounds_of(figures[one])[0] for one in alone) > most:
            part = figures[ours[-1]["part"]]
            problems.append(_too_large("outside_relations.csv", part, figures[whole], [figures[one] for one in alone]))
    return problems


def _outside_circle(inside: set[tuple[str, str]], outside: set[tuple[str, str]]) -> list[Problem]:
    """A circle of parts and wholes that goes through a row of outside_relations.csv, if there is one."""

    def circle_of(pairs: set[tuple[str, str]]) -> list[str]:
        graph: dict[str, list[str]] = {}
        for part, whole in sorted(pairs):
            graph.setdefault(part, []).append(whole)
        return _circle(graph)

    circle = [] if circle_of(inside) else circle_of(inside | outside)
    rows = [(part, whole) for whole, part in zip(circle, circle[1:]) if (part, whole) in outside]
    return (
        [
            Problem(
                "outside_relations.csv",
                " ".join(rows[0]),
                "whole",
                " in ".join(reversed(circle)),
                "no figure that is, in the end, a part of itself",
            )
        ]
        if rows
        else []
    )
