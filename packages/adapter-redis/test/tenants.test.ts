import { randomUUID } from "node:crypto";
import type { EventStore } from "@promptledger/core";
import type { RedisServer } from "@promptledger/test-servers";
import { newEvent, startRedis } from "@promptledger/test-servers";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, it } from "vitest";
import { redisEventStore } from "../src/index.ts";
import { newPrefix } from "./open-storage.ts";

const prefix = newPrefix();
let redis: RedisServer;
let client: Redis;
let store: EventStore;
let other: EventStore;
let server: Redis;
let monitor: Redis;
const added: string[] = [];

// A server of its own, on which nobody else's commands are seen.
beforeAll(async () => {
  redis = await startRedis();
  client = new Redis(redis.url, { lazyConnect: true, connectionName: prefix });
  server = new Redis(redis.url);
  store = redisEventStore({ client, prefix });
  other = redisEventStore({ client, prefix });
  monitor = await server.monitor();
  monitor.on("monitor", (_time: string, [command = "", key, , , name = ""]: readonly string[]) => {
    if (command.toLowerCase() === "zadd" && key === `{${prefix}:}:tenants`) added.push(name);
  });
});

afterAll(async () => {
  await Promise.all([store?.close(), other?.close()]);
  for (const one of [client, server, monitor]) one?.disconnect();
  await redis?.stop();
});

async function write(to: EventStore, tenant: string): Promise<void> {
  const id = randomUUID();
  await to.append({
    tenant,
    command: { id, fingerprint: "f", result: "{}" },
    streams: [{ stream: "s", expected: "any", events: [newEvent(id)] }],
  });
}

async function listed(by: EventStore): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { tenant } of by.tenants()) names.push(tenant);
  return names;
}

it("a process adds a tenant to the list before its first append to it, and pays nothing for the later ones", async () => {
  await write(store, "acme");
  // Before it, and once more because the tenant had no events.
  await expect.poll(() => added).toEqual(["acme", "acme"]);
  for (let count = 0; count < 5; count++) await write(store, "acme");
  await write(other, "acme");
  for (let count = 0; count < 5; count++) await write(other, "acme");
  await write(store, "beta");
  await expect.poll(() => added).toEqual(["acme", "acme", "acme", "beta", "beta"]);
  expect(await listed(other)).toEqual(["acme", "beta"]);
});

it("a tenant whose name cannot be added is not written", async () => {
  await server.set(`{${prefix}-taken:}:tenants`, "no list");
  const refused = redisEventStore({ client, prefix: `${prefix}-taken` });
  await expect(write(refused, "acme")).rejects.toMatchObject({ code: "unavailable" });
  expect((await refused.load("acme", {})).head.position).toBe(0);
  await server.del(`{${prefix}-taken:}:tenants`);
  await write(refused, "acme");
  expect(await listed(refused)).toEqual(["acme"]);
  await refused.close();
});

it("the list is whole again after everything was erased, or only the list was lost with a connection", async () => {
  await server.flushall();
  expect(await listed(store)).toEqual([]);
  await write(store, "acme");
  expect(await listed(other)).toEqual(["acme"]);
  await server.del(`{${prefix}:}:tenants`);
  for (const line of String(await server.client("LIST")).split("\n"))
    if (line.includes(` name=${prefix} `))
      await server.call("client", "kill", "id", line.split(/[= ]/u)[1] ?? "");
  await expect
    .poll(() => write(store, "acme").then(() => listed(other)), { timeout: 10_000 })
    .toEqual(["acme"]);
});
