import type { Clock } from "@promptledger/core/adapter";
import type { LiveOutageReport, PostgresServer } from "@promptledger/test-servers";
import { freezer, liveOutage, startPostgres } from "@promptledger/test-servers";
import { Pool } from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { postgresEventStore } from "../src/index.ts";

let server: PostgresServer;

beforeAll(async () => {
  server = await startPostgres();
  const pool = new Pool({ connectionString: server.url, max: 1 });
  await postgresEventStore({ pool }).migrate();
  await pool.end();
});
afterAll(() => server?.stop("immediate"));

/** Runs an outage on stores with pools of their own. */
async function during(
  tenant: string,
  outage: { readonly clock?: Clock; stop(): Promise<void>; restore(): Promise<void> },
): Promise<LiveOutageReport> {
  const pools = [1, 2].map(() => new Pool({ connectionString: server.url, max: 4 }));
  for (const pool of pools) pool.on("error", () => undefined);
  const [viewStore, writerStore] = pools.map((pool) =>
    postgresEventStore({ pool, ...(outage.clock && { clock: outage.clock }) }),
  );
  if (viewStore === undefined || writerStore === undefined) throw new Error("two stores are needed");
  try {
    return await liveOutage({ ...outage, tenant, viewStore, writerStore, downFor: 100 });
  } finally {
    await Promise.all([viewStore.close(), writerStore.close()]);
    await Promise.all(pools.map((pool) => pool.end()));
  }
}

it("a view serves while the server is frozen, says that it is stale, and is current soon after", async () => {
  const frozen = freezer(server);
  const report = await during("frozen", {
    clock: frozen.clock,
    stop: async () => frozen.freeze(),
    restore: async () => frozen.thaw(),
  });
  expect(report).toMatchObject({ failures: [], live: report.stored, events: ["stale", "current"] });
  expect(report.staleAfter).toBeLessThan(2000);
  expect(report.currentAfter).toBeLessThan(2000);
  expect(report.told.at(-1)).toBe(report.stored);
});

it("a view serves while the server is killed and restarted, and misses nothing", async () => {
  const report = await during("killed", { stop: () => server.kill(), restore: () => server.start() });
  expect(report).toMatchObject({ failures: [], live: report.stored, events: ["stale", "current"] });
  expect(report.staleAfter).toBeLessThan(2000);
  expect(report.currentAfter).toBeLessThan(2000);
  expect(report.told.at(-1)).toBe(report.stored);
  expect(report.told).toEqual(report.told.toSorted((one, other) => one - other));
});
