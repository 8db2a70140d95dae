"""The arithmetic that knows what may be added to what (the rules of the method page).

Each operation follows the rules or raises ArithmeticRuleError with the rule's text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial, wraps
from itertools import repeat
from math import fsum, inf  # fsum is exact, and so the same in every Python: sum() rounds otherwise from 3.12 on
from numbers import Number
from typing import Any

from claimbook.core.agreement import (
    comparison_caveats,
    extent_of,
    is_to_lie_in,
    mixing_caveats,
    nesting_caveats,
    refuse_larger,
    refuse_repetition,
    sum_label,
    summed,
    supposed_nesting,
)
from claimbook.core.claims import PEOPLE, Claim
from claimbook.core.derivations import MANY, Derivation, few
from claimbook.core.editions import compared, one_edition
from claimbook.core.quantities import (
    ArithmeticRuleError,
    Derived,
    Printed,
    Quantity,
    Supposition,
    as_quantity,
    caveats_of,
    claims_of,
    is_many,
    missing,
    name_of,
    relations_of,
    same_unit,
)
from claimbook.core.terms import quotient, sides_of, terms_of, value_counted_again
from claimbook.core.unions import union_of
from claimbook.wording.units import is_money


def _given(quantities: tuple) -> tuple[Quantity, ...]:
    """The quantities of a call, also where they were handed over as one list or column."""
    if len(quantities) == 1 and is_many(quantities[0]):
        quantities = tuple(quantities[0])
    for q in quantities:
        if not isinstance(q, Quantity):
            as_quantity(q)
    return quantities


def _number(given: Any) -> Any:
    """What was given, if it is a plain number; raises TypeError for anything else."""
    if not isinstance(given, Number) or missing(given):
        raise TypeError(f"times takes a quantity and a plain number, not {given!r:.80}")
    return given


def _for_each(operation: Callable, second: Callable = as_quantity) -> Callable:
    """An operation on two quantities that also takes a list or a column of them on either side, and then answers for each.

    ``second`` says what the second of them may be, where that is no quantity.

    It answers with a pandas Series where it was given one, else with a list. A row without a figure on either side has none in
    the answer. Raises ValueError where the sides are of unequal length or are columns of different rows.
    """
    names = operation.__code__.co_varnames[:2]

    @wraps(operation)
    def for_each(*sides: Any, **how: Any) -> Any:
        sides += tuple(how.pop(name) for name in names[len(sides) :] if name in how)
        if len(sides) != 2:
            return operation(*sides, **how)
        if not any(map(is_many, sides)):
            return operation(as_quantity(sides[0]), second(sides[1]), **how)
        columns = [list(side) if is_many(side) else None for side in sides]
        indexes = [side.index for side in sides if hasattr(getattr(side, "index", None), "equals")]
        lengths = {len(column) for column in columns if column is not None}
        if len(lengths) > 1 or (len(indexes) == 2 and not indexes[0].equals(indexes[1])):
            raise ValueError(
                f"{operation.__name__} goes row by row, and the rows of the two sides differ; take both from one frame"
            )
        pairs = zip(*(repeat(side) if column is None else column for side, column in zip(sides, columns)))
        found = [None if missing(a) or missing(b) else operation(as_quantity(a), second(b), **how) for a, b in pairs]
        if not indexes:
            return found
        from claimbook.core.frames import series

        return series(found, indexes[0])

    return for_each


def total(
    *quantities: Quantity, label: str = "", heads_only: bool = False, mixed_stages: bool = False, if_separate: bool = False
) -> Quantity:
    """The sum of claims of one unit, as bounds where a relation between them is not certain (rules 1 to 5).

    Claims with a stated part_of between them, or with several stages, raise ArithmeticRuleError, unless the caller asks for
    ``heads_only`` (parts are left out of the sum) or for ``mixed_stages`` (which the label then says). ``if_separate`` supposes
    that claims share nothing unless that is stated. Parts of one whole count as separate unless a relation says otherwise.
    The claims may come one by one, or as a list or a column of a frame; without a label the sum is named after them.
    """
    quantities = _given(quantities)
    if not quantities:
        raise ArithmeticRuleError("a total needs at least one claim")
    unit = same_unit(quantities, "a total")
    one_edition(quantities, "a total")
    relations = relations_of(quantities)
    for q in quantities:
        if not isinstance(q, Printed):
            raise ArithmeticRuleError(f"a total is made of claims (rule 2); {q.label!r} is computed: add its claims", rule=2)
    if len({relations.of(q.claims[0].id) for q in quantities}) < len(quantities):
        refuse_repetition(quantities, relations)
    # Claims that no row names are separate from each other and from all others: they are only added.
    related = {i: q for q in quantities if relations.named and (i := relations.of(q.claims[0].id)) in relations.named}
    surely, perhaps = relations.nesting(related)
    if surely and not heads_only:
        part, whole = next(iter(surely.items()))
        raise ArithmeticRuleError(
            f"{part} is a part of {whole}, so the two may not be added (rule 2)", rule=2, word="heads_only", to="leave parts out"
        )
    heads = [q for q in quantities if relations.of(q.claims[0].id) not in surely] if surely else list(quantities)
    caveats = list(mixing_caveats(heads, mixed_stages))
    apart = [q for q in heads if relations.of(q.claims[0].id) not in related] if related else heads
    union = union_of(relations, {i: (q.low, q.high) for i, q in related.items()}, surely, {} if if_separate else perhaps)
    low, high, unsure = union.low + fsum(q.low for q in apart), union.high + fsum(q.high for q in apart), union.unsure
    if if_separate and (perhaps or unsure):
        caveats.append(Supposition("holds only if the amounts share nothing, which is not stated"))
        low, unsure = fsum(q.low for q in heads), False
    if len(heads) == 1 and (low, high) == (heads[0].low, heads[0].high):
        return heads[0]  # nothing to add: the claim itself, with its hedge
    value = (
        None if unsure else fsum(q.value for q in heads if q.value is not None) - value_counted_again(union, related, relations)
    )
    if value is not None:
        value = min(max(value, low), high)  # a floor below its stated parts, a ceiling above its whole
    if unsure:
        caveats.append("a range: the lower end takes what may be nested or shared as such, the upper end as separate")
    limits = tuple(relations.limits[i] for i in union.known_by) if unsure else ()
    claims = tuple(q.claims[0] for q in heads)
    derivation = Derivation("total", tuple(heads), limits=limits, how="separate" if if_separate else "")
    return Derived(value, low, high, unit, label or sum_label(heads, mixed_stages), claims, tuple(caveats), relations, derivation)


def plus(one: Quantity, other: Quantity) -> Quantity:
    """What the sign ``+`` gives: the total of both, or an ArithmeticRuleError that says how to write what it cannot say."""
    try:
        return total(*(part for q in (one, other) for part in summed(q)))
    except ArithmeticRuleError as error:
        how = f"; the sign + cannot say so: write total({name_of(one)}, {name_of(other)}, …)" if error.word else ""
        raise ArithmeticRuleError(f"{error}{how}", rule=error.rule) from None


@_for_each
def share(part: Quantity, whole: Quantity, *, label: str = "", if_nested: bool = False) -> Derived:
    """What per cent of ``whole`` its ``part`` is, with bounds, within 0 and 100 (rules 2, 3 and 5).

    Raises ArithmeticRuleError unless relations state that all of the one is part of the other, or ``if_nested``, and where the
    amounts contradict that. Where stages or periods differ, a caveat says so. No relation goes over editions: there a share of
    comparable figures is always a supposition (rule 11).
    """
    same_unit((part, whole), "a share")
    caveats = compared(part, whole, "a share")
    caveats += supposed_nesting(part, whole, if_nested) if caveats else nesting_caveats(part, whole, if_nested, "a share")
    caveats += comparison_caveats(part, whole, "a share", True, True)
    result = _ratio(part, whole, label or f"share of {part.label} in {whole.label}", "share", caveats)
    low, high = (min(100.0, max(0.0, x)) for x in (result.low, result.high))
    value = None if result.value is None else min(100.0, max(0.0, result.value))
    return replace(result, value=value, low=low, high=high)


@_for_each
def ratio(one: Quantity, other: Quantity, *, label: str = "", mixed_stages: bool = False, mixed_periods: bool = False) -> Derived:
    """One quantity as per cent of another of the same unit, whether or not it lies within it; with bounds.

    Unequal stages or periods raise ArithmeticRuleError unless the caller says that they are mixed (rule 4), and so does a part, stated
    or likely, that is more than its whole (rule 2).
    """
    same_unit((one, other), "a ratio")
    if is_to_lie_in(one, other):
        refuse_larger(one, other)
    return _ratio(
        one,
        other,
        label or f"{one.label} against {other.label}",
        "ratio",
        compared(one, other, "a ratio") + comparison_caveats(one, other, "a ratio", mixed_stages, mixed_periods),
    )


def _ratio(one: Quantity, other: Quantity, label: str, operation: str, caveats: tuple[str, ...]) -> Derived:
    value, low, high = quotient(one, other, 100)
    found = tuple(dict.fromkeys(caveats + caveats_of(one, other)))
    derivation = Derivation(operation, (one, other))
    return Derived(value, low, high, "%", label, claims_of(one, other), found, relations_of((one, other)), derivation)


@_for_each
def per(
    one: Quantity, other: Quantity, *, label: str = "", scale: float = 1, mixed_stages: bool = False, mixed_periods: bool = False
) -> Derived:
    """One quantity divided by another, times ``scale``; unit 'X per Y'.

    Refused are money per person, also by several steps (rule 8), unlike quantities about nothing in common (rule 9), and
    unequal stages or periods unless the caller says that they are mixed (rule 4).
    """
    units = {unit for q in (one, other) for unit in q.unit.split(" per ")}
    if any(map(is_money, units)) and PEOPLE & units:
        raise ArithmeticRuleError(
            f"{one.label} may not be divided by {other.label} (rule 8): money over years and a "
            "number of people on one day do not belong together",
            rule=8,
        )
    about = [frozenset().union(*(c.about for c in q.claims)) for q in (one, other)]
    if one.unit != other.unit and all(about) and not about[0] & about[1]:
        raise ArithmeticRuleError(
            f"{name_of(one)} may not be divided by {name_of(other)} (rule 9): they are about nothing in common "
            f"({', '.join(sorted(about[0]))}; {', '.join(sorted(about[1]))})",
            rule=9,
        )
    caveats = compared(one, other, "a quotient") + comparison_caveats(one, other, "a quotient", mixed_stages, mixed_periods)
    caveats += caveats_of(one, other)
    value, low, high = quotient(one, other, scale)
    unit, claims = f"{one.unit} per {other.unit}", claims_of(one, other)
    derivation, label = Derivation("per", (one, other), scale), label or f"{one.label} divided by {other.label}"
    return Derived(value, low, high, unit, label, claims, tuple(dict.fromkeys(caveats)), relations_of((one, other)), derivation)


def remainder(whole: Quantity, *parts: Quantity, label: str = "", if_nested: bool = False) -> Derived:
    """What is left of ``whole`` without its ``parts``, with bounds, never below zero (rules 2, 3 and 5).

    Raises ArithmeticRuleError unless relations state that each part lies in the whole, or ``if_nested``, and where the amounts
    contradict that. Where stages or periods differ, a caveat says so.
    """
    whole, parts = as_quantity(whole), _given(parts)
    if not parts:
        raise ArithmeticRuleError(f"a remainder needs a part to take away from {name_of(whole)}")
    label = label or f"{whole.label} without {sum_label(parts)}"
    same_unit((whole, *parts), "a remainder")
    one_edition((whole, *parts), "a remainder")
    caveats: tuple[str, ...] = ()
    for part in parts:
        caveats += nesting_caveats(part, whole, if_nested, "a remainder") + comparison_caveats(
            whole, part, "a remainder", True, True
        )
    # Several parts may not be nested in one another, and where they perhaps are, less than their sum is taken away.
    taken = total(*parts, label=label, mixed_stages=True) if len(parts) > 1 else parts[0]
    if taken.low > whole.high:
        named = few([name_of(part) for part in parts[:MANY]], len(parts))
        raise ArithmeticRuleError(f"{named} are together more than {name_of(whole)}, in which they are to lie (rule 2)", rule=2)
    value = None if whole.value is None or taken.value is None else max(0.0, whole.value - taken.value)
    if taken.value is None and len(parts) > 1:
        caveats += (taken.caveats[-1],)
    operands = (whole, *parts)
    found = tuple(dict.fromkeys(caveats + caveats_of(*operands)))
    low, high = max(0.0, whole.low - taken.high), whole.high - taken.low
    return Derived(
        value,
        low,
        high,
        whole.unit,
        label,
        claims_of(*operands),
        found,
        relations_of(operands),
        Derivation("remainder", operands),
    )


@_for_each
def difference(
    one: Quantity, other: Quantity, *, label: str = "", mixed_stages: bool = False, mixed_periods: bool = False
) -> Derived:
    """How far ``one`` lies above ``other`` (negative: below), with bounds; the two need not be nested.

    Unequal stages or periods raise ArithmeticRuleError unless the caller says that they are mixed (rule 4).
    """
    unit = same_unit((one, other), "a difference")
    caveats = compared(one, other, "a difference")
    caveats += comparison_caveats(one, other, "a difference", mixed_stages, mixed_periods) + caveats_of(one, other)
    value = None if one.value is None or other.value is None else one.value - other.value
    found, derivation = tuple(dict.fromkeys(caveats)), Derivation("difference", (one, other))
    label = label or f"{one.label} less {other.label}"
    result = Derived(value, 0, 0, unit, label, claims_of(one, other), found, relations_of((one, other)), derivation)
    shared = terms_of(one).keys() & terms_of(other).keys()
    low, high = sides_of(terms_of(result)) if shared and value is not None else (one.low - other.high, one.high - other.low)
    return replace(result, low=low, high=high)


@_for_each
def distance(
    one: Quantity, other: Quantity, *, label: str = "", mixed_stages: bool = False, mixed_periods: bool = False
) -> Derived:
    """How far two quantities lie apart, whichever of them is the larger: a difference that is never less than nought, with bounds.

    Where their bounds leave open which is the larger, it may be anything from nought on.
    """
    how: dict[str, Any] = {"label": label, "mixed_stages": mixed_stages, "mixed_periods": mixed_periods}
    found = difference(one, other, **how)
    if found.low >= 0:
        return found
    if found.high <= 0:
        return difference(other, one, **how)
    value = None if found.value is None else abs(found.value)
    derivation = replace(found.derivation, how="apart")
    return replace(found, value=value, low=0.0, high=max(-found.low, found.high), derivation=derivation)


@partial(_for_each, second=_number)
def times(quantity: Quantity, number: float, *, label: str = "") -> Derived:
    """A quantity taken ``number`` times, such as a yearly figure over the years of a scheme; with bounds.

    Raises ArithmeticRuleError for a number that is not above zero and finite: of less, bounds would change places and hedges their sense.
    """
    if not 0 < number < inf:
        raise ArithmeticRuleError(
            f"{name_of(quantity)} can be taken a number of times that is above zero and finite, not {number!r}"
        )
    label = label or f"{number:g} times {quantity.label}"
    value = None if quantity.value is None else quantity.value * number
    found = (value, quantity.low * number, quantity.high * number, quantity.unit, label, quantity.claims, quantity.caveats)
    return Derived(*found, quantity.relations, Derivation("times", (quantity,), number))


def add(*quantities: Quantity, label: str = "", mixed_stages: bool = False) -> Derived:
    """The sum of separate parts that a source lists side by side, such as the components in ``evidence.csv``.

    Raises ArithmeticRuleError for claims of the section, which ``total`` adds, for parts that tell the same thing or lie in one
    another, and for several stages unless ``mixed_stages`` (rules 1, 2 and 4).
    """
    quantities = _given(quantities)
    unit = same_unit(quantities, "a sum")
    one_edition(quantities, "a sum")
    if any(c.table == "claims" for q in quantities for c in q.claims):
        raise ArithmeticRuleError("claims of the section are added with total(), which knows their relations (rule 2)", rule=2)
    relations = relations_of(quantities)
    covered: list[str] = []
    for quantity in quantities:
        extent = extent_of(quantity)
        if extent is None:
            raise ArithmeticRuleError(
                f"a sum needs separate parts (rule 2); {name_of(quantity)} covers no claims of its own", rule=2
            )
        covered += extent[0]
    if met := relations.joined(covered):
        raise ArithmeticRuleError(f"{met[0]} and {met[1]} are not separate, so the two may not be added (rule 2)", rule=2)
    value = None if any(q.value is None for q in quantities) else fsum(q.value for q in quantities if q.value is not None)
    caveats, derivation = mixing_caveats(quantities, mixed_stages), Derivation("total", quantities)
    sides = fsum(q.low for q in quantities), fsum(q.high for q in quantities)
    return Derived(
        value, *sides, unit, label or sum_label(quantities, mixed_stages), claims_of(*quantities), caveats, relations, derivation
    )


def between(least: Quantity, greatest: Quantity, *, label: str) -> Derived:
    """The range from one quantity to another, where no source says how much of what only the greatest holds belongs to it.

    Raises ArithmeticRuleError for two units (rule 1), and where the greatest does not hold all that the least does (rule 2).
    """
    least, greatest = as_quantity(least), as_quantity(greatest)
    one_edition((least, greatest), "a range")
    unit, inner, outer = same_unit((least, greatest), "a range"), extent_of(least), extent_of(greatest)
    if inner is None or outer is None or not set(inner[0]) <= set(outer[0]):
        raise ArithmeticRuleError(
            f"a range needs a greatest that holds all of its least (rule 2); {name_of(greatest)} does not hold {name_of(least)}",
            rule=2,
        )
    caveats = (*caveats_of(least, greatest), "a range: how much of what only its upper end holds belongs to it is not stated")
    found = (None, least.low, greatest.high, unit, label, claims_of(least, greatest), tuple(dict.fromkeys(caveats)))
    return Derived(*found, relations_of((least, greatest)), Derivation("between", (least, greatest)))


def count(
    rows: Iterable, table: str, *, label: str, unit: str = "rows", where: str = "", of: Callable[[dict], bool] | None = None
) -> Derived:
    """How many rows of a table there are (or those that ``of`` holds for), as an exact quantity that names the table.

    The rows of a DataFrame are seen by ``of`` as dictionaries, as those of ``section.rows`` are. Raises ArithmeticRuleError where the same
    row is given twice (rule 2).
    """
    if isinstance(rows, str) or not isinstance(rows, Iterable):
        raise TypeError(f"count takes rows, as section.rows({str(table)!r}) gives them, and not {rows!r:.80}")
    if not isinstance(table, str):
        raise TypeError(f"count takes the name of the table in which the rows stand, not {table!r:.80}")
    if of is not None and not callable(of):
        raise TypeError(f"of= takes a function of a row, such as lambda row: row['unit'] == 'EUR', and not {of!r:.80}")
    if hasattr(rows, "columns") and hasattr(rows, "to_dict"):
        rows = [{name: None if missing(cell) else cell for name, cell in row.items()} for row in rows.to_dict("records")]
    rows = list(rows)
    once = {id(row) for row in rows if isinstance(row, dict)}
    if len(once) < sum(isinstance(row, dict) for row in rows):
        raise ArithmeticRuleError(
            "a row stands among those to be counted more than once, and would be counted as often (rule 2)", rule=2
        )
    number = float(sum(1 for row in rows if of is None or of(row)))
    where = where or f"rows counted in data/{table}.csv"
    claim = Claim(table, where.replace("rows counted", "counted"), number, unit, table="tables", basis="counted")
    return Derived(
        number, number, number, unit, label, (claim,), derivation=Derivation("count", note=where, looked_at=(rows, of))
    )
