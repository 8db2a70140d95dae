"""Quantities: a figure as a source prints it (``Printed``), or one worked out from others (``Derived``).

Only a printed figure has a wording, a stage, a period and a hedge of its own. A derived quantity holds its operation and
operands as data, from which its formula is written and its bounds can be worked out again.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from numbers import Number
from textwrap import shorten
from typing import Any

from claimbook import wording as words
from claimbook.core.claims import DATES, Claim
from claimbook.core.derivations import MANY, Derivation, few
from claimbook.core.relations import Relations
from claimbook.wording import Wording
from claimbook.wording.hedges import LOOSE
from claimbook.wording.units import is_money, told_unit


class ArithmeticRuleError(ValueError):
    """A sum, share or quotient that the claims do not allow; the message names the claims and the rule.

    ``rule`` is the number of that rule on the method page. ``word`` is what a call may say to be let through, as in ``word=True``, and
    ``to`` what it says so for, which the message tells last.
    """

    def __init__(self, message: str, *, rule: int = 0, word: str = "", to: str = ""):
        super().__init__(f"{message}; use {word}=True to {to}" if word else message)
        self.rule, self.word = rule, word


class Supposition(str):
    """A caveat that says what a number supposes and no source states."""


def _refused(advice: str) -> Callable[[Quantity, object], object]:
    """An operator that says what to write instead; it leaves lists, arrays and columns to deal with their elements."""

    def refuse(self: Quantity, other: object) -> object:
        if is_many(other):
            return NotImplemented
        raise TypeError(advice)

    return refuse


def _no_number(self: Quantity, *_: object) -> Any:
    raise TypeError(
        "a quantity is no plain number, since it has a unit and bounds; q.value, q.low and q.high are, and frame['value_unguarded'] holds such"
    )


def decided(op: Callable, one: Quantity, other: Quantity) -> bool | None:
    """Whether a comparison (such as ``operator.lt``) holds by the bounds of both; None where they leave it open (rules 1 and 5)."""
    from claimbook.core.editions import compared  # which works with this module

    same_unit((one, other), "a comparison")
    compared(one, other, "a comparison")
    if one == other:
        return op in (operator.ge, operator.le)
    if op in (operator.lt, operator.le):
        one, other, op = other, one, operator.gt if op is operator.lt else operator.ge
    return True if op(one.low, other.high) else None if op(one.high, other.low) else False


def _comparing(op: Callable) -> Callable[[Quantity, object], bool]:
    """A comparison that answers where the bounds decide it, and else says that they do not."""

    def compare(self: Quantity, other: object) -> bool:
        if is_many(other):
            return NotImplemented
        found = decided(op, self, as_quantity(other))
        if found is None:
            raise ArithmeticRuleError(
                f"the bounds of {name_of(self)} and {name_of(as_quantity(other))} meet, so which is larger is not known (rule 5); difference(one, other) "
                "says how far they may be apart, and key=lambda q: q.value orders by the best value",
                rule=5,
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
    def best(self) -> float:
        """The best value; raises ArithmeticRuleError where the claims allow none, but a range."""
        if self.value is None:
            raise ArithmeticRuleError(f"{name_of(self)} has no best value: it is a range, {self.range.text}")
        return self.value

    @property
    def told(self) -> words.Told:
        """The number as it is told, its figures and its hedge apart, with no more digits than its bounds allow."""
        return words.told(self.value, self.low, self.high, self.unit)

    @property
    def loose(self) -> str:
        """The hedge that a sum keeps of it; a floor or a ceiling is told by its bounds, and a quotient by its digits: these are "exact"."""
        return "exact"

    @property
    def text(self) -> str:
        """The number as plain text, hedge included."""
        return str(self.told)

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

    def _is_counted(self) -> bool:
        """Whether it is a number of things that are counted one by one."""
        return not (is_money(self.unit) or self.unit in ("%", "tonnes") or " per " in self.unit)

    def _count(self) -> float:
        if self.value is None or self.low != self.high or not self._is_counted():
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
        facts += [("Mind", str(caveat)) for caveat in self.caveats]
        several = len(editions_of(self.origins)) > 1  # where editions meet, each is named
        named = [(c, c.edition if several else c.abroad) for c in self.origins]
        facts.append(("Where", "; ".join(dict.fromkeys(c.place(edition) for c, edition in named))))
        sources = list(dict.fromkeys(s for c in self.origins for s in c.sources))
        told = list(dict.fromkeys(s.told(edition) for c, edition in named for s in c.sources))
        ours = any(c.table != "claims" for c in self.origins)  # a count of rows, whose sources stand beside the rows
        without = (
            "our count of the rows of a table; each has its source beside it" if ours else "no source is given in the section"
        )
        facts.append(("Source" if len(told) == 1 else "Sources", told or without))
        return {
            "title": self.label,
            "facts": [[label, what] for label, what in facts],
            "sources": [dict(vars(source)) for source in sources],  # asdict copies all that it holds, in ten times the time
            "outside": self.outside,
        }

    @property
    def recipe(self) -> list:
        """How to work the number out again from the tables: here table and id of its claim, what is supposed of its row, and its edition if that is another than the book's."""
        claim = self.claims[0]
        more = dict(claim.supposed) | ({"edition": claim.abroad} if claim.abroad else {})
        return [claim.table, claim.id, *([more] if more else [])]

    def _own_facts(self) -> list[tuple[str, object]]:
        return []

    def _show(self, text: str) -> Wording:
        return words.link(text, self.provenance(), self.origins)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"<{shorten(self.label, 75, placeholder=' …')}: {self.text.replace(words.NBSP, ' ')}>"

    def __format__(self, spec: str) -> str:
        try:
            return format(self.text, spec)
        except ValueError:
            raise ValueError(
                f"{spec!r} is no format of a quantity, which is text with no more digits than its bounds allow: f'{{q}}' gives it; "
                "q.value, q.low and q.high are plain numbers, without a unit"
            ) from None

    # -- signs: a sum keeps the rules as total does, the others say which operation does -----------------------------

    def __add__(self, other: object) -> Quantity:
        """The total of both, without a word for what the rules want said; of a sum so made the parts are added anew."""
        if is_many(other):
            return NotImplemented
        if isinstance(other, Number) and not missing(other):
            raise TypeError(
                f"{other} is a plain number, without a unit or a source: add a figure of the tables, as section.claim(…) gives one, "
                "or work with q.value, which is a plain number too"
            )
        if self == (added := as_quantity(other)):
            raise ArithmeticRuleError(
                f"{name_of(self)} would stand in the total more than once (rule 2); use times(q, 2) to take it twice", rule=2
            )
        from claimbook.core.arithmetic import plus  # which works with this module

        return plus(self, added)

    def __radd__(self, other: object) -> Quantity:
        # Python's own sum() starts from zero.
        return self if isinstance(other, int) and other == 0 else self.__add__(other)

    __sub__ = __rsub__ = _refused(
        "quantities have no minus sign: use difference(one, other), or remainder(whole, part) for what is left"
    )
    __mul__ = __rmul__ = _refused("quantities have no multiplication sign: times(q, 2) takes one twice")
    __truediv__ = __rtruediv__ = __floordiv__ = __mod__ = _refused(
        "quantities have no division sign: use share(part, whole), ratio(one, other), per(one, other), or times(q, 1 / 2) for a half"
    )
    __float__ = __int__ = __round__ = __neg__ = __abs__ = __pow__ = _no_number
    __lt__, __le__, __gt__, __ge__ = map(_comparing, (operator.lt, operator.le, operator.gt, operator.ge))

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> tuple[dict, dict]:
        return self.wording._repr_mimebundle_()


@dataclass(frozen=True, repr=False)
class Printed(Quantity):
    """A figure as a source prints it: all that its claim says can be asked of it."""

    #: A claim always has one.
    value: float

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
    def told(self) -> words.Told:
        """The figure as its source prints it, and its hedge."""
        claim = self.claim
        ranged = bool(claim.worded) and claim.worded == words.number(None, self.low, self.high, self.unit)
        return words.Told(self._figure, claim.qualifier, not ranged, claim.strict)

    @property
    def loose(self) -> str:
        return self.claim.qualifier if self.claim.qualifier in LOOSE else "exact"

    @property
    def _figure(self) -> str:
        """The figure without its hedge: a range or a fraction in the words of its source."""
        return self.claim.worded or words.printed(self.claim.value, self.claim.resolution, self.unit)

    @property
    def words(self) -> Wording:
        """A count below ten as a word, with the hedge of its source: 'over six'; other figures have none."""
        if self.claim.qualifier == "exact" or not self._is_counted():
            return super().words
        return self._show(f"{self.claim.hedge} {words.spelled(self.value)}")

    @property
    def amount(self) -> Wording:
        """The figure without its hedge, for a sentence that words the hedge itself."""
        return self._show(self._figure)

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
            facts.append(("Hedge", claim.hedge))
        return facts


@dataclass(frozen=True, repr=False)
class Derived(Quantity):
    """A quantity worked out from others; it has no wording, stage or period of its own."""

    derivation: Derivation = Derivation("exercise")

    @property
    def told(self) -> words.Told:
        """As for every quantity; a sum that is told as a single number keeps the hedge of the figures in it (rule 5)."""
        told = super().told
        return told._replace(hedge=self.loose) if told.single and told.hedge == "exact" else told

    @property
    def loose(self) -> str:
        return self.derivation.loose

    @property
    def formula(self) -> str:
        """How the quantity was worked out, in words."""
        return self.derivation.formula

    @property
    def origins(self) -> tuple[Claim, ...]:
        """The claims worked with, and those of the outside figures that limit the result, also by way of an operand."""
        return self.claims + tuple(claim for limit in limits_of(self) for claim in limit.claims if claim not in self.claims)

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


def limits_of(quantity: Quantity) -> tuple[Quantity, ...]:
    if not isinstance(quantity, Derived):
        return ()
    below = [limit for operand in quantity.derivation.operands for limit in limits_of(operand)]
    return tuple(dict.fromkeys([*quantity.derivation.limits, *below]))


def same_unit(quantities: Collection[Quantity], what: str) -> str:
    units = {q.unit for q in quantities}
    if len(units) > 1:
        first: dict[str, str] = {}
        for q in quantities:
            first.setdefault(q.unit, f"{q.label} in {told_unit(q.unit)}")
        raise ArithmeticRuleError(f"{what} needs one unit (rule 1); found {few(list(first.values())[:MANY], len(first))}", rule=1)
    return units.pop()


def name_of(quantity: Quantity) -> str:
    if not isinstance(quantity, Printed):
        return f"{quantity.label!r}"
    return quantity.claim.id + (f" of edition {quantity.claim.abroad}" if quantity.claim.abroad else "")


def relations_of(quantities: Iterable[Quantity]) -> Relations:
    return next((q.relations for q in quantities if q.relations), None) or Relations()


def claims_of(*quantities: Quantity) -> tuple[Claim, ...]:
    return tuple({c.identity: c for q in quantities for c in q.claims}.values())


def editions_of(claims: Iterable[Claim]) -> list[str]:
    """The editions that claims are of, in order, each once; a count of rows is of none."""
    return list(dict.fromkeys(c.edition for c in claims if c.table != "tables"))


def caveats_of(*quantities: Quantity) -> tuple[str, ...]:
    return tuple(dict.fromkeys(c for q in quantities for c in q.caveats))


def is_many(given: object) -> bool:
    """Whether this is a list, an array, a column or the like, whose elements are meant."""
    return isinstance(given, Iterable) and not isinstance(given, (str, Quantity)) and not hasattr(given, "columns")


def missing(given: object) -> bool:
    """Whether this stands for no figure: None, NaN, or the missing value of pandas, which need not be loaded."""
    return given is None or type(given).__name__ == "NAType" or (isinstance(given, float) and given != given)


def as_quantity(given: object) -> Quantity:
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


def as_printed(given: object) -> Printed:
    """What was given, if it is a figure as a source prints it; raises TypeError for anything else, a computed quantity included."""
    quantity = as_quantity(given)
    if not isinstance(quantity, Printed):
        raise TypeError(f"{quantity.label!r} is computed, and only a figure as a source prints it can be asked for that")
    return quantity
