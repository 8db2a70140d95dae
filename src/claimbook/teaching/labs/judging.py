"""Judge the lines of a brief: do the calculation of each again with the guarded arithmetic, and read its sentence by its claims."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import permutations

from claimbook import wording as words
from claimbook.core.arithmetic import add, difference, per, ratio, remainder, share, total
from claimbook.core.quantities import ArithmeticRuleError, Derived, Printed, Quantity, Supposition
from claimbook.core.section import Section, load
from claimbook.teaching.labs.again import doubted, find, years_of
from claimbook.teaching.labs.brief import Line, Verdicts
from claimbook.teaching.labs.periods_told import says_years
from claimbook.teaching.labs.rules import Fault, rule_of
from claimbook.teaching.labs.sentences import ends_told, misworded
from claimbook.teaching.labs.stages_told import misstaged, says_how_spread, says_if, says_open

#: That one amount lies in another, in the words of a sentence.
_WITHIN = re.compile(r"\b(?:includ\w+|inclusive|of which|contain\w*|compris\w*|within|inside|part of|holds|holding)\b", re.I)
#: That one amount comes to another without lying in it.
_APART = re.compile(
    r"\b(?:on top|over and above|in addition|additional(?:ly)?|additive|separate(?:ly)?|distinct|exclud\w+|exclusive|plus"
    r"|not (?:part of|included|contained|inside|within)|outside(?: of)?)\b",
    re.I,
)
_DENIED = re.compile(r"(?:\b(?:not|never|nor|cannot)|n['’]t)\b(?:\s+\w+){0,3}\s*$", re.I)

#: Said of a range that stands in a line instead of a single number, and is another one.
_OTHER_ENDS = (
    "{ends} are not both ends of what the claims give: take what may cover the same money once as inside and once as apart, each at the bounds "
    "of the rounded figures (rule 3)"
)


def judge(lines: Mapping[str, Line], section: Section | None = None) -> Verdicts:
    """What keeps each line of a brief from holding, by its letter."""
    section = section or load()
    return Verdicts({letter: faults(section, one) for letter, one in lines.items()})


def faults(section: Section, line: Line) -> list[Fault]:
    """Everything that keeps a line from holding. A calculation that is refused is told alone: the sentence follows from it."""
    quantities, found = _recalculated(section, line)
    for quantity in quantities:
        found += _uneven(section, quantity, line.text)
    if not line.numbers:
        found.append(Fault("sentence", "the line has no number: give it as line(text, number)"))
    if not found:
        found = [
            *_concentrated(section, line.text, quantities),
            *_unsaid(line.text, quantities),
            *_settled(section, line),
            *_set_apart(section, line, quantities),
            *misworded(section, line, quantities),
            *misstaged(section, line.text, quantities),
        ]
    return list(dict.fromkeys(found))


# -- the calculation ------------------------------------------------------------------------------------------------


def quantities_of(section: Section, line: Line) -> list[Quantity]:
    """The numbers of a line, each worked out again; those that the rules do not allow are not among them."""
    return _recalculated(section, line)[0]


def _recalculated(section: Section, line: Line) -> tuple[list[Quantity], list[Fault]]:
    """The numbers of a line, each worked out again, and what is wrong with those that the rules do not allow."""
    quantities, found = list[Quantity](), list[Fault]()
    for at, number in enumerate(line.numbers):
        of = line.of[at] if at < len(line.of) else ()
        try:
            quantity, fault = (
                doubted(section, number) if isinstance(number, Quantity) else (_of_plain(section, float(number), of), None)
            )
        except (ArithmeticRuleError, KeyError) as error:
            rule = rule_of(error)
            also = ("part and whole",) if rule == "uncertain" and _nested(section, of, "likely") else ()
            ends = ends_told(line.text) if rule == "uncertain" else ""
            told = _OTHER_ENDS.format(ends=ends) if ends else str(error.args[0])
            quantity, fault = None, Fault(rule, told, also)
        if quantity is not None:
            quantities.append(quantity)
        if fault is not None:
            found.append(fault)
    return quantities, found


def _of_plain(section: Section, number: float, of: tuple[str, ...]) -> Quantity:
    """A plain number as a quantity whose calculation the rules allow; raises ArithmeticRuleError where they do not."""
    if not of:
        raise ArithmeticRuleError(
            "a plain number does not say which claims it rests on: name them in of=[...], or better compute it with claims"
        )
    known = [find(section, claim_id) for claim_id in of]
    for value, calculate in _calculations(section, known):
        if math.isclose(number, value, rel_tol=1e-6):
            return calculate()
    raise ArithmeticRuleError(
        f"{words.digits(number, 1)} is no value, sum, share, quotient or difference of {words.listing(list(of))}"
    )


def _calculations(section: Section, known: list[Printed]) -> Iterator[tuple[float, Callable[[], Quantity]]]:
    """The plain calculations that claims may have gone through, each with the guarded one in its place."""
    values = [q.value for q in known]
    if len(known) == 1:
        yield values[0], lambda: known[0]
        return
    yield math.fsum(values), lambda: _sum(section, known)
    *first, last = known
    one = first[0] if len(first) == 1 else None
    upper = math.fsum(values[:-1])
    if values[-1]:
        yield 100 * upper / values[-1], lambda: _fraction(one or _sum(section, first), last)
        yield (
            upper / values[-1],
            lambda: per(one or _sum(section, first), last, label="quotient", mixed_stages=True, mixed_periods=True),
        )
    yield upper - values[-1], lambda: _rest(one or _sum(section, first), last)


def _sum(section: Section, known: list[Printed]) -> Quantity:
    if all(q.outside for q in known):
        return add(*known, label="sum")
    result = total(*known, label="sum", mixed_stages=True)
    if result.value is None:
        ids = [q.claims[0].id for q in known]
        likely = _nested(section, ids, "likely")
        told = (
            "; ".join(f"{part} likely lies within {whole}, which no source states (data/relations.csv)" for part, whole in likely)
            or f"{words.listing(ids)} perhaps cover some of the same money (how sure that is stands in data/relations.csv)"
        )
        raise ArithmeticRuleError(f"{told}, so their sum is a range and not a number (rule 3)", rule=3)
    return result


def _fraction(part: Quantity, whole: Quantity) -> Quantity:
    if _stated(part, whole):
        return share(part, whole)
    return ratio(part, whole, label="ratio", mixed_stages=True, mixed_periods=True)


def _rest(whole: Quantity, part: Quantity) -> Quantity:
    if _stated(part, whole):
        return remainder(whole, part, label="rest")
    return difference(whole, part, label="difference", mixed_stages=True, mixed_periods=True)


def _stated(part: Quantity, whole: Quantity) -> bool:
    """Whether a relation states that one printed figure is part of another."""
    if not isinstance(part, Printed) or not isinstance(whole, Printed) or not part.relations:
        return False
    return part.relations.certainty(part.claim.id, whole.claim.id) == "stated"


# -- what a calculation leaves to be said ---------------------------------------------------------------------------


def _uneven(section: Section, quantity: Quantity, text: str) -> list[Fault]:
    """A comparison of what covers different numbers of years, where the sentence does not say both."""
    if not isinstance(quantity, Derived) or quantity.derivation.operation not in ("share", "ratio", "per"):
        return []
    if any(claim.unit == "years" for claim in quantity.claims):
        return []
    sides = [[claim.id for claim in operand.claims] for operand in quantity.derivation.operands]
    one, other = (years_of(section, ids) for ids in sides)
    labels = [claim.label for claim in quantity.claims]
    if one and other and len(one) != len(other) and not says_years(text, labels, one, other):
        told = (
            f"compares {words.listing(sides[0])}, which covers {_so_many(one)}, with {words.listing(sides[1])}, "
            f"which covers {_so_many(other)}: set like against like, or say both with their years (see mean_per_year)"
        )
        return [Fault("period", told)]
    return []


def _so_many(years: set[int]) -> str:
    return f"{words.spelled(len(years))} year{'s' if len(years) > 1 else ''}"


def _concentrated(section: Section, text: str, quantities: list[Quantity]) -> list[Fault]:
    """A mean over countries, with nothing in the line that shows, or says, how unequal they are."""
    everybody = section.descriptor.get("labs", {}).get("allCountries", "")
    countries = {row["id"] for row in section.rows("context") if row["country"] not in (None, "", everybody)}
    shown = {claim.id for q in quantities for claim in q.claims}
    if not any(q.unit.endswith("per countries") for q in quantities) or shown & countries or says_how_spread(text):
        return []
    told = "a mean over countries hides how unequal they are: show the largest of them beside it (data/context.csv)"
    return [Fault("mean", told)]


def _unsaid(text: str, quantities: list[Quantity]) -> list[Fault]:
    """Numbers that hold only under a supposition which the sentence does not say."""
    return [
        Fault("uncertain", f"the sentence does not say that it supposes something: it {caveat} (rule 3)")
        for quantity in quantities
        for caveat in quantity.caveats
        if isinstance(caveat, Supposition) and not says_if(text)
    ]


def _settled(section: Section, line: Line) -> list[Fault]:
    """That an amount lies in another, told as certain where no source states it."""
    labels = {row["id"]: row["label"] for row in section.rows("claims")}
    told = line.text.casefold()
    known = [claim_id for claim_id, label in labels.items() if claim_id in line.subjects or label.casefold() in told]
    bare = line.text
    for claim_id in known:
        bare = re.sub(re.escape(labels[claim_id]), "", bare, flags=re.I)
    doubtful = [(*pair, how) for how in ("likely", "unknown") for pair in _nested(section, known, how)]
    if not doubtful or _nested(section, known, "stated") or not _WITHIN.search(bare) or says_if(bare) or says_open(bare):
        return []
    part, whole, how = doubtful[0]
    lies = "likely lies" if how == "likely" else "may or may not lie"
    return [Fault("uncertain", f"the sentence says as certain what no source states: {part} {lies} within {whole} (rule 3)")]


def _set_apart(section: Section, line: Line, quantities: list[Quantity]) -> list[Fault]:
    """That an amount comes on top of another, told as certain where it may share money with it, or is stated to lie in it.

    What is left of a whole without its part does come on top of the part.
    """
    rest = any(isinstance(q, Derived) and q.derivation.operation in ("remainder", "difference") for q in quantities)
    bare, places = line.text, list[tuple[int, str]]()
    rows = {row["id"]: row["label"] for row in section.rows("claims")}
    for claim_id, label in sorted(rows.items(), key=lambda row: -len(row[1])):
        for found in re.finditer(rf"\b{re.escape(label)}\b", bare, flags=re.I):
            places.append((found.start(), claim_id))
            bare = bare[: found.start()] + "_" * len(label) + bare[found.end() :]
    for word in _APART.finditer(bare):
        known = [*(one for _, one in places), *(one for one in line.subjects if one in rows)]
        pair = _around(sorted(places), word.start()) or tuple(dict.fromkeys(known))
        if len(pair) != 2 or not section.relations.joined(pair) or says_if(bare) or says_open(bare):
            continue
        if not (stated := _nested(section, pair, "stated")):
            told = f"the sentence says as certain what no source states: {words.listing(list(pair))} perhaps cover some of the same money (rule 3)"
            return [Fault("uncertain", told)]
        if not rest and not _DENIED.search(bare[: word.start()]):
            part, whole = stated[0]
            return [Fault("part and whole", f"the sentence sets {part} beside {whole}, of which it is a part (rule 2)")]
    return []


def _around(places: list[tuple[int, str]], at: int) -> tuple[str, ...]:
    """The claims nearest to a place in a text, one on each side of it, or two on the one side that has any; of fewer than two, none."""
    before, after = [one for start, one in places if start < at], [one for start, one in places if start >= at]
    pair = (before[-1], after[0]) if before and after else tuple(before[-2:] or after[:2])
    return pair if len(set(pair)) == 2 else ()


def _nested(section: Section, ids: Iterable[str], certainty: str) -> list[tuple[str, str]]:
    """The parts and wholes among ids that lie in one another so surely: stated, likely or unknown."""
    return [pair for pair in permutations(ids, 2) if section.relations.certainty(*pair) == certainty]
