import { connect } from "node:net";
import { memoryEventStore } from "@promptledger/adapter-memory";
import { createLedger, LedgerError } from "@promptledger/core";
import { orkesApi, respanApi } from "@promptledger/http";
import { afterEach, describe, expect, test } from "vitest";
import type { Listening } from "./listen.ts";
import { listen } from "./listen.ts";
import { serverRoutes } from "./server-routes.ts";

const servers: Listening[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

/** The server of `promptledger serve` in this process, on a ledger in memory with a prompt `mine`. Everyone is Jane. */
async function serve(checkHealth: () => Promise<void> = async () => undefined) {
  const ledger = createLedger({ store: memoryEventStore() });
  const acme = ledger.as({ tenant: "acme", actor: { id: "jane" } });
  await acme.prompts.create({ id: "mine", name: "mine" });
  const reported: unknown[] = [];
  const onError = (error: unknown): unknown => reported.push(error);
  const authenticate = () => ({ tenant: "acme", actor: { id: "jane", kind: "admin" as const } });
  const parts = { checkHealth, version: "1", onError };
  const respan = respanApi(ledger, { authenticate, onError });
  const orkes = orkesApi(ledger, { authenticate, onError });
  const server = await listen(serverRoutes({ respan, orkes, ...parts }), { host: "127.0.0.1", port: 0 });
  servers.push(server);
  return { url: server.url, acme, reported };
}

/** Sends bytes, and returns all that is answered until the connection ends. */
function raw(url: string, request: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = "";
    const socket = connect(Number(new URL(url).port), "127.0.0.1", () => socket.write(request));
    socket.on("data", (chunk) => {
      answer += chunk;
    });
    socket.on("close", () => resolve(answer));
    // A server that refuses a body closes the connection while it is being sent.
    socket.on("error", () => undefined);
  });
}

const head = (line: string, ...headers: readonly string[]) =>
  `${[`${line} HTTP/1.1`, "Host: x", "Connection: close", ...headers].join("\r\n")}\r\n\r\n`;

describe("a path with a dot segment", () => {
  test.each([
    "/orkes/api/prompts/mine/versions/..",
    "/orkes/api/prompts/mine/versions/%2e%2e",
    "/orkes/api/prompts/mine/versions/.%2E/",
    "/orkes/api/prompts/x/../mine",
    "/respan/api/prompts/mine/versions/..",
    "/api/prompts/mine/versions/%2e%2E/",
    "http://x/orkes/api/prompts/mine/versions/..",
  ])("DELETE %s deletes nothing, and is 400", async (target) => {
    const { url, acme } = await serve();
    expect(await raw(url, head(`DELETE ${target}`))).toMatch(/^HTTP\/1.1 400 /u);
    expect((await acme.prompts.get("mine")).deleted).toBe(false);
  });
});

// It was answered by the path that the address resolves to.
test.each(["/x/../health", "/x/%2e%2e/health", "/x/..", "/./health", "/health/.."])(
  "GET %s is 400 outside the APIs, too",
  async (target) => {
    const { url } = await serve();
    const answer = await raw(url, head(`GET ${target}`));
    expect(answer).toMatch(
      /^HTTP\/1.1 400 [\s\S]*"detail":"No segment of the path may be . or .., not even encoded\."/u,
    );
  },
);

describe("an expectation that is not 100-continue", () => {
  test.each([
    ["/orkes/api/prompts/mine", '{"status":417,"message":'],
    ["/respan/api/prompts/mine/", '{"detail":'],
    ["/api/prompts/mine/", '{"detail":'],
  ])("of %s is 417 with a body of the API", async (path, body) => {
    const { url } = await serve();
    const answer = await raw(url, head(`GET ${path}`, "Expect: a-miracle"));
    expect(answer).toMatch(/^HTTP\/1.1 417 [\s\S]*content-type: application\/json/iu);
    expect(answer).toContain(body);
  });

  test("and 100-continue is met", async () => {
    const { url } = await serve();
    const body = '{"name":"a"}';
    const expects = ["Expect: 100-continue", `Content-Length: ${body.length}`];
    const answer = await raw(url, head("POST /api/prompts/", ...expects) + body);
    expect(answer).toMatch(/^HTTP\/1.1 100 Continue[\s\S]*HTTP\/1.1 201 /u);
  });
});

describe("a body above the limit", () => {
  const large = "x".repeat(3_000_000);

  test.each(["/orkes/api/prompts/mine?description=d", "/api/prompts/"])(
    "sent to %s is 413, by its declared length and by its real one",
    async (path) => {
      const { url } = await serve();
      const declared = await raw(url, head(`POST ${path}`, "Content-Length: 3000000"));
      expect(declared).toMatch(/^HTTP\/1.1 413 [\s\S]*must have at most 1048576 bytes/u);
      const stream = new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode(large));
          controller.close();
        },
      });
      const init = { method: "POST", body: stream, duplex: "half" as const };
      expect((await fetch(`${url}${path}`, init)).status).toBe(413);
      expect((await fetch(`${url}${path}`, { method: "POST", body: large })).status).toBe(413);
    },
  );
});

test("Every answer forbids sniffing its type", async () => {
  const { url } = await serve(async () => {
    throw new Error("away");
  });
  for (const path of ["/", "/health", "/nowhere", "/api/prompts/", "/orkes/api/prompts", "/orkes/nothing"])
    expect((await fetch(`${url}${path}`)).headers.get("x-content-type-options")).toBe("nosniff");
  for (const request of ["nonsense\r\n\r\n", "GET / HTTP/1.1\r\nConnection: close\r\n\r\n"])
    expect(await raw(url, request)).toMatch(/^HTTP\/1.1 400 [\s\S]*x-content-type-options: nosniff/iu);
});

test("Health that fails is reported once, with its cause", async () => {
  const away = new LedgerError("unavailable", "the database is away");
  const { url, reported } = await serve(async () => {
    throw away;
  });
  expect((await fetch(`${url}/health`)).status).toBe(503);
  expect(reported).toEqual([away]);
});
