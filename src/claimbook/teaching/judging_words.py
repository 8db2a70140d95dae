"""Judge a figure quoted in words, a choice among answers, names, or a day."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import date

from claimbook import wording as words
from claimbook.core.claims import FIGURE_TABLES, OUTSIDE_TABLES
from claimbook.core.quantities import Printed, Quantity
from claimbook.core.section import Section
from claimbook.teaching.answers import Amount, Given, read
from claimbook.teaching.asked import ABOVE, BELOW, Asked, Mistake, close, hedging, on, other_claim, other_unit, value_in, verb
from claimbook.teaching.judging_order import Order, misdated, named_alone, option_of, told_order
from claimbook.teaching.judging_slips import rounded_off, slip, wrong_size
from claimbook.teaching.said_besides import besides
from claimbook.teaching.spoken import ALSO
from claimbook.teaching.verdicts import FIGURE, Verdict, better, first, gravest, right, wrong
from claimbook.wording import Wording, listing
from claimbook.wording.dates import MONTHS

_NOT = r"(?:not|never|nor|[a-z]+n't|rather than|instead of|neither)(?:\s+(?:at all|by|called|just|really|merely|only|is|was))*\s+"
#: What stands before an answer that is named for comparison only.
_ASIDE = re.compile(r"\b(?:than|and not|but not|then|followed by|of|precedes?|preceded|predates?)\b|(?<= )before (?=\w)")
#: What begins that something else is denied: "promised places, not people".
_BUT_NOT = re.compile(r"\s*(?:[,;(–-]\s*(?:and |but )?|\b(?:and|but) )(?:not|rather than|instead of)\b", re.I)
#: That two things have the same day.
_SAME_TIME = re.compile(r"\bsame (?:time|day|date|moment|month)\b|\bsimultaneous", re.I)
#: Tables of figures from outside the section.
OUTSIDE = tuple(table for table in FIGURE_TABLES if table in OUTSIDE_TABLES)
_MONTH_YEAR = re.compile(rf"\b(?:{'|'.join(MONTHS)})\w* \d{{4}}", re.I)
#: How wide the span is, as a part of it, around a number that was worked out, in which what other digits of the same figures give lies.
WORKED_OUT = 0.03
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


# --- quotes -------------------------------------------------------------------------------------------------------------


def quote(section: Section, answer: Wording, mistakes: list[Mistake], given: Given) -> Verdict:
    """The verdict on a figure quoted in words: value, unit, hedge, verb and digits are those of the source."""
    claim = answer.origins[0]
    source = read(answer.text).amounts[0]
    asked = Asked(section, source.value, source.value, source.value, claim.unit, answer, (claim.stage,), tuple(mistakes))
    given = read(given.text) if given.quantity else given
    if given.nothing:
        return wrong("Nothing was given. Quote the figure with its hedge, its unit and its scale.")
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
    if (found := first(wrong_size(asked, amount, value, asked.printed.value), other_claim(asked, amount))) is not None:
        return found
    if rounded_off(value, source := asked.printed.value, asked.printed.step) or value * 2 == source or value == source * 2:
        how = "twice" if value > 1.5 * source else "half" if value < 0.6 * source else "nearly"
        return wrong(
            "Read as {told}: that is {how} the figure. Quote the figure as the chapter prints it.", told=amount.told, how=how
        )
    if (figure := _figure_told(asked.section, amount, {claim.id for claim in asked.told.origins})) is not None:
        told = "Read as {told}: that is the figure {on}{besides}, and something else is asked."
        return wrong(told, FIGURE, told=amount.told, on=on(figure.label), besides=_besides(figure))
    return wrong("Read as {told}, which is not the figure of the source. Quote it as the chapter prints it.", told=amount.told)


# --- choices ------------------------------------------------------------------------------------------------------------


def _bare(text: str) -> str:
    """Small letters and single spaces, without articles, quotation marks and marks at the end; "grade A" and "A" alone are one word."""
    text = unicodedata.normalize("NFKC", text).replace("’", "'").casefold().replace("_", " ").replace("-", " ")
    text = re.sub(
        r"\b(?:graded?|note|stufe)(?: as| is)?\W+([a-z])\b|^\W*([a-z])(?=\W*$|\s*[(:;,])|\b(?:is|gets|has|be) (?:an? )?([a-z])(?=\W*$)",
        lambda found: f"grade{found[1] or found[2] or found[3]}",
        text,
    )
    text = re.sub(r"[“”\"*.,;:!?()`]", " ", re.sub(r"n ?' ?t\b", "n't", text))
    text = re.sub(r"\b(?:yearly|annually)\b", "year", text)
    text = re.sub(r"\b(?:pledge|promise)s? of (?:a )?places?\b", "places promised", text)
    text = re.sub(r"\b(?:persons|refugees|individuals)\b", "people", text)
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


def says_unstated(text: str) -> bool:
    """Whether a text says that something is not stated."""
    return _found(_unstated(_bare(text)), ["not stated"]) == [("not stated", False)]


def _unstated(text: str) -> str:
    """A text that denies that something is told, as "not stated": "no split is given"."""
    return re.sub(
        r"\bno (?:\w+ ){1,5}(?:is|are|was|were|has been|have been) (?:\w+ )?(?:stated|given|named|said|printed|told|listed|made)\b",
        "not stated",
        text,
    )


class Meant(str):
    """A wrong choice, with a pattern of other words that mean it, such as "arrived" of people who were admitted.

    Said beside the right choice they take it back, unless their clause denies them or tells what others say.
    """

    also: re.Pattern

    def __new__(cls, offered: str, also: str) -> Meant:
        """``offered`` is told as the question offers it."""
        made = super().__new__(cls, offered)
        made.also = re.compile(rf"\b(?:{also})\b", re.I)
        return made


#: Where what is said beside a choice begins, and words with which a clause denies something or leaves it open.
_REASON = re.compile(r"[,;:(.–]|\s-\s|\b(?:because|since|as|so|that is|for)\b", re.I)
_OPEN = re.compile(
    r"\b(?:not?|never|none|nothing|nor|yet|unless|if|whether|would|could|may|might|only|says?|said|claims?|claimed|headline|sentence|wrongly)\b|n't\b",
    re.I,
)


def _taken_back(mistakes: list[Mistake], text: str) -> str:
    """Why what is said beside the right choice takes it back; nothing where it does not."""
    clauses = [one for one in re.split(r"[,;:().–]|\b(?:because|since|as|so|but)\b", text) if not _OPEN.search(one)]
    return next((why for slip, why in mistakes if isinstance(slip, Meant) and any(slip.also.search(one) for one in clauses)), "")


def _chosen(answer: str, mistakes: list[Mistake], text: str) -> Verdict:
    """The verdict on the right choice, with what is said beside it: taken back, or not judged."""
    if why := _taken_back(mistakes, text):
        return better("Leave out what you say besides, which is not so. {why}", why=why)
    if isinstance(answer, Order) and (day_ := misdated(answer, text)):
        return better("The order is right. But neither of them has the date that you give: {day}.", day=day_)
    parts = _REASON.split(text, maxsplit=1)
    words_ = re.findall(r"[^\W\d_]{2,}", parts[-1]) if len(parts) > 1 else []
    beside = len(words_) > 1 and not _found(_bare(parts[-1]), [answer])
    return right(answer, "Only the choice was judged, not what you say besides." if beside else "")


class Summed(str):
    """What a sum says of what is asked, as the right answer, such as "an upper bound"; with the sum itself."""

    amount: float

    def __new__(cls, right: str, amount: float) -> Summed:
        """``right`` is told as the question offers it; ``amount`` is in euro."""
        made = super().__new__(cls, right)
        made.amount = amount
        return made


def _as_bound(answer: Summed, text: str, given: Given, options: list[str]) -> list[str] | Verdict:
    """What an answer says of a sum with the hedge of an amount alone: "at most EUR 5 million" is an upper bound."""
    amount = given.amounts[0] if len(given.amounts) == 1 else None
    if amount and not amount.unit and amount.value < 1000 and not re.search(r"\d", given.text):
        amount = None  # the article of another language: "eine Obergrenze"
    side = amount and ("an upper bound" if amount.hedge in BELOW else "a lower bound" if amount.hedge in ABOVE else "")
    side = side or next((way for way in ("an upper bound", "a lower bound") if _found(text, [way])), "")
    if amount and not close(value_in("EUR", amount), answer.amount):
        told = words.printed(answer.amount, 1e6, "EUR")
        return wrong("Read as {told}. The amounts add up to {sum}.", told=amount.told, sum=told)
    if side and side not in options:
        return wrong("That turns it round: the sum is not {side}.", side=side)
    if amount and not side:
        return wrong(
            "That is the sum itself. Asked for is what it says: {options}.",
            options=listing([f"“{one}”" for one in options], "or"),
        )
    return [side] if side else []


def _said(answer: str, told: str, text: str, options: list[str]) -> tuple[list[str], list[str]]:
    """The options that an answer names, and those that it denies."""
    found = _found(told, options)
    said = [option for option, denied in found if not denied]
    denied = [option for option, denied in found if denied]
    if not found and (head := _BUT_NOT.split(text)[0]) != text:
        said = [option for option, no in _found(_bare(head), options) if not no]
    if len(said) > 1 and (rest := _found(_ASIDE.split(told)[0], options)):
        said = [option for option, no in rest if not no]
    if len(said) > 1 and isinstance(answer, Order):
        said = _dated(text, said)
    if isinstance(answer, Order) and (order := told_order(answer, text.casefold().replace("’", "'"))):
        said, denied = [option_of(answer, one, options) for one in order], []
    if isinstance(answer, Order) and not said and not denied and (alone := named_alone(answer, text)):
        said = [option_of(answer, alone, options)]
    if not said and len(options) == 2 and len(denied) == 1:
        said = [option for option in options if option not in denied]
    return said, denied


def choice(section: Section, asked: Asked | None, answer: str, mistakes: list[Mistake], given: Given) -> Verdict:
    """The verdict on one of several answers in words; ``asked`` judges the amounts that are expected mistakes."""
    whys = {wrong_: why for wrong_, why in mistakes if isinstance(wrong_, str)}
    options = sorted([answer, *whys])
    told = _bare(given.text) if answer != "not stated" else _unstated(_bare(given.text))
    said, denied = _said(answer, told, given.text, options)
    if isinstance(answer, Summed) and not said and not denied:
        bound = _as_bound(answer, told, given, options)
        if isinstance(bound, Verdict):
            return bound
        said = bound
    if said == [answer]:
        return _chosen(answer, mistakes, given.text)
    if len(said) == 1:
        return wrong("{why}", why=whys[said[0]])
    if not said and not denied and (why := _taken_back(mistakes, given.text)):
        return wrong("{why}", why=why)
    amount = given.result or (given.amounts[0] if len(given.amounts) == 1 else None)
    if amount and (not amount.step or "=" in given.text):  # worked out, perhaps from other digits of the same figures
        amount = replace(amount, step=WORKED_OUT * abs(amount.value))
        given = replace(given, amounts=(amount,))
    if not said and amount and amount.value == 0 and "nothing" in whys:
        return wrong("{why}", why=whys["nothing"])
    known = [why for one in given.amounts if asked and not said and (why := slip(asked, one))]
    if known:
        return wrong("{why}", why=known[-1])  # what is worked out stands behind what it comes from
    listed = listing([*(["an amount"] if asked else []), *(f"“{option}”" for option in options)], "or")
    if isinstance(answer, Order) and not said and not denied and (_SAME_TIME.search(given.text) or says_unstated(given.text)):
        return wrong("Both have a date in the tables, and not the same one: compare them.")
    if denied and not said:
        told = "Read as a denial of {denied}. Answer with one of these: {options}."
        return wrong(told, denied=f"“{answer if answer in denied else denied[0]}”", options=listed)
    if not said and amount and amount.value == 0 and answer == "not stated":
        return wrong("Read as {told}. What the source leaves out is not nought.", told=amount.told)
    if not said and amount and (figure := _figure_told(section, amount, _ids(mistakes))) is not None:
        told = "Read as {told}: that is the figure {on}{besides}. {none} here."
        none = "Something else is asked" if asked else "No amount is the answer"
        return wrong(told, FIGURE, told=amount.told, on=on(figure.label), besides=_besides(figure), none=none)
    if not said and given.amounts and (given.day or _MONTH_YEAR.search(given.text)):
        return wrong("Read as a date. Answer with one of these: {options}.", options=listed)
    if not said and given.amounts and re.search(r"\d", given.text):
        none = "That is not the answer" if asked else "No amount is the answer here"
        told = "Read as {told}. {none}. Answer with one of these: {options}."
        return wrong(told, told=given.amounts[0].told, none=none, options=listed)
    first = "Yours names several answers. " if said else "Nothing was given. " if given.nothing else ""
    return wrong("{first}Answer with one of these: {options}.", first=first, options=listed)


def _ids(mistakes: list[Mistake]) -> set[str]:
    """The claims behind the slips that a question expects."""
    return {claim.id for slip, _ in mistakes if isinstance(slip, Quantity) for claim in slip.claims}


def _figure_told(section: Section, amount: Amount, ids: set[str]) -> Printed | None:
    """The only figure of the section, or of what other sources say on the claims of the question or else on any, that an amount is."""
    rows = [row for row in section.optional("evidence") if row["value"]]
    about = [section.evidence(row["id"]) for row in rows if row["claim"] in ids]
    anywhere = [section.figure(row["id"]) for table in OUTSIDE for row in section.optional(table) if row["value"] == amount.value]
    for figures in (section.claims(), about, anywhere):
        found = [q for q in figures if q.unit == (amount.unit or q.unit) and close(amount.value, q.value)]
        if figures is anywhere and len(f"{amount.value:.0f}".rstrip("0")) < 3:
            # so few digits are those of anything, but for their hedge
            found = [q for q in found if q.unit == amount.unit and q.claim.qualifier == amount.hedge != "exact"]
        if len({q.label.partition(",")[0] for q in found}) == 1 and (amount.unit in ("EUR", "tonnes") or amount.value >= 1000):
            return found[0]
    return None


def _besides(figure: Printed) -> str:
    """What keeps a figure from being the answer: that it stands outside the section, or the stage of the money."""
    if figure.outside:
        return ", which stands outside the section"
    stage = figure.claim.stage
    return f", which the section calls {figure.claim.stage_label}" if stage and stage != "not_applicable" else ""


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
