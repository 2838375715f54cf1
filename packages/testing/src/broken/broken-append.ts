import type { EventStore } from "@promptledger/core";
import { isLedgerError } from "@promptledger/core";
import type { AppendBatch, NewEvent, StreamAppend } from "@promptledger/core/adapter";
import { pause } from "../contract/waiting.ts";
import type { BrokenStore, Damage } from "./broken-store.ts";
import { brokenAppend, brokenStore } from "./broken-store.ts";
import { translate } from "./translate.ts";
import { versionsOf } from "./versions-of.ts";

let renamed = 0;

/** Shifts the answered positions by one for each earlier append that met a conflict. */
function shiftPositionsByConflicts(step: 1 | -1): () => Damage {
  return () => {
    const conflicts = new Map<string, number[]>();
    const position = (tenant: string, stored: number): number =>
      stored + step * (conflicts.get(tenant) ?? []).filter((at) => at < stored).length;
    const back = (tenant: string, answered: number): number => {
      let stored = 0;
      while (stored < answered + 1000 && position(tenant, stored + 1) <= answered) stored += 1;
      return Math.max(stored, (conflicts.get(tenant) ?? []).length === 0 ? answered : 0);
    };
    return (store) => {
      const shifted = translate(store, { position, back });
      return {
        ...shifted,
        async append(batch) {
          const result = await store.append(batch);
          if (result.status === "appended")
            return { ...result, position: position(batch.tenant, result.position) };
          const { head } = await store.load(batch.tenant, {});
          conflicts.set(batch.tenant, [...(conflicts.get(batch.tenant) ?? []), head.position]);
          return result;
        },
      };
    };
  };
}

function withNewIds(streams: readonly StreamAppend[]): readonly StreamAppend[] {
  const withNewId = (event: NewEvent): NewEvent => {
    renamed += 1;
    return { ...event, id: `${event.id}#${renamed}` };
  };
  return streams.map((part) => ({ ...part, events: part.events.map(withNewId) }));
}

const withVersions = async (store: EventStore, batch: AppendBatch): Promise<AppendBatch> => {
  const versions = await versionsOf(store, batch);
  return {
    ...batch,
    streams: batch.streams.map((part, index) => ({ ...part, expected: versions[index] ?? 0 })),
  };
};

/** Stores whose appends are not atomic, ordered or timed. */
export const brokenAppends: readonly BrokenStore[] = [
  brokenAppend(
    "loses an event",
    "drops the last event of a batch for three streams",
    ["AP-1", "EV-8", "RT-6"],
    (store) => (batch) => {
      const last = batch.streams.length - 1;
      const streams = batch.streams.map((part, index) =>
        index === last && index >= 2 && part.documents === undefined
          ? { ...part, events: part.events.slice(0, -1) }
          : part,
      );
      return store.append({ ...batch, streams });
    },
  ),
  brokenAppend(
    "writes half",
    "writes the streams before the one that meets a conflict",
    ["AP-1", "AP-6", "EV-7", "EV-8", "DO-1"],
    (store) => async (batch) => {
      const result = await store.append(batch);
      if (result.status === "appended") return result;
      const index = batch.streams.findIndex((part) => part.stream === result.stream);
      const command = { ...batch.command, id: `${batch.command.id}#half` };
      if (index > 0) await store.append({ ...batch, command, streams: batch.streams.slice(0, index) });
      return result;
    },
  ),
  brokenAppend(
    "two winners",
    "checks expectations before it has the lock to write",
    ["EV-9", "EV-10", "DO-11"],
    (store) => async (batch) => {
      const [judged] = await Promise.all([versionsOf(store, batch), pause()]);
      const stale = batch.streams.some(
        (part, index) => typeof part.expected === "number" && part.expected !== judged[index],
      );
      const created = batch.streams.some((part, index) => part.expected === "none" && judged[index] !== 0);
      const missing = batch.streams.some((part, index) => part.expected === "exists" && judged[index] === 0);
      const { command } = await store.load(batch.tenant, { command: batch.command.id });
      if (stale || created || missing || command !== null) return store.append(batch);
      return store.append(await withVersions(store, batch));
    },
  ),
  brokenAppend(
    "duplicate ids",
    "accepts an event whose id is in the log, under another id",
    ["AP-5", "AP-6", "RE-3", "RD-2"],
    (store) => async (batch) => {
      try {
        return await store.append(batch);
      } catch (error) {
        if (!isLedgerError(error, "duplicate-event")) throw error;
        return store.append({ ...batch, streams: withNewIds(batch.streams) });
      }
    },
  ),
  brokenStore(
    "leaves a gap",
    "an append with a conflict uses a position",
    ["AP-6"],
    shiftPositionsByConflicts(1),
  ),
  brokenStore(
    "reuses a position",
    "the event after a conflict has the position of the one before",
    ["AP-6"],
    shiftPositionsByConflicts(-1),
  ),
  brokenStore(
    "time goes back",
    "records what the clock says, though an event has a later time",
    ["AP-8", "DO-5", "RE-9"],
    ({ clock }) => {
      const times = new Map<string, number>();
      return (store) => ({
        ...translate(store, {
          event: (event) => ({
            ...event,
            recordedAt: times.get(`${event.tenant}/${event.position}`) ?? event.recordedAt,
          }),
        }),
        async append(batch) {
          const before = (await store.load(batch.tenant, {})).head.position;
          const result = await store.append(batch);
          if (result.status === "conflict" || result.repeated) return result;
          for (let at = before + 1; at <= result.position; at++)
            times.set(`${batch.tenant}/${at}`, clock.now());
          return { ...result, recordedAt: clock.now() };
        },
      });
    },
  ),
  brokenStore(
    "own times",
    "gives each event of an append a time of its own",
    ["AP-9", "RE-5", "RD-4"],
    () => {
      const delays = new Map<string, number>();
      return (store) => ({
        ...translate(store, {
          event: (event) => ({
            ...event,
            recordedAt: event.recordedAt + (delays.get(`${event.tenant}/${event.position}`) ?? 0),
          }),
        }),
        async append(batch) {
          const { position: before } = (await store.load(batch.tenant, {})).head;
          const result = await store.append(batch);
          if (result.status === "conflict" || result.repeated) return result;
          for (let at = before + 1; at <= result.position; at++)
            delays.set(`${batch.tenant}/${at}`, at - before - 1);
          return result;
        },
      });
    },
  ),
  brokenAppend(
    "disorder",
    "writes the streams of an append in the order of their names",
    ["AP-1", "AP-3", "AP-4", "RT-6"],
    (store) => (batch) => {
      const byName = (left: StreamAppend, right: StreamAppend): number =>
        left.stream < right.stream ? -1 : 1;
      return store.append({ ...batch, streams: batch.streams.toSorted(byName) });
    },
  ),
  brokenStore(
    "counts from zero",
    "a stream's versions begin at 0",
    [
      "AP-2",
      "AP-7",
      "EV-11",
      "RA-9",
      "RT-7",
      "FO-7",
      "FO-8",
      "RE-1",
      "RE-4",
      "RE-5",
      "TE-5",
      "QL-7",
      "RD-1",
      "RD-2",
      "RD-3",
      "RD-4",
      "RD-5",
    ],
    () => (store) => translate(store, { event: (event) => ({ ...event, version: event.version - 1 }) }),
  ),
];
