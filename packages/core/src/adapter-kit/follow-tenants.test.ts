import { expect, test } from "vitest";
import { LedgerError } from "../errors.ts";
import { newAbort } from "../ports/clock.ts";
import type { TenantsSource } from "./follow-tenants.ts";
import { followTenants } from "./follow-tenants.ts";

/** What a test changes between two waits. */
interface World {
  /** The id of the last event of each tenant. */
  readonly heads: Map<string, string>;
  notify(tenant: string): void;
  /** What listing throws, if anything. */
  failure: unknown;
}

/** Tenants with these last events. Each wait runs the next step; after the last one the store closes. */
function bench(heads: Readonly<Record<string, string>>, ...steps: readonly ((world: World) => void)[]) {
  const closing = newAbort();
  const listeners = new Set<(tenant: string) => void>();
  const notify = (tenant: string): void => {
    for (const listener of listeners) listener(tenant);
  };
  const world: World = { heads: new Map(Object.entries(heads)), notify, failure: null };
  const waits: number[] = [];
  let now = 0;
  let listings = 0;
  const source: TenantsSource = {
    closed: closing.signal,
    clock: {
      now: () => now,
      async sleep(milliseconds, signal) {
        waits.push(milliseconds);
        const step = steps[waits.length - 1];
        if (step === undefined) {
          closing.abort();
          return notify("");
        }
        step(world);
        if (signal?.aborted !== true) now += milliseconds;
      },
    },
    ready: async () => undefined,
    async *list() {
      listings += 1;
      if (world.failure !== null) throw world.failure;
      for (const [tenant, eventId] of [...world.heads].sort())
        yield { tenant, head: { position: 1, eventId } };
    },
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const names: string[] = [];
  const run = async (poll?: number): Promise<readonly string[]> => {
    for await (const tenant of followTenants(source, poll === undefined ? {} : { poll })) names.push(tenant);
    return names;
  };
  return { run, names, waits, listeners, listings: () => listings };
}

const unavailable = new LedgerError("unavailable", "the server is away");

test("names all tenants, then those that a notification names, without listing all again", async () => {
  const { run, listings, waits, listeners } = bench(
    { a: "1", b: "1" },
    ({ notify }) => notify("c"),
    ({ notify }) => {
      notify("a");
      notify("a");
    },
  );
  expect(await run()).toEqual(["a", "b", "c", "a"]);
  expect([listings(), waits]).toEqual([1, [1000, 1000, 1000]]);
  expect(listeners.size).toBe(0);
});

test("finds what no notification named when it lists all tenants again, as often as it is asked to", async () => {
  const { run, waits, listings } = bench(
    { a: "1", b: "1" },
    ({ heads }) => heads.set("b", "2"),
    ({ heads }) => heads.set("c", "1"),
    () => undefined,
  );
  expect(await run(300)).toEqual(["a", "b", "b", "c"]);
  expect([listings(), waits]).toEqual([4, [300, 300, 300, 300]]);
});

test("lists all tenants at once where notifications may have been lost", async () => {
  const { run, listings } = bench({ a: "1" }, ({ heads, notify }) => {
    heads.set("a", "2");
    notify("");
  });
  expect(await run(60_000)).toEqual(["a", "a"]);
  expect(listings()).toBe(2);
});

test("while the tenants cannot be listed, it names those of notifications, and tries again less and less often", async () => {
  const { run, waits } = bench(
    { a: "1" },
    (world) => {
      world.failure = unavailable;
    },
    ({ notify }) => notify("b"),
    () => undefined,
    (world) => {
      world.failure = null;
      world.heads.set("a", "2");
    },
  );
  expect(await run()).toEqual(["a", "b", "a"]);
  expect(waits).toEqual([1000, 250, 250, 500, 1000]);
});

test("an error that another attempt would not change is thrown, and one that stays after half a minute", async () => {
  const mismatch = new LedgerError("schema-mismatch", "migrate first");
  const fails = (failure: unknown) =>
    bench({ a: "1" }, (world) => {
      world.failure = failure;
    });
  const bad = fails(mismatch);
  await expect(bad.run()).rejects.toBe(mismatch);
  expect([bad.waits, bad.listeners.size]).toEqual([[1000], 0]);
  const away = bench(
    { a: "1" },
    (world) => {
      world.failure = unavailable;
    },
    ...Array.from({ length: 30 }, () => () => undefined),
  );
  await expect(away.run()).rejects.toBe(unavailable);
  expect(away.waits.slice(1).reduce((sum, wait) => sum + wait, 0)).toBeGreaterThan(29_000);
});
