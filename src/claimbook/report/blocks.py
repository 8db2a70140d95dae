"""Tables, cards, boxes and lists as HTML in which every number is a link to its claim, whatever they show; for JupyterLab and the book."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape

from claimbook import wording as words
from claimbook.core.quantities import Quantity, missing
from claimbook.wording import Shown, plain
from claimbook.wording.parts import Table, pieces, to_json

OUTSIDE = '<span class="badge">outside the section</span>'
CODING = '<span class="coding">our coding</span>'


def marks(outside: bool, coding: bool) -> str:
    """What marks a table or a chart that is from outside or rests on our coding; a space between both, so that a copied text has one."""
    return " ".join([OUTSIDE] * outside + [CODING] * coding)


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
    mark = marks(outside, coding)
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
