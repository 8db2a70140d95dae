"""The built pages as the editions for paper and for readers take them: without their frame, linked to one another."""

from __future__ import annotations

import os
import posixpath
import re
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import unquote, urlsplit

import yaml
from bs4 import BeautifulSoup, Tag
from bs4.element import AttributeValueList
from markupsafe import Markup
from sphinx_external_toc.api import FileItem, SiteMap
from sphinx_external_toc.parsing import parse_toc_yaml

from claimbook import wording as words
from claimbook.publish.places import output
from claimbook.publish.rendering import render
from claimbook.sphinx.about import facts
from claimbook.sphinx.citing import cite

STYLES = Path(__file__).with_name("styles")


ABOUT = (
    "Each computed number leads to its entry, which says where the number comes from. The web book has the code of the "
    "charts and numbers, a citation for each chart, the data to download, and a search."
)


SOLUTIONS = "Solutions"


SOURCES = "Sources by chapter"


OVERVIEW = "Overview"  # the first page in the pages' navigation, too; its own title is that of the book


#: What only a browser can use.
DROPPED = (
    "script, style, template, button, nav, form, input, .sd-summary-state-marker, [popover], .headerlink, .downloads, details.cite, details.hide, "
    ".facts > summary, .how, "
    ".only-dark, picture > source"
)


#: From this many columns on a table is set smaller, and from the second number on across the page.
MANY_COLUMNS, TOO_MANY_COLUMNS = 6, 10


#: A section that this many chapters have by the same name gets no line in the contents.
MANY_CHAPTERS = 3


#: A table of no more rows stays on a page.
FEW_ROWS = 12


DRAWING = re.compile(r"<svg\b.*?</svg>", re.S)


PLACE = re.compile(r'<svg data-drawing="(\d+)"\s*></svg>')


class EditionError(Exception):
    """The edition cannot be made; the message says what is wrong and where."""


@dataclass
class Page:
    """A page of the book without its frame: name and part as in ``_toc.yml``, title, what it shows, and its drawings."""

    name: str
    part: str
    title: str
    body: Tag
    drawings: list[str]

    @property
    def slug(self) -> str:
        """The page's name as a file name or an anchor."""
        return self.name.replace("/", "-")

    @property
    def html(self) -> Markup:
        """The page's content, well-formed also as XML."""
        return Markup(PLACE.sub(lambda match: self.drawings[int(match[1])], self.body.decode_contents()))

    @property
    def sections(self) -> list[tuple[str, str]]:
        """Anchor and title of each section below the page's title."""
        found = ((heading, heading.find_parent(id=True)) for heading in self.body.find_all("h2"))
        return [(attribute(place, "id"), text_of(heading)) for heading, place in found if place]


def needed(tag: Tag | None, what: str) -> Tag:
    """The element that was looked for; raises EditionError, which says what it is, where the page has none."""
    if tag is None:
        raise EditionError(f"the page has no {what}")
    return tag


def attribute(tag: Tag, name: str) -> str:
    """An attribute that holds a single text, as all but ``class`` do; raises KeyError where there is none."""
    return str(tag[name])


def classes(tag: Tag) -> list[str]:
    """The classes of an element."""
    return tag.get_attribute_list("class") if tag.has_attr("class") else []


def _markup(text: str) -> Tag:
    """The element that ``text`` is."""
    return needed(BeautifulSoup(text, "html.parser").find(), f"element in {text!r}").extract()


def text_of(tag: Tag) -> str:
    return " ".join(tag.get_text().split())


def mark_as(tag: Tag, *names: str) -> None:
    tag["class"] = AttributeValueList([*classes(tag), *names])


def _order(toc: SiteMap, name: str, part: str = "") -> Iterator[tuple[str, str]]:
    """Name and part of every page, in reading order."""
    yield name, part
    for tree in toc[name].subtrees:
        for item in tree.items:
            if isinstance(item, FileItem):
                yield from _order(toc, str(item), tree.caption or part)


def read_pages(project: Path) -> list[Page]:
    """Every page of the built book, in reading order, reduced to what an edition shows; then the solutions, and the sources."""
    toc = parse_toc_yaml(project / "_toc.yml")
    root = toc.root.docname  # stands at the root of the site as index.html (theme.py)
    pages = [_read(output(project) / "html", "index" if name == root else name, part) for name, part in _order(toc, root)]
    pages[0].title = OVERVIEW
    return pages + gathered_solutions(pages) + gathered_sources(pages)


def _from_root(page: Page, part: Tag) -> Tag:
    """A part of a page whose links lead on from the root of the book, for a page that stands there."""
    for link in part.find_all("a", href=True):
        address = attribute(link, "href")
        if address.startswith("#"):
            link["href"] = f"{page.name}.html{address}"
        elif not urlsplit(address).scheme:
            link["href"] = posixpath.join(posixpath.dirname(page.name), address)
    return part


def _onward(page: Page, name: str, anchor: str, text: str) -> Tag:
    """A line that leads on from a page to a page at the root."""
    up = posixpath.relpath(".", posixpath.dirname(page.name) or ".")
    return _markup(f'<p class="onward"><a href="{up}/{name}.html#{anchor}">{escape(text)}</a></p>')


def gathered_sources(pages: list[Page]) -> list[Page]:
    """A page with the sources of each chapter, taken from the chapters' feet, where their last few would often fill a page of their own."""
    body = _markup(f"<article><h1>{SOURCES}</h1></article>")
    for page in pages:
        for listed in page.body.select("section.sources"):
            chapter = _markup(f'<section class="sources" id="from-{page.slug}"><h2>{escape(page.title)}</h2></section>')
            listed.replace_with(_onward(page, "sources_by_chapter", f"from-{page.slug}", "Sources of this chapter"))
            chapter.append(_from_root(page, needed(listed.find("ul"), "list of sources")))
            body.append(chapter)
    return [Page("sources_by_chapter", "", SOURCES, body, [])] if body.section else []


def _answers(page: Page, tries: Tag) -> Tag:
    """What helps with a try, and the reason of each answer to choose, taken out of it, so that the answers alone stay to choose from."""
    name = attribute(tries, "id")
    about = attribute(tries, "data-about")
    taken = _markup(f'<div class="fold reasons" id="{name}-why"><div class="fold-title"></div></div>')
    needed(taken.div, "title").append(_markup(f'<a href="{page.name}.html#{name}">{escape(about)}</a>'))
    for hint in [one for one in tries.select(".hint") if not one.find_parent(class_="hint")]:
        taken.append(hint.extract())
    for choices in tries.select(".choices"):
        taken.append(copy(choices))
        for choice in choices.select(".choice"):
            choice.replace_with(text_of(needed(choice.find(class_="fold-title"), "title on an answer to choose")))
    tries.append(_onward(page, "solutions", f"{name}-why", "Hints and reasons"))
    return _from_root(page, taken)


def gathered_solutions(pages: list[Page]) -> list[Page]:
    """A page with the solutions of all exercises, and the reasons of what is to be chosen, taken out of their chapters; none where there is neither.

    Nothing folds on paper, and whoever works an exercise should not have its solution before their eyes.
    """
    body = _markup(f"<article><h1>{SOLUTIONS}</h1></article>")
    drawings: list[str] = []
    for page in pages:
        found, tried = page.body.select(".exercise ~ .solution"), page.body.select(".tries[id], .again")
        if not found and not tried:
            continue
        chapter = _markup(f'<section id="of-{page.slug}"><h2>{escape(page.title)}</h2></section>')
        body.append(chapter)
        for solution in found:
            exercise = needed(solution.find_previous_sibling(class_="exercise"), "exercise before its solution")
            _from_root(page, solution)
            for drawing in solution.find_all("svg"):
                drawings.append(page.drawings[int(attribute(drawing, "data-drawing"))])
                drawing["data-drawing"] = str(len(drawings) - 1)
            title = needed(exercise.find(class_="admonition-title"), "title on an exercise")
            heading = needed(solution.find(class_="fold-title"), "title on the fold of a solution")
            heading.clear()
            heading.append(_markup(f'<a href="{page.name}.html#{exercise["id"]}">{escape(text_of(title))}</a>'))
            exercise.append(_onward(page, "solutions", attribute(solution, "id"), "Solution"))
            chapter.append(solution.extract())
        for tries in tried:
            chapter.append(_answers(page, tries))
    return [Page("solutions", "", SOLUTIONS, body, drawings)] if body.section else []


def _read(html: Path, name: str, part: str) -> Page:
    drawings: list[str] = []

    def set_aside(match: re.Match) -> str:  # the parser would lose the case of viewBox and the like
        drawings.append(_drawing(match[0]))
        return f'<svg data-drawing="{len(drawings) - 1}"></svg>' if drawings[-1] else ""

    file = html / f"{name}.html"
    found = re.search(r"<article\b.*</article>", file.read_text(encoding="utf-8"), re.S)
    article = DRAWING.sub(set_aside, found[0]) if found else ""
    body = needed(BeautifulSoup(article, "html.parser").find("article"), f"article in {file.name}")
    _reduce(body)
    for image in body.find_all("img", src=True):
        if not urlsplit(attribute(image, "src")).scheme:
            image["src"] = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(attribute(image, "src"))))
    return Page(name, part, text_of(needed(body.find("h1"), f"title in {file.name}")), body, drawings)


def _drawing(svg: str) -> str:
    """A drawing in the colours of the light scheme, its description as a title; empty if a wider one stands beside it."""
    opening = svg[: svg.index(">") + 1]
    if re.search(r'class="[^"]*\bnarrow\b', opening):
        return ""
    svg = re.sub(r'</?a\b[^>]*>|<rect class="reach"[^>]*/>', "", svg)  # a mark leads nowhere here: its number stands below
    opening = opening.replace('role="group"', 'role="img"')
    svg = re.sub(r"var\(--sans,[^()]*\)", "'DejaVu Sans', sans-serif", svg)
    svg = re.sub(r"var\(--[\w-]+,\s*([^()]*)\)", r"\1", svg)
    label = re.search(r'aria-label="([^"]*)"', opening)
    named = opening if "xmlns=" in opening else opening.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    title = f"<title>{label[1]}</title>" if label and "<title>" not in svg else ""
    return named + title + svg[svg.index(">") + 1 :]


def _width(cell: Tag) -> int:
    """How many columns a cell of a table takes."""
    return int(attribute(cell, "colspan")) if cell.has_attr("colspan") else 1


def _reduce(body: Tag) -> None:
    """Take away what only a browser can use, open the folds, and mark tables by their width."""
    for tag in body.select(DROPPED):
        if not tag.decomposed:
            tag.decompose()
    for fold in body.find_all("details"):
        fold.name = "div"
        mark_as(fold, "fold")
        fold.attrs.pop("open", None)
        if summary := fold.find("summary"):
            summary.name, summary.attrs = "div", {name: value for name, value in summary.attrs.items() if name != "aria-label"}
            mark_as(summary, "fold-title")
        if fold.parent and fold.parent.name == "figure":  # where a caption must come last
            fold.parent.insert_after(fold)
    for label in body.select("label.sd-tab-label"):  # on paper all tabs stand below one another
        label.name, label.attrs = "p", {"class": "tab-label"}
    for tag in body.find_all(tabindex=True):  # regions to scroll
        for name in ("tabindex", "role", "aria-label"):
            tag.attrs.pop(name, None)
    for tag in body.select("[data-provenance]"):
        del tag["data-provenance"]
    for cell in reversed(body.select(".cell, .cell_input, .cell_output, .output")):
        if not cell.get_text(strip=True) and not cell.find(["svg", "img"]):
            cell.decompose()
    for part in body.select("table.wide, table.wide :is(thead, tbody, tr, th, td)"):  # what makes cards of it on a phone
        for name in ("role", "data-label"):
            part.attrs.pop(name, None)
    for table in body.find_all("table"):
        table.attrs.pop("border", None)
        rows = [sum(map(_width, row.find_all(["th", "td"]))) for row in table.find_all("tr")]
        many = "too-many" if max(rows) >= TOO_MANY_COLUMNS else "many" if max(rows) >= MANY_COLUMNS else ""
        mark_as(table, *filter(None, (many, "short" if len(rows) <= FEW_ROWS else "")))
        if many == "too-many":  # its heads are too long for their columns, and are turned on paper
            for head in table.select("thead th:not(:first-child)"):
                turned = _markup('<span class="turned"></span>')
                turned.extend(head.contents[:])
                head.append(turned)
    for link in body.find_all("a", class_="external"):
        if attribute(link, "href").rstrip("/") == text_of(link).rstrip("/"):
            mark_as(link, "bare")  # its address can be read already


def relink(pages: list[Page], place: Callable[[str, str], str]) -> None:
    """Have every link within the book lead to ``place(name, anchor)``; a link to a file that no edition holds becomes text.

    Raises EditionError for a link that leads nowhere.
    """
    slugs = {page.name: page.slug for page in pages}
    anchors = {page.name: {tag["id"] for tag in page.body.find_all(id=True)} for page in pages}
    lost = []
    for page in pages:
        for link in page.body.find_all("a", href=True):
            address = urlsplit(attribute(link, "href"))
            if address.scheme or address.netloc:
                continue
            path = posixpath.normpath(posixpath.join(posixpath.dirname(page.name), unquote(address.path)))
            name = path.removesuffix(".html") if address.path else page.name
            anchor = unquote(address.fragment)
            if name not in slugs:
                link.unwrap()
            elif anchor and anchor not in anchors[name]:
                lost.append(f"{page.name}: the link {text_of(link)!r} leads to {link['href']}, which is not in the book")
            else:
                link["href"] = place(slugs[name], anchor)
                if name != page.name:
                    mark_as(link, "elsewhere")
    if lost:
        raise EditionError("\n".join(lost))


def about_book(project: Path) -> dict[str, str]:
    """The facts of ``about.facts`` and, as ``date`` and ``time`` (UTC, ISO), when the book last changed."""
    settings = yaml.safe_load((project / "_config.yml").read_text(encoding="utf-8"))
    config = SimpleNamespace(
        html_title=settings["title"],
        author=settings["author"],
        copyright=settings["copyright"],
        html_baseurl=settings["html"]["baseurl"],
        report_description=settings["sphinx"]["config"]["report_description"],
    )
    changed = datetime.fromtimestamp(_changed(project), UTC)
    return facts(config, project / "data") | {
        "language": settings["sphinx"]["config"]["language"],
        "date": changed.date().isoformat(),
        "time": changed.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


def _changed(project: Path) -> int:
    """When the book last changed, in seconds: SOURCE_DATE_EPOCH, the last commit, or the newest file of a copy without git."""
    if given := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(given)
    try:
        asked = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=project, capture_output=True, text=True)
    except FileNotFoundError:
        asked = None
    if asked and asked.stdout.strip():
        return int(asked.stdout)
    return int(max(path.stat().st_mtime for folder in ("data", "notebooks", "book") for path in (project / folder).rglob("*.*")))


def style_sheets(*names: str) -> str:
    """The style sheets of these names, as one."""
    return "\n".join((STYLES / name).read_text(encoding="utf-8") for name in names)


def title_page(about: dict[str, str]) -> Markup:
    """The title page of an edition."""
    return render("title_page.html", about=about, changed=words.date(about["date"]))


def imprint(about: dict[str, str]) -> Markup:
    """What an edition says of itself."""
    return render("imprint.html", about=about, told=ABOUT, cited=cite(about, address=about["base"])[0])


def contents_list(pages: list[Page], place: Callable[[str, str], str]) -> Markup:
    """The pages and their sections as nested lists, under their parts where there are any.

    A section that many chapters have by the same name is left out, and one that has the name of a chapter: its line would tell nothing.
    """
    usual = Counter(title for page in pages for title in {title for _, title in page.sections})
    usual.update({page.title: MANY_CHAPTERS for page in pages})
    parts: list[tuple[str, list[tuple]]] = []
    for page in pages:
        own = [(place(page.slug, anchor), title) for anchor, title in page.sections if usual[title] < MANY_CHAPTERS]
        if not parts or parts[-1][0] != page.part:
            parts.append((page.part, []))
        parts[-1][1].append((place(page.slug, ""), page.title, own))
    return render("contents.html", parts=parts)
