"""The kinds of lab: what each is called, and the text that opens it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class LabKind:
    """One of the kinds of lab: its file, title, the text that opens it, and a hint on the package for mending."""

    name: str
    title: str
    about: str
    hint: str

    @property
    def subject(self) -> str:
        """The title without the word for what it is: "What may be added?"."""
        title = self.title.partition(": ")[2]
        return title[:1].upper() + title[1:]


LABS = (
    LabKind(
        "lab_sums",
        "Lab: what may be added?",
        "Amounts in reports lie within one another like boxes. A package may be counted in the total that stands beside it, and "
        "a total may or may not hold the facility that is named before it. A sum that forgets this counts the same money again.",
        "`total` adds claims and refuses what may not be added. With `heads_only=True` it leaves parts out, with "
        "`mixed_stages=True` it allows a sum over several stages, and where nesting is uncertain it gives a range. An amount that "
        "already holds the other needs no sum at all.",
    ),
    LabKind(
        "lab_stages",
        "Lab: what happened to the money?",
        "Money in reports is announced, committed, allocated, mobilised or planned, and each word promises something else. None "
        "of them says that it was paid. A sum or a sentence that swaps the words turns a plan into a result.",
        "`section.claim(...).stage` gives the stage of a claim; what each means stands in `data/stages.csv`. `total` refuses a sum "
        "over several stages unless you write `mixed_stages=True`, and then the sentence has to name them.",
    ),
    LabKind(
        "lab_precision",
        "Lab: how exactly is it known?",
        "Figures come rounded and hedged: over, nearly, at least. A brief that drops the hedge, or that prints more digits than "
        "its sources can bear, says more than anyone knows.",
        "A claim put into a sentence brings its hedge along, and a result of `share`, `ratio`, `per` or `remainder` prints no more "
        "digits than its bounds allow. `.range` shows the bounds.",
    ),
    LabKind(
        "lab_comparisons",
        "Lab: what is it compared with?",
        "A number says little until it is set against another, and much can go wrong there: years that do not match, money "
        "gathered over years beside the people of a single day, a mean that would be right for nobody.",
        "`per` and `ratio` divide, `add` joins figures from outside the section, `mean_per_year` gives the mean of what "
        "covers several years. Where no quotient makes sense, give both numbers with their dates: a line takes several.",
    ),
)
