import { describe, expect, test } from "vitest";
import { bench, saying } from "../../test/ledger.ts";
import { isLedgerError } from "../errors.ts";

const cycle: Record<string, unknown> = {};
cycle["self"] = cycle;

/** What no call takes, or takes in some places only. */
const HOSTILE: readonly unknown[] = [
  undefined,
  null,
  "",
  "p",
  "\u0000",
  -1,
  1.5,
  Number.NaN,
  10n,
  true,
  [],
  [null],
  {},
  { id: 1 },
  { id: "p" },
  { unknown: 1 },
  { at: -1 },
  { at: {} },
  { after: -1 },
  { limit: -1 },
  { until: "never" },
  { messages: [null] },
  { messages: [0, 0] },
  { filter: cycle },
  cycle,
  new Map(),
  new Date(Number.NaN),
  () => "function",
  Symbol("symbol"),
];

const { jane, ledger } = bench();
await jane.prompts.create({ name: "p", id: "p", slug: "p" });
await jane.versions.create({ id: "p" }, saying("a"));

type Call = (...given: readonly unknown[]) => unknown;

/** Every method of the facade, by its name. */
const methods = Object.entries(jane).flatMap(([name, part]): [string, Call][] => {
  if (typeof part === "function") return [[name, part as Call]];
  if (typeof part !== "object") return [];
  const entries = Object.entries(part as { readonly [method: string]: Call });
  return entries.map(([method, call]) => [`${name}.${method}`, call]);
});

/** Settles whatever a call gives, an iteration at its first event. */
async function outcome(call: Call, given: readonly unknown[]): Promise<unknown> {
  try {
    const answer = await call(...given);
    if (typeof answer === "object" && answer !== null && Symbol.asyncIterator in answer) {
      const iterator = (answer as AsyncIterable<unknown>)[Symbol.asyncIterator]();
      await iterator.next();
      await iterator.return?.();
    }
    return null;
  } catch (error) {
    return error;
  }
}

describe("only errors of the ledger leave the library, whatever is given to", () => {
  test.each(methods)("%s", async (name, call) => {
    const good: readonly unknown[] = name.startsWith("history.replay")
      ? [(state: unknown) => state, 0]
      : ["p", 1, 1];
    const calls = HOSTILE.flatMap((one) => [
      [one],
      [one, one],
      [...good.slice(0, 1), one],
      [...good.slice(0, 2), one],
      [...good.slice(0, 3), one],
    ]);
    // A follower that is given nothing wrong waits for the next event, forever.
    if (name === "history.follow") for (const given of calls) given.splice(1);
    for (const given of calls) {
      const options = given[0] as { after?: unknown } | undefined;
      if (name === "history.follow" && (options === undefined || Object.keys(Object(options)).length === 0))
        continue;
      const error = await outcome(call, given);
      expect(
        error === null || isLedgerError(error),
        `${name}(${given.map(String).join(", ")}): ${error}`,
      ).toBe(true);
    }
  });

  test.each<[string, Call]>([
    ["ledger.as", (...given) => (ledger.as as Call)(...given)],
    ["ledger.subscribe", (...given) => (ledger.subscribe as Call)(...given)],
  ])("%s", async (name, call) => {
    for (const one of HOSTILE) {
      const error = await outcome(call, [one]);
      expect(isLedgerError(error), `${name}(${String(one)}): ${error}`).toBe(true);
    }
  });
});
