"""Read what an answer puts first, whichever of them it names first: "the rules came after the offers" says "before" of the offers."""

from __future__ import annotations

import re

_BEFORE = (
    r"before|earlier(?: than)?|sooner(?: than)?|prior(?: to)?|ahead of|preced(?:es?|ed|ing)(?! by)|predat(?:es?|ed|ing)|antedat(?:es?|ed)|"
    r"followed by|first|older(?: than)?|vorher|davor|früher|avant"
)
_AFTER = (
    r"after(?:wards?)?|later(?: than)?|subsequent(?:ly)?(?: to)?|follow(?:s|ing|ed)?(?! by)|preceded by|postdat(?:es?|ed|ing)|second|then|last|"
    r"newer(?: than)?|younger(?: than)?|nachher|danach|nach|später|après"
)
_WORD = re.compile(rf"\b(?:(?P<before>{_BEFORE})|(?P<after>{_AFTER}))\b")
#: Words that say it of what stands next to them, before or behind; with "than" they compare with what stands behind.
_ALONE = re.compile(r"(?:first|second|then|last|earlier|later|sooner|older|newer|younger|afterwards?|subsequently)$")
_DENIED = re.compile(
    r"(?:\b(?:not|never|neither|nor)|n't)(?:\s+(?:adopted|recorded|made|listed|any|come|just|only|[a-z]+ly))*\s*$"
)
_CLAUSES = re.compile(
    r"[,;.:()]|\b(?:while|whereas|but|because|since)\b|\band\b(?=\s(?:before|after|later|earlier)\b)|\band\b(?=\s(?:the|then|not|only then)\b)"
)


class Order(str):
    """What was first, as the right answer: "before" or "after", said of ``one``, or the name of the first itself.

    ``one`` and ``other`` are words by which an answer may name the two, with spaces between them.
    """

    one: frozenset[str]
    other: frozenset[str]

    def __new__(cls, right: str, one: str, other: str) -> Order:
        """``right`` is told as the question offers it."""
        made = super().__new__(cls, right)
        made.one, made.other = (frozenset(words.casefold().split()) for words in (one, other))
        return made


def told_order(right: Order, text: str) -> list[str]:
    """What a text in small letters answers, each once, as "before" or "after"; nothing where it compares nothing.

    A question that asks for "before" or "after" means ``one`` where an answer names neither.
    """
    found: list[str] = []
    for clause in _CLAUSES.split(text):
        match = _WORD.search(clause)
        if not match:
            continue
        before, left, right_of = match["before"] is not None, clause[: match.start()], clause[match.end() :]
        subject = _named(right, left)
        if not subject and (reference := _named(right, right_of)):
            alone = _ALONE.search(match[0]) and not right_of.startswith(" than")
            subject = reference if alone else "other" if reference == "one" else "one"
        if not subject and str(right) not in ("before", "after"):
            continue
        if not subject and match[0] == "then":
            continue
        turned = (subject == "other") != bool(_DENIED.search(left))
        said = "before" if before != turned else "after"
        found += [said] if said not in found else []
    return found


def _named(right: Order, text: str) -> str:
    """Which of the two a text names first: "one" or "other"; nothing where it names neither."""
    for word in re.findall(r"[a-z]+", text):
        stem = re.sub(r"(?<=\w{3})s$", "", word)
        for name, words in (("one", right.one), ("other", right.other)):
            if stem in words or word in words:
                return name
    return ""


def named_alone(right: Order, text: str) -> str:
    """What a text answers that names one of the two alone, where the name of the first is asked for: "before" or "after"."""
    names = {_named(right, word) for word in re.findall(r"[a-z]+", text.casefold())} - {""}
    denied = re.search(r"\bnot\b|n't\b|\bneither\b|\bnor\b", text, re.I)
    return (
        {"one": "before", "other": "after"}[names.pop()]
        if len(names) == 1 and not denied and str(right) not in ("before", "after")
        else ""
    )


def option_of(right: Order, said: str, options: list[str]) -> str:
    """The option that says so: "before" or "after" itself, or the name of what came first."""
    if str(right) in ("before", "after"):
        return said
    first = right.one if said == "before" else right.other
    return next((option for option in options if first & set(option.casefold().split())), said)
