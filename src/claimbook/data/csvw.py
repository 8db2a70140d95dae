"""CSV on the Web: metadata in JSON that tell a program what a CSV file holds (https://www.w3.org/TR/tabular-data-primer/).

Columns are given as fields of a data package, so that both descriptions come from one. What CSVW has no word for, such as a
column whose values are each there once, stays in ``datapackage.json`` alone.
"""

from __future__ import annotations

import json
import re

CONTEXT = ["http://www.w3.org/ns/csvw", {"@language": "en"}]
TABLES = "csv-metadata.json"  # under this name programs look for the metadata of every CSV file of a folder
#: Types of a data package, and the same in CSVW.
TYPES = {
    "string": "string",
    "number": "number",
    "integer": "integer",
    "boolean": "boolean",
    "date": "date",
    "datetime": "datetime",
    "year": "gYear",
    "yearmonth": "gYearMonth",
}


def column(field: dict) -> dict:
    """A column by its field; raises KeyError for a type that CSVW does not have."""
    limits = field.get("constraints", {})
    base = "anyURI" if field.get("format") == "uri" else TYPES[field["type"]]
    facets = {facet: limits[facet] for facet in ("minimum", "maximum", "minLength", "maxLength") if facet in limits}
    if "enum" in limits:
        facets["format"] = f"^({'|'.join(map(re.escape, map(str, limits['enum'])))})$"
    elif "pattern" in limits:
        facets["format"] = limits["pattern"]
    made = {
        "name": field["name"],
        "titles": field["name"],  # the head of the column in the file, by which a program knows that it reads the right one
        "dc:title": field["title"],
        "dc:description": field["description"],
        "datatype": {"base": base, **facets} if facets else base,
    }
    return made | {"required": True} if limits.get("required") else made


def _many(names: str | list[str]) -> list[str]:
    return [names] if isinstance(names, str) else list(names)


def _table(resource: dict, paths: dict[str, str]) -> dict:
    """A table of a data package; ``paths`` are the files of all tables by their names."""
    schema = resource["schema"]
    keys = [
        {
            "columnReference": _many(key["fields"]),
            "reference": {
                "resource": paths[key["reference"]["resource"] or resource["name"]],  # no name means the table itself
                "columnReference": _many(key["reference"]["fields"]),
            },
        }
        for key in schema.get("foreignKeys", ())
    ]
    described = {"columns": list(map(column, schema["fields"])), "primaryKey": _many(schema["primaryKey"])}
    return {
        "url": resource["path"],
        "dc:title": resource["title"],
        "dc:description": resource["description"],
        **_origin(resource),
        "tableSchema": described | ({"foreignKeys": keys} if keys else {}),
    }


def _origin(described: dict) -> dict:
    """Licence and sources of a table or package, where they are told."""
    licences = [{"@id": licence["path"]} for licence in described.get("licenses", ())]
    sources = [source["title"] for source in described.get("sources", ())]
    return ({"dc:license": licences[0]} if licences else {}) | ({"dc:source": sources} if sources else {})


def table_group(descriptor: dict) -> dict:
    """All tables of a data package; raises KeyError where a key leads to a table that is not there."""
    paths = {resource["name"]: resource["path"] for resource in descriptor["resources"]}
    return {
        "@context": CONTEXT,
        "dc:title": descriptor["title"],
        "dc:description": descriptor["description"],
        "dc:identifier": descriptor["name"],
        "schema:version": descriptor["version"],
        "dc:subject": descriptor.get("keywords", []),
        **_origin(descriptor),
        "tables": [_table(resource, paths) for resource in descriptor["resources"]],
    }


def one_table(url: str, fields: list[dict], told: dict) -> dict:
    """A single file with these fields and what is ``told`` of it, in terms of Dublin Core."""
    return {"@context": CONTEXT, "url": url, **told, "tableSchema": {"columns": list(map(column, fields))}}


def written(metadata: dict) -> str:
    """The metadata as the text of a file."""
    return json.dumps(metadata, ensure_ascii=False, indent=1) + "\n"
