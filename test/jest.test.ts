import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const page = readFileSync(join(root, "docs", "how-to", "test-with-jest.md"), "utf8");
const names = ["core", "adapter-memory", "adapter-redis", "http", "testing"].map(
  (name) => `@promptledger/${name}`,
);
const host = mkdtempSync(join(tmpdir(), "promptledger-jest-"));
afterAll(() => rmSync(host, { recursive: true, force: true }));

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly publishConfig?: { readonly exports?: object };
}

/** Installs a package as its tarball would be: a copy of what is built, for Jest treats what is outside of node_modules as the host's own. */
function install(name: string): void {
  const from = join(root, "packages", name.replace("@promptledger/", ""));
  const to = join(host, "node_modules", name);
  cpSync(join(from, "dist"), join(to, "dist"), { recursive: true });
  cpSync(join(from, "src"), join(to, "src"), { recursive: true });
  const manifest = JSON.parse(readFileSync(join(from, "package.json"), "utf8")) as Manifest;
  writeFileSync(join(to, "package.json"), JSON.stringify({ ...manifest, ...manifest.publishConfig }));
  for (const dependency of Object.keys(manifest.dependencies ?? {}))
    if (!dependency.startsWith("@promptledger/")) link(dependency, join(from, "node_modules", dependency));
}

function link(name: string, from: string): void {
  const to = join(host, "node_modules", name);
  mkdirSync(dirname(to), { recursive: true });
  rmSync(to, { force: true });
  symlinkSync(from, to);
}

test("a CommonJS host's tests run with Jest as documented, on the built packages", () => {
  for (const name of names) install(name);
  link("typescript", join(root, "node_modules", "typescript"));
  link("ioredis", join(root, "node_modules", "ioredis"));
  writeFileSync(join(host, "package.json"), JSON.stringify({ name: "host", private: true }));
  const files = [...page.matchAll(/`([\w.-]+\.js)`:\n\n```js\n([\s\S]*?)```/gu)];
  for (const [, name = "", code = ""] of files) writeFileSync(join(host, name), code);
  expect(files.map(([, name]) => name)).toEqual(["jest.config.js", "jest.es-modules.js", "support.test.js"]);
  const others = `test.each(${JSON.stringify(names.slice(0, -1))})("loads %s", (name) => { require(name); });`;
  writeFileSync(join(host, "others.test.js"), others);
  const jest = join(root, "node_modules", "jest", "bin", "jest.js");
  const args = [jest, "--rootDir", host, "--cacheDirectory", join(host, ".cache"), "--runInBand"];
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: host, encoding: "utf8" });
  expect(status, stderr).toBe(0);
  expect(stderr).toMatch(new RegExp(`Tests: +${names.length} passed, ${names.length} total`, "u"));
}, 120_000);
