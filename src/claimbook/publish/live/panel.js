/* Makes a page live: starts Python in a worker, lists the chapter's claims, shows what follows from other figures, judges answers and
   runs code. It is loaded when the reader asks for it (open.js). All arithmetic and all words are claimbook's; nothing is computed here. */
(() => {
  "use strict";
  const FOLDER = `${document.documentElement.dataset.content_root}_static/live/`;
  const PARTS = ["python.js", "book.js", "machine.js", "library.js"];
  const MACHINE = "pyodide.asm.wasm";
  const LABELS = { value: "Value", qualifier: "Hedge", stage: "Stage" };
  const article = document.querySelector("article");
  const offer = document.getElementById("live-open");

  const make = (tag, about = {}, ...inside) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(about)) {
      if (name in element && !name.startsWith("aria")) element[name] = value;
      else element.setAttribute(name, value);
    }
    element.append(...inside);
    return element;
  };
  const parsed = (html) => {
    const template = document.createElement("template");
    template.innerHTML = html;
    return template.content;
  };

  /* -- Python ------------------------------------------------------------------------------------------------------ */

  /* The parts that have arrived, packed; a worker that starts again gets them as well. Their text is let go. */
  const packed = {};
  const bytes = (text) => {
    if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
    const signs = atob(text), read = new Uint8Array(signs.length);
    for (let i = 0; i < signs.length; i += 1) read[i] = signs.charCodeAt(i);
    return read;
  };
  const arrived = () => {
    for (const [part, text] of Object.entries(liveParts)) packed[part] = new Blob([bytes(text)]);
    self.liveParts = {};
  };
  const scripts = {};
  const loaded = (name) => scripts[name] ??= new Promise((done, failed) => {
    document.head.append(make("script", {
      src: FOLDER + name,
      onload: () => { arrived(); done(); },
      onerror: () => { delete scripts[name]; failed(new Error(`${name} is missing beside this page`)); },
    }));
  });
  const unpacked = (name) => new Response(packed[name].stream().pipeThrough(new DecompressionStream("gzip"))).text();

  let worker, address, machine, last = 0;
  const waiting = new Map();
  /* Python starts as soon as its scripts are here, and gets the rest as it arrives. */
  const begin = async () => {
    const [python, book, ...more] = PARTS.map(loaded), all = Promise.all([python, book, ...more]);
    all.catch(() => {});
    await Promise.all([python, book]);
    if (!address) {
      const texts = await Promise.all(["pyodide.js", "pyodide.asm.js", "worker.js"].map(unpacked));
      // Pyodide tries whether a worker can import scripts, which the policy would refuse aloud.
      texts.unshift("self.importScripts = () => { throw new Error('nothing is imported'); };");
      address = URL.createObjectURL(new Blob([texts.join("\n")], { type: "text/javascript" }));
    }
    worker = new Worker(address);
    worker.onmessage = ({ data: { id, answer, error, machine: compiled } }) => {
      machine ??= compiled;
      const asked = waiting.get(id);
      waiting.delete(id);
      if (error) asked?.failed(new Error(error));
      else asked?.done(answer);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      drop(new Error(event.message || "this browser does not let a page start a worker"));
    };
    const own = worker;
    const give = () => own.postMessage({ parts: machine ? { ...packed, [MACHINE]: machine } : packed });
    more.forEach((script) => script.then(give, () => {}));
    all.catch((error) => { if (own === worker) drop(error); });
    return ask("begin", [offer.dataset.page]);
  };
  const ask = (name, given) => new Promise((done, failed) => {
    waiting.set(last += 1, { done, failed });
    worker.postMessage({ id: last, name, given: JSON.stringify(given) });
  });
  const drop = (error) => {
    worker.terminate();
    for (const { failed } of waiting.values()) failed(error);
    waiting.clear();
  };

  /* -- the page ----------------------------------------------------------------------------------------------------- */

  const outputs = [...article.querySelectorAll(".output")];
  /* What was taken from the page: an element to its own children, which still have what report.js knows of them. */
  const taken = new Map();
  const added = [];
  const put = (element, content) => {
    if (!taken.has(element)) taken.set(element, [...element.childNodes]);
    element.replaceChildren(content);
  };
  const restore = () => {
    taken.forEach((children, element) => element.replaceChildren(...children));
    taken.clear();
    while (added.length) added.pop().remove();
    document.querySelectorAll(".live-changed").forEach((element) => element.classList.remove("live-changed"));
  };
  const add = (place, where, element) => {
    added.push(element);
    place[where](element);
  };

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
  const mark = (n, numbers) => {
    const links = outputs[n].querySelectorAll("a.quantity");
    for (const [i, was] of numbers) {
      links[i].classList.add("live-changed");
      links[i].after(make("small", { className: "live-was" }, ` (printed: ${was})`));
    }
  };
  const showNote = (html) => {
    const note = parsed(html).firstElementChild, there = document.getElementById(note.id);
    if (there) put(there, fragment(note));
    else add(article, "append", note);
  };
  const fragment = (element) => {
    const content = document.createDocumentFragment();
    content.append(...element.childNodes);
    return content;
  };
  const showFoot = (html) => {
    const foot = article.querySelector("section.sources");
    if (foot) put(foot, fragment(parsed(html).firstElementChild));
  };
  const show = (answer) => {
    restore();
    Object.entries(answer.shown).forEach(([n, html]) => showOutput(n, html));
    Object.entries(answer.marks).forEach(([n, numbers]) => mark(n, numbers));
    Object.keys(answer.was).filter((n) => !(answer.marks[n] ?? []).length).forEach((n) => outputs[n].classList.add("live-changed"));
    answer.kept.forEach(({ n, why }) => {
      const inline = outputs[n].localName === "span";
      add(outputs[n], inline ? "after" : "before", make(inline ? "small" : "p", { className: "live-kept" }, why));
    });
    Object.values(answer.notes).forEach(showNote);
    if (answer.foot) showFoot(answer.foot);
    exercises();
    document.dispatchEvent(new Event("figures"));
  };

  /* -- what the reader changes -------------------------------------------------------------------------------------- */

  let changes = [];
  const status = make("p", { className: "live-status", role: "status" });
  const say = (text) => { status.textContent = text; };
  const forms = new Map();

  const link = () => `#figures=${changes.map(({ id, field, value }) => [id, field, value].map(encodeURIComponent).join("~")).join("&")}`;
  const linked = () => {
    const [, list] = location.hash.match(/^#figures=(.+)/) ?? [];
    return (list ?? "").split("&").filter(Boolean).map((one) => {
      const [id, field, value] = one.split("~").map(decodeURIComponent);
      return { id, field, value };
    });
  };

  const bar = make("aside", { className: "live-bar", hidden: true, "aria-label": "Changed figures" });
  const back = make("button", { type: "button", className: "live-button" }, "Back to the printed figures");
  const list = make("ul"), many = make("summary");
  const told = make("details", { className: "live-told", open: !matchMedia("(width < 40rem)").matches }, many, list);
  const passing = make("a", { className: "live-link" }, "Link to these figures");
  bar.append(make("p", {}, make("strong", {}, "Not the report's figures."), " ", make("span", { className: "live-count" })),
    make("p", { className: "live-tools" }, back, passing), told);

  // What has the focus is not to stand behind the bar.
  new ResizeObserver(() => document.documentElement.style.setProperty("--live-bar", `${bar.offsetHeight}px`)).observe(bar);

  const begun = (words) => words.charAt(0).toUpperCase() + words.slice(1);
  const one = (number, single, several) => `${number} ${number === 1 ? single : several}`;
  const tell = (answer) => {
    const numbers = Object.values(answer.marks).reduce((sum, list) => sum + list.length, 0);
    const words = answer.words.flatMap(({ said, why }) => said.map((word) => `“${word}” would no longer hold: ${why}`));
    bar.hidden = !changes.length;
    document.documentElement.classList.toggle("live-other", !bar.hidden);
    bar.querySelector(".live-count").textContent = changes.length ? `${one(changes.length, "change", "changes")}; ${one(numbers, "number", "numbers")} on this page ${numbers === 1 ? "differs" : "differ"}.` : "";
    list.replaceChildren(...[...words, ...answer.also].map((text) => make("li", {}, text)));
    many.textContent = `Also affected: ${list.children.length}`;
    told.hidden = !list.children.length;
    passing.href = link();
    say(changes.length ? `Not the report's figures. ${bar.querySelector(".live-count").textContent}` : "The page shows the printed figures.");
  };

  const complain = (refused, form) => {
    for (const { id, field, text } of refused) {
      const place = forms.get(id) ?? form;
      const control = place?.controls.get(field);
      (control ? control.closest("p") : place?.form ?? panel).append(make("span", { className: "live-refused", role: "alert" }, text));
      control?.setAttribute("aria-invalid", "true");
    }
  };
  const clear = () => {
    panel.querySelectorAll(".live-refused").forEach((element) => element.remove());
    panel.querySelectorAll("[aria-invalid]").forEach((element) => element.removeAttribute("aria-invalid"));
  };
  const change = async (wanted, form) => {
    clear();
    try {
      const answer = await ask("change", [wanted]);
      if (answer.refused?.length) {
        complain(answer.refused, form);
        return false;
      }
      changes = wanted;
      show(answer);
      tell(answer);
      forms.forEach(({ entry, flag }, id) => { flag.hidden = !changes.some((made) => made.id === id); });
      return true;
    } catch (error) {
      fail(panel, error);
      return false;
    }
  };
  const fail = (place, error) => {
    const lines = error.message.trim().split("\n");
    const line = lines[0].startsWith("Traceback") ? lines.at(-1) : lines[0];
    place.append(make("p", { className: "live-refused", role: "alert" }, `The live part of this page failed; what the page shows is as it was. (${line})`));
  };

  const field = (id, name, label, value, choices) => {
    const control = choices
      ? make("select", {}, ...choices.map((one) => [one].flat()).map(([choice, words = choice]) => make("option", { value: choice, selected: choice === value }, words)))
      : make("input", { type: "text", value, autocomplete: "off", spellcheck: false, inputMode: name === "value" ? "decimal" : "text" });
    control.id = `live-${id}-${name}`.replace(/[^\w-]/g, "-");
    control.dataset.printed = value;
    return [control, make("p", { className: "live-field" }, make("label", { htmlFor: control.id }, begun(label)), control)];
  };
  const claimForm = (entry) => {
    const controls = new Map(), form = make("form", { className: "live-form", "aria-label": entry.label });
    for (const [name, value] of Object.entries(entry.fields)) {
      if (!(name in LABELS) && !(name in entry.choices)) continue;
      const label = `${LABELS[name] ?? name}${name === "value" && entry.unit ? ` (${entry.unit})` : ""}`;
      const [control, line] = field(entry.id, name, label, String(value ?? ""), entry.choices[name]);
      controls.set(name, control);
      form.append(line);
    }
    for (const { field: name, label, value, choices } of entry.relations ?? []) {
      const [control, line] = field(entry.id, name, label, value, choices);
      controls.set(name, control);
      form.append(line);
    }
    const reset = make("button", { type: "button", className: "live-button", "aria-label": `As printed, ${entry.label}` }, "As printed");
    const submit = make("button", { type: "submit", className: "live-button", "aria-label": `Show this figure, ${entry.label}` }, "Show this figure");
    form.append(make("p", { className: "live-tools" }, submit, reset));
    const flag = make("span", { className: "badge", hidden: true }, "changed");
    const heading = make("summary", {}, begun(entry.label), " ", make("span", { className: "live-printed" }, entry.fields.printed ?? ""), " ", flag);
    forms.set(entry.id, { form, controls, flag, entry });
    const others = () => changes.filter(({ id }) => id !== entry.id);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const own = [...controls].filter(([, control]) => control.value !== control.dataset.printed)
        .map(([name, control]) => ({ id: entry.id, field: name, value: control.value }));
      change([...others(), ...own], forms.get(entry.id));
    });
    reset.addEventListener("click", () => {
      controls.forEach((control) => { control.value = control.dataset.printed; });
      change(others(), forms.get(entry.id));
    });
    return make("li", {}, make("details", { className: "live-claim" }, heading, form));
  };
  back.addEventListener("click", async () => {
    forms.forEach(({ controls }) => controls.forEach((control) => { control.value = control.dataset.printed; }));
    await change([]);
    if (location.hash.startsWith("#figures=")) history.replaceState(null, "", "#");
    heading.focus();
  });

  /* -- exercises and code ------------------------------------------------------------------------------------------- */

  const answerForm = (name, title) => {
    const typed = make("input", { type: "text", id: `live-answer-${name}`.replace("/", "-"), autocomplete: "off", spellcheck: false });
    typed.setAttribute("aria-label", `Your answer, ${title}`);
    const verdict = make("p", { className: "live-verdict", role: "status" });
    const form = make("form", { className: "live-form live-answer" },
      make("label", { htmlFor: typed.id }, "Your answer"), typed,
      make("button", { type: "submit", className: "live-button", "aria-label": `Check my answer, ${title}` }, "Check my answer"), verdict);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        const { verdict: kind, text } = await ask("answer", [name, typed.value]);
        verdict.dataset.verdict = kind;
        verdict.textContent = text;
      } catch (error) { fail(form, error); }
    });
    return form;
  };
  /* The box of each exercise by the id that the build tells, and the folds in which it is asked once more, tries-NAME-NUMBER. */
  let asked = {};
  const exercises = () => {
    const put = (box, name, title) => { if (!box.querySelector(".live-answer")) box.append(answerForm(name, title)); };
    for (const [id, name] of Object.entries(asked)) {
      const box = document.getElementById(id), start = `tries-${name.replaceAll("_", "-")}-`;
      if (box) put(box, name, box.querySelector(".admonition-title")?.firstChild?.textContent.trim() ?? name);
      for (const fold of article.querySelectorAll(`details[id^="${start}"]`)) {
        const number = fold.id.slice(start.length);
        if (/^\d+$/.test(number)) put(fold, `${name}/${number}`, fold.dataset.about ?? name);
      }
    }
  };

  const code = (cells) => {
    const shown = cells.filter(({ source }) => source.trim());
    const chosen = make("select", { id: "live-cell" }, ...shown.map(({ id, source }, n) => make("option", { value: id }, `${n + 1}: ${source.trim().split("\n")[0].slice(0, 60)}`)));
    const text = make("textarea", { id: "live-source", rows: 10, spellcheck: false, autocapitalize: "off", autocomplete: "off" });
    const run = make("button", { type: "submit", className: "live-button" }, "Run");
    const stop = make("button", { type: "button", className: "live-button", disabled: true }, "Stop");
    const result = make("div", { className: "live-result", role: "status" });
    const take = () => { text.value = shown.find(({ id }) => id === chosen.value)?.source ?? ""; };
    chosen.addEventListener("change", take);
    take();
    const form = make("form", { className: "live-form" },
      make("p", { className: "live-field" }, make("label", { htmlFor: chosen.id }, "Cell"), chosen),
      make("p", {}, make("label", { htmlFor: text.id }, "Code"), text),
      make("p", { className: "live-tools" }, run, stop), result);
    const busy = (on) => { run.disabled = on; stop.disabled = !on; };
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      busy(true);
      result.textContent = "Running …";
      try {
        const { html, text: said, error, notes } = await ask("run", [chosen.value, text.value]);
        Object.values(notes).forEach(showNote);
        result.replaceChildren(...(html ? [parsed(html)] : []), ...[said, error].filter(Boolean).map((line) => make("pre", { tabIndex: 0, role: "group", "aria-label": "What the code says" }, line)));
        if (!result.childNodes.length) result.textContent = "It ran and shows nothing.";
        document.dispatchEvent(new Event("figures"));
        busy(false);
      } catch (error) {
        if (error !== STOPPED) { fail(result, error); busy(false); }
      }
    });
    stop.addEventListener("click", async () => {
      drop(STOPPED);
      stop.disabled = true;
      result.textContent = "Stopped. Python starts again …";
      try {
        await begin();
        if (changes.length) await ask("change", [changes]);
        result.textContent = "Stopped. Python has started again; names that earlier runs gave are gone.";
      } catch (error) { fail(result, error); }
      busy(false);
      run.focus();
    });
    return make("details", { className: "live-code" }, make("summary", {}, "Run the chapter's code"), form);
  };
  const STOPPED = new Error("stopped");

  /* -- the panel ---------------------------------------------------------------------------------------------------- */

  const heading = make("h2", { id: "live-heading", tabIndex: -1 });
  const panel = make("section", { className: "live-panel", hidden: true, "aria-labelledby": heading.id }, heading);
  const label = offer.firstElementChild;
  const open = async () => {
    document.head.append(make("link", { rel: "stylesheet", href: `${FOLDER}panel.css` }));
    const words = label.textContent;
    label.textContent = "Loading …";
    offer.after(status);
    say("Loading Python for this page.");
    try {
      const { claims, exercises: names, cells } = await begin();
      heading.textContent = claims.length ? "Try other figures" : "Exercises and code";
      if (claims.length) panel.append(
        make("p", {}, "Change what a claim says and see what would follow on this page. It is a trial on your computer alone: nothing is sent, nothing is kept, and the book stays as it is."),
        make("ul", { className: "live-claims" }, ...claims.map(claimForm)));
      panel.append(code(cells));
      asked = names;
      exercises();
      status.after(panel);
      document.querySelector("main").prepend(bar);
      label.textContent = heading.textContent;
      offer.setAttribute("aria-controls", "live-heading");
      panel.hidden = false;
      offer.ariaExpanded = "true";
      offer.addEventListener("click", () => {
        panel.hidden = !panel.hidden;
        offer.ariaExpanded = String(!panel.hidden);
      });
      say(claims.length ? `Ready: ${one(claims.length, "claim", "claims")} of this page can be changed.` : "Ready: each exercise has a field for an answer.");
      heading.focus();
      await fromLink();
    } catch (error) {
      label.textContent = words;
      fail(status, error);
      offer.addEventListener("click", open, { once: true });
    }
  };
  const fromLink = async () => {
    const wanted = linked();
    if (!wanted.length) return;
    for (const { id, field: name, value } of wanted) {
      const control = forms.get(id)?.controls.get(name);
      if (control) control.value = value;
    }
    await change(wanted);
  };
  addEventListener("hashchange", fromLink);
  open();
})();
