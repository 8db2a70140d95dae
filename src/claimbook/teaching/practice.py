"""What a page and a notebook show of a try: hints that open one after another, answers to choose from, and the same once more.

All of it is folds, which need no script. A fold has a name of its own, since a screen reader lists them without their surroundings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from claimbook.core.quantities import Derived
from claimbook.core.section import Section
from claimbook.report.blocks import Html
from claimbook.teaching.asked import Mistake
from claimbook.teaching.choices import Choice, choices
from claimbook.teaching.questions import Answer, Question, unlinked
from claimbook.teaching.variants import MADE_UP, Variant
from claimbook.wording import Wording, plain

#: The variants that a page shows: the first begun, the next not.
SHOWN = (1, 2)
BEGUN, OPEN = "Another one, begun", "Another one"


def fold(title: str, about: str, inner: object, css: str, more: str = "") -> Html:
    """A fold, and what it is called where its title does not tell it from others; ``more`` are attributes of its own."""
    called = escape(f"{title}: {about}", quote=True)
    return Html(f'<details class="{css}"{more}><summary aria-label="{called}">{escape(title)}</summary>', inner, "</details>")


def _named(name: str, about: str) -> str:
    """The attributes of a try: an anchor, and what it asks for, which the editions on paper tell beside its reasons."""
    anchor = name.replace("_", "-").replace("/", "-")
    return f' id="tries-{anchor}" data-about="{escape(about, quote=True)}"'


def hint(hints: Sequence[Wording], asked_for: int) -> Html:
    """As many hints as were asked for, each a paragraph, and what comes after them."""
    shown = [["<p>", one, "</p>"] for one in hints[:asked_for]]
    left = "Ask again for a further hint." if asked_for < len(hints) else "There is no further hint."
    return Html(shown, f"<p><em>{left}</em></p>")


def _hints(hints: Sequence[Wording], about: str) -> object:
    """The hints, each in the fold of the one before."""
    inner: object = ""
    for place, one in reversed(list(enumerate(hints))):
        inner = fold("A further hint" if place else "Hint", about, ["<p>", one, "</p>", inner], "hint")
    return inner


def _choice(one: Choice, about: str, why: str) -> Html:
    """An answer to choose: open, it says whether it is right and why."""
    said, look = one.verdict.said, "right" if one.verdict.right else "better" if one.verdict.close else "wrong"
    inner = ["<p>", said, f" {escape(why)}" if why and one.verdict.right else "", "</p>"]
    return Html(f'<li class="{look}">', fold(one.text, about, inner, "choice"), "</li>")


def choose(
    made: Iterable[Choice],
    about: str,
    why: str = "",
    *,
    title: str = "Answers to choose from",
    how: str = "Which is right? Decide, then open it.",
) -> Html:
    """Answers to choose from, in a fold of their own: ``how`` says what to do with them, ``why`` is told beside the right one."""
    listed = Html('<ul class="choices">', [_choice(one, about, why) for one in made], "</ul>")
    return fold(title, about, [f'<p class="how">{escape(how)}</p>', listed], "choose")


class Practice(Html):
    """Hints, choices and further tasks to work on where they are printed."""


def tries(
    section: Section, name: str, about: str, hints: Sequence[Wording], right: Answer, mistakes: Sequence[Mistake]
) -> Practice:
    """What stands under an exercise of a chapter."""
    made = choices(section, right, mistakes, name)
    return Practice(f'<div class="tries"{_named(name, about)}>', _hints(hints, about), choose(made, about), "</div>")


def _reason(question: Question) -> str:
    """Why the right answer is right, with how it was worked out."""
    right = question.right
    worked = isinstance(right, Derived) and right.derivation.operation not in ("exercise", "count")
    formula = f": {right.formula}" if isinstance(right, Derived) and worked else ""
    return f"{question.why.rstrip('.')}{formula}."


def asked(section: Section, one: Variant, about: str, *, begun: bool, numbered: bool = False) -> Html:
    """A variant to work on the page: its question, and where it is ``begun`` its steps; hints otherwise; answers to choose from.

    One of many is ``numbered``, so that it is told from the others.
    """
    question, title = one.question, BEGUN if begun else OPEN
    title += f" ({one.called.seed})" if numbered else ""
    made = choices(section, question.right, question.mistakes, one.name)
    if question.made_up:
        made = [Choice(choice.text, unlinked(choice.verdict)) for choice in made]
    called = f"{title}, {about}"
    note = f'<p class="made-up">{MADE_UP}</p>' if question.made_up else ""
    steps = (
        ["<p>", plain(question.look), " ", question.begun, "</p>"]
        if begun
        else _hints([plain(question.look), question.begun], called)
    )
    inner = [note, '<p class="asked">', question.text, "</p>", steps, choose(made, called, _reason(question))]
    return fold(title, about, inner, "again", _named(one.name, called))


def once_more(section: Section, found: Mapping[str, Sequence[Variant]]) -> Practice:
    """The variants of several exercises, under what each asks for."""
    blocks = [
        [
            f'<div class="tries"><p class="again-title">{escape(about)}</p>',
            [asked(section, one, about, begun=not place) for place, one in enumerate(variants)],
            "</div>",
        ]
        for about, variants in found.items()
    ]
    return Practice(blocks)
