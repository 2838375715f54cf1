import { memoryEventStore } from "@promptledger/adapter-memory";
import type { EventStore, Ledger, LedgerEvent } from "@promptledger/core";
import { createLedger, LedgerError } from "@promptledger/core";
import { expect, test } from "vitest";
import type { Bench } from "../../test/ledger.ts";
import { bench, refusal, settled } from "../../test/ledger.ts";

const LEASE = 9000;

/** A second process on the same storage and clock; its ids begin with another letter. */
function secondLedger({ storage, clock }: Bench): Ledger {
  let count = 0;
  const ids = { ulid: () => `B${String(++count).padStart(25, "0")}`, random: () => 0, secret: () => "" };
  return createLedger({ store: memoryEventStore({ storage, clock }), clock, ids });
}

/** A consumer that remembers the positions that it was given. */
function consumer(ledger: Ledger, name = "mailer") {
  const seen: number[] = [];
  const handler = (event: LedgerEvent) => void seen.push(event.position);
  return { seen, subscription: ledger.subscribe({ tenant: "acme", name, handler, lease: LEASE }) };
}

/** The checkpoint as it is stored. */
async function checkpoint({ store }: Bench, name = "mailer") {
  const [record] = await store.records.get("acme", "checkpoint", [name]);
  return record ? JSON.parse(record.value) : null;
}

test("a subscription is given every event in order, those of the past first", async () => {
  const made = bench();
  const { jane, ledger } = made;
  await jane.prompts.create({ name: "a" });
  const { seen, subscription } = consumer(ledger);
  await settled();
  expect(seen).toEqual([1, 2]);
  await jane.prompts.create({ name: "b" });
  await settled();
  expect(seen).toEqual([1, 2, 3, 4]);
  expect(subscription.state).toEqual({ status: "running" });
  await subscription.stop();
  expect(await subscription.done).toEqual({ status: "stopped" });
  expect(subscription.state).toEqual({ status: "stopped" });
});

test("its place is saved while it runs and when it stops, and it goes on from there", async () => {
  const made = bench();
  const { jane, ledger, clock } = made;
  await jane.prompts.create({ name: "a" });
  const first = consumer(ledger);
  await settled();
  expect((await checkpoint(made)).cursor).toEqual({ position: 0, eventId: null });
  await clock.advance(200);
  expect(await checkpoint(made)).toMatchObject({
    cursor: { position: 2 },
    lease: LEASE,
  });
  await jane.prompts.create({ name: "b" });
  await settled();
  await first.subscription.stop();
  expect(await checkpoint(made)).toMatchObject({ cursor: { position: 4 }, lease: 0 });
  await jane.prompts.create({ name: "c" });
  const second = consumer(ledger);
  await settled();
  expect(second.seen).toEqual([5, 6]);
  await second.subscription.stop();
});

test("subscriptions of other names and tenants have places of their own", async () => {
  const made = bench();
  const { jane, ledger } = made;
  await jane.prompts.create({ name: "a" });
  const [one, two] = [consumer(ledger, "one"), consumer(ledger, "two")];
  await settled();
  expect([one.seen, two.seen]).toEqual([
    [1, 2],
    [1, 2],
  ]);
  await Promise.all([one.subscription.stop(), two.subscription.stop()]);
});

test("of two processes one is the owner, and the other takes over when it stops", async () => {
  const made = bench();
  const { jane, ledger, clock } = made;
  const other = secondLedger(made);
  const first = consumer(ledger);
  await settled();
  const second = consumer(other);
  await jane.prompts.create({ name: "a" });
  await settled();
  expect([first.seen, second.seen]).toEqual([[1, 2], []]);
  await first.subscription.stop();
  await jane.prompts.create({ name: "b" });
  await clock.advance(LEASE / 4);
  expect([first.seen, second.seen]).toEqual([
    [1, 2],
    [3, 4],
  ]);
  await second.subscription.stop();
});

test("a lease is renewed while its owner lives, however little happens", async () => {
  const made = bench();
  const { jane, ledger, clock } = made;
  const first = consumer(ledger);
  await settled();
  const second = consumer(secondLedger(made));
  for (let step = 0; step < 300; step++) await clock.advance(LEASE / 45);
  await jane.prompts.create({ name: "a" });
  await settled();
  expect([first.seen, second.seen]).toEqual([[1, 2], []]);
  await first.subscription.stop();
  await second.subscription.stop();
});

test("an owner that died is followed when its lease has run out, and what it had not saved comes again", async () => {
  const made = bench();
  const { jane, store, clock } = made;
  await jane.prompts.create({ name: "a" });
  const dead = {
    owner: "dead",
    lease: LEASE,
    cursor: { position: 0, eventId: null },
  };
  const value = JSON.stringify(dead);
  await store.records.put("acme", [{ kind: "checkpoint", key: "mailer", value, expected: "none" }]);
  const heir = consumer(secondLedger(made));
  await settled();
  for (let step = 0; step < 3; step++) await clock.advance(LEASE / 4);
  expect(heir.seen).toEqual([]);
  await clock.advance(LEASE / 4);
  expect(heir.seen).toEqual([1, 2]);
  await heir.subscription.stop();
});

test("a process whose clock is wrong neither takes over from an owner that lives nor keeps others out after its end", async () => {
  const made = bench();
  const { jane, ledger, clock } = made;
  const first = consumer(ledger);
  await settled();
  const ahead = { ...clock, now: () => clock.now() + 10 * 365 * 86_400_000 };
  const other = consumer(secondLedger({ ...made, clock: ahead }));
  await jane.prompts.create({ name: "a" });
  for (let step = 0; step < 8; step++) await clock.advance(LEASE / 4);
  expect([first.seen, other.seen]).toEqual([[1, 2], []]);
  await first.subscription.stop();
  await clock.advance(LEASE / 4);
  // It dies: what it saved last stays.
  const taken = await checkpoint(made);
  await other.subscription.stop();
  const [record] = await made.store.records.get("acme", "checkpoint", ["mailer"]);
  await made.store.records.put("acme", [
    {
      kind: "checkpoint",
      key: "mailer",
      value: JSON.stringify(taken),
      expected: record?.revision ?? "none",
    },
  ]);
  const heir = consumer(ledger);
  await jane.prompts.create({ name: "b" });
  for (let step = 0; step < 3; step++) await clock.advance(LEASE / 4);
  expect(heir.seen).toEqual([]);
  for (let step = 0; step < 2; step++) await clock.advance(LEASE / 4);
  expect(heir.seen).toEqual([3, 4]);
  await heir.subscription.stop();
});

test("an owner that lost its ownership stops handling, and leaves the other one's place alone", async () => {
  const made = bench();
  const { jane, ledger, store, clock } = made;
  const { seen, subscription } = consumer(ledger);
  await settled();
  const [record] = await store.records.get("acme", "checkpoint", ["mailer"]);
  const taken = {
    owner: "other",
    lease: 10 * LEASE,
    cursor: { position: 0, eventId: null },
  };
  const value = JSON.stringify(taken);
  await store.records.put("acme", [
    {
      kind: "checkpoint",
      key: "mailer",
      value,
      expected: record?.revision ?? "none",
    },
  ]);
  await jane.prompts.create({ name: "a" });
  await settled();
  await clock.advance(LEASE / 3);
  const before = seen.length;
  await jane.prompts.create({ name: "b" });
  await settled();
  expect(seen).toHaveLength(before);
  expect(await checkpoint(made)).toEqual(taken);
  await subscription.stop();
  expect(await checkpoint(made)).toEqual(taken);
});

test("stopping waits for the event at hand, and begins no other", async () => {
  const made = bench();
  const { jane, ledger } = made;
  await jane.prompts.create({ name: "a" });
  let finish = (): void => undefined;
  const started: number[] = [];
  const finished: number[] = [];
  const subscription = ledger.subscribe({
    tenant: "acme",
    name: "mailer",
    async handler({ position }) {
      started.push(position);
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      finished.push(position);
    },
  });
  await settled();
  const stopping = subscription.stop();
  await settled();
  expect([started, finished]).toEqual([[1], []]);
  finish();
  await stopping;
  expect([started, finished]).toEqual([[1], [1]]);
  expect((await checkpoint(made)).cursor).toMatchObject({ position: 1 });
});

test("closing the ledger stops its subscriptions, also those that wait for their turn", async () => {
  const made = bench();
  const first = consumer(made.ledger);
  await settled();
  const other = secondLedger(made);
  const second = consumer(other);
  await settled();
  await other.close();
  await second.subscription.done;
  await made.ledger.close();
  await first.subscription.done;
});

test("a bad tenant or name is refused at once", async () => {
  const { ledger } = bench();
  const handler = () => undefined;
  const start = (tenant: string, name: string) =>
    refusal((async () => ledger.subscribe({ tenant, name, handler }).done)());
  expect(await start("a/b", "mailer")).toMatchObject({ code: "invalid-input", fields: ["tenant"] });
  expect(await start("acme", "")).toMatchObject({ code: "invalid-input", fields: ["name"] });
  await ledger.close();
  expect(await start("acme", "mailer")).toMatchObject({ code: "store-closed" });
});

test("a storage that is away for a moment ends no subscription: it goes on where it was", async () => {
  const { jane, store, clock } = bench();
  await jane.prompts.create({ name: "a" });
  let away = 2;
  const shaky: EventStore = {
    ...store,
    async *follow(tenant, request) {
      for await (const event of store.follow(tenant, request)) {
        yield event;
        away -= 1;
        if (away >= 0) throw new LedgerError("unavailable", "the connection was lost");
      }
    },
  };
  const { seen, subscription } = consumer(createLedger({ store: shaky, clock }));
  await settled();
  for (let second = 0; second < 3; second++) await clock.advance(1000);
  expect(seen).toEqual([1, 2]);
  await jane.prompts.create({ name: "b" });
  await settled();
  expect(seen).toEqual([1, 2, 3, 4]);
  await subscription.stop();
  await subscription.done;
});
