import type { Clause } from "./clause.ts";
import { promptCreated } from "./prompt-facts.ts";
import { happen, promptHistory } from "./prompt-history.ts";
import {
  aBatch,
  aCommand,
  anEvent,
  append,
  conflict,
  loadStream,
  nth,
  readAll,
  someEvents,
  toStream,
  unique,
  upTo,
} from "./sample.ts";
import { holds, refuses, same } from "./violation.ts";

/** AP: an append is atomic, ordered and timed. */
export const appendClauses: readonly Clause[] = [
  {
    id: "AP-1",
    title: "appends all events of a batch or none",
    async run({ connect, tenant }) {
      const [writer, reader] = [await connect(), await connect()];
      const parts = ["one", "two", "three"].map((name) => toStream(name, "none", someEvents(3)));
      await append(writer, aBatch(tenant, ...parts));
      const ids = parts.flatMap((part) => part.events.map((event) => event.id));
      same(
        (await readAll(reader, tenant)).map((event) => event.id),
        ids,
        "the log after the batch",
      );

      const loser = [toStream("one", 3), toStream("four", "none"), toStream("two", "none")];
      await conflict(writer, aBatch(tenant, ...loser), "a batch whose last stream exists already");
      same(
        (await readAll(reader, tenant)).map((event) => event.id),
        ids,
        "the log after a batch with a conflict",
      );
      same((await loadStream(reader, tenant, "four")).version, 0, "the new stream of that batch");
    },
  },
  {
    id: "AP-2",
    title: "numbers a stream's events 1, 2, 3, ... over all appends",
    async run({ connect, tenant }) {
      const [left, right] = [await connect(), await connect()];
      for (const store of [left, right, left]) {
        await append(store, aBatch(tenant, toStream("a", "any", someEvents(2)), toStream("b")));
      }
      const slice = await loadStream(right, tenant, "a");
      same(slice.version, 6, "the stream's version");
      same(
        slice.events.map((event) => event.version),
        upTo(6),
        "the events' versions",
      );
    },
  },
  {
    id: "AP-3",
    title: "gives the events of an append consecutive positions, in the order of the batch",
    async run({ connect, tenant }) {
      const store = await connect();
      const first = [toStream("b", "any", someEvents(2)), toStream("a", "any", someEvents(2))];
      const second = [toStream("a"), toStream("b")];
      const positions: number[] = [];
      for (const parts of [first, second]) {
        positions.push((await append(store, aBatch(tenant, ...parts))).position);
      }
      const ids = [...first, ...second].flatMap((part) => part.events.map((event) => event.id));
      const log = await readAll(store, tenant);
      same(
        log.map((event) => [event.position, event.id]),
        ids.map((id, index) => [index + 1, id]),
        "the log",
      );
      same(positions, [4, 6], "the positions in the answers");
    },
  },
  {
    id: "AP-4",
    title: "returns the position, the time and each stream's version, in the order of the batch",
    async run({ connect, tenant, clock }) {
      const store = await connect();
      await append(store, aBatch(tenant, toStream("seen", "none", someEvents(2))));
      const command = aCommand();
      const streams = [
        toStream("new", "none", someEvents(3)),
        toStream("seen", 2, []),
        toStream("more", "any", []),
      ];
      const answer = await store.append({ tenant, command, streams });
      const versions = [
        { stream: "new", version: 3 },
        { stream: "seen", version: 2 },
        { stream: "more", version: 0 },
      ];
      const expected = { position: 5, recordedAt: clock.now(), versions, result: command.result };
      same(answer, { status: "appended", repeated: false, ...expected }, "the answer");
    },
  },
  {
    id: "AP-5",
    title: "refuses an event whose id is in the tenant's log or twice in the batch, and writes nothing",
    async run({ connect, tenant }) {
      const [left, right] = [await connect(), await connect()];
      const event = anEvent();
      await append(left, aBatch(tenant, toStream("a", "any", [event])));
      const again = anEvent({ id: event.id });
      const twice = anEvent();
      const before = await readAll(left, tenant);
      await refuses("duplicate-event", "an id that is in the log", () =>
        right.append(aBatch(tenant, toStream("b"), toStream("c", "any", [again]))),
      );
      await refuses("duplicate-event", "an id that comes twice in a batch", () =>
        right.append(aBatch(tenant, toStream("b", "any", [twice]), toStream("c", "any", [twice]))),
      );
      same(await readAll(left, tenant), before, "the log after the refusals");
      await append(right, aBatch(tenant, toStream("b", "none", [twice])));
    },
  },
  {
    id: "AP-6",
    title: "leaves no gap where an append met a conflict or was refused",
    async run({ connect, tenant }) {
      const [left, right] = [await connect(), await connect()];
      const first = await append(left, aBatch(tenant, toStream("a")));
      await conflict(right, aBatch(tenant, toStream("b"), toStream("a", "none")), "a stream that exists");
      const used = anEvent();
      const second = await append(left, aBatch(tenant, toStream("a", "any", [used])));
      await refuses("duplicate-event", "an id that is in the log", () =>
        right.append(aBatch(tenant, toStream("b", "any", [used]))),
      );
      const third = await append(right, aBatch(tenant, toStream("a")));
      same([first.position, second.position, third.position], [1, 2, 3], "the successful positions");
      same(
        (await readAll(left, tenant)).map((event) => event.position),
        [1, 2, 3],
        "the log's positions",
      );
    },
  },
  {
    id: "AP-7",
    title: "keeps each event of many writers once, at the version and position in its writer's answer",
    async run({ connect, tenant }) {
      const stores = [await connect(), await connect(), await connect()];
      const batches = upTo(30).map((index) =>
        aBatch(tenant, toStream(`own-${index}`, "none", someEvents(2)), toStream("shared")),
      );
      const answers = await Promise.all(
        batches.map((batch, index) => append(nth(stores, index % stores.length), batch)),
      );
      const log = await readAll(nth(stores, 0), tenant);
      same(
        log.map((event) => event.position),
        upTo(90),
        "the log's positions",
      );
      batches.forEach((batch, index) => {
        const answer = nth(answers, index);
        const acknowledged = log.slice(answer.position - 3, answer.position);
        const sent = batch.streams.flatMap((part) => part.events.map((event) => event.id));
        same(
          acknowledged.map((event) => event.id),
          sent,
          `the events at the positions answered to writer ${index}`,
        );
        same(acknowledged.at(-1)?.version, answer.versions[1]?.version, `the version of writer ${index}`);
      });
    },
  },
  {
    id: "AP-8",
    title: "never lets recordedAt go back, even if a writer's clock does",
    async run({ connect, tenant, clock }) {
      const [left, right] = [await connect(), await connect()];
      const start = clock.now();
      const answers: number[] = [];
      for (const [store, offset] of [
        [left, 0],
        [right, 5000],
        [left, -60_000],
        [right, 4000],
        [left, 9000],
      ] as const) {
        clock.set(start + offset);
        answers.push((await append(store, aBatch(tenant, toStream("a")))).recordedAt - start);
      }
      const expected = [0, 5000, 5000, 5000, 9000];
      same(answers, expected, "the times in the answers");
      const log = await readAll(left, tenant);
      same(
        log.map((event) => event.recordedAt - start),
        expected,
        "the times in the log",
      );
    },
  },
  {
    id: "AP-9",
    title: "records all events of an append at one time, in whole milliseconds",
    async run({ connect, tenant, clock }) {
      const store = await connect();
      clock.advance(1234);
      const answer = await append(store, aBatch(tenant, toStream("a", "any", someEvents(3)), toStream("b")));
      same(answer.recordedAt, clock.now(), "the time of the answer");
      const log = await readAll(store, tenant);
      same(
        log.map((event) => event.recordedAt),
        log.map(() => clock.now()),
        "the times of the events",
      );
    },
  },
  {
    id: "AP-10",
    title: "takes many streams with documents in one append",
    async run({ connect, tenant }) {
      const [writer, reader] = [await connect(), await connect()];
      const histories = upTo(100).map(() => promptHistory(unique("prm")));
      const parts = histories.map((history) => history.next(promptCreated(history.id)));
      await append(writer, aBatch(tenant, ...parts));
      const keys = histories.map(({ id }) => ({ kind: "prompt", prompt: { id } }) as const);
      const { documents, head } = await reader.load(tenant, { documents: keys });
      same(
        documents.map((document) => document?.version),
        histories.map(() => 1),
        "the documents' versions",
      );
      same(head.position, 100, "the head");
      const one = nth(histories, 0);
      one.keep(nth(parts, 0), 0);
      await happen(reader, tenant, one, { type: "PromptEdited", data: { name: "Another name" } });
      holds((await readAll(writer, tenant)).length === 101, "the next append follows");
    },
  },
];
