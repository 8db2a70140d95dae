"""What a quantity is made of: its claims with their signs, and the bounds that follow where a claim stands in it more than once."""

from __future__ import annotations

import math

from claimbook.core.quantities import ArithmeticRuleError, Derived, Printed, Quantity
from claimbook.core.relations import Relations
from claimbook.core.unions import Union

Terms = dict[object, tuple[float, float, float]]


def terms_of(quantity: Quantity) -> Terms:
    """The quantity as a sum of independent ones: a coefficient and bounds for each claim, or for itself where it is no such sum."""
    if isinstance(quantity, Derived) and quantity.value is not None:
        kind, operands = quantity.derivation.operation, quantity.derivation.operands
        signs = {"total": [1.0] * len(operands), "remainder": [1.0] + [-1.0] * (len(operands) - 1), "difference": [1.0, -1.0]}
        signs["times"] = [quantity.derivation.scale]
        if kind in signs and quantity.derivation.how != "apart":  # a distance without a sign is no sum
            found: Terms = {}
            for sign, operand in zip(signs[kind], operands):
                for key, (factor, low, high) in terms_of(operand).items():
                    found[key] = found.get(key, (0.0, low, high))[0] + sign * factor, low, high
            # A total that is tighter than its terms (a part counted once, a whole not exceeded) stands for itself.
            if kind != "total" or sides_of(found) == (quantity.low, quantity.high):
                return found
    own: object = quantity.claim.identity if isinstance(quantity, Printed) else id(quantity)
    return {own: (1.0, quantity.low, quantity.high)}


def sides_of(terms: Terms) -> tuple[float, float]:
    """The least and the greatest value of a sum of independent terms."""
    ends = [(f * low, f * high) if f > 0 else (f * high, f * low) for f, low, high in terms.values() if f]
    return math.fsum(low for low, _ in ends), math.fsum(high for _, high in ends)


def quotient_sides(one: Terms, other: Terms) -> tuple[float, float]:
    """The least and the greatest value of a quotient of sums that have claims in common; the divisor is above zero.

    Each claim is at one of its bounds; which one follows from the sign of what it adds to the numerator less the quotient times
    what it adds to the divisor, and the quotient found so is the new one to try, until none is better (Dinkelbach's way).
    """
    keys = {**other, **one}

    def best(side: int) -> float:
        quotient = math.fsum(f * low for f, low, _ in one.values()) / math.fsum(f * low for f, low, _ in other.values())
        for _ in range(100):
            above = below = 0.0
            for key, (_, low, high) in keys.items():
                up, down = one.get(key, (0.0,))[0], other.get(key, (0.0,))[0]
                at = high if (up - quotient * down) * side > 0 else low
                above, below = above + up * at, below + down * at
            if (above / below - quotient) * side <= 1e-15 * abs(quotient):
                break
            quotient = above / below
        return quotient

    return best(-1), best(1)


def value_counted_again(union: Union, members: dict[str, Quantity], relations: Relations) -> float:
    """The value of the common parts, each as often as it is counted too often."""
    values = {claim: (members.get(claim) or relations.known[claim]).value for claim, _ in union.counted_again}
    return math.fsum(often * (values[claim] or 0) for claim, often in union.counted_again)


def quotient(one: Quantity, other: Quantity, scale: float) -> tuple[float | None, float, float]:
    """Best value and bounds of a quotient, times ``scale``; raises ArithmeticRuleError for a divisor that is zero."""
    if other.high <= 0:
        raise ArithmeticRuleError(f"{other.label} is zero: nothing can be divided by it")
    value = one.value / other.value * scale if one.value is not None and other.value else None
    terms = terms_of(one), terms_of(other)
    if (
        terms[0].keys() & terms[1].keys()
        and sides_of(terms[1])[0] > 0
        and all(math.isfinite(x) for t in terms for x in sides_of(t))
    ):
        low, high = quotient_sides(*terms)
        return value, low * scale, high * scale

    def part(bound: float, sign: int) -> float:
        """A bound of the quotient: a bound that lies on the far side of zero is divided by the smallest divisor."""
        if other.low < 0 or (bound * sign > 0 and other.low == 0):
            return sign * math.inf
        divisor = other.low if bound * sign > 0 else other.high
        return 0.0 if math.isinf(divisor) or bound == 0 else bound / divisor

    return value, part(one.low, -1) * scale, part(one.high, 1) * scale
