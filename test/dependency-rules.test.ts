import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import rules from "../.dependency-cruiser.mjs";

// A rule that never fires looks exactly like a rule that is kept. So every rule is broken once, in a small tree of
// the same shape, and must notice; the files beside them that break nothing must stay unmentioned.

interface Plant {
  readonly rule: string;
  /** The file that breaks the rule. */
  readonly file: string;
  readonly imports: string;
}

/** The rooms of core from the top down. Each has a file `room.ts`, which imports the rooms below it. */
const order: readonly (readonly string[])[] = [
  ["node"],
  ["ledger"],
  ["write", "subscription", "live", "proof"],
  ["read"],
  ["authorization", "identity"],
  ["adapter-kit"],
  ["history"],
  ["store", "call-shape"],
  ["catalog", "template"],
  ["prompt"],
  ["version"],
  ["access"],
  ["integration"],
  ["ports", "rows"],
  ["validation"],
];
const roomFile = (room: string): string => `packages/core/src/${room}/room.ts`;

/** In each room a file that imports the room above, or the one beside: a circle of folders, and none of files. */
const upward = order.slice(1).flatMap((line, index): readonly Plant[] =>
  line.flatMap((room) => {
    const above = [...(order[index] ?? []), ...line.filter((one) => one !== room)];
    return above.map((other) => ({
      rule: `core-${room}-imports-only-below`,
      file: `packages/core/src/${room}/looks-at-${other}.ts`,
      imports: `../${other}/room.ts`,
    }));
  }),
);

const plants: readonly Plant[] = [
  ...upward,
  {
    rule: "core-version-imports-only-below",
    file: "packages/core/src/version/looks-at-attic.ts",
    imports: "../attic/box.ts",
  },
  { rule: "core-rooms-are-in-order", file: "packages/core/src/attic/box.ts", imports: "../errors.ts" },
  {
    rule: "hosts-enter-core-by-its-index",
    file: "packages/http/src/knows-the-port.ts",
    imports: "@promptledger/core/adapter",
  },
  {
    rule: "hosts-enter-core-by-its-index",
    file: "packages/cli/src/knows-the-port.ts",
    imports: "@promptledger/core/adapter",
  },
  { rule: "no-circular", file: "packages/core/src/circle-a.ts", imports: "./circle-b.ts" },
  { rule: "resolvable", file: "packages/core/src/nowhere.ts", imports: "./not-there.ts" },
  { rule: "core-has-no-node", file: "packages/core/src/reads-files.ts", imports: "node:fs" },
  {
    rule: "core-enters-node-by-its-own-door",
    file: "packages/core/src/enters-node.ts",
    imports: "./node/room.ts",
  },
  { rule: "core-has-no-node", file: "packages/core/src/reads-files-unprefixed.ts", imports: "fs/promises" },
  {
    rule: "core-imports-no-package-of-ours",
    file: "packages/core/src/knows-http.ts",
    imports: "@promptledger/http",
  },
  { rule: "core-imports-few-npm-packages", file: "packages/core/src/uses-driver.ts", imports: "pg" },
  {
    rule: "adapters-import-core-only",
    file: "packages/adapter-memory/src/knows-other.ts",
    imports: "@promptledger/adapter-other",
  },
  {
    rule: "adapters-import-core-only",
    file: "packages/adapter-memory/src/knows-http.ts",
    imports: "@promptledger/http",
  },
  {
    rule: "adapter-memory-imports-no-npm-package",
    file: "packages/adapter-memory/src/uses-driver.ts",
    imports: "pg",
  },
  {
    rule: "http-imports-core-only",
    file: "packages/http/src/knows-adapter.ts",
    imports: "@promptledger/adapter-memory",
  },
  { rule: "http-imports-few-npm-packages", file: "packages/http/src/uses-driver.ts", imports: "pg" },
  { rule: "http-imports-node-by-its-own-door", file: "packages/http/src/node.ts", imports: "pg" },
  {
    rule: "models-imports-core-only",
    file: "packages/models/src/knows-http.ts",
    imports: "@promptledger/http",
  },
  {
    rule: "jinja-imports-core-only",
    file: "packages/jinja/src/knows-http.ts",
    imports: "@promptledger/http",
  },
  { rule: "jinja-imports-few-npm-packages", file: "packages/jinja/src/uses-driver.ts", imports: "pg" },
  { rule: "jinja-engine-imports-its-library-only", file: "packages/jinja/src/engine.ts", imports: "pg" },
  {
    rule: "testing-imports-core-and-memory-only",
    file: "packages/testing/src/knows-http.ts",
    imports: "@promptledger/http",
  },
  { rule: "testing-imports-few-npm-packages", file: "packages/testing/src/uses-driver.ts", imports: "pg" },
  {
    rule: "only-composition-roots-name-adapters",
    file: "packages/console/src/names-adapter.ts",
    imports: "@promptledger/adapter-memory",
  },
  {
    rule: "src-does-not-import-testing",
    file: "packages/cli/src/uses-test-kit.ts",
    imports: "@promptledger/testing",
  },
  {
    rule: "src-does-not-import-testing",
    file: "packages/cli/src/starts-test-servers.ts",
    imports: "@promptledger/test-servers",
  },
  { rule: "src-does-not-import-vitest", file: "packages/cli/src/uses-runner.ts", imports: "vitest" },
  { rule: "src-does-not-import-tests", file: "packages/cli/src/uses-test.ts", imports: "./main.test.ts" },
  { rule: "src-does-not-import-dev-dependencies", file: "packages/cli/src/uses-dev.ts", imports: "dev-only" },
  {
    rule: "src-imports-declared-packages",
    file: "packages/cli/src/uses-undeclared.ts",
    imports: "undeclared",
  },
  {
    rule: "no-deep-imports",
    file: "packages/cli/src/reaches-in.ts",
    imports: "../../core/src/prompt/decide.ts",
  },
  {
    rule: "no-relative-imports-between-packages",
    file: "packages/cli/src/walks-over.ts",
    imports: "../../core/src/index.ts",
  },
];

/** Files that break nothing, each a permission that a rule grants. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    order.flatMap((line, index) => {
      const below = order.slice(index + 1).flat();
      return line.map((room) => [
        roomFile(room),
        [...below.map((other) => `../${other}/room.ts`), "../errors.ts"],
      ]);
    }),
  ),
  "packages/core/src/errors.ts": [],
  "packages/core/src/adapter.ts": ["./store/room.ts"],
  "packages/core/src/version/room.test.ts": ["./room.ts", "../ledger/room.ts"],
  "packages/core/src/index.ts": ["immer", "ulid", "zod", "@noble/hashes", "diff", "./prompt/decide.ts"],
  "packages/core/src/prompt/decide.ts": [],
  "packages/core/src/prompt/decide.test.ts": ["node:fs", "vitest", "@promptledger/testing", "./decide.ts"],
  "packages/core/src/circle-b.ts": ["./circle-a.ts"],
  "packages/adapter-memory/src/index.ts": ["@promptledger/core", "@promptledger/core/adapter"],
  "packages/adapter-other/src/index.ts": ["@promptledger/core"],
  "packages/http/src/index.ts": ["@promptledger/core", "hono", "zod"],
  "packages/testing/src/index.ts": [
    "@promptledger/core",
    "@promptledger/core/adapter",
    "@promptledger/adapter-memory",
    "fast-check",
    "vitest",
  ],
  "packages/test-servers/src/index.ts": ["node:child_process", "pg", "vitest"],
  "packages/cli/src/main.ts": ["node:process", "@promptledger/core", "@promptledger/adapter-memory"],
  "packages/cli/src/main.test.ts": [
    "dev-only",
    "@promptledger/core/adapter",
    "@promptledger/testing",
    "@promptledger/test-servers",
  ],
  "benchmarks/src/main.ts": [
    "node:os",
    "@promptledger/core",
    "@promptledger/core/adapter",
    "@promptledger/adapter-memory",
  ],
};

const packages = [
  "core",
  "adapter-memory",
  "adapter-other",
  "http",
  "testing",
  "test-servers",
  "cli",
  "console",
];
const npm = ["immer", "ulid", "zod", "@noble/hashes", "diff", "hono", "fast-check", "vitest", "pg"];
const root = join(dirname(fileURLToPath(import.meta.url)), "..");

interface Violation {
  readonly from: string;
  readonly to: string;
  readonly rule: { readonly name: string };
}

const inWords = ({ rule, from, to }: Violation) => `${rule.name}: ${from} imports ${to}`;

/** What the rule file finds in a tree. */
async function violations(tree: string): Promise<readonly Violation[]> {
  const { stdout } = await promisify(execFile)(
    join(root, "node_modules", ".bin", "depcruise"),
    ["--config", join(root, ".dependency-cruiser.mjs"), "--output-type", "json", "packages", "benchmarks"],
    { cwd: tree, maxBuffer: 256 * 1024 * 1024 },
  );
  return JSON.parse(stdout).summary.violations;
}

/** Lays the tree out as pnpm does: real folders under node_modules/.pnpm, links everywhere else. */
async function plantTree(tree: string): Promise<void> {
  const write = async (file: string, text: string) => {
    await mkdir(dirname(join(tree, file)), { recursive: true });
    await writeFile(join(tree, file), text);
  };
  const link = async (from: string, to: string) => {
    await mkdir(dirname(join(tree, from)), { recursive: true });
    await symlink(join(tree, to), join(tree, from), "junction");
  };
  for (const name of [...npm, "dev-only", "undeclared"]) {
    const folder = `node_modules/.pnpm/${name.replace("/", "+")}@1.0.0/node_modules/${name}`;
    // In a folder `dist`, for an `exclude` that is not anchored hides exactly those.
    await write(`${folder}/package.json`, JSON.stringify({ name, version: "1.0.0", main: "dist/index.js" }));
    await write(`${folder}/dist/index.js`, "");
    await link(`node_modules/${name}`, folder);
  }
  for (const folder of [...packages.map((name) => `packages/${name}`), "benchmarks"]) {
    const manifest = {
      name: folder.replace("packages/", "@promptledger/"),
      exports: {
        ".": { "@promptledger/source": "./src/index.ts" },
        "./adapter": { "@promptledger/source": "./src/adapter.ts" },
      },
      dependencies: Object.fromEntries(
        [...npm, ...packages.map((name) => `@promptledger/${name}`)].map((name) => [name, "1.0.0"]),
      ),
      devDependencies: { "dev-only": "1.0.0" },
    };
    await write(`${folder}/package.json`, JSON.stringify(manifest));
  }
  for (const name of packages) await link(`node_modules/@promptledger/${name}`, `packages/${name}`);

  const files = [
    ...Object.entries(allowed),
    ...plants.map(({ file, imports }): [string, string[]] => [file, [imports]]),
  ];
  for (const [file, imports] of files) {
    await write(file, `${imports.map((name) => `import "${name}";`).join("\n")}\nexport {};\n`);
  }
}

/** The sources of core, outside `write/`, that call a store's `append`: a second way to write would pass by what the first one checks. */
async function otherAppends(tree: string): Promise<readonly string[]> {
  const sources = join(tree, "packages", "core", "src");
  const files = (await readdir(sources, { recursive: true })).filter((file) => file.endsWith(".ts"));
  // `storeUntil` passes on what the write path calls.
  const elsewhere = files
    .filter((file) => !/\.test(-d)?\.ts$|^write[/\\]|^store[/\\]store-until\.ts$/u.test(file))
    .sort();
  const texts = await Promise.all(elsewhere.map((file) => readFile(join(sources, file), "utf8")));
  const appends = /\bstore\s*\??\.\s*append\b|\bappend\b[^{};]*\}\s*=[^;]*\bstore;/u;
  return elsewhere.filter((_, index) => appends.test(texts[index] ?? ""));
}

/** Files of a tree of their own that append, and one that may. */
const appending: Readonly<Record<string, string>> = {
  "ledger/appends.ts": "await engine.store.append(batch);",
  "ledger/appends-in-two-lines.ts": "await engine.store\n  .append(batch);",
  "read/takes-append.ts": "const { append, load } = engine.store;",
  "read/loads.ts":
    'import type { StreamAppend } from "../store/append.ts";\nawait engine.store.load(tenant, {});',
  "adapter-kit/rebuilds.ts": "await source.append(part);",
  "ledger/appends.test.ts": "await store.append(batch);",
  "write/pipeline.ts": "await engine.store.append(batch);",
};

let tree: string;
let found: readonly Violation[];

beforeAll(async () => {
  tree = await realpath(await mkdtemp(join(tmpdir(), "prompt-ledger-rules-")));
  await plantTree(tree);
  found = await violations(tree);
});

afterAll(() => rm(tree, { recursive: true, force: true }));

describe("the dependency rules", () => {
  test.each(plants)("$rule fires on $file, which imports $imports", ({ rule, file }) => {
    const fired = found.filter(({ from }) => from === file).map((violation) => violation.rule.name);
    expect(fired).toContain(rule);
  });

  test("are each planted at least once", () => {
    const named = rules.forbidden?.map(({ name }) => name);
    expect([...new Set(plants.map(({ rule }) => rule))].sort()).toEqual(named?.sort());
  });

  test("say nothing about what is allowed", () => {
    // A circle is reported from both of its ends.
    const innocent = Object.keys(allowed).filter((file) => file !== "packages/core/src/circle-b.ts");
    expect(found.filter(({ from }) => innocent.includes(from)).map(inWords)).toEqual([]);
  });
});

describe("core calls a store's append in its write path only", () => {
  test("as a tree with other calls shows", async () => {
    const planted = join(tree, "appending");
    for (const [file, text] of Object.entries(appending)) {
      const path = join(planted, "packages", "core", "src", file);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text);
    }
    expect(await otherAppends(planted)).toEqual([
      join("ledger", "appends-in-two-lines.ts"),
      join("ledger", "appends.ts"),
      join("read", "takes-append.ts"),
    ]);
  });

  test("in the real tree", async () => {
    expect(await otherAppends(root)).toEqual([]);
  });
});
