import type { EventStore } from "@promptledger/core";
import type { RecordedEvent } from "@promptledger/core/adapter";
import type { Clause } from "./clause.ts";
import { promptCreated, promptEdited } from "./prompt-facts.ts";
import { happen, promptHistory } from "./prompt-history.ts";
import { aBatch, anEvent, append, nth, readAll, someEvents, toStream, unique, upTo } from "./sample.ts";
import { refuses, same } from "./violation.ts";
import { take } from "./waiting.ts";

/** Events of another ledger, in two streams, one second apart. */
function otherLedger(count: number, start = 0): readonly RecordedEvent[] {
  const run = unique("run");
  return upTo(count).map((index) => ({
    ...anEvent({ id: `${run}-${start + index}`, occurredAt: index % 3 === 0 ? index : null }),
    tenant: "another",
    stream: index % 2 === 0 ? "even" : "odd",
    version: Math.ceil(index / 2),
    position: start + index,
    recordedAt: 1_600_000_000_000 + index * 1000,
  }));
}

async function* asynchronous<T>(values: readonly T[]): AsyncGenerator<T> {
  for (const value of values) yield value;
}

async function refusesToRestore(
  store: EventStore,
  tenant: string,
  code: "invalid-input" | "duplicate-event",
  what: string,
  events: readonly RecordedEvent[],
): Promise<void> {
  const before = await readAll(store, tenant);
  await refuses(code, what, () => store.restore(tenant, events));
  same(await readAll(store, tenant), before, `the log after ${what}`);
}

/** An event with some fields changed. */
function changed(
  events: readonly RecordedEvent[],
  index: number,
  change: (event: RecordedEvent) => Partial<RecordedEvent>,
): readonly RecordedEvent[] {
  const event = nth(events, index);
  return events.with(index, { ...event, ...change(event) });
}

/** RE-1 to RE-4: a history is restored as it was. */
export const restoreClauses: readonly Clause[] = [
  {
    id: "RE-1",
    title: "restored events keep their ids, positions, versions, times and texts",
    async run({ connect, tenant, newTenant }) {
      const [left, right] = [await connect(), await connect()];
      const history = promptHistory(unique("prm"));
      await append(left, aBatch(tenant, toStream("a", "none", [anEvent({ occurredAt: 3 })])));
      await happen(left, tenant, history, promptCreated(history.id));
      await happen(right, tenant, history, promptEdited({ name: "Another name" }));
      const log = await readAll(left, tenant);
      const head = { position: 3, eventId: nth(log, 2).id };
      for (const [store, events] of [
        [left, log],
        [right, asynchronous(log)],
        [right, left.readLog(tenant, { after: 0 })],
      ] as const) {
        const copy = newTenant();
        same(await store.restore(copy, events), { head, events: 3 }, "the answer");
        const expected = log.map((event) => ({ ...event, tenant: copy }));
        same(await readAll(left, copy), expected, "the log of the copy");
        const { streams } = await right.load(copy, { streams: [{ stream: history.stream }] });
        same(streams[0]?.events, expected.slice(1), "a stream of the copy");
      }
      const nothing = await left.restore(newTenant(), []);
      same(nothing, { head: { position: 0, eventId: null }, events: 0 }, "the answer to restoring nothing");
    },
  },
  {
    id: "RE-2",
    title: "events that do not follow the log, or each other, are refused, and nothing is written",
    async run({ connect, tenant }) {
      const store = await connect();
      const events = otherLedger(6);
      const refused = (what: string, some: readonly RecordedEvent[]): Promise<void> =>
        refusesToRestore(store, tenant, "invalid-input", what, some);
      await refused("a log without its beginning", events.slice(2));
      await refused("a gap in the positions", events.toSpliced(4, 1));
      await refused(
        "a position that occurs twice",
        changed(events, 3, (event) => ({ position: event.position - 1 })),
      );
      await refused(
        "a wrong version",
        changed(events, 3, (event) => ({ version: event.version + 1 })),
      );
      await refused(
        "a time that goes back",
        changed(events, 3, (event) => ({ recordedAt: event.recordedAt - 5000 })),
      );
      await refused("events in another order", events.toReversed());
      await store.restore(tenant, events.slice(0, 3));
      await refused("events that are in the log already", events);
      await refused("events further on", events.slice(4));
      same((await store.restore(tenant, events.slice(3))).events, 3, "the number of events that follow");
    },
  },
  {
    id: "RE-3",
    title: "an event whose id is in the log, or occurs twice, is refused with duplicate-event",
    async run({ connect, tenant }) {
      const [left, right] = [await connect(), await connect()];
      const events = otherLedger(6);
      const first = nth(events, 0);
      const twice = changed(events, 4, () => ({ id: first.id }));
      await refusesToRestore(left, tenant, "duplicate-event", "an id that comes twice", twice);
      await left.restore(tenant, events.slice(0, 4));
      await refusesToRestore(right, tenant, "duplicate-event", "an id that is there", twice.slice(4));
      await refuses("duplicate-event", "appending a restored id", () =>
        right.append(aBatch(tenant, toStream("a", "any", [anEvent({ id: first.id })]))),
      );
    },
  },
  {
    id: "RE-4",
    title: "each chunk of 1,000 events is restored as a whole or not at all, and the rest can follow",
    async run({ connect, tenant }) {
      const [left, right] = [await connect(), await connect()];
      const events = otherLedger(2100);
      const broken = changed(events, 1700, (event) => ({ version: event.version + 1 }));
      await refuses("invalid-input", "a wrong version in the second chunk", () =>
        left.restore(tenant, broken),
      );
      same((await readAll(right, tenant)).length, 1000, "the number of events in the chunks before");
      const rest = await right.restore(tenant, events.slice(1000));
      same(
        rest,
        { head: { position: 2100, eventId: nth(events, 2099).id }, events: 1100 },
        "the answer to the rest",
      );
      const found = await readAll(left, tenant);
      same(
        found,
        events.map((event) => ({ ...event, tenant })),
        "the log",
      );
    },
  },
  {
    id: "RE-9",
    title: "appends follow restored events, and followers get both",
    async run(context) {
      const { connect, tenant, clock } = context;
      const [left, right] = [await connect(), await connect()];
      const follower = right.follow(tenant, { after: 0 })[Symbol.asyncIterator]();
      const following = take(context, follower, 6);
      const late = clock.now() + 60_000;
      await left.restore(
        tenant,
        otherLedger(4).map((event) => ({ ...event, recordedAt: late })),
      );
      const answer = await append(right, aBatch(tenant, toStream("even", 2, someEvents(2))));
      same([answer.position, answer.recordedAt], [6, late], "position and time of the append");
      same(answer.versions, [{ stream: "even", version: 4 }], "the version of the append");
      same(await following, await readAll(left, tenant), "what the follower got");
    },
  },
];
