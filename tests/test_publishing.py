"""A book with an address and a repository: canonical links, edit and launch links, and what other sites show of a page."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
import yaml
from bs4 import BeautifulSoup
from building import SMALL, built, copy_project, pages
from PIL import Image

from claimbook.sphinx.card import CARD, SIZE, alternative, draw

BASE, REPOSITORY = "https://example.org/report", "https://github.com/owner/name"
SHOWS = yaml.safe_load((Path(__file__).resolve().parents[1] / "_config.yml").read_text(encoding="utf-8"))["sphinx"]["config"][
    "report_card_shows"
]
EDITED, PATH = "notebooks/claims.html", "notebooks/claims.ipynb"


@pytest.fixture(scope="module")
def published(project, tmp_path_factory):
    """The files of a small book built with everything switched on that _config.yml offers for publishing."""
    copy = copy_project(project, tmp_path_factory.mktemp("published"), pages=SMALL)
    config = copy / "_config.yml"
    text = re.sub(r"^( *)# (?=( |repository|launch_buttons|use_))", r"\1", config.read_text(encoding="utf-8"), flags=re.M)
    text = text.replace("https://github.com/OWNER/NAME", REPOSITORY).replace('baseurl: ""', f"baseurl: {BASE}/")
    config.write_text(text, encoding="utf-8")
    return built(copy)


def tags(page: BeautifulSoup) -> dict[str, str]:
    """The named meta elements of a page; each name may stand once."""
    found = [
        (tag.get("property") or tag["name"], tag["content"])
        for tag in page.find_all("meta")
        if tag.get("property") or tag.get("name")
    ]
    assert len(dict(found)) == len(found), found
    return dict(found)


def test_edit_and_launch_links_lead_to_the_notebook(published):
    links = {a.get_text(): a["href"] for a in pages(published)[EDITED].select(".page-links a")}
    assert links.pop("Download notebook (.ipynb)") == f"../_sources/{PATH}"
    assert links == {
        "Launch on Binder": f"https://mybinder.org/v2/gh/owner/name/main?urlpath=lab/tree/{PATH}",
        "Launch on JupyterHub": "https://hub.example.org/hub/user-redirect/git-pull?"
        f"repo=https%3A//github.com/owner/name&urlpath=lab/tree/name/{PATH}&branch=main",
        "Launch on Colab": f"https://colab.research.google.com/github/owner/name/blob/main/{PATH}",
        "Repository": REPOSITORY,
        "Suggest edit": f"{REPOSITORY}/edit/main/{PATH}",
        "Open issue": f"{REPOSITORY}/issues/new?title=Issue%20on%20page%20%2Fnotebooks/claims.html&body=Your%20issue%20content%20here.",
    }
    text = {a.get_text() for a in pages(published)["book/bibliography.html"].select(".page-links a")}
    assert "Suggest edit" in text and not any("Launch" in label for label in text), "a page without code has nothing to launch"


def test_without_a_repository_there_are_none(book_pages, book_html):
    for name, page in book_pages.items():
        assert not [a["href"] for a in page.select(".page-links a") if re.match("https?:", a["href"])], name
        assert not page.select('link[rel="canonical"]'), name
        assert not [tag for tag in tags(page) if tag in ("og:url", "og:image", "twitter:image:alt")], (
            f"{name}: needs the book's full address"
        )
    assert not (book_html / CARD).exists(), "no page could name it"


def test_each_page_names_its_own_address(published):
    for name, page in pages(published).items():
        (link,) = page.select('link[rel="canonical"]')
        assert link["href"] == tags(page)["og:url"] == (f"{BASE}/" if name == "index.html" else f"{BASE}/{name}")


def test_each_page_describes_itself_to_other_sites(published, book_pages):
    for book in (pages(published), book_pages):
        for name, page in book.items():
            found = tags(page)
            assert found["og:description"] == found["description"] and found["og:title"] in page.title.get_text(), name
            assert found["og:type"] == ("website" if name == "index.html" else "article") and found["og:locale"] == "en_GB", name
        for tag in ("og:title", "og:description"):
            values = [tags(page)[tag] for page in book.values()]
            assert all(values) and len(set(values)) == len(values), (tag, values)


def test_the_card_shows_the_finding_of_the_tables(published, section):
    card = published[CARD]
    title = pages(published)["search.html"].find("meta", property="og:site_name")["content"]
    assert card == draw(section, title, SHOWS), "the same tables, the same bytes"
    with Image.open(io.BytesIO(card)) as image:
        assert image.format == "PNG" and image.size == SIZE
        assert image.convert("RGBA").getextrema()[3] == (255, 255), "other sites put it on any colour"
        assert len(image.convert("RGB").getcolors(1 << 20)) > 100, "blank"
    for name, page in pages(published).items():
        found = tags(page)
        assert found["og:image"] == f"{BASE}/{CARD}" and found["twitter:card"] == "summary_large_image", name
        assert (int(found["og:image:width"]), int(found["og:image:height"])) == SIZE
        assert found["og:image:alt"] == found["twitter:image:alt"] == alternative(section, title, SHOWS)


def test_the_card_follows_the_tables(tables_copy, section):
    from external_dimension import load

    claims = tables_copy / "data" / "claims.csv"
    old = section.row("claims", "egypt_migration")["value"]
    claims.write_text(claims.read_text(encoding="utf-8").replace(f",{old:.0f},", f",{old * 2:.0f},"), encoding="utf-8")
    changed = load(tables_copy / "data")
    shown = changed.claim("egypt_migration").text.replace("\u00a0", " ")
    assert shown in alternative(changed, "T", SHOWS) and shown not in alternative(section, "T", SHOWS)
    assert draw(changed, "T", SHOWS) != draw(section, "T", SHOWS)
    with pytest.raises(ValueError, match="room for 2"):
        draw(section, "T", SHOWS | {"pairs": SHOWS["pairs"] * 2})
    alone = next(q.claim.id for q in section.claims() if q.claim.partner is None)
    with pytest.raises(ValueError, match="report_card_shows: .* the whole needs a partner"):
        draw(section, "T", SHOWS | {"pairs": [["egypt_migration", alone]]})
