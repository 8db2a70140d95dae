/* Search results from Sphinx's searchindex.js, which calls Search.setIndex, and
   from summaries.js (theme.py), which calls Search.setSummaries with the address
   and description of each page. Sphinx's own searchtools.js fetches each page it
   found and therefore fails on file://. */
const Search = (() => {
  "use strict";
  const LIMIT = 50;
  let index = null;
  let summaries = {};

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

  const find = (query) => {
    const stemmer = new Stemmer();
    const words = (query.toLowerCase().match(/\d+(?:[.,]\d+)+|[\p{L}\p{N}_]+/gu) || [])
      .filter((word) => !stopwords.includes(word));
    if (!words.length) return [];
    const scores = words.map((word) => score(word, stemmer.stemWord(word)));
    return [...scores[0].keys()]
      .filter((page) => scores.every((points) => points.has(page)))
      .map((page) => ({
        page,
        points: scores.reduce((sum, points) => sum + points.get(page), 0),
        sections: Object.entries(index.alltitles)
          .filter(([title]) => words.some((word) => title.toLowerCase().includes(word)))
          .flatMap(([title, places]) => places
            .filter(([doc, id]) => doc === page && id)
            .map(([, id]) => ({ title, id }))),
      }))
      .sort((a, b) => b.points - a.points || a.page - b.page);
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
    document.getElementById("search-results").replaceChildren(...shown.map(({ page, sections }) => {
      const item = document.createElement("li");
      item.append(link(page, "", index.titles[page]));
      const summary = summaries[index.docnames[page]][1];
      if (summary) item.append(Object.assign(document.createElement("p"), { textContent: summary }));
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
  };
})();
