import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { AppendResult, Clock, Cursor, EventStore } from "@promptledger/core/adapter";
import { isLedgerError } from "@promptledger/core/adapter";
import type { RedisCluster } from "@promptledger/test-servers";
import { logOf, newEvent, startRedisCluster } from "@promptledger/test-servers";
import { testClock } from "@promptledger/testing";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { cutOff, failOver, failOverAndBack, NODE_TIMEOUT } from "./fail-over.ts";
import { clusterUrl } from "./new-client.ts";
import type { OpenStore } from "./open-store.ts";
import { openStore } from "./open-store.ts";

const prefix = randomUUID();
const keyOf = (tenant: string): string => `{${prefix}:${tenant}}`;
let cluster: RedisCluster;
const opened: OpenStore[] = [];

beforeAll(async () => {
  cluster = await startRedisCluster({ nodeTimeout: NODE_TIMEOUT });
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()));
});

afterAll(() => cluster?.stop());

function open(options: { readonly waitForReplicas?: number; readonly clock?: Clock } = {}): EventStore {
  const one = openStore(clusterUrl(cluster.addresses), { prefix, ...options });
  opened.push(one);
  return one.store;
}

it("a master that is switched to eviction stops the writes of the whole cluster until it is switched back", async () => {
  const clock = testClock();
  const store = open({ clock });
  const write = (id: string): Promise<AppendResult> =>
    store.append({
      tenant: "watched",
      command: { id, fingerprint: "f", result: "{}" },
      streams: [{ stream: id, expected: "none", events: [newEvent(id)] }],
    });
  await write("a");
  const master = await cluster.masterOf(keyOf("watched"));
  const others = (await cluster.masters()).filter((one) => one !== master);
  for (const switched of [master, ...others.slice(0, 1)]) {
    await switched.ask("config", "set", "maxmemory-policy", "volatile-lru");
    try {
      clock.advance(10_000);
      await expect(write("b")).rejects.toMatchObject({
        code: "unavailable",
        message: expect.stringMatching(
          new RegExp(`:${switched.port} runs with .*set maxmemory-policy noeviction`, "u"),
        ),
      });
      expect(await idsOf(store, "watched")).toEqual(["a#1"]);
    } finally {
      await switched.ask("config", "set", "maxmemory-policy", "noeviction");
    }
  }
  expect(await write("b")).toMatchObject({ position: 2 });
});

it("without waitForReplicas a failover can lose acknowledged events, and every cursor that saw one is refused", async () => {
  const tenant = "careless";
  const store = open();
  await append(store, tenant, "kept-1");
  await append(store, tenant, "kept-2");
  await (await cluster.masterOf(keyOf(tenant))).ask("wait", "1", "5000");
  const { master } = await cutOff(cluster, keyOf(tenant));

  // One that follows all the time, and hears of nothing afterwards.
  const following = follow(store, tenant, 4);
  for (const command of ["lost-1", "lost-2"])
    expect(await append(store, tenant, command)).toMatchObject({ status: "appended" });
  expect(await following.seen).toEqual(["kept-1#1", "kept-2#1", "lost-1#1", "lost-2#1"]);
  const { killed } = await failOver(cluster, keyOf(tenant));
  expect(killed).toBe(master);

  // The store is the same one, and connected to the killed master a moment ago.
  expect(await idsOf(store, tenant)).toEqual(["kept-1#1", "kept-2#1"]);
  await expect(following.end).rejects.toMatchObject({ code: "history-diverged" });
  const cursors: readonly Cursor[] = [
    { position: 3, eventId: "lost-1#1" },
    { position: 4, eventId: "lost-2#1" },
  ];
  const expectDiverged = async (): Promise<void> => {
    for (const one of [store, open()]) {
      for (const after of cursors) {
        await expect(read(one.readLog(tenant, { after }))).rejects.toMatchObject({
          code: "history-diverged",
        });
        await expect(read(one.follow(tenant, { after }))).rejects.toMatchObject({ code: "history-diverged" });
      }
      const kept = { position: 2, eventId: "kept-2#1" };
      expect(await read(one.readLog(tenant, { after: kept }))).toBeDefined();
    }
  };
  await expectDiverged();

  // Other events at the same positions change nothing about it, and what was lost can be appended again.
  for (const command of ["other-1", "other-2", "lost-1"])
    expect(await append(store, tenant, command)).toMatchObject({ status: "appended", repeated: false });
  expect((await logOf(open(), tenant)).map(({ id, position }) => `${position} ${id}`)).toEqual([
    "1 kept-1#1",
    "2 kept-2#1",
    "3 other-1#1",
    "4 other-2#1",
    "5 lost-1#1",
  ]);
  await expectDiverged();

  await killed.start();
  await cluster.untilHealthy();
  // The old master comes back as a replica and forgets what it alone had.
  expect(await idsOf(store, tenant)).toHaveLength(5);
  await expectDiverged();
}, 120_000);

it("with waitForReplicas nothing is acknowledged that its replica does not have, and nothing acknowledged is lost", async () => {
  const tenant = "careful";
  const store = open({ waitForReplicas: 1 });
  await append(store, tenant, "kept-1");
  await append(store, tenant, "kept-2");
  await cutOff(cluster, keyOf(tenant));
  // Neither the append nor its repetition, which finds it done, may be taken for safe.
  for (let attempt = 0; attempt < 2; attempt += 1)
    await expect(append(store, tenant, "doubtful")).rejects.toMatchObject({ code: "outcome-unknown" });
  await failOverAndBack(cluster, keyOf(tenant));
  expect(await idsOf(store, tenant)).toEqual(["kept-1#1", "kept-2#1"]);
  expect(await append(store, tenant, "doubtful")).toMatchObject({ status: "appended", repeated: false });
  expect(await append(store, tenant, "doubtful")).toMatchObject({ status: "appended", repeated: true });
  expect(await idsOf(store, tenant)).toEqual(["kept-1#1", "kept-2#1", "doubtful#1"]);
}, 120_000);

/** Appends as the ledger would: what the cluster cannot take for a moment is tried again; what has an unknown outcome is not. */
async function append(store: EventStore, tenant: string, command: string): Promise<AppendResult> {
  const batch = {
    tenant,
    command: { id: command, fingerprint: "f", result: "{}" },
    streams: [{ stream: "prompt-1", expected: "any" as const, events: [newEvent(command)] }],
  };
  return whileUnavailable(() => store.append(batch));
}

/** The ids of a tenant's events, as soon as the cluster answers. */
function idsOf(store: EventStore, tenant: string): Promise<readonly string[]> {
  return whileUnavailable(async () => (await logOf(store, tenant)).map(({ id }) => id));
}

/** Tries again what the cluster cannot do for a moment, for ten seconds. */
async function whileUnavailable<T>(task: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await task();
    } catch (error) {
      if (!isLedgerError(error, "unavailable") || attempt > 100) throw error;
      await sleep(100);
    }
  }
}

/** Follows from the start; `seen` are the ids of the first events, `end` how it ends after them. */
function follow(
  store: EventStore,
  tenant: string,
  count: number,
): { readonly seen: Promise<readonly string[]>; readonly end: Promise<void> } {
  let end = Promise.resolve();
  const seen = new Promise<readonly string[]>((resolve) => {
    const ids: string[] = [];
    end = (async () => {
      for await (const { id } of store.follow(tenant, { after: 0 })) {
        ids.push(id);
        if (ids.length === count) resolve(ids);
      }
    })();
  });
  // The caller awaits it later: until then a rejection is not an unhandled one.
  end.catch(() => undefined);
  return { seen, end };
}

/** The first event, or none. */
async function read(events: AsyncIterable<unknown>): Promise<readonly unknown[]> {
  for await (const event of events) return [event];
  return [];
}
