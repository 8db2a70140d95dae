"""Numbers as people write them, put into the form in which a source prints them, so that one parser reads both.

"€330m", "330 Mio. Euro" and "three hundred and thirty million euros" become "EUR 330 million", "2,7 per cent" becomes
"2.7 %", ">40" becomes "over 40", and "two thirds", "2/3" or "2 out of 3" become a part of one, marked as ``PART``.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from claimbook.data.number_words import Cardinal, cardinals
from claimbook.wording import units
from claimbook.wording.dates import MONTHS
from claimbook.wording.hedges import HEDGES, SPOKEN
from claimbook.wording.numbers import FIGURE
from claimbook.wording.units import CARDINALS, PARTS, TENS

#: Stands after a number that is a part of one; before it stands the number of parts, as in "2 out of 3".
PART = "part of one"
_NUMBER = rf"(?<![\d.,]){FIGURE}(?!\d|[.,]\d)"
_SCALE = r"(?:\s+(?:thousand|million|billion))?"
_SIGNS = str.maketrans("–—−‒‑’‘“”„*`", '-----\'\'"""  ')
_WORD = "|".join(sorted([*CARDINALS, "dozen"], key=len, reverse=True))
_BIG = "hundred|thousand|million|billion"
_ORDINALS = PARTS | {"halves": 2}
_ORDINAL = "|".join(sorted(_ORDINALS, key=len, reverse=True))
_FRACTION = re.compile(
    rf"\b(?P<parts>\d+|an?|one|{_WORD})[\s-]+(?:(?P<tens>{'|'.join(TENS)})-(?P<low>first|second|{_ORDINAL})|(?P<whole>{_ORDINAL}))s?\b"
    r"|\b(?P<half>half)\b(?!-)"
)
_OUT_OF = re.compile(
    r"(?<![\d.,/-])(?P<part>\d{1,3})(?:\s*/|(?:(?:\s(?!in\b|of\b|out\b|instead\b)[a-z]+){0,2}\s(?:out\s+)?of|\sin)\s+(?:(?:all|the|every|a total of)\s+)*)\s*(?P<all>\d{1,3})(?![\d/]|[.,]\d|\s*%)"
)
_MONTH = "|".join(month.casefold() for month in MONTHS)
#: The plainest words of German, French and Spanish for numbers, units and what joins the ends of a range, by those of English.
_ABROAD = {
    english: words
    for english, _, words in (
        line.partition("=")
        for line in (
            "one=eine?[mnrs]?|une?|un[ao];two=zwei|deux|dos;three=drei|trois|tres;four=vier|quatre|cuatro;five=fünf|cinq|cinco;six=sechs|seis;"
            "seven=sieben|sept|siete;eight=acht|huit|ocho;nine=neun|neuf|nueve;ten=zehn|dix|diez;eleven=elf|onze;twelve=zwölf|douze|doce;"
            "thirteen=dreizehn|treize|trece;fourteen=vierzehn|quatorze|catorce;fifteen=fünfzehn|quinze|quince;sixteen=sechzehn|seize|dieciséis;"
            "seventeen=siebzehn|dix-sept|diecisiete;years=jahren?|ans|années|a[ñn]os?;months=monate?n?|mois|mes(?:es)?;weeks=wochen?|semaines?|semanas?;"
            "days=tagen?|jours?|d[íi]as?;tonnes=tonnen|toneladas;%=prozent|pour ?cent|por ?ciento;euros=d['’]euros;and=und|et|y(?! ?=);or=oder|ou|o(?= \\d);"
            "between=zwischen|entre;to=bis|à|(?<=\\d )a(?= \\d)|(?<=millones )a(?= \\d);billion=mil millones;million=mill[óo]n(?:es)?;thirds=tercios|drittel|(?<=deux )tiers;of=de(?= euro)|(?<=\\d )de l[oa]s(?= \\d);"
            "agreements=acuerdos|abkommen;documents=documentos|dokumente;footnotes=fußnoten|notas al pie;countries=países|länder;people=personas|personen|"
            "personnes;flights=vuelos|flüge"
        ).split(";")
    )
}
_FOREIGN = re.compile("|".join(rf"\b(?P<w{place}>{words})(?!\w)" for place, words in enumerate(_ABROAD.values())))
#: "One week and three days": the larger unit of time, what it is of the smaller, and both numbers.
_TOGETHER = {"week": (7, "day"), "year": (12, "month"), "day": (24, "hour"), "decade": (10, "year")}
_COMPOUND = re.compile(
    rf"\b(\d+|an?) ({'|'.join(_TOGETHER)})s?(?:,? and|,| plus)? (\d+|an?) ({'|'.join(small for _, small in _TOGETHER.values())})s?\b"
)
#: Dates, years and places in a text: figures, but no answer.
_ASIDE = re.compile(
    rf"\b(?:\d{{1,2}}\s*(?:to|-|and)\s*)?\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTH})(?:,?\s+\d{{4}})?|\b(?:{_MONTH})\s+\d{{1,2}}(?:,\s*\d{{4}})?(?!\d)|\b(?:{_MONTH})\s+\d{{4}}"
    r"|\b\d{4}-\d\d-\d\d\b|\b(?:(?:19|20)\d\d(?:, | and |, and )){2,}(?:19|20)\d\d\b(?![.,]\d)|(?:\b(?:in|for|of|from)\s+)?\b(?:19|20)\d\d\s*(?:[-/]|to|and)\s*(?:(?:19|20)\d\d|\d\d)\b(?![.,]?\d)|\b(?:in|since|until|by|for|of|from|and|to|the year)\s+(?:19|20)\d\d\b(?![.,]\d|\s*(?:%|t\b|tonn|eur|places))"
    r"|\b(?:paragraph|footnote|rule|section|chapter|article|exercise)s?\s+\d[\d.]*"
)


#: Words that tell that the writer may put a point between thousands.
_CUSTOM = re.compile(
    r"\b(?:mio|mill|mrd|mld|mia|millionen|milliarden?|milliards?|tausend|tsd|tonnen|plätze|tage|jahre|prozent|rund|etwa|fast|knapp|mehr als|über|"
    r"mindestens|höchstens|environ|plus de|près de|au moins|mill[óo]n(?:es)?|toneladas|plazas|d[íi]as|a[ñn]os|por ciento|casi|m[áa]s de|al menos|unos|unas)\b|d['’]euros|^\W*\d{1,3}\.\d{3}\W*$|,\d{3}\s?(?:%|per ?cent)",
    re.I,
)
_SEPARATED = re.compile(r"(?<![\d.,])(\d{1,3})([.,])(\d{3})(?![\d.,]\d|\d)")


def other_custom(text: str) -> str | None:
    """A text with a number whose point or comma may stand between thousands or before decimals, read the other way; None without one."""
    if not _CUSTOM.search(text) or not _SEPARATED.search(text):
        return None
    return _turned(text)


def stray_point(text: str) -> str | None:
    """A text in English with a point before three digits, which may be meant between thousands, read so; None without one."""
    return _turned(text) if re.search(r"(?<![\d.,])[1-9]\d{0,2}\.\d{3}(?![\d.,]\d|\d| ?[mb]illion| ?[mb]n)", text) else None


def _turned(text: str) -> str:
    """A text with point and comma in its numbers the other way round."""
    text = re.sub(
        r"(?i)(?<![\d.,])(\d{1,3}),(\d{3})\s*(?:mrd\b\.?|milliarden?\b|milliards?\b|mil millones\b)", r"\1\2 million", text
    )
    return _SEPARATED.sub(lambda m: f"{m[1]}{m[3]}" if m[2] == "." else f"{m[1]}.{m[3]}", text)


def _scale_forms(scale: float, *also: str) -> str:
    """What is written for a scale after a number, in small letters, without the full stop that may follow."""
    known = {form.casefold().rstrip(".") for form, size in (units.SCALES | units.SCALE_LETTERS).items() if size == scale}
    return "|".join(sorted(known | set(also), key=len, reverse=True))


#: The scales in which answers are told, each as a pattern. "Bio" may be so in an answer; elsewhere it is a thousand times as much.
_SCALES = {
    "billion": _scale_forms(1e9, "bio", "mrds"),
    "million": _scale_forms(1e6, "mill"),
    "thousand": _scale_forms(1e3),
}


def _forms(code: str) -> str:
    """The signs and words for a currency in small letters, and its code where that is no word of the language."""
    signs, told = units.CURRENCIES[code]
    forms = [*signs.split(), *units.listed(told), *([] if code in ("TRY", "MAD") else [code])]
    return "|".join(re.escape(form.casefold()) for form in sorted(forms, key=len, reverse=True))


#: Other currencies than the euro that have signs or words of their own, each as a pattern.
CURRENCIES = {code: _forms(code) for code, (signs, told) in units.CURRENCIES.items() if code != "EUR" and (signs or told)}
_EURO = r"(?:euros?(?![a-z])|eur(?![a-z])|€)"
#: Other words for answers that many exercises offer.
ALSO = {
    "places promised": "pledged places|places pledged|places that were pledged",
    "not stated": "not reported|not indicated|not disclosed|not provided|not available|not recorded|not published|undisclosed|no data|does not specify|doesn't specify|does not mention|doesn't mention|not split|isn't split|not divided|not broken down|does not split|doesn't split|nothing is said|nothing is stated|says nothing|unstated|unknown|not said|not given|not specified|not told|not mentioned|unspecified|no information|no amount"
    "|no figure|nowhere stated|nowhere said|cannot be known|does not say|does not state|does not tell|doesn't say|doesn't state|isn't stated|isn't said|cannot be said|not known|nicht angegeben|nicht gesagt|non précisé|non indiqué|no consta|no se indica|no se dice|no se especifica|no indicado|no especificado",
    "not allowed": "no|false|forbidden|not permitted|may not|must not|cannot|cannot be|can't be|can't|disallowed|isn't allowed|prohibited|never|not permissible|nicht erlaubt|nicht zulässig|pas permis|interdit|no permitido",
    "allowed": "yes|true|permitted|may|permissible|erlaubt|permis",
    "not supported": "unsupported|is silent|says nothing|isn't supported|does not support|doesn't support|no support",
    "supported": "supports|borne out|confirmed|true|correct",
    "contradicted": "contradict|contradicts|contradiction|contradicting|contradictory|refuted|is denied|false|untrue|incorrect",
    "an upper bound": "upper|obergrenze|borne supérieure|plafond|límite superior|cota superior|upper limit|upper end|ceiling|maximum|upper estimate",
    "a lower bound": "lower|lower limit|lower end|floor|minimum|lower estimate",
    "nothing": "none|nil|no money|nichts|rien|nada",
    "all of it": "all|everything|100 %|all the money|the whole|alles|tout",
}


@lru_cache(maxsize=1024)  # an answer of several parts is read part by part, each exercise and slip anew
def printed_form(text: str) -> str:
    """The text in small letters with each number, amount, share and hedge as a source would print it."""
    text = re.sub(r"(?<=\d)(?=[¼-¾⅐-⅞])", " ", text)
    text = re.sub(r"(?<=\d)\s*(?:…|\.\.+)\s*(?=\d)", " - ", text)
    text = re.sub(r"(?<=\d) \(((?:[mb]illion|mio|mrd|bn|mn|m|eur|euros?|€|%|per cent)\b[^()\d]*)\)", r" \1", text, flags=re.I)
    text = re.sub(r"(?<=[.,]\d{3})[.,]00(?!\d)", "", text)
    text = unicodedata.normalize("NFKC", text).translate(_SIGNS).replace("⁄", "/").replace("∕", "/")
    text = " ".join(_FOREIGN.sub(_in_english, text.casefold()).split())
    if not re.search(rf"\d|\b(?:{_WORD})\b", text):
        text = re.sub(r"\ban? (?=(?:day|week|month|year|decade)\b)", "1 ", text)
    kept = _ASIDE.sub(" ", text)
    text = kept if re.search(rf"\d|\b(?:{_WORD}|half)\b", kept) else text
    text = re.sub(r"\bat the (?:very )?(least|most)\b", r"at \1", text)
    text = _digits(_COMPOUND.sub(_together, _units(_out_of(_spoken(_fractions(text))))))
    for qualifier, words in SPOKEN.items():
        text = re.sub(rf"(?<![\w-])(?:{words})\s*(?=(?:eur\s?)?{_NUMBER}|(?:eur|€))", f"{HEDGES[qualifier]} ", text)
    text = re.sub(rf"({_NUMBER}{_SCALE})\s?\+(?!\s?(?:/|eur|€|\d))", r"at least \1", text)
    text = re.sub(rf"\b(?:minus|negative)\s+(?=(?:eur\s)?{_NUMBER})", "-", text)
    text = " ".join(_shared(_money(_scales(text))).split())
    return re.sub(
        rf"((?:EUR )?{_NUMBER}{_SCALE}(?: %| tonnes)?),? (nearly|almost|approximately|roughly)(?=[ .!]*$)", r"\2 \1", text
    )


def _spoken(text: str) -> str:
    """Numbers in words as digits; "one" and "none" only where it begins the text, or the text has no other number."""
    text = re.sub(
        rf"^((?:only |just |exactly )?)one\b(?![ -](?:{_BIG}|point|and|{_ORDINAL}))|\bone(?= (?:in|(?:out )?of) (?:the )?(?:\d|(?:{_WORD})\b))",
        r"\g<1>1",
        text,
    )
    found, behind = "", 0
    for number in cardinals(text):
        if text[number.start : number.end] != "one":
            found += text[behind : number.start] + _in_digits(number)
            behind = number.end
    found += text[behind:]
    if re.search(r"\d", found):
        return found
    found = re.sub(r"\b(?:(?:an? |the |just |only )*single(?: one)?|one)\b", "1", found, count=1)
    return found if "1" in found else re.sub(r"\b(?:none|nothing|nil|no)\b", "0", found, count=1)


def _in_digits(number: Cardinal) -> str:
    """A number in words as digits, with its scale as a word where amounts are told in it."""
    told = next((word for scale, word in units.LARGE_SCALES if scale == number.scale), "")
    if told and number.value / number.scale < 1000:
        return f"{number.value / number.scale:.12g} {told}"
    return f"{number.value:.12g}" if number.value % 1 else f"{number.value:.0f}"


def _in_english(match: re.Match) -> str:
    """A plain word of German, French or Spanish as that of English."""
    return list(_ABROAD)[int(str(match.lastgroup)[1:])]


def _together(match: re.Match) -> str:
    """Two units of time as one: "1 week and 3 days" as "10 days"."""
    times, small = _TOGETHER[match[2]]
    many, few = (int(number) if number.isdigit() else 1 for number in (match[1], match[3]))
    return f"{many * times + few} {small}s" if match[4] == small else match[0]


def _part(parts: float, whole: float) -> str:
    """So many of so many, marked: 2 of 3 as "2 out of 0.666666666667 part of one"."""
    return f"{parts:g} out of {parts / whole:.12f} {PART}"


def _fractions(text: str) -> str:
    """Parts of one in words, marked."""

    def told(match: re.Match) -> str:
        if match["half"]:
            return _part(1, 2)
        parts = int(match["parts"]) if match["parts"].isdigit() else (CARDINALS | {"dozen": 12}).get(match["parts"], 1)
        low = {"first": 1, "second": 2} | _ORDINALS
        return _part(parts, TENS[match["tens"]] + low[match["low"]] if match["tens"] else _ORDINALS[match["whole"]])

    text = re.sub(r"\bhalf a dozen\b", "6", text)
    text = re.sub(r"(?<=\d) and an? (half|quarter)\b", lambda match: ".5" if match[1] == "half" else ".25", text)
    text = re.sub(
        rf"\b((?:{_WORD})) and an? (half|quarter)\b", lambda m: f"{m[1]} point {'five' if m[2] == 'half' else 'two five'}", text
    )
    text = re.sub(
        r"(?<![\d.,])(\d+) (\d)/(\d)(?!\d)", lambda m: f"{int(m[1]) + int(m[2]) / int(m[3]):.10f}" if int(m[3]) else m[0], text
    )
    return _FRACTION.sub(told, text)


def _out_of(text: str) -> str:
    """Parts of one as so many of so many, marked."""

    def told(match: re.Match) -> str:
        part, whole = int(match["part"]), int(match["all"])
        return _part(part, whole) if whole and part <= whole else match[0]

    return _OUT_OF.sub(told, text)


def _units(text: str) -> str:
    """Per cent, tonnes and their like in one way of writing."""
    text = re.sub(r"percentage[ -]points?|\bp\.?p\.?(?![\w.])|\bppts?\b", "points", text)
    text = re.sub(r"\bper\s?cent(?:age)?\b|\bpct\b\.?|\bp\.c\.|\bprozent\b|\bv\.h\.", "%", text)
    text = re.sub(
        r"(\d+(?:[.,]\d+)?)\s?(?:‰|per thousand|per mill?e\b|promille)",
        lambda m: f"{float(m[1].replace(',', '.')) / 10:.10g} %",
        text,
    )
    text = re.sub(r"(?<=\d)\s*(?:kilotonn?e?s?|kt)\b", " thousand tonnes", text)
    text = re.sub(r"(?<=[\dkdn])\s*(?<=[\d\s])(?:metric tonn?e?s?|tonnes?|t)\b(?!\w)", " tonnes", text)
    return re.sub(r"(?<=\d)(?=%)", " ", text)


def _digits(text: str) -> str:
    """Digits with commas between thousands and a point before decimals, whatever the writer's custom."""
    text = re.sub(r"\d+(?:\.\d+)?e\+?\d+", lambda match: f"{float(match[0]):.0f}", text)
    text = re.sub(r"(?<![\d.,])\d{1,3}(?:[ '_]\d{3})+(?![\d])", lambda match: re.sub(r"[ '_]", ",", match[0]), text)
    text = re.sub(r"(?<=\d)_(?=\d)", "", text)
    text = re.sub(r"(?<![\d.,])\d{1,3}(?:\.\d{3}){2,}(?![\d.])", lambda match: match[0].replace(".", ","), text)
    text = re.sub(r"(?<![\d.,])(\d{1,3}(?:\.\d{3})+),(\d+)(?!\d)", lambda m: f"{m[1].replace('.', '')}.{m[2]}", text)
    text = re.sub(r"(?<![\d.,])(\d+),(\d{1,2}|\d{4,})(?![\d,]|\.\d)", r"\1.\2", text)
    return re.sub(r"(?<![\d.,])0,(\d+)(?!\d)", r"0.\1", text)


def _scales(text: str) -> str:
    """Words for a scale as sources print them; a thousand billions are told in billions."""
    text = re.sub(rf"(?<=\d)\s*(m|bn|k|mrd|mio)\s?\.?\s?({_EURO})", r" \1 eur ", text)
    text = re.sub(rf"{_EURO}\s?(m|mn|bn|k)\s?(?=\d)({FIGURE})", r"eur \2 \1", text)
    text = re.sub(r"\bm(?:eur|€)\s*(\d[\d.,]*)|(\d[\d.,]*)\s*meur\b", r"eur \1\2 million", text)
    ends = rf"({FIGURE})(\s*(?:to|-|and|bis)\s*(?:eur\s?)?)({FIGURE}\s*(?:trillions?|tn|trn))\b"
    text = re.sub(ends, r"\1 trillion\2\3", text)
    text = re.sub(rf"({FIGURE})\s*(?:trillions?|tn|trn)\b", lambda m: f"{float(m[1].replace(',', '')) * 1000:g} billion", text)
    for scale, words in _SCALES.items():
        text = re.sub(rf"(?<=\d)[\s-]*(?:{words})(?:\.(?=\s?(?:{_EURO}|$)))?(?![\w$])", f" {scale}", text)
        text = re.sub(rf"(?<=\d)[\s-]*(?:{words})(?=eur|€|\$)", f" {scale} ", text)
    return text


def _money(text: str) -> str:
    """Amounts with their code before them; that of another currency too, where EUR stands for euro alone."""
    amount = rf"({_NUMBER}{_SCALE})"
    for code, words in {"EUR": _EURO, **CURRENCIES}.items():
        name = words if code == "EUR" else rf"(?:{words})"
        text = re.sub(rf"{amount}[\s-]*(?:of\s)?(?:{name})(?!\s?\d)(?![a-z])", rf"{code} \1", text)
        text = re.sub(rf"(?<![a-z])(?:{name})\s*(-?)\s*(?={_NUMBER})", rf"\1{code} ", text)
        text = re.sub(rf"(?<![a-z])(?:{name}|{code})\s+{code} ", f"{code} ", text)
    return text


def _shared(text: str) -> str:
    """The scale, the code or the sign for per cent of a range's one end at its other end as well."""
    plain = r"\s*(?:to|-|and|until|up to|or|bis|through)\s*(?:at most |about |up to |a?round |(?:not?|never) more than )?"
    joint = rf"(?:{plain}|\s*[,;]\s*)"
    bare = rf"({_NUMBER})"
    signed = rf"(\s*(?:to|and|until|bis|or)\s*)(-\s?(?:EUR )?{_NUMBER})"  # -3.2 to -2.9: no dash of a range
    text = re.sub(rf"{bare}{signed} (thousand|million|billion)\b", r"\1 \4\2\3 \4", text)
    text = re.sub(rf"(EUR -?|-\s?EUR )({_NUMBER}{_SCALE})(\s*(?:to|and|until|bis|or)\s*-\s?)(?={_NUMBER})", r"\1\2\3EUR ", text)
    text = re.sub(rf"(?<!EUR )-({_NUMBER}{_SCALE})(?=\s*(?:to|and|until|bis|or)\s*-\s?EUR )", r"-EUR \1", text)
    text = re.sub(rf"{bare}({joint})((?:EUR )?{_NUMBER}) (thousand|million|billion)\b", r"\1 \4\2\3 \4", text)
    text = re.sub(rf"[\[(]\s*({_NUMBER})\s*[,;]\s*({_NUMBER})\s*[\])]\s*(thousand|million|billion|%)", r"\1 \3 to \2 \3", text)
    text = re.sub(rf"(?<!EUR )(?<![\d.,]){bare}({_SCALE})({plain})EUR ", r"EUR \1\2\3EUR ", text)
    text = re.sub(rf"EUR {bare}({_SCALE})({plain}){bare}(?!\s?%)", r"EUR \1\2\3EUR \4", text)
    return re.sub(rf"{bare}({plain}){bare} %", r"\1 %\2\3 %", text)
