import type { EventStore } from "@promptledger/core/adapter";
import type { RedisServer } from "@promptledger/test-servers";
import { startRedis, testRedisCluster } from "@promptledger/test-servers";
import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import type { RedisEventStoreOptions } from "../src/index.ts";
import { redisEventStore } from "../src/index.ts";
import { newPrefix } from "./open-storage.ts";

let server: RedisServer;
const opened: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  server = await startRedis();
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()));
});

afterAll(() => server?.stop());

function open(url: string, options: Partial<RedisEventStoreOptions> = {}): EventStore {
  const client = new Redis(url, { lazyConnect: true });
  const store = redisEventStore({ client, prefix: newPrefix(), ...options });
  opened.push({
    async close() {
      await store.close();
      client.disconnect();
    },
  });
  return store;
}

it.each([
  ["appendonly", "no", "yes"],
  ["appendfsync", "everysec", "always"],
  ["maxmemory-policy", "allkeys-lru", "noeviction"],
] as const)(
  "a server with %s %s is refused with what to set, unless the host accepts it",
  async (setting, bad, good) => {
    await server.ask("config", "set", setting, bad);
    const warned = vi.spyOn(process, "emitWarning").mockImplementation(() => undefined);
    try {
      const refused = open(server.url);
      await expect(refused.load("acme", {})).rejects.toMatchObject({
        code: "unavailable",
        message: expect.stringMatching(
          new RegExp(`${setting} ${bad}: set ${setting} ${good}.*allowVolatile`, "u"),
        ),
      });
      expect(warned).not.toHaveBeenCalled();
      const accepting = open(server.url, { allowVolatile: true });
      await accepting.load("acme", {});
      await accepting.load("acme", {});
      expect(warned).toHaveBeenCalledTimes(1);
      expect(warned.mock.calls[0]?.[0]).toContain(`${setting} ${bad}`);
      // What was refused is looked at again: the host has set it right.
      await server.ask("config", "set", setting, good);
      expect(await refused.load("acme", {})).toMatchObject({ head: { position: 0 } });
    } finally {
      await server.ask("config", "set", setting, good);
      warned.mockRestore();
    }
  },
);

it("a server that hides its settings is refused, unless the host says that it is durable", async () => {
  await server.ask("acl", "setuser", "tenant", "on", ">secret", "~*", "&*", "+@all", "-config");
  const url = server.url.replace("redis://", "redis://tenant:secret@");
  await expect(open(url).load("acme", {})).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringContaining("assumeDurable: true"),
  });
  expect(await open(url, { assumeDurable: true }).load("acme", {})).toMatchObject({ head: { position: 0 } });
});

it("a replica is refused", async () => {
  const replica = await startRedis();
  try {
    await replica.ask("replicaof", "127.0.0.1", String(server.port));
    await expect(open(replica.url).load("acme", {})).rejects.toMatchObject({
      message: expect.stringContaining("is a replica: connect to its master"),
    });
  } finally {
    await replica.stop();
  }
});

it("a node of a cluster is refused where the client knows of no cluster", async () => {
  const [node] = await testRedisCluster();
  await expect(open(`redis://${node?.host}:${node?.port}`).load("acme", {})).rejects.toMatchObject({
    message: expect.stringContaining("new Cluster("),
  });
});

it("a prefix that would break the hash tag is refused", () => {
  for (const prefix of ["", "a{b", "a}b"])
    expect(() => open(server.url, { prefix })).toThrow(expect.objectContaining({ code: "invalid-input" }));
});
