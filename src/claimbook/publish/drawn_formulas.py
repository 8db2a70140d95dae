"""Formulas for paper: WeasyPrint knows no MathML, so matplotlib's mathtext draws them, and their TeX is read aloud in their place."""

from __future__ import annotations

import base64
import io
import re

from matplotlib import rc_context
from matplotlib.mathtext import math_to_image

from claimbook.publish.built_pages import EditionError, Page, attribute

POINTS = 72
#: Commands of TeX that mathtext does not know, by what it calls them; an empty one changes nothing where a formula is drawn alone.
OTHERWISE = {
    "displaystyle": "",
    "textstyle": "",
    "limits": "",
    "text": r"\mathrm",
    "operatorname": r"\mathrm",
    "le": r"\leq",
    "ge": r"\geq",
    "ne": r"\neq",
    "to": r"\rightarrow",
    "tfrac": r"\frac",
}
COMMAND = re.compile(r"\\([a-zA-Z]+)")


def draw(page: Page) -> None:
    """Put a drawing in the place of each formula of a page; raises EditionError with page and formula where one cannot be drawn."""
    for formula in page.body.find_all("math"):
        tex = attribute(formula, "alttext")
        image, depth = _drawn(page, tex)
        formula.clear()
        formula.name = "img"
        formula.attrs = {
            "class": "formula-drawn",
            "src": f"data:image/svg+xml;base64,{base64.b64encode(image).decode()}",
            "alt": tex,
            "style": f"vertical-align: -{depth:.2f}pt",
        }


def _drawn(page: Page, tex: str) -> tuple[bytes, float]:
    """A formula as SVG, and how far it reaches below the line, in points."""
    plain = COMMAND.sub(lambda found: OTHERWISE.get(found[1], found[0]), tex)
    out = io.BytesIO()
    try:
        with rc_context({"text.parse_math": True, "font.size": 10.5, "mathtext.fontset": "stix", "svg.fonttype": "path"}):
            depth = math_to_image(f"${' '.join(plain.split())}$", out, dpi=POINTS, format="svg")
    except ValueError as error:
        reason = str(error).strip().splitlines()[-1]
        raise EditionError(
            f"{page.name}: the formula {tex} cannot be drawn for paper ({reason}); "
            "matplotlib's mathtext knows TeX without environments: write several lines as several formulas"
        ) from None
    return out.getvalue(), depth
