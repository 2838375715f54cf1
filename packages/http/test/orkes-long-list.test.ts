import { memoryEventStore } from "@promptledger/adapter-memory";
import type { EventStore } from "@promptledger/core";
import { LedgerError } from "@promptledger/core";
import { beforeAll, describe, expect, test } from "vitest";
import { ORIGIN, orkesClient, senderHeader } from "./orkes-client.ts";
import { JANE } from "./respan-client.ts";

const COUNT = 120;
const LENGTH = 100_000;

describe("an unpaged list of much text", () => {
  const memory = memoryEventStore();
  const asked: number[] = [];
  let failsAfter = Number.POSITIVE_INFINITY;
  const store: EventStore = {
    ...memory,
    catalog: {
      ...memory.catalog,
      async findPrompts(tenant, query) {
        asked.push(query.page.size);
        if (asked.length > failsAfter) throw new LedgerError("unavailable", "away");
        return memory.catalog.findPrompts(tenant, query);
      },
    },
  };
  const reported: unknown[] = [];
  const client = orkesClient({ store, onError: (error) => reported.push(error) });
  const names = Array.from({ length: COUNT }, (_, index) => `prompt-${String(index).padStart(3, "0")}`);
  const list = () => client.handle(new Request(`${ORIGIN}/api/prompts`, { headers: senderHeader(JANE) }));

  beforeAll(async () => {
    const text = "x".repeat(LENGTH);
    for (const name of names) {
      await client.acme.batch([
        { type: "CreatePrompt", name, slug: name },
        { type: "SaveVersion", prompt: name, number: 1, mode: "replace", input: {}, text },
      ]);
    }
  });

  test("has every prompt once, ordered by name, and is read in parts that depend on their size", async () => {
    asked.length = 0;
    const rows = (await (await list()).json()) as { name: string; template: string }[];
    expect(rows.map(({ name }) => name)).toEqual(names);
    expect(rows[0]?.template).toHaveLength(LENGTH);
    for (const size of asked) expect(size * LENGTH).toBeLessThanOrEqual(2_000_000);
  });

  test("is read as the client takes it, and no further once the client has gone", async () => {
    asked.length = 0;
    const reader = (await list()).body?.getReader();
    await reader?.read();
    await new Promise((resolve) => setTimeout(resolve, 5));
    await reader?.cancel();
    expect(asked.length).toBeLessThanOrEqual(3);
  });

  test("that fails on the way is cut off, and reported once", async () => {
    asked.length = 0;
    failsAfter = 2;
    const answer = await list();
    expect(answer.status).toBe(200);
    await expect(answer.text()).rejects.toThrow();
    failsAfter = 0;
    asked.length = 0;
    expect((await list()).status).toBe(503);
    expect(reported).toEqual([
      expect.objectContaining({ code: "unavailable" }),
      expect.objectContaining({ code: "unavailable" }),
    ]);
  });
});

describe("the versions of one prompt, with much text", () => {
  const memory = memoryEventStore();
  const asked: number[] = [];
  let meanwhile: () => Promise<unknown> = async () => undefined;
  const store: EventStore = {
    ...memory,
    catalog: {
      ...memory.catalog,
      async findVersions(tenant, query) {
        asked.push(query.page.size);
        if (asked.length === 2) await meanwhile();
        return memory.catalog.findVersions(tenant, query);
      },
    },
  };
  const client = orkesClient({ store });
  const list = () =>
    client.handle(new Request(`${ORIGIN}/api/prompts/long/versions`, { headers: senderHeader(JANE) }));
  const numbers = async (): Promise<readonly number[]> =>
    ((await (await list()).json()) as { version: number }[]).map(({ version }) => version);
  const all = Array.from({ length: COUNT }, (_, index) => COUNT - index);

  beforeAll(async () => {
    const text = "x".repeat(LENGTH);
    await client.acme.prompts.create({ name: "long", slug: "long" });
    for (const number of all.toReversed()) {
      await client.acme.batch([
        { type: "SaveVersion", prompt: "long", number, mode: "replace", input: {}, text: `${number}${text}` },
      ]);
    }
  });

  // All of them were in memory at once, and the answer as well.
  test("are read in parts that depend on their size, as the client takes them", async () => {
    asked.length = 0;
    expect(await numbers()).toEqual(all);
    expect(asked.length).toBeGreaterThan(3);
    for (const size of asked) expect(size * LENGTH).toBeLessThanOrEqual(2_100_000);
    asked.length = 0;
    const reader = (await list()).body?.getReader();
    await reader?.read();
    await reader?.cancel();
    expect(asked.length).toBeLessThanOrEqual(2);
  });

  test("are all listed once, whatever is saved and deleted meanwhile", async () => {
    meanwhile = async () => {
      await client.acme.versions.create("long", {});
      await client.acme.versions.commit("long");
      await client.acme.versions.delete("long", COUNT);
    };
    asked.length = 0;
    expect(await numbers()).toEqual(all);
    meanwhile = async () => undefined;
  });
});
