"""What the browser tests share."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

#: The search page has another look once it has found something.
RESULTS = "search.html?q=Egypt"


def opened(chromium, **options):
    """An empty page that collects every console error and outside request in ``problems``; ``options`` as for a context."""
    page = chromium.new_context(**options).new_page()
    page.problems = []
    page.on("console", lambda message: page.problems.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.on(
        "request",
        lambda request: page.problems.append(request.url) if not request.url.startswith(("file:", "data:", "blob:")) else None,
    )
    return page


def visit(chromium, book_html: Path, name: str, **options):
    """A page from its file (``name`` may end in a query), with its ``problems``; ``options`` as for a context."""
    page = opened(chromium, **options)
    page.goto(f"{book_html.as_uri()}/{name}")
    return page


def visit_each(chromium, book_html: Path, *more: str, holding: str = "", **options) -> Iterator[tuple[str, object]]:
    """Every page of the book by name, one after the other in one window, each with ``problems`` of its own.

    That is cheaper than a window for each; whoever changes the window's size or media puts it back. ``more`` names further pages,
    which may end in a query; with ``holding``, only pages in whose file this text stands.
    """
    page = opened(chromium, **options)
    held = (path for path in sorted(book_html.rglob("*.html")) if not holding or holding in path.read_text(encoding="utf-8"))
    for name in [*(path.relative_to(book_html).as_posix() for path in held), *more]:
        page.problems = []
        page.goto(f"{book_html.as_uri()}/{name}")
        yield name, page
    page.context.close()


def see_through(page):
    """Have the page and its notes let all light through, so that nothing is painted; all else, such as places and what is hit, stays as it is."""
    page.evaluate("""() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync('html, [popover] { opacity: 0 !important }');
      document.adoptedStyleSheets.push(sheet);
    }""")
    return page


def sent_at_once(session, command: str, values: dict, times: int) -> None:
    """Send a command of the browser's protocol so many times and wait until the last is done, in place of waiting for each.

    Playwright's own ``send`` waits. The browser is then idle between two keys and draws a frame for each, which takes several times as
    long as the key.
    """

    async def all_of_them() -> None:
        await asyncio.gather(*(session._impl_obj.send(command, values, None) for _ in range(times)))

    session._sync(all_of_them())
