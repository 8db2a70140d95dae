"""Next year's section, as README tells it: a made-up edition of a dozen and some claims, from its text to a finished book.

The text is made up by us. No row and no sentence of the edition before may come into the new book without a decision.
"""

from __future__ import annotations

import re
import shutil
from argparse import Namespace
from contextlib import chdir
from functools import partial
from pathlib import Path

import pytest
import recompute
from building import SMALL, copy_project, pages, plain, read_csv, replace_once, run, write_csv

from claimbook.__main__ import main
from claimbook.checks.audit import audit
from claimbook.checks.confirming import DECISIONS, Told
from claimbook.checks.drafting import OWN, _alike, _noted, drafted
from claimbook.checks.drafts import Reader
from claimbook.core.section import load
from claimbook.data.descriptor import as_shown, build_folder
from claimbook.data.problems import Problem
from claimbook.data.rules import check
from claimbook.data.sources import read_sources
from claimbook.publish import update
from claimbook.publish.build import _tables_hold
from claimbook.wording import MONTHS

TEXT = """2.4 The external dimension of the EU's asylum policy
The EU announced a further package of EUR 150 million for Palestinians in Gaza, which brought the total assistance to Palestinians in Gaza to EUR 600 million. The humanitarian air bridge flew over 4,200 tonnes of aid to Gaza in 60 flights.
For refugees and host communities in Türkiye, EUR 12.5 billion has been allocated since 2011.
The partnership with Egypt comes with a financial package of EUR 7.4 billion. It holds EUR 230 million for migration. The partnership with Egypt has seven pillars.
Member States pledged 41,000 places for 2026, and 15 Member States took part.
A fund for ports on the southern shore was announced with EUR 90 million, of which EUR 30 million is for training. It covers nine ports in four countries, and 120 officers will be trained by 2028. The European Commission will pay out EUR 12 million in a first year.
"""
#: For the wording of each figure: what the analyst writes beside it.
FIGURES = {
    "EUR 150 million": {"stage": "announced", "footnotes": "12"},
    "EUR 600 million": {"stage": "cumulative", "footnotes": "12"},
    "over 4,200 tonnes": {"stage": "transported", "instrument": ""},
    "60 flights": {"id": "air_bridge_flights", "label": "flights of the air bridge", "chapter": "humanitarian_response", "stage": "transported"},
    "EUR 12.5 billion": {"decision": "carry over", "note": "as before"},
    "EUR 7.4 billion": {"stage": "package"},
    "EUR 230 million": {"stage": "planned"},
    "seven pillars": {"id": "egypt_pillars", "label": "pillars of the partnership with Egypt", "chapter": "partnerships"},
    "41,000 places": {"id": "places_2026", "label": "places pledged", "chapter": "legal_pathways", "period_start": "2026", "period_end": "2026"},
    "15 Member States": {"id": "pledging_states", "label": "Member States that pledged", "chapter": "legal_pathways", "stage": "pledged"},
    "EUR 90 million": {"id": "ports", "label": "fund for ports", "stage": "announced"},
    "EUR 30 million": {"id": "ports_training", "label": "training in the fund for ports", "stage": "announced"},
    "nine": {"printed": "nine ports", "unit": "areas", "id": "ports_covered", "label": "ports in the fund"},
    "four countries": {"id": "ports_countries", "label": "countries of the ports", "unit": "countries"},
    "120": {"printed": "120 officers", "unit": "people", "id": "ports_officers", "label": "officers to be trained"},
    "EUR 12 million": {"id": "ports_first", "label": "payment out of the fund for ports", "stage": "planned"},
}  # fmt: skip
STATEMENTS = {
    "new_gaza": ("1", "1", "humanitarian_response", "A package of {gaza_package.amount} for Gaza was announced; the assistance comes to {gaza_total.amount}."),
    "new_bridge": ("1", "2", "humanitarian_response", "The air bridge brought {air_bridge_aid} in {air_bridge_flights} flights."),
    "new_turkiye": ("2", "1", "turkiye", "For refugees and hosts in Türkiye {turkiye_total} were allocated."),
    "new_egypt": ("3", "1", "partnerships", "The package for Egypt is of {egypt_package}, {egypt_migration} of it for migration."),
    "new_pillars": ("3", "3", "partnerships", "The partnership has {egypt_pillars.words} pillars."),
    "new_pledges": ("4", "1", "legal_pathways", "Member States pledged {places_2026} places; {pledging_states} of them took part."),
    "new_ports": ("5", "1", "ports", "A fund of {ports} for ports was announced, with {ports_training} for training."),
}  # fmt: skip


def decide(folder, name: str, choose) -> None:
    """Fill in a file of draft rows as an analyst does: ``choose`` gives for a row what is written into it, or None."""
    path = folder / "drafts" / f"{name}.csv"
    rows = [row | (choose(row) or {}) for row in read_csv(path)]
    write_csv(path, rows)


def confirmed(ids: tuple[str, ...], paragraph: str):
    """A choice for ``decide``: to confirm the rows of these ids, which a paragraph names."""
    filled = {"paragraph": paragraph, "status": "as before"}
    return lambda row: (
        {"decision": "confirm"} | {name: cell for name, cell in filled.items() if name in row} if row["was"] in ids else None
    )


def add(folder, name: str, **cells: str) -> None:
    """Add a line of one's own to a file of draft rows, with the decision to confirm it."""
    path = folder / "drafts" / f"{name}.csv"
    rows = read_csv(path)
    write_csv(path, [*rows, dict.fromkeys(rows[0], "") | {"decision": "confirm"} | cells])


def written(row: dict) -> dict:
    """What is written beside a figure: the decision, and what the draft lacks; what the text no longer has is dropped."""
    if row["done"]:
        return {}
    if not row["found"]:
        return {"decision": "drop"}
    more = FIGURES[row["printed"]]
    ports = {"chapter": "ports"} if more.get("id", "").startswith("ports") else {}
    held = {"instrument": "", "form": row["form"] or "not_stated"} if more.get("decision") != "carry over" else {}
    return {"decision": "confirm", **ports, **held, **more}


@pytest.fixture(scope="module")
def made(project, tmp_path_factory):
    """A copy of the project in which README was followed: the folder of the new edition, and what each run said."""
    copy = copy_project(project, tmp_path_factory.mktemp("update"), pages=SMALL)
    (copy / "text.txt").write_text(TEXT, encoding="utf-8")
    command = ("update", "text.txt", "2026")
    said = [run(copy, *command), run(copy, *command, "--title", "Asylum Report 2026", "--section", "2.4")]
    folder = copy / "data" / "editions" / "2026"
    for name in ("instruments", "partners"):
        decide(folder, name, confirmed(("turkiye", "gaza", "egypt", "turkiye_support"), "2"))
    decide(folder, "claims", written)
    decide(folder, "evidence", lambda row: {"decision": "carry over"} if row["id"] == "egypt_pillars_check" else None)
    decide(folder, "chapters", lambda row: {"decision": "confirm"} if row["chapter"] == "turkiye" else None)
    said.append(run(copy, *command))  # the footnote of two claims is not there yet
    add(folder, "footnotes", number="12", source="commission_2024_budapest", paragraph="1")
    for row_id, (paragraph, sentence, chapter, text) in STATEMENTS.items():
        cells = {"id": row_id, "paragraph": paragraph, "sentence": sentence, "chapter": chapter, "text": text, "strength": "done"}
        add(folder, "statements", **cells)
    said.append(run(copy, *command))
    said.append(run(copy, "build", "--edition", "2026"))
    return copy, folder, [plain(done.stdout) for done in said], [done.returncode for done in said]


def test_a_row_that_does_not_fit_is_taken_back_whole_in_each_run(project, tmp_path):
    """A footnote whose document no bibliography has, with claims that it is said to support and that are not in yet."""
    copy = copy_project(project, tmp_path, pages=SMALL)
    (copy / "text.txt").write_text(TEXT, encoding="utf-8")
    folder, command = copy / "data" / "editions" / "2026", ("update", "text.txt", "2026")
    run(copy, *command, "--title", "Asylum Report 2026", "--section", "2.4")
    add(folder, "footnotes", number="12", source="nowhere_2026", paragraph="1", supports="gaza_total")
    for _ in range(3):
        done = run(copy, *command)
        assert done.returncode == 1 and "nowhere_2026" in done.stdout, done.stdout
        assert [row["number"] for row in read_csv(folder / "data" / "footnotes.csv")] == []
        assert run(copy, "check", "--edition", "2026").returncode == 0


# -- from nothing to a finished book ----------------------------------------------------------------------------------


def test_it_asks_for_what_the_report_is_called(made):
    assert made[2][0] == "2026: a new edition; say --title and --section, as the new report has them" and made[3][0] == 1


def test_readme_tells_what_was_done_here(project):
    text = (project / "README.md").read_text(encoding="utf-8").partition("## Add next year's section")[2].partition("\n## ")[0]
    for told in (
        'update TEXT.txt 2026 --title "Asylum Report 2026" --section 2.4',
        "`build --edition 2026`",
        "`lint --edition 2026`",
        "`audit TEXT.txt --edition 2026`",
        "`--as-of MONTH`",
        *(f"**{decision}**" for decision in DECISIONS),
    ):
        assert told in text, told


def test_every_figure_and_date_of_the_text_is_a_row_beside_that_of_the_edition_before(made):
    rows = {row["printed"]: row for row in read_csv(made[1] / "drafts" / "claims.csv") if row["found"]}
    assert len(rows) == len(FIGURES) == 16
    gaza, ports = rows["EUR 600 million"], rows["EUR 90 million"]
    assert (gaza["was"], gaza["value"], gaza["chapter"]) == ("gaza_total", "600000000", "humanitarian_response")
    assert "printed: EUR 450 million" in gaza["before"] and ports["before"] == "nothing like it"
    assert {row["date"] for row in read_csv(made[1] / "drafts" / "events.csv") if row["key"]} == {"2011", "2026", "2028"}
    hanging = next(row for row in read_csv(made[1] / "drafts" / "evidence.csv") if row["id"] == "gaza_total_check")
    assert hanging["found"] == "gaza_total: the text seems to have “EUR 600 million”" and not hanging["decision"]


def test_what_is_left_is_one_list_by_chapter_made_anew_by_each_run(made):
    *_, last, _ = made[2]
    left = (made[1] / "TODO.md").read_text(encoding="utf-8")
    assert plain(left) in last and "Waiting" not in left
    assert "## Chapter ports\n\n- write out data/editions/2026/notebooks/ports.ipynb, which is still plain\n" in left
    assert "that of the edition before is notebooks/turkiye.ipynb" in left
    undecided = {row["id"] for row in read_csv(made[1] / "drafts" / "evidence.csv") if not row["decision"]}
    count, first = re.search(r"- decide in drafts/evidence.csv \((\d+)\): (gaza_package_check), ", left).groups()
    assert first in undecided and 0 < int(count) <= len(undecided)
    assert left.endswith("- budapest_process\n- western_balkans\n- whole_of_route\n- root_causes\n- mediterranean\n")
    assert "- drafts/claims.csv: row gaza_total waits for footnotes 12" in made[2][2]


def test_the_tables_hold_and_the_book_is_built_into_a_folder_of_its_own(made):
    copy, folder, _, codes = made
    assert codes[-1] == 0 and check(folder / "data") == []
    book = build_folder(folder) / "html"
    assert book == copy / "_build" / "editions" / "2026" / "html" and not (copy / "_build" / "html").exists()
    claims = read_csv(folder / "data" / "claims.csv")
    assert len(claims) == 16 and {row["id"] for row in claims} >= {"gaza_total", "ports"}
    assert {path.name for path in (book / "notebooks").glob("*.html")} == {
        f"{name}.html"
        for name in ("humanitarian_response turkiye partnerships legal_pathways ports claims outside data_dictionary".split())
    }


@pytest.fixture(scope="module")
def new_pages(made):
    """The pages of the new book."""
    folder = build_folder(made[1]) / "html"
    return pages({path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.html")})


@pytest.fixture(scope="module")
def said_in(new_pages):
    """What each page of the new book says."""
    return {name: plain(page.get_text(" ")) for name, page in new_pages.items()}


def test_every_number_of_the_new_book_is_worked_out_again_from_its_own_tables(made, new_pages):
    result = recompute.Checker(new_pages, made[1] / "data").check()
    assert result.numbers > 60 and not result.disagree and not result.left, "\n".join(result.lines())
    copy = made[0]
    assert recompute.Checker(new_pages, copy / "data").check().disagree, "by the tables of the edition before they would be wrong"


def test_the_book_says_what_the_new_text_says(said_in):
    chapter = said_in["notebooks/humanitarian_response.html"]
    assert "A package of EUR 150 million for Gaza was announced; the assistance comes to EUR 600 million" in chapter
    assert "The tables hold 16 figures, 7 statements and no open question of the section." in said_in["index.html"]
    assert "Asylum Report 2026" in said_in["index.html"] and "Ports" in said_in["notebooks/ports.html"]
    assert not [name for name, text in said_in.items() if "Asylum Report 2025" in text]


def test_no_sentence_of_the_edition_before_is_in_the_new_book(made, said_in, section):
    """Neither of its tables nor of its chapters: all that a row or a cell of text says there, at some length."""
    copy, folder, _, _ = made
    taken = {cell for path in (folder / "data").glob("*.csv") for row in read_csv(path) for cell in row.values()}
    told = {cell for table in section.descriptor["resources"] for row in section.rows(table["name"]) for cell in row.values()}
    old = {str(cell) for cell in told if len(str(cell)) > 25 and " " in str(cell)} - taken
    for name in ("turkiye", "partnerships", "humanitarian_response", "legal_pathways", "overview"):
        text = (copy / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8")
        old |= {part for part in re.findall(r'^ {4}"(.*?)(?:\\n)?",?$', text, re.M) if len(part) > 60 and "{" not in part}
    cited = (folder / "book" / "references.bib").read_text(encoding="utf-8")  # of documents that the new edition cites too
    old = {sentence for sentence in old if sentence not in cited}
    assert len(old) > 900
    everything = " ".join(said_in.values())
    assert [sentence for sentence in old if plain(sentence) in everything] == []


def test_the_edition_before_is_as_it_was(made, project):
    copy = made[0]
    for path in [*(project / "data").glob("*.*"), *(project / "book").glob("*.bib"), *(project / "notebooks").glob("*.ipynb")]:
        assert (copy / path.relative_to(project)).read_bytes() == path.read_bytes(), path.name


def test_lint_and_check_take_the_new_edition(made):
    for command in ("check", "lint"):
        done = run(made[0], command, "--edition", "2026")
        assert done.returncode == 0, done.stdout


# -- decisions --------------------------------------------------------------------------------------------------------


def going_on(place: Path, **more: str) -> int:
    """Run the command in a project as README has it."""
    asked = dict.fromkeys(("base", "as_of", "rest", "publisher", "short", "book"))
    told = {"text": place / "text.txt", "name": "2026", "title": "Asylum Report 2026", "section": "2.4"}
    return update.main(place, Namespace(**asked | told | more))


@pytest.fixture(scope="module")
def just_begun(project, tmp_path_factory) -> Path:
    """A project with its tables and a new edition that was just begun, once for all tests that go on with a copy of it."""
    place = tmp_path_factory.mktemp("begun")
    shutil.copytree(project / "data", place / "data")
    (place / "book").mkdir()
    for file in (*(project / "book").glob("*.bib"), project / "book" / "words.csv"):
        shutil.copy(file, place / "book")
    (place / "_config.yml").write_text("author: Someone\n", encoding="utf-8")
    (place / "text.txt").write_text(TEXT, encoding="utf-8")
    with chdir(place):
        assert going_on(place) == 0
    return place


@pytest.fixture
def place(just_begun, tmp_path) -> Path:
    """Such a project, to go on with."""
    return shutil.copytree(just_begun, tmp_path / "begun")


@pytest.fixture
def begun(place, monkeypatch):
    """A function that goes on with the project, and the folder of its edition."""
    monkeypatch.chdir(place)
    return partial(going_on, place), place / "data" / "editions" / "2026"


def chosen(row_id: str, **cells: str):
    """A choice for ``decide``: these cells for the row that was of this id."""
    return lambda row: cells if row_id in (row["was"], row["key"]) else None


@pytest.mark.parametrize(
    ("table", "row_id", "cells", "said"),
    [
        (
            "claims",
            "egypt_migration",
            {"decision": "carry over"},
            "field printed: found 'EUR 230 million'; allowed: EUR 200 million, as in the edition before, or the decision confirm; value is another too\n",
        ),
        (  # the same amount, of which the text tells otherwise
            "claims",
            "turkiye_total",
            {"decision": "carry over", "note": "as before", "stage": "pledged"},
            "field stage: found 'pledged'; allowed: allocated, as in the edition before, or the decision confirm",
        ),
        (
            "claims",
            "turkiye_facility",
            {"decision": "carry over", "paragraph": "2"},
            "field printed: found 'EUR 6 billion'; allowed:",
        ),
        (
            "claims",
            "turkiye_facility",
            {"decision": "confirm"},
            "field paragraph: found ''; allowed: the number of the paragraph of the text that prints",
        ),
        ("claims", "p5_eur_90_million", {"decision": "carry over"}, "since no row of the edition before is beside it"),
        ("claims", "p5_eur_90_million", {"decision": "yes"}, "found 'yes'; allowed: confirm, carry over, drop"),
        ("claims", "egypt_package", {"decision": "confirm"}, "field stage: found ''; allowed: a value; this field is required"),
        ("events", "keynote_given", {"decision": "carry over", "paragraph": "2"}, "since the text has no such date"),
        (
            "statements",
            "turkiye_cooperation",
            {"decision": "carry over", "text": "as before"},
            "field paragraph, sentence: found ''; allowed: a value",
        ),
        (  # a sentence of ours is read again
            "statements",
            "turkiye_cooperation",
            {"decision": "carry over", "paragraph": "2", "sentence": "1"},
            "field text: found ''; allowed: what holds of this text: 'as before'",
        ),
        ("evidence", "egypt_package_check", {"decision": "carry over"}, "say --as-of, such as 2026-11"),
    ],
)
def test_a_decision_that_the_text_or_the_table_does_not_bear_is_refused(begun, capsys, table, row_id, cells, said):
    go_on, folder = begun
    decide(folder, table, chosen(row_id, **cells))
    capsys.readouterr()
    assert go_on() == 1
    wrong = capsys.readouterr().out.partition("## Wrong")[2].partition("##")[0]
    assert wrong.strip().startswith(f"- drafts/{table}.csv: row ") and said in wrong and wrong.count("\n- ") == 1, wrong
    assert read_csv(folder / "data" / f"{table}.csv") == [] and check(folder / "data") == []


def test_a_document_that_no_bibliography_has_is_told_once_and_what_hangs_on_it_waits(begun, capsys):
    go_on, folder = begun
    decide(folder, "partners", confirmed(("gaza",), "1"))
    decide(
        folder,
        "instruments",
        lambda row: (
            {"decision": "confirm", "paragraph": "1", "footnotes": "12", "status": "ongoing"}
            if row["was"] == "gaza_assistance"
            else None
        ),
    )
    decide(
        folder,
        "claims",
        chosen("gaza_total", decision="confirm", stage="cumulative", footnotes="12", instrument="gaza_assistance"),
    )
    decide(folder, "claims", chosen("p1_60", decision="confirm", stage="transported", chapter="bridge", label="flights"))
    one = {"paragraph": "1", "strength": "done"}
    add(
        folder,
        "statements",
        id="flown",
        sentence="2",
        chapter="bridge",
        footnotes="12",
        text="There were {p1_60} flights.",
        **one,
    )
    add(folder, "statements", id="aided", sentence="1", chapter="humanitarian_response", text="Aid was given.", **one)
    add(folder, "footnotes", number="12", source="nowhere_2026", paragraph="1")
    add(
        folder,
        "statements",
        id="new_gaza",
        paragraph="1",
        sentence="1",
        chapter="humanitarian_response",
        text="It comes to {gaza_total.amount}.",
        strength="done",
    )
    capsys.readouterr()
    assert go_on() == 1
    wrong, _, waiting = capsys.readouterr().out.partition("## Wrong")[2].partition("## Chapter")[0].partition("## Waiting")
    assert wrong.count("\n- ") == 1 and "row 12: field source: found 'nowhere_2026'; allowed: a key of the" in wrong
    waits = [line.split(".csv: row ")[0].removeprefix("drafts/") for line in waiting.split("\n- ")[1:]]
    assert waits == ["claims", "claims", "instruments", "statements", "statements"]
    assert "row p1_60 waits for statements flown" in waiting  # no row of its chapter tells its paragraph before that is there
    bibliography = folder / "book" / "references.bib"
    entry = (
        "@misc{nowhere_2026,\n  author = {{A council}},\n  title = {{An aid}},\n  year = {2026},\n  keywords = {section},\n}\n"
    )
    bibliography.write_text(f"{bibliography.read_text(encoding='utf-8')}\n{entry}", encoding="utf-8")
    assert go_on() == 0 and "## W" not in capsys.readouterr().out
    add(folder, "footnotes", number="12", source="nowhere_2026", paragraph="1")  # once more, which does no harm to the first
    assert (
        go_on() == 1
        and "row 12: field number: found '12'; allowed: what no other row of footnotes.csv has" in capsys.readouterr().out
    )
    assert check(folder / "data") == [] and len(read_csv(folder / "data" / "footnotes.csv")) == 1


def test_tables_that_name_each_other_come_in_one_run_and_the_runs_after_hold(begun, capsys):
    """The map names its shapes, and stands before them; a fault of the description is told of the edition's own file."""
    go_on, folder = begun
    row = next(row for row in read_csv(folder / "drafts" / "map_places.csv") if row["was"] == "turkiye")
    decide(folder, "map_places", confirmed(("turkiye",), "2"))
    decide(folder, "map_shapes", confirmed((row["shape"],), "2"))
    decide(folder, "partners", confirmed(("turkiye",), "2"))
    assert go_on() == 0 == go_on() and check(folder / "data") == []
    assert [len(read_csv(folder / "data" / f"{name}.csv")) for name in ("map_places", "map_shapes")] == [1, 1]
    replace_once(folder / "data" / "datapackage.json", '"resource": "map_shapes"', '"resource": "nowhere"')
    capsys.readouterr()
    assert go_on() == 1
    assert capsys.readouterr().out.startswith("data/editions/2026/data/datapackage.json: row map_places: field foreignKeys: ")


def test_a_row_that_is_carried_over_is_filled_neither_unread_nor_against_what_was_decided(begun, capsys):
    """What is said of the text is read again; what was emptied stays so; what names a dropped row does not wait for it."""
    go_on, folder = begun
    ids = (
        "high_level_committee",
        "framework_regulation",
        "status_agreement_bosnia_and_herzegovina",
        "gaza_package",
        "gaza_assistance",
    )
    committee, regulation, bosnia, package, aid = ids
    carried, read = {"decision": "carry over", "paragraph": "2"}, {"status": "as before", "note": "As before"}
    written = {committee: carried | read | {"parent": ""}, bosnia: carried, package: carried | read, aid: {"decision": "drop"}}
    decide(folder, "instruments", lambda row: written.get(row["was"]))
    decide(folder, "instruments", lambda row: carried | read if row["was"] == "pact_on_migration_and_asylum" else None)
    decide(folder, "partners", confirmed(("turkiye", "gaza", "bosnia_and_herzegovina"), "2"))
    capsys.readouterr()
    assert go_on() == 1
    told = capsys.readouterr().out
    assert (
        f"row {committee}: field parent: found ''; allowed: {regulation}, as in the edition before, or the decision confirm"
        in told
    )
    assert f"row {bosnia}: field status, note: found ''; allowed: what holds of this text: 'as before'" in told
    assert f"row {package}: field parent: found '{aid}', which was dropped; allowed: another row of instruments, or none" in told
    assert "## Waiting" not in told
    (pact,) = read_csv(folder / "data" / "instruments.csv")
    assert pact["status"] == "not_stated" and pact["note"] == "Named only as the whole that holds the Regulation"


def test_the_rest_of_a_file_is_decided_at_once_where_no_row_of_it_tells_of_the_text(begun, capsys):
    go_on, folder = begun
    for words, said in (
        (["carry", "over", "claims"], "--rest carry over claims: allowed: drop; it tells of the text itself"),
        (["carry", "over", "relations"], "--rest carry over relations: allowed: drop"),
        (["confirm", "context"], "--rest confirm: allowed: carry over or drop"),
        (["drop", "contxt"], "--rest drop contxt: no table named; allowed: footnotes, claims, events"),
    ):
        capsys.readouterr()
        assert go_on(rest=[words]) == 1 and capsys.readouterr().out.startswith(said)
    decide(folder, "map_shapes", chosen("AFG", decision="drop"))
    told = (["carry", "over", "map_shapes", "context"], ["drop", "claims", "outside_relations"])
    go_on(rest=told)
    assert "of a month that nobody has said" in (shown := capsys.readouterr().out) and shown.count("- drafts/context.csv") == 9
    assert re.search(r"- drafts/context.csv: \d+ more rows\n", shown)
    assert len(read_csv(folder / "data" / "map_shapes.csv")) == 87
    left = {row["id"] for row in read_csv(folder / "drafts" / "context.csv") if not row["decision"]}
    assert left and all("section" in row["before"] for row in read_csv(folder / "drafts" / "context.csv") if row["id"] in left)
    claims = read_csv(folder / "drafts" / "claims.csv")
    assert {row["decision"] for row in claims if row["key"]} == {""} and {row["done"] for row in claims} == {"", "dropped"}
    assert {row["done"] for row in read_csv(folder / "drafts" / "outside_relations.csv")} == {"dropped"}


def test_what_was_written_of_the_text_before_is_not_confirmed_unread(begun, capsys):
    """Texts, notes and grounds are empty in a draft and can be read beside it; a row that is carried over takes them from there."""
    go_on, folder = begun
    row = next(row for row in read_csv(folder / "drafts" / "statements.csv") if row["was"] == "gaza_air_bridge")
    assert row["text"] == row["strength"] == "" and "; text: " in row["before"]
    filled = {"paragraph": "1", "sentence": "2"}
    decide(folder, "statements", lambda row: {"decision": "confirm", **filled} if row["was"] == "gaza_air_bridge" else None)
    capsys.readouterr()
    assert go_on() == 1
    assert "row gaza_air_bridge: field strength, text: found ''; allowed: a value" in capsys.readouterr().out
    relation = next(row for row in read_csv(folder / "drafts" / "relations.csv") if row["was"] == "gaza_package gaza_total")
    assert relation["basis"] == "" and "basis: " in relation["before"]


def test_a_row_is_carried_over_though_its_draft_worked_out_another_unit_of_rounding(begun, place):
    """The wording is as before; to which unit it was rounded, and why, was said then, and which of its words depend on figures."""
    go_on, folder = begun
    more = "EUR 6 billion is managed by the facility, nearly EUR 2.5 billion is committed for Syria, the region and Brussels, and"
    replace_once(place / "text.txt", "EUR 12.5 billion has", f"{more} EUR 12.5 billion has")
    go_on()
    drafts = {row["was"]: row for row in read_csv(folder / "drafts" / "claims.csv") if row["key"]}
    assert drafts["turkiye_facility"]["resolution"] == "1000000000"
    for name in ("partners", "instruments"):
        ids = ("turkiye", "turkiye_facility", "syria_region", "brussels_conference")
        decide(folder, name, confirmed(ids, "2"))
    wanted = ("turkiye_facility", "syria_commitment")
    decide(
        folder,
        "claims",
        lambda row: {"decision": "carry over", "note": "as before"} if row["was"] in wanted and row["key"] else None,
    )
    assert go_on() == 0
    taken = {row["id"]: row["resolution"] for row in read_csv(folder / "data" / "claims.csv")}
    assert taken == {"turkiye_facility": "100000000", "syria_commitment": "100000000"}
    held = [row["words"] for row in read_csv(folder / "book" / "words.csv") if row["page"] == "data/claims"]
    assert held == ["the same document prints"]


def test_a_claim_that_the_text_no_longer_prints_is_told_by_update_and_by_build(begun, place, capsys):
    go_on, folder = begun
    decide(folder, "claims", chosen("p4_41_000", decision="confirm", chapter="places", stage="pledged"))
    go_on()
    assert "not in the text" not in capsys.readouterr().out
    replace_once(place / "text.txt", "41,000 places", "40,000 places")
    go_on()
    told = "data/editions/2026/data/claims.csv: row p4_41_000: field printed: found '41,000 places'; allowed: what stands in paragraph 4 of the text (text.txt)"
    assert f"## Taken over, and not in the text\n\n- {told}\n" in capsys.readouterr().out
    assert _tables_hold(folder) and capsys.readouterr().out == f"mind: {told}\n"
    assert main(["check", "--edition", "2026"]) == 0 and f"mind: {told}\n" in capsys.readouterr().out
    (place / "text.txt").rename(place / "elsewhere.txt")
    assert _tables_hold(folder)
    absent = "mind: data/editions/2026/drafts/text.txt: the text of the edition is not at hand at text.txt; no claim was compared with it"
    assert capsys.readouterr().out.startswith(absent)


def test_what_is_left_shows_no_wording_of_the_edition_before(begun):
    left = (begun[1] / "TODO.md").read_text(encoding="utf-8")
    assert (
        "p4_41_000 (41,000 places)" in left
        and "61,000" not in left
        and "balkans_areas, serbia_agreement, agreements_in_force" in left
    )


def test_a_problem_of_an_edition_names_the_files_of_that_edition(begun):
    """Its own, and those in which what is wanted stands."""
    _, folder = begun
    rows = {
        "footnotes.csv": "numbers of data/footnotes.csv",
        "b.csv": "a key of book/*.bib",
        "c.csv": "a notebook of notebooks/ (perhaps a)",
    }
    told = [as_shown(Problem(file, "a", "b", "data/x.csv", allowed), folder) for file, allowed in rows.items()]
    place = "data/editions/2026"
    assert [one.partition("; allowed: ")[2] for one in told] == [
        f"numbers of {place}/data/footnotes.csv",
        f"a key of {place}/book/*.bib",
        f"a notebook of {place}/notebooks/ (perhaps a)",
    ]
    assert all(one.startswith(f"{place}/data/") and "found 'data/x.csv'" in one for one in told)
    (missing,) = [line for line in audit(TEXT, load(folder / "data")).missing if "7.4 billion" in line and "told by" in line]
    assert f"no row of {place}/data/statements.csv" in missing


def test_lines_are_put_together_by_their_file_whatever_it_is_called():
    rows = [Told("data/a: b.csv", f"row {number}: no") for number in range(update.NAMED + 2)]
    problem = Problem("c.csv", "x", "id", "x", "another", folder="data/a: b.csv")
    assert list(update._shortened([*rows, problem])) == [
        *(f"data/a: b.csv: row {number}: no" for number in range(update.NAMED)),
        "data/a: b.csv: 2 more rows",
        "data/a: b.csv/c.csv: row x: field id: found 'x'; allowed: another",
    ]


def test_a_row_that_does_not_fit_the_others_does_not_stay_in_its_table(begun, capsys):
    """Evidence that confirmed a figure of the edition before, and would say that it confirms the new one."""
    go_on, folder = begun
    for table in ("partners", "instruments"):
        decide(folder, table, confirmed(("egypt", "egypt_partnership"), "3"))
    decide(folder, "claims", chosen("egypt_migration", decision="confirm", stage="planned"))
    decide(folder, "evidence", chosen("egypt_migration_check", decision="carry over", note="as before"))
    read = dict.fromkeys(("question", "why", "open"), "as before")
    decide(folder, "gaps", chosen("egypt_period", decision="carry over", paragraph="3", **read))
    assert go_on(as_of="2026-11") == 1
    said = capsys.readouterr().out
    assert (
        "drafts/evidence.csv: row egypt_migration_check: field value: found '200000000'; allowed: 230000000, the value of" in said
    )
    assert "drafts/gaps.csv: row egypt_period waits for claims egypt_package, evidence or context egypt_package_period" in said
    assert [row["id"] for row in read_csv(folder / "data" / "claims.csv")] == ["egypt_migration"]
    assert read_csv(folder / "data" / "evidence.csv") == read_csv(folder / "data" / "gaps.csv") == [] == check(folder / "data")


def test_a_run_without_a_new_decision_changes_nothing_and_a_chapter_of_ones_own_stays(begun):
    go_on, folder = begun
    decide(folder, "claims", chosen("p4_41_000", decision="confirm", chapter="places", stage="pledged"))
    go_on()
    chapter = folder / "notebooks" / "places.ipynb"
    assert chapter.is_file() and "notebooks/places" in (folder / "_toc.yml").read_text(encoding="utf-8")
    replace_once(chapter, "This page shows", "This chapter shows")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.name != "TODO.md"}
    go_on()
    assert before == {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.name != "TODO.md"}
    assert "notebooks/places" not in (folder / "TODO.md").read_text(encoding="utf-8")


def test_a_figure_that_a_mended_text_has_now_is_drafted_too(begun, place):
    go_on, folder = begun
    decide(folder, "claims", chosen("p5_120", decision="drop"))
    replace_once(place / "text.txt", "nine ports", "nine ports and 14 harbours")
    go_on()
    rows = {row["key"]: row for row in read_csv(folder / "drafts" / "claims.csv") if row["key"]}
    assert len(rows) == 17 and rows["p5_14"]["decision"] == "" and rows["p5_120"]["done"] == "dropped"


def test_a_file_from_a_spreadsheet_may_have_semicolons_and_lacks_no_column(begun, capsys):
    go_on, folder = begun
    path = folder / "drafts" / "chapters.csv"
    path.write_text(";".join([*OWN, "chapter", "title"]) + "\nConfirm;;;;;;places;A title\n", encoding="utf-8")
    assert go_on() == 0 and read_csv(path)[0]["decision"] == "confirm"
    path.write_text("chapter,title\n", encoding="utf-8")
    assert go_on() == 1 and capsys.readouterr().out.endswith(
        "drafts/chapters.csv: no column decision; allowed: the columns that the file was made with\n"
    )


def test_a_footnote_is_drafted_with_its_document_and_figures_name_that_of_their_sentence(section):
    """A document that is cited as before is known by its title and date, and its footnote is beside that of the edition before."""
    earlier = next(row for row in section.rows("footnotes") if section.sources[row["source"]].date.count("-") == 2)
    known = section.sources[earlier["source"]]
    year, at, day = known.date.split("-")
    entry = f"{known.publisher}. ({year}, {MONTHS[int(at) - 1]} {int(day)}). {known.title}."
    text = f"A report chapter\n\nEUR 5 million was paid. Of EUR 6 million,7 EUR 2 million is a loan.8\n\n7 Somebody. (2031). New.\n8 {entry}\n"
    reader = Reader(text, [])
    assert [row["footnotes"] for row in reader.claims()] == ["", "7", "8"]
    described = {table["name"]: table for table in section.descriptor["resources"]}
    rows = _noted(reader, section.rows("footnotes"), described["footnotes"], section.sources)
    assert [(row["number"], row["paragraph"], row["source"], row["was"]) for row in rows[:2]] == [
        ("7", "1", "somebody_2031", ""),
        ("8", "1", earlier["source"], str(earlier["number"])),
    ]
    assert rows[0]["found"] == "Somebody. (2031). New." and len(rows) == 1 + len(section.rows("footnotes"))


def test_a_bare_number_is_known_by_the_wording_that_it_stands_in_and_what_no_figure_is_by_its_wording(section):
    text = "A report chapter\n\nThe plan for 2025-2030 has six priorities.\n\nOf the 61,000 pledges less than half were met.\n"
    stages = [{name: row[name] or "" for name in ("id", "kind", "verbs")} for row in section.rows("stages")]
    described = {table["name"]: table for table in section.descriptor["resources"]}
    tables = {name: section.rows(name) for name in described}
    drafts = drafted(Reader(text, stages), tables, described, section.sources)
    rows = {
        row["was"]: (row["printed"], row["unit"], row["paragraph"]) for row in drafts["claims"] if row["was"] and row["found"]
    }
    assert rows == {
        "budapest_priorities": ("six priorities", "priorities", "1"),
        "pledges": ("61,000 pledges", "places", "2"),
        "budapest_years": ("2025-2030", "years", "1"),
    }
    stages_of = {row["was"]: row["stage"] for row in drafts["claims"] if row["key"]}
    assert stages_of["pledges"] == "" and stages_of["budapest_priorities"] == "not_applicable"  # places have stages of their own
    assert any("pledges: the text seems to have “61,000 pledges”" in row["found"] for row in drafts["gaps"])
    assert {row["label"] for row in drafts["events"] if row["key"] and not row["was"]} <= {""}


def test_a_figure_seems_to_be_the_earlier_one_of_its_size_and_wording(section):
    """A total is not taken for a part of it that the paragraph is about as well, and what is printed as before is known again."""
    text = (
        "A report chapter\n\nFor refugees and host communities in Türkiye, about EUR 13.6 billion has been allocated, for migration "
        "management in the support as well.\n\nFor Syria nearly EUR 2.5 billion was confirmed.\n"
    )
    stages = [{name: row[name] or "" for name in ("id", "kind", "verbs")} for row in section.rows("stages")]
    tables = {name: section.rows(name) for name in ("claims", "partners", "instruments")}
    reader = Reader(text, stages)
    drafts = list(reader.claims())
    assert [draft["printed"] for draft in drafts] == ["about EUR 13.6 billion", "nearly EUR 2.5 billion"]
    assert _alike(drafts, "claims", tables, reader) == {0: "turkiye_total", 1: "syria_commitment"}


NOTES = """
12 The Office & Co. (2026, March 5). 40 % of it: A second_report. https://example.org/a_b
13 Somebody said so
"""


def test_the_entry_of_a_new_document_is_drafted_from_its_footnote_and_copied_once_that_is_confirmed(begun, place):
    go_on, folder = begun
    text = TEXT.replace("in 60 flights.", "in 60 flights.12 Much was said.13") + NOTES
    (place / "text.txt").write_text(text, encoding="utf-8")
    go_on()
    drafted = folder / "drafts" / "references.bib"
    first = drafted.read_text(encoding="utf-8")
    assert first.startswith("% Drafts, each to be confirmed") and first.count("@misc{") == 1
    row, other = (row for row in read_csv(folder / "drafts" / "footnotes.csv") if row["key"])
    assert (row["source"], other["source"], row["was"]) == ("the_office_co_2026_second", "", "")
    known = read_sources([drafted])[row["source"]]
    assert (known.publisher, known.title, known.date) == ("The Office & Co", "40 % of it: A second_report", "2026-03-05")
    assert known.url == "https://example.org/a_b"
    assert row["source"] not in (folder / "book" / "references.bib").read_text(encoding="utf-8")
    decide(folder, "footnotes", chosen("footnote_12", decision="confirm"))
    assert go_on() == 0 == go_on()
    told = (folder / "book" / "references.bib").read_text(encoding="utf-8")
    assert told.count(f"@misc{{{row['source']},") == 1 and "Drafts" not in told and drafted.read_text(encoding="utf-8") == first
    assert [line for line in audit(text, load(folder / "data")).missing if line.startswith("footnote 12")] == []


def test_a_row_of_a_series_keeps_the_figure_of_its_own_edition_and_a_new_one_stands_below_it(begun, capsys):
    """The claim of that id may have another amount in the new text, and the row of the old date would tell that."""
    go_on, folder = begun
    ids = {"turkiye_total_3", "turkiye_total_4"}
    decide(folder, "series", lambda row: {"decision": "carry over"} if row["was"] in ids else None)
    capsys.readouterr()
    go_on()
    told = capsys.readouterr().out.partition("## Chapter")[0]
    assert "row turkiye_total_4 waits for series turkiye_total_3" in told and "## Wrong" not in told
    decide(folder, "series", lambda row: {"decision": "drop"} if row["was"] == "turkiye_total_3" else None)
    decide(folder, "series", chosen("turkiye_total_4", decision="confirm", comparable="", why=""))
    no = {"comparable": "no", "why": "Another thing."}
    add(folder, "series", id="later", series="turkiye_total", date="2026", figure="2025/turkiye_facility", **no)
    add(folder, "series", id="one", series="other", date="2024", figure="2025/egypt_package")
    add(folder, "series", id="two", series="other", date="2026", figure="2025/egypt_migration", **no)
    assert go_on() == 0
    add(folder, "series", id="last", series="turkiye_total", date="2026", figure="2025/turkiye_migration", **no)
    assert go_on() == 0 and check(folder / "data") == []
    rows = [row["id"] for row in read_csv(folder / "data" / "series.csv")]
    assert rows == ["turkiye_total_4", "later", "last", "one", "two"]
    assert read_csv(folder / "data" / "series.csv")[0]["figure"] == "2025/turkiye_total"


def test_what_names_a_row_that_has_another_id_now_or_a_chapter_that_was_dropped_does_not_wait_for_it(begun, capsys):
    go_on, folder = begun
    for table in ("partners", "instruments"):
        decide(folder, table, confirmed(("egypt", "egypt_partnership"), "3"))
    decide(folder, "claims", chosen("egypt_migration", decision="confirm", id="egypt_people", stage="planned"))
    decide(folder, "evidence", chosen("egypt_migration_check", decision="carry over", note="as before"))
    decide(folder, "chapters", lambda row: {"decision": "drop"} if row["was"] == "root_causes" else None)
    decide(folder, "developments", chosen("global_europe_proposed", decision="carry over", note="as before"))
    capsys.readouterr()
    assert go_on(as_of="2026-11") == 1
    said = capsys.readouterr().out
    assert (
        "row egypt_migration_check: field claim: found 'egypt_migration', which is 'egypt_people' now; allowed: another" in said
    )
    assert "row global_europe_proposed: field chapter: found 'root_causes', which was dropped in drafts/chapters.csv" in said
    assert "## Waiting" not in said


def test_what_no_longer_holds_of_a_text_is_not_carried_over_with_the_rest(begun, place, capsys):
    """What hangs on a claim of which the text tells otherwise, or on a row that was dropped, and what happened before the text."""
    go_on, folder = begun
    text = TEXT.replace("in 60 flights.", "in 60 flights.12 Much was said.13") + NOTES
    (place / "text.txt").write_text(text, encoding="utf-8")
    decide(folder, "partners", lambda row: {"decision": "drop"} if row["was"] == "mauritania" else None)
    go_on(as_of="2026-11", rest=[["carry", "over", "evidence", "context", "developments"]])
    left = {
        name: {row["id"] for row in read_csv(folder / "drafts" / f"{name}.csv") if not row["decision"]}
        for name in ("evidence", "context", "developments")
    }
    assert {"gaza_total_check", "mauritania_support_check", "pledges_check"} <= left["evidence"]
    assert "egypt_package_check" not in left["evidence"] and "turkiye_total_check" not in left["evidence"]
    assert "refugees_mauritania" in left["context"] and "refugees_egypt" not in left["context"]
    assert {"syria_sanctions_lifted", "bosnia_agreement_signed"} <= left["developments"]
    decide(folder, "developments", chosen("syria_sanctions_lifted", decision="carry over", note="as before"))
    capsys.readouterr()
    go_on()
    assert (
        "row syria_sanctions_lifted: field date: found '2025-05-28'; allowed: a date that is not before 2026-03-05, that of the latest footnote"
        in capsys.readouterr().out
    )
