"""The pages that are Jinja templates: they name the repository, Binder and Colab once ``_config.yml`` gives a repository, and take
from the tables the row that they have a reader change or follow.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import yaml
from jinja2 import Environment, StrictUndefined
from sphinx.application import Sphinx

from claimbook.core.section import load
from claimbook.wording import NBSP, printed

#: How to get and run the project, and how a number gets to its page.
TEMPLATES = ("book/do_it_yourself", "book/architecture")


def repository(settings: dict[str, Any]) -> dict[str, str]:
    """Addresses of the project, from ``repository`` in _config.yml: of its repository, branch, ZIP, Binder and Colab; empty where there is none.

    Binder builds from any git repository (https://mybinder.readthedocs.io); Colab opens notebooks on GitHub alone.
    """
    url = str(settings.get("url") or "").rstrip("/").removesuffix(".git")
    if not url:
        return {}
    branch = str(settings.get("branch") or "main")
    lab = f"{quote(branch, safe='')}?urlpath=lab/tree/notebooks"
    if not url.startswith("https://github.com/"):
        return {
            "url": url,
            "branch": branch,
            "binder": f"https://mybinder.org/v2/git/{quote(url, safe='')}/{lab}",
            "zip": "",
            "colab": "",
        }
    name = url.removeprefix("https://github.com/")
    return {
        "url": url,
        "branch": branch,
        "binder": f"https://mybinder.org/v2/gh/{name}/{lab}",
        "zip": f"{url}/archive/refs/heads/{branch}.zip",
        "colab": f"https://colab.research.google.com/github/{name}/blob/{branch}/notebooks/overview.ipynb",
    }


def note_repository(app: Sphinx, config: Any) -> None:
    """Keep the addresses as a setting, so that pages are read again when they change."""
    # Not from the theme's options: where none is set, Jupyter Book puts its own repository there.
    settings = yaml.safe_load(Path(app.confdir, "_config.yml").read_text(encoding="utf-8"))
    config.report_repository = repository(settings.get("repository") or {})


def _code(text: str) -> str:
    """Text as code in a cell of a Markdown table, whatever it holds."""
    return f"<code>{re.sub('[^A-Za-z0-9., ]', lambda sign: f'&#{ord(sign[0])};', text)}</code>"


def filled(text: str, addresses: dict[str, str], data: Path, example: str) -> str:
    """A page from its template: with the addresses, and with the row of the claim ``example`` as it stands and as a reader is to change it.

    The change is a billion more, so that value and wording stay of the same form whatever the row says.
    """
    row = load(data).row("claims", example)
    more = row["value"] + 1e9
    values = {
        "row": {**row, "value": f"{row['value']:.0f}", "resolution": f"{row['resolution']:.0f}"},
        "changed": {
            "value": f"{more:.0f}",
            "printed": printed(more, row["resolution"], row["unit"], row["qualifier"]).replace(NBSP, " "),
        },
    }
    environment = Environment(trim_blocks=True, undefined=StrictUndefined)
    environment.filters["code"] = _code
    return environment.from_string(text).render(repository=addresses, **values)


def fill_template(app: Sphinx, docname: str, source: list[str]) -> None:
    """Fill a page that is a template, and have it read again when the table changes."""
    if docname in TEMPLATES:
        data = Path(app.srcdir) / "data"
        source[0] = filled(source[0], app.config.report_repository, data, app.config.report_example)
        app.env.note_dependency(str(data / "claims.csv"))


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    app.add_config_value("report_repository", {}, "env", dict)
    # The claim that a reader changes on one template and follows on the other.
    app.add_config_value("report_example", "", "env", str)
    app.connect("config-inited", note_repository, priority=900)
    app.connect("source-read", fill_template)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
