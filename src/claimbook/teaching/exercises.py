"""Exercises that judge an answer: ``check("gaza_before", answer)`` says whether it is right and, if not, what went wrong.

A chapter asks the question. A report has a package of answers (``Exercises``) with a module for each chapter, named like its
notebook: functions under ``exercise()`` say what the right answer follows from, and what a misreading gives. All are computed
from the tables when asked, so that a changed row changes them too. The chapter's folded solution calls ``check`` as well, and
while the book is built a wrong answer is an error: text and answer cannot drift apart.

An exercise also has ``hints``, and generators that ask for the same skill ``again``: ``another("gaza_before")`` shows the next variant
at each call, with the name by which ``check`` judges it: that of the exercise, a stroke and a number.

What kinds of answers there are, ``claimbook.teaching.questions`` says; ``claimbook.teaching.answers`` reads what was handed over.
"""

from __future__ import annotations

import os
import pkgutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from string import Formatter

from claimbook import wording as words
from claimbook.core.quantities import Printed, relations_of
from claimbook.core.section import TRACE, Section, load
from claimbook.data.problems import nearest
from claimbook.report.blocks import Html
from claimbook.teaching import practice
from claimbook.teaching.asked import Mistake
from claimbook.teaching.questions import Answer, Named, judged, plainly, unlinked
from claimbook.teaching.variants import Name, Skill, Variant, variant
from claimbook.teaching.verdicts import Verdict
from claimbook.wording import Wording

__all__ = ["Answer", "Exercise", "Exercises", "Named", "Worked", "exercise", "plainly"]

#: What works out an exercise from the tables: the right answer, and the wrong ones to be expected with what each comes from.
Worked = Callable[[Section], tuple[Answer, list[Mistake]]]


@dataclass(frozen=True)
class Exercise:
    """A function that works out an exercise, marked as one.

    Of its ``hints`` the first says where to look, and the second sets the steps down without the last; figures stand in them as slots,
    by id. ``again`` are the generators that ask for the same skill elsewhere. ``outcome`` is what a student shows with it, by its name
    in a plan.
    """

    work_out: Worked
    hints: tuple[str, ...] = ()
    again: tuple[Skill, ...] = ()
    outcome: str = ""

    def __call__(self, section: Section) -> tuple[Answer, list[Mistake]]:
        """The right answer and the expected mistakes."""
        return self.work_out(section)

    @property
    def about(self) -> str:
        """What is asked for, in a few words: the first line of the function's docstring."""
        return (self.work_out.__doc__ or "").strip().partition("\n")[0].rstrip(".")


def exercise(*, outcome: str = "", hints: tuple[str, ...] = (), again: tuple[Skill, ...] = ()) -> Callable[[Worked], Exercise]:
    """Make an exercise of a function, which is asked for by the function's name: ``@exercise(outcome="quote")``."""
    return lambda function: Exercise(function, hints, again, outcome)


class Exercises(Mapping[str, Worked]):
    """The exercises in the modules of a package, by name. The modules are loaded when the first exercise is asked for."""

    def __init__(self, package: str) -> None:
        """``package`` is the full name of the package."""
        self.package = package
        #: How many variants, and how many hints, have been asked for, by name.
        self._given: Counter[str] = Counter()
        self._hinted: Counter[str] = Counter()

    @property
    def modules(self) -> list[str]:
        """The modules, each named like the notebook whose exercises it has."""
        return [module.name for module in pkgutil.iter_modules(import_module(self.package).__path__)]

    def of(self, module: str) -> dict[str, Worked]:
        """The exercises of a module."""
        names = vars(import_module(f"{self.package}.{module}"))
        return {name: value for name, value in names.items() if isinstance(value, Exercise)}

    @cached_property
    def found(self) -> dict[str, Worked]:
        """All exercises; raises ValueError where two modules have one of the same name."""
        found: dict[str, Worked] = {}
        for module in self.modules:
            own = self.of(module)
            if twice := sorted(own.keys() & found.keys()):
                raise ValueError(
                    f"{self.package}.{module}: another module has an exercise {twice[0]!r}; give this one another name"
                )
            found |= own
        return found

    def __getitem__(self, name: str) -> Worked:
        return self.found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.found)

    def __len__(self) -> int:
        return len(self.found)

    def check(self, name: str | Variant, answer: object, section: Section | None = None) -> Verdict:
        """Judge the answer to an exercise, or to a variant of one.

        Raises KeyError with the nearest name where there is no such exercise, and AssertionError for a wrong answer while the
        book is built, where only solutions are checked.
        """
        tables = _tables(section)
        asked = name if isinstance(name, Variant) else self._variant(_name(name), tables)
        if asked:
            question = asked.question
            verdict = judged(tables, question.right, question.mistakes, answer)
            verdict = unlinked(verdict) if question.made_up else verdict
        else:
            verdict = judged(tables, *self._named(str(name))(tables), answer)
        if os.environ.get(TRACE) and not verdict:
            raise AssertionError(f"the solution of the exercise {name!r} is not right: {verdict}")
        return verdict

    def _named(self, name: str) -> Worked:
        """The exercise of a name; raises KeyError with the nearest one where there is none."""
        if _name(name) not in self:
            raise KeyError(f"no exercise {name!r}{nearest(name, set(self))}")
        return self[name]

    def _variant(self, name: str, section: Section) -> Variant | None:
        """The variant that a name with a number stands for; None for a name without one."""
        asked = Name.read(name)
        return None if asked.seed is None else self.another(asked.exercise, asked.seed, section)

    def another(self, name: str, seed: int | None = None, section: Section | None = None) -> Variant:
        """The same skill with other figures: the next variant at each call, or the one that ``seed`` names.

        Raises KeyError for an exercise that there is not, and LookupError for one that has no variants.
        """
        found, tables = self._named(name), _tables(section)
        if seed is not None and not isinstance(seed, int):
            raise TypeError(f"a variant is asked for by its number, as in another({name!r}, seed), and not by {seed!r:.80}")
        if seed is None:
            self._given[name] += 1
            seed = self._given[name]
        return variant(name, seed, getattr(found, "again", ()), tables, found(tables)[0])

    def hint(self, name: str, section: Section | None = None) -> Html:
        """The next hint on an exercise or a variant; when there is none left, all of them."""
        hints = self._hints(_name(name), _tables(section))
        self._hinted[name] += 1
        return practice.hint(hints, self._hinted[name])

    def _hints(self, name: str, section: Section) -> list[Wording]:
        """The hints on an exercise or a variant, with their figures."""
        if asked := self._variant(name, section):
            return [words.plain(asked.question.look), asked.question.begun]
        return [_filled(text, section) for text in getattr(self._named(name), "hints", ())]

    def tries(self, name: str, section: Section | None = None) -> Html:
        """What stands folded under an exercise: its hints, and answers to choose from, each with its reason."""
        tables, found = _tables(section), self._named(name)
        right, mistakes = found(tables)
        about = getattr(found, "about", "") or name
        return practice.tries(tables, name, about, self._hints(name, tables), right, mistakes)

    def once_more(self, module: str, section: Section | None = None) -> Html:
        """For each exercise of a module that has variants, the first with its steps begun and the next without: to work on the page."""
        if not isinstance(module, str) or module not in self.modules:
            raise KeyError(f"no notebook {module!r} asks exercises{nearest(str(module), set(self.modules))}")
        tables, found = _tables(section), self.of(module)
        skilled = {name: one for name, one in found.items() if getattr(one, "again", ())}
        if not skilled:
            raise LookupError(f"no exercise of {module!r} is asked again")
        asked = {
            one.about: [self.another(name, seed, tables) for seed in practice.SHOWN]
            for name, one in skilled.items()
            if isinstance(one, Exercise)
        }
        return practice.once_more(tables, asked)


def as_sure(part: Printed, whole: Printed, stated: str, likely: str, unknown: str) -> str:
    """What is to be said of a figure that lies in another, by how sure the tables are that it does; they may be supposed otherwise."""
    known = relations_of((part, whole)).certainty(part.claim.id, whole.claim.id)
    return {"stated": stated, "likely": likely}.get(known or "", unknown)


def _name(name: object) -> str:
    """The name of an exercise; raises TypeError for what is no text."""
    if not isinstance(name, str):
        raise TypeError(f'an exercise is named by a text first, such as check("its_name", answer), and not by {name!r:.80}')
    return name


def _tables(section: object) -> Section:
    """The section that was handed over, or that in hand; raises TypeError for anything else."""
    if section is not None and not isinstance(section, Section):
        raise TypeError(f"the tables of a report are handed over as load() gives them, and not as {section!r:.80}")
    return section or load()


def _filled(text: str, section: Section) -> Wording:
    """A hint with its figures: a slot is the id of one, or of an attribute of it."""
    slots = {slot.partition(".")[0] for _, slot, _, _ in Formatter().parse(text) if slot}
    return words.sentence(text, **{slot: section.figure(slot) for slot in slots})
