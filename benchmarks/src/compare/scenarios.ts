import type { Life } from "../long-stream.ts";
import { LONG_STREAM, longStream, MANY_VERSIONS, ONE_DRAFT } from "../long-stream.ts";
import { MEMORY_SCENARIOS } from "./memory-scenarios.ts";
import type { Scenario, Storage } from "./scenario.ts";
import { appends, appendsOfMany, edits } from "./server-scenarios.ts";

/** Reading a long stream and folding it, one after the other. */
const folds = (storage: Storage, life: Life, calls: number): Scenario => ({
  title: `${storage}: reading and folding ${LONG_STREAM.toLocaleString("en")} events: ${life.kind}`,
  storage,
  unit: "events/s",
  callers: 1,
  calls,
  weight: LONG_STREAM,
  async prepare({ side, store }) {
    const readAndFold = await longStream(side, store, life);
    return async () => readAndFold;
  },
});

/** Everything that two checkouts are compared in, one storage after the other. A round takes a second or two. */
export const SCENARIOS: readonly Scenario[] = [
  ...MEMORY_SCENARIOS,
  folds("memory", ONE_DRAFT, 300),
  folds("memory", MANY_VERSIONS, 160),
  edits("PostgreSQL", 1, 1000),
  edits("PostgreSQL", 16, 4000),
  edits("PostgreSQL", 64, 6400),
  appendsOfMany("PostgreSQL", 1000, 40),
  folds("PostgreSQL", ONE_DRAFT, 200),
  appends("Redis", 64, 12_800),
  appends("Redis", 256, 25_600),
  edits("Redis", 64, 9600),
  folds("Redis", ONE_DRAFT, 200),
];
