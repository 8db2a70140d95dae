"""What the book is: its name, version, licence and address, in one place for all that tell of it.

Title, author, year and address come from ``_config.yml``, version, licence and the month as of which outside sources were read
from ``data/datapackage.json``.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from claimbook.data.descriptor import read_descriptor, report_read
from claimbook.wording import NBSP, date


def facts(config: Any, data: Path) -> dict[str, Any]:
    """Name, title, author, year, address, version and licence of the book, the report that it reads and what is to be noticed of it, and the month as of which outside sources were read."""
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
        "as_of": date(descriptor["asOf"]).replace(NBSP, " ") if "asOf" in descriptor else "",
        "about": str(config.report_description),
        "data_title": descriptor["title"],
        "data_about": descriptor["description"],
        "keywords": tuple(descriptor.get("keywords", ())),
        "based_on": report["cited"],
        "publisher": report["publisher"],
        "notice": report.get("notice", ""),
        "licence": licence["name"],
        "licence_url": licence["path"],
    }


def data_zip_place(about: dict[str, Any]) -> str:
    """Where the zip of the data package lies in the book."""
    return f"_downloads/{about['name']}-data.zip"


def workbook_place(about: dict[str, Any]) -> str:
    """Where the workbook of all data lies in the book."""
    return f"_downloads/{about['name']}-data.xlsx"


def page_address(app: Sphinx, pagename: str) -> str:
    """The full address of a page, empty where _config.yml gives the book none; that of the first page is the book's own."""
    base = app.config.report_facts["base"]
    return base and f"{base}/{'' if pagename == app.config.root_doc else app.builder.get_target_uri(pagename)}"


def edition(about: dict[str, str]) -> str:
    """Which version this is, and as of when outside sources were read, where any were."""
    read = f" Outside sources were read as of {about['as_of']}." if about["as_of"] else ""
    return f"Version {about['version']}.{read}"


def note_facts(app: Sphinx, config: Any) -> None:
    """Keep the facts as a setting, so that every page is written again when one of them changes."""
    config.report_facts = facts(config, Path(app.srcdir) / "data")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    app.add_config_value("report_facts", {}, "html", dict)
    app.connect("config-inited", note_facts, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
