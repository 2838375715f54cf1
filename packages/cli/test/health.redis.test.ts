import { randomUUID } from "node:crypto";
import { startRedis } from "@promptledger/test-servers";
import { expect, test } from "vitest";
import { startServer } from "./server.ts";

// It was 200: health only read.
test("/health is 503 while Redis takes no writes, and 200 again afterwards", async () => {
  const redis = await startRedis();
  const server = await startServer(["--store", `${redis.url}?prefix=${randomUUID()}`]);
  const health = async (): Promise<number> => (await fetch(`${server.url}/health`)).status;
  try {
    expect(await health()).toBe(200);
    for (const [setting, bad, good] of [
      ["min-replicas-to-write", "1", "0"],
      ["maxmemory", "1", "0"],
      ["maxmemory-policy", "allkeys-lru", "noeviction"],
    ] as const) {
      await redis.ask("config", "set", setting, bad);
      await expect.poll(health).toBe(503);
      await redis.ask("config", "set", setting, good);
      await expect.poll(health).toBe(200);
    }
    await redis.ask("replicaof", "127.0.0.1", "1");
    await expect.poll(health).toBe(503);
    await redis.ask("replicaof", "no", "one");
    await expect.poll(health, { timeout: 20_000 }).toBe(200);
  } finally {
    await server.stop();
    await redis.stop();
  }
});
