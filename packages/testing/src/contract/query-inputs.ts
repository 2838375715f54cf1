import type { EventQuery } from "@promptledger/core/adapter";
import * as fc from "fast-check";
import type { Deed } from "./query-sample.ts";

const TIMES = ["happened", "recorded"] as const;
const ORDERS = ["oldest", "newest"] as const;

/** Every time and order. */
export const WAYS: readonly Pick<EventQuery, "time" | "order">[] = TIMES.flatMap((time) =>
  ORDERS.map((order) => ({ time, order })),
);

/** Recorded in pairs at the same moment; every other one occurred earlier, two of them at the moment of others. */
export const IMPORTS: readonly Deed[] = [
  {},
  { ago: 5 },
  { stream: "b", passed: 10 },
  { stream: "b", ago: 10 },
  { passed: 10, ago: 20 },
  { stream: "b" },
  { passed: 10, ago: 0 },
  { ago: 25 },
];

/** What narrows a query, each kind alone and together. */
export const FILTERS: readonly Partial<EventQuery>[] = [
  {},
  { streams: ["a"] },
  { streams: ["b", "a", "missing"] },
  { types: ["Painted"] },
  { types: ["Painted", "SomethingHappened"] },
  { actors: ["ann"] },
  { actors: ['"ann"', "jané"] },
  { streams: ["b"], types: ["Painted"], actors: ["ann", "jane"] },
  { streams: ["b"], types: ["painted"] },
  { streams: [] },
  { types: [] },
  { actors: [] },
];

/** What a property tries first: events of all kinds. */
export const EVERY_DEED: readonly Deed[] = [
  ...IMPORTS,
  { type: "Painted", actor: "ann" },
  { type: "Painted", stream: "b", ago: 40 },
];

/** What a property tries first: queries for each of what events differ in. */
export const EVERY_QUERY: readonly EventQuery[] = [
  { time: "happened", order: "oldest", actors: ["jane"], to: 20 },
  { time: "happened", order: "newest", types: ["Painted"], from: -40 },
  { time: "recorded", order: "newest", streams: ["a"], to: 10 },
  { time: "recorded", order: "oldest", actors: ["ann"] },
  { time: "recorded", order: "oldest", streams: [] },
];

const moment = fc.integer({ min: -6, max: 20 });

/** A few events, of two streams, types and actors. */
export const someDeeds: fc.Arbitrary<readonly Deed[]> = fc.array(
  fc.record(
    {
      stream: fc.constantFrom("a", "b"),
      type: fc.constantFrom("Painted", "Washed"),
      actor: fc.constantFrom("ann", "jane"),
      passed: fc.nat({ max: 3 }),
      ago: fc.nat({ max: 9 }),
    },
    { requiredKeys: [] },
  ),
  { minLength: 3, maxLength: 8 },
);

/** Small pages, so that few events fill several. */
export const pageSize: fc.Arbitrary<number> = fc.integer({ min: 1, max: 4 });

/** One or two queries over them. */
export const someQueries: fc.Arbitrary<readonly EventQuery[]> = fc.array(
  fc.record(
    {
      time: fc.constantFrom(...TIMES),
      order: fc.constantFrom(...ORDERS),
      from: moment,
      to: moment,
      streams: fc.subarray(["a", "b"]),
      types: fc.subarray(["Painted", "Washed"]),
      actors: fc.subarray(["ann", "jane"]),
    },
    { requiredKeys: ["time", "order"] },
  ),
  { minLength: 1, maxLength: 2 },
);
