"""The hedges of a figure, each by its qualifier: the words that tell it, on which side the true number lies, and how texts word it.

A wording that is missing is added here. How they are looked for beside a number is in ``data/printed``, and which bounds a figure has
by its qualifier in ``core/claims``.
"""

from __future__ import annotations

#: How this package tells each.
HEDGES = {"exact": "", "nearly": "nearly", "over": "over", "at_least": "at least", "at_most": "at most", "about": "about"}
#: What a figure is under those that say on which side of it the true number lies.
SIDES = {"nearly": "ceiling", "at_most": "ceiling", "over": "floor", "at_least": "floor"}
#: Those under which the true number lies within one resolution of the figure.
LOOSE = ("nearly", "about")
#: Words that hedge the number right after them.
BEFORE: dict[str, tuple[str, ...]] = {
    "nearly": ("nearly", "almost", "close to", "just under", "just below", "not quite"),
    "over": ("over", "more than", "above", "exceeding", "in excess of", "upwards of"),
    "at_least": (
        *("at least", "no fewer than", "no less than", "not fewer than", "not less than", "never less than", "a minimum of"),
    ),
    "at_most": (
        *("at most", "up to", "no more than", "not more than", "never more than", "less than", "fewer than", "under", "below"),
        *("not exceeding", "a maximum of", "as much as", "as many as"),
    ),
    "about": ("about", "around", "some", "approximately", "approx.", "roughly", "circa", "ca.", "c.", "an estimated"),
}
#: Of those that say "at most", those whose number is not reached; a text that tells it uses the word of the source.
STRICT = ("less than", "fewer than", "under", "below")
#: The same right after a number and at most two words, such as its unit.
AFTER: dict[str, tuple[str, ...]] = {
    "at_least": ("or more", "at least", "or above", "or over", "and more", "and above", "and over"),
    "at_most": ("or less", "or fewer", "at most", "or below", "or under"),
    "about": ("or so",),
}
#: Of these, those that may as well belong to what follows: they hedge at the end of a clause only.
LAST = ("at least", "at most", "or above", "or over", "and more", "and above", "and over", "or below", "or under")
#: Of those before a number, those that hedge a number only: before a list of names they mean something else ("talks about Malta").
PREPOSITIONS = {
    *("close to", "over", "above", "up to", "under", "below", "about", "around", "some", "as much as", "as many as", "c.", "ca."),
}
#: Patterns of what an answer or a sentence of a reader may have before a number beyond the words above, in small letters.
SPOKEN = {
    "nearly": r"(?:just |slightly |a little |a bit |somewhat )(?:less|lower|fewer|smaller) than"
    r"|(?:slightly|a little|a bit|somewhat) (?:under|below)|(?:just )?(?:shy|short) of|approaching|nearing|close on"
    r"|fast|beinahe|knapp|près de|presque|casi",
    "over": r"greater than|larger than|higher than|bigger than|exceed(?:s|ed)?|surpass(?:es|ed|ing)|beyond|upward of"
    r"|(?:just|slightly|a little|a bit|somewhat|well|far) (?:over|above|more than)|>|mehr als|über|plus de|m[áa]s de",
    "at_least": r">=|≥|a floor of|min(?:imum|\.)?(?: of)?:?|not? (?:under|below)(?= \d)|mindestens|wenigstens|au moins|al menos|por lo menos|como mínimo",
    "at_most": r"<=|≤|max(?:imum|\.)?(?: of)?:?|<|höchstens|maximal|au plus|como máximo|a lo sumo|hasta",
    "about": r"~|≈|∼|approx\b\.?|something like|in the region of|in the order of|more or less|ca\b\.?(?= )|rund|etwa|ungefähr|environ|unos|unas|alrededor de|aproximadamente",
}
