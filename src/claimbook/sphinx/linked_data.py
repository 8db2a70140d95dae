"""The claims, what other sources say of them, and the data package, in the terms of schema.org (JSON-LD).

``graph`` gives claims, reviews and sources as flat entities that name each other by ``@id``, in the order of the tables, so that
the same tables give the same text. The page of claims holds it; ``ro_crate`` adds the files of the data package and makes of both
the RO-Crate 1.1 metadata that lies in the zip (https://w3id.org/ro/crate/1.1).
"""

from __future__ import annotations

import json
import re

from claimbook.core.quantities import Printed
from claimbook.core.section import VERDICTS, Section
from claimbook.data.csvw import TABLES
from claimbook.data.descriptor import report_read
from claimbook.report.rows import stated
from claimbook.sphinx.about import workbook_place
from claimbook.wording import NBSP
from claimbook.wording.places import anchor

SCHEMA, CRATE, CONTEXT = "https://schema.org", "https://w3id.org/ro/crate/1.1", "https://w3id.org/ro/crate/1.1/context"
METADATA = "ro-crate-metadata.json"
AUTHOR, REPORT = "#author", "#report-read"
#: What precedes ``#anchor`` in the ids of claims, reviews and sources where all of them stand in one file.
ONE_FILE = {"claims": "", "outside": "", "bibliography": ""}
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {".csv": "text/csv", ".json": "application/json", ".bib": "application/x-bibtex", ".md": "text/markdown"}


def _known(**entity: object) -> dict:
    """An entity without what is not known of it; ``id`` and ``kind`` become its ``@id`` and ``@type``."""
    entity = {"@id": entity.pop("id"), "@type": entity.pop("kind"), **entity}
    return {name: value for name, value in entity.items() if value not in (None, "", [], {})}


def _named(ids: list[str]) -> list[dict]:
    return [{"@id": one} for one in ids]


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")


def _plain(text: str) -> str:
    return text.replace(NBSP, " ")


def _source_id(key: str, places: dict[str, str]) -> str:
    return f"{places['bibliography']}#source-{key.replace('_', '-')}"


def _report_key(section: Section) -> str:
    """The key of the report that the section is from; empty where the bibliography has no such entry."""
    return next((key for key in section.listed if section.sources[key].keywords == "report"), "")


def _report_id(section: Section, places: dict[str, str]) -> str:
    """The id of the report among the entities: that of its source or, without one, of the report that the descriptor names."""
    key = _report_key(section)
    return _source_id(key, places) if key else REPORT


def _claim(section: Section, q: Printed, places: dict[str, str]) -> dict:
    c = q.claims[0]
    stage = c.stage_label if c.stage != "not_applicable" else ""
    ends = dict.fromkeys((c.period_start or "..", c.period_end or ".."))  # ".." is ISO 8601's sign for an open end
    return _known(
        id=f"{places['claims']}#{anchor(c.table, c.id)}",
        kind="Claim",
        name=c.label,
        identifier=c.id,
        text=c.printed,
        description=_plain("; ".join(filter(None, (q.text, stage, f"paragraph {c.paragraph} of the section")))),
        temporalCoverage="/".join(ends) if list(ends) != [".."] else "",
        appearance={"@id": _report_id(section, places)},
        citation=_named([_source_id(key, places) for key in dict.fromkeys(c.keys)]),
    )


def _rating_id(row: dict) -> str:
    return f"#rating-{_slug(row['verdict'])}-{row['grade'].lower()}"


def _rating(row: dict) -> dict:
    return _known(
        id=_rating_id(row),
        kind="Rating",
        name=VERDICTS[row["verdict"]],
        alternateName=VERDICTS[row["verdict"]],
        ratingExplanation=f"Our reading of a source of grade {row['grade']}",
        author={"@id": AUTHOR},
    )


def _review(section: Section, row: dict, places: dict[str, str]) -> dict:
    claim = section.claim(row["claim"]).claims[0]
    return _known(
        id=f"{places['outside']}#{'evidence-' + row['id'].replace('_', '-')}",
        kind="ClaimReview",
        name=f"{claim.label}: {VERDICTS[row['verdict']]}",
        identifier=row["id"],
        claimReviewed=claim.label,
        itemReviewed={"@id": f"{places['claims']}#{anchor(claim.table, claim.id)}"},
        reviewAspect=row["label"] if row["component"] else "",
        reviewBody="; ".join(filter(None, (stated(section, row["id"]).text, row["note"]))),
        reviewRating={"@id": _rating_id(row)},
        isBasedOn={"@id": _source_id(row["source"], places)},
        author={"@id": AUTHOR},
    )


def _sources(section: Section, keys: set[str], places: dict[str, str]) -> list[dict]:
    """The documents with these keys, and who issued them."""
    issuers, documents = {}, []
    if "" in keys:  # the bibliography does not have the report
        report = report_read(section.folder)
        issuer = f"#publisher-{_slug(report['publisher'])}"
        issuers[issuer] = _known(id=issuer, kind="Organization", name=report["publisher"])
        documents.append(_known(id=REPORT, kind="Report", name=report["cited"], publisher={"@id": issuer}))
    for key in (key for key in section.listed if key in keys):
        source = section.sources[key]
        issuer = f"#publisher-{_slug(source.publisher)}"
        issuers[issuer] = _known(id=issuer, kind="Organization", name=source.publisher)
        documents.append(
            _known(
                id=_source_id(key, places),
                kind="Report" if source.keywords == "report" else "CreativeWork",
                name=source.title,
                identifier=section.labels[key],
                description=source.note,
                datePublished=source.date.partition("/")[0],  # schema.org knows a day, and no several
                publisher={"@id": issuer},
                url=source.url,
            )
        )
    return documents + [issuers[issuer] for issuer in sorted(issuers)]


def graph(section: Section, about: dict[str, str], places: dict[str, str] = ONE_FILE) -> list[dict]:
    """Every claim, every review of one, the documents they rest on, and the author, as entities of schema.org.

    ``about`` gives the author (``about.facts``); ``places`` what stands before ``#`` in the ids of claims, reviews and sources.
    """
    evidence, claims = section.rows("evidence"), section.claims()
    ratings = {_rating_id(row): _rating(row) for row in evidence}
    keys = {_report_key(section)} | {key for q in claims for key in q.claims[0].keys} | {row["source"] for row in evidence}
    return [
        *(_claim(section, q, places) for q in claims),
        *(_review(section, row, places) for row in evidence),
        *(ratings[rating] for rating in sorted(ratings)),
        *_sources(section, keys, places),
        _known(id=AUTHOR, kind="Organization", name=about["author"], url=about["base"]),
    ]


def structured_data(about: dict[str, str], files: dict[str, str]) -> str:
    """The report and its data set as JSON-LD; ``files`` gives the addresses of the page, the zip and the workbook."""
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
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": kind, "contentUrl": files[name]}
            for name, kind in (("zip", "application/zip"), ("workbook", WORKBOOK))
        ],
    }
    if about["base"]:
        report["url"] = data["url"] = files["page"]
    made = json.dumps({"@context": "https://schema.org", "@graph": [report, data]}, ensure_ascii=False, separators=(",", ":"))
    return made.replace("<", "\\u003c")  # nothing in it may end the element


def claims_page(section: Section, about: dict[str, str], places: dict[str, str]) -> str:
    """The graph as the content of a script element of type application/ld+json."""
    entities = {"@context": SCHEMA, "@graph": graph(section, about, places)}
    made = json.dumps(entities, ensure_ascii=False, separators=(",", ":"))
    return made.replace("<", "\\u003c")  # nothing in it may end the element


def _files(section: Section, names: list[str]) -> list[dict]:
    """The files of the data package; those that are no tables are told here."""
    told = {resource["path"]: (resource["title"], resource["description"]) for resource in section.descriptor["resources"]}
    told |= {
        "README.md": ("Read me", "What the tables hold, under which licence, and how to cite them."),
        "datapackage.json": (
            "Data package",
            "Columns, types, allowed values and keys of all tables, for programs that check them.",
        ),
        TABLES: ("CSV on the Web", "Columns, types and keys of all tables, as CSVW, made from datapackage.json."),
    }
    files = []
    for name in names:
        title, description = told.get(name) or (f"Bibliography: {name}", "Documents that the columns named source refer to.")
        kind = TYPES[name[name.rindex(".") :]]
        files.append(_known(id=name, kind="File", name=title, description=description, encodingFormat=kind))
    return files


def ro_crate(section: Section, about: dict[str, str], names: list[str]) -> str:
    """The RO-Crate metadata of the data package with the files ``names``."""
    entities = graph(section, about)
    told = [{"@id": entity["@id"]} for entity in entities if entity["@type"] in ("Claim", "ClaimReview")]
    root = _known(
        id="./",
        kind="Dataset",
        name=about["data_title"],
        description=about["data_about"] + (f" Outside sources were read as of {about['as_of']}." if about["as_of"] else ""),
        version=about["version"],
        datePublished=about["year"] or section.descriptor.get("asOf", ""),
        license={"@id": about["licence_url"]},
        author={"@id": AUTHOR},
        inLanguage="en",
        url=about["base"],
        isBasedOn={"@id": _report_id(section, ONE_FILE)},
        hasPart=_named(names),
        mentions=told,
    )
    beside = []
    if about["base"]:  # the workbook lies beside the zip; only in full does its address lead out of it
        address = f"{about['base']}/{workbook_place(about)}"
        root["distribution"] = {"@id": address}
        name = "The same tables, and the data of all charts, as a workbook"
        beside = [_known(id=address, kind="DataDownload", name=name, encodingFormat=WORKBOOK, contentUrl=address)]
    licence = section.descriptor["licenses"][0]
    made = [
        _known(id=METADATA, kind="CreativeWork", conformsTo={"@id": CRATE}, about={"@id": "./"}),
        root,
        *_files(section, names),
        *beside,
        _known(id=licence["path"], kind="CreativeWork", name=licence["title"], identifier=licence["name"]),
        *entities,
    ]
    return json.dumps({"@context": CONTEXT, "@graph": made}, ensure_ascii=False, indent=1) + "\n"
