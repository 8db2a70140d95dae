"""The reader of figures on texts of our own in many styles: every figure found, in full, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from claimbook.checks.pasted import split
from claimbook.data.reading import blocks, read

TEXTS = Path(__file__).parent / "figures"


def marked(name: str) -> dict[str, tuple[str, list[tuple[int, int]]]]:
    """Each text of a file with its style: the plain text, and where its figures stand, counted in characters that are no space."""
    found = {}
    for part in re.split(r"^# ", (TEXTS / name).read_text(encoding="utf-8"), flags=re.M)[1:]:
        style, _, text = part.partition("\n")
        spans, at, opened = [], 0, 0
        for character in text:
            if character == "⟦":
                opened = at
            elif character == "⟧":
                spans.append((opened, at))
            else:
                at += not (character.isspace() or character == "\u00ad")
        found[style] = re.sub("[⟦⟧]", "", text), spans
    return found


def found_in(text: str) -> list[tuple[int, int]]:
    """Where the reader finds figures, counted in the same way."""
    spans, before = [], 0
    for block in blocks(text):
        places = [0]
        for character in block.text:
            places.append(places[-1] + (not character.isspace()))
        spans += [(before + places[f.start], before + places[f.end]) for f in read(block.text, hidden=block.hidden)]
        before += places[-1]
    return spans


def rates(name: str) -> tuple[int, int, int, int, list[str]]:
    """How many figures are marked in the texts of a file, found, found in full, and how many are found that are none; with what is wrong."""
    marks = found = full = false = 0
    wrong: list[str] = []
    for style, (text, spans) in marked(name).items():
        bare = re.sub(r"[\s\u00ad]", "", text)
        read_here = found_in(text)
        marks += len(spans)
        for start, end in spans:
            touching = [s for s in read_here if s[0] < end and start < s[1]]
            found += bool(touching)
            full += touching == [(start, end)]
            if touching != [(start, end)]:
                wrong.append(f"{style}: {bare[start:end]} is read as {[bare[a:b] for a, b in touching]}")
        for start, end in read_here:
            if not any(s < end and start < e for s, e in spans):
                false += 1
                wrong.append(f"{style}: {bare[max(0, start - 15) : start]}>{bare[start:end]}< is no figure")
    return marks, found, full, false, wrong


#: What the reader reaches, by file: how many figures are marked, and of these found, found in full, and found that are none.
#: ``unseen.txt`` was written before the reader, ``fresh.txt`` after it, and nothing was tuned on either. What is found may only
#: rise, what is false only fall.
REACHED = {"seen.txt": (162, 162, 162, 0), "unseen.txt": (108, 108, 108, 0), "fresh.txt": (75, 75, 74, 1)}


@pytest.mark.parametrize("name", REACHED)
def test_every_figure_of_a_text_in_any_style_is_found_in_full_and_nothing_else(name):
    least, least_found, least_full, most_false = REACHED[name]
    marks, found, full, false, wrong = rates(name)
    told = "\n".join(wrong)
    assert marks >= least and len(marked(name)) >= 6
    assert marks - found <= least - least_found and marks - full <= least - least_full and false <= most_false, told


def test_on_texts_not_seen_before_all_are_found_nearly_all_in_full_and_hardly_any_is_false():
    of_each = [rates(name)[:4] for name in REACHED if name != "seen.txt"]
    marks, found, full, false = (sum(column) for column in zip(*of_each))
    assert marks > 180 and found == marks and full / marks >= 0.98 and false / marks <= 0.02


def test_a_figure_that_is_marked_amiss_is_reported(tmp_path, monkeypatch):
    (tmp_path / "texts.txt").write_text(
        "# style\n⟦EUR 3⟧ bn for the G7 and ⟦two⟧ towns, ⟦many⟧ more, 5 in all\n", encoding="utf-8"
    )
    monkeypatch.setattr("test_figures.TEXTS", tmp_path)
    marks, found, full, false, wrong = rates("texts.txt")
    assert (marks, found, full, false, len(wrong)) == (3, 2, 1, 1, 3)


#: A form, and what is read of it: the figure in full, its value, one unit of its last digit, and its unit.
FORMS = [
    ("14 183 people arrived", "14 183", 14183, 1, ""),
    ("14\u00a0183 people arrived", "14\u00a0183", 14183, 1, ""),
    ("14\u2009183 people arrived", "14\u2009183", 14183, 1, ""),
    ("14\u202f183 people arrived", "14\u202f183", 14183, 1, ""),
    ("2.6 million people need help", "2.6 million", 2.6e6, 1e5, ""),
    ("2m people and a wall", "2m", 2e6, 1e6, ""),
    ("a wall of 2 m", "2", 2, 1, ""),
    ("€10 bln was promised", "€10 bln", 1e10, 1e9, "EUR"),
    ("EUR 3bn for hosts", "EUR 3bn", 3e9, 1e9, "EUR"),
    ("3 billion euros", "3 billion euros", 3e9, 1e9, "EUR"),
    ("€ 10 mld", "€ 10 mld", 1e10, 1e9, "EUR"),
    ("US$ 4.07 billion", "US$ 4.07 billion", 4.07e9, 1e7, "USD"),
    ("£700m", "£700m", 7e8, 1e6, "GBP"),
    ("CHF 12.4 million", "CHF 12.4 million", 1.24e7, 1e5, "CHF"),
    ("1.2 million Swiss francs", "1.2 million Swiss francs", 1.2e6, 1e5, "CHF"),
    ("half a million euros", "half a million euros", 5e5, 5e5, "EUR"),
    ("a 500-million-euro plan", "500-million-euro", 5e8, 1e6, "EUR"),
    ("12 EUR 5 million", "12", 12, 1, ""),
    ("EUR 2-3 billion a year", "EUR 2-3 billion", 2.5e9, 1e9, "EUR"),
    ("€2bn-€3bn", "€2bn-€3bn", 2.5e9, 1e9, "EUR"),
    ("around EUR 1.2 to 1.4 billion", "EUR 1.2 to 1.4 billion", 1.3e9, 2e8, "EUR"),
    ("between 10 and 15 %", "10 and 15 %", 12.5, 5, "%"),
    ("500,000 to 1.5 million", "500,000 to 1.5 million", 1e6, 1e6, ""),
    ("rose from 10 % to 15 %", "10 %", 10, 1, "%"),
    ("40 per cent of the places", "40 per cent", 40, 1, "%"),
    ("4.5 percentage points", "4.5 percentage points", 4.5, 0.1, "percentage points"),
    ("two-thirds of the budget", "two-thirds", 200 / 3, 1, "%"),
    ("one-third funded", "one-third", 100 / 3, 1, "%"),
    ("a third of it", "a third", 100 / 3, 1, "%"),
    ("one in ten", "one in ten", 10, 1, "%"),
    ("4 out of 9", "4 out of 9", 400 / 9, 1, "%"),
    ("½ of it", "½", 50, 1, "%"),
    ("2 1/2 years", "2 1/2", 2.5, 1, ""),
    ("two and a half million people", "two and a half million", 2.5e6, 1e6, ""),
    ("a score of projects", "a score", 20, 20, ""),
    ("two hundred and three boats", "two hundred and three", 203, 1, ""),
    ("up to 500 000 euros", "500 000 euros", 5e5, 1e5, "EUR"),
    ("no fewer than six agreements", "six", 6, 1, ""),
    ("tens of thousands of people", "tens of thousands", None, 1, ""),
    ("€1,5 Mrd. und mehr", "€1,5 Mrd.", 1.5e9, 1e8, "EUR"),
    ("450 millions d’euros", "450 millions d’euros", 4.5e8, 1e6, "EUR"),
    ("ein Anteil von 37,8 %", "37,8 %", 37.8, 0.1, "%"),
    ("EUR 1.250,50", "EUR 1.250,50", 1250.5, 0.01, "EUR"),
    ("1.134.500 Menschen", "1.134.500", 1134500, 100, ""),
    ("1.250 places, that is 3,4 %", "1.250", 1250, 10, ""),
    ("1.250 tonnes, that is 3.4 %", "1.250", 1.25, 0.001, ""),
]


@pytest.mark.parametrize(("text", "full", "value", "step", "unit"), FORMS)
def test_a_printed_form_is_read_in_full(text, full, value, step, unit):
    first = read(text)[0]
    assert (text[first.start : first.end], first.unit) == (full, unit)
    assert first.value == (value if value is None else pytest.approx(value, rel=1e-12)) and first.step == pytest.approx(step)


@pytest.mark.parametrize(
    ("text", "full", "when"),
    [
        ("adopted on 2024-03-17", "2024-03-17", "2024-03-17"),
        ("BRUSSELS, 8 JANUARY 2026", "8 JANUARY 2026", "2026-01-08"),
        ("on 17.03.2021", "17.03.2021", "2021-03-17"),
        ("on March 17, 2024", "March 17, 2024", "2024-03-17"),
        ("le 1er janvier 2026", "1er janvier 2026", "2026-01-01"),
        ("on Jan. 12.", "Jan. 12", ""),
        ("3-4 April 2024", "3-4 April 2024", "2024-04-03/2024-04-04"),
        ("for 2024–27", "2024–27", "2024/2027"),
        ("the plan 2025/26", "2025/26", "2025/2026"),
        ("in 2024-03", "2024-03", "2024-03"),
        ("in Q1 of that year", "Q1 of that year", ""),
        ("the second half of 2025", "second half of 2025", ""),
    ],
)
def test_a_date_is_read_in_full(text, full, when):
    (only,) = read(text)
    assert (text[only.start : only.end], only.when, only.value) == (full, when, None)


NAMES = [
    *(
        "during COVID-19",
        "the EU-27 and the EU27",
        "the G7 and the G20",
        "Article 8(2) of Regulation (EU) 2024/1350",
        "UNSCR 2254",
    ),
    *("resolution 2672 (2023)", "Articles 3, 7 and 9", "Directive 2013/33/EU", "special report 17/2021", "COM(2024) 150 final"),
    *(
        "E-002417/2024",
        "C-411/10",
        "S/RES/2254 (2015)",
        "OJ L 209, p. 1",
        "SDG 16",
        "Agenda 2030",
        "an F-16",
        "Table 3",
        "page 12",
    ),
    *("1. First", "2) Second", "(3) Third", "2.4. A heading", "it ended.7 Then", "they left[12]", "the sea¹", "harbours12 and"),
    *(
        "in 2021.52 The",
        "a third country",
        "one of them",
        "24/7",
        "+352 43 98 1",
        "https://host.eu/2024/12",
        "the 21st century",
        "5G",
    ),
]


@pytest.mark.parametrize("text", NAMES)
def test_a_name_an_act_a_mark_or_a_list_number_is_no_figure(text):
    assert [text[f.start : f.end] for f in read(text)] == (["2021"] if "2021." in text else [])


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("see Figure 4 and 31 projects", ["31"]),
        ("the report notes 12 cases", ["12"]),
        ("in 2023 300 people came", ["2023", "300"]),
        ("2000 people came in 2000", ["2000", "2000"]),
        ("14 Member States signed", ["14"]),
        ("EUR 2000 in 2 steps", ["EUR 2000", "2"]),
    ],
)
def test_a_figure_beside_a_name_stays_one(text, left):
    assert [text[f.start : f.end] for f in read(text)] == left


def test_a_compound_that_is_broken_at_its_hyphen_keeps_it():
    (block,) = blocks(
        "The whole-of-\nroute way of the High-\nLevel group runs for 2021-\n2027 with short-\nand long-term aid and twenty-\none co-\noperating ports, too."
    )
    told = "The whole-of-route way of the High-Level group runs for 2021-2027 with short- and long-term aid and twenty-one cooperating ports, too."
    assert block.text == told


def test_numbers_of_paragraphs_are_told_from_figures_by_those_before_and_after():
    numbered = blocks("01 The Court came.\n02 It saw 14 ports.\n03 It left.")
    assert [[b.text[f.start : f.end] for f in read(b.text, hidden=b.hidden)] for b in numbered] == [[], ["14"], []]
    (alone,) = blocks("14 Member States signed.")
    assert [alone.text[f.start : f.end] for f in read(alone.text, hidden=alone.hidden)] == ["14"]


def found(text: str) -> list[str]:
    """The figures of a text with lines, in full."""
    return [b.text[f.start : f.end] for b in blocks(text) for f in read(b.text, hidden=b.hidden)]


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("The harbours of the whole coast were visited by twenty-\nfive crews", ["twenty-five"]),
        ("The Union has paid for it in all a sum of EUR\n5\nmillion", ["EUR 5 million"]),
        ("It was the aim of the ministers to help mil-\nlions of people", ["millions"]),
        ("The port has 3 piers and it was the aim of\n12\nthe ministers to add 4 more, of a\n13\nnew kind", ["3", "4"]),
        ("Ports\n14\nBoats\n203\n", ["14", "203"]),
        ("It has ports. 49 They are 3.\n- 49\nHarbour Office. (2023). Ports.", ["3", "2023"]),
        ("49 They are old in 2026 50\n- 49\nHarbour Office.\n- 50\nPort Office.", ["2026"]),
        ("The council met. 14 Member States signed.", ["14"]),
    ],
)
def test_lines_of_a_text_are_joined_and_numbers_of_pages_and_footnotes_left_out(text, figures):
    assert found(text) == figures


def test_a_mark_behind_a_year_ends_its_paragraph_and_the_list_is_known_by_it():
    text = "On harbours\n\nThe plan for the harbours was presented in the city in May 2025.1\nIt has 5 parts.\n\n1. A Ministry. (2025). A plan.\n"
    paragraphs, notes = split(text, re.compile("(?!)"))
    assert [p.text for p in paragraphs] == [
        "On harbours",
        "The plan for the harbours was presented in the city in May 2025.",
        "It has 5 parts.",
    ]
    assert [p.marks for p in paragraphs] == [[], [1], []] and list(notes) == [1]
