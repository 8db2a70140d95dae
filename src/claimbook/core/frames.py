"""The tables as pandas DataFrames to compute with: a column of amounts holds quantities, which keep units, sources and rules.

Claims and their arithmetic do without pandas, which is loaded when a frame or a table is asked for.
"""

from __future__ import annotations

import operator
import sys
import warnings
from collections.abc import Callable, Iterable, Sequence
from numbers import Integral, Number
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray, ExtensionDtype, ExtensionScalarOpsMixin, register_extension_dtype, take
from pandas.api.indexers import check_array_indexer
from pandas.plotting import PlotAccessor

from claimbook.core.arithmetic import total
from claimbook.core.quantities import ArithmeticRuleError, Quantity, decided, missing
from claimbook.data.descriptor import resources
from claimbook.wording import NBSP

if TYPE_CHECKING:
    from claimbook.core.section import Section

#: The tables whose rows are figures; ``Section`` has a method for each that gives a row's quantity.
FIGURES = {"claims": "claim", "evidence": "evidence", "context": "context"}
#: The dtype of a column by the type of its field; the second where the field may be empty.
DTYPES = {"string": ("str", "str"), "integer": ("int64", "Int64"), "number": ("float64", "float64")}


# -- a column of quantities -------------------------------------------------------------------------------------------


@register_extension_dtype
class AmountDtype(ExtensionDtype):
    """The dtype of a column of quantities, by name ``amount``; a row without a figure holds ``pd.NA``."""

    name = "amount"
    type = Quantity
    kind = "O"
    na_value = pd.NA

    def __repr__(self) -> str:
        return self.name

    @classmethod
    def construct_array_type(cls) -> type[AmountArray]:  # type: ignore[valid-type]  # beside an attribute named type, which pandas wants
        """The class of the column's values."""
        return AmountArray


class AmountArray(ExtensionScalarOpsMixin, ExtensionArray):
    """Quantities in a column. A sum is ``total``, so it keeps the rules; + works row by row; other signs say what to use instead.

    Order is that of the best values, or of the lower bounds where there is none, and wants a single unit. A comparison with
    a quantity is True or False where the bounds decide it, else missing, so that a filter keeps the certain rows alone.
    """

    __array_priority__ = 1000
    _readonly = False

    def __init__(self, values: Iterable):
        values = list(values)
        self._data = np.empty(len(values), dtype=object)
        for at, value in enumerate(values):
            self._data[at] = _element(value)

    # -- what pandas asks of a column ---------------------------------------------------------------------------------

    @classmethod
    def _from_sequence(cls, scalars: Iterable, *, dtype: object = None, copy: bool = False) -> AmountArray:
        return cls(scalars)

    @classmethod
    def _from_factorized(cls, values: Sequence, original: AmountArray) -> AmountArray:
        return cls(values)

    @classmethod
    def _concat_same_type(cls, to_concat: Iterable[AmountArray]) -> AmountArray:
        return cls(quantity for column in to_concat for quantity in column._data)

    @property
    def dtype(self) -> AmountDtype:
        """The dtype ``amount``."""
        return AmountDtype()

    @property
    def nbytes(self) -> int:
        """Bytes of the column itself, without the quantities that it refers to."""
        return self._data.nbytes

    def __len__(self) -> int:
        return len(self._data)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        found = np.array(self._data, dtype=dtype or object, copy=copy).view()
        found.flags.writeable = bool(copy) or not self._readonly
        return found

    def __getitem__(self, item: Any) -> Any:
        item = check_array_indexer(self, item)
        found = self._data[item]
        if found is pd.NA or isinstance(found, Quantity):
            return found
        column = type(self)(())
        column._data = found
        column._readonly = self._readonly and isinstance(item, slice)
        return column

    def __setitem__(self, key: Any, value: Any) -> None:
        if self._readonly:
            raise ValueError("Cannot modify read-only array")
        many = pd.api.types.is_list_like(value)
        if many and isinstance(key, Integral):
            raise ValueError("one row takes one quantity, not several")
        self._data[check_array_indexer(self, key)] = type(self)(value)._data if many else _element(value)

    def isna(self) -> np.ndarray:
        """Which rows have no figure."""
        return np.array([quantity is pd.NA for quantity in self._data], dtype=bool)

    def take(self, indices: Sequence[int], *, allow_fill: bool = False, fill_value: object = None) -> AmountArray:
        """The quantities at these places; -1 stands for ``fill_value``, or for none, where ``allow_fill``."""
        return type(self)(
            take(self._data, np.asarray(indices, dtype=np.intp), allow_fill=allow_fill, fill_value=_element(fill_value))
        )

    def copy(self) -> AmountArray:
        """A column of its own with the same quantities, which never change."""
        return type(self)(self._data)

    def astype(self, dtype: Any, copy: bool = True) -> Any:
        """The column as text with plain spaces, or as objects; raises TypeError for plain numbers, which keep no rules."""
        if pd.api.types.is_numeric_dtype(dtype := pd.api.types.pandas_dtype(dtype)):
            raise TypeError(
                "amounts are no plain numbers; frame['value_unguarded'] holds those, as do q.value, q.low and q.high of each"
            )
        if pd.api.types.is_string_dtype(dtype) and not pd.api.types.is_object_dtype(dtype):
            return pd.array(self._values_for_json(), dtype=dtype)
        return super().astype(dtype, copy=copy)

    def _values_for_json(self) -> np.ndarray:
        return np.array([None if quantity is pd.NA else _plainly(quantity) for quantity in self._data], dtype=object)

    def _formatter(self, boxed: bool = False) -> Callable[[object], str]:
        return _plainly if boxed else repr

    # -- order and sums keep the rules --------------------------------------------------------------------------------

    def _values_for_argsort(self) -> np.ndarray:
        _refuse_units(self, "an order")
        return np.array([np.nan if q is pd.NA else q.low if q.value is None else q.value for q in self._data])

    def _reduce(self, name: str, *, skipna: bool = True, keepdims: bool = False, **kwargs: Any) -> Any:
        there = self[~self.isna()]
        if name == "count":
            return len(there)
        if name not in ("sum", "min", "max"):
            raise _refused(name)
        if (len(there) < len(self) and not skipna) or len(there) < kwargs.get("min_count", 0):
            result = pd.NA
        elif name == "sum":
            result = _summed(there)
        else:
            result = there[there.argmin() if name == "min" else there.argmax()] if len(there) else pd.NA
        return type(self)([result]) if keepdims else result

    def _groupby_op(self, *, how: str, ngroups: int, ids: np.ndarray, min_count: int, **kwargs: Any) -> Any:
        """A sum and the like for each group; done here, since pandas hides the rule's words from whoever falls back on it."""
        if how in ("first", "last", "nth", "any", "all", "rank"):
            return super()._groupby_op(how=how, ngroups=ngroups, ids=ids, min_count=min_count, **kwargs)
        fewest = max(min_count, how == "sum")  # a group without a figure has no sum, and does not refuse those of the others
        return type(self)(self[ids == group]._reduce(how, min_count=fewest) for group in range(ngroups))

    def _accumulate(self, name: str, *, skipna: bool = True, **kwargs: Any) -> Any:
        raise _refused(name)

    def _quantile(self, qs: object, interpolation: str) -> Any:
        raise _refused("quantile")

    def __neg__(self) -> Any:
        raise _refused("the sign -")

    # -- comparisons say only what is certain -------------------------------------------------------------------------

    def isin(self, values: Any) -> np.ndarray:
        """Which rows hold one of these quantities; warns of plain numbers, which none equals."""
        for value in values:
            _mind_plain(value)
        return super().isin(values)

    @classmethod
    def _create_comparison_method(cls, op: Callable) -> Callable:
        def compare(self: AmountArray, other: Any) -> Any:
            if isinstance(other, (pd.Series, pd.Index, pd.DataFrame)):
                return NotImplemented
            others = list(other) if pd.api.types.is_list_like(other) else [other] * len(self)
            if len(others) != len(self):
                raise ValueError("Lengths must match to compare")
            if op in (operator.eq, operator.ne):
                for another in others if pd.api.types.is_list_like(other) else others[:1]:
                    _mind_plain(another)
                return np.array(
                    [
                        op(one, another) if one is not pd.NA and not missing(another) else op is operator.ne
                        for one, another in zip(self._data, others)
                    ],
                    dtype=bool,
                )
            return pd.array([_decided(op, one, another) for one, another in zip(self._data, others)], dtype="boolean")

        return compare


AmountArray._add_arithmetic_ops()
AmountArray._add_comparison_ops()


def _summed(column: AmountArray) -> Quantity:
    """The total of a column; where a rule asks for a word that ``sum()`` has no place for, the error says how it is written."""
    _refuse_units(column, "a total")
    try:
        return total(column)
    except ArithmeticRuleError as error:
        instead = f"write .agg(total, {error.word}=True) in its place, also after groupby(…)"
        how = f"; sum() takes no such word: {instead}" if error.word else ""
        raise ArithmeticRuleError(f"{error}{how}", rule=error.rule) from None


def _refuse_units(column: AmountArray, what: str) -> None:
    """Raise ArithmeticRuleError for a column of several units, such as that of a whole table, with how the rows of one are chosen (rule 1)."""
    units = dict.fromkeys(quantity.unit for quantity in column if quantity is not pd.NA)
    if len(units) > 1:
        raise ArithmeticRuleError(
            f"{what} needs one unit (rule 1); found {', '.join(units)}; choose the rows of one first: frame[frame['unit'] == 'EUR']",
            rule=1,
        )


def _refused(name: str) -> TypeError:
    """That pandas' own way to do something keeps no rules, and what does."""
    return TypeError(
        f"cannot perform {name} on amounts: total(…), share(…), per(…), ratio(…) and difference(…) keep the rules, and "
        "frame['value_unguarded'] holds plain numbers, which keep none"
    )


def _plainly(quantity: object) -> str:
    """A quantity as text with plain spaces, as the column ``printed`` has it; one that is missing as pandas writes it."""
    return str(quantity).replace(NBSP, " ")


def _mind_plain(other: object) -> None:
    """Warn of a plain number, or of one in a text, that a column is asked to equal: no amount does, whatever its value."""
    if isinstance(other, Number) and not missing(other) or isinstance(other, str) and any(map(str.isdigit, other)):
        level, at = 1, sys._getframe()
        while (caller := at.f_back) and at.f_globals.get("__name__", "").partition(".")[0] in ("claimbook", "pandas"):
            level, at = level + 1, caller  # to the line that compares
        told = f"no amount equals {other!r:.80}, which is no quantity: compare with section.claim(…) and the like"
        warnings.warn(f"{told}; frame['value_unguarded'] holds plain numbers, frame['printed'] texts", stacklevel=level)


def _element(value: object) -> object:
    """A quantity, or ``pd.NA`` where there is no figure; raises TypeError for anything else."""
    if isinstance(value, Quantity):
        return value
    if missing(value):
        return pd.NA
    raise TypeError(f"a column of amounts holds quantities, such as section.claim(…) gives, and not {value!r:.80}")


def _decided(op: Callable, one: Any, other: object) -> object:
    """Whether a comparison holds; missing where a figure is, or where the bounds leave it open."""
    if missing(one) or missing(other):
        return pd.NA
    if not isinstance(other, Quantity):
        raise TypeError(
            f"an amount is compared with a quantity, and {other!r:.80} has no unit; frame['value_unguarded'] holds plain numbers"
        )
    found = decided(op, one, other)
    return pd.NA if found is None else found


def series(quantities: Sequence[Quantity | None], index: pd.Index) -> pd.Series:
    """Quantities as a column of amounts with the rows of another."""
    return pd.Series(AmountArray(quantities), index=index)


# -- a table whose messages name the column that was meant ---------------------------------------------------------------


class Plot(PlotAccessor):
    """The plots of a table or a column; where amounts alone were to be drawn, the error says which column holds plain numbers."""

    def __call__(self, *given: Any, **how: Any) -> Any:
        """Draw, as pandas does."""
        try:
            return super().__call__(*given, **how)
        except TypeError as error:
            if str(error) != "no numeric data to plot":
                raise
            raise TypeError(
                f"{error}: a plot wants plain numbers, which value_unguarded holds, as in frame.plot(y='value_unguarded')"
            ) from None


class Column(pd.Series):
    """A column of a ``Frame``, whose plots say which other column holds plain numbers."""

    @property
    def _constructor(self) -> type[Column]:
        return Column

    @property
    def _constructor_expanddim(self) -> type[Frame]:
        return Frame

    @property
    def plot(self) -> Plot:
        """The plots of the column."""
        return Plot(self)


class Frame(pd.DataFrame):
    """A DataFrame that says, where pandas would say less, which of its columns does what was asked."""

    @property
    def _constructor(self) -> type[Frame]:
        return Frame

    @property
    def _constructor_sliced(self) -> type[Column]:
        return Column

    @property
    def plot(self) -> Plot:  # pandas makes its own anew for each table, too
        """The plots of the table."""
        return Plot(self)

    def __getitem__(self, key: Any) -> Any:
        try:
            return super().__getitem__(key)
        except KeyError:
            asked = key if isinstance(key, list) else [key]
            if not any(isinstance(one, str) and one == "value" for one in asked) or "value_unguarded" not in self.columns:
                raise
            raise KeyError(
                "no column value: amount holds quantities, which keep the rules, value_unguarded plain numbers"
            ) from None

    def nlargest(self, n: int, columns: Any, keep: Any = "first") -> pd.DataFrame:
        """The rows with the largest values; raises TypeError for amounts, with what gives those."""
        self._refuse_amounts(columns)
        return super().nlargest(n, columns, keep)

    def nsmallest(self, n: int, columns: Any, keep: Any = "first") -> pd.DataFrame:
        """The rows with the smallest values; raises TypeError for amounts, with what gives those."""
        self._refuse_amounts(columns)
        return super().nsmallest(n, columns, keep)

    def _refuse_amounts(self, columns: Any) -> None:
        for column in columns if isinstance(columns, list) else [columns]:
            if column in self.columns and self.dtypes[column] == "amount":
                raise TypeError(
                    f"{column} holds amounts: frame.sort_values({column!r}) orders them by the rules, for .head() and .tail(); "
                    "value_unguarded holds plain numbers"
                )


# -- tables -----------------------------------------------------------------------------------------------------------


def frame(section: Section, name: str) -> pd.DataFrame:
    """A table with a column for each field: text for codes, lists and dates as they are written, whole numbers as such.

    Tables of figures have ``amount``, a quantity for each row (``pd.NA`` where a row has no figure), in place of ``value``. Last in them
    stand ``outside``, whether the figure is from outside the section, and ``value_unguarded``, the plain number, with which
    pandas does whatever it is told.
    """
    rows = section.rows(name)
    resource = resources(section.descriptor)[name]
    columns = {}
    for field in resource["schema"]["fields"]:
        dtype = DTYPES[field["type"]][not field.get("constraints", {}).get("required", False)]
        columns[field["name"]] = pd.Series([row[field["name"]] for row in rows], dtype=dtype)
    if name in FIGURES:
        quantity = getattr(section, FIGURES[name])
        amounts = AmountArray(None if row["value"] is None else quantity(row["id"]) for row in rows)
        plain = columns["value"]
        columns = dict(("amount", amounts) if column == "value" else (column, cells) for column, cells in columns.items())
        columns |= {"outside": pd.Series(name != "claims", index=plain.index, dtype=bool), "value_unguarded": plain}
    found = Frame(columns)
    found.attrs["title"] = resource.get("title", name)
    return found


def columns(given: pd.DataFrame) -> dict[str, list]:
    """The columns of a DataFrame as lists, named levels of its index first; whole numbers have no decimals, missing cells are None."""
    if any(level is not None for level in given.index.names):
        given = given.reset_index()
    return {str(name): [_cell(value) for value in given.iloc[:, place].tolist()] for place, name in enumerate(given.columns)}


def _cell(value: object) -> object:
    if missing(value) or value is pd.NaT:
        return None
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < sys.maxsize else value
