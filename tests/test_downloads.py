"""What a reader takes along: charts as files, the data package, citations and the description for machines."""

from __future__ import annotations

import csv
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

from external_dimension.charts import FILES, first_sentence
from external_dimension.downloads import CHARTS, DATA_ZIP, KINDS, cite, data_zip, light_notebook, structured_data

SVG = "{http://www.w3.org/2000/svg}"
ABOUT = {"title": "A & B", "author": "C_D", "year": "2026", "base": "", "version": "1.0.0", "about": "x", "data_title": "d",
         "data_about": "e", "licence": "CC-BY-4.0", "licence_url": "https://example.org/"}


def words(html: str) -> str:
    """What a reader sees of a piece of HTML, on one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())


@pytest.fixture(scope="session")
def figures(book_html):
    """Every chart on the pages: its name, with the page and the HTML of its figure."""
    found = {}
    for path in sorted(book_html.rglob("*.html")):
        for name, html in re.findall(r'<figure class="chart" id="chart-([\w-]+)">(.*?)</figure>', path.read_text(encoding="utf-8"), re.S):
            assert name not in found, name
            found[name] = (path, html)
    assert len(found) >= 15
    return found


def rows_of(path):
    """The comment lines of a CSV file, and its rows."""
    text = path.read_text(encoding="utf-8")
    comments = re.match(r"(?:#.*\n)*", text)[0]
    return comments, list(csv.reader(io.StringIO(text.removeprefix(comments))))


def test_every_chart_has_its_files_and_no_file_is_left_over(book_html, figures):
    assert {path.name for path in (book_html / CHARTS).iterdir()} == {f"{name}.{kind}" for name in figures for kind in KINDS}
    for name, (page, html) in figures.items():
        links = re.findall(r'<a download href="([^"]+)">', html)
        assert [(page.parent / link).resolve() for link in links] == [(book_html / CHARTS / f"{name}.{kind}").resolve() for kind in KINDS]
    for path in book_html.rglob("*.html"):
        assert not re.search("<!--(downloads:|data-package|cite-book)", path.read_text(encoding="utf-8")), path


def test_svg_stands_alone(book_html, figures):
    for name, (_, html) in figures.items():
        root = ElementTree.parse(book_html / CHARTS / f"{name}.svg").getroot()
        alt = unescape(re.search(r'aria-label="([^"]+)"', html[html.index("<svg"):])[1])
        assert root.tag == f"{SVG}svg" and root.get("aria-label") == alt
        assert root.find(f"{SVG}title").text.strip() and root.find(f"{SVG}desc").text.startswith(alt)
        assert "var(" not in ElementTree.tostring(root, encoding="unicode"), f"{name}: colours of the page's style sheet"


def test_png_is_large_enough(book_html, figures):
    from PIL import Image

    for name in figures:
        with Image.open(book_html / CHARTS / f"{name}.png") as image:
            image.load()
            assert image.format == "PNG" and image.width >= 1200, (name, image.size)
            assert image.info["Title"] and image.info["Description"]
            assert min(low for low, _ in image.convert("RGB").getextrema()) < 128, f"{name} is blank"


def test_csv_says_where_it_is_from_and_holds_the_data_of_the_chart(book_html, figures, section):
    version = section.descriptor["version"]
    for name, (page, html) in figures.items():
        comments, (head, *rows) = rows_of(book_html / CHARTS / f"{name}.csv")
        assert f"version {version}, {page.relative_to(book_html).as_posix()}#chart-{name}\n" in comments
        for wanted in ("# from: ", "# licence: ", f"# chart: {name}\n"):
            assert wanted in comments, (name, wanted)
        credit = re.search(r'<span class="chart-source">', html)
        assert bool(credit) == ("# source: " in comments), name
        table = re.search(r'<details class="chart-data">.*?(<table.*?</table>)', html, re.S)[1]
        shown = [[words(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)]
                 for row in re.findall(r"<tr[^>]*>(.*?)</tr>", table, re.S)]
        assert [head, *([" ".join(cell.removeprefix("'").split()) for cell in row] for row in rows)] == shown, name
        everything = csv.reader(io.StringIO((book_html / CHARTS / f"{name}.csv").read_text(encoding="utf-8")))
        assert not [cell for row in everything for cell in row if cell.strip()[:1] in ("=", "+", "-", "@")], name


def test_each_chart_has_a_citation_of_its_own(figures):
    keys = set()
    for name, (page, html) in figures.items():
        details = re.search(r'<details class="cite">.*?</details>', html, re.S)[0]
        bibtex = re.search(r'<pre class="cite-entry"[^>]*>(.*?)</pre>', details, re.S)[1]
        (key, entry), = parse_string(unescape(bibtex), "bibtex").entries.items()
        keys.add(key)
        assert entry.persons["author"] and entry.fields["year"] and name in entry.fields["howpublished"], (page, name)
        assert entry.fields["title"].strip("{}").replace("\\", "") in words(details).replace("\\", ""), name
        assert f"“{name}”" in words(details)
    assert len(keys) == len(figures)


def test_citations_survive_special_characters():
    text, bibtex = cite(ABOUT, chart="x-y", title="100 % of {A} & B_c\\d #1", address="https://example.org/#chart-x-y")
    (key, entry), = parse_string(bibtex, "bibtex").entries.items()
    assert key == "external_dimension_2026_x_y" and entry.fields["url"] == "https://example.org/#chart-x-y"
    assert r"100 \% of \{A\} \& B\_c\textbackslash{}d \#1" in entry.fields["title"]
    assert text == "C_D (2026). 100 % of {A} & B_c\\d #1. Chart “x-y” in A & B, version 1.0.0. CC-BY-4.0. https://example.org/#chart-x-y"
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
    package = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    versions = {str(given["version"]), section.descriptor["version"], package["version"]}
    assert len(versions) == 1 and f"Version {versions.pop()}" in entry.fields["note"]
    assert section.descriptor["licenses"][0]["name"] in given["license"]
    for path in book_html.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert re.search(r'href="[^"]*#cite">Cite this book<', text) and re.search(rf'href="(\.\./)*{DATA_ZIP}" download', text), path


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
        assert FILES not in text
        code = [cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]
        assert any(cell["outputs"] for cell in code) and all(cell["execution_count"] for cell in code), page.name


def test_light_notebook_keeps_everything_else():
    output = {"metadata": {FILES: {"svg": "x"}, "kept": 1}, "data": {"text/html": "é"}}
    about = {"language_info": {"name": "python", "version": "3.11"}}
    lighter = json.loads(light_notebook(json.dumps({"cells": [{"outputs": [output]}, {"source": "a"}], "metadata": about})))
    assert lighter == {"cells": [{"outputs": [{"metadata": {"kept": 1}, "data": {"text/html": "é"}}]}, {"source": "a"}],
                       "metadata": {"language_info": {"name": "python"}}}


def test_the_overview_describes_the_report_and_its_data_for_machines(book_html, section):
    blocks = {path: re.findall(r'<script type="application/ld\+json">(.*?)</script>', path.read_text(encoding="utf-8"), re.S)
              for path in book_html.rglob("*.html")}
    (block,) = blocks.pop(book_html / "index.html")
    assert not any(blocks.values())
    report, data = json.loads(block)["@graph"]
    assert (report["@type"], data["@type"]) == ("Report", "Dataset")
    assert {"name", "description", "creator", "license", "version", "distribution"} <= set(data) and 50 <= len(data["description"]) <= 5000
    assert data["version"] == report["version"] == section.descriptor["version"]
    assert (book_html / data["distribution"]["contentUrl"]).resolve().is_file()
    assert "</script" not in structured_data({**ABOUT, "title": "</script><b>"}, {"page": "", "zip": ""})
