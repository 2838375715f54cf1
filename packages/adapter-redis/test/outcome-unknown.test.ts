import { inspect } from "node:util";
import type { AppendBatch, EventStore } from "@promptledger/core/adapter";
import type { TcpProxy } from "@promptledger/test-servers";
import { logOf, newEvent, testRedisUrl } from "@promptledger/test-servers";
import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newPrefix } from "./open-storage.ts";
import type { OpenStore } from "./open-store.ts";
import { openStore } from "./open-store.ts";
import { startRedisProxy } from "./redis-proxy.ts";

const prefix = newPrefix();
/** Goes around the proxy. */
let direct: OpenStore;
let proxy: TcpProxy;
let through: OpenStore;
let store: EventStore;

beforeAll(async () => {
  direct = openStore(testRedisUrl(), { prefix });
  proxy = await startRedisProxy(testRedisUrl());
});

afterAll(async () => {
  await direct?.close();
  await proxy?.stop();
});

beforeEach(async () => {
  through = openStore(proxy.url, { prefix });
  store = through.store;
  await store.append(batch("opening", `opening-${Math.random()}`));
});

afterEach(() => through.close());

/** Lets the store add a tenant to the list of tenants, as it does before its first append to it, but writes no event. */
async function addToList(tenant: string): Promise<void> {
  const streams = [{ stream: "missing", expected: "exists", events: [] }] as const;
  await store.append({ ...batch(tenant, "refused"), streams });
}

describe.each([
  { when: "before the request", committed: false },
  { when: "after the answer", committed: true },
] as const)("a connection that is lost $when", ({ when, committed }) => {
  const tenant = committed ? "committed" : "lost";

  it("leaves the outcome of an append unknown; it is not sent again, and its command id is looked up", async () => {
    const doubtful = batch(tenant, "doubtful");
    await addToList(tenant);
    proxy.cutNext(when);
    const error = await store.append(doubtful).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ code: "outcome-unknown", retryable: true });
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain("secret of");
    // The store has reconnected now: what it did not send again is not there.
    expect(await store.load("opening", {})).toMatchObject({ head: { position: expect.any(Number) } });
    expect(await logOf(direct.store, tenant)).toHaveLength(committed ? 1 : 0);
    expect(await store.append(doubtful)).toMatchObject({
      status: "appended",
      repeated: committed,
      position: 1,
    });
    expect(await logOf(direct.store, tenant)).toHaveLength(1);
  });

  it("leaves the outcome of those unknown that went together", async () => {
    const together = Array.from({ length: 8 }, (_, index) => batch(`${tenant}-together`, `one-${index}`));
    await addToList(`${tenant}-together`);
    proxy.cutNext(when);
    const outcomes = await Promise.allSettled(together.map((one) => store.append(one)));
    expect(outcomes.map((outcome) => outcome.status)).toEqual(together.map(() => "rejected"));
    for (const one of together) expect(await store.append(one)).toMatchObject({ repeated: committed });
    expect(await logOf(direct.store, `${tenant}-together`)).toHaveLength(8);
  });

  it("makes a load fail as unavailable, and the next one succeed", async () => {
    proxy.cutNext(when);
    await expect(store.load("opening", {})).rejects.toMatchObject({ code: "unavailable" });
    expect(await store.load("opening", {})).toMatchObject({ head: { position: expect.any(Number) } });
  });

  it("costs a follower nothing", async () => {
    const of = `${tenant}-followed`;
    const following = store.follow(of, { after: 0 })[Symbol.asyncIterator]();
    for (let count = 1; count <= 3; count++) {
      const next = following.next();
      if (count === 2) proxy.cutNext(when);
      await direct.store.append(batch(of, `event-${count}`));
      expect((await next).value).toMatchObject({ position: count });
    }
  });
});

it("a refusal by the server says nothing of what was sent", async () => {
  const client = new Redis(testRedisUrl());
  await client.set(`{${prefix}:spoilt}:head`, "not a hash");
  client.disconnect();
  const error = await store.append(batch("spoilt", "command")).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    code: "unavailable",
    message: expect.stringContaining("a prefix of its own"),
  });
  expect(inspect(error, { depth: 10, showHidden: true })).not.toContain("secret of");
});

function batch(tenant: string, id: string): AppendBatch {
  const event = { ...newEvent(id), data: JSON.stringify(`secret of ${id}`) };
  return {
    tenant,
    command: { id, fingerprint: "f", result: "{}" },
    streams: [{ stream: `prompt-${id}`, expected: "none", events: [event] }],
  };
}
