/* Search, filters and sorting for table.explorer. Without this file the table is complete and in the order of the data. */
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
    tools.addEventListener("input", filter);
    tools.addEventListener("submit", (event) => event.preventDefault());
    tools.hidden = false;
    filter();

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
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        body.append(...[...rows].sort((a, b) => compare(a.cells[column], b.cells[column], down ? -1 : 1)));
      });
    });
  };
  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("table.explorer").forEach(start));
})();
