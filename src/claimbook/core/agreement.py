"""What quantities must agree in before they are set side by side: stage, period, nesting (the rules of the method page)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable
from itertools import islice

from claimbook import wording as words
from claimbook.core.derivations import MANY, few
from claimbook.core.quantities import (
    ArithmeticRuleError,
    Derived,
    Printed,
    Quantity,
    Supposition,
    caveats_of,
    editions_of,
    name_of,
    relations_of,
)
from claimbook.core.relations import Relations


def extent_of(quantity: Quantity) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """The ids of the claims that a quantity covers, and of those taken out of them; None for a quotient, which covers none."""
    if isinstance(quantity, Printed):
        return (quantity.claim.id,), ()
    assert isinstance(quantity, Derived)
    operands = [extent_of(q) for q in quantity.derivation.operands]
    if quantity.derivation.operation not in ("total", "remainder", "times", "mistake") or not operands or None in operands:
        return None
    covered = [extent for extent in operands if extent]
    if quantity.derivation.operation == "remainder":
        return covered[0][0], covered[0][1] + tuple(i for plus, _ in covered[1:] for i in plus)
    return tuple(i for plus, _ in covered for i in plus), tuple(i for _, minus in covered for i in minus)


def _periods(quantity: Quantity) -> set[tuple[str | None, str | None, bool]]:
    """The periods of the claims, each with whether it is the time over which a number stood unchanged."""
    return {(c.period_start, c.period_end, c.date_of == "state") for c in quantity.claims if c.period_start or c.period_end}


def _holds_throughout(state: tuple, period: tuple) -> bool:
    """Whether a number that stood unchanged did so all through a period."""
    (since, until, lasting), (start, end, _) = state, period
    return lasting and bool(start and end) and start >= since and end[: len(until)] <= until


def _same_period(one: tuple, other: tuple) -> bool:
    """Whether two periods are the same, one is a day or month of the year that the other is, or a number held all through one."""
    if _holds_throughout(one, other) or _holds_throughout(other, one):
        return True
    short, long = sorted((one[:2], other[:2]), key=lambda p: len(p[0] or ""))
    within = short[0] == short[1] and all((d or "").startswith(short[0] or "-") for d in long)
    return one[:2] == other[:2] or within


def what_differs(one: Quantity, other: Quantity) -> dict[str, str]:
    """In which of stage and period two quantities differ, with both in words; what is not known does not differ."""
    found = {}
    stages = [dict.fromkeys(c.stage_label for c in q.claims if c.stage != "not_applicable") for q in (one, other)]
    if all(stages) and set(stages[0]) != set(stages[1]):
        found["stages"] = " against ".join(", ".join(labels) for labels in stages)
    periods = [_periods(q) for q in (one, other)]
    if all(periods) and not all(
        any(_same_period(p, q) for q in those) for these, those in (periods, periods[::-1]) for p in these
    ):
        found["periods"] = " against ".join(", ".join(sorted(words.period(*p[:2]) for p in side)) for side in periods)
    return found


def comparison_caveats(one: Quantity, other: Quantity, what: str, mixed_stages: bool, mixed_periods: bool) -> tuple[str, ...]:
    """Caveats for a comparison over unequal stages or periods, which has to be asked for (rule 4)."""
    unequal = what_differs(one, other)
    for kind, asked in (("stages", mixed_stages), ("periods", mixed_periods)):
        if kind in unequal and not asked:
            raise ArithmeticRuleError(
                f"{what} of {name_of(one)} and {name_of(other)} compares unequal {kind} without saying so (rule 4): {unequal[kind]}",
                rule=4,
                word=f"mixed_{kind}",
                to="say so",
            )
    return tuple(f"compares unequal {kind}: {said}" for kind, said in unequal.items())


def nesting_caveats(part: Quantity, whole: Quantity, if_nested: bool, what: str) -> tuple[str, ...]:
    """Check that all of ``part`` lies within ``whole`` (rule 2); returns the caveat where that is not certain (rule 3)."""
    covers, holds = extent_of(part), extent_of(whole)
    for quantity, extent in ((part, covers), (whole, holds)):
        if extent is None:
            raise ArithmeticRuleError(
                f"{what} needs a part and its whole (rule 2); {name_of(quantity)} covers no claims of its own", rule=2
            )
    assert covers and holds
    relations = relations_of((part, whole))
    inside = relations.inside(covers[0], holds[0])
    missing = next((claim for claim, (certainty, _) in inside.items() if certainty is None), None)
    if missing:
        raise ArithmeticRuleError(
            f"{what} needs a part and its whole (rule 2); no relation says that {missing} is part of {few(list(holds[0][:MANY]), len(holds[0]))}",
            rule=2,
        )
    if holds[1] and (shared := relations.meeting(covers[0], holds[1])):
        raise ArithmeticRuleError(
            f"{what} needs a part and its whole (rule 2); {shared[0]} meets {shared[1]}, which was taken out of {name_of(whole)}",
            rule=2,
        )
    refuse_larger(part, whole)
    caveats = []
    for claim, (certainty, in_which) in inside.items():
        if certainty == "stated":
            continue
        if not if_nested:
            raise ArithmeticRuleError(
                f"that {claim} is part of {in_which} is {certainty}, not stated (rule 3)",
                rule=3,
                word="if_nested",
                to="compute it as a supposition",
            )
        caveats.append(Supposition(f"holds only if {part.label} is part of {whole.label}, which is {certainty}"))
    return tuple(dict.fromkeys(caveats))


def refuse_larger(part: Quantity, whole: Quantity) -> None:
    """Refuse a part that is more than the whole in which it is to lie, whatever their bounds allow (rule 2)."""
    if part.low > whole.high:
        raise ArithmeticRuleError(
            f"{name_of(part)} is at least {words.told(None, part.low, math.inf, part.unit).figures} and {name_of(whole)}, "
            f"which it is to lie in, at most {words.told(None, -math.inf, whole.high, whole.unit).figures} (rule 2)",
            rule=2,
        )


def is_to_lie_in(part: Quantity, whole: Quantity) -> bool:
    """Whether relations say of all that ``part`` covers that it lies in ``whole``, for certain or likely (rule 3); of no two editions they do."""
    covers, holds = extent_of(part), extent_of(whole)
    if not covers or not holds or holds[1] or len(editions_of((*part.claims, *whole.claims))) > 1:
        return False
    inside = relations_of((part, whole)).inside(covers[0], holds[0])
    return all(certainty in ("stated", "likely") for certainty, _ in inside.values())


def supposed_nesting(part: Quantity, whole: Quantity, if_nested: bool) -> tuple[str, ...]:
    """The caveat of a share over two editions, between which no relation says what lies in what (rule 3)."""
    if not if_nested:
        raise ArithmeticRuleError(
            f"no relation says that {name_of(part)} is part of {name_of(whole)}, which is of another edition (rule 3)",
            rule=3,
            word="if_nested",
            to="compute it as a supposition",
        )
    return (Supposition(f"holds only if {part.label} is part of {whole.label}, which no edition says"),)


def sum_label(quantities: Collection[Quantity], mixed_stages: bool = False) -> str:
    """A label for a sum that was given none: what is in it, where that is little."""
    names = [q.label for q in quantities]
    told = " and ".join(names) if len(names) < 3 else f"sum of {len(names)} figures"
    return told + (", stages mixed" if mixed_stages and len({c.stage for q in quantities for c in q.claims}) > 1 else "")


def summed(quantity: Quantity) -> tuple[Quantity, ...]:
    """The figures that a plain total is made of, else the quantity itself."""
    if isinstance(quantity, Derived) and quantity.derivation.operation == "total" and not quantity.derivation.how:
        return quantity.derivation.operands
    return (quantity,)


def refuse_repetition(quantities: Iterable[Quantity], relations: Relations) -> None:
    seen: dict[str, str] = {}
    for q in quantities:
        claim = q.claims[0].id
        first = seen.setdefault(relations.of(claim), claim)
        if first != claim:
            raise ArithmeticRuleError(f"{claim} and {first} tell the same thing, so the two may not be added (rule 2)", rule=2)
    twice = Counter(q.claims[0].id for q in quantities).most_common(1)[0][0]
    raise ArithmeticRuleError(f"the claim {twice} stands in the total more than once (rule 2)", rule=2)


def mixing_caveats(quantities: Collection[Quantity], mixed_stages: bool) -> tuple[str, ...]:
    """Caveats of a sum, with what it mixes; several stages are an error unless they are asked for (rule 4)."""
    stages = {c.stage: c.stage_label for q in quantities for c in q.claims}
    if len(stages) > 1 and not mixed_stages:
        named = few([f"{c.id} is {c.stage}" for q in islice(quantities, MANY) for c in q.claims[:1]], len(quantities))
        raise ArithmeticRuleError(
            f"a total may not mix stages without saying so (rule 4): {named}",
            rule=4,
            word="mixed_stages",
            to="say so",
        )
    caveats = caveats_of(*quantities)
    if len(stages) > 1:
        caveats += ("mixes stages: " + ", ".join(stages.values()),)
    return caveats
