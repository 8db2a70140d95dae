/* Puts on the page what follows from other figures, marks it, and takes it back. What is said, and where, Python has told (panel.js);
   words are found here, since the page alone has all of its text. */
self.livePage = (article, make, parsed) => {
  "use strict";
  const outputs = [...article.querySelectorAll(".output")];
  /* What was taken from the page: an element to its own children, which still have what report.js knows of them. */
  const taken = new Map();
  const added = [], wrapped = [];
  const put = (element, content) => {
    if (!taken.has(element)) taken.set(element, [...element.childNodes]);
    element.replaceChildren(content);
  };
  const unwrap = (wrapper) => {
    const around = wrapper.parentNode;
    wrapper.replaceWith(...wrapper.childNodes);
    around?.normalize();
  };
  const restore = () => {
    while (added.length) added.pop().remove();
    while (wrapped.length) unwrap(wrapped.pop());
    taken.forEach((children, element) => element.replaceChildren(...children));
    taken.clear();
    document.querySelectorAll(".live-changed").forEach((element) => element.classList.remove("live-changed"));
    article.querySelectorAll("svg[aria-describedby^=live-kept]").forEach((drawing) => drawing.removeAttribute("aria-describedby"));
  };
  const add = (place, where, element) => {
    added.push(element);
    place[where](element);
  };
  const fragment = (element) => {
    const content = document.createDocumentFragment();
    content.append(...element.childNodes);
    return content;
  };

  /* -- what stands otherwise ---------------------------------------------------------------------------------------- */

  const NO_TEXT = "svg, script, style, pre, .cell_input, .provenance, .downloads, .cite, .live-panel, .live-status, .live-answer, .live-was, .live-why";
  const UNSAID = `${NO_TEXT}, .live-void, .live-open`;
  const textsIn = (root, without) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT, (node) => (node.parentElement.closest(without) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT));
    const found = [];
    while (walker.nextNode()) found.push(walker.currentNode);
    return found;
  };
  /* As many signs of what is printed are repeated beside what stands there now. */
  const LONG = 120;
  const was = (text) => make("small", { className: "live-was" }, ` (printed: ${text})`);

  const showOutput = (n, html) => {
    const output = outputs[n], content = parsed(html);
    const before = make("div");
    before.append(...[...(taken.get(output) ?? output.childNodes)].map((node) => node.cloneNode(true)));
    content.querySelectorAll("[data-kept]").forEach((place) => {
      const drawn = before.querySelector(place.dataset.kept);
      if (drawn) place.replaceWith(drawn);
      else place.remove();
    });
    put(output, content);
  };
  /* A number that has got a hedge may begin a sentence: then its first letter is a capital. */
  const begin = (link) => {
    const texts = textsIn(blockOf(link), NO_TEXT), at = texts.findIndex((text) => link.contains(text));
    if (at < 0 || !/(?:^|[.?!][”)]?¶*\s)\s*$/.test(joined(texts.slice(0, at))) || !/^\s\p{Ll}/u.test(texts[at + 1]?.data)) return;
    texts[at].data = texts[at].data.replace(/^\p{Ll}/u, (first) => first.toUpperCase());
  };
  const mark = (n, numbers) => {
    const links = outputs[n].querySelectorAll("a.quantity");
    for (const [i, text] of numbers) {
      begin(links[i]);
      links[i].classList.add("live-changed");
      links[i].after(text === null ? make("small", { className: "live-was" }, " (not printed so)") : was(text));
    }
  };
  /* Words that are others than printed, and are no number: each piece of text where both have as many, else each that is printed nowhere in it. */
  const markWords = (n, printed) => {
    const output = outputs[n], own = "svg, .downloads, .cite, .live-was";
    const before = make("div");
    before.append(...taken.get(output).map((node) => node.cloneNode(true)));
    const old = textsIn(before, own), texts = textsIn(output, own), even = old.length === texts.length;
    const rest = old.map(({ data }) => data);
    texts.forEach((text, at) => {
      const there = even ? text.data === old[at].data : rest.includes(text.data);
      if (there && !even) rest.splice(rest.indexOf(text.data), 1);
      if (there || !text.data.trim() || text.parentElement.closest("a.live-changed, .refused")) return;
      const changed = make("ins", { className: "live-text" });
      text.replaceWith(changed);
      changed.append(text);
      const printed = even && old[at].data.trim();
      if (even) changed.after(printed.length > LONG ? make("small", { className: "live-was" }, " (printed otherwise)") : was(printed));
    });
    if (even && !output.querySelector(".refused")) return;
    if (output.localName === "span" && printed) add(output, "append", was(printed));
    else add(output, "prepend", make("small", { className: "live-was" }, "(printed otherwise) "));
  };
  const showNote = (html) => {
    const note = parsed(html).firstElementChild, there = document.getElementById(note.id);
    if (there) put(there, fragment(note));
    else add(article, "append", note);
  };
  const showFoot = (html) => {
    const foot = article.querySelector("section.sources");
    if (foot) put(foot, fragment(parsed(html).firstElementChild));
  };
  /* What stays as printed says so: a number in a word, since the bar tells why, and a drawing between its title and itself, so that
     no title with other numbers speaks for it. */
  const keep = ({ n, why }) => {
    const output = outputs[n], drawing = output.querySelector("figure > svg"), files = drawing && output.querySelector(".downloads");
    if (output.localName === "span") {
      add(output, "after", make("small", { className: "live-was" }, " (kept as printed)"));
      return;
    }
    const note = make("p", { className: "live-kept", id: `live-kept-${n}` }, why);
    add(drawing ?? output, "before", note);
    if (files) add(files, "append", make("small", { className: "live-was" }, " (of the printed figures)"));
    output.querySelectorAll("figure > svg").forEach((one) => one.setAttribute("aria-describedby", note.id));
  };

  /* -- words that no longer hold ------------------------------------------------------------------------------------ */

  const SENTENCE = /[.?!][”)]?¶*\s+(?=[“(]?[\p{Lu}\p{N}])/gu;
  const known = new WeakMap();
  const blockOf = (node) => {
    let block = known.get(node.parentElement) ?? node.parentElement;
    while (block !== article && /^(inline|contents)/.test(getComputedStyle(block).display)) block = block.parentElement;
    known.set(node.parentElement, block);
    return block;
  };
  const wrap = (texts, start, end, { note, void: void_ = true, instead, kind }) => {
    let seen = 0, last;
    for (const text of texts) {
      const from = Math.max(start - seen, 0), to = Math.min(end - seen, text.length);
      seen += text.length;
      if (from >= to) continue;
      if (to < text.length) text.splitText(to);
      last = make(void_ ? "del" : "span", { className: kind ?? (void_ ? "live-void" : "live-open") });
      const piece = from ? text.splitText(from) : text;
      piece.replaceWith(last);
      last.append(piece);
      wrapped.push(last);
    }
    if (!last) return;
    const told = make("small", { className: kind ? "live-why live-unchecked" : "live-why" }, ` (${note})`);
    if (instead) told.prepend(" ", make("ins", { className: "live-text" }, instead));
    add(last, "after", told);
  };
  const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  /* Words as a guard quotes them: "…" stands for what is computed between them. */
  const quoted = (said) => new RegExp(said.replace(/^…\s*|\s*…$/g, "").split("…").map((part) => escaped(part.trim())
    .replace(/\s+/g, "\\s+").replace(/['’]/g, "['’]").replace(/["“”]/g, "[\"“”]")).join("[^.?!]{0,160}?"), "g");
  const grouped = (roots, of = blockOf, without = UNSAID) => {
    const blocks = new Map();
    for (const text of roots.flatMap((root) => textsIn(root, without))) {
      const block = of(text);
      if (blocks.has(block)) blocks.get(block).push(text);
      else blocks.set(block, [text]);
    }
    return blocks;
  };
  const joined = (texts) => texts.map(({ data }) => data).join("");
  const ends = (whole) => [...whole.matchAll(SENTENCE)].map((stop) => stop.index + stop[0].length);
  const strike = (pattern, told) => {
    let found = false;
    for (const texts of grouped([article, ...document.querySelectorAll(".page-toc")]).values()) {
      const matches = [...joined(texts).matchAll(pattern)];
      for (const match of matches.reverse()) wrap(texts, match.index, match.index + match[0].length, told);
      found ||= matches.length > 0;
    }
    return found;
  };
  /* Strikes what no longer holds, and gives it in sentences that quote no words but those which stand here. Where none of them does, why
     they do not hold is told by itself, unless it is told already. */
  const noLonger = (all) => {
    const lines = [], why = new Set(), unseen = [];
    for (const told of all) {
      const seen = told.said.filter((said) => strike(quoted(said), told));
      if (!seen.length) { unseen.push(told); continue; }
      why.add(told.alone);
      lines.push(`“${seen.map((said) => said.replace(/"(.*?)"/g, "‘$1’")).join("”, “")}”: ${told.rest}`);
    }
    for (const { alone, near } of unseen) {
      if (why.has(alone)) continue;
      why.add(alone);
      lines.push(alone);
      const output = outputs[near], place = output?.closest("p, li, table, figure, .cell_output") ?? output;
      if (place) add(place, "before", make("p", { className: "live-kept" }, alone));
    }
    return lines;
  };
  /* Whether a place in texts lies in a number, whose own words follow the figures. */
  const inNumber = (texts, at) => texts.find((text) => (at -= text.data.length) < 0)?.parentElement.closest("a.quantity");
  /* Words in the sentence of a number. */
  const untrue = ({ pattern, note, where, instead, at }) => {
    for (const [n, i] of at) {
      const link = outputs[n].querySelectorAll("a.quantity")[i];
      if (!link) continue;
      const texts = textsIn(blockOf(link), UNSAID), whole = joined(texts), stops = ends(whole);
      const first = texts.findIndex((text) => link.contains(text));
      if (first < 0) continue;
      const here = joined(texts.slice(0, first)).length;
      const start = where === "after" ? here + joined(textsIn(link, UNSAID)).length : stops.findLast((end) => end <= here) ?? 0;
      const end = where === "before" ? here : stops.find((one) => one > here) ?? whole.length;
      const matches = [...whole.slice(start, end).matchAll(new RegExp(pattern, "gi"))];
      for (const { index, 0: word } of matches.reverse()) {
        if (!inNumber(texts, start + index)) wrap(texts, start + index, start + index + word.length, { note, instead });
      }
    }
  };

  /* Where nothing is said of what the reader supposes: names, tasks, and what says so itself. */
  const SILENT = "h1, h2, h3, h4, summary, caption, thead, .question, .exercise, .tries, .again, .sources, .chart-source, .verdict, .live-kept";
  /* Figures of other sources on what the reader supposes to be otherwise: behind the last of them in a sentence, before others of those that do not fit. */
  const beside = (those) => {
    const last = new Map();
    for (const { at: [n, i], note, fits } of those) {
      const link = outputs[n].querySelectorAll("a.quantity")[i];
      if (!link || link.closest(`table, ${SILENT}`)) continue;
      const texts = textsIn(blockOf(link), UNSAID), first = texts.findIndex((text) => link.contains(text));
      const here = joined(texts.slice(0, first)).length, sentence = ends(joined(texts)).filter((end) => end <= here).length;
      if (!last.has(texts[0])) last.set(texts[0], new Map());
      if (fits && last.get(texts[0]).get(sentence)?.fits === false) continue;
      last.get(texts[0]).set(sentence, { link, note, fits });
    }
    for (const { link, note } of [...last.values()].flatMap((sentences) => [...sentences.values()])) add(link, "after", make("small", { className: "live-why" }, ` (${note})`));
  };
  /* A sentence on what is supposed, of which nothing else on the page says whether it holds, says so at its end, the last of a paragraph
     for those before it; a row in its last cell. Of paragraphs that but speak of the same, the number is given. */
  const MARKED = ".live-changed, .live-text, .live-void, .live-open, .refused";
  const rowOf = (text) => text.parentElement.closest("tr") ?? blockOf(text);
  const unchecked = ({ at, rests, entries, names, called, words, beside: near, loosely, note }, kept) => {
    const links = (those) => those.map(([n, i]) => outputs[n].querySelectorAll("a.quantity")[i]);
    const own = new Set(links(at)), resting = new Set(links(rests));
    for (const entry of entries) kept.forEach((output) => output.querySelectorAll(`a[href$="#${entry}"]`).forEach((link) => own.add(link)));
    const is = (pattern, how) => { const found = pattern && new RegExp(pattern, how); return (text) => Boolean(found) && found.test(text); };
    const named = is(names, "u"), calls = is(called, "u"), told = is(words, "iu"), by = is(near, "iu"), loose = is(loosely, "iu");
    const speaks = (said) => told(said) || named(said) && by(said);
    const speaksOf = (said) => calls(said) && (loosely ? by(said) || loose(said) : true);
    let further = 0;
    for (const [block, texts] of grouped([article], rowOf, NO_TEXT)) {
      if (block === article || block.closest(SILENT) || kept.has(block.closest(".output")) || block.querySelector(".live-unchecked")) continue;
      const row = block.localName === "tr", whole = joined(texts);  // the cells of a row follow, or lead to what it is of
      let start = 0, found = null, passing = false;
      for (const end of [...ends(whole), whole.length]) {
        const from = start, said = whole.slice(start, end);
        start = end;
        if (!/\w/.test(said) || /\?\W*$/.test(said)) continue;
        let seen = 0;
        const here = texts.filter(({ data }) => { seen += data.length; return seen > from && seen - data.length < end; });
        const has = (those) => here.some((text) => those.has(text.parentElement.closest("a")));
        if (here.some((text) => text.parentElement.closest(MARKED))) continue;
        if (has(own) || !row && speaks(said)) found = [from, from + said.trimEnd().length];
        else passing ||= has(resting) || !row && speaksOf(said);
      }
      if (found && row) add(block.lastElementChild, "append", make("small", { className: "live-why live-unchecked" }, ` (${note})`));
      else if (found) wrap(texts, ...found, { note, void: false, kind: "live-said" });
      else further += passing;
    }
    return further;
  };

  /* Why no number stands in a paragraph, at its end, each reason once. */
  const missing = () => {
    const whys = new Map();
    for (const gap of article.querySelectorAll("span.refused[data-why]")) {
      const block = blockOf(gap.firstChild);
      whys.set(block, (whys.get(block) ?? new Set()).add(gap.dataset.why));
    }
    whys.forEach((told, block) => add(block, "append", make("small", { className: "live-why" }, ` (No number here: ${[...told].join("; ")}.)`)));
  };

  const show = (answer) => {
    restore();
    Object.entries(answer.shown).forEach(([n, html]) => showOutput(n, html));
    Object.entries(answer.marks).forEach(([n, numbers]) => mark(n, numbers));
    Object.entries(answer.was).forEach(([n, printed]) => markWords(n, printed));
    const lines = noLonger(answer.words);
    answer.untrue.forEach(untrue);
    answer.kept.forEach(keep);
    const kept = new Set(answer.kept.map(({ n }) => outputs[n]).filter((output) => !output.querySelector("figure > svg")));
    beside(answer.beside);
    const further = answer.unchecked.reduce((sum, one) => sum + unchecked(one, kept), 0);
    missing();
    Object.values(answer.notes).forEach(showNote);
    if (answer.foot) showFoot(answer.foot);
    return { lines, further };
  };
  return { outputs, show, showNote };
};
