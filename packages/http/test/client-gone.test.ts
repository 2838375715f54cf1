import { memoryEventStore } from "@promptledger/adapter-memory";
import type { EventStore } from "@promptledger/core";
import { createLedger } from "@promptledger/core";
import { orkesApi, respanApi } from "@promptledger/http";
import { describe, expect, test } from "vitest";
import { authenticateSender, ORIGIN, senderHeader } from "./orkes-client.ts";
import { JANE } from "./respan-client.ts";

/** An API whose store does nothing until it is let go. */
async function hanging(name: "respan" | "orkes") {
  const memory = memoryEventStore();
  let letGo = (): void => undefined;
  let gate: Promise<void> | null = null;
  const begun: string[] = [];
  const store: EventStore = {
    ...memory,
    async append(batch) {
      begun.push("append");
      await gate;
      return memory.append(batch);
    },
    async load(tenant, request) {
      begun.push("load");
      await gate;
      return memory.load(tenant, request);
    },
    catalog: {
      ...memory.catalog,
      async findPrompts(tenant, query) {
        begun.push("find");
        await gate;
        return memory.catalog.findPrompts(tenant, query);
      },
    },
  };
  const ledger = createLedger({ store });
  const prompts = ledger.as({ tenant: "acme", actor: { id: "host" } }).prompts;
  await prompts.create({ id: "p", slug: "p", name: "P" });
  begun.length = 0;
  gate = new Promise((resolve) => {
    letGo = resolve;
  });
  const reported: unknown[] = [];
  const options = {
    authenticate: authenticateSender,
    onError: (error: unknown) => void reported.push(error),
  };
  const handle = name === "respan" ? respanApi(ledger, options) : orkesApi(ledger, options);
  const send = (method: string, path: string, signal: AbortSignal) =>
    handle(new Request(`${ORIGIN}${path}`, { method, signal, headers: senderHeader(JANE, "acme") }));
  return { send, reported, begun, prompts, letGo: () => letGo() };
}

async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe.each(["respan", "orkes"] as const)("a client of %s that has left", (name) => {
  test.each(["/api/prompts/p", "/api/prompts"])(
    "ends the reads of GET %s, and no error is reported",
    async (path) => {
      const { send, reported, begun } = await hanging(name);
      const controller = new AbortController();
      const answer = send("GET", path, controller.signal);
      await turns();
      controller.abort();
      expect((await answer).status).toBe(503);
      const before = begun.length;
      await turns();
      expect([begun.length, reported]).toEqual([before, []]);
    },
  );

  test("costs the storage nothing if it left before", async () => {
    const { send, begun } = await hanging(name);
    expect((await send("GET", "/api/prompts/p", AbortSignal.abort())).status).toBe(503);
    expect(begun).toEqual([]);
  });

  test("has its write done", async () => {
    const { send, prompts, letGo } = await hanging(name);
    const controller = new AbortController();
    const answer = send("DELETE", "/api/prompts/p", controller.signal);
    await turns();
    controller.abort();
    await turns();
    letGo();
    expect((await answer).status).toBe(name === "respan" ? 204 : 200);
    await expect(prompts.get("p")).rejects.toMatchObject({ code: "prompt-not-found" });
  });
});
