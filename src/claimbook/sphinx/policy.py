"""The last pass over a page, which has to see every byte of it: no script stands in it, and its policy says so.

All else about a page is settled on its tree and by the visitors that write it.
"""

from __future__ import annotations

import base64
import hashlib
import re


def drop_scripts(body: str) -> str:
    """Remove inline scripts: Jupyter Book's Thebe adds two to every page."""
    return re.sub(r"<script\b[^>]*>.*?</script>\s*", "", body, flags=re.S)


def policy(body: str, *, live: bool = False) -> str:
    """Return the strictest Content-Security-Policy that shows this page.

    Scripts come from files only. ``<style>`` elements (matplotlib writes one
    per SVG, pandas one per styled table) are allowed by their hash. Style
    *attributes* cannot be hashed, so they are allowed on pages that have some.
    ``file:`` makes the policy work for pages opened from disk in browsers that
    do not count files as 'self'; it grants a page served by http nothing. A page
    that is ``live`` may start a worker from what it has loaded, and Python in it.
    """
    styles = ["'self'", "file:"]
    for text in re.findall(r"<style\b[^>]*>(.*?)</style>", body, re.S):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        if (source := f"'sha256-{digest}'") not in styles:
            styles.append(source)
    rules = [
        "default-src 'none'",
        "script-src 'self' file:" + " 'wasm-unsafe-eval'" * live,
        *["worker-src blob:"] * live,
        "style-src " + " ".join(styles),
        "img-src 'self' file: data:",
        # No page fetches anything; Lighthouse needs this to read robots.txt.
        "connect-src 'self'",
        "form-action 'self' file:",
        "base-uri 'none'",
    ]
    if re.search(r"<[^>]+\sstyle=", body):
        rules.insert(-4, "style-src-attr 'unsafe-inline'")
    return "; ".join(rules)
