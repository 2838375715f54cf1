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
