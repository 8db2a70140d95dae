/* Makes a page live: starts Python in a worker, lists the chapter's claims, asks what follows from other figures (marks.js shows it),
   judges answers and runs code. It is loaded when the reader asks for it (open.js). All arithmetic is claimbook's; nothing is computed here. */
(() => {
  "use strict";
  const { loaded, start, ask, drop, make } = self.livePython();
  const LABELS = { value: "Value", qualifier: "Hedge", stage: "Stage" };
  const article = document.querySelector("article");
  const offer = document.getElementById("live-open");

  const parsed = (html) => {
    const template = document.createElement("template");
    template.innerHTML = html;
    return template.content;
  };

  const begin = async () => {
    await start();
    return ask("begin", [offer.dataset.page]);
  };

  /* -- what the reader changes -------------------------------------------------------------------------------------- */

  let page, changes = [];
  const show = (answer) => {
    Object.assign(answer, page.show(answer));
    document.dispatchEvent(new Event("figures"));
  };
  const status = make("p", { className: "live-status", role: "status" });
  const say = (text) => { status.textContent = text; };
  const forms = new Map();

  const link = () => `#figures=${changes.map(({ id, field, value }) => [id, field, value].map(encodeURIComponent).join("~")).join("&")}`;
  /* The changes of the page's address; null where it has some that cannot be read. */
  const linked = () => {
    const [, list] = location.hash.match(/^#figures=(.*)/) ?? [];
    if (list === undefined) return [];
    try {
      const wanted = list.split("&").map((one) => one.split("~").map(decodeURIComponent)).map(([id, field, value]) => ({ id, field, value }));
      return wanted.every(({ id, field, value }) => id && field && value !== undefined) ? wanted : null;
    } catch { return null; }
  };

  const NOT_PRINTED = "Not the report's figures.";
  const title = document.title;
  const bar = document.querySelector(".live-bar") ?? make("aside", { className: "live-bar", hidden: true, "aria-label": "Changed figures" });
  /* On a narrow screen the first word of each is seen. */
  const long = (words) => make("span", { className: "live-long" }, words);
  const back = make("button", { type: "button", className: "live-button" }, "Back", long(" to the printed figures"));
  /* The same beside the claims, where the keyboard is. */
  const all = make("button", { type: "button", className: "live-button" }, "All as printed");
  const list = make("ul"), many = make("summary");
  const about = make("details", { className: "live-told" }, many, list);
  const passing = make("a", { className: "live-link" }, "Link", long(" to these figures"));
  /* Where nothing is supposed there is nothing to go back from. */
  const dismiss = make("button", { type: "button", className: "live-button" }, "Close");
  const headline = make("strong", {}, NOT_PRINTED), count = make("span", { className: "live-count" });
  const supposed = make("span", { className: "live-supposed" });
  /* What a reader has to know before anything else is read. */
  const against = make("span", { className: "live-against" });
  const spoken = make("p", {}, headline, against, " ", count, supposed);
  const fill = () => bar.replaceChildren(spoken, make("p", { className: "live-tools" }, ...(changes.length ? [back, passing] : [dismiss])), about);
  /* The address carries what is seen, so that whoever copies it passes that on. What the reader changes is a step of its own, which the
     browser's Back undoes: it would leave the page else, and take all changes with it. What an address asked for is none. */
  let walking = false;
  const carry = () => {
    const wanted = changes.length ? link() : "", other = location.hash.startsWith("#figures=");
    if (location.hash === wanted || !wanted && !other) return;
    if (!walking && !other) history.replaceState("printed", "");
    history[walking ? "replaceState" : "pushState"](null, "", wanted || location.pathname + location.search);
  };
  /* A change in words: what is changed, and what is chosen as the panel calls it. */
  const worded = ({ id, field, value }) => {
    const control = forms.get(id)?.controls.get(field);
    const chosen = [...control?.options ?? []].find((option) => option.value === value)?.textContent ?? value;
    return `${control?.getAttribute("aria-label") ?? `${LABELS[field] ?? field} of “${id}”`}: ${chosen}`;
  };

  // What has the focus is not to stand behind the bar.
  new ResizeObserver(() => document.documentElement.style.setProperty("--live-bar", `${bar.offsetHeight}px`)).observe(bar);

  const begun = (words) => words.charAt(0).toUpperCase() + words.slice(1);
  const one = (number, single, several) => `${number} ${number === 1 ? single : several}`;
  /* What differs, in words; that nothing does is told as well. */
  const summed = ({ marks, kept, notes, lines }) => {
    const numbers = Object.values(marks).flat().length, texts = article.querySelectorAll(".live-text").length;
    const lost = article.querySelectorAll(".live-void + .live-why").length, open = article.querySelectorAll(".live-open + .live-why").length;
    const unsaid = article.querySelectorAll(".live-unchecked").length, gone = article.querySelectorAll("span.refused").length;
    if (!(numbers || texts || lost || open || unsaid || gone || kept.length || lines.length)) {
      return Object.keys(notes).length ? "no number or wording of this page differs, only the notes of some numbers." : "nothing on this page follows.";
    }
    return `${[
      numbers ? one(numbers, "number differs", "numbers differ") : !gone && "no number differs",
      gone && one(gone, "number is not given any more", "numbers are not given any more"),
      texts && one(texts, "wording differs", "wordings differ"),
      lost && one(lost, "wording no longer holds", "wordings no longer hold"),
      open && one(open, "wording is open or not checked", "wordings are open or not checked"),
      unsaid && one(unsaid, "sentence is not checked", "sentences are not checked"),
      kept.length && one(kept.length, "part stays as printed", "parts stay as printed"),
    ].filter(Boolean).join(", ")}.`;
  };
  const tell = (answer) => {
    headline.textContent = NOT_PRINTED;
    spoken.className = "";
    fill();
    bar.hidden = !changes.length;
    if (all.parentElement) all.parentElement.hidden = bar.hidden;
    document.documentElement.classList.toggle("live-other", !bar.hidden);
    document.title = bar.hidden ? title : `${NOT_PRINTED} ${title}`;
    count.textContent = changes.length ? `${one(changes.length, "change", "changes")}: ${summed(answer)}` : "";
    const kept = new Set(answer.kept.map(({ why }) => why));
    const made = changes.map(worded);
    const further = answer.further ? [`${one(answer.further, "further paragraph speaks", "further paragraphs speak")} of what you changed, or of what rests on it, in words that are not checked.`] : [];
    against.textContent = changes.length && answer.against.length ? ` Contradicts ${answer.against.join("; ")}.` : "";
    supposed.textContent = made.length ? ` Supposed: ${made.join("; ")}.` : "";
    list.replaceChildren(...[...made.map((text) => `Supposed: ${text}`), ...answer.lines, ...answer.also, ...further, ...kept].map((text) => make("li", {}, text)));
    many.textContent = `Also affected (${list.children.length})`;
    about.hidden = !list.children.length;
    about.open = false;
    passing.href = link();
    carry();
    say(changes.length ? `${NOT_PRINTED}${against.textContent} ${count.textContent}` : "The page shows the printed figures.");
  };

  /* Says beside each field why it is refused; what was typed stays, and the first of them has the focus. */
  const complain = (refused, form) => {
    const faulty = [];
    refused.forEach(({ id, field, text }, n) => {
      const place = forms.get(id) ?? form, control = place?.controls.get(field);
      const still = changes.length ? changes.map(worded).join("; ") : "the printed figures";
      const told = make("span", { className: "live-refused", id: `live-refused-${n}`, role: "alert" }, n ? text : `${text} The page still shows: ${still}.`);
      (control ? control.closest("p") : place?.form ?? panel).append(told);
      if (!control) return;
      control.setAttribute("aria-invalid", "true");
      control.setAttribute("aria-describedby", [control.getAttribute("aria-describedby"), told.id].filter(Boolean).join(" "));
      control.closest("details").open = true;
      faulty.push(control);
    });
    if (form) faulty[0]?.focus();
  };
  const clear = () => {
    panel.querySelectorAll(".live-refused").forEach((element) => element.remove());
    panel.querySelectorAll("[aria-invalid]").forEach((element) => {
      ["aria-invalid", "aria-describedby"].forEach((name) => element.removeAttribute(name));
      if (element.dataset.means) element.setAttribute("aria-describedby", element.dataset.means);
    });
  };
  /* Further tasks have a number behind the name, and are of the printed figures whatever is supposed. */
  const isDrawn = (name) => name.includes("/");
  /* A verdict was of the figures that the page had then. */
  const stale = () => article.querySelectorAll(".live-verdict[data-verdict]").forEach((verdict) => {
    if (isDrawn(verdict.closest("form").dataset.exercise)) return;
    verdict.replaceChildren("The figures of the page have changed since: check the answer again.");
    delete verdict.dataset.verdict;
  });
  const change = async (wanted, form) => {
    clear();
    try {
      const answer = await ask("change", [wanted]);
      if (answer.refused?.length) {
        complain(answer.refused, form);
        return answer;
      }
      if (JSON.stringify(answer.made) !== JSON.stringify(changes)) stale();
      changes = answer.made;
      show(answer);
      tell(answer);
      forms.forEach(({ flag, printed, entry }, id) => {
        flag.hidden = !changes.some((made) => made.id === id);
        printed.textContent = `${flag.hidden || !entry.fields.printed ? "" : "printed: "}${entry.fields.printed ?? ""}`;
      });
      return answer;
    } catch (error) {
      fail(panel, error);
      return { refused: [{ text: error.message }] };
    }
  };
  const fail = (place, error) => {
    const lines = error.message.trim().split("\n");
    const line = lines[0].startsWith("Traceback") ? lines.at(-1) : lines[0];
    place.append(make("p", { className: "live-refused", role: "alert" }, `The live part of this page failed; what the page shows is as it was. (${line})`));
  };

  /* What a choice means and does to sums, as the book's own tables and rules say it, beside the choice. */
  let terms = {};
  const meaning = (control, kind) => {
    const known = terms[kind];
    if (!known) return [];
    const text = make("span"), line = make("p", { className: "live-means", id: `${control.id}-means` }, text);
    const tell = () => { text.textContent = [known.choices[control.value], known.sums, known.more].filter(Boolean).join(" "); };
    if (terms.href) line.append(" ", make("a", { href: terms.href, "aria-label": `${known.called} in the glossary` }, "Glossary"));
    control.addEventListener("change", tell);
    control.dataset.means = line.id;
    control.setAttribute("aria-describedby", line.id);
    tell();
    return [line];
  };
  const set = (control, value) => {
    control.value = value;
    control.dispatchEvent(new Event("change"));
  };

  const field = ({ id, label: of }, name, label, value, choices, kind) => {
    const control = choices
      ? make("select", {}, ...choices.map((one) => [one].flat()).map(([choice, words = choice]) => make("option", { value: choice, selected: choice === value }, words)))
      : make("input", { type: "text", value, autocomplete: "off", spellcheck: false, inputMode: name === "value" ? "decimal" : "text" });
    control.id = `live-${id}-${name}`.replace(/[^\w-]/g, "-");
    control.dataset.printed = value;
    control.setAttribute("aria-label", `${begun(label)}, ${of}`);
    return [control, make("p", { className: "live-field" }, make("label", { htmlFor: control.id }, begun(label)), control), ...meaning(control, kind)];
  };
  const claimForm = (entry) => {
    const controls = new Map(), form = make("form", { className: "live-form", "aria-label": entry.label });
    for (const [name, value] of Object.entries(entry.fields)) {
      if (!(name in LABELS) && !(name in entry.choices)) continue;
      const label = `${LABELS[name] ?? name}${name === "value" && entry.unit ? ` (${entry.unit})` : ""}`;
      if (entry.fixed[name]) {
        form.append(make("p", { className: "live-means" }, `${label}: cannot be changed here. ${entry.fixed[name]}`));
        continue;
      }
      const [control, ...lines] = field(entry, name, label, String(value ?? ""), entry.choices[name], name);
      controls.set(name, control);
      form.append(...lines);
    }
    for (const { field: name, kind, label, value, choices } of entry.relations ?? []) {
      const [control, ...lines] = field(entry, name, label, value, choices, kind);
      controls.set(name, control);
      form.append(...lines);
    }
    const reset = make("button", { type: "button", className: "live-button", "aria-label": `As printed, ${entry.label}` }, "As printed");
    const submit = make("button", { type: "submit", className: "live-button", "aria-label": `Show this figure, ${entry.label}` }, "Show this figure");
    if (controls.size) form.append(make("p", { className: "live-tools" }, submit, reset));
    const flag = make("span", { className: "badge", hidden: true }, "changed");
    const printed = make("span", { className: "live-printed" }, entry.fields.printed ?? "");
    const heading = make("summary", {}, begun(entry.label), " ", printed, " ", flag);
    forms.set(entry.id, { form, controls, flag, printed, entry });
    const others = () => changes.filter(({ id }) => id !== entry.id);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const own = [...controls].filter(([, control]) => control.value !== control.dataset.printed)
        .map(([name, control]) => ({ id: entry.id, field: name, value: control.value }));
      change([...others(), ...own], forms.get(entry.id));
    });
    reset.addEventListener("click", () => {
      controls.forEach((control) => set(control, control.dataset.printed));
      change(others(), forms.get(entry.id));
    });
    return make("li", {}, make("details", { className: "live-claim" }, heading, form));
  };
  /* The chapter's own claims, and then those that it uses. */
  const listed = (claims) => [true, false].map((mine) => claims.filter(({ own }) => own === mine)).filter((group) => group.length)
    .flatMap((group, n, groups) => [
      ...(groups.length > 1 ? [make("h3", {}, n ? "Used here, told elsewhere" : "Of this chapter")] : []),
      make("ul", { className: "live-claims" }, ...group.map(claimForm)),
    ]);
  /* All that can be chosen, told once. */
  const explained = () => {
    const told = ["stage", "qualifier", "relation"].map((kind) => terms[kind]).filter((one) => one?.about);
    return told.length ? [make("details", { className: "live-terms" }, make("summary", {}, "What can be chosen, and what it does to sums"),
      ...told.flatMap(({ called, about, sums, more, named, choices }) => [
        make("p", {}, make("strong", {}, `${called}.`), ` ${[about, sums, more].filter(Boolean).join(" ")}`),
        make("ul", {}, ...Object.entries(choices).filter(([, means]) => means).map(([choice, means]) => make("li", {}, make("em", {}, named[choice] ?? choice), `: ${means}`))),
      ]))] : [];
  };
  const leave = async () => {
    forms.forEach(({ controls }) => controls.forEach((control) => set(control, control.dataset.printed)));
    await change([]);
    (panel.hidden ? offer : heading).focus();
  };
  for (const button of [back, all, dismiss]) button.addEventListener("click", leave);

  /* -- exercises and code ------------------------------------------------------------------------------------------- */

  /* Does what a form beside an exercise asks for (open.js): judges what was typed, or draws a further task with a form of its own. */
  const use = async (form) => {
    await prepared();
    const name = form.dataset.exercise, typed = form.querySelector("input"), said = form.querySelector(".live-verdict");
    if (typed) {
      const { verdict, text } = await ask("answer", [name, typed.value]);
      said.dataset.verdict = verdict;
      said.textContent = changes.length && !isDrawn(name) ? `${text} (${NOT_PRINTED})` : text;
      return;
    }
    const start = `tries-${name.replaceAll("_", "-")}-`;
    const numbers = [...form.parentElement.children].filter(({ id }) => id.startsWith(start)).map(({ id }) => id.slice(start.length));
    const { html, text } = await ask("another", [name, numbers]);
    said.textContent = text;
    if (!html) return;
    form.before(parsed(html));
    const fold = form.previousElementSibling;
    fold.lastChild.before(self.liveField(`${name}/${fold.id.slice(start.length)}`, fold.dataset.about));
    fold.open = true;
    fold.firstChild.focus();
  };

  const code = (cells) => {
    const shown = cells.filter(({ source }) => source.trim());
    const chosen = make("select", { id: "live-cell" }, ...shown.map(({ id, source }, n) => make("option", { value: id }, `${n + 1}: ${source.trim().split("\n")[0].slice(0, 60)}`)));
    const text = make("textarea", { id: "live-source", rows: 10, spellcheck: false, autocapitalize: "off", autocomplete: "off" });
    const run = make("button", { type: "submit", className: "live-button" }, "Run");
    const stop = make("button", { type: "button", className: "live-button" }, "Stop");
    const result = make("div", { className: "live-result", role: "status" });
    const take = () => { text.value = shown.find(({ id }) => id === chosen.value)?.source ?? ""; };
    chosen.addEventListener("change", take);
    take();
    const form = make("form", { className: "live-form" },
      make("p", { className: "live-field" }, make("label", { htmlFor: chosen.id }, "Cell"), chosen),
      make("p", {}, make("label", { htmlFor: text.id }, "Code"), text),
      make("p", { className: "live-tools" }, run, stop), result);
    // A button that is really disabled would lose the focus of whoever has just pressed it.
    const off = (button) => button.getAttribute("aria-disabled") === "true";
    const busy = (on) => { run.setAttribute("aria-disabled", String(on)); stop.setAttribute("aria-disabled", String(!on)); };
    busy(false);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (off(run)) return;
      busy(true);
      result.textContent = "Running …";
      try {
        const { html, text: said, error, notes } = await ask("run", [chosen.value, text.value]);
        Object.values(notes).forEach(page.showNote);
        result.replaceChildren(...(html ? [parsed(html)] : []), ...[said, error].filter(Boolean).map((line) => make("pre", { tabIndex: 0, role: "group", "aria-label": "What the code says" }, line)));
        if (!result.childNodes.length) result.textContent = "It ran and shows nothing.";
        document.dispatchEvent(new Event("figures"));
        busy(false);
      } catch (error) {
        if (error !== STOPPED) { fail(result, error); busy(false); }
      }
    });
    stop.addEventListener("click", async () => {
      if (off(stop)) return;
      drop(STOPPED);
      stop.setAttribute("aria-disabled", "true");
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
  const panel = make("section", { className: "live-panel", id: "live-panel", hidden: true, "aria-labelledby": heading.id }, heading);
  const label = offer.firstElementChild;
  /* Starts Python and lists what can be changed, unseen as yet; where it failed it is tried again when it is asked for again. */
  let preparing;
  const prepared = () => preparing ??= prepare().catch((error) => {
    preparing = null;
    throw error;
  });
  const prepare = async () => {
    const [{ claims, terms: told, cells }] = await Promise.all([begin(), self.livePage ?? loaded("marks.js")]);
    page ??= self.livePage(article, make, parsed);
    terms = told;
    const listing = claims.length ? listed(claims) : [], number = [...forms.values()].filter(({ controls }) => controls.size).length;
    heading.textContent = number ? "Try other figures" : "Run the code of this chapter";
    if (claims.length) panel.append(
      make("p", {}, number ? "Change what a claim says and see what would follow on this page. It is a trial on your computer alone: nothing is sent, nothing is kept, and the book stays as it is." : "No claim of this page can be changed; beside each stands why."),
      make("p", { className: "live-tools", hidden: true }, all), ...explained(), ...listing);
    panel.append(code(cells));
    panel.lastChild.open = !number;
    offer.after(status, panel);
    if (!bar.isConnected) document.querySelector("main").prepend(bar);
    offer.setAttribute("aria-controls", panel.id);
    offer.ariaExpanded = "false";
    article.querySelectorAll(".live-answer small").forEach((size) => size.remove());
    offer.lastElementChild.textContent = offer.lastElementChild.textContent.split("; ").at(-1);
    return number;
  };
  const words = label.textContent;
  let busy = false, seen = false;
  const open = async () => {
    if (busy) return;
    busy = true;
    try {
      if (!preparing) {
        offer.after(status);
        label.textContent = "Loading …";
        say("Loading Python for this page.");
      }
      const number = await prepared();
      label.textContent = heading.textContent;
      panel.hidden = !panel.hidden;
      offer.ariaExpanded = String(!panel.hidden);
      if (!seen && !changes.length) say(number ? `Ready: ${one(number, "claim", "claims")} of this page can be changed.` : `Ready: ${forms.size ? "no claim of this page can be changed; " : ""}the code of the chapter can be run.`);
      if (!seen) heading.focus();
      seen = true;
    } catch (error) {
      label.textContent = words;
      fail(status, error);
    }
    busy = false;
  };
  /* Shows what the page's address supposes. Whoever follows a link reads the page, so the panel stays closed. */
  const follow = async () => {
    try {
      await prepared();
    } catch (error) {
      bar.replaceChildren(make("p", {}, make("strong", {}, "The figures of this link could not be shown."), " The page shows the printed figures."));
      offer.after(status);
      return fail(status, error);
    }
    walking = true;
    await fromLink();
    walking = false;
  };
  /* What of a link cannot be shown is said in the bar, since whoever follows it has not opened the panel. */
  const fromLink = async () => {
    if (!location.hash.startsWith("#figures=")) {
      // A step to another place of the page leaves the figures as they are; an address without any asks for the printed ones.
      if (changes.length && (!location.hash || history.state === "printed")) await leave();
      return carry();
    }
    const wanted = linked();
    const { refused } = wanted ? await change(wanted) : { refused: [{ text: "Its address is not whole." }] };
    forms.forEach(({ controls, entry: { id } }) => controls.forEach((control, name) => {
      set(control, (wanted ?? []).find((one) => one.id === id && one.field === name)?.value ?? control.dataset.printed);
    }));
    if (!refused?.length) return;
    headline.textContent = "The figures of this link cannot be shown.";
    const asked = wanted ? `It supposes: ${wanted.map(worded).join("; ")}. ` : "";
    count.textContent = `${asked}${refused.map(({ text }) => text).join(" ")} The page shows ${changes.length ? "what it showed before" : "the printed figures"}.`;
    supposed.textContent = against.textContent = "";
    about.hidden = true;
    spoken.className = "live-refusing";
    fill();
    bar.hidden = false;
    if (changes.length) carry();
    say(`${headline.textContent} ${count.textContent}`);
  };
  addEventListener("hashchange", async () => { if (preparing) await follow(); });
  self.livePanel = { open, follow, use };
})();
