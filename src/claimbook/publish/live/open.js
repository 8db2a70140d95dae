/* Shows the button that makes a page live. All else is loaded when it is pressed. */
(() => {
  "use strict";
  const button = document.getElementById("live-open");
  if (!button || !("DecompressionStream" in self)) return;
  if (location.hash.startsWith("#figures=")) button.firstElementChild.textContent = "Show the figures of this link";
  button.hidden = false;
  button.addEventListener("click", () => {
    const script = document.createElement("script");
    script.src = `${document.documentElement.dataset.content_root}_static/live/panel.js`;
    document.head.append(script);
  }, { once: true });
})();
