import { createLedger } from "@promptledger/core";
import { logOf, newEvent, testPostgres } from "@promptledger/test-servers";
import type { PoolConfig } from "pg";
import { Pool, types } from "pg";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import type { PostgresEventStore } from "../src/index.ts";
import { postgresEventStore } from "../src/index.ts";
import type { OpenStore } from "./open-store.ts";
import { openStore } from "./open-store.ts";

/** A pool of the host's may be set up in any way that pg knows: the ledger's own calls do not depend on it. */

let url: string;
let opened: OpenStore;
let pool: Pool;
let store: PostgresEventStore;

beforeAll(async () => {
  url = await testPostgres().createDatabase();
  opened = await openStore(url);
});

afterEach(async () => {
  await store.close();
  await pool.end();
});

afterAll(() => opened?.close());

function open(config: PoolConfig): void {
  pool = new Pool({ connectionString: url, ...config });
  pool.on("error", () => undefined);
  store = postgresEventStore({ pool, lockTimeout: 20_000 });
}

const INT8 = types.builtins.INT8;

it.each<readonly [string, PoolConfig]>([
  ["as it is", {}],
  ["that sends one query behind the other without waiting", { pipeline: true } as PoolConfig],
  [
    "that reads large numbers its own way",
    { types: { getTypeParser: (oid: number) => (oid === INT8 ? BigInt : types.getTypeParser(oid)) } },
  ],
])("a pool %s", async (_, config) => {
  open(config);
  const tenant = `pool-${Math.random().toString(36).slice(2)}`;
  const acme = createLedger({ store }).as({ tenant, actor: { id: "jane" } });
  const prompts = await Promise.all(["a", "b", "c"].map((id) => acme.prompts.create({ id, name: id })));
  for (const prompt of prompts) await acme.versions.create(prompt, { model: "gpt-4o" });
  await acme.versions.edit({ id: "a" }, 1, { temperature: 0.5 });
  const other = createLedger({ store: opened.store }).as({ tenant, actor: { id: "jane" } });
  expect(await acme.versions.get({ id: "a" }, 1)).toEqual(await other.versions.get({ id: "a" }, 1));
  expect(await logOf(store, tenant)).toEqual(await logOf(opened.store, tenant));
});

it("statements that come often are prepared once on a connection", async () => {
  open({ max: 1 });
  for (const id of ["1", "2", "3"]) await store.append(appendOf("prepared", id));
  for (let count = 0; count < 3; count++) await store.load("prepared", { streams: [{ stream: "prompt-1" }] });
  const { rows } = await pool.query(
    "SELECT substring(statement from '[a-z]+_v[0-9]+') AS calls, (generic_plans + custom_plans)::int AS times FROM pg_prepared_statements WHERE statement ~ '_v[0-9]+[(]' ORDER BY 1",
  );
  expect(rows).toEqual([
    { calls: "append_v1", times: 3 },
    { calls: "load_v2", times: 3 },
  ]);
});

it("a time limit on queries leaves the outcome of an append unknown, and the next one goes on another connection", async () => {
  open({ query_timeout: 300 });
  await store.append(appendOf("late", "1"));
  const holder = await opened.pool.connect();
  await holder.query("BEGIN");
  await opened.store.within(holder).append(appendOf("late", "2"));
  await expect(store.append(appendOf("late", "3"))).rejects.toMatchObject({ code: "outcome-unknown" });
  await holder.query("COMMIT");
  holder.release();
  // Unknown for now: the server may still have done it.
  expect(await store.append(appendOf("late", "3"))).toMatchObject({ status: "appended" });
  expect((await logOf(store, "late")).map(({ stream }) => stream)).toEqual([
    "prompt-1",
    "prompt-2",
    "prompt-3",
  ]);
});

function appendOf(tenant: string, id: string) {
  return {
    tenant,
    command: { id: `${tenant}-${id}`, fingerprint: "f", result: "{}" },
    streams: [{ stream: `prompt-${id}`, expected: 0, events: [newEvent(`${tenant}-${id}`)] }],
  };
}
