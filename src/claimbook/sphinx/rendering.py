"""Pieces of pages and files that are written with Jinja templates: those in ``templates`` beside this file.

What stands in a template for HTML is escaped, unless it is markup already; in one for another format it is not.
"""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

TEMPLATES = Path(__file__).with_name("templates")
_ENVIRONMENT = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
_ENVIRONMENT.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}


def render(template: str, **values: object) -> str:
    """A template with these values; raises jinja2.UndefinedError where one is missing."""
    return _ENVIRONMENT.get_template(template).render(values)
