/* Shows the button that makes a page live, and a field beside each exercise. All else is loaded when one is used, or for a link with other figures. */
(() => {
  "use strict";
  const button = document.getElementById("live-open");
  if (!button || !("DecompressionStream" in self)) return;
  const folder = `${document.documentElement.dataset.content_root}_static/live/`;
  const make = (tag, about, ...inside) => {
    const element = Object.assign(document.createElement(tag), about);
    element.append(...inside);
    return element;
  };
  let loaded;
  const panel = () => loaded ??= new Promise((done, failed) => document.head.append(
    make("link", { rel: "stylesheet", href: `${folder}panel.css` }),
    make("script", { src: `${folder}panel.js`, onload: () => done(self.livePanel), onerror: () => {
      loaded = null;
      failed(new Error("panel.js is missing"));
    } }),
  ));
  button.hidden = false;
  const [words, size] = [...button.children].map((one) => one.textContent);
  button.addEventListener("click", () => panel().then((one) => one.open(), ({ message }) => { button.lastChild.textContent = message; }));
  document.querySelector(".skip-link").after(make("a", { className: "skip-link", href: "#live-open" }, `Skip to: ${words}`));

  /* An exercise NAME has further tasks in folds tries-NAME-1, tries-NAME-2, ... */
  const form = (name, label, about, ...field) => {
    const made = make("form", { className: "live-answer" }, ...field, make("button", { className: "live-button", ariaLabel: `${label}, ${about}` }, label),
      make("p", { className: "live-verdict", role: "status" }), ...(loaded ? [] : [make("small", {}, `The first use ${size}.`)]));
    made.dataset.exercise = name;
    return made;
  };
  const field = self.liveField = (name, about) => {
    const id = `live-answer-${name.replace("/", "-")}`;
    return form(name, "Check", about, make("label", { htmlFor: id }, "Your answer"), make("input", { id, autocomplete: "off", ariaLabel: `Your answer, ${about}` }));
  };
  for (const one of button.dataset.exercises.split(" ").filter(Boolean)) {
    const [id, name] = one.split(":"), box = document.getElementById(id);
    const folds = [...document.querySelectorAll(`details[id^="tries-${name.replaceAll("_", "-")}-"]`)].filter((fold) => /-\d+$/.test(fold.id));
    box.append(field(name, box.querySelector(".admonition-title").textContent));
    for (const fold of folds) fold.lastChild.before(field(`${name}/${fold.id.match(/\d+$/)}`, fold.dataset.about));
    folds.at(-1)?.after(form(name, "Draw another one", folds[0].parentElement.firstChild.textContent));
  }
  document.addEventListener("submit", async (event) => {
    const asked = event.target, [typed] = asked.querySelectorAll("input"), said = asked.querySelector(".live-verdict");
    if (!said) return;
    event.preventDefault();
    delete said.dataset.verdict;
    if (typed && !typed.value.trim()) {
      said.textContent = "Type an answer first.";
      return typed.focus();
    }
    if (!loaded) said.textContent = "Loading …";
    try {
      await (await panel()).use(asked);
    } catch ({ message }) { said.textContent = `The live part of this page failed. (${message})`; }
  });

  const follow = () => {
    if (loaded || !location.hash.startsWith("#figures=")) return;
    // Whoever follows such a link is to know at once that the page does not show its figures yet.
    document.querySelector("main").prepend(make("aside", { className: "live-bar", ariaLabel: "Changed figures" }, make("p", { role: "status" },
      make("strong", {}, "This link supposes other figures than the report's: loading."), " Until they are shown, the page has the printed ones.")));
    panel().then((one) => one.follow(), () => {});
  };
  addEventListener("hashchange", follow);
  follow();
})();
