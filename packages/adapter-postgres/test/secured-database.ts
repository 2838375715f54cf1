import { testPostgres } from "@promptledger/test-servers";
import type { OpenStorageWithFaults } from "@promptledger/testing";
import { Pool } from "pg";
import { newSchema } from "./new-schema.ts";
import { reusedSchemas } from "./reused-schemas.ts";

/** A database of its own, and a role that row-level security holds. */
export interface SecuredDatabase {
  readonly role: string;
  /** The tests' superuser. */
  readonly admin: Pool;
  /** A pool of one connection, of the role or of another one whose password is its name. */
  newPool(name?: string): Pool;
  /** Opens a fresh schema with row-level security; each store has a connection of its own. */
  readonly openStorage: OpenStorageWithFaults;
  /** Closes all pools, and takes the role away with all that it owns. */
  drop(): Promise<void>;
}

/** Creates a database, and a role that may create schemas in it. */
export async function createSecuredDatabase(): Promise<SecuredDatabase> {
  const role = newSchema();
  const url = new URL(await testPostgres().createDatabase());
  const admin = new Pool({ connectionString: url.href, max: 2 });
  await admin.query(`CREATE ROLE ${role} LOGIN PASSWORD '${role}' NOSUPERUSER NOBYPASSRLS`);
  await admin.query(`GRANT CREATE ON DATABASE "${url.pathname.slice(1)}" TO ${role}`);
  const pools = new Set<Pool>();
  const newPool = (name = role, application_name = "tests"): Pool => {
    const own = new URL(url);
    [own.username, own.password] = [name, name];
    const pool = new Pool({ connectionString: own.href, max: 1, application_name });
    // A test cuts connections.
    pool.on("error", () => undefined);
    pools.add(pool);
    return pool;
  };
  return {
    role,
    admin,
    newPool,
    openStorage: reusedSchemas({
      newClient: (schema) => ({ pool: newPool(role, schema) }),
      admin: (text) => admin.query(text),
      options: { rowLevelSecurity: true },
    }),
    async drop() {
      await Promise.all([...pools].map((pool) => (pool.ended ? undefined : pool.end())));
      await admin.query(`DROP OWNED BY ${role} CASCADE`);
      await admin.query(`DROP ROLE ${role}`);
      await admin.end();
    },
  };
}
