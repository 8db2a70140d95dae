"""The live book in Chromium and in Firefox, from disk and from a server: it says what Python on this computer says, character for character;
figures can be changed, refused and put back; answers are judged, code is run and stopped; and nothing is asked of anybody meanwhile.

In each browser Python starts twice, which takes most of the time of these tests.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files

import pytest
from browser import opened
from firefox import firefox
from pypdf import PdfReader

from claimbook.publish import live_book, live_parts

CHAPTER = "notebooks/turkiye.html"
#: What each exercise is answered with.
ANSWERS = ["", "7 %", "EUR 18.5 billion", "between 12.5 and 18.5 billion", "not allowed", "Egypt, Malta", "19 December 2024"]
#: Prints what stands in the outputs of the page in hand.
OUTPUTS = (
    "import json\nfrom claimbook.live.page import _page\nprint(json.dumps([output.html for output in _page[0].state.outputs]))"
)
#: Asks the room of the browser for all that the tests compare: of a page its outputs, its claims, what a change gives, and verdicts.
ON_THIS_COMPUTER = """
import json, sys
from pathlib import Path
root, answers, code = Path(sys.argv[1]), json.loads(sys.argv[2]), sys.argv[3]
sys.path.insert(0, str(root / "src"))
from claimbook.live import page
told = {}
for path in sorted((root / "pages").glob("*.json")):
    shown = json.loads(path.read_text(encoding="utf-8"))
    page.start(str(root), shown)
    told[path.stem] = one = {"claims": page.claims(), "outputs": page.run("", code)}
    one["answers"] = [page.answer(name, typed) for name in shown["exercises"].values() for typed in answers]
    one["changes"] = [page.change([change]) for change in json.loads(sys.argv[4])[path.stem]] if len(sys.argv) > 4 else None
print(json.dumps(told))
"""
#: Keeps the worker of a page at hand, so that it can be asked for more than the page shows.
AT_HAND = """(() => {
  const Real = self.Worker;
  self.Worker = class extends Real { constructor(...given) { super(...given); self.workerInHand = this; } };
})()"""
ASK = """const ask = (name, given) => new Promise((done, failed) => {
  const id = `test ${Math.random()}`, worker = self.workerInHand;
  worker.addEventListener("message", function heard({ data }) {
    if (data.id !== id) return;
    worker.removeEventListener("message", heard);
    data.error ? failed(new Error(data.error)) : done(data.answer);
  });
  worker.postMessage({ id, name, given: JSON.stringify(given) });
});"""
TELL = """const told = {};
for (const name of names) {
  const { claims, exercises } = await ask("begin", [name]);
  const one = told[name] = { claims, outputs: await ask("run", ["", code]), answers: [], changes: [] };
  for (const exercise of Object.values(exercises)) for (const typed of answers) one.answers.push(await ask("answer", [exercise, typed]));
  for (const change of changes[name]) one.changes.push(await ask("change", [[change]]));
}
return told;"""
#: Presses the button and waits for the panel, or for what is said in its place.
BEGIN = """document.getElementById("live-open").click();
for (let i = 0; i < 1200 && !document.querySelector(".live-panel:not([hidden]), .live-refused"); i += 1) await new Promise((done) => setTimeout(done, 100));
return document.querySelector(".live-status").textContent;"""
#: Answers an exercise before anything else is done, which loads Python; and draws a further task.
ANSWER = """const until = async (what) => {
  for (let i = 0; i < 1200; i += 1) {
    if (what()) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`never: ${what}`);
};
const form = document.querySelector("#exercise-turkiye-share .live-answer"), said = form.querySelector(".live-verdict"), field = form.querySelector("input");
const seen = [form.querySelector("small").textContent];
form.requestSubmit();
seen.push(said.textContent, String(!document.querySelector("script[src$='panel.js']")));
field.value = "7 %";
form.requestSubmit();
await until(() => said.dataset.verdict);
seen.push(said.textContent, String(document.querySelector(".live-panel").hidden), String(document.querySelector(".live-answer small")));
const draw = document.querySelector("#tries-turkiye-share-2 + .live-answer");
draw.requestSubmit();
await until(() => document.getElementById("tries-turkiye-share-3"));
const drawn = document.activeElement.parentElement;
seen.push(drawn.id, String(drawn.open), drawn.querySelector("label").textContent);
return seen;"""
#: Does what a reader does, in any browser: another figure, one that is refused, the printed ones again, and a loop without end that is stopped.
DO = """const until = async (what) => {
  for (let i = 0; i < 1200; i += 1) {
    if (what()) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`never: ${what}`);
};
const find = (selector) => document.querySelector(selector), seen = [];
const claim = [...document.querySelectorAll(".live-claim")].find((one) => one.textContent.includes("EUR 6 billion"));
const form = claim.querySelector("form"), value = form.querySelector("input"), bar = find(".live-bar"), answer = find(".answer");
const printed = answer.textContent;
const suppose = (amount) => { value.value = amount; form.requestSubmit(); };
suppose("7 billion");
await until(() => !bar.hidden);
seen.push(answer.querySelector(".live-was").textContent);
seen.push(location.hash);
suppose("plenty");
await until(() => find(".live-refused"));
seen.push(find(".live-refused").textContent, String(bar.hidden));
bar.querySelector("button").click();
await until(() => bar.hidden);
seen.push(String(answer.textContent === printed), location.hash);
const code = find(".live-code form"), result = find(".live-result");
find("#live-source").value = "while True: pass";
code.requestSubmit();
await new Promise((done) => setTimeout(done, 300));
[...code.querySelectorAll("button")].find((button) => button.textContent === "Stop").click();
await until(() => result.textContent.includes("has started again"));
find("#live-source").value = "print(section.claim('turkiye_facility'))";
code.requestSubmit();
await until(() => result.textContent.includes("EUR"));
seen.push(result.textContent.trim());
return seen;"""
AXE = """axe.run({ resultTypes: ['violations'], preload: false })
  .then((results) => results.violations.map((v) => `${v.id}: ${v.nodes[0].html}`))"""


@pytest.fixture(scope="module")
def live_html(book_html):
    """The folder of the built book, which has live parts. Without them these tests are skipped, loudly; in CI (REQUIRE_BROWSER=1) they fail."""
    if not (book_html / live_book.PLACE).is_dir():
        message = "NO LIVE PARTS FOUND: the live book was not tried in a browser. Fetch them: make live."
        (pytest.fail if os.environ.get("REQUIRE_BROWSER") else pytest.skip)(message)
    return book_html


class Quiet(SimpleHTTPRequestHandler):
    """A server that says nothing."""

    def log_message(self, *told: object) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def served(live_html):
    """The address at which the book is served."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(live_html)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browsed():
    """Firefox. Without one these tests are skipped, loudly; in CI (REQUIRE_BROWSER=1) they fail."""
    program = next(filter(None, map(shutil.which, ("firefox-esr", "firefox"))), None)
    if not program:
        message = "NO FIREFOX FOUND: the live book was not tried in it. Install it (Debian: apt-get install firefox-esr)."
        (pytest.fail if os.environ.get("REQUIRE_BROWSER") else pytest.skip)(message)
    with firefox(program) as window:
        window.send("script.addPreloadScript", functionDeclaration=f"() => {{ {AT_HAND} }}")
        yield window


@pytest.fixture(scope="module")
def expected(live_html, tmp_path_factory):
    """By page, what the code that is shipped says on this computer, from the same files; and the changes that are tried on each."""
    root = tmp_path_factory.mktemp("shipped")
    exported = live_html.parent / "work" / "_build" / ".doctrees" / "live"
    for name, content in live_book.shipped(live_html.parents[1], exported).items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)

    def ask(*more: str) -> dict:
        command = [sys.executable, "-c", ON_THIS_COMPUTER, str(root), json.dumps(ANSWERS), OUTPUTS, *more]
        done = subprocess.run(command, capture_output=True, text=True)
        assert not done.returncode, done.stderr[-3000:]
        return json.loads(done.stdout)

    changes = {name: some_changes(one["claims"]) for name, one in ask().items()}
    return ask(json.dumps(changes)), changes


def some_changes(claims: list[dict]) -> list[dict]:
    """A value a little larger, a value no table bears, and a stage, of the first claim that has each."""
    found = [{"id": claim["id"], "field": "value", "value": f"{claim['fields']['value'] * 1.04:.0f}"} for claim in claims[:2]]
    found += [{"id": claim["id"], "field": "value", "value": "-1"} for claim in claims[:1]]
    for claim in claims[:1]:
        others = [stage for stage, _ in claim["choices"]["stage"] if stage != claim["fields"]["stage"]]
        found += [{"id": claim["id"], "field": "stage", "value": stage} for stage in others[:1]]
    return found


def as_expected(told: dict, expected: dict) -> None:
    """Whether a browser says what this computer says, of every page."""
    assert len(told) == len(expected) > 15 and told.keys() == expected.keys()
    for name, one in expected.items():
        for what, mine in one.items():
            assert told[name][what] == mine, f"{name}: {what}"
    assert sum(len(json.loads(one["outputs"]["text"])) for one in told.values()) > 400
    assert sum("refused" in change for one in told.values() for change in one["changes"]) > 5


def test_chromium_says_what_this_computer_says(chromium, served, expected):
    """Every output of every page, every verdict, and what changes give; served, and with no request but for the parts."""
    right, changes = expected
    page = opened(chromium)
    page.add_init_script(AT_HAND)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "favicon" not in request.url else None)
    page.goto(f"{served}/{CHAPTER}")
    assert not any("/live/" in url and not url.endswith("open.js") for url in asked), "nothing is loaded before it is asked for"
    loaded = len(asked)
    assert page.evaluate(f"async () => {{ {BEGIN} }}").startswith("Ready")
    parts = {url.rpartition("/")[2] for url in asked[loaded:] if not url.startswith("blob:")}
    assert parts == {"panel.js", "marks.js", "panel.css", "python.js", "machine.js", "library.js", "book.js"}
    loaded = len(asked)
    given = {"names": sorted(right), "code": OUTPUTS, "answers": ANSWERS, "changes": changes}
    as_expected(page.evaluate(f"async ({{ names, code, answers, changes }}) => {{ {ASK} {TELL} }}", given), right)
    assert len(asked) == loaded and not [problem for problem in page.problems if not problem.startswith((served, "blob:"))]
    page.context.close()


def test_firefox_says_what_this_computer_says(browsed, live_html, expected):
    """The same, from disk; and a reader can do there what the tests below do in Chromium. An answer loads Python as the button does."""
    right, changes = expected
    browsed.visit((live_html / CHAPTER).as_uri())
    size, *answered = browsed.run(ANSWER)
    assert size == f"The first use loads {live_parts.SENT}; nothing leaves this computer."
    assert answered == [
        *("Type an answer first.", "true", "Right: 7.0\u00a0%.", "true", "null"),
        *("tries-turkiye-share-3", "true", "Your answer"),
    ]
    assert browsed.run(BEGIN).startswith("Ready"), browsed.messages
    was, address, refused, *after = browsed.run(DO)
    assert was == " (printed: EUR\u00a06\u00a0billion)" and "“plenty” is no number that can be read here" in refused
    assert address == "#figures=turkiye_facility~value~7%20billion"
    assert after == ["false", "true", "", "EUR 6 billion"]
    given = json.dumps({"names": sorted(right), "code": OUTPUTS, "answers": ANSWERS, "changes": changes})
    as_expected(browsed.run(f"const {{ names, code, answers, changes }} = {given}; {ASK} {TELL}"), right)
    assert not [url for url in browsed.requests if not url.startswith(("file:", "blob:", "data:", "resource:", "chrome:"))]
    assert not browsed.messages


# -- what a reader does ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def started(chromium, live_html):
    """A chapter from disk whose Python has started, with all that was asked for in ``problems``.

    By the keyboard the button is reached in three presses from the top: the second link that skips, and the key that follows it.
    """
    page = opened(chromium, viewport={"width": 1280, "height": 900})
    page.add_init_script(AT_HAND)
    page.goto(f"{(live_html / CHAPTER).as_uri()}")
    for key in ("Tab", "Tab", "Enter", "Enter"):
        page.keyboard.press(key)
    page.locator(".live-panel").wait_for(timeout=120_000)
    yield page
    page.context.close()


@pytest.fixture
def live_page(started):
    """The chapter with its printed figures, to which it goes back; nothing may be complained of, nor asked of another host, meanwhile."""
    yield started
    if started.locator(".live-bar").is_visible():
        back(started)
    found, started.problems = started.problems, []
    assert not found


def set_facility(page, value: str) -> None:
    """Suppose another amount of the Facility, by the keyboard."""
    claim = page.locator(".live-claim").filter(has_text="EUR 6 billion")
    if not claim.get_attribute("open") is not None:
        claim.locator("summary").press("Enter")
    claim.get_by_label("Value").fill(value)
    claim.get_by_label("Value").press("Enter")


def back(page) -> None:
    """Go back to the printed figures."""
    page.get_by_role("button", name="Back to the printed figures").press("Enter")
    page.locator(".live-bar").wait_for(state="hidden")


def article(page) -> str:
    """The article without what the panel added for itself."""
    return page.evaluate("""() => {
      const copy = document.querySelector("article").cloneNode(true);
      copy.querySelectorAll(".live-panel, .live-status, .live-answer").forEach((element) => element.remove());
      return copy.innerHTML;
    }""")


def without_states(html: str) -> str:
    """HTML without what scripts say of the state of a control, and without classes that are empty."""
    html = re.sub(r'"(quantity|mark) lit"', r'"\1"', html)  # under the pointer
    html = re.sub(r' (aria-(expanded|haspopup|controls)="[^"]*"|class=""|hidden="")', "", html)
    return re.sub(
        r'<div class="table-wrap[^>]*>', "<div>", html
    )  # which the keyboard reaches only where there is something to scroll


def test_numbers_follow_a_change_and_come_back(live_page, expected):
    """What the page shows is what the room says, with the printed numbers in sight; a bar says so until the figures are the printed ones."""
    before, title = article(live_page), live_page.title()
    set_facility(live_page, "7 billion")
    live_page.locator(".live-bar").wait_for()
    bar = live_page.locator(".live-bar")
    assert "Not the report's figures." in bar.inner_text() and "1 change: " in bar.inner_text()
    assert "so here it differs" in bar.text_content() and "so here it differs" not in bar.inner_text(), (
        "told when it is asked for"
    )
    assert live_page.title() == f"Not the report's figures. {title}"
    assert live_page.url.endswith("#figures=turkiye_facility~value~7%20billion"), "who copies the address passes on what is seen"
    live_page.evaluate("location.hash = 'exercises'")
    live_page.wait_for_function("location.hash.startsWith('#figures=')")  # a step within the page leaves the figures
    answer = live_page.locator(".answer")
    assert "EUR\u00a07\u00a0billion (printed: EUR\u00a06\u00a0billion)" in answer.inner_text()
    assert "EUR\u00a019.5\u00a0billion (printed: EUR\u00a018.5\u00a0billion)" in answer.inner_text()
    assert live_page.locator(".live-status").inner_text().startswith("Not the report's figures. 1 change: ")
    shown = live_page.evaluate(
        """async () => {
      const copy = document.querySelector("article").cloneNode(true), asked = ASK;
      copy.querySelectorAll(".live-was, .live-why, .live-panel, .live-answer").forEach((element) => element.remove());
      const outputs = [...copy.querySelectorAll(".output")].map((output) => output.textContent);
      const { shown } = await asked("change", [[{ id: "turkiye_facility", field: "value", value: "7 billion" }]]);
      const read = (html) => Object.assign(document.createElement("template"), { innerHTML: html }).content;
      return Object.entries(shown).filter(([, html]) => !html.includes("data-kept"))
        .map(([n, html]) => [outputs[n], read(html).textContent]);
    }""".replace("ASK", f"(() => {{ {ASK} return ask; }})()")
    )
    assert len(shown) > 5 and all(mine == right for mine, right in shown), shown
    chart = live_page.locator("figure.chart").first
    assert "EUR\u00a019.5\u00a0billion" in chart.inner_text() and chart.locator("svg").count()
    drawn = chart.locator("figcaption + .live-kept + svg")
    assert "Drawn with the printed figures" in chart.locator(".live-kept").inner_text(), "between the title and the drawing"
    assert drawn.get_attribute("aria-describedby") == chart.locator(".live-kept").get_attribute("id")
    back(live_page)
    assert (
        without_states(article(live_page)) == without_states(before) and not live_page.locator(".live-changed, .live-was").count()
    )
    assert live_page.evaluate("document.activeElement.id") == "live-heading" and live_page.title() == title
    assert "#" not in live_page.url


def test_a_note_of_a_changed_number_opens_and_says_how_it_came(live_page):
    set_facility(live_page, "7 billion")
    number = live_page.locator(".answer a.quantity.live-changed").last
    number.click()
    note = live_page.locator(".provenance:popover-open")
    assert "EUR\u00a07\u00a0billion" in note.inner_text() and "rests on what is supposed" in note.inner_text()
    assert "the report prints EUR 6 billion" in note.inner_text() and "Source of what is printed" in note.inner_text()
    live_page.keyboard.press("Escape")
    back(live_page)
    number = live_page.locator(".answer a.quantity").last
    number.click()
    assert "EUR\u00a06\u00a0billion" in note.inner_text() and "supposed" not in note.inner_text()
    live_page.keyboard.press("Escape")


def test_a_refusal_says_why_and_leaves_the_page_as_it_was(live_page):
    before = article(live_page)
    set_facility(live_page, "plenty")
    refused = live_page.locator(".live-refused")
    refused.wait_for()
    assert refused.inner_text() == (
        "Value of EU Facility for Refugees in Turkey: “plenty” is no number that can be read here; write it in digits, as in "
        "EUR 6 billion. The report prints EUR 6 billion. The page still shows: the printed figures."
    )
    field = live_page.locator("[aria-invalid]:focus")
    assert field.get_attribute("aria-describedby") == refused.get_attribute("id"), "what is wrong is read with its field"
    assert field.get_attribute("aria-label") == "Value (EUR), EU Facility for Refugees in Turkey"
    assert without_states(article(live_page)) == without_states(before) and live_page.locator(".live-bar").is_hidden()
    set_facility(live_page, "7 billion")
    refused.wait_for(state="detached")
    set_facility(live_page, "6-7 billion")
    refused.wait_for()
    still = "The page still shows: Value (EUR), EU Facility for Refugees in Turkey: 7 billion."
    assert refused.inner_text().endswith(still) and live_page.get_by_text("printed: EUR 6 billion", exact=True).is_visible()
    set_facility(live_page, "6 billion")
    refused.wait_for(state="detached")
    live_page.locator(".live-bar").wait_for(state="hidden")
    assert live_page.locator(".live-bar").is_hidden(), "what is printed is no other figure, however it is typed"
    assert live_page.locator(".live-status").inner_text() == "The page shows the printed figures."
    shown = live_page.locator(".answer a.live-changed").filter(has_text="EUR")
    for value in ("7 billion", "8 billion"):
        set_facility(live_page, value)
        live_page.get_by_text(f"EUR\u00a0{value.replace(' ', chr(160))}").first.wait_for()
    live_page.go_back()
    live_page.locator(".answer a.live-changed", has_text="EUR\u00a07\u00a0billion").wait_for()
    live_page.go_back()
    live_page.locator(".live-bar").wait_for(state="hidden")
    assert not shown.count() and "figures=" not in live_page.url, (
        "the browser's Back undoes a change, and leaves the page only then"
    )


def test_a_link_carries_the_figures_and_the_page_says_at_once_that_it_does(live_page, live_html):
    """Until they are shown a bar says that the page has the printed ones; it takes no press of a button, since the link was one."""
    set_facility(live_page, "7 billion")
    link = live_page.get_by_role("link", name="Link to these figures").get_attribute("href")
    assert link == "#figures=turkiye_facility~value~7%20billion"
    back(live_page)
    follow(live_page, link)
    assert "EUR\u00a07\u00a0billion" in live_page.locator(".answer").inner_text()
    back(live_page)
    assert "figures" not in live_page.url
    other = opened(live_page.context.browser)
    other.goto(f"{(live_html / CHAPTER).as_uri()}{link}")
    assert "This link supposes other figures than the report's: loading." in other.locator(".live-bar").inner_text()
    other.locator(".live-count").wait_for(timeout=120_000)
    assert other.locator(".live-status").inner_text().startswith("Not the report's figures. 1 change: ")
    assert (
        "loading" not in other.locator(".live-bar").inner_text()
        and "EUR\u00a07\u00a0billion" in other.locator(".answer").inner_text()
    )
    assert other.locator(".live-panel").is_hidden() and other.evaluate("scrollY") == 0, "whoever follows a link reads the page"
    back(other)
    assert other.evaluate("document.activeElement.id") == "live-open" and not other.problems
    other.context.close()


def follow(page, link: str) -> None:
    """Follow a link with other figures, on a page that has its Python."""
    page.evaluate("(link) => { location.hash = link; }", link)
    page.locator(".live-bar").wait_for()


@pytest.mark.parametrize(
    ("link", "why"),
    [
        (
            "turkiye_facility~value~plenty",
            "It supposes: Value (EUR), EU Facility for Refugees in Turkey: plenty. Value of EU Facility for Refugees in Turkey: ",
        ),
        (
            "turkiye_migration~value~900%20billion",
            "so right would be EUR 12.5 billion or less. The report prints EUR 878 million.",
        ),
        ("sahara~value~1", "It supposes: Value of “sahara”: 1. This book has no figure that is called “sahara”."),
        ("turkiye_facility~colour~red", "“colour” of EU Facility for Refugees in Turkey cannot be changed here"),
        ("%E0%A4~value~1", "Its address is not whole."),
        ("turkiye_facility", "Its address is not whole."),
    ],
)
def test_a_link_whose_figures_cannot_be_shown_is_told_plainly(live_page, link, why):
    before = article(live_page)
    follow(live_page, f"#figures={link}")
    bar = live_page.locator(".live-bar").inner_text()
    assert bar.startswith("The figures of this link cannot be shown.") and why in bar and "shows the printed figures" in bar
    assert "Link to" not in bar and not live_page.title().startswith("Not")
    assert without_states(article(live_page)) == without_states(before)
    buttons = live_page.locator(".live-bar button")
    assert buttons.all_inner_texts() == ["Close"], "there is nothing to go back from"
    buttons.press("Enter")
    live_page.locator(".live-bar").wait_for(state="hidden")
    assert "figures" not in live_page.url


def test_words_that_no_longer_hold_are_marked_where_they_stand(live_page):
    """Struck, with a note beside them that a screen reader reads; and all of it goes with the figures."""
    before = article(live_page)
    follow(live_page, "#figures=turkiye_facility~relation%3Aturkiye_total~unknown")
    struck = live_page.locator(".answer del.live-void")
    assert struck.inner_text() == "the total likely includes the Facility, but that is not stated"
    assert struck.locator("+ small").inner_text() == " (no longer holds with the changed figures)"
    assert "as is likely by our reading (no longer holds" in live_page.locator("figcaption").first.inner_text()
    told = " ".join(live_page.locator(".live-kept, .live-bar").all_text_contents())
    assert "Likely inside the wider support" not in told, "no words are quoted that only code has"
    (why,) = (line for line in live_page.locator(".live-told li").all_text_contents() if "no longer holds" in line)
    assert why.startswith(
        "“the total likely includes the Facility, but that is not stated”, “as is likely by our reading”: no longer holds, "
    )
    assert why.endswith(
        " for here it is unknown, not likely, that EUR 6 billion (EU Facility for Refugees in Turkey) is part of EUR "
        "12.5 billion (support for refugees and hosts in Türkiye)"
    )
    assert "no number differs, " in live_page.locator(".live-count").inner_text()
    back(live_page)
    assert without_states(article(live_page)) == without_states(before)
    follow(live_page, "#figures=turkiye_facility~stage~pledged")
    assert live_page.locator(".answer del.live-void").all_inner_texts() == ["manages"]
    assert live_page.locator(".answer del.live-void + small").inner_text() == " pledged (tells the printed stage, managed)"
    quoted = live_page.locator("li", has_text="The section gives no amount contracted or spent")
    assert quoted.locator("del").all_inner_texts() == ["and “manages”"], "what is allocated is still not paid"
    stage = live_page.locator("td", has_text="pledged").filter(has_text="(printed: managed)")
    assert stage.locator(".live-changed, .live-text").count() == 1, "a stage that is no number is marked as one"
    back(live_page)
    follow(live_page, "#figures=pledges~stage~managed")
    live_page.locator(".live-count", has_text="nothing on this page follows").wait_for()


def test_what_can_be_chosen_is_explained_beside_the_choice(live_page, section):
    """In the words of the tables and of the method, with a link to the glossary; and why no figure can be supposed to be paid."""
    claim = live_page.locator(".live-claim").filter(has_text="EUR 6 billion")
    if claim.get_attribute("open") is None:
        claim.locator("summary").press("Enter")
    stage = claim.get_by_label("Stage, ")
    stages = {row["label"]: row["meaning"] for row in section.rows("stages") if row["kind"] == "money"}
    assert stage.locator("option").all_inner_texts() == list(stages) and len(stages) > 8
    told = claim.locator(f"#{stage.get_attribute('aria-describedby')}")
    for label, meaning in stages.items():
        stage.select_option(label=label)
        assert told.inner_text().startswith(f"{meaning} Stages do not mix silently. "), label
    assert "“paid” cannot be chosen: the text says it of no figure" in told.inner_text()
    hedge = claim.get_by_label("Hedge, ")
    hedge.select_option(label="at least")
    assert "A sum reckons with the figure or more." in claim.locator(f"#{hedge.get_attribute('aria-describedby')}").inner_text()
    nested = claim.get_by_label("Lies within: ")
    nested.select_option("stated")
    described = claim.locator(f"#{nested.get_attribute('aria-describedby')}")
    assert described.inner_text().startswith("A part is never added to its whole. A sum over a part and its whole is refused")
    glossary = described.get_by_role("link", name="Relation in the glossary").evaluate("(link) => link.href")
    assert glossary.endswith("/book/glossary.html")
    claim.get_by_role("button", name="As printed").press("Enter")
    assert told.inner_text().startswith(stages["managed"])
    terms = live_page.locator(".live-terms")
    assert all(meaning in terms.text_content() for meaning in stages.values())


def test_an_answer_is_judged_on_the_page(live_page):
    form = live_page.locator("#exercise-turkiye-both .live-answer")
    verdict = form.locator(".live-verdict")
    form.get_by_role("button", name=re.compile("^Check, ")).press("Enter")
    assert verdict.inner_text() == "Type an answer first."
    for typed, said in (("EUR 18.5 billion <b>", "Not yet."), ("between 12.5 and 18.5 billion euros", "Right: ")):
        form.get_by_label("Your answer").fill(typed)
        form.get_by_label("Your answer").press("Enter")
        verdict.filter(has_text=said).wait_for()
    assert verdict.get_attribute("data-verdict") == "right" and not verdict.locator("*").count()
    set_facility(live_page, "7 billion")
    live_page.locator(
        ".live-supposed", has_text="Supposed: Value (EUR), EU Facility for Refugees in Turkey: 7 billion."
    ).wait_for()
    assert "check the answer again" in verdict.inner_text() and verdict.get_attribute("data-verdict") is None, (
        "it was of other figures"
    )
    form.get_by_label("Your answer").press("Enter")
    verdict.filter(has_text="(Not the report's figures.)").wait_for()
    back(live_page)
    assert "check the answer again" in verdict.inner_text(), "no verdict on supposed figures stands beside the report's"
    again = live_page.locator("#tries-turkiye-share-1")
    again.locator("summary").first.press("Enter")
    again.get_by_label(re.compile("^Your answer, ")).fill("101 %")
    again.get_by_role("button", name=re.compile("^Check, ")).press("Enter")
    again.locator(".live-verdict").filter(has_text="Not yet.").wait_for()
    live_page.locator("#tries-turkiye-share-2 + .live-answer button").press("Enter")
    drawn = live_page.locator("#tries-turkiye-share-3")
    drawn.get_by_label(re.compile("^Your answer, ")).fill("dunno")
    drawn.get_by_label(re.compile("^Your answer, ")).press("Enter")
    drawn.locator(".live-verdict").filter(has_text="No number was found in it. Give the number").wait_for()
    assert drawn.locator(".asked").inner_text() not in [
        live_page.locator(f"#tries-turkiye-share-{n} .asked").text_content() for n in (1, 2)
    ]
    set_facility(live_page, "7 billion")
    live_page.locator(".live-bar").wait_for()
    assert "No number" in drawn.locator(".live-verdict").inner_text(), "a further task is of the printed figures"


def test_code_is_run_changed_and_stopped(live_page):
    code = live_page.locator(".live-code")
    code.locator("summary").press("Enter")
    code.get_by_label("Cell").select_option(index=0)
    assert "from claimbook import" in code.get_by_role("textbox").input_value()
    for source, said in (
        ("print(section.claim('turkiye_total'))", "EUR 12.5 billion"),
        ("total(section.claim('turkiye_total'), section.claim('turkiye_facility'))", "stage"),
        ("import pandas", "pandas is not at hand in this page. At hand are this book's own package"),
        ("import requests", "requests is not at hand in this page."),
        ("from urllib.request import urlopen\nurlopen('http://example.org')", "There is no network in this page."),
        ("open('mine.csv')", "There is no file “mine.csv” in this page."),
    ):
        code.get_by_role("textbox").fill(source)
        code.get_by_role("button", name="Run").press("Enter")
        code.locator(".live-result").filter(has_text=re.compile(said)).wait_for()
    set_facility(live_page, "7 billion")
    live_page.locator(".live-bar").wait_for()  # a change that is still under way would be stopped as well
    code.get_by_role("textbox").fill("while True: pass")
    code.get_by_role("button", name="Run").press("Enter")
    assert live_page.evaluate("document.activeElement.textContent") == "Run", "a button that rests does not lose the focus"
    code.get_by_role("button", name="Stop").click()
    code.get_by_text("Python has started again").wait_for(timeout=120_000)
    code.get_by_role("textbox").fill("print(section.claim('turkiye_facility'))")
    code.get_by_role("button", name="Run").press("Enter")
    code.locator(".live-result").filter(has_text="EUR 7 billion").wait_for()
    back(live_page)


def test_axe_finds_nothing_in_an_open_panel_nor_is_anything_wider_than_a_phone(live_page):
    """With figures changed and one refused, in both schemes; and a changed page on paper says that these are not the report's figures."""
    live_page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
    set_facility(live_page, "7 billion")
    live_page.locator(".live-bar").wait_for()
    set_facility(live_page, "plenty")
    live_page.locator(".live-refused").wait_for()
    assert live_page.evaluate(AXE) == []
    live_page.emulate_media(color_scheme="dark")
    live_page.set_viewport_size({"width": 360, "height": 740})
    assert live_page.evaluate(AXE) == []
    for width in (360, 320):
        live_page.set_viewport_size({"width": width, "height": 740})
        assert live_page.evaluate("document.documentElement.scrollWidth") <= width
        bar = live_page.locator(".live-bar")
        assert bar.bounding_box()["height"] <= 96 and live_page.locator(".live-told li").first.is_hidden()
        for what in (
            bar.get_by_role("button", name="Back to the printed figures"),
            bar.get_by_role("link", name="Link to these figures"),
        ):
            assert what.bounding_box()["height"] >= 24 and what.bounding_box()["x"] >= 0
        assert re.fullmatch(r"Also affected \(\d+\)", bar.locator(".live-told summary").inner_text())
    live_page.emulate_media(media="print", color_scheme="light")
    assert live_page.locator(".live-bar strong").is_visible() and live_page.locator(".answer .live-was").first.is_visible()
    assert not live_page.locator(".live-panel, .live-answer, #live-open").filter(visible=True).count()
    live_page.emulate_media(media="screen")
    live_page.set_viewport_size({"width": 1280, "height": 900})
    back(live_page)


def test_each_printed_page_says_that_these_are_not_the_reports_figures(live_page, tmp_path):
    set_facility(live_page, "7 billion")
    live_page.locator(".live-bar").wait_for()
    live_page.emulate_media(media="print")
    live_page.pdf(path=tmp_path / "changed.pdf")
    live_page.emulate_media(media="screen")
    back(live_page)
    live_page.emulate_media(media="print")
    live_page.pdf(path=tmp_path / "printed.pdf")
    live_page.emulate_media(media="screen")
    changed, printed = (PdfReader(tmp_path / name).pages for name in ("changed.pdf", "printed.pdf"))
    text = " ".join(" ".join(page.extract_text() for page in printed).split())
    assert text.count("Solution") == 4 and "Hint" in text, "a fold that is closed is its summary alone on paper"
    assert "to which the text ties the amount" not in text and "Decide, then open it" not in text and "Your answer" not in text
    live_page.locator("#solution-turkiye-share summary").press("Enter")
    live_page.emulate_media(media="print")
    assert live_page.get_by_text("to which the text ties the amount").is_visible(), "whoever has opened it prints it"
    live_page.emulate_media(media="screen")
    live_page.locator("#solution-turkiye-share summary").press("Enter")
    assert len(changed) > 2 and all("Not the report's figures" in page.extract_text() for page in changed)
    assert not any("Not the report" in page.extract_text() for page in printed)


def test_what_makes_a_book_live_weighs_no_more_than_its_pages_say(live_html):
    """In the folder nine megabytes, and sent as little as the button promises."""
    found = [path.read_bytes() for path in (live_html / live_book.PLACE).iterdir()]
    sent = sum(len(gzip.compress(content, 6)) for content in found)
    assert sum(map(len, found)) < 9e6 and live_parts.SENT == f"{sent / 1e6:.0f} MB" and sent < 6e6
    pages = {path for path in live_html.rglob("*.html") if 'id="live-open"' in path.read_text(encoding="utf-8")}
    assert len(pages) > 15
    fields = 0
    for path in live_html.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        labs = 'id="labs-open"' in text
        if path in pages:
            asked = dict(pair.split(":") for pair in re.findall(r' data-exercises="([^"]*)"', text)[0].split())
            assert all(f'id="{box}"' in text and f"check(&quot;{name}&quot;," in text for box, name in asked.items()), path.name
            fields += len(asked)
            assert len(asked) == text.count('class="exercise admonition"'), "each exercise can be answered"
        assert ("wasm-unsafe-eval" in text) == (path in pages or labs), path.name
        assert ("_static/live/open.js" in text) == (path in pages) and ("_static/live/labs.js" in text) == labs, path.name
        assert not (path in pages or labs) or f"loads {live_parts.SENT};" in text
    assert fields > 40


def test_without_scripts_nothing_of_it_is_there(chromium, live_html):
    page = opened(chromium, java_script_enabled=False)
    page.goto((live_html / CHAPTER).as_uri())
    assert page.locator("#live-open").is_hidden() and not page.locator("#live-open").bounding_box()
    assert page.locator(".skip-link").count() == 1 and not page.locator(".live-answer").count()
    page.context.close()
