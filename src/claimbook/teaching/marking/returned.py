"""Find the folders that came back, whose they are, and in their notebooks the cells that a student wrote."""

from __future__ import annotations

import csv
import json
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from claimbook.teaching.labs.saved import read_saved

#: What a folder of a student holds, one of them at least.
HELD = ("notebooks", "labs")
#: Says in a folder whose it is, whatever the folder is called.
WHOSE = "student.json"
#: A zip may hold so many bytes once it is unpacked.
LARGEST = 200_000_000
#: What is said of a notebook that did not come back.
MISSING = "was not handed in"
#: Folders that nobody means to hand in.
ASIDE = {".venv", "venv", "__MACOSX", ".ipynb_checkpoints", ".git", "src", "data", "book"}


@dataclass(frozen=True)
class Returned:
    """A folder that came back: where it lies, what it is called beside the others, and the student's number, 0 where it is unknown."""

    folder: Path
    called: str
    number: int
    #: Files that were saved on the labs' page of the book and came beside the folder, not in it.
    beside: tuple[Path, ...] = ()

    @property
    def page_alone(self) -> bool:
        """Whether what the labs' page saved is all that came, and no notebook."""
        return bool(self.saved) and not any(self.folder.rglob("*.ipynb"))

    @property
    def saved(self) -> list[Path]:
        """All files that were saved on the labs' page."""
        found = [path for depth in ("", "labs/", "*/") for path in sorted(self.folder.glob(f"{depth}*.txt")) if path.is_file()]
        return [path for path in dict.fromkeys((*self.beside, *found)) if read_saved(path)]


@dataclass(frozen=True)
class Unread:
    """What came back and cannot be marked, and why."""

    called: str
    why: str

    def __str__(self) -> str:
        return f"{self.called}: {self.why}"


def find(
    place: Path, unpacked: Path, names: dict[int, str], pages: Mapping[int, int] | None = None
) -> tuple[list[Returned], list[Unread]]:
    """The folders below ``place``, by number, and what cannot be marked; zips are unpacked into ``unpacked``.

    Whose a folder is, its ``student.json`` says, else its name (student-07), else a name of the class in its path. A file that was saved on
    the labs' page, alone or in a folder of its own, is that of the student to whom ``pages`` gives its number.
    """
    found, unread = list[Returned](), list[Unread]()
    for one in sorted(path for path in place.iterdir() if not path.name.startswith(".")):
        if files := _saved(one):
            found += [Returned(unpacked / "no folder", one.name, _drawn_by(file, pages or {}), (file,)) for file in files]
            continue
        try:
            folder = _unzipped(one, unpacked / one.stem) if zipfile.is_zipfile(one) else one
        except (OSError, zipfile.BadZipFile, ValueError) as error:
            unread.append(Unread(one.name, f"cannot be unpacked: {error}"))
            continue
        held = _holding(folder) if folder.is_dir() else []
        found += [Returned(path, one.name, _number(path, one.name, names)) for path in held]
        if not held:
            unread.append(Unread(one.name, f"no folder {' or '.join(HELD)} in it"))
    return _each_once(found, unread)


def _saved(one: Path) -> list[Path]:
    """The files that were saved on the labs' page: this one, or those in a folder that holds no notebooks."""
    if one.is_file():
        return [one] if read_saved(one) else []
    if not one.is_dir() or _holding(one):
        return []
    return [path for path in sorted(one.rglob("*.txt")) if read_saved(path)]


def _drawn_by(file: Path, pages: Mapping[int, int]) -> int:
    """The student whose number on the labs' page a file has; 0 where it is nobody's of the course."""
    saved = read_saved(file)
    return pages.get(saved.number, 0) if saved else 0


def _unzipped(file: Path, target: Path) -> Path:
    with zipfile.ZipFile(file) as packed:
        wanted = [info for info in packed.infolist() if not set(Path(info.filename).parts) & {".venv", "venv", "__MACOSX"}]
        if sum(info.file_size for info in wanted) > LARGEST:
            raise ValueError("it is larger than a folder of notebooks; was .venv packed as well?")
        for info in wanted:
            packed.extract(info, target)  # never outside the target, whatever the zip says
    return target


def _holding(folder: Path, depth: int = 3) -> list[Path]:
    """The folders of students in a folder, itself or below it: where they are sent in, they often lie in one more."""
    if any((folder / name).is_dir() for name in HELD):
        return [folder]
    below = sorted(path for path in folder.iterdir() if path.is_dir() and path.name not in ASIDE) if depth else []
    return [found for path in below for found in _holding(path, depth - 1)]


def _number(folder: Path, called: str, names: dict[int, str]) -> int:
    try:
        return int(json.loads((folder / WHOSE).read_text(encoding="utf-8"))["student"])
    except (OSError, ValueError, KeyError, TypeError):
        path = f"{called}/{folder.name}"
        if named := re.search(r"student-0*(\d+)", path):
            return int(named[1])
        told = [number for number, name in names.items() if _letters(name) and _letters(name) in _letters(path)]
        return told[0] if len(told) == 1 else 0


def _letters(text: str) -> str:
    return re.sub(r"[\W\d_]", "", text).casefold()


def _each_once(found: list[Returned], unread: list[Unread]) -> tuple[list[Returned], list[Unread]]:
    by_number: dict[int, Returned] = {}
    for one in sorted(found, key=lambda one: (one.number, bool(one.beside))):
        if not one.number and one.beside:
            unread.append(Unread(one.called, "its number on the labs' page is not one that was given out for this course"))
        elif not one.number:
            unread.append(Unread(one.called, f"whose it is cannot be told: no {WHOSE}; name the folder student-NUMBER"))
        elif one.number in by_number and one.beside:
            kept = by_number[one.number]
            by_number[one.number] = replace(kept, beside=(*kept.beside, *one.beside))
        elif one.number in by_number:
            unread.append(Unread(one.called, f"is student {one.number}, as is {by_number[one.number].called}: keep one of them"))
        else:
            by_number[one.number] = one
    return list(by_number.values()), unread


def class_list(path: Path) -> dict[int, str]:
    """The names of a class by number: a CSV with the columns number and name. Raises ValueError with the line that does not fit."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    names: dict[int, str] = {}
    for line, row in enumerate(rows, 2):
        number, name = (row.get("number") or "").strip(), (row.get("name") or "").strip()
        if not number.isdigit() or not name or int(number) in names:
            raise ValueError(f"{path}: line {line}: found {number!r}, {name!r}; allowed: a number that no other has, and a name")
        names[int(number)] = name
    return names


# -- a notebook -----------------------------------------------------------------------------------------------------


def written(original: dict, path: Path) -> tuple[dict[str, str], list[tuple[str, str]], str]:
    """What a student wrote in a notebook: changed cells for answers by their id, cells of their own with the id that they stand behind.

    Last what is to be said of it: that it is missing, no notebook, or another one. A cell is known by its id, or by that of nbgrader.
    """
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        sources = [(cell["cell_type"], _id(cell), "".join(cell["source"])) for cell in cells]
    except FileNotFoundError:
        return {}, [], MISSING
    except (OSError, ValueError, KeyError, TypeError):
        return {}, [], "it is no notebook that can be read"
    known = {_id(cell): cell["metadata"].get("nbgrader", {}).get("solution", False) for cell in original["cells"]}
    before = {_id(cell): "".join(cell["source"]).strip() for cell in original["cells"]}
    if not set(known) & {name for _, name, _ in sources if name not in ("", "find-package")}:
        return {}, [], "it is another notebook: no cell of the one that was handed out is in it"
    answers, own, behind = dict[str, str](), list[tuple[str, str]](), ""
    for kind, name, text in sources:
        if name in known:
            behind = name
            answers |= {name: text} if known[name] and text.strip() not in ("", before[name]) else {}
        elif kind == "code" and text.strip():
            own.append((behind, text))
    return answers, own, ""


def _id(cell: dict) -> str:
    return cell.get("metadata", {}).get("nbgrader", {}).get("grade_id") or cell.get("id", "")
