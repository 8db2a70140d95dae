"""What the browser tests share."""

from __future__ import annotations

from pathlib import Path


def visit(chromium, book_html: Path, name: str, **options):
    """A page from its file (``name`` may end in a query), with every console error and outside request collected in ``problems``; ``options`` as for a context."""
    page = chromium.new_context(**options).new_page()
    page.problems = []
    page.on("console", lambda message: page.problems.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.on("request", lambda request: page.problems.append(request.url) if not request.url.startswith(("file:", "data:")) else None)
    page.goto(f"{book_html.as_uri()}/{name}")
    return page
