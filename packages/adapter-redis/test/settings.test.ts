import { randomUUID } from "node:crypto";
import type { AppendResult, EventStore } from "@promptledger/core/adapter";
import type { RedisServer } from "@promptledger/test-servers";
import { newEvent, startRedis, testRedisCluster } from "@promptledger/test-servers";
import { testClock } from "@promptledger/testing";
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

function write(store: EventStore): Promise<AppendResult> {
  const id = randomUUID();
  return store.append({
    tenant: "acme",
    command: { id, fingerprint: "f", result: "{}" },
    streams: [{ stream: id, expected: "none", events: [newEvent(id)] }],
  });
}

const SETTINGS = [
  ["appendonly", "no", "yes"],
  ["appendfsync", "everysec", "always"],
  ["maxmemory-policy", "allkeys-lru", "noeviction"],
] as const;

it.each(SETTINGS)(
  "a write to a server with %s %s is refused with what to set, unless the host accepts it; reads go on",
  async (setting, bad, good) => {
    await server.ask("config", "set", setting, bad);
    const warned = vi.spyOn(process, "emitWarning").mockImplementation(() => undefined);
    try {
      const refused = open(server.url);
      expect(await refused.load("acme", {})).toMatchObject({ head: { position: 0 } });
      await expect(write(refused)).rejects.toMatchObject({
        code: "unavailable",
        message: expect.stringMatching(
          new RegExp(`${setting} ${bad}, so writes are refused: set ${setting} ${good}.*allowVolatile`, "u"),
        ),
      });
      expect(warned).not.toHaveBeenCalled();
      const accepting = open(server.url, { allowVolatile: true });
      await write(accepting);
      await write(accepting);
      expect(warned).toHaveBeenCalledTimes(1);
      expect(warned.mock.calls[0]?.[0]).toContain(`${setting} ${bad}`);
      // What was refused is looked at again: the host has set it right.
      await server.ask("config", "set", setting, good);
      expect(await write(refused)).toMatchObject({ status: "appended", position: 1 });
    } finally {
      await server.ask("config", "set", setting, good);
      warned.mockRestore();
    }
  },
);

it.each(SETTINGS)(
  "%s that becomes %s while a store is open stops its writes until it is right again, and not its reads",
  async (setting, bad, good) => {
    const clock = testClock();
    const store = open(server.url, { clock });
    expect(await write(store)).toMatchObject({ position: 1 });
    await server.ask("config", "set", setting, bad);
    try {
      // The last check is too old for another write.
      clock.advance(10_000);
      const refusal = {
        code: "unavailable",
        message: expect.stringContaining(`${setting} ${bad}, so writes are refused: set ${setting} ${good}`),
      };
      await expect(write(store)).rejects.toMatchObject(refusal);
      await expect(write(store)).rejects.toMatchObject(refusal);
      const record = { kind: "k", key: "k", value: "{}", expected: "none" } as const;
      await expect(store.records.put("acme", [record])).rejects.toMatchObject(refusal);
      expect(await store.load("acme", {})).toMatchObject({ head: { position: 1 } });
      expect(await store.records.get("acme", "k", ["k"])).toEqual([null]);
    } finally {
      await server.ask("config", "set", setting, good);
    }
    expect(await write(store)).toMatchObject({ position: 2 });
  },
);

it("while there are writes, the settings are checked beside them", async () => {
  const clock = testClock();
  const store = open(server.url, { clock });
  await write(store);
  await server.ask("config", "set", "maxmemory-policy", "allkeys-lru");
  try {
    // Not so old that a write waits for the next check: it only begins one.
    clock.advance(1500);
    const outcome = () =>
      write(store).then(
        ({ status }) => status,
        (error: Error) => error.message,
      );
    await expect.poll(outcome).toContain("set maxmemory-policy noeviction");
  } finally {
    await server.ask("config", "set", "maxmemory-policy", "noeviction");
  }
  expect(await write(store)).toMatchObject({ status: "appended" });
});

it("each new connection is checked before anything is written on it", async () => {
  const store = open(server.url, { clock: testClock() });
  await write(store);
  await server.ask("config", "set", "maxmemory-policy", "allkeys-lru");
  try {
    // By the clock, the last check was made just now.
    await server.ask("client", "kill", "type", "normal");
    const outcome = () => write(store).catch(({ code, message }) => `${code}: ${message}`);
    await expect.poll(outcome).toContain("unavailable: the server");
    expect(await outcome()).toContain("set maxmemory-policy noeviction");
    expect(await store.load("acme", {})).toMatchObject({ head: { position: 1 } });
  } finally {
    await server.ask("config", "set", "maxmemory-policy", "noeviction");
  }
  expect(await write(store)).toMatchObject({ position: 2 });
});

it("a write to a server that hides its settings is refused, unless the host says that it is durable", async () => {
  await server.ask("acl", "setuser", "tenant", "on", ">secret", "~*", "&*", "+@all", "-config");
  const url = server.url.replace("redis://", "redis://tenant:secret@");
  await expect(write(open(url))).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringContaining("assumeDurable: true"),
  });
  expect(await write(open(url, { assumeDurable: true }))).toMatchObject({ status: "appended" });
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
