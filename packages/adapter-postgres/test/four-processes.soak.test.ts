import type { StoreHost } from "@promptledger/test-servers";
import { startStoreHost, testPostgresUrl } from "@promptledger/test-servers";
import type { OpenStorage } from "@promptledger/testing";
import { eventStoreContract, ledgerProperties } from "@promptledger/testing";
import { Pool } from "pg";
import { afterAll, beforeAll } from "vitest";
import { postgresEventStore } from "../src/index.ts";
import { newSchema } from "./open-storage.ts";

const program = new URL("./workers/store-host.ts", import.meta.url);
let hosts: readonly StoreHost[];
let opened = 0;

beforeAll(async () => {
  hosts = await Promise.all([1, 2, 3, 4].map(() => startStoreHost(program)));
});

afterAll(async () => {
  await Promise.all((hosts ?? []).map((host) => host.end()));
});

/** Opens a fresh schema whose stores are in four processes in turn, each with a pool of its own. */
const openInFourProcesses: OpenStorage = async ({ clock }) => {
  const url = testPostgresUrl();
  const schema = newSchema();
  const pool = new Pool({ connectionString: url, max: 2 });
  const first = postgresEventStore({ pool, schema });
  await first.migrate();
  await first.close();
  return {
    connect(options) {
      opened += 1;
      const host = hosts[opened % hosts.length];
      if (host === undefined) throw new Error("no process");
      return host.open({ url, schema, now: clock.now, ...options });
    },
    async close() {
      await pool.query(`DROP SCHEMA "${schema}" CASCADE`);
      await pool.end();
    },
  };
};

eventStoreContract({ name: "PostgreSQL from four processes", open: openInFourProcesses });
ledgerProperties({
  name: "PostgreSQL from four processes",
  runs: 60,
  report: console.log,
  open: openInFourProcesses,
});
