"""Teachers only: which exercises and which lab practise what a student is to learn, as a table for a plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from claimbook.report.markdown import title_of
from claimbook.teaching.exercises import Exercise, Exercises
from claimbook.teaching.handed import chapters, exercises_of, texts_of
from claimbook.teaching.labs.kinds import LABS


@dataclass(frozen=True)
class Outcome:
    """Something that a student can do afterwards: in words, what in their work shows it, and the lab or the task that practises it."""

    text: str
    evidence: str
    lab: str = ""
    task: str = ""


def titled(project: Path) -> Iterator[tuple[str, str, str, str]]:
    """Each exercise of the book in its order: the name it is checked by, its title, its chapter's title, and its notebook."""
    for name, notebook in chapters(project).items():
        chapter = title_of(*texts_of(notebook)) or name
        for asked in exercises_of(notebook):
            yield asked.name, asked.task.title, chapter, name


def table(project: Path, outcomes: Mapping[str, Outcome], exercises: Exercises) -> list[str]:
    """The rows of a table in Markdown: outcome, exercises by chapter, lab or task, and evidence.

    Raises KeyError for an exercise whose outcome there is not, and for a lab that there is not.
    """
    labs = {lab.name: lab.title.removeprefix("Lab: ") for lab in LABS}
    by_outcome: dict[str, dict[tuple[str, str], list[str]]] = {name: {} for name in outcomes}
    for name, title, chapter, notebook in titled(project):
        worked = exercises[name]
        by_outcome[worked.outcome if isinstance(worked, Exercise) else ""].setdefault((chapter, notebook), []).append(title)
    rows = []
    for name, outcome in outcomes.items():
        told = [
            f"[{chapter}](../notebooks/{page}.ipynb): {', '.join(f'*{title}*' for title in titles)}"
            for (chapter, page), titles in by_outcome[name].items()
        ]
        lab = f"Lab “{labs[outcome.lab]}”" if outcome.lab else f"Task “{outcome.task}”"
        rows.append(f"| {outcome.text} | {'; '.join(told)} | {lab} | {outcome.evidence} |")
    return rows
