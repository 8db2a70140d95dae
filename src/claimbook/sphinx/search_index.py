"""The scripts of a built book that hand data to its search page, read without Sphinx."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

#: The parts of Sphinx' index that list pages by word.
WORDS = ("terms", "titleterms")


def handed(path: Path, call: str) -> Any:
    """What a script hands to a function of the search page, as ``Search.setIndex(…)`` does."""
    return json.loads(path.read_text(encoding="utf-8").strip().rstrip(";").removeprefix(f"Search.{call}(").removesuffix(")"))


def on_pages(index: dict) -> dict:
    """An index without the words that no page holds."""
    return index | {words: {word: pages for word, pages in index[words].items() if pages != []} for words in WORDS}
