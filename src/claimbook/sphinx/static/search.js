/* Search results from Sphinx's searchindex.js, which calls Search.setIndex, and
   from two files of search.py: summaries.js gives the address and description of
   each page, passages.js what each page says, to rank and to quote it. Sphinx's
   own searchtools.js fetches each page it found and therefore fails on file://. */
const Search = (() => {
  "use strict";
  const LIMIT = 50;
  let index = null;
  let summaries = {};
  let passages = {};

  // The index holds one page as a number and several as an array.
  const pages = (entry) => (entry === undefined ? [] : [].concat(entry));

  /* Points by page for one word: titles count more than text, whole words more
     than beginnings. */
  const score = (word, stem) => {
    const points = new Map();
    const add = (entry, value) =>
      pages(entry).forEach((page) => points.set(page, Math.max(value, points.get(page) || 0)));
    for (const [terms, whole, part] of [[index.terms, 5, 2], [index.titleterms, 15, 7]]) {
      for (const key of new Set([word, stem])) if (Object.hasOwn(terms, key)) add(terms[key], whole);
      if (word.length > 2) for (const key in terms) if (key.startsWith(word)) add(terms[key], part);
    }
    return points;
  };

  /* Where a word stands in a text: at the start of a word, figures whole. */
  const pattern = (word, stem) => {
    const figure = /^\d/.test(word);
    const start = !figure && word.startsWith(stem) ? stem : word;
    const plain = start.replace(/[.]/g, "\\.");
    return new RegExp(figure ? `(?<![\\p{L}\\p{N}.,])${plain}(?![.,]?\\p{N})` : `(?<![\\p{L}\\p{N}])${plain}[\\p{L}\\p{N}]*`, "giu");
  };

  /* How often the words stand on a page, and the part of it that holds most of them. */
  const places = (page, patterns) => {
    let count = 0, best = null;
    for (const [id, title, text] of (passages[index.docnames[page]] || [false, []])[1]) {
      const hits = patterns.map((one) => (`${title}. ${text}`.match(one) || []).length);
      const held = hits.filter((n, i) => n && text.search(patterns[i]) >= 0).length;
      count += hits.reduce((sum, n) => sum + n, 0);
      if (held && (!best || held > best.held)) best = { id, title, text, held };
    }
    return { count, best };
  };

  const find = (query) => {
    const stemmer = new Stemmer();
    const words = (query.toLowerCase().match(/\d+(?:[.,]\d+)+|[\p{L}\p{N}_]+/gu) || [])
      .filter((word) => !stopwords.includes(word));
    if (!words.length) return [];
    const scores = words.map((word) => score(word, stemmer.stemWord(word)));
    const patterns = words.map((word) => pattern(word, stemmer.stemWord(word)));
    return [...scores[0].keys()]
      .filter((page) => scores.every((points) => points.has(page)))
      .map((page) => ({
        page,
        points: scores.reduce((sum, points) => sum + points.get(page), 0),
        named: patterns.every((one) => index.titles[page].search(one) >= 0),
        chapter: Boolean((passages[index.docnames[page]] || [])[0]),
        ...places(page, patterns),
        patterns,
        sections: Object.entries(index.alltitles)
          .filter(([title]) => words.some((word) => title.toLowerCase().includes(word)))
          .flatMap(([title, held]) => held
            .filter(([doc, id]) => doc === page && id)
            .map(([, id]) => ({ title, id }))),
      }))
      // A page that is named so, then chapters before appendices, then where the words stand most often.
      .sort((a, b) => b.named - a.named || b.chapter - a.chapter || b.count - a.count || b.points - a.points || a.page - b.page);
  };

  /* The words around the first match, the matches marked. */
  const quote = ({ text }, patterns) => {
    const at = Math.min(...patterns.map((one) => text.search(one)).filter((place) => place >= 0));
    const start = at < 80 ? 0 : text.indexOf(" ", at - 80) + 1;
    const space = text.lastIndexOf(" ", start + 200);
    // A long address has no space to be cut at.
    const end = start + 200 >= text.length ? text.length : space > at ? space : start + 200;
    const cut = text.slice(start, end);
    const marks = patterns.flatMap((one) => [...cut.matchAll(one)]).sort((a, b) => a.index - b.index);
    const parts = [start ? "… " : ""];
    let done = 0;
    for (const { index: place, 0: word } of marks) {
      if (place < done) continue;
      parts.push(cut.slice(done, place), Object.assign(document.createElement("mark"), { textContent: word }));
      done = place + word.length;
    }
    return [...parts, cut.slice(done), end < text.length ? " …" : ""];
  };

  const link = (page, id, text) => {
    const a = document.createElement("a");
    const base = document.documentElement.dataset.content_root || "./";
    a.href = base + summaries[index.docnames[page]][0] + (id ? "#" + id : "");
    a.textContent = text;
    return a;
  };

  const show = (query) => {
    const results = find(query);
    const shown = results.slice(0, LIMIT);
    document.getElementById("search-status").textContent = results.length
      ? `${results.length} ${results.length === 1 ? "page" : "pages"} for “${query}”` +
        (results.length > LIMIT ? `; the first ${LIMIT} are shown.` : ".")
      : `No page contains all words of “${query}”.`;
    document.getElementById("search-results").replaceChildren(...shown.map(({ page, sections, best, patterns }) => {
      const item = document.createElement("li");
      item.append(link(page, "", index.titles[page]));
      const summary = summaries[index.docnames[page]][1];
      const said = document.createElement("p");
      if (best) said.append(...quote(best, patterns), " (", link(page, best.id, best.title), ")");
      else said.textContent = summary;
      if (said.textContent) item.append(said);
      if (sections.length) {
        const list = document.createElement("ul");
        list.append(...sections.slice(0, 5).map(({ title, id }) => {
          const entry = document.createElement("li");
          entry.append(link(page, id, title));
          return entry;
        }));
        item.append(list);
      }
      return item;
    }));
  };

  document.addEventListener("DOMContentLoaded", () => {
    const query = (new URLSearchParams(location.search).get("q") || "").trim();
    const field = document.getElementById("q");
    if (!field) return;
    field.value = query;
    if (query && index) show(query);
  });

  return {
    setIndex(value) { index = value; },
    setSummaries(value) { summaries = value; },
    setPassages(value) { passages = value; },
  };
})();
