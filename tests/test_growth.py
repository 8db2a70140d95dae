"""What grows: totals take time in proportion to the claims, and deep chains no deep stack; and the check starts at once."""

from __future__ import annotations

import os
import subprocess
import sys
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


@pytest.mark.skipif(sys.platform == "win32", reason="the processor time of a process that has ended is asked of Unix")
def test_the_check_starts_at_once(project):
    """In less than half a second of processor time, with modules compiled: no library is imported that the check does not need."""
    seconds = []
    for _ in range(3):
        before = os.times()
        subprocess.run([sys.executable, "-m", "external_dimension", "check"], cwd=project, stdout=subprocess.DEVNULL, check=True,
                       env=os.environ | {"PYTHONPATH": str(project / "src")})
        after = os.times()
        seconds.append(after.children_user + after.children_system - before.children_user - before.children_system)
    assert min(seconds) < 0.5, seconds
