"""Charts are true: ticks stand where their labels say, marks where the numbers are, and a drawing names what it shows."""

from __future__ import annotations

import io
import itertools
import math
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from calendar import monthrange
from datetime import date, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import same_color, to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Annotation
from PIL import Image

from claimbook import sentence, share
from claimbook.checks import running
from claimbook.core.claims import Claim
from claimbook.core.quantities import Derived, Printed, Quantity
from claimbook.core.relations import Relations
from claimbook.publish import slides
from claimbook.report import charts
from claimbook.report.charts import (
    COLOURS,
    Chart,
    Lane,
    bars,
    composition,
    covered,
    dumbbell,
    nested,
    readings,
    swimlanes,
    timeline,
)
from claimbook.report.charts.chart import MARGIN
from claimbook.report.charts.layout import MARK, around, wrap
from claimbook.report.charts.maps import Map
from claimbook.report.charts.swimlane import ROW
from claimbook.wording import NBSP, plain
from claimbook.wording.parts import MIME

SAID = {
    "title": sentence("A finding"),
    "subtitle": sentence("What is measured"),
    "alt": sentence("An alternative text."),
    "caption": sentence("A caption."),
}
BEST_OF_NONE = (None, 12e9, 18e9)  # a range without a best value


@pytest.fixture(scope="module")
def shown(project) -> list[running.Output]:
    """All that the chapters of the book show."""
    return list(running.outputs(project))


@pytest.fixture(scope="module")
def book(shown) -> dict[str, Chart]:
    """The charts of the book, by name."""
    return {output.value.name: output.value for output in shown if isinstance(output.value, Chart)}


@pytest.fixture(scope="module")
def drawings(book) -> dict[tuple[str, bool], Figure]:
    """Every drawing of the book, by the name of the chart and whether it is for a phone."""
    with charts.drawing():
        found = {(name, narrow): chart.draw(narrow) for name, chart in book.items() for narrow in (False, True)}
        for figure in found.values():
            figure.draw_without_rendering()
    return found


def draw(chart: Chart, narrow: bool = False):
    """The axes of a chart's drawing."""
    with charts.drawing():
        return chart.draw(narrow).axes[0]


def computed(value: float | None, low: float, high: float, unit: str = "EUR") -> Quantity:
    """A made-up result of a computation."""
    return Derived(value, low, high, unit, "a result", (Claim("x", "a claim", 1, unit),))


def claimed(value: float, qualifier: str, resolution: float = 0, unit: str = "EUR") -> Quantity:
    """A made-up claim with the bounds of its hedge."""
    return Printed.of(Claim("x", "a claim", value, unit, qualifier=qualifier, resolution=resolution))


def rectangles(axes) -> list[tuple[float, float]]:
    """Where each bar begins and ends on the x axis; a ground behind a lane, as wide as the drawing, is none."""
    return [(p.get_x(), p.get_x() + p.get_width()) for p in axes.patches if isinstance(p, Rectangle) and _on_x(axes, p)]


def _on_x(axes, patch) -> bool:
    """Whether the values of the axis say where the patch stands."""
    return patch.get_data_transform().contains_branch_seperately(axes.transData)[0]


def lines(axes, width: float) -> list[tuple[float, float]]:
    """Where each line of that width begins and ends on the x axis."""
    return [tuple(line.get_xdata()) for line in axes.lines if line.get_linewidth() == width and len(line.get_xdata()) == 2]


def dots(axes) -> list[float]:
    """Where each symbol stands on the x axis."""
    return [float(line.get_xdata()[0]) for line in axes.lines if len(line.get_xdata()) == 1]


def arrows(axes) -> list[tuple[float, float]]:
    """From where to where each arrow points on the x axis."""
    return [(text.xyann[0], text.xy[0]) for text in axes.texts if isinstance(text, Annotation) and text.arrow_patch]


def texts(axes) -> list[str]:
    return [text.get_text() for text in axes.texts if text.get_text()]


def number(label: str) -> float:
    return float(label.replace(",", ""))


def scale(axes) -> float:
    """What a step of one on the axis's labels is in the unit of its quantities."""
    return {"billion": 1e9, "million": 1e6}.get(axes.get_xlabel().rpartition(" ")[2], 1.0)


def ticks(axes) -> tuple[list[float], list[str]]:
    return list(axes.get_xticks()), [label.get_text() for label in axes.get_xticklabels()]


def assert_true(axes) -> None:
    """Every tick of the axis stands at what its label says, and all at even distances."""
    at, labels = ticks(axes)
    assert len(at) >= 1 and len(at) == len(labels)
    assert [number(label) * scale(axes) for label in labels] == pytest.approx(at, rel=1e-12, abs=1e-12), labels
    assert len(set(labels)) == len(labels)
    steps = [after - before for before, after in itertools.pairwise(at)]
    assert steps == pytest.approx([steps[0]] * len(steps)) if steps else True
    low, high = axes.get_xlim()
    assert low - 1e-9 * abs(low) <= min(at) and max(at) <= high + 1e-9 * abs(high)


# -- axes -------------------------------------------------------------------------------------------------------------


def test_every_tick_of_the_book_stands_at_the_value_of_its_label(book, drawings):
    measured = 0
    for (name, narrow), figure in drawings.items():
        (axes,) = figure.axes
        at, labels = ticks(axes)
        if not axes.axison:
            # areas and panels are each a whole, and panels of what compares have a scale each
            areas_or_panels = {"Drawn inside", "Share", "Compares with the one before"} & set(book[name].columns)
            assert areas_or_panels or isinstance(book[name], Map)
        elif list(book[name].columns)[1:] == [label.replace("\n", " ") for label in labels]:
            assert at == list(range(len(labels))), "the columns of a matrix"
        else:
            measured += 1
            assert len(at) > 1, (name, narrow)
            assert_true(axes)
    assert measured >= 28


def test_a_slide_shows_the_wide_drawing_of_its_chart(book):
    for chart in book.values():
        forms, _ = chart._repr_mimebundle_()
        shown = slides.Slide("x", "", "", "", plain("x"), plain(""), outputs=[forms[MIME]])
        assert BeautifulSoup(shown.shown, "html.parser").svg["viewbox"] == viewbox(chart, narrow=False)
        assert viewbox(chart, narrow=False) != viewbox(chart, narrow=True) and shown.shown.count("<svg") == 1
        assert [badge in shown.captions[0] for badge in ("outside the section", "our coding")] == [chart.outside, chart.coding]
        assert shown.captions[0].endswith(" ".join(chart.texts.title.text.split()))


def test_the_ticks_of_a_count_are_whole_numbers(drawings):
    for narrow in (False, True):
        _, labels = ticks(drawings["levers-counted", narrow].axes[0])
        assert all("." not in label for label in labels)
    assert ticks(draw(bars("b", [("a", computed(1, 1, 1, "actions"))], axis="actions", **SAID)))[1] == ["0", "1"]


@given(
    low=st.sampled_from([0.0, -1.0, -0.3]),
    high=st.floats(1e-3, 1e12),
    most=st.integers(4, 8),
    factor=st.sampled_from([1.0, 1e6, 1e9]),
)
def test_ticks_of_any_axis_are_true(low, high, most, factor):
    axes = Figure().add_subplot()
    axes.set_xlim(low * high, high)
    charts.scales.ticks_at(axes, most, scale=factor)
    at, labels = ticks(axes)
    assert 2 <= len(at) <= most + 1
    assert [number(label) * factor for label in labels] == pytest.approx(at, rel=1e-9, abs=1e-9 * high)
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize(
    "top, word", [(9e3, "EUR"), (120e6, "EUR million"), (1.1e9, "EUR billion"), (12.5e9, "EUR billion"), (4e13, "EUR billion")]
)
def test_amounts_of_any_size_have_a_true_axis(top, word):
    for narrow in (False, True):
        axes = draw(readings("a", [("x", computed(top, top, top))], **SAID), narrow)
        assert axes.get_xlabel() == word and len(ticks(axes)[0]) > 2
        assert_true(axes)


def test_an_axis_has_a_single_unit():
    euro, tonnes = computed(5e6, 5e6, 5e6), computed(5, 5, 5, "tonnes")
    for chart in (
        lambda: dumbbell("d", [("x", euro, tonnes)], names=("one", "other"), **SAID),
        lambda: nested("n", [claimed(5e6, "exact"), claimed(5, "exact", unit="tonnes")], **SAID),
        lambda: readings("r", [("x", euro), ("y", tonnes)], **SAID),
        lambda: composition("c", [("x", tonnes)], ("y", euro), **SAID),
        lambda: bars("b", [("x", euro), ("y", tonnes)], axis="EUR", **SAID),
        lambda: bars("b", [("x", euro)], second=[tonnes], names=("one", "other"), axis="EUR", **SAID),
    ):
        with pytest.raises(ValueError, match="single unit.*(EUR and tonnes|tonnes and EUR)"):
            chart()
    assert draw(readings("r", [("y", tonnes)], **SAID)).get_xlabel() == "tonnes"


# -- all drawings of the book -----------------------------------------------------------------------------------------


def test_no_mark_of_the_book_is_cut_off_and_bars_start_at_zero(drawings):
    seen = 0
    for (name, narrow), figure in drawings.items():
        (axes,) = figure.axes
        low, high = axes.get_xlim()
        marks = [x for line in axes.lines for x in line.get_xdata()] + [x for bar in rectangles(axes) for x in bar]
        assert all(low - 1e-6 <= x <= high * (1 + 1e-9) for x in marks), (name, narrow)
        assert all(low * (1 - 1e-9) - 1e-6 <= x <= high * (1 + 1e-9) for arrow in arrows(axes) for x in arrow), (name, narrow)
        if rectangles(axes) and axes.axison:
            assert low == 0, (name, narrow)
        seen += len(marks)
    assert seen > 200


def test_every_entry_of_a_legend_is_in_the_drawing(drawings):
    legends = 0
    for (name, narrow), figure in drawings.items():
        (axes,) = figure.axes
        if legend := axes.get_legend():
            legends += 1
            drawn = [line.get_color() for line in axes.lines] + [patch.get_facecolor() for patch in axes.patches]
            symbols = {line.get_marker() for line in axes.lines}
            assert len(legend.get_texts()) == len(legend.legend_handles) > 1
            for handle in legend.legend_handles:
                colour = handle.get_facecolor() if isinstance(handle, Rectangle) else handle.get_color()
                assert any(same_color(colour, other) for other in drawn), (name, narrow)
                assert isinstance(handle, Rectangle) or handle.get_marker() in symbols, (name, narrow)
    assert legends >= 12


def test_no_text_of_a_drawing_lies_over_another(drawings):
    for (name, narrow), figure in drawings.items():
        (axes,) = figure.axes
        legend = axes.get_legend()
        written = [
            *axes.texts,
            *((*axes.get_xticklabels(), *axes.get_yticklabels(), axes.xaxis.label) if axes.axison else ()),
            *(legend.get_texts() if legend else ()),
        ]
        boxes = [(text.get_text(), text.get_window_extent()) for text in written if text.get_text()]
        for (one, a), (other, b) in itertools.combinations(boxes, 2):
            wide, high = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
            assert not (wide > 1 and high > 1), (name, narrow, one, other)


def test_every_bar_and_line_of_the_book_is_as_long_as_its_number(book, drawings):
    measured = 0
    for (name, narrow), figure in drawings.items():
        (axes,), columns = figure.axes, book[name].columns.values()
        cells = [
            q
            for column in columns
            for cell in column
            for q in (cell if isinstance(cell, list) else [cell])
            if isinstance(q, Quantity)
        ]
        if "Reading" in book[name].columns:
            assert lines(axes, 5) == [(q.low, q.high) for q in cells]
            measured += len(cells)
        elif rectangles(axes) and axes.axison:
            lengths = [end - start for start, end in rectangles(axes)]
            band = [q.high - q.low for q in cells[-1:] if "Part" in book[name].columns]
            assert sorted(lengths) == pytest.approx(sorted([*(q.value for q in cells), *band])), (name, narrow)
            measured += len(cells)
    assert measured >= 66


def test_every_date_of_the_book_stands_at_its_date(book, drawings):
    """A date is read from the words beside its mark, and its symbol lies within the day, month or year that they name."""
    measured = 0
    for (name, narrow), figure in drawings.items():
        if narrow or "Date" not in book[name].columns or "Theme" in book[name].columns:
            continue
        for marks in rows_of(figure.axes[0]).values():
            words = marks["texts"][0].rpartition(", ")[2].split()
            if set(words) & {"to", "stated"}:
                continue
            formats = {1: "%Y", 2: "%B %Y", 3: "%d %B %Y"}
            day = datetime.strptime(" ".join(words), formats[len(words)])
            end = day + timedelta(days={1: 366, 2: 31, 3: 1}[len(words)])
            low, high = ((moment - datetime(day.year, 1, 1)).days / 365.25 + day.year for moment in (day, end))
            assert [low - 0.01 <= x <= high + 0.01 for x in marks["symbols"]] == [True], (name, words)
            measured += 1
    assert measured >= 19


@pytest.mark.parametrize("narrow", [False, True])
def test_a_label_has_a_ground_so_that_no_line_of_the_grid_goes_through_it(drawings, narrow):
    """In the colour of what it stands on, which a page's style sheet and a dark picture set."""
    for name, words in (("turkiye-readings", "EUR 12.5 billion"),):
        labels = [text for text in drawings[name, narrow].axes[0].texts if text.get_text() == words]
        assert labels, name
        for label in labels:
            patch = label.get_bbox_patch()
            assert patch is not None and same_color(patch.get_facecolor(), COLOURS["surface"]) and patch.get_linewidth() == 0


# -- the readings for Türkiye -----------------------------------------------------------------------------------------


def test_each_reading_for_turkiye_is_drawn_once_and_said_alike(book, drawings, shown):
    chart = book["turkiye-readings"]
    one, other = f"EUR{NBSP}12.5{NBSP}billion", f"EUR{NBSP}18.5{NBSP}billion"
    for narrow in (False, True):
        axes = drawings["turkiye-readings", narrow].axes[0]
        assert dots(axes) == [12.5e9, 18.5e9] and (12.5e9, 18.5e9) in lines(axes, 2.4)
        assert [name.get_text() for name in axes.get_legend().get_texts()] == list(chart.columns)[1:]
    assert list(chart.columns)[1:] == ["with the Facility inside", "with the Facility on top"]
    ((inside,), (on_top,)) = list(chart.columns.values())[1:]
    assert (inside.text, on_top.text) == (one, other)
    answer = " ".join(getattr(o.value, "text", "") for o in shown if o.chapter == "turkiye" and o.cell == "turkiye-03")
    headline = next(o.value.text for o in shown if o.cell == "turkiye-slide-1").replace(" ", NBSP)
    for text in (chart.texts.title.text, chart.texts.alt.text, answer, headline):
        assert one in text and other in text and "12.4" not in text
    assert any("only if" in caveat and "share nothing" in caveat for caveat in on_top.caveats), "a supposition"


# -- time -------------------------------------------------------------------------------------------------------------


def rows_of(axes) -> dict[float, dict[str, list]]:
    """The marks of a time line by row: texts, bars, symbols and arrows."""
    found: dict[float, dict[str, list]] = {}
    for text in axes.texts:
        kind, what = ("arrows", (text.xyann[0], text.xy[0])) if isinstance(text, Annotation) else ("texts", text.get_text())
        found.setdefault(text.xy[1] if isinstance(text, Annotation) else text.get_position()[1], {}).setdefault(kind, []).append(
            what
        )
    for line in axes.lines:
        xs = tuple(map(float, line.get_xdata()))
        kind = "symbols" if len(xs) == 1 else "dotted" if line.get_linestyle() == ":" else "bars"
        found.setdefault(float(line.get_ydata()[0]), {}).setdefault(kind, []).append(xs[0] if len(xs) == 1 else xs)
    return found


def row(axes, words: str) -> dict[str, list]:
    """The marks of the row whose text starts with these words."""
    (found,) = (marks for marks in rows_of(axes).values() if any(text.startswith(words) for text in marks.get("texts", [])))
    return found


END_OF_JANUARY_2025 = 2025 + 31 / 365


def in_lane(axes, words: str) -> dict[str, list]:
    """The marks of the row of a lane on which the text that starts with these words stands, or below which, where it has its own."""
    (at,) = (text.get_position()[1] for text in axes.texts if text.get_text().startswith(words))
    rows = rows_of(axes)
    row = min((y for y in rows if y >= at - 1e-9 and set(rows[y]) - {"texts"}), key=lambda y: y - at)
    assert row - at < ROW + 1e-9
    return rows[row]


def test_the_count_for_gaza_goes_to_when_it_was_told_and_is_open_from_there(drawings):
    """The section prints "since" a year and no end; what was announced in January 2025 brought it to its amount, and does not end it."""
    marks = row(drawings["humanitarian-years", False].axes[0], "Assistance to Gaza")
    assert marks["bars"] == [pytest.approx((2023, END_OF_JANUARY_2025))] and marks["symbols"] == [2023]
    ((_, tip),) = marks["arrows"]
    assert marks["dotted"] == [pytest.approx((END_OF_JANUARY_2025, tip))]
    assert marks["texts"][0].endswith(", since 2023, end not stated")
    axes = drawings["timeline", False].axes[0]
    assert "Count of assistance to Gaza, since 2023, end not stated" in texts(axes)
    marks = in_lane(axes, "Count of assistance to Gaza")
    assert pytest.approx((2023, END_OF_JANUARY_2025)) in marks["bars"] and 2023 in marks["symbols"]
    assert [start for start, _ in marks["dotted"]] == [pytest.approx(END_OF_JANUARY_2025)]


def test_the_commitment_for_syria_covers_both_of_its_years(drawings):
    assert row(drawings["humanitarian-years", False].axes[0], "Commitment for Syria")["bars"] == [(2025, 2027)]


def test_the_count_for_turkiye_is_open_at_its_end_and_starts_left_of_the_drawing(drawings):
    axes = drawings["timeline", False].axes[0]
    assert "Count of support to Türkiye, since 2011, end not stated" in texts(axes)
    marks = in_lane(axes, "Count of support to Türkiye")
    assert not [x for bar in marks.get("bars", []) for x in bar if x < 2022.5], "nothing stands at a date that is not its own"
    left, right = sorted((arrow for arrow in marks["arrows"] if arrow[0] < 2023), key=lambda arrow: arrow[1])
    assert left[1] < left[0] == 2022 < right[0] < right[1]
    assert marks["dotted"] == [(2022, right[1])]


def test_no_count_is_drawn_as_the_single_year_of_its_start(section, drawings):
    axes = drawings["timeline", False].axes[0]
    for event in section.rows("events"):
        if event["kind"] == "counting_from":
            assert (float(event["date"]), float(event["date"]) + 1) not in in_lane(
                axes, event["label"].removesuffix(" starts")
            ).get("bars", [])


@pytest.mark.parametrize("narrow", [False, True])
def test_every_period_of_the_book_has_its_own_length(section, drawings, narrow):
    bars_ = lines(drawings["timeline", narrow].axes[0], 4)
    for event in section.rows("events"):
        if event["date_end"]:
            end = min(float(event["date_end"]) + 1, 2027)  # what goes on beyond the drawing has an arrow at its edge
            assert (float(event["date"]), end) in bars_, event["id"]


def period(start: str | None, end: str | None) -> dict:
    return covered(f"{start} to {end}", Printed.of(Claim("x", "a claim", 1, "EUR", period_start=start, period_end=end)))


def drawn_times(*events: dict, narrow: bool = False, **how) -> list[dict[str, list]]:
    axes = draw(timeline("t", events, [sentence("some day")] * len(events), **SAID, **how), narrow)
    return [marks for _, marks in sorted(rows_of(axes).items())]


def test_a_period_that_is_open_has_an_arrow_where_it_is_open():
    since, until, closed = drawn_times(period("2020", None), period(None, "2022-06"), period("2020-12", "2020-12"))
    assert since["bars"] == [(2020, 2021)] and since["symbols"] == [2020], "what is stated of it is its start"
    ((start, tip),) = since["arrows"]
    assert 2021 < start < tip and since["dotted"] == [(2021, tip)]
    begin, end = 2022 + 151 / 365, 2022 + 181 / 365
    assert until["bars"] == [pytest.approx((begin, end))] and until["symbols"] == [pytest.approx(end)]
    ((start, tip),) = until["arrows"]
    assert tip < start < begin and until["dotted"] == [pytest.approx((begin, tip))]
    assert closed["bars"] == [pytest.approx((2020 + 335 / 366, 2021))] and "arrows" not in closed


def test_what_begins_before_the_drawing_has_an_arrow_and_no_symbol_at_its_edge():
    before, across, after = drawn_times(
        {"date": "2018", "date_end": None, "label": "a"}, period("2019", "2021"), period("2021", "2022"), start=2020.0
    )
    assert "bars" not in before and "symbols" not in before and len(before["arrows"]) == 1
    assert across["bars"] == [(2020, 2022)] and "symbols" not in across
    assert all(tip < start == 2020 for marks in (before, across) for start, tip in marks["arrows"])
    assert after["symbols"] == [2021] and "arrows" not in after
    with pytest.raises(ValueError, match="everything ends before"):
        drawn_times(period("2018", "2019"), start=2021.0)


def test_a_claim_without_a_period_has_no_mark():
    with pytest.raises(ValueError, match="x has no period.*data/claims.csv"):
        period(None, None)


@pytest.mark.parametrize(
    "dates",
    [("2024-03-07", "2024-06"), ("2024-03", "2024-03"), ("2023-11", "2024-02"), ("2011", "2030"), ("2024-12-31", "2024-12-31")],
)
@pytest.mark.parametrize("narrow", [False, True])
def test_a_time_line_of_any_length_names_its_years(dates, narrow):
    events = [{"date": date, "date_end": None, "label": "x"} for date in dates]
    axes = draw(timeline("t", events, [sentence("some day")] * 2, **SAID), narrow)
    assert_true(axes)
    assert all(label.isdecimal() and len(label) == 4 for label in ticks(axes)[1])


def test_groups_that_would_look_alike_are_refused():
    events = [{"date": "2024", "date_end": None, "label": "x"}] * 7
    with pytest.raises(ValueError, match="7 groups, and no more than 6"):
        timeline("t", events, [sentence("x")] * 7, groups=list("abcdefg"), **SAID)


# -- bounds and labels ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("narrow", [False, True])
def test_a_bar_without_a_best_value_ends_at_what_is_certain(narrow):
    axes = draw(bars("b", [("x", computed(*BEST_OF_NONE))], axis="EUR", **SAID), narrow)
    assert rectangles(axes) == [(0, 12e9)] and lines(axes, 1.4) == [(12e9, 18e9)]
    assert any("EUR 12.0 to 18.0 billion" in text.replace("\n", " ") for text in texts(axes))


def test_a_bar_whose_label_is_a_range_or_a_ceiling_shows_no_best_value():
    rows = [
        ("a range", computed(5.0, 3.0, 7.0, "people")),
        ("at most", claimed(6.0, "at_most", unit="people")),
        ("less than", Printed.of(Claim("x", "a claim", 5.0, "people", qualifier="at_most", strict="less than"))),
        ("exact", computed(7.0, 7.0, 7.0, "people")),
    ]
    axes = draw(bars("b", rows, axis="people", **SAID))
    assert texts(axes) == ["3.0 to 7.0", "at most 6", "less than 5", "7"]
    assert rectangles(axes) == [(0, 3), (0, 0), (0, 0), (0, 7)] and lines(axes, 1.4) == [(3, 7), (0, 6), (0, 5)]


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize(
    "kind",
    [
        lambda q: bars("b", [("x", q)], axis="EUR", **SAID),
        lambda q: readings("r", [("x", q)], **SAID),
    ],
)
def test_an_open_bound_is_an_arrow_inside_the_drawing(kind, narrow):
    axes = draw(kind(claimed(2e9, "over")), narrow)
    ((start, tip),) = arrows(axes)
    assert start == 2e9 and 2e9 < tip <= axes.get_xlim()[1]
    assert not dots(axes), "a floor is no best value"
    assert draw(kind(claimed(2e9, "exact", 1e8)), narrow).texts and not arrows(draw(kind(claimed(2e9, "exact", 1e8)), narrow))


@pytest.mark.parametrize("narrow", [False, True])
def test_what_is_below_zero_is_drawn_below_zero(narrow):
    rows = [("less", computed(-4.0, -4.0, -4.0, "places")), ("more", computed(6.0, 6.0, 6.0, "places"))]
    axes = draw(bars("b", rows, axis="places", **SAID), narrow)
    assert rectangles(axes) == [(0, -4), (0, 6)] and axes.get_xlim()[0] < -4
    assert_true(axes)
    less, more = (text for text in axes.texts if text.get_text() in ("-4", "6"))
    assert less.get_position()[0] < -4 and less.get_ha() == "right" and more.get_position()[0] > 6
    axes = draw(readings("r", [("open below", computed(None, -math.inf, 5.0, "places")), *rows], **SAID), narrow)
    low, high = axes.get_xlim()
    ((start, tip),) = arrows(axes)
    assert low <= tip < -4 < start == 5 and dots(axes) == [-4, 6]
    assert_true(axes)


@pytest.mark.parametrize("narrow", [False, True])
def test_bars_of_nothing_stand_on_an_axis(narrow):
    axes = draw(bars("b", [("none", computed(0.0, 0.0, 0.0, "actions"))], axis="actions", **SAID), narrow)
    assert rectangles(axes) == [(0, 0)] and texts(axes)[-1] == "0"
    assert_true(axes)


def test_a_reading_has_a_dot_where_its_label_prints_a_value_and_only_there():
    rows = [
        ("about", claimed(2e9, "about", 1e9)),
        ("range", computed(*BEST_OF_NONE)),
        ("ceiling", claimed(9e9, "at_most")),
        ("share", computed(5e9, 4.9e9, 5.1e9)),
    ]
    axes = draw(readings("r", rows, **SAID))
    assert dots(axes) == [2e9, 5e9]
    assert lines(axes, 5) == [(1e9, 3e9), (12e9, 18e9), (0, 9e9), (4.9e9, 5.1e9)]


def test_the_bounds_and_stages_that_a_chart_shows_are_in_its_data(book):
    chart = book["sums"]
    assert [b.text for b in chart.columns["Bounds"]] == [q.range.text for q in chart.columns["Value"]]
    assert [(row["low"], row["high"]) for row in chart.data] == [(q.low, q.high) for q in chart.columns["Value"]]
    amounts = book["money-at-a-glance"].data
    assert {row["stage"] for row in amounts} > {"committed", "announced"}
    (syria,) = (row for row in amounts if row["name"].startswith("Syria"))
    assert (syria["printed"], syria["hedge"], syria["unit"], syria["value"]) == (
        "nearly EUR 2.5 billion",
        "nearly",
        "EUR",
        2500000000,
    )


def test_parts_laid_end_to_end_need_a_value_each():
    whole = computed(20e9, 20e9, 20e9)
    for part in (computed(*BEST_OF_NONE), computed(-1e9, -1e9, -1e9)):
        with pytest.raises(ValueError, match="chart c: row odd"):
            composition("c", [("odd", part)], ("whole", whole), **SAID)
    axes = draw(composition("c", [("all of it", whole)], ("whole", whole), **SAID))
    (part, printed) = [p for p in axes.patches if p.get_width() == 20e9]
    assert same_color(part.get_facecolor(), COLOURS["c2"]) and same_color(printed.get_facecolor(), COLOURS["c1"]), (
        "a part is drawn as one"
    )


def test_parts_of_a_whole_are_those_that_a_relation_puts_there(section):
    """An amount of another partner is drawn as a part of none, as share() takes none of it."""
    claim = section.claim
    whole = ("as printed", claim("turkiye_total"))
    assert composition("c", [("migration", claim("turkiye_migration"))], whole, **SAID).columns["Part"] == [
        "migration",
        "as printed",
    ]
    with pytest.raises(ValueError, match=r"chart c: no relation says that Egypt \(EUR.7\.4.billion\) lies in as printed"):
        composition("c", [("Egypt", claim("egypt_package"))], whole, **SAID)


def test_a_row_of_a_chart_is_a_name_and_a_quantity(section):
    gaza = section.claim("gaza_total")
    for draw_one in (
        lambda rows: bars("b", rows, axis="EUR", **SAID),
        lambda rows: readings("b", rows, **SAID),
        lambda rows: composition("b", rows, ("whole", gaza), **SAID),
    ):
        with pytest.raises(ValueError, match="chart b: there is no row to draw"):
            draw_one([])
        for wrong in (7.4e9, gaza, ("Gaza", 7.4e9), ("Gaza", gaza, gaza), (gaza, "Gaza")):
            with pytest.raises(TypeError, match="chart b: a row is its name and a quantity, in brackets, where"):
                draw_one([wrong])
    with pytest.raises(TypeError, match="chart b: a row is its name and a quantity and a quantity"):
        dumbbell("b", [("Gaza", gaza)], names=("one", "other"), **SAID)
    with pytest.raises(ValueError, match="chart b: 1 rows, and 2 second quantities"):
        bars("b", [("Gaza", gaza)], second=[gaza, gaza], names=("one", "other"), axis="EUR", **SAID)
    with pytest.raises(TypeError, match="squares are drawn of amounts as printed"):
        nested("n", [share(section.claim("gaza_package"), gaza)], **SAID)
    kept = bars("b", zip(["Gaza"], [gaza]), axis="EUR", **SAID)
    assert len(kept.data) == 1 and draw(kept).patches, "what is gone through once is kept"


@pytest.mark.parametrize("unit", ["EUR", "people"])
def test_the_band_of_a_floor_has_no_upper_end(unit):
    axes = draw(composition("c", [("part", computed(5e9, 5e9, 5e9, unit))], ("whole", claimed(5e9, "over", unit=unit)), **SAID))
    assert (5e9, axes.get_xlim()[1]) in [pytest.approx(bar) for bar in rectangles(axes)]


# -- areas -------------------------------------------------------------------------------------------------------------


def amounts_of(*rows: tuple, unit: str = "EUR", related: tuple = ()) -> list[Printed]:
    """Made-up claims, each an id, a value and a hedge, and what is said of them: part, whole, certainty."""
    kinds = [{"part": part, "whole": whole, "kind": "part_of", "certainty": sure, "limit": None} for part, whole, sure in related]
    relations = Relations(kinds)
    return [
        Printed.of(Claim(name, f"the {name}", value, unit, qualifier=hedge, resolution=0), relations)
        for name, value, hedge in rows
    ]


def areas(axes) -> dict[int, Rectangle]:
    """The rectangle of each mark, by its number among the marks of the drawing."""
    return {int(p.get_url().removeprefix(MARK)): p for p in axes.patches if p.get_url()}


def drawn_areas(chart: Chart, narrow: bool) -> tuple[dict[str, Rectangle], object]:
    """The rectangle of each amount by the id of its claim, and the axes."""
    with charts.drawing():
        figure = chart.draw(narrow)
        figure.draw_without_rendering()
    found = areas(figure.axes[0])
    return {figure.marks[number][1].claim.id: patch for number, patch in found.items()}, figure.axes[0]


def edges(patch: Rectangle) -> tuple[float, float, float, float]:
    """Left, right, top and bottom."""
    x, y = patch.get_xy()
    return x, x + patch.get_width(), y, y + patch.get_height()


def area(patch: Rectangle) -> float:
    return patch.get_width() * patch.get_height()


def within(part: Rectangle, whole: Rectangle) -> bool:
    (a, b, c, d), (e, f, g, h) = edges(part), edges(whole)
    return e - 1e-9 <= a and b <= f + 1e-9 and g - 1e-9 <= c and d <= h + 1e-9


def apart(one: Rectangle, other: Rectangle) -> bool:
    (a, b, c, d), (e, f, g, h) = edges(one), edges(other)
    return b <= e + 1e-9 or f <= a + 1e-9 or d <= g + 1e-9 or h <= c + 1e-9


@pytest.mark.parametrize("narrow", [False, True])
def test_every_amount_of_the_section_is_an_area_true_to_scale_within_its_whole(book, section, narrow):
    money = {q.claim.id: q for q in section.claims(unit="EUR")}
    found, axes = drawn_areas(book["money-at-a-glance"], narrow)
    assert found.keys() == money.keys(), "each once, also those that nobody chose"
    scales = [area(patch) / money[name].value for name, patch in found.items()]
    assert scales == pytest.approx([scales[0]] * len(scales))
    (unit,) = (p for p in axes.patches if not p.get_url())
    told = next(text for text in texts(axes) if "is this area" in text.replace("\n", " "))
    assert told.startswith("EUR 100 million") and area(unit) == pytest.approx(100e6 * scales[0])
    assert axes.get_aspect() == 1, "an inch across is an inch down"
    inside = {"turkiye_migration": "turkiye_total", "turkiye_facility": "turkiye_total", "egypt_migration": "egypt_package"}
    inside["gaza_package"] = "gaza_total"
    for one, other in itertools.combinations(found, 2):
        if inside.get(one) == other or inside.get(other) == one:
            part, whole = (one, other) if inside.get(one) == other else (other, one)
            assert within(found[part], found[whole]), (part, whole)
        else:
            heads = [inside.get(name, name) for name in (one, other)]
            assert apart(found[one], found[other]) and (heads[0] == heads[1] or apart(*(found[h] for h in heads))), (one, other)
    dashed = {name for name, patch in found.items() if patch.get_linestyle() in ("--", "dashed")}
    assert dashed == {"turkiye_facility"}, "likely by our reading, and stated nowhere"


@pytest.mark.parametrize("narrow", [False, True])
def test_a_made_up_claim_and_its_relations_appear_by_themselves(narrow):
    rows = [
        ("whole", 10e9, "exact"),
        ("part", 4e9, "exact"),
        ("inner", 1e9, "exact"),
        ("maybe", 2e9, "exact"),
        ("alone", 3e9, "exact"),
    ]
    related = (
        ("part", "whole", "stated"),
        ("inner", "part", "stated"),
        ("inner", "whole", "stated"),
        ("maybe", "whole", "likely"),
    )
    chart = nested("n", amounts_of(*rows, related=related), **SAID)
    found, axes = drawn_areas(chart, narrow)
    assert {name: area(patch) / area(found["whole"]) for name, patch in found.items()} == pytest.approx(
        {"whole": 1, "part": 0.4, "inner": 0.1, "maybe": 0.2, "alone": 0.3}
    )
    assert within(found["part"], found["whole"]) and within(found["inner"], found["part"]), (
        "in the smallest of which it is a part"
    )
    assert (
        within(found["maybe"], found["whole"]) and apart(found["maybe"], found["part"]) and apart(found["alone"], found["whole"])
    )
    assert found["maybe"].get_linestyle() in ("--", "dashed") and found["maybe"].get_facecolor()[3] == 0
    assert found["part"].get_linestyle() in ("-", "solid") and same_color(found["part"].get_facecolor(), COLOURS["c2"])
    written = " ".join(" ".join(texts(axes)).split())
    assert all(f"the {name}" in written for name, _, _ in rows), "each is named"
    assert chart.columns["Drawn inside"] == ["", "the whole", "the part", "the whole", ""]
    assert chart.columns["How sure"] == ["", "stated", "stated", "likely", ""]


def test_what_is_not_known_to_lie_inside_is_dotted_and_what_may_overlap_is_told():
    one, other = amounts_of(("one", 9e9, "exact"), ("other", 1e9, "exact"), related=(("other", "one", "unknown"),))
    found, _ = drawn_areas(nested("n", [one, other], **SAID), False)
    assert found["other"].get_linestyle() in (":", "dotted") and within(found["other"], found["one"])
    relations = Relations([{"part": "one", "whole": "other", "kind": "overlaps", "certainty": "unknown"}])
    both = [Printed.of(q.claim, relations) for q in (one, other)]
    found, axes = drawn_areas(nested("n", both, **SAID), False)
    assert apart(found["one"], found["other"]) and any(
        "may overlap with\nthe other" in t or "may overlap with the other" in t for t in texts(axes)
    )


@pytest.mark.parametrize("narrow", [False, True])
def test_a_floor_is_open_at_its_edge(narrow):
    found, axes = drawn_areas(nested("n", amounts_of(("floor", 9e9, "over"), ("exact", 4e9, "exact")), **SAID), narrow)
    assert area(found["floor"]) == pytest.approx(area(found["exact"]) * 9 / 4), "no more than is certain"
    assert found["floor"].get_linewidth() == 0 < found["exact"].get_linewidth()
    left, right, top, bottom = edges(found["floor"])
    shown = {line.get_linestyle(): set(zip(line.get_xdata(), line.get_ydata())) for line in axes.lines}
    assert shown["-"] == {(left, top), (left, bottom), (right, bottom)}
    assert shown[":"] == {(left, top), (right, top), (right, bottom)}, "dotted where it may go on"


@pytest.mark.parametrize(
    "whole, parts",
    [
        ("exact", [("a", 8e9, "exact", "stated"), ("b", 5e9, "exact", "stated")]),
        ("over", [("a", 13e9, "exact", "stated")]),
    ],
)
def test_parts_larger_than_their_whole_are_refused(whole, parts):
    rows = [("w", 12e9, whole), *((name, value, hedge) for name, value, hedge, _ in parts)]
    with pytest.raises(ValueError, match="^w: its parts are together more than it"):
        nested("n", amounts_of(*rows, related=tuple((name, "w", sure) for name, _, _, sure in parts)), **SAID)


def test_a_part_that_is_not_stated_and_does_not_fit_stands_alone():
    rows = [("w", 12e9, "exact"), ("a", 13e9, "exact")]
    chart = nested("n", amounts_of(*rows, related=(("a", "w", "likely"),)), **SAID)
    assert chart.columns["Drawn inside"] == ["", ""] and len(chart.columns["Value"]) == 2


# -- lanes -------------------------------------------------------------------------------------------------------------


def moment(iso: str, end: bool = False) -> float:
    """A date as a year with a fraction, worked out by the calendar: the first moment that it names, or the first after it."""
    numbers = [int(part) for part in iso.split("-")]
    first = date(*[*numbers, 1, 1][:3])
    if end:
        days = {1: 366 if first.year % 4 == 0 else 365, 2: monthrange(first.year, first.month)[1], 3: 1}[len(numbers)]
        first += timedelta(days=days)
    return first.year + (first - date(first.year, 1, 1)).days / (366 if first.year % 4 == 0 else 365)


def lanes_of(axes) -> dict[str, tuple[float, float]]:
    """Where each lane begins and ends on the y axis: the themes stand in their middles, and one lane begins where another ends."""
    found, top = {}, 0.0
    for text in axes.texts:
        if text.get_weight() == "bold":
            bottom = top + 2 * (text.get_position()[1] - top)
            found[text.get_text().replace("\n", " ")] = (top, bottom)
            top = bottom
    return found


def test_each_event_of_the_book_stands_in_its_lane_from_its_begin_to_its_end(book, drawings):
    columns, axes = book["timeline"].columns, drawings["timeline", False].axes[0]
    assert {"From", "To"} < set(columns) and len(set(columns["Theme"])) >= 5
    first, last = 2022.0, 2027.0
    lanes, rows = lanes_of(axes), rows_of(axes)
    told = {"Count of assistance to Gaza": "2025-01"}  # no end is stated: it is drawn up to when it was told, and goes on
    assert list(lanes) == list(dict.fromkeys(columns["Theme"]))
    for theme, event, said, start, stop in zip(*(columns[name] for name in ("Theme", "Event", "Date", "From", "To"))):
        (text,) = (t for t in axes.texts if t.get_text() == f"{event}, {said.text}".replace(NBSP, " "))
        top, bottom = lanes[theme]
        marks = in_lane(axes, text.get_text())
        y = next(y for y, found in rows.items() if found is marks or found == marks)
        assert top < text.get_position()[1] <= y < bottom, (event, "its lane")
        begin, end = moment(start or stop), moment(stop or told.get(event) or start, end=True)
        if end <= first:
            assert marks["dotted"][0][0] == first, "all that is stated of it is before the drawing, and it goes on"
            continue
        shown = (max(begin, first), min(end, last))
        if shown[1] - shown[0] <= 0.02 * (last - first):  # a month is no longer than its symbol
            assert any(shown[0] <= symbol <= shown[1] for symbol in marks["symbols"]), (event, shown, marks)
            continue
        bars_ = [bar for bar in marks["bars"] if bar == pytest.approx((shown[0], max(shown[1], shown[0] + 0.004 * 5)))]
        assert len(bars_) >= 1, (event, shown, marks)
        assert (end > last) == any(arrow[0] == last for arrow in marks.get("arrows", [])), (event, "goes on beyond the drawing")


def test_no_label_of_a_lane_leaves_the_drawing(drawings):
    for narrow in (False, True):
        figure = drawings["timeline", narrow]
        box = figure.bbox if narrow else figure.axes[0].get_window_extent()
        for text in figure.axes[0].texts:
            seen = text.get_window_extent()
            assert box.x0 - 1 <= seen.x0 and seen.x1 <= box.x1 + 1, (narrow, text.get_text())


def lane(*events: tuple) -> Lane:
    rows = [{"label": label, "date": start, "date_end": stop} for label, start, stop in events]
    return Lane("A theme", rows, [sentence("some day")] * len(rows))


LONG = "An event with a name that is far too long to stand on either side of its mark within the drawing of these years"


@pytest.mark.parametrize("narrow", [False, True])
def test_texts_of_a_full_lane_lie_neither_over_another_nor_over_a_mark(narrow):
    events = [(f"Event number {n}", f"2023-{n:02}", None) for n in range(1, 9)] + [
        ("A period", "2023", "2024"),
        ("Open", "2022", None),
    ]
    rows = lane(*events)
    rows.events[-1]["period"] = True
    with charts.drawing():
        figure = swimlanes("s", [rows, lane(("Other", "2024-12", None))], start=2022, end=2025, **SAID).draw(narrow)
        figure.draw_without_rendering()
    axes = figure.axes[0]
    boxes = [text.get_window_extent() for text in axes.texts if text.get_text()]
    marks = [line.get_window_extent() for line in axes.lines]
    boxes_of_arrows = [t.get_window_extent() for t in axes.texts if isinstance(t, Annotation)]
    for i, box in enumerate(boxes):
        for other in (*boxes[:i], *marks, *boxes_of_arrows):
            wide, high = min(box.x1, other.x1) - max(box.x0, other.x0), min(box.y1, other.y1) - max(box.y0, other.y0)
            assert not (wide > 1 and high > 1), (narrow, texts(axes)[i])


def test_what_is_not_within_the_years_of_the_lanes_is_refused():
    for start, stop in (("2021", None), ("2025", None), ("2020", "2021-12"), ("2026-01", "2027")):
        with pytest.raises(ValueError, match="chart s: Early is not within the years drawn, 2022 to 2025"):
            swimlanes("s", [lane(("Early", start, stop))], start=2022, end=2025, **SAID)
    axes = draw(swimlanes("s", [lane(("Across", "2020", "2030"))], start=2022, end=2025, **SAID))
    assert (2022, 2025) in lines(axes, 4) and sorted(tip for _, tip in arrows(axes))[0] < 2022 < 2025 < max(
        t for _, t in arrows(axes)
    )


# -- two readings, and shares -----------------------------------------------------------------------------------------


def test_both_readings_stand_at_their_values_and_their_labels_outside(book, drawings):
    seen = 0
    for name in ("hosted", "turkiye-readings"):
        names, ones, others = book[name].columns.values()
        for narrow in (False, True):
            axes = drawings[name, narrow].axes[0]
            assert dots(axes) == [q.value for pair in zip(ones, others) for q in pair]
            joined = [tuple(sorted(ends)) for ends in lines(axes, 2.4)]
            assert joined == [tuple(sorted((one.value, other.value))) for one, other in zip(ones, others)]
            inside = axes.get_window_extent()
            marks = {text.xy: text for text in axes.texts if isinstance(text, Annotation)}
            assert len(marks) == 2 * len(names)
            for y in {y for _, y in marks}:
                (left, first), (right, second) = sorted((x, text) for (x, at), text in marks.items() if at == y)
                at_left, at_right = (axes.transData.transform((x, y))[0] for x in (left, right))
                assert first.get_window_extent().x1 < at_left - 5 and second.get_window_extent().x0 > at_right + 5
                assert inside.x0 - 1 <= first.get_window_extent().x0 and second.get_window_extent().x1 <= inside.x1 + 1, name
                seen += 1
    assert seen == 14


def test_a_reading_that_is_open_at_an_end_has_no_mark():
    with pytest.raises(ValueError, match="chart d: row x: over EUR.2.billion is open at an end.*readings"):
        dumbbell("d", [("x", claimed(2e9, "exact"), claimed(2e9, "over"))], names=("one", "other"), **SAID)


@pytest.mark.parametrize("narrow", [False, True])
def test_the_filled_part_of_a_panel_is_as_wide_as_the_share(book, drawings, narrow):
    columns, figure = book["for-migration"].columns, drawings["for-migration", narrow]
    found = areas(figure.axes[0])
    shown = {figure.marks[number][1]: patch for number, patch in found.items()}
    assert len(shown) == 2 * len(columns["Name"]) == 4
    for whole, part, parted in zip(columns["Whole"], columns["Part"], columns["Share"]):
        assert within(shown[part], shown[whole]) and shown[part].get_x() == shown[whole].get_x()
        assert shown[part].get_width() / shown[whole].get_width() == pytest.approx(part.value / whole.value)
        assert parted.value == pytest.approx(100 * part.value / whole.value)
        assert any(text.startswith(f"{parted.text}:".replace(NBSP, " ")) for text in texts(figure.axes[0]))


# -- a drawing that goes about alone ----------------------------------------------------------------------------------

SVG = "{http://www.w3.org/2000/svg}"


def viewbox(chart: Chart, *, narrow: bool) -> str:
    """What a drawing on a page shows, in its own units."""
    return re.search(r'viewBox="([^"]+)"', chart._themed(narrow)[0])[1]


def told(svg: str) -> str:
    """All that is written in a drawing, on one line."""
    root = ElementTree.fromstring(svg.encode("utf-8"))
    return " ".join(" ".join("".join(text.itertext()) for text in root.iter(f"{SVG}text")).split())


@pytest.mark.parametrize("narrow", [False, True])
def test_a_drawing_alone_says_what_it_finds_measures_and_comes_from_and_nothing_is_cut_off(book, narrow):
    for name, chart in book.items():
        written = told(chart.svg(narrow))
        for wanted in (
            chart.texts.title.text,
            chart.texts.subtitle.text,
            chart.credit,
            "CC-BY-4.0",
            *(["Outside the section"] * chart.outside),
        ):
            assert " ".join(wanted.split()) in written, (name, narrow, wanted)
        with charts.drawing():
            figure = chart._made[narrow].shared
            shown = around(figure, MARGIN)
            figure.draw_without_rendering()
            for text in (*figure.texts, *figure.axes[0].texts):
                box = text.get_window_extent()
                assert shown.x0 * figure.dpi <= box.x0 and box.x1 <= shown.x1 * figure.dpi, (name, narrow, text.get_text())
                assert shown.y0 * figure.dpi <= box.y0 and box.y1 <= shown.y1 * figure.dpi, (name, narrow, text.get_text())
            title, drawn = figure.texts[1].get_window_extent(), figure.axes[0].get_tightbbox()
            assert (
                title.y0 > figure.texts[0].get_window_extent().y1 > drawn.y1 > drawn.y0 > figure.texts[2].get_window_extent().y1
            )
        assert not re.search(r"<a\b|var\(", chart.svg(narrow)), "it leads nowhere, and has its own colours"


def test_no_line_of_a_title_ends_within_a_number():
    assert wrap(f"a part is 2.7{NBSP}% of it", 13) == ["a part is", "2.7 % of it"]


def test_a_png_is_drawn_in_the_colours_of_its_ground(book):
    for name in ("money-at-a-glance", "hosted"):
        for dark, colours in ((False, COLOURS), (True, charts.style.DARK)):
            with Image.open(io.BytesIO(book[name].png(dark=dark))) as image:
                seen = dict((colour, n) for n, colour in image.convert("RGB").getcolors(1 << 24))
                rgb = {role: tuple(round(255 * part) for part in to_rgb(colour)) for role, colour in colours.items()}
                assert image.convert("RGB").getpixel((0, 0)) == rgb["surface"] == max(seen, key=seen.get)
                assert all(rgb[role] in seen for role in ("ink", "muted", "c1", "c2")), (name, dark)
    assert COLOURS["surface"] == "#fdfdfb", "the light colours are back"


def test_the_colours_are_those_of_the_style_sheet(project):
    css = (project / "src" / "claimbook" / "sphinx" / "static" / "report.css").read_text(encoding="utf-8")
    given = dict(re.findall(r"--(\w+): (light-dark\([^)]+\))", css))
    assert COLOURS.keys() == charts.style.DARK.keys()
    for role, light in COLOURS.items():
        assert given[role] == f"light-dark({light}, {charts.style.DARK[role]})", role
    assert not set(COLOURS) - set(given)


def test_an_svg_follows_the_ground_that_its_reader_asks_for(chromium, book, tmp_path):
    (tmp_path / "x.svg").write_text(book["hosted"].svg(), encoding="utf-8")
    for scheme, colours in (("light", COLOURS), ("dark", charts.style.DARK)):
        context = chromium.new_context(color_scheme=scheme)
        page = context.new_page()
        page.goto((tmp_path / "x.svg").as_uri())
        fill = page.evaluate("getComputedStyle(document.querySelector('svg > rect')).fill")
        assert fill == "rgb({}, {}, {})".format(*(round(255 * part) for part in to_rgb(colours["surface"])))
        ink = page.evaluate("[...document.querySelectorAll('text')].map((text) => getComputedStyle(text).fill)")
        assert "rgb({}, {}, {})".format(*(round(255 * part) for part in to_rgb(colours["ink"]))) in ink
        context.close()


def test_outside_the_book_one_drawing_is_shown_and_in_it_one_for_each_width(book):
    for chart in book.values():
        forms, _ = chart._repr_mimebundle_()
        alone = BeautifulSoup(forms["text/html"], "html.parser")
        assert [svg["class"] for svg in alone.select("svg")] == [["wide"]]
        assert chart.texts.title.text.split()[0] in alone.select_one("figcaption .chart-title").text
        assert [svg["class"] for svg in BeautifulSoup(chart.shown.html, "html.parser").select("svg")] == [["wide"], ["narrow"]]
        assert all(rect["fill"] == "none" for rect in alone.select("rect.reach")), "without a style sheet it is not seen either"


def test_each_mark_is_named_and_knows_its_claim(book):
    marked = 0
    for name, chart in book.items():
        for narrow in (False, True):
            numbers = [piece for piece in chart._themed(narrow) if not isinstance(piece, str)]
            cells = {cell.text for column in chart.columns.values() for cell in column if isinstance(cell, Quantity)}
            if isinstance(chart, Map):  # its marks are partners, each of which leads to what is said of it
                assert {claim for number in numbers for claim in number.origins} <= set(chart.origins)
            else:
                assert {number.text for number in numbers} <= cells, name
            for number in numbers:
                assert (
                    number.origins
                    and number.provenance["claims"]
                    and number.name.endswith(number.text.replace(NBSP, " "))
                    or (number.name.endswith(number.text))
                ), (name, number.name)
            marked += len(numbers)
        if cells and "Share" not in chart.columns and "Bounds" not in chart.columns:
            assert len(numbers) == sum(isinstance(c, Quantity) for column in chart.columns.values() for c in column), name
    assert marked > 90


#: Prints a digest of each drawing of a chart, from a process of its own.
DIGESTS = """
import hashlib
from claimbook import load, sentence
from claimbook.report.charts import bars
section = load()
rows = [(id, section.claim(id)) for id in ("egypt_package", "egypt_migration")]
chart = bars("two", rows, title="T", subtitle="S", caption=sentence("A."), alt=sentence("B."), axis="EUR")
for drawn in (*chart.files().values(), chart.shown.html, chart._repr_html_()):
    print(hashlib.sha256(drawn if isinstance(drawn, bytes) else drawn.encode()).hexdigest())
"""
#: What a user may have in a matplotlibrc, each against our drawings.
HOSTILE = """
font.size: 22
font.family: serif
text.usetex: True
axes.prop_cycle: cycler('color', ['ff0000', '00ff00'])
patch.edgecolor: red
patch.force_edgecolor: True
lines.linewidth: 9
figure.dpi: 31
figure.constrained_layout.h_pad: 1
axes.labelsize: 30
path.sketch: 3, 100, 2
savefig.transparent: True
"""


def run_apart(project, code: str, **environment: str) -> str:
    """What code prints in a fresh process, with these variables set."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=project,
        text=True,
        capture_output=True,
        timeout=120,
        env={**os.environ, "PYTHONPATH": str(project / "src"), **environment},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_users_settings_do_not_change_a_drawing(project, tmp_path):
    (tmp_path / "plain").write_text("", encoding="utf-8")
    (tmp_path / "hostile").write_text(HOSTILE, encoding="utf-8")
    plain, hostile = (run_apart(project, DIGESTS, MATPLOTLIBRC=str(tmp_path / name)) for name in ("plain", "hostile"))
    assert len(plain.split()) == 7 and plain == hostile


def test_who_imports_the_charts_keeps_their_own_plots(project):
    code = """
import matplotlib
matplotlib.use("pdf")
matplotlib.rcParams["font.size"] = 17
before = matplotlib.rcParams.copy()
exec(DIGESTS)
assert matplotlib.get_backend().lower() == "pdf" and matplotlib.rcParams == before
import sys
assert "matplotlib.pyplot" not in sys.modules
import matplotlib.pyplot as plt
figure, axes = plt.subplots()
axes.plot([1, 2])
assert type(figure.canvas).__name__ == "FigureCanvasPdf" and plt.get_fignums() == [1] and axes.title.get_fontsize() > 17
"""
    assert len(run_apart(project, f"DIGESTS = {DIGESTS!r}\n{code}", MPLBACKEND="svg").split()) == 7


def test_a_drawing_of_ones_own_may_have_the_style_of_the_book():
    import matplotlib.pyplot as plt

    with plt.style.context(charts.STYLE):
        figure, axes = plt.subplots()
        (line,) = axes.plot([1, 2], [3, 4])
        assert same_color(line.get_color(), COLOURS["c1"]) and same_color(axes.xaxis.label.get_color(), COLOURS["muted"])
        assert not axes.spines["top"].get_visible()
    assert plt.rcParams["axes.spines.top"], "and only while it is asked for"
    plt.close(figure)
