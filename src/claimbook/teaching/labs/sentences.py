"""Judge the sentence of a line: its numbers, their digits and hedges, and the stages that it names, against the claims of the line."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from claimbook import wording as words
from claimbook.core.quantities import Derived, Printed, Quantity
from claimbook.core.section import Section
from claimbook.core.stages import ordinary, payment, said_of, told_by_verbs
from claimbook.data.printed import hedge_at
from claimbook.teaching.labs.brief import Line
from claimbook.wording.hedges import SIDES, SPOKEN
from claimbook.wording.numbers import FIGURE, TOLD_WORD, value_of
from claimbook.wording.units import CURRENCIES, is_money

#: What a reader may say of a hedge beyond the words of sources, right before a number.
_SPOKEN = re.compile(rf"(?<![\w-])(?:{'|'.join(f'(?P<{name}>{said})' for name, said in SPOKEN.items())})\s*$", re.I)
_DENIED = re.compile(r"(?:\b(?:not|never|cannot)|n['’]t)\s+$", re.I)
NUMBER = re.compile(
    rf"(?<![\w.,-])(?:(?P<code>{'|'.join(CURRENCIES)}|€)\s*)?(?P<digits>{FIGURE})(?:\s*(?P<scale>{TOLD_WORD})\b)?(?P<percent>\s*%)?"
)
WORD = re.compile(rf"\b(?:{'|'.join(words.WORDS)})\b", re.I)


def find(section: Section, claim_id: str) -> Printed:
    """A claim of the section, or a row of evidence or context, by its id; raises KeyError where there is none."""
    for table, get in (("claims", section.claim), ("evidence", section.evidence), ("context", section.context)):
        if any(row["id"] == claim_id for row in section.rows(table)):
            return get(claim_id)
    raise KeyError(f"no {claim_id!r} in data/claims.csv, data/evidence.csv or data/context.csv")


@dataclass(frozen=True)
class Token:
    """A number found in a sentence: its value, the step of its last digit, and its unit where one stands with it."""

    value: float
    step: float
    unit: str
    start: int
    end: int


def _tokens(text: str) -> list[Token]:
    matches = list(NUMBER.finditer(text))
    tokens: list[Token] = []
    for i, match in enumerate(matches):
        code, scale, percent = (match["code"] or "").replace("€", "EUR"), match["scale"], bool(match["percent"])
        following = matches[i + 1] if i + 1 < len(matches) else None
        if following and not scale and re.fullmatch(r"\s*(?:to|and|–|-)\s*", text[match.end() : following.start()]):
            scale, percent = following["scale"], percent or bool(following["percent"])  # EUR 12.4 to 18.6 billion
        preceding = tokens[-1] if tokens else None
        if preceding and scale and re.fullmatch(r"\s*(?:to|and|–|-)\s*", text[preceding.end : match.start()]):
            code = code or (preceding.unit if is_money(preceding.unit) else "")
        digits = match["digits"].rstrip(",")
        whole, _, decimals = digits.replace(",", "").partition(".")
        zeros = 0 if decimals or not int(whole) else len(whole) - len(whole.rstrip("0"))
        step = 10.0 ** (-len(decimals) if decimals else zeros) * value_of("1", scale)
        unit = code or ("EUR" if scale else "%" if percent else "")
        tokens.append(Token(value_of(digits, scale), step, unit, match.start(), match.end()))
    small = [m for m in WORD.finditer(text) if not any(t.start <= m.start() < t.end for t in tokens)]
    tokens += [Token(float(words.WORDS.index(m[0].lower())), 1.0, "", m.start(), m.end()) for m in small]
    return sorted(tokens, key=lambda token: token.start)


def misworded(section: Section, line: Line, quantities: list[Quantity]) -> list[str]:
    """Numbers of the sentence that its claims do not give, with too many digits, or without their hedge."""
    faults = []
    parts = [
        find(section, c.id)
        for q in quantities
        for c in q.claims
        if isinstance(q, Derived) and c.table in ("claims", "evidence", "context")
    ]
    text = _without_dates(section, line.text, [*quantities, *parts])
    tokens = _tokens(text)
    explained: set[Token] = set()
    for quantity, must in [(q, True) for q in quantities] + [(q, False) for q in parts]:
        allowed = _tokens(quantity.text.replace(words.NBSP, " "))
        found = [t for t in tokens if _means(t, quantity, allowed)]
        explained |= set(found)
        if must and not found:
            faults.append(f"the sentence does not show the number for {quantity.label}")
        if must and found and len(allowed) > 1 and len(found) < len(allowed):
            faults.append(f"the claims allow no single number for {quantity.label}: give both ends of its range (rule 6)")
        finest = min((t.step for t in allowed), default=0.0)
        if any(t.step < finest * (1 - 1e-9) for t in found):
            faults.append(
                f"too many digits for {quantity.label}: its bounds are {quantity.range.text.replace(words.NBSP, ' ')} (rule 6)"
            )
        faults += [fault for t in found if (fault := _unhedged(text, t, quantity))]
    for token in tokens:
        if token not in explained and not WORD.fullmatch(text[token.start : token.end]):
            faults.append(f"the sentence says {text[token.start : token.end].strip()}, which no number of the line gives")
    return faults


def _without_dates(section: Section, text: str, quantities: list[Quantity]) -> str:
    """The sentence with the labels and dates of its claims blanked out, so that their digits are not taken for numbers."""
    known = {claim.id for q in quantities for claim in q.claims}
    dates, labels = set(), set()
    periods = ("period_start", "period_end")
    for table, fields in (("claims", periods), ("evidence", ()), ("context", ("date", "date_end", *periods))):
        for row in section.rows(table):
            if row["id"] in known:
                labels.add(row["label"])
                dates |= {row[field] for field in fields if row[field]}
    dates |= {date[:4] for date in dates}
    shown = sorted({words.date(date).replace(words.NBSP, " ") for date in dates} | labels, key=len, reverse=True)
    return re.sub(rf"\b(?:{'|'.join(map(re.escape, shown))})\b", lambda m: "_" * len(m[0]), text, flags=re.I) if shown else text


def _means(token: Token, quantity: Quantity, allowed: list[Token]) -> bool:
    """Whether a number of the sentence is the quantity, rounded to the step of its last digit."""
    unit = quantity.unit if is_money(quantity.unit) or quantity.unit == "%" else ""
    if token.unit != unit:
        return False
    if any(math.isclose(token.value, t.value, rel_tol=1e-9, abs_tol=1e-9) for t in allowed):
        return True
    return quantity.value is not None and abs(token.value - quantity.value) <= token.step / 2 * (1 + 1e-9)


def _side(quantity: Quantity) -> str:
    """Whether the quantity is a floor, a ceiling, or neither."""
    if isinstance(quantity, Printed):
        return SIDES.get(quantity.claim.qualifier, "")
    return "floor" if math.isinf(quantity.high) else "ceiling" if math.isinf(quantity.low) else ""


def _said_side(text: str, token: Token) -> str:
    """Whether the words around a number make it a floor, a ceiling, or neither; "not above" is a ceiling, as "above" is a floor."""
    qualifier, _, start, _ = hedge_at(text, token.start, token.end)
    if qualifier not in SIDES and (spoken := _SPOKEN.search(text[: token.start])):
        qualifier, start = str(spoken.lastgroup), spoken.start()
    side = SIDES.get(qualifier, "")
    return {"floor": "ceiling", "ceiling": "floor"}.get(side, "") if _DENIED.search(text[:start]) else side


def _unhedged(text: str, token: Token, quantity: Quantity) -> str:
    """What is wrong with the hedge of a number, if anything."""
    side = _side(quantity)
    said = _said_side(text, token)
    if side and side != said:
        qualifier = quantity.claim.qualifier if isinstance(quantity, Printed) else "at_least" if side == "floor" else "at_most"
        return f"the hedge is lost: {quantity.label} is “{words.HEDGES[qualifier]}” that number, a {side} and not an exact figure (rule 5)"
    told = {SIDES.get(hedge, "") for hedge, word in words.HEDGES.items() if word and quantity.text.startswith(f"{word} ")}
    if said and said not in (side, *told):
        return f"the sentence hedges {quantity.label} in a way that its claims do not (they give {quantity.text.replace(words.NBSP, ' ')})"
    return ""


def misstaged(section: Section, text: str, quantities: list[Quantity]) -> list[str]:
    """Stages that the sentence gets wrong or leaves out, in the words of the claims and of rule 4."""
    faults = []
    rows = section.rows("stages")
    labels = {row["id"]: row["label"] for row in rows}
    stages = {stage for q in quantities for stage in q.stages}
    if not stages:
        return []
    bare = text
    for label in (claim.label for q in quantities for claim in q.claims):
        bare = re.sub(re.escape(label), "", bare, flags=re.I)
    called = words.listing([labels[s] for s in sorted(stages)])
    said = said_of(rows, bare)
    if payment(rows) in said - stages:
        faults.append(f"the sentence says that money was paid; the claims behind it are {called}, and none says so (rule 4)")
    for row in told_by_verbs(rows):
        if row["id"] in said - stages - {payment(rows)}:
            faults.append(f"the sentence says {row['label']}; the claims behind it are {called} (rule 4)")
    for quantity in quantities:
        if faults or isinstance(quantity, Derived) and quantity.derivation.operation != "total":
            continue
        # A label may well name the stage of its own claim, as "places pledged" does; in a sum it could be taken for another's.
        where = bare if len(quantity.stages) > 1 else text
        told = said_of(rows, where) | ordinary(rows, where)
        missing = [stage for stage in quantity.stages if stage not in told]
        if missing and len(quantity.stages) > 1:
            named = ", ".join(f"{c.id} is {c.stage_label}" for c in quantity.claims)
            faults.append(f"a total may not mix stages without saying so (rule 4): {named}; name the stages in the sentence")
        elif missing:
            faults.append(
                f"the sentence does not say what happened to the amount: {quantity.claims[0].id} is {labels[missing[0]]}"
            )
    return faults
