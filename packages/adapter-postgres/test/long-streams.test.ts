import type { EventStore, NewEvent, RecordedEvent } from "@promptledger/core/adapter";
import { START } from "@promptledger/core/adapter";
import { arbitraryText, testClock } from "@promptledger/testing";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EVENTS_IN_A_ROW } from "../src/read/packed-events.ts";
import { openPGlite, openPostgres } from "./open-storage.ts";

const EVENTS = 2 * EVENTS_IN_A_ROW + 5;

describe.each([
  ["PostgreSQL", openPostgres],
  ["PGlite", openPGlite],
])("%s", (_, open) => {
  let storage: Awaited<ReturnType<typeof open>>;
  let store: EventStore;
  beforeAll(async () => {
    storage = await open({ clock: testClock() });
    store = await storage.connect({});
  });
  afterAll(async () => {
    await store.close();
    await storage.close();
  });

  test("of a long stream is loaded what the log has, from any event to any", async () => {
    let tenants = 0;
    const texts = fc.array(arbitraryText, { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(
        texts,
        fc.boolean(),
        fc.nat(EVENTS),
        fc.nat(EVENTS + 1),
        async (some, isPlain, after, until) => {
          tenants += 1;
          const tenant = `t${tenants}`;
          // Where all is ASCII, lengths in bytes and in characters are the same.
          const text = (index: number): string =>
            isPlain ? `plain ${index}` : (some[index % some.length] ?? "");
          const events = Array.from({ length: EVENTS }, (_unused, index) => eventOf(index, text(index)));
          await append(store, tenant, events);
          const log = await logOf(store, tenant);
          expect(log).toMatchObject(events);
          const { streams } = await store.load(tenant, {
            streams: [{ stream: "long", after, until }, { stream: "long" }],
          });
          expect(streams[0]?.events).toEqual(log.slice(after, Math.max(after, until)));
          expect(streams[1]).toEqual({ stream: "long", version: EVENTS, events: log });
        },
      ),
      { numRuns: 6 },
    );
  }, 60_000);
});

function eventOf(index: number, text: string): NewEvent {
  const data = JSON.stringify({ text });
  const metadata = JSON.stringify({ actor: text, commandId: "c" });
  const occurredAt = index % 3 === 0 ? index : null;
  return {
    id: `${text.startsWith("plain") ? "e" : "é"}${index}`,
    type: `Told${index % 7}`,
    schemaVersion: 1 + (index % 4),
    occurredAt,
    data,
    metadata,
  };
}

async function append(store: EventStore, tenant: string, events: readonly NewEvent[]): Promise<void> {
  const appended = await store.append({
    tenant,
    command: { id: "c", fingerprint: "f", result: "{}" },
    streams: [{ stream: "long", expected: "none", events }],
  });
  expect(appended.status).toBe("appended");
}

async function logOf(store: EventStore, tenant: string): Promise<RecordedEvent[]> {
  const log: RecordedEvent[] = [];
  for await (const event of store.readLog(tenant, { after: START })) log.push(event);
  return log;
}
