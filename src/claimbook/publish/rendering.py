"""Documents that are written with the templates of this room."""

from __future__ import annotations

from markupsafe import Markup

from claimbook.report.rendering import renderer

_render = renderer(__file__)


def render(template: str, **values: object) -> Markup:
    """A template with these values, as markup, which another template does not escape again."""
    return Markup(_render(template, **values))
