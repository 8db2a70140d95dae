"""Words that depend on figures: the comparisons by which they are chosen or guarded, and the lint that finds those that nothing holds."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from building import write_csv

from claimbook import WordsError, compared, count, guard, load, that, times, total, word
from claimbook.checks import words
from claimbook.checks.lint import main

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def section():
    return load(ROOT / "data")


# -- comparisons -------------------------------------------------------------------------------------------------------


def rows(number: int):
    return count(range(number), "claims", label="rows of the test")


def test_a_comparison_of_amounts_holds_only_where_the_bounds_say_so(section):
    claim = section.claim
    large, other, part = claim("turkiye_total"), claim("egypt_package"), claim("egypt_migration")
    money = section.claims(unit="EUR")
    near = section.supposing("egypt_package", value=12_450_000_000).claim("egypt_package")
    assert that.more(large, other).holds is True and that.more(other, large).holds is False
    assert that.more(large, near).holds is None
    assert that.largest(large, of=money).holds and that.largest(large, other, of=money).holds
    assert that.largest(other, of=money).holds is False
    assert that.largest(large, of=[large, near, part]).holds is None
    assert that.small(part, other).holds and that.small(claim("turkiye_facility"), large).holds is False
    half = section.supposing("turkiye_facility", value=6_250_000_000).claim("turkiye_facility")
    assert that.most(half, large).holds is None  # a rounded half may be more or less
    assert that.most(large, large).holds and that.most(part, other).holds is False
    assert that.close(part, claim("mauritania_support")).holds and not that.close(part, other).holds
    assert that.meet(near, large).holds and not that.meet(other, large).holds
    assert that.lie_within(near, large).holds and not that.lie_within(other, large).holds
    assert that.coarser(other, part).holds and not that.coarser(part, other).holds


def test_a_comparison_of_counts_is_exact_whatever_they_count():
    assert that.none(rows(0)).holds and not that.none(rows(1)).holds
    assert that.some(rows(1)).holds and not that.some(rows(0)).holds
    assert that.single(rows(1)).holds and not that.single(rows(2)).holds
    assert that.several(rows(2)).holds and not that.several(rows(1)).holds
    assert that.most(rows(3), rows(5)).holds and that.most(rows(1), rows(2)).holds is False
    assert that.more(rows(3), rows(2)).holds and that.more(rows(2), rows(2)).holds is False
    assert that.alike(rows(2), rows(2)).holds and not that.alike(rows(2), rows(3)).holds


def test_a_comparison_of_dates_is_open_where_one_is_not_precise_enough(section):
    older, newer = section.day("pledges_document_published"), section.day("framework_regulation_adopted")
    year = section.day("turkiye_cooperation_continues")
    assert that.earlier(older, newer).holds and that.later(newer, older).holds and that.earlier(newer, older).holds is False
    assert that.earlier(year, newer).holds is None and that.earlier(newer, newer).holds is None  # the same month
    assert that.first_of(newer, newer).holds and that.first_of(older, newer, year).holds and not that.first_of(newer, older).holds
    assert that.last_of(newer, older, year).holds and not that.last_of(older, newer).holds
    assert that.same_date(newer, newer).holds and not that.same_date(older, newer).holds
    with pytest.raises(KeyError, match="has no reference_date"):
        section.day("framework_regulation_adopted", field="reference_date")


def test_a_comparison_of_what_tables_say_reads_relation_and_row(section):
    claim = section.claim
    facility, whole, syria = claim("turkiye_facility"), claim("turkiye_total"), claim("syria_commitment")
    assert that.part_of(facility, whole, "likely").holds and not that.part_of(facility, whole, "stated").holds
    assert not that.part_of(whole, facility, "likely").holds
    less = section.supposing("turkiye_total", value=5_000_000_000)
    larger = that.part_of(less.claim("turkiye_facility"), less.claim("turkiye_total"), "likely")
    assert larger.holds is False and larger.told.endswith("is likely; the tables have: impossible"), (
        "no part is more than its whole"
    )
    assert that.overlaps(whole, syria, "unknown").holds and not that.overlaps(syria, facility, "unknown").holds
    assert that.has(syria, "qualifier", "nearly").holds and not that.has(syria, "qualifier", "exact").holds
    everything = total(*section.claims(unit="EUR"), heads_only=True, mixed_stages=True)
    assert that.ranged(everything).holds and that.limited_from_outside(everything).holds
    assert not that.ranged(whole).holds and not that.limited_from_outside(whole).holds
    with pytest.raises(KeyError, match="has\\(\\) can ask"):
        that.has(syria, "note", "x")


def test_a_guard_that_fails_says_words_and_values_and_one_that_is_open_says_so(section):
    large, other = section.claim("turkiye_total"), section.claim("egypt_package")
    guard("larger than", that.more(large, other))
    assert that.recorded[-1].quotes == ("larger than",)
    with pytest.raises(WordsError) as error:
        guard("smaller than", "the smaller", that.more(other, large))
    assert str(error.value) == (
        "the text says “smaller than”, “the smaller”, and what it rests on does not hold: EUR 7.4 billion (financial and investment"
        " package for Egypt) is not more than EUR 12.5 billion (support for refugees and hosts in Türkiye)"
    )
    near = section.supposing("egypt_package", value=12_450_000_000).claim("egypt_package")
    with pytest.raises(WordsError, match="is left open by the bounds or dates"):
        guard("larger", that.more(large, near))
    for wrong in ((that.more(large, other),), ("larger",), ("larger", True)):
        with pytest.raises(TypeError, match="guard"):
            guard(*wrong)
    with pytest.raises(TypeError, match="no condition"):
        bool(that.more(large, other))


def test_what_does_not_hold_is_never_told_as_if_it_did(section):
    large, other = section.claim("turkiye_total"), section.claim("egypt_package")
    old, new = section.day("pledges_document_published"), section.day("framework_regulation_adopted")
    failing = [
        (that.more(other, large), "is not more than"),
        (that.largest(other, of=[other, large]), "is not more than all others"),
        (that.alike(large, other), "are not the same"),
        (that.close(large, other), "do not differ by less"),
        (that.meet(large, other), "do not meet"),
        (that.lie_within(large, other), "does not lie within"),
        (that.ranged(large), "is not a range"),
        (that.limited_from_outside(large), "does not use"),
        (that.coarser(large, large), "is not rounded"),
        (that.none(rows(1)), "is not none"),
        (that.single(rows(2)), "is not a single one"),
        (that.several(rows(1)), "is not more than a single one"),
        (that.most(section.claim("egypt_migration"), other), "is not more than half"),
        (that.small(large, other), "is not less than a tenth"),
        (that.earlier(new, old), "is not earlier than"),
        (that.later(old, new), "is not later than"),
        (that.first_of(new, old), "one or more lie before"),
        (that.same_date(new, old), "are not the same"),
        (that.part_of(other, large, "stated"), "is not stated; the tables have"),
        (that.overlaps(other, large, "likely"), "is not likely; the tables have"),
        (that.has(large, "stage", "paid"), "does not have"),
        (that.moves_little(other, large), "billion does not move by less"),
        (that.none(count([1], "claims", label="all that (a) has and (b) is not")), "(a) has and (b) is not) is not none"),
    ]
    for comparison, told in failing:
        assert comparison.holds is False and told in that.denied(comparison), (comparison.told, that.denied(comparison))


def test_two_counts_that_are_not_the_same_name_the_rows_that_make_the_difference():
    """Of a verdict that no text names, the guard gave the two numbers alone."""
    found = [{"id": "a", "verdict": "confirmed"}, {"id": "b", "verdict": "differs"}]
    checked = count(found, "evidence", label="claims checked")
    named = count(found, "evidence", label="claims named", of=lambda row: row["verdict"] == "confirmed")
    with pytest.raises(WordsError, match=r"are not the same; the difference is b \(verdict: differs\)$"):
        guard("all of them", that.alike(checked, named))


def test_a_word_is_the_one_that_holds_and_carries_its_provenance(section):
    large, other = section.claim("turkiye_total"), section.claim("egypt_package")
    found = compared(other, large, above="more", below="less")
    assert found.text == "less" and compared(large, other, above="more", below="less").text == "more"
    number = found.numbers[0]
    assert number.provenance["derivation"][:2] == ["word", ["compared", ["claims", "egypt_package"], ["claims", "turkiye_total"]]]
    assert "EUR\u00a012.5\u00a0billion" in dict(map(tuple, number.provenance["facts"]))["How compared"]
    assert [origin.id for origin in found.origins] == ["egypt_package", "turkiye_total"]
    assert compared(rows(2), rows(2), above="more", below="less", level="as many").text == "as many"
    assert compared(large, times(large, 1), above="more", below="less", either="more or less").text == "more or less"
    assert word(that.single(rows(2)), "alone", "among others").text == "among others"
    for open_ in (
        lambda: compared(large, times(large, 1), above="more", below="less"),
        lambda: compared(rows(2), rows(2), above="a", below="b"),
    ):
        with pytest.raises(WordsError, match="has to say"):
            open_()


# -- the lint ----------------------------------------------------------------------------------------------------------


def project(
    folder: Path, *cells: tuple[str, str, list[str]], page: str = "# A page\n", lets: tuple[tuple[str, ...], ...] = ()
) -> Path:
    """A project with one notebook of the given cells, one page, a table of notes, and the words that are let through."""
    for name in ("data", "notebooks", "book"):
        (folder / name).mkdir()
    for file in ("datapackage.json", "proper_names.csv", "partners.csv", "relations.csv"):
        shutil.copy(ROOT / "data" / file, folder / "data" / file)
    (folder / "data" / "relations.csv").write_text("part,whole,kind,certainty,limit,basis\n", encoding="utf-8")
    (folder / "data" / "partners.csv").write_text(
        "id,name,kind,iso3,numeric,note\negypt,Egypt,state,EGY,818,\n", encoding="utf-8"
    )
    found = [
        {"cell_type": kind, "metadata": {"tags": tags}, "source": text.splitlines(keepends=True)} for kind, text, tags in cells
    ]
    book = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": found}
    (folder / "notebooks" / "chapter.ipynb").write_text(json.dumps(book), encoding="utf-8")
    (folder / "book" / "page.md").write_text(page, encoding="utf-8")
    if lets:
        write_csv(folder / "book" / "words.csv", [dict(zip(("page", "words", "kind", "why"), row)) for row in lets])
    return folder


def loose(folder: Path) -> list[str]:
    return [str(finding) for finding in words.lint(folder, load(folder / "data"))]


def test_the_book_has_no_word_that_nothing_holds(section):
    assert not words.lint(ROOT, section), "\n".join(map(str, words.lint(ROOT, section)))


@pytest.mark.parametrize(
    ("kind", "text", "around"),
    [
        ("markdown", "Its **largest** amount is for Egypt.", "Its largest amount is for"),
        ("markdown", "## The only one", "## The only one"),
        ("markdown", ":::{admonition} None of it\n:class: answer\nWords.\n:::", "None of it Words."),
        ("markdown", "![Both bars](bars.svg)", "Both bars"),
        ("markdown", "It is {eval}`a`, more than {eval}`b`.", "It is …, more than …."),
        ("markdown", "What is for Egypt dwarfs it.", "is for Egypt dwarfs it."),
        ("markdown", "The lion’s share is here.", "The lion's share is here."),
        ("markdown", "It comes ahead of others.", "It comes ahead of others."),
        ("markdown", "It is {eval}`a`, unlike the year before.", "…, unlike the year before."),
        ("markdown", "Support increased.", "Support increased."),
        ("code", 'sentence("""{a} is the\n    latest""")', "… is the latest"),
        ("code", 'bars("x", rows, title=f"{a} fits best", alt=other)', "… fits best"),
        ("code", 'bars("x", rows, caption="Twice or less", alt=other)', "Twice or less"),
        ("code", 'headline(finding, ("It rose", " again."))', "It rose"),
    ],
)
def test_a_word_in_prose_captions_titles_and_alternative_texts_is_found(tmp_path, kind, text, around):
    (found,) = loose(project(tmp_path, (kind, text, [])))
    assert found.startswith("notebooks/chapter.ipynb: cell 1: ") and repr(around) in found, found


@pytest.mark.parametrize(
    ("kind", "text", "tags"),
    [
        ("markdown", "Which is the largest? And how many are there?", []),
        ("markdown", "Find the largest.", ["exercise"]),
        ("markdown", "The largest are found here.", ["remove-cell"]),
        ("markdown", "Run `max(all, before)`, see [it](before.md) and {cite}`first_2024`.", []),
        ("code", 'count(rows, "claims", label="the largest of all")', []),
        ("code", 'assert a, "all the same"\nraise ValueError("no more")', []),
        ("code", 'def f():\n    """All of them."""', []),
        ("code", 'word(c, "no more", "even more")', []),
        ("markdown", "A mall, a firstborn, the moreover.", []),
    ],
)
def test_what_states_nothing_passes(tmp_path, kind, text, tags):
    assert loose(project(tmp_path, (kind, text, tags))) == []


def test_a_guard_holds_the_words_that_it_quotes_on_its_page_and_no_others(tmp_path):
    text = "Its largest amount is for Egypt. The *largest\namount* of all, {eval}`a`, is new."
    code = 'guard("Its largest amount", "amount of all, …, is", that.largest(a, of=b))'
    (found,) = loose(project(tmp_path, ("markdown", text, []), ("code", code, [])))
    assert "'for Egypt. The largest amount of all,'" in found


def test_words_that_are_quoted_and_stand_nowhere_are_told(tmp_path):
    lets = (("chapter", "the first one", "form", "a turn"), ("*", "the last one", "form", "a turn"))
    found = loose(project(tmp_path, ("code", 'guard("the largest", that.none(a))', []), lets=lets))
    assert [line.rpartition(": ")[2] for line in found] == [
        "these words do not stand on the page chapter",
        "these words do not stand on the page *",
        "these words do not stand on the page chapter",
    ]


def test_a_row_lets_its_words_through_with_a_kind_and_a_reason(tmp_path):
    text = "No bar is drawn twice, and no other."
    folder = project(
        tmp_path,
        ("markdown", text, []),
        lets=(("chapter", "No bar is", "form", "how it is drawn"), ("chapter", "no other", "form", "x")),
    )
    assert loose(folder) == []
    write_csv(
        folder / "book" / "words.csv",
        [
            {"page": "chapter", "words": "No bar is", "kind": "whatever", "why": ""},
            {"page": "chapter", "words": "no", "kind": "form", "why": "x"},
        ],
    )
    assert [line.rpartition(": ")[2] for line in loose(folder)] == [
        f"no kind; the kinds are {', '.join(words.KINDS)}",
        "no reason in the column why",
        "quote a word that depends on figures, with a word beside it",
    ]


def test_a_heading_lets_a_part_of_a_page_through_but_not_what_names_a_partner(tmp_path):
    page = "# A page\n\nAll of it.\n\n## Rules\n\nNo part is added. The largest is for Egypt.\n"
    folder = project(tmp_path, page=page, lets=(("page", "## Rules", "rule", "the rules"),))
    assert [line.split(": depends")[0] for line in loose(folder)] == [
        "book/page.md: part “# A page”: '# A page All of it.'",
        "book/page.md: part “## Rules”: 'The largest is for Egypt.'",
    ]


def test_the_prose_of_tables_is_read_and_may_be_guarded_in_a_notebook(tmp_path):
    folder = project(tmp_path, ("code", 'guard("the larger whole", that.more(a, b))', []))
    (folder / "data" / "relations.csv").write_text(
        "part,whole,kind,certainty,limit,basis\na,b,part_of,stated,,The larger whole and the larger whole has both\n",
        encoding="utf-8",
    )
    assert [line.split(": depends")[0] for line in loose(folder)] == [
        "data/relations.csv: row a: field basis: 'The larger whole and the'",
        "data/relations.csv: row a: field basis: 'larger whole has both'",
    ]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("The Commission gave all of {turkiye_total}.", False),
        ("With {turkiye_total} it comes ahead of others.", True),
        ("It gave {turkiye_total}, more than in the year before.", True),
        ("The amount tripled.", True),
    ],
)
def test_a_statement_is_read_where_it_ranks_or_measures_one_thing_by_another(text, read):
    section = load(ROOT / "data")
    section._rows["statements"] = [section.rows("statements")[0] | {"text": text}]
    assert any(one.page == "data/statements" for one in words.of_tables(section)) == read


def test_the_command_tells_words_beside_numbers(tmp_path, capsys):
    folder = project(tmp_path, ("markdown", "The largest of 3 parts.", []))
    (folder / "book" / "words.csv").write_text("page,words,kind,why\n", encoding="utf-8")
    assert main(folder) == 1
    assert capsys.readouterr().out.splitlines()[-2:] == [
        "lint: 1 typed number; compute it, or register a name in data/proper_names.csv",
        "lint: 1 word that depends on figures and that nothing holds",
    ]
