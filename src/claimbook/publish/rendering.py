"""Documents that are written with the templates of this room."""

from __future__ import annotations

from markupsafe import Markup

from claimbook.report.rendering import renderer

#: A template with these values, as plain text: what a value holds stands as it is, unless the file is of a kind of markup.
text = renderer(__file__)


def render(template: str, **values: object) -> Markup:
    """A template with these values, as markup, which another template does not escape again."""
    return Markup(text(template, **values))
