"""The right answers to the exercises of ``notebooks/whole_of_route.ipynb``, and what a misreading gives."""

from __future__ import annotations

from claimbook.core.arithmetic import count, total
from claimbook.core.section import Section
from claimbook.teaching.exercises import Named, as_sure, exercise, plainly
from claimbook.teaching.made_up import amounts, counting
from claimbook.teaching.naive_arithmetic import PART_AND_WHOLE, naive_sum


def _coded(s: Section, lever: str) -> list[str]:
    return [c["subject"] for c in s.rows("lever_coding") if c["subject_kind"] == "instrument" and c["lever"] == lever]


@exercise(
    outcome="read",
    hints=(
        "Go by what the paragraph on Egypt says, not by what such a partnership may do besides.",
        "The table of reasons has a row for each lever of the partnership; hand over these levers.",
    ),
    again=(counting.served,),
)
def egypt_levers(s: Section):
    """The levers that the coding gives the partnership with Egypt."""
    labels = {row["id"]: row["label"] for row in s.rows("levers")}
    levers = Named(
        {c["lever"]: labels[c["lever"]] for c in s.rows("lever_coding") if c["subject"] == "egypt_partnership"}, labels
    )
    why = {
        "protection": "Protection is coded for Mauritania, whose purposes name aid for refugees; the paragraph on Egypt does not.",
        "root_causes": "The pillars of the partnership may touch root causes, but the section does not say so.",
    }
    return levers, [(lever, text) for lever, text in why.items() if lever not in levers]


@exercise(
    outcome="read",
    hints=(
        "The agreements leave the count, and a single action takes their place.",
        "All actions on borders − the agreements = …, and for the agreements together another.",
    ),
    again=(counting.as_one,),
)
def agreements_as_one(s: Section):
    """Actions on borders if all agreements with Frontex counted as a single action."""
    borders = _coded(s, "borders_and_smuggling")
    agreements = [a for a in borders if a.startswith("status_agreement")]
    apart = count(borders, "lever_coding", label="actions on borders", unit="actions")
    without = count(
        [b for b in borders if b not in agreements],
        "lever_coding",
        label="actions on borders without the agreements",
        unit="actions",
    )
    everything = {c["subject"] for c in s.rows("lever_coding") if c["subject_kind"] == "instrument"}
    in_force = sum(row["stage"] == "in_force" for row in s.rows("status_agreements"))
    right = plainly(without.best + 1, "actions", "actions on borders, the agreements as one", *apart.claims)
    return right, [
        (apart, "You counted each agreement as an action of its own, as the chart does."),
        (
            plainly(apart.best - in_force + 1, "actions", "actions on borders, those in force as one", *apart.claims),
            "You took those in force as one; take all agreements together, those signed or negotiated too.",
        ),
        (1.0, "That is the agreements alone; the other actions on borders count too."),
        (
            plainly(len(everything) - len(agreements) + 1, "actions", "all actions, the agreements as one", *apart.claims),
            "You counted actions of every kind; asked for are those on borders and smuggling.",
        ),
        (without, "You left the agreements out; together they are still an action."),
    ]


@exercise(
    outcome="nest",
    hints=(
        "Leave out what is stated to lie inside, and take what may lie inside once as inside and once as on top.",
        "{turkiye_migration} lies inside {turkiye_total} for certain, {turkiye_facility} likely, and a part of {syria_commitment} perhaps.",
    ),
    again=(amounts.all_heads,),
)
def protection_money(s: Section):
    """The money behind the actions that are coded to protection."""
    actions = set(_coded(s, "protection"))
    money = [q for q in s.claims(unit="EUR") if q.claims[0].instrument in actions]
    heads = [q for q in money if q.claims[0].id != "turkiye_migration"]
    right = total(*money, label="money behind actions coded to protection", heads_only=True, mixed_stages=True)
    turkiye = [q for q in heads if q.claim.partner == "turkiye"]
    lies = as_sure(s.claim("turkiye_facility"), s.claim("turkiye_total"), "lies", "likely lies", "may lie")
    return right, [
        (naive_sum(money), PART_AND_WHOLE),
        (
            total(*turkiye, label="money for Türkiye coded to protection", mixed_stages=True),
            "That is Türkiye alone; actions elsewhere are coded to protection too.",
        ),
        (
            naive_sum(heads),
            f"You took the Facility as coming on top for certain. It {lies} inside the total for Türkiye.",
        ),
    ]
