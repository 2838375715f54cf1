import { memoryEventStore } from "@promptledger/adapter-memory";
import type { EventStore } from "@promptledger/core";
import type { LoadRequest } from "@promptledger/core/adapter";
import { describe, expect, test } from "vitest";
import { bench } from "../../test/ledger.ts";
import { createLedger } from "../ledger/create-ledger.ts";

const READ = { subject: { type: "user", id: "ann" }, permissions: ["READ"] } as const;

/** A store that keeps what was asked of it. */
function asked(store: EventStore) {
  const loads: { readonly request: LoadRequest; readonly events: number }[] = [];
  const watched: EventStore = {
    ...store,
    async load(tenant, request) {
      const result = await store.load(tenant, request);
      loads.push({ request, events: result.streams.reduce((sum, { events }) => sum + events.length, 0) });
      return result;
    },
  };
  return { watched, loads };
}

describe("what is known of a tenant's grants", () => {
  test("costs one load, which after the first asks for one event alone, however many grants there are", async () => {
    const { loads, watched } = asked(memoryEventStore());
    const ledger = createLedger({ store: watched });
    const jane = ledger.as({ tenant: "acme", actor: { id: "jane" } });
    await jane.prompts.create({ id: "p", name: "Prompt" });
    await jane.access.grant({ id: "p" }, READ);
    for (let tag = 0; tag < 20; tag++) await jane.access.grant({ tag: `t${tag}` }, READ);
    const ann = ledger.as({ tenant: "acme", actor: { id: "ann", kind: "user" } });
    await ann.prompts.get({ id: "p" });
    loads.length = 0;
    await ann.prompts.get({ id: "p" });
    await ann.resolve("prompt").catch(() => undefined);
    await ann.prompts.find();
    expect(loads.map(({ events }) => events)).toEqual([1, 1, 1]);
    loads.length = 0;
    await jane.prompts.get({ id: "p" });
    expect(loads.map(({ request }) => request.streams)).toEqual([[]]);
  });

  test("is what another process has written, at once", async () => {
    const { jane, storage } = bench();
    const other = createLedger({ store: memoryEventStore({ storage }) });
    const ann = other.as({ tenant: "acme", actor: { id: "ann", kind: "user" } });
    await jane.prompts.create({ id: "p", name: "Prompt" });
    for (let round = 0; round < 3; round++) {
      await expect(ann.prompts.get({ id: "p" })).rejects.toMatchObject({ code: "forbidden" });
      await jane.access.grant({ tenant: true }, READ);
      expect(await ann.prompts.get({ id: "p" })).toMatchObject({ id: "p" });
      await jane.access.revoke({ tenant: true }, READ);
    }
  });

  test("is forgotten where the history turns out to be another one, shorter or of other events", async () => {
    let store = memoryEventStore();
    const ledger = createLedger({
      store: { ...store, load: (tenant, request) => store.load(tenant, request) },
    });
    const ann = ledger.as({ tenant: "acme", actor: { id: "ann", kind: "user" } });
    const mayRead = async (): Promise<boolean> =>
      (await ann.access.check({ id: "ann", kind: "user" }, { tenant: true })).READ;
    const history = async (...permissions: readonly ("READ" | "UPDATE")[]): Promise<void> => {
      store = memoryEventStore();
      const jane = createLedger({ store }).as({ tenant: "acme", actor: { id: "jane" } });
      for (const permission of permissions)
        await jane.access.grant({ tenant: true }, { ...READ, permissions: [permission] });
    };
    await history("READ", "UPDATE");
    expect(await mayRead()).toBe(true);
    await history("UPDATE");
    expect(await mayRead()).toBe(false);
    await history("READ");
    expect(await mayRead()).toBe(true);
    await history();
    expect(await mayRead()).toBe(false);
  });

  test("is looked at again when the write is appended: what is taken away meanwhile counts", async () => {
    const store = memoryEventStore();
    let meanwhile: (() => Promise<unknown>) | null = null;
    const ledger = createLedger({
      store: {
        ...store,
        async append(batch) {
          const before = meanwhile;
          meanwhile = null;
          await before?.();
          return store.append(batch);
        },
      },
    });
    const jane = ledger.as({ tenant: "acme", actor: { id: "jane" } });
    const ann = ledger.as({ tenant: "acme", actor: { id: "ann", kind: "user" } });
    const update = { subject: { type: "user", id: "ann" }, permissions: ["READ", "UPDATE"] } as const;
    await jane.prompts.create({ id: "p", name: "Prompt" });
    await jane.prompts.tag({ id: "p" }, { key: "team" });
    await jane.access.grant({ tag: "team" }, update);
    await ann.prompts.edit({ id: "p" }, { name: "Once" });
    meanwhile = () => jane.access.revoke({ tag: "team" }, update);
    await expect(ann.prompts.edit({ id: "p" }, { name: "Twice" })).rejects.toMatchObject({
      code: "forbidden",
    });
    expect(await jane.prompts.get({ id: "p" })).toMatchObject({ name: "Once" });
    // Other changes of grants delay a write, and no more.
    await jane.access.grant({ tag: "team" }, update);
    meanwhile = () => jane.access.grant({ tag: "other" }, update);
    expect(await ann.prompts.edit({ id: "p" }, { name: "Thrice" })).toMatchObject({ name: "Thrice" });
  });
});
