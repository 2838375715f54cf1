import type { EventStore } from "@promptledger/core";
import { isLedgerError } from "@promptledger/core";
import type { FollowTenantsRequest } from "@promptledger/core/adapter";
import type { Clause, ClauseContext } from "./clause.ts";
import { aBatch, anotherEvent, append, nth, toStream, upTo } from "./sample.ts";
import { same } from "./violation.ts";
import { ends, pause, take, within } from "./waiting.ts";

function start(store: EventStore, request?: FollowTenantsRequest): AsyncIterator<string> {
  return store.followTenants(request)[Symbol.asyncIterator]();
}

/** Takes names until each of these was there. A tenant may be named more often than it must. */
function takeAll(context: ClauseContext, names: AsyncIterator<string>, ...wanted: string[]): Promise<void> {
  const taking = (async () => {
    const missing = new Set(wanted);
    while (missing.size > 0) for (const name of await take(context, names, 1)) missing.delete(name);
  })();
  const what = `the names ${wanted.join(", ")}`;
  const taken = within(context, what, taking);
  // Awaited later, or never if the clause fails first.
  taken.catch(() => undefined);
  return taken;
}

/** Throws unless the names end, within the clause's patience. A tenant may be named again before. */
function drains(context: ClauseContext, names: AsyncIterator<string>, what: string): Promise<void> {
  const draining = (async () => {
    while ((await names.next()).done !== true);
  })();
  const drained = within(context, what, draining);
  drained.catch(() => undefined);
  return drained;
}

/** Appends while the storage may be unavailable, within the clause's patience. */
async function appendPatiently(context: ClauseContext, store: EventStore, tenant: string): Promise<void> {
  const batch = aBatch(tenant, toStream("a"));
  const until = performance.now() + context.patience;
  for (;;) {
    try {
      await append(store, batch);
      return;
    } catch (error) {
      if (!isLedgerError(error) || !error.retryable || performance.now() > until) throw error;
      await pause(20);
    }
  }
}

/** TE: followers of all tenants. */
export const followTenantsClauses: readonly Clause[] = [
  {
    id: "TE-9",
    title:
      "a follower of all tenants names each that has events, and then each that gets some, also a new one, from any store and by a restore",
    async run(context) {
      const { connect, tenant, newTenant } = context;
      const [left, right] = [await connect(), await connect()];
      const [other, third, copy] = [newTenant(), newTenant(), newTenant()];
      for (const name of [tenant, other]) await append(left, aBatch(name, toStream("a")));
      const names = start(right);
      same([...(await take(context, names, 2))].sort(), [tenant, other].sort(), "the names at first");
      for (const [store, name] of [
        [left, third],
        [right, tenant],
        [left, other],
        [left, third],
      ] as const) {
        const naming = takeAll(context, names, name);
        await pause();
        await append(store, aBatch(name, toStream("a")));
        await naming;
      }
      const naming = takeAll(context, names, copy);
      await left.restore(copy, [anotherEvent(copy, 1)]);
      await naming;
    },
  },
  {
    id: "TE-10",
    title:
      "a follower of all tenants names each after its last event, also if it was busy when many appended",
    async run(context) {
      const { connect, newTenant } = context;
      const [left, right, reader] = [await connect(), await connect(), await connect()];
      const tenants = upTo(12).map(newTenant);
      const names = start(reader, { poll: 50 });
      await append(left, aBatch(nth(tenants, 0), toStream("a")));
      await takeAll(context, names, nth(tenants, 0));
      for (const round of upTo(3)) {
        const writing = tenants.map((name, index) =>
          append(index % 2 === 0 ? left : right, aBatch(name, toStream(`of-${round}`))),
        );
        // It is busy with the first name while the others are appended to.
        await takeAll(context, names, nth(tenants, round));
        await Promise.all(writing);
        await pause(round * 5);
        await Promise.all(tenants.slice(6).map((name) => append(right, aBatch(name, toStream("b")))));
        await takeAll(context, names, ...tenants.slice(6));
      }
    },
  },
  {
    id: "TE-11",
    title:
      "a follower of all tenants ends without an error when its signal aborts or its store is closed, also while it waits",
    async run(context) {
      const { connect, tenant, newTenant } = context;
      const [store, other] = [await connect(), await connect()];
      for (const name of [tenant, newTenant()]) await append(store, aBatch(name, toStream("a")));
      const aborted = new AbortController();
      aborted.abort();
      await ends(context, start(store, { signal: aborted.signal }), "following with an aborted signal");
      const reading = new AbortController();
      const busy = start(store, { signal: reading.signal });
      await take(context, busy, 1);
      reading.abort();
      await drains(context, busy, "a follower whose signal aborts while it lists");
      const waiting = new AbortController();
      const names = start(store, { signal: waiting.signal });
      await take(context, names, 2);
      const end = drains(context, names, "a waiting follower whose signal aborts");
      await pause();
      waiting.abort();
      await end;
      const closed = start(other);
      await take(context, closed, 2);
      const last = drains(context, closed, "a waiting follower whose store is closed");
      await pause();
      await other.close();
      await last;
    },
  },
  {
    id: "TE-12",
    title:
      "a follower of all tenants whose connection is lost goes on, and names what was appended meanwhile",
    async run(context) {
      const { connect, disconnect, tenant, newTenant } = context;
      const [writer, reader] = [await connect(), await connect()];
      await append(writer, aBatch(tenant, toStream("a")));
      const names = start(reader);
      await takeAll(context, names, tenant);
      for (const name of [tenant, newTenant()]) {
        const naming = takeAll(context, names, name);
        await pause();
        await disconnect();
        await appendPatiently(context, writer, name);
        await naming;
      }
    },
  },
];
