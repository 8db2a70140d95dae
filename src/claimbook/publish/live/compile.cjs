/* Compiles for the browser, by the Python that runs there: node compile.cjs FOLDER. The folder holds Pyodide's core and code.zip, the
   packages; compiled.zip is written beside them: each file of packages (src/) and library (lib/), and loaded.json, the files of the
   library that Python and the packages load to start. The environment is empty, so that every computer makes the same bytes. */
const fs = require("node:fs"), path = require("node:path");
const folder = path.resolve(process.argv[2]);

const PYTHON = `
import importlib, importlib.util, json, marshal, pathlib, sys, zipfile

LIBRARY = "/lib/python314.zip"
PLACES = {"lib/": LIBRARY + "/", "src/": "/book/src/"}

def files(archive, under):
    with zipfile.ZipFile(archive) as held:
        return {under + name: held.read(name) for name in sorted(held.namelist()) if name.endswith(".py")}

def compiled(name, source):
    code = compile(source, PLACES[name[:4]] + name[4:], "exec", dont_inherit=True, optimize=2)
    return importlib.util.MAGIC_NUMBER + (1).to_bytes(4, "little") + importlib.util.source_hash(source) + marshal.dumps(code)

found = files(LIBRARY, "lib/") | files("/code.zip", "src/")
with zipfile.ZipFile("/compiled.zip", "w") as made:
    for name, source in found.items():
        made.writestr(zipfile.ZipInfo(name + "c"), compiled(name, source))
    zipfile.ZipFile("/code.zip").extractall("/book/src")
    sys.path.insert(0, "/book/src")
    for name in found:
        if name.startswith("src/") and "/_" not in name.replace("/__init__.py", ""):
            importlib.import_module(name[4:-3].removesuffix("/__init__").replace("/", "."))
    loaded = {str(getattr(module, "__file__", "")) for module in sys.modules.values()}
    names = sorted(file.removeprefix(LIBRARY + "/") for file in loaded if file.startswith(LIBRARY))
    made.writestr(zipfile.ZipInfo("loaded.json"), json.dumps(names))
`;

const main = async () => {
  const { loadPyodide } = require(path.join(folder, "pyodide.js"));
  const python = await loadPyodide({
    indexURL: folder + path.sep,
    lockFileContents: { info: { abi_version: "2026_0", arch: "wasm32", platform: "emscripten_5_0_3", python: "3.14.2", version: "314.0.7" }, packages: {} },
    env: { HOME: "/", PYTHONHASHSEED: "0", PYTHONNODEBUGRANGES: "1" },
  });
  python.FS.writeFile("/code.zip", fs.readFileSync(path.join(folder, "code.zip")));
  python.runPython(PYTHON);
  fs.writeFileSync(path.join(folder, "compiled.zip"), python.FS.readFile("/compiled.zip"));
};
main().catch((error) => { console.error(String(error.message ?? error)); process.exit(1); });
