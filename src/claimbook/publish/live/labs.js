/* The labs' page: draws a brief by a number, takes a commitment, gives hints, has a corrected line judged, and saves what was done.
   All of it is worked out by claimbook.live.labs; here it is only shown. Nothing is loaded before the button is pressed. */
(() => {
  "use strict";
  const offer = document.getElementById("labs-open");
  if (!offer || !("DecompressionStream" in self)) return;
  const place = offer.closest(".labs-live");
  const python = self.livePython("briefs.js");
  const { ask, make } = python;
  place.querySelectorAll(":scope > p").forEach((one) => { one.hidden = true; });
  offer.hidden = false;

  const button = (words, type = "button") => make("button", { type, className: "live-button" }, words);
  const choice = (value, words = value) => make("option", { value }, words);
  const labelled = (words, control, hint = "") => make("p", { className: "live-field" },
    make("label", { htmlFor: control.id }, words, hint ? make("small", {}, ` ${hint}`) : ""), control);
  const told = (where, sentences) => where.replaceChildren(...sentences.map((text) => make("p", {}, text)));
  let ids = 0;
  const id = () => `lab-${ids += 1}`;

  /* A link in a student's folder has the student's number behind its address, which no server sees. */
  const given = /^#number=(\d{1,8})$/.exec(location.hash)?.[1] ?? "";
  let kinds, rules, taken, saved = true;
  const status = make("p", { className: "live-status", role: "status" });
  const desk = make("div", { className: "live-panel labs-desk", hidden: true });
  const bench = make("div", { className: "labs-bench" });
  /* Runs what was asked for, and says so where it fails. */
  const act = (where, asked) => async (event) => {
    event?.preventDefault();
    try { await asked(event); } catch (error) {
      const line = error.message.trim().split("\n").at(-1);
      told(where, [`The live part of this page failed. (${line})`]);
    }
  };

  /* -- which brief ---------------------------------------------------------------------------------------------------- */

  const number = make("input", { id: id(), type: "text", inputMode: "numeric", autocomplete: "off", required: true });
  const lab = make("select", { id: id() });
  const drawing = make("p", { className: "live-refused", role: "alert", hidden: true });
  const take = act(drawing, async () => {
    const answer = await ask("labs.take", [number.value, lab.value]);
    drawing.hidden = !answer.refused;
    drawing.textContent = answer.refused ?? "";
    if (answer.refused) return number.focus();
    number.value = String(answer.number);
    taken = lab.value;
    show(answer);
  });
  const chosen = () => {
    const draw = button("Draw a number");
    draw.addEventListener("click", act(drawing, async () => { number.value = String(await ask("labs.draw", [])); }));
    const form = make("form", { className: "live-form" },
      labelled("Number", number, "from your teacher, or drawn here"), make("p", {}, draw), labelled("Lab", lab),
      make("p", { className: "live-tools" }, button("Show the brief", "submit")), drawing);
    form.addEventListener("submit", (event) => {
      if (!saved && bench.dataset.number && bench.dataset.number !== number.value.trim() && !confirm("What you did with the other number is not saved. Go on without it?")) return event.preventDefault();
      take(event);
    });
    return form;
  };

  /* -- the brief, and what is said of it --------------------------------------------------------------------------------- */

  const show = ({ lines, number: drawn, committed }) => {
    const letters = lines.map(([letter]) => letter), corrected = {}, left = {};
    const rows = new Map(lines.map(([letter, text]) => [letter, make("p", {}, make("strong", {}, letter), ` ${text}`)]));
    const after = make("div", { hidden: !committed });
    const heading = make("h3", { tabIndex: -1 }, kinds.get(taken).title);
    bench.dataset.number = drawn;
    bench.replaceChildren(heading, make("p", {}, kinds.get(taken).about),
      make("blockquote", { className: "brief" }, ...rows.values()),
      commitment(letters, after), after);
    after.append(hints(), correction(letters, lines, rows, corrected, left));
    bench.hidden = keeping.hidden = false;
    heading.focus();
  };
  /* A line that is doubted: which, by which rule, and why; or that none is. */
  const doubt = (letters, first) => {
    const line = make("select", { id: id(), required: true }, choice("", "Choose"), ...letters.map((letter) => choice(letter, `Line ${letter}`)), ...(first ? [choice("none", "None: every line holds")] : []));
    const rule = make("select", { id: id(), required: true }, choice("", "Choose"), ...rules.map(([name, meant]) => choice(name, `${name}: ${meant}`)));
    const why = make("textarea", { id: id(), rows: 2, required: true });
    const meant = make("small", { id: id(), className: "labs-meant" });
    const by = make("div", {}, labelled("Rule", rule), meant);
    rule.setAttribute("aria-describedby", meant.id);
    rule.addEventListener("change", () => { meant.textContent = rules.find(([name]) => name === rule.value)?.[1] ?? ""; });
    line.addEventListener("change", () => {
      by.hidden = line.value === "none";
      rule.required = !by.hidden;
    });
    const group = make("fieldset", {}, make("legend", {}, first ? "What would you not print?" : "A further line"), labelled("Line", line), by, labelled("Why", why, "in your own words"));
    return { group, read: () => (line.value === "none" ? ["", "", why.value] : [line.value, rule.value, why.value]), none: () => line.value === "none" };
  };
  const commitment = (letters, after) => {
    const said = make("div", { className: "labs-told", role: "status" });
    const doubts = [doubt(letters, true)], groups = make("div", {}, doubts[0].group);
    const more = button("A further line does not hold");
    more.addEventListener("click", () => {
      doubts.push(doubt(letters, false));
      groups.append(doubts.at(-1).group);
      doubts.at(-1).group.querySelector("select").focus();
    });
    const form = make("form", { className: "live-form" }, make("h4", {}, "Commit"), groups,
      make("p", { className: "live-tools" }, button("Commit", "submit"), more), said);
    form.addEventListener("submit", act(said, async () => {
      const given = doubts[0].none() ? [doubts[0].read()] : doubts.map(({ read }) => read());
      const answer = await ask("labs.commit", [taken, given]);
      told(said, answer.told);
      after.hidden = !answer.committed;
      saved &&= !answer.committed;
    }));
    return form;
  };
  const STEPS = [["line", "Which line?"], ["rule", "By which rule?"], ["full", "All that the judge has against it"]];
  const hints = () => {
    const said = make("div", { className: "labs-told", role: "status" });
    const steps = STEPS.map(([, words]) => button(words));
    steps.forEach((one, n) => {
      one.setAttribute("aria-disabled", String(n > 0));
      one.addEventListener("click", act(said, async () => {
        if (one.getAttribute("aria-disabled") === "true") return told(said, ["Hints come one after the other: take the one before first."]);
        told(said, (await ask("labs.hint", [taken, STEPS[n][0]])).told);
        steps[n + 1]?.setAttribute("aria-disabled", "false");
        saved = false;
      }));
    });
    return make("div", { className: "live-form" }, make("h4", {}, "Hints"), make("p", { className: "live-tools" }, ...steps), said);
  };
  const correction = (letters, lines, rows, corrected, left) => {
    const texts = Object.fromEntries(lines), said = make("div", { className: "labs-told", role: "status" });
    const line = make("select", { id: id() }, ...letters.map((letter) => choice(letter, `Line ${letter}`)));
    const text = make("textarea", { id: id(), rows: 3, required: true }), why = make("input", { id: id(), type: "text", autocomplete: "off" });
    const fill = () => {
      text.value = corrected[line.value] ?? texts[line.value];
      why.value = left[line.value] ?? "";
    };
    line.addEventListener("change", fill);
    fill();
    const form = make("form", { className: "live-form" }, make("h4", {}, "Correct it"),
      make("p", {}, "Write the line so that you would print it, with the figures as the tables have them. Lines that hold stay as they are. You may try as often as you like: a right correction stays right, and no later try takes it away."),
      labelled("Line", line), labelled("Your sentence", text), labelled("Left out, because", why, "only where it no longer speaks of a figure"),
      make("p", { className: "live-tools" }, button("Ask the judge", "submit")), said);
    form.addEventListener("submit", act(said, async () => {
      const before = text.value.trim() === texts[line.value];
      delete corrected[line.value];
      if (!before) [corrected[line.value], left[line.value]] = [text.value, why.value];
      told(said, (await ask("labs.correct", [taken, corrected, left])).told);
      rows.get(line.value).querySelector("ins")?.remove();
      if (!before) rows.get(line.value).append(make("ins", { className: "labs-anew" }, ` Your line: ${text.value.trim()}`));
      saved = false;
    }));
    return form;
  };

  /* -- what was done, as a file ------------------------------------------------------------------------------------------- */

  const keep = () => {
    const save = button("Save what I did"), said = make("div", { className: "labs-told", role: "status" });
    save.addEventListener("click", act(said, async () => {
      const { name, text } = await ask("labs.saved", []);
      const address = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
      make("a", { href: address, download: name }).click();
      setTimeout(() => URL.revokeObjectURL(address), 60_000);
      saved = true;
      told(said, [`Saved as ${name}, where your browser puts downloads. Hand in that file. Go on and save again as often as you like: the last one has all of it.`]);
    }));
    return make("div", { hidden: true }, make("p", { className: "live-tools" }, save), said);
  };
  const keeping = keep();
  addEventListener("beforeunload", (event) => { if (!saved) event.preventDefault(); });

  const open = act(status, async () => {
    if (!document.querySelector("link[href$='live/panel.css']")) document.head.append(make("link", { rel: "stylesheet", href: `${document.documentElement.dataset.content_root}_static/live/panel.css` }));
    offer.after(status);
    offer.hidden = true;
    status.textContent = "Loading Python for this page.";
    try {
      await python.start();
      const { labs, rules: listed, missing } = await ask("labs.start", ["/book"]);
      if (missing) {
        status.textContent = missing;
        return;
      }
      kinds = new Map(labs.map((one) => [one.name, one]));
      rules = listed;
      lab.append(...labs.map(({ name, title }) => choice(name, title)));
      bench.hidden = true;
      desk.append(chosen(), bench, keeping);
      status.after(desk);
      desk.hidden = false;
      number.value = given;
      status.textContent = given ? "Ready: your number is filled in. Choose a lab." : "Ready: type a number, or draw one.";
      (given ? lab : number).focus();
    } catch (error) {
      offer.hidden = false;
      throw error;
    }
  });
  offer.addEventListener("click", open);
})();
