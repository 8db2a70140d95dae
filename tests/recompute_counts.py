"""What is counted in the book, counted again from the rows of the tables, by the label of the count: for ``recompute.py``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from fractions import Fraction

from recompute_tables import Number, Tables

Row = dict[str, str]
#: The paragraphs of each part of the section.
PARTS = {
    "Whole-of-route approach": [1],
    "Budapest Process": range(2, 9),
    "Root causes": [9],
    "Gaza": [10],
    "Syria and the region": [11],
    "Western Balkans and Mediterranean": [12, 13],
    "Türkiye": [14],
    "Egypt and Mauritania": [15],
    "Legal pathways": [16],
}
#: The author of the section, who confirms nothing by saying it twice.
AUTHOR = "European Union Agency for Asylum"
VERDICTS = {
    "confirmed": "confirmed",
    "confirmed, but the source hedges": "confirmed_lost_qualifier",
    "confirmed on one reading": "confirmed_on_one_reading",
    "differs": "differs",
    "not found elsewhere": "not_found",
}
#: What could settle open questions, as the page on what is unknown puts it: which rows of gaps.csv are meant.
SETTLED: dict[str, Callable[[Row], bool]] = {
    "the annual report on the Facility, read in full": lambda gap: gap["partner"] == "turkiye",
    "the Commission's document with the pledges, and a count of arrivals by channel": lambda gap: gap["id"].startswith("pledg"),
    "the entries in the Official Journal": lambda gap: gap["paragraph"] in ("12", "13") or gap["id"] == "union_plan_period",
    "the financing decisions for Egypt and Mauritania": lambda gap: gap["partner"] in ("egypt", "mauritania"),
    "a note on the scope and dates of the aid for Gaza and for Syria": lambda gap: gap["partner"] in ("gaza", "syria_region"),
    "programming documents, and a statement of payments for every amount": lambda gap: (
        not gap["claim"] and gap["paragraph"] != "5"
    ),
    "the reports of those who watch over rights at borders and in returns": lambda gap: gap["paragraph"] == "5",
}
#: The sums of parts from outside that the second look holds against printed totals: rows of evidence.
SUMS: list[tuple[str, tuple[str, ...]]] = [
    ("syria_commitment", ("syria_commitment_inside_2025", "syria_commitment_inside_2026", "syria_commitment_turkiye")),
    ("turkiye_facility", ("turkiye_facility_tranche_1", "turkiye_facility_tranche_2")),
    ("turkiye_facility", tuple(f"turkiye_facility_tranche_{i}_{who}" for i in (1, 2) for who in ("eu", "states"))),
    ("egypt_package", ("egypt_package_loans", "egypt_package_investments", "egypt_package_grants")),
    ("pledges", ("pledges_resettlement", "pledges_humanitarian_admission")),
    ("pledges", ("pledges_resettlement_exact", "pledges_humanitarian_admission_exact")),
]
#: What the rows of a table are called where a plain chapter counts them.
HELD = {
    "claims": ("figures",),
    "statements": ("statements",),
    "gaps": ("open questions",),
    "evidence": ("rows on what sources say of figures",),
    "context": ("figures for scale",),
    "developments": ("rows on what has happened since",),
}
HOSTS = ("lebanon", "jordan", "turkiye", "mauritania", "iraq", "egypt")


class Counts:
    """Counts and what exercises work out, by label."""

    def __init__(self, tables: Tables):
        self.tables = tables

    def number(self, recipe: list) -> Number | None:
        """The count that a recipe names, or None where no rule for its label is known."""
        label = recipe[-1]
        if recipe[0] == "count" and label == "items listed in the section":
            found: int | Fraction | None = len(self.tables.rows[recipe[1]])
        else:
            found = LABELS[label](self) if label in LABELS else self._by_opening(label)
            found = self._standing(recipe[1], label) if found is None else found
        return None if found is None else Number(Fraction(found), Fraction(found), Fraction(found))

    def _by_opening(self, label: str) -> int | None:
        opening = next((opening for opening in OPENINGS if label.startswith(opening)), None)
        return OPENINGS[opening](self, label.removeprefix(opening)) if opening else None

    def _standing(self, table: str, label: str) -> int | None:
        """What a plain chapter, or the first page of an edition, says that its tables hold."""
        noun, _, place = label.partition(" of the ")
        if noun not in HELD.get(table, ()):
            return None
        return self._some(table, lambda row: place == "section" or row["chapter"] == place.removeprefix("chapter "))

    def _some(self, table: str, keep: Callable[[Row], bool] = lambda row: True, column: str = "") -> int:
        """How many rows of a table are to be kept, or how many different values of a column these have."""
        kept = [row for row in self.tables.rows[table] if keep(row)]
        return len({row[column] for row in kept}) if column else len(kept)

    # -- counts that take more than a line ----------------------------------------------------------------------------

    def says(self, claim: Row, *begins: str) -> bool:
        """Whether the wording of a claim, or the name or verbs of its stage, has a word that begins so."""
        stage = self.tables.row("stages", claim["stage"])
        told = re.split(r"[^a-z]+", " ".join((claim["printed"], stage["label"], stage["verbs"], stage["words"])).lower())
        return any(word.startswith(begins) for word in told)

    def fitting(self) -> int:
        """Totals whose bounds meet those of each list of their parts."""
        fit: dict[str, bool] = {}
        for claim, parts in SUMS:
            figure = self.tables.figure("claims", claim)
            sides = [self.tables.figure("evidence", part) for part in parts]
            low, high = sum(side.low for side in sides), sum(side.high for side in sides)
            fit[claim] = fit.get(claim, True) and low <= figure.high and figure.low <= high
        return sum(fit.values())

    def ahead(self, size: Callable[[str], Fraction]) -> int:
        """How many of the hosts compared are ahead of Egypt."""
        return sum(size(country) > size("egypt") for country in HOSTS)

    def people(self, country: str, *kinds: str) -> Fraction:
        """Refugees, asylum-seekers or inhabitants of a country."""
        return sum(self.tables.figure("context", f"{kind}_{country}").value for kind in kinds)

    def days_apart(self) -> int:
        """Days between the two partnerships."""
        launched, signed = (
            date.fromisoformat(self.tables.row("events", event)["reference_date"])
            for event in ("mauritania_partnership_launched", "egypt_partnership_signed")
        )
        return (signed - launched).days

    def days_from(self, first: str, second: str) -> int:
        """Days between two events, by the dates in their footnotes where these are other than those of the events."""
        rows = ({row["label"]: row for row in self.tables.rows["events"]}[label] for label in (first, second))
        one, other = (date.fromisoformat(row["reference_date"] or row["date"]) for row in rows)
        return (other - one).days

    def rows_of(self, table: str, column: str | None, value: str | None) -> int:
        """The rows of a table, or those in which a column says something."""
        return self._some(table, lambda row: not column or row[column].replace("_", " ") == value)

    def plan_years(self) -> int:
        """Years from the opening of the action plan to the opening of its last year."""
        plan = self.tables.row("claims", "budapest_years")
        return int(plan["period_end"][:4]) - int(plan["period_start"][:4])

    def claim_called(self, label: str) -> str:
        """The id of the claim with this label."""
        (found,) = (row["id"] for row in self.tables.rows["claims"] if row["label"] == label)
        return found

    def trusted(self, how: str, which: Callable[[Row], bool] = lambda claim: True) -> int:
        """How many figures, or of those that are such, the quality log calls firm, with a limit, or not confirmed."""
        questioned = {row["claim"] for row in self.tables.rows["evidence"] if row["verdict"] == "differs"}
        checked = [
            row for row in self.tables.rows["evidence"] if _checked(row) and which(self.tables.row("claims", row["claim"]))
        ]
        unconfirmed = [row for row in checked if row["verdict"] in ("not_found", "differs")]
        firm = [
            row
            for row in checked
            if row["verdict"] == "confirmed"
            and row["grade"] == "A"
            and row["publisher"] != AUTHOR
            and row["claim"] not in questioned
        ]
        return {
            "firm": len(firm),
            "not confirmed": len(unconfirmed),
            "with a limit": len(checked) - len(firm) - len(unconfirmed),
        }[how]

    def coded(self) -> set[str]:
        """The actions that are coded to a lever."""
        return {row["subject"] for row in self.tables.rows["lever_coding"] if row["subject_kind"] == "instrument"}

    def borders(self, agreements: bool = True) -> int:
        """Actions coded to borders, with or without the status agreements."""
        return self._some(
            "lever_coding",
            lambda row: (
                row["subject_kind"] == "instrument"
                and row["lever"] == "borders_and_smuggling"
                and (agreements or not row["subject"].startswith("status_agreement"))
            ),
        )

    def in_force_outside(self) -> set[str]:
        """Partners with a status agreement in the section that an outside row calls in force."""
        named = {row["partner"] for row in self.tables.rows["status_agreements"]}
        return {
            row["partner"]
            for row in self.tables.rows["context"]
            if row["topic"] == "status_agreement" and row["stage"] == "in_force"
        } & named

    def cited(self, least: int) -> int:
        """Documents that at least so many footnotes cite."""
        cited = [row["source"] for row in self.tables.rows["footnotes"]]
        return sum(cited.count(document) >= least for document in set(cited))

    def behind(self, partner: str) -> int:
        """Documents behind the figures on a partner."""
        figures = {row["id"] for row in self.tables.rows["claims"] if row["partner"] == partner}
        return self._some("footnotes", lambda row: bool(figures & set(row["supports"].split())), "source")


def _checked(row: Row) -> bool:
    return row["kind"] == "check"


def _open(row: Row) -> bool:
    return not row["answer"] or bool(row["open"])


def _agreement(*stages: str) -> Callable[[Counts], int]:
    return lambda counts: counts._some("status_agreements", lambda row: row["stage"] in stages)


def _figures(paragraphs: Iterable[int]) -> Callable[[Row], bool]:
    wanted = {str(paragraph) for paragraph in paragraphs}
    return lambda row: row["paragraph"] in wanted


LABELS: dict[str, Callable[[Counts], int | Fraction]] = {
    # the section's figures
    "quantitative statements in the section": lambda c: c._some("claims"),
    "figures of the section": lambda c: c._some("claims"),
    "claims": lambda c: c._some("claims"),
    "amounts of money": lambda c: c._some("claims", lambda row: row["unit"] == "EUR"),
    "figures on root causes in the section": lambda c: c._some("claims", _figures([9])),
    "figures on Gaza, Syria and the region": lambda c: c._some("claims", _figures([10, 11])),
    "figures without a footnote": lambda c: c._some("claims", lambda row: not row["footnotes"]),
    "claims printed with a hedge": lambda c: c._some("claims", lambda row: row["qualifier"] != "exact"),
    # levers and priorities
    "levers of the whole-of-route approach": lambda c: c._some("levers"),
    "actions that we could code to a lever": lambda c: c._some(
        "lever_coding", lambda row: row["subject_kind"] == "instrument", "subject"
    ),
    "actions and instruments that the section names": lambda c: c._some("instruments"),
    "actions and instruments without a mark": lambda c: c._some("instruments", lambda row: row["id"] not in c.coded()),
    "actions in Türkiye": lambda c: c._some("instruments", lambda row: row["id"] in c.coded() and row["partner"] == "turkiye"),
    "actions on borders": lambda c: c.borders(),
    "actions on borders without the agreements": lambda c: c.borders(agreements=False),
    "actions on borders, the agreements as one": lambda c: c.borders(agreements=False) + 1,
    "priorities that match a lever": lambda c: c._some("lever_coding", lambda row: row["subject_kind"] == "priority", "subject"),
    "paragraphs that name returns": lambda c: c._some("statements", lambda row: "return" in row["text"], "paragraph"),
    "bodies and groups represented on the Committee": lambda c: c._some("committee", lambda row: row["role"] == "member"),
    # what other sources say
    "statements of the section, as this book tells them": lambda c: c._some("statements"),
    "claims checked": lambda c: c._some("evidence", _checked),
    "claims with a verdict that the text names": lambda c: c._some(
        "evidence", lambda row: _checked(row) and row["verdict"].startswith(("confirmed", "not_found"))
    ),
    "claims confirmed with a reservation": lambda c: c._some(
        "evidence", lambda row: _checked(row) and row["verdict"].startswith("confirmed_")
    ),
    "partners in the Western Balkans with an agreement in force, by outside sources": lambda c: len(c.in_force_outside()),
    "points in which a source differs in wording, scope or date": lambda c: c._some(
        "evidence", lambda row: row["verdict"] in ("differs", "named_otherwise")
    ),
    "totals that other sources take apart": lambda c: len({claim for claim, _ in SUMS}),
    "totals that fit every list of their parts": lambda c: c.fitting(),
    "countries here with more refugees than Egypt": lambda c: c.ahead(lambda who: c.people(who, "refugees")),
    "countries here with more refugees and asylum-seekers than Egypt": lambda c: c.ahead(
        lambda who: c.people(who, "refugees", "asylum_seekers")
    ),
    "countries here with more than Egypt for their size": lambda c: c.ahead(
        lambda who: c.people(who, "refugees", "asylum_seekers") / c.people(who, "population")
    ),
    "Germany": lambda c: c._some("context", lambda row: row["country"] == "DEU" and row["id"].startswith("pledged"), "country"),
    # agreements
    "agreements in force or signed": _agreement("in_force", "signed"),
    "agreements in force": _agreement("in_force"),
    "agreements signed": _agreement("signed"),
    "partners with an earlier agreement in force": lambda c: c._some(
        "context", lambda row: row["id"].startswith("agreement_first") and row["stage"] == "in_force", "country"
    ),
    "partners with a newer agreement": lambda c: c._some(
        "context", lambda row: row["id"].startswith("agreement_2019_mandate"), "country"
    ),
    # footnotes
    "footnotes": lambda c: c._some("footnotes"),
    "footnotes of the opening paragraph": lambda c: c._some("footnotes", lambda row: row["paragraph"] == "1"),
    "footnotes of the section": lambda c: c._some("footnotes"),
    "footnotes that carry no figure": lambda c: c._some("footnotes", lambda row: not row["supports"]),
    "footnotes that carry more than a single figure": lambda c: c._some(
        "footnotes", lambda row: len(row["supports"].split()) > 1
    ),
    "different documents cited": lambda c: c.cited(1),
    "documents cited by more than a single footnote": lambda c: c.cited(2),
    "documents behind the figures on Türkiye": lambda c: c.behind("turkiye"),
    # open questions
    "questions that the section leaves open": lambda c: c._some("gaps"),
    "open questions": lambda c: c._some("gaps", _open),
    "open questions on Türkiye": lambda c: c._some("gaps", lambda row: row["partner"] == "turkiye"),
    "claims that an open question touches": lambda c: len(
        {claim for row in c.tables.rows["gaps"] if _open(row) for claim in f"{row['claim']} {row['touches']}".split()}
    ),
    "open questions that the Commission could answer": lambda c: c._some(
        "gaps", lambda row: _open(row) and "European Commission" in row["who"].split("; ")
    ),
    "questions that another source answers": lambda c: c._some("gaps", lambda row: not _open(row)),
    "questions to which another source gives a part of the answer": lambda c: c._some(
        "gaps", lambda row: _open(row) and bool(row["answer"])
    ),
    "questions to which no source read gives an answer": lambda c: c._some("gaps", lambda row: not row["answer"]),
    # the quality log
    "figures that are firm by our reading": lambda c: c.trusted("firm"),
    "amounts of money that are firm by our reading": lambda c: c.trusted("firm", _amounts),
    "figures that are with a limit by our reading": lambda c: c.trusted("with a limit"),
    "figures not found in another source": lambda c: c._some(
        "evidence", lambda row: _checked(row) and row["verdict"] == "not_found"
    ),
    "figures not checked against another source": lambda c: len(
        {row["id"] for row in c.tables.rows["claims"]} - {row["claim"] for row in c.tables.rows["evidence"] if _checked(row)}
    ),
    "figures that are not confirmed though a source has them": lambda c: c._some(
        "evidence", lambda row: _checked(row) and row["verdict"] == "differs"
    ),
    "figures whose place among the others is not certain": lambda c: len(
        {row[side] for row in c.tables.rows["relations"] if row["certainty"] != "stated" for side in ("part", "whole")}
    ),
    # worked out in exercises
    "years of the plan if it ends as its last year begins": lambda c: c.plan_years(),
    "days between the partnerships, by their footnotes": lambda c: c.days_apart(),
}
#: The bodies of the EU that the section cites, as its bibliography writes them.
EU_BODIES = {"European Commission", AUTHOR, "European Council | Council of the European Union"}
FOR_MIGRATION = ("turkiye_migration", "egypt_migration")
#: The chapters whose statements are told in brief.
TOLD_IN_BRIEF = (
    *("whole_of_route", "budapest_process", "root_causes", "humanitarian_response", "western_balkans", "mediterranean"),
    *("turkiye", "partnerships", "legal_pathways"),
)
#: The rows on what a country pledged that are drawn.
PLEDGED_BY = (
    *(f"pledged_resettlement_{code}" for code in ("deu", "fra", "esp", "nld", "bel", "yearly_fin", "yearly_swe")),
    *(f"pledged_humanitarian_admission_{code}" for code in ("deu", "esp", "bel")),
)
OF_BOTH = ("turkiye_total", "turkiye_migration", "egypt_package", "egypt_migration")


def _amounts(row: Row) -> bool:
    return row["unit"] == "EUR"


def _amounts_in(paragraphs: Iterable[int]) -> Callable[[Row], bool]:
    return lambda row: _amounts(row) and _figures(paragraphs)(row)


def _either(one: set[str], other: set[str]) -> int:
    """How many are in one of two sets and not in the other."""
    return len(one ^ other)


def _stages(*ids: str) -> Callable[[Counts], int]:
    return lambda c: len({c.tables.row("claims", i)["stage"] for i in ids})


def _periods(rows: Iterable[Row]) -> int:
    return len({(row["period_start"], row["period_end"]) for row in rows})


def _ids(c: Counts, table: str, keep: Callable[[Row], bool], column: str = "id") -> set[str]:
    return {row[column] for row in c.tables.rows[table] if keep(row)}


def _timed(c: Counts) -> list[str]:
    """The days of the events on the time line that are no periods."""
    return [
        row["date"] for row in c.tables.rows["events"] if row["kind"] not in ("document", "counting_from") and not row["date_end"]
    ]


def _dense(c: Counts) -> int:
    first, last = (c.tables.row("events", event)["date"] for event in ("egypt_partnership_signed", "bosnia_agreement_negotiated"))
    return sum(first <= day <= last for day in _timed(c))


def _documents(c: Counts, notes: Iterable[str]) -> int:
    return len({c.tables.row("footnotes", note)["source"] for note in notes})


def _held(c: Counts) -> set[str]:
    return _ids(c, "evidence", lambda row: _checked(row) and row["verdict"].startswith("confirmed"), "claim")


def _several_levers(c: Counts) -> int:
    marks = [row["subject"] for row in c.tables.rows["lever_coding"] if row["subject_kind"] == "instrument"]
    return sum(marks.count(subject) > 1 for subject in set(marks))


def _without_money(c: Counts) -> set[str]:
    funded = _ids(c, "claims", _amounts, "instrument")
    used = _ids(c, "lever_coding", lambda row: row["subject"] in funded, "lever")
    return {row["id"] for row in c.tables.rows["levers"]} - used


def _further_open(c: Counts) -> int:
    """Pairs of amounts, beside those that the text names, of which the one may lie in the other or meet it; parts of a whole for certain left out."""
    rows = c.tables.rows["relations"]
    parts = {row["part"] for row in rows if (row["kind"], row["certainty"]) == ("part_of", "stated")}
    told = {("turkiye_facility", "turkiye_total"), ("syria_commitment", "turkiye_total")}
    return len({(row["part"], row["whole"]) for row in rows if row["certainty"] != "stated" and row["part"] not in parts} - told)


#: What words of the text rest on: counts that no page shows.
LABELS |= {
    "levers that a priority matches": lambda c: c._some("lever_coding", lambda row: row["subject_kind"] == "priority", "lever"),
    "amounts in the paragraphs on the Budapest Process": lambda c: c._some("claims", _amounts_in(range(2, 9))),
    "amounts of money on root causes": lambda c: c._some("claims", _amounts_in([9])),
    "figures on root causes": lambda c: c._some("claims", _figures([9])),
    "amounts said to have been paid": lambda c: c._some(
        "claims", lambda row: _amounts(row) and c.says(row, "paid", "pay", "spen", "disburs")
    ),
    "amounts for Türkiye said to be contracted or paid": lambda c: c._some(
        "claims",
        lambda row: (
            row["partner"] == "turkiye"
            and c.says(row, "paid", "pay", "spen", "disburs", "contracted", "transferred", "delivered", "released")
        ),
    ),
    "stages of the sum that mixes them": _stages("turkiye_total", "egypt_migration"),
    "stages of the parts for migration": _stages(*FOR_MIGRATION),
    "stages of the amounts for Türkiye and Egypt": _stages(*OF_BOTH),
    "periods of the amounts for Türkiye and Egypt": lambda c: _periods(c.tables.row("claims", i) for i in OF_BOTH),
    "stages of the amounts of money": lambda c: c._some("claims", _amounts, "stage"),
    "periods of the amounts of money": lambda c: _periods(filter(_amounts, c.tables.rows["claims"])),
    "figures on the Commissioner and the Pact": lambda c: c._some(
        "claims", lambda row: row["instrument"] in ("mediterranean_commissioner", "mediterranean_pact")
    ),
    "countries here with more refugees than Egypt for their size": lambda c: c.ahead(
        lambda who: c.people(who, "refugees") / c.people(who, "population")
    ),
    "partners whose order is held": lambda c: 3,
    "steps of earlier texts beyond initialling": lambda c: c._some(
        "context",
        lambda row: (
            row["measure"] == "agreement_first"
            and row["partner"] in ("north_macedonia", "bosnia_and_herzegovina")
            and row["stage"] != "initialled"
        ),
    ),
    "legal steps of the status agreements": lambda c: c._some("status_agreements", column="stage"),
    "agreements in force with a date": lambda c: c._some(
        "status_agreements", lambda row: row["stage"] == "in_force" and bool(row["date"])
    ),
    "agreements with Serbia that the section calls in force": lambda c: c._some(
        "status_agreements", lambda row: row["partner"] == "serbia" and row["stage"] == "in_force"
    ),
    "actions coded to more than one lever": _several_levers,
    "marks of actions in Türkiye at a lever but protection": lambda c: c._some(
        "lever_coding",
        lambda row: (
            row["subject"] in _ids(c, "instruments", lambda one: one["partner"] == "turkiye") and row["lever"] != "protection"
        ),
    ),
    "actions on borders if the agreements are a single one": lambda c: c.borders(agreements=False) + 1,
    "levers listed before root causes": lambda c: [row["id"] for row in c.tables.rows["levers"]].index("root_causes"),
    "levers either first or without an amount": lambda c: _either(_without_money(c), {c.tables.rows["levers"][0]["id"]}),
    "instruments without a mark that have a partner": lambda c: c._some(
        "instruments", lambda row: row["id"] in ("budapest_process", "mediterranean_pact") and bool(row["partner"])
    ),
    "events at a date": lambda c: len(_timed(c)),
    "events in the dense time": _dense,
    "events dated to the month": lambda c: sum(len(day) == len("2024-01") for day in _timed(c)),
    "amounts that are stated to lie inside others": lambda c: c._some("relations", lambda row: row["certainty"] == "stated"),
    "parts of the amount for Mauritania": lambda c: c._some("relations", lambda row: row["whole"] == "mauritania_support"),
    "footnotes of the paragraph on root causes": lambda c: c._some("footnotes", lambda row: row["paragraph"] == "9"),
    "documents behind the opening paragraph": lambda c: c._some("footnotes", lambda row: row["paragraph"] == "1", "source"),
    "documents of the opening footnotes": lambda c: _documents(c, ("49", "50")),
    "documents of the footnotes on status agreements": lambda c: _documents(c, ("57", "58")),
    "documents behind the figures on Gaza": lambda c: c.behind("gaza"),
    "publishers cited that are no bodies of the EU": lambda c: len(
        {c.tables.documents[row["source"]]["publisher"] for row in c.tables.rows["footnotes"]} - EU_BODIES
    ),
    "footnotes of the sentence on Bosnia and Herzegovina": lambda c: len(
        c.tables.row("claims", "bosnia_negotiation")["footnotes"].split()
    ),
    "claims on pledges, or checked by the agency's earlier report, but not both": lambda c: _either(
        _ids(c, "evidence", lambda row: _checked(row) and row["source"] == "outside_euaa_2024_pledging", "claim"),
        {"pledges", "pledging_countries"},
    ),
    "claims for Türkiye or not found, but not both": lambda c: _either(
        _ids(c, "evidence", lambda row: _checked(row) and row["verdict"] == "not_found", "claim"),
        {"turkiye_total", "turkiye_migration"},
    ),
    "claims that are named or have a hedge, but not both": lambda c: _either(
        _ids(c, "claims", lambda row: row["qualifier"] != "exact"), {"syria_commitment", "air_bridge_aid"}
    ),
    "counts not confirmed": lambda c: len(_ids(c, "claims", lambda row: row["basis"] == "counted") - _held(c)),
    "amounts confirmed": lambda c: len(_ids(c, "claims", _amounts) & _held(c)),
    "checks that found the amounts for Türkiye elsewhere": lambda c: c._some(
        "evidence",
        lambda row: _checked(row) and row["claim"] in ("turkiye_total", "turkiye_migration") and row["verdict"] != "not_found",
    ),
    "other partners with a number expelled": lambda c: len(
        {row["partner"] for row in c.tables.rows["context"] if row["topic"] == "returns"} - {"mauritania"}
    ),
    "amounts of money for the Western Balkans": lambda c: c._some(
        "claims", lambda row: row["chapter"] == "western_balkans" and _amounts(row)
    ),
    # what the text lists by name, and what a new row would add to it
    "further amounts that may lie in others or meet them": _further_open,
    "further amounts named for migration": lambda c: c._some(
        "claims", lambda row: _amounts(row) and "migration" in row["label"] and row["id"] not in FOR_MIGRATION
    ),
    "open questions under no heading": lambda c: c._some(
        "gaps",
        lambda row: (
            _open(row)
            and bool(row["claim"])
            and row["partner"] not in ("gaza", "syria_region", "turkiye", "egypt", "mauritania")
            and row["paragraph"] not in ("5", "12", "13", "16")
        ),
    ),
    "statements under no heading": lambda c: c._some("statements", lambda row: row["chapter"] not in TOLD_IN_BRIEF),
    "figures in no part of the section": lambda c: c._some(
        "claims", lambda row: not any(int(row["paragraph"]) in part for part in PARTS.values())
    ),
    "further pledges by country": lambda c: c._some(
        "context", lambda row: row["measure"].startswith("pledged_") and row["id"] not in PLEDGED_BY
    ),
    "further conferences with a total": lambda c: c._some(
        "context", lambda row: row["measure"] == "conference_total" and row["id"].split("_")[1] not in ("vii", "viii", "ix")
    ),
    "further cycles of pledges": lambda c: c._some(
        "series",
        lambda row: (
            row["series"] == "pledged_places"
            and row["figure"] not in ("places_pledged_2021", "places_pledged_2023", "pledges", "next_plan_places")
        ),
    ),
    "further parts of the totals taken apart": lambda c: c._some(
        "outside_relations",
        lambda row: (
            row["kind"] == "part_of"
            and row["certainty"] == "stated"
            and row["whole"] in ("syria_commitment", "egypt_package", "pledges")
            and (row["whole"], row["part"]) not in {(whole, part) for whole, parts in SUMS for part in parts}
        ),
    ),
    "floors that are shown or confirmed as such, but not both": lambda c: _either(
        _ids(c, "evidence", lambda row: _checked(row) and row["verdict"] == "confirmed_lost_qualifier", "claim"),
        {"gaza_total", "egypt_migration"},
    ),
    "agreements with a date that the table does not tell": lambda c: c._some(
        "status_agreements", lambda row: bool(row["date"]) and row["partner"] not in ("serbia", "bosnia_and_herzegovina")
    ),
    "agreements at a step that the text does not name": lambda c: c._some(
        "status_agreements", lambda row: row["stage"] not in ("in_force", "signed", "negotiated")
    ),
    "further actions in Türkiye": lambda c: len(
        _ids(c, "instruments", lambda row: row["partner"] == "turkiye")
        & _ids(c, "lever_coding", lambda row: row["subject_kind"] == "instrument", "subject")
        - {"turkiye_support", "turkiye_facility"}
    ),
}
#: Labels that go on with a name.
OPENINGS: dict[str, Callable[[Counts, str], int | None]] = {
    "figures on: ": lambda c, part: c._some("claims", _figures(PARTS[part])),
    "claims: ": lambda c, verdict: c._some("evidence", lambda row: _checked(row) and row["verdict"] == VERDICTS[verdict]),
    "checks of grade ": lambda c, grade: c._some("evidence", lambda row: _checked(row) and row["grade"] == grade),
    "documents by ": lambda c, who: c._some(
        "footnotes", lambda row: c.tables.documents[row["source"]]["publisher"] == who, "source"
    ),
    "actions coded to the lever ": lambda c, lever: c._some(
        "lever_coding", lambda row: row["subject_kind"] == "instrument" and c.tables.row("levers", row["lever"])["label"] == lever
    ),
    "open questions that touch ": lambda c, label: c._some(
        "gaps", lambda row: _open(row) and c.claim_called(label) in f"{row['claim']} {row['touches']}".split()
    ),
    "rows of the table ": lambda c, what: c.rows_of(*re.fullmatch(r"(\w+)(?: whose (\w+) is (.+))?", what).groups()),
    "days from ": lambda c, what: c.days_from(*what.removesuffix(", by their footnotes").split(" until ")),
    "open questions that could be settled by ": lambda c, what: c._some("gaps", lambda row: _open(row) and SETTLED[what](row)),
}
