import { memoryEventStore, memoryStorage } from "@promptledger/adapter-memory";
import type { AppendBatch } from "@promptledger/core/adapter";
import { LedgerError, systemClock } from "@promptledger/core/adapter";
import type { BrokenStore, BrokenWorld } from "./broken-store.ts";
import { brokenAppend, brokenStore, memoryFaults } from "./broken-store.ts";

const KEPT = 30 * 86_400_000;

/** The time as the writer's clock has it. */
const writersTime = ({ clock, withoutClock }: BrokenWorld): number =>
  withoutClock ? Date.now() : clock.now();

/** The latest time in a batch; 0 if there is none. */
function latestIn({ streams }: AppendBatch): number {
  return Math.max(0, ...streams.flatMap(({ events }) => events.map(({ occurredAt }) => occurredAt ?? 0)));
}

/** The batch without the times that the correct store refuses. */
function withoutFuture(batch: AppendBatch, { clock, storage }: BrokenWorld): AppendBatch {
  const now = Math.max(clock.now(), storage.tenants.get(batch.tenant)?.lastRecordedAt ?? 0);
  const streams = batch.streams.map((part) => ({
    ...part,
    events: part.events.map((event) =>
      Number.isSafeInteger(event.occurredAt) && (event.occurredAt ?? 0) > now
        ? { ...event, occurredAt: null }
        : event,
    ),
  }));
  return { ...batch, streams };
}

/** Stores that let a writer's clock decide, or take events of the future. */
export const brokenTimes: readonly BrokenStore[] = [
  {
    name: "writer's moments",
    breaks: "goes by the clock of the process that writes",
    caughtBy: ["TI-1", "TI-2", "TI-5"],
    async open({ clock = { ...systemClock, now: () => Date.now() } }) {
      const storage = memoryStorage();
      return {
        connect: async (options) => memoryEventStore({ storage, clock, ...options }),
        close: async () => undefined,
        ...memoryFaults(storage),
      };
    },
  },
  brokenStore("hides commands", "looks commands up by the reader's clock", ["TI-2"], (world) => (store) => ({
    async load(tenant, request) {
      const loaded = await store.load(tenant, request);
      const isHidden = world.withoutClock && (loaded.command?.recordedAt ?? 0) < writersTime(world) - KEPT;
      return isHidden ? { ...loaded, command: null } : loaded;
    },
  })),
  brokenAppend(
    "tidies early",
    "forgets commands by the writer's clock",
    ["TI-2"],
    (store, world) => (batch) => {
      const commands = world.storage.tenants.get(batch.tenant)?.commands;
      if (world.withoutClock)
        for (const { id, recordedAt } of [...(commands?.values() ?? [])])
          if (recordedAt < writersTime(world) - KEPT) commands?.delete(id);
      return store.append(batch);
    },
  ),
  brokenAppend(
    "takes the future",
    "does not check when events occurred",
    ["TI-3", "TI-5"],
    (store, world) => (batch) => store.append(withoutFuture(batch, world)),
  ),
  brokenAppend(
    "remembers idle times",
    "records no event before the time of an append without events",
    ["TI-4"],
    (store, { storage }) =>
      async (batch) => {
        const result = await store.append(batch);
        const tenant = storage.tenants.get(batch.tenant);
        if (result.status === "appended" && !result.repeated && tenant !== undefined)
          tenant.lastRecordedAt = result.recordedAt;
        return result;
      },
  ),
  brokenAppend(
    "writer's future",
    "checks when events occurred against the writer's clock",
    ["TI-5"],
    (store, world) => async (batch) => {
      if (!world.withoutClock) return store.append(batch);
      if (latestIn(batch) > writersTime(world))
        throw new LedgerError("time-in-future", "it lies in the future");
      return store.append(withoutFuture(batch, world));
    },
  ),
  brokenAppend(
    "writes the future",
    "refuses events of the future when they are written",
    ["TI-3", "TI-5"],
    (store, world) => async (batch) => {
      const corrected = withoutFuture(batch, world);
      const result = await store.append(corrected);
      const isLate = corrected.streams.some(({ events }, part) =>
        events.some(({ occurredAt }, index) => occurredAt !== batch.streams[part]?.events[index]?.occurredAt),
      );
      if (isLate && result.status === "appended" && !result.repeated)
        throw new LedgerError("time-in-future", "it lies in the future");
      return result;
    },
  ),
];
