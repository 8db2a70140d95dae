/* The report works without this file. It adds the colour-scheme button and the
   switch for all code, opens provenance notes in place, and takes scroll regions that fit out of the tab
   order. It is loaded blocking in <head> so that a stored scheme is set before
   the first paint. */
(() => {
  "use strict";
  const KEY = "report-theme";
  const MODES = ["auto", "light", "dark"];
  const root = document.documentElement;
  let mode = "auto";

  const apply = () => {
    if (mode === "auto") delete root.dataset.theme;
    else root.dataset.theme = mode;
  };

  // Storage throws where cookies are blocked; the choice then lasts one page.
  try {
    const stored = localStorage.getItem(KEY);
    if (MODES.includes(stored)) mode = stored;
  } catch {}
  apply();

  /* One switch for the code of all pages; without it each cell has a fold of its own. */
  const CODE = "report-code";
  let code = "hidden";
  try { if (localStorage.getItem(CODE) === "shown") code = "shown"; } catch {}
  root.dataset.code = code;

  const codeButton = () => {
    const button = document.getElementById("code-toggle");
    if (!button) return;
    const show = () => {
      root.dataset.code = code;
      document.querySelectorAll("details.hide").forEach((fold) => { fold.open = code === "shown"; });
      button.textContent = code === "shown" ? "Hide code" : "Show code";
    };
    button.addEventListener("click", () => {
      code = code === "shown" ? "hidden" : "shown";
      try { localStorage.setItem(CODE, code); } catch {}
      show();
    });
    show();
    button.hidden = false;
  };

  const themeButton = () => {
    const button = document.getElementById("theme-toggle");
    if (!button) return;
    const show = () => {
      button.querySelector("span").textContent = mode[0].toUpperCase() + mode.slice(1);
      button.setAttribute("aria-label", `Colour scheme: ${mode}`);
      button.title = `Colour scheme: ${mode}`;
    };
    button.addEventListener("click", () => {
      mode = MODES[(MODES.indexOf(mode) + 1) % MODES.length];
      try { localStorage.setItem(KEY, mode); } catch {}
      apply();
      show();
    });
    show();
    button.hidden = false;
  };

  /* a.quantity[data-provenance=ID] opens div[popover]#ID beside the number;
     without data-provenance the id is taken from a link within the page. */
  const provenance = () => {
    const noteOf = (link) => {
      const local = (link.getAttribute("href") || "").match(/^#(.+)/);
      const note = document.getElementById(link.dataset.provenance || (local && local[1]));
      return note && note.hasAttribute("popover") ? note : null;
    };
    const show = (link, note) => {
      if (!note.matches(":popover-open")) note.showPopover();
      const at = link.getBoundingClientRect();
      const below = at.bottom + 8 + note.offsetHeight < innerHeight;
      const left = Math.max(12, Math.min(at.left, root.clientWidth - note.offsetWidth - 12));
      note.style.left = `${left}px`;
      note.style.top = `${Math.max(12, below ? at.bottom + 8 : at.top - note.offsetHeight - 8)}px`;
    };
    // Pointing and tabbing only show the note; choosing the number moves into it, for its links and for reading aloud.
    let timer;
    const soon = (what, delay) => { clearTimeout(timer); timer = setTimeout(what, delay); };
    const leave = (note) => soon(() => {
      if (!note.matches(":hover") && !note.contains(document.activeElement) && note.matches(":popover-open")) note.hidePopover();
    }, 250);
    document.querySelectorAll("a.quantity").forEach((link) => {
      const note = noteOf(link);
      if (!note) return;
      link.addEventListener("pointerenter", (event) => {
        if (event.pointerType === "mouse") soon(() => show(link, note), 250);
      });
      link.addEventListener("pointerleave", () => leave(note));
      link.addEventListener("focus", () => { if (link.matches(":focus-visible")) show(link, note); });
      link.addEventListener("blur", () => leave(note));
      link.addEventListener("click", (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        clearTimeout(timer);
        show(link, note);
        note.tabIndex = -1;
        note.focus({ preventScroll: true });
      });
      note.addEventListener("pointerleave", () => leave(note));
    });
  };

  const regions = () => {
    const found = document.querySelectorAll(".table-wrap, pre[tabindex]");
    const check = (entries) => entries.forEach(({ target }) => {
      const fits = target.scrollWidth <= target.clientWidth + 1;
      target.classList.toggle("fits", fits);
      for (const [name, value] of Object.entries(stored.get(target))) {
        if (fits) target.removeAttribute(name);
        else target.setAttribute(name, value);
      }
    });
    const stored = new Map();
    const observer = new ResizeObserver(check);
    found.forEach((element) => {
      stored.set(element, Object.fromEntries(["tabindex", "role", "aria-label"]
        .map((name) => [name, element.getAttribute(name)])));
      observer.observe(element);
    });
  };

  /* A popover that stays on screen after its link was followed hides the target. */
  const closeNav = () => {
    document.addEventListener("click", (event) => {
      const nav = event.target.closest(".page-toc, .site-nav");
      if (nav && event.target.closest("a") && nav.matches(":popover-open")) nav.hidePopover();
    });
  };

  document.addEventListener("DOMContentLoaded", () => {
    themeButton();
    codeButton();
    regions();
    if ("showPopover" in HTMLElement.prototype) { provenance(); closeNav(); }
  });
})();
