import type { EventStore } from "@promptledger/core";
import type { RecordedEvent } from "@promptledger/core/adapter";
import type { Clause } from "./clause.ts";
import {
  aBatch,
  all,
  append,
  cursorAt,
  loadStream,
  nth,
  readAll,
  someEvents,
  toStream,
  upTo,
} from "./sample.ts";
import { holds, refuses, same } from "./violation.ts";
import { pause, whileWriting } from "./waiting.ts";

const positionsOf = (events: readonly RecordedEvent[]): readonly number[] =>
  events.map((event) => event.position);

/** Two stores write, 60 events in all. */
async function writeTogether(stores: readonly EventStore[], tenant: string): Promise<void> {
  const writers = stores.map(async (store, writer) => {
    for (const index of upTo(15)) {
      await append(store, aBatch(tenant, toStream(`of-${writer}`, "any", someEvents((index % 3) + 1))));
      if (index % 4 === writer) await pause();
    }
  });
  await Promise.all(writers);
}

/** RA: every reader always sees a tenant's history as one log without gaps, in commit order. */
export const readLogClauses: readonly Clause[] = [
  {
    id: "RA-1",
    title: "the log has the events of all streams, at positions 1, 2, 3, ... in the order of the appends",
    async run({ connect, tenant }) {
      const [left, right] = [await connect(), await connect()];
      same(await readAll(left, tenant), [], "the log of a tenant without events");
      const sent: string[] = [];
      for (const [store, stream] of [
        [left, "a"],
        [right, "b"],
        [right, "a"],
        [left, "c"],
        [right, "b"],
      ] as const) {
        const part = toStream(stream, "any", someEvents(2));
        await append(store, aBatch(tenant, part));
        sent.push(...part.events.map((event) => event.id));
      }
      for (const store of [left, right]) {
        const log = await readAll(store, tenant);
        same(
          log.map((event) => event.id),
          sent,
          "the order of the log",
        );
        same(positionsOf(log), upTo(10), "the positions of the log");
      }
    },
  },
  {
    id: "RA-2",
    title: "a reader that continues after its last event never skips one that was committed late",
    async run({ connect, tenant }) {
      const [left, right, reader] = [await connect(), await connect(), await connect()];
      const seen: RecordedEvent[] = [];
      const read = async (): Promise<void> => {
        const cursor = seen.length === 0 ? 0 : cursorAt(nth(seen, seen.length - 1));
        seen.push(...(await readAll(reader, tenant, cursor)));
      };
      await whileWriting(() => writeTogether([left, right], tenant), read);
      const log = await readAll(left, tenant);
      same(log.length, 60, "the number of events that were acknowledged");
      same(new Set(seen.map((event) => event.id)).size, 60, "the number of events that the reader saw");
    },
  },
  {
    id: "RA-3",
    title: "no event is seen before the one at the position before it",
    async run({ connect, tenant }) {
      const [left, right, reader] = [await connect(), await connect(), await connect()];
      const read = async (): Promise<void> => {
        const { head } = await reader.load(tenant, {});
        const positions = positionsOf(await readAll(reader, tenant));
        same(positions, upTo(positions.length), "the positions read while others write");
        holds(
          positions.length >= head.position,
          "a read sees everything up to a head that was returned before",
        );
      };
      await whileWriting(() => writeTogether([left, right], tenant), read);
    },
  },
  {
    id: "RA-4",
    title: "the order is the same in every read, and within a stream it is that of the versions",
    async run({ connect, tenant }) {
      const [left, right] = [await connect(), await connect()];
      await writeTogether([left, right], tenant);
      const first = await readAll(left, tenant);
      same(await readAll(left, tenant), first, "the second read");
      same(await readAll(right, tenant), first, "the read of another store");
      for (const stream of ["of-0", "of-1"]) {
        const { events } = await loadStream(right, tenant, stream);
        same(
          first.filter((event) => event.stream === stream),
          events,
          "the stream's events in the log",
        );
      }
    },
  },
  {
    id: "RA-5",
    title: "after, until and limit cut the log",
    async run({ connect, tenant }) {
      const store = await connect();
      const streams = ["a", "b", "a", "c"].map((name) =>
        aBatch(tenant, toStream(name, "any", someEvents(2))),
      );
      for (const batch of streams) await append(store, batch);
      const log = await readAll(store, tenant);
      const cases = [
        [{ after: 3 }, [4, 5, 6, 7, 8]],
        [{ after: cursorAt(nth(log, 2)) }, [4, 5, 6, 7, 8]],
        [{ after: 3, until: 5 }, [4, 5]],
        [{ after: 0, until: 100 }, [1, 2, 3, 4, 5, 6, 7, 8]],
        [{ after: 0, limit: 3 }, [1, 2, 3]],
        [{ after: 4, until: 7, limit: 2 }, [5, 6]],
        [{ after: 4, until: 6, limit: 50 }, [5, 6]],
        [{ after: 8 }, []],
        [{ after: 100 }, []],
        [{ after: 5, until: 3 }, []],
        [{ after: 2, limit: 0 }, []],
      ] as const;
      for (const [range, positions] of cases) {
        const found = await all(store.readLog(tenant, range));
        same(
          found,
          positions.map((position) => nth(log, position - 1)),
          `the range ${JSON.stringify(range)}`,
        );
      }
    },
  },
  {
    id: "RA-6",
    title: "a cursor whose position holds another event, or none, is refused with history-diverged",
    async run({ connect, tenant }) {
      const store = await connect();
      await append(store, aBatch(tenant, toStream("a", "any", someEvents(3))));
      for (const cursor of [
        { position: 2, eventId: "another-event" },
        { position: 4, eventId: "lost-event" },
        { position: 1000, eventId: "lost-event" },
      ]) {
        await refuses("history-diverged", `a cursor at ${cursor.position}`, () =>
          all(store.readLog(tenant, { after: cursor })),
        );
      }
      same(
        (await readAll(store, tenant, { position: 0, eventId: null })).length,
        3,
        "what follows the start",
      );
    },
  },
  {
    id: "RA-7",
    title: "a read ends at the head of the moment at which it began, and can be stopped early",
    async run({ connect, tenant }) {
      const [reader, writer] = [await connect(), await connect()];
      await append(writer, aBatch(tenant, toStream("a", "any", someEvents(5))));
      const found: number[] = [];
      for await (const event of reader.readLog(tenant, { after: 0 })) {
        found.push(event.position);
        if (event.position === 2) await append(writer, aBatch(tenant, toStream("a", "any", someEvents(2))));
      }
      same(found, upTo(5), "the positions of a read during which two events were appended");
      for await (const event of reader.readLog(tenant, { after: 0 })) if (event.position === 3) break;
      same((await readAll(reader, tenant)).length, 7, "the next read");
    },
  },
  {
    id: "RA-8",
    title: "an acknowledged append is in the next read of every store",
    async run({ connect, tenant }) {
      const [left, right] = [await connect(), await connect()];
      for (const index of upTo(10)) {
        const [writer, reader] = index % 2 === 0 ? [left, right] : [right, left];
        const { position } = await append(writer, aBatch(tenant, toStream("a")));
        const { head, streams } = await reader.load(tenant, { streams: [{ stream: "a" }] });
        same([head.position, streams[0]?.version], [position, index], "the head and the stream's version");
        same((await readAll(reader, tenant)).length, position, "the length of the log");
      }
    },
  },
  {
    id: "RA-9",
    title: "load returns the requested ranges of streams, their versions, and the head of the log",
    async run({ connect, tenant }) {
      const store = await connect();
      same(
        await store.load(tenant, {}),
        { head: { position: 0, eventId: null }, streams: [], documents: [], command: null },
        "an empty load",
      );
      await append(
        store,
        aBatch(tenant, toStream("a", "any", someEvents(5)), toStream("b", "any", someEvents(2))),
      );
      const streams = [
        { stream: "b", after: 1 },
        { stream: "missing" },
        { stream: "a", after: 1, until: 3 },
        { stream: "a", until: 2 },
        { stream: "a", after: 9 },
        { stream: "a" },
      ];
      const loaded = await store.load(tenant, { streams });
      const found = loaded.streams.map(({ stream, version, events }) => [
        stream,
        version,
        events.map((event) => event.version),
      ]);
      const expected = [
        ["b", 2, [2]],
        ["missing", 0, []],
        ["a", 5, [2, 3]],
        ["a", 5, [1, 2]],
        ["a", 5, []],
        ["a", 5, [1, 2, 3, 4, 5]],
      ];
      same(found, expected, "the ranges, in the order of the request");
      const log = await readAll(store, tenant);
      same(loaded.head, cursorAt(nth(log, 6)), "the head");
    },
  },
];
