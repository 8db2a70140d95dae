"""Claims, quantities and the arithmetic that knows what may be added to what (the rules of the method page).

A quantity is either ``Printed``, a figure as a source prints it, or ``Derived``, worked out from others; only a printed figure
has a wording, a stage, a period and a hedge of its own. A derived quantity holds its operation and operands as data, from which
its formula is written and its bounds can be worked out again.
"""

from __future__ import annotations

import math
import operator
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property, wraps
from itertools import islice, repeat
from numbers import Number
from textwrap import shorten
from typing import Any

from claimbook import wording as words
from claimbook.core.relations import Relations, Union
from claimbook.data.sources import Citation
from claimbook.wording import Wording

PEOPLE = {"people", "places"}
#: Tables whose rows come from outside the section; what is counted in them does so too.
OUTSIDE_TABLES = ("evidence", "context", "developments", "outside_relations")
#: What the date of a figure from outside is called; "state" is the time over which a number stood unchanged.
DATES = {
    "period": "Period",
    "count": "As of",
    "state": "Unchanged",
    "step": "Step on",
    "adoption": "Adopted on",
    "proposal": "Proposed on",
    "conference": "Conference on",
}
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
    #: The documents that it is taken from, each with the number of its footnote, or its publisher.
    sources: tuple[Citation, ...] = ()
    note: str = ""
    #: Table that the row stands in; "claims" is the section, evidence and context come from outside it.
    table: str = "claims"
    grade: str = ""
    #: The date of the document that an outside figure stands in.
    dated: str | None = None
    #: What the date of a figure for scale is, a key of ``DATES``, and the day where the date is no period.
    date_of: str = "period"
    day: str | None = None
    #: Ids of the instrument, partner and country that the figure is about; only figures with one in common are divided.
    about: frozenset[str] = frozenset()
    #: Cells of the claim's row that are supposed to be other than they are: column and value.
    supposed: tuple[tuple[str, object], ...] = ()

    @property
    def outside(self) -> bool:
        """Whether the figure comes from another source than the section, or is a count of rows that do."""
        return (self.id if self.table == "tables" else self.table) in OUTSIDE_TABLES

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
    def keys(self) -> tuple[str, ...]:
        """The keys of its sources in the bibliography."""
        return tuple(source.key for source in self.sources)


def referred(text: str, title: str, facts: Sequence[object], claim: Claim, *, sign: str = "", **more: object) -> Wording:
    """What is no quantity, such as a date or a statement, as a link to the entry of its row, with facts and sources as a number has them.

    ``sign`` says what ``text`` is where it is but a sign; ``more`` goes into the provenance.
    """
    sources = [asdict(source) for source in claim.sources]
    return words.link(
        text, {"title": title, "facts": facts, "sources": sources, "outside": claim.outside, **more}, (claim,), sign
    )


@dataclass(frozen=True)
class Derivation:
    """How a quantity was worked out: the operation, and the quantities that went into it, in order.

    ``total``: the sum of the operands. ``share``, ``ratio``: the first as per cent of the second. ``per``: the first divided by
    the second, times ``scale``. ``times``: the first times ``scale``. ``remainder``: the first without all others.
    ``difference``: the first less the second. ``between``: anything from the first to the second. ``count``: rows counted; ``note`` says in which table. ``mistake``,
    ``exercise``: worked out otherwise, as ``note`` says.
    """

    operation: str
    operands: tuple[Quantity, ...] = ()
    scale: float = 1
    note: str = ""
    #: Outside figures that limit what two claims can share, and so the lower end of a total.
    limits: tuple[Quantity, ...] = ()
    #: For a total "separate", where its claims are supposed to share nothing; for a mistake the operation that it misuses.
    how: str = ""

    @property
    def formula(self) -> str:
        """The derivation in words, with each operand as it is printed."""
        if self.note:
            return self.note
        shown = [f"{q.text} ({q.label})" for q in islice(self.operands, MANY)]
        if self.operation == "total":
            limited = "".join(
                f"; of it at most {q.text} shared (from outside the section, {q.claims[0].sources[0]}: {q.claims[0].printed})"
                for q in self.limits
            )
            return "sum of " + _few([f"{q.label} ({q.text})" for q in islice(self.operands, MANY)], len(self.operands)) + limited
        sign = {"share": "÷", "ratio": "÷", "per": "÷", "times": "×", "between": "to"}.get(self.operation, "−")
        times = [words.digits(self.scale)] if self.scale != 1 else []
        joined = f" {sign} ".join(shown + (times if sign == "×" else []))
        return joined + (f" × {times[0]}" if times and sign == "÷" else "")


def _refused(advice: str) -> Callable[[Quantity, object], object]:
    """An operator that says what to write instead; it leaves lists, arrays and columns to deal with their elements."""

    def refuse(self: Quantity, other: object) -> object:
        if _is_many(other):
            return NotImplemented
        raise TypeError(advice)

    return refuse


def decided(op: Callable, one: Quantity, other: Quantity) -> bool | None:
    """Whether a comparison (such as ``operator.lt``) holds by the bounds of both; None where they leave it open (rules 1 and 5)."""
    _same_unit((one, other), "a comparison")
    if one == other:
        return op in (operator.ge, operator.le)
    if op in (operator.lt, operator.le):
        one, other, op = other, one, operator.gt if op is operator.lt else operator.ge
    return True if op(one.low, other.high) else None if op(one.high, other.low) else False


def _comparing(op: Callable) -> Callable[[Quantity, object], bool]:
    """A comparison that answers where the bounds decide it, and else says that they do not."""

    def compare(self: Quantity, other: object) -> bool:
        if _is_many(other):
            return NotImplemented
        found = decided(op, self, _quantity(other))
        if found is None:
            raise ArithmeticRuleError(
                f"the bounds of {_name(self)} and {_name(_quantity(other))} meet, so which is larger is not known (rule 5); difference(one, other) "
                "says how far they may be apart, and key=lambda q: q.value orders by the best value"
            )
        return found

    return compare


@dataclass(frozen=True, repr=False)
class Quantity:
    """A number to work with: best value, lower and upper bound in ``unit``, and the claims that it rests on.

    ``value`` is None where the claims allow no best value, as for a total whose parts may or may not overlap.
    """

    value: float | None
    low: float
    high: float
    unit: str
    label: str
    claims: tuple[Claim, ...]
    #: What has to be said with the number, such as mixed stages.
    caveats: tuple[str, ...] = ()
    relations: Relations | None = field(default=None, compare=False)

    @property
    def text(self) -> str:
        """The number as plain text, with no more digits than its bounds allow."""
        return words.number(self.value, self.low, self.high, self.unit)

    @property
    def origins(self) -> tuple[Claim, ...]:
        """Every claim behind the number, those of outside figures that only limit it included."""
        return self.claims

    @property
    def stages(self) -> tuple[str, ...]:
        """The stages of the claims behind the number, in order, without repetition."""
        return tuple(dict.fromkeys(c.stage for c in self.claims if c.stage != "not_applicable"))

    @property
    def outside(self) -> bool:
        """Whether any figure behind the number comes from outside the section."""
        return any(claim.outside for claim in self.origins)

    # -- what a reader sees -------------------------------------------------------------------------------------

    @cached_property
    def wording(self) -> Wording:
        """The number as a link that carries its provenance."""
        return self._show(self.text)

    @property
    def words(self) -> Wording:
        """A count below ten as a word: 'six'; other quantities have none."""
        return self._show(words.spelled(self._count()))

    @property
    def Words(self) -> Wording:  # noqa: N802 - the capital is what it does
        """As ``words``, for the start of a sentence: 'Six'."""
        return self._show(self.words.text.capitalize())

    @property
    def ordinal(self) -> Wording:
        """A count as an ordinal number: '7th'; other quantities have none."""
        return self._show(words.ordinal(self._count()))

    def _count(self) -> float:
        if self.value is None or self.low != self.high or self.unit in ("EUR", "%", "tonnes") or " per " in self.unit:
            raise AttributeError(f"{self.label} is no count: {self.text} is told in digits")
        return self.value

    @property
    def range(self) -> Wording:
        """Both bounds, rounded outwards."""
        return self._show(words.number(None, self.low, self.high, self.unit))

    def provenance(self) -> dict:
        """What the number's popover shows: a title and facts, each a label and a text or a list of texts."""
        facts = self._own_facts()
        if self.low != self.high:
            facts.append(("Bounds", words.number(None, self.low, self.high, self.unit)))
        facts += [("Mind", caveat) for caveat in self.caveats]
        where = [
            f"paragraph {c.paragraph} of the section"
            if c.table == "claims" and c.paragraph is not None
            else f"outside the section, grade {c.grade}"
            if c.outside and c.grade
            else f"{c.label}, whose rows are from outside the section"
            if c.outside
            else c.label
            for c in self.origins
        ]
        facts.append(("Where", "; ".join(dict.fromkeys(where))))
        sources = list(dict.fromkeys(s for c in self.origins for s in c.sources))
        told = list(dict.fromkeys(map(str, sources)))
        ours = any(c.table != "claims" for c in self.origins)  # a count of rows, whose sources stand beside the rows
        without = (
            "our count of the rows of a table; each has its source beside it" if ours else "no source is given in the section"
        )
        facts.append(("Source" if len(told) == 1 else "Sources", told or without))
        return {
            "title": self.label,
            "facts": [[label, what] for label, what in facts],
            "sources": [asdict(source) for source in sources],
            "outside": self.outside,
        }

    @property
    def recipe(self) -> list:
        """How to work the number out again from the tables: here table and id of its claim, and what is supposed of its row."""
        claim = self.claims[0]
        return [claim.table, claim.id, *([dict(claim.supposed)] if claim.supposed else [])]

    def _own_facts(self) -> list[tuple[str, object]]:
        return []

    def _show(self, text: str) -> Wording:
        return words.link(text, self.provenance(), self.origins)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"<{shorten(self.label, 75, placeholder=' …')}: {self.text.replace(words.NBSP, ' ')}>"

    def __format__(self, spec: str) -> str:
        return format(self.text, spec)

    # -- signs: a sum keeps the rules as total does, the others say which operation does -----------------------------

    def __add__(self, other: object) -> Quantity:
        """The total of both, without a word for what the rules want said; of a sum so made the parts are added anew."""
        if _is_many(other):
            return NotImplemented
        try:
            return total(*(part for q in (self, _quantity(other)) for part in _summed(q)))
        except ArithmeticRuleError as error:
            how = (
                f"; the sign + cannot say so: write total({_name(self)}, {_name(_quantity(other))}, …)"
                if "=True" in str(error)
                else ""
            )
            raise ArithmeticRuleError(f"{error}{how}") from None

    def __radd__(self, other: object) -> Quantity:
        # Python's own sum() starts from zero.
        return self if isinstance(other, int) and other == 0 else self.__add__(other)

    __sub__ = __rsub__ = _refused(
        "quantities have no minus sign: use difference(one, other), or remainder(whole, part) for what is left"
    )
    __mul__ = __rmul__ = _refused("quantities have no multiplication sign: times(q, 2) takes one twice")
    __truediv__ = __rtruediv__ = _refused(
        "quantities have no division sign: use share(part, whole), ratio(one, other), per(one, other), or times(q, 1 / 2) for a half"
    )
    __lt__, __le__, __gt__, __ge__ = map(_comparing, (operator.lt, operator.le, operator.gt, operator.ge))

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> tuple[dict, dict]:
        return self.wording._repr_mimebundle_()


@dataclass(frozen=True, repr=False)
class Printed(Quantity):
    """A figure as a source prints it: all that its claim says can be asked of it."""

    @classmethod
    def of(cls, claim: Claim, relations: Relations | None = None) -> Printed:
        """The claim as a quantity, with the bounds that its hedge and resolution give."""
        mind = tuple(
            f"supposes another {column.replace('_', ' ')} of {claim.label} than its row has" for column, _ in claim.supposed
        )
        return cls(claim.value, *claim.bounds, claim.unit, claim.label, (claim,), mind, relations)

    @property
    def claim(self) -> Claim:
        """The claim that this quantity restates."""
        return self.claims[0]

    @property
    def text(self) -> str:
        """The figure as its source prints it, hedge included."""
        return words.printed(self.claim.value, self.claim.resolution, self.unit, self.claim.qualifier)

    @property
    def amount(self) -> Wording:
        """The figure without its hedge, for a sentence that words the hedge itself."""
        return self._show(words.printed(self.claim.value, self.claim.resolution, self.unit))

    @property
    def stage(self) -> Wording:
        """What the source says happened to the amount: 'announced', 'allocated', ..."""
        return self._show(self.claim.stage_label)

    @property
    def period(self) -> Wording:
        """The period of the claim in words."""
        return self._show(words.period(self.claim.period_start, self.claim.period_end))

    @property
    def start(self) -> Wording:
        """The date with which the claim's period begins."""
        return self._date("period_start")

    @property
    def end(self) -> Wording:
        """The date with which the claim's period ends."""
        return self._date("period_end")

    @property
    def dated(self) -> Wording:
        """The date of the document in which an outside figure stands."""
        return self._date("dated")

    @property
    def day(self) -> Wording:
        """The day of adoption, proposal or conference of a figure for scale."""
        return self._date("day")

    def _date(self, which: str) -> Wording:
        iso = getattr(self.claim, which)
        if not iso:
            raise AttributeError(f"{self.claim.id} has no {which.replace('_', ' ')}")
        return self._show(words.date(iso))

    @property
    def printed(self) -> Wording:
        """The wording of the source."""
        return self._show(f"“{self.claim.printed}”")

    def provenance(self) -> dict:
        """As for every quantity; a figure that is supposed to be other than its row says how, as "derivation"."""
        return super().provenance() | ({"derivation": self.recipe} if self.claim.supposed else {})

    def _own_facts(self) -> list[tuple[str, object]]:
        claim = self.claim
        facts: list[tuple[str, object]] = []
        if claim.printed:
            facts.append(("As printed" if claim.table == "claims" else "What the source says", claim.printed))
        if claim.basis == "counted":
            facts.append(("How read", "counted by us in the text"))
        if claim.stage_label and claim.stage != "not_applicable":
            facts.append(("Stage", claim.stage_label))
        if claim.period_start or claim.period_end:
            facts.append((DATES["period" if claim.day else claim.date_of], words.period(claim.period_start, claim.period_end)))
        if claim.day:
            facts.append((DATES[claim.date_of], words.date(claim.day)))
        if claim.qualifier != "exact":
            facts.append(("Hedge", words.HEDGES[claim.qualifier]))
        return facts


@dataclass(frozen=True, repr=False)
class Derived(Quantity):
    """A quantity worked out from others; it has no wording, stage or period of its own."""

    derivation: Derivation = Derivation("exercise")

    @property
    def text(self) -> str:
        """As for every quantity; a sum that is told as a single number keeps the hedge of the figures in it (rule 5)."""
        text, hedge = super().text, words.HEDGES[_hedge(self)]
        return text if not hedge or words.one_sided_or_range(text) else f"{hedge} {text}"

    @property
    def formula(self) -> str:
        """How the quantity was worked out, in words."""
        return self.derivation.formula

    @property
    def origins(self) -> tuple[Claim, ...]:
        """The claims worked with, and those of the outside figures that limit the result, also by way of an operand."""
        return self.claims + tuple(claim for limit in _limits(self) for claim in limit.claims if claim not in self.claims)

    def _own_facts(self) -> list[tuple[str, object]]:
        return [("How computed", self.formula)]

    def provenance(self) -> dict:
        """As for every quantity, and ``recipe`` as "derivation", so that a reader's program can work the number out again."""
        return {**super().provenance(), "derivation": self.recipe}

    @property
    def recipe(self) -> list:
        """The operation, the recipes of its operands, and last what else it needs by name: ["times", ["claims", "x"], {"scale": 2}].

        A count gives its table and its label instead of operands, what was worked out in an exercise its label.
        """
        derivation = self.derivation
        if derivation.operation == "count":
            return ["count", self.claims[0].id, self.label]
        if derivation.operation == "exercise":
            return ["exercise", self.label]
        scale = {"scale": derivation.scale} if derivation.scale != 1 else {}
        more = scale | ({"how": derivation.how} if derivation.how else {})
        return [derivation.operation, *(q.recipe for q in derivation.operands), *([more] if more else [])]


def _hedge(quantity: Quantity) -> str:
    """The hedge of a figure, or of a sum: that of its parts, and "about" where these differ or where one is taken away.

    A floor or a ceiling in a sum is told by its bounds, and a quotient by its digits: both are "exact" here.
    """
    if isinstance(quantity, Printed):
        return quantity.claim.qualifier if quantity.claim.qualifier in ("about", "nearly") else "exact"
    if not isinstance(quantity, Derived) or quantity.derivation.operation not in ("total", "times", "remainder", "difference"):
        return "exact"
    found = {_hedge(operand) for operand in quantity.derivation.operands} - {"exact"}
    if quantity.derivation.operation in ("total", "times") and len(found) < 2:
        return next(iter(found), "exact")
    return "about" if found else "exact"


def _limits(quantity: Quantity) -> tuple[Quantity, ...]:
    if not isinstance(quantity, Derived):
        return ()
    below = [limit for operand in quantity.derivation.operands for limit in _limits(operand)]
    return tuple(dict.fromkeys([*quantity.derivation.limits, *below]))


# -- what a quantity is made of --------------------------------------------------------------------------------------


def _same_unit(quantities: Collection[Quantity], what: str) -> str:
    units = {q.unit for q in quantities}
    if len(units) > 1:
        named = _few([f"{q.label} in {q.unit}" for q in islice(quantities, MANY)], len(quantities))
        raise ArithmeticRuleError(f"{what} needs one unit (rule 1); found {named}")
    return units.pop()


def _few(named: list[str], all_of_them: int) -> str:
    """The names as a list that says how many it leaves out."""
    return ", ".join(named) + (f" and {all_of_them - len(named)} more" if all_of_them > len(named) else "")


def _name(quantity: Quantity) -> str:
    return quantity.claim.id if isinstance(quantity, Printed) else f"{quantity.label!r}"


def _relations(quantities: Iterable[Quantity]) -> Relations:
    return next((q.relations for q in quantities if q.relations), None) or Relations()


def _claims(*quantities: Quantity) -> tuple[Claim, ...]:
    return tuple({(c.table, c.id): c for q in quantities for c in q.claims}.values())


def _caveats(*quantities: Quantity) -> tuple[str, ...]:
    return tuple(dict.fromkeys(c for q in quantities for c in q.caveats))


def _extent(quantity: Quantity) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """The ids of the claims that a quantity covers, and of those taken out of them; None for a quotient, which covers none."""
    if isinstance(quantity, Printed):
        return (quantity.claim.id,), ()
    assert isinstance(quantity, Derived)
    operands = [_extent(q) for q in quantity.derivation.operands]
    if quantity.derivation.operation not in ("total", "remainder", "times", "mistake") or not operands or None in operands:
        return None
    covered = [extent for extent in operands if extent]
    if quantity.derivation.operation == "remainder":
        return covered[0][0], covered[0][1] + tuple(i for plus, _ in covered[1:] for i in plus)
    return tuple(i for plus, _ in covered for i in plus), tuple(i for _, minus in covered for i in minus)


Terms = dict[object, tuple[float, float, float]]


def _terms(quantity: Quantity) -> Terms:
    """The quantity as a sum of independent ones: a coefficient and bounds for each claim, or for itself where it is no such sum."""
    if isinstance(quantity, Derived) and quantity.value is not None:
        kind, operands = quantity.derivation.operation, quantity.derivation.operands
        signs = {"total": [1.0] * len(operands), "remainder": [1.0] + [-1.0] * (len(operands) - 1), "difference": [1.0, -1.0]}
        signs["times"] = [quantity.derivation.scale]
        if kind in signs:
            found: Terms = {}
            for sign, operand in zip(signs[kind], operands):
                for key, (factor, low, high) in _terms(operand).items():
                    found[key] = found.get(key, (0.0, low, high))[0] + sign * factor, low, high
            # A total that is tighter than its terms (a part counted once, a whole not exceeded) stands for itself.
            if kind != "total" or _sides(found) == (quantity.low, quantity.high):
                return found
    key = quantity.claim.id if isinstance(quantity, Printed) else id(quantity)
    return {key: (1.0, quantity.low, quantity.high)}


def _sides(terms: Terms) -> tuple[float, float]:
    """The least and the greatest value of a sum of independent terms."""
    ends = [(f * low, f * high) if f > 0 else (f * high, f * low) for f, low, high in terms.values() if f]
    return sum(low for low, _ in ends), sum(high for _, high in ends)


def _quotient_sides(one: Terms, other: Terms) -> tuple[float, float]:
    """The least and the greatest value of a quotient of sums that have claims in common; the divisor is above zero.

    Each claim is at one of its bounds; which one follows from the sign of what it adds to the numerator less the quotient times
    what it adds to the divisor, and the quotient found so is the new one to try, until none is better (Dinkelbach's way).
    """
    keys = {**other, **one}

    def best(side: int) -> float:
        quotient = sum(f * low for f, low, _ in one.values()) / sum(f * low for f, low, _ in other.values())
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


# -- what is said of stages, periods and nesting ----------------------------------------------------------------------


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


def _unequal(one: Quantity, other: Quantity) -> dict[str, str]:
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


def _compared(one: Quantity, other: Quantity, what: str, mixed_stages: bool, mixed_periods: bool) -> tuple[str, ...]:
    """Caveats for a comparison over unequal stages or periods, which has to be asked for (rule 4)."""
    unequal = _unequal(one, other)
    for kind, asked in (("stages", mixed_stages), ("periods", mixed_periods)):
        if kind in unequal and not asked:
            raise ArithmeticRuleError(
                f"{what} of {_name(one)} and {_name(other)} compares unequal {kind} without saying so (rule 4): {unequal[kind]}; "
                f"use mixed_{kind}=True to say so"
            )
    return tuple(f"compares unequal {kind}: {said}" for kind, said in unequal.items())


def _nested(part: Quantity, whole: Quantity, if_nested: bool, what: str) -> tuple[str, ...]:
    """Check that all of ``part`` lies within ``whole`` (rule 2); returns the caveat where that is not certain (rule 3)."""
    covers, holds = _extent(part), _extent(whole)
    for quantity, extent in ((part, covers), (whole, holds)):
        if extent is None:
            raise ArithmeticRuleError(
                f"{what} needs a part and its whole (rule 2); {_name(quantity)} covers no claims of its own"
            )
    assert covers and holds
    relations = _relations((part, whole))
    inside = relations.inside(covers[0], holds[0])
    missing = next((claim for claim, (certainty, _) in inside.items() if certainty is None), None)
    if missing:
        raise ArithmeticRuleError(
            f"{what} needs a part and its whole (rule 2); no relation says that {missing} is part of {_few(list(holds[0][:MANY]), len(holds[0]))}"
        )
    if holds[1] and (shared := relations.meeting(covers[0], holds[1])):
        raise ArithmeticRuleError(
            f"{what} needs a part and its whole (rule 2); {shared[0]} meets {shared[1]}, which was taken out of {_name(whole)}"
        )
    if part.low > whole.high:
        raise ArithmeticRuleError(
            f"{_name(part)} is at least {words.number(None, part.low, math.inf, part.unit).removeprefix('at least ')} and {_name(whole)}, "
            f"which it is to lie in, at most {words.number(None, -math.inf, whole.high, whole.unit).removeprefix('at most ')} (rule 2)"
        )
    caveats = []
    for claim, (certainty, in_which) in inside.items():
        if certainty == "stated":
            continue
        if not if_nested:
            raise ArithmeticRuleError(
                f"that {claim} is part of {in_which} is {certainty}, not stated (rule 3); use if_nested=True to compute it as a supposition"
            )
        caveats.append(f"holds only if {part.label} is part of {whole.label}, which is {certainty}")
    return tuple(dict.fromkeys(caveats))


# -- operations -------------------------------------------------------------------------------------------------------


def _is_many(given: object) -> bool:
    """Whether this is a list, an array, a column or the like, whose elements are meant."""
    return isinstance(given, Iterable) and not isinstance(given, (str, Quantity)) and not hasattr(given, "columns")


def missing(given: object) -> bool:
    """Whether this stands for no figure: None, NaN, or the missing value of pandas, which need not be loaded."""
    return given is None or type(given).__name__ == "NAType" or (isinstance(given, float) and given != given)


def _quantity(given: object) -> Quantity:
    """What was given, if it is a quantity; raises TypeError that says what to give instead."""
    if isinstance(given, Quantity):
        return given
    if missing(given):
        told = "a row without a figure cannot be computed with: leave it out first, as with frame.dropna(subset='amount')"
    elif isinstance(given, str):
        told = f"{given!r} is text; section.claim({given!r}) gives the quantity of a claim with this id"
    elif isinstance(given, Number):
        told = f"{given} is a plain number, without a unit or a source: times(q, {given}) multiplies by it, times(q, 1 / {given}) divides, and q.value can be compared with it"
    elif hasattr(given, "columns"):
        told = "a DataFrame holds more than quantities: choose its column, frame['amount']"
    else:
        told = f"{given!r:.80} is no quantity, as section.claim(…) gives one"
    raise TypeError(told)


def _given(quantities: tuple) -> tuple[Quantity, ...]:
    """The quantities of a call, also where they were handed over as one list or column."""
    if len(quantities) == 1 and _is_many(quantities[0]):
        quantities = tuple(quantities[0])
    for q in quantities:
        if not isinstance(q, Quantity):
            _quantity(q)
    return quantities


def _for_each(operation: Callable) -> Callable:
    """An operation on two quantities that also takes a list or a column of them on either side, and then answers for each.

    It answers with a pandas Series where it was given one, else with a list. A row without a figure on either side has none in
    the answer. Raises ValueError where the sides are of unequal length or are columns of different rows.
    """
    names = operation.__code__.co_varnames[:2]

    @wraps(operation)
    def for_each(*sides: Any, **how: Any) -> Any:
        sides += tuple(how.pop(name) for name in names[len(sides) :] if name in how)
        if len(sides) != 2 or not any(map(_is_many, sides)):
            return operation(*map(_quantity, sides), **how)
        columns = [list(side) if _is_many(side) else None for side in sides]
        indexes = [side.index for side in sides if hasattr(getattr(side, "index", None), "equals")]
        lengths = {len(column) for column in columns if column is not None}
        if len(lengths) > 1 or (len(indexes) == 2 and not indexes[0].equals(indexes[1])):
            raise ValueError(
                f"{operation.__name__} goes row by row, and the rows of the two sides differ; take both from one frame"
            )
        pairs = zip(*(repeat(side) if column is None else column for side, column in zip(sides, columns)))
        found = [None if missing(a) or missing(b) else operation(_quantity(a), _quantity(b), **how) for a, b in pairs]
        if not indexes:
            return found
        from claimbook.core.frames import series

        return series(found, indexes[0])

    return for_each


def _together(quantities: Collection[Quantity], mixed_stages: bool = False) -> str:
    """A label for a sum that was given none: what is in it, where that is little."""
    names = [q.label for q in quantities]
    told = " and ".join(names) if len(names) < 3 else f"sum of {len(names)} figures"
    return told + (", stages mixed" if mixed_stages and len({c.stage for q in quantities for c in q.claims}) > 1 else "")


def _summed(quantity: Quantity) -> tuple[Quantity, ...]:
    """The figures that a plain total is made of, else the quantity itself."""
    if isinstance(quantity, Derived) and quantity.derivation.operation == "total" and not quantity.derivation.how:
        return quantity.derivation.operands
    return (quantity,)


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
    unit = _same_unit(quantities, "a total")
    relations = _relations(quantities)
    for q in quantities:
        if not isinstance(q, Printed):
            raise ArithmeticRuleError(f"a total is made of claims (rule 2); {q.label!r} is computed: add its claims")
    if len({relations.of(q.claims[0].id) for q in quantities}) < len(quantities):
        _refuse_repetition(quantities, relations)
    # Claims that no row names are separate from each other and from all others: they are only added.
    related = {i: q for q in quantities if relations.named and (i := relations.of(q.claims[0].id)) in relations.named}
    surely, perhaps = relations.nesting(related)
    if surely and not heads_only:
        part, whole = next(iter(surely.items()))
        raise ArithmeticRuleError(
            f"{part} is a part of {whole}, so the two may not be added (rule 2); use heads_only=True to leave parts out"
        )
    heads = [q for q in quantities if relations.of(q.claims[0].id) not in surely] if surely else list(quantities)
    caveats = list(_mixed(heads, mixed_stages))
    apart = [q for q in heads if relations.of(q.claims[0].id) not in related] if related else heads
    union = relations.union({i: (q.low, q.high) for i, q in related.items()}, surely, {} if if_separate else perhaps)
    low, high, unsure = union.low + sum(q.low for q in apart), union.high + sum(q.high for q in apart), union.unsure
    if if_separate and (perhaps or unsure):
        caveats.append("holds only if the amounts share nothing, which is not stated")
        low, unsure = sum(q.low for q in heads), False
    if len(heads) == 1 and (low, high) == (heads[0].low, heads[0].high):
        return heads[0]  # nothing to add: the claim itself, with its hedge
    value = None if unsure else sum(q.value for q in heads if q.value is not None) - _counted_again(union, related, relations)
    if value is not None:
        value = min(max(value, low), high)  # a floor below its stated parts, a ceiling above its whole
    if unsure:
        caveats.append("a range: the lower end takes what may be nested or shared as such, the upper end as separate")
    limits = tuple(relations.limits[i] for i in union.known_by) if unsure else ()
    claims = tuple(q.claims[0] for q in heads)
    derivation = Derivation("total", tuple(heads), limits=limits, how="separate" if if_separate else "")
    return Derived(value, low, high, unit, label or _together(heads, mixed_stages), claims, tuple(caveats), relations, derivation)


def _refuse_repetition(quantities: Iterable[Quantity], relations: Relations) -> None:
    seen: dict[str, str] = {}
    for q in quantities:
        claim = q.claims[0].id
        first = seen.setdefault(relations.of(claim), claim)
        if first != claim:
            raise ArithmeticRuleError(f"{claim} and {first} tell the same thing, so the two may not be added (rule 2)")
    twice = Counter(q.claims[0].id for q in quantities).most_common(1)[0][0]
    raise ArithmeticRuleError(f"the claim {twice} stands in the total more than once (rule 2)")


def _mixed(quantities: Collection[Quantity], mixed_stages: bool) -> tuple[str, ...]:
    """Caveats of a sum, with what it mixes; several stages are an error unless they are asked for (rule 4)."""
    stages = {c.stage: c.stage_label for q in quantities for c in q.claims}
    if len(stages) > 1 and not mixed_stages:
        named = _few([f"{c.id} is {c.stage}" for q in islice(quantities, MANY) for c in q.claims[:1]], len(quantities))
        raise ArithmeticRuleError(
            f"a total may not mix stages without saying so (rule 4): {named}; use mixed_stages=True to say so"
        )
    caveats = _caveats(*quantities)
    if len(stages) > 1:
        caveats += ("mixes stages: " + ", ".join(stages.values()),)
    return caveats


def _counted_again(union: Union, members: dict[str, Quantity], relations: Relations) -> float:
    """The value of the common parts, each as often as it is counted too often."""
    values = {claim: (members.get(claim) or relations.known[claim]).value for claim, _ in union.counted_again}
    return sum(often * (values[claim] or 0) for claim, often in union.counted_again)


@_for_each
def share(part: Quantity, whole: Quantity, *, label: str = "", if_nested: bool = False) -> Derived:
    """What per cent of ``whole`` its ``part`` is, with bounds, within 0 and 100 (rules 2, 3 and 5).

    Raises ArithmeticRuleError unless relations state that all of the one is part of the other, or ``if_nested``, and where the
    amounts contradict that. Where stages or periods differ, a caveat says so.
    """
    _same_unit((part, whole), "a share")
    caveats = _nested(part, whole, if_nested, "a share") + _compared(part, whole, "a share", True, True)
    result = _ratio(part, whole, label or f"share of {part.label} in {whole.label}", "share", caveats)
    low, high = (min(100.0, max(0.0, x)) for x in (result.low, result.high))
    value = None if result.value is None else min(100.0, max(0.0, result.value))
    return replace(result, value=value, low=low, high=high)


@_for_each
def ratio(one: Quantity, other: Quantity, *, label: str = "", mixed_stages: bool = False, mixed_periods: bool = False) -> Derived:
    """One quantity as per cent of another of the same unit, whether or not it lies within it; with bounds.

    Unequal stages or periods raise ArithmeticRuleError unless the caller says that they are mixed (rule 4).
    """
    _same_unit((one, other), "a ratio")
    return _ratio(
        one,
        other,
        label or f"{one.label} against {other.label}",
        "ratio",
        _compared(one, other, "a ratio", mixed_stages, mixed_periods),
    )


def _ratio(one: Quantity, other: Quantity, label: str, operation: str, caveats: tuple[str, ...]) -> Derived:
    value, low, high = _divide(one, other, 100)
    found = tuple(dict.fromkeys(caveats + _caveats(one, other)))
    derivation = Derivation(operation, (one, other))
    return Derived(value, low, high, "%", label, _claims(one, other), found, _relations((one, other)), derivation)


@_for_each
def per(
    one: Quantity, other: Quantity, *, label: str = "", scale: float = 1, mixed_stages: bool = False, mixed_periods: bool = False
) -> Derived:
    """One quantity divided by another, times ``scale``; unit 'X per Y'.

    Refused are money per person, also by several steps (rule 8), unlike quantities about nothing in common (rule 9), and
    unequal stages or periods unless the caller says that they are mixed (rule 4).
    """
    units = {unit for q in (one, other) for unit in q.unit.split(" per ")}
    if "EUR" in units and PEOPLE & units:
        raise ArithmeticRuleError(
            f"{one.label} may not be divided by {other.label} (rule 8): money over years and a "
            "number of people on one day do not belong together"
        )
    about = [frozenset().union(*(c.about for c in q.claims)) for q in (one, other)]
    if one.unit != other.unit and all(about) and not about[0] & about[1]:
        raise ArithmeticRuleError(
            f"{_name(one)} may not be divided by {_name(other)} (rule 9): they are about nothing in common "
            f"({', '.join(sorted(about[0]))}; {', '.join(sorted(about[1]))})"
        )
    caveats = _compared(one, other, "a quotient", mixed_stages, mixed_periods) + _caveats(one, other)
    value, low, high = _divide(one, other, scale)
    unit, claims = f"{one.unit} per {other.unit}", _claims(one, other)
    derivation, label = Derivation("per", (one, other), scale), label or f"{one.label} divided by {other.label}"
    return Derived(value, low, high, unit, label, claims, tuple(dict.fromkeys(caveats)), _relations((one, other)), derivation)


def _divide(one: Quantity, other: Quantity, scale: float) -> tuple[float | None, float, float]:
    """Best value and bounds of a quotient, times ``scale``; raises ArithmeticRuleError for a divisor that is zero."""
    if other.high <= 0:
        raise ArithmeticRuleError(f"{other.label} is zero: nothing can be divided by it")
    value = one.value / other.value * scale if one.value is not None and other.value else None
    terms = _terms(one), _terms(other)
    if terms[0].keys() & terms[1].keys() and _sides(terms[1])[0] > 0 and all(math.isfinite(x) for t in terms for x in _sides(t)):
        low, high = _quotient_sides(*terms)
        return value, low * scale, high * scale

    def part(bound: float, sign: int) -> float:
        """A bound of the quotient: a bound that lies on the far side of zero is divided by the smallest divisor."""
        if other.low < 0 or (bound * sign > 0 and other.low == 0):
            return sign * math.inf
        divisor = other.low if bound * sign > 0 else other.high
        return 0.0 if math.isinf(divisor) or bound == 0 else bound / divisor

    return value, part(one.low, -1) * scale, part(one.high, 1) * scale


def remainder(whole: Quantity, *parts: Quantity, label: str = "", if_nested: bool = False) -> Derived:
    """What is left of ``whole`` without its ``parts``, with bounds, never below zero (rules 2, 3 and 5).

    Raises ArithmeticRuleError unless relations state that each part lies in the whole, or ``if_nested``, and where the amounts
    contradict that. Where stages or periods differ, a caveat says so.
    """
    whole, parts = _quantity(whole), _given(parts)
    label = label or f"{whole.label} without {_together(parts)}"
    _same_unit((whole, *parts), "a remainder")
    caveats: tuple[str, ...] = ()
    for part in parts:
        caveats += _nested(part, whole, if_nested, "a remainder") + _compared(whole, part, "a remainder", True, True)
    # Several parts may not be nested in one another, and where they perhaps are, less than their sum is taken away.
    taken = total(*parts, label=label, mixed_stages=True) if len(parts) > 1 else parts[0]
    if taken.low > whole.high:
        named = _few([_name(part) for part in parts[:MANY]], len(parts))
        raise ArithmeticRuleError(f"{named} are together more than {_name(whole)}, in which they are to lie (rule 2)")
    value = None if whole.value is None or taken.value is None else max(0.0, whole.value - taken.value)
    if taken.value is None and len(parts) > 1:
        caveats += (taken.caveats[-1],)
    operands = (whole, *parts)
    found = tuple(dict.fromkeys(caveats + _caveats(*operands)))
    low, high = max(0.0, whole.low - taken.high), whole.high - taken.low
    return Derived(
        value, low, high, whole.unit, label, _claims(*operands), found, _relations(operands), Derivation("remainder", operands)
    )


@_for_each
def difference(
    one: Quantity, other: Quantity, *, label: str = "", mixed_stages: bool = False, mixed_periods: bool = False
) -> Derived:
    """How far ``one`` lies above ``other`` (negative: below), with bounds; the two need not be nested.

    Unequal stages or periods raise ArithmeticRuleError unless the caller says that they are mixed (rule 4).
    """
    unit = _same_unit((one, other), "a difference")
    caveats = _compared(one, other, "a difference", mixed_stages, mixed_periods) + _caveats(one, other)
    value = None if one.value is None or other.value is None else one.value - other.value
    found, derivation = tuple(dict.fromkeys(caveats)), Derivation("difference", (one, other))
    label = label or f"{one.label} less {other.label}"
    result = Derived(value, 0, 0, unit, label, _claims(one, other), found, _relations((one, other)), derivation)
    shared = _terms(one).keys() & _terms(other).keys()
    low, high = _sides(_terms(result)) if shared and value is not None else (one.low - other.high, one.high - other.low)
    return replace(result, low=low, high=high)


def times(quantity: Quantity, number: float, *, label: str = "") -> Derived:
    """A quantity taken ``number`` times, such as a yearly figure over the years of a scheme; with bounds."""
    if not isinstance(number, Number):
        raise TypeError(f"times takes a quantity and a plain number, not {number!r:.80}")
    quantity = _quantity(quantity)
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
    unit = _same_unit(quantities, "a sum")
    if any(c.table == "claims" for q in quantities for c in q.claims):
        raise ArithmeticRuleError("claims of the section are added with total(), which knows their relations (rule 2)")
    relations = _relations(quantities)
    covered: list[str] = []
    for quantity in quantities:
        extent = _extent(quantity)
        if extent is None:
            raise ArithmeticRuleError(f"a sum needs separate parts (rule 2); {_name(quantity)} covers no claims of its own")
        covered += extent[0]
    if met := relations.joined(covered):
        raise ArithmeticRuleError(f"{met[0]} and {met[1]} are not separate, so the two may not be added (rule 2)")
    value = None if any(q.value is None for q in quantities) else sum(q.value for q in quantities if q.value is not None)
    caveats, derivation = _mixed(quantities, mixed_stages), Derivation("total", quantities)
    sides = sum(q.low for q in quantities), sum(q.high for q in quantities)
    return Derived(
        value, *sides, unit, label or _together(quantities, mixed_stages), _claims(*quantities), caveats, relations, derivation
    )


def between(least: Quantity, greatest: Quantity, *, label: str) -> Derived:
    """The range from one quantity to another, where no source says how much of what only the greatest holds belongs to it.

    Raises ArithmeticRuleError for two units (rule 1), and where the greatest does not hold all that the least does (rule 2).
    """
    unit, inner, outer = _same_unit((least, greatest), "a range"), _extent(least), _extent(greatest)
    if inner is None or outer is None or not set(inner[0]) <= set(outer[0]):
        raise ArithmeticRuleError(
            f"a range needs a greatest that holds all of its least (rule 2); {_name(greatest)} does not hold {_name(least)}"
        )
    caveats = (*_caveats(least, greatest), "a range: how much of what only its upper end holds belongs to it is not stated")
    found = (None, least.low, greatest.high, unit, label, _claims(least, greatest), tuple(dict.fromkeys(caveats)))
    return Derived(*found, _relations((least, greatest)), Derivation("between", (least, greatest)))


def count(
    rows: Iterable, table: str, *, label: str, unit: str = "rows", where: str = "", of: Callable[[object], bool] | None = None
) -> Derived:
    """How many rows of a table there are (or those that ``of`` holds for), as an exact quantity that names the table.

    The rows of a DataFrame are seen by ``of`` as dictionaries, as those of ``section.rows`` are.
    """
    if hasattr(rows, "columns") and hasattr(rows, "to_dict"):
        rows = [{name: None if missing(cell) else cell for name, cell in row.items()} for row in rows.to_dict("records")]
    number = float(sum(1 for row in rows if of is None or of(row)))
    where = where or f"rows counted in data/{table}.csv"
    claim = Claim(table, where.replace("rows counted", "counted"), number, unit, table="tables", basis="counted")
    return Derived(number, number, number, unit, label, (claim,), derivation=Derivation("count", note=where))
