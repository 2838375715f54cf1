import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { OpenedPGlite, PostgresEventStore } from "@promptledger/adapter-postgres";
import { openPGlite, postgresEventStore } from "@promptledger/adapter-postgres";
import { afterAll, beforeAll, describe } from "vitest";
import { describeSharedLedger } from "./shared-ledger-rules.ts";
import { twoApis } from "./two-apis.ts";

let folder: string;
let opened: OpenedPGlite;
let store: PostgresEventStore;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "promptledger-"));
  opened = await openPGlite(join(folder, "ledger"));
  store = postgresEventStore({ pglite: opened.pglite });
  await store.migrate();
});

afterAll(async () => {
  await store?.close();
  await opened?.close();
  await rm(folder, { recursive: true, force: true });
});

describe("on PGlite", () => {
  // Each has a tenant of its own.
  describeSharedLedger((options) => twoApis({ ...options, store, tenant: randomUUID() }));
});
