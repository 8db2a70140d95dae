"""The rooms of the engine: which may use which, what is not loaded until it is wanted, and how large modules are.

The page "How it is built" shows the table.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from building import read_csv

from claimbook.sphinx.template_pages import filled

#: What each room of claimbook may use of the others, wherever in its modules the import stands.
MAY_USE = {
    "wording": set(),
    "data": {"wording"},
    "core": {"data", "wording"},
    "checks": {"core", "data", "wording"},
    "report": {"core", "data", "wording"},
    "sphinx": {"live", "report", "core", "data", "wording"},
    "publish": {"sphinx", "checks", "report", "core", "data", "wording"},
    "teaching": {"report", "core", "data", "wording"},
    "live": {"teaching", "report", "core", "data", "wording"},
}
#: The exceptions, each with its reason.
EXCEPT = {
    (
        "data",
        "core",
    ): "a rule asks for the bounds of a claim, inside the function that needs them, so that nothing goes in a circle"
}

#: Rooms that are loaded without pandas, matplotlib or Sphinx, so that a command answers at once, and the modules of them that are not.
LIGHT = ("wording", "data", "core", "report", "teaching", "live")
HEAVY = [
    "claimbook.core.frames",
    "claimbook.report.charts.canvas",
    *(f"claimbook.report.charts.maps.{name}" for name in ("drawing", "geometry", "placement")),
]

#: The lines that a function and a module may have, so that each can be read at one go.
FUNCTION, MODULE = 50, 500


def too_long(folder: Path) -> list[str]:
    """The modules below a folder, and the functions in them, that have more lines than they may; decorators are not counted."""
    found = []
    for path in sorted(folder.rglob("*.py")):
        text, name = path.read_text(encoding="utf-8"), path.relative_to(folder)
        if (lines := len(text.splitlines())) > MODULE:
            found.append(f"{name} has {lines} lines, and may have {MODULE}")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                found += [f"{name}: {node.name} has {lines} lines, and may have {FUNCTION}"] * (lines > FUNCTION)
    return found


def imports(path: Path) -> Iterator[tuple[str, bool]]:
    """The modules that a file imports, and whether it does so as soon as it is loaded; ``from claimbook import core`` names core.

    Imports for the checker of types alone are none.
    """
    tree = ast.parse(path.read_text(encoding="utf-8"))
    unread = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in unread:
            continue
        at_once = node in tree.body
        if isinstance(node, ast.Import):
            yield from ((name.name, at_once) for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((f"{node.module}.{name.name}", at_once) for name in node.names)


def room(module: str) -> str:
    """The room that a module of claimbook stands in; empty for all others and for what stands above the rooms."""
    parts = module.split(".")
    return parts[1] if parts[0] == "claimbook" and len(parts) > 1 and parts[1] in MAY_USE else ""


def used(project: Path) -> set[tuple[str, str, bool, str]]:
    """Room, room that it uses, whether at once, and the file."""
    engine = project / "src" / "claimbook"
    return {
        (path.relative_to(engine).parts[0], room(module), at_once, path.name)
        for path in engine.glob("*/**/*.py")
        for module, at_once in imports(path)
        if room(module) not in ("", path.relative_to(engine).parts[0])
    }


def test_functions_and_modules_can_be_read_at_one_go(project):
    assert not too_long(project / "src")


def test_what_is_too_long_is_found(tmp_path):
    body = "    x = 1\n" * FUNCTION
    (tmp_path / "long.py").write_text(f"class C:\n    pass\n\n\ndef f():\n{body}", encoding="utf-8")
    assert too_long(tmp_path) == ["long.py: f has 51 lines, and may have 50"]
    (tmp_path / "long.py").write_text("x = 1\n" * (MODULE + 1), encoding="utf-8")
    assert too_long(tmp_path) == ["long.py has 501 lines, and may have 500"]


def test_every_folder_of_the_engine_is_a_room_with_a_rule(project):
    folders = {path.parent.name for path in (project / "src" / "claimbook").glob("*/__init__.py")}
    assert folders == set(MAY_USE)


def test_a_room_uses_only_what_it_may(project):
    found = used(project)
    wrong = [
        f"{file}: {one} uses {other}"
        for one, other, at_once, file in sorted(found)
        if other not in MAY_USE[one] and ((one, other) not in EXCEPT or at_once)
    ]
    assert not wrong, wrong
    assert {("sphinx", "core"), ("report", "wording"), *EXCEPT} <= {(one, other) for one, other, _, _ in found}, (
        "imports are seen, and exceptions used"
    )


def test_the_rules_know_no_circle():
    for one, others in MAY_USE.items():
        assert not [other for other in others if one in MAY_USE[other]], one


def test_the_engine_knows_no_report(project):
    for path in (project / "src" / "claimbook").rglob("*.py"):
        assert not [module for module, _ in imports(path) if module.partition(".")[0] == "external_dimension"], path


def test_what_is_heavy_is_loaded_by_whoever_wants_it(project):
    code = (
        "import pkgutil, sys, importlib, claimbook\n"
        f"for room in map(importlib.import_module, {[f'claimbook.{name}' for name in LIGHT]}):\n"
        "    for found in pkgutil.walk_packages(room.__path__, f'{room.__name__}.'):\n"
        f"        found.name in {HEAVY} or importlib.import_module(found.name)\n"
        "assert claimbook.load().claims(unit='EUR')\n"
        "print(*sorted({'pandas', 'numpy', 'matplotlib', 'sphinx', 'docutils', 'IPython', 'jupyter_book'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=project,
        capture_output=True,
        text=True,
        timeout=60,
        env={"PYTHONPATH": str(project / "src"), "PATH": "/usr/bin:/bin"},
    )
    assert (done.returncode, done.stdout.split()) == (0, []), done.stderr


def test_the_page_on_how_it_is_built_shows_the_rooms_as_they_are(project):
    page = (project / "book" / "architecture.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\w+) \| [^|]+ \| ((?:`\w+`|nothing)[^|]*) \|$", page, re.M)
    rows = [(name, uses) for name, uses in rows if name in MAY_USE]
    assert {name: set(re.findall(r"`(\w+)`", uses)) for name, uses in rows} == MAY_USE


def test_modules_that_the_papers_name_are_there(project):
    for name in ("book/architecture.md", "CONTRIBUTING.md", "README.md", "book/method.md"):
        text = (project / name).read_text(encoding="utf-8")
        for path in set(re.findall(r"`((?:src|tests|data|book|notebooks)/[\w./-]+\.[a-z]+|(?:src|tests)/\w+)`", text)):
            assert (project / path).exists(), (name, path)
        for module in set(re.findall(rf"`((?:{'|'.join(MAY_USE)})/\w+)`", text)):
            found = project / "src" / "claimbook" / module
            assert found.is_dir() or found.with_suffix(".py").is_file(), (name, module)


def test_the_page_on_how_it_is_built_tells_of_each_file_of_the_pages_and_of_what_stands_in_no_room(project):
    page, engine = (project / "book" / "architecture.md").read_text(encoding="utf-8"), project / "src" / "claimbook"
    table = page.partition("and where\n| File |")[2].partition("\n:::")[0]
    named = [name for row in re.findall(r"^\| (`[^|]+) \|", table, re.M) for name in re.findall(r"`(\w+)`", row)]
    files = {path.stem for path in (engine / "sphinx").glob("*.py")} - {
        "__init__",
        "rendering",
    }  # which only says where templates lie
    assert sorted(named) == sorted(files)
    assert {f"`{path.name}`" for path in engine.glob("*.py") if path.stem != "__init__"} <= set(re.findall(r"`\w+\.py`", page))
    steps = re.findall(r"^1\. \*\*(\w+)\*\* \(([^)]+)\)", page, re.M)
    assert steps[0] == ("Read", "`data/form`, `data/tables`") and steps[-1] == ("Pixel", "`src/claimbook/sphinx/static`")


def test_the_table_of_tests_has_a_row_for_each_file_of_tests(project):
    text = (project / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("\n## Tests\n")[2].partition("\n## ")[0]
    rows = "".join(line for line in text.splitlines() if line.startswith("| "))
    named = re.findall(r"`tests/(test_\w+\.py)`", rows)
    assert sorted(named) == sorted({path.name for path in (project / "tests").glob("test_*.py")})


def test_the_page_on_how_it_is_built_shows_a_row_as_it_stands(project, section):
    page = filled((project / "book" / "architecture.md").read_text(encoding="utf-8"), {}, project / "data", "turkiye_total")
    shown = dict(line.split(maxsplit=1) for line in page.partition("```text\n")[2].partition("```")[0].splitlines())
    (row,) = (row for row in read_csv(project / "data" / "claims.csv") if row["id"] == shown["id"])
    assert len(shown) > 6 and shown == {field: row[field] for field in shown}
    assert str(section.claim(shown["id"])).replace("\u00a0", " ") == shown["printed"]
