"""What folds on a page, and exercises: admonitions of class ``dropdown`` become ``<details>``, which need no script.

sphinx-exercise makes admonitions of exercises and their solutions; here they get shorter titles, and lose the ids that it
gives to each of them alike.
"""

from __future__ import annotations

from html import escape
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.locale import admonitionlabels
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.writers.html5 import HTML5Translator
from sphinx_exercise.nodes import exercise_node, solution_node

from claimbook.sphinx.nodes import chapter, number


class fold(nodes.General, nodes.Element):  # noqa: N801 - nodes are named as docutils names them
    """A part of a page that opens for whoever wants it: its ``summary``, then the rest."""


class summary(nodes.Part, nodes.TextElement):  # noqa: N801
    """What stands of a fold while it is closed, and what it is ``called`` where these words do not tell it from others."""


class NameExercises(SphinxPostTransform):
    """Title an exercise "Exercise: ...", where sphinx-exercise puts its name in brackets, and its solution "Solution"."""

    default_priority = 24  # after those of sphinx-exercise
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Run on the page in hand."""
        asked = ""
        for node in self.document.findall(nodes.Admonition):
            if not isinstance(node, (exercise_node, solution_node)):
                continue
            title, content = node.children
            content["ids"].clear()  # each has the same
            if isinstance(node, solution_node):
                title.children = []
                title += nodes.Text("Solution")
                title["called"] = f"Solution of the {asked[:1].lower()}{asked[1:]}" if asked else ""
            elif len(title) > 2:  # "Exercise", " (", its name, ")"
                title[1] = nodes.Text(": ")
                title.pop()
                asked = title.astext()


class FoldDropdowns(SphinxPostTransform):
    """Make folds of admonitions of class ``dropdown``."""

    default_priority = 25  # when titles are what they stay
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Run on the page in hand."""
        for node in [node for node in self.document.findall(nodes.Admonition) if "dropdown" in node["classes"]]:
            kind = node.tagname if node.tagname in admonitionlabels else ""
            titled = isinstance(node.children[0], nodes.title)
            title = node.children[0].children if titled else [nodes.Text(admonitionlabels[kind])]
            classes = [name for name in node["classes"] if name != "dropdown"]
            called = node.children[0].get("called", "")
            made = fold(
                "", summary("", "", *title, called=called), *node.children[titled:], kind=kind, ids=node["ids"], classes=classes
            )
            _without_links(made[0])
            node.parent.replace(node, made)


def _without_links(line: nodes.Element) -> None:
    """Turn the links in a summary into text: they would be controls inside a control."""
    for node in list(line.findall(lambda found: isinstance(found, (nodes.reference, number, chapter)))):
        told = [nodes.raw("", node["inner"], format="html")] if isinstance(node, number) else node.children
        node.parent.replace(node, told)


# -- HTML --------------------------------------------------------------------------------------------------------------


def visit_fold(self: HTML5Translator, node: fold) -> None:
    """Open a fold."""
    self.body.append(self.starttag(node, "details", "", CLASS=f"admonition {node['kind']}"))


def depart_fold(self: HTML5Translator, node: fold) -> None:
    """Close it."""
    self.body.append("</details>\n")


def visit_summary(self: HTML5Translator, node: summary) -> None:
    """Open the line that stands while a fold is closed."""
    called = f' aria-label="{escape(node["called"])}"' if node["called"] else ""
    self.body.append(f'<summary class="admonition-title"{called}>')


def depart_summary(self: HTML5Translator, node: summary) -> None:
    """Close it."""
    self.body.append("</summary>\n")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the transforms and nodes."""
    app.add_post_transform(NameExercises)
    app.add_post_transform(FoldDropdowns)
    app.add_node(fold, html=(visit_fold, depart_fold))
    app.add_node(summary, html=(visit_summary, depart_summary))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
