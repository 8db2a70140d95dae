"""Sphinx extension: what a reader can take along.

* Each chart as SVG, PNG and CSV in ``_downloads/charts``, with links and a citation below it. A chart hands over its files
  in the metadata of its output (``section.FILES``) while the book is built, and MyST-NB keeps the executed notebooks from
  build to build, so that a page that is not read again keeps its files.
* The data package as one zip, ``_downloads/NAME-data.zip`` by the name of the package, the same bytes for the same tables.
* "Cite this book", in place of ``<!--cite-book-->``, and the links to the zip, in place of ``<!--data-package-->``.
* The report and its data set in schema.org's terms (JSON-LD), on the first page, and the claims on theirs (``linked_data``).

* The page "Do it yourself", a Jinja template: it names the repository, Binder and Colab once ``_config.yml`` gives a repository,
  and takes the row that it has a reader change from the tables.

Pages are changed as they are written, which may happen in several processes; files are written once, when all is done. Title,
author, year and address come from ``_config.yml``, version, licence and the month as of which outside sources were read from
``data/datapackage.json``. Builders other than
``html`` and ``dirhtml`` get none of this.
"""

from __future__ import annotations

import base64
import csv
import json
import re
from html import escape, unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import yaml
from docutils import nodes
from jinja2 import Environment, StrictUndefined
from sphinx.util import logging

from claimbook.core.section import FILES, load
from claimbook.data.archive import zipped
from claimbook.data.descriptor import read_descriptor, report_read
from claimbook.data.rules.references import bibliography_files
from claimbook.sphinx.linked_data import METADATA, claims_page, ro_crate
from claimbook.wording import NBSP, date, first_sentence, printed
from claimbook.wording.parts import MIME

if TYPE_CHECKING:
    from sphinx.application import Sphinx

LOGGER = logging.getLogger(__name__)
CHARTS = "_downloads/charts"
CLAIMS = "notebooks/claims"  # the page that holds the claims for machines too
OUTSIDE = "notebooks/outside"
BIBLIOGRAPHY = "book/bibliography"
METHOD = "book/method"  # the page that says how to cite the book
#: The pages made from templates: how to get and run the project, and how a number gets to its page.
TEMPLATES = ("book/do_it_yourself", "book/architecture")
KINDS = ("svg", "png", "csv")
PLACE = re.compile(r"<!--downloads:([\w-]+)-->")
FIGURE = re.compile(r"<figcaption>(.*?)</figcaption>((?:(?!</figure>).)*?)<!--downloads:([\w-]+)-->", re.S)
TEX = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", **{c: "\\" + c for c in "&%$#_{}"}}


# --- what the book is ---------------------------------------------------------------------------------------------------


def facts(config: Any, data: Path) -> dict[str, Any]:
    """Name, title, author, year, address, version and licence of the book, the report that it reads, and the month as of which outside sources were read."""
    descriptor, report = read_descriptor(data), report_read(data)
    licence = descriptor["licenses"][0]
    year = re.search(r"\d{4}", str(config.copyright))
    return {
        "name": descriptor["name"],
        "title": str(config.html_title or config.project),
        "author": str(config.author),
        "year": year[0] if year else "",
        "base": str(config.html_baseurl or "").rstrip("/"),
        "version": str(descriptor["version"]),
        "as_of": date(descriptor["asOf"]).replace(NBSP, " "),
        "about": str(config.report_description),
        "data_title": descriptor["title"],
        "data_about": descriptor["description"],
        "keywords": tuple(descriptor.get("keywords", ())),
        "based_on": report["cited"],
        "publisher": report["publisher"],
        "licence": licence["name"],
        "licence_url": licence["path"],
    }


def data_zip_place(about: dict[str, Any]) -> str:
    """Where the zip of the data package lies in the book."""
    return f"_downloads/{about['name']}-data.zip"


def page_address(app: Sphinx, pagename: str) -> str:
    """The full address of a page, empty where _config.yml gives the book none; that of the first page is the book's own."""
    base = app.config.report_facts["base"]
    return base and f"{base}/{'' if pagename == app.config.root_doc else app.builder.get_target_uri(pagename)}"


def _from(app: Sphinx, pagename: str) -> str:
    """The address of a page as seen from the page of claims: in full where the book has an address, and empty for itself without."""
    return page_address(app, pagename) or ("" if pagename == CLAIMS else app.builder.get_relative_uri(CLAIMS, pagename))


def note_facts(app: Sphinx, config: Any) -> None:
    """Keep the facts as a setting, so that every page is written again when one of them changes."""
    config.report_facts = facts(config, Path(app.srcdir) / "data")


def cite(about: dict[str, str], *, chart: str = "", title: str = "", address: str = "") -> tuple[str, str]:
    """How to cite the book, or one of its charts, as text and as BibTeX."""
    name = f"{title}. Chart “{chart}” in {about['title']}" if chart else about["title"]
    year = f" ({about['year']})" if about["year"] else ""
    edition = f"version {about['version']}, outside sources as of {about['as_of']}"
    text = f"{about['author']}{year}. {name}, {edition}. {about['licence']}." + (f" {address}" if address else "")
    book = f"{{{_tex(about['title'])}}}"
    fields = {"author": f"{{{_tex(about['author'])}}}", "title": f"{{{_tex(title)}}}" if chart else book, "year": about["year"]}
    if chart:
        fields["howpublished"] = f"Chart ``{_tex(chart)}'' in {_tex(about['title'])}"
    fields["note"] = f"{_tex(edition.replace('v', 'V', 1))}, {_tex(about['licence'])}"
    fields["url"] = address
    key = (
        about["name"].replace("-", "_")
        + (f"_{about['year']}" if about["year"] else "")
        + (f"_{chart.replace('-', '_')}" if chart else "")
    )
    lines = "".join(f",\n  {field} = {{{value}}}" for field, value in fields.items() if value)
    return text, f"@misc{{{key}{lines}\n}}\n"


def _edition(about: dict[str, str]) -> str:
    return f"Version {about['version']}. Outside sources were read as of {about['as_of']}."


def _tex(text: str) -> str:
    return "".join(TEX.get(letter, letter) for letter in text.replace("\u00a0", " "))


def _citation(text: str, bibtex: str) -> str:
    return f'<p>{escape(text)}</p><pre class="cite-entry">{escape(bibtex.strip(), quote=False)}</pre>'


def structured_data(about: dict[str, str], files: dict[str, str]) -> str:
    """The report and its data set as JSON-LD; ``files`` gives the addresses of the page and of the zip."""
    maker = {"@type": "Organization", "name": about["author"]}
    common = {
        "creator": maker,
        "version": about["version"],
        "license": about["licence_url"],
        "inLanguage": "en",
        "isAccessibleForFree": True,
    }
    if about["year"]:
        common["datePublished"] = about["year"]
    source = {"@type": "Report", "name": about["based_on"], "publisher": {"@type": "Organization", "name": about["publisher"]}}
    report = {
        "@type": "Report",
        "@id": "#report",
        "name": about["title"],
        "description": about["about"],
        **common,
        "author": maker,
        "isBasedOn": source,
        "hasPart": {"@id": "#dataset"},
    }
    data = {
        "@type": "Dataset",
        "@id": "#dataset",
        "name": about["data_title"],
        "description": about["data_about"],
        **common,
        "isBasedOn": source,
        "isPartOf": {"@id": "#report"},
        "keywords": list(about["keywords"]),
        "distribution": {"@type": "DataDownload", "encodingFormat": "application/zip", "contentUrl": files["zip"]},
    }
    if about["base"]:
        report["url"] = data["url"] = files["page"]
    made = json.dumps({"@context": "https://schema.org", "@graph": [report, data]}, ensure_ascii=False, separators=(",", ":"))
    return made.replace("<", "\\u003c")  # nothing in it may end the element


def repository(settings: dict[str, Any]) -> dict[str, str]:
    """Addresses of the project, from ``repository`` in _config.yml: of its repository, branch, ZIP, Binder and Colab; empty where there is none.

    Binder builds from any git repository (https://mybinder.readthedocs.io); Colab opens notebooks on GitHub alone.
    """
    url = str(settings.get("url") or "").rstrip("/").removesuffix(".git")
    if not url:
        return {}
    branch = str(settings.get("branch") or "main")
    lab = f"{quote(branch, safe='')}?urlpath=lab/tree/notebooks"
    if not url.startswith("https://github.com/"):
        return {
            "url": url,
            "branch": branch,
            "binder": f"https://mybinder.org/v2/git/{quote(url, safe='')}/{lab}",
            "zip": "",
            "colab": "",
        }
    name = url.removeprefix("https://github.com/")
    return {
        "url": url,
        "branch": branch,
        "binder": f"https://mybinder.org/v2/gh/{name}/{lab}",
        "zip": f"{url}/archive/refs/heads/{branch}.zip",
        "colab": f"https://colab.research.google.com/github/{name}/blob/{branch}/notebooks/overview.ipynb",
    }


def note_repository(app: Sphinx, config: Any) -> None:
    """Keep the addresses as a setting, so that pages are read again when they change."""
    # Not from the theme's options: where none is set, Jupyter Book puts its own repository there.
    settings = yaml.safe_load(Path(app.confdir, "_config.yml").read_text(encoding="utf-8"))
    config.report_repository = repository(settings.get("repository") or {})


def _code(text: str) -> str:
    """Text as code in a cell of a Markdown table, whatever it holds."""
    return f"<code>{re.sub('[^A-Za-z0-9., ]', lambda sign: f'&#{ord(sign[0])};', text)}</code>"


def filled(text: str, addresses: dict[str, str], data: Path, example: str) -> str:
    """A page from its template: with the addresses, and with the row of the claim ``example`` as it stands and as a reader is to change it.

    The change is a billion more, so that value and wording stay of the same form whatever the row says.
    """
    row = load(data).row("claims", example)
    more = row["value"] + 1e9
    values = {
        "row": {**row, "value": f"{row['value']:.0f}", "resolution": f"{row['resolution']:.0f}"},
        "changed": {
            "value": f"{more:.0f}",
            "printed": printed(more, row["resolution"], row["unit"], row["qualifier"]).replace(NBSP, " "),
        },
    }
    environment = Environment(trim_blocks=True, undefined=StrictUndefined)
    environment.filters["code"] = _code
    return environment.from_string(text).render(repository=addresses, **values)


def fill_template(app: Sphinx, docname: str, source: list[str]) -> None:
    """Fill a page that is a template, and have it read again when the table changes."""
    if docname in TEMPLATES:
        data = Path(app.srcdir) / "data"
        source[0] = filled(source[0], app.config.report_repository, data, app.config.report_example)
        app.env.note_dependency(str(data / "claims.csv"))


# --- pages --------------------------------------------------------------------------------------------------------------


def note_charts(app: Sphinx, doctree: nodes.document) -> None:
    """Record which charts the page shows, in its metadata, which Sphinx keeps and merges."""
    names = [name for node in doctree.findall(nodes.raw) for name in PLACE.findall(node.astext())]
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


def finish_page(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    """Fill the places for downloads and citations, and give the template what it links to."""
    body = context.get("body") or ""
    if not _applies(app):
        if app.builder.format == "html":
            context["body"] = re.sub(r"<!--(?:downloads:[\w-]+|data-package|cite-book)-->", "", body)
        return
    about, pathto, here = app.config.report_facts, context["pathto"], page_address(app, pagename)

    def fill(match: re.Match) -> str:
        caption, between, name = match.groups()
        plain = re.sub(r'<span class="(?:chart-source|badge|coding)">.*?</span>', "", caption, flags=re.S)
        title = first_sentence(unescape(re.sub(r"<[^>]+>", "", plain)))
        links = " ".join(
            f'<a download href="{escape(pathto(f"{CHARTS}/{name}.{kind}", 1))}">{kind.upper()}</a>' for kind in KINDS
        )
        cited = _citation(*cite(about, chart=name, title=title, address=f"{here}#chart-{name}" if here else ""))
        return (
            f'<figcaption>{caption}</figcaption>{between}<p class="downloads">Download: {links}</p>'
            f'<details class="cite"><summary>Cite this chart</summary>{cited}</details>'
        )

    body = FIGURE.sub(fill, body)
    if "<!--cite-book-->" in body:
        edition = f"<p>{escape(_edition(about))} Licence: {escape(about['licence'])}.</p>"
        body = body.replace("<!--cite-book-->", edition + _citation(*cite(about, address=about["base"])))
    if "<!--data-package-->" in body:
        link = f'<a download href="{escape(pathto(data_zip_place(about), 1))}">Download all tables as one data package (ZIP)</a>'
        body = body.replace("<!--data-package-->", f'<p class="downloads">{link}</p>')
    context["body"] = body
    context["report_data_zip"] = data_zip_place(about)
    context["report_edition"] = _edition(about)
    if METHOD in app.env.found_docs:
        context["report_cite"] = pathto(METHOD).removesuffix("#") + "#cite"  # the address of a page from itself is "#"
    if pagename == app.config.root_doc:
        files = {
            "page": here,
            "zip": f"{about['base']}/{data_zip_place(about)}" if about["base"] else pathto(data_zip_place(about), 1),
        }
        context["report_jsonld"] = structured_data(about, files)
    if pagename == CLAIMS:
        places = {
            name: _from(app, page) for name, page in (("claims", CLAIMS), ("outside", OUTSIDE), ("bibliography", BIBLIOGRAPHY))
        }
        context["report_jsonld"] = claims_page(load(Path(app.srcdir) / "data"), about, places)


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


def write_charts(app: Sphinx, folder: Path) -> None:
    """Write the files of every chart, and remove those of charts that are gone."""
    about, pages = app.config.report_facts, _wanted(app)
    folder.mkdir(parents=True, exist_ok=True)
    for page in sorted(set(pages.values())):
        notebook = Path(app.outdir).parent / "jupyter_execute" / f"{page}.ipynb"
        if not notebook.is_file():
            continue
        for output in _outputs(json.loads(notebook.read_text(encoding="utf-8"))):
            files = output.get("metadata", {}).get(FILES)
            if not files or pages.get(files["name"]) != page:
                continue
            where = f"{page_address(app, page) or app.builder.get_target_uri(page)}#chart-{files['name']}"
            head = (
                f"# from: {about['title']}, version {about['version']}, {where}\n"
                f"# licence: {about['licence']} {about['licence_url']}\n"
            )
            _write(folder / f"{files['name']}.svg", files["svg"].encode("utf-8"))
            _write(folder / f"{files['name']}.png", base64.b64decode(files["png"]))
            _write(folder / f"{files['name']}.csv", (head + files["csv"]).encode("utf-8"))
    wanted = {f"{name}.{kind}" for name in pages for kind in KINDS}
    present = {path.name for path in folder.iterdir()}
    for name in sorted(present - wanted):
        (folder / name).unlink()
    for name in sorted(wanted - present):
        LOGGER.warning(
            "the chart file %s was not written: rebuild the book from scratch", name, type="claimbook", subtype="charts"
        )


def _readme(descriptor: dict, folder: Path, about: dict[str, str]) -> str:
    rows = []
    for resource in descriptor["resources"]:
        with open(folder / resource["path"], encoding="utf-8", newline="") as file:
            count = sum(1 for _ in csv.reader(file)) - 1
        rows.append(f"- {resource['path']} ({count} rows): {resource['title']}. {resource['description']}")
    licence = descriptor["licenses"][0]
    return "\n".join(
        (
            f"# {descriptor['title']}",
            "",
            f"{_edition(about)} Licence: {licence['title']}, {licence['path']}",
            "",
            descriptor["description"],
            "",
            *(f"Source: {source['title']}" for source in descriptor["sources"]),
            "",
            "## Tables",
            "",
            *rows,
            "",
            "Columns, types, allowed values and keys are in datapackage.json; the bibliography in the .bib files, whose keys the columns named",
            "source hold. To check all of it: `frictionless validate datapackage.json`",
            f"The claims, and what other sources say of them, stand in {METADATA} in the terms of schema.org (RO-Crate 1.1).",
            "",
            "## Cite",
            "",
            cite(about, address=about["base"])[0],
            "",
        )
    )


def data_zip(data: Path, about: dict[str, str]) -> bytes:
    """The data package with its bibliography, a README and RO-Crate metadata; the same tables give the same bytes."""
    descriptor = read_descriptor(data)
    paths = (data / "datapackage.json", *data.glob("*.csv"), *bibliography_files(data))
    files = {path.name: path.read_bytes() for path in paths}
    files["README.md"] = _readme(descriptor, data, about).encode("utf-8")
    files[METADATA] = ro_crate(load(data), about, sorted(files)).encode("utf-8")
    return zipped({name: files[name] for name in sorted(files)})


def finish(app: Sphinx, exception: Exception | None) -> None:
    """Write everything that pages offer to download."""
    if exception is not None or not _applies(app):
        return
    write_charts(app, Path(app.outdir, CHARTS))
    about = app.config.report_facts
    _write(Path(app.outdir, data_zip_place(about)), data_zip(Path(app.srcdir) / "data", about))


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    app.add_config_value("report_facts", {}, "html", dict)
    app.add_config_value("report_repository", {}, "env", dict)
    app.add_config_value(
        "report_example", "", "env", str
    )  # the claim that a reader changes on one template and follows on the other
    app.connect("config-inited", note_facts, priority=900)
    app.connect("config-inited", note_repository, priority=900)
    app.connect("source-read", fill_template)
    app.connect("doctree-read", note_charts)
    app.connect("html-page-context", finish_page, priority=600)  # after book's 400, before theme's 900
    app.connect("build-finished", finish)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
