"""The tables themselves: they hold, they are complete, and their vocabularies are those that are used."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest

from claimbook.data.descriptor import read_descriptor, resources
from claimbook.data.rules import check

#: Tables and fields in which a vocabulary is wider than what the section uses, with the reason.
WIDER = {
    ("claims", "qualifier"): "hedges that the method page defines; a later section may use them",
    ("claims", "unit"): "currencies, shares and counts that a later section may print",
    ("claims", "form"): "forms that money can take; this section states hardly any",
    ("evidence", "qualifier"): "the same hedges as in claims",
    ("context", "qualifier"): "the same hedges as in claims",
    ("evidence", "unit"): "people stands for figures of persons, as in context",
    ("context", "unit"): "units that claims and evidence have",
}


def fields_of(section, table: str) -> list[dict]:
    return resources(section.descriptor)[table]["schema"]["fields"]


def test_frictionless_finds_the_package_valid(project):
    from frictionless import validate

    report = validate(str(project / "data" / "datapackage.json"))
    assert report.valid, report.flatten(["taskName", "rowNumber", "fieldName", "message"])
    assert len(report.tasks) == len(read_descriptor(project / "data")["resources"])


def test_our_own_check_finds_nothing(project):
    assert [str(problem) for problem in check(project / "data")] == []


def test_every_table_in_the_folder_is_described_and_the_other_way_round(project, section):
    described = {resource["path"] for resource in section.descriptor["resources"]}
    assert described == {file.name for file in (project / "data").glob("*.csv")}
    assert section.descriptor["licenses"] and section.descriptor["sources"]


def test_every_table_and_field_says_what_it_holds(section):
    for name, resource in resources(section.descriptor).items():
        assert (
            resource["title"] and resource["description"] and resource["origin"] in ("section", "coding", "context", "measured")
        ), name
        assert resource["schema"]["primaryKey"] and resource["encoding"] == "utf-8", name
        for field in resource["schema"]["fields"]:
            assert field["title"] and field["description"].endswith((".", "known")), (name, field["name"])


# -- what is counted --------------------------------------------------------------------------------------------------


def test_every_quantitative_statement_is_in(section):
    claims = section.rows("claims")
    assert len(claims) == 21
    assert Counter(row["unit"] for row in claims)["EUR"] == 9
    assert {row["paragraph"] for row in claims} == {2, 10, 11, 12, 13, 14, 15, 16}


def test_the_claims_have_the_columns_that_the_book_relies_on(section):
    wanted = "id,label,value,unit,printed,qualifier,resolution,resolution_basis,stage,form,period_start,period_end,instrument,partner,paragraph,footnotes,note"
    assert set(wanted.split(",")) <= {field["name"] for field in fields_of(section, "claims")}
    assert fields_of(section, "footnotes")[0]["name"] == "number"


def test_no_claim_says_that_money_was_paid(section):
    money = {row["id"] for row in section.rows("stages") if row["kind"] == "money"}
    assert not {"paid", "disbursed", "spent"} & money
    assert {row["stage"] for row in section.rows("claims") if row["unit"] == "EUR"} <= money


def test_seventeen_footnotes_lead_to_fifteen_sources(section):
    footnotes = section.rows("footnotes")
    assert [row["number"] for row in footnotes] == list(range(49, 66))
    assert len({row["source"] for row in footnotes}) == 15
    assert {row["source"] for row in footnotes} <= set(section.sources)


def test_a_single_claim_has_no_footnote(section):
    assert [row["id"] for row in section.rows("claims") if not row["footnotes"]] == ["bosnia_negotiation"]


def test_the_committee_is_a_chair_and_seven_members(section):
    assert Counter(row["role"] for row in section.rows("committee")) == {"chair": 1, "member": 7}
    assert section.rows("committee")[0]["actor"] == "european_commission"
    assert len({row["actor"] for row in section.rows("committee")}) == 8


@pytest.mark.parametrize(
    ("table", "claim", "number"), [("priorities", "budapest_priorities", 6), ("balkans_areas", "balkans_areas", 5)]
)
def test_a_list_is_as_long_as_its_claim_says(section, table, claim, number):
    rows = section.rows(table)
    assert len(rows) == section.claim(claim).value == number
    assert [row["rank"] for row in rows] == list(range(1, number + 1))


def test_the_status_agreements_stand_at_three_stages(section):
    assert Counter(row["stage"] for row in section.rows("status_agreements")) == {"in_force": 3, "signed": 1, "negotiated": 1}


# -- references -------------------------------------------------------------------------------------------------------


def test_every_reference_leads_somewhere(section):
    ids = {name: {row.get("id", row.get("number")) for row in section.rows(name)} for name in resources(section.descriptor)}
    numbers = {str(row["number"]) for row in section.rows("footnotes")}
    targets = {
        "partner": "partners",
        "instrument": "instruments",
        "parent": "instruments",
        "actor": "actors",
        "lever": "levers",
        "claim": "claims",
    }
    for name in ids:
        for row in section.rows(name):
            for field, target in targets.items():
                assert row.get(field) is None or row[field] in ids[target], (name, row, field)
            assert set((row.get("footnotes") or "").split()) <= numbers, (name, row)
            assert row.get("paragraph") is None or 0 <= row["paragraph"] <= 16, (name, row)


def test_events_give_the_days_of_their_footnotes(section):
    events = section.rows("events")
    assert len(events) >= 20
    assert sum(bool(event["reference_date"]) for event in events) == 8


def test_every_partner_and_stage_is_used(section):
    used = {row.get("partner") for name in ("claims", "instruments", "events", "status_agreements") for row in section.rows(name)}
    assert {row["id"] for row in section.rows("partners")} <= used
    stages = {row["stage"] for name in ("claims", "status_agreements") for row in section.rows(name)}
    assert {row["id"] for row in section.rows("stages")} - stages == set()


def test_every_coding_names_its_paragraph_and_reason(section):
    for row in section.rows("lever_coding"):
        assert row["paragraph"] and len(row["why"]) > 10, row["id"]
    for row in section.rows("relations"):
        assert re.search(r"[Pp]aragraph \d+", row["basis"]), row


def test_a_relation_lies_within_one_paragraph_or_is_not_stated(section):
    for row in section.rows("relations"):
        part, whole = section.row("claims", row["part"]), section.row("claims", row["whole"])
        assert part["paragraph"] == whole["paragraph"] or row["certainty"] == "unknown", row


# -- evidence and context ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", ["evidence", "context"])
def test_what_comes_from_outside_has_grade_date_and_address(section, table):
    for row in section.rows(table):
        if table == "evidence" and row["verdict"] == "not_found":
            continue
        missing = [field for field in ("grade", "date", "url", "publisher", "title", "source") if not row[field]]
        assert not missing, (row["id"], missing)
        assert row["url"].startswith("https://") and row["grade"] in "ABC"
        assert row["source"] in section.sources, row["id"]
        assert row["url"] == section.sources[row["source"]].url, (row["id"], "the address is that of the bibliography")
        assert re.fullmatch(r"https://[^/]+/.+", row["url"]), (row["id"], "the address of the page, not of its site")
        assert (row["unit"] is None) <= (row["value"] is None or table == "evidence"), row["id"]


def test_context_names_a_licence_or_says_what_it_is(section):
    assert not [row["id"] for row in section.rows("context") if not row["licence"]]


def test_every_claim_has_one_overall_row_of_evidence(section):
    overall = Counter(row["claim"] for row in section.rows("evidence") if row["kind"] == "check")
    assert overall == Counter(row["id"] for row in section.rows("claims"))


def test_a_row_from_outside_becomes_a_quantity_marked_as_such(section):
    for table in ("evidence", "context"):
        for row in section.rows(table):
            if row["value"] is not None:
                found = getattr(section, table)(row["id"])
                assert found.outside and found.low <= found.value <= found.high and found.claims[0].sources, row["id"]


def test_what_was_rounded_has_a_resolution_and_what_was_counted_has_none(section):
    for table in ("evidence", "context"):
        for row in section.rows(table):
            if row["unit"] in ("EUR", "tonnes"):
                assert row["resolution"] and row["resolution"] <= row["value"], (table, row["id"])
            elif row["unit"] != "places" or row["value"] is None:
                assert row["resolution"] is None, (table, row["id"])
    for id_ in ("pledges_resettlement_exact", "pledges_humanitarian_admission_exact"):
        assert section.evidence(id_).low == section.evidence(id_).high, "printed to the unit"
    assert section.context("next_plan_countries").low == section.context("next_plan_countries").high == 9


def test_a_claim_says_why_it_is_read_to_its_resolution(section):
    for row in section.rows("claims"):
        assert bool(row["resolution"]) == bool(row["resolution_basis"]), row["id"]


def test_each_confirming_row_is_said_to_restate_its_claim(section):
    said = {
        (row["part"], row["whole"])
        for row in section.rows("outside_relations")
        if row["kind"] == "restates" and row["certainty"] == "stated"
    }
    for row in section.rows("evidence"):
        restates = row["kind"] == "check" and row["verdict"].startswith("confirmed") and row["value"] is not None
        if row["kind"] == "check":
            assert ((row["id"], row["claim"]) in said) == restates, row["id"]


def test_a_component_with_an_amount_is_related_or_stands_beside_its_claim(section):
    """What a note warns of adding is a row that code reads; the rest counts something else than its claim."""
    related = {row[side] for row in section.rows("outside_relations") for side in ("part", "whole")}
    loose = {
        row["id"] for row in section.rows("evidence") if row["unit"] in ("EUR", "tonnes", "places") and row["id"] not in related
    }
    assert not loose
    assert not {row["id"] for row in section.rows("context") if row["unit"] in ("EUR", "places") and row["id"] not in related}
    for row in section.rows("outside_relations"):
        assert len(row["basis"]) > 15, row


def test_parts_from_outside_lie_within_their_claims(section):
    relations = section.relations
    for part, whole, certainty in [
        ("turkiye_facility_tranche_2_states", "turkiye_facility", "stated"),
        ("egypt_migration", "egypt_package_grants", "stated"),
        ("egypt_migration_check", "egypt_package", "stated"),
        ("pledged_resettlement_deu", "pledges", "stated"),
        ("pledges_resettlement_exact", "pledges", "stated"),
        ("arrivals_deu_2025", "arrivals_eu_2025", "stated"),
        ("turkiye_migration_border", "turkiye_migration", "unknown"),
        ("syria_commitment_earlier_2025", "syria_commitment", "stated"),
    ]:
        assert relations.certainty(part, whole) == certainty, (part, whole)
        assert relations.certainty(whole, part) is None, (whole, part)


# -- vocabularies -----------------------------------------------------------------------------------------------------


def test_every_word_of_a_vocabulary_is_used_or_has_a_reason(section):
    for name, resource in resources(section.descriptor).items():
        for field in resource["schema"]["fields"]:
            allowed = set(field.get("constraints", {}).get("enum", ()))
            used = {row[field["name"]] for row in section.rows(name)} - {None}
            assert not allowed or used <= allowed
            if (name, field["name"]) not in WIDER:
                assert used == allowed or not allowed, (name, field["name"], allowed - used)


def test_every_reason_for_a_wider_vocabulary_is_still_needed(section):
    for (name, field), reason in WIDER.items():
        (found,) = [f for f in fields_of(section, name) if f["name"] == field]
        unused = set(found["constraints"]["enum"]) - {row[field] for row in section.rows(name)}
        assert unused and reason, (name, field)


def test_the_vocabularies_of_hedges_are_those_of_the_package(section):
    from claimbook.wording import HEDGES

    for table in ("claims", "evidence", "context"):
        (field,) = [f for f in fields_of(section, table) if f["name"] == "qualifier"]
        assert field["constraints"]["enum"] == list(HEDGES)


def test_the_descriptor_is_plain_json(project):
    text = (project / "data" / "datapackage.json").read_text(encoding="utf-8")
    assert json.loads(text) and "\t" not in text and text.endswith("}\n")
