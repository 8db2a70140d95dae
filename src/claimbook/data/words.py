"""Numbers in words: twenty-five, two hundred, half a million, two-thirds, a dozen, tens of thousands, twice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from claimbook.data.figures import MONEY_BEFORE, SPACE, Figure, code_of, either, unit_after

_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
CARDINALS = {word: value for value, word in enumerate(_ONES.split())}
CARDINALS |= {word: 10 * value for value, word in enumerate(_TENS.split(), 2)}
_LARGE = {
    "hundred": 1e2,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
    "bn": 1e9,
    "dozen": 12.0,
    "score": 20.0,
}
_THIRDS = "third fourth fifth sixth seventh eighth ninth tenth twentieth hundredth"
_PARTS = {"half": 2, "halves": 2, "quarter": 4, "quarters": 4} | {
    name + ending: part for part, name in zip((3, 4, 5, 6, 7, 8, 9, 10, 20, 100), _THIRDS.split()) for ending in ("", "s")
}
_WORD = re.compile(
    rf"(?<![\w])(?:half{SPACE}a|half(?=[- ](?:dozen|thousand|million|billion))|a[- ]half|a|{either([*CARDINALS, *_LARGE])})(?![\w])",
    re.I,
)
_LINK = re.compile(rf"-|{SPACE}|,?{SPACE}and{SPACE}|-and-")
_CARDINAL = either(CARDINALS)
#: After "a third" stands what it is a part of, or nothing; "a third country" is another thing.
_PART_ENDS = r"(?= of\b| (?:more|less|higher|lower|fewer)\b|\s*[.,;:)]|\s*$)"
_FRACTION = re.compile(
    rf"(?<![\w-])(?:(?P<count>{_CARDINAL})[- ](?P<parts>{either(p for p in _PARTS if p.endswith('s'))})"
    rf"|(?:one[- ](?P<one>half|quarter|{either(_THIRDS.split())})|a[- ](?P<part>half|quarter|(?:{either(_THIRDS.split())}){_PART_ENDS}))|(?P<bare>half|halves|quarters?))\b(?!-)(?! a\b)",
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
    counts = list(_counts(text))
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


def _counts(text: str) -> Iterator[Figure]:
    """The cardinal numbers: words that make one number together, as "two hundred and ten" do and "two, three" do not."""
    group: list[re.Match] = []
    for word in [*_WORD.finditer(text), None]:
        if word and group and _goes_on(group[-1], word, text[group[-1].end() : word.start()]):
            group.append(word)
            continue
        if group and (figure := _count(text, group)):
            yield figure
        group = [word] if word and (_small(word) is not None) else []


def _small(word: re.Match) -> float | None:
    """The value of a word that can begin a number; None for hundred and the like, which stand after another."""
    said = " ".join(re.split(r"[\s-]+", word[0].lower()))
    return {"a": 1.0, "half a": 0.5, "half": 0.5, "a half": 0.5}.get(said, CARDINALS.get(said))


def _goes_on(last: re.Match, word: re.Match, link: str) -> bool:
    """Whether a word goes on with the number whose last word so far is ``last``."""
    value, before = _small(word), last[0].lower()
    if word[0].lower() in ("a half", "a-half"):
        return "and" in link and before in CARDINALS
    if not _LINK.fullmatch(link) or word[0].lower() in ("a", "half a"):
        return False
    if value is None:
        return "and" not in link and (before not in ("a", "half a") or link != "-")
    if "and" in link:
        return before in ("hundred", "thousand") and 0 < value < 100
    if before in _TENS.split():
        return 0 < value < 10
    return before in _LARGE and before not in ("dozen", "score") and value > 0


def _count(text: str, group: list[re.Match]) -> Figure | None:
    """The number that words make; none for "a" and "one" by themselves, and for "score" where nothing is counted by it."""
    said = [word[0].lower() for word in group]
    if (
        said[-1] == "score"
        and not re.match(r" of\b", text[group[-1].end() :])
        or len(said) == 1
        and said[0] in ("a", "half a", "half", "a half", "a-half")
    ):
        return None
    total, current = 0.0, 0.0
    for word in group:
        value, large = _small(word), _LARGE.get(word[0].lower(), 1.0)
        if value is not None:
            current += value
        elif large == 100:
            current *= large
        else:
            total, current = total + current * large, 0.0
    scale = _LARGE.get(said[-1], 1.0)
    end, unit = unit_after(text, group[-1].end())
    if said == ["one"] and not unit:
        return None
    start = group[0].start()
    if not unit and (money := MONEY_BEFORE.search(text[:start])):  # "EUR five million"
        start, unit = money.start(), code_of(money[1])
    return Figure(start, end, total + current, scale / 2 if said[0] == "half a" else scale, unit, "words", scale)


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
