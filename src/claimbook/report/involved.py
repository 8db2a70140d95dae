"""Who is involved in what: each partner with its instruments, how far each has come, and the amounts that go with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from claimbook.core.quantities import Printed
from claimbook.data.descriptor import resources
from claimbook.wording import Wording, plain, sentence

#: Kinds of stages of what is given, and not of a text that has legal steps.
GIVEN = ("money", "delivery")
#: Where an instrument stands when nothing more is known of it than that it is there.
NO_STEP = ("ongoing", "not_stated")


@dataclass(frozen=True)
class Step:
    """An instrument with one partner: its name without the partner's, its kind, where it stands, and the claims about it."""

    name: str
    kind: str
    status: str
    claims: tuple[Printed, ...]
    #: Those of the claims that say what is given through it, without parts of others of them.
    amounts: tuple[Printed, ...]

    @property
    def stage(self) -> str:
        """Where it stands, in words; empty where its amounts say as much, or nothing more is known than that it goes on."""
        said = {q.claim.stage for q in self.amounts}
        return "" if self.status in {*NO_STEP, *said} else self.status.replace("_", " ")

    @property
    def given(self) -> list[Wording]:
        """Each amount with its stage: 'EUR 7.4 billion in a package'."""
        return [sentence("{amount} {stage}", amount=q, stage=q.stage.text) for q in self.amounts]

    @property
    def text(self) -> str:
        """All of it on a line: name, where it stands, and amounts."""
        amounts = ", ".join(plain(told).text for told in self.given)
        return ": ".join(filter(None, (", ".join(filter(None, (self.name, self.stage))), amounts)))


@dataclass(frozen=True)
class Involved:
    """A partner, where the map shows it (a shape and, in a crowd, the title of an enlarged part), and its instruments."""

    id: str
    name: str
    shape: str
    inset: str
    steps: tuple[Step, ...]

    @property
    def claims(self) -> tuple[Printed, ...]:
        """Every claim about its instruments, each once."""
        return tuple({q.claim.id: q for step in self.steps for q in step.claims}.values())

    @property
    def amounts(self) -> tuple[Printed, ...]:
        """What is given in money through its instruments, without parts of others of them."""
        return tuple(q for step in self.steps for q in step.amounts if q.unit == "EUR")

    @property
    def mark(self) -> str:
        """The id of its mark in a drawing: its own id and those of its claims, with points between them."""
        return ".".join(["mark", self.id, *(q.claim.id for q in self.claims)])


def described(partners: Iterable[Involved]) -> str:
    """All partners with their instruments as text, for who does not see the map."""
    return ". ".join(f"{partner.name}: {'; '.join(step.text for step in partner.steps)}" for partner in partners)


def involved(section) -> list[Involved]:
    """Every partner to whom an instrument or a claim belongs, in the order of the table of partners."""
    behind = _claims_behind(section)
    places = {row["partner"]: row for row in section.optional("map_places")}
    found = []
    for row in section.optional("partners"):
        own = [instrument for partner, instrument in behind if partner == row["id"]]
        steps = tuple(_step(section, row["name"], instrument, behind[row["id"], instrument]) for instrument in own)
        place = places.get(row["id"], {})
        if steps:
            found.append(Involved(row["id"], row["name"], place.get("shape") or "", place.get("inset") or "", steps))
    return found


def without_partner(section) -> list[str]:
    """The names of the instruments that belong to no partner, which a map cannot show."""
    having = {instrument for _, instrument in _claims_behind(section)}
    return [row["name"] for row in section.rows("instruments") if row["id"] not in having]


def _claims_behind(section) -> dict[tuple[str, str], list[str]]:
    """The ids of the claims about each partner's instrument: those that name both, and those that count a row which does."""
    found: dict[tuple[str, str], list[str]] = {
        (row["partner"], row["id"]): [] for row in section.rows("instruments") if row["partner"]
    }
    named = [(row["partner"], row["instrument"], row["id"]) for row in section.rows("claims")]
    for name, resource in resources(section.descriptor).items():
        if column := resource.get("counted", {}).get("column"):
            named += [(row.get("partner"), row.get("instrument"), row[column]) for row in section.rows(name)]
    for partner, instrument, claim in named:
        if partner and instrument and claim not in found.setdefault((partner, instrument), []):
            found[partner, instrument].append(claim)
    return found


def _step(section, partner: str, instrument: str, ids: Sequence[str]) -> Step:
    row = section.row("instruments", instrument)
    name = re.sub(rf"\s+(?:with|for|to|on|in)\s+{re.escape(partner)}$", "", row["name"])
    claims = tuple(map(section.claim, ids))
    kinds = {stage["id"]: stage["kind"] for stage in section.rows("stages")}
    parts = {r["part"] for r in section.rows("relations") if r["kind"] == "part_of" and r["whole"] in ids}
    amounts = tuple(q for q in claims if kinds[q.claim.stage] in GIVEN and q.claim.id not in parts)
    return Step(name, row["kind"], row["status"], claims, amounts)


def listed(partners: Iterable[Involved], kinds: dict[str, str], shapes: Iterable[str]) -> dict[str, list]:
    """The columns of a table behind a map: a row for each instrument of each partner."""
    known = set(shapes)
    rows = [(partner, step) for partner in partners for step in partner.steps]
    return {
        "Partner": [partner.name for partner, _ in rows],
        "Instrument": [step.name for _, step in rows],
        "Kind": [kinds.get(step.kind, step.kind.replace("_", " ")) for _, step in rows],
        "Where it stands": [_standing(step) for _, step in rows],
        "Amounts": [step.given or "none printed" for _, step in rows],
        "On the map": ["a mark" if partner.shape in known else "no mark" for partner, _ in rows],
    }


def _standing(step: Step) -> object:
    """Where an instrument stands; it leads to the claim that says so, where there is one."""
    told = next((q.stage for q in step.claims if q.claim.stage == step.status and q not in step.amounts), None)
    return told or step.status.replace("_", " ")
