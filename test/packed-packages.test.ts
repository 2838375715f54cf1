import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { publishedPackages } from "../scripts/pack.mjs";
import { codeBlocks, unprinted } from "./code-blocks.ts";
import type { PackedProject } from "./packed-project.ts";
import { packedProject, root } from "./packed-project.ts";

const run = promisify(execFile);

let project: PackedProject;
beforeAll(async () => {
  project = await packedProject(
    { folder: ".", names: ["@types/node", "vitest"] },
    { folder: "packages/adapter-postgres", names: ["@electric-sql/pglite", "pg", "@types/pg"] },
    { folder: "packages/adapter-redis", names: ["ioredis"] },
  );
});
afterAll(() => project.remove());

const published = publishedPackages();
const entries = published.flatMap(({ name, folder }) => {
  const { exports } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")) as {
    exports: object;
  };
  return Object.keys(exports)
    .filter((path) => path !== "./package.json")
    .map((path) => name + path.slice(1));
});

async function output(file: string, code: string): Promise<string> {
  writeFileSync(join(project.folder, file), code);
  const { stdout, stderr } = await run(process.execPath, [file], { cwd: project.folder });
  expect(stderr).toBe("");
  return stdout;
}

/** Compiles one file that imports every entry point; returns what the compiler says. */
function compile(file: string, options: ts.CompilerOptions): readonly string[] {
  const path = join(project.folder, file);
  const imports = entries.map((entry, index) => `import * as entry${index} from "${entry}";`);
  const uses = entries.map((_, index) => `const a${index}: number = entry${index};`);
  writeFileSync(path, [...imports, ...uses, "export {};"].join("\n"));
  const program = ts.createProgram([path], {
    noEmit: true,
    strict: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2023,
    lib: ["lib.es2023.d.ts", "lib.esnext.disposable.d.ts"],
    types: ["node"],
    typeRoots: [join(project.folder, "node_modules", "@types")],
    ...options,
  });
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "));
}

describe("the packed packages in an empty project", () => {
  it.each(published.filter(({ folder }) => codeBlocks(join(root, folder, "README.md"), "ts").length > 0))(
    "$name: the example of its README runs, as an ES module and in CommonJS",
    async ({ folder, name }) => {
      const code = codeBlocks(join(root, folder, "README.md"), "ts").join("\n");
      const file = name.split("/").at(-1);
      const [target, { ESNext, CommonJS }] = [ts.ScriptTarget.ES2022, ts.ModuleKind];
      // CommonJS has no `await` outside of a function.
      const required = `(async () => {\n${ts.transpile(code, { module: CommonJS, target })}\n})();`;
      for (const printed of [
        await output(`${file}.mjs`, ts.transpile(code, { module: ESNext, target })),
        await output(`${file}.cjs`, required),
      ])
        expect(unprinted(code, printed)).toEqual([]);
    },
  );

  it("promptledger: the example of its README prints what the README says", async () => {
    const readme = join(root, "packages/cli/README.md");
    const [script = ""] = codeBlocks(readme, "sh").filter((code) => code.includes("history.ndjson"));
    const bin = join(project.folder, "node_modules", "promptledger", "dist", "main.js");
    const { stdout } = await run(
      "sh",
      ["-ec", script.replaceAll(/^promptledger/gmu, `${process.execPath} ${bin}`)],
      {
        cwd: project.folder,
      },
    );
    expect(stdout).toBe(codeBlocks(readme, "text")[0]);
  });

  it("CommonJS loads every entry point with the same exports as ES modules, and none has a default export", async () => {
    const program = `
      import { createRequire } from "node:module";
      const require = createRequire(import.meta.url);
      for (const entry of ${JSON.stringify(entries)}) {
        const { "module.exports": _, __esModule, ...required } = require(entry);
        const names = Object.keys(await import(entry));
        const same = JSON.stringify(Object.keys(required).sort()) === JSON.stringify(names.sort());
        console.log(entry, same, names.length > 0, names.includes("default"));
      }`;
    const lines = entries.map((entry) => `${entry} true true false\n`);
    expect(await output("all.mjs", program)).toBe(lines.join(""));
  });

  // What attw does not see: that the types are more than `any`.
  const { NodeNext, Node16, ESNext, CommonJS } = ts.ModuleKind;
  const modes: readonly [string, string, ts.CompilerOptions][] = [
    ["nodenext, in an ES module", "a.mts", { module: NodeNext }],
    ["nodenext, in CommonJS", "a.cts", { module: NodeNext }],
    ["node16, in CommonJS", "b.cts", { module: Node16 }],
    ["bundler", "c.ts", { module: ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler }],
    [
      "node10, which knows no exports",
      "d.ts",
      { module: CommonJS, moduleResolution: ts.ModuleResolutionKind.Node10, ignoreDeprecations: "6.0" },
    ],
  ];
  it.each(modes)("TypeScript finds the types of every entry point: %s", (_, file, options) => {
    // Each entry point is used as what it is not: one whose types are missing, or `any`, would be no error, or another one.
    const found = compile(file, options);
    expect(
      found.filter(
        (message) => !/^Type 'typeof import\(.*\)' is not assignable to type 'number'/u.test(message),
      ),
    ).toEqual([]);
    expect(found).toHaveLength(entries.length);
  });
});
