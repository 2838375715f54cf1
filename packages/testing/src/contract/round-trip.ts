import type { NewEvent, RecordedEvent } from "@promptledger/core/adapter";
import { array, assert, asyncProperty, tuple } from "fast-check";
import { arbitraryJsonText } from "../generators/json-text.ts";
import type { Clause } from "./clause.ts";
import { promptCreated, versionCreated } from "./prompt-facts.ts";
import { happen, promptHistory } from "./prompt-history.ts";
import { forProperty } from "./property.ts";
import { aBatch, anEvent, append, loadStream, nth, readAll, toStream, unique } from "./sample.ts";
import { vandalize } from "./vandalize.ts";
import { same } from "./violation.ts";
import { take } from "./waiting.ts";

const ODD_TEXTS: readonly string[] = [
  '{"b":1,"a":2,"10":3,"9":4,"":5}',
  '{ "spaced" :\t[ 1 , 2 ]\n}',
  '{"__proto__":{"polluted":true},"constructor":1,"toString":2}',
  '{"twice":1,"twice":2}',
  "{}",
  "[]",
  "null",
  '""',
  '[[],{},[{}],{"a":[]},{"a":{}},null]',
  "[-0,0.1,1e21,1E-7,123456789012345678901234567890,1.0]",
  '"\\u0000 \\ud800 \\/ \\u00e9"',
  '"é e\u0301 \u{1F600} \u2028 \u2029 \uFFFF \u{10FFFF} \u200F \uFEFF"',
  `'"quotes" '' $1 %s \\\\ ; -- {{name}} \${name} \r\n`,
];

/** RT: stored texts are returned byte for byte. */
export const roundTripClauses: readonly Clause[] = [
  {
    id: "RT-1",
    title: "data and metadata are returned byte for byte, whatever their text",
    async run(context) {
      const [writer, reader] = [await context.connect(), await context.connect()];
      const texts = array(tuple(arbitraryJsonText, arbitraryJsonText), { minLength: 1, maxLength: 20 });
      await assert(
        asyncProperty(texts, async (pairs) => {
          const tenant = context.newTenant();
          const events = pairs.map(([data, metadata]) => anEvent({ data, metadata }));
          await append(writer, aBatch(tenant, toStream("a", "none", events)));
          const found = (await readAll(reader, tenant)).map((event) => [event.data, event.metadata]);
          same(found, pairs, "the texts");
        }),
        forProperty(context),
      );
    },
  },
  {
    id: "RT-2",
    title: "the order of keys, spaces, numbers, escapes, `__proto__`, {} and [] stay as they were written",
    async run({ connect, tenant }) {
      const [writer, reader] = [await connect(), await connect()];
      const events = ODD_TEXTS.map((text, index) =>
        anEvent({ data: text, metadata: nth(ODD_TEXTS, ODD_TEXTS.length - 1 - index) }),
      );
      await append(writer, aBatch(tenant, toStream("a", "none", events)));
      const { events: loaded } = await loadStream(reader, tenant, "a");
      const textsOf = (some: readonly NewEvent[]): readonly string[][] =>
        some.map((event) => [event.data, event.metadata]);
      same(textsOf(loaded), textsOf(events), "the texts of the stream");
      same(textsOf(await readAll(reader, tenant)), textsOf(events), "the texts of the log");
    },
  },
  {
    id: "RT-3",
    title: "an event of 1 MB is returned byte for byte",
    async run({ connect, tenant }) {
      const [writer, reader] = [await connect(), await connect()];
      const data = `"${"é\u{1F600}{}:%".repeat(100_000)}"`;
      await append(writer, aBatch(tenant, toStream("a", "none", [anEvent({ data, metadata: "{}" })])));
      const [event] = await readAll(reader, tenant);
      same(event?.data.length, data.length, "the length of the text");
      same(event?.data === data, true, "whether the text is the same");
    },
  },
  {
    id: "RT-4",
    title: "occurredAt is returned as it was set, and as null if it was not",
    async run({ connect, tenant, clock }) {
      const [writer, reader] = [await connect(), await connect()];
      const times = [null, 0, 1, 1_767_225_599_999, 8_640_000_000_000_000];
      clock.set(8_640_000_000_000_000);
      const events = times.map((occurredAt) => anEvent({ occurredAt }));
      await append(writer, aBatch(tenant, toStream("a", "none", events)));
      same(
        (await readAll(reader, tenant)).map((event) => event.occurredAt),
        times,
        "the times",
      );
    },
  },
  {
    id: "RT-5",
    title: "changes to objects passed to or returned from a store do not change what it stores",
    async run(context) {
      const { connect, tenant } = context;
      const [store, other] = [await connect(), await connect()];
      const history = promptHistory(unique("prm"));
      await happen(
        store,
        tenant,
        history,
        promptCreated(history.id),
        versionCreated(history.id, 1, { model: "m" }),
      );
      const batch = aBatch(tenant, toStream("a", "none", [anEvent(), anEvent()]));
      const command = { ...batch.command };
      await append(store, batch);
      const record = { kind: "k", key: "key", value: "{}", expected: "none" } as const;
      await store.records.put(tenant, [record]);
      const prompt = { id: history.id };
      const look = async (from = store): Promise<readonly unknown[]> => [
        await readAll(from, tenant),
        await from.load(tenant, {
          streams: [{ stream: "a" }, { stream: history.stream }],
          documents: [
            { kind: "prompt", prompt },
            { kind: "version", prompt, number: "current" },
          ],
          command: command.id,
        }),
        await from.catalog.findVersions(tenant, { prompt, page: { number: 1, size: 10 } }),
        await from.records.get(tenant, "k", ["key"]),
        await from.records.list(tenant, "k"),
        await append(from, { tenant, command, streams: [toStream("a")] }),
      ];
      const before = JSON.stringify(await look());
      vandalize(await look());
      vandalize(batch);
      same(JSON.stringify(await look()), before, "what the store returns after its answers were changed");
      same(JSON.stringify(await look(other)), before, "what another store returns");
    },
  },
  {
    id: "RT-6",
    title: "names of streams, types and ids are kept, whatever characters they contain",
    async run({ connect, tenant }) {
      const [writer, reader] = [await connect(), await connect()];
      const names = [
        "a:b{c}[d]*?^$",
        "%_\\'\"`;--",
        "Ünï-日本語-\u{1F600}",
        " lead and trail ",
        "\t\n\r",
        "__proto__",
        "constructor",
        "0",
        "null",
        "CASE",
        "case",
        "e\u0301",
        "\u00e9",
        "\u{1F600}".repeat(127),
      ];
      const parts = names.map((name) => toStream(name, "none", [anEvent({ id: name, type: name })]));
      await append(writer, aBatch(tenant, ...parts, toStream("\u{10FFFF}".repeat(300), "none")));
      const log = await readAll(reader, tenant);
      same(
        log.slice(0, -1).map(({ stream, id, type }) => [stream, id, type]),
        names.map((name) => [name, name, name]),
        "the names",
      );
      for (const name of names)
        same((await loadStream(reader, tenant, name)).version, 1, `the stream ${name}`);
      same((await loadStream(reader, tenant, "\u{10FFFF}".repeat(300))).version, 1, "the longest name");
    },
  },
  {
    id: "RT-7",
    title: "an event is the same through load, readLog and follow, of exactly these fields",
    async run(context) {
      const { connect, tenant, clock } = context;
      const [writer, reader] = [await connect(), await connect()];
      const event = anEvent({ schemaVersion: 7, occurredAt: 12 });
      await append(writer, aBatch(tenant, toStream("a", "none", [event])));
      const recorded: RecordedEvent = {
        ...event,
        tenant,
        stream: "a",
        version: 1,
        position: 1,
        recordedAt: clock.now(),
      };
      for (const store of [writer, reader]) {
        same(await readAll(store, tenant), [recorded], "the event in the log");
        same((await loadStream(store, tenant, "a")).events, [recorded], "the event in its stream");
        const following = store.follow(tenant, { after: 0 })[Symbol.asyncIterator]();
        same(await take(context, following, 1), [recorded], "the event that a follower gets");
      }
    },
  },
];
