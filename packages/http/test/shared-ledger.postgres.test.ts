import { randomUUID } from "node:crypto";
import type { PostgresEventStore } from "@promptledger/adapter-postgres";
import { postgresEventStore } from "@promptledger/adapter-postgres";
import { testPostgres } from "@promptledger/test-servers";
import { Pool } from "pg";
import { afterAll, beforeAll, describe } from "vitest";
import { describeSharedLedger } from "./shared-ledger-rules.ts";
import { twoApis } from "./two-apis.ts";

let pool: Pool;
let store: PostgresEventStore;

beforeAll(async () => {
  pool = new Pool({ connectionString: await testPostgres().createDatabase(), max: 4 });
  store = postgresEventStore({ pool });
  await store.migrate();
});

afterAll(async () => {
  await store?.close();
  await pool?.end();
});

describe("on PostgreSQL", () => {
  // Each has a tenant of its own.
  describeSharedLedger((options) => twoApis({ ...options, store, tenant: randomUUID() }));
});
