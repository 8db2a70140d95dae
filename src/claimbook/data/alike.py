"""Names that are alike: which known one was probably meant by one that is not known, and in what they differ where the eye sees nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches

from claimbook.data.meant import SPACES
from claimbook.data.spoilt import LOOKS, redecoded, unseen

_DASHES = re.compile("[\u00ad\u2010-\u2015\u2212\ufe58\ufe63\uff0d-]")


def nearest(word: object, known: Iterable[object]) -> str:
    """ " (perhaps a_name)" with the known name that is nearest, and what differs where it cannot be seen; "" where none is near."""
    text, names = str(word), [str(one) for one in known]
    plain = {name: folded(name) for name in names}
    same = [name for name in names if plain[name] == folded(text)]
    near = same or get_close_matches(text, names, n=1)
    if not near:
        by_plain = {folded(name): name for name in names}
        near = [by_plain[one] for one in get_close_matches(folded(text), by_plain, n=1)]
    return f" (perhaps {visible(near[0])}{difference(text, near[0])})" if near else ""


def folded(text: str) -> str:
    """A text in which all that looks alike, or stands for the same, is the same; for comparing alone."""
    text = unicodedata.normalize("NFKD", redecoded(text)).translate(LOOKS)
    text = "".join(one for one in text if not unicodedata.combining(one) and not unseen(one))
    return re.sub(r"[\s_-]+", "_", _DASHES.sub("-", SPACES.sub(" ", text)).strip().casefold())


def visible(text: str) -> str:
    """A text with what nobody sees, or takes for a common space or hyphen, written out."""
    return "".join(one if _plain(one) else repr(ascii(one))[2:-2].replace("\\\\", "\\") for one in text)


def _plain(one: str) -> bool:
    return one.isprintable() and not SPACES.match(one) and (one == "-" or not _DASHES.match(one))


def difference(found: str, right: str) -> str:
    """In what a name differs from the right one where it looks the same, to be put behind that: ", without U+00A0, no-break space"."""
    if redecoded(found) != found:
        return "; UTF-8 was read in another encoding here"
    if folded(found) != folded(right):
        odd = next((one for one in found if one not in right and _odd(one)), "")
        return f"; {_named(odd)} stands in what was found" if odd else ""
    one, other = found.casefold(), right.casefold()
    told = (
        []
        if not _in_capitals(found, right)
        else ["in small letters" if right == right.lower() else "with capital letters as here"]
    )
    for kind, start, end, begin, stop in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if kind != "equal":
            is_, would_be = one[start:end], other[begin:stop]
            told.append(f"{_instead(would_be)} {_named(is_)}" if is_ else f"with {_named(would_be)}")
    return "".join(f", {one}" for one in list(dict.fromkeys(told))[:2])


def _in_capitals(found: str, right: str) -> bool:
    """Whether two texts that are alike differ in their capital letters."""
    return [one for one in found if one.isupper()] != [one for one in right if one.isupper()]


def _instead(other: str) -> str:
    return f"with {_named(other)} in place of" if other else "without"


def _odd(one: str) -> bool:
    return not one.isascii() and (not _plain(one) or unseen(one) or one.translate(LOOKS) != one)


def _named(text: str) -> str:
    """What a stretch of text is, in words for whoever cannot tell it by its looks."""
    if text == " ":
        return "a space"
    if text.isascii():
        return repr(text)
    return " and ".join(f"U+{ord(one):04X}, {unicodedata.name(one, 'a character without a name').lower()}" for one in text[:2])
