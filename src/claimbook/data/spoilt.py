"""Text that was spoilt on its way: read in a wrong encoding, letters lost, or characters in it that nobody sees."""

from __future__ import annotations

import re
import unicodedata

#: Characters that nobody sees: soft hyphens, marks of direction, zero-width ones, ends of lines and paragraphs, controls, tags.
_UNSEEN = "\u00ad\u034f\u061c\u115f\u1160\u2800\u3164\uffa0\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\x80-\x9f\U000e0000-\U000e007f"
#: Signs that a joiner makes one picture of, with what may stand behind one, and letters of scripts that are written with joiners and non-joiners.
_PICTURE = "[\u2190-\u2bff\U0001f000-\U0001faff]"
_JOINING = "[\u0620-\u06ff\u0750-\u077f\u08a0-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u17ff]"
_NEEDED = f"(?:(?<={_PICTURE})|(?<={_PICTURE}\ufe0f))\u200d(?={_PICTURE})|(?<={_JOINING})[\u200c\u200d](?={_JOINING})"
_UNSEEN_ONE = re.compile(f"(?!{_NEEDED})[{_UNSEEN}]")
#: A letter within a word that became a question mark: of an address, where one opens the query, no part is a word.
_ASKED = re.compile(r"(?<![\w/?=&.:-])[^\W\d_]+\?[^\W\d_]+(?![\w=])")
#: Letters of Greek and Cyrillic that look as Latin ones do, and these.
LOOKS = str.maketrans("аеіјорсухѕһԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧοАВЕКМНОРСТХУ", "aeijopcyxshdqwABEZHIKMNOPTYXoABEKMHOPCTXY")
_LATIN_WORD = re.compile(r"(?<!\w)(?=\w*[A-Za-z])\w*(?!\w)")
#: Signs of a font of its own, letters of a printer that stand for two, marks heaped on a letter, and what turns a letter into a picture.
_STRANGE = re.compile("[\ue000-\uf8ff\ufb00-\ufb06]|[\u0300-\u036f]{3,}|(?<=[\\x20-\\x7f])[\ufe00-\ufe0f]")
#: What the source of a page writes for a character.
_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#[0-9]{2,6}|#[xX][0-9A-Fa-f]{2,5});")
_LOST = re.compile("\ufffd+")
#: What a spreadsheet writes where it could work nothing out, or where a column was too narrow.
#: All but a few have one form in each language: #REF!, #WERT!, #NOM?, #¡VALOR!
_ERROR = re.compile(
    r"#(?:[¡¿]?[A-ZÀ-Ý][A-ZÀ-Ý_ /0]+[!?]|[¡¿](?:REF|CALC)|N/A|N/D|N/B|N/V|NV|NB|GETTING_DATA|#{3,})|(?:Err ?:|Fehler:)\d{3}"
)
#: UTF-8 read in an encoding of one byte makes at least two characters of one that is not ASCII.
_PAIR = re.compile(r"[^\x00-\x7f]{2}")
#: What is left of a hard space where a program then made a space of its second half.
_SPACE = re.compile("(?<=[\\da-z.,:;%])\u00c2(?= )")
#: What UTF-8 makes of a quotation mark and a letter with an accent that a Macintosh of old wrote: a single letter of another script.
_QUOTED = re.compile("(?<![\u0400-\u058f])[\u0480-\u058f](?![\u0400-\u058f])(?:(?=[A-Za-z])|(?<=[A-Za-z].))")
#: Each run of characters that are not ASCII, and a question mark between letters: what is quickly found, to look closer there.
_RUN, _MARK = re.compile(r"[^\x00-\x7f]+"), re.compile(r"\?(?<=[^\W\d_]\?)[^\W\d_]")
#: Latin letters of UTF-8 read as Windows-1252; the library leaves some of them, of which each half is a letter.
_LATIN = re.compile(
    "\u00c2[\u00a0-\u00bf]|[\u00c3-\u00c5](?:[\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192]|[\u00a1-\u00bf]|(?<!\\d[ \u00a0].)\u00a0(?=[a-z]))"
)


def sound(text: str) -> bool:
    """Whether a text, of any length, can hold nothing that is spoilt; quick, and False where a closer look is due."""
    if not text.isascii():
        runs = set(_RUN.findall(text))
        if any(len(run) > 1 or run in "\u00c2\ufffd" or _UNSEEN_ONE.match(run) or _odd(run) for run in runs):
            return False
        if not unicodedata.is_normalized("NFC", text):
            return False
    return not (_MARK.search(text) and _ASKED.search(text)) and not (
        ("#" in text or "Err" in text or "Fehler:" in text) and _ERROR.search(text)
    )


def spoilt(text: str, among: str = "", written: bool = True) -> tuple[str, str] | None:
    """What is spoilt in a text, with the words around it, and what would be right; None for a sound one.

    Words whose letters were lost are looked for in ``among``. Code is not ``written``: there "a?b" may stand.
    """
    if found := _mistaken(text):
        return found
    if unseen := _UNSEEN_ONE.search(text):
        name = unicodedata.name(unseen[0], "a control character").lower()
        meant = _UNSEEN_ONE.sub("", _words(text, *unseen.span()))
        return _words(text, *unseen.span()), f"{meant!r}, without U+{ord(unseen[0]):04X}, {name}, which nobody sees"
    if strange := _strange(text):
        return strange
    if lost := _LOST.search(text) or (written and _ASKED.search(text)) or None:
        return _without_letter(text, lost, among)
    if error := _ERROR.fullmatch(text.strip()):
        return error[0], "a value; a spreadsheet could not work one out here"
    if not unicodedata.is_normalized("NFC", text):
        return _decomposed(text)
    return None


def _odd(one: str) -> bool:
    return ord(one) in LOOKS or bool(_STRANGE.match(one)) or "\ufe00" <= one <= "\ufe0f" or "\u0480" <= one <= "\u058f"


def _strange(text: str) -> tuple[str, str] | None:
    """A word with a character that only looks as it should: a letter of another script among Latin ones, a ligature, a sign of a font."""
    if found := _STRANGE.search(text):
        word, name = _words(text, *found.span()), unicodedata.name(found[0][0], "a sign that a single font has").lower()
        meant = re.sub("[\ufb00-\ufb06]", lambda match: unicodedata.normalize("NFKC", match[0]), word)
        meant = _STRANGE.sub("", meant)
        return word, f"{meant!r}, without U+{ord(found[0][0]):04X}, {name}"
    for match in _LATIN_WORD.finditer(text):
        meant = match[0].translate(LOOKS)
        if meant != match[0] and meant.isascii():
            one = next(one for one in match[0] if ord(one) in LOOKS)
            return match[0], f"{meant!r} in Latin letters, without U+{ord(one):04X}, {unicodedata.name(one).lower()}"
    if found := _QUOTED.search(text):
        word, pair = _words(text, *found.span()), found[0].encode("utf-8").decode("mac_roman")
        return word, f"{word.replace(found[0], pair)!r}, as was probably meant: Mac Roman was read as UTF-8 here"
    return None


def _mistaken(text: str) -> tuple[str, str] | None:
    """The first word of UTF-8 that was read in another encoding, and the word that it was."""
    meant = redecoded(text)
    if meant == text:
        return None
    before, after = text.split(" "), meant.split(" ")
    if len(before) == len(after):  # the words that changed, from the first to the last, with what stands between
        changed = [place for place, (one, other) in enumerate(zip(before, after)) if one != other]
        before, after = (words[changed[0] : changed[0] + 1] for words in (before, after))
    return " ".join(before), f"{' '.join(after)!r}, as was probably meant: UTF-8 was read in another encoding here"


def redecoded(text: str) -> str:
    """A text as it was before its UTF-8 was read in another encoding; as it is where nothing says so."""
    meant = text
    if _PAIR.search(text):
        from ftfy import fix_encoding  # takes a tenth of a second to load, for which few texts give a reason

        meant = _LATIN.sub(lambda match: match[0].encode("cp1252").decode("utf-8"), fix_encoding(text))
    return _SPACE.sub("", meant)


def unescaped(text: str) -> str:
    """A text with the characters for which it has what the source of a page writes, such as ``&amp;``."""
    from html import unescape

    return _ENTITY.sub(lambda match: unescape(match[0]), text)


def unseen(one: str) -> bool:
    """Whether a character is one that nobody sees."""
    return bool(_UNSEEN_ONE.match(one))


def _without_letter(text: str, lost: re.Match, among: str) -> tuple[str, str]:
    """A word that lost a letter, and the words that it may have been: those that ``among`` holds."""
    word = _words(text, *lost.span()).strip("\"'.,;:()“”‘’")
    pattern = "".join(
        ".{1,2}" if re.fullmatch("[?\ufffd]+", part) else re.escape(part) for part in re.split("([?\ufffd]+)", word)
    )
    near = sorted(set(re.findall(rf"(?<!\w){pattern}(?!\w)", among)) - {word}) if re.search(r"\w", word) else []
    near = [other for other in near if not re.search("[?\ufffd]", other)][:3]
    where = "U+FFFD stands" if "\ufffd" in lost[0] else "the question mark stands"
    return word, f"the letter that was lost where {where}" + (f" (perhaps {' or '.join(near)})" if near else "")


def _decomposed(text: str) -> tuple[str, str]:
    """The first word of which letters and their accents stand apart."""
    words = text.split(" ")
    word = next((word for word in words if not unicodedata.is_normalized("NFC", word)), text)
    mark = next((one for one in word if unicodedata.combining(one)), word[0])
    meant = unicodedata.normalize("NFC", word)
    apart = f"U+{ord(mark):04X}, {unicodedata.name(mark, 'a character').lower()}"
    return word, f"{meant!r} in composed characters (Unicode NFC), without {apart}; `tidy` mends it"


def _words(text: str, start: int, end: int) -> str:
    """What stands from ``start`` to ``end``, with the whole words that it is part of."""
    start = text.rfind(" ", 0, start) + 1
    end = text.find(" ", end) if " " in text[end:] else len(text)
    return text[start:end]
