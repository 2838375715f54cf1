import type { AppendBatch } from "@promptledger/core/adapter";
import type { TcpProxy } from "@promptledger/test-servers";
import { logOf, newEvent, testPostgres } from "@promptledger/test-servers";
import { Pool } from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { PostgresEventStore } from "../src/index.ts";
import { postgresEventStore } from "../src/index.ts";
import type { OpenStore } from "./open-store.ts";
import { openStore } from "./open-store.ts";
import { startPostgresProxy } from "./postgres-proxy.ts";

/** Goes around the proxy. */
let direct: OpenStore;
let proxy: TcpProxy;
let pool: Pool;
let store: PostgresEventStore;

beforeAll(async () => {
  const url = await testPostgres().createDatabase();
  direct = await openStore(url);
  proxy = await startPostgresProxy(url);
});

afterAll(async () => {
  await direct?.close();
  await proxy?.stop();
});

// One connection, so that calls go one after the other. A pool without a listener for errors: a connection that is lost in use must not bring the process down.
beforeEach(async () => {
  pool = new Pool({ connectionString: proxy.url, max: 1 });
  store = postgresEventStore({ pool });
  await store.append(batch("opening", `opening-${Math.random()}`));
});

afterEach(async () => {
  await store.close();
  await pool.end();
});

describe.each([
  { when: "before the request", committed: false },
  { when: "after the answer", committed: true },
] as const)("a connection that is lost $when", ({ when, committed }) => {
  const tenant = committed ? "committed" : "lost";

  it("leaves the outcome of an append unknown, until its command id is looked up", async () => {
    const doubtful = batch(tenant, "doubtful");
    proxy.cutNext(when);
    await expect(store.append(doubtful)).rejects.toMatchObject({ code: "outcome-unknown", retryable: true });
    expect(await logOf(direct.store, tenant)).toHaveLength(committed ? 1 : 0);
    expect(await store.append(doubtful)).toMatchObject({
      status: "appended",
      repeated: committed,
      position: 1,
      versions: [{ stream: "prompt-doubtful", version: 1 }],
    });
    expect(await logOf(direct.store, tenant)).toHaveLength(1);
  });

  it("leaves the outcome of those unknown that went together, and not of those that came later", async () => {
    const together = Array.from({ length: 7 }, (_, index) => batch(`${tenant}-together`, `one-${index}`));
    proxy.cutNext(when);
    const first = together.map((one) => store.append(one));
    const later = new Promise((resolve) => setImmediate(resolve)).then(() =>
      store.append(batch(`${tenant}-together`, "later")),
    );
    const outcomes = await Promise.allSettled(first);
    expect(outcomes).toEqual(
      together.map(() => ({
        status: "rejected",
        reason: expect.objectContaining({ code: "outcome-unknown" }),
      })),
    );
    expect(await later).toMatchObject({ status: "appended", repeated: false });
    for (const one of together) expect(await store.append(one)).toMatchObject({ repeated: committed });
    expect(await logOf(direct.store, `${tenant}-together`)).toHaveLength(8);
  });

  it("makes a load and a read fail as unavailable, and the next ones succeed", async () => {
    proxy.cutNext(when);
    await expect(store.load("opening", {})).rejects.toMatchObject({ code: "unavailable" });
    expect(await store.load("opening", {})).toMatchObject({ head: { position: expect.any(Number) } });
    proxy.cutNext(when);
    await expect(logOf(store, "opening")).rejects.toMatchObject({ code: "unavailable" });
    expect(await logOf(store, "opening")).not.toHaveLength(0);
  });
});

function batch(tenant: string, id: string): AppendBatch {
  return {
    tenant,
    command: { id, fingerprint: "f", result: "{}" },
    streams: [{ stream: `prompt-${id}`, expected: "none", events: [newEvent(id)] }],
  };
}
