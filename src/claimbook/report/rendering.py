"""Pieces of pages and whole files that are written with Jinja templates, which stand in ``templates`` beside the module that fills them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

#: Formats in which what a template is given is escaped, unless it is markup already; in others it stands as it is.
ESCAPED = ("html", "xhtml", "xml", "opf")


def renderer(module: str) -> Callable[..., str]:
    """A function that fills the templates beside a module (its ``__file__``) by their name, with values by theirs.

    It raises jinja2.UndefinedError for a missing value.
    """
    environment = Environment(
        loader=FileSystemLoader(Path(module).with_name("templates")),
        autoescape=select_autoescape(ESCAPED),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}

    def render(template: str, **values: object) -> str:
        return environment.get_template(template).render(values)

    return render
