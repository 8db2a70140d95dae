"""A page worked out again while it is read: what it shows is what the built page shows and, with other figures, what a rebuilt one would.

The pages are those of the shared book; a second book is built once, from tables with other figures. What is drawn stays as printed,
and what is worked out with pandas as well, so neither is compared.
"""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from building import built, copy_project, draw_less, read_csv, replace_once, write_csv
from chapter_runs import CLOSE, OPEN, Chapters, changed

from claimbook import WordsError, total
from claimbook.core.quantities import ArithmeticRuleError
from claimbook.data.problems import as_text
from claimbook.data.rules import check
from claimbook.live import offered, terms
from claimbook.live import page as live
from claimbook.live.cells import Cells, ready
from claimbook.live.page import OF_PRINTED, PRACTICE, WITHOUT, Page
from claimbook.live.shown import DRAWN, FOLLOWED, KEPT
from claimbook.live.tables import Change, Tables
from claimbook.sphinx.live import FOLDER

TREES = f"_build/work/_build/.doctrees/{FOLDER}"
#: What a page that is worked out again may not need.
ABSENT = ("pandas", "numpy", "matplotlib", "cycler", "sphinx", "docutils", "IPython", "myst_nb", "pygments", "bs4", "yaml")
OPENING = re.compile(r'<(div|span) class="output [^"]*"[^>]*>')
NOTE = re.compile(r'<div popover class="provenance" id="provenance-(\d+)".*?</div>', re.S)
#: How many changes at random are tried, always the same ones.
CHANGED = int(os.environ.get("LIVE_CHANGES", "4"))
#: Changes that the tables bear, of a value, a hedge, a stage and a relation, and that no sum of the chapters refuses.
CHANGES = [
    ("egypt_migration", "value", "450 million"),
    ("gaza_total", "qualifier", "about"),
    ("turkiye_migration", "stage", "pledged"),
    ("turkiye_migration", "relation:turkiye_facility", "likely"),
]


def asked(*changes: tuple[str, str, object]) -> list[dict]:
    """Changes as a page is told them."""
    return [{"id": claim, "field": field, "value": value} for claim, field, value in changes]


@pytest.fixture(scope="module")
def known(book_project) -> dict[str, Page]:
    """Each chapter as it is worked out from the tables of the shared book, by its name."""
    found = [json.loads(file.read_text(encoding="utf-8")) for file in sorted((book_project / TREES).glob("*.json"))]
    return {page["name"].rpartition("/")[2]: Page(book_project, page) for page in found}


@pytest.fixture
def pages(known) -> dict[str, Page]:
    """The same, each as it is printed when a test begins."""
    for page in known.values():
        page.change([])
    return known


def html_of(project: Path, name: str) -> str:
    """The built page of a chapter."""
    book = project / "_build" / "html"
    page = book / "notebooks" / f"{name}.html"
    return (page if page.exists() else book / "index.html").read_text(encoding="utf-8")


def outputs(text: str) -> Iterator[str]:
    """The HTML in each output of a page, in order."""
    for opening in OPENING.finditer(text):
        depth = 1
        for tag in re.compile(rf"<(/?){opening[1]}\b").finditer(text, opening.end()):
            depth += -1 if tag[1] else 1
            if not depth:
                yield undrawn(text[opening.end() : tag.start()])
                break


def undrawn(text: str) -> str:
    """An output without what is drawn in it and what is below a drawing: in place of these stands what stands for them."""
    for name in ("wide", "narrow"):
        text = re.sub(rf'<svg class="{name}".*?</svg>', KEPT[f"svg.{name}"], text, count=1, flags=re.S)
    text = re.sub(r'<p class="downloads">.*?</p>(?=\n<details class="cite")', KEPT[".downloads"], text, count=1, flags=re.S)
    return re.sub(r'<details class="cite">.*?</details>', KEPT[".cite"], text, count=1, flags=re.S)


# -- as printed --------------------------------------------------------------------------------------------------------


def test_every_chapter_is_worked_out_as_it_is_printed(book_project, pages):
    worked_out = drawn = 0
    for name, page in pages.items():
        text = html_of(book_project, name)
        shown = list(outputs(text))
        assert len(shown) == len(page.printed.outputs), name
        for n, (built_html, output) in enumerate(zip(shown, page.printed.outputs)):
            if output.missing:
                assert output.missing.kept, (name, n, output.missing)
            else:
                assert output.html == built_html, (name, n)
                worked_out, drawn = worked_out + 1, drawn + output.drawn
        assert page.foot in text and bool(page.foot) == ('class="sources"' in text), name
        assert all(missing.kept for _, missing in page.printed.words) and not page.printed.notes.fresh, name
    assert len(pages) >= 19 and worked_out > 440 and drawn > 15


def test_what_a_page_is_told_of_its_cells_and_exercises_is_what_it_has(book_project, pages):
    for name, page in pages.items():
        soup = BeautifulSoup(html_of(book_project, name), "html.parser").article
        notebook = json.loads((book_project / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
        source = {cell["id"]: "".join(cell["source"]) for cell in notebook}
        told = page.described
        assert all(source[cell["id"]] == cell["source"] == "".join(notebook[cell["index"]]["source"]) for cell in told["cells"])
        for one in told["shown"]:
            assert one["eval"] is None or f"{{eval}}`{one['eval']}`" in "".join(notebook[one["index"]]["source"])
        code = soup.select(".cell_input .highlight pre")
        assert [pre.get_text().strip() for pre in code] == [source[cell].strip() for cell in told["codes"]], name
        boxes = {box["id"]: re.search(r'check\("(\w+)"', box.get_text()) for box in soup.select(".exercise.admonition")}
        assert {box: found[1] for box, found in boxes.items() if found} == told["exercises"], name
        numbers = [number for output in page.printed.outputs for number in output.numbers]
        places = [place for number in numbers for place in number.provenance["claims"] if place[0] == "claims"]
        behind = dict.fromkeys(place[1] for place in places if len(place) == 2)
        kept = any(output.missing for output in page.printed.outputs)  # whose numbers the build alone knows
        assert behind.keys() <= set(told["claims"]) if kept else list(behind) == told["claims"], name
    assert sum(len(page.described["exercises"]) for page in pages.values()) > 40


def test_no_package_is_needed_beyond_those_of_the_core(pages, book_project, tables_copy):
    code = f"""
import json, sys
from pathlib import Path
sys.modules.update(dict.fromkeys({ABSENT!r}))
from claimbook.live import page as live
for file in sorted(Path({str(book_project / TREES)!r}).glob("*.json")):
    live.start({str(tables_copy)!r}, json.loads(file.read_text(encoding="utf-8")))
    print(json.dumps([output.html for output in live._page[0].printed.outputs]))
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tables_copy,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        env={"PYTHONPATH": str(book_project / "src"), "PATH": "/usr/bin:/bin", "PYTHONIOENCODING": "utf-8"},
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert found == [[output.html for output in page.printed.outputs] for page in pages.values()]


# -- other figures -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def rebuilt(project, tmp_path_factory) -> Path:
    """A book built from tables with ``CHANGES``, without drawings; words that the figures no longer bear out do not stop it."""
    place = copy_project(project, tmp_path_factory.mktemp("other-figures"))
    supposed = Tables(project / "data").supposing([Change(*change) for change in CHANGES])
    assert supposed.section, supposed.refused
    for table in ("claims", "relations", "evidence"):
        rows = read_csv(place / "data" / f"{table}.csv")
        new = [dict(zip(row, map(as_text, other.values()))) for row, other in zip(rows, supposed.section.rows(table))]
        write_csv(place / "data" / f"{table}.csv", new)
    assert not check(place / "data")
    words = place / "src" / "claimbook" / "core" / "comparisons.py"
    replace_once(
        words,
        '        if not comparison.holds:\n            _refuse(f"the text',
        '        if False:\n            _refuse(f"the text',
    )
    draw_less(place, frames=True)
    built(place)
    return place


def with_notes(html: str, notes: dict[str, str]) -> str:
    """An output in which each number has its note beside it in place of the note's number on the page."""
    return re.sub(r' data-provenance="provenance-(\d+)"', lambda match: f" {notes[match[1]]} ", html)


def notes_of(text: str) -> dict[str, str]:
    """The notes of a page by their numbers, which do not stand in them."""
    return {note[1]: note[0].replace(f"provenance-{note[1]}", "") for note in NOTE.finditer(text)}


def test_changed_figures_give_what_a_rebuilt_book_shows(rebuilt, book_project, pages):
    differing = 0
    for name, page in pages.items():
        answer = page.change(asked(*CHANGES))
        assert "refused" not in answer, name
        text = html_of(rebuilt, name)
        theirs, ours = notes_of(text), notes_of(html_of(book_project, name))
        # As in a book; on the page those that rest on what is supposed say so, which no book does.
        fresh = page.state.notes.fresh
        assert not fresh.keys() & set(map(int, ours)), "a new note is none of those that the page has"
        assert fresh.keys() <= answer["notes"].keys()
        ours |= notes_of("".join(fresh.values()))
        for n, (built_html, output) in enumerate(zip(outputs(text), page.state.outputs)):
            if output.missing:
                assert output.missing.kept, (name, n, output.missing)
            else:
                assert with_notes(output.html, ours) == with_notes(built_html, theirs), (name, n)
                assert (output.html == page.printed.outputs[n].html) == (n not in answer["shown"])
        differing += len(answer["shown"])
        if not any(output.missing for output in page.state.outputs):
            assert (answer["foot"] or page.foot) in text, name
    assert differing > 70


def test_what_is_other_than_printed_is_marked_and_what_stays_as_printed_says_so(pages):
    page = pages["what_adds_up"]
    answer = page.change(asked(("egypt_migration", "value", "450 million")))
    printed = page.printed.outputs
    for n, marks in answer["marks"].items():
        numbers = BeautifulSoup(answer["shown"][n], "html.parser").select("a.quantity")
        for place, before in marks:
            assert before == printed[n].numbers[place].text != numbers[place].get_text() and answer["was"][n] == printed[n].text
    whys = {one["why"] for one in answer["kept"]}
    drawn_with = {why for why in whys if why.startswith(DRAWN)}
    assert answer["marks"] and drawn_with and any("pandas" in why for why in whys)
    assert drawn_with <= {f"{DRAWN} {told}" for told in FOLLOWED.values()}
    drawn = [one["n"] for one in answer["kept"] if one["why"] in drawn_with]
    assert all(answer["shown"][n].count("data-kept=") == 4 for n in drawn)
    assert answer["also"] == [
        "Agenzia Nova confirms the printed figure on migration and mobility in the package for Egypt, so here it differs."
    ]


def test_tasks_drawn_from_the_tables_stay_as_they_are_printed_and_are_judged_so(pages):
    """Another row would be drawn, and its figure from outside, which nobody changed, would be marked as changed."""
    page = pages["partnerships"]
    drawn = [n for n, output in enumerate(page.printed.outputs) if output.practice]
    variant = next(f"{name}/1" for name in page.described["exercises"].values() if name == "egypt_share")
    before = page.answer(variant, "101 %")
    answer = page.change(asked(("egypt_migration", "value", "450 million")))
    assert drawn and not answer["shown"].keys() & set(drawn)
    assert PRACTICE.why in {one["why"] for one in answer["kept"] if one["n"] in drawn}
    assert page.answer(variant, "101 %") == before


@pytest.mark.parametrize("hedge", ["at_most", "over"])
def test_a_hedge_that_leaves_one_side_open_ends_in_no_error_of_python(pages, hedge):
    for name, claim in (("partnerships", "mauritania_support"), ("turkiye", "turkiye_facility")):
        page = pages[name]
        answer = page.change(asked((claim, "qualifier", hedge)))
        told = [output.missing.why for output in page.state.outputs if output.missing] + [
            one["why"] for one in answer.get("words", [])
        ]
        assert not [why for why in told if re.match("[A-Z][A-Za-z]+Error: (division|float)", why)], told


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        *(
            (text, 450e6)
            for text in (
                "450 million",
                "€450m",
                "EUR 450 million",
                "450 million euros",
                "450,000,000",
                "450 000 000",
                "0,45 billion",
            )
        ),
        *((text, None) for text in ("4,5,0 million", "USD 450 million", "$300m", "GBP 300", "300 tonnes", "1e9")),
    ],
)
def test_an_amount_is_read_in_its_own_unit_or_not_at_all(pages, typed, value):
    tables = pages["partnerships"].tables
    found = tables.supposing([Change("egypt_migration", "value", typed)])
    if value is None:
        (why,) = (one.text for one in found.refused)
        assert f"“{typed}” is no number that can be read here" in why and "EUR 200 million" in why
    else:
        assert not found.refused and found.section.row("claims", "egypt_migration")["value"] == value


def test_what_is_kept_is_named_where_it_could_be_otherwise(pages):
    """Frames of figures rest on every figure; those of footnotes or partners on none."""
    changes = asked(("egypt_migration", "value", "450 million"))
    kept = {name: page.change(changes)["kept"] for name, page in pages.items()}
    without = {name for name, page in pages.items() if any(output.missing for output in page.printed.outputs)}
    assert {"legal_pathways", "western_balkans"} <= without - {name for name, found in kept.items() if found}
    assert kept["second_look"] and kept["what_adds_up"] and not any(page.change([])["kept"] for page in pages.values())
    same = asked(("egypt_migration", "value", 2e8))
    assert not any(page.change(same)["kept"] or page.change(same)["shown"] for page in pages.values())
    cells, other = Cells(), Cells()
    for one, value in ((cells, 1), (other, 2)):
        one.run(ready(f"import pandas\nvalue = {value}\nframe = pandas.DataFrame([value])\nshown = frame, len", "x"))
    assert cells.missing["shown"].could_differ(other.missing["shown"], ()) and not cells.missing["shown"].could_differ(
        cells.missing["shown"], ("claims",)
    )


def test_words_that_no_longer_hold_are_named(pages):
    (words,) = pages["partnerships"].change(asked(("egypt_migration", "value", 450e6)))["words"]
    assert "The amounts look alike and are not" in words["said"] and "differ by less than a tenth" in words["why"]


def test_a_stage_that_parts_what_was_alike_is_refused_where_the_number_stood(pages):
    """The mean of pledges to a country is a quotient over two stages once they are no pledges."""
    answer = pages["legal_pathways"].change(asked(("pledges", "stage", "managed")))
    refused = [html for html in answer["shown"].values() if "no number here" in html or 'class="refused"' in html]
    rule = "stages do not mix silently"
    assert len(refused) > 2 and all(f"unequal stages against each other (rule: {rule})" in html for html in refused)
    assert any("(rule 4)" in words["why"] and words["said"] for words in answer["words"]), "what rests on it holds no longer"
    assert any("managed" in html for html in answer["shown"].values()), "the stage itself is told"


def test_a_page_offers_other_figures_where_its_panel_has_any(book_project, pages):
    """The western Balkans have claims, and none that can be supposed otherwise; the button asks the same source as the panel."""
    offering = set()
    for name, page in pages.items():
        fields = [{"value", "qualifier", "stage"} - claim["fixed"].keys() or claim["relations"] for claim in page.claims()]
        rows = offered.rows_of(page.tables, page.described)
        assert [claim["id"] for claim in page.claims()] == [row["id"] for row in rows]
        assert [bool(one) for one in fields] == [offered.can_change(page.tables, row) for row in rows]
        offering |= {name} if any(fields) else set()
        button = BeautifulSoup(html_of(book_project, name), "html.parser").select_one("#live-open span")
        if button:  # where the book has live parts
            assert button.get_text() == ("Try other figures" if any(fields) else "Run the code of this chapter"), name
    assert "western_balkans" not in offering and pages["western_balkans"].claims() and len(offering) > 10


def test_what_no_cell_of_the_chapter_shows_stays_as_it_is(book_project, pages):
    described = json.loads(json.dumps(pages["turkiye"].described))
    described["shown"][0] |= {"cell": None, "index": None, "eval": None, "kind": "other"}
    described["shown"][-1]["kind"] = "other"
    page = Page(book_project, described)
    answer = page.change(asked(("turkiye_total", "value", "13 billion")))
    assert page.printed.outputs[0].missing == page.printed.outputs[-1].missing == live.OTHER
    assert 0 not in answer["shown"] and len(answer["shown"]) > 10


def random_changes(tables: Tables, number: int) -> Iterator[tuple[str, str, object]]:
    """Changes of claims' values, hedges and stages and of relations, always the same."""
    rng, claims = random.Random(2025), [row for row in tables.rows["claims"] if row["basis"] == "figure"]
    for _ in range(number):
        row, relation = rng.choice(claims), rng.choice(tables.rows["relations"])
        yield rng.choice(
            (
                (row["id"], "value", round(row["value"] * rng.choice((0.5, 0.9, 1.2, 2, 3)))),
                (row["id"], "qualifier", rng.choice(("exact", "nearly", "over", "at_least", "at_most", "about"))),
                (row["id"], "stage", rng.choice([one["id"] for one in tables.rows["stages"]])),
                (relation["part"], f"relation:{relation['whole']}", rng.choice(("stated", "likely", "unknown"))),
            )
        )


def test_random_changes_show_the_numbers_that_the_chapters_give(pages, book_project, section):
    chapters, compared = Chapters(book_project), 0
    for change in random_changes(next(iter(pages.values())).tables, CHANGED):
        for name, page in pages.items():
            before, answer = page.state, page.change(asked(change))
            if "refused" in answer:
                assert page.state is before and answer["refused"][0]["id"] == change[0]
                break
            if name not in chapters.cells or not answer["shown"]:
                continue
            rows = page.state.section._rows
            run = chapters.run(
                name, changed(section, {table: rows[table] for table in ("claims", "relations", "evidence", "outside_relations")})
            )
            if run.error:
                told = str(run.error).replace("\u00a0", " ")
                missing = [one.why for one in page.state.cells.missing.values()]
                missing += [output.missing.why for output in page.state.outputs if output.missing]
                assert told in [one["why"] for one in answer["words"]] + missing, (name, change)
                assert isinstance(run.error, WordsError | ArithmeticRuleError | ValueError | AttributeError), (name, change)
            compared += compare(page, run.texts)
    assert compared > 200


def compare(page: Page, texts: list[tuple[str, str]]) -> int:
    """Hold the numbers in a page's texts and outputs against those that its chapter gave before an error; returns how many there were."""
    given: dict[str, list[str]] = {}
    for cell, text in texts:
        given.setdefault(cell, []).extend(re.findall(f"{OPEN}([^{CLOSE}]*){CLOSE}", text))
    held = 0
    for output, one in zip(page.state.outputs, page.described["shown"]):
        source = next((cell["source"] for cell in page.described["cells"] if cell["id"] == one["cell"]), "")
        if one["cell"] in given and not output.missing and not output.drawn and "check(" not in source:
            assert [number.text for number in output.numbers] == given[one["cell"]], (page.described["name"], one["cell"])
            held += len(output.numbers)
    return held


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (
            ("egypt_migration", "value", "8 billion"),
            "It lies within financial and investment package for Egypt, so right would be EUR 7.4 billion or less.",
        ),
        (
            ("gaza_total", "value", "90000000"),
            "lies within it, so it cannot be less than that; “90000000” was read as EUR 90 million. The report prints EUR 450 million.",
        ),
        (
            ("egypt_package", "value", "plenty"),
            "“plenty” is no number that can be read here; write it in digits, as in EUR 7.4 billion.",
        ),
        (("egypt_package", "value", ""), "Value of financial and investment package for Egypt: Nothing is entered;"),
        (
            ("egypt_package", "value", -1),
            "“-1” is less than nought; right would be EUR 100 million or more. The report prints EUR 7.4 billion.",
        ),
        (("pledging_countries", "value", "-1"), "“-1” is less than nought"),
        (("pledges", "value", "61000.5"), "which is rounded to 1,000 places; right would be a whole number."),
        (("gaza_total", "value", "0"), "“0” is less than EUR 1 million, to which the report rounds it"),
        (("mauritania_support", "value", "EUR −5 million"), "“EUR −5 million” is less than nought"),
        (("egypt_package", "stage", "paid"), "It cannot be “paid”; right would be one of: announced, pledged,"),
        (("egypt_package", "stage", "in_force"), "It cannot be “in force”; right would be one of: announced, pledged,"),
        (
            ("egypt_package", "qualifier", "perhaps"),
            "It cannot be “perhaps”; right would be one of: as it is, nearly, over, at least,",
        ),
        (("egypt_package", "printed", "EUR 7.4 million"), "Its wording says EUR 7.4 million. The report prints EUR 7.4 billion."),
        (("budapest_priorities", "value", 7), "The book lists all of them, one by one, and they are 6."),
        (
            ("egypt_migration", "relation:egypt_package", "sure"),
            "right would be one of: stated, likely, unknown. The book has: stated.",
        ),
        (
            ("egypt_migration", "relation:gaza_total", "stated"),
            "The book does not say whether migration and mobility in the package for Egypt lies within",
        ),
        (("egypt_pakage", "value", 1), "This book has no figure that is called “egypt_pakage” (perhaps egypt_package)."),
        (("egypt_package", "note", "x"), "“note” of financial and investment package for Egypt cannot be changed here"),
    ],
)
def test_what_the_tables_do_not_bear_is_refused_in_words_of_the_page_and_changes_nothing(pages, change, why):
    page = pages["partnerships"]
    page.change(asked(("egypt_migration", "value", "450 million")))
    before, rows = page.state, json.dumps(page.tables.rows)
    answer = page.change(asked(("mauritania_support", "value", "220 million"), change))
    assert list(answer) == ["refused"] and page.state is before and json.dumps(page.tables.rows) == rows
    assert any(why in one["text"] and one["id"] == change[0] for one in answer["refused"]), answer
    assert not any(re.search(r"csv|line \d|row |field |allowed", one["text"]) for one in answer["refused"]), answer


def test_no_change_gives_back_what_the_book_prints(pages, project, tables_copy):
    page = pages["partnerships"]
    assert page.change(asked(("egypt_migration", "value", "450 million")))["shown"]
    assert not any(page.change([]).values()) and page.state is page.printed
    (same,) = {json.dumps(page.change(asked(("egypt_migration", "value", value)))["shown"]) for value in (2e8, "EUR 200 million")}
    certain = ("egypt_migration", "relation:egypt_package", "stated")
    both = asked(("egypt_migration", "value", "200 million"), certain, ("egypt_migration", "qualifier", "about"))
    assert page.change(both)["made"] == both[2:], "what supposes the printed figure is no change"
    assert page.change(both[:2])["made"] == [] and page.state is page.printed
    assert same == "{}"


def test_the_wording_of_a_supposed_figure_is_printed_as_finely_as_it_is_known(pages):
    tables = pages["turkiye"].tables
    for changes, told in (
        ([("turkiye_total", "value", "20 billion")], "EUR 20 billion"),
        ([("mauritania_support", "value", "2 billion")], "EUR 2.000 billion"),
        ([("turkiye_total", "value", 12.55e9)], "EUR 12.55 billion"),
        ([("turkiye_migration", "value", 900), ("turkiye_migration", "qualifier", "about")], "about EUR 900"),
        ([("air_bridge_aid", "qualifier", "at_least")], "at least 3,800 tonnes"),
        ([("egypt_migration", "value", "450 million"), ("egypt_migration", "qualifier", "nearly")], "nearly EUR 450 million"),
    ):
        supposed = tables.supposing([Change(*change) for change in changes])
        printed = supposed.section and supposed.section.row("claims", changes[0][0])["printed"]
        assert printed == told, (changes, supposed.refused)


def test_the_claims_of_a_chapter_come_with_what_may_be_supposed_of_them(pages):
    found = {one["id"]: one for one in pages["partnerships"].claims()}
    egypt = found["egypt_migration"]
    assert egypt["fields"] == {"value": 2e8, "printed": "EUR 200 million", "qualifier": "exact", "stage": "planned"}
    assert "in_force" not in dict(egypt["choices"]["stage"]) and dict(egypt["choices"]["qualifier"])["at_most"] == "at most"
    (relation,) = egypt["relations"]
    assert (
        relation["field"] == "relation:egypt_package"
        and relation["value"] == "stated"
        and ["stated", "stated"] in relation["choices"]
    )
    assert {"mauritania_support", "egypt_package"} <= found.keys() and "air_bridge_aid" not in found
    assert list(found)[:3] == ["egypt_migration", "egypt_package", "mauritania_support"], "as the page first mentions them"
    assert [one["own"] for one in found.values()] == [True] * 4 + [False] * (len(found) - 4), "its own claims come first"
    assert json.loads(json.dumps(list(found.values()))) and not pages["sources"].claims()
    for page in pages.values():  # each of them can be supposed as it is
        for one in page.claims()[:1]:
            assert "refused" not in page.change([{"id": one["id"], "field": "value", "value": one["fields"]["value"]}])


def calls(work: Callable[[], object]) -> int:
    """How many functions of Python the work calls; about as many on every computer, where seconds measure what else it does."""
    made = 0

    def note(frame, event, argument):
        nonlocal made
        made += event == "call"

    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return made


def test_a_change_is_little_work(pages):
    """A quarter of a million calls take about a fifth of a second in the browser; ``live_speed.py`` measures the seconds."""
    for name, page in pages.items():
        few = min(calls(lambda: page.change(asked(("egypt_migration", "value", value)))) for value in (451e6, 452e6))  # noqa: B023
        assert few < 250_000, (name, few)


# -- cells -------------------------------------------------------------------------------------------------------------


def test_a_statement_that_fails_takes_what_rests_on_it_and_nothing_else():
    cells = Cells()
    ran = cells.run(ready("a = 1\nb = 1 / 0\nc = a + 1\nd = b + c\ndef e():\n    return d\n[f for f in (c,)]", "x"))
    assert ran.values == [[2]] and set(cells.missing) == {"b", "d", "e"}
    assert {one.why for one in ran.failed} == {"ZeroDivisionError: division by zero"}
    (shown,) = cells.run(ready("'{d} of it'", "x")).values
    assert shown.why == "ZeroDivisionError: division by zero" and not shown.kept
    assert cells.run(ready("[b for b in (1,)]", "x")).values == [[1]], "a name of its own is no other name"
    cells.run(ready("b = 2", "x"))
    assert cells.run(ready("b", "x")).values == [2] and "b" not in cells.missing


def test_a_guard_that_cannot_be_judged_is_told_of_with_its_words():
    cells = Cells()
    ran = cells.run(ready("share = 1 / 0\nguard('one word', 'another', share)\nassert 1 == 2\nguard('kept', frame)", "x"))
    zero = "ZeroDivisionError: division by zero"
    assert [(said, missing.why) for said, missing in ran.words] == [
        (("one word", "another"), zero),
        ((), "AssertionError"),
        (("kept",), "With these figures no step of the chapter gives this a value; its code calls it “guard”."),
    ]
    ((said, missing),) = Cells().run(ready("import pandas\nguard('kept', pandas)", "x")).words
    assert said == ("kept",) and missing.kept


def test_code_that_needs_pandas_keeps_its_figures_unless_it_rests_on_what_was_refused(pages):
    cells = Cells()
    cells.names["section"] = pages["turkiye"].tables.section()
    (frame,) = cells.run(ready("frame = section.frame('claims')\nbad = nowhere\nframe", "x")).values
    (imported,) = cells.run(ready("import pandas as pd\npd.DataFrame()", "x")).values
    (both,) = cells.run(ready("frame, bad", "x")).values
    assert frame.kept and frame.why == imported.why and "pandas" in frame.why
    assert (frame.tables, imported.tables) == ({"claims"}, set())
    assert not both.kept and "“nowhere”" in both.why


def test_a_refusal_stands_where_its_number_stood_and_the_rest_goes_on(pages):
    page = pages["turkiye"]
    answer = page.change(asked(("turkiye_facility", "relation:turkiye_total", "stated")))
    with pytest.raises(ArithmeticRuleError) as refused:
        total(*map(page.state.section.claim, ("turkiye_total", "turkiye_facility")), mixed_stages=True)
    asked_for = {one["eval"]: n for n, one in enumerate(page.described["shown"]) if one["eval"]}
    why = (
        "EU Facility for Refugees in Turkey is a part of support for refugees and hosts in Türkiye, so the two may not be added "
        "(rule: a part is never added to its whole)"
    )
    assert str(refused.value).startswith(
        "turkiye_facility is a part of turkiye_total, so the two may not be added (rule 2); use "
    )
    assert answer["shown"][asked_for["on_top"]] == f'<span class="refused" data-why="{why}">[no number here]</span>'
    once_more = [n for n, one in enumerate(page.described["shown"]) if one["eval"] == "on_top"][1:]
    assert once_more and all(answer["shown"][n].endswith("]</span>") for n in once_more)
    (chart,) = (n for n, output in enumerate(page.printed.outputs) if output.drawn)
    assert answer["shown"][chart] == f'<p class="refused">{why}.</p>' and answer["was"][chart]
    grade = next(n for one, n in asked_for.items() if one.startswith("grade("))
    assert page.printed.outputs[grade].text == "grade C" and grade not in answer["shown"], (
        "a grade is no number that could be gone"
    )
    assert asked_for["migration_share"] not in answer["shown"] and len(answer["shown"]) < len(page.printed.outputs) / 2


# -- what a reader does ------------------------------------------------------------------------------------------------


def test_an_answer_gets_the_verdict_of_check(pages):
    from external_dimension.exercises import EXERCISES as exercises
    from external_dimension.exercises import check as desktop

    page = pages["partnerships"]
    for name, typed in (("egypt_share", "2.7 %"), ("egypt_share", "27"), ("egypt_share", ""), ("egypt_rest", "7.2 billion")):
        verdict = desktop(name, typed, page.printed.section)
        assert page.answer(name, typed) == {"verdict": verdict.grade, "text": str(verdict)}, typed
    assert {page.answer("egypt_share", typed)["verdict"] for typed in ("2.7 %", "27")} == {"right", "not yet"}
    page.change(asked(("egypt_migration", "value", "400 million")))
    assert (
        page.answer("egypt_share", "5.4 %")["verdict"] == "right" and page.answer("egypt_share", "2.7 %")["verdict"] == "not yet"
    )
    assert (
        page.answer("egypt_share", "2.7 %")["text"] == OF_PRINTED
        and page.answer("egypt_rest", "EUR 7.2 billion")["text"] == OF_PRINTED
    )
    assert "Wrong unit" in page.answer("egypt_share", "EUR 7.2 billion")["text"], "a slip by either figures is told as such"
    again = exercises.another("egypt_share", 1, page.state.section)
    verdict = desktop("egypt_share/1", again.question.right, page.state.section)
    assert verdict.right and page.answer("egypt_share/1", again.question.right.text) == {"verdict": "right", "text": str(verdict)}
    assert page.answer("egypt_share/1", "1 %")["verdict"] == "not yet"
    with pytest.raises(KeyError, match="no exercise 'gaza_before' on this page"):
        page.answer("gaza_before", "1")


def test_a_verdict_by_changed_figures_says_so_where_tables_keep_the_printed_ones(pages):
    """A table that pandas makes has the printed figures, and would contradict the answer."""
    page, change = pages["what_adds_up"], asked(("egypt_migration", "value", "450 million"))
    page.change(change)
    told = {typed: page.answer("migration_parts", typed)["text"] for typed in ("EUR 1,328 million", "EUR 1,078 million")}
    assert all(text.endswith(f" {WITHOUT}") for text in told.values()) and told["EUR 1,078 million"].startswith(OF_PRINTED)
    assert WITHOUT not in page.answer("allocated_sum", "EUR 1 billion")["text"], "whose figures are as printed"
    pages["partnerships"].change(change)
    assert pages["partnerships"].answer("egypt_share", "6.1 %")["verdict"] == "right"
    assert WITHOUT not in pages["partnerships"].answer("egypt_share", "6.1 %")["text"], "all of that page follows"


def test_a_further_task_asks_what_no_other_on_the_page_asks(pages):
    """It has the number that comes next, its own answer, and no note; where the tables offer nothing else, that is said."""
    page, asked_before = pages["turkiye"], set()
    for known in (["1", "2"], ["1", "2", "3"]):
        answer = page.another("turkiye_share", known)
        fold = BeautifulSoup(answer["html"], "html.parser").details
        number = int(fold["id"].removeprefix("tries-turkiye-share-"))
        assert number > len(known) and fold.summary.get_text() == f"Another one ({number})" and not answer["text"]
        assert "data-provenance" not in answer["html"] and fold.contents[-1]["class"] == ["choose"]
        asked_before.add(fold.select_one(".asked").get_text())
        right = page.answer(f"turkiye_share/{number}", fold.select_one(".right > .choice > summary").get_text())
        assert right["verdict"] == "right", right
    assert len(asked_before) == 2
    for page in pages.values():
        for name in page.described["exercises"].values():
            if getattr(live._exercises(page.printed.cells.names["check"])[name], "again", ()):
                assert set(page.another(name, ["1", "2"])) == {"html", "text"}
    with pytest.raises(KeyError, match="no exercise 'gaza_before' on this page"):
        pages["turkiye"].another("gaza_before", [])


def test_what_can_be_chosen_is_told_in_the_words_of_the_book(pages, tmp_path):
    page = pages["turkiye"]
    found = page.terms()
    assert found["href"] == "../book/glossary.html" and found["stage"]["about"].startswith("What a source says happened to money")
    assert "“paid” cannot be chosen" in found["stage"]["more"] and "refused" in found["stage"]["sums"]
    assert found["stage"]["choices"].keys() == {row["id"] for row in page.tables.rows["stages"]}
    assert (
        found["qualifier"]["choices"]["nearly"]
        == "A sum reckons with anything from the figure less the unit to which it is rounded to the figure."
    )
    assert all(all(one["choices"].values()) for name, one in found.items() if name != "href"), "each choice has its sentence"
    assert found["relation"]["choices"].keys() == {"stated", "likely", "unknown"} and "*" not in json.dumps(found)
    for one in pages.values():  # what is printed is always among what can be chosen
        for claim in one.claims():
            assert claim["fields"]["stage"] in dict(claim["choices"]["stage"]), claim["id"]
    paying = [row | {"id": "paid", "verbs": "pay"} if row["id"] == "managed" else row for row in page.tables.rows["stages"]]
    assert terms._unpaid(paying) == ""
    bare = terms.terms(page.tables, tmp_path)  # a report without a glossary and a method
    assert bare["stage"]["about"] == bare["relation"]["about"] == "" and bare["stage"]["choices"]["pledged"]


def test_a_set_of_names_is_typed_with_commas(pages):
    page = pages["western_balkans"]
    right, _ = live._exercises(page.state.cells.names["check"])["agreements_signed"](page.state.section)
    if not isinstance(right, live.Named):
        page, name = next(
            (page, name)
            for page in pages.values()
            for name in page.described["exercises"].values()
            if isinstance(live._exercises(page.state.cells.names["check"])[name](page.state.section)[0], live.Named)
        )
        right, _ = live._exercises(page.state.cells.names["check"])[name](page.state.section)
    assert page.answer(name, ", ".join(right.names.values()))["verdict"] == "right"
    assert page.answer(name, next(iter(right.names.values())))["verdict"] != "right" or len(right) == 1


def test_every_solution_is_right_with_the_figures_of_the_book(pages):
    verdicts = [output.text for page in pages.values() for output in page.printed.outputs if 'class="verdict' in output.html]
    assert len(verdicts) > 35 and all(text.startswith("Right: ") for text in verdicts)


def test_a_cell_that_a_reader_changes_runs_on_the_page(pages):
    page = pages["turkiye"]
    ran = page.run("turkiye-02", "twice = share(facility, turkiye, if_nested=True)\ntwice")
    assert (
        ran["error"] == ""
        and ran["text"] == "48 %"
        and '<a class="quantity" href="claims.html#claim-turkiye-facility"' in ran["html"]
    )
    assert page.run("x", "display(twice)\nprint('done', twice)\ntwice.range")["text"].startswith("done 48 %\n48 %\n")
    new = page.run("x", "share(migration, facility, if_nested=True)")
    (note,) = new["notes"]
    assert note > page.described["notes"] and f'data-provenance="provenance-{note}"' in new["html"]
    assert page.run("x", "share(migration, facility, if_nested=True)")["notes"] == {}
    chart = page.run(
        "x",
        "turkiye_readings = dumbbell('x', [('Support', turkiye, on_top)], names=('a', 'b'), title=finding, "
        "subtitle=contents, alt=aloud)\nturkiye_readings",
    )
    assert "EUR 18.5 billion" in chart["html"].replace("\u00a0", " ") and chart["error"] == ""
    page.change([])
    assert page.run("x", "twice")["error"] == "NameError: name 'twice' is not defined"
    assert "facility" in page.state.cells.names, "what a reader sets is not what the page has"


def test_what_goes_wrong_in_a_cell_is_told_in_a_line(pages):
    page = pages["turkiye"]
    for source, told in (
        ("share(migration, facility)", "turkiye_migration"),
        ("total(turkiye, claim('gaza_total'))", "(rule 4)"),
        ("claim('turkiye_totl')", "no 'turkiye_totl' in data/claims.csv (perhaps turkiye_total)"),
        ("1 +", "SyntaxError: line 1: invalid syntax"),
        ("turkiye - migration", "quantities have no minus sign"),
        ("turkiye.words", "is no count"),
        ("x = 1\nraise SystemExit(2)", "SystemExit: 2"),
        ("section.frame('claims')", "pandas is not at hand in this page. At hand are this book's own package"),
        ("import matplotlib.pyplot as plt", "matplotlib is not at hand in this page."),
        ("from nowhere_at_all import get", "nowhere_at_all is not at hand in this page."),
        ("import socket\nsocket.create_connection(('127.0.0.1', 9))", "There is no network in this page."),
        ("open('mine.csv')", "There is no file “mine.csv” in this page."),
        ("open('data')", "IsADirectoryError"),
    ):
        error = page.run("x", source)["error"]
        assert told in error and "\n" not in error and "Traceback" not in error, error


def test_the_functions_for_json_speak_of_the_page_that_was_started(book_project, pages, monkeypatch):
    monkeypatch.chdir(book_project)
    page = pages["turkiye"]
    live.start(str(book_project), page.described)
    given = json.loads(json.dumps(live.change(asked(("turkiye_total", "value", "13 billion")))))
    assert given == json.loads(json.dumps(page.change(asked(("turkiye_total", "value", "13 billion")))))
    assert json.dumps(live.claims()) == json.dumps(page.claims())
    assert live.answer("turkiye_share", "6.8 %") == page.answer("turkiye_share", "6.8 %")
    assert live.run("x", "turkiye")["text"] == page.run("x", "turkiye")["text"] == "EUR 13 billion"
