/* Shows the button that makes a page live. All else is loaded when it is pressed, or for a link that supposes other figures. */
(() => {
  "use strict";
  const button = document.getElementById("live-open");
  if (!button || !("DecompressionStream" in self)) return;
  const folder = `${document.documentElement.dataset.content_root}_static/live/`;
  const load = (tag, about) => document.head.append(Object.assign(document.createElement(tag), about));
  button.hidden = false;
  button.addEventListener("click", () => load("script", { src: `${folder}panel.js` }), { once: true });
  if (!location.hash.startsWith("#figures=")) return;
  // Whoever follows such a link is to know at once that the page does not show its figures yet.
  load("link", { rel: "stylesheet", href: `${folder}panel.css` });
  const bar = Object.assign(document.createElement("aside"), { className: "live-bar", ariaLabel: "Changed figures" });
  const told = Object.assign(document.createElement("p"), { role: "status" });
  bar.append(told);
  document.querySelector("main").prepend(bar);
  told.append(Object.assign(document.createElement("strong"), { textContent: "This link supposes other figures than the report's: loading." }), " Until they are shown, the page has the printed ones.");
  button.click();
})();
