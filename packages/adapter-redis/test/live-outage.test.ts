import type { Clock } from "@promptledger/core/adapter";
import type { LiveOutageReport, RedisServer } from "@promptledger/test-servers";
import { freezer, liveOutage, startRedis } from "@promptledger/test-servers";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openStore } from "./open-store.ts";

let server: RedisServer;

beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server?.stop());

/** Runs an outage on stores with clients of their own. */
async function during(
  tenant: string,
  outage: { readonly clock?: Clock; stop(): Promise<void>; restore(): Promise<void> },
): Promise<LiveOutageReport> {
  const options = outage.clock === undefined ? {} : { clock: outage.clock };
  const view = openStore(server.url, options);
  const writer = openStore(server.url, options);
  try {
    return await liveOutage({
      ...outage,
      tenant,
      viewStore: view.store,
      writerStore: writer.store,
      downFor: 100,
    });
  } finally {
    await Promise.all([view.close(), writer.close()]);
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
