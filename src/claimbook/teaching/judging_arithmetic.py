"""What a wrong number was probably worked out from: a few operations on the figures that the question and its section name.

Of the readings that give the number the simplest is told. Nothing is told where several of them do, nor where so many come near that
one of them would by chance, since to be told of a slip that one did not make is worse than to be told of none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, permutations

from claimbook.core.claims import FIGURE_TABLES
from claimbook.core.derivations import Derivation
from claimbook.core.quantities import Printed, Quantity
from claimbook.teaching.answers import Amount, read
from claimbook.teaching.asked import Asked, close, on, value_in
from claimbook.teaching.judging_slips import NEAR, digit_off
from claimbook.teaching.verdicts import FIGURE, Verdict, wrong
from claimbook.wording import Wording, plain, sentence

#: What a number may come from: the number, what is said of it, and the figures that the sentence names by their place.
Reading = tuple[float, str, tuple[object, ...]]
#: How many readings may be expected to come as near by chance; of those of a later rank less.
CHANCE = 0.2
#: The same where a number is exactly what a single reading gives, as of round figures.
EXACT = 0.8
#: How far around a number the readings are counted that lie there, as a factor.
AROUND = 3.0
#: The scales in which a bare number may have been meant.
SCALES = (1.0, 1e6, 1e9)


def worked_out(asked: Asked, amount: Amount, told: str = "") -> Verdict | None:
    """What an amount that is not right was probably worked out from; None where that is not sure.

    What is read may be ``told`` otherwise than the amount, as where that is the middle of a range.
    """
    value, step = value_in(asked.unit, amount), amount.step * (100 if amount.unit == "part" else 1)
    if value is None or value <= 0 or asked.counted:
        return None
    bare = asked.unit == "EUR" and not amount.unit and value < 1e5
    step = step if amount.written or asked.unit == "EUR" else min(step, 1.0)  # zeros of a bare number need not be rounded
    miscast = asked.unit == "EUR" and not asked.is_range and _miscast(asked, value)
    for rank, readings in enumerate(_ranked(asked)):
        if rank and miscast:
            return None
        most = CHANCE / max(rank, 1)
        for scale in SCALES if bare else SCALES[:1]:
            if found := _giving(readings, value * scale, step * scale):
                exact = [one for one in found if asked.unit == "EUR" and close(one[0], value * scale)]
                chance = _by_chance(readings, value * scale, step * scale)
                if chance <= most and len(found) <= 2:
                    return _told(asked, exact or found, told or amount.told)
                return _told(asked, exact, told or amount.told) if len(exact) == 1 and chance <= EXACT else None
    return None


def _miscast(asked: Asked, value: float) -> bool:
    """Whether a number is so near to the right one that it may as well come from a slip of the pen."""
    shown = asked.printed
    return digit_off(value, shown.value) or abs(value - shown.value) <= 1.5 * shown.step


def _giving(readings: Iterable[Reading], value: float, step: float) -> list[Reading]:
    """The readings that give a number as closely as it is told; those that say the same once."""
    found = [one for one in readings if abs(one[0] - value) <= max(step / 2 * (1 + 1e-6), 1e-9 * value)]
    return list({sentence(why, **_slots(figures)).text: (number, why, figures) for number, why, figures in found}.values())


def _by_chance(readings: Iterable[Reading], value: float, step: float) -> float:
    """How many of the readings a number told so coarsely would meet by chance."""
    there = {f"{one[0]:.6g}" for one in readings if value / AROUND < one[0] < value * AROUND}
    return len(there) * step / (value * (AROUND - 1 / AROUND))


def _slots(figures: tuple[object, ...]) -> dict[str, object]:
    """The figures of a sentence by the names that its slots have: a, b, and the labels of both."""
    slots: dict[str, object] = {}
    for name, figure in zip("abc", figures):
        slots |= {name: figure, f"{name}_label": (label := getattr(figure, "label", "")), f"{name}_on": on(label)}
    return slots


def _told(asked: Asked, found: list[Reading], read_as: str) -> Verdict:
    """The verdict that tells one reading, or both of two."""
    kind = FIGURE if any(_by_a_figure(asked, one) for one in found) else ""
    told = [sentence(why, **_slots(figures)) for _, why, figures in found]
    if len(told) == 1:
        return wrong("Read as {told}. {why}", kind, told=read_as, why=told[0])
    either = "Read as {told}. That may come of either of these. {one} Or: {other}"
    return wrong(either, kind, told=read_as, one=told[0], other=told[1])


def _by_a_figure(asked: Asked, reading: Reading) -> bool:
    """Whether what was read is a single figure, or the right amount with that too many or too few."""
    value, _, figures = reading
    figure = figures[0].value if len(figures) == 1 and isinstance(figures[0], Quantity) else None
    return bool(figure) and any(close(abs(value - start), figure) for start in (0.0, _right(asked)))


def _right(asked: Asked) -> float:
    """The amount asked for; of a range without a best value the sum of what went into it."""
    return asked.value if asked.value is not None else sum(q.value for q in leaves(asked.told) if q.unit == "EUR")


# --- the figures --------------------------------------------------------------------------------------------------------


def leaves(quantity: object) -> Iterator[Printed]:
    """The printed figures that went into a quantity; itself where it is one."""
    derivation = getattr(quantity, "derivation", None)
    for one in derivation.operands if isinstance(derivation, Derivation) else ():
        yield from leaves(one)
    if isinstance(quantity, Printed) and quantity.value:
        yield quantity


def named(asked: Asked, unit: str) -> list[Printed]:
    """The figures in a unit that a question names, those of the slips that it expects as well."""
    ours = [*leaves(asked.told), *(q for one, _ in asked.mistakes for q in leaves(one))]
    return _each_once(q for q in ours if q.unit == unit)


def _each_once(quantities: Iterable[Printed]) -> list[Printed]:
    """Figures of which no two are the same number."""
    found: dict[float, Printed] = {}
    for q in quantities:
        found.setdefault(q.value, q)
    return list(found.values())


def elsewhere(asked: Asked, known: list[Printed]) -> list[Printed]:
    """What other sources print in the unit of figures on the claims behind them, besides these figures."""
    ids, unit, values = {claim.id for q in known for claim in q.claims}, known[0].unit if known else "", {q.value for q in known}
    rows = (row for row in asked.section.optional("evidence") if row["claim"] in ids and row["unit"] == unit and row["value"])
    return [q for q in _each_once(asked.section.evidence(row["id"]) for row in rows) if q.value not in values]


def others(asked: Asked, unit: str, known: Iterable[Quantity]) -> list[Printed]:
    """The figures of the section in a unit besides those known; none where the question is on a text that is made up."""
    if any(claim.table not in FIGURE_TABLES for q in leaves(asked.told) for claim in q.claims):
        return []
    values = {q.value for q in known}
    return [q for q in asked.section.claims() if q.unit == unit and q.value and q.value not in values]


# --- the readings, the simplest first -----------------------------------------------------------------------------------


def _ranked(asked: Asked) -> Iterator[list[Reading]]:
    """The readings of a question, those of each rank together."""
    derivation = getattr(asked.told, "derivation", None)
    derivation = derivation if isinstance(derivation, Derivation) else Derivation("")
    operation = derivation.operation
    if asked.unit == "%" and operation in ("share", "ratio"):
        yield from _of_share(asked, *derivation.operands)
    elif operation == "per":
        yield from _of_mean(asked, *derivation.operands)
    elif asked.unit == "EUR" and isinstance(asked.told, Quantity):
        yield from _of_amounts(asked, operation)


def _multiples(value: float) -> list[Reading]:
    return [(times * value, "That is {a} what is asked for.", (told,)) for times, told in ((2.0, "twice"), (0.5, "half"))]


def _of_share(asked: Asked, part: Quantity, whole: Quantity) -> Iterator[list[Reading]]:
    """What a share may be taken for: another part or whole, a figure too few or too many above or below, or another pair."""
    above, below, right = part.value or 0.0, whole.value or 0.0, asked.value or (asked.low + asked.high) / 2
    if not 0 < above < below:
        return
    counted = part.low == part.high and whole.low == whole.high and whole.unit != "EUR"
    all_ours = [] if counted else named(asked, whole.unit)
    ours, outside = ([q for q in pool if q.value not in (above, below)] for pool in (all_ours, elsewhere(asked, all_ours)))
    far = [] if counted else others(asked, whole.unit, [*ours, part, whole])
    yield [*_multiples(right), (100.0, "That would be all of it.", ()), *_one_other(above, below, [*ours, *outside])]
    yield [
        *(_miscounted(above, below) if counted else ()),
        *_one_other(above, below, far),
        *_one_more(above, below, [part, *ours]),
    ]
    yield [*_one_more(above, below, far), *_other_pair(ours, [*ours, *far])]
    yield _other_pair([part, whole, *far], [part, whole, *far])


def _one_other(above: float, below: float, pool: list[Printed]) -> Iterator[Reading]:
    """Shares with another figure above or below."""
    for q in pool:
        yield 100 * q.value / below, "You put {a} above, which is the figure {a_on}.", (q,)
        yield 100 * above / q.value, "You divided by {a}, which is the figure {a_on}.", (q,)


def _one_more(above: float, below: float, pool: Sequence[Quantity]) -> Iterator[Reading]:
    """Shares with a figure added to what stands above or below, or taken out of it."""
    for q in pool:
        value = q.value or 0.0
        yield 100 * above / (below + value), "You added {a} to the whole: {a_label}.", (q,)
        if value != above:
            yield 100 * (above + value) / below, "You added {a} to the part: {a_label}.", (q,)
            if value < below:
                yield 100 * above / (below - value), "You took {a} out of the whole: {a_label}.", (q,)
            if value < above:
                yield 100 * (above - value) / below, "You took {a} out of the part: {a_label}.", (q,)


def _other_pair(tops: Sequence[Quantity], wholes: Sequence[Quantity]) -> list[Reading]:
    """Shares of other figures."""
    why = "That is {a} as a share of {b}: {a_label}, and {b_label}."
    return [(100 * a.best / b.best, why, (a, b)) for a in tops for b in wholes if a.best < b.best]


def _miscounted(above: float, below: float) -> Iterator[Reading]:
    """Shares of counts with a few too few or too many above or below, or both where that comes near to one of the others."""
    one_sided = [(n, 0) for n in (-2, -1, 1, 2)] + [(0, n) for n in (-2, -1, 1, 2)]
    there: list[float] = []
    for a, b in [*one_sided, (1, 1), (-1, -1), (1, 2), (-1, -2)]:
        if not 0 < above + a < below + b:
            continue
        value = 100 * (above + a) / (below + b)
        if a and b and not any(abs(value - other) < 1 for other in there):
            continue
        there.append(value)
        which = "what stands above" if not b else "what stands below" if not a else "both"
        yield value, "That would be {a} of {b}: count {c} again.", (f"{above + a:g}", f"{below + b:g}", which)


def _of_mean(asked: Asked, one: Quantity, other: Quantity) -> Iterator[list[Reading]]:
    """What a mean may be taken for: its figures, their product, or the first divided by another count."""
    above, below, right = one.value or 0.0, other.value or 0.0, asked.value or 0.0
    itself = "That is {a} itself, and not yet the mean: {a_label}."
    yield [
        *_multiples(right),
        *((q.value or 0.0, itself, (q,)) for q in (one, other)),
        (above * below, "You multiplied; a mean is divided.", ()),
    ]
    why = "That is {a} divided by {b}; asked for is by {c}."
    yield [
        *((above / n, why, (one, f"{n:g}", other)) for n in (below - 1, below + 1) if n > 0),
        *(
            (above / n, "That is {a} divided by {b}: the years for which it stands.", (one, f"{n}"))
            for n in (_years(one),)
            if n > 1
        ),
        *(
            (above / q.value, "That is {a} divided by {b}: {b_label}.", (one, q))
            for q in others(asked, "years", (other,))
            if q.value != _years(one)
        ),
    ]


def _years(q: Quantity) -> int:
    """How many years a figure stands for, both ends counted; 0 where its claim has no end."""
    claim = q.claims[0] if q.claims else None
    return int(claim.period_end[:4]) - int(claim.period_start[:4]) + 1 if claim and claim.period_start and claim.period_end else 0


def _of_amounts(asked: Asked, operation: str) -> Iterator[list[Reading]]:
    """What an amount may be taken for: a figure, a sum or difference, or the right one with a figure too few or too many."""
    ours, inside = named(asked, "EUR"), [q for q in leaves(asked.told) if q.unit == "EUR"]
    far, outside = others(asked, "EUR", ours), elsewhere(asked, ours)
    right = _right(asked)
    why = "That is the figure {a_on}, and something else is asked."
    known = inside if operation == "total" and len(inside) == 2 else ()  # of two, the one alone is the sum without the other
    alone = [q for q in [*ours, *outside, *far] if not close(q.value, right) and not any(q is one for one in known)]
    own = list(_off_by_one(asked, operation, right, inside, inside))
    derivation = getattr(asked.told, "derivation", None)
    sums = [q for q in derivation.operands if q.value and not isinstance(q, Printed)] if derivation else []
    alone += [q for q in sums if not close(q.value, right)]
    yield [*((q.value, why, (q,)) for q in alone), *_multiples(right), *_pairs(ours, right, inside), *own]
    halves = [
        (q.value * n, "That is {b} {a}: {a_label}.", (q, told))
        for q in ours
        for n, told in ((0.5, "half"), (2.0, "twice"))
        if len(inside) < 3
    ]
    pool = [q for q in [*ours, *far] if not any(q is one for one in inside)]
    swapped = [*pool, *(outside if operation == "remainder" else ())]
    yield [
        *_off_by_one(asked, operation, right, inside, pool),
        *_swapped(operation, right, inside, swapped),
        *halves,
        *_sums(asked, right, inside),
    ]
    yield _pairs([*ours, *far], right, inside)


def _pairs(figures: list[Printed], right: float, inside: list[Printed]) -> list[Reading]:
    """Sums and differences of two figures; a sum without one of its own is told by what it lacks."""
    both, less = "That is {a} and {b} together: {a_label}, and {b_label}.", "That is {a} less {b}: {a_label}, and {b_label}."
    lacking = len(inside) == 3
    found: list[Reading] = [
        (a.value + b.value, both, (a, b))
        for a, b in combinations(figures, 2)
        if not (lacking and any(a is one for one in inside) and any(b is one for one in inside))
    ]
    found += [(a.value - b.value, less, (a, b)) for a, b in permutations(figures, 2) if a.value > b.value]
    return [one for one in found if not close(one[0], right)]


def _off_by_one(asked: Asked, operation: str, right: float, inside: list[Printed], pool: list[Printed]) -> Iterator[Reading]:
    """The right amount with a figure too few or too many."""
    taken = operation in ("remainder", "difference")
    for q in pool:
        own = any(q is one for one in inside)
        more = "counts once" if own else "does not belong to it"
        less = "is taken away once" if own and taken else "belongs to it" if own else "is not to be taken away"
        if own and asked.value is None:
            less = "you took as lying inside for certain, or left out"
        told = "Yours is {side} by {{a}}: that is the figure {{a_on}}, which {belongs}."
        if not (own and taken):
            yield right + q.value, told.format(side="more", belongs=more), (q,)
        if right > q.value and (len(inside) > 1 or not own):
            yield right - q.value, told.format(side="less", belongs=less), (q,)


def _swapped(operation: str, right: float, inside: list[Printed], pool: list[Printed]) -> Iterator[Reading]:
    """The right operation with another figure in the place of one of its own, or with a decimal point that slipped in one."""
    sign = -1 if operation in ("remainder", "difference") else 1
    for place, own in enumerate(inside if len(inside) > 1 else ()):
        way = sign if place else 1
        for q in pool if sign < 0 or len(inside) > 2 else ():  # a sum of two with another in place of one is told as a sum
            yield right - way * own.value + way * q.value, "You took {a} for {b}: {a_label} in the place of {b_label}.", (q, own)
        for times in (10, 100, 0.1, 0.01):
            yield right - way * own.value + way * times * own.value, "A decimal point slipped in {a}: {a_label}.", (own,)


def _sums(asked: Asked, right: float, inside: list[Printed]) -> list[Reading]:
    """Sums of all figures: of those of the question, of the section with and without its parts, and of the wholes of the question's parts."""
    there = asked.section.claims(unit="EUR")
    ids = {q.claims[0].id for q in there}
    ways = [(inside, "You added all that the question names.")]
    if ids >= {q.claims[0].id for q in inside}:
        wholes = {row["part"]: row["whole"] for row in asked.section.optional("relations") if row["certainty"] == "stated"}
        own = {wholes.get(q.claims[0].id) for q in inside}
        ways += [(there, "You added all amounts of the section.")]
        ways += [([q for q in there if q.claims[0].id not in wholes], "You added all amounts that are no part of another.")]
        ways += [([q for q in there if q.claims[0].id in own], "You added the wholes of these parts.")] if None not in own else []
    return [(value, why, ()) for added, why in ways if len(added) > 1 and not close(value := sum(q.value for q in added), right)]


# --- both ends ----------------------------------------------------------------------------------------------------------


def end_alone(asked: Asked, amount: Amount) -> Wording | None:
    """What a single amount is where a range is asked for: an end of it, its middle, or a sum that decides what is left open."""
    value = value_in(asked.unit, amount)
    if value is None:
        return None
    step = max(amount.step, 1e-9 * abs(value)) * (0.5 + 1e-6)
    shown = [one.value for one in read(asked.text).amounts]
    ends = [(asked.low, "lower end"), (asked.high, "upper end"), ((asked.low + asked.high) / 2, "middle")]
    for bound, which in [*zip(shown, ("lower end", "upper end")), *ends]:
        if abs(value - bound) <= min(step, NEAR * abs(bound)):
            return sentence("That is its {which}.", which=which)
    if asked.value is not None and abs(abs(value) - asked.value) <= min(step, NEAR * asked.value):
        return plain("You took each figure as exact" + (", and turned them round." if value < 0 else "."))
    return None


def both_shifted(asked: Asked, low: float, high: float, step: float) -> Verdict | None:
    """That both ends of a range are figures of the question themselves, or both are off by the same figure."""
    ours = [q for q in leaves(asked.told) if q.unit == asked.unit]
    ends = [next((q for q in ours if abs(q.value - end) <= step / 2), None) for end in (low, high)]
    if all(ends):
        told = "These are {a} and {b} themselves, and not both ends: {a_label}, and {b_label}. Work out both readings."
        return wrong(told, **_slots(tuple(ends)))
    gap = low - asked.low
    if abs(gap - (high - asked.high)) > 2 * step or abs(gap) < 5 * step or not (figure := _only(asked, abs(gap), 2 * step)):
        return None
    told = "Both ends are {side} by {a} than they should be: that is the figure {a_on}."
    return wrong(told, FIGURE, side="more" if gap > 0 else "less", **_slots((figure,)))


def end_off(asked: Asked, gap: float, tolerance: float) -> Wording | None:
    """What the figure is by which one end of a range is off, a positive ``gap`` where it is too large; None where that is not sure."""
    limits = getattr(getattr(asked.told, "derivation", None), "limits", ())
    shared = next((q for q in limits if gap > 0 and abs(gap - q.value) <= tolerance), None)
    if shared is not None:
        return sentence("It leaves out that {a} may be shared: {a_label}.", **_slots((shared,)))
    figure = _only(asked, abs(gap), tolerance)
    told = "It is {side} by {a}: that is the figure {a_on}."
    return sentence(told, side="more" if gap > 0 else "less", **_slots((figure,))) if figure else None


def _only(asked: Asked, gap: float, tolerance: float) -> Printed | None:
    """The only figure of the question or its section that a gap is, where it is told finely enough to know."""
    ours = named(asked, asked.unit)
    found = [q for q in [*ours, *others(asked, asked.unit, ours)] if abs(gap - q.value) <= tolerance]
    return found[0] if len(found) == 1 and gap > 3 * tolerance else None
