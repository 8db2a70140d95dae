"""The words for a scale, and a figure in digits with such a word, as the package itself writes them; ``units`` has those of others."""

from __future__ import annotations

#: What a word for a scale multiplies a figure by; none stands for units.
SCALES = {"": 1, "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9}
#: The scales in which large amounts are told, the largest first.
LARGE_SCALES = tuple((SCALES[word], word) for word in ("billion", "million"))
#: A figure in digits, with commas between thousands, and a word for a scale in which amounts are told, as patterns.
FIGURE = r"[0-9][0-9,]*(?:\.[0-9]+)?"
TOLD_WORD = "|".join(word for _, word in LARGE_SCALES)


def value_of(figure: str, scale: str | None = None) -> float:
    """The value of a figure in digits with a word for its scale, if any; raises KeyError for another word."""
    return float(figure.replace(",", "")) * SCALES[(scale or "").lower()]


def decimals_of(figure: str) -> int:
    """How many digits a figure has behind its point."""
    return len(figure.partition(".")[2])
