import { cpSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { EventStore, RecordedEvent } from "@promptledger/core/adapter";
import { isLedgerError } from "@promptledger/core/adapter";
import type { RedisServer } from "@promptledger/test-servers";
import { newEvent, startRedis } from "@promptledger/test-servers";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import type { OpenStore } from "./open-store.ts";
import { openStore } from "./open-store.ts";

let server: RedisServer;
const opened: OpenStore[] = [];

beforeAll(async () => {
  server = await startRedis();
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()));
});

afterAll(() => server?.stop());

function open(): EventStore {
  const one = openStore(server.url);
  opened.push(one);
  return one.store;
}

async function append(store: EventStore, tenant: string, ...ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const streams = [{ stream: id, expected: "none" as const, events: [newEvent(id)] }];
    const batch = { tenant, command: { id, fingerprint: "f", result: "{}" }, streams };
    for (let isDone = false; !isDone; ) {
      isDone = await store.append(batch).then(
        () => true,
        (error: unknown) => {
          if (!isLedgerError(error) || !error.retryable) throw error;
          return false;
        },
      );
    }
  }
}

async function take(follower: AsyncIterator<RecordedEvent>, count: number): Promise<readonly string[]> {
  const ids: string[] = [];
  while (ids.length < count) ids.push((await follower.next()).value.id);
  return ids;
}

const follow = (store: EventStore, tenant: string): AsyncIterator<RecordedEvent> =>
  store.follow(tenant, { after: 0 })[Symbol.asyncIterator]();

it("a server that is killed and restarted costs a follower nothing, nor one that starts meanwhile", async () => {
  const store = open();
  await append(store, "killed", "a", "b");
  const follower = follow(store, "killed");
  expect(await take(follower, 2)).toEqual(["a#1", "b#1"]);
  const next = take(follower, 2);
  await server.kill();
  const late = take(follow(store, "killed"), 4);
  await server.start();
  await append(store, "killed", "c", "d");
  expect(await next).toEqual(["c#1", "d#1"]);
  expect(await late).toEqual(["a#1", "b#1", "c#1", "d#1"]);
});

it("a follower notices that the server was restored from an older backup while it waited", async () => {
  const store = open();
  await append(store, "restored", "a", "b");
  await server.kill();
  const [data, backup] = [join(server.folder, "data"), join(server.folder, "backup")];
  cpSync(data, backup, { recursive: true });
  await server.start();
  const [shorter, longer] = [follow(store, "restored"), follow(store, "restored")];
  await append(store, "restored", "c", "d");
  await take(shorter, 4);
  await take(longer, 4);
  const end = shorter.next();
  end.catch(() => undefined);
  await server.kill();
  rmSync(data, { recursive: true });
  renameSync(backup, data);
  await server.start();
  await expect(end).rejects.toMatchObject({ code: "history-diverged" });
  await append(store, "restored", "other-c", "other-d", "other-e");
  await expect(longer.next()).rejects.toMatchObject({ code: "history-diverged" });
});
