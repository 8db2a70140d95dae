"""Templates: what they are given is escaped in markup, none is missing, and each comes along with the package."""

from __future__ import annotations

import re
import tomllib

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup

from claimbook.publish.rendering import render as document
from claimbook.sphinx.rendering import render as piece

ABOUT = {
    "title": "A <b> & 'c'",
    "about": "x",
    "author": "y",
    "version": "1",
    "notice": "<i>",
    "licence_url": "https://example.org",
}


def test_values_are_escaped_in_markup_and_stand_as_they_are_in_text():
    assert "A &lt;b&gt; &amp; " in document("cover.xhtml", about=ABOUT)
    shown = piece("citation.html", text="<b>", bibtex=" @misc{a & b} ")
    assert shown.strip() == '<p>&lt;b&gt;</p><pre class="cite-entry">@misc{a &amp; b}</pre>'
    resource = {"path": "a.csv", "title": "A & B", "description": "<c>"}
    told = piece(
        "data_readme.md",
        descriptor={"title": "T", "description": "D", "sources": [], "resources": [resource]},
        counts={"a.csv": 2},
        edition="E",
        licence={"title": "L", "path": "P"},
        metadata="M",
        tables="W",
        codes="numeric",
        workbook="X",
        citation="C",
    )
    assert "- a.csv (2 rows): A & B. <c>\n" in told


def test_a_document_takes_markup_as_it_is_and_refuses_a_missing_value():
    title = document("title_page.html", about=ABOUT | {"notice": "<i>"}, changed="today")
    assert isinstance(title, Markup) and "&lt;i&gt;" in title
    assert 'class="independent"' not in document("title_page.html", about=ABOUT | {"notice": ""}, changed="today")
    assert title in document("title_page.xhtml", title_page=title, imprint="<p>")
    with pytest.raises(UndefinedError):
        document("title_page.html", about=ABOUT | {"notice": ""})


def test_every_template_is_used_and_comes_with_the_package(project):
    engine = project / "src" / "claimbook"
    packed = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["package-data"]
    folders = sorted(engine.glob("*/templates"))
    beside = [path.parent for path in engine.glob("*/*/**/*") if path.is_file() and path.suffix not in (".py", ".pyc")]
    wanted = {
        (f"claimbook.{path.relative_to(engine).parts[0]}", f"{'/'.join(path.relative_to(engine).parts[1:])}/*") for path in beside
    }
    assert wanted == {(room, pattern) for room, patterns in packed.items() for pattern in patterns} and len(folders) > 1
    for folder in folders:
        said = "".join(path.read_text(encoding="utf-8") for path in [*folder.parent.glob("*.py"), *folder.iterdir()])
        for template in folder.iterdir():
            assert re.search(rf'"{re.escape(template.name)}"', said), template
