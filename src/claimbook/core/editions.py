"""Figures of several editions of a report: what may be done with them together (rule 11).

The section appears again and again, and each time it prints much of what it printed before: a sum over two editions counts the same
money twice. Whether a figure of one edition and one of another tell of the same thing, only a person can say, in data/series.csv.
"""

from __future__ import annotations

from collections.abc import Collection

from claimbook.core.derivations import few
from claimbook.core.quantities import ArithmeticRuleError, Quantity, editions_of, name_of

MANY = 5


def one_edition(quantities: Collection[Quantity], what: str) -> None:
    """Raise ArithmeticRuleError where figures of several editions would be counted together (rule 11)."""
    editions = editions_of(c for q in quantities for c in q.claims)
    if len(editions) > 1:
        named = few([name_of(q) for q in list(quantities)[:MANY]], len(quantities))
        raise ArithmeticRuleError(
            f"{what} may not go over several editions (rule 11): {named} are of {_listed(editions)}, "
            "and an edition prints again what an earlier one printed",
            rule=11,
        )


def compared(one: Quantity, other: Quantity, what: str) -> tuple[str, ...]:
    """The caveat of a comparison over two editions; none within one.

    Raises ArithmeticRuleError unless each figure of either side has one on the other that data/series.csv calls comparable with it
    (rule 11).
    """
    editions = editions_of((*one.claims, *other.claims))
    if len(editions) < 2:
        return ()
    sides = [[c for c in q.claims if c.table != "tables"] for q in (one, other)]
    tables = [q.relations for q in (one, other) if q.relations]
    for these, those in (sides, sides[::-1]):
        for claim in these:
            if not any(table.compares(claim, against) for table in tables for against in those):
                raise ArithmeticRuleError(
                    f"{what} of {name_of(one)} and {name_of(other)} goes over the editions {_listed(editions)} (rule 11): "
                    f"no row of data/series.csv calls {claim.id} of {claim.edition} comparable with a figure of the other side",
                    rule=11,
                )
    return (f"compares the editions {_listed(editions)}",)


def _listed(editions: list[str]) -> str:
    return " and ".join(edition or "one without a name" for edition in editions)
