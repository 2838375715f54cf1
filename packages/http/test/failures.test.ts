import { memoryEventStore } from "@promptledger/adapter-memory";
import type { EventStore } from "@promptledger/core";
import { createLedger, LedgerError } from "@promptledger/core";
import { orkesApi, respanApi } from "@promptledger/http";
import { describe, expect, test } from "vitest";
import { STATUS_BY_CODE } from "../src/api/errors/status-by-code.ts";
import { ORIGIN } from "./respan-client.ts";

const APIS = { respan: respanApi, orkes: orkesApi } as const;
const CODES = Object.entries(STATUS_BY_CODE).flatMap(([code, { orkes }]) =>
  orkes >= 500 ? [code as keyof typeof STATUS_BY_CODE] : [],
);

/** An API whose store fails at every load and query. */
function failing(name: keyof typeof APIS, error: unknown) {
  const fail = async (): Promise<never> => {
    throw error;
  };
  const store = memoryEventStore();
  const broken: EventStore = { ...store, load: fail, catalog: { ...store.catalog, findPrompts: fail } };
  const reported: unknown[] = [];
  const handle = APIS[name](createLedger({ store: broken }), {
    authenticate: () => ({ tenant: "acme", actor: { id: "jane", kind: "admin" } }),
    onError: (one) => reported.push(one),
  });
  const send = (method: string, path: string) => handle(new Request(`${ORIGIN}${path}`, { method }));
  return { send, reported };
}

describe.each(["respan", "orkes"] as const)("an error that no client of %s caused", (name) => {
  test.each(CODES)("is reported once with its cause: %s", async (code) => {
    const error = new LedgerError(code, "of the storage", { cause: new Error("ECONNREFUSED") });
    for (const [method, path] of [
      ["GET", "/api/prompts/mine"],
      ["DELETE", "/api/prompts/mine"],
      ["GET", "/api/prompts"],
    ] as const) {
      const { send, reported } = failing(name, error);
      const answer = await send(method, path);
      expect([answer.status, reported]).toEqual([STATUS_BY_CODE[code][name], [error]]);
      expect(await answer.text()).not.toContain("ECONNREFUSED");
    }
  });

  test("what a client caused is not reported", async () => {
    const { send, reported } = failing(name, new LedgerError("prompt-not-found", "no prompt"));
    expect((await send("GET", "/api/prompts/mine")).status).toBe(404);
    expect((await send("PROPFIND", "/api/prompts/mine")).status).toBe(405);
    expect((await send("GET", "/api/nothing")).status).toBe(404);
    expect(reported).toEqual([]);
  });
});
