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

/** A migrated schema of the tests' server, with the pools of the tests that used it. */
interface Place {
  readonly schema: string;
  readonly admin: Pool;
  readonly pools: Pool[];
}

/** What tests have left. It is emptied for the next test: a schema takes a tenth of a second to make, a connection 20 ms. */
const left: Place[] = [];

function newPool(schema: string, max: number): Pool {
  const name = { application_name: schema, allowExitOnIdle: true, idleTimeoutMillis: 0 };
  const pool = new Pool({ connectionString: testPostgresUrl(), max, ...name });
  // The server has ended, or a test cuts connections.
  pool.on("error", () => undefined);
  return pool;
}

async function newPlace(environment: Parameters<OpenStorageWithFaults>[0]): Promise<Place> {
  const schema = newSchema();
  const pool = newPool(schema, 4);
  await postgresEventStore({ pool, schema, ...environment }).migrate();
  return { schema, admin: newPool("", 1), pools: [pool] };
}

/** Opens an empty schema on the tests' server, with a pool of its own for every store, as processes have. */
export const openPostgres: OpenStorageWithFaults = async (environment) => {
  const known = left.pop();
  const place = known ?? (await newPlace(environment));
  const { schema, admin } = place;
  const used: Pool[] = [];
  const faults = faultsOf((text) => admin.query(text), schema);
  if (known !== undefined) await faults.erase();
  return {
    async connect(options) {
      const pool = place.pools.pop() ?? newPool(schema, 4);
      used.push(pool);
      return postgresEventStore({ pool, schema, ...environment, ...options });
    },
    async close() {
      left.push({ ...place, pools: [...place.pools, ...used] });
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
