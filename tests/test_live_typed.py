"""What a reader types and is offered where other figures are tried: a figure is read in one way, or asked about; what is offered can be had."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from claimbook.core.arithmetic import share
from claimbook.core.quantities import ArithmeticRuleError
from claimbook.live import offered
from claimbook.live.tables import Change, Supposed, Tables
from claimbook.live.typed import read

FACILITY, PLEDGES, COUNTRIES, AID = "turkiye_facility", "pledges", "pledging_countries", "air_bridge_aid"
PILLARS = "egypt_pillars"
#: What is told of a figure that a reader supposes beside a relation that is supposed as well.
EGYPT = ("egypt_migration", "relation:egypt_package")
#: A hedge right before a number that is evaluated, which brings its own where one is supposed.
HEDGED = re.compile(r"\b(?:about|nearly|over|at least|at most)\s+(?:\{eval\}`|\{[a-z_]+\})")


@pytest.fixture(scope="module")
def tables(project) -> Tables:
    """The tables of the book."""
    return Tables(project / "data")


def supposing(tables: Tables, *changes: tuple[str, str, object]) -> Supposed:
    """What comes of changes."""
    return tables.supposing([Change(*change) for change in changes])


@pytest.mark.parametrize(
    ("claim", "typed", "value"),
    [
        (FACILITY, "7,000 million", 7e9),
        (FACILITY, "7.000 billion", 7e9),  # nobody tells thousands of billions so
        (FACILITY, "450.000.000", 450e6),
        (FACILITY, "6.500.000.000", 6.5e9),
        (FACILITY, "0,45 billion", 450e6),
        (FACILITY, "0,450 billion", 450e6),
        (FACILITY, "3,5 billion", 3.5e9),
        (FACILITY, "1.234,5 million", 1234.5e6),
        (FACILITY, "six billion", 6e9),
        (FACILITY, "EUR Half a billion", 500e6),
        (FACILITY, "one billion euros", 1e9),
        (PLEDGES, "62,000", 62000),
        (PLEDGES, "sixty thousand pledges", 60000),
        (COUNTRIES, "seven", 7),
        (COUNTRIES, "one", 1),
        (COUNTRIES, "15 EU countries", 15),
        (AID, "5 037 t", 5037),
        (AID, "5,037 tonnes", 5037),
        (PILLARS, "12", 12),  # printed as a word, which this has not
        (PILLARS, "1", 1),  # as a word it need not be a number
    ],
)
def test_an_amount_is_read_as_people_write_it(tables, claim, typed, value):
    found = supposing(tables, (claim, "value", typed))
    assert found.section, found.refused
    assert found.section.row("claims", claim)["value"] == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    ("claim", "typed", "why"),
    [
        (FACILITY, "7.000 million", "can be read as 7 million or as 7,000 million; write 7 million or 7,000 million."),
        (FACILITY, "12.345 million", "write 12.3450 million or 12,345 million."),
        (FACILITY, "3,500 billion", "write 3.5 billion or 3500 billion."),
        (PLEDGES, "61.000", "can be read as 61 or as 61,000; write 61 or 61,000."),
        (PLEDGES, "62.500 places", "write 62,500 places if that is meant."),
        (AID, "5.037 t", "write 5,037 t if that is meant."),
        (FACILITY, "+250 million", "says how much more; write the whole figure that you suppose."),
        (FACILITY, "EUR +1 billion", "says how much more; write the whole figure that you suppose."),
        (FACILITY, "plus 10 %", "says how much more; write the whole figure that you suppose."),
        (FACILITY, "6-7 billion", "is a range, or has more than one number; write the one figure that you suppose."),
        (FACILITY, "6 to 7 billion", "is a range"),
        (FACILITY, "between six and seven billion", "is a range"),
        (
            FACILITY,
            "450",
            "is EUR 450, less than EUR 100 million, to which the report rounds it; if million is meant, write 450 million.",
        ),
        (FACILITY, "EUR 7", "if billion is meant, write 7 billion."),
        ("gaza_total", "4.5", "is EUR 4.5, less than EUR 1 million"),
        (FACILITY, "1,00,000", "is no number that can be read here"),
        (FACILITY, "USD six billion", "is no number that can be read here"),
        (PLEDGES, "62,500 people", "is no number that can be read here"),
        (COUNTRIES, "twice", "is no number that can be read here"),
        (
            PILLARS,
            "4.5",
            "has a part of one, and pillars are counted; right would be a whole number. The report prints six pillars.",
        ),
    ],
)
def test_what_can_be_read_in_two_ways_is_asked_about_with_what_to_write(tables, claim, typed, why):
    (refused,) = supposing(tables, (claim, "value", typed)).refused
    assert f"“{typed}” " in refused.text and why in refused.text, refused.text
    for way in re.findall(r"write (.*?)(?: or (.*?))?(?: if .*?)?\. The report", refused.text) if "can be read" in why else ():
        assert not any(read(one, tables.row("claims", claim), False)[1] for one in way if one), (
            "what is to be written is not asked about"
        )


@pytest.mark.parametrize(
    ("claim", "typed", "why"),
    [
        (FACILITY, "about 8 billion", "has a hedge; choose “about” as the hedge and write 8 billion here."),
        (FACILITY, "EUR 8 billion or more", "has a hedge; choose “at least” as the hedge and write EUR 8 billion here."),
        ("egypt_migration", "about 450 million", "has a hedge; choose “about” as the hedge and write 450 million here."),
        ("syria_commitment", "about 3 billion", "has a hedge; choose “about” as the hedge and write 3 billion here."),
        (PILLARS, "about seven", "has a hedge; this figure takes none; write seven here."),
    ],
)
def test_a_hedge_that_is_typed_with_a_figure_is_sent_to_its_own_field(tables, claim, typed, why):
    (refused,) = supposing(tables, (claim, "value", typed)).refused
    assert f"“{typed}” {why}" in refused.text


def test_a_hedge_that_the_figure_has_anyway_may_be_typed_with_it(tables):
    assert (
        supposing(tables, ("syria_commitment", "value", "nearly 3 billion")).section.row("claims", "syria_commitment")["value"]
        == 3e9
    )
    found = supposing(tables, (FACILITY, "value", "about 8 billion"), (FACILITY, "qualifier", "about"))
    assert found.section.row("claims", FACILITY)["printed"] == "about EUR 8 billion"


@pytest.mark.parametrize(("claim", "least"), [(FACILITY, "EUR 100 million"), (AID, "100 tonnes"), (COUNTRIES, "nought")])
def test_the_least_that_is_right_is_the_same_for_nought_and_for_less(tables, claim, least):
    (below,) = supposing(tables, (claim, "value", "-3")).refused
    assert f"right would be {least} or more." in below.text
    nought = supposing(tables, (claim, "value", "0")).refused
    assert [least in one.text for one in nought] == ([True] if least != "nought" else [])


def test_years_are_counted_from_those_that_stand_beside_them(tables):
    """A plan for 2025 to 2030 does not cover nine years; the number that is printed may be typed."""
    (refused,) = supposing(tables, ("budapest_years", "value", "9")).refused
    assert "it counts the years from 2025 to 2030, which stand beside it" in refused.text
    assert offered.fixed(tables, tables.row("claims", "budapest_years"))["value"].startswith(
        "It counts the years from 2025 to 2030"
    )
    assert supposing(tables, ("budapest_years", "value", "6")).section and "value" not in offered.fixed(
        tables, tables.row("claims", "union_plan_years")
    )


def test_a_report_with_a_decimal_comma_is_asked_about_its_own_marks(tables):
    row = tables.row("claims", FACILITY)
    assert "write 7 million or 7.000 million." in read("7,000 million", row, True)[1]
    assert read("7.000 million", row, True) == ("7000000000", "") and read("3,5 billion", row, True) == ("3500000000", "")


def test_a_round_amount_under_a_loose_hedge_says_no_more_than_its_first_decimal(tables):
    """So its share is a range: “about EUR 1 billion” does not know its million."""
    found = supposing(tables, ("turkiye_migration", "value", "1 bn"), ("turkiye_migration", "qualifier", "about"))
    assert found.section.row("claims", "turkiye_migration")["resolution"] == 1e8
    assert share(*map(found.section.claim, ("turkiye_migration", "turkiye_total"))).text.replace("\u00a0", " ") == "7.1 to 8.9 %"
    for value, hedge in (("1 bn", "exact"), ("878 million", "about"), ("1.25 bn", "nearly")):
        found = supposing(tables, ("turkiye_migration", "value", value), ("turkiye_migration", "qualifier", hedge))
        assert found.section.row("claims", "turkiye_migration")["resolution"] == 1e6, (value, hedge)


def test_what_is_a_place_in_a_row_has_no_hedge(tables):
    (refused,) = supposing(tables, ("budapest_edition", "qualifier", "at_least")).refused
    assert "a number in a row has no hedge; right would be: as it is." in refused.text
    assert supposing(tables, ("union_plan_years", "qualifier", "at_least")).section.claim("union_plan_years").words.text == (
        "at least two"
    )


def test_what_another_source_has_makes_no_relation_surer_than_it_is_supposed(tables):
    """The press has the part for migration in the grants, and so in the package: with that left open a share of it would stay."""
    found = supposing(tables, (*EGYPT, "unknown"))
    with pytest.raises(ArithmeticRuleError, match="is unknown, not stated"):
        share(*map(found.section.claim, ("egypt_migration", "egypt_package")))
    assert found.section.relations.certainty("egypt_migration", "egypt_package_grants") == "unknown"
    assert found.also == [
        "By dpa, on Yahoo News (outside the section, grade C) migration and mobility in the package for Egypt lies within grants in the "
        "package for Egypt, and so financial and investment package for Egypt: what is supposed here contradicts it, and that is taken "
        "as unknown as well."
    ]
    assert found.against == {"dpa, on Yahoo News (grade C)": {"egypt_package_grants"}}
    assert not supposing(tables, ("turkiye_migration", "relation:turkiye_facility", "likely")).also


@pytest.mark.parametrize("relation", ["unknown", "likely"])
def test_a_part_is_held_to_the_relation_as_it_is_supposed(tables, relation):
    value = ("egypt_migration", "value", "9 billion")
    (refused,) = supposing(tables, value).refused
    assert "It lies within financial and investment package for Egypt, so right would be EUR 7.4 billion or less." in refused.text
    found = supposing(tables, value, (*EGYPT, relation))
    told = [one for one in found.also if one.startswith("It is supposed here ")]
    assert found.section and len(told) == 1 and relation in told[0] and told[0].endswith("; with these figures it cannot.")
    stated = ("turkiye_facility", "relation:turkiye_total", "stated")
    (refused,) = supposing(tables, ("turkiye_facility", "value", "20 billion"), stated).refused
    assert "It lies within support for refugees and hosts in Türkiye" in refused.text


def test_every_field_that_is_offered_can_be_supposed_and_no_other(tables):
    """Of each claim the first other choice is tried where a field can be changed, and all of them where it cannot."""
    whole = 0
    for row in tables.rows["claims"]:
        fixed = offered.fixed(tables, row)
        choices = {
            "value": [f"{row['value'] * 1.02:.0f}" if row["value"] > 100 else f"{row['value'] + 1:.0f}"],
            "qualifier": [name for name, _ in offered.hedges()],
            "stage": [name for name, _ in offered.stages(tables, row)],
        }
        assert row["stage"] in choices["stage"] and all(why.endswith(".") for why in fixed.values())
        for field, found in choices.items():
            others = [choice for choice in found if choice != row[field]]
            tried = [
                bool(supposing(tables, (row["id"], field, one)).section) for one in (others if field in fixed else others[:1])
            ]
            assert not any(tried) if field in fixed else all(tried) and tried, (row["id"], field)
        whole += fixed.keys() == choices.keys()
    assert whole >= 4, "of some nothing can be changed"


def test_the_stages_offered_suit_what_is_counted(tables):
    kinds = {row["id"]: row["kind"] for row in tables.rows["stages"]}
    of = {row["id"]: {kinds[name] for name, _ in offered.stages(tables, row)} for row in tables.rows["claims"]}
    assert of[PLEDGES] == of[COUNTRIES] == of[FACILITY] == {"money"} and of[AID] == {"money", "delivery"}
    assert of["serbia_agreement"] == {"legal"} and of["egypt_pillars"] == {"none"}


def test_one_of_what_is_printed_as_more_is_told_of(tables):
    assert (
        supposing(tables, (COUNTRIES, "value", "1")).also[-1].startswith("There is one here of EU countries that made pledges:")
    )
    assert not any("There is one" in text for text in supposing(tables, (COUNTRIES, "value", "2")).also)


def test_no_text_hedges_a_number_that_may_have_a_hedge_of_its_own(project):
    """With another hedge supposed it would read “about at most”."""
    found = {path.name: HEDGED.findall(path.read_text(encoding="utf-8")) for path in Path(project, "notebooks").glob("*.ipynb")}
    assert len(found) > 15 and HEDGED.search("That is about {eval}`mean` places") and not any(found.values()), found
