import type { EventStore } from "@promptledger/core";
import type { ExpectedVersion } from "@promptledger/core/adapter";
import type { Clause } from "./clause.ts";
import { aBatch, append, conflict, loadStream, readAll, someEvents, toStream, upTo } from "./sample.ts";
import { same } from "./violation.ts";

const EVENTS = 3;

/** Which expectations a missing stream and a stream of three events meet. The answer must not depend on the store that asks. */
async function judge(
  left: EventStore,
  right: EventStore,
  newTenant: () => string,
  expected: ExpectedVersion,
): Promise<{ readonly missing: string; readonly existing: string }> {
  const tenant = newTenant();
  await append(left, aBatch(tenant, toStream("existing", "any", someEvents(EVENTS))));
  const missing = await right.append(aBatch(tenant, toStream("missing", expected)));
  const existing = await right.append(aBatch(tenant, toStream("existing", expected)));
  const versions = [
    missing.status === "appended" ? 1 : 0,
    existing.status === "appended" ? EVENTS + 1 : EVENTS,
  ];
  const stored = [await loadStream(left, tenant, "missing"), await loadStream(left, tenant, "existing")];
  same(
    stored.map((slice) => slice.version),
    versions,
    `the streams' versions after expecting ${expected}`,
  );
  return { missing: missing.status, existing: existing.status };
}

function expectation(
  id: string,
  title: string,
  cases: readonly (readonly [ExpectedVersion, boolean, boolean])[],
): Clause {
  const word = (met: boolean): string => (met ? "appended" : "conflict");
  return {
    id,
    title,
    async run({ connect, newTenant }) {
      const [left, right] = [await connect(), await connect()];
      for (const [expected, missing, existing] of cases) {
        const answer = await judge(left, right, newTenant, expected);
        same(answer, { missing: word(missing), existing: word(existing) }, `expecting ${expected}`);
      }
    },
  };
}

/** Counts the winners among several writers, on two stores, that expect the same of one stream. */
async function race(
  left: EventStore,
  right: EventStore,
  tenant: string,
  expected: ExpectedVersion,
): Promise<number> {
  const answers = await Promise.all(
    upTo(10).map((index) =>
      (index % 2 === 0 ? left : right).append(aBatch(tenant, toStream("raced", expected))),
    ),
  );
  return answers.filter((answer) => answer.status === "appended").length;
}

/** EV: the expected version of a stream is checked at the moment of the append. */
export const expectedVersionClauses: readonly Clause[] = [
  expectation("EV-1", "`none` and 0 are met by a missing stream only", [
    ["none", true, false],
    [0, true, false],
  ]),
  expectation("EV-2", "a number is met by a stream with exactly so many events", [[EVENTS, false, true]]),
  expectation("EV-3", "a stale number is not met", [
    [EVENTS - 1, false, false],
    [1, false, false],
  ]),
  expectation("EV-4", "a number higher than the stream's version is not met", [
    [EVENTS + 1, false, false],
    [1_000_000, false, false],
  ]),
  expectation("EV-5", "`exists` is met by a stream with at least one event", [["exists", false, true]]),
  expectation("EV-6", "`any` is met by every stream", [["any", true, true]]),
  {
    id: "EV-7",
    title:
      "a conflict names the first stream that differs, its expected and its actual version, and writes nothing",
    async run({ connect, tenant }) {
      const [left, right] = [await connect(), await connect()];
      await append(left, aBatch(tenant, toStream("a", "none", someEvents(4)), toStream("b", "none")));
      const before = await readAll(left, tenant);
      for (const expected of ["none", 3, 5] as const) {
        const batch = aBatch(tenant, toStream("c", "none"), toStream("a", expected), toStream("b", 7));
        const answer = await conflict(right, batch, `expecting ${expected} of four events`);
        same(answer, { status: "conflict", stream: "a", expected, actual: 4 }, "the conflict");
      }
      const missing = await conflict(right, aBatch(tenant, toStream("c", "exists")), "a missing stream");
      same(missing, { status: "conflict", stream: "c", expected: "exists", actual: 0 }, "the conflict");
      same(await readAll(left, tenant), before, "the log after the conflicts");
    },
  },
  {
    id: "EV-8",
    title: "a stream without new events is checked like any other and does not change",
    async run({ connect, tenant }) {
      const [left, right] = [await connect(), await connect()];
      await append(left, aBatch(tenant, toStream("checked", "none", someEvents(2))));
      const met = [toStream("checked", 2, []), toStream("absent", "none", []), toStream("written", "none")];
      await append(right, aBatch(tenant, ...met));
      same((await loadStream(left, tenant, "checked")).version, 2, "the checked stream");
      for (const part of [toStream("checked", 1, []), toStream("absent", "exists", [])]) {
        const batch = aBatch(tenant, toStream("written"), part);
        const answer = await conflict(right, batch, "a check that is not met");
        same(answer.stream, part.stream, "the stream of the conflict");
      }
      same((await loadStream(left, tenant, "written")).version, 1, "the stream beside the checked one");
      const check = await append(right, aBatch(tenant, toStream("checked", "exists", [])));
      same(check.position, 3, "the position after a check alone is the head");
    },
  },
  {
    id: "EV-9",
    title: "if several writers expect the same number, one wins",
    async run({ connect, tenant }) {
      const [left, right] = [await connect(), await connect()];
      await append(left, aBatch(tenant, toStream("raced", "none", someEvents(2))));
      for (const version of [2, 3, 4])
        same(await race(left, right, tenant, version), 1, "the number of winners");
      same((await loadStream(right, tenant, "raced")).version, 5, "the stream's version after three races");
    },
  },
  {
    id: "EV-10",
    title: "if several writers create the same stream, one wins",
    async run({ connect, newTenant }) {
      const [left, right] = [await connect(), await connect()];
      for (const tenant of [newTenant(), newTenant(), newTenant()]) {
        same(await race(left, right, tenant, "none"), 1, "the number of winners");
        same((await loadStream(left, tenant, "raced")).version, 1, "the stream's version after the race");
      }
    },
  },
  {
    id: "EV-11",
    title: "if several writers expect `any` or `exists`, all win",
    async run({ connect, tenant }) {
      const [left, right] = [await connect(), await connect()];
      await append(left, aBatch(tenant, toStream("raced")));
      same(await race(left, right, tenant, "any"), 10, "the winners that expect any");
      same(await race(left, right, tenant, "exists"), 10, "the winners that expect exists");
      const { events } = await loadStream(right, tenant, "raced");
      same(
        events.map((event) => event.version),
        upTo(21),
        "the stream's versions",
      );
    },
  },
  {
    id: "EV-12",
    title: "a stream whose last event is not the expected one is a conflict",
    async run({ connect, tenant }) {
      const [left, right] = [await connect(), await connect()];
      const events = someEvents(3);
      const [first, , last] = events.map(({ id }) => id);
      await append(left, aBatch(tenant, toStream("restored", "none", events)));
      for (const other of [first, "an-event-that-was-lost"]) {
        const part = { ...toStream("restored", 3), lastEvent: other as string };
        await conflict(right, aBatch(tenant, part), "another last event, alone");
        await conflict(right, aBatch(tenant, part, toStream("beside", "any", [])), "another last event");
      }
      await append(right, aBatch(tenant, { ...toStream("restored", 3), lastEvent: last as string }));
    },
  },
];
