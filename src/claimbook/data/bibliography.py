"""The entries of BibTeX files, as people write them and as Zotero, JabRef and libraries export them.

A simple reader knows the form that most files have: a field a line, in braces. Only a file of another form is read by pybtex, which takes
longer to load than all else that ``check`` does. Both give fields as they stand; what they mean is worked out here, once for both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from claimbook.data import form, spoilt
from claimbook.data.meant import perhaps
from claimbook.data.problems import Problem, nearest
from claimbook.wording.dates import MONTHS

_HEAD = re.compile(r"@(?!(?:string|comment|preamble)\b)[a-z]+\{\s*([^\s,{}\"#%~\\]+),", re.I)
_KEY = re.compile(r"@\w+\s*[{(]\s*([^\s,{}()]+)\s*,")
#: What stands before the first field of an entry where a key was meant: several words.
_SPACED_KEY = re.compile(
    r"^[ \t]*@(?!(?:string|comment|preamble)\b)[a-z]+[ \t]*[{(][ \t]*([^\s,={}()\"]+(?:[ \t]+[^\s,={}()\"]+)+)[ \t]*,",
    re.I | re.M,
)
_BEGINNING = re.compile(r"^[ \t]*(?=@\w+\s*[{(])", re.M)
_FIELD = re.compile(r"\s*([A-Za-z]+)\s*=\s*(?:\{(.*)\}|([0-9]+|[a-z]{3}))(,?)\s*")
_MONTHS = {month[:3].lower(): month for month in MONTHS}
#: Who issued a document, as the first of these fields that an entry has tells it.
ISSUERS = ("author", "editor", "organization", "institution", "publisher", "school", "journaltitle", "journal")
#: What LaTeX has for text and pybtex does not know: commands for looks, which are left out, and characters.
_LOOKS = re.compile(
    r"\\(?:emph|text(?:it|bf|sc|tt|rm|up|sf)?|url|mbox|enquote|mkbibquote|mkbibemph|foreignlanguage\{\w+\})\s*(?=\{)"
)
_CHARACTERS = {
    **{"quoteleft": "‘", "quoteright": "’", "quotedblleft": "“", "quotedblright": "”", "endash": "–", "emdash": "—"},
    **{"euro": "€", "pounds": "£", "ellipsis": "…", "underscore": "_", "degree": "°", "backslash": "\\", "tilde": "~"},
}
_CHARACTER = re.compile(rf"\\(?:text)?({'|'.join(_CHARACTERS)})(?![A-Za-z])(?:\{{\}})?\s?")


#: Fields in which reference managers note where a file lies on a computer.
_LOCAL = re.compile(r"file|pdf|local-url|bdsk-file-[0-9]+")
_NO_FILE = (
    "nothing: it names files of your own computer, and the data are published; Zotero leaves it out where it exports no files"
)


@dataclass(frozen=True)
class Document:
    """What an entry says, in plain text; the date is ISO, of any precision, two with a stroke between them where it is several days."""

    key: str
    publisher: str
    title: str
    date: str
    url: str = ""
    note: str = ""
    keywords: str = ""


@dataclass
class Bibliography:
    """The documents of some files by key, and what is wrong with the files."""

    documents: dict[str, Document] = field(default_factory=dict)
    #: The keys of these, and those that stand where a file could not be read: who names one is not to blame.
    keys: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class _Entry:
    """An entry with its fields as they stand."""

    key: str
    fields: dict[str, str]


def read_bibliography(files: list[Path]) -> Bibliography:
    """Every document of BibTeX files, and a problem for each thing that has no clear meaning."""
    found = Bibliography()
    keys: dict[str, tuple[str, str]] = {}
    crossed: list[tuple[str, str, str]] = []
    for file in files:
        entries, problems = _entries(file)
        found.problems += problems
        found.keys |= {entry.key for entry in entries} | (
            set(_KEY.findall(file.read_text("utf-8", "replace"))) if problems else set()
        )
        for entry in entries:
            if whole := entry.fields.get("crossref", "").strip("{} "):
                crossed.append((file.name, entry.key, whole))
            known = keys.setdefault(entry.key.casefold(), (entry.key, file.name))
            if entry.key in found.documents or known != (entry.key, file.name):
                allowed = f"a key not used before ({known[0]} in book/{known[1]})"
                found.problems.append(Problem(file.name, entry.key, "-", entry.key, allowed, folder="book"))
                continue
            document, wrong = _document(entry)
            found.documents[entry.key] = document
            told = {(problem.row, problem.field) for problem in problems}
            broken = {problem.row for problem in problems}  # a fault of syntax may have swallowed what is missing
            found.problems += [
                Problem(file.name, entry.key, name, value, allowed, folder="book")
                for name, value, allowed in wrong
                if (entry.key, name) not in told and (value or entry.key not in broken)
            ]
    for name, key, whole in crossed:
        if whole not in found.keys:
            allowed = f"a key of book/*.bib{nearest(whole, found.keys)}"
            found.problems.append(Problem(name, key, "crossref", whole, allowed, folder="book"))
    return found


def entries_of(text: str) -> dict[str, str]:
    """The entries of a BibTeX file as they stand there, by key, to be copied into another."""
    parts = [part.strip() for part in _BEGINNING.split(text)[1:]]
    return {found[1]: part for part in parts if (found := _KEY.match(part))}  # what explains an abbreviation has no key


# -- the file ---------------------------------------------------------------------------------------------------------


def _entries(file: Path) -> tuple[list[_Entry], list[Problem]]:
    """The entries of a file, and what is wrong with its encoding, its syntax and its text."""

    def wrong(row: str, name: str, found: str, allowed: str) -> Problem:
        return Problem(file.name, row, name, found, allowed, folder="book")

    try:
        read = form.decoded(file.read_bytes())
    except form.Unreadable as error:
        return [], [wrong(error.row, "-", error.found, error.allowed.replace("FILE", f"book/{file.name}"))]
    text = read.lines[0][1][0]
    problems = []
    for line, byte, word in read.foreign[:1]:
        key, name = _place(text, line)
        allowed = f"text in UTF-8; in {read.encoding} the word reads {word!r}; the command `tidy` mends it"
        problems.append(wrong(key or f"line {line}", name, f"byte {byte:#x}", allowed))
    for key in _SPACED_KEY.findall(text):
        allowed = f"a key without spaces and commas, such as {re.sub(r'[^A-Za-z0-9]+', '_', key).strip('_')}"
        problems.append(wrong(key, "key", key, allowed))
        text = text.replace(key, re.sub(r"\s", "_", key), 1)
    entries = simple_entries(text)
    if entries is None:
        entries, told = _parsed(text)
        problems += [wrong(*one) for one in told]
    if not spoilt.sound(text):
        for entry in entries:
            for name, value in entry.fields.items():
                if name not in ("url", "doi", "file") and (what := spoilt.spoilt(value, text)):
                    problems.append(wrong(entry.key, name, *what))
    return entries, problems


def _place(text: str, line: int) -> tuple[str, str]:
    """The key of the entry, and the field, that a line stands in; empty and "-" where none is found."""
    above = "\n".join(text.split("\n")[:line])
    keys, names = _HEAD.findall(above), re.findall(r"(?:^|,)\s*([A-Za-z]+)\s*=", above, re.M)
    return (keys[-1], names[-1].lower() if names else "-") if keys else ("", "-")


def simple_entries(text: str) -> list[_Entry] | None:
    """The entries of a text where each field has a line of its own, in braces; None where anything has another form."""
    entries: list[_Entry] = []
    fields: dict[str, str] | None = None
    comma = True
    for line in text.split("\n"):
        if fields is None:
            if match := _HEAD.fullmatch(line.rstrip()):
                fields, comma = {}, True
                entries.append(_Entry(match[1], fields))
            elif "@" in line:
                return None
        elif line.strip() == "}":
            fields = None
        elif (match := _FIELD.fullmatch(line)) and comma and match[1].lower() not in fields and _paired(match[2] or ""):
            if match[3] and not match[3].isdigit() and match[3] not in _MONTHS:
                return None
            fields[match[1].lower()] = " ".join((match[2] or match[3] or "").split())
            comma = bool(match[4])
        elif line.strip():
            return None
    return entries if fields is None else None


def _paired(value: str) -> bool:
    """Whether braces pair in a value, so that it does not end before its line does."""
    depth = 0
    for brace in re.findall(r"[{}]", value):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return False
    return depth == 0


def _parsed(text: str) -> tuple[list[_Entry], list[tuple[str, str, str, str]]]:
    """The entries of a text as pybtex reads it, and what it could not read: key or line, field, what was found, what would be right."""
    from pybtex.database import BibliographyDataError
    from pybtex.database.input.bibtex import DuplicateField, Parser, UndefinedMacro  # itself: by name all packages are searched
    from pybtex.errors import capture

    told: list[tuple[str, str, str, str]] = []

    class Noting(Parser):
        """A parser that goes on after a fault."""

        def handle_error(self, error: Any) -> None:
            if isinstance(error, DuplicateField):
                key, name = re.findall(r"key (\S+) has a duplicate (\S+) field", str(error))[0]
                told.append((key, name.lower(), name, "each field once"))
                return
            at = error.parser
            key = at.current_entry_key or f"line {at.lineno}"
            name = (at.current_field_name or "-").lower()
            if isinstance(error, UndefinedMacro):
                word = str(error).rpartition(": ")[2]
                told.append((key, name, word, "text in braces, or a word that @String explains above"))
            elif not any(key == other for other, *_ in told):
                told.append((key, name, at.text[at.pos :].lstrip()[:40], _expected(at.text[at.pos :], name)))

    with capture() as errors:
        parser = Noting()
        data = parser.parse_string(text)
    for error in errors:
        if isinstance(error, BibliographyDataError) and (repeated := str(error).rpartition(": ")[2]):
            told.append((repeated, "-", repeated, "a key not used before"))
    entries = []
    for key, entry in data.entries.items():
        people = {role: " and ".join(map(str, persons)) for role, persons in entry.persons.items()}
        entries.append(_Entry(key, {name.lower(): value for name, value in (*entry.fields.items(), *people.items())}))
    return entries, told


def _expected(rest: str, name: str) -> str:
    """What would be right where a parser stopped after or in a field."""
    if re.match(r"\s*[A-Za-z]+\s*=", rest):
        return f"a comma before it, after the field {name}" if name != "-" else "a comma after the key"
    return "fields as name = {value}, with a comma after each and braces that pair"


# -- what an entry means ----------------------------------------------------------------------------------------------


def _document(entry: _Entry) -> tuple[Document, list[tuple[str, str, str]]]:
    """What an entry says, and each field that is missing or unclear, with what was found and what would be right."""
    wrong: list[tuple[str, str, str]] = []
    fields = entry.fields

    def text(name: str) -> str:
        try:
            return plain(fields.get(name, ""))
        except ValueError as error:
            wrong.append((name, str(error), "plain text, or accents as LaTeX writes them"))
            return fields[name]

    issuer = next((name for name in ISSUERS if fields.get(name, "").strip("{} ")), "")
    people = [_person(name) for name in _names(fields.get(issuer, ""))] if issuer in ("author", "editor") else [text(issuer)]
    try:
        publisher = _listed([plain(person) for person in people]) if issuer else ""
    except ValueError as error:
        wrong.append((issuer, str(error), "plain text, or accents as LaTeX writes them"))
        publisher = _listed(people)
    title = ": ".join(filter(None, (text("title"), text("subtitle"))))
    wrong += [
        (name, value, f"{meant!r}, without what the source of a page writes for a character")
        for name, value in fields.items()
        if "&" in value and name in ("title", "subtitle", issuer, "url") and (meant := spoilt.unescaped(value)) != value
    ]
    wrong += [(name, value, _NO_FILE) for name, value in fields.items() if _LOCAL.fullmatch(name) and _is_local(value)]
    if not title:
        wrong.append(("title", fields.get("title", ""), "a title"))
    if not publisher:
        wrong.append(("author", "", f"who issued it, as one of {', '.join(ISSUERS[:5])}"))
    try:
        dated = iso_date(fields)
    except UnclearDate as error:
        wrong.append((error.field, error.found, error.allowed))
        dated = ""
    if not wrong and issuer in ("author", "editor") and (parted := _parted(fields[issuer])):
        wrong.append((issuer, fields[issuer], f"“and” between names, as {parted}"))
    address = _address(fields)
    if address and not re.fullmatch(r"https?://[^\s<>\"\\{}]+", address):
        name = next(name for name in ("url", "howpublished", "doi") if fields.get(name))
        wrong.append((name, fields[name], "an address that starts with https:// or http://, without blanks"))
        address = ""
    return Document(entry.key, publisher, title, dated, address, text("note"), fields.get("keywords", "")), wrong


def _parted(names: str) -> str:
    """Names with "and" for each semicolon between them, as catalogues have it; empty where none stands outside of braces."""
    outside = re.sub(r"\{[^{}]*\}", "", names)
    return re.sub(r"\s*;\s*", " and ", names.strip("; ")) if ";" in outside else ""


def _is_local(value: str) -> bool:
    """Whether a field that names files names any beside addresses of the web."""
    return any(part and not part.startswith(("http://", "https://")) for part in re.split(r"\s*;\s*", value.strip("{} ")))


def plain(value: str) -> str:
    """A value of BibTeX as plain text, its accents composed; raises ValueError with a command of LaTeX that is not known."""
    if re.search(r"[\\~$]|--|``|''", value):
        from pybtex.richtext import Text  # reads LaTeX

        bare = _CHARACTER.sub(lambda match: "{" + _CHARACTERS[match[1]] + "}", _LOOKS.sub("", value))
        value = str(Text.from_latex(bare))
        if unknown := re.search(r"\\[A-Za-z]+|(?<!\w)\$[^$\s][^$]*\$", value):
            raise ValueError(unknown[0])
    return " ".join(re.sub(r"[{}]", "", value).split(" "))


def _names(value: str) -> Iterator[str]:
    """The names of a field, parted by "and" outside of braces."""
    depth, words = 0, []  # type: int, list[str]
    for word in value.split():
        if word.lower() == "and" and depth == 0:
            yield " ".join(words)
            words = []
        else:
            depth += word.count("{") - word.count("}")
            words.append(word)
    yield " ".join(words)


def _listed(names: list[str]) -> str:
    """Names in a row: "A, B and C"."""
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _person(name: str) -> str:
    """A name in the order in which it is spoken: "Müller, Jana" is Jana Müller. What stands in braces is no person's."""
    if name.startswith("{") and name.endswith("}") and _paired(name[1:-1]):
        return name[1:-1]
    if given := dict(re.findall(r"(family|given|prefix|suffix)=([^,]+)", name)):  # as biblatex may have it
        return " ".join(given[part].strip() for part in ("given", "prefix", "family", "suffix") if part in given)
    last, *rest = [part.strip() for part in re.split(r",(?![^{]*\})", name)]
    return " ".join([*rest[-1:], last, *rest[:-1]])


def _address(fields: Mapping[str, str]) -> str:
    """Where a document is: its address, else that of its DOI."""
    shown = re.search(r"\\url\{([^}]+)\}|^(https?://\S+)$", fields.get("howpublished", ""))
    address = fields.get("url") or (shown and (shown[1] or shown[2])) or ""
    if not address and (doi := fields.get("doi", "")):
        address = doi if doi.startswith("http") else f"https://doi.org/{doi}"
    if wrapped := re.fullmatch(r"\{*\\(?:url|nolinkurl)\s*\{(.*)\}|\{*\\href\s*\{(.*?)\}\s*\{.*\}", address.strip()):
        address = wrapped[1] or wrapped[2]
    return re.sub(r"\\([_%&#~{}$])(?:\{\})?", r"\1", address).strip("{} ")


# -- dates ------------------------------------------------------------------------------------------------------------


class UnclearDate(ValueError):
    """A date that cannot be told: the field, what was found in it, and what would be right."""

    def __init__(self, field: str, found: str, allowed: str):
        super().__init__(f"{field}: {found!r}; {allowed}")
        self.field, self.found, self.allowed = field, found, allowed


_DATE_ALLOWED = "a date as 2024, 2024-03 or 2024-03-17, or two of them as 2024-03-17/2024-03-18"
_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})(?:[T ][0-9:.]+(?:Z|[+-][0-9:]+)?)?)?)?")


def iso_date(fields: Mapping[str, str]) -> str:
    """The ISO date of an entry, as precise as it has it: from the field date, else from year, month and day; raises UnclearDate.

    Several days are the first and the last, with a stroke between them; no date is an empty text.
    """
    given = {name: fields.get(name, "").strip("{}# ") for name in ("date", "year", "month", "day")}
    whole = given["date"]
    found = _interval("date", whole) if whole else ""
    year = given["year"]
    if not whole and "-" in year:
        return _interval("year", year)
    if not year:
        for name in ("month", "day"):
            if given[name] and not whole:
                raise UnclearDate("year", "", f"the year of the {name} {given[name]}")
        return found
    if not re.fullmatch(r"[0-9]{4}", year):
        raise UnclearDate("year", year, "a year of four digits, or a date as 2024-03-17")
    if whole:
        if not found.startswith(year):
            raise UnclearDate("year", year, f"{found[:4]}, the year of the field date")
        return found
    return _of_parts(year, given["month"], given["day"])


def _interval(name: str, text: str) -> str:
    """One ISO date or two, each a day of the calendar, without a time of day."""
    parts = text.split("/")
    matches = [_ISO.fullmatch(part.strip()) for part in parts]
    if len(parts) > 2 or not all(matches):
        raise UnclearDate(name, text, _DATE_ALLOWED + perhaps(text, "string", dated=True))
    return _joined(name, text, ["-".join(filter(None, match.groups())) for match in matches if match])


def _joined(name: str, text: str, dates: list[str]) -> str:
    """One date or two as ISO has them; raises UnclearDate where one is not in the calendar, or the second is not after the first."""
    try:
        for one in dates:
            date.fromisoformat(one + "-01-01"[len(one) - 4 :])
    except ValueError:
        raise UnclearDate(name, text, "a date of the calendar") from None
    if len(dates) > 1 and dates[0] > dates[1]:
        raise UnclearDate(name, text, "a second date that is not before the first")
    return "/".join(dict.fromkeys(dates))


def _of_parts(year: str, month: str, day: str) -> str:
    """The ISO date of a year, a month by name or number, and a day or two; month and day may stand in one field."""
    words = re.findall(r"[^\W\d_]+|[0-9]+", month)
    months = [number for word in words if (number := _month(word))]
    days = [int(word) for word in words if word.isdigit()] if any(not word.isdigit() for word in words) else []
    if any(word.isdigit() for word in words) and not days:
        months = [int(word) for word in words]
    unknown = [
        word for word in words if not word.isdigit() and not _month(word) and word.lower() not in ("of", "and", "to", "th")
    ]
    if unknown or len(months) > 2 or (month and not months) or (len(months) > 1 and (days or day)):
        raise UnclearDate("month", month, "a month by its English name or by its number")
    if day:
        days = [int(number) for number in re.findall(r"[0-9]+", day)]
        if not re.fullmatch(r"[0-9]{1,2}\.?(?:st|nd|rd|th)?(?:\s*(?:[-–—/~]+|and|to|,)\s*[0-9]{1,2}\.?(?:st|nd|rd|th)?)?", day):
            raise UnclearDate("day", day, "a day, or two as 14--15")
    if days and not months:
        raise UnclearDate("month", "", f"the month of the day {day}")
    if not months:
        return year
    dates = [f"{year}-{number:02d}" for number in months]
    if days:
        dates = [f"{dates[0]}-{number:02d}" for number in days[:2]]
    return _joined("day" if day else "month", day or month, dates)


def _month(word: str) -> int:
    """The number of a month by its name, in English or another language that dates are read in; 0 where it is none."""
    if word.isdigit():
        return 0
    names = [name.lower() for name in MONTHS]
    found = [
        number
        for number, name in enumerate(names, 1)
        if len(word) > 2 and (name.startswith(word.lower()) or (word.lower(), number) == ("sept", 9))
    ]
    if found:
        return found[0]
    from claimbook.data.days import days

    when = [day.when for name in (word.title(), word.lower()) for day in days(f"1 {name} 2000")]
    return int(when[0][5:7]) if when and len(when[0]) == 10 else 0
