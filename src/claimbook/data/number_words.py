"""Numbers in words: twenty-five, two hundred, seven point two million, half a million, two-thirds, a dozen, tens of thousands, twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from claimbook.data.figures import MONEY_BEFORE, SPACE, Figure, code_of, either, unit_after
from claimbook.wording.units import CARDINALS, PARTS, SCALES, TENS

_LARGE = {word: SCALES[word] for word in ("hundred", "thousand", "million", "billion", "trillion", "bn")} | {
    "dozen": 12.0,
    "score": 20.0,
}
_THIRDS = [part for part in PARTS if part not in ("half", "quarter")]
_PARTS = PARTS | {f"{part}s": number for part, number in PARTS.items() if part != "half"} | {"halves": 2}
#: A decimal point and the digits behind it, in words.
_POINT = rf"point(?:{SPACE}(?:{either(word for word, value in CARDINALS.items() if value < 10)})(?!\w))+"
_WORD = re.compile(
    rf"(?<![\w])(?:half{SPACE}a|half(?=[- ](?:dozen|thousand|million|billion))|a[- ]half|a|{_POINT}|{either([*CARDINALS, *_LARGE])})(?![\w])",
    re.I,
)
_LINK = re.compile(rf"-|{SPACE}|,?{SPACE}and{SPACE}|-and-")
_CARDINAL = either(CARDINALS)
#: After "a third" stands what it is a part of, or nothing; "a third country" is another thing.
_PART_ENDS = r"(?= of\b| (?:more|less|higher|lower|fewer)\b| by\b|\s*[.,;:)]|\s*$)"
_FRACTION = re.compile(
    rf"(?<![\w-])(?:(?P<count>{_CARDINAL})[- ](?P<parts>{either(p for p in _PARTS if p.endswith('s'))})"
    rf"|(?:one[- ](?P<one>half|quarter|{either(_THIRDS)})|a[- ](?P<part>half|quarter|(?:{either(_THIRDS)}){_PART_ENDS}))|(?P<bare>half|halves|quarters?))\b(?!-)(?! a\b)",
    re.I,
)
_OF_LARGE = re.compile(rf"{SPACE}of{SPACE}(?:a|one){SPACE}(?P<large>hundred|thousand|million|billion|trillion)\b", re.I)
_VAGUE = re.compile(
    r"(?<![\w-])(?:(?:(?:tens|dozens|scores|hundreds|thousands|millions) of )?(?:hundreds|thousands|dozens|scores(?= of)|millions|billions)"
    r"|(?:several|a few|many) (?:hundred|thousand|million|billion|dozen)s?|dozen|hundred|thousand|million|billion|trillion)\b",
    re.I,
)
_MULTIPLE = re.compile(
    r"(?<![\w-])(?:twice|thrice|(?:two|three|four|five|six|seven|eight|nine|ten|hundred)-?fold|(?:doubl|tripl|quadrupl)(?:e[sd]?|ing)|(?:pairs?|couples?) of|a couple)\b",
    re.I,
)
#: What stands between the two numbers of a ratio, and the numbers of which "in" tells a part.
_RATIO = re.compile(r"[ -](?:in|out[ -]of)(?:[ -]every)?[ -]", re.I)
_ONE = re.compile(r"(?<![\w-])one(?=[ -](?:in|out[ -]of)(?:[ -]every)?[ -])", re.I)
_ROUND = {*map(float, range(2, 11)), 20.0, 100.0, 1000.0}


def in_words(text: str) -> list[Figure]:
    """The numbers in words, in their order; "one" and "both" are none by themselves. A fraction is a share in per cent."""
    found: list[Figure] = []
    counts = [figure for number in cardinals(text) if (figure := _figure(text, number))]
    halves = [
        figure for figure in counts if re.search(r"\bhalf\b", text[figure.start : figure.end], re.I)
    ]  # "two and a half million"
    vague, multiples = ([figure for figure in _others(text) if figure.kind == kind] for kind in ("vague", "multiple"))
    for part in (halves, multiples, _fractions(text), counts, vague):
        found += [figure for figure in part if not any(f.start < figure.end and figure.start < f.end for f in found)]
    return sorted(found, key=lambda figure: figure.start)


def _fractions(text: str) -> Iterator[Figure]:
    for match in _FRACTION.finditer(text):
        part = (match["parts"] or match["one"] or match["part"] or match["bare"]).lower()
        count = CARDINALS[match["count"].lower()] if match["count"] else 1
        whole = _OF_LARGE.match(text, match.end())
        if whole:  # "a quarter of a million euros"
            scale, (end, unit) = _LARGE[whole["large"].lower()], unit_after(text, whole.end())
            yield Figure(match.start(), end, scale * count / _PARTS[part], scale / _PARTS[part], unit, "words", scale)
            continue
        yield Figure(*match.span(), 100.0 * count / _PARTS[part], 1.0, "%", "fraction")


def _others(text: str) -> Iterator[Figure]:
    for kind, pattern in (("vague", _VAGUE), ("multiple", _MULTIPLE)):
        for match in pattern.finditer(text):
            end, unit = unit_after(text, match.end()) if kind == "vague" else (match.end(), "")
            yield Figure(match.start(), end, None, 1.0, unit, kind)


class Cardinal(NamedTuple):
    """A number in words: where it starts and ends, its value, one unit of its last digit, and the scale that it ends with, if any."""

    start: int
    end: int
    value: float
    step: float
    scale: float


def cardinals(text: str) -> Iterator[Cardinal]:
    """The cardinal numbers: words that make one number together, as "two hundred and ten" do and "two, three" do not."""
    group: list[re.Match] = []
    for word in [*_WORD.finditer(text), None]:
        if word and group and _goes_on(group[-1], word, text[group[-1].end() : word.start()]):
            group.append(word)
            continue
        if group and (number := _cardinal(text, group)):
            yield number
        group = [word] if word and _small(word) is not None and not _is_point(word) else []


def _small(word: re.Match) -> float | None:
    """The value of a word that can begin a number; None for hundred and the like, which stand after another."""
    said = " ".join(re.split(r"[\s-]+", word[0].lower()))
    if said.startswith("point "):
        return float("." + "".join(str(CARDINALS[digit]) for digit in said.split()[1:]))
    return {"a": 1.0, "half a": 0.5, "half": 0.5, "a half": 0.5}.get(said, CARDINALS.get(said))


def _is_point(word: re.Match) -> bool:
    """Whether a word is a decimal point with its digits, which stand after another."""
    return word[0].lower().startswith("point")


def _goes_on(last: re.Match, word: re.Match, link: str) -> bool:
    """Whether a word goes on with the number whose last word so far is ``last``."""
    value, before = _small(word), last[0].lower()
    if word[0].lower() in ("a half", "a-half"):
        return "and" in link and before in CARDINALS
    if _is_point(word):
        return not link.strip() and (before in CARDINALS or before in ("hundred", "thousand"))
    if not _LINK.fullmatch(link) or word[0].lower() in ("a", "half a"):
        return False
    if value is None:
        return "and" not in link and (before not in ("a", "half a") or link != "-")
    if "and" in link:
        return before in ("hundred", "thousand") and 0 < value < 100
    if before in TENS:
        return 0 < value < 10
    return before in _LARGE and before not in ("dozen", "score") and value > 0


def _cardinal(text: str, group: list[re.Match]) -> Cardinal | None:
    """The number that words make; none for "a" by itself, and for "score" where nothing is counted by it."""
    said = [word[0].lower() for word in group]
    if (
        said[-1] == "score"
        and not re.match(r" of\b", text[group[-1].end() :])
        or len(said) == 1
        and said[0] in ("a", "half a", "half", "a half", "a-half")
    ):
        return None
    total, current, last, decimals = 0.0, 0.0, 0.0, 0
    for word in group:
        value, large = _small(word), _LARGE.get(word[0].lower(), 1.0)
        if value is not None:
            current, decimals = current + value, len(word[0].split()) - 1 if _is_point(word) else decimals
        elif large == 100:
            current *= large
        elif last and large > last:  # "one thousand and seventy-eight million": a larger scale takes all before it
            total, current, last = (total + current) * large, 0.0, large
        else:
            total, current, last = total + current * large, 0.0, large
    scale = _LARGE.get(said[-1], 1.0)
    step = scale / 2 if said[0] == "half a" else scale * 10.0**-decimals
    return Cardinal(group[0].start(), group[-1].end(), total + current, step, scale)


def _figure(text: str, number: Cardinal) -> Figure | None:
    """A number in words with its currency or its sign of a share; none for "one" by itself."""
    start, (end, unit) = number.start, unit_after(text, number.end)
    if not unit and text[start : number.end].lower() == "one":
        return None
    if not unit and (money := MONEY_BEFORE.search(text[:start])):  # "EUR five million"
        start, unit = money.start(), code_of(money[1])
    return Figure(start, end, number.value, number.step, unit, "words", number.scale)


def ratios(text: str, found: list[Figure]) -> list[Figure]:
    """The same with each ratio as one: "one in ten", "3 out of 4", "1:4"; "14 in 20 districts" is none, since it may be a count."""
    ones = [Figure(*m.span(), 1.0, 1.0, "", "words") for m in _ONE.finditer(text)]
    out: list[Figure] = []
    for figure in sorted([*found, *ones], key=lambda f: f.start):
        last = out[-1] if out else None
        if last and last.value and figure.value and last.value < figure.value and not (last.unit or figure.unit):
            link = text[last.end : figure.start]
            if _RATIO.fullmatch(link) and ("out of" in link or figure.value in _ROUND or last.value == 1):
                out[-1] = Figure(last.start, figure.end, 100.0 * last.value / figure.value, 1.0, "%", "fraction")
                continue
        if last and text[last.end : figure.start] == ":" and last.kind == figure.kind == "digits":  # "1:4"
            figure = Figure(last.start, figure.end, None, 1.0, "", "multiple")
            out.pop()
        out.append(figure)
    return [figure for figure in out if (figure.start, figure.end) not in {(one.start, one.end) for one in ones}]
