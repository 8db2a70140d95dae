"""Extensions of Sphinx: from what a notebook shows to the pages of a book."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from claimbook.core.section import Section, load
from claimbook.data.descriptor import root_folder

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

#: Style sheet, scripts and icon of every report, and the templates of its pages (theme.py).
STATIC, FRAME = (Path(__file__).with_name(name) for name in ("static", "frame"))
#: The tables of each book that is being built.
_SECTIONS: WeakKeyDictionary[Sphinx, Section] = WeakKeyDictionary()


def section_of(app: Sphinx) -> Section:
    """The tables of the book in hand, read once for a build; no page is noted to have read them."""
    if app not in _SECTIONS:
        _SECTIONS[app] = load(Path(app.srcdir) / "data")
    return _SECTIONS[app]


def line_of(node: nodes.Node | None) -> int:
    """The line of a page at which a node stands, or the nearest one around it that has a line; 0 where none has."""
    while node is not None and node.line is None:
        node = node.parent
    return node.line or 0 if node is not None else 0


def package_files(project: Path) -> list[Path]:
    """What shapes a project's pages: the modules and templates of this package, and the modules in the project's own ``src``."""
    engine = Path(__file__).resolve().parents[1]
    own = root_folder(project.resolve() / "data").parent / "src"
    return sorted({*engine.rglob("*.py"), *engine.glob("*/templates/*"), *own.rglob("*.py")})
