import { mkdirSync, rmdirSync } from "node:fs";
import { join } from "node:path";
import type { RedisServer } from "@promptledger/test-servers";
import { newEvent, startRedis } from "@promptledger/test-servers";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { OpenStore } from "./open-store.ts";
import { openStore } from "./open-store.ts";

let server: RedisServer;
let opened: OpenStore;

beforeAll(async () => {
  // As a server saves by default: one that does not save cannot fail to.
  server = await startRedis({ settings: { save: "3600 1" } });
  opened = openStore(server.url);
});

afterAll(async () => {
  await opened?.close();
  await server?.stop();
});

it("a server that cannot save refuses writes before it does anything, reads go on, and writes too once it can", async () => {
  await append("1");
  // A save ends by renaming its file, which a folder of that name prevents.
  const inTheWay = join(server.folder, "data", "dump.rdb");
  mkdirSync(inTheWay);
  await save("err");

  await expect(append("2")).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringContaining("it cannot write to its disk, see its log"),
  });
  await expect(opened.store.checkHealth()).rejects.toMatchObject({ code: "unavailable" });
  const { events } = (await opened.store.load("acme", { streams: [{ stream: "s" }] })).streams[0] ?? {};
  expect(events).toMatchObject([{ id: "event-1#1" }]);

  rmdirSync(inTheWay);
  await save("ok");
  expect(await append("2")).toMatchObject({ status: "appended", repeated: false });
});

async function save(status: "ok" | "err"): Promise<void> {
  await server.ask("bgsave");
  await vi.waitFor(
    async () => {
      const info = String(await server.ask("info", "persistence"));
      expect(info).toContain("rdb_bgsave_in_progress:0");
      expect(info).toContain(`rdb_last_bgsave_status:${status}`);
    },
    { timeout: 10_000 },
  );
}

function append(id: string): Promise<unknown> {
  const command = { id: `command-${id}`, fingerprint: "f", result: "{}" };
  const streams = [{ stream: "s", expected: "any" as const, events: [newEvent(`event-${id}`)] }];
  return opened.store.append({ tenant: "acme", command, streams });
}
