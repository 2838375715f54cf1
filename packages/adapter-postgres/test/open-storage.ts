import { PGlite } from "@electric-sql/pglite";
import { pg_trgm } from "@electric-sql/pglite/contrib/pg_trgm";
import { testPostgresUrl } from "@promptledger/test-servers";
import type { OpenStorageWithFaults } from "@promptledger/testing";
import { Pool } from "pg";
import { reusedSchemas } from "./reused-schemas.ts";

let admin: Pool | null = null;

function newPool(name: string, max = 4): Pool {
  const connection = { connectionString: testPostgresUrl(), application_name: name };
  const pool = new Pool({ ...connection, max, idleTimeoutMillis: 0, allowExitOnIdle: true });
  // A test cuts connections, or the server has ended.
  pool.on("error", () => undefined);
  return pool;
}

/** Opens an empty schema on the tests' server. */
export const openPostgres: OpenStorageWithFaults = reusedSchemas({
  newClient: (schema) => ({ pool: newPool(schema) }),
  admin(text) {
    admin ??= newPool("admin", 1);
    return admin.query(text);
  },
});

let pglite: Promise<PGlite> | null = null;

/** One PGlite that all tests of the process share: each takes seconds to start. */
export function sharedPGlite(): Promise<PGlite> {
  pglite ??= PGlite.create({ extensions: { pg_trgm } });
  return pglite;
}

/** Opens an empty schema in {@link sharedPGlite}, which runs within the process: there are no connections to cut. */
export const openPGlite: OpenStorageWithFaults = reusedSchemas({
  newClient: async () => ({ pglite: await sharedPGlite() }),
  admin: async (text) => (await sharedPGlite()).exec(text),
});
