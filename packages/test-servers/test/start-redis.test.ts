import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { RedisServer } from "../src/index.ts";
import { startRedis } from "../src/index.ts";
import { isRunning } from "../src/process-tree.ts";

describe("startRedis", () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis({ settings: { maxmemory: "64mb" } });
  });
  afterAll(() => server.stop());

  it("is durable by default, and takes settings", async () => {
    const setting = async (name: string) => ((await server.ask("config", "get", name)) as string[])[1];
    const names = ["appendonly", "appendfsync", "maxmemory-policy", "maxmemory"];
    expect(await Promise.all(names.map(setting))).toEqual(["yes", "always", "noeviction", "67108864"]);
  });

  it("keeps what was acknowledged when it is killed and started again", async () => {
    await server.ask("set", "kept", "1");
    const pid = server.pid() as number;

    await server.kill();
    expect(isRunning(pid)).toBe(false);
    expect(server.pid()).toBeUndefined();
    await expect(server.ask("ping")).rejects.toThrow();

    await server.start();
    expect(server.pid()).not.toBe(pid);
    expect(await server.ask("get", "kept")).toBe("1");
    await expect(server.start()).rejects.toThrow("runs already");
  });

  it("says why it cannot start", async () => {
    await expect(startRedis({ settings: { appendfsync: "nonsense" } })).rejects.toThrow("appendfsync");
  });

  it("leaves no process and no folder when it is stopped", async () => {
    const pid = server.pid() as number;
    expect(existsSync(join(server.folder, "data"))).toBe(true);
    await server.stop();
    expect(isRunning(pid)).toBe(false);
    expect(existsSync(server.folder)).toBe(false);
    expect(server.log()).toContain("Ready to accept connections");
    await expect(server.start()).rejects.toThrow("was stopped");
  });
});

describe("without the program", () => {
  const before = process.env["PROMPTLEDGER_REDIS_SERVER"];
  afterEach(() => {
    if (before === undefined) delete process.env["PROMPTLEDGER_REDIS_SERVER"];
    else process.env["PROMPTLEDGER_REDIS_SERVER"] = before;
  });

  it("it fails and says how to get it", async () => {
    process.env["PROMPTLEDGER_REDIS_SERVER"] = "/nowhere/redis-server";
    await expect(startRedis()).rejects.toThrow(/not found at \/nowhere[\s\S]*apt-get install redis-server/u);
  });
});
