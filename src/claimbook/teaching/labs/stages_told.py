"""Judge what the sentence of a line says became of an amount, and what it says of suppositions and means, against its claims."""

from __future__ import annotations

import re

from claimbook import wording as words
from claimbook.core.claims import Claim
from claimbook.core.quantities import Derived, Quantity
from claimbook.core.section import Section
from claimbook.core.stages import ordinary, payment, said_of, told_by_verbs
from claimbook.teaching.labs.rules import Fault
from claimbook.wording.units import is_money

#: "all committed", "both were announced": said of every amount that the line names.
_OF_ALL = re.compile(r"\b(?:all|both|each|entirely|wholly)\b(?:\s+of\s+(?:it|them|this))?(?:\s+\w+){1,4}", re.I)
_CLAUSES = re.compile(r"[.;:!?]\s|,?\s+(?:but|although|though|while|yet)\s+|,\s+and\s+")
_SAY = (
    r"(?:sa(?:y|ys|id)|state[sd]?|tells?|told|mention(?:s|ed)?|report(?:s|ed)?|record(?:s|ed)?|disclose[sd]?|specif(?:y|ies|ied)|know[ns]?"
    r"|clear|shows?|shown|gives?|given|means?|impl(?:y|ies|ied)|found|reveal(?:s|ed)?)"
)
_UNSTATED = re.compile(
    rf"(?:\b(?:not|never|nowhere|cannot|nor|nothing|no (?:source|text|row|claim|one))|n['’]t)(?:\s+\w+){{0,3}}?\s+{_SAY}\b"
    rf"|\bun(?:known|clear|stated|said|told|reported)\b|\b(?:is|are|leaves?|left|remains?) open\b|\bsilent\b|\bwithout saying\b"
    rf"|\b{_SAY} nothing\b|\bno word\b",
    re.I,
)
_ASKED = re.compile(
    r"\bhow (?:much|many|far)\b|\bwhether\b|\bif (?:any|it|this|they|that)\b|\b(?:what|which) (?:part|share)\b|\banything\b"
    rf"|\b{_SAY} that\b|\b(?:of|on|about) (?:any |the )?(?:payments?|disbursements?|spending)\b",
    re.I,
)
_NO_RECORD = re.compile(rf"\bno (?:payments?|disbursements?) (?:is|are|was|were|has been|have been) {_SAY}\b", re.I)
#: Further words for payment, which a source may use of other things.
_HANDED = re.compile(r"\b(?:received|handed (?:over|out)|given to|gave|wired|remitted|donated|paying|pay-?outs?)\b", re.I)
_IF = re.compile(
    r"\b(?:if|suppos(?:e|es|ed|ing)|assum(?:e|es|ed|ing)|provided|in case|should|unless|were it|on the (?:reading|supposition|assumption))\b",
    re.I,
)
_OPEN = re.compile(
    r"\b(?:likely|probabl[ey]|perhaps|maybe|may|might|could|possibl[ey]|presumably|seems?|appears?|depend\w*|whether|either|or not)\b",
    re.I,
)
_MEAN = re.compile(r"\b(?:means?|averages?|mean value)\b", re.I)
_SPREAD = re.compile(
    r"\bunequal|\bspread\b|\bdiffer|\bvar(?:y|ies|ied)\b|\bhid(?:e|es|ing)\b|\bnot (?:show|say|stated|known)|\blargest\b|\bright for (?:hardly|no)",
    re.I,
)


def misstaged(section: Section, text: str, quantities: list[Quantity]) -> list[Fault]:
    """Stages that the sentence gets wrong or leaves out, in the words of the claims and of rule 4."""
    rows = section.rows("stages")
    stages = {stage for q in quantities for stage in q.stages}
    if not stages:
        return []
    claims = [claim for q in quantities for claim in q.claims]
    if misplaced := _misplaced(section, text, [claim for claim in claims if claim.stage in stages]):
        return misplaced
    bare = _without_others(section, text, {claim.id for claim in claims})
    for label in (claim.label for claim in claims):
        bare = re.sub(re.escape(label), "", bare, flags=re.I)
    faults = _overstated(section, bare, quantities, stages)
    for quantity in quantities:
        if faults or isinstance(quantity, Derived) and quantity.derivation.operation != "total":
            continue
        faults += _untold(section, text, bare, quantity, rows)
    return faults


def _without_others(section: Section, text: str, ours: set[str]) -> str:
    """The text without the stages in brackets right behind the labels of claims that are named only, and are in no number."""
    for row in section.rows("claims"):
        if row["id"] not in ours and row["label"].casefold() in text.casefold():
            own = re.escape(section.stage_label(row["stage"]))
            text = re.sub(rf"({re.escape(row['label'])}),? \({own}\)", r"\1", text, flags=re.I)
    return text


def _misplaced(section: Section, text: str, claims: list[Claim]) -> list[Fault]:
    """Stages in brackets behind a claim, or behind its figure, that are those of another claim of the line."""
    labels = {row["label"].casefold(): row["id"] for row in section.rows("stages")}
    for claim in claims:
        for told in re.finditer(rf"{re.escape(claim.label)}(?:,? at [^()]{{1,40}})? \(([\w ]+)\)", text, flags=re.I):
            stage = labels.get(told[1].casefold())
            if stage and stage not in reached(section, claim.stage):
                named = f"the sentence says that {claim.id} is {told[1]}; it is {claim.stage_label} (rule 4)"
                return [Fault("stage", named)]
    return []


def _overstated(section: Section, bare: str, quantities: list[Quantity], stages: set[str]) -> list[Fault]:
    """Stages that a sentence says and the claims do not: payment above all, one that only verbs tell, and "all" of what some are."""
    rows = section.rows("stages")
    labels = {row["id"]: row["label"] for row in rows}
    called = words.listing([labels[s] for s in sorted(stages)])
    allowed = set().union(*(reached(section, stage) for stage in stages))
    paid = payment(rows)
    stated = without_unstated(bare)
    money = any(is_money(q.unit) for q in quantities)
    if paid not in stages and (paid in said_of(rows, stated) or money and _HANDED.search(stated)):
        told = f"the sentence says that money was paid, or that it was not; the claims behind it are {called}, and none says so (rule 4)"
        return [Fault("stage", told)]
    said = said_of(rows, bare) - {paid}
    for row in told_by_verbs(rows):
        if row["id"] in said - allowed:
            return [Fault("stage", f"the sentence says {row['label']}; the claims behind it are {called} (rule 4)")]
    for each in _OF_ALL.finditer(bare):
        for stage in said_of(rows, each[0]):
            if any(stage not in reached(section, own) for own in stages):
                return [
                    Fault("stage", f"the sentence says that all is {labels[stage]}; the claims behind it are {called} (rule 4)")
                ]
    return []


def _untold(section: Section, text: str, bare: str, quantity: Quantity, rows: list[dict]) -> list[Fault]:
    """Stages of an amount or a sum that the sentence leaves out.

    A label may well name the stage of its own claim, as "places pledged" does. In a sum it counts only where an ordinary word tells
    the stage, as in "total" and "package": a verb in a label could be taken for what was done with all.
    """
    labels = {row["id"]: row["label"] for row in rows}
    told = said_of(rows, bare) | ordinary(rows, bare)
    mixed = len(quantity.stages) > 1
    missing = []
    for claim in quantity.claims:
        named = claim.label if claim.label.lower() in text.lower() or not mixed else ""
        own = ordinary(rows, named) if mixed else said_of(rows, text) | ordinary(rows, text)
        if claim.stage in quantity.stages and not reached(section, claim.stage) & (told | own):
            missing.append(claim)
    if not missing:
        return []
    if mixed:
        named = ", ".join(f"{c.id} is {c.stage_label}" for c in quantity.claims)
        told_ = f"a total may not mix stages without saying so (rule 4): {named}; name the stages in the sentence"
        return [Fault("stage", told_)]
    claim = missing[0]
    return [
        Fault("stage", f"the sentence does not say what happened to the amount: {claim.id} is {labels[claim.stage]} (rule 4)")
    ]


def steps_of(section: Section, kind: str) -> list[list[str]]:
    """The stages of a kind by how far they go, as ``labs`` of the descriptor has them: what is told at a later step says more."""
    return section.descriptor.get("labs", {}).get("steps", {}).get(kind, [])


def reached(section: Section, stage: str) -> set[str]:
    """The stages that a text may say of what has come to this one: what is in force was signed, and what is signed was negotiated."""
    steps = steps_of(section, "legal")
    at = next((i for i, step in enumerate(steps) if stage in step), -1)
    return {stage, *(earlier for step in steps[: max(at, 0)] for earlier in step)}


def without_unstated(text: str) -> str:
    """The text without the clauses that say of payment only that it is not told, such as "how much was paid is not stated".

    "Nothing was paid" stays: that is a finding, and the section makes none.
    """
    return " / ".join(clause for clause in _CLAUSES.split(text) if not _is_unstated(clause))


def _is_unstated(clause: str) -> bool:
    return bool(_NO_RECORD.search(clause) or _UNSTATED.search(clause) and _ASKED.search(clause))


def says_if(text: str) -> bool:
    """Whether a sentence says that it supposes something."""
    return bool(_IF.search(text))


def says_open(text: str) -> bool:
    """Whether a sentence leaves something open: that it is likely, may be, or is not stated."""
    return bool(_OPEN.search(text) or _UNSTATED.search(text))


def says_how_spread(text: str) -> bool:
    """Whether a sentence calls its mean a mean and says that it does not show how the parts differ."""
    return bool(_MEAN.search(text) and _SPREAD.search(text))
