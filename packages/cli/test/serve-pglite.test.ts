import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { command } from "./command.ts";
import type { RunningServer } from "./server.ts";
import { startServer } from "./server.ts";

let folder: string;
let server: RunningServer | null = null;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "promptledger-serve-"));
});
afterEach(async () => {
  await server?.stop("SIGKILL");
  await rm(folder, { recursive: true });
});

test("What was written over HTTP is there after kill -9 and a new start, with the key; meanwhile nobody else gets in", async () => {
  const directory = join(folder, "data");
  const store = `pglite:${directory}`;
  let key = "";
  const call = async (path: string, body?: object): Promise<unknown> => {
    const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
    const how = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
    return (await fetch(`${server?.url}/api/prompts/${path}`, { ...how, headers })).json();
  };

  server = await startServer(["--store", store]);
  expect(server.greeting()).toContain(`storage       ${store}\n`);
  key = /pl_[\w-]{43}/u.exec(server.greeting())?.[0] ?? "";
  await call("", { prompt_id: "greeting", name: "Greeting" });
  await call("greeting/versions/", { model: "gpt-4o", messages: [{ role: "user", content: "Hello" }] });
  await call("greeting/commits/", { description: "First version" });
  await call("greeting/deployments/", { version: 1 });
  const written = await call("greeting/");
  expect(written).toMatchObject({ id: "greeting", live_version: { version: 1 } });

  const refused = await command(["log", "greeting", "--store", store]);
  expect(refused.code).toBe(4);
  expect(refused.stderr).toContain(`${directory} is in use by process ${server.process.pid} on this machine`);
  await server.stop("SIGKILL");

  server = await startServer(["--store", store]);
  expect(server.greeting()).toContain("the one of the first start");
  expect(server.greeting()).toContain("The ledger has 1 prompt.");
  expect(await call("greeting/")).toEqual(written);
  expect(await server.stop()).toMatchObject({ code: 0, stderr: "" });
  expect(existsSync(join(directory, "lock"))).toBe(false);
}, 120_000);
