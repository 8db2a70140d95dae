"""What a text says became of an amount, a delivery or an agreement: the verbs and words of data/stages.csv in sentences."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable

from claimbook.core.claims import Claim
from claimbook.data.descriptor import USUAL_STAGES

#: What comes after every stage of data/stages.csv, and stems of its verbs. The section says it of no amount, so no stage has
#: these verbs, and a text that has one says something else than the claim.
PAID = "paid"
PAYING = "paid; pay; disburs; spent; spend"
PAYMENT = f"{PAYING}; contracted; transferred; delivered; released"
#: What may stand between the words of a stem.
ASIDE = r"(?:\s+(?:be|been|being|has|have|had|also|already|later|now|only|since|soon|then|yet|[a-z]+ly))*\s+"
#: What a stem may end with as a verb, and as a noun with the amount after it: "announced", "the announcement of EUR 5 million".
VERB = r"(?:e|es|d|s|[a-z]?ed|[a-z]?ing)?\b"
NOUN_OF = r"(?:e?ment|(?:at)?ion)s?\b(?= of\b[^,;]{0,40}$)"
#: As a noun anywhere in a sentence that is about the amount; "management" is a field of work and tells no stage.
NOUN = r"(?:ement|(?<!e)ment|(?:at)?ion)s?\b"


def usual() -> list[dict]:
    """The stages with which a report begins, and for which a text is read where no table says which there are: rows of data/stages.csv."""
    with USUAL_STAGES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def verb_pattern(stages: Iterable[dict], kind: str, noun: str = NOUN_OF) -> re.Pattern:
    """The verbs of the stages of a kind, in a group named after the stage; for money also those of payment, as ``payment`` names it."""
    rows = list(stages)
    stems = {row["id"]: row["verbs"] for row in rows if row["kind"] == kind and row["verbs"]}
    if kind == "money":
        taken = {stem for verbs in stems.values() for stem in verbs.split("; ")}
        paid, rest = payment(rows), "; ".join(stem for stem in PAYMENT.split("; ") if not stem.startswith(tuple(taken)))
        stems[paid] = "; ".join(filter(None, (stems.get(paid, ""), rest)))
    return _pattern(stems, noun)


def payment(stages: Iterable[dict]) -> str:
    """The stage that a text means by "paid": that of the table which has such verbs, else "paid", which no amount of it has."""
    paying = set(PAYING.split("; "))
    rows = (row for row in stages if row["kind"] == "money" and row["verbs"])
    return next((row["id"] for row in rows if paying & set(row["verbs"].split("; "))), PAID)


def pays(said: str, stems: str = PAYING) -> bool:
    """Whether a verb says that money was paid, and not only that it was bound or handed on, as "contracted" and "released" do."""
    return bool(re.search(rf"\b(?:{'|'.join(stems.split('; '))})", said, re.I))


def tells_payment(stages: Iterable[dict], claim: Claim, *, or_bound: bool = False) -> bool:
    """Whether a claim says that money was paid, by its own words or by the name, verbs or words of its stage; "unpaid" says none.

    ``or_bound``: or that it was contracted, transferred, delivered or released. ``stages`` are the rows of data/stages.csv.
    """
    of_stage = [row[field] or "" for row in stages if row["id"] == claim.stage for field in ("label", "verbs", "words")]
    return pays("; ".join([claim.printed, *of_stage]), PAYMENT if or_bound else PAYING)


def _pattern(stems: dict[str, str], noun: str) -> re.Pattern:
    """The stems of each stage, given as in the table, as one pattern that names the stage."""
    parts = []
    for stage, listed in stems.items():
        ways = "|".join(ASIDE.join(stem.split()) for stem in listed.split("; "))
        parts.append(f"(?P<{stage}>(?:{ways})(?:{VERB}|{noun}))")
    return re.compile(rf"\b(?:{'|'.join(parts)})" if parts else r"(?!)", re.I)


def said_of(stages: list[dict], text: str) -> set[str]:
    """The stages that the verbs of a sentence name, payment among them; "not announced" names none, but payment is named so too."""
    found, paid = set(), payment(stages)
    for kind in {row["kind"] for row in stages}:
        for verb in verb_pattern(stages, kind, NOUN).finditer(text):
            if verb.lastgroup and (verb.lastgroup == paid or not text[: verb.start()].lower().endswith("not ")):
                found.add(verb.lastgroup)
    return found


def ordinary(stages: list[dict], text: str) -> set[str]:
    """The stages that a sentence may mean by ordinary words, which may as well mean something else."""
    return {str(word.lastgroup) for word in _pattern(_words(stages), NOUN).finditer(text)}


def _words(stages: list[dict]) -> dict[str, str]:
    return {row["id"]: row["words"] for row in stages if row["words"]}


def told_by_verbs(stages: list[dict]) -> list[dict]:
    """The stages that nothing but their verbs can tell, so that a sentence with such a verb says that it came to this."""
    return [row for row in stages if row["verbs"] and not row["words"]]
