import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { ErrorCode } from "@promptledger/core";
import { ERROR_CODES, RETRYABLE_CODES } from "@promptledger/core";
import { STATUS_BY_CODE } from "@promptledger/http";
import { ModuleKind, ScriptTarget, transpile } from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { codeBlocks as blocks, unprinted } from "./code-blocks.ts";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
// Inside the repository, so that the blocks find the packages as a project that uses them would.
const folder = join(root, "node_modules", ".cache", "docs");
const bin = (name: string): string => join(root, "node_modules", ".bin", name);

function pages(): readonly string[] {
  const docs = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" });
  const found = docs.filter((path) => path.endsWith(".md")).map((path) => join(root, "docs", path));
  const packages = readdirSync(join(root, "packages")).map((name) => join("packages", name, "README.md"));
  return ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "examples/README.md"]
    .concat(packages)
    .map((path) => join(root, path))
    .concat(found);
}

function programOf(page: string, extension: "mts" | "mjs"): string {
  return join(folder, `${relative(root, page).replaceAll(/[^A-Za-z0-9]+/gu, "-")}.${extension}`);
}

// Each test starts a compiler, which is several times slower while other tests run on the machine.
const PATIENCE = 120_000;

const withCode = pages().filter((page) => blocks(page, "ts").length > 0);
mkdirSync(folder, { recursive: true });
for (const page of withCode) {
  const code = `${blocks(page, "ts").join("\n")}\nexport {};\n`;
  writeFileSync(programOf(page, "mts"), code);
  // As JavaScript, and on the built packages, which those who read the page install.
  writeFileSync(
    programOf(page, "mjs"),
    transpile(code, { module: ModuleKind.ESNext, target: ScriptTarget.ES2022 }),
  );
}
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// The README of a published package runs on what was packed: test/packed-packages.test.ts.
const runHere = withCode.filter((page) => !page.startsWith(join(root, "packages")));

/** Runs the pages' programs one after the other, in one process: starting Node and loading the packages takes longer than most of them. */
function runPages(): { readonly status: number | null; outputOf(page: string): Output } {
  const END = "-- end of a page --";
  const runner = join(folder, "pages.mjs");
  const programs = runHere.map((page) => programOf(page, "mjs"));
  writeFileSync(
    runner,
    `for (const program of ${JSON.stringify(programs)}) {
      await import(program).catch((error) => console.error(error));
      for (const stream of [process.stdout, process.stderr]) stream.write(${JSON.stringify(`${END}\n`)});
    }`,
  );
  const { status, stdout, stderr } = spawnSync(process.execPath, [runner], { encoding: "utf8", cwd: root });
  const [printed, complaints] = [stdout.split(`${END}\n`), stderr.split(`${END}\n`)];
  return {
    status,
    outputOf(page) {
      const index = runHere.indexOf(page);
      return {
        stdout: printed[index] ?? "",
        stderr: complaints[index] ?? "",
        ended: index < printed.length - 1,
      };
    },
  };
}

interface Output {
  readonly stdout: string;
  readonly stderr: string;
  /** Whether the program came to its end. */
  readonly ended: boolean;
}

describe("the documentation", () => {
  let run: ReturnType<typeof runPages>;
  beforeAll(() => {
    run = runPages();
  }, PATIENCE);

  it.each(runHere.map((page) => [relative(root, page), page]))(
    "%s: its code runs, and prints what its comments say",
    (_, page) => {
      const result = run.outputOf(page);
      expect(result.stderr.replaceAll(/^npm warn.*\n/gmu, "")).toBe("");
      expect(result.ended).toBe(true);
      expect(unprinted(blocks(page, "ts").join("\n"), result.stdout)).toEqual([]);
    },
  );

  it("leaves nothing open: the process of all pages ends by itself", () => {
    expect(run.status).toBe(0);
  });

  it(
    "type-checks all of its code",
    () => {
      writeFileSync(
        join(folder, "tsconfig.json"),
        JSON.stringify({
          extends: relative(folder, join(root, "tsconfig.base.json")),
          compilerOptions: {
            noEmit: true,
            composite: false,
            isolatedDeclarations: false,
            declaration: false,
            declarationMap: false,
            rootDir: relative(folder, root),
            // The built packages, as those who read the pages have them.
            customConditions: [],
            types: ["node"],
            lib: ["ES2023", "ESNext.Disposable", "ES2024.String", "DOM"],
          },
          include: ["*.mts"],
        }),
      );
      const result = spawnSync(bin("tsc"), ["-p", folder], { encoding: "utf8", cwd: root });
      expect(result.stdout).toBe("");
    },
    PATIENCE,
  );

  it("shows running code by line 15 of the README", () => {
    const lines = readFileSync(join(root, "README.md"), "utf8").split("\n");
    expect(lines.findIndex((line) => line.startsWith("```ts"))).toBeLessThan(15);
  });

  it.each(pages().map((page) => [relative(root, page), page]))(
    "%s: its links lead to existing files",
    (_, page) => {
      const links = [...readFileSync(page, "utf8").matchAll(/\]\((?!https?:|#|mailto:)([^)#]+)/gu)].map(
        ([, link = ""]) => link,
      );
      expect(links.filter((link) => !existsSync(resolve(dirname(page), link)))).toEqual([]);
    },
  );

  it("says what to install on every page with code", () => {
    const silent = withCode.filter(
      (page) => !/npm install .*@promptledger\//u.test(readFileSync(page, "utf8")),
    );
    expect(silent.map((page) => relative(root, page))).toEqual([]);
  });

  it("imports what is for adapters only where an adapter is written", () => {
    const importing = withCode.filter((page) =>
      blocks(page, "ts").some((code) => code.includes('"@promptledger/core/adapter"')),
    );
    expect(importing.map((page) => relative(root, page))).toEqual([
      join("docs", "how-to", "write-an-adapter.md"),
    ]);
  });

  it("leads from the README to the rules of a version in three steps", () => {
    expect(readFileSync(join(root, "README.md"), "utf8")).toContain("**Read the code:** [ARCHITECTURE.md]");
    const order = readFileSync(join(root, "ARCHITECTURE.md"), "utf8");
    expect(order).toMatch(/^\d\. .*\]\(packages\/core\/src\/version\/decide[a-z-]*\.ts\)/mu);
  });

  it("names only npm scripts that exist", () => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    const named = pages().flatMap((page) =>
      [...readFileSync(page, "utf8").matchAll(/npm (?:run )?([a-z]+(?::[a-z]+)*)\b/gu)].map(
        ([, name = ""]) => name,
      ),
    );
    expect(
      [...new Set(named)].filter((name) => !(name in scripts) && !["install", "alone"].includes(name)),
    ).toEqual([]);
  });

  it("lists every error code with its meaning and its status", () => {
    const text = readFileSync(join(root, "docs", "errors.md"), "utf8");
    for (const [code, meaning] of Object.entries(ERROR_CODES)) {
      const retryable = RETRYABLE_CODES.includes(code as ErrorCode);
      const { respan, orkes } = STATUS_BY_CODE[code as ErrorCode];
      expect(text).toContain(
        `| \`${code}\` | ${meaning} | ${retryable ? "yes" : "no"} | ${respan} | ${orkes} |`,
      );
    }
  });
});
