"""Small pages for tests, written from nodes or Markdown by Sphinx and the extensions of claimbook alone."""

from __future__ import annotations

import io
from pathlib import Path

from bs4 import BeautifulSoup
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace


def written(folder: Path, source: str, *extensions: str, **settings: object) -> BeautifulSoup:
    """The page that ``source``, a text in Markdown, becomes with these extensions; raises AssertionError where Sphinx warns."""
    (folder / "index.md").write_text(source, encoding="utf-8")
    told = io.StringIO()
    settings = {"extensions": ["myst_nb", *extensions], "myst_enable_extensions": ["colon_fence"], **settings}
    with docutils_namespace():  # a test may write several pages
        app = Sphinx(folder, None, folder / "out", folder / "trees", "html", settings, status=None, warning=told)
        app.build()
    assert not told.getvalue(), told.getvalue()
    return BeautifulSoup((folder / "out" / "index.html").read_text(encoding="utf-8"), "html.parser")
