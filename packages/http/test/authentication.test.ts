import { memoryEventStore } from "@promptledger/adapter-memory";
import { createLedger } from "@promptledger/core";
import type { Authenticate } from "@promptledger/http";
import { orkesApi, respanApi } from "@promptledger/http";
import { describe, expect, test } from "vitest";
import { ROUTES as ORKES_ROUTES } from "../src/orkes/routes.ts";
import { ROUTES as RESPAN_ROUTES } from "../src/respan/routes.ts";
import { ORIGIN } from "./respan-client.ts";

const APIS = {
  respan: { create: respanApi, routes: RESPAN_ROUTES },
  orkes: { create: orkesApi, routes: ORKES_ROUTES },
} as const;

/** An API over a ledger with a prompt, whose id and slug are `mine`. Every call of the store after that is counted. */
async function api(name: keyof typeof APIS, authenticated: unknown) {
  const store = memoryEventStore();
  const own = createLedger({ store }).as({ tenant: "acme", actor: { id: "jane" } });
  await own.prompts.create({ id: "mine", name: "mine" });
  let calls = 0;
  const counted = new Proxy(store, {
    get(target, property) {
      const found: unknown = Reflect.get(target, property);
      if (typeof found !== "function") return found;
      return (...given: unknown[]) => {
        calls++;
        return (found as (...given: unknown[]) => unknown)(...given);
      };
    },
  });
  const reported: unknown[] = [];
  const authenticate = (() => authenticated) as Authenticate;
  const onError = (error: unknown): unknown => reported.push(error);
  const handle = APIS[name].create(createLedger({ store: counted }), { authenticate, onError });
  const send = (method: string, path: string) => handle(new Request(`${ORIGIN}${path}`, { method }));
  return { send, reported, own, calls: () => calls };
}

describe.each(["respan", "orkes"] as const)("the authentication of %s", (name) => {
  test.each([null, undefined, false])(
    "%s is 401 for every method and path, before anything is looked up",
    async (nobody) => {
      const { send, calls, reported } = await api(name, nobody);
      for (const { path } of APIS[name].routes) {
        const address = path.replaceAll(/:[a-z_]+/gu, "mine");
        for (const method of ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
          expect([method, address, (await send(method, address)).status]).toEqual([method, address, 401]);
      }
      expect([calls(), reported]).toEqual([0, []]);
    },
  );

  test.each([
    ["no kind", { tenant: "acme", actor: { id: "mallory" } }],
    ["the kind of the host's own calls", { tenant: "acme", actor: { id: "mallory", kind: "host" } }],
    ["an unknown kind", { tenant: "acme", actor: { id: "mallory", kind: "root" } }],
    ["no actor", { tenant: "acme" }],
    ["true", true],
  ])("an identity with %s is the host's error, and changes nothing", async (_what, identity) => {
    const { send, reported, own, calls } = await api(name, identity);
    const answer = await send("DELETE", "/api/prompts/mine");
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain("kind");
    expect(reported).toEqual([expect.objectContaining({ message: expect.stringMatching(/kind: set it/u) })]);
    expect(calls()).toBe(0);
    expect((await own.prompts.get("mine")).deleted).toBe(false);
  });

  test("the events of a write have the metadata that authenticate returns", async () => {
    const identity = { tenant: "acme", actor: { id: "ann", kind: "admin" } };
    const metadata = { request: "r-1" };
    const { send, own } = await api(name, { ...identity, metadata });
    expect((await send("DELETE", "/api/prompts/mine")).status).toBeLessThan(300);
    const last = (await own.history.of({ id: "mine" })).items.at(-1);
    expect(last).toMatchObject({ type: "PromptDeleted", actor: "ann", metadata: { metadata } });
    const refused = await api(name, { ...identity, metadata: { nested: {} } });
    expect((await refused.send("DELETE", "/api/prompts/mine")).status).toBe(500);
    expect(refused.reported).toEqual([
      expect.objectContaining({ message: expect.stringContaining("refused the identity") }),
    ]);
  });

  test("authenticate gets the request, and what the host passes along", async () => {
    const seen: unknown[] = [];
    const handle = APIS[name].create<{ readonly session: string }>(
      createLedger({ store: memoryEventStore() }),
      {
        authenticate(request, context) {
          seen.push(request.method, context);
          return null;
        },
      },
    );
    const context = { session: "s1" };
    await handle(new Request(`${ORIGIN}/api/prompts/`), context);
    expect(seen).toEqual(["GET", context]);
    expect(seen[1]).toBe(context);
  });
});
