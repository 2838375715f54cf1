import type { EventStore } from "@promptledger/core";
import type { FollowRequest, RecordedEvent } from "@promptledger/core/adapter";
import type { Clause, ClauseContext } from "./clause.ts";
import { aBatch, append, cursorAt, nth, readAll, someEvents, toStream, upTo } from "./sample.ts";
import { holds, refuses, same } from "./violation.ts";
import { ends, pause, take, within } from "./waiting.ts";

const idsOf = (events: readonly RecordedEvent[]): readonly string[] => events.map((event) => event.id);

function start(
  store: EventStore,
  tenant: string,
  request: Partial<FollowRequest> = {},
): AsyncIterator<RecordedEvent> {
  return store.follow(tenant, { after: 0, ...request })[Symbol.asyncIterator]();
}

/** Whether a promise is still pending after other work had time to run. */
async function isWaiting(context: ClauseContext, what: Promise<unknown>): Promise<boolean> {
  let happened = false;
  const note = (): void => {
    happened = true;
  };
  what.then(note, note);
  await pause(Math.min(100, context.patience / 20));
  return !happened;
}

/** FO: a follower gets every event once and in order, no matter when it was appended. */
export const followClauses: readonly Clause[] = [
  {
    id: "FO-1",
    title: "a follower catches up and continues, without losing, repeating or reordering an event",
    async run(context) {
      const { connect, tenant } = context;
      const [left, right, reader] = [await connect(), await connect(), await connect()];
      await append(left, aBatch(tenant, toStream("before", "any", someEvents(20))));
      const followers = [start(reader, tenant), start(left, tenant)];
      const taking = followers.map((follower) => take(context, follower, 80));
      const writers = [left, right].map(async (store, writer) => {
        for (const index of upTo(30)) {
          await append(store, aBatch(tenant, toStream(`of-${writer}`)));
          if (index % 5 === writer) await pause();
        }
      });
      await Promise.all(writers);
      const log = idsOf(await readAll(reader, tenant));
      for (const taken of await Promise.all(taking)) same(idsOf(taken), log, "what the follower got");
    },
  },
  {
    id: "FO-2",
    title: "a follower that has caught up waits, and gets new events",
    async run(context) {
      const { connect, tenant } = context;
      const [writer, reader] = [await connect(), await connect()];
      const follower = start(reader, tenant);
      for (const round of upTo(3)) {
        const next = take(context, follower, 1);
        holds(await isWaiting(context, next), `the follower waits in round ${round}`);
        await append(writer, aBatch(tenant, toStream("a")));
        same(nth(await next, 0).position, round, "the position of the event that it gets");
      }
    },
  },
  {
    id: "FO-3",
    title: "several followers, on several stores, each get everything at their own pace",
    async run(context) {
      const { connect, tenant } = context;
      const stores = [await connect(), await connect()];
      const followers = upTo(6).map((index) => start(nth(stores, index % 2), tenant));
      const early = followers.slice(0, 3).map((follower) => take(context, follower, 12));
      for (const index of upTo(6))
        await append(nth(stores, index % 2), aBatch(tenant, toStream("a", "any", someEvents(2))));
      const late = followers.slice(3).map((follower) => take(context, follower, 12));
      const log = await readAll(nth(stores, 0), tenant);
      for (const taken of await Promise.all([...early, ...late])) same(taken, log, "what a follower got");
    },
  },
  {
    id: "FO-4",
    title:
      "a follower ends without an error when its signal aborts or its store is closed, also while it waits",
    async run(context) {
      const { connect, tenant } = context;
      const [store, other] = [await connect(), await connect()];
      await append(store, aBatch(tenant, toStream("a", "any", someEvents(3))));
      const aborted = new AbortController();
      aborted.abort();
      await ends(
        context,
        start(store, tenant, { signal: aborted.signal }),
        "following with an aborted signal",
      );

      const waiting = new AbortController();
      const follower = start(store, tenant, { signal: waiting.signal });
      await take(context, follower, 3);
      const end = ends(context, follower, "a waiting follower whose signal aborts");
      await pause();
      waiting.abort();
      await end;

      const reading = new AbortController();
      const busy = start(store, tenant, { signal: reading.signal });
      await take(context, busy, 1);
      reading.abort();
      await within(context, "a reading follower whose signal aborts", drain(busy));

      const closed = start(other, tenant);
      await take(context, closed, 3);
      const last = ends(context, closed, "a waiting follower whose store is closed");
      await pause();
      await other.close();
      await last;
      await append(store, aBatch(tenant, toStream("a")));
      same(
        (await take(context, start(store, tenant), 4)).length,
        4,
        "the events for a follower of the other store",
      );
    },
  },
  {
    id: "FO-5",
    title:
      "a follower starts after its cursor; a cursor whose event no longer exists is refused with history-diverged",
    async run(context) {
      const { connect, tenant } = context;
      const [writer, reader] = [await connect(), await connect()];
      await append(writer, aBatch(tenant, toStream("a", "any", someEvents(5))));
      const log = await readAll(writer, tenant);
      const positions = async (after: FollowRequest["after"]): Promise<readonly number[]> =>
        (await take(context, start(reader, tenant, { after }), 2)).map((event) => event.position);
      same(await positions(cursorAt(nth(log, 2))), [4, 5], "what follows a cursor");
      same(await positions(3), [4, 5], "what follows a position");
      const last = take(context, start(reader, tenant, { after: cursorAt(nth(log, 4)) }), 1);
      await append(writer, aBatch(tenant, toStream("a")));
      same(nth(await last, 0).position, 6, "what follows the head");
      for (const after of [
        { position: 3, eventId: "another-event" },
        { position: 60, eventId: "lost-event" },
      ]) {
        const diverged = start(reader, tenant, { after });
        await refuses("history-diverged", `a cursor at ${after.position}`, () =>
          within(context, "the first event after a diverged cursor", diverged.next()),
        );
      }
    },
  },
  {
    id: "FO-6",
    title: "a slow follower loses no event that was appended meanwhile",
    async run(context) {
      const { connect, tenant } = context;
      const [writer, reader] = [await connect(), await connect()];
      const follower = start(reader, tenant);
      const taken: RecordedEvent[] = [];
      for (const round of upTo(4)) {
        await append(writer, aBatch(tenant, toStream("a", "any", someEvents(round * 3))));
        taken.push(...(await take(context, follower, 1)));
        await pause();
      }
      taken.push(...(await take(context, follower, 26)));
      same(taken, await readAll(writer, tenant), "what the follower got");
    },
  },
];

async function drain(values: AsyncIterator<unknown>): Promise<void> {
  while ((await values.next()).done !== true);
}
