"""The book's numbers are those in the file of results, and none changes without a reason that stands in CHANGELOG.md."""

from __future__ import annotations

import io
import json
import math
import re
import shutil
from contextlib import redirect_stdout

import pytest
from building import add_cell, copy_project, read_csv, run, write_csv

from claimbook.checks import results
from claimbook.checks.results import FILE, LOG, NUMBERS, UNRELEASED, Result, differences

CLAIM, NEW_VALUE, NEW_WORDS, SHOWN = "gaza_package", "130000000", "EUR 130 million", "humanitarian_response: package"
#: The chapters of the copy, so that the command need not run all of them each time: one that shows the claim, one that sums it, one without it.
CHAPTERS = {"humanitarian_response", "what_adds_up", "root_causes"}


@pytest.fixture(scope="module")
def kept(project) -> list[Result]:
    """The results in the project's file."""
    return results.read(project / FILE)


@pytest.fixture
def copy(project, tmp_path):
    """A copy of the project with three chapters and its file of results, brought up to date so that only the first test minds what is not."""
    copy = copy_project(project, tmp_path)
    for path in (copy / "notebooks").glob("*.ipynb"):
        if path.stem not in CHAPTERS:  # the tables name them, so they stay, without a cell
            path.write_text(json.dumps({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}), encoding="utf-8")
    (copy / FILE).parent.mkdir()
    shutil.copyfile(project / FILE, copy / FILE)
    results.update(copy, "A start")
    return copy


def change_claim(copy) -> None:
    """Give a claim another value, as if the section had printed it."""
    rows = read_csv(copy / "data" / "claims.csv")
    (row,) = (row for row in rows if row["id"] == CLAIM)
    assert row["value"] != NEW_VALUE
    row |= {"value": NEW_VALUE, "printed": NEW_WORDS}
    write_csv(copy / "data" / "claims.csv", rows)


def confirm_claim(copy) -> None:
    """Let the source that confirms the claim have its new value too, or the tables do not hold."""
    rows = read_csv(copy / "data" / "evidence.csv")
    (row,) = (row for row in rows if row["id"] == f"{CLAIM}_check")
    row |= {"value": NEW_VALUE}
    write_csv(copy / "data" / "evidence.csv", rows)


def told_here(copy, reason: str | None = None) -> tuple[int, str]:
    """What the command says and how it ends, in this process, which saves its start; the test below runs the command itself too."""
    with redirect_stdout(io.StringIO()) as out:
        code = results.main(copy, reason)
    return code, out.getvalue()


def texts(copy) -> tuple[str, str]:
    return tuple((copy / name).read_text(encoding="utf-8") for name in (FILE, LOG))


def test_the_numbers_of_the_book_are_those_of_the_file(project, kept):
    changed = differences(kept, results.present(project))
    assert not changed, "\n".join([f"these numbers changed; if they should, run: {results.COMMAND}", *changed])


def test_the_file_holds_the_numbers_of_text_cards_and_captions(section, kept):
    found = {f"{result.chapter}: {result.name}": result for result in kept}
    assert len(found) == len(kept) > 200 and {result.chapter for result in kept} > {
        "overview",
        "turkiye",
        "second_look",
        "what_adds_up",
    }
    in_text, on_card, in_caption = (
        found["turkiye: migration_share"],
        found["overview: mauritania"],
        found["what_adds_up: without_parts"],
    )
    claim = section.claim("mauritania_support")
    assert on_card.text == claim.text.replace("\u00a0", " ") and (float(on_card.low), float(on_card.high)) == (
        claim.low,
        claim.high,
    )
    assert in_text.text.endswith(" %") and in_caption.text.startswith("EUR ")
    assert found["humanitarian_response: airlift"].high == repr(math.inf)
    assert found["turkiye: turkiye.stage"].low == "", "words have no bounds"


def test_the_file_is_in_order_and_the_same_on_every_computer(project, kept):
    assert [result.key for result in kept] == sorted({result.key for result in kept})
    assert (project / FILE).read_bytes() == results.written(kept).encode("utf-8")
    for bound in (bound for result in kept for bound in (result.low, result.high) if bound):
        assert bound == repr(float(f"{float(bound):.12g}"))


def test_each_entry_stands_in_the_changelog(project, kept):
    log = (project / LOG).read_text(encoding="utf-8")
    for entry in {result.entry for result in kept}:
        assert log.count(f"\n- **{entry}**: ") + log.count(f"\n## [{entry}] ") == 1, entry
    for line in log.partition(NUMBERS)[2].partition("\n## ")[0].strip().splitlines():
        assert line.startswith(("- **", "  - `")), line


def test_a_number_changes_only_with_a_reason(copy):
    code, told = told_here(copy)
    known = len(results.read(copy / FILE))
    assert code == 0 and told.startswith(
        f"results: every number of the book that has a name is as in {FILE}, which has {known}; the tables"
    )
    change_claim(copy)
    before, entries = texts(copy), {row.entry for row in results.read(copy / FILE)}
    refused = run(copy, "results")
    assert refused.returncode == 1 and f"`{SHOWN}`: EUR 120 million -> {NEW_WORDS}" in refused.stdout
    assert "nothing was written" in refused.stdout and results.COMMAND in refused.stdout
    code, empty = told_here(copy, " ")
    assert code == 1 and "--reason is empty" in empty
    assert texts(copy) == before

    told = [line for line in refused.stdout.splitlines() if line.startswith("`")]
    assert {line[1:].partition(":")[0] for line in told} == {"humanitarian_response", "what_adds_up"}
    code, unheld = told_here(copy, "The package was raised")
    assert code == 1 and unheld.startswith("data/evidence.csv: row gaza_package_check: field value: ") and "do not hold" in unheld
    assert texts(copy) == before
    confirm_claim(copy)
    written = run(copy, "results", "--reason", "The package   was\nraised")
    assert written.returncode == 0, written.stdout
    assert told_here(copy, "The package was raised")[0] == 0
    _, log = texts(copy)
    unreleased, old_part = (text.partition(UNRELEASED)[2].partition("\n## ")[0] for text in (log, before[1]))
    (entry,) = {row.entry for row in results.read(copy / FILE)} - entries
    assert unreleased.endswith(f"\n- **{entry}**: The package was raised\n" + "".join(f"  - {line}\n" for line in told))
    assert entry.endswith("-the-package-was-raised") and log.count("The package was raised") == 1, (
        "the second run had nothing to write"
    )
    rows = {f"{row.chapter}: {row.name}": row for row in results.read(copy / FILE)}
    assert rows[SHOWN].text == NEW_WORDS and {f"`{name}`" for name, row in rows.items() if row.entry == entry} == {
        line.partition("`: ")[0] + "`" for line in told
    }
    assert log.replace(unreleased, "") == before[1].replace(old_part, "")


def test_a_new_and_a_lost_number_are_told_and_so_are_bounds_alone():
    one = Result("a", "x", "EUR 2 billion", "1500000000.0", "2500000000.0", "1.0.0")
    wider = Result("a", "x", "EUR 2 billion", "1500000000.0", "inf")
    exact = Result("a", "x", "EUR 2 billion", "2000000000.0", "2000000000.0")
    assert differences([one], [Result(*one.key, one.text, one.low, one.high)]) == []
    assert differences([one], []) == ["`a: x`: EUR 2 billion -> (no longer shown)"]
    assert differences([], [one]) == ["`a: x`: (not shown) -> EUR 2 billion"]
    assert differences([one], [wider]) == [
        "`a: x`: EUR 2 billion (bounds 1,500,000,000 and 2,500,000,000) -> EUR 2 billion (bounds 1,500,000,000 and open)"
    ]
    assert differences([wider], [exact])[0].endswith("-> EUR 2 billion (exact)")


def test_a_number_that_is_only_called_otherwise_keeps_its_entry_and_is_not_told(copy):
    path = copy / "notebooks" / "root_causes.ipynb"
    text = path.read_text(encoding="utf-8")
    assert text.count("everywhere") > 2
    path.write_text(re.sub(r"\beverywhere\b", "whole_section", text), encoding="utf-8")
    before, log = {row.name: row for row in results.read(copy / FILE) if row.chapter == "root_causes"}, texts(copy)[1]
    code, refused = told_here(copy)
    assert code == 1 and "`root_causes: whole_section`: (not shown) -> " in refused
    assert told_here(copy, "Names that say more")[0] == 0
    after = {row.name: row for row in results.read(copy / FILE) if row.chapter == "root_causes"}
    assert "everywhere" not in after and after["whole_section"].entry == before["everywhere"].entry and texts(copy)[1] == log


def test_each_entry_has_a_key_of_its_own_and_stands_in_the_unreleased_part():
    log = f"# Changelog\n\n{UNRELEASED}\n\n## [1.0.0]\n\nThe book.\n"
    for _ in range(2):
        log = results._logged(log, results._entry("New rows", log), "New rows", ["`a: x`: 1 -> 2"])
    first, second = (line.split("**")[1] for line in log.splitlines() if line.startswith("- **"))
    assert second == f"{first}-2" and log == (
        f"# Changelog\n\n{UNRELEASED}\n\n{NUMBERS}\n\n- **{first}**: New rows\n  - `a: x`: 1 -> 2\n"
        f"- **{second}**: New rows\n  - `a: x`: 1 -> 2\n\n## [1.0.0]\n\nThe book.\n"
    )
    with pytest.raises(ValueError, match="no line '## .Unreleased.'"):
        results._logged("# Changelog\n", "x", "New rows", [])


def test_two_numbers_of_one_name_are_both_kept_and_a_failed_cell_is_named(copy):
    path = copy / "notebooks" / "root_causes.ipynb"
    add_cell(path, "code", "everywhere = section.claim('gaza_total')")
    add_cell(path, "markdown", "{eval}`everywhere`")
    _, told = told_here(copy)
    assert "`root_causes: everywhere #2`: (not shown) -> EUR 450 million" in told and told.count("\n`") == 0
    cells = len(json.loads(path.read_text(encoding="utf-8"))["cells"])
    add_cell(path, "code", "lost = section.claim('gaza_totals')")
    add_cell(path, "code", "lost")
    add_cell(path, "code", "sentence('{everywere}')")
    other = copy / "notebooks" / "humanitarian_response.ipynb"
    add_cell(other, "code", "sentence('{sectoin.rows}')")
    code, failed = told_here(copy, "a cell that fails")
    first, second = failed.splitlines()  # of what fails for want of a name that a cell above was to set, nothing is told
    assert code == 1 and first.startswith("notebooks/humanitarian_response.ipynb: cell ") and "(perhaps section)" in first
    assert (
        second.startswith(f"notebooks/root_causes.ipynb: cell {cells + 1} (added-{cells}): KeyError: ") and "gaza_total" in second
    )
    assert "a cell that fails" not in texts(copy)[1]
