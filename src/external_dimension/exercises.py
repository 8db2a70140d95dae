"""The exercises of this report: what each right answer follows from, and what a misreading gives; chapters ask the questions."""

from __future__ import annotations

from datetime import date as Date

from claimbook.core.arithmetic import add, count, difference, per, ratio, remainder, share, total
from claimbook.core.quantities import Quantity
from claimbook.core.section import Section
from claimbook.teaching.exercises import EXERCISES, Named, check, exercise, plainly
from claimbook.teaching.mistakes import naive_quotient, naive_ratio, naive_sum

__all__ = ["EXERCISES", "check"]

PART_AND_WHOLE = "You added a part to its whole, so the part is counted again."


# --- whole of route -----------------------------------------------------------------------------------------------------


def _coded(s: Section, lever: str) -> list[str]:
    return [c["subject"] for c in s.rows("lever_coding") if c["subject_kind"] == "instrument" and c["lever"] == lever]


@exercise
def egypt_levers(s: Section):
    """The levers that the coding gives the partnership with Egypt."""
    labels = {row["id"]: row["label"] for row in s.rows("levers")}
    levers = Named({c["lever"]: labels[c["lever"]] for c in s.rows("lever_coding") if c["subject"] == "egypt_partnership"})
    why = {
        "protection": "Protection is coded for Mauritania, whose purposes name aid for refugees; the paragraph on Egypt does not.",
        "root_causes": "The pillars of the partnership may touch root causes, but the section does not say so.",
    }
    return levers, [(lever, text) for lever, text in why.items() if lever not in levers]


@exercise
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
    right = plainly(without.best + 1, "actions", "actions on borders, the agreements as one", *apart.claims)
    return right, [
        (apart, "You counted each agreement as an action of its own, as the chart does."),
        (without, "You left the agreements out; together they are still an action."),
    ]


@exercise
def protection_money(s: Section):
    """The money behind the actions that are coded to protection."""
    actions = set(_coded(s, "protection"))
    money = [q for q in s.claims(unit="EUR") if q.claims[0].instrument in actions]
    heads = [q for q in money if q.claims[0].id != "turkiye_migration"]
    right = total(*money, label="money behind actions coded to protection", heads_only=True, mixed_stages=True)
    return right, [
        (naive_sum(money), PART_AND_WHOLE),
        (naive_sum(heads), "You took the Facility as coming on top for certain. It likely lies inside the total for Türkiye."),
    ]


# --- Budapest Process ---------------------------------------------------------------------------------------------------


@exercise
def plan_years(s: Section):
    """Years of the action plan if it ends as its last year begins."""
    years = s.claim("budapest_years")
    return (
        plainly(years.value - 1, "years", "years of the plan if it ends as its last year begins", *years.claims),
        [
            (years, "You counted the last year as well; here the plan is taken to end as that year begins."),
            (years.value - 2, "You left out the opening year too."),
        ],
    )


@exercise
def priorities_share(s: Section):
    """The share of priorities that match a lever."""
    priorities = s.claim("budapest_priorities")
    coding = [c for c in s.rows("lever_coding") if c["subject_kind"] == "priority"]
    matched = count(coding, "lever_coding", label="priorities that match a lever", unit="priorities")
    right = ratio(matched, priorities, label="share of priorities that match a lever")
    return right, [
        (matched, "That is how many match, not which share of all."),
        (100 - right.value, "That is the share that matches no lever."),
        (100 * priorities.value / matched.best, "You divided the whole by its part."),
    ]


@exercise
def unmatched_priorities(s: Section):
    """The priorities that match no lever."""
    coding = {c["subject"]: c for c in s.rows("lever_coding") if c["subject_kind"] == "priority"}
    levers = {row["id"]: row["label"] for row in s.rows("levers")}
    labels = {row["id"]: row["label"] for row in s.rows("priorities")}
    right = Named({name: label for name, label in labels.items() if name not in coding})
    return right, [
        (name, f"The priority “{labels[name]}” matches the lever “{levers[c['lever']]}”.") for name, c in coding.items()
    ]


# --- root causes --------------------------------------------------------------------------------------------------------


@exercise
def money_share(s: Section):
    """The share of the section's figures that are amounts of money."""
    everything = count(s.claims(), "claims", label="figures of the section", unit="figures")
    money = count(s.claims(unit="EUR"), "claims", label="amounts of money", unit="figures")
    right = ratio(money, everything, label="share of the figures that are money")
    return right, [
        (money, "That is how many are money, not which share of all."),
        (100 - right.value, "That is the share of figures that are not money."),
    ]


@exercise
def humanitarian_figures(s: Section):
    """The figures in the paragraphs on Gaza and on Syria."""
    there = [q for q in s.claims() if q.claims[0].paragraph in (10, 11)]
    right = count(there, "claims", label="figures on Gaza, Syria and the region", unit="figures")
    return right, [
        (
            count([q for q in there if q.unit == "EUR"], "claims", label="amounts in euro", unit="figures"),
            "You counted amounts in euro alone; the load of the Air Bridge is a figure too.",
        )
    ]


@exercise
def nothing_for_prevention(s: Section):
    """Whether the section supports the sentence that nothing is spent on root causes."""
    return "not supported", [
        ("supported", "A missing figure is not a figure of nought: the section names development aid without an amount."),
        (
            "contradicted",
            "The section names development aid but no money spent on it, so it does not contradict the sentence either.",
        ),
    ]


# --- humanitarian response ----------------------------------------------------------------------------------------------


@exercise
def gaza_before(s: Section):
    """The assistance to Gaza without the latest package."""
    gaza, package = s.claim("gaza_total"), s.claim("gaza_package")
    return remainder(gaza, package, label="assistance to Gaza without the latest package"), [
        (naive_sum([gaza, package]), PART_AND_WHOLE + " The section says that the package brings the total to its amount."),
        (package, "That is the package itself; asked for is what had been counted without it."),
        (gaza, "The total holds the package; take it out."),
    ]


@exercise
def syria_quote(s: Section):
    """The Syria commitment in words."""
    return s.claim("syria_commitment").wording, [
        ("over", "“Over” turns the hedge round: the section says that the amount is a little lower.")
    ]


@exercise
def air_bridge_quote(s: Section):
    """The load of the Air Bridge in words."""
    return s.claim("air_bridge_aid").wording, [("eur", "The load is a mass. The section gives it no value in euro.")]


@exercise
def syria_one_year(s: Section):
    """The part of the Syria commitment for its first year."""
    syria = s.claim("syria_commitment")
    half = plainly(syria.value / 2, "EUR", "the commitment split evenly", *syria.claims)
    return "not stated", [
        (
            half,
            "You split the commitment evenly over its years. The section does not, and the parts known from elsewhere are uneven.",
        ),
        (syria, "That is the amount for all its years together."),
    ]


# --- Western Balkans ----------------------------------------------------------------------------------------------------


@exercise
def agreements_in_force(s: Section):
    """The partners whose agreement is in force."""
    why = {
        "signed": "is signed, and the section does not say that it is in force",
        "negotiated": "is negotiated, which is not even signed",
    }
    rows = s.rows("status_agreements")
    return Named({r["partner"]: s.name(r["partner"]) for r in rows if r["stage"] == "in_force"}), [
        (r["partner"], f"The agreement with {s.name(r['partner'])} {why[r['stage']]}.") for r in rows if r["stage"] in why
    ]


@exercise
def agreements_signed(s: Section):
    """How many agreements have been signed, in force or not."""
    rows = s.rows("status_agreements")

    def having(*stages: str) -> Quantity:
        return count(
            rows,
            "status_agreements",
            label=f"agreements {' or '.join(stages)}".replace("_", " "),
            unit="agreements",
            of=lambda row: row["stage"] in stages,
        )

    return having("in_force", "signed"), [
        (having("in_force", "signed", "negotiated"), "You counted a text that is negotiated but not said to be signed."),
        (having("in_force"), "An agreement may be signed and not yet in force: one more was signed."),
        (having("signed"), "What is in force was signed before; count it too."),
    ]


@exercise
def claim_without_footnote(s: Section):
    """The claims that no footnote supports."""
    return Named({q.claims[0].id: q.label for q in s.claims() if not q.claims[0].sources}), [
        (q.claims[0].id, f"The figure on {q.label} has a footnote.") for q in s.claims() if q.claims[0].sources
    ]


# --- Mediterranean ------------------------------------------------------------------------------------------------------


@exercise
def pact_source(s: Section):
    """The kind of document on which the aims of the Pact rest, by the title in its footnote."""
    title = s.sources[s.row("footnotes", int(s.row("statements", "pact_aims")["footnotes"]))["source"]].title
    why = {
        "a speech": "Look for the document in the footnote behind the aims: somebody spoke.",
        "a letter": "The letter stands behind the portfolio of the Commissioner; the aims of the Pact have a footnote of their own.",
        "a regulation": "No legal text stands behind the aims; the Pact was still to come.",
        "a declaration": "Nothing that was agreed stands behind the aims; the Pact was still to come.",
    }
    (right,) = (kind for kind in why if kind.partition(" ")[2] in title)
    return right, [(kind, said) for kind, said in why.items() if kind != right]


@exercise
def speech_and_letter(s: Section):
    """Whether the speech or the letter came first."""
    speech, letter = (s.row("events", e)["date"] for e in ("keynote_given", "mission_letter_sent"))
    right, wrong = ("the speech", "the letter") if speech < letter else ("the letter", "the speech")
    return right, [(wrong, "Compare the days in the footnotes; the text tells the post before the Pact.")]


@exercise
def pact_opened(s: Section):
    """Whether the section bears out that the Pact has opened legal pathways."""
    right = "contradicted" if s.row("instruments", "mediterranean_pact")["status"] == "forthcoming" else "not supported"
    why = {
        "supported": "To create legal pathways is an aim of the Pact; that it has done so is not said.",
        "contradicted": "Nothing in the section says otherwise; it is silent on it.",
        "not supported": "The section is not silent: look at the word that stands before the Pact.",
    }
    return right, [(answer, said) for answer, said in why.items() if answer != right]


# --- Egypt and Mauritania -----------------------------------------------------------------------------------------------


@exercise
def egypt_share(s: Section):
    """The migration part as a share of the package for Egypt."""
    part, whole, mauritania = s.claim("egypt_migration"), s.claim("egypt_package"), s.claim("mauritania_support")
    return share(part, whole), [
        (100 * whole.value / part.value, "You divided the whole by its part."),
        (naive_ratio(part, mauritania), "You divided by the amount for Mauritania, which is another partnership."),
        (100 * part.value / (part.value + whole.value), PART_AND_WHOLE + " The package holds the migration part already."),
    ]


@exercise
def egypt_rest(s: Section):
    """The package for Egypt without its migration part."""
    part, whole = s.claim("egypt_migration"), s.claim("egypt_package")
    return remainder(whole, part, label="package for Egypt without its migration part"), [
        (naive_sum([whole, part]), PART_AND_WHOLE + " It has to be taken away."),
        (part, "That is the migration part itself."),
    ]


@exercise
def days_between_partnerships(s: Section):
    """Days from the launch with Mauritania to the signature with Egypt, by the footnotes."""
    events = [s.row("events", e) for e in ("mauritania_partnership_launched", "egypt_partnership_signed")]
    first, second = (Date.fromisoformat(e["reference_date"]) for e in events)
    days = (second - first).days
    origins = s.when("egypt_partnership_signed").origins + s.when("mauritania_partnership_launched").origins
    return plainly(days, "days", "days between the partnerships, by their footnotes", *origins), [
        (0, "The text gives the same month to both; the footnotes give the days."),
        (-days, "Turn it round: the text tells Mauritania second, but by the footnotes it came first."),
        (days + 1, "You counted both days; asked for is the time between them."),
    ]


@exercise
def egypt_and_mauritania(s: Section):
    """What Egypt's migration part and Mauritania's amount give together."""
    return "an upper bound", [
        (
            "the money for migration",
            "Mauritania's amount serves mixed purposes, so only a part of it, which is not stated, is for migration.",
        ),
        (
            "nothing",
            "The sum says something: the money for migration in both cannot be more than this, as far as the section tells.",
        ),
    ]


# --- Türkiye ------------------------------------------------------------------------------------------------------------


@exercise
def turkiye_share(s: Section):
    """Migration management as a share of the support for Türkiye."""
    part, whole, facility = (s.claim(c) for c in ("turkiye_migration", "turkiye_total", "turkiye_facility"))
    return share(part, whole), [
        (naive_ratio(part, facility), "You divided by the Facility; nothing says that the amount lies inside it."),
        (100 * whole.value / part.value, "You divided the whole by its part."),
        (naive_ratio(part, naive_sum([whole, facility])), "You added the Facility to a total that likely holds it."),
    ]


@exercise
def turkiye_both(s: Section):
    """The total for Türkiye and the Facility together."""
    whole, facility = s.claim("turkiye_total"), s.claim("turkiye_facility")
    return total(whole, facility, label="the total and the Facility together", mixed_stages=True), [
        (
            naive_sum([whole, facility]),
            "You took the Facility as coming on top for certain. It likely lies inside, so the sum is a range.",
        ),
        (whole, "You took the Facility as lying inside for certain. It is likely, not stated, so the sum is a range."),
    ]


@exercise
def facility_share(s: Section):
    """The Facility as a share of the total, if it lies inside."""
    whole, facility = s.claim("turkiye_total"), s.claim("turkiye_facility")
    return share(facility, whole, if_nested=True), [
        (
            naive_ratio(facility, naive_sum([whole, facility])),
            "You put the Facility on top of the total; asked for is the reading in which it lies inside.",
        ),
        (
            share(remainder(whole, facility, label="beyond", if_nested=True), whole, label="share beyond the Facility"),
            "That is the share beyond the Facility.",
        ),
    ]


@exercise
def turkiye_per_refugee(s: Section):
    """Whether the total may be divided by the refugees counted on a day."""
    turkiye, refugees = s.claim("turkiye_total"), s.context("refugees_turkiye")
    quotient = plainly(turkiye.value / refugees.value, "EUR", "a quotient made by mistake", *turkiye.claims)
    cumulated = (
        "A sum over many years against a number on a single day is no amount per person, and host communities share in the money."
    )
    return "not allowed", [("allowed", cumulated), (quotient, cumulated)]


# --- legal pathways -----------------------------------------------------------------------------------------------------


@exercise
def mean_places(s: Section):
    """Places pledged per pledging country."""
    pledges, countries = s.claim("pledges"), s.claim("pledging_countries")
    right = per(pledges, countries, label="places pledged per pledging country")
    everybody = naive_quotient(pledges, s.context("member_states_eu"))
    return right, [
        (right.value / s.claim("union_plan_years").value, "You divided by the years as well: that is a yearly figure."),
        (everybody, "You divided by all Member States; not all made a pledge."),
        (countries.value / pledges.value, "You divided the countries by the places."),
    ]


@exercise
def countries_share(s: Section):
    """Pledging countries as a share of the Member States."""
    countries, states = s.claim("pledging_countries"), s.context("member_states_eu")
    right = ratio(countries, states, label="share of Member States that pledged")
    return right, [
        (100 - right.value, "That is the share of those that made no pledge."),
        (100 * states.value / countries.value, "You divided the whole by its part."),
        (countries, "That is how many pledged, not which share of all."),
    ]


@exercise
def what_is_pledged(s: Section):
    """What the number of pledges counts."""
    return "places promised", [
        ("people admitted", "A pledge is the promise of a place. The section gives no number of people who came."),
        ("people resettled", "The number covers humanitarian admission too, and it counts promises, not people."),
        ("places promised a year", "The number covers the whole period of the scheme, not a year of it."),
    ]


@exercise
def pledges_and_regulation(s: Section):
    """Whether the pledges were recorded before or after the Regulation."""
    pledged, adopted = (s.row("events", e)["date"] for e in ("pledges_document_published", "framework_regulation_adopted"))
    right, wrong = ("before", "after") if pledged < adopted else ("after", "before")
    return right, [
        (
            wrong,
            "Compare the date of the document that lists the pledges with the adoption of the Regulation; the paragraph tells "
            "them in another order.",
        )
    ]


# --- what adds up -------------------------------------------------------------------------------------------------------


@exercise
def migration_parts(s: Section):
    """The amounts named for migration within larger ones."""
    parts = [s.claim(c) for c in ("turkiye_migration", "egypt_migration")]
    mauritania = s.claim("mauritania_support")
    return total(*parts, label="amounts named for migration", mixed_stages=True), [
        (
            naive_sum([*parts, mauritania]),
            "Mauritania's amount serves mixed purposes; it bounds the sum from above but is no part of it.",
        ),
        (
            naive_sum([s.claim("turkiye_total"), s.claim("egypt_package")]),
            "You added the wholes; asked for are the parts for migration.",
        ),
    ]


@exercise
def allocated_sum(s: Section):
    """The money that the section calls allocated."""
    members = s.claims(unit="EUR", stage="allocated")
    planned = s.claims(unit="EUR", stage="planned")
    return total(*members, label="amounts allocated", heads_only=True), [
        (naive_sum(members), PART_AND_WHOLE + " Migration management lies inside the total for Türkiye."),
        (naive_sum([*members, *planned]), "You mixed stages: an amount that is still to be allocated is not allocated."),
        (
            naive_sum([s.claim("turkiye_total"), *planned]),
            "You mixed stages: an amount that is still to be allocated is not allocated.",
        ),
    ]


@exercise
def counted_again(s: Section):
    """What the naive sum of all amounts counts again for certain."""
    parts = [s.claim(c) for c in ("gaza_package", "turkiye_migration", "egypt_migration")]
    facility = s.claim("turkiye_facility")
    return total(*parts, label="amounts that lie inside another for certain", mixed_stages=True), [
        (naive_sum([*parts, facility]), "The Facility is likely inside the total for Türkiye, not for certain."),
        (naive_sum(parts[1:]), "The package for Gaza lies inside its total as well."),
    ]


@exercise
def all_heads(s: Section):
    """Every amount that is not stated to be a part of another, added."""
    money = s.claims(unit="EUR")
    whole = total(*money, label="every amount that is not stated to be a part of another", heads_only=True, mixed_stages=True)
    heads = [q for q in money if q.claims[0].id not in ("gaza_package", "turkiye_migration", "egypt_migration")]
    return whole, [
        (naive_sum(money), PART_AND_WHOLE),
        (
            naive_sum(heads),
            "That is the upper end alone, in which nothing overlaps. The Facility and a "
            "part of the Syria commitment may lie inside the total for Türkiye.",
        ),
    ]


# --- sources ------------------------------------------------------------------------------------------------------------


@exercise
def documents_cited(s: Section):
    """How many documents the footnotes cite."""
    notes = s.rows("footnotes")
    return count({row["source"] for row in notes}, "footnotes", label="different documents cited", unit="documents"), [
        (
            count(notes, "footnotes", label="footnotes", unit="footnotes"),
            "You counted footnotes; some documents are cited under several numbers.",
        )
    ]


@exercise
def turkiye_documents(s: Section):
    """How many documents the figures on Türkiye rest on."""
    figures = s.claims(partner="turkiye")
    keys = {key for q in figures for key in q.claims[0].keys}
    return count(keys, "footnotes", label="documents behind the figures on Türkiye", unit="documents"), [
        (
            count(figures, "claims", label="figures on Türkiye", unit="figures"),
            "You counted the figures; look at the footnote beside each.",
        )
    ]


@exercise
def silent_footnotes(s: Section):
    """The share of footnotes that carry no figure."""
    notes = s.rows("footnotes")
    everything = count(notes, "footnotes", label="footnotes", unit="footnotes")
    silent = count(
        notes, "footnotes", label="footnotes that carry no figure", unit="footnotes", of=lambda row: not row["supports"]
    )
    right = ratio(silent, everything, label="share of footnotes that carry no figure")
    return right, [
        (100 - right.value, "That is the share of footnotes that carry a figure."),
        (silent, "That is how many, not which share."),
    ]


# --- a second look ------------------------------------------------------------------------------------------------------


@exercise
def egypt_grants(s: Section):
    """Grants as a share of the package for Egypt, as the press reported."""
    loans, investments, grants = (s.evidence(f"egypt_package_{part}") for part in ("loans", "investments", "grants"))
    whole = add(loans, investments, grants, label="parts of the package for Egypt, as the press reported them")
    return ratio(grants, whole, label="grants in the package for Egypt, as the press reported"), [
        (ratio(add(investments, grants, label="not lent"), whole, label="all but loans"), "You counted investments as grants."),
        (
            share(s.claim("egypt_migration"), s.claim("egypt_package"), label="migration part"),
            "That is the migration part, which lies inside the grants.",
        ),
    ]


@exercise
def syria_for_turkiye(s: Section):
    """Türkiye's part of the Syria commitment."""
    inside, after, turkiye = (s.evidence(f"syria_commitment_{part}") for part in ("inside_2025", "inside_2026", "turkiye"))
    parts = add(inside, after, turkiye, label="parts of the Syria commitment")
    rest = add(inside, after, label="for Syria and its closest neighbours")
    return ratio(turkiye, parts, label="part of the Syria commitment that is for Türkiye"), [
        (ratio(rest, parts, label="for the others"), "That is the share for Syria and its closest neighbours."),
        (100 * turkiye.value / rest.best, "You divided by the other parts; a share is taken of the whole."),
    ]


@exercise
def egypt_floor(s: Section):
    """Egypt's migration part as another source words it."""
    return s.evidence("egypt_migration_check").wording, [("nearly", "“Nearly” turns the hedge round: the source names a floor.")]


@exercise
def turkiye_gap(s: Section):
    """How far the printed total for Türkiye lies above the totals in the press."""
    turkiye = s.claim("turkiye_total")
    nearest, further = s.evidence("turkiye_total_nearest"), s.evidence("turkiye_total_additional")
    spoken = add(nearest, further, label="totals for Türkiye as the press reported them, together")
    return difference(turkiye, spoken, label="printed total for Türkiye above the totals in the press"), [
        (difference(turkiye, nearest, label="without the further amount"), "You left out the further amount of that day."),
        (difference(nearest, turkiye, label="the other way round"), "Turn it round: the printed total is the larger."),
    ]


# --- unknowns -----------------------------------------------------------------------------------------------------------


@exercise
def turkiye_questions(s: Section):
    """The open questions on Türkiye."""
    gaps = s.rows("gaps")
    return count(gaps, "gaps", label="open questions on Türkiye", unit="questions", of=lambda g: g["partner"] == "turkiye"), [
        (
            count(gaps, "gaps", label="questions", unit="questions", of=lambda g: "turkiye" in g["id"]),
            "You searched the ids; a question on Syria names Türkiye too. Use the column partner.",
        )
    ]


@exercise
def deciding_question(s: Section):
    """The question that decides the width of the sum for Türkiye."""
    row = s.row("gaps", "turkiye_facility_inside")
    return Named({row["id"]: f"“{row['question']}”"}), [
        (
            "turkiye_difference",
            "That question sets the printed total against another source; it leaves the sum of printed amounts as it is.",
        ),
        ("turkiye_migration_inside", "That amount lies inside the total either way, so the sum does not move."),
    ]


@exercise
def paid_so_far(s: Section):
    """How much of the printed money the section says was paid."""
    return "not stated", [
        (
            "nothing",
            "“Nothing was paid” is a finding; the section makes none. It says of no amount that it was paid, or that it was not.",
        ),
        ("all of it", "Announced, pledged, committed and allocated are steps before payment."),
    ]
