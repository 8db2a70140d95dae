"""Pictures as authors have them: with spaces and umlauts in their names, and pasted into a cell in JupyterLab."""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

from claimbook.sphinx import line_of

logger = logging.getLogger(__name__)
PASTED = "attachment:"
LINES = 10_000  # MyST-NB counts as many for each cell before


class FindPictures(SphinxTransform):
    """Give each picture the address of its file: names come in the form of a link, and pasted ones have no file yet."""

    default_priority = 200

    def apply(self, **kwargs: Any) -> None:
        """Run on the page in hand."""
        for picture in self.document.findall(nodes.image):
            address = unquote(picture["uri"])
            if address.startswith(PASTED):
                picture["uri"] = self._pasted(picture, address.removeprefix(PASTED))
            elif not urlsplit(picture["uri"]).scheme:
                picture["uri"] = address

    def _pasted(self, picture: nodes.image, name: str) -> str:
        """Write a pasted picture beside the page's tree; returns its address from the page, or as it was where the cell has none."""
        source, cell = Path(self.env.doc2path(self.env.docname)), line_of(picture) // LINES - 1
        cells = json.loads(source.read_text(encoding="utf-8"))["cells"] if source.suffix == ".ipynb" else []
        found = cells[cell].get("attachments", {}).get(name, {}) if 0 <= cell < len(cells) else {}
        kind = next((kind for kind in found if kind.startswith("image/")), "")
        if not kind:
            logger.warning(
                "no picture %s was pasted into this cell; paste it again, or save it as a file", name, location=picture
            )
            return picture["uri"]
        slug = f"{self.env.docname.replace('/', '-')}-{cell + 1}-{name}"
        file = Path(self.env.doctreedir, "pasted", slug)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(base64.b64decode("".join(found[kind])))
        return Path(os.path.relpath(file, source.parent)).as_posix()


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    app.add_transform(FindPictures)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
