import { memoryEventStore } from "@promptledger/adapter-memory";
import type {
  AllTenantsSubscriptionOptions,
  EventStore,
  Ledger,
  LedgerEvent,
  Subscription,
  SubscriptionFailure,
  SubscriptionOptions,
} from "@promptledger/core";
import { createLedger, LedgerError } from "@promptledger/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Bench } from "../../test/ledger.ts";
import { bench, refusal, settled } from "../../test/ledger.ts";

const LEASE = 8000;

/** A process of its own on the same storage and clock, whose ids begin with its letter. */
function processOn({ storage, clock }: Bench, letter: string, change: Partial<EventStore> = {}): Ledger {
  let count = 0;
  const ids = {
    ulid: () => `${letter}${String(++count).padStart(25, "0")}`,
    random: () => 0,
    secret: () => "",
  };
  return createLedger({ store: { ...memoryEventStore({ storage, clock }), ...change }, clock, ids });
}

/** The events that a subscription over all tenants got, as tenant and position. */
function consumer(ledger: Ledger, options: Partial<AllTenantsSubscriptionOptions> = {}) {
  const seen: string[] = [];
  const failures: SubscriptionFailure[] = [];
  const subscription = ledger.subscribe({
    tenants: "all",
    name: "mailer",
    handler: ({ tenant, position }) => void seen.push(`${tenant} ${position}`),
    onError: (failure) => void failures.push(failure),
    lease: LEASE,
    ...options,
  });
  const of = (tenant: string) => seen.filter((one) => one.startsWith(`${tenant} `));
  return { seen, of, failures, subscription };
}

const create = (ledger: Ledger, tenant: string, name: string) =>
  ledger.as({ tenant, actor: { id: "jane" } }).prompts.create({ name });

async function checkpoint({ store }: Bench, tenant: string) {
  const [record] = await store.records.get(tenant, "checkpoint", ["mailer"]);
  return record ? JSON.parse(record.value) : null;
}

describe("a subscription over all tenants", () => {
  test("gets the events of each tenant in order, those of the past first, and those of tenants that come", async () => {
    const made = bench();
    const { ledger } = made;
    await create(ledger, "acme", "a");
    await create(ledger, "beta", "a");
    const { of, seen, subscription } = consumer(ledger);
    await settled();
    expect([of("acme"), of("beta")]).toEqual([
      ["acme 1", "acme 2"],
      ["beta 1", "beta 2"],
    ]);
    await create(ledger, "beta", "b");
    await create(ledger, "gamma", "a");
    await settled();
    expect(seen.slice(4).sort()).toEqual(["beta 3", "beta 4", "gamma 1", "gamma 2"]);
    expect([subscription.tenant, subscription.state]).toEqual([null, { status: "running" }]);
    // Nobody owns a tenant that has nothing new.
    expect(await checkpoint(made, "gamma")).toMatchObject({ lease: 0, cursor: { position: 2 } });
    await subscription.stop();
    expect(await subscription.done).toEqual({ status: "stopped" });
    await create(ledger, "acme", "b");
    await settled();
    expect(seen).toHaveLength(8);
    const later = consumer(ledger);
    await settled();
    expect(later.seen).toEqual(["acme 3", "acme 4"]);
    await ledger.close();
    expect(later.subscription.state).toEqual({ status: "stopped" });
  });

  test("shares each tenant's checkpoint with a subscription to that tenant of the same name", async () => {
    const made = bench();
    const { ledger, clock } = made;
    const own: number[] = [];
    const handler = ({ position }: LedgerEvent) => void own.push(position);
    const one = ledger.subscribe({ tenant: "acme", name: "mailer", handler, lease: LEASE });
    await create(ledger, "acme", "a");
    await create(ledger, "beta", "a");
    const every = consumer(processOn(made, "B"));
    await settled();
    expect([own, every.seen]).toEqual([
      [1, 2],
      ["beta 1", "beta 2"],
    ]);
    await one.stop();
    await create(ledger, "acme", "b");
    await clock.advance(LEASE / 4);
    expect([own, every.of("acme")]).toEqual([
      [1, 2],
      ["acme 3", "acme 4"],
    ]);
    await every.subscription.stop();
  });

  test("tries a tenant whose handler fails again after waits, names it, and serves the others meanwhile", async () => {
    const made = bench();
    const { ledger, clock } = made;
    await create(ledger, "acme", "a");
    await create(ledger, "beta", "a");
    const noMail = new Error("no mail today");
    let left = 2;
    const seen: string[] = [];
    const { failures, subscription } = consumer(ledger, {
      handler({ tenant, position }) {
        if (tenant === "acme" && left-- > 0) throw noMail;
        seen.push(`${tenant} ${position}`);
      },
    });
    await settled();
    expect(seen).toEqual(["beta 1", "beta 2"]);
    const retrying = { status: "retrying", tenant: "acme", error: noMail, failures: 1 };
    expect(subscription.state).toEqual({ ...retrying, retryAt: clock.now() + 1000 });
    await create(ledger, "beta", "b");
    await settled();
    expect(seen.slice(2)).toEqual(["beta 3", "beta 4"]);
    await clock.advance(1000);
    await clock.advance(2000);
    expect(seen.slice(4)).toEqual(["acme 1", "acme 2"]);
    expect(failures).toMatchObject([
      { tenant: "acme", event: { tenant: "acme", position: 1 }, failures: 1, retryIn: 1000 },
      { tenant: "acme", event: { tenant: "acme", position: 1 }, failures: 2, retryIn: 2000 },
    ]);
    expect(subscription.state).toEqual({ status: "running" });
    await subscription.stop();
  });

  test("shows a tenant that failed for good, serves the others, and ends at the stop only", async () => {
    const made = bench();
    const { ledger, clock } = made;
    await create(ledger, "acme", "a");
    const noMail = new Error("no mail today");
    const seen: string[] = [];
    const { subscription } = consumer(ledger, {
      retry: { first: 100, attempts: 2 },
      handler({ tenant, position }) {
        if (tenant === "acme") throw noMail;
        seen.push(`${tenant} ${position}`);
      },
    });
    await settled();
    await clock.advance(100);
    expect(subscription.state).toEqual({ status: "failed", tenant: "acme", error: noMail });
    await create(ledger, "acme", "b");
    await create(ledger, "beta", "a");
    await settled();
    expect(seen).toEqual(["beta 1", "beta 2"]);
    // Another one under the name does not make the ledger forget this one, which still runs.
    const second = consumer(ledger);
    await settled();
    expect(ledger.subscriptions()).toEqual([subscription, second.subscription]);
    expect(second.seen).toEqual(["acme 1", "acme 2", "acme 3", "acme 4"]);
    await ledger.close();
    expect(await subscription.done).toEqual({ status: "stopped" });
  });

  test("of a tenant whose log diverged stops that tenant alone", async () => {
    const made = bench();
    const { ledger, store } = made;
    await create(ledger, "acme", "a");
    await create(ledger, "beta", "a");
    const cursor = { position: 9, eventId: "lost" };
    const value = JSON.stringify({ owner: "earlier", lease: 0, cursor });
    await store.records.put("acme", [{ kind: "checkpoint", key: "mailer", value, expected: "none" }]);
    const { seen, failures, subscription } = consumer(ledger);
    await settled();
    expect(seen).toEqual(["beta 1", "beta 2"]);
    expect(failures).toMatchObject([{ tenant: "acme", error: { code: "history-diverged" }, retryIn: null }]);
    expect(subscription.state).toMatchObject({ status: "failed", tenant: "acme" });
    await subscription.stop();
  });

  test("handles so many tenants at once as the host says, and lets each have its turn", async () => {
    const made = bench();
    const { ledger, clock } = made;
    const tenants = ["a", "b", "c", "d", "e"];
    for (const tenant of tenants) for (const name of ["x", "y", "z"]) await create(ledger, tenant, name);
    let running = 0;
    let most = 0;
    const turns: string[] = [];
    const { subscription } = consumer(ledger, {
      concurrency: 2,
      async handler({ tenant }) {
        running += 1;
        most = Math.max(most, running);
        // Slower than a turn is long, so that each event is a turn of its own.
        await clock.sleep(1500);
        running -= 1;
        turns.push(tenant);
      },
    });
    for (let step = 0; step < 60; step++) await clock.advance(500);
    expect(most).toBe(2);
    expect(new Set(turns.slice(0, 5))).toEqual(new Set(tenants));
    expect(turns).toHaveLength(30);
    await subscription.stop();
  });

  test("that cannot list the tenants is tried again, and ends where that does not help", async () => {
    const made = bench();
    await create(made.ledger, "acme", "a");
    const { followTenants } = made.store;
    const errors: LedgerError[] = [
      new LedgerError("unavailable", "the connection was lost"),
      new LedgerError("schema-mismatch", "migrate first"),
    ];
    const ledger = processOn(made, "B", {
      async *followTenants(request) {
        const error = errors.shift();
        if (error !== undefined) throw error;
        yield* followTenants(request);
      },
    });
    const { subscription, failures } = consumer(ledger);
    await settled();
    expect(subscription.state).toMatchObject({ status: "retrying", tenant: null, failures: 1 });
    await made.clock.advance(1000);
    await expect(subscription.done).rejects.toMatchObject({ code: "schema-mismatch" });
    expect(subscription.state).toMatchObject({ status: "failed", tenant: null });
    expect(failures).toMatchObject([
      { tenant: null, event: null, retryIn: 1000 },
      { tenant: null, event: null, retryIn: null },
    ]);
    expect(ledger.subscriptions()).toEqual([subscription]);
    const again = consumer(ledger);
    await settled();
    expect(again.seen).toEqual(["acme 1", "acme 2"]);
    expect(ledger.subscriptions()).toEqual([again.subscription]);
    await ledger.close();
  });

  test("handles an event that is appended in a tenant's turn, without waiting for the next listing", async () => {
    const { ledger } = bench();
    await create(ledger, "acme", "a");
    let finish = (): void => undefined;
    const seen: number[] = [];
    const { subscription } = consumer(ledger, {
      async handler({ position }) {
        if (position === 1)
          await new Promise<void>((resolve) => {
            finish = resolve;
          });
        seen.push(position);
      },
    });
    await settled();
    await create(ledger, "acme", "b");
    await settled();
    finish();
    await settled();
    expect(seen).toEqual([1, 2, 3, 4]);
    await subscription.stop();
  });

  test("takes over from a process that died, when its leases have run out", async () => {
    const made = bench();
    const { ledger, store, clock } = made;
    for (const tenant of ["acme", "beta"]) {
      await create(ledger, tenant, "a");
      const { head } = await store.load(tenant, {});
      // What it handled of acme's events it had not saved, and of beta's it had.
      const cursor = tenant === "acme" ? { position: 0, eventId: null } : head;
      const value = JSON.stringify({ owner: "dead", lease: LEASE, cursor });
      await store.records.put(tenant, [{ kind: "checkpoint", key: "mailer", value, expected: "none" }]);
    }
    const heir = consumer(processOn(made, "B"));
    await settled();
    for (let step = 0; step < 3; step++) await clock.advance(LEASE / 4);
    expect([heir.seen, heir.subscription.state]).toEqual([[], { status: "running" }]);
    await clock.advance(LEASE / 4);
    expect(heir.seen).toEqual(["acme 1", "acme 2"]);
    await create(ledger, "beta", "b");
    await settled();
    expect(heir.of("beta")).toEqual(["beta 3", "beta 4"]);
    await heir.subscription.stop();
  });

  test("asks for either a tenant or all of them", async () => {
    const { ledger } = bench();
    const start = (options: object) =>
      refusal((async () => ledger.subscribe(options as SubscriptionOptions).done)());
    const common = { name: "mailer", handler: () => undefined };
    expect(await start(common)).toMatchObject({ code: "invalid-input", fields: ["options.tenant"] });
    expect(await start({ ...common, tenants: "some" })).toMatchObject({ fields: ["options.tenants"] });
    expect(await start({ ...common, tenants: "all", tenant: "acme" })).toMatchObject({
      fields: ["options.tenant"],
    });
    expect(await start({ ...common, tenant: "acme", poll: 5 })).toMatchObject({ code: "invalid-input" });
    expect(await start({ ...common, tenants: "all", concurrency: 0 })).toMatchObject({
      fields: ["options.concurrency"],
    });
    expect(await start({ ...common, tenants: "all", name: "" })).toMatchObject({ fields: ["name"] });
  });
});

/** What happens in the property: to a tenant's events, to one of two processes, or to the time. */
const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ does: fc.constant("write" as const), tenant: fc.constantFrom("a", "b", "c") }),
  },
  fc.record({ does: fc.constant("fail" as const), tenant: fc.constantFrom("a", "b", "c") }),
  fc.record({ does: fc.constantFrom("start" as const, "stop" as const), process: fc.nat({ max: 1 }) }),
  fc.record({ does: fc.constant("wait" as const), time: fc.constantFrom(10, 300, LEASE / 4) }),
);

test("every tenant's events come at least once, in order, whatever happens, and never to two processes at once", async () => {
  const steps = fc.array(step, { maxLength: 15 });
  const property = fc.asyncProperty(steps, fc.boolean(), async (plan, isSlow) => {
    const made = bench();
    const { ledger, clock } = made;
    const processes = [processOn(made, "B"), processOn(made, "C")] as const;
    const running: (Subscription | null)[] = [null, null];
    const ends: Promise<void>[] = [];
    const seen = new Map<string, number[]>();
    const totals = new Map<string, number>();
    const busy = new Set<string>();
    const failing = new Set<string>();
    const stop = (process: number): void => {
      const subscription = running[process];
      if (subscription) ends.push(subscription.stop());
      running[process] = null;
    };
    const start = (process: number): void => {
      running[process] ??= consumer(processes[process] ?? processes[0], {
        concurrency: 2,
        retry: { first: 10, longest: 1000 },
        async handler({ tenant, position }) {
          expect(busy).not.toContain(tenant);
          busy.add(tenant);
          if (isSlow) await clock.sleep(200);
          busy.delete(tenant);
          if (failing.delete(tenant)) throw new Error("no mail today");
          seen.set(tenant, [...(seen.get(tenant) ?? []), position]);
        },
      }).subscription;
    };
    for (const [index, one] of plan.entries()) {
      if (one.does === "write") {
        const { receipt } = await create(ledger, one.tenant, `prompt ${index}`);
        totals.set(one.tenant, receipt.position);
      } else if (one.does === "fail") failing.add(one.tenant);
      else if (one.does === "wait") await clock.advance(one.time);
      else if (one.does === "start") start(one.process);
      else stop(one.process);
    }
    start(0);
    const isDone = () => [...totals].every(([tenant, total]) => seen.get(tenant)?.includes(total));
    for (let round = 0; round < 100 && !isDone(); round++) await clock.advance(LEASE / 4);
    for (const [tenant, total] of totals) {
      const positions = seen.get(tenant) ?? [];
      // Where a place was not saved, it goes back, and from there on in order.
      positions.forEach((position, index) => {
        expect(position).toBeLessThanOrEqual((positions[index - 1] ?? 0) + 1);
      });
      expect(positions).toContain(total);
    }
    for (const process of [0, 1]) stop(process);
    await clock.advance(LEASE);
    await Promise.all(ends);
  });
  await fc.assert(property, { numRuns: 60 });
});
