"""Whether what a descriptor declares is of the kind that it has to be: a rule that no program understands would hold nothing, in silence."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from claimbook.wording.hedges import HEDGES

#: The types of a field.
TYPES = ("string", "integer", "number")
#: Where the rows of a table are from, in words, by what its description calls it.
ORIGINS = {
    "section": "what the section says",
    "coding": "our coding",
    "context": "from outside the section",
    "measured": "measured by us",
}
#: Fields whose values say what the arithmetic does with a row, so that no other can be added by declaring it.
MEANT = {"qualifier": tuple(HEDGES), "certainty": ("stated", "likely", "unknown")}
#: What each property of a kind has to be, in words.
KINDS = {str: "a text in quotes", bool: "true or false, without quotes", list: "a list in [ ]", dict: "a mapping in { }"}
#: The properties of the whole of which the kind is known, those of a table, and the constraints of a field.
WHOLE: dict[str, type] = {
    "title": str,
    "description": str,
    "version": str,
    "asOf": str,
    "keywords": list,
    "licenses": list,
    "sources": list,
    "course": dict,
    "labs": dict,
}
TABLE: dict[str, type] = {"title": str, "description": str, "licenses": list, "sources": list}
CONSTRAINTS: dict[str, type] = {"required": bool, "unique": bool, "pattern": str, "enum": list}
#: What of a list is described by mappings, each with a name or a title.
MAPPINGS = ("licenses", "sources")
#: Limits of a value, and of the length of a text.
LIMITS, LENGTHS = ("minimum", "maximum"), ("minLength", "maxLength")

#: Where in a descriptor something is wrong: its table, its field with the property, what was found and what is allowed.
Wrong = tuple[str, str, str, str]


def wrong_in(descriptor: dict[str, Any]) -> Wrong | None:
    """The first property of the whole, of a table or of a field that is not of the kind that it has to be; None where there is none.

    Tables with named fields have to be there already, each with a type.
    """
    return next(_wrong(descriptor), None)


def _wrong(descriptor: dict[str, Any]) -> Iterator[Wrong]:
    for name, found, allowed in _of_kinds(descriptor, WHOLE):
        yield "-", name, found, allowed
    for table in descriptor["resources"]:
        for name, found, allowed in _of_kinds(table, TABLE):
            yield table["name"], name, found, allowed
        if table.get("origin") not in list(ORIGINS):
            yield table["name"], "origin", _shown(table.get("origin")), f"one of {', '.join(ORIGINS)}"
        for field in table["schema"]["fields"]:
            for name, found, allowed in _of_field(field):
                yield table["name"], f"{field['name']}: {name}", found, allowed


def _of_kinds(declared: dict[str, Any], kinds: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Each property that is there and of another kind than it has to be, as found, with what is allowed."""
    for name, kind in kinds.items():
        value = declared.get(name, kind())
        if not isinstance(value, kind):
            yield name, _shown(value), KINDS[kind]
        elif name in MAPPINGS and not all(isinstance(one, dict) and ("name" in one or "title" in one) for one in value):
            yield name, _shown(value), "a list of mappings, each with a name or a title"


def _of_field(field: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """What is wrong with the type of a field and with its constraints."""
    if field["type"] not in TYPES:
        yield "type", _shown(field["type"]), f"one of {', '.join(TYPES)}"
        return
    rules = field.get("constraints", {})
    if not isinstance(rules, dict):
        yield "constraints", _shown(rules), KINDS[dict]
        return
    yield from _of_kinds(rules, CONSTRAINTS)
    for name in rules.keys() & {*LIMITS, *LENGTHS}:
        if type(rules[name]) not in ((int,) if name in LENGTHS else (int, float)):
            yield name, _shown(rules[name]), "a whole number" if name in LENGTHS else "a number, without quotes"
        elif name in LIMITS and field["type"] == "string":
            yield name, _shown(rules[name]), "no such limit of a text; minLength and maxLength limit its length"
    for name in rules.keys() - {*CONSTRAINTS, *LIMITS, *LENGTHS}:
        yield name, _shown(rules[name]), f"one of {', '.join([*CONSTRAINTS, *LIMITS, *LENGTHS])}"
    words = rules.get("enum", [])
    kinds: Any = {"string": [str], "integer": [int], "number": [int, float]}[field["type"]]
    if isinstance(words, list) and not all(type(one) in kinds for one in words):
        yield "enum", _shown(words), f"values of the type of the field, {field['type']}"
    elif field["name"] in MEANT and not (words and set(words) <= set(MEANT[field["name"]])):
        yield (
            "enum",
            _shown(words),
            f"a list of some of {', '.join(MEANT[field['name']])}: what others mean no rule of this package knows",
        )


def _shown(value: object) -> str:
    """A value as it stands in the descriptor."""
    return json.dumps(value, ensure_ascii=False)
