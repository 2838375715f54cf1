import { memoryEventStore } from "@promptledger/adapter-memory";
import { createLedger, LedgerError } from "@promptledger/core";
import { respanApi } from "@promptledger/http";
import { describe, expect, test } from "vitest";
import { HELLO, ORIGIN, promptAt, promptWithVersions, respanClient } from "./respan-client.ts";

const PATHS = [
  ["/api/prompts/", "GET, POST, HEAD"],
  ["/api/prompts/list/", "GET, POST, HEAD"],
  ["/api/prompts/summary/", "GET, POST, HEAD"],
  ["/api/prompts/x/", "GET, PATCH, DELETE, HEAD"],
  ["/api/prompts/x/versions/", "GET, POST, HEAD"],
  ["/api/prompts/x/versions/1/", "GET, PATCH, DELETE, HEAD"],
  ["/api/prompts/x/commits/", "POST"],
  ["/api/prompts/x/deployments/", "POST"],
] as const;

describe("without a key", () => {
  test.each(PATHS)("%s answers 401 and says what to send", async (path) => {
    for (const method of ["GET", "POST", "PATCH", "DELETE", "PUT"]) {
      const { status, headers, body } = await respanClient().send(method, path, undefined, {
        authorization: "Bearer wrong",
      });
      expect(status).toBe(401);
      expect(headers.get("www-authenticate")).toBe("Bearer");
      expect(typeof body["detail"]).toBe("string");
    }
  });
});

describe("methods and paths", () => {
  test.each(PATHS)("%s names its methods in Allow", async (path, allow) => {
    for (const method of ["PUT", "OPTIONS", "PROPFIND"]) {
      const { status, headers } = await respanClient().send(method, path);
      expect([status, headers.get("allow")]).toEqual([405, allow]);
    }
  });

  test.each(["list", "summary"])("no method takes %s for a prompt's id", async (id) => {
    for (const method of ["PATCH", "DELETE"]) {
      const { status, headers } = await respanClient().send(method, `/api/prompts/${id}/`, {});
      expect([status, headers.get("allow")]).toEqual([405, "GET, POST, HEAD"]);
    }
  });

  test.each([
    "/",
    "/api",
    "/api/promptsx",
    "/api/prompts//",
    "/api/prompts/bulk/x/",
    "/api/prompts/x/versions/1/2",
    "/respan/api/other/",
  ])("%s is 404", async (path) => {
    expect((await respanClient().send("GET", path)).status).toBe(404);
  });

  test("HEAD answers what GET does, without a body", async () => {
    const client = respanClient();
    const path = await promptAt(client);
    expect((await client.send("HEAD", `${path}/`)).status).toBe(200);
    expect((await client.send("HEAD", "/api/prompts/none/")).status).toBe(404);
  });

  test("every path works without its trailing slash and under a prefix, and nothing is redirected", async () => {
    const client = respanClient();
    const path = `/my/respan${await promptAt(client)}`;
    for (const [method, rest, body, status] of [
      ["POST", "/versions", HELLO, 201],
      ["POST", "/commits", {}, 201],
      ["POST", "/deployments", { version: 1 }, 200],
      ["GET", "/versions", undefined, 200],
      ["GET", "/versions/1", undefined, 200],
      ["PATCH", "/versions/2", {}, 200],
      ["DELETE", "/versions/2", undefined, 204],
      ["GET", "", undefined, 200],
      ["PATCH", "", {}, 200],
      ["DELETE", "", undefined, 204],
    ] as const) {
      expect((await client.send(method, `${path}${rest}`, body)).status, `${method} ${rest}`).toBe(status);
    }
    for (const rest of ["", "/", "/list", "/list/", "/summary"])
      expect((await client.send("GET", `/respan/api/prompts${rest}`)).status).toBe(200);
    for (const rest of ["/list", "/summary"])
      expect((await client.send("POST", `/api/prompts${rest}`)).status).toBe(200);
  });
});

describe("bodies that are refused", () => {
  test.each([
    ["no JSON", "{name", "not valid JSON"],
    ["no UTF-8", new Uint8Array([0x22, 0xff, 0x22]), "not valid UTF-8"],
    ["a NUL", '{"name":"a\\u0000b"}', "name: must be well-formed Unicode without NUL characters"],
    ["a lone surrogate", '{"name":"\\ud800"}', "name: must be well-formed Unicode without NUL characters"],
    ["500,000 levels that do not end", "[".repeat(500_000), "must not be nested deeper than 128 levels"],
    ["a list", "[]", "must be a JSON object"],
    ["null", "null", "must be a JSON object"],
    ["a string", '"name"', "must be a JSON object"],
  ])("%s", async (_name, body, reason) => {
    const client = respanClient();
    const { status, body: answer } = await client.send("POST", "/api/prompts/", body);
    expect(status).toBe(400);
    expect(answer["detail"]).toContain(reason);
    expect(await client.head()).toBe(0);
  });

  test.each([
    ["a NUL", '"a\\u0000b"', "variables.a: must be well-formed Unicode without NUL characters"],
    ["a NUL in a key", '{"b\\u0000":1}', "well-formed Unicode without NUL characters"],
    ["a lone surrogate", '["\\ud800"]', "variables.a[0]: must be well-formed Unicode without NUL characters"],
    ["a key __proto__", '{"__proto__":{}}', "variables.a: must not have a key named __proto__"],
    ["65 levels", deep(64), "must not be nested deeper than 64 levels"],
    ["500,000 levels", deep(500_000), "must not be nested deeper than 128 levels"],
    ["an infinite number", "1e999", "variables.a: must be a finite number"],
  ])("%s in a version", async (_name, value, reason) => {
    const client = respanClient();
    const path = await promptWithVersions(client, 1);
    const head = await client.head();
    for (const [method, rest, content] of [
      ["POST", "/versions/", '"messages":[{"role":"user","content":"Hi"}],"model":"gpt-4o",'],
      ["PATCH", "/versions/1/", ""],
    ]) {
      const body = `{${content}"variables":{"a":${value}}}`;
      const { status, body: answer } = await client.send(method ?? "", `${path}${rest}`, body);
      expect(status).toBe(400);
      expect(answer["detail"]).toContain(reason);
      expect(Object.keys(answer["errors"] as object)[0]).toMatch(/^variables/u);
    }
    expect(await client.head()).toBe(head);
  });

  test("but for what no endpoint reads, which may hold anything of 128 levels", async () => {
    const client = respanClient();
    const path = await promptWithVersions(client, 1);
    const unread = `"x":["\\u0000","\\ud800",1e999,${deep(100)}],"y\\u0000":1,"__proto__":{"name":"z"}`;
    for (const [method, address, body] of [
      ["POST", "/api/prompts/", `{"name":"a",${unread}}`],
      ["PATCH", path, `{"name":"b",${unread}}`],
      ["POST", `${path}/versions`, `{${JSON.stringify(HELLO).slice(1, -1)},${unread}}`],
      ["PATCH", `${path}/versions/2`, `{"description":"d",${unread}}`],
      ["POST", `${path}/commits`, `{${unread}}`],
      ["POST", `${path}/deployments`, `{"version":1,${unread}}`],
      ["POST", "/api/prompts/list", `{${unread}}`],
    ] as const) {
      const { status } = await client.send(method, address, body);
      expect(status, `${method} ${address}`).toBeLessThan(300);
    }
    expect((await client.send("GET", path)).body).toMatchObject({ name: "b", commit_count: 2 });
  });

  test("more than a megabyte", async () => {
    const body = JSON.stringify({ name: "a", x: "x".repeat(1_048_576) });
    const { status, body: answer } = await respanClient().send("POST", "/api/prompts/", body);
    expect([status, answer["detail"]]).toEqual([413, "The body must have at most 1048576 bytes."]);
  });

  test("an endless body is not read to its end", async () => {
    let sent = 0;
    const endless = new ReadableStream({
      pull(controller) {
        sent += 65_536;
        controller.enqueue(new Uint8Array(65_536).fill(32));
      },
    });
    const init = {
      method: "POST",
      headers: { authorization: "Bearer sk_live_test" },
      body: endless,
      duplex: "half",
    } as const;
    const response = await respanClient().handle(new Request(`${ORIGIN}/api/prompts/`, init));
    expect(response.status).toBe(413);
    expect(sent).toBeLessThan(1_400_000);
  });

  test("a body whose client goes away", async () => {
    const broken = new ReadableStream({ pull: (controller) => controller.error(new Error("reset")) });
    const init = {
      method: "POST",
      headers: { authorization: "Bearer sk_live_test" },
      body: broken,
      duplex: "half",
    } as const;
    const response = await respanClient().handle(new Request(`${ORIGIN}/api/prompts/`, init));
    expect(response.status).toBe(400);
  });

  test("the very largest body is taken", async () => {
    const client = respanClient();
    const body = { name: "a", x: "" };
    const padded = { ...body, x: "x".repeat(1_048_576 - JSON.stringify(body).length) };
    expect((await client.send("POST", "/api/prompts/", padded)).status).toBe(201);
  });
});

/** A list in a list, so many of them. */
function deep(levels: number): string {
  return `${"[".repeat(levels)}${"]".repeat(levels)}`;
}

describe("what the policy forbids", () => {
  test("is 403 with a reason", async () => {
    const { ledger, acme } = respanClient();
    const { id } = await acme.prompts.create({ name: "Private" });
    const user = respanApi(ledger, {
      authenticate: () => ({ tenant: "acme", actor: { id: "mallory", kind: "user" } }),
    });
    for (const [method, path] of [
      ["GET", `/api/prompts/${id}/`],
      ["DELETE", `/api/prompts/${id}/`],
      ["GET", `/api/prompts/${id}/versions/`],
    ] as const) {
      const response = await user(new Request(`${ORIGIN}${path}`, { method }));
      expect(response.status).toBe(403);
      expect(Object.keys((await response.json()) as object)).toEqual(["detail"]);
    }
    const list = await user(new Request(`${ORIGIN}/api/prompts/list/`, { method: "POST" }));
    expect(await list.json()).toMatchObject({ count: 0 });
  });

  test("a user sees, edits and deploys what it created", async () => {
    const { ledger } = respanClient();
    const user = respanApi(ledger, {
      authenticate: () => ({ tenant: "acme", actor: { id: "uma", kind: "user" } }),
    });
    const send = async (method: string, path: string, body?: unknown): Promise<Response> =>
      user(
        new Request(
          `${ORIGIN}${path}`,
          body === undefined ? { method } : { method, body: JSON.stringify(body) },
        ),
      );
    const { id } = (await (await send("POST", "/api/prompts", { name: "Mine" })).json()) as {
      readonly id: string;
    };
    expect((await send("POST", `/api/prompts/${id}/versions`, { ...HELLO, deploy: true })).status).toBe(201);
    expect(await (await send("POST", "/api/prompts/list")).json()).toMatchObject({ count: 1 });
  });
});

describe("tenants", () => {
  test("do not see each other's prompts", async () => {
    const client = respanClient();
    const path = await promptWithVersions(client, 1);
    const other = { authorization: "Bearer other" };
    expect((await client.send("GET", path, undefined, other)).status).toBe(404);
    expect((await client.send("POST", "/api/prompts/list", {}, other)).body["count"]).toBe(0);
  });
});

describe("a failure that no client caused", () => {
  const request = (): Request => new Request(`${ORIGIN}/api/prompts/list/`, { method: "POST" });
  const authenticate = () => ({ tenant: "acme", actor: { id: "jane", kind: "admin" as const } });

  test("a storage that does not answer is 503 with Retry-After", async () => {
    const store = memoryEventStore();
    const away = async (): Promise<never> => {
      throw new LedgerError("unavailable", "connect ECONNREFUSED 10.0.0.7:5432");
    };
    const ledger = createLedger({ store: { ...store, catalog: { ...store.catalog, findPrompts: away } } });
    const response = await respanApi(ledger, { authenticate })(request());
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "1"]);
    expect(await response.text()).not.toContain("10.0.0.7");
  });

  test("a closed ledger is 503", async () => {
    const ledger = createLedger({ store: memoryEventStore() });
    const api = respanApi(ledger, { authenticate });
    await ledger.close();
    expect((await api(request())).status).toBe(503);
  });

  test.each([new Error("secret"), "secret"])(
    "what the host's code throws (%s) is 500, reported and not shown",
    async (thrown) => {
      const reported: unknown[] = [];
      const api = respanApi(createLedger({ store: memoryEventStore() }), {
        authenticate() {
          throw thrown;
        },
        onError: (error) => reported.push(error),
      });
      const response = await api(request());
      expect(response.status).toBe(500);
      expect(await response.text()).toBe('{"detail":"The server failed to answer."}');
      expect(reported).toEqual([thrown]);
    },
  );

  test("an identity that the ledger refuses is the host's mistake", async () => {
    const reported: unknown[] = [];
    const api = respanApi(createLedger({ store: memoryEventStore() }), {
      authenticate: () => ({ tenant: "no tenant's name", actor: { id: "jane", kind: "admin" } }),
      onError: (error) => reported.push(error),
    });
    expect((await api(request())).status).toBe(500);
    expect(reported).toHaveLength(1);
  });
});
