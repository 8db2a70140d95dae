"""Teachers only: the first pages of a folder that is handed out: how to open it, and a notebook with one worked answer."""

from __future__ import annotations

import re

from claimbook.report.markdown import title_of
from claimbook.teaching.cells import made_notebook, make_cell
from claimbook.teaching.handed import (
    FIND_PACKAGE,
    FOLDED,
    JUDGE,
    Asked,
    code,
    exercises_of,
    free_names,
    places_in,
    texts_of,
    written_out,
)

HANDOUT = """\
# Start here

This folder holds the report “{title}” as notebooks, with exercises and labs.

{without_python}

## With Python

It needs Python 3.11 or newer (from python.org, or from your system) and, for a single time, a connection. Open a terminal in this folder
and type:

**Windows**

    py -m venv .venv
    .venv\\Scripts\\python -m pip install -r requirements.txt
    .venv\\Scripts\\jupyter lab START.ipynb

**macOS and Linux**

    python3 -m venv .venv
    .venv/bin/python -m pip install -r requirements.txt
    .venv/bin/jupyter lab START.ipynb

The second line fetches the packages; after that nothing is fetched. The third opens `START.ipynb`, which says how to go on; type it
again on another day. Keep the folders together: the notebooks look for `data` and `src` beside or above them.

| Folder | Holds |
| --- | --- |
| `notebooks` | the chapters in their order, with exercises; after them the lists that numbers lead to |
| `labs` | {labs} |
| `data` | the tables that every number comes from |
| `book` | {book} |
| `src` | the package that computes with these tables |

Solutions are not written out here. The package can work the answers out, as `check` does: who looks for them finds them, and learns
less. Points come from your teacher, who runs your notebooks beside tables of their own.
"""

#: What stands above it, where the folder holds the built book, and where it does not.
NO_PYTHON = """\
## No Python? Open `book/index.html`

Nothing has to be installed: the folder `book` has the whole report as pages for any browser, and nothing leaves your computer. Exercises
are answered on the page. {begin}{number}
"""
NO_BOOK = "{number}\n"
#: Where the book has a page for the labs, and the tables offer some.
NUMBER = "Your number on the labs' page of the book, should you do the labs there, is **{number}**."
#: Where that page lies in the folder; it fills in the number that stands behind its address.
FILLED = " The page with the number filled in: [`{page}`]({page}#number={number})."
#: What the folders hold, with and without labs, and with and without the built book.
BRIEFS, PAGES, WHOLE = (
    "briefs of which some lines do not hold, for you to find and mend",
    "how to read a figure, the method, the glossary",
    "the built book, to open in a browser; how to read a figure, the method and the glossary as text",
)

HOW = """\
## How a chapter works

Open one from the list below. It shows texts, tables and charts once it has run: choose *Run*, then *Run All Cells*. The code that \
makes them is folded; click on the three dots to see it, and on the blue bar beside it to fold it again. A number is a link: its tip \
says what was printed, how it was computed and where it stands, and it leads to its entry in the list of claims.

Nothing is typed: change a row of a table in `data`, choose *Kernel*, then *Restart Kernel and Run All Cells*, and the text follows."""

EXERCISES = """\
## Exercises

Write your answer in place of the three dots, run the cell, then run the cell with `check` below it. It says whether the answer is \
right, whether its value is right but could be told better (a lost hedge, too many digits; that counts in part), or, if not, how it was read and what kind \
of slip it is. Numbers, amounts in words or digits, fractions, both ends of a range as a pair, names and sentences are all read; a \
unit may be left out, but not be another one. Try as often as you like. Answers made with the package (`section.claim`, `share`, \
`total`) carry their unit and bounds along."""

LABS = """\
## Labs: commit, then mend

A brief in `labs` has mostly a single line that does not hold, at times more, at times none. Read it, and commit first: which line, \
by which rule, and why, in your own words: a few are enough, if they name what is at stake. Then `lab.hint("line")` and further hints help, and `lab.judge(mended)` reads the \
lines that you wrote anew: it computes them again from their claims and compares your sentences with what these allow. Your first commitment counts, \
and your teacher reads your reasons. What you commit to, the hints and the lines that you had judged are written into a file beside \
the lab, which you hand in with it.

Nothing of this is locked: the code that works out the answers to exercises, and that judges the labs, lies in `src`, and copies of \
the folder can be made. Use it to learn how the checks work, and say so where you did."""

COMMANDS = """\
## Check and lint

In a terminal of JupyterLab (*File*, *New*, *Terminal*), in this folder: `check` says whether the tables hold, `lint` whether a number \
was typed in a chapter, or a word that depends on figures.

**Windows**

    .venv\\Scripts\\python -m {package} check
    .venv\\Scripts\\python -m {package} lint

**macOS and Linux**

    .venv/bin/python -m {package} check
    .venv/bin/python -m {package} lint

## Hand it in

Save all notebooks, close JupyterLab, and hand in this folder under the name that it has, without `.venv`."""


def handout(title: str, number: int, *, book: bool, begin: str = "", why_no_labs: str = "", labs_page: str = "") -> str:
    """The first page of a student's folder; ``book`` is whether it holds the built book.

    ``begin`` is the page there for whoever writes no code, without which the book has none for labs either, and ``number`` tells nothing.
    ``labs_page`` is where the book's page for labs lies in the folder.
    """
    first = f"`book/{begin}.html` says step by step what to do and what to hand in. " if begin else ""
    told = NUMBER.format(number=number) if begin and not why_no_labs else ""
    told += FILLED.format(page=labs_page, number=number) if told and book and labs_page else ""
    filled = (NO_PYTHON if book else NO_BOOK).format(begin=first, number=told).strip()
    made = HANDOUT.format(title=title, without_python=filled, labs=why_no_labs or BRIEFS, book=WHOLE if book else PAGES)
    return re.sub(r"\n{3,}", "\n\n", made)


def start(title: str, chapters: dict[str, dict], names: dict[str, str], pages: dict[str, str]) -> dict:
    """The notebook to begin with: how chapters, exercises and labs work, one worked answer, and where everything is."""
    judges = [judge for chapter in chapters.values() for judge in JUDGE.findall(code(chapter))]
    package = judges[0].partition(".")[0] if judges else "claimbook"
    cells = [
        make_cell(
            "markdown",
            "start-title",
            f"# Start here\n\nThis folder holds the report *{title}* as notebooks, with exercises and labs.",
        ),
        make_cell("code", "find-package", FIND_PACKAGE, tags=["hide-input"], **FOLDED),
        make_cell("markdown", "start-how", HOW),
        make_cell("markdown", "start-exercises", EXERCISES),
        *worked(chapters, names),
        make_cell("markdown", "start-labs", LABS),
        make_cell("markdown", "start-commands", COMMANDS.replace("{package}", package)),
        make_cell("markdown", "start-list", f"## What there is\n\n{contents(chapters, names, pages)}"),
    ]
    return made_notebook(cells)


def contents(chapters: dict[str, dict], names: dict[str, str], pages: dict[str, str]) -> str:
    """A list of links to the chapters in their order, to the lists that numbers lead to, and to the pages."""
    linked = {name: f"[{title_of(*texts_of(notebook))}](notebooks/{names[name]}.ipynb)" for name, notebook in chapters.items()}
    read = [link for name, link in linked.items() if names[name] != name]
    listed = [link for name, link in linked.items() if names[name] == name]
    beside = [f"[{title_of(text)}](book/{name}.md)" for name, text in pages.items()]
    return "\n".join([*(f"1. {link}" for link in read), "", *(f"- {link}" for link in (*listed, *beside))])


def worked(chapters: dict[str, dict], names: dict[str, str]) -> list[dict]:
    """The first exercise of the book that needs nothing of its chapter, worked: question, answer and check; none where there is none."""
    for name, notebook in chapters.items():
        for asked in exercises_of(notebook):
            answer = written_out(asked.solved)
            if answer and not free_names(answer) - {"section"}:
                return _worked(notebook, asked, answer, names[name])
    return []


def _worked(notebook: dict, asked: Asked, answer: str, file: str) -> list[dict]:
    place = next(iter(places_in(texts_of(notebook)).values()))
    about = f"### One that is worked: {asked.task.title}\n\n*{asked.task.question}* It is the first exercise of [this chapter](notebooks/{file}.ipynb#{place})."
    judge = JUDGE.search(code(notebook))
    loaded = "\n".join(filter(None, ("from claimbook import load", judge and judge[0], "", "section = load()")))
    return [
        make_cell("markdown", "worked-question", about),
        make_cell("code", "worked-load", loaded, **FOLDED),
        make_cell("markdown", "worked-about", "The answer is computed from a table, so that it stays right when a row changes."),
        make_cell("code", "worked-answer", answer),
        make_cell("code", "worked-check", f'check("{asked.name}", answer)'),
        make_cell(
            "markdown",
            "worked-verdict",
            "The verdict begins with *Right*. Take something out of the answer, run both cells again, and see what it says.",
        ),
    ]
