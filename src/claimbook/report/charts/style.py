"""How charts look: colours by role, matplotlib's settings, widths.

``plt.style.use(STYLE)`` gives a drawing of your own the book's fonts, lines and colours.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

#: Colours by role. On a page each becomes the style sheet's variable of that name, so that charts follow its scheme.
COLOURS = {
    "ink": "#1c2429",
    "muted": "#556068",
    "rule": "#d9dcd6",
    "surface": "#fdfdfb",
    "panel": "#f3f4f0",
    "c1": "#1f78b4",
    "c2": "#c24a00",
    "c3": "#005a46",
    "c4": "#c0609d",
    "c5": "#9d8a1e",
    "c6": "#3f2a78",
}
#: The same roles on a dark ground; the style sheet has both.
DARK = {
    "ink": "#e4e8e9",
    "muted": "#a6b1b8",
    "rule": "#38424a",
    "surface": "#14191d",
    "panel": "#1d242a",
    "c1": "#56b4e9",
    "c2": "#e8743b",
    "c3": "#1f9173",
    "c4": "#f2bfe0",
    "c5": "#f5df6e",
    "c6": "#8a78dc",
}


STYLE: dict[str, Any] = {
    "svg.fonttype": "none",
    "text.parse_math": False,
    "font.size": 10,
    "font.family": "DejaVu Sans",
    "text.color": COLOURS["ink"],
    "axes.edgecolor": COLOURS["muted"],
    "axes.labelcolor": COLOURS["muted"],
    "xtick.color": COLOURS["muted"],
    "ytick.color": COLOURS["ink"],
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.grid": True,
    "axes.grid.axis": "x",
    "grid.color": COLOURS["rule"],
    "grid.linewidth": 0.7,
    "axes.axisbelow": True,
    "ytick.left": False,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "savefig.facecolor": "none",
    "hatch.linewidth": 0.8,
    "hatch.color": COLOURS["surface"],
    "axes.prop_cycle": f"cycler(color={[COLOURS[f'c{number}'] for number in range(1, 7)]})",  # as a text, which matplotlib reads
}


#: Settings that say how a session shows figures, not how one is drawn; all others are matplotlib's own while we draw.
KEPT = {
    "backend",
    "backend_fallback",
    "interactive",
    "toolbar",
    "timezone",
    "webagg.port",
    "webagg.address",
    "webagg.open_in_browser",
}


WIDTH, PHONE = 7.2, 3.6  # inches: the width of the text column, and of a phone's


DPI = 200  # of a PNG


def standard() -> dict[str, Any]:
    """How matplotlib draws as it comes, whatever a user's matplotlibrc or start-up file says."""
    import matplotlib

    return {name: value for name, value in matplotlib.rcParamsDefault.items() if name not in KEPT}


@contextmanager
def on_dark_ground() -> Iterator[None]:
    """While a figure is drawn for a dark ground: each role has its dark colour."""
    light, style = dict(COLOURS), dict(STYLE)
    swapped = {colour: DARK[role] for role, colour in light.items()}
    COLOURS.update(DARK)
    STYLE.update({name: swapped.get(value, value) for name, value in style.items() if isinstance(value, str)})
    try:
        yield
    finally:
        COLOURS.update(light)
        STYLE.update(style)


@contextmanager
def drawing(**settings: Any) -> Iterator[None]:
    """While a figure is drawn: our style over matplotlib's own, whatever a user has set, and no warning of what is no fault of the book."""
    import matplotlib  # here, since most that is asked of a chart needs no drawing

    wanted: Any = {**standard(), **STYLE, **settings}  # matplotlib's types name every setting
    with matplotlib.rc_context(wanted), warnings.catch_warnings():
        # On a page its own fonts draw the text, emoji included; in a PNG a box stands for what the font lacks.
        warnings.filterwarnings("ignore", "Glyph .* missing from")
        warnings.filterwarnings("ignore", "constrained_layout not applied")  # a label too long to fit: the chart grows with it
        yield
