import { isLedgerError } from "@promptledger/core";
import type { AppendBatch, NewEvent, StreamAppend } from "@promptledger/core/adapter";
import { LIMITS } from "@promptledger/core/adapter";
import type { BrokenStore } from "./broken-store.ts";
import { brokenAppend, brokenStore } from "./broken-store.ts";

const bytesOf = (event: NewEvent): number => new TextEncoder().encode(event.data + event.metadata).length;

function withEvents(batch: AppendBatch, change: (event: NewEvent) => NewEvent): AppendBatch {
  const streams = batch.streams.map((part) => ({ ...part, events: part.events.map(change) }));
  return { ...batch, streams };
}

const mended = (text: string): string => text.toWellFormed().replaceAll("\u0000", "\uFFFD");

/** A store that writes the first events of an append that is too large. */
function cutting(
  name: string,
  breaks: string,
  caughtBy: readonly string[],
  isOver: (batch: AppendBatch) => boolean,
): BrokenStore {
  return brokenAppend(name, breaks, caughtBy, (store) => async (batch) => {
    try {
      return await store.append(batch);
    } catch (error) {
      if (!isLedgerError(error, "too-large") || !isOver(batch)) throw error;
      const streams = batch.streams.map(
        (part): StreamAppend => ({ ...part, events: part.events.slice(0, 2) }),
      );
      return store.append({ ...batch, streams });
    }
  });
}

/** Stores that accept input over a limit. */
export const brokenLimits: readonly BrokenStore[] = [
  brokenAppend(
    "counts characters",
    "measures events in characters instead of bytes",
    ["LI-1"],
    (store) => (batch) =>
      store.append(
        withEvents(batch, (event) =>
          bytesOf(event) > LIMITS.eventBytes && event.data.length + event.metadata.length <= LIMITS.eventBytes
            ? { ...event, data: '"cut"' }
            : event,
        ),
      ),
  ),
  cutting("takes 4 MB and more", "writes the beginning of an append with too many bytes", ["LI-2"], (batch) =>
    batch.streams.every(
      (part) => part.events.every((event) => bytesOf(event) <= LIMITS.eventBytes) && part.events.length < 100,
    ),
  ),
  cutting("takes 1,001 events", "writes the beginning of an append with too many events", ["LI-3"], (batch) =>
    batch.streams.some((part) => part.events.length > 100),
  ),
  brokenStore(
    "takes any tenant",
    "reads the log of an invalid tenant as an empty one",
    ["LI-4"],
    () => (store) => ({
      async *readLog(tenant, range) {
        try {
          yield* store.readLog(tenant, range);
        } catch (error) {
          if (!isLedgerError(error, "invalid-input")) throw error;
        }
      },
    }),
  ),
  brokenAppend("cuts names", "cuts a stream's name if it is too long", ["LI-5"], (store) => (batch) => {
    const streams = batch.streams.map((part) => ({
      ...part,
      stream: [...part.stream].slice(0, 300).join(""),
    }));
    return store.append({ ...batch, streams });
  }),
  brokenAppend(
    "repairs texts",
    "replaces what cannot be stored",
    ["LI-6"],
    (store) => (batch) =>
      store.append(withEvents(batch, (event) => ({ ...event, data: mended(event.data) }))),
  ),
  brokenAppend(
    "joins streams",
    "treats a stream that occurs twice in a batch as one",
    ["LI-7"],
    (store) => (batch) => {
      const joined = new Map<string, StreamAppend>();
      for (const part of batch.streams) {
        const before = joined.get(part.stream);
        joined.set(
          part.stream,
          before === undefined ? part : { ...before, events: [...before.events, ...part.events] },
        );
      }
      return store.append({ ...batch, streams: [...joined.values()] });
    },
  ),
  brokenAppend(
    "rounds numbers",
    "rounds a fractional schema version",
    ["LI-7"],
    (store) => (batch) =>
      store.append(
        withEvents(batch, (event) => ({ ...event, schemaVersion: Math.round(event.schemaVersion) })),
      ),
  ),
];
