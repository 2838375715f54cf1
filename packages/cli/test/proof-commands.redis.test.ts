import { randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testRedisUrl } from "@promptledger/test-servers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sample } from "./command.ts";
import { inProcess } from "./in-process.ts";

const store = `${testRedisUrl()}?prefix=${randomUUID()}`;
const key = { PROMPTLEDGER_PROOF_KEY: "5".repeat(64) };
const run = (...args: readonly string[]) =>
  inProcess([...args, "--store", store, "--host", "ledger.example.com"], false, key);

let folder: string;
const file = (name: string): string => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "promptledger-proof-"));
  await inProcess(["import", sample, "--store", store]);
});
afterAll(() => rm(folder, { recursive: true }));

async function checkpoint(name: string): Promise<{ readonly publicKey: string; readonly size: number }> {
  const { stdout } = await run("checkpoint", "--json", "--out", file(name));
  return JSON.parse(stdout) as { readonly publicKey: string; readonly size: number };
}

test("a checkpoint is a signed note, and later the history is verified by it", async () => {
  const { publicKey, size } = await checkpoint("first");
  expect(publicKey).toMatch(/^ledger\.example\.com\/default\+[0-9a-f]{8}\+/u);
  expect(await readFile(file("first"), "utf8")).toMatch(
    new RegExp(`^ledger\\.example\\.com/default\n${size}\n[^\n]+\n\n\u2014 ledger`, "u"),
  );
  await inProcess(["deploy", "sql-reviewer", "1", "--store", store]);
  const verified = await run("verify", "--checkpoint", file("first"));
  expect(verified).toMatchObject({ code: 0 });
  expect(verified.stdout).toContain(`checkpoint at ${size} events: holds`);
  expect(verified.stdout).toContain("every document matches its events");
  const continues = await run("prove", "continues", file("first"));
  expect(continues.stdout).toMatch(new RegExp(`^old ${size}\n`, "u"));
});

test("an export is verified without a storage, and one that was changed is not, with the event named", async () => {
  const { publicKey } = await checkpoint("second");
  expect(await run("export", "--out", file("export"))).toMatchObject({ code: 0 });
  const verify = (name: string, ...args: readonly string[]) =>
    inProcess(["verify", file(name), "--public-key", publicKey, ...args]);
  expect(await verify("export", "--checkpoint", file("second"))).toMatchObject({ code: 0 });

  const lines = (await readFile(file("export"), "utf8")).split("\n");
  const changed = lines.map((line, index) =>
    index === 5 ? line.replace('"schemaVersion":1', '"schemaVersion":2') : line,
  );
  expect(changed).not.toEqual(lines);
  await writeFile(file("changed"), changed.join("\n"));
  const bounded = await verify("changed", "--checkpoint", file("second"));
  expect(bounded).toMatchObject({ code: 1 });
  expect(bounded.stdout).toContain("something after position 0");
  const exact = await verify("changed", "--against", file("export"));
  expect(exact.stdout).toContain("position 5:");
  expect(exact.stderr).toContain("is not as it was recorded");

  const other = "ledger.example.com/default+00000000+AQAA";
  expect(await inProcess(["verify", file("export"), "--public-key", other])).toMatchObject({ code: 2 });
});

test("a proof of what was live shows it to somebody who has only the public key", async () => {
  const { publicKey } = await checkpoint("third");
  expect(await run("prove", "live", "sql-reviewer", "--out", file("live"))).toMatchObject({ code: 0 });
  const { code, stdout } = await inProcess(["verify", file("live"), "--public-key", publicKey]);
  expect({ code, stdout }).toMatchObject({ code: 0 });
  expect(stdout).toContain("was live in production");
  const text = await readFile(file("live"), "utf8");
  await writeFile(file("forged"), text.replace("production", "productiom"));
  expect(await inProcess(["verify", file("forged"), "--public-key", publicKey])).toMatchObject({ code: 1 });
  expect(await inProcess(["verify", file("live")])).toMatchObject({ code: 2 });
  expect(await run("prove", "live", "sql-reviewer", "--at", "2001-01-01")).toMatchObject({ code: 3 });
});

test("an event is proven as c2sp.org/tlog-proof", async () => {
  expect((await run("prove", "event", "1")).stdout).toMatch(/^c2sp\.org\/tlog-proof@v1\nindex 0\n/u);
  expect(await run("prove", "event", "0")).toMatchObject({ code: 2 });
});

test("a missing name, a key that is none and a file that is not there are refused", async () => {
  expect(await inProcess(["checkpoint", "--store", store])).toMatchObject({ code: 2 });
  const bad = await inProcess(["checkpoint", "--store", store, "--host", "h"], false, {
    PROMPTLEDGER_PROOF_KEY: "secret",
  });
  expect(bad).toMatchObject({ code: 2 });
  expect(bad.stderr).not.toContain("secret");
  expect(await inProcess(["verify", file("nowhere")])).toMatchObject({ code: 3 });
});
