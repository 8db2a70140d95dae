"""What is at stake by each rule: the words in which a reason names it, and what is asked for where a reason names nothing.

A reason need not be long, nor good: that a teacher reads. It is to be about the matter, which "this line looks wrong" is not. Known are
words of English, and of German and French the plainest, since a class may think in its own language.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from difflib import SequenceMatcher

#: That something lies in something else, and what a sum makes of it.
_NESTED = (
    r"twice|doubl\w*|two times|(?:second|another) time|already|inside|within|inclu\w*|contain\w*|compris\w*|overlap\w*|subset|slice|portion"
    r"|part of|share of|out of|made up of|belongs?|nested|covers?|same (?:money|euros?|amounts?|funds?|people|places|persons)|separate\w*"
    r"|(?:is|are|was|were|sits?|lies?|goes|comes?|counted|stands?) (?:\w+ )?in\b|holds? (?:it|the|both|that|them)|among|components?|elements?"
    r"|(?:count|add|sum|book|take)\w*(?: \w+){0,3} again|pieces?|fraction|on top|brings?|rest|remain\w*|distinct|(?:comes?|taken|drawn|paid) from"
    r"|independent\w*|apart|is one of the (?!lines|worst)|(?:has|have|had) it\b|(?:smaller|larger|bigger|first|second) one|zweimal|zweites mal|doppelt|steckt|enthalten|teil (?:von|der|des)|deux fois|compris"
)
#: That something is open, or was settled without a source.
_OPEN = (
    r"may|might|maybe|perhaps|possibl\w*|probabl\w*|likely|could|unclear|unknown|unsure|ranges?|spans?|between|both (?:ends|readings)|either|whether"
    r"|depend\w*|assum\w*|suppos\w*|certain(?:ty|ly)?|open|ends|guess\w*|or not|unsettled|vague|ambiguous|pretend\w*|pro(?:of|ve[nsd]?)|evidence"
    r"|(?:nobody|no one|no source|cannot|nor|not|\w+n['’]t|never|nothing)(?: \w+){0,2} (?:know\w*|tells?|say|says|said|stated?|clear|sure|settled?)"
    r"|without (?:a |any )?sources?|vielleicht|könnte|wahrscheinlich|unklar|peut-être|pourrait"
)
#: What became of money or of a text, beside the words of the stages in the tables.
_STAGE = (
    r"pa(?:y|ys|id|yments?)|spen[dt]\w*|disburs\w*|transfer\w*|receiv\w*|arriv\w*|reach\w*|handed (?:over|out)|delivered|plans?|planned|promis\w*"
    r"|intend\w*|intention\w*|propos\w*|yet|still|happened|contract\w*|budgeted|verbs?|signed|force|moved|so far|already (?:there|spent)|pretend\w*|steps?|status"
    r"|stronger|weaker|goes (?:further|beyond)|cash|available|approv\w*|implement\w*|execut\w*|binding|ratif\w*|later|versprochen|geplant|bezahlt"
    r"|ausgezahlt|payée?s?|promise"
)
_PERIOD = (
    r"years?|\w+-year|yearly|annual\w*|biennial\w*|per annum|months?|days?|dates?|dated|(?:19|20)\d\d|since|until|time ?(?:span|frame)s?|spans?|longer"
    r"|shorter|duration|doubl\w*|halv\w*|half|calendar|cycles?|schemes?|programmes?|intervals?|stretch\w*|cumulat\w*|running (?:sum|total)|jahre?n?|zeitraum|années?|ans"
)
_HEDGE = (
    r"nearly|almost|roughly|approximat\w*|around|over|under|above|below|beyond|(?:more|less|fewer|greater) than|at (?:least|most)|up to|just (?:under|over|short)"
    r"|exact\w*|precis\w*|bounds?|floor|ceiling|minimum|maximum|lower|upper|higher|the word|qualif\w*|limit|not quite|[\"“”'‘]about[\"”“'’]|fast|knapp|mindestens"
    r"|mehr als|presque|plus de"
)
_DIGITS = (
    r"decimals?|precis\w*|exact\w*|round\w*|accura\w*|rough\w*|tenths?|hundredths?|thousandths?|significant|decimal places|resolution|nearest|at best"
    r"|bounds?|finer?|approximat\w*|estimat\w*|fewer|too many|enough|measured|spurious|meaningless|mean nothing|last (?:\w+ )?(?:figures?|digits?|numbers?)"
    r"|inputs?|sharp\w*|(?:would|will) (?:do|suffice)|(?:cannot|can['’]t|nobody|no one) (?:can )?know\w*|pretend\w*|noise|justif\w*|gerundet|genau|nachkomma\w*|arrondi\w*"
)
_PEOPLE = (
    r"nobody|no ?one|no person|each (?:person|of them|one|refugee)|every(?:one|body| person)|per (?:head|person|capita|refugee|migrant)|theirs"
    r"|individual\w*|loans?|states?|governments?|budgets?|institutions?|projects?|services?|infrastructure|handed|receiv\w*|gets?|got|goes to|given to"
    r"|divi(?:de|ded|ding|sion)|denominator|quotient|days?|dates?|years?|purposes?|(?:whole|entire) (?:country|population|economy)|econom\w+|costs?"
    r"|(?:not|\w+n['’]t)(?: \w+)? (?:only|just|meant|for)|never (?:see|saw|touch\w*)|benefit\w*|pockets?|hands|aims?|meant|borders?|schools?|hospitals?|invest\w*"
    r"|grants?|snapshot|(?:19|20)\d\d|citizens?|locals?|population|hosts?|others?|niemand|pro kopf|kredite?|personne|prêts?"
)
_MEAN = (
    r"(?:un)?equal\w*|uneven\w*|spread|differ\w*|var(?:y|ies|ied)|outliers?|largest|biggest|big|large|small|most|some|few|none|nothing|zero|alike|similar"
    r"|no (?:state|country|one|member\w*)|each|every\w*|single|skew\w*|median|hid(?:e|es|den|ing)|pull\w*|dominat\w*|alone|concentrat\w*|majority|half"
    r"|typical|as much|apart|extreme\w*|distribution|all (?:the )?(?:countries|states|of them)|far (?:more|less)|much (?:more|less)|others?|representative"
    r"|giants?|tiny|ungleich|größte[nr]?|inégal\w*"
)
#: The names of the rules, and words for the same.
_NAMES = r"stages?|periods?|hedges?|digits?|figures?|people|persons?|means?|averages?|parts?|wholes?|sums?|totals?"
#: What makes a statement of the name of a rule: "the stage" says nothing, "the stages differ" does.
_SAID_OF_IT = (
    r"differ\w*|unequal|same|match\w*|mix\w*|swap\w*|chang\w*|lost|los[et]s?|missing|drop\w*|left out|gone|lacks?|lacking|forg[eo]t\w*|hid\w*|without|any ?more"
    r"|made up|invent\w*|more (?:\w+ )?than|too (?:many|few|late|early|much)|several|two|three|both|against|instead|than|no|turned|stronger|weaker|further|earlier|later|only"
)
#: The names of the rules, and words for the same.
_NAMES = r"stages?|periods?|hedges?|digits?|figures?|people|persons?|means?|averages?|parts?|wholes?|sums?|totals?"
_MONEY = r"money|euros?|amounts?|funds?|[mb]illions?|thousands?"
#: What says nothing of any line.
_EMPTY = (
    r"wrong\w*|right|true|false|untrue|bad\w*|good|correct\w*|incorrect\w*|mistakes?|errors?|lines?|briefs?|colleagues?|sentences?|rules?|methods?"
    r"|break\w*|broken?|mis(?:lead\w*|led)|readers?|think|thought|believe\w*|looks?|looked|looking|seems?|feels?|strange|writ\w+|wrote|says?|said|tells?|told"
    r"|numbers?|figures?|reports?|this|that|these|those|they|them|their|there|here|then|with|from|have|has|been|were|will|would|should|could|must|very"
    r"|really|quite|always|things?|something|somebody|letters?|labs?|judge|teachers?|students?|points?|cho[os]\w+|reasons?|because|ideas?|compar\w+"
    r"|careful\w*|check\w*|what|which|when|where|whoever|into|just|also|please|thanks?|together|print\w*|nice\w*|stages?|periods?|hedges?|digits?|people|means?|parts?|wholes?|some|come|comes"
)
#: For each rule the words that name what is at stake, and what is asked for where they are not there.
STAKES = {
    "part and whole": (_NESTED, "which amount lies inside which, or what is counted again"),
    "uncertain": (f"{_NESTED}|{_OPEN}", "what may lie in what, and that no source settles it"),
    "stage": (_STAGE, "what the source says became of it (announced, planned, paid …), or what the line makes of that"),
    "period": (_PERIOD, "which years or dates each figure covers"),
    "hedge": (_HEDGE, "the word that the source hedges with (nearly, over, at least …), or what became of it"),
    "digits": (_DIGITS, "how finely the figures are known, or rounded"),
    "people": (_PEOPLE, "who gets the money, for what or over which years, beside whom it is divided by"),
    "mean": (_MEAN, "how the parts differ behind the mean"),
}
#: Where somebody looked who finds that every line holds, or what they did there; to have read, thought or checked alone says neither.
_PLACE = (
    r"\w+\.csv|tables?|lists?|appendi(?:x|ces)|annex(?:es)?|data|dictionary|glossary|relations?|evidence|context|sources?|footnotes?|paragraphs?|sections?"
    r"|chapters?|pages?|books?|claims?|anhang|listen?|kapiteln?|tabellen?|quellen?|annexe|liste|chapitres?|tableaux?"
)
_DONE = (
    r"(?:looked|look|looking) (?:\w+ ){0,4}up|re-?calculat\w*|calculat\w*|re-?comput\w*|comput\w*|reckon\w*|re-?add\w*|added|divided|subtracted|summed"
    r"|worked (?:\w+ ){0,3}out|compar\w*|against|side by side|did the (?:sums?|maths?|arithmetic)|nachgerechnet|nachgeschlagen|verglichen|recalculé\w*|comparé\w*|vérifié\w*"
)
#: What was looked up, compared or worked out again, in ordinary words. The names of the rules, as a list of them has them, say nothing.
_MATTER = (
    r"numbers?|figures?|amounts?|values?|percent\w*|per cent|shares?|fractions?|sums?|additions?|totals?|quotients?|ratios?|averages?|differences?"
    r"|years?|dates?|wordings?|words?|verbs?|units?|bounds?|ends|ranges?|roundings?|decimals?|announced|planned|paid|each claim|all claims|every claim"
    r"|zahlen|beträge?|prozent\w*|summen?|jahre?n?|anteile?|chiffres?|montants?|pourcentages?|sommes?|années?"
)
LOOKED = (
    "",
    "where you looked and what you compared or worked out again: in the appendix, a list or a chapter; numbers, percentages, sums or years",
)
#: So many words in a row, or so much of a whole reason, that stand elsewhere are copied.
_ROW, _MUCH = 5, 0.8
#: Of so many rules a reason may name the stakes: one that speaks of more says a bit of everything.
MANY = 5
_MYSELF = re.compile(
    r"\bI(?:'m| am| was)?(?: (?:do|did|really|just|also))?(?: not|n't)? (?:sure|certain|know|knew|think|guess|believe|suppose|assume)\b",
    re.I,
)


def names_stake(rule: str, told: str, stages: bool) -> bool:
    """Whether a text names what is at stake by a rule, or where somebody looked for an empty rule; ``stages``: it tells a stage."""
    said = _MYSELF.sub(" ", told)
    if not rule:  # where one looked, and for what
        return not looked_lacks(said)
    if _there(STAKES[rule][0], said) or rule == "stage" and stages:
        return True
    return _there(_NAMES, said) and _there(_SAID_OF_IT, said)


def looked_lacks(told: str) -> str:
    """What a text lacks that says that every line holds: where was looked, or what for; empty where both are there."""
    looked, matter = _there(f"{_PLACE}|{_DONE}", told), _there(_MATTER, told)
    if not looked and not matter:
        return LOOKED[1]
    if not matter:
        return "which numbers, percentages, sums or years you compared or worked out again"
    return "" if looked else "where you looked, in the appendix, a list or a chapter, or what you worked out again"


def tells_of_claims(told: str, labels: Collection[str], numbers: Iterable[str]) -> bool:
    """Whether a text says something of the claims of a line, by a common word of their labels or by their numbers.

    A name alone does not count: a country has many properties. Money counts where something is said to be lacking, or other than told.
    """
    words = {word for word in re.findall(r"[^\W\d_]{4,}", told.casefold())}
    known = {word[:5] for label in labels for word in re.findall(r"(?<![\w])[a-z]{4,}", label)}
    named = {word for word in words if word[:5] in known}
    every = {word[:5] for label in labels for word in re.findall(r"[^\W\d_]{4,}", label.casefold())}
    said = {word for word in words if word[:5] not in every and not re.fullmatch(f"{_EMPTY}|{_MONEY}", word)}
    figures = set(numbers) & set(re.findall(r"\d[\d.,]*\d|\d", told))
    money = _there(_MONEY, told) and _there(_SAID_OF_IT, told)
    return bool((named or figures) and said or len(figures) > 1 and len(words) > 1 or money)


def says_everything(told: str) -> bool:
    """Whether a text names what is at stake by so many rules that it is about none."""
    return sum(_there(words, told) for rule, (words, _) in STAKES.items() if rule != "uncertain") >= MANY


def own_words(told: str, texts: Iterable[str]) -> str:
    """What is left of a text without what it takes over from other ones: rows of words, or nearly all of it."""
    for text in texts:
        words, theirs = _words(told), _words(text)
        blocks = SequenceMatcher(None, words, theirs, autojunk=False).get_matching_blocks()
        least = max(1, min(_ROW, round(_MUCH * len(words))))
        for block in reversed([block for block in blocks if block.size >= least]):
            told = " ".join(words := words[: block.a] + words[block.a + block.size :])
    return told


def _words(text: str) -> list[str]:
    return re.findall(r"[\w.]*\w|[“”\"]", text.casefold())


def _there(words: str, text: str) -> bool:
    return re.search(rf"(?<![\w-])(?:{words})(?![\w])", text, re.I) is not None
