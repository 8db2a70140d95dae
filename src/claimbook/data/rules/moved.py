"""Columns that were moved without their rows, as by a spreadsheet that sorts or shifts one column alone.

Two things tell. The words of a row's id mostly stand in its label or name too: where those of several rows stand in other rows instead,
the column was moved. And what the last commit had in one row stands in another now, while the rest of both rows is as it was.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence, Set
from functools import lru_cache
from pathlib import Path

from claimbook.data.descriptor import key_of, only_field
from claimbook.data.problems import Problem
from claimbook.data.rules.files import changed_tables, last_commit, other_edition

#: As many rows have to be out of place at one distance, or at any, before a column counts as moved. In the tables of this project, all in
#: order, no short column has more than one at any distance, and none that names rows more than one out of place for five in place.
SHIFTED, SORTED = 3, 5
#: Longer texts than this, on average, name no row; they speak of other rows as well.
LONGEST = 12
#: As many values have to change place before it is mentioned: two are swapped by hand as well.
MOVED = 3


def check_moved(tables: dict[str, list[dict]], by_name: dict[str, dict]) -> list[Problem]:
    """Each column in which the words of several rows' ids stand in other rows."""
    found = []
    for name, resource in by_name.items():
        key = key_of(resource)
        ids = [_words(row[key[0]]) for row in tables[name]]
        if len(key) == 1 and len(ids) > SHIFTED:
            fields = (field for field in _naming(resource) if _is_short([row[field] or "" for row in tables[name]]))
            found += [told for field in fields if (told := _moved(resource, field, tables[name], ids))]
    return found


def _naming(resource: dict) -> list[str]:
    """The columns of text that may name their rows: no key, no address, no date, and none that names other rows of the table."""
    own = {
        only_field(foreign["fields"])
        for foreign in resource["schema"].get("foreignKeys", [])
        if foreign["reference"]["resource"] in ("", resource["name"])
    }
    return [
        field["name"]
        for field in resource["schema"]["fields"]
        if field["type"] == "string" and field.get("format") != "uri" and field["name"] not in {*key_of(resource), *own}
    ]


def _is_short(texts: list[str]) -> bool:
    filled = [text for text in texts if text]
    return bool(filled) and sum(len(text.split()) for text in filled) <= LONGEST * len(filled)


@lru_cache(maxsize=8192)  # the same tables are checked again and again while a page is worked out with other figures
def _words(text: object) -> frozenset[str]:
    """The beginnings of the words of a text, without accents: those of an id and of a label are seldom of the same form."""
    plain = str(text or "").lower()
    if not plain.isascii():
        plain = "".join(one for one in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(one))
    return frozenset(word[:6] for word in re.findall(r"[a-z0-9]{3,}", plain))


def _moved(resource: dict, field: str, rows: list[dict], ids: Sequence[Set[str]]) -> Problem | None:
    """The first row of a column that was moved, with the row in which its text stands; None for one in order."""
    texts = [_words(row[field]) for row in rows]
    of_id, of_text = _only_places(ids), _only_places(texts)
    both = [(place, of_text[word]) for word, place in sorted(of_id.items()) if word in of_text]
    own = {place for place, there in both if place == there}
    apart: dict[int, set[int]] = defaultdict(set)
    for place, there in both:
        if place not in own:
            apart[there - place].add(place)
    out = set().union(*apart.values())
    distance, shifted = max(apart.items(), key=lambda item: (len(item[1]), -abs(item[0])), default=(0, set()))
    within = {place for place in own if shifted and min(shifted) <= place <= max(shifted)}
    is_shifted = len(shifted) >= SHIFTED and len(shifted) > 2 * len(within)
    is_sorted = len(out) >= SORTED and len(out) > 4 * len(own)
    if not is_shifted and not is_sorted:
        return None
    if is_sorted and len(out) > 2 * len(shifted):
        shifted, distance = out, 0
    first = min(shifted)
    there = first + distance if distance else next(there for place, there in both if place == first)
    key = key_of(resource)[0]
    where = f"{abs(distance)} row{'s' * (abs(distance) > 1)} {'below' if distance > 0 else 'above'}" if distance else "elsewhere"
    allowed = (
        f"probably {rows[there][field]!r}, which stands at {rows[there][key]}: of {len(shifted)} rows what names them stands {where}, "
        "as after a column was sorted or moved without the others"
    )
    return Problem(resource["path"], str(rows[first][key]), field, str(rows[first][field] or ""), allowed)


def _only_places(words: Sequence[Set[str]]) -> dict[str, int]:
    """The place of each word that stands in a single one of the sets."""
    counts = Counter(word for one in words for word in one)
    return {word: place for place, one in enumerate(words) for word in one if counts[word] == 1}


def notice_moved(folder: Path, by_name: dict[str, dict], told: set[tuple[str, str]]) -> list[Problem]:
    """Each column of which several values stand in other rows than in the last commit; nothing of those that are ``told`` already.

    Nothing either where the last commit held another edition here: its rows are of another text.
    """
    found: list[Problem] = []
    changed = changed_tables(folder, {resource["path"]: name for name, resource in by_name.items()})
    if not changed or other_edition(folder):
        return found
    for name in changed:
        resource = by_name[name]
        try:
            text = (folder / resource["path"]).read_text(encoding="utf-8")
        except (OSError, ValueError):
            continue
        key = key_of(resource)
        now = {tuple(row.get(one) or "" for one in key): row for row in csv.DictReader(io.StringIO(text))}
        then = {tuple(row.get(one) or "" for one in key): row for row in last_commit(folder, resource["path"])}
        fields = [field["name"] for field in resource["schema"]["fields"] if field["name"] not in key]
        found += _emptied(resource["path"], fields, now, then)
        moved = {field: rows for field in fields if len(rows := _elsewhere(field, now, then)) >= MOVED}
        moved |= {field: rows for field, rows in _shuffled(fields, now, then).items() if field not in moved}
        if len(moved) > 1 and len(moved) >= len(fields) / 2:  # the keys alone were moved
            row = " ".join(next(iter(moved.values()))[0])
            allowed = f"the key of its own row: {_count(moved)} rows have what others had in the last commit, as if keys were moved alone"
            found.append(Problem(resource["path"], row, key[0], row, allowed))
            continue
        for field, rows in moved.items():
            if (resource["path"], field) not in told:
                allowed = f"{then[rows[0]][field]!r}, as in the last commit, unless meant: {len(rows)} values changed place without their rows"
                found.append(Problem(resource["path"], " ".join(rows[0]), field, now[rows[0]][field], allowed))
    return found


def _emptied(path: str, fields: list[str], now: dict, then: dict) -> list[Problem]:
    """Each column that held something in several rows of the last commit and holds nothing now, though rows of these are still there."""
    problems = []
    for field in fields:
        had = [key for key in now if key in then and then[key].get(field)]
        if len(had) >= MOVED and all(field in row and not row[field] for row in now.values()):
            allowed = f"{then[had[0]][field]!r}, as in the last commit, unless meant: the whole column is empty now, and {len(had)} rows had a value"
            problems.append(Problem(path, " ".join(had[0]), field, "", allowed))
    return problems


def _count(moved: dict[str, list]) -> int:
    return max(map(len, moved.values()))


def _elsewhere(field: str, now: dict, then: dict) -> list[tuple]:
    """The keys of the rows whose value in a column another row had, and no third, in the last commit."""
    had = Counter(row.get(field) for row in then.values())
    return [
        key
        for key, row in now.items()
        if key in then and (value := row.get(field)) and value != then[key].get(field) and had[value] == 1
    ]


def _shuffled(fields: list[str], now: dict, then: dict) -> dict[str, list[tuple]]:
    """Columns in which the cells that changed hold, but for one, what the others of them held in the last commit; by the keys of their rows.

    So it is with codes that repeat. Rows that are new, or that differ in most of their cells, say nothing.
    """
    kept = [key for key, row in now.items() if key in then and 2 * _changes(fields, row, then[key]) < len(fields)]
    found = {}
    for field in fields:
        rows = [key for key in kept if now[key].get(field) != then[key].get(field)]
        held = Counter(then[key].get(field) for key in rows)
        same = sum((held & Counter(now[key].get(field) for key in rows)).values())
        if same >= max(MOVED, len(rows) - 1):
            found[field] = rows
    return found


def _changes(fields: list[str], row: dict, other: dict) -> int:
    return sum(row.get(field) != other.get(field) for field in fields)
