"""Rules for claims and for what confirms them: the printed form, the dates, the counts, the evidence."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator

from claimbook.data.descriptor import id_of
from claimbook.data.printed import figure_of, hedge_of, numbers_of
from claimbook.data.problems import Fault, Problem, as_text
from claimbook.wording.hedges import LOOSE
from claimbook.wording.units import COUNTED, CURRENCIES, RATES, is_money

#: Units of what is measured: a source that confirms such a claim names a number, and in the same unit.
MEASURED = {*CURRENCIES, *RATES, "people", "flights", "tonnes", "places", "countries"}
#: Units of whole things, of which no part is counted.
WHOLE = COUNTED.keys() - {"tonnes", "years"}
#: A field of a claim that is wrong, what is allowed in it, and the same as data where somebody tells it in other words.
Wrong = tuple[str, str, Fault | None]
#: What a word after a number may multiply it by.
LARGE = (1e3, 1e6, 1e9, 1e12)


def check_claims(tables: dict, comma: bool = False) -> list[Problem]:
    """What is wrong with the form, the wording and the dates of claims; ``comma``: the section has decimals after a comma."""
    stage_kinds = {row["id"]: row["kind"] for row in tables["stages"]}
    problems = [
        Problem("claims.csv", row["id"], field, as_text(row[field]), allowed, fault=fault)
        for row in tables["claims"]
        if not _unknown_currency(row["unit"])
        for field, allowed, fault in (*_form_of(row, stage_kinds), *_said_in(row, comma))
    ]
    dates, periods = ("date", "date_end"), ("period_start", "period_end")
    for name, (start, end) in (("claims", periods), ("events", dates), ("context", dates), ("context", periods)):
        for row in tables[name]:
            if row[start] and row[end] and row[end] < row[start][: len(row[end])]:
                problems.append(Problem(f"{name}.csv", row["id"], end, row[end], f"not before {start}, {row[start]}"))
    return (
        problems
        + _contrary(tables)
        + [
            Problem(
                "context.csv",
                row["id"],
                "period_start",
                row["period_start"],
                f"nothing where the date is a {row['date_of']}, which is the period itself",
            )
            for row in tables["context"]
            if row["date_of"] in ("period", "count", "state") and row["period_start"]
        ]
    )


def _contrary(tables: dict) -> list[Problem]:
    """Where the year of a row of context is none that its dates are in, or its country is not that of its partner."""
    codes = {row["id"]: row["iso3"] for row in tables.get("partners", ()) if row.get("iso3")}
    problems = []
    for row in tables["context"]:
        years = sorted((row[field] or "")[:4] for field in ("date", "date_end", "period_start", "period_end") if row[field])
        if row.get("year") and years and not int(years[0]) <= row["year"] <= int(years[-1]):
            span = years[0] if years[0] == years[-1] else f"{years[0]} to {years[-1]}"
            problems.append(Problem("context.csv", row["id"], "year", str(row["year"]), f"{span}, as its dates say"))
        if row.get("country") and row["country"] != (code := codes.get(row["partner"], row["country"])):
            problems.append(Problem("context.csv", row["id"], "country", row["country"], f"{code}, the code of {row['partner']}"))
    return problems


def check_units(tables: dict) -> list[Problem]:
    """What has the form of a currency's code and is none that can be read and told; a part of what is counted in whole things."""
    allowed = f"a currency that is known by its code, such as {', '.join(list(CURRENCIES)[:4])}; claimbook/wording/units.py has them all"
    return [
        Problem(f"{name}.csv", row["id"], "unit", row["unit"], allowed)
        for name in ("claims", "evidence", "context")
        for row in tables[name]
        if _unknown_currency(row["unit"])
    ] + [
        Problem(
            f"{name}.csv",
            row["id"],
            "value",
            as_text(row["value"]),
            f"a whole number: {row['unit']} are counted",
            fault=Fault("parted"),
        )
        for name, rows in tables.items()
        for row in rows
        if row.get("unit") in WHOLE and _is_part(row)
    ]


def _is_part(row: dict) -> bool:
    """Whether a value is no whole number, nor the middle between two: a range has its middle, and as resolution how far its ends are apart."""
    value = row.get("value") or 0
    return bool(value % 1) and not (value % 1 == 0.5 and (row.get("resolution") or 0) % 2 == 1)


def _unknown_currency(unit: str | None) -> bool:
    return bool(unit and re.fullmatch(r"[A-Z]{3}", unit)) and unit not in CURRENCIES


def _form_of(row: dict, stage_kinds: dict[str, str]) -> Iterator[Wrong]:
    """What is wrong with the resolution and the stage of a claim."""
    if (is_money(row["unit"]) or row["unit"] == "tonnes") and not row["resolution"]:
        yield "resolution", "the rounding unit of the printed amount, above zero", None
    if row["unit"] in RATES and row["qualifier"] in LOOSE and not row["resolution"]:
        yield (
            "resolution",
            "how far from the figure the true share may lie, above zero: without it the hedged figure would count as exact",
            None,
        )
    if row["resolution"] and row["resolution"] > row["value"]:
        yield "resolution", f"at most the value, {as_text(row['value'])}", Fault("coarse")
    if is_money(row["unit"]) and stage_kinds[row["stage"]] != "money":
        known = tuple(k for k, v in stage_kinds.items() if v == "money")
        yield "stage", f"a stage of kind money: {', '.join(known)}", Fault("choice", known)


def _said_in(row: dict, comma: bool) -> Iterator[Wrong]:
    """Where a claim says something else than its wording: its value, its hedge, or more digits than are printed."""
    printed, figure = row["printed"], figure_of(row, comma)
    if figure is None:
        amounts = " or ".join(as_text(float(number.value)) for number in numbers_of(row, comma) if number.value is not None)
        if is_money(row["unit"]) and not amounts:
            yield "printed", f"the amount as printed, such as {row['unit']} 7.4 billion", None
        elif word := _unknown_scale(row, comma):
            yield "printed", f"after the number a scale that is known, such as billion or bn; {word!r} is none", None
        elif amounts:
            yield "value", f"{amounts}, which is what the field printed says ({printed})", Fault("printed", (amounts,))
        else:
            kind = "a number in words" if row["basis"] == "words" else "a number"
            yield "value", f"{kind} that the field printed says ({printed})", Fault("unread")
        return
    qualifier, words = hedge_of(row, comma=comma)
    if qualifier != row["qualifier"]:
        reason = f"says “{words}”" if words else "has no word that hedges its number"
        yield "qualifier", f"{qualifier}, since the field printed {reason} ({printed})", Fault("hedge", (qualifier,))
    finest = figure.step / 10 if row.get("resolution_basis") else figure.step
    if row["resolution"] < finest * (1 - 1e-9) if row["resolution"] else row["unit"] == "places" and figure.step > 1:
        yield (
            "resolution",
            (
                f"at least {as_text(float(figure.step))}, one unit of the last digit printed ({printed}); "
                "one digit finer only where the field resolution_basis gives the reason"
            ),
            None,
        )
    elif figure.kind == "digits" and figure.step * (1 + 1e-9) < (row["resolution"] or 0) <= abs(row["value"]):
        if _left(row["value"], row["resolution"]) or not row.get("resolution_basis"):
            yield (
                "resolution",
                (
                    f"at most {as_text(float(figure.step))}, one unit of the last digit printed ({printed}); "
                    "more only where the value is a multiple of it and the field resolution_basis gives the reason"
                ),
                None,
            )


def _left(value: float, resolution: float) -> bool:
    """Whether a value is no multiple of a resolution, so that it was not rounded to it."""
    return not math.isclose(value / resolution, round(value / resolution), rel_tol=1e-9)


def _unknown_scale(row: dict, comma: bool) -> str:
    """The word right after the number of an amount that stands for thousands and more, as the value shows, and is not known; else ""."""
    for figure in numbers_of(row, comma) if is_money(row["unit"]) else ():
        word = re.match(r"\s?([^\W\d_]+)", row["printed"][figure.end :])
        times = row["value"] / figure.value if figure.value and figure.value < LARGE[0] else 0
        if word and any(math.isclose(times, scale) for scale in LARGE):
            return word[1]
    return ""


def bounds_of(row: dict) -> tuple[float, float]:
    from claimbook.core.claims import Claim

    qualifier, resolution = row["qualifier"] or "exact", row["resolution"] or 0
    return Claim(row["id"], "", row["value"], row["unit"], qualifier=qualifier, resolution=resolution).bounds


def check_counted(tables: dict, by_name: dict[str, dict]) -> list[Problem]:
    """Rows that name the claim which counts them share with it what the table says, such as its stage, and are as many as it says."""
    claims = {row["id"]: row for row in tables["claims"]}
    problems = []
    for name, resource in by_name.items():
        if "column" not in (counted := resource.get("counted", {})):
            continue
        column = counted["column"]
        for row in tables[name]:
            for field in counted["alike"]:
                if row[field] != (said := claims[row[column]][field]):
                    allowed = f"{said}, the {field} of its claim {row[column]} in data/claims.csv"
                    fault = Fault("alike", (row[column],))
                    problems.append(Problem(resource["path"], id_of(resource, row), field, str(row[field]), allowed, fault=fault))
        for claim, rows in Counter(row[column] for row in tables[name]).items():
            if claims[claim]["value"] != rows:
                allowed = f"{rows}, the rows of data/{resource['path']} that name it"
                fault = Fault("rows", (str(rows),))
                problems.append(Problem("claims.csv", claim, "value", as_text(claims[claim]["value"]), allowed, fault=fault))
    return problems


def check_kinds(tables: dict) -> list[Problem]:
    """A detail of a claim is named by its component, a check of the whole claim has none, and no claim has two checks."""
    problems = []
    checked: dict[str, str] = {}
    for row in tables["evidence"]:
        if (row["kind"] == "detail") != bool(row["component"]):
            allowed = "the name of the detail" if row["kind"] == "detail" else "no component, or the kind detail"
            problems.append(Problem("evidence.csv", row["id"], "component", row["component"] or "", allowed))
        elif row["kind"] == "check" and checked.setdefault(row["claim"], row["id"]) != row["id"]:
            allowed = f"detail, with a component; {checked[row['claim']]} is the check of {row['claim']}"
            problems.append(Problem("evidence.csv", row["id"], "kind", "check", allowed))
    return problems


def check_evidence(tables: dict, troubled: set[str]) -> list[Problem]:
    """What confirms a claim as a whole says the same as the claim; claims in which something is wrong are left out."""
    claims = {row["id"]: row for row in tables["claims"]}
    return [
        Problem("evidence.csv", row["id"], field, as_text(row[field]), allowed)
        for row in tables["evidence"]
        if row["kind"] == "check" and row["verdict"].startswith("confirmed") and row["claim"] not in troubled
        for field, allowed in _unconfirmed(row, claims[row["claim"]])
    ]


def _unconfirmed(row: dict, claim: dict) -> Iterator[tuple[str, str]]:
    """Where a row of evidence does not confirm its claim, or does not show the hedge that the claim is said to have lost."""
    id_, value, lost = claim["id"], as_text(claim["value"]), row["verdict"] == "confirmed_lost_qualifier"
    if row["value"] is None and not lost and claim["basis"] != "figure" and claim["unit"] not in MEASURED:
        return  # what the section counts or says in words, a source may confirm without a number
    if row["value"] != claim["value"]:
        yield "value", f"{value}, the value of {id_} in data/claims.csv, or another verdict than {row['verdict']}"
        return
    unit = claim["unit"]
    if row["unit"] != unit and (row["unit"] or unit in MEASURED):
        yield "unit", f"{unit}, the unit of {id_} in data/claims.csv"
    qualifier = row["qualifier"] or "exact"
    if not lost and qualifier != claim["qualifier"]:
        other = "the verdict confirmed_lost_qualifier" if claim["qualifier"] == "exact" else "another verdict than confirmed"
        yield "qualifier", f"{claim['qualifier']}, the qualifier of {id_} in data/claims.csv, or {other}"
    elif lost and claim["qualifier"] != "exact":
        yield "verdict", f"another verdict: {id_} in data/claims.csv has not lost its qualifier, {claim['qualifier']}"
    elif lost and qualifier == "exact":
        yield "qualifier", f"the hedge of the source, which {id_} in data/claims.csv has lost, or the verdict confirmed"
