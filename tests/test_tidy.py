"""What is only form is mended by the command `tidy`, which shows it first; what a cell means stays as it is."""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
import unicodedata
from pathlib import Path

import pytest

from claimbook.data import form, tidy
from claimbook.data.rules import check
from claimbook.data.tables import read_tables
from claimbook.data.tidy import difference, tidied_table, tidied_text

FIELDS = [
    {"name": "id", "type": "string", "constraints": {"pattern": "^[a-z]+$"}},
    {"name": "name", "type": "string"},
    {"name": "code", "type": "string", "constraints": {"pattern": r"^\d{3}$"}},
]
GOOD = 'id,name,code\na,"Türkiye, host",008\nb,Mali,466\n'


def rewritten(**how) -> str:
    out = io.StringIO()
    csv.writer(out, **{"lineterminator": "\n"} | how).writerows(csv.reader(io.StringIO(GOOD)))
    return out.getvalue()


FORMS = {
    "a byte order mark": b"\xef\xbb\xbf" + GOOD.encode(),
    "UTF-16": GOOD.encode("utf-16"),
    "Windows-1252": GOOD.encode("cp1252"),
    "CRLF": GOOD.replace("\n", "\r\n").encode(),
    "CR": GOOD.replace("\n", "\r").encode(),
    "semicolons": rewritten(delimiter=";").encode(),
    "tabs": rewritten(delimiter="\t").encode(),
    "a line sep": b"sep=;\r\n" + rewritten(delimiter=";", lineterminator="\r\n").encode(),
    "a bar that sep names": b'"sep=|"\n' + rewritten(delimiter="|").encode(),
    "quotes": rewritten(quoting=csv.QUOTE_ALL).encode(),
    "quotes around each row": "".join('"' + line.replace('"', '""') + '"\n' for line in GOOD.splitlines()).encode(),
    "blank rows": GOOD.replace("\nb", "\n\n,,\n  ,,\nb").encode() + b"\n,,\n",
    "empty columns": GOOD.replace("\n", ",,\n").encode(),
    "numbers of rows from pandas": GOOD.replace("\nb", "\n1,b").replace("\na", "\n0,a").join([",", ""]).encode(),
    "numbers of rows from R": GOOD.replace("\nb", '\n"2","b"').replace("\na", '\n"1","a"').join(['"",', ""]).encode(),
    "no line end": GOOD.rstrip("\n").encode(),
    "letters apart": unicodedata.normalize("NFD", GOOD).encode(),
    "a code without its zeros": GOOD.replace("008", "8").encode(),
    "all at once": b"sep=;\r\n" + rewritten(delimiter=";", lineterminator=";;\r\n").encode("cp1252") + b";;;;\r\n",
}


@pytest.mark.parametrize("name", FORMS)
def test_form_is_mended_and_shown(tmp_path, name):
    path = tmp_path / "a.csv"
    path.write_bytes(FORMS[name])
    found = tidied_table(path, FIELDS)
    assert found.differs and found.after.decode() == GOOD
    shown = list(difference(found))
    assert shown[0].startswith(f"{tmp_path.name}/a.csv: ") and all(line.isprintable() for line in shown)
    path.write_bytes(found.after)
    assert not tidied_table(path, FIELDS).differs


def test_a_word_that_reads_otherwise_is_shown_in_full(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(GOOD.replace("008", "8").encode("cp1252"))
    assert list(difference(tidied_table(path, FIELDS)))[1:3] == [
        "  line 2: byte 0xfc becomes Türkiye, read as Windows-1252",
        "  line 2: code 8 becomes 008, a code of this length",
    ]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *(
            (text, "mac_roman")
            for text in (
                "Türkiye",
                "réfugiés à Genève",
                "‘aid’ – “for €7”",
                "España",
                "MÜLLER",
                "61\u00a0000 – l’aide",
                "l’été, “écrit",
            )
        ),
        *(
            (text, "cp1252")
            for text in (
                "Türkiye",
                "réfugiés à Genève",
                "‘aid’ – “for €7”",
                "¿España?",
                "MÜLLER",
                "61\u00a0000 – l’aide",
                "Œuvre",
                "Spaß“ für",
            )
        ),
    ],
)
def test_letters_of_windows_and_of_an_old_macintosh_are_told_apart(text, encoding):
    read = form.decoded(text.encode(encoding))
    assert read.lines[0][1] == [text]
    assert read.encoding == {"cp1252": "Windows-1252", "mac_roman": "Mac Roman"}[encoding]


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"id,name,code\na,\x81,008\n", "line 2: byte 0x81 is neither UTF-8 nor Windows-1252"),
        (b'id,name,code\na,"b,008\n', 'line 2: a quote that does not close: "b'),
        (b"id;name;code\na,b,008\n", "line 2: not parted as the header is"),
        (b"id,name,code\na,\0,008\n", "header: a NUL character"),
    ],
)
def test_what_has_no_single_reading_is_left(tmp_path, raw, why):
    path = tmp_path / "a.csv"
    path.write_bytes(raw)
    found = tidied_table(path, FIELDS)
    assert not found.differs and found.refused == why


@pytest.mark.parametrize(
    "raw",
    [
        "'id','name','code'\n'a','Gaza, aid','008'\n",  # quotes that are not ours
        "id,name,code\na,Gaza, aid,008\n",  # no quotes
        "id  name      code\na   Gaza, aid 008\n",  # columns of a fixed width
        "id,name,code\na,Keynote by \u00c5\u00a0uica,008\n",  # half of a letter that was read in another encoding
    ],
)
def test_what_is_parted_or_read_amiss_keeps_its_spaces(tmp_path, raw):
    path = tmp_path / "a.csv"
    path.write_text(raw, encoding="utf-8")
    assert not tidied_table(path, FIELDS).differs


def test_what_a_cell_means_is_left(tmp_path):
    raw = "id,name,code\nA , 7.4E+09,12\nb,17/03/2024,TÃ¼rkiye\nb,17/03/2024,TÃ¼rkiye\n"
    path = tmp_path / "a.csv"
    path.write_text(raw.replace("\n", "\r\n"), encoding="utf-8", newline="")
    assert tidied_table(path, FIELDS).after.decode() == raw.replace(",12", ",012").replace("A , 7", "A,7")


def test_names_of_columns_and_ends_of_cells_are_form(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(" ID ,name,Code\n a,b c ,012\n", encoding="utf-8")
    found = tidied_table(path, FIELDS)
    assert found.after == b"id,name,code\na,b c,012\n" and found.mended == ["2 cells with a space at an end"]
    assert [before for before, _ in found.words] == ["line 1: ' ID '", "line 1: 'Code'"]
    path.write_text("Id,iD,code\na,b,012\n", encoding="utf-8")
    assert not tidied_table(path, FIELDS).differs, "of two that look like one, neither has its name"
    path.write_text("id,name,code\na,b ,012\n", encoding="utf-8")
    assert not tidied_table(path, [field | {"type": "any"} for field in FIELDS]).differs


def test_a_bibliography_keeps_its_text(tmp_path):
    path = tmp_path / "a.bib"
    path.write_bytes("@misc{a,\r\n  title = {Türkiye},\r\n}\r\n".encode("cp1252"))
    assert tidied_text(path).after.decode() == "@misc{a,\n  title = {Türkiye},\n}\n"


def test_the_command_asks_before_it_writes_and_leaves_nothing_for_the_check(tables_copy, monkeypatch, capsys):
    path = tables_copy / "data" / "partners.csv"
    good = path.read_bytes()
    assert tidy.main(tables_copy, yes=False) == 0 and capsys.readouterr().out == "tidy: nothing to mend\n"
    spoilt = b"\xef\xbb\xbf" + good.replace(b",", b";").replace(b"\n", b"\r\n")
    path.write_bytes(spoilt)
    os.chmod(path, 0o640)
    for answer in ("n", EOFError):

        def reply(question: str, answer=answer) -> str:
            if answer is EOFError:
                raise EOFError
            return answer

        monkeypatch.setattr("builtins.input", reply)
        assert tidy.main(tables_copy, yes=False) == 1 and path.read_bytes() == spoilt
        assert "data/partners.csv: a byte order mark, CRLF line ends, semicolons\n" in capsys.readouterr().out
    monkeypatch.setattr("builtins.input", lambda question: "y")
    assert tidy.main(tables_copy, yes=False) == 0 and path.read_bytes() == good and path.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in path.parent.iterdir() if path.name.startswith(".")) == []
    path.write_bytes(spoilt)
    assert tidy.main(tables_copy, yes=True) == 0 and check(tables_copy / "data") == []


# -- a real spreadsheet -----------------------------------------------------------------------------------------------

#: Settings of a profile that make LibreOffice a German one.
GERMAN = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>de-DE</value></prop></item>
</oor:items>"""
#: A CSV with semicolons, Windows-1252, German forms of numbers, and each text in quotes.
AS_GERMAN = "csv:Text - txt - csv (StarCalc):59,34,1,1,,1031,true,true"


def test_tables_that_went_through_a_spreadsheet_hold_once_they_are_tidied(tables_copy, tmp_path):
    """From CSV to a workbook and back, in a German LibreOffice: with its own settings, and as its CSV for German programs."""
    office = shutil.which("soffice")
    if not office:  # said loudly; too large a program to ask for
        pytest.skip(
            "NO LIBREOFFICE FOUND: no table went through a spreadsheet. Install it (Debian: apt-get install libreoffice-calc)."
        )
    data, place = tables_copy / "data", tmp_path / "office"
    (place / "user").mkdir(parents=True)
    (place / "user" / "registrymodifications.xcu").write_text(GERMAN, encoding="utf-8")
    names = ("claims", "events", "partners", "context")
    before, _ = read_tables(data)

    def convert(kind: str, to: Path, files: list[Path]) -> None:
        command = [office, f"-env:UserInstallation={place.as_uri()}", "--headless", "--convert-to", kind, "--outdir", str(to)]
        subprocess.run([*command, *map(str, files)], check=True, capture_output=True, timeout=180)

    convert("xlsx", place, [data / f"{name}.csv" for name in names])
    for kind in ("csv", AS_GERMAN):
        convert(kind, data, [place / f"{name}.xlsx" for name in names])
        assert check(data), "a spreadsheet leaves its marks"
        assert tidy.main(tables_copy, yes=True) == 0
        assert check(data) == [] and read_tables(data)[0] == before


def test_a_table_that_check_refuses_is_not_told_as_sound(tables_copy, capsys):
    """What a cell means is none of its form, so that tidy had nothing to mend and said no more."""
    path = tables_copy / "data" / "claims.csv"
    assert tidy.main(tables_copy, yes=True) == 0 and capsys.readouterr().out == "tidy: nothing to mend\n"
    path.write_text(path.read_text(encoding="utf-8").replace(",announced,", ",anounced,", 1), encoding="utf-8")
    assert tidy.main(tables_copy, yes=True) == 0 and capsys.readouterr().out == "tidy: nothing to mend; `check` has 1 line\n"
