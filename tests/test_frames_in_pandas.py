"""The column of amounts holds pandas' own tests of what a column has to do; what differs on purpose is said and tested here."""

from __future__ import annotations

import pandas as pd
import pandas._testing as tm
import pytest
from pandas.tests.extension import base
from pandas.tests.extension.conftest import (  # noqa: F401 - fixtures of the tests below
    all_arithmetic_operators,
    all_boolean_reductions,
    all_data,
    all_numeric_accumulations,
    all_numeric_reductions,
    all_reductions,
    as_array,
    as_frame,
    as_series,
    box_in_series,
    comparison_op,
    data_for_twos,
    data_repeated,
    fillna_method,
    groupby_apply_op,
    invalid_scalar,
    na_cmp,
    na_value,
    use_numpy,
    using_nan_is_na,
)
from test_arithmetic import quantity

from claimbook.core.frames import AmountArray, AmountDtype
from external_dimension import ArithmeticRuleError, total

A, B, C = (quantity(name, value) for name, value in (("a", 1), ("b", 2), ("c", 3)))


@pytest.fixture
def dtype():
    return AmountDtype()


@pytest.fixture
def data():
    return AmountArray(quantity(f"q{number}", number) for number in range(1, 11))


@pytest.fixture
def data_missing():
    return AmountArray([None, A])


@pytest.fixture
def data_for_sorting():
    return AmountArray([B, C, A])


@pytest.fixture
def data_missing_for_sorting():
    return AmountArray([B, None, A])


@pytest.fixture
def data_for_grouping():
    return AmountArray([B, B, None, None, A, A, B, C])


class TestAmounts(base.ExtensionTests):
    """Every test of pandas for a column of its own kind."""

    # Signs: + may be refused by a rule, all others are.
    series_scalar_exc = frame_scalar_exc = series_array_exc = (TypeError, ArithmeticRuleError)

    def _cast_pointwise_result(self, op_name, obj, other, pointwise_result):
        return pointwise_result.astype("boolean") if op_name in ("lt", "le", "gt", "ge") else pointwise_result

    def _supports_reduction(self, ser, op_name):
        return op_name in ("sum", "min", "max", "count")

    def check_reduce(self, ser, op_name, skipna):
        ways = {"sum": total, "min": lambda one: one.iloc[0], "max": lambda one: one.iloc[-1], "count": len}
        assert getattr(ser, op_name)() == ways[op_name](ser)

    def test_from_dtype(self, data):
        tm.assert_series_equal(pd.Series(list(data), dtype="amount"), pd.Series(data))
        tm.assert_frame_equal(pd.DataFrame({"a": list(data)}, dtype="amount"), pd.DataFrame({"a": data}))

    def test_add_series_with_extension_array(self, data):
        added = pd.Series(data[:5]) + data[5:]
        assert [q.value for q in added] == [7, 9, 11, 13, 15] and added.dtype == "amount"

    def test_combine_add(self, data):
        added = pd.Series(data[:5]).combine(pd.Series(data[5:]), lambda one, other: one + other)
        assert [q.value for q in added] == [7, 9, 11, 13, 15] and added.dtype == "amount"

    def test_in_numeric_groupby(self, data_for_grouping):
        df = pd.DataFrame({"A": [1, 1, 2, 2, 3, 3, 1, 4], "B": data_for_grouping, "C": 1})
        with pytest.raises(ArithmeticRuleError, match=r"^the claim b stands in the total more than once \(rule 2\)$"):
            df.groupby("A").sum()
        assert list(df.groupby("A").sum(numeric_only=True)) == ["C"]

    def test_value_counts_with_normalize(self, data_missing):
        assert pd.Series(data_missing).value_counts(normalize=True, dropna=False).to_list() == [0.5, 0.5]

    def test_json_roundtrip(self, data_missing):
        assert pd.Series(data_missing).to_json() == '{"0":null,"1":"EUR 1"}'

    # Text has plain spaces, and not those hard ones of a page.

    def test_astype_str(self, data):
        assert pd.Series(data[:2]).astype(str).tolist() == ["EUR 1", "EUR 2"]

    @pytest.mark.parametrize("kind", ["string", "str"])
    def test_astype_string(self, data_missing, kind):
        found = pd.Series(data_missing).astype(kind)
        assert found.dtype == pd.api.types.pandas_dtype(kind) and pd.isna(found[0]) and found[1] == "EUR 1"

    @pytest.mark.parametrize("skipna", [True, False])
    def test_plot_on_y_axis(self, data, skipna):
        with pytest.raises(TypeError, match="no numeric data to plot"):
            pd.DataFrame({"a": data}).plot()
