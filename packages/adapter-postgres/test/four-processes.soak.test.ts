import { hostsInTurn, testPostgresUrl } from "@promptledger/test-servers";
import type { OpenStorageWithFaults } from "@promptledger/testing";
import { eventStoreContract, ledgerProperties } from "@promptledger/testing";
import { Pool } from "pg";
import { postgresEventStore } from "../src/index.ts";
import { faultsOf } from "./faults.ts";
import { newSchema } from "./new-schema.ts";

const openInTurn = hostsInTurn(new URL("./workers/store-host.ts", import.meta.url));

/** Opens a fresh schema whose stores are in four processes in turn, each with a pool of its own. */
const openInFourProcesses: OpenStorageWithFaults = async ({ clock }) => {
  const url = testPostgresUrl();
  const schema = newSchema();
  const pool = new Pool({ connectionString: url, max: 2 });
  const named = new URL(url);
  named.searchParams.set("application_name", schema);
  const first = postgresEventStore({ pool, schema });
  await first.migrate();
  await first.close();
  return {
    connect: (options) =>
      openInTurn({ url: named.href, schema, now: () => clock?.now() ?? null, ...options }),
    async close() {
      await pool.query(`DROP SCHEMA "${schema}" CASCADE`);
      await pool.end();
    },
    ...faultsOf((text) => pool.query(text), schema),
  };
};

eventStoreContract({ name: "PostgreSQL from four processes", open: openInFourProcesses });
ledgerProperties({
  name: "PostgreSQL from four processes",
  runs: 60,
  report: console.log,
  open: openInFourProcesses,
});
