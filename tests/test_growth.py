"""Totals over a ledger of any size and nesting: work grows with the number of claims, and deep chains need no deep stack."""

from __future__ import annotations

import time

import pytest
from ledger import SHAPES, claims

from external_dimension.quantities import MANY, total


@pytest.mark.parametrize("shape", SHAPES)
def test_totals_grow_linearly(shape):
    seconds = {}
    for size in (3_000, 30_000):
        ledger = claims(shape, size)
        started = time.process_time()
        total(*ledger, label="all", heads_only=True)
        seconds[size] = time.process_time() - started
    # Ten times as many claims: linear work takes ten times as long, quadratic work a hundred times.
    assert seconds[30_000] < 35 * max(seconds[3_000], 0.005), seconds


def test_bounds_of_a_large_ledger():
    """A whole whose parts are perhaps its own: all of them within it, or all of them beside it."""
    whole, *parts = claims("wide", 1_001)
    found = total(whole, *parts, label="all")
    assert found.low == whole.low and found.high == pytest.approx(whole.high + sum(part.high for part in parts))


def test_the_formula_of_many_claims_stays_readable():
    ledger = claims("shared", 2_000)
    found = total(*ledger[::2], label="all")
    assert found.formula.endswith(f" and {1_000 - MANY} more") and found.formula.count("claim ") == MANY
