"""Say why a line of a brief holds: by which rule its claims, stages, hedges and years are told as they are."""

from __future__ import annotations

from claimbook import wording as words
from claimbook.core.quantities import Derived, Quantity
from claimbook.core.section import Section
from claimbook.teaching.labs.again import years_of
from claimbook.teaching.labs.brief import Line
from claimbook.teaching.labs.judging import quantities_of


def because(section: Section, line: Line) -> str:
    """Why a line that holds does so, as a clause without a full stop."""
    told = [one for quantity in quantities_of(section, line) for one in _of(section, quantity)]
    return "; ".join(dict.fromkeys(told)) or "its numbers are those that its claims give"


def _of(section: Section, quantity: Quantity) -> list[str]:
    """What is kept where a quantity is told."""
    if not isinstance(quantity, Derived):
        return [_as_printed(section, quantity)]
    operation = quantity.derivation.operation
    if operation == "total":
        return _sum(section, quantity)
    if operation in ("share", "remainder"):
        return [
            f"one amount lies inside the other, by its source, so {_CALLED[operation]} may be told (rule 2)",
            *_digits(quantity),
        ]
    return [*_compared(section, quantity), *_digits(quantity)]


_CALLED = {"share": "the share of the one in the other", "remainder": "what is left of the other"}


def _as_printed(section: Section, quantity: Quantity) -> str:
    claim = quantity.claims[0]
    hedge = words.HEDGES.get(claim.qualifier, "")
    kept = [f"its hedge, “{hedge}” or what says the same (rule 5)"] if hedge else []
    kept += [f"its stage, {section.stage_label(stage)} (rule 4)" for stage in sorted(quantity.stages)]
    with_it = f", with {words.listing(kept)}" if kept else ""
    return f"the figure for {claim.label} is told as it is printed{with_it}"


def _sum(section: Section, quantity: Derived) -> list[str]:
    """What is kept where amounts are added: what lies in what, and the stages."""
    stages = [section.stage_label(stage) for stage in sorted(quantity.stages)]
    open_ends = "how far the amounts lie in one another is open, and both ends of the sum are told (rule 3)"
    told = [open_ends if quantity.value is None else "none of what it adds lies inside another (rule 2)"]
    if len(stages) > 1:
        named = words.listing(stages)
        told.append(f"its sentence says its stages, {named}, and rule 4 lets a sum over several stages stand that says them")
    elif stages:
        told.append(f"all of it is {stages[0]}, as the sentence says (rule 4)")
    return told


def _compared(section: Section, quantity: Derived) -> list[str]:
    """What makes two sides comparable."""
    if any(claim.unit == "years" for claim in quantity.claims):
        return ["it is told as a mean of the years that it covers, or beside one (rule 4)"]
    sides = [years_of(section, [claim.id for claim in operand.claims]) for operand in quantity.derivation.operands]
    if quantity.unit.endswith("per countries"):
        return ["the sentence says, or shows by the largest, that its mean hides how unequal the parts are"]
    if all(sides) and len({len(one or ()) for one in sides}) == 1:
        return ["both sides cover as many years (rule 4)"]
    return ["both sides are told for what they are, with their years where these differ (rule 4)"]


def _digits(quantity: Quantity) -> list[str]:
    return ["it has no more digits than the rounded figures behind it allow (rule 6)"] if quantity.low < quantity.high else []
