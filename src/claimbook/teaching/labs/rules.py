"""The rules that a line of a brief can break, as a student names them, and a fault that the judge finds, with its rule."""

from __future__ import annotations

import re
from dataclasses import dataclass

from claimbook.core.quantities import ArithmeticRuleError
from claimbook.data.problems import nearest

#: What a student may say is wrong with a line, each with what it means and its rule on the method page.
RULES = {
    "part and whole": "a part is added to its whole (rule 2)",
    "uncertain": "what may lie in one another is told as a single number, or as certain (rule 3)",
    "stage": "an amount is told at a stage that its source does not say, or several stages are told as one (rule 4)",
    "period": "figures for unequal periods are set against each other (rule 4)",
    "hedge": "a hedge is lost, turned round or made up, as “exactly” and “well over” are (rule 5)",
    "digits": "more digits than the figures allow (rule 6)",
    "people": "money is divided by people (rule 8)",
    "mean": "a mean is told as if the parts were alike (see Common mistakes)",
}
#: What else keeps a line that a student wrote from holding: no mistake of these kinds is planted.
OTHER = ("calculation", "sentence", "kept")


@dataclass(frozen=True)
class Fault:
    """What keeps a line from holding: the rule that it breaks, one of RULES or of OTHER, and a sentence.

    ``also`` are rules by which the line may be doubted as well: what likely lies in something else is added to it.
    """

    rule: str
    text: str
    also: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.text


def rule_named(given: str) -> str:
    """The rule that a student means, whatever the case and the spaces; raises ValueError with the list where there is none."""
    told = " ".join(re.split(r"[\s_-]+", str(given).strip().casefold()))
    if told in RULES:
        return told
    listed = ", ".join(f"“{name}”" for name in RULES)
    raise ValueError(f"no rule {given!r}{nearest(told, set(RULES))}: name one of {listed}")


def rule_of(error: Exception) -> str:
    """The rule by which the arithmetic refused a calculation; what it was not the rules that refused is a calculation that is wrong."""
    rule = error.rule if isinstance(error, ArithmeticRuleError) else 0
    return {2: "part and whole", 3: "uncertain", 4: "stage", 8: "people"}.get(rule, "calculation")
