import { afterEach, expect, test } from "vitest";
import { callOrkes, PROVIDER, tokenOf } from "./orkes-calls.ts";
import type { RunningServer } from "./server.ts";
import { startServer } from "./server.ts";

let server: RunningServer | undefined;
afterEach(() => server?.stop("SIGKILL"));

test("In memory, a server needs no variable, and its greeting names the address for each client", async () => {
  server = await startServer();
  const { url } = server;
  const greeting = server.greeting();
  expect(greeting).toContain(`Respan        base URL ${url}/respan,`);
  expect(greeting).toContain(`Orkes         base URL ${url}/orkes/api,`);
  expect(greeting).toContain(`health        ${url}/health\n`);
  // There is nothing to keep: everything is lost when the server stops.
  expect(greeting).not.toContain("PROMPTLEDGER_SECRETS_KEY");

  const key = /pl_[\w-]{43}/u.exec(greeting)?.[0] ?? "";
  const headers = { authorization: `Bearer ${key}` };
  expect((await fetch(`${url}/respan/api/prompts/summary/`, { headers })).status).toBe(200);
  const token = await tokenOf(url, key);
  expect((await callOrkes(url, token, "GET", "/prompts")).status).toBe(200);
  expect((await callOrkes(url, token, "POST", "/integrations/provider/ours", PROVIDER)).status).toBe(200);
  expect((await fetch(`${url}/health`)).status).toBe(200);
});
