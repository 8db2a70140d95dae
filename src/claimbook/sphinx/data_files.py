"""What tells of the data that a reader takes along: metadata beside each chart's CSV file, and all data as one workbook."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claimbook.data.csvw import one_table, written
from claimbook.data.declared import ORIGINS
from claimbook.data.descriptor import read_descriptor
from claimbook.data.rules.files import described_files
from claimbook.sphinx.about import edition
from claimbook.sphinx.citing import cite

if TYPE_CHECKING:
    from claimbook.sphinx.workbook import Sheet

METADATA = ".csv-metadata.json"  # what follows a chart's name, as CSVW has it


@dataclass(frozen=True)
class ChartData:
    """The data of a chart as it handed them over (``Chart.about`` and ``Chart.csv``), and its place in the book."""

    name: str
    place: str
    about: Mapping[str, Any]
    csv: str

    @property
    def described(self) -> str:
        """What it measures and what to mind."""
        about = self.about
        marks = ["From outside the section."] * about["outside"] + ["By our own coding."] * about["coding"]
        return " ".join(filter(None, [about["measure"].rstrip(".") + ".", *marks, about["notes"]]))


def chart_metadata(chart: ChartData, facts: dict[str, Any]) -> str:
    """What a chart's CSV file holds, in the terms of CSVW: what it finds and measures, where it is from, and its columns."""
    about = chart.about
    base = facts["base"] or "../.."  # the file lies two folders deep in the book
    told = {
        "dc:title": about["title"],
        "dc:description": chart.described,
        "dc:identifier": chart.name,
        "dc:isPartOf": {"@id": f"{base}/{chart.place}"},
        "dc:source": about["sources"],
        "dc:references": about["claims"],
        "dc:creator": facts["author"],
        "dc:license": {"@id": facts["licence_url"]},
        "dc:bibliographicCitation": cite(facts, chart=chart.name, title=about["title"])[0],
        "schema:version": facts["version"],
    }
    return written(one_table(f"{chart.name}.csv", about["fields"], {name: value for name, value in told.items() if value}))


def _rows(text: str) -> list[list[str]]:
    """The rows of a CSV file below its head."""
    return list(csv.reader(io.StringIO(text)))[1:]


def _tables(folder: Path, descriptor: dict) -> Iterable[Sheet]:
    from claimbook.sphinx.workbook import Sheet

    for resource in descriptor["resources"]:
        licence = resource.get("licenses", descriptor["licenses"])[0]["title"]
        sources = [source["title"] for source in resource.get("sources", ())]
        if resource["origin"] == "section":
            sources += [source["title"] for source in descriptor["sources"]]
        yield Sheet(
            name=resource["name"],
            title=f"Table: {resource['title']}",
            description=resource["description"],
            source="; ".join(sources or [ORIGINS[resource["origin"]]]),
            licence=licence,
            fields=resource["schema"]["fields"],
            rows=_rows((folder / resource["path"]).read_text(encoding="utf-8")),
        )


def _charts(charts: Iterable[ChartData], licence: str, base: str) -> Iterable[Sheet]:
    from claimbook.sphinx.workbook import Sheet

    for chart in charts:
        yield Sheet(
            name=f"chart {chart.name}",
            title=f"Chart: {chart.about['title']}",
            description=chart.described,
            source="; ".join([*chart.about["sources"], f"{base}/{chart.place}" if base else chart.place]),
            licence=licence,
            fields=chart.about["fields"],
            rows=_rows(chart.csv),
        )


def _made_from(folder: Path, charts: Sequence[ChartData], facts: dict[str, Any]) -> str:
    """The checksum of all that a workbook follows from: tables, the data of charts, what the book is, and the code that writes it."""
    digest = hashlib.sha256(json.dumps([facts, list(map(astuple, charts)), version("openpyxl")], sort_keys=True).encode("utf-8"))
    code = (Path(__file__), Path(__file__).with_name("workbook.py"))
    for path in (*code, *described_files(folder)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def data_workbook(folder: Path, charts: Sequence[ChartData], facts: dict[str, Any], last: Path | None = None) -> bytes:
    """All tables and the data of all charts as one workbook; the same data give the same bytes.

    Where ``last``, the workbook of an earlier build, was made from the same, it is read and not made again, which takes longer.
    """
    made_from = _made_from(folder, charts, facts)
    if last and last.is_file():
        with zipfile.ZipFile(last) as archive:
            if made_from.encode() in archive.read("docProps/core.xml"):
                return last.read_bytes()
    from claimbook.sphinx.workbook import workbook  # and with it openpyxl

    descriptor = read_descriptor(folder)
    licence = descriptor["licenses"][0]["title"]
    about = [
        ("Which", edition(facts)),
        ("What", descriptor["description"]),
        ("Source", "; ".join(source["title"] for source in descriptor["sources"])),
        ("Licence", f"{licence}, {descriptor['licenses'][0]['path']}"),
        ("Cite as", cite(facts, address=facts["base"])[0]),
        (
            "Mind",
            "Amounts may not be added as they stand: some lie in others. The tables relations and outside_relations say which.",
        ),
    ]
    sheets = [*_tables(folder, descriptor), *_charts(charts, licence, facts["base"])]
    properties = {"title": descriptor["title"], "creator": facts["author"], "identifier": made_from}
    return workbook(properties, descriptor.get("asOf") or f"{facts['year'] or 1980}-01", about, sheets)
