import type { EventStore } from "@promptledger/core/adapter";
import { newEvent, testRedisUrl } from "@promptledger/test-servers";
import { afterAll, beforeAll, expect, it } from "vitest";
import { newPrefix } from "./open-storage.ts";
import type { OpenStore } from "./open-store.ts";
import { openStore } from "./open-store.ts";

let opened: OpenStore;
let store: EventStore;

beforeAll(() => {
  const maximumWaiting = { appends: 3, bytes: 10_000_000 };
  opened = openStore(testRedisUrl(), { prefix: newPrefix(), maximumWaiting });
  store = opened.store;
});

afterAll(() => opened?.close());

let appends = 0;

function append(tenant: string): Promise<unknown> {
  appends += 1;
  const command = { id: `command-${appends}`, fingerprint: "f", result: "{}" };
  const events = [newEvent(`event-${appends}`)];
  const streams = [{ stream: `stream-${appends}`, expected: "none" as const, events }];
  return store.append({ tenant, command, streams });
}

it.each(["before the server was checked", "afterwards"])(
  "maximumWaiting bounds the appends and loads of all tenants together, %s",
  async () => {
    const all = [append("a"), store.load("a", {}), append("b"), store.load("b", {}), append("a")];
    const settled = await Promise.allSettled(all);
    expect(settled.map((one) => (one.status === "rejected" ? one.reason.code : "done"))).toEqual([
      "done",
      "done",
      "done",
      "overloaded",
      "overloaded",
    ]);
    await expect(append("b")).resolves.toMatchObject({ status: "appended" });
  },
);
