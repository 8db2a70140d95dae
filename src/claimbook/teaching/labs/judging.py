"""Judge a mended brief: do the calculation of each line again with the guarded arithmetic, and its sentence by its claims."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping

from claimbook import wording as words
from claimbook.core.arithmetic import add, count, difference, per, ratio, remainder, share, total
from claimbook.core.quantities import ArithmeticRuleError, Derived, Printed, Quantity
from claimbook.core.section import Section, load
from claimbook.teaching.labs.brief import Line, Verdicts
from claimbook.teaching.labs.sentences import find, misstaged, misworded


def judge(mended: Mapping[str, Line], draft: Mapping[str, Line], section: Section | None = None) -> Verdicts:
    """What keeps each line of a mended brief from holding; every line of the draft must still be there, on its subject."""
    section = section or load()
    verdicts = {}
    for letter, before in draft.items():
        after = mended.get(letter)
        if not isinstance(after, Line):
            verdicts[letter] = ["this line is gone: mend it with line(text, number)"]
        elif after is before or not _subjects(before) or _subjects(after) & _subjects(before):
            verdicts[letter] = list(dict.fromkeys(_faults(section, after)))
        else:
            named = words.listing(sorted(_subjects(before)))
            verdicts[letter] = [f"this line no longer speaks of any of its claims ({named})"]
    return Verdicts(verdicts)


def _subjects(line: Line) -> set[str]:
    return set(line.of) | {claim.id for q in line.numbers if isinstance(q, Quantity) for claim in q.claims}


def mean_per_year(quantity: Quantity, section: Section | None = None) -> Quantity:
    """The mean per calendar year of a quantity whose claims cover whole years; raises ArithmeticRuleError where they do not.

    The first and the last year count as whole ones, since periods are printed by the year.
    """
    years = _years(section or load(), [claim.id for claim in quantity.claims])
    if not years:
        raise ArithmeticRuleError(f"{quantity.label} does not say which years it covers, so it has no mean per year")
    return per(
        quantity, count(sorted(years), "claims", label="years covered", unit="years"), label=f"{quantity.label}, mean per year"
    )


def _years(section: Section, ids: list[str]) -> set[int] | None:
    """The calendar years that rows cover together; None where one of them states none or stands for a single day."""
    covered: set[int] = set()
    for table, first, last in (("claims", "period_start", "period_end"), ("context", "date", "date_end")):
        for row in section.rows(table):
            if row["id"] not in ids:
                continue
            if row.get("date_of", "period") != "period":
                return None
            start, end = row[first], row[last]
            if not start or (table == "claims" and not end) or (not end and len(start) > 4):
                return None
            years = range(int(start[:4]), int((end or start)[:4]) + 1)
            covered |= set(years[:1] if row["label"].endswith("per year") else years)
    return covered or None


# -- the calculation ------------------------------------------------------------------------------------------------


def _faults(section: Section, line: Line) -> list[str]:
    """Everything that keeps a line from holding. A calculation that is refused is told alone: the sentence follows from it."""
    quantities, faults = [], []
    for number in line.numbers:
        try:
            quantities.append(_checked(section, number, line.of))
        except (ArithmeticRuleError, KeyError) as error:
            faults.append(str(error.args[0]))
    for quantity in quantities:
        faults += _uneven(section, quantity)
    if not line.numbers:
        faults.append("the line has no number: give it as line(text, number)")
    if faults:
        return faults
    return [
        *_concentrated(section, quantities),
        *misworded(section, line, quantities),
        *misstaged(section, line.text, quantities),
    ]


def _checked(section: Section, number: float | Quantity, of: tuple[str, ...]) -> Quantity:
    """The number as a quantity whose calculation the rules allow; raises ArithmeticRuleError where they do not."""
    if isinstance(number, Quantity):
        known = [find(section, claim.id) for claim in number.claims if claim.table in ("claims", "evidence", "context")]
        value = math.fsum(q.value for q in known)
        if number.value is not None and len(known) > 1 and math.isclose(number.value, value) and number.unit == known[0].unit:
            _sum(known)
        return number
    if not of:
        raise ArithmeticRuleError(
            "a plain number does not say which claims it rests on: name them in of=[...], or better compute it with claims"
        )
    known = [find(section, claim_id) for claim_id in of]
    for value, calculate in _calculations(known):
        if math.isclose(float(number), value, rel_tol=1e-6):
            return calculate()
    raise ArithmeticRuleError(
        f"{words.digits(float(number), 1)} is no value, sum, share, quotient or difference of {words.listing(list(of))}"
    )


def _calculations(known: list[Printed]) -> Iterator[tuple[float, Callable[[], Quantity]]]:
    """The plain calculations that claims may have gone through, each with the guarded one in its place."""
    values = [q.value for q in known]
    if len(known) == 1:
        yield values[0], lambda: known[0]
        return
    yield math.fsum(values), lambda: _sum(known)
    *first, last = known
    one = first[0] if len(first) == 1 else None
    upper = math.fsum(values[:-1])
    yield 100 * upper / values[-1], lambda: _fraction(one or _sum(first), last)
    yield upper / values[-1], lambda: per(one or _sum(first), last, label="quotient", mixed_stages=True, mixed_periods=True)
    yield upper - values[-1], lambda: _rest(one or _sum(first), last)


def _sum(known: list[Printed]) -> Quantity:
    if all(q.outside for q in known):
        return add(*known, label="sum")
    result = total(*known, label="sum", mixed_stages=True)
    if result.value is None:
        ids = words.listing([q.claims[0].id for q in known])
        raise ArithmeticRuleError(
            f"{ids} perhaps cover some of the same money (how sure that is stands in data/relations.csv), "
            "so their sum is a range and not a number (rule 3)"
        )
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


def _uneven(section: Section, quantity: Quantity) -> list[str]:
    """A comparison of what covers different numbers of years."""
    if not isinstance(quantity, Derived) or quantity.derivation.operation not in ("share", "ratio", "per"):
        return []
    if any(claim.unit == "years" for claim in quantity.claims):
        return []
    sides = [[claim.id for claim in operand.claims] for operand in quantity.derivation.operands]
    one, other = (_years(section, ids) for ids in sides)
    if one and other and len(one) != len(other):
        return [
            f"compares {words.listing(sides[0])}, which covers {_so_many(one)}, with {words.listing(sides[1])}, "
            f"which covers {_so_many(other)}: set like against like, or say both with their years (see mean_per_year)"
        ]
    return []


def _so_many(years: set[int]) -> str:
    return f"{words.spelled(len(years))} year{'s' if len(years) > 1 else ''}"


def _concentrated(section: Section, quantities: list[Quantity]) -> list[str]:
    """A mean over countries, with nothing in the line that shows how unequal they are."""
    countries = {row["id"] for row in section.rows("context") if row["country"] not in (None, "EUU")}
    shown = {claim.id for q in quantities for claim in q.claims}
    if any(q.unit.endswith("per countries") for q in quantities) and not shown & countries:
        return ["a mean over countries hides how unequal they are: show the largest of them beside it (data/context.csv)"]
    return []
