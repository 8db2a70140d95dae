"""Formulas as MathML, which browsers and readers of EPUBs show by themselves; TeX is turned into it by docutils.

Sphinx would leave the TeX for a script of another host. The formula as TeX stays with it (``alttext``), for what draws no MathML.
"""

from __future__ import annotations

from html import escape
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.writers.html5 import HTML5Translator

logger = logging.getLogger(__name__)
REMEDY = "docutils turns it into MathML and knows amsmath's common commands; arguments stand in braces, as in \\frac{1}{2}"


def mathml(node: nodes.math | nodes.math_block) -> str:
    """A formula as MathML on one line; one that is no TeX is a warning, which stops a strict build, and shown as it was typed."""
    from docutils.utils.math import MathError  # here, since hardly a page has a formula
    from docutils.utils.math.latex2mathml import tex2mathml

    tex = node.astext().strip()
    try:
        made = tex2mathml(tex, as_block=isinstance(node, nodes.math_block))
    except MathError as error:
        logger.warning("the formula %s cannot be shown: %s (%s)", tex, error, REMEDY, location=node)
        return f"<code>{escape(tex)}</code>"
    made = "".join(line.strip() for line in made.splitlines())
    return made.replace("<math", f'<math alttext="{escape(tex)}"', 1)


def visit_math(self: HTML5Translator, node: nodes.math) -> None:
    """Write a formula within a sentence."""
    self.body.append(mathml(node))
    raise nodes.SkipNode


def visit_math_block(self: HTML5Translator, node: nodes.math_block) -> None:
    """Write a formula on a line of its own, with its number where others refer to it."""
    self.body.append(self.starttag(node, "div", CLASS="formula"))
    self.body.append(mathml(node))
    if number := node["number"]:
        self.body.append(f'<span class="eqno">({number})</span>')
    self.body.append("</div>")
    raise nodes.SkipNode


def use(app: Sphinx, config: Any) -> None:
    """Have Sphinx write formulas in this way."""
    config.html_math_renderer = "mathml"


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    app.add_html_math_renderer("mathml", (visit_math, None), (visit_math_block, None))
    app.connect("config-inited", use)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
