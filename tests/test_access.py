"""Every page in Chromium: it opens cleanly, axe finds nothing, nor do we where axe does not look (WCAG 2.2): keyboard, focus, zoom,
text spacing, small targets, motion, captions and descriptions.

Each page is opened twice, wide in light colours and on a phone in dark ones, turns to the other colours while it is open, and is looked at
in all these ways there; each test judges one of them on every page. A new look is a line in one of the functions below and a test that reads what it found.
"""

from __future__ import annotations

import re
from importlib.resources import files

import pytest
from browser import RESULTS, sent_at_once, visit_each

#: Elements that must be reached by the Tab key, in the order of the page.
CONTROLS = """[...document.querySelectorAll('a[href], button, input, summary, [tabindex="0"]')]
  .filter((e) => !e.disabled && e.checkVisibility({ visibilityProperty: true }))"""
NAME = "(e) => e.outerHTML.slice(0, 110)"
#: Notes every element that gets the focus, and whether an outline or a shadow shows it.
WATCH = """() => {
  window.reached = []; window.unseen = [];
  document.addEventListener('focusin', ({ target }) => {
    const style = getComputedStyle(target);
    const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
    if (!outlined && style.boxShadow === 'none') window.unseen.push(target);
    window.reached.push(target);
  });
}"""
#: Waits until report.js has seen a new width, or folds that were opened.
SETTLED = "for (let i = 0; i < 3; i++) await new Promise(requestAnimationFrame);"
#: What is wider than the page, and text that its box cuts off.
CUT = """async () => {
  SETTLED
  const root = document.documentElement, found = [];
  if (root.scrollWidth > root.clientWidth) found.push(`the page is ${root.scrollWidth} wide on ${root.clientWidth}`);
  for (const e of document.querySelectorAll('body *')) {
    const style = getComputedStyle(e);
    if (e.closest('svg') || !e.checkVisibility() || !/hidden|clip/.test(style.overflow)) continue;
    if (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1) found.push(`cut: ${e.outerHTML.slice(0, 110)}`);
  }
  return found;
}""".replace("SETTLED", SETTLED)
#: Text that lies under the summary of folded code, which stands beside the text where there is room.
COVERED = """async () => {
  SETTLED
  const lines = [], found = [], walker = document.createTreeWalker(document.querySelector('article'), NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode());) {
    if (!node.textContent.trim() || !node.parentElement.checkVisibility()) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) lines.push([node, box]);
  }
  for (const summary of document.querySelectorAll('details.hide > summary')) {
    const place = summary.getBoundingClientRect();
    for (const [node, box] of lines) {
      if (!summary.contains(node) && box.left < place.right && box.right > place.left && box.top < place.bottom - 2 && box.bottom > place.top + 2) {
        found.push(`${innerWidth} wide: ${node.textContent.trim().slice(-60)}`);
      }
    }
  }
  return found;
}""".replace("SETTLED", SETTLED)
#: The spacing of WCAG 1.4.12.
SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-bottom: 2em !important; }"""
SMALL_TARGETS = """axe.run({ resultTypes: ['violations'], preload: false, elementRef: true, runOnly: { type: 'rule', values: ['target-size'] } })
  .then((results) => results.violations.flatMap((v) => v.nodes.map((node) => node.element.outerHTML.slice(0, 110))))"""
#: Starts axe with maps and sets that keep what they know in the key: it gives each colour five private fields, which are weak maps in the file that
#: is shipped, and a weak set.
QUICK = """{ const Known = class {
  constructor() { this.place = Symbol(); }
  has(key) { return this.place in key; }
  get(key) { return key[this.place]; }
  set(key, value) { key[this.place] = value; return this; }
  add(key) { return this.set(key, true); }
  delete(key) { return delete key[this.place]; }
}, WeakMap = Known, WeakSet = Known; AXE }"""
#: And it reads a colour from its text once, not for every element that has it. Both together halve the time that it takes to judge contrast.
READS = 'key:"parseString",value:function(t){'
REMEMBERS = """const all = this.constructor.read ??= new Map(), known = all.get(t);
  if (known) { [this.r, this.g, this.b, this.alpha] = known; return this; }
  this.parseAnew(t);
  all.set(t, [this.r, this.g, this.b, this.alpha]);
  return this;
}},{key:"parseAnew",value:function(t){"""
#: What axe has found out it looks for by going through all that it was asked before; a map has it at once.
RECALLS = "(0,so.default)(e)"
RECALLED = """((asked) => {
  let known = new Map();
  const recalled = function (...given) {
    let at = known;
    for (let i = 0; i < asked.length - 1; i++) {
      if (!at.has(given[i])) at.set(given[i], new Map());
      at = at.get(given[i]);
    }
    const last = asked.length ? given[asked.length - 1] : null;
    if (!at.has(last)) at.set(last, asked.apply(this, given));
    return at.get(last);
  };
  recalled.clear = () => { known = new Map(); };
  return recalled;
})(e)"""
#: Nor is the source of all that it looks at written down, which for the body is the whole page: it is asked of what is wrong alone.
UNQUOTED = "axe.configure({ noHtml: true })"
#: Violations of WCAG 2.2 AA and of best practice; with a list of rules, of these alone. Nothing can be loaded again from a file.
AXE = """(rules) => axe.run({
  resultTypes: ['violations'], preload: false, elementRef: true, ...(rules && { runOnly: { type: 'rule', values: rules } }),
}).then((results) => results.violations.map((v) => `${v.id}: ${v.nodes[0].element.outerHTML}`))"""
#: Leaves four of the rows, entries or items of a list that are the same: the same elements with the same classes and names of attributes, in
#: the same order, each with or without text of its own. What axe and the Tab key make of these is the same by construction, and a page may
#: have hundreds. Notes stay, for numbers lead to them. Gives how many went.
THIN = """() => {
  const form = (e) => `${e.localName}.${e.className.baseVal ?? e.className}[${e.getAttributeNames()}](${[...e.childNodes].map(
    (node) => node.nodeType === 1 ? form(node) : node.nodeType === 3 && node.data.trim() ? 'T' : '')})`;
  let gone = 0;
  for (const parent of new Set([...document.querySelectorAll('article :is(tr, li, .entry)')].map((e) => e.parentElement))) {
    const seen = {};
    for (const e of [...parent.children].filter((e) => e.matches('tr, li, .entry') && !e.closest('[popover]'))) {
      const kind = form(e);
      seen[kind] = (seen[kind] ?? 0) + 1;
      if (seen[kind] > 4) { gone += 1; e.remove(); }
    }
  }
  return gone;
}"""
MOTION = """[...document.querySelectorAll('*')].filter((e) => {
  const style = getComputedStyle(e);
  return style.animationName !== 'none' || /[1-9]/.test(style.transitionDuration) || style.scrollBehavior === 'smooth';
}).map((e) => e.outerHTML.slice(0, 110))"""
#: The selectors of a style sheet that match nothing, leaving out states that a reader or a script brings about.
UNUSED = r"""(text) => {
  const state = /(?:::[\w-]+|:(hover|focus-visible|focus|target|popover-open)|:not\(:popover-open\)|(:not\()?\[(open|hidden|data-theme|aria-sort)[^\]]*\]\)?|(:not\()?\.fits\)?|\.lit)+/g;
  const lasting = (selector) => selector.replace(state, (...match) => /^$|[\s>+~,(]/.test(selector.charAt(match.at(-2) - 1)) ? '*' : '');
  const selectors = (rules) => [...rules].flatMap((rule) => rule.selectorText ? [rule.selectorText] : selectors(rule.cssRules ?? []));
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  return selectors(sheet.cssRules).filter((selector) => !document.querySelector(lasting(selector)));
}"""
#: What Markdown and MyST can write into the next chapter, what a short screen brings, and what a book without live parts lacks.
SPARE = re.compile(
    r"h4|hr|blockquote|abbr|footnote|\.dataframe|\.exercise|\.solution|masthead-title img|ul ul ul|\.admonition \.table-wrap|\.formula|^math$|\.live-"
)


#: How each page is opened, and the colours that it then turns to: the scheme of colours and the width of the screen.
OPENED = {1440: ("light", "dark"), 360: ("dark", "light")}


def unfold(page) -> None:
    page.evaluate(f"async () => {{ document.querySelectorAll('details').forEach((fold) => {{ fold.open = true; }}); {SETTLED} }}")


def add_style(page, css: str) -> None:
    """Add rules that the page's own policy need not allow."""
    page.evaluate(
        "(css) => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css); document.adoptedStyleSheets.push(sheet); }", css
    )


def look_at_markup(page) -> dict:
    """What does not depend on the width."""
    return page.evaluate("""() => ({
      lang: document.documentElement.lang, title: document.title, description: document.querySelector('meta[name=description]')?.content,
      headings: document.querySelectorAll('h1').length,
      tables: [...document.querySelectorAll('table')].filter((t) => !t.caption?.textContent.trim()
        || t.querySelector('th:not([scope])') || !t.querySelector('th')).map((e) => e.outerHTML.slice(0, 110)),
      bare: [...document.querySelectorAll('img:not([alt]), svg:not([aria-hidden]):not([aria-label])')].map((e) => e.outerHTML.slice(0, 110)),
      unsized: [...document.querySelectorAll('img, svg')].filter((e) => !e.getAttribute('width') || !e.getAttribute('height'))
        .map((e) => e.outerHTML.slice(0, 110)),
      repeated: Object.entries(Object.groupBy([...document.querySelectorAll('button, summary, a[download], input, select')],
        (e) => `${e.localName} ${e.ariaLabel ?? e.textContent.trim()}`)).filter(([name, those]) => those.length > 1).map(([name]) => name),
      jumps: [...document.querySelectorAll('[tabindex]')].filter((e) => e.tabIndex > 0).map((e) => e.outerHTML.slice(0, 110)),
    })""")


def tab_through(page) -> dict:
    """Hold the Tab key until the page has been gone through; what it reached, and how, by name.

    Meanwhile the page lets all light through, and no key waits for the one before to be seen: the page need not be painted for every key,
    and what is asked is the style of the target alone, which is worked out at once.
    """
    page.evaluate(WATCH)
    page.evaluate("document.documentElement.style.opacity = 0")
    wanted = page.evaluate(f"(window.wanted = {CONTROLS}).length")
    keys, tab = page.context.new_cdp_session(page), {"key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}
    for more in (wanted + 30, *[30] * 20):  # past the end too, where the focus must not be caught
        sent_at_once(
            keys, "Input.dispatchKeyEvent", {"type": "rawKeyDown", **tab}, more
        )  # as keyboard.down, which waits for each
        if page.evaluate("wanted.every((e) => reached.includes(e))"):
            break
    keys.send("Input.dispatchKeyEvent", {"type": "keyUp", **tab})
    keys.detach()
    found = {
        "not reached": page.evaluate(f"wanted.filter((e) => !reached.includes(e)).map({NAME})"),
        "caught": page.evaluate(f"reached.filter((e) => e.closest('.provenance')).map({NAME})"),
        "unseen": page.evaluate(f"unseen.map({NAME})"),
        "order": page.evaluate(
            "JSON.stringify(reached.filter((e) => wanted.includes(e)).slice(0, wanted.length).map((e) => wanted.indexOf(e)))"
        ),
        "wanted": wanted,
    }
    page.evaluate("""() => {  // as the page was before
      document.querySelectorAll(':popover-open').forEach((note) => note.hidePopover());
      document.activeElement.blur();
      document.querySelectorAll('*').forEach((e) => e.scrollTo(0, 0));
      document.documentElement.style.opacity = '';
    }""")
    return found


def look_at_opening(page, scheme: str, width: int) -> dict:
    """What the browser complained of since it was asked last, and whether the page is wider than the screen."""
    found, page.problems = page.problems, []
    if page.evaluate("document.documentElement.scrollWidth") > width:
        found = [*found, "the page scrolls sideways"]
    return {f"opening {scheme} {width}": found}


def turn(page, scheme: str) -> None:
    """Give an open page the other colours, at once, and wait until they are there."""
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.evaluate(f"async () => {{ {SETTLED} }}")


def look_when_wide(page, axe: str, css: str) -> dict:
    """All looks at a page that was opened in light colours, 1440 wide; narrower ones and dark colours follow on the same visit."""
    look = look_at_opening(page, "light", 1440) | look_at_markup(page)
    page.emulate_media(reduced_motion="reduce")
    look["motion"] = page.evaluate(MOTION)
    page.emulate_media(reduced_motion="no-preference")
    look["covered"] = []
    for width in (1920, 1536, 1280, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        look["covered"] += page.evaluate(COVERED)
    unfold(page)
    look["unused"] = set(page.evaluate(UNUSED, css))
    page.evaluate(axe)
    look |= look_for_room(page)
    page.set_viewport_size({"width": 1440, "height": 900})
    look["thinned"] = page.evaluate(THIN)
    look["axe light 1440"] = page.evaluate(AXE)
    turn(page, "dark")
    look |= look_at_opening(page, "dark", 1440)
    look["axe dark 1440"] = page.evaluate(AXE, ["color-contrast"])  # all else is the same in both schemes
    turn(page, "light")
    page.set_viewport_size({"width": 1280, "height": 150})  # low, so that there is little to paint for each key
    look |= tab_through(page)
    page.emulate_media(reduced_motion="no-preference")  # as the next page is to find the window
    page.set_viewport_size({"width": 1440, "height": 800})
    return look


def look_for_room(page) -> dict:
    """What depends on the length of each text: targets, what is cut at 400 per cent, and what wider spacing of text cuts."""
    page.set_viewport_size({"width": 1280, "height": 900})
    look = {"small": page.evaluate(SMALL_TARGETS)}
    page.set_viewport_size({"width": 320, "height": 256})
    look["zoomed"] = page.evaluate(CUT)
    look["small"] += page.evaluate(SMALL_TARGETS)
    add_style(page, SPACING)
    look["spaced"] = page.evaluate(CUT)
    page.set_viewport_size({"width": 1280, "height": 900})
    look["spaced"] += page.evaluate(CUT)
    page.evaluate("document.adoptedStyleSheets.pop()")
    return look


def look_on_a_phone(page, axe: str) -> dict:
    """What may differ in a page that was opened in dark colours on a phone: all that axe looks at, once it has turned light."""
    look = look_at_opening(page, "dark", 360)
    turn(page, "light")
    look |= look_at_opening(page, "light", 360)
    unfold(page)
    page.evaluate(THIN)
    page.evaluate(axe)
    look["axe light 360"] = page.evaluate(AXE)
    page.emulate_media(color_scheme="dark", reduced_motion="no-preference")  # as the next page is to find the window
    return look


@pytest.fixture(scope="module")
def axe() -> str:
    """The script that looks for what is wrong with a page."""
    script = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    assert script.count(READS) == 1, "axe reads colours in another way now; look at its parseString"
    assert script.count(RECALLS) == 1, "axe remembers in another way now; look for _memoizedFns"
    return QUICK.replace("AXE", f"{script.replace(READS, READS + REMEMBERS).replace(RECALLS, RECALLED)}; {UNQUOTED}")


@pytest.fixture(scope="module")
def looks(chromium, book_html, project, axe):
    """Page to what was found on it."""
    css = (project / "src" / "claimbook" / "sphinx" / "static" / "report.css").read_text(encoding="utf-8")
    found = {}
    for width, (scheme, _) in OPENED.items():
        for name, page in visit_each(chromium, book_html, RESULTS, viewport={"width": width, "height": 800}, color_scheme=scheme):
            look = found.setdefault(name, {"problems": []})
            look |= look_when_wide(page, axe, css) if width == 1440 else look_on_a_phone(page, axe)
            look["problems"] += page.problems
    assert len(found) > 20
    return found


def nothing(looks: dict, what: str) -> None:
    wrong = [f"{name}: {item}" for name, look in looks.items() for item in look[what]]
    assert not wrong, "\n".join(wrong)


def test_axe_finds_what_is_wrong(chromium, axe):
    page = chromium.new_page()
    page.set_content(
        "<html lang='en'><title>A page</title><main><h1 style='color: #bbb; background: #fff'>Pale</h1><img src='data:,'></main></html>"
    )
    page.evaluate(axe)
    pale, bare = (
        f"{rule}: {html}"
        for rule, html in (
            ("color-contrast", '<h1 style="color: #bbb; background: #fff">Pale</h1>'),
            ("image-alt", '<img src="data:,">'),
        )
    )
    assert page.evaluate(AXE) == [pale, bare] and page.evaluate(AXE, ["color-contrast"]) == [pale]
    page.close()


def test_rows_alone_that_are_the_same_but_for_their_words_are_looked_at_by_example(chromium, looks):
    page = chromium.new_page()
    rows = [f"<tr><td><a href='#{n}'>{n}</a></td></tr>" for n in range(9)]
    odd = ["<tr><td><a href='#x'></a></td></tr>", "<tr><td class='x'><a href='#x'>x</a></td></tr>", "<tr><td><a>x</a></td></tr>"]
    page.set_content(f"<article><table><tbody>{''.join(rows + odd)}</tbody></table></article>")
    assert page.evaluate(THIN) == 5
    left = page.evaluate("[...document.querySelectorAll('tr')].map((row) => row.outerHTML)")
    assert [row.replace('"', "'") for row in left] == rows[:4] + odd
    page.close()
    assert sum(look["thinned"] for look in looks.values()) > 300


@pytest.mark.parametrize(("scheme", "width"), [(scheme, width) for width, both in OPENED.items() for scheme in both])
def test_every_page_opens_cleanly(looks, scheme, width):
    """Without an error, a warning or a request to another host, and no wider than the screen."""
    nothing(looks, f"opening {scheme} {width}")


@pytest.mark.parametrize(("scheme", "width"), [("light", 360), ("light", 1440), ("dark", 1440)])
def test_axe_finds_nothing(looks, scheme, width):
    """WCAG 2.2 AA and best practice on each page, with every fold open; in the dark, that colours stand out."""
    nothing(looks, f"axe {scheme} {width}")


def test_no_console_error_in_any_of_this(looks):
    nothing(looks, "problems")


def test_the_tab_key_reaches_everything_and_is_caught_nowhere(looks):
    nothing(looks, "not reached")
    nothing(looks, "caught")  # by the note of a number that was only passed
    nothing(looks, "jumps")
    assert sum(look["wanted"] for look in looks.values()) > 1000


def test_what_can_be_pressed_or_fetched_is_told_apart_by_name(looks):
    """Buttons, folds, downloads and fields: whoever hears a list of them hears of what each is."""
    nothing(looks, "repeated")


def test_the_focus_is_always_visible(looks):
    nothing(looks, "unseen")


def test_at_400_per_cent_nothing_scrolls_both_ways(looks):
    """320 by 256 pixels; tables, charts and code scroll in regions of their own."""
    nothing(looks, "zoomed")


def test_folded_code_covers_no_text(looks):
    nothing(looks, "covered")


def test_wider_text_spacing_cuts_nothing(looks):
    nothing(looks, "spaced")


def test_targets_are_large_enough(looks):
    """24 pixels, or room around them, or in a sentence (axe has the rule but leaves it off by default)."""
    nothing(looks, "small")


def test_nothing_moves_for_those_who_asked_for_less_motion(looks):
    nothing(looks, "motion")


def test_tables_have_captions_and_headers_with_a_scope(looks):
    nothing(looks, "tables")


def test_images_have_alternatives_and_a_size(looks):
    nothing(looks, "bare")
    nothing(looks, "unsized")


def test_titles_and_descriptions_are_there_and_differ(looks):
    for what in ("title", "description"):
        values = [look[what] for name, look in looks.items() if name != RESULTS]
        assert all(values) and len(set(values)) == len(values), sorted(values)
    assert all(look["lang"] == "en" and look["headings"] == 1 for look in looks.values())


def test_every_style_rule_has_a_use(looks):
    unused = set.intersection(*(look["unused"] for look in looks.values()))
    assert not [selector for selector in sorted(unused) if not SPARE.search(selector)]
