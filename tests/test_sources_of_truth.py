"""Each fact has one home: figures in the tables, agreeing with the section and the research they were read from."""

from __future__ import annotations

import csv
import json
import re
import subprocess
from pathlib import Path

import pytest

from claimbook.data.descriptor import resources

NGRAM = 12


def shared(project: Path, *names: str) -> Path:
    """A file of the material that the project was made from, which is not a part of it."""
    path = project.parent.joinpath("shared", *names)
    if not path.is_file():
        pytest.skip(f"{path} is not on this machine: it is material beside the project, not a part of it")
    return path


def read(path: Path) -> list[dict]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# -- the section ------------------------------------------------------------------------------------------------------


def paragraphs(project: Path) -> list[str]:
    """The section's paragraphs as the tables number them: the heading, then paragraphs and bullets."""
    body = shared(project, "source", "section-2.4.txt").read_text(encoding="utf-8").split("\n- 49\n")[0]
    return body.strip().split("\n")


def squeezed(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().lower()


def test_each_printed_wording_stands_in_its_paragraph(project, section):
    text = paragraphs(project)
    assert len(text) == 17
    for table in ("claims", "priorities", "balkans_areas", "levers"):
        for row in section.rows(table):
            assert squeezed(row["printed"]) in squeezed(text[row["paragraph"]]), (table, row["id"])


def test_each_footnote_mark_stands_in_its_paragraph(project, section):
    text = paragraphs(project)
    for row in section.rows("footnotes"):
        assert re.search(rf"(?<!\d){row['number']}(?!\d)", text[row["paragraph"]]), row["number"]


def test_each_source_is_dated_and_titled_as_in_its_footnote(project, section):
    notes = shared(project, "source", "section-2.4.txt").read_text(encoding="utf-8")
    for row in section.rows("footnotes"):
        (note,) = re.findall(rf"^- {row['number']}\n(.*)$", notes, re.M)
        source = section.sources[row["source"]]
        assert squeezed(source.title) in squeezed(note), row["number"]
        assert source.date[:4] in note, row["number"]


def project_texts(project: Path):
    """Each text that the project publishes, with the place it stands in; quotations marked as such are left out."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "notebooks", "book", "data", "src"], cwd=project, capture_output=True, text=True, check=True
        ).stdout
        files = [project / name for name in listed.splitlines()]
    except (OSError, subprocess.CalledProcessError):
        files = [file for folder in ("notebooks", "book", "data", "src") for file in (project / folder).rglob("*")]
    for file in files:
        if not file.is_file() or file.suffix not in (
            ".ipynb",
            ".md",
            ".bib",
            ".csv",
            ".json",
            ".py",
            ".html",
            ".css",
            ".js",
            ".txt",
        ):
            continue
        text = file.read_text(encoding="utf-8")
        if file.suffix == ".ipynb":
            for number, cell in enumerate(json.loads(text)["cells"]):
                yield f"{file.name}, cell {number}", "".join(cell["source"])
        elif file.suffix == ".csv":
            for row in read(file):
                for field, value in row.items():
                    if field != "printed":  # a quotation, with its paragraph beside it
                        yield f"{file.name}, {field} of {next(iter(row.values()))}", value or ""
        else:
            yield str(file.relative_to(project)), text


def test_no_sentence_of_the_section_is_copied(project):
    def runs(text: str) -> set[tuple[str, ...]]:
        words = re.findall(r"\w+", text.lower())
        return {tuple(words[i : i + NGRAM]) for i in range(len(words) - NGRAM + 1)}

    theirs = set().union(*map(runs, paragraphs(project)))
    assert len(theirs) > 500
    copied = {place: " ".join(min(found)) for place, text in project_texts(project) if (found := runs(text) & theirs)}
    assert not copied


# -- the research -----------------------------------------------------------------------------------------------------


def test_context_agrees_with_the_refugee_statistics(project, section):
    series = {
        (row["coa_iso"], row["year"]): row for row in read(shared(project, "research", "unhcr_by_asylum_country_2011_2025.csv"))
    }
    rows = [row for row in section.rows("context") if row["topic"] == "hosting"]
    assert len(rows) > 20
    for row in rows:
        column = "asylum_seekers" if row["id"].startswith("asylum_seekers") else "refugees"
        assert row["id"].startswith(column)
        assert row["value"] == float(series[row["country"], row["date"][:4]][column]), row["id"]


def test_context_agrees_with_the_resettlement_statistics(project, section):
    series = {row["coa_iso"]: row for row in read(shared(project, "research", "unhcr_resettlement_arrivals_eu27_2013_2025.csv"))}
    assert section.context("member_states_eu").value == len(series) == 27
    arrivals = [row for row in section.rows("context") if row["id"].startswith("arrivals_")]
    for row in arrivals:
        year = row["date"][:4]
        expected = sum(int(r[year]) for r in series.values()) if row["country"] == "EUU" else int(series[row["country"]][year])
        assert row["value"] == expected, row["id"]
    for year in ("2024", "2025"):
        named = {row["country"] for row in arrivals if row["date"][:4] == year} - {"EUU"}
        assert named == {country for country, row in series.items() if int(row[year])}, (
            f"every country with arrivals in {year} is in"
        )


def test_context_agrees_with_the_population_statistics(project, section):
    series = {
        (row["Country Code"], row["Year"]): row
        for row in read(shared(project, "research", "worldbank_population_2011_2023_2024.csv"))
    }
    rows = [row for row in section.rows("context") if row["topic"] == "population"]
    assert len(rows) > 5
    for row in rows:
        assert row["value"] == float(series[row["country"], row["date"][:4]]["Value"]), row["id"]


# -- one home for each fact -------------------------------------------------------------------------------------------


def test_every_source_of_the_bibliography_is_used_and_every_key_is_there_once(project, section):
    keys = [
        key
        for file in (project / "book").glob("*.bib")
        for key in re.findall(r"^@\w+\{([^,\s]+),", file.read_text(encoding="utf-8"), re.M)
    ]
    assert len(set(keys)) == len(keys) and set(keys) == set(section.sources)
    used = {row["source"] for table in ("footnotes", "evidence", "context", "developments") for row in section.rows(table)}
    prose = "\n".join(text for place, text in project_texts(project) if "cell" in place or place.endswith(".md"))
    assert [key for key in keys if key not in used and key not in prose] == []


def test_a_chapter_reads_no_file_and_formats_no_number(project):
    for file in sorted((project / "notebooks").glob("*.ipynb")):
        for cell in json.loads(file.read_text(encoding="utf-8"))["cells"]:
            code = "".join(cell["source"])
            if cell["cell_type"] == "code":
                assert not re.search(r"read_csv|read_rows|\bopen\(|read_text|DictReader", code), (file.name, code)
                assert not re.search(r"\{[^{}]*:[^{}]*[,.]?\d*[fd%]\}", code), (file.name, code)
                assert "import *" not in code, file.name
            assert not cell.get("outputs"), f"{file.name}: outputs are not committed"


def test_no_amount_of_a_claim_is_written_into_the_package(project, section):
    amounts = {f"{row['value']:.0f}" for row in section.rows("claims") if row["value"] >= 1000} | {"61,000", "3,800"}
    for file in (project / "src").rglob("*.py"):
        text = file.read_text(encoding="utf-8").replace("such as 7400000000 or", "")  # an example in an error message
        found = [amount for amount in amounts if re.search(rf"(?<!\d){amount}(?!\d)", text)]
        assert not found, (file.name, found)


def test_a_table_is_read_the_same_by_pandas(section):
    for name, resource in resources(section.descriptor).items():
        frame = section.table(name)
        assert list(frame.columns) == [field["name"] for field in resource["schema"]["fields"]]
        assert len(frame) == len(section.rows(name)) > 0
