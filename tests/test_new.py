"""An empty report, made by `new`: it holds, says that it is empty, builds, and grows; and the frame of its plain chapters."""

from __future__ import annotations

import importlib.metadata
import json
import os
import re
import shutil
import subprocess

import frictionless
import pytest
import yaml
from building import read_csv, write_csv

from claimbook.__main__ import main
from claimbook.checks import drafts
from claimbook.checks.audit import audit
from claimbook.checks.lint import GUARDED, NOT_TYPED, lint
from claimbook.checks.results import UNNAMED
from claimbook.core.section import CLAIM_FIELDS
from claimbook.data.descriptor import NEEDED, own_tables, resources
from claimbook.data.printed import figures
from claimbook.data.rules import check
from claimbook.publish.new import Named, files
from claimbook.publish.plain_chapters import notebook, plain_chapter
from claimbook.report import chapter
from claimbook.report.involved import involved
from claimbook.wording.units import is_money
from external_dimension import load


def cells(text: str, kind: str) -> list[str]:
    """The sources of a notebook's cells of a type."""
    return ["".join(cell["source"]) for cell in json.loads(text)["cells"] if cell["cell_type"] == kind]


def emptied(section):
    """The section as its tables would be without a row."""
    for resource in section.descriptor["resources"]:
        section._rows[resource["name"]] = []
    return section


def shown(section, name: str) -> str:
    """What the code of a plain chapter shows of these tables, as HTML."""
    scope: dict = {}
    html = []
    for code in cells(plain_chapter(name, "Any title"), "code"):
        *_, last = code.splitlines()
        exec("\n".join(code.splitlines()[:-1] if last.startswith(("chapter.", "since_")) else [code]), scope)
        scope["section"] = section
        if last.startswith(("chapter.", "since_")):
            html.append(eval(last, scope)._repr_html_())
    return "".join(html)


def test_a_title_with_a_number_is_no_number_that_somebody_typed(tmp_path):
    """The first page names the text that is read, as the heading of that text does."""
    for title, rows in (('Annual report 2025 of a "hospital"', 1), ("Annual report", 0)):
        place = tmp_path / str(rows)
        for path, content in files(place, Named(title, "1", "Somebody")).items():
            if path.startswith(("data/", "notebooks/overview", "book/")):
                (place / path).parent.mkdir(parents=True, exist_ok=True)
                (place / path).write_text(content, encoding="utf-8")
        assert check(place / "data") == [] and len(read_csv(place / "data" / "proper_names.csv")) == rows
        assert [finding for finding in lint(place) if "overview" in str(finding)] == []


# -- the frame of a plain chapter -------------------------------------------------------------------------------------


def test_a_plain_chapter_shows_the_rows_that_there_are(project, monkeypatch):
    monkeypatch.chdir(project)
    html = shown(load(), "turkiye")
    assert "has been entered" not in html and "The tables hold" in html
    for text in ("878", 'class="reported"', "Every figure of the section in this chapter", "What is not known"):
        assert text in html, text


def test_a_plain_chapter_says_that_nothing_has_been_entered(project, monkeypatch):
    monkeypatch.chdir(project)
    html = shown(emptied(load()), "turkiye")
    assert html.count("has been entered on this chapter yet") == 4
    for text in ("no figure", "no statement", "no open question"):
        assert text in html, text


def test_what_the_tables_hold_of_the_section_counts_all_chapters(section):
    html = chapter.standing(section)._repr_html_()
    assert f">{len(section.rows('claims'))}</a> figures" in html and "Nothing has been entered" not in html


def test_what_is_from_outside_is_counted_for_the_whole_section_though_its_rows_are_of_no_chapter(section):
    html = chapter.outside(section)._repr_html_()
    assert "Nothing from outside" not in html
    for table, noun in (("evidence", "rows on what sources say of figures"), ("context", "figures for scale")):
        assert f">{len(section.rows(table))}</a> {noun}" in html, table


def test_the_figures_of_a_chapter_stand_in_the_order_of_the_section(project):
    section = load(project / "data")
    html = chapter.figures(section, "humanitarian_response")._repr_html_()
    section._rows["claims"] = list(reversed(section.rows("claims")))  # as rows may have been taken over
    assert chapter.figures(section, "humanitarian_response")._repr_html_() == html
    labels = [section.claim(row_id).label for row_id in ("gaza_package", "gaza_total", "syria_commitment")]
    assert [html.index(label) for label in labels] == sorted(html.index(label) for label in labels)


def test_a_plain_chapter_asks_its_question_where_it_has_one():
    asked, plain = plain_chapter("a_part", "T", question="How much?"), plain_chapter("a_part", "T")
    assert "How much?\n:::" in cells(asked, "markdown")[0] and "The question" not in plain
    assert json.loads(plain)["cells"][3]["id"] == "a-part-03" and plain.endswith("}\n")


def test_a_cell_of_no_kind_is_refused():
    with pytest.raises(KeyError, match="rubbish"):
        notebook("a", "%% rubbish\ntext\n")


# -- an empty report --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    """An empty report of a text that has been named."""
    folder = tmp_path_factory.mktemp("new") / "a report"
    assert main(["new", str(folder), "--title", "Port Report", "--section", "3", "--publisher", "Port Ministry"]) == 0
    return folder


def copied(empty, tmp_path):
    """A copy of the empty report, to be changed."""
    return shutil.copytree(empty, tmp_path / "report")


def changed_descriptor(folder, change) -> None:
    """Change the descriptor of a report in place."""
    path = folder / "data" / "datapackage.json"
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    change(descriptor)
    path.write_text(json.dumps(descriptor), encoding="utf-8")


def test_it_holds_at_once(empty, monkeypatch, capsys):
    monkeypatch.chdir(empty)
    capsys.readouterr()
    assert [main([command]) for command in ("check", "lint", "results")] == [0, 0, 0]
    assert capsys.readouterr().out.splitlines() == [
        "check: every table in data/ holds",
        f"lint: {NOT_TYPED}",
        f"lint: {GUARDED}",
        f"results: nothing to compare: there is no tests/key_results.csv, and {UNNAMED}",
    ]


def test_it_has_no_row_but_the_stages(empty):
    tables = {path.stem: read_csv(path) for path in (empty / "data").glob("*.csv")}
    assert [name for name, rows in tables.items() if rows] == ["stages"]
    assert {resource["path"] for resource in own_tables()} == {f"{name}.csv" for name in tables}


def test_another_program_takes_its_package(empty):
    report = frictionless.validate(str(empty / "data" / "datapackage.json"))
    assert report.valid, report.to_summary()


def test_it_names_the_text_and_says_what_nobody_has_said_yet(empty):
    descriptor = json.loads((empty / "data" / "datapackage.json").read_text(encoding="utf-8"))
    named = {"title": "Port Report", "section": "3", "publisher": "Port Ministry", "publisherShort": "Port Ministry"}
    assert descriptor["report"] == named and descriptor["name"] == "a-report" and "asOf" not in descriptor
    settings = yaml.safe_load((empty / "_config.yml").read_text(encoding="utf-8"))
    assert settings["title"] == "Figures of: Port Report, section 3" and settings["author"] == "Author not named yet"
    assert descriptor["licenses"][0]["title"] == "No licence chosen yet"
    assert Named().book_title == "Figures of a report" and Named(book="Ports").book_title == "Ports"


def test_it_needs_nothing_of_this_report(empty):
    """No file of it but the note on where the engine comes from names this report's package."""
    for path in (path for path in empty.rglob("*") if path.is_file()):
        text = path.read_text(encoding="utf-8")
        assert "external_dimension" not in text and not re.search(r"asylum|EUAA", text, re.I), path
        assert "external-dimension" not in text or path.name in ("README.md", "requirements.txt"), path


def test_it_says_with_which_packages_it_was_made(empty):
    pins = dict(re.findall(r"^([\w.-]+)==(\S+)$", (empty / "requirements.txt").read_text(encoding="utf-8"), re.M))
    for name in ("jupyter-book", "sphinx", "pandas", "markupsafe"):  # named by the engine, or wanted by what it names
        assert pins[name] == importlib.metadata.version(name)
    assert "pytest" not in pins and "hypothesis" not in pins


def test_its_notebooks_have_the_form_of_this_book(empty):
    for path in (empty / "notebooks").glob("*.ipynb"):
        text = path.read_text(encoding="utf-8")
        assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=1) + "\n", path
        made = json.loads(text)["cells"]
        assert len({cell["id"] for cell in made}) == len(made)
        for before, cell in zip(made, made[1:]):
            if cell["cell_type"] == "code":
                assert before["cell_type"] == "markdown" and len(cell["source"]) <= 10 and not cell["outputs"], path
                assert all(len(line) <= 73 for line in cell["source"]), path


@pytest.mark.parametrize("there", ["a file in the folder", "a file", "no right to write"])
def test_what_is_there_is_left_alone(tmp_path, capsys, there):
    place = tmp_path / "place"
    if there == "a file in the folder":
        place.mkdir()
        (place / "mine.txt").write_text("mine", encoding="utf-8")
    else:
        place.write_text("mine", encoding="utf-8")
    folder = place / "below" if there == "no right to write" else place
    before = sorted(tmp_path.rglob("*"))
    assert main(["new", str(folder)]) == 1
    said = capsys.readouterr().out
    assert said.startswith(f"{folder}: ") and said.count("\n") == 1 and sorted(tmp_path.rglob("*")) == before


def test_the_command_that_it_prints_works_in_a_terminal_as_it_stands(tmp_path, capsys):
    """No environment need be activated, and the folder may have a space; asked for help, it builds nothing."""
    folder = tmp_path / "a report"
    assert main(["new", str(folder)]) == 0
    (told,) = re.findall(r"to build it: (.*)", capsys.readouterr().out)
    plain = {"PATH": "/usr/bin:/bin", "PYTHONPATH": os.environ.get("PYTHONPATH", "")}
    done = subprocess.run(f"{told} --help", shell=True, env=plain, cwd="/", capture_output=True, text=True)
    assert done.returncode == 0 and "build" in done.stdout, done.stderr


def test_labs_say_that_there_is_nothing_to_go_wrong_with(empty, monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(empty)
    assert main(["key", "--seed", "1"]) == 1
    assert (said := capsys.readouterr().out).startswith("No lab can be drawn from these tables: ") and said.count("\n") == 1
    assert main(["course", "--to", str(tmp_path / "course")]) == 0, "the chapters and their exercises are there"
    assert said.strip() in (tmp_path / "course" / "student" / "START.md").read_text(encoding="utf-8")


def test_rows_from_outside_need_the_month_in_which_they_were_read(empty, tmp_path):
    folder = copied(empty, tmp_path)
    with (folder / "data" / "developments.csv").open("a", encoding="utf-8") as file:
        file.write("since,2025-02,figures,A port was opened.,Port Ministry,A port,a_port,,A,\n")
    (problem,) = check(folder / "data")
    assert (problem.file, problem.field) == ("datapackage.json", "asOf") and "developments.csv has rows" in problem.allowed
    changed_descriptor(folder, lambda descriptor: descriptor.update(asOf="2026-13"))
    assert [(p.field, p.found) for p in check(folder / "data")] == [("asOf", "2026-13")]
    changed_descriptor(folder, lambda descriptor: descriptor.update(asOf="2026-11"))
    assert check(folder / "data") == []


def test_tables_of_names_may_be_left_out(empty, tmp_path):
    """A report that names nobody, and no document with a number in its title, has no table of them."""
    folder = copied(empty, tmp_path)

    def without(descriptor):
        descriptor["resources"] = [table for table in descriptor["resources"] if table["name"] not in ("actors", "proper_names")]
        for table in descriptor["resources"]:
            keys = table["schema"].get("foreignKeys", [])
            table["schema"]["foreignKeys"] = [key for key in keys if key["reference"]["resource"] != "actors"]

    changed_descriptor(folder, without)
    for name in ("actors", "proper_names"):
        (folder / "data" / f"{name}.csv").unlink()
    section = load(folder / "data")
    assert check(folder / "data") == [] and lint(folder) == []
    assert str(audit("A heading\nThe port was opened.\n", section)).endswith("0 of 1 sentences told; 1 to mend")
    assert involved(section) == []
    with pytest.raises(KeyError, match="no partner, instrument or actor 'port'"):
        section.name("port")


# -- the engine's tables ----------------------------------------------------------------------------------------------

#: Where this report's description of the engine's tables says more than the engine's: the paragraphs that its section has, and topics.
COUNTED_TO = re.compile(r"counted 1 to \d+|then 1 to \d+")
OWN = {("context", "topic"): "enum"}
#: A column for which the engine has a form, and this report a list of what may stand in it, each of that form.
LISTED = {("claims", "unit"), ("evidence", "unit"), ("context", "unit")}


def test_this_report_describes_the_engines_tables_as_the_engine_does(section):
    here = resources(section.descriptor)
    for table in own_tables():
        ours = json.loads(json.dumps(here[table["name"]]))
        for field in ours["schema"]["fields"]:
            field["description"] = COUNTED_TO.sub(lambda match: match[0].split(" 1 ")[0] + " from 1", field["description"])
            if field["name"] == "paragraph":
                del field["constraints"]["maximum"]
            if own := OWN.get((table["name"], field["name"])):
                del field["constraints"][own]
            if (table["name"], field["name"]) in LISTED:
                (pattern,) = (f["constraints"]["pattern"] for f in table["schema"]["fields"] if f["name"] == field["name"])
                assert all(re.fullmatch(pattern, unit) for unit in field["constraints"].pop("enum"))
                field["constraints"]["pattern"] = pattern
        assert ours == table, table["name"]


def test_the_engine_lists_no_units_and_reads_every_currency(section, tables_copy):
    """Which units there are, a report says; a currency that it allows is one that texts are read for and amounts are told in."""
    units = [f for table in own_tables() for f in table["schema"]["fields"] if f["name"] == "unit"]
    assert len(units) == 3 and not [f for f in units if "enum" in f["constraints"]]
    here = resources(section.descriptor)
    listed = {u for t, name in LISTED for f in here[t]["schema"]["fields"] if f["name"] == name for u in f["constraints"]["enum"]}
    codes = {unit for unit in listed if unit.isupper()}
    assert {"EUR", "USD"} <= codes
    for code in codes:
        (figure,) = figures(f"It came to {code} 5 million.")
        assert (figure.unit, figure.value) == (code, 5e6) and is_money(code)

    def change(descriptor):
        (field,) = (f for f in resources(descriptor)["claims"]["schema"]["fields"] if f["name"] == "unit")
        del field["constraints"]["enum"]

    changed_descriptor(tables_copy, change)
    rows = read_csv(tables_copy / "data" / "claims.csv")
    rows[0]["unit"] = "XYZ"
    write_csv(tables_copy / "data" / "claims.csv", rows)
    found = [problem for problem in check(tables_copy / "data") if problem.file == "claims.csv"]
    assert [(p.row, p.field, p.found) for p in found] == [(rows[0]["id"], "unit", "XYZ")] and "EUR" in found[0].allowed


def test_the_engine_reads_no_table_and_column_that_a_new_report_lacks(project):
    """Each table that its code names is in a new report, or is asked for by a function that only a report which has it calls."""
    columns = {table["name"]: {field["name"] for field in table["schema"]["fields"]} for table in own_tables()}
    assert all(set(needed.split()) <= columns[name] for name, needed in NEEDED.items())
    code = "".join(path.read_text(encoding="utf-8") for path in (project / "src" / "claimbook").rglob("*.py"))
    named = set(re.findall(r'\.(?:rows|row|frame|table)\("(\w+)"', code))
    assert named <= columns.keys() and len(named) > 10
    assert set(re.findall(r'\.optional\("(\w+)"', code)) - columns.keys() == {"map_places"}
    assert set(CLAIM_FIELDS) <= columns["claims"] and set(drafts.CLAIMS) == columns["claims"]
    assert set(drafts.EVENTS) == columns["events"]


def test_drafts_go_to_a_new_file_in_one_form(tmp_path, capsys):
    (tmp_path / "text.txt").write_text("Ports\nThe ministry announced EUR 3 million.\n", encoding="utf-8")
    arguments = ["figures", str(tmp_path / "text.txt"), "--chapter", "ports", "--to", str(tmp_path / "drafts.csv")]
    assert main(arguments) == 0
    (row,) = read_csv(tmp_path / "drafts.csv")
    assert (row["value"], row["chapter"]) == ("3000000", "ports")
    assert main(arguments) == 1 and "there is such a file already" in capsys.readouterr().err
