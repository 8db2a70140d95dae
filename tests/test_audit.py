"""The audit accounts for every figure of a text, and reports whatever is added to, or taken from, text and tables."""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path

import pytest

from claimbook.checks import audit as comparison
from claimbook.checks.audit import audit, iso
from claimbook.checks.clauses import verbs_of
from claimbook.checks.drafts import Reader
from claimbook.checks.lint import names_pattern
from claimbook.checks.pasted import Paragraph, split
from claimbook.core.section import load
from claimbook.core.stages import verb_pattern
from claimbook.data.printed import figure_of
from claimbook.data.reading import read
from claimbook.wording import date

ROOT = Path(__file__).resolve().parents[1]
SECTION = ROOT.parent / "shared" / "source" / "section-2.4.txt"
given = pytest.mark.skipif(
    not SECTION.is_file(), reason=f"the section's text is not part of the project; to audit it, put it at {SECTION}"
)

TEXT = """2.9. The harbours’ network
A network joins ports of the coast.49 Its Port Report 2020 names four aims,50 and a loan of EUR 2.51 million:
- Help ports to grow; and
- Teach the crews of boats.51
In 2021 the network grew: the treaty was signed in May 2021 by 12 states. 52 \
Over 1,053 tonnes came in 2022 and 2023.53 The 2nd meeting, for 2024-2027, followed.
- 49
Port Ministry. (2020, March 5). Network of “harbours”.
- 50
Port Ministry. (June 2020). Port Report 2020. PM/2020/7.
- 51
Port Ministry. (2020, March 5). Network of “harbours”.
- 52
Port Council. (2021, May 4). Treaty signed
- 53
Port Council. (2023, May 4). Goods.
"""
TABLES = {
    "claims": [
        {
            "id": "aims",
            "printed": "four aims",
            "value": "4",
            "unit": "areas",
            "basis": "words",
            "paragraph": "1",
            "footnotes": "51",
        },
        {"id": "loan", "printed": "EUR 2.51 million", "value": "2510000", "unit": "EUR", "paragraph": "1", "footnotes": "50"},
        {"id": "states", "printed": "12 states", "value": "12", "unit": "countries", "paragraph": "4", "footnotes": "52"},
        {
            "id": "goods",
            "printed": "Over 1,053 tonnes",
            "value": "1053",
            "unit": "tonnes",
            "qualifier": "over",
            "paragraph": "4",
            "footnotes": "53",
        },
        {"id": "meeting", "printed": "2nd meeting", "value": "2", "unit": "edition", "paragraph": "4"},
    ],
    "events": [
        {
            "id": "signed",
            "date": "2021-05",
            "reference_date": "2021-05-04",
            "label": "Treaty",
            "kind": "signed",
            "paragraph": "4",
            "footnotes": "52",
        },
        {
            "id": "period",
            "date": "2022",
            "date_end": "2023",
            "label": "Goods",
            "kind": "period",
            "paragraph": "4",
            "footnotes": "53",
        },
        {"id": "plan", "date": "2024", "date_end": "2027", "label": "Meeting", "kind": "period", "paragraph": "4"},
        {"id": "report", "date": "2020-06", "label": "Report", "kind": "document", "paragraph": "1", "footnotes": "50"},
    ],
    "priorities": [
        {"id": "ports", "rank": "1", "label": "ports", "printed": "Help ports to grow", "paragraph": "2", "footnotes": "51"}
    ],
    "balkans_areas": [],
    "levers": [{"id": "crews", "label": "crews", "printed": "Teach the crews", "paragraph": "3"}],
    "statements": [
        {
            "id": f"s{i}",
            "paragraph": p,
            "sentence": s,
            "footnotes": notes,
            "chapter": "harbours",
            "strength": "done",
            "text": f"T{i}.",
        }
        for i, (p, s, notes) in enumerate(
            (
                ("1", "1", "49"),
                ("1", "2", "50 51"),
                ("2", "1", "51"),
                ("3", "1", "51"),
                ("4", "1", "52"),
                ("4", "1", ""),
                ("4", "2", "53"),
                ("4", "3", ""),
            )
        )
    ],
    "footnotes": [
        {"number": n, "source": key, "paragraph": p}
        for n, key, p in (
            ("49", "network", "1"),
            ("50", "report", "1"),
            ("51", "network", "3"),
            ("52", "treaty", "4"),
            ("53", "goods", "4"),
        )
    ],
    "proper_names": [{"id": "port_report", "name": "Port Report 2020", "why": "A title"}],
}
USUAL = {
    "claims": {
        "label": "words",
        "qualifier": "exact",
        "resolution": "0",
        "stage": "announced",
        "form": "grant",
        "basis": "figure",
        "chapter": "harbours",
    }
}
BIB = "".join(
    f"@misc{{{key},\n author = {{{{{who}}}}},\n title = {{{{{title}}}}},\n year = {{{year}}},\n month = {{{month}}},\n{rest}}}\n"
    for key, who, title, year, month, rest in (
        ("network", "Port Ministry", 'Network of "harbours"', 2020, "mar", " day = {5},\n"),
        ("report", "Port Ministry", "Port Report 2020", 2020, "jun", " note = {PM/2020/7},\n"),
        ("treaty", "Port Council", "Treaty signed", 2021, "may", " day = {4},\n"),
        ("goods", "Port Council", "Goods", 2023, "may", " day = {4},\n"),
    )
)


@pytest.fixture
def tables(tmp_path):
    """A function that writes the tables of the text above, with changes, and loads them."""

    def write(**changed):
        folder = tmp_path / "data"
        folder.mkdir(exist_ok=True)
        (tmp_path / "book").mkdir(exist_ok=True)
        (tmp_path / "book" / "references.bib").write_text(BIB, encoding="utf-8")
        for name in ("datapackage.json", "stages.csv"):
            shutil.copy(ROOT / "data" / name, folder)
        for resource in json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))["resources"]:
            if resource["name"] in TABLES:
                with open(folder / resource["path"], "w", encoding="utf-8", newline="") as file:
                    out = csv.DictWriter(file, [f["name"] for f in resource["schema"]["fields"]], lineterminator="\n")
                    out.writeheader()
                    rows = changed.get(resource["name"], TABLES[resource["name"]])
                    out.writerows([USUAL.get(resource["name"], {}) | row for row in rows])
        return load(folder)

    return write


@given
def test_the_section_is_accounted_for():
    report = audit(SECTION.read_text(encoding="utf-8"), load(ROOT / "data"))
    assert not report.missing, "\n".join(report.missing)
    assert report.found == report.claims and report.tokens > report.claims
    assert report.told == report.sentences > 30


def test_a_text_of_our_own_is_accounted_for(tables):
    report = audit(TEXT, tables())
    assert not report.missing, "\n".join(report.missing)
    assert str(report) == "audit: 11 of 11 figures, dates and counts accounted for; 5 of 5 claims found; 7 of 7 sentences told"


def test_footnote_marks_are_told_from_figures_and_the_list_from_bullets():
    paragraphs, notes = split(TEXT, names_pattern(["Port Report 2020"]))
    assert [p.marks for p in paragraphs] == [[], [49, 50], [], [51], [52, 53]]
    assert [p.bullet for p in paragraphs] == [False, False, True, True, False]
    assert paragraphs[0].text == "The harbours’ network" and list(notes) == [49, 50, 51, 52, 53]
    assert "EUR 2.51 million" in paragraphs[1].text and "by 12 states. Over 1,053 tonnes" in paragraphs[4].text


#: A text that is broken at a width, where a line may end with a sentence, in the forms that a list of footnotes may have.
WRAPPED = """2.9. The harbours’ network

A network joins the ports of the coast.{a} It opened four of them in the year 2021.
Boats of 12 m² came as well, and EUR 2.5
million was lent for the years 2021-2027.{b} Whoever came by boat had to
wait there.

It grew.

{list}
"""
NOTES = [
    "Port Ministry. (2020, March 5). Network of harbours for the whole of the coast and beyond",
    "Port Council. (2021, May 4). Loan.\nhttps://example.org/12/2021",
]
LISTS = {
    "49 {}\n50 {}": ("⁴⁹", "⁵⁰"),
    "Notes\n⁴⁹ {}\n\n⁵⁰ {}": ("⁴⁹", "⁵⁰"),
    "[49] {}\n[50] {}": ("[49]", " [50]"),
    "49. {}\n50. {}": ("49", "50"),
    "49\n{}\n50\n{}": ("49", "⁵⁰"),
    "- 49\n{}\n- 50\n{}": ("49", "50"),
}  # fmt: skip


@pytest.mark.parametrize("form", LISTS)
def test_a_text_broken_at_a_width_is_read_alike_by_audit_update_and_figures(form):
    marks = dict(zip("ab", LISTS[form]))
    text = WRAPPED.format(**marks, list=form.format(*NOTES))
    reader = Reader(text, [])
    paragraphs, notes = split(text, names_pattern([]))
    assert (paragraphs, notes) == (reader.split, reader.notes)
    assert [p.text for p in paragraphs] == [
        "The harbours’ network",
        "A network joins the ports of the coast. It opened four of them in the year 2021. Boats of 12 m² came as well, "
        "and EUR 2.5 million was lent for the years 2021-2027. Whoever came by boat had to wait there.",
        "It grew.",
    ]
    assert [p.marks_by_sentence for p in paragraphs][1] == [{49}, set(), {50}, set()]
    assert notes == {49: NOTES[0], 50: "Port Council. (2021, May 4). Loan. https://example.org/12/2021"}
    assert [row["printed"] for row in reader.claims()] == ["four", "12", "EUR 2.5 million"]
    assert [row["date"] for row in reader.events()] == ["2021", "2021"]


def test_a_raised_mark_may_stand_in_several_paragraphs(tables):
    """Its row names one of them; wherever it stands, it is no figure."""
    text = TEXT.replace(".49", ".⁴⁹").replace(",50", ",⁵⁰").replace("s.51", "s.⁵¹").replace("states. 52", "states. ⁵²")
    assert "coast.⁴⁹" in text and audit(text.replace("grew:", "grew⁵¹:"), tables()).missing == [
        "paragraph 4: footnote 51 stands in sentence 1, and no row of data/statements.csv there names it"
    ]


def test_paragraphs_with_numbers_are_no_list_of_footnotes():
    paragraphs, notes = split("Ports\n\n1. The Court came.\n\n2. It saw 14 ports in all.1\n\n3. It left.\n", names_pattern([]))
    assert len(paragraphs) == 4 and notes == {}


def test_the_years_of_a_claim_and_the_address_of_a_document_are_no_figures_of_their_own(tables):
    """A claim that is for 2030-2035 accounts for these years beside it, in that sentence alone; an address is no part of a title."""
    text = TEXT.replace("EUR 2.51 million:", "EUR 2.51 million for 2030-2035:").replace(
        "harbours”.\n- 50", "harbours”. https://example.org/52\n- 50"
    )
    row = {"period_start": "2030", "period_end": "2035"}
    claims = [one | (row if one["id"] == "loan" else {}) for one in TABLES["claims"]]
    assert audit(text, tables(claims=claims)).missing == []
    assert len(audit(text, tables()).missing) == 1
    dated = {"id": "due", "date": "2030", "label": "Due", "kind": "period", "paragraph": "1"}
    once_more = text.replace(":\n- Help", " and by 2030:\n- Help").replace("for 2030-2035", "for 2030 and 2035")
    assert audit(once_more, tables(claims=claims, events=[*TABLES["events"], dated])).missing == []
    (missing,) = audit(text.replace("followed.", "followed for 2030-2035."), tables(claims=claims)).missing
    assert missing.startswith("paragraph 4: '2030-2035' is accounted for by no claim")


ADDED = [
    "EUR 35 million",
    "EUR 1.5 billion",
    "€3",
    "nine",
    "a dozen",
    "half of it",
    "twice",
    "14 ports",
    "61,000",
    "7.5 %",
    "in May 2019",
    "in May 2021",
    "12 May 2021",
    "since 2019",
    "in 2022",
    "2019-2020",
    "2024-2027",
    "the 7th meeting",
    "a 2-year plan",
    "a six-year plan",
    "53 boats",
    "51 boats",
    "in March",
    "December",
    "12 states",
    "Port Report 2021",
    "14 183 people",
    "2.6 million people",
    "EUR 3bn",
    "EUR 2-3 billion",
    "2024-03-17",
    "two-thirds",
    "40 per cent",
]


@pytest.mark.parametrize("added", ADDED)
@pytest.mark.parametrize("after", ["Its", "Help ports to grow", "The 2nd meeting,"])
def test_what_is_added_to_the_text_is_unaccounted_for(tables, added, after):
    if added == "in May 2021" and after.startswith("The"):
        after = "tonnes came in"  # another sentence than that of the year
    report = audit(TEXT.replace(after, f"{after} {added}", 1), tables())
    assert report.unaccounted >= 1 and len(report.missing) >= 1
    token = next(added[figure.start : figure.end] for figure in read(added))
    assert any(line.startswith("paragraph") and token in line for line in report.missing), report.missing


@pytest.mark.parametrize(
    "added", ["COVID-19", "EU-27", "EU27", "the G7", "Article 8(2)", "Regulation (EU) 2024/1350", "UNSCR 2254", "text.1"]
)
def test_a_name_an_act_and_a_mark_without_a_list_state_no_figure(tables, added):
    report = audit(TEXT.replace("Its", f"{added} Its", 1), tables())
    assert report.unaccounted == 0 and report.tokens == 11, report.missing


@pytest.mark.parametrize(
    "added", ["14 183", "2.6 million", "EUR 3bn", "EUR 2-3 billion", "2024-03-17", "two-thirds", "40 per cent"]
)
def test_a_figure_of_any_form_is_one(tables, added):
    report = audit(TEXT.replace("Its", f"Its {added} of", 1), tables())
    assert report.unaccounted == 1 and f"paragraph 1: '{added}' is accounted for by no claim" in report.missing[0]


def test_an_event_is_not_spent_on_a_date_that_a_claim_covers(tables):
    """The treaty's date stands in the wording of a claim, and once more, for which there is the event."""
    claims = [row | {"printed": "in May 2021 by 12 states"} if row["id"] == "states" else row for row in TABLES["claims"]]
    report = audit(TEXT.replace("followed.", "followed. It is from May 2021."), tables(claims=claims))
    assert report.unaccounted == 0, report.missing
    report = audit(TEXT.replace("followed.", "followed. It is from May 2021, not May 2021."), tables(claims=claims))
    assert report.unaccounted == 1, report.missing


@given
@pytest.mark.parametrize("added", ADDED)
def test_what_is_added_to_the_section_is_unaccounted_for(added, section):
    lines = SECTION.read_text(encoding="utf-8").splitlines()
    as_it_is = set(audit("\n".join(lines), section).missing)
    for number in (1, 5, 11, 16):
        words = lines[number].split(" ")
        changed = [*lines[:number], " ".join([*words[:5], added, *words[5:]]), *lines[number + 1 :]]
        missing = [line for line in audit("\n".join(changed), section).missing if line not in as_it_is]
        assert any(line.startswith(f"paragraph {number}:") for line in missing), (number, missing)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("EUR 2.51 million", "EUR 2.52 million", "row loan: 'EUR 2.51 million' is not in the text"),
        ("EUR 2.51 million", "EUR 12.51 million", "row loan: 'EUR 2.51 million' is not in the text"),
        ("12 states", "112 states", "row states"),
        ("four aims", "many aims", "row aims"),
        ("Help ports", "Help towns", "data/priorities.csv: row ports"),
        ("Teach the crews", "Teach crews", "data/levers.csv: row crews"),
        ("signed in May 2021", "signed", "data/events.csv: row signed: May 2021 is not in the text"),
        ("2024-2027", "2024-2028", "data/events.csv: row plan: 2024 and 2027 is not in the text"),
        ("boats.51", "boats.", "footnote 51: no mark in the text"),
        ("2023.53", "2023.", "row goods: footnote 53 has no mark there"),
        ("coast.49 Its", "coast. Its", "footnote 49: no mark in the text"),
        ("(2023, May 4)", "(2023, May 5)", "footnote 53: date in the text is '2023-05-05'; goods has '2023-05-04'"),
        ("(2021, May 4)", "(2021, May 5)", "row signed: no footnote of 52 is dated"),
        ("Goods.", "Goods and people.", "footnote 53: title in the text is 'Goods and people'; goods has"),
        (
            "Port Council. (2023",
            "Port Office. (2023",
            "footnote 53: publisher in the text is 'Port Office'; goods has 'Port Council'",
        ),
        ("PM/2020/7", "PM/2020/8", "footnote 50: title"),
        ("Port Council. (2023, May 4). Goods.", "Goods, 2023", "footnote 53: not Publisher. (Date). Title."),
        ("- 53\nPort Council. (2023, May 4). Goods.\n", "", "footnote 53: not in the list of the text"),
        ("Goods.\n", "Goods.\n- 54\nPort Council. (2023, May 4). Goods.\n", "footnote 54: not in data/footnotes.csv"),
    ],
)
def test_what_the_text_lacks_or_says_otherwise_is_reported(tables, old, new, told):
    assert TEXT.count(old) == 1
    missing = audit(TEXT.replace(old, new), tables()).missing
    assert any(told in line for line in missing), missing


@pytest.mark.parametrize(
    ("row", "changed", "told"),
    [
        ("s0", None, "paragraph 1: sentence 1 is told by no row of data/statements.csv: A network joins ports of the coast."),
        ("s2", None, "paragraph 2: sentence 1 is told by no row of data/statements.csv: Help ports to grow; and"),
        ("s4", {}, None),
        ("s5", None, None),  # another row tells that sentence
        ("s7", {"sentence": "4"}, "paragraph 4: data/statements.csv: row s7: there is no sentence 4"),
        (
            "s7",
            {"sentence": "4"},
            "paragraph 4: sentence 3 is told by no row of data/statements.csv: The 2nd meeting, for 2024-2027, followed.",
        ),
        ("s3", {"sentence": "2"}, "paragraph 3: data/statements.csv: row s3: there is no sentence 2"),
        ("s7", {"paragraph": "9"}, "paragraph 9: data/statements.csv: row s7: there is no sentence 3"),
        ("s6", {"footnotes": "52"}, "paragraph 4: data/statements.csv: row s6: footnote 52 has no mark in sentence 2"),
        (
            "s6",
            {"footnotes": "52"},
            "paragraph 4: footnote 53 stands in sentence 2, and no row of data/statements.csv there names it",
        ),
        ("s0", {"footnotes": "51"}, "paragraph 1: data/statements.csv: row s0: footnote 51 has no mark in sentence 1"),
        ("s1", {"footnotes": "50"}, None),  # that of the list may be named where the list is opened, and need not be
        (
            "s4",
            {"footnotes": ""},
            "paragraph 4: footnote 52 stands in sentence 1, and no row of data/statements.csv there names it",
        ),
    ],
)
def test_a_sentence_that_is_not_told_and_a_statement_without_its_sentence_are_reported(tables, row, changed, told):
    rows = [r for r in TABLES["statements"] if r["id"] != row]
    if changed is not None:
        rows += [r | changed for r in TABLES["statements"] if r["id"] == row]
    report = audit(TEXT, tables(statements=rows))
    assert (told in report.missing) if told else not report.missing, report.missing
    assert report.told == report.sentences - sum("is told by no row" in line for line in report.missing)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ('It grew. It shrank! Did it? "It did." So it was.', 5),
        ("It has aims: Growth is the first.", 1),
        ("See e.g. the annexes. Mr. Smith, Dr. J. Doe and No. Ten came.", 2),
        ("The sum came from the EU. It was paid.", 2),
        ("It rose by 3.5 per cent in Jan. and fell.", 1),
    ],
)
def test_sentences_are_told_apart(text, sentences):
    paragraph = Paragraph(1, text, bullet=False)
    assert len(paragraph.sentence_ends) + 1 == sentences, paragraph.sentence_ends
    assert Paragraph(1, text, bullet=True).sentence_ends == []


def test_each_mark_belongs_to_its_sentence():
    paragraphs, _ = split(TEXT, names_pattern(["Port Report 2020"]))
    assert [p.marks_by_sentence for p in paragraphs] == [[set()], [{49}, {50}], [set()], [{51}], [{52}, {53}, set()]]


@pytest.mark.parametrize("table", ["claims", "events"])
def test_a_row_that_is_taken_away_leaves_its_figure_unaccounted_for(tables, table):
    for i, row in enumerate(TABLES[table]):
        if row.get("kind") != "document":
            report = audit(TEXT, tables(**{table: TABLES[table][:i] + TABLES[table][i + 1 :]}))
            assert report.unaccounted >= 1, row["id"]


def test_a_row_with_another_paragraph_says_where_its_wording_stands(tables):
    rows = [row | {"paragraph": "1"} if row["id"] == "states" else row for row in TABLES["claims"]]
    missing = audit(TEXT, tables(claims=rows)).missing
    assert any("row states: '12 states' is not in the text; it stands in paragraph 4" in line for line in missing)


# -- hedges and verbs -------------------------------------------------------------------------------------------------

#: How a text of our own says each stage of a claim.
SAID = {
    "announced": "They announced {}.",
    "cumulative": "It was more, bringing the sum to {}.",
    "committed": "They committed {} to it.",
    "managed": "A facility manages {} for it.",
    "allocated": "Year by year they have allocated {} to it.",
    "planned": "For this {} will be allocated.",
    "mobilised": "For this {} was mobilised.",
    "package": "All is out of a package of {}.",
    "transported": "They have transported {} to it.",
    "negotiated": "Talks on {} were finalised.",
    "signed": "One text was signed {}.",
    "in_force": "More are in force with {}.",
}
#: Verbs of money that a text may have instead, each with the stage that it says.
VERBS = {
    "disbursed": "paid",
    "paid": "paid",
    "spent": "paid",
    "contracted": "paid",
    "transferred": "paid",
    "announced": "announced",
    "allocated": "allocated",
    "earmarked": "allocated",
    "committed": "committed",
    "mobilised": "mobilised",
    "pledged": "pledged",
    "managed": "managed",
}
HEDGES = (
    "over",
    "more than",
    "up to",
    "almost",
    "nearly",
    "some",
    "at least",
    "no fewer than",
    "less than",
    "about",
    "around",
    "just under",
)


def told(section) -> list[str]:
    """A text of our own that says all that the tables hold, a paragraph a line, with its list of footnotes."""
    paragraphs: dict[int, list[str]] = {number: [] for number in range(17)}
    paragraphs[0].append("2.4. A title")
    for row in section.rows("claims"):
        paragraphs[row["paragraph"]].append(SAID.get(row["stage"], "The text names {}.").format(row["printed"]))
    for table, form in (("levers", "It names {}."), ("priorities", "{}.")):
        for row in section.rows(table):
            paragraphs[row["paragraph"]].append(form.format(row["printed"]))
    for row in section.rows("events"):
        ends = [date(day).replace("\u00a0", " ") for day in (row["date"], row["date_end"]) if day]
        said = "-".join(ends)
        if row["kind"] != "document" and not any(said in sentence for sentence in paragraphs[row["paragraph"]]):
            paragraphs[row["paragraph"]].append(f"This was in {said}.")
    for row in section.rows("footnotes"):
        paragraphs[row["paragraph"]].append(f"A source says so.{row['number']}")
    bullets = {row["paragraph"] for row in section.rows("priorities")}
    lines = [("- " if number in bullets else "") + (" ".join(said) or "Nothing.") for number, said in paragraphs.items()]
    for row in section.rows("footnotes"):
        source = section.sources[row["source"]]
        lines += [f"- {row['number']}", f"{source.publisher}. ({date(source.date)}). {source.title}"]
    return lines


@pytest.fixture(scope="module", params=["a text of our own", pytest.param("the section", marks=given)])
def text(request, section) -> list[str]:
    """The lines of a text that fits the tables: one made from them, and the section's own where it is there."""
    return told(section) if request.param.startswith("a text") else SECTION.read_text(encoding="utf-8").splitlines()


def changed(text: list[str], row: dict, old: str, new: str) -> str:
    """The text with the claim's paragraph changed in one place."""
    number = row["paragraph"]
    assert old in text[number], (old, text[number])
    return "\n".join([*text[:number], text[number].replace(old, new, 1), *text[number + 1 :]])


def reported(text: str, section, row: dict, field: str) -> list[str]:
    """What the audit reports of a field of the claim, in the claim's paragraph."""
    start = f"paragraph {row['paragraph']}: data/claims.csv: row {row['id']}: field {field}: "
    return [line.removeprefix(start) for line in audit(text, section).missing if line.startswith(start)]


def test_a_text_that_says_what_the_tables_hold_is_accounted_for(text, section):
    # The statements tell the section's own sentences, not those of a text of our own.
    assert [line for line in audit("\n".join(text), section).missing if "data/statements.csv" not in line] == []


CLAIMS = list(csv.DictReader((ROOT / "data" / "claims.csv").open(encoding="utf-8")))
AMOUNTS = [row["id"] for row in CLAIMS if row["unit"] == "EUR"]
FIGURES = [row["id"] for row in CLAIMS if row["basis"] != "counted"]


def test_the_battery_is_large_enough(section):
    assert len(AMOUNTS) == 9 and len(FIGURES) == 16 and len(FIGURES) * len(HEDGES) + len(AMOUNTS) * len(VERBS) >= 34
    assert {row["stage"] for row in section.rows("claims")} - SAID.keys() == {"pledged", "not_applicable"}


@pytest.mark.parametrize("id_", FIGURES)
@pytest.mark.parametrize("hedge", HEDGES)
def test_a_hedge_that_the_claim_lacks_is_reported(text, section, id_, hedge):
    row = section.row("claims", id_)
    figure = figure_of(row)
    number = row["printed"][figure.start :]
    if row["printed"] == f"{hedge} {number}":
        return  # it is the claim's own
    found = reported(changed(text, row, row["printed"], f"{hedge} {number}"), section, row, "qualifier")
    same = {
        "nearly": ("almost", "just under"),
        "over": ("more than",),
    }  # the claim's hedge in other words: not its wording, but its qualifier
    if hedge in same.get(row["qualifier"], ()):
        missing = audit(changed(text, row, row["printed"], f"{hedge} {number}"), section).missing
        assert (
            not found
            and f"paragraph {row['paragraph']}: data/claims.csv: row {id_}: {row['printed']!r} is not in the text" in missing
        )
    else:
        assert found == [f"the text says {hedge!r} of {number!r}; the claim is {row['qualifier']}"]


@pytest.mark.parametrize("id_", ["syria_commitment", "air_bridge_aid"])
def test_a_hedge_that_the_text_has_lost_is_reported(text, section, id_):
    row = section.row("claims", id_)
    number = row["printed"][figure_of(row).start :]
    found = reported(changed(text, row, row["printed"], number), section, row, "qualifier")
    assert found == [f"the text does not hedge {number!r}; the claim is {row['qualifier']}"]


@pytest.mark.parametrize("id_", [id_ for id_ in AMOUNTS if id_ != "syria_commitment"])
@pytest.mark.parametrize("hedge", ["or more", "at most,", "or so"])
def test_a_hedge_after_an_amount_is_reported(text, section, id_, hedge):
    row = section.row("claims", id_)
    found = reported(changed(text, row, row["printed"], f"{row['printed']} {hedge}"), section, row, "qualifier")
    assert found == [f"the text says {hedge.rstrip(',')!r} of {row['printed']!r}; the claim is exact"]


@pytest.mark.parametrize("hedge", ["at least", "no fewer than"])
@pytest.mark.parametrize("id_", ["balkans_areas", "agreements_in_force"])
def test_a_hedge_before_a_list_is_reported(text, section, id_, hedge):
    row = section.row("claims", id_)
    assert len(reported(changed(text, row, row["printed"], f"{hedge} {row['printed']}"), section, row, "qualifier")) == 1


def otherwise(text: list[str], section, row: dict, verb: str) -> str:
    """The text with another verb in place of the claim's, which is the one nearest to its number ("have been allocated")."""
    stems = section.row("stages", row["stage"])["verbs"].split("; ")
    line = text[row["paragraph"]]
    own = re.compile("|".join(rf"\b{stem.replace(' ', r'(?: be)? ')}(?:e|s|t?ed|ing)?\b" for stem in stems))
    start, end = min((m.span() for m in own.finditer(line)), key=lambda span: abs(span[0] - line.index(row["printed"])))
    return "\n".join([*text[: row["paragraph"]], line[:start] + verb + line[end:], *text[row["paragraph"] + 1 :]])


@pytest.mark.parametrize("id_", [id_ for id_ in AMOUNTS if id_ != "egypt_package"])
@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_of_another_stage_is_reported(text, section, id_, verb):
    row = section.row("claims", id_)
    found = reported(otherwise(text, section, row, verb), section, row, "stage")
    label = section.row("stages", row["stage"])["label"]
    assert found == (
        [f"the text says {verb!r} of {row['printed']!r}; the claim is {label}"] if VERBS[verb] != row["stage"] else []
    )


@pytest.mark.parametrize("id_", AMOUNTS)
@pytest.mark.parametrize("form", ["{}, already disbursed,", "{}, which was paid in full,", "{} spent so far"])
def test_a_payment_told_after_an_amount_is_reported(text, section, id_, form):
    row = section.row("claims", id_)
    assert len(reported(changed(text, row, row["printed"], form.format(row["printed"])), section, row, "stage")) == 1


@pytest.mark.parametrize(
    ("id_", "other"),
    [
        ("gaza_package", "will announce"),
        ("syria_commitment", "has not committed"),
        ("syria_commitment", "agreed to commit"),
        ("syria_commitment", "committed and paid"),
        ("turkiye_facility", "manages and has spent"),
        ("turkiye_facility", "never managed"),
        ("turkiye_total", "will be allocated"),
        ("turkiye_total", "not been allocated"),
        ("turkiye_migration", "to be allocated"),
        ("turkiye_migration", "allocated and partly contracted"),
        ("egypt_migration", "has been allocated"),
        ("egypt_migration", "was allocated"),
        ("egypt_migration", "will be disbursed"),
        ("egypt_migration", "will not be allocated"),
        ("mauritania_support", "not mobilised"),
        ("mauritania_support", "to be mobilised"),
        ("mauritania_support", "mobilised and paid out"),
        ("gaza_package", "manages"),
        ("gaza_total", "disbursing"),
        ("gaza_total", "which bundles committed"),
    ],
)
def test_a_plan_a_denial_and_a_verb_joined_to_another_are_reported(text, section, id_, other):
    row = section.row("claims", id_)
    assert len(reported(otherwise(text, section, row, other), section, row, "stage")) == 1


@pytest.mark.parametrize(
    ("before", "after", "kind", "stages"),
    [
        ("The EU announced ", " for Gaza.", "money", ["announced"]),
        ("The announcement of ", " came late.", "money", ["announced"]),
        ("In spring ", " was announced for the payment of rents.", "money", ["announced"]),
        ("They announced a package of ", " to mobilise more, and to pay less.", "money", ["announced"]),
        ("They announced a package of ", " for people who were paid nothing.", "money", ["announced"]),
        ("They paid the committed ", " at last.", "money", ["paid", "committed"]),
        ("They committed, and later disbursed, ", "", "money", ["committed", "paid"]),
        ("Of the ", " allocated in March, a part is left.", "money", ["allocated"]),
        ("A sum of ", " that has since been fully disbursed.", "money", ["paid"]),
        ("A sum of ", " which they had hoped to see paid by their contractors.", "money", []),
        ("Better management of migration, with ", " for it.", "money", []),
        ("The committee for contracts and payments has ", " for planning.", "money", []),
        ("They set aside ", " for it.", "money", ["allocated"]),
        ("The money was made readily available: ", " in all.", "money", ["mobilised"]),
        ("They plan to allocate ", " to it.", "money", ["planned"]),
        ("From now on ", " will soon be allocated.", "money", ["planned"]),
        ("The planes have flown ", " to it.", "delivery", ["transported"]),
        ("Talks were finalised and a text signed ", ".", "legal", ["signed"]),
        ("A deal ", " is now in force.", "legal", ["in_force"]),
        ("They paid for ", ".", "none", []),
    ],
)
def test_the_verbs_of_a_figure(section, before, after, kind, stages):
    found = verbs_of(before, after, verb_pattern(section.rows("stages"), kind))
    assert [stage for _, stage, _ in found] == stages and not any(turned for *_, turned in found)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("They will announce ", "", "will announce"),
        ("They have not yet committed ", "", "not yet committed"),
        ("They hope to mobilise ", "", "to mobilise"),
        ("", " hasn't been allocated", "hasn't been allocated"),
        ("", " could be mobilised", "could be mobilised"),
        ("", " was never fully paid", "never fully paid"),
    ],
)
def test_what_is_planned_or_denied_is_not_said(section, before, after, words):
    ((said, _, turned),) = verbs_of(before, after, verb_pattern(section.rows("stages"), "money"))
    assert turned and said == words


def test_a_stage_of_payment_brings_its_own_verbs(section):
    rows = [*section.rows("stages"), {"id": "paid", "kind": "money", "verbs": "paid; remit"}]
    assert [stage for _, stage, _ in verbs_of("They remitted ", "", verb_pattern(rows, "money"))] == ["paid"]
    assert verbs_of("They remitted ", "", verb_pattern(section.rows("stages"), "money")) == []


def test_a_stage_of_contracts_has_their_verb_though_none_of_payment_is_named(section):
    rows = [
        *section.rows("stages"),
        {"id": "paid", "kind": "money", "verbs": "paid"},
        {"id": "bound", "kind": "money", "verbs": "contract"},
    ]
    assert [stage for _, stage, _ in verbs_of("", " was contracted", verb_pattern(rows, "money"))] == ["bound"]


def test_how_long_something_takes_is_no_hedge(text, section):
    old = section.row("claims", "union_plan_years")
    row = old | {"printed": "three years", "value": 3.0, "basis": "words"}
    own = load(section.folder)
    own._rows["claims"] = [row if one["id"] == row["id"] else one for one in own.rows("claims")]
    for said, reports in (("over three years", 0), ("more than three years", 1)):
        assert len(reported(changed(text, old, old["printed"], said), own, row, "qualifier")) == reports


def test_a_verb_says_one_stage(section):
    stems = [stem for row in section.rows("stages") for stem in (row["verbs"] or "").split("; ") if stem]
    assert len(stems) == len(set(stems))


# -- names, dates, command --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("2024, March 12", "2024-03-12"),
        ("12 March 2024", "2024-03-12"),
        ("July 2023", "2023-07"),
        ("2025", "2025"),
        ("no date", ""),
    ],
)
def test_dates_of_references(words, expected):
    assert iso(words) == expected


def test_the_command_prints_what_is_missing_and_says_so_by_its_exit_code(tables, tmp_path, monkeypatch, capsys):
    tables()
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "text.txt"
    path.write_text("\ufeff" + TEXT.replace("\n", "\r\n"), encoding="utf-8")
    assert comparison.main(path) == 0
    assert (
        capsys.readouterr().out
        == "audit: 11 of 11 figures, dates and counts accounted for; 5 of 5 claims found; 7 of 7 sentences told\n"
    )
    path.write_text(TEXT.replace("by 12 states", "by 12 states for EUR 35 million"), encoding="utf-8")
    assert comparison.main(path) == 1
    first, last = capsys.readouterr().out.splitlines()
    assert first.startswith("paragraph 4: 'EUR 35 million' is accounted for by no claim, event or name: ...")
    assert (
        last == "audit: 11 of 12 figures, dates and counts accounted for; 5 of 5 claims found; 7 of 7 sentences told; 1 to mend"
    )
    path.write_bytes(b"\xff\xfe")
    assert comparison.main(path) == 1 and comparison.main(tmp_path / "none.txt") == 1
    assert "a text file in UTF-8 is needed" in capsys.readouterr().out
