import { PGlite } from "@electric-sql/pglite";
import { pg_trgm } from "@electric-sql/pglite/contrib/pg_trgm";
import { testPostgresUrl } from "@promptledger/test-servers";
import type { OpenStorageWithFaults } from "@promptledger/testing";
import { Pool } from "pg";
import { postgresEventStore } from "../src/index.ts";
import { eraseSchema, faultsOf } from "./faults.ts";

let schemas = 0;

/** A schema's name that was not used before, also not by another process. */
export function newSchema(): string {
  schemas += 1;
  return `test_${process.pid}_${Date.now().toString(36)}_${schemas}`;
}

/** Schemas that tests have left, migrated. They are emptied for the next test: to make one takes twice as long. */
const left: string[] = [];

/** Opens an empty schema on the tests' server, with a pool of its own for every store, as processes have. */
export const openPostgres: OpenStorageWithFaults = async (environment) => {
  const known = left.pop();
  const schema = known ?? newSchema();
  const pools: Pool[] = [];
  const newPool = (): Pool => {
    const pool = new Pool({ connectionString: testPostgresUrl(), max: 4, application_name: schema });
    pools.push(pool);
    return pool;
  };
  const admin = new Pool({ connectionString: testPostgresUrl(), max: 1 });
  const faults = faultsOf((text) => admin.query(text), schema);
  if (known === undefined) await postgresEventStore({ pool: newPool(), schema, ...environment }).migrate();
  else await faults.erase();
  return {
    connect: async (options) => postgresEventStore({ pool: newPool(), schema, ...environment, ...options }),
    async close() {
      await Promise.all([admin, ...pools].map((pool) => pool.end()));
      left.push(schema);
    },
    ...faults,
  };
};

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
