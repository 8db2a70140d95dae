"""What an answer says of its number besides: a rate, the years, whom it is for, and the whole of a share, held against its own claims.

Silence is fine, and so is agreement; what contradicts the claims behind the right answer is told as that. Nothing is read of what the
claims themselves leave open.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from babel import Locale

from claimbook import wording as words
from claimbook.core.claims import Claim
from claimbook.core.quantities import Quantity
from claimbook.core.section import Section
from claimbook.core.stages import NOUN, verb_pattern
from claimbook.data.descriptor import resources
from claimbook.teaching.answers import TIMES, Amount, amounts_in
from claimbook.teaching.asked import THINGS, Asked, singular
from claimbook.teaching.judging_order import Order
from claimbook.teaching.spoken import printed_form
from claimbook.teaching.verdicts import Verdict, first, wrong
from claimbook.wording import listing
from claimbook.wording.units import COUNTED

#: Where another clause begins, and what only gives a reason or tells of something that is left out.
_CLAUSES = re.compile(r"[;()\n]|(?<!\d),(?!\d)|,\s|\.\s|\b(?:because|while|whereas|although|but|hence|so)\b")
_LEFT_OUT = re.compile(
    r"\b(?:not|without|excluding|except|unlike|minus|apart from|leaving out|rather than|instead of)\s.*|\b(?:less|beyond) the\b.*"
)
_TIMES = "|".join(sorted({unit[:-1] for unit in TIMES} | {"quarter"}))
_RATE = re.compile(
    rf"(?:(?<!\bin )(?<!\bover )(?<!\bwithin )(?<!\bhalf )(?<!\bthan )(?<!\bof )(?<!\bfor )(?<!\bafter )\ban?|\b(?:per|each|every))"
    rf"\s+(?:single |calendar )?(?P<time>{_TIMES})\b"
    r"|\b(?P<yearly>yearly|annually|annual|monthly|weekly|per annum)\b|(?<=\d)(?:\s|%|[a-z])*/\s?(?P<short>year|yr|month)\b|\bp\.\s?a\.|\bpa$"
)
_EACH = re.compile(r"\b(?:per|each|every)\s+(?P<nouns>[a-z]+(?:\s+[a-z]+)?)\b")
#: What money or places are told per, beside what is counted.
_HEADS = {"head", "capita", "inhabitant", "household"}
_YEAR = r"(?:19|20)\d\d(?![\d%]|[.,]\d|\s?(?:million|billion|bn\b|%|eur|euro|€|tonn|t\b|places|per cent))"
_SPAN = re.compile(
    rf"(?P<led>\b(?:for|in|of|over|during|since|from|between|until|by|through|up to|the years?)\s+(?:the\s+)?(?:years?\s+)?(?:end of\s+)?)?"
    rf"(?<![\d.,€$-])(?<!eur )(?P<one>{_YEAR})(?:\s*(?P<to>-|–|—|/|to|until|till|and|through|,)\s*(?P<two>(?:19|20)\d\d|\d\d)(?!\d|[.,]\d))?"
)
#: What makes of a name, a few words on, whom or what the number is for.
_LED = re.compile(r"\b(?:for|to|in|on|of|with|from)\s+(?:[a-z']+\s+){0,4}$")
_LEADS = re.compile(r"\s*(?::|=|-\s|\bgets?\b|\breceive[sd]?\b)")
#: The end of a period that has none.
OPEN = 9999
#: A whole of which no section on particular figures prints how much it is.
_EVERYTHING = re.compile(
    r"\b(?:all|whole|entire|total)\b(?: \w+)? (?:eu|european|union)\b|\b(?:eu|union|european)(?:'s)? (?:\w+ )?(?:money|budgets?|spending|funds?|funding|expenditure)\b|\b(?:budget|gdp)\b"
)
#: Words of a whole that name it in any case.
_ANY_WHOLE = {"whole", "total", "all", "sum", "it", "them", "money", "amount", "euro", "eur"}
_PREPOSITIONS = "if|when|where|unless|not|than|because|for|in|to|of|on|with|from|since|by|that|which|and|at|as|is|are|was|were|into|behind|until|between"


def besides(asked: Asked, text: str) -> Verdict | None:
    """What an answer in words says besides its number that its claims contradict; None where it says nothing of the kind."""
    if not re.search(r"[a-z]{2}|/", text, re.I):
        return None
    said = _clauses(text)
    return first(
        told_otherwise(asked, text),
        _other_rate(asked, said),
        _other_years(asked, said),
        _other_subject(asked, said),
        _other_whole(asked, said),
    )


class Behind(str):
    """What may stand right behind a number and is not true of as many: of "four in force" that all four are. It is a pattern."""


def claimed_behind(asked: Asked, amount: Amount) -> Verdict | None:
    """That an expected mistake stands right behind a number, as all that its clause says of it: "four agreements are in force"."""
    said = " ".join(noun for noun in amount.nouns if noun not in ("are", "is", "were", "of", "them", *asked.unit.split()))
    why = next((why for slip, why in asked.mistakes if isinstance(slip, Behind) and re.fullmatch(slip, said)), "")
    return wrong("{why}", why=why) if why else None


def told_otherwise(asked: Asked, text: str) -> Verdict | None:
    """That a text holds the words of an expected mistake in one clause, in their order; such as stand behind a number, as the whole of it."""
    for mistake, why in asked.mistakes:
        if isinstance(mistake, Behind) and re.fullmatch(mistake, fold(text).strip(" .")):
            return wrong("{why}", why=why)
        if isinstance(mistake, str) and not isinstance(mistake, Order | Behind) and isinstance(asked.told, Quantity):
            near = r"\b(?:\s+(?!and\b|then\b)[\w']+){0,3}\s+\b".join(map(re.escape, fold(mistake).split()))
            if re.search(rf"\b{near}\b", fold(text)):
                return wrong("{why}", why=why)
    return None


def _clauses(text: str) -> list[str]:
    """The clauses of a text that hold a number, or the first where none does, in small letters and without what they leave out."""
    plain = fold(text.replace(words.NBSP, " "))
    parts = [_LEFT_OUT.sub("", part) for part in _CLAUSES.split(plain)]
    kept = [part for part in parts if re.search(r"\d", re.sub(rf"\b{_YEAR}", "", part))]
    behind = [
        part
        for part in parts
        if part not in kept and re.match(rf"\s*(?:for|to|since|in|per|an?|of|from|over)\b|\s*{_YEAR}", part)
    ]
    return [*(kept or parts[:1]), *behind]


def fold(text: str) -> str:
    """A text in small letters without accents, so that a name is the same however it is typed."""
    plain = unicodedata.normalize("NFKD", text).casefold().replace("ı", "i").replace("&", "and").replace("’", "'")
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def _claims(asked: Asked) -> Sequence[Claim]:
    """The claims behind the right answer."""
    return asked.told.origins


# --- rates --------------------------------------------------------------------------------------------------------------


def _other_rate(asked: Asked, said: list[str]) -> Verdict | None:
    """That a number is told as one a year, or one per something, which it is not, or as one in all where it is one per something."""
    label = fold(getattr(asked.told, "label", ""))
    own = singular(asked.unit.partition(" per ")[2])
    for part in said:
        if (found := _RATE.search(part)) and own not in TIMES and "year" not in f"{own} {label}":
            rate = found[0].strip(" /%")
            return wrong("Yours is a rate: “{rate}”. What is asked for is no such rate, but all of it together.", rate=rate)
        if (noun := _per_another(asked, part, own)) is not None:
            return wrong("Yours is so much per {noun}; asked for is {unit}.", noun=noun, unit=asked.unit_words)
        if not own and re.search(r"\b(?:apiece|a piece|each)\W*$", part):
            return wrong("Yours is told of each; what is asked for is all of it together.")
        if own and re.search(r"\b(?:in all|in total|altogether)\b", part) and not re.search(r"\b(?:per|each|every)\b", part):
            return wrong("Yours is told as a sum; asked for is {unit}.", unit=asked.unit_words)
    return None


def _per_another(asked: Asked, part: str, own: str) -> str | None:
    """The noun per which a number is told, where it is another than the one asked for."""
    counted = {singular(one) for forms in COUNTED.values() for one in forms.split()} | THINGS | _HEADS
    alike = next((forms for forms in COUNTED.values() if own and own in map(singular, forms.split())), own)
    ours = {singular(one) for one in re.split(r"[ _]", alike)}
    counted -= {"year", *(singular(one) for one in asked.unit.split())}
    for match in _EACH.finditer(part):
        nouns = match["nouns"].split()
        if ours & set(map(singular, nouns)):
            continue
        if found := [noun for noun in nouns if singular(noun) in counted]:
            return found[0]
    return None


# --- years --------------------------------------------------------------------------------------------------------------


def _other_years(asked: Asked, said: list[str]) -> Verdict | None:
    """That other years are told than those of the claims."""
    timed = [claim for claim in _claims(asked) if claim.date_of == "period" and (claim.period_start or claim.period_end)]
    if not timed or asked.unit in TIMES or not any(re.search(_YEAR, part) for part in said):
        return None
    starts = {int(claim.period_start[:4]) for claim in timed if claim.period_start}
    ends = [int(claim.period_end[:4]) if claim.period_end else OPEN for claim in timed]
    hull, single = (min(starts, default=0), max(ends)), len(_claims(asked)) == 1
    verbs = verb_pattern(asked.section.rows("stages"), "money", NOUN)
    for part in said:
        dated = bool(verbs.search(part))  # a year beside a verb may be when that happened
        for led, years in _told_years(part):
            if not _years_fit(led, years, hull, starts, single=single, dated=dated):
                told = listing([str(year) for year in years]) if len(years) < 3 else f"{years[0]} to {years[-1]}"
                period = listing(list(dict.fromkeys(words.period(one.period_start, one.period_end) for one in timed)))
                return wrong("Wrong years: read as {told}. The figure is for another time: {period}.", told=told, period=period)
    return None


def _told_years(part: str) -> Iterator[tuple[str, list[int]]]:
    """The years of a clause with the word that leads them: each alone, or all of a span."""
    for match in _SPAN.finditer(part):
        led, one = (match["led"] or "").split(" ")[0], int(match["one"])
        two = match["two"]
        later = int(two if len(two) == 4 else f"{one // 100}{two}") if two else one
        if led or two:
            yield led, list(range(one, later + 1)) or [one]


def _years_fit(led: str, years: list[int], hull: tuple[int, int], starts: set[int], *, single: bool, dated: bool) -> bool:
    """Whether years may be told of claims that run over ``hull``; of a ``single`` one they are told in full, unless they are ``dated``."""
    low, high = hull
    if led == "since" or led == "from" and len(years) == 1:
        return not starts or years[0] in starts
    if led in ("until", "by", "up", "through"):
        return years[-1] >= low
    if not low <= years[0] <= years[-1] <= high:
        return False
    if high == OPEN and len(years) > 1:
        return not single or years[0] == low
    if len(years) > 1:
        return not single or (years[0], years[-1]) == hull
    return low == high or led == "in" and (dated or high == OPEN or not single)


# --- whom it is for -----------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    """The names of all countries as they are typed in small letters, each with itself as it is printed."""
    codes = {
        code: name
        for code, name in Locale("en").territories.items()
        if len(code) == 2 and code not in ("EU", "EZ", "UN", "XA", "XB", "ZZ")
    }
    return {fold(name): name for name in codes.values()}


@lru_cache(maxsize=4)
def _any_of(names: tuple[str, ...], *, whole: bool = True) -> re.Pattern:
    """Any of many names, as whole words, or as the beginning of words; one pattern, since compiling hundreds takes long."""
    either = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"\b(?:{either})" + (r"\b" if whole else ""))


def _partner_names(section: Section) -> dict[str, str]:
    """The names of the section's partners: each in full, and without what follows an "and" in small letters."""
    rows = [row["name"] for row in section.optional("partners")]
    return {fold(name.split(" and the ")[0]): name for name in rows}


def _other_subject(asked: Asked, said: list[str]) -> Verdict | None:
    """That the number is told of another country than those of the claims behind it."""
    if not any(re.search(r"\b(?:for|to|in|on|of|with|from)\s+(?!eur\b)[a-z]|[a-z]:|\bgets?\b|\breceive", part) for part in said):
        return None
    known = _countries() | _partner_names(asked.section)
    own = _own_names(asked, known)
    if not own:
        return None
    for part in said:
        named = _any_of(tuple(known)).finditer(part)
        found = [one for one in named if _LED.search(part[: one.start()]) or _LEADS.match(part[one.end() :])]
        there = [match[0] for match in found]
        mine = any(name[: max(5, len(name) - 2)] in part for name in own)
        others = [name for name in there if name not in own]
        if others and not mine:
            return wrong(
                "Wrong subject: yours is told of {told}, and the figure is on {label}.",
                told=known[others[0]],
                label=getattr(asked.told, "label", "") or _claims(asked)[0].label,
            )
    return None


def _own_names(asked: Asked, known: Iterable[str]) -> set[str]:
    """The names, of those that are known, that stand in the claims behind the right answer or in what it is called."""
    section, claims = asked.section, _claims(asked)
    partners = {claim.partner for claim in claims if claim.partner}
    told = [getattr(asked.told, "label", ""), *(claim.label for claim in claims)]
    told += [row["name"] for row in section.optional("partners") if row["id"] in partners]
    told += [row["name"] for row in section.optional("instruments") if row.get("partner") in partners]
    text = fold(" ".join(told))
    stems = {name: name.split()[0][:8] for name in known}  # "Palestinians" are of the Palestinian Territories
    named = {match[0] for match in _any_of(tuple(known), whole=False).finditer(text)}
    return named | {name for name, stem in stems.items() if len(stem) == 8 and stem in text}


# --- the whole of a share -----------------------------------------------------------------------------------------------


def _other_whole(asked: Asked, said: list[str]) -> Verdict | None:
    """That a share is told as one of another whole."""
    derivation = getattr(asked.told, "derivation", None)
    if asked.unit != "%" or not derivation or derivation.operation not in ("share", "ratio") or len(derivation.operands) != 2:
        return None
    whole = derivation.operands[1]
    for part in said:
        found = re.search(r"(?:%|\bper\s?cent(?:age)?|\bpct)\s+of\s+(.+)", part) or re.search(
            r"\b(?!sum |share |part |mean )[a-z\d]+\s(?:out\s)?of\s((?:all |the )*\d+\s[a-z].*)", part
        )
        if found and (told := _not_the_whole(asked, whole, found[1])):
            return wrong(
                "Wrong whole: yours is a share of {told}, and asked for is a share of {label}.", told=told, label=whole.label
            )
    return None


def _not_the_whole(asked: Asked, whole: Quantity, behind: str) -> str:
    """What stands behind "of" where it is not the whole of a share: an amount, or a word for something else; else nothing."""
    amount = next(iter(amounts_in(printed_form(behind))), None)
    if amount and amount.unit == "EUR" and whole.unit != "EUR":
        return amount.told
    if amount and amount.unit == whole.unit and re.match(r"\s*(?:the |a |total |of |about |some )*(?:eur|€|\d)", behind):
        near = whole.low - amount.step <= amount.value <= whole.high + amount.step
        return "" if near else amount.told
    head = re.split(rf"\b(?:{_PREPOSITIONS})\b|[^\w\s'-]", behind)[0]
    named = {singular(word) for word in re.findall(r"[a-z]+", head)}
    own, others = _words_of(asked, whole)
    if not named & own and _EVERYTHING.search(head):
        return head.strip()
    if (
        named & own
        and (many := re.match(r"(?:all |the |of )*(\d+) [a-z]", head))
        and float(many[1]) not in (whole.value, asked.value)
    ):
        return head.strip()
    return head.strip() if named & others and not named & own else ""


def _words_of(asked: Asked, whole: Quantity) -> tuple[set[str], set[str]]:
    """The words by which a whole is told, and those by which other things are."""

    def heads(label: str) -> set[str]:
        return {singular(word) for word in re.findall(r"[a-z]+", re.split(rf"\b(?:{_PREPOSITIONS})\b", fold(label))[0])}

    own = (
        heads(whole.label) | {singular(whole.unit)} | {singular(claim.table) for claim in whole.claims if claim.table != "claims"}
    )
    own |= {singular(claim.id) for claim in whole.claims if claim.table == "tables"}
    own |= next(({singular(one) for one in forms.split()} for unit, forms in COUNTED.items() if unit == whole.unit), set())
    others = (
        {singular(one) for forms in COUNTED.values() for one in forms.split()}
        | THINGS
        | {"money", "figure", "amount", "paragraph"}
    )
    others |= {singular(q.unit) for q in asked.section.claims() if q.unit != "EUR"}
    others |= {singular(name) for name in resources(asked.section.descriptor) if "_" not in name}
    others |= {singular(word) for q in asked.section.claims() for word in re.findall(r"\d (\w+)$", fold(q.claims[0].printed))}
    named = re.findall(r"(?<=\s)[A-Z][a-z]+", " ".join(row["name"] for row in asked.section.optional("instruments")))
    whole_label = fold(whole.label)
    others |= {fold(word) for word in named if fold(word) not in whole_label and fold(word) not in _countries()}
    return own, others - {"eu"} - (_ANY_WHOLE if whole.unit == "EUR" else set())
