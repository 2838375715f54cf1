import { memoryEventStore } from "@promptledger/adapter-memory";
import type {
  EventStore,
  Ids,
  LedgerEvent,
  SubscriptionFailure,
  SubscriptionOptions,
  TenantSubscriptionOptions,
} from "@promptledger/core";
import { createLedger, LedgerError } from "@promptledger/core";
import { describe, expect, test } from "vitest";
import type { Bench } from "../../test/ledger.ts";
import { bench, countingIds, refusal, settled } from "../../test/ledger.ts";

/** A subscription whose handler fails at position 2 so many times. */
async function failing(times: number, options: Partial<TenantSubscriptionOptions> = {}) {
  const made = bench();
  await made.jane.prompts.create({ name: "a" });
  const seen: number[] = [];
  const failures: SubscriptionFailure[] = [];
  const noMail = new Error("no mail today");
  let left = times;
  const subscription = made.ledger.subscribe({
    tenant: "acme",
    name: "mailer",
    handler({ position }) {
      if (position === 2 && left-- > 0) throw noMail;
      seen.push(position);
    },
    onError: (failure) => void failures.push(failure),
    ...options,
  });
  await settled();
  return { ...made, seen, failures, noMail, subscription };
}

/** The ids of a second process. */
function otherIds(): Ids {
  const ids = countingIds();
  return { ...ids, ulid: (now) => `B${ids.ulid(now).slice(1)}` };
}

async function checkpoint({ store }: Bench) {
  const [record] = await store.records.get("acme", "checkpoint", ["mailer"]);
  return record ? JSON.parse(record.value) : null;
}

describe("a handler that throws", () => {
  test("once is called again with the same event, and the subscription goes on", async () => {
    const made = await failing(1);
    const { jane, clock, seen, failures, noMail, subscription } = made;
    expect(subscription.state).toEqual({
      status: "retrying",
      tenant: "acme",
      error: noMail,
      failures: 1,
      retryAt: clock.now() + 1000,
    });
    expect(failures).toEqual([
      {
        tenant: "acme",
        error: noMail,
        event: expect.objectContaining({ position: 2 }),
        failures: 1,
        retryIn: 1000,
      },
    ]);
    // It does not keep others from trying meanwhile.
    expect(await checkpoint(made)).toMatchObject({ cursor: { position: 1 }, lease: 0 });
    await clock.advance(999);
    expect(seen).toEqual([1]);
    await clock.advance(1);
    expect(seen).toEqual([1, 2]);
    expect(subscription.state).toEqual({ status: "running" });
    await jane.prompts.create({ name: "b" });
    await settled();
    expect(seen).toEqual([1, 2, 3, 4]);
    await subscription.stop();
    expect(await subscription.done).toEqual({ status: "stopped" });
  });

  test("again and again is called after waits that double, up to the longest one, and start short again after a success", async () => {
    const { clock, failures, seen, jane, subscription } = await failing(5, {
      retry: { first: 100, longest: 700 },
    });
    for (const wait of [100, 200, 400, 700, 700]) {
      expect(failures.at(-1)?.retryIn).toBe(wait);
      expect(subscription.state).toMatchObject({ status: "retrying", failures: failures.length });
      await clock.advance(wait);
    }
    expect(failures.map((one) => one.failures)).toEqual([1, 2, 3, 4, 5]);
    expect(seen).toEqual([1, 2]);
    await jane.prompts.create({ name: "b" });
    await settled();
    expect([seen, subscription.state.status]).toEqual([[1, 2, 3, 4], "running"]);
    await subscription.stop();
  });

  test("as often as is allowed ends the subscription, which is shown as failed until it is started again", async () => {
    const made = await failing(3, { retry: { first: 100, attempts: 3 } });
    const { ledger, clock, failures, noMail, subscription } = made;
    await clock.advance(100);
    expect(ledger.subscriptions()).toEqual([subscription]);
    await clock.advance(200);
    await expect(subscription.done).rejects.toBe(noMail);
    expect(subscription.state).toEqual({ status: "failed", tenant: "acme", error: noMail });
    expect(failures.map(({ retryIn }) => retryIn)).toEqual([100, 200, null]);
    expect(ledger.subscriptions().map(({ name, state }) => [name, state.status])).toEqual([
      ["mailer", "failed"],
    ]);
    await subscription.stop();
    const seen: number[] = [];
    const handler = ({ position }: LedgerEvent) => void seen.push(position);
    const again = ledger.subscribe({ tenant: "acme", name: "mailer", handler });
    await settled();
    expect(seen).toEqual([2]);
    expect(ledger.subscriptions()).toEqual([again]);
    await again.stop();
    expect(ledger.subscriptions()).toEqual([]);
  });

  test("is allowed as often for each event: one that another process handled meanwhile does not count", async () => {
    const made = bench();
    const { store, clock, jane, ledger } = made;
    await jane.prompts.create({ name: "a" });
    const calls: number[] = [];
    const subscription = ledger.subscribe({
      tenant: "acme",
      name: "mailer",
      handler({ position }) {
        calls.push(position);
        throw new Error("no mail today");
      },
      retry: { first: 100_000, attempts: 2 },
    });
    await settled();
    const theirs: number[] = [];
    const other = createLedger({ store, clock, ids: otherIds() }).subscribe({
      tenant: "acme",
      name: "mailer",
      handler({ position }) {
        theirs.push(position);
        if (position === 2) throw new Error("no mail today");
      },
      retry: { first: 1_000_000 },
    });
    await settled();
    expect([calls, theirs]).toEqual([[1], [1, 2]]);
    await other.stop();
    await clock.advance(100_000);
    expect([calls, subscription.state.status]).toEqual([[1, 2], "retrying"]);
    await clock.advance(200_000);
    await expect(subscription.done).rejects.toThrow("no mail today");
    expect(calls).toEqual([1, 2, 2]);
  });

  test("lets another process try, and waits while that one is active", async () => {
    const made = await failing(1);
    const { storage, clock, subscription, seen } = made;
    const store = memoryEventStore({ storage, clock });
    const other = createLedger({ store, clock, ids: otherIds() });
    const theirs: number[] = [];
    const handler = ({ position }: LedgerEvent) => void theirs.push(position);
    const second = other.subscribe({ tenant: "acme", name: "mailer", handler });
    await settled();
    await clock.advance(1000);
    expect([seen, theirs]).toEqual([[1], [2]]);
    expect([subscription.state.status, second.state.status]).toEqual(["waiting", "running"]);
    await second.stop();
    await subscription.stop();
  });

  test("while it is being stopped has its event handled again after the next start", async () => {
    let fail = (): void => undefined;
    const made = await failing(0, {
      handler: () => new Promise((_, reject) => (fail = () => reject(new Error("interrupted")))),
    });
    const stopping = made.subscription.stop();
    fail();
    await stopping;
    expect(await made.subscription.done).toEqual({ status: "stopped" });
    expect(made.failures).toMatchObject([{ failures: 1, retryIn: null }]);
    expect((await checkpoint(made)).cursor).toMatchObject({ position: 0 });
  });

  test.each<[string, NonNullable<SubscriptionOptions["onError"]>]>([
    [
      "throws",
      () => {
        throw new Error("the reporter is down");
      },
    ],
    ["rejects", () => Promise.reject(new Error("the reporter is down"))],
    ["never ends", () => new Promise(() => undefined)],
  ])("is tried again also where onError %s", async (_, onError) => {
    const { clock, seen, subscription } = await failing(1, { onError });
    await clock.advance(1000);
    expect(seen).toEqual([1, 2]);
    await subscription.stop();
  });
});

/** A ledger on a store of which some calls can be replaced. */
async function onStore(replaced: (store: EventStore) => Partial<EventStore>) {
  const made = bench();
  await made.jane.prompts.create({ name: "a" });
  const store = { ...made.store, ...replaced(made.store) };
  const failures: SubscriptionFailure[] = [];
  const ledger = createLedger({ store, clock: made.clock, ids: otherIds(), closeTimeout: 5000 });
  const subscribe = (handler: SubscriptionOptions["handler"] = () => undefined) =>
    ledger.subscribe({
      tenant: "acme",
      name: "mailer",
      handler,
      onError: (failure) => void failures.push(failure),
    });
  return { ...made, ledger, failures, subscribe };
}

describe("a storage", () => {
  test("that is unavailable is asked again after waits that double, without end", async () => {
    let away = 8;
    const { clock, failures, subscribe } = await onStore((store) => ({
      async *follow(tenant, request) {
        away -= 1;
        if (away >= 0) throw new LedgerError("unavailable", "the connection was lost");
        yield* store.follow(tenant, request);
      },
    }));
    const seen: number[] = [];
    const subscription = subscribe(({ position }) => void seen.push(position));
    await settled();
    expect(subscription.state).toMatchObject({ status: "retrying", failures: 1 });
    for (const wait of [1, 2, 4, 8, 16, 32, 60, 60]) await clock.advance(wait * 1000);
    expect(failures.map(({ event, retryIn }) => [event, retryIn])).toEqual(
      [1, 2, 4, 8, 16, 32, 60, 60].map((wait) => [null, wait * 1000]),
    );
    expect([seen, subscription.state.status]).toEqual([[1, 2], "running"]);
    await subscription.stop();
  });

  test("that cannot save the position is reported, and asked again after a wait", async () => {
    let saves = 0;
    const made = bench((store) => ({
      ...store,
      records: {
        ...store.records,
        async put(tenant, records) {
          // Taking the ownership works, and saving the position does not.
          if (JSON.parse(records[0]?.value ?? "{}").cursor?.position > 0) {
            saves += 1;
            throw new LedgerError("unavailable", "the storage did not answer");
          }
          return store.records.put(tenant, records);
        },
      },
    }));
    await made.jane.prompts.create({ name: "a" });
    const failures: SubscriptionFailure[] = [];
    const subscription = made.ledger.subscribe({
      tenant: "acme",
      name: "mailer",
      handler: () => undefined,
      onError: (failure) => void failures.push(failure),
    });
    await settled();
    expect([saves, failures]).toEqual([0, []]);
    await made.clock.advance(200);
    expect(failures).toMatchObject([{ error: { code: "unavailable" }, event: null, retryIn: 1000 }]);
    expect(subscription.state.status).toBe("retrying");
    await subscription.stop();
  });

  test("whose log diverged ends the subscription", async () => {
    const diverged = new LedgerError("history-diverged", "another event is there");
    const { failures, subscribe, ledger } = await onStore(() => ({
      // biome-ignore lint/correctness/useYield: it throws before there is anything to yield.
      async *follow() {
        throw diverged;
      },
    }));
    const subscription = subscribe();
    await expect(subscription.done).rejects.toBe(diverged);
    expect(subscription.state).toEqual({ status: "failed", tenant: "acme", error: diverged });
    expect(failures).toMatchObject([{ error: diverged, event: null, retryIn: null }]);
    await ledger.close();
    expect(subscription.state.status).toBe("failed");
  });
});

describe("closing ends within a bound", () => {
  const never = () => new Promise<never>(() => undefined);

  test("where a handler hangs: its event is handled again after the next start", async () => {
    const { ledger, clock, subscribe, store } = await onStore(() => ({ close: async () => undefined }));
    const subscription = subscribe(never);
    await settled();
    const closing = ledger.close();
    await clock.advance(4999);
    expect(subscription.state.status).toBe("running");
    await clock.advance(1);
    await closing;
    expect(await subscription.done).toEqual({ status: "stopped" });
    const [record] = await store.records.get("acme", "checkpoint", ["mailer"]);
    expect(JSON.parse(record?.value ?? "")).toMatchObject({ cursor: { position: 0 } });
  });

  test("where a subscription hangs in the storage", async () => {
    const { ledger, clock, subscribe } = await onStore((store) => ({
      records: { ...store.records, get: never },
    }));
    const subscription = subscribe();
    await settled();
    const stopping = subscription.stop();
    await clock.advance(5000);
    await stopping;
    expect(subscription.state).toEqual({ status: "stopped" });
    await ledger.close();
  });

  test.each<[string, Partial<EventStore>]>([
    ["a write", { append: never }],
    ["the closing of the store", { close: never }],
  ])("where %s hangs, and says so", async (_, replaced) => {
    const { ledger, clock } = await onStore(() => replaced);
    const jane = ledger.as({ tenant: "acme", actor: { id: "jane" } });
    void jane.prompts.create({ name: "b" });
    await settled();
    const closing = refusal(ledger.close());
    await clock.advance(5000);
    await clock.advance(5000);
    expect(await closing).toEqual({
      code: "unavailable",
      message: "the storage did not end its work within 5000 ms; its connections may still be open",
      fields: [],
    });
    expect(await refusal(ledger.close())).toMatchObject({ code: "unavailable" });
  });
});
