"""The labs' page: briefs by a number as the notebooks have them, lines corrected in words, what is saved and marked; and the book that students get."""

from __future__ import annotations

import base64
import gzip
import io
import json
import os
import re
import zipfile
from contextlib import chdir
from importlib.resources import files
from itertools import permutations
from pathlib import Path
from types import SimpleNamespace

import pytest
from browser import opened
from reasons import GOOD

from claimbook.live import labs, page
from claimbook.publish import handed_book
from claimbook.sphinx import search_index
from claimbook.teaching.labs import Line, assess, judge
from claimbook.teaching.labs.drawing import drawn, none_offered, plant
from claimbook.teaching.labs.in_words import reworded
from claimbook.teaching.labs.key import SETUP, key, key_text, page_numbers, run
from claimbook.teaching.labs.kinds import LABS
from claimbook.teaching.labs.lab import FINISHED
from claimbook.teaching.labs.mending import mending
from claimbook.teaching.labs.on_page import number_of, printed
from claimbook.teaching.labs.plain import plainly
from claimbook.teaching.labs.record import Entry, plain_line, read_record, record_of, write_entry
from claimbook.teaching.labs.saved import first_of, read_saved
from claimbook.teaching.labs.variants import variants
from claimbook.teaching.marking.returned import find
from claimbook.teaching.outcomes import titled
from claimbook.teaching.start import handout
from external_dimension import load

#: A number by which the lab on sums has one mistake, two, and none; the tests below find them.
FEW = range(1, 40)


@pytest.fixture(scope="module")
def desk(project):
    """The room of the browser, with the labs of the book."""
    with chdir(Path.cwd()):  # the room goes to the folder of the tables
        yield SimpleNamespace(root=project, about=labs.start(str(project)), section=labs._section[0])


def with_mistakes(section, many: int) -> int:
    return next(number for number in FEW if len(plant(section, LABS[0], number).mistakes) == many)


# -- what is drawn --------------------------------------------------------------------------------------------------------


def test_a_brief_is_drawn_without_pandas_as_the_notebook_draws_it(section):
    assert "import pandas" in SETUP
    for lab in LABS:
        planted = [plant(section, lab, number) for number in FEW[:12]]
        code = "\n".join(one.draft.replace("brief = Brief()", f"brief = briefs[{n}] = Brief()") for n, one in enumerate(planted))
        briefs = run("briefs = {}\n" + code, section)["briefs"]
        for n, one in enumerate(planted):
            assert {a: plain_line(line) for a, line in drawn(section, one).items()} == {
                a: plain_line(line) for a, line in briefs[n].items()
            }


def test_each_student_of_a_course_has_a_number_that_tells_nothing():
    numbers = page_numbers(1 << 60, 300)
    assert len(set(numbers)) == 300 and numbers[:30] == page_numbers(1 << 60, 30) != page_numbers((1 << 60) + 1, 30)
    assert all(len(str(number)) == 8 for number in numbers)


def test_a_report_of_which_no_lab_can_be_drawn_says_why(project):
    section = load(project / "data")
    section._rows["claims"] = [row | {"unit": "GBP"} for row in section.rows("claims") if row["unit"] == "EUR"]
    section._rows |= {"evidence": [], "context": [], "relations": [], "outside_relations": []}
    assert none_offered(section).endswith("the claims here are in GBP.") and not none_offered(load(project / "data"))
    assert none_offered(section) in printed(section)._repr_html_().replace("&#x27;", "'")
    assert key_text(section, 1) == none_offered(section)


# -- a line in words ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lab", LABS, ids=lambda lab: lab.name)
def test_every_mistake_can_be_corrected_in_words(section, lab):
    """The sentence that the key has, typed without its numbers, holds; the sentence of the brief is refused for what it was refused for."""
    found = variants(section, lab.name)
    code = "\n".join(f"{one.draft(f'l{i}')}\n{mending(section, one).code(f'l{i}')}" for i, one in enumerate(found))
    space = run(f"brief, mended = Brief(), Brief()\n{code}", section)
    for letter, before in space["brief"].items():
        right = reworded(section, before, space["mended"][letter].text)
        result = assess({letter: before}, [], {letter: right}, section)
        assert result.mended == 1, (before.text, right.text, result.reasons)
        again = reworded(section, before, f" {before.text} ")
        wrong = judge({letter: before}, section).wrong[letter]
        assert judge({letter: again}, section).wrong.get(letter) == wrong, (before.text, judge({letter: again}, section))


@pytest.mark.parametrize("lab", LABS, ids=lambda lab: lab.name)
def test_what_the_judge_says_has_no_code_in_it_on_a_page(section, lab):
    """Neither ids, nor arguments, nor names of files; what is said in a notebook stays as it is but for these."""
    found = variants(section, lab.name)
    brief = run("brief = Brief()\n" + "\n".join(one.draft(f"l{i}") for i, one in enumerate(found)), section)["brief"]
    told = [fault.text for faults in judge(brief, section).faults.values() for fault in faults]
    told += [mending(section, one).notes for one in found]
    said = [plainly(section, one) for one in told]
    assert not [one for one in said if re.search(r"\w_\w|=|\.csv|\w\(|\{", one)]
    assert all(rule in one for one, was in zip(said, told) for rule in re.findall(r"\(rule \d\)", was))


@pytest.mark.parametrize(
    "text, said",
    [
        ("They come to EUR 99 billion.", "no number"),
        ("One is EUR 12.5 billion, the other EUR 99 billion.", "EUR 99 billion, which no number of the line gives"),
        ("No number at all.", "no number"),
        ("", "no number"),
    ],
)
def test_a_number_that_no_claim_gives_is_told(section, text, said):
    before = Line("Together they come to EUR 18.5 billion.", (18.5e9,), (("turkiye_total", "turkiye_facility"),))
    faults = judge({"a": reworded(section, before, text)}, section).faults["a"]
    assert any(said in str(fault) for fault in faults), faults


SUM = "Together, the migration management in the support for Türkiye (allocated) and the EU Facility for Refugees in Turkey (managed) come to {}."


@pytest.mark.parametrize(
    "ends, holds",
    [
        ("EUR 5.9 to 7.0 billion", True),
        ("EUR 6 to 6.9 billion", True),
        ("between EUR 6 billion and EUR 6.9 billion", True),
        ("EUR 5.9 to 6.9 billion", True),
        ("EUR 6.9 billion", False),
        ("EUR 5 to 6.9 billion", False),
        ("EUR 5.9 to 7.9 billion", False),
        ("EUR 6.9 to 6 billion", False),
        ("EUR 5 to 8 billion", False),
        ("exactly EUR 6 to 6.9 billion", False),
    ],
)
def test_both_ends_of_a_range_may_be_rounded_otherwise(section, ends, holds):
    """As an exercise takes them: each end rounded honestly, or as the amounts are printed; one end alone, or another, is refused."""
    before = Line(SUM.format("EUR 6.9 billion"), (6.878e9,), (("turkiye_migration", "turkiye_facility"),))
    found = judge({"a": reworded(section, before, SUM.format(ends))}, section)
    assert found.holds == holds, found
    assert ("is a range and not a number" in str(found)) == (ends == "EUR 6.9 billion"), found
    other = not holds and " to " in ends and not ends.startswith("exactly")
    assert (f"{ends} are not both ends" in str(found)) == other, "a range is not told that it is a single number"


FRANCE, FINLAND = "the places for resettlement pledged by France", "the places for resettlement pledged by Finland"


@pytest.mark.parametrize(
    "text, holds",
    [
        (f"Year for year, {FRANCE} are 6 times {FINLAND}.", True),
        (f"Year for year, {FRANCE} are 6 times {FINLAND}, per year.", True),
        (f"Year for year, {FRANCE} are 12 times {FINLAND}, per year.", False),
        (f"{FRANCE.capitalize()} are 12 times {FINLAND}, per year.", False),
        (f"The places for resettlement pledged by France, for 2024 and 2025 together, are 12 times {FINLAND}, per year.", True),
        (f"The places for resettlement pledged by France, for 2024-2025, are 12 times {FINLAND}, per year.", True),
        (f"The places for resettlement pledged by France, for two years, are 12 times {FINLAND}, per year.", True),
        (f"Year for year, {FRANCE}, for 2024 and 2025 together, are 12 times {FINLAND}, per year.", False),
        (f"The places for resettlement pledged by France, for 2024, are 12 times {FINLAND}, per year.", False),
        (f"The places for resettlement pledged by France, for 2024 and 2025 together, are 6 times {FINLAND}, per year.", False),
    ],
)
def test_years_are_set_against_a_year_as_means_or_with_both_said(section, text, holds):
    """In the page's own form: year for year, or with the years of each; the sentence of the brief, which says one of them, is refused."""
    before = Line("They are 12 times the other.", (12.0,), (("pledged_resettlement_fra", "pledged_resettlement_yearly_fin"),))
    found = judge({"a": reworded(section, before, text)}, section)
    assert found.holds == holds, found


@pytest.mark.parametrize(
    "amount, rule",
    [
        ("nearly EUR 2.5 billion", ""),
        ("almost 2.5bn euros", ""),
        ("almost €2.5bn", ""),
        ("2.5bn euros", "hedge"),
        ("almost 2.5m euros", "sentence"),
    ],
)
def test_an_amount_may_be_written_short(section, amount, rule):
    told = "The section puts the EU commitment for Syria and the region at {} (committed)."
    before = Line(told.format("EUR 2.5 billion"), (2.5e9,), (("syria_commitment",),))
    found = judge({"a": reworded(section, before, told.format(amount))}, section)
    assert found.wrong.get("a", [""])[0] == rule, found


def test_a_claim_may_be_left_out_for_a_reason(section):
    before = Line("Together they come to EUR 18.5 billion.", (18.5e9,), (("turkiye_total", "turkiye_facility"),))
    label = section.claim("turkiye_total").claims[0].label
    text = f"The section puts the {label} at {section.claim('turkiye_total')} (allocated)."
    bare, told = (reworded(section, before, text, why) for why in ("", "It may lie within the total, so it is not told."))
    assert "no longer speaks of turkiye_facility" in assess({"a": before}, [], {"a": bare}, section).reasons[-1]
    assert assess({"a": before}, [], {"a": told}, section).mended == 1


# -- the room of the page -------------------------------------------------------------------------------------------------


def test_a_student_commits_takes_hints_corrects_and_saves(desk, tmp_path):
    """In this order; the judge says what it says in a notebook, without a word of code."""
    assert [one["name"] for one in desk.about["labs"]] == [lab.name for lab in LABS] and not desk.about["missing"]
    number = with_mistakes(desk.section, 2)
    shown = labs.take(f" {number} ", "lab_sums")
    found = key(desk.section, LABS[0], number)
    assert [letter for letter, _ in shown["lines"]] == list("abcde") and not shown["committed"]
    assert "Commit first" in labs.hint("lab_sums", "line")["told"][0]
    given = [[one.letter, one.rule, GOOD[one.rule]] for one in found]
    assert labs.commit("lab_sums", [[found[0].letter, found[0].rule, "It is wrong."]])["told"][0] == "Not recorded yet."
    answer = labs.commit("lab_sums", given)
    assert answer["committed"] and answer["told"][0].startswith("Recorded") and "lab." not in str(answer)
    assert "first" in labs.hint("lab_sums", "full")["told"][0]
    told = [labs.hint("lab_sums", step)["told"][0] for step in ("line", "rule", "full")]
    assert all(one.letter in told[0] for one in found)
    assert all(plainly(desk.section, fault) in told[2] for one in found for fault in one.verdict)
    anew = {one.letter: one.right for one in found}
    one_of_them = labs.correct("lab_sums", dict(list(anew.items())[:1]), {})["told"]
    assert one_of_them == [f"Line {found[0].letter} holds.", "A line that you left as it was does not hold."]
    assert labs.correct("lab_sums", anew, {})["told"][-1] == "Every line holds."
    left = labs.correct("lab_sums", anew | {found[0].letter: "Nothing."}, {})["told"]
    assert "no number in the sentence" in left[0] and "line(" not in str(left) and "leaving" not in str(left)
    labs.correct("lab_sums", anew, {})
    saved = labs.saved()
    file = tmp_path / saved["name"]
    file.write_text(saved["text"], encoding="utf-8")
    read = read_saved(file)
    assert read.number == number and list(read.records) == ["lab_sums"] and "holds." not in saved["text"]
    assert all(line in saved["text"] for _, line in shown["lines"])


def test_that_every_line_holds_can_be_committed_to(desk):
    number = with_mistakes(desk.section, 0)
    labs.take(str(number), "lab_sums")
    answer = labs.commit("lab_sums", [["", "", GOOD[""]]])
    assert answer["committed"] and labs.hint("lab_sums", "line")["told"] == ["Every line of the brief holds.", FINISHED]


def test_a_brief_that_holds_after_a_doubt_says_why_and_that_the_lab_is_finished(desk):
    number = next(n for n in FEW if not plant(desk.section, LABS[1], n).mistakes)
    for letter, text in labs.take(str(number), "lab_stages")["lines"]:
        labs.take("1", "lab_stages")
        labs.take(str(number), "lab_stages")
        labs.commit("lab_stages", [[letter, "stage", GOOD["stage"]]])
        said = labs.hint("lab_stages", "line")["told"]
        assert said[0] == "Every line of the brief holds." and said[1].startswith(f"Line {letter}, which you doubted, holds: ")
        assert re.search(r"\(rule \d\)|rule \d|mean|printed", said[1]) and said[2] == FINISHED
        again = labs.correct("lab_stages", {letter: f"{text} Indeed."}, {})["told"]
        assert "leave it as it is. It holds because" in again[0]
        assert labs.correct("lab_stages", {}, {})["told"] == ["Every line holds.", FINISHED]


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "twelve",
        "12a",
        "٣٤",
        "1" * 21,
        "98046720.0",
        "-3",
        "99999999999999999999",
        "100000000",
        "980467.20",
        "9804-6720",
        "1e7",
        "1.234",
    ],
)
def test_what_is_no_number_is_refused(desk, typed):
    """A sign, decimals or too many digits are not left out in silence: that would be another number."""
    assert "up to eight digits alone" in labs.take(typed, "lab_sums")["refused"]


@pytest.mark.parametrize("typed", ["98046720", " 98046720 ", "98 046 720", "98,046,720", "98.046.720", "9804 6720"])
def test_a_number_may_be_typed_with_its_thousands_apart(desk, typed):
    assert labs.take(typed, "lab_sums")["number"] == 98046720


def test_a_number_is_drawn_as_a_course_has_them(desk):
    drawn_here = [labs.draw() for _ in range(20)]
    assert all(len(str(number)) == 8 for number in drawn_here) and len(set(drawn_here)) > 15


# -- the briefs that are printed ----------------------------------------------------------------------------------------------


def test_a_brief_of_each_lab_is_printed_with_a_choice_a_line(section):
    """One line of each does not hold; opened, each line says what the judge says, and the mended line stands folded below."""
    html = printed(section)._repr_html_()
    blocks = html.split('<div class="tries lab" id="tries-lab-')[1:]
    assert len(blocks) == len(LABS)
    for block, lab in zip(blocks, LABS):
        (found,) = key(section, lab, number_of(section, lab))
        looks = re.findall(r'<li class="(\w+)"><details class="choice"><summary[^>]*>([^<]+)<', block)
        assert [words for _, words in looks] == [*(f"Line {letter}" for letter in "abcde"), "Every line holds"]
        assert [words for look, words in looks if look == "right"] == [f"Line {found.letter}"]
        assert block.count("it holds:") == 4 and "it holds: ." not in block
        assert f"by “{found.rule}”" in block and "<details open" not in block and "<h3>" in block


# -- what comes back --------------------------------------------------------------------------------------------------------


def test_a_saved_file_is_found_by_its_number_alone_beside_a_folder_and_in_it(tmp_path):
    text = "Labs done on a page of the book. Hand this file in as it is: all of it is judged again by whoever marks it.\nnumber: {}\n\nlab: lab_sums\n{{}}\n"
    back = tmp_path / "back"
    (back / "student-2" / "labs").mkdir(parents=True)
    (back / "an email").mkdir()
    (back / "labs-11111111.txt").write_text(text.format(11111111), encoding="utf-8")
    (back / "an email" / "labs (1).txt").write_text(text.format(22222222), encoding="utf-8")
    (back / "student-2" / "labs-2.txt").write_text(text.format(22222222), encoding="utf-8")
    (back / "labs-99999999.txt").write_text(text.format(99999999), encoding="utf-8")
    (back / "note.txt").write_text("number: 1", encoding="utf-8")
    found, unread = find(back, tmp_path / "unpacked", {}, {11111111: 1, 22222222: 2})
    assert [(one.number, len(one.saved)) for one in found] == [(1, 1), (2, 2)]
    assert sorted(one.called for one in unread) == ["labs-99999999.txt", "note.txt"]
    assert any("not one that was given out" in one.why for one in unread)


def test_of_several_files_the_one_with_the_earliest_commitment_counts(tmp_path):
    """In whatever order they come; of files of one sitting the last one, which has all of it; a sitting without a time comes after."""

    def row(why, at, kind="commit"):
        return json.dumps({"kind": kind, "what": [["a", "hedge", why]], "at": at, "after": ""}) + "\n"

    early, late, untold = (row("x", f"2026-11-2{day}T10:00:00+00:00") if day else row("x", "yesterday") for day in (1, 2, 0))
    longer = early + row("y", "2026-11-21T10:05:00+00:00")
    empty = row("x", "2026-11-20T10:00:00+00:00", "refused")
    for order in permutations((late, early, untold, longer, empty)):
        assert first_of(order) == (longer, 4)
    assert first_of([late, untold]) == (late, 2) and first_of([empty, untold]) == (untold, 2) and first_of([late]) == (late, 1)
    write_entry(tmp_path / "r", Entry("commit", [["a", "hedge", "x"]]))
    assert read_record(tmp_path / "r").committed_at.startswith("20") and read_record(tmp_path / "r").whole


def test_a_file_that_is_not_what_its_number_gives_is_noted(desk, tmp_path):
    """The brief of a friend under another number; a record that lost its first commitment, or of which each entry says to be the first."""
    number = with_mistakes(desk.section, 1)
    labs.take("98046720", "lab_sums")
    labs.take(str(number), "lab_sums")
    labs.commit("lab_sums", [["a", "hedge", GOOD["hedge"]]])
    labs.hint("lab_sums", "line")
    text, file = labs.saved()["text"], tmp_path / "labs.txt"
    own, other = (drawn(desk.section, plant(desk.section, LABS[0], n)) for n in (number, number + 1))
    file.write_text(text, encoding="utf-8")
    assert read_saved(file).shows("lab_sums", own) and not read_saved(file).shows("lab_sums", other)
    record = read_saved(file).records["lab_sums"]
    first, second = record.splitlines()
    alone = re.sub(r'"after": "\w+"', '"after": ""', second)
    assert record_of(record).whole and record_of(first).whole
    assert not any(record_of(one).whole for one in (second, alone, f"{first}\n{alone}"))


@pytest.mark.parametrize(
    "numbers, said",
    [
        ([98046720], ""),
        ([98046721, 98046720], "drew briefs of 1 other number while the page was open"),
        (
            [98046720, 98046721, 98046722, 98046720],
            "drew briefs of 2 other numbers and this one anew 1 time while the page was open",
        ),
    ],
)
def test_a_brief_that_was_drawn_anew_leaves_a_trace(desk, tmp_path, numbers, said):
    """In the file, and so in the row of the marks; who shows the same brief again, or another lab of the number, draws nothing anew."""
    labs.start(str(desk.root))
    for number in numbers:
        labs.take(str(number), "lab_sums")
        labs.take(str(number), "lab_stages")
    labs.commit("lab_sums", [["a", "hedge", GOOD["hedge"]]])
    file = tmp_path / "labs.txt"
    file.write_text(labs.saved()["text"], encoding="utf-8")
    read = read_saved(file)
    assert read.drawn == tuple(numbers) and read.said_of_drawing == said and list(read.records) == ["lab_sums"]
    older = re.sub(r"(?m)^drawn: .*\n", "", file.read_text(encoding="utf-8"))
    file.write_text(older, encoding="utf-8")
    assert read_saved(file).drawn == () and read_saved(file).records == read.records, "a file of an older book is read as before"


def test_quotes_that_a_word_processor_made_are_read_as_plain_ones(desk, tmp_path):
    labs.take("98046720", "lab_sums")
    labs.take(str(with_mistakes(desk.section, 2)), "lab_sums")
    labs.commit("lab_sums", [["a", "hedge", 'It says: “nearly”, which is a "ceiling", and that is lost.']])
    labs.correct("lab_sums", {"a": "Nothing, it's “over” EUR 5 billion."}, {})
    text, file = labs.saved()["text"], tmp_path / "labs.txt"
    file.write_text(text, encoding="utf-8")
    plain = read_saved(file)
    file.write_text(re.sub(r'(?<=[\[{ ])"', "“", text).replace('"', "”").replace("'", "’"), encoding="utf-8")
    typed = read_saved(file)
    assert '"' not in typed.records["lab_sums"] and typed.shows(
        "lab_sums", drawn(desk.section, plant(desk.section, LABS[0], typed.number))
    )
    one, other = (record_of(each.records["lab_sums"]) for each in (plain, typed))
    assert [entry.kind for entry in other.entries] == ["commit", "judge"] and one.commitment == other.commitment


def test_what_a_file_says_of_itself_is_not_believed(tmp_path):
    file = tmp_path / "labs.txt"
    for text in ("", "number: 5\n", "Labs done on a page of the book.\nnumber: 5\n"):
        file.write_text(text, encoding="utf-8")
        assert read_saved(file) is None
    file.write_bytes(b"\xff\xfe" * 10)
    assert read_saved(file) is None and read_saved(tmp_path / "nothing.txt") is None


# -- the book that students get ---------------------------------------------------------------------------------------------


def test_a_book_that_was_built_before_a_row_was_changed_is_told(tmp_path):
    for name in ("data/claims.csv", "book/method.md", "_build/html/checksums.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("", encoding="utf-8")
    os.utime(tmp_path / "_build/html/checksums.txt", (2e9, 2e9))
    assert not handed_book.changed_since(tmp_path, tmp_path / "_build/html")
    os.utime(tmp_path / "data/claims.csv", (3e9, 3e9))
    assert handed_book.changed_since(tmp_path, tmp_path / "_build/html") == ["data/claims.csv"]


PAGE = """<body><nav><ul><li class="toctree-l1"><a href="../book/teaching.html">Teach</a></li><li class="toctree-l1"><a href="b.html">B</a></li></ul></nav>
<link rel="next" href="../book/teaching.html" /><article><p>See <a href="../book/teaching.html#labs"><em>the plans</em></a> or <a href="b.html">B</a>.</p>
<details class="solution admonition" id="s"><summary>Solution</summary><div class="output text_html"><p>7 %</p></div><p>It is <span class="output">7</span>.</p></details>
<div class="output text_html"><p>after</p></div></article><ul class="page-links"><li><a href="../_sources/a.ipynb">Download</a></li></ul>
<nav><a class="next" href="../book/teaching.html"><small>Next</small> Teach</a></nav></body>"""


def test_links_to_what_is_left_out_go_and_solutions_leave_empty_places():
    made = handed_book.without(PAGE, "notebooks/a.html", ["book/teaching"])
    assert "teaching" not in made and "Teach" not in made and "7" not in made and "_sources" not in made
    assert made.count("The solution is left out of this copy") == 1
    assert "See <em>the plans</em> or" in made and made.count('<a href="b.html">') == 2
    assert len(re.findall(r'class="output', made)) == 3 and made.count("<details") == 0 and "<p>after</p>" in made


def test_nothing_is_taken_for_a_link_that_leads_elsewhere():
    page = '<p><a href="https://example.org/book/teaching.html">x</a> <a href="#book/teaching.html">y</a> <a>z</a></p>'
    assert handed_book.without(page, "index.html", ["book/teaching"]) == page


@pytest.fixture(scope="module")
def handed(project, book_html, tmp_path_factory):
    place = tmp_path_factory.mktemp("handed") / "book"
    handed_book.hand_out(project, book_html, [place])
    return place


def test_the_book_in_a_students_folder_is_whole_and_gives_nothing_away(project, book_html, handed):
    """No page for teachers, no solution, no link that leads nowhere; as many outputs as before; the search finds what is there."""
    pages = {path.relative_to(handed).as_posix(): path.read_text(encoding="utf-8") for path in handed.rglob("*.html")}
    assert "book/teaching.html" not in pages and len(pages) > 30
    for name, text in pages.items():
        assert "teaching.html" not in text and 'class="solution admonition"' not in text and "_sources/" not in text, name
        before = (book_html / name).read_text(encoding="utf-8")
        count = re.compile(r'class="output[ "]')
        assert len(count.findall(text)) == len(count.findall(before)), name
        for link in re.findall(r'<a [^>]*?href="([^"#]+)', text):
            if not re.match(r"[a-z]+:", link):
                assert (handed / name).parent.joinpath(link.partition("?")[0]).resolve().is_file(), (name, link)
    assert any("choices" in text for text in pages.values())
    index = search_index.handed(handed / "searchindex.js", "setIndex")
    lost = index["docnames"].index("book/teaching")
    assert not [word for word, found in index["terms"].items() if lost in (found if isinstance(found, list) else [found])]
    told = search_index.handed(handed / "_static" / "summaries.js", "setSummaries")
    assert "book/teaching" not in told and "book/without_code" in told
    listed = (handed / "checksums.txt").read_text(encoding="utf-8")
    assert "book/teaching.html" not in listed and "notebooks/labs.html" in listed


def test_the_live_parts_there_have_no_code_of_solutions(project, book_html, handed):
    script = handed / "_static" / "live" / "book.js"
    if not script.is_file():
        pytest.skip("the book was built without its live parts")
    pages, had = (live_pages(path) for path in (script, book_html / "_static" / "live" / "book.js"))
    assert pages.keys() == had.keys() and len(pages) > 15
    for name, one in pages.items():
        assert len(one["shown"]) == len(had[name]["shown"])
        assert not [cell["source"] for cell in one["cells"] if cell["source"].lstrip().startswith("check(")], name
    assert sum(cell["source"] == "" for one in pages.values() for cell in one["cells"]) > 30


def live_pages(script: Path) -> dict[str, dict]:
    """What the pages show, by the names of their files, as a script of live parts has it."""
    parts = dict(handed_book.PARTS.findall(script.read_text(encoding="utf-8")))
    with zipfile.ZipFile(io.BytesIO(gzip.decompress(base64.b64decode(parts["book.zip"])))) as archive:
        return {name: json.loads(archive.read(name)) for name in archive.namelist() if name.startswith("pages/")}


def test_a_page_without_solutions_is_worked_out_as_before_but_for_them(project, book_html, handed):
    """The places of solutions stay, so that a change is shown where it belongs; what a change gives elsewhere is the same."""
    if not (script := handed / "_static" / "live" / "book.js").is_file():
        pytest.skip("the book was built without its live parts")
    name = "pages/notebooks-turkiye.json"
    changed = {"id": "turkiye_facility", "field": "value", "value": "7 billion"}
    found = []
    for path in (script, book_html / "_static" / "live" / "book.js"):
        with chdir(project):
            page.start(str(project), live_pages(path)[name])
            found.append((page.outputs(), page.change([changed])["shown"]))
    (mine, shown), (had, before) = found
    same = [n for n, (one, other) in enumerate(zip(mine, had)) if one == other]
    assert len(mine) == len(had) and len(same) > len(had) - 12
    assert {n: html for n, html in shown.items() if n in same} == {n: html for n, html in before.items() if n in same}


def test_each_exercise_can_be_answered_on_its_page(project, handed):
    """Choices stand under each, also where students get the book; and the live parts know each, for its field."""
    names = [name for name, *_ in titled(project)]
    html = "".join(path.read_text(encoding="utf-8") for path in (handed / "notebooks").glob("*.html"))
    assert len(names) > 40 and not [name for name in names if f'id="tries-{name.replace("_", "-")}"' not in html]
    if (script := handed / "_static" / "live" / "book.js").is_file():
        assert {name for one in live_pages(script).values() for name in one["exercises"].values()} == set(names)


def test_a_lab_is_worked_in_the_book_of_a_students_folder(chromium, handed, section, tmp_path):
    """From disk, in a browser: nothing is loaded before the button, and nobody is asked for anything; what is saved can be marked."""
    if not (handed / "_static" / "live" / "briefs.js").is_file():
        message = "NO LIVE PARTS FOUND: the labs' page was not tried in a browser. Fetch them: make live."
        (pytest.fail if os.environ.get("REQUIRE_BROWSER") else pytest.skip)(message)
    number = with_mistakes(section, 1)
    (found,) = key(section, LABS[0], number)
    shown = opened(chromium, viewport={"width": 360, "height": 740})
    asked: list[str] = []
    shown.on("request", lambda request: asked.append(request.url))
    shown.goto((handed / "notebooks" / "labs.html").as_uri() + f"#number={number}")
    assert not [url for url in asked if "/live/" in url and not url.endswith("labs.js")]
    assert shown.locator(".labs-live > p").is_hidden(), "that it needs scripts is for who has none"
    shown.locator("#labs-open").press("Enter")
    shown.get_by_label("Number").wait_for(timeout=120_000)
    assert shown.get_by_label("Number").input_value() == str(number), "the number of the link is filled in"
    shown.get_by_role("button", name="Show the brief").press("Enter")
    shown.locator(".labs-bench .brief").wait_for()
    told = shown.locator(".labs-told")
    assert shown.locator(".labs-bench .brief p").count() == 5 and shown.get_by_role("button", name="Which line?").is_hidden()
    doubt = shown.locator("fieldset")
    doubt.get_by_label("Line").select_option(found.letter)
    doubt.get_by_label("Rule").select_option(found.rule)
    doubt.get_by_label("Why").fill(GOOD[found.rule])
    shown.get_by_role("button", name="Commit", exact=True).press("Enter")
    told.nth(0).get_by_text("Recorded.").wait_for()
    shown.get_by_role("button", name="Which line?").press("Enter")
    told.nth(1).get_by_text(f"What does not hold: {found.letter}.").wait_for()
    form = shown.locator("form", has_text="Your sentence")
    form.get_by_label("Line").select_option(found.letter)
    form.get_by_label("Your sentence").fill(found.right)
    form.get_by_role("button", name="Ask the judge").press("Enter")
    told.nth(2).get_by_text("Every line holds.").wait_for()
    assert shown.evaluate("document.documentElement.scrollWidth") == 360
    shown.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
    violations = "axe.run('article', { resultTypes: ['violations'], preload: false }).then((all) => all.violations.map((one) => `${one.id}: ${one.nodes[0].html}`))"
    assert not shown.evaluate(violations)
    with shown.expect_download() as saved:
        shown.get_by_role("button", name="Save what I did").press("Enter")
    saved.value.save_as(tmp_path / saved.value.suggested_filename)
    read = read_saved(tmp_path / f"labs-{number}.txt")
    assert (
        read
        and read.number == number
        and {"commit", "hint", "judge"} == set(re.findall(r'"kind": "(\w+)"', read.records["lab_sums"]))
    )
    assert not [url for url in asked if not url.startswith(("file:", "blob:", "data:"))] and not shown.problems
    shown.context.close()


def test_the_first_page_of_a_folder_says_what_is_in_it():
    whole, bare = (handout("T", 12345678, book=book, begin="book/x", labs_page="book/p/labs.html") for book in (True, False))
    assert "open `book/index.html`" in whole.lower() and "book/book/x.html" in whole and "12345678" in whole
    assert "(book/p/labs.html#number=12345678)" in whole and "#number" not in bare
    assert "index.html" not in bare and "12345678" in bare
    none = handout("T", 12345678, book=False, begin="book/x", why_no_labs="none can be drawn")
    assert "none can be drawn" in none and "12345678" not in none + handout("T", 12345678, book=True)
