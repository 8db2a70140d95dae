"""Exercises: the right answer passes, every misreading is told what it is, and each exercise is asked and solved in one chapter."""

from __future__ import annotations

import json
import math
import re
import subprocess
import sys
from collections.abc import Callable

import pytest
from building import read_csv, write_csv

import claimbook
from claimbook import that
from claimbook.core.quantities import Quantity
from claimbook.core.section import TRACE
from claimbook.teaching.choices import choices
from claimbook.teaching.exercises import Exercises, Named
from claimbook.teaching.judging_order import Order
from claimbook.teaching.labs import find, mean_per_year
from claimbook.wording import HEDGES, NBSP, Wording
from external_dimension import load
from external_dimension.exercises import EXERCISES, another, check, hint, once_more, tries

TABLES = load()
TWO_SIDED = ("share", "ratio", "per", "remainder", "difference", "add", "change", "comparable")
CASES = [(name, i) for name in EXERCISES for i in range(len(EXERCISES[name](TABLES)[1]))]


def numbers(section, kind) -> list[str]:
    """The exercises that ask for a single number or for a range."""
    ranged = {
        name: " to " in right.text
        for name, (right, _) in ((n, e(section)) for n, e in EXERCISES.items())
        if isinstance(right, Quantity)
    }
    return [name for name, is_range in ranged.items() if is_range == (kind == "range")]


@pytest.mark.parametrize("name", EXERCISES)
def test_the_right_answer_is_right(section, name):
    """As the package computes it, and as a reader would copy it."""
    right, _ = EXERCISES[name](section)
    assert check(name, right, section)
    if isinstance(right, Quantity):
        offered = [one for one in choices(section, *EXERCISES[name](section), name) if one.verdict.right]
        assert [check(name, one.text, section).grade for one in offered] == ["right"]
        also = any(isinstance(slip, Order) for slip, _ in EXERCISES[name](section)[1])
        assert check(name, right.text, section).grade == ("tell it better" if also else "right"), (
            "the printed form is not accepted"
        )


@pytest.mark.parametrize(("name", "index"), CASES)
def test_each_misreading_is_explained(section, name, index):
    right, mistakes = EXERCISES[name](section)
    wrong, why = mistakes[index]
    wrong = f"{right.text} {right.unit}, {wrong} second" if isinstance(wrong, Order) and isinstance(right, Quantity) else wrong
    verdict = check(name, {wrong} if isinstance(right, frozenset) else wrong, section)
    assert not verdict and why in str(verdict)
    if isinstance(wrong, Quantity) and wrong.value is not None and isinstance(right, Quantity):
        assert why in str(check(name, wrong.value, section)), "the same slip as a bare number is not known"


def test_no_misreading_stands_twice_or_gives_the_right_answer(section):
    for name, function in EXERCISES.items():
        right, mistakes = function(section)
        assert mistakes, f"{name} explains no wrong answer"
        assert len({why for _, why in mistakes}) >= 1 and len({str(w) for w, _ in mistakes}) == len(mistakes), name
        if isinstance(right, Quantity):
            assert all(not isinstance(w, Quantity) or w.text != right.text for w, _ in mistakes), name


def test_wrong_unit_is_named(section):
    for name in numbers(section, "single"):
        value = EXERCISES[name](section)[0].value
        assert "Wrong unit" in str(check(name, value / 1e6, section)), name
    part, _ = EXERCISES["egypt_share"](section)
    assert "Wrong unit" in str(check("egypt_share", part.value / 100, section))
    assert "unit" in str(check("gaza_before", "330,000,000", section))


def test_too_many_digits_are_refused_with_the_digits_allowed(section):
    refused = 0
    for name in numbers(section, "single"):
        right = EXERCISES[name](section)[0]
        if right.low < right.value < right.high and not math.isclose(right.value, round(right.value, 1)):
            verdict = check(name, right.value, section)
            assert (
                not verdict
                and "too many digits" in str(verdict)
                and right.text.replace(NBSP, " ") in str(verdict).replace(NBSP, " ")
            ), name
            refused += 1
    assert refused >= 3


def test_a_lost_hedge_is_named(section):
    for name, function in EXERCISES.items():
        right, _ = function(section)
        hedge = next((h for h in HEDGES.values() if h and isinstance(right, Wording) and right.text.startswith(h)), "")
        if hedge:
            assert "hedge" in str(check(name, right.text.removeprefix(hedge).strip(), section)), name
            assert check(name, f"The EU gave {right.text.replace(NBSP, ' ')} in all.", section), name
            assert not check(name, "some money", section)


def test_a_range_takes_both_ends_and_no_single_number(section):
    for name in numbers(section, "range"):
        right, mistakes = EXERCISES[name](section)
        assert check(name, (right.low, right.high), section), name
        assert not check(name, (right.low, 2 * right.high), section)
        middle = (right.low + right.high) / 2
        assert "Give both ends" in str(check(name, middle, section)), name
        low, high = re.findall(r"[\d.]+", right.text)
        form = "EUR {} billion" if right.unit == "EUR" else "{} %"
        assert check(name, (form.format(low), form.format(high)), section), name


def test_what_is_no_answer_is_told_what_to_hand_over(section):
    assert "Give the number" in str(check("gaza_before", None, section))
    assert "one of these" in str(check("what_is_pledged", "dunno", section))
    assert "missing" in str(check("egypt_levers", {"legal_pathways"}, section))
    assert "do not belong" in str(check("egypt_levers", {"legal_pathways", "borders_and_smuggling", "trade"}, section))
    assert "unit" in str(check("agreements_as_one", EXERCISES["gaza_before"](section)[0], section)) or not check(
        "agreements_as_one", 1, section
    )
    with pytest.raises(KeyError, match="gaza_before"):
        check("gaza_befor", 1, section)


def test_an_exercise_may_have_nothing_for_its_answer(section, monkeypatch):
    monkeypatch.setitem(EXERCISES.found, "egypt_levers", lambda s: (Named({}), []))
    assert str(check("egypt_levers", set(), section)) == "Right: none of them."
    assert "trade" in str(check("egypt_levers", {"trade"}, section))


def test_answers_follow_from_the_tables(tables_copy):
    """Another amount in the table is another right answer; nothing is stored."""
    path = tables_copy / "data" / "claims.csv"
    rows = read_csv(path)
    row = next(r for r in rows if r["id"] == "gaza_total")
    row["value"], row["printed"] = "460000000", "EUR 460 million"
    write_csv(path, rows)
    changed = load(tables_copy / "data")
    assert check("gaza_before", "EUR 340 million", changed) and not check("gaza_before", "EUR 330 million", changed)


def test_a_wrong_solution_stops_the_build(section, monkeypatch, tmp_path):
    monkeypatch.setenv(TRACE, str(tmp_path / "trace"))
    assert check("what_is_pledged", "places promised", section)
    with pytest.raises(AssertionError, match="what_is_pledged"):
        check("what_is_pledged", "people admitted", section)


def test_each_chapter_asks_and_solves_its_exercises(project):
    """Three to five in each chapter; each stands once, with its solution in the same chapter, and is registered."""
    chapters = {}
    for path in sorted((project / "notebooks").glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        by_tag = {
            tag: "\n".join("".join(c["source"]) for c in cells if tag in c["metadata"].get("tags", []))
            for tag in ("exercise", "solution")
        }
        asked = re.findall(r'check\("(\w+)", answer\)', by_tag["exercise"])
        if asked:
            assert asked == re.findall(r'check\("(\w+)"', by_tag["solution"]), path.name
            assert 3 <= len(asked) <= 5, path.name
            chapters[path.stem] = asked
    everything = [name for asked in chapters.values() for name in asked]
    assert sorted(everything) == sorted(EXERCISES)
    assert len(chapters) == 13
    answered = {name: sorted(EXERCISES.of(name)) for name in EXERCISES.modules}
    assert answered == {name: sorted(asked) for name, asked in chapters.items()}, (
        "a module of answers for each notebook that asks"
    )


def test_an_exercise_that_two_modules_answer_is_refused(tmp_path, monkeypatch):
    package = tmp_path / "answered_twice"
    package.mkdir()
    for module in ("__init__", "one", "other"):
        code = "from claimbook.teaching.exercises import exercise\n\n\n@exercise()\ndef same(section):\n    return 'yes', []\n"
        (package / f"{module}.py").write_text("" if module == "__init__" else code, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ValueError, match="answered_twice.other: .*'same'"):
        len(Exercises("answered_twice"))


def test_answers_are_not_loaded_before_one_is_asked_for():
    code = (
        "import sys\n"
        "from external_dimension.exercises import check\n"
        "loaded = lambda: [name for name in sys.modules if name.startswith('external_dimension.exercises.')]\n"
        "assert not loaded()\n"
        "assert check('gaza_before', 330e6) and loaded()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr


def _calls(section, wrong: object) -> dict[str, Callable[[], object]]:
    """What students call in their cells, each with a wrong thing where a quantity, a name or rows belong."""
    right = section.claim("turkiye_total")
    calls: dict[str, Callable[[], object]] = {
        name: lambda two=two: two(right, wrong) for name, two in vars(claimbook).items() if name in TWO_SIDED
    }
    calls |= {f"that.{one.__name__}": lambda one=one: one(wrong) for one in (that.ranged, that.single, that.earlier)}
    calls |= {f"that.{two.__name__}": lambda two=two: two(right, wrong) for two in (that.more, that.close, that.coarser)}
    calls |= {"total": lambda: claimbook.total(right, wrong), "times": lambda: claimbook.times(wrong, 2)}
    calls |= {"yearly": lambda: claimbook.yearly(wrong), "times by": lambda: claimbook.times(right, wrong)}
    calls |= {"count": lambda: claimbook.count(wrong, "gaps", label="x"), "claim": lambda: section.claim(wrong)}
    calls |= {
        "row": lambda: section.row("gaps", wrong),
        "rows": lambda: section.rows(wrong),
        "listing": lambda: claimbook.listing(wrong),
    }
    calls |= {"mean_per_year": lambda: mean_per_year(wrong), "mean_per_year of two": lambda: mean_per_year(right, wrong)}
    calls |= {"find": lambda: find(section, wrong), "find without a section": lambda: find(wrong, "turkiye_total")}
    calls |= {
        "check": lambda: check(wrong, 5),
        "hint": lambda: hint(wrong),
        "another": lambda: another(wrong),
        "tries": lambda: tries(wrong),
    }
    return calls | {"another by": lambda: another("gaza_before", wrong), "once_more": lambda: once_more(wrong)}


@pytest.mark.parametrize("wrong", ["turkiye total", None, ["gaza_before"], object, 7.5], ids=repr)
def test_a_wrong_thing_in_a_call_gives_a_sentence_of_ours(wrong, section):
    """No error of Python's own comes through, which tells of attributes and types that no student has heard of."""
    for name, call in _calls(section, wrong).items():
        try:
            call()
        except (TypeError, ValueError, KeyError) as error:
            said = str(error.args[0])
            assert len(said.split()) > 4 and not re.search("' object|NoneType|unhashable|iterable", said), (name, said)
