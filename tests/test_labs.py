"""The labs: every mistake that can be planted is found with its reason, and every mended line holds."""

from __future__ import annotations

import json
import re

import pytest
from building import read_csv, write_csv

from claimbook.teaching.labs import Brief, find, judge, line, mean_per_year
from claimbook.teaching.labs.key import LABS, key, key_text, plant, run
from claimbook.teaching.labs.variants import holding, variants
from claimbook.teaching.naive_arithmetic import naive_sum
from external_dimension import add, load, per, share, total

#: What the judge must say of each kind of mistake.
REASONS = {
    "a part is added to its whole": r"is a part of \w+, so the two may not be added \(rule 2\)",
    "a part is added to its whole in a longer sum": r"is a part of \w+, so the two may not be added \(rule 2\)",
    "what perhaps lies within the other (likely) is added": r"their sum is a range and not a number \(rule 3\)",
    "what perhaps lies within the other (unknown) is added": r"their sum is a range and not a number \(rule 3\)",
    "what may overlap is added": r"their sum is a range and not a number \(rule 3\)",
    "stages are mixed and told as a single stage": r"\(rule 4\)",
    "an amount is moved to another stage": r"the sentence says .+; the claims behind it are .+\(rule 4\)",
    "the hedge is dropped": "the hedge is lost",
    "the hedge of another source is dropped": "the hedge is lost",
    "too many digits": r"too many digits .+\(rule 6\)",
    "a quotient forgets that it comes from a floor": "the hedge is lost.+a floor",
    "several years are set against a single one": "covers two years.+covers one year",
    "a figure for several years is set against a yearly one": "covers two years.+covers one year",
    "money gathered over years is divided by the people of a day": r"\(rule 8\)",
    "a mean hides how unequal the parts are": "a mean over countries hides",
}


@pytest.mark.parametrize("lab", LABS, ids=lambda lab: lab.name)
def test_every_mistake_is_found_with_its_reason_and_mended(section, lab):
    """All variants, not only those of some seeds: a single fault each, of the right kind; mended, there is none."""
    found = variants(section, lab.name)
    assert len(found) > 10
    for variant in found:
        space = run(f"brief = Brief()\n{variant.draft('a')}\nmended = Brief(brief)\n{variant.mend('a')}", section)
        faults = judge(space["brief"], space["brief"], section).faults["a"]
        assert len(faults) == 1 and re.search(REASONS[variant.kind], faults[0]), (variant.kind, variant.ids, faults)
        assert judge(space["mended"], space["brief"], section).holds, (
            variant.ids,
            space["mended"],
            judge(space["mended"], space["brief"]),
        )


def test_the_lines_beside_the_mistake_hold(section):
    lines = holding(section)
    letters = [f"line{i}" for i in range(len(lines))]
    brief = run("brief = Brief()\n" + "\n".join(v.draft(name) for name, v in zip(letters, lines)), section)["brief"]
    assert len(brief) > 40
    assert judge(brief, brief, section).holds, repr(judge(brief, brief, section))


@pytest.mark.parametrize("seed", range(0, 60, 4))
def test_a_planted_lab_has_one_line_that_fails_and_its_key_mends_it(section, seed):
    for lab in LABS:
        planted = plant(section, lab, seed, student=seed % 7 + 1)
        space = run(f"{planted.draft}\n{planted.mended}", section)
        verdicts = judge(space["brief"], space["brief"], section)
        assert [letter for letter, faults in verdicts.faults.items() if faults] == [planted.letter]
        assert planted.letter in verdicts.summary and "does not hold" in verdicts.html
        assert judge(space["mended"], space["brief"], section).holds


def test_the_key_names_the_line_the_mistake_and_a_sentence_that_holds(section):
    for lab in LABS:
        found = key(section, lab, 11, 2)
        planted = plant(section, lab, 11, 2)
        assert found.letter == planted.letter and found.mistake == planted.mistake.kind and found.verdict
        assert found.right != found.wrong and all(value in found.right for value in found.values)
        assert found.right in key_text(section, 11, 2) and found.code in key_text(section, 11, 2)


def test_students_and_seeds_get_different_labs_and_the_same_seed_the_same(section):
    for lab in LABS:
        of_class = [plant(section, lab, 3, student) for student in range(1, 13)]
        assert of_class == [plant(section, lab, 3, student) for student in range(1, 13)]
        assert len({(p.mistake.ids, p.mistake.text) for p in of_class}) >= 6
        assert len({p.draft for p in of_class}) == len(of_class)
        first = {plant(section, lab, seed).draft for seed in range(8)}
        assert len(first) > 6
        assert len({p.letter for p in of_class}) > 2


def test_variants_follow_the_tables(section, tables_copy):
    """A relation that is added gives labs of its own; nothing about variants is typed."""
    rows = read_csv(tables_copy / "data" / "relations.csv")
    new = {
        "part": "mauritania_support",
        "whole": "egypt_package",
        "kind": "part_of",
        "certainty": "stated",
        "limit": "",
        "basis": "A test",
    }
    write_csv(tables_copy / "data" / "relations.csv", [*rows, new])
    changed = load(tables_copy / "data")
    pair = ("mauritania_support", "egypt_package")
    assert pair not in {v.ids for v in variants(section, "lab_sums")}
    assert pair in {v.ids for v in variants(changed, "lab_sums")}
    assert pair in {v.ids for v in variants(section, "lab_stages")} or pair[::-1] in {
        v.ids for v in variants(section, "lab_stages")
    }
    assert not {pair, pair[::-1]} & {v.ids for v in variants(changed, "lab_stages")}


def test_lines_that_need_rows_of_a_certain_form_are_left_out_where_nothing_says_what_these_are_called(section, tables_copy):
    path = tables_copy / "data" / "datapackage.json"
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    del descriptor["labs"]
    path.write_text(json.dumps(descriptor), encoding="utf-8")
    bare = load(tables_copy / "data")
    kinds = [{v.kind for lab in LABS for v in variants(tables, lab.name)} for tables in (section, bare)]
    assert kinds[0] - kinds[1] == {
        "a quotient forgets that it comes from a floor",
        "several years are set against a single one",
        "a figure for several years is set against a yearly one",
        "money gathered over years is divided by the people of a day",
        "a mean hides how unequal the parts are",
    }
    assert kinds[1] < kinds[0] and 0 < len(holding(bare))


def test_a_line_that_names_no_claim_may_be_written_anew(section):
    gaza, nameless = section.claim("gaza_total"), line("In total it is EUR 450 million.", 450e6)
    mended = line(f"In total it is {gaza}.", gaza)
    assert judge({"A": mended}, {"A": nameless}, section).holds
    (fault,) = judge({"A": nameless}, {"A": mended}, section).faults["A"]
    assert fault == "this line no longer speaks of any of its claims (gaza_total)"


# -- what students may try ------------------------------------------------------------------------------------------


def test_the_judge_is_not_talked_round(section):
    claim, context = section.claim, section.context
    gaza, package, facility, turkiye = map(claim, ("gaza_total", "gaza_package", "turkiye_facility", "turkiye_total"))
    bridge, syria, mauritania = map(claim, ("air_bridge_aid", "syria_commitment", "mauritania_support"))
    both = total(turkiye, facility, label="both", mixed_stages=True)
    naive = naive_sum([gaza, package])
    mean = per(claim("pledges"), claim("pledging_countries"), label="mean")
    shared = share(claim("egypt_migration"), claim("egypt_package"))
    mixed = total(package, mauritania, label="two", mixed_stages=True)
    for wrong, reason in (
        (line(f"In all {naive} was announced and added up since then.", naive), "gaza_package is a part of gaza_total"),
        (line("EUR 570 million in all was announced.", 570e6, of=["gaza_total", "gaza_package"]), "is a part of"),
        (line("EUR 570 million in all.", 570e6), "name them in of="),
        (line("EUR 571 million in all.", 571e6, of=["gaza_total", "gaza_package"]), "is no value, sum"),
        (line("EUR 450 million in total.", 450e6, of=["gaza_sum"]), "no 'gaza_sum'"),
        (line("Managed and allocated: EUR 18.5 billion.", both), "give both ends|does not show|no number of the line gives"),
        (line("Managed and allocated: EUR 12.4 billion.", both), "give both ends of its range"),
        (line("The Air Bridge has flown 3,800 tonnes.", bridge), "the hedge is lost"),
        (line("The Air Bridge has flown nearly 3,800 tonnes.", bridge), "the hedge is lost"),
        (line("EUR 2.5 billion was committed.", syria), "the hedge is lost"),
        (line("Over EUR 2.5 billion was committed.", syria), "the hedge is lost"),
        (line("Over EUR 210 million was mobilised.", mauritania), "in a way that its claims do not"),
        (line("EUR 210 million was paid.", mauritania), "money was paid"),
        (line("EUR 210 million.", mauritania), "does not say what happened"),
        (line("EUR 210 million will be allocated.", mauritania), "does not say what happened"),
        (line("EUR 330 million was announced.", mixed), "mauritania_support is mobilised"),
        (line("The share is 2.70 %.", shared), "too many digits"),
        (line("The share is 3.7 %.", shared), "does not show"),
        (line("The share is 2.7 % of EUR 7.9 billion.", shared), "EUR 7.9 billion, which no number of the line gives"),
        (line(f"Each country pledged {mean} places.", mean), "hides how unequal"),
        (line("Nothing to see."), "has no number"),
    ):
        found = judge({"a": wrong}, {"a": wrong}, section).faults["a"]
        assert any(re.search(reason, fault) for fault in found), (wrong.text, found)
    arrivals = add(context("arrivals_eu_2024"), context("arrivals_eu_2025"), label="arrivals")
    with pytest.raises(Exception, match="rule 8"):
        per(turkiye, context("refugees_turkiye"), label="no")
    assert mean_per_year(arrivals, section).text == "10,635" and mean_per_year(arrivals, section).unit == "people per years"
    with pytest.raises(ValueError, match="does not say which years"):
        mean_per_year(mauritania, section)


@pytest.mark.parametrize(
    "text, ids",
    [
        ("By January 2025 the total had come to EUR 450 million, counted since 2023.", ["gaza_total"]),
        ("The Air Bridge has carried more than 3,800 tonnes to Gaza.", ["air_bridge_aid"]),
        ("The Air Bridge has carried 3,800 tonnes or more.", ["air_bridge_aid"]),
        ("Almost EUR 2.5 billion was committed for 2025 and 2026.", ["syria_commitment"]),
        ("The EU announced a package of €120 million.", ["gaza_package"]),
        ("EUR 200 million will be allocated to migration.", ["egypt_migration"]),
        ("Of the package worth EUR 7.4 billion no split is known.", ["egypt_package"]),
        ("The plan has six priorities.", ["budapest_priorities"]),
    ],
)
def test_a_sentence_may_be_worded_freely(section, text, ids):
    mended = line(text, *(find(section, i) for i in ids))
    assert judge({"a": mended}, {"a": mended}, section).faults["a"] == []


@pytest.mark.parametrize(
    "before, after, side",
    [
        *((words, "", "floor") for words in ("in excess of", "upwards of", "a minimum of", "no less than", "not less than")),
        *((words, "", "floor") for words in ("No fewer than", "not below", "exceeds", "well over", "more than", "at least")),
        *((words, "", "ceiling") for words in ("no more than", "not more than", "not quite", "under", "fewer than", "not above")),
        *((words, "", "ceiling") for words in ("does not exceed", "a maximum of", "just short of", "nearly", "up to")),
        *(("", words, "floor") for words in ("or more", "or above", "and more", "and over")),
        *(("", words, "ceiling") for words in ("or less", "or below")),
        *((words, "", "") for words in ("about", "exactly", "the sum of")),
    ],
)
def test_a_hedge_is_read_in_whatever_words(section, before, after, side):
    """A claim that is no floor or ceiling may not be hedged so; of one that is, the words are to be on its side."""
    right = {"floor": "air_bridge_aid", "ceiling": "syria_commitment", "": "mauritania_support"}
    figures = {"air_bridge_aid": "3,800 tonnes", "syria_commitment": "EUR 2.5 billion", "mauritania_support": "EUR 210 million"}
    verbs = {"air_bridge_aid": "delivered", "syria_commitment": "committed", "mauritania_support": "mobilised"}
    for of, claim_id in right.items():
        text = f"{before} {figures[claim_id]} {after}, and that was {verbs[claim_id]}.".strip().replace(" ,", ",")
        one = line(text, section.claim(claim_id))
        hedge = [fault for fault in judge({"a": one}, {"a": one}, section).faults["a"] if "hedge" in fault]
        assert bool(hedge) == (of != side), (text, hedge)


def test_a_line_may_not_vanish_or_change_its_subject(section):
    brief = Brief(a=line("EUR 210 million was mobilised.", section.claim("mauritania_support")))
    other = Brief(a=line("EUR 120 million was announced.", section.claim("gaza_package")))
    assert "this line is gone" in judge({}, brief, section).faults["a"][0]
    assert "no longer speaks of" in judge(other, brief, section).faults["a"][0]
    assert judge(brief, brief, section).holds and repr(judge(brief, brief, section)).endswith("Every line holds.")
