"""The cells of a chapter, run statement by statement: one that is refused takes nothing with it but what rests on it."""

from __future__ import annotations

import ast
import errno
import io
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass, field, replace
from traceback import walk_tb
from types import CodeType
from typing import Any, TypeGuard

from claimbook.core.comparisons import Comparison, WordsError
from claimbook.core.section import Section
from claimbook.live.tables import WithoutPandas

#: Packages that a page which is worked out again does without.
HEAVY = {"pandas", "numpy", "matplotlib", "IPython"}
#: What chapters call that makes a block of sentences which do not rest on each other (``report.blocks.beyond``).
BLOCK = "beyond"
#: The name of a value in the template of a sentence.
SLOT = re.compile(r"\{(\w+)")
UNSET = re.compile(r"NameError: name '(\w+)' is not defined(?: \(perhaps \w+\))?")
#: Modules of Python itself through which code asks for the network.
NETWORK = {"socket", "ssl", "http", "urllib"}
#: What code that a reader runs has to do with.
AT_HAND = (
    "At hand are this book's own package with its tables, and most of what Python itself brings along; not pandas, numpy, matplotlib or other "
    "packages, nor the network, nor files of yours. Where the chapter's notebook runs on a computer, all of these are there."
)
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


@dataclass(frozen=True)
class Missing:
    """Why there is no value: ``kept`` where the code needs what is not here, so that the printed figures stay; else it was refused.

    What is kept rests on ``tables`` that are read into frames, and on ``inputs``: names that have a value, each with it; ``package``
    is what its code needs. Of words that the figures do not bear out, ``comparison`` is what does not hold or is left open.
    """

    why: str
    kept: bool = False
    tables: frozenset[str] = frozenset()
    inputs: Mapping[str, object] = field(default_factory=dict, compare=False)
    package: str = ""
    comparison: Comparison | None = field(default=None, compare=False)

    def could_differ(self, printed: Missing, changed: Collection[str]) -> bool:
        """Whether what is kept could be otherwise than printed: it rests on ``changed`` tables, or on a value that is another."""
        return not self.tables.isdisjoint(changed) or any(
            _differ(value, printed.inputs.get(name)) for name, value in self.inputs.items()
        )


def _differ(one: object, other: object) -> bool:
    """Whether a value is another; code and the section itself are taken to be the same."""
    if isinstance(one, Section) or callable(one):
        return False
    try:
        return not one == other
    except Exception:
        return True  # values that cannot be compared


@dataclass(frozen=True)
class Partly:
    """A block that is shown without some of its sentences, and why these are refused."""

    shown: object
    without: tuple[Missing, ...]


@dataclass
class Ran:
    """What a cell gave: the values that it shows, what it printed, and the statements that failed."""

    values: list[object] = field(default_factory=list)
    printed: str = ""
    failed: list[Missing] = field(default_factory=list)
    #: Words of the text that the figures no longer bear out, or that are not judged here: the words, and why.
    words: list[tuple[tuple[str, ...], Missing]] = field(default_factory=list)


@dataclass(frozen=True)
class Statement:
    """A statement made ready to run, the names that it reads and sets, and the package that it needs and that is not here.

    ``holds``: it is there to hold something, and ``quotes`` are the words of the text that it guards. ``sentences`` are those of a
    block, each with the names that it reads: one of them that is refused takes none of the others with it.
    """

    code: CodeType
    shows: bool
    reads: frozenset[str]
    sets: frozenset[str]
    needs: str
    holds: bool
    quotes: tuple[str, ...]
    sentences: tuple[tuple[CodeType, frozenset[str]], ...]


def ready(source: str, name: str) -> list[Statement]:
    """The statements of a cell; raises SyntaxError."""
    tree = ast.parse(source, name)
    return [_statement(node, node is tree.body[-1], name) for node in tree.body]


def _statement(node: ast.stmt, last: bool, name: str) -> Statement:
    if last and isinstance(node, ast.Expr):
        code = compile(ast.Expression(node.value), name, "eval")
    else:
        code = compile(ast.Module([node], []), name, "exec")
    imported = {
        alias.name.partition(".")[0]
        for one in ast.walk(node)
        if isinstance(one, ast.Import | ast.ImportFrom)
        for alias in ([ast.alias(one.module or "")] if isinstance(one, ast.ImportFrom) else one.names)
    }
    shows = last and isinstance(node, ast.Expr)
    needed, quotes = next(iter(sorted(imported & HEAVY)), ""), tuple(_quotes(node))
    holds = bool(quotes) or isinstance(node, ast.Assert)
    sentences = tuple(_sentences(node, name)) if shows else ()
    return Statement(code, shows, frozenset(reads(node)), frozenset(_sets(node)), needed, holds, quotes, sentences)


def _sentences(node: ast.stmt, name: str) -> Iterator[tuple[CodeType, frozenset[str]]]:
    """The sentences of a block of what other sources say, each ready to be evaluated, with the names that it reads."""
    call = node.value if isinstance(node, ast.Expr) else None
    if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == BLOCK:
        for one in call.args:
            yield compile(ast.Expression(one), name, "eval"), frozenset(reads(one))


def _quotes(node: ast.stmt) -> Iterator[str]:
    """The words of the text that a statement guards."""
    call = node.value if isinstance(node, ast.Expr) else None
    if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "guard":
        yield from (one.value for one in call.args if isinstance(one, ast.Constant) and isinstance(one.value, str))


def reads(node: ast.AST) -> Iterator[str]:
    """The names whose values a piece of code asks for from outside it; the slots of sentences are among them."""
    own = {one.id for inner in ast.walk(node) if isinstance(inner, _SCOPES) for one in ast.walk(inner) if _is_target(one)}
    own |= {one.arg for one in ast.walk(node) if isinstance(one, ast.arg)}
    for one in ast.walk(node):
        if isinstance(one, ast.Name) and not isinstance(one.ctx, ast.Store) and one.id not in own:
            yield one.id
        elif isinstance(one, ast.Constant) and isinstance(one.value, str):
            yield from (slot for slot in SLOT.findall(one.value) if slot not in own)


def _is_target(node: ast.AST) -> TypeGuard[ast.Name]:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)


def _sets(node: ast.AST) -> Iterator[str]:
    """The names that a statement gives values to."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
        return
    if isinstance(node, ast.Import | ast.ImportFrom):
        yield from ((alias.asname or alias.name).partition(".")[0] for alias in node.names)
    if isinstance(node, _SCOPES):
        return
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    for child in ast.iter_child_nodes(node):
        yield from _sets(child)


class Cells:
    """The names of a chapter while its cells are run one after the other, and why some names have no value."""

    def __init__(self) -> None:
        self.names: dict[str, Any] = {"__name__": "__main__", "display": self._display}
        self.missing: dict[str, Missing] = {}
        self._shown: list[object] = []

    def _display(self, *values: object, **_: object) -> None:
        self._shown += values

    def run(self, statements: Sequence[Statement]) -> Ran:
        """Run a cell; each statement that fails is told of, and the rest goes on."""
        self._shown, found, printed = [], Ran(), io.StringIO()
        with redirect_stdout(printed):
            for statement in statements:
                missing = _unset(self._run(statement))
                if missing and (partly := self._partly(statement)):
                    self._shown.append(partly)
                elif missing:
                    found.failed.append(missing)
                    if statement.holds:
                        found.words.append((statement.quotes, missing))
                    self.missing |= dict.fromkeys(statement.sets, missing)
                    if statement.shows:
                        self._shown.append(missing)
        found.values, found.printed = self._shown, printed.getvalue()
        return found

    def _run(self, statement: Statement) -> Missing | None:
        """Run a statement; returns why it gave nothing."""
        if missing := self.lacks(statement.reads):
            return missing
        if statement.needs:
            return self._resting(needs(statement.needs), statement.reads)
        try:
            if statement.shows:
                if (value := eval(statement.code, self.names)) is not None:
                    self._shown.append(value)
            else:
                exec(statement.code, self.names)
        except Exception as error:
            return self._resting(why(error), statement.reads)
        for name in statement.sets:
            self.missing.pop(name, None)
        return None

    def _partly(self, statement: Statement) -> Partly | None:
        """A block that was refused, without the sentences for which it was; None where that leaves nothing, or is not why."""
        found = [self.evaluate(*one) for one in statement.sentences]
        gone = [one for one in found if isinstance(one, Missing)]
        told = [one for one in found if not isinstance(one, Missing)]
        if not told or not gone or any(one.kept for one in gone):
            return None
        return Partly(self.names[BLOCK](*told), tuple(dict.fromkeys(gone)))

    def copied(self) -> Cells:
        """The same names for someone else to change."""
        other = Cells()
        other.names = {**self.names, "display": other._display}
        other.missing = dict(self.missing)
        return other

    def run_through(self, statements: Sequence[Statement]) -> tuple[Ran, str]:
        """Run a cell as a notebook does, to its end or to the first error, which is told in a line."""
        self._shown, found, printed, error = [], Ran(), io.StringIO(), ""
        with redirect_stdout(printed):
            for statement in statements:
                try:
                    if missing := self._run(statement):
                        error = absent(missing.package) if missing.package else missing.why
                        break
                except (SystemExit, KeyboardInterrupt) as end:
                    error = message(end)
                    break
        found.values, found.printed = self._shown, printed.getvalue()
        return found, error

    def lacks(self, names: frozenset[str]) -> Missing | None:
        """Why one of these names has no value: that it was refused comes before that it was not worked out here."""
        found = [self.missing[name] for name in sorted(names & self.missing.keys())]
        if not found or (refused := next((one for one in found if not one.kept), None)):
            return refused if found else None
        tables = frozenset[str]().union(*(one.tables for one in found))
        inputs = {name: value for one in found for name, value in one.inputs.items()}
        return self._resting(replace(found[0], tables=tables, inputs=inputs), names)

    def _resting(self, missing: Missing, names: frozenset[str]) -> Missing:
        """Why there is no value, with those that these names have, where it is kept."""
        own = {name: self.names[name] for name in names if name in self.names and name not in self.missing}
        return replace(missing, inputs={**own, **missing.inputs}) if missing.kept else missing

    def evaluate(self, code: CodeType, asked: frozenset[str]) -> object:
        """The value of an expression in a text, or why it has none."""
        if missing := self.lacks(asked):
            return missing
        try:
            return eval(code, self.names)
        except Exception as error:
            return _unset(self._resting(why(error), asked))


def needs(package: str, *tables: str) -> Missing:
    """That code needs a package which is not here, for a frame of these tables."""
    told = f"This is worked out with {package}, which is not at hand here: it keeps the printed figures."
    return Missing(told, kept=True, tables=frozenset(tables), package=package)


def why(error: Exception) -> Missing:
    """Why code failed, in the words of the error, on a line."""
    if isinstance(error, WithoutPandas):
        return needs("pandas", *error.args)
    if isinstance(error, ModuleNotFoundError) and error.name and error.name.partition(".")[0] not in NETWORK:
        return needs(error.name.partition(".")[0])
    if isinstance(error, WordsError):
        return Missing(message(error), comparison=error.comparison)
    return Missing(_outside(error) or message(error))


def absent(package: str) -> str:
    """That a package is not at hand for code that a reader runs, and what is."""
    return f"{package} is not at hand in this page. {AT_HAND}"


def _outside(error: Exception) -> str:
    """That code asked for what is not in a page: a file, the network, or somebody who types; an empty text where it did not."""
    if isinstance(error, FileNotFoundError):
        return f"There is no file “{error.filename}” in this page. Of files, the book's tables are here, in the folder data."
    if isinstance(error, EOFError) or isinstance(error, OSError) and error.errno == errno.EIO:
        return "Nothing can be typed in while code runs in this page: write the value into the code."
    frames = {str(frame.f_globals.get("__name__", "")).partition(".")[0] for frame, _ in walk_tb(error.__traceback__)}
    asked = isinstance(error, OSError) and frames & NETWORK
    if isinstance(error, ModuleNotFoundError):  # what needs the network is left out of the library of a page
        asked = {(error.name or "").partition(".")[0]} & NETWORK
    return f"There is no network in this page. {AT_HAND}" if asked else ""


def _unset(missing: Missing | None) -> Missing | None:
    """Of a name that has no value, as where a chapter expects a refusal that does not come, what a reader can make of it."""
    name = UNSET.fullmatch(missing.why) if missing else None
    told = "With these figures no step of the chapter gives this a value; its code calls it “{}”."
    return replace(missing, why=told.format(name[1])) if missing and name else missing


def message(error: BaseException) -> str:
    """An error in a line: what this package refuses speaks for itself, anything else with the name of its kind."""
    told = " ".join(str(error.args[0] if isinstance(error, KeyError) and error.args else error).split())
    raised = [frame.f_globals.get("__name__", "") for frame, _ in walk_tb(error.__traceback__)]
    own = (
        isinstance(error, LookupError | ValueError | AttributeError | TypeError)
        and raised[-1:]
        and raised[-1].partition(".")[0] == "claimbook"
    )
    return told if own and told else f"{type(error).__name__}: {told}".removesuffix(": ")
