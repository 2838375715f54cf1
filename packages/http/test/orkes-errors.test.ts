import { memoryEventStore } from "@promptledger/adapter-memory";
import { createLedger, LedgerError } from "@promptledger/core";
import { orkesApi } from "@promptledger/http";
import { describe, expect, test } from "vitest";
import { ROUTES } from "../src/orkes/routes.ts";
import { ORIGIN, orkesClient } from "./orkes-client.ts";

const paths = ROUTES.map(({ path, endpoints }) => ({
  path: path.replaceAll(/:[a-z_]+/gu, "x"),
  methods: Object.keys(endpoints),
}));

describe("without credentials", () => {
  test.each(paths)("$path is 401, in the form that clients know", async ({ path, methods }) => {
    for (const method of [...methods, "PATCH"]) {
      const { status, body } = await orkesClient().send(method, path, undefined, { as: "nobody" });
      expect(status).toBe(401);
      expect(body).toMatchObject({ error: "INVALID_TOKEN", message: "Token cannot be null or empty" });
    }
  });
});

describe("methods and paths", () => {
  test.each(paths)(
    "$path names its methods in Allow, and works with a slash and under a prefix",
    async (route) => {
      const { send } = orkesClient();
      for (const path of [route.path, `${route.path}/`, `/my/orkes${route.path}`]) {
        const { status, headers } = await send("PATCH", path);
        const head = route.methods.includes("GET") ? ["HEAD"] : [];
        expect([status, headers.get("allow")]).toEqual([405, [...route.methods, ...head].join(", ")]);
      }
    },
  );

  test.each([
    "/",
    "/api",
    "/api/promptsx",
    "/api/prompts//",
    "/api/prompts/a/b",
    "/api/prompts/a/versions/1/2",
    "/api/integrations/none",
    "/api/workflow",
  ])("%s is 404", async (path) => {
    expect((await orkesClient().send("GET", path)).status).toBe(404);
  });
});

describe("a failure that no client caused", () => {
  const request = (): Request => new Request(`${ORIGIN}/api/prompts/a`, { method: "GET" });
  const authenticate = () => ({ tenant: "acme", actor: { id: "jane", kind: "admin" as const } });

  test("a storage that does not answer is 503 with Retry-After, and may be tried again", async () => {
    const store = memoryEventStore();
    const away = async (): Promise<never> => {
      throw new LedgerError("unavailable", "connect ECONNREFUSED 10.0.0.7:5432");
    };
    const ledger = createLedger({ store: { ...store, load: away } });
    const response = await orkesApi(ledger, { authenticate, instance: "one" })(request());
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "1"]);
    expect(await response.json()).toEqual({
      status: 503,
      message: "The ledger is busy or away; try again.",
      instance: "one",
      retryable: true,
    });
  });

  test.each([new Error("secret"), "secret"])(
    "what the host's code throws (%s) is 500, reported and not shown",
    async (thrown) => {
      const reported: unknown[] = [];
      const api = orkesApi(createLedger({ store: memoryEventStore() }), {
        authenticate() {
          throw thrown;
        },
        onError: (error) => reported.push(error),
      });
      const response = await api(request());
      expect(response.status).toBe(500);
      expect(await response.text()).not.toContain("secret");
      expect(reported).toEqual([thrown]);
    },
  );

  test("an identity that the ledger refuses is the host's mistake", async () => {
    const reported: unknown[] = [];
    const api = orkesApi(createLedger({ store: memoryEventStore() }), {
      authenticate: () => ({ tenant: "no tenant's name", actor: { id: "jane", kind: "admin" } }),
      onError: (error) => reported.push(error),
    });
    expect((await api(request())).status).toBe(500);
    expect(reported).toHaveLength(1);
  });
});

test("A body that is too large is refused with 413, one that is no UTF-8 or no JSON with 400", async () => {
  const { handle, send } = orkesClient();
  expect((await send("POST", "/api/prompts/a?description=d", "x".repeat(1_048_577))).status).toBe(413);
  expect((await send("POST", "/api/prompts/", '[{"name":')).status).toBe(400);
  const bytes = new Uint8Array([0xff, 0xfe]);
  const headers = {
    "x-authorization": JSON.stringify({ tenant: "acme", actor: { id: "jane", kind: "admin" } }),
  };
  const request = new Request(`${ORIGIN}/api/prompts/a?description=d`, {
    method: "POST",
    body: bytes,
    headers,
  });
  expect((await handle(request)).status).toBe(400);
});
