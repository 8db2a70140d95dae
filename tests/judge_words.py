"""Whether a word that depends on figures is true of the tables, worked out by another way than the package's own comparisons.

A judgement goes by the recipe of a comparison: its kind, where its operands stand, and what else it takes. Figures are fractions
with the bounds of ``recompute_tables``, counts are those of ``recompute_counts``, dates are texts of the tables. It takes nothing from
the package.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from recompute_counts import Counts
from recompute_tables import Derivation, Number, Tables

Truth = bool | None
#: A day of no particular month, and the last of any: what stands for what a date leaves out.
EARLIEST, LATEST = "-01-01", "-12-31"


class Judge:
    """Says of comparisons whether they hold of a folder's tables: None where bounds or dates leave it open."""

    def __init__(self, tables: Tables):
        self.tables, self.counts = tables, Counts(tables)

    def holds(self, recipe: list) -> Truth:
        """The truth of a comparison; raises KeyError for a kind or a count that is not known here."""
        kind, *operands = recipe
        how = operands.pop() if isinstance(operands[-1], dict) else {}
        return KINDS[kind](self, operands, how)

    def right_word(self, recipe: list, forms: dict[str, str]) -> str | None:
        """The form that a computed word has to have; None where the figures leave it open."""
        if recipe[0] != "compared":
            found = self.holds(recipe)
            return None if found is None else forms["yes" if found else "no"]
        one, other = map(self.number, recipe[1:])
        if one.low > other.high or one.high < other.low:
            return forms["above" if one.low > other.high else "below"]
        level = one.low == one.high == other.low == other.high
        return (forms["level"] if level else forms.get("either")) or None

    def number(self, recipe: list) -> Number:
        """A figure, a count, or a number worked out."""
        return Derivation(self.tables, recipe, self._recount).number()

    def _recount(self, recipe: list) -> Number:
        found = self.counts.number(recipe)
        if found is None:
            raise KeyError(f"give {recipe[-1]!r} a line in LABELS of tests/recompute_counts.py")
        return found

    def numbers(self, recipes: list) -> list[Number]:
        """Several of them."""
        return [self.number(recipe) for recipe in recipes]

    def span(self, recipe: list) -> tuple[str, str]:
        """The first and the last day that a date may be."""
        _, table, row_id, column = recipe
        day = self.tables.documents[row_id]["date"] if table == "documents" else self.tables.row(table, row_id)[column]
        return day + EARLIEST[3 * day.count("-") :], day + LATEST[3 * day.count("-") :]

    def certainty(self, kind: str, recipes: list) -> str:
        """What a row says of two figures, also by way of the claims that they restate; empty where none does."""
        rows = [row for table in ("relations", "outside_relations") for row in self.tables.rows[table]]
        same = {row["part"]: row["whole"] for row in rows if row["kind"] == "restates"}

        def of(row_id: str) -> str:
            return of(same[row_id]) if row_id in same else row_id

        wanted = [of(recipe[1]) for recipe in recipes]
        pairs = [wanted, wanted[::-1]] if kind == "overlaps" else [wanted]
        return next(
            (row["certainty"] for row in rows if row["kind"] == kind and [of(row["part"]), of(row["whole"])] in pairs), ""
        )


def _all(found: list[Truth]) -> Truth:
    return False if False in found else None if None in found else True


def _greater(one: Number, other: Number) -> Truth:
    return True if one.low > other.high else False if one.high <= other.low else None


def _more(judge: Judge, operands: list, how: dict) -> Truth:
    one, other = judge.numbers(operands)
    return _greater(one, other)


def _largest(judge: Judge, operands: list, how: dict) -> Truth:
    found = judge.numbers(operands)
    those, others = found[: how["those"]], found[how["those"] :]
    return _all([_greater(one, other) for one in those for other in others])


def _of_whole(part: int, whole: int) -> Callable:
    """Whether a part of the first is surely more than a part of the second."""

    def compare(judge: Judge, operands: list, how: dict) -> Truth:
        one, other = judge.numbers(operands)
        return True if part * one.low > whole * other.high else None if part * one.high > whole * other.low else False

    return compare


def _small(judge: Judge, operands: list, how: dict) -> Truth:
    one, other = judge.numbers(operands)
    return True if 10 * one.high < other.low else None if 10 * one.low < other.high else False


def _close(judge: Judge, operands: list, how: dict) -> Truth:
    one, other = (number.value for number in judge.numbers(operands))
    return abs(one - other) * 10 < max(one, other)


def _alike(judge: Judge, operands: list, how: dict) -> Truth:
    return len({number.value for number in judge.numbers(operands)}) == 1


def _meet(judge: Judge, operands: list, how: dict) -> Truth:
    one, other = judge.numbers(operands)
    return max(one.low, other.low) <= min(one.high, other.high)


def _within(judge: Judge, operands: list, how: dict) -> Truth:
    one, other = judge.numbers(operands)
    return other.low <= one.value <= other.high


def _is_part(judge: Judge, operands: list, how: dict) -> Truth:
    """Whether a row says so; what is surely more is no part, so that none is stated or likely."""
    part, whole = judge.numbers(operands)
    larger = part.low > whole.high and how["certainty"] in ("stated", "likely")
    return judge.certainty("part_of", operands) == how["certainty"] and not larger


def _counted(test: Callable[[Fraction], bool]) -> Callable:
    return lambda judge, operands, how: test(judge.number(operands[0]).value)


def _ranged(judge: Judge, operands: list, how: dict) -> Truth:
    return judge.number(operands[0]).value is None


def _limited(judge: Judge, operands: list, how: dict) -> Truth:
    """Whether a row with a limit from outside joins two of the claims in a sum."""
    ids = {part[1] for part in operands[0][1:] if isinstance(part, list)}
    return any(row["limit"] and {row["part"], row["whole"]} <= ids for row in judge.tables.rows["relations"])


def _coarser(judge: Judge, operands: list, how: dict) -> Truth:
    one, other = (Fraction(judge.tables.row(*recipe[:2])["resolution"] or 0) for recipe in operands)
    return one > other


def _moves_little(judge: Judge, operands: list, how: dict) -> Truth:
    before, after = judge.numbers(operands)
    return 5 * abs(after.high - before.high) < before.high - before.low


def _earlier(judge: Judge, operands: list, how: dict) -> Truth:
    (start, end), *others = map(judge.span, operands)
    return _all([True if end < first else False if start >= last else None for first, last in others])


def _later(judge: Judge, operands: list, how: dict) -> Truth:
    (start, end), *others = map(judge.span, operands)
    return _all([True if last < start else False if first >= end else None for first, last in others])


def _first(judge: Judge, operands: list, how: dict) -> Truth:
    (start, _), *others = map(judge.span, operands)
    return not any(last < start for _, last in others)


def _last(judge: Judge, operands: list, how: dict) -> Truth:
    (_, end), *others = map(judge.span, operands)
    return not any(first > end for first, _ in others)


def _has(judge: Judge, operands: list, how: dict) -> Truth:
    table, row_id, *_ = operands[0]
    found = judge.tables.row(table, row_id)[how["column"]]
    if how["column"] == "resolution":
        return Fraction(found or 0) in map(Fraction, how["values"])
    return (found or ("exact" if how["column"] == "qualifier" else None)) in how["values"]


KINDS: dict[str, Callable[[Judge, list, dict], Truth]] = {
    "more": _more,
    "largest": _largest,
    "most": _of_whole(2, 1),
    "small": _small,
    "close": _close,
    "alike": _alike,
    "meet": _meet,
    "lie_within": _within,
    "none": _counted(lambda number: number == 0),
    "some": _counted(lambda number: number >= 1),
    "single": _counted(lambda number: number == 1),
    "several": _counted(lambda number: number > 1),
    "ranged": _ranged,
    "limited_from_outside": _limited,
    "coarser": _coarser,
    "moves_little": _moves_little,
    "earlier": _earlier,
    "later": _later,
    "first_of": _first,
    "last_of": _last,
    "same_date": lambda judge, operands, how: len({judge.span(day) for day in operands}) == 1,
    "part_of": _is_part,
    "overlaps": lambda judge, operands, how: judge.certainty("overlaps", operands) == how["certainty"],
    "has": _has,
}
