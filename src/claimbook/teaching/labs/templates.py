"""A line of a brief as code, wrong or right, and the code and the words that its parts are made of."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

from claimbook import wording as words
from claimbook.core.quantities import Printed, Quantity
from claimbook.core.section import Section
from claimbook.core.stages import ordinary, said_of
from claimbook.teaching.labs.again import find
from claimbook.teaching.labs.sentences import NUMBER
from claimbook.wording.numbers import value_of

#: Words with which a label is no name for an amount, so that "the" cannot stand before it.
NO_NAME = ("for", "by", "beside", "where", "what", "how", "paid", "who", "as")


@dataclass(frozen=True)
class Plain:
    """A plain calculation: its code, and the claims that it takes, in order."""

    code: str
    of: tuple[str, ...]


@dataclass(frozen=True)
class Variant:
    """A line as code. One that holds has no kind and no rule."""

    #: What is done with the claims: amount, count, pair, sum, share, rest, quotient or mean.
    form: str
    #: The plain calculations of the draft, and its sentence as the body of an f-string with the numbers as ``x`` and ``y``.
    numbers: tuple[Plain, ...]
    text: str
    #: What is wrong with it, and the rule that it breaks, one of RULES.
    kind: str = ""
    rule: str = ""
    #: The stage at which an amount is told that is at another.
    said: str = ""

    @property
    def ids(self) -> tuple[str, ...]:
        """The claims that the line speaks of, in order, each once."""
        return tuple(dict.fromkeys(claim_id for number in self.numbers for claim_id in number.of))

    def draft(self, letter: str) -> str:
        """The line as the brief has it."""
        names = "xyz"[: len(self.numbers)]
        worked = "\n".join(f"{name} = {number.code}" for name, number in zip(names, self.numbers))
        lists = [f"[{', '.join(map(_quoted, number.of))}]" for number in self.numbers]
        of = lists[0] if len(lists) == 1 else f"[{', '.join(lists)}]"
        return f'{worked}\nbrief["{letter}"] = line(\n{wrapped(self.text)},\n    {", ".join(names)}, of={of},\n)'


def wrapped(text: str) -> str:
    """The body of an f-string as lines of code that fit a notebook, broken between words and never within braces."""
    lines = [""]
    for word in re.findall(r"(?:\{[^}]*\}|[^\s{])+\s*", text):
        if len(lines[-1] + word) > 90:
            lines.append("")
        lines[-1] += word
    # A mark of quotation or a backslash can only be of a text of the tables: the code within braces has none.
    return "\n".join('    f"' + line.replace("\\", r"\\").replace('"', r"\"") + '"' for line in lines)


def _quoted(text: str) -> str:
    return f'"{text}"'


def called(section: Section, what: str) -> Any:
    """What the descriptor's ``labs`` says of rows of a certain form; an empty text where it says nothing.

    ``allCountries`` is the code of country for all together, ``yearly`` what the measure of a figure per year ends with,
    ``population`` and ``ofPopulation`` are measures, of which the latter is a part of the former, ``unlisted`` are units of claims
    that have stages of their own or are no list, ``carriers`` is the unit of what carries a mass, and ``steps`` are the stages of
    each kind by how far they go.
    """
    return section.descriptor.get("labs", {}).get(what, "")


def getting(section: Section, claim_id: str) -> str:
    """The code that gets a claim from the section."""
    table = find(section, claim_id).claims[0].table
    return f'section.{"claim" if table == "claims" else table}("{claim_id}")'


def value(claim_id: str) -> str:
    """The code of the plain value of a claim."""
    return f'value["{claim_id}"]'


def of_one(claim_id: str) -> Plain:
    """A claim as it stands."""
    return Plain(value(claim_id), (claim_id,))


def of_sum(*ids: str) -> Plain:
    """The plain sum of claims."""
    return Plain(" + ".join(map(value, ids)), ids)


def of_quotient(one: str, other: str, times: str = "") -> Plain:
    """A claim divided by another; with ``times`` as per cent."""
    return Plain(f"{value(one)} / {value(other)}{times}", (one, other))


# -- words ----------------------------------------------------------------------------------------------------------


def literal(text: str) -> str:
    """A text of the tables as it stands in the body of an f-string, where braces hold code."""
    return text.replace("{", "{{").replace("}", "}}")


def within_sentence(label: str, table: str) -> str:
    """The label of a row of a table as a brief has it: of context with a small letter."""
    return re.sub(r"^(?!Member).", lambda first: first[0].lower(), label) if table == "context" else label


def label_of(section: Section, claim_id: str) -> str:
    """The label of a claim as a brief has it."""
    claim = find(section, claim_id).claims[0]
    return within_sentence(claim.label, claim.table)


def the(section: Section, claim_id: str, last: bool = False) -> str:
    """A claim by its label as the code of an f-string; a label with a comma in it ends with one, unless it stands ``last``."""
    comma = "," if "," in label_of(section, claim_id) and not last else ""
    return f"the {{label['{claim_id}']}}{comma}"


def verb(section: Section, claim_id: str, singular: str, plural: str) -> str:
    """The form of a verb that agrees with the label of a claim: with its last word before a preposition or a participle."""
    head = re.split(
        r",| (?:of|in|at|on|among|for|from|to|by|through|under|with|that|arriving|pledged|signed|flown)\b",
        label_of(section, claim_id),
    )[0]
    return plural if head.endswith("s") else singular


def is_name(section: Section, claim_id: str) -> bool:
    """Whether "the" can stand before the label of a claim; labels of evidence with a capital name whoever gave the amount."""
    claim = find(section, claim_id).claims[0]
    return claim.label.split()[0].lower() not in NO_NAME and not (claim.table == "evidence" and claim.label[0].isupper())


def stage_of(section: Section, quantity: Quantity, in_sum: bool = False) -> str:
    """The stage of a claim in brackets; nothing where its label tells it, or where it has none."""
    rows, claim = section.rows("stages"), quantity.claims[0]
    told = ordinary(rows, claim.label) | (set() if in_sum else said_of(rows, claim.label))
    return "" if not quantity.stages or claim.stage in told else f" ({literal(claim.stage_label)})"


def amount(section: Section, quantity: Printed, name: str = "x") -> str:
    """A claim at its figure with hedge and stage: "the package for somewhere at EUR 1 million (announced)"."""
    return f"{the(section, quantity.claim.id, True)} at {hedged(quantity, name)}{stage_of(section, quantity)}"


def _figure(quantity: Quantity) -> tuple[re.Match, int, int, int]:
    """The number in the text of a quantity, by what power of ten it is told, and its decimals and rounded digits."""
    text = _text(quantity)
    match = NUMBER.search(text)
    if match is None:
        raise ValueError(f"a line can show no number of {quantity.label}: it is told as {text!r}")
    whole, _, decimals = match["digits"].partition(".")
    digits = whole.replace(",", "")
    zeros = 0 if isinstance(quantity, Printed) or decimals else len(digits) - len(digits.rstrip("0"))
    return match, round(math.log10(value_of("1", match["scale"]))), len(decimals), zeros


def _text(quantity: Quantity) -> str:
    return (quantity.amount.text if isinstance(quantity, Printed) else quantity.text).replace(words.NBSP, " ")


def shown(quantity: Quantity, more: int = 0, name: str = "x") -> str:
    """How an f-string shows the plain number as the quantity is shown, without its hedge, with ``more`` decimals."""
    match, power, decimals, zeros = _figure(quantity)
    number = f"{name} / 1e{power}" if power else name
    if zeros:
        number = f"round({number}, -{zeros})"
    around = (
        f"{match['code']} " if match["code"] else "",
        f" {match['scale']}" if match["scale"] else "",
        " %" if match["percent"] else "",
    )
    tonnes = " tonnes" if _text(quantity).endswith("tonnes") else ""
    return f"{around[0]}{{{number}:,.{decimals + more}f}}{around[1]}{around[2]}{tonnes}"


def is_told_plainly(quantity: Quantity) -> bool:
    """Whether the plain number, rounded by a format, is shown as the quantity is: a floor is rounded down, and a range has two."""
    if quantity.value is None or len(NUMBER.findall(_text(quantity))) != 1:
        return False
    match, power, decimals, zeros = _figure(quantity)
    number = round(quantity.value / 10**power, -zeros) if zeros else quantity.value / 10**power
    return f"{number:,.{decimals}f}" == match["digits"]


def together(section: Section, quantities: list[Printed], result: Quantity, last: str = "") -> str:
    """The sentence of a sum; stages stand behind what they are of, or are said of all where there is but one, or ``last``."""
    stages = {literal(q.claim.stage_label) for q in quantities if q.stages}
    of_all = f", all {next(iter(stages))}" if len(stages) == 1 and not last else last
    named = [
        the(section, q.claim.id) + (stage_of(section, q, in_sum=True) if len(stages) > 1 and not last else "") for q in quantities
    ]
    unit = "" if result.unit in ("EUR", "tonnes") else f" {result.unit}"
    return f"Together, {words.listing(named).text} come to {hedged(result)}{unit}{of_all}."


def hedge_of(quantity: Quantity) -> str:
    """The hedge with which a quantity is told, with a space behind it; nothing where there is none."""
    word = quantity.told.word
    return f"{word} " if word else ""


def hedged(quantity: Quantity, name: str = "x") -> str:
    """How an f-string shows the plain number as the quantity is told, hedge included."""
    return f"{hedge_of(quantity)}{shown(quantity, name=name)}"
