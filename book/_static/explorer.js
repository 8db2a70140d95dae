/* Search and sort for table.explorer. Without this file the table is complete and in the order of the data. */
(() => {
  "use strict";
  const start = (table) => {
    const body = table.tBodies[0];
    const rows = [...body.rows];
    const tools = table.closest(".explorer-box").previousElementSibling;
    const field = tools.querySelector("input");
    const said = tools.querySelector("output");
    const filter = () => {
      const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const row of rows) {
        const text = row.textContent.toLowerCase();
        row.hidden = !words.every((word) => text.includes(word));
        shown += !row.hidden;
      }
      said.textContent = `${shown} of ${rows.length} claims`;
    };
    field.addEventListener("input", filter);
    tools.addEventListener("submit", (event) => event.preventDefault());
    tools.hidden = false;
    filter();

    const heads = [...table.tHead.rows[0].cells];
    const key = (row, column) => {
      const cell = row.cells[column];
      return cell.dataset.sort ? Number(cell.dataset.sort) : cell.textContent.trim().toLowerCase();
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
        const sorted = [...rows].sort((a, b) => {
          const [x, y] = [key(a, column), key(b, column)];
          return typeof x === "number" && typeof y === "number" ? x - y : String(x).localeCompare(String(y), "en", { numeric: true });
        });
        body.append(...(down ? sorted.reverse() : sorted));
      });
    });
  };
  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("table.explorer").forEach(start));
})();
