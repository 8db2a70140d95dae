"""Sphinx extension: what a reader can take along.

* Each chart as SVG, PNG and CSV in ``_downloads/charts``, with what the columns of the CSV mean (CSVW), links and a citation below
  it. A chart hands over its files
  in the metadata of its output (``section.FILES``) while the book is built, and MyST-NB keeps the executed notebooks from
  build to build, so that a page that is not read again keeps its files.
* The data package as one zip, ``_downloads/NAME-data.zip`` by the name of the package, and beside it a workbook with the data of
  charts as well, ``NAME-data.xlsx``; both have the same bytes for the same data.
* How to cite the book, and the report, its data set and the claims in schema.org's terms (JSON-LD; linked_data.py).

Links and citations stand in slots of a page, which are filled as it is written, maybe in several processes; files are written
once, when all is done. Builders other than ``html`` and ``dirhtml`` get none of this.
"""

from __future__ import annotations

import base64
import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.osutil import relative_uri

from claimbook.core.section import FILES, load
from claimbook.data.csvw import TABLES, table_group, written
from claimbook.data.descriptor import read_descriptor
from claimbook.data.reproducible_zip import zipped
from claimbook.data.rules.files import described_files
from claimbook.data.rules.references import bibliography_files
from claimbook.sphinx import section_of
from claimbook.sphinx.about import data_zip_place, edition, page_address, workbook_place
from claimbook.sphinx.citing import CiteBook, cite
from claimbook.sphinx.data_files import METADATA as COLUMNS
from claimbook.sphinx.data_files import ChartData, chart_metadata, data_workbook
from claimbook.sphinx.domain import BIBLIOGRAPHY
from claimbook.sphinx.linked_data import METADATA, claims_page, ro_crate, structured_data
from claimbook.sphinx.nodes import made, slot
from claimbook.sphinx.rendering import render
from claimbook.wording.parts import MIME

LOGGER = logging.getLogger(__name__)
CHARTS = "_downloads/charts"
CLAIMS = "notebooks/claims"  # the page that holds the claims for machines too
OUTSIDE = "notebooks/outside"
METHOD = "book/method"  # the page that says how to cite the book
#: What a reader is offered of a chart: how the name of a file ends, and what it is called.
FORMS = {
    ".svg": "SVG",
    "-narrow.svg": "SVG for a phone",
    ".png": "PNG",
    "-dark.png": "PNG on dark",
    ".csv": "CSV",
    COLUMNS: "About the CSV",
}


# --- pages --------------------------------------------------------------------------------------------------------------


def note_charts(app: Sphinx, doctree: nodes.document) -> None:
    """Record which charts the page shows, in its metadata, which Sphinx keeps and merges."""
    names = [node["name"] for node in doctree.findall(slot) if node["kind"] == "downloads"]
    app.env.metadata[app.env.docname]["report_charts"] = names


def _wanted(app: Sphinx) -> dict[str, str]:
    """Every chart of the book, with the page that shows it."""
    pages: dict[str, str] = {}
    for page in sorted(app.env.found_docs):
        for name in app.env.metadata.get(page, {}).get("report_charts", ()):
            if name in pages:
                LOGGER.warning(
                    "two charts have the name %r: on %s and on %s",
                    name,
                    pages[name],
                    page,
                    type="claimbook",
                    subtype="charts",
                )
            pages.setdefault(name, page)
    return pages


def _applies(app: Sphinx) -> bool:
    return app.builder.name in ("html", "dirhtml")


class OfferDownloads(SphinxPostTransform):
    """Fill the places for downloads and citations on a page."""

    default_priority = 11  # before the domain of claims fills other slots, and takes away those that are left
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Run on the page in hand."""
        if not _applies(self.app):
            return
        fill = {"downloads": self._chart, "cite-book": self._book, "data-package": self._package}
        for node in list(self.document.findall(slot)):
            if node["kind"] in fill:
                node.replace_self(made(html=fill[node["kind"]](node)))

    def _file(self, place: str) -> str:
        """The address of a file of the book from this page."""
        return relative_uri(self.app.builder.get_target_uri(self.env.docname), place)

    def _chart(self, node: slot) -> str:
        """The links to a chart's files, and how to cite it."""
        name, here = node["name"], page_address(self.app, self.env.docname)
        text, bibtex = cite(
            self.config.report_facts, chart=name, title=node["title"], address=f"{here}#chart-{name}" if here else ""
        )
        files = {called: self._file(f"{CHARTS}/{name}{ending}") for ending, called in FORMS.items()}
        return render("chart_downloads.html", files=files, title=node["title"], text=text, bibtex=bibtex)

    def _book(self, node: slot) -> str:
        """How to cite the book."""
        about = self.config.report_facts
        text, bibtex = cite(about, address=about["base"])
        return render("cite_book.html", edition=edition(about), licence=about["licence"], text=text, bibtex=bibtex)

    def _package(self, node: slot) -> str:
        """The links to the data package and to the workbook."""
        places = (place(self.config.report_facts) for place in (data_zip_place, workbook_place))
        package, workbook = map(self._file, places)
        return render("data_package.html", address=package, workbook=workbook)


def _from_claims(app: Sphinx, pagename: str) -> str:
    """The address of a page as seen from the page of claims: in full where the book has an address, and empty for itself without."""
    return page_address(app, pagename) or ("" if pagename == CLAIMS else app.builder.get_relative_uri(CLAIMS, pagename))


def finish_page(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    """Give the template what it links to, and what programs read of the page."""
    if not _applies(app):
        return
    about, pathto, here = app.config.report_facts, context["pathto"], page_address(app, pagename)
    context["report_data_zip"], context["report_workbook"] = data_zip_place(about), workbook_place(about)
    context["report_edition"] = edition(about)
    if METHOD in app.env.found_docs:
        context["report_cite"] = pathto(METHOD).removesuffix("#") + "#cite"  # the address of a page from itself is "#"
    if pagename == app.config.root_doc:
        places = {"zip": data_zip_place(about), "workbook": workbook_place(about)}
        files = {name: f"{about['base']}/{place}" if about["base"] else pathto(place, 1) for name, place in places.items()}
        files["page"] = here
        context["report_jsonld"] = structured_data(about, files)
    if pagename == CLAIMS:
        pages = {"claims": CLAIMS, "outside": OUTSIDE, "bibliography": BIBLIOGRAPHY}
        places = {name: _from_claims(app, page) for name, page in pages.items()}
        context["report_jsonld"] = claims_page(section_of(app), about, places)


def _outputs(notebook: dict) -> list[dict]:
    return [output for cell in notebook["cells"] for output in cell.get("outputs", [])]


def light_notebook(text: str) -> str:
    """An executed notebook without what only the build reads, and without the version of Python, on which nothing else depends."""
    notebook = json.loads(text)
    notebook.get("metadata", {}).get("language_info", {}).pop("version", None)
    for output in _outputs(notebook):
        for kept in (output.get("metadata", {}), output.get("data", {})):
            for name in (FILES, MIME):
                kept.pop(name, None)
    return json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


# --- files --------------------------------------------------------------------------------------------------------------


def _write(path: Path, content: bytes) -> None:
    """Write a file if it is new or has changed, so that a server or a backup sees no change where there is none."""
    if not path.is_file() or path.read_bytes() != content:
        path.write_bytes(content)


def _handed_over(app: Sphinx, pages: dict[str, str]) -> Iterator[dict]:
    """What the charts on the ``pages`` handed over as they were drawn: name, what they are about, and files."""
    for page in sorted(set(pages.values())):
        notebook = Path(app.outdir).parent / "jupyter_execute" / f"{page}.ipynb"
        if not notebook.is_file():
            continue
        for output in _outputs(json.loads(notebook.read_text(encoding="utf-8"))):
            handed = output.get("metadata", {}).get(FILES)
            if handed and pages.get(handed["name"]) == page:
                yield handed


def write_charts(app: Sphinx, folder: Path) -> list[ChartData]:
    """Write the files of every chart, and remove those of charts that are gone; returns the data of the charts, by their names."""
    pages, found = _wanted(app), []
    folder.mkdir(parents=True, exist_ok=True)
    for handed in _handed_over(app, pages):
        name, files = handed["name"], handed["files"]
        place = f"{app.builder.get_target_uri(pages[name])}#chart-{name}"
        found.append(ChartData(name, place, handed["about"], files[".csv"]))
        files[COLUMNS] = chart_metadata(found[-1], app.config.report_facts)
        for ending, content in files.items():
            packed = ending.endswith(".png")
            _write(folder / f"{name}{ending}", base64.b64decode(content) if packed else content.encode("utf-8"))
    wanted = {f"{name}{ending}" for name in pages for ending in FORMS}
    present = {path.name for path in folder.iterdir()}
    for name in sorted(present - wanted):
        (folder / name).unlink()
    for name in sorted(wanted - present):
        LOGGER.warning(
            "the chart file %s was not written: rebuild the book from scratch", name, type="claimbook", subtype="charts"
        )
    return sorted(found, key=lambda chart: chart.name)


def _rows(path: Path) -> int:
    """How many rows a table has."""
    with open(path, encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.reader(file)) - 1


def _codes(descriptor: dict) -> list[str]:
    """The columns of text that looks like a number, as codes, dates and lists of footnotes do."""
    fields = (field for resource in descriptor["resources"] for field in resource["schema"]["fields"])
    texts = (field for field in fields if field["type"] == "string")
    return sorted({field["name"] for field in texts if re.match(r"\^\(?\\d", field.get("constraints", {}).get("pattern", ""))})


def _readme(descriptor: dict, folder: Path, about: dict[str, str]) -> str:
    """What the data package is, for whoever opens its zip."""
    counts = {resource["path"]: _rows(folder / resource["path"]) for resource in descriptor["resources"]}
    text = render(
        "data_readme.md",
        descriptor=descriptor,
        counts=counts,
        edition=edition(about),
        licence=descriptor["licenses"][0],
        metadata=METADATA,
        tables=TABLES,
        codes=" ".join(_codes(descriptor)),
        workbook=workbook_place(about),
        citation=cite(about, address=about["base"])[0],
    )
    return f"{text}\n"  # Jinja takes the last line end away


def data_zip(data: Path, about: dict[str, str]) -> bytes:
    """The data package with its bibliography, a README, and metadata as CSVW and RO-Crate; the same tables give the same bytes."""
    descriptor = read_descriptor(data)
    paths = (*described_files(data), *bibliography_files(data))
    files = {path.name: path.read_bytes() for path in paths}
    files[TABLES] = written(table_group(descriptor)).encode("utf-8")
    files["README.md"] = _readme(descriptor, data, about).encode("utf-8")
    files[METADATA] = ro_crate(load(data), about, sorted(files)).encode("utf-8")
    return zipped({name: files[name] for name in sorted(files)})


def finish(app: Sphinx, exception: Exception | None) -> None:
    """Write everything that pages offer to download."""
    if exception is not None or not _applies(app):
        return
    charts = write_charts(app, Path(app.outdir, CHARTS))
    about, data = app.config.report_facts, Path(app.srcdir) / "data"
    _write(Path(app.outdir, data_zip_place(about)), data_zip(data, about))
    workbook = Path(app.outdir, workbook_place(about))
    _write(workbook, data_workbook(data, charts, about, workbook))


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    for part in ("about", "template_pages"):
        app.setup_extension(f"claimbook.sphinx.{part}")
    app.add_directive("cite-book", CiteBook)
    app.add_post_transform(OfferDownloads)
    app.connect("doctree-read", note_charts)
    app.connect("html-page-context", finish_page, priority=600)  # after book's 400, before theme's 900
    app.connect("build-finished", finish)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
