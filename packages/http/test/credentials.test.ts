import { memoryEventStore } from "@promptledger/adapter-memory";
import type { EventStore } from "@promptledger/core";
import { createLedger, LedgerError } from "@promptledger/core";
import { orkesApi, orkesTokens } from "@promptledger/http";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ORIGIN } from "./orkes-client.ts";

/** A store that is as strict as PostgreSQL: it cannot hold NUL or half a surrogate pair, and fails when it is asked for one. */
function strictStore(): EventStore {
  const store = memoryEventStore();
  return {
    ...store,
    records: {
      ...store.records,
      async get(scope, kind, keys) {
        if (keys.some((key) => key.includes("\0") || /\p{Surrogate}/u.test(key)))
          throw new LedgerError("unavailable", "invalid byte sequence for encoding UTF8");
        return store.records.get(scope, kind, keys);
      },
    },
  };
}

async function apiWithKey() {
  const ledger = createLedger({ store: strictStore() });
  const tokens = orkesTokens(ledger, { signingKey: new Uint8Array(32).fill(1) });
  const actor = { id: "admin", kind: "admin" } as const;
  await ledger.keys.add("admins-secret", { id: "admin", tenant: "acme", actor, createdAt: 1 });
  const reported: unknown[] = [];
  const onError = (error: unknown): unknown => reported.push(error);
  const handle = orkesApi(ledger, { authenticate: tokens.authenticate, tokens, onError });
  const send = (method: string, path: string, token?: string, body?: object) => {
    const headers = token === undefined ? {} : { "x-authorization": token };
    const init = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) };
    return handle(new Request(`${ORIGIN}${path}`, init));
  };
  return { send, reported };
}

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

describe("a token", () => {
  test.each([
    { tenant: "acme", key: "a\0" },
    { tenant: "a\0", key: "admin" },
    { tenant: "acme", key: "\ud800" },
    { tenant: "\udfff", key: "admin" },
    { tenant: "acme", key: "__proto__" },
    { tenant: {}, key: [] },
  ])("with the claims %j is 401", async (claims) => {
    const { send, reported } = await apiWithKey();
    const token = `${encoded({ alg: "HS256" })}.${encoded(claims)}.c2ln`;
    expect((await send("GET", "/api/prompts", token)).status).toBe(401);
    expect(reported).toEqual([]);
  });

  test("of any bytes, in any form, is 401", async () => {
    const { send, reported } = await apiWithKey();
    const text = fc.string({ unit: fc.constantFrom("a", "\0", "\ud800", "/", "é", '"'), maxLength: 8 });
    const part = fc.oneof(
      fc.record({ tenant: text, key: text, exp: fc.integer() }, { requiredKeys: [] }).map(encoded),
      fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes).toString("base64url")),
      fc.stringMatching(/^[\x21-\x7e]{0,8}$/u),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 4 }), async (parts) => {
        expect((await send("GET", "/api/prompts", parts.join("."))).status).toBe(401);
      }),
      { numRuns: 200 },
    );
    expect(reported).toEqual([]);
  });

  test.each([
    { keyId: "a\0", keySecret: "admins-secret" },
    { keyId: "admin", keySecret: "\0" },
    { keyId: "\ud800", keySecret: "\udfff" },
  ])("for the pair %j is 401", async (pair) => {
    const { send, reported } = await apiWithKey();
    expect((await send("POST", "/api/token", undefined, pair)).status).toBe(401);
    expect(reported).toEqual([]);
  });
});

test("No cache may keep a token or a key", async () => {
  const { send } = await apiWithKey();
  const issued = await send("POST", "/api/token", undefined, { keyId: "admin", keySecret: "admins-secret" });
  const { token } = (await issued.json()) as { token: string };
  const application = await send("POST", "/api/applications", token, { name: "app" });
  const { id } = (await application.json()) as { id: string };
  const made = await send("POST", `/api/applications/${id}/accessKeys`, token);
  const listed = await send("GET", `/api/applications/${id}/accessKeys`, token);
  const user = await send("GET", "/api/token/userInfo", token);
  for (const answer of [issued, made, listed, user]) {
    expect(answer.status).toBe(200);
    expect(answer.headers.get("cache-control")).toBe("no-store");
  }
});
