"""The appendix: the explorer, the entries that numbers link to, the data dictionary and the dependency matrix."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from html import escape
from textwrap import shorten

from claimbook import wording as words
from claimbook.core.claims import DATES, Claim
from claimbook.core.quantities import Printed
from claimbook.core.section import VERDICTS, Section
from claimbook.data.declared import ORIGINS
from claimbook.data.descriptor import resources
from claimbook.data.rules.statements import SLOT
from claimbook.report.blocks import Html, table
from claimbook.report.rendering import renderer
from claimbook.report.rows import answered, stated, touching
from claimbook.wording import Raw, Slot
from claimbook.wording.parts import Table, pieces
from claimbook.wording.places import address, anchor

#: Stands in a filter for claims without a stage or a partner; no id is written like this.
NONE = "-"
#: An address in a text that is HTML already, without the stop of the sentence that it ends.
ADDRESS = re.compile(r"https?://[^\s<>]*[^\s<>.,;:)]")
render = renderer(__file__)


def _facts(facts: list[tuple[str, object]]) -> str:
    rows = []
    for label, what in facts:
        if what in (None, "", [], ()):
            continue
        items = what if isinstance(what, (list, tuple)) else [what]
        rows.append(f"<dt>{escape(label)}</dt><dd>{'<br>'.join(_linked(str(i)) for i in items)}</dd>")
    return f"<dl>{''.join(rows)}</dl>"


def _linked(text: str) -> str:
    """A text as HTML in which each address is a link."""
    return ADDRESS.sub(r'<a class="external bare" href="\g<0>">\g<0></a>', escape(text))


def _entry(
    section: Section, table: str, row_id: str, title: str, shown: Iterable[str | None], facts: list[tuple[str, object]]
) -> Html:
    """An entry: its title, what is ``shown`` of it in a line, and all facts in a fold, which opens for whoever follows a link to it."""
    place, line = anchor(table, row_id, section.abroad), ", ".join(filter(None, shown))
    facts = [*facts, ("Edition", section.abroad)]
    named = f"{line}: {shorten(title, 100, placeholder=' …')}"  # the line alone would be that of other entries, too
    return Html(
        Slot("entry", place),
        f'<article class="entry" id="{escape(place)}"><h3>{escape(title)}</h3><details class="facts">'
        f'<summary aria-label="{escape(named)}">{escape(line)}</summary>{_facts(facts)}'
        '<p class="used">Used in: ',
        Slot("uses", place),
        ".</p></details></article>",
    )


def _key(period_start: str | None, period_end: str | None) -> str:
    """What sorting by time goes by: first and last day, an end that is not stated after all others; empty without a start."""
    if not period_start:
        return ""
    last = period_end + "-12-31"[len(period_end) - 4 :] if period_end else "9999-12-31"
    return f"{period_start}{'-01-01'[len(period_start) - 4 :]} {last}"


def _choices(rows: list[dict[str, tuple[str, str]]]) -> dict[str, list[tuple[str, str]]]:
    """For each name in the rows the values (key and label) that stand in them, in order, that of none last."""
    return {
        name: sorted({row[name] for row in rows}, key=lambda value: (value[0] == NONE, value[1].lower()))
        for name in (rows[0] if rows else ())
    }


def _keys(claims: list[Printed], filters: list[dict[str, tuple[str, str]]]) -> list[dict[str, dict[str, str]]]:
    """What explorer.js filters and sorts by: on each row its filters, on values their unit's place and size, on periods their time."""
    units = [unit for unit, _ in sorted(Counter(q.unit for q in claims).items(), key=lambda item: (-item[1], item[0]))]
    return [
        {
            "": {name: key for name, (key, _) in chosen.items()},
            "Value": {"group": str(units.index(q.unit)), "sort": f"{q.value:.15g}"},
            "Period": {"sort": _key(q.claims[0].period_start, q.claims[0].period_end)},
        }
        for q, chosen in zip(claims, filters, strict=True)
    ]


def explorer(section: Section) -> Html:
    """The claims as one table, with a search field, filters and buttons to sort that appear where scripts run."""
    claims = section.claims()
    first = [q.claims[0] for q in claims]
    links = [words.Wording((Raw(f'<a href="#{anchor(c.table, c.id, c.abroad)}">'), c.label, Raw("</a>"))) for c in first]
    partners = [section.name(c.partner) if c.partner else "–" for c in first]
    filters = [
        {
            "stage": (NONE, "none") if c.stage == "not_applicable" else (c.stage, c.stage_label),
            "partner": (c.partner, partner) if c.partner else (NONE, "none"),
            "unit": (c.unit, c.unit),
            "hedge": (c.qualifier, c.qualifier.replace("_", " ")),
        }
        for c, partner in zip(first, partners, strict=True)
    ]
    columns: dict[str, Iterable[object]] = {
        "Claim": links,
        "Value": claims,
        "Stage": [c.stage_label if c.stage != "not_applicable" else "–" for c in first],
        "Period": [words.period(c.period_start, c.period_end) for c in first],
        "Partner": partners,
        "Paragraph": [str(c.paragraph) for c in first],
        "Footnotes": [" ".join(str(source.note) for source in c.sources) for c in first],
    }
    made = table(
        columns,
        "Every claim of the section",
        name="explorer",
        decisive="Stage",
        css="explorer",
        data=_keys(claims, filters),
    )
    tools = render("explorer_tools.html", filters=_choices(filters), count=len(claims))
    return Html(tools, '<div class="explorer-box" data-table="explorer">', made, "</div>", Slot("data-package"))


#: How a figure stands in the text, by the column basis.
BASES = {"figure": "printed in digits", "words": "printed in words", "counted": "counted by us in the text"}


def entries(section: Section) -> Html:
    """An entry for each claim, with everything recorded of it, its relations, what other sources say and what is not known."""
    parts = []
    for q in section.claims():
        c = q.claim
        shown = [q.text, c.stage_label if c.stage != "not_applicable" else ""]
        facts = [
            *_claim_facts(section, q),
            ("Relations", _related(section, c.id)),
            ("Other sources", _elsewhere(section, c.id)),
            ("Not known", [g["question"] for g in section.rows("gaps") if c.id in touching(g) and not answered(g)]),
            ("Identifier", c.id),
        ]
        parts.append(_entry(section, c.table, c.id, c.label, shown, facts))
    return Html('<div class="entries">', parts, "</div>")


def _claim_facts(section: Section, q: Printed) -> list[tuple[str, object]]:
    """What the row of a claim itself holds, as labels and texts."""
    c = q.claim
    return [
        ("Value", q.text),
        ("As printed", f"“{c.printed}”"),
        ("How read", BASES[c.basis]),
        ("Hedge", c.qualifier.replace("_", " ")),
        ("Bounds", words.number(None, q.low, q.high, q.unit) if q.low != q.high else ""),
        ("Read to", _read_to(c, section.row("claims", c.id)["resolution_basis"])),
        ("Stage", c.stage_label),
        ("Form", c.form.replace("_", " ")),
        ("Period", words.period(c.period_start, c.period_end)),
        ("Instrument", section.name(c.instrument) if c.instrument else ""),
        ("Partner", section.name(c.partner) if c.partner else ""),
        ("Paragraph", str(c.paragraph)),
        ("Source", c.sources or "no footnote in the section"),
        ("Note", c.note),
    ]


def _related(section: Section, claim_id: str) -> list[str]:
    """What a claim is part of or overlaps, and then what is part of it or overlaps it."""
    rows = section.rows("relations")
    wholes = [
        f"{r['kind'].replace('_', ' ')} {section.row('claims', r['whole'])['label']} ({r['certainty']}): {r['basis']}"
        for r in rows
        if r["part"] == claim_id
    ]
    parts = [
        f"{'contains' if r['kind'] == 'part_of' else 'overlaps'} {section.row('claims', r['part'])['label']} ({r['certainty']})"
        for r in rows
        if r["whole"] == claim_id
    ]
    return wholes + parts


def _elsewhere(section: Section, claim_id: str) -> list[str]:
    """What other sources say of a claim, each with its verdict."""
    return [
        f"{r['publisher']}, {words.date(r['date'])}, grade {r['grade']}: {stated(section, r['id']).text} ({VERDICTS[r['verdict']]})"
        for r in section.rows("evidence")
        if r["claim"] == claim_id
    ]


def _read_to(claim: Claim, basis: str | None) -> str:
    """The unit that a figure was rounded to, and why it is taken for rounded so far; empty for a count."""
    return f"{words.printed(claim.resolution, 0, claim.unit)}: {basis}" if claim.resolution else ""


def event_entries(section: Section) -> Html:
    """An entry for each dated event and for each cited document."""
    parts = [
        _entry(
            section,
            "events",
            e["id"],
            e["label"],
            [words.period(e["date"], e["date_end"] or e["date"])],
            [
                ("Date", words.period(e["date"], e["date_end"] or e["date"])),
                ("Date of the footnote", words.date(e["reference_date"]) if e["reference_date"] else ""),
                ("Paragraph", str(e["paragraph"])),
                ("Footnotes", e["footnotes"]),
                ("Note", e["note"]),
            ],
        )
        for e in section.rows("events")
    ]
    return Html('<div class="entries">', parts, "</div>")


def statement_entries(section: Section) -> Html:
    """An entry for each statement of the section: what is recorded of it, and the figures that stand in it."""
    claims = {row["id"]: row for row in section.rows("claims")}
    parts = []
    for row in section.rows("statements"):
        named = dict.fromkeys(slot.partition(".")[0] for slot in SLOT.findall(row["text"]))
        facts = [
            *((label, what) for label, what in section.statement_facts(row["id"])),
            ("Figures", [claims[name]["label"] for name in named if name in claims]),
            ("Identifier", row["id"]),
        ]
        parts.append(
            _entry(section, "statement", row["id"], section.statement(row["id"]).text, [f"paragraph {row['paragraph']}"], facts)
        )
    return Html('<div class="entries">', parts, "</div>")


def evidence_entries(section: Section) -> Html:
    """An entry for each statement of another source about a claim."""
    parts = []
    for r in section.rows("evidence"):
        parts.append(
            _entry(
                section,
                "evidence",
                r["id"],
                stated(section, r["id"]).text,
                [r["publisher"], words.date(r["date"]), f"grade {r['grade']}"],
                [
                    ("About", section.row("claims", r["claim"])["label"]),
                    ("Verdict", VERDICTS[r["verdict"]]),
                    ("Publisher", r["publisher"]),
                    ("Document", r["title"]),
                    ("Date", words.date(r["date"])),
                    ("Grade", r["grade"]),
                    ("Address", r["url"]),
                    ("Note", r["note"]),
                ],
            )
        )
    return Html('<div class="entries outside">', parts, "</div>")


def context_entries(section: Section) -> Html:
    """An entry for each outside figure that is shown for scale."""
    parts = []
    for r in section.rows("context"):
        value = section.context(r["id"]).text if r["value"] is not None else ""
        parts.append(
            _entry(
                section,
                "context",
                r["id"],
                r["label"],
                [value, r["publisher"], words.date(r["date"]), f"grade {r['grade']}"],
                [
                    ("Value", value),
                    ("Stage", section.stage_label(r["stage"])),
                    ("Publisher", r["publisher"]),
                    ("Document", r["title"]),
                    (DATES[r["date_of"]], words.period(r["date"], r["date_end"] or r["date"])),
                    ("Period", words.period(r["period_start"], r["period_end"]) if r["period_start"] else ""),
                    ("Licence", r["licence"]),
                    ("Grade", r["grade"]),
                    ("Address", r["url"]),
                    ("Note", r["note"]),
                ],
            )
        )
    return Html('<div class="entries outside">', parts, "</div>")


def development_entries(section: Section) -> Html:
    """An entry for each thing that has happened since; the name in its anchor is that of the links in the boxes."""
    parts = [
        _entry(
            section,
            "context",
            f"since_{r['id']}",
            r["text"],
            [words.date(r["date"]), r["publisher"], f"grade {r['grade']}"],
            [
                ("Date", words.date(r["date"])),
                ("Publisher", r["publisher"]),
                ("Document", r["title"]),
                ("Grade", r["grade"]),
                ("Address", r["url"]),
                ("Note", r["note"]),
            ],
        )
        for r in sorted(section.rows("developments"), key=lambda row: row["date"])
    ]
    return Html('<div class="entries outside">', parts, "</div>")


def dictionary(section: Section) -> Html:
    """Every table and column of the data package: type, unit, allowed values and meaning; counts of rows link here."""
    parts: list[object] = [Slot("data-package")]
    for name, resource in resources(section.descriptor).items():
        fields = resource["schema"]["fields"]
        rules = [f.get("constraints", {}) for f in fields]
        allowed = [
            "; ".join(
                filter(
                    None,
                    (
                        "required" if r.get("required") else "",
                        "one of: " + ", ".join(map(str, r["enum"])) if "enum" in r else "",
                        f"at least {r['minimum']}" if "minimum" in r else "",
                        f"at most {r['maximum']}" if "maximum" in r else "",
                    ),
                )
            )
            for r in rules
        ]
        made = table(
            {
                "Column": [f["name"] for f in fields],
                "Type": [f["type"] for f in fields],
                "Allowed": allowed,
                "Meaning": [f.get("description", "") for f in fields],
            },
            f"Columns of {resource['path']}",
        )
        keys = "; ".join(
            f"{k['fields']} → {k['reference']['resource'] or name}" for k in resource["schema"].get("foreignKeys", [])
        )
        place = anchor("tables", name)
        parts += [
            Slot("entry", place),
            f'<section class="dictionary" id="{escape(place)}"><h2>{escape(resource["title"])}</h2>'
            f"<p>{escape(resource['description'])} <em>({escape(ORIGINS[resource['origin']])})</em></p>",
            f"<p>Keys: {escape(keys)}</p>" if keys else "",
            made,
            "</section>",
        ]
    return Html(parts)


def dependency_matrix(section: Section) -> Html:
    """Claims against pages; the cells are filled by the Sphinx extension, which knows every page."""
    rows = []
    for q in section.claims():
        place, label = anchor(q.claim.table, q.claim.id, q.claim.abroad), escape(q.claims[0].label)
        there = escape(address(q.claim.table, q.claim.id, q.claim.abroad))
        rows += [f'<tr><th scope="row"><a href="{there}">{label}</a></th>', Slot("reaches", place), "</tr>"]
    title = "Claims and the pages that they reach"
    made = pieces(
        f'<table class="data matrix"><caption>{title}</caption><thead><tr><th scope="col">Claim</th>',
        Slot("pages"),
        "</tr></thead><tbody>",
        rows,
        "</tbody></table>",
    )
    return Html(Table(title, made))


__all__ = [
    "context_entries",
    "dependency_matrix",
    "development_entries",
    "dictionary",
    "entries",
    "event_entries",
    "explorer",
    "evidence_entries",
    "statement_entries",
]
