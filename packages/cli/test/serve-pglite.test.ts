import { existsSync } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { command } from "./command.ts";
import { callOrkes, PROVIDER, tokenOf } from "./orkes-calls.ts";
import type { RunningServer } from "./server.ts";
import { startServer } from "./server.ts";
import { walkThrough, whatIsLeft } from "./walk-through.ts";

let folder: string;
let server: RunningServer | null = null;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "promptledger-serve-"));
});
afterEach(async () => {
  await server?.stop("SIGKILL");
  await rm(folder, { recursive: true });
});

test("What was written over HTTP is kept across kill -9 and a restart, as is the key; meanwhile no other process can open the directory", async () => {
  const directory = join(folder, "data");
  const store = `pglite:${directory}`;
  server = await startServer(["--store", store]);
  expect(server.greeting()).toContain(`storage       ${store}\n`);
  const key = /pl_[\w-]{43}/u.exec(server.greeting())?.[0] ?? "";
  const written = await walkThrough(server.url, key);
  // Without a variable, the key for secrets is made beside the data.
  const secretsFile = join(directory, "secrets-key");
  expect(server.greeting()).toContain(`secrets       the key in ${secretsFile};`);
  expect((await stat(secretsFile)).mode & 0o777).toBe(0o600);
  const token = await tokenOf(server.url, key);
  const provider = "/integrations/provider/ours";
  expect((await callOrkes(server.url, token, "POST", provider, PROVIDER)).status).toBe(200);

  const refused = await command(["log", "greeting", "--store", store]);
  expect(refused.code).toBe(4);
  expect(refused.stderr).toContain(`${directory} is in use by process ${server.process.pid} on this machine`);
  await server.stop("SIGKILL");

  server = await startServer(["--store", store]);
  expect(server.greeting()).toContain("the one from the first start");
  expect(server.greeting()).toContain("The ledger has 1 prompt.");
  expect(await whatIsLeft(server.url, key)).toEqual(written);
  expect((await callOrkes(server.url, token, "GET", provider)).status).toBe(200);
  expect(await server.stop()).toMatchObject({ code: 0, stderr: "" });
  expect(existsSync(join(directory, "lock"))).toBe(false);
}, 120_000);
