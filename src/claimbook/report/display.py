"""Tables, cards and lists as HTML in which every number is a link to its claim; the same in JupyterLab and in the book."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape

from claimbook import wording as words
from claimbook.core.claims import Claim, referred
from claimbook.core.quantities import Quantity, missing
from claimbook.data import printed as reading
from claimbook.data.problems import nearest
from claimbook.data.sources import Citation
from claimbook.wording import Shown, plain
from claimbook.wording.parts import Table, pieces, to_json
from claimbook.wording.units import CURRENCIES

OUTSIDE = '<span class="badge">outside the section</span>'
CODING = '<span class="coding">our coding</span>'
#: Units in which an amount is told before what its source says of it; other counts are told by the wording.
MEASURED = (*CURRENCIES, "%", "tonnes", "places", "flights", "people")


class Html(Shown):
    """A block for a page, made of pieces of HTML (texts) and of wordings or other parts that carry the numbers in it."""

    def __init__(self, *given: object):
        self.parts = pieces(*given)

    def _plainly(self) -> str:
        return repr(self)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: shown as HTML>"


def _is_number(value: object) -> bool:
    return isinstance(value, (Quantity, int, float))


def _tag(
    name: str, role: str, inner: object, *classes: str, label: str = "", data: Mapping[str, str] | None = None, **attributes: str
) -> Html:
    """A part of a table; ``role`` and ``label``, the head of its column, are left out where empty, but not ``data``."""
    given = {**attributes, "role": role, "class": " ".join(filter(None, classes)), "data-label": label}
    written = {key: value for key, value in given.items() if value} | {
        f"data-{key}": value for key, value in (data or {}).items()
    }
    opening = "".join(f' {key}="{escape(value, quote=True)}"' for key, value in written.items())
    return Html(f"<{name}{opening}>", inner, f"</{name}>")


def _roles(wide: bool, *, linked: bool) -> dict[str, str]:
    """The roles of a table's parts: laid out as cards, they are none to a screen reader unless they say what they are.

    A caption has no role of its own, so a link in it (``linked``) would stand between the role of the table and its rows.
    """
    parts = ("table", "rowgroup", "row", "columnheader", "rowheader", "cell")
    return {part: part if wide and not (linked and part == "table") else "" for part in parts}


def _columns(given: object) -> Mapping[str, Iterable]:
    """Columns by name, from a DataFrame, from rows as dictionaries, or as they are; raises TypeError for anything else."""
    if hasattr(given, "to_frame"):  # a pandas Series, told without loading pandas, as is a DataFrame
        given = given.to_frame()
    if hasattr(given, "columns") and hasattr(given, "reset_index"):
        from claimbook.core.frames import columns

        return columns(given)
    if isinstance(given, Mapping):
        return given
    rows = list(given) if isinstance(given, Iterable) and not isinstance(given, (str, Quantity)) else []
    if rows and all(isinstance(row, Mapping) for row in rows):
        return {name: [row[name] for row in rows] for name in rows[0]}
    raise TypeError(
        "a table is made of a DataFrame, of rows (dictionaries), or of columns, each a name with its cells; "
        'quantities alone make one so: table({"Figure": [q.label for q in them], "Value": them}, "Caption")'
    )


def table(
    columns: Mapping[str, Iterable] | Iterable[Mapping],
    caption: object = "",
    *,
    outside: bool = False,
    coding: bool = False,
    row_ids: list[str] | None = None,
    name: str = "",
    decisive: str = "",
    css: str = "",
    data: Iterable[Mapping[str, Mapping[str, str]]] = (),
) -> Html:
    """A table from columns (name to cells: text, numbers, quantities, wordings, or lists of these), from rows, or from a DataFrame.

    The caption may be text, or a sentence that tells numbers; one of the frames of ``section.frame`` is named after its table.
    The first column is the row's header. Numbers stand to the right. ``outside`` and ``coding`` mark the caption.
    With more than three columns, or a ``decisive`` one, it is marked as wide: on a phone report.css makes its rows cards, in
    whose head the cell of the decisive column stands beside the row's name. Raises ValueError if there is no such column.
    ``data`` gives for each row what scripts read: data attributes by the column of their cell, those of the row itself under "".
    """
    caption = caption or getattr(columns, "attrs", {}).get("title", "")
    columns, hidden = _columns(columns), list(data)
    names = list(columns)
    if decisive and decisive not in names[1:]:
        raise ValueError(f"the decisive column {decisive!r} is not among the columns after the first: {', '.join(names[1:])}")
    rows = [[None if missing(cell) else cell for cell in row] for row in zip(*columns.values(), strict=True)]
    number = [
        "num" if all(_is_number(row[i]) or row[i] in (None, "") for row in rows) and rows else "" for i in range(len(names))
    ]
    wide = bool(decisive) or len(names) > 3
    title = plain(caption)
    role = _roles(wide, linked=any(isinstance(part, (words.Number, words.Link)) for part in title.parts))
    mark = (OUTSIDE if outside else "") + (CODING if coding else "")
    called = " ".join([title.text, "outside the section" if outside else "", "our coding" if coding else ""]).split()
    head = [_tag("th", role["columnheader"], escape(text), number[i], scope="col") for i, text in enumerate(names)]
    body = []
    for place, row in enumerate(rows):
        more = hidden[place] if hidden else {}
        looks = [f"{look} decisive".strip() if name == decisive else look for look, name in zip(number, names)]
        cells = _cells(role, {name: (cell, look) for name, cell, look in zip(names, row, looks)}, more, labelled=wide)
        body.append(_tag("tr", role["row"], cells, id=row_ids[place] if row_ids else "", data=more.get("")))
    inner = (
        ["<caption>", title, " " if title.parts and mark else "", mark, "</caption>"] if title.parts or mark else "",
        _tag("thead", role["rowgroup"], _tag("tr", role["row"], head)),
        _tag("tbody", role["rowgroup"], body),
    )
    made = _tag("table", role["table"], inner, "data", css, "wide" if wide else "", id=name)
    return Html(Table(" ".join(called) or "Table", made.parts))


def _cells(
    role: dict[str, str], row: dict[str, tuple[object, str]], data: Mapping[str, Mapping[str, str]], *, labelled: bool
) -> list[Html]:
    """The cells of a row, from its cells and their classes by column; the first is its header, the others may be ``labelled``."""
    (head, (first, look)), *others = row.items()
    cells = [_tag("th", role["rowheader"], plain(first), look, scope="row", data=data.get(head))]
    for name, (cell, look) in others:
        label = name if labelled else ""
        cells.append(_tag("td", role["cell"], plain(cell), look, label=label, data=data.get(name)))
    return cells


@dataclass(frozen=True)
class ChapterLink:
    """Words that lead to a page of the book, for a sentence or a card; no number, and so no result of the book."""

    wording: words.Wording

    def _repr_mimebundle_(self, include=None, exclude=None) -> tuple[dict, dict]:
        return self.wording._repr_mimebundle_()


def chapter_link(text: object, page: str) -> ChapterLink:
    """Words that lead to a page of the book, which is named as in a chapter's text: ``what_adds_up.ipynb``, ``../book/method.md#cite``.

    JupyterLab opens it as it stands; the pages turn it into the page's address. Raises ValueError for words that are links already.
    """
    told = plain(text)
    if not all(isinstance(part, str) for part in told.parts):
        raise ValueError(f"{told.text!r} has links of its own, and a link cannot hold another")
    return ChapterLink(words.Wording((words.Link(told.text, page),)))


def cards(*items: tuple) -> Html:
    """Headline numbers: each a number, what it is, what must be said with it and, where there is one, the page that its label leads to."""
    made = []
    for number, label, qualifier, *page in items:
        parts = [plain(x) for x in (number, chapter_link(label, *page) if page else label, qualifier)]
        made += [
            '<li class="card"><p class="number">',
            parts[0],
            '</p><p class="label">',
            parts[1],
            '</p><p class="note">',
            parts[2],
            "</p></li>",
        ]
    return Html('<ul class="cards">', made, "</ul>")


class Headline(Html):
    """The headline of a slide and, where there is one, its caveat; the parts of each stand in its JSON as well."""

    def __init__(self, finding: words.Wording, caveat: words.Wording):
        self.finding, self.caveat = finding, caveat
        super().__init__(
            '<p class="headline">', finding, "</p>", ['<p class="headline-caveat">', caveat, "</p>"] if caveat.parts else ""
        )

    def _data(self) -> dict:
        return {"headline": to_json(self.finding.parts), "caveat": to_json(self.caveat.parts)}


def headline(finding: object, caveat: object = None) -> Html:
    """The headline of a slide and what must be said with it; the slides put it on the slide that its cell starts."""
    return Headline(plain(finding), plain(caveat))


def beyond(*sentences: object) -> Html:
    """A box "Beyond the section" for what other sources say: a paragraph for each sentence or wording, the whole marked as outside.

    Raises ValueError without sentences: a box that says nothing is no finding.
    """
    if not sentences:
        raise ValueError("beyond() needs at least one sentence; leave the box out where there is none")
    text = [["<p>", plain(sentence), "</p>"] for sentence in sentences]
    return Html(f'<aside class="beyond"><p class="beyond-title">Beyond the section {OUTSIDE}</p>', text, "</aside>")


def bullets(items: Iterable[object], *, css: str = "") -> Html:
    """A list of sentences or wordings."""
    attribute = f' class="{css}"' if css else ""
    return Html(f"<ul{attribute}>", [["<li>", plain(item), "</li>"] for item in items], "</ul>")


def answered(gap: dict) -> bool:
    """Whether a row of gaps.csv has an answer that leaves nothing open."""
    return bool(gap["answer"]) and not gap["open"]


def touching(gap: dict) -> list[str]:
    """The ids of the claims that a row of gaps.csv touches, the one that it is about first."""
    return list(dict.fromkeys([*filter(None, [gap["claim"]]), *(gap["touches"] or "").split()]))


def _outside_row(section, row_id: str) -> tuple[str, dict]:
    """The table, evidence or context, that holds a row, and the row."""
    table = "evidence" if any(row["id"] == row_id for row in section.rows("evidence")) else "context"
    return table, section.row(table, row_id)


def stated(section, row_id: str) -> words.Wording:
    """What a row of evidence or context says, after its amount where it has one; a row of context says its figure or its date."""
    table, row = _outside_row(section, row_id)
    if table == "context" and row["value"] is None:
        return words.sentence("{label}, {date}", label=row["label"], date=said(section, row_id, table=table))
    if table == "context":
        return words.sentence("{label}: {figure}", label=row["label"], figure=section.context(row_id))
    told = said(section, row_id)
    in_words = any(figure.value == row["value"] for figure in reading.in_words(row["wording"]))
    if row["value"] is None or row["unit"] not in MEASURED or in_words:
        return told
    return words.sentence("{q}: {told}", q=section.evidence(row_id), told=told)


def _known(section, row_id: str, *, named: bool) -> words.Wording:
    """What a row from outside says and who says so, when and with which grade; on request with the name of the claim it is about."""
    table, row = _outside_row(section, row_id)
    about = [section.claim(row["claim"]).label] if named and table == "evidence" else []
    when = [words.date(row["date"])] if table == "evidence" else []
    where = ", ".join([*about, row["publisher"], *when, f"grade {row['grade']}"])
    return words.sentence("{told} ({where})", told=stated(section, row_id), where=where)


def _question(section, gap: dict, touches: object) -> words.Wording:
    """A question of gaps.csv and, as a list of definitions, why it matters, what is known, what is open and who would know."""
    known = [_known(section, row_id, named=not gap["claim"]) for row_id in (gap["answer"] or "").split()]
    left = gap["open"] or ("" if known else "All of it. No text read for this book gives an answer.")
    facts = [
        ("Why it matters", [gap["why"]]),
        ("Outside the section", known),
        ("Still open", [left] if left else []),
        ("Number it touches", [touches] if touches else []),
        ("Who would know", [] if answered(gap) else [words.listing(gap["who"].split("; "))]),
    ]
    listed = [[f"<dt>{name}</dt>", [["<dd>", plain(told), "</dd>"] for told in texts]] for name, texts in facts if texts]
    return words.Wording(pieces(f"<strong>{escape(gap['question'])}</strong><dl>", listed, "</dl>"))


def questions(section, rows: Iterable[dict], touches: Iterable[object] = ()) -> Html:
    """Rows of gaps.csv as a list that reads on any width; ``touches`` are the numbers that they touch, one for each row."""
    rows = list(rows)
    numbers = list(touches) or [None] * len(rows)
    return bullets([_question(section, row, number) for row, number in zip(rows, numbers, strict=True)], css="questions")


def gaps(section, *, chapter: str) -> Html:
    """The questions of a chapter that the section leaves open, from data/gaps.csv, with the best answer found elsewhere.

    Raises KeyError with the nearest name where no question is of that chapter.
    """
    rows = [row for row in section.rows("gaps") if row["chapter"] == chapter]
    if not rows:
        known = {row["chapter"] for row in section.rows("gaps") if row["chapter"]}
        raise KeyError(f"no question of a chapter {chapter!r} in data/gaps.csv{nearest(chapter, known)}")
    parts = []
    for title, full in (("What is not known", False), ("What the section leaves open and another source answers", True)):
        if chosen := [row for row in rows if answered(row) == full]:
            parts.append((title, questions(section, chosen)))
    return Html(
        '<div class="caveat gaps">', [[f'<p class="caveat-title">{title}</p>', listed] for title, listed in parts], "</div>"
    )


def said(section, row_id: str, *, table: str = "evidence", text: str = ""):
    """What a row of evidence says, or the date of a row of context, as a link with its provenance; needs no value."""
    row = section.row(table, row_id)
    text = text or (row["wording"] if table == "evidence" else words.date(row["date"]))
    source = Citation(
        section.sources[row["source"]].key, row["publisher"], row["title"], row["date"] if table == "evidence" else ""
    )
    about = {"grade": row["grade"], "sources": (source,), **section.whose}
    claim = Claim(row_id, row["label"], 0, "", row.get("wording") or "", table=table, **about)
    dated = "Document of" if table == "evidence" else "Date"
    facts = [[dated, words.date(row["date"])], ["Where", claim.place(section.abroad)], ["Source", [str(source)]]]
    return referred(text, row["label"], facts, claim)


def _happened(section, row: dict) -> words.Wording:
    """What a row of developments tells, as a link with its provenance to its entry, which stands among those from outside."""
    source = section.sources[row["source"]]
    said_in = Citation(source.key, row["publisher"], row["title"], source.date)
    about = {"grade": row["grade"], "sources": (said_in,), **section.whose}
    claim = Claim(f"since_{row['id']}", row["text"], 0, "", table="context", **about)
    facts = [
        ["Date", words.date(row["date"])],
        ["Where", claim.place(section.abroad)],
        ["Source", [str(said_in)]],
        *([["Note", row["note"]]] if row["note"] else []),
    ]
    told = "What has happened since"
    return referred(row["text"], told, facts, claim, names=[told])


def since_then(section, *chosen: str) -> Html:
    """A box of what has happened since, by date: the rows of data/developments.csv of a chapter, or of given ids; empty without rows."""
    rows = sorted(
        (row for row in section.rows("developments") if {row["chapter"], row["id"]} & {*chosen}), key=lambda row: row["date"]
    )
    lines = [
        [
            f'<li><time datetime="{escape(row["date"])}">{escape(words.date(row["date"]))}</time> ',
            _happened(section, row),
            f' <span class="grade">grade {escape(row["grade"])}</span></li>',
        ]
        for row in rows
    ]
    # A note in the text, not a part of the page beside it, which "aside" alone would be to a screen reader.
    box = f'<aside class="since" role="note" aria-label="Since then"><p class="since-title">Since then {OUTSIDE}</p><ul>'
    return Html(box, lines, "</ul></aside>") if rows else Html()


def reported(section, chapter: str) -> Html:
    """What the section says in a chapter's part of it, as prose in our own words; each statement has a mark that leads to its source.

    A paragraph of the section makes one here, unless a single statement tells it, as with a bullet: that joins the one before.
    """
    told = section.statements(chapter)
    places = {row_id: section.row("statements", row_id)["paragraph"] for row_id in told}
    sizes, last = Counter(places.values()), None
    paragraphs: list[list[object]] = []
    for row_id, number in places.items():
        if not paragraphs or (number != last and sizes[number] > 1):
            paragraphs.append([])
        # A statement and, behind its full stop, its mark.
        paragraphs[-1] += [" " if paragraphs[-1] else "", told[row_id], "<sup>", section.statement_mark(row_id), "</sup>"]
        last = number
    return Html('<div class="reported">', [["<p>", sentences, "</p>"] for sentences in paragraphs], "</div>")


def claims_table(section, *, chapter: str) -> Html:
    """Every claim of a chapter; one added to the data appears by itself. Raises KeyError for a chapter without a claim."""
    claims = section.claims(chapter=chapter)
    return table(
        {
            "Figure": [q.label for q in claims],
            "Value": claims,
            "Stage": [q.claims[0].stage_label if q.stages else "–" for q in claims],
            "Period": [q.period.text for q in claims],
        },
        "Every figure of the section in this chapter",
        decisive="Stage",
    )


def _measure(value: float | None) -> str:
    """A measured value with two or three digits, or a dash where nothing was measured."""
    if value is None:
        return "–"
    return words.digits(value, 0 if value >= 100 else 1 if value >= 10 else 2 if value >= 0.1 or not value else 4)


def measured(section, caption: str, *subjects: str) -> Html:
    """The rows of data/benchmark.csv on the given subjects: medians, with the lowest and the highest where there are several."""
    rows = [row for row in section.rows("benchmark") if row["subject"] in subjects]
    return table(
        {
            "What": [row["label"] for row in rows],
            "Median": [_measure(row["value"]) for row in rows],
            "Lowest to highest": [
                f"{_measure(row['low'])} to {_measure(row['high'])}" if row["runs"] > 1 else "–" for row in rows
            ],
            "Unit": [row["unit"] for row in rows],
        },
        caption,
    )


def growth(section, caption: str, subject: str, thing: str) -> Html:
    """Time, time for each ``thing`` and memory by size, from data/benchmark.csv: rows named alike, with the endings each and memory."""
    rows = {row["id"]: row for row in section.rows("benchmark") if row["subject"] == subject}
    sizes = [name for name in rows if not name.endswith(("_each", "_memory"))]

    def column(ending: str) -> list[str]:
        return [_measure(rows[name + ending]["value"] if name + ending in rows else None) for name in sizes]

    return table(
        {
            "What": [rows[name]["label"] for name in sizes],
            "Seconds": column(""),
            f"For each {thing}, ms": column("_each"),
            "Memory, MiB": column("_memory"),
        },
        caption,
    )


def benchmark_run(section) -> words.Wording:
    """When and on what computer the benchmark was run."""
    row = section.rows("benchmark")[0]
    return plain(f"{words.date(row['date'])}, {row['machine']}, median of {row['runs']}")
