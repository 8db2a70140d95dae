"""What an analyst puts into a chapter: formulas, tabs and cards stand on the page, and what a static page cannot show stops the build."""

from __future__ import annotations

import base64
import json
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from building import SMALL, build, built, copy_project, pages, plain
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from claimbook.data.notebooks import unreadable
from claimbook.publish.built_pages import EditionError, Page, _read, about_book
from claimbook.publish.drawn_formulas import draw
from claimbook.publish.epub import _package
from claimbook.report.display import table
from claimbook.sphinx.policy import policy
from claimbook.sphinx.static_pages import Elements

CHAPTER = "notebooks/analyst"
TEXT = r"""# An analyst's chapter

A formula $a^2 + \frac{1}{2}$ in words; prices of US$5 and US$7 million, and $5 and $7.

```{math}
:label: sum
\sum_{i=1}^{n} x_i = \text{total}
```

See {eq}`sum`.

::::{tab-set}
:::{tab-item} First
Text of the first.
:::
:::{tab-item} Second
Text of the second.
:::
::::

::::{grid} 2
:::{grid-item-card} One
Body of one.
:::
:::{grid-item-card} Two
Body of two.
:::
::::
"""
#: The smallest picture.
PIXEL = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
MATH = "from IPython.display import Math\nMath(r'e = m c^2')"
#: What each cell shows, and a word of the message that it must give.
BLANK = {
    "import ipywidgets\nipywidgets.IntSlider()": "interactive widget",
    "from IPython.display import HTML\nHTML('<b>x</b><script>1</script>')": "cannot show a script",
    "from IPython.display import Javascript\nJavascript('1')": "cannot show a script",
    "from IPython.display import IFrame\nIFrame('https://example.org', 9, 9)": "a frame",
    "from IPython.display import Image\nImage(url='https://example.org/a.png')": "a picture of another host",
    "from IPython.display import Math\nMath(r'\\undefined{x}')": "Unknown LaTeX command",
    "import matplotlib.pyplot as plt\nplt.barh(['a'], [1])\nplt.show()": "with its file name for those who cannot see it; describe it in the "
    'metadata of the cell: "mystnb": {"image": {"alt": "…"}}',
    "from claimbook import load\nmoney = load().frame('claims').query(\"unit == 'EUR'\")\nmoney.groupby('partner')[['value_unguarded']].sum()": (
        "nothing guards its numbers; show it with table(frame"
    ),
}
#: A chart of one's own, and the metadata of its cell that describe it.
DRAWN = "import matplotlib.pyplot as plt\nplt.barh(['a'], [1])\nplt.xlabel('EUR billion')\nplt.show()"
DESCRIBED = {"mystnb": {"image": {"alt": "A bar for each amount"}}}


def book(project, place: Path, cells: list, **about: dict) -> Path:
    """A small book with a chapter of these cells; ``about`` is the notebook's metadata."""
    copy_project(project, place, pages=(*SMALL, CHAPTER))
    notebook = new_notebook(cells=[new_markdown_cell(TEXT), *cells], metadata=about)
    (place / f"{CHAPTER}.ipynb").write_text(nbformat.writes(notebook), encoding="utf-8")
    return place


@pytest.fixture(scope="module")
def chapter(project, tmp_path_factory):
    """The built page of a chapter that an editor of another computer saved, on a computer whose own kernels are none."""
    place = tmp_path_factory.mktemp("analyst")
    strange = place / "jupyter" / "kernels" / "python3"
    strange.mkdir(parents=True)
    strange.joinpath("kernel.json").write_text(json.dumps({"argv": ["false"], "display_name": "", "language": "python"}))
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("JUPYTER_PATH", str(place / "jupyter"))
        pasted = new_markdown_cell("![pasted](attachment:image.png)")
        pasted["attachments"] = {"image.png": {"image/png": base64.b64encode(PIXEL).decode()}}
        named = new_markdown_cell("![named](<ein Bild für Zoë.png>)")
        cells = [new_code_cell(MATH), new_code_cell("import sys\nsys.executable"), named, pasted]
        cells += [new_code_cell(DRAWN, metadata=DESCRIBED)]
        kernel = {"name": "conda-env-of-mine", "display_name": "Mine", "language": "python"}
        copy = book(project, place / "book", cells, kernelspec=kernel)
        (copy / "notebooks" / "ein Bild für Zoë.png").write_bytes(PIXEL)
        files = built(copy)
        for name in ("ein Bild für Zoë.png", "notebooks-analyst-5-image.png"):
            assert files[f"_images/{name}"] == PIXEL
    return pages(files)[f"{CHAPTER}.html"]


def test_formulas_are_mathml_and_prices_are_none(chapter):
    told = [formula["alttext"] for formula in chapter.find_all("math")]
    assert told == [r"a^2 + \frac{1}{2}", r"\sum_{i=1}^{n} x_i = \text{total}", r"\displaystyle e = m c^2"]
    assert chapter.find("math").find("mfrac").get_text() == "12"
    assert "prices of US$5 and US$7 million, and $5 and $7." in plain(chapter.article.get_text())
    assert chapter.select_one(".formula .eqno").get_text() == "(1)"
    assert chapter.select_one("a.reference[href='#equation-sum']").get_text() == "(1)"


def test_paper_and_readers_get_formulas_and_every_tab(project, chapter, tmp_path):
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "analyst.html").write_text(str(chapter), encoding="utf-8")
    page = _read(tmp_path, "notebooks/analyst", "")
    assert [label.get_text(strip=True) for label in page.body.select("p.tab-label")] == ["First", "Second"]
    assert not page.body.find(["input", "label"]) and "Text of the second." in page.body.get_text()
    draw(page)
    assert not page.body.find("math")
    drawn = page.body.select("img.formula-drawn")
    assert [image["alt"] for image in drawn] == [
        r"a^2 + \frac{1}{2}",
        r"\sum_{i=1}^{n} x_i = \text{total}",
        r"\displaystyle e = m c^2",
    ]
    for image in drawn:
        svg = base64.b64decode(image["src"].partition("base64,")[2])
        assert ElementTree.fromstring(svg).tag == "{http://www.w3.org/2000/svg}svg" and not image.contents
    items = _package(about_book(project), {"a.xhtml": b"<math/>", "b.xhtml": b"<p/>"}, [])
    assert 'href="a.xhtml" media-type="application/xhtml+xml" properties="mathml"' in items and items.count("mathml") == 1


def test_a_formula_that_cannot_be_drawn_for_paper_is_named():
    page = Page(
        "notebooks/a",
        "",
        "A",
        BeautifulSoup(r'<article><math alttext="\begin{cases}1\end{cases}"></math></article>', "html.parser"),
        [],
    )
    with pytest.raises(EditionError, match=r"^notebooks/a: the formula \\begin\{cases\}1.* cannot be drawn for paper"):
        draw(page)


def test_a_notebook_runs_in_the_python_that_builds(chapter):
    import sys

    assert sys.executable in chapter.article.get_text()


def test_pictures_stand_on_the_page_whatever_their_names_and_also_when_they_were_pasted(chapter):
    shown = {image["alt"]: image["src"] for image in chapter.article.find_all("img")}
    assert shown.pop("A bar for each amount").startswith("../_images/")
    assert shown == {
        "named": "../_images/ein%20Bild%20f%C3%BCr%20Zo%C3%AB.png",
        "pasted": "../_images/notebooks-analyst-5-image.png",
    }


def test_tabs_and_cards_have_their_style_and_other_pages_do_not_load_it(chapter, project):
    assert [sheet["href"] for sheet in chapter.select("link[rel=stylesheet]")][:2] != []
    assert any("design.css" in sheet["href"] for sheet in chapter.select("link[rel=stylesheet]"))
    style = (project / "src/claimbook/sphinx/static/design.css").read_text(encoding="utf-8")
    for shown in chapter.select("[class*=sd-tab], .sd-card, .sd-card-title, .sd-row"):
        names = [name for name in shown["class"] if re.search(rf"\.{name}\b", style)]
        assert names, f"{shown['class']} has no style"
    assert not chapter.find_all("script", src=re.compile("design"))


def test_what_would_be_blank_stops_the_build_and_says_where(project, tmp_path):
    done = build(book(project, tmp_path, [new_code_cell(source) for source in BLANK]))
    assert done.returncode == 1
    lines = done.stdout.strip().splitlines()
    assert len(lines) == len(BLANK) + 1, done.stdout
    for number, words in enumerate(BLANK.values(), 2):  # the text is the first cell
        line = next(line for line in lines if f"{CHAPTER}.ipynb: cell {number} (" in line)
        assert words in line


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ('<p onclick="x()">x</p>', "attribute of <p>"),
        ('<a href="javascript:x()">x</a>', "attribute of <a>"),
        ('<img srcset="//example.org/a.png 2x" alt="">', "picture of another host"),
        ('<p style="background: url(https://example.org/a.png)">x</p>', "picture in a style"),
        ('<video src="a.mp4"></video>', "a film"),
        ('<object data="a.pdf"></object>', "embedded object"),
        ('<link rel="stylesheet" href="a.css">', "style sheet"),
        ('<svg><image href="https://example.org/a.png"/></svg>', "picture of another host"),
    ],
)
def test_what_the_policy_blocks_is_found(markup, words):
    assert "default-src 'none'" in policy(markup)
    (found,) = Elements(markup).found
    assert words in found


@pytest.mark.parametrize(
    "markup",
    [
        '<a href="https://example.org">x</a>',
        '<img src="data:image/png;base64,AAAA" alt="">',
        '<img src="a.png" alt="">',
        "<style>td { color: red }</style><table><tr><td>1</td></tr></table>",
        '<p style="color: red">x</p>',
        "<details><summary>x</summary>y</details>",
    ],
)
def test_what_a_page_shows_is_let_through(markup):
    assert Elements(markup).found == []


def test_a_table_of_pandas_is_known_and_one_with_a_caption_is_its_authors():
    frame = pd.DataFrame({"a": [1]})
    for markup, bare in (
        (frame.to_html(), True),
        (frame._repr_html_(), True),
        (frame.style.to_html(), True),
        (frame.style.set_caption("A caption").to_html(), False),
        (table(frame, "A caption").html, False),
    ):
        elements = Elements(markup)
        assert (elements.pandas and not elements.captioned) is bare, markup


SPOILT = {
    "empty": (b"", "the file is empty"),
    "merged": (b'{\n "cells": [\n<<<<<<< HEAD\n  1\n=======\n  2\n>>>>>>> other\n]}', "line 3: a merge is not settled"),
    "cut": (b'{"cells": [', "line 1: not a whole notebook"),
    "latin": ('{"cells": ["\u00fc"]}'.encode("latin-1"), "line 1: not UTF-8"),
    "list": (b"[]", "no notebook"),
    "old": (b'{"worksheets": [], "nbformat": 3}', "field nbformat: 3, not 4"),
    "text for the format": (b'{"cells": [], "nbformat": "4"}', "field nbformat: '4', not 4"),
    "text for the minor format": (
        b'{"cells": [], "nbformat": 4, "nbformat_minor": "x"}',
        "field nbformat_minor: 'x', which is no",
    ),
    "a mark": (b'\xef\xbb\xbf{"cells": [], "nbformat": 4}', "a byte order mark stands before the notebook"),
    "metadata": (b'{"cells": [], "nbformat": 4, "metadata": []}', "field metadata: no mapping"),
    "a text for a cell": (b'{"cells": ["x"], "nbformat": 4}', "cell 1: no cell of code, of text or raw"),
    "a cell without metadata": (
        b'{"cells": [{"cell_type": "markdown", "id": "a", "source": ""}], "nbformat": 4}',
        "cell 1: no field metadata, a mapping that may be empty, as {} is",
    ),
    "a cell without source": (b'{"cells": [{"cell_type": "code", "id": "a"}], "nbformat": 4}', "cell 1 (a): no source"),
    "cells of one id": (
        b'{"cells": [{"cell_type": "raw", "id": "a", "source": ""}, {"cell_type": "raw", "id": "a", "source": []}], "nbformat": 4}',
        "cell 2 (a): an id that a cell above has",
    ),
    "r": (b'{"cells": [], "nbformat": 4, "metadata": {"kernelspec": {"name": "ir", "language": "R"}}}', "written in R"),
}


@pytest.mark.parametrize("name", SPOILT)
def test_a_notebook_that_cannot_be_read_is_told_in_one_line(tmp_path, name):
    content, words = SPOILT[name]
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / f"{name}.ipynb").write_bytes(content)
    (line,) = unreadable(tmp_path)
    assert line.startswith(f"notebooks/{name}.ipynb: ")
    assert words in line
    assert "\n" not in line


def test_check_and_build_tell_of_it_before_anything_runs(project, tmp_path):
    from building import run

    copy = copy_project(project, tmp_path, pages=SMALL)
    (copy / "notebooks" / "claims.ipynb").write_bytes(SPOILT["merged"][0])
    for command in ("check", "build", "lint"):
        done = run(copy, command)
        assert done.returncode == 1
        assert done.stdout.startswith("notebooks/claims.ipynb: line 3: a merge is not settled"), done.stdout
        assert len(done.stdout.splitlines()) <= 2
