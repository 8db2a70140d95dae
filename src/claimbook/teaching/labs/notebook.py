"""Teachers only: a lab as a notebook, with its brief in a file beside it."""

from __future__ import annotations

from pathlib import Path

from claimbook.core.section import Section
from claimbook.teaching.cells import graded, made_notebook, make_cell, write_notebook
from claimbook.teaching.labs.drawing import Planted, plant
from claimbook.teaching.labs.key import SETUP, original
from claimbook.teaching.labs.key import mended as mending_code
from claimbook.teaching.labs.kinds import LabKind
from claimbook.teaching.labs.lab import BRIEF
from claimbook.teaching.labs.mending import mending
from claimbook.teaching.labs.record import write_brief
from claimbook.teaching.labs.rules import RULES

#: In the teacher's labs: why no line is doubted, and what every reason says besides the mistake.
FOUND_OUT = (
    "Worked out again with the guarded arithmetic, each claim looked up in its table; nothing differs from what it prints."
)
HARM = " Otherwise readers believe something that nobody ever established."
LAB_TASK = """\
## The brief

A colleague has written this brief, mostly with plain pandas, which divides and adds whatever it is given. Mostly a single line does not
hold, at times more, at times none. Read the sentences and the code, and look the claims up in `data/claims.csv`, `data/relations.csv`,
`data/evidence.csv` and `data/context.csv` or in the chapters. A line that does not hold breaks one rule of the
[method](../book/method.md)."""
LAB_COMMIT = """\
## Which line, by which rule, and why?

Commit yourself before anything is judged. Your first commitment counts. Say in your own words what is at stake, as what the source says
or which amount lies where; a few words are enough. Several lines take a doubt each, in a single call. A reason that names nothing is
sent back, and the others are kept. Where one amount only likely lies in another, say so; a doubt by either rule is then right.

{rules}"""
LAB_HINTS = """\
## Hints

After that, hints come in steps: `"line"`, `"rule"`, and `"full"`, which is all that the judge has against it. Each is written down
beside the lab. If you learn that you doubted another line than the one that is wrong, commit to that one too, with its reason: the
line that you mend counts by it."""
LAB_MEND = """\
## Mend it

Write the line anew, with the claims themselves in place of plain numbers: `section.claim(...)`, `section.evidence(...)` and
`section.context(...)` get them by their ids. Put the result into the sentence as it is, and hand it to `line` as well:

```python
mended["the letter"] = line(f"The sentence, with {x} in it.", x)
```

Keep all claims that the line spoke of, in a number or by their label, or say why one is left out: `leaving={"its id": "the reason"}`.
Lines that hold stay as they are: do not write them again.

"""
LAB_JUDGE = """\
## Ask the judge

The judge works out every line that you wrote again from its claims and reads the sentence against them. It takes the brief from the
file beside this notebook, as it was handed out. It knows the rules of the [method](../book/method.md) and has no list of answers."""


def lab_notebook(section: Section, lab: LabKind, seed: int, student: int, find_package: str, *, mended: bool = False) -> dict:
    """The notebook of a student's lab, or with ``mended`` the teacher's, in which the wrong lines are named and put right.

    ``find_package`` is the code that makes the package importable wherever the folder lies.
    """
    planted = plant(section, lab, seed, student)
    name = lab.name.replace("_", "-")
    cells = [
        make_cell("markdown", f"{name}-title", f"# {lab.title}\n\n{lab.about}"),
        make_cell("code", "find-package", find_package, tags=["hide-input"]),
        make_cell("code", f"{name}-setup", SETUP),
        make_cell("markdown", f"{name}-task", LAB_TASK),
        make_cell("code", f"{name}-brief", planted.draft, nbgrader=graded(f"{name}-brief", solution=False)),
        make_cell("markdown", f"{name}-which", LAB_COMMIT.replace("{rules}", _rules())),
        make_cell(
            "code",
            f"{name}-commit",
            _commit(section, planted, mended),
            nbgrader=graded(f"{name}-commit", solution=True, points=3),
        ),
        make_cell("markdown", f"{name}-hints", LAB_HINTS),
        make_cell("code", f"{name}-hint", '# lab.hint("line")', tags=["answer"]),
        make_cell("markdown", f"{name}-how", LAB_MEND + lab.hint),
        make_cell(
            "code",
            f"{name}-mended",
            _mending(section, planted, mended),
            nbgrader=graded(f"{name}-mended", solution=True, points=1),
        ),
        make_cell("markdown", f"{name}-judge", LAB_JUDGE),
        make_cell("code", f"{name}-verdict", "verdict = lab.judge(mended)\nverdict"),
    ]
    return made_notebook(cells)


def write_lab(
    folder: Path, section: Section, lab: LabKind, seed: int, student: int, find_package: str, *, mended: bool = False
) -> None:
    """Write a student's lab into a folder, or the teacher's: the notebook, and the brief as it was handed out beside it."""
    made = lab_notebook(section, lab, seed, student, find_package, mended=mended)
    write_notebook(folder / f"{lab.name}.ipynb", made)
    write_brief(folder / f"{lab.name}{BRIEF}", original(section, lab, seed, student))


def _rules() -> str:
    return "\n".join(f"- `{rule}`: {told}" for rule, told in RULES.items())


def _commit(section: Section, planted: Planted, mended: bool) -> str:
    """The cell in which a student commits, or with ``mended`` what there is to commit to."""
    opened = f'lab = Lab("{planted.lab.name}")\n'
    if not mended:
        return (
            opened
            + '# lab.commit(doubt("the letter", "the rule", "Why, in your own words."))\n'
            + '# lab.commit(no_doubt("How you found that every line holds."))'
        )
    wrong = planted.mistakes.items()
    doubts = [f"    doubt({letter!r}, {one.rule!r}, {mending(section, one).notes + HARM!r})," for letter, one in wrong]
    return opened + "\n".join(["lab.commit(", *(doubts or [f"    no_doubt({FOUND_OUT!r}),"]), ")"])


def _mending(section: Section, planted: Planted, mended: bool) -> str:
    if mended:
        return mending_code(section, planted)
    return 'mended = Brief()\n# x = ...\n# mended["the letter"] = line(f"The sentence, with {x} in it.", x)'
