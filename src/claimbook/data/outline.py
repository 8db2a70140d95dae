"""Whether the contents of the book, ``_toc.yml``, and its settings, ``_config.yml``, can be read, and name files that there are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from claimbook.data import form
from claimbook.data.problems import nearest

CONTENTS, SETTINGS = "_toc.yml", "_config.yml"
#: What a page may be written in, by its suffix.
PAGES = (".ipynb", ".md", ".rst", ".txt")
#: What an entry of the contents is, and under which names lists of them stand.
KINDS, LISTS = ("file", "url", "glob"), ("chapters", "sections", "entries", "parts", "subtrees")
#: The settings that Jupyter Book reads, beside those of the contents alone.
KNOWN = (
    "title author copyright logo exclude_patterns only_build_toc_files project execute parse html latex epub launch_buttons "
    "repository binder sphinx bibtex_bibfiles comments"
).split()


def faults(project: Path) -> list[str]:
    """One line for each thing wrong with the two files: file, line where there is one, what is wrong and what would be right.

    Where a project has neither, it is no book, and nothing is said.
    """
    there = [name for name in (CONTENTS, SETTINGS) if (project / name).is_file()]
    if not there:
        return []
    told = [
        f"{name}: no such file; every book has one: bring it back with `git checkout -- {name}`"
        for name in (CONTENTS, SETTINGS)
        if name not in there
    ]
    for name in there:
        told += [f"{name}: {fault}" for fault in _of_file(project, name)]
    return told


def _of_file(project: Path, name: str) -> list[str]:
    import yaml

    try:
        read = form.decoded((project / name).read_bytes())
    except form.Unreadable as error:
        return [f"{error.row}: {error.found}; {error.allowed.replace('FILE', name)}"]
    if read.foreign:
        line, _, word = read.foreign[0]
        return [f"line {line}: not UTF-8, as text of a book is: {word!r} is written in {read.encoding}; save it as UTF-8"]
    text = read.lines[0][1][0]
    try:
        content = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        return [_not_yaml(error, text)]
    if not isinstance(content, dict):
        return [f"no mapping, as `{'root: notebooks/first' if name == CONTENTS else 'title: My book'}` on a line of its own is"]
    return list(_of_contents(content, text, project) if name == CONTENTS else _of_settings(content, text, project))


def _not_yaml(error: Any, text: str) -> str:
    """Where a text stops being YAML, with the line as it stands."""
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        return f"not YAML: {' '.join(str(error).split())}"
    lines = text.split("\n")
    line = lines[mark.line] if mark.line < len(lines) else ""
    shown, why = line.strip(), "a tab stands in it" if "\t" in line else str(error.problem)
    at = f"at {shown[:60]!r}" if shown else "at its end"
    return (
        f"line {mark.line + 1}: not YAML {at} ({why}); entries of a list stand below each other, moved in by spaces and not tabs, "
        "brackets and quotes pair, and a text with a colon and a space stands in quotes"
    )


def _of_contents(content: dict, text: str, project: Path) -> Iterator[str]:
    if not isinstance(content.get("root"), str):
        yield "no root; it is to name the first page, as in `root: notebooks/overview`"
    pages = {path.relative_to(project).as_posix() for folder in _folders(content, project) for path in folder.iterdir()}
    known = {page.rpartition(".")[0] for page in pages if page.endswith(PAGES)}
    used: set[str] = set()
    for entry in ({"file": content.get("root", "")}, *_entries(content)):
        if not isinstance(entry, dict) or not set(KINDS) & set(entry):
            found = next(iter(entry), "") if isinstance(entry, dict) else str(entry)
            yield f"{_line(text, str(found))}: {found!r} stands where an entry is to be; each begins with one of {', '.join(KINDS)}{nearest(found, set(KINDS))}"
            continue
        page = str(entry.get("file", ""))
        if not page:
            continue
        bare = page.rpartition(".")[0] if page.endswith(PAGES) else page
        if bare not in known:
            yield f"{_line(text, page)}: there is no page {page!r}; it is to be a notebook or page of the project{nearest(bare, known)}"
        elif bare in used:
            yield f"{_line(text, page, 2)}: the page {page!r} a second time; each stands in the contents once"
        used.add(bare)


def _folders(content: dict, project: Path) -> list[Path]:
    """The folders that the contents name, with those where pages are by custom."""
    named = {str(entry.get("file", "")) for entry in _entries(content) if isinstance(entry, dict)} | {
        str(content.get("root", ""))
    }
    folders = {project / "notebooks", project / "book", *((project / page).parent for page in named if page)}
    return sorted(folder for folder in folders if folder.is_dir() and folder.is_relative_to(project))


def _entries(node: dict) -> Iterator[Any]:
    """Each entry of a file's contents, in order; parts and subtrees are none."""
    for name in LISTS:
        items = node.get(name) or []
        for item in items if isinstance(items, list) else [f"{name}: {items}"]:
            if name not in ("parts", "subtrees"):
                yield item
            if isinstance(item, dict):
                yield from _entries(item)


def _line(text: str, what: str, time: int = 1) -> str:
    """In which line a text stands, for the first time or a later one."""
    found = [number for number, line in enumerate(text.split("\n"), 1) if what in line.replace(":", " ").split()]
    return f"line {found[min(time, len(found)) - 1]}" if found else "line ?"


def _of_settings(content: dict, text: str, project: Path) -> Iterator[str]:
    for name in content:
        if name not in KNOWN:
            yield f"{_line(text, str(name))}: {name!r} is no setting that a book has{nearest(name, set(KNOWN))}"
    sphinx = content.get("sphinx")
    config = (sphinx.get("config") if isinstance(sphinx, dict) else None) or {}
    for bibliography in config.get("bibtex_bibfiles") or content.get("bibtex_bibfiles") or []:
        if not (project / str(bibliography)).is_file():
            there = {path.relative_to(project).as_posix() for path in (project / "book").glob("*.bib")}
            yield f"field bibtex_bibfiles: there is no file {bibliography!r}{nearest(bibliography, there)}"
