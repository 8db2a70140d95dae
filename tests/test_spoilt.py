"""Text that was spoilt on its way, and values to which a spreadsheet gave another form: each is told with what was probably meant."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from building import read_csv, replace_once, write_csv

from claimbook.data import tables
from claimbook.data.meant import perhaps
from claimbook.data.rules import check
from claimbook.data.rules.claims import check_claims
from claimbook.data.rules.files import check_grown_dates, check_strays, check_texts, described_files
from claimbook.data.spoilt import sound, spoilt

SPOILT = {
    "TÃ¼rkiye is host": ("TÃ¼rkiye", "'Türkiye', as was probably meant: UTF-8 was read in another encoding here"),
    "in TÃƒÂ¼rkiye": ("TÃƒÂ¼rkiye", "'Türkiye', as was probably meant: UTF-8 was read in another encoding here"),  # twice
    "T√ºrkiye": ("T√ºrkiye", "'Türkiye', as was probably meant: UTF-8 was read in another encoding here"),  # on a Macintosh
    "the ÃŽle": ("ÃŽle", "'Île', as was probably meant: UTF-8 was read in another encoding here"),
    "for â‚¬7": ("â‚¬7", "'€7', as was probably meant: UTF-8 was read in another encoding here"),
    "by Å\u00a0uica": ("Å\u00a0uica", "'Šuica', as was probably meant: UTF-8 was read in another encoding here"),
    "in lՎté": ("lՎté", "'l’été', as was probably meant: Mac Roman was read as UTF-8 here"),
    "61Â 000": ("61Â", "'61', as was probably meant: UTF-8 was read in another encoding here"),
    "T\ufffdrkiye": ("T\ufffdrkiye", "the letter that was lost where U+FFFD stands (perhaps Türkiye)"),
    "in T?rkiye": ("T?rkiye", "the letter that was lost where the question mark stands (perhaps Türkiye)"),
    "an \u202eegnaro\u202c": (
        "\u202eegnaro\u202c",
        "'egnaro', without U+202E, right-to-left override, which nobody sees",
    ),
    "Tür\u200bkiye": ("Tür\u200bkiye", "'Türkiye', without U+200B, zero width space, which nobody sees"),
    "a\u200db می\u200cخ": ("a\u200db", "'ab', without U+200D, zero width joiner, which nobody sees"),
    "sup\u00adport": ("sup\u00adport", "'support', without U+00AD, soft hyphen, which nobody sees"),
    "two\u2028lines": ("two\u2028lines", "'twolines', without U+2028, line separator, which nobody sees"),
    "Tu\u0308rkiye": (
        "Tu\u0308rkiye",
        "'Türkiye' in composed characters (Unicode NFC), without U+0308, combining diaeresis; `tidy` mends it",
    ),
    **{
        error: (error, "a value; a spreadsheet could not work one out here")
        for error in "#NAME? #DIV/0! #SPILL! #WERT! #BEZUG! #NV #ZAHL! #ÜBERLAUF! #VALEUR! #NOM? #¡VALOR! #¿NOMBRE? #N/D Fehler:508".split()
    },
    "the fin\u0430ncial": ("fin\u0430ncial", "'financial' in Latin letters, without U+0430, cyrillic small letter a"),
    "the \ufb01nancial": ("\ufb01nancial", "'financial', without U+FB01, latin small ligature fi"),
    "\uf0b7 first": ("\uf0b7", "'', without U+F0B7, a sign that a single font has"),
    "aid\ufe0f": ("aid\ufe0f", "'aid', without U+FE0F, variation selector-16"),
    "a\u3164id": ("a\u3164id", "'aid', without U+3164, hangul filler, which nobody sees"),
    "a\u0335\u0335\u0335id": ("a\u0335\u0335\u0335id", "'aid', without U+0335, combining short stroke overlay"),
}


@pytest.mark.parametrize("text", SPOILT)
def test_what_is_spoilt_is_told_with_what_was_meant(text):
    assert not sound(text) and not sound(f"before\n{text}\nafter")
    assert spoilt(text, among="a word of Türkiye") == SPOILT[text]


@pytest.mark.parametrize(
    "text",
    [
        "Türkiye, €7 and “quotes” – 61\u00a0000",
        "«CAFÉ» and „Ä“",
        "Ελλάδα και Україна",
        "Հայաստան, Ґалаґан and 10 Å\u00a0wide",
        "تركيا",
        "naïve—“Élan”, Čović–Żak",
        "5 µm, Δx and the Наташа of a Ростов",
        "sun ☀️ and flag 🇪🇺",
        "family 👨‍👩‍👧, heart ❤️‍🔥 and 👩🏽‍⚕️",
        "می‌خواهم and क्‍ष",
        "see https://example.org/x?id=3 and a-summary?id=4",
        "Why? Because",
        "#### A heading",
    ],
)
def test_what_is_sound_is_left(text):
    assert spoilt(text) is None


def test_a_spoilt_cell_is_named_with_its_row_and_field(tables_copy):
    replace_once(tables_copy / "data" / "partners.csv", "Türkiye", "TÃ¼rkiye")
    (problem,) = check(tables_copy / "data")
    assert str(problem).startswith("data/partners.csv: row turkiye: field name: found 'TÃ¼rkiye'; allowed: 'Türkiye', as was")


def test_each_spoilt_cell_of_a_row_is_named_with_that_row():
    fields = [{"name": name} for name in ("id", "label", "note")]
    resource = {"path": "any.csv", "schema": {"primaryKey": "id", "fields": fields}}
    lines = [(2, ["first", "one\u200bword", "another\u200bone"]), (3, ["last", "a", "b"])]
    assert [(p.row, p.field) for p in tables._spoilt(resource, lines)] == [("first", "label"), ("first", "note")]


def test_the_library_for_it_is_loaded_where_there_is_a_reason_alone(project):
    code = "import sys; from claimbook.data.rules import check; assert not check(); print('ftfy' in sys.modules, 'pybtex' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=project, capture_output=True, text=True, timeout=60)
    assert done.stdout.split() == ["False", "False"], done.stderr


def test_a_spoilt_chapter_or_page_is_named(tmp_path):
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "book").mkdir()
    cells = [
        {"id": "a", "cell_type": "code", "source": ["x = r'a?b'"]},
        {"id": "b", "cell_type": "markdown", "source": ["Left \u200eto right"]},
    ]
    for escaped in (True, False):
        written = json.dumps({"cells": cells}, ensure_ascii=escaped)
        (tmp_path / "notebooks" / "one.ipynb").write_text(written, encoding="utf-8")
        (problem,) = check_texts(tmp_path)
        assert str(problem) == (
            r"notebooks/one.ipynb: row cell b: field -: found '\u200eto'; "
            "allowed: 'to', without U+200E, left-to-right mark, which nobody sees"
        )
    (tmp_path / "notebooks" / "one.ipynb").unlink()
    (tmp_path / "book" / "two.md").write_text("One\nTÃ¼rkiye\n", encoding="utf-8")
    (tmp_path / "book" / "three.md").write_bytes("Türkiye".encode("cp1252"))
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "datapackage.json").write_text('{"title":\n"TÃ¼rkiye"}', encoding="utf-8")
    assert [(p.file, p.row, p.found) for p in check_texts(tmp_path)] == [
        ("three.md", "-", "byte 0xfc"),
        ("two.md", "line 2", "TÃ¼rkiye"),
        ("datapackage.json", "line 2", '"TÃ¼rkiye"}'),
    ]


# -- tables that nobody described -------------------------------------------------------------------------------------


def test_a_table_that_is_not_described_is_named_and_not_published(tables_copy):
    data = tables_copy / "data"
    published = [path.name for path in described_files(data)]
    assert sorted(published) == sorted(path.name for path in data.iterdir())
    for name in ("claims (1).csv", "budget.XLSX", ".~lock.claims.csv#", "notes.md"):
        (data / name).write_text("x", encoding="utf-8")
    assert [(p.file, p.found) for p in check_strays(data)] == [
        ("budget.XLSX", "a workbook"),
        ("claims (1).csv", "a table that is not described"),
    ]
    assert [path.name for path in described_files(data)] == published
    assert [p.file for p in check(data)] == ["budget.XLSX", "claims (1).csv"], "and all else is checked as ever"


# -- what a spreadsheet makes of a file, and of values ----------------------------------------------------------------

FIELDS = [
    {"name": "id", "type": "string", "constraints": {"pattern": "^[a-z]+$"}},
    {"name": "day", "type": "string", "constraints": {"pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"}},
]
TABLE = {"name": "days", "path": "days.csv", "schema": {"fields": FIELDS, "primaryKey": "id"}}


def told(folder: Path, raw: bytes) -> list[str]:
    (folder / "days.csv").write_bytes(raw)
    return [str(problem).removeprefix("data/days.csv: ") for problem in tables.read_rows(folder, TABLE)[1]]


def test_all_that_is_wrong_with_the_form_of_a_file_is_told_at_once_with_what_mends_it(tmp_path):
    raw = b"\xef\xbb\xbfsep=;\r\nid;day;;\r\na;2024;;\r\n;;;\r\n;;;\r\nb;17/03/2024;;\r\n;;;\r\n"
    assert told(tmp_path, raw) == [
        "row header: field -: found 'a byte order mark, CRLF line ends, “sep=”, semicolons, 2 empty columns'; allowed: "
        "UTF-8 without a byte order mark, LF line ends, the header as first line, commas between cells, the columns of the header alone; "
        "the command `tidy` mends it. LibreOffice: File > Save As > Edit filter settings > Character set: Unicode (UTF-8), "
        "Field delimiter: ,. Excel: File > Save As > CSV UTF-8 (Comma delimited), "
        "Windows Settings > Region > Additional settings > List separator: ,",
        "row lines 4-5, 7: field -: found '3 blank rows'; allowed: no row that is blank; the command `tidy` mends it",
        "row b: field day: found '17/03/2024'; allowed: a date as 2024, 2024-03 or 2024-03-17 (perhaps 2024-03-17)",
    ]


def test_bytes_of_another_encoding_are_told_as_the_word_that_they_are_part_of(tmp_path):
    (line,) = told(tmp_path, "id,day\na,2024\nTürkei,2024\n".encode("cp1252"))[:1]
    assert line.startswith(
        "row line 3: field -: found 'byte 0xfc'; allowed: text in UTF-8; in Windows-1252 the word of this line "
    )
    assert "reads 'Türkei'; the command `tidy` mends it" in line


def test_a_hard_space_is_shown_as_what_it_is(tmp_path):
    (line,) = told(tmp_path, "id,day\na,2024\u00a0\n".encode())
    assert "found '2024\\xa0'" in line and line.endswith("what looks like a space is U+00A0, no-break space")


DATE = r"^\d{4}(-\d{2}(-\d{2})?)?$"
MEANT = [
    ("17/03/2024", "string", DATE, "2024-03-17"),
    ("03/04/2024", "string", DATE, "2024-04-03 or 2024-03-04"),
    ("3.4.2024", "string", DATE, "2024-04-03"),
    ("11/13/24", "string", DATE, "2024-11-13"),
    ("Nov-24", "string", DATE, "2024-11"),
    ("17 March 2024", "string", DATE, "2024-03-17"),
    ("2024-11-01 00:00:00", "string", DATE, "2024-11-01"),
    ("2024/3", "string", DATE, "2024-03"),
    ("45368", "string", DATE, "2024-03-17"),
    ("2024-02-30", "string", DATE, ""),
    ("8", "string", r"^\d{3}$", "008"),
    ("7.4E+09", "number", "", "7400000000"),
    ("7,400,000", "number", "", "7400000"),
    ("7,5", "number", "", "7.5"),
    ("7,400", "number", "", "7400 or 7.4"),
    ("EUR 7.4bn", "number", "", "7400000000"),
    ("15.0", "integer", "", "15"),
    ("15.5", "integer", "", ""),
    ("1.234,5", "number", "", "1234.5"),
    ("1,234.50", "number", "", "1234.5"),
    ("\u22125", "number", "", "-5"),
    ("\u200f74", "number", "", "74"),
    ("2024\u201311\u201301", "string", DATE, "2024-11-01"),
    ("\uff12\uff10\uff12\uff14", "string", DATE, "2024"),
    ("62,61", "string", r"\d+( \d+)*", "62 61"),
    ("62.0", "string", r"\d+( \d+)*", "62"),
    ("alb", "string", "[A-Z]{3}", "ALB"),
    ("\u0391LB", "string", "[A-Z]{3}", "ALB"),
    ("Legal pathways", "string", "[a-z_]+", "legal_pathways"),
    ("TRUE", "string", "", ""),
    ("7_400_000", "number", "", "7400000"),
    *((text, "number", "", "") for text in ("1e400", "0x10", "1/2", "½", "3 of 4")),  # nothing that a figure alone tells
]


@pytest.mark.parametrize(("text", "kind", "pattern", "meant"), MEANT)
def test_the_message_gives_what_was_probably_meant(text, kind, pattern, meant):
    assert perhaps(text, kind, pattern, dated=pattern == DATE) == (f" (perhaps {meant})" if meant else "")


def test_a_word_that_is_no_scale_is_blamed_and_not_the_amount(section):
    found = {}
    for printed in ("EUR 7.4bn", "EUR 7.4 mrd"):
        row = section.row("claims", "egypt_package") | {"printed": printed}
        found[printed] = [
            (p.field, p.allowed)
            for p in check_claims({"claims": [row], "stages": section.rows("stages"), "events": [], "context": []})
        ]
    assert found == {
        "EUR 7.4bn": [],
        "EUR 7.4 mrd": [("printed", "after the number a scale that is known, such as billion or bn; 'mrd' is none")],
    }


def test_a_month_that_a_spreadsheet_made_a_day_is_noticed(tables_copy):
    path = tables_copy / "data" / "events.csv"
    rows = read_csv(path)
    for row in rows:
        row["date"] += "-01" * (row["id"] == "committee_launched")
    write_csv(path, rows)
    (problem,) = check(tables_copy / "data")
    assert (problem.row, problem.field, problem.found) == ("committee_launched", "date", "2024-11-01")
    assert problem.allowed == "2024-11, the month of its reference_date 2024-11-07; a spreadsheet makes a day of a month"


@pytest.mark.parametrize(("grown", "certain"), [(("2024-11-01", "2024-12-01"), 2), (("2024-11-01", "2024-12"), 0)])
def test_months_that_grew_since_the_last_commit_are_noticed(tmp_path, grown, certain):
    """Where each grew it was a spreadsheet; a single one may be known to the day now, and is mentioned."""
    data = tmp_path / "data"
    data.mkdir()
    for command in (["init", "-q"], ["add", "."], ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "a"]):
        if command == ["add", "."]:
            told(data, b"id,day\na,2024-11\nb,2024-12\nc,2024-01-01\n")
        subprocess.run(["git", *command], cwd=tmp_path, check=True, capture_output=True)
    (data / "days.csv").write_text(f"id,day\na,{grown[0]}\nb,{grown[1]}\nc,2024-01-01\n", encoding="utf-8")
    mind = []
    found = check_grown_dates(data, {"days": TABLE}, {"days": read_csv(data / "days.csv")}, mind)
    assert len(found) == certain and len(mind) == (0 if certain else 1)
    assert [(p.row, p.allowed) for p in found + mind][0] == (
        "a",
        "2024-11, as in the last commit, unless this day is known: a spreadsheet makes it of a month",
    )
