/* Where a page computes. It stands behind Pyodide's two files in one script, has no network and sees nothing of the page.
   The first message holds the parts; each calls a function of claimbook.live.page. */
const opened = (text, type) => {
  const bytes = Uint8Array.fromBase64?.(text) ?? Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")), { headers: { "content-type": type } });
};

const PYTHON = `
import json, os, sys
os.chdir("/book")
sys.path.insert(0, "/book/src")
from claimbook.live import page

def begin(name):
    with open(f"/book/pages/{name}.json", encoding="utf-8") as file:
        shown = json.load(file)
    page.start("/book", shown)
    return {"claims": page.claims(), "exercises": shown["exercises"], "cells": shown["cells"]}

def call(name, arguments):
    return json.dumps((begin if name == "begin" else getattr(page, name))(*json.loads(arguments)))
call`;

const start = async (parts, machine) => {
  // Pyodide asks for its files by name; they are here.
  self.fetch = async (address) => {
    const part = parts[String(address).split("/").pop()];
    return part ? opened(part, "application/wasm") : new Response();
  };
  // What was compiled once is kept by the page for a worker that has to start again.
  WebAssembly.instantiateStreaming = async (response, imports) => {
    if (!machine) self.postMessage({ machine: machine = await WebAssembly.compileStreaming(response) });
    return { module: machine, instance: await WebAssembly.instantiate(machine, imports) };
  };
  const book = opened(parts["book.zip"], "application/zip").arrayBuffer();
  const python = await loadPyodide({
    createPyodideModule: _createPyodideModule,
    indexURL: "https://book.invalid/",
    lockFileContents: { info: { abi_version: "2026_0", arch: "wasm32", platform: "emscripten_5_0_3", python: "3.14.2", version: "314.0.7" }, packages: {} },
    stdout: () => {},
    stderr: () => {},
  });
  python.unpackArchive(await book, "zip", { extractDir: "/book" });
  return python.runPython(PYTHON);
};

let call;
self.onmessage = async ({ data: { id, parts, machine, name, given } }) => {
  try {
    call ??= start(parts, machine);
    const answer = (await call)(name, given);
    self.postMessage({ id, answer: JSON.parse(answer) });
  } catch (error) {
    self.postMessage({ id, error: String(error.message ?? error).trim() });
  }
};
