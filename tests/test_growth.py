"""What grows: totals take work in proportion to the claims; and the check loads nothing that would make it slow to start.

Work is counted in lines of Python, not in seconds: a clock would also measure whatever else the computer does.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from benchmark import READING, TOTAL
from ledger import SHAPES, claims

from claimbook.core import relations
from claimbook.core.arithmetic import remainder, share, total
from claimbook.core.derivations import MANY


class CountedSet(set):
    """A set that counts what it is made of, and what is put together with it: work that takes a single line of Python."""

    work = 0

    def __init__(self, elements=()):
        super().__init__(elements)
        CountedSet.work += len(self)

    def _counted(name):  # noqa: N805 - makes methods, is none
        def method(self, *others):
            CountedSet.work += len(self) + sum(map(len, others))
            found = getattr(set, name)(self, *others)
            return found if isinstance(found, bool) else CountedSet(found)

        return method

    __or__ = _counted("__or__")
    __ior__ = _counted("__or__")
    __and__ = _counted("__and__")
    __sub__ = _counted("__sub__")
    union = _counted("union")


@pytest.fixture(autouse=True)
def counted_sets(monkeypatch):
    """The sets of the code that walks relations count their elements."""
    monkeypatch.setattr(relations, "set", CountedSet, raising=False)
    monkeypatch.setattr(relations, "frozenset", CountedSet, raising=False)


def steps(work: Callable[..., object], *arguments) -> int:
    """How many lines of Python, calls, returns and elements of sets the work takes; the same number on every computer."""
    counted, CountedSet.work = 0, 0

    def trace(frame, event, argument):
        nonlocal counted
        counted += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work(*arguments)
    finally:
        sys.settrace(before)
    return counted + CountedSet.work


def grows_linearly(work: Callable[..., object], shape: str) -> None:
    """Ten times as many claims: linear work takes ten times as many steps, quadratic work a hundred times."""
    work(*claims(shape, 100))  # what is loaded once, such as the forms of numbers, does not grow
    few, many = (steps(work, *claims(shape, size)) for size in (1_000, 10_000))
    assert 5 * few < many < 12 * few, (few, many)


@pytest.mark.parametrize("shape", SHAPES)
def test_totals_grow_linearly(shape):
    grows_linearly(lambda *ledger: total(*ledger, label="all", heads_only=True), shape)


def test_the_way_up_a_deep_chain_grows_linearly():
    grows_linearly(lambda *ledger: share(ledger[-1], ledger[0], if_nested=True), "deep")


def test_what_is_left_of_a_whole_grows_linearly():
    grows_linearly(lambda *ledger: remainder(*ledger, label="rest", if_nested=True), "wide")


def test_quadratic_work_is_found():
    with pytest.raises(AssertionError):
        grows_linearly(lambda *ledger: [one for one in ledger[::10] for other in ledger[::10] if one is other], "wide")


def test_set_unions_are_found():
    """As many unions of ever larger sets: quadratic work in a linear number of lines."""

    def unions(*ledger):
        met = relations.set()
        for one in ledger[::10]:
            met = met | {one.claim.id}

    with pytest.raises(AssertionError):
        grows_linearly(unions, "flat")


def test_bounds_of_a_large_ledger():
    """A whole whose parts are perhaps its own: all of them within it, or all of them beside it."""
    whole, *parts = claims("wide", 1_001)
    found = total(whole, *parts, label="all")
    assert found.low == whole.low and found.high == pytest.approx(whole.high + sum(part.high for part in parts))


def test_the_formula_of_many_claims_stays_readable():
    ledger = claims("shared", 2_000)
    found = total(*ledger[::2], label="all")
    assert found.formula.endswith(f" and {1_000 - MANY} more") and found.formula.count("claim ") == MANY


@pytest.mark.parametrize("code, arguments", [(TOTAL, ("shared", "100")), (READING, ("data",))], ids=["total", "reading"])
def test_what_the_benchmark_measures_of_a_ledger_runs(project, code, arguments):
    environment = os.environ | {"PYTHONPATH": f"{project / 'src'}{os.pathsep}{Path(__file__).parent}"}
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=project, stdout=subprocess.PIPE, text=True, env=environment
    )
    assert done.returncode == 0 and float(done.stdout) > 0


def test_the_check_starts_at_once(project):
    """`check` imports no library but Babel, which writes the numbers in its messages, and PyYAML for contents and settings; how fast that is, the benchmark measures."""
    code = "import sys, json; from claimbook.__main__ import main; main(['check']); print(json.dumps(sorted(sys.modules)))"
    environment = os.environ | {"PYTHONPATH": str(project / "src")}
    before = "import sys, json; print(json.dumps(sorted(sys.modules)))"
    start, end = (
        json.loads(
            subprocess.run(
                [sys.executable, "-c", what], cwd=project, stdout=subprocess.PIPE, check=True, text=True, env=environment
            ).stdout.splitlines()[-1]
        )
        for what in (before, code)
    )
    packages = {name.partition(".")[0] for name in {*end} - {*start}}
    assert packages - sys.stdlib_module_names == {"babel", "claimbook", "yaml", "cython_runtime", "_cython_3_3_1"}
