"""Judge a figure quoted in words, a choice among answers, names, or a day."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date

from claimbook import wording as words
from claimbook.core.quantities import Quantity
from claimbook.core.section import Section
from claimbook.teaching.answers import Amount, Given, read
from claimbook.teaching.asked import Asked, Mistake, close, hedging, other_claim, other_unit, value_in, verb
from claimbook.teaching.judging_order import Order, option_of, told_order
from claimbook.teaching.judging_slips import slip, wrong_size
from claimbook.teaching.said_besides import besides
from claimbook.teaching.spoken import ALSO
from claimbook.teaching.verdicts import Verdict, better, first, gravest, right, wrong
from claimbook.wording import Wording, listing

_NOT = r"(?:not|never|nor|[a-z]+n't|rather than|instead of|neither)(?:\s+(?:at all|by|called|just|really|merely|only|is|was))*\s+"
#: What stands before an answer that is named for comparison only.
_ASIDE = re.compile(r"\b(?:than|and not|but not|then|followed by|of|precedes?|preceded|predates?)\b|(?<= )before (?=\w)")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
#: Answers that name none of the names that are asked for, or all that there are.
_NONE = re.compile(r"(?:none|nothing|no one)(?: (?:of (?:them|these|those)|at all))?\W*", re.I)
_ALL = re.compile(r"(?:all|every|each)(?: (?:of )?(?:them|these|those|one|of the \w+))?\W*", re.I)
_SMALL = {
    "whether",
    "does",
    "id",
    "n",
    "a",
    "an",
    "and",
    "the",
    "of",
    "for",
    "in",
    "to",
    "on",
    "with",
    "from",
    "against",
    "eu",
    "s",
}


# --- quotes -------------------------------------------------------------------------------------------------------------


def quote(section: Section, answer: Wording, mistakes: list[Mistake], given: Given) -> Verdict:
    """The verdict on a figure quoted in words: value, unit, hedge, verb and digits are those of the source."""
    claim = answer.origins[0]
    source = read(answer.text).amounts[0]
    asked = Asked(section, source.value, source.value, source.value, claim.unit, answer, (claim.stage,), tuple(mistakes))
    given = read(given.text) if given.quantity else given
    if given.nothing:
        return wrong("Nothing was handed over. Quote the figure with its hedge, its unit and its scale.")
    matching = [one for one in given.amounts if close(value_in(asked.unit, one), source.value)]
    if matching and len({one.unit for one in matching}) == 1:
        others = [one for one in given.amounts if one not in matching and one.unit in (asked.unit, "")]
        if others and given.ends:
            told = " to ".join(one.told for one in given.amounts)
            return wrong("Read as a range: {told}. The source has a single figure.", told=told)
        return _quoted(asked, matching[0], given.text)
    return _misquoted(asked, given)


def _expected(asked: Asked, amount: Amount | None, text: str) -> str:
    """Why a quotation is wrong, where its hedge, its unit or one of its words is among the expected mistakes."""
    for mistake, why in asked.mistakes:
        if isinstance(mistake, str):
            hedge = next((name for name, word in words.HEDGES.items() if word == mistake), "")
            if amount and (amount.hedge == hedge if hedge else amount.unit.casefold() == mistake.casefold()):
                return why
            if not amount and re.search(rf"\b{re.escape(mistake.casefold())}\b", text.casefold()):
                return why
    return ""


def _quoted(asked: Asked, amount: Amount, text: str) -> Verdict:
    """The verdict on a quotation whose value is right."""
    if amount.denied:
        told = "Yours says that it is not so: read as {told}. The source says {text}."
        return wrong(told, told=amount.told, text=f"“{asked.text}”")
    if why := _expected(asked, amount, text):
        return wrong("{why}", why=why)
    hedge = hedging(asked, amount, amount.value, text)
    if (found := gravest(other_unit(asked, amount), hedge, verb(asked, text), besides(asked, text))) is not None:
        return found
    if not amount.unit and amount.nouns and re.fullmatch(r"(?!was|has|goods)[a-z]{3,}s", amount.nouns[0]):
        return wrong("Wrong unit: yours counts {noun}. Asked for is {unit}.", noun=amount.nouns[0], unit=asked.unit_words)
    if amount.step < asked.printed.step * 0.99 or not amount.written:
        return better("It is written so that it claims more digits than the source prints: {text}.", text=f"“{asked.text}”")
    if not amount.unit:
        return better("The unit is missing: {unit}.", unit=asked.unit)
    return right(asked.told)


def _misquoted(asked: Asked, given: Given) -> Verdict:
    """The verdict on a quotation whose value is not that of the source."""
    if len(given.amounts) != 1:
        if why := _expected(asked, None, given.text):
            return wrong("{why}", why=why)
        read_as = f"Read as {listing([one.told for one in given.amounts]).text}. " if given.amounts else ""
        return wrong(read_as + "Quote the figure with its hedge, its unit and its scale, as the chapter prints it.")
    amount = given.amounts[0]
    why = _expected(asked, amount, given.text) if value_in(asked.unit, amount) is None else slip(asked, amount)
    if why:
        return wrong("{why}", why=why)
    if (found := other_unit(asked, amount)) is not None:
        return found
    value = value_in(asked.unit, amount) or 0.0
    if close(-value, asked.value):
        return wrong("Yours is negative: read as {told}. Leave out the sign.", told=amount.told)
    if (found := first(wrong_size(asked, value, asked.printed.value), other_claim(asked, amount))) is not None:
        return found
    return wrong("Read as {told}, which is not the figure of the source. Quote it as the chapter prints it.", told=amount.told)


# --- choices ------------------------------------------------------------------------------------------------------------


def _bare(text: str) -> str:
    """Small letters and single spaces, without articles, quotation marks and marks at the end; "grade A" and "A" alone are one word."""
    text = unicodedata.normalize("NFKC", text).replace("’", "'").casefold().replace("_", " ").replace("-", " ")
    text = re.sub(
        r"\bgraded?(?: as| is)?\W+([a-z])\b|^\W*([a-z])(?=\W*$|\s*[(:;,])|\b(?:is|gets|has|be) (?:an? )?([a-z])(?=\W*$)",
        lambda found: f"grade{found[1] or found[2] or found[3]}",
        text,
    )
    text = re.sub(r"[“”\"*.,;:!?()`]", " ", re.sub(r"n ?' ?t\b", "n't", text))
    text = re.sub(r"\b(?:yearly|annually)\b", "year", text)
    return " ".join(word for word in text.split() if word not in ("a", "an", "the", "per", "each", "every"))


def _found(text: str, options: list[str]) -> list[tuple[str, bool]]:
    """The options that a text holds, longest first and each once, and whether the text denies it."""
    ways = [(_bare(way), option) for option in options for way in [option, *ALSO.get(option, "").split("|")] if way]
    found: dict[str, bool] = {}
    for way, option in sorted(ways, key=lambda pair: -len(pair[0])):
        loose = way in ("no", "yes", "may", "all", "none", "true", "false", "never", "cannot", "can't")
        pattern = rf"(?P<no>\b{_NOT})?(?<![\w']){re.escape(way)}(?![\w'])"
        match = (
            re.match(rf"(?P<no>(?!))?(?:(?:it|they|that|this|one|you) )?{re.escape(way)}\b", text)
            if loose
            else re.search(pattern, text)
        )
        if match:
            found.setdefault(option, bool(match["no"]))
            text = text[: match.start()] + " # " + text[match.end() :]
    return list(found.items()) or _in_any_order(text, options)


def _in_any_order(text: str, options: list[str]) -> list[tuple[str, bool]]:
    """The option of several words that a text has all of, in any order, the longest; none where the text denies anything."""
    given = set(text.split())
    if re.search(r"\bnot\b|\bno\b|n't\b", text):
        return []
    whole = [option for option in options if len(words_ := set(_bare(option).split())) > 1 and words_ <= given]
    return [(max(whole, key=len), False)] if whole else []


def _dated(text: str, said: list[str]) -> list[str]:
    """The option that stands alone in front, where a text goes on to date each of them: "the offer, of 3 May 2031; the rule is of 2032"."""
    front = _bare(re.split(r"[,;.:(]", text)[0])
    alone = [option for option in said if _bare(option) == front]
    return alone if alone and len(_YEAR.findall(text)) >= len(said) else said


def answers(text: str, options: list[str]) -> bool:
    """Whether a piece of a text is an answer by itself: one of the options, or an amount."""
    return bool(_found(_bare(text), options) or read(text).amounts)


def choice(asked: Asked | None, answer: str, mistakes: list[Mistake], given: Given) -> Verdict:
    """The verdict on one of several answers in words; ``asked`` judges the amounts that are expected mistakes."""
    whys = {wrong_: why for wrong_, why in mistakes if isinstance(wrong_, str)}
    options = sorted([answer, *whys])
    told = _bare(given.text)
    found = _found(told, options)
    said = [option for option, denied in found if not denied]
    denied = [option for option, denied in found if denied]
    if len(said) > 1 and (rest := _found(_ASIDE.split(told)[0], options)):
        said = [option for option, no in rest if not no]
    if len(said) > 1 and isinstance(answer, Order):
        said = _dated(given.text, said)
    if isinstance(answer, Order) and (order := told_order(answer, given.text.casefold().replace("’", "'"))):
        said, denied = [option_of(answer, one, options) for one in order], []
    if not said and len(options) == 2 and len(denied) == 1:
        said = [option for option in options if option not in denied]
    if said == [answer]:
        return right(answer)
    if len(said) == 1:
        return wrong("{why}", why=whys[said[0]])
    amount = given.result or (given.amounts[0] if len(given.amounts) == 1 else None)
    if not said and amount and amount.value == 0 and "nothing" in whys:
        return wrong("{why}", why=whys["nothing"])
    known = [why for one in given.amounts if asked and not said and (why := slip(asked, one))]
    if known:
        return wrong("{why}", why=known[-1])  # what is worked out stands behind what it comes from
    listed = listing([*(["an amount"] if asked else []), *(f"“{option}”" for option in options)], "or")
    if denied and not said:
        told = "Read as a denial of {denied}. Answer with one of these: {options}."
        return wrong(told, denied=f"“{answer if answer in denied else denied[0]}”", options=listed)
    if not said and amount and amount.value == 0 and answer == "not stated":
        return wrong("Read as {told}. What the source leaves out is not nought.", told=amount.told)
    if not said and given.amounts:
        none = "That is not the answer" if asked else "No amount is the answer here"
        told = "Read as {told}. {none}. Answer with one of these: {options}."
        return wrong(told, told=given.amounts[0].told, none=none, options=listed)
    first = "Yours names several answers. " if said else "Nothing was handed over. " if given.nothing else ""
    return wrong("{first}Answer with one of these: {options}.", first=first, options=listed)


# --- names --------------------------------------------------------------------------------------------------------------


def _words(name: object) -> tuple[str, ...]:
    """The words of a name without accents, case, endings of the plural, and small words."""
    plain = unicodedata.normalize("NFKD", str(name).replace("&", " and ")).casefold().replace("ı", "i")
    found = re.findall(r"[a-z0-9]+", "".join(sign for sign in plain if not unicodedata.combining(sign)))
    return tuple(re.sub(r"(?<=\w{3})s$", "", word) for word in found if word not in _SMALL)


def _named(piece: str, known: Mapping[str, list[tuple[str, ...]]]) -> str:
    """The id that a name stands for: by all its words in any order, or by those that it shares with one id alone."""
    given = set(_words(piece))
    if not given:
        return ""
    for fits in (lambda ours: ours == given, lambda ours: given < ours, lambda ours: ours < given):
        if len(found := {name for name, ways in known.items() if any(way and fits(set(way)) for way in ways)}) == 1:
            return found.pop()
    return ""


def _pieces(item: object, known: Mapping[str, list[tuple[str, ...]]]) -> list[str]:
    """The names in a thing that was handed over: a quantity's claim, a name, or a list of names in a text."""
    if isinstance(item, Quantity):
        return [item.claims[0].id] if item.claims else []
    text = re.sub(r"^(?:.*:|.*\b(?:are|is)\b)\s+", "", re.sub(r"^\s*[{\[(](.*)[}\])]\s*$", r"\1", str(item), flags=re.S).strip())
    text = re.sub(r"(?:^|(?<=\s))\d+[.)]\s+", "; ", text)
    text = re.sub(r"\(([^()]*)\)", lambda m: m[0] if re.match(r"not\b", m[1]) or _named(m[1], known) else " ", text)
    if _named(text, known) and set(_words(text)) in [set(way) for ways in known.values() for way in ways]:
        return [text]
    if (spaced := _spaced(_words(text), known)) is not None:
        return spaced
    parts = [part for part in re.split(r"[,;\n/+|•()]|\bplus\b|\b[Aa]nd\b|&", text) if part.strip(" .'\"")]
    whole = []
    while parts:  # a name may hold a comma or an "and" itself: take the longest run of parts that is one
        taken = next(
            (
                n
                for n in range(len(parts), 1, -1)
                if set(_words(" ".join(parts[:n]))) in [set(w) for ws in known.values() for w in ws]
            ),
            1,
        )
        whole.append(" ".join(parts[:taken]).strip(" .'\""))
        parts = parts[taken:]
    found = sum(bool(_named(one, known)) for one in whole)
    joined = found < 2 and not re.search(r"[,;\n/]", text) and _named(text, known)
    return whole if len(whole) > 1 and found and not joined else [text]


def _spaced(given: tuple[str, ...], known: Mapping[str, list[tuple[str, ...]]]) -> list[str] | None:
    """Names that follow one another without any mark; None where other words stand among them."""
    found: list[str] = []
    while given:
        ways = [(len(way), name) for name, all_ways in known.items() for way in all_ways if way and given[: len(way)] == way]
        if not ways:
            return None
        length, name = max(ways)
        found.append(name)
        given = given[length:]
    return found


def _either_or(items: Iterable[object], known: Mapping[str, list[tuple[str, ...]]]) -> list[str]:
    """The names between which a text leaves the choice, with "or" between them; none where it joins them otherwise."""
    for item in items:
        pieces = re.split(r"\bor\b", str(item)) if isinstance(item, str) else []
        if len(pieces) > 1 and not _named(str(item), known) and all(_named(piece, known) for piece in pieces):
            return [piece.strip(" ,.") for piece in pieces]
    return []


def names(answer: Iterable[str], labels: Mapping[str, str], mistakes: list[Mistake], given: Given) -> Verdict:
    """The verdict on a set of names; ``labels`` are what a reader calls the right ones."""
    asked = set(answer)
    if given.nothing and asked:
        return wrong("Nothing was handed over. Give names, or ids as they stand in the data dictionary.")
    known = {name: [_words(name), _words(labels.get(name, ""))] for name in [*asked, *(str(w) for w, _ in mistakes)]}
    if asked and _NONE.fullmatch(given.text.strip()):
        return wrong("Read as none of them, and there are some. Give names, or ids as they stand in the data dictionary.")
    if asked and mistakes and _ALL.fullmatch(given.text.strip()):
        return wrong("Read as all of them, and not all belong. Give names, or ids as they stand in the data dictionary.")
    if pair := _either_or(given.items, known):
        return wrong("Yours leaves it open: {told}. Give what belongs, and nothing else.", told=listing(pair, "or"))
    named, others = set(), set()
    for piece in (piece for item in given.items for piece in _pieces(item, known)):
        if re.match(r"\s*(?:but |and )?(?:not|without|except|nothing else|none else|no others?)\b", piece):
            continue
        found = _named(piece, known)
        if found:
            named.add(found)
        elif piece.strip().casefold() not in ("none", "none of them", "nothing") or asked:
            others.add(piece)
    if named == asked and not others:
        return right(listing(sorted(labels.values())) if asked else "none of them")
    if whys := [why for name, why in mistakes if name in named]:
        return wrong("{why}", why=" ".join(whys))
    if others:
        told = listing(sorted(one.replace("_", " ") for one in others))
        return wrong("These do not belong: {others}. Give names, or ids as they stand in the data dictionary.", others=told)
    return wrong("What you have is right, but something is missing.")


# --- days ---------------------------------------------------------------------------------------------------------------


def day(answer: date, mistakes: list[Mistake], given: Given) -> Verdict:
    """The verdict on a day; mistakes are days as in ISO dates."""
    told = words.date(answer.isoformat())
    if given.day == answer.isoformat():
        return right(told)
    if why := next((why for mistake, why in mistakes if given.day and str(mistake) == given.day), ""):
        return wrong("{why}", why=why)
    if not given.day:
        return wrong("Give a day, with its month and its year.")
    return wrong("Read as {day}, which is another day.", day=words.date(given.day))
