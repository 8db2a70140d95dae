"""The page "Do it yourself", followed step by step: its commands work, and what it says is seen is seen."""

from __future__ import annotations

import ast
import html
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import building
import pytest
import warm
import yaml
from bs4 import BeautifulSoup

from claimbook.sphinx.template_pages import filled, repository

PAGE = "book/do_it_yourself"
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)
PREFIX = ".venv/bin/"


EXAMPLE = yaml.safe_load((Path(__file__).resolve().parents[1] / "_config.yml").read_text(encoding="utf-8"))["sphinx"]["config"][
    "report_example"
]
ADDRESS = "https://github.com/example/external-dimension"


@pytest.fixture(scope="module")
def page(project) -> str:
    """The page as a reader sees it where the repository is set."""
    text = (project / f"{PAGE}.md").read_text(encoding="utf-8")
    return filled(text, repository({"url": ADDRESS, "branch": "main"}), project / "data", EXAMPLE)


def fences(page: str, heading: str) -> list[tuple[str, str]]:
    """The code of a section of the page, as language and text."""
    sections = {part.partition("\n")[0]: part for part in re.split(r"^## ", page, flags=re.M)}
    return FENCE.findall(sections[heading])


def run(copy: Path, command: str) -> subprocess.CompletedProcess:
    """Run a command of the page in the copy, with the environment at hand in place of the one that it would install."""
    words = shlex.split(command)
    if words[0].startswith(PREFIX):
        assert words[0] == f"{PREFIX}python", command
        words[0] = sys.executable
    environment = {**os.environ, "PYTHONPATH": str(copy / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    if words[:2] == [sys.executable, "-m"] and (done := warm.run(words, copy, environment, 300)):
        return done
    return subprocess.run(
        words, cwd=copy, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300
    )


def changes(page: str) -> list[tuple[str, str, str]]:
    """The fields that the page changes in the row for Türkiye: name, what stands there, what to write."""
    cells = re.findall(r"^\| `(\w+)` \| <code>(.+?)</code> \| <code>(.+?)</code> \|$", page.partition("## Change a row")[2], re.M)
    return [tuple(map(html.unescape, row)) for row in cells]


def change(copy: Path, field: str, old: str, new: str) -> None:
    """Change a field of that row as an editor would, leaving all else as it is."""
    path = copy / "data" / "claims.csv"
    (row,) = (row for row in building.read_csv(path) if row["id"] == EXAMPLE)
    assert row[field] == old
    (line,) = (line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith(f"{EXAMPLE},"))
    building.replace_once(path, line, line.replace(f",{old},", f",{new},"))


@pytest.fixture(scope="module")
def copy(project, tmp_path_factory) -> Path:
    """A copy with git, whose book has the chapter with the row and few others, so that it is built in less time."""
    copy = building.copy_with_turkiye(project, tmp_path_factory.mktemp("own") / "external-dimension")
    for command in ("git init -q", "git add .", "git -c user.name=a -c user.email=a@example.org commit -q -m start"):
        assert run(copy, command).returncode == 0
    return copy


def test_setting_up_names_what_there_is_and_differs_only_as_the_page_says(project, page):
    linux, windows = (text for _, text in fences(page, "Set it up"))
    assert windows == linux.replace("python3 -m venv", "py -m venv").replace(PREFIX, ".venv\\Scripts\\")
    assert "-r requirements.txt" in linux and (project / "requirements.txt").is_file()
    readme = (project / "README.md").read_text(encoding="utf-8")
    assert "python3 -m venv .venv" in readme and "--no-deps -e ." in readme, "README and page set up alike"
    for name in re.findall(r"`(\w+\.ipynb)`", page):
        assert (project / "notebooks" / name).is_file()


def test_a_row_is_changed_checked_built_and_undone(page, copy):
    ((_, build),) = fences(page, "Build the book")
    assert "The book is ready" in run(copy, build).stdout
    turkiye, dictionary = (copy / "_build" / "html" / "notebooks" / f"{name}.html" for name in ("turkiye", "data_dictionary"))
    before, other = turkiye.read_text(encoding="utf-8"), dictionary.read_bytes()

    steps, (first, second) = fences(page, "Change a row"), changes(page)
    assert [kind for kind, _ in steps] == ["sh", "text", "sh", "text"]
    complaint = " ".join(steps[1][1].split())  # the page breaks the line to fit
    change(copy, *first)
    refused = run(copy, steps[0][1])
    assert refused.returncode == 1 and refused.stdout == complaint + "\n"
    stopped = run(copy, build)
    assert stopped.returncode == 1 and complaint in stopped.stdout, "a build stops here too"
    assert turkiye.read_text(encoding="utf-8") == before, "and leaves the last good book in place"
    change(copy, *second)
    passed = run(copy, steps[2][1])
    assert passed.returncode == 0 and passed.stdout == steps[3][1]

    assert run(copy, build).returncode == 0
    after = building.plain(turkiye.read_text(encoding="utf-8"))
    assert second[1] in building.plain(before) and second[2] in after and second[1] not in after
    assert dictionary.read_bytes() == other, "a page that does not use the row is the same to the letter"

    ((_, undo),) = fences(page, "Undo it")
    assert run(copy, undo).returncode == 0
    assert run(copy, "git status --porcelain").stdout == ""


def test_the_added_figure_holds_and_is_in_its_chapter(page, copy):
    steps = fences(page, "Add a figure")
    assert [kind for kind, _ in steps] == ["text", "python", "sh"]
    with (copy / "data" / "claims.csv").open("a", encoding="utf-8") as file:
        file.write(steps[0][1])
    assert run(copy, ".venv/bin/python -m external_dimension check").returncode == 0
    lint = run(copy, steps[2][1])
    assert lint.returncode == 0, lint.stdout
    shown = run(
        copy,
        shlex.join(
            [
                f"{PREFIX}python",
                "-c",
                f"import external_dimension as e\nsection = e.load()\n{steps[1][1]}\nprint(practice)\n"
                "from claimbook.report.display import claims_table\nprint(claims_table(section, chapter='partnerships').html)",
            ]
        ),
    )
    assert "EUR 5 million" in building.plain(shown.stdout) and "made-up grant to practise with" in shown.stdout
    assert run(copy, "git checkout .").returncode == 0


def test_the_pages_said_to_change_are_those_that_use_the_row(page, book_html):
    section = page.partition("## See what changes")[2].partition("\nNo sentence")[0]
    said = re.findall(r"^- \[[^\]]+\]\(../notebooks/(\w+)\.ipynb\)", section, re.M)
    claims = BeautifulSoup((book_html / "notebooks" / "claims.html").read_text(encoding="utf-8"), "html.parser")
    used = [
        a["href"].removesuffix(".html").replace("../index", "overview")
        for a in claims.find(id=f"claim-{EXAMPLE.replace('_', '-')}").find(class_="used").find_all("a")
    ]
    assert sorted(said) == sorted([*used, "claims"])


def test_the_repository_shows_once_it_is_set(project, book_html, tmp_path):
    def article(page: Path) -> BeautifulSoup:
        return BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").article

    text = article(book_html / f"{PAGE}.html").get_text()
    assert "as a folder or as a ZIP" in text and "requires-python" in text
    assert not re.search(r"binder|colab|git clone|\{%|\{\{", text, re.I)

    copy = building.copy_project(project, tmp_path / "copy", pages=(PAGE, "book/method"))
    path = copy / f"{PAGE}.md"  # a book without the chapters that it names
    path.write_text(re.sub(r"\[([^\]]+)\]\(\.\./notebooks/[^)]+\)", r"\1", path.read_text(encoding="utf-8")), encoding="utf-8")
    config = copy / "_config.yml"
    config.write_text(f"repository:\n  url: {ADDRESS}\n  branch: main\n" + config.read_text(encoding="utf-8"), encoding="utf-8")
    building.built(copy)
    page = article(copy / "_build" / "html" / "index.html")
    text = page.get_text()
    assert f"git clone {ADDRESS}.git external-dimension" in text and "as a folder or as a ZIP" not in text
    assert not re.search(r"\{%|\{\{", text)
    found = repository({"url": ADDRESS, "branch": "main"})
    assert {found["zip"], found["binder"], found["colab"]} <= {a["href"] for a in page.find_all("a")}
    assert page.find(id="without-installing-anything")


def test_addresses_follow_the_repository():
    assert repository({}) == repository({"url": ""}) == {}
    github = repository({"url": f"{ADDRESS}.git/".rstrip("/"), "branch": "next/one"})
    assert github["url"] == ADDRESS and github["zip"] == f"{ADDRESS}/archive/refs/heads/next/one.zip"
    assert github["binder"] == "https://mybinder.org/v2/gh/example/external-dimension/next%2Fone?urlpath=lab/tree/notebooks"
    assert (
        github["colab"]
        == "https://colab.research.google.com/github/example/external-dimension/blob/next/one/notebooks/overview.ipynb"
    )
    other = repository({"url": "https://codeberg.org/example/x"})
    assert (
        other["binder"] == "https://mybinder.org/v2/git/https%3A%2F%2Fcodeberg.org%2Fexample%2Fx/main?urlpath=lab/tree/notebooks"
    )
    assert other["colab"] == other["zip"] == ""


def test_the_files_for_binder_fit_the_project(project):
    folder = project / ".binder"
    (line,) = (folder / "requirements.txt").read_text(encoding="utf-8").splitlines()
    assert (folder / line.removeprefix("-r ")).resolve() == project / "requirements.txt"
    version = tuple(
        map(int, re.fullmatch(r"python-(\d+)\.(\d+)\n", (folder / "runtime.txt").read_text(encoding="utf-8")).groups())
    )
    least = re.search(r'requires-python = ">=(\d+)\.(\d+)"', (project / "pyproject.toml").read_text(encoding="utf-8"))
    assert version >= tuple(map(int, least.groups()))
    script = folder / "postBuild"
    assert os.access(script, os.X_OK) and script.read_text(encoding="utf-8").startswith("#!/bin/bash\n")
    assert subprocess.run(["bash", "-n", str(script)]).returncode == 0
    tracked = subprocess.run(["git", "ls-files", "-s", ".binder/postBuild"], cwd=project, capture_output=True, text=True).stdout
    assert tracked.startswith("100755"), "git must keep it executable, or Binder does not run it"


def test_colab_fetches_what_a_chapter_needs(project, page, tmp_path):
    """The packages that the cell for Colab installs, with those that Colab has, are all that a chapter imports."""
    cell = next(text for kind, text in FENCE.findall(page) if "%pip" in text)
    installed = {
        name for line in cell.splitlines() if line.startswith("%pip") for name in line.split()[3:] if re.fullmatch(r"\w+", name)
    }
    there = {"pandas", "numpy", "matplotlib", "PIL"}  # part of Colab's own environment
    code = ["import sys, types; before = set(sys.modules)"]
    for notebook in sorted((project / "notebooks").glob("*.ipynb")):
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        trees = [ast.parse("".join(c["source"])) for c in cells if c["cell_type"] == "code"]
        code += [ast.unparse(node) for tree in trees for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
    code += [
        "from external_dimension import load; section = load(); section.claims(); section.sources",
        "print(*sorted({n.partition('.')[0] for n, m in sys.modules.items() if 'site-packages' in (getattr(m, '__file__', None) or '')}))",
    ]
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(code)],
        cwd=project / "notebooks",
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(project / "src")},
    )
    assert done.returncode == 0, done.stderr
    of_matplotlib = {
        "cycler",
        "dateutil",
        "kiwisolver",
        "mpl_toolkits",
        "packaging",
        "pyparsing",
        "six",
        "contourpy",
        "fontTools",
        "pytz",
    }
    of_pybtex = {"yaml", "_yaml", "latexcodec"}
    of_jinja2 = {"markupsafe"}
    assert set(done.stdout.split()) <= there | installed | of_matplotlib | of_pybtex | of_jinja2 | {
        "claimbook",
        "external_dimension",
        "_distutils_hack",
    }
