"""The command ``figures``: what any text states, as draft rows, outside a project and inside one."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from pathlib import Path

import pytest
from recompute_text import in_its_words

from claimbook.__main__ import main
from claimbook.checks.drafts import CLAIMS, DRAFT, EVENTS, Reader
from claimbook.checks.pasted import split
from claimbook.core.quantities import ArithmeticRuleError
from claimbook.data.rules import check
from claimbook.data.rules.claims import _form_of, check_claims
from claimbook.teaching.labs.sentences import _means, _tokens
from claimbook.wording.numbers import number
from claimbook.wording.numbers import printed as told
from external_dimension import load, per, total

TABLES = Path(__file__).resolve().parents[1] / "data"
TEXT = """Harbours for all

The council announced EUR 3bn for ports and disbursed up to EUR 500 000 in 2024. It expects €5 million to be paid.
It has committed €1,5 Mrd. to ships; two-thirds of 14 183 people stay. Hundreds left on 17 March 2024.
- EUR 35 million for 1,200 tonnes or more
"""


@pytest.fixture
def drafted(tmp_path, monkeypatch, capsys):
    """A function that writes a text, runs the command on it in a folder with nothing else, and gives its rows and what it told."""

    def run(text: str | bytes, *flags: str, status: int = 0) -> tuple[list[dict], str]:
        monkeypatch.chdir(tmp_path)
        path = tmp_path / "text.txt"
        path.write_bytes(text.encode("utf-8") if isinstance(text, str) else text)
        assert main(["figures", str(path), *flags]) == status
        out = capsys.readouterr()
        return list(csv.DictReader(io.StringIO(out.out))), out.err

    return run


def test_each_figure_is_a_draft_row_of_claims(drafted):
    rows, told = drafted(TEXT)
    assert list(rows[0]) == CLAIMS and all(row["note"].startswith(DRAFT) for row in rows)
    shown = [tuple(row[name] for name in "printed value unit qualifier resolution stage basis paragraph".split()) for row in rows]
    assert shown == [
        ("EUR 3bn", "3000000000", "EUR", "exact", "1000000000", "announced", "figure", "1"),
        ("up to EUR 500 000", "500000", "EUR", "at_most", "100000", "paid", "figure", "1"),
        ("€5 million", "5000000", "EUR", "exact", "1000000", "", "figure", "1"),
        ("€1,5 Mrd.", "1500000000", "EUR", "exact", "100000000", "committed", "figure", "2"),
        ("two-thirds", "66.6666666667", "%", "exact", "0", "", "words", "2"),
        ("14 183 people", "14183", "people", "exact", "0", "", "figure", "2"),
        ("Hundreds", "", "", "exact", "", "", "words", "2"),
        ("EUR 35 million", "35000000", "EUR", "exact", "1000000", "", "figure", "3"),
        ("1,200 tonnes or more", "1200", "tonnes", "at_least", "100", "", "figure", "3"),
    ]
    assert len({row["id"] for row in rows}) == len(rows)
    assert "9 figures as draft rows of claims, each to confirm; nothing is written" in told


def test_its_dates_are_draft_rows_of_events(drafted):
    rows, _ = drafted(TEXT + "\nIt runs from 3-4 May 2025 on, for 2024-2027.\n", "--dates")
    assert list(rows[0]) == EVENTS
    assert [(row["date"], row["date_end"]) for row in rows] == [
        ("2024", ""),
        ("2024-03-17", ""),
        ("2025-05-03", "2025-05-04"),
        ("2024", "2027"),
    ]


def test_a_text_from_a_pdf_is_read_over_its_line_ends(drafted):
    rows, _ = drafted(
        "The Union has contrib\u00ad\nuted EUR\n4.3 billion and 2.6\nmil\u00ad\nlion euros to it for 14\u00a0183\npeople."
    )
    assert [row["printed"] for row in rows] == ["EUR 4.3 billion", "2.6 million euros", "14\u00a0183 people"]


@pytest.mark.parametrize(
    ("raw", "advice"),
    [
        ("5 caf\u00e9s".encode("cp1252"), "line 1: byte 0xe9 is not UTF-8, and the text seems to be WINDOWS-1252"),
        ("a\nb \u20ac5".encode("cp1252"), "iconv -f WINDOWS-1252 -t UTF-8"),
        ("5 towns".encode("utf-16"), "iconv -f UTF-16 -t UTF-8"),
        (b"%PDF-1.7\n", "pdftotext"),
        (b"PK\x03\x04", "save it as plain text in UTF-8"),
    ],
)
def test_another_form_is_refused_with_what_to_do(drafted, raw, advice):
    rows, told = drafted(raw, status=1)
    assert rows == [] and advice in told


def test_a_file_that_is_not_there_is_named(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["figures", "none.txt"]) == 1
    assert "none.txt" in capsys.readouterr().err


def test_a_mark_of_byte_order_and_a_text_without_figures_do_no_harm(drafted):
    assert [row["printed"] for row in drafted("\ufeffFive towns.")[0]] == ["Five"]
    rows, told = drafted("Nothing at all.")
    assert rows == [] and "0 figures" in told


def test_in_a_project_its_stages_are_guessed_and_its_tables_stay_as_they_are(tables_copy, monkeypatch, capsys):
    data = tables_copy / "data"
    with (data / "stages.csv").open("a", encoding="utf-8") as file:
        file.write("lent,lent,money,lent; lend,,An amount was lent.\n")
    before = {path.name: path.read_bytes() for path in data.iterdir()}
    (tables_copy / "text.txt").write_text("They lent EUR 5 million to it.\n", encoding="utf-8")
    monkeypatch.chdir(tables_copy)
    assert main(["figures", "text.txt"]) == 0
    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert row["stage"] == "lent"
    assert before == {path.name: path.read_bytes() for path in data.iterdir()}


def test_a_row_says_what_check_asks_of_its_wording(drafted, project, tmp_path_factory):
    """Draft rows that are taken over hold: value, unit, hedge and resolution are those of their wording."""
    rows = [row for row in drafted(TEXT)[0] if row["value"]]
    copy = tmp_path_factory.mktemp("taken")
    shutil.copytree(project / "data", copy / "data")
    (copy / "book").mkdir()
    for file in (project / "book").glob("*.bib"):
        shutil.copy(file, copy / "book")
    with (copy / "data" / "claims.csv").open("a", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, CLAIMS, lineterminator="\n")
        stages = {"announced", "committed"}
        for row in rows:
            money = row["unit"] == "EUR"
            stage = row["stage"] if row["stage"] in stages else "announced" if money else "not_applicable"
            out.writerow(row | {"stage": stage, "chapter": "overview"})
    ids = {row["id"] for row in rows}
    of_form = ("value", "unit", "printed", "qualifier", "resolution")
    assert [str(p) for p in check(copy / "data") if p.row in ids and p.field in of_form] == []
    columns = next(
        r
        for r in json.loads((copy / "data" / "datapackage.json").read_text(encoding="utf-8"))["resources"]
        if r["name"] == "claims"
    )
    assert [field["name"] for field in columns["schema"]["fields"]] == CLAIMS


@pytest.mark.parametrize(
    ("language", "printed", "refused"),
    [
        ("de", "rund EUR 7,4 Mrd.", False),
        ("fr", "EUR 7,4 billion", False),
        ("de", "EUR 7.400 million", False),
        (None, "EUR 7,4 billion", True),
        (None, "EUR 7,4 Mrd.", False),
        ("en", "EUR 7,4 billion", True),
        ("de", "EUR 7.4 billion", False),
    ],
)
def test_a_decimal_comma_is_one_where_the_language_of_the_report_or_the_scale_says_so(tables_copy, language, printed, refused):
    data = tables_copy / "data"
    described = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))
    described["report"] |= {"language": language} if language else {}
    (data / "datapackage.json").write_text(json.dumps(described), encoding="utf-8")
    text = (data / "claims.csv").read_text(encoding="utf-8")
    old = "7400000000,EUR,EUR 7.4 billion"
    assert old in text
    cell = f'"{printed}"' if "," in printed else printed
    (data / "claims.csv").write_text(text.replace(old, f"7400000000,EUR,{cell}"), encoding="utf-8")
    assert [p.field for p in check(data) if p.row == "egypt_package"] == (["value"] if refused else [])


def test_a_claim_in_another_currency_is_told_with_its_code_and_keeps_the_rules(tables_copy):
    data = tables_copy / "data"
    text = (data / "claims.csv").read_text(encoding="utf-8")
    old = "210000000,EUR,EUR 210 million"
    assert old in text
    (data / "claims.csv").write_text(text.replace(old, "210000000,USD,US$210 million"), encoding="utf-8")
    assert [p for p in check(data) if p.file == "claims.csv" and p.row == "mauritania_support"] == []
    section = load(data)
    amount = section.claim("mauritania_support")
    assert amount.text.replace("\u00a0", " ") == "USD 210 million"
    with pytest.raises(ArithmeticRuleError, match="rule 8"):
        per(amount, section.claim("pledges"), mixed_stages=True, mixed_periods=True)
    with pytest.raises(ArithmeticRuleError):
        total(amount, section.claim("gaza_total"), label="sum", mixed_stages=True)
    (token,) = _tokens("It is USD 210 million.")
    assert _means(token, amount, []) and not _means(token, section.claim("gaza_total"), [])
    (data / "claims.csv").write_text(text.replace(old, "210000000,USD,EUR 210 million"), encoding="utf-8")
    (problem,) = [p for p in check(data) if p.file == "claims.csv" and p.row == "mauritania_support" and p.field == "printed"]
    assert problem.allowed == "the amount as printed, such as USD 7.4 billion"


@pytest.mark.parametrize(
    ("value", "unit", "printed"),
    [(5e6, "USD", "USD 5 million"), (2.5e9, "GBP", "GBP 2.5 billion"), (40.5, "%", "40.5 %"), (14183.0, "people", "14,183")],
)
def test_an_amount_is_told_in_its_unit(value, unit, printed):
    assert number(value, value, value, unit).replace("\u00a0", " ") == printed
    assert told(value, 1.0, unit).replace("\u00a0", " ") == printed


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("By May, between 1.1 and 1.4 million Syrians had returned.", "between 1.1 and 1.4 million"),
        ("They host between 40,000 and 45,000 people.", "between 40,000 and 45,000"),
        ("They pay EUR 2 to 3 billion for it.", "EUR 2 to 3 billion"),
        ("About 10 to 15% of the quays are closed.", "about 10 to 15\u00a0%"),
        ("Almost two-thirds of them stay.", "nearly two-thirds"),
        ("One in ten of them stays.", "one in ten"),
        ("Less than 40% of it is known.", "less than 40\u00a0%"),
        ("Up to 40% of it is known.", "at most 40\u00a0%"),
        ("They pay over EUR 2.5 billion for it.", "over EUR\u00a02.5\u00a0billion"),
    ],
)
def test_a_draft_holds_and_is_told_as_its_text_has_it(drafted, text, told):
    (row,), _ = drafted(text)
    section = load(TABLES)
    typed = {name: float(row[name] or 5) for name in ("value", "resolution")}  # of a hedged fraction somebody has to say it
    claim = section.rows("claims")[0] | {"paragraph": 2, "footnotes": None, "period_start": None, "period_end": None}
    claim |= {name: cell or None for name, cell in row.items() if name in ("unit", "printed", "qualifier", "basis")} | typed
    claim |= {"stage": next(one["id"] for one in section.rows("stages") if (one["kind"] == "money") == (claim["unit"] == "EUR"))}
    section._rows["claims"] = [claim, *section.rows("claims")[1:]]
    tables = {"stages": section.rows("stages"), "claims": [claim], "events": [], "context": []}
    assert check_claims(tables) == []
    shown = section.claim(claim["id"])
    assert shown.text.lower() == shown.wording.text.lower() == told.lower()
    assert shown.amount.text.lower() == told.lower().removeprefix(f"{shown.claim.hedge} ")
    if shown.claim.worded:
        assert float(in_its_words(shown.text, claim["printed"])) == pytest.approx(shown.value)
        assert in_its_words(shown.text, "another text") is None


@pytest.mark.parametrize(
    ("text", "held"), [("Almost two-thirds of them stay.", ""), ("Two-thirds of them stay.", "0"), ("About 40 % stay.", "1")]
)
def test_of_a_hedged_fraction_somebody_has_to_say_how_far_it_may_be_off(drafted, text, held):
    (row,), _ = drafted(text)
    assert row["resolution"] == held
    claim = {"unit": "%", "qualifier": row["qualifier"], "value": 50.0, "resolution": 0.0, "stage": "not_applicable"}
    told = [field for field, *_ in _form_of(claim, {"not_applicable": "none"})]
    assert told == ([] if row["qualifier"] == "exact" else ["resolution"])


@pytest.mark.parametrize(
    ("text", "stages"),
    [
        ("Of the package of EUR 7.4 billion, 40 % was disbursed in 2024.", [""]),
        ("In 2024, 40 % of the EUR 5 million was paid.", [""]),
        ("EUR 5 million (40 %) was paid.", ["paid"]),
        ("USD 350 million was contracted for 60 000 people.", [""]),
        ("EUR 5 million was paid.", ["paid"]),
    ],
)
def test_a_draft_has_the_stage_of_its_own_verb_alone(text, stages):
    """That of a share of the amount is none of the amount, and what was contracted is not what was paid."""
    money = [{"id": "announced", "kind": "money", "verbs": "announc"}]
    rows = list(Reader(text, money).claims())
    assert [row["stage"] for row in rows if row["unit"] in ("EUR", "USD")] == stages


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("It paid between 2023 and 2026.", ["2023 2026"]),
        ("It was committed for 2025 and 2026.", ["2025 2026"]),
        ("It runs from 2024 to 2027.", ["2024 2027"]),
        ("The pledges of 2024 and 2025 were fewer.", ["2024 ", "2025 "]),
    ],
)
def test_the_years_of_a_period_are_one_event(text, periods):
    assert [f"{row['date']} {row['date_end']}" for row in Reader(text, []).events()] == periods


def test_a_short_scale_before_its_currency_ends_no_sentence():
    (_, paragraph), _ = split("Heading\n\nIt costs 1,5 Mrd. Euro. It rose by 3 Mio. The rest is not known.", re.compile("$^"))
    assert len(paragraph.sentence_ends) == 2


def test_a_mark_that_stands_a_second_time_is_one_again():
    notes = "\n\n1 Office. (2024). First.\n2 Office. (2025). Second.\n"
    (_, one, two), _ = split(
        f"Heading\n\nIt paid.1 It also built.2\n\nIt carried aid to Gaza.1 There were F16.{notes}", re.compile("$^")
    )
    assert (one.marks, two.marks, two.text) == ([1, 2], [1], "It carried aid to Gaza. There were F16.")


def test_a_unit_that_a_report_lists_is_seen_in_a_text_without_code(drafted, tmp_path):
    text = "In 2024, 3,412 irregular crossings were counted, and 1 crossing by boat.\n"
    assert [row["unit"] for row in drafted(text)[0]] == ["", ""]
    described = json.loads((TABLES / "datapackage.json").read_text(encoding="utf-8"))
    (claims,) = (table for table in described["resources"] if table["name"] == "claims")
    (unit,) = (field for field in claims["schema"]["fields"] if field["name"] == "unit")
    unit["constraints"]["enum"].append("crossings")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "datapackage.json").write_text(json.dumps(described), encoding="utf-8")
    (tmp_path / "data" / "stages.csv").write_text("id,kind,verbs\n", encoding="utf-8")
    rows = drafted(text)[0]
    assert [(row["printed"], row["unit"]) for row in rows] == [
        ("3,412 irregular crossings", "crossings"),
        ("1 crossing", "crossings"),
    ]
