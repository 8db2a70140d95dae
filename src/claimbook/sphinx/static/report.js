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

  /* The part of the page that a note may not hide: top and bottom, from the top of the window, of the sentence in which a
     number stands, or of its card or row, ... */
  const sentence = (link) => {
    if (link.matches(".mark")) return link.getBoundingClientRect();
    const whole = link.closest(".card, tr");
    if (whole) return whole.getBoundingClientRect();
    const block = link.closest("p, li, dt, dd, figcaption, caption") || link;
    const before = document.createRange();
    before.setStart(block, 0);
    before.setEnd(link, 0);
    const at = before.toString().length;
    // A sentence ends with a stop, its mark and a space before what can start another.
    const stops = [...block.textContent.matchAll(/[.?!][”)]?¶*\s+(?=[“(]?[\p{Lu}\p{N}])/gu)].map((stop) => stop.index + stop[0].length);
    const start = stops.findLast((stop) => stop <= at) ?? 0;
    // What is told of another source is a link of several sentences.
    const end = stops.find((stop) => stop > at + link.textContent.length) ?? block.textContent.length;
    const range = document.createRange();
    range.setStart(block, 0);
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    for (let node, seen = 0; seen < end && (node = walker.nextNode()); seen += node.length) {
      if (seen <= start) range.setStart(node, Math.min(start - seen, node.length));
      range.setEnd(node, Math.min(end - seen, node.length));
    }
    return range.getBoundingClientRect();
  };

  /* ... and, where there is no room for more, of its lines. A mark is raised, so its line is that of the text before it. */
  const line = (link) => {
    if (link.matches(".mark")) return link.getBoundingClientRect();
    const text = link.closest("sup") ? link.closest("p") : link.parentElement;
    const half = parseFloat(getComputedStyle(text).lineHeight) / 2 || 14;
    const rects = [...link.getClientRects()].filter((rect) => rect.width);
    const [first, last] = [rects[0], rects.at(-1)].map((rect) => (rect.top + rect.bottom) / 2);
    const low = link.closest("sup") ? half / 2 : 0;
    return { top: first - half, bottom: last + half + low };
  };

  /* On a wide page: below, or else above; it moves with the text. */
  const beside = (link, note, spots) => {
    const GAP = 6, EDGE = 12;
    note.style.maxHeight = "";
    const tall = note.offsetHeight;
    let top = null;
    const own = link.getBoundingClientRect();  // a small mark is larger to a finger than its line
    for (const text of spots) {
      const spot = { top: Math.min(text.top, own.top), bottom: Math.max(text.bottom, own.bottom) };
      if (innerHeight - EDGE - spot.bottom - GAP >= tall) top ??= spot.bottom + GAP;
      if (spot.top - GAP - EDGE >= tall) top ??= spot.top - GAP - tall;
    }
    if (top === null) {  // no room for all of it: as much as the larger side holds
      const { top: over, bottom: under } = spots.at(-1);
      const above = over > innerHeight - under;
      const room = (above ? over : innerHeight - under) - GAP - EDGE;
      note.style.maxHeight = `${room}px`;
      top = above ? EDGE : under + GAP;
    }
    const left = Math.max(EDGE, Math.min(link.getBoundingClientRect().left, root.clientWidth - note.offsetWidth - EDGE));
    note.style.left = `${left + scrollX}px`;
    note.style.top = `${top + scrollY}px`;
  };

  /* On a narrow one: a sheet at the foot of the window (report.css), and the sentence is scrolled above it. Where the page
     cannot be scrolled so far, or should keep still, the sheet stands at the head. */
  const sheet = (note, whole, own, still) => {
    note.removeAttribute("style");
    const EDGE = 8, room = innerHeight - note.offsetHeight - EDGE;
    let by = 0;
    if (whole.bottom > room) by = Math.max(own.bottom - room, Math.min(whole.bottom - room, whole.top - EDGE));
    else if (whole.top < EDGE) by = Math.max(whole.top - EDGE, whole.bottom - room);
    const head = own.bottom > room && (still || own.bottom - room > root.scrollHeight - innerHeight - scrollY);
    if (head) note.style.inset = "0 0 auto";
    else if (by && !still) scrollBy({ top: by });
  };

  /* a.quantity[data-provenance=ID], or a.mark in a drawing, opens div[popover]#ID beside it; without data-provenance the id
     is taken from a link within the page. All that open the same note light up with it, in the text and in drawings. */
  const provenance = () => {
    const noteOf = (link) => {
      const local = (link.getAttribute("href") || "").match(/^#(.+)/);
      const note = document.getElementById(link.dataset.provenance || (local && local[1]));
      return note && note.hasAttribute("popover") ? note : null;
    };
    const show = (link, note, still) => {
      if (!link.isConnected || !note.isConnected) return;  // other figures stand there by now
      asked = link;
      if (!note.matches(":popover-open")) note.showPopover();
      const spots = [sentence(link), line(link)];
      if (matchMedia("(width < 40rem)").matches) sheet(note, ...spots, still);
      else beside(link, note, spots);
    };
    // Pointing and tabbing only show the note; choosing the number moves into it, for its links and for reading aloud.
    let timer, closing = null; // a note that closes gives the focus back, which should not open it again
    let asked = null;  // the number whose note is open
    const soon = (what, delay) => { clearTimeout(timer); timer = setTimeout(what, delay); };
    const close = (note) => {
      if (!note.matches(":hover") && !note.contains(document.activeElement) && note.matches(":popover-open")) note.hidePopover();
    };
    const leave = (note) => soon(() => close(note), 400);  // time to move over the rest of the sentence
    const alike = new Map();  // a note to all that open it
    const attend = (link, note) => {
      link.ariaHasPopup = "dialog";
      link.ariaExpanded = "false";
      link.addEventListener("pointerenter", (event) => {
        if (event.pointerType === "mouse") soon(() => show(link, note, true), 250);
      });
      link.addEventListener("pointerleave", () => leave(note));
      link.addEventListener("focus", () => {
        if (!link.matches(":focus-visible") || closing === note) return;
        soon(() => {  // the browser scrolls to the number after this event
          link.scrollIntoView({ block: "nearest", behavior: "instant" });
          show(link, note);
        }, 0);
      });
      link.addEventListener("blur", (event) => {  // at once: a note still open would catch the focus of whoever holds the Tab key
        clearTimeout(timer);
        if (!note.contains(event.relatedTarget)) close(note);
      });
      link.addEventListener("click", (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        clearTimeout(timer);
        show(link, note);
        note.tabIndex = -1;
        note.focus({ preventScroll: true });
      });
    };
    const tend = (note, those) => {
      note.addEventListener("toggle", ({ newState }) => {
        those.forEach((link) => {
          link.classList.toggle("lit", newState === "open" && those.length > 1);
          link.ariaExpanded = newState === "open" && link === asked;
        });
      });
      note.addEventListener("pointerleave", () => leave(note));
      note.addEventListener("beforetoggle", ({ newState }) => { closing = newState === "closed" ? note : null; });
      note.addEventListener("toggle", () => { closing = null; });
      // A note stands at the end of the page. Whoever tabs out of it, either way, is to be where its number is.
      note.addEventListener("keydown", (event) => {
        if (event.key !== "Tab") return;
        const inside = [...note.querySelectorAll("a[href]")];
        const ends = event.shiftKey ? [note, inside[0]] : [inside.at(-1) ?? note];
        if (!ends.includes(document.activeElement)) return;
        const link = asked;
        note.hidePopover();
        link.focus();
        if (event.shiftKey) event.preventDefault();
      });
    };
    const known = new WeakSet();
    const bind = () => document.querySelectorAll("a.quantity, a.mark").forEach((link) => {
      const note = noteOf(link);
      if (!note || known.has(link)) return;
      known.add(link);
      if (!alike.has(note)) {
        alike.set(note, []);
        tend(note, alike.get(note));
      }
      alike.get(note).push(link);
      attend(link, note);
    });
    bind();
    document.addEventListener("figures", bind);  // a live page shows other ones
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

  /* Whoever follows a link to an entry sees all of it. */
  const unfold = () => {
    const facts = document.getElementById(location.hash.slice(1))?.querySelector(":scope > .facts");
    if (facts) facts.open = true;
  };

  /* A popover that stays on screen after its link was followed hides the target. */
  const closeNav = () => {
    document.addEventListener("click", (event) => {
      const nav = event.target.closest(".page-toc, .site-nav");
      if (nav && event.target.closest("a") && nav.matches(":popover-open")) nav.hidePopover();
    });
  };

  /* A menu longer than the window shows the page that one is on. The page itself keeps its place. */
  const showCurrent = () => {
    const here = document.querySelector(".site-nav [aria-current]");
    const nav = here?.closest(".site-nav");
    if (nav && here.getBoundingClientRect().bottom > innerHeight - 48) {
      nav.scrollTop += here.getBoundingClientRect().bottom - innerHeight / 2;
    }
  };

  document.addEventListener("DOMContentLoaded", () => {
    showCurrent();
    themeButton();
    codeButton();
    regions();
    unfold();
    addEventListener("hashchange", unfold);
    if ("showPopover" in HTMLElement.prototype) { provenance(); closeNav(); }
  });
})();
