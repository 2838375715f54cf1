import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { RedisServer } from "@promptledger/test-servers";
import { newEvent, startRedis } from "@promptledger/test-servers";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { OpenStore } from "./open-store.ts";
import { openStore } from "./open-store.ts";

const APPENDS = 200;
let server: RedisServer;
let opened: OpenStore;

beforeAll(async () => {
  server = await startRedis();
  opened = openStore(server.url);
});

afterAll(async () => {
  await opened?.close();
  await server?.stop();
});

// `kill -9` cannot show this: what the kernel has, outlives the server.
it("each acknowledged append was in the file before, with no write and no fsync outstanding", async () => {
  expect(await server.ask("config", "get", "appendfsync")).toEqual(["appendfsync", "always"]);
  await append(0);
  const sizes = [await persisted()];
  for (let count = 1; count <= APPENDS; count += 1) {
    await append(count);
    // After the answer the server has nothing left to do for it.
    const size = await persisted();
    expect(size - (sizes.at(-1) ?? 0)).toBeGreaterThanOrEqual(newEvent(`command-${count}`).data.length);
    sizes.push(size);
  }
  const grown = (sizes.at(-1) ?? 0) - (sizes[0] ?? 0);
  console.log(`${APPENDS} appends one after the other: the file grew with each, by ${grown} bytes in all`);
});

/** How many bytes the append-only file has, when all that was sent to the server is in it and on the disk. */
async function persisted(): Promise<number> {
  const info = String(await server.ask("info", "persistence"));
  const value = (name: string): string | undefined => new RegExp(`^${name}:(.*)\r$`, "mu").exec(info)?.[1];
  expect([
    value("aof_enabled"),
    value("aof_last_write_status"),
    value("aof_buffer_length"),
    value("aof_pending_bio_fsync"),
  ]).toEqual(["1", "ok", "0", "0"]);
  const size = Number(value("aof_current_size"));
  // The part that the server began with is not always counted.
  expect(fileSize()).toBeGreaterThanOrEqual(size);
  return size;
}

/** What the file system says of the file's size: from Redis 7 on it has parts in a folder of its own. */
function fileSize(): number {
  return readdirSync(join(server.folder, "data"), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.aof$|\.rdb$/u.test(name))
    .reduce((sum, name) => sum + statSync(join(server.folder, "data", name)).size, 0);
}

async function append(count: number): Promise<void> {
  const id = `command-${count}`;
  const { status } = await opened.store.append({
    tenant: "acme",
    command: { id, fingerprint: "f", result: "{}" },
    streams: [{ stream: "prompt-1", expected: "any", events: [newEvent(id)] }],
  });
  expect(status).toBe("appended");
}
