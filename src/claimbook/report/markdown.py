"""MyST as plain Markdown, for whatever shows a chapter without MyST: nbconvert, JupyterLab as it comes, an editor."""

from __future__ import annotations

import re
from dataclasses import dataclass

from claimbook.core.section import Section

#: A number in the text, by its name.
EVALUATED = re.compile(r"\{eval\}`([^`]+)`")
CITED = re.compile(r"\{cite\}`([^`]+)`")
FENCED = re.compile(
    r"^(?P<fence>:::+|```+)\{(?P<kind>admonition|container|exercise|table)\} *(?P<title>.*)\n(?::[\w-]+:.*\n)*(?P<body>(?s:.*?))\n(?P=fence)$",
    re.M,
)
#: Of an exercise that goes over several cells: where it begins, and where it ends.
BEGUN = re.compile(r"^(?P<fence>:::+|```+)\{exercise-start\} *(?P<title>.*)\n(?::[\w-]+:.*\n)*(?P=fence)$", re.M)
ENDED = re.compile(r"^(?P<fence>:::+|```+)\{exercise-end\}.*\n(?::[\w-]+:.*\n)*(?P=fence)$", re.M)
SOLUTION = re.compile(r"^(?P<fence>:::+|```+)\{solution-(?:start|end)\}.*\n(?::[\w-]+:.*\n)*(?P=fence)$", re.M)
#: How an exercise says, behind its question, that a notebook has the answer checked: elsewhere a reader does so otherwise.
CHECKED = re.compile(r"\s*In a notebook: `check\([^`]*\)`\.")
TITLE = re.compile(r"^# (.+)$", re.M)


@dataclass(frozen=True)
class Task:
    """An exercise as its chapter asks it: its title and its question, in plain Markdown, without how a notebook has the answer checked."""

    title: str
    question: str


def task(text: str) -> Task | None:
    """The exercise that the text of a cell asks, or begins to ask; None where it asks none."""
    whole = next((found for found in FENCED.finditer(text) if found["kind"] == "exercise"), None)
    found = whole or BEGUN.search(text)
    if not found:
        return None
    asked = (whole["body"] if whole else "") + text[found.end() :]
    return Task(as_markdown(found["title"]), as_markdown(without_check(asked)))


def without_check(text: str) -> str:
    """The text of an exercise without how a notebook has the answer checked."""
    return CHECKED.sub("", text)


def title_of(*texts: str) -> str:
    """The title of a chapter or a page, which is its first heading of the first level; empty where it has none."""
    return next((found[1] for found in map(TITLE.search, texts) if found), "")


def headed(title: str) -> str:
    """The heading of an exercise."""
    return f"### Exercise: {title}"


def boxed(found: re.Match) -> str:
    """A box as a quotation under its title, an exercise under a heading, a table under its caption, and a container as what it holds."""
    kind, title, body = found.group("kind", "title", "body")
    if kind == "exercise":
        return f"{headed(title)}\n\n{body.strip()}"
    if kind == "container":
        return body.strip()
    if kind == "table":
        return f"*{title}*\n\n{body.strip()}"
    return "\n".join(["> " + line for line in (f"**{title}**", "", *body.strip().split("\n"))])


def cited(text: str, section: Section) -> str:
    """A text with each citation as the book reads it, as a link to the document where it has an address."""

    def one(key: str) -> str:
        label, url = section.labels[key], section.sources[key].url
        return f"[{label}]({url})" if url else label

    return CITED.sub(lambda found: f"({', '.join(map(one, found[1].split(',')))})", text)


def as_markdown(text: str) -> str:
    """The text of a cell or page in plain Markdown, with its numbers and citations as they are."""
    text = SOLUTION.sub("", FENCED.sub(boxed, text))
    text = ENDED.sub("", BEGUN.sub(lambda found: f"{headed(found['title'])}\n", text))
    text = re.sub(r"^\([\w-]+\)=\n", "", text, flags=re.M)
    text = re.sub(r"\{ref\}`([^`<]+?) *<[^`]+>`", r"\1", text)
    text = re.sub(
        r"^: (?=\S)", "- ", re.sub(r"^(?!: )(.+)\n(?=: )", r"\1\n\n", text, flags=re.M), flags=re.M
    )  # definitions as a list
    return text.strip()
