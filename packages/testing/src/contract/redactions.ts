import { portableHasher } from "@promptledger/core";
import type { AppendBatch, NewEvent, RecordedEvent, Redaction } from "@promptledger/core/adapter";
import { LIMITS } from "@promptledger/core/adapter";
import type { Clause } from "./clause.ts";
import { aBatch, all, anEvent, append, conflict, loadStream, nth, readAll, toStream } from "./sample.ts";
import { refuses, same } from "./violation.ts";
import { take } from "./waiting.ts";

const hash = (text: string): string => portableHasher.sha256(text);

/** The redaction of an event that replaces these texts. */
function redactionOf(event: RecordedEvent, texts: Partial<Pick<NewEvent, "data" | "metadata">>): Redaction {
  const { stream, version, position, id: eventId, redacted = {} } = event;
  const { data = event.data, metadata = event.metadata } = texts;
  const hashes = {
    ...(texts.data === undefined ? {} : { data: redacted.data ?? hash(event.data) }),
    ...(texts.metadata === undefined ? {} : { metadata: redacted.metadata ?? hash(event.metadata) }),
  };
  return { stream, version, position, eventId, data, metadata, redacted: { ...redacted, ...hashes } };
}

/** An event as a redaction leaves it. */
function after(event: RecordedEvent, { data, metadata, redacted }: Redaction): RecordedEvent {
  return { ...event, data, metadata, redacted };
}

const REDACTED = '{"text":"[redacted]","é":"\u{1F600}"}';
const WITHOUT_REASON = '{"actor":"jane","commandId":"c","reason":"[redacted]"}';

/** An append of one event to a stream that redacts events. */
function redacting(tenant: string, events: number, ...redactions: readonly Redaction[]): AppendBatch {
  return { ...aBatch(tenant, toStream("a", events)), redactions };
}

/** RD: texts of stored events are replaced by an append, and by nothing else. */
export const redactionClauses: readonly Clause[] = [
  {
    id: "RD-1",
    title: "an append replaces the texts of the events that it redacts, in every read, and nothing else",
    async run(context) {
      const { connect, tenant, newTenant } = context;
      const [left, right] = [await connect(), await connect()];
      const events = [anEvent(), anEvent({ occurredAt: 12, data: '{"secret":"é"}' }), anEvent(), anEvent()];
      const other = newTenant();
      for (const one of [tenant, other])
        await append(left, aBatch(one, toStream("a", "none", events), toStream("b", "none")));
      const before = await readAll(right, tenant);
      const elsewhere = await readAll(right, other);
      const first = redactionOf(nth(before, 1), { data: REDACTED });
      const both = redactionOf(nth(before, 3), { data: "{}", metadata: WITHOUT_REASON });
      const streamB = nth(before, 4);
      const inB = redactionOf(streamB, { metadata: WITHOUT_REASON });
      await append(left, {
        ...aBatch(tenant, toStream("a", 4), toStream("b", 1)),
        redactions: [first, both, inB],
      });
      const second = redactionOf(after(nth(before, 1), first), { metadata: WITHOUT_REASON, data: "{}" });
      await append(right, redacting(tenant, 5, second));
      const expected = before
        .with(1, after(nth(before, 1), second))
        .with(3, after(nth(before, 3), both))
        .with(4, after(streamB, inB));
      for (const store of [left, right]) {
        const log = await readAll(store, tenant);
        same(log.slice(0, 5), expected, "the log");
        same(log.length, 8, "the length of the log");
        same((await loadStream(store, tenant, "a")).events.slice(0, 4), expected.slice(0, 4), "the stream a");
        same((await loadStream(store, tenant, "b")).events[0], expected[4], "the stream b");
        const query = { time: "recorded", order: "oldest", limit: 5 } as const;
        same(await all(store.queryLog(tenant, query)), expected, "what a query finds");
        const imported = { time: "happened", order: "oldest", limit: 1 } as const;
        same(await all(store.queryLog(tenant, imported)), [expected[1]], "what a query finds by time");
        const following = store.follow(tenant, { after: 0 })[Symbol.asyncIterator]();
        same(await take(context, following, 5), expected, "what a follower gets");
        same(await readAll(store, other), elsewhere, "the log of another tenant");
      }
    },
  },
  {
    id: "RD-2",
    title: "an append that is refused, meets a conflict or was done before redacts nothing",
    async run({ connect, tenant }) {
      const [left, right] = [await connect(), await connect()];
      await append(left, aBatch(tenant, toStream("a", "none", [anEvent(), anEvent()])));
      const [event] = await readAll(right, tenant);
      const redaction = redactionOf(event as RecordedEvent, { data: REDACTED });
      await conflict(right, redacting(tenant, 1, redaction), "an append to a stream that has changed");
      const duplicate = aBatch(tenant, toStream("a", 2, [anEvent({ id: (event as RecordedEvent).id })]));
      await refuses("duplicate-event", "an event that is there", () =>
        right.append({ ...duplicate, redactions: [redaction] }),
      );
      same((await readAll(left, tenant))[0], event, "the event");
      const batch = redacting(tenant, 2, redaction);
      await append(left, batch);
      const again = redactionOf(after(event as RecordedEvent, redaction), { data: '"other"' });
      const answer = await append(right, { ...batch, redactions: [again] });
      same(answer.repeated, true, "whether the second append was a repetition");
      same((await readAll(left, tenant))[0]?.data, REDACTED, "the text after the repetition");
    },
  },
  {
    id: "RD-3",
    title: "an append that redacts an event which the log does not hold is refused with history-diverged",
    async run({ connect, tenant }) {
      const store = await connect();
      await append(store, aBatch(tenant, toStream("a", "none", [anEvent(), anEvent()])));
      const before = await readAll(store, tenant);
      const redaction = redactionOf(nth(before, 0), { data: REDACTED });
      const good = redactionOf(nth(before, 1), { data: REDACTED });
      await refuses("history-diverged", "another id", () =>
        store.append(redacting(tenant, 2, good, { ...redaction, eventId: "another" })),
      );
      await refuses("history-diverged", "a position after the end", () =>
        store.append(redacting(tenant, 2, good, { ...redaction, position: 9 })),
      );
      same(await readAll(store, tenant), before, "the log");
    },
  },
  {
    id: "RD-4",
    title: "a restored event keeps what it has as `redacted`",
    async run({ connect, tenant, newTenant }) {
      const [left, right] = [await connect(), await connect()];
      await append(left, aBatch(tenant, toStream("a", "none", [anEvent(), anEvent(), anEvent()])));
      const [data, both] = await readAll(left, tenant);
      await append(
        left,
        redacting(
          tenant,
          3,
          redactionOf(data as RecordedEvent, { data: REDACTED }),
          redactionOf(both as RecordedEvent, { data: "{}", metadata: WITHOUT_REASON }),
        ),
      );
      const log = await readAll(left, tenant);
      const copy = newTenant();
      await left.restore(copy, log);
      same(
        await readAll(right, copy),
        log.map((event) => ({ ...event, tenant: copy })),
        "the log of the copy",
      );
    },
  },
  {
    id: "RD-5",
    title: "a redaction without a hash, of a stream outside the batch, or over a limit is refused",
    async run({ connect, tenant }) {
      const store = await connect();
      await append(store, aBatch(tenant, toStream("a", "none", [anEvent()])));
      const before = await readAll(store, tenant);
      const good = redactionOf(nth(before, 0), { data: REDACTED });
      const bad: readonly (readonly [string, readonly Redaction[]])[] = [
        ["no hash", [{ ...good, redacted: {} }]],
        ["a hash that is none", [{ ...good, redacted: { data: "abc" } }]],
        ["a stream that the append does not name", [{ ...good, stream: "b" }]],
        ["a version after the end", [{ ...good, version: 2 }]],
        ["no position", [{ ...good, position: 0 }]],
        ["the same event twice", [good, good]],
        ["a text with NUL", [{ ...good, metadata: '"\0"' }]],
      ];
      for (const [what, redactions] of bad)
        await refuses("invalid-input", what, () => store.append(redacting(tenant, 1, ...redactions)));
      const long = { ...good, data: `"${"-".repeat(LIMITS.eventBytes)}"` };
      await refuses("too-large", "a text over 1 MB", () => store.append(redacting(tenant, 1, long)));
      same(await readAll(store, tenant), before, "the log");
    },
  },
];
