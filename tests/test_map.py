"""The map is true: shapes have their areas and stand where they belong, and a drawing says of each partner what the tables say."""

from __future__ import annotations

import csv
import itertools
import math
import re

import make_map
import numpy as np
import pytest
from matplotlib.colors import same_color, to_rgb
from matplotlib.patches import Patch, PathPatch
from matplotlib.path import Path as Outline
from matplotlib.text import Text

from claimbook.checks import running
from claimbook.report import involved as who
from claimbook.report.charts import COLOURS, drawing, partner_map
from claimbook.report.charts.maps import Map
from claimbook.report.charts.maps.drawing import UNION_ALPHA
from claimbook.report.charts.maps.geometry import rings, shorter
from claimbook.report.charts.style import DARK, on_dark_ground
from external_dimension import load

#: Land and inland water in thousands of km², by the United Nations' Demographic Yearbook, table 3, Serbia without Kosovo. Of Libya and
#: Morocco statistics say more than any outline holds, that of Natural Earth before it was made simpler included; they are left out.
AREAS = {
    "EGY": 1002.0,
    "MRT": 1030.7,
    "TUR": 783.6,
    "SYR": 185.2,
    "DZA": 2381.7,
    "ESH": 266.0,
    "UKR": 603.5,
    "POL": 312.7,
    "DEU": 357.6,
    "BGR": 111.0,
    "IRL": 69.8,
    "ALB": 28.7,
    "BIH": 51.2,
    "MKD": 25.7,
    "MNE": 13.8,
    "SRB": 77.5,
    "XKX": 10.9,
    "CYP": 9.25,
}
#: Places by degrees east and north, each with the one shape that holds it.
PLACES = {
    "Simferopol": (34.1, 44.95, "UKR"),
    "Kerch": (36.2, 45.3, "UKR"),
    "Krasnodar": (38.98, 45.04, "RUS"),
    "Kaliningrad": (20.9, 54.7, "RUS"),
    "Nicosia": (33.25, 35.1, "CYP"),
    "Morphou": (33.0, 35.2, "CYP"),
    "Laayoune": (-12.9, 27.1, "ESH"),
    "Smara": (-11.67, 26.74, "ESH"),
    "Dakhla's hinterland": (-15.2, 23.5, "ESH"),
    "Tan-Tan": (-10.9, 28.4, "MAR"),
    "Zouérat": (-12.4, 22.7, "MRT"),
    "Gaza": (34.38, 31.4, "GAZA"),
    "Ramallah": (35.2, 31.9, "PSE"),
    "Jerusalem's west": (35.0, 31.75, "ISR"),
    "Pristina": (21.15, 42.66, "XKX"),
    "Niš": (21.9, 43.32, "SRB"),
    "Tetovo": (20.97, 42.0, "MKD"),
    "Edirne": (26.6, 41.5, "TUR"),
    "Sarajevo": (18.4, 43.85, "BIH"),
    "Damascus": (36.5, 33.5, "SYR"),
}
SIDES = (False, True)


@pytest.fixture(scope="module")
def shapes(section) -> dict[str, dict]:
    return {row["id"]: row for row in section.rows("map_shapes")}


@pytest.fixture(scope="module")
def chart(project) -> Map:
    """The map of the book."""
    shown = (o.value for o in running.outputs(project) if o.chapter == "overview")
    return next(value for value in shown if isinstance(value, Map))


@pytest.fixture(scope="module")
def figures(chart):
    with drawing():
        found = {narrow: chart.draw(narrow) for narrow in SIDES}
        for figure in found.values():
            figure.draw_without_rendering()
    return found


@pytest.fixture(scope="module")
def partners(section) -> list[who.Involved]:
    return who.involved(section)


def area(shape: dict) -> float:
    """The area of a shape in thousands of km²."""
    return sum(make_map.area([tuple(point) for point in ring]) for ring in rings(shape)) / 1e3


def holding(shapes: dict[str, dict], east: float, north: float) -> list[str]:
    """The ids of the shapes in which a place lies."""
    point = make_map.project(east, north)
    return [id for id, shape in shapes.items() if any(Outline(ring).contains_point(point) for ring in rings(shape))]


def test_the_union_has_the_tone_of_the_ground_on_which_it_is_drawn(chart, figures):
    """Its land and its entry in the legend, in the light scheme and in the dark one."""
    with on_dark_ground(), drawing():
        dark = chart.draw(True)
    for figure, colours in ((figures[True], COLOURS), (dark, DARK)):
        pale = [patch for patch in figure.findobj(Patch) if patch.get_alpha() == UNION_ALPHA]
        assert len(pale) > 1 and {patch.get_facecolor()[:3] for patch in pale} == {to_rgb(colours["c1"])}


# -- shapes -----------------------------------------------------------------------------------------------------------


def test_shapes_are_as_large_as_what_they_show(shapes):
    for id, known in AREAS.items():
        assert area(shapes[id]) == pytest.approx(known, rel=0.06 if known < 20 else 0.03), id
    for one, other in itertools.combinations([id for id in AREAS if AREAS[id] > 25], 2):
        assert area(shapes[one]) / area(shapes[other]) == pytest.approx(AREAS[one] / AREAS[other], rel=0.05), (one, other)


def test_the_projection_keeps_areas_wherever_they_lie():
    side = 0.1
    for east, north in ((14, 40), (-17, 15), (60, 30), (-10, 65), (45, 10)):
        corners = [(east, north), (east + side, north), (east + side, north + side), (east, north + side)]
        true = make_map.RADIUS**2 * math.radians(side) * (math.sin(math.radians(north + side)) - math.sin(math.radians(north)))
        assert make_map.area([make_map.project(*corner) for corner in corners]) == pytest.approx(true, rel=1e-3)
    assert make_map.project(*make_map.CENTRE) == pytest.approx((0, 0))


@pytest.mark.parametrize("name", PLACES)
def test_each_place_lies_in_the_shape_that_we_say_it_does(shapes, name):
    east, north, id = PLACES[name]
    assert holding(shapes, east, north) == [id]


def test_no_two_shapes_lie_over_each_other(shapes):
    grid = np.stack(np.meshgrid(np.arange(-3500, 4700, 37), np.arange(-2750, 3500, 37)), axis=-1).reshape(-1, 2)
    covered = np.zeros(len(grid), dtype=int)
    for shape in shapes.values():
        for ring in rings(shape):
            covered += Outline(ring).contains_points(grid)
    twice = (covered > 1).sum()
    assert (covered == 1).sum() > 10_000 and twice < 0.001 * (covered == 1).sum(), "but for slivers along simplified lines"


def test_the_members_are_those_of_the_union_and_small_states_stay(section, shapes):
    members = [id for id, shape in shapes.items() if shape["member"] == "yes"]
    assert len(members) == section.context("member_states_eu").value
    assert {"MLT", "LUX", "CYP", "IRL", "FIN"} <= set(members) and not {"GBR", "CHE", "NOR", "ISL"} & set(members)
    left, bottom, right, top = make_map.FRAME
    points = np.concatenate([ring for shape in shapes.values() for ring in rings(shape)])
    assert (points >= (left, bottom)).all() and (points <= (right, top)).all(), "what is far away is not in the table"


def test_lines_of_disputed_status_are_dashed_and_told_in_the_table(shapes):
    assert {id for id, shape in shapes.items() if shape["line"] == "dashed"} == {"XKX", "ESH"}
    assert {id for id, shape in shapes.items() if shape["note"]} == {"UKR", "CYP", "ESH", "GAZA", "PSE", "XKX"}


def test_the_file_is_small_and_its_licence_is_told(project, section):
    assert (project / "data" / "map_shapes.csv").stat().st_size < 60 * 1024
    (table,) = (resource for resource in section.descriptor["resources"] if resource["name"] == "map_shapes")
    assert [source["title"].split()[0] for source in table["sources"]] == ["Natural", "world-atlas"]
    assert table["licenses"][0]["title"] == "Public domain"


# -- the script that draws the shapes ---------------------------------------------------------------------------------


def test_arcs_are_decoded_and_made_simpler():
    topology = {"transform": {"scale": [0.5, 2], "translate": [10, -4]}, "arcs": [[[2, 1], [4, 0], [-2, 3]]]}
    assert make_map.decoded(topology) == [[(11, -2), (13, -2), (12, 4)]]
    arc = [(0, 0), (5, 0.4), (10, 0), (15, 6), (20, 0)]
    assert make_map.simpler(arc, 1) == [(0, 0), (10, 0), (15, 6), (20, 0)]
    ring = [(0, 0), (10, 0), (10, 10), (5, 10.5), (0, 10), (0, 0)]
    assert make_map.simpler(ring, 1) == [(0, 0), (10, 0), (10, 10), (0, 10), (0, 0)]


def test_neighbours_become_one_shape_and_islands_stay_apart():
    left, right = [(0, 0), (1, 0), (1, 1), (0, 1)], [(1, 0), (2, 0), (2, 1), (1, 1)]
    island = [(5, 5), (6, 5), (6, 6)]
    found = make_map.joined([left, right, island])
    assert sorted(map(len, found)) == [3, 6] and make_map.area(max(found, key=len)) == 2


def test_a_ring_is_cut_along_a_line():
    square = [(0, 0), (4, 0), (4, 4), (0, 4)]
    assert make_map.area(make_map.cut(square, 0, 1, False)) == 4 and make_map.area(make_map.cut(square, 1, 1, True)) == 12
    assert make_map.cut(square, 0, 9, True) == []


# -- who is involved in what ------------------------------------------------------------------------------------------


def test_partners_have_their_instruments_stages_and_amounts_from_the_tables(partners):
    told = {partner.id: [step.text.replace("\xa0", " ") for step in partner.steps] for partner in partners}
    assert told["egypt"] == ["EU–Egypt comprehensive partnership, signed: EUR 7.4 billion in a package"], "its part is left out"
    assert told["gaza"] == [
        "Humanitarian package: EUR 120 million announced",
        "Assistance: EUR 450 million in total",
        "Humanitarian Air Bridge, launched: over 3,800 tonnes transported",
    ]
    assert told["syria_region"] == ["Brussels Conference, held: nearly EUR 2.5 billion committed"]
    assert told["serbia"] == ["Status agreement, signed"] and told["bosnia_and_herzegovina"] == ["Status agreement, negotiated"]
    assert len(told) == 10


def test_a_mark_names_the_claims_of_its_partner(partners):
    marks = {partner.id: partner.mark for partner in partners}
    assert marks["albania"] == "mark.albania.agreements_in_force", "the claim that counts it"
    assert marks["egypt"] == "mark.egypt.egypt_pillars.egypt_package.egypt_migration"


def test_every_claim_of_a_partner_stands_behind_its_mark(section, partners):
    for claim in (q.claim for q in section.claims() if q.claim.partner):
        (partner,) = (partner for partner in partners if partner.id == claim.partner)
        assert claim.id in partner.mark.split(".")


def append(path, row: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(row)


def test_a_new_partner_appears_by_itself_and_without_a_place_it_has_no_mark(tables_copy, chart):
    data = tables_copy / "data"
    append(data / "partners.csv", "tunisia,Tunisia,state,TUN,788,\n")
    append(data / "instruments.csv", "tunisia_memorandum,Memorandum with Tunisia,agreement,tunisia,signed,,15,62,\n")
    kinds = {"agreement": "status agreement"}

    def drawn() -> Map:
        section = load(data)
        return partner_map(
            "m",
            who.involved(section),
            section.rows("map_shapes"),
            kinds,
            union="EU",
            title=chart.texts.title,
            subtitle="",
            alt=chart.texts.alt,
        )

    def row(columns: dict) -> list:
        place = columns["Partner"].index("Tunisia")
        return [cells[place] for cells in columns.values()]

    assert row(drawn().columns) == ["Tunisia", "Memorandum", "status agreement", "signed", "none printed", "no mark"]
    append(data / "map_places.csv", "tunisia,TUN,,\n")
    assert row(drawn().columns)[-1] == "a mark"
    for narrow in SIDES:
        with drawing():
            assert "Tunisia" in texts(drawn().draw(narrow))


# -- the drawing ------------------------------------------------------------------------------------------------------


def texts(figure) -> list[str]:
    return [text.get_text() for text in figure.axes[0].texts]


def words_of(figure) -> str:
    return " ".join(texts(figure)).replace("\xa0", " ")


@pytest.mark.parametrize("narrow", SIDES)
def test_a_drawing_names_every_partner_and_what_it_is_about(figures, partners, narrow):
    words = words_of(figures[narrow])
    for partner in partners:
        assert partner.name in words
        for step in partner.steps:
            told = step.stage if partner.inset and not narrow else step.text.replace("\xa0", " ")
            assert told in words, (partner.name, told)
    assert ("Western Balkans" in texts(figures[narrow])) and [text for text in texts(figures[True]) if text.isdecimal()]


def test_the_numbers_on_a_phone_stand_on_the_map_and_in_the_list(figures, partners):
    numbers = sorted(int(text) for text in texts(figures[True]) if text.isdecimal())
    assert numbers == sorted(2 * list(range(1, len(partners) + 1)))


def boxes(figure) -> list[tuple[Text, object]]:
    axes = figure.axes[0]
    return [(text, text.get_window_extent()) for text in [*axes.texts, *axes.get_legend().get_texts()] if text.get_text()]


@pytest.mark.parametrize("narrow", SIDES)
def test_no_label_lies_over_another_or_leaves_the_drawing(figures, narrow):
    figure = figures[narrow]
    found = boxes(figure)
    for (one, a), (other, b) in itertools.combinations(found, 2):
        wide, high = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
        assert not (wide > 1 and high > 1), (one.get_text(), other.get_text())
    width, height = figure.bbox.width, figure.bbox.height
    assert all(box.x0 > -1 and box.y0 > -1 and box.x1 < width + 1 and box.y1 < height + 1 for _, box in found)


def test_no_label_lies_over_a_partner_or_a_member(figures, partners):
    axes = figures[False].axes[0]
    marks = [patch for patch in axes.patches if str(patch.get_gid()).startswith("mark.")]
    assert len(marks) == len(partners) - 1 + sum(bool(p.inset) for p in partners), "Gaza has a ring, and the inset shows its own"
    for text, box in boxes(figures[False]):
        corners = np.stack(np.meshgrid(np.linspace(box.x0, box.x1, 30), np.linspace(box.y0, box.y1, 8)), axis=-1).reshape(-1, 2)
        for mark in marks:
            if mark.get_zorder() >= 10 or text.get_zorder() < 10:  # what the inset covers is not seen
                path = mark.get_path().transformed(axes.transData)
                assert not path.contains_points(corners).any(), (text.get_text(), mark.get_gid())


@pytest.mark.parametrize("narrow", SIDES)
def test_kinds_are_told_apart_by_tone_and_hatch_and_gaza_has_a_ring(figures, narrow):
    axes = figures[narrow].axes[0]
    looks = {
        patch.get_gid().split(".")[1]: (patch.get_facecolor(), patch.get_hatch()) for patch in axes.patches if patch.get_gid()
    }
    assert looks["egypt"] == looks["mauritania"] != looks["turkiye"] == looks["syria_region"]
    assert len({hatch for _, hatch in looks.values()}) == len({colour for colour, _ in looks.values()}) == 3
    (ring,) = (line for line in axes.lines if line.get_gid())
    assert ring.get_gid().startswith("mark.gaza.gaza_package") and same_color(ring.get_markeredgecolor(), COLOURS["c6"])
    dashed = [patch for patch in axes.patches if isinstance(patch, PathPatch) and patch.get_linestyle() not in ("-", "solid")]
    assert len(dashed) >= 2


@pytest.mark.parametrize("narrow", SIDES)
def test_a_page_gets_a_small_drawing_in_its_own_colours(chart, partners, narrow):
    drawn = "".join(piece if isinstance(piece, str) else piece.drawn for piece in chart._themed(narrow))
    assert len(drawn) < 50 * 1024
    for partner in partners:
        assert len(re.findall(rf'id="partners-(?:wide|narrow)-{re.escape(partner.mark)}"', drawn)) == 1
    ids = re.findall(r'\bid="([^"]+)"', drawn)
    assert len(ids) == len(set(ids))
    assert not re.findall(r"(?<!, )#[0-9a-f]{6}\b", drawn), "every colour is one of the page's"
    assert "role=" in drawn


def test_the_caption_tells_source_licence_and_judgement_and_the_data_every_instrument(chart, partners):
    caption = chart.texts.caption.text
    for told in (
        "Natural Earth (public domain)",
        "As in EU practice Crimea",
        "Western Sahara",
        "UNSCR 1244/1999",
        "may not be added",
    ):
        assert told in caption
    assert chart.coding and {partner.name for partner in partners} == set(chart.columns["Partner"])
    assert all(partner.name in chart.texts.alt.text for partner in partners)
    assert len(chart.columns["Instrument"]) == sum(len(partner.steps) for partner in partners)
    assert set(chart.columns["On the map"]) == {"a mark"}
    rows = list(csv.DictReader(chart.csv().splitlines()))
    assert rows[0]["partner"] == "Albania" and rows[0]["standing"] == "in force"


def test_a_path_is_written_shorter_and_ends_where_it_did():
    assert (
        shorter("M 10.04 20 \nL 12 19.51 \nL 12.02 19.52 \nL 11.5 20.7 \nz \nM 1 2 \nL 3 4 \n") == "M10 20l2-.5-.5 1.2zM1 2l2 2"
    )
    steps = [(0.333 * n, 0.77 * n) for n in range(100)]
    written = shorter("M 0 0 " + " ".join(f"L {x:.6f} {y:.6f}" for x, y in steps))
    moves = [float(number) for number in re.findall(r"-?\d*\.?\d+", written.partition("l")[2])]
    assert (sum(moves[::2]), sum(moves[1::2])) == pytest.approx(steps[-1], abs=0.051), "roundings do not add up"
