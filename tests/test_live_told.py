"""What a reader is told of a page with other figures: whose a number is, and which words around it no longer hold."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from claimbook import that
from claimbook.core.comparisons import Comparison
from claimbook.live import refused, told
from claimbook.live.cells import Missing
from claimbook.live.page import Page
from claimbook.live.shown import DRAWN, FOLLOWED, Output
from claimbook.live.told import AGAINST, AS_IT_IS, AS_THEY_ARE, NOT_ALL_FIT
from claimbook.sphinx.live import FOLDER


@pytest.fixture(scope="module")
def read(book_project) -> Callable[[str], Page]:
    """Gives a chapter by its name."""

    @cache
    def chapter(name: str) -> Page:
        file = Path(book_project, f"_build/work/_build/.doctrees/{FOLDER}", f"notebooks-{name}.json")
        return Page(book_project, json.loads(file.read_text(encoding="utf-8")))

    return chapter


@pytest.fixture(scope="module")
def page(read) -> Page:
    """The chapter on the partnerships."""
    return read("partnerships")


def change(page: Page, claim: str, field: str, value: object) -> dict:
    """What the page says of a change."""
    return page.change([{"id": claim, "field": field, "value": value}])


def test_words_that_no_longer_hold_are_told_as_such_and_where_they_stand(page):
    (words,) = change(page, "egypt_migration", "value", 450e6)["words"]
    assert words["text"].startswith("“The amounts that look alike") and words["rest"].startswith(
        "no longer holds, for it is not so here that EUR 450 million ("
    )
    assert words["alone"].startswith("It is not so here that EUR 450 million (") and words["alone"].endswith(
        "by less than a tenth."
    )
    assert words["void"] and words["note"] == "no longer holds with the changed figures"
    near = page.described["shown"][words["near"]]
    assert near["eval"] == "egypt_migration", "the words are typed in the answer, which comes after the cell that guards them"
    left_open = Comparison("more", (), None, ("a", "is", "more than b"))
    opened = told.no_longer(page.tables, ["at most half"], Missing("x", comparison=left_open), None)
    assert opened["text"] == "“at most half”: left open by the changed figures: a is more than b" and not opened["void"]
    kept = told.no_longer(page.tables, ["it fell"], Missing("This needs pandas.", kept=True), 1)
    (related,) = change(page, "egypt_migration", "relation:egypt_package", "likely")["words"][-1:]
    assert related["alone"].startswith("Here it is likely, not stated, that EUR 200 million (") and "“" not in related["alone"]
    assert kept["text"] == "“it fell”: not checked with the changed figures. This needs pandas." and not kept["void"]
    assert (
        told.no_longer(page.tables, [], Missing("AssertionError"), 1)["text"]
        == "A step of the chapter: no longer holds: a step of the chapter cannot be worked out with these figures"
    )


def facts_of(note: str) -> dict[str, str]:
    """What a note tells, by what it is called; its title as well."""
    soup = BeautifulSoup(note.replace("\u00a0", " "), "html.parser")
    found = {name.get_text(): name.find_next_sibling("dd").get_text() for name in soup.select("dt")}
    return found | {"title": soup.select_one(".provenance-title").get_text()}


def test_a_note_says_whose_figure_a_changed_number_is_and_what_the_report_prints(page):
    answer = change(page, "egypt_migration", "value", "450 million")
    notes = [facts_of(note) for note in answer["notes"].values()]
    (own,) = (note for note in notes if "Supposed here" in note)
    assert own["title"] == "migration and mobility in the package for Egypt: supposed, not the report's figure"
    assert (own["Supposed here"], own["The report prints"]) == ("EUR 450 million", "EUR 200 million")
    assert "As printed" not in own and own["Source of what is printed"].startswith("footnote 62") and "Source" not in own
    rest = [note for note in notes if note is not own]
    assert len(rest) > 3
    for note in rest:
        assert note["title"].endswith(": rests on what is supposed") and "Source" not in note
        assert note["Not as printed"] == (
            "rests on what is supposed here: EUR 450 million for migration and mobility in the package for Egypt; "
            "the report prints EUR 200 million"
        )
    assert page.change([])["notes"] == {}


def test_a_note_that_says_nothing_else_than_printed_says_what_it_rests_on_all_the_same(page, read):
    """Another relation changes neither reading of a total, and each has the note of the printed page."""
    turkiye = read("turkiye")
    answer = change(turkiye, "turkiye_facility", "relation:turkiye_total", "unknown")
    kept = {note for note in answer["notes"] if note <= turkiye.described["notes"]}
    assert kept and all("lies within support for refugees" in answer["notes"][note] for note in kept)
    assert all("; the book has likely" in answer["notes"][note] for note in kept)
    told_of = change(page, "egypt_migration", "stage", "mobilised")["notes"].values()
    stages = [note for note in map(facts_of, told_of) if note["title"].endswith(": with a supposed stage")]
    assert stages and stages[0]["Stage"] == "mobilised, as supposed here; the report has: planned"
    assert stages[0]["As printed"] == "EUR 200 million"


def test_words_around_a_changed_figure_that_tell_what_is_printed_are_told_of(page):
    """A stage's verbs, and that the section prints it; where the number stands, of which the page knows the sentence."""
    (verbs,) = change(page, "egypt_migration", "stage", "mobilised")["untrue"]
    assert (verbs["note"], verbs["instead"]) == ("tells the printed stage, planned", "mobilised")
    for told_by, so in (("will be allocated", True), ("is planned", True), ("was allocated", False)):
        assert bool(re.search(verbs["pattern"], told_by)) is so
    for n, i in verbs["at"]:
        assert page.state.outputs[n].numbers[i].text.replace("\u00a0", " ") in ("EUR 200 million", "mobilised")
    (prints,) = change(page, "mauritania_support", "value", "150 million")["untrue"]
    assert prints["note"] == "it prints EUR 210 million" and re.search(prints["pattern"], "For Mauritania the section prints ")
    assert change(page, "egypt_migration", "relation:egypt_package", "unknown")["untrue"] == []


def test_what_contradicts_another_source_or_our_reading_is_told_and_not_refused(page):
    """Only what the section itself states is held; a press report and a nesting that is likely are told of."""
    answer = change(page, "egypt_migration", "value", "700 million")
    assert (
        "refused" not in answer
        and (
            "dpa, on Yahoo News reports EUR 600 million for grants in the package for Egypt, and migration and mobility in the package for "
            "Egypt lies within grants in the package for Egypt (outside the section, grade C): what is supposed here contradicts it."
        )
        in answer["also"]
    )
    answer = change(page, "turkiye_facility", "value", "13 billion")
    assert (
        "By our reading EU Facility for Refugees in Turkey likely lies within support for refugees and hosts in Türkiye: what is supposed "
        "here contradicts it."
    ) in answer["also"]
    (told,) = [one for one in change(page, "syria_commitment", "value", "1 billion")["also"] if "Syrians" in one]
    assert "reports EUR 1.1 billion for Syrians and hosts in Türkiye, 2025 and 2026" in told
    assert change(page, "egypt_migration", "stage", "mobilised")["against"] == []
    assert change(page, "turkiye_facility", "value", "13 billion")["against"] == [
        "our reading",
        "European Commission Representation in Cyprus (grade A)",
    ]
    answer = change(page, "egypt_migration", "value", "700 million")
    assert answer["against"] == ["dpa, on Yahoo News (grade C)"] and besides(page, answer)["EUR 600 million"] == AGAINST
    (refused,) = change(page, "egypt_migration", "value", "8 billion")["refused"]
    assert (
        "It lies within financial and investment package for Egypt, so right would be EUR 7.4 billion or less." in refused["text"]
    )
    (whole,) = change(page, "egypt_package", "value", "5 billion").get("also", [""])[-1:]
    assert whole.startswith(
        "dpa, on Yahoo News reports parts of financial and investment package for Egypt that come to more than EUR 5"
    )


def test_another_sources_figure_that_tells_a_changed_one_again_is_told_of(page):
    """A chart's caption has it beside a share that rests on what the reader supposes."""
    answer = change(page, "egypt_migration", "value", "450 million")
    assert besides(page, answer) == {"at least EUR 200 million": AS_IT_IS, "EUR 200 million": AS_IT_IS}
    assert change(page, "egypt_migration", "stage", "mobilised")["beside"] == []


def besides(page: Page, answer: dict) -> dict[str, str]:
    """The figures of other sources beside which something is told of a change, and what."""
    found = ((page.state.outputs[n].numbers[i].text, one["note"]) for one in answer["beside"] for n, i in [one["at"]])
    return {text.replace("\u00a0", " "): note for text, note in found}


def test_what_other_sources_tell_of_a_changed_figure_is_told_of_but_for_dates(page, read):
    """Their parts of it, and what is worked out from these alone, stay; a sentence with them was true of the printed figure."""
    package = besides(page, change(page, "egypt_package", "value", "6 billion"))
    assert package["EUR 5 billion"] == package["Loans"] == AS_IT_IS and package["68 %"] == NOT_ALL_FIT
    assert not any("years" in text for text in package) and "33.3 %" not in package, (
        "of years, and of what rests on another claim"
    )
    mauritania = besides(page, change(page, "mauritania_support", "value", "150 million"))
    assert mauritania == {"over EUR 210 million": AS_IT_IS}, "the day on which it was told is no figure"
    syria, pathways = read("humanitarian_response"), read("legal_pathways")
    assert besides(syria, change(syria, "syria_commitment", "value", "3 billion"))["45 %"] == AS_THEY_ARE
    less = besides(syria, change(syria, "syria_commitment", "value", "1 billion"))
    assert less["45 %"] == less["EUR 2.4 billion"] == NOT_ALL_FIT and less["EUR 1.1 billion"] == AGAINST
    countries = besides(pathways, change(pathways, "pledging_countries", "value", "12"))
    assert countries["Thirteen Member States made no pledge"] == AS_IT_IS


def test_words_that_rest_on_a_figure_by_way_of_a_third_one_are_struck_or_follow(page, read):
    """A hedge that the text says is not there, what is left of a count, and how a total stands to what others say."""
    said = [one["said"] for one in change(page, "egypt_migration", "qualifier", "at_least")["words"]]
    assert ["where the section prints it without a hedge"] in said
    said = [one["said"] for one in change(page, "mauritania_support", "qualifier", "about")["words"]]
    assert ["cites prints it as the section does"] in said
    pathways, turkiye = read("legal_pathways"), read("turkiye")
    assert ["by our subtraction those left are"] in [
        one["said"] for one in change(pathways, "pledging_countries", "value", "12")["words"]
    ]
    answer = change(turkiye, "turkiye_total", "value", "9 billion")
    assert any("and the lower total stated in public that month" in one["said"] for one in answer["words"])
    (told_of,) = (plainly(one) for one in answer["shown"].values() if "was found in no other public text" in one)
    assert "The printed total lies EUR 0.9 to 2.1 billion below both together" in told_of
    assert "and at most EUR 1.05 billion above or below the first alone" in told_of


def test_parts_that_others_report_as_more_than_a_supposed_whole_are_no_share_of_it(page, read):
    """Neither does what is said with them stand as though it fitted; of a box that tells it, the other sentences stay."""
    scale, pathways, overview = read("outside_for_scale"), read("legal_pathways"), read("overview")
    answer = change(scale, "pledges", "value", "31,000")
    assert "120 %" not in " ".join(plainly(one) for one in answer["shown"].values())
    places = [n for n, one in enumerate(scale.described["shown"]) if one["eval"] in ("german_share", "known_share")]
    assert len(places) == 2 and all('class="refused"' in answer["shown"][n] for n in places)
    for chapter in (scale, overview):
        assert besides(chapter, change(chapter, "pledges", "value", "31,000"))["about 37,000"] == NOT_ALL_FIT
    (box,) = (
        plainly(one) for one in change(pathways, "pledges", "value", "31,000")["shown"].values() if "Beyond the section" in one
    )
    assert "Germany alone" not in box and "As adopted, that plan holds" in box
    assert "Not told here: 'places pledged by Germany, as the press reported' is at least 36,000" in box


def said(page: Page, claim: str, value: str) -> set[str]:
    """The words that no longer hold on a page, where a claim has another value."""
    return {words for one in change(page, claim, "value", value)["words"] for words in one["said"]}


def test_a_reading_that_the_amounts_rule_out_is_struck(page, read):
    """A total below the Facility cannot hold it, and a figure that a source has otherwise is none that no source has."""
    turkiye, overview, log = read("turkiye"), read("overview"), read("quality_log")
    less = said(turkiye, "turkiye_total", "5 billion")
    assert {"the total likely includes the Facility, but that is not stated", "If it does, the support is"} <= less
    assert "by our reading it likely holds" in said(overview, "turkiye_total", "5 billion")
    assert not {"the total likely includes the Facility, but that is not stated", "If it does, the support is"} & said(
        turkiye, "turkiye_total", "9 billion"
    )
    assert "the Facility may lie in the Türkiye amount" in said(read("what_adds_up"), "turkiye_total", "5 billion")
    (table,) = (
        plainly(one) for one in change(log, "turkiye_total", "value", "5 billion")["shown"].values() if "To be minded" in one
    )
    assert "(likely)" not in table, "the Facility, which is more, may not lie within it"
    unfound = "no source was found that has the amount: they could not be"
    assert unfound in said(log, "egypt_migration", "450 million") and unfound not in said(log, "turkiye_total", "13 billion")
    assert "Of … claims," in said(overview, "egypt_migration", "450 million"), "not the words between its groups, which are true"


def test_a_date_or_stage_of_a_claim_says_nothing_of_its_hedge(read):
    turkiye = read("turkiye")
    (hedge,) = change(turkiye, "turkiye_total", "qualifier", "about")["unchecked"]
    texts = {turkiye.state.outputs[n].numbers[i].text.replace("\u00a0", " ") for n, i in hedge["at"]}
    rests = {turkiye.state.outputs[n].numbers[i].text.replace("\u00a0", " ") for n, i in hedge["rests"]}
    assert texts == {"about EUR 12.5 billion"} and {"2011", "allocated"} <= rests


def test_the_word_for_several_of_what_is_one_here_has_the_word_for_one_beside_it(page, read):
    """Right behind the number, not elsewhere in the sentence."""
    (noun,) = change(page, "egypt_pillars", "value", "1")["untrue"][1:]
    assert (noun["where"], noun["instead"], noun["note"]) == ("after", "pillar", "one here") and noun["at"]
    (noun,) = change(read("legal_pathways"), "pledging_countries", "value", "1")["untrue"][1:]
    assert noun["instead"] == "country" and noun["pattern"].endswith(r"countries\b")
    assert not any(one["where"] == "after" for one in change(page, "egypt_pillars", "value", "2")["untrue"])


def test_a_slip_tells_a_relation_as_it_is_supposed(read):
    """What is unknown here is not called likely."""
    turkiye = read("turkiye")
    change(turkiye, "turkiye_facility", "relation:turkiye_total", "unknown")
    on_top, inside = (turkiye.answer("turkiye_both", typed)["text"] for typed in ("18.5 billion", "12.5 billion"))
    assert on_top.endswith("It may lie inside, so the sum is a range.") and inside.endswith(
        "It is not stated, so the sum is a range."
    )
    turkiye.change([])
    assert turkiye.answer("turkiye_both", "18.5 billion")["text"].endswith("It likely lies inside, so the sum is a range.")


def plainly(html: str) -> str:
    """What is read in a piece of a page."""
    return BeautifulSoup(html, "html.parser").get_text().replace("\u00a0", " ")


def test_a_rule_is_named_and_not_numbered_for_whoever_reads_a_page(page):
    assert told.plainly(page.tables, "they may not be added (rule 2)") == (
        "they may not be added (rule: a part is never added to its whole)"
    )
    unequal = told.plainly(
        page.tables, "a ratio of a and b compares unequal stages without saying so (rule 4): one against other"
    )
    assert (
        unequal
        == "a ratio of a and b sets figures of unequal stages against each other (rule: stages do not mix silently): one against other"
    )
    meant = page.terms()["qualifier"]
    assert "In the tables" not in meant["about"] and "resolution" not in " ".join(meant["choices"].values())


@pytest.mark.parametrize(
    ("column", "asked", "so"),
    [
        ("resolution", [50e6], "is rounded to 50,000,000; here to 100,000,000"),
        ("stage", ["planned", "allocated"], "has as its stage “planned or allocated”; here it has “committed”"),
        ("qualifier", ["about"], "has as its hedge “about”; here it has “nearly”"),
        (
            "period_end",
            ["2025-06"],
            "has as its period end “2025-06”; here it has “2026”",
        ),  # a day was told in words of the table
    ],
)
def test_what_a_column_was_to_have_is_told_as_the_page_calls_it(page, section, column, asked, so):
    figure = section.claim("syria_commitment")
    told_so = refused.condition(page.tables, that.has(figure, column, *asked))
    assert told_so == f"nearly EUR 2.5 billion ({figure.label}) {so}"


def test_sentences_are_told_apart_by_whether_they_have_the_figure_or_words_of_what_is_changed(page):
    """Only what has the claim's own number, or words of what is changed, is said to be unchecked; the rest is counted."""
    (stage,) = change(page, "egypt_migration", "stage", "mobilised")["unchecked"]
    assert len(stage["at"]) < len(stage["rests"]) and re.search(stage["words"], "is planned") and not stage["beside"]
    numbers = [page.state.outputs[n].numbers[i].provenance for n, i in stage["at"]]
    assert all(
        "derivation" not in one and [["claims", "egypt_migration"]] == [list(place) for place in one["claims"]] for one in numbers
    )
    (relation,) = change(page, "egypt_migration", "relation:egypt_package", "unknown")["unchecked"]
    for words, so in (
        ("lies inside the package", True),
        ("part of", True),
        ("spells the country", False),
        ("the ceiling", False),
    ):
        assert bool(re.search(relation["beside"], words)) is so
    (hedge,) = change(page, "egypt_migration", "qualifier", "about")["unchecked"]
    assert hedge["words"] == "" and re.search(hedge["beside"], "a ceiling") and "Egypt" in hedge["names"]


def test_a_chart_says_which_of_its_words_follow(page):
    """Its drawing and its files are those of the printed figures, whatever does."""
    drawn = next(n for n, output in enumerate(page.printed.outputs) if output.drawn)
    (loans,) = (one["why"] for one in change(page, "egypt_package", "value", "7.5 billion")["kept"] if one["n"] == drawn)
    assert loans == f"{DRAWN} {FOLLOWED[False]}", "its title tells of loans, investments and grants"


def test_numbers_are_marked_also_where_there_are_more_or_fewer_than_printed(page):
    """A row that is refused or joins another shifts all that follow; what was printed is told where it is known."""
    numbers = [number for output in page.printed.outputs for number in output.numbers][:4]
    one, two, three, four = (replace(number, text=text) for number, text in zip(numbers, ("1", "2", "3", "4")))
    printed = Output((one, two, three))
    assert Output((one, four, three)).marks(printed) == [[1, "2"]]
    assert Output((one, three)).marks(printed) == []
    assert Output((four, one, two, three)).marks(printed) == [[0, None]]
    assert Output((one, three, four, two)).marks(printed) == [[1, None], [2, None]]
