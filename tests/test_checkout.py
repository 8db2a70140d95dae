"""A copied checkout runs its own code, though the .venv that came along was made for the one that it was copied from."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from types import SimpleNamespace

import pytest
from building import copy_project, replace_once
from sphinx.errors import ExtensionError

import claimbook
import external_dimension
from claimbook.sphinx import dependencies

SAID = "check: every table in data/ holds"
OWN_SOURCE = "0-own-source.pth"


def run(folder: Path, *command: str) -> subprocess.CompletedProcess:
    """Run a command in the folder, with nothing in the environment that says whose code to take."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH" and not name.startswith("MAKE")}
    return subprocess.run(
        command,
        cwd=folder,
        env=environment | {"PYTHONDONTWRITEBYTECODE": "1"},
        text=True,
        encoding="utf-8",
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=300,
    )


def check(folder: Path) -> subprocess.CompletedProcess:
    return run(folder, str(folder / ".venv" / "bin" / "python"), "-m", "external_dimension", "check")


def packages(folder: Path) -> Path:
    (found,) = (folder / ".venv" / "lib").glob("python*/site-packages")
    return found


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink()
    }


@pytest.fixture
def original(project, tmp_path) -> Path:
    """A checkout with the .venv that ``make`` gives it, but for the packages, which are those that run the tests."""
    if not shutil.which("make"):  # as for the browser: skipped, loudly, and failed in CI
        (pytest.fail if os.environ.get("REQUIRE_BROWSER") else pytest.skip)(
            "NO MAKE FOUND: a copied checkout was not tried. Install make."
        )
    folder = copy_project(project, tmp_path / "the original")
    assert run(folder, sys.executable, "-m", "venv", "--without-pip", ".venv").returncode == 0
    (packages(folder) / "__editable__.external_dimension-1.0.0.pth").write_text(f"{folder / 'src'}\n")  # as pip writes it
    (packages(folder) / "others.pth").write_text(sysconfig.get_paths()["purelib"] + "\n")
    made = run(folder, "make", ".venv/ready", "INSTALL=true", f"PYTHON={sys.executable}")
    assert made.returncode == 0 and (packages(folder) / OWN_SOURCE).is_file(), made.stdout
    return folder


@pytest.fixture
def copy(original) -> Path:
    """The checkout copied with its .venv, and a source changed in the copy."""
    copy = original.with_name("the copy")
    assert run(original, "cp", "-a", str(original), str(copy)).returncode == 0
    replace_once(
        copy / "src" / "claimbook" / "__main__.py",
        "check: every table in {shown_path(project / 'data', project)}/ holds",
        "check: said by the copy",
    )
    return copy


def test_a_copied_checkout_runs_its_own_code_and_leaves_the_original(original, copy):
    before = files(original)
    assert check(copy).stdout == "check: said by the copy\n"
    assert check(original).stdout == f"{SAID}\n"
    assert files(original) == before


def test_make_notices_a_venv_of_another_folder_and_makes_it_anew(original, copy, tmp_path):
    assert run(original, "make", "-n", "check").stdout == ".venv/bin/python -m external_dimension check\n"
    planned = run(copy, "make", "-n", "check").stdout.splitlines()
    assert planned[0] == f'echo "The .venv here runs the code of another folder than {copy}; it is made anew."'
    assert (
        planned[1] == "rm -rf .venv"
        and any("-m venv .venv" in line for line in planned[2:])
        and planned[-1] == ".venv/bin/python -m external_dimension check"
    )
    before = files(original)
    quick = tmp_path / "python"  # makes a .venv without pip, which would take longest
    quick.write_text(f'#!/bin/sh\n[ "$2" = venv ] && set -- -m venv --without-pip .venv\nexec "{sys.executable}" "$@"\n')
    quick.chmod(0o755)
    made = run(copy, "make", ".venv/ready", "INSTALL=true", f"PYTHON={quick}")
    assert made.returncode == 0 and "it is made anew" in made.stdout, made.stdout
    assert sorted(path.name for path in packages(copy).glob("*.pth")) == [OWN_SOURCE], "nothing of the other .venv is left"
    assert files(original) == before
    moved = original.rename(original.with_name("moved"))
    assert "rm -rf .venv" in run(moved, "make", "-n", "check").stdout.splitlines()


def test_without_make_a_command_says_that_it_would_run_the_code_of_another_folder(original, copy):
    (packages(copy) / OWN_SOURCE).unlink()  # which pip does not write
    done = check(copy)
    assert done.returncode == 1
    assert done.stdout.startswith(f"{original / 'src' / 'claimbook'} is not the code of {copy}; run `make book` there")
    with pytest.raises(ExtensionError, match="is not the code of"):
        dependencies.setup(SimpleNamespace(srcdir=copy))


def test_make_runs_no_script_of_the_venv_which_would_be_that_of_another_folder(project):
    used = re.findall(r"\$\(BIN\)/(\w+)", (project / "Makefile").read_text(encoding="utf-8"))
    assert len(used) > 15 and set(used) == {"python"}


def test_the_tests_test_the_code_beside_them(project):
    for package in (claimbook, external_dimension):
        assert Path(package.__file__).is_relative_to(project / "src")


@pytest.mark.parametrize("package", ["external_dimension", "claimbook"])
def test_help_names_the_commands_as_they_were_called(project, package):
    told = subprocess.run([sys.executable, "-m", package, "check", "--help"], cwd=project, capture_output=True, text=True)
    assert told.stdout.startswith(f"usage: python -m {package} check "), told.stderr
