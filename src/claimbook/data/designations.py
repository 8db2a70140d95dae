"""What looks like a number in a text and states none: names such as COVID-19 and G7, acts and their articles, list numbers, marks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from claimbook.data.days import YEAR
from claimbook.data.figures import SPACE
from claimbook.wording.units import CURRENCIES

_CODE = "|".join(CURRENCIES)
#: Words after which a number is the name of a place in a document, an act or a thing; in lower case only where they are no verbs.
_PLACES = (
    "[Aa]rticle|[Aa]rt\\.?|ARTICLE|[Aa]nnexe?|ANNEX|[Aa]ppendix|[Cc]hapter|[Ss]ection|[Pp]aragraph|[Pp]ara\\.?|[Rr]ecital|[Pp]oint|[Rr]ule|[Tt]able"
    "|[Ff]igure|Fig\\.|[Bb]ox|Chart|Graph|Map|[Ff]ootnotes?|Notes?|[Pp]age|[Pp]\\.|[Vv]ol(?:ume|\\.)|Nos?\\.?|Number|Nr\\.?|n°|№|[Rr]esolution"
    "|[Rr]egulation|[Dd]irective|[Dd]ecision|[Rr]ecommendation|[Oo]bservation|UNSCR?|ISO|SDG|OJ|CELEX|COP|IPC|[Cc]ovid|COVID|Boeing|Airbus|Windows"
    "|[Pp]illar|[Pp]hase|[Ss]tep|Part|[Tt]itle|Protocol|[Oo]bjective|[Gg]oal|Target|[Pp]riority|Action|[Ll]ot|[Ii]tem|Case|[Qq]uestion|[Ii]ndicator"
    "|[Cc]ategory|[Vv]ersion|[Ss]cenario|[Oo]ption|[Ss]tage|[Ll]evel|[Tt]ier|Room|Flight|Route|Highway|Line|Day|Track|[Mm]odule|[Cc]luster|Doc\\.?"
    "|Working Group|[Ss]ession|Opinion|[Ss]pecial [Rr]eport|[Tt]ranche|[Rr]ound|[Ww]ave|[Bb]atch"
    "|Strand|Window|[Hh]eading|Axis|Schedule|[Nn]os?\\."
)
#: Such words before several numbers: "Articles 8, 9 and 12".
_SEVERAL = (
    "[Aa]rticles|[Aa]rts\\.?|[Aa]nnexe?s|[Cc]hapters|[Ss]ections|[Pp]aragraphs|[Pp]aras\\.?|[Rr]ecitals|[Pp]oints|[Rr]ules|[Tt]ables|[Ff]igures|[Bb]oxes"
    "|[Pp]ages|[Pp]p\\.|[Rr]esolutions|[Rr]egulations|[Dd]irectives|[Dd]ecisions|[Rr]ecommendations|[Oo]bservations|SDGs|[Pp]hases|[Pp]illars|[Gg]oals|[Ll]evels|[Ss]tages|[Oo]ptions|[Ii]tems|[Ll]ots|[Ii]ndicators|[Qq]uestions|Cases"
)
_NUMBER = r"\d+(?:\.\d+)*[a-z]?(?:\s?\((?:\d+|[a-z]+)\))*(?:/\d+)*"
_NOT_COUNTED = rf"(?!{SPACE}(?:thousand|million|billion|per cent|percent)\b|{SPACE}?%|[.,]\d)"
_LISTED = rf"(?:(?:,{SPACE}{_NUMBER}(?!\w){_NOT_COUNTED}(?=\s*(?:[,.;:)]|$|and\b|or\b))|{SPACE}(?:and|or|to){SPACE}{_NUMBER}(?!\w){_NOT_COUNTED}))*"
_AFTER = re.compile(
    rf"(?<![\w-])(?:(?P<several>{_SEVERAL})|{_PLACES}){SPACE}?(?:No\.?{SPACE})?L?{SPACE}?{_NUMBER}(?![\w%]){_NOT_COUNTED}"
    rf"(?:[-–]\d+(?!\w))?(?(several){_LISTED})(?:{SPACE}\({YEAR}\))?"
)
#: An act, a document or a case by its number: (EU) 2024/1350, 604/2013, COM(2024) 150 final, S/RES/2254, E-002417/2024, C-411/10.
_ACTS = re.compile(
    rf"\((?:EU|EC|EEC|JHA|CFSP|EU, Euratom)\){SPACE}(?:No\.?{SPACE})?\d+/\d+(?:/[A-Z]+)?"
    rf"|(?<![\d.,/]){YEAR}/\d{{3,5}}(?:/[A-Z]+)?(?![\d/])|(?<![\d.,/-]){YEAR}/\d{{1,2}}/(?:EU|EC|EEC|CFSP|JHA)\b"
    rf"|(?<![\d.,/-])(?:1[3-9]|[2-9]\d|\d{{3,4}}|[1-9](?=/))/{YEAR}(?:/[A-Z]+)?(?![\d/-])"
    rf"|\b[A-Z][A-Za-z]{{0,5}}\((?:{YEAR}|\d\d)\){SPACE}?\d+(?:{SPACE}final)?(?:/\d+)?|\b[A-Z]+(?:/[A-Z0-9.]+)*/\d+(?:/[\dA-Z.]+)*\b(?:{SPACE}\({YEAR}\))?"
    rf"|\b[A-Z]{{2,}}{SPACE}\d+/\d+(?:/\d+)?\b|\b[A-Z]\d{{1,2}}-\d{{3,4}}/{YEAR}|(?<![\d.,-])\d{{2}}(?:{SPACE}\d{{2}}){{2,}}(?![\d.,])"
    rf"|\b\d{{5}}[A-Z]\d{{4}}\b|\b(?!{YEAR}-\d\d-)(?=[A-Z0-9-]*[A-Z])[A-Z0-9]+(?:-[A-Z0-9]+){{2,}}\b"
    rf"|(?<![\d.,/-])(?!{YEAR})\d{{3,5}}/\d{{2}}(?![\d/])|\bPE{SPACE}?\d{{3}}\.\d{{3}}|\b[A-Z]\d+_[A-Z]+\({YEAR}\)\d+"
    rf"|\b[Bb]udget (?:line|item|heading)s?(?:{SPACE}\d{{1,2}})+(?!\w)|\bOJ{SPACE}[LC]{SPACE}\d+|\bECLI:\S+|\bEU{SPACE}2[5-8]\b|[§#]{SPACE}?\d+|\b(?:ISBN|ISSN|doi|DOI)[:\s]*\d[\d./Xx-]*\d"
    rf"|\b(?:[Tt][eé]l|[Pp]hone|[Ff]ax)\.?:?\s*\+?\d[\d\s()/-]{{4,}}\d|\+\d[\d\s()/-]{{6,}}\d|\b50-50\b|\b\d+(?:st|th)-?{SPACE}?centur(?:y|ies)"
    rf"|\b[A-Z]-\d{{1,6}}/(?:{YEAR}|\d\d)\b|\b(?:24/7|9/11|50/50)\b"
)
_NAMES = re.compile(
    rf"(?<![\w-])(?!(?:{_CODE})-?\d|Q[1-4]\b|[1-4]Q\b|H[12]{SPACE}|FY\d)(?!(?:Mid|Post|Pre|End|Under|Over|Early|Late|Non)-)[A-Z][A-Za-z]*-\d+[a-z]?(?![\w%]|{SPACE}(?:million|billion))"
    rf"|(?<![\w-])(?!(?:{_CODE})\d|Q[1-4]\b|FY\d|H[12][ /-])[A-Z]+[a-z]{{0,2}}\d+(?:[A-Za-z]\w*|\+\d+)?(?![.,]?\d)"
    rf"|(?<![\w-])(?:[Aa]genda|Horizon|Vision|Natura|Strategy){SPACE}{YEAR}\b|\bEurope{SPACE}2020 strategy|\bFit for 55\b"
    r"|(?<![\w.,:])\d+(?:[A-JLNOPR-Z]|x\d+)\b|\bv\d+(?:\.\d+)*\b|https?://\S+|www\.\S+|\S+@\S+\.\w+"
)
#: Marks of footnotes: in brackets, raised, or glued to a word, to punctuation, or to a year that ends a sentence.
_MARKS = re.compile(
    r"\[\^?\d{1,3}(?:[,–-] ?\d{1,3})*\]|[⁰¹²³⁴-⁹₀-₉]+"
    r"|(?<=[a-zà-ÿ])\d{1,3}(?=[\s.,;:)]|$)|(?<=[a-zà-ÿ)”\"'’%\]][.,;:!?])\d{1,3}(?:,\s?\d{1,3})*(?=\s|$)|(?<=[a-zà-ÿ][.,;:][”\"’)])\d{1,3}(?=\s|$)"
    rf"|(?<=\b{YEAR}[.,;])\d{{1,3}}(?=\s+[A-Z“\"]|\s*$)|(?<=\bin {YEAR})\d{{1,2}}(?=[\s.,;)]|$)"
)
#: The number of an item or a heading at the start of a line, or of an item in parentheses at the start of a clause.
_ITEMS = re.compile(
    r"^[ \t]*(?:[-•*–][ \t]*)?(?:\d{1,2}(?:\.\d{1,2})+\.?(?=\s+[A-Z“\"])|\d{1,3}[.)](?=\s)|\(\d{1,3}\))"
    rf"|(?:(?<=[;:,.]\s)|(?<=\sand\s)|(?<=\sor\s))\((?!{YEAR})\d{{1,2}}\)(?=\s|$)",
    re.M,
)
_NUMBERED = re.compile(r"\s*(\d{1,3})\s+(?=[A-Z“\"])")


def designations(text: str) -> Iterator[tuple[int, int]]:
    """Where names, acts, places in documents, list numbers and footnote marks stand in a text, so that their digits are no figures."""
    for pattern in (_ITEMS, _ACTS, _AFTER, _NAMES, _MARKS):
        yield from (match.span() for match in pattern.finditer(text))


def numbered(lines: list[str]) -> dict[int, tuple[int, int]]:
    """By line, the number of a paragraph where its lines begin with one, as "01 The Commission" and then "02 It" do."""
    begun = [(i, int(match[1]), match.span(1)) for i, line in enumerate(lines) if (match := _NUMBERED.match(line))]
    numbers = [number for _, number, _ in begun]
    near = [{*numbers[max(0, i - 1) : i], *numbers[i + 1 : i + 2]} for i in range(len(begun))]
    return {i: span for (i, number, span), beside in zip(begun, near) if number - 1 in beside or number + 1 in beside}
