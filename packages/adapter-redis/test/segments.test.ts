import type { AppendBatch, EventStore, NewEvent, RecordedEvent } from "@promptledger/core/adapter";
import { testRedisUrl } from "@promptledger/test-servers";
import { afterAll, expect, it } from "vitest";
import { newPrefix } from "./open-storage.ts";
import type { OpenStore } from "./open-store.ts";
import { openStore } from "./open-store.ts";

const prefix = newPrefix();
const opened: OpenStore[] = [];
let ids = 0;

/** A store of its own, as of another process, which has seen nothing yet. */
function newStore(): EventStore {
  const one = openStore(testRedisUrl(), { prefix });
  opened.push(one);
  return one.store;
}

afterAll(() => Promise.all(opened.map((one) => one.close())));

function events(count: number): readonly NewEvent[] {
  return Array.from({ length: count }, () => {
    ids += 1;
    const id = `event-${ids}`;
    return {
      id,
      type: "SomethingHappened",
      schemaVersion: 1,
      data: `"${id}"`,
      metadata: "{}",
      occurredAt: null,
    };
  });
}

function batch(tenant: string, stream: string, count: number): AppendBatch {
  ids += 1;
  const command = { id: `command-${ids}`, fingerprint: "f", result: "{}" };
  return { tenant, command, streams: [{ stream, expected: "any", events: events(count) }] };
}

async function logOf(store: EventStore, tenant: string): Promise<readonly RecordedEvent[]> {
  const log: RecordedEvent[] = [];
  for await (const event of store.readLog(tenant, { after: 0 })) log.push(event);
  return log;
}

it("streams and logs longer than their segments are written and read as if they had none", async () => {
  const tenant = "long";
  const writer = newStore();
  // Ends within a segment, at its end, and one behind it.
  for (const count of [1000, 24, 1, 1000, 23, 1, 999, 1000, 48, 1, 1, 999])
    expect(await writer.append(batch(tenant, "one", count))).toMatchObject({ status: "appended" });
  await writer.append(batch(tenant, "two", 3));
  const total = 5097;
  const reader = newStore();
  const { head, streams } = await reader.load(tenant, {
    streams: [{ stream: "one" }, { stream: "one", after: 1020, until: 2051 }, { stream: "two" }],
  });
  expect(head.position).toBe(total + 3);
  expect(streams.map(({ version }) => version)).toEqual([total, total, 3]);
  const [whole = [], part = []] = streams.map((slice) => slice.events);
  expect(whole.map(({ version }) => version)).toEqual(Array.from({ length: total }, (_, index) => index + 1));
  expect(part).toEqual(whole.slice(1020, 2051));
  const log = await logOf(newStore(), tenant);
  expect(log.map(({ position }) => position)).toEqual(
    Array.from({ length: total + 3 }, (_, index) => index + 1),
  );
  expect(log.slice(0, total)).toEqual(whole);
});

it("a store that has not seen a long stream appends to it, and meets its expectations", async () => {
  const tenant = "unseen";
  for (let count = 0; count < 5; count++) await newStore().append(batch(tenant, "one", 1000));
  const one = batch(tenant, "one", 1);
  const conflict = { ...one, streams: one.streams.map((part) => ({ ...part, expected: 1024 })) };
  expect(await newStore().append(conflict)).toEqual({
    status: "conflict",
    stream: "one",
    expected: 1024,
    actual: 5000,
  });
  const exact = { ...one, streams: one.streams.map((part) => ({ ...part, expected: 5000 })) };
  expect(await newStore().append(exact)).toMatchObject({ status: "appended", position: 5001 });
});

it("many stores append at once across the segments of a log", async () => {
  const tenant = "many";
  const stores = [newStore(), newStore(), newStore()];
  await Promise.all(
    stores.map(async (store, index) => {
      for (let count = 0; count < 30; count++) await store.append(batch(tenant, `of-${index}`, 100));
    }),
  );
  const log = await logOf(newStore(), tenant);
  expect(log.map(({ position }) => position)).toEqual(Array.from({ length: 9000 }, (_, index) => index + 1));
  for (const index of [0, 1, 2]) {
    const versions = log.filter(({ stream }) => stream === `of-${index}`).map(({ version }) => version);
    expect(versions).toEqual(Array.from({ length: 3000 }, (_, place) => place + 1));
  }
});
