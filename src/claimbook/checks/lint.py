"""Find numbers that were typed into text instead of computed; the command looks for words that depend on figures as well (``words``).

Read are the narrative cells of the notebooks, the pages ``book/*.md``, the strings in code cells that can reach a
reader, the texts in ``data/statements.csv``, of tables that hold the section or our coding of it the labels and what the descriptor
says is said of the text (``aboutText``), and the labels in the modules that draw and lay out. What other sources say, with its grade, is
data and not read. A number is a digit or a number word. Allowed are inline evaluations, slots, code, targets of links and references,
numbers of sections, rules and, in tables, paragraphs, markers of ordered lists, a unit alone ("EUR billion"), and the names
in ``data/proper_names.csv``.

*First*, *second* and other ordinals in words order and do not count, so they pass (a fraction such as "a tenth" does
not), while "7th" is a digit. *One* is a pronoun more often than a number ("one of them", "the one"), so it
is found only in a compound that must count: "one-year", "one in ten", "one hundred". *Once* and *single* pass.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

from claimbook.data.descriptor import as_shown, files_shown, id_of, resources, shown_path
from claimbook.data.notebooks import notebooks_of, read_cells
from claimbook.data.rules.statements import SLOT
from claimbook.wording.units import CARDINALS, COUNTED, CURRENCIES, listed

if TYPE_CHECKING:
    from claimbook.core.section import Section

#: The modules, below src, whose texts a reader sees.
MODULES = (
    *("claimbook/report/**/*.py", "*/exercises/*.py", "*/[a-z]*.py"),
    *("claimbook/teaching/exercises.py", "claimbook/teaching/judging*.py", "claimbook/teaching/asked.py"),
    *("claimbook/teaching/made_up/*.py", "claimbook/teaching/skills.py", "claimbook/teaching/practice.py"),
    *("claimbook/teaching/choices.py", "claimbook/teaching/variants.py"),
)
_PARTS = "fourth|fifth|sixth|seventh|eighth|ninth|tenth|twentieth|hundredth|thousandth"
_CARDINALS = "|".join(word for word in CARDINALS if word != "one")  # which is a pronoun, too
_SIGNS = "\\d\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u2079\u2080-\u2089\u2150-\u2189"
_PER_ONE = "year|month|week|day|hour|page|pillar|third|half|quarter|hundred"
NUMBER_WORD = re.compile(
    rf"\b(?:(?:{_CARDINALS})(?:-(?:one|{_CARDINALS}))*|(?:hundred|thousand|million|billion|trillion|dozen|quarter)s?"
    r"|half|halves|(?:a\s+|one[\s-])third(?=\s+of\b|\s*[.,;:)]|\s*$)|thirds"
    rf"|(?:a|one)[\s-](?:{_PARTS})|(?:{_PARTS})s|one-(?:{_PER_ONE})|one(?=\s+(?:in|out\s+of|hundred|thousand|million|billion)\b)"
    r"|twice|thrice|twofold|threefold|tenfold|doubl(?:e[sd]?|ing)|tripl(?:e[sd]?|ing)|quadrupl(?:e[sd]?|ing)"
    r"|(?:pairs?|couples?)\s+of|a\s+couple)\b",
    re.I,
)
_MONEY = "|".join(re.escape(form) for code, forms in CURRENCIES.items() for form in (code, *listed(" ".join(forms))))
_COUNTED = "|".join(re.escape(form) for forms in COUNTED.values() for form in listed(forms))
_SCALE = r"(?:thousand|million|billion|trillion)"
#: A unit alone, as the axis of a chart has it: "EUR billion" anywhere, and "billion euros" as the whole of a text, in brackets or last after "in".
UNIT = re.compile(
    rf"(?<![\w.])(?:{_MONEY})\s{_SCALE}s?(?!\w)|(?:\A|\(|\bin\s){_SCALE}(?:s\sof)?\s(?:{_MONEY}|{_COUNTED})(?=\)|\Z)"
)
#: Digits of any script, and signs that stand for digits: superscripts, subscripts and vulgar fractions.
DIGITS = re.compile(rf"[{_SIGNS}]+(?:[.,/:–-]?\d+)*(?:(?:st|nd|rd|th)\b)?")
WHOLLY = re.compile(rf"(?:[\d.,]+\s?(?:%|st|nd|rd|th)?|(?i:{_CARDINALS}))")
CODE_DIRECTIVES = {"code", "code-block", "code-cell", "math", "raw", "bibliography", "toctree", "mermaid", "literalinclude"}
SHOWN_OPTIONS = {"alt", "caption", "title", "subtitle", "header"}
REFERENCE_ROLES = {"ref", "numref", "doc", "term", "any", "download", "eq", "prf:ref"}
#: Calls whose arguments are shown to a reader, so that a number literal among them is a typed number.
SHOWING = {"sentence", "table", "cards", "beyond", "bullets", "headline", "listing", "plain"}
GAP = "…"
#: What the tables are made of whose prose is read: the section itself, and what we made of it.
OWN = ("section", "coding")
PARAGRAPH = re.compile(r"\bparagraphs?\s+\d+(?:(?:,|\s+and|\s+to)\s+\d+)*", re.I)


#: What is said where nothing is found: of words only that they have a guard, for the guards run when the chapters do.
NOT_TYPED = "no typed number in the notebooks, pages, statements, labels and what else tables say of the text"
GUARDED = "every word that depends on figures is computed, let through or has a guard; `build` says whether each guard holds"


@dataclass(frozen=True)
class Finding:
    """A typed number: the file, the place in it ("cell 4", "line 9"), the number with the next word, and what to do."""

    file: str
    place: str
    text: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}: {self.place}: {self.text!r}: {self.reason}"


def numbers(text: str) -> Iterator[tuple[int, str, str]]:
    """Every number in plain text as offset, the number with the word after it, and what it is."""
    kinds = ((NUMBER_WORD, "a number word"), (DIGITS, "a digit"))
    found = sorted((*m.span(), what) for pattern, what in kinds for m in pattern.finditer(text))
    reached = -1
    for i, (start, end, what) in enumerate(found):
        if start < reached:
            continue
        reached = end
        for later_start, later_end, _ in found[i + 1 :]:  # "two thirds" and "120 million" are one number
            if later_start >= reached and not text[reached:later_start].strip(" -\u00a0"):
                reached = later_end
        after = re.match(rf"[-\s]*(?:{GAP}|[^\W\d_][\w’'-]*|%)?", text[reached:])
        end = reached + (after.end() if after else 0)
        yield start, " ".join(text[start:end].split()), what


def _blank(match: re.Match) -> str:
    """A gap in place of what may hold digits; line ends stay, so that lines keep their numbers."""
    return GAP + "\n" * match[0].count("\n")


def names_pattern(names: list[str]) -> re.Pattern:
    """A pattern for the registered names, the longest first, each as whole words."""
    either = "|".join(r"\s+".join(map(re.escape, name.split())) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)" if either else r"(?!)")


def _allowed(text: str, names: re.Pattern) -> str:
    """Text without registered names, addresses, units alone, and numbers of sections and rules."""
    text = re.sub(r"https?://[^\s)>\]]+", _blank, UNIT.sub(_blank, names.sub(_blank, text)))
    return re.sub(r"\bsections?\s+\d+(?:\.\d+)*|\brules?\s+\d+\b", _blank, text, flags=re.I)


def narrative(text: str) -> str:
    """The words of a MyST text that a reader sees, without evaluations, code, targets, options and comments."""
    text = re.sub(r"<!--.*?-->", _blank, _without_fences(text), flags=re.S)
    text = re.sub(r"(?P<role>\{[\w:+.-]+\})?(?P<ticks>`+)(?P<body>.+?)(?<!`)(?P=ticks)(?!`)", _role, text, flags=re.S)
    text = re.sub(r"^\s*\([\w.:-]+\)=\s*$|^%.*$|^\s*\[[^\]]+\]:\s.*$|\[\^[^\]]+\]", _blank, text, flags=re.M)
    text = re.sub(r"!?\[([^\]]*)\]\(([^)\"]*)(\"[^\"]*\")?\s*\)", lambda m: f"{m[1]} {m[3] or ''}", text)
    text = re.sub(r"</?[A-Za-z][^>]*>", _tag, text)
    text = re.sub(r"^(\s*(?:>\s*)*)\d+[.)](?=\s)", r"\1" + GAP, text, flags=re.M)
    return unescape(text)


def _role(match: re.Match) -> str:
    role, (text, mark, _) = (match["role"] or "").strip("{}"), match["body"].partition("<")
    hidden = not role or role.startswith(("eval", "cite", "glue")) or role in REFERENCE_ROLES and not mark
    return _blank(match) if hidden else text if role in REFERENCE_ROLES else match["body"]


def _tag(match: re.Match) -> str:
    return _blank(match) + " ".join(re.findall(r"\b(?:alt|title|aria-label)\s*=\s*[\"']([^\"']*)", match[0]))


def _without_fences(text: str) -> str:
    """Code fences emptied; of a directive its title and the options that are shown stay."""
    lines, code, opened, options = [], None, [], False
    for line in text.split("\n"):
        fence = re.match(r"\s*(?:>\s*)*(`{3,}|~{3,}|:{3,})\s*(.*)$", line)
        marks, info = (fence[1], fence[2].strip()) if fence else ("", "")
        if code:
            code, line = (None if fence and not info and marks.startswith(code) else code), ""
        elif fence and (directive := re.match(r"\{([\w:.-]+)\}\s*(.*)$", info)):
            options, line = True, directive[2] if " " in directive[2] and directive[1] not in CODE_DIRECTIVES else ""
            if directive[1] in CODE_DIRECTIVES:
                code = marks
            else:
                opened.append(marks)
        elif fence and (marks[0] == ":" or not info and opened and opened[-1][0] == marks[0]):
            opened, line = opened[:-1], info
        elif fence:
            code, line = marks, ""
        elif options and (option := re.match(r"\s*:([\w-]+):\s*(.*)$", line)):
            line = option[2] if option[1] in SHOWN_OPTIONS else ""
        else:
            options = False
        lines.append(line)
    return "\n".join(lines)


def _strings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Every string of Python code with its line, f-strings with gaps for their values, docstrings of functions left out."""
    skipped: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and isinstance(node.body[0], ast.Expr):
            skipped.add(node.body[0].value)
        if isinstance(node, ast.JoinedStr) and node not in skipped:
            yield node.lineno, "".join(str(v.value) if isinstance(v, ast.Constant) else GAP for v in node.values)
            fixed = [v.format_spec if isinstance(v, ast.FormattedValue) else v for v in node.values]
            skipped |= {part for v in fixed if v for part in ast.walk(v)}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in skipped:
            yield node.lineno, node.value


def _typed(node: ast.AST, bound: set[str]) -> Iterator[str]:
    """Number literals, and names bound to one, in an expression of literal containers."""
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        yield str(node.value)
    elif isinstance(node, ast.Name) and node.id in bound:
        yield node.id
    elif isinstance(node, (ast.List, ast.Tuple, ast.Dict)):
        for element in node.values if isinstance(node, ast.Dict) else node.elts:
            yield from _typed(element, bound)


def _slotted(node: ast.AST, bound: set[str]) -> list[str]:
    """Names bound to a number literal that the slots of a template tell."""
    if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
        return []
    return [name for name in re.findall(r"\{(\w+)\}", node.value) if name in bound]


def _bound(tree: ast.AST) -> set[str]:
    """Names that an assignment gives a number literal."""
    return {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and type(node.value.value) in (int, float)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _code(tree: ast.Module, bound: set[str], names: re.Pattern) -> Iterator[tuple[str, str]]:
    """What is typed in a code cell, and why it counts."""
    for _, text in _strings(tree):
        if WHOLLY.fullmatch(text):
            yield text, "a number typed as a label; compute it"
        elif " " in text.strip():
            for _, around, what in numbers(_allowed(re.sub(r"\{[^{}]*\}", GAP, text), names)):
                yield around, f"{what} in a string; compute it with sentence()"
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SHOWING:
            given = [*node.args, *(k.value for k in node.keywords)]
            for text in (text for value in given for text in (*_typed(value, bound), *_slotted(value, bound))):
                yield text, f"a number literal shown by {node.func.id}(); compute it"


def _text(source: str, bound: set[str], names: re.Pattern) -> Iterator[tuple[str, str]]:
    """What is typed in a narrative cell, and why it counts."""
    for _, text, what in numbers(_allowed(narrative(source), names)):
        yield text, f"{what}; compute it with {{eval}}"
    for expression in re.findall(r"\{eval\}`([^`]+)`", source):
        tree = tree_of(expression.strip())
        shown = [line.value for line in tree.body[:1] if isinstance(line, ast.Expr)] if tree else []
        if tree and (
            not any(isinstance(n, ast.Name) for n in ast.walk(tree)) or any(any(_typed(value, bound)) for value in shown)
        ):
            yield expression, "a literal in {eval}: it is typed, not computed"


def tree_of(source: str) -> ast.Module | None:
    """Code as a tree, without lines for IPython; None where it is not Python."""
    try:
        return ast.parse(re.sub(r"^\s*[%!].*$", "", source, flags=re.M))
    except SyntaxError:
        return None


def _notebook(path: Path, file: str, names: re.Pattern) -> Iterator[Finding]:
    cells = read_cells(path)
    sources = ["".join(cell["source"]) for cell in cells]
    trees = [tree_of(source) if cell["cell_type"] == "code" else None for cell, source in zip(cells, sources)]
    bound = set().union(*(_bound(tree) for tree in trees if tree))
    for i, (cell, source, tree) in enumerate(zip(cells, sources, trees), 1):
        if cell["cell_type"] == "code" and not tree:
            found = [(source.split("\n")[0][:40], "not Python that can be read, so its strings are not checked")]
        else:
            found = list(_code(tree, bound, names) if tree else _text(source, bound, names))
        for part in cell.get("metadata", {}).get("mystnb", {}).values():
            shown = ". ".join(str(part[option]) for option in SHOWN_OPTIONS & set(part)) if isinstance(part, dict) else ""
            found += [
                (around, f"{what} in the cell's metadata; compute it") for _, around, what in numbers(_allowed(shown, names))
            ]
        yield from (Finding(file, f"cell {i}", text, reason) for text, reason in found)


def _statements(rows: list[dict], names: re.Pattern) -> Iterator[Finding]:
    """What is typed in the text of a statement, where a slot would show the claim or the date."""
    for row in rows:
        for _, around, what in numbers(_allowed(SLOT.sub(GAP, row["text"]), names)):
            reason = f"{what}; name the claim or the event in a slot, {{claim}} or {{when.event}}"
            yield Finding("data/statements.csv", f"row {row['id']}: field text", around, reason)


def _prose(section: Section, names: re.Pattern) -> Iterator[Finding]:
    """What is typed in the labels of tables, and in what they say of the text besides statements."""
    for name, resource in resources(section.descriptor).items():
        columns = [*resource.get("aboutText", []), *(f["name"] for f in resource["schema"]["fields"] if f["name"] == "label")]
        if name == "statements" or resource.get("origin") not in OWN or not (section.folder / resource["path"]).is_file():
            continue
        for row in section.rows(name) if columns else ():
            for column in columns:
                for _, around, what in numbers(_allowed(PARAGRAPH.sub(GAP, SLOT.sub(GAP, row[column] or "")), names)):
                    reason = f"{what}; say it without, or give the number a row of its own"
                    yield Finding(f"data/{resource['path']}", f"row {id_of(resource, row)}: field {column}", around, reason)


def lint(project: Path) -> list[Finding]:
    """Every typed number of the project's notebooks, pages, statements, other prose of tables and label code; raises DataError if the names do not hold."""
    from claimbook.core.section import load

    section = load(project / "data")
    names = names_pattern([row["name"] for row in section.optional("proper_names")])
    found = [f for path in notebooks_of(project) for f in _notebook(path, f"notebooks/{path.name}", names)]
    for path in sorted((project / "book").glob("[!.]*.md")):
        text = _allowed(narrative(path.read_text(encoding="utf-8")), names)
        found += [
            Finding(f"book/{path.name}", f"line {text[:at].count(chr(10)) + 1}", around, f"{what}; say it without, or compute it")
            for at, around, what in numbers(text)
        ]
    if (project / "data" / "statements.csv").is_file():
        found += _statements(section.rows("statements"), names)
    found += _prose(section, names)
    for path in sorted({path for pattern in MODULES for path in (project / "src").glob(pattern)}):
        for line, text in _strings(ast.parse(path.read_text(encoding="utf-8"))):
            text = re.sub(r"\{[^{}]*\}", GAP, text)  # the slots of a template
            text = re.sub(
                r"\b(?!alt|title|aria-label)[\w:-]+=\"[^\"]*\"", GAP, re.sub(r"</?[A-Za-z][^>]*>?|<\?.*?\?>", _tag, text)
            )
            if " " in text.strip():
                found += [
                    Finding(f"{path.relative_to(project)}", f"line {line}", around, f"{what} in a label; compute it")
                    for _, around, what in numbers(_allowed(text, names))
                ]
    return found


def main(project: Path, *, quotes: bool = True) -> int:
    """Print every finding, of numbers and of words that depend on figures, and a closing line; 1 where there is any, else 0.

    Without ``quotes`` no quotation is looked for that nothing holds (see ``words.lint``).
    """
    from claimbook.checks import words
    from claimbook.core.section import load
    from claimbook.data.problems import DataError

    lacking = project / words.FILE
    try:
        found, loose = lint(project), words.lint(project, load(project / "data"), quotes=quotes)
    except DataError as error:
        print(*(as_shown(problem, project) for problem in error.problems), sep="\n")
        return 1
    if loose and not lacking.is_file():  # all that it lets through would be blamed
        lines = [
            *map(str, found),
            f"{shown_path(lacking, project)}: no such file, so nothing lets through words that depend on figures ({len(loose)} found)",
        ]
        print(*lines, "lint: these words are told once it is there, with a header alone if none is let through", sep="\n")
        return 1
    found, loose = (
        [replace(one, file=files_shown(one.file, project), reason=files_shown(one.reason, project)) for one in each]
        for each in (found, loose)
    )
    many, some = len(found) != 1, len(loose) != 1
    closing = f"{len(found)} typed number{'s' * many}; compute {'them' if many else 'it'}, or register a name in {files_shown('data/proper_names.csv', project)}"
    closing = closing if found else NOT_TYPED
    held = f"{len(loose)} word{'s' * some} that depend{'s' * (not some)} on figures and that nothing holds" if loose else GUARDED
    print(*found, *loose, f"lint: {closing}", f"lint: {held}", sep="\n")
    return 1 if found or loose else 0
