import type { ErrorCode, EventStore } from "@promptledger/core";
import type { AppendBatch, NewEvent, RecordedEvent } from "@promptledger/core/adapter";
import { LIMITS } from "@promptledger/core/adapter";
import { aQuery } from "./catalog-model.ts";
import type { Clause } from "./clause.ts";
import { aBatch, aCommand, anEvent, append, readAll, someEvents, toStream } from "./sample.ts";
import { refuses, same } from "./violation.ts";

/** Texts that some storages do not return unchanged. */
const UNSTORABLE = ["\u0000", "a\u0000b", "\ud800", "\udc00", "a\ud83d", "\ude00\ud83d"];

const texts = new Map<number, string>();

/** An event of exactly this size in bytes. The first character of its text takes two. */
function sized(bytes: number): NewEvent {
  const metadata = "{}";
  const data = texts.get(bytes) ?? JSON.stringify(`é${"x".repeat(bytes - metadata.length - 4)}`);
  texts.set(bytes, data);
  return anEvent({ metadata, data });
}

async function refusesAppend(
  store: EventStore,
  code: ErrorCode,
  what: string,
  batch: AppendBatch,
): Promise<void> {
  await refuses(code, what, () => store.append(batch));
}

/** Throws unless the refused appends wrote nothing and the store still works. */
async function goesOn(store: EventStore, tenant: string, length = 0): Promise<void> {
  same((await readAll(store, tenant)).length, length, "the length of the log after the refusals");
  same((await append(store, aBatch(tenant, toStream("fine")))).position, length + 1, "the next position");
}

/** LI: limits are the same for every adapter, and input over a limit writes nothing. */
export const limitClauses: readonly Clause[] = [
  {
    id: "LI-1",
    title: "an event of 1 MB in UTF-8 is accepted, one byte more is too-large",
    async run({ connect, tenant }) {
      const store = await connect();
      await append(store, aBatch(tenant, toStream("a", "none", [sized(LIMITS.eventBytes)])));
      const over = aBatch(tenant, toStream("b"), toStream("a", 1, [anEvent(), sized(LIMITS.eventBytes + 1)]));
      await refusesAppend(store, "too-large", "an event of one byte more", over);
      await goesOn(store, tenant, 1);
    },
  },
  {
    id: "LI-2",
    title: "an append of nearly 4 MB is accepted, a larger one is too-large",
    async run({ connect, tenant }) {
      const store = await connect();
      const megabyte = LIMITS.eventBytes;
      const full = [megabyte, megabyte, megabyte, megabyte - 1000].map(sized);
      await append(
        store,
        aBatch(tenant, toStream("a", "none", full.slice(0, 2)), toStream("b", "none", full.slice(2))),
      );
      const over = [megabyte, megabyte, megabyte, megabyte, 1000].map(sized);
      await refusesAppend(
        store,
        "too-large",
        "an append of over 4 MB",
        aBatch(tenant, toStream("c", "none", over)),
      );
      await goesOn(store, tenant, 4);
    },
  },
  {
    id: "LI-3",
    title: "an append of 1,000 events is accepted, one of 1,001 is too-large",
    async run({ connect, tenant }) {
      const store = await connect();
      const parts = [toStream("a", "none", someEvents(600)), toStream("b", "none", someEvents(400))];
      same((await append(store, aBatch(tenant, ...parts))).position, 1000, "the position of a full append");
      const over = [toStream("c", "none", someEvents(600)), toStream("d", "none", someEvents(401))];
      await refusesAppend(store, "too-large", "an append of 1,001 events", aBatch(tenant, ...over));
      await goesOn(store, tenant, 1000);
    },
  },
  {
    id: "LI-4",
    title: "every call refuses an invalid name of a tenant",
    async run({ connect }) {
      const store = await connect();
      for (const tenant of ["", "a b", "a/b", "é", "a\u0000", "{a}", "*", "a".repeat(65)]) {
        const page = { number: 1, size: 1 };
        const calls: readonly (() => unknown)[] = [
          () => store.append(aBatch(tenant, toStream("a"))),
          () => store.load(tenant, {}),
          () => readAll(store, tenant),
          () => store.follow(tenant, { after: 0 })[Symbol.asyncIterator]().next(),
          () => store.catalog.findPrompts(tenant, aQuery()),
          () => store.catalog.findVersions(tenant, { prompt: { id: "p" }, page }),
          () => store.restore(tenant, []),
          () => store.rebuild(tenant)[Symbol.asyncIterator]().next(),
        ];
        for (const call of calls) {
          await refuses("invalid-input", `the tenant ${JSON.stringify(tenant)}`, async () => call());
        }
      }
    },
  },
  {
    id: "LI-5",
    title: "an invalid name of a stream is refused, and nothing is written",
    async run({ connect, tenant }) {
      const store = await connect();
      for (const stream of ["", "a".repeat(301), "\u{1F600}".repeat(301), ...UNSTORABLE]) {
        const what = `the stream ${JSON.stringify(stream.slice(0, 20))}`;
        await refusesAppend(store, "invalid-input", what, aBatch(tenant, toStream("a"), toStream(stream)));
        await refuses("invalid-input", `loading ${what}`, () =>
          store.load(tenant, { streams: [{ stream }] }),
        );
      }
      await goesOn(store, tenant);
    },
  },
  {
    id: "LI-6",
    title: "NUL and lone surrogates are refused wherever text is stored, and nothing is written",
    async run({ connect, tenant }) {
      const store = await connect();
      for (const text of UNSTORABLE) {
        for (const field of ["id", "type", "data", "metadata"] as const) {
          const batch = aBatch(
            tenant,
            toStream("a"),
            toStream("b", "any", [anEvent(), anEvent({ [field]: text })]),
          );
          await refusesAppend(store, "invalid-input", `${field} ${JSON.stringify(text)}`, batch);
        }
        for (const field of ["id", "fingerprint", "result"] as const) {
          const command = aCommand({ [field]: text });
          const what = `the command's ${field} ${JSON.stringify(text)}`;
          await refusesAppend(store, "invalid-input", what, { tenant, command, streams: [toStream("a")] });
        }
      }
      await goesOn(store, tenant);
    },
  },
  {
    id: "LI-7",
    title: "an invalid batch is refused, and nothing is written",
    async run({ connect, tenant }) {
      const store = await connect();
      const event = (parts: Partial<NewEvent>): AppendBatch =>
        aBatch(tenant, toStream("a"), toStream("b", "any", [anEvent(parts)]));
      const cases: { readonly [what: string]: AppendBatch } = {
        "no stream": aBatch(tenant),
        "a stream that occurs twice": aBatch(tenant, toStream("a"), toStream("b"), toStream("a")),
        "a negative expectation": aBatch(tenant, toStream("b"), toStream("a", -1)),
        "an expectation of half an event": aBatch(tenant, toStream("b"), toStream("a", 0.5)),
        "an expectation that is no number": aBatch(tenant, toStream("b"), toStream("a", Number.NaN)),
        "a schema version of 0": event({ schemaVersion: 0 }),
        "a schema version between two": event({ schemaVersion: 1.5 }),
        "a time between two milliseconds": event({ occurredAt: 0.5 }),
        "a time before 1970": event({ occurredAt: -1 }),
        "an infinite time": event({ occurredAt: Number.POSITIVE_INFINITY }),
        "an empty event id": event({ id: "" }),
        "a long event id": event({ id: "x".repeat(256) }),
        "an empty type": event({ type: "" }),
        "an empty command id": { ...aBatch(tenant, toStream("a")), command: aCommand({ id: "" }) },
        "a long command id": { ...aBatch(tenant, toStream("a")), command: aCommand({ id: "x".repeat(256) }) },
      };
      for (const [what, batch] of Object.entries(cases))
        await refusesAppend(store, "invalid-input", what, batch);
      await goesOn(store, tenant);
    },
  },
  {
    id: "LI-8",
    title: "restore refuses what append refuses, and writes nothing of that chunk",
    async run({ connect, tenant, clock }) {
      const store = await connect();
      const recorded = (position: number, parts: Partial<RecordedEvent>): RecordedEvent => ({
        ...anEvent(),
        tenant,
        stream: "a",
        version: position,
        position,
        recordedAt: clock.now(),
        ...parts,
      });
      const over = sized(LIMITS.eventBytes + 1);
      const cases: readonly (readonly [ErrorCode, Partial<RecordedEvent>])[] = [
        ["too-large", { data: over.data, metadata: over.metadata }],
        ["invalid-input", { stream: "", version: 1 }],
        ["invalid-input", { data: "\u0000" }],
        ["invalid-input", { metadata: "\ud800" }],
        ["invalid-input", { id: "" }],
        ["invalid-input", { type: "x".repeat(256) }],
        ["invalid-input", { schemaVersion: 0 }],
        ["invalid-input", { occurredAt: 0.5 }],
        ["invalid-input", { occurredAt: -1 }],
        ["invalid-input", { recordedAt: clock.now() + 0.5 }],
      ];
      for (const [code, parts] of cases) {
        const what = JSON.stringify(parts).slice(0, 60);
        await refuses(code, `restoring ${what}`, () =>
          store.restore(tenant, [recorded(1, {}), recorded(2, parts)]),
        );
      }
      await goesOn(store, tenant);
    },
  },
];
