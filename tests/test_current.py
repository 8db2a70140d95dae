"""Another edition is made the current one: the two change places, nothing is lost, and whatever names an edition stays right."""

from __future__ import annotations

import subprocess

import pytest
from building import read_csv, replace_once, write_csv
from test_several_editions import make_edition

from claimbook.__main__ import main
from claimbook.checks import confirming
from claimbook.core.quantities import editions_of
from claimbook.core.section import load
from claimbook.data.descriptor import editions
from claimbook.data.rules import check
from claimbook.publish import current
from external_dimension import difference

SETTINGS = "title: {}\nhtml:\n  baseurl: {}  # as https://example.org/report\nsphinx:\n  local_extensions:\n    claimbook.sphinx.card: src\n"
TAKES_IN = "```{{literalinclude}} {}/pyproject.toml\n```\n"
DRAFT = dict.fromkeys([*confirming.OWN, "id"], "") | {"id": "a", "decision": "drop", "done": "dropped"}


def git(folder, *words: str) -> str:
    who = ("-c", "user.name=Somebody", "-c", "user.email=somebody@example.org")
    return subprocess.run(["git", *who, *words], cwd=folder, capture_output=True, text=True, check=True).stdout


def tree(folder) -> dict[str, bytes]:
    """Every file but those of git, by its path."""
    files = (path for path in folder.rglob("*") if path.is_file() and ".git" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.fixture
def both(tables_copy, monkeypatch):
    """A project with the current edition, 2025, and a made-up one, 2023, of which a row of series tells; all is committed."""
    make_edition(tables_copy)
    other = tables_copy / "data" / "editions" / "2023"
    rows = read_csv(other / "data" / "claims.csv")
    write_csv(
        other / "data" / "claims.csv", [row | ({"paragraph": "14"} if row["id"] == "turkiye_total" else {}) for row in rows]
    )
    for folder, title, address in ((tables_copy, "Now", "https://example.org/book"), (other, "Then", '""')):
        (folder / "_config.yml").write_text(SETTINGS.format(title, address), encoding="utf-8")
        (folder / "_toc.yml").write_text(f"format: jb-book\nroot: notebooks/{title}\n", encoding="utf-8")
        (folder / "notebooks").mkdir(exist_ok=True)
        (folder / "book" / "method.md").write_text(f"# {title}\n", encoding="utf-8")
    for name in {row["chapter"] for row in read_csv(tables_copy / "data" / "statements.csv")} | {"over_time", "partnerships"}:
        for folder in (tables_copy, other):
            (folder / "notebooks" / f"{name}.ipynb").write_text("{}", encoding="utf-8")
    replace_once(other / "_config.yml", "card: src", "card: ../../../src")
    (tables_copy / "tests").mkdir(exist_ok=True)
    (tables_copy / "tests" / "key_results.csv").write_text("chapter\n", encoding="utf-8")
    (tables_copy / "text.txt").write_text("Ports\n\nNothing is in it.\n", encoding="utf-8")
    confirming.remember(other, tables_copy / "text.txt")
    write_csv(other / "drafts" / "claims.csv", [DRAFT])
    with (tables_copy / "data" / "series.csv").open("a", encoding="utf-8") as file:
        file.write("t1,t,2023,,2023/turkiye_total,,\nt2,t,2024,,turkiye_total,yes,Of one thing.\n")
    (tables_copy / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    (tables_copy / "book" / "page.md").write_text(f"{TAKES_IN.format('..')}{TAKES_IN.format('.')}", encoding="utf-8")
    git(tables_copy, "init", "-q")
    git(tables_copy, "add", "-A")
    git(tables_copy, "commit", "-qm", "All as it is")
    monkeypatch.chdir(tables_copy)
    assert check(tables_copy / "data") == check(other / "data") == []
    return tables_copy


def test_the_editions_change_places_and_all_that_names_one_stays_right(both, capsys):
    before, book = tree(both), both / "_build" / "html"
    book.mkdir(parents=True)
    (book / "index.html").write_text("Now", encoding="utf-8")
    (both / ".gitignore").write_text("_build/\n", encoding="utf-8")
    git(both, "add", ".gitignore")
    git(both, "commit", "-qm", "Leave out what is built")
    assert main(["current", "2023", "--yes"]) == 0
    said = capsys.readouterr().out
    for told in ("  data -> data/editions/2025/data", "  data/editions/2023/notebooks -> notebooks", " build --edition 2025"):
        assert told in said
    assert list(editions(both / "data")) == ["2023", "2025"] and not (both / "data" / "editions" / "2023").exists()
    now, old = load(), load("2025")
    assert (now.claim("turkiye_total").value, old.claim("turkiye_total").value) == (1e10, 12.5e9)
    assert (now.abroad, old.abroad) == ("", "2025")
    assert 'href="claims.ipynb#edition-2025-claim-turkiye-total"' in old.claim("turkiye_total").wording.html
    more = difference(old.claim("turkiye_total"), now.claim("turkiye_total"))  # by the row of series, which went along
    assert editions_of(more.claims) == ["2025", "2023"]
    there = both / "data" / "editions" / "2025"
    assert check(both / "data") == check(there / "data") == []
    assert "baseurl: https://example.org/book " in (both / "_config.yml").read_text(encoding="utf-8")
    assert 'baseurl: ""' in (there / "_config.yml").read_text(encoding="utf-8")
    assert "card: src" in (both / "_config.yml").read_text(encoding="utf-8") and (there / "tests" / "key_results.csv").is_file()
    page = (there / "book" / "page.md").read_text(encoding="utf-8")  # what stands at the root is taken in from there
    assert page == TAKES_IN.format("../../../..") + TAKES_IN.format(".")
    assert (both / "drafts" / "text.txt").read_text(encoding="utf-8") == "text.txt\n"
    assert (both / "_build" / "editions" / "2025" / "html" / "index.html").is_file()
    git(both, "add", "-A")
    git(both, "commit", "-qm", "Make 2023 the current edition")
    followed = git(both, "log", "--follow", "--format=%s", "--", "data/editions/2025/data/claims.csv").splitlines()
    assert followed == ["Make 2023 the current edition", "All as it is"]
    assert main(["current", "2025", "--yes"]) == 0  # and back
    after = {name: content for name, content in tree(both).items() if not name.startswith(("_build", ".gitignore"))}
    assert after == before


def without_an_answer(both, monkeypatch):
    monkeypatch.setattr("builtins.input", lambda question: "n")


def undecided(both, monkeypatch):
    write_csv(both / "data" / "editions" / "2023" / "drafts" / "claims.csv", [DRAFT, DRAFT | {"id": "b", "done": ""}])


def uncommitted(both, monkeypatch):
    (both / "data" / "more.txt").write_text("x", encoding="utf-8")


def unsound(both, monkeypatch):
    replace_once(both / "data" / "editions" / "2023" / "data" / "claims.csv", "almost EUR 10 billion", "EUR 10 billion")


def unbuilt(both, monkeypatch):
    (both / "data" / "editions" / "2023" / "_toc.yml").unlink()


def unmovable(both, monkeypatch):
    def fail(*names: object) -> None:
        raise OSError(13, "Permission denied", "notebooks")

    real = current.Path.rename
    monkeypatch.setattr(current.Path, "rename", lambda old, new: fail() if old == both / "notebooks" else real(old, new))
    monkeypatch.setattr("builtins.input", lambda question: "y")


@pytest.mark.parametrize(
    ("change", "name", "told"),
    [
        (without_an_answer, "2023", "nothing is moved; --yes moves without asking"),
        (
            undecided,
            "2023",
            "data/editions/2023/drafts: rows without a decision that was taken over: claims.csv (1); confirm or drop",
        ),
        (uncommitted, "2023", "data/more.txt and other files are not committed"),
        (unsound, "2023", "data/editions/2023/data/claims.csv: row turkiye_total: field qualifier"),
        (unbuilt, "2023", "data/editions/2023: there is no _toc.yml; `update` makes it"),
        (unmovable, "2023", "current: notebooks: Permission denied; all is where it was"),
        (without_an_answer, "2025", "2025 is the current edition already"),
        (without_an_answer, "2021", "no edition '2021'"),
    ],
)
def test_nothing_moves_where_something_would_be_lost_or_is_not_done(both, monkeypatch, capsys, change, name, told):
    change(both, monkeypatch)
    before = tree(both)
    assert main(["current", name]) == 1
    assert told in capsys.readouterr().out and tree(both) == before
