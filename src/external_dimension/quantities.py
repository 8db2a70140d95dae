"""Claims, quantities and the arithmetic that knows what may be added to what (rules 1 to 8 of the method page)."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice

from . import wording as words
from .wording import Wording

PEOPLE = {"people", "places"}
CERTAINTY = {"stated": 2, "likely": 1, "unknown": 0}
#: A formula or message names this many parts; of the others it gives the number.
MANY = 50


class ArithmeticRuleError(ValueError):
    """A sum, share or quotient that the claims do not allow; the message names the claims and the rule."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One quantitative statement of a source, or a count of table rows, with all that a reader needs to check it."""

    id: str
    label: str
    value: float
    unit: str
    printed: str = ""
    qualifier: str = "exact"
    resolution: float = 0
    stage: str = "not_applicable"
    stage_label: str = ""
    form: str = "not_applicable"
    basis: str = "figure"
    period_start: str | None = None
    period_end: str | None = None
    partner: str | None = None
    instrument: str | None = None
    paragraph: int | None = None
    #: Titles of the sources, each with the footnote number or publisher first.
    sources: tuple[str, ...] = ()
    #: Keys of the sources in the bibliography, in the order of ``sources``.
    keys: tuple[str, ...] = ()
    note: str = ""
    #: Table that the row stands in; "claims" is the section, evidence and context come from outside it.
    table: str = "claims"
    grade: str = ""

    @property
    def outside(self) -> bool:
        """Whether the figure comes from another source than the section."""
        return self.table in ("evidence", "context")

    @property
    def bounds(self) -> tuple[float, float]:
        """Lowest and highest value that the printed figure allows, in ``unit`` (rule 5).

        exact: half a resolution to either side. nearly: at most the figure, within one resolution. about: one
        resolution to either side. over, at least: the figure or more, open above. at most: the figure or less.
        """
        half = self.resolution / 2
        low, high = {
            "exact": (-half, half),
            "about": (-self.resolution, self.resolution),
            "nearly": (-self.resolution, 0.0),
            "over": (0.0, math.inf),
            "at_least": (0.0, math.inf),
            "at_most": (-self.value, 0.0),
        }[self.qualifier]
        return max(0.0, self.value + low), self.value + high

    @property
    def page(self) -> str:
        """The page that holds the claim's entry."""
        return {"tables": "data_dictionary", "evidence": "outside", "context": "outside"}.get(self.table, "claims")

    @property
    def anchor(self) -> str:
        """The id of the claim's entry on that page."""
        return f"{self.table.removesuffix('s') if self.table == 'claims' else self.table}-{self.id}".replace("_", "-")


@dataclass(frozen=True)
class Quantity:
    """A number to work with: best value, lower and upper bound in ``unit``, and the claims it was computed from.

    ``value`` is None where the claims allow no best value, as for a total whose parts may or may not overlap.
    """

    value: float | None
    low: float
    high: float
    unit: str
    label: str
    claims: tuple[Claim, ...]
    formula: str = ""
    #: What has to be said with the number, such as mixed stages.
    caveats: tuple[str, ...] = ()
    relations: Relations | None = field(default=None, repr=False, compare=False)

    @property
    def claim(self) -> Claim | None:
        """The single claim that this quantity restates, or None for a computed one."""
        return self.claims[0] if not self.formula else None

    @property
    def stages(self) -> tuple[str, ...]:
        """The stages of the claims behind the number, in order, without repetition."""
        return tuple(dict.fromkeys(c.stage for c in self.claims if c.stage != "not_applicable"))

    # -- what a reader sees -------------------------------------------------------------------------------------

    @property
    def text(self) -> str:
        """The number as plain text, with no more digits than its bounds allow."""
        if self.claim:
            return words.printed(self.claim.value, self.claim.resolution, self.unit, self.claim.qualifier)
        return words.number(self.value, self.low, self.high, self.unit)

    @cached_property
    def wording(self) -> Wording:
        """The number as a link that carries its provenance."""
        return self._show(self.text)

    @property
    def words(self) -> Wording:
        """A whole number below ten as a word: 'six'."""
        return self._show(words.spelled(self.value))

    @property
    def Words(self) -> Wording:  # noqa: N802 - the capital is what it does
        """As ``words``, for the start of a sentence: 'Six'."""
        return self._show(words.spelled(self.value).capitalize())

    @property
    def amount(self) -> Wording:
        """The figure without its hedge, for a sentence that words the hedge itself."""
        claim = self.claims[0]
        return self._show(words.printed(claim.value, claim.resolution, self.unit))

    @property
    def range(self) -> Wording:
        """Both bounds, rounded outwards."""
        return self._show(words.number(None, self.low, self.high, self.unit))

    @property
    def stage(self) -> Wording:
        """What the source says happened to the amount: 'announced', 'allocated', ..."""
        return self._show(" and ".join(dict.fromkeys(c.stage_label for c in self.claims)))

    @property
    def period(self) -> Wording:
        """The period of the claim in words."""
        return self._show(words.period(self.claims[0].period_start, self.claims[0].period_end))

    @property
    def start(self) -> Wording:
        """The date with which the claim's period begins."""
        return self._show(words.date(self.claims[0].period_start))

    @property
    def end(self) -> Wording:
        """The date with which the claim's period ends."""
        return self._show(words.date(self.claims[0].period_end))

    @property
    def printed(self) -> Wording:
        """The wording of the source."""
        return self._show(f"“{self.claims[0].printed}”")

    @property
    def outside(self) -> bool:
        """Whether any figure behind the number comes from outside the section."""
        return any(claim.outside for claim in self.claims)

    def provenance(self) -> dict:
        """What the number's popover shows: a title and facts, each a label and a text or a list of texts."""
        facts: list = []
        claim = self.claim
        if claim:
            if claim.printed:
                facts.append(("As printed" if claim.table == "claims" else "What the source says", claim.printed))
            if claim.basis == "counted":
                facts.append(("How read", "counted by us from the list"))
            if claim.stage_label and claim.stage != "not_applicable":
                facts.append(("Stage", claim.stage_label))
            if claim.period_start or claim.period_end:
                facts.append(("Period", words.period(claim.period_start, claim.period_end)))
            if claim.qualifier != "exact":
                facts.append(("Hedge", words.HEDGES[claim.qualifier]))
        else:
            facts.append(("How computed", self.formula))
        if self.low != self.high:
            facts.append(("Bounds", words.number(None, self.low, self.high, self.unit)))
        for caveat in self.caveats:
            facts.append(("Mind", caveat))
        where = [
            f"paragraph {c.paragraph} of the section"
            if c.table == "claims" and c.paragraph is not None
            else f"outside the section, grade {c.grade}"
            if c.outside
            else c.label
            for c in self.claims
        ]
        facts.append(("Where", "; ".join(dict.fromkeys(where))))
        sources = list(dict.fromkeys(s for c in self.claims for s in c.sources))
        facts.append(("Source" if len(sources) == 1 else "Sources", sources or "no source is given in the section"))
        return {
            "title": self.label,
            "facts": [[label, what] for label, what in facts],
            "claims": [f"{c.page}.html#{c.anchor}" for c in self.claims],
            "keys": list(dict.fromkeys(k for c in self.claims for k in c.keys)),
            "outside": self.outside,
        }

    def _show(self, text: str) -> Wording:
        return words.link(text, self.provenance(), self.claims)

    def __str__(self) -> str:
        return self.text

    def __format__(self, spec: str) -> str:
        return format(self.text, spec)

    def _repr_html_(self) -> str:
        return self.wording.html

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        return self.wording._repr_mimebundle_()


@dataclass(frozen=True)
class Overlap:
    """Two claims that may cover some of the same money: the largest amount they can share, if one is known."""

    one: str
    other: str
    certainty: str
    limit: float | None = None


class Relations:
    """Which claim is part of which, and how sure that is. Work grows with the number of claims and relations."""

    def __init__(self, rows: Iterable[dict] = (), limits: dict[str, float] | None = None):
        self.wholes: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self.parts: dict[str, list[str]] = defaultdict(list)
        self.overlaps: list[Overlap] = []
        for row in rows:
            if row["kind"] == "part_of":
                self.wholes[row["part"]].append((row["whole"], row["certainty"]))
                self.parts[row["whole"]].append(row["part"])
            else:
                limit = (limits or {}).get(row.get("limit") or "")
                self.overlaps.append(Overlap(row["part"], row["whole"], row["certainty"], limit))

    def certainty(self, part: str, whole: str) -> str | None:
        """How sure it is that ``part`` lies within ``whole``, also by way of others; None where nothing says so."""
        best, todo = {part: 2}, [part]
        while todo:
            current = todo.pop()
            for above, certainty in self.wholes.get(current, ()):
                rank = min(best[current], CERTAINTY[certainty])
                if rank > best.get(above, -1):
                    best[above] = rank
                    todo.append(above)
        rank = best.get(whole) if whole != part else None
        return next((name for name, r in CERTAINTY.items() if r == rank), None)

    def nesting(self, ids: Collection[str]) -> tuple[dict[str, str], dict[str, str]]:
        """Which of ``ids`` lie in another of them: for certain, and perhaps; each with the whole it lies in."""
        surely: dict[str, str] = {}
        perhaps: dict[str, str] = {}
        for current in _ahead_first(ids, self._wholes_of):
            for whole, certainty in self.wholes.get(current, ()):
                known = whole if whole in ids else surely.get(whole)
                if certainty == "stated" and known:
                    surely.setdefault(current, known)
                unsure = known or perhaps.get(whole)
                if unsure:
                    perhaps.setdefault(current, unsure)
        return ({i: surely[i] for i in ids if i in surely}, {i: perhaps[i] for i in ids if i in perhaps and i not in surely})

    def within(self, claims: Collection[str], ids: Collection[str]) -> dict[str, frozenset[str]]:
        """For each of ``claims`` those of ``ids`` that may share something with it.

        They are the claim itself or, where it is not among them, those that it perhaps lies in, or else its parts.
        """
        found = _nearest(claims, ids, self._wholes_of)
        lowest = [claim for claim in claims if not found[claim]]
        return found | _nearest(lowest, ids, self._parts_of)

    def _wholes_of(self, claim: str) -> list[str]:
        return [whole for whole, _ in self.wholes.get(claim, ())]

    def _parts_of(self, claim: str) -> list[str]:
        return self.parts.get(claim, [])

    def common_parts(self, ids: Collection[str]) -> dict[str, set[str]]:
        """The claims that perhaps lie in several of ``ids`` by way of different wholes, with those of ``ids``."""
        inside: dict[str, frozenset[str]] = {}
        common: dict[str, set[str]] = {}
        for current in reversed(_ahead_first(ids, self._parts_of)):  # wholes before their parts
            above = [inside[whole] for whole, _ in self.wholes.get(current, ()) if whole in inside]
            joined = frozenset({current}) if current in ids else above[0] if len(above) == 1 else frozenset().union(*above)
            inside[current] = joined
            if len(above) > 1 and len(joined) > 1:
                common[current] = set(joined)
        return common


def _ahead_first(starts: Collection[str], onward: Callable[[str], list[str]]) -> list[str]:
    """Every claim that is reached, each after all that lie ahead of it; the tables are checked to have no circle."""
    order: list[str] = []
    entered: set[str] = set()
    todo = [(start, False) for start in starts]
    while todo:
        current, left = todo.pop()
        if left:
            order.append(current)
        elif current not in entered:
            entered.add(current)
            todo.append((current, True))
            todo += [(claim, False) for claim in onward(current) if claim not in entered]
    return order


def _nearest(starts: Collection[str], ids: Collection[str], onward: Callable[[str], list[str]]) -> dict[str, frozenset[str]]:
    """For each start those of ``ids`` that are met first on the ways onward; a start among them is met at once."""
    def ahead(claim: str) -> list[str]:
        return [] if claim in ids else onward(claim)

    met: dict[str, frozenset[str]] = {}
    for current in _ahead_first(starts, ahead):
        if current in ids:
            met[current] = frozenset({current})
        else:  # where there is one way, what is met on it is passed on as it is, not copied
            sets = [met[claim] for claim in ahead(current)]
            met[current] = sets[0] if len(sets) == 1 else frozenset().union(*sets)
    return {start: met[start] for start in starts}


def _same_unit(quantities: tuple[Quantity, ...], what: str) -> str:
    units = {q.unit for q in quantities}
    if len(units) > 1:
        named = _few([f"{q.label} in {q.unit}" for q in islice(quantities, MANY)], len(quantities))
        raise ArithmeticRuleError(f"{what} needs one unit (rule 1); found {named}")
    return units.pop()


def _few(named: list[str], all_of_them: int) -> str:
    """The names as a list that says how many it leaves out."""
    return ", ".join(named) + (f" and {all_of_them - len(named)} more" if all_of_them > len(named) else "")


def _name(quantity: Quantity) -> str:
    return quantity.claims[0].id if quantity.claim else quantity.label


def _relations(quantities: Iterable[Quantity]) -> Relations:
    return next((q.relations for q in quantities if q.relations), None) or Relations()


def _claims(*quantities: Quantity) -> tuple[Claim, ...]:
    return tuple(dict.fromkeys(c for q in quantities for c in q.claims))


def _caveats(*quantities: Quantity) -> tuple[str, ...]:
    return tuple(dict.fromkeys(c for q in quantities for c in q.caveats))


def total(*quantities: Quantity, label: str, heads_only: bool = False, mixed_stages: bool = False) -> Quantity:
    """The sum of claims of one unit, as bounds where a relation between them is not certain (rules 1 to 5).

    Claims with a stated part_of between them, or with several stages, raise ArithmeticRuleError, unless the caller
    asks for ``heads_only`` (parts are left out of the sum) or for ``mixed_stages`` (which the label then says).
    Parts of one whole count as separate from each other unless a relation says otherwise.
    """
    if not quantities:
        raise ArithmeticRuleError("a total needs at least one claim")
    unit = _same_unit(quantities, "a total")
    for q in quantities:
        if not q.claim:
            raise ArithmeticRuleError(f"a total is made of claims (rule 2); {q.label!r} is computed: add its claims")
    relations = _relations(quantities)
    by_id = {q.claims[0].id: q for q in quantities}
    if len(by_id) < len(quantities):
        twice = Counter(q.claims[0].id for q in quantities).most_common(1)[0][0]
        raise ArithmeticRuleError(f"the claim {twice} stands in the total more than once (rule 2)")
    surely, perhaps = relations.nesting(by_id)
    if surely and not heads_only:
        part, whole = next(iter(surely.items()))
        raise ArithmeticRuleError(
            f"{part} is a part of {whole}, so the two may not be added (rule 2); use heads_only=True to leave parts out"
        )
    stages = {q.claims[0].stage for q in quantities}
    if len(stages) > 1 and not mixed_stages:
        named = _few([f"{i} is {q.claims[0].stage}" for i, q in islice(by_id.items(), MANY)], len(by_id))
        raise ArithmeticRuleError(
            f"a total may not mix stages without saying so (rule 4): {named}; use mixed_stages=True to say so"
        )
    heads = {i: q for i, q in by_id.items() if i not in surely}
    if len(heads) == 1:
        return next(iter(heads.values()))  # nothing to add: the claim itself, with its hedge
    rest = {i: q for i, q in heads.items() if i not in perhaps}
    within = relations.within({side for overlap in relations.overlaps for side in (overlap.one, overlap.other)}, rest.keys())
    shared = sum(_largest_overlap(overlap, within, rest, by_id) for overlap in relations.overlaps)
    for part, wholes in relations.common_parts(rest.keys()).items():
        shared += _most_counted_again(part, [rest[i].high for i in wholes], by_id)
    high = sum(q.high for q in heads.values())
    low = max(max(q.low for q in rest.values()), sum(q.low for q in rest.values()) - shared)
    unsure = bool(set(perhaps) & set(heads)) or shared > 0
    value = None if unsure else sum(q.value for q in heads.values())
    caveats = list(_caveats(*quantities))
    if len(stages) > 1:
        caveats.append("mixes stages: " + ", ".join(dict.fromkeys(q.claims[0].stage_label for q in quantities)))
    if unsure:
        caveats.append("a range: the lower end takes what may be nested or shared as such, the upper end as separate")
    formula = "sum of " + _few([f"{q.label} ({q.text})" for q in islice(heads.values(), MANY)], len(heads))
    return Quantity(value, low, high, unit, label, _claims(*heads.values()), formula, tuple(caveats), relations)


def _largest_overlap(
    overlap: Overlap, within: dict[str, frozenset[str]], rest: dict[str, Quantity], known: dict[str, Quantity]
) -> float:
    """The most that the claims of ``rest`` can share because of ``overlap``; ``within`` is that of its relations."""
    one, other = within[overlap.one], within[overlap.other]
    sides = [sum(rest[i].high for i in ids) for ids in (one - other, other - one)]
    sides += [known[side].high for side in (overlap.one, overlap.other) if side in known]
    return min([*sides, overlap.limit if overlap.limit is not None else math.inf])


def _most_counted_again(part: str, wholes: list[float], known: dict[str, Quantity]) -> float:
    """The most that a part of several wholes (given by their upper bounds) makes their sum exceed what they cover."""
    times = (len(wholes) - 1) * known[part].high if part in known else math.inf
    return min(times, sum(sorted(wholes)[:-1]))


def _nested(part: Quantity, whole: Quantity, if_nested: bool, what: str) -> tuple[str, ...]:
    """Check that ``part`` lies within ``whole`` (both single claims); returns the caveat where that is not certain."""
    certainty = _relations((part, whole)).certainty(part.claims[0].id, whole.claims[0].id)
    if part.claims[0].table != whole.claims[0].table and certainty is None and if_nested:
        certainty = "likely"
    if certainty is None:
        raise ArithmeticRuleError(
            f"{what} needs a part and its whole (rule 2); no relation says that {_name(part)} is part of {_name(whole)}"
        )
    if certainty != "stated" and not if_nested:
        raise ArithmeticRuleError(
            f"that {_name(part)} is part of {_name(whole)} is {certainty}, not stated (rule 3); "
            "use if_nested=True to compute it as a supposition"
        )
    return () if certainty == "stated" else (f"holds only if {part.label} is part of {whole.label}, which is {certainty}",)


def share(part: Quantity, whole: Quantity, *, label: str = "", if_nested: bool = False) -> Quantity:
    """What per cent of ``whole`` its ``part`` is, with bounds; never above 100 (rules 2, 3 and 5).

    Raises ArithmeticRuleError unless a relation states that the one is part of the other, or ``if_nested``.
    """
    _same_unit((part, whole), "a share")
    if part.claim and whole.claim:
        caveats = _nested(part, whole, if_nested, "a share")
    else:
        caveats = ()
    result = ratio(part, whole, label=label or f"share of {part.label} in {whole.label}")
    value = None if result.value is None else min(100.0, result.value)
    return replace(
        result, value=value, low=min(100.0, result.low), high=min(100.0, result.high), caveats=caveats + result.caveats
    )


def ratio(one: Quantity, other: Quantity, *, label: str) -> Quantity:
    """One quantity as per cent of another of the same unit, whether or not it lies within it; with bounds."""
    _same_unit((one, other), "a ratio")
    value, low, high = _divide(one, other)
    return Quantity(
        None if value is None else 100 * value,
        100 * low,
        100 * high,
        "%",
        label,
        _claims(one, other),
        f"{one.text} ({one.label}) ÷ {other.text} ({other.label})",
        _caveats(one, other),
        _relations((one, other)),
    )


def per(one: Quantity, other: Quantity, *, label: str, scale: float = 1) -> Quantity:
    """One quantity divided by another, times ``scale``; unit 'X per Y'. Money per person is refused (rule 8)."""
    if "EUR" in (one.unit, other.unit) and PEOPLE & {one.unit, other.unit}:
        raise ArithmeticRuleError(
            f"{one.label} may not be divided by {other.label} (rule 8): money over years and a "
            "number of people on one day do not belong together"
        )
    value, low, high = _divide(one, other)
    times = f" × {words.digits(scale)}" if scale != 1 else ""
    return Quantity(
        None if value is None else value * scale,
        low * scale,
        high * scale,
        f"{one.unit} per {other.unit}",
        label,
        _claims(one, other),
        f"{one.text} ({one.label}) ÷ {other.text} ({other.label}){times}",
        _caveats(one, other),
    )


def _divide(one: Quantity, other: Quantity) -> tuple[float | None, float, float]:
    if other.high <= 0:
        raise ArithmeticRuleError(f"{other.label} is zero: nothing can be divided by it")
    value = one.value / other.value if one.value is not None and other.value else None

    def part(bound: float, sign: int) -> float:
        """A bound of the quotient: a bound that lies on the far side of zero is divided by the smallest divisor."""
        if other.low < 0 or (bound * sign > 0 and other.low == 0):
            return sign * math.inf
        divisor = other.low if bound * sign > 0 else other.high
        return 0.0 if math.isinf(divisor) or bound == 0 else bound / divisor

    return value, part(one.low, -1), part(one.high, 1)


def remainder(whole: Quantity, *parts: Quantity, label: str, if_nested: bool = False) -> Quantity:
    """What is left of ``whole`` without its ``parts``, with bounds, never below zero (rules 2, 3 and 5)."""
    _same_unit((whole, *parts), "a remainder")
    caveats: tuple[str, ...] = ()
    for part in parts:
        if part.claim and whole.claim:
            caveats += _nested(part, whole, if_nested, "a remainder")
    # Several parts may not be nested in one another, and where they perhaps are, less than their sum is taken away.
    taken = total(*parts, label=label, mixed_stages=True) if len(parts) > 1 else parts[0]
    low, high = max(0.0, whole.low - taken.high), max(0.0, whole.high - taken.low)
    value = None if None in (whole.value, taken.value) else max(0.0, whole.value - taken.value)
    if taken.value is None and len(parts) > 1:
        caveats += (taken.caveats[-1],)
    minus = " − ".join(f"{q.text} ({q.label})" for q in (whole, *parts))
    return Quantity(
        value,
        low,
        high,
        whole.unit,
        label,
        _claims(whole, *parts),
        minus,
        caveats + _caveats(whole, *parts),
        _relations((whole,)),
    )


def difference(one: Quantity, other: Quantity, *, label: str) -> Quantity:
    """How far ``one`` lies above ``other`` (negative: below), with bounds; the two need not be nested."""
    unit = _same_unit((one, other), "a difference")
    value = None if None in (one.value, other.value) else one.value - other.value
    return Quantity(
        value,
        one.low - other.high,
        one.high - other.low,
        unit,
        label,
        _claims(one, other),
        f"{one.text} ({one.label}) − {other.text} ({other.label})",
        _caveats(one, other),
    )


def add(*quantities: Quantity, label: str) -> Quantity:
    """The sum of separate parts that a source lists side by side, such as the components in ``evidence.csv``."""
    unit = _same_unit(quantities, "a sum")
    if any(q.claim and not q.claim.outside for q in quantities):
        raise ArithmeticRuleError("claims of the section are added with total(), which knows their relations (rule 2)")
    value = None if any(q.value is None for q in quantities) else sum(q.value for q in quantities)
    return Quantity(
        value,
        sum(q.low for q in quantities),
        sum(q.high for q in quantities),
        unit,
        label,
        _claims(*quantities),
        " + ".join(f"{q.text} ({q.label})" for q in quantities),
        _caveats(*quantities),
    )


def count(
    rows: Iterable, table: str, *, label: str, unit: str = "rows", where: str = "", of: Callable[[object], bool] | None = None
) -> Quantity:
    """How many rows of a table there are (or those that ``of`` holds for), as an exact quantity that names the table."""
    number = float(sum(1 for row in rows if of is None or of(row)))
    claim = Claim(table, where or f"counted in data/{table}.csv", number, unit, table="tables", basis="counted")
    return Quantity(number, number, number, unit, label, (claim,), where or f"rows counted in data/{table}.csv")
