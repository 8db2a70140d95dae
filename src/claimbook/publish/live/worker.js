/* Where a page computes. It stands behind Pyodide's two files in one script, has no network and sees nothing of the page.
   A message brings parts, or calls a function of claimbook.live.page, or of claimbook.live.labs as "labs.…"; Python starts meanwhile, and waits for what it needs. */
const opened = (part, type) => new Response(part.stream().pipeThrough(new DecompressionStream("gzip")), { headers: { "content-type": type } });
const parts = {}, awaited = {};
const part = (name) => new Promise((done) => {
  if (parts[name]) done(parts[name]);
  else (awaited[name] ??= []).push(done);
});
const arrived = (name, given) => {
  parts[name] = given;
  (awaited[name] ?? []).splice(0).forEach((done) => done(given));
};

const PYTHON = `
import json, os, sys
from importlib import import_module
os.chdir("/book")
sys.path.insert(0, "/book/src")
from claimbook.live import page

def begin(name):
    with open(f"/book/pages/{name}.json", encoding="utf-8") as file:
        shown = json.load(file)
    page.start("/book", shown)
    return {"claims": page.claims(), "terms": page.terms(), "exercises": shown["exercises"], "cells": shown["cells"]}

def call(name, arguments):
    room, _, asked = name.rpartition(".")
    return json.dumps((begin if name == "begin" else getattr(import_module(f"claimbook.live.{room or 'page'}"), asked))(*json.loads(arguments)))
call`;

// What was compiled once is kept by the page, and is the part that a worker gets which has to start again.
const machine = part("pyodide.asm.wasm").then(async (given) => {
  if (given instanceof WebAssembly.Module) return given;
  const compiled = await WebAssembly.compileStreaming(opened(given, "application/wasm"));
  self.postMessage({ machine: compiled });
  return compiled;
});
WebAssembly.instantiateStreaming = async (response, imports) => {
  const module = await machine;
  return { module, instance: await WebAssembly.instantiate(module, imports) };
};
// Pyodide asks for its files by name; they come with messages, and the machine is compiled above.
self.fetch = async (address) => {
  const name = String(address).split("/").pop();
  return name.endsWith(".zip") ? opened(await part(name), "application/zip") : new Response();
};

const start = async () => {
  const archives = ["packages.zip", "book.zip"].map(async (name) => opened(await part(name), "application/zip").arrayBuffer());
  const python = await loadPyodide({
    createPyodideModule: _createPyodideModule,
    indexURL: "https://book.invalid/",
    lockFileContents: { info: { abi_version: "2026_0", arch: "wasm32", platform: "emscripten_5_0_3", python: "3.14.2", version: "314.0.7" }, packages: {} },
    stdout: () => {},
    stderr: () => {},
  });
  for (const [archive, place] of [[await archives[0], "/book/src"], [await archives[1], "/book"]]) python.unpackArchive(archive, "zip", { extractDir: place });
  labs = async () => python.unpackArchive(await opened(await part("labs.zip"), "application/zip").arrayBuffer(), "zip", { extractDir: "/book" });
  return python.runPython(PYTHON);
};
// What the labs need besides is unpacked when they are first asked for.
let labs, laid;

const started = start();
started.catch(() => {}); // said to whoever calls
self.onmessage = async ({ data: { id, parts: given, name, given: words } }) => {
  if (given) return Object.entries(given).forEach(([one, part]) => arrived(one, part));
  try {
    const call = await started;
    if (name.startsWith("labs.")) await (laid ??= labs());
    self.postMessage({ id, answer: JSON.parse(call(name, words)) });
    // The printed page is worked out while the reader reads what can be changed. What fails is said to whoever asks next.
    if (name === "begin") setTimeout(() => { try { call("work_out", "[]"); } catch { /* as above */ } });
  } catch (error) {
    self.postMessage({ id, error: String(error.message ?? error).trim() });
  }
};
