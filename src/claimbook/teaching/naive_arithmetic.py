"""Sums and quotients that ask for no rule: mistakes made on purpose, so that a page or a verdict can show what they lead to.

Nothing else may use these functions; ``core/arithmetic`` is for what is meant.
"""

from __future__ import annotations

import math
from dataclasses import replace

from claimbook.core.derivations import Derivation
from claimbook.core.quantities import Derived, Printed, Quantity

WARNING = "this is a mistake shown on purpose: "
#: What to say of a sum in which a part is added to its whole.
PART_AND_WHOLE = "You added a part to its whole, so the part is counted again."


def naive_sum(quantities: list[Printed]) -> Derived:
    """All values added with no regard to nesting, stages or periods; marked as a mistake wherever it is shown."""
    claims = tuple(q.claims[0] for q in quantities)
    return Derived(
        sum(q.value for q in quantities),
        sum(q.low for q in quantities),
        sum(q.high for q in quantities),
        quantities[0].unit,
        "a sum made by mistake",
        claims,
        (WARNING + "it adds what may not be added",),
        derivation=Derivation(
            "mistake", tuple(quantities), note="all values added: " + " + ".join(q.text for q in quantities), how="total"
        ),
    )


def naive_quotient(one: Quantity, other: Quantity) -> Derived:
    """One value divided by another with no regard to what they measure; marked as a mistake wherever it is shown."""
    return Derived(
        one.best / other.best,
        one.low / other.high,
        one.high / other.low if other.low > 0 else math.inf,
        one.unit,
        "a quotient made by mistake",
        one.claims + other.claims,
        (WARNING + "it divides what does not belong together",),
        derivation=Derivation("mistake", (one, other), note=f"{one.text} ÷ {other.text}", how="per"),
    )


def naive_ratio(one: Quantity, other: Quantity) -> Derived:
    """One value as per cent of another with no regard to what they measure; marked as a mistake wherever it is shown."""
    result = naive_quotient(one, other)
    return replace(
        result,
        value=100 * one.best / other.best,
        low=100 * result.low,
        high=100 * result.high,
        unit="%",
        derivation=replace(result.derivation, how="ratio"),
    )
