import { PGlite } from "@electric-sql/pglite";
import { pg_trgm } from "@electric-sql/pglite/contrib/pg_trgm";
import { testPostgresUrl } from "@promptledger/test-servers";
import type { OpenStorageWithFaults } from "@promptledger/testing";
import { Pool } from "pg";
import { postgresEventStore } from "../src/index.ts";
import { eraseSchema } from "./faults.ts";
import { newSchema } from "./new-schema.ts";
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
  newPool,
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

/** The same for {@link sharedPGlite}. */
const leftInPGlite: string[] = [];

/** Opens an empty schema in {@link sharedPGlite}. */
export const openPGlite: OpenStorageWithFaults = async (environment) => {
  const client = await sharedPGlite();
  const known = leftInPGlite.pop();
  const schema = known ?? newSchema();
  const erase = (): Promise<void> => eraseSchema((text) => client.exec(text), schema);
  const first = postgresEventStore({ pglite: client, schema, ...environment });
  if (known === undefined) await first.migrate();
  else await erase();
  return {
    connect: async (options) => postgresEventStore({ pglite: client, schema, ...environment, ...options }),
    async close() {
      await first.close();
      leftInPGlite.push(schema);
    },
    erase,
    // PGlite runs within the process.
    disconnect: async () => undefined,
  };
};
