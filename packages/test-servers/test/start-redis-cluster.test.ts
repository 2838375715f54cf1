import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RedisCluster } from "../src/index.ts";
import { startRedisCluster } from "../src/index.ts";

describe("startRedisCluster", () => {
  let cluster: RedisCluster;
  beforeAll(async () => {
    cluster = await startRedisCluster({ nodeTimeout: 1000 });
  });
  afterAll(() => cluster?.stop());

  it("has three masters, each with a replica", async () => {
    const masters = await cluster.masters();
    expect(cluster.nodes).toHaveLength(6);
    expect(masters).toHaveLength(3);
    for (const master of masters) expect(await cluster.replicasOf(master)).toHaveLength(1);
  });

  it("moves a slot with its keys to another master", async () => {
    const keys = ["{moved}:1", "{moved}:2"];
    const from = await cluster.masterOf("{moved}");
    for (const key of keys) await from.ask("set", key, key);
    const to = (await cluster.masters()).find((master) => master !== from);
    if (to === undefined) throw new Error("there is one master only");
    await cluster.moveSlot("{moved}", to);
    expect(await cluster.masterOf("{moved}")).toBe(to);
    expect(await to.ask("mget", ...keys)).toEqual(keys);
    await expect(from.ask("get", "{moved}:1")).rejects.toThrow("MOVED");
  });

  it("serves a killed master's keys from its replica, and takes it back as a replica", async () => {
    const killed = await cluster.masterOf("kept");
    const [replica] = await cluster.replicasOf(killed);
    await killed.ask("set", "kept", "1");
    await killed.ask("wait", "1", "5000");
    await killed.kill();
    await expect.poll(() => cluster.masterOf("kept").catch(() => null), { timeout: 20_000 }).toBe(replica);
    await cluster.untilHealthy();
    expect(await replica?.ask("get", "kept")).toBe("1");
    await killed.start();
    await cluster.untilHealthy();
    expect(await cluster.masterOf("kept")).toBe(replica);
    expect(await cluster.replicasOf(replica as never)).toEqual([killed]);
  }, 60_000);
});
