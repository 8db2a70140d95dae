"""Teachers only: the mistakes that labs plant, the notebooks that hold them, and the key.

Every variant is found in the tables: each stated relation, each hedge, each set of stages gives its own. The seed decides
which student gets which, in what place of the brief and between which sentences that hold. A student's folder has neither
this module nor the seed.
"""

from __future__ import annotations

import math
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from claimbook import wording as words
from claimbook.core.arithmetic import add, per, ratio, remainder, share, total
from claimbook.core.quantities import Printed, Quantity
from claimbook.core.section import Section
from claimbook.teaching.labs import HAPPENED, NUMBER, find, judge
from claimbook.teaching.mistakes import naive_quotient
from claimbook.wording.scales import value_of

LETTERS = "abcd"
#: The code that rows of context have for all countries together.
ALL = "EUU"
#: Units of which no line says "the section counts so many": what is measured or has stages of its own, and what is no list.
NO_LIST = ("EUR", "tonnes", "agreements", "years", "edition")


@dataclass(frozen=True)
class Lab:
    """One of the kinds of lab: its file, title, the text that opens it, and a hint on the package for mending."""

    name: str
    title: str
    about: str
    hint: str


LABS = (
    Lab(
        "lab_sums",
        "Lab: what may be added?",
        "Amounts in reports lie within one another like boxes. A package may be counted in the total that stands beside it, and "
        "a total may or may not hold the facility that is named before it. A sum that forgets this counts the same money again.",
        "`total` adds claims and refuses what may not be added. With `heads_only=True` it leaves parts out, with "
        "`mixed_stages=True` it allows a sum over several stages, and where nesting is uncertain it gives a range. An amount that "
        "already holds the other needs no sum at all.",
    ),
    Lab(
        "lab_stages",
        "Lab: what happened to the money?",
        "Money in reports is announced, committed, allocated, mobilised or planned, and each word promises something else. None "
        "of them says that it was paid. A sum or a sentence that swaps the words turns a plan into a result.",
        "`section.claim(...).stage` gives the stage of a claim; what each means stands in `data/stages.csv`. `total` refuses a sum "
        "over several stages unless you write `mixed_stages=True`, and then the sentence has to name them.",
    ),
    Lab(
        "lab_precision",
        "Lab: how exactly is it known?",
        "Figures come rounded and hedged: over, nearly, at least. A brief that drops the hedge, or that prints more digits than "
        "its sources can bear, says more than anyone knows.",
        "A claim put into a sentence brings its hedge along, and a result of `share`, `ratio`, `per` or `remainder` prints no more "
        "digits than its bounds allow. `.range` shows the bounds.",
    ),
    Lab(
        "lab_comparisons",
        "Lab: what is it compared with?",
        "A number says little until it is set against another, and much can go wrong there: years that do not match, money "
        "gathered over years beside the people of a single day, a mean that would be right for nobody.",
        "`per` and `ratio` divide, `add` joins figures from outside the section, `yearly` gives the mean per year of what covers "
        "several. Where no quotient makes sense, give both numbers with their dates: a line takes several.",
    ),
)

SETUP = """\
import pandas as pd

from claimbook import add, load, per, ratio, remainder, sentence, share, total
from claimbook.teaching.labs import Brief, judge, line, yearly

section = load()
claims, evidence, context = (section.table(name).set_index("id") for name in ("claims", "evidence", "context"))
value = pd.concat([claims["value"], evidence["value"], context["value"]])
lowered = context["label"].str.replace("^(?!Member).", lambda first: first[0].lower(), regex=True)
label = pd.concat([claims["label"], lowered])"""


@dataclass(frozen=True)
class Variant:
    """A mistake that a line can carry, as the code of the line before and after mending."""

    kind: str
    #: Claims the line speaks of, in the order of the calculation.
    ids: tuple[str, ...]
    #: The plain calculation of the draft, and its sentence as the body of an f-string with the number as ``x``.
    number: str
    text: str
    #: What the teacher looks for.
    notes: str
    #: The mended calculation as lines of code, its sentence, and the names of the numbers in it.
    steps: tuple[str, ...] = ()
    mended: str = ""
    names: str = "x"

    def draft(self, letter: str) -> str:
        """The line as the brief has it."""
        ids = ", ".join(map(_quoted, self.ids))
        return f'x = {self.number}\nbrief["{letter}"] = line(\n{_wrapped(self.text)},\n    x, of=[{ids}],\n)'

    def mend(self, letter: str) -> str:
        """The line as it should be."""
        return "\n".join([*self.steps, f'mended["{letter}"] = line(\n{_wrapped(self.mended)},\n    {self.names},\n)'])


def _wrapped(text: str) -> str:
    """The body of an f-string as lines of code that fit a notebook, broken between words and never within braces."""
    lines = [""]
    for word in re.findall(r"(?:\{[^}]*\}|[^\s{])+\s*", text):
        if len(lines[-1] + word) > 90:
            lines.append("")
        lines[-1] += word
    return "\n".join(f'    f"{line}"' for line in lines)


def _quoted(text: str) -> str:
    return f'"{text}"'


def _get(section: Section, claim_id: str) -> str:
    """The code that gets a claim from the section."""
    table = find(section, claim_id).claims[0].table
    return f'section.{"claim" if table == "claims" else table}("{claim_id}")'


def _label(claim_id: str) -> str:
    return f"{{label['{claim_id}']}}"


def _shown(quantity: Quantity, more: int = 0) -> str:
    """How an f-string shows the plain number ``x`` as the quantity is shown, without its hedge, with ``more`` decimals."""
    text = (quantity.amount.text if isinstance(quantity, Printed) else quantity.text).replace(words.NBSP, " ")
    match = NUMBER.search(text)
    if match is None:
        raise ValueError(f"a line can show no number of {quantity.label}: it is told as {text!r}")
    whole, _, decimals = match["digits"].partition(".")
    zeros = len(whole) - len(whole.rstrip("0"))
    power = round(math.log10(value_of("1", match["scale"])))
    number = f"x / 1e{power}" if power else "x"
    if not isinstance(quantity, Printed) and not decimals and zeros:
        number = f"round({number}, -{zeros})"
    around = ("EUR " if match["eur"] else "", f" {match['scale']}" if match["scale"] else "", " %" if match["percent"] else "")
    tonnes = " tonnes" if text.endswith("tonnes") else ""
    return f"{around[0]}{{{number}:,.{len(decimals) + more}f}}{around[1]}{around[2]}{tonnes}"


def _amounts(section: Section) -> list[Printed]:
    return section.claims(unit="EUR")


def _stage(quantity: Quantity) -> str:
    return quantity.claims[0].stage_label


# -- what can be planted --------------------------------------------------------------------------------------------


@lru_cache
def variants(section: Section, lab: str) -> tuple[Variant, ...]:
    """Every mistake of a lab that the tables offer, in a fixed order."""
    found = {"lab_sums": _sums, "lab_stages": _stages, "lab_precision": _precision, "lab_comparisons": _comparisons}
    return tuple(found[lab](section))


def _sums(section: Section) -> Iterator[Variant]:
    amounts = _amounts(section)
    relation = section.relations
    for one, other in ((a, b) for a in amounts for b in amounts if a is not b):
        part, whole = one.claims[0].id, other.claims[0].id
        certainty = relation.certainty(part, whole)
        overlap = any((part, whole) == (o.one, o.other) for o in relation.overlaps)
        if certainty == "stated":
            yield Variant(
                "a part is added to its whole",
                (part, whole),
                f'value["{part}"] + value["{whole}"]',
                f"Together, the {_label(part)} and the {_label(whole)} come to {_shown(_plain_sum(one, other))}"
                f"{_both_stages(one, other)}.",
                f"{part} lies within {whole} by data/relations.csv, so the sum counts it again; the whole alone is the answer.",
                (f"x = {_get(section, whole)}",),
                f"The section puts the {_label(whole)} at {{x}} ({_stage(other)}), the {_label(part)} included.",
            )
            for third in amounts:
                name = third.claims[0].id
                if _unrelated(section, third, one) and _unrelated(section, third, other):
                    yield Variant(
                        "a part is added to its whole in a longer sum",
                        (name, part, whole),
                        " + ".join(f'value["{i}"]' for i in (name, part, whole)),
                        f"The {_label(name)}, the {_label(part)} and the {_label(whole)} come to "
                        f"{_shown(_plain_sum(third, one, other))}{_both_stages(third, one, other)}.",
                        f"{part} lies within {whole}; {name} is separate and may be added once the mixed stages are named.",
                        (
                            f"x = total(*(section.claim(c) for c in {[name, part, whole]}), label='sum without parts',",
                            "          heads_only=True, mixed_stages=True)",
                        ),
                        f"The {_label(name)} and the {_label(whole)}, the {_label(part)} included, come to "
                        f"{{x}}{_both_stages(third, other)}.",
                    )
        elif certainty or overlap:
            kind = f"what perhaps lies within the other ({certainty}) is added" if certainty else "what may overlap is added"
            yield Variant(
                kind,
                (part, whole),
                f'value["{part}"] + value["{whole}"]',
                f"Together, the {_label(part)} and the {_label(whole)} come to {_shown(_plain_sum(one, other))}"
                f"{_both_stages(one, other)}.",
                f"How {part} and {whole} relate is not stated (data/relations.csv), so the sum is a range and not a number.",
                (f"x = total(*(section.claim(c) for c in {[part, whole]}), label='sum', mixed_stages=True)",),
                f"Together, the {_label(part)} and the {_label(whole)} come to {{x}}{_both_stages(one, other)}, "
                "depending on how far they cover the same money.",
            )


def _plain_sum(*quantities: Quantity) -> Quantity:
    """The sum as a careless writer has it: the values added as if each were exact to the coarsest resolution."""
    value, step = sum(q.best for q in quantities), max(q.claims[0].resolution for q in quantities)
    return Quantity(value, value - step / 2, value + step / 2, quantities[0].unit, "", ())


def _both_stages(*quantities: Quantity) -> str:
    stages = list(dict.fromkeys(_stage(q) for q in quantities))
    return f", mixing what is {words.listing(stages).text}" if len(stages) > 1 else f" ({stages[0]})"


def _unrelated(section: Section, one: Quantity, other: Quantity) -> bool:
    """Whether nothing in the relations joins two claims, not even by way of a third."""
    if one.claims[0].id == other.claims[0].id:
        return False
    return total(one, other, label="", mixed_stages=True, heads_only=True).value == one.best + other.best


def _stages(section: Section) -> Iterator[Variant]:
    units = defaultdict(list)
    for quantity in section.claims():
        if quantity.stages and quantity.unit in ("EUR", "agreements"):
            units[quantity.unit].append(quantity)
    for group in units.values():
        for one, other in combinations(group, 2):
            if one.stages == other.stages or not _unrelated(section, one, other):
                continue
            ids = [q.claims[0].id for q in (one, other)]
            first = next((q for q in (one, other) if q.stages[0] in HAPPENED), one)
            said = _stage(first) if first.stages[0] in HAPPENED else section.row("stages", "allocated")["label"]
            yield Variant(
                "stages are mixed and told as a single stage",
                tuple(ids),
                f'value["{ids[0]}"] + value["{ids[1]}"]',
                f"Together, the {_label(ids[0])} and the {_label(ids[1])} come to {_shown(_plain_sum(one, other))}, all {said}.",
                f"{ids[0]} is {_stage(one)}, {ids[1]} is {_stage(other)}. The sum may stand only if the sentence names both; "
                "telling each by itself is as good an answer.",
                (f"x = total(*(section.claim(c) for c in {ids}), label='sum over stages', mixed_stages=True)",),
                f"Together, the {_label(ids[0])} and the {_label(ids[1])} come to {{x}}{_both_stages(one, other)}.",
            )
    for quantity in units["EUR"]:
        claim = quantity.claims[0]
        for wrong in (*(s for s in HAPPENED if section.row("stages", s)["kind"] == "money" and s != claim.stage), "paid"):
            said = "paid" if wrong == "paid" else section.row("stages", wrong)["label"]
            yield Variant(
                "an amount is moved to another stage",
                (claim.id,),
                f'value["{claim.id}"]',
                f"The section puts the {_label(claim.id)} at {_hedged(quantity)} ({said}).",
                f"{claim.id} is {claim.stage_label}, not {said}: {section.row('stages', claim.stage)['meaning']}",
                (f"x = {_get(section, claim.id)}",),
                f"The section puts the {_label(claim.id)} at {{x}} ({claim.stage_label}).",
            )


def _hedged(quantity: Quantity) -> str:
    return f"{words.HEDGES[quantity.claims[0].qualifier]} {_shown(quantity)}".strip()


def _precision(section: Section) -> Iterator[Variant]:
    for quantity in section.claims():
        claim = quantity.claims[0]
        if claim.qualifier == "exact":
            continue
        for exactly in ("", "exactly "):
            yield Variant(
                "the hedge is dropped",
                (claim.id,),
                f'value["{claim.id}"]',
                f"The section puts the {_label(claim.id)} at {exactly}{_shown(quantity)} ({claim.stage_label}).",
                f"The section says “{claim.printed}”; without the hedge a bound becomes an exact figure.",
                (f"x = {_get(section, claim.id)}",),
                f"The section puts the {_label(claim.id)} at {{x}} ({claim.stage_label}).",
            )
    for row in section.rows("evidence"):
        if row["value"] is None or row["qualifier"] == "exact" or row["component"] or row["verdict"] == "not_found":
            continue
        quantity = section.evidence(row["id"])
        yield Variant(
            "the hedge of another source is dropped",
            (row["id"],),
            f'value["{row["id"]}"]',
            f"{row['publisher']} gives {_shown(quantity)} for the {_label(row['claim'])}.",
            f"The source hedges the figure with “{words.HEDGES[row['qualifier']]}” (data/evidence.csv).",
            (f"x = {_get(section, row['id'])}",),
            f"{row['publisher']} gives {{x}} for the {_label(row['claim'])}.",
        )
    for part, whole, result in _stated_shares(section):
        for more in (1, 2):
            yield Variant(
                "too many digits",
                (part, whole),
                f'value["{part}"] / value["{whole}"] * 100',
                f"The {_label(part)} makes up {_shown(result, more)} of the {_label(whole)}.",
                f"Both amounts are rounded; their share lies anywhere in {result.range.text}, so the last digits say nothing.",
                (f"x = share({_get(section, part)}, {_get(section, whole)})",),
                f"The {_label(part)} makes up {{x}} of the {_label(whole)}.",
            )
    for row in section.rows("evidence"):
        if row["unit"] != "flights" or row["component"] != max(_flights(section)):
            continue
        aid, flights = row["claim"], row["id"]
        operation = section.name(section.row("claims", aid)["instrument"])
        result = per(section.claim(aid), section.evidence(flights), label="load of a flight")
        yield Variant(
            "a quotient forgets that it comes from a floor",
            (aid, flights),
            f'value["{aid}"] / value["{flights}"]',
            f"The flights of the {operation} carried {_shown(result)} tonnes each on average.",
            f"{aid} is “{section.claim(aid).claims[0].printed}”, so the mean is a floor as well.",
            (f"x = per({_get(section, aid)}, {_get(section, flights)}, label='mean load of a flight')",),
            f"The flights of the {operation} carried {{x}} tonnes each on average.",
        )


def _flights(section: Section) -> list[str]:
    return [row["component"] for row in section.rows("evidence") if row["unit"] == "flights"]


def _stated_shares(section: Section) -> Iterator[tuple[str, str, Quantity]]:
    for row in section.rows("relations"):
        if row["kind"] == "part_of" and row["certainty"] == "stated":
            yield row["part"], row["whole"], share(section.claim(row["part"]), section.claim(row["whole"]))


def _comparisons(section: Section) -> Iterator[Variant]:
    yield from _years_compared(section)
    yield from _money_per_person(section)
    yield from _means(section)


def _yearly_of_all(section: Section) -> list[dict]:
    """Rows of context that count something of a calendar year for all countries together."""
    return [row for row in section.rows("context") if row["country"] == ALL and row["date_end"] and row["year"]]


def _in_a_year(section: Section, measure: str) -> list[str]:
    """The ids of what is known of a measure, by its name, per year of a period."""
    return [row["id"] for row in section.rows("context") if row["measure"] == f"{measure}_yearly" and row["date_end"]]


def _years_compared(section: Section) -> Iterator[Variant]:
    arrivals = [row["id"] for row in _yearly_of_all(section)]
    for one, other in zip(arrivals, arrivals[1:]):
        for third in (a for a in arrivals if a not in (one, other)):
            result = ratio(
                add(section.context(one), section.context(other), label=""), section.context(third), label="", mixed_periods=True
            )
            yield Variant(
                "several years are set against a single one",
                (one, other, third),
                f'(value["{one}"] + value["{other}"]) / value["{third}"] * 100',
                f"Counted together, the {_label(one)} and the {_label(other)} come to {_shown(result)} of the {_label(third)}.",
                "The upper side covers more years than the lower one; a mean per year, or as many years on both sides, compares like "
                "with like.",
                (
                    f"both = add({_get(section, one)}, {_get(section, other)}, label='arrivals in both years')",
                    f"x, y = yearly(both), {_get(section, third)}",
                ),
                f"On average {{x}} people a year were counted among the {_label(one)} and the {_label(other)}, against {{y}} for "
                f"the {_label(third)}.",
                "x, y",
            )
    for row in section.rows("context"):
        if row["qualifier"] != "exact" or not row["date_end"] or row["year"]:
            continue
        for other in _in_a_year(section, row["measure"]):
            result = naive_quotient(section.context(row["id"]), section.context(other))
            yield Variant(
                "a figure for several years is set against a yearly one",
                (row["id"], other),
                f'value["{row["id"]}"] / value["{other}"]',
                f"The {_label(row['id'])} are {_shown(result)} times the {_label(other)}.",
                f"{row['id']} covers the whole scheme, {other} a single year.",
                (f"x, y = yearly({_get(section, row['id'])}), {_get(section, other)}",),
                f"The {_label(row['id'])} come to {{x}} in a mean year, against {{y}} for the {_label(other)}.",
                "x, y",
            )


def _money_per_person(section: Section) -> Iterator[Variant]:
    for money in _amounts(section):
        claim = money.claims[0]
        for row in section.rows("context"):
            if row["unit"] != "people" or not row["partner"] or row["partner"] != claim.partner or row["measure"] == "population":
                continue
            yield Variant(
                "money gathered over years is divided by the people of a day",
                (claim.id, row["id"]),
                f'value["{claim.id}"] / value["{row["id"]}"]',
                f"Divided by the {_label(row['id'])}, the {_label(claim.id)} comes to EUR {{x:,.0f}} for each person.",
                "Rule 8: the money runs over years or has no dates, the people are those of a day, and host communities share in it. "
                "Both numbers may stand side by side, without a quotient.",
                (f"x, y = {_get(section, claim.id)}, {_get(section, row['id'])}",),
                f"The section puts the {_label(claim.id)} at {{x}} ({claim.stage_label}). The {_label(row['id'])} number {{y}}.",
                "x, y",
            )


def _shared_claims(section: Section) -> Iterator[tuple[str, str, dict]]:
    """A claim and that of the countries which share in it: told in the same paragraph, of the same stage and period.

    With them what rows of context for single countries have in common with the claim.
    """
    told = ("paragraph", "stage", "period_start", "period_end")
    for countries in (row for row in section.rows("claims") if row["unit"] == "countries"):
        for row in section.rows("claims"):
            if row is not countries and row["period_start"] and all(row[field] == countries[field] for field in told):
                yield row["id"], countries["id"], {"unit": row["unit"], "stage": row["stage"]}


def _shared_years(section: Section) -> Iterator[tuple[str, str, dict]]:
    """What is counted of a year for all countries together, and how many countries these were; with them what single ones share."""
    numbers = [row for row in section.rows("context") if row["country"] == ALL and row["unit"] == "countries" and row["date_end"]]
    for row in _yearly_of_all(section):
        for number in numbers:
            if number["date"][:4] <= row["date"][:4] <= number["date_end"][:4]:
                yield row["id"], number["id"], {"measure": row["measure"], "year": row["year"]}


def _means(section: Section) -> Iterator[Variant]:
    rows = [row for row in section.rows("context") if row["country"] not in (None, ALL) and not row["label"].endswith("per year")]
    for whole, countries, alike in (*_shared_claims(section), *_shared_years(section)):
        by_country = defaultdict(list)
        for row in rows:
            if all(row[field] == value for field, value in alike.items()):
                by_country[row["country"]].append(row)
        if not by_country:
            continue
        largest = max(by_country.values(), key=lambda found: sum(row["value"] for row in found))
        mean = naive_quotient(find(section, whole), find(section, countries))
        parts = ", ".join(_get(section, row["id"]) for row in largest)
        made = f"{largest[0]['unit']} {section.stage_label(largest[0]['stage'])}"
        country = re.split(r" (?:by|in) ", largest[0]["label"])[-1].split(",")[0]
        yield Variant(
            "a mean hides how unequal the parts are",
            (whole, countries),
            f'value["{whole}"] / value["{countries}"]',
            f"Shared among the {_label(countries)}, the {_label(whole)} come to {_shown(mean)} for each.",
            f"{country} alone holds a large part (data/context.csv), so the mean is right for hardly any country. Any sentence that "
            "shows the spread will do.",
            (
                f"x = per({_get(section, whole)}, {_get(section, countries)}, label='mean per country', mixed_periods=True)",
                f"largest = add({parts}, label='{made} by {country}')" if len(largest) > 1 else f"largest = {parts}",
                f"y = ratio(largest, {_get(section, whole)}, label='share of {country}')",
            ),
            f"Shared among the {_label(countries)}, the {_label(whole)} come to {{x}} for each on average, but {country} alone "
            "stands for {y} of them.",
            "x, y",
        )


# -- what holds -----------------------------------------------------------------------------------------------------


@lru_cache
def holding(section: Section) -> tuple[Variant, ...]:
    """Lines that hold as they are, to stand beside the planted one."""
    lines = []
    for quantity in section.claims():
        claim = quantity.claims[0]
        number = f'value["{claim.id}"]'
        if quantity.stages and quantity.unit in ("EUR", "tonnes"):
            text = f"The section puts the {_label(claim.id)} at {_hedged(quantity)} ({claim.stage_label})."
        elif claim.unit not in NO_LIST:
            stage = f" ({_stage(quantity)})" if quantity.stages else ""
            text = f"The section counts {_shown(quantity)} {_label(claim.id)}{stage}."
        else:
            continue
        lines.append(Variant("", (claim.id,), number, text, ""))
    for one, other in combinations(_amounts(section), 2):
        if one.stages != other.stages and _unrelated(section, one, other):
            ids = tuple(q.claims[0].id for q in (one, other))
            text = f"Together, the {_label(ids[0])} and the {_label(ids[1])} come to {_shown(_plain_sum(one, other))}"
            number = " + ".join(f'value["{i}"]' for i in ids)
            lines.append(Variant("", ids, number, f"{text}{_both_stages(one, other)}.", ""))
    for part, whole, result in _stated_shares(section):
        number = f'value["{part}"] / value["{whole}"] * 100'
        lines.append(
            Variant("", (part, whole), number, f"The {_label(part)} makes up {_shown(result)} of the {_label(whole)}.", "")
        )
        rest = remainder(section.claim(whole), section.claim(part), label="")
        number = f'value["{whole}"] - value["{part}"]'
        lines.append(
            Variant("", (whole, part), number, f"Without the {_label(part)}, {_shown(rest)} is left of the {_label(whole)}.", "")
        )
    for row in section.rows("context"):
        if row["measure"] != "population" or not row["partner"]:
            continue
        same = {"measure": "refugees", "country": row["country"], "year": row["year"]}
        for people in (
            other["id"] for other in section.rows("context") if all(other[field] == value for field, value in same.items())
        ):
            result = ratio(section.context(people), section.context(row["id"]), label="")
            if result.value and result.value >= 1:
                text = f"The {_label(people)} are {_shown(result)} of the {_label(row['id'])}."
                number = f'value["{people}"] / value["{row["id"]}"] * 100'
                lines.append(Variant("", (people, row["id"]), number, text, ""))
    return tuple(lines)


# -- the labs of a student ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Planted:
    """A lab as a student gets it: the lines of the brief in order, and which of them carries the mistake."""

    lab: Lab
    lines: tuple[Variant, ...]
    letter: str

    @property
    def mistake(self) -> Variant:
        """The line that is wrong."""
        return self.lines[LETTERS.index(self.letter)]

    @property
    def draft(self) -> str:
        """The code of the brief."""
        lines = [variant.draft(letter) for letter, variant in zip(LETTERS, self.lines)]
        return "\n\n".join(["brief = Brief()", *lines, "mended = Brief(brief)\nbrief"])

    @property
    def mended(self) -> str:
        """The code that mends it."""
        return self.mistake.mend(self.letter)


def plant(section: Section, lab: Lab, seed: int, student: int = 1) -> Planted:
    """The lab of a student (counted from 1): kinds take turns, and no variant comes again before all of its kind were used."""
    shuffled = random.Random(f"{lab.name}/{seed}")
    kinds = defaultdict(list)
    for variant in variants(section, lab.name):
        kinds[variant.kind].append(variant)
    names = sorted(kinds)
    shuffled.shuffle(names)
    for name in names:
        shuffled.shuffle(kinds[name])
    turn, which = divmod(student - 1, len(names))
    mistake = kinds[names[which]][turn % len(kinds[names[which]])]
    own = random.Random(f"{lab.name}/{seed}/{student}")
    used, lines = set(mistake.ids), list[Variant]()
    candidates = list(holding(section))
    own.shuffle(candidates)
    for variant in candidates:
        if len(lines) < len(LETTERS) - 1 and not used & set(variant.ids):
            used |= set(variant.ids)
            lines.append(variant)
    place = own.randrange(len(LETTERS))
    lines.insert(place, mistake)
    return Planted(lab, tuple(lines), LETTERS[place])


@dataclass(frozen=True)
class Key:
    """What a teacher needs to mark a lab."""

    lab: Lab
    letter: str
    mistake: str
    wrong: str
    verdict: tuple[str, ...]
    right: str
    values: tuple[str, ...]
    code: str
    notes: str


def run(code: str, section: Section) -> dict:
    """The names that a lab's code leaves, as a notebook would have them; raises what the code raises."""
    space: dict = {}
    # The code is made by this module from the tables; it is run as the notebook runs it, so the key cannot drift from it.
    exec(compile(SETUP, "setup", "exec"), space)
    space["section"] = section
    exec(compile(code, "lab", "exec"), space)
    return space


def key(section: Section, lab: Lab, seed: int, student: int = 1) -> Key:
    """The key to a student's lab, computed by running the draft and the mended line."""
    planted = plant(section, lab, seed, student)
    space = run(f"{planted.draft}\n{planted.mended}", section)
    brief, right = space["brief"], space["mended"][planted.letter]
    faults = judge(brief, brief, section).faults[planted.letter]
    values = tuple(q.text.replace(words.NBSP, " ") for q in right.numbers)
    variant = planted.mistake
    return Key(
        lab,
        planted.letter,
        variant.kind,
        str(brief[planted.letter]),
        tuple(faults),
        right.text,
        values,
        planted.mended,
        variant.notes,
    )


def key_text(section: Section, seed: int, student: int = 1) -> str:
    """The key to all labs of a student as Markdown."""
    parts = []
    for lab in LABS:
        found = key(section, lab, seed, student)
        points = [
            f"- In the brief: {found.wrong}",
            *(f"- The judge says: {fault}" for fault in found.verdict),
            f"- Right value: {words.listing(list(found.values)) if found.values else 'the sentence gives none'}",
            f"- A sentence that holds: {found.right}",
            f"- Look for: {found.notes}",
        ]
        parts += [
            f"### {lab.title} (`{lab.name}.ipynb`)",
            f"**Line {found.letter}: {found.mistake}.**",
            "\n".join(points),
            f"```python\n{found.code}\n```",
        ]
    return "\n\n".join(parts)
