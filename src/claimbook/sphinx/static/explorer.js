/* Search, filters and sorting for table.explorer; what is chosen stands in the address, so that a link shows the same to others. Without this file the table is complete and in the order of the data. */
(() => {
  "use strict";
  const start = (table) => {
    const body = table.tBodies[0];
    const rows = [...body.rows];
    const tools = table.closest(".explorer-box").previousElementSibling;
    const field = tools.querySelector("input");
    const said = tools.querySelector("output");
    const choices = [...tools.querySelectorAll("select")];
    const filter = () => {
      const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const row of rows) {
        const text = row.textContent.toLowerCase();
        row.hidden = !words.every((word) => text.includes(word))
          || !choices.every(({ name, value }) => !value || row.dataset[name] === value);
        shown += !row.hidden;
      }
      said.textContent = `${shown} of ${rows.length} claims`;
    };
    const named = (head) => head.textContent.trim().toLowerCase();
    const note = () => {
      const chosen = new URLSearchParams([["q", field.value.trim()], ...choices.map(({ name, value }) => [name, value])].filter(([, value]) => value));
      const sorted = heads.find((head) => head.hasAttribute("aria-sort"));
      if (sorted) chosen.set("sort", (sorted.ariaSort === "descending" ? "-" : "") + named(sorted));
      const query = chosen.toString();
      // A page in a frame or with a locked history still filters.
      try { history.replaceState(history.state, "", location.pathname + (query && "?" + query) + location.hash); } catch {}
    };
    tools.addEventListener("input", () => { filter(); note(); });
    tools.addEventListener("submit", (event) => event.preventDefault());
    tools.addEventListener("reset", () => setTimeout(() => { sort(); filter(); note(); })); // once the fields are empty
    tools.hidden = false;

    const heads = [...table.tHead.rows[0].cells];
    const key = ({ dataset, textContent }) => {
      if (dataset.group) return Number(dataset.sort);
      return dataset.sort ?? textContent.trim().toLowerCase();
    };
    // Values are compared within their unit only, and what has no time stands last, whichever way the rest is sorted.
    const compare = (x, y, sign) => {
      const apart = (x.dataset.group ?? 0) - (y.dataset.group ?? 0);
      const [a, b] = [key(x), key(y)];
      if (apart || a === "" || b === "") return apart || (a === "") - (b === "");
      return sign * (typeof a === "number" ? a - b : a.localeCompare(b, "en", { numeric: true }));
    };
    /* By a column, or without one as in the data. */
    const sort = (head, down) => {
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head?.setAttribute("aria-sort", down ? "descending" : "ascending");
      const column = heads.indexOf(head);
      body.append(...(head ? [...rows].sort((a, b) => compare(a.cells[column], b.cells[column], down ? -1 : 1)) : rows));
    };
    heads.forEach((head) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => { sort(head, head.ariaSort === "ascending"); note(); });
    });

    /* As the address says; a name or value that there is not is passed over. */
    const asked = new URLSearchParams(location.search);
    field.value = asked.get("q") ?? "";
    for (const choice of choices) {
      choice.value = asked.get(choice.name) ?? "";
      if (choice.selectedIndex < 0) choice.value = "";
    }
    const by = asked.get("sort") ?? "";
    const head = heads.find((one) => named(one) === by.replace(/^-/, ""));
    if (head) sort(head, by.startsWith("-"));
    filter();
  };
  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("table.explorer").forEach(start));
})();
