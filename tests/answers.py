"""Answers to the exercises as students may give them: right ones in natural forms, and wrong ones with what is wrong about them.

Half is made by templates from the exercises' own right answers, half is written by hand. Where a form tells a right value badly,
it stands under ``BETTER``. A wrong answer stands with words that its verdict has to hold, or with None where "not yet" is enough.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd

from claimbook.core.quantities import Quantity
from claimbook.teaching.exercises import Named
from claimbook.teaching.judging_order import Order
from claimbook.teaching.said_besides import Behind
from claimbook.wording import NBSP, Wording
from external_dimension.exercises import EXERCISES

WORDS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen".split()
SHORT = {"million": ("m", "mn", "Mio"), "billion": ("bn", "b", "Mrd.")}
#: Shares of exact counts, as so many of so many.
COUNTED = {"priorities_share": (4, 6), "money_share": (9, 21), "countries_share": (14, 27), "silent_footnotes": (6, 17)}

#: Right answers by hand.
RIGHT: dict[str, list[object]] = {
    "egypt_levers": ["borders_and_smuggling, legal_pathways", "Legal pathways and borders and smuggling"],
    "agreements_as_one": ["six actions", "6 actions on borders", "half a dozen", "6 (five others and the agreements as one)", "six, not ten"],
    "protection_money": ["EUR 13.9–21.4bn", "somewhere between 13.9 and 21.4 billion euros", "at least EUR 13.9 billion and at most EUR 21.4 billion"],
    "plan_years": ["five full years", "five years", "5 years (2025-2030)", "5 calendar years"],
    "priorities_share": ["two thirds", "two-thirds", "2/3", "66 2/3 %", "67%", 66.67, "about 67 %", "66.67 per cent"],
    "unmatched_priorities": ["integration; returns and reintegration", "Integration, and returns and reintegration"],
    "money_share": ["three sevenths", "43 %", "42.86%", 42.86, "9 of the 21 figures", "nearly 43 %"],
    "humanitarian_figures": ["four figures", "4 in all", "four in all", "4 claims"],
    "nothing_for_prevention": ["It is not supported by the section.", "unsupported", "NOT SUPPORTED"],
    "gaza_before": ["450 - 120 = EUR 330 million", "three hundred and thirty million euros", "330 M€", "EUR 0.33 billion", "€330,000,000", "330.000.000 EUR"],
    "syria_quote": [
        "almost EUR 2.5 billion",
        "just under €2.5bn",
        "The EU committed nearly EUR 2.5 billion for 2025 and 2026.",
        "close to 2.5 billion euros",
        "slightly less than EUR 2.5 billion",
        "The commitment was nearly EUR 2.5 billion, not paid yet.",
    ],
    "air_bridge_quote": ["more than 3,800 tonnes", "over 3,800 t", ">3800 tonnes", "upwards of 3 800 tonnes", "above 3.8 thousand tonnes", "The flights carried more than 3800 tonnes of aid."],
    "syria_one_year": ["The section does not say.", "unknown", "not specified", "It is not stated."],
    "agreements_in_force": ["Albania, Montenegro, North Macedonia", "albania, north macedonia and montenegro", "Macedonia (North), Albania, Montenegro", "Albania, North Macedonia and Montenegro, not Serbia"],
    "agreements_signed": ["four of five", "4 out of 5", "four agreements", "4 (three in force and one signed)"],
    "claim_without_footnote": ["bosnia negotiation", "Bosnia-negotiation", "The agreement negotiated with Bosnia and Herzegovina"],
    "pact_source": ["speech", "on a speech", "It was a speech.", "a keynote speech"],
    "speech_and_letter": ["speech", "the speech came before the letter", "The speech, not the letter", "speech first"],
    "pact_opened": ["contradicts", "It is contradicted.", "contradicted by the section", "contradicted, not just unsupported"],
    "egypt_share": ["2,7 %", "2.7 % of the package", "about 2.7 per cent", "200 / 7400 = 2.7 %", "roughly 2.7%"],
    "egypt_rest": ["7.2bn euros", "seven point two billion euro", "EUR 7.2 billion for other ends", "7,2 Mrd. EUR", "€7,200 million"],
    "days_between_partnerships": ["10 days; Mauritania came first, on 7 March 2024", "ten, Mauritania first"],
    "egypt_and_mauritania": ["upper bound", "It is an upper bound.", "an upper bound of it", "only an upper bound"],
    "turkiye_share": ["7 %", "seven per cent", "about 7 %", "7%", "roughly 7 per cent", 7],
    "turkiye_both": [(12.5e9, 18.5e9), "between EUR 12.5 and 18.5 billion", "12.5–18.5 billion", "from 12.5 to 18.5 billion euros", {12.5e9, 18.5e9}, "either 12.5 or 18.5 billion euros, depending on the reading", "€12.5bn to €18.5bn"],
    "facility_share": ["48 per cent", "about 48 %", "6 / 12.5 = 48 %", "48% of the total", "forty-eight per cent"],
    "turkiye_per_refugee": ["no", "No, since the money covers many years.", "not permitted", False, "It is not allowed because stock and flow differ"],
    "mean_places": ["4,360 places", "about 4,360", "4 360 places per country", "4,360 places for each country", "roughly 4360", "4.36 thousand places"],
    "countries_share": ["52 %", "14 of 27", "fourteen of the 27 Member States", "just over half, 51.9 %", 51.85, "14/27"],
    "what_is_pledged": ["Places promised", "promised places: places promised", "places promised, not people", "the places promised"],
    "pledges_and_regulation": ["Before.", "before the Regulation was adopted", "They were recorded before", "not after"],
    "migration_parts": ["EUR 1.078 billion", "€1,078m", "1 078 million euros", "1,078 Mio. EUR", "EUR 878 million + EUR 200 million = EUR 1,078 million"],
    "allocated_sum": ["twelve and a half billion euros", "12.5bn", "€12,5 Mrd.", "12.5 billion euros allocated", "EUR 12.5 billion was allocated", "EUR 12,500 million"],
    "counted_again": ["EUR 1,198 million", "1,198m", "€1.198bn", "EUR 1.2 billion", "1 198 Mio. EUR"],
    "all_heads": ["EUR 21.7 to 29.3 billion, since the Facility may lie inside", "21.7–29.3 billion euros", "min 21.7bn, max 29.3bn euros"],
    "documents_cited": ["fifteen", "15 different documents", "fifteen documents", "15 sources"],
    "turkiye_documents": ["one", "a single document", "just one", "only one document", "One."],
    "silent_footnotes": ["35 %", "6 out of 17", "six of the 17 footnotes", "six seventeenths", 35.29, "35.3 percent"],
    "egypt_grants": ["8.0 to 8.2 %", "between 7.99 and 8.23 per cent", "7,99 % to 8,23 %", "from 7.99% to 8.23%"],
    "syria_for_turkiye": ["45 per cent", "about 45 %", "forty-five percent", "roughly 45%"],
    "egypt_floor": ["at least €200 million", "no less than EUR 200 million", "a minimum of 200 million euros", "EUR 200 million or more", "The Commission says at least EUR 200m."],
    "turkiye_gap": ["between EUR 1.4 and 2.6 billion", "1.4–2.6 billion euros", "from 1.4bn to 2.6bn euros"],
    "turkiye_questions": ["three questions", "three", "3 open questions", "There are three."],
    "deciding_question": ["Does the total for Türkiye include the amount in the Facility?", "turkiye facility inside", "does the total for turkiye include the amount in the facility"],
    "paid_so_far": ["not said", "unknown", "It is not stated.", "the section does not say"],
    "source_grade": ["C", "c", "grade C", "Grade C.", "It is grade C", "Grade: C", "graded C", "It has grade C, since the press told it.", "(C)", "grade C, not grade A"],
    "corrected_fields": ["value, printed", "printed and value", ["printed", "value"], "value and printed", {"printed", "value"}, "Value; printed", "the fields value and printed"],
}  # fmt: skip
#: Right values that could be told better.
BETTER: dict[str, list[object]] = {
    "days_between_partnerships": [
        10,
        "10 days",
        "10 days between 7 March 2024 and 17 March 2024",
        "17 - 7 = 10",
        "10 days apart",
        "from 7 to 17 March: 10 days",
        "ten days earlier",
        "ten days",
        pd.Timedelta(days=10),
    ],
    "priorities_share": [0.67, 0.6667, "0.67", "66.6 %"],
    "turkiye_share": [0.07, 7.024, "7.02 %", np.float64(7.02), "7.024 per cent", "7.0 percentage points"],
    "egypt_share": [0.027, "3 %", 2.7027, "2.70 %"],
    "facility_share": [0.48, "48.0 %", Fraction(12, 25) * 1.0],
    "mean_places": [4357.14, "4,357", 61000 / 14],
    "syria_quote": ["EUR 2.5 billion", "€2.5bn", 2.5e9, "nearly EUR 2,500 million", "nearly 2.5 billion"],
    "air_bridge_quote": ["3,800 tonnes", 3800, "over 3,800", "at least 3,800 tonnes"],
    "egypt_floor": ["EUR 200 million", 200_000_000],
    "agreements_signed": ["about 4"],
    "gaza_before": [(325e6, 335e6), 330, "330"],
    "turkiye_both": [(12.5, 18.5), "12.5 to 18.5"],
    "egypt_rest": ["7.2", 7.2],
    "protection_money": [(13.9, 21.4)],
    "migration_parts": ["EUR 1.1 billion"],
}


def _money(value: float, text: str) -> Iterator[object]:
    """Forms of an amount that is printed as ``text``."""
    _, figure, scale = text.split()
    yield from (text.lower(), f"{text}.", f"It is {text}.", f"about {text}", f"€{figure} {scale}", f"{figure} {scale} euros")
    yield from (f"{figure} {scale} EUR", f"{figure} {scale} €", f"{figure} {scale}", f"€ {figure} {scale}", f"{text.upper()}")
    for short in SHORT[scale]:
        yield from (f"EUR {figure}{short}", f"{figure} {short} EUR")
    yield from (int(value), float(value), Decimal(int(value)), Fraction(int(value)), np.int64(value), np.float64(value))
    yield from (
        pd.Series([value]),
        np.array([value]),
        [value],
        (value,),
        f"EUR {int(value):,}",
        f"{int(value):,} euro",
        str(int(value)),
    )


def _share(text: str) -> Iterator[object]:
    """Forms of a share that is printed as ``text``."""
    figure = text.removesuffix(" %")
    yield from (
        f"{figure}%",
        f"{figure} per cent",
        f"{figure} percent",
        f"{figure} pct",
        f"about {figure} %",
        f"It is {figure} %.",
    )
    yield from (
        figure,
        float(figure),
        Decimal(figure),
        np.float64(figure),
        pd.Series([float(figure)]),
        [float(figure)],
        {float(figure)},
    )
    yield from (f"{figure.replace('.', ',')} %", f"{figure} % of the whole", f"approximately {figure} per cent")


def _count(value: int, unit: str) -> Iterator[object]:
    """Forms of a number that was counted."""
    yield from (
        value,
        float(value),
        str(value),
        np.int64(value),
        np.float64(value),
        np.int32(value),
        Decimal(value),
        Fraction(value),
    )
    yield from (
        pd.Series([value]),
        pd.Series([True] * value).sum(),
        np.array(value),
        [value],
        {value},
        f"{value}.",
        f"{value} {unit}",
    )
    yield from (
        WORDS[value],
        WORDS[value].capitalize(),
        f"{WORDS[value]} {unit}",
        f"There are {value}.",
        f"the answer is {value}",
        f"= {value}",
    )


def _range(right: Quantity) -> Iterator[object]:
    """Forms of a range, by its bounds and as printed."""
    low, high = right.low, right.high
    yield from ((low, high), [low, high], {low, high}, (high, low), np.array([low, high]), pd.Series([low, high]))
    yield from (
        {"low": low, "high": high},
        pd.Interval(low, high),
        (Decimal(str(low)), Decimal(str(high))),
        (np.float64(low), np.float64(high)),
    )
    text = right.text.replace(NBSP, " ")
    a, _, b, unit = text.replace("EUR ", "").split()
    yield from (
        f"between {text.replace(' to ', ' and ')}",
        f"from {text}",
        f"{text}.",
        f"the range is {text}",
        text.replace(" to ", "–"),
        text.replace(" to ", " - "),
    )
    if unit == "%":
        yield from (f"{a} % to {b} %", f"{a}–{b} per cent", (f"{a} %", f"{b} %"), f"between {a}% and {b}%")
    else:
        yield from (
            f"EUR {a} {unit} to EUR {b} {unit}",
            f"€{a}bn–€{b}bn",
            (f"EUR {a} {unit}", f"EUR {b} {unit}"),
            f"between {a} and {b} {unit} euros",
            f"[{a}, {b}] {unit}",
        )


def _names(right: Named) -> Iterator[object]:
    """Forms of a set of names."""
    ids, labels = sorted(right), list(right.names.values())
    yield from (
        set(ids),
        list(ids),
        tuple(ids),
        frozenset(ids),
        pd.Series(ids),
        np.array(ids),
        pd.Index(ids),
        dict.fromkeys(ids, 1),
        (i for i in ids),
    )
    yield from (
        ids[::-1],
        [i.upper() for i in ids],
        [i.replace("_", " ") for i in ids],
        labels,
        set(labels),
        [label.title() for label in labels],
    )
    yield from (
        ", ".join(ids),
        "; ".join(labels),
        " and ".join(ids),
        "\n".join(ids),
        [f" {i} " for i in ids],
        [i.replace("_", "-") for i in ids],
    )


def _choice(right: str) -> Iterator[object]:
    """Forms of an answer that is one of several."""
    bare = right.removeprefix("a ").removeprefix("an ").removeprefix("the ")
    yield from (
        right,
        right.upper(),
        right.capitalize(),
        f"{right}.",
        f" {right} ",
        f"“{right}”",
        f"'{right}'",
        f"*{right}*",
        [right],
        {right},
    )
    yield from (
        np.array(right),
        pd.Series([right]),
        bare,
        f"It is {right}.",
        f"My answer: {right}",
        f"{right}!",
        right.replace(" ", "  "),
    )


def _quoted(right: Wording) -> Iterator[object]:
    """Forms of a figure quoted in words."""
    text = right.text.replace(NBSP, " ")
    yield from (right, right.text, text, f"{text}.", text.upper(), f"“{text}”", [text], text.replace("EUR ", "€"))
    yield from (f"The source says {text}.", f"it was {text} in all")


def _mean(right: Quantity) -> Iterator[object]:
    """Forms of a whole number that is rounded for print."""
    text = right.text
    value = int(text.replace(",", ""))
    yield from (value, float(value), str(value), np.int64(value), Decimal(value), [value], pd.Series([value]))
    yield from (f"{text}.", f"{text} places", f"about {text}")


def _of_so_many(part: int, whole: int) -> Iterator[object]:
    """Forms of the share of exact counts."""
    value = 100 * part / whole
    yield from (
        value,
        np.float64(value),
        round(value),
        round(value, 2),
        Decimal(str(round(value, 3))),
        f"{value:.2f} %",
        f"{value:.0f} %",
    )
    yield from (Fraction(part, whole), Fraction(100 * part, whole), f"{part} of {whole}", f"{part}/{whole}")
    yield from (f"{part} out of {whole}", f"{WORDS[part]} out of {whole}")


def made(section, name: str) -> list[object]:
    """Natural forms of the right answer of an exercise, by templates."""
    right, _ = EXERCISES[name](section)
    if isinstance(right, Named):
        return [right, *_names(right)]
    if isinstance(right, Wording):
        return list(_quoted(right))
    if isinstance(right, str):
        return list(_choice(right))
    text = right.text.replace(NBSP, " ")
    if " to " in text:
        forms = _range(right)
    elif right.unit == "EUR":
        forms = _money(right.value, text)
    elif right.unit == "%":
        forms = _share(text)
    else:
        forms = _count(int(right.value), right.unit) if right.low == right.high else _mean(right)
    if first := next((str(slip) for slip, _ in EXERCISES[name](section)[1] if isinstance(slip, Order)), ""):
        return [right, *(f"{one.rstrip('.')}, {first} first" for one in [text, *forms] if isinstance(one, str))]
    return [right, right.wording, text, right.text, *forms, *(_of_so_many(*COUNTED[name]) if name in COUNTED else ())]


def right_ones(section) -> list[tuple[str, object]]:
    """Every right answer, with its exercise."""
    return [(name, answer) for name in EXERCISES for answer in [*made(section, name), *RIGHT[name]]]


# --- wrong ones ---------------------------------------------------------------------------------------------------------

#: Wrong answers by hand, each with words of the verdict.
WRONG: dict[str, list[tuple[object, str | None]]] = {
    "turkiye_share": [("-7.0 %", "negative"), ("0.7 %", "decimal point"), ("70 %", "decimal point"), ("EUR 7", "Wrong unit"), ("93 %", "share of all the rest"), ("14.6 per cent", "divided by the Facility"), (0.146, "divided by the Facility"), ("15 %", "divided by the Facility"), ("nearly 7.0 %", "leave out")],
    "priorities_share": [("33.3 %", "matches no lever"), ("one third", "matches no lever"), ("33 %", "matches no lever"), (0.33, "matches no lever"), ("four priorities", "how many match"), (1.5, "divided the whole"), ("2 of 6", "matches no lever")],
    "money_share": [("57.1 %", "not money"), (57, "not money"), ("nine", "how many are money"), ("4/7", "not money")],
    "countries_share": [("48 %", "made no pledge"), ("14 countries", "how many pledged"), ("13 of 27", "made no pledge"), (1.93, "divided the whole")],
    "plan_years": [("10 weeks", "Wrong unit"), ("six years", "last year"), ("4", "opening year"), ("5 priorities", "Wrong unit"), ("-5", "negative"), ("5 %", "Wrong unit")],
    "gaza_before": [("USD 330 million", "another currency"), ("$330m", "another currency"), ("EUR 330 billion", "slip of scale"), ("EUR 33 million", "decimal point"), ("570 million euros", "part to its whole"), ("EUR 450 million", "holds the package"), (120, "package itself"), ("EUR 330 million was spent", "spent"), ("not EUR 330 million", "not so"), ("EUR 6 billion", "Facility"), ("over EUR 330 million", "leave out")],
    "egypt_rest": [("nearly EUR 7.2 billion", "leave out"), ("EUR 7.6 billion", "part to its whole"), ("EUR 200 million", "migration part itself"), ("EUR 7.4 billion", "something else is asked"), ("EUR 7.2 million", "slip of scale"), ("7.2 %", "Wrong unit")],
    "turkiye_both": [("EUR 18.5 billion", "on top for certain"), (12.5e9, "inside for certain"), ((12.5e9, 20e9), "lower end is right"), ("EUR 12.5 to 18.5 million", "slip of scale"), ("between USD 12.5 and 18.5 billion", "another currency"), ((6e9, 12.5e9), "not both ends"), ("nearly 12.5 to 18.5 billion euros", "opens the range"), ("EUR 12.5 to 18.5 billion was paid", "paid")],
    "syria_quote": [("over EUR 2.5 billion", "turns the hedge round"), ("nearly EUR 2.5 billion was paid", "paid"), ("at least EUR 2.5 billion", "hedge"), ("nearly EUR 2.5 million", "slip of scale"), ("nearly USD 2.5 billion", "another currency"), ("not nearly EUR 2.5 billion", "not so"), ("The EU pledged nearly EUR 2.5 billion", "pledged"), ("nearly EUR 2.5 billion was spent", "spent"), ("about EUR 2.5 billion", "hedge"), ("nearly EUR 25 billion", "decimal point"), ("EUR 6 billion", "something else is asked"), ("some money", "Quote the figure"), ("nearly 2.5 %", "Wrong unit")],
    "air_bridge_quote": [("not over 3,800 tonnes", "not so"), ("nearly 3,800 tonnes", "turns the hedge round"), ("over EUR 3,800", "mass"), ("over 3,800 kg", "Wrong unit"), ("at most 3,800 tonnes", "turns the hedge round"), ("over 38,000 tonnes", "decimal point"), ("EUR 3.8 million", "mass"), ("over -3,800 tonnes", "negative"), ("no more than 3,800 tonnes", "turns the hedge round")],
    "egypt_floor": [("nearly EUR 200 million", "floor"), ("at most EUR 200 million", "turns the hedge round"), ("at least EUR 200 billion", "slip of scale"), ("at least $200 million", "another currency"), ("at least EUR 200 million was paid", "paid")],
    "agreements_in_force": [(set(), "Nothing was given"), ({"serbia"}, "signed"), ("Albania, Serbia", "signed"), ({"kosovo"}, "do not belong"), ({"albania"}, "missing"), ("Albania and Montenegro", "missing"), (None, "Nothing was given"), (["albania", "north_macedonia", "montenegro", "bosnia_and_herzegovina"], "negotiated"), (3, "do not belong")],
    "egypt_levers": [({"borders_and_smuggling", "protection"}, "Mauritania"), ("root causes", "does not say so"), ("borders, trade", "do not belong"), ([], "Nothing was given")],
    "claim_without_footnote": [("gaza_total", "has a footnote"), ("serbia_agreement", "has a footnote"), ("everything", "not all belong")],
    "deciding_question": [("turkiye_difference", "another source"), ("turkiye_migration_inside", "either way")],
    "agreements_signed": [("five", "negotiated"), ("3 agreements", "signed and not yet in force"), ("4 countries", "Wrong unit"), ("4 weeks", "Wrong unit"), ("not 4", "not so"), ("at least 4", "leave out"), (4.5, "whole numbers"), (True, None), ("40", None), ("EUR 4", "Wrong unit"), ("4 %", "Wrong unit")],
    "days_between_partnerships": [("eleven days", "both days"), ("0", "same month"), ("10 weeks", "Wrong unit"), ("10 years", "Wrong unit"), (-10, "Turn it round"), ("minus ten", "Turn it round"), (9, "in between"), ("no days", "same month")],
    "pledges_and_regulation": [("after", "Compare the date"), ("not before", "Compare the date"), ("They were recorded after the adoption.", "Compare the date"), ("dunno", "one of these")],
    "pact_opened": [("not contradicted", "denial"), ("supported", "aim"), ("It is not supported.", "not silent"), ("unsupported", "not silent")],
    "what_is_pledged": [("places promised a year", "whole period"), ("people resettled", "humanitarian"), ("not places promised", "denial"), ("people", "one of these")],
    "turkiye_per_refugee": [("yes", "single day"), (True, "single day"), ("allowed", "single day"), ("It is allowed.", "single day"), ("EUR 4,250", "single day"), ("maybe", "one of these")],
    "paid_so_far": [(0, "finding"), ("EUR 0", "finding"), ("nothing was paid", "finding"), ("all", "steps before payment"), ("EUR 12.5 billion", "No amount")],
    "syria_one_year": [(1.25e9, "evenly"), ("EUR 1.25 billion", "evenly"), ("nearly EUR 2.5 billion", "all its years"), ("half of it", "one of these")],
    "mean_places": [("2,180", "years"), ("2,260", "all Member States"), (2179, "years"), ("4,360 countries", None), ("43,600", "decimal point"), ("4,360 euros", "Wrong unit"), ("-4,360", "negative")],
    "egypt_grants": [("32 %", "investments"), ("8.1 %", "Give both ends"), ("2.7 %", "migration part"), ("8.0 to 9.5 %", "lower end is right")],
    "turkiye_gap": [("EUR 2.4 to 3.6 billion", "further amount"), ("EUR 1.5 billion", "Give both ends"), (-1.5e9, None), ("EUR -2.6 to -1.4 billion", "negative")],
    "documents_cited": [("17 footnotes", "counted footnotes"), ("seventeen", "counted footnotes"), ("15 footnotes", "Wrong unit"), (16, "first number from the last")],
    "egypt_and_mauritania": [("nothing", "says something"), ("not an upper bound", "denial"), ("EUR 410 million", None)],
    "allocated_sum": [("EUR 12.5 billion was paid", "paid"), ("EUR 12.5 billion was committed", "committed"), ("13.4 billion euros", "part to its whole"), ("EUR 12.7bn", "mixed stages"), ("just over EUR 12.5 billion", "leave out")],
    "counted_again": [("EUR 1,198 billion", "slip of scale"), ("EUR 1.198 million", "slip of scale"), ("EUR 7.2 billion", "likely inside"), ("EUR 1,078 million", "Gaza"), ("at most EUR 1,198 million", "leave out")],
    "speech_and_letter": [("the letter", "days in the footnotes"), ("not the speech", "days in the footnotes"), ("the letter, not the speech", "days in the footnotes")],
    "source_grade": [("grade A", "the institution itself"), ("A", "the institution itself"), ("It is grade B.", "reprints"), ("b", "reprints"), ("not grade C", "denial"), ("graded as A", "the institution itself"), ("the grade is B", "reprints"), ("GRADE B", "reprints"), ("a", "the institution itself")],
    "corrected_fields": [({"value"}, "missing"), ("printed", "missing"), ("value, printed, resolution", "stays the same"), ({"value", "qualifier", "printed"}, "no hedge"), ("value, printed and footnotes", "same document"), ("value and resolution", "stays the same"), ({"printed", "footnotes"}, "same document"), ("qualifier", "no hedge")],
}  # fmt: skip


def unexplained(said: str) -> bool:
    """Whether a verdict says no more than that the answer is not right."""
    vague = (
        "None of the usual slips",
        "Answer with one of these",
        "Give the number with its unit",
        "which is not the figure of",
        "Quote the figure",
    )
    known = ("Nothing was given", "denial", "several answers", "No amount", "No number")
    return any(one in said for one in vague) and not any(one in said for one in known)


def _slips(section, name: str) -> Iterator[tuple[object, str | None]]:
    """The expected mistakes of an exercise in several forms."""
    right, mistakes = EXERCISES[name](section)
    for slip, why in mistakes:
        if isinstance(slip, Order):
            yield from ((f"{right.text} {right.unit}, {slip} second", why), (f"not {slip}", None))
            continue
        if isinstance(slip, str):
            if not isinstance(right, Wording):
                yield from ((slip, why), (slip.upper(), why), ([slip], why), (f" {slip} ", why))
            continue
        value = slip.value if isinstance(slip, Quantity) else slip
        if value is None:
            yield from ((slip, why), ((slip.low, slip.high), why), (f"from {slip.text.replace(' to ', f' {NBSP}to ')}", why))
            continue
        yield from ((slip, why), (value, why), (np.float64(value), why), (Decimal(str(value)), why))
        if isinstance(right, str):
            continue
        if isinstance(slip, Quantity) and " to " not in slip.text:
            yield from ((slip.text, why), (f"It is {slip.text.replace(NBSP, ' ')}.", why), (f"about {slip.text}", why))
        elif not isinstance(slip, Quantity) and right.unit == "%":
            yield from (
                (f"{value:.1f} %", why),
                (f"{value:.2f} per cent", why),
                (round(value, 1), why),
                (f"{value:.1f}".replace(".", ",") + " %", why),
            )


def _turned(section, name: str) -> Iterator[tuple[object, str | None]]:
    """The right number with another sign, scale, unit, hedge or verb, or denied."""
    right, mistakes = EXERCISES[name](section)
    text, unit = right.text.replace(NBSP, " "), right.unit
    expected = {float(slip) for slip, _ in mistakes if not isinstance(slip, (Quantity, str))}
    yield (f"not {text}", "not so")
    if right.value is not None and -right.value not in expected:
        yield from ((-right.value, "negative"), (f"minus {text.replace('EUR ', '')}", "negative"))
    for hedge in ("nearly", "more than", "at most", "no more than", "just under"):
        yield (f"{hedge} {text}", None if unit == "%" else "leave out")
    if unit == "EUR":
        yield from (
            (text.replace("EUR", "USD"), "another currency"),
            (text.replace("EUR ", "£"), "another currency"),
            (f"{text.replace('EUR ', '')} dollars", "another currency"),
        )
        swapped = text.replace("billion", "MILLION").replace("million", "billion").replace("MILLION", "million")
        yield from (
            (swapped, "slip of scale"),
            (f"{text} was paid", "paid"),
            (f"The EU spent {text}.", "spent"),
            (f"{text} were disbursed", "disbursed"),
        )
        yield (text.replace("EUR ", "").replace(" billion", "").replace(" million", "") + " %", "Wrong unit")
    elif unit == "%":
        yield from (
            (text.replace(" %", " tonnes"), "Wrong unit"),
            (f"EUR {text.removesuffix(' %')} million", "Wrong unit"),
            (right.value * 10, None),
            (right.value / 10, None),
        )
    else:
        yield from (
            (f"{text} weeks", "Wrong unit"),
            (f"EUR {text}", "Wrong unit"),
            (f"{text} %", "Wrong unit"),
            (f"{text} tonnes", "Wrong unit"),
            (right.value * 1.37, None),
        )


def _wide(section, name: str) -> Iterator[tuple[object, str | None]]:
    """Both ends of a range, one or both of them wrong."""
    right, _ = EXERCISES[name](section)
    low, high, text = right.low, right.high, right.text.replace(NBSP, " ")
    yield from (
        ((low, 1.5 * high), "lower end is right"),
        ((0.5 * low, high), "upper end is right"),
        ((low * 1e-3, high * 1e-3), "Wrong unit"),
        ((-high, -low), "negative"),
    )
    yield from (
        (0.5 * (low + high), "Give both ends"),
        (f"not {text}", "not so"),
        ((low, (low + high) / 2), None),
        ((low * 1.4, high * 1.4), None),
        ((low, low), None),
    )
    if right.unit == "EUR":
        yield from (
            (text.replace("EUR", "USD"), "another currency"),
            (f"{text} was paid", "paid"),
            (text.replace("billion", "million"), "slip of scale"),
        )


def wrong_ones(section) -> list[tuple[str, object, str | None]]:
    """Every wrong answer, with its exercise and words of its verdict."""
    found: list[tuple[str, object, str | None]] = []
    for name, exercise in EXERCISES.items():
        right, mistakes = exercise(section)
        if not isinstance(right, Named):
            found += [(name, answer, why) for answer, why in _slips(section, name)]
            found += [(name, f"{right.text} {slip}", why) for slip, why in mistakes if isinstance(slip, Behind)]
        if isinstance(right, Quantity):
            found += [(name, answer, why) for answer, why in (_wide if " to " in right.text else _turned)(section, name)]
        if isinstance(right, Named):
            found += [(name, {*right, slip}, why) for slip, why in mistakes] + [(name, [slip], why) for slip, why in mistakes]
            found += [(name, {*right, "atlantis"}, "do not belong")]
        found += [(name, nothing, None) for nothing in (None, "", [], ..., float("nan"), pd.NA)]
    return found + [(name, answer, why) for name, answers in WRONG.items() for answer, why in answers]
