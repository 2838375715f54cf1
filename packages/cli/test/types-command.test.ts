import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createLedger } from "@promptledger/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { quotedName } from "../src/declarations/property-name.ts";
import { withStorage } from "../src/storage/open-storage.ts";
import { sample, shell } from "./command.ts";
import { inProcess } from "./in-process.ts";

const core = fileURLToPath(new URL("../../core", import.meta.url));
const tsc = fileURLToPath(new URL("../../../node_modules/typescript-7/bin/tsc", import.meta.url));

/** A slug that would end a string, a comment or a line, if it were written as it is. */
const HOSTILE = 'it\'s "quoted" */ `$` \\ \u2028';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "promptledger-types-"));
});
afterAll(() => rm(folder, { recursive: true }));

const HOST = `import type { Live, Resolved, TenantLedger } from "@promptledger/core";

export async function send(live: Live, acme: TenantLedger): Promise<void> {
  const greeting = live.resolve("support/greeting");
  greeting.render({ name: "Ann", user: { city: "Rome" } });
  greeting.render({ name: "Ann", user: { city: "Rome" }, image: "https://example.com/a.png", tone: "warm" });
  // @ts-expect-error the name is missing
  greeting.render({ user: { city: "Rome" } });
  // @ts-expect-error a name is a text
  greeting.render({ name: 1, user: { city: "Rome" } });
  // @ts-expect-error there is no such variable
  greeting.render({ name: "Ann", user: { city: "Rome" }, nmae: "Ann" });
  // @ts-expect-error read from the store, it is checked alike
  (await acme.resolve("support/greeting")).render();
  // @ts-expect-error the prompt has no variables
  live.resolve(${quotedName(HOSTILE)}).render({ name: "Ann" });
  const staged: Resolved = live.resolve("staged");
  staged.render({ anything: true });
}
`;

const TSCONFIG = {
  compilerOptions: {
    strict: true,
    noEmit: true,
    module: "nodenext",
    target: "es2023",
    types: [],
    skipLibCheck: true,
  },
  files: ["host.ts", "prompts.d.ts"],
};

test("The file types what is live: a host that gives wrong values does not compile against it", async () => {
  const store = `pglite:${join(folder, "data")}`;
  await withStorage(store, { create: true }, async (storage) => {
    await using ledger = createLedger({ store: storage.store });
    const acme = ledger.as({ tenant: "acme", actor: { id: "jane" } });
    const make = async (slug: string, text: string, environment: string, variables = {}): Promise<void> => {
      await acme.prompts.create({ name: slug, slug });
      await acme.versions.create(slug, { messages: [{ role: "user", content: text }], variables });
      await acme.versions.commit(slug);
      await acme.deployments.deploy(slug, { version: 1, environment });
    };
    await make("support/greeting", "{{name}} {{user.city}} {{image}} {{tone}}", "production", {
      name: { _type: "string" },
      image: { _type: "image_url", required: false },
      tone: "warm",
    });
    await make(HOSTILE, "Hi", "production");
    await make("staged", "{{secret}}", "staging");
  });
  const out = join(folder, "prompts.d.ts");
  const args = ["types", "--store", store, "--tenant", "acme", "--out", out];

  expect(await inProcess(args)).toMatchObject({
    code: 0,
    stdout: `${out} was written: 2 prompts of production\n`,
  });
  expect(await readdir(folder)).toEqual(["data", "prompts.d.ts"]);
  const staging = await inProcess([...args, "--check", "--environment", "staging", "--json"]);
  expect([staging.code, JSON.parse(staging.stderr)]).toMatchObject([
    1,
    { error: { code: "types-out-of-date" } },
  ]);

  await mkdir(join(folder, "node_modules", "@promptledger"), { recursive: true });
  await symlink(core, join(folder, "node_modules", "@promptledger", "core"));
  await writeFile(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  await writeFile(join(folder, "host.ts"), HOST);
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(TSCONFIG));
  const compiled = await shell(`"${tsc}" -p "${folder}"`, { PATH: process.env["PATH"] ?? "" });
  expect(compiled).toMatchObject({ code: 0, stdout: "" });
}, 60_000);

test("Without --out the text is printed, sorted, and the same every time", async () => {
  const args = ["types", "--import", sample];
  const { code, stdout, stderr } = await inProcess(args);
  expect([code, stderr]).toEqual([0, ""]);
  const slugs = [...stdout.matchAll(/^ {4}"(.+)": \{$/gmu)].map(([, slug]) => slug ?? "");
  expect(slugs).toHaveLength(7);
  expect(slugs).toEqual(slugs.toSorted());
  expect((await inProcess(args)).stdout).toBe(stdout);
  expect(JSON.parse((await inProcess([...args, "--json"])).stdout)).toEqual({
    environment: "production",
    prompts: 7,
    text: stdout,
  });
});

test("--check writes nothing, and fails until the file is what would be written", async () => {
  const out = join(folder, "sample.d.ts");
  const args = ["types", "--import", sample, "--out", out];
  const missing = await inProcess([...args, "--check"]);
  expect(missing).toMatchObject({ code: 1, stdout: "" });
  expect(missing.stderr).toContain("sample.d.ts does not match what is live in production");
  await writeFile(out, "old");
  expect((await inProcess([...args, "--check"])).code).toBe(1);
  expect(await readFile(out, "utf8")).toBe("old");
  expect((await inProcess(args)).stdout).toContain("was written: 7 prompts");
  expect((await inProcess([...args, "--check"])).stdout).toContain("is up to date: 7 prompts");
});

test("What cannot be compared or written is refused, and leaves nothing behind", async () => {
  const args = ["types", "--import", sample];
  const check = await inProcess([...args, "--check"]);
  expect(check).toMatchObject({ code: 2, stdout: "" });
  expect(check.stderr).toContain("name it with --out");
  const out = join(folder, "nowhere", "prompts.d.ts");
  const { code, stderr } = await inProcess([...args, "--out", out]);
  expect(code).toBe(1);
  expect(stderr).toContain(`cannot write ${out}: ENOENT`);
  const unknown = await inProcess([...args, "--environment", "prod"]);
  expect(unknown).toMatchObject({ code: 3, stdout: "" });
  expect(unknown.stderr).toContain("nothing is live in the environment prod");
});
