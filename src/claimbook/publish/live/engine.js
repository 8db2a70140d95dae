/* Starts Python in a worker and asks it, and makes the elements that show what it says. The scripts that use it, panel.js and labs.js, are published behind it (live_book.py). */
self.livePython = (also) => {
  "use strict";
  const FOLDER = `${document.documentElement.dataset.content_root}_static/live/`;
  const PARTS = ["python.js", "book.js", "machine.js", "library.js", ...(also ? [also] : [])];
  const MACHINE = "pyodide.asm.wasm";
  /* The parts that have arrived, packed; a worker that starts again gets them as well. Their text is let go. */
  const packed = {};
  const bytes = (text) => {
    if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
    const signs = atob(text), read = new Uint8Array(signs.length);
    for (let i = 0; i < signs.length; i += 1) read[i] = signs.charCodeAt(i);
    return read;
  };
  const arrived = () => {
    for (const [part, text] of Object.entries(self.liveParts ?? {})) packed[part] = new Blob([bytes(text)]);
    self.liveParts = {};
  };
  const scripts = {};
  const loaded = (name) => scripts[name] ??= new Promise((done, failed) => {
    document.head.append(Object.assign(document.createElement("script"), {
      src: FOLDER + name,
      onload: () => { arrived(); done(); },
      onerror: () => { delete scripts[name]; failed(new Error(`${name} is missing beside this page`)); },
    }));
  });
  const unpacked = (name) => new Response(packed[name].stream().pipeThrough(new DecompressionStream("gzip"))).text();

  let worker, address, machine, last = 0;
  const waiting = new Map();
  /* Python starts as soon as its scripts are here, and gets the rest as it arrives. */
  const start = async () => {
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
  const make = (tag, about = {}, ...inside) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(about)) {
      if (name in element && !name.startsWith("aria")) element[name] = value;
      else element.setAttribute(name, value);
    }
    element.append(...inside);
    return element;
  };
  return { loaded, start, ask, drop, make };
};
