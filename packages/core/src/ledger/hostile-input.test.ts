import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bench, saying, settled } from "../../test/ledger.ts";
import { isLedgerError } from "../errors.ts";
import { createLedger } from "./create-ledger.ts";
import { LEDGER_OPTIONS } from "./ledger-options.ts";
import type { TenantLedger } from "./tenant-ledger.ts";

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
  [{ type: { ["__proto__"]: null } }],
  [{ type: Object.create(null) }],
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
await jane.versions.create({ id: "p" }, { ...saying("a {{b}}"), variables: { b: "" } });
await jane.versions.commit("p");
await jane.deployments.deploy("p", { version: 1 });

type Call = (...given: readonly unknown[]) => unknown;

/** Every method of the facade, by its name. */
const methods = Object.entries(jane).flatMap(([name, part]): [string, Call][] => {
  if (typeof part === "function") return [[name, part as Call]];
  if (typeof part !== "object") return [];
  const entries = Object.entries(part as { readonly [method: string]: Call });
  return entries
    .filter(([, call]) => typeof call === "function")
    .map(([method, call]) => [`${name}.${method}`, call]);
});
methods.push(["resolved.render", (await jane.resolve("p")).render as Call]);
for (const [name, call] of Object.entries(ledger.keys)) methods.push([`ledger.keys.${name}`, call as Call]);

/** Settles whatever a call gives, an iteration at its first event. */
async function outcome(call: Call, given: readonly unknown[]): Promise<unknown> {
  try {
    const answer = await call(...given);
    if (typeof answer === "object" && answer !== null && Symbol.asyncIterator in answer) {
      const iterator = (answer as AsyncIterable<unknown>)[Symbol.asyncIterator]();
      // A follower that is given nothing wrong waits for the next event.
      await Promise.race([iterator.next(), settled()]);
    }
    return null;
  } catch (error) {
    return error;
  }
}

/** Names of fields and of options that some call takes, and some that none does. */
const NAMES =
  "id slug name description starred tags key value color reason expected commandId occurredAt correlationId at position recorded " +
  "after until limit signal eventId deleted environment environments filter sort page number size field direction type operator " +
  "filters messages role content model seed temperature variables tools jsonSchema version versions from to prompt input changes " +
  "subject permissions target kind actor actors tenant email roles configuration enabled models values text committed message " +
  "handler lease onError source secret hash constructor __proto__";

const scalar = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.constantFrom<unknown>(
    1,
    2,
    0,
    "latest",
    "current",
    "production",
    "user",
    "READ",
    "CreatePrompt",
    "name",
    "equals",
  ),
  fc.constantFrom<unknown>(
    2 ** 53,
    1e300,
    -0,
    Number.POSITIVE_INFINITY,
    "\ud800",
    "__proto__",
    "constructor",
    2 ** 31,
  ),
  fc.constantFrom<unknown>(
    new Set([1]),
    /a/u,
    new Error("e"),
    Promise.resolve(),
    new Uint8Array(2),
    new Proxy({}, {}),
  ),
);
const { hostile } = fc.letrec<{ hostile: unknown }>((tie) => ({
  hostile: fc.oneof(
    { depthSize: "small" },
    scalar,
    fc.array(tie("hostile"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...NAMES.split(" ")), tie("hostile"), { maxKeys: 5 }),
  ),
}));
const good = fc.constantFrom<unknown>(
  "p",
  { id: "p" },
  1,
  "latest",
  {},
  undefined,
  { name: "q" },
  saying("b"),
);
const someArguments = fc.array(fc.oneof(good, hostile), { maxLength: 4 });

/** A broken rule names the field that breaks it. */
function expectLedgerError(error: unknown, call: string): void {
  if (!isLedgerError(error))
    throw new Error(`${call} threw what is no error of the ledger`, { cause: error });
  if (error.code !== "invalid-input") return;
  expect(error.issues.length, `${call}: ${error.message}`).toBeGreaterThan(0);
  for (const { field } of error.issues) expect(field, `${call}: ${error.message}`).not.toBe("");
}

describe("only errors of the ledger leave the library, whatever is given to", () => {
  test.each(methods)("%s", async (name, call) => {
    const before: readonly unknown[] =
      name === "history.replay" ? [(state: unknown) => state, 0] : ["p", 1, 1];
    const calls = HOSTILE.flatMap((one) => [
      [one],
      [one, one],
      ...[1, 2, 3].map((count) => [...before.slice(0, count), one]),
    ]);
    const settle = async (given: readonly unknown[]): Promise<void> => {
      const error = await outcome(call, given);
      if (error !== null) expectLedgerError(error, `${name}(${inspect(given)})`);
    };
    for (const given of calls) await settle(given);
    await fc.assert(fc.asyncProperty(someArguments, settle), { numRuns: 40 });
  });

  test.each<[string, Call]>([
    ["ledger.as", (...given) => (ledger.as as Call)(...given)],
    ["ledger.subscribe", (...given) => (ledger.subscribe as Call)(...given)],
    ["createLedger", (...given) => (createLedger as unknown as Call)(...given)],
    ["jane.within", (...given) => (jane.within as Call)(...given)],
  ])("%s", async (name, call) => {
    const settle = async (one: unknown): Promise<void> => {
      const error = await outcome(call, [one]);
      expect(error, `${name}(${inspect(one)})`).not.toBeNull();
      expectLedgerError(error, `${name}(${inspect(one)})`);
    };
    for (const one of HOSTILE) await settle(one);
    // Nothing of this kind names both a tenant and an actor, or a tenant and a handler.
    await fc.assert(fc.asyncProperty(hostile, settle), { numRuns: 40 });
  });

  test.each(Object.keys(LEDGER_OPTIONS))("createLedger({ %s })", async (option) => {
    const { store } = bench();
    await fc.assert(
      fc.asyncProperty(hostile, async (value) => {
        const error = await outcome(createLedger as unknown as Call, [{ store, [option]: value }]);
        const isDefault = value === undefined && option !== "store";
        const least = { recentPrompts: 0, closeTimeout: 1 }[option as string] ?? Number.POSITIVE_INFINITY;
        // Timers take no longer time.
        const most = option === "closeTimeout" ? 2_147_483_647 : Number.MAX_SAFE_INTEGER;
        const isCount =
          Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most;
        const isHook = option === "onResolve" && typeof value === "function";
        if (isDefault || isCount || isHook) {
          expect(error).toBeNull();
          return;
        }
        expectLedgerError(error, `createLedger({ ${option}: ${inspect(value)} })`);
        expect(error).toMatchObject({ code: "invalid-input", issues: [{ field: option }] });
      }),
      { numRuns: 40 },
    );
  });

  test("an option that there is not is refused by name", async () => {
    const { store } = bench();
    const given = { store, clok: 1 };
    expect(await outcome(createLedger as unknown as Call, [given])).toMatchObject({
      code: "invalid-input",
      issues: [{ field: "clok", message: expect.stringContaining("there are store, clock, ids") }],
    });
  });
});

const ANN = { type: "user", id: "ann" } as const;
const SINCE = { type: "compare", field: "createdAt", operator: "greater" } as const;

test.each<[string, (jane: TenantLedger) => Promise<unknown>]>([
  ["target", (jane) => jane.access.grant({ tags: "a" } as never, { subject: ANN, permissions: ["READ"] })],
  ["actor", (jane) => jane.history.search({ actor: 5 as never })],
  ["deleted", (jane) => jane.prompts.find({ deleted: "yes" as never })],
  ["filter.value", (jane) => jane.prompts.find({ filter: { ...SINCE, value: new Date() as never } })],
])("%s says what it may be", async (field, call) => {
  const message = expect.stringMatching(/^must be /u);
  await expect(call(bench().jane)).rejects.toMatchObject({ issues: [{ field, message }] });
});
