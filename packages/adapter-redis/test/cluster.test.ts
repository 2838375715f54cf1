import { randomUUID } from "node:crypto";
import { createLedger } from "@promptledger/core";
import type { EventStore } from "@promptledger/core/adapter";
import type { Acknowledgement, RedisCluster, SeenEvent, Worker } from "@promptledger/test-servers";
import { checkHistory, checkSeen, logOf, startRedisCluster } from "@promptledger/test-servers";
import { afterAll, beforeAll, expect, it } from "vitest";
import { clusterUrl } from "./new-client.ts";
import type { OpenStore } from "./open-store.ts";
import { openStore } from "./open-store.ts";
import { startWorkers } from "./workers/start-workers.ts";

const TENANTS = 30;
const MOVES = 3;
const prefix = randomUUID();
let cluster: RedisCluster;
let opened: OpenStore;
let store: EventStore;

beforeAll(async () => {
  cluster = await startRedisCluster();
  opened = openStore(clusterUrl(cluster.addresses), { prefix });
  store = opened.store;
});

afterAll(async () => {
  await opened?.close();
  await cluster?.stop();
});

it("tenants spread over all masters, each whole on one, and a follower of each hears its events alone", async () => {
  const ledger = createLedger({ store });
  const tenants = Array.from({ length: TENANTS }, (_, index) => `tenant-${index}`);
  const counts = new Map<number, number>();
  const following = tenants.map(async (tenant) => {
    const names: string[] = [];
    for await (const { tenant: of, data } of store.follow(tenant, { after: 0 })) {
      names.push(`${of}: ${JSON.parse(data).name ?? ""}`);
      if (names.length === 2) break;
    }
    return names;
  });
  await Promise.all(
    tenants.map(async (tenant) => {
      const prompts = ledger.as({ tenant, actor: { id: "jane" } }).prompts;
      await prompts.create({ name: `of ${tenant}` });
      expect((await prompts.find()).items.map(({ name }) => name)).toEqual([`of ${tenant}`]);
      const { port } = await cluster.masterOf(`{${prefix}:${tenant}}`);
      counts.set(port, (counts.get(port) ?? 0) + 1);
    }),
  );
  for (const [index, names] of (await Promise.all(following)).entries())
    expect(names).toContain(`tenant-${index}: of tenant-${index}`);
  expect([...counts.keys()].toSorted()).toEqual((await cluster.masters()).map(({ port }) => port).toSorted());
  for (const master of await cluster.masters()) {
    const here = (await master.ask("keys", `{${prefix}:*`)) as readonly string[];
    const tags = new Set(here.map((key) => key.slice(0, key.indexOf("}"))));
    // The list of tenants belongs to none.
    tags.delete(`{${prefix}:`);
    expect(tags.size).toBe(counts.get(master.port));
  }
});

it("a tenant's slot moves from master to master while 32 writers write: no gap, nothing lost, nothing doubled", async () => {
  const tenant = "moved";
  const key = `{${prefix}:${tenant}}`;
  const workers = await startWorkers(clusterUrl(cluster.addresses), 2, { prefix });
  try {
    const [writer, follower] = workers as [Worker, Worker];
    const acknowledgements: Acknowledgement[] = [];
    const seen: SeenEvent[] = [];
    const following = follower.start("follow", { tenant }, (note) => {
      if (note.type === "diverged") throw new Error("nothing was lost");
      seen.push(note.event);
    });
    let outcomeUnknown = 0;
    const argument = { tenant, name: "writer", writers: 32, appends: null };
    const writing = writer.start("write", argument, (note) => {
      if (note.type === "acknowledged") acknowledgements.push(note.acknowledgement);
      else if (note.type === "in-doubt") outcomeUnknown += 1;
    });
    let slowest = 0;
    for (let move = 0; move < MOVES; move += 1) {
      const before = acknowledgements.length;
      await expect.poll(() => acknowledgements.length, { timeout: 20_000 }).toBeGreaterThan(before + 200);
      const from = await cluster.masterOf(key);
      const masters = await cluster.masters();
      const to = masters[(masters.indexOf(from) + 1) % masters.length];
      if (to === undefined) throw new Error("no master");
      const started = performance.now();
      await cluster.moveSlot(key, to);
      slowest = Math.max(slowest, performance.now() - started);
      expect(await cluster.masterOf(key)).toBe(to);
    }
    const before = acknowledgements.length;
    await expect.poll(() => acknowledgements.length, { timeout: 20_000 }).toBeGreaterThan(before + 200);
    writing.stop();
    await writing.done;
    const log = await logOf(store, tenant);
    checkHistory(log, acknowledgements);
    await expect.poll(() => seen.length, { timeout: 10_000 }).toBe(log.length);
    following.stop();
    await following.done;
    checkSeen(log, seen);
    console.log(
      `${MOVES} moves of a slot under 32 writers, the slowest in ${Math.round(slowest)} ms:`,
      `${log.length} events, ${outcomeUnknown} appends with an unknown outcome, all looked up`,
    );
  } finally {
    await Promise.all(workers.map((worker) => worker.end()));
  }
}, 90_000);
