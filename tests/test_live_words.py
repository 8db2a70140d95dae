"""No sentence of a page stands as though it were checked with figures that a reader supposes, and no number differs without a mark.

Each chapter is put through another stage and other relations of every claim that it uses, and through another hedge and value of every
third. What the room gives is shown by the page's own script in a browser, without Python there, and read sentence by sentence. That
takes half a minute; ``LIVE_WALK=all`` takes every choice of every field, which takes ten.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from html import unescape
from importlib.resources import files
from pathlib import Path

import pytest
from browser import opened

from claimbook.live.page import Page
from claimbook.sphinx.live import FOLDER

ALL = os.environ.get("LIVE_WALK") == "all"
#: Names by which a text speaks of a claim, as a reader takes them.
SPOKEN = {
    "budapest_edition": "Ministerial Conference",
    "gaza_package": "Gaza|Palestinian",
    "gaza_total": "Gaza|Palestinian",
    "air_bridge_aid": "Air Bridge|tonnes",
    "syria_commitment": r"\bSyria\b|Brussels",
    "serbia_agreement": "Serbia",
    "bosnia_negotiation": "Bosnia",
    "turkiye_facility": "the Facility|Facility for Refugees",
    "turkiye_total": "Türkiye",
    "turkiye_migration": "Türkiye",
    "egypt_package": "Egypt",
    "egypt_migration": "Egypt",
    "mauritania_support": "Mauritania",
    "pledging_countries": "countries",
    "pledges": "places",
}
#: Words of a sentence on how two figures are related.
RELATED = r"part of|within|inside|includ|likely|stated|on top|\bboth\b|\btotal\b"
#: Stages by the words that tell them where the label is none, and hedges.
STAGED = {
    "managed": r"manage[sd]?\b",
    "cumulative": "in total",
    "package": "package",
    "planned": "planned|will be",
    "signed": "signed",
    "in_force": "in force",
}
HEDGED = {"nearly": "nearly", "over": "over", "at_least": "at least", "at_most": "at most", "about": "about"}
#: Names of Python, and code, which no reader of a page may meet.
CODE = re.compile(
    r"\b[A-Z]\w*(?:Error|Exception|Warning)\b|Traceback|\b\w+=(?:True|False|None|lambda)|\b\w+\((?:…|\.\.\.)?\)|\blambda\b"
    r"|\b[a-z]+_[a-z_]+\b|\bassert\b|\bits code\b"
)
LIVE = """() => {
  const make = (tag, about = {}, ...inside) => { const one = Object.assign(document.createElement(tag), about); one.append(...inside); return one; };
  const parsed = (html) => Object.assign(document.createElement("template"), { innerHTML: html }).content;
  self.shownPage = self.livePage(document.querySelector("article"), make, parsed);
}"""
#: Shows each answer, and gives by change the sentences that stand as though checked, and the texts that differ without a mark.
READ = r"""(asked) => asked.map(({ answer, entry, value, spoken, related, both }) => {
  const { outputs, show } = self.shownPage, own = "svg, .downloads, .cite, small, .provenance, .live-kept";
  const bared = (text) => text.replace(/\s+/g, "");  // a sentence that is marked leaves the space behind it alone
  const texts = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT), found = [];
    while (walker.nextNode()) if (!walker.currentNode.parentElement.closest(own) && walker.currentNode.data.trim()) found.push(walker.currentNode);
    return found;
  };
  show({ shown: {}, marks: {}, was: {}, words: [], untrue: [], unchecked: [], beside: [], kept: [], notes: {} });
  const printed = Object.fromEntries(Object.keys(answer.shown).map((n) => [n, texts(outputs[n]).map(({ data }) => data)]));
  const { further } = show(answer);
  const marked = "a.live-changed, .live-text, .live-void, .live-open, .refused", bare = [];
  for (const [n, before] of Object.entries(printed)) {
    const now = texts(outputs[n]), all = before.join("");
    now.forEach((text) => {  // words that are struck part a text in several
      if (before.includes(text.data) || !text.parentElement.closest("a") && all.includes(text.data)) return;
      if (!text.parentElement.closest(marked)) bare.push(`${n}: ${text.data}`);
    });
    if (bared(now.map(({ data }) => data).join("")) !== bared(all) && !outputs[n].querySelector(`${marked}, .live-was`)) bare.push(`${n}: all`);
  }
  if (!spoken) return { bare, unsaid: [] };
  const named = new RegExp(spoken), on = new RegExp(related, "i"), unsaid = [], kept = new Set(answer.kept.map(({ n }) => outputs[n]));
  for (const block of document.querySelectorAll("article :is(p, dd, figcaption, tbody tr)")) {
    if (block.closest("details.hide, .question, .exercise, .tries, .sources, .live-kept, .provenance, .downloads, .cite, .refused, .verdict") || block.querySelector(".live-unchecked")) continue;
    const copy = block.cloneNode(true);
    copy.querySelectorAll("small, script, .chart-source").forEach((one) => one.remove());
    copy.querySelectorAll(marked).forEach((one) => one.append("\u0001"));
    if (!both) copy.querySelectorAll(`a[href$="#${entry}"]`).forEach((one) => one.textContent.replace(/\u00a0/g, " ") === value && one.append("\u0002"));
    if (block.localName === "tr") {
      if (!kept.has(block.closest(".output")) && /\u0002/.test(copy.textContent) && !/\u0001/.test(copy.textContent)) unsaid.push(copy.textContent);
      continue;
    }
    for (const said of copy.textContent.split(/(?<=[.?!][”)]?¶*)\s+(?=[“(]?[\p{Lu}\p{N}])/u)) {
      if ((named.test(said) && on.test(said) || said.includes("\u0002")) && !said.includes("\u0001") && !/\?\s*$/.test(said)) unsaid.push(said.trim());
    }
  }
  if (document.querySelector("del.live-said")) bare.push("struck, and nobody says that it is untrue");
  return { bare, unsaid, quiet: document.querySelectorAll(".live-unchecked").length, further };
})"""


def changes(claim: dict, number: int) -> Iterator[tuple[str, str]]:
    """Fields of a claim, each with another value; the choices are taken in turn, or all of them."""
    more = ALL or number % 3 == 0
    fields = [(name, claim["choices"][name], claim["fields"][name]) for name in ("stage", "qualifier")[: 1 + more]]
    fields += [(one["field"], one["choices"], one["value"]) for one in claim["relations"]]
    for name, choices, printed in fields:
        others = [choice for choice, _ in choices if choice != printed and name not in claim["fixed"]]
        yield from ((name, other) for other in (others if ALL else others[number % max(len(others), 1) :][:1]))
    yield from (("value", f"{claim['fields']['value'] * factor:.0f}") for factor in ((0.5, 1.04, 3) if ALL else (1.04,) * more))


def walked(page: Page, start: int = 0) -> Iterator[tuple[dict, dict]]:
    """Changes of each of the page's claims, with what the page says of them; ``start`` is where the turns begin."""
    for number, claim in enumerate(page.claims(), start):
        for name, value in changes(claim, number):
            change = {"id": claim["id"], "field": name, "value": value}
            yield change, page.change([change])


@pytest.fixture(scope="module")
def pages(book_project) -> dict[str, Page]:
    """Each chapter with figures that can be changed, by its file in the built book."""
    exported = sorted(Path(book_project, f"_build/work/_build/.doctrees/{FOLDER}").glob("*.json"))
    found = [Page(book_project, json.loads(file.read_text(encoding="utf-8"))) for file in exported]
    named = {page.described["name"]: page for page in found if page.claims()}
    html = book_project / "_build" / "html"
    return {f"{name}.html" if (html / f"{name}.html").exists() else "index.html": page for name, page in named.items()}


@pytest.fixture(scope="module")
def answers(pages) -> dict[str, list[tuple[dict, dict]]]:
    """What every page says of every change."""
    return {name: list(walked(page, start)) for start, (name, page) in enumerate(pages.items())}


def told(answer: dict) -> Iterator[str]:
    """All that a reader can read of an answer of the room, without marks of HTML."""
    for one in answer.get("refused", []):
        yield one["text"]
    for html in (*answer.get("shown", {}).values(), *answer.get("notes", {}).values()):
        without = re.sub(r"<(code|pre)\b.*?</\1>|data/\w+\.csv", " ", html, flags=re.S)  # a file is named as such
        yield unescape(re.sub(r"<[^>]*>", " ", without))
    yield from (one["text"] for one in answer.get("words", []))
    yield from (one["why"] for one in answer.get("kept", []))
    yield from answer.get("also", [])


def test_no_reader_meets_a_name_of_python_whatever_is_changed(pages, answers):
    for name, found in answers.items():
        known = set(CODE.findall(" ".join(told({"shown": {n: one.html for n, one in enumerate(pages[name].printed.outputs)}}))))
        for change, answer in found:
            for text in told(answer):
                assert not set(CODE.findall(text)) - known, (name, change, text)


def test_each_exercise_has_a_verdict_in_words_whatever_is_changed(pages):
    """Also where its figures are refused, as a total and a part that is now stated to lie in it."""
    page = pages["notebooks/turkiye.html"]
    page.change([{"id": "turkiye_facility", "field": "relation:turkiye_total", "value": "stated"}])
    verdict = page.answer("turkiye_both", "EUR 18.5 billion")
    assert verdict["verdict"] == "no answer" and verdict["text"] == (
        "With these figures the question has no answer: EU Facility for Refugees in Turkey is a part of support for refugees and hosts in "
        "Türkiye, so the two may not be added (rule: a part is never added to its whole)."
    )
    for page in pages.values():
        for claim in filter(lambda claim: claim["own"], page.claims()):
            for one in claim["relations"]:
                for value in [value for value, _ in one["choices"] if value != one["value"]]:
                    if "refused" not in page.change([{"id": claim["id"], "field": one["field"], "value": value}]):
                        for exercise in page.described["exercises"].values():
                            assert not CODE.search(page.answer(exercise, "7")["text"]), (exercise, one, value)
        page.change([])


def tells(fields: dict, changed: str) -> str:
    """A pattern for words of a sentence that tell the stage, the hedge or the relation that is changed."""
    if changed == "stage":
        return STAGED.get(fields["stage"], fields["stage"][:6])
    return RELATED if ":" in changed else HEDGED.get(fields["qualifier"], "exact|hedge")


def test_no_sentence_on_a_changed_claim_stands_as_though_it_were_checked(chromium, book_project, pages, answers):
    """Neither one with the claim's own figure nor one that names it with a word of what is changed; others are counted."""
    script = files("claimbook.publish").joinpath("live/marks.js").read_text(encoding="utf-8")
    page, seen, quiet, further = opened(chromium), 0, 0, 0
    for name, found in answers.items():
        page.goto((book_project / "_build" / "html" / name).as_uri())
        page.evaluate(f"() => {{ {script} }}")
        page.evaluate(LIVE)
        claims = {claim["id"]: claim for claim in pages[name].claims()}
        given = [(change, answer) for change, answer in found if "refused" not in answer]
        asked = [
            {
                "answer": answer,
                "entry": f"claim-{change['id']}".replace("_", "-"),
                "spoken": SPOKEN.get(change["id"], "") if change["field"] != "value" else "",
                "value": claims[change["id"]]["fields"]["printed"],
                "related": tells(claims[change["id"]]["fields"], change["field"]),
                "both": ":" in change["field"],
            }
            for change, answer in given
        ]
        for (change, _), read in zip(given, page.evaluate(READ, json.loads(json.dumps(asked)))):
            assert not read["bare"], (name, change, read["bare"])
            assert not read["unsaid"], (name, change, read["unsaid"])
            seen, quiet, further = seen + 1, quiet + read.get("quiet", 0), further + read.get("further", 0)
    assert seen > 200 and 150 < quiet < 2 * seen and further > quiet, (seen, quiet, further)
    page.context.close()


def test_a_sentence_goes_on_where_a_number_is_gone_and_words_for_several_have_the_word_for_one(chromium, book_project, pages):
    """Why no number stands there is told at the end of the paragraph, once; another source's figure says that it is as it was."""
    script = files("claimbook.publish").joinpath("live/marks.js").read_text(encoding="utf-8")
    page, name = opened(chromium), "notebooks/partnerships.html"
    page.goto((book_project / "_build" / "html" / name).as_uri())
    page.evaluate(f"() => {{ {script} }}")
    page.evaluate(LIVE)
    texts = []
    for change in (
        {"id": "egypt_migration", "field": "relation:egypt_package", "value": "unknown"},
        {"id": "egypt_pillars", "field": "value", "value": "1"},
        {"id": "egypt_package", "field": "value", "value": "6 billion"},
    ):
        answer = json.loads(json.dumps(pages[name].change([change])))
        texts.append(
            page.evaluate(
                "(answer) => { self.shownPage.show(answer); return document.querySelector('article').innerText }", answer
            )
        )
    unknown, one, package = (text.replace("\u00a0", " ") for text in texts)
    assert "for migration and mobility, [no number here] (printed: 2.7 %) of EUR 7.4 billion in a package." in unknown
    answered = next(line for line in unknown.split("\n") if line.startswith("For Egypt, "))
    why = "(No number here: it is unknown, not stated, that migration and mobility in the package for Egypt is part of financial and"
    assert answered.count("No number here: ") == 1 and why in answered
    assert "A partnership with one (printed: six) pillars pillar (one here) was signed" in one
    assert (
        "EUR 5 billion of loans, EUR 1.8 billion of investments and EUR 600 million (another source’s figure, as it is; what is supposed here "
        "contradicts it) of" in package
    )
    page.context.close()


def test_a_sentence_that_begins_with_a_hedge_begins_with_a_capital_and_of_figures_that_do_not_fit_the_note_stays(
    chromium, book_project, pages
):
    script = files("claimbook.publish").joinpath("live/marks.js").read_text(encoding="utf-8")
    page, texts = opened(chromium), []
    for name, change in (
        ("notebooks/turkiye.html", {"id": "turkiye_total", "field": "qualifier", "value": "about"}),
        ("notebooks/humanitarian_response.html", {"id": "syria_commitment", "field": "value", "value": "1 billion"}),
    ):
        page.goto((book_project / "_build" / "html" / name).as_uri())
        page.evaluate(f"() => {{ {script} }}")
        page.evaluate(LIVE)
        answer = json.loads(json.dumps(pages[name].change([change])))
        shown = page.evaluate(
            "(answer) => { self.shownPage.show(answer); return document.querySelector('article').innerText }", answer
        )
        texts.append(shown.replace("\u00a0", " "))
    turkiye, syria = texts
    assert "\nAbout EUR 12.5 billion (printed: EUR 12.5 billion) have been allocated" in turkiye
    assert "Since 2011, about EUR 12.5 billion (printed: " in turkiye and "it is about EUR 18.5 billion" in turkiye
    assert "and makes no exception. (written" not in turkiye, "its only number is a year, of which no hedge says anything"
    fit = "from other sources’ figures, as they are; not all of these fit what is supposed here"
    assert f"EUR 1.1 billion, or 45 %, is for Türkiye, and EUR 1,321 million ({fit}) for" in syria
    page.context.close()
