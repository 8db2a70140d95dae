"""What a reader takes along: charts as files, the data package, citations and the description for machines."""

from __future__ import annotations

import io
import json
import re
import tomllib
import xml.etree.ElementTree as ElementTree
import zipfile
from html import unescape

import pytest
import yaml
from pybtex.database import parse_string

from claimbook.core.section import FILES, VERDICTS
from claimbook.sphinx.citing import cite
from claimbook.sphinx.downloads import CHARTS, FORMS, data_zip, light_notebook
from claimbook.sphinx.linked_data import METADATA, claims_page, structured_data
from claimbook.wording import date, first_sentence
from claimbook.wording.parts import MIME

SPECIFICATION = "https://w3id.org/ro/crate/1.1"  # which the data package names and does not hold
DATA_ZIP = "_downloads/external-dimension-data.zip"  # the address under which it is published
SVG = "{http://www.w3.org/2000/svg}"
ABOUT = {
    "name": "external-dimension",
    "based_on": "R 2, section 1",
    "publisher": "P",
    "keywords": ("k",),
    "title": "A & B",
    "author": "C_D",
    "year": "2026",
    "base": "",
    "version": "1.0.0",
    "about": "x",
    "data_title": "d",
    "data_about": "e",
    "licence": "CC-BY-4.0",
    "as_of": "May 2026",
    "licence_url": "https://example.org/",
}


def words(html: str) -> str:
    """What a reader sees of a piece of HTML, on one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())


@pytest.fixture(scope="session")
def figures(book_html):
    """Every chart on the pages: its name, with the page and the HTML of its figure."""
    found = {}
    for path in sorted(book_html.rglob("*.html")):
        for name, html in re.findall(
            r'<figure class="chart" id="chart-([\w-]+)">(.*?)</figure>', path.read_text(encoding="utf-8"), re.S
        ):
            assert name not in found, name
            found[name] = (path, html)
    assert len(found) >= 15
    return found


def test_every_chart_has_its_files_and_no_file_is_left_over(book_html, figures):
    assert {path.name for path in (book_html / CHARTS).iterdir()} == {f"{name}{ending}" for name in figures for ending in FORMS}
    for name, (page, html) in figures.items():
        links = re.findall(r'<a download href="([^"]+)" aria-label="Download [^"]+ of the chart: [^"]+">', html)
        assert [(page.parent / link).resolve() for link in links] == [
            (book_html / CHARTS / f"{name}{ending}").resolve() for ending in FORMS
        ]
    for path in book_html.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert text.count('<details class="cite">') == sum(page == path for page, _ in figures.values()), path


def test_svg_stands_alone_in_both_widths(book_html, figures):
    for name, (_, html) in figures.items():
        for ending in (".svg", "-narrow.svg"):
            root = ElementTree.parse(book_html / CHARTS / f"{name}{ending}").getroot()
            alt = unescape(re.search(r'aria-label="([^"]+)"', html[html.index("<svg") :])[1])
            assert root.tag == f"{SVG}svg" and root.get("aria-label") == alt and root.get("role") == "img"
            title = words(re.search(r'<span class="chart-title">(.*?)</span> <span class="chart-subtitle">', html, re.S)[1])
            assert " ".join(root.find(f"{SVG}title").text.split()) == title and root.find(f"{SVG}desc").text.startswith(alt)
            text = ElementTree.tostring(root, encoding="unicode")
            assert "var(" not in text, f"{name}: colours of the page's style sheet"
            assert not list(root.iter(f"{SVG}a")) and 'href="mark:' not in text, "links to a page that does not go with it"
            written = " ".join(" ".join("".join(line.itertext()) for line in root.iter(f"{SVG}text")).split())
            assert title in written and "CC-BY-4.0" in written, name
            credit = re.search(r'<span class="chart-source">(.*?)</span>', html)
            assert not credit or words(credit[1]) in written, name


def test_png_is_large_enough_on_light_and_on_dark(book_html, figures):
    from PIL import Image

    for name in figures:
        for ending, ground in ((".png", (0xFD, 0xFD, 0xFB)), ("-dark.png", (0x14, 0x19, 0x1D))):
            with Image.open(book_html / CHARTS / f"{name}{ending}") as image:
                image.load()
                assert image.format == "PNG" and image.width >= 1200, (name, image.size)
                assert image.info["Title"] and image.info["Description"]
                assert image.convert("RGB").getpixel((0, 0)) == ground
                (low, high) = image.convert("L").getextrema()
                assert high - low > 128, f"{name} is blank"


def test_each_chart_has_a_citation_of_its_own(figures):
    keys = set()
    for name, (page, html) in figures.items():
        details = re.search(r'<details class="cite">.*?</details>', html, re.S)[0]
        bibtex = re.search(r'<pre class="cite-entry"[^>]*>(.*?)</pre>', details, re.S)[1]
        ((key, entry),) = parse_string(unescape(bibtex), "bibtex").entries.items()
        keys.add(key)
        assert entry.persons["author"] and entry.fields["year"] and name in entry.fields["howpublished"], (page, name)
        assert entry.fields["title"].strip("{}").replace("\\", "") in words(details).replace("\\", ""), name
        assert f"“{name}”" in words(details)
    assert len(keys) == len(figures)


def test_citations_survive_special_characters():
    text, bibtex = cite(ABOUT, chart="x-y", title="100 % of {A} & B_c\\d #1", address="https://example.org/#chart-x-y")
    ((key, entry),) = parse_string(bibtex, "bibtex").entries.items()
    assert key == "external_dimension_2026_x_y" and entry.fields["url"] == "https://example.org/#chart-x-y"
    assert r"100 \% of \{A\} \& B\_c\textbackslash{}d \#1" in entry.fields["title"]
    assert (
        text
        == "C_D (2026). 100 % of {A} & B_c\\d #1. Chart “x-y” in A & B, version 1.0.0, outside sources as of May 2026. CC-BY-4.0. https://example.org/#chart-x-y"
    )
    assert first_sentence("EUR 7.4 billion, of which more. The rest.") == "EUR 7.4 billion, of which more"


def test_the_book_can_be_cited_and_every_page_says_how(book_html, project, section):
    method = (book_html / "book" / "method.html").read_text(encoding="utf-8")
    assert 'id="cite"' in method
    shown = re.search(r'<pre class="cite-entry"[^>]*>(.*?)</pre>', method, re.S)[1]
    (entry,) = parse_string(unescape(shown), "bibtex").entries.values()
    given = yaml.safe_load((project / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= set(given) and given["cff-version"] == "1.2.0"
    settings = yaml.safe_load((project / "_config.yml").read_text(encoding="utf-8"))
    assert given["title"] == settings["title"] == entry.fields["title"].strip("{}")
    assert given["authors"] == [{"name": settings["author"]}]
    as_of = date(section.descriptor["asOf"]).replace("\u00a0", " ")
    assert f"outside sources as of {as_of}, " in entry.fields["note"] and f"outside sources as of {as_of}. " in words(method)
    package = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    versions = {str(given["version"]), section.descriptor["version"], package["version"]}
    assert len(versions) == 1 and f"Version {versions.pop()}" in entry.fields["note"]
    assert section.descriptor["licenses"][0]["name"] in given["license"]
    for path in book_html.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        footer = words(text[text.index("<footer") :])
        assert (
            f"{settings['author']}. " in footer
            and f"Version {given['version']}. Outside sources were read as of {as_of}." in footer
        ), path
        assert re.search(r'href="[^"]*#cite">Cite this book<', text) and re.search(
            rf'href="(\.\./)*{DATA_ZIP}" download', text
        ), path


def test_the_data_package_is_whole_valid_and_the_same_on_every_run(book_html, project, tmp_path):
    from frictionless import Package

    built = (book_html / DATA_ZIP).read_bytes()
    assert data_zip(project / "data", ABOUT) == data_zip(project / "data", ABOUT)
    with zipfile.ZipFile(io.BytesIO(built)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert names == sorted(names)
        for folder, kind in (("data", "*.csv"), ("data", "datapackage.json"), ("book", "*.bib")):
            for path in (project / folder).glob(kind):
                assert archive.read(path.name) == path.read_bytes(), path.name
        archive.extractall(tmp_path)
    readme = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert all(path.name in readme for path in (project / "data").glob("*.csv"))
    report = Package(str(tmp_path / "datapackage.json")).validate()
    assert report.valid, report.flatten(["title", "message"])
    for page in ("claims", "data_dictionary"):
        assert f'<a download href="../{DATA_ZIP}">' in (book_html / "notebooks" / f"{page}.html").read_text(encoding="utf-8")


def test_the_notebook_of_a_page_is_the_executed_one_without_the_files(book_html):
    pages = list((book_html / "notebooks").glob("*.html"))
    assert pages
    for page in pages:
        link = re.search(r'<a href="([^"]+\.ipynb)">Download notebook', page.read_text(encoding="utf-8"))[1]
        text = (page.parent / link).read_text(encoding="utf-8")
        assert FILES not in text and MIME not in text
        code = [cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]
        assert any(cell["outputs"] for cell in code) and all(cell["execution_count"] for cell in code), page.name


def test_light_notebook_keeps_everything_else():
    output = {
        "metadata": {FILES: {"svg": "x"}, MIME: {"parts": True}, "kept": 1},
        "data": {"text/html": "é", MIME: {"parts": ["é"]}},
    }
    about = {"language_info": {"name": "python", "version": "3.11"}}
    lighter = json.loads(light_notebook(json.dumps({"cells": [{"outputs": [output]}, {"source": "a"}], "metadata": about})))
    assert lighter == {
        "cells": [{"outputs": [{"metadata": {"kept": 1}, "data": {"text/html": "é"}}]}, {"source": "a"}],
        "metadata": {"language_info": {"name": "python"}},
    }


def test_the_overview_describes_the_report_and_its_data_for_machines(book_html, section):
    blocks = {
        path: re.findall(r'<script type="application/ld\+json">(.*?)</script>', path.read_text(encoding="utf-8"), re.S)
        for path in book_html.rglob("*.html")
    }
    (block,) = blocks.pop(book_html / "index.html")
    assert len(blocks.pop(book_html / "notebooks" / "claims.html")) == 1
    assert not any(blocks.values())
    report, data = json.loads(block)["@graph"]
    assert (report["@type"], data["@type"]) == ("Report", "Dataset")
    assert {"name", "description", "creator", "license", "version", "distribution"} <= set(data) and 50 <= len(
        data["description"]
    ) <= 5000
    assert data["version"] == report["version"] == section.descriptor["version"]
    for offered in data["distribution"]:
        assert (book_html / offered["contentUrl"]).resolve().is_file()
    assert "</script" not in structured_data({**ABOUT, "title": "</script><b>"}, {"page": "", "zip": "", "workbook": ""})


# -- the claims for machines ------------------------------------------------------------------------------------------


def check_graph(entities, section):
    """Each row of claims is a Claim and each of evidence a ClaimReview of it, and what an entity names is there."""
    by_id = {entity["@id"]: entity for entity in entities}
    assert len(by_id) == len(entities), "an id stands for one thing"
    claims = {e["identifier"]: e for e in entities if e["@type"] == "Claim"}
    reviews = {e["identifier"]: e for e in entities if e["@type"] == "ClaimReview"}
    rows, evidence = section.rows("claims"), section.rows("evidence")
    assert list(claims) == [row["id"] for row in rows] and list(reviews) == [row["id"] for row in evidence]
    for row in rows:
        claim, cited = claims[row["id"]], [section.row("footnotes", int(n))["source"] for n in (row["footnotes"] or "").split()]
        assert (claim["name"], claim["text"]) == (row["label"], row["printed"])
        assert [by_id[one["@id"]]["name"] for one in claim.get("citation", [])] == [
            section.sources[k].title for k in dict.fromkeys(cited)
        ]
    for row in evidence:
        review, source = reviews[row["id"]], section.sources[row["source"]]
        assert by_id[review["itemReviewed"]["@id"]] is claims[row["claim"]]
        rating = by_id[review["reviewRating"]["@id"]]
        assert rating["name"] == VERDICTS[row["verdict"]] and rating["ratingExplanation"].endswith(f"grade {row['grade']}")
        document = by_id[review["isBasedOn"]["@id"]]
        assert (document["name"], document["url"]) == (source.title, source.url)
        assert by_id[document["publisher"]["@id"]]["name"] == source.publisher
    for entity in entities:
        for value in entity.values():
            for one in value if isinstance(value, list) else [value]:
                assert (
                    not isinstance(one, dict) or set(one) == {"@id"} and (one["@id"] in by_id or one["@id"] == SPECIFICATION)
                ), (entity["@id"], one)


def test_the_page_of_claims_holds_every_claim_for_machines(book_html, section):
    text = (book_html / "notebooks" / "claims.html").read_text(encoding="utf-8")
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.S)
    made = json.loads(block)
    assert made["@context"] == "https://schema.org"
    check_graph(made["@graph"], section)
    for entity in made["@graph"]:
        if entity["@type"] in ("Claim", "ClaimReview", "Report", "CreativeWork"):
            page, _, anchor = entity["@id"].partition("#")
            target = (book_html / "notebooks" / (page or "claims.html")).resolve()
            assert f'id="{anchor}"' in target.read_text(encoding="utf-8"), f"{entity['@id']} leads to its entry"
    assert "script-src 'self' file:" in text, "the policy allows no script for it: a block of data needs none"


def test_claims_for_machines_name_the_address_of_the_book(section):
    places = {name: f"https://example.org/{name}.html" for name in ("claims", "outside", "bibliography")}
    made = json.loads(claims_page(section, ABOUT | {"author": "</script><b>"}, places))
    assert made["@graph"][0]["@id"].startswith("https://example.org/claims.html#claim-")
    assert "<" not in claims_page(section, ABOUT | {"author": "</script><b>"}, places)
    check_graph(made["@graph"], section)


def test_the_data_package_is_an_ro_crate_that_names_every_file(book_html, section, tmp_path, project):
    from rocrate.rocrate import ROCrate

    with zipfile.ZipFile(book_html / DATA_ZIP) as archive:
        names = set(archive.namelist()) - {METADATA}
        archive.extractall(tmp_path)
    crate = ROCrate(str(tmp_path))
    files = {entity.id: entity for entity in crate.data_entities}
    assert set(files) == names and {entity.id for entity in crate.root_dataset["hasPart"]} == names
    titles = {resource["path"]: resource["title"] for resource in section.descriptor["resources"]}
    for name, file in files.items():
        assert file.type == "File" and file["description"] and file["encodingFormat"], name
        assert file["name"] == titles.get(name, file["name"]) and file["name"], name
    author = yaml.safe_load((project / "_config.yml").read_text(encoding="utf-8"))["author"]
    root = crate.root_dataset
    assert root["version"] == section.descriptor["version"] and root["author"]["name"] == author and root["datePublished"]
    assert root["license"].id == section.descriptor["licenses"][0]["path"] and root["license"]["name"]
    assert len(root["mentions"]) == len(section.rows("claims")) + len(section.rows("evidence"))
    entities = json.loads((tmp_path / METADATA).read_text(encoding="utf-8"))["@graph"]
    check_graph(entities, section)
    assert crate.get("#claim-egypt-package")["text"] == section.row("claims", "egypt_package")["printed"]


def test_outside_sources_were_read_as_of_the_month_that_is_said(section):
    outside = [source for source in section.sources.values() if source.keywords == "outside"]
    read = [source.date for source in outside if "date is the month of reading" in source.note]
    assert read and max(read) == section.descriptor["asOf"]
    assert not [source.key for source in outside if source.date[:7] > section.descriptor["asOf"]], "dated after it was read"
