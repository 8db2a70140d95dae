"""Mistakes made on purpose, so that a page or a verdict can show what they lead to. Nothing else may use these functions."""

from __future__ import annotations

from .quantities import Quantity

WARNING = "this is a mistake shown on purpose: "


def naive_sum(quantities: list[Quantity]) -> Quantity:
    """All values added with no regard to nesting, stages or periods; marked as a mistake wherever it is shown."""
    claims = tuple(q.claims[0] for q in quantities)
    return Quantity(
        sum(q.value for q in quantities),
        sum(q.low for q in quantities),
        sum(q.high for q in quantities),
        quantities[0].unit,
        "a sum made by mistake",
        claims,
        "all values added: " + " + ".join(q.text for q in quantities),
        (WARNING + "it adds what may not be added",),
    )


def naive_quotient(one: Quantity, other: Quantity) -> Quantity:
    """One value divided by another with no regard to what they measure; marked as a mistake wherever it is shown."""
    return Quantity(
        one.value / other.value,
        one.low / other.high,
        one.high / other.low,
        one.unit,
        "a quotient made by mistake",
        one.claims + other.claims,
        f"{one.text} ÷ {other.text}",
        (WARNING + "it divides what does not belong together",),
    )
