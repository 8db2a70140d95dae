"""Judge a set of names or ids: which belong, which do not, and what stands in their place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from claimbook.core.quantities import Quantity
from claimbook.core.section import Section
from claimbook.data.descriptor import resources
from claimbook.teaching.answers import Given, read
from claimbook.teaching.asked import Mistake
from claimbook.teaching.spoken import printed_form
from claimbook.teaching.verdicts import Verdict, right, wrong
from claimbook.wording import listing
from claimbook.wording.units import CARDINALS

#: Answers that name none of the names that are asked for, or all that there are.
_NONE = re.compile(r"(?:none|nothing|no one)(?: (?:of (?:them|these|those)|at all))?\W*", re.I)
_ALL = re.compile(
    rf"(?:all|every|each|everything|everyone)(?: (?:of )?(?:them|these|those|one|the \w+|\d+|{'|'.join(CARDINALS)}))*(?: of them)?\W*",
    re.I,
)
#: Where a reason begins that names nothing: "none, as each of them has one".
_BEHIND = re.compile(r"\s*(?:[,;:(.–]|\s-\s|\b(?:because|since|as)\b)")
#: A number with its unit, and nothing else.
_NUMBER = re.compile(r"(?:(?:about|only|just|EUR) )*[\d.,]+(?: (?:%|[a-z]+))?\W*")
#: What leads to a name: "the talks with Malta".
_LED = re.compile(r"^(?:the|those|that) \w+ (?:on|with|about|for|of) (?:the )?", re.I)
#: What is said of the last name, and names nothing: "not Malta, which is only signed".
_RELATIVE = re.compile(r",\s*(?:which|because|since|whereas|while|as)\b[^,;]*$")
#: Where a name stands in a list or a text: "priority 3", "no. 3", "the sixth one", "just the third", "in paragraph 4".
_ORDINAL = "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last"
_PLACE = re.compile(
    rf"\W*(?:(?:and|but|just|only|in|the|number|no\.?)\s+)*"
    rf"(?:(?:{_ORDINAL}|\d+(?:st|nd|rd|th))(?: \w+)?|(?:[a-z]+ |(?:nos?|nr)\. ?|#)\d+)\W*",
    re.I,
)
_SMALL = set(
    "whether if does is are id n a an and the of for in to on with from against eu s claim claims question questions field fields column columns row rows one ids".split()
)


def _words(name: object) -> tuple[str, ...]:
    """The words of a name without accents, case, the endings of plurals and verbs, and small words."""
    plain = unicodedata.normalize("NFKD", str(name).replace("&", " and ")).casefold().replace("ı", "i")
    found = re.findall(r"[a-z0-9]+", "".join(sign for sign in plain if not unicodedata.combining(sign)))
    return tuple(re.sub(r"(?<=\w{4})(?:ed?|ing|es)$|(?<=\w{3})s$", "", word) for word in found if word not in _SMALL)


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
    text = re.sub(r"^\s*[{\[(](.*)[}\])]\s*$", r"\1", str(item), flags=re.S).strip()
    exact = [set(way) for ways in known.values() for way in ways]
    text = text if set(_words(text)) in exact else _RELATIVE.sub("", text)
    text = re.sub(r"^(?:.*:|(?!(?:.*\s)?(?:whether|if)\b).*\b(?:are|is)\b)\s+", "", text)
    text = re.sub(r"\(([^()]*)\)", lambda m: m[0] if re.match(r"not\b", m[1]) or _named(m[1], known) else " ", text)
    text = re.sub(r"(?:^|(?<=\s))\d+[.)]\s+", "; ", text)
    if _named(text, known) and set(_words(text)) in exact:
        return [text]
    behind = _pieces(led, known) if (led := _LED.sub("", text)) != text else []
    if behind and all(_named(one, known) for one in behind):
        return behind
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
    strange = any(piece in known and not known[piece] for piece in whole)
    joined = found < 2 and not strange and not re.search(r"[,;\n/]", text) and _named(text, known)
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


def _without_said(item: object, said: str) -> object:
    """A text without what it says of its names besides, by the pattern ``said``: "A and B match no lever"."""
    return re.sub(rf"\s+(?:all |both |each )?(?:{said})\W*$", "", item, flags=re.I) if said and isinstance(item, str) else item


def _either_or(items: Iterable[object], known: Mapping[str, list[tuple[str, ...]]]) -> list[str]:
    """The names between which a text leaves the choice, with "or" between them; none where it joins them otherwise."""
    for item in items:
        pieces = re.split(r"\bor\b", str(item)) if isinstance(item, str) else []
        if len(pieces) > 1 and not _named(str(item), known) and all(_named(piece, known) for piece in pieces):
            return [piece.strip(" ,.") for piece in pieces]
    return []


def _elsewhere(section: Section, piece: str, asked: set[str]) -> tuple[str, str]:
    """The table in which a name stands that is not asked for, and that of the names that are; nothing where that is not sure."""
    found, own, name = [], "", piece.strip(" `'\"").casefold()
    for table in resources(section.descriptor):
        rows = section.optional(table)
        if not rows or "id" not in rows[0]:
            continue
        if asked <= (ids := {row["id"] for row in rows}):
            own = own or table
        elif name in ids or name.replace(" ", "_") in ids or any(name == str(row.get("label", "")).casefold() for row in rows):
            found.append(table)
    return (listing([table.replace("_", " ") for table in found]).text, own.replace("_", " ")) if own and found else ("", "")


def _foreign(section: Section, asked: set[str], others: set[str], labels: Mapping[str, str], given: Given) -> Verdict:
    """The verdict on names of which some are not asked for, or none that could be."""
    if known := [labels.get(one.strip(" `'\""), "") for one in others if one.strip(" `'\"") in labels]:
        there = listing([f"“{one.strip('“”')}”" for one in known])
        return wrong("What stands in the same table, but does not belong: {there}.", there=there)
    numbers = [one for item in given.items for one in read(item).amounts]
    if numbers and all(_NUMBER.fullmatch(printed_form(str(one))) for one in others):
        return wrong(
            "Read as {told}. Numbers do not belong here: give the names themselves.", told=listing([one.told for one in numbers])
        )
    told = listing(sorted(one.replace("_", " ") for one in others)).text
    if len(others) == 1 and all(tables := _elsewhere(section, _LED.sub("", str(next(iter(others)))), asked)):
        return wrong(
            "“{told}” stands in the table of {there}; asked for are names that stand in that of {own}.",
            told=told,
            there=tables[0],
            own=tables[1],
        )
    return wrong(
        "These do not belong: {others}. Give names as the chapter tells them, or ids as they stand in the data dictionary.",
        others=told,
    )


def names(section: Section, answer: Iterable[str], labels: Mapping[str, str], mistakes: list[Mistake], given: Given) -> Verdict:
    """The verdict on a set of names; ``labels`` are what a reader calls these, and others of their table."""
    asked = set(answer)
    if given.nothing and asked:
        return wrong("Nothing was given. Give the names that are asked for.")
    slips = {str(slip): [_words(slip)] for slip, _ in mistakes}
    wide = {name: [_words(name), _words(labels.get(name, ""))] for name in [*asked, *slips]}
    known = wide | slips
    known |= {name: [] for name in labels if name not in known}  # told from the others, and not guessed at
    said = given.text.strip()
    said = said if any(_named(one, known) for one in _pieces(said, known)) else _BEHIND.split(said)[0]
    if asked and _NONE.fullmatch(said):
        return wrong("Read as none of them, and there are some. Give the names that are asked for.")
    if asked and mistakes and _ALL.fullmatch(said):
        return wrong("Read as all of them, and not all belong. Give the names that are asked for.")
    if pair := _either_or(given.items, known):
        return wrong("Yours leaves it open: {told}. Give what belongs, and nothing else.", told=listing(pair, "or"))
    named, others = set(), set()
    items = [_without_said(item, getattr(answer, "said", "")) for item in given.items]
    if (turned := getattr(answer, "turned", "")) and (contrary := re.search(turned, " ".join(map(str, items)), re.I)):
        return wrong("Yours says the contrary of what is asked: {told}.", told=f"“{contrary[0]}”")
    pieces = [piece for item in items for piece in _pieces(item, known)]
    placed = [piece for piece in pieces if _PLACE.fullmatch(piece) and not _named(piece, known)]
    pieces = [piece for piece in pieces if piece not in placed] or pieces
    for piece in pieces:
        if re.match(r"\s*(?:but |and )?(?:not|without|except|nothing else|none else|no others?)\b", piece):
            continue
        found = _named(piece, known) or _named(piece, wide)
        if found and "_" in piece and piece not in known and all(_elsewhere(section, piece, asked)):
            found = ""  # the id of something else, though it has words of one that is asked for
        if found:
            named.add(found)
        elif piece.strip().casefold() not in ("none", "none of them", "nothing") or asked:
            others.add(piece)
    if named == asked and not others:
        return right(listing(sorted(labels[name] for name in asked)) if asked else "none of them")
    if whys := [why for name, why in mistakes if name in named]:
        return wrong("{why}", why=" ".join(whys))
    if others:
        return _foreign(section, asked, others, labels, given)
    return wrong("What you have is right, but something is missing.")
