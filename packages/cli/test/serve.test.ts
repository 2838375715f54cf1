import { connect } from "node:net";
import { setTimeout } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { command, sample, shell } from "./command.ts";
import type { RunningServer } from "./server.ts";
import { startServer } from "./server.ts";

const KEY = "a-key-of-the-tests-1234";
const servers: RunningServer[] = [];

async function serve(args: readonly string[] = [], environment: Record<string, string> = {}) {
  const server = await startServer(args, environment);
  servers.push(server);
  return server;
}

const bearer = (key: string) => ({ headers: { authorization: `Bearer ${key}` } });

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

describe("an empty ledger", () => {
  test("prints three lines that create, commit and deploy a prompt when they are pasted into new shells", async () => {
    const server = await serve();
    const greeting = server.greeting();
    const lines = greeting.split("\n").filter((line) => line.startsWith("curl "));
    expect(lines).toHaveLength(3);
    const key = /pl_[\w-]{43}/u.exec(greeting)?.[0] ?? "";
    expect(greeting).toContain("shown only once");

    const statuses: string[] = [];
    for (const line of lines) {
      const { code, stdout } = await shell(
        line.replaceAll(String.raw`-w '\n'`, String.raw`-w '\n%{http_code}\n'`),
      );
      expect(code).toBe(0);
      statuses.push(...stdout.split("\n").filter((text) => /^\d{3}$/u.test(text)));
    }
    expect(statuses).toEqual(["201", "201", "201", "200"]);

    const prompt = await (await fetch(`${server.url}/respan/api/prompts/greeting/`, bearer(key))).json();
    expect(prompt).toMatchObject({ id: "greeting", live_version: { version: 1, is_deployed: true } });
  });

  test("the three lines use the variable if the environment sets the key, and the key is never printed", async () => {
    const server = await serve([], { PROMPTLEDGER_API_KEY: KEY });
    const lines = server
      .greeting()
      .split("\n")
      .filter((line) => line.startsWith("curl "));
    expect(lines).toHaveLength(3);
    for (const line of lines) expect((await shell(line, { PROMPTLEDGER_API_KEY: KEY })).code).toBe(0);
    const response = await fetch(`${server.url}/api/prompts/greeting/`, bearer(KEY));
    expect(await response.json()).toMatchObject({ live_version: { version: 1 } });
    const { stdout, stderr } = await server.stop();
    expect(stdout + stderr).not.toContain(KEY);
  });
});

describe("authentication", () => {
  test("accepts the key with its scheme in any case, and refuses everything else with 401 as JSON", async () => {
    const { url } = await serve([], { PROMPTLEDGER_API_KEY: KEY });
    const status = async (authorization?: string) =>
      (await fetch(`${url}/api/prompts/summary/`, authorization ? { headers: { authorization } } : {}))
        .status;
    expect(await status(`Bearer ${KEY}`)).toBe(200);
    expect(await status(`bearer ${KEY}`)).toBe(200);
    expect(await status(`BEARER  ${KEY}`)).toBe(200);
    for (const wrong of [undefined, KEY, `Basic ${KEY}`, `Bearer ${KEY}x`, "Bearer", "Bearer __proto__"])
      expect(await status(wrong)).toBe(401);
    expect(await (await fetch(`${url}/api/prompts/summary/`)).json()).toHaveProperty("detail");
  });

  test("a key that is too short is refused before anything starts", async () => {
    const { code, stderr } = await command(["serve", "--port", "0"], { PROMPTLEDGER_API_KEY: "short" });
    expect(code).toBe(2);
    expect(stderr).toMatch(/at least 16 characters[\s\S]*next: set a longer one/u);
    expect(stderr).not.toContain("short");
  });

  test("Orkes' clients use the pair of admin and the admin key, and saving makes nothing live", async () => {
    const secrets = { PROMPTLEDGER_SECRETS_KEY: "a-text-of-the-tests-with-32-characters" };
    const { url } = await serve([], { PROMPTLEDGER_API_KEY: KEY, ...secrets });
    const token = async (keyId: string, keySecret: string) => {
      const body = JSON.stringify({ keyId, keySecret });
      const response = await fetch(`${url}/orkes/api/token`, { method: "POST", body });
      return { status: response.status, ...((await response.json()) as { token?: string }) };
    };
    expect((await token("admin", `${KEY}x`)).status).toBe(401);
    expect((await token("other", KEY)).status).toBe(401);
    const headers = { "X-Authorization": (await token("admin", KEY)).token ?? "" };
    const save = await fetch(`${url}/orkes/api/prompts/greeting?description=d`, {
      method: "POST",
      headers,
      body: "Hi",
    });
    expect([save.status, await save.text()]).toEqual([200, ""]);
    const shown = await fetch(`${url}/orkes/api/prompts/greeting`, { headers });
    expect(await shown.json()).toMatchObject({ template: "Hi", createdBy: "admin" });
    expect((await fetch(`${url}/orkes/api/prompts/greeting`)).status).toBe(401);
    // Saving made nothing live.
    const list = await fetch(`${url}/respan/api/prompts/list/`, bearer(KEY));
    expect(await list.json()).toMatchObject({ results: [{ prompt_slug: "greeting", live_version: null }] });
  });

  test("with --deploy-on-save, what Orkes' clients save is live", async () => {
    const { url } = await serve(["--deploy-on-save"], { PROMPTLEDGER_API_KEY: KEY });
    const body = JSON.stringify({ keyId: "admin", keySecret: KEY });
    const answer = await fetch(`${url}/orkes/api/token`, { method: "POST", body });
    const { token } = (await answer.json()) as { token: string };
    await fetch(`${url}/orkes/api/prompts/greeting?description=d`, {
      method: "PUT",
      headers: { "X-Authorization": token },
      body: "Hi",
    });
    const list = await fetch(`${url}/respan/api/prompts/list/`, bearer(KEY));
    expect(await list.json()).toMatchObject({ results: [{ live_version: { version: 1 } }] });
  });

  test("with --body-escapes python, what Orkes' Python client saves is unescaped, also without /api", async () => {
    const { url } = await serve(["--body-escapes", "python"], { PROMPTLEDGER_API_KEY: KEY });
    const body = JSON.stringify({ keyId: "admin", keySecret: KEY });
    const answer = await fetch(`${url}/orkes/token`, { method: "POST", body });
    const { token } = (await answer.json()) as { token: string };
    const send = (method: string, path: string, text?: string) =>
      fetch(`${url}/orkes${path}`, {
        method,
        headers: { "X-Authorization": token },
        ...(text && { body: text }),
      });
    const saved = await send("POST", "/prompts/greeting?description=d", String.raw`Say \"hi\",\nplease`);
    expect(saved.status).toBe(200);
    for (const path of ["/prompts/greeting", "/api/prompts/greeting"])
      expect(await (await send("GET", path)).json()).toMatchObject({ template: 'Say "hi",\nplease' });
    const { code, stderr } = await command(["serve", "--port", "0", "--body-escapes", "java"]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("python")]);
  });

  test("a PROMPTLEDGER_SECRETS_KEY that is too short is refused before anything starts", async () => {
    const environment = { PROMPTLEDGER_SECRETS_KEY: "short-and-secret" };
    const { code, stderr } = await command(["serve", "--port", "0"], environment);
    expect(code).toBe(2);
    expect(stderr).toMatch(/at least 32 characters[\s\S]*next: set a longer one/u);
    expect(stderr).not.toContain("short-and-secret");
  });

  test("a second start with the same key in the environment accepts the same key", async () => {
    for (let start = 0; start < 2; start++) {
      const server = await serve([], { PROMPTLEDGER_API_KEY: KEY });
      expect((await fetch(`${server.url}/api/prompts/summary/`, bearer(KEY))).status).toBe(200);
      expect((await server.stop()).code).toBe(0);
    }
  });
});

describe("outside the API", () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.stop());

  test("the root describes the server, /health reports its health, and errors are JSON", async () => {
    const { url } = server;
    expect(await (await fetch(url)).json()).toMatchObject({ name: "Prompt Ledger", health: "/health" });
    const health = await fetch(`${url}/health`);
    expect([health.status, await health.json()]).toEqual([200, { status: "ok" }]);
    const missing = await fetch(`${url}/nowhere`);
    expect([missing.status, missing.headers.get("content-type")]).toEqual([404, "application/json"]);
    expect(await missing.json()).toHaveProperty("detail");
    const refused = await fetch(`${url}/health`, { method: "POST" });
    expect([refused.status, refused.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
    expect((await fetch(`${url}/apiary`)).status).toBe(404);
  });

  test("a request that is not HTTP is answered with 400 as JSON", async () => {
    const { url } = server;
    for (const request of [
      "nonsense\r\n\r\n",
      "GET / HTTP/1.1\r\n\r\n",
      "GET //[ HTTP/1.1\r\nHost: [\r\n\r\n",
    ]) {
      const answer = await raw(Number(new URL(url).port), request);
      expect(answer).toMatch(/^HTTP\/1.1 400 [\s\S]*application\/json[\s\S]*"detail"/iu);
    }
  });

  test("a port that is in use ends the command with code 4 and says what to do", async () => {
    const { port } = new URL(server.url);
    const { code, stdout, stderr } = await command(["serve", "--port", port]);
    expect(code).toBe(4);
    expect(stdout).toBe("");
    expect(stderr).toContain(`port ${port} on 127.0.0.1 is in use`);
    expect(stderr).toContain(`--port ${Number(port) + 1}`);
  });
});

describe("stopping", () => {
  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("%s stops the server with code 0", async (signal) => {
    const server = await serve();
    // A connection that is kept alive does not delay it.
    await (await fetch(`${server.url}/health`)).text();
    const started = performance.now();
    expect(await server.stop(signal)).toMatchObject({ code: 0, stderr: "" });
    expect(performance.now() - started).toBeLessThan(5000);
  });

  test("a request in progress is answered first, and new ones are refused", async () => {
    const server = await serve([], { PROMPTLEDGER_API_KEY: KEY });
    const port = Number(new URL(server.url).port);
    const body = JSON.stringify({ name: "Slow" });
    const head = `POST /api/prompts/ HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${KEY}\r\nContent-Length: ${body.length}\r\n\r\n`;
    const socket = connect(port, "127.0.0.1", () => socket.write(head + body.slice(0, 5)));
    const answer = new Promise<string>((resolve) => socket.once("data", (chunk) => resolve(String(chunk))));
    await setTimeout(200);
    const outcome = server.stop();
    await setTimeout(200);
    await expect(fetch(`${server.url}/health`)).rejects.toThrow();
    socket.write(body.slice(5));
    expect(await answer).toMatch(/^HTTP\/1.1 201 /u);
    expect(await outcome).toMatchObject({ code: 0, stderr: "" });
  });
});

test("With --json it prints one JSON document, which contains the generated key", async () => {
  const server = await serve(["--json"]);
  const greeting = JSON.parse(server.greeting());
  expect(greeting).toMatchObject({
    url: server.url,
    tenant: "default",
    prompts: 0,
    adminKey: { status: "made" },
  });
  const response = await fetch(`${greeting.respan}summary/`, bearer(greeting.adminKey.secret));
  expect(response.status).toBe(200);
});

test("Jinja's logic is rendered, so only logic with a flaw is warned of", async () => {
  const { url } = await serve([], { PROMPTLEDGER_API_KEY: KEY });
  const post = (path: string, body: object) => {
    const headers = { authorization: `Bearer ${KEY}`, "content-type": "application/json" };
    return fetch(`${url}/respan/api/prompts/${path}`, {
      method: "POST",
      headers,
      body: JSON.stringify(body),
    });
  };
  const created: unknown = await (await post("", { name: "n" })).json();
  const { prompt_id: id } = created as { readonly prompt_id: string };
  const warning = async (content: string) => {
    const response = await post(`${id}/versions/`, { messages: [{ role: "user", content }] });
    expect(response.status).toBe(201);
    return response.headers.get("ledger-warning");
  };
  expect(await warning("{% if a %}{{ b | upper }}{% endif %}")).toBeNull();
  expect(await warning("{% if a %}")).toContain("template-invalid");
});

test("With --verbose it writes one line for each request, without its query", async () => {
  const server = await serve(["--verbose"], { PROMPTLEDGER_API_KEY: KEY });
  await fetch(`${server.url}/health?secret=1`);
  await fetch(`${server.url}/api/prompts/summary/`);
  const { stderr } = await server.stop();
  expect(stderr).toMatch(/^GET \/health 200 [\d.]+ ms\nGET \/api\/prompts\/summary\/ 401 [\d.]+ ms\n$/u);
});

describe("a ledger with prompts", () => {
  const nextOf = async (url: string) => {
    const response = await fetch(`${url}?page_size=2`, { method: "POST", ...bearer(KEY) });
    return ((await response.json()) as { next: string }).next;
  };

  test("prints how many, --import is finished before the first request, and links start with the client's path", async () => {
    const server = await serve(["--import", sample], { PROMPTLEDGER_API_KEY: KEY });
    expect(server.greeting()).toContain("The ledger has 7 prompts.");
    expect(server.greeting()).not.toContain("curl ");
    const response = await fetch(`${server.url}/api/prompts/summary/`, bearer(KEY));
    expect(await response.json()).toEqual({ total_count: 7 });
    for (const mount of ["/respan/api/prompts/list/", "/api/prompts/list/"])
      expect(await nextOf(`${server.url}${mount}`)).toMatch(`${server.url}${mount}?`);
    expect((await server.stop()).stderr).toContain("25 new changes: 8 prompts, 7 alive");
  });

  test("has links that start with the public URL where there is one", async () => {
    const publicUrl = ["--public-url", "https://prompts.example.com/"];
    const { url } = await serve(["--import", sample, ...publicUrl], { PROMPTLEDGER_API_KEY: KEY });
    expect(await nextOf(`${url}/respan/api/prompts/list/`)).toMatch("https://prompts.example.com/");
  });
});

function raw(port: number, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(request));
    socket.on("data", (chunk) => {
      answer += chunk;
      // A connection that is kept alive is not waited for.
      if (answer.endsWith("}")) socket.destroy();
    });
    socket.on("close", () => resolve(answer));
    socket.on("error", reject);
    socket.setTimeout(5000, () => socket.destroy());
  });
}
