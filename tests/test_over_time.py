"""Figures of one thing at several times: what compares, what is refused, and what the table of series must say."""

from __future__ import annotations

import math

import pytest
from matplotlib.patches import Rectangle

from claimbook import ArithmeticRuleError, change, comparable, sentence, times, yearly
from claimbook.core.claims import Claim
from claimbook.core.quantities import Printed
from claimbook.core.relations import Relations
from claimbook.core.series import Series
from claimbook.data.rules.series import check_series
from claimbook.report import charts
from claimbook.report.charts import runs
from claimbook.report.over_time import told, told_table

FIELDS = ("id", "series", "date", "date_end", "figure", "comparable", "why")


def row(*cells: str) -> dict:
    """A row of series.csv; an empty cell is None, as when it is read."""
    return dict(zip(FIELDS, (cell or None for cell in cells)))


#: Three that compare step by step, one that does so a year, one that does not.
ROWS = [
    row("s_1", "s", "2020", "2020", "a", "", ""),
    row("s_2", "s", "2021", "2021", "b", "yes", "alike"),
    row("s_3", "s", "2022", "2022", "c", "yes", "alike again"),
    row("s_4", "s", "2023", "2024", "d", "per_year", "longer"),
    row("s_5", "s", "2025", "2026", "e", "no", "something else"),
]


def figure(name: str, value: float, stage: str = "pledged") -> Printed:
    """A made-up figure of the series, with bounds of half a place to either side."""
    claim = Claim(name, f"figure {name}", value, "places", resolution=1, stage=stage, stage_label=stage)
    return Printed.of(claim, Relations(series=Series(lambda: ROWS)))


A, B, C, D, E = (figure(name, value) for name, value in zip("abcde", (10, 12, 16, 40, 7)))


def test_figures_compare_as_far_as_every_step_between_them_does():
    found = comparable(A, C)
    assert found and (found.how, found.why) == ("yes", ("alike", "alike again"))
    assert bool(comparable(C, A)), "in either direction"
    assert not comparable(C, D) and comparable(C, D).why == ("longer",)
    assert not comparable(A, E) and comparable(A, E).why == ("something else",)
    assert not comparable(A, A), "a figure is no change from itself"


def test_a_change_is_a_difference_or_a_ratio_with_its_bounds():
    moved = change(A, C)
    assert (moved.value, moved.low, moved.high, moved.unit) == (6, 5, 7, "places")
    assert change(C, A).value == -6
    assert (change(A, B, relative=True).value, change(A, B, relative=True).unit) == (120, "%")
    assert moved.recipe[0] == "difference" and change(A, B, relative=True).recipe[0] == "ratio"


def test_periods_of_unequal_length_compare_a_year():
    spread = yearly(D)
    assert (spread.value, spread.low, spread.high) == (20, 19.75, 20.25)
    assert yearly(C) is C, "a single year is what it is"
    assert change(C, spread).value == 4 and comparable(A, spread).how == "per_year"
    assert not comparable(A, times(D, 1 / 3)), "another part of it than a year"
    with pytest.raises(ArithmeticRuleError, match=r"c and d may not be compared.*rule 10.*longer.*yearly\(\)"):
        change(C, D)


def test_what_no_row_allows_is_refused_with_the_reason():
    with pytest.raises(ArithmeticRuleError, match="d and e may not be compared over time.*something else"):
        change(D, E)
    with pytest.raises(ArithmeticRuleError, match="no series in data/series.csv holds both a and z"):
        change(A, figure("z", 3))
    with pytest.raises(ArithmeticRuleError, match="z has no period of whole years"):
        yearly(figure("z", 3))


def test_a_change_does_not_mix_stages():
    with pytest.raises(ArithmeticRuleError, match="rule 4"):
        change(A, figure("b", 12, "in_force"))


def test_figures_without_a_table_compare_with_nothing():
    alone = [Printed.of(Claim(name, name, 1, "places"), Relations()) for name in "ab"]
    assert not comparable(*alone) and "no series" in comparable(*alone).why[0]


# -- the table -------------------------------------------------------------------------------------------------------


def problems(rows: list[dict]) -> list[tuple[str, str]]:
    """Row and field of every problem of a table of series, whose figures are a to e in places and z in euro."""
    figures = [{"id": name, "value": 1.0, "unit": "EUR" if name == "z" else "places"} for name in "abcdez"]
    tables = {"series": rows, "claims": figures, "evidence": [{"id": "empty", "value": None, "unit": None}], "context": []}
    found = check_series(tables)
    assert all(problem.file == "series.csv" and problem.allowed for problem in found)
    return [(problem.row, problem.field) for problem in found]


def test_a_table_that_holds_has_no_problem():
    assert problems(ROWS) == []


@pytest.mark.parametrize(
    ("place", "changed", "wrong"),
    [
        (1, {"figure": "nothing"}, [("s_2", "figure")]),
        (1, {"figure": "empty"}, [("s_2", "figure")]),
        (1, {"figure": "a"}, [("s_2", "figure")]),
        (1, {"figure": "z"}, [("s_2", "figure"), ("s_3", "figure")]),
        (0, {"comparable": "yes", "why": "since"}, [("s_1", "comparable"), ("s_1", "why")]),
        (1, {"comparable": None}, [("s_2", "comparable")]),
        (1, {"why": None}, [("s_2", "why")]),
        (1, {"date": "2019", "date_end": "2019"}, [("s_2", "date")]),
        (3, {"date_end": "2022"}, [("s_4", "date_end")]),
        (2, {"date_end": None}, [("s_4", "comparable")]),
        (4, {"series": "t"}, [("s_5", "comparable"), ("s_5", "why"), ("s_5", "series")]),
        (1, {"series": "t"}, [("s_3", "series"), ("s_2", "comparable"), ("s_2", "why"), ("s_2", "series")]),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)
def test_a_wrong_row_is_named_with_its_field(place, changed, wrong):
    assert problems([one | changed if i == place else one for i, one in enumerate(ROWS)]) == wrong


def test_the_series_of_the_book_hold_figures_from_outside_and_say_why(section):
    rows = section.rows("series")
    names = list(dict.fromkeys(row["series"] for row in rows))
    assert sum(row["comparable"] is None for row in rows) == len(names) == 10
    assert all(len(row["why"]) > 40 for row in rows if row["comparable"])
    paid = [row for row in rows if row["series"] == "facility_paid"]
    assert [row["comparable"] for row in paid] == [None, "yes", "yes", "yes"]


def test_what_was_paid_grows_and_stays_within_the_facility(section):
    paid = [section.evidence(row["figure"]) for row in section.rows("series") if row["series"] == "facility_paid"]
    assert all(change(one, later).low > 0 for one, later in zip(paid, paid[1:]))
    assert all(section.relations.certainty(q.claim.id, "turkiye_facility") == "stated" for q in paid)


@pytest.mark.parametrize("edition", ["vii", "viii", "ix"])
def test_what_all_donors_pledged_is_their_grants_and_their_loans(section, edition):
    whole, grants, loans = (section.context(f"conference_{edition}_{part}") for part in ("total", "grants", "loans"))
    assert grants.value + loans.value == whole.value
    assert all(section.relations.certainty(q.claim.id, whole.claim.id) == "stated" for q in (grants, loans))


def test_no_total_counts_a_figure_and_a_later_telling_of_it(section):
    paid = [section.evidence(f"turkiye_facility_paid_{when}") for when in ("2019_08", "2020_12")]
    with pytest.raises(ArithmeticRuleError, match="rule 2"):
        paid[0] + paid[1]


# -- what a chapter shows ---------------------------------------------------------------------------------------------

SAID = {
    "title": sentence("A finding"),
    "subtitle": sentence("What is measured"),
    "alt": sentence("An alternative text."),
    "caption": sentence("A caption."),
}


def drawn(*figures: Printed, narrow: bool = False, **how):
    """The axes of a chart of these figures, each compared with the one before, and its data."""
    rows = [(q.label, q, comparable(before, q) if before else None) for before, q in zip((None, *figures), figures)]
    chart = runs("r", rows, **SAID, **how)
    with charts.drawing():
        return chart.draw(narrow).axes[0], chart


def bars(axes) -> list[float]:
    """How long each bar of the chart is, in inches; an outline around one is no bar."""
    filled = charts.COLOURS["c1"]
    return [p.get_width() for p in axes.patches if isinstance(p, Rectangle) and p.get_facecolor()[:3] == charts_rgb(filled)]


def charts_rgb(colour: str) -> tuple[float, ...]:
    return tuple(int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))


@pytest.mark.parametrize("narrow", [False, True])
def test_only_what_compares_has_a_scale(narrow):
    axes, chart = drawn(A, B, C, E, narrow=narrow)
    lengths = bars(axes)
    assert [length / lengths[0] for length in lengths] == pytest.approx([1, 1.2, 1.6]), "bars from zero, on one scale"
    breaks = [line for line in axes.lines if len(line.get_xdata()) == 2]
    diamonds = [line for line in axes.lines if line.get_marker() == "D"]
    assert len(breaks) == len(diamonds) == 1 and not axes.axison
    text = " ".join(" ".join(text.get_text().split()) for text in axes.texts)
    assert "Does not compare. longer" not in text and "Does not compare. something else" in text
    assert [row["series"] for row in chart.data] == ["scale 1"] * 3 + ["no scale"]
    assert [str(row["compares"]).partition(":")[0] for row in chart.data] == ["nothing stands before it", "yes", "yes", "no"]


def test_the_data_of_a_chart_tell_the_grade_of_each_figure(section):
    rows = [(telling.when, telling.figure, telling.comparison) for telling in told(section, "pledged_places")]
    assert [row["grade"] for row in runs("r", rows, **SAID).data] == ["A", "A", "", "C"], "the section's own figure has none"


def test_a_break_gives_each_stretch_a_scale_of_its_own():
    lonely = [figure("a", 1000), figure("e", 7)]
    axes, _ = drawn(*lonely)
    assert bars(axes) == [] and len({line.get_xdata()[0] for line in axes.lines if line.get_marker() == "D"}) == 1, (
        "what compares with nothing stands at the same place, whatever its size"
    )


def test_a_bar_lies_within_the_outline_of_its_whole_and_a_floor_has_an_arrow():
    whole = figure("whole", 20)
    floor = Printed.of(Claim("b", "b", 12, "places", qualifier="over", stage="pledged"), A.relations)
    axes, _ = drawn(A, floor, whole=whole)
    outlines = [p.get_width() for p in axes.patches if isinstance(p, Rectangle)]
    assert max(outlines) / min(bars(axes)) == pytest.approx(2) and len(outlines) == 4
    assert sum(text.get_text() == "" for text in axes.texts) == 1, "an arrow at the floor alone"
    assert math.isinf(floor.high)


def test_a_chart_of_runs_refuses_what_it_cannot_draw():
    with pytest.raises(ValueError, match="first row has none before it"):
        runs("r", [("a", A, comparable(A, B)), ("b", B, None)], **SAID)
    with pytest.raises(ValueError, match="single unit"):
        runs("r", [("a", A, None)], whole=Printed.of(Claim("m", "m", 1, "EUR")), **SAID)


def test_a_series_is_told_with_its_reasons_and_a_year_where_only_years_compare(section):
    tellings = told(section, "pledged_places")
    assert [telling.when for telling in tellings] == [
        "2021 to 2022, both years together",
        "2023",
        "2024 to 2025, a year",
        "2026 to 2027, both years together",
    ]
    assert [bool(telling.comparison) for telling in tellings] == [False, False, True, False]
    assert tellings[2].figure.value == section.claim("pledges").value / 2
    shown = told_table(section, "pledged_places", "Places").html
    assert "outside the section" in shown and "our coding" in shown and "61,000" in shown and "a year each" in shown
    assert all(
        row["why"].split(".")[0] in shown for row in section.rows("series") if row["series"] == "pledged_places" and row["why"]
    )
    with pytest.raises(KeyError, match="pledged_place.*perhaps pledged_places"):
        told(section, "pledged_place")


def test_a_figure_is_found_by_its_id_in_any_table(section):
    assert [section.figure(i).claim.table for i in ("pledges", "places_pledged_2023", "turkiye_facility_paid_commission")] == [
        "claims",
        "context",
        "evidence",
    ]
    with pytest.raises(KeyError, match="perhaps pledges"):
        section.figure("pledgse")
