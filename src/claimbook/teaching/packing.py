"""Teachers only: what the notebooks of a folder that is handed out need: modules of the package, and requirements."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

#: What a student needs to open the notebooks; what they import is found in them.
TOOLS = ("jupyterlab", "ipykernel")


def _imports(source: str) -> Iterator[tuple[str, str]]:
    """Every import of Python code, wherever it stands, as module and name (or nothing); the packages import by full names."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias.name) for alias in node.names)


def needed_modules(place: Path, sources: Iterable[str]) -> list[Path]:
    """The modules below ``place``, the folder of the packages, that the sources import, also by way of one another."""
    needed: set[Path] = set()
    todo = list(sources)
    while todo:
        for module, name in _imports(todo.pop()):
            parts = (*module.split("."), *filter(None, [name]))
            paths = [place.joinpath(*parts[:length]) for length in range(1, len(parts) + 1)]
            found = {file for path in paths for file in (path.with_suffix(".py"), path / "__init__.py") if file.is_file()}
            todo += [file.read_text(encoding="utf-8") for file in found - needed]
            needed |= found
    return sorted(needed)


def requirements(project: Path, code: list[str], own: set[str]) -> str:
    """The packages that the code imports, but for its own, and the tools to open the notebooks, pinned as the project pins them."""
    imported = {module.split(".")[0] for source in code for module, _ in _imports(source)}
    packages = packages_distributions()  # yaml is PyYAML's
    names = imported - set(sys.stdlib_module_names) - own
    wanted = {packages.get(name, [name])[0] for name in names} | set(TOOLS)
    pinned = (project / "requirements.txt").read_text(encoding="utf-8").splitlines()
    lines = [line for line in pinned if re.split(r"[=\s;]", line)[0].lower() in {name.lower() for name in wanted}]
    missing = {name.lower() for name in wanted} - {re.split(r"[=\s;]", line)[0].lower() for line in lines}
    if missing:
        raise LookupError(f"requirements.txt: no line for {min(missing)}, which the notebooks import; add it to pyproject.toml")
    return "\n".join(lines) + "\n"
