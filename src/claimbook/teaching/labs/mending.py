"""Teachers only: what mends a line that was planted, and what to look for in what a student says of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from claimbook import wording as words
from claimbook.core.arithmetic import share
from claimbook.core.section import Section
from claimbook.teaching.labs.again import find
from claimbook.teaching.labs.found import means, step_of
from claimbook.teaching.labs.holding import beside_told, load_told, mean_told, share_told, source_told
from claimbook.teaching.labs.templates import Variant, getting, literal, stage_of, the, wrapped


@dataclass(frozen=True)
class Mending:
    """What the teacher looks for; the mended calculation as lines of code, its sentence, and the names of the numbers in it."""

    notes: str
    steps: tuple[str, ...]
    text: str
    names: str = "x"

    def code(self, letter: str) -> str:
        """The line as it should be."""
        return "\n".join([*self.steps, f'mended["{letter}"] = line(\n{wrapped(self.text)},\n    {self.names},\n)'])


def mending(section: Section, variant: Variant) -> Mending:
    """What mends a line that is wrong; raises KeyError for one that holds."""
    return _BY_KIND[variant.kind.partition(" (")[0]](section, variant)


# -- sums -----------------------------------------------------------------------------------------------------------


def _whole(section: Section, variant: Variant) -> Mending:
    part, whole = variant.ids
    return Mending(
        f"{part} lies within {whole} by data/relations.csv, so the sum counts it again; the whole alone is the answer.",
        (f"x = {getting(section, whole)}",),
        f"The section puts {the(section, whole, True)} at {{x}}{stage_of(section, find(section, whole))}, {the(section, part, True)} included.",
    )


def _longer_sum(section: Section, variant: Variant) -> Mending:
    name, part, whole = variant.ids
    return Mending(
        f"{part} lies within {whole}; {name} is separate, and of another stage. Amounts side by side need no sum.",
        (f"x, y = {getting(section, name)}, {getting(section, whole)}",),
        f"The section puts {the(section, name, True)} at {{x}}{stage_of(section, find(section, name))} and {the(section, whole, True)} at "
        f"{{y}}{stage_of(section, find(section, whole))}, {the(section, part, True)} included.",
        "x, y",
    )


def _uncertain(section: Section, variant: Variant) -> Mending:
    ids = list(variant.ids)
    named = [the(section, one) + stage_of(section, find(section, one), in_sum=True) for one in ids]
    return Mending(
        f"How {ids[0]} and {ids[1]} relate is {_how(section.relations.certainty(*ids))} (data/relations.csv), so the sum is a range and not a number.",
        (f"x = total(*(section.claim(c) for c in {ids}), label='sum', mixed_stages=True)",),
        f"Together, {named[0]} and {named[1]} come to {{x}}, depending on how far they cover the same money.",
    )


def _how(certainty: str | None) -> str:
    """How sure it is that one lies in the other."""
    if certainty == "likely":
        return "likely, and not stated, that one lies in the other: a doubt by “part and whole” that says so is right too"
    return "not stated"


def _outside_whole(section: Section, variant: Variant) -> Mending:
    part, whole = variant.ids
    unit = find(section, part).unit
    told = the(section, whole)
    return Mending(
        f"{part} lies within {whole} by data/outside_relations.csv, so the sum counts it again; the whole alone is the answer.",
        (f"x = {getting(section, whole)}",),
        f"{{x}}{'' if unit in ('EUR', 'tonnes') else f' {unit}'} is the figure for {told}{'' if told.endswith(',') else ','} {the(section, part)} included.",
    )


# -- stages ---------------------------------------------------------------------------------------------------------


def _mixed(section: Section, variant: Variant) -> Mending:
    ids = variant.ids
    one, other = (section.claim(name) for name in ids)
    return Mending(
        f"{ids[0]} is {one.claim.stage_label}, {ids[1]} is {other.claim.stage_label}: told side by side, each keeps its own. A sum "
        "holds too if its sentence names both.",
        (f"x, y = section.claim('{ids[0]}'), section.claim('{ids[1]}')",),
        f"The section puts {the(section, ids[0], True)} at {{x}}{stage_of(section, one)} and {the(section, ids[1], True)} at "
        f"{{y}}{stage_of(section, other)}.",
        "x, y",
    )


def _agreements(section: Section, variant: Variant) -> Mending:
    ids = list(variant.ids)
    one, other = (section.claim(name) for name in ids)
    nearest = min((one, other), key=lambda q: step_of(section, q.claim.stage))
    return Mending(
        f"{nearest.claim.id} is {nearest.claim.stage_label} and no more: {section.row('stages', nearest.claim.stage)['meaning']}",
        (f"x = total(*(section.claim(c) for c in {ids}), label='sum over stages', mixed_stages=True)",),
        f"Together, {the(section, ids[0])} and {the(section, ids[1])} come to {{x}} {one.unit}, {literal(one.claim.stage_label)} or "
        f"{literal(other.claim.stage_label)}.",
    )


def _moved(section: Section, variant: Variant) -> Mending:
    claim = section.claim(*variant.ids).claim
    notes = f"{claim.id} is {claim.stage_label}, not {variant.said}: {section.row('stages', claim.stage)['meaning']}"
    return _as_printed(section, claim.id, notes)


# -- precision ------------------------------------------------------------------------------------------------------


def _as_printed(section: Section, claim_id: str, notes: str) -> Mending:
    """A claim of the section told as it is printed."""
    told = f"The section puts {the(section, claim_id, True)} at {{x}}{stage_of(section, find(section, claim_id))}."
    return Mending(notes, (f"x = {getting(section, claim_id)}",), told)


def _restated(notes: str) -> Callable[[Section, Variant], Mending]:
    """A claim whose hedge was changed: what the section says, and then ``notes``."""
    return lambda section, variant: _as_printed(
        section, variant.ids[0], f"The section says “{section.claim(*variant.ids).claim.printed}”{notes}"
    )


def _elsewhere(section: Section, variant: Variant) -> Mending:
    row = section.row("evidence", *variant.ids)
    return Mending(
        f"The source hedges the figure with “{words.HEDGES[row['qualifier']]}” (data/evidence.csv).",
        (f"x = {getting(section, row['id'])}",),
        source_told(section, row, "{x}"),
    )


def _digits(section: Section, variant: Variant) -> Mending:
    part, whole = variant.ids
    result = share(section.claim(part), section.claim(whole))
    return Mending(
        f"Both amounts are rounded; their share lies anywhere in {result.range.text}, so the last digits say nothing.",
        (f"x = share({getting(section, part)}, {getting(section, whole)})",),
        share_told(section, part, whole, "{x}"),
    )


def _floor(section: Section, variant: Variant) -> Mending:
    mass, carriers = variant.ids
    return Mending(
        f"{mass} is “{find(section, mass).claim.printed}”, so the mean is a floor as well.",
        (f"x = per({getting(section, mass)}, {getting(section, carriers)}, label='mean load')",),
        load_told(section, mass, carriers, "{x}"),
    )


# -- comparisons ----------------------------------------------------------------------------------------------------


def _years(section: Section, variant: Variant) -> Mending:
    one, other, third = variant.ids
    return Mending(
        "The upper side covers more years than the lower one; a mean per year, or as many years on both sides, compares like with like.",
        (f"x, y = {getting(section, one)}, {getting(section, other)}", f"z = {getting(section, third)}"),
        f"The tables give {{x}} for {the(section, one)} {{y}} for {the(section, other)} and {{z}} for {the(section, third, True)}.",
        "x, y, z",
    )


def _a_year(section: Section, variant: Variant) -> Mending:
    one, other = variant.ids
    return Mending(
        f"{one} covers the whole scheme, {other} a single year.",
        (f"x, y = mean_per_year({getting(section, one)}), {getting(section, other)}",),
        f"The {the(section, one)[4:]} come to {{x}} in a mean year, against {{y}} for {the(section, other, True)}.",
        "x, y",
    )


def _people(section: Section, variant: Variant) -> Mending:
    money, people = variant.ids
    return Mending(
        "Rule 8: the money runs over years or has no dates, the people are those of a day, and host communities share in it. "
        "Both numbers may stand side by side, without a quotient.",
        (f"x, y = {getting(section, money)}, {getting(section, people)}",),
        beside_told(section, section.claim(money), section.row("context", people), "{x}", "{y}"),
        "x, y",
    )


def _mean(section: Section, variant: Variant) -> Mending:
    mean = next(one for one in means(section) if (one.whole, one.countries) == variant.ids)
    parts = ", ".join(getting(section, one) for one in mean.largest)
    largest = f"add({parts}, label={mean.made!r})" if len(mean.largest) > 1 else parts
    return Mending(
        f"{mean.country} alone holds a large part (data/context.csv), so the mean is right for hardly any country. Any sentence that "
        "shows the spread will do.",
        (
            f"whole = {getting(section, mean.whole)}",
            f"x = per(whole, {getting(section, mean.countries)}, label='mean per country', mixed_periods=True)",
            f"y = ratio({largest}, whole, label={f'share of {mean.country}'!r})",
        ),
        mean_told(section, mean, "{x}", "{y}"),
        "x, y",
    )


_BY_KIND: dict[str, Callable[[Section, Variant], Mending]] = {
    "a part is added to its whole": _whole,
    "a part is added to its whole in a longer sum": _longer_sum,
    "a part is added to its whole, by another source": _outside_whole,
    "what perhaps lies within the other": _uncertain,
    "what may overlap is added": _uncertain,
    "stages are mixed and told as a single stage": _mixed,
    "what is at a step is counted at a further one": _agreements,
    "an amount is told at a later stage": _moved,
    "the hedge is dropped": _restated("; without the hedge a bound becomes an exact figure."),
    "a figure is made exact": _restated(", which is rounded: nothing makes it exact."),
    "a hedge is made stronger": _restated(", and not how far from the figure the amount lies."),
    "the hedge of another source is dropped": _elsewhere,
    "too many digits": _digits,
    "a quotient forgets that it comes from a floor": _floor,
    "several years are set against a single one": _years,
    "a figure for several years is set against a yearly one": _a_year,
    "money gathered over years is divided by the people of a day": _people,
    "a mean is told as if the parts were alike": _mean,
}
