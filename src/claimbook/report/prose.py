"""A text with numbers in it as what a code cell shows: a chapter that is handed out needs no extension to show it."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import lru_cache

from claimbook.core.section import load
from claimbook.data.descriptor import data_folder
from claimbook.report.markdown import CITED, EVALUATED, cited
from claimbook.wording import plain

#: The section of a folder, whose bibliography is read once for all texts of a notebook.
_section = lru_cache(maxsize=1)(load)


@dataclass(frozen=True)
class Prose:
    """A text in Markdown, its numbers filled in, each with its link; ``text`` is the same without links."""

    markdown: str
    text: str

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        return {"text/markdown": self.markdown, "text/plain": self.text}


def prose(text: str) -> Prose:
    """A text in Markdown in which ``{eval}`` names what stands where it is called, a name or Python that gives a quantity, and ``{cite}``
    a document.

    Raises what that Python raises, such as NameError where the cells above have not been run.
    """
    above = sys._getframe(1)

    def value(code: str):
        return plain(eval(code, above.f_globals, above.f_locals))  # the code is the notebook's own

    if CITED.search(text):
        text = cited(text, _section(data_folder()))
    return Prose(EVALUATED.sub(lambda found: value(found[1]).html, text), EVALUATED.sub(lambda found: value(found[1]).text, text))
