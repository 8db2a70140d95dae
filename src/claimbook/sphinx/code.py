"""Code on pages: its colours in both schemes, boxes that the keyboard can scroll, folds, and its place after the answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from html import escape
from typing import Any

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode
from pygments.formatters import HtmlFormatter
from pygments.styles import get_style_by_name
from pygments.token import STANDARD_TYPES
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.writers.html5 import HTML5Translator

PYGMENTS = ("a11y-high-contrast-light", "a11y-high-contrast-dark")


class setup_cells(nodes.General, nodes.Element):  # noqa: N801 - nodes are named as docutils names them
    """Cells that a chapter runs before its answer, and shows below it."""


class AnswerFirst(SphinxPostTransform):
    """Put cells that show nothing but their code, and stand between question and answer, below the answer."""

    default_priority = 30
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Run on the page in hand."""
        answer_first(self.document)


def answer_first(document: nodes.document) -> None:
    """Reorder a page; one without question and answer stays as it is."""
    boxes = [node for node in document.findall(nodes.admonition) if {"question", "answer"} & set(node["classes"])]
    question, answer = (next((box for box in boxes if name in box["classes"]), None) for name in ("question", "answer"))
    if question is None or answer is None:
        return
    cells, between = [], False
    for node in document.findall(lambda found: found in (question, answer) or _is_code_cell(found)):
        if node is answer:
            break
        if node is question:
            between = True
        elif between and not any(part.get("nb_element") == "cell_code_output" for part in node.children):
            cells.append(node)
    if cells:
        for cell in cells:
            cell.parent.remove(cell)
        answer.parent.insert(answer.parent.index(answer) + 1, setup_cells("", *cells))


def _is_code_cell(node: nodes.Node) -> bool:
    return isinstance(node, nodes.container) and node.get("nb_element") == "cell_code"


class GatherCode(SphinxPostTransform):
    """Fold the code of cells that show nothing together with that of the cell right below, so that what is shown has one fold."""

    default_priority = 31  # after the cells have their place, before MyST-NB folds them
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Run on the page in hand."""
        gather_code(self.document)


def gather_code(document: nodes.document) -> None:
    """Move the code of each folded cell without output to the front of that of the folded cell that follows it."""
    for cell in list(document.findall(_is_code_cell)):
        following = cell.next_node(descend=False, siblings=True)
        if following is None or not _is_code_cell(following) or not (_folded(cell) and _folded(following)):
            continue
        if all(part.get("nb_element") == "cell_code_source" for part in cell.children):
            following[0].insert(0, [child for part in cell.children for child in part.children])
            cell.parent.remove(cell)


def _folded(cell: nodes.Element) -> bool:
    return cell.get("hide_mode") in ("input", "all")


class NameFolds(SphinxPostTransform):
    """Name each fold of code by its section, and number those of one: all read the same, closed or open, and a name holds both words."""

    default_priority = 200  # after MyST-NB has made the folds
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Run on the page in hand."""
        used: Counter[str] = Counter()
        for fold in self.document.findall(HideCodeCellNode):
            section = fold.parent
            while section is not None and not isinstance(section, nodes.section):
                section = section.parent
            title = section.next_node(nodes.title).astext() if section is not None else ""
            used[title] += 1
            fold["called"] = title + (f", {used[title]}" if used[title] > 1 else "")


# -- HTML --------------------------------------------------------------------------------------------------------------


class ScrollableCode(HtmlFormatter):
    """Pygments' HTML, in a box that the keyboard can scroll; report.js takes that away where nothing needs to scroll."""

    def _wrap_pre(self, inner: Iterator[tuple[int, str]]) -> Iterator[tuple[int, str]]:
        yield 0, '<pre role="group" tabindex="0" aria-label="Code"><span></span>'
        yield from inner
        yield 0, "</pre>"


def visit_setup_cells(self: HTML5Translator, node: setup_cells) -> None:
    """Open the box of cells below the answer."""
    self.body.append('<div class="setup">')


def depart_setup_cells(self: HTML5Translator, node: setup_cells) -> None:
    """Close it."""
    self.body.append("</div>")


def visit_fold_of_code(self: HTML5Translator, node: HideCodeCellNode) -> None:
    """Open MyST-NB's fold without its label, which would hide what the summary says."""
    called = f' aria-label="Show or hide code of {escape(node["called"])}"' if node.get("called") else ""
    self.body.append(
        f'<details class="admonition hide {" ".join(node["classes"])}">\n<summary{called}>\n'
        f'<p class="collapsed admonition-title">{escape(node["prompt_show"])}</p>\n'
        f'<p class="expanded admonition-title">{escape(node["prompt_hide"])}</p>\n</summary>\n'
    )


def depart_fold_of_code(self: HTML5Translator, node: HideCodeCellNode) -> None:
    """Close it."""
    self.body.append("</details>\n")


def _rules(style_name: str) -> dict[str, dict[str, Any]]:
    """Return the marks of a Pygments style by CSS class."""
    style = get_style_by_name(style_name)
    return {STANDARD_TYPES.get(token, ""): marks for token, marks in style}


def pygments_css(light_style: str, dark_style: str) -> str:
    """Return one style sheet for both schemes; the page's background stays."""
    light, dark = _rules(light_style), _rules(dark_style)
    groups: dict[str, list[str]] = {}
    for name in sorted(set(light) | set(dark)):
        bright, dim = light.get(name, {}), dark.get(name, {})
        if not name or not bright.get("color") or not dim.get("color"):
            continue
        rule = f"color: #{bright['color']}; "
        rule += f"color: light-dark(#{bright['color']}, #{dim['color']})"
        rule += "; font-weight: 600" if bright.get("bold") else ""
        rule += "; font-style: italic" if bright.get("italic") else ""
        groups.setdefault(rule, []).append(f".highlight .{name}")
    return "".join(f"{','.join(names)} {{ {rule} }}\n" for rule, names in groups.items())


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the transform and nodes."""
    app.add_post_transform(AnswerFirst)
    app.add_post_transform(GatherCode)
    app.add_post_transform(NameFolds)
    app.add_node(setup_cells, html=(visit_setup_cells, depart_setup_cells))
    app.add_node(HideCodeCellNode, override=True, html=(visit_fold_of_code, depart_fold_of_code))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
