"""A new edition of the report: its folder, rows to decide, plain chapters of what was confirmed, and a list of what is left to do.

Run it with the text of the new edition, decide rows in the files of ``drafts``, run it again: as often as there is something to decide.
It never changes the edition that it is made from, and of that edition no row and no sentence comes into the new one undecided. Chapters
are made anew, of what the tables hold; those of the edition before are not copied.
"""

from __future__ import annotations

import csv
import json
import re
from argparse import Namespace
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from claimbook.checks import cited, confirming, drafting
from claimbook.checks.drafts import Reader, text_of
from claimbook.data.bibliography import entries_of, read_bibliography
from claimbook.data.descriptor import (
    DESCRIPTOR,
    EDITION_NAME,
    EDITIONS,
    NEEDED,
    as_shown,
    edition_folder,
    id_of,
    own_tables,
    placed,
    read_descriptor,
    resources,
    shown_path,
)
from claimbook.data.problems import DataError, Problem, as_text
from claimbook.data.rules import check
from claimbook.data.rules.references import bibliography_files
from claimbook.data.sources import read_sources
from claimbook.data.tables import read_tables
from claimbook.publish import new
from claimbook.publish.plain_chapters import plain_chapter
from claimbook.publish.rendering import text as rendered

#: The file in which the chapters are named; it is one of the files of draft rows, and no table.
CHAPTERS = {
    "name": "chapters",
    "schema": {"fields": [{"name": "chapter", "type": "string"}, {"name": "title", "type": "string"}], "primaryKey": "chapter"},
}
#: The tables whose rows stand in a chapter.
TOLD = ("claims", "statements", "gaps", "developments")
LEFT = "TODO.md"
#: The words that are let through although they depend on figures.
WORDS = "book/words.csv"
#: The list names this many rows of a table and a chapter; of the others it gives the number.
NAMED = 8
#: The first line of contents that are written anew by each run.
WRITTEN = "# Written anew by `update`; take this line out to keep contents of your own.\n"


@dataclass
class Edition:
    """A new edition in the making: its folder, the tables that it is made from, and the text that it reads."""

    folder: Path
    before: Path
    reader: Reader

    @property
    def data(self) -> Path:
        """Its tables."""
        return self.folder / "data"

    @property
    def drafts(self) -> Path:
        """Its files of draft rows."""
        return self.folder / "drafts"

    def tables(self) -> dict[str, list[dict]]:
        """The rows of its tables; raises DataError where one cannot be read."""
        tables, problems = read_tables(self.data)
        if problems:
            raise DataError(problems)
        return tables


def main(project: Path, chosen: Namespace) -> int:
    """Begin an edition or go on with it; prints what is left to do, and gives 1 where something is wrong."""
    try:
        paper = text_of(chosen.text)
        before = edition_folder(chosen.base, project / "data") if chosen.base else project / "data"
        if not re.fullmatch(EDITION_NAME, chosen.name):
            raise ValueError(
                f"{chosen.name}: an edition has a name of small letters, digits, points and single hyphens, such as 2026"
            )
        folder = project / "data" / EDITIONS / chosen.name
        if chosen.name == read_descriptor(before)["report"].get("edition"):
            raise ValueError(f"{chosen.name}: that is the edition to start from; name the new one")
        stages = read_tables(before)[0]["stages"]
        edition = Edition(folder, before, Reader(paper, [{k: v or "" for k, v in row.items()} for row in stages]))
        if not (edition.data / DESCRIPTOR).is_file():
            _begin(edition, project, chosen)
        confirming.remember(folder, chosen.text)
        try:
            return _go_on(edition, chosen.as_of, chosen.rest or ())
        except DataError as error:  # all that is read of the edition before can be read: these are files of the new one
            print(*(as_shown(problem, folder) for problem in error.problems), sep="\n")
            return 1
    except (ValueError, KeyError, DataError, OSError) as error:
        print(*(error.args if isinstance(error, KeyError) else [error]))
        return 1


# -- a new folder -----------------------------------------------------------------------------------------------------


def _begin(edition: Edition, project: Path, chosen: Namespace) -> None:
    """Make the folder of the edition, with tables that have heads and no rows; raises ValueError where the report is not named."""
    if not chosen.title or not chosen.section:
        raise ValueError(f"{chosen.name}: a new edition; say --title and --section, as the new report has them")
    old = read_descriptor(edition.before)
    config = yaml.safe_load((project / "_config.yml").read_text(encoding="utf-8"))
    publisher, short = chosen.publisher or old["report"]["publisher"], chosen.short or old["report"]["publisherShort"]
    named = new.Named(chosen.title, chosen.section, publisher, short, chosen.book or "", str(config.get("author", "")))
    made = {
        path: content
        for path, content in new.files(edition.folder, named).items()
        if path == "_config.yml" or path.startswith(("book/", "notebooks/")) and not path.endswith(f"/{new.CHAPTER}.ipynb")
    }
    made[WORDS] = _words(made[WORDS], edition.before.parent / WORDS)
    made["book/references.bib"] += _entry(chosen.name, publisher, chosen.title)
    descriptor = json.loads(new.descriptor(edition.folder, named))
    descriptor |= {"name": f"{old['name']}-{chosen.name}", "licenses": old["licenses"]}
    kept = {name: old["report"][name] for name in ("language", "notice") if name in old["report"]}
    descriptor["report"] |= {"edition": chosen.name, **kept}
    own = {table["name"]: table for table in own_tables()}
    tables = resources(old)
    wanted = [name for name in tables if name in own or name in NEEDED]  # others come with the first row that is taken over
    descriptor["resources"] = [_table(tables[name], own.get(name), edition.reader) for name in wanted]
    made[f"data/{DESCRIPTOR}"] = json.dumps(descriptor, ensure_ascii=False, indent=1) + "\n"
    for table in descriptor["resources"]:
        same = table["name"] in drafting.SAME
        heads = ",".join(one["name"] for one in table["schema"]["fields"]) + "\n"
        made[f"data/{table['path']}"] = (edition.before / table["path"]).read_text(encoding="utf-8") if same else heads
        if table["name"] == "proper_names":  # the title may hold a year, which nobody typed into a sentence
            made[f"data/{table['path']}"] += new.row_of_name(_key(chosen.name), chosen.title)
    for path, content in made.items():
        place = edition.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(content, encoding="utf-8", newline="\n")


def _words(made: str, before: Path) -> str:
    """The words that a new book lets through, with those of the stages, which stay as they are, from the edition before."""
    stages = "data/stages,"
    kept = before.read_text(encoding="utf-8").splitlines(keepends=True) if before.is_file() else []
    lines = [line for line in made.splitlines(keepends=True) if not line.startswith(stages)]
    return "".join([*lines, *(line for line in kept if line.startswith(stages))])


def _key(name: str) -> str:
    """The id of the report of an edition, in the bibliography and among the names."""
    return "report_" + re.sub(r"[^a-z0-9]", "_", name)


def _entry(name: str, publisher: str, title: str) -> str:
    """The entry of the report itself in the bibliography."""
    year = re.search(r"\d{4}", name)
    dated = f"  year = {{{year[0]}}},\n" if year else ""
    return f"\n@misc{{{_key(name)},\n  author = {{{{{publisher}}}}},\n  title = {{{{{title}}}}},\n{dated}  keywords = {{report}},\n}}\n"


def _table(table: dict, own: dict | None, reader: Reader) -> dict:
    """The description of a table: what it may hold as before, its words those of the engine, and as many paragraphs as the text has."""
    found = json.loads(json.dumps(table))
    if own:
        words = {one["name"]: one.get("description") for one in own["schema"]["fields"]}
        found |= {name: own[name] for name in ("title", "description") if name in own}
        for one in found["schema"]["fields"]:
            if words.get(one["name"]):
                one["description"] = words[one["name"]]
    for one in found["schema"]["fields"]:
        if one["name"] == "paragraph" and "maximum" in one.get("constraints", {}):
            one["constraints"]["maximum"] = max(reader.paragraphs, default=0)
    return found


# -- decisions --------------------------------------------------------------------------------------------------------


def _go_on(edition: Edition, as_of: str | None, rest: Iterable[list[str]]) -> int:
    """Draft what is not drafted yet, take over what is decided, make the chapters, and tell what is left."""
    if as_of:
        _describe(edition, lambda descriptor: descriptor.update(asOf=as_of))
    before, described = _of_edition(edition), resources(read_descriptor(edition.before))
    now = resources(read_descriptor(edition.data))
    described = {name: now.get(name) or _table(table, None, edition.reader) for name, table in described.items()}
    drafts = _drafts(edition, before, described)
    for words in rest:
        _decide_rest(words, drafts, described, before, edition)
    decided = _decided(edition, before, drafts, described)
    chapters = _taken_over(edition, decided, drafts, described)
    for name, rows in drafts.items():
        table = CHAPTERS if name == "chapters" else described[name]
        confirming.write_rows(edition.drafts / f"{name}.csv", drafting.columns(table), rows)
    lines = list(_left(edition, drafts, decided, chapters, described))
    (edition.folder / LEFT).write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    print(*lines, sep="\n")
    taken = sum(map(len, decided.taken.values()))
    print(f"\nupdate: {taken} rows taken over; what is left is also in {shown_path(edition.folder / LEFT, edition.folder)}")
    return 1 if decided.wrong else 0


def _of_edition(edition: Edition) -> dict[str, list[dict]]:
    """The rows of the edition before, in which a series names the claims of that edition as such: by that id the new one may have another figure."""
    rows, name = read_tables(edition.before)[0], read_descriptor(edition.before)["report"].get("edition")
    claims = {row["id"] for row in rows["claims"]}
    named = [row | {"figure": f"{name}/{row['figure']}"} if name and row["figure"] in claims else row for row in rows["series"]]
    return rows | {"series": named}


def _latest(edition: Edition) -> str:
    """The date of the latest document that the text cites, in ISO 8601; empty where it cites none with a date."""
    return max(cited.dates_of(edition.reader.notes.values()), default="")


def _decide_rest(words: list[str], drafts: dict, described: dict, before: dict, edition: Edition) -> None:
    """Decide the rows that are left of some tables, as words of the command say: "carry over context"; raises ValueError."""
    parts = " ".join(words).lower().split()
    known = [name for name in drafts if name in described]
    names = [word for word in parts if word in known]
    decision = " ".join(word for word in parts if word not in known)
    if not names:
        raise ValueError(f"--rest {' '.join(words)}: no table named; allowed: {', '.join(known)}")
    changed = confirming.told_otherwise(drafts["claims"], before["claims"])
    away = confirming.gone({name: rows for name, rows in drafts.items() if name in described}, described)
    for name in names:
        confirming.decide_rest(described[name], drafts[name], decision, changed, away, _latest(edition))


def _taken_over(edition: Edition, decided: confirming.Decided, drafts: dict, described: dict) -> dict[str, bool]:
    """Add to the tables what was decided, without the rows that do not fit there; gives the chapters, and whether each is plain."""
    _add_tables(edition, decided.taken, described)
    for name, pairs in decided.taken.items():
        _rewrite(edition, described[name], added=[cells for _, cells in pairs])
    while True:
        _support(edition, described["footnotes"])
        _copy_sources(edition)
        chapters = _chapters(edition, drafts["chapters"])
        problems = check(edition.data)
        back = confirming.take_back(decided, problems, described)
        if not back:
            _let_through(edition)
            decided.wrong += [placed(one, edition.folder) for one in problems]
            return chapters
        for name, rows in back.items():
            _rewrite(edition, described[name], without=rows)


def _add_tables(edition: Edition, names: Iterable[str], described: dict) -> None:
    """Describe the tables that get their first row, with those that they name, all at once: no table may name one that is not described."""
    there = resources(read_descriptor(edition.data))
    wanted = list(dict.fromkeys(name for name in names if name not in there))
    for name in wanted:  # grows by what its own tables name
        keys = described[name]["schema"].get("foreignKeys", ())
        wanted += [one for key in keys if (one := key["reference"]["resource"]) and one not in there and one not in wanted]
    if wanted:
        for name in wanted:
            _rewrite(edition, described[name])
        _describe(edition, lambda descriptor: descriptor["resources"].extend(described[name] for name in wanted))


def _drafts(edition: Edition, before: dict, described: dict) -> dict[str, list[dict]]:
    """The draft rows by table: those in the files, and of figures that the text has now those that are in none yet."""
    found = {}
    documents = [read_bibliography(bibliography_files(data)).documents for data in (edition.data, edition.before)]
    fresh = drafting.drafted(edition.reader, before, described, documents[1] | documents[0])
    for name, rows in fresh.items():
        found[name] = kept = confirming.read_drafts(edition.drafts / f"{name}.csv")
        now = {row["was"] for row in rows if row["key"]} - {""}  # what the text before it was mended did not seem to have
        kept[:] = [row for row in kept if row["key"] or row["decision"] or row["was"] not in now]
        known = {(row["key"], row["was"]) for row in kept}
        keys, was = {row["key"] for row in kept} - {""}, {row["was"] for row in kept} - {""}
        more = [row for row in rows if (row["key"], row["was"]) not in known and row["key"] not in keys and row["was"] not in was]
        kept += more
        if name == "footnotes":
            unknown = [row for row in more if row["key"] and row["source"] not in {*documents[0], *documents[1], ""}]
            cited.add_drafts(edition.drafts / cited.FILE, {row["source"]: row["found"] for row in unknown})
    file = edition.drafts / "chapters.csv"
    found["chapters"] = confirming.read_drafts(file) or list(_named_chapters(edition, before))
    return found


def _named_chapters(edition: Edition, before: dict) -> Iterator[dict]:
    """A row for each chapter of the edition before that shows rows, with the title that it had."""
    names = dict.fromkeys(row["chapter"] for table in TOLD for row in before[table] if row["chapter"])
    for name in names:
        notebook = edition.before.parent / "notebooks" / f"{name}.ipynb"
        title = _title(notebook.read_text(encoding="utf-8")) if notebook.is_file() else ""
        yield dict.fromkeys(drafting.OWN, "") | {"was": name, "before": title, "chapter": name, "title": title}


def _title(notebook: str) -> str:
    """The heading of a notebook."""
    first = next(("".join(cell["source"]) for cell in json.loads(notebook)["cells"] if cell["cell_type"] == "markdown"), "")
    heading = re.match(r"# (.+)", first)
    return heading[1].strip() if heading else ""


def _decided(edition: Edition, before: dict, drafts: dict, described: dict) -> confirming.Decided:
    """What the decisions in the files of draft rows take over."""
    there = {name: {id_of(described[name], row) for row in rows} for name, rows in edition.tables().items()}
    # Each is read for itself: a key that stands in both is that of an entry which was copied.
    documents = read_sources(bibliography_files(edition.data)).keys() | read_bibliography(bibliography_files(edition.before)).keys
    documents |= read_bibliography([edition.drafts / cited.FILE] if (edition.drafts / cited.FILE).is_file() else []).keys
    rows = {name: found for name, found in drafts.items() if name != "chapters"}
    read = "asOf" in read_descriptor(edition.data)
    closed = {row["chapter"] for row in drafts["chapters"] if row["decision"] == confirming.DROP}
    return confirming.decide(
        rows,
        there,
        described,
        before,
        edition.reader.paragraphs,
        documents=documents,
        read=read,
        latest=_latest(edition),
        closed=closed,
    )


def _describe(edition: Edition, change) -> None:
    """Change the description of the edition's tables."""
    path = edition.data / DESCRIPTOR
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    change(descriptor)
    path.write_text(json.dumps(descriptor, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")


def _rewrite(edition: Edition, table: dict, *, added: list[dict] | None = None, without: list[dict] | None = None) -> None:
    """Write a table with more rows, or without some."""
    file, names = edition.data / table["path"], [one["name"] for one in table["schema"]["fields"]]
    away = [_typed(row) for row in without or []]
    kept = [row for row in _cells(file) if _typed(row) not in away]
    rows = [*kept, *(added or [])]
    if table["name"] == "series":  # the rows of a series stand together
        order = list(dict.fromkeys(row["series"] for row in rows))
        rows.sort(key=lambda row: order.index(row["series"]))
    confirming.write_rows(file, names, rows)


def _typed(row: dict) -> dict:
    """The fields of a row that somebody typed: which claims a footnote supports is worked out anew each time (``_support``)."""
    return {name: cell or "" for name, cell in row.items() if name != "supports"}


def _cells(file: Path) -> list[dict]:
    if not file.is_file():
        return []
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def _support(edition: Edition, table: dict) -> None:
    """Have each footnote name the claims that name it."""
    claims, file = _cells(edition.data / "claims.csv"), edition.data / table["path"]
    rows = _cells(file)
    for row in rows:
        row["supports"] = " ".join(claim["id"] for claim in claims if row["number"] in claim["footnotes"].split())
    confirming.write_rows(file, [one["name"] for one in table["schema"]["fields"]], rows)


def _let_through(edition: Edition) -> None:
    """Let through, of the words that depend on figures, what was let through in the tables before and stands in these: in a row carried over."""
    file, before = edition.folder / WORDS, _cells(edition.before.parent / WORDS)
    held = [(row["page"], row["words"]) for row in _cells(file)]
    more = []
    for row in before:
        table = row["page"].removeprefix("data/")
        told = (
            [cell or "" for one in _cells(edition.data / f"{table}.csv") for cell in one.values()] if table != row["page"] else []
        )
        if (row["page"], row["words"]) not in held and any(row["words"] in cell for cell in told):
            more.append(row)
    if more:
        confirming.write_rows(file, list(before[0]), [*_cells(file), *more])


def _copy_sources(edition: Edition) -> None:
    """Copy the entries of documents that rows name: from the drafts of entries, and from the bibliography of the edition before."""
    files = [edition.data / table["path"] for table in resources(read_descriptor(edition.data)).values()]
    named = {row["source"] for file in files for row in _cells(file) if row.get("source")}
    missing = named - read_sources(bibliography_files(edition.data)).keys()
    drafted = edition.drafts / cited.FILE
    for file in [*([drafted] if drafted.is_file() else []), *bibliography_files(edition.before)]:
        wanted = [entry for key, entry in entries_of(file.read_text(encoding="utf-8")).items() if key in missing]
        if wanted:
            place = edition.folder / "book" / file.name
            text = place.read_text(encoding="utf-8") if place.is_file() else ""
            place.write_text(text + "\n" + "\n\n".join(wanted) + "\n", encoding="utf-8", newline="\n")


# -- chapters ---------------------------------------------------------------------------------------------------------


def _titles(rows: list[dict]) -> dict[str, str]:
    """The titles that somebody has confirmed, by chapter."""
    return {row["chapter"]: row["title"] for row in rows if row["decision"] in (confirming.CONFIRM, confirming.CARRY)}


def plain_title(chapter: str) -> str:
    """What a chapter is called until somebody names it: its file, in words."""
    return chapter.replace("_", " ").capitalize()


def _chapters(edition: Edition, rows: list[dict]) -> dict[str, bool]:
    """Make a plain chapter for each that shows rows, and the contents; gives for each whether it is still plain."""
    titles = _titles(rows)
    shown = dict.fromkeys(row["chapter"] for table in TOLD for row in _cells(edition.data / f"{table}.csv") if row["chapter"])
    order = [row["chapter"] for row in rows]
    found = {}
    for name in sorted(shown, key=lambda one: order.index(one) if one in order else len(order)):
        place = edition.folder / "notebooks" / f"{name}.ipynb"
        there = place.read_text(encoding="utf-8") if place.is_file() else ""
        found[name] = not there or there == plain_chapter(name, _title(there))
        if found[name]:
            place.write_text(plain_chapter(name, titles.get(name, plain_title(name))), encoding="utf-8", newline="\n")
    contents = edition.folder / "_toc.yml"
    if not contents.is_file() or contents.read_text(encoding="utf-8").startswith(WRITTEN):
        contents.write_text(WRITTEN + rendered("edition_toc.yml", chapters=list(found)) + "\n", encoding="utf-8", newline="\n")
    return found


# -- what is left -----------------------------------------------------------------------------------------------------


def _left(
    edition: Edition, drafts: dict, decided: confirming.Decided, chapters: dict[str, bool], described: dict
) -> Iterator[str]:
    """The lines of the list of what is left to do, by chapter."""
    yield f"# Left to do: edition {edition.folder.name}"
    absent = confirming.not_in_text(edition.folder, _cells(edition.data / "claims.csv"))
    parts = (("Wrong", decided.wrong), ("Waiting for another row", decided.waiting), ("Taken over, and not in the text", absent))
    for title, lines in parts:
        if lines:
            yield from ("", f"## {title}", "", *(f"- {line}" for line in _shortened(lines)))
    undecided = _undecided(drafts, described)
    for chapter in sorted(undecided.keys() | chapters.keys(), key=lambda one: (not one, one)):
        yield from ("", f"## Chapter {chapter}" if chapter else "## No chapter named", "")
        if chapters.get(chapter):
            earlier, now = (folder / "notebooks" / f"{chapter}.ipynb" for folder in (edition.before.parent, edition.folder))
            told = f"; that of the edition before is {shown_path(earlier, edition.folder)}" if earlier.is_file() else ""
            yield f"- write out {shown_path(now, edition.folder)}, which is still plain{told}"
        for name, rows in undecided.get(chapter, {}).items():
            named = ", ".join(rows[:NAMED]) + (f" and {len(rows) - NAMED} more" if len(rows) > NAMED else "")
            yield f"- decide in drafts/{name}.csv ({len(rows)}): {named}"
    gone = [row["chapter"] for row in drafts["chapters"] if row["chapter"] not in chapters and row["decision"] != confirming.DROP]
    if gone:
        yield from ("", "## Left out: chapters without a row", "", *(f"- {name}" for name in gone))


def _shortened(lines: Iterable[confirming.Told | Problem]) -> Iterator[str]:
    """The first lines that tell of each file, and how many more there are."""
    by_file: dict[str, list[str]] = {}
    for line in lines:
        by_file.setdefault(line.place, []).append(str(line))
    for file, told in by_file.items():
        yield from told[:NAMED]
        if len(told) > NAMED:
            yield f"{file}: {len(told) - NAMED} more rows"


def _undecided(drafts: dict, described: dict) -> dict[str, dict[str, list[str]]]:
    """The rows without a decision, by chapter (that of the claim which they are about) and by table."""
    home = {row["was"]: row["chapter"] for row in drafts["claims"] if row["was"]}
    found: dict[str, dict[str, list[str]]] = {}
    for name, rows in drafts.items():
        for row in rows:
            if not row["decision"]:
                chapter = row.get("chapter") or next((home[row[c]] for c in ("claim", "part") if home.get(row.get(c, ""))), "")
                called = _called(CHAPTERS if name == "chapters" else described[name], row)
                found.setdefault(chapter, {}).setdefault(name, []).append(called)
    return found


def _called(resource: dict, row: dict) -> str:
    key = id_of(resource, {name: as_text(cell) for name, cell in row.items()}).strip()
    seen = row.get("printed") if row.get("key") else ""  # of a row of the edition before it is no wording of this text
    return (key or row.get("was") or row.get("key") or "") + (f" ({seen})" if seen else "")
