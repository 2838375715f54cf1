import type { EventStore } from "@promptledger/core";
import { isLedgerError } from "@promptledger/core";
import type { RecordedEvent } from "@promptledger/core/adapter";
import type { Clause, ClauseContext } from "./clause.ts";
import { aBatch, append, readAll, someEvents, toStream } from "./sample.ts";
import { refuses, same } from "./violation.ts";
import { pause, take, within } from "./waiting.ts";

/** How many events a follower has returned when its log is replaced. */
const RETURNED = 5;

const idsOf = (events: readonly RecordedEvent[]): readonly string[] => events.map(({ id }) => id);

function start(store: EventStore, tenant: string): AsyncIterator<RecordedEvent> {
  return store.follow(tenant, { after: 0 })[Symbol.asyncIterator]();
}

/** Appends this many events, one after the other, each to a stream of its own. */
async function appendEach(store: EventStore, tenant: string, count: number): Promise<void> {
  for (const event of someEvents(count))
    await append(store, aBatch(tenant, toStream(event.id, "none", [event])));
}

/** Repeats a call while the storage is unavailable, within the clause's patience. */
async function patiently<T>(context: ClauseContext, call: () => Promise<T>): Promise<T> {
  const until = performance.now() + context.patience;
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!isLedgerError(error) || !error.retryable || performance.now() > until) throw error;
      await pause(20);
    }
  }
}

/** Replaces the log by its first events, as the restore of a backup does, and by new events after them. */
async function replaceLog(
  { erase }: ClauseContext,
  { store, tenant, kept, added }: { store: EventStore; tenant: string; kept: number; added: number },
): Promise<void> {
  const log = await readAll(store, tenant);
  await erase();
  await store.restore(tenant, log.slice(0, kept));
  await appendEach(store, tenant, added);
}

/** FO: a follower that runs notices that its log was replaced, and survives a lost connection. */
export const runningFollowerClauses: readonly Clause[] = [
  {
    id: "FO-7",
    title:
      "a follower that waits ends with history-diverged when its log was reset, or restored from an older backup",
    async run(context) {
      const [writer, reader] = [await context.connect(), await context.connect()];
      for (const kept of [0, 2]) {
        const tenant = context.newTenant();
        await appendEach(writer, tenant, RETURNED);
        const follower = start(reader, tenant);
        await take(context, follower, RETURNED);
        const next = follower.next();
        next.catch(() => {});
        await replaceLog(context, { store: writer, tenant, kept, added: 1 });
        await refuses("history-diverged", `a follower of a log of which ${kept} events are left`, () =>
          within(context, "the end of the follower", next),
        );
      }
    },
  },
  {
    id: "FO-8",
    title:
      "a follower ends with history-diverged when another event has the position of the one that it returned last",
    async run(context) {
      const [writer, reader] = [await context.connect(), await context.connect()];
      for (const kept of [0, RETURNED - 1]) {
        const tenant = context.newTenant();
        await appendEach(writer, tenant, RETURNED);
        const follower = start(reader, tenant);
        await take(context, follower, RETURNED);
        // The follower is busy meanwhile, so it never sees a shorter log.
        await replaceLog(context, { store: writer, tenant, kept, added: RETURNED + 2 });
        await refuses("history-diverged", `a follower of a log that was longer again`, () =>
          within(context, "the end of the follower", follower.next()),
        );
      }
    },
  },
  {
    id: "FO-9",
    title: "a follower whose connection is lost continues, without losing or repeating an event",
    async run(context) {
      const { connect, disconnect, tenant } = context;
      const [writer, reader] = [await connect(), await connect()];
      const write = async (): Promise<void> => {
        const batch = aBatch(tenant, toStream("a"));
        await patiently(context, () => append(writer, batch));
      };
      await write();
      const follower = start(reader, tenant);
      const taken = [...(await take(context, follower, 1))];
      const next = take(context, follower, 1);
      await pause();
      await disconnect();
      await write();
      taken.push(...(await next));
      // Also while the follower is busy, and when it has just begun.
      await disconnect();
      await write();
      taken.push(...(await take(context, follower, 1)));
      await disconnect();
      const late = take(context, start(writer, tenant), 3);
      const log = await patiently(context, () => readAll(writer, tenant));
      same(idsOf(taken), idsOf(log), "what the follower got");
      same(idsOf(await late), idsOf(log), "what a follower got that started when the connection was lost");
    },
  },
];
