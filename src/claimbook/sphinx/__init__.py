"""Extensions of Sphinx: from what a notebook shows to the pages of a book."""

from __future__ import annotations

from pathlib import Path


def package_files(project: Path) -> list[Path]:
    """The modules that shape a project's pages: those of this package and those in the project's own ``src``."""
    return sorted({*Path(__file__).resolve().parents[1].rglob("*.py"), *(project.resolve() / "src").rglob("*.py")})
