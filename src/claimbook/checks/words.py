"""Find words that depend on figures and that nothing holds to them: "the largest", "both", "none", "earlier", "most".

Such a word is computed (it comes from a slot, so it is not typed), guarded (a ``guard`` of the notebook quotes it), or let through
by a row of ``book/words.csv``, which quotes it and says by which kind and why. Read are the texts that the lint of numbers reads in
notebooks and pages, and the prose columns of the tables. Not read are questions, which say nothing; docstrings, labels of
quantities, which say what is worked out and not that it is so, and messages of errors; and notes on code that no page shows.

A page without code computes nothing. A row of ``book/words.csv`` that quotes a heading of such a page lets the part below it
through, but for sentences that name a partner or an instrument of the tables.

Two kinds of rows are let through as they are. A statement retells what the section says, and its mark leads to the place: its words
are the section's claim. It is read where it sets figures of two slots beside each other, and where it ranks or measures one thing by
another (``RANKING``), since the other may be a figure of ours or of another year. A row with a source and a grade retells that source
in the same way.
"""

from __future__ import annotations

import ast
import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from claimbook.checks.lint import GAP, SHOWN_OPTIONS, Finding, narrative, tree_of
from claimbook.core.claims import OUTSIDE_TABLES
from claimbook.core.section import Section
from claimbook.data.descriptor import resources
from claimbook.data.notebooks import chapter_of, notebooks_of, read_cells
from claimbook.data.rules.files import WORDS as WORDS_FILE
from claimbook.data.rules.files import WORDS_TABLE
from claimbook.data.rules.statements import SLOT
from claimbook.data.tables import read_rows

FILE = f"book/{WORDS_FILE}"
#: By which kind a word is let through, and what that means.
KINDS = {
    "rule": "a rule, a definition or a method of the book, which no row of a table changes",
    "section": "the section itself says so or leaves it out, which audit holds against its text",
    "source": "another source says so and is named with its grade",
    "reading": "a judgement of ours, marked as such",
    "book": "it is about the book, its pages, tables or code",
    "form": "it compares nothing that could change: a turn of phrase, or what is drawn or listed in this way always",
    "asked": "an exercise says or asks it, and its judge works the answer out",
}
#: Words that rank, or set one amount or time beside another, also in what a statement retells.
RANKING = re.compile(
    r"\b(?:dwarf(?:s|ed|ing)?|lion's share|the bulk of|ahead of|second only to|outstrip(?:s|ped)?|overtakes?|overtook|overtaken|surpass(?:es|ed)?"
    r"|outnumber(?:s|ed)?|outdo(?:es)?|eclips(?:es|ed)|overshadow(?:s|ed)?|tops|topped|trails|lags|lagged|rank(?:s|ed)|rival(?:s|led)"
    r"|doubl(?:es?|ed|ing)|tripl(?:es?|ed|ing)|quadrupl(?:es?|ed|ing)|halv(?:es?|ed|ing)|twofold|threefold|tenfold|manifold"
    r"|(?:year|month|edition|report) before|(?:previous|last|preceding) (?:year|edition|report)|than (?:in|at|a|last|before|the (?:year|edition|one))|unprecedented)\b",
    re.I,
)
WORDS = re.compile(
    rf"{RANKING.pattern}|"
    r"\b(?:largest|smallest|biggest|greatest|highest|lowest|least|most|mostly|mainly|fewest|oldest|newest|latest|earliest|longest"
    r"|shortest|closest|nearest|largely|larger|smaller|bigger|greater|higher|lower|more|less|fewer|older|newer|longer|shorter|earlier"
    r"|later|further|farther|wider|narrower|first|last|before|after|afterwards|already|both|either|neither|all|every|each|none|no"
    r"|nothing|nobody|nowhere|never|always|only|alone|sole|solely|entirely|wholly|majority|minority|many|few|several|single|nearly"
    r"|almost|hardly|barely|same|equal|equals|alike|identical|different|differs?|fits?|exceeds?|outweighs?|above|below|within|inside"
    r"|rises?|rose|risen|rising|falls?|fell|fallen|falling|grows?|grew|growing|dropped|increas(?:es?|ed|ing)|decreas(?:es?|ed|ing)"
    r"|declin(?:es?|ed|ing)|shrinks|shrank|shrunk|soar(?:s|ed|ing)?|surg(?:es?|ed|ing)|plummet(?:s|ed)?|climb(?:s|ed|ing)?|jump(?:s|ed)?"
    r"|plung(?:es?|ed)|slump(?:s|ed)?|peak(?:s|ed)?|predominant(?:ly)?|chiefly|primarily|overwhelming(?:ly)?|worse|worst|heavier|lighter"
    r"|richer|poorer|cheaper|faster|slower|sooner|likely|small|far)\b",
    re.I,
)
#: Columns of tables that hold prose.
PROSE = ("text", "label", "note", "question", "why", "open", "basis", "meaning", "resolution_basis")
#: Arguments and calls whose texts name what is worked out or judge an answer, and so say nothing.
NAMING, SILENT_CALLS = ("label", "unit", "where"), ("guard", "word", "compared", "check")
AROUND = 3
#: Stands in the table for every page.
ANY = "*"


@dataclass(frozen=True)
class Text:
    """A text that a reader sees: the page or table it belongs to, its file, its place there, and the text on a line."""

    page: str
    file: str
    place: str
    text: str


@dataclass(frozen=True)
class Cover:
    """Words that are guarded or let through: on which page, and where that is written."""

    page: str
    words: str
    file: str
    place: str
    guard: bool = False


def plainly(text: str) -> str:
    """Text on a line, without marks of emphasis and of quotations, as words are quoted from it."""
    text = re.sub(r"^> ?", "", text, flags=re.M)
    text = re.sub(r"(?<!\w)[*_]+|[*_]+(?!\w)", "", text)
    return " ".join(text.translate(str.maketrans("’‘", "''")).split())


def _asserting(text: str) -> str:
    """Text with its questions blanked."""
    return re.sub(r"[^.?!:]*\?(?=\W|$)", lambda m: " " * len(m[0]), text)


# -- what is read ----------------------------------------------------------------------------------------------------------


def _shown_strings(tree: ast.Module) -> Iterator[str]:
    """The strings of code that may reach a reader, with gaps for values; not what names, asserts, raises or explains."""
    silent: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and isinstance(node.body[0], ast.Expr):
            silent.add(node.body[0].value)
        hidden: list[ast.AST] = []
        if isinstance(node, ast.Assert):
            hidden = [node]
        elif isinstance(node, ast.Raise):
            hidden = [node]
        elif isinstance(node, ast.Call):
            called = node.func.id if isinstance(node.func, ast.Name) else ""
            hidden = [node] if called in SILENT_CALLS else [k.value for k in node.keywords if k.arg in NAMING]
        silent |= {inner for one in hidden for inner in ast.walk(one)}
        if node in silent:
            continue
        if isinstance(node, ast.JoinedStr):
            silent |= set(ast.walk(node))
            text = "".join(str(v.value) if isinstance(v, ast.Constant) else GAP for v in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        else:
            continue
        if " " in text.strip():
            yield re.sub(r"\{[^{}]*\}", GAP, text)


def of_notebook(path: Path) -> Iterator[Text]:
    """The texts of a notebook, cell by cell; notes on code that no page shows are left out."""
    for i, cell in enumerate(read_cells(path), 1):
        source, told = "".join(cell["source"]), []
        if cell["cell_type"] == "code":
            tree = tree_of(source)
            told = list(_shown_strings(tree)) if tree else []
        elif not {"remove-cell", "exercise"} & set(cell.get("metadata", {}).get("tags", [])):
            told = [narrative(source)]
        for part in cell.get("metadata", {}).get("mystnb", {}).values():
            told += [str(part[option]) for option in SHOWN_OPTIONS & set(part)] if isinstance(part, dict) else []
        yield from (Text(chapter_of(path), f"notebooks/{path.name}", f"cell {i}", plainly(text)) for text in told)


def _of_table(section: Section, name: str, columns: list[str]) -> Iterator[Text]:
    for row in section.rows(name):
        row_id = next(iter(row.values()))
        for column in columns:
            text = row[column] or ""
            slots = [slot for slot in SLOT.findall(text) if not slot.startswith("when.")]
            if name == "statements" and len(slots) < 2 and not RANKING.search(plainly(text)):
                continue
            yield Text(f"data/{name}", f"data/{name}.csv", f"row {row_id}: field {column}", plainly(SLOT.sub(GAP, text)))


def of_tables(section: Section) -> Iterator[Text]:
    """The prose of the tables, but for rows that retell a source with its grade."""
    for name, resource in resources(section.descriptor).items():
        fields = [field["name"] for field in resource["schema"]["fields"]]
        columns = [column for column in PROSE if column in fields]
        there = (section.folder / f"{name}.csv").is_file()
        if there and columns and name not in (*OUTSIDE_TABLES, "proper_names") and resource.get("origin") != "measured":
            yield from _of_table(section, name, columns)


def _of_page(path: Path) -> Iterator[Text]:
    """The parts of a page, each from its heading on."""
    for part in re.split(r"^(?=#{1,4} )", narrative(path.read_text(encoding="utf-8")), flags=re.M):
        heading = plainly(part.partition("\n")[0])
        yield Text(path.stem, f"book/{path.name}", f"part “{heading}”", plainly(part))


def texts(project: Path, section: Section) -> list[Text]:
    """All that is read: notebooks, pages and tables."""
    found = [text for path in notebooks_of(project) for text in of_notebook(path)]
    found += [text for path in sorted((project / "book").glob("[!.]*.md")) for text in _of_page(path)]
    return found + list(of_tables(section))


# -- what covers it --------------------------------------------------------------------------------------------------------


def guards(path: Path) -> Iterator[Cover]:
    """The words that the guards of a notebook quote."""
    for i, cell in enumerate(json.loads(path.read_text(encoding="utf-8"))["cells"], 1):
        tree = tree_of("".join(cell["source"])) if cell["cell_type"] == "code" else None
        for node in ast.walk(tree) if tree else ():
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "guard":
                for given in node.args:
                    if isinstance(given, ast.Constant) and isinstance(given.value, str):
                        yield Cover(chapter_of(path), plainly(given.value), f"notebooks/{path.name}", f"cell {i}", True)


def let_through(project: Path) -> tuple[list[Cover], list[Finding]]:
    """The words that the table lets through, and what is wrong with its rows."""
    path, found, wrong = project / FILE, [], []
    if not path.is_file():
        return [], []
    rows, problems = read_rows(path.parent, WORDS_TABLE)
    if problems:
        return [], [
            Finding(FILE, problem.row, problem.found, f"the table cannot be read; right is {problem.allowed}")
            for problem in problems
        ]
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), 2):
            place, quote = f"line {number}", plainly(row.get("words") or "")
            if row.get("kind") not in KINDS:
                wrong.append(Finding(FILE, place, row.get("kind") or "", f"no kind; the kinds are {', '.join(KINDS)}"))
            if not (row.get("why") or "").strip():
                wrong.append(Finding(FILE, place, quote, "no reason in the column why"))
            if not quote.startswith("#") and not (WORDS.search(quote) and " " in quote):
                wrong.append(Finding(FILE, place, quote, "quote a word that depends on figures, with a word beside it"))
            found.append(Cover(row.get("page") or "", quote, FILE, place))
    return found, wrong


def spans(text: str, covers: list[str]) -> list[tuple[int, int]]:
    """Where the quoted words stand in a text."""
    return [m.span() for words in covers for m in re.finditer(re.escape(words), text)]


def open_words(text: str, covers: list[str]) -> Iterator[tuple[int, str]]:
    """The words of a text that nothing covers: where, and each with the words around it."""
    held = spans(text, covers)
    for match in WORDS.finditer(_asserting(text)):
        if not any(start <= match.start() and match.end() <= end for start, end in held):
            before, after = text[: match.start()].split(" "), text[match.end() :].split(" ")
            around = [*before[-AROUND - 1 : -1], before[-1] + match[0] + after[0], *after[1 : AROUND + 1]]
            yield match.start(), " ".join(filter(None, around))


def _names(section: Section) -> re.Pattern:
    """The names of the partners and instruments of the tables."""
    named = [
        row["name"]
        for table in ("partners", "instruments")
        if (section.folder / f"{table}.csv").is_file()
        for row in section.rows(table)
    ]
    return re.compile("|".join(map(re.escape, sorted(map(plainly, named), key=len, reverse=True))) or r"(?!)")


def _let_part(text: Text, covers: list[str], names: re.Pattern) -> str:
    """A part of a page, blanked where its heading is let through but for sentences that name a partner or an instrument."""
    if not text.file.startswith("book/") or not any(c.startswith("#") and f"part “{c}”" == text.place for c in covers):
        return text.text
    return re.sub(r"[^.?!|]+[.?!|]?", lambda m: m[0] if names.search(m[0]) else " " * len(m[0]), text.text)


def lint(project: Path, section: Section, *, quotes: bool = True) -> list[Finding]:
    """Every word that depends on figures and is neither computed, guarded nor let through.

    With ``quotes`` also every quotation of a guard or of the table that is found nowhere; a folder that was handed out has not all pages.
    """
    read, names = texts(project, section), _names(section)
    computing = {text.page for text in read if text.file.startswith("notebooks/")}
    covers, found = let_through(project)
    for path in notebooks_of(project):
        covers += guards(path)
    for page in dict.fromkeys(text.page for text in read):
        here = [c.words for c in covers if c.page in (page, ANY) or (c.guard and page not in computing)]
        for text in (text for text in read if text.page == page):
            found += [
                Finding(text.file, text.place, around, f"depends on figures: compute it, guard() it, or let it through in {FILE}")
                for _, around in open_words(_let_part(text, here, names), here)
            ]
    for cover in covers if quotes else ():
        where = [t for t in read if cover.page in (t.page, ANY) or (cover.guard and t.page not in computing)]
        if not any(cover.words in text.text for text in where):
            found.append(Finding(cover.file, cover.place, cover.words, f"these words do not stand on the page {cover.page}"))
    return found
