import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createContext, runInContext } from "node:vm";
import { ModuleKind, ScriptTarget, transpile } from "typescript";

/** What an edge runtime offers: the web's functions, and neither Node's nor an AbortController that outlives a request. */
const GLOBALS = [
  ...[
    "setTimeout",
    "clearTimeout",
    "queueMicrotask",
    "performance",
    "crypto",
    "structuredClone",
    "atob",
    "btoa",
  ],
  ...[
    "TextEncoder",
    "TextDecoder",
    "URL",
    "URLSearchParams",
    "Headers",
    "Request",
    "Response",
    "ReadableStream",
  ],
  ...["TransformStream", "CompressionStream", "Blob", "FormData", "CryptoKey", "console"],
] as const;

type Exports = Readonly<Record<string, unknown>>;

/** A runtime without Node: a context of its own, into which packages of the workspace are loaded from their sources. */
export interface EdgeRuntime {
  /** Loads a module, as a bundler for the edge would have it. */
  load(name: string): Exports;
}

/** Opens a runtime. `overrides` stand for what a runtime has in another form, or has too. */
export function edgeRuntime(overrides: Exports = {}): EdgeRuntime {
  const offered = GLOBALS.map((name) => [name, (globalThis as Exports)[name]] as const);
  // As at the edge, text is never compiled to code.
  const context = createContext(
    { ...Object.fromEntries(offered), ...overrides },
    { codeGeneration: { strings: false, wasm: false } },
  );
  const modules = new Map<string, { exports: Exports }>();
  const loadFile = (file: string): Exports => {
    const known = modules.get(file);
    if (known !== undefined) return known.exports;
    const module = { exports: {} };
    modules.set(file, module);
    const run = runInContext(`(function (exports, require, module) {${compiled(file)}\n})`, context, {
      filename: file,
    });
    run(module.exports, (name: string) => loadFile(resolved(name, file)), module);
    return module.exports;
  };
  return { load: (name) => loadFile(resolved(name, fileURLToPath(import.meta.url))) };
}

const compiledFiles = new Map<string, string>();

/** A file as CommonJS, with what bundlers replace. */
function compiled(file: string): string {
  const known = compiledFiles.get(file);
  if (known !== undefined) return known;
  const text = readFileSync(file, "utf8").replaceAll("process.env.NODE_ENV", '"production"');
  const options = { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022, esModuleInterop: true };
  const code = /\.cjs$|\/cjs\//u.test(file) ? text : transpile(text, options);
  compiledFiles.set(file, code);
  return code;
}

function resolved(name: string, from: string): string {
  const [, ours, door = "index"] = /^@promptledger\/([^/]+)(?:\/(.+))?$/u.exec(name) ?? [];
  if (ours !== undefined)
    return fileURLToPath(new URL(`../packages/${ours}/src/${door}.ts`, import.meta.url));
  if (name.startsWith(".")) {
    const file = join(dirname(from), name);
    return existsSync(file) ? file : createRequire(from).resolve(name);
  }
  // The build for browsers: ulid's other one asks for node:crypto.
  const file = createRequire(from)
    .resolve(name)
    .replace("/ulid/dist/node/index.cjs", "/ulid/dist/browser/index.cjs");
  if (!file.startsWith("/")) throw new Error(`${from} imports ${name}, which no edge runtime has`);
  return file;
}
