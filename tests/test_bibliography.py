"""The bibliography as people write it and as reference managers export it: read where its meaning is clear, else told in one line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from pybtex.backends.plaintext import Backend
from pybtex.database.input.bibtex import Parser
from recompute_tables import _documents, date_in_words

from claimbook.data.bibliography import UnclearDate, entries_of, iso_date, plain, read_bibliography, simple_entries
from claimbook.data.problems import DataError
from claimbook.data.rules import check
from claimbook.data.sources import read_sources
from claimbook.sphinx.bibliography import ReportLabels, ReportStyle
from claimbook.wording import date

OWN = "@misc{a,\n  author = {{Office}},\n  title = {{Aid}},\n  year = {2025},\n  month = {may},\n  day = {14},\n}\n"
#: Files of one entry, with who issued it, its title and its date.
EXPORTED = {
    "our own": (OWN, ("Office", "Aid", "2025-05-14")),
    "Zotero": (
        "\n@online{a,\n\ttitle = {Aid for {EU} partners},\n\turl = {https://example.org/a_b},\n\tauthor = {{Office}},\n"
        "\turldate = {2025-06-01},\n\tdate = {2025-05-14},\n\tlangid = {english},\n}\n",
        ("Office", "Aid for EU partners", "2025-05-14"),
    ),
    "Zotero in BibTeX": (
        "@misc{a,\n\ttitle = {Aid},\n\tauthor = {M{\\\"u}ller, Jana and {\\'O} Briain, Se{\\'a}n},\n\tmonth = may,\n\tyear = {2025},\n}\n",
        ("Jana Müller and Seán Ó Briain", "Aid", "2025-05"),
    ),
    "JabRef": (
        '% Encoding: UTF-8\n@String{o = "{Office}"}\n@Article{a,\n  author = o,\n  title  = "Aid \\& more",\n  date   = {2025-05},\n}\n\n'
        "@Comment{jabref-meta: databaseType:biblatex;}\n",
        ("Office", "Aid & more", "2025-05"),
    ),
    "a library": (
        '@book{a, title={Aid in T\\"urkiye --- a \\emph{view}}, publisher={Office}, year=2025, month=5, day=14}',
        ("Office", "Aid in Türkiye — a view", "2025-05-14"),
    ),
    "two days": (
        "@misc{a, author={{Office}}, title={Aid}, year={2025}, month=mar, day={14--15}}",
        ("Office", "Aid", "2025-03-14/2025-03-15"),
    ),
    "an institution": ("@report{a, institution={Office}, title={Aid}, date={2025}}", ("Office", "Aid", "2025")),
    "a semicolon in a name": (
        "@misc{a, author={{Office; Unit A} and others}, title={Aid}}",
        ("Office; Unit A and others", "Aid", ""),
    ),
    "round brackets": ("@misc(a, author={{Office}}, title={Aid}, year={2025})", ("Office", "Aid", "2025")),
    "three names": (
        "@misc{a, author={{One} and Two, B. and van Three, C.}, title={Aid}}",
        ("One, B. Two and C. van Three", "Aid", ""),
    ),
    "a month and day in one": (
        '@misc{a, author={{Office}}, title={Aid}, year=2025, month=may # "~14"}',
        ("Office", "Aid", "2025-05-14"),
    ),
    "a mark and line ends of Windows": ("\ufeff" + OWN.replace("\n", "\r\n"), ("Office", "Aid", "2025-05-14")),
}


def written(folder: Path, text: str | bytes) -> list[Path]:
    path = folder / "a.bib"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return [path]


@pytest.mark.parametrize("name", EXPORTED)
def test_an_entry_is_read_and_shown_whoever_wrote_it(tmp_path, name):
    text, (publisher, title, day) = EXPORTED[name]
    files = written(tmp_path, text)
    (source,) = read_sources(files).values()
    assert (source.publisher, source.title, source.date) == (publisher, title, day)
    ReportLabels.section = SimpleNamespace(sources={"a": source}, labels={"a": "Office, 2025"}, listed=["a"])
    (shown,) = ReportStyle().format_entries(Parser().parse_file(str(files[0])).entries.values())
    dated = f" {date(day)}." if day else ""
    address = f" {source.url}." if source.url else ""
    assert shown.text.render(Backend()) == f"{publisher}. {title}.{dated}{address}".replace("..", ".")
    if name != "a library":  # who issued it, and when, read by another way; that reader knows no LaTeX for looks
        (document,) = dict(_documents(tmp_path)).values()
        assert (document["publisher"], document["date"]) == (publisher, day) or "month and day" in name


UNCLEAR = {
    "no title": ("@misc{a, author={{Office}}, year={2025}}", "title: found ''; allowed: a title"),
    "no comma": (
        "@misc{a, author={{Office}}, title={Aid}\n year={2025}}",
        "title: found 'year={2025}}'; allowed: a comma before it, after the field title",
    ),
    "no issuer": (
        "@misc{a, title={Aid}}",
        "author: found ''; allowed: who issued it, as one of author, editor, organization, institution, publisher",
    ),
    "a word without braces": (
        "@misc{a, author=office, title={Aid}}",
        "author: found 'office'; allowed: text in braces, or a word that @String explains above",
    ),
    "a date of another form": (
        "@misc{a, author={{Office}}, title={Aid}, date={14/05/2025}}",
        "date: found '14/05/2025'; allowed: a date as 2024, 2024-03 or 2024-03-17, or two of them as 2024-03-17/2024-03-18 (perhaps 2025-05-14)",
    ),
    "a day that is not": (
        "@misc{a, author={{Office}}, title={Aid}, year=2025, month=feb, day=30}",
        "day: found '30'; allowed: a date of the calendar",
    ),
    "no month": (
        "@misc{a, author={{Office}}, title={Aid}, year=2025, month={spring}}",
        "month: found 'spring'; allowed: a month by its English name or by its number",
    ),
    "two years": (
        "@misc{a, author={{Office}}, title={Aid}, year=2025, date={2024-05}}",
        "year: found '2025'; allowed: 2024, the year of the field date",
    ),
    "a key twice": (OWN + OWN.replace("{a,", "{A,"), "-: found 'A'; allowed: a key not used before (a in book/a.bib)"),
    "a field twice": ("@misc{a, author={{Office}}, title={Aid}, title={B}}", "title: found 'title'; allowed: each field once"),
    "a command that is not known": (
        "@misc{a, author={{Office}}, title={Aid \\foo{b}}}",
        "title: found '\\\\foo'; allowed: plain text, or accents as LaTeX writes them",
    ),
    "spoilt text": (
        OWN.replace("Aid", "TÃ¼rkiye"),
        "title: found '{TÃ¼rkiye}'; allowed: '{Türkiye}', as was probably meant: UTF-8 was read in another encoding here",
    ),
    "a file of one's own": (
        OWN.replace("year", "file = {Full Text PDF:/home/jana/Zotero/storage/aid.pdf:application/pdf},\n  year"),
        "file: found 'Full Text PDF:/home/jana/Zotero/storage/aid.pdf:application/pdf'; allowed: nothing: it names files of your own "
        "computer, and the data are published; Zotero leaves it out where it exports no files",
    ),
    "a file of one's own, from BibDesk": (
        OWN.replace("year", "bdsk-file-1 = {YnBsaXN0},\n  year"),
        "bdsk-file-1: found 'YnBsaXN0'; allowed: nothing: it names files of your own computer, and the data are published; "
        "Zotero leaves it out where it exports no files",
    ),
    "an address that runs": (
        OWN.replace("year", "url = {javascript:alert(1)},\n  year"),
        "url: found 'javascript:alert(1)'; allowed: an address that starts with https:// or http://, without blanks",
    ),
    "an address with a blank": (
        OWN.replace("year", "url = {https://example.org/a b},\n  year"),
        "url: found 'https://example.org/a b'; allowed: an address that starts with https:// or http://, without blanks",
    ),
    "names as catalogues part them": (
        "@misc{a, author={Müller, Jörg; Weiß, Änne}, title={Aid}}",
        "author: found 'Müller, Jörg; Weiß, Änne'; allowed: “and” between names, as Müller, Jörg and Weiß, Änne",
    ),
    "a title from the source of a page": (
        OWN.replace("Aid", "Aid &amp; trade"),
        "title: found '{Aid &amp; trade}'; allowed: '{Aid & trade}', without what the source of a page writes for a character",
    ),
    "a part of a book that is nowhere": (
        OWN.replace("year", "crossref = {b},\n  year"),
        "crossref: found 'b'; allowed: a key of book/*.bib",
    ),
    "another encoding": (
        OWN.replace("Aid", "Türkiye").encode("cp1252"),
        "title: found 'byte 0xfc'; allowed: text in UTF-8; in Windows-1252 the word reads 'Türkiye'; the command `tidy` mends it",
    ),
}


@pytest.mark.parametrize("name", UNCLEAR)
def test_what_has_no_clear_meaning_is_one_line_with_file_key_and_field(tmp_path, name):
    text, line = UNCLEAR[name]
    files = written(tmp_path, text)
    key = "A" if name == "a key twice" else "a"
    assert [str(problem) for problem in read_bibliography(files).problems] == [f"book/a.bib: row {key}: field {line}"]
    with pytest.raises(DataError, match=r"book/a\.bib: row "):
        read_sources(files)


@pytest.mark.parametrize(
    "given", [r"\url{https://example.org/a\_b}", r"{\url{https://example.org/a_b}}", "https://example.org/a_b"]
)
def test_an_address_in_a_command_of_latex_is_the_address(tmp_path, given):
    (source,) = read_sources(written(tmp_path, OWN.replace("year", f"url = {{{given}}},\n  year"))).values()
    assert source.url == "https://example.org/a_b"


def test_a_file_on_the_web_may_be_named(tmp_path):
    files = written(tmp_path, OWN.replace("year", "file = {https://example.org/aid.pdf},\n  year"))
    assert not read_bibliography(files).problems and read_sources(files)


DATES = {
    ("", "2025", "05", ""): "2025-05",
    ("", "2025", "Sept", "3rd"): "2025-09-03",
    ("", "2025", "#may#", "{14}"): "2025-05-14",
    ("", "2025", "5", "14 and 15"): "2025-05-14/2025-05-15",
    ("", "2025", "mar/apr", ""): "2025-03/2025-04",
    ("", "2025", "März", ""): "2025-03",
    ("", "2025-05-14", "", ""): "2025-05-14",
    ("2025-05-14T10:00:00Z", "", "", ""): "2025-05-14",
    ("2025-02-28/2025-03-01", "2025", "feb", ""): "2025-02-28/2025-03-01",
    ("", "", "", ""): "",
    ("2025~", "", "", ""): "date",
    ("2025-05-14/2025-05-13", "", "", ""): "date",
    ("", "n.d.", "", ""): "year",
    ("", "", "5", ""): "year",
    ("", "2025", "", "3"): "month",
    ("", "2025", "13", ""): "month",
    ("", "2025", "jun", "30 -- 2 July"): "day",
}


@pytest.mark.parametrize("given", DATES)
def test_a_date_is_read_or_the_field_told_that_has_none(given):
    fields = {name: value for name, value in zip(("date", "year", "month", "day"), given) if value}
    if DATES[given].isalpha():
        with pytest.raises(UnclearDate) as error:
            iso_date(fields)
        assert error.value.field == DATES[given]
    else:
        assert iso_date(fields) == DATES[given]


@pytest.mark.parametrize(
    ("iso", "words"),
    [
        ("2025-03-14/2025-03-15", "14–15 March 2025"),
        ("2025-04-30/2025-05-02", "30 April – 2 May 2025"),
        ("2024-12-30/2025-01-02", "30 December 2024 – 2 January 2025"),
        ("2025-03/2025-04", "March–April 2025"),
    ],
)
def test_several_days_are_said_as_one_does(iso, words):
    assert date(iso).replace("\u00a0", " ") == date_in_words(iso) == words


def test_the_simple_reader_and_the_parser_agree_on_our_own_files(project):
    for path in sorted((project / "book").glob("*.bib")):
        text = path.read_text(encoding="utf-8")
        entries = simple_entries(text)
        assert entries, path.name
        for entry, (key, parsed) in zip(entries, Parser().parse_string(text).entries.items(), strict=True):
            assert (entry.key, plain(entry.fields["title"])) == (key, plain(parsed.fields["title"]))
            assert {name for name in entry.fields if name != "author"} == set(parsed.fields.keys())


def test_entries_are_taken_as_they_stand_in_whatever_form(project):
    """What explains an abbreviation is none and stops nothing; a key may stand after a space, and round brackets are read as well."""
    text = '% ours\n@string{ec = "Commission"}\n@misc{a,\n  title = {A @ B},\n}\n\n  @Book { b_c ,\n  title = ec\n}\n@misc(d, year = 2024)\n'
    assert entries_of(text) == {
        "a": "@misc{a,\n  title = {A @ B},\n}",
        "b_c": "@Book { b_c ,\n  title = ec\n}",
        "d": "@misc(d, year = 2024)",
    }
    for file in sorted((project / "book").glob("*.bib")):
        whole = file.read_text(encoding="utf-8")
        assert entries_of(whole).keys() == read_bibliography([file]).documents.keys()
        assert all(entry in whole for entry in entries_of(whole).values())


def test_the_parser_is_loaded_only_for_a_form_that_the_simple_reader_does_not_know(tmp_path):
    code = "import sys; from pathlib import Path; from claimbook.data.bibliography import read_bibliography as r; "
    code += f"assert not r([Path({str(tmp_path / 'a.bib')!r})]).problems; print('pybtex' in sys.modules)"
    for name, loaded in (("our own", "False"), ("Zotero", "False"), ("JabRef", "True")):
        written(tmp_path, EXPORTED[name][0])
        source = str(Path(read_bibliography.__code__.co_filename).parents[2])
        done = subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONPATH": source}, capture_output=True, text=True, timeout=60
        )
        assert done.stdout.strip() == loaded, (name, done.stderr)


def test_a_broken_entry_is_told_and_who_cites_it_is_not_blamed(tables_copy):
    path = tables_copy / "book" / "references.bib"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("  year = {2024},", "  year = {2024}", 1), encoding="utf-8")
    assert [(p.folder, p.file, p.row, p.field) for p in check(tables_copy / "data")] == [
        ("book", "references.bib", "commission_2024_progress", "year")
    ]
    path.write_text(
        text.replace("  author = {{European Commission}},", "  author = {{European Commission},", 1), encoding="utf-8"
    )
    (problem,) = check(tables_copy / "data")
    assert (problem.row, problem.field) == ("commission_2024_progress", "author")
