"""The built book as students are handed it: without the pages for teachers, and without the solutions of the exercises.

It is made from the published book, file by file, and not built anew. A page that is left out is linked by nothing. Hints, and the answers
to choose from, stay, since they are how an exercise is worked on a page; solutions, notebooks with solutions in them and the code of
solutions in the live parts go. Where a page is worked out again, its outputs are counted, so each that goes leaves an empty place.
"""

from __future__ import annotations

import base64
import gzip
import io
import json
import re
import shutil
import tempfile
import zipfile
from collections.abc import Collection, Iterable
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from urllib.parse import urldefrag

from claimbook.data.descriptor import read_descriptor
from claimbook.data.notebooks import with_ids
from claimbook.data.reproducible_zip import zipped
from claimbook.publish import live_book, live_parts
from claimbook.publish.build import CHECKSUMS, checksums
from claimbook.sphinx.search_index import WORDS, handed, on_pages

#: What of a book is no page to read: sources with solutions in them, and what only a server or another program reads.
ASIDE = ("_sources", "objects.inv", CHECKSUMS)
#: Elements that have no end.
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
#: The place of an output that went, so that those behind it keep their numbers (marks.js counts them).
PLACE = '<div class="output" hidden></div>'
#: What stands in the place of a solution, since the page says that there is one.
LEFT_OUT = "<p><em>The solution is left out of this copy of the book.</em></p>"
#: How the parts of a book lie in a script (live_parts.script).
PARTS = re.compile(r'^liveParts\["([^"]+)"\] = "([^"]*)";$', re.M)
PAGE, SUFFIX = "pages/", ".json"


def left_out(project: Path) -> list[str]:
    """The pages of the book that are for teachers, as the descriptor names them: addresses without their suffix."""
    return list(read_descriptor(project / "data").get("course", {}).get("teachers", ()))


def changed_since(project: Path, html: Path) -> list[str]:
    """The tables, chapters and pages that were changed after the book was built, by their names."""
    built = (html / CHECKSUMS).stat().st_mtime if (html / CHECKSUMS).is_file() else 0.0
    files = [path for kinds in ("data/*.csv", "notebooks/*.ipynb", "book/*.md", "book/*.bib") for path in project.glob(kinds)]
    return sorted(path.relative_to(project).as_posix() for path in files if path.stat().st_mtime > built)


def hand_out(project: Path, html: Path, places: Iterable[Path]) -> None:
    """Copy the published book ``html`` of ``project`` into each of the folders, which may be there, as students are to have it."""
    with tempfile.TemporaryDirectory() as work:
        made = Path(work) / "book"
        _make(project, html, made)
        for place in places:
            shutil.copytree(made, place, dirs_exist_ok=True)


def _make(project: Path, html: Path, place: Path) -> None:
    gone = left_out(project)
    shutil.copytree(html, place, ignore=shutil.ignore_patterns(*ASIDE))
    for page in gone:
        (place / f"{page}.html").unlink(missing_ok=True)
    for path in sorted(place.rglob("*.html")):
        name = path.relative_to(place).as_posix()
        path.write_text(without(path.read_text(encoding="utf-8"), name, gone), encoding="utf-8", newline="\n")
    _forget(place, gone)
    parts = place / live_book.PLACE / "book.js"
    if parts.is_file():
        parts.write_bytes(unsolved(parts.read_bytes(), project))
    lines = [f"{digest}  {name}\n" for name, digest in checksums(place).items()]
    (place / CHECKSUMS).write_text("".join(lines), encoding="utf-8", newline="\n")


# -- a page ---------------------------------------------------------------------------------------------------------


def without(page: str, name: str, gone: Collection[str]) -> str:
    """A page, by its address ``name``, without solutions, links to what is ``gone`` and links to its source."""
    made = page
    for start, end, instead in sorted(_Cuts(page, name, gone).found, reverse=True):
        made = made[:start] + instead + made[end:]
    return made


class _Open:
    """An element that is open: its tag, where it begins, what is to become of it, and how many outputs stand in it."""

    def __init__(self, tag: str, start: int, classes: Collection[str]) -> None:
        self.tag, self.start, self.classes, self.outputs = tag, start, classes, 0
        self.cut = "solution" in classes and tag == "details" or "page-links" in classes


class _Cuts(HTMLParser):
    """The places of a page that go (``found``): from where to where, and what stands there instead."""

    def __init__(self, page: str, name: str, gone: Collection[str]) -> None:
        super().__init__(convert_charrefs=False)
        self.folder, self.gone = PurePosixPath(name).parent, {f"{one}.html" for one in gone}
        self.lines = [0, *(found.end() for found in re.finditer("\n", page))]
        self.open: list[_Open] = []
        self.found: list[tuple[int, int, str]] = []
        self.feed(page)
        self.close()

    def _at(self) -> int:
        line, column = self.getpos()
        return self.lines[line - 1] + column

    def _leads_out(self, address: str | None) -> bool:
        """Whether an address is that of a page which is gone."""
        path, _ = urldefrag(address or "")
        parts: list[str] = []
        for part in (self.folder / path).parts if path and ":" not in path else ():
            parts = parts[:-1] if part == ".." else [*parts, part]
        return "/".join(parts) in self.gone

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element, and see whether it goes."""
        about, text = dict(attrs), self.get_starttag_text() or ""
        start, classes = self._at(), (about.get("class") or "").split()
        out = tag in ("a", "link") and self._leads_out(about.get("href"))
        if tag in VOID:
            self.found += [(start, start + len(text), "")] if out else []
            return
        if "output" in classes:
            for one in self.open:
                one.outputs += 1
        opened = _Open(tag, start, classes)
        self.open.append(opened)
        if out:
            entry = self.open[-2] if len(self.open) > 1 and any("toctree" in name for name in self.open[-2].classes) else None
            if entry or {"prev", "next"} & set(classes):
                (entry or opened).cut = True
            else:  # the words of the link stay
                self.found.append((start, start + len(text), ""))
                opened.classes = ["unlinked"]

    def handle_endtag(self, tag: str) -> None:
        """Close an element, and what was left open in it."""
        if tag not in [one.tag for one in self.open]:
            return
        end = self._at() + len(f"</{tag}>")
        while (one := self.open.pop()).tag != tag:
            pass
        if one.cut and not any(outer.cut for outer in self.open):
            self.found = [cut for cut in self.found if cut[0] < one.start]
            told = LEFT_OUT if "solution" in one.classes else ""
            self.found.append((one.start, end, told + PLACE * one.outputs))
        elif one.classes == ["unlinked"]:
            self.found.append((end - len(f"</{tag}>"), end, ""))


# -- what is found, and what is worked out again --------------------------------------------------------------------


def _forget(place: Path, gone: Collection[str]) -> None:
    """Have the search know nothing of the pages that are gone."""
    for path, call in ((place / "_static" / "summaries.js", "setSummaries"), (place / "passages.js", "setPassages")):
        told = handed(path, call)
        _write(path, call, {name: said for name, said in told.items() if name not in gone})
    index = handed(place / "searchindex.js", "setIndex")
    lost = {number for number, name in enumerate(index["docnames"]) if name in gone}
    for words in WORDS:
        index[words] = {word: _others(pages, lost) for word, pages in index[words].items()}
    index = on_pages(index)
    kept = {title: [one for one in places if one[0] not in lost] for title, places in index["alltitles"].items()}
    index["alltitles"] = {title: places for title, places in kept.items() if places}
    _write(place / "searchindex.js", "setIndex", index)


def _others(pages: int | list[int], lost: Collection[int]) -> list[int]:
    return [page for page in ([pages] if isinstance(pages, int) else pages) if page not in lost]


def _write(path: Path, call: str, told: dict) -> None:
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    path.write_text(f"Search.{call}({text});\n", encoding="utf-8", newline="\n")


def unsolved(script: bytes, project: Path) -> bytes:
    """The script of a book's live parts without the code of solutions, and without what the texts of solutions work out."""
    parts = {name: gzip.decompress(base64.b64decode(text)) for name, text in PARTS.findall(script.decode())}
    with zipfile.ZipFile(io.BytesIO(parts["book.zip"])) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    for name in [one for one in files if one.startswith(PAGE) and one.endswith(SUFFIX)]:
        page = json.loads(files[name])
        solutions = _solutions(project / f"{page['name']}.ipynb")
        for cell in page["cells"]:
            cell["source"] = "" if cell["index"] in solutions else cell["source"]
        for shown in page["shown"]:
            if shown["index"] in solutions and shown["eval"] is not None:
                shown["eval"] = "''"
        files[name] = json.dumps(page, ensure_ascii=False, separators=(",", ":")).encode()
    parts["book.zip"] = zipped(files, stored=files)
    return live_parts.script({name: live_book.packed(content) for name, content in parts.items()})


def _solutions(path: Path) -> Iterable[int]:
    """Which cells of a notebook are those of a solution; hints and choices are none."""
    cells = with_ids(json.loads(path.read_text(encoding="utf-8")))["cells"]
    tags = [set(cell.get("metadata", {}).get("tags", ())) for cell in cells]
    return {index for index, own in enumerate(tags) if "solution" in own and "tries" not in own}
