"""Read what an answer puts first, whichever of them it names first: "the rules came after the offers" says "before" of the offers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise

from claimbook.teaching.verdicts import Verdict, better, wrong
from claimbook.wording.dates import MONTHS, date

_BEFORE = (
    r"before|earlier(?: than)?|sooner(?: than)?|prior(?: to)?|ahead of|preced(?:es?|ed|ing)(?! by)|predat(?:es?|ed|ing)|antedat(?:es?|ed)|"
    r"followed by|first|older(?: than)?|vorher|davor|früher|zuerst|avant|d'abord|en premiere?|antes|primero|anterior"
)
_AFTER = (
    r"after(?:wards?)?|later(?: than)?|subsequent(?:ly)?(?: to)?|follow(?:s|ing|ed)?(?! by)|preceded by|postdat(?:es?|ed|ing)|second|then|last|"
    r"newer(?: than)?|younger(?: than)?|nachher|danach|nach|später|après|despues|después|luego|posterior"
)
_WORD = re.compile(rf"\b(?:(?P<before>{_BEFORE})|(?P<after>{_AFTER}))\b")
#: Words that say it of what stands next to them, before or behind; with "than" they compare with what stands behind.
_ALONE = re.compile(
    r"(?:first|second|then|last|zuerst|d'abord|en premiere?|primero|luego|earlier|later|sooner|older|newer|younger|afterwards?|subsequently)$"
)
_DENIED = re.compile(
    r"(?:\b(?:not|never|neither|nor)|n't)(?:\s+(?:adopted|recorded|made|listed|any|come|just|only|[a-z]+ly))*\s*$"
)
_CLAUSES = re.compile(
    r"[,;.:()]|\b(?:while|whereas|but|because|since)\b|\band\b(?=\s(?:before|after|later|earlier)\b)|\band\b(?=\s(?:the|then|not|only then)\b)"
)

_FROM_TO = re.compile(r"\bfrom\b(?P<from>[^.;]*?)\b(?:to|until|till)\b(?P<to>[^.;]*)")
#: A name to which something leads: "10 days until the second of them".
_LEADING_TO = re.compile(r"\b(?:to|until|till|between)\b[^,;.]*")
#: A day as it stands behind a name, in small letters: "7 march", "march 7".
_MONTH = "|".join(MONTHS).casefold()
_DAY = re.compile(rf"\b(?P<day>\d\d?)(?:st|nd|rd|th|\.)? (?P<month>{_MONTH})\b|\b(?P<after>{_MONTH}) (?P<second>\d\d?)\b")


#: The forms of a date that may stand in a sentence, in small letters; a month alone has no day. ``data/days`` reads what a report prints:
#: it knows a month by its capital, gives no date without a year, and takes two days with a word between them for a stretch of time.
_MONTHS = "|".join(f"{month}|{month[:3]}" for month in map(str.casefold, MONTHS)) + "|sept"
_DATE = re.compile(
    rf"\b(?:(?P<day>\d\d?)(?:st|nd|rd|th|\.)? (?:of )?)?\b(?P<month>{_MONTHS})\b\.?,? (?:(?P<after>\d\d?)(?:st|nd|rd|th)?,? )?(?P<year>\d{{4}})\b"
    r"|\b(?P<d>\d\d?)[./](?P<m>\d\d?)[./](?P<y>\d{4})\b|\b(?P<iso>\d{4}-\d\d(?:-\d\d)?)\b"
)
#: A year, a month and a day; 0 for a day that is not told.
Date = tuple[int, int, int]


class Order(str):
    """What was first, as the right answer: "before" or "after", said of ``one``, or the name of the first itself.

    ``one`` and ``other`` are words by which an answer may name the two, with spaces between them.
    """

    one: frozenset[str]
    other: frozenset[str]
    dates: tuple[Date, ...]

    def __new__(cls, right: str, one: str, other: str, dates: Iterable[str] = ()) -> Order:
        """``right`` is told as the question offers it; ``dates`` are those of the two, as ISO dates, also without a day."""
        made = super().__new__(cls, right)
        made.dates = tuple(map(_of_iso, dates))
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


def order_told(asked: Iterable[tuple[object, str]], text: str, *, alone: bool = False) -> Verdict | None:
    """What is wrong with the order that an answer tells beside its number, or that it tells none, where a question asks for both.

    What was first stands as an ``Order`` among the ``asked`` slips, with why another is wrong. ``alone`` is an answer without a number.
    """
    for right, why in asked:
        if not isinstance(right, Order):
            continue
        said = _order_said(right, text)
        if said and said != ["before"]:
            return wrong("{why}", why=why)
        if alone:
            return wrong("That came first. The number is asked for as well.") if said else None
        return None if said else better("That is the number. Which came first is asked too: say it as well.")
    return None


def _order_said(right: Order, text: str) -> list[str]:
    """The order that a text tells in any way: by words, from the one to the other, by a name alone, or by a day behind each name."""
    folded = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    plain = "".join(sign for sign in folded if not unicodedata.combining(sign))
    if said := told_order(right, plain):
        return said
    if led := _FROM_TO.search(plain):
        sides = [_named(right, led[side]) for side in ("from", "to")]
        if set(sides) == {"one", "other"}:
            return ["before" if sides[0] == "one" else "after"]
    if not _FROM_TO.search(plain) and named_alone(right, _LEADING_TO.sub(" ", plain)) == "before":
        return ["before"]  # of the other alone nobody knows whether it is meant as the first
    return _by_days(right, plain)


def _by_days(right: Order, plain: str) -> list[str]:
    """The order of two days of a year, of which each stands behind a name."""
    names = [match for match in re.finditer(r"[a-z]+", plain) if _named(right, match[0])]
    days: dict[str, tuple[int, int]] = {}
    for one, after in pairwise([*names, None]):
        if one and (found := _DAY.search(plain[one.end() : after.start() if after else None])):
            month = [name.casefold() for name in MONTHS].index(found["month"] or found["after"])
            days[_named(right, one[0])] = month, int(found["day"] or found["second"])
    if len(days) < 2 or days["one"] == days["other"]:
        return []
    return ["before" if days["one"] < days["other"] else "after"]


def _of_iso(text: str) -> Date:
    """An ISO date of any precision."""
    year, month, day = map(int, [*text.split("-"), "0", "0"][:3])
    return year, month, day


def _dates(text: str) -> Iterator[Date]:
    """The dates in a text in small letters, day before month where both are digits."""
    for found in _DATE.finditer(" ".join(text.casefold().split())):
        if found["iso"]:
            yield _of_iso(found["iso"])
        elif found["y"]:
            yield int(found["y"]), int(found["m"]), int(found["d"])
        else:
            month = [name[:3].casefold() for name in MONTHS].index(found["month"][:3]) + 1
            yield int(found["year"]), month, int(found["day"] or found["after"] or 0)


def misdated(right: Order, text: str) -> str:
    """A date in a text that is that of neither, but for its year, its month or its day; in words, nothing where there is none."""
    for said in _dates(text):
        off = [sum(bool(ours and theirs) and ours != theirs for ours, theirs in zip(said, known)) for known in right.dates]
        near = any(n == 1 and (said[2] and known[2] or said[1] == known[1]) for n, known in zip(off, right.dates))
        if near and 0 not in off and 1 <= said[1] <= 12:
            return date("-".join(f"{part:02}" for part in said if part))
    return ""


def option_of(right: Order, said: str, options: list[str]) -> str:
    """The option that says so: "before" or "after" itself, or the name of what came first."""
    if str(right) in ("before", "after"):
        return said
    first = right.one if said == "before" else right.other
    return next((option for option in options if first & set(option.casefold().split())), said)
