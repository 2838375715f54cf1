import type { AppendBatch, AppendResult } from "@promptledger/core/adapter";
import type { Worker } from "@promptledger/test-servers";
import { newEvent, testPostgres } from "@promptledger/test-servers";
import { Client } from "pg";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { lockSeed } from "../src/schema/schema-name.ts";
import type { OpenStore } from "./open-store.ts";
import { openStore } from "./open-store.ts";
import { startWorkers } from "./workers/start-workers.ts";

const SCHEMA = '"promptledger"';
const ROUNDS = 10;
/** Holds the tenant's lock, so that later appends wait for it, in the order in which they come. */
let holder: Client;
/** Not one of the store's connections. */
let bystander: Client;
let opened: OpenStore;
let workers: readonly Worker[];

beforeAll(async () => {
  const url = await testPostgres().createDatabase();
  opened = await openStore(url);
  holder = new Client({ connectionString: url });
  bystander = new Client({ connectionString: url });
  await Promise.all([holder.connect(), bystander.connect()]);
  workers = await startWorkers(url, 2);
});

afterAll(async () => {
  await Promise.all((workers ?? []).map((worker) => worker.end()));
  await Promise.all([holder?.end(), bystander?.end(), opened?.close()]);
});

it("a check that got its position after the change that it did not expect is a conflict, in whatever order two processes come", async () => {
  const [changer, checker] = workers as [Worker, Worker];
  const orders = { changeFirst: 0, checkFirst: 0 };
  for (let round = 0; round < ROUNDS; round += 1) {
    const tenant = `round-${round}`;
    await opened.store.append(change(tenant, 0));
    const changing = (): Promise<AppendResult> => changer.start("append", change(tenant, 1)).done;
    const checking = (): Promise<AppendResult> => checker.start("append", check(tenant, 1)).done;
    const changeComesFirst = round % 2 === 0;
    const [first, second] = await whileBothWait(
      tenant,
      changeComesFirst ? [changing, checking] : [checking, changing],
    );
    const [changed, checked] = changeComesFirst ? [first, second] : [second, first];
    if (changed.status !== "appended") throw new Error("nobody else changed the stream");
    if (checked.status === "conflict") {
      orders.changeFirst += 1;
      expect(checked).toEqual({ status: "conflict", stream: "checked", expected: 1, actual: 2 });
      expect(changed.position).toBe(2);
    } else {
      orders.checkFirst += 1;
      expect([checked.position, changed.position]).toEqual([2, 3]);
    }
  }
  expect(orders).toEqual({ changeFirst: ROUNDS / 2, checkFirst: ROUNDS / 2 });
});

// What makes the test above worth its name: it is this that append_v1 must not be.
it("a single statement that takes the lock and checks accepts what it had to refuse", async () => {
  const tenant = "single";
  await bystander.query("CREATE SEQUENCE positions START 100");
  await opened.store.append(change(tenant, 0));
  const [changer] = workers as [Worker, Worker];
  const [changed, checked] = await whileBothWait(tenant, [
    () => changer.start("append", change(tenant, 1)).done,
    () => checkInOneStatement(tenant, 1),
  ]);
  expect(changed).toMatchObject({ status: "appended", position: 2 });
  // Its position is the later one, and the stream had two events already.
  expect(checked).toEqual([{ position: "100" }]);
});

/** Starts both while neither can go on, the first before the second, and lets them go. */
async function whileBothWait<First, Second>(
  tenant: string,
  [first, second]: readonly [() => Promise<First>, () => Promise<Second>],
): Promise<readonly [First, Second]> {
  await holder.query("BEGIN");
  await holder.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, ${lockSeed(SCHEMA)}))`, [tenant]);
  const one = first();
  await untilWaiting(1, 200);
  const other = second();
  await untilWaiting(2, 0);
  await holder.query("COMMIT");
  return Promise.all([one, other]);
}

/** Waits until so many wait, and have for so long: a store asks for the lock again when it did not get it soon, and is then the last. */
async function untilWaiting(count: number, milliseconds: number): Promise<void> {
  const waiting = `SELECT count(*)::integer FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND waitstart <= clock_timestamp() - ${milliseconds} * interval '1 millisecond'`;
  const look = async (): Promise<void> => {
    expect((await opened.pool.query(waiting)).rows).toEqual([{ count }]);
  };
  await vi.waitFor(look, { timeout: 10_000, interval: 5 });
}

function change(tenant: string, expected: number): AppendBatch {
  const id = `${tenant}-change-${expected}`;
  return batch(tenant, id, [{ stream: "checked", expected, events: [newEvent(id)] }]);
}

function check(tenant: string, expected: number): AppendBatch {
  const id = `${tenant}-check`;
  return batch(tenant, id, [
    { stream: "checked", expected, events: [] },
    { stream: "other", expected: "any", events: [newEvent(id)] },
  ]);
}

function batch(tenant: string, id: string, streams: AppendBatch["streams"]): AppendBatch {
  return { tenant, command: { id, fingerprint: "f", result: "{}" }, streams };
}

async function checkInOneStatement(tenant: string, expected: number): Promise<unknown[]> {
  const { rows } = await bystander.query(
    `WITH locked AS MATERIALIZED (
      SELECT pg_advisory_xact_lock(hashtextextended($1, ${lockSeed(SCHEMA)}))
    ), checked AS MATERIALIZED (
      SELECT max(e.version) AS actual FROM locked, ${SCHEMA}.events e WHERE e.tenant = $1 AND e.stream = 'checked'
    )
    INSERT INTO ${SCHEMA}.events (position, version, schema_version, recorded_at, tenant, stream, id, type, data, metadata)
    SELECT nextval('positions'), 1, 1, 0, $1, 'other', 'single', 'SomethingHappened', '{}', '{}' FROM checked
    WHERE checked.actual = $2
    RETURNING position`,
    [tenant, expected],
  );
  return rows;
}
