"""Make a deck of the main findings: ``python -m claimbook slides``.

What is on a slide is chosen in the notebooks, by Jupyter's own cell metadata (``slideshow.slide_type``; in JupyterLab:
Property Inspector, Slide Type). A code cell of type ``slide`` starts a slide and shows its headline (``headline``);
what the cells of type ``fragment`` after it show stands on the same slide. A headline is no part of its page, so its cell
has the tags ``remove-input`` and ``remove-output`` (one with ``remove-cell`` may not be run at all). The deck is made from the notebooks as the book's build ran them, in the order of ``_toc.yml``.

It is a single file that asks for nothing else: reveal.js, taken from the package sphinx-revealjs when the deck is made, and
the frame and look in ``deck`` beside this module stand in it. The speaker's notes say of each number what its popover says in the book.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import dataclass, field
from html import escape
from importlib import resources
from pathlib import Path
from types import SimpleNamespace

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sphinx_external_toc.parsing import parse_toc_yaml

from claimbook.data.sources import Citation
from claimbook.publish.build import built_apart
from claimbook.publish.places import output
from claimbook.report.blocks import CODING
from claimbook.report.charts import credit
from claimbook.report.markdown import EVALUATED, task, title_of
from claimbook.sphinx import STATIC
from claimbook.sphinx.about import facts
from claimbook.sphinx.citing import cite
from claimbook.wording import Number, Raw, Wording, listing, places
from claimbook.wording.parts import MIME, from_json, leaves

QUESTION = re.compile(r":::\{admonition\} The question\n:class: question\n(.*?)\n:::", re.S)


class SlideError(ValueError):
    """A notebook asks for a slide that cannot be made; the message says which cell and what would do."""


@dataclass
class Slide:
    """One slide: where it stands, its headline and caveat, and what is shown, whose numbers carry their provenance.

    ``book`` is the address of the book, to which numbers lead; without it they are text, as the deck goes about without the book.
    """

    id: str
    chapter: str
    question: str
    address: str
    finding: Wording
    limit: Wording
    book: str = ""
    #: What is shown, as its output offers it.
    outputs: list[dict] = field(default_factory=list)
    #: The exercises of its chapter, to ask the room.
    tasks: list[str] = field(default_factory=list)

    @property
    def headline(self) -> str:
        """Its headline, as HTML."""
        return self._html(self.finding.parts)

    @property
    def caveat(self) -> str:
        """What must be said with it, as HTML."""
        return self._html(self.limit.parts)

    def _html(self, parts: tuple) -> str:
        """Parts as HTML for a slide: links to chapters are for readers of a page."""
        return "".join(
            part.html
            if isinstance(part, Raw)
            else self._link(part)
            if isinstance(part, Number)
            else escape(Wording((part,)).text)
            for part in leaves(parts)
        )

    def _link(self, number: Number) -> str:
        if not self.book:
            return f'<span class="quantity">{number.inner}</span>'
        address = f"{self.book}/notebooks/{places.address(*number.provenance['claims'][0])}"
        return f'<a class="quantity" href="{escape(address)}">{number.inner}</a>'

    @property
    def _provenances(self) -> list[tuple[str, dict]]:
        """Each number on the slide, as text, with its provenance, those in the data of its charts too; a claim once."""
        shown = [part for output in self.outputs for part in leaves(from_json(output["parts"]))]
        first: dict[str, Number] = {}
        for part in (*self.finding.parts, *self.limit.parts, *shown):
            if isinstance(part, Number):
                first.setdefault(json.dumps(part.provenance, sort_keys=True), part)
        return [(_spaced(number.text), number.provenance) for number in first.values()]

    @property
    def shown(self) -> str:
        """Of a chart its drawing, of anything else all of it."""
        return "".join(output.get("drawing") or self._html(from_json(output["parts"])) for output in self.outputs)

    @property
    def captions(self) -> list[str]:
        """The captions of the charts, as text."""
        return [_spaced(output["caption"]) for output in self.outputs if "drawing" in output]

    @property
    def numbers(self) -> list[dict[str, str]]:
        """For the speaker's notes: each number with what it is and the facts of its popover."""
        return [
            {
                "text": text,
                "title": data["title"],
                "facts": "; ".join(
                    f"{label}: {', '.join(what) if isinstance(what, list) else what}" for label, what in data["facts"]
                ),
            }
            for text, data in self._provenances
        ]

    @property
    def source(self) -> str:
        """Where all numbers on the slide come from, in short: sources, and the tables whose rows were counted."""
        behind = [data for _, data in self._provenances]
        sources = credit([Citation(**source) for data in behind for source in data["sources"]])
        tables = sorted({f"data/{row_id}.csv" for data in behind for table, row_id in data["claims"] if table == "tables"})
        return "; ".join(filter(None, (sources, f"rows counted in {listing(tables)}" if tables else "")))

    @property
    def outside(self) -> bool:
        """Whether a number on the slide comes from outside the section."""
        return any(data["outside"] for _, data in self._provenances)

    @property
    def coding(self) -> bool:
        """Whether something on the slide is a judgement of ours."""
        return any(
            CODING in part.html for output in self.outputs for part in leaves(from_json(output["parts"])) if isinstance(part, Raw)
        )


def _spaced(text: str) -> str:
    return " ".join(text.split())


def tasks_of(notebook: dict) -> list[str]:
    """The exercises of a chapter as sentences to ask a room: what they are called, and what they ask."""
    sources = ["".join(cell["source"]) for cell in notebook["cells"] if "exercise" in cell["metadata"].get("tags", ())]
    asked = [task(text) for text in sources if not EVALUATED.search(text)]
    return [f"{one.title}. {_spaced(re.sub('[*`]', '', one.question))}" for one in asked if one]


def slides_of(notebook: dict, page: str, address: str = "", book: str = "") -> list[Slide]:
    """The slides that an executed notebook asks for, whose page has this address; raises SlideError where a marked cell cannot be shown."""
    first = "".join(notebook["cells"][0]["source"])
    title, question = title_of(first), QUESTION.search(first)
    found: list[Slide] = []
    for number, cell in enumerate(notebook["cells"], 1):
        kind = cell["metadata"].get("slideshow", {}).get("slide_type")
        if kind not in ("slide", "fragment"):
            continue
        where = f"{page}.ipynb: cell {number}: slide_type {kind}"
        outputs = [output["data"][MIME] for output in cell.get("outputs", []) if MIME in output.get("data", {})]
        if len(outputs) != 1:
            raise SlideError(
                f"{where}: shows {len(outputs)} results of claimbook; a slide takes a code cell that shows exactly one"
            )
        if kind == "fragment":
            if not found:
                raise SlideError(f"{where}: no slide is open; a cell of slide_type slide has to stand above it")
            found[-1].outputs += outputs
            continue
        if "headline" not in outputs[0] or not title or not question:
            raise SlideError(f"{where}: a slide starts with headline(), in a notebook that opens with a title and its question")
        name = Path(page).name
        slide_id = f"{name}-{len(found) + 1}".replace("_", "-")
        finding, limit = (Wording(from_json(outputs[0][name])) for name in ("headline", "caveat"))
        tasks = [] if found else tasks_of(notebook)
        found.append(Slide(slide_id, title, question[1], address, finding, limit, book, tasks=tasks))
    for slide in found:
        if not slide.outputs:
            raise SlideError(
                f"{page}.ipynb: slide {_spaced(slide.finding.text)!r}: nothing is shown; give a cell below it slide_type fragment"
            )
    return found


def _about(project: Path) -> tuple[dict[str, str], str]:
    """What the book is, from _config.yml and the data package, and its language."""
    config = yaml.safe_load((project / "_config.yml").read_text(encoding="utf-8"))
    sphinx = config["sphinx"]["config"]
    settings = SimpleNamespace(
        html_title=config["title"],
        project=config["title"],
        author=config["author"],
        copyright=config["copyright"],
        html_baseurl=config["html"]["baseurl"],
        report_description=sphinx["report_description"],
    )
    return facts(settings, project / "data"), sphinx["language"]


def _reveal(*names: str) -> list[str]:
    folder = resources.files("sphinx_revealjs") / "_static" / "revealjs"
    return [(folder / name).read_text(encoding="utf-8") for name in names]


def _digest(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def deck(project: Path, executed: Path) -> str:
    """The deck as one HTML page, from the notebooks in ``executed``; raises SlideError where a notebook asks for what cannot be."""
    about, language = _about(project)
    slides, question = [], ""
    toc = parse_toc_yaml(project / "_toc.yml")
    for page in toc:
        if not (executed / f"{page}.ipynb").is_file():  # a page without code
            continue
        notebook = json.loads((executed / f"{page}.ipynb").read_text(encoding="utf-8"))
        place = "index" if page == toc.root.docname else page  # as theme.py has it
        found = slides_of(notebook, page, f"{about['base']}/{place}.html" if about["base"] else "", about["base"])
        question = question or (found[0].question if found else "")
        slides += found
    if not slides:
        raise SlideError("notebooks/: no cell has the slide_type slide, so there is nothing to show")
    reveal_js, notes_js, reveal_css, speaker_view = _reveal(
        "dist/reveal.js", "plugin/notes/notes.js", "dist/reveal.css", "plugin/notes/speaker-view.html"
    )
    own = Path(__file__).with_name("deck")
    tokens = (STATIC / "report.css").read_text(encoding="utf-8").partition("/* 2 Text")[0]
    styles = "\n".join((reveal_css, tokens, (own / "deck.css").read_text(encoding="utf-8")))
    scripts = [
        text.replace("</script", r"<\/script") for text in (reveal_js, notes_js, (own / "deck.js").read_text(encoding="utf-8"))
    ]
    # The speaker's window is under the same policy, and its script stands in it as text.
    allowed = [_digest(script) for script in (*scripts, *re.findall(r"<script>(.*?)</script>", speaker_view, re.S))]
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src {' '.join(allowed)}",
            "style-src 'unsafe-inline'",  # reveal.js writes the size of the printed page as a style of its own
            "img-src data:",
            "frame-src 'self' file:",  # the speaker's window shows the deck
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    environment = Environment(
        loader=FileSystemLoader(own), autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True
    )
    return environment.get_template("deck.html").render(
        about=about,
        language=language,
        question=question,
        slides=slides,
        citation=cite(about, address=about["base"])[0],
        styles=styles,
        scripts=scripts,
        policy=policy,
    )


def main(project: Path) -> int:
    """Bring the book up to date and make the deck; returns 0 and prints where to open it, or 1 and prints what is wrong."""
    if not built_apart(project):
        return 1
    try:
        html = deck(project, output(project) / "work" / "_build" / "jupyter_execute")
    except SlideError as error:
        print(error, "The slides were not made. Any earlier ones in _build/slides are untouched.", sep="\n")
        return 1
    place = output(project) / "slides" / "index.html"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(html, encoding="utf-8")
    print(f"The slides are ready. Open {place}")
    return 0
